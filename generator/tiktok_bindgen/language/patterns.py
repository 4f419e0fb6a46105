"""A small language for wordings, so that they can be kept as data.

A pattern matches words in order. ``word?`` and ``(…)?`` are optional, ``(a|b c)`` is a choice, ``<part>`` is
another named pattern, and a name in capitals is a part that a reader function parses: ``NAMES``. A literal
bracket or question mark is escaped by a backslash.

    (you|we)? (must|need to) specify NAMES
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from itertools import chain, product
from operator import and_, attrgetter
from typing import TypeVar

from attrs import evolve, field, frozen

from tiktok_bindgen.language.tokens import CODE, FIGURE, Token, has_figure, unshortened

T = TypeVar("T")
Captures = Mapping[str, object]
# Parses a part at a position; yields the position after it and its value for every way to read it.
Reader = Callable[[Sequence[Token], int], Iterator[tuple[int, object]]]
# Words of which what a reader reads has at least one, and those with which it begins: ``None`` for any.
Clues = tuple[frozenset[str], frozenset[str] | None]


@frozen
class Pattern:
    """A compiled pattern: alternatives of sequences of steps.

    Most sentences match few patterns, so a pattern keeps what rules out a match quickly.

    Attributes:
        alternatives: The sequences.
        starts: The words that a match may begin with; ``None`` if it may begin with anything else.
        needs: Sets of words: a matching sentence has a word of each set.
        by_first: The alternatives by the word that they may begin with, in their order; empty if one of them
            may begin with anything.
    """

    alternatives: tuple[tuple[_Step, ...], ...]
    starts: frozenset[str] | None = field(init=False)
    needs: tuple[frozenset[str], ...] = field(init=False)
    by_first: Mapping[str, tuple[tuple[_Step, ...], ...]] = field(init=False, eq=False)

    @starts.default
    def _starts(self) -> frozenset[str] | None:
        return union([_starts_of(steps) for steps in self.alternatives])

    @needs.default
    def _needs(self) -> tuple[frozenset[str], ...]:
        needs = [_needs_of(steps) for steps in self.alternatives]
        if len(needs) == 1:
            return tuple(sorted(needs[0], key=_commonness))
        # Of several alternatives, one word of each is enough to tell.
        return (frozenset().union(*(min(each, key=_commonness) for each in needs)),) if all(needs) else ()

    @by_first.default
    def _by_first(self) -> Mapping[str, tuple[tuple[_Step, ...], ...]]:
        found: dict[str, tuple[tuple[_Step, ...], ...]] = {}
        for steps in self.alternatives if self.starts is not None else ():
            for word in _starts_of(steps) or ():
                found[word] = (*found.get(word, ()), steps)
        return found

    @property
    def words(self) -> frozenset[str]:
        """All its words, including names of readers."""
        steps = [step.what for alternative in self.alternatives for step in alternative]
        return frozenset().union(*({what} if isinstance(what, str) else what.words for what in steps))


# Most sentences have one of these.
_COMMON = frozenset(
    {"a", "an", "and", "are", "as", "be", "by", "do", "does", "for", "from", "has", "have", "if", "in", "is"}
    | {"it", "no", "not", "of", "on", "or", "that", "the", "this", "to", "when", "will", "with", "you", ","}
)


def _commonness(words: frozenset[str]) -> tuple[int, int, int]:
    """How little it tells that a sentence has one of some words: rare ones and long ones tell most."""
    return len(words & _COMMON), -min(map(len, words), default=0), len(words)


@frozen
class _Step:
    what: str | Pattern  # a word, a reader's name, or a pattern in brackets
    optional: bool = False
    among: frozenset[str] = frozenset()  # of these words, what a reader reads has at least one
    begins: frozenset[str] | None = None  # the words that what a reader reads begins with; none for any
    reads: bool = field(init=False)  # it is a reader's name
    choices: frozenset[str] = field(init=False)  # the words of which it is one; none where it may be more
    is_word: bool = field(init=False)  # it is one of these, and must be there
    first: frozenset[str] | None = field(init=False)  # the words that it begins with; none where any may be

    @reads.default
    def _reads(self) -> bool:
        return isinstance(self.what, str) and len(self.what) > 1 and self.what.isupper()

    @choices.default
    def _choices(self) -> frozenset[str]:
        if isinstance(self.what, str):
            return frozenset() if self.reads else frozenset({self.what})
        alone = [steps[0].choices for steps in self.what.alternatives if len(steps) == 1 and steps[0].is_word]
        return frozenset().union(*alone) if len(alone) == len(self.what.alternatives) else frozenset()

    @is_word.default
    def _is_word(self) -> bool:
        return bool(self.choices) and not self.optional

    @first.default
    def _first(self) -> frozenset[str] | None:
        if isinstance(self.what, Pattern):
            return self.what.starts
        return self.begins if self.reads else self.choices


# Cached because patterns are made of few different words.
_word = lru_cache(maxsize=8192)(_Step)


def _starts_of(steps: Sequence[_Step]) -> frozenset[str] | None:
    found: frozenset[str] = frozenset()
    for step in steps:
        if step.first is None:
            return None
        found |= step.first
        if not step.optional:
            return found
    return None  # it may match nothing at all


def _needs_of(steps: Sequence[_Step]) -> tuple[frozenset[str], ...]:
    found: list[frozenset[str]] = []
    for step in steps:
        if step.optional:
            continue
        if step.reads:
            found.extend([step.among] if step.among else [])
        else:
            found.extend([frozenset({step.what})] if isinstance(step.what, str) else step.what.needs)
    return tuple(found)


def union(sets: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    """The union of all sets; ``None``, which stands for any word, if one of them is."""
    known = [each for each in sets if each is not None]
    return frozenset().union(*known) if len(known) == len(sets) else None


def phrase_reader(patterns: Mapping[T, str]) -> Callable[[Sequence[Token], int], Iterator[tuple[int, T]]]:
    """Make a reader of phrases in plain words.

    Args:
        patterns: What phrases stand for, each with a pattern of nothing but words and marks.

    Returns:
        What yields, for each phrase from a position on, where it ends and what it stands for.
    """
    found: dict[str, list[tuple[tuple[str, ...], T]]] = {}
    for value, text in patterns.items():
        for words in _phrases(compile_pattern(text)):
            found.setdefault(words[0], []).append((words, value))

    def read(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, T]]:
        for words, value in found.get(tokens[start].text, ()) if start < len(tokens) else ():
            ahead = tokens[start : start + len(words)]
            if tuple(token.text for token in ahead if token.kind != "code") == words:
                yield start + len(words), value

    return read


def _phrases(pattern: Pattern) -> Iterator[tuple[str, ...]]:
    """All that a pattern of words can be."""
    for steps in pattern.alternatives:
        ways = [
            [*([(step.what,)] if isinstance(step.what, str) else _phrases(step.what)), *[()] * step.optional]
            for step in steps
        ]
        yield from (tuple(chain.from_iterable(parts)) for parts in product(*ways))


def clues(patterns: Sequence[Pattern]) -> Clues:
    """The clues of a reader that reads what some patterns match."""
    needs = [pattern.needs[:1] for pattern in patterns]
    among = frozenset[str]().union(*(need for (need,) in needs)) if all(needs) else frozenset[str]()
    return among, union([pattern.starts for pattern in patterns])


_PIECE = re.compile(
    r"\s*(?:\\(?P<meant>[()|?])|(?P<sign>[()|?])|<(?P<part>[a-z-]+)>|(?P<word>[^\s()|?<>\\]+|[<>]))"
)


def compile_pattern(
    text: str, parts: Mapping[str, Pattern] | None = None, known: Mapping[str, Clues] | None = None
) -> Pattern:
    """Compile a pattern.

    Args:
        text: The pattern.
        parts: Compiled patterns for ``<part>``.
        known: The clues of readers by their names.

    Raises:
        ValueError: The pattern is malformed; a bug in a table.
    """
    pieces = _pieces(text, {} if parts is None else parts)
    pattern, end = _compile(pieces, 0, known or {})
    if end != len(pieces):
        msg = f"pattern with an odd bracket: {text}"
        raise ValueError(msg)
    return pattern


class Parts(dict[str, Pattern]):
    """Named patterns that others name as ``<part>``, each compiled when it is first asked for."""

    def __init__(self, texts: Mapping[str, str], known: Mapping[str, Clues]) -> None:
        """Compile none yet.

        Args:
            texts: The patterns by their names.
            known: The clues of readers by their names.
        """
        self._texts, self._known = texts, known

    def __missing__(self, name: str) -> Pattern:
        """Compile a part."""
        self[name] = compile_pattern(self._texts[name], self, self._known)
        return self[name]


def _pieces(text: str, parts: Mapping[str, Pattern]) -> list[str | Pattern]:
    found: list[str | Pattern] = []
    for match in _PIECE.finditer(text):
        if match["part"]:
            found.append(parts[match["part"]])
        elif match["word"]:
            word = match["word"]
            found.extend(("(", *unshortened(word), ")") if "'" in word else (word,))
        else:
            found.append(match["sign"] or f"\\{match['meant']}")
    return found


def _compile(pieces: Sequence[str | Pattern], start: int, known: Mapping[str, Clues]) -> tuple[Pattern, int]:
    alternatives: list[tuple[_Step, ...]] = []
    steps: list[_Step] = []
    index = start
    while index < len(pieces) and pieces[index] != ")":
        piece = pieces[index]
        index += 1
        if isinstance(piece, Pattern):
            steps.append(_Step(piece))
            continue
        if piece == "|":
            alternatives.append(tuple(steps))
            steps = []
            continue
        if piece == "?":
            steps[-1] = evolve(steps[-1], optional=True)
            continue
        if piece == "(":
            inner, index = _compile(pieces, index, known)
            index += 1
            steps.append(_Step(inner))
            continue
        steps.append(_word(piece.removeprefix("\\"), False, *known.get(piece, ())))
    alternatives.append(tuple(steps))
    return Pattern(tuple(alternatives)), index


def vocabulary(tokens: Sequence[Token]) -> frozenset[str]:
    """The words and marks of a sentence, and a sign of code and of figures if it has some."""
    numbered = any(map(has_figure, map(attrgetter("text"), tokens)))
    return frozenset([CODE if token.kind == "code" else token.text for token in tokens] + [FIGURE] * numbered)


# The words that tell most come first.
_MOST_NEEDS = 4


class Patterns:
    """Patterns, each a bit of numbers, by what a sentence needs to match them."""

    def __init__(self) -> None:
        """Begin with none."""
        # By number of a need: the patterns that have none, or have it met; and by word: what it meets.
        self._met = [0] * _MOST_NEEDS
        self._needs: dict[str, dict[int, int]] = {}
        self._count = 0
        self._last: tuple[Sequence[Token], int] | None = None

    def add(self, patterns: Sequence[Pattern]) -> int:
        """Index patterns by the words that they need; return the number of the first."""
        first, self._last = self._count, None
        self._count += len(patterns)
        for bit, pattern in enumerate(patterns, first):
            for number, words in enumerate((*pattern.needs, *[()] * _MOST_NEEDS)[:_MOST_NEEDS]):
                self._met[number] |= (not words) << bit
                for word in words:
                    met = self._needs.setdefault(word, {})
                    met[number] = met.get(number, 0) | 1 << bit
        return first

    def fitting(self, tokens: Sequence[Token]) -> int:
        """Which of them may match something of a sentence, as bits."""
        # Several tables are asked for a sentence in turn.
        if self._last is None or self._last[0] is not tokens:
            met = [*self._met]
            for word in self._needs.keys() & vocabulary(tokens):
                for number, bits in self._needs[word].items():
                    met[number] |= bits
            self._last = tokens, reduce(and_, met)
        return self._last[1]


#: The patterns of all tables.
PATTERNS = Patterns()


class Text:
    """A sentence that patterns are tried on, and every part that was read in it, each read once.

    Attributes:
        tokens: The sentence.
        words: Its words and marks; empty at code and after the end.
        fitting: Which patterns may match something of it, as bits.
    """

    def __init__(self, tokens: Sequence[Token], readers: Mapping[str, Reader]) -> None:
        """Begin with nothing read.

        Args:
            tokens: The sentence.
            readers: What reads the parts in capitals.
        """
        self.tokens = tokens
        self.words = ["" if token.kind == "code" else token.text for token in tokens] + [""]
        self.fitting = PATTERNS.fitting(tokens)
        self._readers = readers
        self._parts: dict[tuple[str, int], Sequence[tuple[int, object]]] = {}

    def read(self, part: str, start: int) -> Sequence[tuple[int, object]]:
        """Every way to read a part from a position on: where it ends, and what it stands for."""
        key = part, start
        found = self._parts.get(key)
        if found is None:
            # A part that begins with itself reads nothing there.
            self._parts[key] = ()
            found = self._parts[key] = tuple(self._ways(part, start))
        return found

    def _ways(self, part: str, start: int) -> Iterable[tuple[int, object]]:
        return self._readers[part](self.tokens, start)


def matches(pattern: Pattern, text: Text, start: int, captures: Captures) -> Sequence[tuple[int, Captures]]:
    """Every way in which a pattern fits from a position on.

    Args:
        pattern: What to find.
        text: The sentence.
        start: Where it must begin.
        captures: The parts that were read before it.

    Returns:
        The position after it, and what all parts are by their names; a second part of a name has a ``2``
        after it.
    """
    fitting = pattern.alternatives if pattern.starts is None else pattern.by_first.get(text.words[start], ())
    if len(fitting) == 1:
        return _follow(fitting[0], 0, text, start, captures)
    return [way for steps in fitting for way in _follow(steps, 0, text, start, captures)]


def _follow(
    steps: Sequence[_Step], at: int, text: Text, start: int, captures: Captures
) -> Sequence[tuple[int, Captures]]:
    """Every way in which the steps from one on fit."""
    words, last = text.words, len(steps) - 1
    found: list[tuple[int, Captures]] = []
    while at <= last:
        step = steps[at]
        if step.first is not None and words[start] not in step.first:
            if not step.optional:
                return found
        elif step.is_word:
            # Words, and what is not there, are compared at once: they are most of every pattern.
            start += 1
        else:
            # What follows tells most ways to read a part to be wrong at once.
            following = None if at == last or steps[at + 1].optional else steps[at + 1].first
            ways = _one(step, text, start, captures, following)
            if at == last:
                found += ways
            else:
                for end, more in ways:
                    found += _follow(steps, at + 1, text, end, more)
            if not step.optional:
                return found
        at += 1
    found.append((start, captures))
    return found


def _one(
    step: _Step, text: Text, start: int, captures: Captures, following: frozenset[str] | None
) -> Sequence[tuple[int, Captures]]:
    """Every way in which a step fits before one of some words."""
    what, words = step.what, text.words
    if isinstance(what, str) and step.reads:
        key = what if what not in captures else f"{what}2"
        return [
            (end, {**captures, key: value})
            for end, value in text.read(what, start)
            if following is None or words[end] in following
        ]
    if isinstance(what, Pattern) and not step.choices:
        found = matches(what, text, start, captures)
    else:
        found = ((start + 1, captures),)
    return found if following is None else [way for way in found if words[way[0]] in following]

"""A small language for wordings, so that they can be kept as data.

A pattern matches words in order. ``word?`` and ``(…)?`` are optional, ``(a|b c)`` is a choice, ``<part>`` is
another named pattern, and a name in capitals is a part that a reader function parses: ``NAMES``. A literal
bracket or question mark is escaped by a backslash.

    (you|we)? (must|need to) specify NAMES
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from attrs import field, frozen

from tiktok_bindgen.language.tokens import Token

Captures = Mapping[str, object]
# Parses a part at a position; yields the position after it and its value for every way to read it.
Reader = Callable[[Sequence[Token], int], Iterator[tuple[int, object]]]


@frozen
class Pattern:
    """A compiled pattern: alternatives of sequences of steps.

    Most sentences match few patterns, so a pattern keeps what rules out a match quickly.

    Attributes:
        alternatives: The sequences.
        starts: The words that a match may begin with; ``None`` if it may begin with anything else.
        needs: Sets of words: a matching sentence has a word of each set.
        figures: Whether a matching sentence has a figure.
        by_first: The alternatives by the word that they may begin with, in their order; empty if one of them
            may begin with anything.
    """

    alternatives: tuple[tuple[_Step, ...], ...]
    starts: frozenset[str] | None = field(init=False)
    needs: tuple[frozenset[str], ...] = field(init=False)
    figures: bool = field(init=False)
    by_first: Mapping[str, tuple[tuple[_Step, ...], ...]] = field(init=False, eq=False)

    @starts.default
    def _starts(self) -> frozenset[str] | None:
        return union([_starts_of(steps) for steps in self.alternatives])

    @needs.default
    def _needs(self) -> tuple[frozenset[str], ...]:
        needs = [_needs_of(steps) for steps in self.alternatives]
        if len(needs) == 1:
            # Long words are rare: they tell first.
            return tuple(sorted(needs[0], key=lambda need: -min(map(len, need))))
        # Of several alternatives, one word of each is enough to tell.
        return (frozenset().union(*(min(each, key=len) for each in needs)),) if all(needs) else ()

    @figures.default
    def _figures(self) -> bool:
        return all(any(step.figures for step in steps) for steps in self.alternatives)

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

    def may_fit(self, words: frozenset[str]) -> bool:
        """Whether a sentence of these words and marks can have it at all."""
        return not any(map(words.isdisjoint, self.needs))


@frozen
class _Step:
    what: str | Pattern  # a word, a reader's name, or a pattern in brackets
    optional: bool = False
    reads: bool = field(init=False)  # it is a reader's name
    choices: frozenset[str] = field(init=False)  # the words of which it is one; none where it may be more
    is_word: bool = field(init=False)  # it is one of these, and must be there
    first: frozenset[str] | None = field(init=False)  # the words that it begins with; none where any may be
    figures: bool = field(init=False)  # it has a figure

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
        return None if self.reads else self.choices

    @figures.default
    def _figures(self) -> bool:
        inside = self.what.figures if isinstance(self.what, Pattern) else self.what in _FIGURES
        return inside and not self.optional


# Readers of nothing that is without a figure.
_FIGURES = frozenset({"DASHED", "DATE", "NUMBER", "RANGE"})


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
        if step.optional or step.reads:
            continue
        found.extend([frozenset({step.what})] if isinstance(step.what, str) else step.what.needs)
    return tuple(found)


def union(sets: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    """The union of all sets; ``None``, which stands for any word, if one of them is."""
    known = [each for each in sets if each is not None]
    return frozenset().union(*known) if len(known) == len(sets) else None


_PIECE = re.compile(
    r"\s*(?:\\(?P<meant>[()|?])|(?P<sign>[()|?])|<(?P<part>[a-z-]+)>|(?P<word>[^\s()|?<>\\]+|[<>]))"
)


def compile_pattern(text: str, parts: Mapping[str, str] | None = None) -> Pattern:
    """Compile a pattern.

    Args:
        text: The pattern.
        parts: Named patterns for ``<part>``.

    Raises:
        ValueError: The pattern is malformed; a bug in a table.
    """
    pieces = _pieces(text, parts or {})
    pattern, end = _compile(pieces, 0)
    if end != len(pieces):
        msg = f"pattern with an odd bracket: {text}"
        raise ValueError(msg)
    return pattern


def _pieces(text: str, parts: Mapping[str, str]) -> list[str]:
    found: list[str] = []
    for match in _PIECE.finditer(text):
        if match["part"]:
            found.extend(["(", *_pieces(parts[match["part"]], parts), ")"])
        else:
            found.append(match["sign"] or match["word"] or f"\\{match['meant']}")
    return found


def _compile(pieces: Sequence[str], start: int) -> tuple[Pattern, int]:
    alternatives: list[tuple[_Step, ...]] = []
    steps: list[_Step] = []
    index = start
    while index < len(pieces) and pieces[index] != ")":
        piece = pieces[index]
        index += 1
        if piece == "|":
            alternatives.append(tuple(steps))
            steps = []
            continue
        if piece == "?":
            steps[-1] = _Step(steps[-1].what, optional=True)
            continue
        if piece == "(":
            inner, index = _compile(pieces, index)
            index += 1
            steps.append(_Step(inner))
            continue
        steps.append(_word(piece.removeprefix("\\")))
    alternatives.append(tuple(steps))
    return Pattern(tuple(alternatives)), index


@frozen
class Text:
    """A sentence that patterns are tried on.

    Attributes:
        tokens: The sentence.
        readers: What reads the parts in capitals.
        words: Its words and marks; empty at code and after the end.
    """

    tokens: Sequence[Token]
    readers: Mapping[str, Reader]
    words: list[str] = field(init=False)
    _after: dict[int, frozenset[str]] = field(init=False, factory=dict, eq=False)

    def words_from(self, start: int) -> frozenset[str]:
        """The words and marks from a position on, with an empty one, which stands for the end."""
        if start not in self._after:
            self._after[start] = frozenset(self.words[start:])
        return self._after[start]

    @words.default
    def _words(self) -> list[str]:
        return ["" if token.kind == "code" else token.text for token in self.tokens] + [""]


def matches(pattern: Pattern, text: Text, start: int, captures: Captures) -> Iterator[tuple[int, Captures]]:
    """Every way in which a pattern fits from a position on.

    Args:
        pattern: What to find.
        text: The sentence.
        start: Where it must begin.
        captures: The parts that were read before it.

    Yields:
        The position after it, and what all parts are by their names; a second part of a name has a ``2``
        after it.
    """
    fitting = pattern.alternatives if pattern.starts is None else pattern.by_first.get(text.words[start], ())
    for steps in fitting:
        yield from _follow(steps, 0, text, start, captures)


def _follow(
    steps: Sequence[_Step], at: int, text: Text, start: int, captures: Captures
) -> Iterator[tuple[int, Captures]]:
    """Every way in which the steps from one on fit."""
    words = text.words
    # Words, and what is not there, are compared at once: they are most of every pattern.
    while at < len(steps):
        step = steps[at]
        if step.first is not None and words[start] not in step.first:
            if not step.optional:
                return
        elif step.is_word:
            start += 1
        else:
            break
        at += 1
    else:
        yield start, captures
        return
    # What follows tells most ways to read a part to be wrong at once.
    after = steps[at + 1] if at + 1 < len(steps) else None
    following = after.first if after and not after.optional else None
    for end, more in _one(step, text, start, captures):
        if following is None or words[end] in following:
            yield from _follow(steps, at + 1, text, end, more)
    if step.optional:
        yield from _follow(steps, at + 1, text, start, captures)


def _one(step: _Step, text: Text, start: int, captures: Captures) -> Iterator[tuple[int, Captures]]:
    what = step.what
    if step.choices:
        if text.words[start] in step.choices:
            yield start + 1, captures
    elif isinstance(what, Pattern):
        yield from matches(what, text, start, captures)
    else:
        key = what if what not in captures else f"{what}2"
        for end, value in text.readers[what](text.tokens, start):
            yield end, {**captures, key: value}

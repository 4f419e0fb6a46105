"""A small language for wordings, so that they can be kept as data.

A pattern is words to be found in order. ``word?`` and ``(…)?`` may be missing, ``(a|b c)`` is one of several,
``<part>`` is another named pattern, and a name in capitals is a part that a function reads: ``NAMES``. A
bracket or a question mark that is meant itself has a backslash before it.

    (you|we)? (must|need to) specify NAMES
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import field, frozen

from tiktok_bindgen.wording.tokens import Token

Captures = Mapping[str, object]
# Reads a part at a position: every way to read it, as the position after it and what it is.
Reader = Callable[[Sequence[Token], int], Iterator[tuple[int, object]]]


@frozen
class Pattern:
    """A compiled pattern: alternatives of sequences of steps.

    Most sentences fit few patterns, so that a pattern knows what tells at once that it does not fit.

    Attributes:
        alternatives: The sequences.
        starts: The words with one of which it begins; ``None`` where it may begin with anything else.
        needs: Sets of words: a sentence that it fits has one of each.
    """

    alternatives: tuple[tuple[_Step, ...], ...]
    starts: frozenset[str] | None = field(init=False)
    needs: tuple[frozenset[str], ...] = field(init=False)

    @starts.default
    def _starts(self) -> frozenset[str] | None:
        return union([_starts_of(steps) for steps in self.alternatives])

    @needs.default
    def _needs(self) -> tuple[frozenset[str], ...]:
        needs = [_needs_of(steps) for steps in self.alternatives]
        if len(needs) == 1:
            return needs[0]
        # Of several alternatives, one word of each is enough to tell.
        return (frozenset().union(*(min(each, key=len) for each in needs)),) if all(needs) else ()

    @property
    def words(self) -> frozenset[str]:
        """All its words, names of readers among them."""
        steps = [step.what for alternative in self.alternatives for step in alternative]
        return frozenset().union(*({what} if isinstance(what, str) else what.words for what in steps))

    def may_fit(self, words: frozenset[str]) -> bool:
        """Whether a sentence of these words can have it at all."""
        for need in self.needs:  # noqa: SIM110 - it is asked more than anything else
            if words.isdisjoint(need):
                return False
        return True


@frozen
class _Step:
    what: str | Pattern  # a word, a reader's name, or a pattern in brackets
    optional: bool = False
    reads: bool = field(init=False)  # it is a reader's name
    is_word: bool = field(init=False)  # it is a word that must be there
    starts: frozenset[str] | None = field(init=False)  # the words that it begins with; none where any may be

    @reads.default
    def _reads(self) -> bool:
        return isinstance(self.what, str) and len(self.what) > 1 and self.what.isupper()

    @is_word.default
    def _is_word(self) -> bool:
        return isinstance(self.what, str) and not self.reads and not self.optional

    @starts.default
    def _starts(self) -> frozenset[str] | None:
        if self.optional or self.reads:
            return None
        return frozenset({self.what}) if isinstance(self.what, str) else self.what.starts


def _starts_of(steps: Sequence[_Step]) -> frozenset[str] | None:
    found: frozenset[str] = frozenset()
    for step in steps:
        if isinstance(step.what, Pattern):
            first = step.what.starts
        else:
            first = None if step.reads else frozenset({step.what})
        if first is None:
            return None
        found |= first
        if not step.optional:
            return found
    return None  # it may be nothing at all


def _needs_of(steps: Sequence[_Step]) -> tuple[frozenset[str], ...]:
    found: list[frozenset[str]] = []
    for step in steps:
        if step.optional or step.reads:
            continue
        found.extend([frozenset({step.what})] if isinstance(step.what, str) else step.what.needs)
    return tuple(found)


def union(sets: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    """The words of all sets; ``None``, which is any word, where one of them is."""
    known = [each for each in sets if each is not None]
    return frozenset().union(*known) if len(known) == len(sets) else None


def vocabulary(tokens: Sequence[Token]) -> frozenset[str]:
    """The words and marks of a sentence; see :meth:`Pattern.may_fit`."""
    return frozenset([token.text for token in tokens if token.kind != "code"])


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
        steps.append(_Step(piece.removeprefix("\\")))
    alternatives.append(tuple(steps))
    return Pattern(tuple(alternatives)), index


def matches(
    pattern: Pattern, tokens: Sequence[Token], start: int, readers: Mapping[str, Reader]
) -> Iterator[tuple[int, Captures]]:
    """Every way in which a pattern fits from a position on.

    Args:
        pattern: What to find.
        tokens: The sentence.
        start: Where it must begin.
        readers: What reads the parts in capitals.

    Yields:
        The position after it, and what its parts are by their names; a second part of a name has a ``2``
        after it.
    """
    yield from _one(pattern, _Text(tokens, readers), start, {})


@frozen
class _Text:
    """A sentence, and what reads its parts."""

    tokens: Sequence[Token]
    readers: Mapping[str, Reader]

    def word(self, position: int) -> str:
        """The word or mark at a position; empty at code and after the end."""
        if position < len(self.tokens) and self.tokens[position].kind != "code":
            return self.tokens[position].text
        return ""


def _follow(
    steps: Sequence[_Step], at: int, text: _Text, start: int, captures: Captures
) -> Iterator[tuple[int, Captures]]:
    """Every way in which the steps from one on fit."""
    # Words that must follow one another are compared at once: they are most of every pattern.
    while at < len(steps) and steps[at].is_word:
        if text.word(start) != steps[at].what:
            return
        at += 1
        start += 1
    if at == len(steps):
        yield start, captures
        return
    step = steps[at]
    # What follows tells most ways to read a part to be wrong at once.
    following = steps[at + 1].starts if at + 1 < len(steps) else None
    for end, more in _one(step.what, text, start, captures):
        if following is None or text.word(end) in following:
            yield from _follow(steps, at + 1, text, end, more)
    if step.optional:
        yield from _follow(steps, at + 1, text, start, captures)


def _one(what: str | Pattern, text: _Text, start: int, captures: Captures) -> Iterator[tuple[int, Captures]]:
    if isinstance(what, Pattern):
        if what.starts is None or text.word(start) in what.starts:
            for steps in what.alternatives:
                yield from _follow(steps, 0, text, start, captures)
    elif (reader := text.readers.get(what)) is not None:
        key = what if what not in captures else f"{what}2"
        for end, value in reader(text.tokens, start):
            yield end, {**captures, key: value}
    elif text.word(start) == what:
        yield start + 1, captures

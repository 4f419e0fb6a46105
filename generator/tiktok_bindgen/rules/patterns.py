"""A small language for wordings, so that they can be kept as data.

A pattern is words to be found in order. ``word?`` and ``(…)?`` may be missing, ``(a|b c)`` is one of several,
``<part>`` is another named pattern, and a name in capitals is a part that a function reads: ``NAMES``.

    (you|we)? (must|need to) specify NAMES
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import frozen

from tiktok_bindgen.rules.tokens import Token

Captures = Mapping[str, object]
# Reads a part at a position: every way to read it, as the position after it and what it is.
Reader = Callable[[Sequence[Token], int], Iterator[tuple[int, object]]]


@frozen
class Pattern:
    """A compiled pattern: alternatives of sequences of steps."""

    alternatives: tuple[tuple[_Step, ...], ...]


@frozen
class _Step:
    what: str | Pattern  # a word, a reader's name, or a pattern in brackets
    optional: bool = False


_PIECE = re.compile(r"\s*(?:(?P<sign>[()|?])|<(?P<part>[a-z-]+)>|(?P<word>[^\s()|?<>]+|[<>]))")


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
            found.append(match["sign"] or match["word"])
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
        steps.append(_Step(piece))
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
    for steps in pattern.alternatives:
        yield from _follow(steps, tokens, start, readers, {})


def _follow(
    steps: Sequence[_Step],
    tokens: Sequence[Token],
    start: int,
    readers: Mapping[str, Reader],
    captures: Captures,
) -> Iterator[tuple[int, Captures]]:
    if not steps:
        yield start, captures
        return
    step, rest = steps[0], steps[1:]
    for end, more in _one(step.what, tokens, start, readers, captures):
        yield from _follow(rest, tokens, end, readers, more)
    if step.optional:
        yield from _follow(rest, tokens, start, readers, captures)


def _one(
    what: str | Pattern,
    tokens: Sequence[Token],
    start: int,
    readers: Mapping[str, Reader],
    captures: Captures,
) -> Iterator[tuple[int, Captures]]:
    if isinstance(what, Pattern):
        for steps in what.alternatives:
            yield from _follow(steps, tokens, start, readers, captures)
    elif what in readers:
        key = what if what not in captures else f"{what}2"
        for end, value in readers[what](tokens, start):
            yield end, {**captures, key: value}
    elif start < len(tokens) and tokens[start].kind != "code" and tokens[start].text == what:
        yield start + 1, captures

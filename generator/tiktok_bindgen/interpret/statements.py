"""A description as statements: sentences, each with the list that belongs to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from attrs import frozen

from tiktok_bindgen.read.page import Line


@frozen
class Statement:
    """One line of a description and the list under it.

    Attributes:
        text: The line, with code in back-ticks.
        items: The statements of the list that the line introduces.
        gap: An empty line stands before it.
    """

    text: str
    items: tuple[Statement, ...] = ()
    gap: bool = False

    def walk(self) -> Iterator[Statement]:
        """This statement and every one below it, in order."""
        yield self
        for item in self.items:
            yield from item.walk()

    def flat(self) -> str:
        """The statement and its list as one sentence."""
        if not self.items:
            return self.text
        listed = "; ".join(item.flat().rstrip(".;") for item in self.items)
        return f"{self.text} {listed}."


# A line that opens a paragraph of its own, so that it ends a list in a form that has lost its bullets.
_OPENERS = re.compile(
    r"^(?:default(?: value)?\b|notes?\b\s*[:：]|example\b|(?:enum|supported|allowed) values?\b"
    r"|max(?:imum)? size\b|size range\b|value range\b|length (?:limit|range)\b"
    r"|to (?:learn|get|obtain|find|see)\b|for (?:details|enum|more)\b|currently,|see\b)",
    re.IGNORECASE,
)


def statements(lines: Sequence[Line], *, nested: bool) -> tuple[Statement, ...]:
    """Group a description's lines into statements.

    Args:
        lines: The description.
        nested: Whether the lines' levels are known. Where they are not (the flattened form), a line that
            ends in a colon introduces what follows up to the next empty line or the next line that opens
            a paragraph of its own.
    """
    return _by_level(lines) if nested else _by_gap(lines)


def _by_level(lines: Sequence[Line]) -> tuple[Statement, ...]:
    # Children are collected on an explicit stack: a hostile page may nest lists thousands deep.
    root: list[Statement] = []
    stack: list[tuple[int, Line, list[Statement]]] = []

    def close(level: int) -> None:
        while stack and stack[-1][0] >= level:
            _, line, items = stack.pop()
            (stack[-1][2] if stack else root).append(Statement(line.text, tuple(items), line.gap))

    for line in lines:
        level = min(line.level, 20)
        close(level)
        stack.append((level, line, []))
    close(-1)
    return tuple(root)


def _by_gap(lines: Sequence[Line]) -> tuple[Statement, ...]:
    found: list[Statement] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        items: list[Statement] = []
        if line.text.endswith((":", "：")):
            while index < len(lines) and not _ends_list(lines[index], items):
                items.append(Statement(lines[index].text, (), lines[index].gap))
                index += 1
        found.append(Statement(line.text, tuple(items), line.gap))
    return tuple(found)


# A heading within a list of conditions: what stands under it has lost its indent, and is the list's as well.
_HEADING = re.compile(r"^at the \w[\w ]{0,20} level\s?[:：]$", re.IGNORECASE)


def _ends_list(line: Line, items: Sequence[Statement]) -> bool:
    if _OPENERS.match(line.text):
        return True
    goes_on = not items or _HEADING.match(line.text) or _HEADING.match(items[-1].text)
    return line.gap and not goes_on


_STOP = re.compile(r"(?<=[.!?。])\s+(?=[^a-z\s])|(?<=。)")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|No|approx)\.|^\(?\d+\.)$")


def sentences(text: str) -> list[str]:
    """Split a line at full stops, never inside back-ticks or brackets.

    Examples:
        >>> sentences("Size. Default: `A. B`. Range: 0.5-1.")
        ['Size.', 'Default: `A. B`.', 'Range: 0.5-1.']
    """
    return list(_sentences(text))


# A description is read several times, each time for other facts.
@lru_cache(maxsize=2048)
def _sentences(text: str) -> tuple[str, ...]:
    parts: list[str] = []
    start = 0
    code = _code_spans(text)
    position = 0
    for match in _STOP.finditer(text):
        while position < len(code) and code[position][1] <= match.start():
            position += 1
        inside = position < len(code) and code[position][0] <= match.start()
        piece = text[start : match.start()].strip()
        if inside or not piece or _ABBREVIATION.search(piece if len(piece) < 12 else f"…{piece[-8:]}"):
            continue
        parts.append(piece)
        start = match.end()
    rest = text[start:].strip()
    if rest:
        parts.append(rest)
    return tuple(parts)


def _code_spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = -1
    for match in re.finditer("`", text):
        if start < 0:
            start = match.start()
        else:
            spans.append((start, match.end()))
            start = -1
    return spans

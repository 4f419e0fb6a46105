"""Find the rows of a flattened field table: one cell a line, or several with tabs; no mark ends a row.

A row begins where a cell that looks like a name is followed by a cell that looks like a data type, with
markers between. Two lines of a description may look the same by chance, so each possible beginning is scored;
doubtful ones are accepted and reported.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from attrs import evolve, frozen

from tiktok_bindgen.read.inline import fold
from tiktok_bindgen.read.page import Line, Row
from tiktok_bindgen.read.words import AMBIGUOUS_TYPES, MARKERS, TYPES, like, name_of

_TYPE = re.compile(r"([A-Za-z][A-Za-z0-9]*)((?:\s*\[\s*\])*)\Z")
_CONTAINER_TYPE = re.compile(
    r"(?:map|list|array|dict|object)(?:\s*[(<\[{][^\n]{0,80}[)>\]}]\s*(?:\[\s*\])*| of [a-z]+(?:\[\])?)\Z"
)
# Words before and after a type that qualify it: ``JSON string``, ``object array``, ``string (64)``.
_QUALIFIED = re.compile(
    r"(?:(?:json|enum|unix|nested|positive|unsigned) )?(?P<type>[a-z]+[0-9]*)"
    r"(?: (?:array|list)| ?\([^()]{1,30}\))?\Z"
)
_NAME = re.compile(r"\$?[A-Za-z_][\w.\-]*(?:\[\])?\Z")
_TEMPLATE_NAME = re.compile(r"[{<\[][\w ]{1,60}[}>\]]\Z")
_PHRASE = re.compile(r"[A-Za-z_][\w/'&\-]*(?: ?[\w/'&\-]+){0,3}\Z")
_SURE = 3.0
_POSSIBLE = 1.5
_MAX_NAME = 100


@frozen
class _Start:
    """A possible row: the cell it begins at, the first cell of its description, the row, and its score."""

    at: int
    body: int
    row: Row
    score: float


def read_rows(
    lines: Sequence[str], first_line: int, shown: Collection[str] = ()
) -> tuple[list[Row], set[int], list[tuple[int, str]]]:
    """Split the lines below a table's header into rows.

    Args:
        lines: The lines, up to where the table ends.
        first_line: The number of the first of them in the page.
        shown: The names in the page's examples, which make a line more likely to be a name.

    Returns:
        The rows, all at depth 0; the line numbers of rows that may belong to the description before instead;
        and the lines before the first row, with their numbers.
    """
    cells = [(number, cell) for number, line in enumerate(lines, first_line) for cell in _cells(line)]
    starts = _choose(_starts(cells, shown))
    ends = [*(start.at for start in starts), len(cells)]
    lost = [(number, text) for number, text in cells[: ends[0]] if text]
    rows: list[Row] = []
    for start, end in zip(starts, ends[1:], strict=True):
        rows.append(evolve(start.row, description=_description(cells[start.body : end])))
    return rows, {start.row.line for start in starts if start.score < _SURE}, lost


def _description(cells: Sequence[tuple[int, str]]) -> tuple[Line, ...]:
    """Return a description's lines; in this form, only an empty line between two shows where a list ends."""
    found: list[Line] = []
    gap = False
    for _, cell in cells:
        text = fold(cell)
        if text:
            found.append(Line(text, gap=gap and bool(found)))
        gap = not text
    return tuple(found)


def is_type(text: str) -> bool:
    """Report whether a line can be a data type."""
    return _type_score(text) > 0


def is_row(line: str) -> bool:
    """Report whether a line with tabs begins a row: a name, optional markers, and a data type."""
    return bool(_starts([(0, cell) for cell in _cells(line)], ()))


def _cells(line: str) -> list[str]:
    """Return the cells of a line; empty ones before the first are indentation and are dropped."""
    return [cell.strip() for cell in line.lstrip("\t").split("\t")]


def is_name(text: str) -> bool:
    """Report whether a line can be the name of a field: a single word without spaces."""
    return len(text) <= _MAX_NAME and _NAME.match(text) is not None


def _starts(cells: Sequence[tuple[int, str]], shown: Collection[str]) -> list[_Start]:
    """Return every possible row, in order."""
    found = []
    for first, (line, text) in enumerate(cells):
        if (first and cells[first - 1][0] == line) or not text or len(text) > _MAX_NAME * 2:
            continue
        name, noted, _ = name_of(text)
        score = _name_score(name)
        if score is None:
            continue
        markers = list(noted)
        at = first + 1
        while at < len(cells) and cells[at][1].strip().strip("{}()+-").strip().lower() in MARKERS:
            markers.append(cells[at][1])
            at += 1
        typed = cells[at][1] if at < len(cells) and len(cells[at][1]) <= _MAX_NAME else ""
        type_score = _type_score(typed)
        if type_score == 0:
            if len(markers) == len(noted) or score < 2:
                continue
            # A name with a marker below it begins a row even if the next cell is not a known type.
            if not _TYPE.match(typed):
                typed = ""
        score += type_score
        if markers:
            score += 3
        if name in shown:
            score += 3
        before = cells[first - 1][1] if first else ""
        if before.endswith((":", "：")):
            score -= 1.5
        if not before:
            score += 0.5
        row = Row(name, tuple(markers), typed, 0, (), line)
        found.append(_Start(first, at + bool(typed), row, score))
    return found


def _choose(starts: Sequence[_Start]) -> list[_Start]:
    """Return the likeliest of the rows that overlap, and drop all unlikely ones."""
    chosen: list[_Start] = []
    for start in starts:
        if start.score < _POSSIBLE:
            continue
        if chosen and start.at < chosen[-1].body:
            if start.score <= chosen[-1].score:
                continue
            chosen.pop()
        chosen.append(start)
    return chosen


def _name_score(name: str) -> float | None:
    """Score how much a text looks like a field's name; ``None`` if it cannot be one."""
    if not name or len(name) > _MAX_NAME:
        return None
    if _NAME.match(name):
        if name.lower() in TYPES:
            return 1.0 if name.lower() in AMBIGUOUS_TYPES else -2.0
        if name.lower() in MARKERS:
            return None
        if name == name.lower():
            return 3.0 if "_" in name else 2.0
        if name == name.upper():
            return 0.0
        return 2.0 if name[0].islower() or "-" in name else 1.0
    if _TEMPLATE_NAME.match(name):
        return 1.0
    if name.count(" ") <= 3 and _PHRASE.match(name):
        return -0.5
    return None


def _type_score(text: str) -> float:
    """Score how much a text looks like a data type; 0 if it does not."""
    if not text or len(text) > _MAX_NAME:
        return 0
    plain = text.lower()
    single = _TYPE.match(plain)
    if single is not None:
        word, arrays = single[1], single[2]
        if word in AMBIGUOUS_TYPES:
            return 2.0 if arrays else 0.5
        if word in TYPES:
            return 2.0
        return 1.0 if like(word, TYPES) else 0
    if _CONTAINER_TYPE.match(plain):
        return 2.0
    qualified = _QUALIFIED.match(plain)
    if qualified is not None and qualified["type"] in TYPES - AMBIGUOUS_TYPES:
        return 2.0
    parts = re.split(r"\s*(?:/|\||,|\bor\b)\s*", plain)
    if 1 < len(parts) <= 4 and all(_is_plain_type(part) for part in parts):
        return 2.0
    return 0


def _is_plain_type(text: str) -> bool:
    single = _TYPE.match(text)
    return single is not None and single[1] in TYPES

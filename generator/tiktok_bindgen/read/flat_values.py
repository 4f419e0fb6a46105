"""Read tables of a copied page that do not list fields: one cell a line, or cells with tabs between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tiktok_bindgen.read.blocks import RawRow
from tiktok_bindgen.read.flat_lines import Header, Lines
from tiktok_bindgen.read.flat_words import CHANGE, is_comparison
from tiktok_bindgen.read.inline import fold

Finding = tuple[int, str, str]
"""A problem's line, from 1, its code and its text."""

_NOTHING = frozenset({"/", "-"})


def value_rows(lines: Lines, header: Header, end: int) -> tuple[list[RawRow], int, list[Finding]]:
    """The rows of a table, the line after them, at the latest its end, and what could not be decided."""
    width = len(header.columns)
    filled = [(at, fold(lines[at])) for at in range(header.body, end) if lines[at]]
    findings: list[Finding] = []
    rows: list[RawRow] = []
    stop = end
    compact = _compact(lines, header.body, end)
    tabbed, after = _tabbed(lines, header.body, end, width)
    if tabbed:
        rows, stop = tabbed, after
    elif width == 3 and is_comparison(header.columns) and filled and CHANGE.match(filled[0][1][:200]):
        rows = [_change(lines_of_row, width, findings) for lines_of_row in _changes(filled)]
    elif compact and compact % width == 0:
        for first in range(0, compact, width):
            cells = filled[first : first + width]
            rows.append(RawRow(0, tuple(text for _, text in cells), cells[0][0] + 1))
        stop = filled[compact][0] if compact < len(filled) else end
    elif filled:
        columns = ", ".join(header.columns)
        text = f"the cells of a table of {width} columns are not one line each: {columns}"
        findings.append((header.first + 1, "value-table-unreadable", text))
        rows = [_row([[text for _, text in filled], *[[]] * (width - 1)], filled[0][0])]
    return rows, max(stop, header.body), findings


def _tabbed(lines: Lines, body: int, end: int, width: int) -> tuple[list[RawRow], int]:
    """Return the rows of a table with tabs between cells of one or more lines, and the line after the rows.

    A line with a tab begins a row if the row before has all its cells; no rows if one does not fit the width.
    """
    rows: list[RawRow] = []
    cells: list[list[str]] = []
    begin = at = lines.filled(body)
    while at < end:
        parts = lines[at].split("\t")
        whole = len(cells) == width
        if whole and (len(parts) > 1 or not lines[at]):
            rows.append(_row(cells, begin))
            cells, begin = [], at
            if not lines[at]:
                break
        if cells:
            cells[-1].append(parts.pop(0))
        cells += [[part] for part in parts]
        if len(cells) > width:
            return [], body
        at += 1
    if len(cells) == width:
        rows.append(_row(cells, begin))
    elif cells:
        return [], body
    return rows, at


def _compact(lines: Lines, body: int, end: int) -> int:
    """Count the table's lines up to the first empty one."""
    start = at = min(lines.filled(body), end)
    while at < end and lines[at]:
        at += 1
    return at - start


def _changes(filled: Sequence[tuple[int, str]]) -> list[Sequence[tuple[int, str]]]:
    """Return the lines of each row of a table that compares versions; each begins with what has changed."""
    starts = [number for number, (_, text) in enumerate(filled) if CHANGE.match(text[:200])]
    return [filled[start:stop] for start, stop in zip(starts, [*starts[1:], len(filled)], strict=True)]


def _change(lines: Sequence[tuple[int, str]], width: int, findings: list[Finding]) -> RawRow:
    """Return a row of a table that compares versions, its lines divided between the two versions."""
    (at, label), texts = lines[0], [text for _, text in lines[1:]]
    half = 1 if texts and texts[0] in _NOTHING else (len(texts) + 1) // 2
    if len(texts) > 1 and texts[-1] in _NOTHING:
        half = len(texts) - 1
    if half != 1 and len(texts) % 2:
        text = f"it is unclear which of {len(texts)} lines belong to which version: {label}"
        findings.append((at + 1, "value-table-ambiguous", text))
    return _row([[label], texts[:half], texts[half:]][:width], at)


def _row(cells: Iterable[Sequence[str]], at: int) -> RawRow:
    return RawRow(0, tuple("\n".join(filter(None, map(fold, cell))) for cell in cells), at + 1)

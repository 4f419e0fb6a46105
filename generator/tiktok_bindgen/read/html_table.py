"""Lay out HTML tables as rows of cells."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable
from typing import TypeVar

from attrs import frozen

from tiktok_bindgen.read.blocks import MOST_COLUMNS, RawRow, RawTable

# A longer cell is put in its first place only, however many places it spans.
_LONGEST_REPEATED = 10_000

_TABLE_TAG = re.compile(r"<(/?)(table|tr|td|th)\b[^<>]*>", re.IGNORECASE)
_SPAN = re.compile(r"(?<![\w-])((?:aria-)?(?:row|col)span)\s*=\s*[\"']?([^\s\"'<>]*)", re.IGNORECASE)

_RowT = TypeVar("_RowT")


@frozen
class Cell:
    """A cell: its text, and how many rows and columns it covers."""

    text: str
    down: int = 1
    across: int = 1

    @classmethod
    def of(cls, text: str, attribute: Callable[[str], object]) -> Cell:
        """A cell of some text, and what finds the attributes of its tag."""
        most = MOST_COLUMNS if len(text) <= _LONGEST_REPEATED else 1
        down, across = (attribute(key) or attribute(f"aria-{key}") for key in ("rowspan", "colspan"))
        return cls(text, _span(down, most), _span(across, most))


def html_tables(source: str, line: int) -> list[RawTable]:
    """Read the tables of possibly unbalanced HTML that begins at line ``line`` of the page.

    Tables inside their cells are part of the cells; a cell is its inner HTML on one line. Cells and rows are
    closed where a browser closes them; a cell outside any row begins one.
    """
    tables: list[list[tuple[int, list[Cell]]]] = []
    opened: re.Match[str] | None = None
    position = depth = 0
    in_row = False

    def close(end: int) -> None:
        nonlocal opened
        if opened is not None:
            attributes = {key.lower(): value for key, value in _SPAN.findall(opened[0])}
            tables[-1][-1][1].append(Cell.of(" ".join(source[opened.end() : end].split()), attributes.get))
            opened = None

    for match in _TABLE_TAG.finditer(source):
        line += source.count("\n", position, match.start())
        position = match.start()
        opens, name = not match[1], match[2].lower()
        if name == "table":
            depth = depth + 1 if opens else max(depth - 1, 0)
            if depth == (1 if opens else 0):
                close(position)
                in_row = False
                if opens:
                    tables.append([])
        elif depth == 1:
            if opens or name == "tr" or (opened is not None and name == opened[2].lower()):
                close(position)
            if opens and (name == "tr" or not in_row):
                tables[-1].append((line, []))
            in_row = opens or (in_row and name != "tr")
            if opens and name != "tr":
                opened = match
    close(len(source))
    grids = [[RawRow(0, cells, at) for at, cells in laid_out(rows)] for rows in tables]
    return [RawTable(rows[0].cells, rows[1:], rows[0].line) for rows in grids if rows]


def laid_out(rows: Iterable[tuple[_RowT, Iterable[Cell]]]) -> list[tuple[_RowT, tuple[str, ...]]]:
    """The rows of a table that have any text, each with its cells, all with as many as the widest.

    A cell that spans rows or columns is repeated in every place that it covers.
    """
    hanging: dict[int, tuple[int, str]] = {}
    found = [(row, _texts(cells, hanging)) for row, cells in rows]
    filled = [(row, texts) for row, texts in found if any(texts)]
    width = max((len(texts) for _, texts in filled), default=0)
    return [(row, (*texts, *[""] * (width - len(texts)))) for row, texts in filled]


def _texts(cells: Iterable[Cell], hanging: dict[int, tuple[int, str]]) -> list[str]:
    """Lay out one row; ``hanging`` holds, by column, the cells that reach down into it and how far."""
    row: list[str] = []
    own = deque(cells)
    while len(row) < MOST_COLUMNS and (own or len(row) in hanging):
        if len(row) in hanging:
            left, text = hanging.pop(len(row))
            if left > 1:
                hanging[len(row)] = (left - 1, text)
            row.append(text)
            continue
        cell = own.popleft()
        for _ in range(min(cell.across, MOST_COLUMNS - len(row))):
            if cell.down > 1:
                hanging[len(row)] = (cell.down - 1, cell.text)
            row.append(cell.text)
    return row


def _span(value: object, most: int) -> int:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 4:
        return min(max(int(value), 1), most)
    return 1

"""Rows of tables written with bars: find the lines of each row and split them into cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import define

from tiktok_bindgen.counting import number_of
from tiktok_bindgen.read.blocks import RawRow, shown
from tiktok_bindgen.read.field_rows import Report
from tiktok_bindgen.read.words import is_row

ROW = re.compile(r"((?:[#＃\s]|\\#)*)\|")
# A line that ends within a sentence, which goes on below.
_WRAPPED = re.compile(r"(?:(?<=[\w,)])|(?<=[^`]`))[ \t]*\n[ \t]*(?=[a-z0-9(]|`[^`])")
_PIPE_OR_TICKS = re.compile(r"\\.|`+|\|", re.DOTALL)


def table_rows(content: list[tuple[int, str]], columns: int, report: Report, *, piped: bool) -> list[RawRow]:
    """The rows of a table, filled up to its width; with ``piped`` each has a bar before its first cell."""
    pending: list[_Pending] = []
    for number, text in content:
        if is_rule(text):
            continue
        if ROW.match(text) or (not piped and "|" in text):
            pending.append(_Pending([text], number, text.count("|")))
        elif pending and pending[-1].is_whole(columns) and _lacks_bar(text, columns):
            report(number, "bar-missing", f"read as a row of its own: {shown(text)}")
            pending.append(_Pending(["|" + text.lstrip()], number, text.count("|") + 1))
        elif pending:
            pending[-1].add(text, columns)
        else:
            report(number, "text-in-table", f"text before the table's first row: {shown(text)}")
    return [row for one in pending for row in _row(one, columns, report)]


def _lacks_bar(text: str, columns: int) -> bool:
    if "|" not in text:
        return False
    cells = split_row(text.lstrip("#＃ \t"), columns)
    return len(cells) == columns and is_row(cells)


def _row(row: _Pending, columns: int, report: Report) -> list[RawRow]:
    text = _WRAPPED.sub(" ", "\n".join(row.parts)) if len(row.parts) > 1 else row.parts[0]
    mark = ROW.match(text)
    depth = _depth(mark[1]) if mark else 0
    cells = split_row(row_body(text), columns)
    if not any(cells):
        return []
    if len(cells) > columns and cells[0] and not cells[0].strip("#＃"):
        depth += len(cells.pop(0))
    if row.stray:
        report(row.line, "text-in-table", f"text below the row {shown(cells[0])} is read as part of it")
    rows: list[RawRow] = []
    at = 0
    while _is_glued(cells, at + columns):
        report(row.line, "rows-in-one-line", f"below {shown(cells[at])} is read as a row of its own")
        rows.append(_filled_row(depth, cells[at : at + columns], row.line, columns, report))
        depth = _depth(cells[at + columns])
        at += columns + 1
    return [*rows, _filled_row(depth, cells[at:], row.line, columns, report)]


def _is_glued(cells: Sequence[str], at: int) -> bool:
    """Report whether another row follows on the same line: its depth, which may be blank, then its cells."""
    return len(cells) > at + 2 and not cells[at].strip("#＃ ") and is_row(cells[at + 1 :])


def _filled_row(depth: int, cells: list[str], line: int, columns: int, report: Report) -> RawRow:
    if len(cells) == columns:
        return RawRow(depth, tuple(cells), line)
    text = f"{number_of(len(cells), 'cell')} in {number_of(columns, 'column')}: {shown(cells[0])}"
    if len(cells) > columns:
        report(line, "too-many-cells", text)
        cells = [*cells[: columns - 1], " | ".join(cells[columns - 1 :])]
    else:
        report(line, "too-few-cells", text)
        cells = cells + [""] * (columns - len(cells))
    return RawRow(depth, tuple(cells), line)


@define
class _Pending:
    """A row that may continue on the lines below.

    It has so many bars so far; ``stray`` text stands below although it is whole.
    """

    parts: list[str]
    line: int
    bars: int
    stray: bool = False

    def is_whole(self, columns: int) -> bool:
        return self.bars > columns and self.parts[-1].rstrip().endswith("|")

    def add(self, text: str, columns: int) -> None:
        if self.is_whole(columns):
            # Text below a complete row belongs to its last cell, before the bar that closes it.
            self.stray = True
            self.parts[-1] = self.parts[-1].rstrip()[:-1]
            self.bars -= 1
        self.parts.append(text)
        self.bars += text.count("|")


def split_row(text: str, columns: int) -> list[str]:
    """Split a row into cells at its vertical bars.

    Args:
        text: The row without its depth and first bar.
        columns: How many cells are expected; 0 if unknown.

    Returns:
        The cells, without blanks around them. Bars in code are text if there would be too many cells
        otherwise.
    """
    cells = _cells(_cut(text, _bars(text, in_code=True)) if "\\" in text else text.split("|"))
    if columns and len(cells) > columns and "`" in text:
        protected = _cells(_cut(text, _bars(text, in_code=False)))
        if len(protected) >= columns:
            return protected
    return cells


def _bars(text: str, *, in_code: bool) -> list[int]:
    """Return the positions of the bars that separate cells."""
    tokens = [match for match in _PIPE_OR_TICKS.finditer(text) if match[0][0] != "\\"]
    if in_code:
        return [token.start() for token in tokens if token[0] == "|"]
    closers: dict[int, int] = {}
    following: dict[str, int] = {}
    for index in range(len(tokens) - 1, -1, -1):
        mark = tokens[index][0]
        if mark != "|":
            if mark in following:
                closers[index] = following[mark]
            following[mark] = index
    bars: list[int] = []
    index = 0
    while index < len(tokens):
        if tokens[index][0] == "|":
            bars.append(tokens[index].start())
        else:
            index = closers.get(index, index)
        index += 1
    return bars


def _cut(text: str, bars: list[int]) -> list[str]:
    starts = [0, *(bar + 1 for bar in bars)]
    return [text[start:end] for start, end in zip(starts, [*bars, len(text)], strict=True)]


def _cells(parts: list[str]) -> list[str]:
    # Escaped bars become plain text.
    cells = [part.strip().replace("\\|", "|") for part in parts]
    return cells if cells[-1] or len(cells) == 1 else cells[:-1]


def _depth(marks: str) -> int:
    return marks.count("#") + marks.count("＃")


def row_body(row: str) -> str:
    """Return the row without its depth and first bar."""
    match = ROW.match(row)
    return row[match.end() :] if match else row


def is_delimiter(row: str) -> bool:
    """Report whether a row is the line of dashes between a header and its rows."""
    return "|" in row and "-" in row and not row.strip(" \t|:-–—")


def is_rule(row: str) -> bool:
    """Report whether a row can only be such a line of dashes, wherever it is."""
    return is_delimiter(row) and all(cell.count("-") >= 3 for cell in split_row(row_body(row), 0))

"""Tables that a page writes in HTML, laid out as rows of cells."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Callable, Iterable

from bs4 import BeautifulSoup, Tag

# A longer cell stands in its first place alone, however many places it covers.
_LONGEST_REPEATED = 10_000

_TABLE_TAG = re.compile(r"<(/?)(table|tr|td|th)\b[^<>]*>", re.IGNORECASE)


def html_tables(source: str, most_columns: int) -> list[list[tuple[int, list[str]]]]:
    """Lay out the tables of a piece of HTML; tables inside their cells are part of the cells.

    Args:
        source: The HTML, possibly unbalanced.
        most_columns: How many columns are read; a cell spans no more rows than that either.

    Returns:
        For every table its rows, and for every row its line in the source, from 1, and its cells' inner HTML
        on one line each. A cell that spans rows or columns is repeated in every place that it covers.
    """
    soup = BeautifulSoup(_only_table_tags(source), "html.parser")
    tables = (table.find_all("tr") for table in soup.find_all("table"))
    return [
        [
            (tr.sourceline or 1, cells)
            for tr, cells in zip(rows, laid_out(rows, most_columns, _folded), strict=True)
        ]
        for rows in tables
    ]


def _only_table_tags(source: str) -> str:
    """Leave the outermost tables' own tags alone, and escape all else so that it comes back as written.

    Cells and rows are closed where a browser closes them; a cell outside any row begins one.
    """
    parts: list[str] = []
    position = depth = 0
    in_row = False
    for match in _TABLE_TAG.finditer(source):
        opens, name = not match[1], match[2].lower()
        parts.append(html.escape(source[position : match.start()], quote=False))
        position = match.end()
        if name == "table":
            own = depth == (0 if opens else 1)
            depth = depth + 1 if opens else max(depth - 1, 0)
            in_row = in_row and not own
        else:
            own = depth == 1
            if own and opens:
                parts.append("</td></th></tr>" if name == "tr" else "</td></th>" if in_row else "<tr>")
            in_row = in_row if not own else opens or name != "tr"
        tag = match[0]
        parts.append(tag.replace("&", "&amp;") if own else html.escape(tag, quote=False))
    parts.append(html.escape(source[position:], quote=False))
    return "".join(parts)


def laid_out(rows: Iterable[Tag], most_columns: int, text_of: Callable[[Tag], str]) -> list[list[str]]:
    """Lay out the rows of a table.

    Args:
        rows: The rows.
        most_columns: How many columns are read; a cell spans no more rows than that either.
        text_of: Reads a cell.

    Returns:
        For every row its cells; one that spans rows or columns is repeated in every place that it covers.
    """
    hanging: dict[int, tuple[int, str]] = {}
    return [_cells(tr, hanging, most_columns, text_of) for tr in rows]


def _folded(cell: Tag) -> str:
    return " ".join(cell.get_text().split())


def _cells(
    tr: Tag, hanging: dict[int, tuple[int, str]], most: int, text_of: Callable[[Tag], str]
) -> list[str]:
    """Lay out one row; ``hanging`` holds, by column, the cells that reach down into it and how far."""
    row: list[str] = []
    own = deque(tr.find_all(["td", "th"], recursive=False))
    while len(row) < most and (own or len(row) in hanging):
        if len(row) in hanging:
            left, text = hanging.pop(len(row))
            if left > 1:
                hanging[len(row)] = (left - 1, text)
            row.append(text)
            continue
        cell = own.popleft()
        text = text_of(cell)
        most_here = most if len(text) <= _LONGEST_REPEATED else 1
        down = _span(cell, "rowspan", most_here)
        for _ in range(min(_span(cell, "colspan", most_here), most - len(row))):
            if down > 1:
                hanging[len(row)] = (down - 1, text)
            row.append(text)
    return row


def _span(cell: Tag, key: str, most: int) -> int:
    said = cell.get(key) or cell.get(f"aria-{key}")
    if isinstance(said, str) and said.isascii() and said.isdecimal() and len(said) <= 4:
        return min(max(int(said), 1), most)
    return 1

"""Tables that a page writes in HTML, laid out as rows of cells."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable

from bs4 import BeautifulSoup, Tag

from tiktok_bindgen.read.blocks import MOST_COLUMNS, RawRow, RawTable

# A longer cell stands in its first place alone, however many places it covers.
_LONGEST_REPEATED = 10_000

# What stands for the signs that begin tags and entities, for which the parser then does not stop. Both are
# code points that are no characters, so that no text has them.
_HIDDEN = str.maketrans("<&", "\ufdd0\ufdd1")
_SHOWN = str.maketrans("\ufdd0\ufdd1", "<&")

_TABLE_TAG = re.compile(r"<(/?)(table|tr|td|th)\b[^<>]*>", re.IGNORECASE)


def html_tables(source: str, line: int) -> list[RawTable]:
    """Read the tables of a piece of HTML, possibly unbalanced, that begins at a line of the page.

    Tables inside their cells are part of the cells; a cell is its inner HTML on one line.
    """
    soup = BeautifulSoup(_only_table_tags(source), "html.parser")
    found: list[RawTable] = []
    for table in soup.find_all("table"):
        grid = laid_out(table.find_all("tr"), _folded)
        rows = [RawRow(0, cells, line - 1 + (tr.sourceline or 1)) for tr, cells in grid]
        found += [RawTable(rows[0].cells, rows[1:], rows[0].line)] if rows else []
    return found


def _only_table_tags(source: str) -> str:
    """Leave the outermost tables' own tags alone, and hide those of all else, which :func:`_folded` shows.

    Cells and rows are closed where a browser closes them; a cell outside any row begins one.
    """
    parts: list[str] = []
    position = depth = 0
    in_row = False
    for match in _TABLE_TAG.finditer(source):
        opens, name = not match[1], match[2].lower()
        parts.append(source[position : match.start()].translate(_HIDDEN))
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
        parts.append(tag.replace("&", "&amp;") if own else tag.translate(_HIDDEN))
    parts.append(source[position:].translate(_HIDDEN))
    return "".join(parts)


def laid_out(rows: Iterable[Tag], text_of: Callable[[Tag], str]) -> list[tuple[Tag, tuple[str, ...]]]:
    """The rows of a table that have any text, each with its cells, all with as many as the widest.

    A cell that spans rows or columns is repeated in every place that it covers.
    """
    hanging: dict[int, tuple[int, str]] = {}
    found = [(tr, _cells(tr, hanging, text_of)) for tr in rows]
    filled = [(tr, cells) for tr, cells in found if any(cells)]
    width = max((len(cells) for _, cells in filled), default=0)
    return [(tr, (*cells, *[""] * (width - len(cells)))) for tr, cells in filled]


def _folded(cell: Tag) -> str:
    return " ".join(cell.get_text().translate(_SHOWN).split())


def _cells(tr: Tag, hanging: dict[int, tuple[int, str]], text_of: Callable[[Tag], str]) -> list[str]:
    """Lay out one row; ``hanging`` holds, by column, the cells that reach down into it and how far."""
    row: list[str] = []
    own = deque(tr.find_all(["td", "th"], recursive=False))
    while len(row) < MOST_COLUMNS and (own or len(row) in hanging):
        if len(row) in hanging:
            left, text = hanging.pop(len(row))
            if left > 1:
                hanging[len(row)] = (left - 1, text)
            row.append(text)
            continue
        cell = own.popleft()
        text = text_of(cell)
        most_here = MOST_COLUMNS if len(text) <= _LONGEST_REPEATED else 1
        down = _span(cell, "rowspan", most_here)
        for _ in range(min(_span(cell, "colspan", most_here), MOST_COLUMNS - len(row))):
            if down > 1:
                hanging[len(row)] = (down - 1, text)
            row.append(text)
    return row


def _span(cell: Tag, key: str, most: int) -> int:
    said = cell.get(key) or cell.get(f"aria-{key}")
    if isinstance(said, str) and said.isascii() and said.isdecimal() and len(said) <= 4:
        return min(max(int(said), 1), most)
    return 1

"""Tables that a page writes in HTML, laid out as rows of cells."""

from __future__ import annotations

import re
from collections import deque

from bs4 import BeautifulSoup, Tag

from tiktok_bindgen.read import inline

_TABLE_TAG = re.compile(r"<(/?)(table|tr|td|th)\b[^<>]*>", re.IGNORECASE)


def html_rows(source: str, most_columns: int) -> list[tuple[int, list[str]]]:
    """Lay out the first table of a piece of HTML; tables inside its cells are part of the cells.

    Args:
        source: The HTML, possibly unbalanced.
        most_columns: How many columns are read; a cell spans no more rows than that either.

    Returns:
        For every row its line in the source, from 1, and its cells' inner HTML on one line each. A cell that
        spans rows or columns is repeated in every place that it covers.
    """
    soup = BeautifulSoup(_closed(inline.only_known_tags(source)), "html.parser")
    table = soup.find("table")
    if not isinstance(table, Tag):
        return []
    hanging: dict[int, tuple[int, str]] = {}
    own = (tr for tr in table.find_all("tr") if tr.find_parent("table") is table)
    return [(tr.sourceline or 1, _cells(tr, hanging, most_columns)) for tr in own]


def _closed(source: str) -> str:
    """Close the outermost table's cells and rows where a browser does: the parser would nest them instead."""
    parts: list[str] = []
    position = depth = 0
    for match in _TABLE_TAG.finditer(source):
        name = match[2].lower()
        if name == "table":
            depth += -1 if match[1] else 1
        elif depth == 1 and not match[1]:
            parts += (source[position : match.start()], "</td></th>" if name != "tr" else "</td></th></tr>")
            position = match.start()
    parts.append(source[position:])
    return "".join(parts)


def _cells(tr: Tag, hanging: dict[int, tuple[int, str]], most: int) -> list[str]:
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
        text = " ".join(cell.decode_contents().split())
        down = _span(cell.get("rowspan"), most)
        for _ in range(min(_span(cell.get("colspan"), most), most - len(row))):
            if down > 1:
                hanging[len(row)] = (down - 1, text)
            row.append(text)
    return row


def _span(said: object, most: int) -> int:
    if isinstance(said, str) and said.isascii() and said.isdecimal() and len(said) <= 4:
        return min(max(int(said), 1), most)
    return 1

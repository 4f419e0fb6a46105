"""A simple, independent count of the rows of a page's tables, to test the reader against.

Nothing here shares code with the generator. It supports the tables of the existing pages only.
"""

from __future__ import annotations

import re

from attrs import frozen


@frozen
class CountedTable:
    """A table: the line of its header, the titles, and the lines of its rows."""

    line: int
    titles: tuple[str, ...]
    rows: tuple[int, ...]

    @property
    def of_fields(self) -> bool:
        first, *others = (title.lower() for title in self.titles)
        return first in {"field", "parameter", "name"} and bool(
            {"type", "data type", "value type"} & set(others)
        )


def counted_tables(text: str) -> list[CountedTable]:
    """Find the tables of a native page, those written in HTML included."""
    tables: list[CountedTable] = []
    lines = text.split("\n")
    block: list[tuple[int, str]] = []
    for number, raw in enumerate([*lines, ""], 1):
        line = raw.lstrip("> \t").rstrip()
        if re.match(r"[#\s]*\|", line):
            block.append((number, line))
        elif block and (not line or line.startswith("```")):
            tables.append(_table(block))
            block = []
    tables += _html_tables(text)
    return sorted(tables, key=lambda table: table.line)


def _table(block: list[tuple[int, str]]) -> CountedTable:
    line, header = block[0]
    titles = tuple(re.sub(r"\{.*?\}", "", title).strip() for title in header.strip("|").split("|"))
    rows = [number for number, text in block[1:] if re.search(r"[^\s|:#-]", text)]
    return CountedTable(line, titles, tuple(rows))


def _html_tables(text: str) -> list[CountedTable]:
    tables: list[CountedTable] = []
    for match in re.finditer(r"<table.*?</table>", text, re.DOTALL):
        rows = []
        # How many of the next rows have cells that span down from rows above.
        spanned = 0
        for row in re.finditer(r"(?:<tr\b|(?<=</tr>)\s*(?=<td)).*?</(?:tr|tbody)>", match[0], re.DOTALL):
            if spanned or re.sub(r"<[^>]*>|\s", "", row[0]):
                rows.append(text.count("\n", 0, match.start() + row.start()) + 1)
            spanned = max(spanned - 1, 0, *(int(span) - 1 for span in re.findall(r'rowspan="(\d+)"', row[0])))
        tables.append(CountedTable(rows[0], ("",), tuple(rows[1:])))
    return tables

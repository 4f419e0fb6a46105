"""Tables that say which values a field has with each value of another: details of a status by the status.

They are kept as facts of their page, so that a partial copy knows them; the rules are made of the tables
of the page by `tiktok_bindgen.sentences.combinations`, which also tells what is not read.
"""

from __future__ import annotations

import re

from tiktok_bindgen.interpret.model import ValuesByValue, ValuesOfOne
from tiktok_bindgen.read.page import Cell, ValueTable

# What the columns with the values of the other field, and with those that a field has then, are titled.
_PARENT = re.compile(r"`(\w+)` value", re.IGNORECASE)
_SUPPORTED = re.compile(
    r"supported values of `(?P<field>\w+)`(?: \((?P<level>campaign|ad group|ad) level\))?", re.IGNORECASE
)
_VALUES = re.compile(r"(?:`\w+`[\s,]*)+")
_ALL = re.compile(r"All [\w ]{1,60}?(?: excluding (?P<but>(?:`\w+`(?:, and |, | and )?)+))?")
_CODE = re.compile(r"`(\w+)`")


def values_by_value(page_title: str, page: str, table: ValueTable) -> ValuesByValue | None:
    """Read such a table.

    Args:
        page_title: The title of its page.
        page: The name of its page.
        table: The table.

    Returns:
        What it states, or nothing if it is none. A cell that is not understood admits any value.
    """
    parents = [(n, match[1]) for n, title in enumerate(table.columns) if (match := _PARENT.match(title))]
    columns = [(n, match) for n, title in enumerate(table.columns) if (match := _SUPPORTED.match(title))]
    if len(parents) != 1 or len(columns) != 1:
        return None
    (at, parent), (column, title) = parents[0], columns[0]
    rows: dict[ValuesOfOne, None] = {}
    for cells in table.rows:
        said, but = _told(cells[column])
        for value in _CODE.findall(cells[at].text):
            rows[ValuesOfOne(value, said or (), all_but=but or said is None)] = None
    level = (title["level"] or "").lower().replace(" ", "")
    return ValuesByValue(parent, title["field"], level, tuple(rows), page_title, page)


def _told(cell: Cell) -> tuple[tuple[str, ...] | None, bool]:
    """The values in a cell, and whether it means all but them; nothing where it is not understood."""
    first = cell.lines[0].text.strip() if cell.lines else ""
    if every := _ALL.fullmatch(first):
        return tuple(_CODE.findall(every["but"] or "")), True
    if not _VALUES.fullmatch(first):
        return None, False
    told = [_CODE.findall(line.text) for line in cell.lines if _VALUES.fullmatch(line.text.strip())]
    return tuple(value for values in told for value in values), False

"""Read tables that give the values of one field for those of another, such as details for each status.

Such a table has two columns whose titles name fields, and one title says that its values are all the allowed
ones: ``Supported values of `a` ``. After the values a cell may have remarks on lines of their own. Rules are
made from these tables by `tiktok_bindgen.sentences.combinations`, which also reports what is not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import evolve, frozen

from tiktok_bindgen.interpret.appendix_model import ValuesByValue, ValuesOfOne
from tiktok_bindgen.read.page import Cell, Page, ValueTable

_NAMED = re.compile(r"`([a-z]\w*)`")
#: Words in a title, a sentence or a page's introduction that say that a field's values are all allowed ones.
ALL_VALUES = re.compile(
    r"\b(?:supported|available|allowed|valid|corresponding)\b[\w ]{0,20} `([a-z]\w*)`", re.IGNORECASE
)
_VALUE = r"(?:`([^`]+)`|([A-Z][A-Z0-9_]+|\d+)\b)"
_VALUES = re.compile(
    rf"(?:{_VALUE}(?:\s*\([^()`]*\))?(?:\s*[,，;；·/](?:\s+(?:or|and)\b)?|\s+(?:or|and)\b|(?=\s|$))\s*)+"
)
_ALL_BUT = re.compile(r"all [\w ]{1,60}?(?: excluding (?P<but>.+))?", re.IGNORECASE)
_GLOSS = re.compile(r"\([^()`]*\)")
_LEVEL = re.compile(r"(?:\bat the |\()(campaign|ad ?group|ad|advertiser) level\b", re.IGNORECASE)
# The title of a column in a table that is also kept as a fact of its page.
_PARENT = re.compile(r"`\w+` value", re.IGNORECASE)


@frozen
class Combination:
    """Which values a field has for those of another.

    Attributes:
        stated: What the table states, row by row.
        unread: The cells that are not understood; they allow any value.
    """

    stated: ValuesByValue
    unread: tuple[Cell, ...] = ()


def read_combinations(table: ValueTable, complete: Sequence[str] = ()) -> tuple[Combination, ...]:
    """Read what a table states of two fields, once for each column of values.

    Args:
        table: The table. The result is empty if it is of another kind or in no known form.
        complete: The fields whose allowed values it lists completely, where no title says so.
    """
    columns = named_columns(table)
    titled = [name for title in table.columns for name in ALL_VALUES.findall(title)]
    value = next((name for name in (*reversed(titled), *complete) if name in columns.values()), None)
    given = [number for number, name in columns.items() if name != value]
    rows = [(values_of(row[given[0]]), row) for row in table.rows] if len(given) == 1 else []
    if value is None or not rows or not all(keys for keys, _ in rows):
        return ()
    found: list[Combination] = []
    for number in columns:
        if number == given[0]:
            continue
        listed = [(keys, row[number], _listed(row[number])) for keys, row in rows]
        stated = tuple(ValuesOfOne(key, *(values or _ANY)) for keys, _, values in listed for key in keys)
        level = _LEVEL.search(table.columns[number])
        of_level = "" if level is None else level[1].lower().replace(" ", "")
        unread = tuple(cell for _, cell, values in listed if values is None)
        found.append(Combination(ValuesByValue(columns[given[0]], value, of_level, stated), unread))
    return tuple(found)


def named_columns(table: ValueTable) -> dict[int, str]:
    """The names of fields in the titles of columns that name exactly one, keyed by column."""
    named = ((number, _NAMED.findall(title)) for number, title in enumerate(table.columns))
    return {number: names[0] for number, names in named if len(names) == 1}


# What a cell that is not understood allows: all values except none.
_ANY: tuple[tuple[str, ...], bool] = ((), True)


def _listed(cell: Cell) -> tuple[tuple[str, ...], bool] | None:
    """The values in a cell, and whether all others are meant instead; ``None`` if it is not understood."""
    if values := values_of(cell):
        return tuple(values), False
    every = _ALL_BUT.fullmatch(cell.text.strip())
    if every is None or not every["but"]:
        return every and _ANY
    excluded = _values_in(every["but"])
    return (tuple(excluded), True) if excluded else None


def values_of(cell: Cell) -> list[str]:
    """The values in a cell that has nothing else except remarks below them."""
    if values := _values_in(cell.text):
        return values
    lines = [(line.text, _values_in(line.text)) for line in cell.lines]
    if not lines or not lines[0][1] or any(re.search(_VALUE, text) for text, values in lines if not values):
        return []
    return [value for _, values in lines for value in values]


def _values_in(text: str) -> list[str]:
    """The values in a text that has nothing else."""
    found = _VALUES.fullmatch(text.strip()) and re.findall(_VALUE, _GLOSS.sub("", text))
    return [code or bare for code, bare in found or ()]


def values_by_value(page: Page, table: ValueTable) -> list[ValuesByValue]:
    """Read such a table as facts of its page, so that partial copies of the documentation have them, too.

    A cell that is not understood admits any value.
    """
    complete = ALL_VALUES.findall(" ".join(line.text for line in page.lead))
    found = read_combinations(table, complete) if any(map(_PARENT.match, table.columns)) else ()
    return [
        evolve(each.stated, rows=tuple(dict.fromkeys(each.stated.rows)), title=page.title, page=page.name)
        for each in found
    ]

"""Read tables that tell what holds of fields for each value of another, or for each kind of request.

The first have a column whose title names the other field. A further one gives all allowed values of a field,
as its title says (``Supported values of `a` ``), or what its values must keep to (``Rules for `a` ``). After
the values a cell may have remarks on lines of their own. The second have the fields in the first column, and
a column of marks for each kind, which a row tells by the value that a field must have. Rules are made from
these tables by `tiktok_bindgen.sentences.combinations`, which also reports what is not read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from attrs import evolve, frozen

from tiktok_bindgen.interpret.appendix_model import ValuesByValue, ValuesOfOne
from tiktok_bindgen.interpret.table_kinds import CHECKS, kind_of
from tiktok_bindgen.language.hedges import read
from tiktok_bindgen.language.parts import Span
from tiktok_bindgen.language.syntax import Clause, Constraint, Name
from tiktok_bindgen.logic.model import Operator
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


_NO_OWNERS: Mapping[str, str] = {}


def read_combinations(
    table: ValueTable, complete: Sequence[str] = (), owners: Mapping[str, str] = _NO_OWNERS
) -> tuple[Combination, ...]:
    """Read what a table states of two fields, once for each column of values.

    Args:
        table: The table. The result is empty if it is of another kind or in no known form.
        complete: The fields whose allowed values it lists completely, where no title says so.
        owners: The only field that has a value, keyed by the value. A column of such values is its field's.
    """
    columns = named_columns(table)
    if not columns and owners:
        return _owned(table, owners)
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


# Words in a title by which a column has all values that may be chosen.
_CHOICE = re.compile(r"\b(?:optional|supported|available|allowed|valid)\b", re.IGNORECASE)


def _owned(table: ValueTable, owners: Mapping[str, str]) -> tuple[Combination, ...]:
    """Read a table of values for those in its first column, where the values alone tell their fields."""
    columns: dict[int, str] = {}
    if not any(map(_CHOICE.search, table.columns[1:])):
        return ()
    for number in range(len(table.columns)):
        fields = {owners.get(value, "") for row in table.rows for value in values_of(row[number]) or [""]}
        if len(fields) == 1 and (field := fields.pop()):
            columns[number] = field
    chosen = [number for number in columns if number and _CHOICE.search(table.columns[number])]
    if 0 not in columns or not chosen or len(set(columns.values())) < len(columns):
        return ()
    stated = {
        number: tuple(
            ValuesOfOne(key, tuple(values_of(row[number]))) for row in table.rows for key in values_of(row[0])
        )
        for number in chosen
    }
    return tuple(
        Combination(ValuesByValue(columns[0], columns[number], "", rows)) for number, rows in stated.items()
    )


def read_checks(table: ValueTable) -> tuple[list[Constraint], list[Cell]]:
    """Read what a field's values must keep to for each value of another: the limits, and the cells unread."""
    if kind_of(table) != "checks":
        return [], []
    (given,), (of,) = (_NAMED.findall(title) for title in table.columns[:2])
    found: list[Constraint] = []
    unread: list[Cell] = []
    for row in table.rows:
        when = Clause((Name(given),), "is", tuple(values_of(row[0])))
        checks = [_check(line.text) for line in row[1].lines]
        if not when.values or None in checks:
            unread.append(row[1])
        found += [
            evolve(check, names=(Name(of),), when=when)
            for check in checks
            if check is not None and when.values
        ]
    return found, unread


def _check(text: str) -> Constraint | None:
    """The limit that a line of a cell states."""
    fact, parts = read(CHECKS, text) or ("", {})
    if fact == "decimals":
        step = f"{parts['NUMBER']}"
        # One in the last of its places.
        known = re.fullmatch(r"1|0\.(0*1)", step)
        return known and Constraint("limit-decimals", ends=(("<=", len(known[1] or "")),))
    if not isinstance(span := parts.get("RANGE"), Span):
        return None
    low: Operator = ">" if span.above else ">="
    high: Operator = "<" if span.below else "<="
    fact = "limit-number" if fact == "number" else "limit-each"
    return Constraint(fact, ends=((low, span.low), (high, span.high)))


# A mark and what it stands for, as a sentence before the table tells: ``required (✅)``.
_LEGEND = re.compile(
    r"(?<!\bnot )(?<!\bconditionally )\b(?P<presence>required|(?:unsupported|not (?:supported|allowed)))"
    r"\s*[(（](?P<mark>\W)\ufe0f?[)）]"
)


def read_marks(table: ValueTable, before: Iterable[str], fields: Collection[str]) -> list[Constraint]:
    """Read which fields kinds of requests must have or must not.

    Args:
        table: The table, with the fields in its first column and a column for each kind.
        before: The sentences before it, which tell what its marks stand for.
        fields: The fields of the request, which a table of it names alone.
    """
    legend = {match["mark"]: match["presence"] for text in before for match in _LEGEND.finditer(text)}
    names = [_name_in(row[0]) for row in table.rows]
    if kind_of(table) != "names" or not legend or not set(names) <= set(fields):
        return []
    found: list[Constraint] = []
    for tests, name in zip(table.rows, names, strict=True):
        values = [_must_be(cell) for cell in tests[1:]]
        if not all(values):
            continue
        for value in dict.fromkeys(values):
            when = Clause((Name(name),), "is", (value,))
            of_kind = [number for number, each in enumerate(values, 1) if each == value]
            for row, of in zip(table.rows, names, strict=True):
                meant = {legend.get(row[number].text.strip()[:1], "") for number in of_kind}
                if len(meant) == 1 and (presence := meant.pop()) and of != name:
                    fact = "required" if presence == "required" else "forbidden"
                    found.append(Constraint(fact, (Name(of),), when=when))
    return found


def _name_in(cell: Cell) -> str:
    """The name in a cell."""
    return cell.text.replace("`", "").strip()


def _must_be(cell: Cell) -> str:
    """The value that a cell says a field must have; empty for none."""
    stated = (read(CHECKS, line.text) for line in cell.lines)
    return next((str(parts["CODE"]) for fact, parts in filter(None, stated) if fact == "value"), "")


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

"""Read the rows of a field table from its cells: name, markers, type, depth and description."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile

from attrs import evolve

from tiktok_bindgen.read import inline
from tiktok_bindgen.read.blocks import MOST_DEPTH, RawRow, RawTable, shown
from tiktok_bindgen.read.flat_examples import Shape
from tiktok_bindgen.read.indent import Lead, depths, lead_of, nested_by_path
from tiktok_bindgen.read.page import Line, Row
from tiktok_bindgen.read.words import (
    CONDITIONAL,
    NOTHING,
    Kind,
    is_field_header,
    is_scalar,
    is_type,
    kinds,
    name_of,
    presence_of,
    type_of,
)

Report = Callable[[int, str, str], None]
"""Reports a problem; called with its line, code and text."""

# A column's title in lower case → the documentation's usual words to put before its cells' text.
_TITLES = {"default": "Default value", "defaults": "Default value"}


def is_field_table(table: RawTable, report: Report, *, labelled: bool) -> bool:
    """Report whether a table lists fields, by its titles or, where a label announces fields, by its cells."""
    if is_field_header(table.columns):
        return True
    if not labelled or len(table.columns) < 2:
        return False
    found = kinds(table.columns)
    if {"name", "type", "description"}.issubset(found):
        return True
    if _mostly_types(table):
        report(table.line, "unknown-header", f"read as a table of fields: {shown(table.columns[0])}")
        return True
    if found[0] == "name" and "description" in found:
        report(table.line, "no-type-column", "a table of fields without their data types")
        return True
    return False


def field_rows(table: RawTable, report: Report) -> list[Row]:
    """Read the rows of a table of fields."""
    found = kinds(table.columns)
    source = table.rows
    if "name" not in found or "type" not in found:
        typed = _mostly_types(table)
        if typed and is_type(table.columns[1]):
            # The header is missing: the first field is in its place.
            source = [RawRow(0, table.columns, table.line), *source]
        first: list[Kind | None] = ["name", "type", "description"] if typed else ["name", "description"]
        found = [*first, *[None] * len(table.columns)][: len(table.columns)]
    for kind, column in zip(found, table.columns, strict=True):
        if kind is None and "permission" in column.lower():
            report(table.line, "column-unread", f"not read beside its fields: {shown(column)}")
    at = found.index("name")
    leads = [lead_of(raw.cells[at]) for raw in source]
    # Where the portal's own marks give the depth, blanks in a cell do not count.
    marked = any(raw.depth for raw in source)
    below = [0] * len(leads) if marked else depths(leads)
    rows = [
        _field_row(_without_lead(raw, at, lead, depth), found, table.columns, report)
        for raw, lead, depth in zip(source, leads, below, strict=True)
    ]
    return nested_by_path([row for row in rows if row is not None])


def _field_row(
    raw: RawRow, found: Sequence[Kind | None], columns: Sequence[str], report: Report
) -> Row | None:
    name, markers, depth = name_of(raw.cells[found.index("name")])
    type_, misplaced = type_of(raw.cells[found.index("type")]) if "type" in found else ("", ())
    markers = (*markers, *misplaced)
    description: list[Line] = []
    for kind, column, cell in zip(found, columns, raw.cells, strict=True):
        if kind == "description":
            description += inline.lines(cell)
        elif kind == "presence" and cell:
            text = inline.bare(cell)
            marker = presence_of(text)
            markers = (*markers, marker) if marker else markers
            if marker == CONDITIONAL and " " in text:
                description += inline.lines(cell)
        elif kind is None and cell and inline.bare(cell).lower() not in NOTHING:
            description += _titled(inline.bare(column), inline.lines(cell))
    if _is_group(raw, name, type_, report):
        return None
    if not name:
        text = f"a row without a name: {shown(' | '.join(raw.cells))}"
        report(raw.line, "row-without-name", text)
        return None
    if not type_ and "type" in found:
        report(raw.line, "row-without-type", f"no data type is given for {shown(name)}")
    depth += raw.depth
    if depth > MOST_DEPTH:
        report(raw.line, "too-deep", f"{shown(name)} is at depth {depth}, read as at {MOST_DEPTH}")
    return Row(name, markers, type_, min(depth, MOST_DEPTH), tuple(description), raw.line)


def _is_group(raw: RawRow, name: str, type_: str, report: Report) -> bool:
    """Report whether a row is a title for the rows below: words in its first cell, alone or repeated."""
    if " " not in name:
        return False
    others = {inline.bare(cell) for cell in raw.cells[1:]}
    if not (others <= {""} or (others == {name} and not is_type(type_))):
        return False
    report(raw.line, "text-in-table", f"read as a title within the table: {shown(name)}")
    return True


def raised(rows: Sequence[Row], examples: Callable[[], Shape], report: Report) -> tuple[Row, ...]:
    """Move rows below a plain value up, to be beside it, if examples show them there."""
    made = list(rows)
    for index in range(1, len(made)):
        parent, row = made[index - 1 : index + 1]
        if row.depth > parent.depth and is_scalar(parent.type) and not parent.type.endswith("]"):
            inside = _at_least(parent.depth + 1, made[index:])
            if _is_beside(made, index - 1, inside, examples()):
                text = f"read as beside {shown(parent.name)}, where examples show it: {shown(row.name)}"
                report(row.line, "row-under-scalar", text)
                made[index : index + len(inside)] = [evolve(each, depth=each.depth - 1) for each in inside]
    return tuple(made)


def _is_beside(rows: Sequence[Row], at: int, inside: Sequence[Row], place: Shape) -> bool:
    """Report whether examples show rows beside the row that they are below, which is a plain value there."""
    path = [rows[at]]
    for each in reversed(rows[:at]):
        if each.depth < path[-1].depth:
            path.append(each)
    for each in reversed(path[1:]):
        place = place.children.get(each.name, Shape())
    depth = rows[at].depth
    around = (*_at_least(depth, rows[:at][::-1]), *_at_least(depth, rows[at:]))
    # What another row documents there is shown for that row.
    documented = {each.name for each in around if each.depth == depth}
    names = {each.name for each in inside if each.depth == inside[0].depth}
    field = place.children.get(rows[at].name, Shape())
    is_plain = field.scalar and not field.empty
    return is_plain and names.isdisjoint(documented) and not names.isdisjoint(place.children)


def _at_least(depth: int, rows: Iterable[Row]) -> list[Row]:
    """Return the rows at the beginning that are at a depth or deeper."""
    return list(takewhile(lambda each: each.depth >= depth, rows))


def check_depths(rows: Sequence[Row], report: Report) -> None:
    """Report rows that are deeper than the row before allows, or below one whose type has no fields."""
    parents: list[Row] = []
    blamed: set[int] = set()
    above = -1
    for row in rows:
        if row.depth > above + 1:
            below = f"below a row at depth {above}" if above >= 0 else "and comes first"
            report(row.line, "depth-jump", f"{shown(row.name)} is at depth {row.depth} {below}")
        above = row.depth
        while parents and parents[-1].depth >= row.depth:
            parents.pop()
        if parents and parents[-1].line not in blamed and is_scalar(parents[-1].type):
            parent = parents[-1]
            blamed.add(parent.line)
            text = f"{shown(row.name)} stands under {shown(parent.name)}, a {parent.type[:40]}"
            report(row.line, "row-under-scalar", text)
        parents.append(row)


def _without_lead(raw: RawRow, at: int, lead: Lead, depth: int) -> RawRow:
    """Return the row with the depth that its name cell shows moved out of that cell."""
    if not depth and lead.rest == raw.cells[at]:
        return raw
    return evolve(raw, depth=raw.depth + depth, cells=(*raw.cells[:at], lead.rest, *raw.cells[at + 1 :]))


def _mostly_types(table: RawTable) -> bool:
    # A row without any other stands in the header's place.
    known = [is_type(row.cells[1]) for row in table.rows] or [is_type(table.columns[1])]
    return sum(known) * 2 > len(known)


def _titled(title: str, found: Sequence[Line]) -> list[Line]:
    """Put a column's title before the text of its cell."""
    if not found:
        return []
    first = found[0]
    title = _TITLES.get(title.lower(), title)
    return [Line(f"{title}: {first.text}" if title else first.text, first.level), *found[1:]]

"""Write an operation as a page in the portal's native table format, in our own canonical wording.

Reading such a page gives the same operation without its prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import define, field

from tiktok_bindgen.facts.cells import as_text, code, escaped, life_mark, marked, number, plain, table
from tiktok_bindgen.facts.former import former_table
from tiktok_bindgen.interpret.contested import spelled_type, written
from tiktok_bindgen.interpret.enums import values_alone
from tiktok_bindgen.interpret.list_ranges import written_range
from tiktok_bindgen.interpret.markers import title_lifecycle
from tiktok_bindgen.interpret.model import (
    EnumValue,
    Field,
    FieldReports,
    Lifecycle,
    Limits,
    Operation,
    Presence,
)
from tiktok_bindgen.language.tokens import tokenise
from tiktok_bindgen.logic.english import by_target
from tiktok_bindgen.logic.model import Path

_PRESENCE_MARKS: dict[Presence, str] = {
    "required": " {Required}",
    "conditional": " {+Conditional}",
    "optional": "",
}
_ENDPOINT_LIFECYCLE: dict[Lifecycle | None, str] = {
    None: "is supported",
    "deprecated": "is deprecated",
    "to-be-deprecated": "will be deprecated",
}
_NO_RULES: Mapping[Path, Sequence[str]] = {}
_HOST = "https://business-api.tiktok.com"


def facts_page(operation: Operation) -> str:
    """Write one operation as a facts page, ending in a newline; its prose is left out."""
    lists = ValueLists()
    rules = by_target(operation.rules)
    # A page without a title must not begin with a heading, since that would be read as the title.
    parts = [f"# {plain(operation.title)}"] if operation.title else []
    if operation.source:
        parts.append(f"**Source** {operation.source}")
    if operation.title:
        if operation.lifecycle != title_lifecycle(operation.title):
            parts.append(f"This endpoint {_ENDPOINT_LIFECYCLE[operation.lifecycle]}.")
        parts.append("## Request")
    parts.extend(former_table(operation))
    parts.extend((f"**Endpoint** {_HOST}{operation.path}", f"**Method** {operation.method}"))
    if operation.headers:
        parts.extend(("**Header**", field_table(operation.headers, lists)))
    if operation.alternatives:
        for alternative in operation.alternatives:
            parts.extend((f"### {plain(alternative.name)}", field_table(alternative.fields, lists, rules)))
    elif operation.parameters:
        parts.extend(("**Parameters**", field_table(operation.parameters, lists, rules)))
    # The table of each set of parameters is complete except for its objects' alternatives: those are written
    # once for all sets.
    parts.extend(_supplements(operation.parameters, (), lists, rules))
    if operation.response_headers:
        parts.extend(("### Response Header", field_table(operation.response_headers, lists)))
    if operation.response or operation.files:
        parts.append("## Response")
    parts.extend(f"A `{kind}` file is returned." for kind in operation.files)
    if operation.response:
        parts.append(field_table(operation.response, lists))
        parts.extend(_supplements(operation.response, (), lists, _NO_RULES))
    parts.extend(lists.written())
    return "\n\n".join(parts) + "\n"


def _supplements(
    fields: tuple[Field, ...], above: Path, lists: ValueLists, rules: Mapping[Path, Sequence[str]]
) -> Iterator[str]:
    """Yield the alternatives of objects, each a heading and a table that begins with the object."""
    for item in fields:
        path = (*above, item.name)
        for alternative in item.alternatives:
            yield f"#### {plain(alternative.name)}"
            head = Field(item.name, item.type, children=alternative.fields)
            # The object's own row is in another table, as are the rules about the object itself.
            inside = {
                (item.name, *key[len(path) :]): lines
                for key, lines in rules.items()
                if len(key) > len(path) and key[: len(path)] == path
            }
            yield field_table((head,), lists, inside)
        if not item.alternatives:
            yield from _supplements(item.children, path, lists, rules)


def _value_table(name: str | None, values: tuple[EnumValue, ...]) -> str:
    if not any(value.label for value in values):
        return table(("Value",), (f"|{marked(value)}|" for value in values))
    # A title of the second column in brackets is not read as the list's name.
    rows = (f"|{marked(value)}|{plain(value.label)}|" for value in values)
    return table(("Value", plain(name or "(Name)")), rows)


@define
class ValueLists:
    """The value tables that a page needs, each once: its heading, the list's name, and the values."""

    tables: list[tuple[str, str | None, tuple[EnumValue, ...]]] = field(factory=list)

    def heading(self, name: str | None, values: tuple[EnumValue, ...]) -> str:
        """Return the heading of the table with these values, adding the table if it is new."""
        for heading, known, listed in self.tables:
            if known == name and listed == values:
                return heading
        number = sum(known == name for _, known, _ in self.tables)
        # A heading of the first form is read as the list's name, so a list without one has another heading.
        title = f"List of {plain(name)} values" if name else "Values in a table"
        heading = title + (f" {number + 1}" if number else "")
        self.tables.append((heading, name, values))
        return heading

    def written(self) -> Iterator[str]:
        """Yield the tables, each after its heading."""
        for heading, name, values in self.tables:
            yield from (f"## {heading}", _value_table(name, values))


_BRACKETS = re.compile(r"[\[\]()]")


def field_table(
    fields: tuple[Field, ...], lists: ValueLists, rules: Mapping[Path, Sequence[str]] = _NO_RULES
) -> str:
    """A table of fields with their rules; ``lists`` takes values that are to have a table of their own."""
    return table(("Field", "Data Type", "Description"), _rows(fields, (), lists, rules))


def _rows(
    fields: tuple[Field, ...], above: Path, lists: ValueLists, rules: Mapping[Path, Sequence[str]]
) -> Iterator[str]:
    for item in fields:
        path = (*above, item.name)
        facts = "<br>".join(
            (*field_facts(item, lists), *map(escaped, (*rules.get(path, ()), *written(item))))
        )
        yield f"{'#' * len(above)}|{marked_name(item)}|{plain(spelled_type(item))}|{facts}|"
        if not item.alternatives:
            yield from _rows(item.children, path, lists, rules)


def marked_name(item: Field) -> str:
    """Return a field's name with the marks of its presence and its lifecycle."""
    return f"{plain(item.name)}{_PRESENCE_MARKS[item.presence]}{life_mark(item.lifecycle, ' {{-{}}}')}"


def field_facts(item: Field, lists: ValueLists) -> Iterator[str]:
    """What is stated of a field beside its name and type, as sentences; ``lists`` takes what is in tables."""
    if item.enum and not item.enum_name and _fit_a_line(item.enum):
        yield f"Enum values: {', '.join(marked(value) for value in item.enum)}."
    elif item.enum:
        yield f"For enum values, see {lists.heading(item.enum_name, item.enum)}."
    elif item.listed:
        yield f"Values are in [Reference list - {plain(item.listed)}](#)."
    elif item.enum_name:
        # Written like the portal's links to a list of the appendix, although there is no such list.
        yield f"Values: [Enumeration - {_BRACKETS.sub(' ', plain(item.enum_name))}](#)."
    elif item.linked:
        yield f"For enum values, see [{_BRACKETS.sub(' ', plain(item.linked))}](#)."
    if item.default is not None:
        yield f"Default value: {code(_default(item))}."
    yield from _limits(item.limits)
    if item.format:
        yield f"Format: `{item.format}`."
    if item.zone:
        yield f"Time zone: {item.zone}."
    if item.immutable:
        yield "This field cannot be updated."
    if item.open:
        yield "Callers may add fields of their own."
    if item.idempotency is not None:
        within = item.idempotency.within
        yield f"It supports idempotency{'' if within is None else f' within {within} seconds'}."
    if item.allowlist:
        yield "This field is allowlist-only."
    elif item.partly_allowlist:
        yield "Some use of it is allowlist-only."
    if item.reports:
        yield from _report_names(item.reports)
    if item.range:
        yield written_range(item.range)
    if item.conditions:
        yield f"Conditions in words: {', '.join(f'`{each.digest}`' for each in item.conditions)}."


def _fit_a_line(values: tuple[EnumValue, ...]) -> bool:
    """Whether values can be written on a line: it has no room for labels, and is read as prose is."""
    texts = [as_text(value.value) for value in values]
    read = values_alone(f"Enum values: {', '.join(f'`{text}`' for text in texts)}.")
    return [value.text for value in read] == texts and not any(value.label for value in values)


def _default(item: Field) -> str:
    """The default of a field as a facts page writes it, in quotes if it is read as something else without."""
    text = as_text(item.default)
    read = [token.text for token in tokenise(f"`{text}`")]
    # A field's name in its own description stands for the field.
    return text if read == [text] != [item.name] else f'"{text}"'


def _report_names(names: FieldReports) -> Iterator[str]:
    def link(kind: str) -> str:
        return f"[{kind.replace('_', ' ')} reports](#)"

    if names.role:
        yield f"Names of {names.role}: {', '.join(map(link, names.kinds))}."
    if names.values:
        yield f"Reports of values: {', '.join(f'{code(each)} {link(kind)}' for each, kind in names.values)}."


# How a least, a most, and both are written.
_LENGTHS = (
    "Minimum length: {} characters.",
    "Length limit: {} characters.",
    "Length limit: {}-{} characters.",
)
_COUNTS = {2: "double", 3: "triple"}
_SIZES = ("Min size: {}.", "Max size: {}.", "Size range: {}-{}.")


def _limits(limits: Limits) -> Iterator[str]:
    above, opening = (">", "(") if limits.exclusive_minimum else ("≥", "[")
    below, closing = ("<", ")") if limits.exclusive_maximum else ("≤", "]")
    span = f"Value range: {opening}{{}}, {{}}{closing}."
    for low, high, *forms in (
        (limits.min_length, limits.max_length, *_LENGTHS),
        (limits.min_items, limits.max_items, *_SIZES),
        (limits.minimum, limits.maximum, f"Value range: {above} {{}}.", f"Value range: {below} {{}}.", span),
    ):
        bounds = [number(each) for each in (low, high) if each is not None]
        if bounds:
            yield forms[2 if len(bounds) > 1 else low is None].format(*bounds)
    if limits.wide > 1:
        yield f"Chinese and Japanese characters count {_COUNTS[limits.wide]}."
    if limits.multiple_of is not None:
        yield f"Multiple of {number(limits.multiple_of)}."
    if limits.unique_items:
        yield "Duplicate items are not supported."

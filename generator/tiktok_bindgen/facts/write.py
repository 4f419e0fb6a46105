"""Write an operation as a page in the portal's native table format, in our own canonical wording.

Reading such a page gives the operation again, without its prose.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

from attrs import define, field

from tiktok_bindgen.interpret.model import EnumValue, Field, Lifecycle, Limits, Operation, Presence

_PRESENCE: dict[Presence, str] = {"required": " {Required}", "conditional": " {+Conditional}", "optional": ""}
_LIFECYCLE: dict[Lifecycle | None, str] = {
    None: "",
    "deprecated": " {-Deprecated}",
    "to-be-deprecated": " {-To be deprecated}",
}
_HOST = "https://business-api.tiktok.com"


def facts_page(operation: Operation) -> str:
    """Write one operation as a facts page.

    Args:
        operation: What was read; its prose is left out.

    Returns:
        The page's text, ending in a newline.
    """
    lists = _ValueLists()
    parts = [f"# {_text(operation.title)}"]
    if operation.source:
        parts.append(f"**Source** {operation.source}")
    parts.extend(("## Request", f"**Endpoint** {_HOST}{operation.path}", f"**Method** {operation.method}"))
    if operation.headers:
        parts.extend(("**Header**", _table(operation.headers, lists)))
    if operation.parameters:
        parts.extend(("**Parameters**", _table(operation.parameters, lists)))
    if operation.response:
        parts.extend(("## Response", _table(operation.response, lists)))
    for heading, label, values in lists.tables:
        rows = "\n".join(f"|{_code(value)}|{_text(value.label)}|" for value in values)
        parts.extend((f"## {heading}", f"```xtable\n|Value|{_text(label)}|\n|---|---|\n{rows}\n```"))
    return "\n\n".join(parts) + "\n"


@define
class _ValueLists:
    """The value tables that a page needs, each once."""

    tables: list[tuple[str, str, tuple[EnumValue, ...]]] = field(factory=list)

    def heading(self, name: str | None, values: tuple[EnumValue, ...]) -> str:
        """The heading of the table that holds these values."""
        label = name or "Name"
        for heading, known, listed in self.tables:
            if known == label and listed == values:
                return heading
        number = sum(known == label for _, known, _ in self.tables)
        heading = f"List of {label} values" + (f" {number + 1}" if number else "")
        self.tables.append((heading, label, values))
        return heading


def _table(fields: tuple[Field, ...], lists: _ValueLists) -> str:
    rows = "\n".join(_rows(fields, 0, lists))
    return f"```xtable\n|Field|Data Type|Description|\n|---|---|---|\n{rows}\n```"


def _rows(fields: tuple[Field, ...], depth: int, lists: _ValueLists) -> Iterator[str]:
    for item in fields:
        name = f"{_text(item.name)}{_PRESENCE[item.presence]}{_LIFECYCLE[item.lifecycle]}"
        yield f"{'#' * depth}|{name}|{_text(item.type.documented)}|{'<br>'.join(_facts(item, lists))}|"
        yield from _rows(item.children, depth + 1, lists)


def _facts(item: Field, lists: _ValueLists) -> Iterator[str]:
    if item.enum and (item.enum_name or any(value.label for value in item.enum)):
        yield f"For enum values, see {lists.heading(item.enum_name, item.enum)}."
    elif item.enum:
        yield f"Enum values: {', '.join(_code(value) for value in item.enum)}."
    if item.default is not None:
        yield f"Default value: `{_escaped(_json(item.default))}`."
    yield from _limits(item.limits)
    if item.format:
        yield f"Format: `{item.format}`."
    if item.immutable:
        yield "This field cannot be updated."
    if item.allowlist:
        yield "This field is allowlist-only."
    if item.conditions:
        yield f"Conditions in words: {len(item.conditions)}."


def _limits(limits: Limits) -> Iterator[str]:
    if limits.max_length is not None:
        low = "" if limits.min_length is None else f"{limits.min_length}-"
        yield f"Length limit: {low}{limits.max_length} characters."
    if limits.max_items is not None:
        yield (
            f"Max size: {limits.max_items}."
            if limits.min_items is None
            else f"Size range: {limits.min_items}-{limits.max_items}."
        )
    low_mark, high_mark = (
        (">" if limits.exclusive_minimum else "≥"),
        ("<" if limits.exclusive_maximum else "≤"),
    )
    if limits.minimum is not None and limits.maximum is not None:
        opening, closing = (
            ("(" if limits.exclusive_minimum else "["),
            (")" if limits.exclusive_maximum else "]"),
        )
        yield f"Value range: {opening}{_number(limits.minimum)}, {_number(limits.maximum)}{closing}."
    elif limits.minimum is not None:
        yield f"Value range: {low_mark} {_number(limits.minimum)}."
    elif limits.maximum is not None:
        yield f"Value range: {high_mark} {_number(limits.maximum)}."


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else format(Decimal(repr(value)), "f")


def _code(value: EnumValue) -> str:
    mark = {None: "", "deprecated": " (deprecated)", "to-be-deprecated": " (to be deprecated)"}[
        value.lifecycle
    ]
    return f"`{_escaped(_json(value.value))}`{mark}"


def _json(value: object) -> str:
    if isinstance(value, str):
        return value
    return _number(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def _text(text: str) -> str:
    return _escaped(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))

"""A page's own tables of values, bound to the fields that use them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from tiktok_bindgen.interpret.model import EnumValue
from tiktok_bindgen.read.page import Line, ValueTable

# Headings of a second column that explains values in prose; any other names them.
_EXPLAINS = frozenset(
    {"description", "meaning", "explanation", "details", "detail", "note", "notes", "descripton"}
)


@frozen
class ValueList:
    """Values in a table of their own.

    Attributes:
        key: The table's heading, as compared with the words of a description.
        name: What the values are, when a column says so: ``Currency``.
        values: The values in documented order.
    """

    key: str
    name: str | None
    values: tuple[EnumValue, ...]


def value_lists(tables: Sequence[ValueTable]) -> tuple[ValueList, ...]:
    """The tables of a page that list values under a heading of their own."""
    found: list[ValueList] = []
    for table in tables:
        key = _key(table.heading)
        if (
            not key
            or not table.columns
            or not re.match(r"(?:enum )?values?\b", _plain(table.columns[0]), re.IGNORECASE)
        ):
            continue
        second = _plain(table.columns[1]) if len(table.columns) > 1 else ""
        named = bool(second) and second.lower() not in _EXPLAINS
        values: dict[str, EnumValue] = {}
        for cells in table.rows:
            value = _plain(cells[0].text)
            about = cells[1].text if len(cells) > 1 else ""
            if value:
                values.setdefault(value, EnumValue(value, "" if named else about, about if named else ""))
        if values:
            name = second if named and re.fullmatch(r"[A-Za-z][A-Za-z0-9 _]{0,40}", second) else None
            found.append(ValueList(key, name, tuple(values.values())))
    return tuple(found)


def bound_list(description: Sequence[Line], lists: Sequence[ValueList]) -> ValueList | None:
    """The value list that a description refers to by its heading, if there is one."""
    if not lists:
        return None
    for line in description:
        words = _key(re.sub(r"\]\([^)]*\)", "]", line.text))
        if not re.search(r"\b(?:see|refer to|check|values?)\b", words):
            continue
        # The longest heading: one may be the beginning of another.
        named = max(
            (listed for listed in lists if listed.key in words),
            key=lambda listed: len(listed.key),
            default=None,
        )
        if named is not None:
            return named
    return None


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("`", "")).strip()


def _key(text: str) -> str:
    return re.sub(r"[^\w]+", " ", _plain(text).lower()).strip()

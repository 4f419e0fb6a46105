"""A page's own tables of values, bound to the fields that use them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from tiktok_bindgen.interpret.enums import mark_of
from tiktok_bindgen.interpret.model import EnumValue, Lifecycle
from tiktok_bindgen.read.page import Line, ValueTable

# Headings of a second column that explains values in prose; any other names them.
_EXPLAINS = frozenset(
    {"description", "meaning", "explanation", "details", "detail", "note", "notes", "descripton"}
)

# How a facts page heads a list that has a name.
_NAMES_LIST = re.compile(r"List of (?P<name>[^`]{1,80}?) values(?: \d{1,4})?")

_DEPTH = re.compile(r"^#+\s*")
# In braces anything is a mark, in brackets only what says so.
_MARK = re.compile(
    r"\{\s*[-+]?\s*([^{}]*)\}|[(（]\s*((?:to[- ]be[- ])?deprecated|allow-?listed)\s*[)）]", re.IGNORECASE
)
_LAST_WORDS = re.compile(r"\s(to[- ]be[- ]deprecated|deprecated)$", re.IGNORECASE)


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
            value, lifecycle = marked_value(cells[0].text)
            about = cells[1].text if len(cells) > 1 else ""
            if value:
                values.setdefault(
                    value, EnumValue(value, "" if named else about, about if named else "", lifecycle)
                )
        if values:
            own = _NAMES_LIST.fullmatch(table.heading)
            name = second if named and re.fullmatch(r"[A-Za-z][A-Za-z0-9 _]{0,40}", second) else None
            found.append(ValueList(key, own["name"] if own else name, tuple(values.values())))
    return tuple(found)


def marked_value(cell: str) -> tuple[str, Lifecycle | None]:
    """Tell a value in a table from the marks beside it.

    Examples:
        >>> marked_value("ROSE {-Deprecated}")
        ('ROSE', 'deprecated')
        >>> marked_value("#TULIP (allowlisted)")
        ('TULIP', None)
        >>> marked_value("`OAK (old)` (to be deprecated)")
        ('OAK (old)', 'to-be-deprecated')
    """
    text = _DEPTH.sub("", cell.strip())
    lifecycle: Lifecycle | None = None
    code = re.fullmatch(r"`([^`]+)`(.*)", text)
    beside = code[2] if code else text
    for mark in _MARK.findall(beside):
        lifecycle = mark_of(mark[0] or mark[1]) or lifecycle
    if code:
        return _plain(code[1]), lifecycle
    text = _plain(_MARK.sub(" ", text))
    if last := _LAST_WORDS.search(text):
        lifecycle = mark_of(last[1])
        text = text[: last.start()]
    return text, lifecycle


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

"""The generated package's values against the page's own lists, which are read by simple means here."""

from __future__ import annotations

import datetime as dt
import inspect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, Self, get_args

import attrs

import documented
import tiktok_business
from tiktok_business import models
from tiktok_business._runtime.enums import OpenEnum

Values = tuple[str, ...]
# What an operation takes besides documented fields.
_OPTIONS = {"timeout", "validate"}
_NAMES: dict[str, Any] = {
    **{name: getattr(models, name) for name in models.__all__},
    "Mapping": Mapping,
    "Sequence": Sequence,
    "Literal": Literal,
    "Self": Self,
    "dt": dt,
}


class _Names(dict[str, Any]):
    """The names in annotations; a plain dictionary's type says no more than its class does."""

    def __missing__(self, name: str) -> Any:
        if name.endswith("Dict"):
            return Mapping
        raise KeyError(name)


def _request() -> Iterator[tuple[str, Values]]:
    create = tiktok_business.Client(access_token="none").campaign.spc.create
    for name, parameter in inspect.signature(create).parameters.items():
        if name not in _OPTIONS:
            yield from _field(name, parameter.annotation)


def _reply() -> Iterator[tuple[str, Values]]:
    yield from _class(models.CampaignSpcCreateResponse)


def _class(cls: Any) -> Iterator[tuple[str, Values]]:
    for attribute in attrs.fields(cls):
        if attribute.name != "extra":
            yield from _field(attribute.name, attribute.type)


def _field(name: str, annotation: Any) -> Iterator[tuple[str, Values]]:
    """A field and the values that its type allows, then the fields inside it."""
    kinds: list[Any] = list(
        _kinds(eval(annotation, {}, _Names(_NAMES)) if isinstance(annotation, str) else annotation)
    )
    enums = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, OpenEnum)]
    yield name.rstrip("_"), tuple(str(member.value) for enum in enums for member in enum)
    for kind in kinds:
        if isinstance(kind, type) and attrs.has(kind):
            yield from _class(kind)


def _kinds(hint: Any) -> Iterator[Any]:
    parts = () if getattr(hint, "__origin__", None) is Literal else get_args(hint)
    if not parts:
        yield hint
    for part in parts:
        yield from _kinds(part)


def _documented(rows: list[documented.DocumentedRow]) -> Counter[tuple[str, Values]]:
    currencies = tuple(documented.currencies())
    return Counter(
        (row.name, currencies if row.name.endswith("_currency") else tuple(documented.inline_values(row)))
        for row in rows
        if row.type != "boolean"
    )


def _generated(fields: Iterator[tuple[str, Values]], rows: list[documented.DocumentedRow]) -> Counter[Any]:
    switches = {row.name for row in rows if row.type == "boolean"}
    return Counter(one for one in fields if one[0] not in switches)


def test_every_list_of_values_of_the_request_is_the_pages() -> None:
    rows, _ = documented.tables()
    expected = _documented(rows)
    assert sum(bool(values) for _, values in expected) > 35
    assert _generated(_request(), rows) == expected


def test_every_list_of_values_of_the_reply_is_the_pages() -> None:
    _, rows = documented.tables()
    assert _generated(_reply(), rows) == _documented(rows)


def test_the_currencies_are_the_pages() -> None:
    expected = documented.currencies()
    assert len(expected) > 50
    assert [member.value for member in _NAMES["Currency"]] == expected

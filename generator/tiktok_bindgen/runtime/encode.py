"""Encode Python values for requests: as plain JSON types, JSON text and query strings."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from functools import partial
from math import isfinite
from numbers import Integral, Real
from typing import Any, TypeGuard, cast
from urllib.parse import quote

from .check import PLAIN_DATE, Violation, child, steps_of
from .codec import changed_at, is_array, is_mapping, is_object
from .errors import InvalidRequest
from .given import as_given
from .structure import Structure, wires


def plain(value: Any) -> Any:
    """Convert a value to plain JSON types.

    Models, enumerations, dates, mappings and sequences are turned, and what tables have: columns, arrays and
    their items; decimals stay, to be written exactly. An aware datetime is sent in UTC, as documented; a
    naive one is taken as UTC. Entries that are ``None`` are left out.

    Raises:
        InvalidRequest: If a value has no JSON type.
    """
    try:
        return _plain(value)
    except _UnencodableError as error:
        raise InvalidRequest([error.violation("")]) from None


def payload(fields: Mapping[str, object]) -> dict[str, Any]:
    """Convert named values to plain JSON; an `InvalidRequest` tells of each that has no JSON type."""
    result: dict[str, Any] = {}
    violations: list[Violation] = []
    for name, value in fields.items():
        if value is None:
            continue
        if value.__class__ in _AS_IS:
            result[name] = value
            continue
        try:
            result[name] = _plain(value)
        except _UnencodableError as error:
            violations.append(error.violation(child("", name)))
        except RecursionError:
            violations.append(Violation(child("", name), "type", "is nested too deeply, or contains itself"))
    if violations:
        raise InvalidRequest(violations)
    return result


def written(places: Mapping[str, str], values: dict[str, Any]) -> dict[str, Any]:
    """Return plain JSON with the dates at some places (``*``: any entry) in formats of `strftime`."""
    result: Any = values
    for place, how in places.items():
        result = changed_at(result, steps_of(place), partial(_dated, how))
    return cast("dict[str, Any]", result)


def refuse_zones(zones: Mapping[str, str], values: Mapping[str, object]) -> None:
    """Refuse each `datetime` with a zone at the places whose zone, that of an account, is not known."""
    violations = [
        Violation(at, "type", f"must be in the time zone of the {whose}: {_NO_ZONE}")
        for place, whose in zones.items()
        for at in _with_zone(values, steps_of(place), "")
    ]
    if violations:
        raise InvalidRequest(violations)


_NO_ZONE = "convert it, then give it without a zone, as by `.replace(tzinfo=None)`"


def _with_zone(value: Any, names: Sequence[str], at: str) -> Iterator[str]:
    if isinstance(value, Structure):
        kind: Any = type(value)
        value = {wire: getattr(value, name, None) for wire, name in wires(kind)}
    if not names:
        yield from [at] if isinstance(value, dt.datetime) and value.tzinfo is not None else ()
        return
    first, *rest = names
    inner: Any = value.items() if is_mapping(value) else enumerate(value) if _is_sequence(value) else ()
    for step, one in inner:
        if first in ("*", step):
            yield from _with_zone(one, rest, child(at, str(step)))


def json_bytes(value: Any) -> bytes:
    """Write plain JSON types as compact JSON."""
    return _json_text(value).encode("ascii")


def body_bytes(fields: Mapping[str, Any]) -> bytes:
    """Write plain JSON types as the JSON of a request, unless a text or a number cannot be sent."""
    return valid_text(fields, "", _json_text).encode("ascii")


def query_string(fields: Mapping[str, Any]) -> str:
    """Write plain JSON types as a query: scalars as text, arrays and objects as one JSON value each."""
    pairs: list[str] = []
    for name, value in fields.items():
        text = valid_text(value, child("", name), scalar_text)
        pairs.append(f"{quote(valid_text(name, child('', name), str), safe='')}={quote(text, safe='')}")
    return "&".join(pairs)


def scalar_text(value: Any) -> str:
    """Write a plain JSON value for a query or a header: text as it is, all else as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return str(value)
    return _json_text(value)


class _UnencodableError(Exception):
    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.steps: list[str] = []

    def inside(self, step: object) -> _UnencodableError:
        self.steps.append(str(step))
        return self

    def violation(self, at: str) -> Violation:
        for step in reversed(self.steps):
            at = child(at, step)
        return Violation(at, "type", self.message)


_AS_IS: set[Any] = {str, int, bool, type(None)}


def _plain(value: Any) -> Any:
    kind = value.__class__
    if kind in _AS_IS:
        return value
    if kind is list or kind is tuple:
        return _plain_items(value)
    if kind is dict:
        return _plain_entries(value)
    if kind is float and isfinite(value):
        return value
    if isinstance(value, Structure):
        return _plain_model(value)
    return _plain_other(value)


def _plain_items(value: Any) -> list[Any]:
    if value.__class__ is list and {*map(type, value)} <= _AS_IS:
        return value
    result: list[Any] = []
    for index, item in enumerate(value):
        try:
            result.append(_plain(item))
        except _UnencodableError as error:
            raise error.inside(index) from None
    return result


def _plain_entries(value: Mapping[Any, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for given, item in value.items():
        if item is None:
            continue
        if not isinstance(given, str):
            raise _UnencodableError(f"must have keys that are strings, not {type(given).__name__}")
        name = str.__str__(given)
        try:
            result[name] = item if item.__class__ in _AS_IS else _plain(item)
        except _UnencodableError as error:
            raise error.inside(name) from None
    return result


def _plain_model(value: Structure) -> dict[str, Any]:
    result: dict[str, Any] = {}
    kind: Any = type(value)
    for wire, attribute in wires(kind):
        held = getattr(value, attribute, None)
        if held.__class__ in _AS_IS:
            if held is not None:
                result[wire] = held
            continue
        try:
            result[wire] = _plain(held)
        except _UnencodableError as error:
            raise error.inside(wire) from None
    if value.extra:
        for name, held in _plain_entries(value.extra).items():
            # A value that was received in place of a required list was read as an empty list.
            if name not in result or (result[name] == [] and not is_array(held)):
                result[name] = held
    return result


def _plain_other(value: Any) -> Any:
    if isinstance(value, str):
        # Includes members of our enumerations.
        return str.__str__(value)
    if isinstance(value, Real) and not isinstance(value, Integral):
        if isfinite(value):
            return float(value)
        raise _UnencodableError("must be a finite number")
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, Integral):
        # Includes the integers of numpy, which tables use for ids and figures.
        return int(value)
    if isinstance(value, Decimal):
        if value.is_finite():
            return value
        raise _UnencodableError("must be a finite number")
    if isinstance(value, dt.datetime):
        if value != value:  # noqa: PLR0124 - the one that tables have for none does not equal itself
            raise _UnencodableError(f"must be a date and a time, not {as_given(value)}")
        try:
            value = value if value.tzinfo is None else value.astimezone(dt.UTC)
        except OverflowError:
            raise _UnencodableError("must be a time that can be converted to UTC") from None
        return value.replace(tzinfo=None).isoformat(" ", "seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if is_mapping(value):
        return _plain_entries(value)
    if _is_sequence(value):
        return _plain_items(value)
    listed = _listed(value)
    if listed is not None:
        return _plain(listed)
    kind = type(value).__name__
    instead = "; give a list" if hasattr(value, "__iter__") and not isinstance(value, _BYTES) else ""
    raise _UnencodableError(f"must be a value that JSON supports, not {kind}{instead}")


_BYTES = (bytes, bytearray, memoryview)


def _is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence) and not isinstance(value, _BYTES)


def _listed(value: Any) -> Any:
    """What a column of a table or an array holds, or a boolean of numpy's, which is no number and no text."""
    if isinstance(value, memoryview):
        return None
    # As numpy and pandas, polars, and Arrow call it.
    named = (getattr(value, name, None) for name in ("tolist", "to_list", "to_pylist"))
    found: Any = next((method() for method in named if method is not None), None)
    return found if found.__class__ in {list, bool} else None


def _dated(how: str, value: Any) -> Any:
    try:
        return dt.datetime.fromisoformat(value).strftime(how) if PLAIN_DATE.fullmatch(value) else value
    except (TypeError, ValueError):
        # Not a date: left for checks to refuse.
        return value


_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False)


def _json_text(value: Any) -> str:
    try:
        return _ENCODER.encode(value)
    except TypeError:
        # The standard encoder does not support decimals.
        return "".join(_exact(value))


def valid_text(value: Any, at: str, write: Callable[[Any], str]) -> str:
    """Return the result of ``write``, or raise `InvalidRequest` with the parts that cannot be written."""
    try:
        text = write(value)
        # JSON can express an unpaired surrogate, but it is not valid Unicode, and servers refuse it.
        if text.isascii() and "\\ud" not in text:
            return text
    except ValueError:
        text = ""
    violations = [*_unwritable(value, at)]
    if violations:
        raise InvalidRequest(violations)
    return text


def _unwritable(value: Any, at: str) -> Iterator[Violation]:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            yield Violation(at, "type", "must be valid Unicode")
    elif isinstance(value, int):
        try:
            str(value)
        except ValueError:
            yield Violation(at, "type", "must be a number with fewer digits")
    elif is_object(value):
        for name, item in value.items():
            yield from _unwritable(name, at)
            yield from _unwritable(item, child(at, name))
    elif is_array(value):
        for index, item in enumerate(value):
            yield from _unwritable(item, child(at, str(index)))


def _exact(value: Any) -> Iterator[str]:
    if isinstance(value, Decimal):
        yield str(value)
    elif is_object(value):
        yield "{"
        comma = ""
        for name, item in value.items():
            yield f"{comma}{_ENCODER.encode(name)}:"
            yield from _exact(item)
            comma = ","
        yield "}"
    elif is_array(value):
        yield "["
        comma = ""
        for item in value:
            yield comma
            yield from _exact(item)
            comma = ","
        yield "]"
    else:
        yield _ENCODER.encode(value)

"""Compare replies with their documentation."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import Any

from .check import child, slip_of
from .codec import Reader, Unlike, anything, describe, free, is_array, is_object, number_of
from .decoding import Field, documented, documented_fields, empty, fields, list_of, reader
from .enums import OpenEnum
from .errors import Mismatch
from .masking import is_credential
from .report_row import Row, attributes
from .structure import Structure


def unread(hint: Any, parsed: object) -> tuple[Mismatch, ...]:
    """Return the values of a parsed reply that cannot be decoded as documented by its type."""
    return tuple(found for found in differences(hint, parsed) if found.unread)


def differences(hint: Any, parsed: object) -> Iterator[Mismatch]:
    """Yield all places where a reply is not as documented, in its order; an object's missing fields last."""
    return _below("", documented(hint), parsed)


def _below(at: str, hint: Any, value: object, *, field: bool = False) -> Iterator[Mismatch]:
    """Yield the differences within a value; a field may also hold an empty value that stands for null."""
    if hint is Any or (value is None and at):
        return
    try:
        read: Any = _READERS[_called(hint)](value) if _called(hint) in _READERS else reader(hint)(value)
    except Unlike:
        kept = not (field and value in empty(hint))
        yield Mismatch(at, _called(hint), _got(at, value), unread=kept)
    else:
        if is_object(value):
            yield from _in_object(at, hint, value)
        elif is_array(value):
            (item,) = typing.get_args(hint)
            for index, inner in enumerate(value):
                yield from _below(f"{at}/{index}", item, inner)
        elif value.__class__ is not (str if isinstance(read, str) else read.__class__):
            yield Mismatch(at, _called(hint), _got(at, value))
        elif issubclass(hint, OpenEnum) and value not in hint:
            yield Mismatch(at, f"one of {number_of(len(hint), 'value')}", _got(at, value), "value")


def _in_object(at: str, hint: Any, value: dict[str, Any]) -> Iterator[Mismatch]:
    if typing.get_origin(hint) is dict:
        of = typing.get_args(hint)[1]
        for name, inner in value.items():
            yield from _below(child(at, name), of, inner)
        return
    if issubclass(typing.get_origin(hint) or hint, Row):
        # A row has only the names that were requested, so none is missing.
        names = {wire for wire, _ in attributes(hint).values()}
        for name, inner in value.items():
            if name not in names:
                yield Mismatch(child(at, name), "", _got(name, inner), "unknown")
        return
    known = documented_fields(hint)
    for name, inner in value.items():
        if name not in known:
            near = slip_of(name, known.keys() - value.keys())
            yield Mismatch(child(at, name), "", _got(name, inner), "unknown", near=near and child(at, near))
        elif inner.__class__ is not known[name]:
            yield from _below(child(at, name), known[name], inner, field=True)
    for field in fields(hint):
        if field.wire not in value and _always_comes(field, hint):
            yield Mismatch(child(at, field.wire), _called(field.hint), "", "missing")


def _always_comes(field: Field, hint: Any) -> bool:
    deferred = (typing.get_origin(hint) or hint).__deferred__
    if not deferred:
        return field.required
    if field.attribute != deferred:
        # Without a return code, a reply is none; what else it lacks has a default.
        return field.required or field.attribute == "code"
    # An empty object or list stands for data that does not come.
    of = typing.get_origin(field.hint) or field.hint
    return (
        isinstance(of, type)
        and issubclass(of, Structure)
        and any(inner.required for inner in fields(field.hint))
    )


def _got(at: str, value: object) -> str:
    if is_credential(at):
        return "something that is not shown"
    return describe(value)


def _called(hint: Any) -> str:
    kind = typing.get_origin(hint) or hint
    if kind is list:
        return "array"
    if kind in _SCALARS:
        return _SCALARS[kind]
    return "string" if issubclass(kind, OpenEnum) else "object"


_SCALARS = {Any: "anything", str: "string", int: "integer", float: "number", bool: "boolean"}
# Only the outer type is read here; the contents are compared one by one.
_READERS: dict[str, Reader[Any]] = {"array": list_of(anything), "object": free}

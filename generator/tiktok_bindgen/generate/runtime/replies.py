"""Where a reply differs from its documentation: looked for where decoding notes that it does."""

from __future__ import annotations

import functools
import sys
import typing
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from .check import child
from .codec import (
    Reader,
    Unlike,
    anything,
    boolean,
    describe,
    free,
    integer,
    is_array,
    is_object,
    list_of,
    number,
    text,
)
from .enums import OpenEnum
from .errors import CREDENTIALS, Mismatch
from .model import Model

Kind = Literal["unknown", "type", "value", "missing"]


class Difference(NamedTuple):
    """One place where a reply is not as documented.

    Attributes:
        pointer: A JSON pointer to the value, or to the one that is missing.
        kind: Whether a field is not documented (``unknown``), is not of the documented type (``type``), has a
            value that is not among the documented ones (``value``), or is documented and not there
            (``missing``; null is there).
        expected: What is documented; empty if nothing is.
        got: What came, shortened; empty if nothing did.
        unread: Whether it cannot be read as what is documented, and so stays as it came.
    """

    pointer: str
    kind: Kind
    expected: str = ""
    got: str = ""
    unread: bool = False

    @property
    def message(self) -> str:
        """What is documented and what came, in one line."""
        if self.kind == "unknown":
            return f"is not documented; {self.got} came"
        if self.kind == "missing":
            return f"is documented as {self.expected}, and is not there"
        kept = "; it stays as it came" if self.unread else ""
        return f"is documented as {self.expected}, and {self.got} came{kept}"


def mismatches(model: type[Model], parsed: object) -> tuple[Mismatch, ...]:
    """Find what cannot be read as what is documented.

    Args:
        model: The class that documents the reply.
        parsed: The parsed reply.
    """
    return tuple(
        Mismatch(one.pointer, one.expected, one.got) for one in differences(model, parsed) if one.unread
    )


def differences(model: type[Model], parsed: object) -> Iterator[Difference]:
    """Find all that differs, in the order of the reply; what an object lacks comes after the rest of it.

    Args:
        model: The class that documents the reply.
        parsed: The parsed reply.
    """
    return _below("", model, parsed)


def _below(at: str, hint: Any, value: object, *, field: bool = False) -> Iterator[Difference]:
    """What differs in a value, by the annotation of its type; a field may have what stands for nothing."""
    if hint is Any or (value is None and at):
        return
    kind: Any = typing.get_origin(hint) or hint
    expected, reader, nothing = _documented(kind)
    try:
        # A part that cannot be read is found below.
        read: Any = reader(value)
    except Unlike:
        yield Difference(at, "type", expected, _got(at, value), unread=not (field and value in nothing))
    else:
        if is_object(value):
            yield from _in_object(at, kind, hint, value)
        elif is_array(value):
            (item,) = typing.get_args(hint)
            for index, inner in enumerate(value):
                yield from _below(f"{at}/{index}", item, inner)
        elif value.__class__ is not read.__class__:
            yield Difference(at, "type", expected, _got(at, value))
        elif issubclass(kind, OpenEnum) and not kind(str(read)).is_known:
            yield Difference(at, "value", f"one of {len(kind)} values", _got(at, value))


def _in_object(at: str, kind: Any, hint: Any, value: dict[str, Any]) -> Iterator[Difference]:
    if kind is dict:
        of = typing.get_args(hint)[1]
        for name, inner in value.items():
            yield from _below(child(at, name), of, inner)
        return
    documented = _fields(kind)
    for name, inner in value.items():
        of = documented.get(name)
        if of is None:
            yield Difference(child(at, name), "unknown", got=_got(name, inner))
        elif inner.__class__ is not of:
            yield from _below(child(at, name), of, inner, field=True)
    for name, of in documented.items():
        if name not in value:
            yield Difference(child(at, name), "missing", _documented(typing.get_origin(of) or of)[0])


@functools.cache
def _fields(model: Any) -> dict[str, Any]:
    """The documented type of each field, by its wire name."""
    scope = vars(sys.modules[model.__module__])
    found: dict[str, Any] = {}
    for attribute in model.__attrs_attrs__:
        if attribute.name != "extra":
            # The class's own annotations, which only a type checker has evaluated so far.
            hint = eval(attribute.type, scope)  # noqa: S307
            wire = model.__wire_names__.get(attribute.name, attribute.name)
            optional = type(None) in typing.get_args(hint)
            found[wire] = typing.get_args(hint)[0] if optional else hint
    return found


def _got(at: str, value: object) -> str:
    if at.lower().endswith(CREDENTIALS):
        return "something that is not shown"
    return describe(value)


def _documented(kind: Any) -> tuple[str, Reader[Any], tuple[object, ...]]:
    """What a type is called, what reads it, and what is read as nothing where a field is documented as it."""
    if kind in _SCALARS:
        return _SCALARS[kind]
    if issubclass(kind, OpenEnum):
        return "string", text, ()
    return ("array", _ARRAY, ("", {})) if kind is list else ("object", free, ("", []))


_SCALARS: dict[Any, tuple[str, Reader[Any], tuple[object, ...]]] = {
    Any: ("anything", anything, ()),
    str: ("string", text, ()),
    int: ("integer", integer, ("",)),
    float: ("number", number, ("",)),
    bool: ("boolean", boolean, ("",)),
}
_ARRAY = list_of(anything)

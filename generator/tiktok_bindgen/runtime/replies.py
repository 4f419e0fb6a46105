"""Compare replies with their documentation."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Literal, NamedTuple

from .check import child
from .codec import Reader, Unlike, anything, describe, free, is_array, is_object
from .decoding import documented, documented_fields, empty, list_of, reader
from .enums import OpenEnum
from .errors import Mismatch, is_credential, number_of
from .rows import Row, attributes

# A name in an annotation.
_NAME = re.compile(r"[A-Za-z]\w*")

Kind = Literal["unknown", "type", "value", "missing"]


class Difference(NamedTuple):
    """One place where a reply is not as documented.

    Attributes:
        pointer: A JSON pointer to the value, or to the one that is missing.
        kind: ``unknown`` for a field that is not documented, ``type`` for a value of another type than the
            documented one, ``value`` for one that is not among the documented values, ``missing`` for a
            documented field that is absent (null is present).
        expected: The documented type or values; empty if nothing is documented.
        got: The received value, shortened; empty if it is missing.
        unread: Whether the value could not be decoded as documented, and so is kept as parsed JSON.
    """

    pointer: str
    kind: Kind
    expected: str = ""
    got: str = ""
    unread: bool = False

    @property
    def message(self) -> str:
        """One line that states what is documented and what was received."""
        if self.kind == "unknown":
            return f"is not documented; got {self.got}"
        if self.kind == "missing":
            return f"is documented as {self.expected}, but missing"
        kept = "; kept as received" if self.unread else ""
        return f"is documented as {self.expected}, got {self.got}{kept}"


def mismatches(hint: Any, parsed: object) -> tuple[Mismatch, ...]:
    """Return the values of a reply that cannot be decoded as documented.

    Args:
        hint: The documented type of the reply.
        parsed: The parsed reply.
    """
    return tuple(
        Mismatch(one.pointer, one.expected, one.got) for one in differences(hint, parsed) if one.unread
    )


def differences(hint: Any, parsed: object) -> Iterator[Difference]:
    """Yield all differences, in the order of the reply; an object's missing fields come after its others.

    Args:
        hint: The documented type of the reply.
        parsed: The parsed reply.
    """
    return _below("", documented(hint), parsed)


def named(annotation: str, package: str) -> Any:
    """Evaluate the annotation of a reply, such as ``Reply[PlotGetData]``; ``None`` if it is empty.

    Args:
        annotation: The annotation.
        package: The client's package, which defines the classes and enums.
    """
    if not annotation:
        return None
    from .download import Download
    from .reply import Reply

    models = import_module(f"{package}.models")
    names = {name: getattr(models, name) for name in _NAME.findall(annotation) if hasattr(models, name)}
    scope = {**names, "Any": Any, "Download": Download, "Reply": Reply}
    return eval(annotation, scope)  # noqa: S307 - the package's own


def _below(at: str, hint: Any, value: object, *, field: bool = False) -> Iterator[Difference]:
    """Yield the differences within a value; a field may also hold an empty value that stands for null."""
    if hint is Any or (value is None and at):
        return
    try:
        read: Any = _READERS[_called(hint)](value) if _called(hint) in _READERS else reader(hint)(value)
    except Unlike:
        kept = not (field and value in empty(hint))
        yield Difference(at, "type", _called(hint), _got(at, value), unread=kept)
    else:
        if is_object(value):
            yield from _in_object(at, hint, value)
        elif is_array(value):
            (item,) = typing.get_args(hint)
            for index, inner in enumerate(value):
                yield from _below(f"{at}/{index}", item, inner)
        elif isinstance(read, OpenEnum):
            if value.__class__ is not str:
                yield Difference(at, "type", _called(hint), _got(at, value))
            elif not read.is_known:
                values = number_of(len(type(read)), "value")
                yield Difference(at, "value", f"one of {values}", _got(at, value))
        elif value.__class__ is not read.__class__:
            yield Difference(at, "type", _called(hint), _got(at, value))


def _in_object(at: str, hint: Any, value: dict[str, Any]) -> Iterator[Difference]:
    if typing.get_origin(hint) is dict:
        of = typing.get_args(hint)[1]
        for name, inner in value.items():
            yield from _below(child(at, name), of, inner)
        return
    if issubclass(typing.get_origin(hint) or hint, Row):
        # A row has only the names that were requested, so none is missing.
        names = {wire for wire, _ in attributes(hint).values()}
        for name in value.keys() - names:
            yield Difference(child(at, name), "unknown", got=_got(name, value[name]))
        return
    known = documented_fields(hint)
    for name, inner in value.items():
        if name not in known:
            yield Difference(child(at, name), "unknown", got=_got(name, inner))
        elif inner.__class__ is not known[name]:
            yield from _below(child(at, name), known[name], inner, field=True)
    for name, of in known.items():
        if name not in value:
            yield Difference(child(at, name), "missing", _called(of))


def _got(at: str, value: object) -> str:
    if is_credential(at):
        return "something that is not shown"
    return describe(value)


def _called(hint: Any) -> str:
    """Return the JSON name of a type."""
    kind = typing.get_origin(hint) or hint
    if kind is list:
        return "array"
    if kind in _SCALARS:
        return _SCALARS[kind]
    return "string" if issubclass(kind, OpenEnum) else "object"


_SCALARS = {Any: "anything", str: "string", int: "integer", float: "number", bool: "boolean"}
# Only the outer type is read here; the contents are compared one by one.
_READERS: dict[str, Reader[Any]] = {"array": list_of(anything), "object": free}

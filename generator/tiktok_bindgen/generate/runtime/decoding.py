"""Parsed JSON to objects of documented classes.

What a value is documented to be is told by an annotation: that of an attribute, or that of a whole reply,
such as ``Reply[PlotGetData]``. Each class gets one function that decodes it. It is compiled from the
annotations of its attributes when the first of its objects is decoded, as attrs compiles ``__init__``.

Decoding is lenient. An empty text or array where an object is documented becomes nothing, nulls in an array
are left out: both are in the object's ``extra``, as is what nobody documented. What cannot be the documented
type stays as it came. An attribute that is required, and did not come, is not set. An object keeps what it
was decoded from, so that ``extra`` is made only for those who ask for it.
"""

from __future__ import annotations

import builtins
import datetime as dt
import functools
import sys
import threading
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar, cast

from .codec import Reader, Unlike, anything, boolean, free, integer, is_array, number, text
from .enums import OpenEnum
from .model import REQUIRED, Envelope, Model, load_names
from .rows import Row

T = TypeVar("T")


class Field(NamedTuple):
    """One documented field of a class.

    Attributes:
        attribute: Its attribute.
        wire: Its name in JSON.
        hint: What it is documented to be; see `documented`.
        default: What it is when nothing came: ``None``, or a number or a text.
        required: Whether it is documented to come always; when it does not, the attribute is not set.
    """

    attribute: str
    wire: str
    hint: Any
    default: object
    required: bool = False


class _Noted(threading.local):
    """What is noted while something is decoded in this thread.

    Attributes:
        unlike: Whether something is unlike what is documented.
        lacking: The objects that lack a required field, as long as somebody asks.
    """

    unlike = False
    lacking: list[Model] | None = None


_noted = _Noted()


def decode(hint: Any, parsed: Any, *, whole: bool = False) -> tuple[Any, bool]:
    """Decode a reply, or the data of one.

    Args:
        hint: What it is documented to be.
        parsed: The parsed JSON. As a whole it stays as it came, too, where it cannot be what is documented.
        whole: Whether the data of a reply is decoded at once, not when it is first asked for.

    Returns:
        The result, and whether something in it is not of the documented type, and so stays as it came.
    """
    _noted.unlike = False
    result: Any = _as_it_is(reader(documented(hint)), parsed)
    differs = _noted.unlike
    if whole and isinstance(result, Envelope):
        reply: Any = result
        reply.data, unlike = decode_data(hint, parsed.get("data"))
        differs = differs or unlike
    return result, differs


def decode_data(hint: Any, parsed: Any, call: tuple[str, str] = ("", "")) -> tuple[Any, bool]:
    """Decode the data of a reply. Where an object is documented there is one, even if nothing came.

    Args:
        hint: What the reply is documented to be.
        parsed: The parsed JSON of the data.
        call: The operation, and what the server calls the call: told when a missing field is asked for.
    """
    _noted.unlike = False
    lacking: list[Model] = []
    _noted.lacking = lacking
    data = _data_reader(hint)(parsed)
    _noted.lacking = None
    for one in lacking:
        object.__setattr__(one, "_lacking_of", call)
    return data, _noted.unlike


@functools.cache
def _data_reader(hint: Any) -> Callable[[Any], Any]:
    of = documented(data_of(hint))
    if of is types.NoneType:
        return lambda _: None
    read, nothing, is_object = reader(of), empty(of), _is_object(of)

    def read_data(parsed: Any) -> Any:
        if parsed is None or parsed in nothing:
            return read({}) if is_object else None
        return _as_it_is(read, parsed)

    return read_data


# What is documented.


@functools.cache
def fields(hint: Any) -> tuple[Field, ...]:
    """The documented fields of a class or of a reply, in their order."""
    cls: Any = typing.get_origin(hint) or hint
    if cls is Model:
        return ()
    own = _own(cls)
    # The class's own annotations, which only a type checker has evaluated so far.
    texts: list[str] = [cls.__annotations__[name] for name in own]
    hints = dict(zip(own, evaluated(texts, cls), strict=True))
    if issubclass(cls, Envelope):
        hints["data"] = data_of(hint)
    inherited = [
        one._replace(hint=documented(hints.get(one.attribute, one.hint)))
        for one in fields(cls.__base__)
        if one.attribute not in own
    ]
    added = [
        Field(
            name,
            cls.__wire_names__.get(name) or name,
            documented(hints[name]),
            default if isinstance(default, int | str) else None,
            default is REQUIRED,
        )
        for name, default in own.items()
    ]
    return tuple(one for one in (*inherited, *added) if one.hint is not types.NoneType)


def _own(cls: type) -> Mapping[str, object]:
    """The attributes that a class adds, with their defaults."""
    declared: Mapping[str, object] | None = vars(cls).get("__declared__")
    if declared is not None:
        return declared
    made: tuple[Any, ...] = vars(cls).get("__attrs_attrs__", ())
    if not made:
        return {}
    from attrs import NOTHING

    own = [one for one in made if one.name != "extra" and not one.inherited]
    return {one.name: REQUIRED if one.default is NOTHING else one.default for one in own}


@functools.cache
def documented_fields(hint: Any) -> Mapping[str, Any]:
    """The documented type of each field of a class or of a reply, by its name in JSON."""
    return {one.wire: one.hint for one in fields(hint)}


def evaluated(annotations: typing.Iterable[str], cls: type) -> tuple[Any, ...]:
    """Evaluate annotations of a class by what their names mean in its module.

    A name that it does not have is that of what does for something in a request, which `documented` does not
    look at.
    """
    load_names(cls)
    scope = vars(sys.modules[cls.__module__])
    texts = [f"({text})," for text in annotations]
    return cast("tuple[Any, ...]", eval(f"({''.join(texts)})", {}, _Scope(scope)))  # noqa: S307


class _Scope(dict[str, Any]):
    """What the names of annotations mean."""

    def __missing__(self, name: str) -> Any:
        return _FOR_CHECKERS.get(name) or getattr(builtins, name, object)


_FOR_CHECKERS: Mapping[str, Any] = {"Mapping": dict, "Sequence": list, "dt": dt}


@functools.cache
def documented(hint: Any) -> Any:
    """What a reply has by an annotation: a class, a scalar, ``list[…]``, ``dict[str, …]`` or ``Any``."""
    kind: Any = typing.get_origin(hint) or hint
    arguments = typing.get_args(hint)
    if kind in (typing.Union, types.UnionType):
        # Nothing, or what does for the first in a request.
        return documented(arguments[0])
    if kind is typing.Literal:
        return cast("Any", type(arguments[0]))
    if kind is list:
        return types.GenericAlias(list, (documented(arguments[0]),))
    if kind is dict:
        return types.GenericAlias(dict, (str, documented(arguments[1])))
    known = kind in _SCALARS or (isinstance(kind, type) and issubclass(kind, Model | OpenEnum | Row | None))
    return hint if known else Any


@functools.cache
def data_of(hint: Any) -> Any:
    """The type of the data of a reply: ``PlotGetData`` of ``Reply[PlotGetData]``."""
    for of in (hint, *getattr(hint, "__orig_bases__", ())):
        if typing.get_args(of) and issubclass(typing.get_origin(of) or of, Envelope):
            return typing.get_args(of)[0]
    return Any


@functools.cache
def empty(hint: Any) -> tuple[object, ...]:
    """What stands for nothing where a field is documented as this."""
    kind = typing.get_origin(hint) or hint
    if kind is list:
        return ("", {})
    if _is_object(hint):
        return ("", [])
    return ("",) if kind in (int, float, bool) else ()


def undocumented(hint: Any, came: Mapping[str, Any]) -> dict[str, Any]:
    """What is at no attribute of an object: what is not documented, and what was read as nothing."""
    known = _read_as_nothing(hint)
    return {
        name: one
        for name, one in came.items()
        # Only what is empty can stand for nothing, and only an array can hold a null.
        if name not in known or ((not one or one.__class__ is list) and known[name](one))
    }


@functools.cache
def _read_as_nothing(hint: Any) -> Mapping[str, Callable[[Any], bool]]:
    """By the name of each field, what tells whether a value, or a part of it, is read as nothing."""
    return {one.wire: _is_nothing(empty(one.hint), _is_plain_array(one.hint)) for one in fields(hint)}


def _is_nothing(nothing: tuple[object, ...], drops_nulls: bool) -> Callable[[Any], bool]:
    return lambda value: value in nothing or (drops_nulls and is_array(value) and None in value)


def _is_object(hint: Any) -> bool:
    kind = typing.get_origin(hint) or hint
    return issubclass(kind, dict | Model)


def _is_plain_array(hint: Any) -> bool:
    """Whether this is an array of scalars or objects: a null in it is nothing."""
    if typing.get_origin(hint) is not list:
        return False
    (item,) = typing.get_args(hint)
    return item is not Any and (item == _FREE or typing.get_origin(item) is None)


_FREE = dict[str, Any]


# Functions for one class each.


@functools.cache
def decoder(hint: Any) -> Callable[[dict[str, Any]], Any]:
    """Make what decodes an object of a class, or a reply, from a parsed object."""
    cls = typing.get_origin(hint) or hint
    scope: dict[str, Any] = {"cls": cls, "hint": hint, "new": object.__new__}
    lines = ["def decode(came):", " self = new(cls)", " self._came = came", " get = came.get"]
    if issubclass(cls, Envelope):
        lines.append(" self._hint = hint")
    for position, field in enumerate(fields(hint)):
        if field.attribute == "data" and issubclass(cls, Envelope):
            continue
        if field.required:
            scope["lacks"] = _lacks
            lines += _statements(field, position, scope)
        else:
            lines.append(f" self.{field.attribute} = {_value(field, position, scope)}")
    exec("\n".join([*lines, " return self"]), scope)  # noqa: S102
    return cast("Callable[[dict[str, Any]], Any]", scope["decode"])


def _value(field: Field, position: int, scope: dict[str, Any]) -> str:
    """The expression for the value of a field that may be missing; what it mentions is put into the scope.

    Most values are null or of the documented type, so that is looked at first and here.
    """
    if field.hint is Any:
        return f"get({field.wire!r})"
    fits, value, otherwise = _ways(field, position, scope)
    got = f"(v := get({field.wire!r}))"
    if not fits:
        return f"{field.default!r} if {got} is None else {otherwise}"
    return f"{value} if {fits.replace('v', got, 1)} else {field.default!r} if v is None else {otherwise}"


def _statements(field: Field, position: int, scope: dict[str, Any]) -> Iterator[str]:
    """The statements that set a required field, as quick as the expression for another."""
    yield f" v = get({field.wire!r})"
    fits, value, otherwise = _ways(field, position, scope)
    setting, nothing = f"self.{field.attribute} =", "None"
    if (typing.get_origin(field.hint) or field.hint) is list:
        # Who goes through a list that is always there need not ask whether there is one.
        nothing, otherwise = "[]", f"[] if (r := {otherwise}) is None else r"
    if fits:
        yield f" if {fits}: {setting} {value}"
    yield f" {'elif' if fits else 'if'} v is not None: {setting} {otherwise}"
    yield f" elif {field.wire!r} in came: {setting} {nothing}"
    yield " else: lacks(self)"


def _lacks(one: Model) -> None:
    """Note that an object lacks a field."""
    if _noted.lacking is not None:
        _noted.lacking.append(one)


def _ways(field: Field, position: int, scope: dict[str, Any]) -> tuple[str, str, str]:
    """How a field's value is read: whether it fits as it is, what it is then, and what any other is."""
    if field.hint is Any:
        return "", "", "v"
    kind = typing.get_origin(field.hint) or field.hint
    read, make = f"read_{position}", f"make_{position}"
    scope[read] = _field_reader(field.hint)
    otherwise = f"{read}(v)"
    if kind is list or (kind is dict and field.hint != _FREE):
        return "", "", otherwise
    if issubclass(kind, OpenEnum):
        scope[make] = enum_table(kind)
        return "v.__class__ is str", f"{make}[v]", otherwise
    if issubclass(kind, Row | Model):
        scope[make] = kind if issubclass(kind, Row) else _late_decoder(kind, make, scope)
        return "v.__class__ is dict", f"{make}(v)", otherwise
    if kind is float:
        return "v.__class__ is float or v.__class__ is int", "v", otherwise
    return f"v.__class__ is {kind.__name__}", "v", otherwise


def _late_decoder(cls: Any, name: str, scope: dict[str, Any]) -> Callable[[dict[str, Any]], Any]:
    """Stand in for a decoder until it is first needed: classes may go in a circle, and not all are needed."""

    def decode_first(came: dict[str, Any]) -> Any:
        scope[name] = decoder(cls)
        return scope[name](came)

    return decode_first


def _field_reader(hint: Any) -> Reader[Any]:
    """Make what reads a field's value, which is not null."""
    read, nothing = reader(hint), empty(hint)
    if _is_plain_array(hint):
        return _array_reader(typing.get_args(hint)[0])

    def read_field(value: Any) -> Any:
        return None if value in nothing else _as_it_is(read, value)

    return read_field


def _array_reader(item: Any) -> Reader[Any]:
    """Make what reads a field's array of scalars or objects."""
    kind = typing.get_origin(item) or item
    read = reader(item)

    def read_other(value: Any) -> Any:
        if value.__class__ is not list:
            return None if value in ("", {}) else _as_it_is(list_of(read), value)
        return [_as_it_is(read, one) for one in value if one is not None]

    if issubclass(kind, Model):

        def read_objects(value: Any) -> Any:
            if value.__class__ is not list:
                return read_other(value)
            make = decoder(kind)
            found: list[Any] = []
            for one in value:
                if one.__class__ is dict:
                    found.append(make(one))
                elif one is not None:
                    found.append(_as_it_is(read, one))
            return found

        return read_objects
    if issubclass(kind, OpenEnum):
        table = enum_table(kind)

        def read_enums(value: Any) -> Any:
            if value.__class__ is not list:
                return read_other(value)
            # A comprehension would make a function first; most arrays are short.
            found: list[Any] = []
            for one in value:
                if one.__class__ is not str:
                    return read_other(value)
                found.append(table[one])
            return found

        return read_enums
    exact = (float, int) if kind is float else (kind,)

    def read_scalars(value: Any) -> Any:
        if value.__class__ is not list:
            return read_other(value)
        for one in value:
            if one.__class__ not in exact:
                return read_other(value)
        return value

    return read_scalars


@functools.cache
def reader(hint: Any) -> Reader[Any]:
    """Make what reads a value of a documented type, or raises `Unlike`."""
    kind, arguments = typing.get_origin(hint) or hint, typing.get_args(hint)
    if kind in _SCALARS:
        return _SCALARS[kind]
    if kind is list:
        return list_of(reader(arguments[0]))
    if kind is dict:
        return free if hint == _FREE else _map_of(reader(arguments[1]))
    if issubclass(kind, OpenEnum):
        table = enum_table(kind)
        return lambda value: table[text(value)]
    if issubclass(kind, Row):
        return lambda value: kind(free(value))
    make: list[Callable[[dict[str, Any]], Any]] = []

    def read_object(value: Any) -> Any:
        # Not before there is one: classes may go in a circle.
        if not make:
            make.append(decoder(hint))
        return make[0](free(value))

    return read_object


def list_of(read: Reader[T]) -> Reader[list[T]]:
    """Make what reads an array, of which any entry may stay as it came."""

    def read_list(value: Any) -> list[T]:
        if value.__class__ is not list:
            raise Unlike("array")
        return [_as_it_is(read, one) for one in value]

    return read_list


def _map_of(read: Reader[T]) -> Reader[dict[str, T]]:
    def read_map(value: Any) -> dict[str, T]:
        return {name: _as_it_is(read, one) for name, one in free(value).items()}

    return read_map


class _EnumTable(dict[str, OpenEnum]):
    """Members by their text; any other text becomes an open member."""

    __slots__ = ("_enum",)

    def __init__(self, enum: type[OpenEnum]) -> None:
        super().__init__({str(member): member for member in enum})
        self._enum = enum

    def __missing__(self, value: str) -> OpenEnum:
        return self._enum(value)


@functools.cache
def enum_table(enum: type[OpenEnum]) -> Mapping[str, OpenEnum]:
    """Make the table that the values of an enumeration are looked up in."""
    return _EnumTable(enum)


def _as_it_is(read: Reader[T], value: Any) -> T:
    """Read a value; what cannot be what is documented stays as it came, and is noted."""
    try:
        return read(value)
    except Unlike:
        # A null is nothing, whatever is documented.
        if value is not None:
            _noted.unlike = True
        # Types tell what is documented.
        return cast("T", value)


_SCALARS: Mapping[Any, Reader[Any]] = {
    Any: anything,
    str: text,
    int: integer,
    float: number,
    bool: boolean,
    types.NoneType: anything,
}

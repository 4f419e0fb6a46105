"""Decode parsed JSON into objects of documented classes.

The documented type of a value is given by an annotation: that of an attribute, or that of a whole reply,
such as ``Reply[PlotGetData]``. Each class gets one function that decodes it. It is compiled from the
annotations of its attributes when the first of its objects is decoded, as attrs compiles ``__init__``.

Decoding is lenient. An empty text or array in place of a documented object becomes ``None``, and nulls in an
array are dropped; both are kept in the object's ``extra``, as are undocumented fields. A value that cannot be
decoded as documented stays as parsed JSON. A required attribute whose field is missing is not set. An object
keeps the JSON it was decoded from, so that ``extra`` is computed only when it is accessed.
"""

from __future__ import annotations

import builtins
import functools
import sys
import threading
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar, cast

from .codec import Reader, Unlike, anything, boolean, free, integer, is_array, number, text
from .enums import LITERAL, OpenEnum, Words, listed
from .structure import FOR_CHECKERS, REQUIRED, Structure, load_names

T = TypeVar("T")


class Field(NamedTuple):
    """One documented field of a class."""

    attribute: str  # the name of its attribute
    wire: str  # its name in JSON
    hint: Any  # its documented type; see `documented`
    default: object  # the attribute's value if the field is missing: ``None``, a number or text
    required: bool = False  # whether replies always have it; if one lacks it, the attribute is not set


class _Noted(threading.local):
    """What is noted during decoding in this thread."""

    found: list[Structure | None] | None = None  # see `noting`; ``None`` if nothing is to be noted


_noted = _Noted()


def decode(hint: Any, parsed: Any, *, whole: bool = False) -> tuple[Any, bool]:
    """Decode a reply; report, too, whether it has a value that is not as documented, and stays as parsed.

    Its data is decoded at its first access, or at once, if it is to be decoded as a whole.
    """
    result, noted = noting(_reply_reader(hint), parsed)
    if whole and isinstance(result, Structure) and result.__deferred__:
        reply: Any = result
        reply.data, more = noting(data_reader(data_of(hint)), parsed.get("data"))
        noted += more
    return result, None in noted


def noting(read: Reader[T], parsed: Any) -> tuple[T, list[Structure | None]]:
    """Read a value; note objects that lack a required field, and ``None`` for each value left as parsed."""
    noted: list[Structure | None] = []
    _noted.found = noted
    try:
        return read(parsed), noted
    finally:
        _noted.found = None


@functools.cache
def _reply_reader(hint: Any) -> Reader[Any]:
    read = reader(documented(hint))
    return lambda parsed: _as_it_is(read, parsed)


@functools.cache
def data_reader(hint: Any) -> Reader[Any]:
    """Return a function that reads the data of a reply, which is empty where it is missing."""
    of = documented(hint)
    if of is types.NoneType:
        return lambda _: None
    read, nothing = reader(of), empty(of)
    kind: Any = typing.get_origin(of) or of
    container: Any = dict if issubclass(kind, dict | Structure) else list if kind is list else None
    read_one: Reader[Any] = decoder(of) if issubclass(kind, Structure) else read

    def read_data(parsed: Any) -> Any:
        if parsed.__class__ is container:
            return read_one(parsed)
        if parsed is None or parsed in nothing:
            return None if container is None else read(container())
        return _as_it_is(read, parsed)

    return read_data


# The documented types.


@functools.cache
def fields(hint: Any) -> tuple[Field, ...]:
    """Return the documented fields of a class or of a reply, in their order."""
    cls: Any = typing.get_origin(hint) or hint
    if cls is Structure:
        return ()
    own = _own(cls)
    # The class's own annotations: strings that were never evaluated, but types in some programs' own classes.
    hints: dict[str, Any] = {name: cls.__annotations__[name] for name in own}
    texts = {name: text for name, text in hints.items() if isinstance(text, str)}
    hints |= zip(texts, evaluated(texts.values(), cls), strict=True)
    if cls.__deferred__:
        hints[cls.__deferred__] = data_of(hint)
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
    """Return the attributes that a class adds to its base class, with their defaults."""
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
    """Return the documented type of each field of a class or of a reply, keyed by its name in JSON."""
    return {one.wire: one.hint for one in fields(hint)}


def evaluated(annotations: typing.Iterable[str], cls: type) -> tuple[Any, ...]:
    """Evaluate a class's annotations; names of what only requests accept are ``object``."""
    load_names(cls, "models")
    scope = vars(sys.modules[cls.__module__])
    texts = [f"({text})," for text in annotations]
    return cast("tuple[Any, ...]", eval(f"({''.join(texts)})", {}, _Scope(scope)))  # noqa: S307


class _Scope(dict[str, Any]):
    """The scope of annotations, in which a `Literal` is its list: Python ignores the order of its values."""

    def __getitem__(self, name: str) -> Any:
        found: Any = super().__getitem__(name)
        return listed(found) if found.__class__ is LITERAL else found

    def __missing__(self, name: str) -> Any:
        return FOR_CHECKERS.get(name) or getattr(builtins, name, object)


@functools.cache
def documented(hint: Any) -> Any:
    """Return an annotation's type in replies: class, scalar, ``list[…]``, ``dict[str, …]`` or ``Any``."""
    kind: Any = typing.get_origin(hint) or hint
    arguments = typing.get_args(hint)
    if kind in (typing.Union, types.UnionType):
        # The others are ``None``, alternative types that only requests accept, or a list of the first.
        several = any(typing.get_origin(each) in (list, Sequence) for each in arguments[1:])
        return Any if several else documented(arguments[0])
    if kind is typing.Literal:
        return listed(hint)
    if kind in (list, Sequence):
        return types.GenericAlias(list, (documented(arguments[0]) if arguments else Any,))
    if kind in (dict, Mapping):
        return types.GenericAlias(dict, (str, documented(arguments[1]) if arguments else Any))
    known = kind in _SCALARS or (
        isinstance(kind, type) and issubclass(kind, Structure | OpenEnum | dict | None)
    )
    return hint if known else Any


@functools.cache
def data_of(hint: Any) -> Any:
    """Return the type of the data of a reply: ``PlotGetData`` of ``Reply[PlotGetData]``."""
    for of in (hint, *getattr(hint, "__orig_bases__", ())):
        kind = typing.get_origin(of)
        if isinstance(kind, type) and issubclass(kind, Structure) and kind.__deferred__:
            return typing.get_args(of)[0]
    return Any


@functools.cache
def empty(hint: Any) -> tuple[object, ...]:
    """Return the empty values that are read as ``None`` in a field of a documented type."""
    kind = typing.get_origin(hint) or hint
    if kind is list:
        return ("", {})
    if issubclass(kind, dict | Structure):
        return ("", [])
    return ("",) if kind in (int, float, bool) else ()


def undocumented(hint: Any, came: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of an object's JSON that no attribute holds: undocumented, or read as ``None``."""
    known = _read_as_nothing(hint)
    return {
        name: one
        for name, one in came.items()
        # Only empty values are read as None, and only arrays can contain nulls.
        if name not in known or ((not one or one.__class__ is list) and known[name](one))
    }


@functools.cache
def _read_as_nothing(hint: Any) -> Mapping[str, Callable[[Any], bool]]:
    """Map each field's JSON name to a predicate: whether a value, or a part of it, is read as ``None``."""
    return {one.wire: _is_nothing(empty(one.hint), _is_plain_array(one.hint)) for one in fields(hint)}


def _is_nothing(nothing: tuple[object, ...], drops_nulls: bool) -> Callable[[Any], bool]:
    return lambda value: value in nothing or (drops_nulls and is_array(value) and None in value)


def _is_plain_array(hint: Any) -> bool:
    """Report whether this is an array of scalars or objects, in which nulls are dropped."""
    if typing.get_origin(hint) is not list:
        return False
    (item,) = typing.get_args(hint)
    return item is not Any and (item == _FREE or typing.get_origin(item) is None)


_FREE = dict[str, Any]


# Decoding functions, one per class.


@functools.cache
def decoder(hint: Any) -> Callable[[dict[str, Any]], Any]:
    """Return a function that decodes a parsed object as a class, or as a reply."""
    cls = typing.get_origin(hint) or hint
    scope: dict[str, Any] = {"cls": cls, "hint": hint, "new": object.__new__}
    lines = ["def decode(came):", " self = new(cls)", " self._came = came", " get = came.get"]
    if cls.__deferred__:
        scope["of"] = data_of(hint)
        lines += [" self._hint = hint", " self._data_hint = of"]
    for position, field in enumerate(fields(hint)):
        if field.attribute == cls.__deferred__:
            continue
        if field.required:
            scope["lacks"] = _lacks
            lines += _statements(field, position, scope)
        else:
            lines.append(f" self.{field.attribute} = {_value(field, position, scope)}")
    exec("\n".join([*lines, " return self"]), scope)  # noqa: S102
    return cast("Callable[[dict[str, Any]], Any]", scope["decode"])


def _value(field: Field, position: int, scope: dict[str, Any]) -> str:
    """Return the expression for an optional field's value, and put the names that it uses into the scope."""
    if field.hint is Any:
        return f"get({field.wire!r})"
    fits, value, otherwise = _ways(field, position, scope)
    choice = f"{value} if {fits} else {otherwise}" if fits else otherwise
    return f"{field.default!r} if (v := get({field.wire!r})) is None else {choice}"


def _statements(field: Field, position: int, scope: dict[str, Any]) -> Iterator[str]:
    """Yield the statements that set a required field; they are as fast as an optional field's expression."""
    yield f" v = get({field.wire!r})"
    fits, value, otherwise = _ways(field, position, scope)
    setting, nothing = f"self.{field.attribute} =", "None"
    if (typing.get_origin(field.hint) or field.hint) is list:
        # So that a list that is always there can be iterated without testing for None.
        nothing, otherwise = "[]", f"[] if (r := {otherwise}) is None else r"
    if fits:
        yield f" if {fits}: {setting} {value}"
    yield f" {'elif' if fits else 'if'} v is not None: {setting} {otherwise}"
    yield f" elif {field.wire!r} in came: {setting} {nothing}"
    yield " else: lacks(self)"


def _lacks(one: Structure) -> None:
    if _noted.found is not None:
        _noted.found.append(one)


def _ways(field: Field, position: int, scope: dict[str, Any]) -> tuple[str, str, str]:
    """Return three expressions: whether a value has the exact type, and its result if so, and if not."""
    if field.hint is Any:
        return "", "", "v"
    kind = typing.get_origin(field.hint) or field.hint
    read, make = f"read_{position}", f"make_{position}"
    scope[read] = _field_reader(field.hint)
    otherwise = f"{read}(v)"
    if kind is list or (kind is dict and field.hint != _FREE):
        return "", "", otherwise
    if issubclass(kind, Words):
        return "v.__class__ is str", "v", otherwise
    if issubclass(kind, OpenEnum):
        scope[make] = kind
        return "v.__class__ is str", f"{make}(v)", otherwise
    if issubclass(kind, dict | Structure):
        scope[make] = kind if issubclass(kind, dict) else _late_decoder(kind, make, scope)
        return "v.__class__ is dict", f"{make}(v)", otherwise
    if kind is bool:
        return "v is True or v is False", "v", otherwise
    if kind is float:
        return "v.__class__ is float or v.__class__ is int", "v", otherwise
    return f"v.__class__ is {kind.__name__}", "v", otherwise


def _late_decoder(cls: Any, name: str, scope: dict[str, Any]) -> Callable[[dict[str, Any]], Any]:
    """Return a decoder that is compiled at its first use: classes may be recursive, and not all are used."""

    def decode_first(came: dict[str, Any]) -> Any:
        scope[name] = decoder(cls)
        return scope[name](came)

    return decode_first


def _field_reader(hint: Any) -> Reader[Any]:
    """Return a function that reads a field's value, which is not null."""
    read, nothing = reader(hint), empty(hint)
    if _is_plain_array(hint):
        return _array_reader(typing.get_args(hint)[0])

    def read_field(value: Any) -> Any:
        return None if value in nothing else _as_it_is(read, value)

    return read_field


def _array_reader(item: Any) -> Reader[Any]:
    """Return a function that reads a field's array of scalars or objects."""
    kind = typing.get_origin(item) or item
    read = reader(item)

    def read_other(value: Any) -> Any:
        if value.__class__ is not list:
            return None if value in ("", {}) else _as_it_is(list_of(read), value)
        return [_as_it_is(read, one) for one in value if one is not None]

    if issubclass(kind, Structure):
        make: Callable[[dict[str, Any]], Any] | None = None

        def read_objects(value: Any) -> Any:
            nonlocal make
            if value.__class__ is not list:
                return read_other(value)
            make = make or decoder(kind)
            found: list[Any] = []
            for one in value:
                if one.__class__ is dict:
                    found.append(make(one))
                elif one is not None:
                    found.append(_as_it_is(read, one))
            return found

        return read_objects
    if issubclass(kind, OpenEnum) and not issubclass(kind, Words):
        return read_other
    exact = (float, int) if kind is float else (str,) if issubclass(kind, Words) else (kind,)

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
    """Return a function that reads a value as a documented type, or raises `Unlike`."""
    kind, arguments = typing.get_origin(hint) or hint, typing.get_args(hint)
    if kind in _SCALARS:
        return _SCALARS[kind]
    if kind is list:
        return list_of(reader(arguments[0]))
    if kind is dict:
        return free if hint == _FREE else _map_of(reader(arguments[1]))
    if issubclass(kind, Words):
        return text
    if issubclass(kind, OpenEnum):
        return lambda value: kind(text(value))
    if issubclass(kind, dict):
        held = cast("Callable[[Any], Any]", kind)
        return lambda value: held(free(value))
    make: list[Callable[[dict[str, Any]], Any]] = []

    def read_object(value: Any) -> Any:
        # Not before the first object: classes may be recursive.
        if not make:
            make.append(decoder(hint))
        return make[0](free(value))

    return read_object


def list_of(read: Reader[T]) -> Reader[list[T]]:
    """Return a function that reads an array, in which unreadable entries stay as parsed JSON."""

    def read_list(value: Any) -> list[T]:
        if value.__class__ is not list:
            raise Unlike("array")
        return [_as_it_is(read, one) for one in value]

    return read_list


def _map_of(read: Reader[T]) -> Reader[dict[str, T]]:
    def read_map(value: Any) -> dict[str, T]:
        return {name: _as_it_is(read, one) for name, one in free(value).items()}

    return read_map


def _as_it_is(read: Reader[T], value: Any) -> T:
    """Read a value; one that cannot be read as documented is returned as it is, and noted."""
    try:
        return read(value)
    except Unlike:
        # A null is accepted whatever is documented.
        if value is not None and _noted.found is not None:
            _noted.found.append(None)
        # Typed as documented, though it is not.
        return cast("T", value)


_SCALARS: Mapping[Any, Reader[Any]] = {
    Any: anything,
    str: text,
    int: integer,
    float: number,
    bool: boolean,
    types.NoneType: anything,
}

"""What generated ``from_parsed`` methods call for arrays and for values that are not quite as documented.

Such a method takes each documented field out of a copy of the parsed object, and keeps what is left as the
model's ``extra``: so a field that nobody documented costs nothing to find. One of few fields looks first
whether the object is exactly as documented, for then it needs no copy.

Replies are decoded leniently: a number where text is documented becomes text, numeric text becomes a number,
an empty text or array where an object is documented becomes nothing. What had to be left out is put back
under its name. What cannot be the documented type stays as it came, and `decode` tells that there is such a
value. Where it stands is found afterwards (`replies.differences`): it costs nothing as long as there is none.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar, cast

from .errors import one_line

if TYPE_CHECKING:
    from .enums import OpenEnum
    from .model import Model

E = TypeVar("E", bound="OpenEnum")
T = TypeVar("T")

#: Decodes one value of an array or a map, or raises `Unlike`.
Reader = Callable[[Any], T]

#: Makes an instance without running its constructor; ``from_parsed`` then sets every slot. It does so through
#: ``Any``: types say what there must be, and a reply may lack it all the same.
new = object.__new__

# Numbers longer than this are no documented value, and converting them takes quadratic time.
_DIGITS = 400


class Unlike(Exception):  # noqa: N818 - caught inside the runtime, and seen by nobody as an error
    """A parsed value cannot be what is documented: its only argument."""


class _Noted(threading.local):
    """Whether something that was decoded in this thread is unlike what is documented."""

    unlike = False


_noted = _Noted()


def decode(reader: Callable[[Any], T], parsed: Any) -> tuple[T, bool]:
    """Decode a whole reply.

    Args:
        reader: What makes the result: a generated ``from_parsed``, or a reader of another shape.
        parsed: The parsed reply. As a whole it stays as it came, too, where it cannot be what is documented.

    Returns:
        The result, and whether something in it is not of the documented type, and so stays as it came.
    """
    _noted.unlike = False
    return _as_it_is(reader, parsed), _noted.unlike


class EnumTable(dict[Any, Any]):
    """Members by wire value; any other text becomes an open member."""

    __slots__ = ("_enum",)

    def __init__(self, enum: type[OpenEnum]) -> None:
        super().__init__({str(member): member for member in enum})
        self._enum = enum

    def __missing__(self, value: Any) -> OpenEnum:
        if value.__class__ is str:
            return self._enum(value)
        raise KeyError(value)


def enum_table(enum: type[OpenEnum]) -> EnumTable:
    """Make the table that generated code looks wire values up in."""
    return EnumTable(enum)


def describe(value: object) -> str:
    """Say in JSON's terms what a value is, without writing out more than a scalar's beginning."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"string {one_line(repr(value[:41]), 40)}"
    if isinstance(value, int):
        return f"number {value}" if value.bit_length() < 128 else "a very large number"
    if isinstance(value, float):
        return f"number {value!r}"
    if is_array(value):
        return f"array of {len(value)}"
    if is_object(value):
        return f"object of {len(value)}"
    return type(value).__name__


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a parsed value is a JSON object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Tell whether a parsed value is a JSON array."""
    return isinstance(value, list)


# One value. Called after the fast check failed, with what is left of the object, the whole of it and the key.


def as_str(_left: dict[str, Any], data: dict[str, Any], key: str) -> str | None:
    """Give a value that is documented as text."""
    return _as_it_is(text, data[key])


def as_int(left: dict[str, Any], data: dict[str, Any], key: str) -> int | None:
    """Give a value that is documented as a whole number."""
    if data[key] == "":
        _left_out(left, data, key)
        return None
    return _as_it_is(integer, data[key])


def as_number(left: dict[str, Any], data: dict[str, Any], key: str) -> float | None:
    """Give a value that is documented as a number."""
    if data[key] == "":
        _left_out(left, data, key)
        return None
    return _as_it_is(number, data[key])


def as_bool(left: dict[str, Any], data: dict[str, Any], key: str) -> bool | None:
    """Give a value that is documented as a boolean."""
    if data[key] == "":
        _left_out(left, data, key)
        return None
    return _as_it_is(boolean, data[key])


def as_enum(_left: dict[str, Any], data: dict[str, Any], key: str, table: EnumTable) -> Any:
    """Give a value that is documented as an enumeration of texts."""
    return _as_it_is(enum_of(table), data[key])


def as_object(left: dict[str, Any], data: dict[str, Any], key: str) -> Any:
    """Give nothing for an empty text or array that stands for an object."""
    value = data[key]
    if value in ("", []):
        _left_out(left, data, key)
        return None
    return _as_it_is(free, value)


def as_data(left: dict[str, Any], data: dict[str, Any], key: str, reader: Callable[[dict[str, Any]], T]) -> T:
    """Give a reply's data where it is no object: one without fields for what is absent, null or empty."""
    value = data.get(key)
    if value is not None and value not in ("", []):
        return _as_it_is(object_of(reader), value)
    if value is not None:
        _left_out(left, data, key)
    return reader({})


# Arrays. Called for every one; what is left out of an array makes the whole array be kept.


def strings(left: dict[str, Any], data: dict[str, Any], key: str) -> list[str] | None:
    """Give an array of texts."""
    value = data[key]
    if value.__class__ is list:
        try:
            # The quickest way to see that every item is text.
            "".join(value)
        except TypeError:
            pass
        else:
            return value
    return _items(left, data, key, text)


def integers(left: dict[str, Any], data: dict[str, Any], key: str) -> list[int] | None:
    """Give an array of whole numbers."""
    value = data[key]
    if value.__class__ is list and {*map(type, value)} <= _INTEGER:
        return value
    return _items(left, data, key, integer)


def numbers(left: dict[str, Any], data: dict[str, Any], key: str) -> list[float] | None:
    """Give an array of numbers."""
    value = data[key]
    if value.__class__ is list and {*map(type, value)} <= _NUMBER:
        return value
    return _items(left, data, key, number)


def booleans(left: dict[str, Any], data: dict[str, Any], key: str) -> list[bool] | None:
    """Give an array of booleans."""
    value = data[key]
    if value.__class__ is list and {*map(type, value)} <= _BOOLEAN:
        return value
    return _items(left, data, key, boolean)


def enums(left: dict[str, Any], data: dict[str, Any], key: str, table: EnumTable) -> list[Any] | None:
    """Give an array of values of an enumeration."""
    value = data[key]
    if value.__class__ is list:
        try:
            "".join(value)
        except TypeError:
            pass
        else:
            # A comprehension would make a function first; most arrays are short.
            members: list[Any] = []
            for item in value:
                members.append(table[item])  # noqa: PERF401 - likewise
            return members
    return _items(left, data, key, enum_of(table))


def objects(
    left: dict[str, Any], data: dict[str, Any], key: str, decode: Callable[[dict[str, Any]], T]
) -> list[T] | None:
    """Give an array of objects."""
    value = data[key]
    if value.__class__ is list:
        result: list[T] = []
        try:
            # A comprehension would make a function first; most arrays are short.
            for item in value:
                result.append(decode(item))  # noqa: PERF401 - likewise
        except (AttributeError, TypeError):
            # An item is no object; which one is found below.
            pass
        else:
            return result
    return _items(left, data, key, object_of(decode))


def frees(left: dict[str, Any], data: dict[str, Any], key: str) -> list[dict[str, Any]] | None:
    """Give an array of objects of which no children are documented."""
    value = data[key]
    if value.__class__ is list and {*map(type, value)} <= _OBJECT:
        return value
    return _items(left, data, key, free)


def anys(left: dict[str, Any], data: dict[str, Any], key: str) -> list[Any] | None:
    """Give an array of anything."""
    value = data[key]
    if value.__class__ is list:
        return value
    return _items(left, data, key, anything)


# Readers, for shapes that go deeper: arrays of arrays, maps.


def read(left: dict[str, Any], data: dict[str, Any], key: str, reader: Reader[T]) -> T | None:
    """Give a value of any shape, by the reader of that shape."""
    value = data[key]
    if value in ("", [], {}):
        try:
            return reader(value)
        except Unlike:
            _left_out(left, data, key)
            return None
    return _as_it_is(reader, value)


def text(value: Any) -> str:
    """Read text; a number or a boolean becomes text as JSON writes it."""
    if value.__class__ is str:
        return value
    if value.__class__ is bool:
        return "true" if value else "false"
    if value.__class__ is int:
        try:
            return str(value)
        except ValueError:
            raise Unlike("string") from None
    if value.__class__ is float:
        return repr(value)
    raise Unlike("string")


def integer(value: Any) -> int:
    """Read a whole number; numeric text and a float without a fraction become one."""
    if value.__class__ is int:
        return value
    if value.__class__ is float and value.is_integer():
        return int(value)
    if value.__class__ is str and _numeric(value):
        try:
            return int(value)
        except ValueError:
            as_float = float(value)
            if as_float.is_integer():
                return int(as_float)
    raise Unlike("integer")


def number(value: Any) -> float:
    """Read a number; numeric text becomes one."""
    if value.__class__ is float or value.__class__ is int:
        return value
    if value.__class__ is str and _numeric(value):
        try:
            return int(value)
        except ValueError:
            return float(value)
    raise Unlike("number")


def boolean(value: Any) -> bool:
    """Read a boolean; 0 and 1 and the words for them become one."""
    if value.__class__ is bool:
        return value
    if value.__class__ is int and value in (0, 1):
        return bool(value)
    if value.__class__ is str and value.lower() in _BOOLEANS:
        return _BOOLEANS[value.lower()]
    raise Unlike("boolean")


def free(value: Any) -> dict[str, Any]:
    """Read an object of which no children are documented."""
    if value.__class__ is dict:
        return value
    raise Unlike("object")


def anything(value: Any) -> Any:
    """Read anything as it is."""
    return value


def enum_of(table: EnumTable) -> Reader[Any]:
    """Make a reader of an enumeration."""
    return lambda value: table[text(value)]


def object_of(decode: Callable[[dict[str, Any]], T]) -> Reader[T]:
    """Make a reader of a documented object."""

    def read_object(value: Any) -> T:
        if value.__class__ is dict:
            return decode(value)
        raise Unlike("object")

    return read_object


def list_of(reader: Reader[T]) -> Reader[list[T]]:
    """Make a reader of an array."""

    def read_list(value: Any) -> list[T]:
        if value.__class__ is not list:
            raise Unlike("array")
        return [_as_it_is(reader, item) for item in value]

    return read_list


def map_of(reader: Reader[T]) -> Reader[dict[str, T]]:
    """Make a reader of an object whose names are data."""

    def read_map(value: Any) -> dict[str, T]:
        return {name: _as_it_is(reader, item) for name, item in free(value).items()}

    return read_map


# Fields that are not documented.


def finish(model: Model, out: dict[str, Any]) -> dict[str, Any]:
    """Add the fields that are not documented to an object that is to be sent."""
    if model.extra:
        from .encode import plain

        for name, value in model.extra.items():
            if value is not None:
                out.setdefault(name, plain(value))
    return out


_INTEGER: set[Any] = {int}
_NUMBER: set[Any] = {int, float}
_BOOLEAN: set[Any] = {bool}
_OBJECT: set[Any] = {dict}
_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


def _as_it_is(reader: Reader[T], value: Any) -> T:
    """Read a value; what cannot be what is documented stays as it came, and is noted."""
    try:
        return reader(value)
    except Unlike:
        # A null is nothing, whatever is documented.
        if value is not None:
            _noted.unlike = True
        # Types tell what is documented.
        return cast("T", value)


def _items(left: dict[str, Any], data: dict[str, Any], key: str, reader: Reader[T]) -> list[T] | None:
    value = data[key]
    if value in ("", {}):
        _left_out(left, data, key)
        return None
    if value.__class__ is not list:
        return _as_it_is(list_of(reader), value)
    if None in value:
        left[key] = value
    return [_as_it_is(reader, item) for item in value if item is not None]


def _left_out(left: dict[str, Any], data: dict[str, Any], key: str) -> None:
    left[key] = data[key]


def _numeric(value: str) -> bool:
    # Python reads more as a number than JSON does: spaces around, underscores, other scripts' digits, "nan".
    if len(value) > _DIGITS or not value.isascii() or "_" in value or value != value.strip():
        return False
    try:
        return isfinite(float(value))
    except ValueError:
        return False

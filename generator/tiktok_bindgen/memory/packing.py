"""Values of attrs classes as JSON, and back: the same values, made by their own constructors alone.

A value becomes a list: a number whose bits say which attributes are other than their defaults, and those.
How each attribute is packed follows from its annotation, so that a class needs no code of its own.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import attrs
from attrs import frozen

_Value = TypeVar("_Value")
_Convert = Callable[[Any], Any]
_PLAIN = frozenset({str, int, float, bool, type(None)})


class UnpackableError(ValueError):
    """A value that JSON would not give back as it is."""


def packed(value: Any) -> list[Any]:
    """A value of an attrs class, JSON-able.

    Raises:
        UnpackableError: Something in it would not come back as it is.
    """
    return cast("list[Any]", _class(type(value)).pack(value))


def unpacked(cls: type[_Value], data: Sequence[Any]) -> _Value:
    """The value that `packed` was given.

    Raises:
        ValueError: The data is of no value of that class; so do TypeError, LookupError and AttributeError.
    """
    return cast("_Value", _class(cls).unpack(data))


@frozen
class _Codec:
    """How values of one type are packed and unpacked; ``None`` for as they are."""

    pack: _Convert | None
    unpack: _Convert | None


_AS_IT_IS = _Codec(None, None)


@frozen
class _ClassCodec:
    pack: _Convert
    unpack: _Convert


_KNOWN: dict[type, _ClassCodec] = {}


def _class(cls: type) -> _ClassCodec:
    """The codec of an attrs class."""
    if cls not in _KNOWN:
        _KNOWN[cls] = _made(cls)
    return _KNOWN[cls]


def _made(cls: type) -> _ClassCodec:
    # The codecs of the attributes are looked up at first use, as classes may refer to each other.

    @cache
    def parts() -> tuple[tuple[str, object, _Codec], ...]:
        hints = get_type_hints(cls)
        return tuple((each.name, each.default, _codec(hints[each.name])) for each in attrs.fields(cls))

    @cache
    def chosen(mask: int) -> tuple[tuple[str, _Convert | None], ...]:
        if mask >> len(parts()):
            raise ValueError(mask)
        return tuple((name, codec.unpack) for bit, (name, _, codec) in enumerate(parts()) if mask >> bit & 1)

    def pack(value: object) -> list[Any]:
        mask = 0
        data: list[Any] = [mask]
        for bit, (name, default, codec) in enumerate(parts()):
            part = getattr(value, name)
            # Only what is exactly the default: ``True`` is equal to 1, too.
            if part is default or (part == () and default == ()):
                continue
            mask |= 1 << bit
            data.append(part if codec.pack is None else codec.pack(part))
        data[0] = mask
        return data

    def unpack(data: Sequence[Any]) -> object:
        plan = chosen(data[0])
        return cls(
            **{
                name: part if convert is None else convert(part)
                for (name, convert), part in zip(plan, data[1:], strict=True)
            }
        )

    return _ClassCodec(pack, unpack)


def _codec(hint: Any) -> _Codec:
    origin = get_origin(hint)
    if hint in _PLAIN or origin is Literal:
        return _AS_IT_IS
    if hint is object:
        return _Codec(_checked, None)
    if attrs.has(hint):
        inner = _class(hint)
        return _Codec(inner.pack, inner.unpack)
    if origin is tuple:
        item, dots = get_args(hint)
        assert dots is ..., hint
        return _tuple(_codec(item))
    if origin is frozenset:
        (item,) = get_args(hint)
        assert item is str, hint
        return _Codec(sorted, frozenset)
    if origin in {Union, types.UnionType}:
        return _union(get_args(hint))
    msg = f"no way to pack {hint}"
    raise TypeError(msg)


def _tuple(item: _Codec) -> _Codec:
    pack, unpack = item.pack, item.unpack
    return _Codec(
        list if pack is None else lambda values: [pack(value) for value in values],
        tuple if unpack is None else lambda values: tuple([unpack(value) for value in values]),
    )


def _union(members: Sequence[Any]) -> _Codec:
    if object in members:
        return _codec(object)
    compound = [member for member in members if _codec(member) != _AS_IT_IS]
    if not compound:
        return _AS_IT_IS
    assert set(members) - set(compound) <= {type(None)}, members
    if len(compound) == 1:
        return _optional(_codec(compound[0]))
    classes = [member for member in compound if attrs.has(member)]
    assert len(classes) == len(compound), members
    codecs = [_class(member) for member in classes]
    number = {member: index for index, member in enumerate(classes)}

    def pack(value: Any) -> object:
        if value is None:
            return None
        index = number[type(value)]
        return [index, codecs[index].pack(value)]

    def unpack(data: Any) -> object:
        return None if data is None else codecs[data[0]].unpack(data[1])

    return _Codec(pack, unpack)


def _optional(inner: _Codec) -> _Codec:
    pack, unpack = inner.pack, inner.unpack
    assert pack is not None
    assert unpack is not None
    return _Codec(
        lambda value: None if value is None else pack(value),
        lambda data: None if data is None else unpack(data),
    )


def _checked(value: object) -> object:
    """A value of JSON, if it is one that comes back as it is."""
    if type(value) in _PLAIN:
        return value
    if type(value) is list:
        return [_checked(item) for item in value]
    if type(value) is dict and all(type(key) is str for key in value):
        return {key: _checked(item) for key, item in value.items()}
    msg = f"{type(value).__name__} does not come back from JSON as it is"
    raise UnpackableError(msg)

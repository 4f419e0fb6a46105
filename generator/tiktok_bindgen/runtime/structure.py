"""What all generated classes are made of: their fields, which attrs completes when they are needed."""

from __future__ import annotations

import builtins
import datetime as dt
import functools
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from .process import ProcessLock

if TYPE_CHECKING:
    import attrs

#: The client's package.
PACKAGE = (__package__ or "").rpartition(".")[0]
#: Marks a field without a default.
REQUIRED = object()


class _OfAttrs:
    """A class attribute that attrs generates, when it is first accessed; ``otherwise`` stands for it if not.

    Most classes of a module are only decoded, which needs none of what attrs generates, and generating it
    takes twenty times as long as creating the rest of a class.
    """

    def __init__(self, otherwise: object) -> None:
        self._otherwise = otherwise

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, one: object, of: type) -> Any:
        if isinstance(one, type):
            # Since Python 3.14 `inspect.signature` accesses it as if the class were an instance.
            of = one
        cls = next((cls for cls in of.__mro__ if "__declared__" in vars(cls)), None)
        made: Any = self._otherwise if cls is None else vars(_complete(cls))[self._name]
        return made.__get__(one, of) if callable(made) else made


class Structure:
    """The fields of one documented object. Two of the same class with equal fields are equal."""

    # The JSON it was decoded from, if any.
    __slots__ = ("__weakref__", "_came", "extra")
    __attrs_attrs__: ClassVar[tuple[Any, ...]]
    #: The fields that the class itself adds, mapped to their defaults; see `define`.
    __declared__: ClassVar[Mapping[str, Any]]
    #: The JSON names of the attributes that are named differently.
    __wire_names__: ClassVar[dict[str, str]] = {}
    #: The attribute that is decoded at its first access; empty if none is.
    __deferred__: ClassVar[str] = ""
    # Mutable, so not hashable.
    __hash__ = None  # type: ignore[assignment] # how Python spells it; typeshed declares a method

    extra: dict[str, Any]
    _came: dict[str, Any]

    if not TYPE_CHECKING:
        __attrs_attrs__ = _OfAttrs(())
        __init__ = _OfAttrs(object.__init__)

    def __attrs_post_init__(self) -> None:
        # So that a copy by `attrs.evolve` has its own. A converter would slow down setting each attribute.
        self.extra = {**self.extra}

    def __copy__(self) -> Self:
        twin = object.__new__(type(self))
        _, values = cast("tuple[None, dict[str, Any]]", self.__getstate__())
        for name, value in values.items():
            setattr(twin, name, value)
        twin.extra = {**self.extra}
        return twin

    def __replace__(self, **changes: Any) -> Self:
        # Called by `copy.replace`. That of attrs exists only once the class is complete.
        import attrs

        return cast("Self", attrs.evolve(cast("Any", self), **changes))

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        for attribute in self.__attrs_attrs__:
            if getattr(self, attribute.name, None) != getattr(other, attribute.name, None):
                return False
        return True


def with_extra(_: type, fields: Iterable[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """Add ``extra`` to a class's fields, so that `attrs.evolve` keeps it; an attrs ``field_transformer``."""
    return [*(one for one in fields if one.name != "extra"), _extra_field()]


if TYPE_CHECKING:
    # Type checkers know the decorator of attrs.
    from attrs import define as define  # noqa: PLC0414 - to be imported from here
else:

    def define(**options: bool) -> Any:
        """Decorate a generated class as `attrs.define` does, but defer what attrs generates."""

        def slotted(cls: type) -> type:
            body = {name: value for name, value in vars(cls).items() if name not in _OF_EVERY_CLASS}
            declared = {
                name: body.pop(name, REQUIRED)
                for name, of in body.get("__annotations__", {}).items()
                if not of.startswith("ClassVar")
            }
            body |= {"__slots__": tuple(declared), "__declared__": declared, "__options__": options}
            # Its own, since those of a base class may be generated already.
            body |= {name: vars(Structure)[name] for name in ("__attrs_attrs__", "__init__")}
            return type(cls)(cls.__name__, cls.__bases__, body)

        return slotted


_OF_EVERY_CLASS = frozenset({"__dict__", "__weakref__"})
# Reentrant, since completing a class completes its base classes first.
_completing = ProcessLock()


def _complete(cls: type) -> type:
    """Let attrs generate what it generates for a class, once."""
    import attrs

    # So that `typing.get_type_hints`, and what converts objects by it, finds all types.
    load_names(cls, "models", "params")
    with _completing.now:
        if isinstance(vars(cls)["__init__"], _OfAttrs):
            declared: dict[str, Any] = vars(cls)["__declared__"]
            attrs.define(
                these={
                    name: attrs.field() if default is REQUIRED else attrs.field(default=default)
                    for name, default in declared.items()
                },
                # The class has slots already.
                slots=False,
                init=True,
                eq=False,
                repr=False,
                getstate_setstate=False,
                field_transformer=with_extra,
                **vars(cls)["__options__"],
            )(cls)
    return cls


def load_names(cls: type, *packages: str) -> None:
    """Add to a generated class's module what the class's annotations mention, from packages of the client.

    The module imports it only for type checkers: importing all that it mentions would load much for each
    call.
    """
    if cls.__module__.startswith(f"{PACKAGE}.models."):
        scope = vars(sys.modules[cls.__module__])
        searched = [import_module(f"{PACKAGE}.{name}") for name in packages]
        for name in _NAME.findall(" ".join(vars(cls).get("__annotations__", {}).values())):
            # A module can be called like a type of Python.
            if name not in scope and not hasattr(builtins, name):
                found = (getattr(package, name, None) for package in searched)
                value = FOR_CHECKERS.get(name) or next((one for one in found if one is not None), None)
                if value is not None:
                    scope[name] = value


#: What generated modules import only for type checkers, besides classes of the client.
FOR_CHECKERS: Mapping[str, Any] = {"Mapping": Mapping, "Sequence": Sequence, "dt": dt}
_NAME = re.compile(r"[A-Za-z_]\w*")


@functools.cache
def _extra_field() -> attrs.Attribute[Any]:
    import attrs

    @attrs.define(kw_only=True)
    class Holder:
        extra: dict[str, Any] = attrs.field(factory=dict[str, Any])

    return attrs.fields(Holder).extra


@functools.cache
def wires(cls: type[Structure]) -> tuple[tuple[str, str], ...]:
    """Return each attribute of a class as a pair: its JSON name and its own."""
    own = cls.__wire_names__
    names: list[str] = [one.name for one in cls.__attrs_attrs__ if one.name != "extra"]
    return tuple((own.get(name, name), name) for name in names)

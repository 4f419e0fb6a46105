"""What all generated classes have in common."""

from __future__ import annotations

import functools
import keyword
import re
import sys
import threading
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, cast

from .codec import is_array, is_object
from .errors import (
    PARTIAL_SUCCESS,
    DecodeError,
    MalformedReplyError,
    Mismatch,
    MissingFieldError,
    is_credential,
    unlike,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import ModuleType

    import attrs

    from .transport import RawResponse

E = TypeVar("E")

#: The client's package.
PACKAGE = (__package__ or "").rpartition(".")[0]
#: What stands for the default of a field that has none.
REQUIRED = object()

#: Names that a field cannot have as an attribute; it gets an underscore behind.
RESERVED = frozenset(
    {
        *keyword.kwlist,
        "extra",
        "from_json",
        "is_partial",
        "items",
        "mismatches",
        "raw_response",
        "self",
        "to_dict",
        "to_json",
    }
)


class _OfAttrs:
    """What attrs makes for a class, which is made when it is first asked for.

    Most classes of a module are only decoded, which takes none of it, and making it takes twenty times as
    long as all the rest of a class.

    Args:
        otherwise: What a class has for which attrs makes nothing.
    """

    def __init__(self, otherwise: object) -> None:
        self._otherwise = otherwise

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, one: object, of: type) -> Any:
        if isinstance(one, type):
            # Since Python 3.14 `inspect.signature` asks for it as if the class were an object.
            of = one
        cls = next((cls for cls in of.__mro__ if "__declared__" in vars(cls)), None)
        made: Any = self._otherwise if cls is None else vars(_complete(cls))[self._name]
        return made.__get__(one, of) if callable(made) else made


class Model:
    """One documented object. Equal when of one class and with equal fields.

    An attribute's type is the documented one. Where a reply has something that cannot be read as that, the
    attribute holds it as it came, as parsed JSON; see `Envelope.mismatches`. An attribute whose type has no
    ``None`` is of a field that always comes. Where a reply lacks it all the same, the rest of the object can
    be read; the attribute itself raises `MissingFieldError`, which is an `AttributeError`, so that
    ``getattr(found, "name", None)`` and ``hasattr`` do what they say. Where it is null, it is ``None``, but
    an empty list where a list is documented.

    Attributes:
        extra: The fields that a reply has and the documentation has not, by their wire names; sent by
            ``to_json``, in `attrs.asdict` under this name. A copy has its own.
    """

    # What it was decoded from, if it was, and of what call, if it lacks something.
    __slots__ = ("__weakref__", "_came", "_lacking_of", "extra")
    __attrs_attrs__: ClassVar[tuple[Any, ...]]
    #: The fields that its class adds, with their defaults; see `define`.
    __declared__: ClassVar[Mapping[str, Any]]
    #: The wire names of the attributes that are called otherwise.
    __wire_names__: ClassVar[dict[str, str]] = {}
    # Mutable, so not hashable.
    __hash__ = None  # type: ignore[assignment] # how Python spells it; typeshed declares a method

    extra: dict[str, Any]
    _came: dict[str, Any]
    _lacking_of: tuple[str, str]

    if not TYPE_CHECKING:
        __attrs_attrs__ = _OfAttrs(())
        __init__ = _OfAttrs(object.__init__)

        # Type checkers would take it for a reason to believe in any attribute.
        def __getattr__(self, name: str) -> Any:
            # Asked by Python for what is not set: what was decoded has no `extra` until it is asked for.
            if name != "extra":
                if any(attribute.name == name for attribute in self.__attrs_attrs__):
                    raise MissingFieldError(self, name, *getattr(self, "_lacking_of", ()))
                message = f"{type(self).__name__!r} object has no attribute {name!r}"
                raise AttributeError(message, name=name, obj=self)
            came = getattr(self, "_came", None)
            self.extra = {} if came is None else _decoding().undocumented(self._documented(), came)
            return self.extra

    @classmethod
    def from_json(cls, value: object, *, strict: bool = False) -> Self:
        """Decode parsed JSON.

        Args:
            value: What ``json.loads`` gave.
            strict: Whether a value that cannot be what is documented is an error. Otherwise it stays as it
                came.

        Raises:
            DecodeError: If the whole is no object, or by ``strict``.
        """
        return cast("Self", decoded(cls, value, strict=strict))

    def to_json(self) -> dict[str, Any]:
        """Give the object as plain JSON types, without the fields that are ``None``."""
        from .encode import plain

        return cast("dict[str, Any]", plain(self))

    def to_dict(self) -> dict[str, Any]:
        """Give the object as dictionaries and lists, with the keys of ``to_json``, but values as they are.

        They differ where a value is none of JSON's, such as a date; enumerations stay members.
        """
        return cast("dict[str, Any]", _as_dict(self))

    def _documented(self) -> Any:
        """What it is documented to be."""
        return type(self)

    def __attrs_post_init__(self) -> None:
        # A copy by `attrs.evolve` has its own. A converter would slow down each attribute that is set.
        self.extra = {**self.extra}

    def __copy__(self) -> Self:
        twin = object.__new__(type(self))
        _, values = cast("tuple[None, dict[str, Any]]", self.__getstate__())
        for name, value in values.items():
            setattr(twin, name, value)
        twin.extra = {**self.extra}
        return twin

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        for attribute in self.__attrs_attrs__:
            if getattr(self, attribute.name, None) != getattr(other, attribute.name, None):
                return False
        return True

    def __repr__(self) -> str:
        from .showing import attributes

        parts = [f"{name}={shown(name, value)}" for name, value in attributes(self)]
        return f"{type(self).__name__}({', '.join(parts)})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        # What IPython asks for.
        from .showing import pretty

        del cycle
        pretty(printer, self)


class PageOf(Model, Generic[E]):
    """An object that is a page of a list; ``E`` is what an entry is."""

    __slots__ = ()
    #: The attribute that the entries are documented in.
    __entries__: ClassVar[str]


class Envelope(Model):
    """What stands around the data of every documented reply."""

    # What it is documented to be, the HTTP reply, and its operation with those whose replies were told of.
    __slots__ = ("_call", "_hint", "_raw_response")

    _hint: Any
    _call: tuple[str, set[str]]
    _raw_response: RawResponse

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # Likewise: data is decoded when it is asked for.
            if name != "data" or not hasattr(self, "_came"):
                return super().__getattr__(name)
            try:
                call = getattr(self, "_call", ("",))[0], str(getattr(self, "request_id", "") or "")
                self.data, differs = _decoding().decode_data(self._hint, self._came.get("data"), call)
            except RecursionError:
                raise MalformedReplyError("the reply is nested too deeply") from None
            if differs:
                self._warn()
            return self.data

    @classmethod
    def from_json(cls, value: object, *, strict: bool = False, data: object = None) -> Self:
        """Decode a parsed reply.

        Args:
            value: What ``json.loads`` gave.
            strict: Whether a value that cannot be what is documented is an error. Otherwise it stays as it
                came.
            data: What the data is, such as a class of `Model`, where the reply's class does not tell.

        Raises:
            DecodeError: If the whole is no object, or by ``strict``.
            TypeError: If nothing tells what the data is.
        """
        hint: Any = cls
        if data is not None:
            hint = hint[data]
        elif getattr(cls, "__parameters__", ()):
            raise TypeError(f"what the data of a {cls.__name__} is must be told: data=…")
        return cast("Self", decoded(hint, value, strict=strict))

    @property
    def is_partial(self) -> bool:
        """Whether the call succeeded in part only; ``message`` and ``data`` say in which."""
        code: object = getattr(self, "code", None)
        return code == PARTIAL_SUCCESS

    @property
    def mismatches(self) -> tuple[Mismatch, ...]:
        """What cannot be what is documented, and so stays as it came, at its attribute or in its array."""
        from .replies import mismatches

        came = getattr(self, "_came", None)
        return () if came is None else mismatches(self._hint, came)

    @property
    def raw_response(self) -> RawResponse | None:
        """The HTTP reply that this was decoded from."""
        raw: RawResponse | None = getattr(self, "_raw_response", None)
        return raw

    def _documented(self) -> Any:
        return getattr(self, "_hint", type(self))

    def parsed_data(self) -> tuple[Any, Any]:
        """Tell what the data is documented to be, and give it as parsed JSON, without decoding it."""
        from .encode import plain

        came: dict[str, Any] | None = getattr(self, "_came", None)
        of = _decoding().data_of(self._documented())
        return of, plain(getattr(self, "data", None)) if came is None else came.get("data")

    def came_by(self, raw: RawResponse, operation: str, told: set[str]) -> None:
        """Keep what is known of the call that this is the reply to.

        Args:
            raw: The HTTP reply.
            operation: Method and path.
            told: The operations of whose replies the log was told that one is not as documented.
        """
        self._raw_response = raw
        self._call = (operation, told)

    def _warn(self) -> None:
        operation, told = getattr(self, "_call", ("", None))
        if told is not None:
            warn_of(operation, self.mismatches, told)


@functools.cache
def _decoding() -> ModuleType:
    """What decodes; an import statement in its place takes longer than most of what is asked of it."""
    from . import decoding

    return decoding


def decoded(hint: Any, value: object, *, strict: bool = False) -> Any:
    """Decode parsed JSON as a class or as a reply; see `Model.from_json`."""
    from .decoding import decoder
    from .replies import mismatches

    if strict or not is_object(value):
        found = mismatches(hint, value)
        if found:
            raise DecodeError(found)
    return decoder(hint)(cast("dict[str, Any]", value))


def warn_of(operation: str, found: tuple[Mismatch, ...], told: set[str]) -> None:
    """Log that a reply is not as documented, the first time that an operation's is."""
    if operation not in told:
        import logging

        told.add(operation)
        logging.getLogger("tiktok_business").warning("%s: %s", operation, unlike(found))


def with_extra(_: type, fields: Iterable[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """Tell attrs of ``extra``, as the ``field_transformer`` of generated classes: `attrs.evolve` keeps it."""
    return [*(one for one in fields if one.name != "extra"), _extra_field()]


if TYPE_CHECKING:
    # What type checkers know of a class is what attrs has told them.
    from attrs import define as define  # noqa: PLC0414 - to be imported from here
else:

    def define(**options: bool) -> Any:
        """Decorate a generated class: as `attrs.define`, but what attrs makes is made later."""

        def slotted(cls: type) -> type:
            body = {name: value for name, value in vars(cls).items() if name not in _OF_EVERY_CLASS}
            declared = {
                name: body.pop(name, REQUIRED)
                for name, of in body.get("__annotations__", {}).items()
                if not of.startswith("ClassVar")
            }
            body |= {"__slots__": tuple(declared), "__declared__": declared, "__options__": options}
            # Its own, since those of a class above may be made already.
            body |= {name: vars(Model)[name] for name in ("__attrs_attrs__", "__init__")}
            return type(cls)(cls.__name__, cls.__bases__, body)

        return slotted


_OF_EVERY_CLASS = frozenset({"__dict__", "__weakref__"})
# What is below another class takes that to be made, too.
_completing = threading.RLock()


def _complete(cls: type) -> type:
    """Let attrs make what it makes for a class, once."""
    import attrs

    load_names(cls)
    with _completing:
        if isinstance(vars(cls)["__init__"], _OfAttrs):
            declared: dict[str, Any] = vars(cls)["__declared__"]
            attrs.define(
                these={
                    name: attrs.field() if default is REQUIRED else attrs.field(default=default)
                    for name, default in declared.items()
                },
                # It has them already.
                slots=False,
                init=True,
                eq=False,
                repr=False,
                getstate_setstate=False,
                field_transformer=with_extra,
                **vars(cls)["__options__"],
            )(cls)
    return cls


def load_names(cls: type) -> None:
    """Load the classes and enums that the annotations of a generated class mention.

    Its module imports them for type checkers alone: with all that a module mentions, a call would load a
    great deal of which it needs nothing.
    """
    models = f"{PACKAGE}.models"
    if cls.__module__.startswith(f"{models}."):
        every, scope = import_module(models), vars(sys.modules[cls.__module__])
        for name in _NAME.findall(" ".join(vars(cls).get("__annotations__", {}).values())):
            if name not in scope and (found := getattr(every, name, None)) is not None:
                scope[name] = found


_NAME = re.compile(r"[A-Za-z_]\w*")


@functools.cache
def _extra_field() -> attrs.Attribute[Any]:
    import attrs

    @attrs.define(kw_only=True)
    class Holder:
        extra: dict[str, Any] = attrs.field(factory=dict[str, Any])

    return attrs.fields(Holder).extra


@functools.cache
def _wires(cls: type[Model]) -> tuple[tuple[str, str], ...]:
    """The attributes of a class with their wire names before them."""
    own = cls.__wire_names__
    names: list[str] = [one.name for one in cls.__attrs_attrs__ if one.name != "extra"]
    return tuple((own.get(name, name), name) for name in names)


_SCALARS = frozenset({str, int, float, bool})


def _as_dict(value: Any) -> Any:
    if isinstance(value, Model):
        found: dict[str, Any] = {}
        kind: Any = type(value)
        for wire, attribute in _wires(kind):
            inner = getattr(value, attribute, None)
            if inner is not None:
                # Most are scalars.
                found[wire] = inner if inner.__class__ in _SCALARS else _as_dict(inner)
        return {**found, **_as_dict(value.extra)} if value.extra else found
    if is_object(value):
        return {name: _as_dict(inner) for name, inner in value.items()}
    return [_as_dict(inner) for inner in value] if is_array(value) else value


def shown(name: str, value: object) -> str:
    """Write a value out, but no credential, by the name of its field and those in it."""
    if is_object(value):
        return f"{{{', '.join(f'{key!r}: {shown(key, inner)}' for key, inner in value.items())}}}"
    if value and is_credential(name):
        return "'***'"
    if is_array(value):
        return f"[{', '.join(shown(name, inner) for inner in value)}]"
    return repr(value)

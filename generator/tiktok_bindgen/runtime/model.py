"""The base classes of all generated models."""

from __future__ import annotations

import functools
import keyword
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, cast

from .codec import TooDeepError, is_array, is_object, refuse_deep
from .errors import PARTIAL_SUCCESS, DecodeError, Mismatch, MissingFieldError, TikTokError, unlike
from .masking import Masking, masked
from .structure import Structure, wires

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from .call_facts import CallFacts
    from .raw_response import RawResponse

E = TypeVar("E")
T = TypeVar("T", bound="TikTokError")


# What all models have.
_ATTRIBUTES = ("extra", "is_partial", "items", "mismatches", "raw_response", "self")
_METHODS = ("from_json", "to_dict", "to_json")
#: Names that an attribute cannot have; a field of such a name gets a trailing underscore.
RESERVED = frozenset((*keyword.kwlist, *_ATTRIBUTES, *_METHODS))


class Model(Structure):
    """One documented object. Two are equal if they are of the same class and have equal fields.

    An attribute has the documented type. If a reply has a value that cannot be decoded as that type, the
    attribute holds it as parsed JSON; see `Envelope.mismatches`. An attribute whose type excludes ``None``
    belongs to a field that replies always have. If a reply lacks it all the same, the rest of the object can
    be read, and accessing the attribute raises `MissingFieldError`, which is an `AttributeError`, so that
    ``getattr(found, "name", None)`` and ``hasattr`` work. If it is null, the attribute is ``None``, or an
    empty list where a list is documented.

    Attributes:
        extra: The fields of a reply that are not documented, keyed by their JSON names. ``to_json`` includes
            them; `attrs.asdict` has them under ``extra``. A copy has its own dictionary.
    """

    # The call it belongs to, if it lacks a field.
    __slots__ = ("_lacking_of",)

    _lacking_of: tuple[Any, str]

    if not TYPE_CHECKING:
        # Hidden from type checkers, which would accept any attribute because of it.
        def __getattr__(self, name: str) -> Any:
            # Called for attributes that are not set; `extra` of a decoded object is set at first access.
            if name != "extra":
                if any(attribute.name == name for attribute in self.__attrs_attrs__):
                    raise self._missing(name)
                message = f"{type(self).__name__!r} object has no attribute {name!r}"
                raise AttributeError(message, name=name, obj=self)
            came = getattr(self, "_came", None)
            self.extra = {} if came is None else decoding().undocumented(self._documented(), came)
            return self.extra

        def _missing(self, name: str) -> MissingFieldError:
            known: tuple[CallFacts, str] | None = getattr(self, "_lacking_of", None)
            if known is None:
                return MissingFieldError(self, name)
            facts, request_id = known
            return facts.told(MissingFieldError(self, name, facts.operation, request_id))

    @classmethod
    def from_json(cls, value: object, *, strict: bool = False) -> Self:
        """Decode parsed JSON.

        Args:
            value: The result of ``json.loads``.
            strict: Whether to raise an error for a value that cannot be decoded as documented. Otherwise it
                is kept as parsed JSON.

        Raises:
            DecodeError: If ``value`` is not an object, or nested too deeply; with ``strict``, also for values
                in it.
        """
        return cast("Self", decoded(cls, value, strict=strict))

    def to_json(self) -> dict[str, Any]:
        """Return the object as plain JSON types, without the fields that are ``None``."""
        from .encode import plain

        return cast("dict[str, Any]", plain(self))

    def to_dict(self) -> dict[str, Any]:
        """Return the object as dictionaries and lists, with the keys of ``to_json`` but unconverted values.

        The two differ for values that are not JSON types, such as dates and enumeration members.
        """
        return cast("dict[str, Any]", _as_dict(self))

    def _documented(self) -> Any:
        return type(self)

    def __repr__(self) -> str:
        from .showing import attributes, shown

        parts = [f"{name}={shown(name, value)}" for name, value in attributes(self)]
        return f"{type(self).__name__}({', '.join(parts)})"

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        # Called by rich, which would show all attributes of a class of attrs.
        from .showing import attributes

        for name, value in attributes(self):
            yield name, Masking(()).of(value, name)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        # Called by IPython.
        from .showing import pretty

        del cycle
        pretty(printer, self)


class PageOf(Model, Generic[E]):
    """An object that is a page of a list; ``E`` is the type of an entry."""

    __slots__ = ()
    #: The name of the attribute that holds the entries.
    __entries__: ClassVar[str]


class Envelope(Model):
    """The object around the data of every documented reply."""

    # The documented types of it and of its data; the HTTP reply; the operation, and the operations already
    # warned about.
    __slots__ = ("_call", "_data_hint", "_hint", "_raw_response")
    __deferred__ = "data"

    _hint: Any
    _data_hint: Any
    _call: tuple[Any, set[str]]

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # Data is decoded at first access.
            if name != "data" or not hasattr(self, "_came"):
                # A reply has an `extra` of its own.
                own = name == "extra" or name.startswith("_")
                of = Any if own else decoding().data_of(self._documented())
                is_model = isinstance(of, type) and issubclass(of, Structure)
                if is_model and name in decoding().documented_fields(of):
                    message = f"{type(self).__name__!r} object has no attribute {name!r}, but its data has"
                    raise AttributeError(message, name=name, obj=self)
                return super().__getattr__(name)
            module = decoding()
            data, noted = module.noting(module.data_reader(self._data_hint), self._came.get("data"))
            # Jedi would take the type of an assignment to `self.data` for that of all replies' data.
            object.__setattr__(self, "data", data)
            if noted:
                self._tell_of(noted)
            return data

    @classmethod
    def from_json(cls, value: object, *, strict: bool = False, data: object = None) -> Self:
        """Decode a parsed reply.

        Args:
            value: The result of ``json.loads``.
            strict: Whether to raise an error for a value that cannot be decoded as documented. Otherwise it
                is kept as parsed JSON.
            data: The type of the data, such as a subclass of `Model`, if the reply's class leaves it open.

        Raises:
            DecodeError: If ``value`` is not an object, or nested too deeply; with ``strict``, also for values
                in it.
            TypeError: If the type of the data is not given.
        """
        hint: Any = cls
        if data is not None:
            hint = hint[data]
        elif getattr(cls, "__parameters__", ()):
            raise TypeError(f"{cls.__name__}.from_json needs the type of the data: data=…")
        return cast("Self", decoded(hint, value, strict=strict))

    @property
    def is_partial(self) -> bool:
        """Whether the call succeeded only in part; ``message`` and ``data`` say in which part."""
        code: object = getattr(self, "code", None)
        return code == PARTIAL_SUCCESS

    @property
    def mismatches(self) -> tuple[Mismatch, ...]:
        """All that is not as documented, as ``check --reply`` of the command line tells it."""
        from .replies import differences

        came = getattr(self, "_came", None)
        return () if came is None else tuple(differences(self._hint, came))

    @property
    def raw_response(self) -> RawResponse | None:
        """The HTTP reply that this was decoded from."""
        raw: RawResponse | None = getattr(self, "_raw_response", None)
        return raw

    def _documented(self) -> Any:
        return getattr(self, "_hint", type(self))

    def parsed_data(self) -> tuple[Any, Any]:
        """Return the documented type of the data, and the data as parsed JSON, without decoding it."""
        from .encode import plain

        came: dict[str, Any] | None = getattr(self, "_came", None)
        of = decoding().data_of(self._documented())
        return of, plain(getattr(self, "data", None)) if came is None else came.get("data")

    def came_by(self, raw: RawResponse, facts: CallFacts, warned: set[str]) -> None:
        """Store the facts of the call that this is the reply to.

        Args:
            raw: The HTTP reply.
            facts: What is known of the call.
            warned: The operations for which an undocumented reply was already logged; updated in place.
        """
        self._raw_response = raw
        self._call = (facts, warned)

    def told(self, error: T) -> T:
        """Add what is known of the call to an error about its reply, and return it."""
        call: tuple[CallFacts, set[str]] | None = getattr(self, "_call", None)
        return error if call is None else call[0].told(error)

    def _tell_of(self, noted: list[Structure | None]) -> None:
        """Tell objects that lack a field of the call, and log that values are not as documented."""
        call: tuple[CallFacts, set[str]] | None = getattr(self, "_call", None)
        if call is None:
            return
        facts, warned = call
        for one in noted:
            if one is not None:
                object.__setattr__(one, "_lacking_of", (facts, str(getattr(self, "request_id", "") or "")))
        if None in noted:
            warn_of(facts, tuple(found for found in self.mismatches if found.unread), warned)


@functools.cache
def decoding() -> ModuleType:
    """Import the decoder, once: an import statement at each call would take longer than most decoding."""
    from . import decoding

    return decoding


def decoded(hint: Any, value: object, *, strict: bool = False) -> Any:
    """Decode parsed JSON as a class or as a reply; see `Model.from_json`."""
    from .decoding import decoder
    from .replies import unread

    try:
        refuse_deep(value)
    except TooDeepError as error:
        raise DecodeError(f"the value is {error}") from None
    if strict or not is_object(value):
        found = unread(hint, value)
        if found:
            raise DecodeError(found)
    return decoder(hint)(cast("dict[str, Any]", value))


def warn_of(facts: CallFacts, found: tuple[Mismatch, ...], warned: set[str]) -> None:
    """Log that a reply is not as documented, once per operation; ``warned`` has those already logged."""
    if facts.operation not in warned:
        import logging

        warned.add(facts.operation)
        told = masked(unlike(found), facts.secrets())
        logging.getLogger("tiktok_business").warning("%s: %s", facts.operation, told)


_SCALARS = frozenset({str, int, float, bool})


def _as_dict(value: Any) -> Any:
    if isinstance(value, Structure):
        found: dict[str, Any] = {}
        kind: Any = type(value)
        for wire, attribute in wires(kind):
            inner = getattr(value, attribute, None)
            if inner is not None:
                # Most are scalars.
                found[wire] = inner if inner.__class__ in _SCALARS else _as_dict(inner)
        return {**found, **_as_dict(value.extra)} if value.extra else found
    if is_object(value):
        return {name: _as_dict(inner) for name, inner in value.items()}
    return [_as_dict(inner) for inner in value] if is_array(value) else value

"""What all generated classes have in common."""

from __future__ import annotations

import functools
import keyword
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from .codec import decode, is_array, is_object, object_of
from .errors import CREDENTIALS, PARTIAL_SUCCESS, DecodeError, Mismatch

if TYPE_CHECKING:
    from collections.abc import Iterable

    import attrs

    from .transport import RawResponse

#: Names that a field cannot have as an attribute; it gets an underscore behind.
RESERVED = frozenset(
    {
        *keyword.kwlist,
        "extra",
        "from_json",
        "from_parsed",
        "is_partial",
        "mismatches",
        "raw_response",
        "self",
        "to_json",
    }
)


class Model:
    """One documented object. Equal when of one class and with equal fields.

    An attribute's type is the documented one. Where a reply has something that cannot be read as that, the
    attribute holds it as it came, as parsed JSON; see `Envelope.mismatches`.

    Attributes:
        extra: The fields that a reply has and the documentation has not, by their wire names; sent by
            ``to_json``, in `attrs.asdict` under this name. A copy has its own.
    """

    __slots__ = ("extra",)
    __attrs_attrs__: ClassVar[tuple[Any, ...]] = ()
    #: The wire names of the attributes that are called otherwise.
    __wire_names__: ClassVar[dict[str, str]] = {}
    # Mutable, so not hashable.
    __hash__ = None  # type: ignore[assignment] # how Python spells it; typeshed declares a method

    extra: dict[str, Any]

    if not TYPE_CHECKING:
        # Type checkers would take it for a reason to believe in any attribute.
        def __getattr__(self, name: str) -> Any:
            # What was decoded has none until it is asked for.
            if name != "extra":
                message = f"{type(self).__name__!r} object has no attribute {name!r}"
                raise AttributeError(message, name=name, obj=self)
            self.extra = {}
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
        result, unlike = decode(object_of(cls.from_parsed), value)
        whole = isinstance(result, cls)
        if unlike or not whole:
            from .replies import mismatches

            found = mismatches(cls, value)
            if strict or not whole:
                raise DecodeError(found)
            if isinstance(result, Envelope):
                result.mismatches = found
        return result

    @classmethod
    def from_parsed(cls, data: dict[str, Any]) -> Self:
        """Decode a JSON object; generated for each class, for generated code to call."""
        raise NotImplementedError

    def to_json(self) -> dict[str, Any]:
        """Give the object as plain JSON types, without the fields that are ``None``."""
        raise NotImplementedError

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
            if getattr(self, attribute.name) != getattr(other, attribute.name):
                return False
        return True

    def __repr__(self) -> str:
        parts = [
            f"{attribute.name}={shown(attribute.name, value)}"
            for attribute in self.__attrs_attrs__
            if (value := getattr(self, attribute.name)) is not None and (value or attribute.name != "extra")
        ]
        return f"{type(self).__name__}({', '.join(parts)})"


class Envelope(Model):
    """What stands around the data of every documented reply."""

    __slots__ = ("_mismatches", "_raw_response")

    @property
    def is_partial(self) -> bool:
        """Whether the call succeeded in part only; ``message`` and ``data`` say in which."""
        code: object = getattr(self, "code", None)
        return code == PARTIAL_SUCCESS

    @property
    def mismatches(self) -> tuple[Mismatch, ...]:
        """What cannot be what is documented, and so stays as it came, at its attribute or in its array."""
        found: tuple[Mismatch, ...] = getattr(self, "_mismatches", ())
        return found

    @mismatches.setter
    def mismatches(self, found: tuple[Mismatch, ...]) -> None:
        self._mismatches = found

    @property
    def raw_response(self) -> RawResponse | None:
        """The HTTP reply that this was decoded from."""
        raw: RawResponse | None = getattr(self, "_raw_response", None)
        return raw

    @raw_response.setter
    def raw_response(self, raw: RawResponse | None) -> None:
        self._raw_response = raw


def with_extra(_: type, fields: Iterable[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """Tell attrs of ``extra``, as the ``field_transformer`` of generated classes: `attrs.evolve` keeps it."""
    return [*fields, _extra_field()]


def entries(data: Any, attribute: str) -> list[Any]:
    """Give the entries of a page. What came in the place of an array of them is one, so that none is lost.

    Args:
        data: The reply's data, documented as an object with the entries.
        attribute: The attribute that they are documented in.
    """
    found: Any = getattr(data, attribute) if isinstance(data, Model) else data
    if is_array(found):
        return found
    return [] if found is None else [found]


@functools.cache
def _extra_field() -> attrs.Attribute[Any]:
    import attrs

    @attrs.define(kw_only=True)
    class Holder:
        extra: dict[str, Any] = attrs.field(factory=dict[str, Any])

    return attrs.fields(Holder).extra


def shown(name: str, value: object) -> str:
    """Write a value out, but no credential, by the name of its field and those in it."""
    if is_object(value):
        return f"{{{', '.join(f'{key!r}: {shown(key, inner)}' for key, inner in value.items())}}}"
    if value and name.rstrip("_").lower().endswith(CREDENTIALS):
        return "'***'"
    if is_array(value):
        return f"[{', '.join(shown(name, inner) for inner in value)}]"
    return repr(value)

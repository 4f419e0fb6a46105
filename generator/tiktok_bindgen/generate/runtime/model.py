"""What all generated classes have in common."""

from __future__ import annotations

import keyword
from typing import TYPE_CHECKING, Any, ClassVar, Self

from .errors import PARTIAL_SUCCESS

if TYPE_CHECKING:
    from .transport import RawResponse

#: Names that a field cannot have as an attribute; it gets an underscore behind.
RESERVED = frozenset(
    {
        *keyword.kwlist,
        "extra",
        "from_json",
        "from_parsed",
        "is_partial",
        "raw_response",
        "self",
        "to_json",
    }
)

# Fields whose value is a credential, by how their names end: replies hold some, and a repr is often logged.
_CREDENTIALS = ("access_token", "refresh_token", "secret", "password", "auth_code")


class Model:
    """One documented object. Equal when of one class and with equal fields.

    The fields that a reply has and the documentation has not are kept in ``extra``, and sent by ``to_json``.
    """

    __slots__ = ("_extra",)
    __attrs_attrs__: ClassVar[tuple[Any, ...]] = ()
    # Mutable, so not hashable.
    __hash__ = None  # type: ignore[assignment] # how Python spells it; typeshed declares a method

    @property
    def extra(self) -> dict[str, Any]:
        """Fields that are not documented, by their wire names."""
        try:
            return self._extra
        except AttributeError:
            self._extra: dict[str, Any] = {}
            return self._extra

    @classmethod
    def from_json(cls, value: object, path: str = "$") -> Self:
        """Decode parsed JSON.

        Args:
            value: What ``json.loads`` gave.
            path: Where the value stands in what it was taken from, for errors.

        Raises:
            DecodeError: If a value cannot be what is documented; with the value's full path.
        """
        from .codec import Mismatch, decode_error, free

        try:
            return cls.from_parsed(free(value))
        except Mismatch as mismatch:
            error = decode_error(mismatch, value, path)
        raise error

    @classmethod
    def from_parsed(cls, data: dict[str, Any]) -> Self:
        """Decode a JSON object; generated for each class, for generated code to call."""
        raise NotImplementedError

    def to_json(self) -> dict[str, Any]:
        """Give the object as plain JSON types, without the fields that are ``None``."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        for attribute in self.__attrs_attrs__:
            if getattr(self, attribute.name) != getattr(other, attribute.name):
                return False
        mine: object = getattr(self, "_extra", None) or None
        return bool(mine == (getattr(other, "_extra", None) or None))

    def __repr__(self) -> str:
        parts = [
            f"{attribute.name}={_shown(attribute.name, value)}"
            for attribute in self.__attrs_attrs__
            if (value := getattr(self, attribute.name)) is not None
        ]
        extra: dict[str, Any] | None = getattr(self, "_extra", None)
        if extra:
            shown = ", ".join(f"{name!r}: {_shown(name, value)}" for name, value in extra.items())
            parts.append(f"extra={{{shown}}}")
        return f"{type(self).__name__}({', '.join(parts)})"


class Envelope(Model):
    """What stands around the data of every documented reply."""

    __slots__ = ("_raw_response",)

    @property
    def is_partial(self) -> bool:
        """Whether the call succeeded in part only; ``message`` and ``data`` say in which."""
        code: object = getattr(self, "code", None)
        return code == PARTIAL_SUCCESS

    @property
    def raw_response(self) -> RawResponse | None:
        """The HTTP reply that this was decoded from."""
        raw: RawResponse | None = getattr(self, "_raw_response", None)
        return raw

    @raw_response.setter
    def raw_response(self, raw: RawResponse | None) -> None:
        self._raw_response = raw


def _shown(name: str, value: object) -> str:
    if value and name.rstrip("_").lower().endswith(_CREDENTIALS):
        return "'***'"
    return repr(value)

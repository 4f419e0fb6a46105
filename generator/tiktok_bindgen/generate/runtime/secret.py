"""Texts that are sent, but shown nowhere."""

from __future__ import annotations

from typing import Any, Self, TypeVar, cast

from .codec import is_array, is_object

T = TypeVar("T")


class Secret(str):
    """Text that does not show itself: not by ``repr``, ``str``, formatting or in a dump of variables."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Hide a text, or one that is hidden already."""
        # Another secret's own text, not what it shows.
        return super().__new__(cls, str.__str__(text))

    def __repr__(self) -> str:
        return "'***'"

    def __str__(self) -> str:
        return "***"

    def __format__(self, spec: str) -> str:
        return format("***", spec)

    def reveal(self) -> str:
        """Give the text itself."""
        return str.__str__(self)


class SecretHeader(Secret):
    """A header's value that is three asterisks to all who look at it, also to JSON, until it is revealed."""

    __slots__ = ("_secret",)

    _secret: Secret

    def __new__(cls, text: str) -> Self:
        """Hide a text."""
        self = super().__new__(cls, "***")
        self._secret = Secret(text)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        # Nor is it in what is kept or sent elsewhere.
        return SecretHeader, ("***",)

    def reveal(self) -> str:
        """Give the text itself."""
        return str.__str__(self._secret)


def token_of(value: object) -> Secret:
    """Make a secret of an access token, which goes into a header.

    Raises:
        TypeError: If it is no text.
        ValueError: If it cannot be in a header. It is not shown.
    """
    if not isinstance(value, str):
        raise TypeError(
            f"the access token must be text or a function that gives it, not {type(value).__name__}"
        )
    token = Secret(value)
    # Not even a dump of this frame's variables shows it.
    del value
    # A line break in a header begins another header.
    if not token or not token.isascii() or not token.isprintable() or token != token.strip():
        raise ValueError("the access token must be printable ASCII text without spaces around it")
    return token


def without(value: T, secret: Secret) -> T:
    """Put three asterisks wherever a secret stands in a text, in bytes or in parsed JSON."""
    # So short a one would be found everywhere, and is none that anybody was given.
    return cast("T", _without(value, secret.reveal())) if len(secret) >= _SHORTEST else value


_SHORTEST = 8


def _without(value: Any, secret: str) -> Any:
    if isinstance(value, str):
        return value.replace(secret, "***")
    if isinstance(value, bytes):
        return value.replace(secret.encode(), b"***")
    if is_object(value):
        return {name: _without(item, secret) for name, item in value.items()}
    if is_array(value):
        return [_without(item, secret) for item in value]
    return value

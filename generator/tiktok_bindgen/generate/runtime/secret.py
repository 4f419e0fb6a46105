"""Texts that are sent, but shown nowhere."""

from __future__ import annotations

from typing import Any, Self, TypeVar, cast

from .codec import is_array, is_object

T = TypeVar("T")

#: The variable of the environment with the access token of clients that are made without one.
TOKEN_VARIABLE = "TIKTOK_ACCESS_TOKEN"  # noqa: S105 - the name of a variable


class SecretWarning(UserWarning):
    """A secret was made text, which is three asterisks; what was meant is perhaps `Secret.reveal`."""


class Secret:
    """Text that shows itself when it is asked to, by `reveal`, and not otherwise.

    It is no ``str``: what writes text or JSON refuses it, so that it is neither shown nor saved by mistake.
    Made text all the same, by ``str`` or in an f-string, it is three asterisks, and warns of that.
    """

    __slots__ = ("hidden",)

    #: The text as it goes its way inside of the client.
    hidden: Hidden

    def __init__(self, text: str | Secret) -> None:
        self.hidden = text.hidden if isinstance(text, Secret) else Hidden(text)

    def reveal(self) -> str:
        """Give the text itself."""
        return self.hidden.reveal()

    def __repr__(self) -> str:
        return "Secret('***')"

    def __str__(self) -> str:
        _warn()
        return "***"

    def __format__(self, spec: str) -> str:
        _warn()
        return format("***", spec)

    def __bool__(self) -> bool:
        return bool(self.hidden)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac

        return hmac.compare_digest(self.reveal().encode(), other.reveal().encode())

    def __hash__(self) -> int:
        return hash(self.hidden)

    def __reduce__(self) -> tuple[Any, ...]:
        return Secret, (self.reveal(),)


def _warn() -> None:
    import warnings

    warnings.warn("a secret was made text: it is '***', and reveal() gives it", SecretWarning, stacklevel=3)


class Hidden(str):
    """Text that goes its way inside of the client, and is shown by no ``repr`` and no dump of variables."""

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


class SecretHeader(Hidden):
    """A header's value that is three asterisks to all who look at it, also to JSON, until it is revealed."""

    __slots__ = ("_secret",)

    _secret: Hidden

    def __new__(cls, text: str) -> Self:
        """Hide a text."""
        self = super().__new__(cls, "***")
        self._secret = Hidden(text)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        # Nor is it in what is kept or sent elsewhere.
        return SecretHeader, ("***",)

    def reveal(self) -> str:
        """Give the text itself."""
        return str.__str__(self._secret)


def token_of(value: object) -> Hidden:
    """Make a secret of an access token, which goes into a header.

    Raises:
        TypeError: If it is no text.
        ValueError: If it cannot be in a header. It is not shown.
    """
    if isinstance(value, Secret):
        value = value.hidden
    if not isinstance(value, str):
        raise TypeError(
            f"the access token must be text or a function that gives it, not {type(value).__name__}"
        )
    token = Hidden(value)
    # Not even a dump of this frame's variables shows it.
    del value
    # A line break in a header begins another header.
    if not token or not token.isascii() or not token.isprintable() or token != token.strip():
        raise ValueError(
            f"the access token, given or that of {TOKEN_VARIABLE}, must be printable ASCII text "
            "without spaces or line breaks around it"
        )
    return token


def without(value: T, secret: Hidden) -> T:
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

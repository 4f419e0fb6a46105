"""Secret texts, which are sent but never shown."""

from __future__ import annotations

from typing import Any, Self

from .given import of_kind
from .outside import entrance

#: The environment variable with the access token for clients that are created without one.
TOKEN_VARIABLE = "TIKTOK_ACCESS_TOKEN"  # noqa: S105 - the name of a variable


class SecretWarning(UserWarning):
    """A secret was converted to text, which gives three asterisks; perhaps `Secret.reveal` was meant."""


class Secret:
    """Secret text, which only `reveal` returns.

    It is not a ``str``: functions that write text or JSON refuse it, so that it is neither shown nor saved by
    mistake. Converted to text all the same, by ``str`` or in an f-string, it gives three asterisks and a
    `SecretWarning`.
    """

    __slots__ = ("hidden",)

    #: The text in the form that is used inside the client.
    hidden: Hidden

    @entrance
    def __init__(self, text: str | Secret) -> None:
        self.hidden = text.hidden if isinstance(text, Secret) else Hidden(text)

    def reveal(self) -> str:
        """Return the text in clear."""
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

    warnings.warn(
        "a secret was converted to text, as '***': use reveal() for its value", SecretWarning, stacklevel=3
    )


class Hidden(str):
    """Secret text inside the client: a ``str`` that ``repr`` and dumps of variables do not show."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Create it from text, or from another hidden text."""
        # The text in clear, and not the asterisks that `str` would give.
        return super().__new__(cls, str.__str__(of_kind("a secret", text, "text", str)))

    def __repr__(self) -> str:
        return "'***'"

    def __str__(self) -> str:
        return "***"

    def __format__(self, spec: str) -> str:
        return format("***", spec)

    def __getitem__(self, key: Any) -> Self:
        # Some dumps shorten a long text before they show it.
        return type(self)(str.__getitem__(self, key))

    def reveal(self) -> str:
        """Return the text in clear."""
        return str.__str__(self)


class SecretHeader(Hidden):
    """The secret value of a header: everywhere, even in JSON, it is three asterisks until it is revealed."""

    __slots__ = ("_secret",)

    _secret: Hidden

    def __new__(cls, text: str) -> Self:
        """Create it from text."""
        self = super().__new__(cls, "***")
        self._secret = Hidden(text)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        # So that pickles and copies do not have the secret either.
        return SecretHeader, ("***",)

    def reveal(self) -> str:
        """Return the text in clear."""
        return str.__str__(self._secret)


def token_of(value: object) -> Hidden:
    """Validate an access token, which is sent in a header, and return it as hidden text.

    Raises:
        TypeError: If it is not text.
        ValueError: If a header cannot hold it. The message does not show it.
    """
    if isinstance(value, Secret):
        value = value.hidden
    if not isinstance(value, str):
        raise TypeError(
            f"the access token must be text or a function that returns it, not {type(value).__name__}"
        )
    token = Hidden(value)
    # A line break in a header begins another header.
    if not token or not token.isascii() or not token.isprintable() or token != token.strip():
        raise ValueError(
            f"the access token, given or that of {TOKEN_VARIABLE}, must be printable ASCII text "
            "without spaces or line breaks around it"
        )
    return token

"""Secret texts, which are sent but never shown."""

from __future__ import annotations

from typing import Any

from .masking import Hidden
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


def token_of(value: object) -> Hidden:
    """Return an access token as hidden text, if a header can hold it. No message shows it."""
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

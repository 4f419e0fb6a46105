"""What is secret in texts and JSON that people may see, and three asterisks in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Self, TypeGuard, TypeVar, cast

from .given import of_kind

T = TypeVar("T")

MASK = "***"
# How the names of fields that hold credentials end, without what stands between words; and headers that do.
_CREDENTIALS = ("accesstoken", "refreshtoken", "secret", "password", "authcode", "authorizationcode")
_HEADERS = frozenset({"authorization", "cookie", "proxyauthorization", "setcookie"})
# A shorter text would match everywhere, and is no real secret.
_SHORTEST = 8
# No secret is a longer number, and Python does not convert any.
_DIGITS = 400


def is_credential(name: str) -> bool:
    """Report whether a field, given by its name or by a pointer that ends in it, holds a credential."""
    plain = name.lower().replace("_", "").replace("-", "")
    return plain.endswith(_CREDENTIALS) or plain in _HEADERS


def masked(value: T, secrets: Iterable[str] = (), *, named: bool = True) -> T:
    """Return text, bytes, parsed JSON, and what has a method ``masked``, with secrets replaced.

    A text that was shortened may have only the beginning of a secret. ``named`` masks fields that are called
    like credentials, too.
    """
    return cast("T", Masking(secrets, named=named).of(value))


def secrets_in(value: object) -> Iterator[str]:
    """Yield the texts in a value that are hidden, or secret by the names of the fields that hold them."""
    left: list[tuple[Any, str]] = [(value, "")]
    # What a caller gives may contain itself.
    seen: set[int] = set()
    while left:
        each, name = left.pop()
        text = getattr(each, "hidden", each)
        if isinstance(text, str):
            if hasattr(text, "reveal") or is_credential(name):
                yield str.__str__(text)
        elif id(each) not in seen and (_is_object(each) or _is_listed(each)):
            seen.add(id(each))
            inside: Any = each.items() if _is_object(each) else ((name, inner) for inner in each)
            left += ((inner, name if is_credential(name) else str(key)) for key, inner in inside)


def _is_object(value: object) -> TypeGuard[dict[Any, Any]]:
    return isinstance(value, dict)


def _is_listed(value: object) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    return isinstance(value, list | tuple)


class Masking:
    """Replaces secrets; see `masked`."""

    def __init__(self, secrets: Iterable[str], *, named: bool = True) -> None:
        self._named = named
        texts = {text for each in secrets if len(text := str.__str__(each)) >= _SHORTEST}
        # That two numbers begin alike says nothing.
        digits = {text for text in texts if text.isdecimal()}
        self._numbers = {int(text) for text in digits if len(text) < _DIGITS}
        whole = sorted({each for text in texts for each in _writings(text)}, key=len, reverse=True)
        begun = sorted({text[:_SHORTEST] for text in texts - digits})
        choices = [*map(re.escape, whole), *(rf"{re.escape(text)}[^\s\"'<>&,;…]*" for text in begun)]
        self._pattern = re.compile("|".join(choices)) if choices else None

    def of(self, value: Any, name: str = "") -> Any:
        """Return a value, in a field of this name, without secrets."""
        if self._named and value and is_credential(name):
            return MASK
        if isinstance(value, str):
            return self._text(str.__str__(value))
        if isinstance(value, bytes):
            return self._bytes(value)
        if _is_object(value):
            return {self.of(key): self.of(inner, str(key)) for key, inner in value.items()}
        if _is_listed(value):
            parts = [self.of(inner, name) for inner in value]
            # A named tuple is made in its own way.
            return parts if isinstance(value, list) else getattr(value, "_make", tuple)(parts)
        if isinstance(value, int):
            return MASK if value in self._numbers else value
        return value.masked(self) if hasattr(value, "masked") else value

    def _text(self, text: str) -> str:
        if self._named:
            text = _NAMED.sub(_with_mask, text)
        return text if self._pattern is None else self._pattern.sub(MASK, text)

    def _bytes(self, content: bytes) -> bytes:
        import json

        try:
            parsed = json.loads(content)
            found = self.of(parsed)
            return content if found == parsed else json.dumps(found).encode()
        except (ValueError, RecursionError):
            # Not JSON, only a part of it, or nested too deeply.
            return self._text(content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


_NAME = r"(?:(?:access|refresh)[_-]?token|secret|password|auth(?:orization)?[_-]?code)_*"
# In JSON, which may itself be in a text of JSON; and in a query.
_NAMED = re.compile(
    rf"(?i)({_NAME}\\*[\"']\s*:\s*)(?:(\\*[\"'])(?s:.*?)(?:(?<!\\)\2|\Z)|[^\s,}}\]\"']+)|({_NAME}=)[^&\s\"'<>]+"
)


def _with_mask(found: re.Match[str]) -> str:
    before, quotes, query = found.groups()
    around = quotes or '"'
    return f"{query}{MASK}" if query else f"{before}{around}{MASK}{around}"


def _writings(text: str) -> Iterator[str]:
    """Yield a text as it is, and as JSON and URLs may write it."""
    import json
    from urllib.parse import quote

    written = json.dumps(text)[1:-1]
    yield from (text, written, written.replace("/", "\\/"), quote(text), quote(text, safe=""))


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

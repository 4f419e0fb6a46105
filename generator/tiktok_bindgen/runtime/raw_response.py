"""An HTTP reply, as it came, and without secrets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .codec import number_of, parse_json
from .masking import Masking


class RawResponse:
    """An HTTP reply.

    Attributes:
        status: The HTTP status.
        headers: The headers; names in lower case, repeated ones joined by commas.
        body: The body, decompressed.
    """

    # Not a named tuple: what dumps variables would show its parts.
    __slots__ = ("body", "headers", "status")

    status: int
    headers: dict[str, str]
    body: bytes

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    def __repr__(self) -> str:
        return f"RawResponse({self.status}, <{number_of(len(self.body), 'byte')}>)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RawResponse):
            return NotImplemented
        return (self.status, self.headers, self.body) == (other.status, other.headers, other.body)

    __hash__ = None  # type: ignore[assignment] # how Python spells it; typeshed declares a method

    @property
    def text(self) -> str:
        """The body as UTF-8 text; invalid bytes are replaced."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """Parse the body as JSON.

        Raises:
            ValueError: If it is not JSON, or nested too deeply.
        """
        return parse_json(self.body)

    def reveal(self) -> RawResponse:
        """Return the reply as it came: that of an error does not show credentials."""
        return self

    def masked(self, masking: Masking) -> RawResponse:
        """Return the reply without secrets, for an error."""
        return _MaskedResponse(self, masking)


class _MaskedResponse(RawResponse):
    """The reply of an error. Its body is masked when it is asked for, since it may be large."""

    __slots__ = ("_body", "_whole")

    def __init__(self, whole: RawResponse, masking: Masking) -> None:
        self.status, self.headers = whole.status, masking.of(whole.headers)
        # Closures, whose variables no dump shows.
        self._whole: Callable[[], RawResponse] = lambda: whole
        self._body: Callable[[], bytes] = lambda: masking.of(whole.body)

    def __repr__(self) -> str:
        return repr(self._whole())

    def __reduce__(self) -> tuple[Any, ...]:
        return RawResponse, (self.status, self.headers, self.body)

    @property
    def body(self) -> bytes:  # type: ignore[override] # only read
        return self._body()

    def reveal(self) -> RawResponse:
        return self._whole()

    def masked(self, masking: Masking) -> RawResponse:
        del masking
        return self

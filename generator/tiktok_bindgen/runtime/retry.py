"""When to retry a request, and how long to wait before that."""

from __future__ import annotations

import random
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeGuard, cast

from .errors import (
    RATE_LIMIT_CODES,
    ApiError,
    ConnectError,
    ConnectionLostError,
    HttpError,
    ReplyError,
    ReplyTimeoutError,
    ServerError,
    TikTokError,
    TlsError,
    TransportError,
)
from .given import as_given

#: Return codes that mean that the server failed, for a reason that may pass.
FAILURE_CODES = frozenset({50000, 50002, 51305})

#: The methods of requests that only read.
READING = ("GET", "HEAD")


class _Parts(NamedTuple):
    attempts: int = 3
    backoff: float = 0.5
    max_wait: float = 30.0
    deadline: float | None = None
    codes: frozenset[int] = RATE_LIMIT_CODES
    statuses: frozenset[int] = frozenset({429})
    read_codes: frozenset[int] = FAILURE_CODES
    read_statuses: frozenset[int] = frozenset({500, 502, 503, 504})
    read_faults: tuple[type[TransportError], ...] = (ConnectionLostError,)


_Parts.__new__.__qualname__ = "Retry"  # for Python's own errors about its arguments


class Retry(_Parts):
    """When a request is retried: only if it cannot have been carried out, or if it only reads.

    It cannot have been carried out if no connection could be made, or if the server throttled the call. A
    request that only reads (GET) is also retried if its connection broke, or if the server failed for a
    reason that may pass.

    Attributes:
        attempts: The maximum number of tries; 1 disables retries.
        backoff: The maximum number of seconds to wait before the second try, doubled before each further one.
            The actual wait is random within that, so that clients that failed together do not retry together.
            It is added to the wait that the server requests, if any.
        max_wait: The maximum number of seconds for each of the two: the server's wait, and that of
            ``backoff``.
        deadline: The maximum number of seconds for all tries and the waits between them; no try begins after
            that, and none waits longer for its reply. ``None`` means the timeout's ``total``.
        codes: The return codes after which any request is retried: those of throttled calls.
        statuses: The HTTP statuses after which any request is retried.
        read_codes: The return codes after which a request that only reads is retried.
        read_statuses: The HTTP statuses, of replies without a return code, after which it is retried.
        read_faults: The classes of connection errors after which it is retried.

    Raises:
        TypeError: If a value has the wrong type.
        ValueError: If a number is out of range.
    """

    __slots__ = ()

    if not TYPE_CHECKING:

        def __new__(cls, *args: Any, **parts: Any) -> Self:
            """Create it, and check its parts."""
            self = super().__new__(cls, *args, **parts)
            _check(self)
            return self

        @classmethod
        def _make(cls, parts: Any) -> Self:
            # Called by `_replace`; the standard one would skip the check.
            return cls(*parts)

    def wait_after(self, error: TikTokError, method: str, attempt: int) -> float | None:
        """Return how many seconds to wait before the next try, or ``None`` if there must be none.

        Args:
            error: The error of the last try.
            method: The HTTP method.
            attempt: The number of that try, from 1.
        """
        if attempt >= self.attempts or not self.allows(error, method):
            return None
        step: float = min(self.max_wait, self.backoff * 2.0 ** min(attempt - 1, 30))
        asked = error.retry_after if isinstance(error, ApiError | HttpError) else None
        # The random part is added even to the maximum: the server may ask many clients to wait equally long.
        return min(self.max_wait, asked or 0.0) + random.uniform(0, step)  # noqa: S311 - nothing secret

    def allows(self, error: TikTokError, method: str) -> bool:
        """Report whether a request that failed may be sent once more.

        Args:
            error: The error of its last try.
            method: The HTTP method.
        """
        reads = method in READING
        if isinstance(error, ApiError):
            if error.code in self.codes or error.http_status in self.statuses:
                return True
            # For an error without an envelope, the code is the HTTP status.
            return reads and (error.code in self.read_codes or error.code in self.read_statuses)
        if isinstance(error, HttpError):
            if error.http_status in self.statuses:
                return True
            return reads and error.http_status in self.read_statuses
        if isinstance(error, ConnectError):
            # A certificate that is not trusted will not be trusted a second later.
            return not isinstance(error, TlsError)
        return reads and isinstance(error, self.read_faults)


def may_have_been_done(error: TikTokError) -> bool:
    """Report whether a request that failed may have been carried out all the same."""
    if isinstance(error, HttpError):
        return error.http_status >= _SERVER_FAILED
    return isinstance(error, ReplyError | ReplyTimeoutError | ConnectionLostError | ServerError)


_SERVER_FAILED = 500


def retry_of(value: object) -> Retry:
    """Convert a caller's value to a `Retry`: a number of retries, a `Retry`, or ``None`` for the default."""
    if value is None:
        return Retry()
    if isinstance(value, Retry):
        return value
    allowed = f"retries must be a whole number from 0 or a Retry, not {as_given(value)}"
    if not _is_count(value):
        raise TypeError(allowed)
    if value < 0:
        raise ValueError(allowed)
    return Retry(attempts=1 + value)


def _check(retry: _Parts) -> None:
    if not _is_count(retry.attempts) or retry.attempts < 1:
        raise _wrong(retry, "attempts", "a whole number from 1", fine=_is_count(retry.attempts))
    for name in ("backoff", "max_wait", "deadline"):
        value = getattr(retry, name)
        if name == "deadline" and value is None:
            continue
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= value <= _LONGEST or (name == "deadline" and not value):
            what = "above 0" if name == "deadline" else "from 0"
            raise _wrong(retry, name, f"a number of seconds {what} and up to {_LONGEST}", fine=number)
    for name in ("codes", "statuses", "read_codes", "read_statuses"):
        value = getattr(retry, name)
        if not isinstance(value, AbstractSet) or not all(map(_is_count, cast("AbstractSet[object]", value))):
            raise _wrong(retry, name, "a set of whole numbers", fine=False)
    kinds: Any = retry.read_faults
    if not isinstance(kinds, tuple) or not all(
        isinstance(one, type) and issubclass(one, TransportError) for one in cast("tuple[object, ...]", kinds)
    ):
        raise _wrong(retry, "read_faults", "a tuple of subclasses of TransportError", fine=False)


# The maximum of any timeout, too.
_LONGEST = 2_000_000


def _wrong(retry: _Parts, name: str, what: str, *, fine: bool) -> Exception:
    text = f"{name} of a Retry must be {what}, not {as_given(getattr(retry, name))}"
    return ValueError(text) if fine else TypeError(text)


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)

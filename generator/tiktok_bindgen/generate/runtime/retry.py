"""When a request is tried again, and how long to wait before."""

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
    one_line,
)

#: Return codes by which the server says that it failed, for a reason that may pass.
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


class Retry(_Parts):
    """When a request is tried again: only when it cannot have been carried out, or when it only reads.

    It cannot have been carried out when no connection came about, and when the server says that it throttled
    the call. A request that only reads (GET) is also tried again when its connection broke, and when the
    server failed for a reason that may pass.

    Attributes:
        attempts: How many times a request is tried at most; 1 is to never try again.
        backoff: How many seconds to wait at most before the second try, twice as many before each further
            one. How long it is within that is left to chance: clients that failed together must not come
            back together. What the server asks for is waited first.
        max_wait: How many seconds to wait at most before a try for what the server asks, and by ``backoff``.
        deadline: How many seconds all tries and the waits between them may take together; no try begins after
            that, and none waits longer for its reply. ``None`` is as long as the timeout's ``total``.
        codes: The return codes after which any request is tried again: those that mean that it was throttled.
        statuses: The same of HTTP statuses.
        read_codes: The return codes after which a request that only reads is tried again.
        read_statuses: The same of HTTP statuses of replies without a return code.
        read_faults: The kinds of broken connections after which a request that only reads is tried again.

    Raises:
        TypeError: If one of them is of another type.
        ValueError: If one of them is a number that it cannot be.
    """

    __slots__ = ()

    if not TYPE_CHECKING:

        def __new__(cls, *args: Any, **parts: Any) -> Self:
            """Make one, and check its parts."""
            self = super().__new__(cls, *args, **parts)
            _check(self)
            return self

        @classmethod
        def _make(cls, parts: Any) -> Self:
            # By which `_replace` makes another one.
            return cls(*parts)

    def wait_after(self, error: TikTokError, method: str, attempt: int) -> float | None:
        """Tell how many seconds to wait before the next try.

        Args:
            error: Why the last try failed.
            method: The HTTP method.
            attempt: Which try that was, from 1.

        Returns:
            The seconds, or ``None`` if it must not be tried again.
        """
        if attempt >= self.attempts or not self.allows(error, method):
            return None
        step: float = min(self.max_wait, self.backoff * 2.0 ** min(attempt - 1, 30))
        asked = error.retry_after if isinstance(error, ApiError | HttpError) else None
        # Chance comes on top even of the most: many are told to wait as long.
        return min(self.max_wait, asked or 0.0) + random.uniform(0, step)  # noqa: S311 - nothing secret

    def allows(self, error: TikTokError, method: str) -> bool:
        """Tell whether a request that failed may be sent once more.

        Args:
            error: Why it failed.
            method: The HTTP method.
        """
        reads = method in READING
        if isinstance(error, ApiError):
            if error.code in self.codes or error.http_status in self.statuses:
                return True
            # An error without an envelope has the HTTP status for a code.
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
    """Tell whether a request that failed may have been carried out all the same."""
    if isinstance(error, HttpError):
        return error.http_status >= _SERVER_FAILED
    return isinstance(error, ReplyError | ReplyTimeoutError | ConnectionLostError | ServerError)


_SERVER_FAILED = 500


def retry_of(value: object) -> Retry:
    """Make a `Retry` of what callers give for one: how many times to try again, or ``None`` for the default.

    Raises:
        TypeError: If it is something else.
        ValueError: If it is below 0.
    """
    if value is None:
        return Retry()
    if isinstance(value, Retry):
        return value
    allowed = f"retries must be a whole number from 0 or a Retry, not {one_line(repr(value), 80)}"
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
        raise _wrong(retry, "read_faults", "a tuple of kinds of TransportError", fine=False)


# As long as any timeout may be.
_LONGEST = 2_000_000


def _wrong(retry: _Parts, name: str, what: str, *, fine: bool) -> Exception:
    text = f"{name} of a Retry must be {what}, not {one_line(repr(getattr(retry, name)), 80)}"
    return ValueError(text) if fine else TypeError(text)


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)

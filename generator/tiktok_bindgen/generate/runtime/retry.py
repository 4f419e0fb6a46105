"""When a request is tried again, and how long to wait before."""

from __future__ import annotations

import random
from typing import NamedTuple

from .errors import (
    RATE_LIMIT_CODES,
    ApiError,
    ConnectError,
    ConnectionLostError,
    HttpError,
    TikTokError,
    TlsError,
    TransportError,
)

#: Return codes by which the server says that it failed, for a reason that may pass.
FAILURE_CODES = frozenset({50000, 50002, 51305})

_READING = ("GET", "HEAD")


class Retry(NamedTuple):
    """When a request is tried again: only when it cannot have been carried out, or when it only reads.

    It cannot have been carried out when no connection came about, and when the server says that it throttled
    the call. A request that only reads (GET) is also tried again when its connection broke, and when the
    server failed for a reason that may pass.

    Attributes:
        attempts: How many times a request is tried at most; 1 is to never try again.
        backoff: How many seconds to wait at most before the second try, twice as many before each further
            one. How long it is within that is left to chance: clients that failed together must not come
            back together. What the server asks for is waited first.
        max_wait: How many seconds to wait at most before a try, whatever the server asks for.
        deadline: How many seconds all tries and the waits between them may take together; no try begins after
            that, and none waits longer for its reply. ``None`` is without end.
        codes: The return codes after which any request is tried again: those that mean that it was throttled.
        statuses: The same of HTTP statuses.
        read_codes: The return codes after which a request that only reads is tried again.
        read_statuses: The same of HTTP statuses of replies without a return code.
        read_faults: The kinds of broken connections after which a request that only reads is tried again.
    """

    attempts: int = 3
    backoff: float = 0.5
    max_wait: float = 30.0
    deadline: float | None = None
    codes: frozenset[int] = RATE_LIMIT_CODES
    statuses: frozenset[int] = frozenset({429})
    read_codes: frozenset[int] = FAILURE_CODES
    read_statuses: frozenset[int] = frozenset({500, 502, 503, 504})
    read_faults: tuple[type[TransportError], ...] = (ConnectionLostError,)

    def wait_after(self, error: TikTokError, method: str, attempt: int, elapsed: float = 0.0) -> float | None:
        """Tell how many seconds to wait before the next try.

        Args:
            error: Why the last try failed.
            method: The HTTP method.
            attempt: Which try that was, from 1.
            elapsed: How many seconds have passed since the first try began.

        Returns:
            The seconds, or ``None`` if it must not be tried again.
        """
        if attempt >= self.attempts or not self._may_be_repeated(error, reads=method in _READING):
            return None
        step: float = min(self.max_wait, self.backoff * 2.0 ** min(attempt - 1, 30))
        wait = random.uniform(0, step)  # noqa: S311 - nothing secret
        asked = error.retry_after if isinstance(error, ApiError | HttpError) else None
        if asked is not None:
            wait = min(self.max_wait, asked + wait)
        if self.deadline is not None and elapsed + wait >= self.deadline:
            return None
        return wait

    def _may_be_repeated(self, error: TikTokError, *, reads: bool) -> bool:
        if isinstance(error, ApiError):
            if error.code in self.codes or error.http_status in self.statuses:
                return True
            return reads and error.code in self.read_codes
        if isinstance(error, HttpError):
            if error.http_status in self.statuses:
                return True
            return reads and error.http_status in self.read_statuses
        if isinstance(error, ConnectError):
            # A certificate that is not trusted will not be trusted a second later.
            return not isinstance(error, TlsError)
        return reads and isinstance(error, self.read_faults)

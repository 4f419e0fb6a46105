"""Keep to a number of calls in a time, so as not to be throttled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Literal

from attrs import frozen

Level = Literal["basic", "advanced", "premium", "ultimate", "sandbox"]


@frozen
class Rate:
    """At most so many calls in any span of so many seconds.

    Attributes:
        calls: How many calls.
        seconds: The length of the span.
        burst: How many of them may follow each other at once after a pause; by default a tenth.
    """

    calls: int
    seconds: float
    burst: int = 0


class Limiter:
    """Makes callers wait until their call is within all rates. Thread safe; who came first goes first.

    One limiter can be given to several clients: the documented limits are for an application as a whole.

    Args:
        rates: What to keep to.
        per_path: Whether each path has the rates for itself.
    """

    def __init__(self, *rates: Rate, per_path: bool = False) -> None:
        for rate in rates:
            if rate.calls < 1 or not rate.seconds > 0 or not 0 <= rate.burst <= rate.calls:
                raise ValueError(f"not a rate: {rate}")
        self._rates = rates
        self._per_path = per_path
        self._buckets: dict[str, list[_Bucket]] = {}
        self._lock = threading.Lock()
        self._clock: Callable[[], float] = time.monotonic
        self._sleep: Callable[[float], object] = time.sleep

    @classmethod
    def of_level(cls, level: Level) -> Limiter:
        """Make a limiter of the documented limits of an application's level.

        Raises:
            ValueError: If there is no such level.
        """
        if level not in LEVELS:
            raise ValueError(f"no such level: {level!r}; there are {', '.join(LEVELS)}")
        return cls(*LEVELS[level], per_path=level == "sandbox")

    def acquire(self, path: str = "") -> float:
        """Wait until one more call is within the rates.

        Args:
            path: What is called.

        Returns:
            How many seconds were waited.
        """
        with self._lock:
            now = self._clock()
            key = path if self._per_path else ""
            buckets = self._buckets.get(key)
            if buckets is None:
                buckets = self._buckets[key] = [_Bucket(rate, now) for rate in self._rates]
            start = max([now, *(bucket.earliest(now) for bucket in buckets)])
            for bucket in buckets:
                bucket.take(start)
        wait = start - now
        # Outside the lock: who comes later waits for its own turn, not for this sleep.
        if wait > 0:
            self._sleep(wait)
        return wait


class _Bucket:
    """A bucket of tokens, one for each call, kept as the time at which it will be full again.

    It fills so slowly that what it holds when full and what it gains in a span are never too many together.
    """

    def __init__(self, rate: Rate, now: float) -> None:
        burst = rate.burst or max(1, rate.calls // 10)
        self._interval = rate.seconds / (rate.calls - burst + 1)
        self._lead = (burst - 1) * self._interval
        self._full_at = now

    def earliest(self, now: float) -> float:
        """Tell when the next call's token is there."""
        return max(now, self._full_at - self._lead)

    def take(self, at: float) -> None:
        """Take a token out at a time, which may be yet to come."""
        self._full_at = max(self._full_at, at) + self._interval


def _span(calls_a_second: int, calls_a_minute: int, calls_a_day: int) -> tuple[Rate, ...]:
    return Rate(calls_a_second, 1), Rate(calls_a_minute, 60), Rate(calls_a_day, 86_400)


#: By the appendix of rate limits; those of the sandbox are for each path.
LEVELS: dict[str, tuple[Rate, ...]] = {
    "basic": _span(10, 600, 864_000),
    "advanced": _span(20, 1_200, 1_728_000),
    "premium": _span(30, 1_800, 2_592_000),
    "ultimate": _span(50, 3_000, 4_320_000),
    "sandbox": _span(1, 30, 1_000),
}

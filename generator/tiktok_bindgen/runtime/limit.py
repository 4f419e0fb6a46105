"""Limit the rate of calls, so that the server does not throttle them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from importlib import import_module
from typing import Any

from attrs import frozen

from .errors import ConnectTimeoutError, one_line
from .given import as_given, must_have_names
from .paths import short
from .process import ProcessLock


@frozen
class Rate:
    """A maximum number of calls in any span of a given length.

    Attributes:
        calls: The maximum number of calls.
        seconds: The length of the span.
        burst: How many calls may follow each other without delay after a pause; by default a tenth.
    """

    calls: int
    seconds: float
    burst: int = 0


class Limiter:
    """Delays calls until they are within all rates. Thread safe; calls pass in the order of their arrival.

    Several clients can share a limiter: the documented limits are for an application as a whole.

    Args:
        rates: The rates to keep.
        per_path: Whether the rates apply to each path separately.
        paths: Further rates of single paths, keyed by path, with or without the version. They apply in
            addition to ``rates``, or instead of them if they allow more.
    """

    def __init__(
        self, *rates: Rate, per_path: bool = False, paths: Mapping[str, Sequence[Rate]] | None = None
    ) -> None:
        self._rates = rates
        self._per_path = per_path
        must_have_names("paths", paths or {})
        for path, own in (paths or {}).items():
            given: Any = own
            if not isinstance(given, Sequence):
                raise TypeError(f"the rates of {one_line(path, 200)} must be a list, not {as_given(own)}")
        self._paths = {short(path): tuple(own) for path, own in (paths or {}).items()}
        for rate in (*rates, *(rate for own in self._paths.values() for rate in own)):
            if not _is_rate(rate):
                raise ValueError(f"not a rate: {as_given(rate)}")
        self._buckets: dict[tuple[str, str], list[_Bucket]] = {}
        self._lock = ProcessLock()
        self._clock: Callable[[], float] = time.monotonic
        self._sleep: Callable[[float], object] = time.sleep

    @classmethod
    def of_level(cls, level: str) -> Limiter:
        """Return a limiter with the documented limits of an application's level.

        Args:
            level: The level's name, such as ``basic``, or ``sandbox`` for calls to the sandbox.

        Raises:
            ValueError: If there is no such level.
        """
        if level == SANDBOX:
            return cls(*SANDBOX_RATES, per_path=True)
        documented: Any = import_module("._limits", _PACKAGE)
        levels = [*dict.fromkeys([*documented.GENERAL, *(of for _, of in documented.SPECIAL), SANDBOX])]
        if level not in levels:
            raise ValueError(f"unknown level {level!r}; expected one of {', '.join(levels)}")
        own = {path: _rates(rates) for (path, of), rates in documented.SPECIAL.items() if of == level}
        return cls(*_rates(documented.GENERAL.get(level, ())), paths=own)

    def acquire(
        self,
        path: str = "",
        *,
        within: float | None = None,
        sleep: Callable[[float], object] | None = None,
    ) -> float:
        """Wait until one more call is within the rates.

        Args:
            path: The path of the call.
            within: The maximum number of seconds to wait; ``None`` for no limit.
            sleep: Waits for a number of seconds; replaces `time.sleep` if the wait should be interruptible.

        Returns:
            The number of seconds waited.

        Raises:
            ConnectTimeoutError: If the wait would take longer; raised at once, without taking a turn.
        """
        with self._lock.now:
            now = self._clock()
            buckets = self._buckets_of(short(path), now)
            start = max([now, *(bucket.earliest(now) for bucket in buckets)])
            wait = start - now
            if within is not None and wait > within:
                raise ConnectTimeoutError(
                    f"the limiter allows the next call in {wait:.3g} s, but only {within:.3g} s are left"
                )
            for bucket in buckets:
                bucket.take(start, now)
        # Outside the lock: later calls wait for their own turn, not for this sleep.
        if wait > 0:
            try:
                (sleep or self._sleep)(wait)
            except BaseException:
                # The call will not be made.
                with self._lock.now:
                    for bucket in buckets:
                        bucket.give_back(start)
                raise
        return wait

    def _buckets_of(self, path: str, now: float) -> list[_Bucket]:
        own = self._paths.get(path, ())
        found: list[_Bucket] = []
        if not _allows_more(own, self._rates):
            found += self._made(("", path if self._per_path else ""), self._rates, now)
        return found + self._made(("own", path), own, now) if own else found

    def _made(self, key: tuple[str, str], rates: Sequence[Rate], now: float) -> list[_Bucket]:
        buckets = self._buckets.get(key)
        if buckets is None:
            buckets = self._buckets[key] = [_Bucket(rate, now) for rate in rates]
        return buckets


class _Bucket:
    """A token bucket, with one token per call, stored as the time at which it will be full again.

    It refills so slowly that a full bucket and the refill of one span together stay within the rate.
    """

    def __init__(self, rate: Rate, now: float) -> None:
        burst = rate.burst or max(1, rate.calls // 10)
        self._interval = rate.seconds / (rate.calls - burst + 1)
        self._lead = (burst - 1) * self._interval
        self._full_at = now
        # The state before the turns that are in the future, and the times of these turns.
        self._before = now
        self._turns: deque[float] = deque()

    def earliest(self, now: float) -> float:
        """Return the earliest time at which a token is available."""
        return max(now, self._full_at - self._lead)

    def take(self, at: float, now: float) -> None:
        """Take a token at a time that may be in the future."""
        while self._turns and self._turns[0] <= now:
            self._before = self._after(self._before, self._turns.popleft())
        self._turns.append(at)
        self._full_at = self._after(self._full_at, at)

    def give_back(self, at: float) -> None:
        """Return the token of a turn. Later turns keep their times: earlier ones might break the rate."""
        if at in self._turns:
            self._turns.remove(at)
        self._full_at = reduce(self._after, self._turns, self._before)

    def _after(self, full_at: float, at: float) -> float:
        return max(full_at, at) + self._interval


def _is_rate(value: Any) -> bool:
    if not isinstance(value, Rate):
        return False
    parts: tuple[Any, ...] = (value.calls, value.seconds, value.burst)
    if not all(isinstance(part, int | float) for part in parts):
        return False
    return value.calls >= 1 and value.seconds > 0 and 0 <= value.burst <= value.calls


def _allows_more(own: Sequence[Rate], common: Sequence[Rate]) -> bool:
    calls = {rate.seconds: rate.calls for rate in common}
    return any(rate.calls > calls.get(rate.seconds, rate.calls) for rate in own)


def _rates(documented: Sequence[tuple[float, int]]) -> tuple[Rate, ...]:
    return tuple(Rate(calls, seconds) for seconds, calls in documented)


_PACKAGE = (__package__ or "").rpartition(".")[0]
SANDBOX = "sandbox"
#: The rates of each path in the sandbox.
SANDBOX_RATES = _rates([(1, 1), (60, 30), (86_400, 1_000)])

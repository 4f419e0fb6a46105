"""Keep to a number of calls in a time, so as not to be throttled."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from importlib import import_module
from typing import Any

from attrs import frozen

from .errors import ConnectTimeoutError
from .paths import short
from .process import renew_after_fork


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
        paths: Rates that paths have of their own, by path, with or without the version. Their calls keep to
            these as well; only where they allow more than the common rates do they stand in place of those.
    """

    def __init__(
        self, *rates: Rate, per_path: bool = False, paths: Mapping[str, Sequence[Rate]] | None = None
    ) -> None:
        self._rates = rates
        self._per_path = per_path
        self._paths = {short(path): tuple(own) for path, own in (paths or {}).items()}
        for rate in (*rates, *(rate for own in self._paths.values() for rate in own)):
            if rate.calls < 1 or not rate.seconds > 0 or not 0 <= rate.burst <= rate.calls:
                raise ValueError(f"not a rate: {rate}")
        self._buckets: dict[tuple[str, str], list[_Bucket]] = {}
        self.after_fork()
        renew_after_fork(self)
        self._clock: Callable[[], float] = time.monotonic
        self._sleep: Callable[[float], object] = time.sleep

    @classmethod
    def of_level(cls, level: str) -> Limiter:
        """Make a limiter of the documented limits of an application's level.

        Args:
            level: The level's name, such as ``basic``, or ``sandbox`` for calls to that.

        Raises:
            ValueError: If there is no such level.
        """
        if level == SANDBOX:
            return cls(*SANDBOX_RATES, per_path=True)
        documented: Any = import_module("._limits", _PACKAGE)
        levels = [*dict.fromkeys([*documented.GENERAL, *(of for _, of in documented.SPECIAL), SANDBOX])]
        if level not in levels:
            raise ValueError(f"no such level: {level!r}; there are {', '.join(levels)}")
        own = {path: _rates(rates) for (path, of), rates in documented.SPECIAL.items() if of == level}
        return cls(*_rates(documented.GENERAL.get(level, ())), paths=own)

    def after_fork(self) -> None:
        """Hold no lock: in a process that was forked off, nobody else would let go of it."""
        self._lock = threading.Lock()

    def acquire(
        self,
        path: str = "",
        *,
        within: float | None = None,
        sleep: Callable[[float], object] | None = None,
    ) -> float:
        """Wait until one more call is within the rates.

        Args:
            path: What is called.
            within: How many seconds to wait at most; ``None`` is without end.
            sleep: What waits, if that is to be interrupted.

        Returns:
            How many seconds were waited.

        Raises:
            ConnectTimeoutError: If it would take longer. This is said at once, and takes nobody's turn.
        """
        with self._lock:
            now = self._clock()
            buckets = self._buckets_of(short(path), now)
            start = max([now, *(bucket.earliest(now) for bucket in buckets)])
            wait = start - now
            if within is not None and wait > within:
                raise ConnectTimeoutError(
                    f"the limiter lets the next call through in {wait:.3g} s, and {within:.3g} s are left"
                )
            for bucket in buckets:
                bucket.take(start, now)
        # Outside the lock: who comes later waits for its own turn, not for this sleep.
        if wait > 0:
            try:
                (sleep or self._sleep)(wait)
            except BaseException:
                # The call will not be made.
                with self._lock:
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
    """A bucket of tokens, one for each call, kept as the time at which it will be full again.

    It fills so slowly that what it holds when full and what it gains in a span are never too many together.
    """

    def __init__(self, rate: Rate, now: float) -> None:
        burst = rate.burst or max(1, rate.calls // 10)
        self._interval = rate.seconds / (rate.calls - burst + 1)
        self._lead = (burst - 1) * self._interval
        self._full_at = now
        # What it was before the turns that are yet to come, and when these are.
        self._before = now
        self._turns: deque[float] = deque()

    def earliest(self, now: float) -> float:
        """Tell when the next call's token is there."""
        return max(now, self._full_at - self._lead)

    def take(self, at: float, now: float) -> None:
        """Take a token out at a time, which may be yet to come."""
        while self._turns and self._turns[0] <= now:
            self._before = self._after(self._before, self._turns.popleft())
        self._turns.append(at)
        self._full_at = self._after(self._full_at, at)

    def give_back(self, at: float) -> None:
        """Put the token of a turn back. Those behind it keep theirs: earlier, they might be too many."""
        if at in self._turns:
            self._turns.remove(at)
        self._full_at = reduce(self._after, self._turns, self._before)

    def _after(self, full_at: float, at: float) -> float:
        return max(full_at, at) + self._interval


def _allows_more(own: Sequence[Rate], common: Sequence[Rate]) -> bool:
    calls = {rate.seconds: rate.calls for rate in common}
    return any(rate.calls > calls.get(rate.seconds, rate.calls) for rate in own)


def _rates(documented: Sequence[tuple[float, int]]) -> tuple[Rate, ...]:
    return tuple(Rate(calls, seconds) for seconds, calls in documented)


_PACKAGE = (__package__ or "").rpartition(".")[0]
SANDBOX = "sandbox"
#: Of each path of the sandbox.
SANDBOX_RATES = _rates([(1, 1), (60, 30), (86_400, 1_000)])

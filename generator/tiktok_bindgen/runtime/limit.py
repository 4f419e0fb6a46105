"""Limit the rate of calls, so that the server does not throttle them."""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from math import inf
from typing import Any, NamedTuple

from attrs import frozen

from .codec import one_line
from .errors import ConnectTimeoutError
from .given import as_given, must_have_names
from .paths import short
from .process import ProcessLock
from .structure import PACKAGE


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
    """Delays calls until they are within all rates. Thread safe.

    Calls to which the same rates apply pass in the order of their arrival. A call that waits for the rates
    of its own path delays no call of another path.
    A call takes its turn when it has its access token, just before it is sent.

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
        # One lane for each path with rates of its own, and one for all others.
        self._lanes: dict[str, _Lane] = {}
        self._shared: list[_Bucket] = []
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
        documented: Any = import_module("._limits", PACKAGE)
        levels = [*dict.fromkeys([*documented.GENERAL, *(of for _, of in documented.SPECIAL), SANDBOX])]
        if level not in levels:
            raise ValueError(f"unknown level {level!r}; expected one of {', '.join(levels)}")
        own = {path: _rates(rates) for (path, of), rates in documented.SPECIAL.items() if of == level}
        return cls(*_rates(documented.GENERAL.get(level, ())), paths=own)

    def acquire(
        self, path: str = "", *, within: float | None = None, sleep: Callable[[float], object] | None = None
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
        turn = self.reserve(path, within=within)
        # Outside the lock: later calls wait for their own turn, not for this sleep.
        if turn.wait > 0:
            try:
                (sleep or self._sleep)(turn.wait)
            except BaseException:
                # The call will not be made.
                self.give_back(turn)
                raise
        return turn.wait

    def reserve(self, path: str = "", *, within: float | None = None) -> Turn:
        """Take a turn, without waiting for it: the caller waits, or gives it back.

        Args:
            path: The path of the call.
            within: The maximum number of seconds to wait; ``None`` for no limit.

        Raises:
            ConnectTimeoutError: If the wait would take longer; no turn is taken then.
        """
        with self._lock.now:
            now = self._clock()
            lane = self._lane(short(path), now)
            start = lane.earliest(now)
            wait = start - now
            if within is not None and wait > within:
                raise ConnectTimeoutError(
                    f"the limiter allows the next call in {wait:.3g} s, but only {within:.3g} s are left"
                )
            lane.take(start)
        return Turn(wait, start, lane)

    def give_back(self, turn: Turn) -> None:
        """Return a turn before its time has come."""
        with self._lock.now:
            turn.lane.give_back(turn.start)

    def _lane(self, path: str, now: float) -> _Lane:
        own = self._paths.get(path, ())
        key = path if own or self._per_path else ""
        found = self._lanes.get(key)
        if found is None:
            if not self._shared or self._per_path:
                self._shared = [_Bucket(rate, now) for rate in self._rates]
            common = {rate.seconds: rate.calls for rate in self._rates}
            allows_more = any(rate.calls > common.get(rate.seconds, rate.calls) for rate in own)
            shared = [] if allows_more else self._shared
            found = self._lanes[key] = _Lane([*shared, *(_Bucket(rate, now) for rate in own)])
        return found


class Turn(NamedTuple):
    """When a call may be made."""

    wait: float  # in how many seconds, from when the turn was taken
    start: float  # the same as a time of the limiter's clock
    lane: _Lane  # the calls among which it is


class _Lane:
    """The calls to which the same rates apply, in the order of their arrival."""

    def __init__(self, buckets: Sequence[_Bucket]) -> None:
        self._buckets = buckets
        self._turns: list[float] = []

    def earliest(self, now: float) -> float:
        """Return the earliest time of one more turn, behind those that were taken before."""
        del self._turns[: bisect_right(self._turns, now)]
        for bucket in self._buckets:
            bucket.forget(now)
        start = self._turns[-1] if self._turns else now
        while (later := max([start, *(bucket.earliest(start) for bucket in self._buckets)])) > start:
            start = later
        return start

    def take(self, start: float) -> None:
        """Take a turn at that time."""
        self._turns.append(start)
        for bucket in self._buckets:
            bucket.take(start)

    def give_back(self, start: float) -> None:
        """Return a turn. All others keep their times: earlier ones might break the rates."""
        # It may be over.
        with suppress(ValueError):
            self._turns.remove(start)
        for bucket in self._buckets:
            bucket.give_back(start)


class _Bucket:
    """A token bucket, with one token per call, stored as the time at which it will be full again.

    It refills so slowly that a full bucket and the refill of one span together stay within the rate. Tokens
    are taken at times to come, and in the gaps between those times as long as enough are left for all.
    """

    def __init__(self, rate: Rate, now: float) -> None:
        burst = rate.burst or max(1, rate.calls // 10)
        self._interval = rate.seconds / (rate.calls - burst + 1)
        self._lead = (burst - 1) * self._interval
        # The times to come at which tokens are taken, in order; and when it is full again, as seen before
        # each of them and after the last. Both are replaced in a single step: between two, a signal handler
        # may raise an exception.
        self._taken: tuple[list[float], list[float]] = [], [now]

    def forget(self, now: float) -> None:
        """Drop the times that are over."""
        times, full_at = self._taken
        over = bisect_right(times, now)
        if over:
            self._taken = times[over:], full_at[over:]

    def earliest(self, start: float) -> float:
        """Return the earliest time from ``start`` at which a token is left, now and for all later times."""
        times, full_at = self._taken
        place = bisect_right(times, start)
        # When it may be full again at the latest, before each later time.
        latest = [inf]
        for time_to_come in reversed(times[place:]):
            latest.append(min(time_to_come + self._lead, latest[-1] - self._interval))
        later = zip(times[place:], full_at[place:], reversed(latest), strict=False)
        for time_to_come, full, until in later:
            found = max(start, full - self._lead)
            if found <= time_to_come and max(full, found) + self._interval <= until + _ROUNDING:
                return found
        return max(start, full_at[-1] - self._lead)

    def take(self, at: float) -> None:
        """Take a token at a time that may be in the future."""
        times, full_at = self._taken
        place = bisect_right(times, at)
        self._refill([*times[:place], at, *times[place:]], full_at[: place + 1])

    def give_back(self, at: float) -> None:
        """Return the token of a time to come."""
        times, full_at = self._taken
        place = bisect_left(times, at)
        if at in times[place : place + 1]:
            self._refill([*times[:place], *times[place + 1 :]], full_at[: place + 1])

    def _refill(self, times: list[float], full_at: list[float]) -> None:
        """Set the times at which tokens are taken; when it is full again is known only up to some of them."""
        for time_to_come in times[len(full_at) - 1 :]:
            full_at.append(max(full_at[-1], time_to_come) + self._interval)
        self._taken = times, full_at


# More seconds than sums of times are off by.
_ROUNDING = 1e-6


def _is_rate(value: Any) -> bool:
    if not isinstance(value, Rate):
        return False
    parts: tuple[Any, ...] = (value.calls, value.seconds, value.burst)
    if not all(isinstance(part, int | float) for part in parts):
        return False
    return value.calls >= 1 and value.seconds > 0 and 0 <= value.burst <= value.calls


def _rates(documented: Sequence[tuple[float, int]]) -> tuple[Rate, ...]:
    return tuple(Rate(calls, seconds) for seconds, calls in documented)


SANDBOX = "sandbox"
#: The rates of each path in the sandbox.
SANDBOX_RATES = _rates([(1, 1), (60, 30), (86_400, 1_000)])

"""How long a call may take: its timeout, and the deadline that results from it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Self, cast

from .given import as_given

#: Why a request that may have been carried out is not sent again.
TOO_LATE = "the server would no longer recognise the request if it were sent again now"


class _Parts(NamedTuple):
    connect: float | None = 10.0
    read: float | None = 60.0
    total: float | None = 300.0


_Parts.__new__.__qualname__ = "Timeout"  # for Python's own errors about its arguments


class Timeout(_Parts):
    """How long to wait, in seconds; ``None`` for no limit.

    Attributes:
        connect: For making a connection: host name look-up, TCP, a proxy's tunnel and TLS together.
        read: For each wait on the server: until it sends the next piece of a reply, or accepts the next piece
            of a request.
        total: For the whole call, from its start to the last byte of its reply: reading files, waiting for
            the limiter and for a connection, sending, reading, all tries and the waits between them. A large
            file on a slow connection needs more than the default. A function of the caller's own, such as
            one that returns the token, is not interrupted, but nothing is sent when it returns too late.

    Raises:
        TypeError: If a value is not a number.
        ValueError: If a value is not above 0, or too large for a socket.
    """

    __slots__ = ()

    if not TYPE_CHECKING:

        def __new__(cls, *args: Any, **parts: Any) -> Self:
            """Create it, and check its parts."""
            return super().__new__(cls, *map(_seconds, _Parts(*args, **parts)))

        @classmethod
        def _make(cls, parts: Any) -> Self:
            # Called by `_replace`; the standard one would skip the check.
            return cls(*parts)

    def within(self, left: float | None) -> Timeout:
        """Return a timeout whose parts are at most ``left`` seconds; ``None`` changes nothing."""
        if left is None or (self.total is not None and self.total - left < _MOMENT):
            return self
        # Not 0, which is no valid timeout: a try at the last moment is made, and fails at once.
        left = max(left, 0.001)
        return Timeout(*(left if seconds is None else min(seconds, left) for seconds in self))


class Deadline:
    """The time by which something must be finished. Each wait asks it how long it may last."""

    __slots__ = ("_at", "seconds")

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self._at = None if seconds is None else time.monotonic() + seconds

    def left(self, most: float | None = None) -> float | None:
        """Return the seconds that are left, from 0 and up to ``most``; ``None`` if there is no limit."""
        if self._at is None:
            return most
        left = self._at - time.monotonic()
        if left <= 0:
            return 0.0
        return left if most is None or left < most else most

    def passed(self) -> TimeoutError:
        """Return the error for what was not finished by then."""
        return TimeoutError(f"it took longer than {self.seconds:g} s")

    def sooner(self, seconds: float | None) -> Deadline:
        """Return the earlier of this deadline and one that is ``seconds`` away from now."""
        return Deadline(self.left(seconds))

    @property
    def is_over(self) -> bool:
        """Whether no time is left."""
        return self.left() == 0


UNLIMITED = Deadline(None)
# The seconds of a call before it is sent that do not count.
_MOMENT = 0.001


def timeout_of(value: Any, default: Timeout) -> Timeout:
    """Convert a caller's value, also an ``urllib3.Timeout``, to a `Timeout`, filled up by a default."""
    if value is None:
        return default
    if isinstance(value, Timeout):
        return value
    if isinstance(value, tuple):
        given = cast("Sequence[Any]", value)
        if len(given) != 2:
            raise ValueError(f"timeout as a tuple must be (connect, read), not {as_given(given)}")
        connect, read = given
        return Timeout(connect, read, default.total)
    if isinstance(value, int | float):
        return Timeout(value, value, value)
    # A urllib3.Timeout; parts that it does not set come from the default.
    parts = {name: _seconds_of(value, name) for name in ("connect_timeout", "read_timeout", "total")}
    total = parts["total"]
    connect = parts["connect_timeout"] or total or default.connect
    read = parts["read_timeout"] or total or default.read
    return Timeout(connect, read, total or default.total)


def _seconds(value: Any) -> float | None:
    if value is None:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and 0 < value <= _LONGEST:
        return float(value)
    allowed = f"a number of seconds above 0 and up to {_LONGEST} (for no limit, None in a Timeout)"
    raise (ValueError if is_number else TypeError)(f"timeout must be {allowed}, not {as_given(value)}")


# A socket refuses more: it counts milliseconds in 32 bits.
_LONGEST = 2_000_000


def _seconds_of(timeout: Any, name: str) -> float | None:
    try:
        value = getattr(timeout, name)
    except AttributeError:
        raise TypeError(
            f"timeout must be a number of seconds, a tuple (connect, read), a Timeout or None, "
            f"not {as_given(timeout)}"
        ) from None
    except Exception:  # noqa: BLE001 - urllib3 cannot tell what is left of a total that was not started
        return None
    return float(value) if isinstance(value, int | float) and value > 0 else None

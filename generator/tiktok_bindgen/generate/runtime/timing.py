"""How long a call may take: what is asked for, and what is left of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Self, cast

from .errors import one_line


class _Parts(NamedTuple):
    connect: float | None = 10.0
    read: float | None = 60.0
    total: float | None = 300.0


class Timeout(_Parts):
    """How long to wait, in seconds; ``None`` is for ever.

    Attributes:
        connect: For a connection: the look-up of the host's name, TCP, a proxy's tunnel and TLS together.
        read: For the server to go on: to send the next piece of a reply, or to take the next of a request.
        total: For the whole call, from its beginning to the last byte of its reply: waiting for the limiter
            and for a connection, sending, reading, all tries and the waits between them. A large file on a
            slow line needs more than the default.

    Raises:
        TypeError: If one of them is no number.
        ValueError: If one of them is not above 0, or so large that no socket takes it.
    """

    __slots__ = ()

    if not TYPE_CHECKING:

        def __new__(cls, *args: Any, **parts: Any) -> Self:
            """Make one, and check its parts."""
            return super().__new__(cls, *map(_seconds, _Parts(*args, **parts)))

        @classmethod
        def _make(cls, parts: Any) -> Self:
            # By which `_replace` makes another one.
            return cls(*parts)

    def within(self, left: float | None) -> Timeout:
        """Give one that lasts no longer than so many seconds."""
        if left is None:
            return self
        # A try that begins at the last moment is given up at once, but is a try.
        left = max(left, 0.001)
        return Timeout(*(left if seconds is None else min(seconds, left) for seconds in self))


class Deadline:
    """The moment by which something is to be over. Whatever waits asks it how long it may.

    Args:
        seconds: How many seconds it is away; ``None`` if there is no end.
    """

    __slots__ = ("_at", "seconds")

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self._at = None if seconds is None else time.monotonic() + seconds

    def left(self, most: float | None = None) -> float | None:
        """Tell how many seconds are left, from 0.

        Args:
            most: The seconds to give if more are left than that.

        Returns:
            The seconds; ``None`` if there is no end.
        """
        if self._at is None:
            return most
        left = self._at - time.monotonic()
        if left <= 0:
            return 0.0
        return left if most is None or left < most else most

    def sooner(self, seconds: float | None) -> Deadline:
        """Give one that is so many seconds away, or this far if that is sooner."""
        return Deadline(self.left(seconds))

    @property
    def is_over(self) -> bool:
        """Whether nothing is left."""
        return self.left() == 0


def timeout_of(value: Any, default: Timeout) -> Timeout:
    """Make a timeout of what callers give for one.

    Args:
        value: Seconds for each of its parts, ``(connect, read)``, a `Timeout`, an ``urllib3.Timeout``, or
            ``None`` for the default.
        default: Where the parts come from that the value does not say.

    Raises:
        TypeError: If it is something else.
        ValueError: If it has a number that cannot be one of seconds.
    """
    if value is None:
        return default
    if isinstance(value, Timeout):
        return value
    if isinstance(value, tuple):
        connect, read = _two(cast("Sequence[Any]", value))
        return Timeout(connect, read, default.total)
    if isinstance(value, int | float):
        return Timeout(value, value, value)
    # An urllib3.Timeout; what it does not say stays as it is.
    parts = {name: _seconds_of(value, name) for name in ("connect_timeout", "read_timeout", "total")}
    total = parts["total"]
    connect = parts["connect_timeout"] or total or default.connect
    read = parts["read_timeout"] or total or default.read
    return Timeout(connect, read, total or default.total)


def _two(given: Sequence[Any]) -> Sequence[Any]:
    if len(given) != 2:
        raise ValueError(f"timeout as a tuple must be (connect, read), not {one_line(repr(given), 80)}")
    return given


def _seconds(value: Any) -> float | None:
    if value is None:
        return None
    allowed = f"timeout must be a number of seconds above 0 and up to {_LONGEST}, or None for no end"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{allowed}; {one_line(repr(value), 80)} is none")
    if not 0 < value <= _LONGEST:
        raise ValueError(f"{allowed}; {one_line(repr(value), 80)} is not")
    return float(value)


# More, and a socket refuses it: it counts milliseconds in 32 bits.
_LONGEST = 2_000_000


def _seconds_of(timeout: Any, name: str) -> float | None:
    try:
        value = getattr(timeout, name)
    except AttributeError:
        raise TypeError(
            f"timeout must be a number of seconds, a tuple (connect, read), a Timeout or None, "
            f"not {one_line(repr(timeout), 80)}"
        ) from None
    except Exception:  # noqa: BLE001 - urllib3 cannot tell what is left of a total that was not started
        return None
    return float(value) if isinstance(value, int | float) and value > 0 else None

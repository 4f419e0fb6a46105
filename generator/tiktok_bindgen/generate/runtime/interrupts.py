"""Ending the waits of a call that nobody waits for any more, from another thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager


class Interrupted(BaseException):
    """A call was ended from outside: nothing is to be tried again, and nobody waits to be told."""


class Interrupt:
    """What ends the waits of one call, each of which says how it is woken.

    Attributes:
        is_set: Whether the call is to end.
    """

    def __init__(self) -> None:
        self.is_set = False
        self._lock = threading.Lock()
        self._wake: Callable[[], object] | None = None

    def set(self) -> None:
        """End the wait that there is, and each that would follow."""
        with self._lock:
            self.is_set = True
            if self._wake is not None:
                self._wake()

    def wakes_by(self, wake: Callable[[], object] | None) -> Callable[[], object] | None:
        """Say what ends the wait that begins; ``None`` if none does. Gives what was said before."""
        with self._lock:
            before, self._wake = self._wake, wake
        return before

    def check(self) -> None:
        """Look whether the call is to end.

        Raises:
            Interrupted: If it is.
        """
        if self.is_set:
            raise Interrupted


class _Current(threading.local):
    interrupt: Interrupt | None = None


_current = _Current()


def current() -> Interrupt | None:
    """What ends the call that is made in this thread, if anything can."""
    return _current.interrupt


@contextmanager
def interruptible(interrupt: Interrupt) -> Generator[None]:
    """Have the waits in this thread ended by it, as long as this lasts."""
    before, _current.interrupt = _current.interrupt, interrupt
    try:
        yield
    finally:
        _current.interrupt = before


@contextmanager
def woken(wake: Callable[[], object]) -> Generator[None]:
    """Have a wait in this thread ended so, if its call is to end.

    Raises:
        Interrupted: If it is.
    """
    interrupt = _current.interrupt
    if interrupt is None:
        yield
        return
    before = interrupt.wakes_by(wake)
    try:
        interrupt.check()
        yield
    finally:
        interrupt.wakes_by(before)
        interrupt.check()


def pause(seconds: float) -> None:
    """Wait, as `time.sleep` does, but not beyond the end of the call that is made in this thread."""
    if _current.interrupt is None:
        time.sleep(seconds)
        return
    event = threading.Event()
    with woken(event.set):
        event.wait(seconds)

"""Interrupt the waits of a call from another thread, when its result is no longer wanted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager


class Interrupted(BaseException):
    """A call was interrupted. A `BaseException`, so that it is neither retried nor handled as an error."""


class Interrupt:
    """Ends the waits of one call, each of which registers a function that wakes it.

    Attributes:
        is_set: Whether the call was interrupted.
    """

    def __init__(self) -> None:
        self.is_set = False
        self._lock = threading.Lock()
        self._wake: Callable[[], object] | None = None

    def set(self) -> None:
        """Interrupt the call: end its current wait, and any later one."""
        with self._lock:
            self.is_set = True
            if self._wake is not None:
                self._wake()

    def wakes_by(self, wake: Callable[[], object] | None) -> Callable[[], object] | None:
        """Register the function that ends the current wait, or ``None``; return the one registered before."""
        with self._lock:
            before, self._wake = self._wake, wake
        return before

    def check(self) -> None:
        """Raise `Interrupted` if the call was interrupted."""
        if self.is_set:
            raise Interrupted


class _Current(threading.local):
    interrupt: Interrupt | None = None


_current = _Current()


def current() -> Interrupt | None:
    """Return the interrupt of the call in this thread, if it has one."""
    return _current.interrupt


@contextmanager
def interruptible(interrupt: Interrupt) -> Generator[None]:
    """Within this context, let an interrupt end the waits in this thread."""
    before, _current.interrupt = _current.interrupt, interrupt
    try:
        yield
    finally:
        _current.interrupt = before


@contextmanager
def woken(wake: Callable[[], object]) -> Generator[None]:
    """Within this context, let ``wake`` be called if the call in this thread is interrupted.

    Raises:
        Interrupted: If it was interrupted, before or within the context.
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
    """Wait as `time.sleep` does, but end early if the call in this thread is interrupted."""
    if _current.interrupt is None:
        time.sleep(seconds)
        return
    event = threading.Event()
    with woken(event.set):
        event.wait(seconds)

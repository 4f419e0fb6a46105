"""End the waits of a call: when its time is over, its result is no longer wanted, or its client is closed."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, suppress
from contextvars import copy_context
from functools import partial
from typing import Any, TypeVar

from .call_facts import CallFacts
from .errors import ClientClosedError
from .timing import UNLIMITED, Deadline

R = TypeVar("R")


class Interrupted(BaseException):
    """A call was interrupted; if it had ``begun``, it may have been carried out. No `Exception`: no error."""

    facts: CallFacts | None = None

    def __init__(self, *, begun: bool = False) -> None:
        super().__init__()
        self.begun = begun


class Resting(BaseException):
    """A call has to wait some seconds; raised instead of waiting, so that meanwhile it needs no thread."""

    def __init__(self, seconds: float, go_on: Callable[[], Any], end: Callable[[], Interrupted]) -> None:
        self.seconds = seconds
        self.go_on = go_on
        self.end = end


class Interrupt:
    """Ends the waits of one call, each of which registers a function that wakes it."""

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
    waiting: Waiting | None = None
    rests: bool = False


_current = _Current()


def current() -> Interrupt | None:
    """Return the interrupt of the call in this thread, if it has one."""
    return _current.interrupt


def is_interrupted() -> bool:
    """Report whether the call in this thread was interrupted."""
    interrupt = _current.interrupt
    return interrupt is not None and interrupt.is_set


@contextmanager
def interruptible(interrupt: Interrupt, *, rests: bool = False) -> Generator[None]:
    """Within this context, let an interrupt end the waits in this thread; a call that ``rests`` leaves it."""
    before = _current.interrupt, _current.rests
    _current.interrupt, _current.rests = interrupt, rests
    try:
        yield
    finally:
        _current.interrupt, _current.rests = before


def finished(steps: Generator[float, None, R], sleep: Callable[[float], object]) -> R:
    """Take the steps of a call, which yield waits; return its result, or raise `Resting` where wanted."""
    # A call within this one, such as a hook's, waits: what is around it could not go on later.
    rests, _current.rests = _current.rests, False
    while True:
        try:
            seconds = next(steps)
        except StopIteration as end:
            result: R = end.value
            return result
        if rests:
            raise Resting(seconds, partial(finished, steps, sleep), partial(_ended, steps))
        try:
            sleep(seconds)
        except BaseException as error:
            # What is known of the call is added to it there.
            steps.throw(error)
            raise


def _ended(steps: Generator[float, None, Any]) -> Interrupted:
    interrupted = Interrupted()
    with suppress(Interrupted):
        steps.throw(interrupted)
    return interrupted


@contextmanager
def woken(wake: Callable[[], object]) -> Generator[None]:
    """Within this context, let ``wake`` be called if the call in this thread is interrupted."""
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
    Ending().wait(seconds)


def apart(
    function: Callable[[], R],
    until: Deadline,  # until when to wait for its result
    # Returns a context within which a given function is called to end the wait, as `woken` does.
    waking: Callable[[Callable[[], object]], AbstractContextManager[None]] = woken,
) -> R:
    """Call a function that cannot be interrupted in a thread of its own; if it takes long, leave it alone."""
    found: queue.SimpleQueue[list[R] | BaseException] = queue.SimpleQueue()

    def work() -> None:
        try:
            found.put([function()])
        except BaseException as error:  # noqa: BLE001 - raised in the thread that waits
            found.put(error)

    with waking(lambda: found.put(ClientClosedError(_CLOSED))):
        thread = threading.Thread(target=copy_context().run, args=(work,), daemon=True)
        thread.start()
        try:
            outcome = found.get(timeout=until.left())
        except queue.Empty:
            raise until.passed() from None
    if isinstance(outcome, list):
        return outcome[0]
    try:
        raise outcome
    finally:
        # Otherwise the error and this frame would keep each other alive.
        del outcome


class Ending:
    """Something that ends once, such as a client's life, and for which threads wait."""

    def __init__(self) -> None:
        self.is_over = False
        self._wakes: set[Callable[[], object]] = set()

    def end(self) -> None:
        """End it, and all waits for that."""
        self.is_over = True
        for wake in [*self._wakes]:
            wake()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it ends, the time is up, or the call is interrupted; report whether it has ended."""
        bell = queue.SimpleQueue[None]()
        with self.woken(partial(bell.put, None)), suppress(queue.Empty):
            bell.get(timeout=seconds)
        return self.is_over

    @contextmanager
    def woken(self, wake: Callable[[], object]) -> Generator[None]:
        """Within this context, let ``wake`` be called if it ends, or the call is interrupted."""
        try:
            self._wakes.add(wake)
            with woken(wake):
                # It may have ended before this wait was registered.
                if self.is_over:
                    wake()
                yield
        finally:
            self._wakes.discard(wake)


class Waiting:
    """What ends the waits of one call: its deadline, the end of its client's life, and an interrupt."""

    __slots__ = ("_life", "deadline")

    def __init__(self, deadline: Deadline = UNLIMITED, life: Ending | None = None) -> None:
        self.deadline = deadline
        self._life = life or Ending()

    def now(self, function: Callable[[], R]) -> R:
        """Call a function that does not wait, unless the call is at its end."""
        if self._life.is_over:
            raise ClientClosedError(_CLOSED)
        if _current.interrupt is not None:
            _current.interrupt.check()
        if self.deadline.is_over:
            raise self.deadline.passed()
        return function()

    def apart(self, function: Callable[[], R]) -> R:
        """Call a function that may wait, and raise the same errors even while it does; see `apart`."""
        return self.now(lambda: apart(function, self.deadline, self._life.woken))

    def until_over(self, ending: Ending) -> None:
        """Wait until something has ended, and raise the same errors."""
        bell = queue.SimpleQueue[None]()
        wake = partial(bell.put, None)
        with ending.woken(wake), self._life.woken(wake):
            try:
                bell.get(timeout=self.deadline.left())
            except queue.Empty:
                raise self.deadline.passed() from None
        if not ending.is_over:
            raise ClientClosedError(_CLOSED)


def waiting() -> Waiting:
    """Return what ends the waits of the call in this thread."""
    return _current.waiting or Waiting()


@contextmanager
def ended_by(waiting: Waiting) -> Generator[None]:
    """Within this context, let `waiting` return that."""
    before, _current.waiting = _current.waiting, waiting
    try:
        yield
    finally:
        _current.waiting = before


_CLOSED = "the client was closed"

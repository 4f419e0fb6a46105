"""The client for asyncio: its calls are made in a limited number of threads.

The API allows tens of calls per second, for which threads are fast enough; so calls have only one
implementation, and not a second one to keep in step with it.
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
import types
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from typing import Any, ParamSpec, TypeVar

from .deprecation import CALLER, Place, caller
from .errors import ClientClosedError
from .given import count
from .interrupts import Interrupt, Interrupted, interruptible
from .process import renew_after_fork

P = ParamSpec("P")
R = TypeVar("R")

# The packages whose code runs tasks.
_LOOPS = frozenset({"asyncio", "uvloop"})
#: The default number of concurrent calls: that of connections; at a second per call, enough for most limits.
CONCURRENCY = 32


class Workers:
    """Threads in which calls are made for asyncio tasks. They can be used from several event loops.

    Args:
        most: The maximum number of threads; further calls wait for a free one, in the order of their arrival.

    Raises:
        TypeError: If that is no whole number.
        ValueError: If there would be none.
    """

    def __init__(self, most: int) -> None:
        self._most = count("concurrency", most)
        self._closed = False
        self.after_fork()
        renew_after_fork(self)

    def after_fork(self) -> None:
        """Start without threads: a forked process does not have those of its parent."""
        self._threads: ThreadPoolExecutor | None = None
        self._under_way: set[Interrupt] = set()

    async def run(self, function: Callable[P, R], /, *args: P.args, **arguments: P.kwargs) -> R:
        """Call a function in a thread, with the caller's context variables; cancelling ends its waits.

        Raises:
            ClientClosedError: If the client was closed, before or meanwhile.
        """
        if self._closed:
            raise ClientClosedError("the client is closed")
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self._most, thread_name_prefix="tiktok_business")
        loop, interrupt = asyncio.get_running_loop(), Interrupt()
        outcome: asyncio.Future[R] = loop.create_future()
        call = functools.partial(contextvars.copy_context().run, function, *args, **arguments)

        def settle(done: Future[R]) -> None:
            # Fails if the loop has ended, and then nobody waits for the result.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(_settle, outcome, done)

        self._under_way.add(interrupt)
        try:
            running = self._threads.submit(_interruptible, interrupt, call)
            running.add_done_callback(settle)
            try:
                return await outcome
            finally:
                if not running.cancel():
                    # The interrupt makes its thread free at once.
                    interrupt.set()
        finally:
            self._under_way.discard(interrupt)

    async def end(self) -> None:
        """End all calls, and wait until their threads have ended. Calling this twice does nothing."""
        self._closed = True
        threads, self._threads = self._threads, None
        if threads is None:
            return
        threads.shutdown(wait=False, cancel_futures=True)
        for interrupt in [*self._under_way]:
            interrupt.set()
        await asyncio.get_running_loop().run_in_executor(None, threads.shutdown)


def _interruptible(interrupt: Interrupt, call: Callable[[], R]) -> R:
    with interruptible(interrupt):
        return call()


def _settle(outcome: asyncio.Future[Any], done: Future[Any]) -> None:
    """Pass the result or the error of a call to the future that is awaited."""
    if outcome.done():
        return
    error = None if done.cancelled() else done.exception()
    if done.cancelled() or isinstance(error, Interrupted):
        outcome.set_exception(ClientClosedError("the client was closed"))
    elif error is not None:
        outcome.set_exception(error)
    else:
        outcome.set_result(done.result())


class AsyncResource:
    """A proxy of a client, or of a part of it, whose methods are awaited.

    Args:
        of: The client or the part.
        workers: The threads in which its methods are called.
    """

    def __init__(self, of: Any, workers: Workers) -> None:
        self._of = of
        self._workers = workers

    def __getattr__(self, name: str) -> Any:
        found: Any = None if name.startswith("_") else getattr(self._of, name, None)
        if isinstance(found, types.MethodType):
            return awaited(found, self._workers)
        if found is None:
            # A copy that is being made has no `_of` yet.
            of = type(self).__name__ if name.startswith("_") else f"Async{type(self._of).__name__}"
            message = f"{of!r} object has no attribute {name!r}"
            raise AttributeError(message, name=name, obj=self)
        kind = _called_too(found, self._workers) if callable(found) else AsyncResource
        return kind(found, self._workers)

    def __dir__(self) -> list[str]:
        return [name for name in dir(self._of) if not name.startswith("_")]

    def __repr__(self) -> str:
        return f"<Async {self._of!r}>"


def _called_too(of: Any, workers: Workers) -> type[AsyncResource]:
    """Return the class of the proxy of an operation below whose path there are others."""
    method = awaited(of.__call__, workers)

    class Called(AsyncResource):
        @functools.wraps(type(of).__call__)
        def __call__(self, *args: Any, **arguments: Any) -> Any:
            return method(*args, **arguments)

    return Called


def awaited(method: Callable[..., Any], workers: Workers) -> Callable[..., Any]:
    """Return a coroutine function for a method, with the same name, arguments and documentation.

    For a method that returns an iterator, return a function for ``async for``.
    """
    gives: object = method.__annotations__.get("return")
    if isinstance(gives, str) and gives.startswith("Iterator["):

        @functools.wraps(method)
        async def each(*args: Any, **arguments: Any) -> AsyncIterator[Any]:
            found = method(*args, **_told_here(arguments))
            while some := await workers.run(_some, found):
                for one in some:
                    yield one

        return each

    found_at = caller()

    @functools.wraps(method)
    async def call(*args: Any, **arguments: Any) -> Any:
        # A warning is to point there. Where a task is run does not show where it was made.
        place = caller()
        if str(place[2].get("__name__")).partition(".")[0] in _LOOPS:
            place = found_at
        return await workers.run(_called_at, place, method, *args, **_told_here(arguments))

    return call


def _called_at(place: Place, function: Callable[..., R], /, *args: Any, **arguments: Any) -> R:
    """Call a function in a thread, whose context variables are its own."""
    CALLER.set(place)
    return function(*args, **arguments)


def _told_here(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments with a ``progress`` that is called in the event loop's thread."""
    progress = arguments.get("progress")
    if not callable(progress):
        return arguments
    return {
        **arguments,
        "progress": functools.partial(asyncio.get_running_loop().call_soon_threadsafe, progress),
    }


def _some(found: Iterator[Any]) -> list[Any]:
    """Return the next items together: switching to a thread for each would take longer than all else."""
    return list(islice(found, _TOGETHER))


# The maximum number of rows on a page of a report.
_TOGETHER = 1000

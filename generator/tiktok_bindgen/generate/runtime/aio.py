"""The client for asyncio: its calls are made in threads, of which there are no more than so many.

What the API lets through is tens of calls in a second, which threads send with time to spare; so there is one
way that a call goes, and not a second one to keep like it.
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

from .errors import ClientClosedError
from .interrupts import Interrupt, Interrupted, interruptible
from .process import renew_after_fork

P = ParamSpec("P")
R = TypeVar("R")

#: As many calls at once as there are connections, and as take a second each at what most applications may.
CONCURRENCY = 32


class Workers:
    """Threads in which calls are made for tasks of asyncio. They can be used from several event loops.

    Args:
        most: How many there are at most; who comes later waits for one, in the order of coming.

    Raises:
        ValueError: If there would be none.
    """

    def __init__(self, most: int) -> None:
        if most < 1:
            raise ValueError(f"concurrency must be at least 1, not {most}")
        self._most = most
        self._closed = False
        self.after_fork()
        renew_after_fork(self)

    def after_fork(self) -> None:
        """Begin without threads: those of the process that this one was forked off are not in it."""
        self._threads: ThreadPoolExecutor | None = None
        self._under_way: set[Interrupt] = set()

    async def run(self, function: Callable[P, R], /, *args: P.args, **arguments: P.kwargs) -> R:
        """Call a function in a thread. If nobody waits for it any more, its waits end at once.

        It sees the context variables of who calls it.

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
            # If the loop has ended, so has who waited.
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
                    # Its thread is free when it comes to the end of this, which is at once.
                    interrupt.set()
        finally:
            self._under_way.discard(interrupt)

    async def end(self) -> None:
        """End all calls, and wait until their threads have ended. Ending twice does nothing."""
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
    """Hand what came of a call to who waits for it."""
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
    """A part of a client, or all of it, whose methods are awaited.

    Args:
        of: The part of the client beneath.
        workers: The threads in which that is called.
    """

    def __init__(self, of: Any, workers: Workers) -> None:
        self._of = of
        self._workers = workers

    def __getattr__(self, name: str) -> Any:
        found: Any = None if name.startswith("_") else getattr(self._of, name, None)
        if isinstance(found, types.MethodType):
            return awaited(found, self._workers)
        if found is None:
            message = f"{type(self).__name__!r} object has no attribute {name!r}"
            raise AttributeError(message, name=name, obj=self)
        return AsyncResource(found, self._workers)

    def __dir__(self) -> list[str]:
        return [name for name in dir(self._of) if not name.startswith("_")]

    def __repr__(self) -> str:
        return f"<Async {self._of!r}>"


def awaited(method: Callable[..., Any], workers: Workers) -> Callable[..., Any]:
    """Make a method that is awaited of one that is called: of the same name, arguments and documentation.

    One that gives one thing after the other becomes one for ``async for``.
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

    @functools.wraps(method)
    async def call(*args: Any, **arguments: Any) -> Any:
        return await workers.run(method, *args, **_told_here(arguments))

    return call


def _told_here(arguments: dict[str, Any]) -> dict[str, Any]:
    """Have ``progress`` called where the event loop runs, and not in a thread."""
    progress = arguments.get("progress")
    if not callable(progress):
        return arguments
    return {
        **arguments,
        "progress": functools.partial(asyncio.get_running_loop().call_soon_threadsafe, progress),
    }


def _some(found: Iterator[Any]) -> list[Any]:
    """Some more of what is given one by one: going to a thread for each would take longer than all else."""
    return list(islice(found, _TOGETHER))


# As many rows as a page of a report has at most.
_TOGETHER = 1000

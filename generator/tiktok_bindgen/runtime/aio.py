"""The client for asyncio: its calls are made in a limited number of threads.

For the tens of calls per second that the API allows these are fast enough, so calls are implemented once.
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
import types
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from typing import Any, ParamSpec, TypeVar

from .deprecation import CALLER, Place, caller
from .errors import ClientClosedError
from .given import count
from .interrupts import Interrupt, Interrupted, Resting, interruptible, woken
from .outside import Entered, entrance
from .process import renew_after_fork

P = ParamSpec("P")
R = TypeVar("R")

# The packages whose code runs tasks.
_LOOPS = frozenset({"asyncio", "uvloop"})
#: The default number of concurrent calls: that of connections; at a second per call, enough for most limits.
CONCURRENCY = 32


class Workers:
    """Threads, at most so many, in which calls of asyncio tasks are made, in the order of their arrival."""

    def __init__(self, most: int) -> None:
        self._most = count("concurrency", most)
        self._closed = False
        self.after_fork()
        renew_after_fork(self)

    def after_fork(self) -> None:
        """Start without threads: a forked process does not have those of its parent."""
        self._threads: ThreadPoolExecutor | None = None
        self._under_way: set[_Call] = set()
        # What waits for a free thread: first the calls that have begun, whose time is running.
        self._begun: deque[Callable[[], object]] = deque()
        self._new: deque[Callable[[], object]] = deque()

    async def run(self, function: Callable[[], R], *, rests: bool = False) -> R:
        """Call a function in a thread, with the caller's context variables; cancelling ends its waits.

        One that ``rests`` makes a single call and returns its result, with nothing after it: while that call
        waits for its turn or its next try, it holds no thread.
        """
        if self._closed:
            raise ClientClosedError("the client is closed")
        call = _Call(self, rests=rests)
        self._under_way.add(call)
        try:
            self.take(call, function)
            result: R = await call.outcome
        except BaseException:
            # If a thread makes it, that is free at once.
            call.interrupt.set()
            raise
        finally:
            self._under_way.discard(call)
        return result

    def take(self, call: _Call, part: Callable[[], Any], *, begun: bool = False) -> None:
        """Let a part of a call, its first if it has not begun, be made by the next thread that is free."""
        if self._closed:
            call.end()
            return
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self._most, thread_name_prefix="tiktok_business")
        (self._begun if begun else self._new).append(functools.partial(call.make, part))
        self._threads.submit(self._make_next)

    def _make_next(self) -> None:
        try:
            make = self._begun.popleft()
        except IndexError:
            make = self._new.popleft()
        make()

    async def end(self) -> None:
        """End all calls, and wait until their threads have ended. Calling this twice does nothing."""
        self._closed = True
        threads, self._threads = self._threads, None
        if threads is None:
            return
        threads.shutdown(wait=False, cancel_futures=True)
        for call in [*self._under_way]:
            call.end()
        await asyncio.get_running_loop().run_in_executor(None, threads.shutdown)


class _Call:
    """A call on its way between its event loop and the threads; if it ``rests``, it leaves them to wait."""

    def __init__(self, workers: Workers, *, rests: bool) -> None:
        self._workers = workers
        self._rests = rests
        self._context = contextvars.copy_context()
        self._loop = asyncio.get_running_loop()
        self.outcome: asyncio.Future[Any] = self._loop.create_future()
        self.interrupt = Interrupt()
        # Whether a thread makes a part of it, and otherwise what it waits for, if it has begun.
        self._made = False
        self._resting: Resting | None = None

    def make(self, part: Callable[[], Any]) -> None:
        self._made = True
        try:
            with interruptible(self.interrupt, rests=self._rests):
                self.interrupt.check()
                result = self._context.run(part)
        except Resting as rest:
            self._tell(self._rest, rest)
        except BaseException as error:  # noqa: BLE001 - raised where the call is awaited
            # This frame still runs when the variables of others are cleared.
            del part
            self._tell(self._settle, None, error)
        else:
            self._tell(self._settle, result, None)

    def end(self) -> None:
        """End it, since the client is closed."""
        self.interrupt.set()
        self._tell(self._end)

    def _end(self) -> None:
        # A thread that makes it ends soon, and knows more of it.
        if not (self._made or self.outcome.done()):
            self._settle(None, Interrupted() if self._resting is None else self._resting.end())

    def _tell(self, function: Callable[..., object], *args: object) -> None:
        # Fails if the loop has ended, and then nobody waits for the result.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(function, *args)

    def _settle(self, result: Any, error: BaseException | None) -> None:
        if self.outcome.done():
            return
        if isinstance(error, Interrupted):
            closed = ClientClosedError("the client was closed")
            self.outcome.set_exception(closed if error.facts is None else error.facts.told(closed))
        elif isinstance(error, StopIteration):
            # A future refuses it, as a coroutine does.
            message = f"a function that the call was given raised {error!r}"
            self.outcome.set_exception(RuntimeError(message))
        elif error is not None:
            self.outcome.set_exception(error)
        else:
            self.outcome.set_result(result)

    def _rest(self, rest: Resting) -> None:
        """Go on with it after a while, unless it ends before."""
        self._made, self._resting = False, rest
        go_on = functools.partial(self._workers.take, self, rest.go_on, begun=True)
        timer = self._loop.call_later(rest.seconds, go_on)

        def end(_: object) -> None:
            timer.cancel()
            # A thread may have gone on with it.
            with suppress(ValueError):
                rest.end()

        self.outcome.add_done_callback(end)
        if self.interrupt.is_set:
            # The client was closed meanwhile.
            self._end()


class AsyncResource(Entered):
    """A proxy of a client, or of a part of it, whose methods are called in threads and awaited."""

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
    """Return a coroutine function for a method, or one for ``async for`` if it returns an iterator."""
    gives: object = method.__annotations__.get("return")
    if isinstance(gives, str) and gives.startswith("Iterator["):

        @entrance
        @functools.wraps(method)
        async def each(*args: Any, **arguments: Any) -> AsyncIterator[Any]:
            found = method(*args, **_told_here(arguments))
            # Together, since switching to a thread for each would take longer than all else.
            while several := await workers.run(lambda: [*islice(found, _TOGETHER)]):
                for item in several:
                    yield item

        return each

    found_at = caller()

    @entrance
    @functools.wraps(method)
    async def call(*args: Any, **arguments: Any) -> Any:
        # A warning is to point there. Where a task is run does not show where it was made.
        place = caller()
        if str(place[2].get("__name__")).partition(".")[0] in _LOOPS:
            place = found_at
        made = functools.partial(_called_at, place, method, *args, **_told_here(arguments))
        return await workers.run(made, rests=True)

    return call


def _called_at(place: Place, function: Callable[..., R], /, *args: Any, **arguments: Any) -> R:
    """Call a function in a thread, whose context variables are its own."""
    CALLER.set(place)
    return function(*args, **arguments)


def _told_here(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments with a ``progress`` that is called in the event loop's thread, and waited for."""
    progress = arguments.get("progress")
    if not callable(progress):
        return arguments
    loop = asyncio.get_running_loop()

    def told(*far: Any) -> None:
        ended: Future[None] = Future()

        def tell() -> None:
            if not ended.set_running_or_notify_cancel():
                return
            try:
                progress(*far)
            except BaseException as error:  # noqa: BLE001 - raised again in the thread of the call
                ended.set_exception(error)
            else:
                ended.set_result(None)

        loop.call_soon_threadsafe(tell)
        with woken(ended.cancel):
            ended.result()

    return {**arguments, "progress": told}


# The maximum number of rows on a page of a report.
_TOGETHER = 1000

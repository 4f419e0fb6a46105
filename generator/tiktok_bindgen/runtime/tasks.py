"""Long-running tasks of the server: start one, poll it until it is done, and fetch its result."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Generator
from functools import partial
from typing import Any, Generic, TypedDict, TypeVar, Unpack, overload

from .codec import one_line
from .errors import (
    DecodeError,
    HttpError,
    NotReadyError,
    RateLimitError,
    ReplyError,
    ServerError,
    TaskError,
    TaskTimeoutError,
    TikTokError,
    TlsError,
    TransportError,
)
from .given import function, of_kind
from .interrupts import pause
from .model import Envelope, Model
from .paging import part
from .progress import Progress

Task = TypeVar("Task")
Status = TypeVar("Status")
Result = TypeVar("Result")

#: The documented states of a task that succeeded, and of one that failed.
DONE = frozenset({"SUCCESS", "SUCCEED", "SUCCEEDED", "COMPLETED", "FINISHED"})
FAILED = frozenset({"FAILED", "FAILURE", "FAIL", "CANCELED", "CANCELLED", "EXPIRED", "ERROR"})
#: The fields of a reply's data that may hold the state.
STATES = ("status", "task_status")


class _Common(TypedDict, Generic[Task, Status], total=False):
    task: Task | None
    state: Callable[[Status], object] | None
    done: frozenset[str]
    failed: frozenset[str]
    interval: float
    max_interval: float
    timeout: float
    progress: Callable[[Progress], object] | None


class Options(_Common[Task, Status], total=False):
    """How `run_task` polls and waits."""

    sleep: Callable[[float], object]


class AsyncOptions(_Common[Task, Status], total=False):
    """How `arun_task` polls and waits."""

    sleep: Callable[[float], Awaitable[object]]


@overload
def run_task(
    create: Callable[[], Task | None] | None,
    check: Callable[[Task], Status],
    download: None = None,
    **options: Unpack[Options[Task, Status]],
) -> Status: ...


@overload
def run_task(
    create: Callable[[], Task | None] | None,
    check: Callable[[Task], Status],
    download: Callable[[Task], Result],
    **options: Unpack[Options[Task, Status]],
) -> Result: ...


def run_task(
    create: Callable[[], Task | None] | None,
    check: Callable[[Task], Status],
    download: Callable[[Task], Result] | None = None,
    **options: Unpack[Options[Task, Status]],
) -> Result | Status:
    """Create a task, poll its state until it is done, and fetch its result.

    ::

        tasks = Client(advertiser_id="1").report.task
        report = run_task(
            lambda: tasks.create(report_type="BASIC", dimensions=["ad_id"]).data.task_id,
            lambda task_id: tasks.check(task_id=task_id),
            lambda task_id: tasks.download(task_id=task_id),
        )
        report.save("report.csv")

    Args:
        create: Starts the task, and returns its id or another value that identifies it. It is called only
            once: a task is never started twice.
        check: Requests the task's state, given the id. If that fails for a reason that may pass (the network,
            a throttled call, a server that is down), it is called again after the usual wait.
        download: Fetches the result, given the id. Without it, the last reply of ``check`` is the result.
        task: The id from ``create``, or an error's ``task``, to continue a task that was started before:
            ``create`` is not called then, and may be ``None``.
        state: Extracts the state from a reply of ``check``; by default ``data.status`` or
            ``data.task_status``, and an error if the data is documented to have neither.
        options: ``done``, the states of a task that succeeded; ``failed``, those of one that never will;
            ``interval``, the seconds before polling again, 2 by default and half as many more each time;
            ``max_interval``, the maximum of these, 60 by default; ``timeout``, the seconds that the task may
            take, 3600 by default; ``sleep``, a function that waits; ``progress``, called with a `Progress`
            after each poll.

    Raises:
        TaskError: If the task failed, or ``create`` returned ``None``, so that its id is unknown.
        TaskTimeoutError: If it takes too long. The server is still working on it.
        TikTokError: If a call fails for good. Each error after the start of the task has its id as ``task``.
    """
    settings: Any = {"sleep": pause, **options}
    course = _course(create, check, download, **settings)
    try:
        step = next(course)
        while True:
            try:
                outcome = step()
            except TikTokError as error:
                step = course.throw(error)
            except StopIteration as error:
                # It would be taken for the end of the task, and its value for the result.
                raise RuntimeError("a function of the task raised StopIteration") from error
            else:
                if hasattr(outcome, "__await__"):
                    getattr(outcome, "close", bool)()
                    raise TypeError("the functions must be awaited: use arun_task")
                step = course.send(outcome)
    except StopIteration as end:
        result: Result | Status = end.value
        return result


@overload
async def arun_task(
    create: Callable[[], Awaitable[Task | None]] | None,
    check: Callable[[Task], Awaitable[Status]],
    download: None = None,
    **options: Unpack[AsyncOptions[Task, Status]],
) -> Status: ...


@overload
async def arun_task(
    create: Callable[[], Awaitable[Task | None]] | None,
    check: Callable[[Task], Awaitable[Status]],
    download: Callable[[Task], Awaitable[Result]],
    **options: Unpack[AsyncOptions[Task, Status]],
) -> Result: ...


async def arun_task(
    create: Callable[[], Awaitable[Task | None]] | None,
    check: Callable[[Task], Awaitable[Status]],
    download: Callable[[Task], Awaitable[Result]] | None = None,
    **options: Unpack[AsyncOptions[Task, Status]],
) -> Result | Status:
    """Run a task as `run_task` does, with an `AsyncClient`: the functions, ``sleep`` too, are awaited."""
    from asyncio import sleep

    settings: Any = {"sleep": sleep, **options}
    course = _course(create, check, download, **settings)
    try:
        step = next(course)
        while True:
            begun = step()
            if not hasattr(begun, "__await__"):
                raise TypeError("the functions cannot be awaited: use run_task")
            try:
                outcome = await begun
            except TikTokError as error:
                step = course.throw(error)
            else:
                step = course.send(outcome)
    except StopIteration as end:
        result: Result | Status = end.value
        return result


def _course(
    create: Callable[[], Any] | None,
    check: Callable[[Any], Any],
    download: Callable[[Any], Any] | None,
    *,
    task: Any = None,
    state: Callable[[Any], object] | None = None,
    sleep: Callable[[float], Any],
    done: frozenset[str] = DONE,
    failed: frozenset[str] = FAILED,
    interval: float = 2.0,
    max_interval: float = 60.0,
    timeout: float = 3600.0,
    progress: Callable[[Progress], object] | None = None,
) -> Generator[Callable[[], Any], Any, Any]:
    """Yield each function to call next, receive its result or error, and return the task's result."""
    of_kind("check", check, "a function", Callable)
    functions = {"create": create, "download": download, "state": state, "progress": progress}
    for name, given in functions.items():
        function(name, given)
    deadline = time.monotonic() + timeout
    if task is None:
        if create is None:
            raise TypeError("task or create is required")
        task = yield create
    if task is None:
        raise TaskError("the task was created, but the reply has no id by which to poll it")
    called = f"the task {one_line(str(task), 80)}" if isinstance(task, str | int) else "the task"
    now, status = "", None
    try:
        while True:
            failure: TikTokError | None = None
            try:
                status = yield partial(check, task)
            except TikTokError as error:
                if not _may_pass(error):
                    raise
                failure = error
            else:
                found = (state or _status)(status)
                now = found if isinstance(found, str) else str(found)
                if progress is not None:
                    progress(Progress(0, 1, 1, str(task), now))
                if now in done:
                    return status if download is None else (yield partial(download, task))
            if now in failed:
                why = part(getattr(status, "data", None), "message")
                told = f": {one_line(why)}" if isinstance(why, str) and why else ""
                message = f"{called} ended as {one_line(now, 80)}{told}"
                raise _about(status, TaskError(message, state=now, reply=status))
            if time.monotonic() + interval > deadline:
                message = f"{called} is still {one_line(now, 80) or 'unknown'} after {timeout:g} s"
                raise _about(status, TaskTimeoutError(message, state=now, reply=status)) from failure
            yield partial(sleep, interval)
            interval = min(max_interval, interval * 1.5)
    except TikTokError as error:
        error.task = task
        raise


_course.__qualname__ = "run_task"  # for Python's own errors about its arguments


def _about(reply: object, error: TaskError) -> TaskError:
    return reply.told(error) if isinstance(reply, Envelope) else error


def _may_pass(error: TikTokError) -> bool:
    """Report whether the cause of a failed poll may have passed by the next one."""
    match error:
        case TlsError() | DecodeError():
            return False
        case HttpError(http_status=status):
            return status >= 500 or status == 429
        case _:
            return isinstance(error, _PASSING)


_PASSING = (TransportError, ReplyError, RateLimitError, ServerError, NotReadyError)


def _status(reply: Any) -> object:
    data = getattr(reply, "data", None)
    now = next((one for one in (part(data, name) for name in STATES) if one is not None), None)
    if now is None and isinstance(data, Model) and not any(hasattr(type(data), name) for name in STATES):
        raise TypeError(f"{type(data).__name__} has no {' or '.join(STATES)}: give a function as state")
    return now

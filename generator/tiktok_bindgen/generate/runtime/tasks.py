"""Work that the server does for a while: begin it, ask until it is done, fetch what came of it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Generator
from functools import partial
from typing import Any, TypedDict, TypeVar, Unpack, overload

from .codec import is_object
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
    one_line,
)
from .interrupts import pause
from .progress import Progress

Task = TypeVar("Task")
Status = TypeVar("Status")
Result = TypeVar("Result")

#: States by which the documentation says that a task came to its end, well or not.
DONE = frozenset({"SUCCESS", "SUCCEED", "SUCCEEDED", "COMPLETED", "FINISHED"})
FAILED = frozenset({"FAILED", "FAILURE", "FAIL", "CANCELED", "CANCELLED", "EXPIRED", "ERROR"})
#: The fields of a reply's data that hold the state.
STATES = ("status", "task_status")


class _Common(TypedDict, total=False):
    done: frozenset[str]
    failed: frozenset[str]
    interval: float
    max_interval: float
    timeout: float
    progress: Callable[[Progress], object] | None


class Options(_Common, total=False):
    """How `run_task` asks and waits."""

    sleep: Callable[[float], object]


class AsyncOptions(_Common, total=False):
    """How `arun_task` does."""

    sleep: Callable[[float], Awaitable[object]]


@overload
def run_task(
    create: Callable[[], Task | None] | None,
    check: Callable[[Task], Status],
    download: None = None,
    *,
    task: Task | None = None,
    state: Callable[[Status], object] | None = None,
    **options: Unpack[Options],
) -> Status: ...


@overload
def run_task(
    create: Callable[[], Task | None] | None,
    check: Callable[[Task], Status],
    download: Callable[[Task], Result],
    *,
    task: Task | None = None,
    state: Callable[[Status], object] | None = None,
    **options: Unpack[Options],
) -> Result: ...


def run_task(
    create: Callable[[], Task | None] | None,
    check: Callable[[Task], Status],
    download: Callable[[Task], Result] | None = None,
    *,
    task: Task | None = None,
    state: Callable[[Status], object] | None = None,
    **options: Unpack[Options],
) -> Result | Status:
    """Create a task, ask for its state until it is done, and fetch its result.

    ::

        tasks = Client(advertiser_id="1").report.task
        report = run_task(
            lambda: tasks.create(report_type="BASIC", dimensions=["ad_id"]).data.task_id,
            lambda task_id: tasks.check(task_id=task_id),
            lambda task_id: tasks.download(task_id=task_id),
        )
        report.save("report.csv")

    Args:
        create: Begins the task, and gives what the others need to know of it. It is called once: a task is
            never begun twice.
        check: Asks for its state; given what ``create`` gave. Where that fails and may be well the next time
            (the network, a throttled call, a server that is down), it is asked again in time.
        download: Fetches its result; given the same. Without it the result is what ``check`` gave last.
        task: What ``create`` gave, or an error's ``task``, to go on with a task that was begun before:
            ``create`` is not called, and may be ``None``.
        state: Takes the state out of what ``check`` gave; by default ``data.status`` or ``data.task_status``.
        options: ``done``, the states of a task that succeeded; ``failed``, those of one that never will;
            ``interval``, how many seconds to wait before asking again, half as many more each time, and by
            default 2; ``max_interval``, how many to wait at most, by default 60; ``timeout``, how many the
            task may take, by default 3600; ``sleep``, what waits; ``progress``, called with a `Progress` each
            time that the state was asked for.

    Raises:
        TaskError: If the task failed, or ``create`` gave ``None``: the reply does not say which task it is.
        TaskTimeoutError: If it takes too long. It is still being worked on.
        TikTokError: If a call fails for good. Whatever is raised once the task was begun has it as ``task``.
    """
    settings: Any = {"sleep": pause, **options}
    course = _course(create, check, download, task, state, **settings)
    try:
        step = next(course)
        while True:
            try:
                outcome = step()
            except TikTokError as error:
                step = course.throw(error)
            else:
                step = course.send(outcome)
    except StopIteration as end:
        result: Result | Status = end.value
        return result


@overload
async def arun_task(
    create: Callable[[], Awaitable[Task | None]] | None,
    check: Callable[[Task], Awaitable[Status]],
    download: None = None,
    *,
    task: Task | None = None,
    state: Callable[[Status], object] | None = None,
    **options: Unpack[AsyncOptions],
) -> Status: ...


@overload
async def arun_task(
    create: Callable[[], Awaitable[Task | None]] | None,
    check: Callable[[Task], Awaitable[Status]],
    download: Callable[[Task], Awaitable[Result]],
    *,
    task: Task | None = None,
    state: Callable[[Status], object] | None = None,
    **options: Unpack[AsyncOptions],
) -> Result: ...


async def arun_task(
    create: Callable[[], Awaitable[Task | None]] | None,
    check: Callable[[Task], Awaitable[Status]],
    download: Callable[[Task], Awaitable[Result]] | None = None,
    *,
    task: Task | None = None,
    state: Callable[[Status], object] | None = None,
    **options: Unpack[AsyncOptions],
) -> Result | Status:
    """Do as `run_task` does, with an `AsyncClient`: what is called is awaited, and so is what waits."""
    from asyncio import sleep

    settings: Any = {"sleep": sleep, **options}
    course = _course(create, check, download, task, state, **settings)
    try:
        step = next(course)
        while True:
            try:
                outcome = await step()
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
    task: Any,
    state: Callable[[Any], object] | None,
    *,
    sleep: Callable[[float], Any],
    done: frozenset[str] = DONE,
    failed: frozenset[str] = FAILED,
    interval: float = 2.0,
    max_interval: float = 60.0,
    timeout: float = 3600.0,
    progress: Callable[[Progress], object] | None = None,
) -> Generator[Callable[[], Any], Any, Any]:
    """Give what to call next, step by step, and take what came of it, until the task is done."""
    deadline = time.monotonic() + timeout
    if task is None:
        if create is None:
            raise TypeError("there is no task, and nothing that begins one")
        task = yield create
    if task is None:
        raise TaskError("the task was begun, but nothing is known by which to ask for it")
    called = f"the task {one_line(str(task), 80)}" if isinstance(task, str | int) else "the task"
    now, status = "", None
    while True:
        failure: TikTokError | None = None
        try:
            status = yield partial(check, task)
            found = (state or _status)(status)
            now = found if isinstance(found, str) else str(found)
            if progress is not None:
                progress(Progress(0, 1, 1, str(task), now))
            if now in done:
                return status if download is None else (yield partial(download, task))
        except TikTokError as error:
            error.task = task
            if now in done or not _may_pass(error):
                raise
            failure = error
        if now in failed:
            raise TaskError(f"{called} ended as {one_line(now, 80)}", state=now, reply=status, task=task)
        if time.monotonic() + interval > deadline:
            message = f"{called} is still {one_line(now, 80) or 'unknown'} after {timeout:g} s"
            raise TaskTimeoutError(message, state=now, reply=status, task=task) from failure
        yield partial(sleep, interval)
        interval = min(max_interval, interval * 1.5)


def _may_pass(error: TikTokError) -> bool:
    """Whether what a question failed by may be over when it is asked the next time."""
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
    found = (data.get(name) if is_object(data) else getattr(data, name, None) for name in STATES)
    return next((one for one in found if one is not None), None)

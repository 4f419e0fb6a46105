"""Work that the server does for a while: begin it, ask until it is done, fetch what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
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

Task = TypeVar("Task")
Status = TypeVar("Status")
Result = TypeVar("Result")

#: States by which the documentation says that a task came to its end, well or not.
DONE = frozenset({"SUCCESS", "SUCCEED", "SUCCEEDED", "COMPLETED", "FINISHED"})
FAILED = frozenset({"FAILED", "FAILURE", "FAIL", "CANCELED", "CANCELLED", "EXPIRED", "ERROR"})
#: The fields of a reply's data that hold the state.
STATES = ("status", "task_status")


class Options(TypedDict, total=False):
    """How `run_task` asks and waits."""

    done: frozenset[str]
    failed: frozenset[str]
    interval: float
    max_interval: float
    timeout: float
    sleep: Callable[[float], object]


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
    done: frozenset[str] = DONE,
    failed: frozenset[str] = FAILED,
    interval: float = 2.0,
    max_interval: float = 60.0,
    timeout: float = 3600.0,
    sleep: Callable[[float], object] = time.sleep,
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
        done: The states of a task that succeeded.
        failed: The states of one that will never succeed.
        interval: How many seconds to wait before asking again; half as many more each time.
        max_interval: How many seconds to wait at most.
        timeout: How many seconds the task may take.
        sleep: What waits.

    Raises:
        TaskError: If the task failed, or ``create`` gave ``None``: the reply does not say which task it is.
        TaskTimeoutError: If it takes too long. It is still being worked on.
        TikTokError: If a call fails for good. Whatever is raised once the task was begun has it as ``task``.
    """
    deadline = time.monotonic() + timeout
    if task is None:
        if create is None:
            raise TypeError("there is no task, and nothing that begins one")
        task = create()
    if task is None:
        raise TaskError("the task was begun, but nothing is known by which to ask for it")
    called = f"the task {one_line(str(task), 80)}" if isinstance(task, str | int) else "the task"
    now, status = "", None
    while True:
        failure: TikTokError | None = None
        try:
            status = check(task)
            found = (state or _status)(status)
            now = found if isinstance(found, str) else str(found)
            if now in done:
                return status if download is None else download(task)
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
        sleep(interval)
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

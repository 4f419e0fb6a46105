"""Work that the server does for a while: begin it, ask until it is done, fetch what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypedDict, TypeVar, Unpack, overload

from .codec import is_object
from .errors import TaskError, TaskTimeoutError, one_line

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
    create: Callable[[], Task | None],
    check: Callable[[Task], Status],
    download: None = None,
    *,
    state: Callable[[Status], object] | None = None,
    **options: Unpack[Options],
) -> Status: ...


@overload
def run_task(
    create: Callable[[], Task | None],
    check: Callable[[Task], Status],
    download: Callable[[Task], Result],
    *,
    state: Callable[[Status], object] | None = None,
    **options: Unpack[Options],
) -> Result: ...


def run_task(
    create: Callable[[], Task | None],
    check: Callable[[Task], Status],
    download: Callable[[Task], Result] | None = None,
    *,
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

        tasks = client.for_advertiser("1").report.task
        report = run_task(
            lambda: tasks.create(report_type="BASIC", dimensions=["ad_id"]).data.task_id,
            lambda task_id: tasks.check(task_id=task_id),
            lambda task_id: tasks.download(task_id=task_id),
        )
        if report.raw_response is not None:
            table = report.raw_response.body

    Args:
        create: Begins the task, and gives what the others need to know of it. It is called once: a task is
            never begun twice.
        check: Asks for its state; given what ``create`` gave.
        download: Fetches its result; given the same. Without it the result is what ``check`` gave last.
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
    """
    task = create()
    if task is None:
        raise TaskError("the task was begun, but nothing is known by which to ask for it")
    deadline = time.monotonic() + timeout
    while True:
        status = check(task)
        found = (state or _status)(status)
        now = found if isinstance(found, str) else str(found)
        if now in done:
            return status if download is None else download(task)
        if now in failed:
            raise TaskError(f"the task ended as {one_line(now, 80)}", state=now, reply=status)
        if time.monotonic() + interval > deadline:
            raise TaskTimeoutError(
                f"the task is still {one_line(now, 80)} after {timeout:g} s", state=now, reply=status
            )
        sleep(interval)
        interval = min(max_interval, interval * 1.5)


def _status(reply: Any) -> object:
    data = getattr(reply, "data", None)
    found = (data.get(name) if is_object(data) else getattr(data, name, None) for name in STATES)
    return next((one for one in found if one is not None), None)

"""Tasks: begun once, asked for until they end, and their result fetched."""

from __future__ import annotations

import asyncio
import inspect
import pickle
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from tiktok_bindgen.runtime import tasks
from tiktok_bindgen.runtime.errors import (
    ApiError,
    ClientClosedError,
    ConnectError,
    DecodeError,
    HttpError,
    MalformedReplyError,
    Mismatch,
    NotReadyError,
    RateLimitError,
    ReplyTimeoutError,
    ServerError,
    TaskError,
    TaskTimeoutError,
    TlsError,
)
from tiktok_bindgen.runtime.model import Model
from tiktok_bindgen.runtime.retry import Retry
from tiktok_bindgen.runtime.tasks import arun_task, run_task
from tiktok_bindgen.runtime.timing import Timeout


@frozen
class Reply:
    data: Any


class Garden:
    """A server that grows something for a while."""

    def __init__(self, *states: object) -> None:
        self.states = list(states)
        self.asked: list[str] = []
        self.waits: list[float] = []

    def monotonic(self) -> float:
        """The time, which waits alone make pass."""
        return sum(self.waits)

    def run(self, **options: Any) -> str:
        return run_task(self.plant, self.look, self.pick, sleep=self.waits.append, **options)

    def plant(self) -> Reply:
        self.asked.append("plant")
        return Reply({"task_id": "7"})

    def look(self, task: Reply) -> Reply:
        self.asked.append(f"look {task.data['task_id']}")
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        if isinstance(state, Exception):
            raise state
        return Reply({"status": state})

    def pick(self, task: Reply) -> str:
        self.asked.append(f"pick {task.data['task_id']}")
        return "rose"


def test_a_task_is_asked_for_until_it_is_done_and_then_fetched() -> None:
    garden = Garden("QUEUING", "PROCESSING", "SUCCESS")
    assert garden.run(interval=2) == "rose"
    assert garden.asked == ["plant", "look 7", "look 7", "look 7", "pick 7"]
    assert garden.waits == [2, 3]


def test_waits_grow_up_to_a_bound() -> None:
    garden = Garden(*["PROCESSING"] * 6, "SUCCESS")
    garden.run(interval=10, max_interval=30)
    assert garden.waits == [10, 15, 22.5, 30, 30, 30]


@pytest.mark.parametrize("state", ["SUCCESS", "SUCCEED", "SUCCEEDED", "COMPLETED", "FINISHED"])
def test_a_task_is_done_by_any_of_these_states(state: str) -> None:
    garden = Garden("PROCESSING", state)
    assert garden.run() == "rose"
    assert garden.asked[-2:] == ["look 7", "pick 7"]


@pytest.mark.parametrize("state", ["FAILED", "FAILURE", "FAIL", "CANCELED", "CANCELLED", "EXPIRED", "ERROR"])
def test_a_task_that_fails_says_how(state: str) -> None:
    garden = Garden("PROCESSING", state)
    with pytest.raises(TaskError) as caught:
        garden.run()
    assert (caught.value.state, caught.value.reply) == (state, Reply({"status": state}))
    assert not isinstance(caught.value, TimeoutError)
    assert garden.asked[-1] == "look 7"


def test_a_task_that_takes_too_long_is_given_up_and_not_begun_again() -> None:
    garden = Garden("PROCESSING")
    with pytest.raises(TaskTimeoutError) as caught:
        garden.run(timeout=5, interval=6)
    assert caught.value.state == "PROCESSING"
    assert garden.asked == ["plant", "look 7"]


def test_an_error_of_a_call_is_passed_on() -> None:
    with pytest.raises(ApiError):
        Garden(ApiError(40105, "no")).run()


PASSING: Any = [
    ConnectError("no network"),
    ReplyTimeoutError("no reply"),
    HttpError("bad gateway", http_status=502),
    MalformedReplyError("a page"),
    RateLimitError(40100, "slow down"),
    ServerError(50000, "oh"),
    NotReadyError(40201, "wait"),
]
LASTING: Any = [
    ApiError(40105, "no"),
    HttpError("not found", http_status=404),
    TlsError("not trusted"),
    ClientClosedError("closed"),
    DecodeError([Mismatch("/data", "object", "null")]),
]


@pytest.mark.parametrize("failure", PASSING, ids=lambda one: type(one).__name__)
def test_a_question_that_fails_is_asked_again_within_the_time(failure: Exception) -> None:
    garden = Garden("PROCESSING", failure, failure, "SUCCESS")
    assert garden.run(interval=2) == "rose"
    assert garden.asked == ["plant", "look 7", "look 7", "look 7", "look 7", "pick 7"]
    assert garden.waits == [2, 3, 4.5]


@pytest.mark.parametrize("failure", PASSING, ids=lambda one: type(one).__name__)
def test_a_question_that_fails_all_the_time_ends_in_time(
    failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    garden = Garden("PROCESSING", failure)
    monkeypatch.setattr(tasks, "time", garden)
    with pytest.raises(TaskTimeoutError, match=r"still PROCESSING after 60 s") as caught:
        garden.run(interval=10, max_interval=20, timeout=60)
    # Another wait would end after the time.
    assert garden.waits == [10, 15, 20]
    assert caught.value.__cause__ is failure
    assert caught.value.task == Reply({"task_id": "7"})


@pytest.mark.parametrize("failure", LASTING, ids=lambda one: type(one).__name__)
def test_what_no_waiting_mends_is_passed_on_with_the_task(failure: Any) -> None:
    garden = Garden("PROCESSING", failure)
    with pytest.raises(type(failure)) as caught:
        garden.run()
    assert caught.value is failure
    assert failure.task == Reply({"task_id": "7"})
    assert garden.asked == ["plant", "look 7", "look 7"]


def test_a_result_that_cannot_be_fetched_is_an_error_with_the_task() -> None:
    def download(_: str) -> None:
        raise ReplyTimeoutError("no reply")

    with pytest.raises(ReplyTimeoutError) as caught:
        run_task(lambda: "7", lambda _: Reply({"status": "SUCCESS"}), download)
    assert caught.value.task == "7"


@pytest.mark.parametrize(
    ("state", "message"),
    [("FAILED", "the task 7 ended as FAILED"), ("GROWING", "the task 7 is still GROWING after 1 s")],
)
def test_an_error_names_the_task(state: str, message: str) -> None:
    with pytest.raises(TaskError) as caught:
        run_task(lambda: "7", lambda _: Reply({"status": state}), timeout=1, interval=2)
    assert str(caught.value) == message
    assert caught.value.task == pickle.loads(pickle.dumps(caught.value)).task == "7"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"status": "FAILED", "message": "no\nwater"}, "the task 7 ended as FAILED: no water"),
        ({"status": "FAILED", "message": ""}, "the task 7 ended as FAILED"),
        ({"status": "FAILED", "message": {"of": 1}}, "the task 7 ended as FAILED"),
    ],
)
def test_an_error_tells_why_the_task_failed_if_the_server_does(data: Any, message: str) -> None:
    with pytest.raises(TaskError) as caught:
        run_task(lambda: "7", lambda _: Reply(data))
    assert str(caught.value) == message


def test_a_task_that_was_begun_is_gone_on_with_and_not_begun_again() -> None:
    garden = Garden("PROCESSING")
    with pytest.raises(TaskTimeoutError) as caught:
        garden.run(timeout=5, interval=6)
    garden.states = ["SUCCESS"]
    assert garden.run(task=caught.value.task) == "rose"
    assert garden.asked == ["plant", "look 7", "look 7", "pick 7"]
    assert (
        run_task(None, lambda task: Reply({"status": "SUCCESS", "task": task}), task="7").data["task"] == "7"
    )
    with pytest.raises(TypeError, match="task or create is required"):
        run_task(None, lambda _: Reply({}))


def test_states_and_where_they_stand_can_be_others() -> None:
    garden = Garden("GROWING", "RIPE")
    assert garden.run(done=frozenset({"ripe"}), state=lambda reply: reply.data["status"].lower()) == "rose"


def test_a_task_that_nobody_can_ask_for_is_an_error() -> None:
    with pytest.raises(TaskError, match="has no id"):
        run_task(lambda: None, lambda _: Reply({"status": "SUCCESS"}))


def test_the_documented_example_is_one_that_type_checkers_are_given() -> None:
    # Everything indented below the colons, up to the arguments.
    example = inspect.cleandoc(run_task.__doc__ or "").partition("::")[2].partition("\nArgs:")[0]
    checked = (Path(__file__).parent / "typing" / "many_operations.py").read_text(encoding="utf-8")
    assert "run_task(" in example
    assert example.strip() in checked


@pytest.mark.parametrize("name", ["status", "task_status"])
def test_a_task_without_a_download_ends_with_its_last_state(name: str) -> None:
    states = ["RUNNING", "SUCCESS"]
    waits: list[float] = []
    done = run_task(lambda: 7, lambda task: Reply({name: states.pop(0), "task": task}), sleep=waits.append)
    assert done == Reply({name: "SUCCESS", "task": 7})
    assert waits == [2]


@pytest.mark.parametrize("data", [None, {}, [], Reply(None)], ids=repr)
def test_a_reply_without_a_state_is_not_done(data: Any) -> None:
    with pytest.raises(TaskTimeoutError):
        run_task(lambda: 1, lambda _: Reply(data), lambda _: 2, timeout=1, interval=2)


def test_a_reply_that_is_documented_without_a_state_is_told_at_once() -> None:
    class Plot(Model):
        __slots__ = ()

    with pytest.raises(TypeError, match=r"^Plot has no status or task_status: give a function as state$"):
        run_task(lambda: 1, lambda _: Reply(Plot.from_json({})))


def test_functions_that_must_be_awaited_are_told() -> None:
    async def look(_: int) -> Reply:
        return Reply({"status": "SUCCESS"})

    with pytest.raises(TypeError, match=r"^the functions must be awaited: use arun_task$"):
        run_task(lambda: 1, look)  # type: ignore[unused-coroutine]
    unawaited: Any = lambda _: Reply({"status": "SUCCESS"})  # noqa: E731 - one that no type checker refuses
    with pytest.raises(TypeError, match=r"^the functions cannot be awaited: use run_task$"):
        asyncio.run(arun_task(None, unawaited, task=1))


def test_a_function_that_stops_an_iteration_does_not_end_the_task() -> None:
    states = iter([Reply({"status": "RUNNING"})])
    with pytest.raises(RuntimeError, match=r"^a function of the task raised StopIteration$"):
        run_task(lambda: "7", lambda _: next(states), sleep=lambda _: None)


def test_an_argument_that_a_task_does_not_take_is_told_by_its_own_name() -> None:
    # Python 3.13 also says which argument may be meant.
    with pytest.raises(TypeError, match=r"^run_task\(\) got an unexpected keyword argument 'intervall'"):
        run_task(None, lambda _: None, task="7", intervall=1)  # type: ignore[call-overload]


@pytest.mark.parametrize("of", [Retry, Timeout])
def test_a_part_that_a_setting_does_not_have_is_told_by_its_own_name(of: Any) -> None:
    with pytest.raises(TypeError, match=rf"^{of.__name__}\(\) got an unexpected keyword argument 'soil'$"):
        of(soil=1)

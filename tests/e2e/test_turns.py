"""A call takes its turn of the limiter when it can be sent, whatever held it up before."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tiktok_bindgen.runtime import errors
from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.limit import Limiter, Rate
from tiktok_bindgen.runtime.operation import Operation
from tiktok_bindgen.runtime.raw_response import RawResponse
from tiktok_bindgen.runtime.timing import Timeout
from tiktok_bindgen.runtime.transport import Request

GET = Operation("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get")


class Clock:
    """The time of a limiter, which only a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def read(self) -> float:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += seconds


class Sent:
    """A transport that notes when something is sent.

    Attributes:
        times: The times, by the clock.
    """

    def __init__(self, clock: Clock, *replies: bytes) -> None:
        self.times: list[float] = []
        self._clock = clock
        self._replies = [*replies]

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        del request, timeout
        self.times.append(self._clock.now)
        return RawResponse(200, {}, self._replies.pop(0) if self._replies else b'{"code": 0, "data": {}}')

    def close(self) -> None:
        pass


def core_at(clock: Clock, transport: Sent, limiter: Limiter, **options: Any) -> Core:
    limiter._clock = clock.read
    core = Core(base_url="https://garden.example", transport=transport, limiter=limiter, **options)
    core._sleep = clock.move
    return core


def test_a_slow_token_uses_up_no_turn() -> None:
    clock, held = Clock(), [100.0, 0.0, 0.0]
    transport, limiter = Sent(clock), Limiter(Rate(1, 10))

    def token() -> str:
        clock.move(held.pop(0))
        return "t"

    core = core_at(clock, transport, limiter, access_token=token)
    for _ in range(3):
        core.call(GET, reply=dict[str, Any])
    # The first came 100 s late, and the next ones keep their distance from it.
    assert transport.times == [1100.0, 1110.0, 1120.0]


def test_calls_that_wait_for_one_token_go_out_at_the_rate() -> None:
    clock, calls = Clock(), 4
    transport, limiter = Sent(clock), Limiter(Rate(1, 10))
    together = threading.Barrier(calls, lambda: clock.move(100))
    until: list[float] = []

    def token() -> str:
        together.wait(30)
        return "t"

    core = core_at(clock, transport, limiter, access_token=token)
    # The time stands still: each wait is from the same moment.
    core._sleep = lambda seconds: until.append(clock.now + seconds)
    threads = [threading.Thread(target=core.call, args=(GET,), kwargs={"reply": dict}) for _ in range(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(until) == [1110.0, 1120.0, 1130.0]
    assert len(transport.times) == calls


def test_a_turn_refused_after_a_try_is_no_try() -> None:
    clock = Clock()
    transport, limiter = Sent(clock, b'{"code": 40100, "message": "slower"}'), Limiter(Rate(1, 1000))
    told: list[object] = []
    core = core_at(clock, transport, limiter, after=lambda _, outcome: told.append(type(outcome)), timeout=50)
    with pytest.raises(errors.ConnectTimeoutError, match="the limiter allows the next call") as caught:
        core.call(GET, reply=dict[str, Any])
    assert caught.value.attempts == 1
    assert "tries" not in str(caught.value)
    assert told == [errors.RateLimitError, errors.ConnectTimeoutError]
    assert len(transport.times) == 1

"""The limiter: never more calls than allowed in any span, and no longer waits than that takes."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiktok_bindgen.generate.runtime.core import Core, Operation
from tiktok_bindgen.generate.runtime.limit import LEVELS, Limiter, Rate
from tiktok_bindgen.generate.runtime.transport import RawResponse, Request, Timeout


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def limiter(*rates: Rate, per_path: bool = False) -> tuple[Limiter, Clock]:
    made, clock = Limiter(*rates, per_path=per_path), Clock()
    made._clock = lambda: clock.now
    made._sleep = clock.sleep
    return made, clock


RATES = st.builds(Rate, st.integers(1, 40), st.sampled_from([1.0, 7.5, 60.0]))


@settings(max_examples=60)
@given(st.lists(RATES, min_size=1, max_size=3), st.lists(st.floats(0, 20), min_size=1, max_size=150))
def test_no_span_ever_has_more_calls_than_its_rate(rates: list[Rate], pauses: list[float]) -> None:
    made, clock = limiter(*rates)
    times: list[float] = []
    for pause in pauses:
        clock.now += pause if pause > 15 else 0
        made.acquire()
        times.append(clock.now)
    for rate in rates:
        for first, last in zip(times, times[rate.calls :], strict=False):
            assert last - first >= rate.seconds - 1e-6


@settings(max_examples=30)
@given(RATES)
def test_a_steady_caller_gets_nearly_the_whole_rate(rate: Rate) -> None:
    made, clock = limiter(rate)
    started = clock.now
    for _ in range(rate.calls * 10):
        made.acquire()
    assert clock.now - started <= rate.seconds * 11.5


def test_the_first_calls_do_not_wait() -> None:
    made, _ = limiter(Rate(60, 60, burst=10))
    waits = [made.acquire() for _ in range(11)]
    assert waits[:10] == [0] * 10
    assert waits[10] > 0


def test_paths_are_counted_apart_where_that_is_documented() -> None:
    made, _ = limiter(Rate(1, 1), per_path=True)
    assert [made.acquire(path) for path in ("/a", "/b", "/a")] == [0, 0, 1]
    together, _ = limiter(Rate(1, 1))
    assert [together.acquire(path) for path in ("/a", "/b")] == [0, 1]


@pytest.mark.parametrize("level", LEVELS)
def test_every_documented_level_makes_a_limiter(level: str) -> None:
    made = Limiter.of_level(level)  # type: ignore[arg-type] # a level's name as text
    assert made._rates == LEVELS[level]
    assert made._per_path is (level == "sandbox")


def test_a_level_or_a_rate_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="there are basic, advanced"):
        Limiter.of_level("golden")  # type: ignore[arg-type] # that is the point
    for rate in (Rate(0, 1), Rate(1, 0), Rate(2, 1, burst=3)):
        with pytest.raises(ValueError, match="not a rate"):
            Limiter(rate)


def test_threads_share_one_rate() -> None:
    made = Limiter(Rate(1000, 1.0, burst=1))
    waits: list[float] = []
    made._sleep = waits.append
    threads = [threading.Thread(target=lambda: [made.acquire() for _ in range(50)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Nobody slept for real, so the last in the line was told to wait for all before it.
    assert max(waits) == pytest.approx(0.199, abs=0.1)


def test_each_try_of_a_call_waits_for_its_turn() -> None:
    class Throttled:
        def send(self, request: Request, timeout: Timeout) -> RawResponse:
            assert timeout.read
            return RawResponse(200, {}, b'{"code": 40100}' if request.attempt < 3 else b'{"code": 0}')

        def close(self) -> None:
            pass

    made, clock = limiter(Rate(1, 10))
    core = Core(base_url="https://garden.example", transport=Throttled(), limiter=made)
    core._sleep = lambda _: None
    core.call(Operation("POST", "/a/", "a"), decode=dict, body={})
    assert clock.now == 1020

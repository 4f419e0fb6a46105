"""The limiter: never more calls than allowed in any span, and no longer waits than that takes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients import Generated, Recorder, document, generated, getting
from searching import trying
from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.limit import Limiter, Rate, Turn
from tiktok_bindgen.runtime.operation import Operation
from tiktok_bindgen.runtime.raw_response import RawResponse
from tiktok_bindgen.runtime.transport import Request, Timeout


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def limiter(*rates: Rate, **options: Any) -> tuple[Limiter, Clock]:
    made, clock = Limiter(*rates, **options), Clock()
    made._clock = lambda: clock.now
    made._sleep = clock.sleep
    return made, clock


RATES = st.builds(Rate, st.integers(1, 40), st.sampled_from([1.0, 7.5, 60.0]))


@trying(60)
@given(st.lists(RATES, min_size=1, max_size=3), st.lists(st.floats(0, 20), min_size=50, max_size=150))
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


@trying(30)
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


def test_a_path_with_rates_of_its_own_keeps_to_them_as_well() -> None:
    made, _ = limiter(Rate(4, 1, burst=4), paths={"/bed/dig/": [Rate(1, 1)]})
    assert [made.acquire(path) for path in ("/open_api/v1.3/bed/dig/", "/a/", "/a/", "/bed/dig")] == [
        0,
        0,
        0,
        1,
    ]


def test_a_path_that_may_do_more_than_all_together_is_counted_alone() -> None:
    made, _ = limiter(Rate(1, 1), paths={"bee/track": [Rate(100, 1, burst=50)]})
    assert [made.acquire("/bee/track/") for _ in range(50)] == [0] * 50
    assert [made.acquire("/a/"), made.acquire("/a/")] == [0, 1]


def test_calls_that_wait_for_their_path_delay_no_others() -> None:
    made, _ = limiter(Rate(10, 1), paths={"/harvest/weigh/": [Rate(1, 1)]})
    waits = [made.acquire("/harvest/weigh/", sleep=lambda _: None) for _ in range(12)]
    assert waits == [*range(12)]
    assert made.acquire("/bed/get/", sleep=lambda _: None) == pytest.approx(0.1)
    # Nor do they themselves, once it is their turn.
    for _ in range(8):
        made.acquire("/bed/get/", sleep=lambda _: None)
    assert made.acquire("/bed/get/", sleep=lambda _: None) == pytest.approx(1.1)


LIMITED = {
    **document({"/bed/dig/": getting()}),
    "x-rate-limits": {
        "general": {
            "Basic": {"second": 10, "minute": 600, "day": 864000},
            "Golden": {"second": 20, "day": True},
        },
        "special": [
            {"subject": "Digging", "path": "/bed/dig/", "levels": {"Basic": {"second": 1, "minute": 30}}},
            {"subject": "What has no path", "levels": {"Basic": {"second": 1}}},
            "nonsense",
        ],
    },
}


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    with generated(LIMITED, tmp_path_factory.mktemp("limited")) as client:
        yield client


def test_a_documented_level_is_asked_for_by_name(limited: Generated) -> None:
    made = limited.client(Recorder(), limiter="basic")._core._limiter
    rate = limited.module("_runtime.limit").Rate
    assert made._rates == (rate(10, 1), rate(600, 60), rate(864000, 86400))
    assert made._paths == {"/bed/dig/": (rate(1, 1), rate(30, 60))}
    golden = limited.module().Limiter.of_level("golden")
    assert (golden._rates, golden._paths) == ((rate(20, 1),), {})
    assert 'Literal["basic", "golden", "sandbox"]' in limited.files["_limits.py"]


def test_calls_by_a_documented_level_wait_for_their_path(limited: Generated) -> None:
    client = limited.client(Recorder(), limiter="basic")
    waits: list[float] = []
    client._core._sleep = waits.append
    for _ in range(3):
        client.bed.dig()
    assert [round(wait) for wait in waits] == [1, 2]


def test_nothing_waits_unless_that_is_asked_for(limited: Generated) -> None:
    assert limited.client(Recorder())._core._limiter is None


def test_the_sandbox_counts_each_path_for_itself() -> None:
    made = Limiter.of_level("sandbox")
    assert (made._rates, made._per_path) == ((Rate(1, 1), Rate(30, 60), Rate(1000, 86400)), True)


def test_a_level_or_a_rate_that_is_none_is_refused(limited: Generated) -> None:
    with pytest.raises(ValueError, match="unknown level 'silver'; expected one of basic, golden, sandbox"):
        limited.client(Recorder(), limiter="silver")
    wrong: list[Any] = [Rate(0, 1), Rate(1, 0), Rate(2, 1, burst=3), Rate("5", 1), Rate(5, None), 5]  # type: ignore[arg-type]
    for rate in wrong:
        with pytest.raises(ValueError, match="not a rate"):
            Limiter(rate)
        with pytest.raises(ValueError, match="not a rate"):
            Limiter(paths={"/a/": [rate]})
    alone: Any = Rate(5, 1)
    with pytest.raises(
        TypeError, match=r"^the rates of /a/ must be a list, not Rate\(calls=5, seconds=1, burst=0\)$"
    ):
        Limiter(paths={"/a/": alone})


def test_a_document_without_limits_makes_a_client_all_the_same(tmp_path: Path) -> None:
    with generated(document({"/bed/dig/": getting()}), tmp_path) as client:
        with pytest.raises(ValueError, match="expected one of sandbox"):
            client.client(Recorder(), limiter="basic")
        client.client(Recorder(), limiter="sandbox").bed.dig()


def test_threads_share_one_rate() -> None:
    made, _ = limiter(Rate(1000, 1.0, burst=1))
    waits: list[float] = []
    made._sleep = waits.append
    threads = [threading.Thread(target=lambda: [made.acquire() for _ in range(50)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # No time passes, so the last in the line was told to wait for all before it.
    assert max(waits) == pytest.approx(0.199)


def test_each_try_of_a_call_waits_for_its_turn() -> None:
    class Throttled:
        def send(self, request: Request, timeout: Timeout) -> RawResponse:
            assert timeout.read
            return RawResponse(200, {}, b'{"code": 40100}' if request.attempt < 3 else b'{"code": 0}')

        def close(self) -> None:
            pass

    made, clock = limiter(Rate(1, 10))
    core = Core(base_url="https://garden.example", transport=Throttled(), limiter=made)
    core._sleep = clock.sleep
    core.call(Operation("POST", "/a/", "a"), reply=dict[str, Any], body={})
    # Between tries it waits by chance as well; the limiter counts that.
    assert clock.now == pytest.approx(1020)


def test_a_limiter_of_ones_own_is_asked_for_each_turn() -> None:
    class Shared(Limiter):
        asked: ClassVar[list[str]] = []

        def acquire(self, path: str = "", **_: Any) -> float:
            self.asked.append(path)
            return 0.0

    core = Core(base_url="https://garden.example", transport=Recorder(), limiter=Shared())
    core.request("GET", "/a/")
    assert Shared.asked == ["/a/"]


class Ended(BaseException):
    """What ends a wait from outside."""


@trying(60)
@given(
    st.lists(RATES, min_size=1, max_size=3),
    st.lists(st.tuples(st.floats(0, 3), st.booleans()), min_size=50, max_size=150),
)
def test_turns_that_are_given_back_let_through_no_more_calls_than_the_rate(
    rates: list[Rate], calls: list[tuple[float, bool]]
) -> None:
    """Callers come while others wait, and some of these give up."""
    made, clock = limiter(*rates)
    times: list[float] = []

    def give_up(_: float) -> None:
        raise Ended

    for pause, gives_up in calls:
        clock.now += pause if pause > 2 else 0
        if gives_up:
            with suppress(Ended):
                made.acquire(sleep=give_up)
                times.append(clock.now)
        else:
            times.append(clock.now + made.acquire(sleep=lambda _: None))
    for rate in rates:
        for first, last in zip(times, times[rate.calls :], strict=False):
            assert last - first >= rate.seconds - 1e-6


def test_turns_that_are_all_given_back_leave_it_as_it_was() -> None:
    made, clock = limiter(Rate(2, 10, burst=1))
    waiting: list[float] = []

    def wait(seconds: float) -> None:
        """While one waits, another one comes, three deep; then all give up, the first one first."""
        waiting.append(seconds)
        if len(waiting) < 3:
            with suppress(Ended):
                made.acquire(sleep=wait)
        raise Ended

    assert made.acquire() == 0
    with pytest.raises(Ended):
        made.acquire(sleep=wait)
    assert waiting == [5, 10, 15]
    assert made.acquire(sleep=clock.sleep) == 5


PATHS = ("/dig/", "/sow/", "/weed/")
CALLS = st.lists(
    st.tuples(st.sampled_from(PATHS), st.floats(0, 3), st.none() | st.integers(0, 9)),
    min_size=20,
    max_size=80,
)


@trying(100)
@given(st.lists(RATES, min_size=1, max_size=2), RATES, CALLS)
def test_a_call_gets_the_earliest_time_that_all_rates_allow(
    rates: list[Rate], own: Rate, calls: list[tuple[str, float, int | None]]
) -> None:
    """Calls of several paths come while others wait, and some of these give up."""
    made, clock = limiter(*rates, paths={"/dig/": [own]})
    common = {rate.seconds: rate.calls for rate in rates}
    is_alone = own.calls > common.get(own.seconds, own.calls)
    turns: list[tuple[float, str]] = []
    waiting: list[Turn] = []
    lane: dict[str, object] = {}

    def is_allowed(at: float, path: str, tolerance: float) -> bool:
        times = sorted([*turns, (at, path)])
        shared = [at for at, path in times if path != "/dig/" or not is_alone]
        return is_kept(own, [at for at, path in times if path == "/dig/"], tolerance) and all(
            is_kept(rate, shared, tolerance) for rate in rates
        )

    for path, pause, gives_up in calls:
        clock.now += pause if pause > 2 else 0
        turn = made.reserve(path)
        lane[path] = turn.lane
        same = [at for at, other in turns if (other == "/dig/") == (path == "/dig/")]
        first = max([clock.now, *same])
        assert turn.start >= first
        assert is_allowed(turn.start, path, 1e-5)
        for at in (first, *(at + after for at, _ in turns for after in (0.0, 0.001)), turn.start - 0.001):
            assert not (first <= at < turn.start - 1e-5 and is_allowed(at, path, -1e-5))
        turns.append((turn.start, path))
        waiting = [one for one in [*waiting, turn] if one.start > clock.now]
        if gives_up is not None and gives_up < len(waiting):
            late = waiting.pop(gives_up)
            made.give_back(late)
            turns.remove(next(one for one in turns if one[0] == late.start and lane[one[1]] is late.lane))


def is_kept(rate: Rate, times: list[float], tolerance: float) -> bool:
    """Report whether a bucket of tokens that refills steadily has one at each of these times."""
    burst = rate.burst or max(1, rate.calls // 10)
    interval = rate.seconds / (rate.calls - burst + 1)
    full_at = 0.0
    for at in times:
        if at < full_at - (burst - 1) * interval - tolerance:
            return False
        full_at = max(full_at, at) + interval
    return True

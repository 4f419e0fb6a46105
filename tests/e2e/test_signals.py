"""An exception that a signal handler raises within a call, at whatever place: later calls never notice.

Python runs handlers of signals in the main thread, at the end of certain instructions. Here a trace function
raises the exception instead, at each of those places, one after the other. `tests/tools/alarms.py` does it
by real signals, at random moments.
"""

from __future__ import annotations

import contextlib
import dis
import io
import sys
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
import urllib3

from tiktok_bindgen.runtime import connections
from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.limit import Limiter, Rate
from tiktok_bindgen.runtime.oauth import OAuth, Tokens
from tiktok_bindgen.runtime.operation import Operation
from tiktok_bindgen.runtime.transport import Urllib3Transport

from .server import Server, envelope

GET = Operation("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get")


traced = pytest.mark.skipif(
    sys.version_info >= (3, 13),
    reason="left out: after an exception, Python 3.13 does not trace a function's next call",
)


class Ended(BaseException):
    """What a signal handler raises."""


class Alarm:
    """Raises at the place with a number, counted from 0 while this is active.

    Args:
        place: The number of the place.
        code: Where the code is that counts: how the names of its files begin.
    """

    def __init__(self, place: int, code: tuple[str, ...]) -> None:
        self.left = place
        self.code = code

    def __enter__(self) -> None:
        self.before = sys.gettrace()
        # Python 3.12 traces instructions only if that was wanted of any frame before.
        sys._getframe().f_trace_opcodes = True
        sys.settrace(self._called)

    def __exit__(self, *_: object) -> None:
        sys.settrace(self.before)

    def _called(self, frame: FrameType, _: str, __: object) -> Any:
        if not frame.f_code.co_filename.startswith(self.code):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        last = -1

        def step(frame: FrameType, event: str, _: object) -> Any:
            nonlocal last
            if event == "opcode":
                here, last = is_checked(frame.f_code, last, frame.f_lasti), frame.f_lasti
                self.left -= here
                if here and self.left == -1:
                    raise Ended
            return step

        return step


def is_checked(code: CodeType, last: int, now: int) -> bool:
    """Report whether Python may run a signal handler at the end of the last instruction, before this one."""
    checks = "CALL", "JUMP_BACKWARD", "POP_JUMP_BACKWARD"
    if last < 0 or not dis.opname[code.co_code[last]].startswith(checks):
        return False
    # Otherwise the exception would be handled by something else here, or the last instruction raised one.
    return handler(code, last) == handler(code, now) and dis.opname[code.co_code[now]] != "PUSH_EXC_INFO"


@cache
def handler(code: CodeType, instruction: int) -> int:
    """Return where an exception that an instruction raises is handled."""
    entries: Any = dis.Bytecode(code)
    return next((one.target for one in entries.exception_entries if one.start <= instruction < one.end), -1)


def end_everywhere(call: Callable[[], object], then: Callable[[], object], *code: str) -> int:
    """End a call at one place after the other, and call another function each time.

    Returns:
        The number of places.
    """
    place = 0
    while True:
        alarm = Alarm(place, code)
        with contextlib.suppress(Ended), alarm:
            call()
        if alarm.left >= 0:
            return place
        then()
        place += 1


def in_a_thread(call: Callable[[], Any]) -> Any:
    """Return the result of a call, which another thread makes: it must not hang."""
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(call()), daemon=True)
    thread.start()
    thread.join(30)
    assert found, "the call hangs"
    return found[0]


@traced
# A socket that was just made, and that no connection has yet, is closed by being dropped.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.parametrize("connected", [False, True])
def test_an_exception_anywhere_in_a_call_costs_no_connection(server: Server, *, connected: bool) -> None:
    server.answer(envelope({"name": "rose"}))
    cores: list[Core] = []

    def renew() -> None:
        for core in cores:
            core.close()
        transport = Urllib3Transport(connections=1)
        cores[:] = [Core(base_url=server.url, transport=transport, retries=0, timeout=20)]

    def call() -> Any:
        return cores[0].call(GET, reply=dict[str, Any])["data"]

    def then() -> None:
        assert in_a_thread(call) == {"name": "rose"}
        if not connected:
            renew()

    renew()
    ours, library = Path(connections.__file__).parent, Path(urllib3.__file__).parent
    assert end_everywhere(call, then, str(ours), str(library)) > 300
    cores[0].close()


@pytest.mark.parametrize("kind", [connections._Reply, connections._Reading])
def test_what_an_exception_left_half_made_is_dropped_without_a_word(kind: type[io.IOBase]) -> None:
    kind.__new__(kind).close()


@traced
def test_an_exception_anywhere_in_a_wait_keeps_no_other_call_waiting() -> None:
    idle = connections._Idle(1)

    def then() -> None:
        waiting, lent = len(idle._waiting), list[Any]()
        thread = threading.Thread(target=idle.lend, args=(lent, 30), daemon=True)
        thread.start()
        while len(idle._waiting) == waiting:
            time.sleep(0.001)
        idle.take_back([None], None)
        thread.join(20)
        assert lent == [None]

    def wait() -> None:
        idle.lend([], 0)

    assert end_everywhere(wait, then, connections.__file__, contextlib.__file__) > 10


@traced
def test_an_exception_anywhere_in_a_turn_leaves_the_limiter_as_good_as_before() -> None:
    now = [0.0]

    def limiter() -> Limiter:
        new = Limiter(Rate(10, 1, 2), paths={"/plot/get/": [Rate(4, 1, 1)]})
        new._clock = lambda: now[0]
        return new

    made = [limiter()]

    def call() -> None:
        turns = [made[0].reserve("/plot/get/") for _ in range(2)]
        now[0] += 0.5
        made[0].give_back(turns[1])
        made[0].reserve("/plot/get/")

    def then() -> None:
        # All turns before are over then, those of calls that were ended, too.
        now[0] += 100
        assert in_a_thread(lambda: [made[0].reserve("/plot/get/").wait for _ in range(2)]) == [0, 0.25]
        made[0] = limiter()

    assert end_everywhere(call, then, str(Path(connections.__file__).parent)) > 100


def renewing() -> OAuth:
    """Return tokens to be renewed."""

    def renew(refresh_token: str) -> dict[str, Any]:
        assert refresh_token
        return {"access_token": "new", "refresh_token": "refresh-2", "expires_in": 86_400}

    return OAuth(str, renew=renew, tokens=Tokens("old", "refresh-1", expires_at=0.0))


@traced
def test_an_exception_anywhere_in_a_renewal_keeps_no_other_call_waiting() -> None:
    made = [renewing()]

    def call() -> str:
        return made[0].access_token().reveal()

    def then() -> None:
        assert in_a_thread(call) == "new"
        made[0] = renewing()

    assert end_everywhere(call, then, str(Path(connections.__file__).parent)) > 20


@pytest.mark.parametrize("begun", [False, True])
def test_an_exception_at_the_start_of_a_renewal_keeps_no_other_call_waiting(
    monkeypatch: pytest.MonkeyPatch, *, begun: bool
) -> None:
    oauth, start = renewing(), threading.Thread.start

    def end(thread: threading.Thread) -> None:
        monkeypatch.undo()
        if begun:
            start(thread)
        raise Ended

    monkeypatch.setattr(threading.Thread, "start", end)
    with pytest.raises(Ended):
        oauth.access_token()
    assert in_a_thread(oauth.access_token).reveal() == "new"

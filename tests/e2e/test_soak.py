"""Many threads on one client, a server that fails, and forks in between: nothing wrong, nothing done twice.

`SOAK_CALLS` is how many calls each of the threads makes; with ``-s``, the figures are written out.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
import time
from collections import Counter
from typing import Any

import pytest

from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.errors import TikTokError
from tiktok_bindgen.runtime.operation import Operation
from tiktok_bindgen.runtime.retry import Retry
from tiktok_bindgen.runtime.transport import Urllib3Transport

from .flaky import failing

POST = Operation("POST", "/open_api/v1.3/garden/plot/create/", "garden_plot_create")
GET = Operation("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get")
THREADS = 64
CALLS = int(os.environ.get("SOAK_CALLS", "12"))
FORKS = max(8, CALLS // 10)
CALLS_OF_A_CHILD = 20


def called(core: Core, mark: int, outcomes: Counter[str]) -> None:
    """Make one call; counts it as right, as wrong, or as what it failed with."""
    try:
        if mark % 2:
            reply = core.call(POST, reply=dict[str, Any], body={"mark": mark})
        else:
            reply = core.call(GET, reply=dict[str, Any], query={"mark": mark})
    except TikTokError as error:
        outcomes[type(error).__name__] += 1
    else:
        outcomes["right" if reply["data"] == {"mark": mark} else "wrong"] += 1


def forked(core: Core, first: int) -> int:
    """Make calls in a child; gives how many of them were wrong."""
    pid = os.fork()
    if pid == 0:
        # The stream of a log may be locked for ever by a thread that is not here; nobody reads it, either.
        logging.disable()
        # If something else is, this says where, and ends the child.
        faulthandler.dump_traceback_later(60, exit=True)
        outcomes: Counter[str] = Counter()
        try:
            for mark in range(first, first + CALLS_OF_A_CHILD):
                called(core, mark, outcomes)
        finally:
            os._exit(outcomes["wrong"] if outcomes.total() == CALLS_OF_A_CHILD else 255)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="left out: no fork here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_nothing_is_wrong_or_done_twice_among_threads_faults_and_forks() -> None:
    started = time.monotonic()
    outcomes = [Counter[str]() for _ in range(THREADS)]
    children: list[int] = []

    def work(core: Core, thread: int) -> None:
        for number in range(CALLS):
            called(core, thread * CALLS + number, outcomes[thread])

    with failing() as url:
        transport = Urllib3Transport(connections=16)
        with Core(base_url=url, transport=transport, timeout=60, retries=Retry(backoff=0.01)) as core:
            threads = [threading.Thread(target=work, args=(core, number)) for number in range(THREADS)]
            for thread in threads:
                thread.start()
            for number in range(FORKS):
                children.append(forked(core, THREADS * CALLS + number * CALLS_OF_A_CHILD))
                time.sleep(0.02)
            for thread in threads:
                thread.join()
        with Core(base_url=url, retries=0, timeout=60) as asking:
            told = asking.call(GET, reply=dict[str, Any])["data"]
    total = sum(outcomes, Counter[str]())
    done = dict(told["done"])
    doubled = [mark for mark, times in done.items() if times > 1]
    sys.stdout.write(
        f"{THREADS} threads x {CALLS} calls and {len(children)} forks x {CALLS_OF_A_CHILD} calls "
        f"in {time.monotonic() - started:.1f} s: {dict(total)}; server: {told['faults']}; "
        f"{total['wrong'] + sum(children)} wrong, {len(doubled)} done twice\n"
    )
    assert total.total() == THREADS * CALLS
    assert total["wrong"] == 0
    assert children == [0] * len(children)
    assert doubled == []
    # A call that failed may have been carried out; one that succeeded has been.
    assert len(done) >= sum(1 for mark in range(THREADS * CALLS) if mark % 2) * 0.9
    assert total["right"] > THREADS * CALLS * 0.9

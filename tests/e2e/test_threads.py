"""Many threads on one client. `THREAD_CALLS` is how many calls each makes."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.errors import TikTokError
from tiktok_bindgen.runtime.operation import Operation
from tiktok_bindgen.runtime.transport import Urllib3Transport

from .echo import echoing

POST = Operation("POST", "/open_api/v1.3/garden/plot/create/", "garden_plot_create")
GET = Operation("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get")
THREADS = 64
CALLS = int(os.environ.get("THREAD_CALLS", "50"))
CONNECTIONS = 8
DESCRIPTORS = Path("/proc/self/fd")


def descriptors() -> int:
    return len([*DESCRIPTORS.iterdir()]) if DESCRIPTORS.is_dir() else 0


@pytest.mark.slow
def test_no_reply_is_lost_or_mixed_up_among_many_threads() -> None:
    before = descriptors()
    wrong: list[object] = []
    done = [0] * THREADS

    def work(core: Core, thread: int) -> None:
        for number in range(CALLS):
            mark = thread * CALLS + number
            try:
                reply = core.call(POST, reply=dict[str, Any], body={"mark": mark})
            except TikTokError as error:
                wrong.append(error)
                continue
            if reply["data"] != {"mark": mark}:
                wrong.append(reply)
            done[thread] += 1

    with echoing() as url:
        transport = Urllib3Transport(connections=CONNECTIONS)
        with Core(base_url=url, transport=transport, timeout=60, retries=0) as core:
            threads = [threading.Thread(target=work, args=(core, number)) for number in range(THREADS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            most, ever = core.call(GET, reply=dict[str, Any])["data"]
    assert wrong == []
    assert done == [CALLS] * THREADS
    assert most <= CONNECTIONS
    assert ever <= CONNECTIONS
    assert descriptors() <= before

"""End short calls by exceptions of a signal handler, at random moments; then make calls on all connections.

    python tests/tools/alarms.py [CALLS] [SEED]

Prints how many calls were ended, how many replies were another call's, and how many of the calls after that,
one on each connection, were answered in time. The tests do this at each place of the code instead.
"""

from __future__ import annotations

import random
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from e2e.echo import echoing
from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.operation import Operation
from tiktok_bindgen.runtime.transport import Urllib3Transport

POST = Operation("POST", "/open_api/v1.3/garden/plot/create/", "garden_plot_create")
CONNECTIONS = 4


class Ended(BaseException):
    """What the handler raises."""


def end(*_: object) -> None:
    raise Ended


def main(calls: int = 20_000, seed: int = 1) -> None:
    """End that many calls."""
    moments = random.Random(seed)
    ended = wrong = 0
    signal.signal(signal.SIGALRM, end)
    with echoing() as url:
        transport = Urllib3Transport(connections=CONNECTIONS)
        core = Core(base_url=url, transport=transport, timeout=10, retries=0)
        core.call(POST, reply=dict[str, Any], body={"mark": 0})
        started = time.perf_counter()
        for mark in range(50):
            core.call(POST, reply=dict[str, Any], body={"mark": mark})
        longest = (time.perf_counter() - started) / 50 * 5
        for mark in range(calls):
            try:
                signal.setitimer(signal.ITIMER_REAL, moments.uniform(1e-6, longest))
                try:
                    reply = core.call(POST, reply=dict[str, Any], body={"mark": mark})
                    wrong += reply["data"] != {"mark": mark}
                finally:
                    signal.setitimer(signal.ITIMER_REAL, 0)
            except Ended:
                ended += 1
        answered: list[Any] = []
        together = threading.Barrier(CONNECTIONS)

        def call() -> None:
            with suppress(Exception):
                together.wait(10)
                answered.append(core.call(POST, reply=dict[str, Any], body={"mark": 0}))

        threads = [threading.Thread(target=call, daemon=True) for _ in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(15)
    sys.stdout.write(
        f"{calls} calls, seed {seed}: {ended} were ended, {wrong} got a wrong reply; "
        f"after that, {len(answered)} of {CONNECTIONS} calls were answered\n"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

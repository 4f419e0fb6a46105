"""Fetch one large reply in a separate process; print its length, and the seconds and bytes of memory used."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.operation import Operation
from tiktok_bindgen.runtime.transport import Urllib3Transport

GET = Operation("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get")


def memory() -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def main(url: str) -> None:
    with Core(base_url=url, transport=Urllib3Transport(max_json=200_000_000)) as core:
        core.request("GET", "/warm/")
        before, started = memory(), time.monotonic()
        reply: dict[str, Any] = core.call(GET, reply=dict[str, Any])
        length = len(reply["data"]["text"])
        sys.stdout.write(f"{length} {time.monotonic() - started} {memory() - before}\n")


if __name__ == "__main__":
    main(sys.argv[1])

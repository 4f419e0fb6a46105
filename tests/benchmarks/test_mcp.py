"""How long the server for assistants takes to start, against one of the same package without any tool."""

from __future__ import annotations

import sys
from pathlib import Path

from .conftest import Report
from .measure import processes

# Nobody says anything to it, so that it ends as soon as it listens.
_SILENCE = "import os; os.dup2(os.open(os.devnull, os.O_RDONLY), 0)\n"
_BARE = f"{_SILENCE}from mcp.server.mcpserver import MCPServer; MCPServer('bare').run()"
_OURS = """
import runpy, sys
sys.argv = ["mcp", "mcp", "--mock", "--state", {!r}]
try:
    runpy.run_module("tiktok_business", run_name="__main__")
except SystemExit:
    pass
"""


def test_the_server_starts_in_the_time_of_a_bare_one_and_little_more(report: Report, tmp_path: Path) -> None:
    cost = processes({"bare": _BARE, "ours": _SILENCE + _OURS.format(str(tmp_path))})
    report("mcp: start / start of a server without tools, CPU", cost["ours"].cpu / cost["bare"].cpu, 1.25)
    # Most of it is the package's; where Python keeps nothing that it compiles, it compiles each time.
    report("mcp: start, CPU", cost["ours"].cpu * 1000, 2000 if sys.dont_write_bytecode else 600, "ms")

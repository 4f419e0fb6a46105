"""Every command and every example of docs/reports.md works as it stands there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import tiktok_business
from pages import ROOT
from tiktok_business import RawResponse, Request, Timeout

PAGE = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"<!-- ([\w: -]+) -->\n```\w+\n(.*?)\n```", PAGE, re.DOTALL)
EXAMPLES = {kind.removeprefix("example: "): text for kind, text in BLOCKS if kind.startswith("example: ")}
COMMANDS = {kind: text for kind, text in BLOCKS if not kind.startswith("example: ")}
ROW = {
    "dimensions": {"ad_id": "71", "stat_time_day": "2026-01-01 00:00:00"},
    "metrics": {"campaign_name": "Spring", "spend": "12.30", "clicks": "7", "ctr": "-"},
}


class Server:
    """A transport that has one row for each time that is asked for, and a file that a task made."""

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        del timeout
        path = request.url.partition("?")[0].partition("/v1.3")[2]
        if path == "/report/task/download/":
            return RawResponse(200, {"content-type": "text/csv"}, b"ad_id,spend\n71,12.30\n72,0.20\n")
        replies: dict[str, Any] = {
            "/report/integrated/get/": {"list": [ROW], "page_info": {"page": 1, "total_page": 1}},
            "/report/task/create/": {"task_id": "7281"},
            "/report/task/check/": {"status": "SUCCESS"},
        }
        body = json.dumps({"code": 0, "message": "OK", "data": replies[path]}).encode()
        return RawResponse(200, {"content-type": "application/json"}, body)

    def close(self) -> None:
        """Do nothing."""


def test_the_examples_work_one_after_the_other(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = tiktok_business.Client
    monkeypatch.setattr(tiktok_business, "Client", lambda token: real(token, transport=Server()))
    names: dict[str, Any] = {}
    said = {}
    for name, text in EXAMPLES.items():
        exec(compile(text, "reports.md", "exec"), names)
        said[name] = capsys.readouterr().out.splitlines()
    assert said == {
        "one call": ["71 Spring 12.3 None"] * 3,
        "progress": [
            "0 rows, part 1 of 1 7281 ",
            "0 rows, part 1 of 1 7281 SUCCESS",
            "2 rows, part 1 of 1 7281 ",
            "12.5",
        ],
        "rows": ["71,12.3"],
        "one reply": ["Decimal('12.30') 7 Spring None 12.30"],
    }
    assert PAGE.count("```python") == len(EXAMPLES)


def _run(name: str, folder: Path) -> str:
    programs = folder / "bin"
    programs.mkdir()
    for program, arguments in (("python", ""), ("tiktok-bindgen", " -m tiktok_bindgen")):
        script = programs / program
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}"{arguments} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    paths = os.pathsep.join(str(ROOT / part) for part in ("generator", "generated"))
    done = subprocess.run(
        ["sh", "-c", COMMANDS[name]],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stderr == ""
    return done.stdout


def test_a_check_tells_what_does_not_go_together(tmp_path: Path) -> None:
    assert [(one["pointer"], one["rule"]) for one in json.loads(_run("check", tmp_path))] == [
        ("/metrics/0", "enum"),
        ("/metrics/1", "report-level:campaign_name"),
        ("/dimensions", "report-grouping"),
    ]


def test_metrics_are_searched(tmp_path: Path) -> None:
    assert _run("metrics", tmp_path).splitlines() == [
        "live_effective_views  number   basic",
        "live_product_clicks   number   basic",
        "live_unique_views     number   basic",
        "live_views            number   basic",
    ]


def test_a_dimension_is_explained(tmp_path: Path) -> None:
    text = _run("explain", tmp_path)
    assert text.startswith("dimension country_code\n\nAudience reports (audience)\n")
    assert "    country_code + stat_time_day\n" in text


def test_what_the_page_counts_is_right() -> None:
    from tiktok_business.reports import KINDS

    kinds = [__import__(f"tiktok_business.reports.{key}", fromlist=["KIND"]).KIND for key in KINDS]
    metrics = {name for kind in kinds for name in kind.metrics}
    dimensions = {name for kind in kinds for name in kind.dimensions}
    assert f"{len(metrics):,} metrics, {len(dimensions)} dimensions" in PAGE
    assert f"in {len(kinds)} kinds of reports" in PAGE

"""Every example and command of the page about plans works as it stands there."""

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

PAGE = (ROOT / "docs" / "plans.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"<!-- ([\w:. -]+) -->\n```(\w+)\n(.*?)\n```", re.DOTALL)
BLOCKS = {match[1]: match[3] for match in BLOCK.finditer(PAGE)}
PATHS = os.pathsep.join([str(Path(tiktok_business.__file__).parents[1]), *filter(None, sys.path)])


def test_every_block_is_one_that_a_test_runs() -> None:
    assert list(BLOCKS) == [
        *("example: check", "example: under", "example: send"),
        *("file: launch.json", "command: check", "command: create"),
    ]
    assert PAGE.count("\n```") == 2 * len(BLOCKS)


def test_the_examples_check_and_send(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("launch.json").write_text(BLOCKS["file: launch.json"], encoding="utf-8")
    scope: dict[str, Any] = {}
    exec(BLOCKS["example: check"], scope)
    said = "`search_keywords` is required when `is_search_campaign` of the campaign is `true`"
    (line,) = capsys.readouterr().out.splitlines()
    assert re.fullmatch(rf"1 /search_keywords requires:search_keywords:\w+ {re.escape(said)}", line)
    exec(BLOCKS["example: under"], scope)
    assert f"/search_keywords: {said}" in capsys.readouterr().out
    exec(BLOCKS["example: send"], scope)
    assert capsys.readouterr().out == (
        "<Plan of 2 steps, 1 done> ['7000000000000000001']\n<Plan of 2 steps, 2 done> []\n"
    )
    assert scope["left"] == []
    kept = json.loads(Path("state.json").read_text(encoding="utf-8"))
    assert [step["state"] for step in kept] == ["done", "done"]


@pytest.mark.parametrize(("name", "printed"), [("check", "[]\n"), ("create", "curl --request POST")])
def test_the_commands_work(tmp_path: Path, name: str, printed: str) -> None:
    (tmp_path / "launch.json").write_text(BLOCKS["file: launch.json"], encoding="utf-8")
    done = subprocess.run(
        ["sh", "-euc", BLOCKS[f"command: {name}"].replace("python", f'"{sys.executable}"', 1)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": PATHS},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(printed)

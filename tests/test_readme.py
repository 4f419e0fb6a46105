"""Every command and every example in the README works as it stands there.

What the main job writes is looked at by ``nox -s build`` and CI, the types of examples by the tests of types.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import tiktok_business
from pages import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
ROWS = [{"campaign_id": str(n), "campaign_name": f"Plot {n}"} for n in (1, 2)]
#: What the API answers as ``data``, by path; a list is what it answers page by page.
DATA: dict[str, Any] = {
    "/campaign/create/": {"campaign_id": "7000000000000000003"},
    "/campaign/get/": [
        {"list": [row], "page_info": {"page": n, "total_page": 2}} for n, row in enumerate(ROWS, 1)
    ],
    "/file/video/ad/upload/": [[{"video_id": "v1"}]],
}
BLOCK = re.compile(r"<!-- ([\w: -]+) -->\n```(\w+)\n(.*?)\n```", re.DOTALL)
BLOCKS = [(match[1], match[2], match[3]) for match in BLOCK.finditer(README)]
COMMANDS = [text for kind, _, text in BLOCKS if kind == "command"]
EXAMPLES = {kind.removeprefix("example: "): text for kind, _, text in BLOCKS if kind.startswith("example: ")}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the commands find in a clone after the main job; an environment whose programs are this one's."""
    root = tmp_path_factory.mktemp("clone")
    for name in ("spec", "generated"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    programs = root / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, arguments in (("python", ""), ("tiktok-bindgen", " -m tiktok_bindgen")):
        script = programs / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}"{arguments} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    return root


def _run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join(str(ROOT / name) for name in ("generator", "generated"))
    return subprocess.run(
        ["sh", "-euc", command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_every_shell_block_is_run_by_a_test_or_by_ci() -> None:
    assert README.count("```sh") == len([kind for kind, language, _ in BLOCKS if language == "sh"])
    kinds = [kind for kind, language, _ in BLOCKS if language == "sh"]
    assert set(kinds) == {"main-job", "tests", "command"}
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "for name in main-job tests" in script


def test_every_python_block_is_an_example_that_a_test_runs() -> None:
    assert README.count("```python") == len(EXAMPLES)
    assert list(EXAMPLES) == ["first call", "more calls", "your tests", "a launch"]


def test_no_line_is_too_long_to_read() -> None:
    assert [line for line in README.splitlines() if len(line) > 120] == []


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).is_file()] == []


def test_the_commands_do_what_they_say(checkout: Path) -> None:
    # In the order of the README: a later one uses what an earlier one wrote.
    for command in COMMANDS:
        done = _run(command, checkout)
        # A check that finds something says so by its status.
        expected = 1 if " check " in command else 0
        assert done.returncode == expected, f"{command}\n{done.stdout}{done.stderr}"
        assert done.stdout, command
    assert (checkout / "build" / "bindings" / "tiktok_business" / "client.py").is_file()


class _Api(BaseHTTPRequestHandler):
    """Answers every call with a documented reply."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer()

    def _answer(self) -> None:
        url = urlsplit(self.path)
        data = DATA[url.path.removeprefix("/open_api/v1.3")]
        if isinstance(data, list):
            data = data[int(parse_qs(url.query).get("page", ["1"])[0]) - 1]
        reply = {"code": 0, "message": "OK", "request_id": "20260601", "data": data}
        body = json.dumps(reply).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name that it overrides
        """Say nothing."""


@pytest.fixture
def api() -> Iterator[str]:
    """A server on loopback that answers as the API does."""
    with HTTPServer(("127.0.0.1", 0), _Api) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def test_the_examples_work_one_after_the_other(
    api: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clients: list[tiktok_business.Client] = []
    real = tiktok_business.Client

    def client(**options: Any) -> tiktok_business.Client:
        clients.append(real(base_url=api, **options))
        return clients[-1]

    monkeypatch.setattr(tiktok_business, "Client", client)
    monkeypatch.setenv("TIKTOK_ACCESS_TOKEN", "no-token")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spring.mp4").write_bytes(b"a film of beans")
    names: dict[str, Any] = {}
    said = {}
    for name, text in EXAMPLES.items():
        exec(compile(text, "README.md", "exec"), names)
        said[name] = capsys.readouterr().out.splitlines()
    for one in clients:
        one.close()
    launch = said.pop("a launch")
    assert [line.partition(": ")[0] for line in launch[:2]] == [
        "step 0, /budget_mode",
        "step 1, /budget_mode",
    ]
    assert said == {
        "first call": ["20260601 7000000000000000003"],
        "more calls": ["1 Plot 1", "2 Plot 2", "15 of 15 bytes", "200 0"],
        "your tests": [],
    }

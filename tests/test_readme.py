"""Every command and every example in the README works as it stands there."""

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

import pytest

import tiktok_business
from pages import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
REPLY = {
    "code": 0,
    "message": "OK",
    "request_id": "20260601",
    "data": {"campaign_id": "7000000000000000003"},
}
BLOCK = re.compile(r"<!-- ([\w: -]+) -->\n```(\w+)\n(.*?)\n```", re.DOTALL)
BLOCKS = [(match[1], match[2], match[3]) for match in BLOCK.finditer(README)]
COMMANDS = [text for kind, _, text in BLOCKS if kind == "command"]


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


def test_the_commands_do_what_they_say(checkout: Path) -> None:
    # In the order of the README: a later one uses what an earlier one wrote.
    for command in COMMANDS:
        done = _run(command, checkout)
        # A check that finds something says so by its status.
        expected = 1 if " check " in command else 0
        assert done.returncode == expected, f"{command}\n{done.stdout}{done.stderr}"
        assert done.stdout, command
    assert (checkout / "build" / "bindings" / "tiktok_business" / "client.py").is_file()


def test_the_main_job_finds_everything_as_it_is_committed(checkout: Path) -> None:
    ((command,),) = [
        re.findall(r"\.venv/bin/tiktok-bindgen .*", text) for kind, _, text in BLOCKS if kind == "main-job"
    ]
    done = _run(command, checkout)
    assert done.returncode == 0, done.stderr
    assert "wrote 0 files" in done.stdout


@pytest.fixture
def api() -> Iterator[str]:
    """A server on loopback that answers every call with a documented reply."""
    body = json.dumps(REPLY).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name that it overrides
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def test_the_first_call_works(
    api: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (example,) = [text for kind, _, text in BLOCKS if kind == "example: first call"]
    clients = []
    real = tiktok_business.Client

    def client(**options: Any) -> tiktok_business.Client:
        clients.append(real(base_url=api, **options))
        return clients[-1]

    monkeypatch.setattr(tiktok_business, "Client", client)
    monkeypatch.setenv("TIKTOK_ACCESS_TOKEN", "no-token")
    exec(compile(example, "README.md", "exec"), {})
    clients[-1].close()
    assert capsys.readouterr().out == "20260601 7000000000000000003\n"

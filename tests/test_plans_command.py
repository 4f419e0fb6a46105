"""``plan check`` and ``plan create`` from a shell, against a server on loopback."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from clients import Generated, generated
from plan_garden import spec
from text_cases import literal, text_cases

GARDEN = {"operation": "POST /garden/create/", "request": {"advertiser_id": "1", "name": "South"}}
BED = {
    "operation": "POST /open_api/v1.3/bed/create/",
    "request": {"advertiser_id": "1", "name": "Herbs", "drain": "yes"},
}
LAUNCH = [GARDEN, {**BED, "operation": "POST /bed/create/"}]
SANDY = [{**GARDEN, "request": {**GARDEN["request"], "soil": "SAND"}}, LAUNCH[1]]  # type: ignore[dict-item]


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    with generated(spec(), tmp_path_factory.mktemp("garden")) as package:
        yield package


class Server(ThreadingHTTPServer):
    """Makes what it is asked for, and keeps what that was; it fails as often as it is told to.

    Attributes:
        asked: The paths and bodies that came.
        failures: By path, what comes instead of replies: a return code, or nothing at all.
        meanwhile: Called before a reply to each request.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, Any]] = []
        self.failures: dict[str, list[int | None]] = {}
        self.meanwhile: Callable[[], object] = lambda: None


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, body))
        self.server.meanwhile()
        code = self.server.failures.get(self.path, [0]).pop(0) if self.server.failures.get(self.path) else 0
        if code is None:
            self.close_connection = True
            return
        number = 7_000_000_000_000_000_000 + len(self.server.asked)
        data = {f"{self.path.split('/')[1]}_id": number}
        reply = json.dumps({"code": code, "message": "as told", "request_id": "r", "data": data}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called there
        del format, args


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def run(
    garden: Generated, *arguments: str, given: Any = None, token: str = "secret"
) -> subprocess.CompletedProcess[str]:
    folder = Path(str(garden.module().__file__)).parent.parent
    return subprocess.run(
        [sys.executable, "-m", garden.package, "plan", *arguments],
        input=None if given is None else json.dumps(given),
        env={**os.environ, "PYTHONPATH": str(folder), "TIKTOK_ACCESS_TOKEN": token},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_plan_that_is_right_gives_an_empty_array(garden: Generated) -> None:
    done = run(garden, "check", "-", given=LAUNCH)
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, [], "")


def test_what_is_wrong_is_an_array_and_an_exit_status(garden: Generated) -> None:
    done = run(garden, "check", "--waive", "/drain", "-", given=SANDY)
    assert done.returncode == 1
    (only,) = json.loads(done.stdout)
    assert list(only) == ["step", "pointer", "rule", "message"]
    assert (only["step"], only["pointer"]) == (1, "/watering")
    assert only["rule"].startswith("requires:watering:")
    assert only["message"] == "a sandy garden needs watering"


@pytest.mark.parametrize("given", [{}, [1], [{"operation": "POST /gardn/create/"}]])
def test_what_is_no_plan_is_misuse_in_one_line(garden: Generated, given: Any) -> None:
    done = run(garden, "check", "-", given=given)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


@text_cases(arguments=literal)
def test_misuse_is_told_in_one_line(garden: Generated, arguments: tuple[str, ...]) -> None:
    done = run(garden, *arguments, given=[])
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_a_dry_run_shows_commands_with_placeholders_for_ids(garden: Generated) -> None:
    done = run(garden, "create", "--dry-run", "-", given=LAUNCH, token="")
    assert (done.returncode, done.stderr) == (0, "")
    first, second = done.stdout.split("curl ")[1:]
    assert "secret" not in done.stdout
    assert shlex.split(first)[2] == "https://garden.example/garden/create/"
    assert json.loads(shlex.split(second)[-1])["garden_id"] == "{{garden_id}}"


def test_a_plan_that_is_wrong_is_not_sent(garden: Generated, server: Server) -> None:
    url = f"http://127.0.0.1:{server.server_port}"
    done = run(garden, "create", "--base-url", url, "-", given=SANDY)
    assert (done.returncode, server.asked) == (1, [])
    assert [each["pointer"] for each in json.loads(done.stdout)] == ["/watering", "/drain"]


def test_it_is_sent_and_what_was_made_is_printed(garden: Generated, server: Server) -> None:
    url = f"http://127.0.0.1:{server.server_port}"
    done = run(garden, "create", "--base-url", url, "-", given=LAUNCH)
    assert (done.returncode, done.stderr) == (0, "")
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"operation": "POST /garden/create/", "ids": ["7000000000000000001"]},
        {"operation": "POST /bed/create/", "ids": ["7000000000000000002"]},
    ]
    assert server.asked[1][1]["garden_id"] == "7000000000000000001"


def test_it_goes_on_from_the_state_that_was_kept(garden: Generated, server: Server, tmp_path: Path) -> None:
    server.failures["/bed/create/"] = [40002, None]
    plan, state = tmp_path / "plan.json", str(tmp_path / "state.json")
    plan.write_text(json.dumps(LAUNCH), encoding="utf-8")
    url = f"http://127.0.0.1:{server.server_port}"
    again = ("create", "--state", state, "--base-url", url, str(plan))
    refused = run(garden, *again)
    assert refused.returncode == 1
    assert refused.stderr.endswith(
        "code 40002: as told (request r); made so far: garden 7000000000000000001\n"
    )
    assert "secret" not in Path(state).read_text(encoding="utf-8")
    assert run(garden, *again).returncode == 1
    unknown = run(garden, *again)
    assert unknown.returncode == 1
    assert "it is unknown whether it was carried out" in unknown.stderr
    assert [path for path, _ in server.asked] == ["/garden/create/", "/bed/create/", "/bed/create/"]
    repeated = run(garden, "create", "--repeat", *again[1:])
    assert (repeated.returncode, repeated.stderr, len(server.asked)) == (0, "", 4)
    plan.write_text(json.dumps(LAUNCH[:1]), encoding="utf-8")
    other = run(garden, *again)
    assert (other.returncode, other.stderr.count("\n")) == (2, 1)


def test_a_second_process_is_refused_while_a_first_uses_the_state(
    garden: Generated, server: Server, tmp_path: Path
) -> None:
    plan, state = tmp_path / "plan.json", str(tmp_path / "state.json")
    plan.write_text(json.dumps(LAUNCH), encoding="utf-8")
    url = f"http://127.0.0.1:{server.server_port}"
    command = ("create", "--state", state, "--base-url", url, str(plan))
    refused: list[tuple[int, str, str]] = []

    def meanwhile() -> None:
        server.meanwhile = lambda: None
        done = run(garden, *command)
        refused.append((done.returncode, done.stdout, done.stderr))

    server.meanwhile = meanwhile
    done = run(garden, *command)
    assert (done.returncode, done.stderr) == (0, "")
    why = f"tiktok_business: {state}: another process or thread is using it; nothing was sent\n"
    assert refused == [(2, "", why)]
    assert (run(garden, *command).returncode, len(server.asked)) == (0, 2)

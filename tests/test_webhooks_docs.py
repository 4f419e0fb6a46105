"""Every example and command of the page about webhooks works as it stands there."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from doc_pages import blocks, printed, run
from e2e.server import port_for
from pages import ROOT
from tiktok_business import webhooks

BLOCKS = blocks("docs/webhooks.md")
SECRET = "watering-can"


def test_every_block_is_one_that_a_test_runs() -> None:
    assert list(BLOCKS) == [
        *("example: read", "command: server", "command: deliver"),
        *("example: fastapi", "example: flask", "command: webhook"),
    ]


def test_the_first_example_reads_a_message() -> None:
    assert printed(lambda: exec(BLOCKS["example: read"], {})) == "a message: Hello\n"


@pytest.fixture
def server() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The example's server, webhook_server.py, started by its command, and its port."""
    port = str(port_for("the example"))
    command = BLOCKS["command: server"].replace("python", f'exec "{sys.executable}"')
    with subprocess.Popen(
        ["sh", "-euc", command],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PORT": port},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            _wait_for(port)
            yield process, port
        finally:
            process.kill()


def _wait_for(port: str) -> None:
    for _ in range(1200):
        try:
            urlopen(f"http://127.0.0.1:{port}/", timeout=30)
        except HTTPError:
            return
        except URLError:
            time.sleep(0.05)
    pytest.fail("the server does not answer")


def _post(port: str, body: bytes, headers: dict[str, str]) -> int:
    request = Request(f"http://127.0.0.1:{port}/", body, headers)
    try:
        with urlopen(request, timeout=30) as reply:
            return int(reply.status)
    except HTTPError as error:
        return error.code


def test_the_server_takes_what_curl_delivers_once_and_refuses_what_is_not_signed(
    server: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    process, port = server
    missing = [tool for tool in ("curl", "openssl") if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"left out: there is no {' and no '.join(missing)}")
    assert process.stdout is not None
    for _ in range(2):
        done = run(BLOCKS["command: deliver"], tmp_path, PORT=port)
        assert (done.returncode, done.stderr) == (0, "")
    # It handles what it has answered, so another delivery could come in between.
    first = process.stdout.readline()
    other = webhooks.sample("im_send_msg", secret=SECRET)
    assert _post(port, other.body, other.headers) == 200
    assert _post(port, other.body + b" ", other.headers) == 401
    assert _post(port, b"[]", {webhooks.SIGNATURE_HEADER: webhooks.sign(b"[]", SECRET)}) == 400
    # The repeat was answered, and nothing was done.
    second = process.stdout.readline()
    assert [line.split()[0] for line in (first, second)] == ["im_receive_msg_eu", "im_send_msg"]
    assert "to='garden'" in first


class Clock:
    """Stands for `Timer`: its time is over when a test says so."""

    started: ClassVar[list[Clock]] = []
    daemon = False

    def __init__(self, seconds: float, function: Callable[..., object], arguments: list[Any]) -> None:
        assert 0 < seconds <= 60
        self.end = partial(function, *arguments)

    def start(self) -> None:
        self.started.append(self)

    def cancel(self) -> None:
        self.started.remove(self)


@pytest.fixture
def callback(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of the example's server, whose time is a `Clock`'s."""
    monkeypatch.setenv("TIKTOK_APP_SECRET", SECRET)
    monkeypatch.setattr(threading, "Timer", Clock)
    handler = runpy.run_path(str(ROOT / "examples" / "webhook_server.py"))["Callback"]
    monkeypatch.setattr(handler, "log_message", lambda *_: None)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = False
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()
    assert Clock.started == []


def _status_of(port: int, *parts: bytes, in_time: bool = True) -> bytes:
    """The status of the only answer to what is sent; whoever sent it waits for the end."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        for part in parts:
            connection.sendall(part)
        if not in_time:
            while not Clock.started:
                time.sleep(0.01)
            Clock.started[0].end()
        with connection.makefile("rb") as stream:
            answer = stream.read()
    assert answer.count(b"HTTP/1.0 ") == bool(answer)
    return answer[9:12]


POST = b"POST / HTTP/1.1\r\nTiktok-Signature: t=1,s=1\r\n"


@pytest.mark.parametrize(
    ("header", "body", "status"),
    [
        (b"", b"", b"411"),
        (b"Content-Length: \r\n", b"", b"411"),
        (b"Content-Length: x\r\n", b"{}", b"411"),
        (b"Content-Length: -2\r\n", b"{}", b"411"),
        (b"Transfer-Encoding: chunked\r\n", b"2\r\n{}\r\n0\r\n\r\n", b"411"),
        (b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", b"2\r\n{}\r\n0\r\n\r\n", b"411"),
        (b"Content-Length: 1048577\r\n", b"x" * 1048577, b"413"),
        (b"Content-Length: 1" + b"0" * 5000 + b"\r\n", b"", b"413"),
        (b"Content-Length: 2\r\n", b"{}", b"401"),
        (b"Content-Length: 1048576\r\n", b"x" * 1048576, b"401"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_the_server_reads_no_more_than_a_delivery_has(
    callback: int, header: bytes, body: bytes, status: bytes
) -> None:
    assert _status_of(callback, POST, header, b"\r\n", body) == status


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ([POST, b"Content-Length: 20\r\n\r\n", b"{"], b"408"),
        ([POST, b"Content-Length: 20\r\nMore"], b"408"),
        ([b""], b""),
    ],
)
def test_the_server_waits_for_nobody_for_long(callback: int, parts: list[bytes], status: bytes) -> None:
    assert _status_of(callback, *parts, in_time=False) == status


def test_the_command_tells_what_is_not_documented(tmp_path: Path) -> None:
    done = run(BLOCKS["command: webhook"], tmp_path)
    assert done.returncode == 1
    assert re.sub(r"\s+", "", done.stdout) == '{"event":"LEAD","extra":["/entry/0/colour"]}'


def _callback(framework: str, names: dict[str, Any]) -> tuple[dict[str, Any], list[webhooks.Event]]:
    """What the example of a framework defines, and the events that it handles."""
    handled: list[webhooks.Event] = []

    def handle(event: webhooks.Event) -> str:
        handled.append(event)
        return ""

    scope = {**names, "handle": handle, "webhooks": webhooks, "SECRET": SECRET}
    exec(BLOCKS[f"example: {framework}"], scope)
    return scope, handled


def test_the_fastapi_example_works() -> None:
    fastapi = pytest.importorskip("fastapi", reason="left out: there is no fastapi")
    client = pytest.importorskip("fastapi.testclient", reason="left out: fastapi has no test client")
    _, handled = _callback("fastapi", {"app": (app := fastapi.FastAPI()), "Request": fastapi.Request})
    delivery = webhooks.sample("LEAD", secret=SECRET)
    reply = client.TestClient(app).post("/callback", content=delivery.body, headers=delivery.headers)
    assert reply.status_code == 200
    assert [event.event_name for event in handled] == ["LEAD"]


def test_the_flask_example_works() -> None:
    flask = pytest.importorskip("flask", reason="left out: there is no flask")
    _, handled = _callback("flask", {"app": (app := flask.Flask("garden")), "request": flask.request})
    delivery = webhooks.sample("comment.update", secret=SECRET)
    reply = app.test_client().post("/callback", data=delivery.body, headers=delivery.headers)
    assert reply.status_code == 200
    assert [event.event_name for event in handled] == ["comment.update"]

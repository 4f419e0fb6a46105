"""What ``python -m tiktok_business`` prints, and how it ends, whatever it is connected to."""

from __future__ import annotations

import io
import json
import os
import pty
import runpy
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from text_cases import literal, text_cases

from .server import Reply, Server, envelope

GET = ("GET", "/campaign/get/", "--query", "advertiser_id=1")
DOWNLOAD = ("GET", "/page/lead/task/download/", "--query", "task_id=2")
OCTETS = bytes(range(256)) * 40
COLOUR = "\x1b[31mred\x1b]0;title\x07 \x9b2J \x7f \u202e\r"
Run = Callable[..., subprocess.CompletedProcess[bytes]]


def command(server: Server | None, *argv: str) -> list[str]:
    where = ["--base-url", server.url] if server is not None else []
    return [sys.executable, "-m", "tiktok_business", *argv, *where]


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKTOK_ACCESS_TOKEN", "t")


def run(argv: list[str], given: bytes = b"", **options: Any) -> subprocess.CompletedProcess[bytes]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.run(argv, input=given, check=False, timeout=60, **pipes)


def here(argv: list[str], given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The same in this process, which need not start, for what is about the command alone."""
    streams = {name: io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for name in ("stdout", "stderr")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", argv[2:])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        for name, stream in streams.items():
            patch.setattr(sys, name, stream)
        with pytest.raises(SystemExit) as ended:
            runpy.run_module(argv[2], run_name="__main__")
    for stream in streams.values():
        stream.flush()
    written = [stream.buffer.getvalue() for stream in streams.values()]
    return subprocess.CompletedProcess(argv, ended.value.code, *written)  # type: ignore[arg-type] # a number


def shell(script: str, argv: list[str]) -> subprocess.CompletedProcess[bytes]:
    """A shell that runs ``"$@"`` as a script says."""
    return run(["sh", "-c", script, "sh", *argv])


def told(done: subprocess.CompletedProcess[bytes]) -> str:
    """The one line that is printed for the person who asked."""
    text = done.stderr.decode()
    assert "Traceback" not in text
    assert text.startswith("tiktok_business: ")
    assert text.count("\n") == 1, text
    return text.removeprefix("tiktok_business: ").rstrip()


# What is no success


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html>Log in</html>", headers={"Content-Type": "text/html"}),
        Reply(b""),
        Reply(b"[1]"),
        Reply(b"null"),
        Reply(b"{}"),
        Reply(envelope(code=40105)),
        Reply(b"\xef\xbb\xbf" + envelope(code=40105), headers={"Content-Type": "text/csv"}),
        Reply(b"a,b", headers={"Content-Type": "text/csv"}),
        Reply(OCTETS, headers={"Content-Type": "application/octet-stream"}),
    ],
    ids=["page", "empty", "array", "null", "no code", "failed", "failed file", "table", "octets"],
)
def test_what_the_client_raises_an_error_for_is_no_success(server: Server, reply: Reply) -> None:
    server.answer(reply)
    done = here(command(server, "call", *GET))
    assert done.returncode == 1
    assert told(done).startswith("GET /open_api/v1.3/campaign/get/: ")
    assert done.stdout.rstrip(b"\n") == reply.body


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xef\xbb\xbf" + envelope(code=40105)], ids=str)
def test_a_download_that_is_none_is_no_success(server: Server, body: bytes) -> None:
    server.answer(Reply(body, headers={"Content-Type": "text/csv"}))
    assert here(command(server, "call", *DOWNLOAD)).returncode == 1


def test_a_reply_of_another_shape_is_a_success(server: Server) -> None:
    server.answer(envelope({"list": {"campaign_id": 1}}))
    done = here(command(server, "call", *GET))
    assert (done.returncode, json.loads(done.stdout)["data"]) == (0, {"list": {"campaign_id": 1}})


# Bytes


@pytest.mark.parametrize(
    "body", [OCTETS, b"a,b\r\n1,\x1b\r\n", b"\x00" * 99], ids=["octets", "table", "zeros"]
)
def test_a_download_comes_out_byte_for_byte(server: Server, tmp_path: Path, body: bytes) -> None:
    server.answer(Reply(body, headers={"Content-Type": "application/octet-stream"}))
    done = run(command(server, "call", *DOWNLOAD))
    assert (done.returncode, done.stdout, done.stderr) == (0, body, b"")
    with (tmp_path / "leads").open("wb") as file:
        run(command(server, "call", *DOWNLOAD), stdout=file)
    assert (tmp_path / "leads").read_bytes() == body


def on_terminal(argv: list[str]) -> tuple[int, bytes, bytes]:
    """The exit status, what a terminal was shown, and what was printed beside it."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(argv, stdout=theirs, stderr=subprocess.PIPE) as process:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:
            # How Linux says that the other side is closed.
            pass
        assert process.stderr is not None
        beside = process.stderr.read()
    os.close(ours)
    return process.returncode, shown.replace(b"\r\n", b"\n"), beside


def test_bytes_are_not_for_a_terminal_but_a_table_is(server: Server) -> None:
    server.answer(Reply(OCTETS, headers={"Content-Type": "application/zip"}))
    status, shown, beside = on_terminal(command(server, "call", *DOWNLOAD))
    assert (status, shown) == (3, b"")
    assert beside == b"tiktok_business: 10240 bytes of application/zip: redirect them to a file or a pipe\n"
    server.answer(Reply(b"a\n\x1b[31m\n", headers={"Content-Type": "text/csv"}))
    status, shown, beside = on_terminal(command(server, "call", *DOWNLOAD))
    assert (status, shown, beside) == (0, b"a\n\\u001b[31m\n\n", b"")


@pytest.mark.parametrize("kind", ["text/html", "application/json"])
def test_control_characters_are_shown_and_not_obeyed(server: Server, kind: str) -> None:
    server.answer(Reply(f"<html>{COLOUR}</html>".encode(), headers={"Content-Type": kind}))
    shown = b"<html>\\u001b[31mred\\u001b]0;title\\u0007 \\u009b2J \\u007f \\u202e\\u000d</html>\n"
    assert run(command(server, "call", *GET)).stdout == shown
    assert on_terminal(command(server, "call", *GET))[1] == shown


def test_control_characters_of_an_envelope_are_the_same_json(server: Server) -> None:
    body = '{"code": 40002, "message": "\x7f\x9b\\u001b[31m", "data": {}}'
    server.answer(body.encode())
    done = here(command(server, "call", *GET))
    assert done.stdout.isascii()
    assert json.loads(done.stdout) == json.loads(body)
    assert not any(byte < 32 or byte == 127 for byte in done.stderr.rstrip())


# What the command is connected to


@text_cases(script=str, status=literal, said=literal)
def test_a_closed_or_full_output_is_one_line(script: str, status: int, said: str) -> None:
    done = shell(script, command(None, "operations"))
    assert done.returncode == status
    assert (told(done) if said else done.stderr.decode()) == said


def test_a_call_is_not_sent_where_its_reply_could_not_be_printed(server: Server) -> None:
    assert shell('"$@" >&-', command(server, "call", *GET)).returncode == 2
    assert server.sent == []
    done = shell('"$@" >/dev/full', command(server, "call", *GET))
    assert (done.returncode, len(server.sent)) == (3, 1)
    assert "cannot be written" in told(done)


@pytest.mark.parametrize(
    "argv",
    [
        ("check", "POST", "/campaign/create/", "-"),
        ("call", "POST", "/campaign/create/", "--data", "-"),
        ("check", "--reply", *GET[:2], "-"),
    ],
    ids=" ".join,
)
def test_a_closed_standard_input_is_one_line(argv: tuple[str, ...]) -> None:
    done = shell('"$@" <&-', command(None, *argv))
    assert done.returncode == 2
    assert told(done) == "the standard input is closed"


def test_everything_closed_ends_all_the_same() -> None:
    assert shell('"$@" <&- >&- 2>&-', command(None, "operations")).returncode == 2


@pytest.mark.skipif(shutil.which("head") is None, reason="left out: there is no head")
def test_who_has_read_enough_is_no_failure() -> None:
    done = shell('"$@" | head -n 1', command(None, "operations"))
    assert (done.returncode, done.stderr) == (0, b"")


# A shell's background jobs, and all they start, ignore interrupts.
_INTERRUPTIBLE = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("tiktok_business", run_name="__main__", alter_sys=True)
"""


def test_an_interrupt_is_one_line(server: Server) -> None:
    server.answer(Reply(silent=True))
    argv = [sys.executable, "-c", _INTERRUPTIBLE, *command(server, "call", *GET)[3:]]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 30
        while not server.sent and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, b"", b"tiktok_business: interrupted\n")


@pytest.mark.parametrize(
    ("reply", "status"), [(Reply(reset=True), 1), (Reply(envelope({})), 0)], ids=["lost", "fine"]
)
def test_a_call_that_may_have_been_carried_out_is_not_one_that_was_not_sent(
    server: Server, reply: Reply, status: int
) -> None:
    server.answer(reply)
    argv = ("call", "POST", "/campaign/status/update/", "--no-check", "--data", "{}")
    assert here(command(server, *argv)).returncode == status
    assert len(server.sent) == 1


# Replies as files


def check(
    reply: bytes, method: str = "GET", path: str = "/campaign/get/"
) -> tuple[int, list[dict[str, str]]]:
    done = here(command(None, "check", "--reply", method, path, "-"), reply)
    return done.returncode, json.loads(done.stdout)


def test_what_differs_in_a_reply_is_printed_and_is_no_failure() -> None:
    entry = {
        "campaign_id": 7,
        "budget": "much",
        "objective_type": "SELL_TULIPS",
        "new": None,
        "rf_campaign_type": [],
    }
    status, found = check(envelope({"list": [entry]}, log_id="9"))
    assert status == 0
    assert [(one["pointer"], one["kind"]) for one in found if one["kind"] != "missing"] == [
        ("/data/list/0/campaign_id", "type"),
        ("/data/list/0/budget", "type"),
        ("/data/list/0/objective_type", "value"),
        ("/data/list/0/new", "unknown"),
        ("/data/list/0/rf_campaign_type", "type"),
        ("/log_id", "unknown"),
    ]
    missing = {one["pointer"] for one in found if one["kind"] == "missing"}
    # No other field of a campaign is in every reply.
    assert missing == {"/data/page_info"}
    assert {one["pointer"]: one["message"] for one in found}["/data/list/0/budget"] == (
        "is documented as number, got string 'much'; kept as received"
    )


def test_a_reply_as_documented_differs_nowhere(tmp_path: Path) -> None:
    file = tmp_path / "reply.json"
    file.write_bytes(b"\xef\xbb\xbf" + envelope(None))
    done = here(command(None, "check", "--reply", "post", "campaign/status/update", str(file)))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"[]\n", b"")


@pytest.mark.parametrize(
    ("reply", "pointer", "kind"),
    [
        (b"<html>", "", "type"),
        (b"", "", "type"),
        (b"[1]", "", "type"),
        (b'{"message": "OK"}', "/code", "missing"),
        (b'{"code": "x"}', "/code", "type"),
        (b"a,b\n1,2\n", "", "type"),
    ],
)
def test_a_reply_that_the_client_raises_an_error_for_is_a_finding(
    reply: bytes, pointer: str, kind: str
) -> None:
    status, found = check(reply)
    assert status == 1
    assert (pointer, kind) in [(one["pointer"], one["kind"]) for one in found]


def test_a_reply_that_says_no_is_judged_by_its_envelope() -> None:
    assert check(envelope({"hint": 1}, code=40002, message="no")) == (1, [])
    status, found = check(envelope({"hint": 1}, code=40002, more=1))
    assert (status, [(one["pointer"], one["kind"]) for one in found]) == (1, [("/more", "unknown")])


def test_a_file_is_the_reply_of_a_documented_download() -> None:
    assert check(b"a,b\n1,2\n", path="/page/lead/task/download/") == (0, [])
    assert check(b"<html>", path="/page/lead/task/download/")[0] == 1
    assert check(envelope(code=40105), path="/page/lead/task/download/")[0] == 1


@pytest.mark.parametrize(
    "argv",
    [
        ("--reply", "GET", "/no/such/", "-"),
        ("--reply", *GET[:2], "no/such/file"),
        ("--reply", "GET"),
        ("--reply", "--wire", *GET[:2], "-"),
    ],
    ids=" ".join,
)
def test_a_reply_that_cannot_be_checked_is_misuse(argv: tuple[str, ...]) -> None:
    done = here(command(None, "check", *argv))
    assert (done.returncode, done.stdout) == (2, b"")
    assert told(done)

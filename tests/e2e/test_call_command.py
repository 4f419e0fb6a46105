"""``python -m tiktok_business call``: a request from the command line, sent or shown as a curl command."""

from __future__ import annotations

import hashlib
import io
import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from spc import DEPRECATED, request_json, response_json
from text_cases import literal, text_cases
from tiktok_business._operations import OPERATIONS
from tiktok_business._runtime.command import Package, main

from .server import Reply, Server, envelope, refused_url

pytestmark = pytest.mark.filterwarnings(DEPRECATED)
PATH = "/campaign/spc/create/"
TOKEN = "token-that-nobody-may-see"
PAYLOAD = json.dumps(request_json())


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKTOK_ACCESS_TOKEN", TOKEN)


@pytest.fixture
def call(server: Server) -> Callable[..., int]:
    def run(*arguments: str, method: str = "POST", path: str = PATH) -> int:
        argv = ["call", method, path, "--base-url", server.url, *arguments]
        return main(argv, Package(OPERATIONS, "tiktok_business.checks"))

    return run


def test_the_reply_of_a_call_is_printed(
    call: Callable[..., int], server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answer(json.dumps(response_json()).encode())
    assert call("--data", PAYLOAD) == 0
    assert json.loads(capsys.readouterr().out) == response_json()
    (sent,) = server.sent
    assert (sent.method, sent.path) == ("POST", f"/open_api/v1.3{PATH}")
    assert sent.json() == request_json()
    assert sent.headers["access-token"] == TOKEN


def test_the_server_is_that_of_the_environment_unless_another_is_given(
    server: Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Package(OPERATIONS, "tiktok_business.checks")
    monkeypatch.setenv("TIKTOK_BASE_URL", server.url)
    server.answer(json.dumps(response_json()).encode())
    assert main(["call", "POST", PATH, "--data", PAYLOAD], package) == 0
    assert len(server.sent) == 1
    monkeypatch.setenv("TIKTOK_BASE_URL", "nowhere")
    assert main(["call", "POST", PATH, "--data", PAYLOAD, "--base-url", server.url], package) == 0
    capsys.readouterr()
    assert main(["call", "POST", PATH, "--data", PAYLOAD], package) == 2
    assert "TIKTOK_BASE_URL: not the URL of a server: 'nowhere'" in capsys.readouterr().err


@pytest.mark.parametrize("source", ["file", "standard input"])
def test_a_payload_comes_from_a_file_too(
    call: Callable[..., int],
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
) -> None:
    (tmp_path / "payload.json").write_text(PAYLOAD, encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAYLOAD.encode())))
    assert call("--data", f"@{tmp_path / 'payload.json'}" if source == "file" else "-") == 0
    assert server.sent[0].json() == request_json()


def test_a_request_that_is_not_valid_is_not_sent(
    call: Callable[..., int], server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("--data", json.dumps({**request_json(), "budget": "much"})) == 1
    assert [found["pointer"] for found in json.loads(capsys.readouterr().out)] == ["/budget"]
    assert server.sent == []
    assert call("--data", '{"budget": "much"}', "--no-check") == 0
    assert server.sent[0].json() == {"budget": "much"}


@pytest.mark.parametrize(
    "reply",
    [Reply(envelope(code=40105)), Reply(b"<html>", 502), Reply(b"[]", 404)],
    ids=["code", "502", "404"],
)
def test_a_call_that_fails_is_printed_and_is_no_success(
    call: Callable[..., int], server: Server, capsys: pytest.CaptureFixture[str], reply: Reply
) -> None:
    server.answer(reply)
    assert call("--data", PAYLOAD) == 1
    assert capsys.readouterr().out == f"{reply.body.decode()}\n"


def test_a_server_that_does_not_answer_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["call", "POST", PATH, "--data", PAYLOAD, "--base-url", refused_url()]
    assert main(argv, Package(OPERATIONS, "tiktok_business.checks")) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert TOKEN not in captured.err


# Shown, not sent


def test_a_dry_run_shows_the_call_without_the_token(
    call: Callable[..., int],
    server: Server,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable in (TOKEN, ""):
        monkeypatch.setenv("TIKTOK_ACCESS_TOKEN", variable)
        assert call("--data", PAYLOAD, "--dry-run") == 0
        shown = capsys.readouterr().out
        assert TOKEN not in shown
        assert '--header "Access-Token: $TIKTOK_ACCESS_TOKEN"' in shown
    assert server.sent == []


def test_without_a_base_url_the_documented_servers_are_called(capsys: pytest.CaptureFixture[str]) -> None:
    for options, host in ([], "https://business-api."), (["--sandbox"], "https://sandbox-ads."):
        argv = ["call", "POST", PATH, "--data", PAYLOAD, "--dry-run", *options]
        assert main(argv, Package(OPERATIONS, "tiktok_business.checks")) == 0
        assert f"curl --request POST {host}" in capsys.readouterr().out


HOSTILE = "$(touch /tmp/x) `id` 'quoted' \"double\" \\ \n;&|"


def test_what_is_shown_is_safe_to_paste(call: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    payload = json.dumps({"campaign_name": HOSTILE})
    assert call("--data", payload, "--query", f"q={HOSTILE}", "--no-check", "--dry-run") == 0
    words = shlex.split(capsys.readouterr().out.replace("\\\n", " "))
    assert words[0] == "curl"
    assert json.loads(words[words.index("--data-raw") + 1]) == {"campaign_name": HOSTILE}


@pytest.mark.skipif(shutil.which("curl") is None, reason="left out: there is no curl to run")
def test_what_is_shown_sends_the_same_as_the_call(
    call: Callable[..., int], server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    payload = json.dumps({**request_json(), "campaign_name": HOSTILE})
    arguments = ("--data", payload, "--query", "note=a&b=c", "--no-check")
    assert call(*arguments) == 0
    capsys.readouterr()
    assert call(*arguments, "--dry-run") == 0
    subprocess.run(["sh", "-c", capsys.readouterr().out], check=True, capture_output=True)
    ours, curls = server.sent
    assert (ours.method, ours.target, ours.body) == (curls.method, curls.target, curls.body)
    for name in ("access-token", "content-type", "accept"):
        assert ours.headers[name] == curls.headers[name]


def test_the_values_of_a_get_may_be_json_and_go_into_the_url(
    call: Callable[..., int], server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    values = json.dumps({"ids": ["1", "2"], "page": 3, "open": True, "name": "a b"})
    assert call("--no-check", "--query", "size=9", f"--data={values}", method="GET") == 2
    assert "has no GET" in capsys.readouterr().err
    argv = ["call", "get", "garden/plot/get", "--base-url", server.url, f"--data={values}", "--query=size=9"]
    assert main(argv, Package(GARDEN, "tiktok_business.checks")) == 0
    assert server.sent[0].query == "ids=%5B%221%22%2C%222%22%5D&page=3&open=true&name=a%20b&size=9"
    assert server.sent[0].body == b""
    assert main([*argv, "--query", "page=4"], Package(GARDEN, "tiktok_business.checks")) == 2
    assert "both have page" in capsys.readouterr().err


# Files

GARDEN = (
    ("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get", "", False),
    ("POST", "/open_api/v1.3/garden/photo/upload/", "garden_photo_upload", "", False),
)
UPLOADS = {"garden_photo_upload": {"photo": "photo_signature", "leaf": ""}}


@pytest.fixture
def upload(server: Server) -> Callable[..., int]:
    def run(*arguments: str) -> int:
        argv = ["call", "POST", "garden/photo/upload", "--base-url", server.url, *arguments]
        return main(argv, Package(GARDEN, "tiktok_business.checks", UPLOADS))

    return run


def parts(body: bytes) -> dict[str, bytes]:
    """The parts of a multipart body, by name."""
    boundary, _, _ = body.partition(b"\r\n")
    found = {}
    for part in body.split(boundary)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        found[head.partition(b'name="')[2].partition(b'"')[0].decode()] = content.removesuffix(b"\r\n")
    return found


def test_a_file_is_uploaded_with_its_signature(
    upload: Callable[..., int], server: Server, tmp_path: Path
) -> None:
    file = tmp_path / "rose.png"
    file.write_bytes(b"rose")
    assert (
        upload("--file", f"photo={file}", "--file", f"leaf={file}", "--data", '{"name": "a", "size": 2}') == 0
    )
    assert parts(server.sent[0].body) == {
        "name": b"a",
        "size": b"2",
        "photo": b"rose",
        "leaf": b"rose",
        "photo_signature": hashlib.md5(b"rose").hexdigest().encode(),
    }


def test_an_upload_without_a_file_is_still_one(upload: Callable[..., int], server: Server) -> None:
    assert upload("--data", '{"photo_url": "https://garden.example/"}') == 0
    assert parts(server.sent[0].body) == {"photo_url": b"https://garden.example/"}


@pytest.mark.skipif(shutil.which("curl") is None, reason="left out: there is no curl to run")
def test_what_is_shown_of_an_upload_sends_the_same(
    upload: Callable[..., int], server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a b;,'\"rose\\.png"
    file.write_bytes(b"rose")
    arguments = ("--file", f"photo={file}", "--data", json.dumps({"name": "@a;<b", "ids": [1]}))
    assert upload(*arguments) == 0
    capsys.readouterr()
    assert upload(*arguments, "--dry-run") == 0
    shown = capsys.readouterr().out
    assert TOKEN not in shown
    subprocess.run(["sh", "-c", shown], check=True, capture_output=True)
    ours, curls = server.sent
    assert parts(ours.body) == parts(curls.body)
    assert curls.headers["access-token"] == TOKEN


@text_cases(arguments=literal, told=str)
def test_a_file_that_cannot_be_sent_is_misuse(
    upload: Callable[..., int],
    server: Server,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    told: str,
) -> None:
    assert upload(*arguments) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert server.sent == []


# Misuse


@pytest.mark.parametrize(
    "arguments",
    [
        ("--data",),
        ("--data", "[]"),
        ("--data", "{"),
        ("--data", "@no/such/file"),
        ("--query", "a"),
        ("--query", "=a"),
        ("--token", "x"),
        ("--data", "{}", "--data", "{}"),
        ("--query", "a=1", "--query", "a=2"),
        ("--file", "photo=rose.png"),
        ("--file", "photo"),
        ("--base-url", "ftp://garden"),
        ("more",),
    ],
    ids=" ".join,
)
def test_misuse_is_one_line(
    call: Callable[..., int], capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert call("--no-check", *arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("tiktok_business: ")
    assert captured.err.count("\n") == 1


def test_the_token_comes_from_the_environment_alone(
    call: Callable[..., int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TIKTOK_ACCESS_TOKEN")
    assert call("--data", PAYLOAD) == 2
    assert "TIKTOK_ACCESS_TOKEN" in capsys.readouterr().err


@pytest.mark.parametrize("token", ["two\nlines", "schlüssel"])
def test_a_token_that_is_none_is_not_shown(
    call: Callable[..., int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("TIKTOK_ACCESS_TOKEN", token)
    assert call("--data", PAYLOAD) == 2
    assert token not in capsys.readouterr().err

"""The access token and other credentials are sent, and shown nowhere."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from text_cases import text_cases
from tiktok_bindgen.runtime import errors
from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.files import File
from tiktok_bindgen.runtime.operation import Operation
from tiktok_bindgen.runtime.raw_response import RawResponse
from tiktok_bindgen.runtime.transport import Request
from tiktok_business import Client

from .conftest import TOKEN, CoreFactory
from .server import Reply, Server, envelope

GET = Operation("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get")
POST = Operation("POST", "/open_api/v1.3/garden/plot/create/", "garden_plot_create")


def dumped(error: BaseException) -> str:
    """All that an error reporter may write down of an error, but for the test's own frame."""
    assert error.__traceback__ is not None
    inner = error.with_traceback(error.__traceback__.tb_next)
    shown = traceback.TracebackException.from_exception(inner, capture_locals=True).format()
    return "".join([*shown, repr(error), str(vars(error))])


def test_a_hook_may_write_the_headers_of_a_request_down(make_core: CoreFactory, server: Server) -> None:
    shown: list[str] = []
    kept: list[Request] = []

    def before(request: Request) -> None:
        headers = request.headers
        kept.append(request)
        shown.extend(
            [json.dumps(headers), repr(headers), str([*headers.values()]), "".join(headers.values())]
        )
        shown.append(repr(pickle.loads(pickle.dumps(headers)) | copy.deepcopy(headers)))

    make_core(before=before).call(POST, reply=dict[str, Any], body={})
    assert [text for text in shown if TOKEN in text] == []
    assert kept[0].headers["Access-Token"] == "***"
    # A transport of one's own sends what this gives.
    assert kept[0].wire_headers()["Access-Token"] == TOKEN
    assert server.sent[0].headers["access-token"] == TOKEN


@pytest.mark.parametrize(
    "options",
    [
        {"base_url": "garden"},
        {"timeout": -1},
        {"retries": "many"},
        {"access_token": f"{TOKEN}\n"},
        {"access_token": f"{TOKEN}ü"},
    ],
    ids=["base_url", "timeout", "retries", "a line break", "no ASCII"],
)
@pytest.mark.parametrize("made", [Core, Client], ids=["core", "client"])
def test_a_client_that_cannot_be_made_shows_no_token(
    made: Callable[..., object], options: dict[str, Any]
) -> None:
    given = {"base_url": "https://garden.example", "access_token": TOKEN, **options}
    with pytest.raises((ValueError, TypeError)) as caught:
        made(**given)
    assert TOKEN not in dumped(caught.value)


@pytest.mark.parametrize("kind", [Core, Client])
def test_a_client_whose_construction_failed_can_be_shown_and_closed(kind: Any) -> None:
    one = kind.__new__(kind)
    with pytest.raises((ValueError, TypeError)):
        one.__init__(base_url="garden", access_token=TOKEN)
    assert repr(one).endswith((">", ")"))


def test_a_callback_that_fails_while_sending_shows_no_token(core: Core) -> None:
    def failing(sent: int, whole: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        core.call(POST, reply=dict[str, Any], files={"photo": File(b"rose", progress=failing)})
    assert TOKEN not in dumped(caught.value)


def test_an_interrupt_while_sending_shows_no_token(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("http.client.HTTPConnection._send_output", interrupted)
    with pytest.raises(KeyboardInterrupt) as caught:
        core.call(POST, reply=dict[str, Any], body={})
    assert TOKEN not in dumped(caught.value)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(envelope({"you": TOKEN}, code=40105, message=f"bad token {TOKEN}")),
        Reply(f"no {TOKEN}".encode(), 500),
        Reply(f"no {TOKEN}".encode(), 200, {"X-Token": TOKEN}),
        Reply(f'["{TOKEN}"]'.encode()),
    ],
    ids=["envelope", "HTTP 500", "no JSON", "no object"],
)
def test_a_server_that_echoes_the_token_is_not_quoted(
    core: Core, server: Server, caplog: pytest.LogCaptureFixture, reply: Reply
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answer(reply)
    with pytest.raises(errors.TikTokError) as caught:
        core.call(POST, reply=dict[str, Any], body={})
    shown = [str(caught.value), repr(caught.value), str(vars(caught.value)), caplog.text]
    assert [text for text in shown if TOKEN in text] == []
    raw = caught.value.raw_response
    # Whoever asks for the reply as it came gets it.
    assert isinstance(raw, RawResponse)
    assert TOKEN not in raw.text
    assert TOKEN in raw.reveal().text


@text_cases(name=str)
def test_a_credential_in_a_query_is_not_in_urllib3s_log(
    core: Core, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.DEBUG)
    core.call(GET, reply=dict[str, Any], query={"a": "1", name: "hush-hush", "design": "seen"})
    assert "hush-hush" not in caplog.text
    assert "?a=1" in caplog.text
    assert "design=seen" in caplog.text


@pytest.mark.parametrize("token", [b"token", 7, ["t"]], ids=repr)
def test_a_token_that_is_no_text_is_a_type_error(make_core: CoreFactory, server: Server, token: Any) -> None:
    with pytest.raises(TypeError, match="the access token must be text or a function that returns it, not "):
        make_core(access_token=token)
    with pytest.raises(TypeError, match="the access token must be text or a function that returns it, not "):
        make_core(access_token=lambda: token).call(POST, reply=dict[str, Any], body={})
    assert server.sent == []


@pytest.mark.parametrize(
    "name", ["access-token", "Access-Token", "content-length", "Transfer-Encoding", "host", "CONNECTION"]
)
def test_a_header_that_the_client_sends_itself_is_refused(core: Core, server: Server, name: str) -> None:
    with pytest.raises(errors.InvalidRequest) as caught:
        core.request("POST", "/a/", body={}, headers={name: "5"})
    (violation,) = caught.value.violations
    assert (violation.pointer, violation.message) == (f"/{name}", "is a header that the client sends itself")
    assert server.sent == []


def test_a_client_without_a_token_takes_one_for_a_call(make_core: CoreFactory, server: Server) -> None:
    make_core(access_token=None).request("GET", "/a/", headers={"Access-Token": "for-this-one"})
    assert server.sent[0].headers["access-token"] == "for-this-one"


def test_a_header_of_the_callers_stands_in_place_of_the_clients_own(core: Core, server: Server) -> None:
    seen: list[tuple[str, str]] = []
    core._before = lambda request: seen.extend(request.headers.items())
    core.request("GET", "/a/", headers={"user-agent": "gardener", "ACCEPT": "text/csv"})
    assert [value for name, value in seen if name.lower() == "user-agent"] == ["gardener"]
    assert [value for name, value in seen if name.lower() == "accept"] == ["text/csv"]
    assert server.sent[0].headers["user-agent"] == "gardener"

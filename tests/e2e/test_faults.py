"""What becomes of a call when the server, the network or the caller does something else than hoped."""

from __future__ import annotations

import gzip
import json
import logging
import os
import pickle
import socket
import subprocess
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, Unpack

import pytest
from attrs import asdict, define

from return_codes import FAMILIES, THROTTLED
from text_cases import literal, text_cases
from tiktok_bindgen.runtime import errors
from tiktok_bindgen.runtime.check import Violation, missing
from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.model import Model
from tiktok_bindgen.runtime.operation import CallOptions, Operation
from tiktok_bindgen.runtime.raw_response import RawResponse
from tiktok_bindgen.runtime.reply import Reply as ReplyOf
from tiktok_bindgen.runtime.retry import Retry
from tiktok_bindgen.runtime.structure import with_extra
from tiktok_bindgen.runtime.transport import Request, Timeout, Urllib3Transport

from .conftest import TOKEN, CoreFactory
from .server import Reply, Server, envelope, refused_url

if TYPE_CHECKING:
    from collections.abc import Callable


PlantType: TypeAlias = Literal["ROSE", "TULIP"]


@define(eq=False, repr=False, kw_only=True, getstate_setstate=False, field_transformer=with_extra)
class Bed(Model):
    name: str | None = None
    plant_type: PlantType | str | None = None


@define(eq=False, repr=False, kw_only=True, getstate_setstate=False, field_transformer=with_extra)
class Data(Model):
    plot_id: str | None = None
    beds: list[Bed] | None = None


PlotReply: TypeAlias = ReplyOf[Data]


def _needs_name(payload: object, *_: object) -> list[Violation]:
    out: list[Violation] = []
    assert isinstance(payload, dict)
    if payload.get("name") is None:
        missing(out, "", "name")
    if payload.get("photo") is None:
        missing(out, "", "photo")
    return out


GET = Operation("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get")
POST = Operation("POST", "/open_api/v1.3/garden/plot/create/", "garden_plot_create")
CHECKED = Operation(
    "POST", "/open_api/v1.3/garden/photo/", "garden_photo", docs="https://example.org/1", check=_needs_name
)


def get(core: Core, **options: Unpack[CallOptions]) -> PlotReply:
    return core.call(GET, reply=PlotReply, query={"a": "1"}, options=options)


def post(core: Core, **options: Unpack[CallOptions]) -> PlotReply:
    return core.call(POST, reply=PlotReply, body={"a": "1"}, options=options)


# Envelopes


def test_a_success_is_returned_whole(core: Core, server: Server) -> None:
    server.answer(envelope({"plot_id": "7", "beds": [{"name": "a", "plant_type": "ROSE"}]}))
    reply = get(core)
    assert (reply.code, reply.message, reply.request_id) == (0, "OK", "20260101000000")
    assert not reply.is_partial
    assert reply.data.beds is not None
    assert reply.data.beds[0].plant_type == "ROSE"
    assert isinstance(reply.raw_response, RawResponse)
    assert reply.raw_response.json()["data"]["plot_id"] == "7"


def test_a_partial_success_keeps_its_data(core: Core, server: Server) -> None:
    server.answer(envelope({"plot_id": "7"}, code=20001, message="one bed failed"))
    reply = post(core)
    assert reply.is_partial
    assert (reply.message, reply.data.plot_id) == ("one bed failed", "7")


@pytest.mark.parametrize("data", [None, "", []], ids=repr)
def test_data_that_is_nothing_is_an_empty_object(core: Core, server: Server, data: object) -> None:
    server.answer(envelope(data))
    assert get(core).data == Data()


@pytest.mark.parametrize("status", [200, 400, 500])
def test_an_error_code_is_raised_with_all_that_is_known(core: Core, server: Server, status: int) -> None:
    server.answer(Reply(envelope({"hint": 1}, code=40002, message="a: bad\nvalue"), status))
    with pytest.raises(errors.ParameterError) as caught:
        post(core)
    error = caught.value
    assert (error.code, error.message, error.request_id) == (40002, "a: bad\nvalue", "20260101000000")
    assert (error.data, error.http_status, error.attempts) == ({"hint": 1}, status, 1)
    assert error.headers["content-type"] == "application/json"
    assert error.operation == f"POST {POST.path}"
    assert str(error) == f"POST {POST.path}: code 40002: a: bad value (request 20260101000000)"
    assert len(server.sent) == 1


@pytest.mark.parametrize(
    ("code", "family"), [(code, family) for family, codes in FAMILIES.items() for code in codes]
)
def test_every_documented_code_is_raised_as_its_family(
    core: Core, server: Server, code: int, family: str
) -> None:
    server.answer(envelope({"hint": 1}, code=code, message="no"))
    with pytest.raises(errors.ApiError) as caught:
        post(core)
    assert type(caught.value).__name__ == family
    assert (caught.value.code, caught.value.data) == (code, {"hint": 1})
    assert len(server.sent) == (3 if code in THROTTLED else 1)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (40105, errors.AuthError),
        (40001, errors.PermissionDeniedError),
        (40300, errors.NotFoundError),
        (51003, errors.ServerError),
        (60001, errors.MaintenanceError),
        (49999, errors.ApiError),
        ("40105", errors.AuthError),
        (40105.0, errors.AuthError),
    ],
)
def test_a_code_decides_the_kind_of_error(core: Core, server: Server, code: Any, kind: type) -> None:
    server.answer(envelope(code=code))
    with pytest.raises(errors.ApiError) as caught:
        get(core)
    assert type(caught.value) is kind
    assert caught.value.code == int(code)


# Replies that are no envelope


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  ",
        b"<html>Bad gateway</html>",
        envelope({"plot_id": "7"})[:-9],
        b'{"code": 0, "message": "\xff"}',
        b"[" * 100_000,
        b'{"code": ' + b"9" * 5000 + b"}",
    ],
    ids=["empty", "blank", "html", "cut short", "not UTF-8", "deep", "huge number"],
)
def test_a_body_that_is_not_json_is_malformed(core: Core, server: Server, body: bytes) -> None:
    server.answer(Reply(body, headers={"Content-Type": "text/html"}))
    with pytest.raises(errors.MalformedReplyError) as caught:
        get(core)
    assert caught.value.http_status == 200
    assert caught.value.headers["content-type"] == "text/html"
    assert caught.value.body == body[: errors.BODY_KEPT]
    assert len(str(caught.value)) < 300
    assert len(server.sent) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"null",
        b'"OK"',
        b"{}",
        b'{"message": "OK"}',
        b'{"code": null}',
        b'{"code": true}',
        b'{"code": "x"}',
    ],
    ids=bytes.decode,
)
def test_json_without_a_return_code_is_never_a_success(core: Core, server: Server, body: bytes) -> None:
    server.answer(body)
    with pytest.raises(errors.EnvelopeError) as caught:
        get(core)
    assert caught.value.body == body
    server.answer(Reply(body, 502))
    with pytest.raises(errors.HttpError):
        get(core)


@text_cases(status=literal, more=literal)
def test_an_http_failure_without_an_envelope_keeps_status_and_body(
    core: Core, server: Server, status: int, more: str
) -> None:
    server.answer(
        Reply(b"404 page not found", status, {"Content-Type": "text/plain", "Location": "/?code=1"})
    )
    with pytest.raises(errors.HttpError) as caught:
        post(core)
    assert (caught.value.http_status, caught.value.body) == (status, b"404 page not found")
    assert str(caught.value) == f"POST {POST.path}: HTTP {status}{more}"
    assert caught.value.may_have_been_done is (status >= 500)
    assert len(server.sent) == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, errors.AuthError),
        (403, errors.PermissionDeniedError),
        (429, errors.RateLimitError),
        (503, errors.ServerError),
    ],
)
@pytest.mark.parametrize(
    "body", [b"", b"<html>Sign in</html>", b'{"detail": "no"}'], ids=["empty", "HTML", "JSON"]
)
def test_a_status_that_needs_no_envelope_is_raised_as_its_family(
    core: Core, server: Server, status: int, kind: type[errors.ApiError], body: bytes
) -> None:
    server.answer(Reply(body, status))
    with pytest.raises(kind) as caught:
        post(core)
    assert (caught.value.code, caught.value.http_status) == (status, status)
    assert caught.value.raw_response is not None
    assert caught.value.raw_response.body == body
    assert caught.value.attempts == len(server.sent) == (3 if status == 429 else 1)


def test_other_apis_without_envelope_are_decoded_as_they_are(core: Core, server: Server) -> None:
    bare = Operation("GET", "/beds/1", "bed", envelope=False)
    server.answer(b'{"name": "a"}')
    assert core.call(bare, reply=Bed) == Bed(name="a")
    server.answer(Reply(b'{"detail": "no"}', 404))
    with pytest.raises(errors.HttpError):
        core.call(bare, reply=Bed)


# Values that are not as documented


def test_what_is_unknown_is_kept(core: Core, server: Server) -> None:
    server.answer(envelope({"beds": [{"plant_type": "FERN", "depth": 3}], "new": [1]}, log_id="9"))
    reply = get(core)
    assert reply.extra == {"log_id": "9"}
    assert reply.data.extra == {"new": [1]}
    assert reply.data.beds is not None
    (bed,) = reply.data.beds
    assert bed.plant_type == "FERN"
    assert bed.extra == {"depth": 3}


def given(value: Any) -> Any:
    """What was decoded, without what a reply did not have."""
    if isinstance(value, dict):
        return {name: given(inner) for name, inner in value.items() if inner not in (None, {})}
    return [given(inner) for inner in value] if isinstance(value, list) else value


UNLIKE: Any = [
    ({"plot_id": ["7"]}, ("/data/plot_id", "string", "array of 1")),
    ({"beds": {"name": "a"}}, ("/data/beds", "array", "object of 1")),
    ({"beds": [{"name": "a"}, "x"]}, ("/data/beds/1", "object", "string 'x'")),
    ({"beds": [{"plant_type": ["ROSE"]}]}, ("/data/beds/0/plant_type", "string", "array of 1")),
    ([1], ("/data", "object", "array of 1")),
]


@pytest.mark.parametrize(("data", "mismatch"), UNLIKE)
def test_a_success_of_another_shape_is_no_error_and_stays_as_it_came(
    core: Core, server: Server, data: object, mismatch: tuple[str, str, str]
) -> None:
    server.answer(envelope(data))
    reply = post(core)
    assert (reply.code, reply.request_id) == (0, "20260101000000")
    assert [found[:3] for found in reply.mismatches if found.unread] == [mismatch]
    assert given(asdict(reply)["data"]) == data
    assert len(server.sent) == 1


@pytest.mark.parametrize(("data", "mismatch"), UNLIKE)
def test_a_reply_of_another_shape_is_an_error_for_those_who_ask(
    make_core: CoreFactory, server: Server, data: object, mismatch: tuple[str, str, str]
) -> None:
    server.answer(envelope(data))
    with pytest.raises(errors.DecodeError) as caught:
        get(make_core(strict_replies=True))
    error = caught.value
    assert [found[:3] for found in error.mismatches] == [mismatch]
    pointer, expected, got = mismatch
    assert str(error) == (
        f"GET {GET.path}: the reply is not as documented: {pointer}: expected {expected}, got {got}"
        " (request 20260101000000)"
    )
    assert error.body == envelope(data)
    assert error.__context__ is None
    assert len(server.sent) == 1


def test_a_reply_of_another_shape_is_logged_once_for_an_operation(
    core: Core, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer(envelope({"plot_id": ["a secret"], "beds": 3}))
    with caplog.at_level(logging.WARNING, "tiktok_business"):
        for call in (get, post, get, post, get):
            reply = call(core)
            assert isinstance(reply.data, Data)
            assert [found.kind for found in reply.mismatches] == ["type", "type"]
    said = "the reply is not as documented: /data/plot_id: expected string, got array of 1 (and 1 more)"
    assert [record.getMessage() for record in caplog.records] == [
        f"GET {GET.path}: {said}",
        f"POST {POST.path}: {said}",
    ]


def test_a_reply_without_an_envelope_stays_as_it_came_too(core: Core, server: Server) -> None:
    bare = Operation("GET", "/beds/1", "bed", envelope=False)
    server.answer(b"[1]")
    found: Any = core.call(bare, reply=Bed)
    assert found == [1]


# The connection


def test_a_refused_connection_is_tried_again_and_then_raised(make_core: CoreFactory) -> None:
    outcomes: list[object] = []
    core = make_core(base_url=refused_url(), after=lambda _, outcome: outcomes.append(outcome))
    with pytest.raises(errors.ConnectError) as caught:
        post(core)
    assert caught.value.attempts == 3
    assert caught.value.operation == f"POST {POST.path}"
    assert caught.value.__cause__ is not None
    assert [type(outcome) for outcome in outcomes] == [errors.ConnectError] * 3


def test_an_unknown_host_is_a_connect_error(make_core: CoreFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    core = make_core(base_url="http://garden.invalid", retries=0)
    with pytest.raises(errors.ConnectError, match="the host is not known"):
        get(core)


def test_an_error_is_not_taken_for_what_the_caller_was_handling(core: Core, server: Server) -> None:
    def late() -> None:
        raise TimeoutError

    server.answer(Reply(reset=True), envelope({"plot_id": "7"}))
    try:
        late()
    except TimeoutError as own:
        # The lost connection is no timeout, so the call is tried again.
        reply = get(core)
        frames = traceback.extract_tb(own.__traceback__)
    assert (reply.data.plot_id, len(server.sent)) == ("7", 2)
    assert frames[-1].name == "late"


def test_a_server_without_tls_is_not_tried_again(make_core: CoreFactory, server: Server) -> None:
    core = make_core(base_url=server.url.replace("http:", "https:"))
    with pytest.raises(errors.ConnectError) as caught:
        get(core)
    assert isinstance(caught.value, errors.TlsError)
    assert caught.value.attempts == 1


@pytest.mark.parametrize("call", [get, post], ids=["GET", "POST"])
def test_a_server_that_never_answers_ends_in_a_timeout(
    core: Core, server: Server, call: Callable[..., PlotReply]
) -> None:
    server.answer(Reply(silent=True))
    started = time.monotonic()
    with pytest.raises(errors.ReplyTimeoutError) as caught:
        call(core, timeout=0.5)
    assert isinstance(caught.value, TimeoutError)
    assert time.monotonic() - started < 10
    assert len(server.sent) == 1


def test_a_server_that_drips_ends_in_a_timeout(core: Core, server: Server) -> None:
    server.answer(Reply(pieces=[b" "] * 2000, pause=0.02))
    started = time.monotonic()
    with pytest.raises(errors.ReplyTimeoutError):
        get(core, timeout=Timeout(connect=10, read=10, total=0.3))
    assert time.monotonic() - started < 10


def test_a_connection_reset_before_the_reply_is_not_tried_again_for_a_post(
    core: Core, server: Server
) -> None:
    server.answer(Reply(reset=True), envelope({}))
    with pytest.raises(errors.ConnectionLostError):
        post(core)
    assert len(server.sent) == 1


def test_a_connection_reset_before_the_reply_is_tried_again_for_a_get(core: Core, server: Server) -> None:
    server.answer(Reply(reset=True), Reply(reset=True), envelope({"plot_id": "7"}))
    assert get(core).data.plot_id == "7"
    assert len(server.sent) == 3


@pytest.mark.parametrize(
    "reply",
    [
        Reply(envelope({})[:-9], length=len(envelope({}))),
        Reply(envelope({})[:-9], length=len(envelope({})), reset=True),
        Reply(b"ff\r\n{", headers={"Transfer-Encoding": "chunked"}, length=-1),
        Reply(raw=b"SSH-2.0-OpenSSH\r\n"),
    ],
    ids=["closed", "reset", "cut chunk", "not HTTP"],
)
def test_a_connection_that_breaks_during_the_reply_is_lost(core: Core, server: Server, reply: Reply) -> None:
    server.answer(reply, envelope({}))
    with pytest.raises(errors.ConnectionLostError):
        post(core)
    assert len(server.sent) == 1
    assert post(core).code == 0


def test_a_connection_reset_after_the_reply_does_no_harm(core: Core, server: Server) -> None:
    read = threading.Event()
    server.answer(Reply(envelope({"plot_id": "7"}), reset=True, until=read), envelope({}))
    assert post(core).data.plot_id == "7"
    read.set()
    while server.resets == 0:
        time.sleep(0.01)
    assert post(core).code == 0
    assert [sent.connection for sent in server.sent] == [1, 2]


def test_repeated_headers_are_joined(core: Core, server: Server) -> None:
    body = envelope({})
    head = f"HTTP/1.1 200 OK\r\nVary: a\r\nvary: b\r\nContent-Length: {len(body)}\r\n\r\n"
    server.answer(Reply(raw=head.encode() + body))
    raw = post(core).raw_response
    assert raw is not None
    assert raw.headers == {"vary": "a, b", "content-length": str(len(body))}


def test_a_reply_cut_within_its_headers_is_no_success(core: Core, server: Server) -> None:
    server.answer(Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Le"), envelope({}))
    with pytest.raises((errors.ConnectionLostError, errors.MalformedReplyError)):
        post(core)
    assert len(server.sent) == 1


def test_a_gzip_body_that_is_broken_or_cut_is_malformed(core: Core, server: Server) -> None:
    packed = gzip.compress(envelope({"plot_id": "7" * 1000}), mtime=0)
    for body in (b"not gzip at all", packed[:-30], packed[:20] + b"\0\0\0\0" + packed[24:]):
        server.answer(Reply(body, headers={"Content-Encoding": "gzip"}))
        with pytest.raises(errors.MalformedReplyError) as caught:
            get(core)
        assert caught.value.http_status == 200


@pytest.mark.parametrize("coding", ["gzip ", "GZip\t", "x-gzip", "  gzip  "])
def test_how_a_body_is_packed_is_known_whatever_blanks_and_case_it_is_told_in(
    core: Core, server: Server, coding: str
) -> None:
    packed = gzip.compress(envelope({"plot_id": "7"}))
    head = f"HTTP/1.1 200 OK\r\nX-Log: a \r\nX-Log: b\t\r\nContent-Encoding: {coding}\r\n"
    framed = f"Transfer-Encoding: Chunked \r\n\r\n{len(packed):x}\r\n".encode(), b"\r\n0\r\n\r\n"
    sized = f"Content-Length:  {len(packed)} \r\n\r\n".encode(), b""
    for before, after in (framed, sized):
        server.answer(Reply(raw=head.encode() + before + packed + after))
        raw = core.request("GET", "/a")
        assert (json.loads(raw.body)["data"], raw.headers["x-log"]) == ({"plot_id": "7"}, "a, b")


def test_a_reply_that_unpacks_to_too_much_is_cut_off(make_core: CoreFactory, server: Server) -> None:
    server.answer(Reply(gzip.compress(b" " * 50_000_000), headers={"Content-Encoding": "gzip"}))
    with pytest.raises(errors.MalformedReplyError, match="more than 1000000 bytes"):
        get(make_core(transport=Urllib3Transport(max_reply=1_000_000)))


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="left out: no /proc to measure memory in")
def test_a_reply_of_100_megabytes_takes_seconds_and_is_held_twice(server: Server) -> None:
    megabyte = b"x" * 1_000_000
    head, tail = b'{"code": 0, "data": {"text": "', b'"}}'
    server.answer(Reply(envelope({})), Reply(pieces=[head, *[megabyte] * 100, tail]))
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("large.py")), server.url],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    length, seconds, memory = map(float, done.stdout.split())
    assert length == 100_000_000
    assert seconds < 60
    # As it came, as text, and what reading it takes in between.
    assert memory < 350_000_000


# Trying again


@pytest.mark.parametrize("code", sorted(errors.RATE_LIMIT_CODES))
def test_a_throttled_post_is_tried_again(core: Core, server: Server, code: int) -> None:
    server.answer(envelope(code=code), envelope(code=code), envelope({"plot_id": "7"}))
    assert post(core).data.plot_id == "7"
    assert len(server.sent) == 3


def test_a_throttled_call_is_given_up_in_the_end(core: Core, server: Server) -> None:
    server.answer(envelope(code=40100))
    with pytest.raises(errors.RateLimitError) as caught:
        post(core)
    assert caught.value.attempts == len(server.sent) == 3


@pytest.mark.parametrize("code", [40000, 40050, 40132, 40202, 59999, 60001])
def test_other_codes_are_not_tried_again(core: Core, server: Server, code: int) -> None:
    server.answer(envelope(code=code))
    with pytest.raises(errors.ApiError):
        get(core)
    assert len(server.sent) == 1


@pytest.mark.parametrize(
    "reply",
    [*(Reply(envelope(code=code)) for code in (50000, 50002, 51305)), Reply(b"", 502), Reply(b"<p>", 503)],
    ids=lambda reply: f"{reply.status} {reply.body[:14]!r}",
)
def test_a_failing_server_is_asked_again_only_for_a_read(core: Core, server: Server, reply: Reply) -> None:
    server.answer(reply, envelope({"plot_id": "7"}))
    assert get(core).data.plot_id == "7"
    assert len(server.sent) == 2
    server.answer(reply, envelope({}))
    with pytest.raises((errors.ServerError, errors.HttpError)) as caught:
        post(core)
    assert caught.value.may_have_been_done
    assert len(server.sent) == 3


def test_no_try_begins_after_the_deadline(make_core: CoreFactory, server: Server) -> None:
    core = make_core(retries=Retry(attempts=9, backoff=0, deadline=20))
    server.answer(Reply(envelope(code=40100), 429, {"Retry-After": "25"}))
    with pytest.raises(errors.RateLimitError) as caught:
        post(core)
    assert caught.value.attempts == len(server.sent) == 1


def test_no_try_waits_for_its_reply_beyond_the_deadline(make_core: CoreFactory, server: Server) -> None:
    core = make_core(retries=Retry(attempts=9, backoff=0, deadline=1))
    server.answer(envelope(code=40100), Reply(silent=True))
    started = time.monotonic()
    with pytest.raises(errors.ReplyTimeoutError) as caught:
        post(core)
    assert caught.value.attempts == 2
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("body", [b"slow down", envelope(code=49999)], ids=["text", "envelope"])
def test_a_429_waits_as_long_as_asked_but_not_longer_than_allowed(
    make_core: CoreFactory, server: Server, body: bytes
) -> None:
    core = make_core(retries=Retry(attempts=3, backoff=0.5, max_wait=5))
    waits: list[float] = []
    core._sleep = waits.append
    server.answer(
        Reply(body, 429, {"Retry-After": "2"}), Reply(body, 429, {"Retry-After": "3600"}), Reply(envelope({}))
    )
    assert post(core).code == 0
    assert 2 <= waits[0] <= 2.5
    # Clients that all wait the most do not all come back at once.
    assert 5 <= waits[1] <= 6
    assert waits[1] > 5


def test_a_429_at_the_end_says_how_long_to_wait(make_core: CoreFactory, server: Server) -> None:
    server.answer(Reply(envelope(code=49999), 429, {"Retry-After": "60"}))
    with pytest.raises(errors.RateLimitError) as caught:
        post(make_core(retries=0))
    assert caught.value.retry_after == 60
    server.answer(Reply(b"", 429, {"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"}))
    with pytest.raises(errors.RateLimitError) as also_caught:
        post(make_core(retries=0))
    assert also_caught.value.retry_after == 0


def test_a_429_that_asks_for_nothing_waits_as_any_other_throttled_call(
    make_core: CoreFactory, server: Server
) -> None:
    core = make_core(retries=Retry(backoff=0.5))
    waits: list[float] = []
    core._sleep = waits.append
    server.answer(Reply(b"slow down", 429), Reply(b"", 429, {"Retry-After": "soon"}), envelope({}))
    assert post(core).code == 0
    assert all(0 <= wait <= bound for wait, bound in zip(waits, [0.5, 1], strict=True))


def test_waits_may_grow_with_each_try(make_core: CoreFactory, server: Server) -> None:
    core = make_core(retries=Retry(attempts=5, backoff=1, max_wait=3))
    waits: list[float] = []
    core._sleep = waits.append
    server.answer(envelope(code=40100))
    with pytest.raises(errors.RateLimitError):
        post(core)
    assert all(0 <= wait <= bound for wait, bound in zip(waits, [1, 2, 3, 3], strict=True))


# Requests that are refused


def test_all_violations_are_raised_before_anything_is_sent(core: Core, server: Server) -> None:
    with pytest.raises(errors.InvalidRequest) as caught:
        core.call(CHECKED, reply=PlotReply, body={"name": None}, files={"photo": None})
    assert [violation.pointer for violation in caught.value.violations] == ["/name", "/photo"]
    assert str(caught.value) == (
        "POST /open_api/v1.3/garden/photo/: the request is not valid\n"
        "  /name: is required (required)\n"
        "  /photo: is required (required)\n"
        "  see https://example.org/1"
    )
    assert server.sent == []


def test_checking_can_be_turned_off(make_core: CoreFactory, server: Server) -> None:
    make_core().call(CHECKED, reply=PlotReply, body={}, options={"validate": False})
    lax = make_core(validate=False)
    lax.call(CHECKED, reply=PlotReply, body={})
    with pytest.raises(errors.InvalidRequest):
        lax.call(CHECKED, reply=PlotReply, body={}, options={"validate": True})
    assert len(server.sent) == 2


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ({1, 2}, "/a"),
        (float("nan"), "/a"),
        ([{"b": b"bytes"}], "/a/0/b"),
        ({"x/y": object()}, "/a/x~1y"),
        ({1: 2}, "/a"),
    ],
    ids=["set", "nan", "bytes", "object", "name"],
)
def test_what_json_has_not_is_refused_even_unchecked(
    make_core: CoreFactory, server: Server, value: object, pointer: str
) -> None:
    with pytest.raises(errors.InvalidRequest) as caught:
        make_core(validate=False).call(POST, reply=PlotReply, body={"a": value})
    assert [violation.pointer for violation in caught.value.violations] == [pointer]
    assert server.sent == []


def test_a_request_nested_in_itself_is_refused(core: Core, server: Server) -> None:
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(errors.InvalidRequest):
        core.call(POST, reply=PlotReply, body={"a": loop})
    assert server.sent == []


def test_text_that_is_no_unicode_is_refused_in_a_query(core: Core, server: Server) -> None:
    with pytest.raises(errors.InvalidRequest):
        core.call(GET, reply=PlotReply, query={"a": "\ud800"})
    assert server.sent == []


@pytest.mark.parametrize("token", ["", "two\r\nlines", " spaced ", "schlüssel"])
def test_a_token_that_is_no_header_is_refused_without_showing_it(make_core: CoreFactory, token: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII") as caught:
        make_core(access_token=token)
    assert not token.strip() or token not in str(caught.value)


@pytest.mark.parametrize("url", ["", "garden", "ftp://garden", "https://u:p@garden", "https://garden/?a=1"])
def test_a_base_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="URL"):
        Core(base_url=url)


# The token


def test_the_token_is_in_no_log_repr_error_or_dump_of_variables(
    make_core: CoreFactory, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []

    def before(request: Request) -> None:
        shown.extend([repr(request), repr(request.headers), f"{request.headers['Access-Token']}"])

    core = make_core(before=before, strict_replies=True)
    shown.append(repr(core))
    shown.append(repr(vars(core)))
    replies = [
        Reply(envelope(code=40105)),
        Reply(b"<html>", 502),
        Reply(b""),
        Reply(envelope({"plot_id": []})),
        Reply(reset=True),
        Reply(silent=True),
    ]
    for reply in replies:
        server.answer(reply)
        with pytest.raises(errors.TikTokError) as caught:
            post(core, timeout=0.2 if reply.silent else None)
        shown += [*_dump(caught.value), repr(caught.value), str(vars(caught.value))]
    refused = make_core(base_url=refused_url(), retries=0)
    with pytest.raises(errors.ConnectError) as refusal:
        get(refused)
    shown += _dump(refusal.value)
    shown += [record.getMessage() for record in caplog.records]
    assert server.sent[0].headers["access-token"] == TOKEN
    assert any(record.name == "tiktok_business" for record in caplog.records)
    assert [text for text in shown if TOKEN in text] == []


def _dump(error: BaseException) -> list[str]:
    # The test's own frame, which does hold the token, is left out.
    assert error.__traceback__ is not None
    inner = error.with_traceback(error.__traceback__.tb_next)
    return list(traceback.TracebackException.from_exception(inner, capture_locals=True).format())


def test_a_credential_in_a_query_is_in_no_log_and_no_error(
    make_core: CoreFactory, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "secret-that-nobody-may-see"
    shown: list[str] = []
    replies = [Reply(envelope(code=40105)), Reply(b"<html>", 502), Reply(b""), Reply(reset=True)]
    for reply in [*replies, Reply(silent=True), None]:
        server.answer(reply or b"")
        core = make_core(base_url=server.url if reply else refused_url(), retries=0)
        with pytest.raises(errors.TikTokError) as caught:
            core.call(
                GET,
                reply=dict[str, Any],
                query={"app_id": "7", "secret": secret, "b": "1"},
                options={"timeout": 0.2},
            )
        shown += [*traceback.format_exception(caught.value), repr(caught.value), str(vars(caught.value))]
    shown += [record.getMessage() for record in caplog.records]
    assert secret in server.sent[0].target
    assert [text for text in shown if secret in text] == []
    # What urllib3 writes of it is left as it is otherwise.
    assert any("?app_id=7&secret=***&b=1" in text for text in shown)


def test_errors_survive_pickling(make_core: CoreFactory, server: Server) -> None:
    core = make_core(strict_replies=True)
    for reply in (Reply(envelope(code=40105)), Reply(b"<html>", 502), Reply(envelope({"plot_id": []}))):
        server.answer(reply)
        with pytest.raises(errors.TikTokError) as caught:
            get(core)
        copy = pickle.loads(pickle.dumps(caught.value))
        assert type(copy) is type(caught.value)
        assert str(copy) == str(caught.value)
        assert vars(copy) == vars(caught.value)


def test_errors_are_made_of_their_text_alone_as_queues_of_json_do(make_core: CoreFactory) -> None:
    with pytest.raises(errors.InvalidRequest) as caught:
        make_core().call(CHECKED, reply=PlotReply, body={"a": 1})
    copy = errors.InvalidRequest(*caught.value.args)
    assert str(copy).startswith(f"POST {CHECKED.path}: the request is not valid\n  /name: is required")
    assert copy.violations == ()
    throttled = errors.RateLimitError("code 40100: slow down")
    assert (str(throttled), throttled.code) == ("code 40100: slow down", 0)
    unlike = errors.DecodeError("/data: expected object, got array")
    assert (str(unlike), unlike.mismatches) == ("/data: expected object, got array", ())


def test_a_transport_of_ones_own_is_used_and_closed() -> None:
    class Canned:
        closed = False

        def send(self, request: Request, timeout: Timeout) -> RawResponse:
            assert (timeout.connect, timeout.read) == (1, 2)
            return RawResponse(200, {}, json.dumps({"code": 0, "data": {"plot_id": request.method}}).encode())

        def close(self) -> None:
            self.closed = True

    canned = Canned()
    with Core(base_url="https://garden.example", transport=canned, timeout=(1, 2)) as core:
        assert get(core).data.plot_id == "GET"
    assert canned.closed


def test_threads_that_fail_do_not_disturb_each_other(core: Core, server: Server) -> None:
    server.answer(*[Reply(reset=True), Reply(envelope({})), Reply(b"<html>", 502)] * 8, Reply(envelope({})))
    outcomes: list[str] = []

    def work() -> None:
        for _ in range(3):
            try:
                post(core)
                outcomes.append("ok")
            except errors.TikTokError as error:
                outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["ConnectionLostError"] * 8 + ["HttpError"] * 8 + ["ok"] * 8

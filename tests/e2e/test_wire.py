"""What goes over the wire, byte for byte."""

from __future__ import annotations

import datetime as dt
import io
import threading
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.enums import OpenEnum
from tiktok_bindgen.runtime.errors import ClientClosedError, InvalidRequest, RateLimitError
from tiktok_bindgen.runtime.operation import Operation
from tiktok_bindgen.runtime.transport import Request

from .conftest import TOKEN, CoreFactory
from .server import Reply, Server, envelope

if TYPE_CHECKING:
    from pathlib import Path

GET = Operation("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get")
POST = Operation("POST", "/open_api/v1.3/garden/plot/create/", "garden_plot_create")
UPLOAD = Operation("POST", "/open_api/v1.3/garden/photo/upload/", "garden_photo_upload")


class Season(OpenEnum):
    _given: ClassVar = {"SPRING": "SPRING"}


def test_a_get_sends_scalars_as_text_and_the_rest_as_json_values(core: Core, server: Server) -> None:
    core.call(
        GET,
        reply=dict[str, Any],
        query={
            "gardener_id": "7000000000000000001",
            "page": 2,
            "open": True,
            "ratio": 0.5,
            "price": Decimal("0.10"),
            "season": Season.SPRING,
            "plot_ids": ["1", "2"],
            "filtering": {"name": "a&b=c d", "seasons": [Season.SPRING], "nothing": None},
            "left_out": None,
        },
    )
    (sent,) = server.sent
    assert (sent.method, sent.path, sent.body) == ("GET", GET.path, b"")
    assert sent.query.split("&") == [
        "gardener_id=7000000000000000001",
        "page=2",
        "open=true",
        "ratio=0.5",
        "price=0.10",
        "season=SPRING",
        "plot_ids=%5B%221%22%2C%222%22%5D",
        "filtering=%7B%22name%22%3A%22a%26b%3Dc%20d%22%2C%22seasons%22%3A%5B%22SPRING%22%5D%7D",
    ]
    assert "content-type" not in sent.headers


def test_a_post_sends_compact_json_with_exact_numbers(core: Core, server: Server) -> None:
    core.call(
        POST,
        reply=dict[str, Any],
        body={
            "id": 2**63 + 1,
            "price": Decimal("19.90"),
            "seasons": (Season.SPRING, Season("MONSOON")),
            "at": dt.datetime(2026, 1, 2, 5, 4, 3, tzinfo=dt.timezone(dt.timedelta(hours=2))),
            "on": dt.date(2026, 1, 2),
            "text": "höher",
            "off": False,
            "left_out": None,
        },
    )
    (sent,) = server.sent
    assert sent.headers["content-type"] == "application/json"
    assert sent.body == (
        b'{"id":9223372036854775809,"price":19.90,"seasons":["SPRING","MONSOON"],'
        b'"at":"2026-01-02 03:04:03","on":"2026-01-02","text":"h\\u00f6her","off":false}'
    )


def test_a_post_without_any_value_sends_an_empty_object(core: Core, server: Server) -> None:
    core.call(POST, reply=dict[str, Any], body={"name": None})
    assert server.sent[0].body == b"{}"


def test_the_token_and_the_name_of_the_client_are_headers(make_core: CoreFactory, server: Server) -> None:
    make_core(user_agent="gardener/1.0").call(GET, reply=dict[str, Any])
    headers = server.sent[0].headers
    assert headers["access-token"] == TOKEN
    assert headers["user-agent"].startswith("gardener/1.0 python/3.")
    assert (headers["accept"], headers["accept-encoding"]) == ("application/json", "gzip, deflate")


def test_a_token_function_is_asked_before_each_try(make_core: CoreFactory, server: Server) -> None:
    server.answer(envelope(code=40100), envelope({}))
    tokens = iter(["first", "second"])
    make_core(access_token=lambda: next(tokens)).call(POST, reply=dict[str, Any], body={})
    assert [sent.headers["access-token"] for sent in server.sent] == ["first", "second"]


def test_a_header_parameter_is_sent_and_cannot_start_another_header(core: Core, server: Server) -> None:
    core.call(GET, reply=dict[str, Any], headers={"X-Garden": 3, "X-None": None})
    assert server.sent[0].headers["x-garden"] == "3"
    assert "x-none" not in server.sent[0].headers
    with pytest.raises(InvalidRequest) as caught:
        core.call(GET, reply=dict[str, Any], headers={"X-Garden": "a\r\nX-Evil: b"})
    assert caught.value.violations[0].pointer == "/X-Garden"
    assert len(server.sent) == 1


def test_a_base_url_may_repeat_the_beginning_of_the_path(make_core: CoreFactory, server: Server) -> None:
    make_core(base_url=f"{server.url}/open_api/").call(GET, reply=dict[str, Any])
    make_core(base_url=f"{server.url}/proxy").call(GET, reply=dict[str, Any])
    assert [sent.path for sent in server.sent] == [GET.path, f"/proxy{GET.path}"]


def test_files_are_sent_from_a_path_bytes_and_streams(core: Core, server: Server, tmp_path: Path) -> None:
    path = tmp_path / 'ro"se.png'
    path.write_bytes(b"from a path")
    half_read = io.BytesIO(b"skipped, sent")
    half_read.seek(9)
    core.call(
        UPLOAD,
        reply=dict[str, Any],
        body={"gardener_id": "1", "tags": ["a"], "open": True},
        files={
            "path": path,
            "text_path": str(path),
            "content": b"\x00\xff\r\n",
            "stream": half_read,
            "named": ("tulip.jpg", io.BytesIO(b"named")),
            "left_out": None,
        },
    )
    (sent,) = server.sent
    kind, _, boundary = sent.headers["content-type"].partition("; boundary=")
    assert kind == "multipart/form-data"
    parts = sent.body.split(b"--" + boundary.encode())
    assert parts[0] == b""
    assert parts[-1] == b"--\r\n"
    assert parts[1:-1] == [
        _part('name="gardener_id"', b"1"),
        _part('name="tags"', b'["a"]'),
        _part('name="open"', b"true"),
        _part('name="path"; filename="ro%22se.png"', b"from a path", "image/png"),
        _part('name="text_path"; filename="ro%22se.png"', b"from a path", "image/png"),
        _part('name="content"; filename="content"', b"\x00\xff\r\n", "application/octet-stream"),
        _part('name="stream"; filename="stream"', b"sent", "application/octet-stream"),
        _part('name="named"; filename="tulip.jpg"', b"named", "image/jpeg"),
    ]


def _part(disposition: str, content: bytes, kind: str = "") -> bytes:
    head = f"Content-Disposition: form-data; {disposition}\r\n"
    if kind:
        head += f"Content-Type: {kind}\r\n"
    return b"\r\n" + head.encode() + b"\r\n" + content + b"\r\n"


def test_a_throttled_upload_is_sent_again_whole(core: Core, server: Server) -> None:
    server.answer(envelope(code=40100), envelope({}))
    core.call(UPLOAD, reply=dict[str, Any], files={"photo": io.BytesIO(b"x" * 200_000)})
    first, second = server.sent
    assert first.body == second.body
    assert len(first.body) > 200_000


def test_an_upload_without_files_is_still_multipart(core: Core, server: Server) -> None:
    core.call(
        UPLOAD, reply=dict[str, Any], body={"photo_url": "https://example.org/a"}, files={"photo": None}
    )
    assert server.sent[0].headers["content-type"].startswith("multipart/form-data")
    assert b"https://example.org/a" in server.sent[0].body


def test_files_that_cannot_be_read_are_all_found_before_sending(
    core: Core, server: Server, tmp_path: Path
) -> None:
    files: dict[str, Any] = {
        "gone": tmp_path / "gone",
        "text": io.StringIO("a"),
        "number": 3,
        "folder": tmp_path,
    }
    with pytest.raises(InvalidRequest) as caught:
        core.call(UPLOAD, reply=dict[str, Any], files=files)
    assert [violation.pointer for violation in caught.value.violations] == [
        "/gone",
        "/text",
        "/number",
        "/folder",
    ]
    assert server.sent == []


def test_one_connection_serves_many_calls(core: Core, server: Server) -> None:
    for _ in range(5):
        core.call(GET, reply=dict[str, Any])
    assert {sent.connection for sent in server.sent} == {1}


def test_one_core_serves_many_threads(core: Core, server: Server) -> None:
    server.answer(envelope({"ok": True}))
    results: list[Any] = []

    def work(number: int) -> None:
        results.extend(
            core.call(POST, reply=dict[str, Any], body={"number": number})["data"] for _ in range(5)
        )

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [{"ok": True}] * 40
    assert sorted(sent.json()["number"] for sent in server.sent) == sorted(list(range(8)) * 5)


def test_hooks_see_each_try_and_may_add_a_header(make_core: CoreFactory, server: Server) -> None:
    server.answer(envelope(code=40100), envelope({}))
    seen: list[str] = []

    def before(request: Request) -> None:
        request.headers["X-Trace"] = str(request.attempt)
        seen.append(f"before {request.attempt} {request.operation}")

    def after(request: Request, outcome: object) -> None:
        told = outcome.code if isinstance(outcome, RateLimitError) else outcome
        seen.append(f"after {request.attempt} {told}")

    reply = make_core(before=before, after=after).call(GET, reply=dict[str, Any])
    label = f"GET {GET.path}"
    assert seen == [f"before 1 {label}", "after 1 40100", f"before 2 {label}", f"after 2 {reply}"]
    assert [sent.headers["x-trace"] for sent in server.sent] == ["1", "2"]


def test_an_undocumented_request_gives_the_reply_as_it_is(core: Core, server: Server) -> None:
    server.answer(Reply(b"a,b\n1,2\n", 404, {"Content-Type": "text/csv", "X-Rows": "1"}))
    raw = core.request("get", "/open_api/v1.3/other/", query={"a": [1]})
    assert (raw.status, raw.text, raw.headers["x-rows"]) == (404, "a,b\n1,2\n", "1")
    assert server.sent[0].target == "/open_api/v1.3/other/?a=%5B1%5D"


def test_redirects_are_not_followed(core: Core, server: Server) -> None:
    server.answer(Reply(b"", 302, {"Location": f"{server.url}/elsewhere"}))
    assert core.request("GET", "/here").status == 302
    assert len(server.sent) == 1


def test_a_closed_core_refuses_and_closes_twice(make_core: CoreFactory, server: Server) -> None:
    with make_core() as core:
        core.call(GET, reply=dict[str, Any])
    core.close()
    with pytest.raises(ClientClosedError):
        core.call(GET, reply=dict[str, Any])
    assert len(server.sent) == 1


def test_a_gzipped_and_chunked_reply_is_read(core: Core, server: Server) -> None:
    import gzip

    packed = gzip.compress(envelope({"name": "rose"}), mtime=0)
    chunk = f"{len(packed):x}\r\n".encode() + packed + b"\r\n0\r\n\r\n"
    server.answer(Reply(chunk, headers={"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}))
    for _ in range(2):
        assert core.call(GET, reply=dict[str, Any])["data"] == {"name": "rose"}
    assert {sent.connection for sent in server.sent} == {1}

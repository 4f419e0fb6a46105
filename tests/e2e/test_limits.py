"""How large a reply may be, and requests that cannot be sent."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import pytest

from tiktok_bindgen.runtime import errors
from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.operation import Operation
from tiktok_bindgen.runtime.transport import MAX_JSON, MAX_REPLY, Urllib3Transport
from tiktok_business import Client

from .conftest import CoreFactory
from .server import Reply, Server, envelope

GET = Operation("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get")
POST = Operation("POST", "/open_api/v1.3/garden/plot/create/", "garden_plot_create")


# Large replies


def test_json_may_be_less_than_a_file_by_default() -> None:
    assert (MAX_JSON, MAX_REPLY) == (32 * 1024 * 1024, 256 * 1024 * 1024)


@pytest.mark.parametrize("begin", [b"", b" \r\n\t", b"\xef\xbb\xbf"], ids=["at once", "blanks", "a mark"])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_json_is_cut_off_where_its_own_option_says(
    make_core: CoreFactory, server: Server, begin: bytes, *, packed: bool
) -> None:
    body = begin + envelope({"list": [{}] * 100_000})
    headers = {"Content-Encoding": "gzip"} if packed else {}
    server.answer(Reply(gzip.compress(body) if packed else body, headers=headers))
    core = make_core(transport=Urllib3Transport(max_json=100_000), retries=0)
    with pytest.raises(errors.MalformedReplyError) as caught:
        core.call(POST, reply=dict[str, Any], body={})
    assert "more than 100000 bytes of JSON, the limit set by Urllib3Transport(max_json=…)" in str(
        caught.value
    )
    assert caught.value.may_have_been_done
    with pytest.raises(errors.MalformedReplyError, match="max_json"):
        core.request("GET", "/a/")


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize(
    ("option", "body"), [("max_json", envelope({"text": "x" * 5000})), ("max_reply", b"rose,3\r\n" * 700)]
)
def test_a_reply_may_have_as_many_bytes_as_the_limit_and_no_more(
    make_core: CoreFactory, server: Server, option: str, body: bytes, *, packed: bool
) -> None:
    headers = {"Content-Encoding": "gzip"} if packed else {}
    server.answer(Reply(gzip.compress(body) if packed else body, headers=headers))
    limits: list[dict[str, Any]] = [{option: len(body)}, {option: len(body) - 1}]
    allowed, too_little = (Urllib3Transport(**each) for each in limits)
    assert make_core(transport=allowed).request("GET", "/a/").body == body
    core = make_core(transport=too_little, retries=0)
    with pytest.raises(errors.MalformedReplyError, match=f"more than {len(body) - 1} bytes.*{option}"):
        core.request("GET", "/a/")


def test_a_file_may_be_larger_than_json(make_core: CoreFactory, server: Server) -> None:
    server.answer(Reply(b"rose,3\r\n" * 50_000))
    core = make_core(transport=Urllib3Transport(max_json=100_000), retries=0)
    assert len(core.request("GET", "/a/").body) == 400_000
    core = make_core(transport=Urllib3Transport(max_json=100_000, max_reply=300_000), retries=0)
    with pytest.raises(errors.MalformedReplyError) as caught:
        core.request("GET", "/a/")
    assert "more than 300000 bytes, the limit set by Urllib3Transport(max_reply=…)" in str(caught.value)


def test_blanks_before_json_do_not_make_it_a_file(make_core: CoreFactory, server: Server) -> None:
    server.answer(Reply(b" " * 150_000 + envelope({"list": [{}] * 10})))
    core = make_core(transport=Urllib3Transport(max_json=100_000), retries=0)
    with pytest.raises(errors.MalformedReplyError, match="max_json"):
        core.call(GET, reply=dict[str, Any])


# Files that cannot be sent


def closed_stream() -> io.BytesIO:
    stream = io.BytesIO(b"rose")
    stream.close()
    return stream


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (closed_stream(), "cannot be read: "),
        (("a", b"rose", "image/jpeg"), "must be (file name, content) if it is a tuple"),
        ((b"rose", "a"), "must be (file name, content) if it is a tuple"),
        ((), "must be (file name, content) if it is a tuple"),
        ("a\0b", "cannot be read: "),
        ("\ud800", "cannot be read: "),
        (Path("no", "such", "file"), "cannot be read: No such file or directory: 'no/such/file'"),
        (7, "must be a path, bytes or a binary stream, not int"),
    ],
    ids=["closed", "three", "the wrong way round", "none", "NUL", "surrogate", "missing", "number"],
)
def test_a_file_that_cannot_be_sent_is_refused_with_a_reason(
    core: Core, server: Server, file: Any, said: str
) -> None:
    with pytest.raises(errors.InvalidRequest) as caught:
        core.call(POST, reply=dict[str, Any], files={"photo": file, "other": b"fine"})
    (violation,) = caught.value.violations
    assert violation.pointer == "/photo"
    assert violation.message.startswith(said)
    assert server.sent == []


# Values that cannot be sent


@pytest.mark.parametrize(
    ("value", "pointer", "said"),
    [
        (10**5000, "/a", "must be a number with fewer digits"),
        (-(10**5000), "/a", "must be a number with fewer digits"),
        ({"b": [1, 10**5000]}, "/a/b/1", "must be a number with fewer digits"),
        ("\ud800", "/a", "must be valid Unicode"),
        (["x", {"b": "x\udfff"}], "/a/1/b", "must be valid Unicode"),
        ({"\ud800": 1}, "/a", "must be valid Unicode"),
    ],
    ids=["10**5000", "-10**5000", "nested", "surrogate", "nested surrogate", "name"],
)
@pytest.mark.parametrize("part", ["body", "query", "multipart"])
def test_a_value_that_no_server_can_read_is_refused_at_its_place(
    core: Core, server: Server, part: str, *, value: object, pointer: str, said: str
) -> None:
    given: dict[str, Any] = (
        {"files": {}, "body": {"a": value}} if part == "multipart" else {part: {"a": value}}
    )
    with pytest.raises(errors.InvalidRequest) as caught:
        core.call(POST, reply=dict[str, Any], **given)
    assert [(one.pointer, one.message) for one in caught.value.violations] == [(pointer, said)]
    assert server.sent == []


def test_pairs_of_surrogates_are_text_like_any_other(core: Core, server: Server) -> None:
    text = "a rose 🌹 and \\ud800 written out"
    core.call(POST, reply=dict[str, Any], body={"a": text}, query={"b": [text]})
    assert server.sent[0].json() == {"a": text}


def test_a_path_that_is_no_unicode_is_refused(core: Core, server: Server) -> None:
    with pytest.raises(errors.InvalidRequest, match="the path must be valid Unicode"):
        core.request("GET", "/\ud800/")
    assert server.sent == []


# Addresses


@pytest.mark.parametrize(
    "url",
    [
        "",
        " ",
        "https://garden:99999",
        "https://garden:port",
        "https://garden:0",
        " https://garden",
        "https://garden ",
        "https://gar den",
        "https://garden/a b",
        "https://garden\n",
        "https://",
        "https://[::1",
        7,
        None,
        b"https://garden",
    ],
    ids=repr,
)
def test_an_address_that_is_none_is_refused_at_once(url: Any) -> None:
    with pytest.raises(ValueError, match="URL"):
        Core(base_url=url)
    if url is not None:
        with pytest.raises(ValueError, match="URL"):
            Client("t", base_url=url)


def test_an_address_with_a_password_is_refused_without_showing_it() -> None:
    for url in (
        "https://me:pass-word@garden",
        "https://me:pass-word@garden:99999",
        "ftp://me:pass-word@garden",
    ):
        with pytest.raises(ValueError, match=r"URL|credentials") as caught:
            Core(base_url=url)
        assert "pass-word" not in str(caught.value)


# What a server asks to wait


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("2", 2.0),
        ("1.5", 1.5),
        ("0.25", 0.25),
        ("0", 0.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Thursday, 01-Jan-70 00:00:00 GMT", 0.0),
        # A wait so long is none that anybody could compute with.
        ("9" * 400, 999999999.0),
        ("soon", None),
        ("-1", None),
        ("nan", None),
        ("1e3", None),
        ("", None),
    ],
)
def test_what_a_server_asks_to_wait_is_read(
    make_core: CoreFactory, server: Server, asked: str, seconds: float | None
) -> None:
    server.answer(Reply(envelope(code=40100), 429, {"Retry-After": asked}))
    with pytest.raises(errors.RateLimitError) as caught:
        make_core(retries=0).call(POST, reply=dict[str, Any], body={})
    assert caught.value.retry_after == seconds

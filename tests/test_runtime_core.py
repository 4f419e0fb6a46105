"""Parts of the client's core that need no server."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import urllib3
from hypothesis import given
from hypothesis import strategies as st

from clients import document, generated, getting
from return_codes import FAMILIES
from tiktok_bindgen.runtime import envelope, timing
from tiktok_bindgen.runtime.check import Violation
from tiktok_bindgen.runtime.checks import Checks
from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.encode import json_bytes, payload, plain
from tiktok_bindgen.runtime.errors import (
    ApiError,
    AuthError,
    ClientClosedError,
    ConnectError,
    ConnectionLostError,
    ConnectTimeoutError,
    EnvelopeError,
    HttpError,
    InvalidRequest,
    MalformedReplyError,
    RateLimitError,
    ReplyTimeoutError,
    ServerError,
    TikTokError,
    TlsError,
    TransportError,
    family_of,
)
from tiktok_bindgen.runtime.kinds import Fields
from tiktok_bindgen.runtime.operation import Operation, deferred
from tiktok_bindgen.runtime.raw_response import RawResponse
from tiktok_bindgen.runtime.retry import Retry
from tiktok_bindgen.runtime.transport import Request, Timeout


class Echo:
    """Answers every request and keeps what it was given."""

    def __init__(self, body: bytes = b'{"code": 0}') -> None:
        self.body = body
        self.timeout: Timeout | None = None

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        self.timeout = timeout
        return RawResponse(200, {"x-url": request.url}, self.body)

    def close(self) -> None:
        pass


def made(echo: Echo, **options: Any) -> Core:
    return Core(**{"base_url": "https://garden.example", "transport": echo, **options})


@pytest.mark.parametrize(
    ("given", "used"),
    [
        (None, Timeout(10, 60, 300)),
        (5, Timeout(5, 5, 5)),
        ((1, 2.5), Timeout(1, 2.5, 300)),
        ((None, 2), Timeout(None, 2, 300)),
        (Timeout(1, 2, 3), Timeout(1, 2, 3)),
        (urllib3.Timeout(connect=1, read=2), Timeout(1, 2, 300)),
        (urllib3.Timeout(total=4), Timeout(4, 4, 4)),
        (urllib3.Timeout(total=4, read=2), Timeout(4, 2, 4)),
    ],
)
def test_a_timeout_is_given_in_several_ways(
    given: Any, used: Timeout, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is left of a call's time is used for sending; a busy machine may take of it before.
    monkeypatch.setattr(timing, "time", SimpleNamespace(monotonic=lambda: 1000.0))
    echo = Echo()
    made(echo, timeout=given).request("GET", "/a")
    assert echo.timeout == used
    made(echo).request("GET", "/a", timeout=given)
    assert echo.timeout == used


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"),
        (-1, "-1"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (3_000_000, "3000000"),
        (True, "True"),
        ((0, 1), "0"),
        ((1, "5"), "'5'"),
    ],
    ids=repr,
)
def test_a_timeout_that_is_none_is_refused(value: Any, said: str) -> None:
    for give in (
        lambda: made(Echo(), timeout=value),
        lambda: made(Echo()).request("GET", "/a", timeout=value),
    ):
        with pytest.raises((ValueError, TypeError)) as caught:
            give()
        allowed = (
            "timeout must be a number of seconds above 0 and up to 2000000 (for no limit, None in a Timeout)"
        )
        assert str(caught.value) == f"{allowed}, not {said}"


@pytest.mark.parametrize("value", [(1,), (), (1, 2, 3), "5", [1], object], ids=repr)
def test_a_timeout_of_another_shape_is_refused(value: Any) -> None:
    with pytest.raises((ValueError, TypeError), match=r"^timeout .*must be .*\(connect, read\)"):
        made(Echo(), timeout=value)


@pytest.mark.parametrize(
    ("value", "kind"),
    [(-1, ValueError), (2.5, TypeError), ("x", TypeError), (True, TypeError), ([], TypeError)],
    ids=repr,
)
def test_retries_that_are_no_number_of_tries_are_refused(value: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind, match="retries must be a whole number from 0 or a Retry, not ") as caught:
        made(Echo(), retries=value)
    assert str(caught.value).endswith(f"not {value!r}")


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"attempts": 0}, "attempts of a Retry must be a whole number from 1, not 0"),
        ({"attempts": 1.5}, "attempts of a Retry must be a whole number from 1, not 1.5"),
        ({"attempts": True}, "attempts of a Retry must be a whole number from 1, not True"),
        ({"backoff": -1}, "backoff of a Retry must be a number of seconds from 0 and up to 2000000, not -1"),
        (
            {"backoff": "1"},
            "backoff of a Retry must be a number of seconds from 0 and up to 2000000, not '1'",
        ),
        ({"max_wait": float("nan")}, "max_wait of a Retry must be a number of seconds from 0 and up to "),
        ({"max_wait": None}, "max_wait of a Retry must be a number of seconds from 0 and up to "),
        ({"deadline": 0}, "deadline of a Retry must be a number of seconds above 0 and up to 2000000, not 0"),
        ({"deadline": float("inf")}, "deadline of a Retry must be a number of seconds above 0 and up to "),
        ({"codes": 40100}, "codes of a Retry must be a set of whole numbers, not 40100"),
        ({"statuses": {"429"}}, "statuses of a Retry must be a set of whole numbers, not {'429'}"),
        (
            {"read_faults": ValueError},
            "read_faults of a Retry must be a tuple of subclasses of TransportError, not ",
        ),
        (
            {"read_faults": (ValueError,)},
            "read_faults of a Retry must be a tuple of subclasses of TransportError, ",
        ),
    ],
    ids=lambda value: repr(value) if isinstance(value, dict) else "",
)
def test_a_retry_with_a_wrong_part_is_refused_where_it_is_made(parts: Any, said: str) -> None:
    with pytest.raises((ValueError, TypeError)) as caught:
        Retry(**parts)
    assert str(caught.value).startswith(said)
    with pytest.raises((ValueError, TypeError)):
        Retry()._replace(**parts)


@pytest.mark.parametrize(
    "parts", [(0, 1, 2), (1, -2, 3), (1, 2, "3"), (True,), (1, 2, float("inf"))], ids=repr
)
def test_a_timeout_with_a_wrong_part_is_refused_where_it_is_made(parts: Any) -> None:
    with pytest.raises((ValueError, TypeError), match="timeout must be a number of seconds above 0"):
        Timeout(*parts)
    with pytest.raises((ValueError, TypeError), match="timeout must be a number of seconds above 0"):
        Timeout()._replace(**dict(zip(("connect", "read", "total"), parts, strict=False)))


# Without a token

LOCKED = Operation("GET", "/shed/", "shed", docs="https://garden.example/docs", token=True)


def test_a_call_that_needs_the_token_is_refused_without_one() -> None:
    core = Core(base_url="http://127.0.0.1:1", token_header="Key", retries=0)
    with pytest.raises(InvalidRequest, match="was made without an access token") as caught:
        core.call(LOCKED, reply=dict[str, Any])
    (violation,) = caught.value.violations
    assert (violation.pointer, violation.rule) == ("/Key", "required")
    assert (caught.value.operation, caught.value.docs) == ("GET /shed/", LOCKED.docs)


@pytest.mark.parametrize(
    ("options", "operation"),
    [
        ({}, LOCKED._replace(token=False)),
        ({"access_token": "t"}, LOCKED),
        ({"access_token": lambda: "t"}, LOCKED),
        ({"validate": False}, LOCKED),
        ({"before": lambda request: request.headers.update({"Access-Token": "t"})}, LOCKED),
    ],
    ids=["not needed", "given", "made at each call", "not checked", "a hook may add it"],
)
def test_a_call_is_sent_without_the_token_where_it_may_do(
    options: dict[str, Any], operation: Operation
) -> None:
    core = Core(base_url="http://127.0.0.1:1", retries=0, **options)
    with pytest.raises(ConnectError):
        core.call(operation, reply=dict[str, Any])


KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
BEARER = {"type": "http", "scheme": "bearer"}
IN_QUERY = {"type": "apiKey", "in": "query", "name": "key"}


@pytest.mark.parametrize(
    ("schemes", "everywhere", "here", "needed"),
    [
        ({"a": KEY}, [{"a": []}], None, True),
        ({"a": KEY}, None, [{"a": []}], True),
        ({"a": KEY}, [{"a": []}], [], False),
        ({"a": KEY}, [{"a": []}, {}], None, False),
        ({"a": KEY}, None, None, False),
        ({"a": BEARER}, [{"a": []}], None, True),
        ({"a": IN_QUERY}, [{"a": []}], None, False),
        ({"a": KEY, "b": BEARER}, [{"a": []}, {"b": []}], None, False),
        ({"a": KEY, "b": BEARER}, [{"a": [], "b": []}], None, True),
        ({}, [{"a": []}], None, False),
    ],
    ids=[
        "by all",
        "by this one",
        "not by this one",
        "or without",
        "nothing said",
        "bearer",
        "in the query",
        "in another header",
        "in two headers",
        "unknown",
    ],
)
def test_the_document_says_what_needs_the_token(
    tmp_path: Path, schemes: Any, everywhere: Any, here: Any, *, needed: bool
) -> None:
    more = {} if here is None else {"security": here}
    spec = document({"/plot/get/": getting(**more)})
    spec["components"]["securitySchemes"] = schemes
    if everywhere is not None:
        spec["security"] = everywhere
    with generated(spec, tmp_path) as client:
        errors = client.module("_runtime.errors")
        one = client.module("client").Client(base_url="http://127.0.0.1:1", retries=0)
        with pytest.raises(errors.InvalidRequest if needed else errors.ConnectError):
            one.plot.get()


def test_a_transport_of_ones_own_may_add_the_token() -> None:
    assert made(Echo()).call(LOCKED, reply=dict[str, Any]) == {"code": 0}


@pytest.mark.parametrize("path", ["/a b/ü?x=1#y", "a b/ü?x=1#y", "//evil.example/a", "/a%20b"])
def test_a_path_stays_a_path_on_the_server(path: str) -> None:
    url = made(Echo()).request("GET", path).headers["x-url"]
    assert url.startswith("https://garden.example/")
    assert "//" not in url.removeprefix("https://")
    assert not set(url) & set("?# ü")


@pytest.mark.parametrize(
    ("error", "method", "again"),
    [
        (ConnectError("x"), "POST", True),
        (ConnectTimeoutError("x"), "POST", True),
        (TlsError("x"), "GET", False),
        (ConnectionLostError("x"), "POST", False),
        (ConnectionLostError("x"), "GET", True),
        (ReplyTimeoutError("x"), "GET", False),
        (MalformedReplyError("x"), "GET", False),
        (HttpError("x", http_status=429), "POST", True),
        (HttpError("x", http_status=429), "GET", True),
        (HttpError("x", http_status=503, retry_after=1), "GET", True),
        (HttpError("x", http_status=503, retry_after=1), "POST", False),
        (HttpError("x", http_status=404), "GET", False),
        (ApiError(40100, "x"), "POST", True),
        (ApiError(50000, "x"), "GET", True),
        (ApiError(50000, "x"), "POST", False),
        (ApiError(40002, "x"), "GET", False),
        (ApiError(50000, "x", http_status=429), "POST", True),
        (InvalidRequest([]), "GET", False),
        (TransportError("x"), "GET", False),
        (ServerError(503, "x", http_status=503), "GET", True),
        (ServerError(503, "x", http_status=503), "POST", False),
        (ServerError(51003, "x", http_status=503), "GET", False),
        (RateLimitError(429, "x", http_status=429), "POST", True),
        (AuthError(401, "x", http_status=401), "GET", False),
        (EnvelopeError("x", http_status=200), "GET", False),
        (ConnectError("x"), "DELETE", True),
        (ConnectionLostError("x"), "HEAD", True),
        (ConnectionLostError("x"), "PUT", False),
        (ClientClosedError("x"), "GET", False),
    ],
)
def test_only_what_cannot_have_been_done_is_tried_again(error: TikTokError, method: str, again: bool) -> None:
    wait = Retry(attempts=2).wait_after(error, method, 1)
    assert (wait is not None) is again
    assert Retry(attempts=2).wait_after(error, method, 2) is None
    assert Retry(attempts=1).wait_after(error, method, 1) is None


@given(st.integers(1, 10_000), st.none() | st.floats(0, 1e12))
def test_a_wait_is_as_long_as_asked_up_to_the_most_and_longer_by_chance(
    attempt: int, asked: float | None
) -> None:
    retry = Retry(attempts=10_001, backoff=1, max_wait=10)
    wait = retry.wait_after(ApiError(40100, "x", retry_after=asked), "POST", attempt)
    assert wait is not None
    least = min(asked or 0, 10)
    assert least <= wait <= least + min(10, 2.0 ** min(attempt - 1, 30)) + 1e-6


@pytest.mark.parametrize(("family", "codes"), FAMILIES.items(), ids=FAMILIES)
def test_every_code_of_the_appendix_has_its_family(family: str, codes: list[int]) -> None:
    assert [family_of(code).__name__ for code in codes] == [family] * len(codes)


@given(st.integers() | st.integers(40000, 61000))
def test_a_code_that_the_appendix_lacks_is_of_no_family_but_the_servers(code: int) -> None:
    if not any(code in codes for codes in FAMILIES.values()):
        assert family_of(code) is (ServerError if 50000 <= code <= 59999 else ApiError)


def test_a_deferred_check_is_imported_at_its_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    check = deferred("garden_checks", "plot_create")
    package = ModuleType("garden_checks")
    known = {"plot_create": Checks(Fields({"a": str}, required=("a",)))}
    package.of = known.get  # type: ignore[attr-defined] # a module made on the spot
    monkeypatch.setitem(sys.modules, "garden_checks", package)
    assert check({}) == [Violation("/a", "required", "is required")]
    monkeypatch.delitem(sys.modules, "garden_checks")
    assert check({"a": ""}) == []
    operation = Operation("POST", "/a/", "a", check=check)
    with pytest.raises(InvalidRequest):
        made(Echo()).call(operation, reply=dict[str, Any], body={})


BODIES = [
    b'{"code": 0, "data": {"id": 123456789012345678901234567890, "size": 0.1}}',
    b'{"code": 0, "data": "\xc3\xbc \\ud83d\\ude00 \\n"}',
    b'\xef\xbb\xbf{"code": 0}',
    b'{"code": 0, "code": 0, "data": NaN}',
    b'{"code": 0, "data": "\\ud800"}',
    b'{"code": 0, "data": 1e999}',
    b'  {"code": 0}\r\n',
]


class ForeignError(Exception):
    """As the errors of msgspec were before its version 0.21, it is no ``ValueError``."""


def refusing(body: bytes) -> Any:
    raise ForeignError(body)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("parser", ["fast", "standard", "refusing"])
def test_all_parsers_take_the_same(monkeypatch: pytest.MonkeyPatch, body: bytes, parser: str) -> None:
    if parser == "fast":
        pytest.importorskip("msgspec")
    else:
        parse = refusing if parser == "refusing" else envelope._standard_parser()
        monkeypatch.setattr(envelope, "_parser", lambda: parse)
    operation = Operation("GET", "/a/", "a")
    result = made(Echo(body)).call(operation, reply=dict[str, Any])
    assert repr(result) == repr(json.loads(body))


def test_decimals_are_written_exactly_at_any_depth() -> None:
    value = plain({"a": [Decimal("0.10"), {"b": Decimal("1E+3"), "c": 'q"'}], "d": None, "e": 1.0})
    assert json_bytes(value) == b'{"a":[0.10,{"b":1E+3,"c":"q\\""}],"e":1.0}'


PLAIN = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=15,
)


@given(st.dictionaries(st.text(), PLAIN, max_size=4))
def test_plain_json_is_sent_as_it_is(value: dict[str, Any]) -> None:
    assert payload(value) == value
    assert json.loads(json_bytes(payload(value))) == value


class Column:
    """A column of a table as libraries have them: no sequence, but a list of its items."""

    def __init__(self, items: Any) -> None:
        self.items = items

    def tolist(self) -> Any:
        return self.items


class OfPolars:
    """The same as polars has it."""

    def to_list(self) -> Any:
        return ["8"]


class OfArrow:
    """The same as Arrow has it."""

    def to_pylist(self) -> Any:
        return ["9"]


class NoTime(dt.datetime):
    """The time that tables have where there is none: it does not equal itself, and is written NaT."""

    __hash__ = dt.datetime.__hash__

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    def __repr__(self) -> str:
        return "NaT"


def test_a_column_of_a_table_is_a_list_and_its_truth_a_boolean() -> None:
    given = {"ids": Column(["7", dt.date(2026, 1, 2)]), "table": Column([[1], [2]]), "flag": Column(True)}
    assert payload(given) == {"ids": ["7", "2026-01-02"], "table": [[1], [2]], "flag": True}
    assert payload({"ids": OfPolars(), "others": OfArrow()}) == {"ids": ["8"], "others": ["9"]}


@pytest.mark.parametrize(
    ("value", "at", "message"),
    [
        (NoTime(1, 1, 1), "/f", "must be a date and a time, not NaT"),
        (Column(["7", float("nan")]), "/f/1", "must be a finite number"),
        (Column([NoTime(1, 1, 1)]), "/f/0", "must be a date and a time, not NaT"),
        (Column(1735689600000000000), "/f", "must be a value that JSON supports, not Column"),
        (memoryview(b"a"), "/f", "must be a value that JSON supports, not memoryview"),
    ],
)
def test_what_a_table_lacks_is_refused_at_its_place(value: Any, at: str, message: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        payload({"f": value})
    assert [(each.pointer, each.message) for each in caught.value.violations] == [(at, message)]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"7", "8"}, "must be a value that JSON supports, not set; give a list"),
        ({"7": 1}.keys(), "must be a value that JSON supports, not dict_keys; give a list"),
        (iter(["7"]), "must be a value that JSON supports, not list_iterator; give a list"),
        (b"7", "must be a value that JSON supports, not bytes"),
        (object(), "must be a value that JSON supports, not object"),
    ],
)
def test_what_could_be_a_list_is_told_to_be_given_as_one(value: Any, message: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        payload({"f": value})
    assert [(each.pointer, each.message) for each in caught.value.violations] == [("/f", message)]


def test_models_and_checks_load_neither_http_nor_json() -> None:
    script = (
        "import sys, attrs\n"
        "before = set(sys.modules)\n"
        "import tiktok_bindgen.runtime.codec, tiktok_bindgen.runtime.check\n"
        "import tiktok_bindgen.runtime.errors, tiktok_bindgen.runtime.enums\n"
        "import tiktok_bindgen.runtime.model, tiktok_bindgen.runtime.transport\n"
        "heavy = {'urllib3', 'json', 'ssl', 'http', 'email', 'logging', 'msgspec', 'socket'}\n"
        "print(sorted(heavy & (set(sys.modules) - before)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_client_loads_no_attrs_before_its_first_call() -> None:
    # It takes a fifth of what urllib3 takes; models need it, and are loaded when a call is made.
    script = "import sys, tiktok_business; tiktok_business.Client('t'); print('attr' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"

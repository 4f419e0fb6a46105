"""From the portal to a folder of pages, whatever the portal answers."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import re
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath, PureWindowsPath
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import Mock

import pytest
from attrs import define, evolve, field
from hypothesis import given
from hypothesis import strategies as st

from fetch_server import Portal, Reply, answer, serving
from searching import trying
from text_cases import literal, text_cases
from tiktok_bindgen.fetch import FetchResult, Pace, TreeNote, fetch
from tiktok_bindgen.fetch.gateway import MAX_REPLY, Gateway, GatewayError, StoppedError, checked_base_url
from tiktok_bindgen.fetch.store import move, native_text
from tiktok_bindgen.fetch.tree import Tree, is_page_file, read_tree, slug_of
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.runtime.errors import (
    ConnectError,
    ConnectionLostError,
    MalformedReplyError,
    ReplyTimeoutError,
    TlsError,
)
from tiktok_bindgen.runtime.raw_response import RawResponse
from tiktok_bindgen.runtime.transport import Request, Timeout, Urllib3Transport
from tiktok_bindgen.sources import find_pages, read_pages

HTML = Reply(b"<!doctype html><title>One moment</title>", headers={"Content-Type": "text/html"})


@define
class Clock:
    """Time that passes only by sleeping."""

    seconds: float = 0.0
    sleeps: list[float] = field(factory=list)
    day: datetime = datetime(2031, 5, 1, tzinfo=UTC)
    _lock: threading.Lock = field(factory=threading.Lock)

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.sleeps.append(seconds)
            self.seconds += seconds

    def now(self) -> datetime:
        return self.day + timedelta(seconds=self.seconds)

    @property
    def pace(self) -> Pace:
        return Pace(
            interval=0, sleep=self.sleep, monotonic=lambda: self.seconds, jitter=lambda: 1.0, now=self.now
        )


@pytest.fixture
def portal() -> Iterator[Portal]:
    with serving() as running:
        yield running


@pytest.fixture
def garden(portal: Portal) -> Portal:
    """A portal of four pages on three levels."""
    plots = portal.add(100, "Plots")
    beds = portal.add(110, "Beds & borders", under=plots)
    portal.add(111, "Create a bed", under=beds)
    portal.add(200, "Tools")
    return portal


@pytest.fixture
def clock() -> Clock:
    return Clock()


def run(portal: Portal, out: Path, clock: Clock | None = None, **options: Any) -> FetchResult:
    options.setdefault("pace", (clock or Clock()).pace)
    return fetch(out, base_url=portal.url, **options)


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def manifest(out: Path) -> dict[str, dict[str, Any]]:
    return {page["doc_id"]: page for page in json.loads((out / "_manifest.json").read_text("utf-8"))["pages"]}


def content(out: Path, file: str) -> str:
    return (out / file).read_text("utf-8").split("\n\n", 1)[1].removesuffix("\n")


# What a fetch leaves


def test_pages_stand_as_in_the_tree(garden: Portal, tmp_path: Path) -> None:
    result = run(garden, tmp_path)
    assert result == FetchResult(4, 4, 0, 0)
    assert result.exit_status == 0
    assert sorted(files(tmp_path)) == [
        "_manifest.json",
        "plots.100.md",
        "plots/beds-borders.110.md",
        "plots/beds-borders/create-a-bed.111.md",
        "tools.200.md",
    ]
    assert files(tmp_path)["tools.200.md"] == b"# Tools\n\nEverything about Tools.\n"
    assert garden.agents == {"tiktok-business-bindings (documentation fetcher of tiktok-bindgen)"}
    assert garden.accepted == {("application/json", "gzip")}


def test_our_readers_take_the_folder_as_it_is(portal: Portal, tmp_path: Path) -> None:
    numbers = [1735000000000001, 1735000000000002]
    portal.add(numbers[1], "Create a bed", under=portal.add(numbers[0], "Plots"))
    run(portal, tmp_path)
    pages = [read.page for read in read_pages(find_pages([tmp_path]))]
    assert [(page.form, page.title, page.source) for page in pages] == [
        ("native", title, f"https://business-api.tiktok.com/portal/docs?id={number}")
        for title, number in zip(("Plots", "Create a bed"), numbers, strict=True)
    ]


def test_the_manifest_tells_order_place_and_dates(garden: Portal, tmp_path: Path) -> None:
    run(garden, tmp_path)
    whole = json.loads((tmp_path / "_manifest.json").read_text("utf-8"))
    assert (whole.keys(), whole["base_url"], whole["format"]) == (
        {"base_url", "format", "pages"},
        garden.url,
        1,
    )
    pages = manifest(tmp_path)
    assert list(pages) == ["100", "110", "111", "200"]
    assert pages["200"]["position"] == 1
    assert pages["111"] == {
        "doc_id": "111",
        "file": "plots/beds-borders/create-a-bed.111.md",
        "first_seen": "2031-05-01",
        "last_changed": "2031-05-01",
        "parent": "110",
        "path": ["Plots", "Beds & borders", "Create a bed"],
        "portal_status": 1,
        "position": 0,
        "removed": None,
        "sha256": hashlib.sha256((tmp_path / pages["111"]["file"]).read_bytes()).hexdigest(),
        "status": "ok",
        "title": "Create a bed",
    }


def test_a_second_fetch_writes_nothing(garden: Portal, tmp_path: Path, clock: Clock) -> None:
    run(garden, tmp_path, clock)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    clock.day += timedelta(days=40)
    assert run(garden, tmp_path, clock) == FetchResult(4, 0, 4, 0)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_changed_page_gets_a_new_date(garden: Portal, tmp_path: Path, clock: Clock) -> None:
    run(garden, tmp_path, clock)
    garden.pages["111"]["content"] = "A bed has a length now."
    clock.day += timedelta(days=3)
    assert run(garden, tmp_path, clock) == FetchResult(4, 1, 3, 0)
    changed = manifest(tmp_path)["111"]
    assert (changed["first_seen"], changed["last_changed"]) == ("2031-05-01", "2031-05-04")
    assert content(tmp_path, changed["file"]) == "A bed has a length now."


def test_the_same_portal_gives_the_same_bytes(garden: Portal, tmp_path: Path) -> None:
    run(garden, tmp_path / "a", concurrency=1)
    run(garden, tmp_path / "b", concurrency=8)
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_a_deleted_file_is_written_again(garden: Portal, tmp_path: Path) -> None:
    run(garden, tmp_path)
    (tmp_path / "tools.200.md").unlink()
    assert run(garden, tmp_path).written == 1
    assert (tmp_path / "tools.200.md").is_file()


def test_a_page_that_moves_in_the_tree_is_moved(garden: Portal, tmp_path: Path, clock: Clock) -> None:
    run(garden, tmp_path, clock)
    bed = garden.tree[0]["child_docs"][0]["child_docs"].pop()
    garden.tree[1]["child_docs"].append(bed)
    clock.day += timedelta(days=3)
    assert run(garden, tmp_path, clock) == FetchResult(4, 0, 4, 0, (), moved=1)
    assert "tools/create-a-bed.111.md" in files(tmp_path)
    assert not (tmp_path / "plots" / "beds-borders").exists()
    moved = manifest(tmp_path)["111"]
    assert (moved["parent"], moved["last_changed"]) == ("200", "2031-05-01")


def test_a_page_that_moves_and_fails_is_moved_with_its_last_copy(garden: Portal, tmp_path: Path) -> None:
    run(garden, tmp_path)
    garden.tree[1]["title"] = "Implements"
    garden.always["200"] = Reply(status=404)
    assert run(garden, tmp_path).failed == (TreeNote("200", "Implements", "HTTP 404"),)
    assert content(tmp_path, "implements.200.md") == "Everything about Tools."
    assert not (tmp_path / "tools.200.md").exists()


def test_a_page_that_disappears_is_put_away_with_its_date(
    garden: Portal, tmp_path: Path, clock: Clock
) -> None:
    run(garden, tmp_path, clock)
    beds = garden.tree[0]["child_docs"][0]
    gone = beds["child_docs"].pop()
    clock.day += timedelta(days=1)
    assert run(garden, tmp_path, clock) == FetchResult(3, 0, 3, 1)
    kept = manifest(tmp_path)["111"]
    assert (kept["status"], kept["removed"]) == ("removed", "2031-05-02")
    assert kept["file"] == "_removed/plots/beds-borders/create-a-bed.111.md"
    assert content(tmp_path, kept["file"]) == "Everything about Create a bed."
    assert "create-a-bed" not in str(find_pages([tmp_path]))

    clock.day += timedelta(days=1)
    after = files(tmp_path)
    assert run(garden, tmp_path, clock).removed == 0
    assert files(tmp_path) == after

    beds["child_docs"].append(gone)
    assert run(garden, tmp_path, clock) == FetchResult(4, 0, 4, 0, (), moved=1)
    assert not (tmp_path / "_removed").exists()
    assert manifest(tmp_path)["111"]["first_seen"] == "2031-05-01"


def test_pages_that_went_before_do_not_count_among_those_that_a_tree_has_lost(
    garden: Portal, tmp_path: Path
) -> None:
    run(garden, tmp_path)
    beds = garden.tree[0]["child_docs"].pop()
    assert run(garden, tmp_path).removed == 2
    garden.tree.pop()
    # Half of those that were left.
    assert run(garden, tmp_path) == FetchResult(1, 0, 1, 1)
    garden.tree[:] = [beds]
    with pytest.raises(InputError, match=r"it no longer has 1 of 1 page"):
        run(garden, tmp_path)


@pytest.mark.parametrize("number", ["100", "200"])
def test_an_entry_without_content_is_no_page(number: str, garden: Portal, tmp_path: Path) -> None:
    garden.pages[number]["content"] = " "
    assert run(garden, tmp_path) == FetchResult(3, 3, 0, 0)
    assert (manifest(tmp_path)[number]["status"], manifest(tmp_path)[number]["file"]) == ("empty", None)
    assert run(garden, tmp_path) == FetchResult(3, 0, 3, 0)


def test_what_no_text_file_can_hold_is_replaced(garden: Portal, tmp_path: Path) -> None:
    garden.pages["200"] = {
        "title": "T\ud83dools\n# x",
        "content": "half: \udc00, zero: \x00, whole: 🌱\r\nx\ry",
    }
    assert run(garden, tmp_path).written == 4
    text = (tmp_path / "tools.200.md").read_bytes().decode()
    assert text == "# T\ufffdools # x\n\nhalf: \ufffd, zero: \ufffd, whole: 🌱\nx\ny\n"
    assert manifest(tmp_path)["200"]["title"] == "T\ud83dools\n# x"
    assert run(garden, tmp_path).unchanged == 4
    assert [found.problems for found in read_pages(find_pages([tmp_path]))] == [()] * 4


@text_cases(title=literal, text=literal, written=literal)
def test_a_page_is_its_title_and_its_text(title: str, text: str, written: str) -> None:
    assert native_text(title, text) == written


# Patience


@pytest.mark.parametrize(
    ("fault", "waits"),
    [
        (Reply(status=500), [0.5]),
        (Reply(status=408), [0.5]),
        (Reply(status=425), [0.5]),
        (Reply(status=503, headers={"Retry-After": "7"}), [7.5]),
        (Reply(status=429), [0.5]),
        (Reply(status=429, headers={"Retry-After": "7"}), [7.5]),
        (Reply(status=429, headers={"Retry-After": "86400"}), [60.5]),
        (Reply(status=429, headers={"Retry-After": "Thu, 01 May 2031 00:00:09 GMT"}), [9.5]),
        (Reply(status=429, headers={"Retry-After": "Thu, 01 May 2025 00:00:09 GMT"}), [0.5]),
        (Reply(status=429, headers={"Retry-After": "soon"}), [0.5]),
        (Reply(status=429, headers={"Retry-After": "9" * 5000}), [0.5]),
        (Reply(b'{"code": 0, "data": {"tit', headers={}), [0.5]),
        (Reply(b'{"code": 0, "data": {}}', cut=9), [0.5]),
        (Reply(b"7\r\nabc", headers={"Transfer-Encoding": "chunked"}, cut=6), [0.5]),
        (
            Reply(
                gzip.compress(b'{"code": 0, "data": {"title": "T"}}')[:-20],
                headers={"Content-Encoding": "gzip"},
            ),
            [0.5],
        ),
        (Reply(b"not packed", headers={"Content-Encoding": "gzip"}), [0.5]),
        (Reply(reset=True), [0.5]),
        (HTML, [0.5]),
        (Reply(b"[" * 5000), [0.5]),
        (Reply(b"[]"), [0.5]),
        (Reply(b"\xff\xfe"), [0.5]),
        (answer(None, code=50000, message="busy"), [0.5]),
        (answer(None, code=None), [0.5]),
        (answer(None, code=False), [0.5]),
    ],
)
def test_a_passing_fault_is_waited_out(
    fault: Reply, waits: list[float], garden: Portal, tmp_path: Path, clock: Clock
) -> None:
    garden.fail(200, fault)
    assert run(garden, tmp_path, clock, concurrency=1) == FetchResult(4, 4, 0, 0)
    # The pause that the host asked for is over when the retry begins, so no further wait is added to it.
    assert clock.sleeps == waits


def test_waits_double_to_a_limit_and_vary(garden: Portal, tmp_path: Path, clock: Clock) -> None:
    garden.fail(200, *[Reply(status=502)] * 4)
    factors = iter([1.0, 0.5, 0.25, 0.0])
    pace = evolve(clock.pace, backoff=2, backoff_limit=8, jitter=lambda: next(factors))
    assert run(garden, tmp_path, pace=pace, concurrency=1).written == 4
    assert clock.sleeps == [2, 2, 2, 0]


def test_a_host_that_asks_for_a_pause_gets_it_from_every_thread(
    garden: Portal, tmp_path: Path, clock: Clock
) -> None:
    garden.fail(100, Reply(status=429, headers={"Retry-After": "30"}))
    began: list[float] = []
    garden.before = lambda: began.append(clock.seconds)
    # Not even when it is not asked for that page again.
    assert len(run(garden, tmp_path, clock, concurrency=1, retries=0).failed) == 1
    assert began[0] == 0
    assert min(began[1:]) >= 30


def test_a_reply_that_does_not_come_is_asked_for_again(garden: Portal, tmp_path: Path) -> None:
    released = threading.Event()
    garden.fail(200, Reply(until=released))
    try:
        # Real time, as it is the socket that waits.
        result = run(garden, tmp_path, timeout=1, retries=8)
    finally:
        released.set()
    assert result.written == 4
    assert garden.asked.count("200") >= 2


@text_cases(timeout=literal, deadline=literal, passed=literal, seconds=literal)
def test_nothing_is_waited_for_longer_than_a_page_may_take(
    timeout: float, deadline: float, passed: float, seconds: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, seen = Clock(), []

    def send(_self: object, _request: Request, timeout: Timeout) -> RawResponse:
        seen.append([timeout.connect, timeout.read, timeout.total])
        raise ConnectionLostError("the connection broke")

    monkeypatch.setattr(Urllib3Transport, "send", send)
    pace = evolve(clock.pace, deadline=deadline, interval=passed)
    with closing(Gateway("http://garden.example", 1, timeout=timeout, retries=0, pace=pace)) as gateway:
        for _ in range(2):
            with pytest.raises(GatewayError, match="the connection broke"):
                gateway.page("100")
    assert seen == [[min(timeout, deadline), min(timeout, deadline), deadline], seconds]


@pytest.mark.parametrize(
    ("error", "message", "tries"),
    [
        (
            TlsError(": no trusted connection: the certificate\nis old"),
            "no trusted connection: the certificate is old",
            1,
        ),
        (ConnectError(": no connection to garden.example"), "no connection to garden.example (2 tries)", 2),
        (ReplyTimeoutError(": nothing came for 7 s"), "nothing came for 7 s (2 tries)", 2),
        (ConnectionLostError(": the connection broke"), "the connection broke (2 tries)", 2),
        (MalformedReplyError(": it cannot be decompressed"), "it cannot be decompressed (2 tries)", 2),
    ],
)
def test_what_passes_is_tried_again_and_what_does_not_is_told_at_once(
    error: Exception, message: str, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Mock(side_effect=error)
    monkeypatch.setattr(Urllib3Transport, "send", send)
    gateway = Gateway("http://garden.example", 1, timeout=7, retries=1, pace=Clock().pace)
    with closing(gateway), pytest.raises(GatewayError) as told:
        gateway.page("100")
    assert (str(told.value), send.call_count) == (message, tries)


def test_tries_end(garden: Portal, tmp_path: Path) -> None:
    garden.always["200"] = Reply(status=500)
    result = run(garden, tmp_path, retries=2)
    assert result == FetchResult(4, 3, 0, 0, (TreeNote("200", "Tools", "HTTP 500 (3 tries)"),))
    assert result.exit_status == 1
    assert garden.asked.count("200") == 3


def test_a_page_has_a_deadline(garden: Portal, tmp_path: Path, clock: Clock) -> None:
    garden.always["200"] = Reply(status=429, headers={"Retry-After": "50"})
    [failed] = run(garden, tmp_path, clock, retries=99).failed
    assert failed.reason == "HTTP 429 (4 tries, no time left for another)"
    assert clock.seconds < 180


def test_a_reply_is_waited_for_no_longer_than_a_page_may_take(
    garden: Portal, tmp_path: Path, clock: Clock
) -> None:
    released = threading.Event()
    garden.always["200"] = Reply(until=released)
    try:
        # Real time, as it is the socket that waits.
        [failed] = run(garden, tmp_path, pace=evolve(clock.pace, deadline=2.0), retries=0).failed
    finally:
        released.set()
    host = garden.url.removeprefix("http://")
    assert failed.reason == f"no complete reply from {host} in 2 s (1 try)"


def test_a_connection_is_used_again(garden: Portal, tmp_path: Path) -> None:
    run(garden, tmp_path, concurrency=1)
    assert (garden.connections, len(garden.asked)) == (1, 5)


def test_no_more_requests_run_at_a_time_than_allowed(portal: Portal, tmp_path: Path) -> None:
    for number in range(1, 13):
        portal.add(number, f"Row {number}")
    together = threading.Barrier(3)
    portal.before = lambda: together.wait(20)
    # Each third request frees the two before it: with fewer at a time none would ever be answered.
    assert run(portal, tmp_path, concurrency=3).written == 12
    assert portal.most == 3


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("", bytes),
        ("identity", bytes),
        ("gzip", gzip.compress),
        ("GZIP", gzip.compress),
        ("deflate", zlib.compress),
    ],
)
def test_a_reply_may_be_packed(
    encoding: str, packed: Callable[[bytes], bytes], garden: Portal, tmp_path: Path
) -> None:
    body = packed(answer({"title": "Tools", "content": "Tools have handles."}).body)
    garden.always["200"] = Reply(body, headers={"Content-Encoding": encoding})
    assert run(garden, tmp_path) == FetchResult(4, 4, 0, 0)
    assert content(tmp_path, "tools.200.md") == "Tools have handles."


def test_a_fetch_that_is_stopped_takes_no_reply_that_is_under_way(garden: Portal, clock: Clock) -> None:
    with closing(Gateway(garden.url, 1, timeout=20, retries=5, pace=clock.pace)) as gateway:
        assert gateway.page("100").title == "Plots"
        garden.before = gateway.stop
        with pytest.raises(StoppedError):
            gateway.page("200")
        # Nor is another asked for.
        with pytest.raises(StoppedError):
            gateway.page("100")
    assert garden.asked == ["100", "200"]


def test_a_portal_is_not_hurried_nor_waited_for_without_end() -> None:
    pace = Pace()
    assert (pace.interval, pace.backoff, pace.backoff_limit) == (0.1, 0.5, 30)
    assert (pace.retry_after_limit, pace.deadline) == (60, 180)


def test_requests_keep_their_distance(garden: Portal, tmp_path: Path, clock: Clock) -> None:
    run(garden, tmp_path, pace=evolve(clock.pace, interval=2.0), concurrency=1)
    assert clock.sleeps == [2.0] * 4


# A page that is no page


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (answer({"title": "Tools", "content": None}), "its content is missing, not text"),
        (answer({"title": "Tools"}), "its content is missing, not text"),
        (answer({"title": "Tools", "content": ["x"]}), "its content is of the type list, not text"),
        (answer({"title": 7, "content": "x"}), "its title is of the type int, not text"),
        (answer({"content": "x"}), "its title is missing, not text"),
        (answer(None), "the reply contains no page"),
        (answer([]), "the reply contains no page"),
        (HTML, "the reply is HTML (6 tries)"),
        (answer(None, code=7, message="a\nb\x1b[2Jc"), "the gateway answers with code 7: a b [2Jc (6 tries)"),
        (answer(None, code="x" * 999), f"the gateway answers with code {'x' * 79}… (6 tries)"),
        (answer(None, code={"a": 1}), "the gateway answers with code … (6 tries)"),
        (Reply(status=403), "HTTP 403"),
        (Reply(status=400), "HTTP 400"),
        (Reply(status=201), "HTTP 201"),
        (Reply(status=499), "HTTP 499"),
        (Reply(status=300), "the host redirects to nowhere, which is not followed (HTTP 300)"),
        (Reply(status=399), "the host redirects to nowhere, which is not followed (HTTP 399)"),
        (
            Reply(status=302, headers={"Location": "http://elsewhere.invalid/\x7fx"}),
            "the host redirects to http://elsewhere.invalid/ x, which is not followed (HTTP 302)",
        ),
        (
            Reply(zlib.compress(b" " * (MAX_REPLY + 1)), headers={"Content-Encoding": "deflate"}),
            "the reply has more than 20971520 bytes",
        ),
        (Reply(b"x", headers={"Content-Encoding": "br"}), "the reply is incomplete or no JSON (6 tries)"),
    ],
)
def test_a_failing_page_keeps_its_last_good_copy(
    fault: Reply, reason: str, garden: Portal, tmp_path: Path
) -> None:
    garden.always["200"] = fault
    first = run(garden, tmp_path / "new")
    assert first == FetchResult(4, 3, 0, 0, (TreeNote("200", "Tools", reason),))
    assert manifest(tmp_path / "new")["200"]["status"] == "failed"
    assert manifest(tmp_path / "new")["200"]["file"] is None

    del garden.always["200"]
    run(garden, tmp_path / "old")
    before = files(tmp_path / "old")
    garden.always["200"] = fault
    assert run(garden, tmp_path / "old") == FetchResult(4, 0, 3, 0, (TreeNote("200", "Tools", reason),))
    after = files(tmp_path / "old")
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == {"_manifest.json"}
    kept = manifest(tmp_path / "old")["200"]
    assert kept["status"] == "failed"
    assert kept["sha256"]
    assert kept["file"] == "tools.200.md"

    del garden.always["200"]
    assert run(garden, tmp_path / "old") == FetchResult(4, 0, 4, 0)
    assert files(tmp_path / "old") == before


def test_a_page_does_not_lose_its_text_to_an_empty_one(garden: Portal, tmp_path: Path) -> None:
    run(garden, tmp_path)
    garden.pages["100"]["content"] = ""
    assert run(garden, tmp_path).failed == (TreeNote("100", "Plots", "its content is empty"),)
    assert content(tmp_path, "plots.100.md") == "Everything about Plots."


def test_nothing_usable_is_told_from_some(garden: Portal, tmp_path: Path) -> None:
    garden.pages.clear()
    result = run(garden, tmp_path, retries=0)
    assert (result.exit_status, len(result.failed)) == (2, 4)
    assert [str(page) for page in result.failed][3] == (
        "200: Tools: the gateway answers with code 40400: no such page (1 try)"
    )


def test_a_host_that_falls_silent_is_left_alone(portal: Portal, tmp_path: Path) -> None:
    for number in range(1, 41):
        portal.add(number, f"Row {number}")
    for number in range(3, 41):
        portal.always[str(number)] = Reply(status=403)
    portal.fail("tree", answer({"primary_doc_list": portal.tree}), Reply(status=403))
    with pytest.raises(InputError, match=r"^the portal no longer answers, after 2 of 40 pages: HTTP 403; "):
        run(portal, tmp_path, concurrency=1)
    assert len(portal.asked_pages) < 20
    assert len(find_pages([tmp_path])) == 2

    portal.always.clear()
    portal.asked.clear()
    assert run(portal, tmp_path).written == 40
    assert len(portal.asked_pages) == 38


def test_a_part_of_the_portal_that_fails_does_not_hide_the_rest(portal: Portal, tmp_path: Path) -> None:
    for number in range(1, 31):
        portal.add(number, f"Row {number}")
    for number in range(1, 25):
        portal.always[str(number)] = Reply(status=403)
    result = run(portal, tmp_path)
    assert (result.written, len(result.failed)) == (6, 24)
    assert [int(page.doc_id) for page in result.failed] == list(range(1, 25))


@pytest.mark.parametrize(
    ("between", "trees"),
    [
        (None, 2),
        (Reply(status=403), 2),
        (answer({"title": "Row 10", "content": "It is here."}), 1),
        (answer({"title": "Row 10", "content": ""}), 1),
        (answer({"title": "Row 10"}), 1),
    ],
)
def test_any_answer_about_a_page_shows_that_the_portal_still_answers(
    between: Reply | None, trees: int, portal: Portal, tmp_path: Path
) -> None:
    for number in range(1, 20 if between else 11):
        portal.add(number, f"Row {number}")
        portal.always[str(number)] = Reply(status=403)
    if between is not None:
        portal.always["10"] = between
    with contextlib.suppress(InputError):  # nothing usable came
        run(portal, tmp_path, concurrency=1)
    assert portal.asked.count("tree") == trees


# A tree that is no tree


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (answer({"primary_doc_list": []}), "the portal's tree is implausible: it has no pages"),
        (answer({"primary_doc_list": [None, 3]}), "the portal's tree is implausible: it has no pages"),
        (answer({"primary_doc_list": {}}), "the portal's tree cannot be read: it has no list of pages"),
        (answer({}), "the portal's tree cannot be read: it has no list of pages"),
        (answer(None), "the portal's tree cannot be read: it has no list of pages"),
        (
            answer({"primary_doc_list": [{"doc_id": 200, "title": "Tools"}]}),
            "the portal's tree is implausible: it no longer has 3 of 4 pages",
        ),
        (HTML, "the portal's tree cannot be fetched: the reply is HTML"),
        (Reply(b'{"code": 0, "data": {"primary_doc_list": [{"doc_id": 1, "ti'), "incomplete or no JSON"),
        (Reply(reset=True), "the portal's tree cannot be fetched: the connection to "),
        (Reply(status=404), "the portal's tree cannot be fetched: HTTP 404"),
        (Reply(status=500), "the portal's tree cannot be fetched: HTTP 500"),
        (
            Reply(status=301, headers={"Location": "https://elsewhere.invalid/"}),
            "the portal's tree cannot be fetched: the host redirects to https://elsewhere.invalid/",
        ),
        (
            Reply(gzip.compress(b" " * (MAX_REPLY + 1)), headers={"Content-Encoding": "gzip"}),
            "the portal's tree cannot be fetched: the reply has more than 20971520 bytes",
        ),
        (
            answer({"primary_doc_list": [{"doc_id": n} for n in range(20_001)]}),
            "the portal's tree is implausible: it has more than 20000 entries",
        ),
    ],
)
def test_a_portal_without_a_usable_tree_changes_nothing(
    reply: Reply, message: str, garden: Portal, tmp_path: Path
) -> None:
    run(garden, tmp_path)
    before = files(tmp_path)
    garden.always["tree"] = reply
    with pytest.raises(InputError) as caught:
        run(garden, tmp_path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert files(tmp_path) == before


def test_a_host_that_is_not_there_is_told(tmp_path: Path, clock: Clock) -> None:
    with serving() as gone:
        address = gone.url
    with pytest.raises(
        InputError, match=r"the portal's tree cannot be fetched: no connection to .* \(6 tries\)$"
    ):
        fetch(tmp_path / "out", base_url=address, pace=clock.pace)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "address",
    ["", "x", "ftp://a.invalid", "http://", "file:///etc", "http://u:p@a.invalid", "http://[", "http://a/?b"],
)
def test_an_address_that_is_none_is_told(address: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="; expected one such as https:"):
        fetch(tmp_path, base_url=address)


@pytest.mark.parametrize(
    "address", ["http://a.invalid", "https://a.invalid:8443/docs", "https://a.invalid/docs//"]
)
def test_an_address_may_have_a_port_and_a_path(address: str) -> None:
    assert checked_base_url(address) == address.rstrip("/")


def test_an_address_that_no_host_can_have_is_told(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(InputError, match=r"the portal's tree cannot be fetched: no connection to a{64}\.inv"):
        fetch(tmp_path / "out", base_url=f"http://{'a' * 64}.invalid", pace=clock.pace)


def test_a_page_twice_in_the_tree_is_fetched_once_and_told(garden: Portal, tmp_path: Path) -> None:
    new = {"doc_id": 300, "title": "Only under the second", "child_docs": None}
    garden.pages["300"] = {"title": "New", "content": "New."}
    garden.tree.append({"doc_id": "200", "title": "Tools again", "child_docs": [new]})
    result = run(garden, tmp_path)
    assert result.oddities == (
        TreeNote("200", "Tools again", "it occurs more than once in the tree; the one kept is Tools"),
    )
    assert result.exit_status == 0
    assert (result.written, garden.asked.count("200")) == (5, 1)
    assert "tools-again/only-under-the-second.300.md" in files(tmp_path)


def test_a_tree_that_goes_in_circles_comes_to_an_end(garden: Portal, tmp_path: Path) -> None:
    entry = garden.tree[1]
    for _ in range(20):
        entry["child_docs"] = [
            {"doc_id": 100, "title": "Plots", "child_docs": [{"doc_id": 200, "title": "Tools"}]}
        ]
        entry = entry["child_docs"][0]["child_docs"][0]
    result = run(garden, tmp_path)
    assert (result.written, len(result.oddities), result.exit_status) == (4, 40, 0)
    assert len(garden.asked_pages) == 4


def test_a_python_value_that_holds_itself_comes_to_an_end() -> None:
    entry: dict[str, Any] = {"doc_id": 1, "title": "Round"}
    entry["child_docs"] = [entry]
    with pytest.raises(InputError, match="more than"):
        read_tree({"primary_doc_list": [entry]})


def test_a_tree_that_is_deeper_than_json_can_be_read_is_told(garden: Portal, tmp_path: Path) -> None:
    run(garden, tmp_path)
    before = files(tmp_path)
    levels = '{"doc_id": 1, "child_docs": [' * 50_000
    garden.always["tree"] = Reply(f'{{"code": 0, "data": {{"primary_doc_list": [{levels}'.encode())
    with pytest.raises(InputError, match="the reply is nested too deep"):
        run(garden, tmp_path)
    assert files(tmp_path) == before


def test_a_tree_may_have_twenty_thousand_entries() -> None:
    assert (
        len(read_tree({"primary_doc_list": [{"doc_id": number} for number in range(20_000)]}).entries)
        == 20_000
    )


@pytest.mark.parametrize("title", [{}, {"title": None}, {"title": 7}, {"title": ""}])
def test_a_page_without_a_title_is_called_a_page(title: dict[str, Any]) -> None:
    (entry,) = read_tree({"primary_doc_list": [{"doc_id": 5, **title}]}).entries
    assert (entry.title, entry.path, entry.file) == ("", ("",), "page.5.md")


def test_a_deep_tree_keeps_paths_short() -> None:
    entry: dict[str, Any] = {"doc_id": 3000, "title": "Level 3000"}
    for number in range(2999, 0, -1):
        entry = {"doc_id": number, "title": f"Level {number}", "child_docs": [entry]}
    tree = read_tree({"primary_doc_list": [entry]})
    assert (len(tree.entries), tree.entries[-1].parent, tree.whole) == (3000, "2999", True)
    assert tree.entries[2].file == "level-1/level-2/level-3.3.md"
    assert max(len(entry.file) for entry in tree.entries) < 240
    assert max(len(entry.path) for entry in tree.entries) == 32


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (17, "the tree's entry 2 under the top is not a page"),
        ({"title": "No number"}, "the tree has no valid number for it, under the top"),
        ({"doc_id": "../../x", "title": "Climbs"}, "the tree has no valid number for it, under the top"),
        ({"doc_id": True, "title": "Truth"}, "the tree has no valid number for it, under the top"),
        ({"doc_id": -5, "title": "Below"}, "the tree has no valid number for it, under the top"),
        ({"doc_id": 1.5, "title": "Half"}, "the tree has no valid number for it, under the top"),
        ({"doc_id": "１", "title": "Wide"}, "the tree has no valid number for it, under the top"),
        ({"doc_id": 10**32, "title": "Big"}, "the tree has no valid number for it, under the top"),
    ],
)
def test_an_entry_that_is_no_page_is_told_and_removes_nothing(
    entry: Any, reason: str, garden: Portal, tmp_path: Path
) -> None:
    run(garden, tmp_path)
    before = files(tmp_path)
    garden.tree[0]["child_docs"] = []
    garden.tree.append(entry)
    result = run(garden, tmp_path)
    title = entry["title"] if isinstance(entry, dict) else ""
    assert result.failed == (TreeNote("", title, reason),)
    assert (result.unchanged, result.removed) == (2, 0)
    assert files(tmp_path).keys() == before.keys()
    assert list(manifest(tmp_path)) == ["100", "200", "110", "111"]


@pytest.mark.parametrize("number", [0, "0", 10**32 - 1, "9" * 32, "007"])
def test_a_number_has_up_to_32_digits(number: int | str) -> None:
    (entry,) = read_tree({"primary_doc_list": [{"doc_id": number, "title": "Tools"}]}).entries
    assert (entry.doc_id, entry.file) == (str(number), f"tools.{number}.md")


def test_children_that_are_no_list_are_told(garden: Portal, tmp_path: Path) -> None:
    garden.tree[1]["child_docs"] = "none"
    assert run(garden, tmp_path).failed == (
        TreeNote("200", "Tools", "its children in the tree are not a list"),
    )


# Interruption


def interrupt_after(pages: int) -> Any:
    def progress(done: int, total: int) -> None:
        if done >= pages:
            raise KeyboardInterrupt

    return progress


def test_an_interrupted_fetch_is_gone_on_with(portal: Portal, tmp_path: Path) -> None:
    for number in range(1, 13):
        portal.add(number, f"Row {number}")
    with pytest.raises(KeyboardInterrupt):
        run(portal, tmp_path, progress=interrupt_after(5))
    assert len(find_pages([tmp_path])) == 5
    assert all(page.path.read_text("utf-8").endswith(".\n") for page in find_pages([tmp_path]))
    assert not (tmp_path / "_manifest.json").exists()

    portal.asked.clear()
    seen: list[tuple[int, int]] = []
    assert run(portal, tmp_path, progress=lambda *at: seen.append(at)) == FetchResult(12, 12, 0, 0)
    assert len(portal.asked_pages) == 7
    assert seen == [(done, 12) for done in range(5, 13)]
    assert not (tmp_path / "_fetch.partial.jsonl").exists()

    portal.asked.clear()
    assert run(portal, tmp_path) == FetchResult(12, 0, 12, 0)
    assert len(portal.asked_pages) == 12


def test_an_interrupted_fetch_waits_a_moment_for_a_reply_that_is_under_way(
    garden: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiktok_bindgen.fetch._GRACE", 30.0)
    comes = threading.Event()
    garden.fail(200, Reply(until=comes))

    def progress(done: int, total: int) -> None:
        if done:
            # Real time, as it is a thread that waits.
            while "200" not in garden.asked:
                time.sleep(0.01)
            threading.Timer(0.2, comes.set).start()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(garden, tmp_path, progress=progress, concurrency=4)
    assert comes.is_set()


def test_what_an_interrupted_fetch_changed_is_counted_when_it_is_complete(
    garden: Portal, tmp_path: Path, clock: Clock
) -> None:
    run(garden, tmp_path, clock)
    garden.pages["100"]["content"] = "Plots are round."
    clock.day += timedelta(days=2)
    with pytest.raises(KeyboardInterrupt):
        run(garden, tmp_path, clock, progress=interrupt_after(1), concurrency=1)
    assert run(garden, tmp_path, clock) == FetchResult(4, 1, 3, 0)
    assert manifest(tmp_path)["100"]["last_changed"] == "2031-05-03"


@text_cases(change=str, asked=literal)
def test_what_is_got_is_not_asked_for_again_as_long_as_it_counts(
    change: str, asked: list[str], garden: Portal, tmp_path: Path, clock: Clock
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(garden, tmp_path, clock, progress=interrupt_after(2), concurrency=1)
    garden.asked.clear()
    address = garden.url
    match change:
        case "a new page":
            garden.add(300, "New")
        case "a new place":
            garden.tree[0]["title"] = "Patches"
        case "another address":
            address = address.replace("127.0.0.1", "localhost")
        case "another day":
            clock.day += timedelta(hours=25)
        case "a copy changed by hand":
            (tmp_path / "plots.100.md").write_text("# Plots\n\nBy hand.\n")
        case _:
            address += "/"
    fetch(tmp_path, base_url=address, pace=clock.pace)
    assert sorted(garden.asked_pages) == asked
    assert content(tmp_path, manifest(tmp_path)["100"]["file"]) == "Everything about Plots."


@text_cases(copy=literal, asked=literal)
def test_a_page_that_was_empty_is_not_asked_for_again(
    copy: str, asked: list[str], garden: Portal, tmp_path: Path, clock: Clock
) -> None:
    garden.pages["100"]["content"] = ""
    with pytest.raises(KeyboardInterrupt):
        run(garden, tmp_path, clock, progress=interrupt_after(2), concurrency=1)
    if copy:
        (tmp_path / copy).write_text("# Plots\n\nOnce.\n")
    garden.asked.clear()
    run(garden, tmp_path, clock)
    assert sorted(garden.asked_pages) == asked
    assert manifest(tmp_path)["100"]["status"] == ("failed" if copy else "empty")


def test_a_journal_cut_off_in_a_line_loses_that_line_alone(garden: Portal, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(garden, tmp_path, progress=interrupt_after(3), concurrency=1)
    journal = tmp_path / "_fetch.partial.jsonl"
    journal.write_bytes(journal.read_bytes()[:-10])
    garden.asked.clear()
    assert run(garden, tmp_path).written == 4
    assert sorted(garden.asked_pages) == ["111", "200"]


@pytest.mark.parametrize("junk", [b"", b"\xff\x00", b"[" * 9999, b'{"doc_id": "1", "files": ["../x"]}\n' * 2])
def test_a_journal_of_another_shape_is_passed_over(junk: bytes, garden: Portal, tmp_path: Path) -> None:
    (tmp_path / "_fetch.partial.jsonl").write_bytes(junk)
    assert run(garden, tmp_path) == FetchResult(4, 4, 0, 0)


def test_pages_that_move_between_interruptions_are_never_there_twice(garden: Portal, tmp_path: Path) -> None:
    run(garden, tmp_path)
    for title in ("Instruments", "Implements"):
        garden.tree[1]["title"] = title
        garden.add(300 + len(title), f"Beside {title}")
        with pytest.raises(KeyboardInterrupt):
            run(garden, tmp_path, progress=interrupt_after(5), concurrency=1)
    garden.tree = [entry for entry in garden.tree if not entry["title"].startswith("Beside")]
    garden.tree[1]["title"] = "Tools"
    assert run(garden, tmp_path).removed == 1
    pages = [page.name for page in find_pages([tmp_path])]
    assert pages == [
        "plots.100.md",
        "plots/beds-borders.110.md",
        "plots/beds-borders/create-a-bed.111.md",
        "tools.200.md",
    ]
    removed = [page for page in manifest(tmp_path).values() if page["status"] == "removed"]
    assert [(page["title"], page["file"]) for page in removed] == [("", "_removed/beside-instruments.311.md")]


def _arrange(portal: Portal, titles: dict[int, str], under: dict[int, int], texts: dict[int, str]) -> None:
    """Make a portal of these pages anew; a page is under one with a smaller number, or at the top."""
    portal.tree, portal.pages, portal.faults = [], {}, {}
    entries: dict[int, Any] = {}
    for number in sorted(titles):
        parent = entries.get(under.get(number, 0))
        entries[number] = portal.add(number, titles[number], content=texts.get(number), under=parent)


#: What the portal is like at a time: titles, parents and texts by number, the pages that fail, and after how
#: many pages the fetch is interrupted, if there are as many.
MOMENTS = st.fixed_dictionaries(
    {
        "titles": st.dictionaries(st.integers(1, 6), st.sampled_from(["a", "b", "../c", ""]), min_size=4),
        "under": st.dictionaries(st.integers(2, 6), st.integers(1, 5)).map(
            lambda under: {number: parent for number, parent in under.items() if parent < number}
        ),
        "texts": st.dictionaries(st.integers(1, 6), st.sampled_from(["x", "y", ""])),
        "failing": st.sets(st.integers(1, 6), max_size=2),
        "interrupted": st.integers(0, 9),
    }
)


@trying(25)
@given(moments=st.lists(MOMENTS, max_size=4), last=MOMENTS)
def test_whatever_came_before_a_fetch_leaves_what_a_first_one_does(
    moments: list[dict[str, Any]], last: dict[str, Any]
) -> None:
    with serving() as portal, TemporaryDirectory() as folder:
        clock, old, new = Clock(), Path(folder, "old"), Path(folder, "new")
        got: set[str] = set()
        for moment in moments:
            _arrange(portal, moment["titles"], moment["under"], moment["texts"])
            for number in moment["failing"]:
                portal.fail(number, Reply(status=404))
            progress = interrupt_after(moment["interrupted"])
            with contextlib.suppress(KeyboardInterrupt, InputError):
                run(portal, old, clock, concurrency=2, progress=progress)
            # No page that was ever got is lost, and none is there twice.
            numbers = numbers_in(old)
            assert len(numbers) == len(set(numbers))
            assert got <= set(numbers)
            got |= set(numbers)
        _arrange(portal, last["titles"], last["under"], dict.fromkeys(last["titles"], "last"))
        clock.day += timedelta(days=2)
        with contextlib.suppress(InputError):
            run(portal, old, clock)
            run(portal, new, clock)
            assert pages_of(old) == pages_of(new)
            assert set(numbers_in(old / "_removed")) == got - portal.pages.keys()
            return
        # More than half of the pages gone is not believed.
        known = [number for number, page in manifest(old).items() if page["status"] != "removed"]
        assert 2 * len(portal.pages.keys() & known) < len(known)


def numbers_in(out: Path) -> list[str]:
    return [path.name.split(".")[-2] for path in out.rglob("*.md")]


def pages_of(out: Path) -> dict[str, bytes]:
    return {page.name: page.path.read_bytes() for page in find_pages([out])}


def test_a_page_got_days_ago_and_gone_since_is_put_away(garden: Portal, tmp_path: Path, clock: Clock) -> None:
    gone = garden.add(300, "Beside")
    for pages in (5, 0):
        with pytest.raises(KeyboardInterrupt):
            run(garden, tmp_path, clock, progress=interrupt_after(pages), concurrency=1)
        clock.day += timedelta(days=3)
        garden.tree = [entry for entry in garden.tree if entry is not gone]
    assert run(garden, tmp_path, clock) == FetchResult(4, 4, 0, 1)
    assert content(tmp_path, manifest(tmp_path)["300"]["file"]) == "Everything about Beside."


# The folder


def test_files_of_other_people_are_left_alone(garden: Portal, tmp_path: Path) -> None:
    run(garden, tmp_path)
    others = {"notes.2031.md": b"mine", "a-copy/tools.200.md": b"older", "plots/notes.md": b"mine"}
    for name, data in others.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    before = files(tmp_path)
    assert run(garden, tmp_path) == FetchResult(4, 0, 4, 0)
    assert files(tmp_path) == before


def test_a_copy_is_a_file_with_a_name_of_pages(garden: Portal, tmp_path: Path) -> None:
    (tmp_path / "My plots.100.md").write_bytes(b"mine")
    (tmp_path / "patches.100.md").mkdir()
    garden.always["100"] = HTML
    assert [each.doc_id for each in run(garden, tmp_path, retries=0).failed] == ["100"]
    assert manifest(tmp_path)["100"]["file"] is None
    assert (tmp_path / "My plots.100.md").read_bytes() == b"mine"
    assert (tmp_path / "patches.100.md").is_dir()


def test_a_manifest_that_is_none_is_told(garden: Portal, tmp_path: Path) -> None:
    run(garden, tmp_path)
    path = tmp_path / "_manifest.json"
    whole = path.read_text("utf-8")
    for text in (
        "",
        "[]",
        '{"pages": 3}',
        '{"pages": [3]}',
        whole.replace("tools.200", "../x.200"),
        *(whole.replace(f'"{title}"', "7", 1) for title in ("Plots", "Beds & borders", "Create a bed")),
        whole[:-9],
    ):
        path.write_text(text)
        garden.asked.clear()
        with pytest.raises(InputError, match="not a manifest of fetched pages"):
            run(garden, tmp_path)
        assert not garden.asked
        assert path.read_text() == text


def test_a_folder_that_is_a_file_is_told(garden: Portal, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(InputError, match="not a folder"):
        run(garden, tmp_path / "out")


def test_a_file_in_the_way_is_told(garden: Portal, tmp_path: Path) -> None:
    (tmp_path / "plots").write_text("mine")
    with pytest.raises(InputError, match="cannot be written"):
        run(garden, tmp_path)
    assert (tmp_path / "plots").read_text() == "mine"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"concurrency": 0}, "concurrency must be from 1 to 16, not 0"),
        ({"concurrency": 17}, "concurrency must be from 1 to 16, not 17"),
        ({"timeout": 0}, "timeout must be above 0 and at most 3600 seconds, not 0"),
        ({"timeout": 3601}, "timeout must be above 0 and at most 3600 seconds, not 3601"),
        ({"pace": Pace(interval=-0.5)}, "interval must be from 0 to 3600 seconds, not -0.5"),
        ({"pace": Pace(interval=3601)}, "interval must be from 0 to 3600 seconds, not 3601"),
        ({"retries": -1}, "retries must be at least 0, not -1"),
    ],
)
def test_misuse_is_told(options: dict[str, Any], message: str, garden: Portal, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        run(garden, tmp_path, **options)


@pytest.mark.parametrize(
    "options", [{"concurrency": 1}, {"concurrency": 16}, {"timeout": 3600}, {"timeout": 20, "retries": 0}]
)
def test_options_may_be_as_large_as_it_says(options: dict[str, Any], garden: Portal, tmp_path: Path) -> None:
    assert run(garden, tmp_path, **options).written == 4


# Names


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Create a bed", "create-a-bed"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\beds\\..\\x", "c-beds-x"),
        ("Bed\0\n\r\u202e!", "bed"),
        ("🌱", "page"),
        ("", "page"),
        ("...", "page"),
        ("_hidden", "hidden"),
        ("CON", "page-con"),
        ("com¹", "page-com1"),
        ("lpt9", "page-lpt9"),
        ("Über Beete", "uber-beete"),
        ("x" * 300, "x" * 60),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_a_title_becomes_a_name_for_every_file_system(title: str, slug: str) -> None:
    assert slug_of(title) == slug


TITLES = st.one_of(
    st.text(),
    st.sampled_from(["..", "/", "\\", "NUL", "a", "A", "a ", "", "🌱", "x" * 500]),
    st.none(),
    st.integers(),
)
TREES: st.SearchStrategy[list[Any]] = st.recursive(
    st.lists(st.fixed_dictionaries({"doc_id": st.integers(0, 40), "title": TITLES}), max_size=4),
    lambda inner: st.lists(
        st.fixed_dictionaries({"doc_id": st.integers(0, 40), "title": TITLES, "child_docs": inner}),
        max_size=4,
    ),
    max_leaves=20,
)


def _tree(top: list[Any]) -> Tree | None:
    try:
        return read_tree({"primary_doc_list": top})
    except InputError:
        return None


@given(TREES)
def test_files_are_inside_the_folder_and_each_has_its_own(top: list[Any]) -> None:
    tree = _tree(top)
    if tree is None:
        return
    names = [entry.file for entry in tree.entries]
    assert len({name.lower() for name in names}) == len(names)
    assert len({entry.doc_id for entry in tree.entries}) == len(names)
    for name in names:
        assert is_page_file(name)
        assert len(name) < 240
        parts = PurePosixPath(name).parts
        assert parts == PureWindowsPath(name).parts
        assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]*(\.[0-9]+\.md)?", part) for part in parts)
    assert _tree(top) == tree


@given(TREES, TREES)
def test_a_file_does_not_depend_on_what_stands_beside_it(top: list[Any], others: list[Any]) -> None:
    alone, together = _tree(top), _tree(top + others)
    if alone is not None and together is not None:
        assert together.entries[: len(alone.entries)] == alone.entries


def test_a_file_that_cannot_be_moved_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "soil.md").write_text("# Soil\n", encoding="utf-8")
    (tmp_path / "beds").write_text("no folder", encoding="utf-8")
    with pytest.raises(InputError, match=r"soil\.md: cannot be moved to beds/soil\.md: "):
        move(tmp_path, "soil.md", "beds/soil.md")
    assert (tmp_path / "soil.md").read_text(encoding="utf-8") == "# Soil\n"


def test_folders_that_a_file_leaves_empty_go_with_it(tmp_path: Path) -> None:
    for name in ("beds/deep/soil.md", "beds/other.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    move(tmp_path, "beds/deep/soil.md", "soil/new.md")
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == [
        "beds",
        "beds/other.md",
        "soil",
        "soil/new.md",
    ]

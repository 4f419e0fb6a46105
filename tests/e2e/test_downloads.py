"""Replies that are files: from the operations that are documented to give one, and from none else."""

from __future__ import annotations

import copy
import gzip
import os
import pickle
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tiktok_business import Client, Download, MockTransport, RawResponse, errors, run_task
from tiktok_business._runtime.download import is_file

from .server import Reply, Server, envelope

CSV = b'ad_id,name\r\n1,rose\r\n2,"tulip, red"\r\n'
BOM = b"\xef\xbb\xbf"
OCTETS = bytes(range(256)) * 40


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    with Client("t", base_url=server.url, retries=0) as made:
        yield made


def report(client: Client) -> Any:
    """A download with an envelope of its own: the file, or where it is to be found."""
    return client.report.task.download(advertiser_id="1", task_id="2")


def leads(client: Client) -> Any:
    """A download of which no envelope is documented."""
    return client.page.lead.task.download(task_id="2")


def campaigns(client: Client) -> Any:
    return client.campaign.get(advertiser_id="1")


@pytest.mark.parametrize(
    ("status", "kind", "body", "found"),
    [
        (200, "text/csv", CSV, True),
        (200, "Text/CSV; charset=utf-8", CSV, True),
        (200, "", CSV, True),
        (200, "application/csv", CSV, True),
        (200, "application/force-download", CSV, True),
        (200, "application/octet-stream", CSV, True),
        (200, "application/vnd.ms-excel", CSV, True),
        (200, "binary/octet-stream", CSV, True),
        (200, "image/png", CSV, False),
        (200, "text/html", CSV, False),
        (200, "application/json", CSV, False),
        (200, "application/xhtml+xml", CSV, False),
        (200, "application/problem+json", CSV, False),
        (500, "text/csv", CSV, False),
        (200, "text/csv", b"", False),
        (200, "text/csv", b'{"code": 1}', False),
        (200, "text/csv", BOM + b' {"code": 1}', False),
        (200, "text/csv", b"<!DOCTYPE html>", False),
        (200, "text/csv", b" <html>", False),
    ],
)
def test_a_reply_is_a_file_by_its_status_its_kind_and_how_it_begins(
    status: int, kind: str, body: bytes, found: bool
) -> None:
    assert is_file(RawResponse(status, {"content-type": kind}, body), {"text/csv"}) is found
    # What is to be saved is a file of whatever kind, but for what tells of a failure.
    attached = {"content-type": kind, "content-disposition": " Attachment; filename=a"}
    assert is_file(RawResponse(status, attached, body), {"text/csv"}) is (found or kind == "image/png")


@pytest.mark.parametrize("download", [report, leads])
@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/csv; charset=utf-8"},
        {"Content-Type": "application/octet-stream"},
        {"Content-Type": "text/plain", "Content-Disposition": "attachment; filename=ads.csv"},
        {"Content-Type": ""},
    ],
    ids=str,
)
def test_a_documented_download_is_a_file(
    client: Client,
    server: Server,
    tmp_path: Path,
    download: Callable[[Client], Any],
    headers: dict[str, str],
) -> None:
    server.answer(Reply(BOM + CSV, headers=headers))
    reply = download(client)
    assert isinstance(reply, Download)
    assert reply.is_file
    assert reply.content == BOM + CSV
    assert reply.text == CSV.decode()
    assert reply.rows() == [{"ad_id": "1", "name": "rose"}, {"ad_id": "2", "name": "tulip, red"}]
    reply.save(tmp_path / "ads.csv")
    assert (tmp_path / "ads.csv").read_bytes() == BOM + CSV
    assert [file.name for file in tmp_path.iterdir()] == ["ads.csv"]


def test_a_file_of_another_kind_is_saved_and_no_table(client: Client, server: Server, tmp_path: Path) -> None:
    server.answer(Reply(OCTETS, headers={"Content-Type": "application/zip"}))
    reply = leads(client)
    assert reply.content == OCTETS
    with pytest.raises(ValueError, match=r"the file \(application/zip, 10240 bytes\) is not UTF-8 text"):
        reply.rows()
    (tmp_path / "leads.zip").write_bytes(b"old")
    reply.save(str(tmp_path / "leads.zip"))
    assert (tmp_path / "leads.zip").read_bytes() == OCTETS


@pytest.mark.parametrize(
    ("table", "told"),
    [(b"a,b\n1\n", "line 2"), (b"a,a\n1,2\n", "two columns with the same name"), (b'a\n"1\n', "line 2")],
    ids=["a short row", "one name twice", "an open quote"],
)
def test_what_is_no_table_is_no_rows_but_text(
    client: Client, server: Server, table: bytes, told: str
) -> None:
    server.answer(Reply(table, headers={"Content-Type": "text/csv"}))
    with pytest.raises(ValueError, match=told):
        report(client).rows()
    assert report(client).text == table.decode()


def test_a_pipe_is_written_to_and_not_replaced(client: Client, server: Server, tmp_path: Path) -> None:
    server.answer(Reply(CSV, headers={"Content-Type": "text/csv"}))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    report(client).save(pipe)
    reader.join()
    assert read == [CSV]
    assert pipe.is_fifo()


def test_an_envelope_in_the_place_of_a_file_is_read_as_documented(client: Client, server: Server) -> None:
    server.answer(envelope({"download_url": "https://garden.example/ads.csv"}))
    reply = report(client)
    assert not reply.is_file
    assert reply.data.download_url == "https://garden.example/ads.csv"
    with pytest.raises(ValueError, match="the reply is JSON, not a file"):
        reply.content  # noqa: B018 - what it raises
    server.answer(envelope({"state": "kept"}))
    reply = leads(client)
    assert not reply.is_file
    assert reply.extra["data"] == {"state": "kept"}
    for call in (lambda: reply.text, reply.rows, lambda: reply.save("nowhere")):
        with pytest.raises(ValueError, match="the reply is JSON, not a file"):
            call()


@pytest.mark.parametrize("download", [report, leads])
@pytest.mark.parametrize("kind", ["text/csv", "application/octet-stream", "application/json"])
@pytest.mark.parametrize("start", [b"", BOM, b" \r\n"], ids=["plain", "byte order mark", "blanks"])
def test_a_failure_of_a_download_is_raised_whatever_it_is_called(
    client: Client, server: Server, download: Callable[[Client], Any], kind: str, start: bytes
) -> None:
    headers = {"Content-Type": kind, "Content-Disposition": "attachment; filename=ads.csv"}
    server.answer(Reply(start + envelope(code=40105, message="no"), headers=headers))
    with pytest.raises(errors.AuthError):
        download(client)


HTML = b"<!DOCTYPE html><title>Log in</title>"


@pytest.mark.parametrize("download", [report, leads])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (HTML, "text/html"),
        (HTML, "application/octet-stream"),
        (BOM + HTML, "text/csv"),
        (b"", "text/csv"),
        (b"  \r\n", "application/octet-stream"),
        (BOM, "text/csv"),
        (b"Log in", "text/plain"),
        (CSV, "application/json"),
    ],
    ids=["page", "octets", "mark", "empty", "blank", "nothing but a mark", "text", "JSON"],
)
def test_what_is_no_file_is_no_download(
    client: Client, server: Server, download: Callable[[Client], Any], body: bytes, kind: str
) -> None:
    server.answer(Reply(body, headers={"Content-Type": kind}))
    with pytest.raises(errors.MalformedReplyError) as caught:
        download(client)
    assert caught.value.body == body
    assert kind in str(caught.value)


@pytest.mark.parametrize(
    "body", [CSV, OCTETS, HTML, b"", BOM, b"[1]", b'"OK"'], ids=lambda body: str(body[:9])
)
@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/csv"},
        {"Content-Type": "application/octet-stream"},
        {"Content-Type": "application/json", "Content-Disposition": "attachment; filename=campaigns.json"},
    ],
    ids=str,
)
def test_no_other_operation_answers_with_a_file(
    client: Client, server: Server, body: bytes, headers: dict[str, str]
) -> None:
    server.answer(Reply(body, headers=headers))
    with pytest.raises((errors.MalformedReplyError, errors.EnvelopeError)) as caught:
        campaigns(client)
    assert caught.value.body == body


def test_a_byte_order_mark_before_an_envelope_is_skipped(client: Client, server: Server) -> None:
    server.answer(Reply(BOM + envelope({"list": []}), headers={"Content-Type": "text/csv"}))
    assert campaigns(client).data.list == []
    server.answer(Reply(BOM + envelope(code=40105), headers={"Content-Type": "application/octet-stream"}))
    with pytest.raises(errors.AuthError):
        campaigns(client)


@pytest.mark.parametrize("download", [report, leads])
def test_downloads_are_equal_by_what_came(
    client: Client, server: Server, download: Callable[[Client], Any]
) -> None:
    server.answer(Reply(b"a", headers={"Content-Type": "text/csv"}))
    first = download(client)
    assert first == download(client) == copy.copy(first) == pickle.loads(pickle.dumps(first))
    assert repr(first).endswith(": 1 byte>")
    server.answer(Reply(b"b", headers={"Content-Type": "text/csv"}))
    assert first != download(client)
    server.answer(envelope({"access_token": "very-secret"}))
    third = download(client)
    assert first != third == download(client)
    assert "very-secret" not in repr(third)
    assert third.to_json() == {
        "code": 0,
        "message": "OK",
        "request_id": "20260101000000",
        "data": {"access_token": "very-secret"},
    }


def test_a_task_ends_with_its_file(client: Client, server: Server) -> None:
    server.answer(
        envelope({"task_id": "7"}),
        Reply(b"<html>", 502),
        envelope({"status": "SUCCESS"}),
        Reply(CSV, headers={"Content-Type": "text/csv"}),
    )
    tasks = client.report.task
    found = run_task(
        lambda: (
            tasks.create(
                advertiser_id="1",
                report_type="BASIC",
                dimensions=["ad_id"],
                query_lifetime=True,
                data_level="AUCTION_AD",
            ).data.task_id
        ),
        lambda task_id: tasks.check(advertiser_id="1", task_id=task_id),
        lambda task_id: tasks.download(advertiser_id="1", task_id=task_id),
        sleep=lambda _: None,
    )
    assert [row["name"] for row in found.rows()] == ["rose", "tulip, red"]
    assert len(server.sent) == 4


def test_a_transport_for_tests_answers_with_a_file_that_it_is_given() -> None:
    csv = RawResponse(200, {"content-type": "text/csv"}, CSV)
    with Client("t", transport=MockTransport({"GET /page/lead/task/download/": csv})) as client:
        assert leads(client).rows()[0]["name"] == "rose"
        assert report(client).rows() == [{"id": "7000000000000000001", "name": "name"}]


# -- written while it comes -------------------------------------------------------------------

LONG = CSV + b"3,daisy\r\n" * 20_000
TEXT = {"Content-Type": "text/csv"}


@pytest.mark.parametrize("body", [LONG, CSV], ids=["long", "short"])
def test_a_file_is_written_while_it_comes_and_is_a_download_all_the_same(
    client: Client, server: Server, tmp_path: Path, body: bytes
) -> None:
    server.answer(Reply(body, headers=TEXT))
    told: list[tuple[int, int | None]] = []
    path = tmp_path / "ads.csv"
    reply = client.report.task.download(
        advertiser_id="1", task_id="2", save_to=path, progress=lambda *far: told.append(far)
    )
    assert path.read_bytes() == body == reply.content
    assert told[-1] == (len(body), len(body))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert (reply.size, reply.saved_to) == (len(body), str(path))
    assert repr(reply) == f"<Download: {len(body)} bytes in {path}>"
    assert repr(reply.raw_response) == f"RawResponse(200, <{len(body)} bytes in {path}>)"
    assert reply.rows()[0] == {"ad_id": "1", "name": "rose"}
    assert [file.name for file in tmp_path.iterdir()] == ["ads.csv"]
    reply.save(tmp_path / "copy.csv")
    assert (tmp_path / "copy.csv").read_bytes() == body
    assert reply.saved_to == str(path)
    assert pickle.loads(pickle.dumps(reply)) == reply


def test_a_long_file_is_not_kept_beside_what_was_written(
    client: Client, server: Server, tmp_path: Path
) -> None:
    server.answer(Reply(LONG, headers=TEXT))
    path = str(tmp_path / "ads.csv")
    reply = client.page.lead.task.download(task_id="2", save_to=path)
    assert reply.raw_response is not None
    assert len(reply.raw_response.body) < len(LONG)


def test_a_file_that_breaks_off_is_asked_for_again_and_the_old_one_stays_until_then(
    server: Server, tmp_path: Path
) -> None:
    path = tmp_path / "ads.csv"
    path.write_bytes(b"old")
    cut = Reply(LONG, headers=TEXT, length=2 * len(LONG))
    with Client("t", base_url=server.url, retries=1) as client:
        server.answer(cut)
        with pytest.raises(errors.TransportError, match="after 2 tries"):
            client.page.lead.task.download(task_id="2", save_to=path)
        assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("ads.csv", b"old")]
        server.answer(cut, Reply(LONG, headers=TEXT))
        client.page.lead.task.download(task_id="2", save_to=path)
    assert path.read_bytes() == LONG


def test_threads_that_download_to_the_same_path_do_not_meet(
    client: Client, server: Server, tmp_path: Path
) -> None:
    server.answer(Reply(LONG, headers=TEXT), Reply(LONG, headers=TEXT))
    both = threading.Barrier(2, timeout=60)

    def download(_: int) -> Any:
        waits = iter([both.wait])
        return client.page.lead.task.download(
            task_id="2",
            save_to=tmp_path / "ads.csv",
            # Each has begun to write before either goes on.
            progress=lambda *_: next(waits, int)(),
        )

    with ThreadPoolExecutor(2) as threads:
        assert [reply.size for reply in threads.map(download, range(2))] == [len(LONG)] * 2
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("ads.csv", LONG)]


@pytest.mark.parametrize("body", [LONG, CSV], ids=["long", "short"])
def test_nothing_is_written_but_the_file_that_was_named(
    client: Client, server: Server, tmp_path: Path, body: bytes
) -> None:
    server.answer(*[Reply(body, headers=TEXT)] * 2)
    path, part, others = tmp_path / "ads.csv", tmp_path / "ads.csv.part", tmp_path / "others"
    part.write_bytes(b"mine")
    client.page.lead.task.download(task_id="2", save_to=path)
    assert (path.read_bytes(), part.read_bytes()) == (body, b"mine")
    part.unlink()
    part.symlink_to(others)
    others.write_bytes(b"theirs")
    client.page.lead.task.download(task_id="2", save_to=path)
    assert (path.read_bytes(), others.read_bytes()) == (body, b"theirs")


def test_what_is_no_file_is_not_written(client: Client, server: Server, tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    server.answer(envelope({"note": "x" * 5000}))
    reply = client.page.lead.task.download(task_id="2", save_to=path, progress=print)
    assert not reply.is_file
    server.answer(envelope(code=40105, message="no" * 1000))
    with pytest.raises(errors.AuthError):
        client.page.lead.task.download(task_id="2", save_to=path)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("body", [LONG, CSV], ids=["long", "short"])
def test_a_file_that_cannot_be_written_is_an_error_of_the_system(
    server: Server, tmp_path: Path, body: bytes
) -> None:
    server.answer(Reply(body, headers=TEXT))
    with (
        Client("t", base_url=server.url, retries=3) as client,
        pytest.raises(FileNotFoundError, match="nowhere"),
    ):
        client.page.lead.task.download(task_id="2", save_to=tmp_path / "nowhere" / "ads.csv")
    assert len(server.sent) == 1


def test_only_what_is_documented_to_be_a_file_can_be_written(client: Client, server: Server) -> None:
    with pytest.raises(TypeError, match="takes no argument 'save_to'"):
        client.campaign.get(advertiser_id="1", save_to="x")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="did you mean 'save_to'"):
        client.page.lead.task.download(task_id="2", save_too="x")  # type: ignore[call-arg]
    assert server.sent == []


def test_a_file_that_was_not_written_is_told_in_the_log(
    client: Client, server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "ads.csv"
    server.answer(Reply(envelope({"download_url": "https://example.com/ads.csv"})))
    reply = client.report.task.download(advertiser_id="1", task_id="2", save_to=path)
    assert reply.data.download_url == "https://example.com/ads.csv"
    assert not path.exists()
    told = "the reply is JSON, not a file, so nothing was written: see its fields and `extra`"
    assert caplog.messages == [told]


def test_another_transport_need_not_write_it(tmp_path: Path) -> None:
    answer = RawResponse(200, {"content-type": "text/csv"}, LONG)
    mock = MockTransport({"GET /page/lead/task/download/": answer})
    client = Client(transport=mock)
    client.page.lead.task.download(task_id="2", save_to=tmp_path / "ads.csv")
    assert (tmp_path / "ads.csv").read_bytes() == LONG


@pytest.mark.slow
def test_a_file_of_128_megabytes_takes_no_memory(server: Server, tmp_path: Path) -> None:
    piece = b"1,tulip\n" * (1 << 17)
    server.answer(Reply(pieces=[piece] * 128, headers=TEXT))
    code = """if True:
        import resource, sys
        from tiktok_business import Client
        client = Client("t", base_url=sys.argv[1], timeout=600)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        size = client.page.lead.task.download(task_id="2", save_to=sys.argv[2]).size
        print(size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """
    path = tmp_path / "ads.csv"
    done = subprocess.run(
        [sys.executable, "-c", code, server.url, str(path)], capture_output=True, text=True, check=True
    )
    size, kilobytes = map(int, done.stdout.split())
    assert size == path.stat().st_size == 1 << 27
    assert kilobytes < 16_000


def cut_off(encoding: str) -> bytes:
    """A long CSV, compressed, of which the second half did not come."""
    whole = CSV * 20_000
    packed = gzip.compress(whole) if encoding == "gzip" else zlib.compress(whole)
    return packed[: len(packed) // 2]


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize("saved", [False, True])
def test_half_of_a_compressed_file_is_no_file(
    client: Client, server: Server, tmp_path: Path, encoding: str, *, saved: bool
) -> None:
    headers = {"Content-Type": "text/csv", "Content-Encoding": encoding}
    server.answer(Reply(cut_off(encoding), headers=headers))
    target = tmp_path / "ads.csv" if saved else None
    with pytest.raises(errors.ConnectionLostError, match="broke") as caught:
        client.report.task.download(advertiser_id="1", task_id="2", save_to=target)
    assert str(caught.value.__cause__) == "the compressed body stops before its end"
    assert [*tmp_path.iterdir()] == []


def test_half_of_a_compressed_file_is_asked_for_again(server: Server) -> None:
    headers = {"Content-Type": "text/csv", "Content-Encoding": "gzip"}
    server.answer(Reply(cut_off("gzip"), headers=headers), Reply(gzip.compress(CSV), headers=headers))
    with Client("t", base_url=server.url) as client:
        assert report(client).content == CSV
    assert len(server.sent) == 2


@pytest.mark.parametrize("more", [b"", b"\0\0", gzip.compress(CSV)], ids=["nothing", "padding", "a member"])
def test_what_stands_behind_the_end_of_a_compressed_file_does_no_harm(
    client: Client, server: Server, more: bytes
) -> None:
    headers = {"Content-Type": "text/csv", "Content-Encoding": "gzip"}
    server.answer(Reply(gzip.compress(CSV) + more, headers=headers))
    assert report(client).content in (CSV, CSV + CSV)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("", "an empty text"),
        ("a\0b", "text with a zero character"),
        (b"a\0b", "text with a zero character"),
        (Path("\ud800"), "text that is not valid Unicode"),
    ],
    ids=["nothing", "zero", "zero in bytes", "half a pair"],
)
def test_a_path_that_no_file_can_have_is_told_before_anything_is_sent(
    client: Client, server: Server, path: Any, why: str
) -> None:
    with pytest.raises(ValueError, match=f"^save_to must be the path of a file, not {why}$"):
        client.report.task.download(advertiser_id="1", task_id="2", save_to=path)
    assert server.sent == []
    with pytest.raises(ValueError, match=f"^path must be the path of a file, not {why}$"):
        Client.from_file(path)

"""Whatever a function of the caller's raises is raised at once, as it is, and taken for nothing else."""

from __future__ import annotations

import asyncio
import http.client
import io
import logging
import ssl
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

from tiktok_bindgen.runtime import errors
from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.files import File
from tiktok_bindgen.runtime.operation import Operation
from tiktok_bindgen.runtime.tasks import run_task
from tiktok_business import AsyncClient, Client, items

from .conftest import CoreFactory
from .server import Reply, Server, envelope

GET = Operation("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get")
# By its key the server recognises a request that it has seen, so that it may be sent again.
POST = Operation("POST", "/open_api/v1.3/garden/photo/upload/", "garden_photo_upload", key="request_id")
LONG = b"rose,tulip\r\n" * 100_000
TEXT = {"Content-Type": "text/csv"}

RAISED = [
    BrokenPipeError("pipe"),
    ConnectionResetError(104, "reset"),
    OSError(5, "disk"),
    TimeoutError("late"),
    ssl.SSLError("tls"),
    ValueError("value"),
    StopIteration("end"),
    http.client.IncompleteRead(b"half"),
    urllib3.exceptions.ProtocolError("broken", ConnectionResetError()),
    urllib3.exceptions.ReadTimeoutError(None, "/", "late"),  # type: ignore[arg-type] # which pool, does not matter
    errors.ConnectionLostError("another's"),
    errors.RateLimitError(40100, "another's"),
    errors.InvalidRequest("another's"),
    KeyboardInterrupt(),
    SystemExit(3),
    GeneratorExit(),
]


@pytest.fixture(params=RAISED, ids=lambda error: type(error).__name__)
def raised(request: pytest.FixtureRequest) -> Iterator[BaseException]:
    error: BaseException = request.param
    yield error.with_traceback(None)
    error.__traceback__ = error.__context__ = None


def failing(error: BaseException) -> Callable[..., Any]:
    def fail(*_: object) -> Any:
        raise error

    return fail


def caught_from(call: Callable[[], object], raised: BaseException) -> None:
    """Assert that a call raises the very exception, with all that belongs to it and no more."""
    before = (vars(raised).copy(), raised.args, str(raised))
    with pytest.raises(type(raised)) as caught:
        call()
    assert caught.value is raised
    assert (vars(raised), raised.args, str(raised)) == before
    assert (raised.__context__, getattr(raised, "__notes__", [])) == (None, [])
    assert traceback.extract_tb(raised.__traceback__)[-1].name == "fail"


# Uploads


def test_an_uploads_progress(core: Core, server: Server, raised: BaseException) -> None:
    file = File(LONG, progress=failing(raised))
    caught_from(lambda: core.call(POST, reply=dict[str, Any], body={}, files={"photo": file}), raised)
    assert server.sent == []
    # The connection is not used again.
    core.call(GET, reply=dict[str, Any])
    assert len(server.sent) == 1


class Stream(io.BytesIO):
    """A file whose reading fails, but not before it is sent."""

    def __init__(self, content: bytes, fail: Callable[..., Any]) -> None:
        super().__init__(content)
        self._fail = fail

    def read(self, size: int | None = -1, /) -> bytes:
        if size:
            self._fail()
        return super().read(size)


def test_reading_a_file(core: Core, server: Server, raised: BaseException) -> None:
    stream = Stream(LONG, failing(raised))

    def call() -> object:
        return core.call(POST, reply=dict[str, Any], body={}, files={"photo": stream})

    if isinstance(raised, OSError | ValueError):
        # That is told as what it means for the call.
        with pytest.raises(errors.TransportError, match="a file could not be read while it was sent"):
            call()
    else:
        caught_from(call, raised)
    assert server.sent == []


# Downloads


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    with Client("token", base_url=server.url, advertiser_id="1", timeout=20.0) as made:
        made._core._sleep = lambda _: None
        yield made


@pytest.mark.parametrize("body", [LONG, b"rose"], ids=["long", "short"])
def test_a_downloads_progress(
    client: Client, server: Server, tmp_path: Path, body: bytes, raised: BaseException
) -> None:
    server.answer(Reply(body, headers=TEXT))
    download = client.report.task.download
    caught_from(lambda: download(task_id="7", save_to=tmp_path / "ads.csv", progress=failing(raised)), raised)
    caught_from(lambda: download(task_id="7", progress=failing(raised)), raised)
    assert len(server.sent) == 2
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("body", [LONG, b"rose"], ids=["long", "short"])
def test_a_downloads_progress_with_asyncio(
    server: Server, tmp_path: Path, body: bytes, raised: BaseException
) -> None:
    server.answer(Reply(body, headers=TEXT))

    async def main() -> None:
        async with AsyncClient("token", base_url=server.url, advertiser_id="1") as client:
            download = client.report.task.download
            await download(task_id="7", save_to=tmp_path / "ads.csv", progress=failing(raised))

    if isinstance(raised, StopIteration):
        with pytest.raises(RuntimeError, match="raised StopIteration"):
            asyncio.run(main())
    else:
        with pytest.raises(type(raised)) as caught:
            asyncio.run(main())
        assert caught.value is raised
    assert len(server.sent) == 1
    assert [*tmp_path.iterdir()] == []


def test_a_file_that_cannot_be_written(client: Client, server: Server, tmp_path: Path) -> None:
    server.answer(Reply(LONG, headers=TEXT))
    with pytest.raises(FileNotFoundError):
        client.report.task.download(task_id="7", save_to=tmp_path / "no" / "ads.csv")
    assert len(server.sent) == 1


# What runs before and after each try


@pytest.mark.parametrize("method", [GET, POST], ids=["GET", "POST"])
def test_a_function_that_gives_the_token(
    make_core: CoreFactory, server: Server, method: Operation, raised: BaseException
) -> None:
    told: list[object] = []
    core = make_core(access_token=failing(raised), after=lambda _, outcome: told.append(outcome))
    caught_from(lambda: core.call(method, reply=dict[str, Any], body={}), raised)
    assert server.sent == []
    assert told == [raised]


def test_a_token_that_fails_on_a_second_try_tells_the_doubt_that_the_first_left(
    make_core: CoreFactory, server: Server
) -> None:
    server.answer(Reply(reset=True))
    tokens = iter(["token"])
    core = make_core(access_token=lambda: next(tokens, None) or failing(ValueError())())
    with pytest.raises(ValueError) as caught:  # noqa: PT011 # it has no message
        core.call(POST, reply=dict[str, Any], body={"request_id": "7"})
    assert caught.value.__notes__ == [f"{POST}: it may have been carried out"]


def test_a_hook_after_a_change_tells_that_it_was_carried_out(make_core: CoreFactory) -> None:
    core = make_core(after=failing(ValueError()))
    with pytest.raises(ValueError) as caught:  # noqa: PT011 # it has no message
        core.call(POST, reply=dict[str, Any], body={"request_id": "7"})
    assert caught.value.__notes__ == [f"{POST}: it was carried out"]


@pytest.mark.parametrize("method", [GET, POST], ids=["GET", "POST"])
def test_a_hook_before(
    make_core: CoreFactory, server: Server, method: Operation, raised: BaseException
) -> None:
    core = make_core(before=failing(raised))
    caught_from(lambda: core.call(method, reply=dict[str, Any], body={}), raised)
    caught_from(lambda: core.request("GET", "/open_api/v1.3/garden/"), raised)
    assert server.sent == []


def test_a_hook_after_a_success(make_core: CoreFactory, server: Server, raised: BaseException) -> None:
    core = make_core(after=failing(raised))
    caught_from(lambda: core.call(GET, reply=dict[str, Any]), raised)
    assert len(server.sent) == 1


@pytest.mark.parametrize("reply", [Reply(envelope(code=40100)), Reply(envelope(code=40002)), Reply(b"no")])
def test_a_hook_after_a_failure(
    make_core: CoreFactory, server: Server, reply: Reply, raised: BaseException
) -> None:
    server.answer(reply)
    core = make_core(after=failing(raised))
    with pytest.raises(type(raised)) as caught:
        core.call(GET, reply=dict[str, Any])
    assert caught.value is raised
    # What was told to it shows as what led to it.
    assert isinstance(raised.__context__, errors.TikTokError)
    assert len(server.sent) == 1


# Made of calls


def test_the_progress_of_a_list(client: Client, server: Server, raised: BaseException) -> None:
    server.answer(envelope({"list": [{"campaign_id": "1"}], "page_info": {"page": 1, "total_page": 2}}))
    found = items(client.campaign.get, progress=failing(raised))
    if isinstance(raised, StopIteration):
        with pytest.raises(RuntimeError):
            next(found)
    else:
        caught_from(lambda: next(found), raised)
    assert len(server.sent) == 1


def test_the_progress_of_a_task(raised: BaseException) -> None:
    asked: list[str] = []

    def ask(task: str) -> str:
        asked.append(task)
        return "RUNNING"

    with pytest.raises(RuntimeError if isinstance(raised, StopIteration) else type(raised)) as caught:
        run_task(None, ask, task="7", state=lambda now: now, progress=failing(raised), sleep=lambda _: None)
    assert isinstance(raised, StopIteration) or caught.value is raised
    assert asked == ["7"]


def test_the_progress_of_a_report(client: Client, server: Server, raised: BaseException) -> None:
    # An empty page: another way to the rows is tried after a request that is not allowed, but not now.
    server.answer(envelope({"list": [], "page_info": {"page": 1, "total_page": 1}}))
    found = client.report.fetch(
        advertiser_id="1",
        report_type="BASIC",
        data_level="AUCTION_AD",
        dimensions=["ad_id"],
        metrics=["spend"],
        query_lifetime=True,
        progress=failing(raised),
    )
    if isinstance(raised, StopIteration):
        with pytest.raises(RuntimeError):
            next(found)
    else:
        caught_from(lambda: next(found), raised)
    assert len(server.sent) == 1


def test_nothing_of_it_is_logged_as_a_failure_of_the_call(
    make_core: CoreFactory, caplog: pytest.LogCaptureFixture, raised: BaseException
) -> None:
    caplog.set_level(logging.INFO)
    with pytest.raises(type(raised)):
        make_core(before=failing(raised)).call(GET, reply=dict[str, Any])
    assert [record for record in caplog.records if record.name == "tiktok_business"] == []

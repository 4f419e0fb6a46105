"""The client for asyncio against a server on loopback: bounded, cancelled at once, nothing left behind."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import inspect
import os
import pydoc
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any
from unittest import mock

import pytest

from tiktok_business import (
    ApiError,
    AsyncClient,
    Client,
    ClientClosedError,
    InvalidRequest,
    Limiter,
    MockTransport,
    Rate,
    Retry,
    Timeout,
    Tokens,
    Urllib3Transport,
    account_oauth,
    aitems,
    apages,
    arun_task,
    items,
    pages,
)
from tiktok_business._operations import OPERATIONS

from .echo import echoing
from .server import Reply, Server, envelope

# What would not end by itself takes at least twice as long.
SOON = 10.0
PLOTS = envelope(
    {"list": [{"campaign_id": "1"}, {"campaign_id": "2"}], "page_info": {"page": 1, "total_page": 1}}
)
SILENT = Reply(silent=True)


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    yield
    assert [one.name for one in threading.enumerate() if one.name.startswith("tiktok_business")] == []


def made(server: Server, **options: Any) -> AsyncClient:
    given = {"base_url": server.url, "advertiser_id": "1", "retries": 0, "timeout": 60, **options}
    return AsyncClient(**{"access_token": "token", **given})


async def cancelled(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(one) for one in found} == {asyncio.CancelledError}


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(3000):
        if is_so():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it is not so after 30 s")


async def asked(server: Server, times: int) -> None:
    """Wait until so many requests came."""
    await until(lambda: len(server.sent) >= times)


# -- the same surface ------------------------------------------------------------------------


def test_a_reply_is_what_the_other_client_gives(server: Server) -> None:
    server.answer(PLOTS)

    async def main() -> Any:
        async with made(server) as client:
            return await client.campaign.get()

    with Client("token", base_url=server.url, advertiser_id="1") as client:
        assert asyncio.run(main()) == client.campaign.get()
    assert server.sent[0].target == server.sent[1].target
    assert server.sent[0].headers == server.sent[1].headers


def test_the_client_takes_what_the_other_takes_and_how_many_calls_there_are_at_once() -> None:
    one, other = (inspect.signature(cls).parameters for cls in (AsyncClient, Client))
    assert {**one} == {**other, "concurrency": one["concurrency"]}
    for name in ("with_options", "call", "request", "from_file"):
        assert inspect.signature(getattr(AsyncClient, name)).parameters == (
            inspect.signature(getattr(Client, name)).parameters
        )


def test_errors_are_of_the_same_classes(server: Server) -> None:
    async def main() -> None:
        async with made(server) as client:
            with pytest.raises(ApiError) as caught:
                await client.campaign.get()
            assert (caught.value.code, caught.value.attempts) == (40105, 1)
            with pytest.raises(InvalidRequest, match="page_size"):
                await client.campaign.get(page_size=0)
            with pytest.raises(TypeError, match="did you mean 'page_size'"):
                await client.campaign.get(page_sise=1)  # type: ignore[call-arg]

    server.answer(envelope(code=40105, message="expired"))
    asyncio.run(main())


def test_a_name_that_is_no_operation_is_no_attribute(server: Server) -> None:
    client = made(server)
    with pytest.raises(
        AttributeError, match=r"^'AsyncCampaign' object has no attribute 'no_such_operation'$"
    ):
        _ = client.campaign.no_such_operation  # type: ignore[attr-defined]
    assert {"create", "get", "status"} <= {*dir(client.campaign)}
    assert repr(client.campaign).startswith("<Async <tiktok_business.api.campaign.Campaign")
    assert repr(client).startswith("AsyncClient(<Core http://127.0.0.1")


def test_a_mock_of_the_class_has_its_resources_and_no_others(server: Server) -> None:
    fake = mock.create_autospec(AsyncClient, instance=True)
    fake.campaign.get = mock.AsyncMock(return_value="roses")
    assert asyncio.run(fake.campaign.get()) == "roses"
    with pytest.raises(AttributeError, match="campagn"):
        _ = fake.campagn
    with mock.patch.object(AsyncClient, "campaign", fake.campaign):
        assert asyncio.run(made(server).campaign.get()) == "roses"


def test_an_operation_below_whose_path_there_are_others_is_awaited_too(server: Server) -> None:
    server.answer(envelope({"access_token": "t"}), envelope({"list": [{"advertiser_id": "1"}]}))

    async def main() -> None:
        async with made(server) as client:
            made_of = await client.oauth2.access_token(app_id="1", secret="s", auth_code="c")
            assert made_of.data.access_token == "t"
            searched = client.discovery.trending.search
            assert not callable(client.discovery)
            assert [*inspect.signature(searched).parameters] == [
                *inspect.signature(client.blocking.discovery.trending.search).parameters
            ]
            with pytest.raises(TypeError, match="takes no argument 'colour'"):
                await searched(business_id="1", colour="red")  # type: ignore[call-arg]

    asyncio.run(main())
    assert server.sent[0].path == "/open_api/v1.3/oauth2/access_token/"


def test_every_operation_is_called_as_that_of_the_other_client(server: Server) -> None:
    kinds = made(server), Client("token")
    for _, path, *_ in OPERATIONS:
        steps = path.strip("/").split("/")[2:]
        for client in kinds:
            found: Any = client
            for step in steps:
                found = getattr(found, step, None) or getattr(found, f"{step}_")
            assert callable(found), path


@pytest.mark.parametrize("cls", [AsyncClient, Client])
def test_help_shows_what_is_known_of_an_operation(cls: type[Any]) -> None:
    method = cls("token", transport=MockTransport()).campaign.create
    shown = pydoc.plain(pydoc.render_doc(method))
    # Since Python 3.13 a long signature is shown with one argument per line.
    assert "create(*,advertiser_id:" in "".join(shown.split())
    assert "    Create a campaign." in shown
    assert "campaign_name: Name of the campaign. At most 512 characters." in shown
    assert inspect.iscoroutinefunction(method) is (cls is AsyncClient)


def test_options_are_of_another_client_that_shares_threads_and_end(server: Server) -> None:
    server.answer(PLOTS)

    async def main() -> None:
        async with made(server) as client:
            other = client.with_options(access_token="another", advertiser_id="7")
            await other.campaign.get()
            await client.campaign.get()
        with pytest.raises(ClientClosedError):
            await other.campaign.get()

    asyncio.run(main())
    assert [(one.headers["access-token"], one.query) for one in server.sent] == [
        ("another", "advertiser_id=7"),
        ("token", "advertiser_id=1"),
    ]


def test_any_other_call_is_made_and_any_function_is_run_in_a_thread(server: Server) -> None:
    server.answer(PLOTS)

    async def main() -> None:
        async with made(server) as client:
            raw = await client.request("GET", "/open_api/v1.3/garden/")
            parsed = await client.call("GET", "/garden/", query={"a": 1})
            reply = await client.run(client.blocking.campaign.get, page_size=5)
            assert raw.json() == parsed == reply.to_json()

    asyncio.run(main())


def test_context_variables_are_those_of_the_caller(server: Server) -> None:
    gardener = contextvars.ContextVar("gardener", default="nobody")
    seen: list[str] = []
    server.answer(PLOTS)

    async def call(client: AsyncClient, name: str) -> None:
        gardener.set(name)
        await client.campaign.get()

    async def main() -> None:
        async with made(server, before=lambda _: seen.append(gardener.get())) as client:
            await asyncio.gather(*(call(client, name) for name in "abc"))

    asyncio.run(main())
    assert sorted(seen) == ["a", "b", "c"]


def test_who_does_not_use_it_does_not_load_asyncio() -> None:
    code = """if True:
        import sys, tiktok_business
        tiktok_business.Client("token").campaign
        print(sorted({"asyncio", "concurrent", "rich", "tiktok_business._async_types"} & {*sys.modules}))
        tiktok_business.AsyncClient("token").campaign
        print(sorted({"rich", "tiktok_business._async_types"} & {*sys.modules}))
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n[]\n"


# -- pages, tasks, reports --------------------------------------------------------------------


def test_pages_and_entries_are_given_one_after_the_other(server: Server) -> None:
    def page(number: int) -> bytes:
        about = {"page": number, "total_page": 3, "total_number": 3}
        return envelope({"list": [{"campaign_id": str(number)}], "page_info": about})

    told: list[tuple[int, int | None]] = []

    async def main() -> None:
        async with made(server) as client:
            get = client.campaign.get
            server.answer(page(1), page(2), page(3))
            found = [one.campaign_id async for one in aitems(get, progress=lambda *far: told.append(far))]
            assert found == ["1", "2", "3"]
            server.answer(page(1), page(2), page(3))
            assert [len(one) async for one in apages(get, limit=2)] == [1, 1]
            assert [one async for one in aitems(get, limit=0)] == []
            server.answer(page(1), page(2), page(3))
            assert [one.campaign_id async for one in aitems(get, limit=1)] == ["1"]

    asyncio.run(main())
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert len(server.sent) == 6


def test_one_kind_of_client_is_not_taken_for_the_other(server: Server) -> None:
    server.answer(PLOTS)

    async def main() -> None:
        async with made(server) as client:
            with pytest.raises(TypeError, match="use aitems or apages"):
                next(items(client.campaign.get))  # type: ignore[call-overload]
            with pytest.raises(TypeError, match="use aitems or apages"):
                _ = next(pages(client.campaign.get))
            with pytest.raises(TypeError, match="use items or pages"):
                await anext(aitems(client.blocking.campaign.get))  # type: ignore[call-overload]

    asyncio.run(main())


def test_a_task_is_asked_for_until_it_is_done(server: Server) -> None:
    waits: list[float] = []

    async def begin() -> str:
        return "7"

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    async def main() -> Any:
        async with made(server) as client:
            server.answer(
                *(envelope({"status": status}) for status in ("PROCESSING", "PROCESSING", "SUCCESS"))
            )
            return await arun_task(begin, lambda task: client.report.task.check(task_id=task), sleep=wait)

    assert asyncio.run(main()).data.status == "SUCCESS"
    assert waits == [2.0, 3.0]


def test_the_rows_of_a_report_are_given_one_after_the_other(server: Server) -> None:
    row = {"dimensions": {"ad_id": "1"}, "metrics": {"spend": "1.5"}}
    server.answer(envelope({"list": [row, row], "page_info": {"page": 1, "total_page": 1}}))
    where: set[str] = set()

    async def main() -> list[Any]:
        async with made(server) as client:
            found = client.report.fetch(
                advertiser_id="1",
                report_type="BASIC",
                data_level="AUCTION_AD",
                dimensions=["ad_id"],
                metrics=["spend"],
                query_lifetime=True,
                progress=lambda _: where.add(threading.current_thread().name),
            )
            return [row async for row in found]

    assert asyncio.run(main()) == [{"ad_id": "1", "spend": 1.5}] * 2
    assert where == {"MainThread"}


# -- bounded ----------------------------------------------------------------------------------


def test_many_calls_are_made_by_few_threads() -> None:
    names: set[str] = set()

    async def main(url: str) -> list[Any]:
        def note(_: object) -> None:
            names.add(threading.current_thread().name)

        async with AsyncClient(
            "token", base_url=url, advertiser_id="1", concurrency=8, before=note, timeout=60
        ) as client:
            calls = (client.call("POST", "/garden/", body={"mark": mark}) for mark in range(200))
            replies = await asyncio.gather(*calls)
            assert [reply["data"]["mark"] for reply in replies] == [*range(200)]
            most: list[Any] = (await client.call("GET", "/garden/"))["data"]
            return most

    with echoing() as url:
        assert max(asyncio.run(main(url))) <= 8
    assert len(names) <= 8


def test_calls_that_wait_for_their_turn_hold_no_thread(server: Server) -> None:
    server.answer(PLOTS)
    limiter = Limiter(paths={"/campaign/get/": [Rate(1, 100_000)]})

    async def main() -> None:
        async with made(server, limiter=limiter, concurrency=2, timeout=1_000_000) as client:
            await client.campaign.get()
            waiting = [asyncio.create_task(client.campaign.get()) for _ in range(5)]
            # They begin, in this order.
            await asyncio.sleep(0)
            async with asyncio.timeout(30):
                assert len(await client.ad.get()) == 2
            await cancelled(*waiting)

    asyncio.run(main())
    assert len(server.sent) == 2


def test_calls_that_wait_for_their_next_try_hold_no_thread(server: Server) -> None:
    server.answer(Reply(envelope(code=40100), headers={"Retry-After": "100000"}), PLOTS)
    retries = Retry(attempts=2, max_wait=100_000)

    async def main() -> None:
        async with made(server, concurrency=1, retries=retries, timeout=1_000_000) as client:
            waiting = asyncio.create_task(client.campaign.get())
            await asked(server, 1)
            async with asyncio.timeout(30):
                assert len(await client.ad.get()) == 2
            await cancelled(waiting)

    asyncio.run(main())
    assert len(server.sent) == 2


def test_calls_go_on_after_their_wait(server: Server) -> None:
    server.answer(PLOTS, Reply(envelope(code=40100)), PLOTS)
    retries = Retry(backoff=0.01)

    async def main() -> None:
        limiter = Limiter(Rate(50, 1, burst=1))
        async with made(server, limiter=limiter, concurrency=1, retries=retries) as client:
            calls: list[Any] = [
                client.campaign.get(),
                client.ad.get(),
                client.call("GET", "/garden/"),
                client.request("GET", "/garden/"),
            ]
            campaigns, ads, parsed, raw = await asyncio.gather(*calls)
            assert len(campaigns) == len(ads) == 2
            assert campaigns.to_json() == parsed == raw.json()
            assert [one.campaign_id async for one in aitems(client.campaign.get)] == ["1", "2"]

    asyncio.run(main())
    assert len(server.sent) == 6


def test_a_call_within_a_call_waits_in_its_thread(server: Server) -> None:
    server.answer(PLOTS)
    limiter = Limiter(Rate(50, 1, burst=1))
    within: list[int] = []

    async def main() -> None:
        with Client("token", base_url=server.url, advertiser_id="1", limiter=limiter) as other:

            def before(_: object) -> None:
                within.append(len(other.campaign.get()))

            async with made(server, limiter=limiter, before=before) as client:
                assert len(await client.campaign.get()) == 2
                assert len(await client.run(client.blocking.campaign.get)) == 2

    asyncio.run(main())
    assert within == [2, 2]


def test_calls_that_have_begun_get_a_free_thread_first(server: Server) -> None:
    server.answer(PLOTS)
    limiter, busy, free = Limiter(Rate(50, 1, burst=1)), threading.Event(), threading.Event()
    # However slow the machine, the second call comes before its turn.
    limiter._clock = lambda: 0.0
    done: list[str] = []

    def work() -> None:
        busy.set()
        free.wait(30)

    async def main() -> None:
        options: dict[str, Any] = {"limiter": limiter, "concurrency": 1}
        async with made(server, before=lambda _: done.append("begun"), **options) as client:
            await client.campaign.get()
            tasks = [asyncio.create_task(client.campaign.get()), asyncio.create_task(client.run(work))]
            await asyncio.to_thread(busy.wait)
            tasks += [asyncio.create_task(client.run(done.append, "new")) for _ in range(3)]
            await until(lambda: bool(client._workers._begun))
            free.set()
            await asyncio.gather(*tasks)

    asyncio.run(main())
    assert done == ["begun", "begun", "new", "new", "new"]


def test_what_ends_an_iterator_in_a_thread_is_an_error(server: Server) -> None:
    async def main() -> str:
        plots = iter(["rose"])
        async with made(server) as client:
            await client.run(next, plots)
            return await asyncio.wait_for(client.run(next, plots), 30)

    with pytest.raises(RuntimeError, match="StopIteration"):
        asyncio.run(main())


def test_there_is_at_least_one_thread(server: Server) -> None:
    with pytest.raises(ValueError, match="concurrency must be a whole number from 1, not 0"):
        made(server, concurrency=0)


# -- cancelled --------------------------------------------------------------------------------


def test_a_call_that_is_cancelled_frees_its_slot_and_connection_at_once(server: Server) -> None:
    server.answer(SILENT, PLOTS)

    async def main() -> None:
        transport = Urllib3Transport(connections=1)
        async with made(server, concurrency=1, transport=transport, timeout=20) as client:
            task = asyncio.create_task(client.campaign.get())
            await asked(server, 1)
            begun = time.monotonic()
            await cancelled(task)
            assert len(await client.campaign.get()) == 2
            assert time.monotonic() - begun < SOON

    asyncio.run(main())


def test_a_timeout_of_asyncio_is_one(server: Server) -> None:
    server.answer(SILENT)

    async def main() -> None:
        async with made(server) as client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await client.campaign.get()

    asyncio.run(main())


def test_a_storm_of_cancellations_leaves_nothing_behind(server: Server) -> None:
    async def main() -> None:
        async with made(server, concurrency=16) as client:
            for _ in range(3):
                server.answer(SILENT)
                before = len(server.sent)
                tasks = [asyncio.create_task(client.campaign.get()) for _ in range(200)]
                await asked(server, before + 16)
                await cancelled(*tasks)
                server.answer(PLOTS)
                begun = time.monotonic()
                assert len(await client.campaign.get()) == 2
                assert time.monotonic() - begun < SOON

    asyncio.run(main())


def test_calls_that_are_cancelled_as_they_come_are_not_mixed_up() -> None:
    """Whatever moment a call is ended at, another one on the same connections gets its own reply."""

    async def main(url: str) -> None:
        async def call(mark: int) -> None:
            reply = await client.call("POST", "/garden/", body={"mark": mark})
            assert reply["data"] == {"mark": mark}

        async with AsyncClient("token", base_url=url, concurrency=8, retries=0, timeout=60) as client:
            for delay in range(25):
                tasks = [asyncio.create_task(call(mark)) for mark in range(40)]
                await asyncio.sleep(delay / 1000)
                for task in tasks[::2]:
                    task.cancel()
                found = await asyncio.gather(*tasks, return_exceptions=True)
                assert [one for one in found[1::2] if one is not None] == []
                assert {type(one) for one in found[::2]} <= {type(None), asyncio.CancelledError}

    with echoing() as url:
        asyncio.run(main(url))


def test_no_new_token_is_lost_by_a_call_that_is_cancelled(server: Server) -> None:
    answers, told, stored = threading.Event(), threading.Event(), list[Tokens]()
    tokens = {"access_token": "new", "refresh_token": "refresh-2", "expires_in": 86_400}
    server.answer(Reply(envelope(tokens), after=answers), PLOTS)

    def changed(new: Tokens) -> None:
        stored.append(new)
        told.set()

    async def main() -> None:
        with Client(base_url=server.url, retries=0, timeout=60) as plain:
            oauth = account_oauth(
                plain,
                app_id="1",
                secret="s",
                redirect_uri="https://garden.example",
                tokens=Tokens("old", "refresh-1", expires_at=0.0),
                changed=changed,
            )
            async with made(server, access_token=oauth.access_token) as client:
                task = asyncio.create_task(client.campaign.get())
                await asked(server, 1)
                await cancelled(task)
                answers.set()
                assert await asyncio.to_thread(told.wait, 30)
                assert len(await client.campaign.get()) == 2

    asyncio.run(main())
    assert [one.refresh_token.reveal() for one in stored] == ["refresh-2"]
    assert server.sent[0].json()["refresh_token"] == "refresh-1"
    assert [one.headers.get("access-token") for one in server.sent] == [None, "new"]


def test_a_client_that_is_dropped_in_a_cancelled_call_tells_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer(PLOTS)
    told: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    begun, cancelled_, dropped = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        other = Client("token", base_url=server.url, advertiser_id="1")
        other.campaign.get()
        begun.set()
        cancelled_.wait()
        del other
        gc.collect()
        dropped.set()

    async def main() -> None:
        async with made(server) as client:
            task = asyncio.create_task(client.run(work))
            await asyncio.to_thread(begun.wait)
            await cancelled(task)
            cancelled_.set()
            await asyncio.to_thread(dropped.wait)

    asyncio.run(main())
    assert told == []


Waiting = Callable[[Server, pytest.MonkeyPatch], tuple[dict[str, Any], Callable[[], object]]]


def for_a_reply(server: Server, _: pytest.MonkeyPatch) -> tuple[dict[str, Any], Callable[[], object]]:
    server.answer(SILENT)
    return {}, lambda: None


def for_the_rest_of_a_reply(
    server: Server, _: pytest.MonkeyPatch
) -> tuple[dict[str, Any], Callable[[], object]]:
    server.answer(Reply(pieces=[b'{"code"'] * 20, pause=5.0, length=1000))
    return {}, lambda: None


def for_the_limiter(_: Server, __: pytest.MonkeyPatch) -> tuple[dict[str, Any], Callable[[], object]]:
    limiter = Limiter(Rate(1, 30))
    limiter.acquire()
    return {"limiter": limiter}, lambda: None


def for_the_next_try(server: Server, _: pytest.MonkeyPatch) -> tuple[dict[str, Any], Callable[[], object]]:
    server.answer(Reply(envelope(code=40100), headers={"Retry-After": "20"}))
    return {"retries": 5}, lambda: None


def for_a_connection(_: Server, __: pytest.MonkeyPatch) -> tuple[dict[str, Any], Callable[[], object]]:
    """Whose queue is full does not answer to who wants to connect."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=0)
    waiting = [socket.socket() for _ in range(4)]
    for one in waiting:
        one.setblocking(False)
        one.connect_ex(listening.getsockname())

    def close() -> None:
        for one in (*waiting, listening):
            one.close()

    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    return {"base_url": url, "timeout": Timeout(30, 30, 30)}, close


def for_tls(_: Server, __: pytest.MonkeyPatch) -> tuple[dict[str, Any], Callable[[], object]]:
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"https://127.0.0.1:{listening.getsockname()[1]}"
    return {"base_url": url, "timeout": Timeout(30, 30, 30)}, listening.close


def for_the_address(
    _: Server, monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[str, Any], Callable[[], object]]:
    real, over = socket.getaddrinfo, threading.Event()

    def slow(host: Any, *arguments: Any, **options: Any) -> Any:
        if host == "garden.example" and options.get("flags") != socket.AI_NUMERICHOST:
            over.wait(30)
        return real("127.0.0.1" if over.is_set() else host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    return {"base_url": "http://garden.example:1", "timeout": Timeout(30, 30, 30)}, over.set


def for_a_free_connection(
    server: Server, _: pytest.MonkeyPatch
) -> tuple[dict[str, Any], Callable[[], object]]:
    transport = Urllib3Transport(connections=1)
    server.answer(SILENT)
    other = Client(
        "token", base_url=server.url, advertiser_id="1", transport=transport, retries=0, timeout=20
    )

    def hold() -> None:
        with suppress(Exception):
            other.campaign.get()

    thread = threading.Thread(target=hold)
    thread.start()
    while not server.sent:
        time.sleep(0.01)

    def end() -> None:
        server.stop()
        thread.join()

    return {"transport": transport}, end


@pytest.mark.parametrize(
    "waiting",
    [
        for_a_reply,
        for_the_rest_of_a_reply,
        for_the_limiter,
        for_the_next_try,
        for_a_connection,
        for_tls,
        for_the_address,
        for_a_free_connection,
    ],
)
def test_whatever_a_call_waits_for_its_thread_is_free_at_once(
    server: Server, monkeypatch: pytest.MonkeyPatch, waiting: Waiting
) -> None:
    options, clean = waiting(server, monkeypatch)

    async def main() -> None:
        client = made(server, **{"concurrency": 1, **options})
        task = asyncio.create_task(client.campaign.get())
        await asyncio.sleep(0.3)
        assert not task.done()
        begun = time.monotonic()
        await cancelled(task)
        # There is one thread alone.
        assert await client.run(threading.active_count) > 0
        assert time.monotonic() - begun < SOON
        await client.aclose()
        assert time.monotonic() - begun < SOON

    try:
        asyncio.run(main())
    finally:
        clean()


def test_a_turn_of_the_limiter_is_given_back_by_who_does_not_take_it(server: Server) -> None:
    server.answer(PLOTS)
    limiter = Limiter(Rate(2, 1, burst=1))

    async def main() -> None:
        async with made(server, limiter=limiter, concurrency=32) as client:
            await client.campaign.get()
            tasks = [asyncio.create_task(client.campaign.get()) for _ in range(30)]
            await asyncio.sleep(0.05)
            await cancelled(*tasks)
            await asyncio.sleep(0.2)
            begun = time.monotonic()
            await client.campaign.get()
            # Thirty turns would have been fifteen seconds.
            assert time.monotonic() - begun < SOON

    asyncio.run(main())


# -- loops, threads and processes -------------------------------------------------------------


def test_closing_ends_calls_under_way_and_those_that_wait(server: Server) -> None:
    server.answer(SILENT)
    limiter = Limiter(paths={"/ad/get/": [Rate(1, 100_000)]})
    limiter.acquire("/ad/get/")

    async def main() -> None:
        client = made(server, concurrency=2, limiter=limiter, timeout=1_000_000)
        get: list[Callable[[], Any]] = [client.ad.get] * 5 + [client.campaign.get] * 5
        tasks = [asyncio.create_task(call()) for call in get]
        await asked(server, 2)
        begun = time.monotonic()
        await client.aclose()
        await client.aclose()
        assert time.monotonic() - begun < SOON
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert {type(one) for one in found} == {ClientClosedError}
        with pytest.raises(ClientClosedError):
            await client.campaign.get()

    asyncio.run(main())


def test_one_client_serves_several_loops(server: Server) -> None:
    server.answer(PLOTS)
    client = made(server, concurrency=3)
    found: list[int] = []

    async def some() -> None:
        replies = await asyncio.gather(*(client.campaign.get() for _ in range(20)))
        found.extend(map(len, replies))

    threads = [threading.Thread(target=lambda: asyncio.run(some())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asyncio.run(some())
    asyncio.run(client.aclose())
    assert found == [2] * 80


def test_a_loop_that_ends_ends_its_calls(server: Server) -> None:
    server.answer(SILENT)
    client = made(server)

    async def leave() -> None:
        client_calls.extend(asyncio.create_task(client.campaign.get()) for _ in range(3))
        await asked(server, 3)

    client_calls: list[asyncio.Task[Any]] = []
    begun = time.monotonic()
    asyncio.run(leave())
    asyncio.run(client.aclose())
    assert time.monotonic() - begun < SOON
    assert all(task.cancelled() for task in client_calls)


def test_a_reply_for_a_loop_that_was_closed_is_nobodys(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer(Reply(PLOTS, pieces=[PLOTS], pause=0.3))
    client = made(server)
    loop = asyncio.new_event_loop()
    call: Awaitable[Any] = client.campaign.get()

    async def begin() -> None:
        begun.append(asyncio.ensure_future(_awaited(call)))
        await asked(server, 1)

    begun: list[asyncio.Future[Any]] = []
    loop.run_until_complete(begin())
    loop.close()
    asyncio.run(asyncio.sleep(0.5))
    asyncio.run(client.aclose())
    assert [record.name for record in caplog.records if record.name != "asyncio"] == []
    begun[0]._log_destroy_pending = False  # type: ignore[attr-defined]


async def _awaited(call: Awaitable[Any]) -> Any:
    return await call


@pytest.mark.skipif(not hasattr(os, "fork"), reason="left out: there is no fork here")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_process_that_is_forked_off_has_threads_of_its_own(server: Server) -> None:
    server.answer(PLOTS)
    client = made(server)

    async def some() -> int:
        return sum(map(len, await asyncio.gather(*(client.campaign.get() for _ in range(4)))))

    assert asyncio.run(some()) == 8
    process = os.fork()
    if not process:
        status = 1
        with suppress(BaseException):
            status = 0 if asyncio.run(asyncio.wait_for(some(), 10)) == 8 else 2
        os._exit(status)
    assert os.waitpid(process, 0)[1] == 0
    assert asyncio.run(some()) == 8
    asyncio.run(client.aclose())


def test_a_client_that_nobody_closed_leaves_no_thread(server: Server) -> None:
    server.answer(PLOTS)

    async def main() -> None:
        assert len(await made(server).campaign.get()) == 2

    asyncio.run(main())
    for _ in range(3000):
        if not any(one.name.startswith("tiktok_business") for one in threading.enumerate()):
            return
        time.sleep(0.01)


# -- what will go away -----------------------------------------------------------------------


def told_of(main: Callable[[AsyncClient], Awaitable[object]]) -> list[tuple[str, str, int]]:
    """Return the warnings that are shown with Python's own filters, if this module is the program."""

    async def run() -> None:
        async with AsyncClient("t", advertiser_id="1", transport=MockTransport(), validate=False) as client:
            await main(client)

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("ignore")
        warnings.filterwarnings("always", category=DeprecationWarning, module=f"{__name__}$")
        asyncio.run(run())
    return [(str(one.message), one.filename, one.lineno) for one in told]


QUOTA = "GET /open_api/v1.3/campaign/quota/get/ is deprecated"
STORES = "GET /open_api/v1.3/campaign/get/: `/filtering/store_ids` is deprecated"


def test_a_deprecated_operation_or_field_warns_at_the_line_of_the_call() -> None:
    async def main(client: AsyncClient) -> None:
        await client.campaign.quota.get(app_id="1")
        await client.campaign.get(filtering={"store_ids": ["7"]})

    line = inspect.getsourcelines(main)[1]
    assert told_of(main) == [(QUOTA, __file__, line + 1), (STORES, __file__, line + 2)]


def test_a_deprecated_method_that_was_kept_warns_where_it_is_called() -> None:
    async def main(client: AsyncClient) -> None:
        get = client.campaign.quota.get

        async def later() -> None:
            await get(app_id="1")

        await get(app_id="1")
        await asyncio.create_task(later())

    line = inspect.getsourcelines(main)[1]
    assert told_of(main) == [(QUOTA, __file__, line + 6), (QUOTA, __file__, line + 4)]


def test_deprecated_calls_that_become_tasks_warn_where_they_are_written() -> None:
    async def main(client: AsyncClient) -> None:
        await asyncio.gather(
            client.campaign.quota.get(app_id="1"),
            asyncio.create_task(client.campaign.get(filtering={"store_ids": ["7"]})),
        )

    line = inspect.getsourcelines(main)[1]
    assert sorted(told_of(main)) == [(STORES, __file__, line + 3), (QUOTA, __file__, line + 2)]


def test_pages_of_a_deprecated_call_warn_where_they_are_asked_for() -> None:
    async def main(client: AsyncClient) -> None:
        assert [one async for one in aitems(client.campaign.get, filtering={"store_ids": ["7"]})]

    line = inspect.getsourcelines(main)[1]
    assert told_of(main) == [(STORES, __file__, line + 1)]


def test_what_a_thread_calls_by_the_other_client_warns_where_that_is_written() -> None:
    def work(client: Client) -> None:
        assert [*items(client.campaign.get, filtering={"store_ids": ["7"]})]

    async def main(client: AsyncClient) -> None:
        await client.run(work, client.blocking)

    line = inspect.getsourcelines(work)[1]
    assert told_of(main) == [(STORES, __file__, line + 1)]

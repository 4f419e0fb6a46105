"""The client for asyncio against the other one in threads, and against raw requests without any."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tiktok_business import AsyncClient, Client

from .answering import answering
from .conftest import Report
from .measure import compare

AT_ONCE = 32
CALLS = 400
ENTRY = {"campaign_id": "1", "campaign_name": "Tulips", "budget": 20.5, "operation_status": "ENABLE"}
PAGE = {"list": [ENTRY] * 20, "page_info": {"page": 1, "page_size": 20, "total_number": 20, "total_page": 1}}
REPLY = {"code": 0, "message": "OK", "request_id": "1", "data": PAGE}
TARGET = "/open_api/v1.3/campaign/get/?advertiser_id=1"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with answering(json.dumps(REPLY).encode()) as url:
        yield url


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.run_until_complete(made.shutdown_default_executor())
    made.close()


@pytest.fixture
def by_asyncio(server: str, loop: asyncio.AbstractEventLoop) -> Iterator[Callable[[], object]]:
    client = AsyncClient("token", base_url=server, advertiser_id="1", concurrency=AT_ONCE)

    async def calls() -> None:
        await asyncio.gather(*(client.campaign.get() for _ in range(CALLS)))

    yield lambda: loop.run_until_complete(calls())
    loop.run_until_complete(client.aclose())


def test_calls_take_about_as_long_as_in_threads(
    server: str, by_asyncio: Callable[[], object], report: Report
) -> None:
    with (
        Client("token", base_url=server, advertiser_id="1") as client,
        ThreadPoolExecutor(AT_ONCE) as threads,
    ):

        def in_threads() -> None:
            for done in [threads.submit(client.campaign.get) for _ in range(CALLS)]:
                done.result()

        for name, clock in (("elapsed", time.perf_counter), ("CPU", time.process_time)):
            found = compare(by_asyncio, in_threads, rounds=5, clock=clock)
            report(f"AsyncClient / Client in {AT_ONCE} threads, {name}", found.ratio, 2)
            if name == "elapsed":
                # Rates of applications are some tens of calls in a second.
                report("a call of AsyncClient, elapsed", found.first / CALLS * 1000, 10, "ms")


def test_calls_take_no_longer_than_raw_requests_without_threads(
    server: str, by_asyncio: Callable[[], object], loop: asyncio.AbstractEventLoop, report: Report
) -> None:
    httpx: Any = pytest.importorskip("httpx", reason="left out: httpx is not installed")
    raw = httpx.AsyncClient(base_url=server, limits=httpx.Limits(max_connections=AT_ONCE))

    # Its own queue takes a time that grows with the square of who waits.
    slots = asyncio.Semaphore(AT_ONCE)

    async def one() -> object:
        async with slots:
            reply = await raw.get(TARGET, headers={"Access-Token": "token"})
        return reply.json()["data"]["list"]

    async def calls() -> None:
        await asyncio.gather(*(one() for _ in range(CALLS)))

    for name, clock in (("elapsed", time.perf_counter), ("CPU", time.process_time)):
        found = compare(by_asyncio, lambda: loop.run_until_complete(calls()), rounds=5, clock=clock)
        report(f"AsyncClient / raw requests of httpx.AsyncClient, {name}", found.ratio, 2)
    loop.run_until_complete(raw.aclose())

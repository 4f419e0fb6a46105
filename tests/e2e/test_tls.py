"""Within TLS, through whatever proxies: no reply is another call's, and none that was cut counts as whole."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from tiktok_bindgen.runtime import errors
from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.download import Download
from tiktok_bindgen.runtime.operation import DownloadOptions, Operation
from tiktok_bindgen.runtime.transport import Urllib3Transport
from tiktok_business import AsyncClient
from tiktok_business import Urllib3Transport as GeneratedTransport

from .certificates import Certificate
from .raw import Peer, Raw, reply, serving, tunnel
from .server import envelope

GET = Operation("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get")
POST = Operation("POST", "/open_api/v1.3/garden/plot/create/", "garden_plot_create")
if TYPE_CHECKING:
    import ssl

WAYS = ["directly", "tunnel", "tunnel in TLS", "TLS to a proxy"]
Answer = Callable[[Peer], object]


@contextmanager
def secured(way: str, answer: Answer, certificate: Certificate) -> Iterator[tuple[Raw, dict[str, Any]]]:
    """Run a server within TLS; yields it, its URL, and the options of a transport to reach it by."""

    def within(outer: Answer) -> Answer:
        def serve(peer: Peer) -> None:
            with peer.secure(certificate.server) as inside:
                outer(inside)

        return serve

    with ExitStack() as stack:
        server = stack.enter_context(serving(within(answer)))
        options: dict[str, Any] = {"ca_certs": str(certificate.path), "connections": 1}
        if way == "TLS to a proxy":
            options["proxy"] = server.url.replace("http:", "https:")
        elif way != "directly":
            proxy = stack.enter_context(serving(within(tunnel) if way == "tunnel in TLS" else tunnel))
            options["proxy"] = proxy.url.replace("http:", "https:" if way == "tunnel in TLS" else "http:")
        yield server, options


def base_url(way: str, server: Raw) -> str:
    return "http://garden.example" if way == "TLS to a proxy" else server.url.replace("http:", "https:")


def core_at(way: str, server: Raw, options: dict[str, Any]) -> Core:
    transport = Urllib3Transport(**options)
    return Core(base_url=base_url(way, server), access_token="t", transport=transport, timeout=10, retries=0)


def chunked(body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


def padded(data: object, size: int) -> bytes:
    """Return an envelope of so many bytes."""
    return envelope(data).ljust(size)


# Strays


@pytest.mark.parametrize("framed", [reply, chunked])
# With 8,192 bytes, the reply ends where the reader's buffer does.
@pytest.mark.parametrize("size", [500, 8_192, 12_000, 40_000])
@pytest.mark.parametrize("way", WAYS)
def test_a_stray_reply_in_the_same_record_answers_no_call(
    certificate: Certificate, way: str, size: int, framed: Callable[[bytes], bytes]
) -> None:
    def answer(peer: Peer) -> None:
        while body := peer.request():
            data = json.loads(body)
            head = len(framed(padded(data, size))) - size
            peer.say(framed(padded(data, size - head)) + framed(envelope({"mark": "stray"})))

    with secured(way, answer, certificate) as (server, options), core_at(way, server, options) as core:
        for number in range(3):
            found = core.call(POST, reply=dict[str, Any], body={"mark": number})
            assert found["data"] == {"mark": number}
        assert server.requests == [b'{"mark":0}', b'{"mark":1}', b'{"mark":2}']


@pytest.mark.parametrize("way", WAYS)
def test_a_connection_on_which_nothing_is_left_is_used_again(certificate: Certificate, way: str) -> None:
    def answer(peer: Peer) -> None:
        while body := peer.request():
            peer.say(reply(padded(json.loads(body), 40_000)))

    with secured(way, answer, certificate) as (server, options), core_at(way, server, options) as core:
        for number in range(3):
            core.call(POST, reply=dict[str, Any], body={"mark": number})
        assert server.connections == 1


def test_a_stray_reply_answers_no_call_that_is_awaited(certificate: Certificate) -> None:
    def answer(peer: Peer) -> None:
        while body := peer.request():
            peer.say(reply(padded(json.loads(body), 12_000)) + reply(envelope({"mark": "stray"})))

    async def main(url: str, options: dict[str, Any]) -> None:
        transport = GeneratedTransport(**options)
        async with AsyncClient("t", base_url=url, transport=transport, retries=0) as client:
            for number in range(3):
                found = await client.call("POST", "/garden/", body={"mark": number})
                assert found["data"] == {"mark": number}

    with secured("directly", answer, certificate) as (server, options):
        asyncio.run(main(server.url.replace("http:", "https:"), options))
        assert len(server.requests) == 3


def test_a_refusal_that_nobody_waits_for_does_not_refuse_the_next_change(certificate: Certificate) -> None:
    def answer(peer: Peer) -> None:
        while peer.request():
            peer.say(reply(padded({}, 12_000)) + reply(envelope(code=40002, message="weeds")))

    way = "directly"
    with secured(way, answer, certificate) as (server, options), core_at(way, server, options) as core:
        for _ in range(2):
            assert core.call(POST, reply=dict[str, Any], body={})["code"] == 0
        assert len(server.requests) == 2


# Replies that are cut


def unmeasured(body: bytes) -> bytes:
    """Return a reply whose end is that of the connection."""
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nConnection: close\r\n\r\n" + body


@pytest.mark.parametrize("way", WAYS)
def test_a_reply_without_a_length_that_was_cut_is_no_whole_one(certificate: Certificate, way: str) -> None:
    def answer(peer: Peer) -> None:
        peer.request()
        peer.say(unmeasured(envelope({"mark": 1})))
        # The connection is closed, but not its TLS.

    with secured(way, answer, certificate) as (server, options), core_at(way, server, options) as core:
        with pytest.raises(errors.ConnectionLostError) as caught:
            core.call(POST, reply=dict[str, Any], body={})
        assert caught.value.may_have_been_done


@pytest.mark.parametrize("way", WAYS)
def test_a_reply_without_a_length_is_whole_when_its_tls_ends(certificate: Certificate, way: str) -> None:
    def answer(peer: Peer) -> None:
        peer.request()
        peer.say(unmeasured(envelope({"mark": 1})))
        cast("ssl.SSLSocket", peer.socket).unwrap()

    with secured(way, answer, certificate) as (server, options), core_at(way, server, options) as core:
        assert core.call(POST, reply=dict[str, Any], body={})["data"] == {"mark": 1}


def test_a_download_that_was_cut_leaves_no_file(certificate: Certificate, tmp_path: Path) -> None:
    def answer(peer: Peer) -> None:
        peer.request()
        peer.say(unmeasured(b"plot,depth\n" + b"1,2\n" * 10_000))

    download = GET._replace(files=("text/csv",))
    way = "directly"
    with secured(way, answer, certificate) as (server, options), core_at(way, server, options) as core:
        for given in ({}, {"save_to": tmp_path / "plots.csv"}):
            with pytest.raises(errors.ConnectionLostError):
                core.call(download, reply=Download[Any], options=cast("DownloadOptions", given))
        assert [*tmp_path.iterdir()] == []


# Cancelled


@pytest.mark.parametrize("way", WAYS)
def test_a_call_that_is_cancelled_ends_as_one_and_frees_its_thread(
    certificate: Certificate, way: str
) -> None:
    asked = threading.Semaphore(0)

    def answer(peer: Peer) -> None:
        while body := peer.request():
            if body == b'{"mark":1}':
                asked.release()
                peer.server.stopped.wait()
            peer.say(reply(envelope(json.loads(body))))

    async def main(server: Raw, options: dict[str, Any], *, reused: bool) -> None:
        transport = GeneratedTransport(**options)
        async with AsyncClient(
            "t", base_url=base_url(way, server), transport=transport, retries=0, concurrency=1
        ) as client:
            if reused:
                await client.call("POST", "/garden/", body={"mark": 0})
            task = asyncio.create_task(client.call("POST", "/garden/", body={"mark": 1}))
            await asyncio.to_thread(asked.acquire, timeout=20)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            found = await asyncio.wait_for(client.call("POST", "/garden/", body={"mark": 2}), 10)
            assert found["data"] == {"mark": 2}

    with secured(way, answer, certificate) as (server, options):
        for reused in (False, True):
            asyncio.run(main(server, options, reused=reused))

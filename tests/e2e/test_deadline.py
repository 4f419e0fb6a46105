"""A call is over when its time is over, whatever the server, the network or another caller does."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Unpack

import pytest
from attrs import define
from urllib3.util import connection as urllib3_connection

from tiktok_bindgen.runtime import errors, timing
from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.limit import Limiter, Rate
from tiktok_bindgen.runtime.operation import CallOptions, Operation
from tiktok_bindgen.runtime.retry import Retry
from tiktok_bindgen.runtime.transport import Timeout, Urllib3Transport

from .certificates import Certificate
from .raw import Peer, reply, serving, taking, tunnel
from .server import envelope

GET = Operation("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get")
POST = Operation("POST", "/open_api/v1.3/garden/plot/create/", "garden_plot_create")
# Also for what has to happen before it is over, such as a connection.
SHORT = 0.6
# What one call may take beyond its time on a machine that does other things as well.
SLACK = 10
NAMES = ["total", "deadline"]
LIMITS = [{"timeout": Timeout(30, 30, SHORT)}, {"retries": Retry(backoff=0, deadline=SHORT)}]
both_limits = pytest.mark.parametrize("limit", LIMITS, ids=NAMES)
# Where nothing is waited for because there would not be time enough.
ENOUGH = 20
both_long_limits = pytest.mark.parametrize(
    "limit", [{"timeout": ENOUGH}, {"retries": Retry(backoff=0, deadline=ENOUGH)}], ids=NAMES
)


@define
class Clock:
    """What a call takes for the time, which passes only when it is told to."""

    now: float = 1000.0

    def monotonic(self) -> float:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timing, "time", made)
    return made


def core_at(url: str, **options: Any) -> Core:
    return Core(**{"base_url": url, "access_token": "t", **options})


def silent(peer: Peer) -> None:
    peer.request()
    peer.server.stopped.wait()


def status_line(peer: Peer) -> None:
    peer.request()
    peer.drip(b"HTTP/1.1 2000000000000000000000000000")


def headers(peer: Peer) -> None:
    peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\n")
    peer.drip(b"X-Weed: 1\r\n")


def continued(peer: Peer) -> None:
    peer.request()
    peer.drip(b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.005)


def hinted(peer: Peer) -> None:
    peer.request()
    while not peer.server.stopped.is_set():
        peer.say(b"HTTP/1.1 103 Early Hints\r\n\r\n", pause=0.02)


def body(peer: Peer) -> None:
    peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    peer.drip(b" ")


def chunk_sizes(peer: Peer) -> None:
    peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    peer.drip(b"0")


def trailers(peer: Peer) -> None:
    peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n")
    peer.drip(b"X-Weed: 1\r\n")


@both_limits
@pytest.mark.parametrize(
    "answer", [silent, status_line, headers, continued, hinted, body, chunk_sizes, trailers]
)
def test_a_server_that_never_comes_to_an_end_does_not_hold_a_call(
    answer: Callable[[Peer], None], limit: dict[str, Any]
) -> None:
    with serving(answer) as server, core_at(server.url, **limit) as core, taking(SHORT + SLACK):
        with pytest.raises(errors.ReplyTimeoutError):
            core.call(POST, reply=dict[str, Any], body={})
        assert len(server.requests) == 1


@both_limits
def test_sending_to_a_server_that_takes_nothing_comes_to_an_end(limit: dict[str, Any]) -> None:
    def full(peer: Peer) -> None:
        peer.head()
        peer.server.stopped.wait()

    with (
        serving(full) as server,
        core_at(server.url, **limit) as core,
        taking(SHORT + SLACK),
        pytest.raises(errors.ReplyTimeoutError),
    ):
        core.call(POST, reply=dict[str, Any], files={"photo": b"x" * 50_000_000})


@both_limits
def test_a_proxy_that_drips_its_consent_to_a_tunnel_does_not_hold_a_call(limit: dict[str, Any]) -> None:
    def drip(peer: Peer) -> None:
        peer.head()
        peer.say(b"HTTP/1.1 200 OK\r\n")
        peer.drip(b"X-Weed: 1\r\n")

    with serving(drip) as proxy:
        transport = Urllib3Transport(proxy=proxy.url)
        with (
            core_at("https://garden.example", transport=transport, **limit) as core,
            taking(SHORT + SLACK),
            pytest.raises(errors.ConnectTimeoutError),
        ):
            core.call(POST, reply=dict[str, Any], body={})


@both_limits
def test_a_server_that_never_shakes_hands_does_not_hold_a_call(limit: dict[str, Any]) -> None:
    def drip(peer: Peer) -> None:
        peer.socket.recv(65536)
        # The beginning of a record of TLS, and then one byte of it after the other.
        peer.say(b"\x16\x03\x03\x40\x00")
        peer.drip(b"\0")

    with serving(drip) as server:
        url = server.url.replace("http:", "https:")
        with core_at(url, **limit) as core, taking(SHORT + SLACK), pytest.raises(errors.ConnectTimeoutError):
            core.call(POST, reply=dict[str, Any], body={})


def test_a_reply_that_drips_within_tls_does_not_hold_a_call(certificate: Certificate) -> None:
    def drip(peer: Peer) -> None:
        with peer.secure(certificate.server) as inside:
            body(inside)

    with serving(drip) as server:
        transport = Urllib3Transport(ca_certs=str(certificate.path))
        core = core_at(server.url.replace("http:", "https:"), transport=transport)
        with core, taking(SHORT + SLACK), pytest.raises(errors.ReplyTimeoutError):
            core.call(POST, reply=dict[str, Any], body={}, options={"timeout": Timeout(20, 20, SHORT)})


@pytest.mark.parametrize("slow", ["handshake", "reply"])
def test_a_proxy_that_drips_tls_within_tls_holds_no_call(certificate: Certificate, slow: str) -> None:
    def answer(peer: Peer) -> None:
        with peer.secure(certificate.server) as inside:
            inside.request()
            inside.say(reply(b" " * 10_000))

    def proxy(peer: Peer) -> None:
        passed = 0

        def passing(piece: bytes, is_reply: bool) -> None:
            nonlocal passed
            passed += len(piece) * is_reply
            if passed > (0 if slow == "handshake" else 4_000):
                peer_inside.drip(piece)

        with peer.secure(certificate.server) as peer_inside:
            tunnel(peer_inside, passing)

    with serving(answer) as server, serving(proxy) as between:
        transport = Urllib3Transport(
            proxy=between.url.replace("http:", "https:"), ca_certs=str(certificate.path)
        )
        core = core_at(server.url.replace("http:", "https:"), transport=transport, timeout=1, retries=0)
        with core, taking(1 + SLACK), pytest.raises((errors.ConnectTimeoutError, errors.ReplyTimeoutError)):
            core.call(POST, reply=dict[str, Any], body={})
        assert len(server.requests) == (slow == "reply")


@contextmanager
def unanswered() -> Iterator[int]:
    """A port whose queue of connections is full, so that one more is neither taken nor refused."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        port = listening.getsockname()[1]
        waiting: list[socket.socket] = []
        try:
            for _ in range(8):
                one = socket.socket()
                one.setblocking(False)
                one.connect_ex(("127.0.0.1", port))
                waiting.append(one)
            yield port
        finally:
            for one in waiting:
                one.close()


def _looked_up(monkeypatch: pytest.MonkeyPatch, port: int, addresses: int) -> None:
    real = socket.getaddrinfo

    def look_up(host: str, *arguments: Any, **options: Any) -> Any:
        if host == "garden.example":
            return [
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"127.0.0.{number + 1}", port))
                for number in range(addresses)
            ]
        return real(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.mark.parametrize(
    "limit",
    [*LIMITS, {"timeout": Timeout(SHORT, 20, 20), "retries": 0}],
    ids=["total", "deadline", "connect"],
)
def test_all_addresses_of_a_host_share_the_time_for_a_connection(
    limit: dict[str, Any], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[float] = []

    def never(_address: object, timeout: float, **_: object) -> socket.socket:
        tried.append(timeout)
        clock.now += timeout
        raise TimeoutError

    _looked_up(monkeypatch, 1, 4)
    monkeypatch.setattr(urllib3_connection, "create_connection", never)
    with (
        core_at("http://garden.example:1", **{"retries": 0, **limit}) as core,
        pytest.raises(errors.ConnectTimeoutError),
    ):
        core.call(POST, reply=dict[str, Any], body={})
    assert tried == pytest.approx([SHORT / 4] * 4)


def test_an_address_that_does_not_answer_leaves_time_for_the_next(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = urllib3_connection.create_connection

    def first_never(address: tuple[str, int], timeout: float, **options: Any) -> socket.socket:
        if address[0] == "127.0.0.1":
            clock.now += timeout
            raise TimeoutError
        return real(("127.0.0.1", address[1]), timeout, **options)

    def answer(peer: Peer) -> None:
        while peer.request():
            peer.say(reply())

    monkeypatch.setattr(urllib3_connection, "create_connection", first_never)
    with serving(answer) as server:
        _looked_up(monkeypatch, server.port, 2)
        with core_at(f"http://garden.example:{server.port}", retries=0, timeout=Timeout(20, 30, 60)) as core:
            assert core.call(GET, reply=dict[str, Any])["code"] == 0


@both_limits
def test_a_host_that_takes_long_to_look_up_does_not_hold_a_call(
    limit: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    looking = threading.Event()

    def slow(_host: str, *_: Any, flags: int = 0, **__: Any) -> Any:
        if flags != socket.AI_NUMERICHOST:
            looking.wait(30)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    with (
        core_at("http://garden.example", **limit) as core,
        taking(SHORT + SLACK),
        pytest.raises(errors.ConnectTimeoutError),
    ):
        core.call(POST, reply=dict[str, Any], body={})
    looking.set()


@both_limits
def test_a_server_that_takes_no_more_connections_does_not_hold_a_call(limit: dict[str, Any]) -> None:
    with (
        unanswered() as port,
        core_at(f"http://127.0.0.1:{port}", **limit) as core,
        taking(SHORT + SLACK),
        pytest.raises((errors.ConnectTimeoutError, errors.ReplyTimeoutError)),
    ):
        core.call(POST, reply=dict[str, Any], body={})


@both_limits
def test_waiting_for_a_connection_and_using_it_share_one_time(limit: dict[str, Any]) -> None:
    with serving(silent) as server:
        transport = Urllib3Transport(connections=1)
        with core_at(server.url, transport=transport, retries=0) as holder:
            held = waiting_call(holder, [], timeout=Timeout(40, 40, 40))
            while not server.requests:
                time.sleep(0.01)
            other = core_at(server.url, transport=transport, **limit)
            with taking(SHORT + SLACK), pytest.raises(errors.ConnectTimeoutError):
                other.call(POST, reply=dict[str, Any], body={})
            server.stopped.set()
            held.join()


@both_long_limits
def test_waits_between_tries_keep_to_the_time(limit: dict[str, Any]) -> None:
    def answer(peer: Peer) -> None:
        while peer.request():
            peer.say(reply(envelope(code=40100), headers=["Retry-After: 25"]))

    with serving(answer) as server, core_at(server.url, **limit) as core, taking(SLACK):
        with pytest.raises(errors.RateLimitError) as caught:
            core.call(POST, reply=dict[str, Any], body={})
        assert caught.value.attempts == len(server.requests) == 1


@both_limits
def test_all_tries_together_keep_to_the_time(limit: dict[str, Any], clock: Clock) -> None:
    def answer(peer: Peer) -> None:
        peer.request()
        clock.now += SHORT * 0.3
        peer.reset()

    retries = limit.get("retries", Retry())._replace(attempts=1000, backoff=0.001)
    with serving(answer) as server:
        with core_at(server.url, **{**limit, "retries": retries}) as core:
            with pytest.raises(errors.TransportError) as caught:
                core.call(GET, reply=dict[str, Any])
            assert caught.value.attempts == 4
        assert len(server.requests) == 4


@both_long_limits
def test_the_limiter_keeps_to_the_time_and_says_so_at_once(limit: dict[str, Any], clock: Clock) -> None:
    with core_at("http://127.0.0.1:1", limiter=Limiter(Rate(1, 100)), **limit) as core:
        limiter = core._limiter
        assert limiter is not None
        limiter._clock = clock.monotonic
        limiter.acquire()
        with taking(SLACK), pytest.raises(errors.ConnectTimeoutError) as caught:
            core.call(POST, reply=dict[str, Any], body={})
        assert str(caught.value) == (
            f"POST {POST.path}: the limiter allows the next call in 100 s, but only 20 s are left"
        )
        assert (caught.value.attempts, caught.value.operation) == (0, f"POST {POST.path}")


def test_a_turn_that_was_refused_is_free_for_others() -> None:
    limiter = Limiter(Rate(1, 5))
    clock, waits = Clock(), list[float]()
    limiter._clock, limiter._sleep = clock.monotonic, waits.append
    limiter.acquire()
    for _ in range(50):
        with pytest.raises(errors.ConnectTimeoutError):
            limiter.acquire(within=0.001)
    limiter.acquire()
    assert waits == [5]


@pytest.mark.parametrize("slow", ["access_token", "before"])
def test_what_is_called_before_a_call_is_sent_takes_of_its_time(clock: Clock, slow: str) -> None:
    def take(seconds: float) -> Callable[..., str]:
        def called(*_: object) -> str:
            clock.move(seconds)
            return "token"

        return called

    with serving(silent) as server:
        given = {slow: take(19.5)}
        with (
            core_at(server.url, timeout=20, retries=0, **given) as core,
            pytest.raises(errors.ReplyTimeoutError, match=r"(in|for) 0\.5 s"),
        ):
            core.call(POST, reply=dict[str, Any], body={})
        assert len(server.requests) == 1
        with core_at(server.url, timeout=20, **{slow: take(20.5)}) as core:
            with pytest.raises(
                errors.ConnectTimeoutError, match="was over before it could be sent"
            ) as caught:
                core.call(POST, reply=dict[str, Any], body={})
            assert not caught.value.may_have_been_done
        assert len(server.requests) == 1


# Connecting and sending


def test_a_server_that_reads_slowly_has_the_time_of_reading_for_each_piece() -> None:
    def slow(peer: Peer) -> None:
        peer.server.stopped.wait(1)
        peer.request()
        peer.say(reply())

    with serving(slow) as server, core_at(server.url, retries=0, timeout=Timeout(0.5, 30, 60)) as core:
        reply_ = core.call(POST, reply=dict[str, Any], body={"text": "x" * 10_000_000})
        assert reply_["code"] == 0


def test_a_server_that_takes_no_more_is_told_from_one_that_says_nothing() -> None:
    def full(peer: Peer) -> None:
        peer.head()
        peer.server.stopped.wait()

    with (
        serving(full) as server,
        core_at(server.url, timeout=Timeout(30, 0.5, 60)) as core,
        pytest.raises(errors.ReplyTimeoutError, match=r"it accepted no more of the request for 0\.5 s"),
    ):
        core.call(POST, reply=dict[str, Any], files={"photo": b"x" * 50_000_000})


# Closing


def waiting_call(core: Core, outcomes: list[object], **options: Unpack[CallOptions]) -> threading.Thread:
    def work() -> None:
        try:
            outcomes.append(core.call(POST, reply=dict[str, Any], body={}, options=options))
        except errors.TikTokError as error:
            outcomes.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize("through", ["directly", "through a proxy"])
def test_closing_wakes_who_waits_for_a_connection(through: str) -> None:
    with serving(silent) as server:
        proxy = server.url if through == "through a proxy" else ""
        transport = Urllib3Transport(connections=1, proxy=proxy)
        core = core_at("http://127.0.0.1:1" if proxy else server.url, transport=transport, retries=0)
        first: list[object] = []
        later: list[object] = []
        threads = [waiting_call(core, first)]
        while not server.requests:
            time.sleep(0.01)
        threads += [waiting_call(core, later) for _ in range(3)]
        time.sleep(0.2)
        with taking(SLACK):
            core.close()
            for thread in threads[1:]:
                thread.join(SLACK)
        assert [type(outcome) for outcome in later] == [errors.ClientClosedError] * 3
        server.stopped.set()
        threads[0].join()
        assert len(server.requests) == 1


@pytest.mark.parametrize("waits", ["for the limiter", "between tries"])
def test_closing_wakes_who_waits(waits: str) -> None:
    def answer(peer: Peer) -> None:
        while peer.request():
            peer.say(reply(envelope(code=40100), headers=["Retry-After: 25"]))

    limiter = Limiter(Rate(1, 100)) if waits == "for the limiter" else None
    if limiter is not None:
        limiter.acquire()
    with serving(answer) as server:
        core = core_at(server.url, limiter=limiter)
        outcomes: list[object] = []
        thread = waiting_call(core, outcomes)
        while not (limiter or server.requests):
            time.sleep(0.01)
        time.sleep(0.2)
        with taking(SLACK):
            core.close()
            thread.join(SLACK)
        assert [type(outcome) for outcome in outcomes] == [errors.ClientClosedError]
        assert len(server.requests) == (0 if limiter else 1)


# Pipes


needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="left out: no pipes with names here")


def uploaded(core: Core, server: Any, file: Any) -> bytes:
    core.call(
        POST._replace(signatures={"signature": "photo"}), reply=dict[str, Any], files={"photo": file}, body={}
    )
    found: bytes = server.requests[-1]
    return found


def answering(peer: Peer) -> None:
    while peer.request():
        peer.say(reply())


@needs_pipes
def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    pipe = tmp_path / "rose.jpg"
    os.mkfifo(pipe)
    content = b"rose" * 50_000

    def write() -> None:
        time.sleep(0.1)
        with pipe.open("wb") as stream:
            for start in range(0, len(content), 40_000):
                stream.write(content[start : start + 40_000])
                stream.flush()
                time.sleep(0.02)

    writer = threading.Thread(target=write)
    writer.start()
    with serving(answering) as server, core_at(server.url, timeout=30) as core:
        sent = uploaded(core, server, pipe)
    writer.join()
    assert content in sent
    assert b'filename="rose.jpg"' in sent


@needs_pipes
@pytest.mark.parametrize("place", ["/dev/fd/{}", "/proc/self/fd/{}"])
def test_what_is_piped_into_a_descriptor_is_read_to_its_end(place: str) -> None:
    reading, writing = os.pipe()
    path = place.format(reading)
    if not Path(path).exists():
        pytest.skip(f"left out: no {path} here")
    try:
        os.write(writing, b"rose")
        os.close(writing)
        with serving(answering) as server, core_at(server.url, timeout=10) as core:
            sent = uploaded(core, server, path)
    finally:
        os.close(reading)
    assert b"\r\n\r\nrose\r\n" in sent
    assert b"fcdc7b4207660a1372d0cd5491ad856e" in sent


@needs_pipes
@pytest.mark.parametrize("writes", [False, True], ids=["nobody writes", "never ends"])
def test_a_pipe_that_does_not_end_is_refused_in_time(tmp_path: Path, *, writes: bool) -> None:
    pipe = tmp_path / "rose.jpg"
    os.mkfifo(pipe)
    both = os.open(pipe, os.O_RDWR) if writes else None
    try:
        if both is not None:
            os.write(both, b"rose")
        with (
            core_at("http://127.0.0.1:1", timeout=SHORT) as core,
            taking(SHORT + SLACK),
            pytest.raises(errors.InvalidRequest, match=r"a pipe that was not closed within 0\.6 s"),
        ):
            core.call(POST, reply=dict[str, Any], files={"photo": str(pipe)})
    finally:
        if both is not None:
            os.close(both)


def test_a_device_is_refused() -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("left out: no devices here")
    with core_at("http://127.0.0.1:1") as core:
        for device in ("/dev/zero", "/dev/null"):
            with pytest.raises(errors.InvalidRequest, match="must be a file or a pipe, not a device"):
                core.call(POST, reply=dict[str, Any], files={"photo": device})


def test_a_file_that_is_made_up_while_it_is_read_is_sent_whole() -> None:
    path = Path("/proc/self/status")
    if not path.exists():
        pytest.skip("left out: no such files here")
    with serving(answering) as server, core_at(server.url) as core:
        assert b"VmHWM:" in uploaded(core, server, path)
    with suppress(OSError):
        assert path.stat().st_size == 0

"""Nothing is sent twice, and no caller gets the reply to another's request."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable
from typing import Any, Unpack

import attrs
import pytest
from urllib3.util import connection

from tiktok_bindgen.runtime import errors
from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.limit import Limiter
from tiktok_bindgen.runtime.model import Model
from tiktok_bindgen.runtime.operation import CallOptions, Operation
from tiktok_bindgen.runtime.retry import Retry
from tiktok_bindgen.runtime.structure import define
from tiktok_bindgen.runtime.transport import Request, Timeout, Urllib3Transport

from .certificates import Certificate
from .conftest import TOKEN, Clock
from .raw import Peer, reply, serving
from .server import envelope

GET = Operation("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get")
POST = Operation("POST", "/open_api/v1.3/garden/plot/create/", "garden_plot_create")
PATIENT = Retry(attempts=3, backoff=0)


def core_at(url: str, **options: Any) -> Core:
    return Core(**{"base_url": url, "access_token": TOKEN, "timeout": 10, "retries": PATIENT, **options})


def post(core: Core, **options: Unpack[CallOptions]) -> Any:
    return core.call(POST, reply=dict[str, Any], body={"a": "1"}, options=options)


# Through a proxy


def drop(peer: Peer) -> None:
    """Carry a request out, and close without a word."""
    peer.request()


def break_off(peer: Peer) -> None:
    """Carry a request out, and break the connection."""
    peer.request()
    peer.reset()


def cut(peer: Peer) -> None:
    """Carry a request out, and stop within the reply's head."""
    peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\nContent-Le")


@pytest.mark.parametrize("answer", [drop, break_off, cut])
def test_a_post_through_a_forward_proxy_that_broke_after_it_was_carried_out_is_sent_once(
    answer: Callable[[Peer], None],
) -> None:
    with (
        serving(answer) as proxy,
        core_at("http://garden.example", transport=Urllib3Transport(proxy=proxy.url)) as core,
    ):
        with pytest.raises(errors.ConnectionLostError) as caught:
            post(core)
        assert caught.value.attempts == 1
        assert caught.value.may_have_been_done
        assert proxy.requests == [b'{"a":"1"}']


@pytest.mark.parametrize("answer", [drop, break_off, cut])
def test_a_post_through_a_tunnel_that_broke_after_it_was_carried_out_is_sent_once(
    answer: Callable[[Peer], None], certificate: Certificate
) -> None:
    def tunnel(peer: Peer) -> None:
        assert peer.head().startswith(b"CONNECT garden.example:443")
        peer.say(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with peer.secure(certificate.server) as inside:
            answer(inside)

    with serving(tunnel) as proxy:
        transport = Urllib3Transport(
            proxy=proxy.url, ca_certs=str(certificate.path), server_hostname="127.0.0.1"
        )
        with core_at("https://garden.example", transport=transport) as core:
            with pytest.raises(errors.ConnectionLostError):
                post(core)
            assert proxy.requests == [b'{"a":"1"}']
            assert proxy.connections == 1


def test_a_tunnel_that_a_proxy_refuses_is_asked_for_again() -> None:
    def refuse(peer: Peer) -> None:
        peer.head()
        peer.say(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")

    with (
        serving(refuse) as proxy,
        core_at("https://garden.example", transport=Urllib3Transport(proxy=proxy.url)) as core,
    ):
        with pytest.raises(errors.ConnectError) as caught:
            post(core)
        assert not caught.value.may_have_been_done
        assert caught.value.attempts == proxy.connections == 3


def test_tls_that_breaks_after_a_request_is_no_failed_connection(certificate: Certificate) -> None:
    def garble(peer: Peer) -> None:
        with peer.secure(certificate.server) as inside:
            inside.request()
            os.write(inside.socket.fileno(), b"this is not TLS at all")

    with serving(garble) as server:
        url = server.url.replace("http:", "https:")
        with core_at(url, transport=Urllib3Transport(ca_certs=str(certificate.path))) as core:
            with pytest.raises(errors.ConnectionLostError) as caught:
                post(core)
            assert caught.value.may_have_been_done
            assert server.requests == [b'{"a":"1"}']


# Interim replies


@pytest.mark.parametrize(
    "interim",
    [
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n",
        b"HTTP/1.1 102 Processing\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n" * 3 + b"HTTP/1.1 100 Continue\r\n\r\n",
    ],
    ids=["103", "102", "100", "several"],
)
@pytest.mark.parametrize("together", [True, False], ids=["together", "apart"])
def test_interim_replies_are_read_past(interim: bytes, *, together: bool) -> None:
    def answer(peer: Peer) -> None:
        while body := peer.request():
            final = reply(envelope(json.loads(body)))
            peer.say(*([interim + final] if together else [interim, final]), pause=0.02)

    with serving(answer) as server, core_at(server.url) as core:
        for number in range(5):
            found = core.call(POST, reply=dict[str, Any], body={"mark": number})
            assert found["data"] == {"mark": number}
        assert server.connections == 1


def test_a_change_of_the_protocol_is_an_error_and_ends_the_connection() -> None:
    def answer(peer: Peer) -> None:
        body = peer.request()
        if peer.number == 0:
            peer.say(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: weeds\r\n\r\n")
            peer.request()
        else:
            peer.say(reply(envelope(json.loads(body))))

    with serving(answer) as server, core_at(server.url) as core:
        with pytest.raises(errors.MalformedReplyError, match="HTTP 101"):
            post(core)
        with serving(answer) as other, core_at(other.url) as raw, pytest.raises(errors.MalformedReplyError):
            raw.request("GET", "/a/")
        assert core.call(POST, reply=dict[str, Any], body={"mark": 2})["data"] == {"mark": 2}
        assert server.connections == 2


@pytest.mark.parametrize("size", [1, 20_000], ids=["in one piece", "in several"])
def test_a_second_reply_to_one_request_is_nobodys(size: int) -> None:
    def answer(peer: Peer) -> None:
        while body := peer.request():
            peer.say(reply(envelope(json.loads(body))) + reply(envelope({"mark": "w" * size})))

    with serving(answer) as server, core_at(server.url) as core:
        for number in range(5):
            assert core.call(POST, reply=dict[str, Any], body={"mark": number})["data"] == {"mark": number}
        assert server.connections == 5


# Forks


def marked(peer: Peer) -> None:
    while body := peer.request():
        peer.say(reply(envelope(json.loads(body))))


def in_child(work: Callable[[], object]) -> int:
    """Run a function in a forked process; gives how it ended."""
    pid = os.fork()
    if pid == 0:
        # A handler of the parent's may have been writing in another thread: its file stays locked here.
        logging.disable()
        try:
            os._exit(0 if work() else 1)
        except BaseException:  # noqa: BLE001 - the process ends here, whatever happened
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="left out: no fork here")
# Newer Pythons warn of each fork of a process with threads: that is what these tests are about.
forks = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


@needs_fork
@forks
def test_a_child_has_connections_of_its_own() -> None:
    with serving(marked) as server, core_at(server.url) as core:
        post(core)
        assert in_child(lambda: core.call(POST, reply=dict[str, Any], body={"m": 2})["data"] == {"m": 2}) == 0
        post(core)
        # The parent went on with the one that it had.
        assert server.connections == 2


_shared: Core | None = None


def _called(mark: int) -> bool:
    assert _shared is not None
    return bool(_shared.call(POST, reply=dict[str, Any], body={"mark": mark})["data"] == {"mark": mark})


@needs_fork
@forks
def test_no_reply_is_swapped_between_the_processes_of_a_pool() -> None:
    global _shared  # noqa: PLW0603 - how a pool's functions come by what was made before the fork
    with serving(marked) as server, core_at(server.url) as core:
        post(core)
        _shared = core
        try:
            with multiprocessing.get_context("fork").Pool(4) as pool:
                assert pool.map(_called, range(100), chunksize=5) == [True] * 100
        finally:
            _shared = None
        assert len(server.requests) == 101


@needs_fork
@forks
def test_a_fork_while_other_threads_call_leaves_no_lock_behind() -> None:
    stop = threading.Event()
    wrong: list[object] = []

    def work(core: Core, number: int) -> None:
        while not stop.is_set():
            if core.call(POST, reply=dict[str, Any], body={"mark": number})["data"] != {"mark": number}:
                wrong.append(number)

    with serving(marked) as server, core_at(server.url, transport=Urllib3Transport(connections=2)) as core:
        threads = [threading.Thread(target=work, args=(core, number)) for number in range(6)]
        for thread in threads:
            thread.start()
        ends = [in_child(lambda: bool(post(core, timeout=30))) for _ in range(10)]
        stop.set()
        for thread in threads:
            thread.join()
    assert ends == [0] * 10
    assert wrong == []


@needs_fork
@forks
def test_a_child_can_make_objects_though_a_thread_was_making_the_first_of_a_class(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @define(kw_only=True)
    class Plot(Model):
        name: str | None = None

    @define(kw_only=True)
    class Bed(Model):
        name: str | None = None

    begun, go_on, real = threading.Event(), threading.Event(), attrs.define

    def slow(*args: Any, **options: Any) -> Any:
        begun.set()
        go_on.wait(30)
        return real(*args, **options)

    monkeypatch.setattr(attrs, "define", slow)
    thread = threading.Thread(target=lambda: Plot(name="a"))
    thread.start()
    begun.wait(30)
    monkeypatch.undo()

    def work() -> bool:
        # Ends the process if it waits for a lock that nobody releases.
        signal.alarm(30)
        return Bed(name="b").to_json() == {"name": "b"}

    end = in_child(work)
    go_on.set()
    thread.join()
    assert end == 0


@needs_fork
@forks
def test_a_client_that_is_closed_stays_so_in_a_child() -> None:
    core = core_at("http://127.0.0.1:1")
    core.close()

    def refused() -> bool:
        with pytest.raises(errors.ClientClosedError):
            post(core)
        return True

    assert in_child(refused) == 0


# What cannot have been done


def test_a_body_that_cannot_be_read_is_not_said_to_have_been_sent(tmp_path: Any) -> None:
    photo = tmp_path / "rose.jpg"
    photo.write_bytes(b"x" * 100_000)

    def shorten(request: Request) -> None:
        del request
        photo.write_bytes(b"x")

    with serving(marked) as server, core_at(server.url, before=shorten) as core:
        with pytest.raises(errors.TransportError):
            core.call(POST, reply=dict[str, Any], files={"photo": photo})
        assert server.requests == []


@pytest.mark.parametrize("timeout", [Timeout(20, 0.5, 20), Timeout(20, 20, 1)], ids=["read", "total"])
def test_a_post_without_an_answer_in_time_is_sent_once(timeout: Timeout) -> None:
    def silent(peer: Peer) -> None:
        peer.request()
        peer.server.stopped.wait()

    with serving(silent) as server, core_at(server.url) as core:
        with pytest.raises(errors.ReplyTimeoutError) as caught:
            post(core, timeout=timeout)
        assert caught.value.may_have_been_done
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", errors.MalformedReplyError),
        (b'{"request_id": "2026ab", "code": 0, "data"', errors.MalformedReplyError),
        (b'{"request_id": "2026ab", "data": {}}', errors.EnvelopeError),
        (b'[{"request_id": "2026ab"}]', errors.EnvelopeError),
    ],
    ids=["empty", "cut", "no code", "no object"],
)
def test_a_broken_envelope_after_a_post_says_that_it_may_have_been_carried_out(
    body: bytes, kind: type[errors.ReplyError]
) -> None:
    def answer(peer: Peer) -> None:
        while peer.request():
            peer.say(reply(body, headers=["X-Garden: 1"]))

    with serving(answer) as server, core_at(server.url) as core:
        with pytest.raises(kind) as caught:
            post(core)
        error = caught.value
        assert str(error).endswith("it may have been carried out")
        assert error.may_have_been_done
        assert error.attempts == len(server.requests) == 1
        assert error.request_id == ("2026ab" if body else "")
        assert ("2026ab" in str(error)) is bool(body)
        assert error.raw_response is not None
        assert (error.raw_response.status, error.raw_response.body) == (200, body)
        with pytest.raises(kind) as of_a_read:
            core.call(GET, reply=dict[str, Any])
        assert not of_a_read.value.may_have_been_done
        assert "carried out" not in str(of_a_read.value)


# A request that the server recognises for a while

DIG = POST._replace(key="dig_id", within=10.0)


def before_the_limiter(clock: Clock, seconds: float, _: pytest.MonkeyPatch) -> dict[str, Any]:
    class Slow(Limiter):
        turns = 0

        def acquire(self, *_: Any, **__: Any) -> float:
            self.turns += 1
            clock.move(seconds if self.turns == 2 else 0)
            return 0.0

    return {"limiter": Slow()}


def in_the_function_of_the_token(clock: Clock, seconds: float, _: pytest.MonkeyPatch) -> dict[str, Any]:
    waits = iter([0, seconds])

    def token() -> str:
        clock.move(next(waits))
        return TOKEN

    return {"access_token": token}


def in_a_hook(clock: Clock, seconds: float, _: pytest.MonkeyPatch) -> dict[str, Any]:
    return {"before": lambda request: clock.move(seconds if request.attempt == 2 else 0)}


def in_the_look_up(clock: Clock, seconds: float, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    real, waits = socket.getaddrinfo, iter([0, seconds])

    def look_up(host: str, *arguments: Any, **options: Any) -> Any:
        if host == "garden.example" and options.get("flags") != socket.AI_NUMERICHOST:
            clock.move(next(waits))
            host = "127.0.0.1"
        return real(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return {"host": "garden.example"}


def while_connecting(clock: Clock, seconds: float, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    real, waits = connection.create_connection, iter([0, seconds])

    def connect(*arguments: Any, **options: Any) -> socket.socket:
        wait = next(waits)
        made = real(*arguments, **options)
        clock.move(wait)
        return made

    monkeypatch.setattr(connection, "create_connection", connect)
    return {}


DELAYS = [
    before_the_limiter,
    in_the_function_of_the_token,
    in_a_hook,
    in_the_look_up,
    while_connecting,
]


def lost_once(peer: Peer) -> None:
    """Carry requests out, but break the first connection instead of replying."""
    while body := peer.request():
        if not peer.number:
            peer.reset()
            return
        peer.say(reply(envelope(json.loads(body))))


def dig(url: str, **options: Any) -> Any:
    url = url.replace("127.0.0.1", options.pop("host", "127.0.0.1"))
    with core_at(url, **{"timeout": Timeout(100, 100, 300), **options}) as core:
        return core.call(DIG, reply=dict[str, Any], body={})["data"]


@pytest.mark.parametrize("delayed", DELAYS)
def test_a_request_is_sent_again_only_while_the_server_recognises_it(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, delayed: Callable[..., dict[str, Any]]
) -> None:
    with serving(lost_once) as server, monkeypatch.context() as patched:
        assert dig(server.url, **delayed(clock, 8.0, patched)).keys() == {"dig_id"}
        assert len(server.requests) == 2
        assert server.requests[0] == server.requests[1]
    with serving(lost_once) as server, monkeypatch.context() as patched:
        with pytest.raises(errors.ConnectionLostError, match="no longer recognise the request") as caught:
            dig(server.url, **delayed(clock, 12.0, patched))
        assert caught.value.may_have_been_done
        assert caught.value.attempts == 2
        assert len(server.requests) == 1


@pytest.mark.parametrize("delayed", DELAYS)
def test_a_first_try_may_come_later_than_the_server_would_recognise_it(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, delayed: Callable[..., dict[str, Any]]
) -> None:
    # The first try does not reach the server, which so has nothing to recognise.
    refused = [ConnectionRefusedError()]
    real = socket.socket.connect

    def connect(made: socket.socket, address: Any) -> None:
        if refused:
            raise refused.pop()
        real(made, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    with serving(marked) as server:
        assert dig(server.url, **delayed(clock, 12.0, monkeypatch)).keys() == {"dig_id"}
        assert len(server.requests) == 1


def test_a_try_that_reached_nobody_renews_no_time_to_send_again(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def turn_away(request: Request) -> None:
        if request.attempt == 2:
            clock.move(6.0)
            monkeypatch.setattr(connection, "create_connection", refuse)
        if request.attempt == 3:
            clock.move(6.0)
            monkeypatch.setattr(connection, "create_connection", real)

    def refuse(*_: Any, **__: Any) -> socket.socket:
        raise ConnectionRefusedError

    real = connection.create_connection
    with serving(lost_once) as server:
        with pytest.raises(errors.ConnectionLostError, match="no longer recognise the request") as caught:
            dig(server.url, before=turn_away)
        assert caught.value.may_have_been_done
        assert len(server.requests) == 1


def test_a_limiter_whose_turn_comes_too_late_leaves_the_outcome_unknown() -> None:
    class Late(Limiter):
        def acquire(self, *_: Any, within: float | None = None, **__: Any) -> float:
            asked.append(within)
            if len(asked) == 2:
                raise errors.ConnectTimeoutError("the limiter allows no call in time")
            return 0.0

    asked: list[float | None] = []
    with serving(lost_once) as server:
        with pytest.raises(errors.ConnectionLostError, match="it may have been carried out") as caught:
            dig(server.url, limiter=Late())
        assert caught.value.may_have_been_done
        assert caught.value.attempts == len(server.requests) == 1
    assert asked[0] is not None
    assert asked[0] > 200
    assert asked[1] is not None
    assert asked[1] <= 10


# However a reply is asked for


def test_a_throttled_call_is_tried_as_often_however_its_reply_is_asked_for() -> None:
    throttled = reply(envelope(code=40100))
    gateway = reply(b"slow down", status="429 Too Many Requests")
    answers = [throttled, gateway, reply(envelope({"plot": 7}))]

    def answer(peer: Peer) -> None:
        while peer.request():
            peer.say(answers[(len(peer.server.requests) - 1) % 3])

    with serving(answer) as server, core_at(server.url) as core:
        assert post(core)["data"] == {"plot": 7}
        assert core.request("POST", POST.path, body={"a": "1"}).json()["data"] == {"plot": 7}
        assert len(server.requests) == 6


def test_a_reply_as_it_is_comes_as_it_is_when_the_last_try_fails_as_well() -> None:
    def answer(peer: Peer) -> None:
        while peer.request():
            peer.say(reply(envelope(code=40100)))

    with serving(answer) as server, core_at(server.url) as core:
        assert core.request("POST", POST.path, body={"a": "1"}).json()["code"] == 40100
        assert len(server.requests) == 3

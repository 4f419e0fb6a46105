"""What lies between the client and the server: proxies, certificates, and the pool of connections."""

from __future__ import annotations

import base64
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import pytest

from text_cases import literal, text_cases
from tiktok_bindgen.runtime import errors
from tiktok_bindgen.runtime.core import Core
from tiktok_bindgen.runtime.files import File
from tiktok_bindgen.runtime.operation import CallOptions, Operation
from tiktok_bindgen.runtime.transport import Request, Timeout, Urllib3Transport, _server

from .certificates import Certificate
from .conftest import TOKEN, CoreFactory
from .server import Reply, Server, envelope, refused_url

if TYPE_CHECKING:
    from collections.abc import Iterator

GET = Operation("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get")
POST = Operation("POST", "/open_api/v1.3/garden/plot/create/", "garden_plot_create")
DESCRIPTORS = Path("/proc/self/fd")


# Proxies


def test_a_proxy_is_gone_through(make_core: CoreFactory, server: Server) -> None:
    core = make_core(base_url="http://garden.example", transport=Urllib3Transport(proxy=server.url))
    core.call(GET, reply=dict[str, Any], query={"name": "a b"})
    (sent,) = server.sent
    assert sent.target == f"http://garden.example{GET.path}?name=a%20b"
    assert sent.headers["host"] == "garden.example"
    assert sent.headers["access-token"] == TOKEN


def test_a_proxy_that_does_not_answer_is_a_connect_error(make_core: CoreFactory) -> None:
    core = make_core(
        base_url="http://garden.example", transport=Urllib3Transport(proxy=refused_url()), retries=0
    )
    with pytest.raises(errors.ConnectError):
        core.call(POST, reply=dict[str, Any], body={})


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize("scheme", ["http://", ""], ids=["a URL", "no scheme"])
def test_the_proxy_that_the_environment_names_is_gone_through(
    make_core: CoreFactory, server: Server, monkeypatch: pytest.MonkeyPatch, name: str, scheme: str
) -> None:
    monkeypatch.setenv(name, server.url.replace("http://", scheme))
    core = make_core(base_url="http://garden.example")
    for _ in range(2):
        core.call(GET, reply=dict[str, Any])
    assert [sent.target for sent in server.sent] == [f"http://garden.example{GET.path}"] * 2


def test_the_proxy_is_that_of_the_servers_scheme(
    make_core: CoreFactory, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", server.url)
    monkeypatch.setenv("HTTP_PROXY", refused_url())
    core = make_core(base_url="https://garden.example", retries=0)
    with pytest.raises(
        errors.ConnectError,
        match=r"garden\.example:443 through the proxy 127\.0\.0\.1:\d+: .* 501 Unsupported",
    ):
        core.call(GET, reply=dict[str, Any])
    # It was asked for a tunnel, which is not among what it can do.
    assert (server.connections, server.sent) == (1, [])


@pytest.mark.parametrize("spared", ["127.0.0.1", "*", "garden.example, 127.0.0.1", "HOST"])
def test_a_server_that_the_environment_spares_is_called_without_a_proxy(
    make_core: CoreFactory, server: Server, monkeypatch: pytest.MonkeyPatch, spared: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", refused_url())
    monkeypatch.setenv("NO_PROXY", spared.replace("HOST", server.url.removeprefix("http://")))
    assert make_core(retries=0).call(GET, reply=dict[str, Any])["code"] == 0


def test_a_proxy_that_is_given_wins_over_the_environments(
    make_core: CoreFactory, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", refused_url())
    monkeypatch.setenv("NO_PROXY", "*")
    transport = Urllib3Transport(proxy=server.url)
    make_core(base_url="http://garden.example", transport=transport).call(GET, reply=dict[str, Any])
    assert server.sent[0].target.startswith("http://garden.example/")


def test_options_of_a_proxy_are_for_servers_that_are_called_through_one(
    make_core: CoreFactory, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    transport = Urllib3Transport(proxy_headers={"X-Team": "roses"})
    make_core(base_url="http://garden.example", transport=transport).call(GET, reply=dict[str, Any])
    make_core(transport=transport).call(GET, reply=dict[str, Any])
    assert [sent.headers.get("x-team") for sent in server.sent] == ["roses", None]


def test_no_proxy_at_all_can_be_asked_for(
    make_core: CoreFactory, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", refused_url())
    core = make_core(transport=Urllib3Transport(proxy=""), retries=0)
    assert core.call(GET, reply=dict[str, Any])["code"] == 0


def test_the_environment_is_asked_once_for_each_server(
    make_core: CoreFactory, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def spared(host: str) -> bool:
        asked.append(host)
        return True

    monkeypatch.setenv("HTTP_PROXY", refused_url())
    monkeypatch.setattr("urllib.request.proxy_bypass", spared)
    core = make_core()
    for _ in range(3):
        core.call(GET, reply=dict[str, Any])
    assert asked == [server.url.removeprefix("http://")]
    assert len(server.sent) == 3


def test_a_proxy_is_told_who_asks(make_core: CoreFactory, server: Server) -> None:
    proxy = server.url.replace("//", "//me:p%40ss@")
    core = make_core(base_url="http://garden.example", transport=Urllib3Transport(proxy=proxy))
    core.call(GET, reply=dict[str, Any])
    login = base64.b64encode(b"me:p@ss").decode()
    assert server.sent[0].headers["proxy-authorization"] == f"Basic {login}"


@pytest.mark.parametrize(
    "proxy", ["socks5://me:pass-word@proxy:1", "http://", "http://proxy:port", "://x", "no proxy"]
)
def test_a_proxy_that_is_none_is_refused(
    make_core: CoreFactory, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    with pytest.raises(ValueError, match="a proxy must be a URL like http://host:port") as caught:
        Urllib3Transport(proxy=proxy)
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(errors.ConnectError, match="a proxy must be a URL like http://host:port") as late:
        make_core(base_url="http://garden.example").call(GET, reply=dict[str, Any])
    assert "pass-word" not in f"{caught.value}{late.value}"


def test_the_proxys_password_is_in_no_error(make_core: CoreFactory) -> None:
    proxy = refused_url().replace("//", "//user:pass-word@")
    core = make_core(base_url="http://garden.example", transport=Urllib3Transport(proxy=proxy), retries=0)
    with pytest.raises(errors.ConnectError) as caught:
        core.call(POST, reply=dict[str, Any], body={})
    assert "pass-word" not in f"{caught.value!r}{caught.value.__cause__!r}"


# What a message tells


@pytest.mark.parametrize(
    ("reply", "timeout", "said"),
    [
        (Reply(silent=True), Timeout(20, 0.5, 30), "no complete reply from HOST: nothing came for 0.5 s"),
        (Reply(pieces=[b" "] * 99, pause=0.02), Timeout(20, 20, 1), "no complete reply from HOST in 1 s"),
        (Reply(reset=True), Timeout(20, 20, 20), "the connection to HOST broke"),
    ],
    ids=["silence", "drip", "reset"],
)
def test_a_message_names_the_server_and_the_seconds(
    make_core: CoreFactory, server: Server, reply: Reply, timeout: Timeout, said: str
) -> None:
    server.answer(reply)
    with pytest.raises(errors.TransportError) as caught:
        make_core(retries=0).call(
            POST, reply=dict[str, Any], query={"secret": "hush"}, options={"timeout": timeout}
        )
    host = server.url.removeprefix("http://")
    told = f"{said.replace('HOST', host)}; it may have been carried out"
    assert str(caught.value) == f"POST {POST.path}: {told}"


def test_a_message_of_no_connection_names_the_server_and_the_reason(make_core: CoreFactory) -> None:
    url = refused_url()
    with pytest.raises(errors.ConnectError) as caught:
        make_core(base_url=url, retries=0).call(GET, reply=dict[str, Any], query={"secret": "hush"})
    assert str(caught.value) == (
        f"GET {GET.path}: no connection to {url.removeprefix('http://')}: Connection refused"
    )


@text_cases(url=str, shown=str)
def test_a_server_is_shown_as_host_and_port(url: str, shown: str) -> None:
    assert _server(url) == shown


# Certificates


@pytest.fixture
def secure(certificate: Certificate) -> Iterator[Server]:
    with Server(tls=certificate.server) as running:
        yield running


def test_a_certificate_of_ones_own_is_trusted(
    make_core: CoreFactory, secure: Server, certificate: Certificate
) -> None:
    core = make_core(base_url=secure.url, transport=Urllib3Transport(ca_certs=str(certificate.path)))
    assert core.call(GET, reply=dict[str, Any])["code"] == 0


def test_a_certificate_that_nobody_trusts_is_refused_once(make_core: CoreFactory, secure: Server) -> None:
    with pytest.raises(errors.TlsError) as caught:
        make_core(base_url=secure.url).call(GET, reply=dict[str, Any])
    assert caught.value.attempts == 1
    assert secure.sent == []
    assert "no trusted connection" in str(caught.value)
    assert str(caught.value).endswith(": self-signed certificate")


def test_certificates_that_cannot_be_read_are_told(
    make_core: CoreFactory, secure: Server, tmp_path: Path
) -> None:
    transport = Urllib3Transport(ca_certs=str(tmp_path / "none.pem"))
    with pytest.raises(errors.TlsError, match=r": No such file or directory$"):
        make_core(base_url=secure.url, transport=transport).call(GET, reply=dict[str, Any])


@text_cases(name=str, meant=literal)
def test_a_transport_takes_no_other_options_than_its_library(name: str, meant: str) -> None:
    options: dict[str, Any] = {"cert_reqs": "CERT_REQUIRED", "proxy_headers": {"A": "b"}, name: False}
    with pytest.raises(TypeError) as caught:
        Urllib3Transport(**options)
    assert str(caught.value) == f"Urllib3Transport takes no argument '{name}'{meant}"


# The pool of connections


def call_at_once(core: Core, count: int, **options: Unpack[CallOptions]) -> list[object]:
    outcomes: list[object] = []
    together = threading.Barrier(count)

    def work() -> None:
        together.wait()
        try:
            outcomes.append(core.call(GET, reply=dict[str, Any], options=options)["code"])
        except errors.TikTokError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_there_are_never_more_connections_than_allowed(make_core: CoreFactory, server: Server) -> None:
    server.answer(Reply(pieces=[envelope({})[:5], envelope({})[5:]], pause=0.02))
    core = make_core(transport=Urllib3Transport(connections=3))
    assert call_at_once(core, 12) == [0] * 12
    assert 1 < server.connections <= 3


def test_waiting_for_a_connection_comes_to_an_end(make_core: CoreFactory, server: Server) -> None:
    server.answer(Reply(silent=True))
    core = make_core(transport=Urllib3Transport(connections=1), retries=0)
    first = threading.Thread(target=call_at_once, args=(core, 1), kwargs={"timeout": 30})
    first.start()
    while not server.sent:
        time.sleep(0.01)
    with pytest.raises(errors.ConnectTimeoutError, match=r"all connections to .* were in use for 0\.2 s"):
        core.call(GET, reply=dict[str, Any], options={"timeout": Timeout(20, 20, 0.2)})
    server.stop()
    first.join()
    assert len(server.sent) == 1


def failing(sent: int, whole: int) -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("reply", "given"),
    [
        (Reply(pieces=[b" "] * 200, pause=0.02), {"options": {"timeout": Timeout(5, 5, 0.1)}}),
        (Reply(silent=True), {"options": {"timeout": Timeout(5, 0.1, 0.1)}}),
        (Reply(b" " * 200_000), {}),
        (Reply(b"not gzip", headers={"Content-Encoding": "gzip"}), {}),
        (Reply(b"{", length=9), {}),
        (Reply(reset=True), {}),
        (Reply(raw=b"SSH-2.0\r\n"), {}),
        (Reply(b"<html>", 502), {}),
        (Reply(envelope({})), {"files": {"photo": File(b"rose", progress=failing)}}),
    ],
    ids=["drip", "silence", "too large", "gzip", "cut", "reset", "not HTTP", "502", "callback"],
)
def test_whatever_goes_wrong_gives_the_connection_back(
    make_core: CoreFactory, server: Server, reply: Reply, given: dict[str, Any]
) -> None:
    core = make_core(transport=Urllib3Transport(connections=1, max_reply=100_000), retries=0)
    server.answer(reply)
    with pytest.raises((errors.TikTokError, ZeroDivisionError)):
        core.call(POST, reply=dict[str, Any], body={}, **given)
    server.answer(envelope({}))
    assert core.call(POST, reply=dict[str, Any], body={}, options={"timeout": 30})["code"] == 0


def test_a_connection_that_the_server_closed_is_not_used_again(
    make_core: CoreFactory, server: Server
) -> None:
    core = make_core()
    server.answer(Reply(envelope({}), headers={"Connection": "close"}))
    for _ in range(3):
        core.call(POST, reply=dict[str, Any], body={})
    assert [sent.connection for sent in server.sent] == [1, 2, 3]


def test_many_servers_are_served_by_one_transport(server: Server) -> None:
    transport = Urllib3Transport(num_pools=1)
    with Server() as other:
        for url in (server.url, other.url, server.url, f"{other.url}?a=1", f"{server.url}/a"):
            assert transport.send(Request("GET", url), Timeout()).status == 200
    transport.close()
    assert [sent.target for sent in other.sent] == ["/", "/?a=1"]
    assert [sent.target for sent in server.sent] == ["/", "/", "/a"]


@pytest.mark.skipif(not DESCRIPTORS.is_dir(), reason="left out: no /proc to count descriptors in")
def test_no_descriptor_is_left_behind(make_core: CoreFactory, server: Server) -> None:
    before = _sockets()
    for reply in (Reply(envelope({})), Reply(reset=True), Reply(b"<html>"), Reply(b"", 502)):
        server.answer(reply)
        core = make_core(retries=0)
        for _ in range(3):
            with suppress(errors.TikTokError):
                core.call(POST, reply=dict[str, Any], body={})
        core.close()
    # With it go its sides of the connections.
    server.stop()
    assert _sockets() < before


def _sockets() -> set[str]:
    """The sockets that are open in this process, each told by its number."""
    found = set()
    for descriptor in DESCRIPTORS.iterdir():
        # What lists them is one itself, and gone.
        with suppress(OSError):
            found.add(str(descriptor.readlink()))
    return {link for link in found if link.startswith("socket:")}

"""A server on loopback that answers with scripted replies, and records requests."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections import deque
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self, cast

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@frozen
class Sent:
    """One request as it arrived.

    Attributes:
        method: The HTTP method.
        target: The request line's target: path and query.
        headers: The headers; names in lower case.
        body: The body's exact bytes.
        connection: The number of the connection that it came on, from 1.
    """

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    def json(self) -> Any:
        return json.loads(self.body)


@frozen
class Reply:
    """A reply to send.

    Attributes:
        body: The body.
        status: The HTTP status.
        headers: Further headers.
        length: A false ``Content-Length``; -1 to omit the header and close the connection.
        pieces: Sent instead of the body, one after the other.
        pause: Seconds between pieces.
        reset: Whether the connection is reset at the end, or at once if there is nothing to send.
        until: What the end waits for.
        after: Set when the reply may be sent.
        silent: Whether nothing is sent and the connection is kept open.
        raw: Sent instead of everything else.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(factory=dict[str, str])
    length: int | None = None
    pieces: Sequence[bytes] = ()
    pause: float = 0.0
    reset: bool = False
    until: threading.Event | None = None
    after: threading.Event | None = None
    silent: bool = False
    raw: bytes | None = None


def envelope(data: object = None, *, code: int = 0, message: str = "OK", **more: Any) -> bytes:
    """Return the documented envelope as JSON."""
    whole = {"code": code, "message": message, "request_id": "20260101000000", "data": data, **more}
    return json.dumps(whole).encode()


@define
class Server:
    """Answers with scripted replies in order, the last one repeatedly."""

    script: deque[Reply] = field(factory=lambda: deque([Reply(envelope({}))]))
    sent: list[Sent] = field(factory=list[Sent])
    connections: int = 0
    resets: int = 0
    tls: ssl.SSLContext | None = None
    _http: _Http | None = None
    _thread: threading.Thread | None = None
    _stopped: threading.Event = field(factory=threading.Event)
    _lock: threading.Lock = field(factory=threading.Lock)

    @property
    def url(self) -> str:
        assert self._http is not None
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self._http.server_address[1]}"

    def answer(self, *replies: Reply | bytes) -> None:
        """Set the script."""
        with self._lock:
            self.script = deque(reply if isinstance(reply, Reply) else Reply(reply) for reply in replies)

    def next_reply(self, sent: Sent) -> Reply:
        with self._lock:
            self.sent.append(sent)
            return self.script.popleft() if len(self.script) > 1 else self.script[0]

    def connected(self) -> int:
        with self._lock:
            self.connections += 1
            return self.connections

    def wait_stopped(self, seconds: float | None = None) -> bool:
        return self._stopped.wait(seconds)

    def __enter__(self) -> Self:
        self._http = _Http(("127.0.0.1", 0), _handler(self))
        if self.tls is not None:
            self._http.socket = self.tls.wrap_socket(self._http.socket, server_side=True)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Close everything; stopping twice does nothing."""
        if self._http is None or self._thread is None:
            return
        self._stopped.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()
        self._http.close_all()
        self._http = None


@cache
def port_for(user: str) -> int:
    """Return a port that nothing listens on, and that nobody else is given as long as this process runs.

    Args:
        user: Who needs it; a server may listen on it (`SO_REUSEADDR`).
    """
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind(("127.0.0.1", 0))
    _PORTS[user] = kept
    return int(kept.getsockname()[1])


_PORTS: dict[str, socket.socket] = {}


def refused_url() -> str:
    """Return the URL of a port that nothing listens on."""
    return f"http://127.0.0.1:{port_for('nobody')}"


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.open: set[socket.socket] = set()

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        self.open.add(connection)
        return connection, address

    def close_request(self, request: Any) -> None:
        super().close_request(request)
        self.open.discard(request)

    def close_all(self) -> None:
        for connection in [*self.open]:
            self.shutdown_request(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore errors: these tests are about clients that close connections."""


def _handler(server: Server) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30
        # Otherwise a body sent separately waits for the acknowledgement of its head.
        disable_nagle_algorithm = True

        def setup(self) -> None:
            super().setup()
            self.number = server.connected()

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            if len(body) < length:
                # The client closed the connection within its request, which does not count.
                self.close_connection = True
                return
            sent = Sent(
                self.command,
                self.path,
                {name.lower(): value for name, value in self.headers.items()},
                body,
                self.number,
            )
            _send(self, server.next_reply(sent), server)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - how http.server looks for them

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in http.server
            pass

    return Handler


def _send(handler: BaseHTTPRequestHandler, reply: Reply, server: Server) -> None:
    if reply.silent:
        server.wait_stopped()
        handler.close_connection = True
        return
    if reply.after is not None:
        reply.after.wait(30)
    nothing = not reply.body and not reply.pieces and reply.raw is None
    if not (reply.reset and nothing):
        _write(handler, reply, server)
    if reply.until is not None:
        reply.until.wait(30)
    if reply.reset:
        _reset(handler)
        server.resets += 1


def _write(handler: BaseHTTPRequestHandler, reply: Reply, server: Server) -> None:
    if reply.raw is not None:
        handler.wfile.write(reply.raw)
        handler.close_connection = True
        return
    pieces = reply.pieces or [reply.body]
    length = sum(map(len, pieces)) if reply.length is None else reply.length
    handler.send_response(reply.status)
    headers = {"Content-Type": "application/json", **reply.headers}
    if length >= 0 and "Transfer-Encoding" not in headers:
        headers["Content-Length"] = str(length)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    for piece in pieces:
        handler.wfile.write(piece)
        handler.wfile.flush()
        if reply.pause and server.wait_stopped(reply.pause):
            break
    if length != sum(map(len, pieces)):
        handler.close_connection = True


def _reset(handler: BaseHTTPRequestHandler) -> None:
    # With a linger time of 0, closing sends a reset.
    connection = cast("socket.socket", handler.connection)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    handler.rfile.close()
    handler.wfile.close()
    connection.close()

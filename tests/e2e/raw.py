"""Servers on raw sockets, which can misbehave as an HTTP library would not, and record requests."""

from __future__ import annotations

import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from attrs import define, field

from .server import envelope


@define
class Peer:
    """One connection, as the server sees it.

    Attributes:
        socket: The connection.
        server: The server.
        number: The number of the connection, from 0.
    """

    socket: socket.socket
    server: Raw
    number: int
    _held: bytearray = field(factory=bytearray)

    def head(self) -> bytes:
        """Read and return a request's head; empty if the client closed the connection."""
        while b"\r\n\r\n" not in self._held:
            piece = self.socket.recv(65536)
            if not piece:
                return b""
            self._held += piece
        head, _, self._held = self._held.partition(b"\r\n\r\n")
        return bytes(head)

    def request(self) -> bytes:
        """Read and record a whole request; return its body, or its head if it has none; empty if cut off."""
        head = self.head()
        if not head:
            return b""
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        while len(self._held) < length:
            piece = self.socket.recv(65536)
            if not piece:
                return b""
            self._held += piece
        body, self._held = bytes(self._held[:length]), self._held[length:]
        with self.server.lock:
            self.server.requests.append(body or head)
        return body or head

    def say(self, *pieces: bytes, pause: float = 0.0) -> None:
        """Send pieces one after the other, with a pause after each."""
        for piece in pieces:
            self.socket.sendall(piece)
            if pause and self.server.stopped.wait(pause):
                return

    def drip(self, text: bytes, pause: float = 0.05) -> None:
        """Send a text byte for byte, again and again, until the client goes away."""
        while not self.server.stopped.is_set():
            self.say(*(text[index : index + 1] for index in range(len(text))), pause=pause)

    @contextmanager
    def secure(self, context: ssl.SSLContext) -> Iterator[Peer]:
        """Continue the connection within TLS."""
        with context.wrap_socket(self.socket, server_side=True) as inside:
            yield Peer(inside, self.server, self.number)

    def reset(self) -> None:
        """Reset the connection."""
        # With a linger time of 0, closing sends a reset.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


@define
class Raw:
    """A server whose every connection is answered by a function.

    Attributes:
        requests: The bodies (or heads, if there are none) of all requests that arrived whole, in order.
        connections: How many connections there were.
        port: The port it listens on.
        stopped: Set when it is to stop.
    """

    requests: list[bytes] = field(factory=list[bytes])
    connections: int = 0
    port: int = 0
    stopped: threading.Event = field(factory=threading.Event)
    lock: threading.Lock = field(factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(answer: Callable[[Peer], object], *, backlog: int = 64) -> Iterator[Raw]:
    """Run a server; each connection is closed when ``answer`` returns."""
    server = Raw()
    open_: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def serve(peer: Peer) -> None:
        with peer.socket, suppress(OSError):
            answer(peer)

    def accept() -> None:
        while True:
            try:
                made, _ = listening.accept()
            except OSError:
                return
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            made.settimeout(30)
            open_.append(made)
            peer = Peer(made, server, server.connections)
            server.connections += 1
            threads.append(threading.Thread(target=serve, args=(peer,), daemon=True))
            threads[-1].start()

    with socket.create_server(("127.0.0.1", 0), backlog=backlog) as listening:
        server.port = listening.getsockname()[1]
        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            server.stopped.set()
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            for one in open_:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
            # Threads that run on would slow down all tests after this one.
            for thread in (accepting, *threads):
                thread.join(5)
                assert not thread.is_alive(), "a server's thread does not end"


def reply(body: bytes | None = None, *, status: str = "200 OK", headers: Sequence[str] = ()) -> bytes:
    """Return a whole HTTP reply; by default, with an envelope that reports success."""
    body = envelope({}) if body is None else body
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def tunnel(peer: Peer, passing: Callable[[bytes, bool], object] = lambda *_: None) -> None:
    """Be a proxy: connect to the server that is asked for, and pass on what both send.

    Args:
        peer: The client.
        passing: Called with each piece before it is passed on, and whether it is from the server.
    """
    host, _, port = peer.head().split()[1].decode().partition(":")
    with socket.create_connection((host, int(port))) as other:
        peer.say(b"HTTP/1.1 200 Connection established\r\n\r\n")
        ways = {peer.socket: other, other: peer.socket}
        while True:
            for ready in select.select([*ways], [], [])[0]:
                piece = ready.recv(65536)
                if not piece:
                    return
                passing(piece, ready is other)
                ways[ready].sendall(piece)


@contextmanager
def taking(seconds: float) -> Iterator[None]:
    """Assert that the body takes less than some seconds."""
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds

"""A portal's gateway on loopback: it serves invented pages, and misbehaves as requested."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs, urlsplit

from attrs import define, field, frozen


@frozen
class Reply:
    """A reply that is sent instead of the correct one.

    Attributes:
        body: The body.
        status: The HTTP status.
        headers: Headers to add or override.
        cut: How many bytes of the body are sent before the connection is closed; ``None`` for all.
        reset: Whether the connection is reset and nothing is sent.
        until: An event to wait for before anything is sent.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(factory=dict)
    cut: int | None = None
    reset: bool = False
    until: threading.Event | None = None


def answer(data: Any, *, code: Any = 0, message: str = "") -> Reply:
    """Return a reply in the gateway's form."""
    return Reply(json.dumps({"code": code, "msg": message, "data": data}).encode())


@define
class Portal:
    """The gateway and its content.

    Attributes:
        tree: The top of the tree, see `add`.
        pages: The data of each page, keyed by number.
        faults: Replies to send first, keyed by the number of a page or ``tree``.
        always: Replies to send each time, likewise.
        asked: The keys requested, in order.
        agents: The User-Agents seen.
        accepted: What the requests accept: types and encodings.
        before: Called in each request for a page, before it is answered.
        most: The most requests that were running at a time.
        connections: How many connections were made.
    """

    url: str = ""
    tree: list[Any] = field(factory=list)
    pages: dict[str, Any] = field(factory=dict)
    faults: dict[str, deque[Reply]] = field(factory=dict)
    always: dict[str, Reply] = field(factory=dict)
    asked: list[str] = field(factory=list)
    agents: set[str] = field(factory=set)
    accepted: set[tuple[str, str]] = field(factory=set)
    before: Callable[[], object] | None = None
    most: int = 0
    connections: int = 0
    _running: int = 0
    _lock: threading.Lock = field(factory=threading.Lock)

    def add(self, doc_id: int, title: str, *, content: Any = None, under: Any = None) -> dict[str, Any]:
        """Add a page with its content, by default a sentence, to the tree; return its entry."""
        entry = {"doc_id": doc_id, "title": title, "status": 1, "type": "MARKDOWN", "child_docs": []}
        (self.tree if under is None else under["child_docs"]).append(entry)
        text = f"Everything about {title}." if content is None else content
        self.pages[str(doc_id)] = {"title": title, "content": text, "type": "MARKDOWN"}
        return entry

    def fail(self, key: object, *replies: Reply) -> None:
        """Send these replies first to requests for ``key``."""
        self.faults.setdefault(str(key), deque()).extend(replies)

    @property
    def asked_pages(self) -> list[str]:
        """The numbers of the pages requested."""
        return [key for key in self.asked if key != "tree"]

    def reply_to(self, target: str, agent: str) -> Reply:
        url = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        assert query["language"] == "ENGLISH"
        assert len(query["identify_key"]) == 64
        key = "tree" if url.path == "/gateway/api/doc/client/platform/tree/get/" else query["doc_id"]
        with self._lock:
            self._running += 1
            self.most = max(self.most, self._running)
            self.asked.append(key)
            self.agents.add(agent)
            waiting = self.faults.get(key)
            fault = waiting.popleft() if waiting else self.always.get(key)
        try:
            if key != "tree" and self.before is not None:
                self.before()
            if fault is not None:
                return fault
            if key == "tree":
                return answer({"primary_doc_list": self.tree})
            assert url.path == "/gateway/api/doc/client/node/get/"
            if key not in self.pages:
                return answer(None, code=40400, message="no such page")
            return answer(self.pages[key])
        finally:
            with self._lock:
                self._running -= 1


class _Server(ThreadingMixIn, TCPServer):
    allow_reuse_address = True
    daemon_threads = False
    request_queue_size = 32

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore errors: the tests are about clients that close connections."""


@contextmanager
def serving() -> Iterator[Portal]:
    """Run a portal on a free port."""
    portal = Portal()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 20
        # Otherwise the body waits for the acknowledgement of the head.
        disable_nagle_algorithm = True

        def setup(self) -> None:
            super().setup()
            portal.connections += 1

        def do_GET(self) -> None:
            portal.accepted.add((self.headers.get("Accept", ""), self.headers.get("Accept-Encoding", "")))
            reply = portal.reply_to(self.path, self.headers.get("User-Agent", ""))
            if reply.until is not None:
                reply.until.wait(20)
            if reply.reset:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                return
            self.send_response(reply.status)
            headers = {"Content-Type": "application/json", "Content-Length": str(len(reply.body))}
            for name, value in {**headers, **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body[: reply.cut])
            self.close_connection = self.close_connection or reply.cut is not None

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it has above
            """Log nothing."""

    with _Server(("127.0.0.1", 0), Handler) as server:
        portal.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield portal
        finally:
            server.shutdown()
            thread.join()

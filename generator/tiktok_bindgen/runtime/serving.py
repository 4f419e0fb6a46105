"""The mock as an HTTP server on this machine, for programs in any language."""

from __future__ import annotations

import random
import re
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from email.errors import FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from typing import Any, NamedTuple, cast
from urllib.parse import parse_qsl, urlsplit

from attrs import define, field, frozen

from .check import Violation
from .codec import one_line
from .download import named
from .encode import json_bytes
from .lookup import Row, by_path
from .masking import is_credential
from .memory import Call, Memory
from .received import fields, values_of
from .samples import FIRST_ID
from .structure import PACKAGE

#: The request header that asks for a fault: ``throttle``, ``error``, or ``slow``.
FAULT_HEADER = "X-Mock-Fault"

#: The maximum size of a request's body in bytes.
MOST = 64 * 1024 * 1024

# The documented return codes with which the mock answers.
_NO_TOKEN, _NO_OPERATION, _WRONG, _THROTTLED, _FAILED = 40104, 40006, 40002, 40100, 50000

#: Returns the violations of a call, given the operation, the values that are text, and all other values.
Checker = Callable[[Row, Mapping[str, str], Mapping[str, Any]], Sequence[Violation]]


@frozen
class Faults:
    """How often requests fail or are delayed: shares of all requests, from 0 to 1."""

    throttle: float = 0.0  # the share that is answered as throttled
    error: float = 0.0  # the share that is answered as failed, with HTTP 500
    slow: float = 0.0  # the share that is answered late
    seconds: float = 2.0  # how many seconds late


class Answer(NamedTuple):
    """The answer to a request: its HTTP status, its body, and the body's media type."""

    status: int
    body: bytes
    kind: str = "application/json"


@define(slots=False, eq=False)
class MockApi:
    """Answers documented calls as the API would, without carrying anything out. Thread safe.

    A request that violates the documentation is refused with the API's return code for that. Others are
    answered as by `MockTransport`: what is made can be listed, looked up, changed and removed.
    """

    _operations: Sequence[Row]
    _replies: Mapping[str, Sequence[str]]  # the documented ones, as annotations, by operation
    _check: Checker  # returns the violations of a call
    # The header that must have an access token, whatever its value.
    _token_header: str = field(default="Access-Token", kw_only=True)
    _faults: Faults = field(factory=Faults, kw_only=True)  # the shares of random faults
    _seed: int = field(default=0, kw_only=True)  # the seed of the random faults and of the ids
    _any_ids: bool = field(default=False, kw_only=True)  # whether everything that is named by an id exists

    def __attrs_post_init__(self) -> None:
        self._chance = random.Random(self._seed)  # noqa: S311 - nothing secret
        self._memory = Memory(FIRST_ID + self._seed % 1000 * 1_000_000, any_ids=self._any_ids)
        self._lock = threading.Lock()

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a request; the target is its path and query, and the names of headers are in any case."""
        try:
            return self._answer(method, target, headers, body)
        except RecursionError:
            return _refusal(200, _WRONG, "the body is nested too deeply")

    def _answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        headers = {name.lower(): value for name, value in headers.items()}
        fault = self._fault(headers.get(FAULT_HEADER.lower(), ""))
        if fault == "throttle":
            return _refusal(200, _THROTTLED, "too many requests (mock)")
        if fault == "error":
            return _refusal(500, _FAILED, "the service failed (mock)")
        if fault == "slow":
            time.sleep(self._faults.seconds)
        try:
            parts = urlsplit(target)
            row = by_path(method, parts.path, self._operations)
        except ValueError as error:
            return _refusal(404, _NO_OPERATION, str(error))
        texts = dict(parse_qsl(parts.query, keep_blank_values=True))
        try:
            in_form, values, sizes = fields(headers.get("content-type", ""), body)
        except ValueError as error:
            return _refusal(200, _WRONG, str(error))
        texts.update(in_form)
        # A request that has a credential among its fields needs no token.
        authenticated = any(map(is_credential, (*texts, *values)))
        if not (authenticated or headers.get(self._token_header.lower())):
            return _refusal(200, _NO_TOKEN, f"the header {self._token_header} is missing")
        wrong = self._check(row, texts, values)
        if wrong:
            return _refusal(200, _WRONG, "; ".join(map(str, wrong)))
        sent = values_of(texts, values)
        reply = self._memory.reply(
            Call(row[0], row[1], row[2], named(self._replies.get(row[2], ("",))[0], PACKAGE), sent, sizes)
        )
        if isinstance(reply, bytes):
            # Which media types a file may have is documented beside its reply.
            _, *kinds = self._replies.get(row[2], ("",))
            return Answer(200, reply, kinds[0] if kinds else "application/octet-stream")
        return Answer(200, json_bytes(reply))

    def _fault(self, asked: str) -> str:
        if asked:
            return asked.strip().lower()
        with self._lock:
            drawn = self._chance.random()
        for name in ("throttle", "error", "slow"):
            share = getattr(self._faults, name)
            if drawn < share:
                return name
            drawn -= share
        return ""


def _refusal(status: int, code: int, message: str) -> Answer:
    around = {"code": code, "message": one_line(message, 2000), "request_id": str(FIRST_ID)}
    return Answer(status, json_bytes({**around, "data": {}}))


class _UnreadableError(Exception):
    """The body of a request cannot be read; its arguments are the HTTP status and the message."""


def _body(headers: Message, stream: BufferedIOBase) -> bytes:
    """Read the body of a request, up to its end and not beyond."""
    lengths, codings = headers.get_all("Content-Length", []), headers.get_all("Transfer-Encoding", [])
    # Behind such a line, no header was read.
    if any(isinstance(defect, _HIDING) for defect in headers.defects):
        raise _UnreadableError(400, "a header is malformed")
    if [coding.strip().lower() for coding in codings] == ["chunked"] and not lengths:
        return _chunks(stream)
    if codings or len(lengths) > 1:
        raise _UnreadableError(400, "a body must be chunked or have one Content-Length, not both")
    length = lengths[0].strip() if lengths else "0"
    if not length.isdecimal():
        raise _UnreadableError(400, "the Content-Length is no number")
    if len(length) > len(str(MOST)) or int(length) > MOST:
        raise _UnreadableError(413, _TOO_LONG)
    body = stream.read(int(length))
    if len(body) < int(length):
        raise _UnreadableError(400, "the body is shorter than its Content-Length")
    return body


def _chunks(stream: BufferedIOBase) -> bytes:
    found = bytearray()
    while size := _size(stream.readline(_LONGEST_LINE)):
        if len(found) + size > MOST:
            raise _UnreadableError(413, _TOO_LONG)
        chunk = stream.read(size + len(_END))
        if len(chunk) < size + len(_END) or not chunk.endswith(_END):
            raise _UnreadableError(400, "a chunk has another size than it says")
        found += chunk[:size]
    for _ in range(_MOST_TRAILERS):
        line = stream.readline(_LONGEST_LINE)
        if line == _END:
            return bytes(found)
        if not line.endswith(_END):
            break
    raise _UnreadableError(400, "the body breaks off after its last chunk")


def _size(line: bytes) -> int:
    found = _CHUNK.fullmatch(line)
    if found is None:
        raise _UnreadableError(400, "the size of a chunk is no number, or too long")
    return int(found[1], 16)


_HIDING = (MissingHeaderBodySeparatorDefect, FirstHeaderLineIsContinuationDefect)
_TOO_LONG = f"a body must have at most {MOST} bytes"
_END = b"\r\n"
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
_LONGEST_LINE = 4096
_MOST_TRAILERS = 100
# How long the rest of a request is read that is not wanted any more.
_LAST_SECONDS = 2


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # To a request that does not say so; of the version before that, replies have no status.
    default_request_version = "HTTP/1.0"

    @property
    def mock(self) -> MockServer:
        """The server that this handler belongs to."""
        return cast("MockServer", self.server)

    def do_GET(self) -> None:
        """Answer a request; web pages may make it."""
        try:
            body = _body(self.headers, self.rfile)
            if self.command == "OPTIONS":
                # Web pages of any origin may call it: it has no user data.
                answer = Answer(204, b"")
            else:
                answer = self.mock.api.answer(self.command, self.path, dict(self.headers.items()), body)
        except _UnreadableError as error:
            self.send_error(*error.args)
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets a reply
            self.send_error(500, f"the mock failed: {type(error).__name__}")
        else:
            self._reply(answer)

    def do_POST(self) -> None:
        """Answer a request."""
        self.do_GET()

    def do_OPTIONS(self) -> None:
        """Allow calls by web pages."""
        self.do_GET()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse a request of which the end is not known: nothing after it can be read."""
        del explain
        self.close_connection = True
        self._reply(_refusal(code, _FAILED if code == 500 else _WRONG, message or HTTPStatus(code).phrase))

    def _reply(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if answer.body:
            self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "*")
        if not answer.body:
            self.send_header("Access-Control-Allow-Methods", "GET, POST")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Report a request without its query, which may hold a credential."""
        del size
        path = one_line(self.path.partition("?")[0], 200) if self.command else ""
        self.mock.log(f"{self.command} {path} {code}" if path else f"an unreadable request {code}")

    def log_message(self, format: str, *args: object) -> None:
        """Suppress all other messages."""
        del format, args


class MockServer(ThreadingHTTPServer):
    """Serves a `MockApi` on this machine.

    Raises:
        OSError: If the port is in use or not allowed.
    """

    daemon_threads = True

    def __init__(
        self,
        api: MockApi,  # answers the requests
        *,
        host: str = "127.0.0.1",  # the address to listen on
        port: int = 0,  # the port; 0 for any free one
        log: Callable[[str], object] = lambda _: None,  # called with a line for each request
    ) -> None:
        self.api = api
        self.log = log
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        """The URL of the server."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    def shutdown_request(self, request: Any) -> None:
        """Close a connection when its caller has had the time to read the reply.

        If it is closed while the rest of a refused request comes, the system may discard the reply.
        """
        until = time.monotonic() + _LAST_SECONDS
        with suppress(OSError):
            request.shutdown(socket.SHUT_WR)
            request.settimeout(_LAST_SECONDS)
            while time.monotonic() < until and request.recv(1 << 16):
                pass
        self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore callers that disconnect."""
        del request, client_address

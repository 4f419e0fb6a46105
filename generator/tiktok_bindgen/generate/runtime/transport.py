"""How requests reach the server: a protocol to replace, and the one used by default."""

from __future__ import annotations

import io
import re
import time
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from .errors import (
    BODY_KEPT,
    ClientClosedError,
    ConnectError,
    ConnectionLostError,
    ConnectTimeoutError,
    MalformedReplyError,
    ReplyTimeoutError,
    TikTokError,
    TlsError,
    TransportError,
    without_frames,
)

if TYPE_CHECKING:
    import logging
    from collections.abc import Iterable

    import urllib3

    from .model import Model

#: More than any documented reply; what is larger is cut off instead of filling the memory.
MAX_REPLY = 256 * 1024 * 1024

_CHUNK = 64 * 1024


class Timeout(NamedTuple):
    """How long to wait, in seconds; ``None`` is for ever.

    Attributes:
        connect: For a connection.
        read: For the next piece of a reply.
        total: For the whole reply, from when the request was sent.
    """

    connect: float | None = 10.0
    read: float | None = 60.0
    total: float | None = 300.0


class Request:
    """One try of a request, as it is sent. A ``before`` hook may change its headers.

    Attributes:
        method: The HTTP method.
        url: The whole URL.
        headers: The headers; the access token among them hides itself when shown.
        body: The body: bytes, or something that gives the same pieces each time it is iterated.
        operation: ``METHOD path``, for messages.
        attempt: Which try this is, from 1.
        model: The class that the reply is to be decoded to, if it is documented.
    """

    __slots__ = ("attempt", "body", "headers", "method", "model", "operation", "url")

    def __init__(
        self,
        method: str,
        url: str,
        headers: dict[str, str] | None = None,
        body: bytes | Iterable[bytes] | None = None,
        *,
        operation: str = "",
        attempt: int = 1,
        model: type[Model] | None = None,
    ) -> None:
        self.method = method
        self.url = url
        self.headers = {} if headers is None else headers
        self.body = body
        self.operation = operation
        self.attempt = attempt
        self.model = model

    def __repr__(self) -> str:
        # A query may hold a credential.
        return f"Request({self.method} {self.url.partition('?')[0]}, try {self.attempt})"


class RawResponse(NamedTuple):
    """An HTTP reply.

    Attributes:
        status: The HTTP status.
        headers: The headers; names in lower case, repeated ones joined by commas.
        body: The body, decompressed.
    """

    status: int
    headers: dict[str, str]
    body: bytes

    def __repr__(self) -> str:
        return f"RawResponse({self.status}, <{len(self.body)} bytes>)"

    @property
    def text(self) -> str:
        """The body as UTF-8 text; what is not is replaced."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """Parse the body as JSON.

        Raises:
            ValueError: If it is not JSON.
        """
        import json

        return json.loads(self.body)


class Transport(Protocol):
    """What sends requests. It must be usable from several threads at once."""

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        """Send a request once, without retrying and without following redirects.

        Raises:
            ConnectError: If nothing was sent.
            TransportError: If there is no complete reply.
        """
        ...

    def close(self) -> None:
        """Close all connections; the transport is not used again."""
        ...


class Urllib3Transport:
    """A pool of connections by urllib3. Thread safe: a call waits for a connection when all are in use.

    Args:
        proxy: The URL of a proxy to go through.
        connections: How many connections there are at most to one server.
        max_reply: How many bytes a reply may have, decompressed.
        options: Further arguments for `urllib3.PoolManager`, such as ``ca_certs``.
    """

    def __init__(
        self, *, proxy: str | None = None, connections: int = 32, max_reply: int = MAX_REPLY, **options: Any
    ) -> None:
        import logging

        import urllib3

        # It writes each URL to its own log, and some operations take credentials there.
        logging.getLogger("urllib3.connectionpool").addFilter(_without_credentials)
        self._max_reply = max_reply
        self._last_timeout: tuple[Timeout, urllib3.Timeout] | None = None
        self._once = urllib3.Retry(total=False, redirect=False)
        # Kept, for an import at each call costs as much as sending a header.
        self._not_decoded = urllib3.exceptions.DecodeError
        self._pool: urllib3.PoolManager | None = (
            urllib3.ProxyManager(proxy, maxsize=connections, block=True, **options)
            if proxy
            else urllib3.PoolManager(maxsize=connections, block=True, **options)
        )
        # By origin; asking the manager for one takes as long as a fifth of a whole call.
        self._hosts: dict[str, urllib3.HTTPConnectionPool] | None = None if proxy else {}

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        """Send a request once.

        Raises:
            ClientClosedError: If the transport was closed.
            TransportError: If there is no complete reply.
            MalformedReplyError: If the reply cannot be decompressed or is too large.
        """
        pool = self._pool
        if pool is None:
            raise ClientClosedError("the client is closed")
        try:
            return self._exchange(pool, request, timeout)
        except TikTokError:
            raise
        except Exception as error:  # noqa: BLE001 - sorted by what it means; an unknown one is raised again below
            cause = without_frames(error)
        # Raised outside the handler, so that no frame with the raw request hangs on it as its context.
        raise _translated(cause, request)

    def close(self) -> None:
        """Close all connections."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.clear()
        # Clearing the manager closes those that nobody else holds.
        for host in (self._hosts or {}).values():
            host.close()

    def _exchange(self, pool: urllib3.PoolManager, request: Request, timeout: Timeout) -> RawResponse:
        host, target = self._host(pool, request.url)
        reply = host.urlopen(
            request.method,
            target,
            body=cast("Any", request.body),
            headers=request.headers,
            retries=self._once,
            redirect=False,
            preload_content=False,
            timeout=self._timeout(timeout),
            pool_timeout=cast("Any", timeout.total),
        )
        deadline = None if timeout.total is None else time.monotonic() + timeout.total
        headers = {name.lower(): value for name, value in reply.headers.itermerged()}
        # It gives its content without copying it, which counts for large replies.
        body = io.BytesIO()
        # Decompressing may hold something back when all has come.
        plain = "content-encoding" not in headers
        complete = False
        try:
            # One piece at a time: a reply that drips never trips the timeout of a single read.
            while chunk := reply.read1(_CHUNK, decode_content=True):
                body.write(chunk)
                if body.tell() > self._max_reply:
                    raise MalformedReplyError(
                        f"{request.operation}: the reply has more than {self._max_reply} bytes",
                        http_status=reply.status,
                        headers=headers,
                        body=body.getvalue()[:BODY_KEPT],
                        operation=request.operation,
                    )
                if deadline is not None and time.monotonic() > deadline:
                    raise ReplyTimeoutError(f"{request.operation}: no complete reply in {timeout.total:g} s")
                if plain and reply.closed:
                    # Its last piece was read; asking for another takes as long as reading it did.
                    break
            complete = True
        except self._not_decoded:
            raise MalformedReplyError(
                f"{request.operation}: the reply's body cannot be decompressed",
                http_status=reply.status,
                headers=headers,
                operation=request.operation,
            ) from None
        finally:
            if not complete:
                reply.close()
            # A closed one too: the pool counts it until it has it back.
            reply.release_conn()
        return RawResponse(reply.status, headers, body.getvalue())

    def _timeout(self, timeout: Timeout) -> urllib3.Timeout:
        # Most calls have the client's own, and making one costs as much as sending a header.
        last = self._last_timeout
        if last is None or last[0] is not timeout:
            import urllib3

            last = self._last_timeout = (
                timeout,
                urllib3.Timeout(connect=timeout.connect, read=timeout.read),
            )
        return last[1]

    def _host(
        self, pool: urllib3.PoolManager, url: str
    ) -> tuple[urllib3.PoolManager | urllib3.HTTPConnectionPool, str]:
        origin, slash, target = url[8:].partition("/")
        if self._hosts is None or not slash or "?" in origin or "#" in origin:
            return pool, url
        origin = url[:8] + origin
        host = self._hosts.get(origin)
        if host is None:
            host = self._hosts[origin] = pool.connection_from_url(origin)
        return host, f"/{target}"


def _without_credentials(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(
            re.sub(_CREDENTIAL, r"\1***", argument)
            if isinstance(argument, str) and "?" in argument
            else argument
            for argument in record.args
        )
    return True


_CREDENTIAL = r"(?i)\b((?:\w{0,40}_)?(?:secret|token|code|password|key)=)[^&\s]+"


def _translated(cause: BaseException, request: Request) -> BaseException:
    import ssl

    from urllib3 import exceptions

    kind: type[TransportError]
    if isinstance(cause, exceptions.ClosedPoolError):
        return ClientClosedError("the client was closed")
    if isinstance(cause, exceptions.EmptyPoolError):
        kind, what = ConnectTimeoutError, "all connections were in use for too long"
    elif isinstance(cause, exceptions.ProxyError):
        kind, what = ConnectError, "the proxy does not answer"
    elif isinstance(cause, exceptions.NameResolutionError):
        kind, what = ConnectError, "the host is not known"
    elif isinstance(cause, exceptions.ConnectTimeoutError) and not isinstance(
        cause, exceptions.NewConnectionError
    ):
        kind, what = ConnectTimeoutError, "no connection in time"
    elif isinstance(cause, exceptions.NewConnectionError):
        kind, what = ConnectError, "no connection"
    elif isinstance(cause, exceptions.SSLError | ssl.SSLError):
        kind, what = TlsError, "no trusted connection"
    elif isinstance(cause, exceptions.ReadTimeoutError | TimeoutError):
        kind, what = ReplyTimeoutError, "no complete reply in time"
    elif isinstance(cause, exceptions.HTTPError | OSError):
        kind, what = ConnectionLostError, "the connection broke"
    else:
        return cause
    error = kind(f"{request.operation}: {what}")
    error.operation = request.operation
    error.__cause__ = cause
    return error

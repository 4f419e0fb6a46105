"""How requests reach the server: a protocol to replace, and the one used by default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from attrs import define, field, frozen

from .errors import (
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
    from collections.abc import Iterable

    import urllib3

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


@define
class Request:
    """One try of a request, as it is sent. A ``before`` hook may change its headers.

    Attributes:
        method: The HTTP method.
        url: The whole URL.
        headers: The headers; the access token among them hides itself when shown.
        body: The body: bytes, or something that gives the same pieces each time it is iterated.
        operation: ``METHOD path``, for messages.
        attempt: Which try this is, from 1.
    """

    method: str
    url: str = field(repr=lambda url: repr(str(url).partition("?")[0]))
    headers: dict[str, str] = field(factory=dict[str, str], repr=False)
    body: bytes | Iterable[bytes] | None = field(default=None, repr=False)
    operation: str = ""
    attempt: int = 1


@frozen
class RawResponse:
    """An HTTP reply.

    Attributes:
        status: The HTTP status.
        headers: The headers; names in lower case, repeated ones joined by commas.
        body: The body, decompressed.
    """

    status: int
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=lambda body: f"<{len(body)} bytes>")

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
    """A pool of connections by urllib3. Thread safe.

    Args:
        proxy: The URL of a proxy to go through.
        connections: How many connections are kept open.
        max_reply: How many bytes a reply may have, decompressed.
        options: Further arguments for `urllib3.PoolManager`, such as ``ca_certs``.
    """

    def __init__(
        self, *, proxy: str | None = None, connections: int = 10, max_reply: int = MAX_REPLY, **options: Any
    ) -> None:
        import urllib3

        self._max_reply = max_reply
        self._once = urllib3.Retry(total=False, redirect=False)
        self._pool: urllib3.PoolManager | None = (
            urllib3.ProxyManager(proxy, maxsize=connections, **options)
            if proxy
            else urllib3.PoolManager(maxsize=connections, **options)
        )

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

    def _exchange(self, pool: urllib3.PoolManager, request: Request, timeout: Timeout) -> RawResponse:
        import time

        import urllib3

        reply = pool.urlopen(
            request.method,
            request.url,
            body=cast("Any", request.body),
            headers=request.headers,
            retries=self._once,
            redirect=False,
            preload_content=False,
            timeout=urllib3.Timeout(connect=timeout.connect, read=timeout.read),
        )
        deadline = None if timeout.total is None else time.monotonic() + timeout.total
        headers = {name.lower(): value for name, value in reply.headers.items()}
        chunks: list[bytes] = []
        size = 0
        complete = False
        try:
            # One piece at a time: a reply that drips never trips the timeout of a single read.
            while chunk := reply.read1(_CHUNK, decode_content=True):
                chunks.append(chunk)
                size += len(chunk)
                if size > self._max_reply:
                    raise MalformedReplyError(
                        f"{request.operation}: the reply has more than {self._max_reply} bytes",
                        http_status=reply.status,
                        headers=headers,
                        body=chunks[0],
                        operation=request.operation,
                    )
                if deadline is not None and time.monotonic() > deadline:
                    raise ReplyTimeoutError(f"{request.operation}: no complete reply in {timeout.total:g} s")
            complete = True
        except urllib3.exceptions.DecodeError:
            raise MalformedReplyError(
                f"{request.operation}: the reply's body cannot be decompressed",
                http_status=reply.status,
                headers=headers,
                operation=request.operation,
            ) from None
        finally:
            if complete:
                reply.release_conn()
            else:
                reply.close()
        return RawResponse(reply.status, headers, b"".join(chunks))


def _translated(cause: BaseException, request: Request) -> BaseException:
    import ssl

    from urllib3 import exceptions

    kind: type[TransportError]
    if isinstance(cause, exceptions.ProxyError):
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

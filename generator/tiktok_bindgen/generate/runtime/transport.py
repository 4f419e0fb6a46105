"""How requests reach the server: a protocol to replace, and the one used by default."""

from __future__ import annotations

import io
import re
import threading
import time
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast
from urllib.parse import unquote, urlsplit

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
    one_line,
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
        path: The part of the URL's path that comes after the server's own, if that is known.
        envelope: Whether the reply is to have the documented envelope.
    """

    __slots__ = ("attempt", "body", "envelope", "headers", "method", "model", "operation", "path", "url")

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
        path: str = "",
        envelope: bool = True,
    ) -> None:
        self.method = method
        self.url = url
        self.headers = {} if headers is None else headers
        self.body = body
        self.operation = operation
        self.attempt = attempt
        self.model = model
        self.path = path
        self.envelope = envelope

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
    """Pools of connections by urllib3. Thread safe: a call waits for a connection when all are in use.

    Args:
        proxy: The URL of a proxy to go through, of ``http`` or ``https``; it may hold a user and a password.
            By default it is what the system says: the variables ``HTTPS_PROXY``, ``HTTP_PROXY`` (by the
            scheme of the server), ``ALL_PROXY`` and ``NO_PROXY``, or the settings of macOS and Windows. They
            are looked at when a server is called for the first time. An empty text is to use no proxy,
            whatever the system says.
        connections: How many connections there are at most to one server.
        max_reply: How many bytes a reply may have, decompressed.
        options: Further arguments for `urllib3.PoolManager`, such as ``ca_certs``.

    Raises:
        ValueError: If the proxy is not the URL of one.
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
        self._options = {"maxsize": connections, "block": True, **options}
        self._proxy = proxy and _proxy_url(proxy)
        # By the URL of the proxy that they go through; an empty text is none.
        self._managers: dict[str, urllib3.PoolManager] = {}
        # By origin; asking a manager for one takes as long as a fifth of a whole call.
        self._routes: dict[str, _Route] = {}
        self._lock = threading.Lock()
        self._closed = False

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        """Send a request once.

        Raises:
            ClientClosedError: If the transport was closed.
            TransportError: If there is no complete reply.
            MalformedReplyError: If the reply cannot be decompressed or is too large.
        """
        if self._closed:
            raise ClientClosedError("the client is closed")
        through = ""
        try:
            route, target = self._route(request.url)
            through = route.proxy
            return self._exchange(route, target, request, timeout)
        except TikTokError:
            raise
        except Exception as error:  # noqa: BLE001 - sorted by what it means; an unknown one is raised again below
            cause = without_frames(error)
        # Raised outside the handler, so that no frame with the raw request hangs on it as its context.
        raise _translated(cause, request, timeout, through)

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            self._closed = True
        for manager in self._managers.values():
            manager.clear()
        # Clearing a manager closes those that nobody else holds.
        for route in self._routes.values():
            if not route.proxy:
                cast("urllib3.HTTPConnectionPool", route.pool).close()

    def _exchange(self, route: _Route, target: str, request: Request, timeout: Timeout) -> RawResponse:
        reply = route.pool.urlopen(
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
                    raise ReplyTimeoutError(
                        f"{request.operation}: no complete reply from {_server(request.url)} "
                        f"in {timeout.total:g} s"
                    )
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

    def _route(self, url: str) -> tuple[_Route, str]:
        """How to reach a URL's server, and what to ask for there."""
        scheme, _, rest = url.partition("://")
        host, slash, target = rest.partition("/")
        origin, target = f"{scheme}://{host}", f"/{target}"
        if "?" in host or "#" in host or not slash:
            parts = urlsplit(url)
            origin = f"{parts.scheme}://{parts.netloc}"
            target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        route = self._routes.get(origin) or self._new_route(origin)
        return route, url if route.proxy else target

    def _new_route(self, origin: str) -> _Route:
        proxy = _system_proxy(origin) if self._proxy is None else self._proxy
        with self._lock:
            if self._closed:
                raise ClientClosedError("the client is closed")
            manager = self._managers.get(proxy)
            if manager is None:
                manager = self._managers[proxy] = _manager(proxy, self._options)
            pool = manager if proxy else manager.connection_from_url(origin)
            # Another thread may have been here in between.
            return self._routes.setdefault(origin, _Route(pool, _server(proxy) if proxy else ""))


class _Route(NamedTuple):
    """How a server is reached.

    Attributes:
        pool: What sends requests: the server's own pool, or what knows the way through the proxy.
        proxy: Host and port of the proxy; an empty text if there is none.
    """

    pool: urllib3.PoolManager | urllib3.HTTPConnectionPool
    proxy: str


def _manager(proxy: str, options: dict[str, Any]) -> urllib3.PoolManager:
    import urllib3

    if not proxy:
        return urllib3.PoolManager(**options)
    parts = urlsplit(proxy)
    login, _, host = parts.netloc.rpartition("@")
    headers: dict[str, str] = {}
    if login:
        from base64 import b64encode

        user, _, password = login.partition(":")
        secret = b64encode(f"{unquote(user)}:{unquote(password)}".encode()).decode()
        headers["Proxy-Authorization"] = f"Basic {secret}"
    given: dict[str, Any] = {**options, "proxy_headers": {**headers, **options.get("proxy_headers", {})}}
    return urllib3.ProxyManager(f"{parts.scheme}://{host}", **given)


def _proxy_url(text: str) -> str:
    """The URL of a proxy, whose scheme may be left out.

    Raises:
        ValueError: If it is none; its text is not shown, for it may hold a password.
    """
    url = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        fine = False
    if not fine:
        raise ValueError("a proxy must be a URL like http://host:port or https://host:port")
    return url


def _system_proxy(origin: str) -> str:
    """The URL of the proxy that the system wants for a server; an empty text if it wants none."""
    # Looked for once for each server: it takes longer than preparing a request.
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(origin)
    proxies = getproxies()
    found = proxies.get(parts.scheme) or proxies.get("all") or ""
    # An address of IPv6 stands without brackets in what is to be left alone.
    if not found or proxy_bypass(parts.netloc) or proxy_bypass(parts.hostname or ""):
        return ""
    try:
        return _proxy_url(found)
    except ValueError as error:
        raise ConnectError(f"the proxy that the system names cannot be used: {error}") from None


def _server(url: str) -> str:
    """Host and port of a URL, and nothing else: the rest may hold a credential."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    if not host.rpartition(":")[2].isdigit():
        host = f"{host}:{443 if parts.scheme == 'https' else 80}"
    return one_line(host, 200)


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


def _translated(cause: BaseException, request: Request, timeout: Timeout, proxy: str) -> BaseException:
    import ssl

    from urllib3 import exceptions

    server = _server(request.url)
    to = f"to {server} through the proxy {proxy}" if proxy else f"to {server}"
    kind: type[TransportError]
    if isinstance(cause, exceptions.ClosedPoolError):
        return ClientClosedError("the client was closed")
    if isinstance(cause, exceptions.EmptyPoolError):
        kind, what = ConnectTimeoutError, f"all connections {to} were in use {_during(timeout.total)}"
    elif isinstance(cause, exceptions.ProxyError):
        kind, what = ConnectError, f"no connection {to}"
    elif isinstance(cause, exceptions.NameResolutionError):
        kind, what = ConnectError, f"no connection {to}: the host is not known"
    elif isinstance(cause, exceptions.ConnectTimeoutError) and not isinstance(
        cause, exceptions.NewConnectionError
    ):
        kind, what = ConnectTimeoutError, f"no connection {to} {_during(timeout.connect)}"
    elif isinstance(cause, exceptions.NewConnectionError):
        kind, what = ConnectError, f"no connection {to}"
    elif isinstance(cause, exceptions.SSLError | ssl.SSLError):
        kind, what = TlsError, f"no trusted connection {to}"
    elif isinstance(cause, exceptions.ReadTimeoutError | TimeoutError):
        kind, what = (
            ReplyTimeoutError,
            f"no complete reply from {server}: nothing came {_during(timeout.read)}",
        )
    elif isinstance(cause, exceptions.HTTPError | OSError):
        kind, what = ConnectionLostError, f"the connection {to} broke"
    else:
        return cause
    error = kind(f"{request.operation}: {what}")
    error.operation = request.operation
    error.__cause__ = cause
    return error


def _during(seconds: float | None) -> str:
    return "for too long" if seconds is None else f"for {seconds:g} s"

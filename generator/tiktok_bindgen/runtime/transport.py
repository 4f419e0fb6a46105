"""How requests reach the server: the `Transport` protocol, and its default implementation."""

from __future__ import annotations

import io
import re
import sys
import threading
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast
from urllib.parse import parse_qsl, urlsplit

from .codec import number_of, one_line, parse_json
from .errors import ClientClosedError, MalformedReplyError, TikTokError, without_frames
from .given import count
from .interrupts import Interrupted
from .masking import SecretHeader
from .outside import entrance
from .process import renew_after_fork
from .proxies import proxy_url, system_proxy
from .raw_response import RawResponse
from .timing import UNLIMITED, Deadline, Timeout

if TYPE_CHECKING:
    import logging
    from collections.abc import Iterable, Iterator

    import urllib3

    from .connections import Exchange
    from .download import Saving

__all__ = ["MAX_JSON", "MAX_REPLY", "Request", "Timeout", "Transport", "Urllib3Transport"]

#: The default maximum of bytes of a reply: more than any documented file; a larger one is refused.
MAX_REPLY = 256 * 1024 * 1024

#: The same for JSON, which takes up to forty times its size when parsed: ``{},`` is three bytes of JSON, but
#: a hundred as an object. The largest page of a list has a tenth of this.
MAX_JSON = 32 * 1024 * 1024

_CHUNK = 64 * 1024
# The number of bytes that suffice to distinguish a file from an envelope.
_TELLING = 1024


class Request:
    """One try of a request, as it is sent. A ``before`` hook may change its headers.

    Attributes:
        method: The HTTP method.
        url: The whole URL.
        headers: The headers. The access token among them reads as three asterisks; `wire_headers` returns
            the headers to send.
        body: The body: bytes, or an iterable that yields the same pieces each time it is iterated.
        operation: ``METHOD path``, for messages.
        attempt: The number of this try, from 1.
        reply: The documented type of the reply, such as ``Reply[PlotGetData]``, if known.
        path: The part of the URL's path after the server's prefix, if known.
        envelope: Whether the reply should have the documented envelope.
        saving: Writes the reply to a file while it arrives, if it is one. A transport may ignore it.
        send_by: Until when a transport may begin to send it: an earlier try may have been carried out, and
            later the server would not recognise this one as the same. No limit for most requests.
    """

    # A misspelt name in a hook is an error.
    __slots__ = (
        *("attempt", "body", "envelope", "headers", "method", "operation", "path"),
        *("reply", "saving", "send_by", "url"),
    )

    def __init__(
        self,
        method: str,
        url: str,
        headers: dict[str, str] | None = None,
        body: bytes | Iterable[bytes] | None = None,
        *,
        operation: str = "",
        attempt: int = 1,
        reply: Any = None,
        path: str = "",
        envelope: bool = True,
        saving: Saving | None = None,
        send_by: Deadline = UNLIMITED,
    ) -> None:
        self.method = method
        self.url = url
        self.headers = {} if headers is None else headers
        self.body = body
        self.operation = operation
        self.attempt = attempt
        self.reply = reply
        self.path = path
        self.envelope = envelope
        self.saving = saving
        self.send_by = send_by

    def __repr__(self) -> str:
        # A query may hold a credential.
        return f"Request({self.method} {self.url.partition('?')[0]}, try {self.attempt})"

    def wire_headers(self) -> dict[str, str]:
        """Return the headers to send, with the access token in clear; only transports need this."""
        return {
            name: value.reveal() if isinstance(value, SecretHeader) else value
            for name, value in self.headers.items()
        }

    def json(self) -> Any:
        """Parse the body as JSON.

        Raises:
            ValueError: If there is none, or it is an upload.
        """
        body = self.body if isinstance(self.body, bytes) else b""
        if not body:
            raise ValueError(f"{self!r} has no body of JSON; `query` returns what is in its URL")
        return parse_json(body)

    def query(self) -> dict[str, str]:
        """Parse the query of the URL; arrays and objects in it are JSON text."""
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))


class Transport(Protocol):
    """Sends requests. It must be usable from several threads at once."""

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        """Send a request once, without retrying and without following redirects.

        The headers to send are ``request.wire_headers()``: in ``request.headers``, the token is hidden.

        Raises:
            ConnectError: If nothing was sent.
            TransportError: If no complete reply arrives.
        """
        ...

    def close(self) -> None:
        """Close all connections; the transport is not used again."""


class Urllib3Transport:
    """Connection pools of urllib3. Thread safe: a call waits for a connection when all are in use.

    Each process has its own connections: a forked process starts without any.

    Args:
        proxy: The ``http`` or ``https`` URL of a proxy, which may contain a user and a password. By default
            the system's settings apply: the variables ``HTTPS_PROXY``, ``HTTP_PROXY`` (by the scheme of the
            server's URL), ``ALL_PROXY`` and ``NO_PROXY``, or the settings of macOS and Windows. They are read
            when a server is called for the first time. An empty string means no proxy, whatever the system's
            settings.
        connections: The maximum number of connections to one server.
        max_reply: The maximum size of a reply in bytes, decompressed.
        max_json: The same for a reply of JSON, which takes up to forty times as much memory when parsed.
        options: Further arguments for `urllib3.PoolManager`, such as ``ca_certs``.

    Raises:
        TypeError: If there is no such argument, or there is to be a whole number, and is none.
        ValueError: If the proxy is not the URL of one, or a number is less than 1.
    """

    @entrance
    def __init__(
        self,
        *,
        proxy: str | None = None,
        connections: int = 32,
        max_reply: int = MAX_REPLY,
        max_json: int = MAX_JSON,
        **options: Any,
    ) -> None:
        import logging

        import urllib3

        from . import connections as connecting
        from . import faults

        # urllib3 logs each URL, and some operations take credentials there.
        logging.getLogger("urllib3.connectionpool").addFilter(_without_credentials)
        max_reply = count("max_reply", max_reply)
        self._limits = {"max_reply": max_reply, "max_json": min(count("max_json", max_json), max_reply)}
        # Kept, for an import at each call costs as much as sending a header.
        self._connecting = connecting
        # Not imported at the first failure: a process forked meanwhile would wait for the import for ever.
        self._faults = faults
        self._not_decoded = urllib3.exceptions.DecodeError
        self._asked: dict[str, Any] = {
            "retries": urllib3.Retry(total=False, redirect=False),
            "redirect": False,
            "preload_content": False,
            "timeout": connecting.Untimed(connect=None, read=None),
        }
        connecting.must_be_options(options)
        self._options = {"maxsize": count("connections", connections), "block": True, **options}
        self._proxy = proxy and proxy_url(proxy)
        self._closed = False
        self.after_fork()
        renew_after_fork(self)

    def after_fork(self) -> None:
        """Start without connections: the existing ones belong to the parent process."""
        self._lock = threading.Lock()
        # Keyed by the URL of the proxy; an empty string for none.
        self._managers: dict[str, urllib3.PoolManager] = {}
        # Keyed by origin; asking a manager for a pool takes a fifth of the time of a whole call.
        self._routes: dict[str, _Route] = {}

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        """Send a request once.

        Raises:
            ClientClosedError: If the transport was closed.
            TransportError: If no complete reply arrives.
            MalformedReplyError: If the reply cannot be decompressed or is too large.
        """
        exchange = self._connecting.Exchange(timeout, request.send_by)
        under_way = self._connecting.under_way
        # A progress callback may make another call in this thread.
        before = under_way.exchange
        through, handled = "", sys.exception()
        try:
            under_way.exchange = exchange
            route, target = self._route(request.url)
            through = route.proxy
            try:
                return self._exchange(route, target, request, exchange)
            finally:
                exchange.end()
        except TikTokError:
            raise
        except BaseException as error:  # noqa: BLE001 - sorted by what it means; an unknown one is raised again below
            cause = without_frames(error, handled)
        finally:
            under_way.exchange = before
        # Raised outside the handler, so that its context holds no frame with the raw request.
        raise self._meaning(cause, exchange, request, through)

    def close(self) -> None:
        """Close all connections, and wake the threads that wait for one."""
        with self._lock:
            self._closed = True
            managers, routes = [*self._managers.values()], [*self._routes.values()]
        for manager in managers:
            self._connecting.close_all(manager)
        # A manager drops pools when it has too many.
        for route in routes:
            if not route.proxy:
                cast("urllib3.HTTPConnectionPool", route.pool).close()

    def _exchange(self, route: _Route, target: str, request: Request, exchange: Exchange) -> RawResponse:
        reply = route.pool.urlopen(
            request.method,
            target,
            body=cast("Any", request.body),
            headers=request.wire_headers(),
            pool_timeout=cast("Any", exchange.deadline.left()),
            **self._asked,
        )
        headers = {name.lower(): value for name, value in reply.headers.itermerged()}
        complete = False
        try:
            found = self._read(reply, request, headers)
            complete = True
        except self._not_decoded:
            raise _malformed("the reply's body cannot be decompressed", reply, request, headers) from None
        finally:
            if not complete:
                reply.close()
            # A closed connection too: the pool counts it as in use until it is returned.
            reply.release_conn()
        return found

    def _read(
        self, reply: urllib3.BaseHTTPResponse, request: Request, headers: dict[str, str]
    ) -> RawResponse:
        if reply.status == _SWITCHING_PROTOCOLS:
            raise _malformed("HTTP 101: unexpected change of the protocol", reply, request, headers)
        # `BytesIO` returns its content without copying it, which matters for large replies.
        body = io.BytesIO()
        # A decompressor may still hold data back when all bytes have arrived.
        plain = "content-encoding" not in headers
        begun, limit, saving = False, "max_reply", request.saving
        while chunk := reply.read1(_CHUNK, decode_content=True):
            if not begun and (first := _NOT_BLANK.search(chunk)):
                begun = True
                limit = "max_json" if first.group() in b"{[" else limit
            body.write(chunk)
            if saving is not None and body.tell() >= _TELLING:
                found = RawResponse(reply.status, headers, body.getvalue())
                if saving.takes(found):
                    return saving.save(found, self._rest(reply))
                saving = None
            if body.tell() > self._limits[limit]:
                most = number_of(self._limits[limit], "byte")
                kind = " of JSON" if limit == "max_json" else ""
                why = f"the reply has more than {most}{kind}, the limit set by Urllib3Transport({limit}=…)"
                raise _malformed(why, reply, request, headers, body.getvalue())
            if plain and reply.closed:
                # The last piece was read; asking for another would take as long as reading it did.
                break
        if begun and limit == "max_reply" and reply.status == _OK:
            # For JSON, parsing finds a missing end.
            self._connecting.be_whole(reply)
        return RawResponse(reply.status, headers, body.getvalue())

    def _rest(self, reply: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
        while chunk := reply.read1(_CHUNK, decode_content=True):
            yield chunk
        self._connecting.be_whole(reply)

    def _meaning(
        self, cause: BaseException, exchange: Exchange, request: Request, proxy: str
    ) -> BaseException:
        if exchange.is_interrupted:
            return Interrupted(begun=exchange.begun)
        if self._closed and not exchange.begun:
            return ClientClosedError("the client was closed")
        error = self._faults.meaning(cause, exchange, _server(request.url), proxy)
        if error is None:
            return cause
        error.args = (f"{request.operation}: {error}",)
        error.operation = request.operation
        error.__cause__ = cause
        return error

    def _route(self, url: str) -> tuple[_Route, str]:
        """Return the route to a URL's server, and the request target to send there."""
        if self._closed:
            raise ClientClosedError("the client is closed")
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
        proxy = system_proxy(origin) if self._proxy is None else self._proxy
        with self._lock:
            if self._closed:
                raise ClientClosedError("the client is closed")
            manager = self._managers.get(proxy)
            if manager is None:
                manager = self._managers[proxy] = self._connecting.manager(proxy, self._options)
            pool = manager if proxy else manager.connection_from_url(origin)
            # Another thread may have set it meanwhile.
            return self._routes.setdefault(origin, _Route(pool, _server(proxy) if proxy else ""))


class _Route(NamedTuple):
    """The way to a server."""

    pool: urllib3.PoolManager | urllib3.HTTPConnectionPool  # the server's, or the proxy's manager
    proxy: str  # host and port of the proxy; an empty string if there is none


_SWITCHING_PROTOCOLS, _OK = 101, 200
# Byte order marks and null bytes count as blank, too.
_NOT_BLANK = re.compile(rb"[^\s\xef\xbb\xbf\xfe\xff\0]")


def _malformed(
    why: str, reply: Any, request: Request, headers: dict[str, str], body: bytes = b""
) -> MalformedReplyError:
    called, status = request.operation, reply.status
    return MalformedReplyError(
        f"{called}: {why}", http_status=status, headers=headers, body=body, operation=called
    )


def _server(url: str) -> str:
    """Return only the host and port of a URL: the rest may hold a credential."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    if not host.rpartition(":")[2].isdigit():
        host = f"{host}:{443 if parts.scheme == 'https' else 80}"
    return one_line(host, 200)


def _without_credentials(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(
            re.sub(_CREDENTIAL, r"\1\2***", argument)
            if isinstance(argument, str) and "?" in argument
            else argument
            for argument in record.args
        )
    return True


_CREDENTIAL = (
    r"(?i)([?&](?:[\w.-]{0,60}(?:secret|token|code|password|key|signature)|(?:[\w.-]{0,60}[_.-])?sign)=)"
    r"[^&\s]+"
    # In the JSON of a value.
    r"|((?:secret|token|code|password)_*%22%3A)[^&\s]+"
)

"""urllib3 connections that keep a deadline, belong to one process and never return an earlier call's reply.

urllib3 limits each wait on a socket alone; here each first asks the exchange how long it may last.
"""

from __future__ import annotations

import http.client
import io
import queue
import socket
import ssl
import sys
import threading
from base64 import b64encode
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, ProxyManager, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ClosedPoolError,
    ConnectTimeoutError,
    EmptyPoolError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
)
from urllib3.poolmanager import PoolKey
from urllib3.response import BaseHTTPResponse, GzipDecoderState
from urllib3.util.connection import allowed_gai_family

from . import timing
from .interrupts import apart, current, is_interrupted, woken
from .lookup import did_you_mean
from .process import renew_after_fork


class Exchange:
    """One try of a request while it is under way, which may take some time, and begin to send until then.

    Attributes:
        deadline: When it must be finished.
        begun: Whether it may have been carried out, since at least a byte was given to a connection.
        sent: Whether all bytes were.
        idle: The idle connections of the pool that lends it one.
        lent: That connection; ``None`` in its place if it is still to be made. Empty if there is none.
    """

    def __init__(self, timeout: timing.Timeout, send_by: timing.Deadline = timing.UNLIMITED) -> None:
        self.timeout = timeout
        self.send_by = send_by
        self.deadline = timing.Deadline(timeout.total)
        self.begun = False
        self.sent = False
        self.idle: _Idle | None = None
        self.lent: list[Any] = []
        # The deadline for connecting, while that is under way.
        self.connecting: timing.Deadline | None = None
        self._interrupt = current()
        self._held: socket.socket | None = None

    @property
    def is_interrupted(self) -> bool:
        """Whether its call was interrupted."""
        return self._interrupt is not None and self._interrupt.is_set

    def begin(self) -> None:
        """Note that bytes of the request are given to a connection now, unless it is too late for that."""
        if not self.begun and (self.send_by.is_over or self.deadline.is_over):
            raise TimeoutError("it is too late to begin")
        self.begun = True

    def hold(self, sock: socket.socket) -> None:
        """Have an interrupt of the call end waits on a socket; raise it if it came before."""
        if self._interrupt is not None:
            self._interrupt.wakes_by(partial(_shut, sock))
            self._interrupt.check()

    def hold_new(self, sock: socket.socket) -> None:
        """Do the same for a socket that TLS will replace: a second handle of it is kept."""
        if self._interrupt is not None:
            self._drop()
            self._held = sock.dup()
            self.hold(self._held)

    def let_go(self) -> None:
        """Detach the interrupt from the connection, which another call may use next."""
        if self._interrupt is not None:
            self._interrupt.wakes_by(None)
            self._drop()

    def end(self) -> None:
        """End the exchange; close and give back a connection that an exception left with it."""
        self.let_go()
        if self.idle is not None:
            if self.lent and self.lent[0] is not None:
                self.lent[0].close()
            self.idle.take_back(self.lent, None)
        if self._interrupt is not None:
            self._interrupt.check()

    def _drop(self) -> None:
        if self._held is not None:
            self._held.close()

    def patience(self) -> float | None:
        """Return how many seconds the next wait on the socket may last; ``None`` for no limit."""
        connecting = self.connecting
        left = self.deadline.left(self.timeout.read) if connecting is None else connecting.left()
        if left == 0:
            raise TimeoutError("the deadline has passed")
        return left


class _UnderWay(threading.local):
    """The current exchange of a thread; urllib3 has no way to pass it to a connection."""

    exchange = Exchange(timing.Timeout())


under_way = _UnderWay()

_TOGETHER = 64 * 1024


class Untimed(Timeout):
    """A urllib3 timeout without limits, since the connections here keep time themselves; cheap to clone."""

    def clone(self) -> Untimed:
        """Return the same object: it has no state that a call could change."""
        return self

    def start_connect(self) -> float:
        """Start no clock."""
        return 0.0


class TimedConnection(HTTPConnection):
    """A connection whose every wait is limited by the current exchange."""

    # The head of a request, held back to be sent together with the body; empty before there is one.
    _head: bytes | None = None

    def connect(self) -> None:
        """Look up the host, connect, and open a tunnel and TLS, all within one timeout."""
        exchange = under_way.exchange
        exchange.connecting = exchange.deadline.sooner(exchange.timeout.connect)
        try:
            super().connect()
        finally:
            exchange.connecting = None

    @property
    def is_connected(self) -> bool:
        """Whether another request may be sent: the connection is open, and nothing is left to read.

        What is left would be read as the next call's reply. Each layer of TLS may hold such data back, where
        nothing but reading shows it.
        """
        if self.sock is None:
            return False
        self.sock.settimeout(0)
        try:
            self.sock.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            pass
        return False

    def request(self, *arguments: Any, **options: Any) -> None:
        """Send a request."""
        self._head = b""
        if self.sock is not None:
            under_way.exchange.hold(self.sock)
        super().request(*arguments, **options)
        if self._head:
            self.send(b"")

    def send(self, data: Any) -> None:
        """Send bytes, each piece within the read timeout, so that a slow peer may take long in all."""
        exchange = under_way.exchange
        if exchange.connecting is not None:
            # The request to a proxy to open a tunnel is no part of the call's request.
            self._write(data, exchange)
            return
        head, self._head = self._head, None
        if head == b"":
            self._head = data
            return
        if self.sock is None:
            self.connect()
        exchange.begin()
        if head and len(data) < _TOGETHER:
            # One system call instead of two: it takes as long as urllib3 needs to prepare the request.
            data = head + data
        elif head:
            self._write(head, exchange)
        self._write(data, exchange)

    def _write(self, data: Any, exchange: Exchange) -> None:
        rest = memoryview(data)
        while rest:
            self.sock.settimeout(exchange.patience())
            rest = rest[self.sock.send(rest) :]

    def response_class(self, sock: Any, *arguments: Any, **options: Any) -> http.client.HTTPResponse:  # type: ignore[override] # a class is looked for, and called
        """Return an object that reads a reply, or a proxy's reply to the request for a tunnel."""
        exchange = under_way.exchange
        exchange.sent = exchange.connecting is None
        reading: Any = _Reading(sock, exchange, self)
        return _Reply(reading, *arguments, **options)

    def _new_conn(self) -> socket.socket:
        until = under_way.exchange.connecting or timing.UNLIMITED
        name = self._dns_host
        addresses = self._addresses(name, until)
        failure: Exception | None = None
        try:
            for number, address in enumerate(addresses):
                left = until.left()
                # An address that does not answer must not use up the time of the others.
                self.timeout = None if left is None else max(left / (len(addresses) - number), 0.001)
                self.host = address
                try:
                    made = self._connected(address) if current() else super()._new_conn()
                except (ConnectTimeoutError, NewConnectionError) as error:
                    failure = error
                else:
                    self._let(made, until)
                    return made
        finally:
            self.host = name
        raise failure or NewConnectionError(self, "the host has no address")

    def _connected(self, address: str) -> socket.socket:
        """Connect as urllib3 does, but in a way that an interrupt can end."""
        family, kind, protocol, _, place = socket.getaddrinfo(
            address, self.port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
        )[0]
        made = socket.socket(family, kind, protocol)
        try:
            for option in self.socket_options or ():
                made.setsockopt(*option)
            made.settimeout(self.timeout)
            if self.source_address:
                made.bind(self.source_address)
            under_way.exchange.hold_new(made)
            made.connect(place)
        except TimeoutError as error:
            made.close()
            raise ConnectTimeoutError(self, f"{address} did not answer in time") from error
        except OSError as error:
            made.close()
            raise NewConnectionError(self, f"no connection to {address}: {error}") from error
        except BaseException:
            made.close()
            raise
        sys.audit("http.client.connect", self, address, self.port)
        return made

    def _tunnel(self) -> None:
        super()._tunnel()
        if self.sock is not None:
            # TLS comes next, whose waits are outside of our code, so the socket itself needs a timeout.
            self._let(self.sock, under_way.exchange.connecting or timing.UNLIMITED)

    def _let(self, sock: Any, until: timing.Deadline) -> None:
        left = until.left()
        sock.settimeout(None if left is None else max(left, 0.001))

    def _addresses(self, name: str, until: timing.Deadline) -> list[str]:
        bare = name.strip("[]")
        try:
            return _looked_up(bare, socket.AI_NUMERICHOST)
        except (OSError, UnicodeError):
            pass
        try:
            return apart(lambda: _looked_up(bare, 0), until)
        except TimeoutError:
            raise ConnectTimeoutError(self, f"the look-up of {self.host} took too long") from None
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except (OSError, UnicodeError) as error:
            raise NewConnectionError(self, f"{self.host} cannot be looked up") from error


class TimedTlsConnection(TimedConnection, HTTPSConnection):  # pyright: ignore[reportIncompatibleVariableOverride] # what looks for a class but calls it
    """The same with TLS."""

    def connect(self) -> None:
        """Connect; from then on, a connection that ends before its TLS does is broken."""
        super().connect()
        # By default it counts as the end of a reply that does not state its length.
        made: Any = self.sock
        made.suppress_ragged_eofs = False

    def _connect_tls_proxy(self, hostname: str, sock: socket.socket) -> ssl.SSLSocket:
        made: ssl.SSLSocket = cast("Any", super())._connect_tls_proxy(hostname, sock)  # noqa: SLF001 - its base's, which is typed only in part
        if type(made) is ssl.SSLSocket:
            made.__class__ = _Outer
        return made


class _Outer(ssl.SSLSocket):
    """TLS with a proxy. A read of the TLS within it, that with the server, may wait for it several times."""

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        # 0 asks what there is without waiting.
        if self.gettimeout() != 0:
            self.settimeout(under_way.exchange.patience())
        return super().recv(buflen, flags)


class _Reply(http.client.HTTPResponse):
    # For `close`, if the reply was never made completely.
    fp: Any = None

    @property
    def headers(self) -> http.client.HTTPMessage:
        """The headers, without the blanks behind their values, which the library takes for part of them."""
        return self._headers

    @headers.setter
    def headers(self, found: http.client.HTTPMessage) -> None:
        # There are none before they are read.
        if found and any(value[-1:].isspace() for value in found.values()):
            pairs = found.items()
            for name in {*found}:
                del found[name]
            for name, value in pairs:
                found[name] = value.rstrip()
        self._headers = found

    def begin(self) -> None:
        """Read the head of the reply; skip the heads of interim (1xx) replies."""
        super().begin()
        # http.client skips only status 100; after another, the head of the final reply would stay unread.
        while self.status < HTTPStatus.OK and self.status != HTTPStatus.SWITCHING_PROTOCOLS:
            self.headers = self.msg = None  # type: ignore[assignment] # so it is before the head was read
            super().begin()
        reading: Any = self.fp.raw
        if reading.is_at_end:
            # http.client accepts a head that was cut off.
            raise http.client.IncompleteRead(b"")


class _Reading(io.RawIOBase):
    """Reads from a socket; the exchange limits each wait."""

    # For `close`, if this was never made completely.
    _use: io.RawIOBase | None = None

    def __init__(self, sock: Any, exchange: Exchange, connection: TimedConnection) -> None:
        self._sock = sock
        # Keeps the socket open until the reply is read, even if the connection is closed before.
        self._use = sock.makefile("rb", buffering=0)
        self._exchange = exchange
        self._connection = connection
        self._ended = False
        self.is_at_end = False

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return a buffered reader, as a socket does: the reply calls this."""
        return _Buffered(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._ended:
            return 0
        self._sock.settimeout(self._exchange.patience())
        read: int = self._sock.recv_into(buffer)
        self.is_at_end = not read
        return read

    def end(self, buffered: io.BufferedReader) -> None:
        """Close the connection if data follows the reply: it would be read as the next call's reply."""
        if self._ended:
            return
        self._ended = True
        if self._exchange.sent and buffered.peek(1):
            self._connection.close()

    def close(self) -> None:
        if not self.closed and self._use is not None:
            self._use.close()
        super().close()


class _Buffered(io.BufferedReader):
    def close(self) -> None:
        if not self.closed:
            reading: Any = self.raw
            reading.end(self)
        super().close()


class _Idle:
    """The connections of a pool that no call uses; ``None`` for each that is still to be made.

    A signal handler may raise an exception between any two steps of this code. So there is no lock, which
    would stay locked for ever, and a connection moves in a single step, so that it is never nowhere.
    """

    def __init__(self, maxsize: int) -> None:
        self._most = maxsize
        # The one that was used last is lent first.
        self._free: deque[Any] = deque()
        # The calls that wait for one: what is put there wakes them.
        self._waiting: deque[queue.SimpleQueue[None]] = deque()
        self._shut = False
        renew_after_fork(self)

    def after_fork(self) -> None:
        self._waiting.clear()
        for one in filter(None, self._free):
            # This closes the socket only in this process.
            one.close()

    def put(self, one: None) -> None:
        """Add a connection; urllib3 adds as many as there may be."""
        self._free.append(one)

    def get(self, **_: bool) -> Any:
        """Remove a connection; urllib3 closes all by this, in any thread, in the midst of any call."""
        try:
            return self._free.pop()
        except IndexError:
            raise queue.Empty from None

    def shut(self) -> None:
        """Lend no more connections, and wake the calls that wait for one."""
        self._shut = True
        self._wake()

    def lend(self, lent: list[Any], timeout: float | None) -> bool:
        """Move a connection to an empty list; report whether there was one within the timeout."""
        if self._moved(lent):
            return True
        bell, until = queue.SimpleQueue[None](), timing.Deadline(timeout)
        try:
            self._waiting.append(bell)
            with woken(partial(bell.put, None)), suppress(queue.Empty):
                while not (self._moved(lent) or self._shut or is_interrupted()):
                    bell.get(timeout=until.left())
        finally:
            try:
                self._leave(bell)
            finally:
                # Once more, if a signal handler ended the first time.
                self._leave(bell)
        return bool(lent)

    def take_back(self, lent: list[Any], one: Any) -> None:
        """Take the connection in a list back, if there is one, as ``one``; ``None`` if it is of no use."""
        if lent:
            lent[0] = one
            if self._shut or len(self._free) >= self._most:
                if one is not None:
                    one.close()
                lent.clear()
            else:
                _move(lent.pop, self._free.appendleft if one is None else self._free.append)
        self._wake()

    def _moved(self, lent: list[Any]) -> bool:
        with suppress(IndexError):
            _move(self._free.pop, lent.append)
        return bool(lent)

    def _leave(self, bell: queue.SimpleQueue[None]) -> None:
        with suppress(ValueError):
            self._waiting.remove(bell)
        # What it was woken for may be for another call.
        self._wake()

    def _wake(self) -> None:
        """Wake the call that has waited longest; when it leaves, it wakes the next one."""
        if self._waiting:
            with suppress(IndexError):
                self._waiting[0].put(None)


def _move(source: Callable[[], Any], target: Callable[[Any], object]) -> None:
    """Move what one builtin method returns by another, in a single step: no signal is handled in between."""
    next(map(target, iter(source, _move)))


class _Closing(HTTPConnectionPool):
    QueueCls: Any = _Idle
    ConnectionCls: Any = TimedConnection

    def close(self) -> None:
        idle: Any = self.pool
        if idle is not None:
            idle.shut()
        super().close()

    def _get_conn(self, timeout: float | None = None) -> Any:
        idle: Any = self.pool
        if idle is None:
            raise ClosedPoolError(self, "it is closed")
        exchange = under_way.exchange
        exchange.idle = idle
        if not idle.lend(exchange.lent, timeout if self.block else 0):
            if self.block:
                raise EmptyPoolError(self, "all connections are in use")
            exchange.lent.append(None)
        conn = exchange.lent[0]
        if conn is None:
            conn = exchange.lent[0] = self._new_conn()
        elif not conn.is_connected:
            conn.close()
        return conn

    def _put_conn(self, conn: Any) -> None:
        exchange = under_way.exchange
        exchange.let_go()
        if exchange.idle is not None:
            exchange.idle.take_back(exchange.lent, conn)


class _TlsClosing(_Closing, HTTPSConnectionPool):
    ConnectionCls: Any = TimedTlsConnection


def must_be_options(options: dict[str, Any]) -> None:
    """Refuse options that urllib3 would refuse at the first call, or that each request sets itself."""
    known = {name.removeprefix("key_") for name in PoolKey._fields} | {*ProxyManager.__init__.__annotations__}
    known -= {"headers", "host", "port", "proxy_url", "retries", "return", "scheme", "timeout"}
    for name in options.keys() - known:
        raise TypeError(f"Urllib3Transport takes no argument {name!r}{did_you_mean(name, known, most=1)}")


def manager(proxy: str, options: dict[str, Any]) -> PoolManager:
    """Return a pool manager whose pools use these connections, through a proxy unless its URL is empty."""
    of_proxies = ProxyManager.__init__.__annotations__.keys() - PoolManager.__init__.__annotations__.keys()
    direct = {name: options[name] for name in options.keys() - of_proxies}
    made = _through(proxy, options) if proxy else PoolManager(**direct)
    pools: Any = {"http": _Closing, "https": _TlsClosing}
    made.pool_classes_by_scheme = pools
    return made


def close_all(manager: PoolManager) -> None:
    """Close all pools of a manager, and wake the threads that wait for their connections."""
    for key in manager.pools.keys():  # noqa: SIM118 - it cannot be iterated itself
        pool = manager.pools.get(key)
        if pool is not None:
            pool.close()
    manager.clear()


def be_whole(reply: BaseHTTPResponse) -> None:
    """Refuse a compressed body that stops before its end, which urllib3 accepts as complete."""
    decoder: Any = getattr(reply, "_decoder", None)
    for one in getattr(decoder, "_decoders", [decoder]):
        # Uncompressed data after the end of the compressed data is not part of the body.
        is_over = getattr(one, "_state", None) == GzipDecoderState.SWALLOW_DATA
        if not is_over and not getattr(getattr(one, "_obj", None), "eof", True):
            raise ProtocolError("the compressed body stops before its end")


def _shut(sock: Any) -> None:
    """End every wait on a socket, in any thread; for TLS, shut down the underlying socket."""
    while not isinstance(sock, socket.socket):
        # TLS within the TLS of a proxy.
        sock = sock.socket
    # It may have been closed, or never connected.
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _looked_up(name: str, flags: int) -> list[str]:
    found = socket.getaddrinfo(name, None, allowed_gai_family(), socket.SOCK_STREAM, flags=flags)
    return [*dict.fromkeys(str(address[0]) for *_, address in found)]


def _through(proxy: str, options: dict[str, Any]) -> ProxyManager:
    parts = urlsplit(proxy)
    login, _, host = parts.netloc.rpartition("@")
    headers: dict[str, str] = {}
    if login:
        user, _, password = login.partition(":")
        secret = b64encode(f"{unquote(user)}:{unquote(password)}".encode()).decode()
        headers["Proxy-Authorization"] = f"Basic {secret}"
    given: dict[str, Any] = {**options, "proxy_headers": {**headers, **options.get("proxy_headers", {})}}
    return ProxyManager(f"{parts.scheme}://{host}", **given)

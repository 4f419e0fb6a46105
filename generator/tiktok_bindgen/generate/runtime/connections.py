"""Connections of urllib3 that keep to a deadline, belong to one process and are never one reply behind.

urllib3 and http.client bound each wait on a socket by itself, so that a peer which sends a byte now and then
holds a call for ever. Here every wait first asks the exchange under way how long it may last.
"""

from __future__ import annotations

import http.client
import io
import queue
import socket
import sys
import threading
from base64 import b64encode
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlsplit

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, ProxyManager, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError, ProtocolError
from urllib3.response import BaseHTTPResponse, GzipDecoderState
from urllib3.util.connection import allowed_gai_family

from . import timing
from .interrupts import current, woken
from .process import renew_after_fork


class Exchange:
    """One try of a request on its way.

    Args:
        timeout: How long it may take.

    Attributes:
        timeout: The same.
        deadline: When it is to be over.
        begun: Whether it may have been carried out: a byte of it was given to a connection.
        sent: Whether all of it was.
    """

    __slots__ = ("_held", "_interrupt", "begun", "connecting", "deadline", "sent", "timeout")

    def __init__(self, timeout: timing.Timeout) -> None:
        self.timeout = timeout
        self.deadline = timing.Deadline(timeout.total)
        self.begun = False
        self.sent = False
        # While a connection comes about: when that is to be over.
        self.connecting: timing.Deadline | None = None
        self._interrupt = current()
        self._held: socket.socket | None = None

    @property
    def is_interrupted(self) -> bool:
        """Whether it was ended from outside."""
        return self._interrupt is not None and self._interrupt.is_set

    def hold(self, sock: socket.socket) -> None:
        """Have the waits on a socket ended with the call.

        Raises:
            Interrupted: If the call is to end.
        """
        if self._interrupt is not None:
            self._interrupt.wakes_by(partial(_shut, sock))
            self._interrupt.check()

    def hold_new(self, sock: socket.socket) -> None:
        """Do so with one that TLS will replace by another: what is held is a second handle of it."""
        if self._interrupt is not None:
            self._drop()
            self._held = sock.dup()
            self.hold(self._held)

    def let_go(self) -> None:
        """Let the connection be: the next one to use it is another call."""
        if self._interrupt is not None:
            self._interrupt.wakes_by(None)
            self._drop()

    def end(self) -> None:
        """Come to the end.

        Raises:
            Interrupted: If the call was ended before.
        """
        self.let_go()
        if self._interrupt is not None:
            self._interrupt.check()

    def _drop(self) -> None:
        if self._held is not None:
            self._held.close()

    def patience(self) -> float | None:
        """Tell how many seconds the next wait on the socket may last; ``None`` is for ever.

        Raises:
            TimeoutError: If there is no more time.
        """
        connecting = self.connecting
        left = self.deadline.left(self.timeout.read) if connecting is None else connecting.left()
        if left == 0:
            raise TimeoutError("there is no more time")
        return left


class _UnderWay(threading.local):
    """The exchange that the connections used in a thread belong to: urllib3 has no way to hand it to them."""

    exchange = Exchange(timing.Timeout())


under_way = _UnderWay()

_TOGETHER = 64 * 1024


class Untimed(Timeout):
    """Tells urllib3 of no timeout, since its connections here look after that, and costs nothing to copy."""

    def clone(self) -> Untimed:
        """Give the same: there is nothing that a call could change."""
        return self

    def start_connect(self) -> float:
        """Start no clock."""
        return 0.0


class TimedConnection(HTTPConnection):
    """A connection whose every wait is as long as the exchange under way allows."""

    # The head of a request until something is sent with it; empty until there is one.
    _head: bytes | None = None

    def connect(self) -> None:
        """Look up the host, connect, and open a tunnel and TLS, all within one timeout."""
        exchange = under_way.exchange
        exchange.connecting = exchange.deadline.sooner(exchange.timeout.connect)
        try:
            super().connect()
        finally:
            exchange.connecting = None

    def request(self, *arguments: Any, **options: Any) -> None:
        """Send a request."""
        self._head = b""
        if self.sock is not None:
            under_way.exchange.hold(self.sock)
        super().request(*arguments, **options)
        if self._head:
            self.send(b"")

    def send(self, data: Any) -> None:
        """Send bytes, each piece within the timeout of reading: a peer that takes them slowly still does."""
        exchange = under_way.exchange
        if exchange.connecting is not None:
            # What a proxy is asked is no part of the request.
            self._write(data, exchange)
            return
        head, self._head = self._head, None
        if head == b"":
            self._head = data
            return
        if self.sock is None:
            self.connect()
        exchange.begun = True
        if head and len(data) < _TOGETHER:
            # One piece instead of two: the system takes as long to send it as urllib3 does to make it.
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
        """Make what reads a reply, also that of a proxy which is asked for a tunnel."""
        exchange = under_way.exchange
        exchange.sent = exchange.connecting is None
        reading: Any = _Reading(sock, exchange, self)
        return _Reply(reading, *arguments, **options)

    def _new_conn(self) -> socket.socket:
        until = under_way.exchange.connecting or timing.Deadline(None)
        name = self._dns_host
        addresses = self._addresses(name, until)
        failure: Exception | None = None
        try:
            for number, address in enumerate(addresses):
                left = until.left()
                # One address that does not answer must not use up the time of the others.
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
        """Connect as urllib3 does, which gives nothing that would end the wait."""
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
            # What comes next is TLS, which is not read by our own code.
            self._let(self.sock, under_way.exchange.connecting or timing.Deadline(None))

    def _let(self, sock: Any, until: timing.Deadline) -> None:
        left = until.left()
        sock.settimeout(None if left is None else max(left, 0.001))

    def _addresses(self, name: str, until: timing.Deadline) -> list[str]:
        """The addresses of a host. The system's look-up cannot be interrupted, but need not be waited for."""
        bare = name.strip("[]")
        try:
            return _looked_up(bare, socket.AI_NUMERICHOST)
        except OSError:
            pass
        found: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

        def look_up() -> None:
            try:
                found.put(_looked_up(bare, 0))
            except (OSError, UnicodeError) as error:
                found.put(error)

        threading.Thread(target=look_up, daemon=True, name="look-up of a host").start()
        try:
            with woken(lambda: found.put([])):
                outcome = found.get(timeout=until.left())
        except queue.Empty:
            raise ConnectTimeoutError(self, f"{self.host} was not looked up in time") from None
        if isinstance(outcome, socket.gaierror):
            raise NameResolutionError(self.host, self, outcome) from outcome
        if isinstance(outcome, Exception):
            raise NewConnectionError(self, f"{self.host} cannot be looked up") from outcome
        return outcome


class TimedTlsConnection(TimedConnection, HTTPSConnection):  # pyright: ignore[reportIncompatibleVariableOverride] # what looks for a class but calls it
    """The same with TLS."""


class _Reply(http.client.HTTPResponse):
    def begin(self) -> None:
        """Read the head of the reply, and past those of interim ones, whatever they tell."""
        super().begin()
        # The library knows but one of them; after another, the head of the reply itself would stay unread.
        while self.status < HTTPStatus.OK and self.status != HTTPStatus.SWITCHING_PROTOCOLS:
            self.headers = self.msg = None  # type: ignore[assignment] # so it is before the head was read
            super().begin()
        reading: Any = self.fp.raw
        if reading.is_at_end:
            # The library takes a head that was cut for a whole one.
            raise http.client.IncompleteRead(b"")


class _Reading(io.RawIOBase):
    """Reads from a socket, each time as long as the exchange allows."""

    def __init__(self, sock: Any, exchange: Exchange, connection: TimedConnection) -> None:
        self._sock = sock
        # Keeps the socket open until the reply was read, even if the connection is closed before.
        self._use: io.RawIOBase = sock.makefile("rb", buffering=0)
        self._exchange = exchange
        self._connection = connection
        self._ended = False
        self.is_at_end = False

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Do as a socket does, for a reply that is made of one."""
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
        """Close the connection if there is more than the reply: it would be taken for the next one's."""
        if self._ended:
            return
        self._ended = True
        if self._exchange.sent and buffered.peek(1):
            self._connection.close()

    def close(self) -> None:
        if not self.closed:
            self._use.close()
        super().close()


class _Buffered(io.BufferedReader):
    def close(self) -> None:
        if not self.closed:
            reading: Any = self.raw
            reading.end(self)
        super().close()


class _Idle(queue.LifoQueue[Any]):
    """The idle connections of a pool. Closing it wakes who waits for one."""

    def __init__(self, maxsize: int = 0) -> None:
        super().__init__(maxsize)
        self._shut = False
        renew_after_fork(self)

    def shut(self) -> None:
        with self.mutex:
            self._shut = True
            self.not_empty.notify_all()

    def after_fork(self) -> None:
        idle = [one for one in self.queue if one is not None]
        super().__init__(self.maxsize)
        for one in idle:
            # This closes the socket for this process alone.
            one.close()

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Take one, or wait for one, but not beyond the end of the call that is made."""
        if current() is None:
            return super().get(block, timeout)
        with woken(self._look_again):
            return super().get(block, timeout)

    def _look_again(self) -> None:
        with self.mutex:
            self.not_empty.notify_all()

    def _qsize(self) -> int:
        interrupt = current()
        return len(self.queue) or self._shut or (interrupt is not None and interrupt.is_set)

    def _get(self) -> Any:
        if not self.queue:
            raise queue.Empty
        return super()._get()


class _Closing(HTTPConnectionPool):
    QueueCls = _Idle
    ConnectionCls: Any = TimedConnection

    def close(self) -> None:
        idle = self.pool
        super().close()
        if isinstance(idle, _Idle):
            idle.shut()

    def _put_conn(self, conn: Any) -> None:
        under_way.exchange.let_go()
        super()._put_conn(conn)


class _TlsClosing(_Closing, HTTPSConnectionPool):
    ConnectionCls: Any = TimedTlsConnection


def manager(proxy: str, options: dict[str, Any]) -> PoolManager:
    """Make what keeps a pool of these connections for each server.

    Args:
        proxy: The URL of the proxy to go through; empty for none.
        options: Further arguments for `urllib3.PoolManager`.
    """
    made = _through(proxy, options) if proxy else PoolManager(**options)
    pools: Any = {"http": _Closing, "https": _TlsClosing}
    made.pool_classes_by_scheme = pools
    return made


def close_all(manager: PoolManager) -> None:
    """Close all pools of a manager, and wake who waits for their connections."""
    for key in manager.pools.keys():  # noqa: SIM118 - it can be asked for no iterator
        pool = manager.pools.get(key)
        if pool is not None:
            pool.close()
    manager.clear()


def be_whole(reply: BaseHTTPResponse) -> None:
    """Refuse a compressed body that stops before its end: urllib3 takes what came for all of it.

    Raises:
        ProtocolError: It does.
    """
    decoder: Any = getattr(reply, "_decoder", None)
    for one in getattr(decoder, "_decoders", [decoder]):
        # What comes behind the end and is not compressed is no part of the body.
        is_over = getattr(one, "_state", None) == GzipDecoderState.SWALLOW_DATA
        if not is_over and not getattr(getattr(one, "_obj", None), "eof", True):
            raise ProtocolError("the compressed body stops before its end")


def _shut(sock: socket.socket) -> None:
    """End every wait on a socket, also of another thread; that of TLS is the one beneath."""
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

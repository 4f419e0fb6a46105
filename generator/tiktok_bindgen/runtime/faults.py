"""Map failures of the HTTP library to errors: above all, by whether the request may have been carried out."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator

from urllib3 import exceptions

from .codec import one_line
from .connections import Exchange
from .errors import (
    ConnectError,
    ConnectionLostError,
    ConnectTimeoutError,
    ReplyTimeoutError,
    TlsError,
    TransportError,
    every_cause,
)
from .timing import TOO_LATE


class NotReadError(OSError):
    """A file could not be read while it was sent; distinguishes that `OSError` from one of the network."""


def meaning(cause: BaseException, exchange: Exchange, server: str, proxy: str) -> TransportError | None:
    """Return the error for a failure; ``None`` if it is not one of the network.

    The class of the library's exception does not show whether anything was sent: it reports a connection
    through a proxy that broke after sending as one that was never made. The exchange knows.
    """
    if not isinstance(cause, exceptions.HTTPError | http.client.HTTPException | OSError):
        return None
    to = f"to {server} through the proxy {proxy}" if proxy else f"to {server}"
    kind, what = _lost(cause, exchange, server, to) if exchange.begun else _unconnected(cause, exchange, to)
    return kind(what)


def _unconnected(cause: BaseException, exchange: Exchange, to: str) -> tuple[type[TransportError], str]:
    causes = [*every_cause(cause)]
    if exchange.send_by.is_over:
        return ConnectTimeoutError, TOO_LATE
    if isinstance(cause, exceptions.EmptyPoolError):
        return ConnectTimeoutError, f"all connections {to} were in use {_during(exchange.timeout.total)}"
    if any(isinstance(one, exceptions.NameResolutionError) for one in causes):
        return ConnectError, f"no connection {to}: the host is not known"
    if _is_timeout(causes) or exchange.deadline.is_over:
        limits = filter(None, (exchange.timeout.connect, exchange.timeout.total))
        return ConnectTimeoutError, f"no connection {to} {_during(min(limits, default=None))}"
    if any(isinstance(one, exceptions.SSLError | ssl.SSLError) for one in causes):
        return TlsError, f"no trusted connection {to}{_reason(causes)}"
    return ConnectError, f"no connection {to}{_reason(causes)}"


def _lost(cause: BaseException, exchange: Exchange, server: str, to: str) -> tuple[type[TransportError], str]:
    unread = next((one for one in every_cause(cause) if isinstance(one, NotReadError)), None)
    if unread is not None:
        kind = ReplyTimeoutError if isinstance(unread.__cause__, TimeoutError) else ConnectionLostError
        return kind, f"a file could not be read while it was sent {to}: {unread}"
    if exchange.deadline.is_over:
        return ReplyTimeoutError, f"no complete reply from {server} in {_shown(exchange.deadline.seconds)}"
    if _is_timeout(every_cause(cause)):
        still = "nothing came" if exchange.sent else "it accepted no more of the request"
        return ReplyTimeoutError, f"no complete reply from {server}: {still} {_during(exchange.timeout.read)}"
    return ConnectionLostError, f"the connection {to} broke"


def _reason(causes: list[BaseException]) -> str:
    """Return why the system or the proxy made no connection, as the end of a message; empty if unknown."""
    errors = (error for error in reversed(causes) if isinstance(error, OSError))
    reasons = (getattr(error, "verify_message", "") or error.strerror or str(error) for error in errors)
    why = next(filter(None, reasons), "")
    return f": {one_line(why, 200)}" if why else ""


def _is_timeout(causes: Iterator[BaseException] | list[BaseException]) -> bool:
    # urllib3 derives the error of a refused connection from that of a timeout.
    kinds = (TimeoutError, exceptions.ReadTimeoutError, exceptions.ConnectTimeoutError)
    refused = exceptions.NewConnectionError
    return any(isinstance(error, kinds) and not isinstance(error, refused) for error in causes)


def _during(seconds: float | None) -> str:
    return "for too long" if seconds is None else f"for {_shown(seconds)}"


def _shown(seconds: float | None) -> str:
    # What is left of a call's time is seldom a round number.
    return f"{round(seconds or 0, 3):g} s"

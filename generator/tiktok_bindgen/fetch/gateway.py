"""A client for the two calls of the portal's gateway: rate-limited, retried, and with replies validated.

Requests are sent by the transport of our own client, which keeps deadlines and limits the size of replies.
"""

from __future__ import annotations

import email.utils
import random
import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from attrs import field, frozen

from tiktok_bindgen.counting import number_of
from tiktok_bindgen.fetch.lines import one_line
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.runtime.codec import TooDeepError, parse_json
from tiktok_bindgen.runtime.errors import MalformedReplyError, TlsError, TransportError
from tiktok_bindgen.runtime.paths import split_base
from tiktok_bindgen.runtime.raw_response import RawResponse
from tiktok_bindgen.runtime.transport import Request, Timeout, Urllib3Transport

BASE_URL = "https://business-api.tiktok.com"
USER_AGENT = "tiktok-business-bindings (documentation fetcher of tiktok-bindgen)"

#: The most bytes of a reply, more than any page has; a larger reply is not read to its end.
MAX_REPLY = 20 * 1024 * 1024

TREE_CALL = "/gateway/api/doc/client/platform/tree/get/"
PAGE_CALL = "/gateway/api/doc/client/node/get/"
# The public name of this portal among those that the gateway serves.
_PORTAL = {
    "language": "ENGLISH",
    "identify_key": "c0138ffadd90a955c1f0670a56fe348d1d40680b3c89461e09f78ed26785164b",
}

_SECONDS = re.compile(r"\s*([0-9]{1,9})\s*")
_TOO_MANY_REQUESTS = 429
_ANOTHER_TRY = frozenset({408, 425, _TOO_MANY_REQUESTS})


@frozen
class Pace:
    """The intervals, waits and deadlines of requests; tests replace the last four attributes.

    Attributes:
        interval: Seconds between the starts of two requests, across all threads.
        backoff: The longest wait before the first retry, in seconds; it doubles with each retry.
        backoff_limit: The most that it doubles to, in seconds.
        retry_after_limit: The longest ``Retry-After`` that is obeyed, in seconds.
        deadline: Seconds for one page, including all tries and waits.
        sleep: Waits for a number of seconds; the default returns early when fetching is stopped.
        monotonic: Returns the clock's seconds, by which deadlines and intervals are measured.
        jitter: Returns a number from 0 to 1, by which each backoff is multiplied.
        now: Returns the date and time.
    """

    interval: float = 0.1
    backoff: float = 0.5
    backoff_limit: float = 30.0
    retry_after_limit: float = 60.0
    deadline: float = 180.0
    sleep: Callable[[float], object] | None = None
    monotonic: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))


@frozen
class PageText:
    """A page as the gateway returns it."""

    title: str
    content: str


class GatewayError(Exception):
    """There is no usable reply after all tries; the message is one line."""


class PageError(Exception):
    """A valid reply contains no page; the message is one line."""


class EmptyPageError(PageError):
    """A page has no content, such as a heading in the tree."""

    def __init__(self, title: str) -> None:
        super().__init__("its content is empty")
        self.title = title


class StoppedError(Exception):
    """Fetching was stopped."""


class _PassingError(Exception):
    """A temporary failure, after which another try may succeed."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Gateway:
    """A thread-safe client for the gateway's two calls.

    Args:
        base_url: The gateway's address.
        connections: How many connections are kept open.
        timeout: Seconds for a connection, and for each piece of a reply.
        retries: How often a failed request is tried again.
        pace: The intervals, waits and deadlines of requests.

    Raises:
        InputError: The address is not one of a web server.
    """

    def __init__(self, base_url: str, connections: int, *, timeout: float, retries: int, pace: Pace) -> None:
        self._base_url = checked_base_url(base_url)
        self._timeout = timeout
        self._retries = retries
        self._pace = pace
        self._stopped = threading.Event()
        self._sleep: Callable[[float], object] = pace.sleep or self._stopped.wait
        self._lock = threading.Lock()
        self._free_at = pace.monotonic()
        self._transport = Urllib3Transport(connections=connections, max_reply=MAX_REPLY)

    def tree(self) -> Any:
        """Get the tree of pages, as the gateway returns it.

        Raises:
            GatewayError: There is no usable reply.
            StoppedError: `stop` was called.
        """
        return self._data(TREE_CALL, {"is_need_content": "false"})

    def page(self, doc_id: str) -> PageText:
        """Get one page.

        Raises:
            GatewayError: There is no usable reply.
            PageError: The reply contains no page.
            StoppedError: `stop` was called.
        """
        data = self._data(PAGE_CALL, {"doc_id": doc_id})
        if not isinstance(data, dict):
            raise PageError("the reply contains no page")
        title, content = data.get("title"), data.get("content")
        if not isinstance(title, str):
            raise PageError(f"its title is {_kind(title)}, not text")
        if not isinstance(content, str):
            raise PageError(f"its content is {_kind(content)}, not text")
        if not content.strip():
            raise EmptyPageError(title)
        return PageText(title, content)

    def stop(self) -> None:
        """Prevent further requests, and end all waits between requests."""
        self._stopped.set()

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def _data(self, call: str, parameters: dict[str, str]) -> Any:
        url = f"{self._base_url}{call}?{urlencode({**_PORTAL, **parameters})}"
        until = self._pace.monotonic() + self._pace.deadline
        tries = 0
        while True:
            self._wait_turn()
            tries += 1
            try:
                return _data_of(self._body(url, until))
            except _PassingError as error:
                failure = error
            pause = min(failure.retry_after or 0.0, self._pace.retry_after_limit)
            # Retry-After applies to all threads, so all wait.
            self._hold(pause)
            tried = number_of(tries, "try", "tries")
            if tries > self._retries:
                raise GatewayError(f"{failure} ({tried})")
            # The random factor keeps the threads from retrying all at once.
            wait = pause + self._pace.jitter() * min(
                self._pace.backoff * 2 ** (tries - 1), self._pace.backoff_limit
            )
            if self._pace.monotonic() + wait > until:
                raise GatewayError(f"{failure} ({tried}, no time left for another)")
            self._sleep(wait)

    def _wait_turn(self) -> None:
        with self._lock:
            now = self._pace.monotonic()
            turn = max(now, self._free_at)
            self._free_at = turn + self._pace.interval
        if turn > now:
            self._sleep(turn - now)
        if self._stopped.is_set():
            raise StoppedError

    def _hold(self, seconds: float) -> None:
        with self._lock:
            self._free_at = max(self._free_at, self._pace.monotonic() + seconds)

    def _body(self, url: str, until: float) -> bytes:
        left = max(until - self._pace.monotonic(), 0.001)
        patience = min(self._timeout, left)
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"}
        try:
            reply = self._transport.send(Request("GET", url, headers), Timeout(patience, patience, left))
        except (TransportError, MalformedReplyError) as error:
            why, _, _ = str(error).removeprefix(": ").partition(", the limit set by")
            # What was read of a reply is kept only if it is too large, as it is again in another try.
            too_large = isinstance(error, MalformedReplyError) and error.body
            is_final = isinstance(error, TlsError) or too_large
            raise (GatewayError if is_final else _PassingError)(one_line(why, 200)) from None
        if self._stopped.is_set():
            raise StoppedError
        self._check_head(reply)
        return reply.body

    def _check_head(self, reply: RawResponse) -> None:
        status = reply.status
        if 300 <= status < 400:
            target = one_line(reply.headers.get("location", "nowhere"))
            raise GatewayError(f"the host redirects to {target}, which is not followed (HTTP {status})")
        if status in _ANOTHER_TRY or status >= 500:
            raise _PassingError(f"HTTP {status}", self._retry_after(reply.headers.get("retry-after")))
        if status != 200:
            raise GatewayError(f"HTTP {status}")

    def _retry_after(self, text: str | None) -> float | None:
        if text is None:
            return None
        if seconds := _SECONDS.fullmatch(text):
            return float(seconds[1])
        try:
            moment = email.utils.parsedate_to_datetime(text[:64])
            return max((moment - self._pace.now()).total_seconds(), 0.0)
        except (TypeError, ValueError, OverflowError):
            return None


def checked_base_url(base_url: str) -> str:
    """Check the address that the calls' paths are appended to.

    Returns:
        The address without a slash at its end.

    Raises:
        InputError: It is not the address of a web server.
    """
    try:
        split_base(base_url.strip())
    except ValueError as error:
        raise InputError(f"{error}; expected one such as {BASE_URL}") from None
    return base_url.strip().rstrip("/")


def _data_of(body: bytes) -> Any:
    try:
        reply = parse_json(body)
    except TooDeepError as error:
        raise _PassingError(f"the reply is {error}") from None
    except ValueError:
        what = "HTML" if body.lstrip()[:1] == b"<" else "incomplete or no JSON"
        raise _PassingError(f"the reply is {what}") from None
    if not isinstance(reply, dict):
        raise _PassingError("the reply is JSON of an unexpected shape")
    code = reply.get("code")
    # False and 0.0 equal 0, too, but a working gateway sends neither.
    if type(code) is not int or code != 0:
        message = reply.get("msg", reply.get("message", ""))
        reason = f": {one_line(message)}" if isinstance(message, str) and message.strip() else ""
        raise _PassingError(f"the gateway answers with code {one_line(code)}{reason}")
    return reply.get("data")


def _kind(value: object) -> str:
    return "missing" if value is None else f"of the type {type(value).__name__}"

"""The portal's gateway: its two calls, politely and patiently made, their replies distrusted."""

from __future__ import annotations

import email.utils
import json
import random
import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import urllib3
from attrs import field, frozen
from urllib3.exceptions import (
    DecodeError,
    HTTPError,
    LocationValueError,
    NameResolutionError,
    NewConnectionError,
    SSLError,
)
from urllib3.exceptions import TimeoutError as NoReplyError

from tiktok_bindgen.fetch.lines import one_line
from tiktok_bindgen.problem import InputError

BASE_URL = "https://business-api.tiktok.com"
USER_AGENT = "tiktok-business-bindings (documentation fetcher of tiktok-bindgen)"

#: More than any page has; what is larger is not read to its end.
MAX_REPLY = 20 * 1024 * 1024

TREE_CALL = "/gateway/api/doc/client/platform/tree/get/"
PAGE_CALL = "/gateway/api/doc/client/node/get/"
# The public name of this portal among those that the gateway serves.
_PORTAL = {
    "language": "ENGLISH",
    "identify_key": "c0138ffadd90a955c1f0670a56fe348d1d40680b3c89461e09f78ed26785164b",
}

# Small, because older versions of urllib3 decompress a piece whole.
_PIECE = 16 * 1024
_SECONDS = re.compile(r"\s*([0-9]{1,9})\s*")
_TOO_MANY_REQUESTS = 429
_ANOTHER_TRY = frozenset({408, 425, _TOO_MANY_REQUESTS})


@frozen
class Pace:
    """How fast and how patient; the last four are there to be replaced in tests.

    Attributes:
        interval: Seconds between the starts of two requests, over all threads.
        backoff: The longest wait before the first retry, in seconds; it doubles with each.
        backoff_limit: Where doubling ends.
        retry_after_limit: The longest ``Retry-After`` that is obeyed, in seconds.
        deadline: Seconds for one page, all tries and waits together.
        sleep: Waits so many seconds; by default one that ends early when fetching is stopped.
        monotonic: The seconds that deadlines and intervals are counted in.
        jitter: A number from 0 to 1 that each wait is multiplied by.
        now: The time of day, for dates.
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
    """A page as the gateway gives it."""

    title: str
    content: str


class GatewayError(Exception):
    """No usable reply after every try; its text is one line."""


class PageError(Exception):
    """A sound reply that holds no page; its text is one line."""


class EmptyPageError(PageError):
    """A page without content, which a heading in the tree may be."""

    def __init__(self, title: str) -> None:
        super().__init__("its content is empty")
        self.title = title


class StoppedError(Exception):
    """Fetching was stopped."""


class _PassingError(Exception):
    """A failure that another try may not meet."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Gateway:
    """The two calls. Thread safe.

    Args:
        base_url: Where the gateway is.
        connections: How many connections are kept open.
        timeout: Seconds for a connection, and for each piece of a reply.
        retries: How often a failed request is tried again.
        pace: How fast.

    Raises:
        InputError: If the address is not one of a web server.
    """

    def __init__(self, base_url: str, connections: int, *, timeout: float, retries: int, pace: Pace) -> None:
        base_url = checked_base_url(base_url)
        self._base = urllib3.util.parse_url(base_url).path or ""
        self._timeout = timeout
        self._retries = retries
        self._pace = pace
        self._stopped = threading.Event()
        self._sleep: Callable[[float], object] = pace.sleep or self._stopped.wait
        self._lock = threading.Lock()
        self._free_at = pace.monotonic()
        self._pool = urllib3.connection_from_url(
            base_url,
            maxsize=connections,
            headers={"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"},
        )

    def tree(self) -> Any:
        """Get the tree of pages, as the gateway gives it.

        Raises:
            GatewayError: If there is no usable reply.
            StoppedError: If `stop` was called.
        """
        return self._data(TREE_CALL, {"is_need_content": "false"})

    def page(self, doc_id: str) -> PageText:
        """Get one page.

        Raises:
            GatewayError: If there is no usable reply.
            PageError: If what it holds is no page.
            StoppedError: If `stop` was called.
        """
        data = self._data(PAGE_CALL, {"doc_id": doc_id})
        if not isinstance(data, dict):
            raise PageError("the reply holds no page")
        title, content = data.get("title"), data.get("content")
        if not isinstance(title, str):
            raise PageError(f"its title is {_kind(title)}, not a text")
        if not isinstance(content, str):
            raise PageError(f"its content is {_kind(content)}, not a text")
        if not content.strip():
            raise EmptyPageError(title)
        return PageText(title, content)

    def stop(self) -> None:
        """Let no further request begin, and end the waits between them."""
        self._stopped.set()

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def _data(self, call: str, parameters: dict[str, str]) -> Any:
        target = f"{self._base}{call}?{urlencode({**_PORTAL, **parameters})}"
        until = self._pace.monotonic() + self._pace.deadline
        tries = 0
        while True:
            self._wait_turn()
            tries += 1
            try:
                return _data_of(self._body(target, until))
            except _PassingError as error:
                failure = error
            pause = min(failure.retry_after or 0.0, self._pace.retry_after_limit)
            # The host speaks to all threads, so all wait.
            self._hold(pause)
            if tries > self._retries:
                raise GatewayError(f"{failure} ({_counted(tries)})")
            # What comes by chance keeps them from coming back at once.
            wait = pause + self._pace.jitter() * min(
                self._pace.backoff * 2 ** (tries - 1), self._pace.backoff_limit
            )
            if self._pace.monotonic() + wait > until:
                raise GatewayError(f"{failure} ({_counted(tries)}, no time left for another)")
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

    def _body(self, target: str, until: float) -> bytes:
        left = max(until - self._pace.monotonic(), 0.001)
        try:
            reply = self._pool.urlopen(
                "GET",
                target,
                retries=False,
                redirect=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=min(self._timeout, left), read=min(self._timeout, left)),
            )
        except (HTTPError, OSError) as error:
            raise self._failure(error) from None
        try:
            self._check_head(reply)
            return self._read(reply, until)
        except (HTTPError, OSError) as error:
            raise self._failure(error) from None
        finally:
            # A reply that was read to its end has given its connection back; of any other no more is wanted.
            reply.close()

    def _check_head(self, reply: urllib3.BaseHTTPResponse) -> None:
        status = reply.status
        if 300 <= status < 400:
            target = one_line(reply.headers.get("Location", "nowhere"))
            raise GatewayError(f"the host redirects to {target}, which is not followed (HTTP {status})")
        if status in _ANOTHER_TRY or status >= 500:
            raise _PassingError(f"HTTP {status}", self._retry_after(reply.headers.get("Retry-After")))
        if status != 200:
            raise GatewayError(f"HTTP {status}")
        encoding = reply.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in {"", "identity", "gzip", "deflate"}:
            raise GatewayError(f"the reply is compressed in a way not asked for: {one_line(encoding)}")
        if (reply.length_remaining or 0) > MAX_REPLY:
            raise GatewayError(f"the reply is larger than {MAX_REPLY} bytes")

    def _read(self, reply: urllib3.BaseHTTPResponse, until: float) -> bytes:
        pieces: list[bytes] = []
        size = 0
        # One piece at a time: a reply that drips never trips the timeout of a single read.
        while piece := reply.read1(_PIECE, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_REPLY:
                raise GatewayError(f"the reply is larger than {MAX_REPLY} bytes")
            if self._pace.monotonic() > until:
                raise _PassingError(f"no complete reply in {self._pace.deadline:g} s")
            if self._stopped.is_set():
                raise StoppedError
        return b"".join(pieces)

    def _failure(self, error: Exception) -> Exception:
        """Say what a failed exchange means for the next try."""
        match error:
            case SSLError():
                return GatewayError(f"no trusted connection: {one_line(error)}")
            case DecodeError():
                return _PassingError("the reply cannot be decompressed")
            case LocationValueError():
                return GatewayError(f"not an address: {one_line(error)}")
            case NameResolutionError():
                return _PassingError("the host's name is not known")
            case NewConnectionError():
                return _PassingError("no connection")
            case NoReplyError():
                return _PassingError(f"no reply in {self._timeout:g} s")
            case _:
                return _PassingError("the connection broke")

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
    """Check an address that the calls are appended to.

    Returns:
        It, without the slash at its end.

    Raises:
        InputError: If it is no address of a web server.
    """
    try:
        url = urllib3.util.parse_url(base_url)
    except LocationValueError:
        raise InputError(f"{one_line(base_url)}: not an address") from None
    if url.scheme not in {"http", "https"} or not url.host or url.auth or url.query or url.fragment:
        raise InputError(f"{one_line(base_url)}: not an address such as {BASE_URL}")
    return base_url.strip().rstrip("/")


def _data_of(body: bytes) -> Any:
    try:
        reply = json.loads(body)
    except RecursionError:
        raise _PassingError("the reply is nested too deep") from None
    except ValueError:
        what = "HTML" if body.lstrip()[:1] == b"<" else "incomplete or no JSON"
        raise _PassingError(f"the reply is {what}") from None
    if not isinstance(reply, dict):
        raise _PassingError("the reply is JSON of another shape")
    code = reply.get("code")
    # False and 0.0 equal 0 as well, but no gateway that works says so.
    if type(code) is not int or code != 0:
        message = reply.get("msg", reply.get("message", ""))
        told = f": {one_line(message)}" if isinstance(message, str) and message.strip() else ""
        raise _PassingError(f"the gateway answers with code {one_line(code)}{told}")
    return reply.get("data")


def _counted(tries: int) -> str:
    return "1 try" if tries == 1 else f"{tries} tries"


def _kind(value: object) -> str:
    return "missing" if value is None else f"of the type {type(value).__name__}"

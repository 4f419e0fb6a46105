"""A call from its arguments to its decoded reply: checked, sent, tried again where that is safe."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeGuard, TypeVar, cast
from urllib.parse import quote, urlsplit

from .check import Violation, child
from .codec import decode as decoded
from .codec import describe, is_object
from .encode import FileLike, file_parts, json_bytes, multipart, payload, query_string, scalar_text
from .errors import (
    PARTIAL_SUCCESS,
    SUCCESS,
    ApiError,
    ClientClosedError,
    DecodeError,
    EnvelopeError,
    HttpError,
    InvalidRequest,
    MalformedReplyError,
    Mismatch,
    RateLimitError,
    TikTokError,
    family_of,
    one_line,
    unlike,
)
from .model import Envelope, Model
from .retry import Retry
from .transport import RawResponse, Request, Timeout, Transport, Urllib3Transport

if TYPE_CHECKING:
    import urllib3

    from .limit import Limiter

    TimeoutLike = float | tuple[float | None, float | None] | Timeout | urllib3.Timeout | None
else:
    # What urllib3 adds to it would have to be imported for this alone.
    TimeoutLike = object

__all__ = ["Check", "Core", "FileLike", "Operation", "Retry", "TimeoutLike", "deferred"]

T = TypeVar("T")
Check = Callable[[object], list[Violation]]

_log = logging.getLogger("tiktok_business")
_PYTHON = ".".join(map(str, sys.version_info[:3]))
_IN_PATHS = "/:@!$&'()*+,;=-._~%"


class Operation(NamedTuple):
    """What is documented of one operation as such.

    Attributes:
        method: The HTTP method.
        path: The URL's path, with the version.
        name: The operation's name: ``garden_plot_create``.
        docs: The address of its documentation, if known.
        deprecated: Whether it is (to be) deprecated.
        check: Gives what is wrong with a payload.
        envelope: Whether its replies have the documented envelope.
        signatures: The names of fields that are to hold the MD5 of a file, and of that file's field. They are
            computed when they are not given.
        token: Whether it is documented to need the access token.
        files: The media types of the files that its reply is documented to be, if it is.
    """

    method: str
    path: str
    name: str
    docs: str = ""
    deprecated: bool = False
    check: Check | None = None
    envelope: bool = True
    signatures: Mapping[str, str] | None = None
    token: bool = False
    files: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.method} {one_line(self.path, 200)}"


class Secret(str):
    """Text that is sent, but not shown: not by ``repr``, ``str``, formatting or in a dump of variables."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        # Another secret's own text, not what it shows.
        return super().__new__(cls, str.__str__(text))

    def __repr__(self) -> str:
        return "'***'"

    def __str__(self) -> str:
        return "***"

    def __format__(self, spec: str) -> str:
        return format("***", spec)


class Core:
    """What all resources of a client share. Thread safe.

    Args:
        base_url: The server. It may end in what all paths begin with: that is not doubled.
        access_token: The token, or a function that gives it, called before each try. Without it a checked
            call of an operation that needs it is refused, unless a transport or a ``before`` of the caller's
            own may add it.
        token_header: The header that carries it.
        timeout: Seconds; see `Timeout`. One number is for each of its three parts.
        retries: When to try again; a whole number is how many times at most after the first.
        transport: What sends requests; by default a pool of connections.
        validate: Whether requests are checked before they are sent.
        before: Called with each `Request` before it is sent.
        after: Called with it and with what came of it.
        limiter: Makes calls wait so that they are not throttled; by default none does.
        user_agent: The beginning of the ``User-Agent`` header.
        strict_replies: Whether a reply with a value that cannot be what is documented is an error. Otherwise
            the value stays as it came, and a warning is logged once for each operation.

    Raises:
        ValueError: If one of these has a value that it cannot have.
        TypeError: If one of these is of a type that it cannot be of.
    """

    def __init__(
        self,
        *,
        base_url: str,
        access_token: str | Callable[[], str] | None = None,
        token_header: str = "Access-Token",  # noqa: S107 - the name of a header
        timeout: TimeoutLike = None,
        retries: Retry | int | None = None,
        transport: Transport | None = None,
        validate: bool = True,
        before: Callable[[Request], None] | None = None,
        after: Callable[[Request, RawResponse | TikTokError], None] | None = None,
        limiter: Limiter | None = None,
        user_agent: str = "",
        strict_replies: bool = False,
    ) -> None:
        self._origin, self._prefix = _split_base(base_url)
        self._token: Secret | Callable[[], str] | None = (
            _secret(access_token) if isinstance(access_token, str) else access_token
        )
        self._token_header = token_header
        self._timeout = _timeout(timeout, Timeout())
        self._retries = _retry(retries)
        self._validate = validate
        self._before = before
        self._after = after
        self._limiter = limiter
        self._strict_replies = strict_replies
        self._unlike: set[str] = set()
        self._closed = False
        self._sleep: Callable[[float], object] = time.sleep
        self._transport: Transport = Urllib3Transport() if transport is None else transport
        # Anything of the caller's own may add the token.
        self._tokenless = (
            access_token is None and before is None and isinstance(self._transport, Urllib3Transport)
        )
        self._headers = {
            "Accept": "application/json",
            "Accept-Encoding": "gzip, deflate",
            "User-Agent": f"{user_agent or 'tiktok-business-bindings'} python/{_PYTHON}",
        }

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._origin}{self._prefix}{' closed' if self._closed else ''}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections. The core is not used again; closing it twice does nothing."""
        if not self._closed:
            self._closed = True
            self._transport.close()

    def call(
        self,
        operation: Operation,
        *,
        decode: Callable[[dict[str, Any]], T],
        query: Mapping[str, object] | None = None,
        body: Mapping[str, object] | None = None,
        files: Mapping[str, FileLike | None] | None = None,
        headers: Mapping[str, object] | None = None,
        validate: bool | None = None,
        timeout: TimeoutLike = None,
    ) -> T:
        """Check, send and decode one call. Arguments that are ``None`` are not sent.

        Args:
            operation: What to call.
            decode: Makes the result from the parsed reply.
            query: Values for the URL.
            body: Values for the body: JSON, or multipart if ``files`` is given, even without any.
            files: Files for the body.
            headers: Values for headers.
            validate: Whether to check, if not as the core does.
            timeout: How long to wait, if not as the core does.

        Raises:
            InvalidRequest: If the request breaks what is documented; nothing was sent.
            TransportError: If there is no complete reply.
            ReplyError: If the reply has not the documented envelope; where replies are strict, also if a
                value cannot be what is documented.
            ApiError: If the server says that the call failed.
        """
        build = self._built(operation, query, body, files, headers, validate=validate)
        made_by: object = getattr(decode, "__self__", None)
        model = made_by if isinstance(made_by, type) and issubclass(made_by, Model) else None
        raw, parsed = self._tries(
            operation.method,
            operation.path,
            build,
            timeout=timeout,
            parse=_parse_of(operation),
            model=model,
            envelope=operation.envelope,
        )
        failure: TikTokError
        try:
            result, differs = decoded(decode, parsed)
            found = self._mismatches(str(operation), model, parsed) if differs else ()
        except RecursionError:
            failure = MalformedReplyError(
                f"{operation}: the reply is nested too deeply", operation=str(operation), **_evidence(raw)
            )
        else:
            if isinstance(result, Envelope):
                result.raw_response = raw
                if found:
                    result.mismatches = found
            if not (found and self._strict_replies):
                return result
            failure = DecodeError(found, operation=str(operation), **_evidence(raw))
        raise failure

    def _mismatches(self, operation: str, model: type[Model] | None, parsed: object) -> tuple[Mismatch, ...]:
        """What is unlike what is documented, with a warning the first time that an operation's reply is."""
        from .replies import mismatches

        # A reply without an envelope may be of no class, and so of no fields to look at.
        found = mismatches(model, parsed) if model else (Mismatch("", "something else", describe(parsed)),)
        if operation not in self._unlike:
            self._unlike.add(operation)
            _log.warning("%s: %s", operation, unlike(found))
        return found

    def call_raw(
        self,
        operation: Operation,
        *,
        query: Mapping[str, object] | None = None,
        body: Mapping[str, object] | None = None,
        files: Mapping[str, FileLike | None] | None = None,
        headers: Mapping[str, object] | None = None,
        validate: bool | None = None,
        timeout: TimeoutLike = None,
    ) -> RawResponse:
        """Check and send one call, and give the reply as it is, whatever it says.

        Raises:
            InvalidRequest: If the request breaks what is documented; nothing was sent.
            TransportError: If there is no complete reply.
        """
        build = self._built(operation, query, body, files, headers, validate=validate)
        raw, _ = self._tries(
            operation.method,
            operation.path,
            build,
            timeout=timeout,
            parse=None,
            envelope=operation.envelope,
        )
        return raw

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: Mapping[str, object] | None = None,
        files: Mapping[str, FileLike | None] | None = None,
        headers: Mapping[str, object] | None = None,
        timeout: TimeoutLike = None,
    ) -> RawResponse:
        """Send a request that need not be documented, and give the reply as it is, whatever its status.

        Raises:
            InvalidRequest: If there is something that cannot be sent.
            TransportError: If there is no complete reply.
        """
        build = _build(query, body, files, headers)
        raw, _ = self._tries(method.upper(), path, build, timeout=timeout, parse=None)
        return raw

    def _built(
        self,
        operation: Operation,
        query: Mapping[str, object] | None,
        body: Mapping[str, object] | None,
        files: Mapping[str, FileLike | None] | None,
        headers: Mapping[str, object] | None,
        *,
        validate: bool | None,
    ) -> _Built:
        checked = self._validate if validate is None else validate
        check = operation.check if checked else None
        if checked and operation.token and self._tokenless:
            raise InvalidRequest(
                [Violation(child("", self._token_header), "required", _NO_TOKEN)],
                operation=str(operation),
                docs=operation.docs,
            )
        try:
            return _build(query, body, files, headers, check=check, signatures=operation.signatures)
        except InvalidRequest as error:
            raise InvalidRequest(error.violations, operation=str(operation), docs=operation.docs) from None

    def _tries(
        self,
        method: str,
        path: str,
        build: _Built,
        *,
        timeout: TimeoutLike,
        parse: Callable[[RawResponse, str], Any] | None,
        model: type[Model] | None = None,
        envelope: bool = True,
    ) -> tuple[RawResponse, Any]:
        label = f"{method} {one_line(path, 200)}"
        prefix, below = self._path(path)
        url = f"{self._origin}{prefix}{below}{'?' if build.query else ''}{build.query}"
        limit = _timeout(timeout, self._timeout)
        retries = self._retries
        started = time.monotonic()
        attempt = 0
        while True:
            attempt += 1
            if self._limiter is not None:
                self._limiter.acquire(path)
            request = Request(
                method,
                url,
                {**self._headers, **build.headers},
                build.body,
                operation=label,
                attempt=attempt,
                model=model,
                path=below,
                envelope=envelope,
            )
            if retries.deadline is not None:
                limit = _within(limit, retries.deadline - (time.monotonic() - started))
            try:
                raw = self._send(request, limit)
                if parse is None:
                    return raw, None
                return raw, parse(raw, label)
            except TikTokError as error:
                error.operation = error.operation or label
                error.attempts = attempt
                wait = retries.wait_after(error, method, attempt, time.monotonic() - started)
                if wait is None:
                    raise
                _log.debug("%s: try %d: %s; again in %.2f s", label, attempt, type(error).__name__, wait)
            self._sleep(wait)

    def _send(self, request: Request, timeout: Timeout) -> RawResponse:
        if self._closed:
            raise ClientClosedError("the client is closed")
        token = self._token
        if token is not None:
            request.headers[self._token_header] = token if isinstance(token, Secret) else _secret(token())
        if self._before is not None:
            self._before(request)
        started = time.monotonic()
        try:
            raw = self._transport.send(request, timeout)
        except TikTokError as error:
            if self._after is not None:
                self._after(request, error)
            raise
        if _log.isEnabledFor(logging.DEBUG):
            # No query, headers or body: each may hold a credential.
            _log.debug(
                "%s: try %d: HTTP %d, %d bytes in %.3f s",
                request.operation,
                request.attempt,
                raw.status,
                len(raw.body),
                time.monotonic() - started,
            )
        if self._after is not None:
            self._after(request, raw)
        return raw

    def _path(self, path: str) -> tuple[str, str]:
        """The server's own path, and what comes after it; a path may begin with the server's own."""
        path = _quoted(path)
        prefix = self._prefix
        if prefix and path.startswith(f"{prefix}/"):
            path = path[len(prefix) :]
        return prefix, path


_NO_TOKEN = "is required: the client was made without an access token"  # noqa: S105 - a message


def deferred(module: str) -> Check:
    """Make a check that imports the module it is in at its first use.

    Args:
        module: The full name of a module with a function ``violations``.
    """
    loaded: Check | None = None

    def check(value: object) -> list[Violation]:
        nonlocal loaded
        if loaded is None:
            loaded = cast("Check", import_module(module).violations)
        return loaded(value)

    return check


# There are as many as the API has; who calls others as well must not fill the memory.
@lru_cache(maxsize=1024)
def _quoted(path: str) -> str:
    return quote("/" + path.lstrip("/"), safe=_IN_PATHS)


class _Built(NamedTuple):
    query: str
    body: Any
    headers: dict[str, str]


def _build(
    query: Mapping[str, object] | None,
    body: Mapping[str, object] | None,
    files: Mapping[str, FileLike | None] | None,
    headers: Mapping[str, object] | None,
    *,
    check: Check | None = None,
    signatures: Mapping[str, str] | None = None,
) -> _Built:
    in_query = payload(query) if query else {}
    in_body = payload(body) if body else {}
    in_headers = payload(headers) if headers else {}
    parts = file_parts(files) if files else {}
    for name, file in (signatures or {}).items():
        if name not in in_body and file in parts:
            in_body[name] = parts[file].md5()
    if check is not None:
        # Most requests are a body and nothing else.
        whole = {**in_query, **in_body, **{name: name for name in parts}} if in_query or parts else in_body
        violations = check(whole)
        if violations:
            raise InvalidRequest(violations)
    sent = {name: _header(name, value) for name, value in in_headers.items()} if in_headers else {}
    content: Any = None
    if files is not None:
        content = multipart(in_body, parts)
        sent["Content-Type"] = content.content_type
        sent["Content-Length"] = str(content.length)
    elif body is not None:
        content = json_bytes(in_body)
        sent["Content-Type"] = "application/json"
    return _Built(query_string(in_query) if in_query else "", content, sent)


def _header(name: str, value: Any) -> str:
    text = scalar_text(value)
    if not text.isascii() or not (text.isprintable() and name.isascii() and name.isprintable()):
        raise InvalidRequest([Violation(child("", name), "type", "must be printable ASCII text")])
    return text


def _parse_of(operation: Operation) -> Callable[[RawResponse, str], Any]:
    """What gives the parsed reply of an operation, or raises what it says."""
    if not operation.files:
        return _envelope if operation.envelope else _bare
    from .download import is_file

    files = operation.files
    return lambda raw, label: {"code": SUCCESS} if is_file(raw, files) else _envelope(raw, label)


def _envelope(raw: RawResponse, operation: str) -> dict[str, Any]:
    parsed = _json(raw, operation)
    code = _code(parsed.get("code")) if is_object(parsed) else None
    if code is None:
        if raw.status >= 300:
            raise _http_error(raw, operation)
        what = "a JSON object without a return code" if is_object(parsed) else "no JSON object"
        raise EnvelopeError(f"{operation}: the reply is {what}", operation=operation, **_evidence(raw))
    envelope = cast("dict[str, Any]", parsed)
    # The documentation gives return codes precedence over HTTP statuses.
    if code in (SUCCESS, PARTIAL_SUCCESS):
        return envelope
    family = family_of(code)
    if family is ApiError and raw.status == 429:
        family = RateLimitError
    raise family(
        code,
        _text(envelope.get("message")),
        _text(envelope.get("request_id")),
        data=envelope.get("data"),
        http_status=raw.status,
        headers=raw.headers,
        operation=operation,
        retry_after=_retry_after(raw),
    )


def _bare(raw: RawResponse, operation: str) -> Any:
    if raw.status >= 300:
        raise _http_error(raw, operation)
    return _json(raw, operation)


def _json(raw: RawResponse, operation: str) -> Any:
    parsed: Any
    try:
        parsed = _parse(raw.body)
    except (ValueError, RecursionError):
        parsed = _NOT_JSON
    if raw.status >= 300 and not is_object(parsed):
        raise _http_error(raw, operation)
    if parsed is _NOT_JSON:
        kind = raw.headers.get("content-type", "")
        what = "is empty" if not raw.body.strip() else "is not JSON"
        what += f" ({one_line(kind, 80)})" if kind else ""
        raise MalformedReplyError(
            f"{operation}: HTTP {raw.status}, but the body {what}", operation=operation, **_evidence(raw)
        )
    return parsed


def _http_error(raw: RawResponse, operation: str) -> HttpError:
    return HttpError(
        f"{operation}: HTTP {raw.status}",
        operation=operation,
        retry_after=_retry_after(raw),
        **_evidence(raw),
    )


def _evidence(raw: RawResponse) -> dict[str, Any]:
    return {"http_status": raw.status, "headers": raw.headers, "body": raw.body}


_NOT_JSON = object()


def _parse(body: bytes) -> Any:
    try:
        return (_parser or _found_parser())(body)
    except (ValueError, RecursionError):
        # It is stricter: what it refuses, the standard library may take.
        import json

        return json.loads(body)


_parser: Callable[[bytes], Any] | None = None


def _found_parser() -> Callable[[bytes], Any]:
    global _parser  # noqa: PLW0603 - looked for once, and not before the first reply
    found: Callable[[bytes], Any]
    try:
        found = import_module("msgspec.json").Decoder().decode
    except ImportError:
        found = _standard_parser()
    _parser = found
    return found


def _standard_parser() -> Callable[[bytes], Any]:
    import json

    decode = json.JSONDecoder().raw_decode

    def parse(body: bytes) -> Any:
        # What `json.loads` does as well, but for guessing at the encoding.
        text = str(body, "utf-8").strip(" \t\n\r")
        parsed, end = decode(text)
        if end != len(text):
            raise ValueError("there is more after the value")
        return parsed

    return parse


def _code(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else one_line(str(value))


def _retry_after(raw: RawResponse) -> float | None:
    value = raw.headers.get("retry-after", "").strip()
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return float(value[:9])
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _secret(token: str) -> Secret:
    # A header with a line break in it would be another header; the error must not show what it is.
    if not token or not token.isascii() or not token.isprintable() or token != token.strip():
        raise ValueError("the access token must be printable ASCII text without spaces around it")
    return Secret(token)


def _split_base(base_url: str) -> tuple[str, str]:
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"not the URL of a server: {one_line(base_url, 100)!r}")
    if parts.username is not None or parts.password is not None:
        raise ValueError("the URL of the server must not hold credentials")
    return f"{parts.scheme}://{parts.netloc}", quote(parts.path.rstrip("/"), safe=_IN_PATHS)


def _retry(value: object) -> Retry:
    if value is None:
        return Retry()
    if isinstance(value, Retry):
        if _is_count(value.attempts) and value.attempts >= 1:
            return value
        raise ValueError(f"attempts of a Retry must be a whole number from 1, not {_repr(value.attempts)}")
    if not _is_count(value):
        raise TypeError(f"retries must be a whole number from 0 or a Retry, not {_repr(value)}")
    if value < 0:
        raise ValueError(f"retries must be a whole number from 0 or a Retry, not {value}")
    return Retry(attempts=1 + value)


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _timeout(value: Any, default: Timeout) -> Timeout:
    if value is None:
        return default
    if isinstance(value, Timeout):
        for seconds in value:
            _seconds(seconds)
        return value
    if isinstance(value, tuple):
        return Timeout(*_two(cast("Sequence[Any]", value)), default.total)
    if isinstance(value, int | float):
        seconds = _seconds(value)
        return Timeout(seconds, seconds, seconds)
    # An urllib3.Timeout; what it does not say stays as it is.
    parts = {name: _seconds_of(value, name) for name in ("connect_timeout", "read_timeout", "total")}
    total = parts["total"]
    connect = parts["connect_timeout"] or total or default.connect
    read = parts["read_timeout"] or total or default.read
    return Timeout(connect, read, total or default.total)


def _two(given: Sequence[Any]) -> tuple[float | None, float | None]:
    if len(given) != 2:
        raise ValueError(f"timeout as a tuple must be (connect, read), not {_repr(given)}")
    return _seconds(given[0]), _seconds(given[1])


def _within(timeout: Timeout, left: float) -> Timeout:
    # A try that begins at the last moment is given up at once, but is a try.
    left = max(left, 0.001)
    return Timeout(*(left if seconds is None else min(seconds, left) for seconds in timeout))


def _seconds(value: Any) -> float | None:
    if value is None:
        return None
    allowed = f"timeout must be a number of seconds above 0 and up to {_LONGEST}, or None for no end"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{allowed}; {_repr(value)} is none")
    if not 0 < value <= _LONGEST:
        raise ValueError(f"{allowed}; {_repr(value)} is not")
    return float(value)


# More, and a socket refuses it: it counts milliseconds in 32 bits.
_LONGEST = 2_000_000


def _repr(value: object) -> str:
    return one_line(repr(value), 80)


def _seconds_of(timeout: Any, name: str) -> float | None:
    try:
        value = getattr(timeout, name)
    except AttributeError:
        raise TypeError(
            f"timeout must be a number of seconds, a tuple (connect, read), a Timeout or None, "
            f"not {_repr(timeout)}"
        ) from None
    except Exception:  # noqa: BLE001 - urllib3 cannot tell what is left of a total that was not started
        return None
    return float(value) if isinstance(value, int | float) and value > 0 else None

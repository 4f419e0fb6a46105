"""A call from its arguments to its decoded reply: checked, sent, tried again where that is safe."""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar, cast

from .building import Built, Check, build_request
from .check import Violation, child, currency_code
from .codec import is_object
from .errors import (
    PARTIAL_SUCCESS,
    SUCCESS,
    ApiError,
    AuthError,
    ClientClosedError,
    ConnectTimeoutError,
    DecodeError,
    EnvelopeError,
    HttpError,
    InvalidRequest,
    MalformedReplyError,
    Mismatch,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    TikTokError,
    family_of,
    one_line,
)
from .model import Envelope, warn_of
from .paths import quoted, split_base
from .process import renew_after_fork
from .retry import READING, Retry, may_have_been_done, retry_of
from .secret import Secret, SecretHeader, token_of, without
from .timing import Deadline, Timeout, timeout_of
from .transport import RawResponse, Request, Transport, Urllib3Transport

if TYPE_CHECKING:
    from types import ModuleType

    import urllib3

    from .files import FileLike
    from .levels import Under
    from .limit import Limiter
    from .recording import Recording

    TimeoutLike = float | tuple[float | None, float | None] | Timeout | urllib3.Timeout | None
else:
    # What urllib3 adds to it would have to be imported for this alone.
    TimeoutLike = object

__all__ = ["Check", "Core", "Operation", "Retry", "Secret", "TimeoutLike", "deferred"]

R = TypeVar("R")

_log = logging.getLogger("tiktok_business")
_PYTHON = ".".join(map(str, sys.version_info[:3]))


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


class Core:
    """What all resources of a client share. Thread safe.

    Args:
        base_url: The server. It may end in what all paths begin with: that is not doubled.
        access_token: The token, or a function that gives it, called before each try. Without it a checked
            call of an operation that needs it is refused, unless a transport or a ``before`` of the caller's
            own may add it.
        token_header: The header that carries it.
        timeout: Seconds; see `Timeout`. One number is for each of its three parts, and so for the whole call.
        retries: When to try again; a whole number is how many times at most after the first.
        transport: What sends requests; by default a pool of connections.
        validate: Whether requests are checked before they are sent.
        waive: What these checks leave out: rules by id, and places as pointers.
        before: Called with each `Request` before it is sent.
        after: Called with it and with what came of it.
        limiter: Makes calls wait so that they are not throttled; by default none does.
        user_agent: The beginning of the ``User-Agent`` header.
        defaults: Arguments that need not be given in a call, by their names.
        currency: The currency of the ad accounts that are called, by its code. With it, checks refuse amounts
            that it does not allow.
        strict_replies: Whether a reply with a value that cannot be what is documented is an error. Otherwise
            the value stays as it came, and a warning is logged once for each operation.
        record: A file to which each call that is answered adds a line of what it is like; see `recording`.

    Raises:
        ValueError: If one of these has a value that it cannot have.
        TypeError: If one of these is of a type that it cannot be of.
    """

    # For one whose construction failed, and which is shown all the same.
    _origin = _prefix = ""
    _closed = False

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
        waive: Sequence[str] = (),
        before: Callable[[Request], None] | None = None,
        after: Callable[[Request, RawResponse | TikTokError], None] | None = None,
        limiter: Limiter | None = None,
        user_agent: str = "",
        defaults: Mapping[str, str | None] | None = None,
        strict_replies: bool = False,
        currency: str | None = None,
        record: str | os.PathLike[str] | None = None,
    ) -> None:
        if isinstance(access_token, str):
            # First of all: whatever is raised from here, no dump of this frame's variables shows it.
            access_token = Secret(access_token)
        self._origin, self._prefix = split_base(base_url)
        self._token: SecretHeader | Callable[[], str] | None = (
            access_token
            if access_token is None or callable(access_token)
            else SecretHeader(token_of(access_token))
        )
        self._token_header = token_header
        # Without a token, a caller may give one for a single call.
        self._own_header = "" if access_token is None else token_header
        self._timeout = timeout_of(timeout, Timeout())
        self._retries = retry_of(retries)
        self._validate = validate
        self.waive = (waive,) if isinstance(waive, str) else tuple(waive)
        self.currency = None if currency is None else currency_code(currency)
        self._before = before
        self._after = after
        self._limiter = limiter
        self._defaults = defaults or {}
        self._strict_replies = strict_replies
        self._recording = None if record is None else _recording(record)
        self._unlike: set[str] = set()
        self.after_fork()
        renew_after_fork(self)
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

    def after_fork(self) -> None:
        """Forget who waited: in a process that was forked off nobody else does."""
        self._closing = threading.Event()
        # Closing the client ends each wait.
        self._sleep: Callable[[float], object] = self._closing.wait
        if self._closed:
            self._closing.set()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._origin}{self._prefix}{' closed' if self._closed else ''}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections, and wake who waits. It is not used again; closing it twice does nothing."""
        if not self._closed:
            self._closed = True
            self._closing.set()
            self._transport.close()

    def default(self, name: str, given: str | None) -> str | None:
        """An argument as it was given in a call, or else to the client."""
        return self._defaults.get(name) if given is None else given

    def call(
        self,
        operation: Operation,
        *,
        reply: type[R],
        query: Mapping[str, object] | None = None,
        body: Mapping[str, object] | None = None,
        files: Mapping[str, FileLike | None] | None = None,
        headers: Mapping[str, object] | None = None,
        validate: bool | None = None,
        waive: Sequence[str] = (),
        under: Under | None = None,
        timeout: TimeoutLike = None,
    ) -> R:
        """Check, send and decode one call. Arguments that are ``None`` are not sent.

        Args:
            operation: What to call.
            reply: What the reply is: ``Reply[…]`` of what its data is, or the type of one without the
                documented envelope.
            query: Values for the URL.
            body: Values for the body: JSON, or multipart if ``files`` is given, even without any.
            files: Files for the body.
            headers: Values for headers.
            validate: Whether to check, if not as the core does.
            waive: Rules by id, and places as pointers, that the check leaves out besides the core's.
            under: What stands above the call, for the check.
            timeout: How long to wait, if not as the core does.

        Raises:
            InvalidRequest: If the request breaks what is documented; nothing was sent.
            TransportError: If there is no complete reply.
            ReplyError: If the reply has not the documented envelope; where replies are strict, also if a
                value cannot be what is documented.
            ApiError: If the server says that the call failed.
        """
        limit, deadline = self._limit(timeout)
        recording = self._recording
        heard: list[Any] | None = None if recording is None else []
        build = self._built(
            operation,
            query,
            body,
            files,
            headers,
            deadline=deadline,
            validate=validate,
            waive=waive,
            under=under,
            heard=heard,
        )
        try:
            raw, parsed = self._tries(
                operation.method,
                operation.path,
                build,
                limit,
                deadline,
                parse=_parse_of(operation),
                reply=reply,
                envelope=operation.envelope,
            )
        except ApiError as error:
            if recording is not None and heard:
                recording.keep(operation, heard[0], {"code": error.code, "message": error.message}, reply)
            raise
        if recording is not None and heard:
            recording.keep(operation, heard[0], parsed, reply)
        from .decoding import decode

        label = str(operation)
        found: tuple[Mismatch, ...] = ()
        failure: TikTokError
        try:
            result, differs = decode(reply, parsed, whole=self._strict_replies)
            if differs:
                from .replies import mismatches

                found = mismatches(reply, parsed)
                warn_of(label, found, self._unlike)
        except RecursionError:
            failure = MalformedReplyError(
                f"{label}: the reply is nested too deeply", operation=label, **_evidence(raw)
            )
        else:
            if isinstance(result, Envelope):
                result.came_by(raw, label, self._unlike)
            if not (found and self._strict_replies):
                return cast("R", result)
            failure = DecodeError(found, operation=label, **_evidence(raw))
        raise failure

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

        It is tried as often as any call.

        Raises:
            InvalidRequest: If there is something that cannot be sent.
            TransportError: If there is no complete reply.
        """
        limit, deadline = self._limit(timeout)
        build = build_request(query, body, files, headers, deadline, token=self._own_header)
        raw, _ = self._tries(method.upper(), path, build, limit, deadline, parse=_envelope, as_it_is=True)
        return raw

    def _limit(self, timeout: TimeoutLike) -> tuple[Timeout, Deadline]:
        """The timeout of a call, and its end: from here all of it is counted."""
        limit = timeout_of(timeout, self._timeout).within(self._retries.deadline)
        return limit, Deadline(limit.total)

    def _built(
        self,
        operation: Operation,
        query: Mapping[str, object] | None,
        body: Mapping[str, object] | None,
        files: Mapping[str, FileLike | None] | None,
        headers: Mapping[str, object] | None,
        *,
        deadline: Deadline,
        validate: bool | None,
        waive: Sequence[str],
        under: Under | None,
        heard: list[Any] | None,
    ) -> Built:
        checked = self._validate if validate is None else validate
        check = operation.check if checked else None
        if check is not None and under is not None:
            from .levels import beside

            check = partial(check, beside=beside(operation.name, under))
        if check is not None and self.currency is not None:
            check = partial(check, currency=self.currency)
        if check is not None and (waive or self.waive):
            from .contested import waived

            check = waived(check, self.waive, waive)
        if heard is not None:
            from .recording import hearing

            check = hearing(check, heard)
        if checked and operation.token and self._tokenless:
            raise InvalidRequest(
                [Violation(child("", self._token_header), "required", _NO_TOKEN)],
                operation=str(operation),
                docs=operation.docs,
            )
        try:
            return build_request(
                query,
                body,
                files,
                headers,
                deadline,
                token=self._own_header,
                check=check,
                signatures=operation.signatures,
            )
        except InvalidRequest as error:
            raise InvalidRequest(error.violations, operation=str(operation), docs=operation.docs) from None

    def _tries(
        self,
        method: str,
        path: str,
        build: Built,
        limit: Timeout,
        deadline: Deadline,
        *,
        parse: Callable[[RawResponse, str], Any],
        reply: Any = None,
        envelope: bool = True,
        as_it_is: bool = False,
    ) -> tuple[RawResponse, Any]:
        """Send a request as often as is safe and needed; gives its reply, and that parsed.

        With ``as_it_is``, the last reply is given even if it is an error, and then unparsed.
        """
        label = f"{method} {one_line(path, 200)}"
        prefix, below = self._path(path)
        url = f"{self._origin}{prefix}{below}{'?' if build.query else ''}{build.query}"
        attempt = 0
        while True:
            attempt += 1
            if self._limiter is not None:
                self._wait_for_turn(self._limiter, path, label, deadline, attempt)
            if attempt > 1 or self._limiter is not None:
                limit = limit.within(deadline.left())
            request = Request(
                method,
                url,
                {**self._headers, **build.headers},
                build.body,
                operation=label,
                attempt=attempt,
                reply=reply,
                path=below,
                envelope=envelope,
            )
            raw: RawResponse | None = None
            try:
                raw = self._send(request, limit)
                return raw, parse(raw, label)
            except TikTokError as error:
                self._note(error, request, raw)
                wait = self._retries.wait_after(error, method, attempt)
                left = deadline.left()
                if wait is None or (left is not None and wait >= left):
                    if as_it_is and raw is not None:
                        return raw, None
                    raise
                _log.debug("%s: try %d: %s; again in %.2f s", label, attempt, type(error).__name__, wait)
            self._sleep(wait)

    def _wait_for_turn(
        self, limiter: Limiter, path: str, label: str, deadline: Deadline, attempt: int
    ) -> None:
        try:
            limiter.acquire(path, within=deadline.left(), sleep=self._sleep)
        except ConnectTimeoutError as error:
            error.args = (f"{label}: {error}",)
            error.operation = label
            error.attempts = attempt - 1
            raise

    def _note(self, error: TikTokError, request: Request, raw: RawResponse | None) -> None:
        """Put into an error what is known of its call, and take out the token, if a reply echoes it."""
        error.operation = error.operation or request.operation
        error.attempts = request.attempt
        error.raw_response = raw
        if request.method not in READING and may_have_been_done(error):
            error.may_have_been_done = True
            error.args = (f"{error}; it may have been carried out",)
        token = request.headers.get(self._token_header)
        if raw is not None and isinstance(token, SecretHeader):
            secret = Secret(token.reveal())
            error.args = tuple(without(one, secret) for one in error.args)
            vars(error).update({name: without(value, secret) for name, value in vars(error).items()})

    def _send(self, request: Request, timeout: Timeout) -> RawResponse:
        if self._closed:
            raise ClientClosedError("the client is closed")
        token = self._token
        if token is not None:
            request.headers[self._token_header] = (
                token if isinstance(token, SecretHeader) else SecretHeader(token_of(token()))
            )
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
        try:
            path = quoted(path)
        except UnicodeEncodeError:
            raise InvalidRequest([Violation("", "type", "the path must be valid Unicode")]) from None
        prefix = self._prefix
        if prefix and path.startswith(f"{prefix}/"):
            path = path[len(prefix) :]
        return prefix, path


def _recording(path: str | os.PathLike[str]) -> Recording:
    from .recording import Recording

    return Recording(path)


_NO_TOKEN = "is required: the client was made without an access token"  # noqa: S105 - a message


def deferred(module: str) -> Check:
    """Make a check that imports the module it is in at its first use.

    Args:
        module: The full name of a module with a function ``violations``, with ``amounts`` where some depend
            on the currency, and ``above`` where some depend on requests above.
    """
    loaded: ModuleType | None = None

    def check(
        value: Mapping[str, Any], currency: str | None = None, beside: Mapping[str, Any] | None = None
    ) -> list[Violation]:
        nonlocal loaded
        if loaded is None:
            loaded = import_module(module)
        found = cast("list[Violation]", loaded.violations(value))
        if beside and hasattr(loaded, "above"):
            found = [*found, *loaded.above({**value, **beside})]
        amounts = None if currency is None else getattr(loaded, "amounts", None)
        return found if amounts is None else [*found, *amounts(value, currency)]

    return check


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


def _http_error(raw: RawResponse, operation: str) -> ApiError | HttpError:
    family = _STATUSES.get(raw.status)
    if family is not None:
        return family(
            raw.status,
            f"HTTP {raw.status}, and no envelope to tell more",
            http_status=raw.status,
            headers=raw.headers,
            operation=operation,
            retry_after=_retry_after(raw),
        )
    return HttpError(
        f"{operation}: HTTP {raw.status}",
        operation=operation,
        retry_after=_retry_after(raw),
        **_evidence(raw),
    )


# What a gateway before the service says as well as the service does.
_STATUSES: dict[int, type[ApiError]] = {
    401: AuthError,
    403: PermissionDeniedError,
    429: RateLimitError,
    503: ServerError,
}


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


_SECONDS = re.compile(r"[0-9]+(\.[0-9]*)?", re.ASCII)


def _retry_after(raw: RawResponse) -> float | None:
    value = raw.headers.get("retry-after", "").strip()
    if not value:
        return None
    if _SECONDS.fullmatch(value):
        return float(value[:9])
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None

"""A call from its arguments to its decoded reply: checked, sent, tried again where that is safe."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Self, TypeVar, cast

from .building import Built, Extra, build_request, must_have_names
from .check import Violation, child, currency_code
from .codec import is_object
from .envelope import Parse, evidence_of, parse_any, parse_of
from .errors import (
    ApiError,
    ClientClosedError,
    ConnectTimeoutError,
    DecodeError,
    InvalidRequest,
    MalformedReplyError,
    Mismatch,
    TikTokError,
    one_line,
)
from .interrupts import woken
from .logs import LOGGER, note_end
from .model import Envelope, warn_of
from .operation import Operation, TimeoutLike, TokenLike, new_key, unexpected
from .paths import quoted, split_base
from .process import renew_after_fork
from .retry import READING, Retry, may_have_been_done, retry_of
from .secret import TOKEN_VARIABLE, Hidden, Secret, SecretHeader, token_of, without
from .timing import Deadline, Timeout, timeout_of
from .transport import RawResponse, Request, Transport, Urllib3Transport

if TYPE_CHECKING:
    from .download import Saving
    from .files import FileLike, Told
    from .levels import Under
    from .limit import Limiter
    from .recording import Recording

__all__ = ["Core", "Hidden"]

R = TypeVar("R")

_log = logging.getLogger(LOGGER)
_PYTHON = ".".join(map(str, sys.version_info[:3]))


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
        after: Called with it and with what came of it: the decoded reply, or an error.
        limiter: Makes calls wait so that they are not throttled; by default none does.
        user_agent: The beginning of the ``User-Agent`` header.
        application: What the caller's program is called: the end of that header.
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

    def __init__(
        self,
        *,
        base_url: str,
        access_token: TokenLike | None = None,
        token_header: str = "Access-Token",  # noqa: S107 - the name of a header
        timeout: TimeoutLike = None,
        retries: Retry | int | None = None,
        transport: Transport | None = None,
        validate: bool = True,
        waive: Sequence[str] = (),
        before: Callable[[Request], None] | None = None,
        after: Callable[[Request, Any], None] | None = None,
        limiter: Limiter | None = None,
        user_agent: str = "",
        application: str = "",
        defaults: Mapping[str, str | None] | None = None,
        strict_replies: bool = False,
        currency: str | None = None,
        record: str | os.PathLike[str] | None = None,
    ) -> None:
        if isinstance(access_token, str):
            # First of all: whatever is raised from here, no dump of this frame's variables shows it.
            access_token = Hidden(access_token)
        self._origin, self._prefix = split_base(base_url)
        self._token_header = token_header
        self._token: SecretHeader | Callable[[], str | Secret] | None = None
        # Without a token, a caller may give one for a single call.
        self._own_header = ""
        self._timeout = Timeout()
        self._retries = retry_of(None)
        self._validate = True
        self.waive: tuple[str, ...] = ()
        self.currency: str | None = None
        self._before: Callable[[Request], None] | None = None
        self._after: Callable[[Request, Any], None] | None = None
        self._limiter: Limiter | None = None
        self._defaults: Mapping[str, str | None] = {}
        self._strict_replies = False
        self._recording = None if record is None else _recording(record)
        self._unlike: set[str] = set()
        self._headers = {
            "Accept": "application/json",
            "Accept-Encoding": "gzip, deflate",
            "User-Agent": " ".join(
                (user_agent or "tiktok-business-bindings", f"python/{_PYTHON}", *_words(application))
            ),
        }
        self.apply(
            access_token=access_token,
            timeout=timeout,
            retries=retries,
            validate=validate,
            waive=waive,
            before=before,
            after=after,
            limiter=limiter,
            defaults=defaults,
            strict_replies=strict_replies,
            currency=currency,
        )
        if transport is not None and (isinstance(transport, type) or not hasattr(transport, "send")):
            raise TypeError("transport must be an object that sends requests, such as Urllib3Transport()")
        self._life = _Life()
        renew_after_fork(self._life)
        # Closing the client ends each wait.
        self._sleep: Callable[[float], object] = self._life.wait
        self._transport: Transport = Urllib3Transport() if transport is None else transport

    def with_options(self, **changes: Any) -> Self:
        """Make another one, which shares connections, limiter and end with this one.

        Args:
            changes: Arguments of this class that are to be others: those that `apply` takes. What is ``None``
                stays as it is.
        """
        other = object.__new__(type(self))
        vars(other).update(vars(self))
        other.apply(**changes)
        return other

    def apply(
        self,
        *,
        access_token: TokenLike | None = None,
        timeout: TimeoutLike = None,
        retries: Retry | int | None = None,
        validate: bool | None = None,
        waive: Sequence[str] | None = None,
        before: Callable[[Request], None] | None = None,
        after: Callable[[Request, Any], None] | None = None,
        limiter: Limiter | None = None,
        defaults: Mapping[str, str | None] | None = None,
        strict_replies: bool | None = None,
        currency: str | None = None,
    ) -> None:
        """Take the settings that are given."""
        if access_token is not None:
            self._token = access_token if callable(access_token) else SecretHeader(token_of(access_token))
            self._own_header = self._token_header
        self._timeout = timeout_of(timeout, self._timeout)
        self._retries = self._retries if retries is None else retry_of(retries)
        self._validate = self._validate if validate is None else validate
        if waive is not None:
            self.waive = (waive,) if isinstance(waive, str) else tuple(waive)
        self.currency = self.currency if currency is None else currency_code(currency)
        for name, hook in (("before", before), ("after", after)):
            if hook is not None and not callable(hook):
                raise TypeError(f"{name} must be a function, not {type(hook).__name__}")
        self._before = before or self._before
        self._after = after or self._after
        self._limiter = limiter or self._limiter
        given = {name: value for name, value in (defaults or {}).items() if value is not None}
        self._defaults = {**self._defaults, **given}
        self._strict_replies = self._strict_replies if strict_replies is None else strict_replies

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._origin}{self._prefix}{' closed' if self._is_closed() else ''}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a client cannot be pickled or copied deeply, as it has connections: make one in each process, "
            "or take with_options for one with other settings"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections, and wake who waits. It is not used again; closing it twice does nothing."""
        if not self._life.closed:
            self._life.end()
            self._transport.close()

    def _is_closed(self) -> bool:
        life = vars(self).get("_life")
        return life is not None and life.closed

    def _tokenless(self) -> bool:
        """Whether nothing can add a token: anything of the caller's own may."""
        return self._token is None and self._before is None and isinstance(self._transport, Urllib3Transport)

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
        under: Under | None = None,
        validate: bool | None = None,
        waive: Sequence[str] = (),
        timeout: TimeoutLike = None,
        extra_headers: Mapping[str, object] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        save_to: str | os.PathLike[str] | None = None,
        progress: Told | None = None,
        **unknown: object,
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
            under: What stands above the call, for the check.
            validate: Whether to check, if not as the core does.
            waive: Rules by id, and places as pointers, that the check leaves out besides the core's.
            timeout: How long to wait, if not as the core does.
            extra_headers: Headers to send besides; this and the following as `CallOptions` has it.
            extra_query: Values for the URL besides.
            extra_body: Values for the body besides.
            save_to: Where to write a reply that is a file; see `DownloadOptions`.
            progress: Told how much of it came.
            unknown: What the caller misspelt.

        Raises:
            InvalidRequest: If the request breaks what is documented; nothing was sent.
            TransportError: If there is no complete reply.
            ReplyError: If the reply has not the documented envelope; where replies are strict, also if a
                value cannot be what is documented.
            ApiError: If the server says that the call failed.
            TypeError: If the operation does not take an argument.
        """
        others = [*unknown]
        saving: Saving | None = None
        if save_to is not None or progress is not None:
            from .download import Saving

            saving = Saving(save_to, progress, operation.files)
            others += () if operation.files else ("progress" if save_to is None else "save_to",)
        if others:
            raise unexpected(operation, others, [*(query or {}), *(body or {}), *(files or {})])
        limit, deadline = self._limit(timeout)
        recording = self._recording
        heard: list[Any] | None = None if recording is None else []
        key = operation.key
        if key and body is not None and body.get(key) is None:
            # The same for all tries: the server tells by it that it has seen the request before.
            body = {**body, key: new_key()}
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
            extra=Extra(extra_headers, extra_query, extra_body),
        )
        once = bool(key) and not (extra_body and extra_body.get(key, key) is None)
        way = _Way(
            operation.method,
            operation.path,
            parse=parse_of(files=operation.files, envelope=operation.envelope),
            decoded=self._decoding(operation, reply),
            reply=reply,
            envelope=operation.envelope,
            once=once,
            within=operation.within,
            saving=saving,
        )
        try:
            result, _, parsed = self._tries(way, build, limit, deadline)
        except ApiError as error:
            if recording is not None and heard:
                recording.keep(operation, heard[0], {"code": error.code, "message": error.message}, reply)
            raise
        if recording is not None and heard:
            recording.keep(operation, heard[0], parsed, reply)
        if saving is not None:
            saving.finish(result)
        return cast("R", result)

    def _decoding(self, operation: Operation, reply: Any) -> Callable[[RawResponse, Any], Any]:
        """What makes the result of a call of its reply, parsed."""
        label = str(operation)

        def decoded(raw: RawResponse, parsed: Any) -> Any:
            from .decoding import decode

            found: tuple[Mismatch, ...] = ()
            try:
                result, differs = decode(reply, parsed, whole=self._strict_replies)
                if differs:
                    from .replies import mismatches

                    found = mismatches(reply, parsed)
                    warn_of(label, found, self._unlike)
            except RecursionError:
                failure: TikTokError = MalformedReplyError(
                    f"{label}: the reply is nested too deeply", operation=label, **evidence_of(raw)
                )
            else:
                if isinstance(result, Envelope):
                    result.came_by(raw, label, self._unlike)
                if not (found and self._strict_replies):
                    return result
                failure = DecodeError(found, operation=label, **evidence_of(raw))
            raise failure

        return decoded

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
            TypeError: If a query, a body, files or headers are no dictionary of names.
        """
        for name, given in (("query", query), ("body", body), ("files", files), ("headers", headers)):
            if given is not None:
                must_have_names(name, given)
        limit, deadline = self._limit(timeout)
        build = build_request(query, body, files, headers, deadline, token=self._own_header)
        way = _Way(method.upper(), path, parse=parse_any, decoded=_as_it_is, as_it_is=True)
        raw: RawResponse = self._tries(way, build, limit, deadline)[0]
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
        extra: Extra,
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
        if checked and operation.token and self._tokenless():
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
                extra=extra,
            )
        except InvalidRequest as error:
            raise InvalidRequest(error.violations, operation=str(operation), docs=operation.docs) from None

    def _tries(
        self, way: _Way, build: Built, limit: Timeout, deadline: Deadline
    ) -> tuple[Any, RawResponse, Any]:
        """Send a request as often as is safe and needed; gives its result, its reply, and that parsed.

        Where the reply is wanted as it is, the last one is given even if it is an error, and then unparsed.
        """
        method, label = way.method, f"{way.method} {one_line(way.path, 200)}"
        prefix, below = self._path(way.path)
        url = f"{self._origin}{prefix}{below}{'?' if build.query else ''}{build.query}"
        attempt, done, started = 0, False, time.monotonic()
        while True:
            attempt += 1
            if self._limiter is not None:
                self._wait_for_turn(self._limiter, way.path, label, deadline, attempt)
            if attempt > 1 or self._limiter is not None:
                limit = limit.within(deadline.left())
            request = Request(
                method,
                url,
                {**self._headers, **build.headers},
                build.body,
                operation=label,
                attempt=attempt,
                reply=way.reply,
                path=below,
                envelope=way.envelope,
                saving=way.saving,
            )
            raw: RawResponse | None = None
            try:
                raw = self._send(request, limit)
                parsed = way.parse(raw, label)
            except TikTokError as error:
                done = self._note(error, request, raw, done=done)
                wait = self._wait(way, error, attempt, started)
                left = deadline.left()
                if wait is not None and (left is None or wait < left):
                    _log.info("%s: try %d: %s; again in %.2f s", label, attempt, error, wait)
                    self._tell(request, error)
                    self._sleep(wait)
                    continue
                if attempt > 1:
                    error.args = (f"{error} (after {attempt} tries)",)
                if not way.as_it_is or raw is None:
                    note_end(label, error, attempt, started)
                    self._tell(request, error)
                    raise
                parsed = None
            try:
                result = way.decoded(raw, parsed)
            except TikTokError as error:
                self._tell(request, error)
                raise
            note_end(label, parsed if is_object(parsed) and not way.as_it_is else raw, attempt, started)
            self._tell(request, result)
            return result, raw, parsed

    def _wait(self, way: _Way, error: TikTokError, attempt: int, started: float) -> float | None:
        """How many seconds to wait before the next try, if there is to be one."""
        wait = self._retries.wait_after(error, way.method, attempt)
        if wait is None and way.once:
            wait = self._retries.wait_after(error, READING[0], attempt)
            if wait is not None and way.within is not None:
                # The server forgets that it has seen the request.
                late = time.monotonic() + wait - started >= way.within
                wait = None if late else wait
        return wait

    def _tell(self, request: Request, outcome: object) -> None:
        if self._after is not None:
            self._after(request, outcome)

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

    def _note(self, error: TikTokError, request: Request, raw: RawResponse | None, *, done: bool) -> bool:
        """Put into an error what is known of its call, and take out the token, if a reply echoes it.

        Args:
            error: The error.
            request: The try that failed.
            raw: Its reply, if there was one.
            done: Whether a try before it may have been carried out.

        Returns:
            Whether this one or one before it may have been.
        """
        error.operation = error.operation or request.operation
        error.attempts = request.attempt
        error.raw_response = raw
        done = request.method not in READING and (done or may_have_been_done(error))
        if done:
            error.may_have_been_done = True
            error.args = (f"{error}; it may have been carried out",)
        token = request.headers.get(self._token_header)
        if raw is not None and isinstance(token, SecretHeader):
            secret = Hidden(token.reveal())
            error.args = tuple(without(one, secret) for one in error.args)
            vars(error).update({name: without(value, secret) for name, value in vars(error).items()})
        return done

    def _send(self, request: Request, timeout: Timeout) -> RawResponse:
        if self._life.closed:
            raise ClientClosedError("the client is closed")
        token = self._token
        if token is not None:
            request.headers[self._token_header] = (
                token if isinstance(token, SecretHeader) else SecretHeader(token_of(token()))
            )
        if self._before is not None:
            self._before(request)
        started = time.monotonic()
        raw = self._transport.send(request, timeout)
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


class _Way(NamedTuple):
    """How a call is made, and what comes of it.

    Attributes:
        method: The HTTP method.
        path: The URL's path.
        parse: Gives the parsed reply, or raises what it says.
        decoded: Makes the result of the reply and that.
        reply: What the reply is documented to be.
        envelope: Whether it is to have the documented envelope.
        as_it_is: Whether the reply is wanted even if it is an error.
        once: Whether the server carries it out once, however often it comes.
        within: In how many seconds it has to come for that.
        saving: What writes the reply to a file, if it is one.
    """

    method: str
    path: str
    parse: Parse
    decoded: Callable[[RawResponse, Any], Any]
    reply: Any = None
    envelope: bool = True
    as_it_is: bool = False
    once: bool = False
    within: float | None = None
    saving: Saving | None = None


class _Life:
    """Whether a client, and all that were made of it with other options, are still used."""

    def __init__(self) -> None:
        self.closed = False
        self._waits: set[threading.Event] = set()

    def after_fork(self) -> None:
        """Forget who waited: in a process that was forked off nobody else does."""
        self._waits = set()

    def end(self) -> None:
        """End it, and each wait."""
        self.closed = True
        for wait in [*self._waits]:
            wait.set()

    def wait(self, seconds: float) -> None:
        """Wait, but not beyond the end of it, or of the call."""
        wait = threading.Event()
        self._waits.add(wait)
        try:
            with woken(wait.set):
                # It may have ended before it could know of this wait.
                if not self.closed:
                    wait.wait(seconds)
        finally:
            self._waits.discard(wait)


def _as_it_is(raw: RawResponse, parsed: object) -> RawResponse:
    del parsed
    return raw


def _words(text: str) -> tuple[str, ...]:
    """What a caller's program is called, as the end of a header; nothing if it is not called.

    Raises:
        ValueError: If it cannot be in a header.
    """
    if not text.isascii() or (text and not text.isprintable()):
        raise ValueError("the application must be printable ASCII text, such as my-shop/2.1")
    return tuple(text.split())


def _recording(path: str | os.PathLike[str]) -> Recording:
    from .recording import Recording

    return Recording(path)


_NO_TOKEN = (
    "is required: the client was made without an access token; "
    f"give Client(access_token=…), or set {TOKEN_VARIABLE}"
)

"""Make calls: check the arguments, send the request, retry where that is safe, and decode the reply."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Self, TypeVar

from .building import NOTHING, Built, Extra, build_request, undocumented
from .call_facts import CallFacts
from .check import Check, Violation, child, currency_code
from .codec import is_object
from .envelope import Parse, evidence_of, parse_of
from .errors import (
    ApiError,
    ClientClosedError,
    ConnectError,
    ConnectionLostError,
    ConnectTimeoutError,
    DecodeError,
    InvalidRequest,
    Mismatch,
    TikTokError,
)
from .given import as_given, flag, function
from .interrupts import Ending, Interrupted, Waiting, ended_by, finished
from .logs import LOGGER, note_end
from .masking import SecretHeader, masked, secrets_in
from .model import Envelope, decoding, warn_of
from .operation import CallOptions, DownloadOptions, Operation, TimeoutLike, TokenLike, new_key, unexpected
from .outside import Entered, OutsideError, empty_frames, entrance, run_outside
from .paths import quoted, split_base
from .raw_response import RawResponse
from .retry import READING, Retry, retry_of
from .secret import TOKEN_VARIABLE, Secret, token_of
from .timing import TOO_LATE, UNLIMITED, Deadline, Timeout, timeout_of
from .transport import Request, Transport, Urllib3Transport

if TYPE_CHECKING:
    from typing import Protocol

    from .download import Saving
    from .files import FileLike
    from .levels import Under
    from .limit import Limiter
    from .recording import Recording

    class BlockingClient(Protocol):
        """A client whose calls are not awaited: `Client`, or `blocking` of an `AsyncClient`."""

        _core: Core


R = TypeVar("R")

_log = logging.getLogger(LOGGER)
_PYTHON = ".".join(map(str, sys.version_info[:3]))


class Core:
    """The connections and settings that all resources of a client share. Thread safe.

    Raises:
        ValueError: If an argument has an invalid value.
        TypeError: If an argument has the wrong type.
    """

    # For the `repr` of an object whose construction failed.
    _origin = _prefix = ""

    @entrance
    def __init__(
        self,
        *,
        base_url: str,  # the server's URL. It may include the prefix of all paths, which is not doubled then.
        # The name of the header that carries the token.
        token_header: str = "Access-Token",  # noqa: S107 - the name of a header
        transport: Transport | None = None,  # sends the requests; by default, through a pool of connections
        user_agent: str = "",  # the beginning of the ``User-Agent`` header
        application: str = "",  # the name of the caller's program, for the end of that header
        record: str | os.PathLike[str] | None = None,  # a file of described calls; see `recording`
        **settings: Any,  # the settings that a copy may change: the arguments of `apply`
    ) -> None:
        self._origin, self._prefix = split_base(base_url)
        self._token_header = token_header
        self._token: SecretHeader | Callable[[], str | Secret] | None = None
        # Empty while there is no token, so that a caller may give this header in a single call.
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
        self._recurring: frozenset[str] = frozenset()
        self._strict_replies = False
        self._recording: Recording | None = None
        if record is not None:
            from .recording import Recording

            self._recording = Recording(record)
        self._unlike: set[str] = set()
        self._headers = {
            "Accept": "application/json",
            "Accept-Encoding": "gzip, deflate",
            "User-Agent": " ".join(
                (user_agent or "tiktok-business-bindings", f"python/{_PYTHON}", *_words(application))
            ),
        }
        self.apply(**settings)
        if transport is not None and (isinstance(transport, type) or not hasattr(transport, "send")):
            raise TypeError("transport must be an object that sends requests, such as Urllib3Transport()")
        # Closing the client, or a copy of it with other options, ends it and every such wait.
        self._life = Ending()
        self._sleep: Callable[[float], object] = self._life.wait
        self._transport: Transport = Urllib3Transport() if transport is None else transport

    @entrance
    def with_options(self, **changes: Any) -> Self:
        """Return a copy with other settings, see `apply`; they share their connections and their end."""
        other = object.__new__(type(self))
        vars(other).update(vars(self))
        other.apply(**changes)
        return other

    def apply(
        self,
        *,
        # The token, or a function that returns it, called before each try. Without a token, a checked call of
        # an operation that needs one is refused, unless a custom transport or ``before`` hook may add it.
        access_token: TokenLike | None = None,
        timeout: TimeoutLike = None,  # seconds; see `Timeout`: one number is for each of its parts
        retries: Retry | int | None = None,  # when to retry; an integer is the maximum number of retries
        validate: bool | None = None,  # whether requests are checked before they are sent, as by default
        waive: Sequence[str] | None = None,  # what checks skip: ids of rules, and JSON pointers to places
        before: Callable[[Request], None] | None = None,  # called with each `Request` before it is sent
        # Called with each `Request` and its outcome: the decoded reply, or an error, even if the call was
        # cancelled or an own function failed.
        after: Callable[[Request, Any], None] | None = None,
        limiter: Limiter | None = None,  # delays calls so that none is throttled; none by default
        defaults: Mapping[str, str | None] | None = None,  # arguments of calls that do not give them
        # Whether to raise an error if a value in a reply cannot be decoded as documented. By default it is
        # kept as parsed JSON, and a warning is logged once per operation.
        strict_replies: bool | None = None,
        currency: str | None = None,  # that of the ad accounts: checks refuse amounts that it does not allow
    ) -> None:
        """Change the settings that are given; ``None`` keeps the current value."""
        if access_token is not None:
            self._token = access_token if callable(access_token) else SecretHeader(token_of(access_token))
            self._own_header = self._token_header
        self._timeout = timeout_of(timeout, self._timeout)
        self._retries = self._retries if retries is None else retry_of(retries)
        self._validate = self._validate if validate is None else flag("validate", validate)
        if waive == ():
            self.waive = ()
        elif waive is not None:
            from .contested import waive_of

            self.waive = waive_of(waive)
        self.currency = self.currency if currency is None else currency_code(currency)
        for name, hook in (("before", before), ("after", after)):
            function(name, hook)
        self._before = before or self._before
        self._after = after or self._after
        if limiter is not None and not hasattr(limiter, "acquire"):
            raise TypeError(f"limiter must be a Limiter or a level's name, not {as_given(limiter)}")
        self._limiter = limiter or self._limiter
        given = {name: value for name, value in (defaults or {}).items() if value is not None}
        for name, value in given.items():
            if not value:
                raise ValueError(f"{name} is empty: give an id, or leave it out")
        self._defaults = {**self._defaults, **given}
        self._recurring = self._recurring.union(defaults or ())
        if strict_replies is not None:
            self._strict_replies = flag("strict_replies", strict_replies)

    def __repr__(self) -> str:
        life = vars(self).get("_life")
        closed = " closed" if life is not None and life.is_over else ""
        return f"<{type(self).__name__} {self._origin}{self._prefix}{closed}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a client cannot be pickled or deep-copied, because it holds connections: create one in each "
            "process, or use with_options to change settings"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections and end all waits. Later calls fail; closing twice does nothing."""
        if not self._life.is_over:
            self._life.end()
            self._transport.close()

    def default(self, name: str, given: str | None) -> str | None:
        """Return an argument as given in a call, or else the client's default for it."""
        return self._defaults.get(name) if given is None else given

    @entrance
    def call(
        self,
        operation: Operation,  # what to call
        *,
        reply: type[R],  # ``Reply[…]`` of its data's type, or the type of a reply without the envelope
        query: Mapping[str, object] | None = None,  # values for the URL's query
        body: Mapping[str, object] | None = None,  # JSON, or multipart if there are ``files``
        files: Mapping[str, FileLike | None] | None = None,  # files for the body
        headers: Mapping[str, object] | None = None,  # values for headers
        under: Under | None = None,  # the objects above the call's own, for the check; see `Under`
        options: CallOptions | None = None,  # what else callers give, of a file `DownloadOptions`
    ) -> R:
        """Check, send and decode one call. Arguments that are ``None`` are not sent.

        Raises:
            InvalidRequest: If the request violates the documentation; nothing was sent.
            TransportError: If no complete reply arrives.
            ReplyError: If the reply lacks the documented envelope; with ``strict_replies``, also if a value
                cannot be decoded as documented.
            ApiError: If the server says that the call failed.
            TypeError: If there is no such option.
        """
        given: Any = options or {}
        saving: Saving | None = None
        extra = NOTHING
        if given:
            others = [name for name in given if name not in DownloadOptions.__annotations__]
            save_to, progress = given.get("save_to"), given.get("progress")
            if save_to is not None or progress is not None:
                from .download import Saving

                saving = Saving(save_to, progress, operation.files)
                others += () if operation.files else ("progress" if save_to is None else "save_to",)
            if others:
                others = masked(others, secrets_in((query, body)), named=False)
                raise unexpected(operation, others, [*(query or {}), *(body or {}), *(files or {})])
            extra = Extra(given.get("extra_headers"), given.get("extra_query"), given.get("extra_body"))
        limit, deadline = self._limit(given.get("timeout"))
        recording = self._recording
        heard: list[Any] | None = None if recording is None else []
        key = operation.key
        if key and body is not None and body.get(key) is None:
            # The same for all tries: by it the server recognises a request that it has seen before.
            body = {**body, key: new_key()}
        check = self._check(operation, given.get("validate"), given.get("waive", ()), under, heard)
        try:
            build = self._built(
                operation, query, body, files, headers, deadline=deadline, check=check, extra=extra
            )
        except InvalidRequest as error:
            found = [self._own_told(each, {**(query or {}), **(body or {})}) for each in error.violations]
            raise InvalidRequest(found, operation=str(operation), docs=operation.docs) from None
        once = bool(key) and not (extra.body and extra.body.get(key, key) is None)
        way = _Way(operation, reply, once=once, saving=saving)

        def steps() -> Generator[float, None, R]:
            result: R
            try:
                result, parsed = yield from self._tries(way, build, limit, deadline)
            except (ApiError, DecodeError) as error:
                if recording is not None and heard:
                    answer = {"code": getattr(error, "code", None), "message": getattr(error, "message", "")}
                    if isinstance(error, DecodeError) and error.raw_response is not None:
                        answer = error.raw_response.reveal().json()
                    recording.keep(operation, heard[0], answer, reply)
                raise
            if recording is not None and heard:
                recording.keep(operation, heard[0], parsed, reply)
            if saving is not None:
                saving.finish(result)
            return result

        return finished(steps(), self._sleep)

    def _own_told(self, violation: Violation, given: Mapping[str, object]) -> Violation:
        """Add to a violation that the client has a default for the missing value, or could have one."""
        name = violation.pointer[1:]
        if given.get(name) is not None:
            return violation
        if name not in self._defaults:
            is_told = name in self._recurring and violation.rule == "required"
            more = f"; Client({name}=…) gives it in every call"
            return violation._replace(message=violation.message + more) if is_told else violation
        why = f"the client's own `{name}` is sent only where it is always required: give it in the call"
        return violation._replace(message=f"{violation.message}; {why}")

    def _read(self, way: _Way, parse: Parse, facts: CallFacts, raw: RawResponse) -> tuple[Any, Any]:
        """Parse a reply, and decode it into the result of its call; return both, the result first."""
        parsed, reply = parse(raw, facts.operation), way.reply
        facts.succeed()
        if way.as_it_is:
            return raw, parsed
        found: tuple[Mismatch, ...] = ()
        result, differs = decoding().decode(reply, parsed, whole=self._strict_replies)
        if differs:
            from .replies import unread

            found = unread(reply, parsed)
            warn_of(facts, found, self._unlike)
        if isinstance(result, Envelope):
            result.came_by(raw, facts, self._unlike)
        if found and self._strict_replies:
            raise DecodeError(found, operation=facts.operation, **evidence_of(raw))
        return result, parsed

    @entrance
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
        """Send any request, documented or not, and return the raw reply, whatever its status.

        Retries are those of any call.

        Raises:
            InvalidRequest: If a value cannot be sent.
            TransportError: If no complete reply arrives.
            TypeError: If the method or the path is no text, or the query, body, files or headers are not a
                dictionary with text keys.
        """
        operation = undocumented(method, path, query=query, body=body, files=files, headers=headers)
        limit, deadline = self._limit(timeout)
        build = self._built(operation, query, body, files, headers, deadline=deadline)

        def steps() -> Generator[float, None, RawResponse]:
            raw, _ = yield from self._tries(_Way(operation, as_it_is=True), build, limit, deadline)
            result: RawResponse = raw
            return result

        return finished(steps(), self._sleep)

    def _built(
        self,
        operation: Operation,
        query: Mapping[str, object] | None,
        body: Mapping[str, object] | None,
        files: Mapping[str, FileLike | None] | None,
        headers: Mapping[str, object] | None,
        *,
        deadline: Deadline,
        check: Check | None = None,
        extra: Extra = NOTHING,
    ) -> Built:
        """Build what is sent; see `build_request`. Violations show none of the secrets that are given."""
        try:
            waiting = Waiting(deadline, self._life) if files else None
            more: Any = {"waiting": waiting, "token": self._own_header, "check": check, "extra": extra}
            return build_request(operation, query, body, files, headers, **more)
        except InvalidRequest as error:
            found = masked(error.violations, secrets_in((query, body, headers, extra)), named=False)
        raise InvalidRequest(found)

    def _limit(self, timeout: TimeoutLike) -> tuple[Timeout, Deadline]:
        limit = timeout_of(timeout, self._timeout).within(self._retries.deadline)
        return limit, Deadline(limit.total)

    def _check(
        self,
        operation: Operation,
        validate: bool | None,
        waive: Sequence[str],
        under: Under | None,
        heard: list[Any] | None,
    ) -> Check | None:
        """Return the check of a call's request, if any, which appends what is checked to ``heard``."""
        checked = self._validate if validate is None else flag("validate", validate)
        # No hook or custom transport may add a token.
        alone = self._before is None and isinstance(self._transport, Urllib3Transport)
        if checked and operation.token and self._token is None and alone:
            raise InvalidRequest(
                [Violation(child("", self._token_header), "required", _NO_TOKEN)],
                operation=str(operation),
                docs=operation.docs,
            )
        check = operation.check if checked else None
        above: dict[str, Any] | None = None
        waived: list[str] = []
        if check is not None and under is not None:
            from .levels import beside

            above = beside(operation.name, under)
        if check is not None and (self.waive or waive != ()):
            from .contested import waive_of

            waived = [*self.waive, *waive_of(waive)]

        def found(values: Mapping[str, Any]) -> list[Violation]:
            if heard is not None:
                heard.append(values)
            wrong = [] if check is None else check(values, self.currency, above)
            if wrong and waived:
                from .contested import unwaived

                return unwaived(wrong, waived)
            return wrong

        return None if check is None and heard is None else found

    def _tries(
        self, way: _Way, build: Built, limit: Timeout, deadline: Deadline
    ) -> Generator[float, None, tuple[Any, Any]]:
        """Send a request, with retries; yield each wait, and return the result and the parsed reply."""
        operation = way.operation
        facts = CallFacts(str(operation), changes=operation.method not in READING, values=build.values)
        try:
            return (yield from self._tried(way, build, limit, deadline, facts))
        except TikTokError as error:
            facts.told(error)
            if not (facts.may_have_been_done and isinstance(error, ConnectError)):
                raise
            # The last try sent nothing, but one before may have been carried out.
            lost = ConnectionLostError(*error.args)
            vars(lost).update(vars(error))
            cause = error.__cause__
        except OutsideError as error:
            # It stays as it is, but who catches it may have to look before calling again.
            if facts.may_have_been_done:
                done = "was carried out" if facts.succeeded else "may have been carried out"
                error.error.add_note(f"{operation}: it {done}")
            raise
        except Interrupted as error:
            facts.may_have_been_done |= error.begun and facts.changes
            error.facts = facts
            raise
        finally:
            # A reply keeps the facts, and need not keep the request.
            facts.values = ()
        raise lost from cause

    def _tried(
        self, way: _Way, build: Built, limit: Timeout, deadline: Deadline, facts: CallFacts
    ) -> Generator[float, None, tuple[Any, Any]]:
        operation, label = way.operation, facts.operation
        parse = parse_of(files=operation.files, envelope=operation.envelope)
        prefix, below = self._path(operation.path)
        attempt, started = 0, time.monotonic()
        # Until when a request that may have been carried out is recognised if it is sent again.
        known = UNLIMITED
        while True:
            attempt += 1
            request = Request(
                operation.method,
                f"{self._origin}{prefix}{below}{'?' if build.query else ''}{build.query}",
                {**self._headers, **build.headers},
                build.body,
                operation=label,
                attempt=attempt,
                reply=way.reply,
                path=below,
                envelope=operation.envelope,
                saving=way.saving,
                send_by=known,
            )
            former = facts.raw_response
            facts.attempts, facts.raw_response = attempt, None
            try:
                self._authorize(request, deadline)
                if self._limiter is not None:
                    # After the token: calls that waited for it would go out together, long after their turns.
                    # A turn that is refused is no try: what is known is that of the try before.
                    facts.attempts, facts.raw_response = attempt - 1, former
                    yield from self._turn(self._limiter, operation.path, label, deadline.left(known.left()))
                    facts.attempts, facts.raw_response = attempt, None
                if way.once and not facts.may_have_been_done:
                    known = Deadline(operation.within)
                raw = facts.raw_response = self._send(request, limit, deadline, facts)
                result, parsed = self._read(way, parse, facts, raw)
            except TikTokError as error:
                facts.told(error)
                # `after` may write them down.
                empty_frames(error)
                if not facts.may_have_been_done:
                    known = UNLIMITED
                has_turn = facts.attempts == attempt
                wait = self._wait(way, error, attempt) if has_turn else None
                left = deadline.left(known.left())
                if wait is not None and (left is None or wait < left):
                    why = str(error).removeprefix(f"{label}: ")
                    _log.info("%s: try %d: %s; again in %.2f s", label, attempt, why, wait)
                    self._tell(request, error)
                    yield wait
                    continue
                if attempt > 1 and has_turn:
                    error.args = (f"{error} (after {attempt} tries)",)
                if not way.as_it_is or not has_turn or facts.raw_response is None:
                    note_end(label, error, attempt, started)
                    self._tell(request, error)
                    raise
                result, parsed = facts.raw_response, None
            except BaseException as error:
                # Such as the end of a cancelled call: what `before` began, `after` can always end.
                self._tell(request, error.error if isinstance(error, OutsideError) else error)
                raise
            note_end(label, parsed if is_object(parsed) and not way.as_it_is else result, attempt, started)
            self._tell(request, result)
            return result, parsed

    def _wait(self, way: _Way, error: TikTokError, attempt: int) -> float | None:
        """Return how many seconds to wait before the next try, or ``None`` if there is to be none."""
        wait = self._retries.wait_after(error, way.operation.method, attempt)
        return self._retries.wait_after(error, READING[0], attempt) if wait is None and way.once else wait

    def _tell(self, request: Request, outcome: object) -> None:
        if self._after is not None:
            run_outside(self._after, request, outcome)

    def _turn(
        self, limiter: Limiter, path: str, label: str, within: float | None
    ) -> Generator[float, None, None]:
        from .limit import Limiter

        try:
            if type(limiter).acquire is not Limiter.acquire:
                # Another's own, which waits by itself.
                limiter.acquire(path, within=within, sleep=self._sleep)
                return
            turn = limiter.reserve(path, within=within)
        except ConnectTimeoutError as error:
            error.args = (f"{label}: {error}",)
            raise
        if turn.wait > 0:
            try:
                yield turn.wait
            except BaseException:
                # The call will not be made.
                limiter.give_back(turn)
                raise

    def _authorize(self, request: Request, deadline: Deadline) -> None:
        if self._life.is_over:
            raise ClientClosedError("the client is closed")
        token = self._token
        if token is not None:
            if not isinstance(token, SecretHeader):
                with ended_by(Waiting(deadline, self._life)):
                    token = SecretHeader(token_of(run_outside(token)))
            request.headers[self._token_header] = token

    def _send(self, request: Request, limit: Timeout, deadline: Deadline, facts: CallFacts) -> RawResponse:
        if self._before is not None:
            run_outside(self._before, request)
        facts.token = request.headers.get(self._token_header)
        left = deadline.left()
        if left == 0 or request.send_by.is_over:
            raise ConnectTimeoutError(f"{request.operation}: {_OUT_OF_TIME if left == 0 else TOO_LATE}")
        started = time.monotonic()
        raw = self._transport.send(request, limit.within(left))
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

    @property
    def tokens(self) -> list[str]:
        """The access token in clear, in a list; an empty one if there is none, or a function returns it."""
        return [self._token.reveal()] if isinstance(self._token, SecretHeader) else []

    def _path(self, path: str) -> tuple[str, str]:
        """Return the server's path prefix, and the path without it; the path may be given with it or not."""
        try:
            path = quoted(path)
        except UnicodeEncodeError:
            raise InvalidRequest([Violation("", "type", "the path must be valid Unicode")]) from None
        prefix = self._prefix
        if prefix and path.startswith(f"{prefix}/"):
            path = path[len(prefix) :]
        return prefix, path


class _Way(NamedTuple):
    """How to send a request and read its reply."""

    operation: Operation  # what is called
    reply: Any = None  # the documented type of the reply
    as_it_is: bool = False  # whether the raw reply is wanted, even if it is an error
    once: bool = False  # whether the server does it once, however often it is sent within a known time
    saving: Saving | None = None  # writes the reply to a file, if it is one


def _words(text: str) -> tuple[str, ...]:
    """Split the name of the caller's program into words for a header; an empty name gives none."""
    given: Any = text
    if not isinstance(given, str) or not text.isascii() or (text and not text.isprintable()):
        raise ValueError("the application must be printable ASCII text, such as my-shop/2.1")
    return tuple(text.split())


_OUT_OF_TIME = "the time for the call was over before it could be sent"
_NO_TOKEN = (
    "is required: the client was made without an access token; "
    f"give Client(access_token=…), or set {TOKEN_VARIABLE}"
)


class Resource(Entered):
    """The operations below one path, called through a client's core."""

    __slots__ = ("_core",)

    def __init__(self, core: Core) -> None:
        self._core = core

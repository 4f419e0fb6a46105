"""The exceptions that the client raises on purpose, but that of a plan; `public_errors` has all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from .codec import one_line
from .masking import masked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .check import Violation
    from .raw_response import RawResponse

__all__ = [
    "RATE_LIMIT_CODES",
    "ApiError",
    "AuthError",
    "ClientClosedError",
    "ConflictError",
    "ConnectError",
    "ConnectTimeoutError",
    "ConnectionLostError",
    "DecodeError",
    "EnvelopeError",
    "FileError",
    "HttpError",
    "InvalidRequest",
    "MaintenanceError",
    "MalformedReplyError",
    "Mismatch",
    "MissingFieldError",
    "NotFoundError",
    "NotReadyError",
    "ParameterError",
    "PermissionDeniedError",
    "QuotaError",
    "RateLimitError",
    "ReplyError",
    "ReplyTimeoutError",
    "ServerError",
    "TaskError",
    "TaskTimeoutError",
    "TikTokError",
    "TlsError",
    "TransportError",
    "UnsupportedError",
]

SUCCESS = 0
PARTIAL_SUCCESS = 20001

#: Return codes that mean that the server throttled the call, and so did nothing.
RATE_LIMIT_CODES = frozenset({40016, 40100, 40133})

#: The maximum number of bytes of a reply's body that an exception keeps.
BODY_KEPT = 64 * 1024


class TikTokError(Exception):
    """The base of everything the client raises on purpose.

    Attributes:
        operation: ``METHOD path`` of the call, or an empty string when there was none.
        attempts: How many times the request was tried.
        raw_response: The whole HTTP reply, if there was one, with credentials masked; `RawResponse.reveal`
            returns it as it came.
        may_have_been_done: Whether a request that changes data may have been carried out despite the error:
            check before you send it again.
        task: The id of the task that the call was part of, to continue it with `run_task`; else ``None``.
    """

    operation: str = ""
    attempts: int = 0
    raw_response: RawResponse | None = None
    may_have_been_done: bool = False
    task: Any = None

    def __reduce__(self) -> tuple[Any, ...]:
        # The default calls the class with `args` alone, which fails for classes with required keywords.
        return _rebuild, (type(self), *masked((self.args, self.__dict__)))


class InvalidRequest(TikTokError, ValueError):  # noqa: N818 - the name says whose fault it is, as ValueError does not
    """The request violates the documentation; nothing was sent.

    Attributes:
        violations: All violations, in the documented order of the fields. A rule that depends on a wrong
            value is not among them: it may not apply to the right one.
        docs: The address of the operation's documentation, if known.
    """

    def __init__(self, violations: Sequence[Violation] | str, *, operation: str = "", docs: str = "") -> None:
        # Queues that write JSON, such as celery's, make an error of its text alone.
        text = violations if isinstance(violations, str) else ""
        self.violations = tuple(one for one in violations if not isinstance(one, str))
        self.operation = operation
        self.docs = docs
        lines = [f"{operation}: the request is not valid" if operation else "the request is not valid"]
        # With the rule's id, by which a caller may waive it.
        lines += [f"  {violation}" for violation in self.violations]
        if any(violation.rule == "unknown" for violation in self.violations):
            lines.append('  waive=["unknown"] sends undocumented fields as they are')
        if docs:
            lines.append(f"  see {docs}")
        super().__init__(text or "\n".join(lines))


class ClientClosedError(TikTokError):
    """The client was used after it was closed."""


class TransportError(TikTokError):
    """There is no complete HTTP reply. The transport's own error is the ``__cause__``."""


class ConnectError(TransportError):
    """No connection could be made, so nothing was sent."""


class TlsError(ConnectError):
    """No trusted TLS connection could be made; trying again would not help."""


class ConnectTimeoutError(ConnectError, TimeoutError):
    """No connection in time, or too long a wait for the limiter or a new token; nothing was sent."""


class ReplyTimeoutError(TransportError, TimeoutError):
    """The request was sent, but there was no complete reply in time. It may have been carried out."""


class ConnectionLostError(TransportError):
    """The connection broke after it was made. The request may have been carried out."""


class ReplyError(TikTokError):
    """There is an HTTP reply, but not the documented envelope.

    Attributes:
        http_status: The reply's HTTP status; 0 when there was no HTTP reply at all.
        headers: The reply's headers; names in lower case.
        body: The beginning of the reply's body.
        request_id: The server's id for the call, if the body contains it.
        retry_after: How many seconds the server asks to wait, if it does.
    """

    def __init__(
        self,
        message: str,
        *,
        http_status: int = 0,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        operation: str = "",
        retry_after: float | None = None,
    ) -> None:
        self.http_status = http_status
        self.headers: Mapping[str, str] = headers or {}
        self.body = body[:BODY_KEPT]
        self.operation = operation
        self.retry_after = retry_after
        # Searched for as text, since the body need not be JSON.
        found = re.search(rb'"request_id"\s*:\s*"([\w.-]{1,100})"', self.body)
        self.request_id = found.group(1).decode("ascii", "replace") if found else ""
        super().__init__(f"{message} (request {self.request_id})" if self.request_id else message)


class HttpError(ReplyError):
    """The HTTP status is a failure, and there is no envelope with details.

    Four statuses are raised as another class: 401 as `AuthError`, 403 as `PermissionDeniedError`, 429 as
    `RateLimitError` and 503 as `ServerError`.
    """


class MalformedReplyError(ReplyError):
    """The body is not JSON: of another type, cut short, wrongly encoded, or too large."""


class EnvelopeError(ReplyError):
    """The body is JSON, but not an object with a return code; this is never treated as a success."""


class Mismatch(NamedTuple):
    """One place where a reply is not as documented.

    Attributes:
        pointer: A JSON pointer to the value, or to the one that is missing: ``/data/list/0/name``.
        expected: The documented type or values; empty if nothing is documented.
        got: The received value, shortened; empty if it is missing.
        kind: ``type`` for a value of another type than the documented one, ``value`` for one that is not
            among the documented values, ``unknown`` for a field that is not documented, ``missing`` for one
            that is absent, though documented to come always (null is present).
        unread: Whether the value could not be decoded as documented, and so is kept as parsed JSON.
        near: The documented field of which an undocumented one is probably a misspelling, as a pointer.
    """

    pointer: str
    expected: str
    got: str
    kind: Literal["unknown", "type", "value", "missing"] = "type"
    unread: bool = False
    near: str = ""

    @property
    def message(self) -> str:
        """One line that states what is documented and what was received."""
        if self.kind == "unknown":
            return f"is not documented; got {self.got}"
        if self.kind == "missing":
            return f"is documented as {self.expected}, but missing"
        kept = "; kept as received" if self.unread else ""
        return f"is documented as {self.expected}, got {self.got}{kept}"

    def __str__(self) -> str:
        has_both = self.expected and self.got
        text = f"expected {self.expected}, got {self.got}" if has_both else self.message
        return f"{self.pointer or '/'}: {text}"


class DecodeError(ReplyError, ValueError):
    """The reply reports success, but is not as documented; raised only if replies are strict.

    It is raised, too, for a file that is read as text or as a table, and is neither.

    Attributes:
        mismatches: The values that are not as documented.
    """

    def __init__(self, mismatches: Sequence[Mismatch] | str, *, operation: str = "", **reply: Any) -> None:
        text = mismatches if isinstance(mismatches, str) else ""
        self.mismatches = tuple(one for one in mismatches if not isinstance(one, str))
        prefix = f"{operation}: " if operation else ""
        super().__init__(text or f"{prefix}{unlike(self.mismatches)}", operation=operation, **reply)


class MissingFieldError(TikTokError, AttributeError):
    """An attribute was accessed whose field is missing from the reply, though replies should always have it.

    Attributes:
        field: The name of the attribute.
        request_id: The server's id for the call, if known.
    """

    def __init__(self, of: object, field: str = "", operation: str = "", request_id: str = "") -> None:
        where = f"{operation}: " if operation else ""
        call = f" (request {one_line(request_id, 100)})" if request_id else ""
        text = f"{where}the reply lacks {field!r} of {type(of).__name__}, which should always be there{call}"
        AttributeError.__init__(self, text if field else str(of), name=field, obj=of)
        self.field = field
        self.operation = operation
        self.request_id = request_id


def unlike(mismatches: Sequence[Mismatch]) -> str:
    """Return a one-line message with the first mismatch and the number of others."""
    more = f" (and {len(mismatches) - 1} more)" if len(mismatches) > 1 else ""
    return f"the reply is not as documented: {one_line(str(mismatches[0]))}{more}"


class TaskError(TikTokError):
    """A task that the server works on did not succeed.

    Attributes:
        state: The last state that the server reported.
        reply: The server's last reply about the task.
        task: The task's id, to continue with it.
    """

    # It was created.
    may_have_been_done = True

    def __init__(self, message: str, *, state: str = "", reply: Any = None, task: Any = None) -> None:
        self.state = state
        self.reply = reply
        self.task = task
        super().__init__(message)


class TaskTimeoutError(TaskError, TimeoutError):
    """A task was not finished within the time limit; the server is still working on it."""


class ApiError(TikTokError):
    """The server says that the call failed.

    Attributes:
        code: The return code; for a failure without an envelope, the HTTP status.
        message: The server's message.
        request_id: The server's id for the call, to quote when asking for support.
        data: The reply's ``data``, as parsed JSON.
        http_status: The reply's HTTP status.
        headers: The reply's headers; names in lower case.
        retry_after: How many seconds the server asks to wait, if it does.
    """

    def __init__(
        self,
        code: int | str,
        message: str = "",
        request_id: str = "",
        *,
        data: Any = None,
        http_status: int = 200,
        headers: Mapping[str, str] | None = None,
        operation: str = "",
        retry_after: float | None = None,
    ) -> None:
        text = code if isinstance(code, str) else ""
        self.code = code if isinstance(code, int) else 0
        self.message = message or text
        self.request_id = request_id
        self.data = data
        self.http_status = http_status
        self.headers: Mapping[str, str] = headers or {}
        self.operation = operation
        self.retry_after = retry_after
        prefix = f"{operation}: " if operation else ""
        suffix = f" (request {one_line(request_id, 100)})" if request_id else ""
        super().__init__(text or f"{prefix}code {code}: {one_line(message)}{suffix}")


class AuthError(ApiError):
    """The access token, or the code to exchange for one, is missing, wrong or expired."""


class PermissionDeniedError(ApiError):
    """The caller is known, but is not allowed to do this."""


class RateLimitError(ApiError):
    """The call was throttled; nothing was done."""


class ParameterError(ApiError):
    """The server refuses the parameters."""


class NotFoundError(ApiError):
    """The object or account does not exist."""


class UnsupportedError(ApiError):
    """There is no such operation in this version, on this domain or in the sandbox."""


class ConflictError(ApiError):
    """The object exists already, was sent twice, or is being changed by another call."""


class NotReadyError(ApiError):
    """A task or a file is still being worked on."""


class FileError(ApiError):
    """An uploaded or linked file cannot be used."""


class QuotaError(ApiError):
    """The maximum number of such objects exists already."""


class ServerError(ApiError):
    """The service failed."""


class MaintenanceError(ServerError):
    """The service is down for maintenance."""


# From the documentation's list of return codes. Other codes are an ApiError, or a ServerError from 50000 on.
_FAMILIES: dict[type[ApiError], tuple[int, ...]] = {
    AuthError: (*range(40101, 40111), 40112, 40113, 40115, 40116, 40131),
    PermissionDeniedError: (40001, 40118, 40119, 40121, 40122, 40124, 40125, 41000),
    RateLimitError: (*sorted(RATE_LIMIT_CODES), 40132),
    ParameterError: (40000, 40002, 40011, 40053, 40065, 40700, 41002),
    NotFoundError: (40007, 40013, 40300, 40301),
    UnsupportedError: (40006, 40008, 40009, 40010, 40014, 40051, 40117, 41001),
    ConflictError: (40050, 40052, 40202, 40911),
    NotReadyError: (40201, 40901),
    FileError: (40900, *range(40902, 40911), 40912, 40913, 40914, 40915),
    QuotaError: (40502,),
    MaintenanceError: (60001,),
}
_FAMILY_OF = {code: family for family, codes in _FAMILIES.items() for code in codes}


def family_of(code: int) -> type[ApiError]:
    """Return the exception class for a return code."""
    family = _FAMILY_OF.get(code)
    if family is not None:
        return family
    return ServerError if 50000 <= code < 60000 else ApiError


def without_frames(error: BaseException, handled: BaseException | None) -> BaseException:
    """Remove the tracebacks of an exception and of all that led to it, and return it.

    Frames of the HTTP library hold the raw request, and so the access token, which some error reporters
    print. What the caller ``handled`` at the call did not lead to the error: it is unlinked, and keeps its
    traceback.
    """
    for one in every_cause(error):
        if one.__context__ is handled:
            one.__context__ = None
        one.__traceback__ = None
    return error


def every_cause(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception, and all that led to it or that it holds, each once."""
    seen: set[int] = set()
    todo: list[object] = [error]
    while todo:
        one = todo.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            todo += (*one.args, one.__cause__, one.__context__)


def _rebuild(cls: type[TikTokError], args: tuple[Any, ...], state: dict[str, Any]) -> TikTokError:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error


# Tracebacks and reports name the public module that users import from.
_PUBLIC = __name__.removesuffix("._runtime.errors")
for _each in [*globals().values()] if __name__ != _PUBLIC else []:
    if isinstance(_each, type) and issubclass(_each, TikTokError):
        _each.__module__ = _PUBLIC

"""A transport for tests of programs that use the client: no network, and no call that nobody expects."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .check import slip_of
from .codec import is_object, one_line
from .encode import json_bytes, plain
from .errors import ApiError, InvalidRequest, TikTokError
from .given import must_have_names
from .lookup import by_any, did_you_mean, fits, path_of
from .memory import Call, Memory
from .model import Envelope
from .paths import short
from .process import ProcessLock
from .raw_response import RawResponse
from .received import Received, fields, values_of
from .samples import around
from .structure import PACKAGE
from .transport import Request, Timeout

_Function = Callable[[Request], object]
#: An answer: the reply's data, a whole reply, an exception to raise, or a function that returns one of these.
#: Type checkers infer the argument of a lambda from this.
Answer = _Function | object


class UndocumentedCallError(AssertionError):
    """A program under test made a call, or a test expects one, that is not documented.

    Not a `TikTokError`, so that no program handles it like an error that can happen in production.
    """


class MockTransport:
    """Answers documented calls and those that it has answers for; refuses all others. Thread safe.

    ::

        mock = MockTransport({"GET /garden/plot/get/": {"list": []}})
        with Client(transport=mock) as client:
            ...
        assert [request.operation for request in mock.requests] == [...]

    A call without an answer of its own is answered from what was sent. The reply to a change repeats the
    request's values, and has an id for what is made, which is then listed, looked up, changed and removed by
    the calls that name it; a mock remembers 10,000 objects. What was not sent has its documented default, or
    is absent. A report has a row for each day and each id that it is asked for, and its file, too. Until
    something is made, each account has a sample of it, which can be changed, too. Ids that nothing has give
    an empty list, and the return code for what does not exist where they are to be changed or removed. A
    reply that is not a documented object is an envelope with empty data, and a file is CSV with one row. No
    access token is required.

    Args:
        answers: What to answer, by ``METHOD path``, as the client calls it, ``garden.plot.get``, or by a path
            of one method; it may leave out the version, and have values in the place of its parameters. An
            operation that is not documented can have an answer by its method and its path. A
            mapping, a model or a list is the reply's data; a model with a few of its fields is made by
            ``from_json``. A mapping of the envelope's own fields with a whole number as ``code`` is the whole
            reply, such as ``{"code": 40105, "message": "expired"}``; so is an `Envelope`, a `RawResponse`,
            and whatever is the answer of an operation whose replies have no envelope. Bytes are a file. An
            exception is raised. A function is called with the request and gives one of these.
        operations: Method and path of every documented operation; by default those of this package.
        any_ids: Whether everything that is looked up, changed or removed exists, whatever its id is.

    Attributes:
        requests: The requests so far, in order.

    Raises:
        UndocumentedCallError: If an answer is for an operation that most likely is a mistake: it is not
            documented, and has no method or is hardly another than one that is.
    """

    def __init__(
        self,
        answers: Mapping[str, Answer] | None = None,
        *,
        operations: Iterable[tuple[Any, ...]] | None = None,
        any_ids: bool = False,
    ) -> None:
        known = import_module("._operations", PACKAGE).OPERATIONS if operations is None else operations
        # Of a row with only a method and a path, the name is empty.
        rows = [(*row, "") for row in known]
        must_have_names("answers", answers or {})
        self._known = {f"{method} {short(path)}": name for method, path, name, *_ in rows}
        self._answers = {_key(name, rows): answer for name, answer in (answers or {}).items()}
        self._memory = Memory(any_ids=any_ids)
        self.requests: list[Request] = []
        self._lock = ProcessLock()

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        """Answer a request.

        Raises:
            UndocumentedCallError: If there is no such operation.
            TypeError: If JSON cannot hold the answer, or a field of it is misspelt.
        """
        del timeout
        keys = self._keys(request)
        with self._lock.now:
            self.requests.append(request)
        body, rest = (request.body, 0) if isinstance(request.body, bytes) else _begun(request.body or ())
        answer = next((self._answers[key] for key in keys if key in self._answers), _NONE)
        if answer is _NONE:
            answer = self._memory.reply(self._call(request, keys[-1], body, rest))
            if not isinstance(answer, bytes):
                return _json(answer)
        # Classes of exceptions are callable, too, but are raised.
        if callable(answer) and not isinstance(answer, type):
            try:
                answer = typing.cast("_Function", answer)(request)
            except StopIteration:
                # In a loop over pages, it would end the loop.
                raise AssertionError(f"no answer is left for {request.operation}") from None
        if _is_error(answer):
            if isinstance(answer, type) and issubclass(answer, ApiError):
                name = answer.__name__
                raise TypeError(f"the answer to {request.operation} is a class: give {name}(code, message)")
            # A copy, since each call adds its own facts to an error.
            raise copy(answer) if isinstance(answer, TikTokError) else answer
        if isinstance(answer, RawResponse):
            return answer
        if isinstance(answer, bytes):
            return RawResponse(200, {"content-type": "application/octet-stream"}, answer)
        reply = _reply(answer, request)
        self._memory.show(reply)
        return _json(reply)

    def _call(self, request: Request, key: str, body: bytes, rest: int) -> Call:
        name, reply = self._known[key], request.reply
        if reply is None and name:
            from .download import named

            annotations = import_module("._operations", PACKAGE).REPLIES
            reply = named(next((each for known, each, *_ in annotations if known == name), ""), PACKAGE)
        texts = dict(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))
        given = Received()
        with suppress(ValueError, RecursionError):
            given = fields(request.headers.get("Content-Type", ""), body, rest)
        method, _, path = key.partition(" ")
        return Call(method, path, name, reply, values_of({**texts, **given.texts}, given.values), given.sizes)

    def _keys(self, request: Request) -> tuple[str, ...]:
        """Return the keys under which a request's answer may be: its own path, and the documented one."""
        # The server's URL may end in the prefix of all documented paths, or have a prefix of its own.
        paths = dict.fromkeys((urlsplit(request.url).path, request.path or "/"))
        keys = [f"{request.method} {short(path)}" for path in paths]
        for key in keys:
            if key in self._answers and key not in self._known:
                return (key,)
            if key in self._known:
                return key, key
            if documented := next((known for known in self._known if "{" in known and fits(key, known)), ""):
                return key, documented
        near = did_you_mean(keys[-1], self._known, most=1)
        raise UndocumentedCallError(f"no such operation: {one_line(keys[-1])}{near}")

    def close(self) -> None:
        """Do nothing: there are no connections."""


def must_be_spelt(called: str, hint: Any, given: object) -> None:
    """Refuse JSON for a test in which a field is missing that an undocumented one is a misspelling of."""
    from .replies import differences

    for found in differences(hint, given) if hint is not None else ():
        if found.near:
            raise TypeError(f"{called}: {found.pointer} is not documented; did you mean {found.near}?")


_NONE = object()
# How much of an upload is read for what it says besides its file.
_MOST_READ = 1 << 20


def _json(reply: Any) -> RawResponse:
    return RawResponse(200, {"content-type": "application/json"}, json_bytes(reply))


def _begun(pieces: Iterable[bytes]) -> tuple[bytes, int]:
    """Read a body whole, so that its progress is told; return its beginning, and the size of the rest."""
    begun, size = bytearray(), 0
    for piece in pieces:
        begun += piece[: _MOST_READ - len(begun)]
        size += len(piece)
    return bytes(begun), size - len(begun)


def _reply(answer: object, request: Request) -> Any:
    try:
        given = plain(answer)
    except InvalidRequest as error:
        # The fault is the test's, and not that of a request of the program under test.
        raise TypeError(f"the answer to {request.operation}: {error.violations[0]}") from None
    whole = isinstance(answer, Envelope) or not request.envelope or _is_whole(given)
    reply = given if whole else around(given)
    must_be_spelt(f"the answer to {request.operation}", request.reply, reply)
    return reply


def _is_error(answer: object) -> typing.TypeGuard[BaseException | type[BaseException]]:
    return isinstance(answer, BaseException) or (
        isinstance(answer, type) and issubclass(answer, BaseException)
    )


def _is_whole(given: object) -> bool:
    """Report whether an answer is a whole reply: only fields of the envelope, with a return code."""
    if not is_object(given) or not given.keys() <= around(None).keys():
        return False
    return isinstance(given.get("code"), int) and not isinstance(given["code"], bool)


def _key(name: str, rows: Sequence[Any]) -> str:
    """Return the method and the path of an operation, in which parameters may have values."""
    method, _, path = name.strip().rpartition(" ")
    try:
        found, documented, *_ = by_any(name, rows)
    except ValueError as error:
        wanted, known = path_of(path), [short(row[1]) for row in rows]
        # Any other operation may be new. A mistake is one that is hardly another than a documented one.
        is_like = any(fits(wanted, path) or slip_of(wanted, [path]) for path in known)
        if is_like or not (method and "/" in path):
            raise UndocumentedCallError(str(error)) from None
        return f"{method.upper()} {wanted}"
    return f"{found} {path_of(path) if '/' in path else short(documented)}"

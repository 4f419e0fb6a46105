"""A transport for tests of programs that use the client: no network, and only documented calls."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from enum import Enum
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .codec import is_array, is_object, parse_json
from .download import Download
from .encode import json_bytes, plain
from .errors import ApiError, InvalidRequest, TikTokError, one_line
from .given import must_have_names
from .lookup import by_any, fits, path_of
from .model import PACKAGE, Envelope, Model
from .paths import short
from .process import ProcessLock
from .rows import Row, attributes, figure
from .tasks import DONE
from .transport import RawResponse, Request, Timeout

_Function = Callable[[Request], object]
#: An answer: the reply's data, a whole reply, an exception to raise, or a function that returns one of these.
#: Type checkers infer the argument of a lambda from this.
Answer = _Function | object


class UndocumentedCallError(AssertionError):
    """A program under test made a call, or a test expects one, that is not documented.

    Not a `TikTokError`, so that no program handles it like an error that can happen in production.
    """


class MockTransport:
    """Answers every documented call, and refuses all others. Thread safe.

    ::

        mock = MockTransport({"GET /garden/plot/get/": {"list": []}})
        with Client(transport=mock) as client:
            ...
        assert [request.operation for request in mock.requests] == [...]

    A call without an answer of its own gets a sample reply with a value for each documented field, or, if its
    reply is not a documented object, an envelope with empty data. A report has one row, with the requested
    names, and a file is CSV with one row. No access token is required.

    Args:
        answers: What to answer, by ``METHOD path``, as the client calls it, ``garden.plot.get``, or by a path
            of one method; it may leave out the version, and have values in the place of its parameters. A
            mapping, a model or a list is the reply's data; a model with a few of its fields is made by
            ``from_json``. A mapping of the envelope's own fields with a whole number as ``code`` is the whole
            reply, such as ``{"code": 40105, "message": "expired"}``; so is an `Envelope`, a `RawResponse`,
            and whatever is the answer of an operation whose replies have no envelope. Bytes are a file. An
            exception is raised. A function is called with the request and gives one of these.
        operations: Method and path of every documented operation; by default those of this package.

    Attributes:
        requests: The requests so far, in order.

    Raises:
        UndocumentedCallError: If an answer is for an operation that is not documented.
    """

    def __init__(
        self,
        answers: Mapping[str, Answer] | None = None,
        *,
        operations: Iterable[tuple[Any, ...]] | None = None,
    ) -> None:
        known = import_module("._operations", PACKAGE).OPERATIONS if operations is None else operations
        # Of a row with only a method and a path, the name is empty.
        rows = [(*row, "") for row in known]
        must_have_names("answers", answers or {})
        self._known = {f"{method} {short(path)}" for method, path, *_ in rows}
        self._answers = {_key(name, rows): answer for name, answer in (answers or {}).items()}
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
        for _ in () if isinstance(request.body, bytes | None) else request.body:
            # A file is read, so that its progress is told.
            pass
        usual = _FILE if issubclass(typing.get_origin(request.reply) or object, Download) else _NONE
        answer = next((self._answers[key] for key in keys if key in self._answers), usual)
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
        reply = (
            sample_reply(request.reply, lists_in(urlsplit(request.url).query))
            if answer is _NONE
            else _reply(answer, request)
        )
        return RawResponse(200, {"content-type": "application/json"}, json_bytes(reply))

    def _keys(self, request: Request) -> tuple[str, ...]:
        """Return the keys under which a request's answer may be: its own path, and the documented one."""
        # The server's URL may end in the prefix of all documented paths, or have a prefix of its own.
        paths = dict.fromkeys((urlsplit(request.url).path, request.path or "/"))
        keys = [f"{request.method} {short(path)}" for path in paths]
        for key in keys:
            documented = self._documented(key)
            if documented is not None:
                return key, documented
        raise UndocumentedCallError(f"no such operation: {one_line(keys[-1])}")

    def _documented(self, key: str) -> str | None:
        if key in self._known:
            return key
        return next((known for known in self._known if "{" in known and fits(key, known)), None)

    def close(self) -> None:
        """Do nothing: there are no connections."""


def sample(hint: Any, asked: Mapping[str, Any] | None = None) -> Any:
    """Return plain JSON with a sample value for each documented field.

    Args:
        hint: A class, or the documented type of a reply.
        asked: The names requested for a report's rows, keyed by the fields of a row that hold them.
    """
    from .decoding import documented

    return _sample("", documented(hint), (), asked or {})


def sample_reply(hint: Any, asked: Mapping[str, Any] | None = None) -> Any:
    """Return a sample reply as plain JSON: if it is not a documented object, an envelope with empty data.

    Args:
        hint: The documented type of the reply; ``None`` if that is not known.
        asked: As in `sample`.
    """
    documented = issubclass(typing.get_origin(hint) or hint or object, Model)
    return sample(hint, asked) if documented else _around({})


def must_be_spelt(called: str, hint: Any, given: object) -> None:
    """Refuse JSON for a test in which a field is missing that an undocumented one is a misspelling of.

    Args:
        called: What the message calls it.
        hint: Its documented type.
        given: The JSON.

    Raises:
        TypeError: A field is misspelt.
    """
    from .replies import differences

    for found in differences(hint, given) if hint is not None else ():
        if found.near:
            raise TypeError(f"{called}: {found.pointer} is not documented; did you mean {found.near}?")


def lists_in(query: str) -> dict[str, Any]:
    """Return the parameters of a query that are JSON arrays, parsed."""
    found: dict[str, Any] = {}
    for name, text in parse_qsl(query):
        if text.startswith("["):
            with suppress(ValueError):
                found[name] = parse_json(text)
    return found


_NONE = object()
_FILE = b"id,name\n7000000000000000001,name\n"
# Sample texts, by the ending of the field's name: documented text is often a number or a time.
_TEXTS = (
    (("_id", "_ids", "code"), "7000000000000000001"),
    (("_time", "_at"), "2026-01-01 00:00:00"),
    (("date", "_day"), "2026-01-01"),
    (("url", "_uri"), "https://example.com/"),
)


def _around(data: Any) -> dict[str, Any]:
    return {"code": 0, "message": "OK", "request_id": "7000000000000000001", "data": data}


def _reply(answer: object, request: Request) -> Any:
    try:
        given = plain(answer)
    except InvalidRequest as error:
        # The fault is the test's, and not that of a request of the program under test.
        raise TypeError(f"the answer to {request.operation}: {error.violations[0]}") from None
    whole = isinstance(answer, Envelope) or not request.envelope or _is_whole(given)
    reply = given if whole else _around(given)
    must_be_spelt(f"the answer to {request.operation}", request.reply, reply)
    return reply


def _is_error(answer: object) -> typing.TypeGuard[BaseException | type[BaseException]]:
    return isinstance(answer, BaseException) or (
        isinstance(answer, type) and issubclass(answer, BaseException)
    )


def _is_whole(given: object) -> bool:
    """Report whether an answer is a whole reply: only fields of the envelope, with a return code."""
    if not is_object(given) or not given.keys() <= _around(None).keys():
        return False
    return isinstance(given.get("code"), int) and not isinstance(given["code"], bool)


def _key(name: str, rows: Sequence[Any]) -> str:
    """Return the method and the path of an operation, in which parameters may have values."""
    try:
        method, documented, *_ = by_any(name, rows)
    except ValueError as error:
        raise UndocumentedCallError(str(error)) from None
    path = name.strip().rpartition(" ")[2]
    return f"{method} {path_of(path) if '/' in path else short(documented)}"


def _sample(name: str, hint: Any, around: tuple[Any, ...], asked: Mapping[str, Any]) -> Any:
    kind, arguments = typing.get_origin(hint) or hint, typing.get_args(hint)
    if kind is list:
        item = _sample(name, arguments[0], around, asked)
        return [] if item is None else [item]
    if kind is dict:
        return {name: _sample(name, arguments[1], around, asked)}
    if issubclass(kind, Row):
        return _sample_row(kind, asked.get(name))
    if issubclass(kind, Model):
        # Stop at an object that contains itself.
        return None if hint in around else _sample_object(hint, (*around, hint), asked)
    if issubclass(kind, Enum):
        values: list[str] = [one.value for one in kind]
        # A task is done, for who polls it would do so for ever.
        return next((value for value in values if value in DONE), values[0])
    if kind is str:
        return next((text for ends, text in _TEXTS if name.endswith(ends)), name.rstrip("_"))
    # Of most numbers it is not documented whether they may have a fraction; anything else may be text.
    samples: dict[object, object] = {bool: True, int: 1, float: 1}
    return samples.get(kind, name)


def _sample_row(kind: type[Row], names: Any) -> dict[str, Any]:
    """Return a sample row of a report with the requested names, if they are known."""
    known = dict(attributes(kind).values())
    listed = [name for name in names if isinstance(name, str)] if is_array(names) else []
    return {name: "1" if known.get(name) is figure else _sample(name, str, (), {}) for name in listed}


def _sample_object(hint: Any, around: tuple[Any, ...], asked: Mapping[str, Any]) -> dict[str, Any]:
    from .decoding import fields

    found = {field.wire: _sample(field.attribute, field.hint, around, asked) for field in fields(hint)}
    if issubclass(typing.get_origin(hint) or hint, Envelope):
        around_it = _around(found.get("data"))
        found.update((name, around_it[name]) for name in found.keys() & around_it.keys())
    return {name: value for name, value in found.items() if value is not None}

"""A transport for tests of programs that use the client: no network, and no call that is not documented."""

from __future__ import annotations

import json
import threading
import typing
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from enum import Enum
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .codec import is_array, is_object
from .encode import json_bytes, plain
from .errors import InvalidRequest, one_line
from .lookup import meant
from .model import Envelope, Model
from .paths import short
from .process import renew_after_fork
from .rows import Row, attributes, figure
from .transport import RawResponse, Request, Timeout

#: What to answer: the reply's data, a whole reply, an error to raise, or a function that gives one of these.
Answer = object
_Function = Callable[[Request], object]


class UndocumentedCallError(AssertionError):
    """A program under test made a call, or a test expects one, that the documentation does not have.

    Not a `TikTokError`: no program should take it for something that can happen in production.
    """


class MockTransport:
    """Answers every documented call, and refuses every other one. Thread safe.

    ::

        mock = MockTransport({"GET /garden/plot/get/": {"list": []}})
        with Client(transport=mock) as client:
            ...
        assert [request.operation for request in mock.requests] == [...]

    A call that has no answer of its own gets a reply with one value for each documented field; one whose
    replies are no documented object gets an envelope around nothing. A report has one row, of what is asked
    for. No access token is asked for.

    Args:
        answers: What to answer, by ``METHOD path`` or as the client calls it, ``garden.plot.get``; the path
            may leave out the version, and may have values in the place of its parameters. A mapping, a model
            or a list is the reply's data; a model with a few of its fields is made by ``from_json``. A
            mapping of the envelope's own fields with a whole number as ``code`` is the whole reply, such as
            ``{"code": 40105, "message": "expired"}``; so is an `Envelope`, a `RawResponse`, and whatever is
            the answer of an operation whose replies have no envelope. An exception is raised. A function is
            called with the request and gives one of these.
        operations: Method and path of every documented operation; by default those of this package.

    Attributes:
        requests: The requests so far, in order.

    Raises:
        UndocumentedCallError: If there is an answer for an operation that is not documented.
    """

    def __init__(
        self,
        answers: Mapping[str, Answer] | None = None,
        *,
        operations: Iterable[tuple[Any, ...]] | None = None,
    ) -> None:
        rows = import_module("._operations", _PACKAGE).OPERATIONS if operations is None else operations
        self._known = {f"{method} {short(path)}" for method, path, *_ in rows}
        self._answers = {_key(_called(name, self._known)): answer for name, answer in (answers or {}).items()}
        unknown = sorted(name for name in self._answers if self._documented(name) is None)
        if unknown:
            raise UndocumentedCallError(f"there is no operation {one_line(', '.join(unknown))}")
        self.requests: list[Request] = []
        self.after_fork()
        renew_after_fork(self)

    def after_fork(self) -> None:
        """Hold no lock: in a process that was forked off, nobody else would let go of it."""
        self._lock = threading.Lock()

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        """Answer a request.

        Raises:
            UndocumentedCallError: If there is no such operation.
        """
        del timeout
        keys = self._keys(request)
        with self._lock:
            self.requests.append(request)
        answer = next((self._answers[key] for key in keys if key in self._answers), _NONE)
        # An exception's class can be called, too.
        if callable(answer) and not isinstance(answer, type):
            answer = typing.cast("_Function", answer)(request)
        if isinstance(answer, BaseException):
            raise answer
        if isinstance(answer, RawResponse):
            return answer
        reply = (
            sample_reply(request.reply, lists_in(urlsplit(request.url).query))
            if answer is _NONE
            else _reply(answer, request)
        )
        return RawResponse(200, {"content-type": "application/json"}, json_bytes(reply))

    def _keys(self, request: Request) -> tuple[str, ...]:
        """The names that a request's answer may have: with its values, and as documented."""
        # What a server's address ends in may be what all documented paths begin with, or stand before them.
        paths = dict.fromkeys((urlsplit(request.url).path, request.path or "/"))
        keys = [f"{request.method} {short(path)}" for path in paths]
        for key in keys:
            documented = self._documented(key)
            if documented is not None:
                return key, documented
        raise UndocumentedCallError(f"there is no operation {one_line(keys[-1])}")

    def _documented(self, key: str) -> str | None:
        if key in self._known:
            return key
        return next((known for known in self._known if "{" in known and _fits(key, known)), None)

    def close(self) -> None:
        """Do nothing: there are no connections."""


def sample(hint: Any, asked: Mapping[str, Any] | None = None) -> Any:
    """Make plain JSON with one value for each documented field.

    Args:
        hint: A class, or what a reply is documented to be.
        asked: What the rows of a report are asked for, by the fields of the row that hold it.
    """
    from .decoding import documented

    return _sample("", documented(hint), (), asked or {})


def sample_reply(hint: Any, asked: Mapping[str, Any] | None = None) -> Any:
    """Make a whole reply as plain JSON: where it is no documented object, an envelope around nothing.

    Args:
        hint: What the reply is documented to be; nothing if that is not known.
        asked: As `sample` has it.
    """
    documented = issubclass(typing.get_origin(hint) or hint or object, Model)
    return sample(hint, asked) if documented else _around({})


def lists_in(query: str) -> dict[str, Any]:
    """Give the parameters of a query that are lists."""
    found: dict[str, Any] = {}
    for name, text in parse_qsl(query):
        if text.startswith("["):
            with suppress(ValueError):
                found[name] = json.loads(text)
    return found


_PACKAGE = (__package__ or "").rpartition(".")[0]
_NONE = object()
# By how a field's name ends; what is documented as text is often a number or a time.
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
        # Of what a test says, and not of what the program under test sends.
        raise TypeError(f"the answer to {request.operation}: {error.violations[0]}") from None
    if isinstance(answer, Envelope) or not request.envelope or _is_whole(given):
        return given
    return _around(given)


def _is_whole(given: object) -> bool:
    """Whether an answer is all of a reply: the envelope's fields and no others, with a return code."""
    if not is_object(given) or not given.keys() <= _around(None).keys():
        return False
    return isinstance(given.get("code"), int) and not isinstance(given["code"], bool)


def _fits(key: str, known: str) -> bool:
    """Whether a path is a documented one, with values in the place of its parameters."""
    given, documented = key.split("/"), known.split("/")
    return len(given) == len(documented) and all(
        one == other or (bool(one) and "{" in other) for one, other in zip(given, documented, strict=True)
    )


def _called(name: str, known: Iterable[str]) -> str:
    """The method and the path of an operation, which may be called as in a client."""
    if "/" in name:
        return name
    names = {one.partition(" ")[2].strip("/").replace("/", "."): one for one in known}
    wanted = name.strip().replace("_.", ".").rstrip("_")
    if wanted not in names:
        raise UndocumentedCallError(f"there is no operation {one_line(name, 200)}{meant(wanted, names)}")
    return names[wanted]


def _key(name: str) -> str:
    method, _, path = name.partition(" ")
    return f"{method.upper()} {short(path)}"


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
        # An object within itself ends here.
        return None if hint in around else _sample_object(hint, (*around, hint), asked)
    if issubclass(kind, Enum):
        return next(iter(kind)).value
    if kind is str:
        return next((text for ends, text in _TEXTS if name.endswith(ends)), name.rstrip("_"))
    samples: dict[object, object] = {bool: True, int: 1, float: 1.5}
    # Anything else may be text.
    return samples.get(kind, name)


def _sample_row(kind: type[Row], names: Any) -> dict[str, Any]:
    """Make what a row of a report has by the names that were asked for, if it is known which they are."""
    known = dict(attributes(kind).values())
    listed = [name for name in names if isinstance(name, str)] if is_array(names) else []
    return {name: "1.5" if known.get(name) is figure else _sample(name, str, (), {}) for name in listed}


def _sample_object(hint: Any, around: tuple[Any, ...], asked: Mapping[str, Any]) -> dict[str, Any]:
    from .decoding import fields

    found = {field.wire: _sample(field.attribute, field.hint, around, asked) for field in fields(hint)}
    if issubclass(typing.get_origin(hint) or hint, Envelope):
        around_it = _around(found.get("data"))
        found.update((name, around_it[name]) for name in found.keys() & around_it.keys())
    return {name: value for name, value in found.items() if value is not None}

"""A transport for tests of programs that use the client: no network, and no call that is not documented."""

from __future__ import annotations

import sys
import threading
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from .encode import json_bytes, plain
from .errors import one_line
from .model import Envelope, Model
from .paths import short
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

    A call that has no answer of its own gets a reply with one value for each documented field.

    Args:
        answers: What to answer, by ``METHOD path``; the path may leave out the version. A mapping, a model or
            a list is the reply's data, a whole `Envelope` or a `RawResponse` is the reply, and an exception
            is raised. A function is called with the request and gives one of these.
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
        self._answers = {_key(name): answer for name, answer in (answers or {}).items()}
        unknown = sorted(self._answers.keys() - self._known)
        if unknown:
            raise UndocumentedCallError(f"there is no operation {one_line(', '.join(unknown))}")
        self.requests: list[Request] = []
        self._lock = threading.Lock()

    def send(self, request: Request, timeout: Timeout) -> RawResponse:
        """Answer a request.

        Raises:
            UndocumentedCallError: If there is no such operation.
        """
        del timeout
        key = f"{request.method} {short(urlsplit(request.url).path)}"
        if key not in self._known:
            raise UndocumentedCallError(f"there is no operation {one_line(key)}")
        with self._lock:
            self.requests.append(request)
        answer = self._answers.get(key, _NONE)
        if isinstance(answer, types.FunctionType | types.MethodType):
            answer = typing.cast("_Function", answer)(request)
        if isinstance(answer, BaseException):
            raise answer
        if isinstance(answer, RawResponse):
            return answer
        if answer is not _NONE:
            reply = plain(answer) if isinstance(answer, Envelope) else _around(plain(answer))
        elif request.model is not None and issubclass(request.model, Envelope):
            reply = sample(request.model)
        else:
            reply = _around({} if request.model is None else sample(request.model))
        return RawResponse(200, {"content-type": "application/json"}, json_bytes(reply))

    def close(self) -> None:
        """Do nothing: there are no connections."""


def sample(model: type[Model]) -> Any:
    """Make plain JSON with one value for each field of a class."""
    return plain(_sample_model(model, ()))


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


def _key(name: str) -> str:
    method, _, path = name.partition(" ")
    return f"{method.upper()} {short(path)}"


def _sample_model(model: type[Model], around: tuple[type[Model], ...]) -> Model:
    names = _Names()
    values: dict[str, Any] = {}
    scope = vars(sys.modules[model.__module__])
    for attribute in model.__attrs_attrs__:
        hint = attribute.type
        if isinstance(hint, str):
            # The class's own annotations, which only a type checker has evaluated so far.
            hint = eval(hint, scope, names)  # noqa: S307
        values[attribute.name] = _sample(attribute.name, hint, (*around, model))
    if issubclass(model, Envelope):
        values.update((name, value) for name, value in _around(None).items() if name in values and value)
        values["code"] = 0
    return model(**values)


class _Names(dict[str, Any]):
    """Names that a module imports for a type checker alone."""

    def __missing__(self, name: str) -> Any:
        for home in (import_module(".models", _PACKAGE), typing):
            found = getattr(home, name, _NONE)
            if found is not _NONE:
                return found
        raise KeyError(name)


def _sample(name: str, hint: Any, around: tuple[type[Model], ...]) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _sample(name, arguments[0], around)
    if origin is typing.Literal:
        return arguments[0]
    if origin is list:
        item = _sample(name, arguments[0], around)
        return [] if item is None else [item]
    if origin is dict:
        return {name: _sample(name, arguments[1], around)}
    return _sample_class(name, hint, around) if isinstance(hint, type) else name


def _sample_class(name: str, hint: type[Any], around: tuple[type[Model], ...]) -> Any:
    if issubclass(hint, Model):
        # An object within itself ends here.
        return None if hint in around else _sample_model(hint, around)
    if issubclass(hint, Enum):
        return next(iter(hint))
    if issubclass(hint, str):
        return next((text for ends, text in _TEXTS if name.endswith(ends)), name.rstrip("_"))
    samples: dict[object, object] = {bool: True, int: 1, float: 1.5, dict: {}, list: []}
    kind: object = hint
    # Anything else may be text.
    return samples.get(kind, name)

"""Call an operation with a mapping of its values, so that one error tells all that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from importlib import import_module
from inspect import signature
from types import MethodType
from typing import TYPE_CHECKING, Any

from .building import undocumented
from .check import Violation, child
from .codec import is_mapping
from .core import Resource
from .given import must_have_names
from .lookup import by_any, dotted
from .operation import Operation

if TYPE_CHECKING:
    from .core import Core
    from .levels import Under


def call(client: Any, operation: Any = None, request: Any = None, /, **options: Any) -> Any:
    """Make the call of `Client.call`: of an operation or a method, or of a method and any path."""
    core: Core = client._core  # noqa: SLF001 - it is ours
    if "path" in options:
        operation, request = options.pop("method", operation), options.pop("path")
    if isinstance(request, str):
        parts = {name: options.pop(name, None) for name in ("query", "body", "files", "headers")}
        other = undocumented(operation, request, **parts)
        given: Any = options
        return core.call(other, **parts, reply=dict[str, Any], options=given)
    values: Mapping[str, Any] = {} if request is None else request
    must_have_names("the request", values)
    filling = _Filling(core, {name: value for name, value in values.items() if value is not None})
    if isinstance(operation, str):
        operations: Any = import_module(".._operations", __package__)
        method: Any = copy(client)
        method._core = filling  # noqa: SLF001 - likewise
        row = by_any(operation, operations.OPERATIONS, operations.LISTED_ONLY)
        for step in dotted(row, operations.CALLS).split("."):
            method = getattr(method, step)
    else:
        method = _on(filling, operation)
    return method(**filling.arguments(method), **options)


def _on(core: Any, operation: Any) -> Any:
    """Return a method of a client as one that calls through another core."""
    while not isinstance(operation, MethodType | Resource) and hasattr(operation, "__wrapped__"):
        # That of an `AsyncClient`.
        operation = operation.__wrapped__
    operation = getattr(operation, "_of", operation)
    holder = operation.__self__ if isinstance(operation, MethodType) else operation
    found: Any = None
    if isinstance(holder, Resource):
        same: Any = type(holder)(core)
        found = same if holder is operation else getattr(same, operation.__name__)
    if not callable(found) or str(signature(found).return_annotation).startswith("Iterator["):
        raise TypeError(
            "the operation must be its name, such as campaign.create, or a method of a client that calls it"
        )
    return found


class _Missing:
    """Stands in for a required argument that is not given, and knows whether that is part of the path."""

    is_in_path = False

    def __format__(self, _: str) -> str:
        self.is_in_path = True
        return ""


class _Filling:
    """Stands in for a client's core: it makes the call of a method with the values of a request."""

    def __init__(self, core: Core, request: Mapping[str, Any]) -> None:
        self._core = core
        self._request = request
        self._arguments: dict[str, Any] = {}

    def default(self, name: str, given: str | None) -> str | None:
        """Return an argument as given, or else the client's default for it."""
        return self._core.default(name, given)

    def arguments(self, method: Any) -> Mapping[str, Any]:
        """Return the arguments with which to call a method, so that it warns of deprecated ones."""
        for each in signature(method).parameters.values():
            if each.kind is each.KEYWORD_ONLY and each.name != "under":
                if each.name in self._request:
                    self._arguments[each.name] = self._request[each.name]
                elif each.default is each.empty:
                    self._arguments[each.name] = _Missing()
        return self._arguments

    def call(
        self,
        operation: Operation,
        *,
        options: Mapping[str, Any],
        reply: Any,
        under: Under | None = None,
        **places: Any,
    ) -> Any:
        """Make the call with the values of the request, and those that are not documented."""
        main = "body" if "body" in places else "query"
        if not is_mapping(places.get(main)):
            # It has no values, or one argument is the whole body.
            places[main] = {}
        known = {name for values in places.values() for name in values} | self._arguments.keys()
        sent = {
            place: {
                name: self._request.get(name, None if isinstance(value, _Missing) else value)
                for name, value in values.items()
            }
            for place, values in places.items()
        }
        sent[main] |= {name: value for name, value in self._request.items() if name not in known}
        values = self._arguments.items()
        names = [name for name, value in values if isinstance(value, _Missing) and value.is_in_path]
        missing = [Violation(child("", name), "required", "is required") for name in names]
        more: Any = options
        if missing:
            check = operation.check

            def found(*given: Any) -> list[Violation]:
                return [*missing, *([] if check is None else check(*given))]

            # A path cannot be sent without them.
            operation, more = operation._replace(check=found), {**options, "validate": True}
        files: Any = sent.pop("files", None)
        return self._core.call(operation, files=files, reply=reply, under=under, options=more, **sent)

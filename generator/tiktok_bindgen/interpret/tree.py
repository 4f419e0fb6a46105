"""Iterate over fields and all fields inside them, and map them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve

from tiktok_bindgen.interpret.model import Alternative, Field, Limits, Operation
from tiktok_bindgen.read.page import Side

if TYPE_CHECKING:
    from tiktok_bindgen.interpret.report_model import ReportItem

_Whole = TypeVar("_Whole", bound="Field | Operation | Alternative | Limits | ReportItem")

Path = tuple[str, ...]
Change = Callable[[Path, Field], Field]
"""Called with the path of a field, which ends in its own name, and the field with its children changed."""


def walk(fields: Iterable[Field], above: Path = ()) -> Iterator[tuple[Path, Field]]:
    """Yield fields and all inside them with their paths, in documented order, alternatives merged."""
    for each in fields:
        path = (*above, each.name)
        yield path, each
        if each.children:
            yield from walk(each.children, path)


def replaced(whole: _Whole, **parts: Any) -> _Whole:
    """Return a value with parts replaced, or the same object if none changed, as is usual."""
    for name, part in parts.items():
        old = getattr(whole, name)
        if old is not part and not _has_the_same(old, part):
            return evolve(whole, **parts)
    return whole


def _has_the_same(old: object, new: object) -> bool:
    """Whether two values are tuples of the same objects."""
    if not isinstance(old, tuple) or not isinstance(new, tuple):
        return False
    return len(old) == len(new) and all(map(operator.is_, old, new))


def mapped(fields: tuple[Field, ...], change: Change, above: Path = ()) -> tuple[Field, ...]:
    """Change fields and all inside them, alternatives too; return the same tuple if nothing changes."""
    found = []
    for each in fields:
        path, whole = (*above, each.name), each
        if each.children or each.alternatives:  # most have neither
            children = mapped(each.children, change, path)
            whole = replaced(each, children=children, alternatives=_sets(each.alternatives, change, path))
        found.append(change(path, whole))
    return tuple(found) if any(map(operator.is_not, found, fields)) else fields


def _sets(sets: tuple[Alternative, ...], change: Change, above: Path) -> tuple[Alternative, ...]:
    return tuple(replaced(each, fields=mapped(each.fields, change, above)) for each in sets)


def mapped_operation(operation: Operation, change: Callable[[Side, Path, Field], Field]) -> Operation:
    """Change the parameters of an operation, in all their alternatives, and the fields of its reply."""
    return replaced(
        mapped_request(operation, partial(change, "request")),
        response=mapped(operation.response, partial(change, "response")),
    )


def mapped_request(operation: Operation, change: Change) -> Operation:
    """Change the parameters of an operation, in all their alternatives."""
    return replaced(
        operation,
        parameters=mapped(operation.parameters, change),
        alternatives=_sets(operation.alternatives, change, ()),
    )

"""Digests of the conditions that stay words, by where an operation has their fields.

They are stated with the operation: the fields of a shared component may have other words in each use, and
what a component is called does not depend on words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiktok_bindgen.assemble.schema import is_any_name
from tiktok_bindgen.openapi import pointer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tiktok_bindgen.interpret.model import Alternative, Field, Operation

_Steps = tuple[str, ...]


def digests(operation: Operation, in_path: set[str]) -> dict[str, list[str]]:
    """The digests of an operation's conditions in words.

    Args:
        operation: The operation, with sound facts.
        in_path: The names of its parameters that stand in the path.

    Returns:
        For each field that has any, by its pointer (``/request/body/beds/[]/soil``, ``/request/query/x``,
        ``/response/data/y``), each digest once, in documented order.
    """
    found: dict[str, dict[str, None]] = {}
    for steps, field in _fields(operation, in_path):
        if field.conditions:
            found.setdefault(pointer(steps), {}).update((each.digest, None) for each in field.conditions)
    return {place: list(listed) for place, listed in found.items()}


def _fields(operation: Operation, in_path: set[str]) -> Iterator[tuple[_Steps, Field]]:
    """Every field of an operation, by the steps that `diff` takes to it."""
    inside = "query" if operation.method == "GET" else "body"
    for field in operation.headers:
        yield ("request", "header", field.name.casefold()), field
    for steps, field in _below(("request",), operation.parameters, operation.alternatives):
        yield ("request", "path" if steps[1] in in_path else inside, *steps[1:]), field
    for field in operation.response_headers:
        yield ("responses", "200", "headers", field.name.casefold()), field
    yield from _below(("response",), operation.response, ())


def _below(
    above: _Steps, fields: Iterable[Field], alternatives: Sequence[Alternative]
) -> Iterator[tuple[_Steps, Field]]:
    """Fields and all below them; where there are alternatives, those of each, as it has its own words."""
    if alternatives:
        for each in alternatives:
            yield from _below(above, each.fields, ())
        return
    for field in fields:
        steps = (*above, "{}" if is_any_name(field.name) else field.name)
        yield steps, field
        if field.children:
            yield from _below((*steps, *_into(field)), field.children, field.alternatives)


def _into(field: Field) -> Iterator[str]:
    """The steps from a field to the objects that it holds."""
    type_ = field.type
    yield from ("[]",) * type_.array
    while type_.kind == "map" and type_.values is not None:
        type_ = type_.values
        yield from ("{}", *("[]",) * type_.array)

"""Digests of the conditions that are kept in prose only, keyed by their field's pointer in the operation.

They belong to the operation rather than the schema: uses of a shared component may have different conditions,
and a component's name must not depend on prose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tiktok_bindgen.assemble.schema import is_any_name
from tiktok_bindgen.interpret.model import Alternative, Field, Operation
from tiktok_bindgen.openapi import pointer

_Steps = tuple[str, ...]


def digests(operation: Operation, in_path: set[str]) -> dict[str, list[str]]:
    """Return the digests of an operation's prose conditions.

    Args:
        operation: The operation, with sound facts.
        in_path: The names of its path parameters.

    Returns:
        For each field with any, by pointer (``/request/body/beds/[]/soil``, ``/request/query/x``,
        ``/response/data/y``): each digest once, in documented order.
    """
    found: dict[str, dict[str, None]] = {}
    for steps, field in _fields(operation, in_path):
        if field.conditions:
            found.setdefault(pointer(steps), {}).update((each.digest, None) for each in field.conditions)
    return {place: list(listed) for place, listed in found.items()}


def _fields(operation: Operation, in_path: set[str]) -> Iterator[tuple[_Steps, Field]]:
    """Yield every field of an operation with its path, in the steps that `diff` uses."""
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
    """Yield fields and their descendants; alternatives are visited one by one, as their prose differs."""
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
    """Yield the steps from a field to the objects inside its arrays and maps."""
    type_ = field.type
    yield from ("[]",) * type_.array
    while type_.kind == "map" and type_.values is not None:
        type_ = type_.values
        yield from ("{}", *("[]",) * type_.array)

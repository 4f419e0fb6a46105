"""Iterate over fields and all fields inside them, and map them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from attrs import evolve

from tiktok_bindgen.interpret.model import Alternative, Field, Operation
from tiktok_bindgen.read.page import Side

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


def mapped(fields: tuple[Field, ...], change: Change, above: Path = ()) -> tuple[Field, ...]:
    """Change fields and all inside them, alternatives too; return the same tuple if nothing changes."""
    found = tuple(_mapped(each, change, (*above, each.name)) for each in fields)
    return found if any(new is not old for new, old in zip(found, fields, strict=True)) else fields


def _mapped(field: Field, change: Change, path: Path) -> Field:
    if field.children or field.alternatives:  # most have neither
        children = mapped(field.children, change, path)
        alternatives = _sets(field.alternatives, change, path)
        if children is not field.children or alternatives is not field.alternatives:
            field = evolve(field, children=children, alternatives=alternatives)
    return change(path, field)


def _sets(sets: tuple[Alternative, ...], change: Change, above: Path) -> tuple[Alternative, ...]:
    found = [mapped(each.fields, change, above) for each in sets]
    if all(new is old.fields for new, old in zip(found, sets, strict=True)):
        return sets
    return tuple(evolve(each, fields=fields) for each, fields in zip(sets, found, strict=True))


def mapped_operation(operation: Operation, change: Callable[[Side, Path, Field], Field]) -> Operation:
    """Change the parameters of an operation, in all their alternatives, and the fields of its reply."""

    def of_request(path: Path, field: Field) -> Field:
        return change("request", path, field)

    return evolve(
        operation,
        parameters=mapped(operation.parameters, of_request),
        alternatives=_sets(operation.alternatives, of_request, ()),
        response=mapped(operation.response, lambda path, field: change("response", path, field)),
    )

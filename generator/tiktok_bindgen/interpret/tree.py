"""Fields and all inside them: each with its path, and each made anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from attrs import evolve

from tiktok_bindgen.interpret.model import Alternative, Field, Operation
from tiktok_bindgen.read.page import Side

Path = tuple[str, ...]
Change = Callable[[Path, Field], Field]
"""Takes the path of a field, which ends in its own name, and the field with what is inside it as changed."""


def walk(fields: Iterable[Field], above: Path = ()) -> Iterator[tuple[Path, Field]]:
    """Fields and all inside them with their paths, in documented order, alternatives taken together."""
    for each in fields:
        path = (*above, each.name)
        yield path, each
        yield from walk(each.children, path)


def mapped(fields: tuple[Field, ...], change: Change, above: Path = ()) -> tuple[Field, ...]:
    """Change fields and all inside them, alternatives too; the same tuple where nothing changes."""
    found = tuple(_mapped(each, change, (*above, each.name)) for each in fields)
    return found if any(new is not old for new, old in zip(found, fields, strict=True)) else fields


def _mapped(field: Field, change: Change, path: Path) -> Field:
    children = mapped(field.children, change, path)
    alternatives = _sets(field.alternatives, change, path)
    if children is not field.children or alternatives is not field.alternatives:
        field = evolve(field, children=children, alternatives=alternatives)
    return change(path, field)


def _sets(sets: tuple[Alternative, ...], change: Change, above: Path) -> tuple[Alternative, ...]:
    found = tuple(evolve(each, fields=mapped(each.fields, change, above)) for each in sets)
    return found if any(new.fields is not old.fields for new, old in zip(found, sets, strict=True)) else sets


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

"""Apply findings to a document: contested facts, replaced types, fields that no table has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from tiktok_bindgen.interpret.model import Contested, EnumValue, Field, Operation, Type
from tiktok_bindgen.interpret.tree import mapped
from tiktok_bindgen.weigh.compare import Names


@frozen
class Change:
    """The changes to one field.

    Attributes:
        contested: Facts that are contested.
        type: The type that replaces the documented one.
        values: Values to add to its enum.
        added: Fields to add inside it.
    """

    contested: tuple[Contested, ...] = ()
    type: Type | None = None
    values: tuple[EnumValue, ...] = ()
    added: tuple[Field, ...] = ()


Changes = Mapping[Names, Change]


def changed(fields: Sequence[Field], changes: Changes) -> tuple[Field, ...]:
    """Apply changes to fields at any depth, keyed by their names from the top; ``()`` adds fields there."""

    def change(path: Names, of: Field) -> Field:
        if (own := changes.get(path)) is None:
            return of
        return evolve(
            of,
            type=own.type or of.type,
            enum=tuple(dict.fromkeys((*of.enum, *own.values))),
            # With other values it is no longer the named list.
            enum_name=None if own.values else of.enum_name,
            contested=tuple(dict.fromkeys((*of.contested, *own.contested))),
            children=_with(of.children, own.added),
            alternatives=tuple(
                evolve(each, fields=_with(each.fields, own.added)) for each in of.alternatives
            ),
        )

    return _with(mapped(tuple(fields), change), changes.get((), Change()).added)


def with_changed_request(operation: Operation, changes: Changes) -> Operation:
    """Apply changes to an operation's request, including its alternatives."""
    if not changes:
        return operation
    forms = tuple(evolve(each, fields=changed(each.fields, changes)) for each in operation.alternatives)
    return evolve(operation, parameters=changed(operation.parameters, changes), alternatives=forms)


def _with(fields: tuple[Field, ...], added: Sequence[Field]) -> tuple[Field, ...]:
    known = {each.name for each in fields}
    return (*fields, *(each for each in added if each.name not in known))

"""Put what was found into a document: contested facts, types that give way, fields that no table has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from tiktok_bindgen.interpret.model import Contested, EnumValue, Field, Operation, Type
from tiktok_bindgen.interpret.tree import mapped
from tiktok_bindgen.weigh.compare import Names


@frozen
class Change:
    """What becomes of one field.

    Attributes:
        contested: Facts that are spoken against.
        type: The type that the documented one gives way to.
        values: Values that join its list.
        added: Fields to add inside it.
    """

    contested: tuple[Contested, ...] = ()
    type: Type | None = None
    values: tuple[EnumValue, ...] = ()
    added: tuple[Field, ...] = ()


Changes = Mapping[Names, Change]


def changed(fields: Sequence[Field], changes: Changes) -> tuple[Field, ...]:
    """Make changes to fields and what is inside them, by where they are; at no name, fields are added."""

    def change(path: Names, of: Field) -> Field:
        if (own := changes.get(path)) is None:
            return of
        return evolve(
            of,
            type=own.type or of.type,
            enum=(*of.enum, *own.values),
            # A list with other values is another list.
            enum_name=None if own.values else of.enum_name,
            contested=tuple(dict.fromkeys((*of.contested, *own.contested))),
            children=_with(of.children, own.added),
            alternatives=tuple(
                evolve(each, fields=_with(each.fields, own.added)) for each in of.alternatives
            ),
        )

    return _with(mapped(tuple(fields), change), changes.get((), Change()).added)


def with_changed_request(operation: Operation, changes: Changes) -> Operation:
    """Make changes to what an operation is sent, in each of its forms."""
    forms = tuple(evolve(each, fields=changed(each.fields, changes)) for each in operation.alternatives)
    return evolve(operation, parameters=changed(operation.parameters, changes), alternatives=forms)


def _with(fields: tuple[Field, ...], added: Sequence[Field]) -> tuple[Field, ...]:
    known = {each.name for each in fields}
    return (*fields, *(each for each in added if each.name not in known))

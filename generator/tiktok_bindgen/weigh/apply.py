"""Put what was found into a document: contested facts, types that give way, fields that no table has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from tiktok_bindgen.interpret.model import Alternative, Contested, EnumValue, Field, Type
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
    if not changes:
        return tuple(fields)
    made = tuple(_changed(each, _below(changes, each.name)) for each in fields)
    known = {each.name for each in made}
    added = changes[()].added if () in changes else ()
    return (*made, *(each for each in added if each.name not in known))


def alternatives(sets: Sequence[Alternative], changes: Changes) -> tuple[Alternative, ...]:
    """Make changes to each of several sets of fields."""
    return tuple(evolve(each, fields=changed(each.fields, changes)) for each in sets)


def _below(changes: Changes, name: str) -> Changes:
    return {names[1:]: change for names, change in changes.items() if names[:1] == (name,)}


def _changed(of: Field, changes: Changes) -> Field:
    if not changes:
        return of
    own = changes.get((), Change())
    return evolve(
        of,
        type=own.type or of.type,
        enum=(*of.enum, *own.values),
        # A list with other values is another list.
        enum_name=None if own.values else of.enum_name,
        contested=tuple(dict.fromkeys((*of.contested, *own.contested))),
        children=changed(of.children, changes),
        alternatives=alternatives(of.alternatives, changes),
    )

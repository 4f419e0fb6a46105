"""Infer the types of fields that no table has from the values that examples show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from attrs import define, field

from tiktok_bindgen.interpret.enums import is_id
from tiktok_bindgen.interpret.model import Contested, Field, Kind, Operation, Type
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.weigh.values import OPEN, Unseen

_NAME = re.compile(r"[a-z]\w*")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9_ ]*")


def is_name(name: str) -> bool:
    """Whether a key can be the name of a field; others are the caller's own data."""
    return _NAME.fullmatch(name) is not None


@define
class Namesakes:
    """How often fields of each name have each type in all tables."""

    _types: dict[str, Counter[tuple[Kind, int]]] = field(factory=dict)

    @classmethod
    def of(cls, operations: Iterable[Operation]) -> Namesakes:
        """Count the fields of operations."""
        found = cls()
        for operation in operations:
            for _, each in walk((*operation.parameters, *operation.response)):
                if each.type.kind not in {"object", "map", "any"}:
                    types = found._types.setdefault(each.name, Counter())
                    types[each.type.kind, each.type.array] += 1
        return found

    def field(self, name: str, values: Sequence[object], contested: tuple[Contested, ...]) -> Field:
        """Create a field of a name, with a documented type of that name if one fits its values.

        Args:
            name: The name.
            values: The values that examples show.
            contested: Where they are shown.
        """
        closed = [value for value in values if isinstance(value, list) or not is_open(value)]
        types = [Type(*type_) for type_, _ in self._types.get(name, Counter()).most_common()]
        fitting = (type_ for type_ in types if all(_fits(value, type_, type_.array) for value in closed))
        type_ = next(fitting, None) or _type(closed, whole=is_id(name))
        children: tuple[Field, ...] = ()
        if type_.kind == "object":
            children = self._children(_objects(closed), contested)
        spelled = f"{type_.kind}{'[]' * type_.array}"
        return Field(
            name, Type(type_.kind, type_.array, documented=spelled), children=children, contested=contested
        )

    def _children(
        self, objects: Sequence[Mapping[str, object]], contested: tuple[Contested, ...]
    ) -> tuple[Field, ...]:
        names = dict.fromkeys(name for each in objects for name in each)
        if not all(map(is_name, names)):
            return ()
        return tuple(
            self.field(name, [each[name] for each in objects if name in each], contested) for name in names
        )


def is_open(value: object) -> bool:
    """Whether a value does not show its type: it is null, empty or a placeholder."""
    if isinstance(value, list):
        return all(map(is_open, value))
    return (
        value is None
        or value == {}
        or (isinstance(value, str) and (value == OPEN or bool(_CAPITALS.fullmatch(value))))
    )


def _objects(values: Iterable[object]) -> list[Mapping[str, object]]:
    found: list[Mapping[str, object]] = []
    for value in values:
        if isinstance(value, dict):
            found.append(value)
        elif isinstance(value, list):
            found += _objects(value)
    return found


def _fits(value: object, type_: Type, array: int) -> bool:
    if array:
        return isinstance(value, list) and all(
            is_open(item) or _fits(item, type_, array - 1) for item in value
        )
    return (
        value == OPEN
        or (not isinstance(value, list | dict) and _kind(value) == type_.kind)
        or (type_.kind == "number" and _kind(value) == "integer")
    )


def _type(values: Sequence[object], *, whole: bool) -> Type:
    """The narrowest type that fits all values, whose name may say that numbers are whole."""
    # Otherwise a few whole numbers do not show that all are.
    found = {(kind if whole or kind != "integer" else "number", array) for kind, array in map(shape, values)}
    kind, array = found.pop() if len(found) == 1 else ("any", 0)
    return Type(kind, array)


def shape(value: object) -> tuple[Kind, int]:
    """The type of a value: the kind of its innermost values, and the number of arrays around them."""
    array = 0
    while isinstance(value, list) and value:
        value = next((item for item in value if not is_open(item)), value[0])
        array += 1
    return ("any", array + 1) if value == [] else (_kind(value), array)


def _kind(value: object) -> Kind:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, Unseen):
        return value.kind
    kinds: Mapping[type, Kind] = {int: "integer", float: "number", dict: "object", str: "string"}
    return kinds.get(type(value), "any")

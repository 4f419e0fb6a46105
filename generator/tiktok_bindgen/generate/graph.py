"""The resolved schemas: classes, enums and the types of their fields, independent of any parser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Literal

from attrs import field, frozen

from tiktok_bindgen.generate.demands import demands
from tiktok_bindgen.generate.rules import StatedRule, stated_rules

ScalarKind = Literal["string", "integer", "number", "boolean", "file", "any"]
#: The Python type of each kind of scalar, as written in annotations.
PYTHON_TYPES: Mapping[ScalarKind, str] = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "file": "str",
    "any": "object",
}
Value = str | int | float | bool


#: The bounds that a schema sets for one value, by keyword.
Limits = Mapping[str, Any]
NO_LIMITS: Limits = {}


@frozen
class Scalar:
    """A value without nested values.

    Attributes:
        kind: Its kind; ``any`` is JSON of unknown shape.
        limits: Its bounds.
        values: The allowed values of a number or boolean (strings have an `Enum` instead).
        format: The documented format of a text; empty if none is documented.
        content: The schema of the JSON that a text holds, as written; ``None`` if none is documented.
    """

    kind: ScalarKind
    limits: Limits = NO_LIMITS
    values: tuple[Value, ...] = ()
    format: str = ""
    content: object = field(default=None, eq=False)


@frozen
class ListOf:
    """An array, with the bounds of its length."""

    item: Type
    limits: Limits = NO_LIMITS


@frozen
class Either:
    """One value or an array of such values, with the bounds of the array's length."""

    item: Scalar
    limits: Limits = NO_LIMITS


@frozen
class MapOf:
    """An object whose names are not documented."""

    value: Type


@frozen
class Ref:
    """A class or an enum, by its Python name."""

    name: str


Type = Scalar | ListOf | Either | MapOf | Ref


@frozen
class Field:
    """One property of a class, or one parameter of an operation.

    Attributes:
        wire: Its name on the wire.
        type: Its type.
        required: Whether it must be given, whatever else is given.
        default: The value that the server assumes if it is missing; ``None`` if none is documented.
        facts: The other keywords of its schema (``deprecated``, ``description``, ``x-…``).
    """

    wire: str
    type: Type
    required: bool = False
    default: object = None
    facts: Mapping[str, object] = field(factory=dict)


@frozen
class Class:
    """An object with documented properties.

    Attributes:
        name: Its Python name, unique in the whole package.
        fields: Its properties in documented order.
        facts: The other keywords of its schema.
        open: Whether it may have properties that are not documented.
    """

    name: str
    fields: tuple[Field, ...]
    facts: Mapping[str, object] = field(factory=dict)
    open: bool = False

    @cached_property
    def rules(self) -> tuple[StatedRule, ...]:
        """The rules between its properties."""
        return stated_rules(self.facts.get("x-rules"))

    @cached_property
    def demanded(self) -> dict[str, tuple[str, ...]]:
        """What rules demand of its properties, by their wire names."""
        return demands(self.rules)


@frozen
class Enum:
    """A string with documented values.

    Attributes:
        name: Its Python name, unique in the whole package.
        values: The values on the wire, in documented order.
        facts: The other keywords of its schema.
    """

    name: str
    values: tuple[str, ...]
    facts: Mapping[str, object] = field(factory=dict)

    @property
    def is_coded(self) -> bool:
        """Whether its values are codes, such as those of currencies, of which tables state facts."""
        stated = isinstance(self.facts.get("x-enum-facts"), Mapping)
        return stated and not any(map(_WORD.search, self.values))


#: What a code has not.
_WORD = re.compile("[A-Z]{4}")


@frozen
class Graph:
    """All classes and enums, by name."""

    classes: Mapping[str, Class]
    enums: Mapping[str, Enum]

    def is_words(self, name: str) -> bool:
        """Report whether a model is a list of words, so that its values are plain texts."""
        return name in self.enums and not self.enums[name].is_coded

    def uses(self, name: str) -> tuple[str, ...]:
        """Return the classes and enums that a class refers to, each once, in the order of its fields."""
        cls = self.classes.get(name)
        if cls is None:
            return ()
        return tuple(dict.fromkeys(ref for item in cls.fields for ref in references(item.type)))

    def reach(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return the given names and all that they refer to, each once, in depth-first order."""
        seen: dict[str, None] = {}
        stack = list(reversed(names))
        while stack:
            name = stack.pop()
            if name not in seen:
                seen[name] = None
                stack.extend(reversed(self.uses(name)))
        return tuple(seen)


def innermost(of: Type) -> Type:
    """Return the type inside all nested arrays and maps."""
    while isinstance(of, ListOf | MapOf):
        of = of.item if isinstance(of, ListOf) else of.value
    return of


def references(of: Type) -> Iterator[str]:
    """Yield the name of the class or enum that a type refers to, if any."""
    inner = innermost(of)
    if isinstance(inner, Ref):
        yield inner.name

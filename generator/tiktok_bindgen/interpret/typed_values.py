"""Convert documented values to their field's type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from attrs import evolve

from tiktok_bindgen.interpret.model import EnumValue, Scalar, Type
from tiktok_bindgen.language.parts import number_of
from tiktok_bindgen.language.stated_facts import Report


def typed_enum(name: str, type_: Type, values: Iterable[EnumValue], report: Report) -> tuple[EnumValue, ...]:
    """Convert listed values to the field's type; one that cannot be converted is reported and left out."""
    typed: list[EnumValue] = []
    for value in values:
        scalar = as_scalar(str(value.value), type_)
        if scalar is None:
            report(
                "enum-type",
                f"`{name}` is {type_.documented or type_.kind}, "
                f"but lists the value {str(value.value)[:60]!r}",
            )
            continue
        typed.append(value if scalar == value.value else evolve(value, value=scalar))
    return tuple(typed)


# A word that can be no number, boolean or object.
_WORD = re.compile(r"(?!(?:TRUE|FALSE|NULL)$)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")


def type_of_values(name: str, type_: Type, values: Sequence[EnumValue], report: Report) -> Type:
    """The type of a field with listed values: a string, if all of them are words in capitals."""
    if not values or not all(_WORD.fullmatch(str(value.value)) for value in values):
        return type_
    if type_.kind == "any" and type_.array:
        # An array of items of no stated type.
        return evolve(type_, kind="string")
    if type_.kind not in {"integer", "number", "object"}:
        return type_
    report("type-of-values", f"`{name}` is {type_.documented or type_.kind}, but its values are text")
    return evolve(type_, kind="string")


def as_scalar(text: str, type_: Type) -> Scalar | None:
    """Convert a documented value to a type; ``None`` if that is not possible."""
    type_ = type_.one
    if type_.kind == "boolean":
        return {"true": True, "false": False}.get(text.strip().lower())
    if type_.kind in {"integer", "number"}:
        return number_of(text.strip())
    if type_.kind in {"object", "map", "file"}:
        return None
    return text

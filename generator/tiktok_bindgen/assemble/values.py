"""Check whether a field allows a documented value."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from tiktok_bindgen.interpret.bounds import broken_bounds, is_of_kind
from tiktok_bindgen.interpret.model import Limits
from tiktok_bindgen.openapi import same

if TYPE_CHECKING:
    from tiktok_bindgen.interpret.model import Field


@frozen
class Misfit:
    """Why a value is not allowed: the problem's code and its text."""

    code: str
    text: str


def misfit(value: object, field: Field) -> Misfit | None:
    """Return why a field does not allow a JSON value; the field's own facts are assumed sound.

    Returns:
        The first reason, or ``None`` if the value is allowed.
    """
    return _misfit(value, field, field.type.array)


def json_value(value: object) -> object:
    """Return the value as JSON would hold it: lists for tuples, integers for integral floats.

    Raises:
        ValueError: It is not JSON, or contains something that is not.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        if not encodable(value):
            raise ValueError("text that cannot be encoded")
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("not a finite number")
        return int(value) if value.is_integer() else value
    if isinstance(value, list | tuple):
        return [json_value(item) for item in value]
    if isinstance(value, dict):
        return {_json_key(key): json_value(item) for key, item in value.items()}
    raise ValueError(f"a {type(value).__name__}")


def encodable(text: str) -> bool:
    """Whether a text can be encoded as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _misfit(value: object, field: Field, array: int) -> Misfit | None:
    if array and not isinstance(value, list):
        return Misfit("default-type", "is not an array")
    if not array and not is_of_kind(value, field.type.kind):
        return Misfit("default-type", f"is not of type {field.type.kind}")
    # The bounds apply to the outermost array.
    if isinstance(value, list) and array == field.type.array:
        low, high = field.limits.min_items, field.limits.max_items
        if (low is not None and len(value) < low) or (high is not None and len(value) > high):
            return Misfit("default-limit", "has a number of items outside the documented bounds")
    if array and isinstance(value, list):
        return next((bad for item in value if (bad := _misfit(item, field, array - 1))), None)
    if field.enum and not any(same(value, choice.value) for choice in field.enum):
        return Misfit("default-enum", "is not among the documented values")
    if isinstance(value, dict):
        return _object_misfit(value, field)
    for keyword in broken_bounds(value, field):
        if keyword == "pattern":
            return Misfit("default-format", "is not in the documented format")
        return Misfit("default-limit", "is outside the documented bounds")
    return None


def _object_misfit(value: dict[str, object], field: Field) -> Misfit | None:
    if field.type.kind == "map":
        if field.type.values is None:
            return None
        item = evolve(field, type=field.type.values, enum=(), format=None, limits=Limits())
        return next((bad for held in value.values() if (bad := misfit(held, item))), None)
    for child in field.children:
        if child.name in value:
            bad = misfit(value[child.name], child)
            if bad:
                return bad
        elif child.presence == "required":
            return Misfit("default-type", f"lacks the required {child.name!a}")
    return None


def _json_key(key: object) -> str:
    if not isinstance(key, str) or not encodable(key):
        raise ValueError("an object with a key that is not text")
    return key

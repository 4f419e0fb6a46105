"""Check whether a field allows a documented value."""

from __future__ import annotations

import math

from attrs import frozen

from tiktok_bindgen.interpret.bounds import broken_bounds, is_of_kind
from tiktok_bindgen.interpret.model import Field
from tiktok_bindgen.interpret.tree import replaced
from tiktok_bindgen.openapi import same


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
    field = replaced(field, type=field.type.of(value))
    return _misfit(value, field, field.type.array)


def json_value(value: object) -> object:
    """Return the value as JSON would hold it: lists for tuples, integers for integral floats.

    Raises:
        ValueError: It is no single value of JSON, nor a list of such values; pages state no objects.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError("text that cannot be encoded") from None
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("not a finite number")
        return int(value) if value.is_integer() else value
    if isinstance(value, list | tuple):
        return [json_value(item) for item in value]
    raise ValueError(f"a {type(value).__name__}")


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
    for keyword in broken_bounds(value, field):
        if keyword == "pattern":
            return Misfit("default-format", "is not in the documented format")
        return Misfit("default-limit", "is outside the documented bounds")
    return None

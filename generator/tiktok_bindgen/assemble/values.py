"""Whether a documented value is one that its field admits."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from tiktok_bindgen.interpret.formats import format_pattern
from tiktok_bindgen.interpret.model import Limits

if TYPE_CHECKING:
    from tiktok_bindgen.interpret.model import Field, Kind


@frozen
class Misfit:
    """Why a value is not admitted: the kind of problem, and the words for it."""

    code: str
    text: str


def misfit(value: object, field: Field) -> Misfit | None:
    """Find why a JSON value is not admitted by a field, whose own facts are taken as sound.

    Returns:
        The first reason, or ``None`` if the value is admitted.
    """
    return _misfit(value, field, field.type.array)


def json_value(value: object) -> object:
    """The value as JSON would hold it: lists for tuples, integers for integral floats.

    Raises:
        ValueError: If it, or something in it, is not JSON.
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
    """Whether a text can be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def of_kind(value: object, kind: Kind) -> bool:
    """Whether a JSON value is of a kind, not looking inside it."""
    if kind == "any":
        return True
    if isinstance(value, bool):
        return kind == "boolean"
    if isinstance(value, int):
        return kind in {"integer", "number"}
    if isinstance(value, float):
        return kind == "number"
    if isinstance(value, str):
        return kind in {"string", "datetime", "file"}
    return isinstance(value, dict) and kind in {"object", "map"}


def same(left: object, right: object) -> bool:
    """Equality as JSON has it, where ``true`` is not ``1``."""
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def _misfit(value: object, field: Field, array: int) -> Misfit | None:
    limits = field.limits
    if array:
        if not isinstance(value, list):
            return Misfit("default-type", "is not an array")
        # The bounds are those of the outermost array.
        if array == field.type.array and not _within(len(value), limits.min_items, limits.max_items):
            return Misfit("default-limit", "has a number of items outside the documented bounds")
        return next((bad for item in value if (bad := _misfit(item, field, array - 1))), None)
    if not of_kind(value, field.type.kind):
        return Misfit("default-type", f"is not of type {field.type.kind}")
    if field.enum and not any(same(value, choice.value) for choice in field.enum):
        return Misfit("default-enum", "is not among the documented values")
    if isinstance(value, str):
        if not _within(len(value), limits.min_length, limits.max_length):
            return Misfit("default-limit", "has a length outside the documented bounds")
        pattern = format_pattern(field)
        if pattern is not None and not re.search(pattern, value):
            return Misfit("default-format", "is not in the documented format")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if not _in_range(value, limits):
            return Misfit("default-limit", "is outside the documented range")
    elif isinstance(value, dict):
        return _object_misfit(value, field)
    elif isinstance(value, list) and not _within(len(value), limits.min_items, limits.max_items):
        return Misfit("default-limit", "has a number of items outside the documented bounds")
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


def _within(size: int, low: int | None, high: int | None) -> bool:
    return (low is None or size >= low) and (high is None or size <= high)


def _in_range(value: float, limits: Limits) -> bool:
    low, high = limits.minimum, limits.maximum
    if low is not None and (value <= low if limits.exclusive_minimum else value < low):
        return False
    return not (high is not None and (value >= high if limits.exclusive_maximum else value > high))


def _json_key(key: object) -> str:
    if not isinstance(key, str) or not encodable(key):
        raise ValueError("an object with a key that is not text")
    return key

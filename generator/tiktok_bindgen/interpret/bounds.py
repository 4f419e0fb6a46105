"""Check whether a value is of a documented type, and within a field's bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiktok_bindgen.interpret.model import Field, Kind
from tiktok_bindgen.language.formats import EMOJI, excluded, format_pattern
from tiktok_bindgen.runtime.kinds import has_emoji, is_no_multiple


def is_of_kind(value: object, kind: Kind) -> bool:
    """Whether a JSON value is of a kind, without looking inside it."""
    match kind:
        case "any":
            return True
        case "boolean":
            return isinstance(value, bool)
        case "integer" | "number":
            if isinstance(value, bool) or not isinstance(value, int | float):
                return False
            return kind == "number" or isinstance(value, int) or value.is_integer()
        case "object" | "map" | "json":
            return isinstance(value, dict)
        case _:
            return isinstance(value, str)


def broken_bounds(value: object, of: Field) -> Iterator[str]:
    """Yield the JSON Schema keywords of the limits that a single value of a field violates."""
    limits = of.limits
    if isinstance(value, str):
        if limits.min_length is not None and len(value) < limits.min_length:
            yield "minLength"
        if limits.max_length is not None and len(value) > limits.max_length:
            yield "maxLength"
        pattern = format_pattern(of.format, of.type.kind)
        fits = pattern is None or re.search(pattern, value, re.ASCII)
        if not fits or (EMOJI in excluded(of.format, of.type.kind) and has_emoji(value)):
            yield "pattern"
    elif isinstance(value, int | float) and not isinstance(value, bool):
        low, high = limits.minimum, limits.maximum
        if low is not None and (value <= low if limits.exclusive_minimum else value < low):
            yield "exclusiveMinimum" if limits.exclusive_minimum else "minimum"
        if high is not None and (value >= high if limits.exclusive_maximum else value > high):
            yield "exclusiveMaximum" if limits.exclusive_maximum else "maximum"
        if limits.multiple_of is not None and is_no_multiple(value, limits.multiple_of):
            yield "multipleOf"

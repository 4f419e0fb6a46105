"""Parse JSON, test the types of parsed values, and convert scalars to documented types.

Replies are read leniently: a number where text is documented becomes text, numeric text becomes a number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from gc import get_referents, is_tracked
from math import isfinite
from typing import Any, NoReturn, TypeGuard, TypeVar

T = TypeVar("T")

#: Converts a value to the documented type, or raises `Unlike`.
Reader = Callable[[Any], T]

# Longer numbers are never documented values, and converting them takes quadratic time.
_DIGITS = 400

#: How deeply objects and arrays may be nested in JSON that comes in. What is documented is not a tenth as
#: deep; everything that walks parsed JSON recursively, ours or not, can walk this.
DEEPEST = 100
# Arrays and objects on one level, from which on each is looked at but once: YAML may repeat them.
_MANY = 100_000
_HOLDERS: frozenset[type] = frozenset({dict, list})


class TooDeepError(ValueError):
    """JSON is nested more deeply than `DEEPEST`."""

    def __init__(self) -> None:
        super().__init__(f"nested too deeply, more than {DEEPEST} levels")


def parse_json(text: str | bytes | bytearray, **options: Any) -> Any:
    """Parse JSON as `json.loads` does, but for what is nested too deeply: that is a `TooDeepError`."""
    import json

    try:
        parsed = json.loads(text, **options)
    except RecursionError:
        raise TooDeepError from None
    refuse_deep(parsed)
    return parsed


def refuse_deep(parsed: object) -> None:
    """Refuse parsed JSON that is nested more deeply than `DEEPEST`."""
    level: list[Any] = [parsed]
    for _ in range(DEEPEST):
        # Both functions are written in C: for a page of a list they take a tenth of the time of parsing it.
        # What is not tracked holds no arrays or objects, so an innermost object may not count as a level.
        inside = filter(is_tracked, get_referents(*level))
        level = [one for one in inside if one.__class__ in _HOLDERS]
        if len(level) > _MANY:
            level = [*{id(one): one for one in level}.values()]
        if not level:
            return
    raise TooDeepError


class Unlike(Exception):  # noqa: N818 - caught inside the runtime, and seen by nobody as an error
    """A parsed value cannot be converted to the documented type, which is the only argument."""


def describe(value: object) -> str:
    """Describe a value in JSON's terms, with no more than the beginning of a scalar."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"string {one_line(repr(value[:41]), 40)}"
    if isinstance(value, int):
        return f"number {value}" if value.bit_length() < 128 else "a very large number"
    if isinstance(value, float):
        return f"number {value!r}"
    if is_array(value):
        return f"array of {len(value)}"
    if is_object(value):
        return f"object of {len(value)}"
    return type(value).__name__


def one_line(text: str, limit: int = 500) -> str:
    """Shorten untrusted text, and replace what is unprintable, to make it safe for a log or a terminal."""
    if len(text) <= limit and text.isprintable():
        return text
    shown = "".join(char if char.isprintable() else " " for char in text[: limit + 1])
    return shown if len(text) <= limit else f"{shown[:limit]}…"


def number_of(count: object, one: str, many: str = "") -> str:
    """Write a number with its noun, whose plural is `many` or ends in an `s`: ``1 value``, ``2 values``."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    """Report whether a value is a mapping of any kind."""
    return isinstance(value, Mapping)


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Report whether a parsed value is a JSON object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Report whether a parsed value is a JSON array."""
    return isinstance(value, list)


def no_constant(name: str) -> NoReturn:
    """Refuse a constant, such as NaN, that Python accepts as a number and JSON does not."""
    raise ValueError(f"{name} is not a JSON value")


def changed_at(value: Any, steps: Sequence[str], change: Callable[[Any], Any]) -> Any:
    """Return a value with what is at a path changed; it leads through all items of lists, ``*`` anywhere."""
    if not steps:
        return change(value)
    first, *rest = steps
    if is_array(value):
        return [changed_at(item, rest if first == "*" else steps, change) for item in value]
    if not is_object(value):
        return value
    pairs = value.items()
    return {name: changed_at(item, rest, change) if first in ("*", name) else item for name, item in pairs}


def whole(value: object) -> int | None:
    """Return a whole number that came as an integer, a float or text; ``None`` for anything else."""
    if isinstance(value, int):
        return None if isinstance(value, bool) else value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() else None


def text(value: Any) -> str:
    """Read text; a number or a boolean becomes text as JSON writes it."""
    if value.__class__ is str:
        return value
    if value.__class__ is bool:
        return "true" if value else "false"
    if value.__class__ is int:
        try:
            return str(value)
        except ValueError:
            raise Unlike("string") from None
    if value.__class__ is float:
        return repr(value)
    raise Unlike("string")


def integer(value: Any) -> int:
    """Read a whole number; numeric text and a float without a fraction become one."""
    if value.__class__ is int:
        return value
    if value.__class__ is float and value.is_integer():
        return int(value)
    if value.__class__ is str and _numeric(value):
        try:
            return int(value)
        except ValueError:
            as_float = float(value)
            if as_float.is_integer():
                return int(as_float)
    raise Unlike("integer")


def number(value: Any) -> float:
    """Read a number; numeric text becomes one."""
    if value.__class__ is float or value.__class__ is int:
        return value
    if value.__class__ is str and _numeric(value):
        try:
            return int(value)
        except ValueError:
            return float(value)
    raise Unlike("number")


def boolean(value: Any) -> bool:
    """Read a boolean; 0, 1 and the texts ``true``, ``false``, ``1`` and ``0`` become one."""
    if value.__class__ is bool:
        return value
    if value.__class__ is int and value in (0, 1):
        return bool(value)
    if value.__class__ is str and value.lower() in _BOOLEANS:
        return _BOOLEANS[value.lower()]
    raise Unlike("boolean")


def free(value: Any) -> dict[str, Any]:
    """Read an object without documented fields."""
    if value.__class__ is dict:
        return value
    raise Unlike("object")


def anything(value: Any) -> Any:
    """Read anything as it is."""
    return value


_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


def _numeric(value: str) -> bool:
    # Python accepts more than JSON as a number: spaces around, underscores, other scripts' digits, "nan".
    if len(value) > _DIGITS or not value.isascii() or "_" in value or value != value.strip():
        return False
    try:
        return isfinite(float(value))
    except ValueError:
        return False

"""What generated checks of requests call when a value is not valid.

A check takes plain JSON types, as `encode.plain` gives them, and appends to a list of violations: all are
found at once. A pointer is a JSON pointer into the payload; ``null`` counts as absent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from math import isfinite
from typing import Any, NamedTuple, cast

from .codec import describe
from .errors import one_line


class Violation(NamedTuple):
    """One place in a request that breaks what is documented.

    Attributes:
        pointer: A JSON pointer to the value that is wrong, or to the one that is missing.
        rule: What is broken: ``required``, ``type``, ``enum``, ``maxLength`` …
        message: What is documented.
        fields: Other fields that the rule depends on, as pointers.
        docs: The address of the documentation, if known.
    """

    pointer: str
    rule: str
    message: str
    fields: tuple[str, ...] = ()
    docs: str = ""

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.message} ({self.rule})"


class _Anything:
    def __contains__(self, value: object) -> bool:
        return True


ANYTHING = _Anything()


def fits(o: dict[str, Any], fields: Mapping[str, Any], required: frozenset[str]) -> bool:
    """Tell whether an object has the fields that it must, and each that it has is as a table says.

    Args:
        o: The object.
        fields: What each field is: a class, `is_number`, `ANYTHING`, the texts that are allowed as the keys
            of a dictionary, or one of these in a list for an array's items.
        required: The fields that must be there.

    Returns:
        Whether all is well; where it is not, `misfits` says what is wrong with the fields it knows.
    """
    try:
        for name, value in o.items():
            kind = fields[name]
            if value.__class__ is kind or (value.__class__ is str and value in kind):
                continue
            if value is None:
                if name in required:
                    return False
            elif kind.__class__ is list and value.__class__ is list:
                inner = kind[0]
                for item in value:
                    if item.__class__ is not inner and not _is(inner, item):
                        return False
            elif not _is(kind, value):
                return False
    except (KeyError, TypeError):
        # It is not documented, or a text where there should be none.
        return False
    return not required.difference(o)


def misfits(
    out: list[Violation],
    o: dict[str, Any],
    at: str,
    fields: Mapping[str, Any],
    required: frozenset[str],
    *,
    start: int,
) -> None:
    """Report each field that is missing or not as a table says it is: see `fits`.

    What the list has from ``start`` on is of the same object: all of it gets the order of the table.
    """
    found: list[Violation] = []
    for name, kind in fields.items():
        value = o.get(name)
        if value is not None:
            _misfit(found, child(at, name), kind, value)
        elif name in required:
            missing(found, at, name)
    if found and len(out) > start:
        order = {child(at, name): number for number, name in enumerate(fields)}
        found = sorted([*out[start:], *found], key=lambda each: order[_cut(each.pointer, len(at) + 1)])
        del out[start:]
    out.extend(found)


def missing(out: list[Violation], at: str, name: str) -> None:
    """Report a required field that is not there."""
    out.append(Violation(child(at, name), "required", "is required"))


def wrong_type(out: list[Violation], pointer: str, expected: str, value: object) -> None:
    """Report a value of another type than is documented."""
    article = "an" if expected[:1] in "aeiou" else "a"
    out.append(Violation(pointer, "type", f"must be {article} {expected}, not {_kind(value)}"))


def not_in_enum(out: list[Violation], pointer: str, value: object, allowed: Collection[object]) -> None:
    """Report a value that is none of those documented."""
    shown = ", ".join(_literal(item) for item in islice(allowed, _SHOWN))
    more = f", … ({len(allowed)} values)" if len(allowed) > _SHOWN else ""
    out.append(Violation(pointer, "enum", f"must be one of {shown}{more}, not {describe(value)}"))


def out_of_bounds(
    out: list[Violation], pointer: str, rule: str, limit: float | Decimal, actual: float | Decimal
) -> None:
    """Report a value, a length or a number of items beyond a documented bound."""
    out.append(Violation(pointer, rule, f"{_BOUNDS[rule].format(limit)}, not {_number(actual)}"))


def no_match(out: list[Violation], pointer: str, rule: str, expected: str) -> None:
    """Report text that is not written as documented: ``rule`` is ``pattern`` or ``format``."""
    word = "be written as" if rule == "format" else "match"
    out.append(Violation(pointer, rule, f"must {word} {one_line(expected, 200)}"))


def one_fits(
    out: list[Violation],
    o: dict[str, Any],
    at: str,
    checks: Sequence[Callable[[Any, str, list[Violation]], None]],
) -> None:
    """Report what keeps an object from being one of several kinds: of the kind that it comes closest to.

    A value that another kind has (``enum``, ``type``) tells kinds apart more than what is missing; fields of
    other kinds are no fault.
    """
    closest: list[Violation] | None = None
    for check in checks:
        found: list[Violation] = []
        check(o, at, found)
        found = [each for each in found if each.rule != "unknown"]
        if not found:
            return
        if closest is None or _distance(found) < _distance(closest):
            closest = found
    out.extend(each for each in closest or () if each not in out)


def _distance(found: Sequence[Violation]) -> tuple[int, int]:
    return sum(each.rule in {"enum", "type"} for each in found), len(found)


def is_int(value: Any) -> bool:
    """Tell whether a value is a whole number; 1.0 is one, as in JSON Schema, and true is not."""
    if value.__class__ is int:
        return True
    if value.__class__ is float:
        return bool(value.is_integer())
    if isinstance(value, Decimal):
        return value.is_finite() and value == value.to_integral_value()
    return False


def is_number(value: Any) -> bool:
    """Tell whether a value is a finite number; true is not."""
    if value.__class__ is int:
        return True
    if value.__class__ is float:
        return isfinite(value)
    return isinstance(value, Decimal) and value.is_finite()


def is_date(value: str, pattern: re.Pattern[str]) -> bool:
    """Tell whether a text is written as a date, with or without a time, and is one of the calendar."""
    from datetime import datetime

    try:
        return bool(pattern.search(value) and datetime.fromisoformat(value))
    except ValueError:
        return False


def child(at: str, key: str) -> str:
    """Add a step to a JSON pointer."""
    if "~" in key or "/" in key:
        key = key.replace("~", "~0").replace("/", "~1")
    return f"{at}/{key}"


def compile_pattern(text: str) -> re.Pattern[str] | None:
    """Compile a JSON Schema ``pattern``, for `re.Pattern.search`.

    Digits and words are ASCII and ``$`` is the very end, as in ECMAScript. Only patterns that are sure to be
    quick are compiled: characters, classes, anchors, and repetitions of one of these, of which one may be
    unbounded.

    Returns:
        The pattern, or ``None`` if it is outside that.
    """
    if len(text) > 1000:
        return None
    parts: list[str] = []
    unbounded = 0
    position = 0
    piece = re.compile(_PIECE, re.VERBOSE)
    while position < len(text):
        found = piece.match(text, position)
        if found is None:
            return None
        position = found.end()
        atom, repeat = found["atom"], found["repeat"] or ""
        if repeat[:1] in ("*", "+") or (repeat and repeat.endswith(",}")):
            unbounded += 1
        if unbounded > 1 or (atom in "^$" and repeat):
            return None
        exactly = repeat[1:-1]
        if exactly.isdecimal() and int(exactly) <= _WRITTEN_OUT:
            # Python is quicker with what is written out.
            parts.append(atom * int(exactly))
        else:
            parts.append((r"\Z" if atom == "$" else atom) + repeat)
    try:
        return re.compile("".join(parts), re.ASCII)
    except (re.error, OverflowError):
        return None


_SHOWN = 20
_WRITTEN_OUT = 4
_BOUNDS = {
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {} characters",
    "minItems": "must have at least {} items",
    "maxItems": "must have at most {} items",
    "minProperties": "must have at least {} entries",
    "maxProperties": "must have at most {} entries",
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "exclusiveMinimum": "must be more than {}",
    "exclusiveMaximum": "must be less than {}",
}
_EXPECTED = {
    str: "string",
    int: "integer",
    is_number: "number",
    bool: "boolean",
    list: "array",
    dict: "object",
}
# Compiled by who needs it: most programs never do.
_PIECE = r"""
    (?P<atom>
        [^\\^$.|?*+()\[\]{}] | \. | \^ | \$
      | \\[dwsDWS] | \\[\\^$.|?*+()\[\]{}/-]
      | \[\^?(?:[^\\\[\]^] | \\[dwsDWS] | \\[\\^$.|?*+()\[\]{}/-])+\]
    )
    (?P<repeat> [*+?] | \{[0-9]{1,4}(?:,[0-9]{0,4})?\} )?
"""


def _is(kind: object, value: object) -> bool:
    """Tell whether a value is as a table says, but for what an array has in it."""
    if kind is is_number:
        return is_number(value)
    if kind is int:
        return is_int(value)
    if isinstance(kind, dict):
        return value.__class__ is str and value in kind
    return kind is ANYTHING or value.__class__ is cast("Any", kind)


def _misfit(out: list[Violation], pointer: str, kind: Any, value: Any) -> None:
    if kind.__class__ is list:
        if value.__class__ is list:
            for index, item in enumerate(value):
                _misfit(out, f"{pointer}/{index}", kind[0], item)
        else:
            wrong_type(out, pointer, "array", value)
    elif kind.__class__ is dict and value.__class__ is str:
        if value not in kind:
            not_in_enum(out, pointer, value, kind)
    elif not _is(kind, value):
        wrong_type(out, pointer, "string" if kind.__class__ is dict else _EXPECTED[kind], value)


def _cut(pointer: str, start: int) -> str:
    """A pointer as far as the step that begins there."""
    end = pointer.find("/", start)
    return pointer if end < 0 else pointer[:end]


def _kind(value: object) -> str:
    # A value of the wrong type is named, not shown: it can be anything, a credential too.
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, int | float | Decimal):
        return f"the number {_number(value)}"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "an array"
    return type(value).__name__


def _number(value: float | Decimal) -> str:
    if isinstance(value, int) and value.bit_length() > 256:
        return "a very large number"
    return str(value)


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return one_line(str(value), 80)

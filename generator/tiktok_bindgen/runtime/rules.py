"""Functions with which generated checks evaluate the conditions of rules, and report their violations.

All take plain JSON. What is null is absent, true is not 1, and a path leads through all items of lists.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from math import prod
from typing import Any, NamedTuple

from .check import Violation, child
from .codec import is_array, is_object

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


class Rule(NamedTuple):
    """A documented rule between fields."""

    id: str  # its name in the specification, which stays the same as long as its meaning does
    message: str  # the rule as a sentence
    fields: tuple[str, ...] = ()  # JSON pointers to those that its condition depends on


def broken(out: list[Violation], rule: Rule, at: str, pointer: str) -> None:
    """Report a field that violates a rule; ``at`` is the pointer of the rule's object."""
    out.append(Violation(pointer, rule.id, rule.message, tuple(at + field for field in rule.fields)))


def objects(o: Any, at: str, *steps: str) -> Sequence[tuple[dict[str, Any], str]]:
    """Return the objects at a path, with pointers; ``[]`` is each item of a list, ``{}`` each of a map."""
    if len(steps) == 2 and steps[1] == "[]" and o.__class__ is dict:
        # The most common case, a field that is a list of objects, is handled faster.
        listed = o.get(steps[0])
        if listed.__class__ is not list:
            return ()
        start = child(at, steps[0])
        return [(value, f"{start}/{i}") for i, value in enumerate(listed) if value.__class__ is dict]
    return [(value, pointer) for value, pointer in places(o, at, steps) if value.__class__ is dict]


def values(o: Any, at: str, *steps: str) -> Iterator[tuple[Any, str]]:
    """Yield each value at a path that is present, with its pointer."""
    return ((value, pointer) for value, pointer in places(o, at, steps) if value is not None)


def as_object(o: Any) -> dict[str, Any]:
    """Return the fields of an object; an empty object for any other value."""
    return o if o.__class__ is dict else {}


def under(o: Any, *names: str) -> Any:
    """Return the value at a path of plain names; ``None`` if an object on the way is missing."""
    for name in names:
        if o.__class__ is not dict:
            return None
        o = o.get(name)
    return o


def under_or(o: Any, default: Any, *names: str) -> Any:
    """Return the value at a path of plain names, or the default if only the last name is missing."""
    parent = under(o, *names[:-1])
    if parent.__class__ is not dict:
        return None
    value = parent.get(names[-1])
    return default if value is None else value


def found(o: Any, default: Any, parent: Sequence[str], steps: Sequence[str]) -> Iterator[Any]:
    """Yield each value at a path through lists, and the default for each parent object without one."""
    for place, _ in objects(o, "", *parent):
        inside = [value for value, _ in values(place, "", *steps)]
        if inside:
            yield from inside
        elif default is not None:
            yield default


def entries(value: Any, pointer: str) -> Iterator[tuple[Any, str]]:
    """Yield each item of a list with its pointer, or the value itself if it is not a list."""
    if value.__class__ is list:
        yield from ((item, f"{pointer}/{index}") for index, item in enumerate(value))
    else:
        yield value, pointer


def one_of(value: Any, allowed: Sequence[Any]) -> bool:
    """Report whether a value equals one of several, by JSON type."""
    return any(_same(value, other) for other in allowed)


def contains(value: Any, wanted: Sequence[Any]) -> bool:
    """Report whether a list has at least one of several values."""
    return value.__class__ is list and any(one_of(item, wanted) for item in value)


def holds_only(value: Any, wanted: Sequence[Any]) -> bool:
    """Report whether a list is not empty, and all its items are among several values."""
    return value.__class__ is list and bool(value) and all(one_of(item, wanted) for item in value)


def length(value: Any) -> int | None:
    """Return the number of characters of a text; ``None`` for any other value."""
    return len(value) if value.__class__ is str else None


def items(value: Any) -> int | None:
    """Return the number of items of a list; ``None`` for any other value."""
    return len(value) if value.__class__ is list else None


def number(value: Any) -> float | None:
    """Return the number that a text is; ``None`` for any other value."""
    return float(value) if value.__class__ is str and re.fullmatch(_NUMBER, value) else None


def decimals(value: Any) -> int | None:
    """Return how many decimal places a number in a text has, without zeros at their end; else ``None``."""
    found = re.fullmatch(_NUMBER, value) if value.__class__ is str else None
    return None if found is None else len(found[1] or "")


def compares(left: Any, sign: str, right: Any, *, unknown: bool = False) -> bool:
    """Compare numbers, dates of the same format, or texts for equality; return ``unknown`` for any others."""
    known = _is_number(left) and _is_number(right)
    if left.__class__ is str and right.__class__ is str:
        date = re.compile(_DATE)
        dates = date.fullmatch(left) and date.fullmatch(right)
        # Texts of different formats may denote the same moment, so they cannot be compared.
        known = len(left) == len(right) if dates else sign in {"==", "!="}
    return _OPERATORS[sign](left, right) if known else unknown


def alike(left: str, right: str) -> bool:
    """Report whether two texts are dates of the same format, so that their order as texts is that in time."""
    date = re.compile(_DATE)
    return len(left) == len(right) and bool(date.fullmatch(left) and date.fullmatch(right))


def absent(o: Any, at: str, steps: Sequence[str]) -> str:
    """Return the pointer of a missing field, up to the first name that is missing."""
    pointer = at
    for name in steps:
        if o.__class__ is not dict or name in _STEPS:
            break
        pointer = child(pointer, name)
        o = o.get(name)
    return pointer


def at_least_one(o: dict[str, Any], at: str, targets: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the pointer of the first of several fields if none is present."""
    if all(_first(o, at, target) is None for target in targets):
        yield absent(o, at, targets[0])


def at_most_one(o: dict[str, Any], at: str, targets: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the pointers of all present fields of several but the first."""
    given = [pointer for target in targets if (pointer := _first(o, at, target)) is not None]
    yield from given[1:]


def all_or_none(o: dict[str, Any], at: str, targets: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the pointers of the missing fields of several if at least one is present."""
    missing = [
        target
        for target in targets
        # Most are fields of the object itself.
        if (o.get(target[0]) if len(target) == 1 else _first(o, at, target)) is None
    ]
    if len(missing) < len(targets):
        yield from (absent(o, at, target) for target in missing)


def in_total(
    o: dict[str, Any], at: str, targets: Sequence[Sequence[str]], bound: tuple[str, str, Any]
) -> Iterator[str]:
    """Yield the pointer of the first of several fields whose sum, product or days violate a bound."""
    measure, sign, number = bound
    given = [each for target in targets for each in values(o, at, *target)]
    amounts: list[Any] = [
        items(value) if measure == "items" else length(value) if measure == "length" else value
        for value, _ in given
    ]
    if measure == "days":
        amounts = [_days(amounts)]
    total = prod if measure == "product" else sum
    if given and all(map(_is_number, amounts)) and not compares(total(amounts), sign, number, unknown=True):
        yield given[0][1]


def in_order(o: dict[str, Any], at: str, targets: Sequence[Sequence[str]], sign: str) -> Iterator[str]:
    """Yield the pointers of values that do not compare to another field as required, if both are present."""
    other = next(values(o, at, *targets[1]), None)
    if other is not None:
        for value, pointer in values(o, at, *targets[0]):
            if not compares(value, sign, other[0], unknown=True):
                yield pointer


def _days(dates: list[Any]) -> int | None:
    """Return the whole days from the first to the last date; ``None`` unless all have the same format."""
    if not all(each.__class__ is str and alike(each, dates[0]) for each in dates):
        return None
    try:
        moments = sorted(map(datetime.fromisoformat, dates))
    except ValueError:
        return None
    return (moments[-1] - moments[0]).days if moments else None


def _first(o: Any, at: str, steps: Sequence[str]) -> str | None:
    return next((pointer for _, pointer in values(o, at, *steps)), None)


_STEPS = frozenset({"[]", "{}", "*"})
# A text that is a number, with its decimal places.
_NUMBER = r"-?[0-9]{1,30}(?:\.([0-9]{0,30}?)0*)?"
_DATE = r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?Z?)?"


def _is_number(value: Any) -> bool:
    return value.__class__ is int or value.__class__ is float or isinstance(value, Decimal)


def _same(left: Any, right: Any) -> bool:
    if left.__class__ is bool or right.__class__ is bool:
        return left is right
    if _is_number(left):
        return _is_number(right) and bool(left == right)
    return left.__class__ is right.__class__ and bool(left == right)


def places(o: Any, at: str, steps: Sequence[str]) -> Sequence[tuple[Any, str]]:
    """Return the values at a path, null ones too, with pointers; ``*`` is each item of a list or a map."""
    if o.__class__ is dict and steps and steps[0] not in o and steps[0] not in _STEPS:
        # Most paths begin with a field that is not given.
        return ()
    found = [(o, at)]
    for step in steps:
        if not found:
            break
        if step in _STEPS:
            found = [
                (item, child(pointer, str(key)))
                for value, pointer in found
                for key, item in _inside(value, step)
            ]
        else:
            found = [
                (value[step], child(pointer, step))
                for value, pointer in found
                if is_object(value) and step in value
            ]
    return found


def _inside(value: Any, step: str) -> Iterable[tuple[Any, Any]]:
    if is_array(value):
        return () if step == "{}" else enumerate(value)
    return value.items() if is_object(value) and step != "[]" else ()

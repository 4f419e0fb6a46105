"""What generated checks call for rules between fields: that one is broken, and what a condition asks.

Everything here takes plain JSON types. A field is present when it is there and not null; values are compared
by JSON type, so that true is no 1; lists that a path leads through are searched item by item.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
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
    """A documented rule between fields.

    Attributes:
        id: Its name in the specification, which stays the same as long as it says the same.
        message: What it says.
        fields: The fields that its condition asks about, as JSON pointers from the object that it is of.
    """

    id: str
    message: str
    fields: tuple[str, ...] = ()


def broken(out: list[Violation], rule: Rule, at: str, pointer: str) -> None:
    """Report a field that is missing, not allowed, or not as a rule says; ``at`` is the rule's object."""
    out.append(Violation(pointer, rule.id, rule.message, tuple(at + field for field in rule.fields)))


def objects(o: Any, at: str, *steps: str) -> Sequence[tuple[dict[str, Any], str]]:
    """Each object at a path, with its pointer; ``[]`` is each item of a list, ``{}`` each value of a map."""
    if len(steps) == 2 and steps[1] == "[]" and o.__class__ is dict:
        # Most are in a list that is a field, which is found without looking at each step.
        listed = o.get(steps[0])
        if listed.__class__ is not list:
            return ()
        start = child(at, steps[0])
        return [(value, f"{start}/{i}") for i, value in enumerate(listed) if value.__class__ is dict]
    return [(value, pointer) for value, pointer in _places(o, at, steps) if value.__class__ is dict]


def values(o: Any, at: str, *steps: str) -> Iterator[tuple[Any, str]]:
    """Each value at a path that is there and not null, with its pointer."""
    return ((value, pointer) for value, pointer in _places(o, at, steps) if value is not None)


def said(o: Any) -> dict[str, Any]:
    """The fields of an object; none of anything else."""
    return o if o.__class__ is dict else {}


def under(o: Any, *names: str) -> Any:
    """The value at a path of plain names; nothing where an object on the way is missing."""
    for name in names:
        if o.__class__ is not dict:
            return None
        o = o.get(name)
    return o


def under_or(o: Any, default: Any, *names: str) -> Any:
    """The value at a path of plain names, or its default where its object is there without it."""
    parent = under(o, *names[:-1])
    if parent.__class__ is not dict:
        return None
    value = parent.get(names[-1])
    return default if value is None else value


def found(o: Any, default: Any, parent: Sequence[str], steps: Sequence[str]) -> Iterator[Any]:
    """Each value at a path through lists, and the default for each parent object that has none."""
    for place, _ in objects(o, "", *parent):
        inside = [value for value, _ in values(place, "", *steps)]
        if inside:
            yield from inside
        elif default is not None:
            yield default


def entries(value: Any, pointer: str) -> Iterator[tuple[Any, str]]:
    """Each item of a list with its pointer, or the value itself if it is none."""
    if value.__class__ is list:
        yield from ((item, f"{pointer}/{index}") for index, item in enumerate(value))
    else:
        yield value, pointer


def one_of(value: Any, allowed: Sequence[Any]) -> bool:
    """Whether a value is one of some, by JSON type."""
    return any(_same(value, other) for other in allowed)


def contains(value: Any, wanted: Sequence[Any]) -> bool:
    """Whether a list has one of some values."""
    return value.__class__ is list and any(one_of(item, wanted) for item in value)


def holds_only(value: Any, wanted: Sequence[Any]) -> bool:
    """Whether a list has items, and only of some values."""
    return value.__class__ is list and bool(value) and all(one_of(item, wanted) for item in value)


def length(value: Any) -> int | None:
    """How many characters a text has; nothing for anything else."""
    return len(value) if value.__class__ is str else None


def items(value: Any) -> int | None:
    """How many items a list has; nothing for anything else."""
    return len(value) if value.__class__ is list else None


def compares(left: Any, sign: str, right: Any, *, unknown: bool = False) -> bool:
    """Compare two numbers or two dates in one format, or ask whether two texts are the same.

    For anything else the answer is ``unknown``.
    """
    known = _is_number(left) and _is_number(right)
    if left.__class__ is str and right.__class__ is str:
        date = re.compile(_DATE)
        dates = date.fullmatch(left) and date.fullmatch(right)
        # One moment can be written in two formats.
        known = len(left) == len(right) if dates else sign in {"==", "!="}
    return _OPERATORS[sign](left, right) if known else unknown


def alike(left: str, right: str) -> bool:
    """Whether two texts are dates in one format, so that comparing them tells which is the later."""
    date = re.compile(_DATE)
    return len(left) == len(right) and bool(date.fullmatch(left) and date.fullmatch(right))


def absent(o: Any, at: str, steps: Sequence[str]) -> str:
    """The pointer of a field that is not there: of the last name whose object is there."""
    pointer = at
    for name in steps:
        if o.__class__ is not dict or name in _STEPS:
            break
        pointer = child(pointer, name)
        o = o.get(name)
    return pointer


def at_least_one(o: dict[str, Any], at: str, targets: Sequence[Sequence[str]]) -> Iterator[str]:
    """The pointer of the first of several fields, when none is there."""
    if all(_first(o, at, target) is None for target in targets):
        yield absent(o, at, targets[0])


def at_most_one(o: dict[str, Any], at: str, targets: Sequence[Sequence[str]]) -> Iterator[str]:
    """The pointer of every one of several fields that is there besides the first."""
    given = [pointer for target in targets if (pointer := _first(o, at, target)) is not None]
    yield from given[1:]


def all_or_none(o: dict[str, Any], at: str, targets: Sequence[Sequence[str]]) -> Iterator[str]:
    """The pointers of those of several fields that are not there when another is."""
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
    """The pointer of the first of several fields that do not keep within a bound together."""
    measure, sign, number = bound
    given = [each for target in targets for each in values(o, at, *target)]
    amounts: list[Any] = [
        items(value) if measure == "items" else length(value) if measure == "length" else value
        for value, _ in given
    ]
    if given and all(map(_is_number, amounts)) and not compares(sum(amounts), sign, number, unknown=True):
        yield given[0][1]


def in_order(o: dict[str, Any], at: str, targets: Sequence[Sequence[str]], sign: str) -> Iterator[str]:
    """The pointer of a field that does not stand as it must to another, where both are there."""
    other = next(values(o, at, *targets[1]), None)
    if other is not None:
        for value, pointer in values(o, at, *targets[0]):
            if not compares(value, sign, other[0], unknown=True):
                yield pointer


def _first(o: Any, at: str, steps: Sequence[str]) -> str | None:
    return next((pointer for _, pointer in values(o, at, *steps)), None)


_STEPS = frozenset({"[]", "{}"})
_DATE = r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?Z?)?"


def _is_number(value: Any) -> bool:
    return value.__class__ is int or value.__class__ is float or isinstance(value, Decimal)


def _same(left: Any, right: Any) -> bool:
    if left.__class__ is bool or right.__class__ is bool:
        return left is right
    if _is_number(left):
        return _is_number(right) and bool(left == right)
    return left.__class__ is right.__class__ and bool(left == right)


def _places(o: Any, at: str, steps: Sequence[str]) -> Sequence[tuple[Any, str]]:
    places = [(o, at)]
    for step in steps:
        if step == "[]":
            places = [
                (item, f"{pointer}/{index}")
                for value, pointer in places
                if is_array(value)
                for index, item in enumerate(value)
            ]
        elif step == "{}":
            places = [
                (item, child(pointer, key))
                for value, pointer in places
                if is_object(value)
                for key, item in value.items()
            ]
        else:
            places = [
                (value[step], child(pointer, step))
                for value, pointer in places
                if is_object(value) and step in value
            ]
    return places

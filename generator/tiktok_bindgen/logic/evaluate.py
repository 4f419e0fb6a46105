"""Evaluate rules in plain Python: the reference that every other implementation is tested against."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from math import prod
from typing import Any, NamedTuple

from tiktok_bindgen.logic.model import (
    GROUPS,
    ITEM,
    VALUE,
    All,
    Any_,
    Bound,
    Compares,
    Condition,
    Contains,
    HoldsOnly,
    In,
    Measure,
    Not,
    Operator,
    Path,
    Present,
    Rule,
)
from tiktok_bindgen.logic.paths import STEPS, common_parent, parent_length, shared_length


def violations(rules: Iterable[Rule], payload: object) -> list[tuple[str, str]]:
    """Evaluate rules on a request.

    Args:
        rules: The rules of its operation.
        payload: The request as decoded JSON: its body, or its query parameters keyed by name.

    Returns:
        For each violation the JSON pointer (RFC 6901) of the field that is missing, not allowed or out of
        bounds, and the rule's id; in the order of the rules, each pair once.
    """
    found = ((pointer, rule.id) for rule in rules for pointer in _broken(rule, payload))
    return list(dict.fromkeys(found))


def objects_at(payload: object, path: Path) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Yield each object at a path in a request, after the concrete steps that lead to it."""
    return ((place.steps, place.value) for place in _objects(_Place((), payload), path))


class _Place(NamedTuple):
    """A value in the payload and the concrete steps that lead to it."""

    steps: tuple[str | int, ...]
    value: object

    @property
    def pointer(self) -> str:
        return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in self.steps)


def _broken(rule: Rule, payload: object) -> Iterator[str]:
    for start in _select(_Place((), payload), rule.scope):
        if not isinstance(start.value, dict):
            continue
        if rule.kind in GROUPS:
            parent = common_parent(rule.targets)
            for place in _objects(start, parent):
                # Most are met, whatever the condition says.
                broken = [*_group(rule, place, len(parent))]
                if broken and _holds(rule.when, start, _Bound(parent, place)):
                    yield from broken
            continue
        for target in rule.targets:
            parent = target[: parent_length(target)]
            for place in _objects(start, parent):
                broken = [*_single(rule, place, target[len(parent) :])]
                if broken and _holds(rule.when, start, _Bound(parent, place)):
                    yield from broken


def _objects(start: _Place, path: Path) -> Iterator[_Place]:
    return (place for place in _select(start, path) if isinstance(place.value, dict))


def _single(rule: Rule, place: _Place, target: Path) -> Iterator[str]:
    found = [value for value in _select(place, target) if value.value is not None]
    if rule.kind == "requires":
        if not found:
            yield _Place((*place.steps, target[0]), None).pointer
        return
    for value in found:
        if rule.kind == "forbids":
            yield value.pointer
        elif rule.kind == "limit":
            if rule.bound is not None and not _within(value.value, rule.bound):
                yield value.pointer
        else:
            wanted = rule.kind == "value-in"
            yield from (item.pointer for item in _items(value) if _one_of(item.value, rule.values) != wanted)


def _items(value: _Place) -> Iterator[_Place]:
    if isinstance(value.value, list):
        yield from (_Place((*value.steps, index), item) for index, item in enumerate(value.value))
    else:
        yield value


def _group(rule: Rule, place: _Place, skip: int) -> Iterator[str]:
    targets = [target[skip:] for target in rule.targets]
    present = [[value for value in _select(place, target) if value.value is not None] for target in targets]
    given = [index for index, values in enumerate(present) if values]
    if rule.kind == "relational":
        if rule.operator is None or not all(present):
            return
        other = present[1][0].value
        yield from (
            value.pointer
            for value in present[0]
            if not _compare(value.value, rule.operator, other, unknown=True)
        )
    elif rule.kind == "arithmetic":
        if rule.bound is not None and given and not _adds_up([v.value for v in chain(*present)], rule.bound):
            yield present[given[0]][0].pointer
    elif rule.kind in {"or", "only-one"} and not given:
        yield _missing(place, targets[0])
    elif rule.kind in {"only-one", "zero-or-one"} and len(given) > 1:
        yield from (present[index][0].pointer for index in given[1:])
    elif rule.kind == "all-or-none" and given:
        yield from (_missing(place, targets[index]) for index, values in enumerate(present) if not values)


def _adds_up(values: Sequence[object], bound: Bound) -> bool:
    """Whether the sum, the product or the days of some values are within a bound; true if there are none."""
    if bound.measure == "days":
        return _compare(_days(values), bound.operator, bound.number, unknown=True)
    amounts = [measured(value, bound.measure) for value in values]
    numbers = [each for each in amounts if isinstance(each, int | float) and not isinstance(each, bool)]
    total = prod(numbers) if bound.measure == "product" else sum(numbers)
    return len(numbers) < len(amounts) or _compare(total, bound.operator, bound.number, unknown=True)


def _days(values: Sequence[object]) -> int | None:
    """The whole days between the first and the last of some dates; ``None`` unless all have one format."""
    texts = [value for value in values if isinstance(value, str) and DATE.fullmatch(value)]
    if len(texts) < len(values) or len(set(map(len, texts))) != 1:
        return None
    try:
        moments = sorted(map(datetime.fromisoformat, texts))
    except ValueError:
        return None
    return (moments[-1] - moments[0]).days


def _missing(place: _Place, target: Path) -> str:
    """The pointer of an absent target or, where the object that holds it is absent too, of that object."""
    length = 1
    while length < len(target):
        if target[length] in STEPS or not list(_objects(place, target[:length])):
            break
        length += 1
    return _Place((*place.steps, *target[:length]), None).pointer


class _Bound(NamedTuple):
    """The place that a rule is evaluated at, and the path to it from the rule's scope."""

    path: Path
    place: _Place


def _holds(condition: Condition | None, start: _Place, at: _Bound) -> bool:
    if condition is None:
        return True
    if isinstance(condition, All):
        return all(_holds(part, start, at) for part in condition.conditions)
    if isinstance(condition, Any_):
        return any(_holds(part, start, at) for part in condition.conditions)
    if isinstance(condition, Not):
        return not _holds(condition.condition, start, at)
    values = list(_values(start, condition.path, at, getattr(condition, "default", None)))
    if isinstance(condition, Present):
        return bool(values)
    if isinstance(condition, In):
        return any(_one_of(value, condition.values) for value in values)
    if isinstance(condition, Contains):
        return any(isinstance(v, list) and any(_one_of(item, condition.values) for item in v) for v in values)
    if isinstance(condition, HoldsOnly):
        return any(
            isinstance(v, list) and bool(v) and all(_one_of(item, condition.values) for item in v)
            for v in values
        )
    return _compares(condition, values, start, at)


def _compares(condition: Compares, values: Sequence[object], start: _Place, at: _Bound) -> bool:
    others: Sequence[object] = [condition.bound]
    if condition.other is not None:
        others = [measured(v, condition.measure) for v in _values(start, condition.other, at, None)]
    return any(
        _compare(measured(value, condition.measure), condition.operator, other)
        for value in values
        for other in others
    )


def _values(start: _Place, path: Path, at: _Bound, default: object) -> Iterator[object]:
    """Yield the values at a path; in lists that it shares with the place, only of the place's own items."""
    shared = shared_length(path, at.path)
    base, rest = start, path
    if not STEPS.isdisjoint(path[:shared]):
        base = _at(start, at.place.steps[len(start.steps) : len(start.steps) + shared])
        rest = path[shared:]
    length = parent_length(rest)
    for parent in _objects(base, rest[:length]):
        found = [place.value for place in _select(parent, rest[length:]) if place.value is not None]
        if found:
            yield from found
        elif default is not None:
            yield default


def _at(start: _Place, steps: Sequence[str | int]) -> _Place:
    value = start.value
    for step in steps:
        value = value[step]  # type: ignore[index]  # the steps were found in this very value
    return _Place((*start.steps, *steps), value)


def _select(start: _Place, path: Path) -> Iterator[_Place]:
    if not path:
        yield start
        return
    step, rest, value = path[0], path[1:], start.value
    if step == ITEM:
        for index, item in enumerate(value if isinstance(value, list) else ()):
            yield from _select(_Place((*start.steps, index), item), rest)
    elif step == VALUE:
        for key, item in (value if isinstance(value, dict) else {}).items():
            yield from _select(_Place((*start.steps, key), item), rest)
    elif isinstance(value, dict) and step in value:
        yield from _select(_Place((*start.steps, step), value[step]), rest)


def _one_of(value: object, values: Iterable[object]) -> bool:
    return any(equal(value, other) for other in values)


def equal(left: object, right: object) -> bool:
    """Whether two values are equal as JSON: ``true`` is not ``1``, ``1.0`` is ``1``."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left == right
    return type(left) is type(right) and left == right


def _within(value: object, bound: Bound) -> bool:
    found = measured(value, bound.measure)
    return found is None or _compare(found, bound.operator, bound.number, unknown=True)


def measured(value: object, measure: Measure) -> object:
    """What is compared of a value: itself, its length, its number of items, …; ``None`` if it has none."""
    if measure in {"value", "product"}:
        return value
    if measure in {"number", "decimals"}:
        found = NUMBER.fullmatch(value) if isinstance(value, str) else None
        return None if found is None else float(found[0]) if measure == "number" else len(found[1] or "")
    kind = str if measure == "length" else list
    return len(value) if isinstance(value, kind) else None


OPERATORS: dict[Operator, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
# A text that is a number, and its decimal places without zeros at their end.
NUMBER = re.compile(r"-?\d{1,30}(?:\.(\d{0,30}?)0*)?", re.ASCII)
# Dates in this format can be compared with others of the same length.
DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?Z?)?")


def _compare(left: object, op: Operator, right: object, *, unknown: bool = False) -> bool:
    """Compare two numbers, two dates, or two texts for equality; return ``unknown`` for anything else."""
    if isinstance(left, str) and isinstance(right, str):
        dates = bool(DATE.fullmatch(left) and DATE.fullmatch(right))
        known = len(left) == len(right) if dates else op in {"==", "!="}
    else:
        known = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (left, right))
    return OPERATORS[op](left, right) if known else unknown

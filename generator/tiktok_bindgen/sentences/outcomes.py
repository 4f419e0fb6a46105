"""Combine conditions, some of which are constant: true or false for every request."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from math import prod

from tiktok_bindgen.logic.model import (
    All,
    Any_,
    Condition,
    Contains,
    HoldsOnly,
    In,
    Not,
    Path,
    Present,
    Rule,
    at_level,
    level_of,
    negation,
    paths_in,
)

# A condition, or a constant if it is the same for every request.
Outcome = Condition | bool


def opposite(outcome: Outcome) -> Outcome:
    """The negation of an outcome."""
    return not outcome if isinstance(outcome, bool) else negation(outcome)


def every(parts: Iterable[Outcome]) -> Outcome:
    """The conjunction of outcomes."""
    kept: list[Condition] = []
    for part in parts:
        if part is False:
            return False
        if part is not True:
            kept.extend(part.conditions if isinstance(part, All) else [part])
    # A test of a value implies that the field is present.
    valued = {
        part.path
        for part in kept
        if isinstance(part, Contains | HoldsOnly) or (isinstance(part, In) and part.default is None)
    }
    kept = [part for part in dict.fromkeys(kept) if not (isinstance(part, Present) and part.path in valued)]
    return True if not kept else kept[0] if len(kept) == 1 else All(tuple(kept))


def some(parts: Iterable[Outcome]) -> Outcome:
    """The disjunction of outcomes."""
    kept: list[Condition] = []
    for part in parts:
        if part is True:
            return True
        if part is not False:
            kept.extend(part.conditions if isinstance(part, Any_) else [part])
    kept = list(dict.fromkeys(kept))
    return False if not kept else kept[0] if len(kept) == 1 else Any_(tuple(kept))


# A condition of more cases than this is not split.
_MOST_CASES = 16


def by_levels(when: Outcome, rule: Rule) -> list[Outcome]:
    """Split a condition into one on the request alone and one that also looks at requests above it."""
    looked_at = {level_of(target) for target in rule.targets} - {""}
    if isinstance(when, bool):
        return [every([*map(_at_hand, sorted(looked_at)), when])]
    if not looked_at and not _levels(when):
        return [when]
    own: list[Outcome] = []
    above: list[Outcome] = []
    for case in _cases(when):
        levels = sorted(looked_at | _levels(case))
        (above if levels else own).append(every([*map(_at_hand, levels), case]))
    return [some(each) for each in (own, above) if each]


def _at_hand(level: str) -> Condition:
    return Present(at_level(level))


def _levels(condition: Condition) -> set[str]:
    return {level_of(path) for path in paths_in(condition)} - {""}


def _cases(condition: Condition) -> list[Condition]:
    """Split a condition into alternatives, as few as possible of which look at other levels."""
    if not _levels(condition):
        return [condition]
    if isinstance(condition, Any_):
        return [case for part in condition.conditions for case in _cases(part)]
    if isinstance(condition, All):
        options = [_cases(part) for part in condition.conditions]
        if prod(map(len, options)) <= _MOST_CASES:
            found = [every(case) for case in product(*options)]
            return [case for case in found if not isinstance(case, bool)]
    return [condition]


def known_at(condition: Outcome, place: Path) -> Outcome:
    """Simplify a condition for its place, where the objects around it are known to be present."""
    if isinstance(condition, bool):
        return condition
    if isinstance(condition, All):
        return every([known_at(part, place) for part in condition.conditions])
    if isinstance(condition, Any_):
        return some([known_at(part, place) for part in condition.conditions])
    if isinstance(condition, Not):
        return opposite(known_at(condition.condition, place))
    if isinstance(condition, Present) and place[: len(condition.path)] == condition.path:
        return True
    return condition

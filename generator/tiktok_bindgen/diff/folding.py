"""Group changes that are the same: in a report, on the site, and across operations."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from attrs import evolve

from tiktok_bindgen.diff.model import Change, Steps, name_of
from tiktok_bindgen.runtime.check import steps_of

_NUMBER = re.compile(r"[0-9]+")
_OF_VALUES = re.compile(r"-enum-value-(?:added|removed)$")
# A change is grouped across operations if at least this many have it.
_MANY = 3


def is_of_value(change: Change) -> bool:
    """Report whether a change adds a value to a list, or removes one."""
    return _OF_VALUES.search(change.id) is not None


def in_many(changes: Iterable[Change]) -> list[list[Change]]:
    """Return groups of changes that are the same in several operations, the largest group first."""
    found: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if change.path and not change.id.startswith("operation-"):
            found[_facts(change, change.message)].append(change)
    many = [same for same in found.values() if len({(each.method, each.path) for each in same}) >= _MANY]
    return sorted(many, key=lambda same: -len(same))


def alike(changes: Iterable[Change]) -> list[list[Change]]:
    """Group changes of one operation that are the same but for their place, or concern one place's values."""
    found: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        key = json.dumps([change.id, change.pointer]) if is_of_value(change) else _but_for_place(change)
        found[key].append(change)
    return list(found.values())


def folded(changes: Iterable[Change]) -> list[Change]:
    """Merge changes of one operation that concern a numbered series, or one field in twin objects.

    They stay in their order; one that stands for several has all their fingerprints.
    """
    groups: list[list[Change]] = []
    by_facts: dict[str, list[list[Change]]] = {}
    for change in changes:
        alike = by_facts.setdefault(_but_for_place(change), [])
        group = next((each for each in alike if _belongs(change, each)), None)
        if group is None:
            group = []
            groups.append(group)
            alike.append(group)
        group.append(change)
    return [_one(group) for group in groups]


def _but_for_place(change: Change) -> str:
    """Return a key of all facts of a change except its place."""
    return _facts(change, change.message.replace(_named(change), "``"))


def _facts(change: Change, message: str) -> str:
    """Return a key of what changed on which side, independent of the operation."""
    side = steps_of(change.pointer)[:1]
    return json.dumps([change.id, side, message, change.old, change.new, change.note], sort_keys=True)


def _named(change: Change) -> str:
    return f"`{name_of(tuple(steps_of(change.pointer)))}`"


def _belongs(change: Change, group: Sequence[Change]) -> bool:
    """Report whether a change continues a group's numbered series, or is in another of its twin objects."""
    steps, *others = (tuple(steps_of(each.pointer)) for each in (change, *group))
    at = _apart(others[0], steps)
    if at is None or _named(change) not in change.message:
        return False
    if any(_apart(others[0], each) != at for each in others[1:]):
        return False
    is_series = len({_NUMBER.sub("#", each[at]) for each in (steps, *others)}) == 1
    # The first two steps, the side and the body or query, must be the same.
    return at > 1 and (is_series or len(steps) > at + 1)


def _apart(one: Steps, other: Steps) -> int | None:
    """Return the index of the only step in which two places differ; ``None`` if they differ otherwise."""
    if len(one) != len(other):
        return None
    found = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return found[0] if len(found) == 1 else None


def _numbers(change: Change) -> list[int]:
    return [int(digits) for digits in _NUMBER.findall(_named(change))]


def _one(group: Sequence[Change]) -> Change:
    if len(group) == 1:
        return group[0]
    if is_series := len({_NUMBER.sub("#", _named(change)) for change in group}) == 1:
        group = sorted(group, key=_numbers)
    first, last = group[0], group[-1]
    names = [_named(change) for change in group]
    follows = all(sum(_numbers(b)) == sum(_numbers(a)) + 1 for a, b in pairwise(group))
    if len(group) > 2 and follows and is_series:
        listed = f"{_named(first)} … {_named(last)}"
    else:
        listed = f"{', '.join(names[:-1])} and {names[-1]}"
    message = first.message.replace(names[0], f"each of {listed}", 1)
    more = len(group) - 1
    return evolve(
        first,
        message=message[:1].upper() + message[1:],
        hint=first.hint.replace(names[0], f"each of {listed}", 1),
        pointer=f"{first.pointer} and {more} like it",
        fingerprint=" ".join(change.fingerprint for change in group),
    )

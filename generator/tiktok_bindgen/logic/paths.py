"""Paths of rules: the object that holds a field, steps that lead to the same list item, moving a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from attrs import evolve

from tiktok_bindgen.logic.model import ITEM, VALUE, All, Any_, Atom, Compares, Condition, Not, Path, Rule

STEPS: Final = frozenset({ITEM, VALUE})


def parent_length(path: Path) -> int:
    """The length of the path to the object that holds a field: without the last name and its item steps."""
    length = len(path)
    while length > 1 and path[length - 1] in STEPS:
        length -= 1
    return length - 1


def common_parent(targets: Iterable[Path]) -> Path:
    """The path of the nearest object that holds all targets."""
    parents = [target[: parent_length(target)] for target in targets]
    common: list[str] = []
    for steps in zip(*parents, strict=False):
        if len(set(steps)) > 1:
            break
        common.append(steps[0])
    # A path that ends in a list's name leads to no object.
    while common and any(len(parent) > len(common) and parent[len(common)] in STEPS for parent in parents):
        common.pop()
    return tuple(common)


def shared_length(path: Path, place: Path) -> int:
    """How many leading steps of a path lead to the same object or list item as those of a place."""
    shared = 0
    while shared < min(len(path), len(place)) and path[shared] == place[shared]:
        shared += 1
    while shared and shared < len(path) and path[shared] in STEPS:
        shared -= 1
    return shared


def of_any_item(path: Path, place: Path) -> bool:
    """Whether a path goes through items of a list other than those that lead to a place."""
    return not STEPS.isdisjoint(path[shared_length(path, place) :])


def without_items(path: Path) -> Path:
    """The path without the steps for items."""
    return tuple(step for step in path if step not in STEPS)


def at_scope(rule: Rule, scope: Path = ()) -> Rule:
    """Rewrite a rule for a shorter scope: the path of an object that contains the rule's own."""
    inside = rule.scope[len(scope) :]
    if not inside:
        return rule
    return moved(rule, scope, lambda path: (*inside, *path))


def scoped(rule: Rule) -> Rule:
    """Move a rule whose paths start at the top into the nearest object that holds all its fields."""
    scope = common_parent(rule.paths)
    return moved(rule, scope, lambda path: path[len(scope) :])


def with_paths(rule: Rule, other: Callable[[Path], Path]) -> Rule:
    """Replace the paths of a rule.

    Args:
        rule: The rule.
        other: Maps a full path, the scope included, to another with as many steps.
    """

    def inside(path: Path) -> Path:
        return other((*rule.scope, *path))[len(rule.scope) :]

    return moved(rule, other(rule.scope), inside)


def moved(rule: Rule, scope: Path, other: Callable[[Path], Path]) -> Rule:
    """A rule at another scope, with each of its paths mapped by a function."""
    when = None if rule.when is None else with_condition_paths(rule.when, other)
    return evolve(rule, scope=scope, targets=tuple(map(other, rule.targets)), when=when)


def with_condition_paths(condition: Condition, other: Callable[[Path], Path]) -> Condition:
    """A condition with each of its paths mapped by a function."""

    def elsewhere(atom: Atom) -> Atom:
        if isinstance(atom, Compares) and atom.other is not None:
            return evolve(atom, path=other(atom.path), other=other(atom.other))
        return evolve(atom, path=other(atom.path))

    return with_atoms(condition, elsewhere)


def with_atoms(condition: Condition, other: Callable[[Atom], Condition]) -> Condition:
    """A condition with each of its atoms mapped by a function."""
    if isinstance(condition, All | Any_):
        return evolve(condition, conditions=tuple(with_atoms(each, other) for each in condition.conditions))
    if isinstance(condition, Not):
        return evolve(condition, condition=with_atoms(condition.condition, other))
    return other(condition)

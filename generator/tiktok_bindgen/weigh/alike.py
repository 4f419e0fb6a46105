"""Contest a rule that is contested at one operation wherever its family states it, with its other half.

A family is all operations of one resource. If examples contradict "required when the goal is A", then "not
allowed when it is not A" is wrong as well. What narrows a rule narrows it for the whole family.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from tiktok_bindgen.interpret.contested import contested_rules
from tiktok_bindgen.interpret.model import Contested, Operation
from tiktok_bindgen.logic.model import Path, Rule, atoms
from tiktok_bindgen.logic.paths import STEPS
from tiktok_bindgen.weigh.always import resource
from tiktok_bindgen.weigh.apply import Change, with_changed_request
from tiktok_bindgen.weigh.compare import Names
from tiktok_bindgen.weigh.exceptions import is_about, narrows, with_narrowed

_OTHER_HALF = {"requires": "forbids", "forbids": "requires"}


def alike(operations: Sequence[Operation]) -> Iterator[Operation]:
    """Contest, and narrow, at every operation the rules that are so at another one of its family."""
    by_family: dict[str, dict[str, tuple[Contested, ...]]] = defaultdict(dict)
    excepted: dict[str, list[Rule]] = defaultdict(list)
    for operation in operations:
        family = resource(operation)
        excepted[family] += (rule for rule in operation.rules if rule.exception is not None)
        for name, found in contested_rules(operation.parameters).items():
            by_family[family].setdefault(name, (found[0],))
    for each in operations:
        operation, against = each, by_family[resource(each)]
        known = contested_rules(operation.parameters)
        narrower = {
            rule.id: one
            for one in excepted[resource(operation)]
            for rule in operation.rules
            if rule.id not in known and narrows(one, rule)
        }
        operation = with_narrowed(
            operation, {name: one for name, one in narrower.items() if is_about(one, operation)}
        )
        against = against | {
            name: (Contested(name, *one.exception),)
            for name, one in narrower.items()
            if one.exception and not is_about(one, operation)
        }
        added = {name: found for name, found in against.items() if name not in known}
        for half, other in _halves(operation.rules):
            if half.id in against and other.id not in known and other.exception is None:
                added.setdefault(other.id, tuple(evolve(each, fact=other.id) for each in against[half.id]))
        yield with_contested(operation, added)


def _halves(rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Yield pairs of rules with a common test: one requires a field, the other forbids it."""
    by_field: dict[tuple[str, Path, Path], list[Rule]] = defaultdict(list)
    for rule in rules:
        by_field[rule.kind, rule.scope, rule.targets[0]].append(rule)
    for rule in rules:
        for other in by_field.get((_OTHER_HALF.get(rule.kind, ""), rule.scope, rule.targets[0]), ()):
            if rule.when and other.when and set(atoms(rule.when)) & set(atoms(other.when)):
                yield rule, other


def with_contested(operation: Operation, against: Mapping[str, tuple[Contested, ...]]) -> Operation:
    """Contest rules of an operation; ``against`` is keyed by rule id."""
    changes: dict[Names, Change] = defaultdict(Change)
    for rule in operation.rules:
        if rule.id in against:
            names = tuple(step for step in (*rule.scope, *rule.targets[0]) if step not in STEPS)
            changes[names] = Change((*changes[names].contested, *against[rule.id]))
    return with_changed_request(operation, changes) if changes else operation

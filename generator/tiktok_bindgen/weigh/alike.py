"""Contest a rule that is contested at one operation wherever it is stated, together with its other half.

If examples contradict "required when the goal is A", then "not allowed when it is not A" is wrong as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from tiktok_bindgen.interpret.contested import contested_rules
from tiktok_bindgen.interpret.model import Contested, Operation
from tiktok_bindgen.logic.model import Path, Rule, atoms
from tiktok_bindgen.logic.paths import STEPS
from tiktok_bindgen.weigh.apply import Change, with_changed_request
from tiktok_bindgen.weigh.compare import Names

_OTHER_HALF = {"requires": "forbids", "forbids": "requires"}


def alike(operations: Sequence[Operation]) -> Iterator[Operation]:
    """Contest, at every operation, the rules that are contested at another."""
    against: dict[str, tuple[Contested, ...]] = {}
    for operation in operations:
        for name, found in contested_rules(operation.parameters).items():
            against.setdefault(name, (found[0],))
    for operation in operations:
        known = contested_rules(operation.parameters)
        added = {name: found for name, found in against.items() if name not in known}
        for half, other in _halves(operation.rules):
            if half.id in against and other.id not in known:
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

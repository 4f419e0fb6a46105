"""A rule that other pages speak against is contested wherever the same is stated.

What a page says of its own operation, in its example or by stating what cannot be, holds for that one alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve

from tiktok_bindgen.interpret.contested import is_of_rule
from tiktok_bindgen.interpret.model import Contested, Field, Operation
from tiktok_bindgen.logic.paths import STEPS
from tiktok_bindgen.weigh.apply import Change, alternatives, changed
from tiktok_bindgen.weigh.judge import Names


def alike(operations: Sequence[Operation]) -> Iterator[Operation]:
    """Contest rules of operations that are contested at another."""
    against: dict[str, tuple[Contested, ...]] = {}
    for operation in operations:
        for each in _contested(operation.parameters):
            if each.page != operation.page:
                against.setdefault(each.fact, (each,))
    for operation in operations:
        known = {each.fact for each in _contested(operation.parameters)}
        told = {name: found for name, found in against.items() if name not in known}
        yield with_contested(operation, told)


def with_contested(operation: Operation, against: Mapping[str, tuple[Contested, ...]]) -> Operation:
    """Contest rules of an operation, by their ids."""
    changes: dict[Names, Change] = defaultdict(Change)
    for rule in operation.rules:
        if rule.id in against:
            names = tuple(step for step in (*rule.scope, *rule.targets[0]) if step not in STEPS)
            changes[names] = Change((*changes[names].contested, *against[rule.id]))
    if not changes:
        return operation
    return evolve(
        operation,
        parameters=changed(operation.parameters, changes),
        alternatives=alternatives(operation.alternatives, changes),
    )


def _contested(fields: Iterable[Field]) -> Iterator[Contested]:
    for field in fields:
        yield from filter(is_of_rule, field.contested)
        yield from _contested(field.children)

"""Give an operation the rules of its request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from attrs import evolve

from tiktok_bindgen.interpret.model import Alternative, Field, Operation, RuleCounts
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Line
from tiktok_bindgen.rules.judge import Judged, RowKey, judge
from tiktok_bindgen.rules.resolve import Request
from tiktok_bindgen.rules.words import sentence, written_rules


def with_rules(
    operation: Operation,
    described: Mapping[RowKey, Sequence[Line]],
    problems: list[Problem],
    *,
    nested: bool,
) -> Operation:
    """Give an operation the rules of its request, and leave it the conditions that are none.

    Args:
        operation: The operation.
        described: The descriptions of its request's rows.
        problems: Takes what was not understood.
        nested: Whether the descriptions' lists have kept their levels and their code its back-ticks.
    """
    request = Request.of(operation)
    written = [rule for lines in described.values() for rule in written_rules(lines)]
    judged = judge(request, described, nested=nested)
    problems.extend(_problem(operation.page, each) for each in judged if each.reasons and each.text)
    settled: dict[int, set[str]] = {}
    for each in judged:
        if each.status in {"formal", "nothing"}:
            settled.setdefault(each.node.field.line, set()).add(each.text)
    # In the order of the fields that they are about, wherever they are stated: so a facts page, which has
    # each at its field, gives the same.
    order = {node.path: number for number, node in enumerate(request.nodes)}
    rules = sorted(
        dict.fromkeys([*written, *(rule for each in judged for rule in each.rules)]),
        key=lambda rule: (order.get((*rule.scope, *rule.targets[0]), len(order)), sentence(rule)),
    )
    count = Counter(each.status for each in judged)
    return evolve(
        operation,
        rules=tuple(rules),
        judged=RuleCounts(count["formal"] + len(written), count["partial"], count["text"]),
        parameters=_without(operation.parameters, settled),
        alternatives=_in_alternatives(operation.alternatives, settled),
    )


def _in_alternatives(
    alternatives: Sequence[Alternative], settled: Mapping[int, set[str]]
) -> tuple[Alternative, ...]:
    return tuple(evolve(each, fields=_without(each.fields, settled)) for each in alternatives)


def _without(fields: Sequence[Field], settled: Mapping[int, set[str]]) -> tuple[Field, ...]:
    return tuple(
        evolve(
            field,
            conditions=tuple(text for text in field.conditions if text not in settled.get(field.line, ())),
            children=_without(field.children, settled),
            alternatives=_in_alternatives(field.alternatives, settled),
        )
        for field in fields
    )


def _problem(page: str, judged: Judged) -> Problem:
    reason = judged.reasons[0]
    part = "part of a condition" if judged.status == "partial" else "a condition"
    text = f"`{judged.node.field.name}`: {part} is kept as text: {reason.text}"
    return Problem(page, judged.node.field.line, reason.code, text)

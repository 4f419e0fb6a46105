"""Give an operation the rules of its request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import evolve

from tiktok_bindgen.interpret import RowKey
from tiktok_bindgen.interpret.model import Alternative, Field, Operation, RuleCounts
from tiktok_bindgen.logic.english import sentence, written_rule
from tiktok_bindgen.logic.model import Rule
from tiktok_bindgen.logic.paths import parent_length
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Line
from tiktok_bindgen.sentences.consistency import Conflict, Settled, settle
from tiktok_bindgen.sentences.judge import Judged, judge
from tiktok_bindgen.sentences.resolve import Request


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
    request = Request.of(operation, described)
    read = (written_rule(line.text) for lines in described.values() for line in lines)
    written = [rule for rule in read if rule is not None]
    judged = judge(request, described, nested=nested)
    problems.extend(_problem(operation.page, each) for each in judged if each.reasons and each.text)
    found = _ordered(request, [*written, *(rule for each in judged for rule in each.rules)])
    settled = settle(request, found)
    lines = _lines(request, judged)
    problems.extend(_flaw(operation.page, each, lines) for each in settled.conflicts)
    judged = tuple(_with_less(each, settled) for each in judged)
    said: dict[int, set[str]] = {}
    for each in judged:
        if each.status in {"formal", "nothing"}:
            said.setdefault(each.node.field.line, set()).add(each.text)
    count = Counter(each.status for each in judged)
    return evolve(
        operation,
        rules=_ordered(request, settled.rules),
        judged=RuleCounts(count["formal"] + len(written), count["partial"], count["text"]),
        parameters=_without(operation.parameters, said),
        alternatives=_in_alternatives(operation.alternatives, said),
    )


def _ordered(request: Request, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Rules in the order of the fields that they are about, each once, wherever they are stated.

    So a facts page, which has each at its field, gives the same.
    """
    order = {node.path: number for number, node in enumerate(request.nodes)}
    return tuple(
        sorted(
            {rule.id: rule for rule in rules}.values(),
            key=lambda rule: (order.get((*rule.scope, *rule.targets[0]), len(order)), sentence(rule)),
        )
    )


def _with_less(judged: Judged, settled: Settled) -> Judged:
    """A sentence whose rules do not stand as they are: what is left of them is a part of it, if anything."""
    names = {rule.id for rule in judged.rules}
    if not names & (settled.weaker | settled.gone):
        return judged
    return evolve(judged, status="partial" if names - settled.gone else "text")


def _lines(request: Request, judged: Iterable[Judged]) -> Callable[[Rule], int]:
    """What finds the line of a rule: where it is stated first, of a facts page where its field is."""
    stated: dict[str, int] = {}
    for each in judged:
        for rule in each.rules:
            stated.setdefault(rule.id, each.node.field.line)
    rows = {node.inside: node.field.line for node in request.nodes}
    rows |= {node.path: node.field.line for node in request.nodes}
    return lambda rule: stated.get(rule.id) or rows.get((*rule.scope, *rule.targets[0]), 0)


def _flaw(page: str, flaw: Conflict, line_of: Callable[[Rule], int]) -> Problem:
    name = flaw.rule.targets[0][parent_length(flaw.rule.targets[0])]
    return Problem(page, line_of(flaw.rule), flaw.code, f"`{name}`: {flaw.text}")


def _in_alternatives(
    alternatives: Sequence[Alternative], settled: Mapping[int, set[str]]
) -> tuple[Alternative, ...]:
    return tuple(evolve(each, fields=_without(each.fields, settled)) for each in alternatives)


def _without(fields: Sequence[Field], settled: Mapping[int, set[str]]) -> tuple[Field, ...]:
    return tuple(
        evolve(
            field,
            conditions=tuple(
                each for each in field.conditions if each.text not in settled.get(field.line, ())
            ),
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

"""Add the rules of its request to an operation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from attrs import evolve

from tiktok_bindgen.interpret.levels import NO_LEVELS, Levels
from tiktok_bindgen.interpret.model import Alternative, Field, Operation, RuleCounts
from tiktok_bindgen.interpret.tree import Path, mapped_request
from tiktok_bindgen.interpret.unread import unread, worded
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.model import Rule
from tiktok_bindgen.logic.paths import parent_length
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.sentences.alternatives import classify_alternatives
from tiktok_bindgen.sentences.classify import Classified, classify
from tiktok_bindgen.sentences.combinations import Tables
from tiktok_bindgen.sentences.consistency import Conflict, Reconciled, reconcile
from tiktok_bindgen.sentences.resolve import Request


def with_rules(
    operation: Operation,
    problems: list[Problem],
    tables: Tables | None = None,
    levels: Levels = NO_LEVELS,
    *,
    nested: bool,
) -> Operation:
    """Add the rules of its request to an operation, and leave it only the conditions that are no rules.

    Args:
        operation: The operation.
        problems: Receives what was not understood.
        tables: The tables that descriptions may link to.
        levels: The parent requests of each operation.
        nested: Whether descriptions have kept the nesting of their lists and the back-ticks around code.
    """
    request = Request.of(operation, levels)
    written = list(_written(operation.parameters, operation.alternatives))
    # Sentences of alternative sets of fields are classified within their set.
    judged = tuple(each for each in classify(request, nested=nested) if not request.open_at(each.node.path))
    several = classify_alternatives(operation, {each.key for each in judged}, nested=nested)
    judged = (*judged, *(each for judged_set in several for each in judged_set))
    problems.extend(tuple(_unread(operation, judged, problems)))
    problems.extend(_problem(operation.page, each) for each in judged if each.reasons and each.condition.text)
    listed = () if tables is None else tables.rules(request)
    found = _ordered(request, [*written, *(rule for each in judged for rule in each.rules), *listed])
    reconciled = reconcile(request, found)
    if reconciled.conflicts:
        lines = _lines(request, judged)
        problems.extend(_conflict(operation.page, each, lines) for each in reconciled.conflicts)
    judged = tuple(_with_less(each, reconciled) for each in judged)
    understood = {id(each.condition.stated) for each in judged if each.status in {"formal", "nothing"}}
    count = Counter(each.status for each in judged)

    def without(_: Path, field: Field) -> Field:
        """Drop the sentences that rules express, and the statements that they were read from."""
        kept = tuple(
            evolve(each, stated=None) for each in field.conditions if id(each.stated) not in understood
        )
        return evolve(field, conditions=kept, described=(), rules=())

    return evolve(
        mapped_request(operation, without),
        rules=_ordered(request, reconciled.rules),
        judged=RuleCounts(count["formal"] + len(written), count["partial"], count["text"]),
    )


# By what a sentence speaks of: the statuses of conditions that tell all of it.
_WORDS: frozenset[str] = frozenset({"text", "partial", "open"})
_TELL: dict[str, frozenset[str]] = {
    "a default": _WORDS,
    "a limit": _WORDS | {"formal"},
    "a demand": _WORDS | {"formal", "nothing"},
    "a format": _WORDS,
    "a value": _WORDS | {"formal", "nothing"},
}


def _unread(
    operation: Operation, judged: Iterable[Classified], problems: Iterable[Problem]
) -> Iterator[Problem]:
    """Report limits, defaults, demands and values in sentences that no wording reads, once for each field."""
    # The first word of a code: ``default``, ``limit``.
    reported = {(each.line, f"a {each.code.partition('-')[0]}") for each in problems}
    # Keyed by name: a sentence that alternative sets of fields share is classified once.
    taken = defaultdict[str, dict[str, str]](lambda: dict.fromkeys(_TELL, ""))
    for each in judged:
        if each.is_read:
            of = taken[each.node.field.name]
            of.update({what: f"{of[what]}\n{each.text}" for what, by in _TELL.items() if each.status in by})
    for field in {each.line: each for each in _fields(operation.parameters, operation.alternatives)}.values():
        for line, what, text in worded(unread(field, taken[field.name])):
            if (line, what) not in reported:
                yield Problem(operation.page, line, "sentence-unread", f"`{field.name}`: {text}")


def _fields(fields: Iterable[Field], alternatives: Iterable[Alternative]) -> Iterator[Field]:
    """Yield every field of a request, including those of alternatives."""
    for field in (*fields, *(field for each in alternatives for field in each.fields)):
        yield field
        yield from _fields(field.children, field.alternatives)


def _written(fields: Iterable[Field], alternatives: Iterable[Alternative]) -> Iterator[Rule]:
    """Yield the rules that a facts page states at its fields."""
    return (rule for field in _fields(fields, alternatives) for rule in field.rules)


def _ordered(request: Request, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Sort rules by the fields that they are about, without duplicates, wherever they are stated.

    So a facts page, which states each rule at its field, gives the same order.
    """
    found = {rule.id: rule for rule in rules}
    order = {node.path: number for number, node in enumerate(request.nodes)} if found else {}
    return tuple(
        sorted(
            found.values(),
            key=lambda rule: (order.get((*rule.scope, *rule.targets[0]), len(order)), sentence(rule)),
        )
    )


def _with_less(judged: Classified, reconciled: Reconciled) -> Classified:
    """Downgrade a sentence whose rules were narrowed to ``partial``, or to ``text`` if all were dropped."""
    names = {rule.id for rule in judged.rules}
    if not names & (reconciled.weaker | reconciled.gone):
        return judged
    return evolve(judged, status="partial" if names - reconciled.gone else "text")


def _lines(request: Request, judged: Iterable[Classified]) -> Callable[[Rule], int]:
    """Return a function that finds the line of a rule: where it is first stated, else where its field is."""
    stated: dict[str, int] = {}
    for each in judged:
        for rule in each.rules:
            stated.setdefault(rule.id, each.node.field.line)
    rows = {node.inside: node.field.line for node in request.nodes}
    rows |= {node.path: node.field.line for node in request.nodes}
    return lambda rule: stated.get(rule.id) or rows.get((*rule.scope, *rule.targets[0]), 0)


def _conflict(page: str, conflict: Conflict, line_of: Callable[[Rule], int]) -> Problem:
    name = conflict.rule.targets[0][parent_length(conflict.rule.targets[0])]
    return Problem(page, line_of(conflict.rule), conflict.code, f"`{name}`: {conflict.text}")


def _problem(page: str, judged: Classified) -> Problem:
    reason = judged.reasons[0]
    part = "part of a condition" if judged.status == "partial" else "a condition"
    kept = "" if reason.code == "rule-slip" else f"{part} is kept as text: "
    text = f"`{judged.node.field.name}`: {kept}{reason.text}"
    return Problem(page, judged.node.field.line, reason.code, text)

"""The facts read of each documented row, compared with those found by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import fields as attrs_of
from attrs import frozen
from rules_report import JudgedSentence

from tiktok_bindgen.interpret.model import Field, Limits, Operation
from tiktok_bindgen.logic.english import read_rule, sentence
from tiktok_bindgen.logic.model import Rule
from tiktok_bindgen.logic.reason import Reasoner
from tiktok_bindgen.sentences.consistency import known
from tiktok_bindgen.sentences.resolve import Request

# Fields checked by hand: a random sample of the rows of all operations, with at least one of every category
# and twice as many from requests as from replies; and about as many from requests, sampled from rows with
# words of a limit, a default, a list of values or a condition. `misread` lists the kinds of facts that the
# reader gets wrong.
CHECKED: tuple[dict[str, Any], ...] = tuple(
    json.loads((Path(__file__).parent.parent / "hand_checked.json").read_text(encoding="utf-8"))
)
KINDS = ("type", "presence", "enum", "default", "limits", "format", "allowlist", "rules")
# How much a character counts is no bound.
LIMITS = tuple(attribute.name for attribute in attrs_of(Limits) if attribute.name != "wide")

Place = tuple[str, int]
# A kind of fact, and the fact.
Fact = tuple[str, str]


@frozen
class Row:
    """The facts read of a documented row.

    Attributes:
        field: Its field.
        operation: The operation that it belongs to.
        rules: The rules that its own sentences state and that concern this request only.
        in_alternative: Whether it is in one of several alternative sets of parameters.
    """

    field: Field
    operation: Operation
    rules: tuple[Rule, ...] = ()
    in_alternative: bool = False


@frozen
class Compared:
    """Facts of one row: found by hand and by the reader, only by hand (missed), or only by the reader."""

    both: frozenset[Fact]
    missed: frozenset[Fact]
    wrong: frozenset[Fact]

    @property
    def kinds(self) -> list[str]:
        """The kinds of fact that differ."""
        differ = {kind for kind, _ in self.missed | self.wrong}
        return [kind for kind in KINDS if kind in differ]


def rows_of(operations: Iterable[Operation], judged: Iterable[JudgedSentence]) -> dict[Place, Row]:
    """Return every row of pages that is a field, keyed by page and line.

    Args:
        operations: What the pages document.
        judged: Their judged conditions.
    """
    stated: dict[Place, list[Rule]] = {}
    for each in judged:
        stated.setdefault((each.page, each.judged.node.field.line), []).extend(each.judged.rules)
    rows: dict[Place, Row] = {}
    for operation in operations:
        several = [field for each in operation.alternatives for field in each.fields]
        for fields, alternative in (((*operation.parameters, *operation.response), False), (several, True)):
            for field in _every(fields):
                place = operation.page, field.line
                # Only rules of one request were checked by hand; those about requests above have other tests.
                own = (rule for rule in stated.get(place, ()) if not rule.levels)
                rules = [rule for rule in own if rule in operation.rules]
                rows[place] = Row(field, operation, tuple(rules), in_alternative=alternative)
    return rows


def _every(fields: Iterable[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        if field.alternatives:
            yield from (one for each in field.alternatives for one in _every(each.fields))
        else:
            yield from _every(field.children)


def stated_of(field: Field) -> dict[str, Any]:
    """Return the facts of a field in the form of `CHECKED`; facts that are not stated are omitted."""
    stated: dict[str, Any] = {
        "presence": None if field.presence == "optional" else field.presence,
        "enum": [value.value for value in field.enum] or None,
        "default": field.default,
        "format": field.format,
        "partly_allowlist": field.partly_allowlist or None,
        **{name: getattr(field.limits, name) or None for name in LIMITS if name != "minimum"},
        "minimum": field.limits.minimum,
    }
    return {
        "type": field.type.kind + "[]" * field.type.array,
        **{name: value for name, value in stated.items() if value is not None},
    }


def facts_of(stated: Mapping[str, Any]) -> frozenset[Fact]:
    """Split the facts of a field, except rules; each bound is a fact, and a whole list of values is one."""
    found: set[Fact] = set()
    for name, value in stated.items():
        text = json.dumps(value)
        if name in LIMITS:
            found.add(("limits", f"{name} {text}"))
        elif name == "partly_allowlist":
            found.add(("allowlist", text))
        elif name in KINDS and name != "rules":
            found.add((name, text))
    return frozenset(found)


def compared(checked: Mapping[str, Any], row: Row | None) -> Compared:
    """Compare the facts found by hand with those read of the row; without a row, all are missed.

    A rule is found if the operation's rules imply it, whichever row states them; a rule that the row states
    is right if the rules found there by hand imply it.
    """
    by_eye = facts_of(checked)
    if row is None:
        rules = {("rules", text) for text in checked.get("rules", ())}
        return Compared(frozenset(), by_eye | rules, frozenset())
    read = facts_of(stated_of(row.field))
    seen = [rule for text in checked.get("rules", ()) if (rule := read_rule(text)) is not None]
    found = {rule: _implies(row.operation, row.operation.rules, rule) for rule in seen}
    right = {rule: _implies(row.operation, seen, rule) for rule in row.rules}
    return Compared(
        both=(by_eye & read) | _as_facts(rule for rule in seen if found[rule]),
        missed=(by_eye - read) | _as_facts(rule for rule in seen if not found[rule]),
        wrong=(read - by_eye) | _as_facts(rule for rule in row.rules if not right[rule]),
    )


def _as_facts(rules: Iterable[Rule]) -> frozenset[Fact]:
    return frozenset(("rules", sentence(rule)) for rule in rules)


def _implies(operation: Operation, rules: Sequence[Rule], rule: Rule) -> bool:
    if rule in rules:
        return True
    reasoner = Reasoner(known(Request.of(operation), [*rules, rule]), [*rules, rule])
    try:
        return reasoner.is_implied(next(each for each in reasoner.ruled if each.rule == rule))
    finally:
        reasoner.close()

"""Consequences of an operation's rules taken together, found with a SAT solver."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Literal

from attrs import evolve, frozen

from tiktok_bindgen.explain.operation import Explained, ExplainedField
from tiktok_bindgen.logic.clashes import clashes
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.model import path_text
from tiktok_bindgen.logic.paths import STEPS
from tiktok_bindgen.logic.reason import Clauses, Known, Reasoner

Kind = Literal[
    "dead-field",
    "false-optional",
    "dead-value",
    "dead-rule",
    "redundant-rule",
    "contradiction",
    "broken-default",
]
# The kinds of rules that the value of a field can violate.
_OF_VALUES = frozenset({"value-in", "value-not-in", "limit"})


@frozen
class Finding:
    """One consequence of an operation's rules.

    Attributes:
        kind: A ``dead-field`` can never be given; a ``false-optional`` field is always required; a
            ``dead-value`` is never allowed; no valid request meets the condition of a ``dead-rule``; a
            ``redundant-rule`` refuses nothing that the others allow; the rules of a ``contradiction`` cannot
            both be met by requests to which both apply; a ``broken-default`` violates a rule while its field
            may be left out.
        field: The field's path as text; empty for the request as a whole.
        message: The consequence as a sentence.
    """

    kind: Kind
    field: str
    message: str


def findings(operation: Explained) -> tuple[Finding, ...]:
    """Find all consequences; see `Finding` for their kinds.

    Raises:
        InputError: The solver is not installed.
    """
    if not operation.rules:
        # Nothing follows from fields alone, however many they are.
        return ()
    texts = {rule.id: text for rule, text in operation.rules}
    reasoner = Reasoner(map(known, operation.fields), (rule for rule, _ in operation.rules))
    try:
        if not reasoner.possible([]):
            return (Finding("contradiction", "", "the rules taken together allow no request at all"),)
        found = [*_fields(reasoner, operation), *_rules(reasoner, texts)]
        found += _defaults(reasoner, operation, texts)
        return tuple(found)
    finally:
        reasoner.close()


def known(field: ExplainedField) -> Known:
    """Convert a field for the reasoner."""
    plain = not {"any", "array", "object"} & set(field.type.split("[")[0].split("|"))
    depth = field.type.count("[]")
    form: Literal["single", "list", "other"] = (
        "other" if depth > 1 or not plain else "list" if depth else "single"
    )
    return Known(field.path, required=field.required, form=form, values=field.values)


def _fields(reasoner: Reasoner, operation: Explained) -> Iterator[Finding]:
    for field in operation.fields:
        name = path_text(field.path)
        given = reasoner.present(field.path)
        holder = reasoner.holder(field.path)
        if not reasoner.possible(holder):
            # Its object is reported as dead already.
            continue
        if not reasoner.possible([given]):
            yield Finding("dead-field", name, f"`{name}` can never be given")
            continue
        if not field.required and not reasoner.possible([*holder, -given]):
            always = (
                "always required" if len(field.path) == 1 else "always required where its object is given"
            )
            yield Finding("false-optional", name, f"`{name}` is in fact {always}")
        for value in field.values if "[]" not in field.type else ():
            if not reasoner.possible([reasoner.equals(field.path, value)]):
                yield Finding("dead-value", name, f"`{name}` can never be `{value}`")


def _rules(reasoner: Reasoner, texts: Mapping[str, str]) -> Iterator[Finding]:
    alive: list[Clauses] = []
    for ruled in reasoner.ruled:
        if any(reasoner.possible(spot.asked, without={ruled.switch}) for spot in ruled.applications):
            alive.append(ruled)
        else:
            text = f"no valid request meets the condition of: {texts[ruled.rule.id]}"
            yield Finding("dead-rule", _field_of(ruled), text)
    for ruled in alive:
        if reasoner.is_implied(ruled):
            text = f"implied by the other rules: {texts[ruled.rule.id]}"
            yield Finding("redundant-rule", _field_of(ruled), text)
    for clash in clashes(reasoner, alive):
        both = f"{texts[clash.requires.id]} {texts[clash.forbids.id]}"
        yield Finding("contradiction", path_text(clash.target), f"both cannot hold at once: {both}")


def _field_of(ruled: Clauses) -> str:
    """Return the path of the field that a rule is about."""
    return path_text(ruled.applications[0].targets[0])


def _defaults(reasoner: Reasoner, operation: Explained, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Yield optional fields whose default would violate a rule."""
    defaults = {field.path: field.default for field in operation.fields if field.default is not None}
    for ruled in reasoner.ruled:
        for spot in ruled.applications if ruled.rule.kind in _OF_VALUES else ():
            (target,) = spot.targets
            *_, last = (index for index, step in enumerate(target) if step not in STEPS)
            field, inside = target[: last + 1], target[last:]
            alone = evolve(ruled.rule, targets=(inside,), scope=(), when=None)
            if field not in defaults or not violations([alone], {inside[0]: defaults[field]}):
                continue
            if reasoner.possible([*spot.asked, -reasoner.present(field)]):
                name, default = path_text(field), json.dumps(defaults[field], ensure_ascii=False)
                text = f"`{name}` omitted means {default}, which may violate: {texts[ruled.rule.id]}"
                yield Finding("broken-default", name, text)

"""What follows from an operation's rules taken together: what a reasoner over dependencies answers."""

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
# Rules that a field can break by its value.
_OF_VALUES = frozenset({"value-in", "value-not-in", "limit"})


@frozen
class Finding:
    """One thing that follows.

    Attributes:
        kind: ``dead-field`` can never be given, ``false-optional`` must always be, a ``dead-value`` is never
            allowed, the other rules leave no request that a ``dead-rule`` is about, a ``redundant-rule``
            refuses nothing that the others do not, the rules of a ``contradiction`` demand what cannot be
            done at once, in requests that both are about, a ``broken-default`` is one that a rule does not
            let its field have, where the field may be left out.
        field: The field's path as text; empty when it is about the request as a whole.
        message: A sentence.
    """

    kind: Kind
    field: str
    message: str


def findings(operation: Explained) -> tuple[Finding, ...]:
    """Find dead fields and values, optional fields that are in fact required, and rules that clash.

    Raises:
        InputError: The solver is not installed.
    """
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
    """A field as the reasoner takes it."""
    plain = not {"any", "object"} & set(field.type.split("[")[0].split("|"))
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
            # What holds it is dead already.
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
            text = f"the other rules say as much as: {texts[ruled.rule.id]}"
            yield Finding("redundant-rule", _field_of(ruled), text)
    for clash in clashes(reasoner, alive):
        both = f"{texts[clash.requires.id]} {texts[clash.forbids.id]}"
        yield Finding("contradiction", path_text(clash.target), f"where both apply, one is broken: {both}")


def _field_of(ruled: Clauses) -> str:
    """The field that a rule is about, as text."""
    return path_text(ruled.applications[0].targets[0])


def _defaults(reasoner: Reasoner, operation: Explained, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Fields that may be left out by the rules, though what the server then takes for them breaks one."""
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
                text = f"`{name}` left out counts as {default}, which may break: {texts[ruled.rule.id]}"
                yield Finding("broken-default", name, text)

"""Keep what examples contested and narrowed before, while it is still stated, even without the example."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve

from tiktok_bindgen.interpret.contested import is_of_rule
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Alternative, Contested, Field, Operation
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.interpret.whole_numbers import is_inferred
from tiktok_bindgen.logic.paths import without_items
from tiktok_bindgen.weigh.exceptions import narrows, with_narrowed

#: Maps a schema keyword to the attribute of a field's limits.
LIMITS = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_items",
    "maxItems": "max_items",
    "uniqueItems": "unique_items",
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "minimum",
    "exclusiveMaximum": "maximum",
    "multipleOf": "multiple_of",
}


def as_before(document: Document, before: Document) -> Document:
    """Take over what was contested in an earlier document, where operations still state it."""
    known = {(each.method, each.path): each for each in before.operations}
    made = (
        _operation(each, known[each.method, each.path]) if (each.method, each.path) in known else each
        for each in document.operations
    )
    return evolve(document, operations=tuple(made))


def _operation(now: Operation, before: Operation) -> Operation:
    now = _narrowed(now, before)
    rules = frozenset(rule.id for rule in now.rules)
    return evolve(
        now,
        parameters=_fields(now.parameters, before.parameters, rules),
        alternatives=_alternatives(now.alternatives, before.alternatives, rules),
        response=_fields(now.response, before.response, rules),
    )


def _narrowed(now: Operation, before: Operation) -> Operation:
    """Take over the exceptions of rules and of required markers that are still stated as they were."""
    excepted = [rule for rule in before.rules if rule.exception is not None]
    narrower = {rule.id: one for one in excepted for rule in now.rules if narrows(one, rule)}
    marked = {path for path, field in walk(now.parameters) if field.presence == "required"}
    added = (
        one
        for one in excepted
        if one.kind == "requires" and without_items((*one.scope, *one.targets[0])) in marked
    )
    return with_narrowed(now, narrower, added)


def _alternatives(
    now: Iterable[Alternative], before: Iterable[Alternative], rules: frozenset[str]
) -> tuple[Alternative, ...]:
    known = {each.name: each.fields for each in before}
    return tuple(evolve(each, fields=_fields(each.fields, known.get(each.name, ()), rules)) for each in now)


def _fields(now: Sequence[Field], before: Sequence[Field], rules: frozenset[str]) -> tuple[Field, ...]:
    known = {each.name: each for each in before}
    stated = [each for each in now if each.is_documented]
    names = {each.name for each in stated}
    others = [each for each in (*before, *now) if not each.is_documented]
    shown = {each.name: each for each in others if each.name not in names}
    # Of a field known from examples alone, the earlier form is kept.
    shown |= {name: known[name] for name in shown if name in known and not known[name].is_documented}
    made = [_field(each, known[each.name], rules) if each.name in known else each for each in stated]
    return (*made, *shown.values())


def _field(now: Field, before: Field, rules: frozenset[str]) -> Field:
    here = {each.fact: each for each in now.contested}
    kept = {
        each.fact: each
        for each in before.contested
        if each.fact in here or _is_stated(each, now, before, rules)
    }
    facts: Mapping[str, Contested] = {**kept, **{fact: here[fact] for fact in here if fact not in kept}}
    values = now.enum
    if "enum" in kept:
        listed = {value.value for value in values}
        values = (*values, *(value for value in before.enum if value.value not in listed))
    type_ = before.type if "type" in kept and before.type.documented == now.type.documented else now.type
    if is_inferred(now) and before.type.kind == "number":
        # An earlier example, missing now, had a fraction.
        type_ = evolve(now.type, kind="number")
    return evolve(
        now,
        type=type_,
        enum=values,
        enum_name=now.enum_name if len(values) == len(now.enum) else None,
        contested=tuple(facts.values()),
        children=_fields(now.children, before.children, rules),
        alternatives=_alternatives(now.alternatives, before.alternatives, rules),
    )


def _is_stated(contested: Contested, now: Field, before: Field, rules: frozenset[str]) -> bool:
    """Whether a fact is still stated as it was when it was contested."""
    fact = contested.fact
    if is_of_rule(contested):
        return fact in rules
    if fact == "required":
        return now.presence == before.presence
    if fact in LIMITS:
        return bool(getattr(now.limits, LIMITS[fact]) == getattr(before.limits, LIMITS[fact]))
    if fact == "pattern":
        return now.format == before.format
    if fact == "enum":
        return bool(now.enum)
    return fact == "type" and now.type.documented == before.type.documented

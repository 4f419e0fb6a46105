"""Rules between fields as JSON Schema keywords, in the schema of the object where all their paths start.

What a rule means is defined in `tiktok_bindgen.logic`; here it is expressed with ``if``/``then``,
``required``, ``contains`` and the like, for all who validate with the spec. What JSON Schema cannot express
(the order of two fields or dates, values of a request above) remains in ``x-rules`` only. ``null`` is
ignored: no documented type has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any

from attrs import evolve

from tiktok_bindgen.assemble.naming import Place
from tiktok_bindgen.assemble.schema import contested
from tiktok_bindgen.interpret.contested import contested_rules
from tiktok_bindgen.interpret.model import Contested, Operation
from tiktok_bindgen.logic.data import from_data
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.evaluate import OPERATORS, equal
from tiktok_bindgen.logic.messages import condition_message, message
from tiktok_bindgen.logic.model import (
    GROUPS,
    ITEM,
    VALUE,
    All,
    Any_,
    Compares,
    Condition,
    Contains,
    HoldsOnly,
    In,
    Measure,
    Not,
    Operator,
    Path,
    Present,
    Rule,
    level_of,
    negation,
    to_data,
)
from tiktok_bindgen.logic.paths import STEPS, common_parent, parent_length, shared_length
from tiktok_bindgen.openapi import listed, mapping

Schema = dict[str, Any]
# Some tools require every array to describe its items.
_LIST: Schema = {"type": "array", "items": {}}
# A condition with more alternatives than this is not written as a schema.
_MOST_ALTERNATIVES = 32


def rules_by_place(operation: Operation) -> dict[Place, dict[str, object]]:
    """Map each object of a request to the keys that state its rules: those whose paths start at it."""
    rules: dict[Place, list[Rule]] = {}
    against: dict[Place, dict[str, Sequence[Contested]]] = {}
    contested_here = contested_rules(operation.parameters)
    for rule in operation.rules:
        names = tuple(step for step in rule.scope if step not in STEPS)
        place = Place(operation.method, operation.path, "request", names)
        inside = evolve(rule, scope=()) if rule.scope else rule
        rules.setdefault(place, []).append(inside)
        if rule.id in contested_here:
            against.setdefault(place, {})[inside.id] = contested_here[rule.id]
    return {place: rule_keys(found, against.get(place, {})) for place, found in rules.items()}


def rule_keys(
    rules: Sequence[Rule], against: Mapping[str, Sequence[Contested]] | None = None
) -> dict[str, object]:
    """Return the keys that state an object's rules in its schema.

    ``x-rules`` has all rules as data, each with a sentence; ``allOf`` has those that keywords can express,
    each with the rule's id as ``$comment`` and its message as ``title``. Contested rules are not enforced, so
    ``allOf`` omits them.
    """
    enforced = (rule for rule in rules if rule.id not in (against or {}))
    parts = [
        {"$comment": rule.id, "title": message(rule), **schema}
        for rule in enforced
        if (schema := rule_schema(rule)) is not None
    ]
    keys: dict[str, object] = {"allOf": parts, "x-rules": rule_data(rules, against)}
    return {key: value for key, value in keys.items() if value}


def rule_data(
    rules: Sequence[Rule], against: Mapping[str, Sequence[Contested]] | None = None
) -> list[dict[str, object]]:
    """Return rules as ``x-rules`` states them; a contested one with the examples that contradict it."""
    return [
        {**to_data(rule), "text": sentence(rule)}
        | (
            {"x-exception": dict(zip(("page", "line"), rule.exception, strict=True))}
            if rule.exception
            else {}
        )
        | ({"x-contested": contested(evolve(each, fact=rule.id) for each in facts)} if facts else {})
        for rule in rules
        for facts in [(against or {}).get(rule.id)]
    ]


def restated(objects: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Make ``allOf`` and the sentences of rules follow from ``x-rules``, in objects that a person corrected.

    Yields:
        What is wrong with each rule that is none, which stays as it is, or that is about an unknown field.
    """
    for node in objects:
        stated, parts = node.get("x-rules", []), listed(node.get("allOf"))
        others = [part for part in parts if "$comment" not in mapping(part)]
        if not (isinstance(node, dict) and isinstance(stated, list) and (stated or len(others) < len(parts))):
            continue
        rules: list[Rule] = []
        for place, data in enumerate(stated):
            try:
                rule = from_data(data)
            except ValueError as error:
                yield str(error)
                continue
            stated[place] = {**data, **to_data(rule), "text": sentence(rule)}
            rules += [] if "x-contested" in data else [rule]
            names = {target[0] for target in rule.targets if not (rule.scope or level_of(target))}
            if unknown := sorted(names - mapping(node.get("properties", dict.fromkeys(names))).keys()):
                yield f"a rule is about {unknown[0]!a}, which its object does not have: {sentence(rule)}"
        # The rules of an operation concern its parameters, which no single schema has.
        parts = [] if "responses" in node else [*others, *listed(rule_keys(rules).get("allOf"))]
        # A key that stays keeps its place.
        if parts:
            node["allOf"] = parts
        else:
            node.pop("allOf", None)


def rule_schema(rule: Rule) -> Schema | None:
    """What the object at a rule's scope has to be valid against.

    ``None`` when JSON Schema cannot say it, such as what a rule demands that looks at requests above.
    """
    if rule.levels:
        return None
    try:
        parts = list(_grouped(rule) if rule.kind in GROUPS else _single(rule))
    except _InexpressibleError:
        return None
    return parts[0] if len(parts) == 1 else {"allOf": parts}


class _InexpressibleError(Exception):
    """JSON Schema has no keyword for it."""


def _single(rule: Rule) -> Iterator[Schema]:
    for target in rule.targets:
        place = target[: parent_length(target)]
        yield from _under(rule.when, place, _demand(rule, target[len(place) :]))


def _grouped(rule: Rule) -> Iterator[Schema]:
    place = common_parent(rule.targets)
    demand = _group(rule, [target[len(place) :] for target in rule.targets])
    # Negated, these are true of anything but an object.
    guarded = demand if not place else {"if": {"type": "object"}, "then": demand}
    yield from _under(rule.when, place, guarded)


# -- where it holds ------------------------------------------------------------------------


def _under(when: Condition | None, place: Path, demand: Schema) -> Iterator[Schema]:
    """Apply a schema to each object at a place, under a condition."""
    if when is None:
        yield _at(place, demand)
    elif not STEPS.intersection(place):
        yield _implied(_condition(when), _at(place, demand))
    else:
        # Conditions on the list's item are separated from those on the objects around the list.
        for literals in _alternatives(when):
            yield _nested(literals, place, demand)


def _nested(literals: Sequence[Condition], place: Path, demand: Schema) -> Schema:
    """Apply a schema under conditions that must all hold, each tested at the level of its own item."""
    cut = next((index + 1 for index, step in enumerate(place) if step in STEPS), None)
    if cut is None:
        return (
            _implied(_condition(All(tuple(literals))), _at(place, demand)) if literals else _at(place, demand)
        )
    inner = [literal for literal in literals if shared_length(_path(literal), place) >= cut]
    outer = [literal for literal in literals if literal not in inner]
    below = [_relative(literal, cut) for literal in inner]
    found = _at(place[:cut], _nested(below, place[cut:], demand))
    return _implied(_condition(All(tuple(outer))), found) if outer else found


def _alternatives(condition: Condition) -> list[tuple[Condition, ...]]:
    """Convert a condition to alternatives, each a conjunction of atoms and negated atoms."""
    if isinstance(condition, Any_):
        found = [each for part in condition.conditions for each in _alternatives(part)]
    elif isinstance(condition, All):
        options = [_alternatives(part) for part in condition.conditions]
        count = 1
        for option in options:
            count *= max(len(option), 1)
        if count > _MOST_ALTERNATIVES:
            raise _InexpressibleError
        found = [tuple(atom for part in choice for atom in part) for choice in product(*options)]
    elif isinstance(condition, Not) and isinstance(condition.condition, All | Any_ | Not):
        found = _alternatives(negation(condition.condition))
    else:
        found = [(condition,)]
    if len(found) > _MOST_ALTERNATIVES:
        raise _InexpressibleError
    return found


def _path(literal: Condition) -> Path:
    atom = literal.condition if isinstance(literal, Not) else literal
    if isinstance(atom, Not | All | Any_):
        raise _InexpressibleError
    return atom.path


def _relative(literal: Condition, cut: int) -> Condition:
    if isinstance(literal, Not):
        return Not(_relative(literal.condition, cut))
    if isinstance(literal, All | Any_) or (isinstance(literal, Compares) and literal.other is not None):
        raise _InexpressibleError
    return evolve(literal, path=literal.path[cut:])


def _at(path: Path, schema: Schema) -> Schema:
    """Apply a schema to every object at a path; a missing object is valid."""
    for step in reversed(path):
        if step == ITEM:
            schema = {"items": schema}
        elif step == VALUE:
            schema = {"additionalProperties": schema}
        else:
            schema = {"properties": {step: schema}}
    return schema


def _implied(condition: Schema, demand: Schema) -> Schema:
    given = condition.get("required", [])
    needed = demand.get("required", [])
    if len(given) == 1 and set(condition) == {"required"} and needed and set(demand) == {"required"}:
        return {"dependentRequired": {given[0]: needed}}
    return {"if": condition, "then": demand}


# -- conditions ----------------------------------------------------------------------------


def _condition(condition: Condition) -> Schema:
    if isinstance(condition, All):
        return _joined([_condition(part) for part in condition.conditions])
    if isinstance(condition, Any_):
        return {"anyOf": [_condition(part) for part in condition.conditions]}
    if isinstance(condition, Not):
        return {"not": _condition(condition.condition)}
    if isinstance(condition, Present):
        return present(condition.path)
    default = getattr(condition, "default", None)
    leaf = _leaf(condition)
    return _some(condition.path, leaf, absent=default is not None and _leaf_takes(condition, default))


def _joined(parts: Sequence[Schema]) -> Schema:
    """Combine schemas that must all hold, in one schema if their keywords do not collide."""
    merged: Schema = {}
    for part in parts:
        if not set(part) <= {"properties", "required"}:
            break
        properties = merged.get("properties", {})
        if properties.keys() & part.get("properties", {}).keys():
            break
        if "properties" in part:
            merged["properties"] = {**properties, **part["properties"]}
        if "required" in part:
            merged["required"] = list(dict.fromkeys([*merged.get("required", []), *part["required"]]))
    else:
        return merged
    return parts[0] if len(parts) == 1 else {"allOf": list(parts)}


def present(path: Path) -> Schema:
    """Require that a field is present, in at least one item if the path leads through lists."""
    return _some(path, {}, absent=False)


def _some(path: Path, leaf: Schema, *, absent: bool) -> Schema:
    """Require a valid value at a path; with ``absent``, a missing value in an existing object counts too."""
    step, rest = path[0], path[1:]
    if step == ITEM:
        return {**_LIST, "contains": _inner(rest, leaf, absent=absent)}
    if step == VALUE:
        # Maps have no ``contains``; instead, not every value may be invalid.
        other = {"not": _inner(rest, leaf, absent=absent)}
        return {"type": "object", "not": {"additionalProperties": other}}
    if not rest:
        return {"properties": {step: leaf}} if absent else _having(step, leaf)
    if absent and all(each in STEPS for each in rest):
        raise _InexpressibleError
    return _having(step, _inner(rest, leaf, absent=absent))


def _inner(rest: Path, leaf: Schema, *, absent: bool) -> Schema:
    if not rest:
        return leaf
    found = _some(rest, leaf, absent=absent)
    return found if rest[0] in STEPS else {"type": "object", **found}


def _having(name: str, schema: Schema) -> Schema:
    return {"required": [name]} if not schema else {"properties": {name: schema}, "required": [name]}


def _leaf(atom: In | Contains | HoldsOnly | Compares) -> Schema:
    if isinstance(atom, In):
        return _one_of(atom.values)
    if isinstance(atom, Contains):
        return {**_LIST, "contains": _one_of(atom.values)}
    if isinstance(atom, HoldsOnly):
        return {"type": "array", "minItems": 1, "items": _one_of(atom.values)}
    if atom.other is not None:
        raise _InexpressibleError
    return _bounded(atom.operator, atom.bound, atom.measure, typed=True)


def _leaf_takes(atom: In | Contains | HoldsOnly | Compares, default: object) -> bool:
    if isinstance(atom, In):
        return any(equal(value, default) for value in atom.values)
    number = isinstance(default, int | float) and not isinstance(default, bool)
    if not isinstance(atom, Compares) or atom.measure != "value" or not number:
        raise _InexpressibleError
    return OPERATORS[atom.operator](default, atom.bound)


def _one_of(values: Iterable[object]) -> Schema:
    values = list(values)
    return {"const": values[0]} if len(values) == 1 else {"enum": values}


# -- demands -------------------------------------------------------------------------------


def _demand(rule: Rule, target: Path) -> Schema:
    """Return what a rule demands of the object with its target."""
    name, rest = target[0], target[1:]
    if VALUE in rest or (rest and rest != (ITEM,)):
        raise _InexpressibleError
    if rule.kind == "requires":
        return _having(name, {**_LIST, "minItems": 1} if rest else {})
    if rule.kind == "forbids":
        return {"properties": {name: {"maxItems": 0} if rest else False}}
    if rule.kind == "limit":
        if rule.bound is None:
            raise _InexpressibleError
        bounded = _bounded(rule.bound.operator, rule.bound.number, rule.bound.measure, typed=False)
        return {"properties": {name: {"items": bounded} if rest else bounded}}
    allowed = _one_of(rule.values)
    each = allowed if rule.kind == "value-in" else {"not": allowed}
    if rest:
        return {"properties": {name: {"items": _each(each)}}}
    return {"properties": {name: _each(each)}}


def _each(schema: Schema) -> Schema:
    """Apply a schema to a value, or to each item if it is a list."""
    return {"if": _LIST, "then": {"items": schema}, "else": schema}


def _bounded(operator: Operator, number: object, measure: Measure, *, typed: bool) -> Schema:
    """Compare a value, its length or its number of items with a number."""
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise _InexpressibleError
    if measure == "value":
        schema = _VALUE_BOUNDS[operator](number)
        if typed:
            return {"type": "number", **schema}
        return {"if": {"type": "number"}, "then": schema} if operator == "==" else schema
    if measure in {"number", "decimals"} or not float(number).is_integer():
        raise _InexpressibleError
    low, high, kind = (
        ("minLength", "maxLength", "string") if measure == "length" else ("minItems", "maxItems", "array")
    )
    count = int(number)
    bounds: dict[Operator, Schema] = {
        "<": {high: count - 1},
        "<=": {high: count},
        ">": {low: count + 1},
        ">=": {low: count},
        "==": {low: count, high: count},
        "!=": {"not": {**(_LIST if kind == "array" else {"type": kind}), low: count, high: count}},
    }
    schema = bounds[operator]
    if any(isinstance(value, int) and value < 0 for value in schema.values()):
        raise _InexpressibleError
    if not typed:
        return schema
    return {**_LIST, **schema} if kind == "array" else {"type": kind, **schema}


_VALUE_BOUNDS: dict[Operator, Callable[[Any], Schema]] = {
    "<": lambda number: {"exclusiveMaximum": number},
    "<=": lambda number: {"maximum": number},
    ">": lambda number: {"exclusiveMinimum": number},
    ">=": lambda number: {"minimum": number},
    "==": lambda number: {"const": number},
    "!=": lambda number: {"not": {"const": number}},
}


def _group(rule: Rule, targets: Sequence[Path]) -> Schema:
    given = [present(target) for target in targets]
    titled = [
        {"title": condition_message(Present(target)), **each}
        for target, each in zip(targets, given, strict=True)
    ]
    plain = all(len(target) == 1 for target in targets)
    if rule.kind == "or":
        return {"anyOf": titled}
    if rule.kind == "only-one":
        return {"oneOf": titled}
    if rule.kind == "zero-or-one":
        pairs = [_joined([first, second]) for first, second in combinations(given, 2)]
        return {"not": pairs[0] if len(pairs) == 1 else {"anyOf": pairs}}
    if rule.kind == "all-or-none":
        if plain:
            names = [target[0] for target in targets]
            return {
                "dependentRequired": {name: [other for other in names if other != name] for name in names}
            }
        return {"anyOf": [_joined(given), {"not": {"anyOf": given}}]}
    raise _InexpressibleError

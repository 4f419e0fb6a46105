"""Classify the sentences of alternative sets of fields, of which a request may have any.

Each set of fields is classified as if it were the only one. A rule is kept for the whole request if it shows
that its set was chosen: it needs a field that no other set has, or what tells the sets apart is added to its
condition: the value of a discriminator field or, in an object, a field that only this set has and requires;
or if every set states it. All else stays text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import cast

from attrs import evolve, frozen

from tiktok_bindgen.interpret.model import Alternative, Field, Operation
from tiktok_bindgen.interpret.supplements import chosen_by
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.logic.model import (
    ITEM,
    All,
    Bound,
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
    Scalar,
    paths_in,
)
from tiktok_bindgen.logic.paths import at_scope, common_parent, scoped, without_items
from tiktok_bindgen.sentences.classify import Classified, classify
from tiktok_bindgen.sentences.resolve import Node, Request, Unresolved, nodes_of


@frozen
class _Chosen:
    """One of several alternative sets of fields.

    Attributes:
        place: The path of the object that has the set.
        paths: The paths of its fields, without item steps.
        others: The paths of the fields of each other set.
        selects: The condition that a request with the set meets and no other does, if one is known.
    """

    place: Path
    paths: frozenset[Path]
    others: tuple[frozenset[Path], ...]
    selects: Condition | None

    def is_own(self, path: Path) -> bool:
        """Whether a field belongs to this set and to no other."""
        plain = without_items(path)
        return plain in self.paths and not any(plain in other for other in self.others)


def classify_alternatives(
    operation: Operation, judged: Collection[tuple[Path, str]], *, nested: bool
) -> Iterator[tuple[Classified, ...]]:
    """Classify the sentences of each alternative set of a request's fields, set by set.

    Args:
        operation: The operation.
        judged: The keys of sentences already classified for the request as a whole, which are skipped.
        nested: Whether descriptions have kept the nesting of their lists and the back-ticks around code.
    """
    for place, sets in groupby(_each(operation), lambda each: each[0].place):
        several = [
            (chosen, [each for each in classify(Request.of(one), nested=nested) if _is_at(each.node, place)])
            for chosen, one in sets
        ]
        stated = [(chosen, {rule.id for each in found for rule in each.rules}) for chosen, found in several]
        for chosen, found in several:
            new = (each for each in found if each.key not in judged)
            yield tuple(_for_all(each, chosen, stated) for each in new)


def _is_at(node: Node, place: Path) -> bool:
    return node.path[: len(place)] == place


def _each(operation: Operation) -> Iterator[tuple[_Chosen, Operation]]:
    """Yield every set, with a copy of the operation that has this set alone."""
    for number, alternative in enumerate(operation.alternatives):
        chosen = _chosen(operation.alternatives, number, ())
        yield chosen, evolve(operation, parameters=alternative.fields, alternatives=())
    for chosen, fields in _inside(operation.parameters, ()):
        yield chosen, evolve(operation, parameters=fields, alternatives=())


def _inside(fields: tuple[Field, ...], above: Path) -> Iterator[tuple[_Chosen, tuple[Field, ...]]]:
    for index, each in enumerate(fields):
        place = (*above, each.name, *(ITEM,) * each.type.array)
        for number, alternative in enumerate(each.alternatives):
            whole = evolve(each, children=alternative.fields, alternatives=())
            yield (
                _chosen(each.alternatives, number, place),
                (*fields[:index], whole, *fields[index + 1 :]),
            )
        for chosen, children in _inside(each.children, place) if not each.alternatives else ():
            whole = evolve(each, children=children)
            yield chosen, (*fields[:index], whole, *fields[index + 1 :])


def _chosen(alternatives: Sequence[Alternative], number: int, place: Path) -> _Chosen:
    above = without_items(place)
    paths = [frozenset(path for path, _ in walk(each.fields, above)) for each in alternatives]
    others = (*paths[:number], *paths[number + 1 :])
    fields = {field.name: field for field in alternatives[number].fields}
    if (name := chosen_by(alternatives, absent=True)) is not None:
        at = (*place, name)
        selects: Condition = Present(at)
        if name not in fields:
            selects = Not(selects)
        elif any(without_items(at) in other for other in others):
            values = tuple(entry.value for entry in fields[name].enum)
            selects = In(at, values, cast("Scalar | None", fields[name].default))
        return _Chosen(place, paths[number], others, selects)
    chosen = _Chosen(place, paths[number], others, None)
    required = ((*place, field.name) for field in fields.values() if field.presence == "required")
    # Sets of a whole request may be ways to call it that need other fields, whatever is sent besides.
    own = next(filter(chosen.is_own, required), None) if place else None
    return chosen if own is None else evolve(chosen, selects=Present(own))


def rules_of_pages(operations: Sequence[Operation], whole: Sequence[Field] = ()) -> tuple[Rule, ...]:
    """Return what the rules of several descriptions of one operation, each complete, demand of any request.

    Args:
        operations: The descriptions.
        whole: The fields of all of them, if what a description says of its fields alone, and these do not,
            shall be a rule, too.
    """
    sets = [Alternative(each.title, each.parameters) for each in operations]
    chosen = [_chosen(sets, number, ()) for number in range(len(sets))]
    known = {rule.id for rule in _facts(whole)}
    several = [
        {
            rule.id: rule
            for rule in (*each.rules, *(_facts(each.parameters) if whole else ()))
            if rule.id not in known
        }
        for each in operations
    ]
    stated = list(zip(chosen, several, strict=True))
    kept = (_for_any(rule, own, stated) for own, rules in stated for rule in rules.values())
    return tuple({rule.id: rule for rule in kept if rule is not None}.values())


# The limits of fields as rules: of a list, of a text, of a number.
_BOUNDS: dict[str, tuple[Operator, Measure]] = {
    "min_items": (">=", "items"),
    "max_items": ("<=", "items"),
    "min_length": (">=", "length"),
    "max_length": ("<=", "length"),
    "minimum": (">=", "value"),
    "maximum": ("<=", "value"),
}


def _facts(fields: Sequence[Field]) -> Iterator[Rule]:
    """Yield what fields demand by themselves as rules, where no example contradicts it."""
    for node in nodes_of(fields):
        field, limits = node.field, node.field.limits
        if field.contested:
            continue
        if field.presence == "required":
            yield scoped(Rule("requires", (node.path,)))
        if field.enum and not field.open:
            yield scoped(Rule("value-in", (node.path,), values=tuple(each.value for each in field.enum)))
        for name, (operator, measure) in _BOUNDS.items():
            number = getattr(limits, name)
            if number is not None and limits.wide == 1 and not getattr(limits, f"exclusive_{name}", False):
                at = node.path if measure == "items" else (*node.path, *(ITEM,) * field.type.array)
                yield scoped(Rule("limit", (at,), bound=Bound(operator, number, measure)))


_Stated = Sequence[tuple[_Chosen, Collection[str]]]


def _for_all(judged: Classified, chosen: _Chosen, stated: _Stated) -> Classified:
    """Limit the rules of a sentence of one set to requests that have this set."""
    rules: list[Rule] = []
    reasons = list(judged.reasons)
    for rule in judged.rules:
        if (kept := _for_any(rule, chosen, stated)) is not None:
            rules.append(kept)
        else:
            text = "it holds for one of several alternatives, and nothing tells that it is chosen"
            reasons.append(Unresolved("rule-alternative", text))
    if len(reasons) == len(judged.reasons):
        return evolve(judged, rules=tuple(rules))
    return evolve(judged, rules=tuple(rules), reasons=tuple(reasons), status="partial" if rules else "text")


def _for_any(rule: Rule, chosen: _Chosen, stated: _Stated) -> Rule | None:
    """A rule as it holds for a request with any of several sets; ``None`` if nothing shows which it has."""
    everywhere = all(rule.id in rules or not _can_break(rule, other) for other, rules in stated)
    return rule if everywhere else _kept(rule, chosen)


def _can_break(rule: Rule, chosen: _Chosen) -> bool:
    """Whether a request with a set may break a rule, judging by which of the rule's targets the set has."""
    has = sum(without_items((*rule.scope, *target)) in chosen.paths for target in rule.targets)
    return has >= _BREAK_WITH.get(rule.kind, 1)


# How many targets must exist for a rule to be broken, where it is not one.
_BREAK_WITH = {"requires": 0, "or": 0, "only-one": 0, "relational": 2, "zero-or-one": 2}


def _kept(rule: Rule, chosen: _Chosen) -> Rule | None:
    """Limit a rule to requests that have a set; ``None`` where no field shows which set a request has."""
    whole = at_scope(rule)
    if _needs_its_set(whole, chosen):
        return rule
    if chosen.selects is None or not {*paths_in(chosen.selects)}.isdisjoint(whole.targets):
        return None
    own = _parts(whole.when)
    return scoped(evolve(whole, when=All((chosen.selects, *own)) if own else chosen.selects))


def _needs_its_set(rule: Rule, chosen: _Chosen) -> bool:
    """Whether a rule can be broken only where a field is present that no other set has."""
    return chosen.is_own(common_parent(rule.targets)) or any(
        chosen.is_own(path) for part in _parts(rule.when) for path in _implied_present(part)
    )


def _parts(condition: Condition | None) -> tuple[Condition, ...]:
    """The conjuncts of a condition."""
    return condition.conditions if isinstance(condition, All) else () if condition is None else (condition,)


def _implied_present(part: Condition) -> tuple[Path, ...]:
    """The field that a condition implies to be present, if any."""
    if isinstance(part, Present | Contains | HoldsOnly):
        return (part.path,)
    return (part.path,) if isinstance(part, In | Compares) and part.default is None else ()

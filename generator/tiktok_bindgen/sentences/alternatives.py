"""What the sentences of one of several alternatives demand of a request that may have any of them.

Each set of fields is classified as if it were the only one. A rule counts for the whole request where what it
is about tells that the set was chosen: it needs a field that no other set has, or the sets have a field whose
values tell them apart, which then joins the rule's condition; or each set states it. All else stays words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from attrs import evolve, frozen

from tiktok_bindgen.interpret.model import Alternative, Field, Operation
from tiktok_bindgen.interpret.supplements import chosen_by
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.logic.model import (
    ITEM,
    All,
    Compares,
    Condition,
    Contains,
    HoldsOnly,
    In,
    Path,
    Present,
    Rule,
)
from tiktok_bindgen.logic.paths import at_scope, common_parent, scoped, without_items
from tiktok_bindgen.sentences.classify import Classified, classify
from tiktok_bindgen.sentences.resolve import Node, Request, Unresolved


@frozen
class _Chosen:
    """One of several sets of fields.

    Attributes:
        place: The path of the object that has the set.
        paths: The paths of its fields, without steps for items.
        others: Those of each of the other sets.
        told: That it was chosen, as the field says that tells the sets apart, if there is one.
    """

    place: Path
    paths: frozenset[Path]
    others: tuple[frozenset[Path], ...]
    told: In | None

    def is_own(self, path: Path) -> bool:
        """Whether no other set has a field."""
        plain = without_items(path)
        return plain in self.paths and not any(plain in other for other in self.others)


def classify_alternatives(
    operation: Operation, judged: Collection[tuple[Path, str]], *, nested: bool
) -> Iterator[tuple[Classified, ...]]:
    """Classify what only one of several sets of a request's fields states, set by set.

    Args:
        operation: The operation.
        judged: The keys of what was classified already, of the sets as one.
        nested: Whether the descriptions' lists have kept their levels and their code its back-ticks.
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
    """Every set, with an operation that has it alone."""
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
    name = chosen_by(alternatives)
    values = () if name is None else tuple(entry.value for entry in fields[name].enum)
    told = None if name is None else In((*place, name), values)
    return _Chosen(place, paths[number], others, told)


_Stated = Sequence[tuple[_Chosen, Collection[str]]]


def _for_all(judged: Classified, chosen: _Chosen, stated: _Stated) -> Classified:
    """What a sentence of one set says of a request that may have another."""
    rules: list[Rule] = []
    reasons = list(judged.reasons)
    for rule in judged.rules:
        everywhere = all(rule.id in rules or not _can_break(rule, other) for other, rules in stated)
        if (kept := rule if everywhere else _kept(rule, chosen)) is not None:
            rules.append(kept)
        else:
            text = "it holds for one of several alternatives, and nothing tells that it is chosen"
            reasons.append(Unresolved("rule-alternative", text))
    if len(reasons) == len(judged.reasons):
        return evolve(judged, rules=tuple(rules))
    return evolve(judged, rules=tuple(rules), reasons=tuple(reasons), status="partial" if rules else "text")


def _can_break(rule: Rule, chosen: _Chosen) -> bool:
    """Whether a request that has a set may break a rule: one that is of fields which the set has."""
    has = [without_items((*rule.scope, *target)) in chosen.paths for target in rule.targets]
    return all(has) if rule.kind in _OF_ALL else rule.kind not in _OF_ANY or any(has)


# Kinds of rules that are broken only where all of their fields are there, or any of them.
_OF_ALL = frozenset({"relational", "forbids", "value-in", "value-not-in", "limit"})
_OF_ANY = frozenset({"zero-or-one", "arithmetic", "all-or-none"})


def _kept(rule: Rule, chosen: _Chosen) -> Rule | None:
    """A rule that says nothing of requests that have another set; nothing where that cannot be told."""
    whole = at_scope(rule)
    if _tells(whole, chosen):
        return rule
    if chosen.told is None or chosen.told.path in whole.targets:
        return None
    own = _parts(whole.when)
    return scoped(evolve(whole, when=All((chosen.told, *own)) if own else chosen.told))


def _tells(rule: Rule, chosen: _Chosen) -> bool:
    """Whether a rule is broken only where a field is there that no other set has."""
    own = sum(map(chosen.is_own, rule.targets))
    broken_by_presence = {
        **dict.fromkeys(("forbids", "value-in", "value-not-in", "limit"), own == len(rule.targets)),
        **dict.fromkeys(("relational", "zero-or-one"), own > len(rule.targets) - 2),
        **dict.fromkeys(("all-or-none", "arithmetic"), own == len(rule.targets)),
    }
    return (
        broken_by_presence.get(rule.kind, False)
        or chosen.is_own(common_parent(rule.targets))
        or any(chosen.is_own(path) for part in _parts(rule.when) for path in _there(part))
    )


def _parts(condition: Condition | None) -> tuple[Condition, ...]:
    """The conditions that all must hold."""
    return condition.conditions if isinstance(condition, All) else () if condition is None else (condition,)


def _there(part: Condition) -> tuple[Path, ...]:
    """The field that is there wherever a condition holds, if it tells one."""
    if isinstance(part, Present | Contains | HoldsOnly):
        return (part.path,)
    return (part.path,) if isinstance(part, In | Compares) and part.default is None else ()

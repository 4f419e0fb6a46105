"""Rules with an exception, and what they are exceptions of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve

from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.interpret.tree import mapped, walk
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.model import All, Any_, Condition, In, Not, Path, Rule, level_of
from tiktok_bindgen.logic.paths import at_scope, common_parent, of_any_item, without_items
from tiktok_bindgen.logic.simplify import simplified
from tiktok_bindgen.sentences.resolve import nodes_of


def with_narrowed(
    operation: Operation, narrower: Mapping[str, Rule], added: Iterable[Rule] = ()
) -> Operation:
    """Replace rules of an operation by those with exceptions, keyed by the ids of the former.

    Those that are added replace the required markers of the fields that they are about.
    """
    added = tuple(added)
    if not (narrower or added):
        return operation
    places = {node.path: number for number, node in enumerate(nodes_of(operation.parameters))}
    rules = (*(narrower.get(rule.id, rule) for rule in operation.rules), *added)
    # As the rules of a facts page are ordered.
    ordered = sorted(
        rules, key=lambda rule: (places.get((*rule.scope, *rule.targets[0]), len(places)), sentence(rule))
    )
    conditional = {without_items((*rule.scope, *rule.targets[0])) for rule in added}

    def marked(names: Path, field: Field) -> Field:
        if names not in conditional:
            return field
        contested = tuple(each for each in field.contested if each.fact != "required")
        return evolve(field, presence="conditional", contested=contested)

    return evolve(operation, rules=tuple(ordered), parameters=mapped(operation.parameters, marked))


def narrows(narrower: Rule, rule: Rule) -> bool:
    """Whether a rule is another one with an exception."""
    if narrower.exception is None or narrower.kind != rule.kind or narrower == rule:
        return False
    narrower, rule = at_scope(narrower), at_scope(rule)
    if narrower.when is None or evolve(narrower, when=None) != evolve(rule, when=None):
        return False
    return all(_implies(narrower.when, part) for part in _parts(rule.when))


def _implies(condition: Condition, other: Condition) -> bool:
    """Whether a condition obviously holds only where another one does."""
    if condition == other:
        return True
    if isinstance(condition, Any_):
        return all(_implies(part, other) for part in condition.conditions)
    if isinstance(condition, All) and any(_implies(part, other) for part in condition.conditions):
        return True
    if isinstance(other, Any_):
        return any(_implies(condition, part) for part in other.conditions)
    if isinstance(condition, Not) and isinstance(other, Not):
        return _implies(other.condition, condition.condition)
    if not (isinstance(condition, In) and isinstance(other, In)):
        return False
    return evolve(condition, values=other.values) == other and set(condition.values) <= set(other.values)


def but_where(rule: Rule, case: In, example: tuple[str, int]) -> Rule | None:
    """A rule with an exception where a field has a value; ``None`` if only other items of a list have it.

    Args:
        rule: The rule.
        case: The condition, its path from the top of the request.
        example: The page and line that it is an exception for.
    """
    if of_any_item(case.path, (*rule.scope, *rule.targets[0])):
        return None
    return evolve(but_not(at_scope(rule), case), exception=example)


def is_about(rule: Rule, operation: Operation) -> bool:
    """Whether an operation has all fields of its own that a rule looks at."""
    known = {path for path, _ in walk(operation.parameters)}
    own = ((*rule.scope, *path) for path in rule.paths if not level_of(path))
    return all(without_items(path) in known for path in own)


def _parts(condition: Condition | None) -> tuple[Condition, ...]:
    if condition is None:
        return ()
    return condition.conditions if isinstance(condition, All) else (condition,)


def and_where(rule: Rule, condition: Condition) -> Rule:
    """A rule that holds only where a condition, whose paths start at the rule's scope, holds as well."""
    when = All((*_parts(rule.when), condition))
    return evolve(rule, when=simplified(when, common_parent(rule.targets)))


def but_not(rule: Rule, condition: Condition) -> Rule:
    """A rule that does not hold where a condition does."""
    return and_where(rule, Not(condition))

"""Facts of a request that the documentation itself makes doubtful, without any example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from tiktok_bindgen.interpret.contested import contested_rules
from tiktok_bindgen.interpret.levels import steps_of
from tiktok_bindgen.interpret.model import Contested, EnumValue, Field, Operation
from tiktok_bindgen.interpret.returned import is_not_always
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.logic.model import All, Any_, Condition, In, Not, Path, Present, Rule
from tiktok_bindgen.logic.paths import without_items
from tiktok_bindgen.sentences.sound import unset_values
from tiktok_bindgen.weigh.apply import Change, with_changed_request
from tiktok_bindgen.weigh.compare import Names
from tiktok_bindgen.weigh.exceptions import but_not, with_narrowed


def told_otherwise(operation: Operation) -> dict[Names, Change]:
    """Contest required markers that the page itself contradicts by cases without the field."""
    forms = (operation.parameters, *(each.fields for each in operation.alternatives))
    lines = {
        names: by.line
        for fields in map(tuple, map(walk, forms))
        for names, of in fields
        # Facts pages keep what was contested, but not the words.
        if of.presence == "required" and all(each.fact != "required" for each in of.contested)
        for beside, by in fields
        if beside[:-1] == names[:-1]
        if by is of or f"`{of.name}`" in by.description or "other fields" in by.description
        if is_not_always(of.name, by.description, own=by is of)
    }
    return {names: Change((Contested("required", operation.page, line),)) for names, line in lines.items()}


def other_switches(operations: Sequence[Operation]) -> Iterator[Operation]:
    """Contest that a switch of a request is always on, if its namesake at the same level can be off."""
    both = {
        (level, of.name)
        for each in operations
        for _, of in walk((*each.parameters, *each.response))
        if of.type.kind == "boolean" and len(of.enum) > 1
        for level in steps_of(each.path)
    }
    for each in operations:
        stuck = {
            names: of
            for names, of in walk(each.parameters)
            if of.type.kind == "boolean"
            if len(of.enum) == 1 and (steps_of(each.path)[-2], of.name) in both
        }
        changes = {
            names: Change((Contested("enum", each.page, of.line),), values=(EnumValue(not of.enum[0].value),))
            for names, of in stuck.items()
        }
        yield with_changed_request(each, changes)


def of_defaults(operation: Operation) -> dict[str, Rule]:
    """Except from demands that hold for a field or its default what may be sent in its place."""
    groups = [rule.targets for rule in operation.rules if rule.kind == "or"]
    return {
        rule.id: evolve(rule, when=when, exception=(operation.page, rule.line))
        for rule in operation.rules
        if rule.kind == "requires" and isinstance(rule.when, Any_)
        for case in rule.when.conditions
        if isinstance(case, In) and Not(Present(case.path)) in rule.when.conditions
        if (others := [each for group in groups if case.path in group for each in group])
        for nothing in [All(tuple(Not(Present(path)) for path in dict.fromkeys((case.path, *others))))]
        for left in [(each for each in rule.when.conditions if each != Not(Present(case.path)))]
        if (when := Any_((*left, nothing))) != rule.when
    }


def less_doubtful(operation: Operation) -> Operation:
    """Leave out of the rules of an operation the requests in which they are doubtful.

    A rule that examples contest, or have given an exception, stays: they know better.
    """
    fields = dict(walk(operation.parameters))
    against = contested_rules(operation.parameters)
    narrower = {}
    for rule in operation.rules:
        if rule.when is None or rule.exception is not None or rule.id in against:
            continue
        now = evolve(rule, when=_with_kinds(rule.when, rule.scope, fields))
        for other in _otherwise(rule, fields) if rule.kind == "requires" else ():
            now = but_not(now, other)
        if now != rule:
            narrower[rule.id] = now
    return with_narrowed(operation, narrower)


def _with_kinds(condition: Condition, scope: Path, fields: Mapping[Names, Field]) -> Condition:
    """A condition whose negated tests leave out kinds of what they name: `BIG_ROSE` with `ROSE`.

    A list of the appendix grows, and the sentences that name values of it do not.
    """
    if isinstance(condition, All | Any_):
        parts = tuple(_with_kinds(each, scope, fields) for each in condition.conditions)
        return evolve(condition, conditions=parts)
    test = condition.condition if isinstance(condition, Not) else None
    if not isinstance(test, In):
        return condition
    of = fields.get(without_items((*scope, *test.path)))
    listed = [] if of is None or of.enum_name is None else [each.value for each in of.enum]
    named = [_words(str(value)) for value in test.values]
    kinds = (value for value in listed if any(words <= _words(str(value)) for words in named))
    return Not(evolve(test, values=tuple(dict.fromkeys((*test.values, *kinds)))))


def _otherwise(rule: Rule, fields: Mapping[Names, Field]) -> Iterator[In]:
    """Yield where another field says that what a rule demands is of another kind than the rule's case.

    Where `form` is `ONE_ROSE`, a `rose_id` is demanded; but if `rose_kind` can be `ONE_ROSE` and is
    `ANY_ROSE`, the case is another one.
    """
    above = rule.targets[0][:-1]
    words = set(rule.targets[0][-1].split("_"))
    for case in rule.when.conditions if isinstance(rule.when, All) else (rule.when,):
        if not isinstance(case, In) or len(case.values) > 1:
            continue
        (value,) = case.values
        telling = words & _words(str(value))
        for names, of in fields.items():
            values = [each.value for each in of.enum]
            path = (*above, names[-1])
            if (
                value in values
                and names[:-1] == without_items((*rule.scope, *above))
                and path != case.path
                and telling & set(of.name.split("_"))
            ):
                yield In(path, tuple(each for each in values if each not in {value, *unset_values(of)}))


def _words(value: str) -> set[str]:
    return set(value.lower().split("_"))

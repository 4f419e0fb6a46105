"""What a check says of a broken rule, for whoever has to mend the request."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tiktok_bindgen.logic.evaluate import equal
from tiktok_bindgen.logic.model import (
    All,
    Any_,
    Atom,
    Bound,
    Compares,
    Condition,
    Contains,
    In,
    Measure,
    Not,
    Operator,
    Path,
    Present,
    Rule,
    Scalar,
    negation,
    path_text,
)
from tiktok_bindgen.logic.simplify import simplified

# Of longer lists of values a message shows the first.
_SHOWN = 12

_GROUPS = {
    "or": "send at least one of",
    "only-one": "send exactly one of",
    "zero-or-one": "send at most one of",
    "all-or-none": "send all or none of",
}
_RELATIONS: dict[Operator, str] = {
    "<": "less than ",
    "<=": "at most ",
    ">": "more than ",
    ">=": "at least ",
    "==": "",
    "!=": "anything but ",
}
# Where two fields are compared.
_SAME: dict[Operator, str] = {"==": "the same as ", "!=": "something else than "}
_DATES: dict[Operator, str] = {
    "<": "before ",
    "<=": "no later than ",
    ">": "after ",
    ">=": "no earlier than ",
}
_COUNTED: dict[Measure, str] = {"length": "character", "items": "item"}


def message(rule: Rule) -> str:
    """What a rule demands, and when; with what a field that is left out counts as, where that matters.

    Examples:
        >>> message(Rule("requires", (("soil",),), when=In(("plot",), ("BIG", "WET"), default="BIG")))
        '`soil` is required when `plot` is `BIG` or `WET` (left out, it counts as `BIG`)'
    """
    when = "" if rule.when is None else f" when {_condition(simplified(rule.when))}"
    return f"{_demand(rule)}{when}"


def _demand(rule: Rule) -> str:
    names = [_name(target) for target in rule.targets]
    are = "is" if len(names) == 1 else "are"
    if rule.kind == "requires":
        return f"{_listed(names, 'and')} {are} required"
    if rule.kind == "forbids":
        return f"{_listed(names, 'and')} {are} not allowed"
    if rule.kind == "value-in":
        return f"{_listed(names, 'and')} must be {_values(rule.values, 'or')}"
    if rule.kind == "value-not-in":
        return f"{_listed(names, 'and')} must not be {_values(rule.values, 'or')}"
    if rule.kind == "limit" and rule.bound is not None:
        return f"{_listed(names, 'and')} must {_bound(rule.bound)}"
    if rule.kind == "relational" and rule.operator is not None:
        first, second = names
        return f"{first} must be {_SAME.get(rule.operator) or _RELATIONS[rule.operator]}{second}"
    return f"{_GROUPS[rule.kind]} {', '.join(names)}"


def _bound(bound: Bound) -> str:
    amount = _amount(bound.operator, bound.number, bound.measure)
    return f"be {amount}" if bound.measure == "value" else f"have {amount}"


def _amount(operator: Operator, number: object, measure: Measure) -> str:
    if isinstance(number, str):
        return f"{_DATES.get(operator, _RELATIONS[operator])}`{number}`"
    if measure == "value":
        return f"{_RELATIONS[operator]}{number}"
    return f"{_RELATIONS[operator]}{number} {_COUNTED[measure]}{'' if number == 1 else 's'}"


# -- conditions ----------------------------------------------------------------------------


def _condition(condition: Condition, *, inside: bool = False) -> str:
    if isinstance(condition, All | Any_):
        word = " and " if isinstance(condition, All) else " or "
        whole = word.join(_condition(part, inside=True) for part in condition.conditions)
        return f"({whole})" if inside else whole
    if isinstance(condition, Not):
        if isinstance(condition.condition, All | Any_ | Not):
            return _condition(negation(condition.condition), inside=inside)
        return _atom(condition.condition, holds=False)
    return _atom(condition, holds=True)


def _atom(atom: Atom, *, holds: bool) -> str:
    name, no = _name(atom.path), "" if holds else "not "
    if isinstance(atom, Present):
        return f"{name} is {no}given"
    if isinstance(atom, In):
        # Where it is left out it counts as its default, and so may meet the condition as well.
        by_default = any(equal(value, atom.default) for value in atom.values) == holds
        counts = _left_out(atom.default) if by_default else ""
        return f"{name} is {no}{_values(atom.values, 'or')}{counts}"
    if isinstance(atom, Compares):
        return _comparison(atom, holds=holds)
    verb = "contains" if holds else "does not contain"
    if isinstance(atom, Contains):
        return f"{name} {verb} {_values(atom.values, 'or')}"
    return f"{name} {verb} only {_values(atom.values, 'or')}"


def _comparison(atom: Compares, *, holds: bool) -> str:
    no, verb = ("", "has") if holds else ("not ", "does not have")
    if atom.other is None:
        amount = _amount(atom.operator, atom.bound, atom.measure)
    elif atom.measure == "value":
        amount = f"{_SAME.get(atom.operator) or _RELATIONS[atom.operator]}{_name(atom.other)}"
    else:
        amount = f"{_RELATIONS[atom.operator]}as many {_COUNTED[atom.measure]}s as {_name(atom.other)}"
    is_so = f"is {no}{amount}" if atom.measure == "value" else f"{verb} {amount}"
    return f"{_name(atom.path)} {is_so}{_left_out(atom.default)}"


def _left_out(default: Scalar | None) -> str:
    return "" if default is None else f" (left out, it counts as {_value(default)})"


# -- words ---------------------------------------------------------------------------------


def _name(path: Path) -> str:
    return f"`{path_text(path)}`"


def _values(values: Sequence[Scalar], word: str) -> str:
    shown = [_value(value) for value in values[:_SHOWN]]
    if len(values) > _SHOWN:
        return f"one of {', '.join(shown)}, … ({len(values)} values)"
    return _listed(shown, word)


def _listed(words: Sequence[str], word: str) -> str:
    *most, last = words
    return f"{', '.join(most)} {word} {last}" if most else last


def _value(value: object) -> str:
    """A value as code; a text that could be taken for something else in quotes."""
    if isinstance(value, str) and value[:1].isalpha() and value not in {"true", "false", "null"}:
        return f"`{value}`"
    return f"`{json.dumps(value, ensure_ascii=False)}`"

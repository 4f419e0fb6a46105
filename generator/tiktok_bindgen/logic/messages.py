"""Word rules for people who have to correct a request."""

from __future__ import annotations

import json
from collections.abc import Sequence

from attrs import evolve

from tiktok_bindgen.counting import number_of
from tiktok_bindgen.logic.english import RELATIONS, Words
from tiktok_bindgen.logic.evaluate import equal
from tiktok_bindgen.logic.model import (
    ABOVE,
    SPOKEN_LEVELS,
    All,
    Any_,
    Atom,
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
    level_of,
    negation,
)
from tiktok_bindgen.logic.paths import STEPS, common_parent
from tiktok_bindgen.logic.simplify import simplified


def message(rule: Rule) -> str:
    """Word what a rule demands, and when, for people who have to correct a request.

    It is shorter than `sentence`, shows only the first of many values, and mentions the default of a field
    only where that decides.

    Examples:
        >>> message(Rule("requires", (("soil",),), when=In(("plot",), ("BIG", "WET"), default="BIG")))
        '`soil` is required when `plot` is `BIG` or `WET` (left out, it counts as `BIG`)'
    """
    shorter = for_people(rule)
    return _PLAIN_WORDS.rule(shorter, shorter.when)


def condition_message(condition: Condition) -> str:
    """Word a condition for people: ```soil` is given``."""
    return _PLAIN_WORDS.condition(condition)


def for_people(rule: Rule) -> Rule:
    """A rule without the parts of its condition that only say that a parent request is present."""
    if rule.when is None:
        return rule
    return evolve(rule, when=_beside(simplified(rule.when, common_parent(rule.targets))))


def _beside(condition: Condition) -> Condition | None:
    """A condition without tests for the presence of parent requests; ``None`` if nothing else is left."""
    if isinstance(condition, All | Any_):
        parts = [each for part in condition.conditions if (each := _beside(part)) is not None]
        if isinstance(condition, Any_) and len(parts) < len(condition.conditions):
            return None
        # A field that "is not X" is understood to be given, so its presence need not be mentioned.
        others = {
            part.condition.path for part in parts if isinstance(part, Not) and isinstance(part.condition, In)
        }
        kept = [
            each
            for each in parts
            if not (isinstance(each, Present) and level_of(each.path) and each.path in others)
        ]
        return kept[0] if len(kept) == 1 else evolve(condition, conditions=tuple(kept)) if kept else None
    return (
        None
        if isinstance(condition, Present) and condition.path[1:] == () and level_of(condition.path)
        else condition
    )


# How many values of a long list are shown.
_SHOWN = 12
_AMOUNTS: dict[Operator, str] = {**RELATIONS, ">": "more than", "==": "", "!=": "anything but"}
# For comparing two fields.
_SAME: dict[Operator, str] = {"==": "the same as", "!=": "something else than"}
_DATES: dict[Operator, str] = {"<": "before", "<=": "no later than", ">": "after", ">=": "no earlier than"}
_COUNTED: dict[Measure, str] = {
    "length": "character",
    "items": "item",
    "decimals": "decimal place",
    "days": "day",
}


class _PlainWords(Words):
    """Wording for people."""

    brackets = False

    def rule(self, rule: Rule, condition: Condition | None) -> str:
        parts = condition.conditions if isinstance(condition, All) else (condition,)
        missing = [part for part in parts if isinstance(part, Not) and _is_item_of(rule, part.condition)]
        if rule.kind != "forbids" or len(missing) != 1:
            return super().rule(rule, condition)
        # What is not allowed without an item must have it.
        others = [part for part in parts if part is not None and part not in missing]
        when = f" when {self.condition(All(tuple(others)))}" if others else ""
        [item] = (part.condition for part in missing if isinstance(part.condition, Contains))
        return f"{self.path(item.path)} must contain {self.values(item.values)}{when}"

    def path(self, path: Path) -> str:
        level = level_of(path)
        if not level:
            return super().path(path)
        name = level.removeprefix(ABOVE)
        thing = SPOKEN_LEVELS.get(name, name)
        return f"{super().path(path[1:])} of the {thing if name == level else f'other {thing}s'}"

    def targets(self, paths: Sequence[Path]) -> tuple[str, str]:
        return _enumerated([self.path(path) for path in paths], "and"), "is" if len(paths) == 1 else "are"

    def values(self, values: Sequence[Scalar]) -> str:
        shown = [_shown(value) for value in values[:_SHOWN]]
        if len(values) > _SHOWN:
            return f"one of {', '.join(shown)}, … ({len(values)} values)"
        return _enumerated(shown, "or")

    def limit(self, targets: str, bound: Bound) -> str:
        verbs = {"value": "be", "number": "be", "days": "span", "product": "multiply to"}
        verb = verbs.get(bound.measure, "have")
        return f"{targets} must {verb} {self.amount(bound.operator, bound.number, bound.measure)}"

    def amount(self, operator: Operator, number: object, measure: Measure) -> str:
        if isinstance(number, str):
            return f"{_DATES.get(operator, _AMOUNTS[operator])} `{number}`".lstrip()
        counted = number_of(number, _COUNTED[measure]) if measure in _COUNTED else number
        return f"{_AMOUNTS[operator]} {counted}".lstrip()

    def than_field(self, operator: Operator, other: Path) -> str:
        return f"{_SAME.get(operator) or _AMOUNTS[operator]} {self.path(other)}"

    def condition(self, condition: Condition, *, inside: bool = False) -> str:
        if not isinstance(condition, All):
            return super().condition(condition, inside=inside)
        # That a field is given, and that it has none of some values, is worded as one part.
        others = {
            part.condition.path
            for part in condition.conditions
            if isinstance(part, Not)
            and isinstance(part.condition, In)
            and STEPS.isdisjoint(part.condition.path)
            if Present(part.condition.path) in condition.conditions
        }
        words = [
            f"{self.path(part.condition.path)} is given as anything but {self.values(part.condition.values)}"
            if isinstance(part, Not) and isinstance(part.condition, In) and part.condition.path in others
            else self.condition(part, inside=True)
            for part in condition.conditions
            if not (isinstance(part, Present) and part.path in others)
        ]
        return f"({' and '.join(words)})" if inside and len(words) > 1 else " and ".join(words)

    def negated(self, condition: Condition, *, inside: bool) -> str:
        if isinstance(condition, All | Any_ | Not):
            return self.condition(negation(condition), inside=inside)
        return self.atom(condition, holds=False)

    def atom(self, atom: Atom, *, holds: bool) -> str:
        if isinstance(atom, Present):
            return super().atom(atom, holds=holds)
        name, no = self.path(atom.path), "" if holds else "not "
        if isinstance(atom, In):
            # An absent field counts as its default, and so may meet the condition, too.
            by_default = any(equal(value, atom.default) for value in atom.values) == holds
            return f"{name} is {no}{self.values(atom.values)}{_left_out(atom.default) if by_default else ''}"
        if isinstance(atom, Compares):
            return self.comparison(atom, holds=holds)
        verb = "contains" if holds else "does not contain"
        return f"{name} {verb} {'only ' if isinstance(atom, HoldsOnly) else ''}{self.values(atom.values)}"

    def comparison(self, atom: Compares, *, holds: bool) -> str:
        if atom.other is None:
            amount = self.amount(atom.operator, atom.bound, atom.measure)
        elif atom.measure in {"value", "number"}:
            amount = self.than_field(atom.operator, atom.other)
        else:
            as_many = f"as many {_COUNTED[atom.measure]}s as {self.path(atom.other)}"
            amount = f"{_AMOUNTS[atom.operator]} {as_many}".lstrip()
        verb = ("is", "is not") if atom.measure in {"value", "number"} else ("has", "does not have")
        return f"{self.path(atom.path)} {verb[not holds]} {amount}{_left_out(atom.default)}"


_PLAIN_WORDS = _PlainWords()


def _is_item_of(rule: Rule, condition: Condition) -> bool:
    return isinstance(condition, Contains) and rule.targets == (condition.path,)


def _left_out(default: Scalar | None) -> str:
    return "" if default is None else f" (left out, it counts as {_shown(default)})"


def _enumerated(words: Sequence[str], word: str) -> str:
    *most, last = words
    return f"{', '.join(most)} {word} {last}" if most else last


def _shown(value: object) -> str:
    """A value as code; a string that could be read as something else is in quotes."""
    if isinstance(value, str) and value[:1].isalpha() and value not in {"true", "false", "null"}:
        return f"`{value}`"
    return f"`{json.dumps(value, ensure_ascii=False)}`"

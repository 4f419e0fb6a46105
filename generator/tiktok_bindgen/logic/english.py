"""Rules in words of our own, and back.

One rule has one sentence, and reading the sentence gives the rule again; a message says the same for people.
Codes stand in back-ticks: a path as `model.path_text` writes it, a value as itself or,
where it could be taken for another type or is no plain text, as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from attrs import define, evolve

from tiktok_bindgen.logic.evaluate import equal
from tiktok_bindgen.logic.model import (
    ABOVE,
    ITEM,
    VALUE,
    All,
    Any_,
    Atom,
    Bound,
    Compares,
    Condition,
    Contains,
    HoldsOnly,
    In,
    Kind,
    Measure,
    Not,
    Operator,
    Path,
    Present,
    Rule,
    Scalar,
    level_of,
    negation,
    path_of,
    path_text,
)
from tiktok_bindgen.logic.paths import common_parent
from tiktok_bindgen.logic.simplify import simplified

__all__ = ["MARK", "by_target", "for_people", "message", "read_rule", "sentence", "written_rule"]

_T = TypeVar("_T")

_RELATIONS: dict[Operator, str] = {
    "<": "less than",
    "<=": "at most",
    ">": "greater than",
    ">=": "at least",
    "==": "equal to",
    "!=": "different from",
}
_MEASURES: dict[Measure, str] = {
    "value": "value",
    "length": "length",
    "items": "number of items",
}
_GROUPS: dict[Kind, str] = {
    "or": "send at least one",
    "only-one": "send exactly one",
    "zero-or-one": "send at most one",
    "all-or-none": "send all or none",
}


def sentence(rule: Rule) -> str:
    """A rule in words that give it again.

    Examples:
        >>> sentence(Rule("requires", (("soil",),), when=In(("plot",), ("BIG",))))
        '`soil` is required when `plot` is `BIG`.'
    """
    place = f"In `{path_text(rule.scope)}`: " if rule.scope else ""
    return f"{place}{_EXACT.rule(rule, rule.when)}."


def message(rule: Rule) -> str:
    """What a rule demands, and when, for people who have to mend a request.

    It is said in fewer words than by `sentence`, of long lists of values it shows the first, and it says what
    a field that is left out counts as only where that matters.

    Examples:
        >>> message(Rule("requires", (("soil",),), when=In(("plot",), ("BIG", "WET"), default="BIG")))
        '`soil` is required when `plot` is `BIG` or `WET` (left out, it counts as `BIG`)'
    """
    told = for_people(rule)
    return _PLAIN_WORDS.rule(told, told.when)


def for_people(rule: Rule) -> Rule:
    """A rule without the parts of its condition that only say that what it looks at above is at hand."""
    if rule.when is None:
        return rule
    return evolve(rule, when=_beside(simplified(rule.when, common_parent(rule.targets))))


def _beside(condition: Condition) -> Condition | None:
    """A condition on what is at hand; nothing where it asks for no more than that."""
    if isinstance(condition, All | Any_):
        parts = [each for part in condition.conditions if (each := _beside(part)) is not None]
        if isinstance(condition, Any_) and len(parts) < len(condition.conditions):
            return None
        # What is not one of some values is there.
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


class _Words:
    """Words that can be read back: each rule and each condition has one form."""

    # Whether a condition of several parts is in brackets where it is the whole, too.
    brackets = True

    def path(self, path: Path) -> str:
        return f"`{path_text(path)}`"

    def rule(self, rule: Rule, condition: Condition | None) -> str:
        when = "" if condition is None else f" when {self.condition(condition)}"
        return f"{self.demand(rule)}{when}"

    def demand(self, rule: Rule) -> str:
        if rule.kind in _GROUPS:
            return f"{_GROUPS[rule.kind]} of {', '.join(map(self.path, rule.targets))}"
        targets, be = self.targets(rule.targets)
        if rule.kind == "requires":
            return f"{targets} {be} required"
        if rule.kind == "forbids":
            return f"{targets} {be} not allowed"
        if rule.kind == "value-in":
            return f"{targets} must be {self.values(rule.values)}"
        if rule.kind == "value-not-in":
            return f"{targets} must not be {self.values(rule.values)}"
        if rule.kind in {"limit", "arithmetic"} and rule.bound is not None:
            together = " together" if rule.kind == "arithmetic" else ""
            return self.limit(f"{targets}{together}", rule.bound)
        assert rule.operator is not None, "two fields are compared by an operator"
        first, second = rule.targets
        return f"{self.path(first)} must be {self.than_field(rule.operator, second)}"

    def targets(self, paths: Sequence[Path]) -> tuple[str, str]:
        """The fields that a rule is about, and the verb that goes with them."""
        return ", ".join(map(self.path, paths)), "is"

    def values(self, values: Sequence[Scalar]) -> str:
        codes = [_code(value) for value in values]
        return codes[0] if len(codes) == 1 else f"one of {', '.join(codes)}"

    def limit(self, targets: str, bound: Bound) -> str:
        amount = f"{_RELATIONS[bound.operator]} {_code(bound.number)}"
        return f"the {_MEASURES[bound.measure]} of {targets} must be {amount}"

    def than_field(self, operator: Operator, other: Path) -> str:
        return f"{_RELATIONS[operator]} the value of {self.path(other)}"

    def condition(self, condition: Condition, *, inside: bool = False) -> str:
        if isinstance(condition, All | Any_):
            word = " and " if isinstance(condition, All) else " or "
            whole = word.join(self.condition(part, inside=True) for part in condition.conditions)
            return f"({whole})" if inside or self.brackets else whole
        if isinstance(condition, Not):
            return self.negated(condition.condition, inside=inside)
        return self.atom(condition, holds=True)

    def negated(self, condition: Condition, *, inside: bool) -> str:
        if isinstance(condition, In | Present):
            return self.atom(condition, holds=False)
        return f"not {self.condition(condition, inside=inside)}"

    def atom(self, atom: Atom, *, holds: bool) -> str:
        no = "" if holds else "not "
        if isinstance(atom, Present):
            return f"{self.path(atom.path)} is {no}given"
        if isinstance(atom, In):
            return f"{self.path(atom.path)}{_default(atom.default)} is {no}{self.values(atom.values)}"
        if isinstance(atom, Contains):
            return f"{self.path(atom.path)} contains {self.values(atom.values)}"
        if isinstance(atom, HoldsOnly):
            return f"{self.path(atom.path)} holds only {self.values(atom.values)}"
        other = _code(atom.bound) if atom.other is None else f"the value of {self.path(atom.other)}"
        subject = f"the {_MEASURES[atom.measure]} of {self.path(atom.path)}{_default(atom.default)}"
        return f"{subject} is {_RELATIONS[atom.operator]} {other}"


def _default(default: Scalar | None) -> str:
    return "" if default is None else f" (by default {_code(default)})"


# Of longer lists of values people are shown the first.
_SHOWN = 12
_AMOUNTS: dict[Operator, str] = {**_RELATIONS, ">": "more than", "==": "", "!=": "anything but"}
# Where two fields are compared.
_SAME: dict[Operator, str] = {"==": "the same as", "!=": "something else than"}
_DATES: dict[Operator, str] = {"<": "before", "<=": "no later than", ">": "after", ">=": "no earlier than"}
# What people call levels.
_THINGS = {"adgroup": "ad group"}
_COUNTED: dict[Measure, str] = {"length": "character", "items": "item"}


class _PlainWords(_Words):
    """Words for people."""

    brackets = False

    def path(self, path: Path) -> str:
        level = level_of(path)
        if not level:
            return super().path(path)
        name = level.removeprefix(ABOVE)
        thing = _THINGS.get(name, name)
        return f"{super().path(path[1:])} of the {thing if name == level else f'other {thing}s'}"

    def targets(self, paths: Sequence[Path]) -> tuple[str, str]:
        return _enumerated([self.path(path) for path in paths], "and"), "is" if len(paths) == 1 else "are"

    def values(self, values: Sequence[Scalar]) -> str:
        shown = [_shown(value) for value in values[:_SHOWN]]
        if len(values) > _SHOWN:
            return f"one of {', '.join(shown)}, … ({len(values)} values)"
        return _enumerated(shown, "or")

    def limit(self, targets: str, bound: Bound) -> str:
        verb = "be" if bound.measure == "value" else "have"
        return f"{targets} must {verb} {self.amount(bound.operator, bound.number, bound.measure)}"

    def amount(self, operator: Operator, number: object, measure: Measure) -> str:
        if isinstance(number, str):
            return f"{_DATES.get(operator, _AMOUNTS[operator])} `{number}`".lstrip()
        counted = "" if measure == "value" else f" {_COUNTED[measure]}{'' if number == 1 else 's'}"
        return f"{_AMOUNTS[operator]} {number}{counted}".lstrip()

    def than_field(self, operator: Operator, other: Path) -> str:
        return f"{_SAME.get(operator) or _AMOUNTS[operator]} {self.path(other)}"

    def negated(self, condition: Condition, *, inside: bool) -> str:
        if isinstance(condition, All | Any_ | Not):
            return self.condition(negation(condition), inside=inside)
        return self.atom(condition, holds=False)

    def atom(self, atom: Atom, *, holds: bool) -> str:
        if isinstance(atom, Present):
            return super().atom(atom, holds=holds)
        name, no = self.path(atom.path), "" if holds else "not "
        if isinstance(atom, In):
            # Where it is left out it counts as its default, and so may meet the condition as well.
            by_default = any(equal(value, atom.default) for value in atom.values) == holds
            return f"{name} is {no}{self.values(atom.values)}{_left_out(atom.default) if by_default else ''}"
        if isinstance(atom, Compares):
            return self.comparison(atom, holds=holds)
        verb = "contains" if holds else "does not contain"
        return f"{name} {verb} {'only ' if isinstance(atom, HoldsOnly) else ''}{self.values(atom.values)}"

    def comparison(self, atom: Compares, *, holds: bool) -> str:
        if atom.other is None:
            amount = self.amount(atom.operator, atom.bound, atom.measure)
        elif atom.measure == "value":
            amount = self.than_field(atom.operator, atom.other)
        else:
            as_many = f"as many {_COUNTED[atom.measure]}s as {self.path(atom.other)}"
            amount = f"{_AMOUNTS[atom.operator]} {as_many}".lstrip()
        verb = ("is", "is not") if atom.measure == "value" else ("has", "does not have")
        return f"{self.path(atom.path)} {verb[not holds]} {amount}{_left_out(atom.default)}"


_EXACT = _Words()
_PLAIN_WORDS = _PlainWords()


def _left_out(default: Scalar | None) -> str:
    return "" if default is None else f" (left out, it counts as {_shown(default)})"


def _enumerated(words: Sequence[str], word: str) -> str:
    *most, last = words
    return f"{', '.join(most)} {word} {last}" if most else last


def _shown(value: object) -> str:
    """A value as code; a text that could be taken for something else in quotes."""
    if isinstance(value, str) and value[:1].isalpha() and value not in {"true", "false", "null"}:
        return f"`{value}`"
    return f"`{json.dumps(value, ensure_ascii=False)}`"


_PLAIN = re.compile(r"[A-Za-z_#+@%$/][^`\"\\\x00-\x1f\x7f-\x9f\u2028\u2029|<>&*\[\]{}]*(?<![\s.])")


def _code(value: object) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value not in {"true", "false", "null"}:
        return f"`{value}`"
    text = json.dumps(value)
    for sign in "`|<>&*[]{}":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f"`{text}`"


def read_rule(text: str) -> Rule | None:
    """The rule that :func:`sentence` wrote; ``None`` for any other text."""
    tokens = _TOKEN.findall(text)
    if "".join(tokens).replace(" ", "") != text.replace(" ", ""):
        return None
    try:
        return _Parser(tokens).rule()
    except _Unread:
        return None


# How a facts page begins a line that is a rule.
MARK = "Rule: "


def by_target(rules: Iterable[Rule]) -> dict[Path, list[str]]:
    """The lines of a facts page that are rules, by the path of the first target without steps for items."""
    lines: dict[Path, list[str]] = {}
    for rule in rules:
        path = tuple(step for step in (*rule.scope, *rule.targets[0]) if step not in {ITEM, VALUE})
        lines.setdefault(path, []).append(f"{MARK}{sentence(rule)}")
    return lines


def written_rule(line: str) -> Rule | None:
    """The rule that a line of a facts page is; ``None`` if it is none."""
    return read_rule(line.removeprefix(MARK)) if line.startswith(MARK) else None


_TOKEN = re.compile(r"`[^`]*`|[A-Za-z]+|[(),:.]")


class _Unread(Exception):  # noqa: N818 - never leaves this module
    """The text is no sentence of ours."""


@define
class _Parser:
    """Reads the tokens of one sentence."""

    tokens: Sequence[str]
    position: int = 0

    def rule(self) -> Rule:
        scope: Path = ()
        if self._take("In"):
            scope = self._path()
            self._expect(":")
        kind, targets, values, bound, operator = self._demand()
        when = self._condition() if self._take("when") else None
        self._expect(".")
        if self.position != len(self.tokens):
            raise _Unread
        return Rule(kind, targets, scope, when, values, bound, operator)

    def _demand(
        self,
    ) -> tuple[Kind, tuple[Path, ...], tuple[Scalar, ...], Bound | None, Operator | None]:
        for kind, words in _GROUPS.items():
            if self._take(f"{words} of"):
                return kind, self._paths(), (), None, None
        if self._take("the"):
            measure = self._one(_MEASURES)
            self._expect("of")
            targets = self._paths()
            kind = "arithmetic" if self._take("together") else "limit"
            self._expect("must be")
            return kind, targets, (), Bound(self._one(_RELATIONS), self._scalar(), measure), None
        targets = self._paths()
        if self._take("is required"):
            return "requires", targets, (), None, None
        if self._take("is not allowed"):
            return "forbids", targets, (), None, None
        if self._take("must not be"):
            return "value-not-in", targets, self._values(), None, None
        self._expect("must be")
        if not self._at("one of") and not self._at_code():
            operator = self._one(_RELATIONS)
            self._expect("the value of")
            return "relational", (*targets, self._path()), (), None, operator
        return "value-in", targets, self._values(), None, None

    def _condition(self) -> Condition:
        if self._take("("):
            parts = [self._condition()]
            word = "and" if self._at("and") else "or"
            while self._take(word):
                parts.append(self._condition())
            self._expect(")")
            return All(tuple(parts)) if word == "and" else Any_(tuple(parts))
        if self._take("not"):
            return Not(self._condition())
        if self._take("the"):
            measure = self._one(_MEASURES)
            self._expect("of")
            path = self._path()
            default = self._default()
            self._expect("is")
            operator = self._one(_RELATIONS)
            if self._take("the value of"):
                return Compares(path, operator, None, self._path(), measure, default)
            return Compares(path, operator, self._scalar(), None, measure, default)
        return self._test(self._path())

    def _test(self, path: Path) -> Condition:
        if self._take("contains"):
            return Contains(path, self._values())
        if self._take("holds only"):
            return HoldsOnly(path, self._values())
        default = self._default()
        self._expect("is")
        negated = self._take("not")
        if default is None and self._take("given"):
            found: Condition = Present(path)
        else:
            found = In(path, self._values(), default)
        return Not(found) if negated else found

    def _default(self) -> Scalar | None:
        if not self._take("( by default"):
            return None
        value = self._scalar()
        self._expect(")")
        return value

    def _paths(self) -> tuple[Path, ...]:
        return tuple(self._listed(self._path))

    def _values(self) -> tuple[Scalar, ...]:
        if self._take("one of"):
            return tuple(self._listed(self._scalar))
        return (self._scalar(),)

    def _listed(self, read: Callable[[], _T]) -> list[_T]:
        found = [read()]
        while self._take(","):
            found.append(read())
        return found

    def _path(self) -> Path:
        return path_of(self._text())

    def _scalar(self) -> Scalar:
        text = self._text()
        if _PLAIN.fullmatch(text) and text not in {"true", "false"}:
            return text
        try:
            value = json.loads(text)
        except ValueError:
            raise _Unread from None
        if not isinstance(value, str | int | float | bool):
            raise _Unread
        return value

    def _text(self) -> str:
        if not self._at_code():
            raise _Unread
        self.position += 1
        return self.tokens[self.position - 1].strip("`")

    def _at_code(self) -> bool:
        return self.position < len(self.tokens) and self.tokens[self.position].startswith("`")

    def _one(self, words: dict[_T, str]) -> _T:
        for key, text in words.items():
            if self._take(text):
                return key
        raise _Unread

    def _at(self, words: str) -> bool:
        parts = words.split()
        return list(self.tokens[self.position : self.position + len(parts)]) == parts

    def _take(self, words: str) -> bool:
        if self._at(words):
            self.position += len(words.split())
            return True
        return False

    def _expect(self, words: str) -> None:
        if not self._take(words):
            raise _Unread

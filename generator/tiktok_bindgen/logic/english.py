"""Write rules as sentences that can be parsed back.

Each rule has exactly one sentence, and parsing that sentence returns the rule; the wording for people is in
`tiktok_bindgen.logic.messages`. Code is in back-ticks: a path as `model.path_text` writes it, a value as it
is or, where that could be read as another type or is not plain text, as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from attrs import define, evolve

from tiktok_bindgen.logic.model import (
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
    path_of,
    path_text,
)
from tiktok_bindgen.logic.paths import without_items
from tiktok_bindgen.runtime.codec import parse_json

_T = TypeVar("_T")

RELATIONS: dict[Operator, str] = {
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
    "number": "number",
    "decimals": "decimal places",
    "days": "span in days",
    "product": "product",
}
_GROUPS: dict[Kind, str] = {
    "or": "send at least one",
    "only-one": "send exactly one",
    "zero-or-one": "send at most one",
    "all-or-none": "send all or none",
}


def sentence(rule: Rule) -> str:
    """Write a rule as the sentence that `read_rule` parses back.

    Examples:
        >>> sentence(Rule("requires", (("soil",),), when=In(("plot",), ("BIG",))))
        '`soil` is required when `plot` is `BIG`.'
    """
    place = f"In `{path_text(rule.scope)}`: " if rule.scope else ""
    return f"{place}{_EXACT.rule(rule, rule.when)}."


class Words:
    """Wording that can be parsed back: each rule and each condition has one form."""

    # Whether a top-level condition of several parts is in brackets, too.
    brackets = True

    def path(self, path: Path) -> str:
        """The wording of a field's path."""
        return f"`{path_text(path)}`"

    def rule(self, rule: Rule, condition: Condition | None) -> str:
        """The wording of what a rule demands, followed by its condition, if any."""
        when = "" if condition is None else f" when {self.condition(condition)}"
        return f"{self.demand(rule)}{when}"

    def demand(self, rule: Rule) -> str:
        """The wording of what a rule demands."""
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
        """The wording of a rule's targets, and the verb that goes with it."""
        return ", ".join(map(self.path, paths)), "is"

    def values(self, values: Sequence[Scalar]) -> str:
        """The wording of alternative values."""
        codes = [_code(value) for value in values]
        return codes[0] if len(codes) == 1 else f"one of {', '.join(codes)}"

    def limit(self, targets: str, bound: Bound) -> str:
        """The wording of a limit on some targets, which are given as worded."""
        amount = f"{RELATIONS[bound.operator]} {_code(bound.number)}"
        return f"the {_MEASURES[bound.measure]} of {targets} must be {amount}"

    def than_field(self, operator: Operator, other: Path) -> str:
        """The wording of a comparison with another field."""
        return f"{RELATIONS[operator]} the value of {self.path(other)}"

    def condition(self, condition: Condition, *, inside: bool = False) -> str:
        """The wording of a condition; if nested in another, its parts are in brackets."""
        if isinstance(condition, All | Any_):
            word = " and " if isinstance(condition, All) else " or "
            whole = word.join(self.condition(part, inside=True) for part in condition.conditions)
            return f"({whole})" if inside or self.brackets else whole
        if isinstance(condition, Not):
            return self.negated(condition.condition, inside=inside)
        return self.atom(condition, holds=True)

    def negated(self, condition: Condition, *, inside: bool) -> str:
        """The wording of a condition not holding."""
        if isinstance(condition, In | Present):
            return self.atom(condition, holds=False)
        return f"not {self.condition(condition, inside=inside)}"

    def atom(self, atom: Atom, *, holds: bool) -> str:
        """The wording of an atom holding, or not holding."""
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
        return f"{subject} is {RELATIONS[atom.operator]} {other}"


def _default(default: Scalar | None) -> str:
    return "" if default is None else f" (by default {_code(default)})"


_EXACT = Words()


_PLAIN = re.compile(r"[A-Za-z_#+@%$/][^`\"\\\x00-\x1f\x7f-\x9f\u2028\u2029|<>&*\[\]{}]*(?<![\s.])")


def _code(value: object) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value not in {"true", "false", "null"}:
        return f"`{value}`"
    text = json.dumps(value)
    for sign in "`|<>&*[]{}":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f"`{text}`"


def read_rule(text: str) -> Rule | None:
    """Parse a sentence that :func:`sentence` wrote; return ``None`` for any other text."""
    tokens = _TOKEN.findall(text)
    if "".join(tokens).replace(" ", "") != text.replace(" ", ""):
        return None
    try:
        return _Parser(tokens).rule()
    except _Unread:
        return None


# The prefix of a line of a facts page that is a rule.
MARK = "Rule: "


def by_target(rules: Iterable[Rule]) -> dict[Path, list[str]]:
    """Write rules as lines of a facts page, keyed by the path of their first target without item steps."""
    lines: dict[Path, list[str]] = {}
    for rule in rules:
        path = without_items((*rule.scope, *rule.targets[0]))
        shown = "" if rule.exception is None else " Exception: `{}`, line {}.".format(*rule.exception)
        lines.setdefault(path, []).append(f"{MARK}{sentence(rule)}{shown}")
    return lines


_EXCEPTION = re.compile(r" Exception: `(?P<page>[^`]*)`, line (?P<line>[0-9]{1,9})\.\Z")


def written_rule(line: str) -> Rule | None:
    """Parse a line of a facts page that is a rule; return ``None`` for any other line."""
    if not line.startswith(MARK):
        return None
    shown = _EXCEPTION.search(line)
    rule = read_rule(line[len(MARK) : shown.start() if shown else None])
    if rule is None or shown is None:
        return rule
    return evolve(rule, exception=(shown["page"], int(shown["line"])))


_TOKEN = re.compile(r"`[^`]*`|[A-Za-z]+|[(),:.]")


class _Unread(Exception):  # noqa: N818 - never leaves this module
    """The text is not a sentence that `sentence` writes."""


@define
class _Parser:
    """A recursive-descent parser for the tokens of one sentence."""

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
            return kind, targets, (), Bound(self._one(RELATIONS), self._scalar(), measure), None
        targets = self._paths()
        if self._take("is required"):
            return "requires", targets, (), None, None
        if self._take("is not allowed"):
            return "forbids", targets, (), None, None
        if self._take("must not be"):
            return "value-not-in", targets, self._values(), None, None
        self._expect("must be")
        if not self._at("one of") and not self._at_code():
            operator = self._one(RELATIONS)
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
            operator = self._one(RELATIONS)
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
            value = parse_json(text)
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

"""Find requests that break one rule and nothing else, by breaking it and repairing all other faults."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

from attrs import define, field

from payloads import Payloads, Request
from tiktok_bindgen.explain.operation import explained
from tiktok_bindgen.logic.model import (
    All,
    Any_,
    Compares,
    Condition,
    Contains,
    HoldsOnly,
    In,
    Not,
    Operator,
    Path,
    Present,
    Rule,
    negation,
)

Steps = tuple[str | int, ...]

_TRIES = 40
# Each item of a list that is too long may have something wrong with it.
_MENDINGS = 120
_OPPOSITES: dict[Operator, Operator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
# Operator → offsets from a bound at which a value satisfies it.
_OFFSETS: dict[Operator, tuple[int, ...]] = {
    "<": (-1, -2),
    "<=": (0, -1),
    ">": (1, 2),
    ">=": (0, 1),
    "==": (0,),
    "!=": (1, -1),
}
_EARLY, _LATE = (11, 1, 1, 1, 1, 1), (88, 8, 8, 8, 8, 8)
# Days → a date so many days after the early one.
_DAYS_AFTER = {
    8: (11, 1, 9, 1, 1, 1),
    59: (11, 3, 1, 1, 1, 1),
    120: (11, 5, 1, 1, 1, 1),
    396: (12, 2, 1, 1, 1, 1),
}


def rules_of(document: Mapping[str, Any], request: Request) -> tuple[Rule, ...]:
    """Return every rule of an operation, with its place as its scope."""
    return tuple(rule for rule, _ in explained(document, request.method, request.path).rules)


class _StuckError(Exception):
    """The change wanted is impossible here; another one may succeed."""


@define
class Witnesses:
    """Finds requests that break a single rule.

    Attributes:
        document: The OpenAPI document.
        request: The operation.
        check: Returns all violations of a request, with their ``pointer`` and ``rule``.
    """

    document: Mapping[str, Any]
    request: Request
    check: Callable[[Any], list[Any]]
    _rules: dict[str, list[Rule]] = field(factory=dict, init=False)
    _always: list[Rule] = field(factory=list, init=False)
    _random: Random = field(init=False)
    _maker: Payloads = field(init=False)
    _payload: dict[str, Any] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        for rule in rules_of(self.document, self.request):
            self._rules.setdefault(stated(rule), []).append(rule)
            self._always += [rule] if is_always_required(rule) else []
        self._random = Random(self.request.title)
        self._maker = Payloads(self.document, self._random, given=0.0)

    def find(self, rule: Rule) -> dict[str, Any] | None:
        """Return a request that breaks only this rule; ``None`` if none was found."""
        for _ in range(_TRIES):
            try:
                found = self._try(rule)
            except _StuckError:
                continue
            if found is not None:
                return found
        return None

    def _try(self, rule: Rule) -> dict[str, Any] | None:
        self._payload = self._maker.value(self.request.schema)
        self._break(rule)
        for _ in range(_MENDINGS):
            wrong = self.check(self._payload)
            broken = [each for each in wrong if self._rule_of(each) == rule]
            others = [each for each in wrong if self._rule_of(each) != rule]
            if broken and not others:
                return self._payload
            before = copy.deepcopy(self._payload)
            try:
                if broken:
                    self._mend(self._random.choice(others))
                else:
                    self._break(rule)
            except _StuckError:
                self._payload = before
        return None

    # -- one rule ------------------------------------------------------------------------

    def _break(self, rule: Rule) -> None:
        target = self._random.choice(rule.targets)
        place = self._concrete((*rule.scope, *target), ())
        if rule.when is not None:
            self._make(rule.when, rule, place)
        targets = [self._concrete((*rule.scope, *each), place) for each in rule.targets]
        if rule.kind == "requires":
            self._hold(place)
            self._delete(place)
        elif rule.kind == "forbids":
            self._give(place)
        elif rule.kind == "value-in":
            self._choose(place, lambda value: value not in rule.values)
            if "[]" not in rule.targets[0] and self._schema(place).get("type") == "array":
                # Other rules may require one of the allowed values in the list.
                self._holder((*place, 0)).extend(self._random.choice([(), rule.values[:1]]))
        elif rule.kind == "value-not-in":
            self._put(place, self._random.choice(rule.values))
        elif rule.kind == "limit" and rule.bound is not None:
            opposite = _OPPOSITES[rule.bound.operator]
            self._measure(place, opposite, rule.bound.number, rule.bound.measure)
        elif rule.bound is not None and rule.bound.measure == "days":
            limit = int(rule.bound.number)
            after = next(digits for days, digits in _DAYS_AFTER.items() if days > limit)
            for path, digits in zip(targets, (_EARLY, after), strict=True):
                self._put(path, self._maker.date(self._schema(path), digits))
        elif rule.kind == "arithmetic" and rule.bound is not None:
            # Exceed the sum with equal shares of all targets, or with one target only.
            some = targets if self._random.random() < 0.5 else [self._random.choice(targets)]
            for each in targets:
                self._delete(each)
            for each in some:
                self._measure(each, ">", int(rule.bound.number) // len(some), rule.bound.measure)
        elif rule.kind == "relational" and rule.operator is not None:
            self._relate(targets[0], _OPPOSITES[rule.operator], targets[1])
        elif rule.kind == "or" or (rule.kind == "only-one" and self._random.random() < 0.5):
            for each in targets:
                self._hold(each)
                self._delete(each)
        elif rule.kind == "all-or-none":
            given, absent = self._random.sample(targets, 2)
            self._give(given)
            self._delete(absent)
        else:
            for each in self._random.sample(targets, 2):
                self._give(each)

    def _mend(self, violation: Any) -> None:
        steps = _steps(violation.pointer)
        rule = self._rule_of(violation)
        if rule is None:
            self._mend_value(violation.rule, steps)
        elif rule.when is not None and self._random.random() < 0.4:
            self._make(negation(rule.when), rule, steps)
        else:
            self._keep(rule, steps)

    def _rule_of(self, violation: Any) -> Rule | None:
        """Return the rule that a violation breaks, by name and place, since two rules can share a name."""
        steps = _steps(violation.pointer)
        if violation.rule == "required":
            whole = {rule: [(*rule.scope, *target) for target in rule.targets] for rule in self._always}
            found = [rule for rule, paths in whole.items() if len(steps) in map(len, paths)]
        else:
            found = self._rules.get(violation.rule, [])
        return next((rule for rule in found if _is_about(rule, steps)), None)

    def _mend_value(self, name: str, steps: Steps) -> None:
        """Repair a value that its own schema refuses."""
        if name == "required" or self._required(steps):
            self._put(steps, self._maker.value(self._schema(steps)))
        else:
            self._delete(steps)

    def _keep(self, rule: Rule, steps: Steps) -> None:
        """Change the targets of a rule so that it is satisfied at a place."""
        targets = [self._concrete((*rule.scope, *each), steps) for each in rule.targets]
        if rule.kind in {"requires", "all-or-none"}:
            self._give(steps)
        elif rule.kind == "or" or (rule.kind == "only-one" and not any(map(self._is_given, targets))):
            self._give(self._random.choice(targets))
        elif rule.kind == "value-in" and self._random.random() < 0.8:
            self._choose(steps, lambda value: value in rule.values, rule.values)
        elif rule.kind == "value-not-in" and self._random.random() < 0.8:
            self._choose(steps, lambda value: value not in rule.values)
        elif rule.kind == "limit" and rule.bound is not None and self._random.random() < 0.8:
            self._measure(steps, rule.bound.operator, rule.bound.number, rule.bound.measure)
        elif rule.kind == "relational" and rule.operator is not None and self._random.random() < 0.5:
            self._relate(targets[0], rule.operator, targets[1])
        elif rule.bound is not None and rule.bound.measure == "days":
            self._relate(targets[0], "==", targets[1])
        else:
            self._delete(steps)

    # -- conditions ----------------------------------------------------------------------

    def _make(self, condition: Condition, rule: Rule, place: Steps) -> None:
        """Change the payload so that a condition is likely to hold at a place."""
        if isinstance(condition, All):
            for part in condition.conditions:
                self._make(part, rule, place)
        elif isinstance(condition, Any_):
            self._make(self._random.choice(condition.conditions), rule, place)
        elif isinstance(condition, Not):
            if isinstance(condition.condition, All | Any_ | Not):
                self._make(negation(condition.condition), rule, place)
            else:
                self._make_atom(condition.condition, rule, place, wanted=False)
        else:
            self._make_atom(condition, rule, place, wanted=True)

    def _make_atom(
        self, atom: In | Present | Contains | HoldsOnly | Compares, rule: Rule, place: Steps, *, wanted: bool
    ) -> None:
        steps = self._concrete((*rule.scope, *atom.path), place)
        if isinstance(atom, Present):
            if wanted:
                self._give(steps)
            else:
                self._delete(steps)
        elif isinstance(atom, Compares):
            self._make_comparison(atom, rule, place, wanted=wanted)
        elif isinstance(atom, In):
            by_default = atom.default is not None and atom.default in atom.values
            if by_default == wanted and not self._required(steps) and self._random.random() < 0.5:
                self._delete(steps)
            else:
                choices = atom.values if wanted else ()
                self._choose(steps, lambda value: (value in atom.values) == wanted, choices)
        elif wanted:
            # Other rules may require what the list has already.
            self._hold(steps)
            known = self._holder((*steps, 0)) if self._is_given(steps) else []
            kept = known if isinstance(known, list) and self._random.random() < 0.5 else []
            self._put(steps, [*kept, self._random.choice(atom.values)])
        elif self._random.random() < 0.5 and not self._required(steps):
            self._delete(steps)
        else:
            self._put(steps, [])
            self._choose((*steps, 0), lambda value: value not in atom.values)

    def _make_comparison(self, atom: Compares, rule: Rule, place: Steps, *, wanted: bool) -> None:
        steps = self._concrete((*rule.scope, *atom.path), place)
        sign = atom.operator if wanted else _OPPOSITES[atom.operator]
        if atom.other is not None:
            self._relate(steps, sign, self._concrete((*rule.scope, *atom.other), place))
        elif not wanted and atom.default is None and self._random.random() < 0.5:
            self._delete(steps)
        else:
            self._measure(steps, sign, atom.bound, atom.measure)

    # -- values --------------------------------------------------------------------------

    def _choose(self, steps: Steps, fits: Callable[[Any], bool], choices: Sequence[Any] = ()) -> None:
        """Put a value that satisfies ``fits``, of those that the field can have or of ``choices``."""
        schema = self._schema(steps)
        if schema.get("type") == "array":
            self._hold(steps)
            self._put(steps, [])
            self._choose((*steps, 0), fits, choices)
            return
        known = schema.get("enum") or list(choices) or [self._maker.value(schema) for _ in range(4)]
        possible = [value for value in known if fits(value)]
        if not possible:
            raise _StuckError
        self._put(steps, self._random.choice(possible))

    def _measure(self, steps: Steps, sign: Operator, bound: Any, measure: str) -> None:
        if isinstance(bound, str) and bound[:4].isdecimal():
            # Only the year of a date is changed.
            offset = self._random.choice(_OFFSETS[sign])
            self._put(steps, f"{int(bound[:4]) + offset:04}{bound[4:]}")
            return
        if not isinstance(bound, int | float):
            raise _StuckError
        number = bound + self._random.choice(_OFFSETS[sign])
        if measure in {"value", "product", "number"}:
            self._put(steps, f"{number}" if measure == "number" else number)
            return
        if number < 0:
            raise _StuckError
        schema = self._schema(steps)
        if measure in {"length", "decimals"}:
            self._put(steps, "x" * int(number) if measure == "length" else f"0.{'1' * int(number) or '0'}")
        else:
            self._put(steps, [self._maker.value(schema.get("items", {})) for _ in range(int(number))])

    def _relate(self, first: Steps, sign: Operator, second: Steps) -> None:
        if "pattern" in self._schema(first):
            early, late = (self._maker.date(self._schema(first), each) for each in (_EARLY, _LATE))
            pairs = {"<": (early, late), "<=": (early, early), "==": (early, early)}
            low, high = pairs.get(sign, (late, late if sign == ">=" else early))
        elif self._schema(first).get("type") == "string":
            low, high = "here", "here" if sign == "==" else "there"
        else:
            self._put(first, 20 + self._random.choice(_OFFSETS[sign]))
            self._put(second, 20)
            return
        self._put(first, low)
        self._put(second, high)

    def _give(self, steps: Steps) -> None:
        """Ensure that a field is given."""
        if self._is_given(steps):
            return
        schema = self._schema(steps)
        value = self._maker.value(schema)
        if schema.get("type") == "array" and not value:
            value = [self._maker.value(schema.get("items", {}))]
        self._put(steps, value)

    # -- places --------------------------------------------------------------------------

    def _concrete(self, path: Path, near: Steps) -> Steps:
        """Return a path's steps, with list indexes from a place ``near`` it, else the first of each list."""
        found: list[str | int] = []
        together = True
        for index, step in enumerate(path):
            here = near[index] if index < len(near) else None
            if step == "[]":
                found.append(here if together and isinstance(here, int) else 0)
            else:
                together = together and here == step
                found.append("any/key~" if step == "{}" else step)
        return tuple(found)

    def _schema(self, steps: Steps) -> Mapping[str, Any]:
        path = ["[]" if isinstance(step, int) else "{}" if step == "any/key~" else step for step in steps]
        schema = self._maker.at(self.request.schema, path)
        if schema is None:
            raise _StuckError
        return schema

    def _required(self, steps: Steps) -> bool:
        return steps[-1] in self._schema(steps[:-1]).get("required", ())

    def _is_given(self, steps: Steps) -> bool:
        value: Any = self._payload
        for step in steps:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return False
        return True

    def _put(self, steps: Steps, value: Any) -> None:
        self._hold(steps)
        holder = self._holder(steps)
        if isinstance(holder, list) and steps[-1] == len(holder):
            holder.append(value)
        else:
            holder[steps[-1]] = value

    def _hold(self, steps: Steps) -> None:
        """Ensure that the objects and lists around a field exist."""
        for length in range(1, len(steps)):
            if not self._is_given(steps[:length]):
                holder = self._holder(steps[:length])
                made = self._maker.value(self._schema(steps[:length]))
                if isinstance(holder, list):
                    holder.append(made)
                else:
                    holder[steps[length - 1]] = made

    def _holder(self, steps: Steps) -> Any:
        value: Any = self._payload
        for step in steps[:-1]:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                raise _StuckError from None
        if not isinstance(value, dict | list):
            raise _StuckError
        return value

    def _delete(self, steps: Steps) -> None:
        if self._required(steps):
            raise _StuckError
        if self._is_given(steps):
            del self._holder(steps)[steps[-1]]


def stated(rule: Rule) -> str:
    """Return the id of a rule relative to its object, without the object's place."""
    return Rule(rule.kind, rule.targets, (), rule.when, rule.values, rule.bound, rule.operator).id


def is_always_required(rule: Rule) -> bool:
    """Report whether a rule requires a field whenever its object is given; checks name no rule for these."""
    plain = all(len(target) == 1 for target in rule.targets)
    return rule.kind == "requires" and rule.when is None and plain


def _is_about(rule: Rule, steps: Steps) -> bool:
    """Report whether a rule's violation can be at a place: at a target, an item of it, or around it."""
    return any(
        len(rule.scope) < len(steps) <= len(path) + 1
        and all(
            isinstance(step, int) if wanted == "[]" else wanted in {"{}", step}
            for step, wanted in zip(steps, path, strict=False)
        )
        for path in ((*rule.scope, *target) for target in rule.targets)
    )


def _steps(pointer: str) -> Steps:
    def parts() -> Iterator[str | int]:
        for part in pointer.split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            yield int(name) if name.isdecimal() else name

    return tuple(parts())

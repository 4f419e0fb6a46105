"""What follows from an operation's rules taken together: what a reasoner over parameter dependencies answers.

The rules become clauses of a propositional formula for a SAT solver. Where a rule asks what clauses cannot
say (numbers, dates, the items of lists), its answer is left open, so that what is found does follow, though
not all that follows may be found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Literal

from attrs import frozen

from tiktok_bindgen.explain.operation import Explained, ExplainedField
from tiktok_bindgen.rules.model import (
    ITEM,
    VALUE,
    All,
    Any_,
    Condition,
    In,
    Not,
    Path,
    Present,
    Rule,
    Scalar,
    path_text,
)

Kind = Literal["dead-field", "false-optional", "dead-value", "dead-rule", "contradiction"]
_STEPS = frozenset({ITEM, VALUE})


@frozen
class Finding:
    """One thing that follows.

    Attributes:
        kind: ``dead-field`` can never be given, ``false-optional`` must always be, a ``dead-value`` is never
            allowed, the condition of a ``dead-rule`` never holds, the rules of a ``contradiction`` demand
            what cannot be done at once, in requests that both are about.
        field: The field's path as text.
        message: A sentence.
    """

    kind: Kind
    field: str
    message: str


def findings(operation: Explained) -> tuple[Finding, ...]:
    """Find dead fields and values, optional fields that are in fact required, and rules that clash."""
    solver = _Solver(operation)
    try:
        if not solver.possible([]):
            return (Finding("contradiction", "", "the rules taken together allow no request at all"),)
        return (*_fields(solver, operation), *_rules(solver, operation))
    finally:
        solver.close()


def _fields(solver: _Solver, operation: Explained) -> Iterator[Finding]:
    for field in operation.fields:
        if _STEPS.intersection(field.path) or len(field.path) > 1:
            continue
        name = path_text(field.path)
        given = solver.present(field.path)
        if not solver.possible([given]):
            yield Finding("dead-field", name, f"`{name}` can never be given")
            continue
        if not field.required and not solver.possible([-given]):
            yield Finding("false-optional", name, f"`{name}` is in fact always required")
        for value in field.values if "[]" not in field.type else ():
            if not solver.possible([solver.equals(field.path, value)]):
                yield Finding("dead-value", name, f"`{name}` can never be `{value}`")


def _rules(solver: _Solver, operation: Explained) -> Iterator[Finding]:
    conditions = [(rule, text, solver.condition(rule)) for rule, text in operation.rules if not rule.scope]
    asked = [(rule, text, literal) for rule, text, literal in conditions if literal is not None]
    for rule, text, literal in asked:
        if not solver.possible([literal]):
            name = path_text(rule.targets[0])
            yield Finding("dead-rule", name, f"no valid request meets the condition of: {text}")
    for (first, text, one), (second, other_text, other) in combinations(asked, 2):
        clash = {first.kind, second.kind} == {"requires", "forbids"}
        shared = set(first.targets) & set(second.targets)
        if clash and shared and solver.free([one, other]) and not solver.possible([one, other]):
            name = path_text(min(shared))
            yield Finding("contradiction", name, f"these cannot both be kept: {text} {other_text}")


class _Solver:
    """The rules of one operation as clauses."""

    def __init__(self, operation: Explained) -> None:
        # An extra of the generator's; the rest of the command line does without it.
        from pysat.solvers import Minisat22

        self._numbers: dict[tuple[object, ...], int] = {}
        self._values: dict[Path, dict[tuple[type, Scalar], int]] = {}
        self._closed: dict[Path, ExplainedField] = {field.path: field for field in operation.fields}
        self._clauses: list[list[int]] = []
        self._ruled: list[list[int]] = []
        for field in operation.fields:
            if len(field.path) == 1:
                self._field(field)
        self._conditions = {}
        for rule, _ in operation.rules:
            if not rule.scope:
                self._conditions[rule.id] = self._rule(rule)
        for values in self._values.values():
            self._clauses += [[-one, -other] for one, other in combinations(values.values(), 2)]
        self._all = Minisat22(bootstrap_with=[*self._clauses, *self._ruled])
        self._fields_only = Minisat22(bootstrap_with=self._clauses)

    def close(self) -> None:
        """Give back the solvers' memory."""
        self._all.delete()
        self._fields_only.delete()

    def possible(self, literals: Sequence[int]) -> bool:
        """Whether some request keeps to all rules and meets these."""
        return bool(self._all.solve(assumptions=list(literals)))

    def free(self, literals: Sequence[int]) -> bool:
        """Whether these can be met together, rules aside."""
        return bool(self._fields_only.solve(assumptions=list(literals)))

    def condition(self, rule: Rule) -> int | None:
        """The literal of a rule's condition; nothing where it has none."""
        return self._conditions.get(rule.id)

    def present(self, path: Path) -> int:
        """The literal of a field being there."""
        known = ("present", path) in self._numbers
        literal = self._number("present", path)
        if not known and len(path) > 1:
            # What is inside an object is there only if the object is.
            holder = path[:-1]
            while holder and holder[-1] in _STEPS:
                holder = holder[:-1]
            self._clauses.append([-literal, self.present(holder)])
        return literal

    def equals(self, path: Path, value: Scalar) -> int:
        """The literal of a field having a value."""
        values = self._values.setdefault(path, {})
        key = (type(value), value)
        if key not in values:
            values[key] = self._number("equals", path, *key)
            self._clauses.append([-values[key], self.present(path)])
        return values[key]

    def _number(self, *key: object) -> int:
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def _field(self, field: ExplainedField) -> None:
        given = self.present(field.path)
        if field.required:
            self._clauses.append([given])
        if field.values and "[]" not in field.type:
            self._clauses.append([-given, *(self.equals(field.path, value) for value in field.values)])

    def _rule(self, rule: Rule) -> int | None:
        when = None if rule.when is None else self._condition(rule.when)
        unless = [] if when is None else [-when]
        if any(_STEPS.intersection(target) or len(target) > 1 for target in rule.targets):
            return when
        targets = [self.present(target) for target in rule.targets]
        if rule.kind == "requires":
            self._ruled += [[*unless, target] for target in targets]
        elif rule.kind == "forbids":
            self._ruled += [[*unless, -target] for target in targets]
        elif rule.kind in {"or", "only-one"}:
            self._ruled.append([*unless, *targets])
        if rule.kind in {"zero-or-one", "only-one"}:
            self._ruled += [[*unless, -one, -other] for one, other in combinations(targets, 2)]
        elif rule.kind == "all-or-none":
            pairs = ((one, other) for one in targets for other in targets if one != other)
            self._ruled += [[*unless, -one, other] for one, other in pairs]
        elif rule.kind in {"value-in", "value-not-in"} and "[]" not in self._type(rule.targets[0]):
            target = rule.targets[0]
            listed = [self.equals(target, value) for value in rule.values]
            if rule.kind == "value-in":
                self._ruled.append([*unless, -targets[0], *listed])
            else:
                self._ruled += [[*unless, -value] for value in listed]
        return when

    def _type(self, path: Path) -> str:
        field = self._closed.get(path)
        return field.type if field is not None else ""

    def _condition(self, condition: Condition) -> int:
        """A literal that stands for a condition."""
        if isinstance(condition, Not):
            return -self._condition(condition.condition)
        if isinstance(condition, All | Any_):
            parts = [self._condition(part) for part in condition.conditions]
            sign = 1 if isinstance(condition, All) else -1
            whole = self._number("whole", sign, tuple(parts))
            # All: the whole is every part; any: not the whole is not every part.
            self._clauses += [[-sign * whole, sign * part] for part in parts]
            self._clauses.append([sign * whole, *(-sign * part for part in parts)])
            return whole
        if isinstance(condition, Present) and not _STEPS.intersection(condition.path):
            return self.present(condition.path)
        if isinstance(condition, In) and not _STEPS.intersection(condition.path):
            return self._in(condition)
        # What clauses cannot say may hold or not; it needs its field to be there.
        open_ = self._number("open", condition)
        if isinstance(condition, Present):
            self._clauses.append([-open_, self.present(condition.path[:1])])
        return open_

    def _in(self, condition: In) -> int:
        values = [self.equals(condition.path, value) for value in condition.values]
        whole = self._number("in", condition)
        given = self.present(condition.path)
        options = list(values)
        if condition.default is not None and any(
            type(value) is type(condition.default) and value == condition.default
            for value in condition.values
        ):
            assumed = self._number("assumed", condition.path)
            holder = condition.path[:-1]
            self._clauses += [[-assumed, -given]]
            if holder:
                self._clauses += [[-assumed, self.present(holder)], [assumed, given, -self.present(holder)]]
            else:
                self._clauses.append([assumed, given])
            options.append(assumed)
        self._clauses += [[whole, -option] for option in options]
        self._clauses.append([-whole, *options])
        return whole

"""What follows from an operation's rules taken together: what a reasoner over parameter dependencies answers.

The rules become clauses of a propositional formula for a SAT solver. Of a list, one item stands for any: what
holds of each item holds of it. Where a rule asks what clauses cannot say (numbers, dates, whether *some* item
is such), its answer is left open: what is found does follow, though not all that follows may be found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from types import ModuleType
from typing import Literal

from attrs import evolve, frozen

from tiktok_bindgen.explain.operation import Explained, ExplainedField
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.rules.evaluate import equal
from tiktok_bindgen.rules.model import (
    GROUPS,
    All,
    Any_,
    Atom,
    Compares,
    Condition,
    In,
    Not,
    Path,
    Present,
    Rule,
    Scalar,
    path_text,
)
from tiktok_bindgen.rules.paths import STEPS, common_parent, parent_length, shared_length

Kind = Literal["dead-field", "false-optional", "dead-value", "dead-rule", "redundant-rule", "contradiction"]
Literals = list[int]


@frozen
class Finding:
    """One thing that follows.

    Attributes:
        kind: ``dead-field`` can never be given, ``false-optional`` must always be, a ``dead-value`` is never
            allowed, the other rules leave no request that a ``dead-rule`` is about, a ``redundant-rule``
            refuses nothing that the others do not, the rules of a ``contradiction`` demand what cannot be
            done at once, in requests that both are about.
        field: The field's path as text; empty when it is about the request as a whole.
        message: A sentence.
    """

    kind: Kind
    field: str
    message: str


def findings(operation: Explained) -> tuple[Finding, ...]:
    """Find dead fields and values, optional fields that are in fact required, and rules that clash.

    Raises:
        InputError: The solver is not installed.
    """
    solver = _Solver(operation)
    try:
        if not solver.possible([]):
            return (Finding("contradiction", "", "the rules taken together allow no request at all"),)
        return (*_fields(solver, operation), *_rules(solver))
    finally:
        solver.close()


def _fields(solver: _Solver, operation: Explained) -> Iterator[Finding]:
    for field in operation.fields:
        name = path_text(field.path)
        given = solver.present(field.path)
        holder = solver.holder(field.path)
        if not solver.possible(holder):
            # What holds it is dead already.
            continue
        if not solver.possible([given]):
            yield Finding("dead-field", name, f"`{name}` can never be given")
            continue
        if not field.required and not solver.possible([*holder, -given]):
            always = (
                "always required" if len(field.path) == 1 else "always required where its object is given"
            )
            yield Finding("false-optional", name, f"`{name}` is in fact {always}")
        for value in field.values if "[]" not in field.type else ():
            if not solver.possible([solver.equals(field.path, value)]):
                yield Finding("dead-value", name, f"`{name}` can never be `{value}`")


def _rules(solver: _Solver) -> Iterator[Finding]:
    dead: set[str] = set()
    for ruled in solver.ruled:
        if ruled.asked and not solver.possible_without(ruled, ruled.asked):
            dead.add(ruled.rule.id)
            yield Finding("dead-rule", ruled.field, f"no valid request meets the condition of: {ruled.text}")
    for ruled in solver.ruled:
        if ruled.rule.id not in dead and solver.is_redundant(ruled):
            yield Finding("redundant-rule", ruled.field, f"the other rules say as much as: {ruled.text}")
    for first, second in combinations(solver.ruled, 2):
        clash = {first.rule.kind, second.rule.kind} == {"requires", "forbids"}
        shared = set(first.targets) & set(second.targets) if clash else set()
        both = [*first.asked, *second.asked]
        if not shared or dead & {first.rule.id, second.rule.id}:
            continue
        if solver.free(both) and not solver.possible(both):
            text = f"where both apply, one is broken: {first.text} {second.text}"
            yield Finding("contradiction", path_text(min(shared)), text)


@frozen
class _Ruled:
    """A rule as clauses.

    Attributes:
        rule: The rule.
        text: Its sentence.
        targets: Its targets, from the top of the request.
        asked: What holds when it demands something: its condition, and that the object it is about is there.
        demands: The clauses that it demands then; ``None`` where they do not say all of it.
        switch: The literal that puts it in force.
    """

    rule: Rule
    text: str
    targets: tuple[Path, ...]
    asked: Literals
    demands: list[Literals] | None
    switch: int

    @property
    def field(self) -> str:
        """The field it is about, as text."""
        return path_text(self.targets[0])


class _Solver:
    """The rules of one operation as clauses."""

    def __init__(self, operation: Explained) -> None:
        solvers = _solvers()
        self._numbers: dict[tuple[object, ...], int] = {}
        self._values: dict[Path, dict[object, int]] = {}
        self._fields: dict[Path, ExplainedField] = {field.path: field for field in operation.fields}
        self._clauses: list[Literals] = []
        for field in operation.fields:
            self._field(field)
        self.ruled = [each for rule, text in operation.rules for each in self._rule(rule, text)]
        for values in self._values.values():
            self._clauses += [[-one, -other] for one, other in combinations(values.values(), 2)]
        self._sat = solvers.Minisat22(bootstrap_with=self._clauses)
        for each in self.ruled:
            unless = [-each.switch, *(-literal for literal in each.asked)]
            for demand in each.demands or ():
                self._sat.add_clause([*unless, *demand])
        self._switches = [each.switch for each in self.ruled]

    def close(self) -> None:
        """Give back the solver's memory."""
        self._sat.delete()

    def possible(self, literals: Sequence[int]) -> bool:
        """Whether some request keeps to all rules and meets these."""
        return bool(self._sat.solve(assumptions=[*self._switches, *literals]))

    def free(self, literals: Sequence[int]) -> bool:
        """Whether these can be met together, rules aside."""
        return bool(self._sat.solve(assumptions=list(literals)))

    def possible_without(self, ruled: _Ruled, literals: Sequence[int]) -> bool:
        """Whether some request keeps to all rules but one and meets these."""
        others = [switch for switch in self._switches if switch != ruled.switch]
        return bool(self._sat.solve(assumptions=[*others, *literals]))

    def is_redundant(self, ruled: _Ruled) -> bool:
        """Whether no request that keeps to the other rules breaks this one."""
        return ruled.demands is not None and not any(
            self.possible_without(ruled, [*ruled.asked, *(-literal for literal in demand)])
            for demand in ruled.demands
        )

    # -- fields --------------------------------------------------------------------------

    def present(self, path: Path) -> int:
        """The literal of a field, or of an item, being there."""
        known = ("present", path) in self._numbers
        literal = self._number("present", path)
        if not known and len(path) > 1:
            # What is inside an object is there only if the object is.
            self._clauses.append([-literal, self.present(path[:-1])])
        return literal

    def holder(self, path: Path) -> Literals:
        """That the object which a field stands in is there."""
        parent = path[: parent_length(path)]
        return [self.present(parent)] if parent else []

    def equals(self, path: Path, value: Scalar) -> int:
        """The literal of a field having a value."""
        values = self._values.setdefault(path, {})
        # 1 is 1.0, and true is neither.
        key = ("number", float(value)) if _is_number(value) else (type(value), value)
        if key not in values:
            values[key] = self._number("equals", path, key)
            self._clauses.append([-values[key], self.present(path)])
        return values[key]

    def _number(self, *key: object) -> int:
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def _field(self, field: ExplainedField) -> None:
        given = self.present(field.path)
        if field.required:
            self._clauses.append([*(-literal for literal in self.holder(field.path)), given])
        if field.values and "[]" not in field.type:
            self._clauses.append([-given, *(self.equals(field.path, value) for value in field.values)])

    def _is_scalar(self, path: Path) -> bool:
        field = self._fields.get(path)
        return field is not None and "[]" not in field.type and field.type not in {"any", "object"}

    # -- rules ---------------------------------------------------------------------------

    def _rule(self, rule: Rule, text: str) -> Iterator[_Ruled]:
        """One for each place that a rule is judged at: a group at one, else each target at its own."""
        whole = tuple((*rule.scope, *target) for target in rule.targets)
        for targets in [whole] if rule.kind in GROUPS else [(target,) for target in whole]:
            parent = common_parent(targets)
            place = parent if len(parent) >= len(rule.scope) else rule.scope
            asked = [self.present(place)] if place else []
            if rule.when is not None:
                asked.append(self._condition(_from_top(rule.when, rule.scope), place))
            plain = not any(STEPS.intersection(target[len(place) :]) for target in targets)
            demands = self._demands(rule, targets) if plain else None
            yield _Ruled(rule, text, targets, asked, demands, self._number("rule", rule.id, targets))

    def _demands(self, rule: Rule, targets: Sequence[Path]) -> list[Literals] | None:
        given = [self.present(target) for target in targets]
        if rule.kind == "requires":
            return [given]
        if rule.kind == "forbids":
            return [[-given[0]]]
        if rule.kind in {"value-in", "value-not-in"}:
            if not self._is_scalar(targets[0]):
                return None
            listed = [self.equals(targets[0], value) for value in rule.values]
            return [[-given[0], *listed]] if rule.kind == "value-in" else [[-value] for value in listed]
        pairs = [[-one, -other] for one, other in combinations(given, 2)]
        if rule.kind == "or":
            return [given]
        if rule.kind == "zero-or-one":
            return pairs
        if rule.kind == "only-one":
            return [given, *pairs]
        if rule.kind == "all-or-none":
            return [[-one, other] for one in given for other in given if one != other]
        return None

    # -- conditions ----------------------------------------------------------------------

    def _condition(self, condition: Condition, place: Path) -> int:
        """A literal that stands for a condition asked at a place; its paths are from the top."""
        if isinstance(condition, Not):
            return -self._condition(condition.condition, place)
        if isinstance(condition, All | Any_):
            parts = [self._condition(part, place) for part in condition.conditions]
            sign = 1 if isinstance(condition, All) else -1
            whole = self._number("whole", sign, tuple(parts))
            # All: the whole is every part; any: not the whole is not every part.
            self._clauses += [[-sign * whole, sign * part] for part in parts]
            self._clauses.append([sign * whole, *(-sign * part for part in parts)])
            return whole
        if STEPS.intersection(condition.path[shared_length(condition.path, place) :]):
            # Some item of a list, not the one at hand.
            first = next(index for index, step in enumerate(condition.path) if step in STEPS)
            return self._open(condition, place, condition.path[:first])
        if isinstance(condition, Present):
            return self.present(condition.path)
        if isinstance(condition, In):
            return self._in(condition)
        by_default = isinstance(condition, Compares) and condition.default is not None
        return self._open(condition, place, condition.path[:-1] if by_default else condition.path)

    def _open(self, atom: Atom, place: Path, needed: Path) -> int:
        """What clauses cannot say may hold or not; it needs some field to be there."""
        # As text: to Python, an atom about 1 equals one about true.
        literal = self._number("open", repr(atom), place)
        if needed:
            self._clauses.append([-literal, self.present(needed)])
        return literal

    def _in(self, condition: In) -> int:
        values = [self.equals(condition.path, value) for value in condition.values]
        options = list(values)
        if any(equal(value, condition.default) for value in condition.values):
            options.append(self._assumed(condition.path))
        whole = self._number("in", tuple(options))
        self._clauses += [[whole, -option] for option in options]
        self._clauses.append([-whole, *options])
        return whole

    def _assumed(self, path: Path) -> int:
        """The literal of a field's default being in force: its object is there and it is not."""
        assumed, given, holder = self._number("assumed", path), self.present(path), self.holder(path)
        self._clauses += [[-assumed, -given], *([-assumed, literal] for literal in holder)]
        self._clauses.append([assumed, given, *(-literal for literal in holder)])
        return assumed


def _from_top(condition: Condition, scope: Path) -> Condition:
    """A condition with its paths from the top of the request."""
    if isinstance(condition, All | Any_):
        return evolve(condition, conditions=tuple(_from_top(part, scope) for part in condition.conditions))
    if isinstance(condition, Not):
        return Not(_from_top(condition.condition, scope))
    if isinstance(condition, Compares) and condition.other is not None:
        return evolve(condition, path=(*scope, *condition.path), other=(*scope, *condition.other))
    return evolve(condition, path=(*scope, *condition.path))


def _is_number(value: Scalar) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _solvers() -> ModuleType:
    # Of the extra [generator]: whoever has the client alone can still run the command.
    try:
        from pysat import solvers
    except ImportError:
        raise InputError(
            "what follows from rules takes python-sat: pip install 'tiktok-business-bindings[generator]'"
        ) from None
    found: ModuleType = solvers
    return found

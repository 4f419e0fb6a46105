"""Reason about the rules and fields of one request with a SAT solver.

It is sound but not complete: whatever is found follows, but not all that follows is found, because
`tiktok_bindgen.logic.encoding` leaves some questions open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations
from types import ModuleType
from typing import Literal

from attrs import frozen

from tiktok_bindgen.logic.encoding import Literals, Vocabulary, sort_of
from tiktok_bindgen.logic.model import GROUPS, ITEM, Condition, Path, Rule, Scalar
from tiktok_bindgen.logic.paths import STEPS, common_parent, with_condition_paths
from tiktok_bindgen.problem import InputError

Verdict = Literal["same", "wider", "narrower", "apart", "unknown"]


def compared(old: Condition | None, new: Condition | None) -> Verdict:
    """Compare two conditions on one object by the requests that they hold for; ``None`` holds for all.

    Returns:
        ``wider`` when the new one holds wherever the old one did and somewhere else, ``narrower`` for the
        reverse, ``same`` when they hold for the same requests, ``apart`` when each holds where the other does
        not, ``unknown`` when that cannot be decided.

    Raises:
        InputError: The solver is not installed.
    """
    # Compared as text because 1 == True in Python.
    if repr(old) == repr(new):
        return "same"
    words = Vocabulary()
    before, after = ([] if each is None else [words.condition(each, ())] for each in (old, new))
    words.tie()
    with _solvers().Minisat22(bootstrap_with=words.clauses) as sat:
        gained = bool(before) and sat.solve(assumptions=[*after, -before[0]])
        lost = bool(after) and sat.solve(assumptions=[*before, -after[0]])
    if not gained and not lost:
        return "same"
    if not words.is_exact:
        # The solver's counterexample may correspond to no real request.
        return "unknown"
    if gained and lost:
        return "apart"
    return "wider" if gained else "narrower"


@frozen
class Known:
    """What is known about a field apart from rules.

    Attributes:
        path: Its path from the top of the request.
        required: It must be given wherever its object is.
        form: ``single`` for a string, number or boolean, ``list`` for a list of these, else ``other``.
        values: All values that it (or each item of a list) may have; empty when any value may do.
    """

    path: Path
    required: bool = False
    form: Literal["single", "list", "other"] = "other"
    values: tuple[Scalar, ...] = ()


@frozen
class Application:
    """A rule applied at one place.

    Attributes:
        targets: The targets there, as paths from the top of the request.
        asked: Literals that are all true when the rule applies: its condition, and its object being present.
        demands: The clauses that must hold then.
        switch: The literal that enables the rule here.
    """

    targets: tuple[Path, ...]
    asked: Literals
    demands: list[Literals]
    switch: int

    def ways_to_break(self) -> Iterator[Literals]:
        """For each demand, the literals that are all true when it is broken."""
        return ([*self.asked, *(-literal for literal in demand)] for demand in self.demands)


@frozen
class Clauses:
    """A rule as clauses.

    Attributes:
        rule: The rule.
        switch: The literal that enables it at all its places.
        applications: One for each of its places: one place for a group, else one for each target.
    """

    rule: Rule
    switch: int
    applications: tuple[Application, ...]


class Reasoner:
    """Answers questions about requests that keep the rules of one operation.

    Attributes:
        ruled: The rules as clauses, each once, in order.
    """

    def __init__(self, fields: Iterable[Known], rules: Iterable[Rule]) -> None:
        """Encode rules and fields.

        Raises:
            InputError: The solver is not installed.
        """
        solvers = _solvers()
        self._words = words = Vocabulary()
        self._forms: dict[Path, str] = {}
        for field in fields:
            self._field(field)
        self.ruled = tuple(self._rule(rule) for rule in {rule.id: rule for rule in rules}.values())
        words.tie([path for path, form in self._forms.items() if form == "list"])
        self._sat = solvers.Minisat22(bootstrap_with=words.clauses)
        for each in self.ruled:
            for applied in each.applications:
                self._sat.add_clause([-each.switch, applied.switch])
                unless = [-applied.switch, *(-literal for literal in applied.asked)]
                for demand in applied.demands:
                    self._sat.add_clause([*unless, *demand])
        self._switches = [each.switch for each in self.ruled]
        self.present, self.holder, self.equals, self.holds = (
            words.present,
            words.holder,
            words.equals,
            words.holds,
        )

    def close(self) -> None:
        """Free the solver's memory."""
        self._sat.delete()

    def possible(self, literals: Sequence[int], *, without: Collection[int] = ()) -> bool:
        """Whether some request meets literals and keeps all rules except those of some switches."""
        switches = [switch for switch in self._switches if switch not in without]
        return self.free(literals, under=switches)

    def free(self, literals: Sequence[int], *, under: Sequence[int] = ()) -> bool:
        """Whether some request meets literals and keeps the rules of some switches, ignoring all others."""
        return bool(self._sat.solve(assumptions=[*under, *literals]))

    def is_implied(self, rule: Clauses, *, under: Sequence[int] | None = None) -> bool:
        """Whether every request that keeps the rules of ``under`` (default: all others) keeps this one."""
        others = [switch for switch in self._switches if switch != rule.switch] if under is None else under
        broken = (way for applied in rule.applications for way in applied.ways_to_break())
        return not any(self.free(way, under=others) for way in broken)

    # -- fields --------------------------------------------------------------------------

    def _field(self, field: Known) -> None:
        words, given = self._words, self._words.present(field.path)
        self._forms[field.path] = field.form
        if field.required:
            words.clauses.append([*(-literal for literal in words.holder(field.path)), given])
        if not field.values:
            return
        if field.form == "single":
            words.clauses.append([-given, *(words.equals(field.path, value) for value in field.values)])
        elif field.form == "list":
            words.clauses.append([words.holds_no_other(field.path, field.values)])

    # -- rules ---------------------------------------------------------------------------

    def _rule(self, rule: Rule) -> Clauses:
        whole = tuple((*rule.scope, *target) for target in rule.targets)
        apart = [whole] if rule.kind in GROUPS else [(target,) for target in whole]
        applications = tuple(self._spot(rule, targets) for targets in apart)
        return Clauses(rule, self._words.literal("rule", rule.id), applications)

    def _spot(self, rule: Rule, targets: tuple[Path, ...]) -> Application:
        parent = common_parent(targets)
        place = parent if len(parent) >= len(rule.scope) else rule.scope
        asked = [self._words.present(place)] if place else []
        if rule.when is not None:
            when = with_condition_paths(rule.when, lambda path: (*rule.scope, *path))
            asked.append(self._words.condition(when, place))
        demands = self._of_values(rule, targets[0], place)
        if demands is None:
            demands = self._of_presence(rule, targets, place)
        if demands is None:
            # The key is text because 1 == True in Python.
            kept = repr((rule.kind, targets, rule.values, rule.bound, rule.operator))
            demands = [[self._words.literal("kept", kept, place)]]
        return Application(targets, asked, demands, self._words.literal("rule", rule.id, targets))

    def _of_values(self, rule: Rule, target: Path, place: Path) -> list[Literals] | None:
        """The clauses a rule demands of a value; ``None`` where clauses cannot express it."""
        words = self._words
        if rule.kind == "limit" and rule.bound is not None and self._is_plain(target, place):
            bound = rule.bound
            if not sort_of(bound.number):
                return None
            is_measured, is_so = words.measures(target, bound.operator, bound.number, bound.measure)
            return [[-is_measured, is_so]]
        if rule.kind not in {"value-in", "value-not-in"}:
            return None
        listed = self._list_of(target, place)
        if listed is not None and rule.kind == "value-in":
            return [[-words.present(listed), words.holds_no_other(listed, rule.values)]]
        if listed is not None:
            return [[-words.holds(listed, value)] for value in rule.values]
        if self._forms.get(target) != "single" or not self._is_plain(target, place):
            return None
        values = [words.equals(target, value) for value in rule.values]
        return [[-words.present(target), *values]] if rule.kind == "value-in" else [[-one] for one in values]

    def _of_presence(self, rule: Rule, targets: Sequence[Path], place: Path) -> list[Literals] | None:
        """The clauses a rule demands of fields' presence; ``None`` where clauses cannot express it."""
        if rule.kind not in _OF_PRESENCE or not all(self._is_plain(target, place) for target in targets):
            return None
        given = [self._words.present(target) for target in targets]
        pairs = [[-one, -other] for one, other in combinations(given, 2)]
        if rule.kind in {"requires", "or"}:
            return [given]
        if rule.kind == "forbids":
            return [[-one] for one in given]
        if rule.kind == "all-or-none":
            return [[-one, other] for one in given for other in given if one != other]
        return pairs if rule.kind == "zero-or-one" else [given, *pairs]

    @staticmethod
    def _is_plain(target: Path, place: Path) -> bool:
        return not STEPS.intersection(target[len(place) :])

    def _list_of(self, target: Path, place: Path) -> Path | None:
        """The path of the list of single values that a target is, or is each item of; ``None`` if neither."""
        path = target[:-1] if target[-1] == ITEM else target
        return path if self._forms.get(path) == "list" and self._is_plain(path, place) else None


_OF_PRESENCE = frozenset({"requires", "forbids", "or", "zero-or-one", "only-one", "all-or-none"})


def _solvers() -> ModuleType:
    # Part of the extra [generator]: the command can be run with only the client installed.
    try:
        from pysat import solvers
    except ImportError:
        raise InputError(
            "reasoning about rules requires python-sat; run pip install 'tiktok-business-bindings[generator]'"
        ) from None
    found: ModuleType = solvers
    return found

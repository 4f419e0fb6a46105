"""Reconcile the rules of an operation with each other and with what is known of its fields.

* A rule whose condition no request meets, or which no request breaks, given its fields, is dropped: their
  values, or their being required, say as much.
* A rule that every request it applies to breaks, such as one that forbids a required field, is dropped.
* Where one rule requires what another forbids, it is unknown which of them the server means. Each is kept
  where the other does not apply; where both apply, neither is.
* A rule that demands one of several fields is not kept where others forbid them all.
* A rule that the others imply is dropped, so that a violation is reported once. Of equivalent rules the
  shortest is kept; of two of which one implies the other, the more general.

All but the last are reported as conflicts of the documentation; a page may well say things twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Literal

from attrs import define, evolve, field, frozen

from tiktok_bindgen.logic.clashes import ASKS_FOR_ONE, clashes, forbidden_whole
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.model import All, Condition, Kind, Path, Rule, atoms, negation
from tiktok_bindgen.logic.paths import at_scope, common_parent
from tiktok_bindgen.logic.reason import Application, Clauses, Known, Reasoner
from tiktok_bindgen.logic.simplify import simplified
from tiktok_bindgen.sentences.resolve import Node, Request

Code = Literal["rule-dead", "rule-tautology", "rule-contradiction"]


@frozen
class Conflict:
    """Why a rule is not kept as stated.

    Attributes:
        rule: The rule.
        code: The problem's code.
        text: The explanation, in our own words.
    """

    rule: Rule
    code: Code
    text: str


@frozen
class Reconciled:
    """Reconciled rules.

    Attributes:
        rules: The rules that are kept.
        conflicts: Why others are dropped or narrowed.
        weaker: The ids of stated rules of which a part is kept: the rest is contradicted.
        gone: The ids of stated rules of which nothing is kept, since all of it is contradicted.
    """

    rules: tuple[Rule, ...]
    conflicts: tuple[Conflict, ...] = ()
    weaker: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


def reconcile(request: Request, rules: Sequence[Rule]) -> Reconciled:
    """Drop and narrow rules of one request so that each has an effect and none contradicts another.

    Args:
        request: The fields.
        rules: The rules, each once.

    Returns:
        The result; reconciling its rules again changes nothing.

    Raises:
        InputError: The solver is not installed.
    """
    if not rules:
        return Reconciled(())
    with closing(_Reconciling(known(request, rules), {rule.id: rule for rule in rules})) as reconciling:
        reconciling.by_fields()
        before: list[str] = []
        while before != list(reconciling.rules):
            # A rule that is narrowed now may have kept two others from clashing: these are dropped.
            again, before = bool(before), list(reconciling.rules)
            reconciling.apart(narrowing=not again)
            reconciling.where_one_may_be(narrowing=not again)
            reconciling.by_fields(made=True)
            reconciling.without_implied()
        return reconciling.reconciled()


@define
class _Reconciling:
    """The state while rules are reconciled.

    Attributes:
        known: What is known of the fields.
        rules: The rules kept so far, keyed by id.
        conflicts: The conflicts found so far.
    """

    known: Sequence[Known]
    rules: dict[str, Rule]
    conflicts: list[Conflict] = field(factory=list)
    _contradicted: set[str] = field(factory=set, init=False)
    _stated: frozenset[str] = field(init=False)
    # Maps the id of each stated rule to the ids of what is kept of it.
    _parts: dict[str, set[str]] = field(factory=dict, init=False)
    _reasoner: Reasoner = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._stated = frozenset(self.rules)
        self._parts = {name: {name} for name in self.rules}
        self._reasoner = Reasoner(self.known, self.rules.values())

    def close(self) -> None:
        """Free the reasoner's memory."""
        self._reasoner.close()

    def _reasoned(self) -> tuple[Reasoner, list[Clauses]]:
        """The reasoner, and the clauses of the rules kept so far; rebuilt only when there are new rules."""
        clauses = {each.rule.id: each for each in self._reasoner.ruled}
        if not self.rules.keys() <= clauses.keys():
            self._reasoner.close()
            self._reasoner = Reasoner(self.known, self.rules.values())
            clauses = {each.rule.id: each for each in self._reasoner.ruled}
        return self._reasoner, [clauses[name] for name in self.rules]

    def reconciled(self) -> Reconciled:
        """Return the result."""
        weaker = {name for name in self._contradicted if self._parts[name]}
        return Reconciled(
            tuple(map(self._by_lists, self.rules.values())),
            tuple(self.conflicts),
            frozenset(weaker),
            frozenset(self._contradicted - weaker),
        )

    def _by_lists(self, rule: Rule) -> Rule:
        """A rule without parts of its condition that lists of values decide, beside its other parts."""
        if rule.when is None:
            return rule
        near = [each for each in self.known if each.path[:-1] == rule.scope and each.form == "single"]
        at = common_parent(rule.targets)
        shorter = simplified(rule.when, at, {each.path[-1:]: each.values for each in near})
        return rule if shorter == simplified(rule.when, at) else evolve(rule, when=shorter)

    def _replace(self, rule: Rule, parts: Sequence[Rule], *, contradicted: bool) -> None:
        """Replace a rule by parts of it, if any are left."""
        place = list(self.rules.items())
        number = [name for name, _ in place].index(rule.id)
        place[number : number + 1] = [(part.id, part) for part in parts]
        self.rules = dict(place)
        for name, standing in self._parts.items():
            if rule.id in standing:
                standing.remove(rule.id)
                standing.update(part.id for part in parts)
                self._contradicted |= {name} if contradicted else set()

    def by_fields(self, *, made: bool = False) -> None:
        """Drop what the fields alone decide: a group as a whole, of other rules only the targets concerned.

        Args:
            made: Look only at rules derived from others. They are dropped without a conflict, since no page
                states them.
        """
        if made and self.rules.keys() <= self._stated:
            return
        reasoner, ruled = self._reasoned()
        codes = [
            (each, [_code(reasoner, each.rule, applied) for applied in each.applications])
            for each in ruled
            if not made or each.rule.id not in self._stated
        ]
        for each, found in codes:
            rule, wrong = each.rule, [code for code in dict.fromkeys(found) if code is not None]
            for code in wrong if not made else ():
                text = f"a rule is left out, since {_SAYS[code]}, as its fields are stated: {sentence(rule)}"
                self.conflicts.append(Conflict(rule, code, text))
            if wrong:
                # A group has a single application, and is dropped as a whole.
                apart = zip(rule.targets, found, strict=True) if len(found) > 1 else ()
                targets = tuple(target for target, code in apart if code is None)
                parts = [evolve(rule, targets=targets)] if targets else []
                self._replace(rule, parts, contradicted="rule-contradiction" in wrong)

    def apart(self, *, narrowing: bool) -> None:
        """Narrow each of two rules that clash to where the other does not apply, or drop both."""
        if not self._targets("requires") & self._targets("forbids"):
            return
        found = tuple(clashes(*self._reasoned()))
        against: dict[str, dict[Path, list[Rule]]] = {}
        for clash in found:
            for rule, other in ((clash.requires, clash.forbids), (clash.forbids, clash.requires)):
                against.setdefault(rule.id, {}).setdefault(clash.target, []).append(other)
            both = f"{sentence(clash.requires)} {sentence(clash.forbids)}"
            text = f"where both apply, neither of two rules that contradict each other is kept: {both}"
            self.conflicts.append(Conflict(clash.requires, "rule-contradiction", text))
        for name, others in against.items():
            rule = self.rules[name]
            self._replace(rule, list(_narrowed(rule, others)) if narrowing else [], contradicted=True)

    def where_one_may_be(self, *, narrowing: bool) -> None:
        """Narrow, or drop, each rule that demands one of several fields where others forbid them all."""
        if not any(rule.kind in ASKS_FOR_ONE for rule in self.rules.values()):
            return
        for rule, against in list(forbidden_whole(*self._reasoned())):
            together = " ".join(sentence(other) for others in against for other in others)
            text = f"where none of its fields may be given, a rule is not kept: {sentence(rule)} {together}"
            self.conflicts.append(Conflict(rule, "rule-contradiction", text))
            parts = list(_except(rule, against)) if narrowing else []
            self._replace(rule, parts, contradicted=True)

    def _targets(self, kind: Kind) -> set[Path]:
        rules = [rule for rule in self.rules.values() if rule.kind == kind]
        return {(*rule.scope, *target) for rule in rules for target in rule.targets}

    def without_implied(self) -> None:
        """Drop rules that others imply: first those that a single one implies, and of these the longest."""
        if len(self.rules) < 2:
            return
        reasoner, kept = self._reasoned()
        order = {each.switch: number for number, each in enumerate(kept)}

        def is_implied(each: Clauses, by: Sequence[Clauses]) -> bool:
            return reasoner.is_implied(each, under=[other.switch for other in by if other is not each])

        def first_to_go(each: Clauses) -> tuple[bool, int, int]:
            by_one = any(is_implied(each, [other]) for other in kept if other is not each)
            return not by_one, -len(sentence(each.rule)), -order[each.switch]

        for each in sorted([each for each in kept if is_implied(each, kept)], key=first_to_go):
            others = [other for other in kept if other is not each]
            # A rule without which others would clash is kept.
            if is_implied(each, others) and not any(clashes(reasoner, others)):
                kept = others
        self.rules = {each.rule.id: each.rule for each in kept}


_SAYS: dict[Code, str] = {
    "rule-dead": "no request meets its condition",
    "rule-tautology": "no request breaks it",
    "rule-contradiction": "every request that it is about breaks it",
}


def _code(reasoner: Reasoner, rule: Rule, applied: Application) -> Code | None:
    if not reasoner.free(applied.asked):
        return "rule-dead"
    if not any(reasoner.free(broken) for broken in applied.ways_to_break()):
        return "rule-tautology"
    if _asks_itself(rule, applied) or reasoner.free(applied.asked, under=[applied.switch]):
        return None
    return "rule-contradiction"


def _asks_itself(rule: Rule, applied: Application) -> bool:
    """Whether a rule's condition tests its own targets, so that it restricts their values."""
    asked = [(*rule.scope, *atom.path) for atom in atoms(rule.when)]
    return any(path[: len(target)] == target for path in asked for target in applied.targets)


# -- what is known ------------------------------------------------------------------------


def known(request: Request, rules: Sequence[Rule]) -> tuple[Known, ...]:
    """Collect what is known of the fields that rules name, and of the objects around them."""
    named: dict[Path, set[str]] = {}
    for rule in rules:
        for target in rule.targets:
            named.setdefault((*rule.scope, *target), set()).update(map(repr, rule.values))
        for atom in atoms(rule.when):
            values = map(repr, getattr(atom, "values", ()))
            named.setdefault((*rule.scope, *atom.path), set()).update(values)
    around = {path[:length] for path in named for length in range(1, len(path) + 1)}
    found = [known_of(node) for node in request.nodes if node.path in around]
    # A field's list of values has consequences only where rules name all of them.
    return tuple(
        each if named.get(each.path, set()).issuperset(map(repr, each.values)) else evolve(each, values=())
        for each in found
    )


def known_of(node: Node) -> Known:
    """What is documented of a field itself, without facts that examples contest."""
    kind, against = node.field.type, {each.fact for each in node.field.contested}
    plain = kind.array < 2 and kind.kind not in {"object", "map", "file", "any"}
    return Known(
        node.path,
        required=node.field.presence == "required" and "required" not in against,
        form="other" if not plain else "list" if kind.array else "single",
        values=() if "enum" in against else tuple(value.value for value in node.field.enum),
    )


def _except(rule: Rule, against: Sequence[tuple[Rule, ...]]) -> Iterator[Rule]:
    """Exclude from a rule the cases in which all rules of one way apply; yield nothing if they always do."""
    # The empty name stands for any field of the scope: `common_parent` drops it.
    scope = common_parent([(*each.scope, "") for each in (rule, *(one for way in against for one in way))])
    moved = at_scope(rule, scope)
    parts = [] if moved.when is None else [moved.when]
    for way in against:
        conditions = [each.when for other in way if (each := at_scope(other, scope)).when is not None]
        if not conditions:
            return
        parts.append(negation(_every({repr(condition): condition for condition in conditions}.values())))
    yield evolve(moved, when=simplified(_every(parts), common_parent(moved.targets)))


def _every(conditions: Iterable[Condition]) -> Condition:
    first, *others = conditions
    return All((first, *others)) if others else first


def _narrowed(rule: Rule, against: Mapping[Path, list[Rule]]) -> Iterator[Rule]:
    """Exclude from a rule what others contradict for some targets; each of these becomes its own rule."""
    free = tuple(target for target in rule.targets if (*rule.scope, *target) not in against)
    if free:
        yield evolve(rule, targets=free)
    for target, others in against.items():
        own = evolve(rule, targets=(target[len(rule.scope) :],))
        yield from _except(own, [(other,) for other in others])

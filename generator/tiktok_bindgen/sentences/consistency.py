"""What of the rules that an operation's sentences give stands, taken together and with what its fields are.

* A rule whose condition no request meets, or which no request breaks, as its fields are stated, is left out:
  their values, or their being required, say as much.
* A rule that every request it is about would break, as one that forbids what is always required, is left out.
* Where one rule requires what another forbids, nobody can tell which of them the server means. Each keeps
  what it says where the other does not apply; where both do, neither says anything.
* A rule that asks for one of some fields says nothing where others forbid them all.
* A rule that the others imply is left out, so that a mistake is reported once. Of rules that say the same,
  the shortest stays; of one that says more than another, the more general.

The first three are conflicts of the documentation; the last is none, for a page may say things twice.
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
    """Why a rule cannot be meant as it is stated.

    Attributes:
        rule: The rule.
        code: The problem's kind.
        text: What is odd, in our own words.
    """

    rule: Rule
    code: Code
    text: str


@frozen
class Reconciled:
    """Rules taken together.

    Attributes:
        rules: The rules that stand.
        conflicts: What is odd of those that do not, or not as they were.
        weaker: The ids of rules of which a part stands: what they demand beside it is contradicted.
        gone: The ids of rules of which nothing stands, since all that they demand is contradicted.
    """

    rules: tuple[Rule, ...]
    conflicts: tuple[Conflict, ...] = ()
    weaker: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


def reconcile(request: Request, rules: Sequence[Rule]) -> Reconciled:
    """Leave out and narrow rules of one request, so that each says something and none goes against another.

    Args:
        request: The fields.
        rules: The rules, each once.

    Returns:
        Rules of which the same would be made again.

    Raises:
        InputError: The solver is not installed.
    """
    if not rules:
        return Reconciled(())
    with closing(_Reconciling(known(request, rules), {rule.id: rule for rule in rules})) as reconciling:
        reconciling.by_fields()
        before: list[str] = []
        while before != list(reconciling.rules):
            # What was narrowed may have been what kept two others apart: those clash now, and go.
            again, before = bool(before), list(reconciling.rules)
            reconciling.apart(narrowing=not again)
            reconciling.where_one_may_be(narrowing=not again)
            reconciling.by_fields(made=True)
            reconciling.without_implied()
        return reconciling.reconciled()


@define
class _Reconciling:
    """Rules while they are reconciled.

    Attributes:
        known: What is known of the fields.
        rules: The rules that stand, by id.
        conflicts: What is odd.
    """

    known: Sequence[Known]
    rules: dict[str, Rule]
    conflicts: list[Conflict] = field(factory=list)
    _contradicted: set[str] = field(factory=set, init=False)
    _stated: frozenset[str] = field(init=False)
    # For each rule as it was stated, what stands for it.
    _parts: dict[str, set[str]] = field(factory=dict, init=False)
    _reasoner: Reasoner = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._stated = frozenset(self.rules)
        self._parts = {name: {name} for name in self.rules}
        self._reasoner = Reasoner(self.known, self.rules.values())

    def close(self) -> None:
        """Give back the reasoner's memory."""
        self._reasoner.close()

    def _reasoned(self) -> tuple[Reasoner, list[Clauses]]:
        """What reasons about the rules that stand, and these as clauses; made anew for new rules alone."""
        clauses = {each.rule.id: each for each in self._reasoner.ruled}
        if not self.rules.keys() <= clauses.keys():
            self._reasoner.close()
            self._reasoner = Reasoner(self.known, self.rules.values())
            clauses = {each.rule.id: each for each in self._reasoner.ruled}
        return self._reasoner, [clauses[name] for name in self.rules]

    def reconciled(self) -> Reconciled:
        """What has come of them."""
        weaker = {name for name in self._contradicted if self._parts[name]}
        return Reconciled(
            tuple(self.rules.values()),
            tuple(self.conflicts),
            frozenset(weaker),
            frozenset(self._contradicted - weaker),
        )

    def _replace(self, rule: Rule, parts: Sequence[Rule], *, contradicted: bool) -> None:
        """Put others in the place of a rule."""
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
        """Leave out what the fields alone decide: a group as a whole, else the targets that it is so for.

        Args:
            made: Look at those alone that were made of others. What becomes of these is not told: nobody
                stated them.
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
            rule, odd = each.rule, [code for code in dict.fromkeys(found) if code is not None]
            for code in odd if not made else ():
                text = f"a rule is left out, since {_SAYS[code]}, as its fields are stated: {sentence(rule)}"
                self.conflicts.append(Conflict(rule, code, text))
            if odd:
                # A group has one applied: if anything is odd, nothing of it stands.
                apart = zip(rule.targets, found, strict=True) if len(found) > 1 else ()
                targets = tuple(target for target, code in apart if code is None)
                parts = [evolve(rule, targets=targets)] if targets else []
                self._replace(rule, parts, contradicted="rule-contradiction" in odd)

    def apart(self, *, narrowing: bool) -> None:
        """Leave out or narrow each of two rules that clash, to where the other does not apply."""
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
        """Narrow each rule that asks for one of some fields to where others do not forbid them all."""
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
        """Leave out what the others imply: first what one alone implies, and of those the longest."""
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
            # What says the same as two others together may be what shows that these are meant so.
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
    """Whether a condition is about the targets themselves: it says what they may not be."""
    asked = [(*rule.scope, *atom.path) for atom in atoms(rule.when)]
    return any(path[: len(target)] == target for path in asked for target in applied.targets)


# -- what is known ------------------------------------------------------------------------


def known(request: Request, rules: Sequence[Rule]) -> tuple[Known, ...]:
    """What is known of the fields that rules name, and of those around them."""
    named: dict[Path, set[str]] = {}
    for rule in rules:
        for target in rule.targets:
            named.setdefault((*rule.scope, *target), set()).update(map(repr, rule.values))
        for atom in atoms(rule.when):
            values = map(repr, getattr(atom, "values", ()))
            named.setdefault((*rule.scope, *atom.path), set()).update(values)
    around = {path[:length] for path in named for length in range(1, len(path) + 1)}
    found = [known_of(node) for node in request.nodes if node.path in around]
    # That a field has one of its values says something only where rules name them all.
    return tuple(
        each if named.get(each.path, set()).issuperset(map(repr, each.values)) else evolve(each, values=())
        for each in found
    )


def known_of(node: Node) -> Known:
    """What is documented of a field itself, and nothing speaks against."""
    kind, against = node.field.type, {each.fact for each in node.field.contested}
    plain = kind.array < 2 and kind.kind not in {"object", "map", "file", "any"}
    return Known(
        node.path,
        required=node.field.presence == "required" and "required" not in against,
        form="other" if not plain else "list" if kind.array else "single",
        values=() if "enum" in against else tuple(value.value for value in node.field.enum),
    )


def _except(rule: Rule, against: Sequence[tuple[Rule, ...]]) -> Iterator[Rule]:
    """A rule without the cases in which others, all of some together, hold; none if they always do."""
    # Any name will do: what is shared is the object around it.
    scope = common_parent([(*each.scope, "") for each in (rule, *(one for way in against for one in way))])
    moved = at_scope(rule, scope)
    said = [] if moved.when is None else [moved.when]
    for way in against:
        conditions = [each.when for other in way if (each := at_scope(other, scope)).when is not None]
        if not conditions:
            return
        said.append(negation(_every({repr(condition): condition for condition in conditions}.values())))
    yield evolve(moved, when=simplified(_every(said), common_parent(moved.targets)))


def _every(conditions: Iterable[Condition]) -> Condition:
    first, *others = conditions
    return All((first, *others)) if others else first


def _narrowed(rule: Rule, against: Mapping[Path, list[Rule]]) -> Iterator[Rule]:
    """A rule without what others say against some of its targets; each of those is a rule of its own then."""
    free = tuple(target for target in rule.targets if (*rule.scope, *target) not in against)
    if free:
        yield evolve(rule, targets=free)
    for target, others in against.items():
        own = evolve(rule, targets=(target[len(rule.scope) :],))
        yield from _except(own, [(other,) for other in others])

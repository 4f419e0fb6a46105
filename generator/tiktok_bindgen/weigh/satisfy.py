"""Find rules that make something documented impossible: any request at all, a field, or a value of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing

from attrs import Factory, frozen

from tiktok_bindgen.interpret.contested import contested_rules
from tiktok_bindgen.interpret.levels import Levels
from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.logic.clashes import clashes
from tiktok_bindgen.logic.encoding import Literals
from tiktok_bindgen.logic.levels import looked_at, seen_below
from tiktok_bindgen.logic.model import In, Path, Rule, Scalar, at_level, paths_in
from tiktok_bindgen.logic.paths import at_scope
from tiktok_bindgen.logic.reason import Clauses, Reasoner
from tiktok_bindgen.memo import Memo
from tiktok_bindgen.sentences.consistency import known_of
from tiktok_bindgen.sentences.resolve import nodes_of


@frozen
class Prevented:
    """A rule that allows no valid request with something documented.

    Attributes:
        rule: The rule.
        text: What it makes impossible.
        line: The line of the field that is impossible.
        where: A condition that holds where that is, if the rule may hold elsewhere.
    """

    rule: Rule
    text: str
    line: int
    where: In | None = None


def prevented(operation: Operation) -> tuple[Prevented, ...]:
    """Find the rules that must be dropped so that everything documented occurs in some valid request.

    Where dropping one of several rules is enough, a rule about the field itself is chosen, else the last.

    Raises:
        InputError: The solver is not installed.
    """
    against = contested_rules(operation.parameters)
    rules = _held_to(operation)
    if not rules:
        return ()
    around = _around(rules)
    known = [node for node in nodes_of(operation.parameters) if node.path in around]
    fields = [(node.path, node.field) for node in known]
    found: list[Prevented] = []
    with closing(Reasoner(map(known_of, known), rules)) as reasoner:
        gone: set[int] = set()
        for literals, path, of, text, where in _documented(reasoner, fields):
            while not reasoner.possible(literals, without=gone):
                rule = _to_go(reasoner, literals, path, gone)
                if rule is None:
                    # No rule is to blame: the fields themselves make it impossible.
                    break
                gone.add(rule.switch)
                found.append(Prevented(rule.rule, text, of.line if of is not None else 0, where))
        if against:
            # A rule that is contested may have kept others from contradicting each other.
            lines = {path: each.line for path, each in fields}
            left = [each for each in reasoner.ruled if each.switch not in gone]
            for clash in clashes(reasoner, left):
                text = f"`{clash.target[-1]}` is both required and forbidden in some requests"
                line = lines.get(clash.target, 0)
                found += (Prevented(rule, text, line) for rule in (clash.requires, clash.forbids))
    return tuple(found)


@frozen
class _Way:
    """An operation that creates something, combined with those that create its parents into one request.

    Attributes:
        places: The paths of the parent requests, from the top down.
        rules: The rules of all operations, keyed by their ids as rules of the lowest request; each with its
            operation and the original rule.
        fields: The fields that rules are about, keyed by path.
        chosen: The paths of single-valued fields of the top request that rules of those below look at.
        reasoner: A reasoner over all rules and fields.
        gone: The switches of the rules dropped so far.
    """

    places: Sequence[Path]
    rules: Mapping[str, tuple[Operation, Rule]]
    fields: Mapping[Path, Field]
    chosen: Sequence[Path]
    reasoner: Reasoner
    gone: set[int] = Factory(set)

    @classmethod
    def of(cls, lowest: Operation, above: Mapping[str, Operation]) -> _Way:
        """Combine operations; ``above`` is keyed by level, the nearest parent first."""
        *levels, top = above
        chain = [(above[name], at_level(name)) for name in (top, *reversed(levels))]
        ends = (*chain, (lowest, ()))
        nodes = [node for of, at in ends for node in nodes_of(of.parameters, at)]
        defaults = {node.path: node.field.default for node in nodes}
        stacked = [(seen_below(rule, at, defaults), of, rule) for of, at in ends for rule in _held_to(of)]
        around = _around(rule for rule, _, _ in stacked)
        known = [node for node in nodes if node.path in around]
        fields = {node.path: node.field for node in known}
        looked = looked_at((rule for _, of, rule in stacked if of is not above[top]), top)
        paths = [at_level(top, path) for path in looked]
        return cls(
            places=[at for _, at in chain],
            rules={rule.id: (of, own) for rule, of, own in stacked},
            fields=fields,
            chosen=[path for path in paths if path in fields and not fields[path].type.array],
            reasoner=Reasoner(map(known_of, known), (rule for rule, _, _ in stacked)),
        )

    def possible(self, path: Path, value: Scalar) -> bool:
        """Whether something can be created while a field of the top request has a value."""
        return self.reasoner.possible(self.literals(path, value), without=self.gone)

    def literals(self, path: Path, value: Scalar) -> Literals:
        """The literals for a field of the top request having a value, and all parents being present."""
        return [self.reasoner.equals(path, value), *map(self.reasoner.present, self.places)]


def prevented_below(
    operations: Sequence[Operation], memo: Memo | None = None
) -> Iterator[tuple[Operation, Prevented]]:
    """Find the rules that must be dropped so that each kind of top-level thing can have descendants.

    A kind is a value of a field of the top request that rules of its descendants look at. One way to create
    descendants is enough for a kind, since not every operation is for all kinds.

    Yields:
        Each such rule, with its operation.

    Raises:
        InputError: The solver is not installed.
    """
    memo = memo or Memo()
    levels = Levels.of(operations)
    above = {path: levels.level(maker).above for path, maker in levels.makers.items()}
    not_last = {maker.path for makers in above.values() for maker in makers.values()}
    ways: dict[str, list[_Chain]] = {}
    for path, makers in above.items():
        *_, (name, top) = [("", levels.makers[path]), *makers.items()]
        below = [levels.makers[path], *makers.values()]
        if path not in not_last and any(name in rule.levels for each in below for rule in each.rules):
            ways.setdefault(top.path, []).append((levels.makers[path], makers))
    for several in ways.values():
        # A shorter chain does not create what the longest create.
        most = max(len(makers) for _, makers in several)
        longest = [each for each in several if len(each[1]) == most]
        of = tuple(each for lowest, makers in longest for each in (lowest, *makers.values()))
        yield from memo(_prevented_in, of, longest)


# An operation that creates something, and those that create its parents by level.
_Chain = tuple[Operation, Mapping[str, Operation]]


def _prevented_in(_: object, chains: Sequence[_Chain]) -> list[tuple[Operation, Prevented]]:
    """Return the rules to drop from all chains below one top-level operation."""
    with ExitStack() as opened:
        ways = [_Way.of(*each) for each in chains]
        for way in ways:
            opened.callback(way.reasoner.close)
        return [*_prevented_by(ways)]


def _prevented_by(ways: Sequence[_Way]) -> Iterator[tuple[Operation, Prevented]]:
    for first in ways:
        for path in first.chosen:
            of_top = first.fields[path]
            for value in of_top.enum:
                while not any(way.possible(path, value.value) for way in ways):
                    rule = _to_go(first.reasoner, first.literals(path, value.value), path, first.gone)
                    if rule is None:
                        break
                    first.gone.add(rule.switch)
                    of, own = first.rules[rule.rule.id]
                    text = f"nothing can be made where `{of_top.name}` is `{value.value}`"
                    yield of, Prevented(own, text, own.line)


def _held_to(operation: Operation) -> list[Rule]:
    """The rules that are not contested."""
    against = contested_rules(operation.parameters)
    return [rule for rule in operation.rules if rule.id not in against]


def _around(rules: Iterable[Rule]) -> set[Path]:
    """The paths of all fields that rules are about, and of the objects around them."""
    named = {(*rule.scope, *path) for rule in rules for path in rule.paths}
    return {path[:length] for path in named for length in range(1, len(path) + 1)}


def _documented(
    reasoner: Reasoner, fields: Sequence[tuple[Path, Field]]
) -> Iterator[tuple[Literals, Path, Field | None, str, In | None]]:
    """Yield all that is documented to be possible.

    Yields:
        Its literals, path and field, a text for a problem, and for a field's single value the condition that
        it has this value.
    """
    yield [], (), None, "no request at all is valid", None
    for path, field in fields:
        yield [reasoner.present(path)], path, field, f"`{field.name}` can never be given", None
        for value in field.enum if field.type.array < 2 else ():
            one = reasoner.holds if field.type.array else reasoner.equals
            where = None if field.type.array else In(path, (value.value,))
            yield [one(path, value.value)], path, field, f"`{field.name}` can never be `{value.value}`", where


def _to_go(reasoner: Reasoner, literals: Literals, path: Path, gone: set[int]) -> Clauses | None:
    """The rule to drop to make something possible; ``None`` if no rule is to blame."""
    alone = [
        each
        for each in reasoner.ruled
        if each.switch not in gone and reasoner.possible(literals, without={*gone, each.switch})
    ]
    if not alone:
        every = [each for each in reasoner.ruled if each.switch not in gone]
        # Several rules must be dropped: begin with one about the field.
        alone = every if every and reasoner.free(literals) else []
    own = [each for each in alone if any(spot.targets[0][: len(path)] == path for spot in each.applications)]
    chosen = own or alone
    # What is said of this very case counts more than what is said of all.
    general = [each for each in chosen if path not in paths_in(at_scope(each.rule).when)]
    return next(reversed(general or chosen), None)

"""Give rules that examples contradict an exception, where something in these examples explains it.

Examples that break a rule, and others that keep it where its condition holds, differ in some field. The rule
then holds except where that field is as in the former; where the others have no more values of it, it holds
for theirs alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product

from attrs import evolve, frozen

from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.model import (
    All,
    Any_,
    In,
    Not,
    Path,
    Present,
    Rule,
    Scalar,
    at_level,
    level_of,
    paths_in,
)
from tiktok_bindgen.logic.paths import (
    STEPS,
    at_scope,
    of_any_item,
    shared_length,
    without_items,
)
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.sentences.resolve import nodes_of
from tiktok_bindgen.weigh.calls import Shown
from tiktok_bindgen.weigh.compare import Filled, Names, agrees_with, breaks, filled
from tiktok_bindgen.weigh.evidence import MANY, Evidence, EvidenceByOperation, Witness, is_alone
from tiktok_bindgen.weigh.exceptions import and_where, but_not

# A word in more of an operation's names than one in so many tells nothing of what a field is about.
_RARE = 10
# A word in no more names is rare whatever their number.
_FEW = 3
# How near a field is to what a rule is about: the field itself, one in its condition, one called like it or
# like one in its condition, any other.
_OWN, _LOOKED_AT, _LIKE_TARGET, _LIKE_CONDITION, _OTHER = range(5)


Fact = tuple[Names, str]


def narrowed(
    operation: Operation, evidence: Evidence, collected: EvidenceByOperation, doubted: Collection[Names] = ()
) -> dict[Fact, Rule]:
    """Find exceptions under which the examples that break rules of a request agree with all others.

    A single page that breaks what many others keep is no evidence if nothing explains it: that is a problem.

    Args:
        operation: The operation.
        evidence: The evidence of its request.
        collected: The evidence of all operations.
        doubted: The fields whose required markers the page's own words make doubtful.

    Returns:
        Rules with their exceptions, keyed by the facts that they replace: by those that something in the
        examples explains, if other examples agree with them.
    """
    rules = {rule.id: rule for rule in operation.rules}
    against = {key: witnesses for key, witnesses in evidence.against.items() if key[1] in rules}
    markers = {} if operation.alternatives else _markers(operation, evidence, doubted)
    if not (against or markers):
        return {}
    asked = [(shown, filled(shown, operation, collected.above(shown))) for shown in evidence.asked]
    fields: dict[str, Sequence[Field]] = {"": operation.parameters}
    for shown in evidence.asked:
        fields |= collected.above(shown)
    found = {}
    for key, witnesses in against.items():
        rule, first = rules[key[1]], witnesses[0]
        broken = [each for each in asked if any(_is_in(one, each[0]) for one in witnesses)]
        others = [each for each in asked if each not in broken]
        narrower = _spelled(rule, evidence.instead) or _excepted(
            rule,
            [whole for _, under in broken for whole in under],
            [whole for _, under in others for whole in under],
            fields,
        )
        if narrower is not None:
            found[key] = evolve(narrower, exception=(first.page, first.line))
            continue
        keep = {shown.page for shown, under in others if any(agrees_with(rule, whole) for whole in under)}
        if rule.kind != "forbids" and is_alone(witnesses) and len(keep) >= MANY:
            del evidence.against[key]
            text = f"examples on {len(keep)} pages keep what this one breaks: {sentence(rule)}"
            collected.problems += [Problem(each.page, each.line, "example-slip", text) for each in witnesses]
    for names, rule in markers.items():
        lacking = [shown for shown, under in asked if all(breaks(rule, whole) for whole in under)]
        having = [whole for shown, under in asked if shown not in lacking for whole in under[:1]]
        if not lacking or len([whole for whole in having if agrees_with(rule, whole)]) < MANY:
            continue
        without = [whole for shown, under in asked if shown in lacking for whole in under]
        narrower = _excepted(rule, without, having, fields)
        if narrower is not None:
            line = lacking[0].line_of(names[-2] if len(names) > 1 else names[-1])
            found[names, "required"] = evolve(narrower, exception=(lacking[0].page, line))
    return found


def _markers(operation: Operation, evidence: Evidence, doubted: Collection[Names]) -> dict[Names, Rule]:
    """Required fields that are doubted or that examples lack, with rules that say what their markers say."""
    contested = {names for names, fact in evidence.against if fact == "required"} | set(doubted)
    return {
        names: Rule("requires", (node.path[-1:],), node.path[:-1], line=node.field.line)
        for node in (nodes_of(operation.parameters) if contested else ())
        if (names := without_items(node.path)) in contested
    }


def _is_in(witness: Witness, shown: Shown) -> bool:
    """Whether a request is the one that a witness is of."""
    return witness.page == shown.page and 0 <= witness.line - shown.line <= shown.text.count("\n")


def _spelled(rule: Rule, instead: Mapping[Names, str]) -> Rule | None:
    """The rule for a field without which another spelling of its name may be given."""
    other = instead.get(without_items((*rule.scope, *rule.targets[0])))
    if rule.kind != "requires" or other is None:
        return None
    return but_not(rule, Present((*rule.targets[0][:-1], other)))


def _excepted(
    rule: Rule, broken: Sequence[Filled], others: Sequence[Filled], fields: Mapping[str, Sequence[Field]]
) -> Rule | None:
    """The rule with the exception that explains the requests that break it, not those that keep it."""
    kept = [whole for whole in others if agrees_with(rule, whole)]
    if not (broken and kept and all(breaks(rule, whole) for whole in broken)):
        return None
    for narrower in _narrower(rule, broken, kept, fields):
        if all(agrees_with(narrower, whole) for whole in kept) and not any(
            breaks(narrower, whole) for whole in broken
        ):
            return narrower
    return None


@frozen
class _Candidate:
    """A field that may explain why examples break a rule.

    Attributes:
        path: Its path from the top of the request.
        broken: Its values in the examples that break the rule, ``None`` for an absent one.
        kept: Its values in those that keep it.
        listed: Whether it has one of listed values.
        near: How near it is to what the rule is about, the least first.
    """

    path: Path
    broken: frozenset[Scalar | None]
    kept: frozenset[Scalar | None]
    listed: bool
    near: tuple[int, int]

    @property
    def order(self) -> tuple[object, ...]:
        """The sort key by which what most likely explains the examples is first."""
        return self.near[0], None in self.kept, not self.listed, -self.near[1]


def _narrower(
    rule: Rule, broken: Sequence[Filled], kept: Sequence[Filled], fields: Mapping[str, Sequence[Field]]
) -> Iterator[Rule]:
    """Yield the rule with each exception that may explain why examples break it, the most likely first."""
    found = sorted(_candidates(rule, broken, kept, fields), key=lambda one: one.order)
    if rule.kind == "forbids":
        # That an example lacks a field does not say that it must not have it.
        found = [each for each in found if each.near[0] == _OWN]
    target = (*rule.scope, *rule.targets[0])
    beside = [each.path for each in found if each.kept == {None} and each.path[:-1] == target[:-1]]
    found = [each for each in found if each.near[0] != _OTHER or None not in each.kept]
    if len(beside) > 1 and found and found[0].path in beside:
        # Nobody knows which of them it is.
        yield but_not(rule, Any_(tuple(Present(path[len(rule.scope) :]) for path in beside)))
    for each in found:
        within = each.path[: len(rule.scope)] == rule.scope
        moved = rule if within else at_scope(rule)
        path = each.path[len(moved.scope) :]
        values = tuple(value for value in each.broken if value is not None)
        if not each.listed:
            yield but_not(moved, Present(path))
        elif each.near[0] == _OWN or len(each.kept) > len(each.broken):
            # The rule is so of more values than it is not of, so it is likely so of all others.
            yield but_not(moved, In(path, _sorted(values)))
        elif None not in each.kept:
            yield and_where(moved, In(path, _sorted(value for value in each.kept if value is not None)))
        elif each.kept == {None}:
            yield but_not(moved, Present(path))
    if rule.when is None:
        # It is a marker, which hardly any example is against.
        yield from _without_another(rule, broken, fields[""])


def _without_another(rule: Rule, broken: Sequence[Filled], fields: Sequence[Field]) -> Iterator[Rule]:
    """Yield the rule but where some field of its object is given, without another that comes with it else."""
    target = (*rule.scope, *rule.targets[0])
    beside = [
        node
        for node in nodes_of(fields)
        if node.path[:-1] == target[:-1] and node.path != target and node.field.presence != "required"
    ]
    for given, other in product(beside, repeat=2):
        if all(_has(whole, given.path) and not _has(whole, other.path) for whole in broken):
            paths = (each.path[len(rule.scope) :] for each in (given, other))
            has, lacks = map(Present, paths)
            yield but_not(rule, All((has, Not(lacks))))


def _has(whole: Filled, path: Path) -> bool:
    return any(True for _ in _values(whole.value, path))


def _candidates(
    rule: Rule, broken: Sequence[Filled], kept: Sequence[Filled], fields: Mapping[str, Sequence[Field]]
) -> Iterator[_Candidate]:
    nodes = [
        node for level, below in fields.items() for node in nodes_of(below, at_level(level) if level else ())
    ]
    common = _common_words([node.field.name for node in nodes])
    about = [(*rule.scope, *target) for target in rule.targets]
    looked_at = {path if level_of(path) else (*rule.scope, *path) for path in paths_in(rule.when)}
    for node in nodes:
        level = level_of(node.path)
        # A rule about requests above applies only where these are known.
        if level and level not in rule.levels:
            continue
        own = node.path in about
        if own and (rule.kind != "forbids" or node.field.type.kind != "boolean"):
            continue
        listed = (bool(node.field.enum) or node.field.type.kind == "boolean") and not node.field.type.array
        if own:
            near = _OWN
        elif node.path in looked_at:
            near = _LOOKED_AT
        elif _shares_words(node.path, about, common):
            near = _LIKE_TARGET
        else:
            near = _LIKE_CONDITION if _shares_words(node.path, looked_at, common) else _OTHER
        values = [[*_values(whole.value, node.path)] for whole in broken]
        others = [[*_values(whole.value, node.path)] for whole in kept]
        if (node.field.presence == "required" and not listed) or not all(values):
            continue
        if not listed:
            # So much differs between examples that only what is about the same counts.
            if near == _LIKE_TARGET and not any(others):
                yield _Candidate(node.path, frozenset({True}), frozenset({None}), listed, (near, 0))
            continue
        shown, else_shown = _scalars(values), _scalars(others)
        elsewhere = near == _OTHER or of_any_item(node.path, about[0])
        own_object = node.path[:-1] == about[0][:-1]
        if shown & else_shown or (elsewhere and None in else_shown and not own_object):
            continue
        yield _Candidate(node.path, shown, else_shown, listed, (near, shared_length(node.path, about[0])))


def _values(value: object, path: Path) -> Iterator[object]:
    if not path:
        if value is not None:
            yield value
    elif path[0] in STEPS:
        for item in value if isinstance(value, list) else ():
            yield from _values(item, path[1:])
    elif isinstance(value, dict):
        yield from _values(value.get(path[0]), path[1:])


def _scalars(found: Iterable[Sequence[object]]) -> frozenset[Scalar | None]:
    """The values that a field has in some requests, ``None`` for a request without it."""
    return frozenset(
        value for values in found for value in values or (None,) if value is None or isinstance(value, Scalar)
    )


def _sorted(values: Iterable[Scalar]) -> tuple[Scalar, ...]:
    return tuple(sorted(values, key=str))


def _common_words(names: Sequence[str]) -> frozenset[str]:
    """The words that are in so many names that they tell nothing."""
    found: dict[str, set[str]] = {}
    for name in names:
        for word in name.split("_"):
            found.setdefault(word, set()).add(name)
    most = max(_FEW, len(set(names)) / _RARE)
    return frozenset(word for word, those in found.items() if len(those) > most)


def _shares_words(path: Path, others: Iterable[Path], common: frozenset[str]) -> bool:
    words = set(_name(path).split("_")) - common
    return any(not words.isdisjoint(_name(other).split("_")) for other in others)


def _name(path: Path) -> str:
    return next((step for step in reversed(path) if step not in STEPS), "")

"""Find rules of one request that clash: one requires a field that others forbid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Final

from attrs import frozen

from tiktok_bindgen.logic.model import Kind, Path, Rule
from tiktok_bindgen.logic.reason import Application, Clauses, Reasoner


@frozen
class Clash:
    """Two rules: one requires what the other forbids, in requests that nothing else refuses."""

    target: Path
    requires: Rule
    forbids: Rule


def clashes(reasoner: Reasoner, ruled: Sequence[Clauses]) -> Iterator[Clash]:
    """Yield the clashes among some of the reasoner's rules; its other rules are ignored."""
    switches = [each.switch for each in ruled]
    requiring = [
        (each, applied) for each in ruled if each.rule.kind == "requires" for applied in each.applications
    ]
    forbidding = _forbidding(ruled)
    for one, applied in requiring:
        (target,) = applied.targets
        for other, there in forbidding.get(target, ()):
            others = [switch for switch in switches if switch not in {one.switch, other.switch}]
            if reasoner.free([*applied.asked, *there.asked], under=others):
                yield Clash(target, one.rule, other.rule)


def _forbidding(ruled: Sequence[Clauses]) -> dict[Path, list[tuple[Clauses, Application]]]:
    """The forbidding rules and their applications, keyed by the field that they forbid."""
    found: dict[Path, list[tuple[Clauses, Application]]] = {}
    for each in ruled:
        for applied in each.applications if each.rule.kind == "forbids" else ():
            found.setdefault(applied.targets[0], []).append((each, applied))
    return found


#: Kinds of rules that demand at least one of several fields.
ASKS_FOR_ONE: Final[frozenset[Kind]] = frozenset({"or", "only-one"})
# Try no more combinations of forbidding rules than this for one group; real pages have fewer.
_MOST_WAYS = 256


def forbidden_whole(
    reasoner: Reasoner, ruled: Sequence[Clauses]
) -> Iterator[tuple[Rule, list[tuple[Rule, ...]]]]:
    """Yield each rule that demands one of several fields, with the sets of rules that together forbid all."""
    forbidding = _forbidding(ruled)
    for each in ruled:
        if each.rule.kind not in ASKS_FOR_ONE:
            continue
        (applied,) = each.applications
        found: list[tuple[Rule, ...]] = []
        for way in islice(product(*(forbidding.get(target, ()) for target in applied.targets)), _MOST_WAYS):
            out = {each.switch, *(other.switch for other, _ in way)}
            none_given = next(applied.ways_to_break())
            asked = [*none_given, *(literal for _, there in way for literal in there.asked)]
            if reasoner.free(asked, under=[one.switch for one in ruled if one.switch not in out]):
                found.append(tuple(dict.fromkeys(other.rule for other, _ in way)))
        if found:
            yield each.rule, found

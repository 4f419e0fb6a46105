"""Every rule by which a change is judged, put together from the families."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from attrs import frozen

from tiktok_bindgen.diff.families import KINDS, Kind
from tiktok_bindgen.diff.model import Severity, Side


@frozen
class Rule:
    """One rule.

    Attributes:
        id: Its name: the side, if it has one, and the kind of change.
        kind: The kind of change alone.
        area: The family it belongs to.
        side: Whether it is about what is sent, what comes back, or neither.
        severity: Its judgement.
        sentence: What it is about.
        why: The reason for the judgement, where it does not speak for itself.
        message: A template of what is said of one change, with ``{name}``, ``{old}``, ``{new}`` and
            ``{note}``.
        mirror: The rule for the same change the other way round.
    """

    id: str
    kind: str
    area: str
    side: Side
    severity: Severity
    sentence: str
    why: str
    message: str
    mirror: str


@cache
def registry() -> dict[str, Rule]:
    """All rules by id, in the order of families."""
    rules = [rule for kind in KINDS for rule in _rules(kind)]
    found = {rule.id: rule for rule in rules}
    assert len(found) == len(rules), "a rule's id stands twice"
    return found


def rule_id(kind: str, side: Side) -> str:
    """The id of the rule for a kind of change on a side."""
    return f"{side}-{kind}" if side and _sided()[kind] else kind


def pages_table(rules: Iterable[Rule]) -> list[tuple[str, list[Rule]]]:
    """Rules by area, areas in their order."""
    areas: dict[str, list[Rule]] = {}
    for rule in rules:
        areas.setdefault(rule.area, []).append(rule)
    return list(areas.items())


@cache
def _sided() -> dict[str, bool]:
    return {kind.name: kind.severity is None for kind in KINDS}


def _rules(kind: Kind) -> Iterator[Rule]:
    sides: tuple[tuple[Side, Severity], ...]
    if kind.severity is not None:
        sides = (("", kind.severity),)
    else:
        sides = (("request", kind.request), ("response", kind.response))
    for side, severity in sides:
        prefix = f"{side}-" if side else ""
        yield Rule(
            id=f"{prefix}{kind.name}",
            kind=kind.name,
            area=kind.area,
            side=side,
            severity=severity,
            sentence=kind.sentence,
            why=kind.why_response if side == "response" else kind.why,
            message=kind.message,
            mirror=f"{prefix}{kind.mirror or kind.name}",
        )

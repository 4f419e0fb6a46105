"""Convert limits that a sentence states for a case into bounds on a field."""

from __future__ import annotations

from attrs import evolve

from tiktok_bindgen.language.syntax import Constraint
from tiktok_bindgen.logic.model import ITEM, Bound, Measure, Operator, Rule
from tiktok_bindgen.sentences.resolve import Node

_MEASURES: dict[str, Measure] = {
    "limit": "length",
    "limit-range": "value",
    "limit-value": "value",
    "limit-least": "value",
    "limit-items": "items",
    "limit-max-items": "items",
    "limit-exact-items": "items",
    "limit-length": "length",
}
#: Maps each relation to its negation.
OPPOSITE: dict[Operator, Operator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def bounds(demand: Constraint, target: Node) -> list[Bound]:
    """The bounds that a demand puts on a field; none where they do not fit the field's type."""
    type_ = target.field.type
    if demand.fact in {"limit-date", "limit-date-not"}:
        if type_.array or type_.kind not in {"string", "datetime"} or demand.sign is None:
            return []
        sign = demand.sign if demand.fact == "limit-date" else OPPOSITE[demand.sign]
        return [Bound(sign, demand.numbers[0])]
    fits: dict[Measure, bool] = {
        "length": type_.kind == "string" and not type_.array,
        "items": bool(type_.array),
        "value": type_.kind in {"number", "integer"} and type_.array < 2,
    }
    if demand.fact == "limit-any":
        # Without a unit, a text may be limited in two ways.
        measure: Measure = "items" if fits["items"] else "value"
    else:
        measure = _MEASURES[demand.fact]
    if not fits[measure]:
        return []
    if demand.ends:
        return [Bound(sign, number, measure) for sign, number in demand.ends]
    first, last = demand.numbers[0], demand.numbers[-1]
    if demand.fact == "limit-value" and demand.sign is not None:
        return [Bound(demand.sign, first, measure)]
    if demand.fact == "limit-exact-items":
        return [Bound("==", first, measure)]
    if demand.fact == "limit-least":
        return [Bound(">=", first, measure)]
    high = Bound("<=", last, measure)
    return [high] if len(demand.numbers) == 1 else [Bound(">=", first, measure), high]


def of_items(rule: Rule) -> Rule:
    """Turn a rule about a list into one about each of its items."""
    return evolve(rule, targets=tuple((*target, ITEM) for target in rule.targets))

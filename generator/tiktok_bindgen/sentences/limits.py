"""Convert limits that a sentence states for a case into bounds on a field."""

from __future__ import annotations

from typing import cast

from attrs import evolve

from tiktok_bindgen.language.bounds import measure_meant
from tiktok_bindgen.language.syntax import Constraint
from tiktok_bindgen.logic.model import ITEM, Bound, Measure, Operator, Rule
from tiktok_bindgen.sentences.resolve import Node

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
    text = type_.kind == "string" and type_.array < 2
    fits: dict[Measure, bool] = {
        "length": text and not type_.array,
        "items": bool(type_.array),
        "value": type_.kind in {"number", "integer"} and type_.array < 2,
        "number": text,
        "decimals": text,
    }
    measure = demand.fact.removeprefix("limit-")
    if measure == "each":
        return [Bound(sign, number, "length") for sign, number in demand.ends if text]
    if measure == "any":
        measure = measure_meant(demand.ends, several=fits["items"], text=fits["length"])
    kind = cast("Measure", measure)
    if not fits[kind]:
        return []
    exact = len(demand.ends) == 2 and len({number for _, number in demand.ends}) == 1
    ends = (("==", demand.ends[0][1]),) if exact else demand.ends
    return [Bound(sign, number, kind) for sign, number in ends]


def of_items(rule: Rule) -> Rule:
    """Turn a rule about a list into one about each of its items."""
    return evolve(rule, targets=tuple((*target, ITEM) for target in rule.targets))

"""Read the limits that sentences state of a field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, cast

from attrs import evolve

from tiktok_bindgen.counting import singular
from tiktok_bindgen.interpret.model import Limits, Type
from tiktok_bindgen.language import fact_wordings
from tiktok_bindgen.language.acts import ITSELF, is_of_items, own_limits
from tiktok_bindgen.language.bounds import measure_meant
from tiktok_bindgen.language.parts import Number, Order, Span
from tiktok_bindgen.language.patterns import Captures
from tiktok_bindgen.language.stated_facts import Facts, Report, is_condition, stated_by
from tiktok_bindgen.language.statements import Statement
from tiktok_bindgen.language.syntax import Constraint

LIMIT_WORDS = re.compile(
    r"^(?:the )?(?:length limit|max(?:imum)? size|size range|value range|length range)\b(?! of [a-z])",
    re.IGNORECASE,
)


# The least amount in one currency may be another number in others.
_IN_A_CURRENCY = re.compile(r"\d\s*(?:\(\s*)?(?:in )?(?:USD|EUR|GBP|JPY|US dollars?)\b", re.IGNORECASE)


def stated_limits(name: str, type_: Type, alone: Sequence[str], report: Report) -> Limits:
    """The limits that sentences state without a condition; contradictory ones are reported and dropped."""
    found: dict[str, Any] = {}
    conflicts: set[str] = set()
    for sentence in alone:
        stated = _limit(sentence, type_) or limits_of_acts(own_limits(sentence, name), type_)
        if stated is None or _IN_A_CURRENCY.search(sentence):
            if (
                (LIMIT_WORDS.match(sentence) or stated_by(fact_wordings.LIMITS, sentence))
                and not is_condition(sentence)
                and not stated_by(fact_wordings.NUMBERS, sentence)
            ):
                report("limit-unread", f"a limit of `{name}` is not in a known form")
            continue
        for key, value in stated.items():
            if found.setdefault(key, value) != value:
                conflicts.add(key)
    if conflicts:
        report("limit-conflict", f"`{name}` has several values for {', '.join(sorted(conflicts))}")
    limits = Limits(**{key: value for key, value in found.items() if key not in conflicts})
    return _possible(name, limits, report)


_COUNT_TWICE = re.compile(r"\bcounts? as (?:two|2) characters\b", re.IGNORECASE)


def counted(limits: Limits, described: Sequence[Statement]) -> Limits:
    """Drop a minimum length if some other characters count as two, so that half as many may be enough."""
    if (
        limits.wide == 1
        and (limits.min_length or 0) > 1
        and any(_COUNT_TWICE.search(line.text) for each in described for line in each.walk())
    ):
        return evolve(limits, min_length=None)
    return limits


# The upper bounds.
_UPPER = ("max_length", "max_items", "maximum")


def refused(limits: Limits, stated: Iterable[Facts]) -> Limits:
    """Drop limits beyond which sentences say that a value is cut off or ignored, not refused."""
    beyond = {captures["NUMBER"] for facts in stated for _, captures in facts.get(fact_wordings.BEYOND, ())}
    lifted: dict[str, Any] = {name: None for name in _UPPER if getattr(limits, name) in beyond}
    return evolve(limits, **lifted) if lifted else limits


def _possible(name: str, limits: Limits, report: Report) -> Limits:
    for low, high in (("min_length", "max_length"), ("min_items", "max_items"), ("minimum", "maximum")):
        bottom, top = getattr(limits, low), getattr(limits, high)
        if bottom is not None and top is not None and bottom > top:
            report("limit-impossible", f"`{name}` has a range from {bottom} to {top}")
            unbounded: dict[str, Any] = {low: None, high: None}
            limits = evolve(limits, **unbounded)
    return limits


def _limit(sentence: str, type_: Type) -> dict[str, Any] | None:
    """The bounds that one sentence states, as keyword arguments of :class:`Limits`."""
    found = (_bounds(fact, captures, type_) for fact, captures in stated_by(fact_wordings.LIMITS, sentence))
    return next((stated for stated in found if stated is not None), None)


def limits_of_acts(demands: Sequence[Constraint], type_: Type) -> dict[str, Any] | None:
    """The bounds that limits in free words state; ``None`` if none fit a field of this type."""
    stated = [_limit_of_act(each, type_) for each in demands]
    known = [limits for limits in stated if limits is not None]
    found = {key: number for limits in known for key, number in limits.items()}
    whole = known and len(known) == len(stated) and len(found) == sum(map(len, known))
    return found if whole else None


def _limit_of_act(demand: Constraint, type_: Type) -> dict[str, Any] | None:
    is_list, kind = bool(type_.array) or type_.one is not type_, type_.one.kind
    what = demand.fact.removeprefix("limit-")
    if what == "any":
        what = measure_meant(demand.ends, several=is_list, text=kind == "string")
    nouns = [name.called[-1] for name in demand.names if name.called]
    # "Each tag", "a tag": no list.
    single = all(noun not in ITSELF and singular(noun) == noun for noun in nouns)
    of_items = is_list and bool(nouns) and single
    if (is_of_items(demand) and not is_list) or (of_items and what == "items"):
        return None
    if what == "decimals":
        (sign, number), *more = demand.ends
        fit = kind == "number" and sign == "<=" and not more
        return _of_decimals(number) if fit else None
    fits = {"length": kind in {"string", "datetime", "any"} and is_list == of_items, "items": is_list}
    if not fits.get(what, kind in {"integer", "number"}):
        return None
    found: dict[str, Any] = {}
    for sign, number in demand.ends:
        end = _BOUNDS[cast("Order", sign)]
        strict = len(sign) == 1
        if what in fits:
            # A number of things is whole.
            if not isinstance(number, int) or number < 0:
                return None
            found[f"{end.removesuffix('imum')}_{what}"] = number + (strict and (1 if sign == ">" else -1))
        else:
            found |= {end: number} | ({f"exclusive_{end}": True} if strict else {})
    return found


def _of_decimals(places: Number) -> dict[str, Any] | None:
    # Of more places, the step would be written as a power of ten.
    return {"multiple_of": float(f"1e-{places}")} if isinstance(places, int) and 0 < places <= 4 else None


# For facts with one number: the limit that it states, and what to add to the number.
_SINGLE: dict[str, tuple[str, int]] = {
    "max-length": ("max_length", 0),
    "below-length": ("max_length", -1),
    "min-length": ("min_length", 0),
    "max-items": ("max_items", 0),
    "below-items": ("max_items", -1),
    "min-items": ("min_items", 0),
    "maximum": ("maximum", 0),
    "minimum": ("minimum", 0),
}
_BOUNDS: dict[Order, str] = {"<": "maximum", "<=": "maximum", ">": "minimum", ">=": "minimum"}


def _bounds(fact: str, captures: Captures, type_: Type) -> dict[str, Any] | None:
    """The limits that a wording states; ``None`` if they do not fit a field of this type."""
    is_list = bool(type_.array) or type_.one is not type_
    if fact == "unique":
        return {"unique_items": True} if is_list else None
    if fact == "whole":
        # The type of an integer says so already.
        step = {"integer": {}, "number": {"multiple_of": 1}}
        return cast("dict[str, Any] | None", step.get(type_.one.kind))
    if fact == "even":
        return {"multiple_of": 2} if type_.one.kind in {"integer", "number"} else None
    ends = [captures[key] for key in ("NUMBER", "COUNT", "NUMBER2") if key in captures]
    numbers = cast("list[Number]", ends)
    span = cast("Span | None", captures.get("RANGE") or captures.get("DASHED"))
    span = Span(numbers[0], numbers[-1]) if span is None else span
    what = fact.partition("-")[2] if fact in _SINGLE else fact.partition("-")[0]
    one = type_.one
    if fact == "extent" and one is type_:
        what = "items" if type_.array else "length"
    fits = {"length": one.kind in {"string", "datetime", "any"}, "items": is_list, "extent": False}
    if not fits.get(what, one.kind in {"integer", "number"}):
        return None
    if what in fits and not all(isinstance(end, int) and end >= 0 for end in (span.low, span.high)):
        return None
    if fact == "decimals":
        return _of_decimals(span.low)
    if fact == "multiple":
        return {"multiple_of": span.low} if span.low > 0 else None
    if fact in _SINGLE:
        key, less = _SINGLE[fact]
        return {key: span.low + less}
    if fact == "bound":
        sign = cast("Order", captures["ORDER"])
        return {_BOUNDS[sign]: span.low} | ({f"exclusive_{_BOUNDS[sign]}": True} if len(sign) == 1 else {})
    if what in fits:
        return {f"min_{what}": span.low, f"max_{what}": span.high}
    strict = {"exclusive_minimum": span.above, "exclusive_maximum": span.below}
    return {"minimum": span.low, "maximum": span.high} | {key: True for key, so in strict.items() if so}

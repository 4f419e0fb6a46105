"""Check whether the amounts of a request are allowed in its currency, if the caller states the currency."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from .check import Violation, child
from .enums import Case, OpenEnum, amount
from .rules import objects


class Range(NamedTuple):
    """A field with an amount whose range depends on the currency."""

    path: tuple[str, ...]  # the steps to the object that has the field
    name: str  # the name of the field
    fact: str  # the kind of amount: ``daily_budget``
    level: str  # the level of a campaign's structure that it belongs to; empty if that is not known
    field: str  # the sibling field that determines whether it is of that kind; empty if there is none
    values: tuple[str, ...]  # the values of the sibling field with which it is
    of: Mapping[str, str]  # the fields of values in conditions that name no field


class Currencies(NamedTuple):
    """The facts of currencies, keyed by their codes."""

    precision: Mapping[str, float]  # the smallest step of an amount
    least: Sequence[Case]  # the minimum amounts
    most: Sequence[Case]  # the upper bounds of amounts

    @classmethod
    def from_list(cls, listed: type[OpenEnum], fact: str) -> Currencies:
        """Return the facts that a list tells about a kind of amount."""
        return cls(listed.table("precision"), listed.cases(f"min_{fact}"), listed.cases(f"max_{fact}"))


def misfits(payload: Any, currency: str, ranges: Sequence[Range], currencies: Currencies) -> list[Violation]:
    """Return violations by amounts that are finer than a currency allows, or out of their loosest range."""
    found: list[Violation] = []
    step = amount(currency, currencies.precision)
    for limited in ranges:
        for o, at in objects(payload, "", *limited.path):
            number, pointer = _number(o.get(limited.name)), child(at, limited.name)
            if number is None:
                continue
            # Steps are powers of ten.
            if step is not None and _exponent(number) < _exponent(step):
                message = f"must be a multiple of {step} in {currency}, not {number}"
                found.append(Violation(pointer, f"precision:{limited.name}", message))
            if limited.field and o.get(limited.field) in limited.values:
                found += _out_of_range(
                    pointer, number, limited, currency, currencies=currencies, around=(o, payload)
                )
    return found


def _out_of_range(
    pointer: str,
    number: Decimal,
    limited: Range,
    currency: str,
    *,
    currencies: Currencies,
    around: tuple[Any, Any],
) -> Iterator[Violation]:
    def bound(cases: Sequence[Case], loosest: Callable[..., Decimal | None]) -> Decimal | None:
        fitting = [case for case in cases if case.level == limited.level and _may_hold(case, limited, around)]
        known = [amount(currency, case.facts) for case in fitting]
        return None if None in known else loosest(known, default=None)

    low, high = bound(currencies.least, min), bound(currencies.most, max)
    kind = limited.fact.replace("_", " ")
    fields = (pointer.removesuffix(limited.name) + limited.field,)
    if low is not None and number < low:
        message = f"must be at least {low} for a {kind} in {currency}, not {number}"
        yield Violation(pointer, f"min_{limited.fact}:{limited.name}", message, fields)
    if high is not None and number > high:
        message = f"must be less than {high} for a {kind} in {currency}, not {number}"
        yield Violation(pointer, f"max_{limited.fact}:{limited.name}", message, fields)


def _may_hold(case: Case, of: Range, around: tuple[Any, Any]) -> bool:
    for field, values in case.when:
        name = field or of.of.get(values[0], "")
        given = [o.get(name) for o in around if o.__class__ is dict and o.get(name) is not None]
        if given and given[0] not in values:
            return False
    return True


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(str(value))
    return number if number.is_finite() else None


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0

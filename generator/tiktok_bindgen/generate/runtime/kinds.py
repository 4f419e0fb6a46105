"""What values of a request can be documented to be: generated checks are tables of these.

A check takes plain JSON types, as `encode.plain` gives them; ``null`` counts as absent. ``value in kind``
tells whether a value is surely as documented, which most are; else ``kind.report`` looks at all of it and
appends what is wrong to a list.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from math import inf, isfinite
from typing import Any

from .check import Violation, child, missing, no_match, not_in_enum, out_of_bounds, wrong_type


class Kind:
    """What a value has to be, where that is more than one of Python's classes: see `Fields`."""

    def __contains__(self, value: Any) -> bool:
        return True

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report all that is wrong with a value, which is at the pointer ``at``."""


ANYTHING = Kind()


class Values(dict[str, None]):
    """One of some texts."""

    def __init__(self, *texts: str) -> None:
        super().__init__(dict.fromkeys(texts))

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report a value that is no text, or none of these."""
        if value.__class__ is not str:
            wrong_type(out, at, "string", value)
        elif value not in self:
            not_in_enum(out, at, value, self)


class Text(Kind):
    """A text with bounds.

    Args:
        min_length: How many characters it has at least.
        max_length: How many it has at most.
        pattern: What is found in it, as a regular expression.
        documented: The same as documented, where that is another text.
        written: How it is written, for messages instead of a pattern.
        is_date: Whether it is a date of the calendar, with or without a time.
    """

    def __init__(
        self,
        *,
        min_length: int = 0,
        max_length: float = inf,
        pattern: str = "",
        documented: str = "",
        written: str = "",
        is_date: bool = False,
    ) -> None:
        self.min_length = min_length
        self.max_length = max_length
        self.pattern = pattern
        self.documented = ("format", written) if written else ("pattern", documented or pattern)
        self.is_date = is_date

    def __contains__(self, value: Any) -> bool:
        return (
            value.__class__ is str
            and self.min_length <= len(value) <= self.max_length
            and (not self.pattern or self._is_written(value))
        )

    @cached_property
    def _search(self) -> Callable[[str], re.Match[str] | None]:
        # Compiling takes longer than all the rest of a table, most of which a request does not come to.
        return re.compile(self.pattern, re.ASCII).search

    def _is_written(self, value: str) -> bool:
        if self._search(value) is None:
            return False
        try:
            return not self.is_date or bool(datetime.fromisoformat(value))
        except ValueError:
            return False

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report a value that is no text, or each bound that it is beyond."""
        if value.__class__ is not str:
            wrong_type(out, at, "string", value)
            return
        _report_count(out, at, "Length", (self.min_length, self.max_length), len(value))
        if self.pattern and not self._is_written(value):
            no_match(out, at, *self.documented)


class Number(Kind):
    """A finite number, within bounds where it has some.

    Args:
        minimum: The least that it may be.
        exclusive_minimum: What it is more than.
        maximum: The most that it may be.
        exclusive_maximum: What it is less than.
        values: All that it may be.
    """

    expected = "number"

    def __init__(
        self,
        *,
        minimum: float | None = None,
        exclusive_minimum: float | None = None,
        maximum: float | None = None,
        exclusive_maximum: float | None = None,
        values: Sequence[float] = (),
    ) -> None:
        bounds = (
            ("minimum", operator.lt, minimum),
            ("exclusiveMinimum", operator.le, exclusive_minimum),
            ("maximum", operator.gt, maximum),
            ("exclusiveMaximum", operator.ge, exclusive_maximum),
        )
        self.bounds = [(rule, beyond, bound) for rule, beyond, bound in bounds if bound is not None]
        self.values = values

    def is_kind(self, value: Any) -> bool:
        """Tell whether a value is a number of this kind."""
        return is_number(value)

    def __contains__(self, value: Any) -> bool:
        if value.__class__ is not int and not self.is_kind(value):
            return False
        for _, beyond, bound in self.bounds:
            if beyond(value, bound):
                return False
        return not self.values or value in self.values

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report a value that is no such number, or each bound that it is beyond."""
        if not self.is_kind(value):
            wrong_type(out, at, self.expected, value)
            return
        for rule, beyond, bound in self.bounds:
            if beyond(value, bound):
                out_of_bounds(out, at, rule, bound, value)
        if self.values and value not in self.values:
            not_in_enum(out, at, value, self.values)


class Integer(Number):
    """A whole number, within bounds."""

    expected = "integer"

    def is_kind(self, value: Any) -> bool:
        """Tell whether a value is a whole number."""
        return is_int(value)


NUMBER = Number()


class Items(Kind):
    """An array.

    Args:
        item: What each item is, as in `Fields`.
        min_items: How many it has at least.
        max_items: How many it has at most.
    """

    def __init__(self, item: Any, *, min_items: int = 0, max_items: float = inf) -> None:
        self.item = item
        self.min_items = min_items
        self.max_items = max_items

    def __contains__(self, value: Any) -> bool:
        if value.__class__ is not list or not self.min_items <= len(value) <= self.max_items:
            return False
        inner = self.item
        # Half as long as `all` of a generator.
        for item in value:  # noqa: SIM110
            if item.__class__ is not inner and item not in inner:
                return False
        return True

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report a value that is no array, its length, and what is wrong with its items."""
        if value.__class__ is not list:
            wrong_type(out, at, "array", value)
            return
        _report_count(out, at, "Items", (self.min_items, self.max_items), len(value))
        for index, item in enumerate(value):
            _report(out, f"{at}/{index}", self.item, item)


class Entries(Kind):
    """An object whose names are not documented.

    Args:
        value: What the value of each name is, as in `Fields`.
    """

    def __init__(self, value: Any) -> None:
        self.value = value

    def __contains__(self, value: Any) -> bool:
        inner = self.value
        return value.__class__ is dict and all(
            each.__class__ is inner or each in inner for each in value.values()
        )

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report a value that is no object, and what is wrong with what is in it."""
        if value.__class__ is not dict:
            wrong_type(out, at, "object", value)
            return
        for name, inner in value.items():
            _report(out, child(at, name), self.value, inner)


class Later(Kind):
    """A kind that is defined further down, since it has itself inside.

    Args:
        kind: Gives it.
    """

    def __init__(self, kind: Callable[[], Kind]) -> None:
        self.kind = kind

    def __contains__(self, value: Any) -> bool:
        return value in self.kind()

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report what that kind does."""
        self.kind().report(out, at, value)


class Fields(Kind):
    """An object with documented fields.

    Args:
        fields: What each field is: ``str``, ``int`` or ``bool``, or something of this module that says more.
        required: The fields that must be there.
        elsewhere: Names that are documented elsewhere for the same, which are not refused.
        formerly: Names that fields had in the version before, with what they are called now.
        since: The version that calls them so.
        others: Whether there may be fields that are not documented.
    """

    def __init__(
        self,
        fields: Mapping[str, Any],
        *,
        required: Sequence[str] = (),
        elsewhere: Sequence[str] = (),
        formerly: Mapping[str, str] | None = None,
        since: str = "",
        others: bool = False,
    ) -> None:
        self.known = fields
        self.fields = _Open(fields) if others else fields
        self.required = frozenset(required)
        self.elsewhere = elsewhere
        self.formerly = formerly
        self.since = since
        self.others = others

    def violations(self, payload: Any) -> list[Violation]:
        """Find all that is wrong with a request; a name of other operations is no fault."""
        out = self.stated(payload)
        if not out:
            return out
        from .unknown import of_this

        return of_this(out, self)

    def stated(self, payload: Any) -> list[Violation]:
        """Find all that is not as documented in a request."""
        out: list[Violation] = []
        if payload.__class__ is dict:
            self.check(payload, "", out)
        else:
            wrong_type(out, "", "object", payload)
        return out

    def check(self, o: dict[str, Any], at: str, out: list[Violation]) -> None:
        """Report all that is wrong with an object, its fields in the order of the table."""
        if o not in self:
            self.each(o, at, out)

    def each(self, o: dict[str, Any], at: str, out: list[Violation]) -> None:
        """Report what is wrong with each field of an object, of which something surely is."""
        for name, kind in self.known.items():
            value = o.get(name)
            if value.__class__ is kind:
                continue
            if value is not None:
                _report(out, child(at, name), kind, value)
            elif name in self.required:
                missing(out, at, name)
        if not self.others:
            from .unknown import unknown

            unknown(
                out,
                at,
                o,
                self.known.keys(),
                elsewhere=self.elsewhere,
                formerly=self.formerly,
                since=self.since,
            )

    def __contains__(self, o: Any) -> bool:
        """Tell whether the fields of an object are surely right; where not, each has to be looked at."""
        if o.__class__ is not dict:
            return False
        fields = self.fields
        try:
            for name, value in o.items():
                kind = fields[name]
                if value.__class__ is kind:
                    continue
                if value is None:
                    if name in self.required:
                        return False
                elif value not in kind:
                    return False
        except (KeyError, TypeError):
            # It is not documented, or of another class than its kind, which may be a number all the same.
            return False
        return self.required.issubset(o)

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report a value that is no object, or all that is wrong with it."""
        if value.__class__ is dict:
            self.check(value, at, out)
        else:
            wrong_type(out, at, "object", value)


class Ruled(Fields):
    """An object with documented fields, and rules between them.

    Args:
        fields: As `Fields` has it, and so has all else.
        rules: Reports what rules are broken, of an object at a pointer.
        options: What else `Fields` takes.
    """

    def __init__(
        self,
        fields: Mapping[str, Any],
        *,
        rules: Callable[[dict[str, Any], str, list[Violation]], None],
        **options: Any,
    ) -> None:
        super().__init__(fields, **options)
        self.rules = rules

    def check(self, o: dict[str, Any], at: str, out: list[Violation]) -> None:
        """Report all that is wrong with an object: its fields in the order of the table, then rules."""
        if not Fields.__contains__(self, o):
            self.each(o, at, out)
        self.rules(o, at, out)

    def __contains__(self, o: Any) -> bool:
        # Asked of each object of a list, where `super` would take a tenth of the time.
        if not Fields.__contains__(self, o):
            return False
        broken: list[Violation] = []
        self.rules(o, "", broken)
        return not broken


class _Open(dict[str, Any]):
    """What fields are that may be others, too."""

    def __missing__(self, name: str) -> Kind:
        return ANYTHING


def one_fits(
    out: list[Violation],
    o: dict[str, Any],
    at: str,
    kinds: Sequence[Fields],
) -> None:
    """Report what keeps an object from being one of several kinds: of the kind that it comes closest to.

    A value that another kind has (``enum``, ``type``) tells kinds apart more than what is missing; fields of
    other kinds are no fault.
    """
    closest: list[Violation] | None = None
    for kind in kinds:
        found: list[Violation] = []
        kind.check(o, at, found)
        found = [each for each in found if each.rule != "unknown"]
        if not found:
            return
        if closest is None or _distance(found) < _distance(closest):
            closest = found
    out.extend(each for each in closest or () if each not in out)


def _distance(found: Sequence[Violation]) -> tuple[int, int]:
    return sum(each.rule in {"enum", "type"} for each in found), len(found)


def is_int(value: Any) -> bool:
    """Tell whether a value is a whole number; 1.0 is one, as in JSON Schema, and true is not."""
    if value.__class__ is int:
        return True
    if value.__class__ is float:
        return bool(value.is_integer())
    if isinstance(value, Decimal):
        return value.is_finite() and value == value.to_integral_value()
    return False


def is_number(value: Any) -> bool:
    """Tell whether a value is a finite number; true is not."""
    if value.__class__ is int:
        return True
    if value.__class__ is float:
        return isfinite(value)
    return isinstance(value, Decimal) and value.is_finite()


_EXPECTED = {str: "string", int: "integer", bool: "boolean"}


def _report(out: list[Violation], at: str, kind: Any, value: Any) -> None:
    if kind.__class__ is not type:
        kind.report(out, at, value)
    elif value.__class__ is not kind and not (kind is int and is_int(value)):
        wrong_type(out, at, _EXPECTED[kind], value)


def _report_count(out: list[Violation], at: str, what: str, bounds: tuple[int, float], actual: int) -> None:
    least, most = bounds
    if actual < least:
        out_of_bounds(out, at, f"min{what}", least, actual)
    if actual > most:
        out_of_bounds(out, at, f"max{what}", most, actual)

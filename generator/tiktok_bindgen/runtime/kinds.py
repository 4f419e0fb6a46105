"""The kinds of values that fields of a request are documented to have: generated checks are tables of these.

A check takes plain JSON types, as `encode.plain` returns them; ``null`` counts as absent. ``value in kind``
is a fast test that is true only for valid values; for others, ``kind.report`` examines the whole value and
appends all violations to a list.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Context, Decimal
from functools import cached_property
from math import inf, isfinite
from typing import Any, ClassVar

from .check import Violation, child, missing, no_match, not_in_enum, out_of_bounds, wrong_type
from .contested import Contested, enforced


class Kind:
    """A constraint on values that a Python class alone cannot express; see `Fields`.

    The annotated attributes of a class are its arguments, in order, with their defaults. attrs would do the
    same, but importing it takes ten times as long as a first check.
    """

    _defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        declared = (name for name, text in cls.__annotations__.items() if not text.startswith("ClassVar"))
        cls._defaults = {**cls._defaults, **{name: vars(cls).get(name) for name in declared}}

    def __init__(self, *given: Any, **named: Any) -> None:
        # Kept in each object, where they are found faster than in its class.
        vars(self).update(self._defaults, **dict(zip(self._defaults, given, strict=False)), **named)
        if len(given) > len(self._defaults):
            raise TypeError(f"{type(self).__name__} takes {len(self._defaults)} arguments, not {len(given)}")
        if unknown := named.keys() - self._defaults.keys():
            raise TypeError(f"{type(self).__name__} takes no {', '.join(sorted(unknown))}")

    def __contains__(self, value: Any) -> bool:
        return True

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Append all violations of a value to ``out``; ``at`` is the JSON pointer of the value."""


ANYTHING = Kind()


class Values(dict[str, None]):
    """One of several texts."""

    def __init__(self, *texts: str) -> None:
        super().__init__(dict.fromkeys(texts))

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report a value that is not text, or not one of these."""
        if value.__class__ is not str:
            wrong_type(out, at, "string", value)
        elif value not in self:
            not_in_enum(out, at, value, self)


class ListedElsewhere(Values):
    """One of several documented texts; those that only another source lists are told apart."""

    def __init__(self, documented: Sequence[str], source: str, values: Sequence[str]) -> None:
        super().__init__(*documented)
        self.source, self.others = source, frozenset(values)

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report a value that is not text, or not a documented one."""
        if value.__class__ is str and value in self.others:
            message = f"{value} is not documented, but listed in {self.source}"
            out.append(Violation(at, "enum-elsewhere", message))
        else:
            super().report(out, at, value)


class Text(Kind):
    """Text with constraints."""

    min_length: int = 0
    max_length: float = inf
    pattern: str = ""  # a regular expression that must match somewhere in the text
    documented: str = ""  # the documented form of the pattern, if it differs
    written: str = ""  # the format, such as ``YYYY-MM-DD``, to show in messages instead of the pattern
    is_date: bool = False  # whether the text must be a valid date, with or without a time
    no_emoji: bool = False

    def __contains__(self, value: Any) -> bool:
        return (
            value.__class__ is str
            and self.min_length <= len(value) <= self.max_length
            and (not self._has_form or self._is_written(value))
        )

    @cached_property
    def _has_form(self) -> bool:
        return bool(self.pattern) or self.no_emoji

    @cached_property
    def _search(self) -> Callable[[str], re.Match[str] | None]:
        # Compiled at first use: it takes longer than the rest of a table, and a request uses few fields.
        return re.compile(self.pattern, re.ASCII).search

    def _is_written(self, value: str) -> bool:
        if self._search(value) is None or (self.no_emoji and has_emoji(value)):
            return False
        try:
            return not self.is_date or bool(datetime.fromisoformat(value))
        except ValueError:
            return False

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report a value that is not text, or each constraint that it violates."""
        if value.__class__ is not str:
            wrong_type(out, at, "string", value)
            return
        _report_count(out, at, "Length", (self.min_length, self.max_length), len(value))
        if self._has_form and not self._is_written(value):
            form = ("format", self.written) if self.written else ("pattern", self.documented or self.pattern)
            no_match(out, at, *form, value)


class WideText(Text):
    """Text of which a Chinese or Japanese character counts as several."""

    wide: int = 1  # as how many it counts

    def _count(self, value: str) -> int:
        return len(value) + (self.wide - 1) * (0 if value.isascii() else len(_WIDE.findall(value)))

    def __contains__(self, value: Any) -> bool:
        return super().__contains__(value) and self._count(value) <= self.max_length

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report a value that is not text, or each constraint that it violates."""
        found: list[Violation] = []
        super().report(found, at, value)
        if value.__class__ is str and len(value) <= self.max_length < (count := self._count(value)):
            _report_count(found, at, "Length", (0, self.max_length), count)
        out += found


#: What counts as several characters: kana and Chinese characters.
WIDE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WIDE = re.compile(f"[{WIDE}]")

#: The characters that are emoji whatever is next to them, by Unicode, as they stand in an expression's class.
#: Without its flag ``u``, ECMAScript takes that for another class, so documents say ``x-no-emoji`` instead.
EMOJI = "🌀-🌠🌭-🌵🌷-🍼🍾-🎓🎠-🏊🏏-🏓🏠-🏰🏸-🐾👂-📼📿-🔽🕐-🕧🗻-🙏🚀-🛅🤌-🤺🤼-🥅🥇-🧿🩰-🩼"


def has_emoji(text: str) -> bool:
    """Report whether a text has an emoji, or the sign that makes one of the character before it."""
    return not text.isascii() and re.search(f"[{EMOJI}\ufe0f]", text) is not None


# Enough digits for any float: `Decimal` divides no further than its context's precision.
_EXACT = Context(prec=1000, traps=[])


def is_no_multiple(value: float | Decimal, of: float) -> bool:
    """Report whether a finite number is no multiple of another, as written: 0.3 is one of 0.1."""
    # Texts of very large integers cannot be made.
    exact = (Decimal(each if isinstance(each, int) else str(each)) for each in (value, of))
    return _EXACT.remainder(*exact) != 0


class Number(Kind):
    """A finite number, with optional limits."""

    expected: ClassVar[str] = "number"
    minimum: float | None = None
    exclusive_minimum: float | None = None  # a lower bound that is not allowed itself
    maximum: float | None = None
    exclusive_maximum: float | None = None  # an upper bound that is not allowed itself
    multiple_of: float | None = None
    values: Sequence[float] = ()  # the allowed values; empty for all

    @cached_property
    def bounds(self) -> Sequence[tuple[str, Callable[[Any, Any], bool], float]]:
        """The limits: their rules, what is beyond them, and their values."""
        bounds = (
            ("minimum", operator.lt, self.minimum),
            ("exclusiveMinimum", operator.le, self.exclusive_minimum),
            ("maximum", operator.gt, self.maximum),
            ("exclusiveMaximum", operator.ge, self.exclusive_maximum),
            ("multipleOf", is_no_multiple, self.multiple_of),
        )
        return [(rule, beyond, bound) for rule, beyond, bound in bounds if bound is not None]

    def is_kind(self, value: Any) -> bool:
        """Report whether a value is a number of this kind."""
        return is_number(value)

    def __contains__(self, value: Any) -> bool:
        if value.__class__ is not int and not self.is_kind(value):
            return False
        for _, beyond, bound in self.bounds:
            if beyond(value, bound):
                return False
        return not self.values or value in self.values

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report a value that is not such a number, or each constraint that it violates."""
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

    expected: ClassVar[str] = "integer"

    def is_kind(self, value: Any) -> bool:
        """Report whether a value is a whole number."""
        return is_int(value)


NUMBER = Number()


class Boolean(Kind):
    """A boolean that must be this one."""

    only: bool

    def __contains__(self, value: Any) -> bool:
        return value is self.only

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report a value that is no boolean, or the other one."""
        if value.__class__ is not bool:
            wrong_type(out, at, "boolean", value)
        elif value is not self.only:
            not_in_enum(out, at, value, (self.only,))


class Items(Kind):
    """An array."""

    item: Any  # the kind of each item, as in `Fields`
    min_items: int = 0
    max_items: float = inf
    unique_items: bool = False  # whether no two items may be equal

    def __contains__(self, value: Any) -> bool:
        if value.__class__ is not list or not self.min_items <= len(value) <= self.max_items:
            return False
        inner = self.item
        # Takes half the time of `all` with a generator.
        for item in value:
            if item.__class__ is not inner and item not in inner:
                return False
        return not (self.unique_items and equal_items(value))

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report a value that is not an array, a wrong number of items, and the violations of each item."""
        if value.__class__ is not list:
            wrong_type(out, at, "array", value)
            return
        _report_count(out, at, "Items", (self.min_items, self.max_items), len(value))
        if self.unique_items and (pair := equal_items(value)):
            message = f"must be without duplicates, but items {pair[0]} and {pair[1]} are equal"
            out.append(Violation(at, "uniqueItems", message))
        for index, item in enumerate(value):
            _report(out, f"{at}/{index}", self.item, item)


def equal_items(items: Sequence[Any]) -> tuple[int, int] | None:
    """Return the indices of the first two items that are equal by JSON type; ``None`` if all differ."""
    first: dict[Any, int] = {}
    for index, item in enumerate(items):
        before = first.setdefault(_comparable(item), index)
        if before != index:
            return before, index
    return None


def _comparable(value: Any) -> Any:
    """Return a hashable value that is equal for equal JSON values alone: true is not 1."""
    if value.__class__ is list:
        return tuple(map(_comparable, value))
    if value.__class__ is dict:
        return frozenset((name, _comparable(each)) for name, each in value.items())
    return value.__class__ is bool, value


class OneOrMore(Items):
    """One value, or an array of such values; the arguments are those of `Items`."""

    def __contains__(self, value: Any) -> bool:
        if value.__class__ is list:
            return super().__contains__(value)
        return value.__class__ is self.item or value in self.item

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report a value that is neither, or what is wrong with the one or the other."""
        if value.__class__ is list:
            super().report(out, at, value)
            return
        found: list[Violation] = []
        _report(found, at, self.item, value)
        if any(each.rule == "type" for each in found):
            one = _EXPECTED.get(self.item) or getattr(self.item, "expected", "string")
            wrong_type(out, at, f"{one} or an array of {one}s", value)
        else:
            out += found


class Entries(Kind):
    """An object with arbitrary names, whose values are all of one kind."""

    value: Any  # the kind of the values, as in `Fields`

    def __contains__(self, value: Any) -> bool:
        inner = self.value
        return value.__class__ is dict and all(
            each.__class__ is inner or each is None or each in inner for each in value.values()
        )

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report a value that is not an object, and the violations of the values in it."""
        if value.__class__ is not dict:
            wrong_type(out, at, "object", value)
            return
        for name, inner in value.items():
            if inner is not None:
                _report(out, child(at, name), self.value, inner)


class Later(Kind):
    """A reference to a kind that is defined later, for kinds that contain themselves."""

    kind: Callable[[], Kind]  # returns that kind

    def __contains__(self, value: Any) -> bool:
        return value in self.kind()

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report what that kind reports."""
        self.kind().report(out, at, value)


class Fields(Kind):
    """An object with documented fields."""

    known: Mapping[str, Any]  # the kind of each field: ``str``, ``int`` or ``bool``, or a `Kind`
    required: frozenset[str] = frozenset()
    elsewhere: Sequence[str] = ()  # names that are documented elsewhere for the same object: accepted
    formerly: Mapping[str, str] | None = None  # names in the previous version, with the current ones
    since: str = ""  # the version that renamed them
    others: bool = False  # whether callers may add fields of their own that are probably no slips

    def __init__(self, known: Mapping[str, Any], *, required: Sequence[str] = (), **options: Any) -> None:
        super().__init__(known, required=frozenset(required), **options)

    def violations(self, payload: Any) -> list[Violation]:
        """Return all violations of a request; fields that only other operations document are accepted."""
        out = self.stated(payload)
        # Importing a name takes as long as reporting two fields.
        if not [each for each in out if each.rule == "unknown" and not each.instead]:
            return out
        from .unknown import of_this

        return of_this(out, self.places)

    def stated(self, payload: Any) -> list[Violation]:
        """Return everything in a request that is not as documented."""
        out: list[Violation] = []
        if payload.__class__ is dict:
            self.check(payload, "", out)
        else:
            wrong_type(out, "", "object", payload)
        if not [each for each in out if not each.message]:
            return out
        from .unknown import without_own

        return without_own(out, self.places, payload)

    @cached_property
    def places(self) -> Mapping[str, str]:
        """Where each field of a request belongs: the path of the object with it, as in ``pots[].plant``."""
        places = dict[str, str]()
        _place(places, self, "", set())
        return places

    def check(self, o: dict[str, Any], at: str, out: list[Violation], *, wrong: bool = False) -> None:
        """Report all violations of an object, which is ``wrong`` if it is known to fail the fast test."""
        if wrong or o not in self:
            self.each(o, at, out)

    def each(self, o: dict[str, Any], at: str, out: list[Violation]) -> None:
        """Report the violations of each field of an object that failed the fast test."""
        required = self.required
        for name in self.known:
            if name in o and (value := o[name]) is not None:
                kind = self.known[name]
                if value.__class__ is not kind:
                    _report(out, child(at, name), kind, value)
            elif name in required:
                missing(out, at, name)
        if not self.known.keys() >= o.keys():
            from .unknown import unknown

            unknown(out, at, o, self)

    def __contains__(self, o: Any) -> bool:
        """Report whether an object is surely valid; if not, each field must be examined."""
        if o.__class__ is not dict:
            return False
        fields = self.known
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
            # An undocumented field, or a value of another class than its kind, though 1.0 is valid for `int`.
            return False
        return self.required.issubset(o)

    def report(self, out: list[Violation], at: str, value: Any) -> None:
        """Report a value that is not an object, or all violations of the object."""
        if value.__class__ is dict:
            # An undocumented field tells before any value is examined.
            wrong = not value.keys() <= self.known.keys()
            self.check(value, at, out, wrong=wrong)
        else:
            wrong_type(out, at, "object", value)


def _place(places: dict[str, str], kind: object, at: str, around: set[int]) -> None:
    """Note where each field belongs: the object with the shortest path."""
    match kind:
        case Later():
            _place(places, kind.kind(), at, around)
        case Items():
            _place(places, kind.item, f"{at}[]", around)
        case Entries():
            _place(places, kind.value, f"{at}.*", around)
        case Fields() if id(kind) not in around:
            around.add(id(kind))
            for name, of in kind.known.items():
                if at.count(".") < places.get(name, at + ".").count("."):
                    places[name] = at
                _place(places, of, f"{at}.{name}" if at else name, around)
        case _:
            pass


class Ruled(Fields):
    """An object with documented fields, and rules between them."""

    rules: Callable[[dict[str, Any], str, list[Violation]], None]  # reports those that are broken

    def check(self, o: dict[str, Any], at: str, out: list[Violation], *, wrong: bool = False) -> None:
        """Report all violations of an object: its fields in the documented order, then its rules."""
        if wrong or not Fields.__contains__(self, o):
            self.each(o, at, out)
        self.rules(o, at, out)

    def __contains__(self, o: Any) -> bool:
        # Called for each object of a list, where `super` would take a tenth of the time.
        if not Fields.__contains__(self, o):
            return False
        broken: list[Violation] = []
        self.rules(o, "", broken)
        return not broken


def one_fits(
    out: list[Violation], o: dict[str, Any], at: str, kinds: Sequence[Fields], contested: Contested = ()
) -> None:
    """Report why an object is none of several kinds: the violations of the one with the fewest wrong values.

    Violations of contested facts, whose places are relative to the object, and fields of other kinds do not
    count.
    """
    here = [(at + place, rule) for place, rule in contested]
    closest: list[Violation] | None = None
    for kind in kinds:
        found: list[Violation] = []
        kind.check(o, at, found)
        found = [each for each in found if each.rule != "unknown"]
        if not found:
            return
        if closest is None or _distance(found, here) < _distance(closest, here):
            closest = found
    out.extend(each for each in closest or () if each not in out)


def _distance(found: list[Violation], contested: Contested) -> tuple[int, int]:
    counted = enforced(found, contested)
    return sum(each.rule in {"enum", "type"} for each in counted), len(counted)


def is_int(value: Any) -> bool:
    """Report whether a value is a whole number; 1.0 is one, as in JSON Schema, and true is not."""
    if value.__class__ is int:
        return True
    if value.__class__ is float:
        return bool(value.is_integer())
    if isinstance(value, Decimal):
        return value.is_finite() and value == value.to_integral_value()
    return False


def is_number(value: Any) -> bool:
    """Report whether a value is a finite number; true is not."""
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
        out_of_bounds(out, at, f"min{what}", least, actual, exact=least == most)
    if actual > most:
        out_of_bounds(out, at, f"max{what}", most, actual, exact=least == most)

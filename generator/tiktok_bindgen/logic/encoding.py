"""Encode conditions on one request as literals of a propositional formula, and clauses that relate them.

Of each list of objects, one representative item is encoded: what holds for every item holds for it. What
clauses cannot express (how two fields compare, whether *some* object of a list meets a condition) is an
unconstrained literal; the same question always gets the same literal.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from attrs import field, frozen

from tiktok_bindgen.logic.evaluate import DATE, OPERATORS, equal, measured
from tiktok_bindgen.logic.model import (
    All,
    Any_,
    Atom,
    Condition,
    Contains,
    HoldsOnly,
    In,
    Measure,
    Not,
    Operator,
    Path,
    Present,
    Scalar,
)
from tiktok_bindgen.logic.paths import STEPS, of_any_item, parent_length

Literals = list[int]


class Vocabulary:
    """The literals of one request, and the clauses that tie them so far."""

    def __init__(self) -> None:
        self.clauses: list[Literals] = []
        self._numbers: dict[tuple[object, ...], int] = {}
        self._values: dict[Path, dict[object, tuple[int, Scalar]]] = {}
        self._lists: dict[Path, _List] = {}
        self._orders: dict[tuple[object, ...], _Order] = {}

    @property
    def is_exact(self) -> bool:
        """Whether every assignment that satisfies the clauses is known to correspond to a request."""
        measured_as = Counter(order.path for order in self._orders.values())
        is_list = self._lists.keys()
        return (
            not any(key[0] == "open" for key in self._numbers)
            and max(measured_as.values(), default=0) <= 1
            and is_list.isdisjoint(measured_as)
            and is_list.isdisjoint(self._values)
        )

    def literal(self, *key: object) -> int:
        """Return the literal for a key; create it at the key's first use."""
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def every(self, parts: Sequence[int]) -> int:
        """A literal that is true when all of some literals are."""
        whole = self.literal("every", tuple(parts))
        self.clauses += [[-whole, part] for part in parts]
        self.clauses.append([whole, *(-part for part in parts)])
        return whole

    def some(self, parts: Sequence[int]) -> int:
        """A literal that is true when any of some literals is."""
        return -self.every([-part for part in parts])

    # -- fields --------------------------------------------------------------------------

    def present(self, path: Path) -> int:
        """A literal for the presence of a field, or of an item."""
        known = ("present", path) in self._numbers
        literal = self.literal("present", path)
        if not known and len(path) > 1:
            # A field is present only if the object that holds it is.
            self.clauses.append([-literal, self.present(path[:-1])])
        return literal

    def holder(self, path: Path) -> Literals:
        """The literal for the presence of the object that holds a field; none for the request itself."""
        parent = path[: parent_length(path)]
        return [self.present(parent)] if parent else []

    def equals(self, path: Path, value: Scalar) -> int:
        """A literal for a field having a value."""
        values = self._values.setdefault(path, {})
        key = _key(value)
        if key not in values:
            values[key] = self.literal("equals", path, key), value
            self.clauses.append([-values[key][0], self.present(path)])
        return values[key][0]

    def holds(self, path: Path, value: Scalar) -> int:
        """A literal for a value being among the items of a list."""
        values = self._list(path).values
        key = _key(value)
        if key not in values:
            values[key] = self.literal("holds", path, key)
            self.clauses.append([-values[key], self.present(path)])
        return values[key]

    def holds_any(self, path: Path) -> int:
        """A literal for a list having items."""
        return self._list(path).any

    def holds_no_other(self, path: Path, values: Sequence[Scalar]) -> int:
        """A literal for a list having no item other than some values; an empty list qualifies."""
        for value in values:
            self.holds(path, value)
        keys = frozenset(map(_key, values))
        literal = self.literal("only", path, tuple(sorted(map(repr, keys))))
        self._list(path).only.append((literal, keys))
        return literal

    def _list(self, path: Path) -> _List:
        if path not in self._lists:
            another, any_ = self.literal("another", path), self.literal("any", path)
            self.clauses += [[-another, self.present(path)]]
            self._lists[path] = _List(another, any_)
        return self._lists[path]

    def measures(self, path: Path, operator: Operator, bound: Scalar, measure: Measure) -> tuple[int, int]:
        """Two literals: a field is comparable with a bound; the comparison holds."""
        order = self._order(path, bound, measure, None)
        return order.measured, self._compared(order, operator, bound)

    def _order(self, path: Path, bound: Scalar, measure: Measure, default: Scalar | None) -> _Order:
        sort = sort_of(bound)
        key = ("order", path, measure, sort, repr(default))
        if key not in self._orders:
            order = _Order(self.literal(*key), path, measure, sort, default)
            given = [self.present(path)] if default is None else [self.present(path), self._assumed(path)]
            self.clauses.append([-order.measured, *given])
            self._orders[key] = order
        return self._orders[key]

    def _compared(self, order: _Order, operator: Operator, bound: Scalar) -> int:
        below, at_most = self._step(order, bound, closed=False), self._step(order, bound, closed=True)
        if operator == "<":
            return below
        if operator == "<=":
            return at_most
        if operator == ">":
            return self.every([order.measured, -at_most])
        if operator == ">=":
            return self.every([order.measured, -below])
        same = self.every([at_most, -below])
        return same if operator == "==" else self.every([order.measured, -same])

    def _step(self, order: _Order, bound: Scalar, *, closed: bool) -> int:
        """A literal for what is measured being less than a bound or, if closed, at most the bound."""
        if order.measure not in {"value", "number"} and isinstance(bound, int | float):
            # Lengths and counts are whole numbers: "at most 3" is "less than 4".
            bound, closed = (math.floor(bound) + 1 if closed else math.ceil(bound)), False
        step = (bound, closed)
        if step not in order.steps:
            order.steps[step] = self.literal("step", order.measured, repr(bound), closed)
        return order.steps[step]

    # -- conditions ----------------------------------------------------------------------

    def condition(self, condition: Condition, place: Path) -> int:
        """A literal for a condition evaluated at a place; its paths start at the top of the request."""
        if isinstance(condition, Not):
            return -self.condition(condition.condition, place)
        if isinstance(condition, All):
            return self.every([self.condition(part, place) for part in condition.conditions])
        if isinstance(condition, Any_):
            return self.some([self.condition(part, place) for part in condition.conditions])
        if of_any_item(condition.path, place):
            # It is about some item of a list other than the place's own.
            first = next(index for index, step in enumerate(condition.path) if step in STEPS)
            return self._open(condition, place, condition.path[:first])
        if isinstance(condition, Present):
            return self.present(condition.path)
        if isinstance(condition, In):
            return self._in(condition)
        if isinstance(condition, Contains):
            return self.some([self.holds(condition.path, value) for value in condition.values])
        if isinstance(condition, HoldsOnly):
            no_other = self.holds_no_other(condition.path, condition.values)
            return self.every([no_other, self.holds_any(condition.path)])
        # A string that is not a date differs from every date.
        differs = condition.operator == "!=" and isinstance(condition.bound, str)
        if condition.other is None and sort_of(condition.bound) and not differs:
            assert condition.bound is not None, "None has no sort"
            order = self._order(condition.path, condition.bound, condition.measure, condition.default)
            return self._compared(order, condition.operator, condition.bound)
        return self._open(
            condition, place, condition.path if condition.default is None else condition.path[:-1]
        )

    def _open(self, atom: Atom, place: Path, needed: Path) -> int:
        """An unconstrained literal for what clauses cannot express; it implies that a field is present."""
        # The key is text because 1 == True in Python.
        literal = self.literal("open", repr(atom), place)
        if needed:
            self.clauses.append([-literal, self.present(needed)])
        return literal

    def _in(self, condition: In) -> int:
        options = [self.equals(condition.path, value) for value in condition.values]
        if any(equal(value, condition.default) for value in condition.values):
            options.append(self._assumed(condition.path))
        return self.some(options)

    def _assumed(self, path: Path) -> int:
        """A literal for a field's default applying: the field is absent and its object is present."""
        return self.every([*self.holder(path), -self.present(path)])

    # -- clauses that relate the literals ------------------------------------------------

    def tie(self, lists: Collection[Path] = ()) -> None:
        """Add the clauses that relate all literals; call it once, after the last literal was asked for.

        Args:
            lists: The paths of fields that are always lists, so that their items can be counted.
        """
        for path, values in self._values.items():
            self._tie_at_most_one(path, [literal for literal, _ in values.values()])
        for each in self._lists.values():
            self.clauses += each.clauses()
        for order in self._orders.values():
            if order.measure == "items" and order.path in lists:
                self.clauses.append([-self.present(order.path), order.measured])
            if order.measure == "items" and order.default is None and order.path in self._lists:
                holds_any, none = self._lists[order.path].any, self._step(order, 1, closed=False)
                self.clauses += [[-holds_any, order.measured], [-holds_any, -none]]
                self.clauses.append([holds_any, -order.measured, none])
            self.clauses += order.clauses()
            for literal, value in self._values.get(order.path, {}).values():
                self.clauses += order.of_value(literal, value)
            if order.default is not None:
                self.clauses += order.of_value(self._assumed(order.path), order.default)

    def _tie_at_most_one(self, path: Path, literals: Sequence[int]) -> None:
        """Add clauses that a field has at most one value: once one is true, all later ones are false."""
        for number, (literal, following) in enumerate(pairwise(literals)):
            until_here = self.literal("until", path, number)
            self.clauses += [[-literal, until_here], [-until_here, -following]]
            if number + 2 < len(literals):
                self.clauses.append([-until_here, self.literal("until", path, number + 1)])


@frozen
class _List:
    """The literals of a list of strings, numbers or booleans.

    Attributes:
        another: It has an item that is none of ``values``.
        any: It has items.
        values: It has an item of a value, keyed by the value's key.
        only: It has no items other than some values; each with the keys of these values.
    """

    another: int
    any: int
    values: dict[object, int] = field(factory=dict)
    only: list[tuple[int, frozenset[object]]] = field(factory=list)

    def clauses(self) -> Iterator[Literals]:
        """Yield the clauses that relate its literals."""
        items = [*self.values.values(), self.another]
        yield [-self.any, *items]
        yield from ([self.any, -item] for item in items)
        for literal, keys in self.only:
            others = [item for key, item in self.values.items() if key not in keys] + [self.another]
            yield from ([-literal, -other] for other in others)
            yield [literal, *others]


@frozen
class _Order:
    """The literals that compare a field's value, length or number of items with bounds of one sort.

    Attributes:
        measured: The literal for its having something to compare.
        path: The field's path.
        measure: What of it is compared.
        sort: The sort of the bounds; see `sort_of`.
        default: The value that it counts as having if it is absent.
        steps: The literals for its being less than a bound (``False``) or at most the bound (``True``).
    """

    measured: int
    path: Path
    measure: Measure
    sort: str
    default: Scalar | None
    steps: dict[tuple[Scalar, bool], int] = field(factory=dict)

    def clauses(self) -> Iterator[Literals]:
        """Yield the clauses that relate its literals: below one bound is below every higher one."""
        ordered = [self.steps[step] for step in sorted(self.steps)]
        yield from ([-lower, higher] for lower, higher in pairwise(ordered))
        yield from ([-step, self.measured] for step in ordered[-1:])

    def of_value(self, literal: int, value: Scalar) -> Iterator[Literals]:
        """Yield the clauses that follow from the field having a value, given the literal for that."""
        found = measured(value, self.measure)
        if sort_of(found) != self.sort:
            yield [-literal, -self.measured]
            return
        yield [-literal, self.measured]
        for (bound, closed), step in self.steps.items():
            within = OPERATORS["<=" if closed else "<"](found, bound)
            yield [-literal, step if within else -step]
        below, at_most = self.steps.get((value, False)), self.steps.get((value, True))
        if self.measure == "value" and self.default is None and below is not None and at_most is not None:
            # At most a value and not below it: equal to it.
            yield [-at_most, below, literal]


def _key(value: Scalar) -> tuple[object, object]:
    """A key that is equal for equal JSON values: 1 and 1.0 share one, true has another."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return ("number" if number else type(value), value)


def sort_of(value: object) -> str:
    """The sort of values that a number or a date is compared with by size; empty for any other value."""
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    if isinstance(value, int | float):
        return "" if isinstance(value, bool) else "number"
    return f"date of {len(value)}" if isinstance(value, str) and DATE.fullmatch(value) else ""

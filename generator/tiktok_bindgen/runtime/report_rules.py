"""Check whether the names that a report request combines are compatible, as its kind's documentation states.

An undocumented name is accepted, as a server may know more, unless it is a slip of a documented one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple, TypedDict

from .check import Violation, child, slip_of
from .codec import is_array, is_object, one_line
from .json_files import read_in

_DIGITS = re.compile(r"[0-9]+")

Role = Literal["metrics", "dimensions", "filters"]

#: The documented facts of a metric, a dimension or a filter; an absent key restricts nothing. `levels`,
#: `modes`, `needs` and `types` are what it can be used with, `excludes` what it cannot; `metrics`,
#: `synchronous-metrics` (in that mode only) and `without-metrics` are a dimension's. A metric without a
#: `type` is a figure; one that is an `attribute` describes an object and not its performance.
Entry = TypedDict(
    "Entry",
    {
        "type": str,
        "attribute": bool,
        "deprecated": bool,
        "groups": Sequence[str],
        "levels": Sequence[str],
        "modes": Sequence[str],
        "needs": Sequence[str],
        "excludes": Mapping[str, Sequence[str]],
        "types": Sequence[str],
        "metrics": Sequence[str],
        "without-metrics": Sequence[str],
        "synchronous-metrics": Sequence[str],
        "asynchronous-metrics": Sequence[str],
    },
    total=False,
)


class Choice(NamedTuple):
    """A set of dimensions of which a grouping has some."""

    of: Sequence[str]  # the dimensions
    least: int = 1  # the minimum number of them
    most: int | None = 1  # the maximum number; ``None`` for no limit


Grouping = Sequence[str | Choice]


class Kind(NamedTuple):
    """A kind of report."""

    title: str  # its name
    metrics: Mapping[str, Entry]  # the facts of its metrics, keyed by name
    dimensions: Mapping[str, Entry]  # the same for its dimensions
    filters: Mapping[str, Entry]  # the same for its filters
    groupings: Sequence[Grouping] = ()  # the dimensions that may be combined; empty if unknown
    # The maximum number of days of a request, with the dimensions that it must have for that and those that
    # it must not have.
    ranges: Sequence[tuple[int, Sequence[str], Sequence[str]]] = ()

    def names(self, role: Role) -> Mapping[str, Entry]:
        """Return its metrics, dimensions or filters."""
        found: Mapping[str, Entry] = getattr(self, role)
        return found

    def days(self, dimensions: Sequence[str]) -> tuple[int, bool] | None:
        """Return the maximum number of days with some dimensions, and whether these divide rows by time."""
        found = [
            (days, bool(needed))
            for days, needed, without in self.ranges
            if set(needed).issubset(dimensions) and set(without).isdisjoint(dimensions)
        ]
        return min(found, default=None)


@cache
def report_kind(package: str, key: str) -> Kind:
    """Return a kind of report, given the package with a file for each, and its key."""
    stated = read_in(package, f"{key}.json")
    # Names with equal facts are listed together.
    roles: tuple[Role, ...] = ("metrics", "dimensions", "filters")
    named: dict[Role, dict[str, Entry]] = {
        role: {name: entry for entry, names in stated[role] for name in names} for role in roles
    }
    groupings = [
        tuple(slot if isinstance(slot, str) else Choice(**slot) for slot in slots)
        for slots in stated["groupings"]
    ]
    return Kind(stated["title"], **named, groupings=groupings, ranges=stated["ranges"])


def words(package: str) -> dict[str, str]:
    """Return the description of each metric of reports, keyed by its name."""
    found: dict[str, str] = read_in(package, "_words.json")["words"]
    return found


class Given(NamedTuple):
    """A name in a request."""

    role: Role  # whether it is a metric, a dimension or a filter
    name: str
    pointer: str  # the JSON pointer of the name
    at: str  # the pointer of the item: for a filter, that of its object, which also has the comparison
    value: Any  # the item


class Asked(NamedTuple):
    """The roles of a request's fields in a report, and the checks that follow from them."""

    package: str  # the package with a file for each kind of report
    kinds: Sequence[str]  # the possible kinds
    fields: Mapping[Role, str]  # the fields that hold names, keyed by role
    by: tuple[str, Mapping[str, str]] = ("", {})  # the field that tells the kind, and kinds by value
    level: tuple[str, Mapping[str, str]] = ("", {})  # likewise of the data level
    mode: str = ""  # whether the report is synchronous or asynchronous; empty if there is only one mode
    parts: tuple[str, str] = ("", "")  # the fields of a filter's object that hold its name and its comparison

    def kind(self, o: Mapping[str, Any]) -> Kind | None:
        """Return the kind of report that a request is for, if it is known."""
        key = self.key(o)
        return self._kind(key) if key else None

    def key(self, o: Mapping[str, Any]) -> str:
        """Return the key of that kind; empty if it is not known."""
        field, kinds = self.by
        value = o.get(field)
        key = kinds.get(value) if isinstance(value, str) else None
        if not field and len(self.kinds) == 1:
            key = self.kinds[0]
        return key or ""

    def check(self, o: dict[str, Any], at: str, out: list[Violation]) -> None:
        """Report the names in a request that cannot be combined, and likely typing errors."""
        given = [one for role in self.fields for one in self._given(o, at, role)]
        kind = self.kind(o)
        for one in given:
            if kind is None or one.name not in kind.names(one.role):
                self._slip(one, out)
        field, levels = self.level
        value = o.get(field)
        level = levels.get(value, "") if isinstance(value, str) else ""
        # At an unknown level, it is another kind of report.
        if kind is not None and (level or value is None):
            dimensions = {one.name for one in given if one.role == "dimensions"}
            out.extend(_Request(kind, self, given, level, dimensions).broken(at))

    def _kind(self, key: str) -> Kind:
        return report_kind(self.package, key)

    def _given(self, o: dict[str, Any], at: str, role: Role) -> Iterator[Given]:
        place, listed = child(at, self.fields[role]), o.get(self.fields[role])
        for index, value in enumerate(listed if is_array(listed) else ()):
            here = f"{place}/{index}"
            if role != "filters":
                if isinstance(value, str):
                    yield Given(role, value, here, here, value)
            elif is_object(value) and isinstance(name := value.get(self.parts[0]), str):
                yield Given(role, name, child(here, self.parts[0]), here, value)

    def _slip(self, one: Given, out: list[Violation]) -> None:
        known = {name for key in self.kinds for name in self._kind(key).names(one.role)}
        near = "" if one.name in known else slip_of(one.name, sorted(known))
        # Names that differ only in a number belong to a family, of which pages may list only some.
        if near and _DIGITS.sub("", near) != _DIGITS.sub("", one.name):
            message = f"{one_line(one.name, 80)} is not a documented {one.role[:-1]}; did you mean {near}?"
            out.append(Violation(one.pointer, "enum", message, instead=near))


class _Request(NamedTuple):
    """The check of a request whose kind of report is known."""

    kind: Kind
    asked: Asked
    given: Sequence[Given]
    level: str
    dimensions: set[str]

    def broken(self, at: str) -> Iterator[Violation]:
        """Yield all violations."""
        for one in self.given:
            entry = self.kind.names(one.role).get(one.name)
            if entry is not None:
                yield from self._limited(one, entry)
                yield from self._excluded(one, entry)
        for name in sorted(self.dimensions):
            yield from self._metrics(name)
        yield from self._grouping(at)

    def _limited(self, one: Given, entry: Entry) -> Iterator[Violation]:
        levels, modes, needs = entry.get("levels"), entry.get("modes"), entry.get("needs")
        if levels and self.level and self.level not in levels:
            text = f"is for the data level {_or(levels)}, not {self.level}"
            yield self._violation("level", one, text, child("", self.asked.level[0]))
        if modes and self.asked.mode and self.asked.mode not in modes:
            yield self._violation("mode", one, f"is for {_or(modes)} reports only")
        if needs and self.dimensions.isdisjoint(needs) and not self._stood_for(needs):
            text = f"needs the dimension {_or(needs)}"
            yield self._violation("needs", one, text, self._field("dimensions"))
        compared = one.value.get(self.asked.parts[1]) if one.role == "filters" else None
        types = entry.get("types")
        if types and isinstance(compared, str) and compared not in types:
            text, pointer = f"allows only the comparison {_or(types)}", child(one.at, self.asked.parts[1])
            yield self._violation("comparison", one, text, pointer=pointer)

    def _stood_for(self, needs: Sequence[str]) -> bool:
        """Report whether a given dimension excludes a needed one, and so is taken as its replacement."""
        entries = (self.kind.dimensions.get(name, {}) for name in self.dimensions)
        excluded = (entry.get("excludes", {}).get("dimensions", ()) for entry in entries)
        return any(not set(names).isdisjoint(needs) for names in excluded)

    def _excluded(self, one: Given, entry: Entry) -> Iterator[Violation]:
        for role, names in entry.get("excludes", {}).items():
            for other in self.given:
                if other.role == role and other.name in names:
                    text = f"does not go with the {role[:-1]} `{other.name}`"
                    yield self._violation("excludes", one, text, other.pointer)

    def _metrics(self, name: str) -> Iterator[Violation]:
        """Yield the metrics that a dimension excludes; metrics that are attributes are always allowed."""
        entry = self.kind.dimensions.get(name, {})
        only, without = entry.get("metrics"), entry.get("without-metrics", ())
        other = "asynchronous" if self.asked.mode == "synchronous" else "synchronous"
        elsewhere: Any = entry.get(f"{other}-metrics", ()) if self.asked.mode else ()
        for one in self.given:
            known = self.kind.metrics.get(one.name) if one.role == "metrics" else None
            if known is None or known.get("attribute"):
                continue
            if (only is not None and one.name not in only) or one.name in without or one.name in elsewhere:
                mode = f" in {self.asked.mode} reports" if one.name in elsewhere else ""
                message = f"`{one.name}` does not go with the dimension `{name}`{mode}"
                yield self._told(f"report-metrics:{name}", one.pointer, message, self._field("dimensions"))

    def _grouping(self, at: str) -> Iterator[Violation]:
        known = self.dimensions.issubset(self.kind.dimensions)
        if not (self.dimensions and known and self.kind.groupings):
            return
        if not any(_fits(list(grouping), frozenset(self.dimensions)) for grouping in self.kind.groupings):
            names = ", ".join(f"`{name}`" for name in sorted(self.dimensions))
            message = f"{names}: no documented grouping of dimensions"
            yield self._told("report-grouping", at + self._field("dimensions"), message)

    def _field(self, role: Role) -> str:
        return child("", self.asked.fields.get(role, role))

    def _violation(
        self, what: str, one: Given, text: str, other: str = "", *, pointer: str = ""
    ) -> Violation:
        rule = f"report-{what}:{one.name}"
        return self._told(rule, pointer or one.pointer, f"the {one.role[:-1]} `{one.name}` {text}", other)

    def _told(self, rule: str, pointer: str, message: str, other: str = "") -> Violation:
        return Violation(pointer, rule, f"{message} ({self.kind.title} reports)", (other,) if other else ())


def _fits(slots: list[str | Choice], dimensions: frozenset[str]) -> bool:
    """Report whether dimensions match a grouping: each has a slot, and no slot has too few or too many."""
    if not slots:
        return not dimensions
    first, *others = slots
    if isinstance(first, str):
        return first in dimensions and _fits(others, dimensions - {first})
    here = dimensions.intersection(first.of)
    enough = len(here) >= first.least and (first.most is None or len(here) <= first.most)
    return enough and _fits(others, dimensions - here)


def _or(names: Sequence[str]) -> str:
    shown = [f"`{name}`" for name in names]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"

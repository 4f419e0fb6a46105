"""Derive what an operation was in the version before from the tables in which its page compares the two.

Nothing is guessed: what names no field of the operation, or several where one is meant, is a problem, and the
field is assumed to be unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve, field, frozen

from tiktok_bindgen.interpret.comparison import Difference, Item, differences_in, names_of, paths_of, versions
from tiktok_bindgen.interpret.model import (
    Field,
    Formerly,
    FormerOperation,
    FormerValue,
    Operation,
    Presence,
    Removed,
    Type,
)
from tiktok_bindgen.interpret.tree import Path, mapped_operation, walk
from tiktok_bindgen.interpret.types import parse_type
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Page, Side

_Report = Callable[[int, str, str], None]

# A path as comparisons write it: without the common prefix, sometimes with its method in words.
_SHORT = re.compile(r"(?:/open_api)?(?P<path>/v[\d.]+/\S+?)/?(?: \([A-Z]+ method\))?", re.ASCII)
_NOTHING = Formerly()


def with_former(
    page: Page, operations: Sequence[Operation]
) -> tuple[tuple[Operation, ...], tuple[Problem, ...]]:
    """Add what they were in the version before to a page's operations, and tell what cannot be undone."""
    problems: list[Problem] = []

    def report(line: int, code: str, text: str) -> None:
        problems.append(Problem(page.name, line, code, text))

    found = list(operations)
    for table in page.tables:
        compared = versions(table)
        if compared is None:
            continue
        ways = paths_of(table)
        was, now = map(_path, ways or ("", ""))
        bound = [index for index, each in enumerate(found) if each.path.rstrip("/") == now]
        if was is None or now is None or not bound:
            what = f"the page documents no {now}" if now else "a comparison that names no endpoint"
            report(table.line, "comparison-unbound", what)
            continue
        differences = tuple(differences_in(table, lambda line, text: report(line, "comparison-unread", text)))
        for index in bound:
            # Keep the slash at the end, if the path has one.
            former = FormerOperation(
                compared[0], found[index].method, was + found[index].path.removeprefix(now)
            )
            found[index] = _Undoing(evolve(found[index], formerly=former), report).done(differences)
    return tuple(found), tuple(dict.fromkeys(problems))


def _path(text: str) -> str | None:
    match = _SHORT.fullmatch(text)
    return f"/open_api{match['path']}" if match else None


@frozen
class _Fields:
    """The fields of one side of an operation, keyed by path."""

    side: Side
    by_path: dict[Path, Field]

    @classmethod
    def of(cls, side: Side, fields: Iterable[Field]) -> _Fields:
        return cls(side, {path: each for path, each in walk(fields) if each.is_documented})

    def named(self, item: Item) -> list[Path]:
        """The paths of the fields that an item may mean."""
        if item.name.startswith("/"):
            path = names_of(item.name)
            return [path] if path in self.by_path else []
        found = [path for path in self.by_path if path[-1] == item.name]
        return self.within(found, item.places)

    def within(self, paths: list[Path], places: Sequence[str]) -> list[Path]:
        """Those paths that are in certain objects: directly in the innermost or, if none is, at any depth."""
        for place in reversed(places[1:]):
            paths = [path for path in paths if _names(path[:-1], place)]
        for place in places[:1]:
            next_to = [path for path in paths if _names(path[-2:-1], place)]
            paths = next_to or [path for path in paths if _names(path[:-1], place)]
        return paths

    def around(self, path: Path) -> tuple[Field, ...]:
        """A field and its siblings."""
        if len(path) == 1:
            return tuple(each for at, each in self.by_path.items() if len(at) == 1)
        return tuple(each for each in self.by_path[path[:-1]].children if each.is_documented)

    def objects(self) -> list[Path]:
        return [path for path, each in self.by_path.items() if each.children]


def _names(path: Sequence[str], place: str) -> bool:
    """Whether a place is named on a path, ignoring case as running text does."""
    return place.casefold() in map(str.casefold, path)


@frozen
class _Undoing:
    """Derives what an operation's fields were."""

    operation: Operation
    report: _Report
    _sides: tuple[_Fields, ...] = field(init=False)
    _former: dict[tuple[Side, Path], Formerly] = field(factory=dict, init=False)
    _line: dict[tuple[Side, Path], int] = field(factory=dict, init=False)
    _contradicted: set[tuple[Side, Path]] = field(factory=set, init=False)
    _removed: list[Removed] = field(factory=list, init=False)
    # New objects; a name that other fields have as well does not mean fields in these.
    _new_objects: list[tuple[Side, Path]] = field(factory=list, init=False)
    _method: list[str] = field(factory=list, init=False)

    @_sides.default
    def _of_operation(self) -> tuple[_Fields, ...]:
        return (
            _Fields.of("request", self.operation.parameters),
            _Fields.of("response", self.operation.response),
        )

    def done(self, differences: Iterable[Difference]) -> Operation:
        """Return the operation with what it was."""
        differences = tuple(differences)
        new = [each for each in differences if each.subject == "new-parameter"]
        self._note_new_objects(new)
        # Former names of objects are needed to place other fields; only fields without other rows can be new.
        steps: tuple[tuple[frozenset[str], Callable[[Difference], None]], ...] = (
            (frozenset({"method"}), self._read_method),
            (frozenset({"parameter", "parameter-place"}), self._changed),
            (frozenset({"parameter", "parameter-place"}), self._elsewhere),
            (frozenset({"presence"}), self._presence),
            (frozenset({"value", "new-value", "gone-value"}), self._value),
        )
        for subjects, take in steps:
            # Rows that give the place of a field count before those about all fields of its name.
            for each in sorted(differences, key=lambda each: not each.now.places):
                if each.subject in subjects:
                    take(each)
        self._new(new)
        for each in differences:
            if each.subject == "gone-parameter":
                self._gone(each)
        self._apart()
        assert self.operation.formerly is not None
        former = evolve(
            self.operation.formerly,
            method=self._method[0] if self._method else self.operation.method,
            removed=tuple(dict.fromkeys(self._removed)),
        )
        return evolve(mapped_operation(self.operation, self._as_it_was), formerly=former)

    def _as_it_was(self, side: Side, path: Path, field: Field) -> Field:
        former = self._former.get((side, path))
        return field if former is None else evolve(field, formerly=former)

    # -- reading the differences ---------------------------------------------------------

    def _note_new_objects(self, differences: Iterable[Difference]) -> None:
        for each in differences:
            for fields in self._sides:
                found = fields.named(each.now) if fields.side == each.side else []
                if len(found) == 1 and fields.by_path[found[0]].children:
                    self._new_objects.append((fields.side, found[0]))

    def _read_method(self, difference: Difference) -> None:
        if difference.was is None or difference.now.name != self.operation.method:
            self._contradicts(difference, f"the method is {self.operation.method}")
        else:
            self._method.append(difference.was.name)

    def _changed(self, difference: Difference) -> None:
        was, now = difference.was, difference.now
        assert was is not None
        meant = self._meant(difference, now, several=True)
        for fields, path in meant:
            name = was.name
            change: dict[str, Any] = {}
            if name.startswith("/"):
                *within, name = names_of(name)
                if tuple(within) != path[:-1]:
                    change["within"] = tuple(within)
            elif difference.subject == "parameter-place" and not was.places and fields.side == "request":
                change["within"] = ()
            if name != path[-1]:
                change["name"] = name
            if was.type and (type_ := _other_type(was, now, fields.by_path[path])) is not None:
                change["type"] = type_
            if was.state and was.state != fields.by_path[path].presence:
                change["presence"] = was.state
            if len(meant) == 1 or now.places or not self._is_other((fields.side, path), change):
                self._set(difference, fields.side, path, **change)

    def _elsewhere(self, difference: Difference) -> None:
        """Set the place where a field was, now that the former names of objects are known."""
        if difference.was is None or not difference.was.places:
            return
        places = difference.was.places
        for fields, path in self._meant(difference, difference.now, several=True):
            if self._is_within(fields, path, places):
                continue
            objects = [each for each in fields.objects() if _names(each[-1:], places[0])]
            found = fields.within([(*each, difference.was.name) for each in objects], places)
            if len(found) == 1:
                self._set(difference, fields.side, path, within=found[0][:-1])
            else:
                where = f"where `{difference.was.name}` in `{places[0]}` was in the {fields.side}"
                self.report(difference.line, "comparison-place", where)

    def _is_within(self, fields: _Fields, path: Path, places: Sequence[str]) -> bool:
        """Whether the objects around a field have, or had, the stated names."""
        around: list[str] = []
        for depth in range(1, len(path)):
            former = self._former.get((fields.side, path[:depth]), _NOTHING)
            around += [path[depth - 1], *([former.name] if former.name else [])]
        return all(_names(around, place) for place in places)

    def _presence(self, difference: Difference) -> None:
        for fields, path in self._meant(difference, difference.now):
            presence = fields.by_path[path].presence
            if difference.now.state != presence:
                self._contradicts(difference, f"`{path[-1]}` is {presence}")
            else:
                other: Presence = "optional" if presence == "required" else "required"
                self._set(difference, fields.side, path, presence=other)

    def _value(self, difference: Difference) -> None:
        was, now = difference.was, difference.now
        for fields, path in self._meant(difference, now):
            listed = {str(value.value) for value in fields.by_path[path].enum}
            is_gone = difference.subject == "gone-value"
            if listed and (now.value in listed) == is_gone:
                self._contradicts(
                    difference,
                    f"`{now.value}` is {'' if is_gone else 'not '}among the values of `{path[-1]}`",
                )
                continue
            value = FormerValue(
                now.value if is_gone else was.value if was else None, None if is_gone else now.value
            )
            former = self._former.get((fields.side, path), _NOTHING)
            self._former[fields.side, path] = evolve(
                former, values=tuple(dict.fromkeys((*former.values, value)))
            )

    def _new(self, statements: Sequence[Difference]) -> None:
        """Mark new fields; of several fields of one name, only those that no other row is about."""
        found = [(each, self._meant(each, each.now, several=True)) for each in statements]
        sure = [(each, places) for each, places in found if len(places) == 1]
        for difference, places in (*sure, *(each for each in found if len(each[1]) > 1)):
            free = [
                (fields, path)
                for fields, path in places
                if len(places) == 1 or not self._has_own_row(fields.side, path)
            ]
            # A field in a new object is new with it; in identical objects it is one field in several places.
            alike = {frozenset(each.name for each in fields.around(path)) for fields, path in free}
            if len(free) == 1 or len(alike) == 1:
                for fields, path in free:
                    self._set(difference, fields.side, path, absent=True)
            elif free:
                self._ambiguous(difference, [path for _, path in free])

    def _has_own_row(self, side: Side, path: Path) -> bool:
        above = (self._former.get((side, path[:depth]), _NOTHING) for depth in range(1, len(path)))
        return (side, path) in self._former or any(each.absent for each in above)

    def _gone(self, difference: Difference) -> None:
        item = difference.now
        side = difference.side
        if side is None:
            return
        fields = next(each for each in self._sides if each.side == side)
        if item.name.startswith("/"):
            self._removed.append(Removed(side, names_of(item.name), type=_type(item)))
            return
        renamed = [
            (*path[:-1], item.name)
            for (on, path), former in self._former.items()
            if on == side and former.name == item.name
        ]
        if fields.within(renamed, item.places):
            # It was renamed, which another row states.
            return
        if paths := fields.named(item):
            self._contradicts(difference, f"`{'.'.join(paths[0])}` is still there")
            return
        objects = fields.objects()
        if item.places:
            around = [path for path in objects if _names(path[-1:], item.places[0])]
            inside = fields.within([(*path, item.name) for path in around], item.places)
        elif not objects:
            inside = [(item.name,)]
        elif side == "response" and len(objects) == 1:
            inside = [(*objects[0], item.name)]
        else:
            inside = []
        if len(inside) == 1:
            self._removed.append(Removed(side, inside[0], type=_type(item)))
        else:
            self._removed.append(Removed(side, (item.name,), placed=False, type=_type(item)))
            where = f" in `{item.places[0]}`" if item.places else ""
            self.report(difference.line, "comparison-place", f"where `{item.name}`{where} was in the {side}")

    # -- which fields are meant ----------------------------------------------------------

    def _meant(
        self, difference: Difference, item: Item, *, several: bool = False
    ) -> list[tuple[_Fields, Path]]:
        """The fields that an item means: one, or all of its name if several may be meant."""
        sides = [each for each in self._sides if difference.side in {None, each.side}]
        found = [(fields, path) for fields in sides for path in fields.named(item)]
        if not found:
            where = f" in `{item.places[0]}`" if item.places else ""
            side = f"the {difference.side}" if difference.side else "the call"
            self.report(difference.line, "comparison-field", f"`{item.name}`{where} is no field of {side}")
            return []
        if item.type:
            typed = [each for each in found if _is_of(each[0].by_path[each[1]], _type(item))]
            if not typed:
                field = found[0][0].by_path[found[0][1]]
                self._contradicts(difference, f"`{item.name}` is {field.type.documented or field.type.kind}")
            found = typed
        if difference.subject != "new-parameter":
            found = [each for each in found if not self._is_new(*each)] or found
        # If the row does not state a side, both are meant.
        if len(found) > len({fields.side for fields, _ in found}) and not several:
            self._ambiguous(difference, [path for _, path in found])
            return []
        return found

    def _is_new(self, fields: _Fields, path: Path) -> bool:
        return any(side == fields.side and path[: len(new)] == new for side, new in self._new_objects)

    def _ambiguous(self, difference: Difference, paths: Sequence[Path]) -> None:
        shown = ", ".join(".".join(path) for path in paths[:4])
        self.report(difference.line, "comparison-several", f"which `{difference.now.name}` is meant: {shown}")

    def _contradicts(self, difference: Difference, text: str) -> None:
        subject = difference.subject.replace("-", " ")
        self.report(difference.line, "comparison-contradicted", f"{subject} `{difference.now.name}`: {text}")

    def _set(self, difference: Difference, side: Side, path: Path, **change: Any) -> None:
        """Record what a field was; drop it if rows contradict each other."""
        key = side, path
        if not change or key in self._contradicted:
            return
        if self._is_other(key, change):
            self._contradicts(difference, f"conflicting statements about `{'.'.join(path)}`")
            self._contradicted.add(key)
            self._former.pop(key)
        else:
            self._former[key] = evolve(self._former.get(key, _NOTHING), **change)
            self._line[key] = difference.line

    def _is_other(self, key: tuple[Side, Path], change: Mapping[str, object]) -> bool:
        """Whether something that contradicts a change is recorded of a field."""
        former = self._former.get(key, _NOTHING)
        known = {name for name in change if getattr(former, name) != getattr(_NOTHING, name)}
        return any(getattr(former, name) != change[name] for name in known) or (
            former != _NOTHING and ("absent" in change) != former.absent
        )

    def _apart(self) -> None:
        """Drop former names that two fields of one object would have shared."""
        for fields in self._sides:
            names: dict[tuple[Path, str], list[Path]] = {}
            for path in fields.by_path:
                former = self._former.get((fields.side, path), _NOTHING)
                if not former.absent:
                    within = path[:-1] if former.within is None else former.within
                    names.setdefault((within, former.name or path[-1]), []).append(path)
            for (_, name), paths in names.items():
                if len(paths) == 1:
                    continue
                shown = " and ".join(f"`{'.'.join(path)}`" for path in paths)
                line = max(self._line.get((fields.side, path), 0) for path in paths)
                self.report(line, "comparison-contradicted", f"{shown} would both have been `{name}`")
                for path in paths:
                    self._former.pop((fields.side, path), None)


def _type(item: Item) -> Type | None:
    return parse_type(item.type) if item.type else None


def _is_of(field: Field, type_: Type | None) -> bool:
    """Whether a field has a stated type, as documented or as read."""
    types = (field.type, parse_type(field.type.documented))
    return (type_ and type_.shape) in [each and each.shape for each in types]


def _other_type(was: Item, now: Item, field: Field) -> Type | None:
    """The former type of a field, if it was another."""
    before, after = _type(was), _type(now)
    if was.name.startswith("/"):
        # A facts page states a type only if it was another.
        return before
    same = (before and before.shape) == (after and after.shape) if now.type else _is_of(field, before)
    return None if same else before

"""Nested requests: partial requests with those above them, and what each level of a kind of launch takes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, Literal

from attrs import evolve, frozen

from tiktok_bindgen.explain.operation import Explained, ExplainedField, explained
from tiktok_bindgen.explain.reason import known
from tiktok_bindgen.explain.state import not_of
from tiktok_bindgen.logic.levels import looked_at, seen_below
from tiktok_bindgen.logic.model import ITEM, VALUE, Path, Scalar, at_level, path_of, path_text
from tiktok_bindgen.logic.paths import common_parent
from tiktok_bindgen.logic.reason import Reasoner
from tiktok_bindgen.openapi import mapping, operations, value_text
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.runtime.codec import parse_json
from tiktok_bindgen.runtime.lookup import did_you_mean

Spec = Mapping[str, object]
State = Literal["given", "required", "one of", "not allowed", "only"]
_STATES: Sequence[State] = ("given", "required", "one of", "not allowed", "only")


@frozen
class LaunchField:
    """The state of a field in a kind of launch.

    Attributes:
        field: Its path as documented.
        state: ``given``, ``required`` or ``not allowed`` regardless of other fields; ``one of`` if it or one
            of the others is required; ``only`` if just some of its values are left.
        reason: The sentence of the rule that causes this; empty if no single rule does.
        values: The given value, or the values that are left.
        others: The other fields one of which is required.
    """

    field: str
    state: State
    reason: str = ""
    values: tuple[Scalar, ...] = ()
    others: tuple[str, ...] = ()


@frozen
class Step:
    """One level of a launch.

    Attributes:
        operation: The operation that creates the object of this level.
        fields: The fields whose state is determined.
        defaults: The server's defaults for optional fields, by field.
    """

    operation: Explained
    fields: tuple[LaunchField, ...]
    defaults: Mapping[str, object]


def partial(spec: Spec, operation: Explained, given: Iterable[str | Mapping[str, Any]]) -> dict[str, Any]:
    """Combine parts of a partial request, including values of requests above.

    Args:
        spec: An OpenAPI 3 document.
        operation: The operation of the request.
        given: Its parts: JSON in which requests above are keyed by their levels, or texts that give one field
            each, such as ``soil=CLAY`` and ``garden.size=BIG``.

    Raises:
        InputError: A text names no field, or gives a field above a value that it does not have.
    """
    own = {each.path[0] for each in operation.fields}
    above = {name: path for name, path in operation.above.items() if name not in own}
    payload: dict[str, Any] = {}
    for each in given:
        if isinstance(each, str):
            name, _, text = each.partition("=")
            path, holder, inside = path_of(name), operation, payload
            if path and path[0] in above:
                holder = explained(spec, "POST", above[path[0]])
                inside, path = payload.setdefault(at_level(path[0])[0], {}), path[1:]
                if not path:
                    raise InputError(f"{name} is a request, not a field; write {name}.FIELD=VALUE")
            field = _field(holder, path)
            for step in path[:-1]:
                inside = inside.setdefault(step, {})
            inside[path[-1]] = value = _value(field, text)
            if holder is not operation and (wrong := not_of(field, value)):
                # The operation's own fields are reported in their place.
                raise InputError(f"{name}: {wrong}")
        else:
            payload |= {at_level(name)[0] if name in above else name: value for name, value in each.items()}
    return payload


def _field(operation: Explained, path: Path) -> ExplainedField:
    fields = {each.path: each for each in operation.fields if not {ITEM, VALUE}.intersection(each.path)}
    if path not in fields:
        hint = did_you_mean(path_text(path), map(path_text, fields))
        raise InputError(f"{operation.method} {operation.path} has no field {path_text(path)!r} to set{hint}")
    return fields[path]


def _value(field: ExplainedField, text: str) -> object:
    """Parse a text as a field's value: as JSON unless the field is a text, wrapped in a list for lists."""
    value: object = text
    if field.type != "string":
        with suppress(ValueError):
            value = parse_json(text.lower() if field.type == "boolean" else text)
    return [value] if field.type.endswith("[]") and not isinstance(value, list) else value


def launch(spec: Spec, choice: str, last: Explained | None = None) -> tuple[Step, ...]:
    """Determine what each level of a launch takes, from the top down, given a value at the top.

    Args:
        spec: An OpenAPI 3 document.
        choice: The value, such as ``BIG``, optionally with its field in the top level, such as ``size=BIG``.
        last: The last operation of the launch; by default the first of `chains` whose top has the value.

    Raises:
        InputError: No launch has the value, several fields of its top have it, or the solver is missing.
    """
    ways = [_chain(spec, last)] if last is not None else chains(spec)
    name, _, wanted = choice.rpartition("=")
    for chain in ways:
        top = chain[0]
        found = [
            (field.path, value)
            for field in top.fields
            for value in field.values
            if len(field.path) == 1 and name in {"", field.path[0]} and wanted == value_text(value)
        ]
        if len(found) > 1:
            several = " or ".join(f"{path[0]}={wanted}" for path, _ in found)
            raise InputError(
                f"several fields of {top.method} {top.path} have the value {wanted}; write {several}"
            )
        if found:
            return tuple(step(chain[:end], *found[0]) for end in range(1, len(chain) + 1))
    values = {value_text(value) for chain in ways for field in chain[0].fields for value in field.values}
    kinds = {value_text(value) for chain in ways if (kind := kinds_of(chain)) for value in kind.values}
    hint = did_you_mean(wanted, sorted(values)) or (
        f"; there are {', '.join(sorted(kinds))}" if kinds else ""
    )
    raise InputError(f"no launch has the value {choice} in its first request{hint}")


def step(chain: Sequence[Explained], path: Path, value: Scalar) -> Step:
    """Determine what the last of several nested operations takes.

    Args:
        chain: The operations, from the top down; each is nested in the one before it.
        path: The path of a field at the top.
        value: The value of that field.

    Raises:
        InputError: The solver is not installed.
    """
    return _Level(chain, path, value).step()


def kinds_of(chain: Sequence[Explained]) -> ExplainedField | None:
    """Return the top-level field whose values are kinds of launches: the one most rules below look at."""
    top = chain[0]
    asked = looked_at((rule for each in chain[1:] for rule, _ in each.rules), top.level)
    listed = {each.path: each for each in top.fields if each.values and each.type == "string"}
    return next((listed[each] for each in asked if each in listed), None)


def chains(spec: Spec) -> list[tuple[Explained, ...]]:
    """Return the longest chains of nested creating operations, top down, shortest paths first."""
    ends = {
        path: mapping(mapping(each.get("x-level")).get("above")).values()
        for path, _, each in operations(spec)
        if is_creating(path)
    }
    most = max(map(len, ends.values()), default=0)
    of = cache(lambda path: explained(spec, "POST", path))
    return [
        (*(of(str(each)) for each in reversed([*ends[path]])), of(path))
        for path in sorted(ends, key=lambda path: (path.count("/"), path))
        if most and len(ends[path]) == most
    ]


def is_creating(path: str) -> bool:
    """Whether the operation of a path makes something."""
    return path.rstrip("/").endswith("/create")


def _chain(spec: Spec, last: Explained) -> tuple[Explained, ...]:
    return (*(explained(spec, "POST", path) for path in reversed([*last.above.values()])), last)


class _Level:
    """The lowest level of a chain, reasoned about together with the levels above it."""

    def __init__(self, chain: Sequence[Explained], chosen: Path, value: Scalar) -> None:
        *above, self._operation = chain
        fields = list(map(known, self._operation.fields))
        defaults: dict[Path, object] = {}
        for each in above:
            at = at_level(each.level)
            fields += [evolve(field, path=(*at, *field.path)) for field in map(known, each.fields)]
            defaults |= {(*at, *field.path): field.default for field in each.fields}
        own = [(seen_below(rule, (), defaults), text) for rule, text in self._operation.rules]
        around = [
            seen_below(rule, at_level(each.level), defaults) for each in above for rule, _ in each.rules
        ]
        self._reasoner = Reasoner(fields, [*(rule for rule, _ in own), *around])
        self._texts = {rule.id: text for rule, text in own}
        self._chosen = None if above else (chosen, value)
        top = at_level(chain[0].level) if above else ()
        levels = (at_level(each.level) for each in above)
        self._given = [self._reasoner.equals((*top, *chosen), value), *map(self._reasoner.present, levels)]

    def step(self) -> Step:
        """Determine the state of each field, skipping the fields of optional objects."""
        found: list[LaunchField] = []
        defaults: dict[str, object] = {}
        needed: set[Path] = {()}
        for field in self._operation.fields:
            *around, _ = names = tuple(step for step in field.path if step != ITEM)
            if tuple(around) not in needed:
                continue
            field_state = self._determined(field)
            found += [field_state] if field_state else []
            if field_state and field_state.state in {"given", "required"}:
                needed.add(names)
            elif field.default is not None and (field_state is None or field_state.state == "only"):
                defaults[path_text(field.path)] = field.default
        found += self._groups(needed)
        self._reasoner.close()
        found.sort(key=lambda each: _STATES.index(each.state))
        return Step(self._operation, tuple(found), defaults)

    def _determined(self, field: ExplainedField) -> LaunchField | None:
        reasoner, name = self._reasoner, path_text(field.path)
        if self._chosen is not None and self._chosen[0] == field.path:
            return LaunchField(name, "given", "", (self._chosen[1],))
        held = [*self._given, *reasoner.holder(field.path)]
        present = reasoner.present(field.path)
        if not reasoner.possible([*held, present]):
            return LaunchField(name, "not allowed", self._reason(field.path, [*held, present]))
        holds = reasoner.holds if field.type.endswith("[]") else reasoner.equals
        left = tuple(each for each in field.values if reasoner.possible([*held, holds(field.path, each)]))
        values = left if len(left) < len(field.values) else ()
        if field.required:
            return LaunchField(name, "required", "", values)
        if not reasoner.possible([*held, -present]):
            return LaunchField(name, "required", self._reason(field.path, [*held, -present]), values)
        return LaunchField(name, "only", "", values) if values else None

    def _groups(self, needed: Collection[Path]) -> Iterator[LaunchField]:
        """Yield the groups of optional fields one of which is always required."""
        possible = self._reasoner.possible
        for ruled in self._reasoner.ruled:
            if ruled.rule.kind not in {"or", "only-one"} or ruled.rule.id not in self._texts:
                continue
            (spot,) = ruled.applications
            place = tuple(step for step in common_parent(spot.targets) if step != ITEM)
            held = [*self._given, *self._reasoner.holder(spot.targets[0])]
            if place not in needed or any(possible([*held, -asked]) for asked in spot.asked):
                continue
            given = {target: self._reasoner.present(target) for target in spot.targets}
            left = [path_text(target) for target, present in given.items() if possible([*held, present])]
            if all(possible([*held, -present]) for present in given.values()):
                yield LaunchField(left[0], "one of", self._texts[ruled.rule.id], others=tuple(left[1:]))

    def _reason(self, path: Path, literals: Sequence[int]) -> str:
        """Return the sentence of a rule without which this is possible, preferring rules about the field."""
        rules = sorted(
            self._reasoner.ruled, key=lambda each: all(path not in spot.targets for spot in each.applications)
        )
        own = (each for each in rules if each.rule.id in self._texts)
        found = (each for each in own if self._reasoner.possible(literals, without={each.switch}))
        return next((self._texts[each.rule.id] for each in found), "")

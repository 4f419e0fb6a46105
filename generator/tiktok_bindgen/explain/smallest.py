"""The smallest launches: for each kind, a request at each level without anything optional.

They are found by reasoning and have made-up values. What the reasoner cannot express (comparisons of two
fields) it leaves open, so each launch is checked against all rules as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from attrs import evolve, frozen

from tiktok_bindgen.explain.launch import chains, kinds_of
from tiktok_bindgen.explain.operation import Explained, ExplainedField
from tiktok_bindgen.explain.reason import known
from tiktok_bindgen.explain.samples import Samples
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.levels import completed, seen_below
from tiktok_bindgen.logic.model import ITEM, Path, Scalar, at_level
from tiktok_bindgen.logic.reason import Known, Reasoner
from tiktok_bindgen.openapi import mapping, operations

# The most attempts to add fields that a request lacks.
_TRIES = 3
# The most additional fields that a request may have to use a value documented earlier.
_FOR_AN_EARLIER_VALUE = 2
# The number of fields that an empty object counts as: it makes a poor example.
_FOR_AN_EMPTY_OBJECT = 10
# The most items of a list in a sample.
_MOST_ITEMS = 100


@frozen
class Launch:
    """Nested requests, from the top down.

    Attributes:
        field: The top-level field whose value is the kind.
        value: Its value.
        lifecycle: ``deprecated`` or ``to-be-deprecated`` if the value is; else empty.
        chain: The operations, from the top down.
        requests: One request for each; empty if no launch of this kind meets all rules.
    """

    field: str
    value: Scalar
    lifecycle: str
    chain: tuple[Explained, ...]
    requests: tuple[Mapping[str, Any], ...] = ()


def smallest_launches(spec: Mapping[str, object]) -> Iterator[Launch]:
    """Find the smallest launch of each kind, for each chain of operations.

    Raises:
        InputError: The solver is not installed.
    """
    things = {str(mapping(each.get("x-level")).get("name")) for _, _, each in operations(spec)}
    for chain in chains(spec):
        kind = kinds_of(chain)
        if kind is not None:
            with closing(_Chain(chain, things)) as requests:
                for value in kind.values:
                    yield requests.launch(kind, value)


def smallest_request(operation: Explained, things: Collection[str] = ()) -> Mapping[str, Any] | None:
    """Find a request without anything optional, with made-up values.

    Each required field gets its first documented value that is not deprecated and does not need many more
    fields than another one.

    Args:
        operation: The operation.
        things: The things that exist once, such as ``campaign``: their ids are all the same.

    Returns:
        The request; ``None`` if none was found that meets all rules.

    Raises:
        InputError: The solver is not installed.
    """
    with closing(_Chain((operation,), things)) as found:
        return found.alone()


class _Chain:
    """Nested operations, combined into one request to reason about."""

    def __init__(self, chain: Sequence[Explained], things: Collection[str]) -> None:
        *above, _ = chain
        self._chain = chain
        self._things = things
        self._places = [*(at_level(each.level) for each in above), ()]
        stacked = list(zip(chain, self._places, strict=True))
        self._fields = {(*at, *each.path): each for of, at in stacked for each in of.fields}
        self._inside: dict[Path, list[Path]] = {}
        for path in self._fields:
            self._inside.setdefault(path[:-1], []).append(path)
        defaults = {path: each.default for path, each in self._fields.items()}
        self._rules = [seen_below(rule, at, defaults) for of, at in stacked for rule, _ in of.rules]
        self._named: dict[Path, list[Scalar]] = {}
        for rule in self._rules:
            for target in rule.targets if rule.kind == "value-in" else ():
                self._named.setdefault((*rule.scope, *target), []).extend(rule.values)
        self._reasoner = Reasoner((_known(*each) for each in self._fields.items()), self._rules)
        self._reasoner.enforce()

    def close(self) -> None:
        self._reasoner.close()

    def alone(self) -> Mapping[str, Any] | None:
        """Return the smallest request, for an operation without levels above."""
        return self._alone(self._usual()) or self._alone([])

    def _usual(self) -> list[int]:
        """Return the first documented values of required fields with which the request stays small."""
        usual: list[int] = []
        if not self._reasoner.possible(usual):
            return usual
        most = self._size([]) + _FOR_AN_EARLIER_VALUE
        for path in self._inside.get((), ()):
            field = self._fields[path]
            going = mapping(field.schema.get("x-enum-lifecycle"))
            if not field.required or "[]" in field.type:
                continue
            for value in (each for each in field.values if each not in going):
                tried = [*usual, self._reasoner.equals(path, value)]
                if self._reasoner.possible(tried) and self._size(tried) <= most:
                    usual = tried
                    break
        return usual

    def _size(self, held: Sequence[int]) -> int:
        """Count the fields that remain; each empty object counts as many."""
        left = self._left([*held])
        filled = {path[:-1] for path in left}
        objects = (path for path in left if "object" in self._fields[path].type)
        hollow = sum(_inside(path, self._fields[path]) not in filled for path in objects)
        return len(left) + hollow * _FOR_AN_EMPTY_OBJECT

    def _alone(self, held: list[int]) -> Mapping[str, Any] | None:
        """Return the smallest request under assumptions."""
        for _ in range(_TRIES):
            whole = self._request([*held]) if self._reasoner.possible(held) else None
            broken = [] if whole is None else violations(self._rules, whole)
            if not broken:
                return whole
            # A rule that the reasoner leaves open may require a field.
            asked = (tuple(pointer.split("/")[1:]) for pointer, _ in broken)
            held += [self._reasoner.present(path) for path in asked if path in self._fields]
        return None

    def launch(self, field: ExplainedField, value: Scalar) -> Launch:
        """Return the smallest launch of a kind."""
        lifecycle = str(mapping(field.schema.get("x-enum-lifecycle")).get(str(value), ""))
        found = Launch(field.path[-1], value, lifecycle, tuple(self._chain))
        top = (*self._places[0], *field.path)
        held = [self._reasoner.equals(top, value), *map(self._reasoner.present, self._places[:-1])]
        if not self._reasoner.possible(held):
            return found
        whole = self._request(held)
        requests = tuple(whole.pop(at[0]) if at else whole for at in self._places)
        return evolve(found, requests=requests) if self._is_allowed(requests) else found

    def _is_allowed(self, requests: Sequence[Mapping[str, Any]]) -> bool:
        """Report whether requests, from the top down, violate no rule, as a plan of them is checked."""
        above: dict[str, object] = {}
        for of, request in zip(self._chain, requests, strict=True):
            if violations((rule for rule, _ in of.rules), {**request, **above}):
                return False
            defaults = {each.path[0]: each.default for each in of.fields if len(each.path) == 1}
            above[at_level(of.level)[0]] = completed(request, defaults)
        return True

    def _request(self, held: list[int]) -> dict[str, Any]:
        """Build the lowest request, including those above by level, without any optional fields."""
        samples = Samples(self._things)
        request: dict[str, Any] = {}
        objects: dict[Path, dict[str, Any]] = {(): request}
        for place in self._places[:-1]:
            objects[place] = request.setdefault(place[0], {})
        for path in self._left(held):
            *around, name = path
            field, holder = self._fields[path], objects[tuple(around)]
            value = item = self._item(path, held, samples)
            for _ in range(field.type.count("[]")):
                value = [value]
            least = field.own.get("minItems")
            if isinstance(value, list) and isinstance(least, int):
                value *= max(1, min(least, _MOST_ITEMS))
            holder[name] = value
            if isinstance(item, dict):
                objects[_inside(path, field)] = item
        return request

    def _left(self, held: list[int]) -> list[Path]:
        """Return the fields that cannot be left out, adding each decision to the assumptions."""
        found: list[Path] = []
        waiting: list[Path] = [*self._places]
        for place in waiting:
            self._fill(self._inside.get(place, []), held)
            left = self._needed(self._inside.get(place, []), held)
            found += left
            inside = [
                _inside(path, self._fields[path]) for path in left if "object" in self._fields[path].type
            ]
            held += map(self._reasoner.present, inside)
            waiting += inside
        return found

    def _fill(self, paths: list[Path], held: list[int]) -> None:
        """Choose values for required lists before the fields that those require are left out."""
        for path in paths:
            field = self._fields[path]
            if field.required and "[]" in field.type and _values(field):
                self._item(path, held, Samples())

    def _needed(self, paths: list[Path], held: list[int]) -> list[Path]:
        """Return those of some fields that cannot be left out, trying the last ones first."""
        gone = [-self._reasoner.present(path) for path in paths]
        if self._reasoner.possible([*held, *gone]):
            held += gone
            return []
        if len(paths) == 1:
            held.append(-gone[0])
            return paths
        half = len(paths) // 2
        # Of two fields one of which is required, the usual one is documented first, so the last are dropped.
        last = self._needed(paths[half:], held)
        return self._needed(paths[:half], held) + last

    def _item(self, path: Path, held: list[int], samples: Samples) -> object:
        """Return the first value of a field, or of its items, that is possible with the rest."""
        field = self._fields[path]
        if field.type.startswith("object"):
            return {}
        one = self._reasoner.holds if "[]" in field.type else self._reasoner.equals
        # If no values are documented, rules may name some.
        for value in _values(field) or field.some or self._named.get(path, ()):
            literal = one(path, value)
            if self._reasoner.possible([*held, literal]):
                held.append(literal)
                return value
        return samples.value(path[-1], field.schema)


def _known(path: Path, field: ExplainedField) -> Known:
    return evolve(known(field), path=path, values=_values(field))


def _values(field: ExplainedField) -> tuple[Scalar, ...]:
    """Return the values of a field, deprecated ones last."""
    values = field.values or ((True, False) if field.type.startswith("boolean") else ())
    going = mapping(field.schema.get("x-enum-lifecycle"))
    return tuple(sorted(values, key=lambda value: value in going))


def _inside(path: Path, field: ExplainedField) -> Path:
    return (*path, *(ITEM,) * field.type.count("[]"))

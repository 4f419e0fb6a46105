"""Whole requests with made-up values: with what an example gives, and with what is required in any case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tiktok_bindgen.explain.operation import Explained, ExplainedField
from tiktok_bindgen.explain.samples import Samples
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.model import ITEM, Path, Rule
from tiktok_bindgen.openapi import mapping

#: What an example gives of an object: its names, each with a listed value, a list, an object, or ``None``.
Given = Mapping[str, object]

# The most attempts to add and change what rules ask for.
_TRIES = 5
# The most changes that adapt an example to another kind of request.
_MOST_CHANGES = 40
# The most items of a list in a sample.
_MOST_ITEMS = 100


class Requests:
    """Makes the requests of one operation.

    Attributes:
        operation: The operation.
    """

    def __init__(self, operation: Explained) -> None:
        self.operation = operation
        self._rules = {rule.id: rule for rule, _ in operation.rules}
        self._inside: dict[Path, list[ExplainedField]] = {}
        for each in operation.fields:
            self._inside.setdefault(each.path[:-1], []).append(each)

    def request(
        self, given: Given, samples: Samples, above: Mapping[str, object] | None = None
    ) -> dict[str, Any] | None:
        """Make a request with what an example gives, and what is required besides.

        Args:
            given: What the example gives; nothing for a request with what is required alone.
            samples: Makes up values of no list.
            above: The requests above it, by the steps to their levels, completed.

        Returns:
            The request, its fields in documented order; ``None`` if it breaks a rule in a way that cannot be
            mended, or if the example gives a name that the operation lacks.
        """
        ids, dates = samples.ids, samples.dates
        for _ in range(_TRIES):
            samples.ids, samples.dates = ids, dates
            try:
                request = self._object(given, (), samples)
            except KeyError:
                return None
            broken = self._mended(request, given, above or {})
            if not broken:
                return request
            asked = [pointer.split("/")[1:] for pointer, _ in broken]
            if any(_at(request, steps) is not None for steps in asked):
                return None
            for steps in asked:
                given = with_names(given, steps)
        return None

    def adapted(self, given: Given, above: Mapping[str, object]) -> Given | None:
        """Change what an example gives until a request with it breaks no rule.

        What a rule forbids is left out, what it requires is added, and a value that it does not allow is
        the first that it does.

        Args:
            given: What the example gives.
            above: The requests above it, by the steps to their levels, completed.

        Returns:
            What it has to give; ``None`` if the rules cannot be met, or a name is not documented.
        """
        for _ in range(_MOST_CHANGES):
            try:
                request = self._object(given, (), Samples())
            except KeyError:
                return None
            broken = self._mended(request, given, above)
            if not broken:
                return given
            pointer, name = broken[0]
            steps, rule = pointer.split("/")[1:], self._rules[name]
            if _at(request, steps) is None:
                given = with_names(given, steps)
            elif rule.kind == "value-in":
                given = with_names(given, steps, rule.values[0])
            else:
                given = _without(given, steps)
        return None

    def allows(self, request: Mapping[str, Any], above: Mapping[str, object] | None = None) -> bool:
        """Whether a request breaks no rule."""
        return not violations(self._rules.values(), {**request, **(above or {})})

    def stale(self, given: Given) -> int:
        """Count the names and values of an example that are deprecated, or documented by examples alone."""
        found = 0
        for field, value in self._fields(given, ()):
            going = mapping(field.schema.get("x-enum-lifecycle"))
            values = value if isinstance(value, list) else [value]
            found += is_going(field)
            found += sum(isinstance(each, str) and each in going for each in values)
        return found

    def _fields(self, given: Given, place: Path) -> Iterator[tuple[ExplainedField, object]]:
        for field in self._inside.get(place, ()):
            if field.path[-1] in given:
                value = given[field.path[-1]]
                yield field, value
                for item in value if isinstance(value, list) else [value]:
                    if isinstance(item, Mapping):
                        yield from self._fields(item, _below(field))

    def _object(self, given: Given, place: Path, samples: Samples) -> dict[str, Any]:
        """Make an object.

        Raises:
            KeyError: It gives a name that is not documented.
        """
        fields = self._inside.get(place, ())
        if unknown := given.keys() - {each.path[-1] for each in fields}:
            raise KeyError(*unknown)
        return {
            name: self._value(given.get(name), each, each.type.count("[]"), samples)
            for each in fields
            if ((name := each.path[-1]) in given and not _is_undocumented(each)) or each.required
        }

    def _value(self, given: object, field: ExplainedField, depth: int, samples: Samples) -> Any:
        if depth:
            items = given if isinstance(given, list) else [given]
            made = [self._value(each, field, depth - 1, samples) for each in items]
            least = field.own.get("minItems") if depth == field.type.count("[]") else None
            missing = min(least, _MOST_ITEMS) - len(made) if isinstance(least, int) else 0
            return [*made, *(self._value(items[-1], field, depth - 1, samples) for _ in range(missing))]
        if self._inside.get(_below(field)) and (given is None or isinstance(given, Mapping)):
            return self._object(mapping(given), _below(field), samples)
        if given is not None and not isinstance(given, list | Mapping):
            return given
        return _usual(field, samples)

    def _mended(
        self, request: dict[str, Any], given: Given, above: Mapping[str, object]
    ) -> list[tuple[str, str]]:
        """Change made-up values to such as rules allow, where these name one; return what is broken still."""
        broken, is_changed = violations(self._rules.values(), {**request, **above}), False
        for pointer, name in broken:
            *around, last = pointer.split("/")[1:]
            holder = _at(request, around)
            is_made = _at(given, [*around, last]) is None
            better = _allowed(self._rules[name], _at(holder, [last])) if is_made else None
            if better is not None and isinstance(holder, list):
                holder[int(last)] = better
            elif better is not None and isinstance(holder, dict):
                holder[last] = better
            else:
                continue
            is_changed = True
        return violations(self._rules.values(), {**request, **above}) if is_changed else broken


def _allowed(rule: Rule, value: object) -> object:
    """Return a value that a rule allows in place of another, if it names one."""
    if value is None or isinstance(value, list):
        return None
    if rule.kind == "value-in":
        return rule.values[0]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if rule.kind == "limit" and rule.bound is not None and rule.bound.measure == "value":
        return rule.bound.number
    # Amounts are alike when they are made, so one of them has to be less.
    return value / 2 if rule.kind == "relational" and rule.operator == "<" else None


def is_going(field: ExplainedField) -> bool:
    """Whether a field is (to be) deprecated, or no table has it."""
    return field.deprecated or _is_undocumented(field)


def _is_undocumented(field: ExplainedField) -> bool:
    """Whether no table has a field: what some example gave by mistake, nobody should."""
    return field.own.get("x-undocumented") is True


def _usual(field: ExplainedField, samples: Samples) -> object:
    """Return the first of a field's values that is not going, or a made-up one."""
    going = mapping(field.schema.get("x-enum-lifecycle"))
    values = sorted(field.values or field.some, key=lambda value: value in going)
    return values[0] if values else samples.value(field.path[-1], field.schema)


def _below(field: ExplainedField) -> Path:
    return (*field.path, *(ITEM,) * field.type.count("[]"))


def _at(value: object, steps: Sequence[str]) -> object:
    """Return what is at some steps of a request; ``None`` if nothing is."""
    for step in steps:
        if isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else None
        else:
            value = mapping(value).get(step)
    return value


def with_names(given: Any, steps: Sequence[str], value: object = None) -> Any:
    """Return what is given with one more name, at the end of a path or of a request's concrete steps.

    It is given in each item of a list alike.
    """
    if not steps:
        return given if value is None else value
    step, *rest = steps
    if isinstance(given, list) or step == ITEM or (step.isdecimal() and not isinstance(given, Mapping)):
        items = given if isinstance(given, list) and given else [None]
        return [with_names(each, rest, value) for each in items]
    return {**mapping(given), step: with_names(mapping(given).get(step), rest, value)}


def _without(given: Any, steps: Sequence[str]) -> Any:
    """Return what is given without the name at the end of a request's steps, in each item of a list alike."""
    step, *rest = steps
    if isinstance(given, list):
        return [_without(each, rest) for each in given] if rest else None
    if not rest:
        return {name: each for name, each in mapping(given).items() if name != step}
    return {**mapping(given), step: _without(mapping(given).get(step), rest)}


def names_in(given: object, above: Path = ()) -> Iterator[tuple[Path, object]]:
    """Yield the path of each field that is given, and its listed value, or ``None``."""
    if isinstance(given, Mapping):
        for name, value in given.items():
            yield from names_in(value, (*above, name))
    elif isinstance(given, list):
        for item in given:
            yield from names_in(item, (*above, ITEM) if isinstance(item, Mapping) else above)
    else:
        yield above, given

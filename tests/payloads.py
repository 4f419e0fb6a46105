"""Random requests that fit a schema, and small changes to them, to compare two validators.

Nothing here shares code with the generator or the client. The same seed gives the same values.
"""

from __future__ import annotations

import copy
import string
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from attrs import define, frozen

Schema = Mapping[str, Any]
JSON = Any

# Templates of texts that match the patterns of dates.
_DATES = {
    r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$": "20{:02}-0{}-1{} 0{}:1{}:2{}",
    r"^\d{4}-\d{2}-\d{2}$": "20{:02}-0{}-1{}",
    r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$": "20{:02}-0{}-1{}T0{}:1{}:2{}Z",
    r"^\d{4}-\d{2}$": "20{:02}-0{}",
    r"^$|^\d{4}-[\d:.,+ TtWwZz\-]*$|^\d{8}[Tt][\d:.,+Zz\-]*$|^\d{4,8}$": "20{:02}-0{}-1{}T0{}:1{}:2{}+01:00",
    r"^$|[.:]": "10.{:02}.{}.1",
    r"^$|^[Hh][Tt][Tt][Pp][Ss]?:\/\/": "https://garden.example/20{:02}/{}",
}
# The characters of texts that match each other pattern, and how many of them, if their length is not limited.
_OTHERS = {
    r"^-?\d{1,19}$": (string.digits, 1, 19),
    "^[01]*$": ("01", 0, 12),
}
# Texts without some characters may have these, but for all that can be excluded.
_ALPHABET = string.ascii_letters + string.digits + "é "
# Deeper fields are given only if they are required.
_DEEPEST = 6
_LONGEST = 40


@frozen
class Request:
    """What one operation of a document takes.

    Attributes:
        method: In capitals.
        path: As documented.
        name: Its ``operationId``.
        schema: The schema of all that it takes as one object: its body, or its parameters by name.
        rules: The entries of ``x-rules`` at the operation itself.
    """

    method: str
    path: str
    name: str
    schema: Schema
    rules: Sequence[Mapping[str, Any]] = ()

    @property
    def title(self) -> str:
        """Its name in a message."""
        return f"{self.method} {self.path}"


def requests(document: Schema) -> Iterator[Request]:
    """Yield every operation of a document."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield Request(
                method.upper(),
                path,
                operation["operationId"],
                _taken(operation),
                tuple(operation.get("x-rules", ())),
            )


def _taken(operation: Schema) -> Schema:
    for media in operation.get("requestBody", {}).get("content", {}).values():
        found: Schema = media["schema"]
        return found
    taken = [each for each in operation.get("parameters", ()) if each["in"] in {"query", "path"}]
    return {
        "type": "object",
        "properties": {each["name"]: _of_parameter(each) for each in taken},
        "required": [each["name"] for each in taken if each.get("required")],
    }


def _of_parameter(parameter: Schema) -> Schema:
    if "schema" in parameter:
        found: Schema = parameter["schema"]
        return found
    (media,) = parameter["content"].values()
    inside: Schema = media["schema"]
    return inside


@define
class Payloads:
    """Makes values of schemas.

    Attributes:
        document: The OpenAPI document in which references are resolved.
        random: The source of randomness.
        given: The probability with which an optional field is given.
    """

    document: Schema
    random: Random
    given: float = 0.3

    def resolved(self, schema: Schema) -> Schema:
        """Return the target of a reference, overridden by sibling keys."""
        while "$ref" in schema:
            target: Any = self.document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
        return schema

    def value(self, schema: Schema, depth: int = 0) -> JSON:
        """Return a value that a schema allows, apart from rules between fields."""
        schema = self.resolved(schema)
        kind = schema.get("type", "object" if "properties" in schema else "string")
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        if isinstance(kind, list):
            kind = self.random.choice(kind)
        if kind == "object":
            return self._object(schema, depth)
        if kind == "array":
            low = schema.get("minItems", 0)
            count = self.random.choice([low, low + 1, low + 1, low + 2]) if depth < _DEEPEST else low
            count = min(count, schema.get("maxItems", count))
            made = [self.value(schema.get("items", {}), depth + 1) for _ in range(count)]
            return made[:1] if schema.get("uniqueItems") else made
        if kind == "boolean":
            return self.random.random() < 0.5
        if kind in {"number", "integer"}:
            return self._number(schema, whole=kind == "integer")
        return self._text(schema)

    def properties(self, schema: Schema) -> dict[str, Schema]:
        """Return the fields of an object and of its alternatives."""
        schema = self.resolved(schema)
        found: dict[str, Schema] = {}
        for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
            found.update(self.properties(each))
        return {**found, **schema.get("properties", {})}

    def at(self, schema: Schema, steps: Sequence[str]) -> Schema | None:
        """Return the schema at a path of names, ``[]`` for a list's items and ``{}`` for a map's values."""
        for step in steps:
            schema = self.resolved(schema)
            if step == "[]":
                found = schema.get("items")
            elif step == "{}":
                found = schema.get("additionalProperties")
            else:
                found = self.properties(schema).get(step)
            if not isinstance(found, Mapping):
                return None
            schema = found
        return self.resolved(schema)

    def date(self, schema: Schema, digits: Sequence[int]) -> str:
        """Return a date in a schema's pattern from a year of up to two digits and a digit for each part."""
        return _DATES[schema["pattern"]].format(*digits)

    def _object(self, schema: Schema, depth: int) -> dict[str, JSON]:
        properties = self.properties(schema)
        needed = set(schema.get("required", ()))
        for alternatives in (schema.get("anyOf"), schema.get("oneOf")):
            if alternatives:
                chosen = self.resolved(self.random.choice(alternatives))
                needed.update(chosen.get("required", ()))
        chance = self.given if depth < _DEEPEST else 0.0
        result = {
            name: self.value(inner, depth + 1)
            for name, inner in properties.items()
            if name in needed or self.random.random() < chance
        }
        further = schema.get("additionalProperties")
        if isinstance(further, Mapping) and depth < _DEEPEST:
            result["any/key~"] = self.value(further, depth + 1)
        return result

    def _number(self, schema: Schema, *, whole: bool) -> float:
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0))
        high = schema.get("maximum", schema.get("exclusiveMaximum", max(low, 0) + 50))
        inside = [low + (high - low) * share for share in (0.25, 0.5, 0.75)]
        choices = [key for key in ("minimum", "maximum") if key in schema]
        value = self.random.choice([*inside, *(schema[key] for key in choices)])
        if "multipleOf" in schema:
            value -= value % schema["multipleOf"]
        return int(value) if whole or self.random.random() < 0.7 else float(value)

    def _text(self, schema: Schema) -> str:
        pattern = schema.get("pattern", "")
        if pattern in _DATES:
            return self.date(schema, [self.random.randrange(1, 9) for _ in range(6)])
        alphabet, low, high = _OTHERS.get(pattern, (_ALPHABET if pattern else f"{_ALPHABET}-_", 0, 12))
        low = schema.get("minLength", low)
        high = min(schema.get("maxLength", max(high, low + 12 * (not pattern))), max(low, _LONGEST, high))
        return "".join(self.random.choices(alphabet, k=self.random.randint(low, high)))

    # -- small changes -------------------------------------------------------------------

    def changed(self, schema: Schema, payload: JSON) -> JSON:
        """Return a copy of a payload with one random change, which may make it invalid or not."""
        result = copy.deepcopy(payload)
        spots = [spot for spot in self._spots(schema, result) if not isinstance(spot.holder, str)]
        if not spots:
            return result
        spot = self.random.choice(spots)
        choices = [self._other_type, self._at_a_bound, self._afresh]
        if isinstance(spot.holder, dict):
            choices += [self._without, self._without]
        if spot.value_schema.get("enum"):
            choices += [self._other_word, self._other_word]
        if isinstance(spot.value, dict):
            choices += [self._with_another] * 4
        self.random.choice(choices)(spot)
        return result if not isinstance(spot.holder, _Root) else spot.holder.value

    def _spots(self, schema: Schema, payload: JSON) -> list[_Spot]:
        root = _Root(payload)
        found = [_Spot(root, "value", self.resolved(schema))]
        for spot in found:
            if isinstance(spot.value, dict):
                inner = self.properties(spot.value_schema)
                further = spot.value_schema.get("additionalProperties")
                for name in spot.value:
                    below = inner.get(name, further)
                    if isinstance(below, Mapping):
                        found.append(_Spot(spot.value, name, self.resolved(below)))
            elif isinstance(spot.value, list):
                below = self.resolved(spot.value_schema.get("items", {}))
                found.extend(_Spot(spot.value, index, below) for index in range(len(spot.value)))
        return found

    def _without(self, spot: _Spot) -> None:
        del spot.holder[spot.key]

    def _afresh(self, spot: _Spot) -> None:
        spot.value = self.value(spot.value_schema)

    def _other_word(self, spot: _Spot) -> None:
        spot.value = self.random.choice([*spot.value_schema["enum"], "NO_SUCH_WORD"])

    def _with_another(self, spot: _Spot) -> None:
        absent = {k: v for k, v in self.properties(spot.value_schema).items() if k not in spot.value}
        if absent:
            name = self.random.choice(list(absent))
            spot.value[name] = self.value(absent[name])

    def _other_type(self, spot: _Spot) -> None:
        spot.value = self.random.choice(["text", 7, 2.5, True, [], {}, ["text"], [[1]], {"a": 1}, 0, ""])

    def _at_a_bound(self, spot: _Spot) -> None:
        schema, step = spot.value_schema, self.random.choice([-1, 0, 1])
        if isinstance(spot.value, str):
            bounds = [schema[key] for key in ("minLength", "maxLength") if key in schema]
            if bounds:
                count = max(0, self.random.choice(bounds) + step)
                spot.value = (spot.value * (count + 1) or "x" * count)[:count].ljust(count, "x")
        elif isinstance(spot.value, list):
            bounds = [schema[key] for key in ("minItems", "maxItems") if key in schema]
            if bounds:
                item = spot.value[0] if spot.value else self.value(schema.get("items", {}), _DEEPEST)
                spot.value = [copy.deepcopy(item) for _ in range(max(0, self.random.choice(bounds) + step))]
        elif isinstance(spot.value, int | float) and not isinstance(spot.value, bool):
            keys = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
            bounds = [schema[key] for key in keys if key in schema]
            spot.value = self.random.choice(bounds or [0]) + step


@define
class _Root:
    """Holds the whole payload as an object holds a field."""

    value: JSON


@define
class _Spot:
    """One value of a payload: its container, its key there, and its schema."""

    holder: Any
    key: Any
    value_schema: Schema

    @property
    def value(self) -> JSON:
        return self.holder.value if isinstance(self.holder, _Root) else self.holder[self.key]

    @value.setter
    def value(self, value: JSON) -> None:
        if isinstance(self.holder, _Root):
            self.holder.value = value
        else:
            self.holder[self.key] = value

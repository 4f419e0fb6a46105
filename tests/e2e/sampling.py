"""Make values that a schema of the spec allows, independently of the generator and the client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

#: A valid text for each format in the documentation.
_FORMATS = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T10:20:30Z",
    "YYYY-MM-DD HH:MM:SS": "2026-01-31 10:20:30",
    "YYYY-MM-DDTHH:MM:SSZ": "2026-01-31T10:20:30Z",
    "YYYY-MM": "2026-01",
    "digits of an integer": "12",
    "zeros and ones": "10",
    "web address": "https://example.com/",
    "ip address": "203.0.113.7",
}


@frozen
class Sampler:
    """Makes values of schemas.

    Attributes:
        document: The OpenAPI document in which references are resolved.
    """

    document: Mapping[str, Any]

    def resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the target of a reference, overridden by sibling keys."""
        while "$ref" in schema:
            target: Any = self.document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
        return schema

    def required(self, schema: Mapping[str, Any]) -> Any:
        """Make a value with only what is required."""
        return self._value(schema, whole=False, around=())

    def whole(self, schema: Mapping[str, Any]) -> Any:
        """Make a value with every field; a recursive object is left out within itself."""
        return self._value(schema, whole=True, around=())

    def _value(self, schema: Mapping[str, Any], *, whole: bool, around: tuple[str, ...]) -> Any:
        if "$ref" in schema:
            around = (*around, schema["$ref"])
        schema = self.resolved(schema)
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema.get("type", "object" if "properties" in schema else None)
        if isinstance(kind, list):
            kind = next(one for one in kind if one != "null")
        if kind == "object":
            return self._object(schema, whole=whole, around=around)
        if kind == "array":
            item = schema.get("items", {})
            if item.get("$ref") in around:
                return []
            count = max(schema.get("minItems", 0), 1 if whole or schema.get("maxItems") != 0 else 0)
            return [self._value(item, whole=whole, around=around) for _ in range(count)]
        if kind in ("number", "integer"):
            return _number(schema)
        if kind == "boolean":
            return True
        return _text(schema) if kind == "string" else {"anything": [1]}

    def _object(self, schema: Mapping[str, Any], *, whole: bool, around: tuple[str, ...]) -> dict[str, Any]:
        properties = dict(schema.get("properties", {}))
        required = list(schema.get("required", ()))
        for alternatives in (schema.get("anyOf"), schema.get("oneOf")):
            # The first alternative is enough.
            if alternatives:
                first = self.resolved(alternatives[0])
                properties.update(first.get("properties", {}))
                required += first.get("required", ())
        names = properties if whole else dict.fromkeys(required)
        result = {
            name: self._value(properties[name], whole=whole, around=around)
            for name in names
            if properties[name].get("$ref") not in around
        }
        further = schema.get("additionalProperties")
        if isinstance(further, Mapping) and not properties:
            result["key"] = self._value(further, whole=whole, around=around)
        elif not properties and whole:
            result["anything"] = [1]
        return result


def _number(schema: Mapping[str, Any]) -> float:
    low = schema.get("minimum", 1)
    if "exclusiveMinimum" in schema:
        low = max(low, schema["exclusiveMinimum"] + 1)
    value = min(max(low, 1), schema.get("maximum", max(1, low)))
    step = schema.get("multipleOf")
    value = value if step is None else step * max(1, round(value / step))
    return int(value) if float(value).is_integer() else float(value)


def _text(schema: Mapping[str, Any]) -> str:
    text = _FORMATS.get(schema.get("format", ""), "text")
    if "format" not in schema:
        text = text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength", 1000)]
    return text

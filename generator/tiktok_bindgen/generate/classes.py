"""Resolve prepared schemas (see `normalize`) to the graph from which everything is rendered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from tiktok_bindgen.generate.document import Schema
from tiktok_bindgen.generate.graph import (
    NO_LIMITS,
    PYTHON_TYPES,
    Class,
    Enum,
    Field,
    Limits,
    ListOf,
    MapOf,
    Ref,
    Scalar,
    ScalarKind,
    Type,
)
from tiktok_bindgen.generate.schemas import LIMITS
from tiktok_bindgen.openapi import listed

_MOST = frozenset({"maxLength", "maxItems"})
_COUNTS = _MOST | {"minLength", "minItems"}
_SHAPE = frozenset(
    {"$ref", "type", "properties", "required", "items", "additionalProperties", "enum", *LIMITS}
)


def resolve(components: Mapping[str, Schema]) -> dict[str, Class | Enum]:
    """Make of each prepared component a class or an enum of the same name."""
    return {
        name: _enum(name, schema) if "enum" in schema else _class(name, schema)
        for name, schema in components.items()
    }


def _enum(name: str, schema: Schema) -> Enum:
    values = cast("list[object]", schema["enum"])
    return Enum(name, tuple(str(value) for value in values), _facts(schema))


def _class(name: str, schema: Schema) -> Class:
    required = cast("list[str]", schema.get("required", []))
    fields = tuple(
        field_of(wire, inner, required=wire in required)
        for wire, inner in cast("Mapping[str, Schema]", schema["properties"]).items()
    )
    return Class(name, fields, _facts(schema), open=schema.get("additionalProperties") is True)


def field_of(wire: str, schema: Schema, *, required: bool) -> Field:
    """Make of a prepared schema a field of a class, or a parameter."""
    return Field(wire, type_of(schema), required, schema.get("default"), _facts(schema))


def type_of(schema: Schema) -> Type:
    """Make of a prepared schema a type."""
    if "$ref" in schema:
        return Ref(str(schema["$ref"]).rpartition("/")[2])
    kind = schema.get("type")
    if kind == "array":
        return ListOf(type_of(cast("Schema", schema["items"])), _limits(schema))
    if kind == "object":
        return MapOf(type_of(cast("Schema", schema["additionalProperties"])))
    scalar: ScalarKind = "any" if kind not in PYTHON_TYPES else cast("ScalarKind", kind)
    if scalar == "string" and _is_file(schema):
        scalar = "file"
    written = schema.get("format")
    text = written if scalar == "string" and isinstance(written, str) else ""
    return Scalar(scalar, _limits(schema), tuple(listed(schema.get("enum"))), text)


def _is_file(schema: Schema) -> bool:
    return schema.get("contentMediaType") == "application/octet-stream" or schema.get("format") == "binary"


def _limits(schema: Schema) -> Limits:
    """Return the usable limits of a schema; a count of none or more is no limit."""
    found = {key: schema[key] for key in LIMITS if key in schema and _is_usable(key, schema[key])}
    # OpenAPI 3.0 writes an exclusive bound as a flag next to the bound.
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if schema.get(exclusive) is True and bound in found:
            found[exclusive] = found.pop(bound)
    return found or NO_LIMITS


def _is_usable(key: str, value: object) -> bool:
    if key == "pattern":
        return isinstance(value, str)
    if key in _COUNTS:
        return isinstance(value, int) and not isinstance(value, bool) and (value > 0 or key in _MOST)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return value > 0 or key != "multipleOf"


def _facts(schema: Schema) -> dict[str, object]:
    return {key: value for key, value in schema.items() if key not in _SHAPE and key != "default"}

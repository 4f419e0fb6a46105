"""Schemas as classes and enums."""

from __future__ import annotations

from typing import Any

import pytest

from tiktok_bindgen.generate.graph import Class, Either, Enum, ListOf, MapOf, Ref, Scalar, Type
from tiktok_bindgen.generate.schemas import Schemas


def resolve(components: dict[str, Any]) -> dict[str, Class | Enum]:
    """Make of each component of a document a class or an enum."""
    found = Schemas({"components": {"schemas": components}})
    return {**found.classes, **found.enums}


def leaf(*names: str) -> dict[str, object]:
    return {"type": "object", "properties": {name: {"type": "string"} for name in names or ("x",)}}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, Scalar("string")),
        ({"type": "integer"}, Scalar("integer")),
        ({"type": "number"}, Scalar("number")),
        ({"type": "boolean"}, Scalar("boolean")),
        ({}, Scalar("any")),
        ({"type": "sonnet"}, Scalar("any")),
        ({"type": "string", "format": "date"}, Scalar("string", format="date")),
        ({"type": "string", "format": "binary"}, Scalar("file", format="")),
        ({"type": "string", "contentMediaType": "application/octet-stream"}, Scalar("file")),
        ({"type": "array", "items": {"type": "string"}}, ListOf(Scalar("string"))),
        ({"type": "array", "items": {}}, ListOf(Scalar("any"))),
        ({"$ref": "#/components/schemas/Leaf"}, Ref("Leaf")),
        ({"type": ["string", "array"], "items": {"type": "string"}}, Either(Scalar("string"))),
        ({"type": ["array", "null", "integer"], "items": {"type": "integer"}}, Either(Scalar("integer"))),
        (
            {
                "type": ["string", "array"],
                "maxLength": 5,
                "maxItems": 2,
                "items": {"type": "string", "maxLength": 5},
            },
            Either(Scalar("string", {"maxLength": 5}), {"maxLength": 5, "maxItems": 2}),
        ),
        # One value is not what each of a list is, or it is unknown what each of them is.
        ({"type": ["string", "array"], "items": {"type": "integer"}}, Scalar("any")),
        ({"type": ["string", "array"], "items": {"type": "string", "maxLength": 5}}, Scalar("any")),
        ({"type": ["string", "array"], "maxLength": 5, "items": {"type": "string"}}, Scalar("any")),
        ({"type": ["string", "array"], "items": {"type": "string", "enum": ["A"]}}, Scalar("any")),
        ({"type": ["string", "array"], "items": True}, Scalar("any")),
        ({"type": ["string", "array"]}, Scalar("any")),
        ({"type": ["string", "integer", "array"], "items": {"type": "string"}}, Scalar("any")),
        ({"type": ["object", "array"], "items": {"type": "object"}}, Scalar("any")),
        ({"type": ["array", "array"], "items": {"type": "string"}}, Scalar("any")),
        (
            {"type": ["string", "array"], "format": "date", "items": {"type": "string", "format": "date"}},
            Either(Scalar("string", format="date")),
        ),
        (
            {"type": "array", "items": {"type": "array", "items": {"$ref": "#/components/schemas/Leaf"}}},
            ListOf(ListOf(Ref("Leaf"))),
        ),
        (
            {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "integer"}}},
            MapOf(ListOf(Scalar("integer"))),
        ),
    ],
)
def test_a_schema_is_one_type(schema: dict[str, Any], expected: Type) -> None:
    found = resolve({"Bed": {"type": "object", "properties": {"field": schema}}, "Leaf": leaf()})["Bed"]
    assert isinstance(found, Class)
    assert found.fields[0].type == expected


def test_names_that_differ_little_keep_apart() -> None:
    names = ["plot", "Plot", "PLOT", "plot_", "Plot1", "str", "list", "Model", "Any", "Enum"]
    found = resolve({name: leaf(f"{name} field") for name in names})
    assert {one.fields[0].wire: name for name, one in found.items() if isinstance(one, Class)} == {
        "Plot field": "Plot",
        "plot field": "Plot2",
        "PLOT field": "PLOT",
        "plot_ field": "Plot3",
        "Plot1 field": "Plot1",
        "str field": "Str",
        "list field": "List",
        "Model field": "ModelSchema",
        "Any field": "AnySchema",
        "Enum field": "Enum",
    }


def test_bounds_and_facts_stay_with_the_field_they_were_given_to() -> None:
    schema: dict[str, object] = {
        "type": "object",
        "properties": {
            "text": {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "^a", "x-immutable": True},
            "many": {"type": "array", "items": {"type": "integer", "minimum": 3}, "maxItems": 2},
            "level": {"type": "integer", "enum": [1, 2], "default": 1},
            "over": {"type": "number", "exclusiveMinimum": 0, "maximum": 1.5},
            "old_over": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
            "odd": {"type": "string", "maxLength": "nine", "minLength": True},
            "kind": {"$ref": "#/components/schemas/Kind", "maxLength": 4, "description": "d"},
        },
        "required": ["many"],
    }
    found = resolve({"Bed": schema, "Kind": {"type": "string", "enum": ["A"], "description": "k"}})
    assert found["Kind"] == Enum("Kind", ("A",), {"description": "k"})
    bed = found["Bed"]
    assert isinstance(bed, Class)
    fields = {item.wire: item for item in bed.fields}
    assert fields["text"].type == Scalar("string", {"minLength": 1, "maxLength": 9, "pattern": "^a"})
    assert fields["text"].facts == {"x-immutable": True}
    assert fields["many"].type == ListOf(Scalar("integer", {"minimum": 3}), {"maxItems": 2})
    assert [name for name, item in fields.items() if item.required] == ["many"]
    assert fields["level"].type == Scalar("integer", values=(1, 2))
    assert fields["level"].default == 1
    assert fields["over"].type == Scalar("number", {"exclusiveMinimum": 0, "maximum": 1.5})
    assert fields["old_over"].type == Scalar("number", {"exclusiveMinimum": 0})
    assert fields["odd"].type == Scalar("string")
    assert fields["kind"].type == Ref("Kind")


def test_an_object_without_documented_properties_is_a_map() -> None:
    schema: dict[str, object] = {
        "type": "object",
        "properties": {"free": {"type": "object", "additionalProperties": {}}},
    }
    (found,) = resolve({"Bed": schema}).values()
    assert isinstance(found, Class)
    assert found.fields[0].type == MapOf(Scalar("any"))

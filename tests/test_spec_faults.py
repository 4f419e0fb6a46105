"""What a spec must be sound in, beyond what validators see."""

from __future__ import annotations

from typing import Any

import pytest

from newest import newest_spec
from spec_faults import faults


def spec(schema: object, **operation: object) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "paths": {"/a/": {"post": {"operationId": "a", **operation}}},
        "components": {"schemas": {"A": {"type": "object"}, "B": schema}},
    }


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/components/schemas/A"},
        {"$ref": "#"},
        {"$ref": "#/paths/~1a~1/post"},
        {"properties": {"$ref": {"type": "string"}, "required": {"type": "string"}}},
        {"properties": {"properties": {"properties": {"x": {}}, "required": ["x"]}}},
        {"default": {"$ref": "#/nowhere"}, "enum": [{"$ref": "#/nowhere"}], "x-a": {"$ref": "#/nowhere"}},
        {"properties": {"default": {"$ref": "#/components/schemas/A"}}},
        {"required": ["x"]},
        {"required": ["x"], "properties": {"y": {}}, "allOf": [{"properties": {"x": {}}}]},
        {"type": "array", "items": {"required": ["x"], "properties": {"x": {}}}},
    ],
)
def test_a_sound_spec_has_no_faults(schema: object) -> None:
    assert faults(spec(schema)) == ()


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        (
            {"$ref": "#/components/schemas/C"},
            "/components/schemas/B: $ref '#/components/schemas/C' leads nowhere",
        ),
        ({"$ref": "#/components/schemas/A/type/x"}, "leads nowhere"),
        ({"$ref": "other.yaml"}, "leads nowhere"),
        ({"$ref": "#A"}, "leads nowhere"),
        ({"properties": {"default": {"$ref": "#/nowhere"}}}, "/properties/default: $ref"),
        ({"properties": {"x-a": {"$ref": "#/nowhere"}}}, "/properties/x-a: $ref"),
        ({"anyOf": [{}, {"$ref": "#/nowhere"}]}, "/components/schemas/B/anyOf/1: $ref"),
        ({"required": ["x"], "properties": {"y": {}}}, "requires 'x', which is not among its properties"),
        ({"required": [1], "properties": {"y": {}}}, "requires 1"),
        ({"properties": {"a/b": {"required": ["x"], "properties": {}}}}, "/properties/a~1b: requires"),
    ],
)
def test_a_fault_is_found_with_its_place(schema: object, words: str) -> None:
    (found,) = faults(spec(schema))
    assert words in found


@pytest.mark.parametrize(
    "operation",
    [
        {"parameters": [{"name": "a", "in": "query", "schema": {"$ref": "#/nowhere"}}]},
        {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/nowhere"}}}}},
        {"responses": {"default": {"$ref": "#/nowhere"}}},
    ],
)
def test_references_of_operations_are_looked_at(operation: dict[str, object]) -> None:
    assert len(faults(spec({}, **operation))) == 1


def test_an_operation_id_used_twice_is_found() -> None:
    document = spec({})
    document["paths"]["/b/"] = {"get": {"operationId": "a"}, "post": {"operationId": "b"}}
    assert faults(document) == ("operationId 'a' is used 2 times",)


def test_a_very_deep_document_is_looked_at_whole() -> None:
    schema: dict[str, Any] = {"$ref": "#/nowhere"}
    for _ in range(5000):
        schema = {"items": schema}
    assert len(faults(spec(schema))) == 1


def test_the_committed_spec_has_no_faults() -> None:
    assert faults(newest_spec()) == ()


@pytest.mark.parametrize(
    "paths", [None, [], {"/a/": None}, {"/a/": {"get": None}}, {"/a/": {"get": {"operationId": 1}}}]
)
def test_a_document_of_odd_shape_is_not_a_crash(paths: object) -> None:
    assert faults({"paths": paths}) == ()

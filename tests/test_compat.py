"""A flavour of a spec for tools that know less than OpenAPI 3.1."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from newest import newest_spec
from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.cli import main
from tiktok_bindgen.compat import compatible

Schema = dict[str, Any]

SOIL = {"type": "string", "enum": ["CLAY", "SAND"], "x-enum-descriptions": ["Heavy.", ""]}
SOIL_REFERENCE = {"$ref": "#/components/schemas/Soil"}


def document(*, sent: Schema, given: Schema, query: Schema | None = None, **schemas: Schema) -> Schema:
    """A document of one operation, which takes and gives an object."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Garden", "version": "1"},
        "paths": {
            "/bed/": {
                "post": {
                    "parameters": [query] if query else [],
                    "requestBody": {"content": {"application/json": {"schema": sent}}},
                    "responses": {
                        "200": {"description": "Done", "content": {"application/json": {"schema": given}}}
                    },
                }
            }
        },
        "webhooks": {"bed.dug": {"post": {"responses": {"200": {"description": "Received"}}}}},
        "components": {"schemas": {"Soil": SOIL, **schemas}},
    }


def both(schema: Schema, **schemas: Schema) -> tuple[Schema, Schema]:
    """What a schema is where it is sent, and where it comes."""
    made = compatible(document(sent=schema, given=schema, **schemas))["paths"]["/bed/"]["post"]
    sent = made["requestBody"]["content"]["application/json"]["schema"]
    given = made["responses"]["200"]["content"]["application/json"]["schema"]
    return sent, given


def test_json_in_a_query_is_text() -> None:
    held = {"type": "array", "items": {"type": "string"}}
    query = {
        "name": "beds",
        "in": "query",
        "description": "The beds.",
        "required": True,
        "content": {"application/json": {"schema": held}},
    }
    made = compatible(document(sent={}, given={}, query=query))
    assert made["paths"]["/bed/"]["post"]["parameters"] == [
        {
            "name": "beds",
            "in": "query",
            "required": True,
            "description": "The beds. Sent as JSON text.",
            "schema": {
                "type": "string",
                "contentMediaType": "application/json",
                "contentSchema": {"type": "array", "items": {"type": "string"}},
            },
        }
    ]


def test_what_comes_may_have_any_value_and_what_is_sent_only_those_listed() -> None:
    sent, given = both({"type": "object", "properties": {"soil": {**SOIL_REFERENCE, "description": "Soil."}}})
    assert sent["properties"]["soil"] == {"$ref": "#/components/schemas/Soil", "description": "Soil."}
    assert given["properties"]["soil"] == {
        "type": "string",
        "description": "Soil.",
        "x-enum-descriptions": ["Heavy.", ""],
        "x-extensible-enum": ["CLAY", "SAND"],
    }


def test_numbers_in_a_list_are_open_too_where_they_come() -> None:
    sent, given = both({"type": "array", "items": {"type": "integer", "enum": [1, 2]}})
    assert sent["items"] == {"type": "integer", "enum": [1, 2]}
    assert given["items"] == {"type": "integer", "x-extensible-enum": [1, 2]}


def test_nothing_is_required_of_what_comes() -> None:
    sent, given = both({"type": "object", "properties": {"bed": {"type": "string"}}, "required": ["bed"]})
    assert sent["required"] == ["bed"]
    assert "required" not in given


def test_an_object_that_is_sent_and_comes_keeps_what_it_requires_and_is_open() -> None:
    bed = {"type": "object", "properties": {"soil": SOIL_REFERENCE}, "required": ["soil"]}
    reference = {"$ref": "#/components/schemas/Bed"}
    made = compatible(document(sent=reference, given=reference, Bed=bed))["components"]["schemas"]
    assert made["Bed"]["required"] == ["soil"]
    assert made["Bed"]["properties"]["soil"]["x-extensible-enum"] == ["CLAY", "SAND"]
    assert made["Soil"] == SOIL


@pytest.mark.parametrize(
    "key",
    ["items", "additionalProperties", "contentSchema", "contains", "not", "if", "then", "else"],
)
def test_a_schema_that_another_holds_is_changed_like_it(key: str) -> None:
    sent, given = both({key: {"type": "integer", "enum": [1, 2]}})
    assert sent == {key: {"type": "integer", "enum": [1, 2]}}
    assert given == {key: {"type": "integer", "x-extensible-enum": [1, 2]}}


@pytest.mark.parametrize("key", ["properties", "patternProperties"])
def test_so_are_those_that_it_holds_by_name(key: str) -> None:
    _, given = both({key: {"enum": {"type": "integer", "enum": [1, 2]}}})
    assert given == {key: {"enum": {"type": "integer", "x-extensible-enum": [1, 2]}}}


@pytest.mark.parametrize("key", ["oneOf", "anyOf", "allOf", "prefixItems"])
def test_so_are_those_of_a_list(key: str) -> None:
    _, given = both({key: [{"type": "integer", "enum": [1, 2]}, True]})
    assert given == {key: [{"type": "integer", "x-extensible-enum": [1, 2]}, True]}


def test_values_of_no_type_stay_the_only_ones() -> None:
    assert both({"enum": [1, "a"]}) == ({"enum": [1, "a"]}, {"enum": [1, "a"]})


def test_parameters_are_changed_wherever_they_stand_and_the_rest_stays() -> None:
    plain = {"name": "a", "in": "query", "schema": {"type": "boolean", "enum": [True]}}
    other = {"name": "b", "in": "query", "content": {"text/plain": {"schema": {"type": "string"}}}}
    held = {"name": "c", "in": "query", "content": {"application/json": {"example": [1]}}}
    spec = document(sent={}, given={}, query=plain)
    spec["paths"]["/bed/"] |= {"summary": "Beds.", "parameters": [plain, other, held]}
    spec["paths"]["/bed/"]["post"]["summary"] = "Digs one."
    made = compatible(spec)["paths"]["/bed/"]
    opened = {"name": "a", "in": "query", "schema": {"type": "boolean"}}
    text = {"type": "string", "contentMediaType": "application/json", "contentSchema": True}
    assert made["summary"] == "Beds."
    assert made["parameters"] == [
        opened,
        other,
        {"name": "c", "in": "query", "description": "Sent as JSON text.", "schema": text},
    ]
    assert made["post"]["parameters"] == [opened]
    assert made["post"]["summary"] == "Digs one."
    assert made["post"]["responses"]["200"]["description"] == "Done"


def test_a_body_may_be_without_a_schema() -> None:
    spec = document(sent={}, given={})
    bodies = {"content": {"text/csv": {"example": "bed,soil"}}}, {"description": "Nothing."}
    spec["paths"]["/bed/"]["post"] |= {"requestBody": bodies[0], "responses": {"200": bodies[1]}}
    made = compatible(spec)["paths"]["/bed/"]["post"]
    assert (made["requestBody"], made["responses"]["200"]) == bodies


def test_a_component_keeps_what_it_requires_unless_it_only_comes() -> None:
    def bed(name: str) -> Schema:
        return {"type": "object", "properties": {name: SOIL_REFERENCE}, "required": [name]}

    spec = document(
        sent={"$ref": "#/components/schemas/Sent"},
        given={"$ref": "#/components/schemas/Given"},
        Sent=bed("sent"),
        Given=bed("given"),
        Dug=bed("dug"),
        Unused=bed("unused"),
    )
    spec["webhooks"]["bed.dug"]["post"]["requestBody"] = {
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Dug"}}}
    }
    made = compatible(spec)["components"]["schemas"]
    assert made["Sent"] == bed("sent")
    assert made["Unused"] == bed("unused")
    for name in ("Given", "Dug"):
        assert "required" not in made[name]
        assert made[name]["properties"][name.lower()]["x-extensible-enum"] == ["CLAY", "SAND"]


def test_a_boolean_of_one_value_has_both() -> None:
    assert both({"type": "boolean", "enum": [True], "default": True})[0] == {
        "type": "boolean",
        "default": True,
    }


def test_rules_are_left_to_who_reads_them_as_data() -> None:
    rule = {"id": "requires:soil", "kind": "requires", "targets": ["soil"]}
    part = {"$comment": "requires:soil", "required": ["soil"]}
    other = {"type": "object"}
    assert both({"allOf": [part, other], "x-rules": [rule]})[0] == {"allOf": [other], "x-rules": [rule]}
    assert both({"allOf": [part], "x-rules": [rule]})[0] == {"x-rules": [rule]}


def test_nothing_stands_beside_a_reference_in_a_union() -> None:
    union = {"oneOf": [{"title": "Roses", **SOIL_REFERENCE}, {"title": "Tulips", "type": "object"}]}
    assert both(union)[0] == {"oneOf": [SOIL_REFERENCE, {"title": "Tulips", "type": "object"}]}


def test_a_field_may_be_called_like_a_keyword() -> None:
    fields = {"enum": {"type": "string"}, "required": {"type": "string"}, "allOf": {"type": "boolean"}}
    schema = {"type": "object", "properties": fields}
    assert both(schema) == (schema, schema)


def test_the_whole_spec_keeps_its_schemas_and_is_not_changed_itself() -> None:
    spec = newest_spec()
    before = deepcopy(spec)
    made = compatible(spec)
    assert spec == before
    assert "webhooks" not in made
    parameters = [
        parameter
        for item in made["paths"].values()
        for operation in item.values()
        for parameter in operation.get("parameters", ())
    ]
    assert sum("contentSchema" in parameter["schema"] for parameter in parameters) > 200
    assert made["components"]["schemas"].keys() == spec["components"]["schemas"].keys()


def test_a_finished_spec_is_taken_as_well_as_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec, out = tmp_path / "garden.yaml", tmp_path / "garden.json"
    spec.write_text(json.dumps(document(sent=SOIL_REFERENCE, given=SOIL_REFERENCE)), encoding="utf-8")
    assert main(["spec", str(spec), "--compat", "-o", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}: {spec} for tools without full OpenAPI 3.1 support\n"
    assert load_spec(out) == compatible(load_spec(spec))

"""How a spec is compared with what others published of the same API."""

from __future__ import annotations

from typing import Any

from beside import actions, beside

from tiktok_bindgen.openapi import ELSEWHERE


def document(path: str, properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": required}
    body = {"content": {"application/json": {"schema": schema}}}
    return {
        "openapi": "3.1.0",
        "paths": {path: {"post": {"summary": "Dig", "requestBody": body, "responses": {}}}},
        "components": {"securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "Key"}}},
    }


def test_what_could_make_a_client_refuse_what_the_api_takes_is_a_difference() -> None:
    text, number = {"type": "string"}, {"type": "integer"}
    ours = document(
        "/open_api/v7.3/bed/dig/",
        {"bed": text, "soil": {**text, "enum": ["CLAY"]}, "depth": text, "rows": {}, "hue": text},
        ["bed", "soil"],
    )
    pots = {"type": "array", "items": {"type": "object", "properties": {"pot": text}}}
    other = document(
        "/bed/dig/",
        {
            "bed": text,
            "soil": {**text, "enum": ["SAND", "CLAY", "PEAT"]},
            "depth": number,
            "rows": number,
            "pots": pots,
            "Key": text,
        },
        ["bed", "Key"],
    )
    met, found = beside(ours, [other, document("/bed/fill/", {}, [])])
    assert met == {"operation": 2, "name": 6, "type": 4, "required": 2, "values": 1}
    assert found[:-1] == [
        ("required", "POST /bed/dig/ soil"),
        ("values", "POST /bed/dig/ soil: PEAT, SAND"),
        ("type", "POST /bed/dig/ depth: string, not integer"),
        ("name", "POST /bed/dig/ pots"),
        ("name", "POST /bed/dig/ pots[].pot"),
    ]
    assert found[-1][0] == "operation"
    assert found[-1][1].startswith("POST /bed/fill/: ")


def test_values_that_only_the_other_lists_are_actions_of_an_overlay() -> None:
    bed = {"type": "object", "properties": {"soil": {"type": "string", "enum": ["CLAY"]}}}
    ours = document(
        "/open_api/v7.3/bed/dig/",
        {"beds": {"type": "array", "items": {"$ref": "#/components/schemas/Bed"}}},
        [],
    )
    ours["components"]["schemas"] = {"Bed": bed}
    soil = {"type": "string", "enum": ["SAND", "CLAY", "PEAT"]}
    beds = {"type": "array", "items": {"type": "object", "properties": {"soil": soil}}}
    (found,) = actions(ours, [document("/bed/dig/", {"beds": beds}, [])], "the gardener")
    assert found["target"] == "$.components.schemas.Bed.properties.soil"
    assert found["update"] == {ELSEWHERE: {"source": "the gardener", "values": ["PEAT", "SAND"]}}

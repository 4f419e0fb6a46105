"""The version before: undone from what a document tells of it, and compared with this one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pages import ROOT
from text_cases import literal, text_cases
from tiktok_bindgen.assemble.yaml import dump_yaml
from tiktok_bindgen.cli import main
from tiktok_bindgen.diff import compare
from tiktok_bindgen.diff.formerly import current_version, former_version
from tiktok_bindgen.diff.load import load_side
from tiktok_bindgen.problem import InputError

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
ABSENT: Schema = {"x-formerly": {"absent": True}}


def plot(fields: Schema, *, required: tuple[str, ...] = (), **former: Any) -> Schema:
    """A document whose one operation takes fields, and tells what it was."""
    body = {"type": "object", "properties": fields, "required": list(required)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Garden", "version": "v7.3"},
        "paths": {
            "/open_api/v7.3/plot/water/": {
                "post": {
                    "operationId": "plot_water",
                    "x-formerly": {
                        "version": "v7.2",
                        "method": "POST",
                        "path": "/open_api/v7.2/plot/water/",
                        **former,
                    },
                    "requestBody": {
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Plot"}}}
                    },
                    "responses": {},
                }
            },
            "/open_api/v7.3/plot/weed/": {"post": {"responses": {}}},
        },
        "components": {
            "schemas": {"Plot": body, "Fence": {"type": "object", "properties": {"height": NUMBER}}}
        },
    }


def before(document: Schema) -> Schema:
    """What the operation's request was, as one schema without references."""
    old = former_version(document, "v7.2")
    schemas = old["components"]["schemas"]

    def whole(schema: Any) -> Any:
        if isinstance(schema, dict):
            if "$ref" in schema:
                return whole(schemas[schema["$ref"].rpartition("/")[2]])
            return {key: whole(value) for key, value in schema.items()}
        return schema

    ((_, item),) = old["paths"].items()
    ((_, operation),) = item.items()
    found: Schema = whole(operation["requestBody"]["content"]["application/json"]["schema"])
    return found


def migration(document: Schema) -> list[tuple[str, str, object, object]]:
    """What changed from the version before: ids without the side, places, and both facts."""
    changes = compare(former_version(document, "v7.2"), current_version(document))
    return [(each.id, each.pointer, each.old, each.new) for each in changes if each.id != "version-changed"]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ({"soil": TEXT | {"x-formerly": {"name": "ground"}}}, {"ground": TEXT}),
        ({"soil": TEXT | {"x-formerly": {"schema": NUMBER}}}, {"soil": NUMBER}),
        ({"soil": TEXT | {"maxLength": 9, "x-formerly": {"schema": {}}}}, {"soil": {"maxLength": 9}}),
        ({"soil": ABSENT, "sun": TEXT}, {"sun": TEXT}),
        (
            {"soils": {"type": "array", "items": TEXT, "maxItems": 3, "x-formerly": {"schema": TEXT}}},
            {"soils": {"type": "string", "maxItems": 3}},
        ),
        (
            {
                "soils": {
                    "type": "array",
                    "items": TEXT | {"maxLength": 9},
                    "x-formerly": {"name": "soil", "schema": {"type": "array", "items": NUMBER}},
                }
            },
            {"soil": {"type": "array", "items": NUMBER | {"maxLength": 9}}},
        ),
        (
            {
                "fence": {
                    "$ref": "#/components/schemas/Fence",
                    "x-formerly": {"schema": {"type": "array", "items": {"type": "object"}}},
                }
            },
            {"fence": {"type": "array", "items": {"type": "object", "properties": {"height": NUMBER}}}},
        ),
        (
            {
                "soil": {
                    "enum": ["CLAY", "SAND"],
                    "x-formerly": {
                        "values": [{"was": "LOAM", "now": "CLAY"}, {"now": "SAND"}, {"was": "PEAT"}]
                    },
                }
            },
            {"soil": {"enum": ["LOAM", "PEAT"]}},
        ),
        (
            {
                "fence": {
                    "type": "object",
                    "properties": {"height": TEXT | {"x-formerly": {"within": [], "name": "tall"}}},
                }
            },
            {"fence": {"type": "object", "properties": {}}, "tall": TEXT},
        ),
        (
            # A new object around fields that were there before.
            {
                "beds": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "soil": TEXT | {"x-formerly": {"name": "ground"}},
                            "sun": TEXT,
                            "rain": ABSENT,
                        },
                    },
                    **ABSENT,
                }
            },
            {"ground": TEXT, "sun": TEXT},
        ),
        (
            # A new object that is new as a whole.
            {"bed": {"type": "object", "properties": {"soil": TEXT, "rain": ABSENT}, **ABSENT}},
            {},
        ),
    ],
)
def test_a_field_is_what_it_was(now: Schema, then: Schema) -> None:
    assert before(plot(now))["properties"] == then


@text_cases(key=str, value=literal)
def test_what_is_said_of_a_field_as_a_whole_stays_whatever_its_type_was(key: str, value: object) -> None:
    listed = {"type": "array", "items": {**TEXT, "maxLength": 9}}
    for now, was, then in (
        ({**listed, key: value}, TEXT, {**TEXT, key: value}),
        (
            {**TEXT, key: value},
            {"type": "array", "items": TEXT},
            {"type": "array", "items": TEXT, key: value},
        ),
        ({**TEXT, key: value}, NUMBER, {**NUMBER, key: value}),
    ):
        assert before(plot({"soil": now | {"x-formerly": {"schema": was}}}))["properties"] == {"soil": then}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("properties", {"height": NUMBER}),
        ("required", ["height"]),
        ("additionalProperties", TEXT),
        ("contentMediaType", "image/png"),
    ],
)
def test_what_belongs_to_a_type_goes_with_it(key: str, value: object) -> None:
    now = {"type": "object", "maxLength": 9, key: value, "x-formerly": {"schema": TEXT}}
    assert before(plot({"soil": now}))["properties"] == {"soil": {**TEXT, "maxLength": 9}}


@pytest.mark.parametrize(
    ("now", "values", "then"),
    [
        (TEXT, [{"was": "LOAM"}], TEXT),
        ({"enum": ["A", "B"]}, [{"was": "C", "now": "A"}], {"enum": ["C", "B"]}),
        ({"enum": [1, 2]}, [{"now": "1"}], {"enum": [2]}),
        (
            {"type": "array", "items": {"enum": ["A"]}},
            [{"was": "B"}],
            {"type": "array", "items": {"enum": ["A", "B"]}},
        ),
        (
            {"type": "array", "items": {"type": "array", "items": {"enum": ["A"]}}},
            [{"was": "B", "now": "A"}],
            {"type": "array", "items": {"type": "array", "items": {"enum": ["B"]}}},
        ),
    ],
)
def test_values_are_what_they_were(now: Schema, values: list[dict[str, str]], then: Schema) -> None:
    assert before(plot({"soil": now | {"x-formerly": {"values": values}}}))["properties"] == {"soil": then}


@pytest.mark.parametrize(
    ("now", "former", "then"),
    [
        (TEXT, {"presence": "conditional"}, {**TEXT, "x-presence": "conditional"}),
        ({**TEXT, "x-presence": "conditional"}, {"presence": "optional"}, TEXT),
        ({**TEXT, "x-presence": "conditional"}, {"presence": "required"}, TEXT),
        ({**TEXT, "x-presence": "conditional"}, {"name": "soil"}, {**TEXT, "x-presence": "conditional"}),
    ],
)
def test_when_a_field_had_to_be_given_is_undone(now: Schema, former: Schema, then: Schema) -> None:
    assert before(plot({"soil": now | {"x-formerly": former}}))["properties"] == {"soil": then}


def test_a_field_is_back_in_the_object_that_it_was_in() -> None:
    fence = {"type": "object", "properties": {"gate": {"type": "object", "properties": {"height": NUMBER}}}}
    moved = TEXT | {"x-formerly": {"within": ["fence", "gate"], "name": "colour", "presence": "required"}}
    found = before(plot({"hue": moved, "fence": fence}))["properties"]
    gate = {
        "type": "object",
        "properties": {"height": NUMBER, "colour": TEXT},
        "required": ["colour"],
    }
    assert found == {"fence": {"type": "object", "properties": {"gate": gate}}}


def test_replies_are_undone_apart_from_requests() -> None:
    document = plot(
        {"soil": TEXT},
        removed=[
            {"in": "response", "within": ["data"], "name": "depth", "schema": NUMBER},
            {"in": "response", "within": [], "name": "rain"},
            {"in": "request", "within": [], "name": "sun"},
        ],
    )
    operation = document["paths"]["/open_api/v7.3/plot/water/"]["post"]
    data = {"type": "object", "properties": {"soil": TEXT | {"x-formerly": {"name": "ground"}}}}
    whole = {"type": "object", "properties": {"data": data}}
    operation["responses"] = {
        "200": {"description": "Done.", "content": {"application/json": {"schema": whole}}},
        "404": {"description": "None."},
    }
    ((_, item),) = former_version(document, "v7.2")["paths"].items()
    found = item["post"]
    assert found["responses"] == {
        "200": {
            "description": "Done.",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "data": {"type": "object", "properties": {"ground": TEXT, "depth": NUMBER}},
                            "rain": {},
                        },
                    }
                }
            },
        },
        "404": {"description": "None."},
    }
    assert before(document)["properties"] == {"soil": TEXT, "sun": {}}


def test_a_body_that_says_nothing_of_its_content_stays() -> None:
    document = plot({})
    operation = document["paths"]["/open_api/v7.3/plot/water/"]["post"]
    operation["requestBody"] = {"required": True, "content": {"text/plain": {}}}
    ((_, item),) = former_version(document, "v7.2")["paths"].items()
    assert item["post"]["requestBody"] == {"required": True, "content": {"text/plain": {}}}


@text_cases(required=literal, former=literal, then=literal)
def test_what_had_to_be_given_is_undone_too(
    required: tuple[str, ...], former: Schema, then: list[str] | None
) -> None:
    document = plot({"soil": TEXT | {"x-formerly": former}}, required=required)
    assert (before(document).get("required") or None) == then


def test_removed_fields_are_back_where_they_were() -> None:
    removed = [
        {"in": "request", "within": [], "name": "depth", "schema": NUMBER},
        {"in": "request", "within": ["fence"], "name": "gate"},
    ]
    found = before(plot({"fence": {"$ref": "#/components/schemas/Fence"}}, removed=removed))
    assert found["properties"] == {
        "fence": {"type": "object", "properties": {"height": NUMBER, "gate": {}}},
        "depth": NUMBER,
    }


@pytest.mark.parametrize(
    ("key", "within"),
    [("items", ["fences"]), ("additionalProperties", ["fences", "{id}"])],
)
def test_removed_fields_are_back_in_each_object_of_a_list_or_a_map(key: str, within: list[str]) -> None:
    removed = [{"in": "request", "within": within, "name": "gate", "schema": TEXT}]
    found = before(plot({"fences": {key: {"$ref": "#/components/schemas/Fence"}}}, removed=removed))
    fence = {"type": "object", "properties": {"height": NUMBER, "gate": TEXT}}
    assert found["properties"] == {"fences": {key: fence}}


def test_a_parameter_of_the_query_is_what_it_was() -> None:
    document = plot({})
    operation = document["paths"]["/open_api/v7.3/plot/water/"].pop("post")
    del operation["requestBody"]
    document["paths"]["/open_api/v7.3/plot/water/"]["get"] = operation
    listed = {"type": "array", "items": TEXT}
    operation["parameters"] = [
        {"name": "X-Soil", "in": "header", "schema": TEXT},
        {
            "name": "soil",
            "in": "query",
            "required": True,
            "schema": TEXT | {"x-formerly": {"name": "ground"}},
        },
        {"name": "beds", "in": "query", "content": {"application/json": {"schema": listed | ABSENT}}},
    ]
    operation["x-formerly"]["removed"] = [{"in": "request", "within": [], "name": "depth", "schema": NUMBER}]
    old = former_version(document, "v7.2")["paths"]["/open_api/v7.2/plot/water/"]["post"]
    assert old["parameters"] == [
        {"name": "X-Soil", "in": "header", "schema": TEXT},
        {"name": "ground", "in": "query", "schema": TEXT, "required": True},
        {"name": "depth", "in": "query", "schema": NUMBER},
    ]


def test_only_operations_that_tell_what_they_were_are_on_either_side() -> None:
    document = plot({})
    assert list(former_version(document, "v7.2")["paths"]) == ["/open_api/v7.2/plot/water/"]
    assert list(current_version(document)["paths"]) == ["/open_api/v7.3/plot/water/"]
    assert former_version(document, "v7.1")["paths"] == {}


def test_the_document_itself_stays_as_it_is() -> None:
    document = plot({"soil": TEXT | {"x-formerly": {"name": "ground"}}}, required=("soil",))
    copy = json.loads(json.dumps(document))
    former_version(document, "v7.2")
    current_version(document)
    assert document == copy


def test_rules_are_on_neither_side() -> None:
    rule = {"id": "requires:soil:1", "kind": "requires", "targets": ["soil"], "text": "…"}
    document = plot({"soil": TEXT | {"x-rules-text-count": 2, "x-formerly": {"name": "ground"}}})
    document["components"]["schemas"]["Plot"] |= {
        "x-rules": [rule],
        "allOf": [{"$comment": "requires:soil:1", "required": ["soil"]}],
    }
    assert migration(document) == [
        ("request-field-renamed-as-documented", "/request/body/soil", "ground", "soil")
    ]


def test_a_migration_tells_names_types_and_addresses() -> None:
    document = plot(
        {
            "soil": TEXT | {"x-formerly": {"name": "q", "schema": NUMBER}},
            "sun": TEXT | ABSENT,
        },
        required=("soil",),
        path="/open_api/v7.2/plots/soak/",
        method="GET",
        removed=[{"in": "request", "within": [], "name": "depth"}, {"in": "request", "name": "rake"}],
    )
    assert migration(document) == [
        (
            "operation-renamed",
            "",
            "GET /open_api/v7.2/plots/soak/",
            "POST /open_api/v7.3/plot/water/",
        ),
        ("request-field-removed", "/request/body/depth", "any type", None),
        ("request-field-renamed-as-documented", "/request/body/soil", "q", "soil"),
        ("request-type-changed", "/request/body/soil", "number", "string"),
        # Where it was in the request is not told.
        ("request-field-removed", "/request/rake", "any type", None),
        ("request-field-added", "/request/body/sun", None, "string"),
    ]


def test_the_same_path_in_another_version_is_no_other_address() -> None:
    assert migration(plot({"soil": TEXT})) == []


def test_a_name_that_another_field_has_now_is_told_of_both() -> None:
    document = plot(
        {
            "soil": TEXT | {"x-formerly": {"name": "soils"}},
            "soils": {"type": "array", "items": TEXT, **ABSENT},
        }
    )
    assert migration(document) == [
        ("request-field-renamed-as-documented", "/request/body/soil", "soils", "soil"),
        ("request-field-added", "/request/body/soils", None, "list of string"),
    ]


def test_what_a_field_was_is_no_change_of_what_it_is() -> None:
    plain = plot({"soil": TEXT, "ground": TEXT})
    telling = plot({"soil": TEXT | {"x-formerly": {"name": "ground"}}, "ground": TEXT | ABSENT}, removed=[])
    del plain["paths"]["/open_api/v7.3/plot/water/"]["post"]["x-formerly"]
    assert compare(plain, telling) == ()
    assert compare(telling, plain) == ()


def test_a_side_is_a_version_that_the_newest_spec_tells_of(tmp_path: Path) -> None:
    spec = tmp_path / "spec"
    spec.mkdir()
    with pytest.raises(InputError, match=r"v7.2: no spec of any date under "):
        load_side("v7.2", root=tmp_path)
    (spec / "2030-01.openapi.yaml").write_text(dump_yaml(plot({})), encoding="utf-8")
    (spec / "2030-02.openapi.yaml").write_text(
        dump_yaml(plot({"soil": TEXT | {"x-formerly": {"name": "ground"}}})), encoding="utf-8"
    )
    changes = compare(load_side("v7.2", root=tmp_path), load_side("v7.3", root=tmp_path))
    assert [each.id for each in changes] == ["version-changed", "request-field-renamed-as-documented"]
    with pytest.raises(InputError, match=r"v7.1: .*2030-02.openapi.yaml documents nothing of that version"):
        load_side("v7.1", root=tmp_path)


def test_the_committed_pages_tell_the_migration(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["diff", "v1.2", "v1.3", "--format", "json"]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    renamed = {(each["pointer"], each["old"], each["new"]) for each in changes if "renamed" in each["id"]}
    assert ("/request/body/operation_status", "opt_status", "operation_status") in renamed
    assert (
        "",
        "POST /open_api/v1.2/campaign/update/status/",
        "POST /open_api/v1.3/campaign/status/update/",
    ) in renamed
    assert not any("rule" in each["id"] for each in changes)

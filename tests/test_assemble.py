"""The assemble stage: what the documentation states becomes one OpenAPI 3.1 document."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from openapi_judge import openapi_errors
from text_cases import literal, text_cases
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.assemble.yaml import dump_yaml, load_spec
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import EnumValue, Field, Idempotency, InWords, Limits, Operation, Type
from tiktok_bindgen.logic.model import Rule

if TYPE_CHECKING:
    from tiktok_bindgen.assemble.schema import Prose
    from tiktok_bindgen.interpret.model import Kind

CASES = Path(__file__).parent / "cases"

STRING = Type("string", documented="string")
NUMBER = Type("number", documented="number")
INTEGER = Type("integer", documented="integer")
BOOLEAN = Type("boolean", documented="boolean")
OBJECT = Type("object", documented="object")
OBJECTS = Type("object", 1, documented="object[]")

# What the exemplar calls by a singular or a shorter name; the assembler keeps the fields' own names.
EXEMPLAR_NAMES = {
    "GardenPlotCreateSunLevel": "GardenPlotCreateSunLevels",
    "GardenPlotGetList": "GardenPlotGetResponseItem",
    "PageInfo": "GardenPlotGetResponsePageInfo",
}


def string(name: str, **facts: Any) -> Field:
    return Field(name, STRING, **facts)


def envelope(*data: Field) -> tuple[Field, ...]:
    return (
        Field("code", NUMBER),
        string("message"),
        string("request_id"),
        Field("data", OBJECT, children=data),
    )


def values(*names: str) -> tuple[EnumValue, ...]:
    return tuple(EnumValue(name) for name in names)


def mini() -> Document:
    token = Field("Access-Token", STRING, "required")
    content_type = Field("Content-Type", STRING, "required")
    status = (EnumValue("ENABLE"), EnumValue("DISABLE", lifecycle="to-be-deprecated"))
    plants = values("ROSE", "TULIP")
    moment = "YYYY-MM-DD HH:MM:SS"
    create = Operation(
        "POST",
        "/open_api/v1.3/garden/plot/create/",
        "Create a plot",
        "https://business-api.tiktok.com/portal/docs?id=1",
        headers=(token, content_type),
        parameters=(
            string("gardener_id", presence="required", conditions=(InWords("0a1b2c3d"),)),
            string(
                "plot_name", presence="required", limits=Limits(min_length=1, max_length=10), immutable=True
            ),
            string("operation_status", enum=status, default="ENABLE"),
            Field(
                "beds",
                OBJECTS,
                "required",
                children=(
                    string("bed_name", presence="required", limits=Limits(max_length=30)),
                    Field(
                        "plants",
                        OBJECTS,
                        children=(
                            string("plant_type", presence="required", enum=plants, default="ROSE"),
                            string("sown_at", format=moment),
                            Field("count", INTEGER, limits=Limits(minimum=1, maximum=1000)),
                        ),
                        limits=Limits(min_items=1, max_items=2),
                    ),
                ),
                limits=Limits(max_items=30),
            ),
            Field("budget", NUMBER, limits=Limits(minimum=0, exclusive_minimum=True)),
            string(
                "currency",
                presence="conditional",
                enum=(EnumValue("EUR", label="Euro"), EnumValue("USD", label="US Dollar")),
                enum_name="Currency",
                conditions=(InWords.of("Required when budget is given."),),
            ),
            Field("watered", BOOLEAN, enum=(EnumValue(True), EnumValue(False)), default=False),
            Field("sun_levels", Type("string", 1, documented="string[]"), enum=values("18+", "FULL", "0")),
            string("old_name", lifecycle="to-be-deprecated"),
            Field("labels", Type("map", values=Type("string", 1), documented="map(string<>string[])")),
        ),
        response=envelope(
            string("plot_id"),
            string("operation_status", enum=status),
            Field("budget", NUMBER),
            Field("watered", BOOLEAN),
            Field("beds", OBJECTS, children=(string("bed_name"), string("plant_type", enum=plants))),
            string("class"),
            string("created_at", format=moment),
        ),
        page="plots/create.md",
    )
    get = Operation(
        "GET",
        "/open_api/v1.3/garden/plot/get/",
        "Get plots",
        "https://business-api.tiktok.com/portal/docs?id=2",
        headers=(token,),
        parameters=(
            string("gardener_id", presence="required"),
            Field("plot_ids", Type("string", 1, documented="string[]"), limits=Limits(max_items=100)),
            Field(
                "filtering", OBJECT, children=(string("plot_name"), string("operation_status", enum=status))
            ),
            Field("page", INTEGER, limits=Limits(minimum=1), default=1),
        ),
        response=envelope(
            Field("list", OBJECTS, children=(string("plot_id"), Field("size", NUMBER))),
            Field("page_info", OBJECT, children=(Field("page", INTEGER), Field("total_number", INTEGER))),
        ),
        page="plots/get.md",
    )
    upload = Operation(
        "POST",
        "/open_api/v1.3/garden/photo/upload/",
        "Upload a photo",
        lifecycle="deprecated",
        headers=(token, content_type),
        parameters=(
            string("gardener_id", presence="required"),
            Field("photo", Type("file", documented="file"), "conditional"),
            string("photo_url", presence="conditional"),
        ),
        response=envelope(),
        page="photos/upload.md",
    )
    return Document((create, get, upload))


def renamed(node: Any) -> Any:
    if isinstance(node, dict):
        return {EXEMPLAR_NAMES.get(key, key): renamed(value) for key, value in node.items()}
    if isinstance(node, list):
        return [renamed(item) for item in node]
    prefix = "#/components/schemas/"
    if isinstance(node, str) and node.startswith(prefix):
        name = node.removeprefix(prefix)
        return prefix + EXEMPLAR_NAMES.get(name, name)
    return node


def test_the_exemplar_is_what_its_operations_assemble_to() -> None:
    spec, problems = assemble(mini(), prose="full")
    exemplar = renamed(load_spec(CASES / "mini" / "openapi.yaml"))
    upload = exemplar["paths"]["/open_api/v1.3/garden/photo/upload/"]["post"]
    upload["x-lifecycle"] = "deprecated"
    assert problems == ()
    assert spec == exemplar


def wordy() -> Document:
    """Two operations with prose, shared things, and a fact of every kind that the exemplar has not."""
    tones = (EnumValue("SOFT", "A soft tone."), EnumValue("LOUD", "A loud tone.", lifecycle="deprecated"))
    other = (EnumValue("SOFT", "Hardly to be heard."), EnumValue("LOUD", lifecycle="deprecated"))
    page_info = Field(
        "page_info", OBJECT, children=(Field("page", INTEGER, description="The page.\n\nFrom 1."),)
    )
    ring = Operation(
        "POST",
        "/open_api/v1.3/bell/ring/",
        "Ring a bell",
        description="Rings it.\n\nOnce.",
        lifecycle="to-be-deprecated",
        headers=(string("Access-Token"), string("X-Bell", presence="required", description="Which one.")),
        parameters=(
            string(
                "tone",
                enum=tones,
                description="How it sounds.",
                conditions=(InWords.of("Only at noon."), InWords("0a1b2c3d")),
            ),
            Field("days", Type("string", 1, documented="string []"), format="YYYY-MM-DD", allowlist=True),
            Field("hour", Type("string", documented="dtring"), format="HH"),
            string("quarter", format="Q-YYYY"),
            Field("at", Type("datetime", documented="datetime")),
            Field(
                "weight",
                Type("number", documented="float"),
                limits=Limits(minimum=0.5, maximum=2.0, multiple_of=0.25),
            ),
            Field("grid", Type("number", 2, documented="number[][]"), limits=Limits(max_items=3, maximum=9)),
            Field("size", NUMBER, enum=(EnumValue(1, "Small."), EnumValue(2.5, lifecycle="deprecated"))),
            Field("extra", Type("any", documented="json")),
            Field("notes", Type("map", documented="map")),
            Field(
                "ropes",
                Type("map", values=Type("object", 1), documented="map(string<>object[])"),
                children=(string("length"),),
            ),
        ),
        response=envelope(string("tone", enum=other), page_info),
        page="ring.md",
    )
    heard = Operation(
        "GET",
        "/open_api/v1.3/bell/heard/",
        "See who heard it",
        headers=(string("Content-Type"),),
        parameters=(
            string("old", lifecycle="deprecated", description="Not any more."),
            string("town", presence="conditional"),
        ),
        response=envelope(page_info),
        page="heard.md",
    )
    return Document((ring, heard))


@pytest.mark.parametrize(
    ("case", "document", "prose"),
    [
        ("assemble-mini/full.yaml", mini(), "full"),
        ("assemble-words/full.yaml", wordy(), "full"),
        ("assemble-words/none.yaml", wordy(), "none"),
    ],
)
def test_the_document_is_the_golden_one_to_the_byte(case: str, document: Document, prose: Prose) -> None:
    spec, problems = assemble(document, prose=prose)
    assert problems == ()
    assert dump_yaml(spec) == (CASES / case).read_text(encoding="utf-8")
    assert openapi_errors(spec) == []


def test_names_are_the_same_with_and_without_prose() -> None:
    with_prose, _ = assemble(wordy(), prose="full")
    without, _ = assemble(wordy(), prose="none")
    assert list(schemas(with_prose)) == list(schemas(without))


def operation(
    path: str, *parameters: Field, method: str = "POST", page: str = "page.md", **facts: Any
) -> Operation:
    return Operation(method, f"/open_api/v1.3{path}", "Title", parameters=parameters, page=page, **facts)


def assembled(*operations: Operation) -> dict[str, Any]:
    spec, problems = assemble(Document(operations), prose="full")
    assert problems == ()
    return spec


def odd(*operations: Operation) -> tuple[dict[str, Any], list[str]]:
    spec, problems = assemble(Document(operations), prose="full")
    assert all(problem.page and problem.text for problem in problems)
    return spec, [problem.code for problem in problems]


def schemas(spec: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = spec["components"]["schemas"]
    return found


def things(name: str, *children: Field, **facts: Any) -> Field:
    return Field(name, OBJECTS, children=children, **facts)


def body(*fields: Field) -> tuple[dict[str, Any], list[str]]:
    spec, codes = odd(operation("/bell/ring/", *fields))
    found: dict[str, Any] = schemas(spec)["BellRingRequest"].get("properties", {})
    return found, codes


@text_cases(kind=str, usual=literal, other=str)
def test_a_documented_type_is_told_where_it_is_not_the_usual_word_for_it(
    kind: Kind, usual: str, other: str
) -> None:
    def told(name: str, array: int = 0) -> str | None:
        found, _ = body(Field("bell", Type(kind, array, documented=name)))
        told: str | None = found["bell"].get("x-documented-type")
        return told

    assert [told(name) for name in usual.split()] == [None] * len(usual.split())
    assert [told(f"{name}[ ]", 1) for name in usual.split()] == [None] * len(usual.split())
    assert [told(name) for name in other.split()] == other.split()
    assert told("") is None


_FILE = {"type": "string", "contentMediaType": "application/octet-stream"}
_JSON = {"type": "string", "contentMediaType": "application/json"}


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        *((kind, {"type": kind}) for kind in ("string", "integer", "number", "boolean", "object")),
        ("map", {"type": "object", "additionalProperties": True}),
        ("file", _FILE),
        ("datetime", {"type": "string"}),
        ("json", _JSON),
        ("any", {}),
    ],
)
def test_each_kind_of_type_has_its_schema(kind: Kind, schema: dict[str, Any]) -> None:
    lists, inside = Field("b", Type(kind, 1)), Field("c", Type("map", values=Type(kind)))
    assert body(Field("a", Type(kind)), lists, inside)[0] == {
        "a": schema,
        "b": {"type": "array", "items": schema},
        "c": {"type": "object", "additionalProperties": schema},
    }


EITHER = Type("any", values=Type("string"), documented="string or string[]")


def test_one_value_or_a_list_of_them_is_of_both_types_and_each_value_within_the_bounds() -> None:
    limits = Limits(min_length=2, max_length=5, max_items=3)
    plain, bound = Field("a", EITHER), Field("b", EITHER, limits=limits, default="fern", format="YYYY")
    number = Field("c", Type("any", values=NUMBER, documented="number[] or number"), limits=Limits(minimum=1))
    listed = Field("d", EITHER, enum=values("X", "Y"), default=["Y"])
    year = {"format": "YYYY", "pattern": r"^\d{4}$", "minLength": 2, "maxLength": 5}
    properties, codes = body(plain, evolve(bound, default="2030"), number, listed)
    assert properties == {
        "a": {"type": ["string", "array"], "items": {"type": "string"}},
        "b": {
            "type": ["string", "array"],
            **year,
            "items": {"type": "string", **year},
            "maxItems": 3,
            "default": "2030",
        },
        "c": {
            "type": ["number", "array"],
            "items": {"type": "number", "minimum": 1},
            "minimum": 1,
            "x-documented-type": "number[] or number",
        },
        # A list of values beside the type would refuse every array.
        "d": {
            "type": ["string", "array"],
            "items": {"$ref": "#/components/schemas/BellRingD"},
            "default": ["Y"],
        },
    }
    assert codes == []


@pytest.mark.parametrize(
    ("field", "keys"),
    [
        (
            string(
                "a",
                description="It.",
                limits=Limits(min_length=1, max_length=5),
                format="YYYY",
                zone="UTC",
                default="2030",
                presence="conditional",
                lifecycle="deprecated",
                immutable=True,
                idempotency=Idempotency(10),
                allowlist=True,
                enum_name="Bell",
                conditions=(InWords.of("Required when it rains."),),
            ),
            (
                "type description format pattern minLength maxLength default deprecated x-presence "
                "x-lifecycle x-time-zone x-immutable x-idempotency-key x-idempotency-within x-allowlist-only "
                "x-enum-missing x-rules-text"
            ),
        ),
        (
            Field(
                "a",
                Type("integer", 1, documented="int64[]"),
                description="It.",
                enum=(EnumValue(1, "One."), EnumValue(2, "Two.", lifecycle="deprecated")),
                limits=Limits(min_items=1, max_items=3, minimum=1, maximum=5, exclusive_maximum=True),
                default=[1],
                partly_allowlist=True,
                lifecycle="to-be-deprecated",
            ),
            (
                "type description items minItems maxItems default deprecated x-lifecycle x-allowlist-partly "
                "x-documented-type"
            ),
        ),
        (
            Field("a", INTEGER, enum=(EnumValue(1, "One."), EnumValue(2, lifecycle="deprecated")), default=2),
            "type enum default x-enum-descriptions x-enum-lifecycle",
        ),
        (
            Field("a", NUMBER, limits=Limits(minimum=0, exclusive_minimum=True, maximum=9)),
            "type exclusiveMinimum maximum",
        ),
    ],
)
def test_the_keys_of_a_field_stand_in_one_order(field: Field, keys: str) -> None:
    spec = odd(operation("/bell/ring/", field))[0]
    assert list(schemas(spec)["BellRingRequest"]["properties"]["a"]) == keys.split()


def test_objects_of_one_shape_and_name_in_two_operations_are_one_schema() -> None:
    shared = things("ropes", string("length"))
    spec = assembled(operation("/bell/ring/", shared), operation("/gong/hit/", shared))
    assert set(schemas(spec)) >= {"Rope", "BellRingRequest", "GongHitRequest"}
    assert schemas(spec)["BellRingRequest"]["properties"]["ropes"]["items"] == {
        "$ref": "#/components/schemas/Rope"
    }


def test_what_other_tables_have_for_an_object_of_a_request_is_noted_at_it() -> None:
    made = things("bells", string("bell_id"), string("tone"))
    spec = assembled(
        operation("/bell/ring/", things("ropes", string("tone")), response=envelope(made)),
        operation("/gong/hit/", things("ropes", string("colour")), response=envelope(string("message"))),
        operation("/bell/get/", method="GET", response=envelope(made, things("ropes", string("width")))),
    )
    key = "x-documented-elsewhere"
    noted = {name: schema[key] for name, schema in schemas(spec).items() if key in schema}
    assert noted == {
        # What was made has it, and `tone` belongs to ropes; the envelope is no part of that.
        "BellRingRequest": ["bell_id", "bells"],
        "BellRingRope": ["colour", "width"],
        "GongHitRequest": ["message"],
        "GongHitRope": ["tone", "width"],
    }


@text_cases(field=str, children=literal, name=str)
def test_the_objects_in_an_array_are_called_what_each_of_them_is(
    field: str, children: tuple[str, ...], name: str
) -> None:
    spec = assembled(operation("/bell/ring/", things(field, *map(string, children))))
    assert set(schemas(spec)) == {"BellRingRequest", "BellRingResponse", f"BellRing{name}"}


def test_an_object_that_is_no_array_keeps_the_name_of_its_field() -> None:
    spec = assembled(operation("/bell/ring/", Field("ropes", OBJECT, children=(string("length"),))))
    assert "BellRingRopes" in schemas(spec)


def test_what_is_in_an_array_beside_one_of_the_kind_keeps_the_name_of_its_field() -> None:
    one = Field("rope", OBJECT, children=(string("length"),))
    spec = assembled(operation("/bell/ring/", things("ropes", string("colour")), one))
    assert {name for name in schemas(spec) if "Rope" in name} == {"BellRingRope", "BellRingRopes"}


def test_the_top_of_a_reply_is_never_shared() -> None:
    spec = assembled(
        operation("/bell/ring/", response=envelope(string("id"))),
        operation("/gong/hit/", response=envelope(string("id"))),
    )
    assert set(schemas(spec)) == {
        *("BellRingResponse", "BellRingResponseData", "GongHitResponse", "GongHitResponseData")
    }


def test_shared_objects_that_contend_for_a_name_all_go_up_a_level() -> None:
    one, two = things("ropes", string("length")), things("ropes", string("colour"))
    spec = assembled(
        operation("/bell/ring/", one),
        operation("/bell/hang/", one),
        operation("/gong/hit/", two),
        operation("/gong/hang/", two),
    )
    assert {name for name in schemas(spec) if name.endswith("Rope")} == {"BellRope", "GongRope"}


def test_the_contender_with_no_common_path_keeps_the_plain_name() -> None:
    one, two, three = (things("ropes", string(name)) for name in ("length", "colour", "age"))
    spec = assembled(
        operation("/bell/ring/", one),
        operation("/gong/hit/", one),
        operation("/bell/hang/", two),
        operation("/bell/drop/", two),
    )
    assert {name for name in schemas(spec) if name.endswith("Rope")} == {"Rope", "BellRope"}
    spec = assembled(
        operation("/bell/ring/", one),
        operation("/gong/hit/", one),
        operation("/bell/hang/", three),
        operation("/gong/hang/", three),
    )
    assert {name for name in schemas(spec) if name.endswith("Rope")} == {"BellRingRope", "BellHangRope"}


def test_a_parent_is_in_a_name_only_to_solve_a_clash() -> None:
    spec = assembled(
        operation(
            "/bell/ring/",
            things("ropes", string("length")),
            things("tower", things("ropes", string("colour"))),
            things("yard", things("ropes", string("age"))),
        )
    )
    assert set(schemas(spec)) == {
        *("BellRingRequest", "BellRingResponse", "BellRingRope", "BellRingTower", "BellRingYard"),
        *("BellRingTowerRope", "BellRingYardRope"),
    }


def test_a_field_cannot_take_the_name_of_a_whole_request_or_reply() -> None:
    spec = assembled(
        operation("/bell/ring/", things("request", string("a")), things("response", string("b"))),
        operation("/bell/", things("ring_request", string("c")), things("Ring_Response", string("d"))),
    )
    assert {"a", "b", "c", "d"} & set(schemas(spec)["BellRingRequest"]["properties"]) == set()
    assert {"BellRingRequestRequest", "BellRingRequestResponse", "BellRequestRingRequest"} < set(
        schemas(spec)
    )


def test_names_differ_by_more_than_capitals() -> None:
    spec = assembled(
        operation(
            "/bell/ring/",
            things("ropeSet", string("a")),
            things("ropeset", string("b")),
            things("rope_set", string("c")),
        )
    )
    assert len({name.casefold() for name in schemas(spec)}) == len(schemas(spec)) == 5


def test_an_enum_used_twice_has_the_plain_name_and_one_used_once_its_operations() -> None:
    tones = values("SOFT", "LOUD")
    spec = assembled(
        operation("/bell/ring/", string("tone", enum=tones), string("hue", enum=values("RED"))),
        operation("/gong/hit/", string("tone", enum=tones)),
    )
    assert {name for name, schema in schemas(spec).items() if "enum" in schema} == {"Tone", "BellRingHue"}


@pytest.mark.parametrize(
    ("choices", "stated"),
    [
        ((EnumValue(True), EnumValue(False)), {}),
        ((EnumValue(True),), {"enum": [True]}),
        # What is said of both stands in one order, as there is no list to go by.
        ((EnumValue(False, "Dry."), EnumValue(True, "Wet.")), {"x-enum-descriptions": ["Wet.", "Dry."]}),
    ],
)
def test_a_boolean_has_a_list_only_where_it_can_have_one_value(
    choices: tuple[EnumValue, ...], stated: dict[str, object]
) -> None:
    spec, _ = assemble(
        Document((operation("/bell/ring/", Field("wet", BOOLEAN, enum=choices)),)), prose="full"
    )
    wet = schemas(spec)["BellRingRequest"]["properties"]["wet"]
    assert wet == {"type": "boolean", **stated}


@pytest.mark.parametrize(
    ("meanings", "shared", "own"),
    [
        ([["Quiet.", "Noisy."], ["Quiet.", "Noisy."]], ["Quiet.", "Noisy."], [None, None]),
        # What all say stands at the values, what only some say at their fields.
        (
            [["Quiet.", "Noisy."], ["Mild.", "Noisy."]],
            ["", "Noisy."],
            [["Quiet.", "Noisy."], ["Mild.", "Noisy."]],
        ),
        ([["Quiet.", "Noisy."], ["", ""]], None, [["Quiet.", "Noisy."], None]),
    ],
)
def test_values_that_mean_something_else_elsewhere_have_their_meanings_at_their_fields(
    meanings: list[list[str]], shared: list[str] | None, own: list[list[str] | None]
) -> None:
    paths = ("/bell/ring/", "/gong/hit/")
    operations = tuple(
        operation(path, string("tone", enum=tuple(map(EnumValue, ("SOFT", "LOUD"), meant))))
        for path, meant in zip(paths, meanings, strict=True)
    )
    found = schemas(assemble(Document(operations), prose="full")[0])
    assert found["Tone"].get("x-enum-descriptions") == shared
    assert [
        found[f"{name}Request"]["properties"]["tone"].get("x-enum-descriptions")
        for name in ("BellRing", "GongHit")
    ] == own


def test_values_that_are_no_names_have_some_to_be_called_in_code() -> None:
    spec = assembled(operation("/bell/ring/", string("age", enum=values("18-24", "55+", "ANY"))))
    assert schemas(spec)["BellRingAge"]["x-enum-varnames"] == ["VALUE_18_24", "VALUE_55_PLUS", "ANY"]


def test_an_enum_from_a_table_has_the_tables_name_even_when_used_once() -> None:
    spec = assembled(
        operation("/bell/ring/", string("tone", enum=values("SOFT"), enum_name="Bell tone")),
        operation(
            "/gong/hit/", things("bell_tone", string("a")), things("x", string("bell_tone", enum=values("B")))
        ),
        operation("/gong/hang/", things("bell_tone", string("a"))),
    )
    assert schemas(spec)["BellTone"]["type"] == "object"
    assert schemas(spec)["BellRingBellTone"]["enum"] == ["SOFT"]


def test_lists_of_values_of_one_call_are_told_apart_by_their_sides() -> None:
    asked, told, head, reply_head = (string("tone", enum=values(side, "X")) for side in "ABCD")
    spec = assembled(
        operation(
            "/bell/ring/", asked, response=envelope(told), headers=(head,), response_headers=(reply_head,)
        )
    )
    assert {name: schema["enum"][0] for name, schema in schemas(spec).items() if "enum" in schema} == {
        "BellRingTone": "A",
        "BellRingResponseTone": "B",
        "BellRingHeaderTone": "C",
        "BellRingResponseHeaderTone": "D",
    }


def test_lifecycle_marks_tell_enums_apart() -> None:
    marked = (EnumValue("SOFT"), EnumValue("LOUD", lifecycle="deprecated"))
    spec = assembled(
        operation("/bell/ring/", string("tone", enum=marked)),
        operation("/gong/hit/", string("tone", enum=values("SOFT", "LOUD"))),
    )
    assert {name for name, schema in schemas(spec).items() if "enum" in schema} == {
        "BellRingTone",
        "GongHitTone",
    }


@pytest.mark.parametrize("name", ["", "音", "7d", "a-b.c d", "__", "class", "../x", "'\"", "$id", "{x}"])
def test_every_name_gives_a_component_that_tools_accept(name: str) -> None:
    field = things("rope", things(name or "x", string("a"), string("b", enum=values(name))))
    spec = assembled(operation("/bell/ring/", field), operation("/gong/hit/", field))
    named = schemas(spec)
    assert "Rope" in named
    assert all(re.fullmatch(r"[A-Z][A-Za-z0-9_]*", name) for name in named)


def test_operations_are_named_after_their_paths() -> None:
    spec = assembled(
        operation("/bell/ring_all/"),
        operation("/bell/ring/all/"),
        operation("/bell/ring/", method="GET"),
        operation("/bell/ring/", method="POST"),
        operation("/3d/"),
        Operation("POST", "/open_api/v1.2/3d/", ""),
        Operation("POST", "/else/where", ""),
    )
    ids = {each["operationId"]: path for path, item in spec["paths"].items() for each in item.values()}
    assert len(ids) == 7
    assert spec["info"]["version"] == "v1.2, v1.3"
    assert {"bell_ring_get", "bell_ring_post", "else_where", "v1_2_n_3d_post", "v1_3_n_3d_post"} < set(ids)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in ids)


def test_a_get_sends_arrays_and_objects_as_json_and_scalars_as_they_are() -> None:
    spec = assembled(
        operation("/bell/get/", string("a"), Field("b", OBJECT), Field("c", INTEGER), method="GET")
    )
    parameters = spec["paths"]["/open_api/v1.3/bell/get/"]["get"]["parameters"]
    assert [sorted(set(each) & {"schema", "content"}) for each in parameters] == [
        ["schema"],
        ["content"],
        ["schema"],
    ]


def test_a_header_that_openapi_states_elsewhere_is_no_parameter() -> None:
    names = ("Accept", "authorization", "Content-Type", "ACCESS-TOKEN", "X-Bell")
    spec = assembled(operation("/a/", headers=tuple(map(string, names))))
    parameters = spec["paths"]["/open_api/v1.3/a/"]["post"]["parameters"]
    assert [(each["name"], each["in"]) for each in parameters] == [("X-Bell", "header")]


def test_a_page_whose_headers_have_no_token_needs_none() -> None:
    spec = assembled(operation("/a/", headers=(string("Content-Type"),)), operation("/b/"))
    assert spec["paths"]["/open_api/v1.3/a/"]["post"]["security"] == []
    assert "security" not in spec["paths"]["/open_api/v1.3/b/"]["post"]


def test_parts_of_a_path_are_parameters() -> None:
    spec, codes = odd(operation("/bell/{bell_id}/{hour}/", string("bell_id"), string("tone")))
    call = spec["paths"]["/open_api/v1.3/bell/{bell_id}/{hour}/"]["post"]
    assert [(each["name"], each["in"], each["required"]) for each in call["parameters"]] == [
        ("bell_id", "path", True),
        ("hour", "path", True),
    ]
    assert list(schemas(spec)["BellBellIdHourRequest"]["properties"]) == ["tone"]
    assert codes == ["path-parameter-undocumented"]
    assert openapi_errors(spec) == []


@pytest.mark.parametrize(
    ("field", "code"),
    [
        (string("a", default=1), "default-type"),
        (Field("a", INTEGER, default="1"), "default-type"),
        (Field("a", INTEGER, default=1.5), "default-type"),
        (Field("a", INTEGER, default=True), "default-type"),
        (Field("a", BOOLEAN, default=1), "default-type"),
        (Field("a", NUMBER, default=float("nan")), "default-type"),
        (Field("a", Type("string", 1), default="x"), "default-type"),
        (Field("a", Type("string", 1), default=("x", 1)), "default-type"),
        (Field("a", OBJECT, default={}), "default-type"),
        (Field("a", OBJECT, default=b"x"), "default-type"),
        (Field("a", Type("any"), default=b"x"), "default-type"),
        (Field("a", Type("any"), default=[b"y"]), "default-type"),
        (Field("a", Type("any"), default=["\ud800"]), "default-type"),
        (string("a", enum=values("X"), default="Y"), "default-enum"),
        (Field("a", NUMBER, enum=(EnumValue(1),), default=True), "default-type"),
        (string("a", limits=Limits(max_length=1), default="xy"), "default-limit"),
        (Field("a", INTEGER, limits=Limits(minimum=1), default=0), "default-limit"),
        (Field("a", NUMBER, limits=Limits(multiple_of=0.1), default=0.25), "default-limit"),
        (Field("a", INTEGER, limits=Limits(minimum=0, exclusive_minimum=True), default=0), "default-limit"),
        (Field("a", INTEGER, limits=Limits(maximum=0, exclusive_maximum=True), default=0), "default-limit"),
        (Field("a", Type("string", 1), limits=Limits(min_items=1), default=[]), "default-limit"),
        (string("a", format="YYYY-MM-DD", default="today"), "default-format"),
        (Field("a", EITHER, default=1), "default-type"),
        (Field("a", EITHER, default=["x", 1]), "default-type"),
        (Field("a", EITHER, limits=Limits(max_items=1), default=["x", "y"]), "default-limit"),
        (Field("a", EITHER, limits=Limits(max_length=1), default=["xy"]), "default-limit"),
    ],
)
def test_a_default_that_its_field_does_not_admit_is_reported_and_left_out(field: Field, code: str) -> None:
    properties, codes = body(field)
    assert codes == [code]
    assert "default" not in properties["a"]


@pytest.mark.parametrize(
    ("field", "default"),
    [
        (Field("a", INTEGER, default=1.0), 1),
        (Field("a", NUMBER, default=0), 0),
        (Field("a", BOOLEAN, default=False), False),
        (string("a", default=""), ""),
        (Field("a", Type("string", 2), default=(("x",), ())), [["x"], []]),
        (Field("a", Type("string", 1), enum=values("X"), default=["X"]), ["X"]),
        (Field("a", Type("any"), default=["x", None]), ["x", None]),
    ],
)
def test_a_default_is_kept_as_json(field: Field, default: object) -> None:
    properties, codes = body(field)
    assert codes == []
    assert properties["a"]["default"] == default
    assert type(properties["a"]["default"]) is type(default)


@pytest.mark.parametrize(
    ("field", "code"),
    [
        (Field("a", INTEGER, enum=(EnumValue(1), EnumValue("2"))), "enum-type"),
        (string("a", enum=(EnumValue(1),)), "enum-type"),
        (Field("a", BOOLEAN, enum=(EnumValue(1),)), "enum-type"),
        (Field("a", OBJECT, enum=values("X")), "enum-type"),
        (Field("a", Type("file"), enum=values("X")), "enum-type"),
        (Field("a", NUMBER, limits=Limits(max_length=3)), "limit-misplaced"),
        (string("a", limits=Limits(max_items=3)), "limit-misplaced"),
        (string("a", limits=Limits(unique_items=True)), "limit-misplaced"),
        (Field("a", EITHER, limits=Limits(minimum=3)), "limit-misplaced"),
        (Field("a", EITHER, enum=(EnumValue(1),)), "enum-type"),
        (string("a", limits=Limits(minimum=3)), "limit-misplaced"),
        (string("a", limits=Limits(multiple_of=3)), "limit-misplaced"),
        (Field("a", NUMBER, limits=Limits(multiple_of=0)), "limit-misplaced"),
        (string("a", limits=Limits(min_length=3, max_length=2)), "limit-impossible"),
        (string("a", limits=Limits(min_length=-1)), "limit-impossible"),
        (Field("a", NUMBER, limits=Limits(maximum=float("inf"))), "limit-impossible"),
        (Field("a", NUMBER, limits=Limits(minimum=2, maximum=1)), "limit-impossible"),
    ],
)
def test_what_a_type_cannot_have_is_reported_and_left_out(field: Field, code: str) -> None:
    properties, codes = body(field)
    assert codes == [code]
    assert properties["a"].keys() <= {"type", "contentMediaType", "items"}


def test_a_value_listed_twice_is_kept_once() -> None:
    spec, codes = odd(
        operation("/bell/ring/", string("a", enum=(*values("X", "Y"), EnumValue("X", "again"))))
    )
    assert codes == ["enum-value-repeated"]
    assert schemas(spec)["BellRingA"] == {"type": "string", "enum": ["X", "Y"]}


def test_true_and_one_are_two_values() -> None:
    properties, codes = body(Field("a", Type("any"), enum=(EnumValue(True), EnumValue(1), EnumValue("1"))))
    assert codes == []
    assert properties["a"] == {"enum": [True, 1, "1"]}


@pytest.mark.parametrize(
    ("kind", "codes"),
    [("string", ["scalar-children"]), ("map", ["map-children"]), ("any", []), ("object", [])],
)
def test_what_has_fields_inside_is_an_object(kind: Kind, codes: list[str]) -> None:
    properties, found = body(Field("a", Type(kind, 1, documented=f"{kind}[]"), children=(string("b"),)))
    assert found == codes
    assert properties["a"]["items"] == {"$ref": "#/components/schemas/BellRingA"}
    assert properties["a"].get("x-documented-type") == (None if kind == "object" else f"{kind}[]")


def test_of_two_fields_of_one_name_the_first_is_kept_and_the_second_reported_with_its_line() -> None:
    spec, problems = assemble(
        Document((operation("/a/", string("b", line=3), Field("b", NUMBER, line=5), page="x/a.md"),)),
        prose="none",
    )
    assert schemas(spec)["ARequest"]["properties"] == {"b": {"type": "string"}}
    assert [str(each) for each in problems] == ["x/a.md:5: field-repeated: b: also on line 3, which is kept"]


@pytest.mark.parametrize(
    ("names", "others"), [(["{plot_name}"], {"type": "string"}), (["{plot_name}", "{bed_name}"], True)]
)
def test_a_field_of_any_name_has_the_type_of_its_row_and_of_several_any(
    names: list[str], others: object
) -> None:
    children = (string("b"), *map(string, names))
    spec, _ = odd(operation("/bell/ring/", Field("a", OBJECT, children=children)))
    assert schemas(spec)["BellRingA"] == {
        "type": "object",
        "properties": {"b": {"type": "string"}},
        "additionalProperties": others,
    }


def test_an_object_to_which_callers_add_fields_says_so_and_is_another_than_one_that_is_alike() -> None:
    children = (string("b"),)
    both = (Field("a", OBJECT, children=children, open=True), Field("c", OBJECT, children=children))
    spec, _ = odd(operation("/bell/ring/", *both))
    closed = {"type": "object", "properties": {"b": {"type": "string"}}}
    assert schemas(spec)["BellRingA"] == {**closed, "additionalProperties": True}
    assert schemas(spec)["BellRingC"] == closed


@pytest.mark.parametrize("name", ["", "$ref"])
def test_a_name_that_cannot_be_used_is_reported(name: str) -> None:
    properties, codes = body(string("a"), string(name))
    assert (list(properties), codes) == (["a"], ["field-name-unusable"])


@pytest.mark.parametrize(
    ("around", "found"), [(63, []), (64, ["nested-too-deep"]), (300, ["nested-too-deep"])]
)
def test_fields_nested_without_end_are_cut_off(around: int, found: list[str]) -> None:
    field = string("bottom")
    for _ in range(around):
        field = Field("x", OBJECT, children=(field,))
    _, codes = body(field)
    assert codes == found


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("FETCH", "/a/", "method-unusable"),
        ("get", "/a/", "method-unusable"),
        ("GET", "a/", "path-unusable"),
        ("GET", "/", "path-unusable"),
        ("GET", "/a/../b/", "path-unusable"),
        ("GET", "/a b/", "path-unusable"),
        ("GET", "/a/?b=c", "path-unusable"),
        ("GET", "/a/{b/", "path-unusable"),
        ("GET", "/a/\n", "path-unusable"),
        ("GET", "/" + "a/" * 50_000 + '"', "path-unusable"),
    ],
)
def test_an_operation_that_cannot_be_called_is_reported(method: str, path: str, code: str) -> None:
    spec, codes = odd(Operation(method, path, "Title", page="page.md"))
    assert (spec["paths"], codes) == ({}, [code])


def test_a_source_that_is_no_web_address_is_reported() -> None:
    for source in ("javascript:alert(1)", "https://[", "https://a b/", "https:///x", "http://a/\n"):
        spec, codes = odd(operation("/a/", source=source))
        assert codes == ["source-unusable"]
        assert "externalDocs" not in spec["paths"]["/open_api/v1.3/a/"]["post"]


def test_of_one_operation_on_two_pages_the_fuller_one_is_kept() -> None:
    small, full = (
        operation("/a/", string("x"), page="a.md"),
        operation("/a/", string("x"), string("y"), page="b.md"),
    )
    for pages in ((small, full), (full, small)):
        spec, problems = assemble(Document(pages), prose="none")
        assert list(schemas(spec)["ARequest"]["properties"]) == ["x", "y"]
        assert [(each.page, each.code) for each in problems] == [("a.md", "operation-repeated")]
        assert "b.md" in problems[0].text


def test_rules_of_one_operation_on_two_pages_hold_for_requests_as_each_describes_them() -> None:
    """What one page demands is demanded where a field shows that a request is of its kind."""
    kind = string("kind", presence="required", enum=(EnumValue("BED"),))
    hedge = (string("soil", presence="required"), string("depth"))
    bed = (kind, string("soil", limits=Limits(max_length=9)), string("row"))
    either = Rule("or", (("soil",), ("row",)))
    pages = (
        operation("/a/", *hedge, method="GET", page="a.md"),
        operation("/a/", *bed, method="GET", page="b.md", rules=(either,)),
    )
    for several in (pages, pages[::-1]):
        spec: dict[str, Any] = assemble(Document(several), prose="none")[0]
        assert [each["text"] for each in spec["paths"]["/open_api/v1.3/a/"]["get"]["x-rules"]] == [
            "send at least one of `soil`, `row` when `kind` is given.",
            "the length of `soil` must be at most `9` when `kind` is given.",
            "`soil` is required when `kind` is not given.",
        ]


def test_of_one_operation_that_is_described_equally_fully_twice_the_order_does_not_matter() -> None:
    one, other = (operation("/a/", string("x"), description=text) for text in ("Digs.", "Digs a bed."))
    either = assemble(Document((one, other)), prose="full")
    assert assemble(Document((other, one)), prose="full") == either


def test_of_one_operation_on_two_pages_the_reply_may_have_the_fields_of_both() -> None:
    one = operation("/a/", page="a.md", response=envelope(string("x", limits=Limits(max_length=3))))
    other = operation(
        "/a/", page="b.md", response=envelope(string("x", limits=Limits(max_length=5)), string("y"))
    )
    for pages in ((one, other), (other, one)):
        spec: dict[str, Any] = assemble(Document(pages), prose="none")[0]
        reply = spec["paths"]["/open_api/v1.3/a/"]["post"]["responses"]["200"]
        schema = reply["content"]["application/json"]["schema"]
        schema = schemas(spec)[schema["$ref"].rpartition("/")[2]]["properties"]["data"]
        data = schemas(spec)[schema["$ref"].rpartition("/")[2]]["properties"]
        assert {name: field.get("maxLength") for name, field in data.items()} == {"x": 5, "y": None}


def test_nothing_documented_is_still_a_valid_document() -> None:
    spec = assembled()
    assert spec["info"]["version"] == "unversioned"
    assert openapi_errors(spec) == []

"""What one change brings along is not told again, and each is told so that a reader understands it once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from diff_cases import document, garden
from text_cases import literal, text_cases
from tiktok_bindgen.diff import compare
from tiktok_bindgen.diff.folding import alike
from tiktok_bindgen.digest import digest_of
from tiktok_bindgen.pipeline import make_spec

_FIELDS = {"soil": {"type": "string"}, "depth": {"type": "integer"}}
_BED = {"type": "object", "properties": _FIELDS}


def told(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(each.severity, each.message, each.hint) for each in compare(old, new)]


def test_an_object_that_becomes_a_list_is_one_change_whatever_is_inside() -> None:
    listed = {"type": "array", "items": _BED}
    (sent,) = compare(garden(_BED, {}), garden(listed, {}))
    assert (sent.id, sent.message) == ("request-type-changed", "`plot` is now array of object, was object.")
    (read,) = compare(garden({}, listed), garden({}, _BED))
    assert (read.id, read.message) == ("response-type-changed", "`plot` is now object, was array of object.")


def test_of_a_list_its_items_types_are_told_with_it() -> None:
    one, other = (
        {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}} for name in ("Soil", "Depth")
    )
    known = {"components": {"schemas": {"Soil": {"type": ["string", "null"]}, "Depth": {"type": "integer"}}}}
    for listed, shown in ((one, "array of null or string"), (other, "array of integer")):
        old, new = ({**garden(each, {}), **known} for each in ({"type": "boolean"}, listed))
        (change,) = compare(old, new)
        assert change.message == f"`plot` is now {shown}, was boolean."
        assert change.hint == f"`Client.plot.water(plot=…)`: pass {shown} for `plot`"


_NAMES = ["ELM", "OAK"]


@pytest.mark.parametrize(
    ("listed", "limited"),
    [
        ({"type": "string", "enum": _NAMES}, {"type": "string", "minLength": 3, "maxLength": 3}),
        ({"type": "string", "enum": _NAMES}, {"type": "string", "pattern": "^[A-Z]+$"}),
        ({"type": "integer", "enum": [2, 5]}, {"type": "integer", "minimum": 2, "maximum": 5}),
        ({"type": "number", "enum": [2, 5]}, {"type": "number", "exclusiveMinimum": 1.5}),
        ({"type": ["string", "null"], "enum": ["ELM", None]}, {"type": ["string", "null"], "maxLength": 3}),
    ],
)
def test_a_list_instead_of_a_limit_that_its_values_keep_is_all_that_is_told(
    listed: dict[str, Any], limited: dict[str, Any]
) -> None:
    forth, back = (
        compare(garden(listed, {}), garden(limited, {})),
        compare(garden(limited, {}), garden(listed, {})),
    )
    assert [(each.id, each.severity) for each in forth] == [("request-enum-removed", "safe")]
    assert [(each.id, each.severity) for each in back] == [("request-enum-added", "breaking")]


@pytest.mark.parametrize(
    ("listed", "limit", "told"),
    [
        ({"type": "string", "enum": _NAMES}, {"minLength": 4}, "min-length"),
        ({"type": "string", "enum": [*_NAMES, "MAPLE"]}, {"maxLength": 4}, "max-length"),
        ({"type": "string", "enum": [*_NAMES, "ash"]}, {"pattern": "^[A-Z]+$"}, "pattern"),
        # What this library cannot read says nothing.
        ({"type": "string", "enum": _NAMES}, {"pattern": "^\\p{Lu}+$"}, "pattern"),
        ({"type": "integer", "enum": [2, 5]}, {"minimum": 3}, "minimum"),
        ({"type": "integer", "enum": [2, 5]}, {"maximum": 4}, "maximum"),
        ({"type": "number", "enum": [2, 5]}, {"exclusiveMaximum": 5}, "maximum"),
        ({"type": "number", "enum": [2, 5]}, {"multipleOf": 2}, "multiple-of"),
        ({"type": "array", "enum": [["ELM"]]}, {"uniqueItems": True}, "unique-items"),
        ({"type": "object", "enum": [{"elm": 1}]}, {"minProperties": 2}, "min-properties"),
    ],
)
def test_a_limit_instead_of_a_list_is_told_if_a_value_of_the_list_breaks_it(
    listed: dict[str, Any], limit: dict[str, Any], told: str
) -> None:
    limited = {"type": listed["type"], **limit}
    forth, back = (
        compare(garden(listed, {}), garden(limited, {})),
        compare(garden(limited, {}), garden(listed, {})),
    )
    assert [each.id for each in forth] == [f"request-{told}-added", "request-enum-removed"]
    assert [each.id for each in back] == ["request-enum-added", f"request-{told}-removed"]


def test_marks_that_went_with_the_row_of_a_field_that_examples_still_have_are_not_told() -> None:
    shown = {"type": "string", "x-undocumented": True}
    marked = {"type": "string", "x-allowlist-partly": True, "x-immutable": True}
    assert [each.id for each in compare(garden(marked, {}), garden(shown, {}))] == [
        "request-undocumented-added"
    ]
    assert [each.id for each in compare(garden(shown, {}), garden(marked, {}))] == [
        "request-allowlist-partly-added",
        "request-immutable-added",
        "request-undocumented-removed",
    ]


def test_a_limit_beside_a_list_that_stays_is_told() -> None:
    listed = {"type": "string", "enum": _NAMES}
    changes = compare(garden(listed, {}), garden({**listed, "maxLength": 3}, {}))
    assert [each.id for each in changes] == ["request-max-length-added"]


def test_a_limit_of_what_could_be_there_before_is_told() -> None:
    for old in ({}, {"type": ["string", "boolean"]}):
        changes = compare(garden(old, {}), garden({"type": ["string", "boolean"], "maxLength": 5}, {}))
        assert "request-max-length-added" in [each.id for each in changes]


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("string", {"minLength": 1, "maxLength": 5}),
        ("string", {"pattern": "^a", "format": "date"}),
        ("string", {"contentEncoding": "base64", "contentMediaType": "image/png"}),
        ("string", {"enum": ["A"], "x-enum-lifecycle": {"A": "deprecated"}, "x-enum-facts": {"f": [1]}}),
        ("string", {"x-enum-missing": True}),
        ("number", {"minimum": 1, "maximum": 5, "multipleOf": 2}),
        ("object", {"minProperties": 1, "maxProperties": 5}),
    ],
)
def test_what_is_said_of_a_value_is_said_of_each_when_it_becomes_a_list(
    kind: str, facts: dict[str, Any]
) -> None:
    one = {"type": kind, **facts}
    listed = {"type": "array", "items": one}
    assert [each.id for each in compare(garden(one, {}), garden(listed, {}))] == ["request-type-changed"]
    assert [each.id for each in compare(garden({}, listed), garden({}, one))] == ["response-type-changed"]
    # It is told where only the list has it.
    plain = {"type": "array", "items": {"type": kind}}
    assert len(compare(garden(one, {}), garden(plain, {}))) > 1


@pytest.mark.parametrize(
    ("narrow", "shown"),
    [
        ({"type": "string", "maxLength": 5}, "string"),
        ({"type": "array", "items": {"type": "string", "maxLength": 5}}, "array of string"),
    ],
)
def test_one_value_or_a_list_of_them_is_a_wider_type(narrow: dict[str, Any], shown: str) -> None:
    one = {"type": "string", "maxLength": 5}
    wide = {**one, "type": ["string", "array"], "items": one}
    changes = [
        *compare(garden(narrow, {}), garden(wide, {})),
        *compare(garden(wide, {}), garden(narrow, {})),
        *compare(garden({}, narrow), garden({}, wide)),
        *compare(garden({}, wide), garden({}, narrow)),
    ]
    assert [(each.id, each.severity, each.message) for each in changes] == [
        ("request-type-widened", "safe", f"`plot` may now be string or array of string, was {shown}."),
        ("request-type-narrowed", "breaking", f"`plot` must now be {shown}, was string or array of string."),
        ("response-type-widened", "breaking", f"`plot` may now be string or array of string, was {shown}."),
        ("response-type-narrowed", "safe", f"`plot` must now be {shown}, was string or array of string."),
    ]


@text_cases(old=str, new=str, told=str)
def test_a_format_is_wider_than_another_if_it_has_all_of_its_values(old: str, new: str, told: str) -> None:
    pair = [garden({"type": "number", "format": each}, {}) for each in (old, new)]
    assert [each.id for each in compare(*pair)] == [f"request-format-{told}"]


@pytest.mark.parametrize(
    ("kind", "keyword", "place"), [("array", "items", "[]"), ("object", "additionalProperties", "{}")]
)
def test_what_is_first_said_of_what_is_inside_is_told_where_anything_may_be_inside(
    kind: str, keyword: str, place: str
) -> None:
    stated = {"type": kind, keyword: {"type": "string"}}
    (change,) = compare(garden({"type": kind}, {}), garden(stated, {}))
    assert (change.id, change.pointer, change.message) == (
        "request-type-narrowed",
        f"/request/body/plot/{place}",
        f"`plot{place}` must now be string, was any type.",
    )
    text = {"type": "string"}
    for pair in ((text, stated), (stated, text)):
        old, new = (garden(each, {}) for each in pair)
        assert [(each.id, each.pointer) for each in compare(old, new)] == [
            ("request-type-changed", "/request/body/plot")
        ]


@pytest.mark.parametrize(
    ("place", "style"), [("query", "form"), ("cookie", "form"), ("path", "simple"), ("header", "simple")]
)
def test_a_style_that_is_the_usual_one_need_not_be_stated(place: str, style: str) -> None:
    usual = {"name": "bed", "in": place, "required": True, "schema": {"type": "array"}}
    stated, other = ({**usual, "style": each} for each in (style, "other"))

    def told_of(new: dict[str, Any]) -> list[str]:
        old, new = (document({"parameters": [each]}) for each in (usual, new))
        return [each.id for each in compare(old, new)]

    assert told_of(stated) == []
    assert told_of({**usual, "explode": style == "form"}) == []
    assert told_of({**usual, "explode": style != "form"}) == ["request-serialization-changed"]
    assert told_of(other) == ["request-serialization-changed"]


def test_values_of_one_place_are_grouped_and_so_is_one_change_of_many_places() -> None:
    def bed(*values: str, **facts: Any) -> dict[str, Any]:
        soil = {"type": "string", "enum": list(values)}
        return {"type": "object", "properties": {"soil": soil, "one": facts, "other": facts}}

    text = {"type": "string"}
    old, new = bed("CLAY", "PEAT", **text), bed("CLAY", "SAND", "LOAM", **text, maxLength=3)
    groups = alike(compare(garden(old, {}), garden(new, {})))
    assert sorted(sorted((each.id, str(each.new)) for each in group) for group in groups) == [
        [("request-enum-value-added", "LOAM"), ("request-enum-value-added", "SAND")],
        [("request-enum-value-removed", "None")],
        [("request-max-length-added", "3"), ("request-max-length-added", "3")],
    ]


_TEXT, _SHORT = {"type": "string"}, {"type": "string", "maxLength": 5}


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ({"type": "integer"}, {"type": "number"}, {"type": "integer"}),
        (
            {"type": ["string", "integer"]},
            {"type": ["number", "string"]},
            {"type": ["string", "integer"]},
        ),
        ({"type": ["string", "number"]}, {"type": "string"}, {"type": "string"}),
        ({"type": ["string", "integer"]}, {"type": "string"}, {"type": "string"}),
        ({"type": ["string", "integer"]}, {"type": ["integer", "null"]}, {"type": "integer"}),
        ({"enum": ["A", "B"]}, {"enum": ["B", "C"]}, {"enum": ["B"]}),
        ({"items": _TEXT}, {"items": {"maxLength": 5}}, {"items": _SHORT}),
        (
            {"properties": {"a": _TEXT}},
            {"properties": {"a": {"maxLength": 5}, "b": _TEXT}},
            {"properties": {"a": _SHORT, "b": _TEXT}},
        ),
        ({"required": ["b"]}, {"required": ["a", "b"]}, {"required": ["a", "b"]}),
        (
            {"additionalProperties": _TEXT},
            {"additionalProperties": {"maxLength": 5}},
            {"additionalProperties": _SHORT},
        ),
        (
            {"dependentRequired": {"a": ["b"]}},
            {"dependentRequired": {"d": ["a", "b"]}},
            {"dependentRequired": {"a": ["b"], "d": ["a", "b"]}},
        ),
        ({"minimum": 1, "maximum": 9}, {"minimum": 2, "maximum": 7}, {"minimum": 2, "maximum": 7}),
        ({"minimum": 2}, {"exclusiveMinimum": 2}, {"exclusiveMinimum": 2}),
        ({"maximum": 2}, {"exclusiveMaximum": 2}, {"exclusiveMaximum": 2}),
        ({"minItems": 1, "maxItems": 5}, {"minItems": 2, "maxItems": 3}, {"minItems": 2, "maxItems": 3}),
        (
            {"minProperties": 1, "maxProperties": 5},
            {"minProperties": 2, "maxProperties": 3},
            {"minProperties": 2, "maxProperties": 3},
        ),
        ({"uniqueItems": True}, {"uniqueItems": False}, {"uniqueItems": True}),
        ({"additionalProperties": False}, {"additionalProperties": False}, {"additionalProperties": False}),
    ],
)
def test_parts_that_must_all_hold_are_one_schema(
    one: dict[str, Any], other: dict[str, Any], both: dict[str, Any]
) -> None:
    whole = garden(both, {})
    for parts in ([one, other], [other, one]):
        assert compare(garden({"allOf": parts}, {}), whole) == ()
    assert compare(garden(one, {}), whole) != () or one == both


@text_cases(key=str, first=literal, last=literal)
def test_of_what_parts_of_a_schema_say_the_last_or_the_narrowest_counts(
    key: str, first: object, last: object
) -> None:
    parts, whole = {"allOf": [{"type": "string", key: first}, {key: last}]}, {"type": "string", key: last}
    for old, new in ((parts, whole), (whole, parts)):
        assert compare(garden(old, {}), garden(new, {}), prose=True) == ()


@text_cases(narrowed=literal, where=literal)
def test_what_changes_in_some_forms_of_a_value_is_told_with_their_names(
    narrowed: list[str], where: str
) -> None:
    def forms(*short: str) -> dict[str, Any]:
        return {
            "oneOf": [
                {
                    "title": name,
                    "type": "object",
                    "properties": {
                        "kind": {"const": name},
                        "soil": {"type": "string"} | ({"maxLength": 5} if name in short else {}),
                    },
                    "required": ["kind"],
                }
                for name in ("POT", "BED", "BOX")
            ]
        }

    [change] = compare(garden(forms(), {}), garden(forms(*narrowed), {}))
    assert change.message == f"`plot.soil` may now have at most 5 characters{where}."


def test_a_form_is_known_by_the_name_of_its_schema() -> None:
    def made(**lengths: int) -> dict[str, Any]:
        refs = [{"$ref": f"#/components/schemas/{name}"} for name in lengths]
        schemas = {name: {"type": "string", "maxLength": length} for name, length in lengths.items()}
        return {**garden({"oneOf": refs}, {}), "components": {"schemas": schemas}}

    told = [change.message for change in compare(made(POT=3, BED=5, BOX=7), made(BED=8, POT=3))]
    assert told == [
        "`plot` may no longer have the form BOX.",
        "`plot` may now have at most 8 characters, was 5 in the form BED.",
    ]


def test_a_body_as_a_whole_is_told_as_that() -> None:
    def made(type_: str) -> dict[str, Any]:
        return document({"requestBody": {"content": {"application/json": {"schema": {"type": type_}}}}})

    one, other = made("object"), made("array")
    assert [change.message for change in compare(one, other)] == ["`body` is now array, was object."]


_FOUR, _FIVE = "Heavy soil of gardens", "Soil that keeps much water"


@pytest.mark.parametrize(
    ("old", "new", "facts", "words"),
    [
        ("Clay", "Loam", ["changed"], ["changed"]),
        (_FOUR, "Loam", ["changed"], ["changed"]),
        # A sentence is no name, and a name that comes or goes changes no value.
        (_FIVE, "Loam", [], ["changed"]),
        ("Loam", _FIVE, [], ["changed"]),
        ("", "Loam", [], ["added"]),
        ("Loam", "", [], ["removed"]),
        ("Heavy, wet soil", "heavy wet soil.", [], []),
    ],
)
def test_another_name_of_a_value_is_a_fact_and_another_sentence_about_it_words(
    old: str, new: str, facts: list[str], words: list[str]
) -> None:
    documents = [garden({"enum": ["A"], "x-enum-descriptions": [meaning]}, {}) for meaning in (old, new)]
    for prose, found in ((False, facts), (True, words)):
        assert [each.id for each in compare(*documents, prose=prose)] == [
            f"request-enum-meaning-{change}" for change in found
        ]


@pytest.mark.parametrize("key", ["x-enum-fields", "x-enum-list", "x-enum-partial"])
def test_facts_about_a_list_come_and_go_with_it(key: str) -> None:
    text, listed = {"type": "string"}, {"type": "string", "enum": ["CLAY"]}
    known = {**listed, key: ["soil"]}

    def found(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
        return [each.id for each in compare(garden(old, {}), garden(new, {}))]

    assert found(text, known) == ["request-enum-added"]
    assert found(known, text) == ["request-enum-removed"]
    assert found(listed, known) == found(known, listed) == ["request-extension-changed"]
    assert found(known, {**known, key: ["pot"]}) == ["request-extension-changed"]


@pytest.mark.parametrize(
    ("value", "written"), [("CLAY", '"CLAY"'), (7, "7"), (2.5, "2.5"), (True, "true"), (None, "null")]
)
def test_a_value_of_a_list_is_written_as_it_is_sent(value: object, written: str) -> None:
    old, new = (garden({"enum": listed}, {}) for listed in (["LOAM"], ["LOAM", value]))
    assert [each.message for each in compare(old, new)] == [f"`plot` may now be {written}."]
    assert [each.message for each in compare(new, old)] == [f"`plot` may no longer be {written}."]


@text_cases(had=str, has=str, path=str, evidence=literal)
def test_an_operation_moved_if_most_of_its_fields_and_of_its_path_are_the_same(
    had: str, has: str, path: str, evidence: str
) -> None:
    def moved(where: str, fields: str) -> dict[str, Any]:
        body = {"type": "object", "properties": {name: {"type": "string"} for name in fields.split()}}
        call = {"requestBody": {"content": {"application/json": {"schema": body}}}, "responses": {}}
        other: dict[str, Any] = {"/fence/paint/": {"get": {"responses": {}}}}
        return {**document({}), "paths": {where: {"post": call}, **other}}

    changes = compare(moved("/plot/soil/water/", had), moved(path, has))
    assert [each.note for each in changes if each.id == "operation-moved"] == ([evidence] if evidence else [])
    assert {each.id for each in changes} >= (set() if evidence else {"operation-added", "operation-removed"})


def test_all_that_is_sent_or_comes_back_tells_of_a_moved_operation() -> None:
    asked = {"parameters": [{"name": "bed", "in": "query", "schema": {"type": "string"}}]}

    def replying(**fields: Any) -> dict[str, Any]:
        schema = {"type": "object", "properties": fields}
        return {"responses": {"200": {"content": {"application/json": {"schema": schema}}}}}

    data = {"type": "object", "properties": {"id": {}, "deep": {"type": "object", "properties": {"x": {}}}}}
    pairs = (
        (asked | replying(soil={}, sun={}), "3 of 3"),
        (asked | replying(data=data), "4 of 4"),
        (replying(data=data, soil={}), "4 of 4"),
        (asked | replying(soil={}), ""),
    )
    for operation, share in pairs:
        old, new = (
            {
                **document({}),
                "paths": {f"/v1/plot/{name}/dig/": {"post": operation}, "/v1/shed/": {"get": {}}},
            }
            for name in ("soil", "earth")
        )
        (moved, *_) = [each.note for each in compare(old, new) if each.id == "operation-moved"] or [""]
        assert moved == (f"{share} fields the same, 2 of 3 parts of the path" if share else "")


def test_the_longer_of_two_paths_counts_for_a_move() -> None:
    body = {"type": "object", "properties": {name: {} for name in "abc"}}
    call = {"post": {"requestBody": {"content": {"application/json": {"schema": body}}}}}
    for before, after in (("/plot/soil/dig/", "/plot/soil/"), ("/plot/soil/", "/plot/soil/dig/")):
        old, new = (
            {**document({}), "paths": {path: call, "/shed/": {"get": {}}}} for path in (before, after)
        )
        (moved,) = [each.note for each in compare(old, new) if each.id == "operation-moved"]
        assert moved == "3 of 3 fields the same, 2 of 3 parts of the path"


@pytest.mark.parametrize("root", ["", "/open_api/v1.3"])
def test_what_all_paths_begin_with_is_no_sign_of_a_move(root: str) -> None:
    def with_path(path: str) -> dict[str, Any]:
        body = {"type": "object", "properties": {name: {"type": "string"} for name in "abc"}}
        call = {"requestBody": {"content": {"application/json": {"schema": body}}}, "responses": {}}
        other: dict[str, Any] = {f"{root}/fence/paint/": {"get": {"responses": {}}}}
        return {**document({}), "paths": {f"{root}{path}": {"post": call}, **other}}

    def found(old: str, new: str) -> list[tuple[str, str]]:
        return [(each.id, each.note) for each in compare(with_path(old), with_path(new))]

    assert found("/plot/water/", "/bed/water/") == [("operation-added", ""), ("operation-removed", "")]
    evidence = "3 of 3 fields the same, 2 of 3 parts of the path"
    assert found("/plot/soil/water/", "/bed/soil/water/") == [("operation-moved", evidence)]


@pytest.mark.parametrize("place", ["query", "path", "header", "cookie"])
def test_a_parameter_is_told_by_its_name_alone(place: str) -> None:
    bed = {"name": "bed", "in": place, "required": True, "schema": {"type": "string"}}
    short = {**bed, "schema": {"type": "string", "maxLength": 5}}
    [change] = compare(document({"parameters": [bed]}), document({"parameters": [short]}))
    assert (change.pointer, change.message) == (
        f"/request/{place}/bed",
        "`bed` may now have at most 5 characters.",
    )


def test_fields_that_went_into_a_new_object_are_told_with_where_they_are() -> None:
    flat = {"type": "object", "properties": _FIELDS | {"name": {"type": "string"}}}
    inside = {"type": "object", "properties": {"name": {"type": "string"}, "bed": _BED}}
    here = "pass `plot.bed.{0}` instead of `plot.{0}`, if it is the same"
    at = "`plot.{0}` seems to have moved to `plot.bed.{0}` (the same name and type)."
    call = "`Client.plot.water(plot=…)`: "
    assert told(garden(flat, {}), garden(inside, {})) == [
        ("breaking", at.format("depth"), call + here.format("depth")),
        ("breaking", at.format("soil"), call + here.format("soil")),
        ("safe", "`plot.bed` (object) is new.", ""),
    ]
    back = "`plot.bed.{0}` seems to have moved to `plot.{0}` (the same name and type)."
    assert [message for _, message, _ in told(garden({}, inside), garden({}, flat))] == [
        "`plot.bed` (object) was removed.",
        back.format("depth"),
        back.format("soil"),
    ]


def test_what_is_in_a_new_object_by_the_name_of_what_went_but_of_another_type_is_no_move() -> None:
    flat = {"type": "object", "properties": {"soil": {"type": "integer"}}}
    inside = {"type": "object", "properties": {"bed": _BED}}
    assert [message for _, message, _ in told(garden(flat, {}), garden(inside, {}))] == [
        "`plot.soil` (integer) was removed.",
        "`plot.bed` (object) is new.",
    ]


def test_fields_that_came_and_went_by_other_names_are_no_moves() -> None:
    text, height = {"type": "string"}, {"type": "number"}

    def plot(fence: dict[str, Any], bed: dict[str, Any]) -> dict[str, Any]:
        objects = {"bed": {**_BED, "properties": bed}, "fence": {"type": "object", "properties": fence}}
        return garden({"type": "object", "properties": objects}, {})

    old = plot({"height": height, "colour": text}, _FIELDS)
    assert [message for _, message, _ in told(old, plot({"height": height}, {**_FIELDS, "stone": text}))] == [
        "`plot.fence.colour` (string) was removed.",
        "`plot.bed.stone` (string) is new.",
    ]
    new = plot({"height": height}, {**_FIELDS, "stone": text, "colour": text})
    assert [message for _, message, _ in told(old, new)] == [
        "`plot.fence.colour` seems to have moved to `plot.bed.colour` (the same name and type).",
        "`plot.bed.stone` (string) is new.",
    ]


def test_an_operation_that_is_sent_by_another_method_says_where_its_fields_are_and_is_called_as_before() -> (
    None
):
    old = garden({"type": "string"}, {})
    (path, item), *_ = old["paths"].items()
    (method, operation), *_ = item.items()
    assert method != "get"
    query = {"name": "plot", "in": "query", "schema": {"type": "string"}}
    asked = {**operation, "operationId": "water", "parameters": [query]}
    del asked["requestBody"]
    new = {**old, "paths": {path: {"get": asked}}}
    old = {**old, "paths": {path: {method: {**operation, "operationId": "water"}}}}
    said = {message: (severity, hint) for severity, message, hint in told(old, new)}
    moved = "`/request/body/plot` seems to have moved to `/request/query/plot` (the same name and type)."
    assert said[moved] == ("breaking", "")
    (message,) = (each for each in said if each.startswith(method.upper()))
    assert said[message] == ("breaking", "")


def events(**payloads: dict[str, Any]) -> dict[str, Any]:
    """A document of events alone, by their names."""
    sent = {
        name: {"post": {"requestBody": {"content": {"application/json": {"schema": schema}}}}}
        for name, schema in payloads.items()
    }
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}, "webhooks": sent}


def test_of_an_event_nothing_is_said_about_calls() -> None:
    dug = {"type": "object", "properties": {"bed": _BED, "at": {"type": "string"}}}
    less = {
        "type": "object",
        "properties": {"bed": {"type": "object", "properties": {}}, "at": {"type": "string"}},
    }
    (gone,) = compare(events(dug=dug, mown=dug), events(dug=dug))
    assert (gone.method, gone.path, gone.id, gone.hint) == ("WEBHOOK", "mown", "operation-removed", "")
    found = [each for each in told(events(dug=dug), events(dug=less)) if each[0] == "breaking"]
    assert found == [
        (
            "breaking",
            f"`bed.{name}` ({kind}) was removed.",
            f"`event.bed.{name}` was removed; if the server still sends it, it is in `.extra`",
        )
        for name, kind in (("depth", "integer"), ("soil", "string"))
    ]


_PAGE = """# Dig

**Endpoint** https://garden.tiktok.com/open_api/v1.3/bed/dig/

**Method** POST

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
|bed_id {Required}|string|Which.|
|soil|string|Enum values: `SAND`, `CLAY`.|
|tool|string|Required when `soil` is `CLAY`.|
```
"""


def test_what_is_demanded_of_a_field_moves_with_it(tmp_path: Path) -> None:
    documents = []
    for name, text in (("old", _PAGE), ("new", _PAGE.replace("POST", "GET"))):
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
        documents.append(make_spec([tmp_path / f"{name}.md"]).document)
    assert {each.id for each in compare(*documents)} == {"operation-moved", "request-field-moved"}


@pytest.mark.parametrize(
    ("key", "old", "new", "message"),
    [
        (
            "x-rate-limits",
            {"general": {"Free": {"day": 9, "minute": 600}}},
            {"general": {"Free": {"day": 5, "minute": 600}}},
            'The rate limits: now {"general": {"Free": {"day": 5}}}, was {"general": {"Free": {"day": 9}}}.',
        ),
        (
            "x-rate-limits",
            {"special": [{"subject": "weeding"}]},
            {"special": [{"subject": "weeding"}, {"subject": "raking"}]},
            'The rate limits: now {"special": [{"subject": "raking"}]}, was none.',
        ),
        (
            "x-reports",
            {"harvest": {"metrics": {"fruit": {"type": "string", "groups": ["bed"]}}}},
            {"harvest": {"metrics": {"fruit": {"type": "number", "groups": ["bed"]}}}},
            'Type of the metric `harvest.metrics.fruit`: now {"type": "number"}, was {"type": "string"}.',
        ),
        (
            "x-reports",
            {"harvest": {"metrics": {"fruit": {"hourly": True}}}},
            {"harvest": {"metrics": {"fruit": {"x-lifecycle": "deprecated"}}}},
            (
                'Hourly, lifecycle of the metric `harvest.metrics.fruit`: now {"x-lifecycle": "deprecated"}, '
                'was {"hourly": true}.'
            ),
        ),
        (
            "x-reports",
            {"yield": {"ranges": ["bed", "day"]}},
            {"yield": {"ranges": ["day", "bed"]}},
            'Ranges of the reports `yield`: now {"ranges": ["day", "bed"]}, was {"ranges": ["bed", "day"]}.',
        ),
    ],
)
def test_of_a_large_fact_only_the_parts_that_differ_are_told(
    key: str, old: dict[str, Any], new: dict[str, Any], message: str
) -> None:
    (change,) = compare({**document({}), key: old}, {**document({}), key: new})
    assert (change.severity, change.message) == ("risky", message)


def test_of_permissions_those_that_came_and_went_are_told() -> None:
    old, new = {"4": "Weeding"}, {"4": "Weeding", "5": "Rake"}
    (change,) = compare(document({"x-permissions": old}), document({"x-permissions": new}))
    assert change.message == 'Permissions of which a token needs one: added {"5": "Rake"}, removed none.'


@text_cases(old=literal, new=literal, severity=str)
def test_a_permission_that_is_enough_too_hurts_no_token(
    old: dict[str, str], new: dict[str, str], severity: str
) -> None:
    (change,) = compare(document({"x-permissions": old}), document({"x-permissions": new}))
    assert change.severity == severity


_WATER_FIRST = {"id": "r", "kind": "requires", "targets": ["can"], "when": {"in": "mode", "values": ["POUR"]}}


def test_a_rule_is_told_with_the_object_that_its_names_are_in() -> None:
    bed = {**_BED, "properties": {"can": {"type": "string"}, "mode": {"type": "string"}}}
    ruled = {**bed, "x-rules": [_WATER_FIRST]}
    beds = [garden({"type": "array", "items": each}, {}) for each in (bed, ruled)]
    assert [each.message for each in compare(*beds)] == [
        "In `plot[]`: `can` is required when `mode` is `POUR`.",
    ]
    assert [each.message for each in compare(*reversed(beds))] == [
        "In `plot[]`: no longer applies: `can` is required when `mode` is `POUR`.",
    ]
    media = [{"application/json": {"schema": each}} for each in (bed, ruled)]
    bodies = [document({"requestBody": {"content": each}}) for each in media]
    assert [each.message for each in compare(*bodies)] == ["`can` is required when `mode` is `POUR`."]


@pytest.mark.parametrize(
    ("name", "schema", "evidence"),
    [
        ("soils", {"type": "string", "maxLength": 7}, "type and limits, names 89% alike"),
        ("width", {"type": "string", "maxLength": 7}, ""),
        ("width", {"type": "string", "enum": ["A", "B"]}, "list of values, names 22% alike"),
        ("width", {"type": "string", "enum": ["A"]}, ""),
        ("width", {"type": "object", "properties": {"a": {}, "b": {}}}, "fields inside, names 22% alike"),
        ("width", {"type": "object", "properties": {"a": {}}}, ""),
    ],
)
def test_a_field_of_another_name_is_a_renamed_one_if_names_or_what_it_holds_are_telling(
    name: str, schema: dict[str, Any], evidence: str
) -> None:
    old, new = (garden({"type": "object", "properties": {each: schema}}, {}) for each in ("soil", name))
    changes = compare(old, new)
    if evidence:
        assert [change.message for change in changes] == [
            f"`soil` seems to have been renamed to `{name}` (the same {evidence})."
        ]
    else:
        assert [change.id for change in changes] == ["request-field-removed", "request-field-added"]


@pytest.mark.parametrize("around", ["object", "list", "map"])
@pytest.mark.parametrize(("depth", "renamed"), [(3, False), (4, True)])
def test_what_differs_more_than_four_levels_deep_does_not_count_for_a_renamed_field(
    depth: int, around: str, *, renamed: bool
) -> None:
    def made(name: str, type_: str) -> dict[str, Any]:
        inner: dict[str, Any] = {"type": type_}
        for _ in range(depth):
            inner = {
                "object": {"type": "object", "properties": {"in": inner}},
                "list": {"type": "array", "items": inner},
                "map": {"type": "object", "additionalProperties": inner},
            }[around]
        return garden({"type": "object", "properties": {name: inner}}, {})

    told = {change.id for change in compare(made("soil", "string"), made("soils", "integer"))}
    assert ("request-field-renamed" in told) == renamed
    assert ("request-field-removed" in told) != renamed


@text_cases(old=literal, new=literal, there=str, back=str)
def test_a_bound_without_the_number_itself_is_tighter_than_with_it(
    old: dict[str, Any], new: dict[str, Any], there: str, back: str
) -> None:
    pair = [garden({"type": "number", **each}, {}) for each in (old, new)]
    assert [each.id for each in compare(*pair)] == [f"request-{there}"]
    assert [each.id for each in compare(*reversed(pair))] == [f"request-{back}"]


@pytest.mark.parametrize("kind", ["integer", ["integer", "null"]])
@pytest.mark.parametrize(
    ("beyond", "within"),
    [
        ({"exclusiveMaximum": 6}, {"maximum": 5}),
        ({"exclusiveMaximum": 5.5}, {"maximum": 5}),
        ({"exclusiveMinimum": 4}, {"minimum": 5}),
        ({"exclusiveMinimum": 4.5}, {"minimum": 5}),
    ],
)
def test_of_whole_numbers_a_bound_has_but_one_form(
    kind: object, beyond: dict[str, Any], within: dict[str, Any]
) -> None:
    assert compare(garden({"type": kind, **beyond}, {}), garden({"type": kind, **within}, {})) == ()


def test_how_a_parameter_is_written_is_part_of_its_type() -> None:
    text, listed = (
        document({"parameters": [{"name": "bed", "in": "query", **each}]})
        for each in (
            {"schema": {"type": "string"}},
            {"content": {"application/json": {"schema": {"type": "array", "items": {"type": "string"}}}}},
        )
    )
    for old, new in ((text, listed), (listed, text)):
        assert [each.id for each in compare(old, new)] == ["request-type-changed"]


def test_a_sentence_about_reports_and_its_digest_are_the_same() -> None:
    def kinds(words: str, *more: str, title: str = "Rain") -> dict[str, Any]:
        report = {
            "metrics": {"rain": {"properties": {"title": {"type": "string", "description": title}}}},
            "groupings-in-words": [*more, words],
            "latencies": [{"time": "2 hours", "in-words": words}],
        }
        return {**garden({}, {}), "x-reports": {"garden": report}}

    sentence = "Only one bed at a time."
    digest = digest_of(sentence)
    assert compare(kinds(sentence), kinds(digest, title="")) == ()
    for old in (kinds(sentence), kinds(digest)):
        (change,) = compare(old, kinds(digest, "Beds come first."))
        assert (change.id, change.note) == ("report-changed", "groupings-in-words")
        assert '["Beds come first."]' in change.message
        assert "was none" in change.message


_TEXT = {"type": "string"}
_NAME = {"type": "string", "maxLength": 9}


def fields(*names: str, required: tuple[str, ...] = (), rules: tuple[Any, ...] = (), **known: Any) -> Any:
    """An object with fields of texts, but for those of which more is known."""
    properties = {name: known.get(name, _TEXT) for name in names}
    return {"type": "object", "properties": properties, "required": [*required], "x-rules": [*rules]}


def forbidden(name: str, beside: str) -> Any:
    return {"kind": "forbids", "targets": [name], "when": {"present": beside}}


_BEFORE = fields("id", "plot_name", "depth")
_AFTER = "id", "label", "depth"
_LIST = {"type": "array", "items": _TEXT}


@pytest.mark.parametrize(
    ("old", "new", "renamed"),
    [
        (_BEFORE, fields(*_AFTER), True),
        (fields("plot_name", "depth"), fields("label", "depth"), True),
        # Elsewhere, or where another one came or went, too.
        (fields("id", "plot_name", "depth", "sun"), fields("id", "depth", "label", "sun"), False),
        (fields("id", "plot_name", "owner", "depth"), fields(*_AFTER), False),
        (_BEFORE, fields("id", "label", "owner", "depth"), False),
        # At the end, where what is new is added, only if the names have a word in common.
        (fields("id", "plot_name"), fields("id", "label"), False),
        (fields("id", "plot_name"), fields("id", "name"), True),
        # With other facts.
        (_BEFORE, fields(*_AFTER, label={"type": "integer"}), False),
        (_BEFORE, fields(*_AFTER, label=_NAME), False),
        (_BEFORE, fields(*_AFTER, required=("label",)), False),
        (_BEFORE, fields(*_AFTER, label=_LIST), False),
        # With another rule.
        (
            fields("id", "plot_name", "depth", rules=(forbidden("plot_name", "id"),)),
            fields(*_AFTER, rules=(forbidden("label", "depth"),)),
            False,
        ),
        # Of which nothing is known.
        (fields("id", "plot_name", "depth", plot_name={}), fields(*_AFTER, label={}), False),
        # The example still has the old name, so that the new one cannot be required.
        (
            fields("id", "plot_name", "depth", required=("plot_name",)),
            fields(*_AFTER, "plot_name", plot_name={**_TEXT, "x-undocumented": True}),
            True,
        ),
    ],
)
def test_a_field_at_the_place_of_another_may_be_the_same(old: Any, new: Any, *, renamed: bool) -> None:
    for before, after in ((old, new), (new, old)):
        ids = {each.id for each in compare(garden(before, {}), garden(after, {}))}
        assert ("request-field-renamed" in ids) == renamed
        assert any(each.endswith(("field-added", "field-removed")) for each in ids) != renamed

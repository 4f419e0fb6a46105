"""What the site's scripts are given of a schema, and what is told of events, values and reports."""

from __future__ import annotations

from typing import Any

import pytest

from clients import document, objects, posting
from text_cases import literal, text_cases
from tiktok_bindgen.explain.operation import explained, fields_of
from tiktok_bindgen.runtime.errors import ApiError
from tiktok_bindgen.site.frame import Site
from tiktok_bindgen.site.lists import reference_lists, return_codes, shown
from tiktok_bindgen.site.reports import kinds
from tiktok_bindgen.site.rule_data import checked, operation_data
from tiktok_bindgen.site.search import index
from tiktok_bindgen.site.tree import Node, tree
from tiktok_bindgen.site.webhooks import events


@pytest.mark.parametrize(
    "kept",
    [
        {"$ref": "#/components/schemas/Bed"},
        {"contentMediaType": "application/json"},
        {"default": "CLAY"},
        {"enum": ["CLAY"]},
        {"minimum": 1, "exclusiveMaximum": 2},
        {"maximum": 1, "exclusiveMinimum": 0},
        {"multipleOf": 5},
        {"format": "date", "pattern": "^2"},
        {"x-documented-elsewhere": True},
        {"minItems": 1, "maxItems": 2},
        {"uniqueItems": True},
        {"minLength": 1, "maxLength": 2},
        {"type": "object", "required": ["soil"]},
    ],
)
def test_what_a_check_looks_at_is_kept_wherever_it_stands(kept: dict[str, Any]) -> None:
    whole = {**kept, "description": "Soil.", "x-enum-descriptions": ["Heavy."], "title": "Soil"}
    assert checked(whole) == kept
    for key in ("items", "additionalProperties"):
        assert checked({key: whole}) == {key: kept}
    for key in ("oneOf", "anyOf", "allOf"):
        assert checked({key: [whole, True]}) == {key: [kept, True]}
    assert checked({"properties": {"title": whole}}) == {"properties": {"title": kept}}


def test_of_a_request_above_the_fields_with_values_that_rules_look_at_can_be_chosen() -> None:
    kind = {"type": "string", "enum": ["FRENCH", "ENGLISH"]}
    park = {"kind": kind, "name": {"type": "string"}, "hues": {"type": "array", "items": kind}, "old": kind}
    looked_at = ["^park.kind", "^park.name", "^park.hues"]
    rules = [
        {"id": f"forbids:soil:{path}", "kind": "forbids", "targets": ["soil"], "when": {"present": path}}
        for path in looked_at
    ]
    bed = objects({"soil": {"type": "string"}}, **{"x-rules": rules})
    above = {"name": "bed", "above": {"park": "/park/create/"}}
    paths = {
        "/park/create/": posting(objects(park), **{"x-level": {"name": "park"}}),
        "/bed/create/": posting(bed, **{"x-level": above}),
    }
    spec = document(paths)
    data = operation_data(spec, explained(spec, "POST", "/bed/create/"), name="bed.create", base="")
    assert data["above"] == {"^park.kind": ["FRENCH", "ENGLISH"]}


@pytest.mark.parametrize(("count", "opened"), [(8, True), (9, False)])
def test_an_object_of_up_to_eight_fields_is_open_at_first(count: int, *, opened: bool) -> None:
    bed = objects({f"row_{number}": {"type": "string"} for number in range(count)})
    (found,) = tree(fields_of(document(), objects({"bed": bed})), "request")
    assert found.open == opened


def test_keywords_that_state_a_rule_once_more_are_left_out() -> None:
    rule = {"id": "requires:soil", "kind": "requires", "targets": ["soil"]}
    part = {"$comment": "requires:soil", "required": ["soil"]}
    made = checked({"allOf": [part], "x-rules": [rule]})
    assert made == {"x-rules": [{**rule, "text": "`soil` is required."}]}
    assert checked({"allOf": [part, {"type": "object"}], "x-rules": [rule]})["allOf"] == [{"type": "object"}]


def test_a_rule_keeps_words_of_somebody_else_and_what_speaks_against_it() -> None:
    against = {"fact": "requires:soil", "page": "guide.md", "line": 7}
    rule = {"id": "requires:soil", "kind": "requires", "targets": ["soil"], "text": "Bring your own soil."}
    made = checked({"x-rules": [{**rule, "x-contested": [against]}], "x-contested": [{"fact": "type"}]})
    assert made == {
        "x-rules": [{**rule, "x-contested": [{"fact": "requires:soil"}]}],
        "x-contested": [{"fact": "type"}],
    }


def test_a_name_of_the_version_before_is_kept_and_what_else_was_then_is_not() -> None:
    assert checked({"x-formerly": {"name": "earth", "presence": "optional"}}) == {
        "x-formerly": {"name": "earth"}
    }
    assert checked({"x-formerly": {"presence": "optional"}}) == {}


@text_cases(path=literal, said=literal, sent=literal)
def test_an_event_is_known_by_a_value_that_may_stand_inside(path: list[str], said: str, sent: str) -> None:
    text = {"type": "string"}
    payload = objects({"event": text, "about": objects({"event": text})})
    spec = document()
    spec["webhooks"] = {
        "bed.dug": {
            "post": {
                "summary": "A bed was dug.",
                "x-event-key": {"path": path, "value": "DUG"},
                "requestBody": {"content": {"application/json": {"schema": payload}}},
            }
        }
    }
    (event,) = events(Site.of({"2031-05": spec}))
    assert (event.name, event.what, event.key) == ("bed.dug", "A bed was dug.", said)
    assert sent in event.sample.text


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, ""), (1200, "1,200"), (-7, "-7"), (True, "true"), (0.5, "0.5"), ("CLAY", "CLAY"), ([1], "[1]")],
)
def test_a_fact_is_told_as_people_write_it(value: object, said: str) -> None:
    assert shown(value) == said


def test_a_list_tells_of_each_value_what_is_known_and_when_it_holds() -> None:
    spec = document()
    spec["components"] = {
        "schemas": {
            "Coin": {
                "enum": ["BEAN", "SHELL", 7],
                "x-enum-fields": ["coin"],
                "x-enum-partial": True,
                "x-enum-facts": {
                    "label": ["Magic bean", None],
                    "min_price": [
                        {
                            "level": "bed",
                            "when": [{"field": "soil", "values": ["CLAY", True]}],
                            "values": [5],
                        },
                        {"when": [{"values": ["PEAT"]}], "values": [1200, 0.5, None, 8]},
                        {"values": ["free"]},
                    ],
                },
            },
            "Soil": {"enum": ["CLAY"]},
            "Box": {"type": "object", "x-enum-fields": ["box"]},
        }
    }
    (coin,) = reference_lists(Site.of({"2031-05": spec}))
    assert (coin.name, coin.fields, coin.partial, coin.href) == ("Coin", ("coin",), True, "lists/Coin.html")
    assert coin.values == (("BEAN", "value.BEAN"), ("SHELL", "value.SHELL"), ("7", "value.7"))
    assert [(each.title, each.note, each.cells, each.is_number) for each in coin.columns] == [
        ("label", "", ("Magic bean", "", ""), False),
        ("min price", "at level `bed`, `soil` is `CLAY` or `true`", ("5", "", ""), True),
        ("min price", "for `PEAT`", ("1,200", "0.5", ""), True),
        ("min price", "", ("free", "", ""), False),
    ]


@pytest.mark.parametrize(
    "mark", [{"x-enum-facts": {"label": ["Grit"]}}, {"x-enum-fields": ["stone"]}, {"x-enum-partial": True}]
)
def test_any_fact_of_a_list_makes_a_page_of_it(mark: dict[str, Any]) -> None:
    spec = document()
    spec["components"] = {"schemas": {"Stone": {"enum": ["GRIT"], **mark}}}
    assert [each.name for each in reference_lists(Site.of({"2031-05": spec}))] == ["Stone"]


def test_a_list_has_a_column_of_meanings_if_one_of_its_values_has_a_meaning() -> None:
    spec = document()
    spec["components"] = {
        "schemas": {
            "Coin": {
                "enum": ["BEAN", "SHELL"],
                "x-enum-descriptions": ["", "Found at the beach."],
                "x-enum-facts": {"label": ["Magic bean", "Sea shell"]},
            },
            "Stone": {"enum": ["GRIT"], "x-enum-facts": {"label": ["Grit"]}},
        }
    }
    site = Site.of({"2031-05": spec})
    coin, stone = reference_lists(site)
    assert [(each.title, each.cells) for each in coin.columns] == [
        ("meaning", ("", "Found at the beach.")),
        ("label", ("Magic bean", "Sea shell")),
    ]
    assert [each.title for each in stone.columns] == ["label"]
    # A search shows what the first column says.
    assert index(site)["listed"][:2] == [["BEAN", "", 0], ["SHELL", "Found at the beach.", 0]]


def test_a_search_finds_the_values_of_fields_but_not_those_of_booleans() -> None:
    fields = {
        "wet": {"type": "boolean", "enum": [True], "x-enum-descriptions": ["It rained."]},
        "soil": {"type": "string", "enum": ["CLAY"], "x-enum-descriptions": ["Heavy."]},
    }
    found = index(Site.of({"2031-05": document({"/bed/": posting(objects(fields))})}))
    assert found["enums"] == [["soil", [0]]]
    assert found["values"] == [["CLAY", "Heavy.", [0]]]


def test_of_a_grouping_the_names_and_choices_are_told() -> None:
    groupings = [["bed", {"of": ["day"], "least": 0, "most": None}, {"of": ["day"]}]]
    (kind,) = kinds(Site.of({"2031-05": {**document(), "x-reports": {"harvest": {"groupings": groupings}}}}))
    assert kind.groupings == ("bed + 0 or more of (day) + one of (day)",)


def test_a_metric_is_without_the_dimensions_that_do_not_take_it() -> None:
    stated = {
        "harvest": {
            "metrics": {"picked": {}, "peeled": {}, "name": {"attribute": True}},
            "dimensions": {
                "bed": {"metrics": ["picked"]},
                "day": {"without-metrics": ["picked"]},
                "soil": {},
            },
        }
    }
    (kind,) = kinds(Site.of({"2031-05": {**document(), "x-reports": stated}}))
    assert {each.name: each.without for each in kind.names["metrics"]} == {
        "picked": ("day",),
        "peeled": ("bed",),
        "name": (),
    }
    assert all(each.without == () for each in kind.names["dimensions"])


def test_a_dimension_tells_its_metrics_unless_they_are_too_many_for_a_line() -> None:
    many = [f"plot_{number}" for number in range(60)]
    stated = {
        "harvest": {
            "metrics": {"picked": {}, **{name: {} for name in many}},
            "dimensions": {"bed": {"metrics": ["picked"]}, "day": {"metrics": many}, "soil": {}},
            "groupings": [["bed", "soil"]],
        }
    }
    (kind,) = kinds(Site.of({"2031-05": {**document(), "x-reports": stated}}))
    assert {each.name: each.lines for each in kind.names["dimensions"]} == {
        "bed": ("can be combined with 1 of 61 metrics: picked",),
        "day": ("can be combined with 60 of 61 metrics",),
        "soil": (),
    }


@pytest.mark.parametrize(
    ("stated", "families"),
    [
        ({"x-enum-groups": {"Beds": [7, 9]}}, [("Beds", [("7", "DRY: No water."), ("9", "")])]),
        ({}, [("", [("0", "OK"), ("7", "DRY: No water.")])]),
    ],
)
def test_a_return_code_without_a_name_or_a_family_is_shown_without(
    stated: dict[str, object], families: list[tuple[str, list[tuple[str, str]]]]
) -> None:
    named = {"x-enum-varnames": ["OK", "DRY"], "x-enum-descriptions": ["", "No `water`."]}
    codes = {"type": "integer", "enum": [0, 7], **named, **stated}
    found = return_codes(Site.of({"2031-05": document(ReturnCode=codes)}))
    assert [(family, [(each.code, each.line) for each in own]) for family, own in found] == families


@pytest.mark.parametrize("code", ["DRY", True, None, 1.5, "", 10**40])
def test_what_is_no_code_of_a_reply_raises_the_general_error(code: object) -> None:
    ((_, (found,)),) = return_codes(
        Site.of({"2031-05": document(ReturnCode={"x-enum-groups": {"": [code]}})})
    )
    assert (found.error, found.retried) == (ApiError, "not retried")


def test_kinds_of_reports_that_can_be_asked_for_come_first_and_those_that_go_last() -> None:
    spec = document()
    spec["paths"] = {
        "/harvest/": {
            "get": {
                "operationId": "harvest_report",
                "parameters": [
                    {
                        "name": "kind",
                        "in": "query",
                        "schema": {"type": "string", "x-report-kinds": {"BED": "bed", "OLD": "old"}},
                    }
                ],
                "responses": {"200": {"description": "Done."}},
            }
        }
    }
    spec["x-reports"] = {
        "pond": {"title": "pond"},
        "shed": {"deprecated": True},
        "old": {"title": "former", "deprecated": True},
        "bed": {"title": "bed"},
    }
    found = kinds(Site.of({"2031-05": spec}))
    assert [(each.key, each.title, [(use.field, use.value) for use in each.uses]) for each in found] == [
        ("bed", "Bed", [("kind", "BED")]),
        ("old", "Former", [("kind", "OLD")]),
        ("pond", "Pond", []),
        ("shed", "Shed", []),
    ]


def node(**stated: Any) -> Node:
    """What a page is given of a field."""
    (found,) = tree(fields_of(document(), objects({"soil": {"type": "string", **stated}})), "request")
    return found


@pytest.mark.parametrize(
    ("stated", "notes"),
    [
        ({}, []),
        ({"default": "CLAY"}, ["default `CLAY`"]),
        ({"default": False}, ["default `false`"]),
        ({"default": ["a", 1]}, ['default `["a", 1]`']),
        ({"default": None}, []),
        ({"maxLength": 7}, ["at most 7 characters"]),
        ({"x-immutable": True}, ["cannot be changed once set"]),
        ({"x-immutable": "true"}, []),
        ({"x-idempotency-key": True}, ["a repeated request with the same value is executed once"]),
        (
            {"x-idempotency-key": True, "x-idempotency-within": 10},
            ["a repeated request with the same value within 10 seconds is executed once"],
        ),
        ({"x-idempotency-within": 10}, []),
        ({"x-allowlist-partly": True}, ["partly for callers on an allowlist"]),
        ({"x-documented-type": "text"}, ["documented as `text`"]),
        ({"x-documented-type": 7}, []),
        ({"x-enum-missing": "Soils"}, ["values are in the documentation's list Soils"]),
        ({"x-rules-text-count": 1}, ["1 condition in words only"]),
        ({"x-rules-text-count": 2}, ["2 conditions in words only"]),
        ({"x-formerly": {"name": "earth"}}, ["was `earth` in the previous version"]),
        ({"x-formerly": {"presence": "optional"}}, []),
    ],
)
def test_each_fact_of_a_field_is_a_note(stated: dict[str, Any], notes: list[str]) -> None:
    assert node(**stated).notes == notes


@text_cases(stated=literal, badges=literal)
def test_what_sets_a_field_apart_is_a_badge(stated: dict[str, Any], badges: list[str]) -> None:
    assert list(node(**stated).badges) == badges


@pytest.mark.parametrize(
    ("stated", "lists"),
    [
        (
            {"x-enum-list": "Soils of a bed"},
            [("some values are in", "Soils of a bed", "lists/Soils_of_a_bed.html")],
        ),
        ({"x-list-range": {"list": "Coin"}}, [("has a range by", "Coin", "currencies.html")]),
        ({"x-enum-list": 7, "x-list-range": {"list": 7}}, []),
    ],
)
def test_a_field_leads_to_the_lists_that_tell_of_it(
    stated: dict[str, Any], lists: list[tuple[str, str, str]]
) -> None:
    assert list(node(**stated).lists) == lists


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({}, "string"),
        ({"type": "integer"}, "integer"),
        ({"type": "array", "items": {"type": "string"}}, "string[]"),
        ({"format": "binary"}, "file"),
        ({"contentMediaType": "image/png"}, "file"),
        ({"contentMediaType": "application/json"}, "string"),
    ],
)
def test_a_type_is_told_in_a_word(stated: dict[str, Any], said: str) -> None:
    assert node(**stated).type == said


def test_each_value_is_told_with_its_meaning_but_those_of_a_switch() -> None:
    soils = {"enum": ["CLAY", "SAND"], "x-enum-descriptions": ["Heavy", None]}
    assert node(**soils).choices == [("CLAY", "Heavy."), ("SAND", "")]
    assert node(type="integer", enum=[1, 2]).choices == [("1", ""), ("2", "")]
    assert node(type="boolean", enum=[True]).choices == []


def test_fields_stand_in_those_that_they_are_in_each_with_an_id_of_its_own() -> None:
    inner = objects({f"row_{number}": {"type": "string"} for number in range(9)})
    few = objects({"a b": {"type": "string"}, "a_b": {"type": "string"}})
    fields = fields_of(document(), objects({"bed": {"type": "array", "items": inner}, "pot": few}, "pot"))
    bed, pot = tree(fields, "reply")
    assert [each.anchor for each in (bed, bed.children[8], pot, *pot.children)] == [
        "reply.bed",
        "reply.bed.row_8",
        "reply.pot",
        "reply.pot.a_b",
        "reply.pot.a_b-2",
    ]
    assert (bed.children[0].path, bed.children[0].pointer) == ("bed[].row_0", "/bed/[]/row_0")
    # Nine fields are too many to show at once.
    assert (bed.open, pot.open, len(bed.children)) == (False, True, 9)
    assert (bed.presence, pot.presence) == ("optional", "required")

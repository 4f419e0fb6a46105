"""What `explain` says of an operation: its fields, its rules, a partial request, and what follows."""

from __future__ import annotations

import builtins
import json
import sys
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients import document, getting, objects, posting, query
from searching import trying
from text_cases import literal, text_cases
from tiktok_bindgen.assemble.rules import rule_keys
from tiktok_bindgen.cli import main
from tiktok_bindgen.explain.data import operation_data
from tiktok_bindgen.explain.operation import Explained, ExplainedField, called, explained
from tiktok_bindgen.explain.reason import Finding, findings
from tiktok_bindgen.explain.report import report
from tiktok_bindgen.explain.samples import Samples
from tiktok_bindgen.explain.state import states
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.model import (
    All,
    Any_,
    Bound,
    Condition,
    In,
    Not,
    Present,
    Rule,
    Scalar,
    path_text,
)
from tiktok_bindgen.problem import InputError

WET = In(("kind",), ("WET",))
WATERED = Rule("requires", (("pot",),))
KIND = {"type": "string", "enum": ["WET", "DRY"]}
TEXT = {"type": "string"}


def _spec(properties: Mapping[str, Any], *rules: Rule, required: tuple[str, ...] = ()) -> dict[str, Any]:
    body = objects(properties, *required, **rule_keys(rules))
    return document({"/open_api/v1.3/garden/plant/": posting(body, summary="Plant a garden")})


def _plant(spec: dict[str, Any]) -> Explained:
    return explained(spec, "post", "garden/plant")


def _found(*rules: Rule, required: tuple[str, ...] = (), **properties: Any) -> list[tuple[str, str]]:
    """What follows from rules, as kind and field."""
    operation = _plant(
        _spec({"kind": KIND, "soil": TEXT, "pot": TEXT, **properties}, *rules, required=required)
    )
    return [(finding.kind, finding.field) for finding in findings(operation)]


# -- fields and rules ----------------------------------------------------------------------


def test_what_a_field_is_stands_before_all_else_that_is_said_of_it() -> None:
    soil = {**TEXT, "description": "Kind of soil.\n\nAs the page has it.", "default": "SAND"}
    text = report(_plant(_spec({"soil": soil, "pot": TEXT})), [])
    assert '\nsoil   string          Kind of soil; "SAND" if not given\npot    string\n' in text


def test_what_a_parameter_is_stands_beside_its_schema() -> None:
    depth = {**query("depth"), "description": "How deep it is."}
    spec = document({"/open_api/v1.3/plot/find/": getting(depth)})
    (field,) = explained(spec, "GET", "/plot/find/").fields
    assert field.what == "How deep it is."


def test_fields_are_a_table_and_rules_stand_below_with_where_they_hold() -> None:
    bed = objects(
        {
            "soil": {"type": "string", "maxLength": 9},
            "depth": {"type": "integer", "minimum": 1, "default": 3},
        },
        "soil",
        **rule_keys([Rule("forbids", (("depth",),), when=In(("soil",), ("PEAT",)))]),
    )
    spec = _spec(
        {
            "kind": KIND,
            "water": {"type": "boolean", "default": False, "x-presence": "conditional"},
            "beds": {"type": "array", "maxItems": 4, "items": bed},
            "old": {"type": "number", "deprecated": True, "x-rules-text-count": 2},
        },
        Rule("requires", (("water",),), when=WET),
        required=("kind",),
    )
    operation = _plant(spec)
    assert report(operation, ()) == (
        "POST /open_api/v1.3/garden/plant/\n"
        "Plant a garden\n"
        "\n"
        "field         type      needed    says\n"
        "kind          string    required  one of WET, DRY\n"
        "water         boolean   depends   false if not given\n"
        "beds          object[]            at most 4 items\n"
        "beds[].soil   string    required  at most 9 characters\n"
        "beds[].depth  integer             3 if not given; at least 1\n"
        "old           number              deprecated\n"
        "\n"
        "Rules\n"
        "  `water` is required when `kind` is `WET`.\n"
        "  in `beds[]`: `depth` is not allowed when `soil` is `PEAT`.\n"
        "\n"
        "2 conditions are documented in words only.\n"
    )


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "string", "minLength": 2}, "at least 2 characters"),
        ({"type": "string", "maxLength": 9}, "at most 9 characters"),
        ({"type": "string", "maxLength": 1}, "at most 1 character"),
        ({"type": "array", "items": {}, "minItems": 2}, "at least 2 items"),
        ({"type": "array", "items": {}, "maxItems": 9}, "at most 9 items"),
        ({"type": "array", "items": {}, "maxItems": 1}, "at most 1 item"),
        ({"type": "array", "items": {}, "uniqueItems": True}, "without duplicates"),
        ({"type": "integer", "minimum": 2}, "at least 2"),
        ({"type": "integer", "exclusiveMinimum": 2}, "more than 2"),
        ({"type": "integer", "maximum": 9}, "at most 9"),
        ({"type": "integer", "exclusiveMaximum": 9}, "less than 9"),
        ({"type": "string", "format": "YYYY-MM", "pattern": "-"}, "written as YYYY-MM"),
        ({"type": "string", "format": "YYYY-MM"}, ""),
        ({"type": "string", "format": "no emoji", "x-no-emoji": True}, "written as no emoji"),
        ({"type": "string", "x-time-zone": "UTC"}, "in UTC"),
        ({"type": "string", "x-time-zone": "garden"}, "in the time zone of the garden"),
        ({"type": "array", "items": {"type": "string", "maxLength": 9}}, "at most 9 characters"),
        (
            {"type": "array", "maxItems": 3, "items": {"maxLength": 9}},
            "at most 3 items; at most 9 characters",
        ),
        ({"type": "string", "enum": ["CLAY"]}, "one of CLAY"),
        (
            {"type": "integer", "enum": [*range(14)]},
            "one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … (14)",
        ),
        ({"type": "string", "deprecated": True}, "deprecated"),
        ({"type": "string", "deprecated": True, "x-lifecycle": "to-be-deprecated"}, "to be deprecated"),
    ],
)
def test_each_bound_of_a_field_is_said(schema: dict[str, Any], said: str) -> None:
    line = report(_plant(_spec({"soil": schema})), ()).splitlines()[4]
    assert line.split(maxsplit=2)[2:] == ([said] if said else [])


@text_cases(schema=literal, fact=str, said=str)
def test_each_contested_fact_is_said_with_what_is_against_it(
    schema: dict[str, Any], fact: str, said: str
) -> None:
    against = {"fact": fact, "page": "roses.md", "line": 7}
    operation = _plant(_spec({"soil": {**schema, "x-contested": [against]}}))
    assert operation.contested == ((("soil",), f"{said} (against it: roses.md, line 7)"),)


@pytest.mark.parametrize(
    ("schema", "line"),
    [
        (TEXT, []),
        ({**TEXT, "x-rules-text": ["a"]}, ["1 condition is documented in words only."]),
        ({**TEXT, "x-rules-text": ["a", "b"]}, ["2 conditions are documented in words only."]),
        ({**TEXT, "x-rules-text-count": 3}, ["3 conditions are documented in words only."]),
    ],
)
def test_conditions_that_stay_words_are_counted(schema: dict[str, Any], line: list[str]) -> None:
    assert report(_plant(_spec({"soil": schema})), ()).splitlines()[6:] == line


def test_an_operation_for_programs_has_all_that_the_text_has() -> None:
    soil = {**TEXT, "description": "What the bed is of.\nMore.", "maxLength": 9, "default": "SAND"}
    against = [{"fact": "type", "page": "roses.md", "line": 7}]
    spec = _spec(
        {
            "kind": {**KIND, "deprecated": True},
            "soil": {**soil, "x-presence": "conditional"},
            "bed": objects({"pot": {**TEXT, "x-contested": against}}, **rule_keys([WATERED])),
        },
        Rule("requires", (("soil",),), when=WET),
        required=("kind",),
    )
    spec["paths"]["/open_api/v1.3/garden/plant/"]["post"] |= {
        "externalDocs": {"url": "https://garden.example/plant"},
        "x-permissions": {"7": "Gardening"},
    }
    operation = _plant(spec)
    whole = operation_data(
        operation, [Finding("dead-field", "soil", "never")], states=states(operation, {"kind": "WET"})
    )
    empty: dict[str, Any] = {"says": "", "values": [], "default": None, "limits": [], "deprecated": False}
    assert whole == {
        "method": "POST",
        "path": "/open_api/v1.3/garden/plant/",
        "title": "Plant a garden",
        "docs": "https://garden.example/plant",
        "permissions": ["Gardening (7)"],
        "fields": [
            {
                **empty,
                "path": "kind",
                "type": "string",
                "needed": "required",
                "values": ["WET", "DRY"],
                "deprecated": True,
            },
            {
                "path": "soil",
                "type": "string",
                "needed": "depends",
                "says": "What the bed is of.",
                "values": [],
                "default": "SAND",
                "limits": ["at most 9 characters"],
                "deprecated": False,
            },
            {**empty, "path": "bed", "type": "object", "needed": "no"},
            {**empty, "path": "bed.pot", "type": "any", "needed": "no"},
        ],
        "rules": [
            {
                "id": operation.rules[0][0].id,
                "scope": "",
                "sentence": "`soil` is required when `kind` is `WET`.",
            },
            {"id": operation.rules[1][0].id, "scope": "bed", "sentence": "`pot` is required."},
        ],
        "contested": [
            {"path": "bed.pot", "sentence": "a value of type string (against it: roses.md, line 7)"}
        ],
        "follows": [{"kind": "dead-field", "field": "soil", "message": "never"}],
        "conditions_in_words": 0,
        "states": [
            {"field": "kind", "place": "kind", "state": "given", "reason": ""},
            {
                "field": "soil",
                "place": "soil",
                "state": "missing",
                "reason": "`soil` is required when `kind` is `WET`.",
            },
            {"field": "bed", "place": "bed", "state": "may be given", "reason": ""},
        ],
    }
    one = operation_data(operation, [Finding("dead-field", "soil", "never")], field="bed.pot")
    told = ("fields", "rules", "contested", "follows")
    assert {key: len(one[key]) for key in told} == {"fields": 1, "rules": 1, "contested": 1, "follows": 0}
    assert "states" not in one


def test_one_field_comes_with_what_concerns_it() -> None:
    rules = (
        Rule("requires", (("soil",),), when=WET),
        Rule("forbids", (("pot",),), when=Present(("soil",))),
        Rule("forbids", (("pot",),), when=WET),
    )
    operation = _plant(_spec({"kind": KIND, "soil": TEXT, "pot": TEXT}, *rules))
    text = report(operation, (Finding("dead-field", "pot", "not of soil"),), field="soil")
    assert text.splitlines()[3:] == [
        "field  type    needed  says",
        "soil   string",
        "",
        "Rules",
        "  `soil` is required when `kind` is `WET`.",
        "  `pot` is not allowed when `soil` is given.",
    ]


def test_on_a_narrow_screen_no_line_is_longer_than_it() -> None:
    words = {"type": "string", "enum": [f"WORD_{number}" for number in range(11)]}
    several = [Rule("requires", (("pot",),), when=In(("kind",), tuple(f"WORD_{n}" for n in range(8))))]
    operation = _plant(
        _spec({"kind": words, "a_field_with_a_long_name_of_its_own": words, "pot": TEXT}, *several)
    )
    whole = report(operation, ())
    assert max(map(len, whole.splitlines())) > 120
    for width in (100, 60, 40):
        narrow = report(operation, (), width=width)
        # The names of the columns and of the operation stay whole.
        assert max(map(len, narrow.splitlines())) <= max(width, 64)
        assert narrow.split() == whole.split()


def test_parameters_of_a_query_are_fields_as_well() -> None:
    order = query("order", {"type": "object", "properties": {"by": KIND}})
    path = {"/v1/garden/": getting(query("page", {"type": "integer"}, required=True), order)}
    operation = explained(document(path), "GET", "/v1/garden")
    assert [(path_text(field.path), field.type, field.required) for field in operation.fields] == [
        ("page", "integer", True),
        ("order", "object", False),
        ("order.by", "string", False),
    ]


def test_a_spec_of_others_is_read_for_what_it_has() -> None:
    spec = document(
        {
            "/garden/{id}": {
                "summary": "Gardens",
                "parameters": [query("id", required=True, place="path"), query("page")],
                "x-notes": {"responses": {}},
                **getting({"$ref": "#/components/parameters/Page"}),
                **posting({"allOf": [{"$ref": "#/components/schemas/Bed"}, objects({"b": TEXT}, "b")]}),
            }
        },
        Bed={"oneOf": [objects({"a": {"type": ["string", "null"], "const": "A"}}, "a"), objects({"c": {}})]},
    )
    spec["components"]["parameters"] = {"Page": query("page", {"type": "integer"})}
    post, get = (explained(spec, method, "garden/{id}") for method in ("post", "get"))
    assert [(path_text(field.path), field.type, field.required) for field in post.fields] == [
        ("id", "string", True),
        ("page", "string", False),
        ("a", "string", False),
        ("c", "any", False),
        ("b", "string", True),
    ]
    assert post.fields[2].values == ("A",)
    assert [(path_text(field.path), field.type) for field in get.fields] == [
        ("id", "string"),
        ("page", "integer"),
    ]
    assert get.rules == ()
    with pytest.raises(InputError, match="has no X-NOTES, only GET, POST"):
        explained(spec, "x-notes", "garden/{id}")


def test_schemas_that_lead_back_to_themselves_end() -> None:
    loop = {f"f{number}": {"$ref": "#/components/schemas/Loop"} for number in range(9)}
    lists = {"again": {"type": "array", "items": {"$ref": "#/components/schemas/Lists"}}}
    spec = document(
        {"/garden/": posting(objects({"loop": {"$ref": "#/components/schemas/Loop"}, **lists}))},
        Loop=objects({**loop, "me": {"$ref": "#/components/schemas/Me"}}),
        Me={"$ref": "#/components/schemas/Me"},
        Lists=objects(lists),
    )
    names = [path_text(field.path) for field in explained(spec, "post", "garden").fields]
    assert names[:3] == ["loop", "loop.f0", "loop.f1"]
    assert names[-2:] == ["again", "again[].again"]
    assert len(names) < 20


# -- what cannot be explained --------------------------------------------------------------


def test_an_operation_is_called_by_its_path_alone_where_that_has_one_method() -> None:
    both = {**posting(objects({"soil": TEXT})), **getting(query("wet"))}
    spec = document({"/open_api/v1.3/garden/bed/": both, "/open_api/v1.3/garden/pot/": posting(objects({}))})
    for name in ("garden.pot", "garden/pot", "/open_api/v1.3/garden/pot/"):
        assert called(spec, name) == ("POST", "/open_api/v1.3/garden/pot/")
    assert called(spec, "GET garden.bed") == ("GET", "/open_api/v1.3/garden/bed/")
    for name in ("garden.bed", "/garden/bed/"):
        with pytest.raises(InputError, match=rf"^{name} has GET and POST: add the method$"):
            called(spec, name)
    with pytest.raises(InputError, match=r"^garden\.bed has no PUT, only GET, POST$"):
        called(spec, "PUT garden.bed")


def test_an_unknown_operation_is_told_with_those_spelled_alike() -> None:
    with pytest.raises(InputError) as error:
        explained(_spec({"kind": KIND}), "get", "garden/plants")
    assert str(error.value) == ("no such operation: GET garden/plants; did you mean POST /garden/plant/?")
    with pytest.raises(InputError, match=r"^no such operation: GET sea$"):
        explained(_spec({"kind": KIND}), "get", "sea")
    for broken in ({}, {"paths": None}, {"paths": {"/sea": None}}, {"paths": {"/sea": {"get": 7}}}):
        with pytest.raises(InputError, match=r"^no such operation: GET sea$"):
            explained(broken, "get", "sea")


def test_an_unknown_field_is_told_with_those_spelled_alike() -> None:
    operation = _plant(_spec({"beds": {"type": "array", "items": objects({"soil": TEXT})}, "water": TEXT}))
    for field, hint in (
        ("soil", "; did you mean beds[].soil?"),
        ("watr", "; did you mean water?"),
        ("x", ""),
        ("", ""),
    ):
        with pytest.raises(InputError) as error:
            report(operation, (), field=field)
        assert str(error.value) == f"POST /open_api/v1.3/garden/plant/ has no field {field}{hint}"


@pytest.mark.parametrize(
    "nonsense",
    [
        7,
        [],
        {},
        {"kind": "sings", "targets": ["a"]},
        {"kind": "requires", "targets": []},
        {"kind": "requires", "targets": [""]},
        {"kind": "requires", "targets": ["[].a"]},
        {"kind": "requires", "targets": [7]},
        {"kind": "requires", "targets": ["a"], "when": {}},
        {"kind": "requires", "targets": ["a"], "when": {"present": ""}},
        {"kind": "requires", "targets": ["a"], "when": {"in": "b", "values": [{}]}},
        {"kind": "requires", "targets": ["a"], "when": {"in": "b", "values": ["X"], "default": []}},
        {"kind": "requires", "targets": ["a"], "when": {"compares": "b", "operator": "~", "bound": 1}},
        {"kind": "requires", "targets": ["a"], "when": {"compares": "b", "operator": "<", "bound": []}},
        {"kind": "value-in", "targets": ["a"]},
        {"kind": "value-in", "targets": ["a"], "values": [["X"]]},
        {"kind": "limit", "targets": ["a"]},
        {"kind": "limit", "targets": ["a"], "bound": {"operator": "<", "number": 1, "measure": "weight"}},
        {"kind": "relational", "targets": ["a", "b"]},
        {"kind": "relational", "targets": ["a"], "operator": "<"},
        {"kind": "or", "targets": ["a"]},
    ],
)
def test_rules_that_are_none_are_told_in_a_line(nonsense: object) -> None:
    spec = document({"/garden/": posting(objects({"a": TEXT}, **{"x-rules": [nonsense]}))})
    with pytest.raises(InputError, match=r"^x-rules in the specification: not a rule: .+") as error:
        explained(spec, "post", "garden")
    assert "\n" not in str(error.value)


# -- a partial request ---------------------------------------------------------------------


@pytest.fixture
def bedding() -> Explained:
    bed = objects(
        {"soil": {"type": "string", "enum": ["PEAT", "CLAY"]}, "depth": {"type": "integer"}, "lid": TEXT},
        "soil",
        **rule_keys([Rule("forbids", (("depth",),), when=In(("soil",), ("PEAT",)))]),
    )
    spec = _spec(
        {
            "name": TEXT,
            "kind": KIND,
            "hose": TEXT,
            "can": TEXT,
            "tags": {"type": "array", "items": TEXT},
            "bed": bed,
        }
        | {"beds": {"type": "array", "items": bed}},
        Rule("requires", (("hose",),), when=WET),
        Rule("forbids", (("can",),), when=WET),
        Rule("value-in", (("tags",),), values=("A",)),
        Rule("zero-or-one", (("bed",), ("beds",))),
        required=("name",),
    )
    return _plant(spec)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (
            {},
            {"name": "missing", "kind": "may be given", "hose": "may be given", "beds": "may be given"},
        ),
        ({"name": "n", "kind": "WET"}, {"name": "given", "hose": "missing", "can": "ruled out"}),
        ({"kind": "WET", "can": "c"}, {"can": "not allowed"}),
        ({"kind": "DRY", "can": "c"}, {"can": "given", "hose": "may be given"}),
        ({"kind": "ICY"}, {"kind": "wrong"}),
        ({"tags": ["A", "B"]}, {"tags": "wrong"}),
        (
            {"bed": {}},
            {"bed": "given", "bed.soil": "missing", "bed.lid": "may be given", "beds": "ruled out"},
        ),
        (
            {"beds": [{"soil": "PEAT"}, {"soil": "CLAY", "depth": 1}, {"soil": "PEAT", "depth": 1}]},
            {"beds[0].depth": "ruled out", "beds[1].depth": "given", "beds[2].depth": "not allowed"},
        ),
        ({"bed": {"soil": "PEAT"}, "beds": []}, {"beds": "not allowed", "bed.depth": "ruled out"}),
        ({"bed": 7, "beds": 7, "name": None}, {"name": "missing", "bed": "given"}),
    ],
)
def test_each_field_has_a_state_under_what_is_given(
    bedding: Explained, payload: dict[str, Any], expected: dict[str, str]
) -> None:
    found = {state.place: state.state for state in states(bedding, payload)}
    assert {place: found.get(place) for place in expected} == expected


def test_states_say_why_and_what_needs_doing_comes_first(bedding: Explained) -> None:
    found = states(bedding, {"kind": "WET", "can": "c", "bed": {"soil": "MUD"}})
    assert report(bedding, (), states=found).splitlines()[3:] == [
        "Given that",
        "  missing       name: it is always required",
        "  missing       hose: `hose` is required when `kind` is `WET`.",
        "  not allowed   can: `can` is not allowed when `kind` is `WET`.",
        '  wrong         bed.soil: "MUD" is not one of its values',
        "  given         kind",
        "  given         bed",
        "  may be given  tags",
        "  may be given  bed.depth",
        "  may be given  bed.lid",
        "  ruled out     beds: send at most one of `bed`, `beds`.",
    ]
    assert "hose" not in report(bedding, (), states=found, field="can").split("Rules")[0]


# -- what follows --------------------------------------------------------------------------


def test_nothing_follows_from_rules_that_are_well() -> None:
    assert _found(Rule("requires", (("soil",),), when=WET), Rule("zero-or-one", (("soil",), ("pot",)))) == []


def test_a_field_that_can_never_be_given_is_dead() -> None:
    either = Any_((WET, Not(WET)))
    assert ("dead-field", "soil") in _found(Rule("forbids", (("soil",),), when=either))


def test_an_optional_field_that_must_always_be_given_is_no_optional_one() -> None:
    rules = (
        Rule("requires", (("soil",),), when=WET),
        Rule("requires", (("soil",),), when=In(("kind",), ("DRY",), default="DRY")),
    )
    assert ("false-optional", "soil") in _found(*rules)


def test_a_field_that_may_be_a_list_can_be_given_where_no_single_value_can() -> None:
    rules = [Rule("value-in", (("tag",),), values=(value,)) for value in ("A", "B")]
    assert _found(*rules, tag=TEXT) == [("dead-field", "tag")]
    # An empty list has no value that is not allowed.
    assert _found(*rules, tag={"type": ["string", "array"], "items": TEXT}) == []


def test_a_value_that_is_never_allowed_is_dead() -> None:
    rules = (Rule("requires", (("soil",),), when=WET), Rule("forbids", (("soil",),), when=WET))
    assert _found(*rules) == [
        ("dead-value", "kind"),
        ("contradiction", "soil"),
    ]


def test_a_rule_whose_condition_never_holds_is_dead() -> None:
    assert _found(Rule("requires", (("soil",),), when=In(("kind",), ("ICY",)))) == [("dead-rule", "soil")]


def test_a_rule_that_says_less_than_the_others_is_redundant() -> None:
    rules = (
        Rule("requires", (("soil",),), when=Present(("kind",))),
        Rule("requires", (("soil",),), when=WET),
    )
    assert _found(*rules) == [("redundant-rule", "soil")]
    assert _found(Rule("requires", (("soil",),), when=WET), required=("soil",)) == [
        ("redundant-rule", "soil")
    ]


def test_rules_that_demand_and_forbid_at_once_contradict_each_other() -> None:
    rules = (
        Rule("requires", (("soil",),), when=WET),
        Rule("forbids", (("soil",),), when=Present(("pot",))),
    )
    operation = _plant(_spec({"kind": KIND, "soil": TEXT, "pot": TEXT}, *rules))
    assert findings(operation) == (
        Finding(
            "contradiction",
            "soil",
            "both cannot hold at once: `soil` is required when `kind` is `WET`. "
            "`soil` is not allowed when `pot` is given.",
        ),
    )


def test_a_default_that_a_rule_does_not_allow_is_told_where_the_field_may_be_left_out() -> None:
    size = {"type": "integer", "default": 50}
    tags = {"type": "array", "items": TEXT, "default": ["NEW", "OLD"]}
    limit = Rule("limit", (("size",),), when=WET, bound=Bound("<=", 20))
    fresh = Rule("value-not-in", (("tags",),), values=("OLD",))
    operation = _plant(_spec({"kind": KIND, "size": size, "tags": tags}, limit, fresh))
    assert [(each.kind, each.message) for each in findings(operation)] == [
        (
            "broken-default",
            f"`size` omitted means 50, which may violate: {sentence(limit)}",
        ),
        (
            "broken-default",
            '`tags` omitted means ["NEW", "OLD"], which may violate: `tags` must not be `OLD`.',
        ),
    ]
    given_then = Rule("requires", (("size",),), when=WET)
    assert _found(limit, given_then, size=size) == []
    assert _found(limit, size={"type": "integer", "default": 20}) == []


def test_rules_that_leave_no_request_are_told_as_such() -> None:
    rules = (Rule("requires", (("soil",),)), Rule("forbids", (("soil",),)))
    assert _found(*rules) == [("contradiction", "")]


def test_what_holds_inside_objects_and_items_follows_too() -> None:
    rules = [
        Rule("requires", (("soil",),), when=WET),
        Rule("requires", (("soil",),), when=In(("kind",), ("DRY",), default="DRY")),
        Rule("forbids", (("pot",),), when=Present(("soil",))),
    ]
    bed = objects({"kind": KIND, "soil": TEXT, "pot": TEXT}, **rule_keys(rules))
    spec = _spec({"beds": {"type": "array", "items": bed}, "bed": bed})
    found = [(finding.kind, finding.field) for finding in findings(_plant(spec))]
    for place in ("beds[]", "bed"):
        assert ("false-optional", f"{place}.soil") in found
        assert ("dead-field", f"{place}.pot") in found
    assert ("dead-field", "beds") not in found


def test_some_item_of_a_list_is_not_the_one_at_hand() -> None:
    bed = objects({"kind": KIND, "soil": TEXT})
    some = In(("beds", "[]", "kind"), ("WET",))
    rules = (
        Rule("requires", (("beds", "[]", "soil"),), when=some),
        # Of beds beside wet ones: no contradiction, where the former speaks of wet beds alone.
        Rule("forbids", (("pot",),), when=some),
        Rule("requires", (("pot",),), when=In(("beds", "[]", "kind"), ("DRY",))),
    )
    spec = _spec({"beds": {"type": "array", "items": bed}, "pot": TEXT}, *rules)
    kinds = {finding.kind for finding in findings(_plant(spec))}
    assert "dead-rule" not in kinds
    assert "dead-value" not in kinds


@st.composite
def _worlds(draw: st.DrawFn) -> tuple[Explained, list[Rule]]:
    """Rules over three fields: two of two values each, one of which has a default, and one of any value."""
    names = ("a", "b", "c")
    values: dict[str, tuple[Scalar, ...]] = {"a": ("X", "Y"), "b": (1, True)}
    atoms: st.SearchStrategy[Condition] = st.one_of(
        st.sampled_from(names).map(lambda name: Present((name,))),
        st.sampled_from(("X", "Y", "Z")).map(lambda value: In(("a",), (value,), "X")),
        st.sampled_from((1, True, 1.0)).map(lambda value: In(("b",), (value,))),
    )
    conditions = st.recursive(
        atoms,
        lambda inner: st.one_of(
            inner.map(Not),
            st.tuples(inner, inner).map(All),
            st.tuples(inner, inner).map(Any_),
        ),
        max_leaves=3,
    )
    fields = tuple(ExplainedField((name,), "string", values=values.get(name, ())) for name in names)
    rules: list[Rule] = []
    for _ in range(draw(st.integers(1, 5))):
        when = draw(st.none() | conditions)
        kind: Any = draw(
            st.sampled_from(
                ["requires", "forbids", "or", "only-one", "zero-or-one", "all-or-none", "value-in"]
            )
        )
        several = draw(st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True))
        if kind == "value-in":
            rules.append(Rule(kind, (("a",),), when=when, values=draw(st.sampled_from([("X",), ("Y", "Z")]))))
        else:
            count = 1 if kind in {"requires", "forbids"} else len(several)
            rules.append(Rule(kind, tuple((name,) for name in several[:count]), when=when))
    rules = list({rule.id: rule for rule in rules}.values())
    told = tuple((rule, sentence(rule)) for rule in rules)
    return Explained("POST", "/garden/", "", "", fields, told, 0), rules


def _all_payloads() -> Iterator[dict[str, Any]]:
    for values in product((None, "X", "Y"), (None, 1, True), (None, "any")):
        yield {name: value for name, value in zip("abc", values, strict=True) if value is not None}


@trying(250)
@given(_worlds())
def test_all_that_is_found_and_nothing_else_is_true_of_every_request(
    world: tuple[Explained, list[Rule]],
) -> None:
    operation, rules = world
    good = [payload for payload in _all_payloads() if not violations(rules, payload)]
    found = {(finding.kind, finding.field) for finding in findings(operation)}
    if not good:
        assert found == {("contradiction", "")}
        return
    expected: set[tuple[str, str]] = set()
    for name, values in (("a", ("X", "Y")), ("b", (1, True)), ("c", ())):
        given_ = [payload[name] for payload in good if name in payload]
        expected |= {("dead-field", name)} if not given_ else set()
        expected |= {("false-optional", name)} if len(given_) == len(good) else set()
        types = {(type(value), value) for value in given_}
        expected |= {("dead-value", name) for value in values if given_ and (type(value), value) not in types}
    assert {each for each in found if each[0] in {"dead-field", "false-optional", "dead-value"}} == expected
    redundant = [rule for rule in rules if _is_redundant(rule, rules)]
    told = " ".join(finding.message for finding in findings(operation) if finding.kind.endswith("-rule"))
    assert [rule for rule in rules if sentence(rule) in told] == redundant


def _is_redundant(rule: Rule, rules: list[Rule]) -> bool:
    others = [other for other in rules if other is not rule]
    kept = [payload for payload in _all_payloads() if not violations(others, payload)]
    return not any(violations([rule], payload) for payload in kept)


# -- the command ---------------------------------------------------------------------------


@pytest.fixture
def spec_file(tmp_path: Path) -> Path:
    path = tmp_path / "spec.json"
    rules = (
        Rule("requires", (("soil",),), when=WET),
        Rule("limit", (("soil",),), bound=Bound("<", 9, "length")),
    )
    path.write_text(json.dumps(_spec({"kind": KIND, "soil": TEXT}, *rules)), encoding="utf-8")
    return path


def test_the_command_prints_and_ends_with_0(
    spec_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", "post", "garden/plant", "--spec", str(spec_file)]) == 0
    assert "`soil` is required when `kind` is `WET`." in capsys.readouterr().out
    given_ = tmp_path / "given.json"
    given_.write_text('{"kind": "WET"}', encoding="utf-8")
    arguments = ["post", "garden/plant", "soil", "--spec", str(spec_file), "--given", str(given_)]
    assert main(["explain", *arguments]) == 0
    assert "missing  soil" in capsys.readouterr().out


@text_cases(arguments=literal, given_=str, line=str)
def test_what_cannot_be_explained_is_a_line_and_ends_with_2(
    spec_file: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], given_: str, line: str
) -> None:
    path = spec_file.with_name("given.json")
    path.write_text(given_, encoding="utf-8")
    options = [] if "--spec" in arguments else ["--spec", str(spec_file)]
    assert main(["explain", *arguments, *options, "--given", str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert line in said.err
    assert len(said.err.splitlines()) == 1


def test_without_the_solver_the_extra_that_has_it_is_named(
    spec_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "pysat"]:
        monkeypatch.delitem(sys.modules, name)
    load = builtins.__import__

    def without(name: str, *arguments: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "pysat":
            raise ModuleNotFoundError(name)
        return load(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    assert main(["explain", "post", "garden/plant", "--spec", str(spec_file)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("pip install 'tiktok-business-bindings[generator]'")


@pytest.mark.parametrize(
    ("bounds", "number"),
    [
        ({}, 1),
        ({"minimum": 3}, 3),
        ({"exclusiveMinimum": 4}, 5),
        ({"minimum": 3, "exclusiveMinimum": 4}, 5),
        ({"maximum": -2}, -2),
        ({"exclusiveMaximum": 1}, 0),
        ({"multipleOf": 5}, 5),
        ({"minimum": 6, "multipleOf": 5}, 10),
        ({"minimum": 11, "maximum": 13, "multipleOf": 2.5}, 12.5),
        ({"minimum": -3, "maximum": 4, "multipleOf": 5}, 0),
    ],
)
def test_a_number_of_a_sample_is_within_its_bounds(bounds: dict[str, float], number: float) -> None:
    assert Samples().value("depth", {"type": "integer", **bounds}) == number


@text_cases(name=str, schema=literal, value=literal)
def test_a_sample_is_made_of_its_schema_and_its_name(
    name: str, schema: dict[str, Any], value: object
) -> None:
    found = Samples({"bed"}).value(name, schema)
    assert found == value
    assert type(found) is type(value)


def test_a_sample_of_zeros_and_ones_is_as_long_as_it_must_be() -> None:
    bits = {"type": "string", "format": "zeros and ones", "pattern": "^[01]*$"}
    assert [Samples().value("hours", bits | each) for each in ({}, {"minLength": 3})] == ["1", "111"]


def test_of_samples_each_date_is_later_and_each_id_of_another_thing_another() -> None:
    samples = Samples({"bed"})
    date = {"type": "string", "format": "date"}
    assert [samples.value("sown", date) for _ in range(2)] == ["2027-01-01", "2027-01-02"]
    assert [samples.value(name, TEXT) for name in ("tree_id", "bed_id", "tree_id")] == [
        "7000000000000000002",
        "7000000000000000001",
        "7000000000000000003",
    ]

"""A sample request has what an example gives and what is required, with values that rules and lists allow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from clients import document, objects, posting
from tiktok_bindgen.assemble.rules import rule_keys
from tiktok_bindgen.explain.examples import Case, Examples, GivenByPage
from tiktok_bindgen.explain.operation import Explained, explained
from tiktok_bindgen.explain.requests import Requests, names_in
from tiktok_bindgen.explain.samples import Samples
from tiktok_bindgen.logic.model import Bound, Compares, In, Rule

TEXT = {"type": "string"}
NUMBER = {"type": "number"}
SOIL = {
    "type": "string",
    "enum": ["PEAT", "CLAY", "SAND"],
    "x-enum-lifecycle": {"PEAT": "deprecated"},
}
# A list that may lack values, whose values are the best guess.
OPEN = {**SOIL, "x-contested": [{"fact": "enum", "page": "a.md", "line": 1}]}
CREATE = "POST /bed/create/"


def _spec(fields: Mapping[str, object], *rules: Rule, required: str = "", **body: object) -> dict[str, Any]:
    made = {**objects(dict(fields), *required.split(), **rule_keys(rules)), **body}
    return document({"/bed/create/": posting(made)})


def _bed(spec: Mapping[str, object]) -> Explained:
    return explained(spec, "POST", "/bed/create/")


def _made(given: Mapping[str, object], fields: Mapping[str, object], *rules: Rule, required: str = "") -> Any:
    return Requests(_bed(_spec(fields, *rules, required=required))).request(given, Samples())


@pytest.mark.parametrize(
    ("schema", "sample"),
    [
        (objects({"soil": TEXT}, "soil"), {"soil": "soil"}),
        ({"properties": {"soil": TEXT}, "required": ["soil"]}, {"soil": "soil"}),
        ({"type": "array", "items": objects({"soil": TEXT}, "soil")}, [{"soil": "soil"}]),
        ({"type": "array", "items": TEXT, "minItems": 2}, ["bed", "bed"]),
        ({"type": "array", "items": {"type": "array", "items": TEXT}}, [["bed"]]),
        ({"type": "array", "items": {"type": "boolean"}}, [True]),
        ({"type": "boolean"}, True),
        ({"type": "integer", "enum": [2, 3]}, 2),
        ({"type": "object", "additionalProperties": TEXT}, {}),
        # What is not going comes first.
        (SOIL, "CLAY"),
        (OPEN, "CLAY"),
        ({"type": "array", "items": SOIL}, ["CLAY"]),
    ],
)
def test_what_is_required_has_a_sample_of_any_type(schema: dict[str, Any], sample: object) -> None:
    assert _made({}, {"bed": schema, "shade": TEXT}, required="bed") == {"bed": sample}


def test_an_example_s_fields_stand_in_documented_order_with_its_values() -> None:
    fields = {
        "start": {"type": "string", "format": "date"},
        "end": {"type": "string", "format": "date"},
        "soils": {"type": "array", "items": SOIL},
        "wet": {"type": "boolean"},
        "pots": {"type": "array", "items": objects({"pot_id": TEXT, "soil": SOIL})},
        "shade": TEXT,
        "mud": {**TEXT, "x-undocumented": True},
    }
    pots = [{"soil": "PEAT", "pot_id": None}, {"pot_id": None}]
    given = {"pots": pots, "end": None, "start": None, "wet": False, "soils": ["SAND", None], "mud": None}
    assert [*_made(given, fields).items()] == [
        # Of two dates the later one is made later.
        ("start", "2027-01-01"),
        ("end", "2027-01-02"),
        ("soils", ["SAND", "CLAY"]),
        ("wet", False),
        ("pots", [{"pot_id": "7000000000000000002", "soil": "PEAT"}, {"pot_id": "7000000000000000003"}]),
    ]


def test_what_rules_require_besides_is_made_up() -> None:
    fields = {"soil": SOIL, "lime": TEXT, "depth": NUMBER, "drain": TEXT, "pot": objects({"pot_id": TEXT})}
    rules = (
        Rule("requires", (("lime",),), when=In(("soil",), ("SAND",))),
        # Its own sample value asks for more.
        Rule("requires", (("drain",),), when=Compares(("depth",), ">", 5)),
        Rule("requires", (("pot", "pot_id"),)),
    )
    assert _made({"soil": "SAND", "depth": None}, fields, *rules) == {
        "soil": "SAND",
        "lime": "lime",
        "depth": 100,
        "drain": "drain",
    }
    assert _made({"pot": {}}, fields, *rules) == {"pot": {"pot_id": "7000000000000000002"}}


@pytest.mark.parametrize(
    ("rule", "request_"),
    [
        (Rule("value-in", (("label",),), values=("TALL", "WIDE")), {"label": "TALL"}),
        (Rule("value-in", (("labels",),), values=("TALL",)), {"labels": ["TALL"]}),
        (Rule("limit", (("depth",),), bound=Bound("<=", 20, "value")), {"depth": 20}),
        (Rule("relational", (("depth",), ("width",)), operator="<"), {"depth": 50, "width": 100}),
    ],
)
def test_a_made_up_value_is_one_that_rules_allow(rule: Rule, request_: dict[str, Any]) -> None:
    fields = {
        "label": TEXT,
        "labels": {"type": "array", "items": TEXT},
        "depth": NUMBER,
        "width": NUMBER,
    }
    assert _made(dict.fromkeys(request_), fields, rule) == request_


def test_there_is_no_request_that_breaks_a_rule_or_has_a_name_that_is_gone() -> None:
    fields = {"soil": SOIL, "lime": TEXT}
    never = Rule("forbids", (("lime",),), when=In(("soil",), ("SAND",)))
    assert _made({"soil": "SAND", "lime": None}, fields, never) is None
    assert _made({"moss": None}, fields) is None
    both = (Rule("requires", (("lime",),)), Rule("forbids", (("lime",),)))
    assert _made({}, fields, *both) is None


def test_a_value_of_an_example_is_not_changed() -> None:
    other = Rule("value-in", (("soil",),), values=("CLAY",))
    assert _made({"soil": "SAND"}, {"soil": SOIL}, other) is None
    assert _made({"soil": None}, {"soil": {**SOIL, "enum": ["SAND", "CLAY"]}}, other) == {"soil": "CLAY"}


def test_of_alternative_forms_the_one_is_made_that_an_example_has() -> None:
    spec = _spec(
        {"name": TEXT, "thorns": NUMBER, "petals": NUMBER, "smell": TEXT},
        required="name",
        oneOf=[{"required": ["thorns", "smell"]}, {"required": ["petals"]}],
    )
    given = {"a.md": [(CREATE, {"thorns": None})]}
    made = {"name": "name", "thorns": 100, "smell": "smell"}
    assert Examples(spec, given).cases(_bed(spec)) == [Case(made)]
    assert Examples(spec, {}).least(_bed(spec)) == {"name": "name", "petals": 100}


def test_the_commonest_example_gives_what_most_others_give() -> None:
    spec = _spec({"soil": SOIL, "depth": TEXT, "width": TEXT, "shade": {**TEXT, "deprecated": True}})
    pages: GivenByPage = {
        "a.md": [(CREATE, {"width": None}), (CREATE, {"soil": "SAND", "shade": None})],
        "b.md": [(CREATE, {"soil": "SAND", "depth": None}), ("POST /shed/create/", {})],
        "c.md": [(CREATE, {"soil": "SAND"}), (CREATE, {"soil": "SAND"}), (CREATE, {"soil": "CLAY"})],
    }
    assert [each.request for each in Examples(spec, pages).cases(_bed(spec))] == [
        {"soil": "SAND"},
        {"soil": "SAND", "depth": "depth"},
        {"width": "width"},
        {"soil": "CLAY"},
        # What is going comes last.
        {"soil": "SAND", "shade": "shade"},
    ]


def test_a_path_is_told_with_each_of_its_listed_values() -> None:
    given = {
        "soils": ["SAND", "CLAY"],
        "pots": [{"soil": "PEAT"}, {"pot_id": None}],
        "wet": True,
        "rows": [[1], [2]],
    }
    assert [*names_in(given)] == [
        (("soils",), "SAND"),
        (("soils",), "CLAY"),
        (("pots", "[]", "soil"), "PEAT"),
        (("pots", "[]", "pot_id"), None),
        (("wet",), True),
        (("rows",), 1),
        (("rows",), 2),
    ]

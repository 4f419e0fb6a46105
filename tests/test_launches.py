"""For each kind of launch one that can be sent is found by reasoning, and the page lists the smallest."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from attrs import evolve

from clients import document, objects, posting
from newest import newest_spec
from pages import ROOT
from tiktok_bindgen.assemble.rules import rule_keys
from tiktok_bindgen.explain.launch import launch
from tiktok_bindgen.explain.launches_page import launches_page, steps
from tiktok_bindgen.explain.operation import explained
from tiktok_bindgen.explain.smallest import smallest_launches, smallest_request
from tiktok_bindgen.interpret.model import EnumValue, Field, Operation, Type
from tiktok_bindgen.logic.model import All, Compares, Condition, In, Present, Rule
from tiktok_bindgen.weigh.satisfy import prevented_below
from tiktok_business import Client, MockTransport, Plan
from tiktok_business._operations import OPERATIONS
from tiktok_business._runtime.command import Package, main

PAGE = (ROOT / "docs" / "launches.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^### `(\w+)` `(\w+)`[^\n]*\n\n```json\n(.*?)\n```$", PAGE, re.DOTALL | re.MULTILINE)
TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
# A list that may lack values, whose values are the best guess.
OPEN = {
    "type": "string",
    "enum": ["WOOD", "IRON"],
    "x-contested": [{"fact": "enum", "page": "a.md", "line": 1}],
}
SIZE = {"type": "string", "enum": ["BIG", "SMALL", "WILD"], "x-enum-lifecycle": {"WILD": "deprecated"}}
BIG = All((Present(("^garden",)), In(("^garden", "size"), ("BIG",))))


def _making(level: str, above: dict[str, str], fields: dict[str, Any], *rules: Rule, required: str) -> Any:
    body = objects(fields, *required.split(), **rule_keys(rules))
    return {f"/{level}/create/": posting(body, **{"x-level": {"name": level, "above": above}})}


def _spec(*plant_rules: Rule) -> dict[str, Any]:
    date = {"type": "string", "format": "YYYY-MM-DD HH:MM:SS"}
    return document(
        {
            **_making(
                "garden",
                {},
                {"name": TEXT, "size": SIZE, "pond": TEXT, "wall_id": TEXT},
                Rule("requires", (("pond",),), when=In(("size",), ("BIG",))),
                required="name size wall_id",
            ),
            **_making(
                "bed",
                {"garden": "/garden/create/"},
                {
                    "garden_id": TEXT,
                    "soil": {"type": "string", "enum": ["CLAY", "SAND"]},
                    "depth": {"type": "number", "minimum": 200},
                    "stone_ids": TEXTS,
                    "brick_ids": TEXTS,
                    "start": date,
                    "end": date,
                    "wall_id": TEXT,
                    "label": TEXT,
                    "fence": OPEN,
                },
                Rule("requires", (("depth",),), when=BIG),
                Rule("requires", (("label",),), when=BIG),
                Rule("value-in", (("label",),), values=("TALL", "WIDE"), when=BIG),
                Rule("value-in", (("soil",),), values=("SAND",), when=BIG),
                Rule("or", (("stone_ids",), ("brick_ids",))),
                Rule("relational", (("end",), ("start",)), operator=">"),
                required="garden_id soil start end wall_id fence",
            ),
            **_making(
                "plant",
                {"bed": "/bed/create/", "garden": "/garden/create/"},
                {
                    "bed_id": TEXT,
                    "plants": {"type": "array", "items": objects({"name": TEXT}, "name")},
                    "wet": {"type": "boolean"},
                },
                Rule(
                    "requires", (("wet",),), when=All((Present(("^bed",)), In(("^bed", "soil"), ("SAND",))))
                ),
                *plant_rules,
                required="bed_id plants",
            ),
        }
    )


def test_the_smallest_launch_has_nothing_that_could_be_left_out() -> None:
    big, small, wild = smallest_launches(_spec())
    assert steps(big) == [
        {
            "operation": "POST /garden/create/",
            "request": {"name": "name", "size": "BIG", "pond": "pond", "wall_id": "7000000000000000002"},
        },
        {
            "operation": "POST /bed/create/",
            "request": {
                # The id of the garden is nobody's yet, and of two fields of which one is needed the first is.
                "soil": "SAND",
                "depth": 200,
                "stone_ids": ["7000000000000000003"],
                "start": "2027-01-01 00:00:00",
                "end": "2027-01-02 00:00:00",
                "wall_id": "7000000000000000004",
                # A field of any text, but for a rule.
                "label": "TALL",
                "fence": "WOOD",
            },
        },
        {"operation": "POST /plant/create/", "request": {"plants": [{"name": "name"}], "wet": True}},
    ]
    assert [each["request"] for each in steps(small)][2] == {"plants": [{"name": "name"}]}
    assert (wild.field, wild.value, wild.lifecycle) == ("size", "WILD", "deprecated")


HIGH = All((Present(("^garden",)), In(("^garden", "fence"), ("HIGH",))))
FENCE = {"type": "string", "enum": ["LOW", "HIGH"], "default": "HIGH"}


def _fenced(*bed_rules: Rule, garden_rules: tuple[Rule, ...] = ()) -> dict[str, Any]:
    size = {"type": "string", "enum": ["BIG"]}
    fields = {"garden_id": TEXT, "post": TEXT, "rail": TEXT, "gate": TEXT}
    # Most rules are about the size, so its values are the kinds of launches.
    rules = (Rule("requires", (("rail",),), when=BIG), Rule("forbids", (("gate",),), when=BIG), *bed_rules)
    above = {"garden": "/garden/create/"}
    return document(
        _making("garden", {}, {"size": size, "fence": FENCE}, *garden_rules, required="size")
        | _making("bed", above, fields, *rules, required="garden_id")
    )


def test_a_smallest_launch_has_what_the_default_of_the_request_above_asks_for() -> None:
    (launch,) = smallest_launches(_fenced(Rule("requires", (("post",),), when=HIGH)))
    assert [each["request"] for each in steps(launch)] == [{"size": "BIG"}, {"post": "post", "rail": "rail"}]


def test_a_field_above_with_another_value_than_its_default_is_given() -> None:
    never = Rule("forbids", (("rail",),), when=HIGH)
    (launch,) = smallest_launches(_fenced(never))
    assert [each["request"] for each in steps(launch)] == [{"size": "BIG", "fence": "LOW"}, {"rail": "rail"}]
    # Where it may not be given, nothing can be made.
    without = Rule("forbids", (("fence",),), when=In(("size",), ("BIG",)))
    (launch,) = smallest_launches(_fenced(never, garden_rules=(without,)))
    assert launch.requests == ()


def test_what_a_plan_compares_with_a_default_above_is_compared_in_a_launch() -> None:
    needs = Rule("requires", (("post",),), when=BIG)
    # Made-up text is never the fence that the garden has by default.
    same = Rule("relational", (("post",), ("^garden", "fence")), operator="==", when=BIG)
    (launch,) = smallest_launches(_fenced(needs, same))
    assert launch.requests == ()


def test_a_kind_of_launch_is_told_with_what_the_default_above_asks_for() -> None:
    without = Rule("forbids", (("fence",),), when=In(("size",), ("BIG",)))
    spec = _fenced(Rule("requires", (("post",),), when=HIGH), garden_rules=(without,))
    _, bed = launch(spec, "BIG")
    assert [(each.field, each.state, each.reason) for each in bed.fields] == [
        ("garden_id", "required", ""),
        ("post", "required", "`post` is required when `fence` of the garden is `HIGH`."),
        ("rail", "required", "`rail` is required when `size` of the garden is `BIG`."),
        ("gate", "not allowed", "`gate` is not allowed when `size` of the garden is `BIG`."),
    ]


def test_a_kind_without_a_launch_is_told_as_such() -> None:
    never = Rule("forbids", (("plants",),), when=BIG)
    page = launches_page(smallest_launches(_spec(never)))
    assert "### `size` `BIG`\n\nNo plan of this kind satisfies all rules.\n" in page
    assert page.count("```json") == 2
    # What can only be seen when values are there: two fields that are to be the same.
    odd = Rule("relational", (("plants", "[]", "name"), ("bed_id",)), operator="==", when=BIG)
    assert launches_page(smallest_launches(_spec(odd))).count("```json") == 2
    assert launches_page(smallest_launches(document({}))) == ""


def test_the_page_is_what_the_newest_spec_gives() -> None:
    assert launches_page(smallest_launches(newest_spec())) == PAGE


def test_each_documented_objective_has_a_launch_down_to_its_ads() -> None:
    launches = list(smallest_launches(newest_spec()))
    assert [each.value for each in launches if not each.requests] == []
    of_plain = {each.value for each in launches if each.chain[-1].path.endswith("v1.3/ad/create/")}
    (values,) = (each.values for each in launches[0].chain[0].fields if each.path == ("objective_type",))
    assert of_plain == set(values)
    assert len(SECTIONS) == len(launches) >= 40


@pytest.mark.parametrize("family", ["/ad/create/", "/ad/aco/create/", "/smart_plus/ad/create/"])
def test_no_launch_of_the_page_breaks_what_the_command_checks(
    family: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    of_family = [text for _, _, text in SECTIONS if f'"POST {family}"' in text]
    assert of_family
    for text in of_family:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode("utf-8"))))
        done = main(
            ["plan", "check", "--currency", "USD", "-"],
            Package(OPERATIONS, "tiktok_business.checks"),
        )
        assert (done, capsys.readouterr().out) == (0, "[]\n")


def test_each_launch_of_the_page_can_be_sent() -> None:
    for _, _, text in SECTIONS:
        plan = Plan.parse(text)
        plan.create(Client("token", transport=MockTransport()))
        assert len(plan.done) == 3


def test_what_is_in_a_launch_of_the_page_is_needed() -> None:
    for _, value, text in SECTIONS:
        plan = Plan.parse(text)
        for step in plan.steps:
            # What the client would fill in is there for those who send it by other means.
            for name in [name for name in step.request if name != step.facts.operation.key]:
                kept = step.request.pop(name)
                assert plan.violations(), f"{value}: {step} needs no {name}"
                step.request[name] = kept
        assert [*map(list, json.loads(text))] == [["operation", "request"]] * 3


# -- the gate --------------------------------------------------------------------------------


def _operation(path: str, *fields: Field, rules: tuple[Rule, ...] = (), page: str = "") -> Operation:
    made = path.strip("/").split("/")[-2]
    reply = (Field(f"{made}_id", Type("string")),)
    return Operation("POST", path, made, parameters=fields, response=reply, rules=rules, page=page)


def _gardens(*bed_rules: Rule) -> list[Operation]:
    sizes = tuple(map(EnumValue, ("BIG", "SMALL")))
    garden = Field("garden_id", Type("string"), presence="required")
    bed = Field("bed_id", Type("string"), presence="required")
    return [
        _operation("/garden/create/", Field("size", Type("string"), enum=sizes)),
        _operation("/bed/create/", garden, Field("soil", Type("string")), rules=bed_rules),
        _operation(
            "/plant/create/",
            bed,
            Field("pot", Type("string")),
            rules=(Rule("requires", (("pot",),), when=BIG),),
        ),
    ]


def _when(*parts: Condition) -> Condition:
    return All((Present(("^garden",)), *parts))


def test_a_rule_under_which_nothing_could_be_made_in_a_kind_of_thing_has_to_go() -> None:
    small = In(("^garden", "size"), ("SMALL",))
    needs, never = (Rule(kind, (("soil",),), when=_when(small)) for kind in ("requires", "forbids"))
    assert list(prevented_below(_gardens(needs))) == []
    ((of, found),) = prevented_below(_gardens(needs, never))
    assert (of.path, found.rule) == ("/bed/create/", never)
    assert found.text == "nothing can be made where `size` is `SMALL`"


def test_one_way_for_each_kind_is_enough() -> None:
    never = Rule("forbids", (("bed_id",),), when=BIG)
    plain = _gardens()
    other = _operation("/plant/wild/create/", *plain[2].parameters, rules=(never,))
    assert list(prevented_below([*plain, other])) == []
    only = [*plain[:2], _operation("/plant/create/", *plain[2].parameters, rules=(never,))]
    assert [found.rule for _, found in prevented_below(only)] == [never]


def test_a_way_that_ends_above_the_lowest_makes_nothing_of_it() -> None:
    never = Rule("forbids", (("bed_id",),), when=BIG)
    garden, bed, plant = _gardens()
    soil = Field("soil", Type("string"))
    needs = Rule("requires", (("soil",),), when=BIG)
    tree = _operation("/tree/create/", *bed.parameters[:1], soil, rules=(needs,))
    closed = evolve(plant, rules=(never,))
    for operations in ([garden, bed, closed, tree], [garden, tree, bed, closed]):
        assert [found.rule for _, found in prevented_below(operations)] == [never]


def test_of_several_ways_that_are_all_closed_one_is_opened() -> None:
    never = Rule("forbids", (("bed_id",),), when=BIG)
    garden, bed, plant = _gardens()
    closed = evolve(plant, rules=(never,))
    other = evolve(closed, path="/plant/wild/create/")
    found = list(prevented_below([garden, bed, closed, other]))
    assert [(of.path, each.rule) for of, each in found] == [("/plant/create/", never)]


def test_what_a_request_above_must_say_of_its_own_parent_counts_as_well() -> None:
    # A big garden has beds with soil, and what is below soil has a bed that nobody can give.
    soil = Rule("requires", (("soil",),), when=BIG)
    in_soil = All((Present(("^bed",)), Present(("^bed", "soil"))))
    never = Rule("forbids", (("bed_id",),), when=in_soil)
    garden, bed, plant = _gardens(soil)
    assert [found.rule for _, found in prevented_below([garden, bed, evolve(plant, rules=(never,))])] == [
        never
    ]


def test_a_field_that_the_top_must_leave_out_has_its_default() -> None:
    fence = Field("fence", Type("string"), enum=tuple(map(EnumValue, ("HIGH", "LOW"))), default="HIGH")
    big, high = In(("^garden", "size"), ("BIG",)), In(("^garden", "fence"), ("HIGH",))
    garden, *below = _gardens(Rule("forbids", (("garden_id",),), when=_when(big, high)))

    def found(of_fence: Field, *rules: Rule) -> list[str]:
        top = evolve(garden, parameters=(*garden.parameters, of_fence), rules=rules)
        return [each.text for _, each in prevented_below([top, *below])]

    without = Rule("forbids", (("fence",),), when=In(("size",), ("BIG",)))
    assert found(fence) == found(evolve(fence, default=None), without) == []
    assert found(fence, without) == ["nothing can be made where `size` is `BIG`"]


@pytest.mark.parametrize(
    ("needed", "chosen"),
    [
        ("", {"soil": "CLAY"}),
        ("lime drain", {"soil": "CLAY", "lime": "lime", "drain": "drain"}),
        ("lime drain shade", {"soil": "SAND"}),
        ("pipe", {"soil": "CLAY", "pipe": {"width": "width"}}),
        ("pipes", {"soil": "CLAY", "pipes": [{"width": "width"}]}),
        # What would have nothing in it shows nobody anything.
        ("hole", {"soil": "SAND"}),
    ],
)
def test_a_smallest_request_takes_the_first_documented_value_that_asks_for_little(
    needed: str, chosen: dict[str, Any]
) -> None:
    soil = {
        "type": "string",
        "enum": ["PEAT", "CLAY", "SAND"],
        "x-enum-lifecycle": {"PEAT": "deprecated"},
    }
    rules = [Rule("requires", ((name,),), when=In(("soil",), ("CLAY",))) for name in needed.split()]
    pipe = objects({"width": TEXT}, "width")
    fields = {"soil": soil, "lime": TEXT, "drain": TEXT, "shade": TEXT, "pipe": pipe}
    fields |= {"pipes": {"type": "array", "items": pipe}, "hole": objects({"depth": TEXT})}
    spec = document(_making("bed", {}, fields, *rules, required="soil"))
    assert smallest_request(explained(spec, "POST", "/bed/create/")) == chosen


def test_a_smallest_request_has_what_its_own_sample_values_ask_for() -> None:
    deep = Compares(("depth",), ">", 5)
    fields = {"depth": {"type": "number", "minimum": 200}, "drain": TEXT, "shade": TEXT}
    spec = document(_making("bed", {}, fields, Rule("requires", (("drain",),), when=deep), required="depth"))
    request = smallest_request(explained(spec, "POST", "/bed/create/"))
    assert request == {"depth": 200, "drain": "drain"}


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
        # What is not going comes first.
        (
            {
                "type": "array",
                "items": {**TEXT, "enum": ["OLD", "NEW"], "x-enum-lifecycle": {"OLD": "deprecated"}},
            },
            ["NEW"],
        ),
    ],
)
def test_a_smallest_request_has_a_sample_of_any_type(schema: dict[str, Any], sample: object) -> None:
    spec = document(_making("garden", {}, {"bed": schema, "shade": TEXT}, required="bed"))
    assert smallest_request(explained(spec, "POST", "/garden/create/")) == {"bed": sample}

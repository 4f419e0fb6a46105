"""For each kind of launch the documented example that gives least is a plan; the page lists these plans."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from typing import Any

import pytest
from attrs import evolve

from clients import document, objects, posting
from newest import newest_spec
from pages import ROOT
from tiktok_bindgen.assemble.rules import rule_keys
from tiktok_bindgen.explain.examples import Addition, Examples, GivenByPage, Launch
from tiktok_bindgen.explain.launch import launch
from tiktok_bindgen.explain.launches_page import launches_page, steps
from tiktok_bindgen.explain.requests import with_names
from tiktok_bindgen.interpret.model import EnumValue, Field, Operation, Type
from tiktok_bindgen.logic.model import All, Condition, In, Present, Rule, path_text
from tiktok_bindgen.sample_file import SAMPLES, read_samples
from tiktok_bindgen.weigh.satisfy import prevented_below
from tiktok_business import Client, MockTransport, Plan
from tiktok_business._operations import OPERATIONS
from tiktok_business._runtime.command import Package, main

PAGE = (ROOT / "docs" / "launches.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^### `(\w+)` `(\w+)`[^\n]*\n\n```json\n(.*?)\n```$", PAGE, re.DOTALL | re.MULTILINE)
TEXT = {"type": "string"}
SIZE = {"type": "string", "enum": ["BIG", "SMALL", "WILD"], "x-enum-lifecycle": {"WILD": "deprecated"}}
SOIL = {"type": "string", "enum": ["CLAY", "SAND", "PEAT"], "x-enum-lifecycle": {"PEAT": "to-be-deprecated"}}
BIG = All((Present(("^garden",)), In(("^garden", "size"), ("BIG",))))


def _making(level: str, above: dict[str, str], fields: dict[str, Any], *rules: Rule, required: str) -> Any:
    body = objects(fields, *required.split(), **rule_keys(rules))
    return {f"/{level}/create/": posting(body, **{"x-level": {"name": level, "above": above}})}


def _spec(*bed_rules: Rule) -> dict[str, Any]:
    return document(
        {
            **_making("garden", {}, {"name": TEXT, "size": SIZE, "pond": TEXT}, required="name size"),
            **_making(
                "bed",
                {"garden": "/garden/create/"},
                {
                    "garden_id": TEXT,
                    "soil": SOIL,
                    "depth": TEXT,
                    "tags": {"type": "array", "items": objects({"text": TEXT, "soil": SOIL})},
                    "shade": {**TEXT, "deprecated": True},
                },
                # Without one, there would be no kinds.
                Rule("value-in", (("soil",),), values=("SAND", "CLAY", "PEAT"), when=BIG),
                *bed_rules,
                required="garden_id",
            ),
        }
    )


def _launches(pages: GivenByPage, *bed_rules: Rule) -> list[Launch]:
    return [*Examples(_spec(*bed_rules), pages).launches()]


def _garden(size: str = "BIG", **more: object) -> tuple[str, dict[str, object]]:
    return "POST /garden/create/", {"name": None, "size": size, **more}


def _bed(**more: object) -> tuple[str, dict[str, object]]:
    return "POST /bed/create/", {"garden_id": None, **more}


def test_the_example_that_gives_least_comes_first_and_then_what_others_give() -> None:
    big, small, wild = _launches(
        {
            "a.md": [_garden(pond=None), _bed(soil="SAND", depth=None)],
            "b.md": [_garden(), _bed(soil="CLAY", tags=[{"text": None}]), _bed(soil="SAND")],
            "c.md": [_garden("SMALL"), _bed(depth=None)],
        }
    )
    assert steps(big) == [
        {"operation": "POST /garden/create/", "request": {"name": "name", "size": "BIG"}},
        # The id of the garden is nobody's yet.
        {"operation": "POST /bed/create/", "request": {"soil": "SAND"}},
    ]
    assert big.additions == ((Addition("pond"),), (Addition("depth"), Addition("tags[].text")))
    assert [each["request"] for each in steps(small)] == [
        {"name": "name", "size": "SMALL"},
        {"depth": "depth"},
    ]
    assert (wild.field, wild.value, wild.lifecycle, wild.documented) == ("size", "WILD", "deprecated", 0)


def test_a_request_stands_under_the_last_one_of_the_level_above() -> None:
    pages: GivenByPage = {
        # What is above is not known.
        "a.md": [_bed(soil="CLAY")],
        "b.md": [_garden("SMALL"), _garden(), _bed(soil="SAND"), _garden("SMALL")],
    }
    big, small, _ = _launches(pages)
    assert big.requests == ({"name": "name", "size": "BIG"}, {"garden_id": ID, "soil": "SAND"})
    assert small.requests[: small.documented] == ({"name": "name", "size": "SMALL"},)


ID = "7000000000000000001"


def test_an_example_with_what_is_going_is_the_last_choice() -> None:
    less, more = {"soil": "PEAT"}, {"soil": "SAND", "depth": None}
    for going in (less, {"shade": None}):
        (big, *_) = _launches({"a.md": [_garden(), _bed(**going)], "b.md": [_garden(), _bed(**more)]})
        assert big.requests[1] == {"garden_id": ID, "soil": "SAND", "depth": "depth"}
        # Nobody begins with what is going.
        assert all(each.field != "shade" for each in big.additions[1])
    (big, *_) = _launches({"a.md": [_garden(), _bed(**less)]})
    assert big.requests[1] == {"garden_id": ID, "soil": "PEAT"}


def test_an_example_that_breaks_a_rule_is_none() -> None:
    never = Rule("forbids", (("depth",),), when=BIG)
    only: GivenByPage = {"a.md": [_garden(), _bed(depth=None)]}
    (big, *_) = _launches(only, never)
    assert big.requests[: big.documented] == ({"name": "name", "size": "BIG"},)
    # What is shown instead breaks none.
    assert big.requests[1:] == ({"garden_id": ID},)
    (big, *_) = _launches({**only, "b.md": [_garden(), _bed(soil="SAND", depth=None, tags=None)]})
    assert big.requests[1] == {"garden_id": ID, "depth": "depth"}
    # What breaks a rule cannot be added either.
    (big, *_) = _launches({**only, "b.md": [_garden(), _bed(soil="SAND")]}, never)
    assert big.additions == ((), ())


def test_what_asks_for_more_or_has_another_value_cannot_be_added() -> None:
    pages = {"a.md": [_garden(), _bed()], "b.md": [_garden(), _bed(soil="CLAY", depth=None)]}
    assert [each.field for each in _launches(pages)[0].additions[1]] == ["soil", "depth"]
    needs = Rule("requires", (("depth",),), when=In(("soil",), ("CLAY",)))
    assert [each.field for each in _launches(pages, needs)[0].additions[1]] == ["depth"]
    other = Rule("value-in", (("soil",),), values=("SAND",))
    assert [each.field for each in _launches(pages, other)[0].additions[1]] == ["depth"]


def test_an_example_of_another_state_of_the_api_is_none() -> None:
    pages: GivenByPage = {
        "a.md": [_garden(), _bed(moss=None)],
        "b.md": [("POST /shed/create/", {"name": None}), _garden()],
    }
    (big, *_) = _launches(pages)
    assert big.requests[: big.documented] == ({"name": "name", "size": "BIG"},)


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


def test_a_default_above_counts_for_what_stands_below() -> None:
    bed = ("POST /bed/create/", {"garden_id": None, "rail": None})
    pages: GivenByPage = {"a.md": [("POST /garden/create/", {"size": "BIG"}), bed]}
    needs = Rule("requires", (("post",),), when=HIGH)
    (big,) = Examples(_fenced(needs), pages).launches()
    # What a rule requires besides is made up.
    assert big.requests[1] == {"garden_id": ID, "post": "post", "rail": "rail"}
    (big,) = Examples(_fenced(Rule("forbids", (("rail",),), when=HIGH)), pages).launches()
    assert len(big.requests) == 1
    assert "This is no whole launch: no request of the bed meets all rules." in launches_page([big])


def test_where_no_example_is_stands_the_nearest_of_another_kind_with_what_rules_ask_for() -> None:
    rules = (
        Rule("forbids", (("tags",),), when=BIG),
        Rule("requires", (("depth",),), when=BIG),
        Rule("value-in", (("soil",),), values=("SAND",), when=BIG),
    )
    other = _bed(soil="CLAY", tags=[{"text": None}])
    big, small, wild = _launches({"a.md": [_garden("SMALL", pond=None), other]}, *rules)
    assert (big.documented, small.documented, wild.documented) == (0, 2, 0)
    assert small.requests[1] == {"garden_id": ID, "soil": "CLAY", "tags": [{"text": "text"}]}
    assert big.requests == (
        {"name": "name", "size": "BIG", "pond": "pond"},
        {"garden_id": ID, "soil": "SAND", "depth": "depth"},
    )
    # Nothing else is changed.
    assert wild.requests[1] == small.requests[1]
    # Of several, the one that is changed least.
    more = {"b.md": [_garden("SMALL"), _bed(soil="SAND", depth=None)]}
    big, *_ = _launches({"a.md": [_garden("SMALL"), other], **more}, *rules)
    assert big.requests[1] == {"garden_id": ID, "soil": "SAND", "depth": "depth"}
    # What is going is no example to begin with: the rules alone tell what is required.
    big, *_ = _launches({"a.md": [_garden("SMALL"), _bed(soil="PEAT")]}, *rules)
    assert big.requests[1] == {"garden_id": ID, "depth": "depth"}


def test_what_makes_a_whole_launch_at_once_tells_what_goes_with_its_kind() -> None:
    at_once = objects({"size": SIZE, "soil": SOIL, "depth": TEXT, "name": TEXT, "garden_id": TEXT})
    spec = _spec()
    spec["paths"] |= document({"/estate/create/": posting(at_once), "/estate/get/": posting(at_once)})[
        "paths"
    ]
    pages: GivenByPage = {
        "a.md": [_garden("SMALL"), _bed(soil="CLAY")],
        "b.md": [("POST /estate/get/", {"size": "BIG", "soil": "PEAT", "name": None, "depth": None})],
        "c.md": [("POST /estate/create/", {"size": "BIG", "soil": "SAND", "depth": None, "name": None})],
    }
    big, *_ = Examples(spec, pages).launches()
    assert big.requests == (
        {"name": "name", "size": "BIG"},
        {"garden_id": ID, "soil": "SAND", "depth": "depth"},
    )


def test_the_page_says_where_no_example_is() -> None:
    page = launches_page(
        _launches({"a.md": [_garden()], "b.md": [_garden("SMALL", pond=None), _bed(soil="SAND")]})
    )
    assert (
        page.partition("### `size` `BIG`\n")[2]
        == """
```json
[
  {"operation": "POST /garden/create/", "request": {"name": "name", "size": "BIG"}},
  {"operation": "POST /bed/create/", "request": {"soil": "SAND"}}
]
```

No example of the bed is documented for this kind: this is what examples of other kinds give, changed where \
rules ask for it. Conditions in words may require more, or other values.

### `size` `SMALL`

```json
[
  {"operation": "POST /garden/create/", "request": {"name": "name", "size": "SMALL", "pond": "pond"}},
  {"operation": "POST /bed/create/", "request": {"soil": "SAND"}}
]
```

### `size` `WILD` (deprecated)

No example is documented for this kind. `tiktok-bindgen explain --objective WILD` shows the nearest.

"""
    )
    assert launches_page(Examples(document({}), {}).launches()) == ""


def test_the_page_says_what_may_be_added() -> None:
    other = _bed(soil="CLAY", depth=None, tags=[{"soil": "CLAY"}, {"soil": "SAND"}])
    page = launches_page(_launches({"a.md": [_garden(), _bed(soil="SAND")], "b.md": [_garden(), other]}))
    assert (
        "\nMay be added, by other examples:\n\n- bed: `depth`, `tags[].soil` (`CLAY`, `SAND`)\n\n### " in page
    )


# -- the page --------------------------------------------------------------------------------


@cache
def _committed() -> list[Launch]:
    return [*Examples(newest_spec(), read_samples(ROOT / SAMPLES)).launches()]


def test_the_page_is_what_the_newest_spec_and_the_samples_give() -> None:
    launches = _committed()
    assert launches_page(launches) == PAGE
    whole = {each.value for each in launches if each.documented == len(each.chain) == 3}
    assert {"APP_PROMOTION", "WEB_CONVERSIONS", "TRAFFIC", "PRODUCT_SALES", "LEAD_GENERATION"} <= whole
    assert len(SECTIONS) == sum(bool(each.documented or not each.lifecycle) for each in launches)
    assert all(f"`{each.value}`" in PAGE for each in launches)


def test_each_kind_of_launch_is_shown_whole_and_breaks_nothing() -> None:
    launches = _committed()
    assert any(not each.documented for each in launches)
    for found in launches:
        without_ids: list[Any] = [each["request"] for each in steps(found)]
        for requests in (found.requests, without_ids):
            plan = Plan()
            for of, request in zip(found.chain, requests, strict=True):
                plan.add(f"{of.method} {of.path}", request)
            assert plan.violations() == [], found.value


def test_what_may_be_added_breaks_nothing() -> None:
    added = 0
    for found in _committed():
        for index, more in enumerate(found.additions):
            fields = {path_text(each.path): each for each in found.chain[index].fields}
            for field, value in ((fields[each.field], value) for each in more for value in each.values):
                requests = [*found.requests]
                item = [value] if field.type.endswith("[]") else value
                requests[index] = with_names(requests[index], field.path, item)
                plan = Plan()
                for of, request in zip(found.chain, requests, strict=False):
                    plan.add(f"{of.method} {of.path}", request)
                assert plan.violations() == [], (found.value, field.path)
                added += 1
    assert added > 20


def test_a_launch_has_what_a_person_would_send() -> None:
    (app, *_) = (json.loads(text) for _, value, text in SECTIONS if value == "APP_PROMOTION")
    _, group, ad = (each["request"] for each in app)
    # What conditions in words and contested markers ask for.
    assert {"app_id", "operating_systems", "budget"} <= group.keys()
    (creative,) = ad["creatives"]
    assert {"identity_type", "identity_id", "ad_format", "video_id", "ad_text"} <= creative.keys()


def test_no_launch_of_the_page_breaks_what_the_command_checks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(SECTIONS) > 10
    for _, _, text in SECTIONS:
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
        assert len(plan.done) == len(plan.steps) >= 2


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

"""What `explain` says of requests one under the other: a garden, the beds in it, the plants in a bed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from clients import document, objects, posting
from text_cases import literal, text_cases
from tiktok_bindgen.assemble.rules import rule_keys
from tiktok_bindgen.cli import main
from tiktok_bindgen.explain.examples import NO_EXAMPLES, Examples
from tiktok_bindgen.explain.launch import LaunchField, launch, partial
from tiktok_bindgen.explain.launch_report import launch_data, launch_text
from tiktok_bindgen.explain.operation import explained
from tiktok_bindgen.explain.report import report
from tiktok_bindgen.explain.state import states
from tiktok_bindgen.logic.model import All, In, Not, Present, Rule, path_text
from tiktok_bindgen.logic.model import Path as Steps
from tiktok_bindgen.problem import InputError

TEXT = {"type": "string"}
SIZE = {"type": "string", "enum": ["BIG", "SMALL"]}
SOIL = {"type": "string", "enum": ["CLAY", "SAND", "PEAT"]}
GARDEN: Steps = ("^garden",)
BIG = All((Present(GARDEN), In(("^garden", "size"), ("BIG",))))
NOT_BIG = All((Present(GARDEN), Not(In(("^garden", "size"), ("BIG",))), Present(("^garden", "size"))))


def _making(path: str, level: dict[str, Any], fields: dict[str, Any], *rules: Rule, required: str) -> Any:
    body = objects(fields, *required.split(), **rule_keys(rules))
    return {f"/open_api/v1.3/{path}/create/": posting(body, **{"x-level": level})}


@pytest.fixture
def spec() -> dict[str, Any]:
    garden = "/open_api/v1.3/garden/create/"
    bed = "/open_api/v1.3/bed/create/"
    plant = objects({"name": TEXT, "pot": TEXT, "tall": {"type": "boolean"}}, "name")
    return document(
        {
            **_making(
                "garden",
                {"name": "garden"},
                {"name": TEXT, "size": SIZE, "wet": {"type": "boolean"}, "pond": TEXT},
                Rule("requires", (("pond",),), when=In(("size",), ("BIG",))),
                required="name size",
            ),
            **_making(
                "bed",
                {"name": "bed", "above": {"garden": garden}},
                {
                    "garden_id": TEXT,
                    "soil": {**SOIL, "default": "CLAY"},
                    "path": TEXT,
                    "fence": TEXT,
                    "depth": TEXT,
                },
                Rule("requires", (("path",),), when=BIG),
                Rule("forbids", (("fence",),), when=NOT_BIG),
                Rule("value-in", (("soil",),), when=BIG, values=("CLAY", "PEAT")),
                # What the garden itself must have where it is big.
                Rule("requires", (("depth",),), when=All((Present(GARDEN), Present(("^garden", "pond"))))),
                required="garden_id",
            ),
            **_making(
                "plant",
                {"name": "plant", "above": {"bed": bed, "garden": garden}},
                {"bed_id": TEXT, "plants": {"type": "array", "items": plant}},
                Rule("forbids", (("plants", "[]", "pot"),), when=BIG),
                required="bed_id plants",
            ),
        }
    )


def test_a_field_of_a_request_above_is_given_by_its_level(spec: dict[str, Any]) -> None:
    operation = explained(spec, "POST", "bed/create")
    given = partial(spec, operation, ["garden.size=BIG", "garden.wet=TRUE", "soil=SAND"])
    assert given == {"^garden": {"size": "BIG", "wet": True}, "soil": "SAND"}
    text = report(operation, (), states=states(operation, given))
    assert text.splitlines()[2:] == [
        "Given that",
        "  missing       garden_id: it is always required",
        "  missing       path: `path` is required when `size` of the garden is `BIG`.",
        "  wrong         soil: `soil` must be `CLAY` or `PEAT` when `size` of the garden is `BIG`.",
        "  may be given  fence",
        "  may be given  depth",
    ]


def test_of_a_field_that_may_be_given_the_values_that_are_left_are_told(spec: dict[str, Any]) -> None:
    operation = explained(spec, "POST", "bed/create")
    given = partial(spec, operation, [{"garden": {"size": "BIG"}}])
    told = {each.field: each.reason for each in states(operation, given)}
    assert told["soil"] == 'CLAY or PEAT; "CLAY" if not given'


def test_what_is_given_of_no_field_is_told_with_those_spelled_alike(
    spec: dict[str, Any], tmp_path: Path
) -> None:

    operation = explained(spec, "POST", "bed/create")
    with pytest.raises(InputError, match=r"garden/create/ has no field 'sise' to set; did you mean size\?"):
        partial(spec, operation, ["garden.sise=BIG"])
    for odd in ("=", "garden.=1", "plant.name=x"):
        with pytest.raises(InputError, match="has no field"):
            partial(spec, operation, [odd])
    # Which item of a list, or which value of a map, cannot be said in a line.
    rest = {"type": "object", "additionalProperties": objects({"name": TEXT})}
    made = document(_making("pond", {"name": "pond"}, {"rest": rest}, required=""))
    for above, path, inside in ((spec, "plant/create", "plants"), (made, "pond/create", "rest")):
        of = explained(above, "POST", path)
        names = [path_text(each.path) for each in of.fields]
        (name,) = (each for each in names if each.startswith(inside) and each.endswith("name"))
        with pytest.raises(InputError, match=f"has no field '{re.escape(name)}' to set"):
            partial(above, of, [f"{name}=x"])
    with pytest.raises(InputError, match=r"^garden is a request, not a field; write garden\.FIELD=VALUE$"):
        partial(spec, operation, ["garden=BIG"])


def test_a_value_that_a_request_above_cannot_have_is_told(spec: dict[str, Any]) -> None:
    operation = explained(spec, "POST", "bed/create")
    with pytest.raises(
        InputError, match=r'^garden\.size: "BGI" is not one of its values; did you mean BIG\?$'
    ):
        partial(spec, operation, ["garden.size=BGI"])
    # What is wrong with its own fields stands beside them.
    given = partial(spec, operation, ["soil=MUD"])
    assert [each.reason for each in states(operation, given) if each.state == "wrong"] == [
        '"MUD" is not one of its values'
    ]


def test_of_several_fields_one_of_which_is_required_all_are_told(spec: dict[str, Any]) -> None:
    bed = spec["paths"]["/open_api/v1.3/bed/create/"]["post"]["requestBody"]["content"]["application/json"]
    rules = [
        Rule("or", (("soil",), ("path",), ("fence",)), when=BIG),
        Rule("only-one", (("depth",), ("fence",)), when=NOT_BIG),
        # Whether it counts hangs on what else is sent.
        Rule("or", (("soil",), ("depth",)), when=Present(("fence",))),
    ]
    bed["schema"]["x-rules"] = rule_keys(rules)["x-rules"]

    def told(size: str) -> list[tuple[Any, ...]]:
        return [(each.field, *each.others) for each in launch(spec, size)[1].fields if each.state == "one of"]

    assert told("BIG") == [("soil", "path", "fence")]
    assert told("SMALL") == [("depth", "fence")]
    small, big = launch(spec, "SMALL"), launch(spec, "BIG")
    none = Examples(spec, NO_EXAMPLES).of_levels(big)
    assert "  one of       depth, fence: send exactly one of `depth`, `fence`" in launch_text(small, none)
    fields: Any = launch_data(big, none)[1]["fields"]
    (data,) = (each for each in fields if each["state"] == "one of")
    assert (data["field"], data["others"]) == ("soil", ["path", "fence"])


def test_a_launch_is_told_from_its_top_down(spec: dict[str, Any]) -> None:
    garden, bed, plant = launch(spec, "BIG")
    assert garden.fields == (
        LaunchField("size", "given", "", ("BIG",)),
        LaunchField("name", "required"),
        LaunchField("pond", "required", "`pond` is required when `size` is `BIG`."),
    )
    assert bed.fields == (
        LaunchField("garden_id", "required"),
        LaunchField("path", "required", "`path` is required when `size` of the garden is `BIG`."),
        # A big garden has a pond.
        LaunchField("depth", "required", "`depth` is required when `pond` of the garden is given."),
        LaunchField("soil", "only", "", ("CLAY", "PEAT")),
    )
    assert bed.defaults == {"soil": "CLAY"}
    assert [(each.field, each.state) for each in plant.fields] == [
        ("bed_id", "required"),
        ("plants", "required"),
        ("plants[].name", "required"),
        ("plants[].pot", "not allowed"),
    ]
    small = launch(spec, "size=SMALL", explained(spec, "POST", "bed/create"))
    assert [(each.field, each.state) for each in small[1].fields] == [
        ("garden_id", "required"),
        ("fence", "not allowed"),
    ]


def test_the_reason_is_the_rule_that_holds_not_another_about_the_field(spec: dict[str, Any]) -> None:
    bed = spec["paths"]["/open_api/v1.3/bed/create/"]["post"]["requestBody"]["content"]["application/json"]
    rules = [Rule("requires", (("fence",),), when=BIG), Rule("forbids", (("fence",),), when=NOT_BIG)]
    bed["schema"]["x-rules"] = rule_keys(rules)["x-rules"]

    def told(size: str) -> list[tuple[str, str]]:
        fields = launch(spec, size)[1].fields
        return [(each.state, each.reason) for each in fields if each.field == "fence"]

    assert told("BIG") == [("required", "`fence` is required when `size` of the garden is `BIG`.")]
    assert told("SMALL") == [
        ("not allowed", "`fence` is not allowed when `size` of the garden is not `BIG`.")
    ]


def test_of_a_list_the_values_that_are_left_are_told(spec: dict[str, Any]) -> None:
    bed = spec["paths"]["/open_api/v1.3/bed/create/"]["post"]["requestBody"]["content"]["application/json"]
    tools = {"type": "array", "items": {"type": "string", "enum": ["RAKE", "HOE", "FORK"]}}
    bed["schema"]["properties"]["tools"] = tools
    rules = [Rule("value-in", (("tools",),), when=BIG, values=("RAKE", "HOE"))]
    bed["schema"]["x-rules"] = rule_keys(rules)["x-rules"]
    for size, told in ("BIG", [("only", ("RAKE", "HOE"))]), ("SMALL", []):
        fields = launch(spec, size)[1].fields
        assert [(each.state, each.values) for each in fields if each.field == "tools"] == told
    operation = explained(spec, "POST", "bed/create")
    given = partial(spec, operation, ["garden.size=BIG"])
    assert [each.reason for each in states(operation, given) if each.field == "tools"] == ["RAKE or HOE"]


def test_what_a_level_needs_counts_for_the_levels_below_it(spec: dict[str, Any]) -> None:
    plant = spec["paths"]["/open_api/v1.3/plant/create/"]["post"]["requestBody"]["content"]
    above: Steps = ("^bed",)
    walked = All((Present(above), Present(("^bed", "path"))))
    unfenced = All((Present(above), Not(Present(("^bed", "fence")))))
    rules = [
        Rule("requires", (("plants", "[]", "tall"),), when=walked),
        Rule("forbids", (("plants", "[]", "pot"),), when=unfenced),
    ]
    plant["application/json"]["schema"]["x-rules"] = rule_keys(rules)["x-rules"]
    assert [(each.field, each.state) for each in launch(spec, "BIG")[2].fields][3:] == [
        ("plants[].tall", "required"),
    ]
    assert [(each.field, each.state) for each in launch(spec, "SMALL")[2].fields][3:] == [
        ("plants[].pot", "not allowed"),
    ]


def test_the_command_prints_the_commonest_example_of_an_operation(
    spec: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "spec.yaml"
    file.write_text(json.dumps(spec), encoding="utf-8")
    words = ["explain", "bed.create", "--spec", str(file)]
    assert main(words) == 0
    assert "Example" not in capsys.readouterr().out
    (tmp_path / "samples.yaml").write_text(
        "a.md:\n- POST /bed/create/: {garden_id, soil: SAND}\n- POST /bed/create/: {garden_id}\n"
        "b.md:\n- POST /bed/create/: {garden_id, soil: SAND, path}\n",
        encoding="utf-8",
    )
    assert main(words) == 0
    example = {"garden_id": "7000000000000000001", "soil": "SAND"}
    assert capsys.readouterr().out.endswith(f"\nExample\n  {json.dumps(example)}\n")
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["example"] == example
    for more in (["soil"], ["--given", "soil=CLAY"]):
        assert main([*words, *more]) == 0
        assert "Example" not in capsys.readouterr().out


def test_the_command_prints_a_launch_also_as_json(
    spec: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "spec.yaml"
    file.write_text(json.dumps(spec), encoding="utf-8")
    (tmp_path / "samples.yaml").write_text(
        "a.md:\n- POST /garden/create/: {name, size: SMALL}\n- POST /bed/create/: {garden_id}\n"
        "b.md:\n- POST /garden/create/: {name, size: SMALL, wet: true}\n"
        "- POST /bed/create/: {garden_id, soil: SAND, fence}\n",
        encoding="utf-8",
    )
    lacking = (
        "No example of the plant is documented for this kind: this is what examples of other kinds give, "
        "changed where rules ask for it. Conditions in words may require more, or other values."
    )
    assert main(["explain", "--objective", "SMALL", "--spec", str(file)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "garden: POST /open_api/v1.3/garden/create/",
        '  example      {"name": "name", "size": "SMALL"}',
        "  also given   wet true",
        "  given        size SMALL",
        "  required     name",
        "",
        "bed: POST /open_api/v1.3/bed/create/",
        '  example      {"garden_id": "7000000000000000001"}',
        "  also given   soil SAND",
        "  required     garden_id",
        "  not allowed  fence: `fence` is not allowed when `size` of the garden is not `BIG`.",
        '  by default   soil "CLAY"',
        "",
        "plant: POST /open_api/v1.3/plant/create/",
        '  example      {"bed_id": "7000000000000000001", "plants": [{"name": "name"}]}',
        "  required     bed_id",
        "  required     plants",
        "  required     plants[].name",
        "",
        lacking,
    ]
    assert main(["explain", "--objective", "SMALL", "--json", "--spec", str(file)]) == 0
    garden, bed, plant = json.loads(capsys.readouterr().out)
    assert garden["level"] == "garden"
    assert (garden["example"], garden["documented"]) == ({"name": "name", "size": "SMALL"}, True)
    assert plant["documented"] is False
    assert bed["also_given"] == [{"field": "soil", "values": ["SAND"]}]
    assert bed["fields"][1] == {
        "field": "fence",
        "state": "not allowed",
        "reason": "`fence` is not allowed when `size` of the garden is not `BIG`.",
    }
    assert main(["explain", "post", "bed/create", "--given", "garden.size=BIG", "--spec", str(file)]) == 0
    assert "missing       path" in capsys.readouterr().out


@text_cases(arguments=literal, line=str)
def test_what_is_asked_amiss_is_a_line(
    spec: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], line: str
) -> None:
    file = tmp_path / "spec.yaml"
    file.write_text(json.dumps(spec), encoding="utf-8")
    assert main(["explain", *arguments, "--spec", str(file)]) == 2
    assert capsys.readouterr().err.strip().endswith(line)

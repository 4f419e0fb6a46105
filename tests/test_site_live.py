"""What the site's live pages are made of: places for what scripts say, and pages of launches."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from clients import document, objects, posting
from newest import newest_requests, newest_spec
from site_scripts import ASSETS, Scripts, needs_node
from text_cases import literal, text_cases
from tiktok_bindgen.assemble.rules import rule_keys
from tiktok_bindgen.cli import main
from tiktok_bindgen.explain.examples import GivenByPage
from tiktok_bindgen.explain.operation import explained
from tiktok_bindgen.logic.model import All, In, Present, Rule, path_text
from tiktok_bindgen.site import made
from tiktok_bindgen.site.frame import Site
from tiktok_bindgen.site.rule_data import operation_data

TEXT = {"type": "string"}
SIZE = {
    "type": "string",
    "enum": ["BIG", "SMALL", "WILD"],
    "x-enum-lifecycle": {"WILD": "deprecated"},
}
BIG = All((Present(("^garden",)), In(("^garden", "size"), ("BIG",))))
OPEN = {"type": "boolean", "default": True}
MOTTO = {"type": "string", "default": "Grün!"}
SOIL = {"type": "string", "enum": ["CLAY", "SAND"]}
AT = "/open_api/v1.3"
ID = "7000000000000000001"
SAND = {"soil": "SAND", "depth": "1"}
BIG_GARDEN = {"name": "name", "size": "BIG", "pond": "pond"}


def _making(level: str, above: dict[str, str], fields: dict[str, Any], *rules: Rule, required: str) -> Any:
    body = objects(fields, *required.split(), **rule_keys(rules))
    return {f"{AT}/{level}/create/": posting(body, **{"x-level": {"name": level, "above": above}})}


@pytest.fixture(scope="module")
def pages() -> Mapping[str, str]:
    """The pages of a garden, and of the beds in it."""
    spec = document(
        {
            **_making(
                "garden",
                {},
                {"name": TEXT, "size": SIZE, "pond": TEXT, "hut": TEXT, "open": OPEN, "motto": MOTTO},
                Rule("requires", (("pond",),), when=In(("size",), ("BIG",))),
                Rule("forbids", (("hut",),), when=In(("size",), ("SMALL", "WILD"))),
                required="name size",
            ),
            **_making(
                "bed",
                {"garden": f"{AT}/garden/create/"},
                {"garden_id": TEXT, "soil": SOIL, "depth": TEXT, "width": TEXT},
                Rule("value-in", (("soil",),), values=("SAND",), when=BIG),
                Rule("or", (("depth",), ("width",)), when=BIG),
                required="garden_id soil",
            ),
        }
    )
    garden = ("POST /garden/create/", {"name": None, "size": "BIG", "pond": None})
    small = ("POST /garden/create/", {"name": None, "size": "SMALL"})
    bed = ("POST /bed/create/", {"garden_id": None, "soil": "SAND", "depth": None})
    given: GivenByPage = {
        "a.md": [garden, bed],
        "b.md": [garden, ("POST /bed/create/", {**bed[1], "width": None})],
        "c.md": [small, ("POST /bed/create/", {"garden_id": None, "soil": "CLAY"})],
    }
    return made(Site.of({"2026-05": spec}, given))


def _read(pages: Mapping[str, str], name: str) -> BeautifulSoup:
    return BeautifulSoup(pages[name], "html.parser")


def _words(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ").split())


# -- an operation's page ---------------------------------------------------------------------


def test_an_operation_s_page_holds_what_its_scripts_take(pages: Mapping[str, str]) -> None:
    read = _read(pages, "operations/bed.create.html")
    stated = read.find(id="operation-data")
    assert stated is not None
    data = json.loads(stated.get_text())
    assert (data["method"], data["path"], data["name"], data["base"]) == (
        "POST",
        "/open_api/v1.3/bed/create/",
        "bed.create",
        "../",
    )
    assert data["above"] == {"^garden.size": ["BIG", "SMALL", "WILD"]}
    assert data["unjudged"] == ["2 rules about its parent garden"]
    assert data["samples"] == [
        {"request": request, "above": [{"^garden": above}]}
        for request, above in (
            ({"garden_id": ID, "soil": "SAND", "depth": "depth"}, BIG_GARDEN),
            ({"garden_id": ID, "soil": "SAND", "depth": "depth", "width": "width"}, BIG_GARDEN),
            ({"garden_id": ID, "soil": "CLAY"}, {"name": "name", "size": "SMALL"}),
        )
    ]
    assert [each["text"] for each in data["schema"]["x-rules"]] == [
        "`soil` must be `SAND` when `size` of the garden is `BIG`.",
        "send at least one of `depth`, `width` when `size` of the garden is `BIG`.",
    ]
    paths = {each["data-path"] for each in read.select(".field[data-path]")}
    assert paths == {"garden_id", "soil", "depth", "width"}
    loaded = [str(each.get("src")) for each in read.select("script[src]")]
    scripts = ["rules.js", "check.js", "states.js", "live.js"]
    assert [each.rpartition("/")[2] for each in loaded if each.rpartition("/")[2] in scripts] == scripts


def test_what_depends_on_scripts_is_not_shown_without_them(pages: Mapping[str, str]) -> None:
    read = _read(pages, "operations/bed.create.html")
    for name in ("live", "check"):
        part = read.find(id=name)
        assert part is not None
        assert part.has_attr("hidden")


def test_an_operation_s_page_begins_with_the_commonest_example(pages: Mapping[str, str]) -> None:
    read = _read(pages, "operations/bed.create.html")
    assert _words(read.find(id="which-sample")) == (
        "The commonest of 3 documented examples; its values are made up."
    )
    shown = [each for each in read.select("[data-case]") if not each.has_attr("hidden")]
    assert [each["data-case"] for each in shown] == ["0", "0"]
    assert [each["data-case"] for each in read.select("[data-case]")] == ["0", "0", "1", "1", "2", "2"]
    assert 'soil="SAND",' in shown[0].get_text()


def test_a_page_without_an_example_says_so_and_has_what_is_required() -> None:
    spec = document(_making("garden", {}, {"name": TEXT, "size": SIZE}, required="name size"))
    example: GivenByPage = {"a.md": [("POST /garden/create/", {"name": None, "size": "SMALL"})]}
    for given, said in (
        ({}, "No example is documented. This is what is required, with made-up values."),
        (example, "The documented example; its values are made up."),
    ):
        read = _read(made(Site.of({"2026-05": spec}, given)), "operations/garden.create.html")
        assert _words(read.find(id="which-sample")) == said
        assert len(read.select("[data-case]")) == 2


def test_the_command_takes_the_samples_beside_the_newest_spec(tmp_path: Path) -> None:
    spec = document(_making("garden", {}, {"name": TEXT, "size": SIZE}, required="name size"))
    for date in ("2026-05", "2026-06"):
        (tmp_path / f"{date}.openapi.yaml").write_text(json.dumps(spec), encoding="utf-8")
    (tmp_path / "samples.yaml").write_text("a.md:\n- POST /garden/create/: {name, size: SMALL}\n", "utf-8")
    words = ["site", "-o", str(tmp_path / "site"), *map(str, tmp_path.glob("*.openapi.yaml"))]
    assert main(words) == 0
    page = (tmp_path / "site" / "operations" / "garden.create.html").read_text("utf-8")
    (code, *_) = BeautifulSoup(page, "html.parser").select("[data-case] code")
    assert 'size="SMALL"' in code.get_text()
    (tmp_path / "samples.yaml").write_text("a.md: none\n", "utf-8")
    assert main(words) == 2


def test_no_script_is_large() -> None:
    sizes = {each.name: each.stat().st_size for each in ASSETS.glob("*.js")}
    assert max(sizes[name] for name in ("rules.js", "check.js", "live.js")) < 21_000
    assert sum(sizes[name] for name in ("rules.js", "check.js", "states.js", "live.js")) < 80_000


@needs_node
def test_scripts_speak_of_the_fields_of_the_tree_and_of_no_others(scripts: Scripts) -> None:
    asked = 0
    for request in newest_requests():
        of = explained(newest_spec(), request.method, request.path)
        data = operation_data(newest_spec(), of, name=request.name, base="../")
        tree = {path_text(each.path) for each in of.fields}
        (states,) = scripts.about("states", request.name, data, [{}])
        assert states.keys() == tree, request.title
        questions = scripts.call("questions", data)
        asked += bool(questions)
        assert {each["path"] for each in questions if each["known"]} <= tree
    assert asked > 100


@needs_node
@pytest.mark.parametrize(
    ("chosen", "index"),
    [
        ({}, 0),
        ({"soil": "CLAY"}, 2),
        ({"soil": "PEAT"}, -1),
        ({"width": {"given": True}}, 1),
        ({"width": {"given": True}, "depth": None}, -1),
        ({"depth": None}, 2),
        ({"^garden.size": "SMALL"}, 2),
        ({"^garden.size": "WILD"}, 2),
        ({"^garden.size": "BIG", "soil": "SAND"}, 0),
        ({"^garden.size": "BIG", "soil": "CLAY"}, -1),
        ({"tags[].text": "a"}, 1),
        ({"tags[].text": "c"}, -1),
        ({"kinds": ["B"]}, 2),
    ],
)
def test_the_sample_follows_the_choices(scripts: Scripts, chosen: Mapping[str, object], index: int) -> None:
    big, small = {"^garden": {"size": "BIG"}}, {"^garden": {"size": "SMALL"}}
    samples = [
        {"request": SAND, "above": [big]},
        {
            "request": {"soil": "SAND", "depth": "1", "width": "2", "tags": [{"text": "b"}, {"text": "a"}]},
            "above": [],
        },
        {"request": {"soil": "CLAY", "kinds": ["A", "B"]}, "above": [{"^garden": {"size": "WILD"}}, small]},
    ]
    assert scripts.call("fitting", samples, chosen) == index


# -- launches --------------------------------------------------------------------------------


def test_the_index_leads_to_each_kind_of_launch(pages: Mapping[str, str]) -> None:
    read = _read(pages, "launches/index.html")
    assert [_words(each) for each in read.select("main h2")] == ["garden.create then bed.create"]
    links = {str(each["href"]): _words(each.parent) for each in read.select(".kinds a")}
    assert links == {
        "../launches/bed.create-BIG.html": "BIG",
        "../launches/bed.create-SMALL.html": "SMALL",
        "../launches/bed.create-WILD.html": "WILD deprecated no example",
    }
    assert {href.removeprefix("../") for href in links} <= pages.keys()


@text_cases(meanings=literal, said=literal)
def test_the_index_tells_what_kinds_of_launches_mean_where_that_is_known(
    meanings: object, said: list[str]
) -> None:
    size = {"type": "string", "enum": ["BIG", "SMALL", "WILD"], "x-enum-descriptions": meanings}
    big = Rule("requires", (("soil",),), when=In(("^garden", "size"), ("BIG",)))
    spec = document(
        {
            **_making("garden", {}, {"size": size}, required="size"),
            **_making("bed", {"garden": f"{AT}/garden/create/"}, {"soil": SOIL}, big, required=""),
        }
    )
    read = _read(made(Site.of({"2026-05": spec})), "launches/index.html")
    told = [_words(each.parent).replace(" no example", "") for each in read.select(".kinds a")]
    assert told == said


def test_a_launch_tells_what_each_level_takes(pages: Mapping[str, str]) -> None:
    read = _read(pages, "launches/bed.create-BIG.html")
    assert _words(read.find("h1")) == "Launch with size BIG"
    garden, bed = read.select("section.level")
    told = {_words(each): _lines(each) for each in garden.select("h3")}
    assert told == {
        "Chosen 1": ["size BIG"],
        "Required 2": ["name", "pond pond is required when size is BIG ."],
    }
    assert {_words(each): _lines(each) for each in bed.select("h3")} == {
        "Required 2": ["garden_id", "soil SAND"],
        "One or another 1": [
            "depth or width send at least one of depth , width when size of the garden is BIG ."
        ],
    }
    assert [_words(each) for each in garden.select("summary")] == ["2 fields have a default at the garden"]
    assert _words(garden.select_one(".defaults")) == 'open true motto "Grün!"'
    small = _read(pages, "launches/bed.create-SMALL.html")
    assert _words(small.select_one("summary")) == "1 field is not allowed at the garden"
    assert _words(small.select_one("details li")) == "hut hut is not allowed when size is SMALL or WILD ."


def _lines(head: Tag) -> list[str]:
    listed = head.find_next_sibling("ul")
    assert isinstance(listed, Tag)
    return [_words(each) for each in listed.find_all("li", recursive=False)]


def test_a_launch_leads_to_its_operations_with_the_choice_made(pages: Mapping[str, str]) -> None:
    read = _read(pages, "launches/bed.create-BIG.html")
    assert [each["href"] for each in read.select("section.level > p > a")] == [
        "../operations/garden.create.html#?size=BIG",
        "../operations/bed.create.html#?%5Egarden.size=BIG",
    ]
    # Each field leads to itself.
    for link in read.select("section.level a.name"):
        name, _, anchor = str(link["href"]).removeprefix("../").partition("#")
        assert _read(pages, name).find(id=anchor) is not None, link


def test_a_launch_has_an_example_to_copy_and_what_may_be_added(pages: Mapping[str, str]) -> None:
    read = _read(pages, "launches/bed.create-BIG.html")
    plan = read.select_one(".sample code")
    assert plan is not None
    assert json.loads(plan.get_text()) == [
        {"operation": "POST /garden/create/", "request": BIG_GARDEN},
        {"operation": "POST /bed/create/", "request": {"soil": "SAND", "depth": "depth"}},
    ]
    (head,) = (each for each in read.select("h3") if "May be added" in each.get_text())
    assert (_words(head), _lines(head)) == ("May be added to the bed 1", ["width"])


def test_a_launch_without_an_example_says_so(pages: Mapping[str, str]) -> None:
    wild = _read(pages, "launches/bed.create-WILD.html")
    (plan,) = wild.select(".sample code")
    assert [each["operation"] for each in json.loads(plan.get_text())] == [
        "POST /garden/create/",
        "POST /bed/create/",
    ]
    said = _words(wild.find("main"))
    assert "No example is documented for this kind: this is what examples of other kinds give" in said
    assert "The documented example that gives least." not in said


def test_an_api_without_levels_has_no_launches() -> None:
    plain = document({f"{AT}/garden/get/": posting(objects({"name": TEXT}), operationId="garden_get")})
    pages = made(Site.of({"2026-05": plain}))
    assert [name for name in pages if name.startswith("launches/")] == ["launches/index.html"]
    assert "No operation creates an object inside another." in pages["launches/index.html"]

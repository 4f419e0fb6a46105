"""One rule explained by its id: what it says, whose it is, requests that break it and that keep to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from newest import committed_spec
from text_cases import literal, text_cases
from tiktok_bindgen.cli import main
from tiktok_bindgen.explain.colour import coloured
from tiktok_bindgen.explain.operation import explained
from tiktok_bindgen.explain.reason import findings
from tiktok_bindgen.explain.report import report
from tiktok_bindgen.explain.rule import explained_rule
from tiktok_bindgen.explain.witness import witnesses
from tiktok_bindgen.logic.data import from_data
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.model import (
    All,
    Bound,
    Compares,
    Condition,
    Contains,
    HoldsOnly,
    In,
    Not,
    Present,
    Rule,
    to_data,
)

NEEDED = Rule("requires", (("soil",),), when=In(("kind",), ("BED", "POT")))
DEEP = Rule("limit", (("beds", "[]", "name"),), bound=Bound("<=", 4, "length"))
ABOVE = Rule("forbids", (("depth",),), when=Present(("^garden", "wet")))


@pytest.fixture
def spec() -> dict[str, Any]:
    """Two operations whose bodies are one component, and one of its own."""
    needed = {**to_data(NEEDED), "text": sentence(NEEDED)}
    shared = {"type": "object", "x-rules": [needed], "properties": {"kind": {}, "soil": {}}}
    own = {"type": "object", "x-rules": [{**to_data(DEEP), "x-contested": [CONTESTED]}]}
    reference = {"$ref": "#/components/schemas/Bed"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Garden", "version": "1"},
        "paths": {
            f"/open_api/v1.3/{name}/": {"post": _sends(schema)}
            for name, schema in (("bed/make", reference), ("bed/move", reference), ("beds/sow", own))
        },
        "components": {"schemas": {"Bed": shared}},
    }


CONTESTED = {"fact": "rule", "page": "roses.md", "line": 7}


def _sends(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "externalDocs": {"url": "https://garden.test/7"},
        "requestBody": {"content": {"application/json": {"schema": schema}}},
        "responses": {},
    }


@pytest.fixture
def file(spec: dict[str, Any], tmp_path: Path) -> str:
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(spec), encoding="utf-8")
    return str(path)


def test_a_rule_is_told_with_all_operations_that_have_it(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", NEEDED.id, "--spec", file]) == 0
    assert capsys.readouterr().out.splitlines() == [
        NEEDED.id,
        "",
        "`soil` is required when `kind` is one of `BED`, `POT`.",
        "",
        "fields      soil, kind",
        "operation   POST /bed/make/",
        "            https://garden.test/7",
        "operation   POST /bed/move/",
        "            https://garden.test/7",
        'fails       {"kind": "BED"}',
        'passes      {"soil": "SOMETHING_ELSE", "kind": "BED"}',
    ]


def test_a_contested_rule_is_told_as_that(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", DEEP.id, "--spec", file, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["operations"] == [
        {"method": "POST", "path": "/beds/sow/", "docs": "https://garden.test/7"},
    ]
    assert (told["enforced"], told["against"]) == (False, ["roses.md, line 7"])
    assert (told["fails"], told["passes"]) == (
        {"beds": [{"name": "aaaaa"}]},
        {"beds": [{"name": "aaaa"}]},
    )


def test_a_rule_that_there_is_not_is_answered_by_those_that_are_alike(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "request-enum-value-remuved", "--spec", file]) == 2
    assert "unknown rule request-enum-value-remuved; did you mean request-enum-value-removed" in (
        capsys.readouterr().err
    )


def test_a_rule_of_diff_is_explained_with_its_mirror(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "request-required-field-added"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("request-required-field-added (breaking)\n")
    assert "the other way     request-required-field-removed (breaking)\n" in text
    assert main(["rules", "enum-value-added", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(each["id"], each["severity"]) for each in told] == [
        ("request-enum-value-added", "safe"),
        ("response-enum-value-added", "risky"),
    ]


def test_a_rule_that_looks_above_is_broken_by_a_request_with_what_is_above() -> None:
    fails, passes = witnesses(ABOVE)
    assert fails is not None
    assert fails.keys() == {"depth", "^garden"}
    assert passes is not None
    assert not violations([ABOVE], passes)


ELSE = "SOMETHING_ELSE"
SOIL, POT, DEPTH, WIDTH = (("soil",), ("pot",), ("depth",), ("width",))


@pytest.mark.parametrize(
    ("rule", "fails", "passes"),
    [
        (Rule("requires", (SOIL,)), {}, {"soil": ELSE}),
        (Rule("forbids", (SOIL,)), {"soil": ELSE}, {}),
        (Rule("value-in", (SOIL,), values=("CLAY", "LOAM")), {"soil": ELSE}, {"soil": "CLAY"}),
        (Rule("value-in", (DEPTH,), values=(1, 2)), {"depth": ELSE}, {"depth": 1}),
        (Rule("value-not-in", (SOIL,), values=("CLAY",)), {"soil": "CLAY"}, {"soil": ELSE}),
        (Rule("or", (SOIL, POT)), {}, {"soil": ELSE}),
        (Rule("only-one", (SOIL, POT)), {}, {"soil": ELSE}),
        (Rule("zero-or-one", (SOIL, POT)), {"soil": ELSE, "pot": ELSE}, {"soil": ELSE}),
        (Rule("all-or-none", (SOIL, POT)), {"pot": ELSE}, {"soil": ELSE, "pot": ELSE}),
        (
            Rule("relational", (DEPTH, WIDTH), operator="<"),
            {"depth": 1, "width": 1},
            {"depth": 1, "width": 2},
        ),
        (
            Rule("relational", (DEPTH, WIDTH), operator=">"),
            {"depth": 1, "width": 1},
            {"depth": 2, "width": 1},
        ),
        (Rule("arithmetic", (DEPTH, WIDTH), bound=Bound(">=", 5)), {"width": 1}, {"depth": 4, "width": 1}),
        (
            Rule("arithmetic", (SOIL, POT), bound=Bound("<=", 30, "days")),
            {"soil": "2030-01-01", "pot": "2030-02-01"},
            {"soil": "2030-01-01", "pot": "2030-01-01"},
        ),
        (Rule("limit", (DEPTH,), bound=Bound("<=", 5)), {"depth": 6}, {"depth": 4}),
        (Rule("limit", (SOIL,), bound=Bound(">=", 3, "length")), {"soil": "aa"}, {"soil": "aaaa"}),
        (Rule("limit", (SOIL,), bound=Bound("<=", 0, "items")), {"soil": ["a"]}, {"soil": []}),
        (
            Rule("limit", (SOIL,), bound=Bound(">=", "2030-05-01")),
            {"soil": "2029-05-01"},
            {"soil": "2030-05-01"},
        ),
        (
            Rule("limit", (("beds", "[]"),), bound=Bound("<=", 2, "length")),
            {"beds": ["aaa"]},
            {"beds": ["aa"]},
        ),
        (Rule("forbids", (("beds", "[]"),)), {"beds": [ELSE]}, {"beds": []}),
    ],
)
def test_a_rule_is_shown_by_what_breaks_it_and_what_does_not(
    rule: Rule, fails: dict[str, Any], passes: dict[str, Any]
) -> None:
    assert witnesses(rule) == (fails, passes)


@pytest.mark.parametrize(
    ("when", "fails"),
    [
        (In(("kind",), ("BED",)), {"kind": "BED"}),
        (In(("open",), (True,)), {"open": True}),
        (Not(In(("open",), (True,))), {}),
        (All((Present(("open",)), Not(In(("open",), (True,))))), {"open": False}),
        (Contains(("kinds",), ("BED",)), {"kinds": ["BED"]}),
        (HoldsOnly(("kinds",), ("BED",)), {"kinds": ["BED"]}),
        (All((Present(("kinds",)), Not(Contains(("kinds",), ("BED",))))), {"kinds": [ELSE]}),
        (Compares(DEPTH, ">", 7), {"depth": 8}),
        (Compares(DEPTH, "<", 7), {"depth": 6}),
        (Compares(("label",), ">", 1, measure="length"), {"label": "aa"}),
        (Compares(("marks",), ">=", 2, measure="items"), {"marks": ["a", "a"]}),
        (Compares(DEPTH, ">", other=WIDTH), {"depth": 2, "width": 1}),
        (Present(POT), {"pot": ELSE}),
        (Not(Present(POT)), {}),
    ],
)
def test_what_breaks_a_rule_under_a_condition_meets_the_condition(
    when: Condition, fails: dict[str, Any]
) -> None:
    assert witnesses(Rule("requires", (SOIL,), when=when)) == (fails, {"soil": ELSE, **fails})
    inside = Rule("requires", (SOIL,), scope=("beds", "[]"), when=when)
    assert witnesses(inside) == ({"beds": [fails]}, {"beds": [{"soil": ELSE, **fails}]})


def _rules(node: object) -> Iterator[Rule]:
    if isinstance(node, dict):
        yield from map(from_data, node.get("x-rules", ()))
        for inner in node.values():
            yield from _rules(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _rules(inner)


def test_nearly_every_rule_of_the_whole_api_has_a_request_that_breaks_it_and_one_that_does_not() -> None:
    rules = {rule.id: rule for rule in _rules(committed_spec("2026-05"))}
    both = 0
    for rule in rules.values():
        fails, passes = witnesses(rule)
        assert fails is None or violations([rule], fails)
        assert passes is None or not violations([rule], passes)
        both += fails is not None and passes is not None
    assert len(rules) > 900
    assert both > 0.95 * len(rules)


def test_no_operation_has_a_rule_that_is_nowhere(spec: dict[str, Any]) -> None:
    assert explained_rule(spec, "requires:soil:00000000") is None


# An operation for programs, and in colours


def test_an_operation_is_told_as_json(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "bed.make", "--json", "--given", "kind=BED", "--spec", file]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["method"], told["path"]) == ("POST", "/open_api/v1.3/bed/make/")
    assert [field["path"] for field in told["fields"]] == ["kind", "soil"]
    assert [rule["id"] for rule in told["rules"]] == [NEEDED.id]
    assert {state["field"]: state["state"] for state in told["states"]} == {
        "kind": "given",
        "soil": "missing",
    }
    assert main(["explain", "bed.make", "kind", "--json", "--spec", file]) == 0
    assert [field["path"] for field in json.loads(capsys.readouterr().out)["fields"]] == ["kind"]


def test_colours_change_no_word(spec: dict[str, Any]) -> None:
    operation = explained(spec, "POST", "bed/make")
    text = report(operation, findings(operation))
    painted = coloured(text)
    for mark in ("0", "1", "36", "31", "31;1", "33", "2"):
        painted = painted.replace(f"\x1b[{mark}m", "")
    assert painted == text
    assert "\x1b[36m`soil`\x1b[0m is required" in coloured(text)


@text_cases(text=literal, painted=literal)
def test_each_part_has_its_colour(text: str, painted: str) -> None:
    assert coloured(text) == painted.replace("<", "\x1b[").replace(">", "m")


@text_cases(variables=literal, has_colours=literal)
def test_colours_are_for_who_wants_them(
    file: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    *,
    has_colours: bool,
) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert main(["explain", "/bed/make/", "--spec", file]) == 0
    assert ("\x1b[" in capsys.readouterr().out) is has_colours

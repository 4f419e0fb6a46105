"""Corrections by hand: an OpenAPI Overlay document applied to a spec."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from tiktok_bindgen.assemble.overlay import Overlay, apply_overlay, load_overlay
from tiktok_bindgen.assemble.yaml import dump_yaml
from tiktok_bindgen.problem import InputError

SPEC: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {
        "/bell/ring/": {
            "post": {"operationId": "bell_ring", "parameters": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}
        }
    },
    "components": {
        "schemas": {
            "Tone": {"type": "string", "enum": ["SOFT", "LOUD"]},
            "Bell": {"type": "object", "properties": {"tone": {"$ref": "#"}, "id": {"type": "number"}}},
        }
    },
}


def overlay(tmp_path: Path, *actions: object, **keys: object) -> Overlay:
    document = {
        "overlay": "1.0.0",
        "info": {"title": "Corrections", "version": "1"},
        "actions": list(actions),
    }
    path = tmp_path / "overlay.yaml"
    path.write_text(dump_yaml(document | keys), encoding="utf-8")
    return load_overlay(path)


def action(target: str, **keys: object) -> dict[str, object]:
    return {"target": target, "x-reason": "It is so.", **keys}


def corrected(tmp_path: Path, *actions: object) -> tuple[dict[str, Any], list[str]]:
    spec = copy.deepcopy(SPEC)
    problems = apply_overlay(spec, overlay(tmp_path, *actions))
    assert all(problem.page == "overlay.yaml" for problem in problems)
    return spec, [problem.code for problem in problems]


def test_an_update_is_merged_into_every_target(tmp_path: Path) -> None:
    spec, codes = corrected(
        tmp_path,
        action("$.components.schemas.Bell.properties.id", update={"type": "string", "x": {"deep": [1]}}),
        action("$.paths['/bell/ring/'].post.parameters[?@.name != 'b']", update={"required": True}),
    )
    assert codes == []
    assert spec["components"]["schemas"]["Bell"]["properties"]["id"] == {"type": "string", "x": {"deep": [1]}}
    assert spec["components"]["schemas"]["Bell"]["properties"]["tone"] == {"$ref": "#"}
    parameters = spec["paths"]["/bell/ring/"]["post"]["parameters"]
    assert parameters == [{"name": "a", "required": True}, {"name": "b"}, {"name": "c", "required": True}]


def test_what_is_of_another_kind_is_replaced(tmp_path: Path) -> None:
    tone = {"type": {"deep": 1}, "enum": "SOFT", "new": [1]}
    spec, codes = corrected(
        tmp_path,
        action("$.components.schemas.Tone", update=tone),
        action("$.components.schemas.Bell", update={"properties": 7}),
    )
    assert codes == []
    assert spec["components"]["schemas"] == {"Tone": tone, "Bell": {"type": "object", "properties": 7}}


def test_arrays_are_appended_to(tmp_path: Path) -> None:
    spec, codes = corrected(
        tmp_path,
        action("$.components.schemas.Tone", update={"enum": ["LOUD", "SHRILL"]}),
        action("$.components.schemas.Tone.enum", update="LOW"),
        action("$.paths.*.post.parameters", update={"name": "d"}),
    )
    assert codes == []
    assert spec["components"]["schemas"]["Tone"]["enum"] == ["SOFT", "LOUD", "SHRILL", "LOW"]
    assert [each["name"] for each in spec["paths"]["/bell/ring/"]["post"]["parameters"]] == [
        "a",
        "b",
        "c",
        "d",
    ]


def test_every_match_is_removed(tmp_path: Path) -> None:
    spec, codes = corrected(
        tmp_path,
        action("$..parameters[0, 2, 0]", remove=True),
        action("$.components.schemas.Tone.enum[?@ == 'SOFT']", remove=True),
        action("$..properties['tone', 'id']", remove=True),
    )
    assert codes == []
    assert spec["paths"]["/bell/ring/"]["post"]["parameters"] == [{"name": "b"}]
    assert spec["components"]["schemas"]["Tone"]["enum"] == ["LOUD"]
    assert spec["components"]["schemas"]["Bell"]["properties"] == {}


def test_a_match_inside_another_match_is_removed_with_it(tmp_path: Path) -> None:
    spec, codes = corrected(tmp_path, action("$.components..*", remove=True))
    assert (spec["components"], codes) == ({}, [])


def test_actions_are_applied_one_after_the_other(tmp_path: Path) -> None:
    spec, codes = corrected(
        tmp_path,
        action("$.components.schemas.Tone.enum", remove=True),
        action("$.components.schemas.Tone", update={"enum": ["A"]}),
        action("$.components.schemas.Tone[?@ == 'string']", update={"a": 1}),
    )
    assert spec["components"]["schemas"]["Tone"] == {"type": "string", "enum": ["A"]}
    assert codes == ["overlay-mismatch"]


@pytest.mark.parametrize(
    ("odd", "code"),
    [
        (action("$.components.schemas.Gong", update={"a": 1}), "overlay-unused"),
        (action("$.components.schemas.Gong", remove=True), "overlay-unused"),
        (action("$", remove=True), "overlay-mismatch"),
        (action("$.openapi", update={"a": 1}), "overlay-mismatch"),
        (action("$.components", update=["a"]), "overlay-mismatch"),
        (action("$.components", update=None), "overlay-mismatch"),
        (action("$.components.schemas.Tone", update={"enum": ["SOFT"]}), "overlay-without-effect"),
        (action("$.components.schemas.Tone", update={"type": "string"}), "overlay-without-effect"),
    ],
)
def test_an_action_that_does_nothing_is_reported(odd: object, code: str, tmp_path: Path) -> None:
    spec, codes = corrected(tmp_path, odd)
    assert (spec, codes) == (SPEC, [code])


def test_what_an_update_holds_is_not_shared_between_targets(tmp_path: Path) -> None:
    spec, _ = corrected(
        tmp_path,
        action("$.paths.*.post.parameters[*]", update={"x": {"y": []}}),
        action("$.paths.*.post.parameters[0].x.y", update=1),
    )
    assert [each["x"]["y"] for each in spec["paths"]["/bell/ring/"]["post"]["parameters"]] == [[1], [], []]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"overlay": "2.0.0"}, "version 1.0"),
        ({"overlay": None}, "version 1.0"),
        ({"info": {"title": "x"}}, "a title and a version"),
        ({"info": []}, "a title and a version"),
        ({"actions": {}}, "not a list"),
        ({"actions": ["x"]}, "action 1 is not a mapping"),
        ({"actions": [{"x-reason": "x", "remove": True}]}, "no target"),
        ({"actions": [{"target": "$.a", "remove": True}]}, "no x-reason"),
        ({"actions": [{"target": "$.a", "remove": True, "x-reason": " "}]}, "no x-reason"),
        ({"actions": [action("$.a")]}, "either 'update' or"),
        ({"actions": [action("$.a", remove=False)]}, "either 'update' or"),
        ({"actions": [action("$.a", remove=True, update=1)]}, "either 'update' or"),
        ({"actions": [action("$.a", remove="yes")]}, "must be true or false"),
        ({"actions": [action("$.a", remove=True), action("a.b", remove=True)]}, "action 2.* not a JSONPath"),
        ({"actions": [action("$.a[?", remove=True)]}, "not a JSONPath"),
        ({"actions": [action("$.a[?@.b == nothing(1)]", remove=True)]}, "not a JSONPath"),
        ({"actions": [action("$" + "[?(" * 5000, remove=True)]}, "not a JSONPath"),
        ({"actions": [action("$.a", updates=1)]}, "unknown key 'updates'"),
        ({"action": []}, "unknown key 'action'"),
    ],
)
def test_a_malformed_overlay_is_one_line_about_the_file(
    keys: dict[str, object], words: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=words) as caught:
        overlay(tmp_path, **keys)
    assert "overlay.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_extensions_and_descriptions_are_allowed(tmp_path: Path) -> None:
    found = overlay(
        tmp_path,
        action("$.a", remove=True, description="words", **{"x-since": "2026"}),
        extends="spec.yaml",
        **{"x-note": "words"},
    )
    assert (found.title, found.actions[0].reason) == ("Corrections", "It is so.")

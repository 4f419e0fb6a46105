"""Corrections by hand: an OpenAPI Overlay document applied to a spec."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest

from text_cases import literal, text_cases
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
    tone = {"type": ["integer"], "enum": [1], "new": [1]}
    spec, codes = corrected(
        tmp_path,
        action("$.components.schemas.Tone", update={"enum": None, "new": {"deep": 1}}),
        action("$.components.schemas.Tone", update=tone),
        action("$.components.schemas.Bell.properties", update={"tone": True}),
    )
    assert codes == []
    bell = {"type": "object", "properties": {"tone": True, "id": {"type": "number"}}}
    assert spec["components"]["schemas"] == {"Tone": tone, "Bell": bell}


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


@text_cases(target=str, end=literal)
def test_of_a_target_that_matches_nothing_the_unknown_name_is_told(
    target: str, end: str, tmp_path: Path
) -> None:
    (problem,) = apply_overlay(copy.deepcopy(SPEC), overlay(tmp_path, action(target, remove=True)))
    assert problem.text == f"action 1, target {target!a}: matches nothing{end}"


_SOFT = {"kind": "requires", "targets": ["id"], "when": {"in": "tone", "values": ["SOFT"]}}
_LOUD = {"kind": "requires", "targets": ["id"], "when": {"in": "tone", "values": ["LOUD"]}}
_BELL = "$.components.schemas.Bell"


def test_what_schemas_say_of_rules_follows_when_rules_are_corrected(tmp_path: Path) -> None:
    def bell(spec: dict[str, Any]) -> tuple[list[str], list[str]]:
        found = spec["components"]["schemas"]["Bell"]
        parts = [part.get("title", str(part)) for part in found.get("allOf", ())]
        return parts, [rule["text"] for rule in found.get("x-rules", ())]

    spec = copy.deepcopy(SPEC)
    spec["components"]["schemas"]["Bell"]["allOf"] = [{"minProperties": 1}]
    first = overlay(tmp_path, action(_BELL, update={"x-rules": [{**_SOFT, "text": "Odd."}]}))
    assert apply_overlay(spec, first) == ()
    said = "`id` is required when `tone` is `{}`"
    assert bell(spec) == (["{'minProperties': 1}", said.format("SOFT")], [f"{said.format('SOFT')}."])
    other = action(f"{_BELL}['x-rules'][0].when", update={"values": ["LOUD"]})
    assert apply_overlay(spec, overlay(tmp_path, other)) == ()
    assert bell(spec) == (
        ["{'minProperties': 1}", "`id` is required when `tone` is `SOFT` or `LOUD`"],
        ["`id` is required when `tone` is one of `SOFT`, `LOUD`."],
    )
    assert apply_overlay(spec, overlay(tmp_path, action(f"{_BELL}['x-rules']", remove=True))) == ()
    assert bell(spec) == (["{'minProperties': 1}"], [])


def test_a_correction_of_one_rule_leaves_all_others_as_they_were(tmp_path: Path) -> None:
    spec = copy.deepcopy(SPEC)
    bell = {
        **spec["components"]["schemas"]["Bell"],
        "x-rules": [{"kind": "relational", "operator": "==", "targets": ["tone", "^tower.tone"]}],
    }
    other = {"type": "object", "allOf": [{"minProperties": 1}], "properties": {"id": {}}, "x-rules": [_LOUD]}
    spec["components"]["schemas"].update(Bell=bell, Other=other)
    remove = action("$.components.schemas.Other['x-rules'][0]", remove=True)
    assert apply_overlay(spec, overlay(tmp_path, remove)) == ()
    assert list(spec["components"]["schemas"]["Other"]) == ["type", "allOf", "properties", "x-rules"]


def test_a_rule_about_a_parent_is_about_no_unknown_field_and_keys_keep_their_places(tmp_path: Path) -> None:
    spec = copy.deepcopy(SPEC)
    like_others = {"kind": "relational", "targets": ["tone", "^^bell.tone"], "when": {"present": "^^bell"}}
    bell = spec["components"]["schemas"]["Bell"]
    spec["components"]["schemas"]["Bell"] = {"allOf": [{"minProperties": 1}], **bell}
    actions = action(_BELL, update={"x-rules": [{**like_others, "operator": "=="}]})
    assert apply_overlay(spec, overlay(tmp_path, actions)) == ()
    assert next(iter(spec["components"]["schemas"]["Bell"])) == "allOf"


def test_a_contested_rule_is_in_no_schema_and_rules_of_an_operation_are_in_none(tmp_path: Path) -> None:
    spec = copy.deepcopy(SPEC)
    against = [{"fact": "r", "page": "bell.md", "line": 7}]
    call = spec["paths"]["/bell/ring/"]["post"]
    call["responses"] = {}
    actions = (
        action(_BELL, update={"x-rules": [{**_SOFT, "x-contested": against}, _LOUD]}),
        action("$.paths['/bell/ring/'].post", update={"x-rules": [{"kind": "requires", "targets": ["a"]}]}),
    )
    assert apply_overlay(spec, overlay(tmp_path, *actions)) == ()
    bell = spec["components"]["schemas"]["Bell"]
    assert [part["title"] for part in bell["allOf"]] == ["`id` is required when `tone` is `LOUD`"]
    assert [rule.get("x-contested") for rule in bell["x-rules"]] == [against, None]
    assert (call["x-rules"][0]["text"], "allOf" in call) == ("`a` is required.", False)


def test_what_is_no_rule_or_about_no_field_is_reported(tmp_path: Path) -> None:
    rules = [{"kind": "requires", "targets": ["id"], "when": {"in": "tone"}}, {**_SOFT, "targets": ["pitch"]}]
    spec = copy.deepcopy(SPEC)
    problems = apply_overlay(spec, overlay(tmp_path, action(_BELL, update={"x-rules": rules})))
    assert [each.code for each in problems] == ["overlay-mismatch", "overlay-mismatch"]
    rule, sentence = str(rules[0]), "`pitch` is required when `tone` is `SOFT`."
    assert problems[0].text == f"not a rule: 'values' is missing, in {rule}"
    assert problems[1].text == f"a rule is about 'pitch', which its object does not have: {sentence}"


def test_a_rule_that_compares_a_field_with_the_parents_is_about_no_unknown_field(tmp_path: Path) -> None:
    same = {"kind": "relational", "targets": ["id", "^tower.bell_id"], "operator": "=="}
    spec = copy.deepcopy(SPEC)
    assert apply_overlay(spec, overlay(tmp_path, action(_BELL, update={"x-rules": [same]}))) == ()
    (rule,) = spec["components"]["schemas"]["Bell"]["x-rules"]
    assert rule["text"] == "`id` must be equal to the value of `^tower.bell_id`."


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


def test_a_correction_after_which_the_spec_cannot_be_used_is_refused(tmp_path: Path) -> None:
    act = action("$.components.schemas.Tone", update={"enum": "LOUD"})
    with pytest.raises(InputError) as error:
        corrected(tmp_path, act)
    assert str(error.value) == (
        "overlay.yaml: the corrected spec cannot be used: components.schemas.Tone.enum: expected a list"
    )


def test_extensions_and_descriptions_are_allowed(tmp_path: Path) -> None:
    found = overlay(
        tmp_path,
        action("$.a", remove=True, description="words", **{"x-since": "2026"}),
        extends="spec.yaml",
        **{"x-note": "words"},
    )
    assert (found.name, found.actions[0].reason) == ("overlay.yaml", "It is so.")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            action("$.components.schemas.Tone", update={"type": "strng"}),
            "components.schemas.Tone.type: expected one or some of array, boolean, integer, null",
        ),
        (
            action("$.components.schemas.Bell.properties.tone", update={"$ref": "#/components/schemas/Tune"}),
            "a schema: `$ref` '#/components/schemas/Tune' does not resolve",
        ),
        (action("$.components.schemas.Tone", remove=True), "'#/components/schemas/Tone' does not resolve"),
    ],
)
def test_a_type_that_is_none_and_a_reference_that_leads_nowhere_are_refused(
    tmp_path: Path, change: object, words: str
) -> None:
    use = action(
        "$.components.schemas.Bell.properties", update={"low": {"$ref": "#/components/schemas/Tone"}}
    )
    with pytest.raises(InputError, match=re.escape(words)):
        corrected(tmp_path, use, change)

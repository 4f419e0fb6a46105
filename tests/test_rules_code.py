"""A rule as generated Python finds exactly what the rule's meaning says, at the same pointers."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients import document, generated, objects, posting
from rules_of_one_request import beside, payloads, rules, rules_beside
from searching import trying
from tiktok_bindgen.assemble.rules import rule_keys
from tiktok_bindgen.generate.checks import named
from tiktok_bindgen.generate.client import generate_files
from tiktok_bindgen.generate.formatting import formatted
from tiktok_bindgen.generate.rules import RuleWriter, StatedRule, stated_rules
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.model import All, Any_, Bound, In, Operator, Present, Rule, to_data
from tiktok_bindgen.logic.model import Path as Path_
from tiktok_bindgen.logic.reason import Reasoner
from tiktok_bindgen.runtime import check
from tiktok_bindgen.runtime import rules as runtime


class _Checks:
    """The rules that statements look up by name."""

    def __init__(self, stated: dict[str, list[str]]) -> None:
        self.stated = stated

    def rule(self, name: str) -> runtime.Rule:
        identity, message, *fields = self.stated[name]
        return runtime.Rule(identity, message, tuple(fields))


def _written(several: list[Rule]) -> tuple[str, dict[str, str], _Checks]:
    """The statements for rules, and the constants and rules that they need."""
    constants: dict[str, str] = {}
    stated: dict[str, list[str]] = {}
    writer = RuleWriter(partial(named, constants), partial(named, stated))
    lines = writer.statements([StatedRule(rule, f"rule {rule.id}") for rule in several])
    return "\n".join(lines), constants, _Checks(stated)


def _lines(several: list[Rule]) -> list[str]:
    return formatted({"rules.py": _written(several)[0]})["rules.py"].splitlines()


def _found(several: list[Rule], payload: dict[str, Any]) -> list[tuple[str, str]]:
    text, constants, checks = _written(several)
    assigned = "\n".join(f"{name} = {value}" for name, value in constants.items())
    source = f"{assigned}\ndef judge(o, at, out):\n{indent(text or 'pass', '    ')}\n"
    module: dict[str, Any] = {**vars(check), **vars(runtime), "CHECKS": checks}
    exec(compile(source, "generated", "exec"), module)
    out: list[check.Violation] = []
    module["judge"](payload, "", out)
    return list(dict.fromkeys((each.pointer, each.rule) for each in out))


@trying(500)
@given(st.lists(rules(), min_size=1, max_size=3), payloads())
def test_the_code_and_the_rules_find_the_same(several: list[Rule], payload: dict[str, Any]) -> None:
    # The code goes through a list once for all rules of its items.
    assert sorted(_found(several, payload)) == sorted(violations(several, payload))


@trying(500)
@given(st.lists(rules_beside(), min_size=1, max_size=3), payloads().map(beside))
def test_of_requests_above_the_code_and_the_rules_find_the_same_and_reasoning_allows_what_keeps_to_them(
    several: list[Rule], payload: dict[str, Any]
) -> None:
    broken = violations(several, payload)
    assert sorted(_found(several, payload)) == sorted(broken)
    reasoner = Reasoner((), several)
    paths = [("^garden",), ("^garden", "state"), ("kind",), ("width",), ("tags",)]
    held = [reasoner.present(path) if _has(payload, path) else -reasoner.present(path) for path in paths]
    assert broken or reasoner.possible(held)
    reasoner.close()


def _has(payload: object, path: Path_) -> bool:
    for step in path:
        payload = payload.get(step) if isinstance(payload, dict) else None
    return payload is not None


def test_a_rule_of_fields_side_by_side_is_one_if() -> None:
    rule = Rule(
        "requires",
        (("name",),),
        when=All((In(("kind",), ("WET",)), Any_((Present(("width",)), In(("state",), ("DRY",), "DRY"))))),
    )
    # What is asked for once is fetched where it is asked for, what costs more is asked for later.
    assert _lines([rule]) == [
        'state = o.get("state")',
        'if o.get("kind") == "WET" and o.get("name") is None:',
        '    either_1 = o.get("width") is not None or state is None or state == "DRY"',
        "    if either_1:",
        '        broken(out, CHECKS.rule("name:requires"), at, f"{at}/name")',
    ]


def test_rules_one_after_another_share_the_tests_that_they_begin_with() -> None:
    wet = In(("kind",), ("WET",))
    several = [
        Rule("requires", (("name",),), when=wet),
        Rule("requires", (("width",),), when=wet),
        Rule("forbids", (("tags",),), when=In(("kind",), ("DRY",))),
        Rule("requires", (("soil",),), when=wet),
    ]
    assert _lines(several) == [
        'kind = o.get("kind")',
        'if kind == "WET":',
        '    if o.get("name") is None:',
        '        broken(out, CHECKS.rule("name:requires"), at, f"{at}/name")',
        '    if o.get("width") is None:',
        '        broken(out, CHECKS.rule("width:requires"), at, f"{at}/width")',
        'if o.get("tags") is not None and kind == "DRY":',
        '    broken(out, CHECKS.rule("tags:forbids"), at, f"{at}/tags")',
        # It stays where its rule stands, so that violations have the order of the rules.
        'if kind == "WET" and o.get("soil") is None:',
        '    broken(out, CHECKS.rule("soil:requires"), at, f"{at}/soil")',
    ]


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "==", "!="])
@pytest.mark.parametrize(
    "value",
    [
        "2028-01-01 00:00:00",
        "2027-12-31 23:59:59",
        "2028-01-01 00:00:01",
        # In another format, no date, and no text: nobody can tell.
        "2029-01-01",
        "2027-01-01T00:00:00Z",
        "someday",
        "",
        2029,
        None,
    ],
)
def test_a_date_is_held_against_another_of_its_format(operator: Operator, value: object) -> None:
    rule = Rule("limit", (("name",),), bound=Bound(operator, "2028-01-01 00:00:00"))
    payload = {"name": value}
    assert _found([rule], payload) == violations([rule], payload)


def test_what_an_object_always_needs_is_required_of_who_makes_it_and_told_once(tmp_path: Path) -> None:
    needs = Rule("requires", (("soil",), ("size",)))
    text, number = {"type": "string"}, {"type": "number"}
    bed = objects({"name": text, "soil": text, "size": number}, "name", **rule_keys([needs]))
    body = objects({"beds": {"type": "array", "items": bed}})
    with generated(document({"/garden/": posting(body, operationId="garden_plan")}), tmp_path) as client:
        found = client.checks("garden_plan").violations({"beds": [{"name": "a", "size": 2}]})
        assert [str(each) for each in found] == ["/beds/0/soil: is required (required)"]
        with pytest.raises(TypeError, match="soil"):
            client.module("models").GardenPlanRequestBeds(name="a", size=2)


def test_what_is_no_rule_is_left_out() -> None:
    good = {**to_data(Rule("requires", (("a",),))), "text": "`a` is required."}
    odd: list[object] = [good, {"kind": "requires"}, {"kind": "sings", "targets": ["a"]}, "text", None, {}]
    assert [stated.text for stated in stated_rules(odd)] == ["`a` is required."]
    assert stated_rules("nothing") == ()


def test_what_is_no_rule_is_told_with_its_place() -> None:
    never = {"kind": "requires", "targets": ["soil"], "when": {"in": "kind", "values": []}}
    body = {**objects({"soil": {"type": "string"}}), "x-rules": [never]}
    spec = document({"/garden/": posting({"$ref": "#/components/schemas/Bed"}, operationId="plan")}, Bed=body)
    _, problems = generate_files(spec)
    (problem,) = map(str, problems)
    assert problem == f"Bed:0: rule-unread: not a rule: a condition without values, in {never}"


def test_a_field_may_be_named_like_anything_in_the_code() -> None:
    hostile = [
        "o",
        "at",
        "out",
        "broken",
        "any",
        "item",
        "item_2",
        "class",
        "None",
        "value",
        "a b",
        "'",
        "{at}",
    ]
    several = [
        Rule("requires", ((name,),), when=In((other,), ("X",))) for name in hostile for other in hostile
    ]
    for payload in ({}, dict.fromkeys(hostile, "X"), {"o": "X"}, {"class": "X", "'": "Y"}):
        assert _found(several, payload) == violations(several, payload)


def test_a_field_named_like_a_builtin_shadows_none() -> None:
    several = [Rule("requires", (("soil",),), when=In(("type",), (each,))) for each in ("WET", "DRY")]
    text, *_ = _written(several)
    assert "type_ = o.get('type')" in text.replace('"', "'")

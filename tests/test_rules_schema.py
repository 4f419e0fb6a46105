"""A rule as JSON Schema refuses exactly what the rule refuses."""

from __future__ import annotations

from collections import Counter
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from rules_of_one_request import payloads, rules
from searching import trying
from text_cases import literal, text_cases
from tiktok_bindgen.assemble.rules import rule_schema
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.model import All, Bound, Compares, Contains, In, Not, Present, Rule

KIND_WET = In(("kind",), ("WET",))


@trying(600)
@given(rules(), payloads())
def test_the_schema_and_the_rule_give_the_same_verdict(rule: Rule, payload: dict[str, Any]) -> None:
    schema = rule_schema(rule)
    if schema is not None:
        jsonschema_rs.meta.validate(schema)
        assert jsonschema_rs.is_valid(schema, payload) == (not violations([rule], payload))


@pytest.mark.parametrize(
    ("rule", "schema"),
    [
        (
            Rule("requires", (("name",),), when=KIND_WET),
            {
                "if": {"properties": {"kind": {"const": "WET"}}, "required": ["kind"]},
                "then": {"required": ["name"]},
            },
        ),
        (
            Rule("requires", (("name",),), when=Present(("kind",))),
            {"dependentRequired": {"kind": ["name"]}},
        ),
        (
            Rule("forbids", (("name",),), when=In(("kind",), ("WET", "DRY"), default="DRY")),
            {
                "if": {"properties": {"kind": {"enum": ["WET", "DRY"]}}},
                "then": {"properties": {"name": False}},
            },
        ),
        (
            Rule("requires", (("soil", "name"),), when=Not(Contains(("tags",), ("WET",)))),
            {
                "if": {
                    "not": {
                        "properties": {"tags": {"type": "array", "items": {}, "contains": {"const": "WET"}}},
                        "required": ["tags"],
                    }
                },
                "then": {"properties": {"soil": {"required": ["name"]}}},
            },
        ),
        (
            Rule("limit", (("width",),), when=KIND_WET, bound=Bound("<=", 4)),
            {
                "if": {"properties": {"kind": {"const": "WET"}}, "required": ["kind"]},
                "then": {"properties": {"width": {"maximum": 4}}},
            },
        ),
        (
            Rule("only-one", (("name",), ("kind",))),
            {
                "oneOf": [
                    {"title": "`name` is given", "required": ["name"]},
                    {"title": "`kind` is given", "required": ["kind"]},
                ]
            },
        ),
        (Rule("zero-or-one", (("name",), ("kind",))), {"not": {"required": ["name", "kind"]}}),
        # What is no object breaks no rule of its fields.
        (
            Rule("zero-or-one", (("soil", "name"), ("soil", "kind"))),
            {
                "properties": {
                    "soil": {"if": {"type": "object"}, "then": {"not": {"required": ["name", "kind"]}}}
                }
            },
        ),
        (
            Rule("all-or-none", (("name",), ("kind",))),
            {"dependentRequired": {"name": ["kind"], "kind": ["name"]}},
        ),
        # A default counts where nothing is given.
        (
            Rule("requires", (("name",),), when=Compares(("width",), ">", 3, default=5)),
            {
                "if": {"properties": {"width": {"type": "number", "exclusiveMinimum": 3}}},
                "then": {"required": ["name"]},
            },
        ),
        (
            Rule("requires", (("name",),), when=Compares(("width",), ">", 3, default=2)),
            {
                "if": {
                    "properties": {"width": {"type": "number", "exclusiveMinimum": 3}},
                    "required": ["width"],
                },
                "then": {"required": ["name"]},
            },
        ),
        (Rule("requires", (("name",),), when=Compares(("width",), ">", 3, default=True)), None),
        (
            Rule("requires", (("name",),), when=Compares(("kind",), ">", 3, measure="length", default="WET")),
            None,
        ),
        # The items of a list.
        (
            Rule("requires", (("tags", "[]"),)),
            {"properties": {"tags": {"type": "array", "items": {}, "minItems": 1}}, "required": ["tags"]},
        ),
        (Rule("forbids", (("tags", "[]"),)), {"properties": {"tags": {"maxItems": 0}}}),
        (
            Rule("limit", (("tags", "[]"),), bound=Bound("<=", 4)),
            {"properties": {"tags": {"items": {"maximum": 4}}}},
        ),
        # An item may be a list itself.
        (
            Rule("value-in", (("tags", "[]"),), values=("WET",)),
            {
                "properties": {
                    "tags": {
                        "items": {
                            "if": {"type": "array", "items": {}},
                            "then": {"items": {"const": "WET"}},
                            "else": {"const": "WET"},
                        }
                    }
                }
            },
        ),
        (Rule("requires", (("tags", "[]", "[]"),)), None),
        (Rule("requires", (("tags", "{}"),)), None),
        # Neither dates nor halves of items can be compared.
        (Rule("limit", (("day",),), bound=Bound(">=", "2030-01-01")), None),
        (Rule("limit", (("tags",),), bound=Bound("<=", 2.5, "items")), None),
        (Rule("relational", (("width",), ("depth",)), operator="<"), None),
        (Rule("arithmetic", (("beds",), ("pots",)), bound=Bound("<=", 9, "items")), None),
        (Rule("requires", (("name",),), when=Compares(("width",), ">", other=("depth",))), None),
    ],
)
def test_a_rule_is_said_with_the_usual_keywords(rule: Rule, schema: dict[str, Any] | None) -> None:
    assert rule_schema(rule) == schema


FIVE = {"minLength": 5, "maxLength": 5}
FIVE_ITEMS = {"minItems": 5, "maxItems": 5}


@text_cases(measure=str, operator=str, bounds=literal)
def test_a_bound_is_said_with_the_usual_keywords(measure: Any, operator: Any, bounds: dict[str, Any]) -> None:
    # Of a value of another type a bound demands nothing, and no condition is met by it.
    typed: dict[str, Any] = {"type": {"value": "number", "length": "string", "items": "array"}[measure]}
    if measure == "items":
        typed["items"] = {}
    demanded = {"if": typed, "then": bounds} if bounds == {"const": 5} else bounds
    limit = Rule("limit", (("width",),), bound=Bound(operator, 5, measure))
    assert rule_schema(limit) == {"properties": {"width": demanded}}
    when = Compares(("width",), operator, 5, measure=measure)
    assert rule_schema(Rule("requires", (("name",),), when=when)) == {
        "if": {"properties": {"width": {**typed, **bounds}}, "required": ["width"]},
        "then": {"required": ["name"]},
    }


def test_a_condition_on_the_item_at_hand_stands_inside_the_list() -> None:
    rule = Rule(
        "requires",
        (("plants", "[]", "name"),),
        when=All((KIND_WET, In(("plants", "[]", "state"), ("DRY",)))),
    )
    assert rule_schema(rule) == {
        "if": {"properties": {"kind": {"const": "WET"}}, "required": ["kind"]},
        "then": {
            "properties": {
                "plants": {
                    "items": {
                        "if": {"properties": {"state": {"const": "DRY"}}, "required": ["state"]},
                        "then": {"required": ["name"]},
                    }
                }
            }
        },
    }


def test_some_value_of_a_map_is_not_every_value_being_otherwise() -> None:
    wet = In(("notes", "{}", "by"), ("WET",))
    schema = rule_schema(Rule("requires", (("name",),), when=wet))
    assert schema is not None
    judge = Draft202012Validator(schema)
    assert judge.is_valid({"notes": {"a": {"by": "DRY"}, "b": {}}})
    assert judge.is_valid({"notes": {"a": {"by": "DRY"}, "b": {"by": "WET"}}, "name": "n"})
    assert not judge.is_valid({"notes": {"a": {"by": "DRY"}, "b": {"by": "WET"}}})


def test_most_random_rules_can_be_said() -> None:
    said: Counter[bool] = Counter()

    @trying(300)
    @given(rules())
    def count(rule: Rule) -> None:
        if rule.kind not in {"arithmetic", "relational"}:  # no keyword adds, or compares two fields
            said[rule_schema(rule) is not None] += 1

    count()
    assert said[True] > said[False]

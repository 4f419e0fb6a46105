"""Rules in words: one sentence a rule, and the rule again from the sentence."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules_of_any_shape import CONDITIONS, RULES, paths
from searching import trying
from tiktok_bindgen.logic.data import from_data
from tiktok_bindgen.logic.english import MARK, read_rule, sentence, written_rule
from tiktok_bindgen.logic.messages import message
from tiktok_bindgen.logic.model import (
    All,
    Any_,
    Bound,
    Compares,
    Condition,
    In,
    Not,
    Path,
    Present,
    Rule,
    negation,
    path_of,
    path_text,
    to_data,
)
from tiktok_bindgen.read.native import read_native

BIG = In(("plot",), ("BIG",))
SENTENCES = [
    (Rule("requires", (("soil",),), when=BIG), "`soil` is required when `plot` is `BIG`."),
    (Rule("forbids", (("soil",),), when=Not(BIG)), "`soil` is not allowed when `plot` is not `BIG`."),
    (
        Rule("requires", (("soil",),), ("beds", "[]"), Not(Present(("pot",)))),
        "In `beds[]`: `soil` is required when `pot` is not given.",
    ),
    (
        Rule("value-in", (("bed", "soil"),), when=In(("plot",), ("BIG", True), "BIG"), values=(1, "1")),
        '`bed.soil` must be one of `1`, `"1"` when `plot` (by default `BIG`) is one of `BIG`, `true`.',
    ),
    (
        Rule("limit", (("width",),), bound=Bound("<=", 20)),
        "the value of `width` must be at most `20`.",
    ),
    (
        Rule("or", (("bed",), ("pot",)), when=All((BIG, Any_((BIG, Present(("sun",))))))),
        "send at least one of `bed`, `pot` when (`plot` is `BIG` and (`plot` is `BIG` or `sun` is given)).",
    ),
    (
        Rule("relational", (("end",), ("start",)), operator=">"),
        "`end` must be greater than the value of `start`.",
    ),
    (
        Rule("relational", (("soil",), ("^^bed", "soil")), when=Present(("^^bed",)), operator="=="),
        "`soil` must be equal to the value of `^^bed.soil` when `^^bed` is given.",
    ),
    (
        Rule("arithmetic", (("beds",), ("pots",)), bound=Bound("<=", 9, "items"), when=Present(("beds",))),
        "the number of items of `beds`, `pots` together must be at most `9` when `beds` is given.",
    ),
    (
        Rule("arithmetic", (("sown",), ("cut",)), bound=Bound("<=", 9, "days")),
        "the span in days of `sown`, `cut` together must be at most `9`.",
    ),
    (
        Rule("requires", (("lid",),), when=Compares(("width",), ">=", 5, measure="items")),
        "`lid` is required when the number of items of `width` is at least `5`.",
    ),
]


@pytest.mark.parametrize(("rule", "words"), SENTENCES)
def test_a_rule_has_one_sentence_and_the_sentence_gives_the_rule(rule: Rule, words: str) -> None:
    assert sentence(rule) == words
    assert read_rule(words) == rule


@trying(150)
@given(RULES)
def test_every_rule_is_read_from_its_sentence_again(rule: Rule) -> None:
    assert read_rule(sentence(rule)) == rule


@trying(60)
@given(st.lists(RULES, min_size=1, max_size=3))
def test_rules_pass_through_a_page_unchanged(rules: list[Rule]) -> None:
    cell = "<br>".join(f"{MARK}{sentence(rule)}" for rule in rules).replace("|", "\\|")
    page, _ = read_native(
        "# Plots\n\n## Request\n\n**Endpoint** https://business-api.tiktok.com/open_api/v1.3/plot/create/\n\n"
        "**Method** POST\n\n**Parameters**\n\n```xtable\n|Field|Data Type|Description|\n|---|---|---|\n"
        f"|soil|string|Default value: `A`.<br>{cell}|\n```\n",
        "plot.md",
    )
    table = page.endpoints[0].parameters
    assert table is not None
    lines = table.rows[0].description
    read = [written_rule(line.text) for line in lines]
    assert [rule for rule in read if rule is not None] == rules
    others = [line.text for line, rule in zip(lines, read, strict=True) if rule is None]
    assert others == ["Default value: `A`."]


@pytest.mark.parametrize(
    "text",
    [
        "Required when `plot` is `BIG`.",
        "`soil` is required when `plot` is big.",
        "`soil` is required when `plot` is `BIG`",
        "`soil` is required when `plot` is `BIG`. And more.",
        "`soil` is required when (`plot` is `BIG`.",
        "`soil` must be `{}`.",
        "",
        "`" * 50,
    ],
)
def test_any_other_text_is_no_rule(text: str) -> None:
    assert read_rule(text) is None


@trying(150)
@given(RULES)
def test_a_rule_survives_json_with_its_id(rule: Rule) -> None:
    again = from_data(json.loads(json.dumps(to_data(rule))))
    assert again == rule
    assert again.id == rule.id


def test_the_id_does_not_depend_on_where_a_rule_is_documented() -> None:
    rule = Rule("requires", (("soil",),), ("beds", "[]"), BIG, line=4)
    assert rule.id == Rule("requires", (("soil",),), ("beds", "[]"), BIG, line=90).id
    assert rule.id.startswith("requires:beds[].soil:")
    assert rule.id != Rule("requires", (("soil",),), ("beds", "[]"), Not(BIG)).id


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "requires"},
        {"kind": "wants", "targets": ["a"]},
        {"kind": "requires", "targets": []},
        {"kind": "requires", "targets": ["a"], "when": {}},
        {"kind": "requires", "targets": ["a"], "when": {"in": "a"}},
        {"kind": "requires", "targets": ["a"], "when": {"all": 1}},
        {"kind": "requires", "targets": ["a"], "when": 5},
        {"kind": "requires", "targets": ["a"], "when": {"all": []}},
        {"kind": "requires", "targets": ["a"], "when": {"any": []}},
        {"kind": "requires", "targets": ["a"], "when": {"in": "b", "values": []}},
        {"kind": "requires", "targets": ["a"], "when": {"contains": "b", "values": []}},
        {"kind": "limit", "targets": ["a"], "bound": {"operator": "<", "number": 3, "measure": "days"}},
        {
            "kind": "requires",
            "targets": ["a"],
            "when": {"compares": "b", "operator": "<", "bound": 3, "measure": "days"},
        },
    ],
)
def test_data_that_is_no_rule_is_refused_with_a_reason(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not a rule"):
        from_data(data)


@given(paths())
def test_a_path_survives_as_text(path: Path) -> None:
    assert path_of(path_text(path)) == path


@given(CONDITIONS)
def test_the_opposite_of_the_opposite_is_the_condition(condition: Condition) -> None:
    assert negation(negation(_plain(condition))) == _plain(condition)


def _plain(condition: Condition) -> Condition:
    """A condition with negations at its atoms alone."""
    if isinstance(condition, Not):
        return negation(_plain(condition.condition))
    if isinstance(condition, All):
        return All(tuple(_plain(part) for part in condition.conditions))
    if isinstance(condition, Any_):
        return Any_(tuple(_plain(part) for part in condition.conditions))
    return condition


def test_a_condition_that_holds_wherever_a_request_above_is_at_hand_is_not_told() -> None:
    wet = In(("kind",), ("WET",))
    above = Present(("^campaign",))
    assert message(Rule("requires", (("soil",),), when=Any_((above, wet)))) == "`soil` is required"
    assert message(Rule("requires", (("soil",),), when=All((above, wet)))) == (
        "`soil` is required when `kind` is `WET`"
    )

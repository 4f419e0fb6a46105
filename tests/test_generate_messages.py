"""What a check says of a broken rule can be acted on without the documentation at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from clients import document, generated, objects, posting
from rules_of_any_shape import RULES
from searching import trying
from text_cases import text_cases
from tiktok_bindgen.assemble.rules import rule_data
from tiktok_bindgen.logic.english import read_rule
from tiktok_bindgen.logic.messages import message
from tiktok_bindgen.logic.model import Present, Rule, at_level, beside


@text_cases(rule=str, told=str)
def test_a_rule_is_told_in_few_words(rule: str, told: str) -> None:
    read = read_rule(rule)
    assert read is not None
    assert message(read) == told


@pytest.mark.parametrize(
    ("level", "spoken"),
    [("advertiser", "advertiser"), ("campaign", "campaign"), ("adgroup", "ad group"), ("ad", "ad")],
)
def test_a_field_of_another_request_is_told_with_its_level(level: str, spoken: str) -> None:
    above, others = Present(at_level(level, ("soil",))), Present(beside(level, ("soil",)))
    assert message(Rule("requires", (("pot",),), when=above)) == (
        f"`pot` is required when `soil` of the {spoken} is given"
    )
    assert message(Rule("requires", (("pot",),), when=others)) == (
        f"`pot` is required when `soil` of the other {spoken}s is given"
    )


def test_of_many_values_the_first_are_told_with_how_many_there_are() -> None:
    rule = Rule("value-in", (("row",),), values=tuple(range(30)))
    assert message(rule).startswith("`row` must be one of `0`, `1`, ")
    assert message(rule).endswith("`11`, … (30 values)")


@trying(150)
@given(RULES)
def test_every_rule_is_told_with_all_fields_that_it_is_about(rule: Rule) -> None:
    told = message(rule)
    for target in rule.targets:
        assert target[-1].replace("~", "~0").replace(".", "~1") in told


def test_words_that_somebody_gave_a_rule_are_kept(tmp_path: Path) -> None:
    (entry,) = rule_data([Rule("forbids", (("soil",),))])
    body = objects({"soil": {"type": "string"}}, **{"x-rules": [{**entry, "text": "Pots only."}]})
    spec = document({"/garden/": posting(body, operationId="garden_plan")})
    with generated(spec, tmp_path) as client:
        (found,) = client.checks("garden_plan").violations({"soil": "clay"})
    assert found.message == "Pots only"

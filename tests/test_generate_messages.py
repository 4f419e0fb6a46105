"""What a check says of a broken rule can be acted on without the documentation at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from clients import document, generated, objects, posting
from rules_of_any_shape import RULES
from searching import trying
from tiktok_bindgen.assemble.rules import rule_data
from tiktok_bindgen.logic.english import read_rule
from tiktok_bindgen.logic.messages import message
from tiktok_bindgen.logic.model import Present, Rule, at_level, beside


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("`soil` is required.", "`soil` is required"),
        ("`soil`, `pot`, `lid` is required.", "`soil`, `pot` and `lid` are required"),
        (
            "`soil` is not allowed when (`kind` is not one of `A`, `B` and `pot` is not given).",
            "`soil` is not allowed when `kind` is not `A` or `B` and `pot` is not given",
        ),
        (
            "`soil` is required when (`pot` is given or (`kind` is `A` and `lid` is `true`)).",
            "`soil` is required when `pot` is given or (`kind` is `A` and `lid` is `true`)",
        ),
        # That a field is given, with another value than some, is told once.
        (
            "`soil` is required when (`kind` (by default `A`) is not one of `B`, `C` and `kind` is given).",
            "`soil` is required when `kind` is given as anything but `B` or `C`",
        ),
        (
            "`soil` is required when (`a` is `A` or (`b` is given and `c` is not `A` and `c` is given)).",
            "`soil` is required when `a` is `A` or (`b` is given and `c` is given as anything but `A`)",
        ),
        # A field that is left out counts where that meets the condition.
        (
            "`soil` is required when `kind` (by default `A`) is `A`.",
            "`soil` is required when `kind` is `A` (left out, it counts as `A`)",
        ),
        ("`soil` is required when `kind` (by default `A`) is `B`.", "`soil` is required when `kind` is `B`"),
        (
            "`soil` is required when `kind` (by default `A`) is not `B`.",
            "`soil` is required when `kind` is not `B` (left out, it counts as `A`)",
        ),
        (
            "`soil` is required when the value of `depth` (by default `9`) is at least `5`.",
            "`soil` is required when `depth` is at least 5 (left out, it counts as `9`)",
        ),
        ("`kind` must be one of `A`, `B`.", "`kind` must be `A` or `B`"),
        ('`kind` must not be `"1"`.', '`kind` must not be `"1"`'),
        ("the value of `depth` must be equal to `5`.", "`depth` must be 5"),
        (
            "the product of `rows`, `beds` together must be at most `90`.",
            "`rows` and `beds` together must multiply to at most 90",
        ),
        ("the length of `name` must be at most `40`.", "`name` must have at most 40 characters"),
        ("the number of items of `beds` must be at least `1`.", "`beds` must have at least 1 item"),
        ('the value of `sown` must be at most `"2030-01-01"`.', "`sown` must be no later than `2030-01-01`"),
        ('the value of `sown` must be less than `"2030-01-01"`.', "`sown` must be before `2030-01-01`"),
        (
            'the value of `sown` must be at least `"2030-01-01"`.',
            "`sown` must be no earlier than `2030-01-01`",
        ),
        ('the value of `sown` must be greater than `"2030-01-01"`.', "`sown` must be after `2030-01-01`"),
        ("`low` must be less than the value of `high`.", "`low` must be less than `high`"),
        ("`again` must be equal to the value of `name`.", "`again` must be the same as `name`"),
        ("send exactly one of `soil`, `pot`.", "send exactly one of `soil`, `pot`"),
        ("send all or none of `from`, `to`.", "send all or none of `from`, `to`"),
        (
            "`soil` is required when `tags` contains one of `A`, `B`.",
            "`soil` is required when `tags` contains `A` or `B`",
        ),
        (
            "`soil` is required when `tags` holds only `A`.",
            "`soil` is required when `tags` contains only `A`",
        ),
        (
            "`soil` is required when the number of items of `beds` is greater than `2`.",
            "`soil` is required when `beds` has more than 2 items",
        ),
        (
            "`soil` is required when the value of `from` is equal to the value of `to`.",
            "`soil` is required when `from` is the same as `to`",
        ),
    ],
)
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

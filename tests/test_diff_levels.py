"""Rules that look at requests above are compared as others are, and told with their level."""

from __future__ import annotations

from typing import Any

import pytest

from clients import document, objects, posting
from tiktok_bindgen.assemble.rules import rule_keys
from tiktok_bindgen.diff import compare
from tiktok_bindgen.logic.model import All, Compares, Condition, In, Not, Present, Rule

TEXT = {"type": "string"}


def _spec(*rules: Rule, **level: Any) -> dict[str, Any]:
    body = objects({"soil": TEXT, "fence": TEXT, "well": TEXT}, **rule_keys(rules))
    return document({"/open_api/v1.3/bed/create/": posting(body, **level)})


def _where(*parts: Condition) -> Condition:
    return All((Present(("^garden",)), *parts))


def _size(*values: str) -> In:
    return In(("^garden", "size"), values)


NEEDS_SOIL = Rule("requires", (("soil",),), when=_where(_size("BIG")))
NO_FENCE = Rule("forbids", (("fence",),), when=_where(Not(_size("BIG")), Present(("^garden", "size"))))
SAME_WELL = Rule("relational", (("well",), ("^garden", "well")), when=_where(), operator="==")
SAME_SOIL = Rule("relational", (("soil",), ("^^bed", "soil")), when=Present(("^^bed",)), operator="==")

WIDE, WIDER = (
    Rule("forbids", (("fence",),), when=_where(Compares(("^garden", "width"), ">", width)))
    for width in (5, 9)
)


@pytest.mark.parametrize(
    ("old", "new", "id_", "told"),
    [
        (
            [NEEDS_SOIL],
            [Rule("requires", (("soil",),), when=_where(_size("BIG", "ROOF")))],
            "request-rule-tightened",
            (
                "`soil` is required when `size` of the garden is `BIG` or `ROOF` (was: `soil` is required "
                "when `size` of the garden is `BIG`)."
            ),
        ),
        (
            [],
            [NO_FENCE],
            "request-rule-added",
            "`fence` is not allowed when `size` of the garden is not `BIG`.",
        ),
        (
            [SAME_WELL],
            [],
            "request-rule-removed",
            "No longer applies: `well` must be the same as `well` of the garden.",
        ),
        (
            [],
            [SAME_SOIL],
            "request-rule-added",
            "`soil` must be the same as `soil` of the other beds.",
        ),
        (
            [NEEDS_SOIL],
            [Rule("requires", (("soil",),), when=In(("size",), ("BIG",)))],
            "request-rule-moved",
            (
                "`soil` is required when `size` is `BIG` (was: `soil` is required when `size` of the garden "
                "is `BIG`)."
            ),
        ),
        (
            [WIDE],
            [WIDER],
            "request-rule-loosened",
            (
                "`fence` is not allowed when `width` of the garden is more than 9 (was: `fence` is not "
                "allowed when `width` of the garden is more than 5)."
            ),
        ),
    ],
)
def test_a_rule_of_another_level_is_compared_and_told_with_it(
    old: list[Rule], new: list[Rule], id_: str, told: str
) -> None:
    assert [(each.id, each.message) for each in compare(_spec(*old), _spec(*new))] == [(id_, told)]


def test_the_same_rules_in_another_order_are_no_change() -> None:
    assert list(compare(_spec(NEEDS_SOIL, NO_FENCE), _spec(NO_FENCE, NEEDS_SOIL))) == []


def test_what_stands_above_an_operation_is_no_change_of_its_own() -> None:
    level = {"x-level": {"name": "bed", "above": {"garden": "/open_api/v1.3/garden/create/"}}}
    assert list(compare(_spec(NEEDS_SOIL), _spec(NEEDS_SOIL, **level))) == []

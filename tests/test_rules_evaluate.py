"""What rules mean: the reference evaluator."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules_of_any_shape import RULES
from searching import trying
from tiktok_bindgen.logic.english import read_rule
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.model import Rule, negation, path_of, path_text


def broken(words: str, payload: object) -> list[str]:
    """The pointers at which a rule in words is broken."""
    rule = read_rule(words)
    assert rule is not None
    found = violations([rule], payload)
    assert all(name == rule.id for _, name in found)
    return [pointer for pointer, _ in found]


CASES: list[tuple[str, str, dict[str, Any], list[str]]] = [
    (
        "a required field is missing when its condition holds, and null is missing too",
        "`soil` is required when `plot` is `BIG`.",
        {"plot": "BIG", "soil": None},
        ["/soil"],
    ),
    ("… and not when it does not hold", "`soil` is required when `plot` is `BIG`.", {"plot": "SMALL"}, []),
    (
        "an absent field counts as its documented default",
        "`soil` is required when `plot` (by default `BIG`) is `BIG`.",
        {},
        ["/soil"],
    ),
    (
        "… where the object that holds it is there",
        "`soil` is required when `bed.plot` (by default `BIG`) is `BIG`.",
        {},
        [],
    ),
    (
        "a field that is not allowed is named itself",
        "`soil` is not allowed when `plot` is not `BIG`.",
        {"soil": 0},
        ["/soil"],
    ),
    (
        "a null field counts as not given",
        "`soil` is not allowed when `plot` is given.",
        {"soil": 1, "plot": None},
        [],
    ),
    (
        "a nested field is required only where its object is there",
        "`bed.soil` is required.",
        {"bed": None},
        [],
    ),
    ("… and then it is named", "`bed.soil` is required.", {"bed": {}}, ["/bed/soil"]),
    (
        "each item of a list is judged on its own",
        "In `beds[]`: `soil` is required when `plot` is `BIG`.",
        {"beds": [{"plot": "BIG"}, {"plot": "SMALL"}, {"plot": "BIG", "soil": 1}, 7]},
        ["/beds/0/soil"],
    ),
    (
        "a condition on the same list means the same item",
        "`beds[].soil` is required when (`kind` is `A` and `beds[].plot` is `BIG`).",
        {"kind": "A", "beds": [{"plot": "SMALL"}, {"plot": "BIG"}]},
        ["/beds/1/soil"],
    ),
    (
        "a condition on another list means some item",
        "`soil` is required when `beds[].plot` is `BIG`.",
        {"beds": [{"plot": "SMALL"}, {"plot": "BIG"}]},
        ["/soil"],
    ),
    (
        "a map's values are judged one by one",
        "In `beds{}`: `soil` is required.",
        {"beds": {"north/west": {}, "east": {"soil": 1}}},
        ["/beds/north~1west/soil"],
    ),
    (
        "a value must be among those allowed",
        "`soil` must be one of `CLAY`, `SAND` when `plot` is `BIG`.",
        {"plot": "BIG", "soil": "PEAT"},
        ["/soil"],
    ),
    ("… in a list each of them", "`soil` must be `CLAY`.", {"soil": ["CLAY", "PEAT"]}, ["/soil/1"]),
    ("… and an absent one is no matter", "`soil` must be `CLAY`.", {}, []),
    ("a value must not be among others", "`soil` must not be `PEAT`.", {"soil": "PEAT"}, ["/soil"]),
    ("values are compared by their type", "`soil` must be `1`.", {"soil": True}, ["/soil"]),
    ("… a text is no number", "`soil` must be `1`.", {"soil": "1"}, ["/soil"]),
    ("… a whole number is one however it is written", "`soil` must be `1`.", {"soil": 1.0}, []),
    ("a limit of a value", "the value of `width` must be at most `5`.", {"width": 6}, ["/width"]),
    ("… is none of what has no number", "the value of `width` must be at most `5`.", {"width": "6"}, []),
    (
        "a limit of the number in a text",
        "the number of `width` must be at most `5`.",
        {"width": "6.5"},
        ["/width"],
    ),
    ("… is none of what is no text", "the number of `width` must be at most `5`.", {"width": 6}, []),
    ("… or of a text that is no number", "the number of `width` must be at most `5`.", {"width": "6 m"}, []),
    (
        "a limit of decimal places",
        "the decimal places of `widths[]` must be at most `1`.",
        {"widths": ["1.25", "1.50", "2", "a.bc"]},
        ["/widths/0"],
    ),
    ("a limit of a length", "the length of `name` must be at most `2`.", {"name": "abc"}, ["/name"]),
    ("a limit of a list", "the number of items of `beds` must be at least `1`.", {"beds": []}, ["/beds"]),
    ("one of several is missing", "send at least one of `bed`, `pot`.", {}, ["/bed"]),
    ("… or given", "send at least one of `bed`, `pot`.", {"pot": 1}, []),
    ("exactly one: none is given", "send exactly one of `bed`, `pot`.", {}, ["/bed"]),
    ("exactly one: both are", "send exactly one of `bed`, `pot`.", {"bed": 1, "pot": 1}, ["/pot"]),
    ("at most one: both are given", "send at most one of `bed`, `pot`.", {"bed": 1, "pot": 1}, ["/pot"]),
    ("at most one: none is", "send at most one of `bed`, `pot`.", {}, []),
    ("all or none: one is missing", "send all or none of `bed`, `pot`.", {"pot": 1}, ["/bed"]),
    (
        "a group inside an object is judged where the object is",
        "send at least one of `box.bed`, `box.pot`.",
        {},
        [],
    ),
    (
        "an order of two numbers",
        "`end` must be greater than the value of `start`.",
        {"start": 5, "end": 5},
        ["/end"],
    ),
    (
        "an order of two dates",
        "`end` must be greater than the value of `start`.",
        {"start": "2030-02-01 00:00:00", "end": "2030-01-31 23:59:59"},
        ["/end"],
    ),
    (
        "dates in two formats are not compared",
        "`end` must be greater than the value of `start`.",
        {"start": "2030-02-01", "end": "2030-01-31 23:59:59"},
        [],
    ),
    (
        "… nor asked whether they are one",
        "`end` must be equal to the value of `start`.",
        {"start": "2030-02-01", "end": "2030-02-01 00:00:00"},
        [],
    ),
    (
        "texts are the same or not",
        "`end` must be equal to the value of `start`.",
        {"start": "https://a.example", "end": "https://b.example"},
        ["/end"],
    ),
    (
        "… and have no order",
        "`end` must be less than the value of `start`.",
        {"start": "a", "end": "b"},
        [],
    ),
    ("an order wants both", "`end` must be greater than the value of `start`.", {"end": 1}, []),
    (
        "lists together have no more items than they may",
        "the number of items of `beds`, `pots` together must be at most `3`.",
        {"beds": [1, 2], "pots": [3, 4]},
        ["/beds"],
    ),
    (
        "… and what is left out has none",
        "the number of items of `beds`, `pots` together must be at most `3`.",
        {"beds": [1, 2, 3], "pots": None},
        [],
    ),
    (
        "numbers add up, and what is no number keeps within any sum",
        "the value of `width`, `height` together must be less than `5`.",
        {"width": 9, "height": "tall"},
        [],
    ),
    (
        "the product of numbers is within a bound",
        "the product of `width`, `height` together must be at most `12`.",
        {"width": 4, "height": 3},
        [],
    ),
    (
        "… or beyond it",
        "the product of `width`, `height` together must be at most `12`.",
        {"width": 6.5, "height": 2},
        ["/width"],
    ),
    (
        "… and one number is its own product",
        "the product of `width`, `height` together must be at most `12`.",
        {"height": 13},
        ["/height"],
    ),
    (
        "dates span no more days than they may",
        "the span in days of `sown`, `cut` together must be at most `9`.",
        {"sown": "2030-01-01", "cut": "2030-01-11"},
        ["/sown"],
    ),
    (
        "… where what is less than a day more is no day more",
        "the span in days of `sown`, `cut` together must be at most `9`.",
        {"sown": "2030-01-01 08:00:00", "cut": "2030-01-11 07:59:59"},
        [],
    ),
    (
        "… whichever of them is first",
        "the span in days of `sown`, `cut` together must be at most `9`.",
        {"sown": "2030-03-01", "cut": "2030-02-19"},
        ["/sown"],
    ),
    (
        "… and one of them alone spans none",
        "the span in days of `sown`, `cut` together must be at most `9`.",
        {"sown": "2030-01-01", "cut": None},
        [],
    ),
    (
        "… and those of different formats may be in different time zones",
        "the span in days of `sown`, `cut` together must be at most `9`.",
        {"sown": "2030-01-01 00:00", "cut": "2030-01-11"},
        [],
    ),
    (
        "… and what is no day of the calendar spans nothing that is known",
        "the span in days of `sown`, `cut` together must be at most `9`.",
        {"sown": "2030-02-30", "cut": "2031-02-28"},
        [],
    ),
    (
        "a list contains a value",
        "`soil` is required when `beds` contains one of `A`, `B`.",
        {"beds": ["C", "B"]},
        ["/soil"],
    ),
    ("a list holds a value only", "`soil` is required when `beds` holds only `A`.", {"beds": ["A", "B"]}, []),
    ("… and not when it is empty", "`soil` is required when `beds` holds only `A`.", {"beds": []}, []),
    (
        "two fields are compared in a condition",
        "`lid` is required when the value of `width` is greater than the value of `height`.",
        {"width": 3, "height": 2.5},
        ["/lid"],
    ),
    (
        "a comparison of what is absent does not hold",
        "`lid` is required when the value of `width` is at most `5`.",
        {},
        [],
    ),
]


@pytest.mark.parametrize(
    ("words", "payload", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_rules_mean(words: str, payload: dict[str, Any], expected: list[str]) -> None:
    assert broken(words, payload) == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["A", "BIG", "2030-01-01"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab_"), inner, max_size=3),
    max_leaves=8,
)


@trying(100)
@given(RULES, JSON)
def test_any_payload_is_judged_without_an_error(rule: Rule, payload: object) -> None:
    for pointer, name in violations([rule], payload):
        assert pointer.startswith("/")
        assert name == rule.id


@trying(100)
@given(RULES, JSON)
def test_a_rule_and_its_opposite_are_never_both_unbroken_where_it_demands_anything(
    rule: Rule, payload: object
) -> None:
    if rule.when is None:
        return
    always = Rule(rule.kind, rule.targets, rule.scope, None, rule.values, rule.bound, rule.operator)
    opposite = Rule(
        rule.kind, rule.targets, rule.scope, negation(rule.when), rule.values, rule.bound, rule.operator
    )

    def pointers(one: Rule) -> set[str]:
        return {pointer for pointer, _ in violations([one], payload)}

    assert pointers(rule) | pointers(opposite) == pointers(always)


def test_rules_are_judged_in_their_order_and_each_violation_comes_once() -> None:
    rules = [read_rule("`b` is required."), read_rule("`a` is required."), read_rule("`b` is required.")]
    found = violations([rule for rule in rules if rule is not None], json.loads("{}"))
    assert [pointer for pointer, _ in found] == ["/b", "/a"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("beds", "[]", "soil"), "beds[].soil"),
        (("notes", "{}", "by"), "notes{}.by"),
        (("[]", "[]"), "[][]"),
        (("a.b", "c"), "a~1b.c"),
        (("a[b", "c]"), "a~2b.c]"),
        (("a{b",), "a~3b"),
        (("a`b",), "a~4b"),
        (("a~1", "~"), "a~01.~0"),
        (("^garden", "soil"), "^garden.soil"),
    ],
)
def test_a_path_is_written_with_dots_and_read_back(path: tuple[str, ...], text: str) -> None:
    assert path_text(path) == text
    assert path_of(text) == path

"""A simpler condition holds for the same requests, and says nothing twice."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from rules_of_one_request import payloads, rules
from searching import trying
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.model import All, Any_, Condition, In, Not, Path, Present, Rule, Scalar
from tiktok_bindgen.logic.simplify import simplified

WET = In(("kind",), ("WET",))
DRY = In(("kind",), ("DRY",))
EITHER = In(("kind",), ("WET", "DRY"))
NAMED = Present(("name",))
ONE_WET = In(("beds", "[]", "kind"), ("WET",))
ONE_DRY = In(("beds", "[]", "kind"), ("DRY",))
WIDE = Present(("width",))


@pytest.mark.parametrize(
    ("condition", "simpler"),
    [
        (All((WET, Present(("kind",)))), WET),
        (All((WET, WIDE, WET)), All((WET, WIDE))),
        (Any_((WET, DRY)), EITHER),
        (All((Not(WET), Not(DRY))), Not(EITHER)),
        (Any_((NAMED, All((Not(NAMED), WIDE)))), Any_((NAMED, WIDE))),
        (All((NAMED, Any_((Not(NAMED), WIDE)))), All((NAMED, WIDE))),
        (Not(Not(WET)), WET),
        (Not(All((WET, NAMED))), Any_((Not(WET), Not(NAMED)))),
        (All((All((WET, NAMED)), WIDE)), All((WET, NAMED, WIDE))),
        (All((NAMED,)), NAMED),
        (All((WET, Any_((Not(DRY), NAMED)))), WET),
        (All((WET, Any_((EITHER, NAMED)))), WET),
        (Any_((Not(DRY), All((WET, NAMED)))), Not(DRY)),
        # A field left out counts as its default.
        (Any_((In(("kind",), ("WET",), "WET"), Not(Present(("kind",))))), In(("kind",), ("WET",), "WET")),
        (All((Present(("kind",)), Not(In(("kind",), ("WET",), "WET")))), Not(In(("kind",), ("WET",), "WET"))),
    ],
)
def test_what_is_said_twice_is_said_once(condition: Condition, simpler: Condition) -> None:
    assert simplified(condition) == simpler


@pytest.mark.parametrize(
    "condition",
    [
        All((WET, DRY)),
        All((EITHER, Any_((WET, NAMED)))),
        Any_((Not(WET), Not(DRY))),
        All((In(("kind",), ("WET",), "WET"), Present(("kind",)))),
        Any_((In(("kind",), ("WET",), "WET"), DRY)),
        # … where its object is there, as that of the rule's own fields is.
        Any_((In(("soil", "kind"), ("WET",), "WET"), Not(Present(("soil", "kind"))))),
        Any_((In(("size",), (True,), 1), Not(Present(("size",))))),
        # One item may be wet, and another dry.
        All((ONE_WET, Not(ONE_DRY))),
        All((ONE_WET, Any_((Not(ONE_DRY), NAMED)))),
    ],
)
def test_what_differs_stays(condition: Condition) -> None:
    assert simplified(condition) == condition


def test_of_the_list_that_is_judged_item_by_item_one_item_is_meant() -> None:
    condition = All((ONE_WET, Not(ONE_DRY)))
    assert simplified(condition, ("beds", "[]")) == ONE_WET
    assert simplified(condition, ("beds", "[]", "plants", "[]")) == ONE_WET
    assert simplified(condition, ("beds",)) == condition
    assert simplified(condition, ("ponds", "[]")) == condition


OPEN = In(("gate",), ("OPEN",), "OPEN")
SHUT = In(("gate",), ("SHUT",), "OPEN")
BARRED = In(("gate",), ("BARRED",), "OPEN")
EITHER_WAY = In(("gate",), ("OPEN", "SHUT"), "OPEN")
GATE: dict[Path, tuple[Scalar, ...]] = {("gate",): ("OPEN", "SHUT")}


@pytest.mark.parametrize(
    ("condition", "simpler"),
    [
        (All((Any_((NAMED, Not(SHUT))), Not(OPEN))), All((NAMED, Not(OPEN)))),
        (All((Any_((NAMED, SHUT)), OPEN)), All((NAMED, OPEN))),
        (Any_((All((NAMED, SHUT)), OPEN)), Any_((NAMED, OPEN))),
        (Any_((All((NAMED, Not(SHUT))), Not(OPEN))), Any_((NAMED, Not(OPEN)))),
    ],
)
def test_a_field_that_has_none_of_some_values_has_one_of_the_others(
    condition: Condition, simpler: Condition
) -> None:
    assert simplified(condition, lists=GATE) == simpler


@pytest.mark.parametrize(
    "condition",
    [
        # Left out, it is neither.
        All((Any_((NAMED, Not(In(("gate",), ("SHUT",))))), Not(In(("gate",), ("OPEN",))))),
        All((Any_((NAMED, Not(BARRED))), Not(OPEN))),
        # The yard need not be there.
        All(
            (
                Any_((NAMED, Not(In(("yard", "gate"), ("SHUT",), "OPEN")))),
                Not(In(("yard", "gate"), ("OPEN",), "OPEN")),
            )
        ),
    ],
)
def test_what_lists_of_values_do_not_decide_stays(condition: Condition) -> None:
    assert simplified(condition, lists=GATE) == condition


_ABOUT_GATES: st.SearchStrategy[Condition] = st.sampled_from(
    [NAMED, OPEN, SHUT, evolve(EITHER_WAY, default="SHUT"), evolve(SHUT, default=None)]
)
_TESTS: st.SearchStrategy[Condition] = _ABOUT_GATES | _ABOUT_GATES.map(Not)


def _groups(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return several.map(All) | several.map(Any_)


@trying(300)
@given(
    _groups(_TESTS | _groups(_TESTS)),
    st.fixed_dictionaries({}, optional={"gate": st.sampled_from(["OPEN", "SHUT"]), "name": st.just("x")}),
)
def test_lists_of_values_decide_only_what_no_request_tells_apart(
    condition: Condition, payload: dict[str, Any]
) -> None:
    found = [
        bool(violations([Rule("requires", (("soil",),), when=one)], payload))
        for one in (condition, simplified(condition, lists=GATE))
    ]
    assert found[0] == found[1]


def test_true_is_not_one() -> None:
    both = Any_((In(("width",), (1,)), In(("width",), (True,))))
    joined = simplified(both)
    assert isinstance(joined, In)
    assert [type(value) for value in joined.values] == [int, bool]


@trying(300)
@given(
    st.lists(rules().map(lambda rule: rule.when).filter(bool), min_size=2, max_size=4), st.data(), payloads()
)
def test_a_simpler_condition_holds_for_the_same_requests(
    conditions: list[Condition], data: st.DataObject, payload: dict[str, Any]
) -> None:
    inner = (Not(conditions[0]), conditions[1])
    condition: Condition = All((*conditions, Any_(inner)))
    if data.draw(st.booleans()):
        condition = Any_((*conditions, All(inner)))
    found = [
        violations([Rule("forbids", (("name",),), when=one)], {**payload, "name": "fern"})
        for one in (condition, simplified(condition))
    ]
    assert bool(found[0]) == bool(found[1])

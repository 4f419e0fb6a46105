"""Which of two conditions holds for more requests, and what that makes of a rule."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diff_cases import document, garden
from searching import trying
from text_cases import literal, text_cases
from tiktok_bindgen.diff import compare
from tiktok_bindgen.digest import digest_of
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.model import (
    All,
    Any_,
    Bound,
    Compares,
    Condition,
    Contains,
    HoldsOnly,
    In,
    Kind,
    Measure,
    Not,
    Operator,
    Present,
    Rule,
    to_data,
)
from tiktok_bindgen.logic.reason import compared

BED = In(("kind",), ("BED",))
POT = In(("kind",), ("POT",))
BED_OR_POT = In(("kind",), ("BED", "POT"))
DEEP = Compares(("depth",), ">", 10)
DEEPER = Compares(("depth",), ">=", 30)
HERBS = Contains(("plants",), ("MINT",))
DEEPER_THAN_WIDE = Compares(("depth",), ">", other=("width",))
CLAY_OR_UNTOLD = In(("soil", "kind"), ("CLAY",), "CLAY")


def _items(operator: Operator, count: float) -> Compares:
    return Compares(("plants",), operator, count, measure="items")


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        (BED, BED_OR_POT, "wider"),
        (BED, All((BED, DEEP)), "narrower"),
        (BED, Any_((BED, DEEP)), "wider"),
        (BED, None, "wider"),
        (BED, Not(Not(BED)), "same"),
        (Not(All((BED, DEEP))), Any_((Not(BED), Not(DEEP))), "same"),
        (BED, In(("kind",), ("POT",)), "apart"),
        (DEEP, DEEPER, "narrower"),
        (Compares(("depth",), ">", 10), Compares(("depth",), ">=", 10), "wider"),
        (HERBS, Contains(("plants",), ("MINT", "THYME")), "wider"),
        (HoldsOnly(("plants",), ("MINT",)), HERBS, "wider"),
        (Present(("depth",)), DEEP, "narrower"),
        (In(("kind",), ("BED",), "BED"), BED, "narrower"),
        (In(("kind",), (1,)), In(("kind",), (1.0,)), "same"),
        (In(("kind",), (1,)), In(("kind",), (True,)), "apart"),
        (In(("kind",), (1,)), In(("kind",), ("1",)), "apart"),
        (BED, In(("kind",), ("BED",), "POT"), "same"),
        # There is nothing between two counts, but between two values.
        (_items(">", 2), _items(">=", 3), "same"),
        (_items("<", 3), _items("<=", 2), "same"),
        (_items(">", 1.5), _items(">=", 2), "same"),
        (_items("<=", 2.5), _items("<", 3), "same"),
        (Compares(("depth",), ">", 2), Compares(("depth",), ">=", 3), "narrower"),
        # What is not given, or is no number, compares with none.
        (DEEP, Not(Compares(("depth",), "<=", 10)), "wider"),
        (Compares(("depth",), "!=", 30), Present(("depth",)), "wider"),
        (Compares(("depth",), "!=", 30), Compares(("depth",), ">", 30), "narrower"),
        (In(("depth",), ("20",)), DEEP, "apart"),
        (In(("depth",), (True,)), Compares(("depth",), ">", 0), "apart"),
        (In(("depth",), (20, 40)), DEEP, "wider"),
        (In(("depth",), (20, 5)), DEEP, "apart"),
        (In(("depth",), (30,)), Compares(("depth",), "==", 30), "same"),
        (Compares(("day",), ">", "2030-01-01"), Compares(("day",), ">", "2030-02-01"), "narrower"),
        # A default is in force only in an object that is given.
        (CLAY_OR_UNTOLD, All((Present(("soil",)), Not(Present(("soil", "kind"))))), "narrower"),
        (CLAY_OR_UNTOLD, Not(Present(("soil", "kind"))), "apart"),
        (HERBS, Present(("plants",)), "wider"),
        (HERBS, HoldsOnly(("plants",), ("THYME",)), "apart"),
        (HoldsOnly(("plants",), ("MINT",)), HoldsOnly(("plants",), ("MINT", "THYME")), "wider"),
        (HoldsOnly(("plants",), ("MINT", "THYME")), Contains(("plants",), ("MINT", "THYME")), "wider"),
        (Contains(("plants",), (1,)), Contains(("plants",), (1.0,)), "same"),
        (Contains(("plants",), (1,)), Contains(("plants",), (True,)), "apart"),
        # Nothing holds of a field that is not given.
        (DEEP, Not(Present(("depth",))), "apart"),
        (HERBS, Not(Present(("plants",))), "apart"),
        (In(("depth",), (30,)), Any_((Compares(("depth",), "==", 30), Not(Present(("depth",))))), "wider"),
        (Present(("depth",)), Any_((Present(("depth",)), DEEPER_THAN_WIDE)), "same"),
        # A list that holds something has items.
        (_items(">=", 1), Any_((HERBS, _items(">=", 1))), "same"),
    ],
)
def test_the_cases_of_two_conditions_are_compared(
    old: Condition, new: Condition | None, verdict: str
) -> None:
    assert compared(old, new) == verdict
    back = {"wider": "narrower", "narrower": "wider"}.get(verdict, verdict)
    assert compared(new, old) == back


def test_what_depends_on_more_than_one_value_is_not_told() -> None:
    assert compared(DEEPER_THAN_WIDE, Compares(("depth",), "<", other=("width",))) == "unknown"
    # How many items a list has and which ones it has, and a value and its length, depend on each other.
    two = Compares(("plants",), ">=", 2, measure="items")
    assert compared(All((HERBS, Contains(("plants",), ("THYME",)))), two) == "unknown"
    assert compared(DEEP, Compares(("depth",), ">", 3, measure="length")) == "unknown"


def test_conditions_on_many_fields_are_compared_all_the_same() -> None:
    many = tuple(In((f"field_{number}",), ("A", "B")) for number in range(12))
    assert compared(All(many), Any_(many)) == "wider"
    assert compared(Contains(("plants",), tuple("ABCDEFGHIJ")), HERBS) == "apart"


def test_what_holds_however_the_untold_falls_is_told_all_the_same() -> None:
    assert compared(All((BED, DEEPER_THAN_WIDE)), All((DEEPER_THAN_WIDE, BED))) == "same"


def test_no_field_is_there_without_the_object_that_it_is_in() -> None:
    inner = Present(("soil", "kind"))
    assert compared(inner, All((inner, Present(("soil",))))) == "same"
    assert compared(inner, Present(("soil",))) == "wider"


# For each way to meet, or not, what the atoms ask of a field, a value.
_VALUES: Mapping[str, list[Any]] = {
    "kind": [None, "BED", "POT", "TREE"],
    "depth": [None, 10, 20, 30, 40],
    "plants": [None, [], ["MINT"], ["THYME"], ["MINT", "THYME"], ["ROSE"], ["MINT", "ROSE"]],
    "soil": [None, {}, {"kind": "CLAY"}, {"kind": "SAND"}],
}
_ATOMS = st.sampled_from(
    [
        *(In(("kind",), values) for values in (("BED",), ("POT",), ("BED", "POT"))),
        In(("kind",), ("BED",), "BED"),
        Present(("kind",)),
        DEEP,
        DEEPER,
        Compares(("depth",), "!=", 30),
        HERBS,
        HoldsOnly(("plants",), ("MINT", "THYME")),
        Present(("plants",)),
        Present(("soil",)),
        Present(("soil", "kind")),
        In(("soil", "kind"), ("CLAY",)),
        In(("soil", "kind"), ("CLAY",), "CLAY"),
    ]
)
_CONDITIONS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.tuples(inner, inner)),
        st.builds(Any_, st.tuples(inner, inner)),
    ),
    max_leaves=6,
)


@trying(150)
@given(old=_CONDITIONS, new=_CONDITIONS)
def test_the_verdict_is_what_trying_every_request_says(old: Condition, new: Condition) -> None:
    gained = lost = False
    for values in product(*_VALUES.values()):
        request = {name: value for name, value in zip(_VALUES, values, strict=True) if value is not None}
        before, after = (
            bool(violations([Rule("requires", (("water",),), when=when)], request)) for when in (old, new)
        )
        gained |= after and not before
        lost |= before and not after
    said = {(False, False): "same", (True, True): "apart", (True, False): "wider", (False, True): "narrower"}
    assert compared(old, new) == said[gained, lost]


def _changes(old: list[Rule], new: list[Rule]) -> list[str]:
    fields = {name: {"type": "string"} for name in ("soil", "kind", "wet")}
    documents = [
        garden({"type": "object", "properties": fields, "x-rules": [to_data(rule) for rule in rules]}, {})
        for rules in (old, new)
    ]
    return [change.id for change in compare(*documents)]


def _requires(when: Condition | None, *targets: str) -> Rule:
    return Rule("requires", tuple((target,) for target in targets or ("soil",)), when=when)


def _one_of(*values: str, when: Condition = BED) -> Rule:
    return Rule("value-in", (("soil",),), values=values, when=when)


def _none_of(*values: str) -> Rule:
    return Rule("value-not-in", (("soil",),), values=values, when=BED)


def _limit(operator: Operator, number: float | str, measure: Measure = "value") -> Rule:
    return Rule("limit", (("soil",),), bound=Bound(operator, number, measure), when=BED)


def _group(kind: Kind, *names: str) -> Rule:
    operator: Operator | None = "<" if kind == "relational" else None
    return Rule(kind, tuple((name,) for name in names), operator=operator)


@pytest.mark.parametrize(
    ("old", "new", "there", "back"),
    [
        ([_requires(BED)], [_requires(BED_OR_POT)], ["tightened"], ["loosened"]),
        ([_one_of("CLAY", "SAND")], [_one_of("CLAY")], ["tightened"], ["loosened"]),
        ([_one_of("CLAY", "SAND")], [_one_of("CLAY", "LOAM")], ["moved"], ["moved"]),
        ([_one_of("CLAY")], [_one_of("SAND")], ["moved"], ["moved"]),
        ([_one_of("CLAY", "SAND")], [_one_of("SAND", "CLAY")], [], []),
        ([_none_of("CLAY")], [_none_of("CLAY", "SAND")], ["tightened"], ["loosened"]),
        ([_limit("<=", 5)], [_limit("<=", 4)], ["tightened"], ["loosened"]),
        ([_limit("<", 5)], [_limit("<", 4)], ["tightened"], ["loosened"]),
        ([_limit(">=", 5)], [_limit(">=", 6)], ["tightened"], ["loosened"]),
        ([_limit(">", 5)], [_limit(">", 6)], ["tightened"], ["loosened"]),
        ([_limit(">=", 5)], [_limit(">", 5)], ["tightened"], ["loosened"]),
        ([_limit("<=", 5)], [_limit("<", 5)], ["tightened"], ["loosened"]),
        ([_limit("<", 5)], [_limit("<", 6)], ["loosened"], ["tightened"]),
        ([_limit("<=", 5)], [_limit(">=", 5)], ["changed"], ["changed"]),
        # There is nothing between two lengths.
        ([_limit("<=", 5, "length")], [_limit("<", 6, "length")], ["restated"], ["restated"]),
        ([_limit("==", 5)], [_limit("==", 6)], ["changed"], ["changed"]),
        ([_limit(">=", "2030-01-01")], [_limit(">=", "2031-01-01")], ["tightened"], ["loosened"]),
        ([_limit(">=", 5)], [_limit(">=", 5, "length")], ["added", "removed"], ["added", "removed"]),
        # More cases and a narrower demand go the same way; more cases and a wider one do not.
        ([_one_of("CLAY", "SAND")], [_one_of("CLAY", when=BED_OR_POT)], ["tightened"], ["loosened"]),
        ([_one_of("CLAY")], [_one_of("CLAY", "SAND", when=BED_OR_POT)], ["changed"], ["changed"]),
        # Rules of one demand are one, and a rule of several fields is one of each.
        ([_requires(BED)], [_requires(BED), _requires(None)], ["tightened"], ["loosened"]),
        ([_requires(BED)], [_requires(BED), _requires(POT)], ["tightened"], ["loosened"]),
        ([_requires(BED_OR_POT)], [_requires(BED), _requires(POT)], [], []),
        ([_requires(BED_OR_POT)], [_requires(Any_((BED, POT)))], [], []),
        ([_requires(BED, "soil", "wet")], [_requires(BED, "wet"), _requires(BED)], [], []),
        ([_requires(BED, "soil", "wet")], [_requires(BED)], ["removed"], ["added"]),
        # Which of two fields comes first matters only where they are compared.
        ([_group("or", "soil", "wet")], [_group("or", "wet", "soil")], [], []),
        (
            [_group("relational", "soil", "wet")],
            [_group("relational", "wet", "soil")],
            ["added", "removed"],
            ["added", "removed"],
        ),
    ],
)
def test_a_rule_that_demands_more_or_in_more_cases_is_tightened(
    old: list[Rule], new: list[Rule], there: list[str], back: list[str]
) -> None:
    assert _changes(old, new) == [f"request-rule-{verdict}" for verdict in there]
    assert _changes(new, old) == [f"request-rule-{verdict}" for verdict in back]


def test_a_rule_on_a_field_that_is_new_breaks_only_where_it_asks_for_the_field() -> None:
    old = garden({"type": "object", "properties": {"kind": {}}}, {})
    for rule, id_ in (
        (Rule("forbids", (("soil",),), when=BED), "request-rule-came-with-field"),
        (_requires(BED), "request-rule-added"),
    ):
        new = garden(
            {
                "type": "object",
                "properties": {"kind": {}, "soil": {"type": "string"}},
                "x-rules": [to_data(rule)],
            },
            {},
        )
        assert [change.id for change in compare(old, new)] == sorted(
            ["request-field-added", id_], key=lambda x: x != "request-rule-added"
        )


def test_a_rule_about_what_is_within_an_object_that_is_new_breaks_nothing() -> None:
    old = garden({"type": "object", "properties": {"kind": {}}}, {})
    bed = {"type": "object", "properties": {"soil": {"type": "string"}}}
    rule = to_data(Rule("requires", (("bed", "soil"),), when=BED))
    new = garden({"type": "object", "properties": {"kind": {}, "bed": bed}, "x-rules": [rule]}, {})
    assert [(change.id, change.severity) for change in compare(old, new)] == [
        ("request-field-added", "safe"),
        ("request-rule-came-with-field", "safe"),
    ]


def _garden(rules: list[Rule], *digests: str) -> dict[str, Any]:
    """A garden whose `soil` has rules and conditions in words."""
    fields = {name: {"type": "string"} for name in ("soil", "kind", "wet")}
    body = {"type": "object", "properties": fields, "x-rules": [to_data(rule) for rule in rules]}
    page = {"url": "https://garden.test/plots"}
    words = {"/request/body/plot/soil": list(digests)} if digests else {}
    return garden(body, {}, externalDocs=page, **{"x-rules-text-digests": words})


@pytest.mark.parametrize(
    ("old", "new", "ids"),
    [
        # What was in words is a rule now, and the other way round.
        (_garden([], "0a1b2c3d"), _garden([_requires(BED)]), ["request-rule-changed"]),
        # Part of it was a rule already.
        (_garden([_requires(BED)], "0a1b2c3d"), _garden([_requires(BED_OR_POT)]), ["request-rule-changed"]),
        # One of two in words, in other words than before, is a rule now; the other one has other words, too.
        (
            _garden([], "0a1b2c3d", "5e026de2"),
            _garden([_requires(BED)], "99aa00bb"),
            ["request-condition-changed", "request-rule-changed"],
        ),
        # More went than came as a rule.
        (
            _garden([], "0a1b2c3d", "5e026de2"),
            _garden([_requires(BED)]),
            ["request-condition-removed", "request-rule-changed"],
        ),
    ],
)
def test_a_condition_in_words_that_is_stated_formally_is_told_once(
    old: dict[str, Any], new: dict[str, Any], ids: list[str]
) -> None:
    for changes in (compare(old, new), compare(new, old)):
        assert [each.id.replace("added", "removed") for each in changes] == ids
        assert {each.severity for each in changes} == {"risky"}


def test_a_rule_beside_other_words_is_new_all_the_same() -> None:
    changes = compare(_garden([], "0a1b2c3d"), _garden([_requires(BED)], "99aa00bb"))
    assert [each.id for each in changes] == ["request-rule-added", "request-condition-changed"]


def test_a_rule_on_a_renamed_parameter_of_a_query_is_the_rule_that_there_was() -> None:
    old, new = (
        document(
            {
                "parameters": [
                    {"name": name, "in": "query", "schema": {"type": "string"}} for name in ("depth", soil)
                ],
                "x-rules": [to_data(Rule("requires", ((soil,),), when=Present(("depth",))))],
            }
        )
        for soil in ("soil_tpye", "soil_type")
    )
    assert [change.id for change in compare(old, new)] == ["request-field-renamed"]


def test_the_same_rule_as_keywords_and_as_data_is_told_once() -> None:
    rule = to_data(_requires(BED))
    keywords = {
        "$comment": rule["id"],
        "if": {"properties": {"kind": {"const": "BED"}}},
        "then": {"required": ["soil"]},
    }
    plain = {"type": "object", "properties": {"kind": {}, "soil": {}}}
    changes = compare(garden(plain, {}), garden({**plain, "allOf": [keywords], "x-rules": [rule]}, {}))
    assert [change.id for change in changes] == ["request-rule-added"]
    assert changes[0].hint.startswith("`Client.plot.water(plot=…)`")


IF_BED = {"properties": {"kind": {"const": "BED"}}, "required": ["kind"]}


def _stating(**keywords: Any) -> dict[str, Any]:
    fields = {name: {"type": "string"} for name in ("kind", "soil", "wet")}
    return garden({"type": "object", "properties": fields, **keywords}, {})


@pytest.mark.parametrize(
    "keywords",
    [
        {"if": IF_BED, "then": {"required": ["soil"]}},
        {"if": IF_BED, "else": {"required": ["soil"]}},
        {"if": True, "then": {"required": ["soil"]}},
        {"dependentRequired": {"kind": ["soil", "wet"]}},
    ],
)
def test_what_keywords_alone_state_is_one_rule_as_it_is_written(keywords: dict[str, Any]) -> None:
    (change,) = compare(_stating(), _stating(**keywords))
    assert change.id == "request-rule-added"
    assert change.pointer == "/request/body/plot"
    other = {key: {"kind": ["wet"]} if key == "dependentRequired" else {} for key in keywords}
    assert [each.id for each in compare(_stating(**keywords), _stating(**other))] == ["request-rule-changed"]


def test_rules_that_are_not_understood_are_compared_as_they_are_written() -> None:
    def found(old: list[Any], new: list[Any]) -> list[tuple[str, Any, Any, str]]:
        changes = compare(_stating(**{"x-rules": old}), _stating(**{"x-rules": new}))
        return [(each.id.removeprefix("request-"), each.old, each.new, each.note) for each in changes]

    wet, dry, hot = ({"kind": name, "targets": ["soil"]} for name in ("wet", "dry", "hot"))
    texts = [f'{{"kind": "{name}", "targets": ["soil"]}}' for name in ("wet", "dry", "hot")]
    assert found([wet, dry], [dry, wet]) == []
    assert found([wet], [{"targets": ["soil"], "kind": "wet"}]) == []
    assert found([wet], [wet, wet]) == []
    assert found([wet], [wet, dry]) == [("rule-added", None, texts[1], texts[1])]
    assert found([wet, dry], [wet]) == [("rule-removed", texts[1], None, texts[1])]
    assert found([wet, dry], [wet, hot]) == [("rule-changed", texts[1], texts[2], texts[2])]
    assert found([wet, dry], [hot]) == [
        ("rule-changed", texts[0], texts[2], texts[2]),
        ("rule-removed", texts[1], None, texts[1]),
    ]
    # What is understood is told apart.
    rule = to_data(_requires(BED))
    assert [each[0] for each in found([wet], [dry, rule])] == ["rule-added", "rule-changed"]


@text_cases(before=literal, after=literal, id_=str)
def test_another_bound_of_a_rule_is_tighter_or_looser_if_that_can_be_told(
    before: tuple[Any, Any], after: tuple[Any, Any], id_: str
) -> None:
    old, new = (Rule("limit", (("soil",),), when=BED, bound=Bound(*bound)) for bound in (before, after))
    assert _changes([old], [new]) == [id_]


def test_other_words_are_told_with_their_field_and_the_page_to_read() -> None:
    (change,) = compare(_garden([], "0a1b2c3d", "5e026de2"), _garden([], "5e026de2", "99aa00bb"))
    assert (change.id, change.severity) == ("request-condition-changed", "risky")
    assert change.pointer == "/request/body/plot/soil"
    assert (change.old, change.new) == (["`0a1b2c3d`"], ["`99aa00bb`"])
    assert change.message == ("The conditions on `plot.soil` are worded differently; see the page.")
    assert change.page == "https://garden.test/plots"


def test_the_words_themselves_are_told_where_a_document_keeps_them() -> None:
    old, new = _garden([], digest_of("Only for beds.")), _garden([], digest_of("Only for pots."))
    new["components"] = {"schemas": {"Soil": {"x-rules-text": ["Only for pots."]}}}
    (change,) = compare(old, new)
    assert change.message.endswith("worded differently: Only for pots (was: a sentence only on the page).")


def test_words_in_another_order_of_sentences_are_no_change() -> None:
    assert compare(_garden([], "0a1b2c3d", "5e026de2"), _garden([], "5e026de2", "0a1b2c3d")) == ()


def test_what_is_said_of_a_field_comes_goes_and_moves_with_it() -> None:
    def named(name: str, **more: Any) -> dict[str, Any]:
        fields = {"kind": {"type": "string"}, name: {"type": "string", "enum": ["CLAY", "LOAM"]}}
        body = {"type": "object", "properties": fields}
        return garden(body, {}, **{"x-rules-text-digests": more})

    bare = garden({"type": "object", "properties": {"kind": {"type": "string"}}}, {})
    soil = named("soil", **{"/request/body/plot/soil": ["0a1b2c3d"]})
    earth = named("soil_kind", **{"/request/body/plot/soil_kind": ["99aa00bb"]})
    assert [each.id for each in compare(bare, soil)] == ["request-field-added"]
    assert [each.id for each in compare(soil, bare)] == ["request-field-removed"]
    assert [each.id for each in compare(soil, earth)] == ["request-field-renamed"]


def test_no_address_but_a_plain_one_stands_in_a_report() -> None:
    new = _garden([], "0a1b2c3d")
    new["paths"]["/plot/water/"]["post"]["externalDocs"]["url"] = "javascript:alert('beds')"
    (change,) = compare(_garden([]), new)
    assert change.page == ""

"""Rules that a request's sentences give, taken together: what stands, what is left out, and what is odd."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import combinations, product
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from clock import taking
from may import may
from pages import dated, needs_portal
from searching import trying
from tiktok_bindgen.explain.operation import explained
from tiktok_bindgen.explain.reason import findings
from tiktok_bindgen.interpret.model import Contested, EnumValue, Field, Operation, Type
from tiktok_bindgen.logic.english import sentence
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
    Not,
    Path,
    Present,
    Rule,
)
from tiktok_bindgen.logic.reason import Known
from tiktok_bindgen.sentences.consistency import Reconciled, known_of, reconcile
from tiktok_bindgen.sentences.resolve import Request

WET, DRY = In(("kind",), ("WET",)), In(("kind",), ("DRY",))
SOIL: tuple[Path, ...] = (("soil",),)
KIND = Field("kind", Type("string"), enum=(EnumValue("WET"), EnumValue("DRY")))


def _reconciled(*rules: Rule, required: tuple[str, ...] = (), fields: tuple[Field, ...] = ()) -> Reconciled:
    names = ("soil", "pot", "hose")
    plain = [Field(name, Type("string"), "required" if name in required else "optional") for name in names]
    garden = Operation("POST", "/garden/plant/", "Plant", parameters=(KIND, *plain, *fields))
    return reconcile(Request.of(garden), rules)


def _said(*rules: Rule, **more: Any) -> list[str]:
    return [sentence(rule) for rule in _reconciled(*rules, **more).rules]


# -- what others say already ---------------------------------------------------------------


def test_a_rule_that_another_implies_is_left_out_and_is_no_flaw() -> None:
    reconciled = _reconciled(
        Rule("requires", SOIL, when=WET),
        Rule("requires", SOIL, when=Present(("kind",))),
        Rule("requires", SOIL, when=DRY),
    )
    assert [sentence(rule) for rule in reconciled.rules] == ["`soil` is required when `kind` is given."]
    assert (reconciled.conflicts, reconciled.weaker, reconciled.gone) == ((), frozenset(), frozenset())


def test_a_condition_says_nothing_that_the_values_of_a_field_decide() -> None:
    wet, dry = In(("kind",), ("WET",), "WET"), In(("kind",), ("DRY",), "WET")
    rule = Rule("forbids", SOIL, when=All((Any_((Not(Present(("pot",))), Not(dry))), Not(wet))))
    assert _said(rule) == [
        "`soil` is not allowed when (`pot` is not given and `kind` (by default `WET`) is not `WET`)."
    ]
    # One of these values is not listed.
    other = evolve(
        rule, when=All((Any_((Not(Present(("pot",))), Not(dry))), Not(In(("kind",), ("DAMP",), "WET"))))
    )
    assert _said(other) == [sentence(other)]


def test_of_one_rule_and_the_several_that_add_up_to_it_the_one_stays() -> None:
    wide = Rule("requires", SOIL, when=In(("kind",), ("WET", "DRY")))
    for rules in ([wide], [Rule("requires", SOIL, when=WET), Rule("requires", SOIL, when=DRY), wide]):
        assert list(_reconciled(*rules).rules) == [wide]


def test_of_rules_that_say_the_same_the_shortest_stays_and_else_the_first() -> None:
    long = Rule("forbids", (("pot",),), when=Any_((Present(("soil",)), All((Present(("soil",)), WET)))))
    assert _said(
        long,
        Rule("forbids", SOIL, when=Present(("pot",))),
        Rule("zero-or-one", (("soil",), ("pot",))),
        Rule("zero-or-one", (("pot",), ("soil",))),
    ) == ["send at most one of `soil`, `pot`."]


def test_a_limit_that_is_wider_than_another_is_left_out() -> None:
    tight, loose = (Rule("limit", SOIL, when=WET, bound=Bound("<=", number, "length")) for number in (5, 9))
    assert list(_reconciled(loose, tight).rules) == [tight]


def test_rules_of_different_places_do_not_stand_for_each_other() -> None:
    bed = Field("beds", Type("object", array=1), children=(Field("soil", Type("string")), KIND))
    inner = Rule("requires", SOIL, scope=("beds", "[]"), when=WET)
    outer = Rule("requires", SOIL, when=WET)
    some = Rule("requires", SOIL, when=In(("beds", "[]", "kind"), ("WET",)))
    assert list(_reconciled(inner, outer, some, fields=(bed,)).rules) == [inner, outer, some]


# -- what fields say already ---------------------------------------------------------------


def test_a_rule_whose_condition_no_request_meets_is_a_flaw_and_left_out() -> None:
    reconciled = _reconciled(Rule("forbids", SOIL, when=All((Not(WET), Not(DRY), Present(("kind",))))))
    (conflict,) = reconciled.conflicts
    assert (reconciled.rules, conflict.code, reconciled.gone) == ((), "rule-dead", frozenset())
    assert conflict.text.startswith("a rule is left out, since no request meets its condition")


def test_a_rule_that_no_request_breaks_is_a_flaw_and_left_out() -> None:
    reconciled = _reconciled(Rule("requires", (("soil",), ("pot",)), when=WET), required=("soil",))
    assert [sentence(rule) for rule in reconciled.rules] == ["`pot` is required when `kind` is `WET`."]
    assert [conflict.code for conflict in reconciled.conflicts] == ["rule-tautology"]
    assert reconciled.weaker == frozenset()


def test_a_rule_that_every_request_breaks_is_a_contradiction_and_left_out() -> None:
    rule = Rule("forbids", SOIL, when=WET)
    reconciled = _reconciled(rule, required=("soil",))
    assert reconciled.rules == ()
    assert reconciled.gone == {rule.id}
    assert [conflict.code for conflict in reconciled.conflicts] == ["rule-contradiction"]


def test_of_a_rule_that_is_so_for_one_of_its_fields_the_others_stay() -> None:
    rule = Rule("forbids", (("soil",), ("pot",)), when=WET)
    reconciled = _reconciled(rule, required=("soil",))
    assert [sentence(rule) for rule in reconciled.rules] == ["`pot` is not allowed when `kind` is `WET`."]
    assert reconciled.weaker == {rule.id}


@pytest.mark.parametrize(
    ("type_", "form"),
    [
        (Type("string"), "single"),
        (Type("number"), "single"),
        (Type("boolean", array=1), "list"),
        (Type("string", array=2), "other"),
        *((Type(kind), "other") for kind in ("object", "map", "file", "any")),
    ],
)
def test_of_a_field_it_is_known_whether_it_has_one_value_or_several(type_: Type, form: str) -> None:
    values = (EnumValue("WET"), EnumValue("DRY"))
    field = Field("soil", type_, "required", enum=values)

    def of(field: Field) -> Known:
        return known_of(
            Request.of(Operation("POST", "/garden/plant/", "Plant", parameters=(field,))).nodes[0]
        )

    assert of(field) == Known(("soil",), required=True, form=form, values=("WET", "DRY"))  # type: ignore[arg-type] # one of them
    assert not of(evolve(field, presence="optional")).required
    # What examples contest is not known.
    assert of(evolve(field, contested=(Contested("enum", "dig.md", 1),))) == evolve(of(field), values=())
    assert of(evolve(field, contested=(Contested("required", "dig.md", 1),))) == evolve(
        of(field), required=False
    )


# -- one against another -------------------------------------------------------------------


def test_of_two_rules_that_contradict_each_other_neither_holds_where_both_apply() -> None:
    rules = (Rule("requires", SOIL, when=WET), Rule("forbids", SOIL, when=Present(("pot",))))
    reconciled = _reconciled(*rules)
    assert [sentence(rule) for rule in reconciled.rules] == [
        "`soil` is required when (`kind` is `WET` and `pot` is not given).",
        "`soil` is not allowed when (`pot` is given and `kind` is not `WET`).",
    ]
    assert reconciled.weaker == {rule.id for rule in rules}
    (conflict,) = reconciled.conflicts
    assert (conflict.code, conflict.rule) == ("rule-contradiction", rules[0])


def test_a_rule_that_has_no_case_of_its_own_is_gone() -> None:
    always, under = Rule("requires", SOIL), Rule("forbids", SOIL, when=WET)
    reconciled = _reconciled(always, under)
    assert [sentence(rule) for rule in reconciled.rules] == ["`soil` is required when `kind` is not `WET`."]
    assert reconciled.weaker == {always.id}
    assert reconciled.gone == {under.id}


def test_what_narrowing_makes_of_rules_is_looked_at_like_all_others() -> None:
    unless = Not(All((Present(("soil",)), Present(("pot",)))))
    reconciled = _reconciled(Rule("requires", SOIL), Rule("forbids", SOIL, when=unless))
    assert _reconciled(*reconciled.rules) == Reconciled(reconciled.rules)


def test_rules_are_narrowed_at_the_object_that_both_stand_in() -> None:
    bed = Field("beds", Type("object", array=1), children=(Field("soil", Type("string")), KIND))
    reconciled = _reconciled(
        Rule("requires", SOIL, scope=("beds", "[]"), when=WET),
        Rule("forbids", (("beds", "[]", "soil"),), when=Present(("pot",))),
        fields=(bed,),
    )
    assert [sentence(rule) for rule in reconciled.rules] == [
        "`beds[].soil` is required when (`beds[].kind` is `WET` and `pot` is not given).",
        "`beds[].soil` is not allowed when (`pot` is given and `beds[].kind` is not `WET`).",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (WET, DRY),
        (WET, Not(Present(("kind",)))),
        (Compares(("size",), ">=", 2), Compares(("size",), "<", 2)),
        (In(("size",), (1,)), Compares(("size",), ">", 1)),
        (Compares(("tags",), ">", 0, measure="items"), Compares(("tags",), "<=", 0, measure="items")),
        (Contains(("tags",), ("OLD",)), HoldsOnly(("tags",), ("NEW",))),
        (Compares(("day",), "<", "2030-01-01"), Compares(("day",), ">", "2031-01-01")),
    ],
)
def test_conditions_that_never_hold_together_are_no_contradiction(one: Condition, other: Condition) -> None:
    fields = (
        Field("size", Type("number")),
        Field("tags", Type("string", array=1)),
        Field("day", Type("datetime")),
    )
    rules = (Rule("requires", SOIL, when=one), Rule("forbids", SOIL, when=other))
    assert _reconciled(*rules, fields=fields) == Reconciled(rules)


def test_what_a_third_rule_refuses_anyway_is_no_contradiction() -> None:
    rules = (
        Rule("requires", SOIL, when=WET),
        Rule("forbids", SOIL, when=Present(("pot",))),
        Rule("forbids", (("pot",),), when=WET),
    )
    # The last follows from the others, and shows that they are meant so.
    assert _reconciled(*rules) == Reconciled(rules)


def test_thousands_of_values_take_no_more_than_a_moment() -> None:
    names = tuple(f"V{number}" for number in range(5000))
    row = Field("row", Type("string"), enum=tuple(map(EnumValue, names)))
    half = len(names) // 2
    rules = [
        Rule("requires", SOIL, when=In(("row",), names[:half])),
        Rule("forbids", SOIL, when=In(("row",), names[half:])),
    ]
    with taking(5):
        reconciled = _reconciled(*rules, Rule("requires", SOIL, when=In(("row",), names[:1])), fields=(row,))
    assert reconciled == Reconciled(tuple(rules))


# -- any rules -----------------------------------------------------------------------------

_A, _N, _TAGS = ("a",), ("n",), ("tags",)
_SHELF = (
    Field("a", Type("string"), enum=(EnumValue("X"), EnumValue("Y"))),
    Field("n", Type("number")),
    Field("tags", Type("string", array=1)),
)
_ATOMS: st.SearchStrategy[Condition] = st.one_of(
    st.sampled_from((_A, _N, _TAGS)).map(Present),
    st.builds(In, st.just(_A), st.sampled_from((("X",), ("Y",), ("X", "Y"))), st.sampled_from((None, "X"))),
    st.builds(In, st.just(_N), st.sampled_from(((1,), (2.0, 5))), st.sampled_from((None, 1))),
    st.builds(
        Compares,
        st.just(_N),
        st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
        st.sampled_from((1, 2)),
    ),
    st.builds(
        Compares,
        st.just(_TAGS),
        st.sampled_from(["<", ">="]),
        st.just(1),
        measure=st.just("items"),
    ),
    st.builds(Contains, st.just(_TAGS), st.sampled_from((("R",), ("R", "S")))),
    st.builds(HoldsOnly, st.just(_TAGS), st.sampled_from((("R",), ("R", "S")))),
)
_WHEN = st.none() | st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        inner.map(Not), st.tuples(inner, inner).map(All), st.tuples(inner, inner).map(Any_)
    ),
    max_leaves=3,
)
_ONE = st.sampled_from((_A, _N, _TAGS)).map(lambda path: (path,))
_SEVERAL = st.lists(st.sampled_from((_A, _N, _TAGS)), min_size=2, max_size=3, unique=True).map(tuple)
_RULES = st.one_of(
    st.builds(Rule, st.sampled_from(["requires", "forbids"]), _ONE | _SEVERAL, when=_WHEN),
    st.builds(Rule, st.sampled_from(["or", "only-one", "zero-or-one", "all-or-none"]), _SEVERAL, when=_WHEN),
    st.builds(
        Rule,
        st.sampled_from(["value-in", "value-not-in"]),
        st.just((_A,)),
        when=_WHEN,
        values=st.just(("X",)),
    ),
    st.builds(
        Rule,
        st.sampled_from(["value-in", "value-not-in"]),
        st.just((_TAGS,)),
        when=_WHEN,
        values=st.just(("R",)),
    ),
    st.builds(
        Rule,
        st.just("limit"),
        st.just((_N,)),
        when=_WHEN,
        bound=st.builds(Bound, st.sampled_from(["<=", ">", "!="]), st.sampled_from((1, 2))),
    ),
)
# Rules leave it to others to refuse what is no number.
_NUMBERS = (None, 0, 1, 1.5, 2, 3, 5, "many")
_ITEMS = tuple([*items] for count in range(4) for items in combinations("RSQ", count))


@cache
def _requests(required: frozenset[str]) -> tuple[Mapping[str, Any], ...]:
    """All requests that the fields allow, as far as a rule can tell them apart."""

    def each() -> Iterator[Mapping[str, Any]]:
        for values in product((None, "X", "Y"), _NUMBERS, (None, *_ITEMS)):
            found = {
                name: value
                for name, value in zip(("a", "n", "tags"), values, strict=True)
                if value is not None
            }
            if required <= found.keys():
                yield found

    return tuple(each())


def _refused(rules: Iterable[Rule], required: frozenset[str]) -> set[int]:
    """Which of those requests rules refuse, by number."""
    sent = _requests(required)
    return {number for rule in rules for number, each in enumerate(sent) if violations([rule], each)}


@trying(80)
@given(
    st.lists(_RULES, min_size=1, max_size=4, unique_by=lambda rule: rule.id),
    st.sets(st.sampled_from(["a", "n", "tags"]), max_size=1).map(frozenset),
)
def test_settled_rules_refuse_the_same_but_where_they_were_contradicted_and_say_nothing_twice(
    rules: list[Rule], required: frozenset[str]
) -> None:
    fields = [
        Field(each.name, each.type, "required" if each.name in required else "optional", enum=each.enum)
        for each in _SHELF
    ]
    request = Request.of(Operation("POST", "/shelf/", "Shelf", parameters=tuple(fields)))
    reconciled = reconcile(request, rules)
    before, after = _refused(rules, required), _refused(reconciled.rules, required)
    assert after <= before
    contradicted = [rule for rule in rules if rule.id in reconciled.weaker | reconciled.gone]
    assert before - after <= _refused(contradicted, required)
    assert all(conflict.code != "rule-contradiction" for conflict in reconciled.conflicts) == (
        not contradicted
    )
    again = reconcile(request, reconciled.rules)
    assert again == Reconciled(reconciled.rules)
    for rule in reconciled.rules:
        others = [other for other in reconciled.rules if other is not rule]
        says_more = _refused([rule], required) - _refused(others, required)
        assert says_more or reconcile(request, others).conflicts, sentence(rule)


def test_rules_of_one_object_that_contradict_each_other_are_narrowed_inside_of_it() -> None:
    bed = Field("bed", Type("object"), children=(KIND, Field("soil", Type("string"))))
    always = Rule("requires", SOIL, scope=("bed",))
    wet = Rule("forbids", SOIL, scope=("bed",), when=WET)
    assert _said(always, wet, fields=(bed,)) == ["In `bed`: `soil` is required when `kind` is not `WET`."]


# -- the portal ----------------------------------------------------------------------------


@needs_portal
@pytest.mark.portal
def test_to_the_reasoner_no_rule_of_the_portal_is_left_to_reconcile() -> None:
    document = may().document
    reconciled = {"dead-rule", "redundant-rule", "contradiction"}
    found = [
        (path, finding.message)
        for path, item in document["paths"].items()
        for method in item
        for finding in findings(explained(document, method, path))
        if finding.kind in reconciled
    ]
    assert found == []


@needs_portal
@pytest.mark.portal
def test_flaws_of_the_portal_s_rules_are_problems_with_their_lines() -> None:
    codes = {"rule-dead", "rule-tautology", "rule-contradiction"}
    conflicts = [problem for problem in may().problems if problem.code in codes]
    assert {problem.code for problem in conflicts} == codes
    for problem in conflicts:
        lines = (dated("2026-05") / problem.page).read_text(encoding="utf-8").splitlines()
        name = problem.text.split("`")[1]
        assert name in lines[problem.line - 1]

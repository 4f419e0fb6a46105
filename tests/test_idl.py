"""Rules as IDL: valid IDL that means what the rule means, where IDL has words for it."""

from __future__ import annotations

from collections import Counter
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idl import read_idl
from newest import newest_spec
from tiktok_bindgen.assemble.idl import dependencies, dependency
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.model import (
    All,
    Any_,
    Bound,
    Compares,
    Condition,
    Contains,
    In,
    Not,
    Operator,
    Present,
    Rule,
)

WET = In(("kind",), ("WET",))


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Rule("requires", (("soil",),), when=WET), "IF kind=='WET' THEN soil;"),
        (Rule("requires", (("a",), ("b",)), when=Present(("c",))), "IF c THEN a AND b;"),
        (Rule("forbids", (("a",), ("b",)), when=Not(WET)), "IF NOT kind=='WET' THEN NOT a AND NOT b;"),
        (
            Rule("requires", (("soil",),), when=In(("kind",), ("WET", "DRY"), default="DRY")),
            "IF (NOT kind OR kind=='WET'|'DRY') THEN soil;",
        ),
        (
            Rule("requires", (("soil",),), when=In(("kind",), ("WET",), default="DRY")),
            "IF kind=='WET' THEN soil;",
        ),
        (
            Rule("requires", (("a",),), when=All((WET, Any_((Present(("b",)), In(("c",), (True, 3))))))),
            "IF kind=='WET' AND (b OR (c==true OR c==3)) THEN a;",
        ),
        (
            Rule("requires", (("a",),), when=Not(Any_((WET, Present(("b",)))))),
            "IF (NOT kind=='WET' AND NOT b) THEN a;",
        ),
        (
            Rule("value-in", (("a",),), when=WET, values=("X", "Y")),
            "IF a AND kind=='WET' THEN a=='X'|'Y';",
        ),
        (Rule("value-not-in", (("a",),), values=("X",)), "IF a THEN NOT a=='X';"),
        (Rule("limit", (("a",),), when=WET, bound=Bound("<=", 2.5)), "IF a AND kind=='WET' THEN a<=2.5;"),
        (Rule("or", (("a",), ("b",))), "Or(a, b);"),
        (Rule("only-one", (("a",), ("b",))), "OnlyOne(a, b);"),
        (Rule("zero-or-one", (("a",), ("b",)), when=WET), "IF kind=='WET' THEN ZeroOrOne(a, b);"),
        (Rule("all-or-none", (("a",), ("b",), ("c",))), "AllOrNone(a, b, c);"),
        (Rule("relational", (("from",), ("until",)), operator="<"), "from<until;"),
        (
            Rule("relational", (("from",), ("until",)), operator="<", when=WET),
            "IF kind=='WET' AND from AND until THEN from<until;",
        ),
        (
            Rule("requires", (("a",),), when=Not(Compares(("from",), ">=", other=("until",)))),
            "IF NOT (from>=until) THEN a;",
        ),
        (Rule("requires", (("a",),), when=Compares(("b",), ">", -1)), "IF b>-1 THEN a;"),
        # Names that IDL has as words, or does not take as they are, stand in square brackets.
        (Rule("or", (("page-size",), ("OR",), ("x[0]",))), "Or([page-size], [OR], [x[0]]);"),
        (Rule("forbids", (("a",),), when=In(("b",), ("it's a \\",))), r"IF b=='it\'s a \\' THEN NOT a;"),
    ],
)
def test_a_rule_is_said_as_idl_says_it(rule: Rule, said: str) -> None:
    assert dependency(rule) == said
    read_idl(said)


@pytest.mark.parametrize(
    "rule",
    [
        Rule("requires", (("a",),), scope=("bed",), when=WET),
        Rule("requires", (("bed", "soil"),), when=WET),
        Rule("requires", (("tags", "[]"),), when=WET),
        Rule("requires", (("a",),), when=In(("bed", "kind"), ("WET",))),
        Rule("requires", (("a",),), when=Contains(("tags",), ("WET",))),
        Rule("requires", (("a",),), when=Compares(("tags",), ">", 1, measure="items")),
        Rule("limit", (("a",),), bound=Bound("<", 9, "length")),
        Rule("limit", (("a",),), bound=Bound("<", "2030-01-01")),
        Rule("requires", (("a",),)),
        Rule("forbids", (("a",),)),
        Rule("or", (("a b",), ("c",))),
    ],
)
def test_what_idl_has_no_words_for_is_left_out(rule: Rule) -> None:
    assert dependency(rule) is None
    assert dependencies([rule]) == []


def test_what_two_rules_say_alike_is_said_once() -> None:
    assert dependencies([Rule("or", (("a",), ("b",))), Rule("or", (("a",), ("b",)), line=7)]) == ["Or(a, b);"]


_NAMES = st.sampled_from(["kind", "name", "OR", "odd-name", "width", "depth"])
_WORDS = st.sampled_from(["WET", "DRY", "it's"])
_NUMBERS = st.integers(-2, 3)


@st.composite
def _flat_rules(draw: st.DrawFn) -> Rule:
    """Rules between fields at the top: texts have odd letters in their names, numbers are wide and deep."""
    operators: st.SearchStrategy[Operator] = st.sampled_from(get_args(Operator))
    text, number = st.sampled_from(["kind", "name", "OR", "odd-name"]), st.sampled_from(["width", "depth"])
    values = st.lists(_WORDS, min_size=1, max_size=2, unique=True).map(tuple)
    atoms: st.SearchStrategy[Condition] = st.one_of(
        st.builds(lambda name, some, default: In((name,), some, default), text, values, st.none() | _WORDS),
        st.builds(lambda name: Present((name,)), _NAMES),
        st.builds(lambda name, sign, bound: Compares((name,), sign, bound), number, operators, _NUMBERS),
        st.builds(lambda sign: Compares(("width",), sign, other=("depth",)), operators),
    )
    conditions = st.recursive(
        atoms,
        lambda inner: st.one_of(
            inner.map(Not),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: All(tuple(parts))),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Any_(tuple(parts))),
        ),
        max_leaves=4,
    )
    kind = draw(
        st.sampled_from(["requires", "forbids", "value-in", "value-not-in", "limit", "relational", "group"])
    )
    when = draw(st.none() | conditions)
    sign = draw(operators)
    if kind == "value-in":
        return Rule("value-in", ((draw(text),),), when=when, values=draw(values))
    if kind == "value-not-in":
        return Rule("value-not-in", ((draw(text),),), when=when, values=draw(values))
    if kind == "limit":
        return Rule("limit", ((draw(number),),), when=when, bound=Bound(sign, draw(_NUMBERS)))
    if kind == "relational":
        return Rule("relational", (("width",), ("depth",)), when=when, operator=sign)
    several = draw(st.lists(_NAMES, min_size=2, max_size=3, unique=True))
    targets = tuple((name,) for name in several)
    if kind == "requires":
        return Rule("requires", targets, when=draw(conditions))
    if kind == "forbids":
        return Rule("forbids", targets, when=draw(conditions))
    group: Any = draw(st.sampled_from(["or", "only-one", "zero-or-one", "all-or-none"]))
    return Rule(group, targets, when=when)


_PAYLOADS = st.fixed_dictionaries(
    {},
    optional={
        "kind": _WORDS,
        "name": _WORDS,
        "OR": _WORDS,
        "odd-name": _WORDS,
        "width": _NUMBERS,
        "depth": _NUMBERS,
    },
)


@settings(max_examples=400, deadline=None)
@given(_flat_rules(), _PAYLOADS)
def test_idl_means_what_the_rule_means(rule: Rule, payload: dict[str, Any]) -> None:
    said = dependency(rule)
    assert said is not None
    assert read_idl(said)(payload) == (not violations([rule], payload))


def test_the_spec_has_its_flat_rules_as_idl() -> None:
    said: Counter[str] = Counter()
    for item in newest_spec()["paths"].values():
        for operation in item.values():
            for text in operation.get("x-dependencies", ()):
                read_idl(text)
                said[text.split("(")[0].split(" ")[0]] += 1
    assert said["IF"] > 200
    assert said["Or"] > 0
    assert said["ZeroOrOne"] > 0

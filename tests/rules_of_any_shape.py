"""Strategies for rules of every kind, for tests of properties of all rules."""

from __future__ import annotations

from hypothesis import strategies as st

from tiktok_bindgen.logic.model import (
    All,
    Any_,
    Bound,
    Compares,
    Condition,
    Contains,
    HoldsOnly,
    In,
    Measure,
    Not,
    Operator,
    Path,
    Present,
    Rule,
    Scalar,
)

NAMES = st.from_regex(r"[a-z_][a-zA-Z0-9_.~\-]{0,6}", fullmatch=True)
OPERATORS: st.SearchStrategy[Operator] = st.sampled_from(("<", "<=", ">", ">=", "==", "!="))
MEASURES: st.SearchStrategy[Measure] = st.sampled_from(("value", "length", "items", "number", "decimals"))
NUMBERS = st.integers(-(10**9), 10**9) | st.decimals(-1000, 1000, places=3, allow_nan=False).map(float)
TEXTS = NUMBERS.map(str) | st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs", "Cc"]), max_size=8
)
SCALARS: st.SearchStrategy[Scalar] = (
    st.from_regex(r"[A-Z][A-Z_]{0,6}", fullmatch=True) | TEXTS | NUMBERS | st.booleans()
)
VALUES = st.lists(SCALARS, min_size=1, max_size=3).map(tuple)


@st.composite
def paths(draw: st.DrawFn) -> Path:
    """Generate a path to a field, which ends in a name."""
    steps: list[str] = []
    for _ in range(draw(st.integers(0, 2))):
        steps.append(draw(NAMES))
        steps.extend(draw(st.sampled_from(((), ("[]",), ("[]", "[]"), ("{}",)))))
    return (*steps, draw(NAMES))


DEFAULTS = st.none() | SCALARS
ATOMS: st.SearchStrategy[Condition] = (
    st.builds(In, paths(), VALUES, DEFAULTS)
    | st.builds(Present, paths())
    | st.builds(Contains, paths(), VALUES)
    | st.builds(HoldsOnly, paths(), VALUES)
    | st.builds(Compares, paths(), OPERATORS, SCALARS, st.none(), MEASURES, DEFAULTS)
    | st.builds(Compares, paths(), OPERATORS, st.none(), paths(), MEASURES, DEFAULTS)
)


def _wider(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.builds(All, several) | st.builds(Any_, several) | st.builds(Not, inner)


CONDITIONS = st.recursive(ATOMS, _wider, max_leaves=6)
WHEN = st.none() | CONDITIONS
SCOPES = st.just(()) | paths().map(lambda path: (*path, "[]"))
ONE = paths().map(lambda path: (path,))
TWO = st.lists(paths(), min_size=2, max_size=3, unique=True).map(tuple)
BOUNDS = st.builds(Bound, OPERATORS, NUMBERS, MEASURES)
SPANS = st.builds(Bound, OPERATORS, NUMBERS, st.sampled_from(("days", "product")))
RULES = (
    st.builds(Rule, st.sampled_from(("requires", "forbids")), ONE | TWO, SCOPES, WHEN)
    | st.builds(Rule, st.sampled_from(("value-in", "value-not-in")), ONE, SCOPES, WHEN, VALUES)
    | st.builds(Rule, st.just("limit"), ONE, SCOPES, WHEN, bound=BOUNDS)
    | st.builds(Rule, st.just("arithmetic"), TWO, SCOPES, WHEN, bound=BOUNDS | SPANS)
    | st.builds(Rule, st.sampled_from(("or", "only-one", "zero-or-one", "all-or-none")), TWO, SCOPES, WHEN)
    | st.builds(
        Rule,
        st.just("relational"),
        st.tuples(paths(), paths()),
        SCOPES,
        WHEN,
        operator=OPERATORS,
    )
)

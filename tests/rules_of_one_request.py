"""Strategies for rules over the fields of one invented request, and for requests of its shape."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from tiktok_bindgen.logic.data import from_data
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
    to_data,
)

WORDS = ("DRY", "WET", "FROZEN")
# The paths of the request by type: a bed with its soil, plants with their pots, and notes by name.
TEXTS: tuple[Path, ...] = (
    ("kind",),
    ("name",),
    ("soil", "state"),
    ("soil", "name"),
    ("plants", "[]", "state"),
    ("plants", "[]", "name"),
    ("plants", "[]", "pot", "colour"),
    ("notes", "{}", "by"),
)
NUMBERS: tuple[Path, ...] = (
    ("width",),
    ("height",),
    ("soil", "depth"),
    ("plants", "[]", "count"),
    ("notes", "{}", "stars"),
)
LISTS: tuple[Path, ...] = (("tags",), ("plants", "[]", "marks"))
DATES: tuple[Path, ...] = (("dug",), ("sown",), ("plants", "[]", "cut"))
OBJECTS: tuple[Path, ...] = (("soil",), ("plants",), ("plants", "[]", "pot"))
FIELDS = TEXTS + NUMBERS + LISTS + OBJECTS

_values = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True).map(tuple)
# Values that are equal in Python but differ in JSON.
_numbers = st.lists(st.sampled_from((1, 2.0, True)), min_size=1, max_size=2).map(tuple)
_operators = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
_small = st.integers(0, 3)


def _atoms() -> st.SearchStrategy[Condition]:
    return st.one_of(
        st.builds(In, st.sampled_from(TEXTS), _values, st.none() | st.sampled_from(WORDS)),
        st.builds(In, st.sampled_from(NUMBERS), _numbers, st.none() | st.sampled_from((1, 2))),
        st.builds(Present, st.sampled_from(FIELDS)),
        st.builds(Contains, st.sampled_from(LISTS), _values),
        st.builds(HoldsOnly, st.sampled_from(LISTS), _values),
        st.builds(Compares, st.sampled_from(NUMBERS), _operators, _small),
        st.builds(
            lambda path, sign, number: Compares(path, sign, number, measure="items"),
            st.sampled_from(LISTS),
            _operators,
            _small,
        ),
        st.builds(
            lambda path, sign, other: Compares(path, sign, other=other),
            st.sampled_from(NUMBERS),
            _operators,
            st.sampled_from(NUMBERS),
        ),
    )


def conditions() -> st.SearchStrategy[Condition]:
    return st.recursive(
        _atoms(),
        lambda inner: st.one_of(
            inner.map(Not),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: All(tuple(parts))),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Any_(tuple(parts))),
        ),
        max_leaves=4,
    )


def rules() -> st.SearchStrategy[Rule]:
    when = st.none() | conditions()
    single = st.builds(
        Rule,
        kind=st.sampled_from(["requires", "forbids"]),
        targets=st.lists(st.sampled_from(FIELDS), min_size=1, max_size=2, unique=True).map(tuple),
        when=when,
    )
    valued = st.builds(
        Rule,
        kind=st.sampled_from(["value-in", "value-not-in"]),
        targets=st.sampled_from(TEXTS + LISTS).map(lambda path: (path,)),
        when=when,
        values=_values,
    )
    numbered = st.builds(
        Rule,
        kind=st.sampled_from(["value-in", "value-not-in"]),
        targets=st.sampled_from(NUMBERS).map(lambda path: (path,)),
        when=when,
        values=_numbers,
    )
    limited = st.one_of(
        st.builds(
            lambda path, sign, number, when: Rule("limit", (path,), when=when, bound=Bound(sign, number)),
            st.sampled_from(NUMBERS),
            _operators,
            _small,
            when,
        ),
        st.builds(
            lambda path, sign, number, when: Rule(
                "limit", (path,), when=when, bound=Bound(sign, number, "items")
            ),
            st.sampled_from(LISTS),
            _operators,
            _small,
            when,
        ),
    )
    grouped = st.builds(
        Rule,
        kind=st.sampled_from(["or", "only-one", "zero-or-one", "all-or-none"]),
        targets=st.lists(st.sampled_from(FIELDS), min_size=2, max_size=3, unique=True).map(tuple),
        when=when,
    )
    added = st.builds(
        lambda added, sign, number, when: Rule(
            "arithmetic", added[0], when=when, bound=Bound(sign, number, added[1])
        ),
        st.sampled_from([(LISTS, "items"), (DATES[:2], "days"), (DATES, "days"), (NUMBERS, "product")]),
        _operators,
        _small,
        when,
    )
    ordered = st.builds(
        Rule,
        kind=st.just("relational"),
        targets=st.lists(st.sampled_from(NUMBERS), min_size=2, max_size=2, unique=True).map(tuple),
        when=when,
        operator=_operators,
    )
    same = st.builds(
        Rule,
        kind=st.just("relational"),
        targets=st.lists(st.sampled_from(TEXTS), min_size=2, max_size=2, unique=True).map(tuple),
        when=when,
        operator=_operators,
    )
    return st.one_of(single, valued, numbered, limited, grouped, added, ordered, same)


def rules_beside() -> st.SearchStrategy[Rule]:
    """Generate rules of a request that may look at one above, where ``soil`` is replaced by ``^garden``."""
    return rules().filter(lambda rule: _beside(rule) is not None).map(lambda rule: _beside(rule) or rule)


def beside(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a payload with its ``soil`` replaced by a garden above it."""
    return {"^garden" if name == "soil" else name: value for name, value in payload.items()}


def _beside(rule: Rule) -> Rule | None:
    own = rule.targets[:1] if rule.kind == "relational" else rule.targets
    if any(path[0] == "soil" for path in own):
        return None
    data = json.loads(json.dumps(to_data(rule)).replace('"soil', '"^garden'))
    return from_data(data)


def _some(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


_word = st.sampled_from((*WORDS, "MUD"))
_number = st.integers(0, 4) | st.sampled_from([1.0, 2.5, True])
# Some are no dates, or in another format than the others.
_date = st.sampled_from(["2030-02-27", "2030-03-01", "2030-03-02", "2030-02-30", "soon", 20300301]) | (
    st.sampled_from(["2030-03-01 23:30", "2030-03-02T08:00", "2030-03-01 25:00", "2030-03-02 08:00:00Z"])
)


def payloads() -> st.SearchStrategy[dict[str, Any]]:
    pot = _some({"colour": _word})
    plant = _some(
        {
            "state": _word,
            "name": _word,
            "count": _number,
            "marks": st.lists(_word, max_size=3),
            "cut": _date,
            "pot": pot,
        }
    )
    soil = _some({"state": _word, "name": _word, "depth": _number})
    return _some(
        {
            "kind": _word,
            "name": _word,
            "width": _number,
            "height": _number,
            "notes": st.dictionaries(
                st.sampled_from(["a", "b/c~", "0"]), _some({"by": _word, "stars": _number}), max_size=2
            ),
            "tags": st.lists(_word, max_size=3),
            "dug": _date,
            "sown": _date,
            "soil": soil,
            "plants": st.lists(plant, max_size=2),
        }
    )

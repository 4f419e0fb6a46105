"""An object of many fields is checked by a table, one of few field by field; either says the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients import document, generated, getting, objects, posting, query

Check = Callable[[Any], list[Any]]

TEXT = {"type": "string"}
SOIL = {"type": "string", "enum": ["CLAY", "SAND", "PEAT"]}
POT = objects({"colour": TEXT, "depth": {"type": "number", "exclusiveMinimum": 0}}, "colour")
#: A bed of a garden, with every kind of field that there can be.
BED: dict[str, Any] = {
    "name": TEXT,
    "soil": SOIL,
    "rows": {"type": "integer"},
    "width": {"type": "number"},
    "covered": {"type": "boolean"},
    "motto": {"type": "string", "minLength": 2, "maxLength": 4},
    "sown": {"type": "string", "pattern": r"^\d{4}-\d{2}$"},
    "shade": {"type": "number", "minimum": 0, "maximum": 1},
    "level": {"type": "integer", "enum": [1, 2]},
    "pot": POT,
    "pots": {"type": "array", "items": POT},
    "labels": {"type": "array", "items": TEXT, "maxItems": 2},
    "soils": {"type": "array", "items": SOIL},
    "depths": {"type": "array", "items": {"type": "integer"}},
    "mottos": {"type": "array", "items": {"type": "string", "maxLength": 4}},
    "grid": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
    "anything": {},
    "things": {"type": "array", "items": {}},
    "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
    "a/b~c": TEXT,
}
NEEDED = ("name", "soil", "pots")

_words = st.sampled_from(["CLAY", "SAND", "MUD", "ab", "abcdef", "2026-05", ""])
_numbers = st.sampled_from([0, 1, 2, 2.0, 0.5, -1, float("inf"), float("nan"), True])
_scalars = st.none() | _words | _numbers
_pots = st.dictionaries(st.sampled_from(["colour", "depth", "color"]), _scalars, max_size=2)
_values = st.one_of(
    _scalars,
    _pots,
    st.lists(_scalars | _pots, max_size=3),
    st.just([[1, 2.5], ["x"], 3]),
)
_beds = st.dictionaries(st.sampled_from([*BED, "nmae"]), _values, max_size=12)


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Check, Check]]:
    """The check of a bed by a table, and field by field."""
    spec = document({"/garden/": posting(objects(BED, *NEEDED), operationId="garden_plan")})
    with (
        pytest.MonkeyPatch.context() as patch,
        generated(spec, tmp_path_factory.mktemp("table")) as by_table,
    ):
        patch.setattr("tiktok_bindgen.generate.checks._FEW", len(BED))
        with generated(spec, tmp_path_factory.mktemp("fields")) as by_field:
            sources = [client.files["checks/garden_plan.py"] for client in (by_table, by_field)]
            assert ["misfits(" in source for source in sources] == [True, False]
            first, second = (client.module("checks.garden_plan") for client in (by_table, by_field))
            yield first.violations, second.violations


@settings(max_examples=400, deadline=None)
@given(_beds, st.randoms(use_true_random=False))
def test_a_table_finds_what_looking_at_each_field_finds_in_the_same_order(
    checks: tuple[Check, Check], bed: dict[str, Any], shuffled: Any
) -> None:
    by_table, by_field = checks
    found = list(map(tuple, by_table(bed)))
    assert found == list(map(tuple, by_field(bed)))
    # In whatever order the fields are given, but for those that are not documented, which stay in it.
    names = [name for name in bed if name in BED]
    shuffled.shuffle(names)
    other = {**{name: bed[name] for name in names}, **bed}
    assert list(map(tuple, by_table(other))) == found


def test_violations_have_the_order_of_the_fields_the_required_ones_first(
    checks: tuple[Check, Check],
) -> None:
    bed = {
        "nmae": "x",
        "counts": {"a": 1, "b": "2"},
        "a/b~c": 1,
        "grid": [[1], ["x"]],
        "labels": ["a", 2, "c"],
        "pots": [{"depth": 0}],
        "motto": "abcdef",
        "width": "wide",
        "soil": "MUD",
        "anything": None,
    }
    for check in checks:
        assert [(each.pointer, each.rule) for each in check(bed)] == [
            ("/name", "required"),
            ("/soil", "enum"),
            ("/pots/0/colour", "required"),
            ("/pots/0/depth", "exclusiveMinimum"),
            ("/width", "type"),
            ("/motto", "maxLength"),
            ("/labels", "maxItems"),
            ("/labels/1", "type"),
            ("/grid/1/0", "type"),
            ("/counts/b", "type"),
            ("/a~1b~0c", "type"),
            ("/nmae", "unknown"),
        ]


def test_a_field_under_the_name_that_it_had_is_told_what_it_is_called_now(tmp_path: Path) -> None:
    former = {name: TEXT | {"x-formerly": {"name": f"old_{name}"}} for name in "abcdefghij"}
    pot = objects({"hue": TEXT | {"x-formerly": {"name": "colour"}}, "depth": TEXT})
    spec = document(
        {
            "/open_api/v7.3/garden/": posting(objects({**former, "pot": pot}), operationId="garden_plan"),
            "/open_api/v7.3/plot/": getting(
                query("soil", TEXT | {"x-formerly": {"name": "ground"}}),
                # Its name of then is another field's now.
                query("sun", TEXT | {"x-formerly": {"name": "soil"}}),
                operationId="plot_get",
            ),
        }
    )
    with generated(spec, tmp_path) as client:
        plan = client.module("checks.garden_plan").violations
        found = plan({"old_a": "x", "b": "x", "pot": {"colour": "red", "heu": "red"}})
        get = client.module("checks.plot_get").violations
        asked = get({"ground": "clay", "soil": "clay"})
    assert [(each.pointer, each.rule, each.message) for each in found] == [
        ("/pot/colour", "unknown", "`colour` is `hue` since v7.3"),
        ("/pot/heu", "unknown", "heu is not a documented field; did you mean hue?"),
        ("/old_a", "unknown", "`old_a` is `a` since v7.3"),
    ]
    assert [(each.pointer, each.message) for each in asked] == [("/ground", "`ground` is `soil` since v7.3")]

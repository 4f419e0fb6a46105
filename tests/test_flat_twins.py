"""Copies from a browser are read as the native pages say, as far as this can be: the floor that is kept."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import flat_twins
import pytest

from may import flat_copies, flat_readings
from once import once_a_run
from pages import PORTAL, needs_portal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import fit_depth

# Measured: 0.9632; 160 of 4,349 paths are missed, 38 of them without a problem that says so.
FLOOR = 0.955
MOST_UNLISTED = 50
# Of all that is stated of the fields that both forms have at one place, what a copy states as the native page
# does. Measured: types, presence, zones, immutability and allowlists are all right; formats 0.988, enums
# 0.982, defaults 0.994, limits 0.988, conditions 0.991, rules 0.932 (most are lost with the path of their
# field). Copies leave out the marks of what is deprecated.
FACT_FLOORS = {
    "operations": 1.0,
    "type": 0.999,
    "presence": 0.999,
    "enum": 0.97,
    "default": 0.98,
    "limits": 0.97,
    "format": 0.98,
    "zone": 0.98,
    "immutable": 0.98,
    "allowlist": 0.98,
    "conditions": 0.97,
    "rules": 0.9,
}
# The same for pages that are flattened here, whose words and categories nothing was made for. Measured: rules
# 0.784.
OTHER_FACT_FLOORS = {"operations": 0.95, "enum": 0.94, "limits": 0.95, "conditions": 0.94, "rules": 0.76}


@once_a_run
def made_copies() -> list[flat_twins.Copy]:
    """Every other page of one half of the categories, flattened here."""
    texts = flat_twins.pages(PORTAL, synthetic=True, folders="even")
    return list(flat_twins.read(islice(texts, None, None, 2)))


def made_readings() -> Iterator[flat_twins.Reading]:
    """Both forms of these pages as read."""
    return flat_twins.readings(made_copies())


@pytest.fixture(scope="module")
def scores() -> list[flat_twins.Score]:
    return list(flat_twins.measure(flat_copies()))


@needs_portal
def test_nearly_every_field_is_under_its_true_parent(scores: list[flat_twins.Score]) -> None:
    assert len({score.page for score in scores}) > 80
    assert flat_twins.f1(scores) >= FLOOR


@needs_portal
def test_no_field_is_lost_and_most_of_the_misplaced_are_listed(scores: list[flat_twins.Score]) -> None:
    kinds = flat_twins.total_kinds(scores)
    assert kinds["lost"] == 0
    assert kinds["wrong-parent"] <= MOST_UNLISTED
    assert kinds["listed"] > kinds["wrong-parent"]


@needs_portal
@pytest.mark.parametrize(
    ("read", "floors"), [(flat_readings, FACT_FLOORS), (made_readings, OTHER_FACT_FLOORS)]
)
def test_a_copy_states_of_a_field_what_the_native_page_does(
    read: Callable[[], Iterable[flat_twins.Reading]], floors: dict[str, float]
) -> None:
    found = flat_twins.agreements(read())
    assert found["type"].stated > 1_500
    assert {kind: found[kind].rate for kind, floor in floors.items() if found[kind].rate < floor} == {}


@needs_portal
def test_pages_that_are_flattened_here_do_as_well(scores: list[flat_twins.Score]) -> None:
    others = list(flat_twins.measure(made_copies()))
    assert not {score.page for score in others} & {score.page for score in scores}
    assert flat_twins.f1(others) >= 0.9


PAGE = """# Dig

**Endpoint** https://api.example/open_api/v1.3/dig/

**Method** POST

## Request

**Parameters**

```xtable
|Field{30%}|Data Type|Description|
|---|---|---|
|bed {Required}|object|Which bed.|
#|size {+Conditional}|number|Needed when `bed` is specified.<br>In <b>cm</b>.|
|odd (deprecated)|string|Old.|
```

## Response

```xtable
|Field|Data Type|Description|
|---|---|---|
|data|object|Nothing.|
##|{Other things}|string|Anything.|
```
"""


def test_a_native_page_is_read_for_its_paths_alone() -> None:
    twin = flat_twins.read_native(PAGE)
    assert [[(row.name, row.markers, row.depth) for row in table] for table in twin.request] == [
        [("bed", ("Required",), 0), ("size", ("Conditional",), 1), ("odd", (), 0)]
    ]
    assert [[row.name for row in table] for table in twin.response] == [["data", "Other things"]]
    assert flat_twins.paths([("a", 0), ("b", 2), ("c", 1), ("d", 0)]) == [
        ("a",),
        ("a", "b"),
        ("a", "c"),
        ("d",),
    ]


def test_flattening_loses_the_depth_and_the_marks_and_keeps_the_lines() -> None:
    lines = flat_twins.flatten(PAGE).split("\n")
    start = lines.index("Field\tData Type\tDescription")
    assert lines[start + 1 : start + 10] == [
        "bed",
        "Required",
        "object",
        "Which bed.",
        "size",
        "Conditional",
        "number",
        "Needed when bed is specified.",
        "In cm.",
    ]


def test_flattening_sets_lists_off_by_empty_lines_and_shows_addresses() -> None:
    cell = (
        "Values:<ul><li>`A`: one.</li> <li>`B`:<ul><li>two.</li></ul></li></ul><br>See <https://a.example>."
    )
    page = PAGE.replace("Which bed.", cell)
    lines = flat_twins.flatten(page).split("\n")
    start = lines.index("Values:")
    assert lines[start : start + 9] == [
        "Values:", "", "A: one.", "B:", "", "two.", "", "See https://a.example.", "size",
    ]  # fmt: skip


def _readings(texts: Sequence[tuple[str, str, str]]) -> Iterator[flat_twins.Reading]:
    return flat_twins.readings(flat_twins.read(texts))


def test_facts_agree_where_both_forms_state_the_same() -> None:
    page = PAGE.replace("Which bed.", "Max size: 3.").replace("In <b>cm</b>.", "Enum values: `1`, `2`.")
    flat = flat_twins.flatten(page)
    same = flat_twins.agreements(_readings([("dig", page, flat)]))
    assert {kind: (each.same, each.stated) for kind, each in same.items() if each.stated} == {
        "operations": (1, 1),
        "type": (3, 3),
        "presence": (2, 2),
        "enum": (1, 1),
        "rules": (1, 1),
    }
    other = flat_twins.agreements(_readings([("dig", page, flat.replace("Required", "Conditional"))]))
    assert (other["presence"].same, other["presence"].stated) == (1, 2)
    gone = flat_twins.agreements(_readings([("dig", page, flat.replace("POST", "GET"))]))
    assert gone["operations"].rate == 0
    assert flat_twins.Agreement().rate == 1


def test_a_miss_is_lost_wrong_or_listed() -> None:
    from tiktok_bindgen.problem import Problem
    from tiktok_bindgen.read.flattened import read_flattened

    page, _ = read_flattened(flat_twins.flatten(PAGE), "dig.txt")
    (rows,) = flat_twins.read_native(PAGE).request
    deeper = flat_twins.Twin(((*rows[:2], flat_twins.Field("odd", (), "string", 2)),), ())
    parameters = page.endpoints[0].parameters
    assert parameters is not None
    (line,) = (row.line for row in parameters.rows if row.name == "odd")
    doubt = Problem("dig.txt", line, "depth-ambiguous", "odd could be in size")
    silent, _ = flat_twins.compare("dig", deeper, page, ())
    listed, _ = flat_twins.compare("dig", deeper, page, (doubt,))
    lost, _ = flat_twins.compare(
        "dig", flat_twins.Twin(((flat_twins.Field("new", (), "string", 0),),), ()), page, ()
    )
    assert [dict(score.kinds) for score in (silent, listed, lost)] == [
        {"wrong-parent": 1},
        {"listed": 1},
        {"lost": 1},
    ]
    assert "    wrong-parent: bed.size.odd found as " in "\n".join(flat_twins.table([silent], misses=True))


def test_fitting_moves_weights_towards_the_truth_and_keeps_their_signs(tmp_path: Path) -> None:
    import fit_depth

    from tiktok_bindgen.read.depth_evidence import WEIGHTS

    (tmp_path / flat_twins.NATIVE).mkdir()
    page = PAGE.replace("#|size", "|size").replace("Needed when `bed` is specified.<br>", "")
    (tmp_path / flat_twins.NATIVE / "dig.md").write_text(page, encoding="utf-8")
    lessons = list(fit_depth.collect(tmp_path, synthetic=True))
    assert [lesson.truths for lesson in lessons] == [((0, 0, 0), (0, 1))]
    fitted = fit_depth.fit(lessons, WEIGHTS, passes=3, rate=0.1)
    assert fitted["left-empty"] > WEIGHTS["left-empty"]
    assert fitted["first-child"] < WEIGHTS["first-child"]
    assert all(weight * WEIGHTS[name] >= 0 for name, weight in fitted.items())


def test_cross_validation_measures_each_category_by_what_the_others_teach(tmp_path: Path) -> None:
    import fit_depth

    for category in ("beds", "hedges", "ponds"):
        (tmp_path / flat_twins.NATIVE / category).mkdir(parents=True)
        (tmp_path / flat_twins.NATIVE / category / "dig.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / flat_twins.FLAT / "beds").mkdir(parents=True)
    (tmp_path / flat_twins.FLAT / "beds" / "dig.txt").write_text(flat_twins.flatten(PAGE), encoding="utf-8")
    lessons = [each for twins in (True, False) for each in fit_depth.collect(tmp_path, synthetic=twins)]
    taught: list[list[str]] = []

    def learn(some: Sequence[fit_depth.Lesson]) -> dict[str, float]:
        taught.append(sorted(lesson.category for lesson in some))
        return fit_depth.cold()

    lines = list(fit_depth.cross_validated(tmp_path, lessons, 3, learn))
    assert sorted(taught) == [["beds", "hedges"], ["beds", "ponds"], ["hedges", "ponds"]]
    assert [line.partition(":")[0] for line in lines] == [
        "copies from a browser",
        "pages flattened here",
        "all",
    ]
    assert all(0 < float(line.split()[-1]) <= 1 for line in lines)


def test_cold_weights_keep_signs_and_what_is_impossible() -> None:
    import fit_depth

    from tiktok_bindgen.read.depth_evidence import WEIGHTS

    cold = fit_depth.cold()
    assert cold.keys() == WEIGHTS.keys()
    assert all(cold[name] * weight > 0 for name, weight in WEIGHTS.items() if weight)
    assert cold["same-name"] == WEIGHTS["same-name"]
    assert {abs(weight) for name, weight in cold.items() if name != "same-name"} == {1}

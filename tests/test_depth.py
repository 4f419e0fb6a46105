"""How deep a row is nested: every kind of evidence has a small table that shows it, and the search uses it.

In the tables here a row is ``name type: description`` with a number sign for each level it is deep. The last
row is the one that is judged, where it stands; evidence against a place is shown by a row that is put there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from attrs import frozen
from fit_depth import evidence
from hypothesis import given
from hypothesis import strategies as st

from clock import spent
from searching import trying
from text_cases import literal, text_cases
from tiktok_bindgen.read.depth import Table, place
from tiktok_bindgen.read.depth_clues import read_clues
from tiktok_bindgen.read.depth_evidence import EVIDENCE, WEIGHTS
from tiktok_bindgen.read.depth_finder import EvidenceFinder, Role
from tiktok_bindgen.read.depth_fuse import fuse_shapes
from tiktok_bindgen.read.depth_knowledge import Knowledge, Placing
from tiktok_bindgen.read.depth_search import Search
from tiktok_bindgen.read.flat_examples import Shape, response_shape
from tiktok_bindgen.read.page import Line, Row


@frozen
class Case:
    """A table, its example, and what else the page has."""

    name: str
    rows: str
    example: str = ""
    role: Role = "request"
    elsewhere: str = ""
    sure: bool = True


CASES = (
    Case("first-child", "bed object, #size number"),
    Case("first-child-weak", "beds map, #size number"),
    Case("empty-elsewhere", "bed object, #size number", elsewhere="bed object, tree string"),
    Case("left-empty", "bed object: A bed., size number"),
    Case("stay", "bed object, #size number, #soil string"),
    Case("stay-after-empty", "bed object, size number"),
    Case("close", "bed object, #size number, seed string"),
    Case("close-more", "bed object, #soil object, ##ph number, seed string"),
    Case("close-one", "bed object, #size number, seed string"),
    Case("close-few", "bed object, #size number, #sun string, seed string"),
    Case("close-with-object", "bed object, #size number, tree object"),
    Case(
        "back-to-large",
        "a string, b string, c string, d string, e string, f string, g string, bed map, #h string, i string",
    ),
    Case("back-to-one", "bed object, #size number, tree object"),
    Case("back-to-one-plain", "bed object, #size number, seed string"),
    Case("last-at-top", "data object, #size number, code number", role="response"),
    Case("prefix", "seed_id string, seed_kind string"),
    Case("suffix", "seed_id string, bed_id string"),
    Case("sequence", "bed object, #seed string, #sun string", elsewhere="seed string, sun string"),
    Case(
        "sequence-same",
        "bed object, #seed string, #sun string",
        elsewhere="bed object, #seed string, #sun string",
    ),
    Case("same-name", "bed object, #size number, #size number"),
    Case("example", "bed object, #size number", '{"bed": {"size": 1}}'),
    Case("not-in-example-complete", "bed object, #sun number, #size number", '{"bed": {"sun": 1}}'),
    Case("not-at-top", "size number", '{"bed": 1}'),
    Case("next-shown-here", "bed object, #size number, #sun number", '{"bed": {"sun": 1}}'),
    Case("envelope", "data object, log string: It identifies the request.", role="response"),
    Case("not-in-envelope-shown", "data object, size number", '{"code": 0, "data": {}}', role="response"),
    Case("leaves-supplement", "beds object[], #size number, sun string", role="supplement"),
    Case("paging-asked", "bed object, page number: Page number."),
    Case(
        "paging-told",
        "pages object: Pagination., #size number: How many items each page has.",
        role="response",
    ),
    Case("paging-in-list", "beds object[], #pages object: Pagination.", role="response"),
    Case("parent-mentions", "bed object: Its size_cm counts., #size_cm number"),
    Case("before-mentions", "sun string: Not with rain_mm., rain_mm number"),
    Case("condition-parent", "bed object, #size number: Needed when bed is specified."),
    Case("condition-ancestor", "bed object, #soil object, ##ph number: Needed when bed is specified."),
    Case("closed-condition", "bed object, #sun string, size number: Needed when bed is specified."),
    Case("mention-sibling", "bed object, #rain_mm number, #size number: More with rain_mm."),
    Case("speaks-of-parent", "fountain object, #size number: Of the fountain."),
    Case("words-object", "fountain object: It splashes., #size number: How far it splashes."),
    Case("words-object-many", "bed object: Roses bloom until frost., #size number: Roses bloom until frost."),
    Case("words-last", "sun string: Rather bright., rain number: Rather wet."),
    Case("words-last-many", "sun string: Roses bloom until., rain number: Roses bloom until."),
    Case("stem", "seed_list object[], #seed_id string"),
    Case("stem-object", "seed_list object[], #seed_size object"),
    Case("breaks-stem-one", "seed_list object[], #seed_id string, #sun string"),
    Case("kin", "red_rose_id string, red_rose_size string"),
    Case("kin-first", "red_rose string, red_tulip string"),
    Case("alike-parent", "bed_info object, #sun_info object"),
    Case("alike-sibling", "bed_info object, #size number, sun_info object"),
    Case("parent-elsewhere", "bed object, #size number", elsewhere="bed object, #size number"),
    Case("parent-differs", "bed object, #size number", elsewhere="bed object, #sun string, size number"),
    Case("top-elsewhere", "size number", elsewhere="size number"),
    Case("parent-likely", "bed object, #size number", elsewhere="bed object, #size number", sure=False),
    Case("closed-example", "bed object, #sun string, size number", '{"bed": {"size": 1}}'),
    Case(
        "closed-whole",
        "bed object, #a string, #b string, size number",
        elsewhere="plot object, #a string, #b string",
    ),
    Case("closed-speaks", "fountain object, #sun string, size number: Of the fountain."),
    Case("closed-stem-object", "seed_list object[], #sun string, seed_size object"),
    Case("closed-kin", "seed_box object, #sun string, seed_bag object"),
)

# Where the judged row is not the last: how many come after it.
_AFTER = {
    "next-shown-here": 1,
}

_ROW = re.compile(r"(#*)(\*?)([\w-]+) ([\w\[\]]+)(?:: (.+))?")


def _row(name: str, type_: str, prose: Sequence[str] = ()) -> Row:
    return Row(name, (), type_, 0, tuple(map(Line, prose)), 0)


def _rows(text: str) -> tuple[list[Row], list[int], list[bool]]:
    items, depths, shown = [], [], []
    for row in text.split(", "):
        match = _ROW.fullmatch(row)
        assert match is not None, row
        items.append(_row(match[3], match[4], (match[5],) if match[5] else ()))
        depths.append(len(match[1]))
        shown.append(bool(match[2]))
    return items, depths, shown


def _placings(depths: Sequence[int], shown: Sequence[bool], margin: float = 9.0) -> list[Placing]:
    stack: list[int] = []
    placings = []
    for index, depth in enumerate(depths):
        del stack[depth:]
        placings.append(Placing(depth, stack[-1] if stack else -1, margin, shown=shown[index]))
        stack.append(index)
    return placings


def _shape(example: str) -> Shape | None:
    return response_shape([example]) if example else None


def _evidence(case: Case) -> list[str]:
    items, depths, _ = _rows(case.rows)
    knowledge = Knowledge()
    if case.elsewhere:
        others, other_depths, shown = _rows(case.elsewhere)
        knowledge.learn(1, others, _placings(other_depths, shown, 9.0 if case.sure else 0.5))
    finder = EvidenceFinder(items, _shape(case.example), case.role)
    search = Search(finder.informed(knowledge, 0), WEIGHTS)
    reading = search.start()
    judged = len(items) - 1 - _AFTER.get(case.name, 0)
    for index in range(judged):
        reading = search.extend(reading, depths[index], index, 0.0)
    return evidence(search, reading, depths[judged], judged)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_evidence_is_found_where_its_example_has_it(case: Case) -> None:
    assert case.name in _evidence(case)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("seed_id string, seed_kind string", {"prefix"}),
        ("seed_id string, sun string, seed_kind string", set()),
        ("sun string, seed_kind string", set()),
        ("seed_id string, bed_id string", {"suffix"}),
        ("seed_id string, sun string, bed_id string", set()),
        ("seed_id string, bed_id object", set()),
    ],
)
def test_a_name_is_compared_with_the_one_before_it(rows: str, found: set[str]) -> None:
    assert {"prefix", "suffix"} & {*_evidence(Case("alike", rows))} == found


def test_every_kind_of_evidence_has_one_example_and_one_reason() -> None:
    names = [evidence.name for evidence in EVIDENCE]
    assert sorted(case.name for case in CASES) == sorted(names)
    assert len(set(names)) == len(names)
    assert all(evidence.reason and evidence.weight for evidence in EVIDENCE)


@text_cases(theme=literal, text=str)
def test_a_theme_is_known_by_its_sentence(theme: str | None, text: str) -> None:
    (found,) = read_clues([_row("size", "string", [text])])
    assert found.themes == ({theme} if theme else set())


def test_a_row_of_a_page_is_no_evidence_for_itself() -> None:
    items, depths, shown = _rows("bed object, #size number")
    knowledge = Knowledge()
    knowledge.learn(0, items, _placings(depths, shown))
    search = Search(EvidenceFinder(items, None, "request").informed(knowledge, 0), WEIGHTS)
    reading = search.extend(search.start(), 0, 0, 0.0)
    assert "parent-elsewhere" not in evidence(search, reading, 1, 1)


def _depths(rows: str, example: str = "", role: Role = "request", more: Sequence[Table] = ()) -> list[int]:
    table = Table(role, tuple(_rows(rows)[0]))
    shape = _shape(example) or Shape()
    request, response = (Shape(), shape) if role == "response" else (shape, Shape())
    return [placing.depth for placing in place([table, *more], request, response)[0]]


def test_the_example_decides_where_it_shows_every_field() -> None:
    rows = "bed object, size number, soil object, ph number, sun string, seeds string[]"
    example = '{"bed": {"size": 1, "soil": {"ph": 7}, "sun": "full"}, "seeds": []}'
    assert _depths(rows, example) == [0, 1, 1, 2, 1, 0]


def test_a_reply_without_an_example_keeps_its_envelope_and_fills_its_data() -> None:
    rows = (
        "code number: Return code., message string: Return message., data object: What came., "
        "beds object[]: The beds., bed_id string: A bed., bed_name string: Its name., "
        "page_info object: Pagination., page number: Page number., "
        "request_id string: It identifies the request."
    )
    assert _depths(rows, role="response") == [0, 0, 0, 1, 2, 2, 1, 2, 0]


def test_what_the_reply_repeats_is_nested_as_the_reply_shows_it() -> None:
    request = Table(
        "request", tuple(_rows("plot object, width number, length number, fence string, gate string")[0])
    )
    response = Table(
        "response",
        tuple(_rows("data object, plot object, width number, length number, fence string, gate string")[0]),
    )
    shown = response_shape(
        ['{"code": 0, "data": {"plot": {"width": 1, "length": 2}, "fence": "", "gate": ""}}']
    )
    asked, told = place([request, response], Shape(), shown)
    assert [placing.depth for placing in told] == [0, 1, 2, 2, 1, 1]
    assert [placing.depth for placing in asked] == [0, 1, 1, 0, 0]


@pytest.mark.parametrize(
    ("rows", "example", "close"),
    [
        ("sun string, bed object, #size number, #seed string, fence string", "", {"fence": "no row"}),
        (
            "bed object, size number, fence string, seeds string[]",
            '{"bed": {"size": 1}, "seeds": []}',
            {"fence": "no row", "seeds": "bed"},
        ),
        (
            "bed object, size number, soil object, ph number, sun string, seeds string[]",
            '{"bed": {"size": 1, "soil": {"ph": 7}, "sun": "full"}, "seeds": []}',
            {"sun": "soil", "seeds": "bed"},
        ),
    ],
)
def test_a_row_that_could_stand_in_two_places_says_which_is_the_other(
    rows: str, example: str, close: dict[str, str]
) -> None:
    items = _rows(rows)[0]
    (placings,) = place([Table("request", tuple(items))], _shape(example) or Shape(), Shape())
    names = [*(item.name for item in items), "no row"]
    assert {
        item.name: names[placing.other]
        for item, placing in zip(items, placings, strict=True)
        if placing.margin < 2.5
    } == close
    assert all(placing.other != placing.parent for placing in placings if placing.margin < 2.5)
    # Of what an example shows, others learn all the same.
    assert all(placing.known is (placing.shown or placing.margin >= 2.5) for placing in placings)


def test_no_rows_need_no_place() -> None:
    assert place([Table("request", ()), Table("response", ())], Shape(), Shape()) == [(), ()]


def test_examples_are_put_together_where_the_reply_repeats_the_request() -> None:
    request = response_shape(['{"a": 1, "b": {"c": 1}, "d": 1}'])
    response = response_shape(['{"code": 0, "data": {"a": 1, "b": {"e": 1}, "d": 1, "id": 2}}'])
    asked, told = fuse_shapes(request, response)
    assert set(asked.children["b"].children) == {"c", "e"}
    assert set(told.children["data"].children["b"].children) == {"c", "e"}
    assert set(told.children) == {"code", "data"}


@text_cases(request_=str, reply=str, asked=str)
def test_a_reply_repeats_a_request_where_it_has_a_third_of_it(request_: str, reply: str, asked: str) -> None:
    request = Shape(children={name: Shape(scalar=True) for name in request_.split()})
    found, _ = fuse_shapes(request, response_shape([reply]))
    assert " ".join(found.children) == asked


NAMES = st.sampled_from(
    ["bed", "bed_id", "bed_list", "list", "size", "data", "page_info", "page", "code", "Ä b", ""]
)
TYPES = st.sampled_from(["string", "object", "object[]", "map", "number[]", "", "json"])
PROSE = st.lists(
    st.sampled_from(["Needed when bed is specified.", "Within list.", "Page number.", "See bed_id."]),
    max_size=2,
)
ITEMS = st.builds(_row, NAMES, TYPES, PROSE)
EXAMPLES = st.recursive(
    st.just(Shape(scalar=True)),
    lambda inner: st.builds(Shape, st.dictionaries(NAMES, inner, max_size=3), empty=st.booleans()),
    max_leaves=8,
)
TABLES = st.builds(
    Table, st.sampled_from(["request", "response", "supplement"]), st.lists(ITEMS, max_size=12).map(tuple)
)


@trying(120)
@given(st.lists(TABLES, min_size=1, max_size=3), EXAMPLES, EXAMPLES)
def test_every_row_is_placed_and_none_is_deeper_than_below_the_row_before(
    tables: list[Table], request: Shape, response: Shape
) -> None:
    for table, placings in zip(tables, place(tables, request, response), strict=True):
        assert len(placings) == len(table.items)
        expected = _placings([placing.depth for placing in placings], [False] * len(placings))
        assert [placing.parent for placing in placings] == [placing.parent for placing in expected]
        depths = [-1, *(placing.depth for placing in placings)]
        assert all(depth <= before + 1 for before, depth in pairwise(depths))
        assert all(placing.margin >= 0 for placing in placings)


@pytest.mark.parametrize(
    "rows",
    [
        "bed_{} object, #size_{} number, #sun_{} string: Not with size_{}.",
        "list object[], size number, list object[]",
        "deep_{} object",
    ],
    ids=["different", "repeated", "ever-deeper"],
)
def test_the_work_grows_with_the_rows_and_no_faster(rows: str) -> None:
    def seconds(count: int) -> float:
        text = ", ".join(rows.replace("{}", str(number)) for number in range(count))
        table = Table("response", tuple(_rows(text)[0]))
        return spent(lambda: place([table], Shape(), Shape()))

    seconds(20)
    short = min(seconds(30) for _ in range(2))
    assert seconds(240) < 8 * short * 4 + 0.2

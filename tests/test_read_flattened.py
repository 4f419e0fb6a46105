"""Flattened pages: what is read from a copy that a browser made, and which problem is found in which line.

The pages under ``cases/flat-*`` have one oddity each; what is read from them stands beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden_pages import golden
from searching import trying
from text_cases import literal, text_cases
from tiktok_bindgen.read import read_page
from tiktok_bindgen.read.flat_examples import Shape, request_shape, response_shape
from tiktok_bindgen.read.flat_rows import is_name, is_type, read_rows
from tiktok_bindgen.read.flat_words import continues, could_begin_header, language
from tiktok_bindgen.read.flattened import read_flattened
from tiktok_bindgen.read.page import Example, FieldTable, Line

CASES = sorted((Path(__file__).parent / "cases").glob("flat-*"))
BEGIN = "Dig\nRequest\nEndpoint /open_api/v1.3/dig/\nMethod POST\nParameters\nField\tType\tDescription\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden_page_is_read_as_before(case: Path) -> None:
    golden(case / "page.txt", lines=_lines, cell=_joined, table=_table, example=_example)


def _joined(lines: Iterable[Line]) -> str:
    return " / ".join(line.text for line in lines)


def _example(example: Example) -> str:
    return f"{example.line} {example.side} {example.language}: {len(example.text.splitlines())} lines"


def _table(table: FieldTable) -> dict[str, Any]:
    rows = {}
    for row in table.rows:
        markers = "".join(f" {{{marker}}}" for marker in row.markers)
        rows[f"{row.line} {'#' * row.depth}{row.name}{markers} {row.type}".strip()] = _lines(row.description)
    return {f"{table.line} {table.heading}": rows}


def _lines(lines: Iterable[Line]) -> list[str]:
    return [("(gap) " if line.gap else "") + line.text for line in lines]


@text_cases(name=str, text=str)
def test_a_code_block_is_known_by_its_first_line(name: str, text: str) -> None:
    assert language(text) == name
    assert not language("  " + text)


@pytest.mark.parametrize("text", ["", "curly kale", "package of seeds", "The public class.", "GET a spade"])
def test_a_line_of_words_begins_no_code(text: str) -> None:
    assert language(text) == ""


@text_cases(block=str, inside=literal)
def test_a_block_may_hold_lines_that_would_begin_another(block: str, inside: list[str]) -> None:
    new = ["curl", "java", "php", "python", "go", "javascript", "http", "json"]
    assert sorted(each for each in new if continues(block, each)) == sorted(inside)


@text_cases(below=literal, described=literal)
def test_the_word_example_heads_code_or_what_is_left_of_it_and_else_belongs_to_its_row(
    below: list[str], described: list[str]
) -> None:
    lines = ["can", "string", "Which can.", "Example", *below, "Response"]
    text = BEGIN + "\n".join([*lines, "Field\tType\tDescription", "code", "number", "Code.", ""])
    page, problems = read_page(text.encode(), "dig.txt")
    asked, told = page.endpoints[0].tables
    assert [[line.text for line in row.description] for row in asked.rows] == [described]
    assert [row.name for row in told.rows] == ["code"]
    assert problems == ()


def test_a_row_that_could_as_well_be_elsewhere_is_reported() -> None:
    text = BEGIN + "can\nmap\nWhich can.\nrose\nstring\nWhich.\n"
    _, problems = read_page(text.encode(), "dig.txt")
    assert [(each.line, each.code, each.text) for each in problems] == [
        (10, "depth-ambiguous", "rose was put in can (line 7); it could be at the top level")
    ]


@pytest.mark.parametrize(
    "text", ["string", "object[]", "object []", "dtring", "map(string<>object[])", "file"]
)
def test_these_are_data_types(text: str) -> None:
    assert is_type(text)


@pytest.mark.parametrize("text", ["", "beds", "A string.", "x" * 200, "strings of beads"])
def test_these_are_no_data_types(text: str) -> None:
    assert not is_type(text)


@pytest.mark.parametrize(
    ("text", "yes"), [("bed_id", True), ("Access-Token", True), ("a bed", False), ("", False)]
)
def test_a_name_is_one_word(text: str, yes: bool) -> None:
    assert is_name(text) is yes


def test_a_blank_line_in_a_description_is_noted_and_those_around_it_are_not() -> None:
    (row,), doubtful, lost = read_rows(
        ["depth", "number", "", "How deep:", "1: shallow", "", "", "2: no list.", ""], 1
    )
    assert [(line.text, line.gap) for line in row.description] == [
        ("How deep:", False),
        ("1: shallow", False),
        ("2: no list.", True),
    ]
    assert (doubtful, lost) == (set(), [])


def test_a_row_that_tabs_move_in_is_a_row() -> None:
    lines = ["bed\tobject\tThe bed.", "\tsoil\tstring\tWhat is in it.", "\t\tdepth\tinteger\tHow deep."]
    rows, _, lost = read_rows(lines, 1, ())
    assert [(row.name, row.type, row.line) for row in rows] == [
        ("bed", "object", 1),
        ("soil", "string", 2),
        ("depth", "integer", 3),
    ]
    assert lost == []


@pytest.mark.parametrize("said", [[], ["What is in it."]])
def test_a_name_above_a_marker_is_a_row_without_a_type(said: list[str]) -> None:
    (bed, soil), _, _ = read_rows(["bed", "object", "A bed.", "soil", "Required", *said], 1)
    assert (bed.name, bed.type, bed.markers) == ("bed", "object", ())
    assert (soil.name, soil.type, soil.markers) == ("soil", "", ("Required",))
    assert [line.text for line in soil.description] == said


def test_lines_before_the_first_row_are_reported_with_their_lines() -> None:
    _, problems = read_flattened(BEGIN + "Only on dry days.\nspade\nstring\nWhich spade.\n", "dig.txt")
    assert [(problem.line, problem.code) for problem in problems] == [(7, "line-outside-row")]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    text = BEGIN + "spade\nstring\nWhich spade.\n"
    assert read_flattened("\ufeff" + text.replace("\n", "\r\n"), "d") == read_flattened(text, "d")


@text_cases(call=literal)
def test_the_nesting_of_a_call_is_read_however_it_is_written(call: str) -> None:
    shape = request_shape([call])
    assert set(shape.names()) == {("", "bed"), ("bed", "soil"), ("soil", "ph"), ("", "spade")}


def test_items_of_a_list_are_the_place_of_the_list() -> None:
    shape = response_shape(['HTTP/1.1 200 OK\n{"data": {"list": [{"a": 1}, {"b": {}}], "n": null}}'])
    assert set(shape.names()) == {("", "data"), ("data", "list"), ("list", "a"), ("list", "b"), ("data", "n")}
    assert shape.children["data"].children["list"].children["a"] == Shape(scalar=True)


@pytest.mark.parametrize(
    ("shown", "names"),
    [
        ('{"a": "{\\"b\\": 1}"}', "a b"),
        ('{"a": 1}}} {"b": 2}', "a b"),
        ('{"a": [1, {"b": 2}]], "c": 3}', "a a.b c"),
        ('{"a": {"b": 1', "a a.b"),
        ("[" * 70 + '{"a": 1}' + "]" * 70 + '{"b": 2}', "b"),
    ],
)
def test_what_is_not_balanced_is_read_as_far_as_it_can_be(shown: str, names: str) -> None:
    def below(place: Shape, above: str) -> Iterator[str]:
        for name, inner in place.children.items():
            yield above + name
            yield from below(inner, f"{above}{name}.")

    assert " ".join(below(request_shape([shown]), "")) == names


PIECES = st.sampled_from(
    [
        "Request",
        "Response",
        "Example",
        "Header",
        "Parameters",
        "Endpoint",
        "Method",
        "POST",
        "Method GET",
        "Endpoint /open_api/v1.3/dig/",
        "Field\tType\tDescription",
        "Value\tMeaning",
        "or more\tMeaning",
        "",
        "bed",
        "bed_id",
        "Required",
        "string",
        "object",
        "object[]",
        "A longer line about beds.",
        "See bed_id:",
        "curl 'https://x/open_api/v1.3/dig/?bed_id=1'",
        "{",
        '  "bed": {"bed_id": 1}',
        "}",
        "Changes\tv1.2\tv1.3",
    ]
)


@trying(150)
@given(st.lists(PIECES, max_size=40))
def test_any_order_of_lines_is_read_and_no_row_is_twice_in_it(lines: list[str]) -> None:
    page, problems = read_flattened("\n".join(lines), "any.txt")
    for endpoint in page.endpoints:
        tables = list(endpoint.tables)
        rows = [row.line for table in tables for row in table.rows]
        assert len(rows) == len(set(rows))
    assert all(0 <= problem.line <= max(len(lines), 1) for problem in problems)
    assert list(problems) == sorted(problems)


@trying(100)
@given(st.text(alphabet="ab_:\t\n {}[]\"',", max_size=200))
def test_any_text_is_read(text: str) -> None:
    read_flattened(BEGIN + text, "any.txt")
    request_shape([text])


def test_an_address_may_stand_in_a_sentence_and_a_method_may_be_missing() -> None:
    text = (
        "Water a plot\n\nRequest\n\nEndpoint\n\n"
        "In the north: https://api.example/open_api/v1.3/plot/water/ and the header x-north.\n\n"
        "Header\n\nField\tData Type\tDescription\nContent-Type\nRequired\nstring\nWhat is sent.\n\n"
        "Parameters\n\nField\tData Type\tDescription\nplot_id\nRequired\nstring\nWhich plot.\n"
    )
    page, problems = read_flattened(text, "water.txt")
    (endpoint,) = page.endpoints
    assert (endpoint.method, endpoint.path) == ("POST", "/open_api/v1.3/plot/water/")
    assert [problem.code for problem in problems] == ["method-missing"]
    page, _ = read_flattened(text.replace("Content-Type", "Access-Token"), "water.txt")
    assert page.endpoints[0].method == "GET"


BY_TABS = """Plant a bed

Endpoint https://garden.example/open_api/v1.3/bed/plant/
Method POST
Request
Parameters
Field\tData Type\tDescription
bed Required\tobject\tThe bed.
Of roses.
kind\tConditional\tstring\tIts kind.
size
number\tHow large it is.
label
Required
string
A label.
Kinds of beds
Value\tDescription
ROSE\tRoses,
red ones.
MINT\tMint.

Response
Field\tType\tDescription
code\tnumber\tCode.
"""


def test_cells_may_be_apart_by_tabs_or_lines_or_both() -> None:
    page, problems = read_flattened(BY_TABS, "bed.txt")
    found = page.endpoints[0]
    assert found.parameters is not None
    assert found.response is not None
    assert [
        (row.name, row.markers, row.type, [line.text for line in row.description])
        for row in found.parameters.rows
    ] == [
        ("bed", ("Required",), "object", ["The bed.", "Of roses."]),
        ("kind", ("Conditional",), "string", ["Its kind."]),
        ("size", (), "number", ["How large it is."]),
        ("label", ("Required",), "string", ["A label."]),
    ]
    assert [(row.name, row.type) for row in found.response.rows] == [("code", "number")]
    assert [[cell.text for cell in row] for row in page.tables[0].rows] == [
        ["ROSE", "Roses, red ones."],
        ["MINT", "Mint."],
    ]
    assert [problem.code for problem in problems if problem.code != "depth-ambiguous"] == []


def test_paragraphs_beside_the_tables_of_a_copy_are_kept() -> None:
    page, _ = read_flattened(
        BEGIN + "spade\nstring\nWhich spade.\n\nResponse\nThe reply is a file.\n", "dig.txt"
    )
    assert [(note.side, note.lines) for note in page.endpoints[0].notes if note.side == "response"] == [
        ("response", (Line("The reply is a file."),))
    ]


@text_cases(announced=literal)
def test_a_further_endpoint_ends_the_table_before_it(announced: str) -> None:
    columns = "Parameters\nField\tType\tDescription\n"
    page, problems = read_flattened(
        f"{BEGIN}spade\nstring\nWhich spade.\n{announced}{columns}hoe\nstring\nWhich hoe.\n", "dig.txt"
    )
    assert [
        (each.method, each.path, [(row.name, [line.text for line in row.description]) for row in table.rows])
        for each in page.endpoints
        for table in each.tables
    ] == [
        ("POST", "/open_api/v1.3/dig/", [("spade", ["Which spade."])]),
        ("POST", "/open_api/v1.3/hoe/", [("hoe", ["Which hoe."])]),
    ]
    assert problems == []


VERSIONS = "Comparing\nChanges\tv1.2\tv1.3\nEndpoint path\n/open_api/v1.2/dig/\n/open_api/v1.3/{}/\n"


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("", "Example\ncurl {}/dig/\n", "the address is not stated; /open_api/v1.3/dig/ is from the example"),
        (
            VERSIONS.format("dig"),
            "",
            "the address is not stated; /open_api/v1.3/dig/ is from the version table",
        ),
        (
            VERSIONS.format("dig"),
            "Example\ncurl {}/hoe/\n",
            "the address is not stated; the version table says {0}/dig/, the example {0}/hoe/",
        ),
    ],
)
def test_an_address_that_is_not_stated_is_taken_from_where_it_can_be_seen(
    before: str, after: str, text: str
) -> None:
    table = BEGIN.partition("Method POST\n")[2] + "spade\nstring\nWhich spade.\n"
    called = after.format("https://garden.example/open_api/v1.3")
    page, problems = read_flattened(f"Dig\n{before}Request\nMethod POST\n{table}{called}", "dig.txt")
    assert [(each.method, each.path) for each in page.endpoints] == [("POST", "/open_api/v1.3/dig/")]
    assert [each.text for each in problems] == [text.format("/open_api/v1.3")]


def test_a_field_that_is_called_like_an_address_does_not_end_its_table() -> None:
    rows = "url\nstring\nWhere it grows, as https://garden.example/beds/.\nspade\nstring\nWhich spade.\n"
    page, _ = read_flattened(BEGIN + rows, "dig.txt")
    parameters = page.endpoints[0].parameters
    assert parameters is not None
    assert [row.name for row in parameters.rows] == ["url", "spade"]


def test_two_addresses_below_a_label_are_a_row_that_compares_versions() -> None:
    text = (
        "Dig\nComparing\nChanges\tOld\tNew\nEndpoint path\n/open_api/v1.2/dig/\n/open_api/v1.3/digs/\n\n"
        + BEGIN.removeprefix("Dig\n")
        + "spade\nstring\nWhich spade.\n"
    )
    page, _ = read_flattened(text, "dig.txt")
    assert [endpoint.path for endpoint in page.endpoints] == ["/open_api/v1.3/dig/"]
    assert [[cell.text for cell in row] for row in page.tables[0].rows] == [
        ["Endpoint path", "/open_api/v1.2/dig/", "/open_api/v1.3/digs/"]
    ]


@text_cases(lines=literal, cells=literal, codes=literal)
def test_the_lines_of_a_row_that_compares_versions_are_divided_between_them(
    lines: list[str], cells: list[str], codes: list[str]
) -> None:
    compared = "Dig\n\nComparing\nChanges\tv1.2\tv1.3\n"
    rows = ["New beds", *lines, "Other beds", "x", "y"]
    page, problems = read_flattened(
        compared + "\n".join(rows) + "\n\n" + BEGIN.removeprefix("Dig\n") + "spade\nstring\nIt.\n", "dig.txt"
    )
    (table,) = page.tables
    assert [[" ".join(line.text for line in cell.lines) for cell in row] for row in table.rows] == [
        ["New beds", *cells],
        ["Other beds", "x", "y"],
    ]
    assert [f"{problem.line} {problem.code}" for problem in problems] == codes


@text_cases(body=literal, rows=literal, codes=literal)
def test_a_copied_table_of_values_has_a_cell_in_each_line_or_tabs(
    body: str, rows: list[str], codes: list[str]
) -> None:
    text = f"{BEGIN}bed\nobject\nA bed.\n\nKinds of bed\n\nValue\tMeaning\n{body}"
    page, problems = read_flattened(text, "dig.txt")
    (table,) = page.tables
    found = [f"{row[0].line} " + "|".join(cell.text.replace("\n", " ") for cell in row) for row in table.rows]
    assert found == rows
    assert [f"{problem.line} {problem.code}" for problem in problems] == codes


def test_a_further_table_of_a_copy_stands_under_its_own_title() -> None:
    table = "Field\tType\tDescription\n"
    text = BEGIN + "bed\nobject\nA bed.\n\nFields of a bed\n\n" + table + "soil\nstring\nIts soil.\n"
    page, _ = read_flattened(text, "dig.txt")
    (supplement,) = page.endpoints[0].supplements
    assert (supplement.heading, [row.name for row in supplement.rows]) == ("Fields of a bed", ["soil"])


@pytest.mark.parametrize(
    ("line", "may"),
    [
        ("Field", True),
        (" field, ", True),
        ("F" * 150, True),
        ("F" * 151, False),
        (" ", False),
        *((f"Field{end}", False) for end in (".", ":", "\N{IDEOGRAPHIC FULL STOP}", "\N{FULLWIDTH COLON}")),
    ],
)
def test_a_header_may_begin_with_a_line_that_ends_no_sentence(line: str, *, may: bool) -> None:
    assert could_begin_header(line) is may


@pytest.mark.parametrize("end", [".", ":", ",", ";", "\N{IDEOGRAPHIC FULL STOP}", "\N{FULLWIDTH COLON}"])
def test_a_line_that_ends_as_a_sentence_does_is_no_title_of_the_table_below_it(end: str) -> None:
    def read(last: str) -> tuple[list[str], list[str]]:
        text = BEGIN + f"bed\nobject\nA bed.\n{last}\n\nValue\tMeaning\nROSE\tRed.\n"
        page, _ = read_flattened(text, "dig.txt")
        parameters = page.endpoints[0].parameters
        assert parameters is not None
        (bed,) = parameters.rows
        return [line.text for line in bed.description], [table.heading for table in page.tables]

    assert read("Its soil") == (["A bed."], ["Its soil"])
    assert read(f"Its soil{end}") == (["A bed.", f"Its soil{end}"], ["Parameters"])


@text_cases(rows=literal, names=literal, codes=literal)
def test_a_word_above_a_type_is_a_name_the_surer_the_less_it_is_like_a_value(
    rows: str, names: list[str], codes: list[str]
) -> None:
    page, problems = read_flattened(BEGIN + rows, "dig.txt")
    parameters = page.endpoints[0].parameters
    assert parameters is not None
    assert [row.name for row in parameters.rows] == names
    assert [problem.code for problem in problems] == codes

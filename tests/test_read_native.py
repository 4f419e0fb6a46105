"""Native pages: what is read from each way of writing them, and which problem is found in which line.

The pages under ``cases/native-*`` have one oddity each; what is read from them stands beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from golden_pages import golden
from text_cases import literal, text_cases
from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.read import drafts, field_rows, form_of, read_page, reading, structure, table_rows
from tiktok_bindgen.read.blocks import Block, Code, Heading, Paragraph
from tiktok_bindgen.read.page import Example, FieldTable, Line, Page, Row
from tiktok_bindgen.read.structure import blocks

CASES = sorted((Path(__file__).parent / "cases").glob("native-*"))
ENDPOINT = """# Rake the leaves

**Endpoint** https://api.example/open_api/v1.3/leaf/rake/

**Method** POST

"""
TABLE = "```xtable\n|Field|Data Type|Description|\n|---|---|---|\n{}\n```\n"
TITLES = "|Field|Data Type|Description|"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden_page_is_read_as_before(case: Path) -> None:
    golden(case / "page.md", lines=_lines, cell=_lines, table=_table, example=_example)


def _table(table: FieldTable) -> dict[str, Any]:
    return {f"{table.line} {table.heading}": [_row(row) for row in table.rows]}


def _row(row: Row) -> dict[str, Any]:
    markers = "".join(f" {{{marker}}}" for marker in row.markers)
    return {f"{row.line} {'#' * row.depth}{row.name}{markers} {row.type}".strip(): _lines(row.description)}


def _example(example: Example) -> dict[str, list[str]]:
    return {f"{example.line} {example.side} {example.language}".strip(): example.text.split("\n")}


def _lines(lines: Iterable[Line]) -> list[str]:
    return ["- " * line.level + line.text for line in lines]


# The page below a page's endpoint → the problem in it, with its line, and the names of the fields read.
PROBLEMS: list[tuple[str, str, str, list[str]]] = [
    (
        "a row with too few cells",
        "**Parameters**\n" + TABLE.format("|rake|string|"),
        "11 too-few-cells",
        ["rake"],
    ),
    (
        "a row with too many cells",
        "**Parameters**\n" + TABLE.format("|rake|string|wood|iron|"),
        "11 too-many-cells",
        ["rake"],
    ),
    (
        "two rows in one line",
        "**Parameters**\n" + TABLE.format("|rake|string|wood||leaf|string|red|"),
        "11 rows-in-one-line",
        ["rake", "leaf"],
    ),
    (
        "a row without its first bar",
        "**Parameters**\n" + TABLE.format("|rake|string|wood|\nleaf|string|red|"),
        "12 bar-missing",
        ["rake", "leaf"],
    ),
    (
        "text below a whole row",
        "**Parameters**\n" + TABLE.format("|rake|string|wood|\nand iron"),
        "11 text-in-table",
        ["rake"],
    ),
    (
        "text above the header",
        "**Parameters**\n```xtable\nRakes:\n" + TITLES + "\n|---|---|---|\n|rake|string|wood|\n```\n",
        "9 text-in-table",
        ["rake"],
    ),
    (
        "text above the first row",
        "**Parameters**\n" + TABLE.format("Rakes:\n|rake|string|wood|"),
        "11 text-in-table",
        ["rake"],
    ),
    (
        "text beside the endpoint",
        "|Endpoint|/open_api/v1.3/leaf/burn/|\n|---|---|\n|Method|GET|\n|Author|Me|\n",
        "10 text-in-table",
        [],
    ),
    ("a block that is not closed", "**Parameters**\n" + TABLE.format("")[:-4], "8 unclosed-fence", []),
    ("a table without a header", "**Parameters**\n```xtable\n\n```\n", "8 empty-table", []),
    (
        "an HTML table that is not closed",
        "**Parameters**\n<table><tr><td>Value</td></tr>\n",
        "8 unclosed-fence",
        [],
    ),
    (
        "a table of too many columns",
        "```xtable\n" + "|x" * 70 + "|\n" + "|---" * 70 + "|\n```\n",
        "8 too-many-columns",
        [],
    ),
    ("a row in no table", "Some words.\n\n|rake|string|wood|\n", "9 row-outside-table", []),
    (
        "a row without a name",
        "**Parameters**\n" + TABLE.format("||string|wood|"),
        "11 row-without-name",
        [],
    ),
    (
        "a row without a type",
        "**Parameters**\n" + TABLE.format("|rake||wood|"),
        "11 row-without-type",
        ["rake"],
    ),
    (
        "a row two levels down",
        "**Parameters**\n" + TABLE.format("|rake|object|wood|\n##|tooth|string|iron|"),
        "12 depth-jump",
        ["rake", "tooth"],
    ),
    (
        "a row below a string",
        "**Parameters**\n" + TABLE.format("|rake|string|wood|\n#|tooth|string|iron|"),
        "12 row-under-scalar",
        ["rake", "tooth"],
    ),
    (
        "a table without types",
        "**Parameters**\n```xtable\n|Field|Description|\n|---|---|\n|rake|wood|\n```\n",
        "9 no-type-column",
        ["rake"],
    ),
    (
        "a column of permissions",
        (
            "## Response\n```xtable\n|Field|Data Type|Description|Required permission|\n|---|---|---|---|\n"
            "|rake|string|wood|`rake.get`|\n```\n"
        ),
        "9 column-unread",
        ["rake"],
    ),
    (
        "a header that is not known",
        "**Parameters**\n```xtable\n|Tool|Made as|Of|\n|---|---|---|\n|rake|string|wood|\n```\n",
        "9 unknown-header",
        ["rake"],
    ),
    (
        "an endpoint without its address",
        "**Method** POST\n\n## Response\n\n**Endpoint** none\n",
        "11 endpoint-without-path",
        [],
    ),
]


@pytest.mark.parametrize(
    ("body", "problem", "names"), [case[1:] for case in PROBLEMS], ids=[c[0] for c in PROBLEMS]
)
def test_problem_is_found_in_its_line(body: str, problem: str, names: list[str]) -> None:
    page, problems = read_page((ENDPOINT + body).encode(), "leaf.md")
    assert [f"{found.line} {found.code}" for found in problems] == [problem]
    assert [row.name for row in _rows(page)] == names


def _shows(rows: str, example: str, place: str = "**Parameters**") -> tuple[Page, Sequence[Problem]]:
    """Read a page with rows such as ``rake:string #tooth:string``, and an example."""
    lines = [re.sub(r"(#*)(\w+):(\S+)", r"\1|\2|\3||", row) for row in rows.split()]
    code = f"### Example\n```xcodeblock\n(code http)\n{example}\n(/code)\n```\n"
    text = f"{ENDPOINT}{place}\n{TABLE.format(chr(10).join(lines))}\n{code}"
    return read_page(text.encode(), "leaf.md")


@pytest.mark.parametrize(
    ("rows", "example", "depths"),
    [
        ("rake:string #teeth:object[] ##width:number bed:string", '{"rake": "A", "teeth": []}', [0, 0, 1, 0]),
        ("shed:object #rake:string ##tooth:string", '{"shed": {"rake": "A", "tooth": "B"}}', [0, 1, 1]),
        ("shed:object[] #rake:string ##tooth:string", '{"shed": [{"rake": "A", "tooth": ""}]}', [0, 1, 1]),
        # An example need not be valid JSON.
        ("rake:string #teeth:object[] ##width:number", '{"teeth": [{"width: 3\n}], "rake": 7}', [0, 0, 1]),
        # One of the rows in the same place is enough.
        ("rake:string #tooth:string #prong:string", '{"rake": "A", "prong": "B"}', [0, 0, 0]),
        ("rake:string #tooth:string bed:string #edge:string", '{"rake": "", "tooth": ""}', [0, 0, 0, 1]),
        # Nothing is shown, or not beside the field.
        ("rake:string #tooth:string", '{"rake": "A"}', [0, 1]),
        ("rake:string #tooth:string", '{"tooth": "A"}', [0, 1]),
        ("rake:string #tooth:string", '{"rake": null, "tooth": "A"}', [0, 1]),
        ("shed:object #rake:string ##tooth:string", '{"rake": "A", "tooth": "B"}', [0, 1, 2]),
        # The field is no plain value after all.
        ("rake:string #tooth:string", '{"rake": {"tooth": "A"}, "tooth": "A"}', [0, 1]),
        ("rake:string[] #tooth:string", '{"rake": ["A"], "tooth": "B"}', [0, 1]),
        ("rake:object #tooth:string", '{"rake": "A", "tooth": "B"}', [0, 1]),
        # The example shows what another row documents.
        ("rake:string #tooth:string tooth:string", '{"rake": "A", "tooth": "B"}', [0, 1, 0]),
        ("tooth:string rake:string #tooth:string", '{"rake": "A", "tooth": "B"}', [0, 0, 1]),
    ],
)
@pytest.mark.parametrize("place", ["**Parameters**", "## Response"])
def test_rows_below_a_plain_value_are_beside_it_where_examples_show_them(
    rows: str, example: str, depths: list[int], place: str
) -> None:
    page, _ = _shows(rows, example, place)
    assert [row.depth for row in _rows(page)] == depths


def test_rows_that_are_moved_are_a_problem() -> None:
    _, problems = _shows("rake:string #tooth:string #prong:string", '{"rake": "A", "tooth": "B"}')
    expected = (12, "row-under-scalar", "read as beside 'rake', where examples show it: 'tooth'")
    assert [(each.line, each.code, each.text) for each in problems] == [expected]


@pytest.mark.parametrize("row", ["#" * 99 + "|rake|string||", "|" + "#" * 99 + "rake|string||"])
def test_jump_far_down_is_read_at_the_deepest_level_there_is(row: str) -> None:
    page, problems = read_page((ENDPOINT + "**Parameters**\n" + TABLE.format(row)).encode(), "leaf.md")
    assert [found.depth for found in _rows(page)] == [30]
    assert [problem.code for problem in problems] == ["depth-jump", "too-deep"]


def test_address_that_is_no_path_is_a_problem() -> None:
    page, problems = read_page(b"# Leaves\n\n**Endpoint** /open_api/v1.3/leaf/../rake!/\n", "leaf.md")
    assert page.endpoints == ()
    assert [f"{found.line} {found.code}" for found in problems] == ["3 endpoint-without-path", "3 odd-path"]


@pytest.mark.parametrize(
    ("text", "codes", "method"),
    [
        ("**Endpoint** /open_api/v1.3/leaf/rake/\n\n**Method** GET\n", ["no-title"], "GET"),
        ("# Leaves\n\n**Endpoint** /open_api/v1.3/leaf/rake/\n", ["method-missing"], "GET"),
        (
            "# Leaves\n\n**Endpoint** /v1.3/leaf/rake/ /v1.3/leaf/burn/\n\n**Method** GET\n",
            ["several-paths"],
            "GET",
        ),
        ("# Leaves\n\n**Endpoint** /leaf/rake/\n\n**Method** GET\n", ["path-without-root"], "GET"),
        (
            "# Leaves\n\n**Endpoint** /v1.3/leaf/rake/\n\n**Method** GET, POST\n",
            ["several-methods"],
            "GET POST",
        ),
        (
            (
                "# Leaves\n\n**Endpoint** /v1.3/leaf/rake/\n\n**Method** GET\n\n**Parameters**\n\n"
                "|Field|Data Type|Description|\n|---|---|---|\n|heap|file|A heap.|\n\n**Example**\n\n"
                "```\ncurl --request POST https://garden.test/open_api/v1.3/leaf/rake/\n```\n"
            ),
            ["method-impossible"],
            "POST",
        ),
    ],
)
def test_problem_is_found_in_what_announces_an_endpoint(text: str, codes: list[str], method: str) -> None:
    page, problems = read_page(text.encode(), "leaf.md")
    assert [problem.code for problem in problems] == codes
    assert {endpoint.method for endpoint in page.endpoints} == set(method.split())


_MODULES = (drafts, field_rows, reading, structure, table_rows)
_REPORTED = re.compile(r"(?:_problem|report)\([^\"]*?\"([a-z-]+)\"")


def test_every_kind_of_problem_is_in_a_test() -> None:
    sources = [Path(module.__file__ or "").read_text(encoding="utf-8") for module in _MODULES]
    written = {code for source in sources for code in _REPORTED.findall(source)}
    mine = Path(__file__).read_text(encoding="utf-8")
    assert written
    assert {code for code in written if not re.search(rf"[\" ]{code}\"", mine)} == set()


@text_cases(header=str)
def test_titles_of_a_field_table_come_in_many_words(header: str) -> None:
    table = f"```xtable\n|{header}|\n|---|---|---|\n|rake {{Required}}|string|Of wood.|\n```\n"
    page, problems = read_page((ENDPOINT + "**Parameters**\n" + table).encode(), "leaf.md")
    assert _rows(page) == [Row("rake", ("Required",), "string", 0, (Line("Of wood."),), 11)]
    assert problems == ()


@text_cases(header=str)
def test_tables_of_other_things_are_not_of_fields(header: str) -> None:
    table = f"|{header}|\n|{'---|' * len(header.split('|'))}\n|a{'|b' * header.count('|')}|\n"
    page, problems = read_page((ENDPOINT + "### Leaves\n\n```xtable\n" + table + "```\n").encode(), "leaf.md")
    assert _rows(page) == []
    assert [len(table.rows) for table in page.tables] == [1]
    assert problems == ()


@text_cases(label=literal, place=str)
def test_label_says_what_a_table_is_of(label: str, place: str) -> None:
    page, problems = read_page(
        (ENDPOINT + label + "\n\n" + TABLE.format("|rake|string||")).encode(), "leaf.md"
    )
    (endpoint,) = page.endpoints
    found = {name for name in ("header", "parameters", "response") if getattr(endpoint, name) is not None}
    assert found == {place}
    assert problems == ()


@text_cases(announced=literal)
def test_endpoint_is_announced_in_many_ways(announced: str) -> None:
    page, problems = read_page(f"# Leaves\n\n{announced}\n".encode(), "leaf.md")
    assert [(e.method, e.path) for e in page.endpoints] == [("POST", "/open_api/v1.3/leaf/rake/")]
    assert problems == ()


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        ("one<br>two<br/><br />three", ["one", "two", "three"]),
        ("<p>one</p><p>two", ["one", "two"]),
        ("<ul><li>one</li><li>two</li></ul>three", ["- one", "- two", "three"]),
        ("<ol><li>one<ul><li>two</ul><li>three</ol>four", ["- one", "- - two", "- three", "four"]),
        ("<ul><li>one", ["- one"]),
        ("one</li></ul>two", ["one", "two"]),
        ("<li>one</li>two", ["- one", "two"]),
        ("<ul>one<li>two</li></ul>", ["one", "- two"]),
        ("<UL><LI>one</LI></UL>", ["- one"]),
        ("<ul><li>one</li></ul></div>" * 600, ["- one"] * 600),
        ("- one<br>* two", ["- one", "- two"]),
        ("**one** *two* <b>three</b> ~~four~~", ["one two three four"]),
        ("`a_b` <code>c<d></code> ``e`f``", ["`a_b` `c<d>` `e f`"]),
        ("1 < 2 &lt; 3 &amp;amp; &#65; &#99999999999; &nbsp;x", ["1 < 2 < 3 &amp; A \ufffd x"]),
        ("map<string, string> <ID> a<b and c>d", ["map<string, string> <ID> a<b and c>d"]),
        (
            "[rake](https://rake.example) <a href='/docs?id=1'>leaf</a>",
            ["[rake](https://rake.example) [leaf](/docs?id=1)"],
        ),
        ("<a href=x>one<a href=y>two</a>", ["[one](x)[two](y)"]),
        ("[rake]( https://rake.example 'a rake' ) []() [x]", ["[rake](https://rake.example) []() [x]"]),
        ("![](leaf.png) <https://leaf.example> a\\_b \\*", ["https://leaf.example a_b *"]),
        ("lone ` tick, lone ** stars", ["lone ` tick, lone ** stars"]),
        ("wide\u3000blank\u200b,\u00a0hidden\u00ad", ["wide blank, hidden"]),
        ("<span style='color:red'>red</span><img src=x>", ["red"]),
        ("<table><tr><td>a</td><td>b</td></tr></table>", ["a", "b"]),
        ("<code>open <kbd>a</kbd> <tt>b</tt> <b>`</b>", ["open `a` `b` `"]),
        ("<code>a<b>b</b></code> <code>&#96;</code> `a\\|b` `<b>`", ["`ab` `&#96;` `a|b`"]),
        ("```a``` `` b ` c `` \\`d\\` \\\\`e`", ["`a` `b c` `d` \\`e`"]),
        (
            "[](https://rake.example) [ ](/rake 'a')",
            ["[https://rake.example](https://rake.example) [/rake](/rake)"],
        ),
        ("<a href='a (1)'>b</a> <a href=''>c</a> <a href=d></a>e", ["[b](a%20%281%29) c e"]),
        ("<a href=x>[y](z)</a> [a [b]](c)", ["[y](z) [a [b]](c)"]),
        ("a*b*c **d**e f**g** **h *i* j** *k*l", ["a*b*c de fg h i j *k*l"]),
        ("a * b * c ~~d~~ ~e~ ***f*** ****g**** h** i**", ["a * b * c d ~e~ f ****g**** h** i**"]),
        ("1. one<br>-two<br>• three<br>x - four", ["1. one", "-two", "- three", "x - four"]),
    ],
)
def test_cell_becomes_lines_of_text(cell: str, lines: list[str]) -> None:
    page, _ = read_page(
        (ENDPOINT + "**Parameters**\n" + TABLE.format(f"|rake|string|{cell}|")).encode(), "leaf.md"
    )
    assert _lines(_rows(page)[0].description) == lines


@text_cases(rows=str)
def test_html_table_is_laid_out_as_a_browser_does(rows: str) -> None:
    page, _ = read_page(f"# Leaves\n\n<table>{rows}</table>\n".encode(), "leaf.md")
    (table,) = page.tables
    assert table.columns == ("Rose", "Soil")
    assert [[cell.text for cell in row] for row in table.rows] == [["`RED`", "a"], ["`RED`", "b"]]


def test_table_in_a_cell_is_part_of_the_cell() -> None:
    inner = "<table><tr><td>wood</td><td>iron</td></tr></table>"
    rows = f"<tr><td>Rake</td><td>Of</td></tr>\n<tr><td>`BIG`</td><td>{inner}</td></tr>"
    page, _ = read_page(f"# Leaves\n\n<table>{rows}</table>\n".encode(), "leaf.md")
    (table,) = page.tables
    assert [(cell.text, cell.line) for cell in table.rows[0]] == [("`BIG`", 4), ("wood iron", 4)]


@text_cases(data=literal, message=str)
def test_file_that_is_no_page_is_refused_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as refused:
        read_page(data, "beds/leaf.md")
    assert str(refused.value).startswith("beds/leaf.md: ")
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


@text_cases(text=literal, form=str)
def test_form_of_a_page_is_told_from_its_text(text: str, form: str) -> None:
    assert form_of(text) == form


def test_title_is_not_taken_from_a_label() -> None:
    page, problems = read_page(
        b"## Request\n\n**Endpoint** /open_api/v1.3/leaf/rake/\n\n**Method** GET\n", "a.md"
    )
    assert page.title == ""
    assert [endpoint.path for endpoint in page.endpoints] == ["/open_api/v1.3/leaf/rake/"]
    assert [problem.code for problem in problems] == ["no-title"]


@text_cases(text=literal, source=literal, lead=literal)
def test_a_page_may_begin_with_its_address(text: str, source: str | None, lead: list[str]) -> None:
    page, _ = read_page(f"# Dig\n\n{text}\n".encode(), "dig.md")
    assert (page.source, [line.text for line in page.lead]) == (source, lead)


def test_one_huge_line_is_read() -> None:
    page, problems = read_page(("# Leaves\n\n" + "leaf " * 400_000).encode(), "leaf.md")
    assert len(page.lead[0].text) == 5 * 400_000 - 1
    assert problems == ()


def _rows(page: Page) -> list[Row]:
    return [row for endpoint in page.endpoints for table in endpoint.tables for row in table.rows]


def test_a_call_without_its_address_is_that_which_the_text_above_it_names() -> None:
    call = "## Request\n**Method** POST\n**Parameters**\n" + TABLE.format(
        "|rake {Required}|string|The rake.|"
    )
    reply = "## Response\n" + TABLE.format("|code|number|Code.|")
    text = f"# Guide\n{ENDPOINT}{call}{reply}\n# Next\nUse `/leaf/rake/` to rake them.\n{call}{reply}"
    page, problems = read_page(text.encode(), "leaf.md")
    assert [endpoint.path for endpoint in page.endpoints][1:] == ["/open_api/v1.3/leaf/rake/"]
    assert [problem.code for problem in problems] == ["endpoint-inferred"]


def test_a_table_below_the_headers_is_the_body_of_either_side() -> None:
    headers = "**Header**\n" + TABLE.format("|Access-Token {Required}|string|A token.|")
    text = f"# Rake\n{ENDPOINT}{headers}Also send:\n" + TABLE.format("|leaf|string|A leaf.|")
    text += (
        "## Response\n**Header**\n"
        + TABLE.format("|X-Shed|string|Where.|")
        + TABLE.format("|code|number|C.|")
    )
    page, problems = read_page(text.encode(), "leaf.md")
    found = page.endpoints[0]
    tables = (found.header, found.parameters, found.response_header, found.response)
    assert [[row.name for row in table.rows] if table else None for table in tables] == [
        ["Access-Token"],
        ["leaf"],
        ["X-Shed"],
        ["code"],
    ]
    assert problems == ()


def test_a_header_of_another_width_in_a_table_opens_a_table_of_its_own() -> None:
    rows = "|kind|string|Its kind.|\n|Value|Meaning|\n{}|`ROSE`|Red.|"
    page, problems = read_page(
        (ENDPOINT + "**Parameters**\n" + TABLE.format(rows.format("|---|---|\n"))).encode(), "leaf.md"
    )
    assert [row.name for row in _rows(page)] == ["kind"]
    assert [table.columns for table in page.tables] == [("Value", "Meaning")]
    assert [[cell.text for cell in row] for row in page.tables[0].rows] == [["`ROSE`", "Red."]]
    assert problems == ()
    # What has no line of dashes below it is a row, even one with too few cells.
    page, problems = read_page(
        (ENDPOINT + "**Parameters**\n" + TABLE.format(rows.format(""))).encode(), "leaf.md"
    )
    assert [row.name for row in _rows(page)] == ["kind", "Value", "ROSE"]
    assert [problem.code for problem in problems] == ["too-few-cells", "too-few-cells"]


def test_the_depth_of_a_row_may_stand_in_a_cell_of_its_own() -> None:
    text = (
        "# Dig\n## Request\n**Endpoint** https://business-api.tiktok.com/open_api/v1.3/bed/dig/\n\n"
        "**Method** POST\n\n**Parameters**\n```xtable\n|Field|Data Type|Description|\n|---|---|---|\n"
        "|bed|object|Bed.|\n|#|soil|object|Soil.|\n|##|sand|number|Sand.|\n|pot|string|Pot.|\n```\n"
    )
    (endpoint,) = read_page(text.encode(), "dig.md")[0].endpoints
    assert endpoint.parameters is not None
    assert [(row.name, row.depth) for row in endpoint.parameters.rows] == [
        ("bed", 0),
        ("soil", 1),
        ("sand", 2),
        ("pot", 0),
    ]


@pytest.mark.parametrize(
    ("line", "titles"),
    [("## Box", ["Box"]), ("## Box ##", ["Box"]), ("## # Box x", ["# Box x"]), ("##", []), ("## ##", [])],
)
def test_signs_behind_a_title_are_none_of_it_and_signs_alone_are_no_heading(
    line: str, titles: list[str]
) -> None:
    found, problems = blocks(f"{line}\n", "box.md")
    assert [each.text for each in found if isinstance(each, Heading)] == titles
    assert [type(each) for each in found] == [Heading] * len(titles)
    assert problems == []


def test_a_table_of_values_knows_the_headings_around_it() -> None:
    table = "```xtable\n|Code|Meaning|\n|---|---|\n|CLAY|It sticks.|\n```\n"
    headings = ("## Light", "### Of the sea", "#### Sand", "### Of rivers", "## Heavy", "# Stones")
    text = "# Soils\n" + "".join(f"{heading}\n{table}" for heading in headings)
    page, _ = read_page(text.encode(), "soils.md")
    assert [(each.heading, each.sections) for each in page.tables] == [
        ("Light", ()),
        ("Of the sea", ("Light",)),
        ("Sand", ("Light", "Of the sea")),
        ("Of rivers", ("Light",)),
        ("Heavy", ()),
        ("Stones", ()),
    ]


GRID = "|a|b|\n|---|---|\n|c|d|\n"


@pytest.mark.parametrize(
    ("text", "found", "problems"),
    [
        # Fences
        ("```\nx\n```\n```\n\n**Response**\n", ["2 code: x", "6 **Response**"], ""),
        ("```\nx\n```\n```\n\n## Response\n", ["2 code: x", "6 ## Response"], ""),
        ("```\nx\n```\n```\n## Box\n```\n", ["2 code: x", "5 code: ## Box"], ""),
        (f"```json\n{{}}\n```\n```\n\n```xtable\n{GRID}```\n", ["2 code json: {}", "7 a,b: 9 c,d"], ""),
        ("~~~~json\n{}\n~~~\nx\n~~~~\n", ["2 code json: {}\n~~~\nx"], ""),
        ("```json\n{}\n", ["2 code json: {}"], "1 unclosed-fence"),
        (f"```json\n{{}}\n```xtable\n{GRID}```\n", ["2 code json: {}", "4 a,b: 6 c,d"], "1 unclosed-fence"),
        ("```json\n{}\n``` and more\n", ["2 code json: {}", "3 and more"], ""),
        ("```json\n# Box\n{}\n```\n", ["2 code json: # Box\n{}"], ""),
        (f"```xtable\n{GRID}# Box\n", ["2 a,b: 4 c,d", "5 # Box"], "1 unclosed-fence"),
        (f"```xtable\n{GRID[:-1]}```\nx\n", ["2 a,b: 4 c,d", "5 x"], ""),
        ("```xtable|a|b|\n|---|---|\n|c|d|\n```\n", ["1 a,b: 3 c,d"], ""),
        ("> ```json\n> {}\n> ```\n", ["2 code json: {}"], ""),
        ("```json\n> {}\n```\n", ["2 code json: > {}"], ""),
        ("```xtable\n> |a|b|\n> |---|---|\n> |c|d|\n```\n", ["2 a,b: 4 c,d"], ""),
        # Code in tabs
        (
            "```xcodeblock\n\n(code JSON)\n\n{}\n\n(/code);\n(code  Go )\n\nx\n\n\ny\n\n(/code)\n```\n",
            ["5 code JSON: {}", "10 code Go: x\n\n\ny"],
            "",
        ),
        ("```xcodeblock\n\nx\n(code)\ny\n(/code)\n\nz\n```\n", ["3 code: x", "5 code: y", "8 code: z"], ""),
        ("```XCodeBlock\n(code)\n\n(/code)\n```\n", [], ""),
        # Tables
        (f"{GRID}\n|e|f|\n", ["1 a,b: 3 c,d; 5 e,f"], ""),
        (f"{GRID}\n\n|e|f|\n|---|---|\n|g|h|\n", ["1 a,b: 3 c,d", "6 e,f: 8 g,h"], ""),
        (f"{GRID}|---|---|\n|e|f|\n", ["1 a,b: 3 c,d; 5 e,f"], ""),
        ("|a|b|\n\n|---|---|\n|c|d|\n", ["1 a,b: 4 c,d"], ""),
        (f"{GRID}x\n|e|f|\n", ["1 a,b: 3 c,d", "4 x", "5 |e|f|"], "5 row-outside-table"),
        ("a|b\n---|---\nc|d\n\ne|f\n", ["1 a,b: 3 c,d", "5 e|f"], ""),
        ("|Field|Type|\n|bed|string|\n", ["1 Field,Type: 2 bed,string"], ""),
        ("```xtable\n|Field{30%}|b{ 7 % }|\n|c|d|\n```\n", ["2 Field,b: 3 c,d"], ""),
        (f"```xtable\n|#|:-|\n{GRID}```\n", ["3 a,b: 5 c,d"], ""),
        (
            f"```xtable\n{GRID}|x|y|z|\n|---|---|---|\n|e|f|g|\n```\n",
            ["2 a,b: 4 c,d", "5 x,y,z: 7 e,f,g"],
            "",
        ),
        (f"```xtable\n{GRID}|x|y|\n|---|---|\n|e|f|\n```\n", ["2 a,b: 4 c,d; 5 x,y; 7 e,f"], ""),
        ("<table>\n<tr><td>a</td></tr>\n```\n", ["2 a: "], "1 unclosed-fence"),
        ("<table><tr><td>a</td></tr>\n<tr><td>b</td></tr></table>\nx\n", ["1 a: 2 b", "3 x"], ""),
        ("</table>\n<table><td>a</td>\n<tr><td>b</table>\n", ["2 a: 3 b"], ""),
        (
            "<table><tr><td>a<td>b\n<tr><td rowspan=3>c<td>d\n<tr><td>e\n<tr><td>f\n<tr><td>g</table>\n",
            ["1 a,b: 2 c,d; 3 c,e; 4 c,f; 5 g,"],
            "",
        ),
        ("<table><tr><td>a</td></tr></table><table><tr><td>b</td></tr></table>\n", ["1 a: ", "1 b: "], ""),
        ("<table><tr><td>a</td>x<th>b</th>y</tr></table>\n", ["1 a,b: "], ""),
    ],
)
def test_a_page_is_cut_into_blocks(text: str, found: list[str], problems: str) -> None:
    cut, odd = blocks(text, "box.md")
    assert [_told(block) for block in cut] == found
    assert " ".join(f"{problem.line} {problem.code}" for problem in odd) == problems


def _told(block: Block) -> str:
    match block:
        case Heading():
            return f"{block.line} {'#' * block.level} {block.text}"
        case Paragraph():
            return f"{block.line} {block.text}"
        case Code():
            return f"{block.line} {f'code {block.language}'.strip()}: {block.text}"
    rows = "; ".join(f"{row.line} {','.join(row.cells)}" for row in block.rows)
    return f"{block.line} {','.join(block.columns)}: {rows}"

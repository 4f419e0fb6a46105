"""Pages saved from a browser read like their native twins."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from html_twin import Depth, as_html
from pages import PORTAL, needs_portal
from searching import trying
from text_cases import literal, text_cases
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.read import read_page
from tiktok_bindgen.read.page import Endpoint, Page

HEAD = """# Plant a bed

**Endpoint** https://garden.example/open_api/v1.3/bed/plant/

**Method** POST

## Request
**Parameters**
```xtable
|Field{30%}|Data Type{15%}|Description{55%}|
|---|---|---|
"""
LINK = "https://business-api.tiktok.com/portal/docs?id=1700000000000001"
PAGE = f"""{HEAD}|bed {{Required}}|object|The bed, as in [beds]({LINK}).|
#|kind {{+Conditional}}|string|Enum values:<ul><li>`ROSE`: red<ul><li>so</li></ul></li><li>`MINT`</li></ul>|
#|size|number[]|`a|b` or 3 < 4.<br>Max size: 3.|
|label|map<string, string>|A label.|
```
### Example
```xcodeblock
(code curl http)
curl --data '{{"bed": {{"kind": "ROSE"}}}}'
(/code)
```
## Response
```xtable
|Field|Type|Description|
|---|---|---|
|data|object|Data.|
#|bed_id|string|The bed.|
```
"""


def _stated(page: Page) -> list[object]:
    """What a page states, but for lines and the names of its code."""
    return [page.title, page.links, [_endpoint(each) for each in page.endpoints]]


def _endpoint(endpoint: Endpoint) -> list[object]:
    tables = [[evolve(row, line=0) for row in table.rows] for table in endpoint.tables]
    return [endpoint.method, endpoint.path, tables, [(each.side, each.text) for each in endpoint.examples]]


def _read(text: str, name: str) -> Page:
    return read_page(text.encode(), name)[0]


@pytest.mark.parametrize("depth", ["padding", "class", "marks"])
@pytest.mark.parametrize("whole", [True, False], ids=["document", "article"])
@pytest.mark.parametrize("roles", [True, False], ids=["roles", "table"])
def test_a_page_saved_from_a_browser_reads_like_its_native_twin(
    depth: Depth, *, whole: bool, roles: bool
) -> None:
    page = _read(as_html(PAGE, depth=depth, whole=whole, roles=roles), "plant.html")
    assert page.form == "html"
    assert _stated(page) == _stated(_read(PAGE, "plant.md"))


@trying(80)
@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[a-z][a-z_]{1,8}", fullmatch=True),
            st.sampled_from(["", " {Required}", " {+Conditional}"]),
            st.sampled_from(["string", "object", "number[]", "map<string, string>"]),
            st.text(
                st.characters(codec="ascii", categories=["L", "N", "Zs"], include_characters="`<>.&"),
                max_size=30,
            ),
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["padding", "class"]),
)
def test_any_rows_read_the_same_from_html(rows: list[tuple[str, str, str, str]], depth: Depth) -> None:
    cells = "\n".join(
        f"{'#' * (index % 3)}|{name}{mark}|{type_}|{_whole(said)}|"
        for index, (name, mark, type_, said) in enumerate(rows)
    )
    text = f"{HEAD}{cells}\n```\n"
    assert _stated(_read(as_html(text, depth=depth), "a.html")) == _stated(_read(text, "a.md"))


def _whole(said: str) -> str:
    """A text in which code is closed and no sign begins a tag or an entity."""
    closed = said if said.count("`") % 2 == 0 and "``" not in said else said.replace("`", "")
    return closed.replace("<", "< ").replace("&", "& ")


@pytest.mark.parametrize(
    "tags",
    [
        "address article blockquote body center dd details div dl dt fieldset figcaption figure header html",
        "li main p section summary tbody td tfoot th thead tr",
    ],
)
def test_a_block_is_a_paragraph_of_its_own(tags: str) -> None:
    for tag in tags.split():
        page = _read(f"<main><h1>Soils</h1>One.<{tag}>Two.</{tag}>Three.<b>Four.</b></main>", "soils.html")
        assert [line.text for line in page.lead] == ["One.", "Two.", "Three.Four."], tag


@pytest.mark.parametrize("tag", ["ul", "ol"])
def test_lists_in_a_cell_are_lists(tag: str) -> None:
    listed = f"Of:<{tag}><li>clay</li><li>sand<{tag}><li>red</li></{tag}></li></{tag}>Dry."
    text = f"<main><h1>Soils</h1><table><tr><th>Bed</th></tr><tr><td>{listed}</td></tr></table></main>"
    (table,) = _read(text, "soils.html").tables
    assert [(line.text, line.level) for line in table.rows[0][0].lines] == [
        *(("Of:", 0), ("clay", 1), ("sand", 1), ("red", 2), ("Dry.", 0)),
    ]


@text_cases(marked=str, name=str, markers=literal)
def test_a_tag_may_mark_a_name(marked: str, name: str, markers: tuple[str, ...]) -> None:
    head = "<tr><th>Field</th><th>Data Type</th><th>Description</th></tr>"
    row = f"<tr><td>bed_id {marked}</td><td>string</td><td>The bed.</td></tr>"
    text = f"<main><h1>Dig</h1><p><b>Endpoint</b> /open_api/v1.3/dig/</p><table>{head}{row}</table></main>"
    (table,) = _read(text, "dig.html").endpoints[0].tables
    assert [(each.name, each.markers) for each in table.rows] == [(name, markers)]


@text_cases(element=literal, language=literal, text=literal)
def test_code_has_its_lines_and_its_language(element: str, language: str, text: str) -> None:
    (code,) = _read(f"<main><h1>Soils</h1>{element}</main>", "soils.html").code
    assert (code.language, code.text) == (language, text)


@pytest.mark.parametrize("tag", ["code", "kbd", "tt", "samp", "var"])
def test_code_of_any_tag_is_code(tag: str) -> None:
    page = _read(f"<main><h1>Soils</h1><p>The <{tag}>soil</{tag}> is <b>dry</b>.</p></main>", "soils.html")
    assert [line.text for line in page.lead] == ["The `soil` is dry."]


@text_cases(sign=literal, title=str)
def test_a_sign_that_links_to_a_heading_is_not_of_it(sign: str, title: str) -> None:
    text = f'<main><h1>Soils <a href="">{sign}</a></h1><p>One.</p></main>'
    assert _read(text, "soils.html").title == title


ROLES = """<main><div role="heading" aria-level="1">Soils</div><p>One.</p>
<div role="list"><div role="listitem">In a list.</div></div>
<div role="{table}"><div role="row"><i role="columnheader">Bed</i><i role="columnheader">Soil</i></div>
<div role="row"><i role="rowheader">ROSE</i><i role="cell">CLAY</i></div>
<div role="row"><i role="gridcell">OAK</i><i role="gridcell">SAND</i></div></div></main>"""


@pytest.mark.parametrize("table", ["table", "grid", "treegrid"])
def test_a_role_says_what_an_element_is(table: str) -> None:
    page = _read(ROLES.format(table=table), "soils.html")
    assert page.title == "Soils"
    assert [(line.text, line.level) for line in page.lead] == [("One.", 0), ("In a list.", 1)]
    (found,) = page.tables
    assert found.columns == ("Bed", "Soil")
    assert [[cell.text for cell in row] for row in found.rows] == [["ROSE", "CLAY"], ["OAK", "SAND"]]


@pytest.mark.parametrize(("stated", "level"), [*((each, int(each)) for each in "123456"), ("7", 2), ("", 2)])
def test_a_heading_is_of_its_stated_level(stated: str, level: int) -> None:
    said = f'<div role="heading" aria-level="{stated}">Beds</div>' if stated else '<i role="heading">Beds</i>'
    tags = (f"<h{stated}>Beds</h{stated}>",) if stated and int(stated) == level else ()
    for heading in (said, *tags):
        page = _read(f"<main><h1>Soils</h1>{heading}<p>One.</p></main>", "soils.html")
        assert [(each.level, each.text) for each in page.passages] == [(level, "Beds"), (0, "One.")]


def test_cells_that_span_rows_are_repeated_and_what_is_beside_the_article_is_none() -> None:
    text = """<!-- saved from url=(0051)https://business-api.tiktok.com/portal/docs?id=1700000000000002 -->
    <html><head><title>Soils | Garden</title></head><body><nav><table><tr><td>Menu</td></tr></table></nav>
    <main><h2>Soils</h2>
    <table><tr><th>Bed</th><th>Soil</th></tr>
    <tr><td rowspan="2">ROSE</td><td>CLAY</td></tr><tr><td>SAND</td></tr></table></main></body></html>"""
    page = _read(text, "soils.html")
    assert (page.title, page.source) == (
        "Soils",
        "https://business-api.tiktok.com/portal/docs?id=1700000000000002",
    )
    assert [[[cell.text for cell in row] for row in table.rows] for table in page.tables] == [
        [["ROSE", "CLAY"], ["ROSE", "SAND"]]
    ]


@pytest.mark.parametrize(
    ("first", "second", "row"),
    [
        ("2", "1", ["A", "A", "B"]),
        ("x", "0", ["A", "B"]),
        ("-1", "3", ["A", "B", "B", "B"]),
        # No table is so wide.
        ("9999", "9999", ["A"] * 64),
        ("40", "40", ["A"] * 40 + ["B"] * 24),
    ],
)
def test_a_cell_that_spans_columns_is_repeated_within_reason(first: str, second: str, row: list[str]) -> None:
    cells = f'<td colspan="{first}">A</td><td colspan="{second}">B</td>'
    text = f"<main><h1>Soils</h1><table><tr><th>Bed</th><th>Soil</th></tr><tr>{cells}</tr></table></main>"
    (table,) = _read(text, "soils.html").tables
    assert [[cell.text for cell in cells] for cells in table.rows] == [row]


@pytest.mark.parametrize(("kind", "said"), [("canonical", True), ("icon", False)])
def test_a_page_may_say_its_address(kind: str, said: bool) -> None:
    address = "https://business-api.tiktok.com/portal/docs?id=1700000000000003"
    text = (
        f'<html><head><link rel="{kind}" href="{address}"></head><main><h1>Soils</h1><p>A</p></main></html>'
    )
    assert _read(text, "soils.html").source == (address if said else None)


def test_a_cell_that_spans_rows_ends_with_the_last_of_them() -> None:
    text = """<main><h1>Soils</h1><table><tr><th>Bed</th><th>Soil</th></tr>
    <tr><td rowspan="3">ROSE</td><td>CLAY</td></tr><tr><td>SAND</td></tr><tr><td>PEAT</td></tr>
    <tr><td>HERB</td><td>LOAM</td></tr></table></main>"""
    (table,) = _read(text, "soils.html").tables
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["ROSE", "CLAY"],
        ["ROSE", "SAND"],
        ["ROSE", "PEAT"],
        ["HERB", "LOAM"],
    ]


def test_a_header_in_a_table_of_its_own_is_that_of_the_rows_below_it() -> None:
    text = """<article><h1>Plant</h1><p><b>Endpoint</b> https://a.example/open_api/v1.3/bed/plant/</p>
    <p><b>Method</b> POST</p><h2>Parameters</h2>
    <table><tr><th>Field</th><th>Type</th><th>Description</th></tr>
    </table><table><tr><td>bed<sup>Required</sup></td><td>string</td><td>A bed.</td></tr></table></article>"""
    parameters = _read(text, "plant.html").endpoints[0].parameters
    assert parameters is not None
    assert [(row.name, row.markers, row.type) for row in parameters.rows] == [
        ("bed", ("Required",), "string")
    ]


@pytest.mark.parametrize(
    "element",
    [
        *(
            f"<{tag}>Menu of {LINK}</{tag}>"
            for tag in ("script", "style", "template", "noscript", "svg", "nav", "aside", "footer", "button")
        ),
        f"<form>Menu of {LINK}</form>",
        f"<iframe>Menu of {LINK}</iframe>",
        f"<p hidden>Menu of {LINK}</p>",
        f'<p aria-hidden="true">Menu of {LINK}</p>',
        f"<!-- Menu of {LINK} -->",
    ],
)
def test_what_stands_beside_the_text_of_an_article_is_none(element: str) -> None:
    text = "<main><h1>Soils</h1><p>Of clay.</p>{}<p>Of sand.</p></main>"
    assert _read(text.format(element), "soils.html") == _read(text.format(""), "soils.html")
    said = _read(text.format(f"<div>Menu of {LINK}</div>"), "soils.html")
    assert [line.text for line in said.lead] == ["Of clay.", f"Menu of {LINK}", "Of sand."]


def test_links_count_wherever_they_stand() -> None:
    address = "https://business-api.tiktok.com/portal/docs?id=170000000000000"
    text = f"""<main><h1>Soils</h1><p>See <a href="{address}1">clay</a>.</p>
    <table><tr><th>Soil</th><th><a href="{address}2">Bed</a></th></tr>
    <tr><td>CLAY</td><td><a href="{address}3">Rose</a></td></tr></table></main>"""
    assert [(link.label, link.document[-1]) for link in _read(text, "soils.html").links] == [
        ("clay", "1"),
        ("Bed", "2"),
        ("Rose", "3"),
    ]


@text_cases(cells=literal, depths=literal)
def test_how_deep_a_row_is_may_be_told_in_many_ways(cells: tuple[str, str, str], depths: list[int]) -> None:
    rows = "".join(
        f"<tr>{cell}{name}</td><td>object</td></tr>"
        for cell, name in zip(cells, ("a", "b", "c"), strict=True)
    )
    text = f"""<main><h1>Plant</h1><p><b>Endpoint</b> https://a.example/open_api/v1.3/bed/plant/</p>
    <p><b>Method</b> POST</p><h2>Parameters</h2>
    <table><tr><th>Field</th><th>Type</th></tr>{rows}</table></main>"""
    parameters = _read(text, "plant.html").endpoints[0].parameters
    assert parameters is not None
    assert [row.depth for row in parameters.rows] == depths


@pytest.mark.parametrize(
    "cell",
    [
        "The bed.<br>Of clay.",
        "<p>The bed.</p><p>Of clay.</p>",
        "<div>The bed.</div><div>Of clay.</div>",
        "<ul><li>The bed.</li><li>Of clay.</li></ul>",
        "<ol><li>The bed.</li><li>Of clay.</li></ol>",
        "<ul>The bed.<li>Of clay.</li></ul>",
        "<table><tr><td>The bed.</td></tr><tr><td>Of clay.</td></tr></table>",
        "<dl><dt>The bed.</dt><dd>Of clay.</dd></dl>",
        "<pre>The bed.\nOf clay.</pre>",
        "The bed.<hr>Of clay.",
        *(
            f"<{name}>The bed.</{name}><{name}>Of clay.</{name}>"
            for name in ("section", "article", "header", "figure", "main", "blockquote", "h4", "details")
        ),
        "<figure>The bed.<figcaption>Of clay.</figcaption></figure>",
    ],
)
def test_what_begins_a_line_in_a_browser_begins_one_of_a_description(cell: str) -> None:
    text = f"""<body><h1>Plant</h1><p><b>Endpoint</b> https://a.example/open_api/v1.3/bed/plant/</p>
    <p><b>Method</b> POST</p><h2>Parameters</h2>
    <table><tr><th>Field</th><th>Type</th><th>Description</th></tr>
    <tr><td>bed</td><td>object</td><td>{cell}</td></tr></table></body>"""
    parameters = _read(text, "plant.html").endpoints[0].parameters
    assert parameters is not None
    assert [[line.text for line in row.description] for row in parameters.rows] == [["The bed.", "Of clay."]]


@needs_portal
def test_the_portals_pages_read_the_same_from_html() -> None:
    folder = PORTAL / "2026-05" / "ads"
    pages = sorted(folder.glob("*.md"))
    assert len(pages) > 3
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert _stated(_read(as_html(text), "page.html"))[2] == _stated(_read(text, "page.md"))[2], page.name


def test_text_of_a_list_outside_its_items_is_read() -> None:
    text = """<main><h1>Plant</h1><p><b>Endpoint</b> https://a.example/open_api/v1.3/bed/plant/</p>
    <p><b>Method</b> POST</p><ul>Beds are<!-- not --> of<li>clay</li>or of sand.</ul></main>"""
    notes = _read(text, "plant.html").endpoints[0].notes
    lines = [(line.text, line.level) for note in notes for line in note.lines]
    assert lines == [("Beds are", 0), ("of", 0), ("clay", 1), ("or of sand.", 0)]


@pytest.mark.parametrize("element", ["div", "span", "ul"])
def test_a_page_of_elements_nested_too_deeply_is_refused_with_its_name(element: str) -> None:
    text = f"<main><h1>Plant</h1><p>{f'<{element}>' * 1000}clay</main>"
    with pytest.raises(InputError, match=r"^plant.html: nested too deeply$"):
        read_page(text.encode(), "plant.html")

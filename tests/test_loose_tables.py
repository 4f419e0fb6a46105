"""Tables of fields on pages without an endpoint: each is a problem, and what an operation lacks is told."""

from __future__ import annotations

import pytest

from text_cases import literal, text_cases
from tiktok_bindgen.read import read_page
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.sentences import interpret


def _table(*names: str) -> str:
    rows = "".join(f"|{name}|string|What it is.|\n" for name in names)
    return f"```xtable\n|Field|Type|Description|\n|---|---|---|\n{rows}```\n"


def _operation(path: str, *names: str) -> Page:
    text = f"# Call {path}\n**Endpoint** /open_api/v1.3{path}\n\n**Method** POST\n\n**Parameters**\n"
    return read_page((text + _table(*names)).encode(), f"{path.strip('/').replace('/', '-')}.md")[0]


WATER = _operation("/plot/water/", "plot", "hose", "litres")
WEED = _operation("/plot/weed/", "plot", "hose", "basket")


@pytest.mark.parametrize(
    ("guide", "told"),
    [
        (_table("plot", "litres"), "2 fields {}: POST /open_api/v1.3/plot/water/ has all of them"),
        (
            _table("plot", "litres", "month"),
            "3 fields {}: POST /open_api/v1.3/plot/water/ has all but `month`",
        ),
        # Both have the two fields.
        (_table("plot", "hose"), "2 fields {}: of which operation is not clear"),
        (
            "Use `/plot/weed/` here.\n" + _table("plot", "hose"),
            "2 fields {}: POST /open_api/v1.3/plot/weed/ has all of them",
        ),
        (_table("frost", "plot", "hail"), "3 fields {}: of which operation is not clear"),
        (_table("frost"), "1 field {}: of which operation is not clear"),
    ],
)
def test_a_table_of_fields_on_a_guide_is_a_problem_that_names_the_operation(guide: str, told: str) -> None:
    page, unread = read_page(f"# Summer\n\n{guide}".encode(), "summer.md")
    _, problems = interpret([page, WATER, WEED])
    found = [each for each in (*unread, *problems) if each.page == "summer.md"]
    line = 4 + guide.startswith("Use")
    assert [(each.line, each.code) for each in found] == [(line, "fields-without-endpoint")]
    assert found[0].text == told.format("on a page without an endpoint")


def test_each_table_of_a_page_is_a_problem() -> None:
    guide = f"# Summer\n\n{_table('plot', 'hose')}\n{_table('basket')}"
    _, problems = interpret([read_page(guide.encode(), "summer.md")[0], WATER, WEED])
    assert [(each.line, each.text) for each in problems if each.page == "summer.md"] == [
        (4, "2 fields on a page without an endpoint: of which operation is not clear"),
        (11, "1 field on a page without an endpoint: POST /open_api/v1.3/plot/weed/ has all of them"),
    ]


def test_a_copied_page_without_an_endpoint_and_a_call_without_an_address_are_no_exception() -> None:
    copied = "Dig\nRequest\nMethod POST\nParameters\nField\tType\tDescription\nspade\nstring\nWhich spade.\n"
    call = f"# Dig\n**Endpoint**\nWhere you say.\n\n**Method** POST\n\n**Parameters**\n{_table('spade')}"
    pages = [read_page(copied.encode(), "dig.txt")[0], read_page(call.encode(), "dig.md")[0]]
    _, problems = interpret(pages)
    assert [(each.page, each.line, each.code) for each in problems] == [
        ("dig.md", 9, "fields-without-endpoint"),
        ("dig.txt", 5, "fields-without-endpoint"),
    ]


def test_tables_of_values_are_no_tables_of_fields() -> None:
    guide = "# Leaves\n\n## Kinds\n```xtable\n|Kind|Meaning|\n|---|---|\n|OAK|Tall.|\n```\n"
    page, unread = read_page(guide.encode(), "leaf.md")
    assert unread == ()
    assert interpret([page, WATER])[1] == ()


CALL = """# Call /plot/water/
**Endpoint** /open_api/v1.3/plot/water/

**Method** POST

**Parameters**
```xtable
|Field|Type|Description|
|---|---|---|
|kind|string|For enum values, see [Enum values of kinds](#x).|
|hose|string|For supported values, see the manual.|
```
"""


@text_cases(heading=str, columns=str, rows=literal, told=literal)
def test_a_table_on_an_operation_s_page_is_read_or_a_problem(
    heading: str, columns: str, rows: list[str], *, told: bool
) -> None:
    lines = [columns, "|" + "---|" * (columns.count("|") - 1), *rows]
    text = f"{CALL}\n### {heading}\n```xtable\n" + "\n".join(lines) + "\n```\n"
    _, problems = interpret([read_page(text.encode(), "water.md")[0]])
    titles = ", ".join(columns.strip("|").split("|"))
    what = f"a table of {len(rows)} row{'s' * (len(rows) > 1)} is not read: {titles!r}"
    found = [(each.line, each.text) for each in problems if each.code == "table-unread"]
    assert found == [(16, what)] * told

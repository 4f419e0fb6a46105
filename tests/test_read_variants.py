"""Pages that say the usual things in unusual ways: other columns, marks, types and wordings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest

from text_cases import literal, text_cases
from tiktok_bindgen.facts import facts_page
from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read import read_page
from tiktok_bindgen.read.indent import depths, lead_of
from tiktok_bindgen.sentences import interpret, interpret_page

HEAD = "# Water a plot\n\n"
ENDPOINT = "**Endpoint** https://business-api.tiktok.com/open_api/v1.3/plot/water/\n\n**Method** POST\n\n"
USUAL = "|Field|Data Type|Description|"


def _table(header: str, *rows: str) -> str:
    rule = "|" + "---|" * (header.count("|") - 1)
    return "\n".join(["```xtable", header, rule, *rows, "```", "", ""])


def _page(header: str, *rows: str) -> str:
    return f"{HEAD}{ENDPOINT}## Request\n\n**Parameters**\n\n{_table(header, *rows)}"


def _read(text: str) -> tuple[tuple[Operation, ...], list[str]]:
    page, odd = read_page(text.encode(), "plot.md")
    operations, problems = interpret_page(page)
    return operations, [problem.code for problem in (*odd, *problems)]


def _only(text: str) -> Operation:
    operations, problems = _read(text)
    # What becomes of conditions is another test's matter.
    assert [problem for problem in problems if not problem.startswith("rule-")] == []
    return operations[0]


def _paths(fields: Sequence[Field], above: str = "") -> Iterator[str]:
    for field in fields:
        yield above + field.name
        yield from _paths(field.children, f"{above}{field.name}/")


@text_cases(names=literal)
def test_depth_is_told_by_marks_before_a_name_or_by_its_path(names: tuple[str, ...]) -> None:
    types = ("object", "object", "string", "string")
    rows = [f"|{name}|{kind}|Of the garden.|" for name, kind in zip(names, types, strict=True)]
    assert list(_paths(_only(_page(USUAL, *rows)).parameters)) == [
        "plot",
        "plot/bed",
        "plot/bed/row",
        "season",
    ]


def test_a_path_below_another_row_stays_a_name() -> None:
    page = _page(USUAL, "|plot|object|A.|", "#|plot.bed|string|B.|")
    assert list(_paths(_only(page).parameters)) == ["plot", "plot/plot.bed"]


def test_a_path_into_no_object_above_it_stays_a_name() -> None:
    rows = ("|plot.bed|string|A.|", "|depth|number|B.|", "|depth.unit|string|C.|")
    assert list(_paths(_only(_page(USUAL, *rows)).parameters)) == ["plot.bed", "depth", "depth.unit"]


def test_blanks_in_a_cell_mean_nothing_beside_the_portals_own_marks() -> None:
    rows = ("|plot|object|A.|", "#|&nbsp;bed|string|B.|", "#|&nbsp;&nbsp;row|string|C.|")
    assert list(_paths(_only(_page(USUAL, *rows)).parameters)) == ["plot", "plot/bed", "plot/row"]


@pytest.mark.parametrize("cell", ["**plot**", "-", "{metric}", "`plot`", "", "<b>plot</b>", "3rd"])
def test_what_is_no_mark_of_depth_stays_in_its_cell(cell: str) -> None:
    assert lead_of(cell).rest == cell
    assert depths([lead_of(cell)]) == [0]


@text_cases(name=str, presence=str)
def test_a_marker_of_presence_comes_in_many_spellings(name: str, presence: str) -> None:
    (field,) = _only(_page(USUAL, f"|{name}|string|A plot.|")).parameters
    assert (field.name, field.presence) == ("plot", presence)


@pytest.mark.parametrize("name", ["plot_*", "*_plots", "plot_*_size"])
def test_a_star_that_is_part_of_a_name_marks_nothing(name: str) -> None:
    (field,) = _only(_page(USUAL, f"|{name}|string|A plot.|")).parameters
    assert field.presence == "optional"


@text_cases(marker=str, lifecycle=str)
def test_a_marker_of_an_end_comes_in_many_wordings(marker: str, lifecycle: str) -> None:
    assert _only(_page(USUAL, f"|plot {{{marker}}}|string|A plot.|")).parameters[0].lifecycle == lifecycle


def test_a_marker_may_say_that_a_field_takes_an_allowlist() -> None:
    assert _only(_page(USUAL, "|plot {+Allowlist-only}|string|A plot.|")).parameters[0].allowlist


@pytest.mark.parametrize(
    ("said", "presence"),
    [
        *((said, "required") for said in ("Yes", "Y", "✓", "✔️", "√", "M", "TRUE", "Required", "Mandatory")),
        *((said, "optional") for said in ("No", "N", "×", "✗", "O", "", "-", "N/A", "Optional")),
        *((said, "conditional") for said in ("Conditional", "Depends", "C", "Required if the plot is dry")),
    ],
)
def test_a_column_of_presence_is_read_in_words_and_signs(said: str, presence: str) -> None:
    field = _only(_page("|Field|Data Type|Mandatory|Description|", f"|plot|string|{said}|A.|")).parameters[0]
    assert field.presence == presence


def test_what_a_column_of_presence_adds_is_kept() -> None:
    page = _page("|Field|Type|Required|Description|", "|plot|string|Required if the plot is dry|A.|")
    assert "dry" in _only(page).parameters[0].description


def test_facts_may_have_columns_of_their_own() -> None:
    header = "|Key|Type|Required?|Default|Allowed values|Range|Max length|Max size|Format|Example|Meaning|"
    kind, depth, tags, day = _only(
        _page(
            header,
            "|kind|string|Y|`ROSE`|`ROSE`, `OAK`|-|9|||`OAK`|The kind.|",
            "|depth|number|N|10||1-60|-||-|3|How deep.|",
            "|tags|string[]|N|N/A|N/A|||20|||Tags.|",
            "|day|string|||||||YYYY-MM-DD|2031-01-02|The day.|",
        )
    ).parameters
    assert [value.value for value in kind.enum] == ["ROSE", "OAK"]
    assert (kind.default, kind.limits.max_length, kind.presence) == ("ROSE", 9, "required")
    assert (depth.default, depth.limits.minimum, depth.limits.maximum) == (10, 1, 60)
    assert (tags.default, tags.enum, tags.limits.max_items) == (None, (), 20)
    assert day.format == "YYYY-MM-DD"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        *(
            (cell, "How deep.")
            for cell in ("", "-", "--", "–", "—", "/", "n/a", "N/A", "NA", "none", "`null`", "<b></b>", "` `")
        ),
        ("never", "How deep.\nColour: never"),
    ],
)
def test_a_cell_of_any_column_may_say_that_it_says_nothing(cell: str, said: str) -> None:
    page = _page("|Field|Type|Description|Colour|", f"|depth|number|How deep.|{cell}|")
    (depth,) = _only(page).parameters
    assert depth.description == said


@text_cases(headings=literal, sides=literal)
def test_an_example_is_of_the_side_that_its_heading_names(
    headings: tuple[str, str], sides: tuple[str, str]
) -> None:
    code = "\n\n```xcodeblock\n(code)\n{}\n(/code)\n```\n\n"
    text = f"{HEAD}{ENDPOINT}**Parameters**\n\n{_table(USUAL, '|plot|string|A.|')}"
    page, _ = read_page((text + "".join(f"{heading}{code}" for heading in headings)).encode(), "plot.md")
    assert tuple(each.side for each in page.endpoints[0].examples) == sides


@pytest.mark.parametrize(
    ("parts", "method"),
    [
        ("", "GET"),
        ("**Header**\n\n" + _table(USUAL, "|Content-Type|string|`application/json`|"), "POST"),
        ("**Header**\n\n" + _table(USUAL, "|Access-Token|string|Who asks.|"), "GET"),
        *(
            (f"### Example\n\n```xcodeblock\n(code)\ncurl {option} {verb} x\n(/code)\n```\n\n", verb)
            for option, verb in (
                ("-X", "POST"),
                ("-X", "PUT"),
                ("--request", "DELETE"),
                ("--request", "PATCH"),
                ("--request", "GET"),
            )
        ),
        # What is shown of a reply is no call.
        ("### Response example\n\n```xcodeblock\n(code)\ncurl -X POST x\n(/code)\n```\n\n", "GET"),
    ],
)
def test_a_method_that_is_not_stated_is_what_is_most_likely_and_a_problem(parts: str, method: str) -> None:
    endpoint = ENDPOINT.partition("**Method**")[0]
    page, odd = read_page(f"{HEAD}{endpoint}## Request\n\n{parts}".encode(), "plot.md")
    assert page.endpoints[0].method == method
    assert [(each.code, each.text) for each in odd] == [
        ("method-missing", f"no method is stated; taken for {method}")
    ]


def test_columns_may_stand_in_another_order_under_a_label_of_fields() -> None:
    for header, row in (
        ("|Data Type|Field|Description|", "|string|plot {Required}|A plot.|"),
        ("|Field|Description|Data Type|", "|plot {Required}|A plot.|string|"),
    ):
        (field,) = _only(_page(header, row)).parameters
        assert (field.name, field.type.kind, field.presence) == ("plot", "string", "required")


@pytest.mark.parametrize("row", ["|**Basic settings**|||", "|Basic settings|Basic settings|Basic settings|"])
def test_a_title_within_a_table_is_a_problem_and_no_field(row: str) -> None:
    (operation,), problems = _read(_page(USUAL, row, "|plot|string|A plot.|"))
    assert ([field.name for field in operation.parameters], problems) == (["plot"], ["text-in-table"])


def test_a_row_may_be_of_two_fields() -> None:
    rows = ("|a / b {Required}|string|One.|", "|c, d {Required}|string|Both.|")
    assert [(field.name, field.presence) for field in _only(_page(USUAL, *rows)).parameters] == [
        ("a", "conditional"),
        ("b", "conditional"),
        ("c", "required"),
        ("d", "required"),
    ]


def test_one_description_of_two_methods_is_two_operations_and_a_problem() -> None:
    operations, problems = _read(_page(USUAL, "|plot|string|A.|").replace("** POST", "** GET / POST"))
    assert [operation.method for operation in operations] == ["GET", "POST"]
    assert problems == ["several-methods"]


def test_a_path_without_its_root_is_completed_and_a_problem() -> None:
    page = _page(USUAL, "|plot|string|A.|").replace("https://business-api.tiktok.com/open_api/v1.3", "")
    (operation,), problems = _read(page)
    assert (operation.path, problems) == ("/open_api/v1.3/plot/water/", ["path-without-root"])


def test_a_method_may_stand_in_the_code_that_shows_the_address() -> None:
    page = f"{HEAD}## Endpoint\n\n```\nDELETE /open_api/v1.3/plot/water/\n```\n"
    assert _only(page).method == "DELETE"


@text_cases(title=str, lead=literal, lifecycle=literal)
def test_an_endpoints_end_is_read_from_its_title_or_lead_and_kept_in_facts(
    title: str, lead: str, lifecycle: str | None
) -> None:
    page = f"# {title}\n\n{lead}\n\n## Request\n\n{ENDPOINT}"
    operation = _only(page)
    assert operation.lifecycle == lifecycle
    again = _only(facts_page(operation))
    assert again.lifecycle == lifecycle


CALL = f"{HEAD}{ENDPOINT}## Request\n\n**Parameters**\n\n{_table(USUAL, '|plot|string|A.|')}## Response\n\n"
REPLY = _table(USUAL, "|code|number|C.|", "|data|object|D.|", "#|beds|object[]|B.|", "##|size|number|S.|")


def test_a_second_table_of_a_reply_adds_to_the_object_that_it_has_fields_of() -> None:
    whole = _table(USUAL, "|code|number|C.|", "|data|object|D.|", "#|beds|object[]|B.|", "##|kind|string|K.|")
    part = _table(USUAL, "|size|number|S.|", "|shade|string|H.|")
    operation = _only(f"{CALL}{REPLY}Roses have more.\n\n{whole}### Of a bed\n\n{part}")
    assert list(_paths(operation.response)) == [
        "code",
        "data",
        "data/beds",
        "data/beds/size",
        "data/beds/kind",
        "data/beds/shade",
    ]


def test_tables_of_several_outcomes_are_one_reply() -> None:
    failed = _table(USUAL, "|code|number|C.|", "|message|string|M.|")
    operation = _only(f"{CALL}### Done\n\n{REPLY}### Failed\n\n{failed}")
    assert list(_paths(operation.response)) == ["code", "data", "data/beds", "data/beds/size", "message"]


@text_cases(above=str, goes_on=literal)
def test_a_table_below_the_name_of_an_object_does_not_go_on_with_the_reply(
    above: str, *, goes_on: bool
) -> None:
    box = _table(USUAL, "|code|number|C.|", "|data|object|D.|", "#|box|object|B.|", "##|size|number|S.|")
    more = _table(USUAL, "|kind|string|K.|", "|shade|string|H.|")
    (operation,), _ = _read(f"{CALL}{box}{above}\n\n{more}")
    paths = ["code", "data", "data/box", "data/box/size"]
    assert list(_paths(operation.response)) == [*paths, *(["kind", "shade"] if goes_on else [])]


def test_a_table_of_other_things_below_a_reply_stays_a_problem() -> None:
    other = _table(USUAL, "|rain|number|Of all.|", "|sun|number|Of all.|", "|wind|number|Of all.|")
    (operation,), problems = _read(f"{CALL}{REPLY}## Kinds of weather\n\n{other}")
    assert "rain" not in list(_paths(operation.response))
    assert problems == ["supplement-unbound"]


# A description, and what of it is a fact: an attribute of the field or of its limits, and its value.
SAID: list[tuple[str, str, str, object]] = [
    ("integer", "Page number, default is 1.", "default", 1),
    ("integer", "Page number. Default value: 1, value range: ≥ 1", "default", 1),
    ("integer", "Page number. Default value: 1, value range: ≥ 1", "minimum", 1),
    ("integer", "Page size (default: `10`).", "default", 10),
    ("string", "Enum values: `ROSE` (default), `OAK`.", "default", "ROSE"),
    (
        "string",
        "Enum values: <ul><li>`ROSE` (default value): Red.</li><li>`OAK`: Tall.</li></ul>",
        "default",
        "ROSE",
    ),
    ("string", "Default value: rose.", "default", "rose"),
    ("string", "Default value: none.", "default", None),
    ("string", "Default value: the name of the bed.", "default", None),
    ("string", "When the bed is dry, the default value is `ROSE`.", "default", None),
    ("string[]", 'Default value: ["ROSE", "OAK"].', "default", ["ROSE", "OAK"]),
    ("string", "The motto (max 60 characters).", "max_length", 60),
    ("string", "For a rose, up to 60 characters.", "max_length", None),
    ("string[]", "Up to 20 plots per bed.", "max_items", None),
    ("string[]", "You can pass in up to 20 plots at a time.", "max_items", 20),
    ("string[]", "Up to 20 days.", "max_items", None),
    ("number", "Enum values: 1, 2.", "maximum", None),
    ("number", "Allowed values: 1-60.", "maximum", 60),
    ("number", "Max size: 60.", "maximum", 60),
    ("number", "Value range: 1-60 (inclusive).", "minimum", 1),
    (
        "string",
        "The time of digging, in the format of 2031-01-02 03:04:05.",
        "format",
        "YYYY-MM-DD HH:MM:SS",
    ),
    ("string", "(Deprecated) The old name.", "lifecycle", "deprecated"),
    ("string", "This value is deprecated for roses.", "lifecycle", None),
    ("string", "`ROSE`: Red. Deprecated.", "lifecycle", None),
    ("string", "Cannot be modified once set.", "immutable", True),
]


@pytest.mark.parametrize(("kind", "said", "attribute", "expected"), SAID)
def test_a_fact_is_read_in_many_wordings_and_from_no_other(
    kind: str, said: str, attribute: str, expected: object
) -> None:
    page, _ = read_page(_page(USUAL, f"|plot|{kind}|{said}|").encode(), "plot.md")
    operations, problems = interpret_page(page)
    # A sentence that looks as if it stated a fact, and does not of the field itself, is told.
    known = {"default-unread", "default-type", "sentence-unread", *_of_rules(problems)}
    assert {problem.code for problem in problems} <= known
    field = operations[0].parameters[0]
    owner = field if hasattr(field, attribute) else field.limits
    assert getattr(owner, attribute) == expected


def _of_rules(problems: Sequence[Problem]) -> set[str]:
    return {problem.code for problem in problems if problem.code.startswith("rule-")}


@text_cases(said=str, values=literal)
def test_values_are_told_in_many_wordings_and_in_no_other(said: str, values: list[str]) -> None:
    operations, _ = _read(_page(USUAL, f"|plot|string|{said}|"))
    assert [value.value for value in operations[0].parameters[0].enum] == values


@pytest.mark.parametrize("values", [("ROSE", "OAK_TALL", "ELM"), ("rose", "oak_tall", "elm")])
def test_a_flattened_list_goes_on_below_what_explains_one_of_its_values(values: tuple[str, ...]) -> None:
    rose, oak, elm = values
    text = (
        "Water a plot\n\nRequest\n\n"
        "Endpoint https://business-api.tiktok.com/open_api/v1.3/plot/water/\n\nMethod POST\n\n"
        "Parameters\n\nField\tData Type\tDescription\n\nkind\nRequired\nstring\nThe kind.\n\nEnum values:\n\n"
        f"{rose}: Red.\n\nRoses need a fence of their own.\n\n{oak}: Tall.\n{elm}: Grey.\n\n"
        "NOTE: Water them.\nnote: Often.\n"
        "depth\nnumber\nHow deep.\n"
    )
    (operation,), _ = _read(text)
    assert [field.name for field in operation.parameters] == ["kind", "depth"]
    assert [value.value for value in operation.parameters[0].enum] == [*values]


def test_unusual_wordings_come_back_from_a_facts_page() -> None:
    rows = [f"|plot_{number}|{kind}|{said}|" for number, (kind, said, _, _) in enumerate(SAID)]
    page, _ = read_page(_page(USUAL, *rows).encode(), "plot.md")
    (operation,), _ = interpret_page(page)
    (again,), _ = interpret_page(read_page(facts_page(operation).encode(), "plot.md")[0])

    def facts(found: Operation) -> list[tuple[object, ...]]:
        return [
            (each.name, each.default, each.limits, each.format, each.lifecycle) for each in found.parameters
        ]

    assert facts(again) == facts(operation)


def _listing(heading: str, header: str, *rows: str) -> str:
    return f"### {heading}\n\n{_table(header, *rows)}"


@text_cases(heading=str, header=str, values=literal)
def test_a_pages_own_list_of_values_has_columns_of_many_titles(
    heading: str, header: str, values: list[str]
) -> None:
    row = f"|lang|string|The language. For the values, see [{heading}](#item-link-list).|"
    page = _page(USUAL, row) + _listing(heading, header, "|nb|Bokmål|", "|sv|Svenska|")
    assert [value.value for value in _only(page).parameters[0].enum] == values


@pytest.mark.parametrize(
    ("title", "explains"),
    [
        *((title, True) for title in ("Description", "Meaning", "Explanation", "Details", "Detail")),
        *((title, True) for title in ("Note", "NOTES", "Descripton")),
        *((title, False) for title in ("Language", "Called")),
    ],
)
def test_the_column_beside_values_explains_or_names_them(title: str, explains: bool) -> None:
    row = "|lang|string|The language. For the values, see [List of values for `lang`](#item-link-list).|"
    page = _page(USUAL, row) + _listing("List of values for `lang`", f"|Value|{title}|", "|nb|Bokmål|")
    (value,) = _only(page).parameters[0].enum
    assert (value.meaning, value.label) == (("Bokmål", "") if explains else ("", "Bokmål"))


def _interpreted(*texts: str) -> list[list[object]]:
    pages = [read_page(text.encode(), f"{number}.md")[0] for number, text in enumerate(texts)]
    return [[value.value for value in found.parameters[0].enum] for found in interpret(pages)[0].operations]


def test_a_list_of_values_may_stand_on_another_page_unless_two_pages_differ() -> None:
    refers = _page(
        USUAL, "|kind|string|For enum values, see [List of values for `kind`](https://x.example).|"
    )
    other = refers.replace("water/", "zone/").replace("kind", "tool")
    lists = other + _listing("List of values for `kind`", "|Value|Meaning|", "|ROSE|Red|", "|OAK|Tall|")
    differs = other.replace("zone/", "zoo/") + _listing(
        "List of values for `kind`", "|Value|Meaning|", "|ELM|Grey|"
    )
    assert _interpreted(refers, lists)[0] == ["ROSE", "OAK"]
    assert _interpreted(lists, refers)[0] == ["ROSE", "OAK"]
    assert _interpreted(refers, lists, differs)[0] == []


def test_lists_of_single_cases_are_all_values_only_together() -> None:
    first = _listing("Kinds of roses", "|Value|Meaning|", "|ROSE|Red|")
    second = _listing("Kinds of trees", "|Value|Meaning|", "|OAK|Tall|")
    one = "When `bed` is `A`, see [Kinds of roses](#item-link-a)."
    both = f"{one}<br>When `bed` is `B`, see [Kinds of trees](#item-link-b)."
    for said, values in ((one, []), (both, ["ROSE", "OAK"])):
        operations, _ = _read(_page(USUAL, f"|kind|string|{said}|") + first + second)
        assert [value.value for value in operations[0].parameters[0].enum] == values


def test_a_copied_example_may_begin_below_sentences_that_introduce_it() -> None:
    text = (
        "Water a plot\n\nRequest\n\n"
        "Endpoint https://business-api.tiktok.com/open_api/v1.3/plot/water/\n\nMethod GET\n\n"
        "Response\n\nField\tData Type\tDescription\ncode\nnumber\nCode.\ndata\nobject\nData.\n"
        "beds\nobject[]\nBeds.\nsize\nnumber\nSize.\n\nExample\n"
        "What comes back depends on the plot.\n\nThe usual case is shown first.\n\nA plot with one bed\n"
        '{\n    "code": 0,\n    "data": {\n        "beds": [],\n        "size": 3\n    }\n}\n'
    )
    page, _ = read_page(text.encode(), "plot.txt")
    (example,) = page.endpoints[0].examples
    assert (example.side, example.text[:1], example.text[-1:]) == ("response", "{", "}")
    (response,) = (endpoint.response for endpoint in page.endpoints)
    assert response is not None
    assert [row.name for row in response.rows] == ["code", "data", "beds", "size"]


def _copied(header: str, *rows: str) -> str:
    return (
        "Water a plot\n\nRequest\n\n"
        "Endpoint https://business-api.tiktok.com/open_api/v1.3/plot/water/\n\nMethod POST\n\n"
        "Parameters\n\n" + "\n".join([header.replace("|", "\t"), *(row.replace("|", "\n") for row in rows)])
    )


def test_a_copied_table_has_titles_types_and_markers_of_many_words() -> None:
    text = _copied(
        "Key|Type|Description",
        "plot_ids|Mandatory|list<string>|Which.",
        "rain|JSON string|How wet.",
        "sun_days|Conditionally required|integer array|When.",
        "depth*|number (float)|How deep.",
        "season|string or number|When.",
    )
    (operation,), problems = _read(text)
    assert [code for code in problems if not code.startswith("depth-")] == []
    assert [(each.name, each.presence, each.type.kind, each.type.array) for each in operation.parameters] == [
        ("plot_ids", "required", "string", 1),
        ("rain", "optional", "string", 0),
        ("sun_days", "conditional", "integer", 1),
        ("depth", "required", "number", 0),
        ("season", "optional", "any", 0),
    ]


def test_a_copied_call_may_have_a_table_for_each_part_of_it() -> None:
    more = "\n\nBody parameters\n\nField\tData Type\tDescription\nrows\nRequired\nnumber\nHow many.\n"
    (operation,), problems = _read(
        _copied("Field|Data Type|Description", "plot_id|Required|string|A.") + more
    )
    assert ([field.name for field in operation.parameters], problems) == (["plot_id", "rows"], [])


def test_a_copied_endpoint_may_lack_its_root_and_have_two_methods() -> None:
    text = _copied("Field|Data Type|Description", "plot_id|Required|string|A.")
    text = text.replace("https://business-api.tiktok.com/open_api/v1.3", "").replace("POST", "GET / POST")
    operations, _ = _read(text)
    assert [(each.method, each.path) for each in operations] == [
        ("GET", "/open_api/v1.3/plot/water/"),
        ("POST", "/open_api/v1.3/plot/water/"),
    ]


def test_names_below_a_remark_on_listed_constants_are_no_values() -> None:
    said = (
        "Enum values:<ul><li>`ROSE`: Red.</li><li>`OAK`: Tall.</li></ul><br><ul>"
        "<li>It goes together with some of these:<ul><li>`plot_id`</li><li>`bed_id`</li></ul></li></ul>"
    )
    assert _interpreted(_page(USUAL, f"|kind|string|{said}|")) == [["ROSE", "OAK"]]


def test_values_may_be_listed_in_groups() -> None:
    beds = "<li>For beds:<ul><li>`ROSE`</li></ul></li>"
    woods = "<li>For woods:<ul><li>`OAK`</li></ul></li>"
    page = _page(USUAL, f"|kind|string|Enum values:<ul>{beds}{woods}</ul>|")
    assert _interpreted(page) == [["ROSE", "OAK"]]


@pytest.mark.parametrize("half", ["&#xD800;", "&#55296;", "&#xDFFF;"])
def test_half_a_character_is_read_as_one_that_a_file_can_hold(half: str) -> None:
    (operation,), _ = _read(_page(USUAL, f"|kind|string|Enum values: `A{half}`.|"))
    operation.parameters[0].description.encode()
    assert [value.value for value in operation.parameters[0].enum] == ["A\ufffd"]


@text_cases(title=str, said=str)
def test_a_further_column_stands_before_the_description_with_its_title(title: str, said: str) -> None:
    text = _page(f"|Field|Data Type|{title}|Description|", "|plot|string|ROSE|A plot.|")
    assert _only(text).parameters[0].description == f"{said}\nA plot."


@pytest.mark.parametrize("tag", ["br", "hr", "p"])
def test_a_break_ends_no_list_although_it_is_closed_inside_of_one(tag: str) -> None:
    text = _page(USUAL, f"|plot|string|Plots:<{tag}>These:<ul><li>One.</{tag}>Two.</li></ul>Three.|")
    page, _ = read_page(text.encode(), "plot.md")
    (row,) = next(iter(page.endpoints[0].tables)).rows
    assert [(line.text, line.level) for line in row.description] == [
        ("Plots:", 0),
        ("These:", 0),
        ("One.", 1),
        ("Two.", 1),
        ("Three.", 0),
    ]


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.htm", "html"), ("a.html", "html"), ("b/a.HTML", "html"), ("a.md", "flattened"), ("a", "flattened")],
)
def test_the_name_of_a_file_may_tell_its_form(name: str, form: str) -> None:
    page, _ = read_page(b"Dig <b>the bed</b> with <p>a spade.</p>", name)
    assert page.form == form


@text_cases(stated=str, type_=str, called=str, method=str)
def test_a_method_that_carries_no_file_is_that_of_the_example(
    stated: str, type_: str, called: str, method: str
) -> None:
    text = _page(USUAL, f"|photo|{type_}|A photo.|").replace("**Method** POST", f"**Method** {stated}")
    call = f"curl -X {called} https://business-api.tiktok.com/open_api/v1.3/plot/water/"
    (operation,), problems = _read(f"{text}## Example\n\n```xcodeblock\n(code)\n{call}\n(/code)\n```\n")
    assert operation.method == method
    assert [code for code in problems if code == "method-impossible"] == ["method-impossible"] * (
        method != stated
    )


def test_only_a_list_of_methods_names_several() -> None:
    (operation,), problems = _read(_page(USUAL, "|plot|string|A plot.|").replace("POST", "POST, never GET"))
    assert (operation.method, problems) == ("POST", [])


def test_blanks_before_a_bullet_nest_it_to_a_depth_of_six() -> None:
    items = "".join(f"{' ' * blanks}- {blanks}\n\n" for blanks in (0, 2, 5, 10, 12, 20))
    page, _ = read_page(f"# Dig\n\n{items}".encode(), "dig.md")
    assert [(line.text, line.level) for line in page.lead] == [
        ("0", 1), ("2", 2), ("5", 3), ("10", 6), ("12", 6), ("20", 6),
    ]  # fmt: skip


def test_a_bar_separates_no_cells_in_code_or_behind_a_backslash() -> None:
    page, problems = read_page(
        _page(
            USUAL,
            "|soil|string|`dry | wet` \\| any.|",
            "|---|---|---|",
            "|sun|string|`dry|wet`.|",
        ).encode(),
        "dig.md",
    )
    (table,) = page.endpoints[0].tables
    assert problems == ()
    assert [(row.name, row.type, [line.text for line in row.description]) for row in table.rows] == [
        ("soil", "string", ["`dry | wet` | any."]),
        ("sun", "string", ["`dry|wet`."]),
    ]


@text_cases(stated=str, paths=literal)
def test_of_addresses_of_several_versions_the_newest_count(stated: str, paths: list[str]) -> None:
    text = _page(USUAL, "|plot|string|A plot.|")
    page, _ = read_page(re.sub(r"https:\S+", stated, text).encode(), "plot.md")
    assert [endpoint.path for endpoint in page.endpoints] == paths


@text_cases(announced=literal, method=str)
def test_a_second_endpoint_begins_where_the_first_has_its_reply(announced: str, method: str) -> None:
    first = _page(USUAL, "|a|string|A.|") + "**Response**\n\n" + _table(USUAL, "|b|string|B.|")
    more = (
        announced.format("/open_api/v1.3/plot/mow/") + "**Parameters**\n\n" + _table(USUAL, "|c|string|C.|")
    )
    page, _ = read_page((first + more).encode(), "plot.md")
    assert [
        (endpoint.method, endpoint.path, [row.name for table in endpoint.tables for row in table.rows])
        for endpoint in page.endpoints
    ] == [("POST", "/open_api/v1.3/plot/water/", ["a", "b"]), (method, "/open_api/v1.3/plot/mow/", ["c"])]


ROWS = ("|plot {Required}|string|The plot.|", "|beds|string[]|The beds. Size range: 1-10.|")


@text_cases(seen=literal, copied=literal)
def test_a_copy_with_other_blanks_and_lines_states_the_same(seen: str, copied: str) -> None:
    text = _page(USUAL, *ROWS)
    assert seen in text
    whole, read = (_only(each) for each in (text, text.replace(seen, copied)))
    assert facts_page(read) == facts_page(whole)
    assert read.parameters[1].limits.max_items == 10


def test_a_line_that_ends_a_sentence_in_a_cell_is_a_line_of_its_own() -> None:
    operation = _only(_page(USUAL, "|beds|string[]|The beds.\nmax size: 3|"))
    assert operation.parameters[0].description == "The beds.\nmax size: 3"


def test_a_row_cut_off_from_its_table_is_read_and_a_problem() -> None:
    text = _page(USUAL, *ROWS)
    cut = text.replace(ROWS[1], f"```\n\n![seeds](https://garden.example/ad.png)\n\n```xtable\n{ROWS[1]}")
    operations, problems = _read(cut)
    assert [field.name for field in operations[0].parameters] == ["plot", "beds"]
    assert problems == ["unknown-header"]

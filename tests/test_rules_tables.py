"""Tables that give values of a field for those of another are rules where a description leads to them."""

from __future__ import annotations

import pytest

from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sentences import interpret

PAGE = """# Plots

**Endpoint** https://business-api.tiktok.com/open_api/v1.3/garden/plot/create/

**Method** POST

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
|soil|string|The soil. Enum values: `CLAY`, `SAND`, `PEAT`.|
|plant|string|{said} Enum values: `ROSE`, `OAK`, `FERN`.|
|garden_kind|string|Enum values: `WALLED`, `OPEN`.|
```

### Plants for each soil

{table}
"""
# A cell that spans rows stands in each of them.
SPANS = """<table>
<tr><th><code>soil</code> value</th><th>Remark</th><th>Supported values of <code>plant</code></th></tr>
<tr><td rowspan="2"><code>CLAY</code></td><td>Heavy</td><td><code>ROSE</code></td></tr>
<tr><td>Wet</td><td><code>OAK</code></td></tr>
<tr><td><code>SAND</code><br><code>PEAT</code></td><td>Light</td><td><code>FERN</code> (small)</td></tr>
</table>"""
LINK = '<a href="#item-link-Plants for each soil">Plants for each soil</a>'


def read(said: str, table: str = SPANS, *others: str) -> tuple[list[str], list[tuple[str, str, int]]]:
    """The rules of a page, and its problems, with their pages and lines."""
    pages = [read_page(PAGE.format(said=said, table=table).encode(), "plot.md")[0]]
    pages += [read_page(text.encode(), f"other-{number}.md")[0] for number, text in enumerate(others)]
    document, problems = interpret(pages)
    rules = [sentence(rule) for rule in document.operations[0].rules]
    # That a table is not read is told of any.
    told = [each for each in problems if each.code != "table-unread"]
    return rules, [(each.code, each.page, each.line) for each in told]


def test_rows_for_one_value_add_up_and_rows_that_say_the_same_are_one_rule() -> None:
    assert read(f"To learn about the plants for a soil, see {LINK}.") == (
        [
            "`plant` must be `FERN` when `soil` is one of `SAND`, `PEAT`.",
            "`plant` must be one of `ROSE`, `OAK` when `soil` is `CLAY`.",
        ],
        [],
    )


def test_the_condition_under_which_a_description_leads_there_is_one_of_the_rules() -> None:
    rules, problems = read(f"When `garden_kind` is `WALLED`, see {LINK}.")
    assert rules == [
        "`plant` must be `FERN` when (`soil` is one of `SAND`, `PEAT` and `garden_kind` is `WALLED`).",
        "`plant` must be one of `ROSE`, `OAK` when (`soil` is `CLAY` and `garden_kind` is `WALLED`).",
    ]
    assert problems == []


def test_a_value_with_a_row_that_is_not_read_wholly_is_left_free() -> None:
    table = SPANS.replace("<td><code>ROSE</code></td>", "<td>All plants but <code>FERN</code></td>")
    assert read(f"For enum values of a soil, see {LINK}.", table)[0] == [
        "`plant` must be `FERN` when `soil` is one of `SAND`, `PEAT`."
    ]


@pytest.mark.parametrize(
    ("said", "table"),
    [
        # Nothing leads there.
        ("What grows.", SPANS),
        # What is recommended is not all there is.
        (f"To see recommended plants, see {LINK}.", SPANS),
        # When it holds is not understood.
        (f"If the summer is dry, see {LINK}.", SPANS),
        # The request has no such field.
        (f"For enum values, see {LINK}.", SPANS.replace("<code>soil</code>", "<code>weather</code>")),
        # Nothing says that these are all values.
        (f"See {LINK}.", SPANS.replace("Supported values of ", "")),
    ],
)
def test_a_table_that_gives_no_rule_is_a_problem_with_its_line(said: str, table: str) -> None:
    assert read(said, table) == ([], [("combination-unread", "plot.md", 20)])


GUIDE = """# Gardens by soil

The following table lists the supported `plant` values for a `soil`.

<table>
<tr><th><code>soil</code> value</th><th><code>plant</code> to find</th>
<th><code>plant</code> to dig</th></tr>
<tr><td><code>CLAY</code></td><td><code>ROSE</code></td><td><code>ROSE_BUSH</code></td></tr>
</table>
"""


def test_a_table_of_another_page_is_found_by_a_link_and_of_two_columns_the_one_of_the_field_s_values() -> (
    None
):
    link = "[Gardens by soil](https://business-api.tiktok.com/portal/docs?id=1734567890123456)"
    rules, problems = read(f"See {link} to learn how to fill this in.", "Nothing.", GUIDE)
    assert rules == ["`plant` must be `ROSE` when `soil` is `CLAY`."]
    assert problems == []


def test_a_table_that_says_in_words_what_goes_together_is_a_problem() -> None:
    table = (
        "<table><tr><th>Garden</th><th>What to do</th></tr>"
        "<tr><td>Dry (<code>soil</code> is <code>SAND</code>)</td><td>Water it</td></tr></table>"
    )
    assert read("What grows.", table) == ([], [("combination-unread", "plot.md", 19)])


def test_a_table_of_constants_of_several_fields_is_a_problem_whatever_its_titles() -> None:
    table = (
        "<table><tr><th>Earth</th><th>Green</th></tr>"
        "<tr><td><code>WET_CLAY</code></td><td><code>OLD_ROSE</code> (thorns)</td></tr></table>"
    )
    assert read("What grows.", table) == ([], [("combination-unread", "plot.md", 19)])
    # Of one field alone they are its values, which this field's description does not announce.
    assert read("What grows.", table.replace("OLD_ROSE", "Roses")) == ([], [])


def test_the_facts_of_a_list_on_a_facts_page_may_depend_on_fields() -> None:
    titles = ("Value of the list", "Depth (with `soil` as `CLAY`)", "Depth (with `kind` as `WALLED`)")
    head = "".join(f"<th>{title}</th>" for title in titles)
    table = f"<table><tr>{head}</tr><tr><td><code>FERN</code></td><td>1</td><td>2</td></tr></table>"
    assert read("What grows.", table) == ([], [])
    of_kinds = table.replace("Value of the list", "What is planted")
    assert read("What grows.", of_kinds) == ([], [("combination-unread", "plot.md", 19)])


def test_a_cell_that_admits_all_values_is_read_and_demands_nothing() -> None:
    table = SPANS.replace("<td><code>ROSE</code></td>", "<td>All values</td>")
    assert read(f"For enum values of a soil, see {LINK}.", table) == (
        ["`plant` must be `FERN` when `soil` is one of `SAND`, `PEAT`."],
        [],
    )


def test_values_that_the_fields_do_not_have_are_left_out() -> None:
    table = SPANS.replace("ROSE", "NETTLE").replace("PEAT", "CHALK")
    assert read(f"For enum values of a soil, see {LINK}.", table) == (
        ["`plant` must be `FERN` when `soil` is `SAND`.", "`plant` must be `OAK` when `soil` is `CLAY`."],
        [],
    )


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("All values excluding `FERN`", "All values excluding `OAK` and `FERN`", "must not be `FERN`"),
        ("All values excluding `FERN` and `OAK`", "`OAK`", "must not be `FERN`"),
        (
            "All values excluding `FERN`, `OAK`",
            "All values excluding `FERN`, `OAK`",
            "must not be one of `FERN`, `OAK`",
        ),
    ],
)
def test_of_rows_for_one_value_that_exclude_some_only_what_all_exclude_is_refused(
    first: str, second: str, found: str
) -> None:
    table = SPANS.replace("<code>ROSE</code>", first).replace("<code>OAK</code>", second)
    rules, problems = read(f"For enum values of a soil, see {LINK}.", table)
    assert f"`plant` {found} when `soil` is `CLAY`." in rules
    assert problems == []


def test_a_link_leads_to_the_table_under_its_heading_alone() -> None:
    other = SPANS.replace("ROSE", "FERN")
    said = f"For enum values of a soil, see {LINK}."
    assert read(said, f"{SPANS}\n\n### Plants for each sun\n\n{other}") == (
        read(said)[0],
        [("combination-unread", "plot.md", 29)],
    )
    assert read(said.replace("each soil", "each shade")) == ([], [("combination-unread", "plot.md", 20)])


@pytest.mark.parametrize(
    ("leads", "also"),
    [
        ("When `garden_kind` is `WALLED`, see", True),
        ("If `garden_kind` is `WALLED` refer to", True),
        ("When `soil` is given, see", False),
        ("For enum values of a soil, see", False),
    ],
)
def test_words_that_lead_to_a_table_may_state_a_condition(leads: str, *, also: bool) -> None:
    when = "(`soil` is `CLAY` and `garden_kind` is `WALLED`)" if also else "`soil` is `CLAY`"
    assert read(f"{leads} {LINK}.")[0][1] == f"`plant` must be one of `ROSE`, `OAK` when {when}."


def test_a_column_of_limits_for_a_field_holds_for_the_values_in_its_row() -> None:
    table = """Each soil wants its depths.

```xtable
|`soil`|Verification rules for `depths`|
|---|---|
|CLAY<br>CHALK|Precision: 0.01<br>Value range: [0,100]|
|SAND|Precision: 1<br>Value range: (0,20]|
|PEAT|Length range: (0,9]<br>Precision: as deep as the spade goes|
```"""
    field = f"|depths|string[]|See {LINK}.|\n|garden_kind|"
    page = PAGE.format(said="", table=table).replace("|garden_kind|", field)
    document, problems = interpret([read_page(page.encode(), "plot.md")[0]])
    assert [sentence(rule) for rule in document.operations[0].rules] == [
        "the decimal places of `depths[]` must be at most `0` when `soil` is `SAND`.",
        "the decimal places of `depths[]` must be at most `2` when `soil` is `CLAY`.",
        "the length of `depths[]` must be at most `9` when `soil` is `PEAT`.",
        "the length of `depths[]` must be greater than `0` when `soil` is `PEAT`.",
        "the number of `depths[]` must be at least `0` when `soil` is `CLAY`.",
        "the number of `depths[]` must be at most `100` when `soil` is `CLAY`.",
        "the number of `depths[]` must be at most `20` when `soil` is `SAND`.",
        "the number of `depths[]` must be greater than `0` when `soil` is `SAND`.",
    ]
    # What a cell says besides is told, and a table that nothing leads to.
    assert [(each.code, each.line) for each in problems] == [("combination-unread", 27)]
    loose = page.replace(f"See {LINK}.", "How deep.")
    document, problems = interpret([read_page(loose.encode(), "plot.md")[0]])
    assert document.operations[0].rules == ()
    assert [(each.code, each.line) for each in problems] == [("combination-unread", 23)]


MARKS = """{before}

```xtable
|Field|Rose beds|Fern beds|Rock gardens|
|---|---|---|---|
|`soil`|✅ <br>Must be set to `CLAY`.|✅<br>Must be set to `CLAY`.|✅<br>Must be set to `SAND`.|
|`plant`|✅|✅|❌|
|`garden_kind`|✔|❌|✔|
```"""
LEGEND = "A field is required (✅), optional (✔) or unsupported (❌)."


def test_marks_for_kinds_of_requests_are_rules_where_all_kinds_of_one_value_have_the_same() -> None:
    assert read("", MARKS.format(before=LEGEND)) == (
        ["`plant` is not allowed when `soil` is `SAND`.", "`plant` is required when `soil` is `CLAY`."],
        [],
    )


@pytest.mark.parametrize(
    "table",
    [
        # Nothing tells what a mark stands for, or what kind of request a column is about.
        MARKS.format(before="What a bed needs."),
        MARKS.format(before=LEGEND).replace("Must be set to", "Looks best with"),
        MARKS.format(before="A field is not required (✅) or conditionally required (❌)."),
        # It is about another request's fields, too.
        MARKS.format(before=LEGEND).replace("garden_kind", "shed_kind"),
    ],
)
def test_marks_that_tell_nothing_of_a_request_are_no_rules(table: str) -> None:
    assert read("", table)[0] == []


def test_a_table_of_values_that_only_one_field_has_needs_no_titles() -> None:
    table = """```xtable
|Earth (heavy or light)|Available green|Remark|
|---|---|---|
|`CLAY`|`ROSE` (thorny), <br>`OAK`|Wet.|
|`SAND`|`FERN`|Dry.|
```"""
    rules, problems = read(f"For the corresponding plants, see {LINK}.", table)
    assert rules == [
        "`plant` must be `FERN` when `soil` is `SAND`.",
        "`plant` must be one of `ROSE`, `OAK` when `soil` is `CLAY`.",
    ]
    assert problems == []
    # Nothing says that these are all that may be planted.
    assert read(f"For the corresponding plants, see {LINK}.", table.replace("Available", "Lush"))[0] == []


def test_a_list_that_is_linked_to_for_a_case_holds_for_that_case() -> None:
    table = "```xtable\n|Value|Meaning|\n|---|---|\n|`FERN`|A fern.|\n|`OAK`|An oak.|\n```"
    said = f"When `soil` is `SAND`, it is a plant of dry beds. To learn about the enum values, see {LINK}."
    rule = "`plant` must be one of `FERN`, `OAK` when `soil` is `SAND`."
    assert read(said, table) == ([rule], [])
    assert read(said.replace("When `soil` is `SAND`", "When summers are dry"), table)[0] == []


def test_a_field_without_a_list_of_values_has_those_of_a_table() -> None:
    page = PAGE.format(said=f"To learn about the plants for a soil, see {LINK}.", table=SPANS)
    document, _ = interpret(
        [read_page(page.replace(" Enum values: `ROSE`, `OAK`, `FERN`.", "").encode(), "a.md")[0]]
    )
    assert len(document.operations[0].rules) == 2

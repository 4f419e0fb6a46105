"""Reports: which pages tell of them, what each table and sentence says, and that facts pages say the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from text_cases import literal, text_cases
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.dates import dated_folders, read_dated
from tiktok_bindgen.diff import compare
from tiktok_bindgen.facts import appendix_facts, facts_files, facts_page, report_facts
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.interpret.report_groupings import Groupings, written_grouping
from tiktok_bindgen.interpret.report_model import Report, Slot
from tiktok_bindgen.interpret.report_pages import kind_in
from tiktok_bindgen.interpret.report_uses import Uses
from tiktok_bindgen.new_date import new_date
from tiktok_bindgen.pipeline import make_specs
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read import read_page
from tiktok_bindgen.read.page import Line
from tiktok_bindgen.sentences import interpret
from tiktok_bindgen.states import states

CASES = Path(__file__).parent / "cases" / "reports"
PAGES = {
    file.relative_to(CASES).as_posix(): file.read_text(encoding="utf-8")
    for file in sorted(CASES.rglob("*.md"))
}
HUB, METRICS, TREES, ROSES = (
    PAGES[name]
    for name in (
        "garden-reports/garden-reports.md",
        "garden-reports/supported-metrics.md",
        "trees.md",
        "roses/roses.md",
    )
)


def document(pages: dict[str, str]) -> tuple[Document, tuple[Problem, ...]]:
    return interpret(read_page(text.encode(), name)[0] for name, text in pages.items())


def kinds(pages: dict[str, str]) -> Any:
    """What the spec says of the kinds of reports that pages tell of."""
    return assemble(without_prose(document(pages)[0]), prose="none")[0].get("x-reports")


def garden(*names: str) -> Any:
    return kinds(
        {name: text for name, text in PAGES.items() if name.startswith(("garden-reports/g", *names))}
    )["garden"]


def test_metrics_keep_their_names_types_groups_and_where_they_can_be_used() -> None:
    groups = {
        "beds": ["Regular metrics / Bed metrics"],
        "fruit": ["Regular metrics / Harvest metrics / Fruit"],
        "petals": ["Regular metrics / Harvest metrics / Petals"],
    }
    gone = {"deprecated": True, "x-lifecycle": "to-be-deprecated"}
    assert garden("garden-reports/supported-metrics")["metrics"] == {
        "bed_name": {
            "type": "string",
            "groups": groups["beds"],
            "levels": ["adgroup", "ad"],
            "frameworks": ["regular"],
        },
        "bed_kind": {
            "type": "string",
            "enum": ["DRY", "WET"],
            "groups": groups["beds"],
            "levels": ["ad"],
            "frameworks": ["regular"],
            **gone,
        },
        "soil": {"type": "string", "groups": groups["beds"], "needs": ["bed_id"], "frameworks": ["regular"]},
        "mulch": {"type": "string", "groups": groups["beds"], "frameworks": ["regular"]},
        # Listed twice, in one place as a thing of the past and for one mode alone: so neither is said of it.
        "fruit": {
            "type": "string",
            "groups": [*groups["fruit"], "SKAN metrics"],
            "frameworks": ["regular", "skan"],
        },
        "real_time_fruit": {
            "type": "string",
            "groups": groups["fruit"],
            "modes": ["synchronous"],
            "real-time": True,
            "frameworks": ["regular"],
            **gone,
        },
        "petals": {
            "type": "string",
            "groups": groups["petals"],
            "groupings": [[{"of": ["bed_id", "plot_id"]}], [{"of": ["bed_id", "plot_id"]}, "day"]],
            "frameworks": ["skan"],
        },
        "shape": {
            "type": "object",
            "properties": {"width": {"type": "integer"}},
            "groups": ["Regular metrics / Harvest metrics"],
            "frameworks": ["regular"],
        },
        "10_day_fruit": {"groups": ["SKAN metrics"], "frameworks": ["skan"]},
    }


def test_dimensions_say_which_metrics_go_with_them_where_that_is_read_wholly() -> None:
    found = garden("garden-reports/dimensions/")["dimensions"]
    assert found == {
        "bed_id": {"excludes": {"filters": ["bed_ids"]}},
        "plot_id": {"metrics": ["fruit", "petals"], "synchronous-metrics": ["fruit"]},
        "day": {"metrics": ["fruit", "leaves", "leaf_size"]},
        "tree": {},
        "season": {"without-metrics": ["petals"]},
    }


@pytest.mark.parametrize(
    ("said", "facts"),
    [
        (
            "(This metric is used at the Ad level only and daily breakdown is not supported.) It is late.",
            {"levels": ["ad"], "excludes": {"dimensions": ["day"]}},
        ),
        ("Daily breakdowns are not supported.", {"excludes": {"dimensions": ["day"]}}),
        ("Hourly breakdown is not supported.", {}),
    ],
)
def test_figures_that_are_not_divided_by_a_period_exclude_its_dimension(
    said: str, facts: dict[str, Any]
) -> None:
    name = "garden-reports/supported-metrics.md"
    row = next(line for line in PAGES[name].splitlines() if line.startswith("|mulch|"))
    pages = {**PAGES, name: PAGES[name].replace(row, f"{row.removesuffix('|')} {said}|")}
    told = assemble(without_prose(document(pages)[0]), prose="none")[0]["x-reports"]
    mulch: Any = told["garden"]["metrics"]["mulch"]  # type: ignore[index] # a mapping
    assert {key: mulch[key] for key in ("levels", "excludes") if key in mulch} == facts


@pytest.mark.parametrize(
    ("said", "modes"),
    [
        *((said, []) for said in ("✅", "✔", "✔\ufe0f", "Yes", "maybe")),
        *((said, ["metrics"]) for said in ("❌", "✖", "✖\ufe0f", "No")),
    ],
)
def test_a_mark_says_in_which_mode_a_metric_goes_with_a_dimension(said: str, modes: list[str]) -> None:
    name = "garden-reports/dimensions/for-a-dimension.md"
    pages = {**PAGES, name: PAGES[name].replace("|✅|❌|", f"|✅|{said}|")}
    found, problems = document(pages)
    told = assemble(without_prose(found), prose="none")[0]["x-reports"]
    plot: Any = told["garden"]["dimensions"]["plot_id"]  # type: ignore[index] # a mapping
    assert plot.get("synchronous-metrics", []) == (["fruit"] if modes else [])
    assert ("neither yes nor no: 'maybe'" in [each.text for each in problems]) == (said == "maybe")


def test_groupings_are_choices_of_dimensions_and_what_is_not_read_stays_words() -> None:
    found = garden("garden-reports/dimensions/")
    assert found["groupings"] == [
        [{"of": ["bed_id", "plot_id"], "least": 0}, {"of": ["day"], "least": 0}],
        ["tree"],
        [{"of": ["tree", "season"]}, {"of": ["bed_id", "plot_id"]}, {"of": ["day"], "least": 0}],
    ]
    assert len(found["groupings-in-words"]) == 1


def test_filters_say_how_they_compare_and_which_alone_run_later() -> None:
    assert garden("garden-reports/supported-filters")["filters"] == {
        "bed_ids": {"maxItems": 50, "types": ["IN"], "levels": ["campaign", "adgroup"]},
        "water": {"types": ["LOWER_THAN", "GREATER_THAN"], "modes": ["synchronous"]},
        "season": {
            "enum": ["DRY", "WET"],
            "types": ["IN", "NOT_IN"],
            "levels": ["ad"],
            "modes": ["synchronous"],
        },
    }


def test_a_filter_that_compares_in_an_unknown_way_is_a_problem_with_its_line() -> None:
    name = "garden-reports/supported-filters.md"
    pages = PAGES | {name: PAGES[name].replace("|season|IN, NOT_IN|", "|season|IN, about|")}
    (problem,) = set(document(pages)[1]) - set(document(PAGES)[1])
    assert (problem.line, problem.code) == (10, "report-cell-unread")
    assert problem.text == "no filter types: 'IN, about'"


@pytest.mark.parametrize(
    ("mode", "good"), [("asynchronous", "synchronous-metrics"), ("synchronous", "asynchronous-metrics")]
)
def test_words_beside_a_metric_say_in_which_mode_it_goes_with_a_dimension(mode: str, good: str) -> None:
    name = "garden-reports/dimensions/for-a-dimension.md"
    words = f"This metric cannot be used together with the `plot_id` dimension in {mode} garden reports."
    table = f"|Field|Description|\n|---|---|\n|`fruit`|{words}|\n|`petals`|Petals|\n```\n"
    pages = PAGES | {name: f"{PAGES[name].partition('|Field')[0]}{table}"}
    plot = kinds(pages)["garden"]["dimensions"]["plot_id"]
    assert plot == {"metrics": ["fruit", "petals"], good: ["fruit"]}


def test_times_are_said_of_the_kinds_that_a_table_or_a_line_names() -> None:
    found = kinds(
        {
            name: PAGES[name]
            for name in (
                "times.md",
                "garden-reports/garden-reports.md",
                "garden-reports/supported-filters.md",
            )
        }
    )
    assert list(found) == ["garden"], "trees have nothing but a time"
    assert found["garden"]["ranges"] == [{"time": "30 days", "dimensions": ["day"]}]
    assert [each["time"] for each in found["garden"]["latencies"]] == ["11 hours"]


def test_a_page_with_a_kind_in_its_title_may_hold_all_lists_level_by_level() -> None:
    assert kinds({"trees.md": TREES}) == {
        "old_tree": {
            "title": "Old Tree",
            "metrics": {
                "leaves": {"groups": ["Bed metrics / Old, bed-level"]},
                "roots": {"groups": ["Bed metrics / Old, bed-level"]},
            },
            "dimensions": {"bed_id": {}, "day": {}},
            "filters": {"tree_ids": {"maxItems": 10, "x-presence": "required", "groups": ["Bed metrics"]}},
            "groupings": [["bed_id"], ["bed_id", "day"]],
        }
    }


@pytest.mark.parametrize(
    ("heading", "more"),
    [
        ("**Supported dimension groupings**", [["bed_id", "leaf"]]),
        ("# Supported dimension groupings\n## Of leaves", [["bed_id", "leaf"]]),
        ("# Leaves", []),
    ],
)
def test_groupings_stand_below_a_heading_that_tells_of_them(heading: str, more: list[list[str]]) -> None:
    found = kinds({"trees.md": f"{TREES}\n{heading}\n\n- `bed_id` + `leaf`\n"})["old_tree"]["groupings"]
    assert found == [["bed_id"], ["bed_id", "day"], *more]


@pytest.mark.parametrize(("remark", "unread"), [("", []), (" (in summer)", [23])])
def test_a_category_of_dimensions_may_be_listed_below_its_name(remark: str, unread: list[int]) -> None:
    listed = f"## ID dimensions\n- `bed_id`\n- `plot_id`{remark}\n"
    rule = "## Groupings\n- One or more ID dimensions (required) + `day` (optional)\n"
    pages = {"trees.md": f"{TREES}\n# Supported dimension groupings\n{listed}{rule}"}
    assert kinds(pages)["old_tree"]["groupings"][2:] == [
        [{"of": ["bed_id", "plot_id"], "most": None}, {"of": ["day"], "least": 0}]
    ]
    # What is remarked of one is not read.
    assert [(each.line, each.code) for each in document(pages)[1]] == [
        (line, "report-grouping-unread") for line in unread
    ]


def test_what_is_stated_of_a_kind_is_stated_of_those_whose_names_go_on_after_its_own() -> None:
    assert kinds({name: PAGES[name] for name in ("roses/roses.md", "roses/by-bed.md")}) == {
        "rose_bed": {
            "title": "Rose Bed",
            "metrics": {"thorns": {"type": "string"}},
            "dimensions": {"bed_id": {"category": "Bed"}, "day": {}, "hour": {}},
            "filters": {},
            "groupings": [["bed_id", "day"], ["bed_id", {"of": ["day", "hour"], "most": 2}]],
        }
    }
    alone = kinds({"roses/roses.md": ROSES})["rose"]
    assert alone["deprecated"] is True
    assert alone["x-lifecycle"] == "deprecated"


def test_a_page_that_is_called_by_number_belongs_to_the_kind_whose_page_leads_there() -> None:
    assert "garden" in kinds({"hub.md": HUB, "1700000000000002.md": METRICS})
    assert kinds({"1700000000000002.md": METRICS}) is None


def test_a_call_tells_whose_names_its_fields_hold() -> None:
    found, _ = document(PAGES)
    fields = {field.name: field.reports for field in found.operations[0].parameters}
    assert {name: (told.role, told.kinds) for name, told in fields.items() if told and told.role} == {
        "dimensions": ("dimensions", ("garden",)),
        "metrics": ("metrics", ("garden", "old_tree")),
        "order": ("metrics", ("rose_bed",)),
    }
    assert fields["report_type"] is not None
    assert fields["report_type"].values == (("GARDEN", "garden"), ("TREE", "old_tree"))
    assert fields["note"] is None
    spec: Any = assemble(found, prose="none")[0]
    schemas = {
        each["name"]: each.get("schema") or each["content"]["application/json"]["schema"]
        for each in spec["paths"]["/open_api/v1.3/garden/report/get/"]["get"]["parameters"]
    }
    assert schemas["dimensions"]["x-report-names"] == {"dimensions": ["garden"]}
    assert schemas["report_type"]["x-report-kinds"] == {"GARDEN": "garden", "TREE": "old_tree"}
    assert spec["x-reports"]["rose_bed"]["metrics"]["seeds"]["groups"] == ["GARDEN"]


CALL = """# Run an asynchronous garden report

**Endpoint** https://garden.test/open_api/v1.3/garden/report/get/

**Method** GET

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
|bed_level|string|How deep. Enum values: `POT_BED` (deprecated), `BED_AD`, `BED_CAMPAIGN`.|
|season|string|When. Enum values: `SPRING_AD`, `SUMMER`.|
|metrics|string[]|What is counted. For supported metrics, see [Garden reports](https://garden.test/1).|
|sieve|object[]|What is left out. For filters supported in garden reports, refer to [Garden reports](https://garden.test/1).|
#|what|string|What is looked at.|
#|how|string|How. Enum values: `IN`, `MATCH`.|
#|with|string|With what.|
```

## Response

```xtable
|Field|Data Type|Description|
|---|---|---|
|code|number|The code.|
|message|string|The message.|
|data|object|The data.|
#|list|object[]|The beds.|
##|metrics|object|What was counted.|
###|fruit|string|Fruit.|
#|total_metrics|object|All of it.|
##|{Others}|string|Others.|
```
"""


def test_an_operation_tells_which_of_its_parts_are_what_of_a_report() -> None:
    spec: Any = assemble(document(PAGES | {"call.md": CALL})[0], prose="none")[0]
    call = spec["paths"]["/open_api/v1.3/garden/report/get/"]["get"]
    asked = {
        each["name"]: each.get("schema") or each["content"]["application/json"]["schema"]
        for each in call["parameters"]
    }
    schemas = spec["components"]["schemas"]
    assert call["x-report-mode"] == "asynchronous"
    assert asked["bed_level"]["x-report-levels"] == {"BED_AD": "ad", "BED_CAMPAIGN": "campaign"}
    assert "x-report-levels" not in asked["season"]
    assert asked["sieve"]["x-report-filter"] == {"name": "what", "comparison": "how", "value": "with"}
    sieve = schemas[asked["sieve"]["items"]["$ref"].rpartition("/")[2]]
    assert sieve["properties"]["what"]["x-report-names"] == {"filters": ["garden"]}
    held = {name: one["x-report-names"] for name, one in schemas.items() if "x-report-names" in one}
    assert held == {
        "GardenReportGetResponseMetrics": {"metrics": ["garden"]},
        "GardenReportGetResponseTotalMetrics": {"metrics": ["garden"]},
    }


def test_what_says_what_something_is_is_told_from_what_is_counted() -> None:
    table = "|Metric|Type|Detail|\n|---|---|---|\n|name|string|A|\n|fruit|string|B|\n"
    page = f"# Metrics in {{}} reports\n## {{}}\n```xtable\n{table}```\n"
    told = kinds(
        {
            "a.md": page.format("garden", "Attribute metrics").replace("|fruit|string|B|\n", ""),
            "b.md": page.format("rose", "Harvest"),
        }
    )
    assert told["garden"]["metrics"]["name"]["attribute"] is True
    # In another report, too, whatever it is listed under there.
    assert told["rose"]["metrics"]["name"]["attribute"] is True
    assert "attribute" not in told["rose"]["metrics"]["fruit"]


def test_what_is_not_understood_is_a_problem_with_its_line() -> None:
    _, problems = document(
        PAGES
        | {"loose.md": "# Loose\n## Supported filters\n```xtable\n|Filter|Notes|\n|---|---|\n|a|b|\n```\n"}
    )
    assert [
        f"{each.page.rpartition('/')[2]}:{each.line} {each.code}"
        for each in problems
        if each.code.startswith("report")
    ] == [
        "for-a-dimension.md:10 report-row-unread",
        "supported-dimensions.md:10 report-metrics-unread",
        "supported-dimensions.md:11 report-metrics-unread",
        "supported-dimensions.md:26 report-grouping-unread",
        "supported-filters.md:9 report-cell-unread",
        "supported-metrics.md:5 report-comparison-unread",
        "supported-metrics.md:18 report-use-unread",
        "supported-metrics.md:19 report-row-unread",
        "loose.md:4 report-kind-unknown",
        "times.md:10 report-cell-unread",
    ]


def test_facts_pages_read_as_what_they_were_written_from() -> None:
    found = without_prose(document(PAGES)[0])
    lists = report_facts(found.reports)
    lists["call.md"] = lists["call.md"].partition("\n\n")[2]
    pages = {
        each.page: "\n".join(filter(None, (facts_page(each), lists.pop(each.page, ""))))
        for each in found.operations
    }
    pages |= appendix_facts(found.appendix) | lists
    assert "How many" not in "".join(pages.values())
    again = without_prose(document(pages)[0])
    assert again.reports == found.reports
    assert again.operations == found.operations
    once_more = report_facts(again.reports)
    assert once_more.keys() - {"call.md"} == lists.keys()
    assert all(once_more[name] == text for name, text in lists.items())


def test_facts_pages_read_well() -> None:
    found = without_prose(document({name: PAGES[name] for name in ("roses/roses.md", "roses/by-bed.md")})[0])
    assert report_facts(found.reports) == {
        "roses/by-bed.md": """# Lists in Rose Bed reports

# Supported dimensions

```xtable
|Dimension|Type|Dimension type|Detail|
|---|---|---|---|
|bed_id||Bed||
```

# Supported dimension groupings

```xtable
|Dimension grouping|
|---|
|`bed_id` + `day`|
|`bed_id` + 1 to 2 of `day`/`hour`|
```
""",
        "roses/roses.md": """# (Deprecated) Lists in Rose reports

# Supported metrics

```xtable
|Metric|Type|Detail|
|---|---|---|
|thorns|string||
```
""",
    }


def test_descriptions_come_with_prose_alone() -> None:
    found, _ = document({"roses/roses.md": ROSES})
    told: Any = assemble(found, prose="full")[0]["x-reports"]
    assert told["rose"]["metrics"]["thorns"] == {"type": "string", "description": "How many."}


def _facts_pages(root: Path, date: str, pages: dict[str, str]) -> None:
    for name, text in pages.items():
        file = root / "spec" / "pages" / date / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def test_of_a_new_date_only_the_lists_that_changed_are_kept_whatever_their_pages_are_called(
    tmp_path: Path,
) -> None:
    names = ("call.md", "garden-reports/garden-reports.md", "garden-reports/supported-metrics.md", "trees.md")
    found = without_prose(document({name: PAGES[name] for name in names})[0])
    _facts_pages(tmp_path, "2030-01", {**facts_files(found), "_date.yaml": "whole: true\n"})
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "1.md").write_text(TREES.replace("<tr><td>roots</td><td>Roots</td></tr>", ""), encoding="utf-8")
    (copy / "2.md").write_text(PAGES["roses/roses.md"], encoding="utf-8")
    # A copy without any call is none of the documentation.
    (copy / "call.md").write_text(PAGES["call.md"], encoding="utf-8")
    new = new_date(tmp_path, "2030-02", [copy])
    assert sorted(new.files) == ["2.md", "trees.md"]
    before = make_specs([states(read_dated(dated_folders(tmp_path)))["2030-01"]])["2030-01"]
    assert [f"{each.id} {each.pointer}" for each in compare(before.document, new.spec.document)] == [
        "metric-removed /x-reports/old_tree/metrics/roots",
        "metric-added /x-reports/rose_bed/metrics/thorns",
    ]


def test_a_table_of_days_without_a_number_is_a_problem() -> None:
    table = "# Times\n\n```xtable\n|Report type|Days|\n|---|---|\n|Garden|some|\n|Garden|7|\n```\n"
    found, problems = document({"times.md": table})
    assert [note.amount for each in found.reports for note in each.notes] == ["7 days"]
    assert [f"{each.line} {each.code}" for each in problems] == ["6 report-cell-unread"]


def test_two_rows_in_one_line_are_two_metrics() -> None:
    table = "# Metrics in Garden reports\n```xtable\n|Metric|Type|\n|---|---|\n|a|string| |b|string|\n```\n"
    assert list(kinds({"a.md": table})["garden"]["metrics"]) == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "metrics in " * 20_000 + "reports",
        "If you want to use " + "a, " * 50_000 + "specify groupings",
        "`a` + " * 20_000,
        "supported metrics " * 20_000 + "[x](#)",
    ],
)
def test_endless_lines_take_no_time(text: str) -> None:
    page = f"# {text}\n\n[{text} reports](https://ads.tiktok.com/marketing_api/docs?id=1700000000000001)\n"
    table = f"```xtable\n|Metric|Detail|\n|---|---|\n|a|{text}|\n```\n"
    lists = f"# Dimensions in Garden reports\n## Dimension grouping\n{text}\n{table}"
    call = PAGES["call.md"].replace("Supported dimensions in", text)
    assert document({"a.md": page, "b.md": lists, "call.md": call})[0].reports


@text_cases(title=str, kind=literal)
def test_a_title_names_a_kind_or_none(title: str, kind: str | None) -> None:
    assert kind_in(title) == kind


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('- `["a", "b"]`', [(Slot(("a",)), Slot(("b",)))]),
        ("`a`/`b` only, or", [(Slot(("a", "b")),)]),
        ("plot_id + bed_id", [(Slot(("plot_id",)), Slot(("bed_id",)))]),
        (
            "One or more ID dimensions (required) + single ID dimension (optional)",
            [(Slot(("x", "y"), 1, None), Slot(("x", "y"), 0))],
        ),
        ("one ID dimension (`x`, or `z`) and `day`", [(Slot(("x", "z")), Slot(("day",)))]),
        ('["a"], ["b", " c "].', [(Slot(("a",)),), (Slot(("b",)), Slot(("c",)))]),
        ("`a` + `b` (optional)", [(Slot(("a",)), Slot(("b",), 0))]),
        ("Examples:", []),
        ('`["a", 1]`', None),
        ("`[]`", None),
        ("`[a]`", None),
        ("`a` + something else", None),
        ("`a` is not used with `b`", None),
    ],
)
def test_a_grouping_is_read_wholly_or_not_at_all(text: str, read: list[tuple[Slot, ...]] | None) -> None:
    found = Groupings({"id": ("x", "y")}).read(text)
    assert found == (None if read is None else tuple(read))
    for slots in found or ():
        assert Groupings().read(written_grouping(slots)) == (slots,)


@text_cases(names=str, levels=literal)
def test_a_level_has_many_names(names: str, levels: tuple[str, ...]) -> None:
    uses = Uses("metrics")
    uses.read([Line(f"Supported at {names} level.")])
    assert uses.stated == {"levels": levels}


def test_a_row_takes_over_what_its_title_states_unless_it_states_it_itself() -> None:
    title, row = Uses("metrics"), Uses("metrics")
    stated: dict[str, Any] = {"levels": ("ad",), "modes": ("synchronous",), "needs": ("bed_id",)}
    title.stated.update(stated, groupings=((Slot(("day",)),),), other=("x",))
    row.stated.update(levels=("campaign",), modes=())
    row.inherit(title)
    assert row.stated == {**stated, "levels": ("campaign",), "groupings": ((Slot(("day",)),),)}


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        ("Not supported at the Ad level.", {"levels": ("advertiser", "campaign", "adgroup")}),
        ("Only in synchronous reports.", {"modes": ("synchronous",)}),
        ("This metric does not support asynchronous reports.", {"modes": ("synchronous",)}),
        ("This metric does not support synchronous reports.", {"modes": ("asynchronous",)}),
        ("Only supported for the `plot_id` dimension.", {"needs": ("plot_id",)}),
        ("You cannot use it together with the filter `beds`.", {"excludes": (("filters", "beds"),)}),
    ],
)
def test_a_sentence_says_where_something_can_be_used(said: str, stated: dict[str, Any]) -> None:
    uses = Uses("metrics")
    uses.read([Line(said)])
    assert uses.stated == stated


def test_what_else_a_sentence_says_is_still_unread() -> None:
    said = "(This metric can be used at the ad level only and hourly, lifetime breakdown is not supported.)"
    uses = Uses("metrics")
    uses.read([Line(said)])
    assert (uses.stated, uses.unread) == ({"levels": ("ad",), "not_by": ("hour",)}, [said])


def test_levels_that_are_not_all_known_restrict_nothing() -> None:
    uses = Uses("metrics")
    uses.read([Line("Supported at Shed and Ad level.")])
    assert uses.stated == {}
    assert uses.unread == ["Supported at Shed and Ad level."]


def test_reports_of_no_page_give_no_key() -> None:
    empty = Document(reports=(Report("Garden"),))
    assert "x-reports" not in assemble(evolve(empty), prose="none")[0]

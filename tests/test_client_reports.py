"""Reports in a client: what can be asked for together, the rows that come, all of them in one call."""

from __future__ import annotations

import copy
import csv
import datetime as dt
import inspect
import io
import itertools
import json
import pickle
import re
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients import Generated, Recorder, generated, getting
from report_garden import GardenServer, garden
from text_cases import literal, text_cases
from tiktok_bindgen.generate.client import generate_files
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.runtime.report_row import figure
from tiktok_bindgen.runtime.rows import flattened

ASKED: dict[str, Any] = {"report_type": "GARDEN", "dimensions": ["bed_id"], "all_time": True}
DIG = getting()
DAYS: dict[str, Any] = {**ASKED, "dimensions": ["bed_id", "day"], "all_time": None, "from_date": "2026-01-01"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    with generated(garden(), tmp_path_factory.mktemp("garden")) as made:
        yield made


def test_the_overview_leads_to_the_call_that_fetches_all_rows(client: Generated) -> None:
    entry = "- [`client.report.fetch`](api/report.md#clientreportfetch) All rows of a report."
    assert entry in client.files["api.md"].splitlines()
    assert "### `client.report.fetch`" in client.files["api/report.md"].splitlines()


def test_the_call_that_fetches_all_rows_tells_of_each_argument(client: Generated) -> None:
    told = inspect.getdoc(client.client(Recorder()).report.fetch)
    assert told is not None
    assert re.findall(r"^ {4}(\w+): (\S+)", told, re.MULTILINE) == [
        ("report_type", "One"),
        ("data_level", "One"),
        ("dimensions", "Optional."),
        ("metrics", "Optional."),
        ("filtering", "Optional."),
        ("from_date", "Required"),
        ("until_date", "Required"),
        ("all_time", "Default:"),
        ("page_token", "Optional."),
        ("garden_ids", "Optional."),
        ("mode", "How"),
        ("task", "The"),
        ("wait", "The"),
        ("progress", "Called"),
        ("options", "Settings"),
    ]


def broken(client: Generated, operation: str = "report_page_get", **asked: Any) -> list[tuple[str, str]]:
    """The places and rules of what a check says."""
    found = client.checks(operation).violations({**ASKED, **asked})
    return [(each.pointer, each.rule) for each in found]


def fetched(client: Generated, server: Any, **asked: Any) -> Iterator[dict[str, Any]]:
    asked = {name: value for name, value in asked.items() if value is not None}
    rows: Iterator[dict[str, Any]] = client.client(server).report.fetch(**asked)
    return rows


def reply(client: Generated, *entries: Any, **data: Any) -> Any:
    """A reply with a page of rows."""
    page = client.module("models").Page
    return client.module().Reply.from_json({"code": 0, "data": {"list": list(entries), **data}}, data=page)


# What can be asked for.


def test_a_metric_that_is_a_slip_of_the_pen_away_is_refused_with_what_is_meant(client: Generated) -> None:
    (found,) = client.checks("report_page_get").violations({**ASKED, "metrics": ["weight", "aples"]})
    assert (found.pointer, found.rule, found.instead) == ("/metrics/1", "enum", "apples")
    assert found.message == "aples is not a documented metric; did you mean apples?"


def test_a_name_that_no_page_has_passes(client: Generated) -> None:
    assert broken(client, metrics=["sweetness"], dimensions=["greenhouse_id"]) == []


def test_a_name_that_differs_in_its_number_is_another_of_its_family(client: Generated) -> None:
    assert broken(client, metrics=["pears_day3"]) == []


def test_a_name_of_another_kind_of_report_passes(client: Generated) -> None:
    assert broken(client, metrics=["height"]) == []


@pytest.mark.parametrize("kind", [None, "POND"])
def test_slips_are_found_where_the_kind_is_not_known(client: Generated, kind: str | None) -> None:
    assert broken(client, report_type=kind, metrics=["heigth"], dimensions=["tree_idd"]) == [
        ("/dimensions/0", "enum"),
        ("/metrics/0", "enum"),
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"data_level": "BED_ADGROUP", "metrics": ["gardener"]}, []),
        ({"data_level": "BED_AD", "metrics": ["gardener"]}, []),
        ({"dimensions": ["soil"], "metrics": ["weight", "gardener"]}, []),
        ({"dimensions": ["soil"], "metrics": ["is_wet"]}, [("/metrics/0", "report-metrics:soil")]),
        (
            {"dimensions": ["bed_id", "tree_id"]},
            [("/dimensions/1", "report-excludes:tree_id"), ("/dimensions", "report-grouping")],
        ),
        ({"dimensions": ["bed_id", "soil"]}, [("/dimensions", "report-grouping")]),
        ({"dimensions": ["bed_id", "greenhouse_id"]}, []),
        ({"metrics": ["taste"]}, [("/metrics/0", "report-mode:taste")]),
    ],
)
def test_what_the_pages_exclude_is_a_violation(client: Generated, asked: Any, expected: Any) -> None:
    assert broken(client, **asked) == expected


def test_a_filter_is_for_its_levels_comparisons_and_dimensions(client: Generated) -> None:
    def of(**asked: Any) -> list[tuple[str, str]]:
        return broken(
            client,
            filtering=[{"name": "bed_ids", "type": "IN", "value": "[]"} | asked.pop("filter", {})],
            **asked,
        )

    assert of(data_level="BED_AD") == []
    assert of(data_level="BED_ADGROUP") == [("/filtering/0/name", "report-level:bed_ids")]
    assert of(filter={"type": "MATCH"}) == [("/filtering/0/type", "report-comparison:bed_ids")]
    assert of(dimensions=["day"]) == [("/filtering/0/name", "report-needs:bed_ids")]
    assert of(filter={"name": "bed_id"}) == [("/filtering/0/name", "enum")]


def test_a_dimension_that_stands_for_another_serves_what_needs_that(client: Generated) -> None:
    filtering = [{"name": "bed_ids", "type": "IN", "value": "[]"}]
    assert broken(client, dimensions=["tree_id"], filtering=filtering) == []


def test_at_a_level_that_is_no_longer_documented_nothing_is_known(client: Generated) -> None:
    assert broken(client, data_level="POT_AD", dimensions=["bed_id", "soil"], metrics=["gardener"]) == []


def test_groupings_that_are_told_in_words_refuse_nothing(client: Generated) -> None:
    assert broken(client, report_type="TREE", dimensions=["tree_id", "day"]) == []


def test_a_mode_is_that_of_the_operation(client: Generated) -> None:
    metrics = ["taste", "shade", "apples"]
    found = broken(client, "report_task_create", metrics=metrics, dimensions=["soil"])
    assert found == [
        ("/metrics/1", "report-mode:shade"),
        ("/metrics/0", "report-metrics:soil"),
        ("/metrics/1", "report-metrics:soil"),
        ("/metrics/2", "report-metrics:soil"),
    ]


def test_what_is_asked_for_may_be_of_any_type(client: Generated) -> None:
    odd = [None, 1, "apples", {"name": 1}, [["apples"]], {"a": 1}]
    check = client.checks("report_page_get").violations
    for value in odd:
        for name in ("report_type", "data_level", "metrics", "dimensions", "filtering"):
            assert isinstance(check({**ASKED, name: value}), list)
            assert isinstance(check({**ASKED, name: [value]}), list)


def test_of_what_kind_a_report_is_a_value_tells_or_that_there_is_one_kind(client: Generated) -> None:
    asked = client.checks("report_page_get").report
    known = asked.kind({"report_type": "GARDEN"})
    assert known is not None
    assert asked.kind({"report_type": "OTHER"}) is asked.kind({"report_type": 5}) is asked.kind({}) is None
    kinds = [
        kind for kind in asked.kinds if type(asked)(asked.package, [kind], asked.fields).kind({}) == known
    ]
    assert len(kinds) == 1
    assert type(asked)(asked.package, [*kinds, "another"], asked.fields).kind({}) is None


def test_a_rule_can_be_waived(client: Generated) -> None:
    server = GardenServer()
    get = client.client(server).report.page.get
    with pytest.raises(client.module().InvalidRequest):
        get(**ASKED, metrics=["taste"])
    get(**ASKED, metrics=["taste"], waive=["report-mode:taste"])
    get(**ASKED, metrics=["aples"], waive=["/metrics/*"])
    assert [path for path, _ in server.sent] == ["page/get/", "page/get/"]


def test_what_is_contested_is_not_enforced(tmp_path: Path) -> None:
    spec = garden()
    get = spec["paths"]["/open_api/v1.3/report/page/get/"]["get"]
    (metrics,) = (each["schema"] for each in get["parameters"] if each["name"] == "metrics")
    metrics["x-contested"] = [{"fact": "report-mode:taste", "page": "beds.md", "line": 3}]
    spec["x-reports"]["garden"]["dimensions"]["soil"]["x-contested"] = [
        {"fact": "metrics", "page": "beds.md", "line": 4}
    ]
    with generated(spec, tmp_path) as made:
        assert broken(made, metrics=["taste"]) == []
        assert broken(made, dimensions=["soil"], metrics=["is_wet"]) == []


REPORT = "/open_api/v1.3/report"


def _operation(spec: dict[str, Any], path: str) -> dict[str, Any]:
    found: dict[str, Any] = next(iter(spec["paths"][f"{REPORT}/{path}/"].values()))
    return found


def _body(spec: dict[str, Any]) -> dict[str, Any]:
    content = _operation(spec, "task/create")["requestBody"]["content"]
    found: dict[str, Any] = content["application/json"]["schema"]["properties"]
    return found


def _data(spec: dict[str, Any], path: str) -> dict[str, Any]:
    reply = _operation(spec, path)["responses"]["200"]["content"]["application/json"]["schema"]
    found: dict[str, Any] = reply["properties"]["data"]["properties"]
    return found


def _without_parameter(spec: dict[str, Any], path: str, name: str) -> None:
    operation = _operation(spec, path)
    operation["parameters"] = [each for each in operation["parameters"] if each["name"] != name]
    operation.pop("x-rules", None)


def _moved(spec: dict[str, Any], path: str, to: str) -> None:
    spec["paths"][to] = spec["paths"].pop(f"{REPORT}/{path}/")


@pytest.mark.parametrize(
    ("change", "has_it"),
    [
        (lambda _: None, True),
        # What comes beside the task's id, if it is no other single value.
        (lambda spec: _data(spec, "task/create").update(notes={"type": "array", "items": {}}), True),
        (lambda spec: _data(spec, "task/create").update(name={"type": "string"}), False),
        (lambda spec: _data(spec, "task/create").clear(), False),
        (lambda spec: _data(spec, "task/check").pop("status"), False),
        (lambda spec: _data(spec, "task/check").update(more={"type": "string"}), True),
        (lambda spec: _without_parameter(spec, "task/check", "task_id"), False),
        (lambda spec: _without_parameter(spec, "task/download", "task_id"), False),
        (lambda spec: _without_parameter(spec, "page/get", "until_date"), False),
        (lambda spec: _without_parameter(spec, "page/get", "report_type"), False),
        (lambda spec: _body(spec).pop("report_type"), False),
        (lambda spec: _body(spec)["report_type"]["x-report-kinds"].pop("TREE"), True),
        (lambda spec: _operation(spec, "page/get").pop("x-report-mode"), False),
        (lambda spec: _operation(spec, "task/create").pop("x-report-mode"), False),
        (lambda spec: _moved(spec, "task/check", "/open_api/v1.3/shed/check/"), False),
        (lambda spec: _moved(spec, "page/get", "/open_api/v1.3/page/get/"), False),
        (lambda spec: spec["paths"].update({f"{REPORT}/fetch/": copy.deepcopy(DIG)}), False),
        (lambda spec: spec["paths"].update({f"{REPORT}/dig/": copy.deepcopy(DIG)}), True),
    ],
)
def test_all_rows_are_one_call_where_pages_and_a_task_are_of_the_same_reports(
    change: Any, has_it: bool
) -> None:
    spec = copy.deepcopy(garden())
    change(spec)
    files, _ = generate_files(spec)
    assert ("mode: Literal[" in files.get("api/report.py", "")) is has_it


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ([], "x-reports"),
        ({"garden": 1}, "x-reports.garden"),
        ({"garden": {"metrics": []}}, "x-reports.garden.metrics"),
        ({"garden": {"metrics": {"weight": "much"}}}, "x-reports.garden.metrics.weight"),
        ({"garden": {"groupings": ["bed_id"]}}, "x-reports.garden.groupings.0"),
        ({"garden": {"groupings": [[{"of": "bed_id"}]]}}, "x-reports.garden.groupings.0.0.of"),
        ({"garden": {"groupings": [[{"of": [], "least": "one"}]]}}, "x-reports.garden.groupings.0.0.least"),
        ({"garden": {"ranges": ["30 days"]}}, "x-reports.garden.ranges.0"),
        ({"garden": {"ranges": [{"dimensions": ["day"]}]}}, "x-reports.garden.ranges.0"),
        ({"garden": {"latencies": [None]}}, "x-reports.garden.latencies.0"),
        ({"garden": {"filters": {"day": {"levels": "bed"}}}}, "x-reports.garden.filters.day.levels"),
        ({"garden": {"metrics": {"day": {"needs": [7]}}}}, "x-reports.garden.metrics.day.needs.0"),
        ({"garden": {"metrics": {"day": {"excludes": ["bed"]}}}}, "x-reports.garden.metrics.day.excludes"),
    ],
)
def test_reports_of_another_shape_are_one_clear_line(broken: Any, said: str) -> None:
    with pytest.raises(InputError, match=f"^{re.escape(said)}[:` ]") as error:
        generate_files({**garden(), "x-reports": broken or [1]})
    assert "\n" not in str(error.value)


def test_names_of_reports_are_only_text(tmp_path: Path) -> None:
    spec = garden()
    odd = '"]; raise SystemExit  # \\'
    spec["x-reports"]["garden"]["metrics"][odd] = {"groups": [odd], "levels": [odd], odd: odd}
    spec["x-reports"]["garden"]["dimensions"][odd] = {"metrics": [odd]}
    spec["x-reports"]["garden"]["title"] = odd
    spec["x-reports"]["../garden"] = {}
    with generated(spec, tmp_path) as made:
        assert made.modules()
        report_kind = made.module("_runtime.report_rules").report_kind
        assert odd in report_kind(f"{made.package}.reports", "garden").metrics
        assert broken(made, dimensions=[odd], metrics=[odd]) == [("/dimensions", "report-grouping")]
        assert made.module("models").Metrics({odd: "1.0"})[odd] == "1.0"


# The rows that come.


ENTRY = {
    "dimensions": {"bed_id": "12", "color": "RED", "age": "3"},
    "metrics": {"weight": "12.30", "apples": "-", "gardener": "0012", "is_wet": True, "worms": "5"},
}


def test_a_row_has_each_documented_metric_by_its_type(client: Generated) -> None:
    row = reply(client, ENTRY).items[0]
    assert (row.metrics.weight, row.metrics.apples, row.metrics.height) == (Decimal("12.30"), None, None)
    assert (row.metrics.gardener, row.metrics.is_wet) == ("0012", True)
    assert row.dimensions.color == "RED"


def test_what_came_stays_reachable(client: Generated) -> None:
    row = reply(client, ENTRY).items[0]
    assert (row.metrics["weight"], row.metrics["apples"], row.metrics["worms"]) == ("12.30", "-", "5")
    assert row.metrics.worms == "5"
    assert attrs.asdict(row)["metrics"] == ENTRY["metrics"]
    assert row.to_json() == ENTRY


def test_a_name_that_is_neither_documented_nor_there_is_no_attribute(client: Generated) -> None:
    row = reply(client, ENTRY).items[0]
    with pytest.raises(AttributeError, match="'Metrics' object has no attribute 'wieght'"):
        _ = row.metrics.wieght
    assert "weight" in dir(row.metrics)


def test_rows_can_be_copied_compared_and_pickled(client: Generated) -> None:
    one = reply(client, ENTRY)
    assert copy.deepcopy(one) == one == pickle.loads(pickle.dumps(one))
    assert repr(one.items[0].dimensions) == f"Dimensions({ENTRY['dimensions']!r})"


def test_totals_have_the_same_metrics(client: Generated) -> None:
    total = reply(client, total_metrics={"weight": "7", "gardener": "-"}).data.total_metrics
    assert (total.weight, total.gardener, total.apples) == (7, "-", None)


def test_what_is_no_object_stays_as_it_came(client: Generated) -> None:
    came = reply(client, {"dimensions": [], "metrics": "x"})
    assert came.items[0].dimensions is None
    assert came.items[0].metrics == "x"
    assert [each.pointer for each in came.mismatches if each.unread] == ["/data/list/0/metrics"]


@text_cases(text=literal, expected=literal)
def test_a_figure_is_exact(text: str, expected: str | None) -> None:
    assert figure(text) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    "odd", ["n/a", "NaN", "Infinity", "1,000", "12%", "٣", "1_0", "9" * 50, [1], {"a": 1}]
)
def test_what_is_no_number_stays_as_it_came(odd: Any) -> None:
    assert figure(odd) == odd
    (flat,) = flattened([{"metrics": {"weight": odd}}], frozenset({"weight"}))
    assert flat == {"weight": odd}


@given(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.lists(st.text())
)
def test_reading_a_figure_never_fails(value: Any) -> None:
    read = figure(value)
    assert read == value or read is None or isinstance(read, Decimal)


def test_rows_are_flat_with_figures_as_numbers(client: Generated) -> None:
    (row,) = client.module().rows(reply(client, ENTRY))
    assert row == {
        "bed_id": "12",
        "color": "RED",
        "age": "3",
        "weight": 12.3,
        "apples": None,
        "gardener": "0012",
        "is_wet": True,
        "worms": "5",
    }
    assert isinstance(row["weight"], float)


def test_what_is_no_object_is_no_row(client: Generated) -> None:
    given = reply(client, {"dimensions": {"bed_id": "12"}}, None, "compost")
    assert list(client.module().rows(given)) == [{"bed_id": "12"}]
    assert [each.pointer for each in given.mismatches] == ["/data/list/2"]


def test_rows_may_have_exact_numbers(client: Generated) -> None:
    (row,) = client.module().rows(reply(client, ENTRY), number=Decimal)
    assert repr(row["weight"]) == "Decimal('12.30')"


def test_rows_of_many_replies_go_into_a_csv_file(client: Generated) -> None:
    package = client.module()
    replies = package.pages(client.client(GardenServer()).report.page.get, **ASKED, page_size=3)
    file = io.StringIO()
    writer = csv.DictWriter(file, ["bed_id", "weight", "gardener"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(package.rows(replies))
    assert file.getvalue() == "bed_id,weight,gardener\n0,1.5,7\n1,1.5,7\n2,1.5,7\n3,1.5,7\n"


# A whole report.


def test_a_report_is_walked_page_by_page(client: Generated) -> None:
    server = GardenServer()
    told: list[Any] = []
    found = list(fetched(client, server, **ASKED, metrics=["weight"], progress=told.append))
    assert [row["bed_id"] for row in found] == ["0", "1", "2", "3"]
    assert list(server.asked_for("page", "page_size")) == [(None, 3), (2, 3)]
    assert [(one.rows, one.part, one.parts) for one in told] == [(3, 1, 1), (4, 1, 1)]


def test_a_long_time_is_asked_for_in_parts(client: Generated) -> None:
    server = GardenServer(total=1, row=lambda _, day: {"dimensions": {"day": day}})
    found = list(fetched(client, server, **DAYS, until_date=dt.date(2026, 1, 21)))
    assert list(server.asked_for("from_date", "until_date")) == [
        ("2026-01-01", "2026-01-10"),
        ("2026-01-11", "2026-01-20"),
        ("2026-01-21", "2026-01-21"),
    ]
    assert found == [{"day": "2026-01-01"}, {"day": "2026-01-11"}, {"day": "2026-01-21"}]


def test_an_error_in_a_part_of_a_long_time_names_its_dates(client: Generated) -> None:
    errors = client.module("_runtime.errors")

    def row(number: int, day: str) -> dict[str, Any]:
        if day == "2026-01-11":
            raise errors.ConnectError("the gate is shut")
        return {"dimensions": {"day": day, "bed_id": str(number)}}

    rows = fetched(client, GardenServer(total=2, row=row), **DAYS, until_date="2026-01-21")
    assert [one["day"] for one in itertools.islice(rows, 2)] == ["2026-01-01", "2026-01-01"]
    with pytest.raises(errors.ConnectError, match="the gate is shut") as caught:
        next(rows)
    assert caught.value.__notes__ == ["in part 2 of 3 of the report, 2026-01-11 to 2026-01-20, after 2 rows"]


def test_an_error_in_a_report_of_one_part_says_no_more_than_it_does_elsewhere(client: Generated) -> None:
    errors = client.module("_runtime.errors")

    def row(*_: object) -> dict[str, Any]:
        raise errors.ConnectError("the gate is shut")

    with pytest.raises(errors.ConnectError) as caught:
        list(fetched(client, GardenServer(row=row), **DAYS, until_date="2026-01-10"))
    assert not hasattr(caught.value, "__notes__")


def test_a_time_that_one_request_may_ask_for_is_asked_for_at_once(client: Generated) -> None:
    server = GardenServer(total=1)
    list(fetched(client, server, **DAYS, until_date="2026-01-10"))
    assert list(server.asked_for("from_date", "until_date")) == [("2026-01-01", "2026-01-10")]


def test_dates_that_are_not_heeded_split_nothing(client: Generated) -> None:
    server = GardenServer(total=1)
    list(fetched(client, server, **{**DAYS, "all_time": True}, until_date="2027-01-10"))
    assert len(server.sent) == 1


def test_rows_of_no_day_are_made_by_a_task_when_the_time_is_long(client: Generated) -> None:
    asked = {**DAYS, "dimensions": ["bed_id"], "until_date": "2027-01-01"}
    server = GardenServer()
    assert list(fetched(client, server, **asked)) == [
        {"bed_id": "1", "weight": 1.5, "apples": 3},
        {"bed_id": "2", "weight": None, "apples": 4},
    ]
    assert [path for path, _ in server.sent] == ["task/create/", "task/check/", "task/download/"]
    with pytest.raises(ValueError, match="the period is too long for one request"):
        fetched(client, server, **asked, mode="synchronous")


def test_what_only_a_task_can_be_asked_for_is_asked_of_one(client: Generated) -> None:
    server = GardenServer()
    told: list[Any] = []
    list(fetched(client, server, **ASKED, metrics=["taste"], progress=told.append))
    assert server.sent[0] == ("task/create/", {**ASKED, "metrics": ["taste"], "titles": False})
    assert [(one.rows, one.task, one.state) for one in told] == [
        (0, "t1", ""),
        (0, "t1", "SUCCESS"),
        (2, "t1", ""),
    ]


def test_what_neither_way_allows_is_told_of_the_first(client: Generated) -> None:
    server = GardenServer()
    with pytest.raises(client.module().InvalidRequest) as error:
        list(fetched(client, server, **ASKED, metrics=["aples", "taste"]))
    assert [each.pointer for each in error.value.violations] == ["/metrics/0", "/metrics/1"]
    assert server.sent == []


def test_a_task_is_asked_about_as_one_of_several(client: Generated) -> None:
    server = GardenServer()
    list(fetched(client, server, **ASKED, garden_ids=["g1", "g2"], mode="asynchronous"))
    assert [asked.get("garden_id") for _, asked in server.sent] == [None, "g1", "g1"]


def test_an_interrupted_task_is_gone_on_with(client: Generated) -> None:
    server = GardenServer()
    known: list[str] = []

    def interrupt(progress: Any) -> None:
        known.append(progress.task)
        if progress.state:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(fetched(client, server, **ASKED, mode="asynchronous", progress=interrupt))
    assert len(list(fetched(client, server, **ASKED, task=known[0]))) == 2
    assert [path for path, _ in server.sent].count("task/create/") == 1


def test_a_task_that_fails_tells_which_it_was(client: Generated) -> None:
    server = GardenServer(states=["FAILED"])
    with pytest.raises(client.module().TaskError) as error:
        list(fetched(client, server, **ASKED, mode="asynchronous"))
    assert error.value.task == "t1"


def test_an_error_of_a_task_shows_why_there_is_one(client: Generated) -> None:
    server = GardenServer(states=["FAILED"])
    with pytest.raises(client.module().TaskError) as error:
        list(fetched(client, server, **ASKED, metrics=["taste"]))
    why = error.value.__context__
    assert isinstance(why, client.module().InvalidRequest)
    assert [(each.pointer, each.rule) for each in why.violations] == [("/metrics/0", "report-mode:taste")]


def test_what_a_task_cannot_give_is_told(client: Generated) -> None:
    with pytest.raises(ValueError, match="an asynchronous report takes no page_token"):
        list(fetched(client, GardenServer(), **ASKED, page_token="p1", mode="asynchronous"))


def test_memory_stays_flat_over_many_pages(client: Generated) -> None:
    class Endless(GardenServer):
        def send(self, request: Any, timeout: object) -> Any:
            found = super().send(request, timeout)
            self.sent.clear()
            return found

    def peak(total: int) -> tuple[int, int]:
        server = Endless(total=total)
        tracemalloc.start()
        count = sum(1 for _ in fetched(client, server, **ASKED))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return count, most

    # What is loaded at first is not counted.
    peak(1)
    few, little = peak(300)
    many, much = peak(2000)
    assert (few, many) == (300, 2000)
    # For each page its mark is kept, to know one that comes again.
    assert much < little + 2000 * 100


# The command line.


def command(client: Generated, *words: str, said: str = "") -> tuple[int, str]:
    root = str(Path(str(client.module().__file__)).parents[1])
    done = subprocess.run(
        [sys.executable, "-m", client.package, *words],
        input=said,
        capture_output=True,
        text=True,
        cwd=root,
        check=False,
    )
    return done.returncode, done.stdout or done.stderr


def test_metrics_are_found_by_words(client: Generated) -> None:
    assert command(client, "metrics", "harvest", "number") == (
        0,
        "apples  number   garden\ntaste   number   garden\nweight  number   garden\n",
    )
    assert command(client, "metrics", "adgroup") == (0, "gardener  text     garden (adgroup, ad)\n")
    assert command(client, "metrics", "turnip") == (1, "tiktok_business: no metric matches turnip\n")
    told = "tiktok_business: no metric matches wieght; did you mean weight?\n"
    assert command(client, "metrics", "wieght") == (1, told)
    assert command(client, "metrics", "--all")[0] == 2


def test_metrics_are_found_as_json(client: Generated) -> None:
    status, text = command(client, "metrics", "--json", "height")
    assert (status, json.loads(text)) == (
        0,
        [
            {
                "name": "height",
                "report": "tree",
                "what": "How tall the tree is.",
                "type": "number",
                "levels": [],
                "groups": [],
                "deprecated": False,
            }
        ],
    )


def test_a_metric_is_found_by_what_it_tells_which_stands_below_it(client: Generated) -> None:
    status, text = command(client, "metrics", "tall")
    assert (status, text) == (0, "height  number   tree\n        How tall the tree is.\n")


def test_only_beginnings_of_words_are_found_in_what_a_metric_tells(client: Generated) -> None:
    assert command(client, "metrics", "all")[0] == 1


def test_what_a_metric_tells_is_a_docstring_of_the_row(client: Generated) -> None:
    assert '    height: Decimal | None\n    """How tall the tree is."""\n' in client.files["models/report.py"]


def test_check_takes_the_parameters_as_one_object(client: Generated) -> None:
    asked = json.dumps({**ASKED, "metrics": ["weight", "aples", "sweetness"]})
    status, text = command(client, "check", "GET", "/report/page/get/", "-", said=asked)
    assert status == 1
    assert [each["pointer"] for each in json.loads(text)] == ["/metrics/1"]


def test_a_way_that_there_is_not_is_told_at_once(client: Generated) -> None:
    with pytest.raises(
        ValueError, match="mode must be one of synchronous, asynchronous or None, not 'async'"
    ):
        fetched(client, GardenServer(), **ASKED, mode="async")


@text_cases(name=str, meant=literal)
def test_an_argument_that_a_report_does_not_take_is_told_at_once(
    client: Generated, name: str, meant: str
) -> None:
    server = GardenServer()
    with pytest.raises(TypeError) as caught:
        fetched(client, server, **ASKED, **{name: 1})
    assert str(caught.value) == f"a report takes no argument '{name}'{meant}"
    assert server.sent == []


def test_rows_are_made_of_replies_and_not_of_their_entries(client: Generated) -> None:
    reply = client.client(GardenServer()).report.page.get(**ASKED, metrics=["cost"])
    with pytest.raises(TypeError, match=r"rows takes replies, not their entries: got "):
        list(client.module("").rows(reply.items))

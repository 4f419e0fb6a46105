"""What goes with a metric, a dimension or a filter, told by ``explain``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from report_garden import garden
from text_cases import literal, text_cases
from tiktok_bindgen.assemble.yaml import dump_yaml
from tiktok_bindgen.cli import main
from tiktok_bindgen.explain.names import entry_lines, grouping_text, report_name
from tiktok_bindgen.problem import InputError


def test_a_metric_tells_its_levels_modes_and_dimensions() -> None:
    assert report_name(garden(), "metric", "apples").splitlines() == [
        "metric apples",
        "",
        "Garden reports (garden)",
        "  listed under Harvest",
        "  of the dimensions limited to some metrics, can be combined with soil",
        "  can be combined with soil in synchronous reports only",
    ]
    assert report_name(garden(), "metric", "taste").splitlines()[3:] == [
        "  listed under Harvest",
        "  only in reports that are asynchronous",
        "  of the dimensions limited to some metrics, cannot be combined with soil",
    ]
    # What says what something is goes with all.
    assert report_name(garden(), "metric", "gardener").splitlines()[3:] == [
        "  at the data levels adgroup, ad"
    ]


def test_what_a_metric_is_stands_at_the_top() -> None:
    assert report_name(garden(), "metric", "height").splitlines()[:2] == [
        "metric height",
        "How tall the tree is.",
    ]


def test_a_dimension_tells_its_metrics_times_and_groupings() -> None:
    assert report_name(garden(), "dimension", "soil").splitlines() == [
        "dimension soil",
        "",
        "Garden reports (garden)",
        "  can be combined with 2 of 7 metrics: weight, apples",
        "  in synchronous reports only with apples",
        "  can be grouped by",
        "    soil",
    ]
    assert report_name(garden(), "dimension", "day").splitlines()[2:] == [
        "Garden reports (garden)",
        "  for at most 10 days",
        "  can be grouped by",
        "    one of (bed_id, tree_id) + at most one of (day)",
        "    day",
        "",
        "Tree reports (tree)",
    ]
    assert "  can be grouped by (more are documented in words only)" in report_name(
        garden(), "dimension", "tree_id"
    )


def test_a_filter_tells_how_it_is_compared() -> None:
    assert report_name(garden(), "filter", "bed_ids").splitlines()[3:] == [
        "  compared by IN",
        "  at the data levels ad",
        "  requires one of the dimensions bed_id",
    ]


@text_cases(role=str, entry=literal, lines=literal)
def test_each_fact_of_a_name_is_a_line(role: str, entry: dict[str, Any], lines: list[str]) -> None:
    kind = {"title": "Bed", "metrics": {"x": {}}} | {role: {"x": entry}}
    if role == "dimensions":
        kind["metrics"] = {"x": {}}
    assert [*entry_lines(kind, role, "x")] == lines


def test_a_metric_tells_the_dimensions_that_take_it_in_one_kind_of_report_alone() -> None:
    kind = {
        "metrics": {"apples": {}, "pears": {}},
        "dimensions": {
            "bed": {"without-metrics": ["apples"], "asynchronous-metrics": ["pears"]},
            "row": {"metrics": ["apples"]},
            "day": {},
        },
    }
    assert [*entry_lines(kind, "metrics", "apples")] == [
        "of the dimensions limited to some metrics, can be combined with row",
        "of the dimensions limited to some metrics, cannot be combined with bed",
    ]
    assert [*entry_lines(kind, "metrics", "pears")] == [
        "of the dimensions limited to some metrics, can be combined with bed",
        "of the dimensions limited to some metrics, cannot be combined with row",
        "can be combined with bed in asynchronous reports only",
    ]


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        ("day", "day"),
        ({"of": ["bed", "tree"]}, "one of (bed, tree)"),
        ({"of": ["bed", "tree"], "least": 0}, "at most one of (bed, tree)"),
        ({"of": ["bed", "tree"], "most": None}, "some of (bed, tree)"),
        ({"of": ["bed", "tree"], "most": 2}, "1 to 2 of (bed, tree)"),
        ({"of": ["bed", "tree"], "least": 0, "most": 2}, "0 to 2 of (bed, tree)"),
        ({"of": ["bed", "tree"], "least": 2, "most": None}, "2 or more of (bed, tree)"),
    ],
)
def test_each_way_to_choose_dimensions_is_said(slot: Any, words: str) -> None:
    assert grouping_text([slot]) == words
    assert grouping_text(["hour", slot]) == f"hour + {words}"


def test_a_name_that_no_report_has_is_one_line() -> None:
    with pytest.raises(InputError, match=r"^no report has a metric aples; did you mean apples\?$"):
        report_name(garden(), "metric", "aples")
    with pytest.raises(InputError, match=r"^no report has a dimension moon$"):
        report_name({}, "dimension", "moon")


def test_the_command_explains_a_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "garden.yaml"
    file.write_text(dump_yaml(garden()), encoding="utf-8")
    assert main(["explain", "filter", "bed_ids", "--spec", str(file)]) == 0
    assert capsys.readouterr().out.startswith("filter bed_ids\n")
    assert main(["explain", "filter", "bed_ids", "name", "--spec", str(file)]) == 2
    assert "explain filter takes one name and only the option --spec" in capsys.readouterr().err

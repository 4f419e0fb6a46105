"""What goes with a metric, a dimension or a filter, told by ``explain``."""

from __future__ import annotations

from pathlib import Path

import pytest

from report_garden import garden
from tiktok_bindgen.assemble.yaml import dump_yaml
from tiktok_bindgen.cli import main
from tiktok_bindgen.explain import report_name
from tiktok_bindgen.problem import InputError


def test_a_metric_tells_its_levels_modes_and_dimensions() -> None:
    assert report_name(garden(), "metric", "apples").splitlines() == [
        "metric apples",
        "",
        "Garden reports (garden)",
        "  listed under Harvest",
        "  of the dimensions that do not take all metrics, goes with soil",
        "  goes with soil in synchronous reports only",
    ]
    assert report_name(garden(), "metric", "taste").splitlines()[3:] == [
        "  listed under Harvest",
        "  only in reports that are asynchronous",
        "  of the dimensions that do not take all metrics, goes not with soil",
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
        "  goes with 2 of 7 metrics: weight, apples",
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
    assert "  can be grouped by, besides others that stay words" in report_name(
        garden(), "dimension", "tree_id"
    )


def test_a_filter_tells_how_it_is_compared() -> None:
    assert report_name(garden(), "filter", "bed_ids").splitlines()[3:] == [
        "  compared by IN",
        "  at the data levels ad",
        "  needs a dimension, one of bed_id",
    ]


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
    assert "explain filter takes a name and no more" in capsys.readouterr().err

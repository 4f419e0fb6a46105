"""Reports of the whole portal in the committed client: nothing is lost, no documented request is refused."""

from __future__ import annotations

import typing
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from may import may_pages
from newest import newest_requests, newest_spec
from pages import needs_portal
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.weigh.calls import shown
from tiktok_business import checks, models, params
from tiktok_business._runtime.report_row import attributes
from tiktok_business._runtime.report_rules import report_kind
from tiktok_business.reports import KINDS

ROLES = ("metrics", "dimensions", "filters")
REPORTS: dict[str, dict[str, dict[str, Any]]] = newest_spec()["x-reports"]


def kind(key: str) -> Any:
    return report_kind("tiktok_business.reports", key)


def test_every_documented_name_is_in_the_tables_and_in_the_types() -> None:
    assert tuple(REPORTS) == KINDS
    for key, report in REPORTS.items():
        title = "".join(part.capitalize() for part in key.split("_"))
        for role in ROLES:
            assert kind(key).names(role).keys() == report[role].keys()
            if report[role]:
                literal = getattr(params, f"{title}{role[:-1].capitalize()}")
                assert set(typing.get_args(literal)) == report[role].keys()


def test_every_documented_metric_is_an_attribute_of_rows() -> None:
    found = attributes(models.ReportIntegratedGetResponseMetrics)
    asked = ("basic", "audience", "playable_ad", "dsa", "business_center", "gmv_max_ad")
    names = {name for key in asked for name in REPORTS[key]["metrics"]}
    assert names <= {wire for wire, _ in found.values()}
    # None of them is called as what a dictionary has.
    assert {attribute: wire for attribute, (wire, _) in found.items() if attribute != wire} == {}


@pytest.mark.parametrize(
    ("name", "came", "expected"),
    [
        ("spend", "12.30", Decimal("12.30")),
        ("ctr", "-", None),
        ("campaign_name", "2026", "2026"),
        ("currency", "USD", "USD"),
        ("campaign_id", "7123456789012345678", "7123456789012345678"),
        ("is_smart_creative", True, True),
        ("skan_total_purchase_value", "0.50", Decimal("0.50")),
        ("ad_text_list", ["a"], ["a"]),
    ],
)
def test_a_row_reads_names_ids_and_figures_as_what_they_are(name: str, came: Any, expected: Any) -> None:
    row = models.ReportIntegratedGetResponseMetrics({name: came})
    assert getattr(row, name) == expected
    assert type(getattr(row, name)) is type(expected)


def test_what_is_no_figure_says_what_something_is() -> None:
    """By eye: nothing that is counted or paid is text, and no name or id is a figure."""
    found = attributes(models.ReportIntegratedGetResponseMetrics)
    text = {name for name, (_, read) in found.items() if read.__name__ != "figure"}
    figures = found.keys() - text
    assert not [name for name in figures if name.endswith(("_id", "_name", "_url", "_type", "_status"))]
    assert not [
        name
        for name in text
        if name.startswith(("cost_per", "total_", "skan_")) or name.endswith(("_rate", "_roas"))
    ]
    assert (len(figures), len(text)) == (904, 85)


def test_no_documented_name_is_a_slip_of_another() -> None:
    judged = 0
    for request in newest_requests():
        check = getattr(checks, request.name)
        for role, field in getattr(check.report, "fields", {}).items():
            if role == "filters":
                continue
            names = sorted({name for key in check.report.kinds for name in REPORTS[key][role]})
            found = check.violations({field: names})
            assert [
                each for each in found if each.rule == "enum" and each.pointer.startswith(f"/{field}/")
            ] == []
            judged += len(names)
    assert judged > 1000


@cache
def _pages() -> tuple[Page, ...]:
    return tuple(each.page for each in may_pages())


def _documented() -> Iterator[tuple[str, str, Any, Any]]:
    """The documented requests that are asked for names of reports: operation, place, request, check."""
    known = {(each.method, each.path): each for each in newest_requests()}
    for page in _pages():
        for one in shown(page, known):
            of = known.get((one.method, one.path))
            if one.side != "request" or of is None or not isinstance(one.value, dict):
                continue
            check = getattr(checks, of.name)
            if check.report is not None:
                yield of.name, f"{page.name}:{one.line}", one.value, check


@needs_portal
@pytest.mark.slow
def test_no_documented_request_is_refused_by_what_goes_together() -> None:
    seen = Counter[str]()
    refused = []
    for name, place, value, check in _documented():
        seen[name] += 1
        refused += [
            (place, str(each))
            for each in check.violations(value)
            if each.rule.startswith("report-") or each.instead
        ]
    assert refused == []
    # Of those that stand beside the operation that they are of.
    assert seen == {
        "campaign_spc_report_get": 5,
        "gmv_max_report_get": 12,
        "report_ad_benchmark_get": 1,
        "report_integrated_get": 8,
        "report_task_create": 1,
        "report_video_performance_get": 1,
        "smart_plus_material_report_breakdown": 1,
        "smart_plus_material_report_overview": 2,
    }

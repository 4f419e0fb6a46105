"""What type checkers make of reports: checked by mypy and pyright, never run."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, assert_type

from tiktok_business import Client, Progress, pages, rows
from tiktok_business.models import AgeGroup
from tiktok_business.params import BasicMetric


def told(progress: Progress) -> None:
    assert_type(progress.rows, int)


def names_are_documented_ones_or_any_text(client: Client, metric: BasicMetric, other: str) -> None:
    get = client.report.integrated.get
    get(report_type="BASIC", dimensions=["ad_id", other], metrics=["spend", metric, "of next year"])
    get(report_type="BASIC", dimensions=[1])  # type: ignore[list-item]
    client.report.task.create(
        report_type="BASIC",
        dimensions=("ad_id",),
        filtering=[{"field_name": "ad_ids", "filter_type": "IN", "filter_value": "[]"}],
    )


def rows_have_every_metric(client: Client) -> None:
    reply = client.report.integrated.get(report_type="BASIC", dimensions=["ad_id"])
    for item in reply.items:
        assert item.metrics is not None
        assert_type(item.metrics.spend, Decimal | None)
        assert_type(item.metrics.campaign_name, str | None)
        assert_type(item.metrics["spend"], Any)
        assert item.metrics.spemd  # type: ignore[attr-defined]
        assert item.dimensions is not None
        assert_type(item.dimensions.age, AgeGroup | str | None)
    assert_type(rows(reply), Iterator[dict[str, Any]])
    rows(pages(client.report.integrated.get, report_type="BASIC", dimensions=["ad_id"]), number=Decimal)


def a_whole_report_takes_what_its_pages_do(client: Client) -> None:
    found = client.report.fetch(
        report_type="BASIC", dimensions=["ad_id"], mode="asynchronous", task="1", progress=told
    )
    assert_type(found, Iterator[dict[str, Any]])
    client.report.fetch(report_type="BASIC", dimensions=["ad_id"], page=1)  # type: ignore[call-arg]
    client.report.fetch(report_type="BASIC", dimensions=["ad_id"], mode="quick")  # type: ignore[arg-type]

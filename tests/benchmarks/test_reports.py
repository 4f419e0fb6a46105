"""What the rows of a report cost, against parsing them and against what pandas takes for the same."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from tiktok_business import Client, RawResponse, Reply, Request, Timeout, rows
from tiktok_business.models import ReportIntegratedGetResponseData

from .conftest import Report
from .measure import compare

METRICS = ("spend", "impressions", "clicks", "ctr", "cpc", "cpm", "reach", "conversion")
PAGE = 1000
PAGES = 100


def page(number: int, total: int = PAGES) -> bytes:
    """A page of a report by ad and day, as the API sends it."""
    entries = [
        {
            "dimensions": {"ad_id": str(7_000_000_000 + at), "stat_time_day": "2026-01-01 00:00:00"},
            "metrics": {
                "campaign_name": f"Bed {at % 50}",
                **dict.fromkeys(METRICS, f"{at % 97}.{at % 89:02}" if at % 7 else "-"),
            },
        }
        for at in range(number * PAGE, (number + 1) * PAGE)
    ]
    info = {"page": number + 1, "page_size": PAGE, "total_page": total, "total_number": total * PAGE}
    data = {"list": entries, "page_info": info}
    return json.dumps({"code": 0, "message": "OK", "request_id": "r", "data": data}).encode()


@pytest.fixture(scope="module")
def report_pages() -> list[bytes]:
    return [page(number) for number in range(PAGES)]


def test_100000_rows_against_parsing_alone(report: Report, report_pages: list[bytes]) -> None:
    def flat() -> int:
        return sum(1 for one in report_pages for _ in rows(_reply(json.loads(one))))

    def touched() -> int:
        return sum(
            row.metrics is not None and row.metrics.spend is not None
            for one in report_pages
            for row in _reply(json.loads(one)).items
        )

    def parsed() -> list[Any]:
        return [json.loads(one) for one in report_pages]

    assert flat() == PAGE * PAGES
    report("100,000 rows as dictionaries / json.loads", compare(flat, parsed, rounds=4).ratio, 2.2)
    report("100,000 rows, one figure of each / json.loads", compare(touched, parsed, rounds=4).ratio, 2)


def test_100000_rows_against_pandas(report: Report, report_pages: list[bytes]) -> None:
    pandas = pytest.importorskip("pandas", reason="left out: pandas is not installed")

    def ours() -> Any:
        return pandas.DataFrame(row for one in report_pages for row in rows(_reply(json.loads(one))))

    def theirs() -> Any:
        """Read the same by pandas alone: flat columns, and figures as numbers."""
        entries = [entry for one in report_pages for entry in json.loads(one)["data"]["list"]]
        frame = pandas.json_normalize(entries)
        frame.columns = [name.partition(".")[2] for name in frame.columns]
        for name in METRICS:
            frame[name] = pandas.to_numeric(frame[name], errors="coerce")
        return frame

    assert len(ours()) == len(theirs()) == PAGE * PAGES
    assert list(ours().columns) == list(theirs().columns)
    report("100,000 rows to a data frame / pandas.json_normalize", compare(ours, theirs, rounds=2).ratio, 1)


def test_memory_stays_flat_over_a_million_rows(report: Report) -> None:
    class Generator:
        """A transport that makes each page as it is asked for: one whose first name tells them apart."""

        number = 0
        text = page(0, 1000)

        def send(self, request: Request, timeout: Timeout) -> RawResponse:
            del request, timeout
            self.number += 1
            body = self.text.replace(b"Bed 0", b"Bed %d" % self.number).replace(
                b'"page": 1,', b'"page": %d,' % self.number
            )
            return RawResponse(200, {"content-type": "application/json"}, body)

        def close(self) -> None:
            """Do nothing."""

    def peaks() -> Iterator[int]:
        with Client("t", transport=Generator()) as client:
            found = client.report.fetch(
                advertiser_id="1",
                report_type="BASIC",
                data_level="AUCTION_AD",
                dimensions=["ad_id"],
                query_lifetime=True,
            )
            for number, _ in enumerate(found, 1):
                if number in {PAGE * 20, PAGE * 1000}:
                    yield tracemalloc.get_traced_memory()[1]
                    tracemalloc.reset_peak()

    tracemalloc.start()
    few, many = peaks()
    tracemalloc.stop()
    report("memory at 1,000,000 rows / at 20,000", many / few, 1.2)


def _reply(parsed: Any) -> Reply[ReportIntegratedGetResponseData]:
    return Reply[Any].from_json(parsed, data=ReportIntegratedGetResponseData)

"""A report as a table: what each ad spent, by day.

    TIKTOK_ACCESS_TOKEN=… python examples/report_to_pandas.py ADVERTISER_ID 2026-01-01 2026-03-31

It is summed up by pandas if that is installed, else it is written to report.csv.
"""

from __future__ import annotations

import csv
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from tiktok_business import Client

DIMENSIONS = ("ad_id", "stat_time_day")
METRICS = ("campaign_name", "spend", "impressions", "clicks")
CSV = Path("report.csv")


def report(client: Client, advertiser_id: str, first: str, last: str) -> list[dict[str, Any]]:
    """Return all rows, however many pages and requests they take."""
    found = client.report.fetch(
        advertiser_id=advertiser_id,
        report_type="BASIC",
        data_level="AUCTION_AD",
        dimensions=DIMENSIONS,
        metrics=METRICS,
        start_date=first,
        end_date=last,
    )
    return list(found)


def main(advertiser_id: str, first: str, last: str) -> None:
    """Fetch the report, and show it or save it."""
    with Client() as client:
        rows = report(client, advertiser_id, first, last)
    try:
        pandas: Any = import_module("pandas")
    except ModuleNotFoundError:
        with CSV.open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, [*DIMENSIONS, *METRICS])
            table.writeheader()
            table.writerows(rows)
        print(f"{len(rows)} rows in {CSV}")
    else:
        frame = pandas.DataFrame(rows)
        print(frame.groupby("campaign_name")[["spend", "clicks"]].sum())


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Dates and times as Python has them, written as each field documents it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from clients import Generated, Recorder, document, generated, getting, objects, posting, query
from tiktok_bindgen.generate.signatures import DATES
from tiktok_bindgen.runtime.encode import written
from tiktok_business import Client, InvalidRequest, MockTransport
from tiktok_business.checks import adgroup_update

EAST = dt.timezone(dt.timedelta(hours=8))
TIME = dt.datetime(2026, 6, 1, 8, 30, 5, 999, tzinfo=EAST)
NAIVE = dt.datetime(2026, 6, 1, 0, 30, 5)  # noqa: DTZ001 - taken as it is documented


def text(written_as: str) -> dict[str, Any]:
    return {"type": "string", "format": written_as}


BED = objects(
    {"sown": text("YYYY-MM-DDTHH:MM:SSZ"), "due": text("YYYY-MM-DD HH:MM:SS"), "day": text("YYYYMMDD")}
)
OWN = {**text("YYYY-MM-DD HH:MM:SS"), "x-time-zone": "garden"}
REAPED = objects({"till": OWN})
BODY = {
    "at": text("YYYY-MM-DD HH:MM:SS"),
    "beds": {"type": "array", "items": BED},
    "first": {"type": "object", "additionalProperties": BED},
    "months": {"type": "array", "items": text("YYYY-MM")},
}


@pytest.fixture(scope="module")
def gardens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    paths = {
        "/plot/sow/": posting(objects(BODY)),
        "/plot/get/": getting(
            query("since", text("YYYY-MM-DDTHH:MM:SSZ")),
            query("bed", objects({"sown": text("YYYY-MM-DDTHH:MM:SSZ")})),
        ),
        "/plot/dig/": posting(
            objects({"at": text("YYYY-MM-DD HH:MM:SS"), "day": {**text("date"), "x-time-zone": "garden"}})
        ),
        "/plot/reap/": posting(
            objects(
                {
                    "from": OWN,
                    "last": {**OWN, "x-time-zone": "UTC"},
                    "beds": {"type": "array", "items": REAPED},
                }
            )
        ),
    }
    with generated(document(paths), tmp_path_factory.mktemp("gardens")) as client:
        yield client


@pytest.mark.parametrize("time", [TIME, NAIVE], ids=["aware", "naive"])
def test_each_field_gets_a_time_as_it_is_documented(gardens: Generated, time: dt.datetime) -> None:
    transport = Recorder()
    bed = {"sown": time, "due": time, "day": dt.date(2026, 6, 1)}
    gardens.client(transport).plot.sow(
        at=time,
        beds=[bed, gardens.module("models").PlotSowRequestBeds(**bed)],
        first={"rose": bed},
        months=[dt.date(2026, 6, 30), "2026-07"],
    )
    sent = transport.sent[0].json()
    asked = {"sown": "2026-06-01T00:30:05Z", "due": "2026-06-01 00:30:05", "day": "20260601"}
    assert sent["at"] == "2026-06-01 00:30:05"
    assert sent["beds"] == [asked, asked]
    assert sent["first"] == {"rose": asked}
    assert sent["months"] == ["2026-06", "2026-07"]


def test_a_time_in_a_query_is_written_as_documented_too(gardens: Generated) -> None:
    transport = Recorder()
    gardens.client(transport).plot.get(since=TIME, bed={"sown": TIME})
    found = dict(parse_qsl(urlsplit(transport.sent[0].url).query))
    assert found["since"] == "2026-06-01T00:30:05Z"
    assert json.loads(found["bed"]) == {"sown": "2026-06-01T00:30:05Z"}


def test_only_operations_that_need_it_look_for_dates(gardens: Generated) -> None:
    source = gardens.files[
        "api/plot/__init__.py" if "api/plot/__init__.py" in gardens.files else "api/plot.py"
    ]
    assert re.findall(r"^_PLOT_(\w+) = |^    (formats|zones)=", source, re.MULTILINE) == [
        ("DIG", ""),
        *(("GET", ""), ("", "formats")),
        *(("REAP", ""), ("", "zones")),
        *(("SOW", ""), ("", "formats")),
    ]
    assert "since: str | dt.datetime | None = None" in source


def test_what_is_given_stays_as_it_was() -> None:
    beds = [{"sown": "2026-06-01 00:30:05"}]
    given = {"beds": beds, "name": "2026-06-01"}
    found = written({"/beds/*/sown": "%d.%m.%Y", "/none/*": "%Y"}, given)
    assert found == {"beds": [{"sown": "01.06.2026"}], "name": "2026-06-01"}
    assert beds == [{"sown": "2026-06-01 00:30:05"}]


@pytest.mark.parametrize("value", ["soon", "2026-02-30", "", 7, ["2026-06-01"], {"a": 1}, None, True])
def test_what_is_no_date_is_left_for_checks_to_refuse(value: object) -> None:
    found = written({"/day": "%Y%m%d"}, {"day": value})
    assert found == {"day": value}


def test_a_time_of_another_zone_is_refused_where_the_zone_is_not_utc(gardens: Generated) -> None:
    transport = Recorder()
    client, reaped = gardens.client(transport), gardens.module("models").PlotReapRequestBeds
    with pytest.raises(gardens.module().InvalidRequest) as caught:
        client.plot.reap(from_=TIME, last=TIME, beds=[{"till": TIME}, {"till": NAIVE}, reaped(till=TIME)])
    assert str(caught.value) == (
        "POST /plot/reap/: the request is not valid\n"
        + "\n".join(
            f"  /{place}: must be in the time zone of the garden: convert it, then give it without a zone, "
            "as by `.replace(tzinfo=None)` (type)"
            for place in ("from", "beds/0/till", "beds/2/till")
        )
    )
    assert transport.sent == []


def test_a_time_without_a_zone_is_sent_as_it_is_whatever_the_fields_zone(gardens: Generated) -> None:
    transport = Recorder()
    gardens.client(transport).plot.reap(from_=NAIVE, last=TIME, beds=({"till": "2026-06-01 08:30:05"},))
    assert transport.sent[0].json() == {
        "from": "2026-06-01 00:30:05",
        "last": "2026-06-01 00:30:05",
        "beds": [{"till": "2026-06-01 08:30:05"}],
    }


def test_the_times_of_transactions_are_in_the_accounts_zone() -> None:
    with Client("t", transport=MockTransport()) as client, pytest.raises(InvalidRequest) as caught:
        client.bc.account.transaction.get(
            bc_id="1", transaction_level="BC", filtering={"start_time": TIME, "end_time": NAIVE}
        )
    assert [one.pointer for one in caught.value.violations] == ["/filtering/start_time"]
    assert "the time zone of the ad account or Business Center" in str(caught.value)


@pytest.mark.parametrize(
    "time",
    [
        dt.datetime.min.replace(tzinfo=EAST),
        dt.datetime.max.replace(tzinfo=dt.timezone(-dt.timedelta(hours=1))),
    ],
)
def test_a_time_that_utc_does_not_have_is_refused_in_one_line(gardens: Generated, time: dt.datetime) -> None:
    with pytest.raises(gardens.module().InvalidRequest, match="/at: must be a time that can be converted"):
        gardens.client(Recorder()).plot.dig(at=time)


def test_what_has_hours_is_a_time_and_what_has_none_a_day(gardens: Generated) -> None:
    assert {DATES[name] for name in ("date-time", "YYYY-MM-DD HH:MM")} == {"dt.datetime"}
    assert {DATES[name] for name in ("date", "YYYY-MM", "YYYYMMDD")} == {"dt.date"}
    transport = Recorder()
    gardens.client(transport).plot.dig(at=NAIVE, day=dt.date(2026, 6, 1))
    assert transport.sent[0].json() == {"at": "2026-06-01 00:30:05", "day": "2026-06-01"}


@pytest.mark.parametrize(
    "day", ["2025-13-02", "2025-00-10", "2025-02-30", "2023-02-29", "2025-1-02", "0000-01-01", "2025-10-01x"]
)
def test_a_text_that_is_no_date_of_the_calendar_is_refused(day: str) -> None:
    with Client("t", transport=MockTransport()) as client:
        with pytest.raises(InvalidRequest) as caught:
            client.report.integrated.get(
                advertiser_id="1",
                report_type="BASIC",
                data_level="AUCTION_AD",
                dimensions=["ad_id"],
                start_date="2024-02-29",
                end_date=day,
            )
        assert [(one.pointer, one.rule) for one in caught.value.violations] == [("/end_date", "format")]


@pytest.mark.parametrize("time", ["2025-13-02 10:00:00", "2025-02-29 10:00:00", "2025-02-28 25:00:00"])
def test_a_time_of_no_date_of_the_calendar_is_refused(time: str) -> None:
    for fine, given in ((True, "2024-02-29 23:59:59"), (False, time)):
        found = adgroup_update.violations(
            {"advertiser_id": "1", "adgroup_id": "2", "schedule_start_time": given}
        )
        assert ([one.rule for one in found if one.pointer == "/schedule_start_time"] == []) is fine


def test_a_time_of_an_event_is_written_as_iso_8601_and_text_stays_as_it_is() -> None:
    mock = MockTransport()
    with Client(transport=mock) as client:
        client.pixel.track(pixel_code="1", event="Sow", context={}, timestamp=TIME)
        client.pixel.batch(
            pixel_code="1",
            batch=[
                {"type": "track", "event": "Sow", "context": {}, "timestamp": TIME},
                {
                    "type": "track",
                    "event": "Sow",
                    "context": {},
                    "timestamp": "2026-06-01T08:30:05.152+08:00",
                },
            ],
        )
    one, several = (request.json() for request in mock.requests)
    assert one["timestamp"] == "2026-06-01T00:30:05Z"
    assert [each["timestamp"] for each in several["batch"]] == [
        "2026-06-01T00:30:05Z",
        "2026-06-01T08:30:05.152+08:00",
    ]

"""The memory of a mock: what was made can be listed, looked up, changed and removed."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clients import document, enveloped, generated, getting, objects, posting, query
from tiktok_business import Client, MockTransport, NotFoundError, Reply, items, pages
from tiktok_business._operations import OPERATIONS, REPLIES
from tiktok_business._runtime.memory import Memory
from tiktok_business._runtime.serving import MockApi, MockServer
from tiktok_business.models import ReturnCode

#: How often a server looks whether it is to stop, in seconds.
SOON = 0.01
CAMPAIGN: dict[str, Any] = {
    "objective_type": "TRAFFIC",
    "campaign_name": "Spring",
    "budget_mode": "BUDGET_MODE_INFINITE",
}
GROUP: dict[str, Any] = {
    "schedule_type": "SCHEDULE_FROM_NOW",
    "schedule_start_time": "2027-01-01 00:00:00",
    "billing_event": "CPC",
}
REPORT: dict[str, Any] = {"advertiser_id": "1", "report_type": "BASIC", "data_level": "AUCTION_CAMPAIGN"}


@pytest.fixture
def server() -> Iterator[MockServer]:
    api = MockApi(OPERATIONS, {name: tuple(reply) for name, *reply in REPLIES}, lambda *_: ())
    with MockServer(api) as running:
        threading.Thread(target=running.serve_forever, args=(SOON,), daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture(params=["transport", "server"])
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    """A client of either mock: both are one mechanism."""
    if request.param == "transport":
        with Client(transport=MockTransport(), advertiser_id="1", validate=False) as made:
            yield made
    else:
        url = request.getfixturevalue("server").url
        with Client("token", base_url=url, advertiser_id="1", validate=False) as made:
            yield made


def came(reply: Reply[Any]) -> Any:
    """The data of a reply as it came."""
    assert reply.raw_response is not None
    return reply.raw_response.json()["data"]


def test_what_a_request_says_is_what_the_reply_says_and_nothing_else(client: Client) -> None:
    reply = client.campaign.create(**CAMPAIGN)
    data = came(reply)
    assert data.pop("campaign_id") == reply.data.campaign_id
    # Of what was not sent, documented defaults are said, but none that does not go with what was.
    off = dict.fromkeys(("catalog_enabled", "rta_bid_enabled", "rta_product_selection_enabled"), False)
    off |= {"is_advanced_dedicated_campaign": False}
    assert data == {**CAMPAIGN, "advertiser_id": "1", "operation_status": "ENABLE", **off}
    assert client.campaign.create(**CAMPAIGN).data.campaign_id != reply.data.campaign_id


def test_what_a_reply_always_says_is_null_where_it_was_not_sent(client: Client) -> None:
    reply = client.campaign.create(objective_type="TRAFFIC", campaign_name="Spring")
    assert came(reply)["budget_mode"] is None


def test_what_is_made_is_listed_changed_paused_and_removed(client: Client) -> None:
    first, second = (client.campaign.create(**CAMPAIGN).data.campaign_id for _ in range(2))

    def listed(**filtering: Any) -> list[tuple[Any, ...]]:
        asked: Any = filtering or None
        found = client.campaign.get(filtering=asked).items
        return [(each.campaign_id, each.campaign_name, each.operation_status) for each in found]

    assert listed() == [(first, "Spring", "ENABLE"), (second, "Spring", "ENABLE")]
    changed = client.campaign.update(campaign_id=second, campaign_name="Summer")
    assert (changed.data.campaign_name, changed.data.objective_type) == ("Summer", "TRAFFIC")
    assert listed(campaign_ids=[second]) == [(second, "Summer", "ENABLE")]
    paused = client.campaign.status.update(campaign_ids=[first, second], operation_status="DISABLE")
    assert (paused.data.campaign_ids, paused.data.status) == ([first, second], "DISABLE")
    assert listed() == [(first, "Spring", "DISABLE"), (second, "Summer", "DISABLE")]
    client.campaign.status.update(campaign_ids=[first], operation_status="DELETE")
    assert listed() == [(second, "Summer", "DISABLE")]
    client.campaign.status.update(campaign_ids=[second], operation_status="DELETE")
    assert listed() == listed(campaign_ids=[second]) == []


def test_ads_of_one_call_are_objects_of_their_own_in_the_campaign_of_their_ad_group(client: Client) -> None:
    campaign = client.campaign.create(**CAMPAIGN).data.campaign_id
    group = client.adgroup.create(campaign_id=campaign, adgroup_name="Readers", **GROUP).data.adgroup_id
    creatives: Any = [{"ad_name": name, "ad_format": "SINGLE_VIDEO"} for name in ("Rose", "Iris")]
    made = client.ad.create(adgroup_id=group, creatives=creatives).data
    assert made.creatives is not None
    assert [each.ad_id for each in made.creatives] == made.ad_ids
    rose, iris = made.ad_ids
    changes: Any = [{"ad_id": iris, "ad_name": "Lily"}]
    changed = client.ad.update(adgroup_id=group, creatives=changes).data
    assert changed.creatives is not None
    assert (changed.ad_ids, changed.creatives[0].ad_name) == ([iris], "Lily")
    for filtering in ({"campaign_ids": [campaign]}, {"adgroup_ids": [group]}, {"ad_ids": [iris, rose, "9"]}):
        found = client.ad.get(filtering=filtering).items  # type: ignore[arg-type]
        assert [(each.ad_id, each.ad_name, each.campaign_id) for each in found] == [
            (rose, "Rose", campaign),
            (iris, "Lily", campaign),
        ]
    # An ad group keeps its name: what names it only as a parent does not change it.
    assert client.adgroup.get().items[0].adgroup_name == "Readers"
    assert client.ad.get(filtering={"ad_ids": ["9"]}).items == []


def test_what_is_removed_is_removed_with_all_that_is_in_it(client: Client) -> None:
    kept, gone = (client.campaign.create(**CAMPAIGN).data.campaign_id for _ in range(2))
    groups = [
        client.adgroup.create(campaign_id=each, adgroup_name="Readers", **GROUP).data.adgroup_id
        for each in (kept, gone)
    ]
    creatives: Any = [{"ad_name": "Rose", "ad_format": "SINGLE_VIDEO"}]
    ads = [client.ad.create(adgroup_id=each, creatives=creatives).data.ad_ids for each in groups]
    client.campaign.status.update(campaign_ids=[gone], operation_status="DELETE")
    assert [each.adgroup_id for each in client.adgroup.get().items] == groups[:1]
    assert [[each.ad_id] for each in client.ad.get().items] == ads[:1]


def test_a_list_is_filtered_by_what_was_sent_and_has_the_fields_that_are_asked_for(client: Client) -> None:
    for name, objective in (("Spring roses", "REACH"), ("Irises", "TRAFFIC"), ("Roses", "TRAFFIC")):
        client.campaign.create(**{**CAMPAIGN, "campaign_name": name, "objective_type": objective})

    def listed(**conditions: Any) -> list[Any]:
        filtering: Any = conditions
        found = came(client.campaign.get(filtering=filtering, fields=["campaign_name"]))["list"]
        assert all([*each] == ["campaign_name"] for each in found)
        return [each["campaign_name"] for each in found]

    assert listed(objective_type="TRAFFIC") == ["Irises", "Roses"]
    assert listed(campaign_name="roses") == ["Spring roses", "Roses"]
    assert listed(campaign_name="roses", objective_type="REACH") == ["Spring roses"]
    # What nobody sent may be anything.
    assert len(listed(buying_types=["AUCTION"])) == 3


def test_what_a_list_calls_by_a_shorter_name_is_what_was_sent(client: Client) -> None:
    sent: dict[str, Any] = {"file_paths": ["roses"], "calculate_type": "EMAIL_SHA256"}
    made = client.dmp.custom_audience.create(custom_audience_name="Readers", **sent).data.custom_audience_id
    (found,) = client.dmp.custom_audience.list().items
    assert (found.audience_id, found.name) == (made, "Readers")
    client.dmp.custom_audience.delete(custom_audience_ids=[made])
    assert client.dmp.custom_audience.list().items == []


def test_what_changes_several_objects_by_items_changes_each(client: Client) -> None:
    campaign = client.campaign.create(**CAMPAIGN).data.campaign_id
    groups = [
        client.adgroup.create(campaign_id=campaign, adgroup_name=name, **GROUP).data.adgroup_id
        for name in "AB"
    ]
    client.adgroup.budget.update(
        budget=[{"adgroup_id": group, "budget": 20.5 + at} for at, group in enumerate(groups)]
    )
    assert [each.budget for each in client.adgroup.get().items] == [20.5, 21.5]


def test_a_family_of_paths_lists_its_own(client: Client) -> None:
    smart = client.smart_plus.campaign.create(
        objective_type="WEB_CONVERSIONS", campaign_name="Smart"
    ).data.campaign_id
    client.campaign.create(**CAMPAIGN)
    assert [each.campaign_id for each in client.smart_plus.campaign.get().items] == [smart]
    assert [each.campaign_name for each in client.campaign.get().items] == ["Spring"]


def test_ids_that_nothing_has_are_an_empty_list_from_the_beginning(client: Client) -> None:
    page = client.campaign.get(filtering={"campaign_ids": ["404"]})
    assert (page.items, page.data.page_info.total_number) == ([], 0)
    campaign = client.campaign.create(**CAMPAIGN).data.campaign_id
    assert client.adgroup.get(filtering={"campaign_ids": [campaign]}).items == []
    # What no operation makes exists whatever its id is.
    assert [each.advertiser_id for each in client.advertiser.info(advertiser_ids=["3", "4"]).data.list] == [
        "3",
        "4",
    ]


def test_each_account_has_samples_of_its_own_that_fit_each_other(client: Client) -> None:
    found = {}
    for account in ("1", "2"):
        (ad,) = client.ad.get(advertiser_id=account).items
        (group,) = client.adgroup.get(advertiser_id=account).items
        (campaign,) = client.campaign.get(advertiser_id=account).items
        assert {each.advertiser_id for each in (ad, group, campaign)} == {account}
        assert (ad.adgroup_id, ad.campaign_id) == (group.adgroup_id, campaign.campaign_id)
        assert group.campaign_id == campaign.campaign_id
        assert client.adgroup.get(filtering={"campaign_ids": ["404"]}, advertiser_id=account).items == []
        found[account] = campaign.campaign_id
    assert found["1"] != found["2"]


def test_a_sample_that_was_listed_is_changed_and_removed(client: Client) -> None:
    (sample,) = client.campaign.get().items
    assert sample.campaign_id is not None
    client.campaign.update(campaign_id=sample.campaign_id, campaign_name="Spring")
    made = client.campaign.create(**CAMPAIGN).data.campaign_id
    assert [each.campaign_id for each in client.campaign.get().items] == [sample.campaign_id, made]
    assert client.campaign.get().items[0].campaign_name == "Spring"
    client.campaign.status.update(campaign_ids=[sample.campaign_id], operation_status="DELETE")
    assert [each.campaign_id for each in client.campaign.get().items] == [made]


def test_in_what_was_made_there_are_no_samples(client: Client) -> None:
    client.campaign.create(**CAMPAIGN)
    assert client.adgroup.get().items == client.ad.get().items == []


@pytest.mark.parametrize(
    ("path", "sent", "missing"),
    [
        ("/campaign/update/", {"campaign_id": "404", "campaign_name": "Spring"}, "campaign_id 404"),
        (
            "/campaign/status/update/",
            {"campaign_ids": ["404"], "operation_status": "DELETE"},
            "campaign_id 404",
        ),
        ("/adgroup/budget/update/", {"budget": [{"adgroup_id": "404", "budget": 50}]}, "adgroup_id 404"),
        ("/smart_plus/ad/update/", {"smart_plus_ad_id": "404"}, "smart_plus_ad_id 404"),
        ("/file/image/ad/update/", {"image_id": "404", "file_name": "rose"}, "image_id 404"),
        ("/dmp/custom_audience/delete/", {"custom_audience_ids": ["404"]}, "custom_audience_id 404"),
    ],
)
def test_what_nothing_made_and_no_list_has_cannot_be_changed(
    client: Client, path: str, sent: dict[str, Any], missing: str
) -> None:
    with pytest.raises(NotFoundError, match=f"no {missing} \\(mock\\)") as caught:
        client.call("POST", path, body={"advertiser_id": "1", **sent}, validate=False)
    assert caught.value.code == ReturnCode.OBJECT_NOT_FOUND


def test_a_mock_may_have_whatever_is_changed() -> None:
    with Client(transport=MockTransport(any_ids=True), advertiser_id="1") as client:
        paused = client.campaign.status.update(campaign_ids=["404"], operation_status="DISABLE")
        assert (paused.data.campaign_ids, paused.data.status) == (["404"], "DISABLE")
        assert client.campaign.get(filtering={"campaign_ids": ["404"]}).items == []


def test_what_is_removed_is_unknown_from_then_on(client: Client) -> None:
    made = client.campaign.create(**CAMPAIGN).data.campaign_id
    for status in ("DISABLE", "DELETE"):
        client.campaign.status.update(campaign_ids=[made], operation_status=status)
    with pytest.raises(NotFoundError):
        client.campaign.update(campaign_id=made, campaign_name="Summer")


def test_what_a_change_names_besides_it_need_not_be_known(client: Client) -> None:
    client.advertiser.update(advertiser_id="404", advertiser_name="Gardens")
    client.adgroup.create(campaign_id="404", adgroup_name="Readers", **GROUP)


def test_what_an_answer_of_a_test_lists_can_be_changed() -> None:
    mock = MockTransport({"campaign.get": {"list": [{"campaign_id": "7"}]}})
    with Client(transport=mock, advertiser_id="1") as client:
        with pytest.raises(NotFoundError):
            client.campaign.update(campaign_id="7", campaign_name="Spring")
        client.campaign.get()
        assert client.campaign.update(campaign_id="7", campaign_name="Spring").data.campaign_name == "Spring"


def test_a_default_inside_a_list_is_said_of_each_item(client: Client) -> None:
    campaign = client.campaign.create(**CAMPAIGN).data.campaign_id
    group = client.adgroup.create(campaign_id=campaign, adgroup_name="Readers", **GROUP).data.adgroup_id
    creatives: Any = [
        {"ad_name": "Rose", "ad_format": "SINGLE_VIDEO"},
        {"ad_name": "Iris", "ad_format": "SINGLE_VIDEO", "operation_status": "DISABLE"},
    ]
    client.ad.create(adgroup_id=group, creatives=creatives)
    assert [each.operation_status for each in client.ad.get().items] == ["ENABLE", "DISABLE"]


def test_a_list_is_paged(client: Client) -> None:
    made = [client.campaign.create(**CAMPAIGN).data.campaign_id for _ in range(7)]
    found = [*pages(client.campaign.get, page_size=3)]
    assert [len(page.items) for page in found] == [3, 3, 1]
    assert [each.campaign_id for each in items(client.campaign.get, page_size=3)] == made
    last = found[-1].data.page_info
    assert (last.page, last.page_size, last.total_number, last.total_page) == (3, 3, 7, 3)
    assert client.campaign.get(page=9).items == []


def test_what_is_looked_up_by_its_id_is_what_was_made(client: Client) -> None:
    source: dict[str, Any] = {"event_source_id": "3", "event_source_type": "WEB"}
    conversion: dict[str, Any] = {**source, "name": "Seeds", "rules": []}
    made = client.custom_conversion.create(**conversion).data.custom_conversion_id
    found = client.custom_conversion.get(custom_conversion_id=made, **source).data
    assert (found.custom_conversion_id, found.name) == (made, "Seeds")
    with pytest.raises(NotFoundError, match="no custom_conversion_id 404"):
        client.custom_conversion.get(custom_conversion_id="404", **source)


def test_an_upload_is_found_again(client: Client) -> None:
    uploaded = client.file.image.ad.upload(
        upload_type="UPLOAD_BY_FILE", image_file=b"rose", file_name="rose.png"
    )
    found = client.file.image.ad.info(image_ids=[uploaded.data.image_id]).data.list
    assert [(each.image_id, each.file_name) for each in found] == [(uploaded.data.image_id, "rose.png")]


@pytest.mark.parametrize("size", [0, 4, 3_000_000])
def test_an_upload_is_told_as_it_is(client: Client, size: int, tmp_path: Path) -> None:
    film = tmp_path / "rose.mp4"
    film.write_bytes(bytes(range(256))[:4] * (size // 4))
    (uploaded,) = client.file.video.ad.upload(
        upload_type="UPLOAD_BY_FILE", video_file=film, flaw_detect=True, auto_fix_enabled=True
    ).data
    assert (uploaded.size, uploaded.file_name) == (size, "rose.mp4")
    assert uploaded.signature == hashlib.md5(film.read_bytes(), usedforsecurity=False).hexdigest()
    # Nothing is wrong with it, so nothing mends it.
    assert not uploaded.flaw_types
    assert uploaded.fix_task_id is None
    assert uploaded.video_id is not None
    (found,) = came(client.file.video.ad.info(video_ids=[uploaded.video_id, "404"]))["list"]
    assert found["video_id"] == uploaded.video_id
    assert (found["size"], found["signature"]) == (size, uploaded.signature)


def test_what_was_not_uploaded_is_not_found(client: Client) -> None:
    assert client.file.video.ad.info(video_ids=["404"]).data.list == []
    (listed,) = came(client.file.video.ad.search())["list"]
    (found,) = came(client.file.video.ad.info(video_ids=[listed["video_id"]]))["list"]
    assert found["file_name"] == listed["file_name"] == "file_name"


def test_mocks_remember_each_for_itself() -> None:
    for _ in range(2):
        with Client(transport=MockTransport(), advertiser_id="1") as client:
            client.campaign.create(**CAMPAIGN)
            assert len(client.campaign.get().items) == 1


def test_the_oldest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tiktok_business._runtime.memory.MOST_KEPT", 3)
    with Client(transport=MockTransport(), advertiser_id="1") as client:
        made = [client.campaign.create(**CAMPAIGN).data.campaign_id for _ in range(5)]
        assert [each.campaign_id for each in client.campaign.get().items] == made[2:]


def test_threads_get_ids_of_their_own() -> None:
    with Client(transport=MockTransport(), advertiser_id="1") as client:
        made: list[str] = []

        def make() -> None:
            made.extend(client.campaign.create(**CAMPAIGN).data.campaign_id for _ in range(20))

        threads = [threading.Thread(target=make) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len({*made}) == 80
        assert {each.campaign_id for each in client.campaign.get(page_size=100).items} == {*made}


# -- reports -------------------------------------------------------------------------------


def test_a_report_has_a_row_of_each_day_and_each_id(client: Client) -> None:
    asked: dict[str, Any] = {
        "dimensions": ["campaign_id", "stat_time_day"],
        "metrics": ["spend", "campaign_name"],
    }
    made = [client.campaign.create(**{**CAMPAIGN, "campaign_name": name}).data.campaign_id for name in "AB"]
    # More days than one request allows.
    rows = [*client.report.fetch(**REPORT, **asked, start_date="2026-01-30", end_date="2026-03-02")]
    days = [f"2026-01-{day}" for day in (30, 31)] + [f"2026-02-{day:02}" for day in range(1, 29)]
    days += ["2026-03-01", "2026-03-02"]
    assert {(row["campaign_id"], row["stat_time_day"]) for row in rows} == {
        (campaign, f"{day} 00:00:00") for campaign in made for day in days
    }
    assert len(rows) == 2 * len(days)
    assert {(row["campaign_id"], row["campaign_name"]) for row in rows} == {(made[0], "A"), (made[1], "B")}
    assert len({row["spend"] for row in rows}) > len(days)


def test_a_report_is_paged_and_its_figures_are_texts(client: Client) -> None:
    filtering: Any = [{"field_name": "campaign_ids", "filter_type": "IN", "filter_value": '["5","6","7"]'}]
    asked: dict[str, Any] = {"dimensions": ["campaign_id", "stat_time_day"], "metrics": ["clicks", "ctr"]}
    days: dict[str, Any] = {"start_date": "2026-01-01", "end_date": "2026-01-02"}
    call = client.report.integrated.get
    found = [*pages(call, **REPORT, **asked, **days, filtering=filtering, page_size=4)]
    rows = [row for page in found for row in came(page)["list"]]
    assert [len(page.items) for page in found] == [4, 2]
    assert found[0].data.page_info.total_number == 6
    assert [row["dimensions"]["campaign_id"] for row in rows] == ["5", "5", "6", "6", "7", "7"]
    assert all({*map(type, row["metrics"].values())} == {str} for row in rows)


def test_a_report_is_of_the_accounts_that_are_asked(client: Client) -> None:
    made = {
        account: client.campaign.create(**CAMPAIGN, advertiser_id=account).data.campaign_id
        for account in ("1", "2", "3")
    }
    asked: dict[str, Any] = {
        **REPORT,
        "dimensions": ["campaign_id"],
        "metrics": ["advertiser_id"],
        "query_lifetime": True,
    }

    def rows(**changes: Any) -> list[tuple[str, str]]:
        found = came(client.report.integrated.get(**{**asked, **changes}))["list"]
        return [(row["dimensions"]["campaign_id"], row["metrics"]["advertiser_id"]) for row in found]

    assert rows(advertiser_id="2") == [(made["2"], "2")]
    assert rows(advertiser_id=None, advertiser_ids=["1", "3"]) == [(made["1"], "1"), (made["3"], "3")]
    filtering = [
        {"field_name": "campaign_ids", "filter_type": "IN", "filter_value": f'["{made["1"]}","{made["2"]}"]'}
    ]
    assert rows(advertiser_id="2", filtering=filtering) == [(made["2"], "2")]
    assert rows(advertiser_id="9") == []


def test_a_report_before_anything_is_made_is_of_what_is_listed(client: Client) -> None:
    asked: dict[str, Any] = {
        "dimensions": ["campaign_id"],
        "metrics": ["advertiser_id"],
        "query_lifetime": True,
    }
    page = client.report.integrated.get(**{**REPORT, "advertiser_id": "2"}, **asked)
    (row,) = came(page)["list"]
    assert row["metrics"]["advertiser_id"] == "2"
    assert [row["dimensions"]["campaign_id"]] == [
        each.campaign_id for each in client.campaign.get(advertiser_id="2").items
    ]


def test_an_ad_has_a_row_only_with_what_it_is_in(client: Client) -> None:
    pairs = []
    for name in "AB":
        campaign = client.campaign.create(**CAMPAIGN).data.campaign_id
        group = client.adgroup.create(campaign_id=campaign, adgroup_name=name, **GROUP).data.adgroup_id
        pairs.append((campaign, group))
    asked: dict[str, Any] = {"dimensions": ["campaign_id", "adgroup_id"], "query_lifetime": True}
    found = client.report.integrated.get(**{**REPORT, "data_level": "AUCTION_ADGROUP"}, **asked).items
    assert [(row.dimensions["campaign_id"], row.dimensions["adgroup_id"]) for row in found] == pairs


def test_figures_are_plausible_and_the_same_each_time(client: Client) -> None:
    made = [client.campaign.create(**CAMPAIGN).data.campaign_id for _ in range(3)]
    metrics = ["spend", "impressions", "clicks", "conversion", "ctr", "cpc"]
    asked: dict[str, Any] = {**REPORT, "start_date": "2026-01-01", "end_date": "2026-01-03"}

    def rows(dimensions: list[str]) -> list[dict[str, Any]]:
        return [*client.report.fetch(**asked, dimensions=dimensions, metrics=metrics)]

    by_day, whole = rows(["campaign_id", "stat_time_day"]), rows(["campaign_id"])
    assert by_day == rows(["campaign_id", "stat_time_day"])
    assert len({tuple(row[name] for name in metrics) for row in by_day}) == 9
    for row in by_day:
        assert row["impressions"] >= row["clicks"] >= row["conversion"] > 0
        assert 0 < row["ctr"] < 100
        assert row["spend"] > row["cpc"] > 0
        assert isinstance(row["clicks"], int)
    for campaign, total in zip(made, whole, strict=True):
        days = [row for row in by_day if row["campaign_id"] == campaign]
        assert total["clicks"] == sum(row["clicks"] for row in days)
        assert total["spend"] == pytest.approx(sum(row["spend"] for row in days))


def test_a_report_of_more_days_than_anyone_asks_for_is_a_page_all_the_same(client: Client) -> None:
    days: dict[str, Any] = {"start_date": "0001-01-01", "end_date": "9999-12-31"}
    dimensions = ["campaign_id", "stat_time_hour"]
    page = client.report.integrated.get(**REPORT, dimensions=dimensions, **days, page_size=3)
    assert (len(page.items), page.data.page_info.total_number) == (3, 240_000)
    days = {"start_date": "2026-01-02", "end_date": "2026-01-01"}
    assert client.report.integrated.get(**REPORT, dimensions=dimensions, **days).items == []


# -- any API -------------------------------------------------------------------------------


def test_no_name_of_this_api_is_needed(tmp_path: Path) -> None:
    text = {"type": "string"}
    bed = objects(
        {"bed_id": text, "soil": text, "herbs": {"type": "array", "items": objects({"name": text})}}
    )
    beds = objects({"beds": {"type": "array", "items": bed}})
    taken = objects({"soil": text, "herbs": {"type": "array", "items": objects({"name": text})}})
    by_ids = query("bed_ids", {"type": "array", "items": text})
    spec = document(
        {
            "/bed/create/": posting(taken, reply=enveloped(bed)),
            "/bed/list/": getting(by_ids, reply=enveloped(beds)),
            "/bed/delete/": posting(objects({"bed_id": text}), reply=enveloped(objects({}))),
        }
    )
    with generated(spec, tmp_path) as package:
        client = package.client(package.module().MockTransport())
        with pytest.raises(package.module().NotFoundError):
            client.bed.delete(bed_id="404")
        made = client.bed.create(soil="SAND", herbs=[{"name": "Mint"}, {"name": "Sage"}]).data
        assert [herb.name for herb in made.herbs] == ["Mint", "Sage"]
        assert [(bed.bed_id, bed.soil) for bed in client.bed.list().data.beds] == [(made.bed_id, "SAND")]
        assert client.bed.list(bed_ids=["404"]).data.beds == []
        client.bed.delete(bed_id=made.bed_id)
        assert client.bed.list().data.beds == []


def test_what_is_sent_with_another_type_is_not_repeated(tmp_path: Path) -> None:
    count = objects({"bed_id": {"type": "string"}, "size": {"type": "integer"}})
    spec = document({"/bed/create/": posting(objects({"size": {"type": "string"}}), reply=enveloped(count))})
    with generated(spec, tmp_path) as package:
        made = package.client(package.module().MockTransport()).bed.create(size="BIG")
        assert made.data.size is None


def test_an_id_is_new_for_each_object() -> None:
    memory = Memory()
    assert [memory.new_id() for _ in range(2)] == ["7000000000000000001", "7000000000000000002"]


def test_an_id_of_another_kind_that_happens_to_be_the_same_is_another(client: Client) -> None:
    uploaded = client.file.image.ad.upload(upload_type="UPLOAD_BY_FILE", image_file=b"rose").data.image_id
    assert len(client.campaign.get(advertiser_id=uploaded).items) == 1


def test_values_of_any_form_are_remembered(client: Client) -> None:
    odd: Any = {
        "advertiser_id": "1",
        "store_id": [["4"], "5"],
        "campaign_name": 7,
        "objective_type": ["DELETE"],
    }
    client.request("POST", "/campaign/create/", body=odd)
    for store, count in (("5", 1), ("6", 0)):
        asked = {"advertiser_id": "1", "filtering": {"store_ids": [store]}}
        found = client.request("GET", "/campaign/get/", query=asked).json()
        assert found["data"]["page_info"]["total_number"] == count

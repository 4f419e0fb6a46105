"""What type checkers make of many operations of the committed client: checked by mypy and pyright, never run.

Each ignored error is one that a checker has to find: one that it no longer finds is an error itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, assert_type

from tiktok_business import Client, Download, File, MockTransport, Reply, items, models, pages, run_task


def lists_are_read_page_by_page(client: Client) -> None:
    for campaign in items(client.campaign.get, advertiser_id="1", page_size=100):
        assert_type(campaign.campaign_id, str | None)
        assert campaign.no_such_field  # type: ignore[attr-defined]
    found = pages(client.adgroup.get, advertiser_id="1", filtering={"adgroup_ids": ["2"]})
    assert_type(found, Iterator[Reply[models.AdgroupGetResponseData]])
    for library in items(client.page.library.get, page_size=10):
        assert_type(library.library_name, str | None)
    for video in items(
        client.identity.video.get, advertiser_id="1", identity_id="2", identity_type="TT_USER"
    ):
        assert_type(video.item_id, str | None)
    items(client.oauth2.advertiser.get, app_id="1", secret="2")  # type: ignore[call-overload]
    pages(client.campaign.get, page="2", advertiser_id="1")  # type: ignore[call-overload]


def a_mapping_is_all_that_a_call_takes(client: Client, form: dict[str, object]) -> None:
    assert_type(client.call("campaign.create", form, waive=["unknown"]), Reply[Any])
    made = client.call(client.campaign.create, form, validate=False)
    assert_type(made, Reply[models.CampaignCreateResponseData])
    file = client.call(client.report.task.download, form, save_to="report.csv")
    assert_type(file, Download[models.ReportTaskDownloadResponseData])
    client.call(client.ad.create, form, under=[made])
    client.call("campaign.create", form, timeuot=5)  # type: ignore[call-overload]
    client.call("campaign.create", [form])  # type: ignore[call-overload]
    client.call("GET", "/new/", query={"a": 1}).anything()


def an_argument_that_the_client_has_may_be_left_out(client: Client) -> None:
    for member in items(client.bc.member.get):
        assert_type(member.user_name, str | None)
    pages(client.campaign.get, no_such_argument=1)  # type: ignore[call-overload]


def reports_take_dates(client: Client) -> None:
    get = client.report.integrated.get
    reply = get(
        report_type="BASIC", dimensions=["ad_id"], start_date=dt.date(2026, 6, 1), end_date="2026-06-30"
    )
    assert_type(reply, Reply[models.ReportIntegratedGetResponseData])
    get(report_type="NO_SUCH_TYPE", dimensions=["ad_id"])  # type: ignore[arg-type]
    get(report_type="BASIC", dimensions="ad_id", start_date=20260601)  # type: ignore[arg-type]
    get(report_type="BASIC")  # type: ignore[call-arg]


def tasks_keep_the_type_of_their_result(client: Client) -> None:
    tasks = client.report.task
    result = run_task(
        lambda: tasks.create(report_type="BASIC", dimensions=["ad_id"], advertiser_id="1"),
        lambda task: tasks.check(advertiser_id="1", task_id=task.data.task_id or ""),
        lambda task: tasks.download(advertiser_id="1", task_id=task.data.task_id or ""),
    )
    assert_type(result, Download[models.ReportTaskDownloadResponseData])
    tasks.create(report_type="BASIC", dimensions=["ad_id"]).data.no_such  # type: ignore[attr-defined]  # noqa: B018


def the_documented_example_of_a_task_is_typed(client: Client) -> None:
    tasks = Client(advertiser_id="1").report.task
    report = run_task(
        lambda: tasks.create(report_type="BASIC", dimensions=["ad_id"]).data.task_id,
        lambda task_id: tasks.check(task_id=task_id),
        lambda task_id: tasks.download(task_id=task_id),
    )
    report.save("report.csv")
    assert_type(report.content, bytes)
    assert_type(report.rows(), list[dict[str, str]])
    assert_type(client.page.lead.task.download(task_id="1"), Download[None])
    assert_type(report, Download[models.ReportTaskDownloadResponseData])


def a_task_without_a_download_ends_with_its_last_state(client: Client) -> None:
    copy = client.campaign.copy.task
    result = run_task(
        lambda: copy.create(advertiser_id="1", request_id="2", campaign_id="3"),
        lambda task: copy.check(advertiser_id="1", task_id=task.data.task_id or ""),
        interval=0.5,
    )
    assert_type(result, Reply[models.CampaignCopyTaskCheckResponseData])


def files_come_from_anywhere(client: Client, stream: BinaryIO) -> None:
    upload = client.file.video.ad.upload
    for video in (
        b"video",
        "rose.mp4",
        Path("rose.mp4"),
        stream,
        ("rose.mp4", stream),
        File(stream, "rose.mp4"),
    ):
        upload(advertiser_id="1", video_file=video)
    upload(advertiser_id="1", video_file=1)  # type: ignore[arg-type]


def answers_are_anything_or_functions_of_the_request() -> None:
    MockTransport(
        {
            "campaign.get": {"list": []},
            "campaign.create": lambda request: {"campaign_id": str(request.attempt)},
            "report.task.download": b"a,b",
        }
    )


def objects_deep_inside_are_checked(client: Client) -> None:
    create = client.dmp.custom_audience.rule.create
    create(advertiser_id="1", custom_audience_name="Roses", no_such_argument=1)  # type: ignore[call-arg]
    client.smart_plus.ad.get(advertiser_id="1", filtering={"smart_plus_ad_ids": [1]})  # type: ignore[arg-type]
    client.smart_plus.ad.get(advertiser_id="1", filtering={"no_such_filter": []})  # type: ignore[arg-type]
    client.ad.no_such_operation  # type: ignore[attr-defined]  # noqa: B018 - what is not there

"""What type checkers make of the committed client: checked by mypy and pyright, never run.

Each ignored error is one that a checker has to find: one that it no longer finds is an error itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, assert_type

from tiktok_business import ApiError, Client, InvalidRequest, RawResponse, Violation, models, pages, params
from tiktok_business.models import CampaignSpcCreateResponse, CampaignSpcCreateResponseData


def everything_required_is_enough(client: Client) -> None:
    reply = client.campaign.spc.create(
        advertiser_id="1",
        objective_type="WEB_CONVERSIONS",
        campaign_name="Autumn plants",
        promotion_type="WEBSITE",
        optimization_goal="CONVERT",
        billing_event="OCPM",
        location_ids=["6252001"],
        budget=50,
        schedule_type="SCHEDULE_FROM_NOW",
        schedule_start_time=dt.datetime(2026, 6, 1, 8, 30, tzinfo=dt.UTC),
        media_info_list=[{"media_info": {"video_info": {"video_id": "v1"}}}],
    )
    assert_type(reply, CampaignSpcCreateResponse)
    assert_type(reply.code, int)
    assert_type(reply.request_id, str)
    assert_type(reply.data, CampaignSpcCreateResponseData)
    assert_type(reply.data.campaign_id, str | None)
    assert_type(reply.data.budget, float | None)
    assert_type(reply.data.objective_type, models.ObjectiveType | None)
    assert_type(reply.data.location_ids, list[str] | None)
    assert_type(reply.data.extra, dict[str, Any])
    assert_type(reply.raw_response, RawResponse | None)
    assert_type(reply.is_partial, bool)
    assert reply.data.no_such_field  # type: ignore[attr-defined]
    reply.data.campaign_id.upper()  # type: ignore[union-attr]


def what_is_required_must_be_given(client: Client) -> None:
    client.campaign.spc.create(advertiser_id="1")  # type: ignore[call-arg]
    client.campaign.spc.create("1")  # type: ignore[call-arg]
    assert client.campaign.no_such_resource  # type: ignore[attr-defined]
    client.campaign.spc.no_such_operation()  # type: ignore[attr-defined]


def arguments_are_named_and_typed(client: Client, given: dict[str, Any]) -> None:
    create = client.campaign.spc.create
    create(**given, no_such_argument=1)  # type: ignore[call-arg]
    create(**given, advertiser_id=1)  # type: ignore[arg-type]
    create(**given, objective_type="NO_SUCH_OBJECTIVE")  # type: ignore[arg-type]
    create(**given, objective_type=models.ObjectiveType.WEB_CONVERSIONS)
    create(**given, objective_type=models.ObjectiveType.NO_SUCH_OBJECTIVE)  # type: ignore[attr-defined]
    create(**given, schedule_type=models.ObjectiveType.WEB_CONVERSIONS)  # type: ignore[arg-type]
    create(**given, budget="50")  # type: ignore[arg-type]
    create(**given, location_ids=("6252001",))
    create(**given, location_ids=[6252001])  # type: ignore[list-item]
    create(**given, schedule_start_time="2026-06-01 08:30:00")
    create(**given, schedule_start_time=20260601)  # type: ignore[arg-type]
    create(**given, validate=False, timeout=(5, 30))
    create(**given, operation_status=None)


def objects_are_models_or_dictionaries(client: Client, given: dict[str, Any]) -> None:
    create = client.campaign.spc.create
    media = models.CampaignSpcCreateMediaInfo(video_info=models.CampaignSpcCreateVideoInfo(video_id="v1"))
    create(**given, media_info_list=[models.CampaignSpcCreateMediaInfoList(media_info=media)])
    create(**given, media_info_list=[{"media_info": media}])
    create(**given, media_info_list=[{"media_info": {"video_info": {"video_id": 1}}}])  # type: ignore[list-item]
    create(**given, media_info_list=[{"no_such_field": 1}])  # type: ignore[list-item]
    create(**given, media_info_list=[media])  # type: ignore[list-item]
    create(**given, media_info_list="v1")  # type: ignore[arg-type]
    models.CampaignSpcCreateVideoInfo(no_such_field="v1")  # type: ignore[call-arg]
    title: params.CampaignSpcCreateTitleListDict = {"title": "Roses"}
    create(**given, title_list=[title, models.CampaignSpcCreateTitleList(title="Tulips")])


def replies_can_be_had_raw(client: Client, given: dict[str, Any]) -> None:
    raw = client.with_raw_response.campaign.spc.create(**given)
    assert_type(raw, RawResponse)
    client.with_raw_response.campaign.spc.create(**given, no_such_argument=1)  # type: ignore[call-arg]
    assert_type(client.request("GET", "/open_api/v1.3/garden/get/"), RawResponse)


def an_advertiser_can_be_given_once(client: Client, given: dict[str, Any]) -> None:
    mine = client.for_advertiser("1")
    assert_type(mine.campaign.spc.create(**given), CampaignSpcCreateResponse)
    mine.campaign.spc.create(campaign_name="Roses")  # type: ignore[call-arg]
    client.for_advertiser(1)  # type: ignore[arg-type]


def pages_keep_the_type_of_the_reply(client: Client, given: dict[str, Any]) -> None:
    assert_type(pages(client.campaign.spc.create, **given), Iterator[CampaignSpcCreateResponse])
    pages(client.campaign.spc.create, no_such_argument=1)  # type: ignore[call-arg]


def errors_are_typed() -> None:
    try:
        Client("token", timeout=1.5, retries=2, sandbox=True).close()
    except InvalidRequest as error:
        assert_type(error.violations, tuple[Violation, ...])
    except ApiError as error:
        assert_type(error.code, int)

"""What type checkers make of the committed client: checked by mypy and pyright, never run.

Each ignored error is one that a checker has to find: one that it no longer finds is an error itself.
"""
# mypy: enable-error-code="deprecated"

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, assert_type

from tiktok_business import (
    ApiError,
    Client,
    InvalidRequest,
    Limiter,
    Plan,
    RawResponse,
    Reply,
    Violation,
    models,
    pages,
    params,
)
from tiktok_business.models import AdgroupCreateResponseData, AdgroupGetResponseData


def everything_required_is_enough(client: Client) -> None:
    reply = client.adgroup.create(
        advertiser_id="1",
        campaign_id="2",
        adgroup_name="Autumn plants",
        budget_mode="BUDGET_MODE_DAY",
        budget=50,
        schedule_type="SCHEDULE_FROM_NOW",
        schedule_start_time=dt.datetime(2026, 6, 1, 8, 30, tzinfo=dt.UTC),
        optimization_goal="CLICK",
        billing_event="CPC",
        pacing="PACING_MODE_SMOOTH",
    )
    assert_type(reply, Reply[AdgroupCreateResponseData])
    assert_type(reply.code, int)
    assert_type(reply.request_id, str)
    assert_type(reply.data, AdgroupCreateResponseData)
    assert_type(reply.data.adgroup_id, str)
    assert_type(reply.data.budget, float | None)
    assert_type(reply.data.billing_event, models.BillingEvent | str)
    assert_type(reply.data.location_ids, list[str] | None)
    assert_type(reply.data.extra, dict[str, Any])
    assert_type(reply.raw_response, RawResponse | None)
    assert_type(reply.is_partial, bool)
    assert reply.data.no_such_field  # type: ignore[attr-defined]
    reply.data.adgroup_id.upper()
    reply.data.campaign_name.upper()  # type: ignore[union-attr]


def what_stands_above_is_a_request_a_reply_or_several(client: Client) -> None:
    campaign = client.campaign.create(advertiser_id="1", objective_type="TRAFFIC", campaign_name="Spring")
    creatives: list[params.AdCreateCreativeDict] = []
    client.ad.create(advertiser_id="1", adgroup_id="2", creatives=creatives, under=campaign)
    client.ad.create(advertiser_id="1", adgroup_id="2", creatives=creatives, under=campaign.data)
    client.ad.create(advertiser_id="1", adgroup_id="2", creatives=creatives, under={"placements": ["A"]})
    client.ad.create(advertiser_id="1", adgroup_id="2", creatives=creatives, under=[None, campaign])
    client.ad.create(advertiser_id="1", adgroup_id="2", creatives=creatives, under="TRAFFIC")  # type: ignore[arg-type]
    client.campaign.get(advertiser_id="1", under=campaign)  # type: ignore[call-arg]


def a_plan_is_made_checked_and_sent(client: Client) -> None:
    plan = Plan().add("campaign.create", {"advertiser_id": "1"}, campaign_name="Spring")
    assert_type(plan, Plan)
    assert_type(plan.violations()[0].step, int)
    plan.create(client, state="state.json", progress=lambda plan, step: (plan.done, step.ids))
    assert_type(plan.done[0].ids, list[str])
    plan.create("token")  # type: ignore[arg-type]


def what_is_required_must_be_given(client: Client) -> None:
    client.adgroup.create(advertiser_id="1")  # type: ignore[call-arg]
    client.adgroup.create("1")  # type: ignore[call-arg]
    assert client.campaign.no_such_resource  # type: ignore[attr-defined]
    client.adgroup.no_such_operation()  # type: ignore[attr-defined]


def arguments_are_named_and_typed(client: Client, given: dict[str, Any], event: models.BillingEvent) -> None:
    create = client.adgroup.create
    create(**given, no_such_argument=1)  # type: ignore[call-arg]
    create(**given, advertiser_id=1)  # type: ignore[arg-type]
    create(**given, billing_event="NO_SUCH_EVENT")  # type: ignore[arg-type]
    create(**given, billing_event=event)
    create(**given, billing_event=models.BillingEvent.CPC)  # type: ignore[attr-defined]
    create(**given, optimization_goal=event)  # type: ignore[arg-type]
    create(**given, budget="50")  # type: ignore[arg-type]
    create(**given, budget=models.Currency.USD.min_daily_budget["adgroup"])
    create(**given, location_ids=("6252001",))
    create(**given, location_ids=[6252001])  # type: ignore[list-item]
    create(**given, schedule_start_time="2026-06-01 08:30:00")
    create(**given, schedule_start_time=20260601)  # type: ignore[arg-type]
    create(**given, validate=False, timeout=(5, 30))
    create(**given, operation_status=None)


def one_value_or_a_list_of_it_is_either(client: Client) -> None:
    user: params.EventTrackUserDict = {"email": "0" * 64, "phone": ["1" * 64], "external_id": ("2", "3")}
    sale = models.EventTrackData(event="Sale", event_time=1, user=models.EventTrackUser(email=["0" * 64]))
    other = params.EventTrackDataDict(event="Sale", event_time=1, user=user)
    client.event.track(event_source="web", event_source_id="1", data=[sale, other])
    user["email"] = 5  # type: ignore[typeddict-item]
    user["phone"] = [5]  # type: ignore[list-item]


def objects_are_models_or_dictionaries(client: Client, given: dict[str, Any]) -> None:
    create = client.smart_plus.ad.create
    info = models.SmartPlusAdCreateCreativeInfo(ad_format="SINGLE_VIDEO", tiktok_item_id="v1")
    create(**given, creative_list=[models.SmartPlusAdCreateCreative(creative_info=info)])
    create(**given, creative_list=[{"creative_info": info}])
    create(**given, creative_list=[{"creative_info": {"ad_format": "SINGLE_VIDEO", "tiktok_item_id": "v1"}}])
    create(**given, creative_list=[{"creative_info": {"tiktok_item_id": 1}}])  # type: ignore[list-item]
    create(**given, creative_list=[{"no_such_field": 1}])  # type: ignore[list-item]
    create(**given, creative_list=[info])  # type: ignore[list-item]
    create(**given, creative_list="v1")  # type: ignore[arg-type]
    models.SmartPlusAdCreateCreativeInfo(no_such_field="v1")  # type: ignore[call-arg]
    text: params.SmartPlusAdTextItemDict = {"ad_text": "Roses"}
    create(**given, ad_text_list=[text, models.SmartPlusAdTextItem(ad_text="Tulips")])


def replies_keep_what_they_were_decoded_from(client: Client, given: dict[str, Any]) -> None:
    assert_type(client.adgroup.create(**given).raw_response, RawResponse | None)
    assert_type(client.request("GET", "/open_api/v1.3/garden/get/"), RawResponse)


def an_advertiser_can_be_given_once() -> None:
    mine = Client("token", advertiser_id="1", bc_id="2")
    reply = mine.adgroup.budget.update(budget=[])
    assert_type(reply.code, int)
    mine.adgroup.status.update()  # type: ignore[call-arg]
    mine.adgroup.budget.update(advertiser_id=1, budget=[])  # type: ignore[arg-type]
    Client("token", advertiser_id=1)  # type: ignore[arg-type]


def calls_wait_for_their_turn_by_name() -> None:
    Client("token", limiter=Limiter.of_level("sandbox")).close()
    Client("token", limiter="sandbox").close()
    Client("token", limiter="no such level").close()  # type: ignore[arg-type]


def pages_keep_the_type_of_the_reply(client: Client, given: dict[str, Any]) -> None:
    assert_type(pages(client.adgroup.get, **given), Iterator[Reply[AdgroupGetResponseData]])
    pages(client.adgroup.get, no_such_argument=1)  # type: ignore[call-overload]


def what_is_to_be_deprecated_is_marked(client: Client, given: dict[str, Any]) -> None:
    client.campaign.spc.create(**given)  # type: ignore[deprecated]


def errors_are_typed() -> None:
    try:
        Client("token", timeout=1.5, retries=2, sandbox=True).close()
    except InvalidRequest as error:
        assert_type(error.violations, tuple[Violation, ...])
    except ApiError as error:
        assert_type(error.code, int)

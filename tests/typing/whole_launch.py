"""A launch from campaign to report, each call with what the one before answered: checked, never run."""

from __future__ import annotations

import datetime as dt
from typing import assert_type

from tiktok_business import Client, models


def a_launch_needs_no_question_whether_what_was_made_has_an_id(client: Client, advertiser: str) -> None:
    campaign = client.campaign.create(
        advertiser_id=advertiser,
        objective_type="TRAFFIC",
        campaign_name="Spring",
        budget_mode="BUDGET_MODE_INFINITE",
    )
    assert_type(campaign.data, models.CampaignCreateResponseData)
    assert_type(campaign.data.campaign_id, str)
    adgroup = client.adgroup.create(
        advertiser_id=advertiser,
        campaign_id=campaign.data.campaign_id,
        adgroup_name="Bulbs",
        budget_mode="BUDGET_MODE_DAY",
        budget=50,
        schedule_type="SCHEDULE_FROM_NOW",
        schedule_start_time=dt.datetime(2026, 6, 1, 8, 30, tzinfo=dt.UTC),
        optimization_goal="CLICK",
        billing_event="CPC",
        pacing="PACING_MODE_SMOOTH",
    )
    assert_type(adgroup.data.adgroup_id, str)
    ad = client.ad.create(
        advertiser_id=advertiser,
        adgroup_id=adgroup.data.adgroup_id,
        creatives=[
            {
                "ad_name": "Tulips",
                "ad_format": "SINGLE_IMAGE",
                "ad_text": "In bloom",
                "identity_id": "1",
                "identity_type": "TT_USER",
            }
        ],
        under=[campaign, adgroup],
    )
    assert_type(ad.data.ad_ids, list[str])
    status = client.ad.status.update(
        advertiser_id=advertiser, ad_ids=ad.data.ad_ids, operation_status="DISABLE"
    )
    assert_type(status.data, models.AdStatusUpdateResponseData)
    paused = client.campaign.status.update(
        advertiser_id=advertiser, campaign_ids=[campaign.data.campaign_id], operation_status="DISABLE"
    )
    assert_type(paused.data.campaign_ids, list[str])
    found = client.campaign.get(
        advertiser_id=advertiser, filtering={"campaign_ids": paused.data.campaign_ids}, page=1, page_size=10
    )
    assert_type(found.data.page_info.total_page, int)
    # The caller chooses the fields of what is listed, so that any of them may be left out.
    assert_type([each.campaign_id for each in found.data.list], list[str | None])
    report = client.report.integrated.get(
        advertiser_id=advertiser,
        report_type="BASIC",
        data_level="AUCTION_CAMPAIGN",
        dimensions=["campaign_id"],
        metrics=["spend"],
        start_date=dt.date(2026, 6, 1),
        end_date=dt.date(2026, 6, 2),
        page=report_page(found.data.page_info.page),
    )
    for row in report.data.list:
        assert_type(row.dimensions.campaign_id, str | None)
    client.campaign.get(advertiser_id=advertiser, page=1.5)  # type: ignore[arg-type]


def report_page(page: int) -> int:
    return page

"""A plan's check against the checks of its requests alone."""

from __future__ import annotations

from tiktok_business import Plan
from tiktok_business.checks import ad_create, adgroup_create, campaign_create

from .conftest import Report
from .measure import compare

_CHECKS = {
    "campaign": campaign_create.violations,
    "adgroup": adgroup_create.violations,
    "ad": ad_create.violations,
}

_OF = {"advertiser_id": "1"}
_CAMPAIGN = {
    **_OF,
    "objective_type": "TRAFFIC",
    "campaign_name": "Spring",
    "budget_mode": "BUDGET_MODE_INFINITE",
}
_ADGROUP = {
    **_OF,
    "adgroup_name": "Readers",
    "promotion_type": "WEBSITE",
    "placement_type": "PLACEMENT_TYPE_AUTOMATIC",
    "location_ids": ["6252001"],
    "budget_mode": "BUDGET_MODE_DAY",
    "budget": 50,
    "schedule_type": "SCHEDULE_FROM_NOW",
    "schedule_start_time": "2026-06-01 00:00:00",
    "optimization_goal": "CLICK",
    "billing_event": "CPC",
    "bid_type": "BID_TYPE_NO_BID",
    "pacing": "PACING_MODE_SMOOTH",
}
_AD = {
    **_OF,
    "creatives": [
        {
            "ad_name": "Spring",
            "ad_format": "SINGLE_VIDEO",
            "identity_type": "CUSTOMIZED_USER",
            "identity_id": "1",
            "video_id": "v1",
            "image_ids": ["i1"],
            "ad_text": "Read more",
            "call_to_action": "LEARN_MORE",
            "landing_page_url": "https://example.com",
        }
    ],
}


def test_a_launch_is_checked_in_at_most_three_times_its_requests(report: Report) -> None:
    plan = Plan().add("campaign.create", _CAMPAIGN)
    for _ in range(50):
        plan.add("adgroup.create", _ADGROUP)
        for _ in range(10):
            plan.add("ad.create", _AD)
    alone = [(_CHECKS[path.split("/")[-3]], request) for _, path, request in plan.calls()]
    assert len(plan.steps) == 551
    assert plan.violations() == []
    found = compare(plan.violations, lambda: [check(request) for check, request in alone])
    report("check a plan of 551 requests / its requests alone", found.ratio, 3)

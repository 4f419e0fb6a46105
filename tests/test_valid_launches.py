"""Launches that the documentation allows, in every scenario that it tells of: the client accepts each step.

A step of ``cases/launches.json`` has what differs from the other steps of its operation, and a creative what
differs from the one that it is ``like``; ``null`` leaves a field out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tiktok_business import Plan

Json = dict[str, Any]

_CASES = json.loads((Path(__file__).parent / "cases" / "launches.json").read_text(encoding="utf-8"))
_SAME: dict[str, Json] = _CASES["same"]
LAUNCHES: dict[str, list[dict[str, Json]]] = _CASES["launches"]


def _with(same: Json, changes: Json) -> Json:
    return {name: value for name, value in {**same, **changes}.items() if value is not None}


def _request(operation: str, changes: Json) -> Json:
    request = _with(_SAME.get(operation, {}), changes)
    if "creatives" in request:
        request["creatives"] = [
            _with(_SAME.get(each.pop("like", ""), {}), each) for each in map(dict, request["creatives"])
        ]
    return request


def _refused(*steps: dict[str, Json]) -> list[tuple[int, str, str]]:
    """What is refused of a launch: step, pointer and the kind of rule."""
    plan = Plan()
    for step in steps:
        for operation, changes in step.items():
            plan.add(operation, _request(operation, changes))
    return [(each.step, each.pointer, each.rule.partition(":")[0]) for each in plan.violations()]


@pytest.mark.parametrize("title", LAUNCHES)
def test_what_the_documentation_allows_is_accepted(title: str) -> None:
    assert _refused(*LAUNCHES[title]) == []


_APP = {"campaign.create": {"objective_type": "APP_PROMOTION", "app_promotion_type": "APP_INSTALL"}}
_CATALOG = {"campaign.create": {"objective_type": "PRODUCT_SALES", "campaign_product_source": "CATALOG"}}
_CLICKS = {"optimization_goal": "CLICK", "billing_event": "CPC", "promotion_type": "WEBSITE"}
_OF_CATALOG = {
    **_CLICKS,
    "shopping_ads_type": "VIDEO",
    "product_source": "CATALOG",
    "catalog_id": "74",
    "catalog_authorized_bc_id": "70",
}


def test_an_ad_group_has_a_budget_unless_its_campaign_optimizes_the_budget() -> None:
    group = {"adgroup.create": {**_CLICKS, "budget": None, "budget_mode": None}}
    fixed, optimized = (
        {"campaign.create": {"objective_type": "TRAFFIC", "budget_optimize_on": on}} for on in (False, True)
    )
    assert _refused(fixed, group) == [(1, "/budget_mode", "requires"), (1, "/budget", "requires")]
    assert _refused(optimized, group) == []


def test_retargeting_is_left_out_for_apps_alone() -> None:
    website = {"adgroup.create": _OF_CATALOG}
    app = {"adgroup.create": {**_OF_CATALOG, "promotion_type": "APP_ANDROID"}}
    assert _refused(_CATALOG, website) == [(1, "/shopping_ads_retargeting_type", "requires")]
    assert _refused(_CATALOG, app) == []


def test_a_goal_is_left_out_for_the_leads_that_have_a_default_alone() -> None:
    leads, traffic = (
        {"campaign.create": {"objective_type": each}} for each in ("LEAD_GENERATION", "TRAFFIC")
    )
    by_call = {"adgroup.create": {"promotion_type": "LEAD_GEN_CLICK_TO_CALL", "billing_event": "CPC"}}
    by_form = {"adgroup.create": {"promotion_type": "LEAD_GENERATION", "billing_event": "OCPM"}}
    assert _refused(leads, by_call) == []
    assert _refused(leads, by_form) == [(1, "/optimization_goal", "requires")]
    assert _refused(traffic, by_call) == [(1, "/optimization_goal", "requires")]


def test_how_views_are_paid_for_is_told_with_a_bid_alone() -> None:
    campaign = {"campaign.create": {"objective_type": "VIDEO_VIEWS"}}
    group = {"optimization_goal": "ENGAGED_VIEW", "billing_event": "CPV"}
    bid = {**group, "bid_type": "BID_TYPE_CUSTOM", "bid_price": 0.5}
    assert _refused(campaign, {"adgroup.create": group}) == []
    assert _refused(campaign, {"adgroup.create": bid}) == [(1, "/bid_display_mode", "requires")]
    assert _refused(campaign, {"adgroup.create": {**bid, "bid_display_mode": "CPV"}}) == []


def test_a_dedicated_campaign_targets_newer_devices_also_where_its_ad_group_does_not_say_so() -> None:
    campaign = {**_APP["campaign.create"], "campaign_type": "IOS14_CAMPAIGN", "app_id": "71"}
    group = {"optimization_goal": "INSTALL", "billing_event": "OCPM", "operating_systems": ["IOS"]}
    group["promotion_type"] = "APP_IOS"
    older = {**group, "ios14_targeting": "IOS14_MINUS", "min_ios_version": "13.0"}
    assert _refused({"campaign.create": campaign}, {"adgroup.create": group}) == []
    refused = _refused({"campaign.create": campaign}, {"adgroup.create": older})
    assert refused == [(1, "/ios14_targeting", "value-in")]


@pytest.mark.parametrize(
    ("creative", "refused"),
    [
        ({"fallback_type": "WEBSITE"}, [(0, "/creatives/0/landing_page_url", "requires")]),
        ({"fallback_type": "WEBSITE", "shopping_ads_fallback_type": "SHOPPING_ADS"}, []),
        ({"tiktok_item_id": None}, [(0, "/creatives/0/video_id", "or")]),
        ({"tiktok_item_id": None, "vertical_video_strategy": "CATALOG_VIDEOS"}, []),
    ],
)
def test_an_ad_of_a_catalog_has_its_video_and_its_link_from_there(
    creative: Json, refused: list[tuple[int, str, str]]
) -> None:
    ad = {"ad.create": {"creatives": [{"like": "post", "landing_page_url": None, **creative}]}}
    assert _refused(ad) == refused

"""A launch: a campaign, an ad group and an ad, checked together before anything is sent, and made paused.

    TIKTOK_ACCESS_TOKEN=… python examples/launch.py ADVERTISER_ID VIDEO_ID IMAGE_ID IDENTITY_ID

What was made is kept in launch.json. After a failure, run it again: it goes on where it stopped, and makes
nothing twice.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tiktok_business import Client, Plan, PlanError

STATE = Path("launch.json")


def launch(advertiser_id: str, video_id: str, image_id: str, identity_id: str) -> Plan:
    """Write the launch down: each step stands under the one before it, whose id it need not name."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    plan = Plan()
    plan.add(
        "campaign.create",
        advertiser_id=advertiser_id,
        campaign_name="Spring",
        objective_type="TRAFFIC",
        budget_mode="BUDGET_MODE_INFINITE",
        operation_status="DISABLE",
    )
    plan.add(
        "adgroup.create",
        advertiser_id=advertiser_id,
        adgroup_name="Readers",
        promotion_type="WEBSITE",
        placement_type="PLACEMENT_TYPE_AUTOMATIC",
        location_ids=["6252001"],
        budget_mode="BUDGET_MODE_DAY",
        budget=50,
        schedule_type="SCHEDULE_FROM_NOW",
        schedule_start_time=f"{tomorrow:%Y-%m-%d} 00:00:00",
        optimization_goal="CLICK",
        billing_event="CPC",
        bid_type="BID_TYPE_NO_BID",
    )
    plan.add(
        "ad.create",
        advertiser_id=advertiser_id,
        creatives=[
            {
                "ad_name": "Blossom",
                "ad_format": "SINGLE_VIDEO",
                "ad_text": "Spring is here",
                "identity_type": "CUSTOMIZED_USER",
                "identity_id": identity_id,
                "video_id": video_id,
                "image_ids": [image_id],
                "landing_page_url": "https://example.com/spring",
                "call_to_action": "SHOP_NOW",
            }
        ],
    )
    return plan


def main(arguments: list[str]) -> int:
    """Check the launch, then make it."""
    plan = Plan.load(STATE) if STATE.exists() else launch(*arguments)
    violations = plan.violations()
    for violation in violations:
        print(violation, file=sys.stderr)
    if violations:
        return 1
    with Client() as client:
        try:
            plan.create(client, state=STATE, progress=lambda _, step: print(step, *step.ids))
        except (PlanError, BlockingIOError) as error:  # another process is making it
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

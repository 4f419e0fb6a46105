"""Asyncio: how many campaigns, ad groups and ads many accounts have, all asked for at once.

    TIKTOK_ACCESS_TOKEN=… python examples/many_accounts.py ADVERTISER_ID…

At most eight calls are under way at any time, and all keep to the rate limits together. The first error ends
what is still going on.
"""

from __future__ import annotations

import asyncio
import sys

from tiktok_business import AsyncClient, aitems


async def counted(client: AsyncClient, advertiser_id: str) -> str:
    """Count what one account has: three lists at once, each page by page."""
    mine = client.with_options(advertiser_id=advertiser_id)

    async def campaigns() -> int:
        return len([one async for one in aitems(mine.campaign.get, page_size=1000)])

    async def adgroups() -> int:
        return len([one async for one in aitems(mine.adgroup.get, page_size=1000)])

    async def ads() -> int:
        return len([one async for one in aitems(mine.ad.get, page_size=1000)])

    numbers = await asyncio.gather(campaigns(), adgroups(), ads())
    return f"{advertiser_id}: {numbers[0]} campaigns, {numbers[1]} ad groups, {numbers[2]} ads"


async def main(advertiser_ids: list[str]) -> None:
    """Ask for all accounts at once, and print them in order."""
    async with AsyncClient(limiter="basic", concurrency=8) as client, asyncio.TaskGroup() as group:
        tasks = [group.create_task(counted(client, advertiser_id)) for advertiser_id in advertiser_ids]
    for task in tasks:
        print(task.result())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))

"""Many calls without being throttled, and what happens to those that are: the ads of many accounts, counted.

    TIKTOK_ACCESS_TOKEN=… python examples/throttling.py ADVERTISER_ID…

The limiter keeps to the documented rates of the app's level, all threads together. A call that is throttled
all the same, by other programs of the same app, was not carried out, and is tried again. TIKTOK_LOG=info
shows each wait.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tiktok_business import Client, RateLimitError, Retry, TikTokError, items


def count(client: Client, advertiser_id: str) -> str:
    """Count the ads of one account; gives a line that tells it, or what went wrong."""
    try:
        ads = sum(1 for _ in items(client.ad.get, advertiser_id=advertiser_id, page_size=1000))
    except RateLimitError as error:
        return f"{advertiser_id}: still throttled after {error.attempts} tries"
    except TikTokError as error:
        return f"{advertiser_id}: {error}"
    return f"{advertiser_id}: {ads} ads"


def main(advertiser_ids: list[str]) -> None:
    """Count the ads of all accounts, several at a time."""
    patient = Retry(attempts=6, backoff=0.1, max_wait=60)
    with Client(limiter="basic", retries=patient) as client, ThreadPoolExecutor(8) as pool:
        for line in pool.map(partial(count, client), advertiser_ids):
            print(line)


if __name__ == "__main__":
    main(sys.argv[1:])

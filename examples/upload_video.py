"""Upload a video, and use it.

    TIKTOK_ACCESS_TOKEN=… python examples/upload_video.py ADVERTISER_ID ADGROUP_ID IDENTITY_ID spring.mp4

An ad is made of it in the ad group, with a cover that the API suggests.
"""

from __future__ import annotations

import sys

from tiktok_business import Client, File


def tell(sent: int, size: int) -> None:
    """Tell how far it is."""
    print(f"{sent} of {size} bytes", file=sys.stderr)


def upload(client: Client, path: str) -> str:
    """Upload a video; gives its id. The signature that the API asks for is computed."""
    file = File(path, progress=tell)
    videos = client.file.video.ad.upload(upload_type="UPLOAD_BY_FILE", video_file=file, timeout=600).data
    for video in videos:
        if video.video_id is not None:
            return video.video_id
    # It has flaws, and the API mends them first.
    raise SystemExit(f"{path} is not ready to be used yet: {videos}")


def main(advertiser_id: str, adgroup_id: str, identity_id: str, path: str) -> None:
    """Upload the video, and use it."""
    with Client(advertiser_id=advertiser_id) as client:
        video_id = upload(client, path)
        covers = client.file.video.suggestcover(video_id=video_id).data.list or ()
        ad = client.ad.create(
            adgroup_id=adgroup_id,
            creatives=[
                {
                    "ad_name": "Blossom",
                    "ad_format": "SINGLE_VIDEO",
                    "ad_text": "Spring is here",
                    "identity_type": "CUSTOMIZED_USER",
                    "identity_id": identity_id,
                    "video_id": video_id,
                    "image_ids": [cover.id for cover in covers[:1] if cover.id is not None],
                    "landing_page_url": "https://example.com/spring",
                    "call_to_action": "SHOP_NOW",
                }
            ],
        )
        print(*ad.data.ad_ids)


if __name__ == "__main__":
    main(*sys.argv[1:])

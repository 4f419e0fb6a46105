"""The examples and the programs of the pages run as they are against the mock at `TIKTOK_BASE_URL`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doc_pages import calling_the_mock, examples, follow
from test_docs import SAID
from test_examples import start
from tiktok_business import Client

ID = "7000000000000000001"


@pytest.mark.parametrize("page", [page for page in SAID if examples(page)])
def test_the_programs_of_a_page_run_against_the_mock(page: str, tmp_path: Path) -> None:
    (tmp_path / "spring.mp4").write_bytes(b"a film of beans")
    follow(page, tmp_path, None)


@pytest.mark.parametrize(
    ("script", "arguments", "said"),
    [
        ("launch.py", ("1", "video", "image", "9"), f"POST /open_api/v1.3/campaign/create/ {ID}"),
        ("report_to_pandas.py", ("7", "2026-01-01", "2026-03-31"), ""),
        ("upload_video.py", ("7", "12", "9", "spring.mp4"), "70000"),
        ("throttling.py", ("1", "2"), "1: 1 ads\n2: 1 ads\n"),
        ("many_accounts.py", ("1", "2"), "1: 1 campaigns, 1 ad groups, 1 ads\n2: 1 campaigns, "),
    ],
)
def test_an_example_runs_against_the_mock(
    script: str, arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("spring.mp4").write_bytes(b"a film of beans")
    with calling_the_mock():
        printed, status = start(script, *arguments)
        assert status == 0
        assert printed.startswith(said)
        if script == "launch.py":
            steps = json.loads(Path("launch.json").read_text(encoding="utf-8"))
            campaign, group, ad = (step["ids"][0] for step in steps)
            with Client(advertiser_id="1") as client:
                (found,) = client.ad.get().items
            assert (found.ad_id, found.adgroup_id, found.campaign_id) == (ad, group, campaign)

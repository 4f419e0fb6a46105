"""Every example of the pages about concurrency and about notebooks works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from pages import ROOT
from tiktok_business import MockTransport, RawResponse
from tiktok_business._runtime import core

BLOCK = re.compile(r"<!-- example: (\w+) -->\n```python\n(.*?)\n```", re.DOTALL)
PAGES = {
    name: (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("concurrency", "notebooks")
}
BLOCKS = {match[1]: match[2] for text in PAGES.values() for match in BLOCK.finditer(text)}
CAMPAIGN = {"campaign_id": "5", "campaign_name": "Tulips"}
LAST = {"page": 1, "total_page": 1, "total_number": 1}
ANSWERS: dict[str, Any] = {
    "GET /campaign/get/": {"list": [CAMPAIGN], "page_info": LAST},
    "GET /ad/get/": {"list": [], "page_info": LAST},
    "GET /report/integrated/get/": {
        "list": [{"dimensions": {"ad_id": "1"}, "metrics": {"spend": "1.5"}}],
        "page_info": LAST,
    },
    "GET /report/task/check/": {"status": "SUCCESS"},
    "GET /report/task/download/": RawResponse(200, {"content-type": "text/csv"}, b"ad_id,spend\n1,1.5\n"),
}
PRINTED = {
    "threads": "7000000000000000001 1 campaigns\n7000000000000000002 1 campaigns\n",
    "processes": "",
    "asyncio": "1 campaigns, 0 ads\n5 Tulips\n",
    "reports": "{'ad_id': '1', 'spend': 1.5}\nSUCCESS\n",
    "others": "<Plan of 1 step, 1 done>\n",
    "pages": f"1 on this page\n5 Tulips\n[{CAMPAIGN}]\n",
    "download": "18 bytes in report.csv\n{'ad_id': '1', 'spend': '1.5'}\n",
}


class Answering(MockTransport):
    """Stands in the place of a transport that has connections."""

    def __init__(self) -> None:
        super().__init__(ANSWERS)


def test_every_block_is_one_that_a_test_runs() -> None:
    assert [*BLOCKS] == [*PRINTED]
    assert sum(text.count("\n```") for text in PAGES.values()) == 2 * len(BLOCKS)


@pytest.mark.parametrize("name", PRINTED)
def test_the_examples_print_what_they_say(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(core, "Urllib3Transport", Answering)
    exec(BLOCKS[name], {})
    assert capsys.readouterr().out == PRINTED[name]
    written = [file.name for file in tmp_path.iterdir()]
    assert written == (["report.csv"] if name == "download" else [])

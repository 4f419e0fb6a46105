"""The client's costs, as ratios against what they are compared with in the same run."""

from __future__ import annotations

import json

import pytest

from measure import compare, cpu_of_processes
from spc import response_json
from tiktok_business.models import CampaignSpcCreateResponse

REPORT = "{:<58} {:6.2f} (at most {})"


def _report(name: str, figure: float, limit: float) -> None:
    print(REPORT.format(name, figure, limit))
    assert figure <= limit


def test_importing_the_package_costs_little_beside_urllib3() -> None:
    cpu = cpu_of_processes({
        "nothing": "pass",
        "urllib3": "import urllib3",
        "package": "import tiktok_business",
        "client": "import tiktok_business; tiktok_business.Client(access_token='t')",
    })
    urllib3 = cpu["urllib3"] - cpu["nothing"]
    print(f"import urllib3: {urllib3 * 1000:.1f} ms of CPU")
    _report("import tiktok_business / import urllib3", (cpu["package"] - cpu["nothing"]) / urllib3, 0.35)
    _report("the same and Client() / import urllib3", (cpu["client"] - cpu["nothing"]) / urllib3, 1.75)


@pytest.mark.parametrize("parser", ["json", "msgspec"])
def test_decoding_the_documented_reply_costs_little_beside_json_loads(parser: str) -> None:
    text = json.dumps(response_json()).encode()
    if parser == "msgspec":
        loads = pytest.importorskip("msgspec.json", reason="left out: msgspec (the extra [speed]) is not installed").decode
        limit = 1.6
    else:
        loads, limit = json.loads, 2.1
    decode = CampaignSpcCreateResponse.from_parsed
    found = compare(lambda: decode(loads(text)), lambda: json.loads(text))
    print(f"{len(text)} bytes; json.loads {found.second * 1e6:.0f} µs")
    _report(f"decode with {parser}, checked and typed / json.loads", found.ratio, limit)

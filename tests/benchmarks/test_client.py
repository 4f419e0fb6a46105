"""The client's costs, against what they are compared with in the same run."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3
import yaml

from pages import ROOT
from spc import request_json, response_json
from tiktok_business import Client
from tiktok_business.checks.campaign_spc_create import violations
from tiktok_business.models import CampaignSpcCreateResponse

from .answering import answering
from .conftest import Report
from .measure import compare, processes

_DRAFT_7 = "http://json-schema.org/draft-07/schema#"
PATH = "/open_api/v1.3/campaign/spc/create/"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with answering(json.dumps(response_json()).encode()) as url:
        yield url


def test_importing_the_package_costs_little_beside_urllib3(report: Report) -> None:
    cost = processes(
        {
            "nothing": "pass",
            "urllib3": "import urllib3; urllib3.PoolManager()",
            "package": "import tiktok_business",
            "client": "import tiktok_business; tiktok_business.Client(access_token='t')",
        }
    )
    package, urllib3_, client = (cost[name] - cost["nothing"] for name in ("package", "urllib3", "client"))
    report("import tiktok_business / import urllib3, CPU", package.cpu / urllib3_.cpu, 0.35)
    report("import and Client() / import urllib3 and its pool, CPU", client.cpu / urllib3_.cpu, 1.3)
    report("what they add to urllib3, CPU", (client - urllib3_).cpu * 1000, 15, "ms")
    report("what they add to urllib3, memory", (client - urllib3_).memory / 1e6, 8, "MB")


@pytest.mark.parametrize(("parser", "limit"), [("json", 2.3), ("msgspec", 1.7)])
def test_decoding_the_documented_reply_costs_little_beside_json_loads(
    report: Report, parser: str, limit: float
) -> None:
    text = json.dumps(response_json()).encode()
    loads: Callable[[bytes], Any] = json.loads
    if parser == "msgspec":
        reason = "left out: msgspec (the extra [speed]) is not installed"
        loads = pytest.importorskip("msgspec.json", reason=reason).decode
    decode = CampaignSpcCreateResponse.from_parsed
    found = compare(lambda: decode(loads(text)), lambda: json.loads(text))
    report(f"decode {len(text)} bytes with {parser}, typed / json.loads", found.ratio, limit)


def test_checking_and_encoding_a_request_costs_little_beside_json_dumps(report: Report) -> None:
    payload = request_json()
    dumps = json.JSONEncoder(separators=(",", ":")).encode

    def checked() -> str:
        assert not violations(payload)
        return dumps(payload)

    found = compare(checked, lambda: dumps(payload))
    report(f"check and encode {len(dumps(payload))} bytes / encode", found.ratio, 4)


def test_a_whole_call_costs_little_beside_bare_urllib3(report: Report, server: str) -> None:
    payload = request_json()
    pool = urllib3.PoolManager()
    headers = {"Access-Token": "t", "Content-Type": "application/json"}

    def bare() -> Any:
        reply = pool.request("POST", server + PATH, body=json.dumps(payload), headers=headers)
        return json.loads(reply.data)

    with pool, Client("t", base_url=server) as client:

        def call() -> Any:
            return client.campaign.spc.create(**payload)

        cpu = compare(call, bare, each=0.05)
        wall = compare(call, bare, each=0.05, clock=time.perf_counter)
    report("whole call on loopback / urllib3 and json, CPU", cpu.ratio, 1.9)
    # Beside other programs on the machine, this one says little.
    report("the same, from start to end", wall.ratio, 2)


def test_a_whole_call_costs_less_than_bare_httpx(report: Report, server: str) -> None:
    httpx = pytest.importorskip("httpx", reason="left out: httpx is not installed")
    payload = request_json()
    with httpx.Client(headers={"Access-Token": "t"}) as other, Client("t", base_url=server) as client:
        found = compare(
            lambda: client.campaign.spc.create(**payload),
            lambda: other.post(server + PATH, json=payload).json(),
            each=0.05,
        )
    report("whole call on loopback / httpx, CPU", found.ratio, 1.0)


@pytest.mark.parametrize(
    ("library", "limit"), [("jsonschema_rs", 6), ("fastjsonschema", 0.5), ("jsonschema", 0.05)]
)
def test_checking_costs_little_beside_schema_validators(report: Report, library: str, limit: float) -> None:
    payload = request_json()
    valid = _validator(library, _schema(ROOT / "spec" / "2025-10.openapi.yaml"))
    assert valid(payload)
    assert not valid({**payload, "budget": "much"})
    found = compare(lambda: violations(payload), lambda: valid(payload))
    report(f"check a request / {library}", found.ratio, limit)


def _schema(spec: Path) -> dict[str, Any]:
    document = yaml.load(spec.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": "#/components/schemas/CampaignSpcCreateRequest",
        "components": document["components"],
    }


def _validator(library: str, schema: dict[str, Any]) -> Callable[[Any], bool]:
    module = pytest.importorskip(library, reason=f"left out: {library} is not installed")
    if library == "jsonschema_rs":
        is_valid: Callable[[Any], bool] = module.validator_for(schema).is_valid
        return is_valid
    if library == "jsonschema":
        checked: Callable[[Any], bool] = module.Draft202012Validator(schema).is_valid
        return checked
    # It knows no later draft, and these schemas use nothing that is new since.
    compiled = module.compile({**schema, "$schema": _DRAFT_7}, use_default=False)

    def accepts(value: Any) -> bool:
        try:
            compiled(value)
        except module.JsonSchemaValueException:
            return False
        return True

    return accepts

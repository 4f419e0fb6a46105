"""The generated check of a request, with all its rules, against validators of the same schema."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from newest import standing_schema
from october import october_spec
from payloads import requests
from spc import request_json
from tiktok_business.checks import campaign_spc_create

from .conftest import Report
from .measure import compare, processes

_DRAFT_7 = "http://json-schema.org/draft-07/schema#"
# What draft 7 has under another name.
_RENAMED = {"dependentRequired": "dependencies"}
# One that two rules refuse, in either judge's words.
_WRONG = {"objective_type": "WEB_CONVERSIONS", "bid_price": 100}

_WITHOUT_CHECK = "import tiktok_business; tiktok_business.Client(access_token='t').campaign.spc"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    spec = october_spec()
    (request,) = requests(spec)
    return standing_schema(spec, request)


@pytest.mark.parametrize(
    ("library", "limit"), [("jsonschema", 0.01), ("fastjsonschema", 0.07), ("jsonschema_rs", 2.1)]
)
def test_checking_all_rules_costs_little_beside_schema_validators(
    report: Report, schema: dict[str, Any], library: str, limit: float
) -> None:
    """The goal is a hundredth of jsonschema, which is reached, and jsonschema_rs, which is missed by 0.7.

    That one is compiled and answers yes or no; the check is Python, and says all that is wrong, and why. What
    no check in Python can do without takes half of the time of that one: see the test of the least.
    """
    payload = request_json()
    valid = _validator(library, schema)
    for changed in (payload, {**payload, **_WRONG}, {**payload, "budget": "much"}):
        assert valid(changed) == (not campaign_spc_create.violations(changed))
    found = compare(lambda: campaign_spc_create.violations(payload), lambda: valid(payload))
    report(f"check a request by type and rule / {library}", found.ratio, limit)


def test_the_least_that_a_check_can_do_is_in_sight(report: Report, schema: dict[str, Any]) -> None:
    """The least is to look up each name that is given, and its value's class: no rule, limit or message."""
    payload = request_json()
    known = _classes(payload)
    assert _least(payload, known)
    assert not _least({**payload, "budget": "much"}, known)
    found = compare(lambda: campaign_spc_create.violations(payload), lambda: _least(payload, known))
    report("check a request by type and rule / the least of a check", found.ratio, 4)
    valid = _validator("jsonschema_rs", schema)
    least = compare(lambda: _least(payload, known), lambda: valid(payload))
    report("the least of a check / jsonschema_rs", least.ratio, 0.9)


@pytest.mark.parametrize("given", ["all", "little"])
def test_saying_all_that_is_wrong_costs_little_beside_jsonschema(
    report: Report, schema: dict[str, Any], given: str
) -> None:
    module = pytest.importorskip("jsonschema", reason="left out: jsonschema is not installed")
    payload = {**(request_json() if given == "all" else {}), **_WRONG}
    assert campaign_spc_create.violations(payload)
    judge = module.Draft202012Validator(schema)
    found = compare(lambda: campaign_spc_create.violations(payload), lambda: list(judge.iter_errors(payload)))
    report(f"say what is wrong with a request of {given} / jsonschema", found.ratio, 0.03)


def test_saying_what_is_wrong_at_ten_thousand_places_costs_little_beside_reading_them(report: Report) -> None:
    request = request_json()
    (media,) = request["media_info_list"]
    payload = {
        **request,
        "bid_type": "HIGH",
        "location_ids": ["1"] * 5000 + [1] * 5000,
        "media_info_list": [{**media, "media": 1} for _ in range(5000)],
    }
    text = json.dumps(payload)
    assert len(text) > 700_000
    # One list is too long, too, and one value is none of those that there are.
    assert len(campaign_spc_create.violations(payload)) == 10_002
    found = compare(lambda: campaign_spc_create.violations(payload), lambda: json.loads(text), rounds=15)
    report(f"say what is wrong with {len(text)} bytes / json.loads", found.ratio, 10)


def test_only_who_validates_pays_for_rules(report: Report) -> None:
    cost = processes(
        {
            "client": _WITHOUT_CHECK,
            "check": f"{_WITHOUT_CHECK}; from tiktok_business.checks import campaign_spc_create",
        }
    )
    # Where Python may not keep what it compiles, the module is compiled for each process.
    limit = 25 if sys.dont_write_bytecode else 4
    paid = (cost["check"] - cost["client"]).cpu * 1000
    report("import the check of one operation, CPU", paid, limit, "ms")
    code = f"{_WITHOUT_CHECK}; import sys, json; print(json.dumps(sorted(sys.modules)))"
    loaded = json.loads(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    )
    assert "tiktok_business.client" in loaded
    assert not {name for name in loaded if name.startswith("tiktok_business") and ".checks" in name}
    assert not {"attrs", "tiktok_business._runtime.rules"} & set(loaded)


# What is told of each name of an object: a class, or in a list or by names of its own what is inside.
_Known = Any


def _classes(value: Any) -> _Known:
    if isinstance(value, dict):
        return {name: _classes(item) for name, item in value.items()}
    return [_classes(value[0])] if isinstance(value, list) else type(value)


def _least(o: dict[str, Any], known: dict[str, _Known]) -> bool:
    for name, value in o.items():
        kind = known[name]
        if value.__class__ is kind:
            continue
        if value.__class__ is not kind.__class__:
            return False
        if value.__class__ is dict:
            if not _least(value, kind):
                return False
        else:
            for item in value:
                if item.__class__ is not kind[0] and not (item.__class__ is dict and _least(item, kind[0])):
                    return False
    return True


def _validator(library: str, schema: dict[str, Any]) -> Callable[[Any], bool]:
    module = pytest.importorskip(library, reason=f"left out: {library} is not installed")
    if library != "fastjsonschema":
        is_valid: Callable[[Any], bool] = module.Draft202012Validator(schema).is_valid
        return is_valid
    compiled = module.compile({**_draft_7(schema), "$schema": _DRAFT_7}, use_default=False)

    def accepts(value: Any) -> bool:
        try:
            compiled(value)
        except module.JsonSchemaValueException:
            return False
        return True

    return accepts


def _draft_7(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {_RENAMED.get(key, key): _draft_7(value) for key, value in schema.items()}
    return [_draft_7(item) for item in schema] if isinstance(schema, list) else schema

"""Requests to create a Smart+ campaign, judged as the October 2025 page has it read by eye.

The table has requests that are valid, one for each way that the page documents, and changes to them that
break one rule each. Where JSON Schema has no words for what is broken, a row is marked ``unsaid``.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from attrs import frozen
from jsonschema import Draft202012Validator

from about import about
from clients import generated
from newest import standing_schema
from october import october_spec
from pages import ROOT
from payloads import requests
from rule_witnesses import rules_of
from tiktok_bindgen.logic.evaluate import violations as broken_rules

Check = Callable[[object], list[Any]]

TABLE = ROOT / "tests" / "cases" / "rules" / "spc_create.json"


@frozen
class Row:
    """One row of the table.

    Attributes:
        title: What it is.
        payload: The request.
        refused: By pointer, the kind of rule that is broken there; empty when the request is valid.
        said: Whether JSON Schema can say what is broken.
    """

    title: str
    payload: dict[str, Any]
    refused: dict[str, str]
    said: bool


@cache
def _rows() -> tuple[Row, ...]:
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    known = table["requests"]

    def request(name: str) -> dict[str, Any]:
        told = known[name]
        return _changed(request(told["like"]) if "like" in told else {}, told)

    def rows() -> Iterator[Row]:
        for case in table["cases"]:
            changes = [*case.get("without", ()), *case.get("with", {})]
            title = f"{case['of']}: {' '.join(changes)}" if changes else case["of"]
            payload = _changed(request(case["of"]), case)
            yield Row(title, payload, case["refused"], "unsaid" not in case)

    return tuple(rows())


def _changed(payload: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    result = copy.deepcopy(payload)
    for pointer, value in told.get("with", {}).items():
        holder, name = _holder(result, pointer)
        holder[name] = copy.deepcopy(value)
    for pointer in told.get("without", ()):
        holder, name = _holder(result, pointer)
        del holder[name]
    return result


def _holder(payload: Any, pointer: str) -> tuple[Any, Any]:
    *steps, last = [int(step) if step.isdecimal() else step for step in pointer.split("/")[1:]]
    for step in steps:
        payload = payload[step]
    return payload, last


@cache
def _judge() -> Draft202012Validator:
    spec = october_spec()
    (request,) = requests(spec)
    return Draft202012Validator(standing_schema(spec, request))


@pytest.fixture(scope="module")
def violations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Check]:
    """The check of the October client."""
    with generated(october_spec(), tmp_path_factory.mktemp("october")) as package:
        yield package.checks("campaign_spc_create").violations


def test_the_check_finds_exactly_what_is_wrong(violations: Check) -> None:
    for row in _rows():
        with about(row.title):
            told = {each.pointer: each.rule.partition(":")[0] for each in violations(row.payload)}
            assert told == row.refused


def test_the_schema_gives_the_same_verdict() -> None:
    for row in _rows():
        with about(row.title):
            assert _judge().is_valid(row.payload) == (not row.refused or not row.said)


def test_the_table_has_every_objective_and_breaks_every_rule_alone() -> None:
    rows = _rows()
    valid = [row.payload for row in rows if not row.refused]
    assert len(rows) >= 100
    assert {payload["objective_type"] for payload in valid} == {
        "APP_PROMOTION",
        "WEB_CONVERSIONS",
        "LEAD_GENERATION",
    }
    spec = october_spec()
    (request,) = requests(spec)
    rules = rules_of(spec, request)
    alone = {
        found[0][1]
        for row in rows
        if len(row.refused) == 1 and len(found := broken_rules(rules, row.payload)) == 1
    }
    assert [rule.id for rule in rules if rule.id not in alone] == []
    assert len(rules) > 60


def test_each_row_is_another_request() -> None:
    rows = _rows()
    assert len({json.dumps(row.payload, sort_keys=True) for row in rows}) == len(rows)

"""The spec's schema and the client's check, each by itself, say the same of a request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from attrs import frozen
from jsonschema import Draft202012Validator

from clients import document, generated, objects, posting
from half import check_of, half_requests, half_spec, standing_schema
from pages import needs_portal
from payloads import Payloads, Request, requests

# How many payloads are made for an operation, one in three of them anew.
_EACH = 60


@frozen
class Difference:
    """A payload that one judge takes and the other does not."""

    operation: str
    payload: Any
    schema: str
    check: tuple[str, ...]


@needs_portal
@pytest.mark.portal
@pytest.mark.slow
def test_of_every_operation_schema_and_check_take_the_same_requests() -> None:
    found: list[Difference] = []
    verdicts: Counter[bool] = Counter()
    operations = half_requests()
    for request in operations:
        judge = jsonschema_rs.Draft202012Validator(standing_schema(half_spec(), request))
        check, unsaid = check_of(request), _unsaid(half_spec(), request)
        for payload in _payloads(half_spec(), request):
            broken = [each for each in check(payload) if each.rule not in unsaid]
            verdicts[judge.is_valid(payload)] += 1
            if judge.is_valid(payload) != (not broken):
                told = next((error.message for error in judge.iter_errors(payload)), "")
                found.append(Difference(request.title, payload, told, tuple(map(str, broken))))
    assert found == []
    assert len(operations) > 200
    # Neither answer is rare, so that giving always the same one would not do.
    assert min(verdicts.values()) > sum(verdicts.values()) / 4


@needs_portal
@pytest.mark.portal
def test_the_judge_of_the_many_agrees_with_the_reference_judge() -> None:
    compared = 0
    for request in half_requests()[::12]:
        schema = standing_schema(half_spec(), request)
        fast, reference = jsonschema_rs.Draft202012Validator(schema), Draft202012Validator(schema)
        for payload in list(_payloads(half_spec(), request))[::6]:
            assert fast.is_valid(payload) == reference.is_valid(payload)
            compared += 1
    assert compared > 100


@needs_portal
@pytest.mark.portal
def test_every_operation_s_schema_is_one() -> None:
    for request in half_requests():
        Draft202012Validator.check_schema(standing_schema(half_spec(), request))


def _payloads(spec: Mapping[str, Any], request: Request) -> Iterator[Any]:
    random = Random(request.title)
    maker = Payloads(spec, random)
    made: list[Any] = []
    for number in range(_EACH):
        maker.given = random.choice([0.0, 0.05, 0.3, 0.8])
        anew = number % 3 == 0
        made.append(maker.value(request.schema) if anew else maker.changed(request.schema, random.choice(made)))
    yield from made


def _unsaid(spec: Mapping[str, Any], request: Request) -> frozenset[str]:
    """The rules that an operation's schemas have as data alone, and what only the check looks at."""
    schema = standing_schema(spec, request)
    data: set[str] = set()
    said: set[str] = set()
    queue: list[Any] = [schema, list(request.rules)]
    while queue:
        node = queue.pop()
        if isinstance(node, dict):
            data.update(entry["id"] for entry in node.get("x-rules", ()))
            said.update(part["$comment"] for part in node.get("allOf", ()) if "$comment" in part)
            queue.extend(node.values())
        elif isinstance(node, list):
            queue.extend(node)
    data.update(entry["id"] for entry in request.rules)
    return frozenset({*(data - said), "unknown"})

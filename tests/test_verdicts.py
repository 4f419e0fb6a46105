"""The spec's schema and the client's check, each by itself, say the same of a request.

Both are asked without what is contested, which the spec has and nobody is held to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from attrs import frozen
from jsonschema import Draft202012Validator

from clients import document, generated, objects, posting
from newest import check_of, newest_spec, standing_schema
from payloads import Payloads, Request, requests
from text_cases import literal, text_cases
from tiktok_bindgen.assemble.rules import rule_keys
from tiktok_bindgen.enforced import enforced
from tiktok_bindgen.logic.model import Rule
from tiktok_business import checks

# How many payloads are made for an operation, one in three of them anew.
_EACH = 60


@frozen
class Difference:
    """A payload that one judge takes and the other does not."""

    operation: str
    payload: Any
    schema: str
    check: tuple[str, ...]


@cache
def spec() -> Mapping[str, Any]:
    """The newest spec without what is contested."""
    return enforced(newest_spec())


@cache
def operations() -> tuple[Request, ...]:
    """What each of its operations takes."""
    return tuple(requests(spec()))


@pytest.mark.slow
def test_of_every_operation_schema_and_check_take_the_same_requests() -> None:
    found: list[Difference] = []
    verdicts: Counter[bool] = Counter()
    for request in operations():
        judge = jsonschema_rs.Draft202012Validator(standing_schema(spec(), request))
        check, unsaid = check_of(request), _unsaid(request)
        for payload in _payloads(request):
            sent = _as_sent(request, payload)
            broken = [each for each in check(sent) if each.rule not in unsaid]
            taken = judge.is_valid(sent)
            verdicts[taken] += 1
            if taken != (not broken):
                errors = [each for each in judge.iter_errors(sent) if not _is_contested(request, each)]
                told = errors[0].message if errors else ""
                if errors or taken:
                    found.append(Difference(request.title, sent, told, tuple(map(str, broken))))
    assert found == []
    assert len(operations()) > 500
    # Neither answer is rare, so that giving always the same one would not do.
    assert min(verdicts.values()) > sum(verdicts.values()) / 4


def _is_contested(request: Request, error: jsonschema_rs.ValidationError) -> bool:
    """Whether an error is about a type that examples contradict.

    The schema keeps the type that was read in place of a documented one, for those who read replies.
    """
    place = "".join(f"/{step}" for step in error.instance_path)
    return (place, "type") in getattr(checks, request.name).contested


def test_the_judge_of_the_many_agrees_with_the_reference_judge() -> None:
    compared = 0
    for request in operations()[::12]:
        schema = standing_schema(spec(), request)
        fast, reference = jsonschema_rs.Draft202012Validator(schema), Draft202012Validator(schema)
        for payload in list(_payloads(request))[::6]:
            assert fast.is_valid(payload) == reference.is_valid(payload)
            compared += 1
    assert compared > 100


def test_every_operation_s_schema_is_one() -> None:
    for request in operations():
        jsonschema_rs.meta.validate(standing_schema(spec(), request))


BED = {"type": "object", "properties": {"depth": {"type": "number"}}, "required": ["depth"]}
POT = {
    "type": "object",
    "properties": {"colour": {"type": "string", "enum": ["RED"]}, "depth": {"type": "string"}},
    "required": ["colour"],
}


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judges]:
    """The judges of an operation that shows all on which they may differ."""
    order = Rule("relational", (("from",), ("until",)), operator="<")
    body = objects(
        {"from": {"type": "integer"}, "until": {"type": "integer"}, "place": _either(BED, POT)},
        "from",
        **rule_keys([order]),
    )
    plan = document({"/garden/": posting(body, operationId="garden_plan")})
    with generated(plan, tmp_path_factory.mktemp("garden")) as client:
        (request,) = requests(plan)
        schema = jsonschema_rs.Draft202012Validator(standing_schema(plan, request))
        yield Judges(schema.is_valid, client.checks("garden_plan").violations)


def _either(*kinds: Mapping[str, Any]) -> dict[str, Any]:
    names = dict.fromkeys(name for kind in kinds for name in kind["properties"])
    return {"type": "object", "properties": {name: {} for name in names}, "anyOf": list(kinds)}


@frozen
class Judges:
    """What the two say of a request: the schema whether it is valid, the check what is wrong."""

    schema: Callable[[Any], bool]
    check: Callable[[Any], list[Any]]


@text_cases(payload=literal, schema=literal, check=literal)
def test_the_two_differ_in_nothing_but_what_is_stated(
    garden: Judges, payload: dict[str, Any], schema: bool, check: list[str]
) -> None:
    assert garden.schema(payload) == schema
    assert _told(garden.check(payload)) == check


@text_cases(place=literal, check=literal)
def test_an_object_of_several_kinds_has_to_be_one_of_them(
    garden: Judges, place: dict[str, Any], check: list[str]
) -> None:
    payload = {"from": 1, "place": place}
    assert _told(garden.check(payload)) == check
    assert garden.schema(payload) == (not check)


def _told(violations: list[Any]) -> list[str]:
    return [f"{each.pointer} {each.rule.partition(':')[0]}" for each in violations]


def _payloads(request: Request) -> Iterator[Any]:
    random = Random(request.title)
    maker = Payloads(spec(), random)
    made: list[Any] = []
    for number in range(_EACH):
        maker.given = random.choice([0.0, 0.05, 0.3, 0.8])
        anew = number % 3 == 0
        made.append(
            maker.value(request.schema) if anew else maker.changed(request.schema, random.choice(made))
        )
    yield from made


def _as_sent(request: Request, payload: Any) -> Any:
    """A payload with what the client adds by itself: the signatures of files."""
    properties = Payloads(spec(), Random(0)).properties(request.schema)
    files = [name for name, inner in properties.items() if "contentMediaType" in inner]
    signs = [name for name in properties if name.endswith("signature")] if files else []
    return {**dict.fromkeys(signs, "f" * 32), **payload} if isinstance(payload, dict) else payload


def _unsaid(request: Request) -> frozenset[str]:
    """The rules that an operation's schemas have as data alone, and what only the check looks at."""
    schema = standing_schema(spec(), request)
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

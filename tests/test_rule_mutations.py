"""Every rule of every operation refuses something that nothing else does, in the spec and in the client."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from attrs import frozen

from clients import generated
from newest import check_of, newest_requests, newest_spec, standing_schema
from payloads import Request
from rule_witnesses import Witnesses, is_always_required, rules_of, stated
from tiktok_bindgen.assemble.rules import rule_schema
from tiktok_bindgen.explain.operation import explained
from tiktok_bindgen.explain.reason import findings
from tiktok_bindgen.logic.data import from_data
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.model import Rule

pytestmark = pytest.mark.slow


@frozen
class Broken:
    """A rule and a request that breaks it alone, if there is one.

    Attributes:
        request: The operation.
        rule: The rule; its scope is where it stands.
        payload: The request; ``None`` if none was found.
    """

    request: Request
    rule: Rule
    payload: dict[str, Any] | None

    def __str__(self) -> str:
        return f"{self.request.title}: {sentence(self.rule)}"


@cache
def _all() -> tuple[Broken, ...]:
    def found() -> Iterator[Broken]:
        for request in newest_requests():
            witnesses = Witnesses(newest_spec(), request, check_of(request))
            for rule in _rules(request):
                yield Broken(request, rule, witnesses.find(rule))

    return tuple(found())


@cache
def _all_rules() -> dict[str, tuple[Rule, ...]]:
    # What a request breaks only beside those above it, it does not break alone.
    return {
        request.title: tuple(rule for rule in rules_of(newest_spec(), request) if not rule.levels)
        for request in newest_requests()
    }


def _rules(request: Request) -> tuple[Rule, ...]:
    return _all_rules()[request.title]


def test_every_rule_is_broken_alone_by_some_request_or_says_nothing_new() -> None:
    without = [broken for broken in _all() if broken.payload is None]
    unexplained = [
        str(broken) for broken in without if not _says_nothing_new(broken) and not _is_of_one_total(broken)
    ]
    # To the reasoner, what a field's bounds are is open: it cannot prove that a rule says no more. Nor does a
    # broken request find which dimensions may be grouped with the one that a rule is about.
    assert len(unexplained) <= 4, unexplained
    assert len(_all()) > 700
    assert len(without) < 0.01 * len(_all()), list(map(str, without))


def test_without_the_rule_nothing_is_wrong_with_that_request() -> None:
    for broken in _all():
        if broken.payload is not None:
            rules = _rules(broken.request)
            assert {name for _, name in violations(rules, broken.payload)} == {broken.rule.id}, str(broken)
            others = [rule for rule in rules if rule.id != broken.rule.id]
            assert violations(others, broken.payload) == []


def test_the_check_refuses_that_request_for_this_rule_alone_at_the_rule_s_pointers() -> None:
    for broken in _all():
        if broken.payload is not None:
            told = [(each.pointer, each.rule) for each in check_of(broken.request)(broken.payload)]
            name = "required" if is_always_required(broken.rule) else stated(broken.rule)
            expected = violations([broken.rule], broken.payload)
            assert told == [(pointer, name) for pointer, _ in expected], str(broken)


def test_the_schema_refuses_that_request_where_it_can_say_the_rule() -> None:
    judges: dict[str, Any] = {}
    said: Counter[bool] = Counter()
    for broken in _all():
        if broken.payload is None:
            continue
        title = broken.request.title
        if title not in judges:
            schema = standing_schema(newest_spec(), broken.request)
            judges[title] = jsonschema_rs.Draft202012Validator(schema)
        can_say = rule_schema(_standing(broken.rule)) is not None
        said[can_say] += 1
        assert judges[title].is_valid(broken.payload) != can_say, str(broken)
    # It has no words for dates and what they span, for numbers in texts, for products, nor for two fields
    # beside each other.
    assert said[True] > 16 * said[False]


def test_a_client_made_without_the_rule_takes_that_request(tmp_path: Path) -> None:
    # Of each kind one at the top and one inside, no two of one operation: making a client takes its time.
    samples: dict[str, Broken] = {}
    for broken in _all():
        kind = f"{broken.rule.kind} {'inside' if broken.rule.scope else 'at the top'}"
        if broken.payload is not None and broken.request not in (each.request for each in samples.values()):
            samples.setdefault(kind, broken)
    assert len(samples) >= 9
    document = _of_operations([broken.request for broken in samples.values()])
    for broken in samples.values():
        document = _without(document, broken.rule)
    # That one made with the rules refuses them is seen of the committed client, above.
    with generated(document, tmp_path) as client:
        for broken in samples.values():
            found = client.checks(broken.request.name).violations(broken.payload)
            assert found == [], str(broken)


def _says_nothing_new(broken: Broken) -> bool:
    """Whether the reasoner proves that the other rules say as much, or that the rule is about no request."""
    operation = explained(newest_spec(), broken.request.method, broken.request.path)
    text = {rule.id: text for rule, text in operation.rules}[broken.rule.id]
    messages = [
        found.message for found in findings(operation) if found.kind in {"dead-rule", "redundant-rule"}
    ]
    return any(message.endswith(text) for message in messages)


def _is_of_one_total(broken: Broken) -> bool:
    """Whether each of the fields that are added up states their total: who breaks it for one does for two."""
    rule = broken.rule
    same = [
        other
        for other in _rules(broken.request)
        if (other.scope, other.targets, other.bound) == (rule.scope, rule.targets, rule.bound)
    ]
    return rule.kind == "arithmetic" and len(same) == len(rule.targets)


def _standing(rule: Rule) -> Rule:
    return Rule(rule.kind, rule.targets, (), rule.when, rule.values, rule.bound, rule.operator)


def _of_operations(requests: Iterable[Request]) -> dict[str, Any]:
    """A document of some operations."""
    paths: dict[str, dict[str, Any]] = {}
    schemas: dict[str, Any] = {}
    for request in requests:
        method = request.method.lower()
        operation = newest_spec()["paths"][request.path][method]
        paths.setdefault(request.path, {})[method] = {**operation, "responses": {}}
        schemas |= standing_schema(newest_spec(), request)["components"]["schemas"]
    return {**newest_spec(), "paths": paths, "webhooks": {}, "components": {"schemas": schemas}}


def _without(spec: Mapping[str, Any], rule: Rule) -> dict[str, Any]:
    """A copy of a document that does not state a rule."""
    result = copy.deepcopy(dict(spec))
    stack: list[Any] = [result]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if "x-rules" in node:
                kept = [entry for entry in node["x-rules"] if from_data(entry) != _standing(rule)]
                node["x-rules"] = kept
                node["allOf"] = [
                    part for part in node.get("allOf", ()) if part.get("$comment") != stated(rule)
                ]
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    return result

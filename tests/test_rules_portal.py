"""Rules of the real pages: none refuses a documented request, and all survive their own words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from rules_report import CONDITIONAL, class_of, is_outside

from may import may_judged, portal_pages, portal_spec
from pages import needs_portal
from tiktok_bindgen.interpret.contested import contested_rules
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.logic.english import read_rule, sentence
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.weigh.calls import shown
from tiktok_bindgen.weigh.chains import chained, makers_above
from tiktok_bindgen.weigh.compare import compared
from tiktok_bindgen.weigh.contradicted import documented

pytestmark = needs_portal


# Examples of the flattened pages that the page itself contradicts, and that are not read as calls to weigh.
CONTRADICTED = {
    ("2026-05-flat", "preview-upgraded-smart-ads", "/creative_list/1/creative_info/tiktok_item_id"),
    # The example has another name, which is a slip for it.
    *(
        (folder, "preview-upgraded-smart-ads", "/creative_list/1/creative_info/identity_authorized_bc_id")
        for folder in ("2026-05", "2026-05-flat")
    ),
}


@cache
def portal(folder: str) -> tuple[Document, dict[str, Page]]:
    return portal_spec(folder).facts, {read.page.name: read.page for read in portal_pages(folder)}


def requests(operation: Operation, page: Page) -> Iterator[dict[str, Any]]:
    """The documented requests of an operation that can be read as one."""
    for endpoint in page.endpoints:
        if (endpoint.method, endpoint.path) == (operation.method, operation.path):
            for example in endpoint.examples:
                request = parsed(example.text, operation) if example.side == "request" else None
                if request is not None and not is_template(operation, request):
                    yield request


def is_template(operation: Operation, request: dict[str, Any]) -> bool:
    """Whether a field with listed values has its own name in capitals instead of one of them."""
    listed = {field.name for field in operation.parameters if field.enum}
    return any(value == name.upper() for name, value in request.items() if name in listed)


def parsed(text: str, operation: Operation) -> dict[str, Any] | None:
    if body := re.search(r"(?:--data(?:-raw)?|-d)\s*'(\{.*\})\s*'", text, re.DOTALL):
        filled = re.sub(r'(?<!")\{\{\w+\}\}(?!")', "12.5", body[1])
        try:
            value = json.loads(re.sub(r",(\s*[}\]])", r"\1", filled), strict=False)
        except ValueError:
            return None
        return value if isinstance(value, dict) else None
    coded = re.findall(r"urlencode\s+([\"'])(\w+)=(.*?)\1\s", f"{text}\n")
    pairs = [(name, value) for _, name, value in coded]
    if not pairs and operation.method == "GET":
        address = re.search(r"(https?://business-api[^\n]*?)(?:'|\"?\s*\\?\n|$)", text)
        pairs = parse_qsl(urlsplit(address[1]).query, keep_blank_values=True) if address else []
    kinds = {field.name: field.type for field in operation.parameters}
    return {
        name: _decoded(value)
        if name in kinds and (kinds[name].array or kinds[name].kind not in {"string", "datetime"})
        else value
        for name, value in pairs
    } or None


def _decoded(value: str) -> object:
    try:
        return json.loads(value.replace('\\"', '"'))
    except ValueError:
        return value


def at(request: object, pointer: str) -> object:
    for step in pointer.split("/")[1:]:
        if isinstance(request, list):
            request = request[int(step)]
        elif isinstance(request, dict):
            request = request.get(step)
    return request


@pytest.mark.parametrize("folder", ["2026-05", "2026-04", "2026-05-flat"])
def test_no_documented_request_is_refused(folder: str) -> None:
    document, pages = portal(folder)
    judged = 0
    refused: list[tuple[str, str, str]] = []
    for operation in document.operations:
        doubted = contested_rules(operation.parameters)
        said = {rule.id: sentence(rule) for rule in operation.rules}
        kinds = {rule.id: rule.kind for rule in operation.rules}
        name = re.sub(r".*/|\.\w+$", "", operation.page)
        for request in requests(operation, pages[operation.page]):
            judged += 1
            refused.extend(
                (name, pointer, said[rule])
                for pointer, rule in violations(operation.rules, request)
                # A placeholder stands for a value that is not known here.
                if not (kinds[rule] in {"value-in", "limit"} and "{{" in str(at(request, pointer)))
                and rule not in doubted
                and (folder, name, pointer) not in CONTRADICTED
            )
    assert refused == []
    assert judged > {"2026-05": 250, "2026-04": 60, "2026-05-flat": 60}[folder]


@pytest.mark.parametrize("folder", ["2026-05", "2026-04", "2026-05-flat"])
def test_every_rule_is_read_from_its_own_words(folder: str) -> None:
    found = [rule for operation in portal(folder)[0].operations for rule in operation.rules]
    assert [rule for rule in found if read_rule(sentence(rule)) != rule] == []
    assert len(found) > {"2026-05": 650, "2026-04": 150, "2026-05-flat": 350}[folder]


def test_no_rule_of_a_sentence_with_a_condition_holds_always() -> None:
    """A demand without a condition is of fields among each other, of a field in an object, or a last date."""
    always = [
        (operation.path, rule)
        for operation in portal("2026-05")[0].operations
        for rule in operation.rules
        if rule.when is None and not rule.scope and all(len(target) == 1 for target in rule.targets)
    ]
    single = [(path, rule) for path, rule in always if len(rule.targets) == 1]
    assert [f"{path}: {sentence(rule)}" for path, rule in single if rule.kind != "limit"] == []
    assert len(always) > len(single) + 30


def test_seven_in_ten_demanding_sentences_are_rules_wholly() -> None:
    _, judged = may_judged()
    formal = [each for each in judged if each.judged.status == "formal"]
    assert len(formal) >= 0.7 * len(judged) > 1300
    # Of those that are not, few could be decided from the request alone.
    alone = [each for each in judged if each not in formal and class_of(each) == "the request alone"]
    assert len(alone) < 0.08 * len(formal)


def test_nearly_every_conditional_sentence_about_the_request_s_own_fields_is_a_rule() -> None:
    conditional = [each for each in may_judged()[1] if CONDITIONAL.match(each.judged.text)]
    formal = [each for each in conditional if each.judged.status == "formal"]
    left = [
        each
        for each in conditional
        if each not in formal
        and not is_outside(each)
        # A name or a value that the page itself has no row for is no matter of wording.
        and not {reason.code for reason in each.judged.reasons} & {"rule-unknown-field", "rule-unknown-value"}
        # Nor is what only one of several alternatives says, where nothing tells them apart.
        and not any(reason.code == "rule-alternative" for reason in each.judged.reasons)
    ]
    assert len(formal) > 0.7 * len(conditional) > 500
    assert len(left) < 0.03 * len(formal), [each.judged.text for each in left]


def test_the_flattened_form_gives_nearly_the_same_rules() -> None:
    native, flat = (
        {
            # The copies are too few to tell which requests stand above others, and what narrows a rule.
            (op.path, op.method): {rule for rule in op.rules if not (rule.levels or rule.exception)}
            for op in portal(name)[0].operations
            if op.repeats is None
        }
        for name in ("2026-05", "2026-05-flat")
    )
    both = [(native[key], flat[key]) for key in flat if key in native]
    same = sum(len(one & other) for one, other in both)
    # A copy has lost the links that lead to tables of values.
    assert same >= 0.9 * sum(len(one) for one, _ in both)
    assert sum(len(other - one) for one, other in both) <= 0.05 * same


def test_the_chains_of_guides_keep_to_what_is_demanded_beside_requests_above() -> None:
    """Each request of a guide is judged under those shown before it, with what is contested left out."""
    document, pages = portal("2026-05")
    known = documented(document)
    above = makers_above(known)
    under, refused = 0, []
    for page in pages.values():
        for one in chained(shown(page, known), above):
            if not one.above or not isinstance(one.value, dict):
                continue
            operation = known[one.method, one.path][0]
            fields = {
                level: known[each[0].method, each[0].path][0].parameters for level, each in one.above.items()
            }
            held = {rule.id for rule in operation.rules if rule.levels} - set(
                contested_rules(operation.parameters)
            )
            found = [each.fact for each in compared(one, operation, fields).conflicts if each.fact in held]
            under += 1
            refused += [(page.name, one.line, fact) for fact in found]
    assert under > 60
    # Requests of the version before are reported, and judge nothing.
    rotten = {
        (each.page, each.line) for each in portal_spec("2026-05").problems if each.code == "example-rotten"
    }
    assert [each for each in refused if each[:2] not in rotten] == []


def test_rules_look_at_requests_above_where_pages_say_so() -> None:
    document, _ = portal("2026-05")
    levels = [rule for operation in document.operations for rule in operation.rules if rule.levels]
    assert len(levels) > 110
    # Nothing is demanded where the request above is not at hand.
    assert all(violations([rule], {}) == [] for rule in levels)

"""Real dates of the documentation compared; what changed was first found by reading the pages."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pages import PORTAL, ROOT, SEED, needs_portal, needs_seed
from tiktok_bindgen.diff import Change, compare
from tiktok_bindgen.diff.ignore import sift
from tiktok_bindgen.diff.model import Names
from tiktok_bindgen.diff.report import Report, markdown
from tiktok_bindgen.pipeline import make_spec

Fact = tuple[str, str, str, str, Any, Any]

_NATIVE = "to-be-deprecated-legacy-smart/to-be-deprecated-create-a-legacy-smart-campaign.md"
_CREATE = ("POST", "/open_api/v1.3/campaign/spc/create/")

# Read by hand in both pages: the October 2025 copy and the June 2026 page of one operation.
_OCTOBER_TO_JUNE: list[tuple[str, str, Any, Any]] = [
    ("operation-deprecated", "", None, "to-be-deprecated"),
    ("request-field-added", "/request/body/budget_auto_adjust_strategy", None, ...),
    ("request-default-changed", "/request/body/dark_post_status", "OFF", "ON"),
    ("response-field-added", "/response/data/budget_auto_adjust_strategy", None, ...),
    ("response-field-added", "/response/data/current_budget", None, "number"),
]
# Where the change is one of conditions, formal or in words: any of the kinds will do, as it depends on how
# much of a sentence can be stated formally.
_OCTOBER_TO_JUNE_CONDITIONS = {
    "/request/body/budget_auto_adjust_strategy",
    "/request/body/call_to_action_id",
    "/request/body/call_to_action_list",
    "/request/body/dark_post_status",
    "/request/body/media_info_list/[]/media_info/identity_type",
}
_CONDITIONS = ("request-rule-", "request-condition-", "request-optional-to-conditional")

_PRODUCTS = ("catalog/product/update", "catalog/product/upload")
_RULE_SETS = ("inclusion_rule_set", "exclusion_rule_set")
_OPERATOR = "/request/body/rule_spec/{}/rules/[]/filter_set/filters/[]/parameter_filters/[]/operator"


def _post(name: str, id_: str, pointer: str, old: Any, new: Any) -> Fact:
    return "POST", f"/open_api/v1.3/{name}/", id_, pointer, old, new


# Read by hand in the twelve pages that say something else in June 2026 than in April. The other seven of them
# differ in wording, links and layout besides: account details, ads (create, update), copy tasks (create,
# check).
_APRIL_TO_JUNE: list[Fact] = [
    _post(
        "audience/insight/info",
        "request-type-changed",
        f"/request/body/selected_audience/min_{system}_version",
        "string",
        "array",
    )
    for system in ("ios", "android")
]
_APRIL_TO_JUNE += [
    _post(
        name,
        "request-max-length-added",
        f"/request/body/products/[]/extra_info/custom_label_{number}",
        None,
        100,
    )
    for name in _PRODUCTS
    for number in range(5)
]
_APRIL_TO_JUNE += [
    _post(
        "catalog/product/update",
        "request-required-to-optional",
        "/request/body/products",
        "required",
        "optional",
    ),
    _post(
        "catalog/product/update",
        "request-enum-meaning-changed",
        "/request/body/products/[]/product_detail/genres/[]",
        "family bonds",
        "family bounds",
    ),
    _post("catalog/set/create", "request-max-length-decreased", "/request/body/product_set_name", 128, 27),
    _post("catalog/set/update", "request-max-length-decreased", "/request/body/product_set_name", 128, 27),
    _post(
        "dmp/custom_audience/share/cancel",
        "request-required-to-optional",
        "/request/body/shared_advertiser_id",
        "required",
        "optional",
    ),
]
for _set in _RULE_SETS:
    _APRIL_TO_JUNE += [
        _post(
            "dmp/custom_audience/rule/create",
            f"request-enum-value-{change}",
            _OPERATOR.format(_set),
            old,
            new,
        )
        for change, old, new in (
            ("removed", "NOT_EQUAL", None),
            ("removed", "IS_GREATER_THAN_OR_EQUAL_TO", None),
            ("added", None, "IS_GRETER_THAN_OR_EQUAL_TO"),
        )
    ]
    _APRIL_TO_JUNE.append(
        # For addresses, the value that went from the list went from the allowed ones, too.
        _post("dmp/custom_audience/rule/create", "request-rule-tightened", _OPERATOR.format(_set), ..., ...)
    )
# June says of a mode that it is for allowlisted callers, in the descriptions of the fields it has to do with.
_APRIL_TO_JUNE.append(
    (
        "GET",
        "/open_api/v1.3/advertiser/info/",
        "response-allowlist-partly-added",
        "/response/data/list/[]/ads_only_mode",
        None,
        None,
    )
)
_APRIL_TO_JUNE += [
    _post(
        f"ad/{name}",
        "request-allowlist-partly-added",
        "/request/body/creatives/[]/dark_post_status",
        None,
        None,
    )
    for name in ("create", "update")
]
# A limit in a sentence of its own is kept as a condition in words, too.
_ALSO_WORDS = {"/request/body/product_set_name"}


def _fact(change: Change) -> Fact:
    return change.method, change.path, change.id, change.pointer, change.old, change.new


@needs_portal
@needs_seed
@pytest.mark.portal
def test_from_october_to_june_one_page_says_what_was_found_by_hand() -> None:
    old = make_spec([SEED], prose="full").document
    new = make_spec([PORTAL / "2026-06" / _NATIVE], prose="full").document
    changes = compare(old, new)
    assert {(change.method, change.path) for change in changes} == {_CREATE}
    rest = list(changes)
    for id_, pointer, was, now in _OCTOBER_TO_JUNE:
        match = next(change for change in rest if (change.id, change.pointer) == (id_, pointer))
        assert match.old == was
        assert now is ... or match.new == now
        rest.remove(match)
    conditions = [each for each in rest if each.id.startswith(_CONDITIONS)]
    assert {each.pointer for each in conditions} == _OCTOBER_TO_JUNE_CONDITIONS
    assert {each.pointer for each in rest} <= _OCTOBER_TO_JUNE_CONDITIONS
    assert not [each for each in changes if each.severity == "breaking"]


@pytest.fixture(scope="module")
def april_and_june(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    """The specs of the pages that there are of both dates, without what only one date has."""
    june = {
        file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ").strip(): file
        for file in sorted((PORTAL / "2026-06").rglob("*.md"))
    }
    renamed = {
        "Create an asynchronous copy task for a Manual Campaign": "Create an asynchronous campaign copy task",
        "Get the results of an asynchronous copy task for a Manual Campaign": (
            "Get the results of an asynchronous campaign copy task"
        ),
    }
    folder = tmp_path_factory.mktemp("june")
    for file in (PORTAL / "2026-04").glob("*.json"):
        if not file.name.startswith("_"):
            title = json.loads(file.read_text(encoding="utf-8"))["title"].strip()
            shutil.copy(june[renamed.get(title, title)], folder / f"{file.stem}.md")
    return make_spec([PORTAL / "2026-04"], prose="none").document, make_spec([folder], prose="none").document


@needs_portal
@pytest.mark.portal
def test_from_april_to_june_every_change_found_by_hand_is_found_and_no_other(
    april_and_june: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    changes = compare(*april_and_june)
    facts = [
        _fact(each)
        for each in changes
        if not (each.id.startswith(_CONDITIONS) and each.pointer in _ALSO_WORDS)
    ]
    facts = [(*fact[:4], ..., ...) if fact[2] == "request-rule-tightened" else fact for fact in facts]
    assert sorted(map(repr, facts)) == sorted(map(repr, _APRIL_TO_JUNE))


@needs_portal
@pytest.mark.portal
def test_from_june_to_june_nothing_changes(april_and_june: tuple[dict[str, Any], dict[str, Any]]) -> None:
    june = april_and_june[1]
    assert compare(june, json.loads(json.dumps(june)), prose=True) == ()


@needs_portal
@pytest.mark.portal
def test_words_appear_when_they_are_asked_for(tmp_path: Path) -> None:
    pages = [
        make_spec([PORTAL / "2026-04" / "1739593083610113.json"], prose="full").document,
        make_spec([PORTAL / "2026-06" / "ad-accounts" / "get-ad-account-details.md"], prose="full").document,
    ]
    assert not [each for each in compare(*pages) if "words" in each.id]
    reworded = {each.pointer for each in compare(*pages, prose=True) if each.id == "response-words-changed"}
    assert "/response/data/list/[]/balance" in reworded


# The committed changelog


def _entry(old: dict[str, Any], new: dict[str, Any], *names: str) -> str:
    """What the changelog says of two documents."""
    today = dt.datetime.now(dt.UTC).date()
    return markdown.render(Report(Names(*names), sift(compare(old, new), (), today)), level=2).strip()


def test_the_changelogs_entry_from_october_to_june_is_made_of_the_committed_pages() -> None:
    pages = ROOT / "spec" / "pages"
    old, new = (make_spec([page]).document for page in (pages / "2025-10", pages / "2026-06" / _NATIVE))
    changelog = (ROOT / "spec" / "CHANGELOG.md").read_text(encoding="utf-8")
    assert _entry(old, new, "2025-10", "2026-06, the one page of 2025-10") in changelog


@needs_portal
@pytest.mark.portal
def test_the_changelogs_entry_from_april_to_june_is_made_of_the_portals_pages(
    april_and_june: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    changelog = (ROOT / "spec" / "CHANGELOG.md").read_text(encoding="utf-8")
    assert _entry(*april_and_june, "2026-04", "2026-06, the pages of both") in changelog

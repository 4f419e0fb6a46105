"""Real dates of the documentation compared.

What changed was found by reading every line that differs between the pages that two dates have. Each change
is in a table below: of a fact, of a condition that is stated in words, or of words alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from dates import pages_at, pair, same_text, twins
from pages import PORTAL, SEED, needs_portal, needs_seed
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.diff import Change, compare
from tiktok_bindgen.facts import facts_files
from tiktok_bindgen.interpret.model import Alternative, Field
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.pipeline import Spec, make_spec

pytestmark = pytest.mark.portal

Fact = tuple[str, str, str, str, Any, Any]
Place = tuple[str, str, str]
# For a gateway's date: the specs of the earlier date and of the later, with all words.
Specs = Callable[[str], tuple[Spec, Spec]]

# Changes of conditions that no rule states. A spec that keeps no words may tell of them or may not.
_IN_WORDS = ("request-condition-", "response-condition-")


def _post(name: str, id_: str, pointer: str, old: Any = None, new: Any = None) -> Fact:
    return "POST", f"/open_api/v1.3/{name}/", id_, pointer, old, new


def _get(name: str, id_: str, pointer: str, old: Any = None, new: Any = None) -> Fact:
    return "GET", f"/open_api/v1.3/{name}/", id_, pointer, old, new


def _places(names: Mapping[str, list[str]]) -> set[Place]:
    return {
        (method, f"/open_api/v1.3/{name}/", pointer)
        for operation, pointers in names.items()
        for method, name in [operation.split()]
        for pointer in pointers
    }


# From April to May, four of 68 pages.

_NEEDS_TIMEZONE = "`timezone` is required when (`source.uri` is given or `interval_type` is given)"
_APRIL_TO_MAY: list[Fact] = [
    _get(
        "adgroup/get",
        "response-enum-value-added",
        "/response/data/list/[]/delivery_mode",
        None,
        "VIEW_OPTIMIZE",
    ),
    # The examples showed the lists before the tables had them.
    *(
        _post(f"dmp/custom_audience/{path}", id_, f"/request/body/{field}{items}", old, new)
        for path, field in (("apply", "adgroup_ids"), ("lookalike/update", "custom_audience_ids"))
        for id_, items, old, new in (
            ("request-documented-type-changed", "", "string", "as usual"),
            ("request-type-narrowed", "/[]", "any type", "string"),
        )
    ),
    # How many results there are at most.
    _get(
        "catalog/product/get",
        "request-rule-tightened",
        "/request/query/page",
        "the product of `page`, `page_size` together must be at most `100000`",
        "the product of `page`, `page_size` together must be at most `10000`",
    ),
]
# The rows every reply begins with, and which audiences some fields filter. May no longer lists the header
# for the type of a body at an operation without one, which says nothing of the call.
_APRIL_TO_MAY_WORDS = _places(
    {
        "GET adgroup/get": [
            f"/response/data/list/[]/{field}{inside}"
            for field in ("included_custom_actions", "excluded_custom_actions")
            for inside in ("", "/[]/code", "/[]/days")
        ],
        "GET catalog/product/get": ["/response/code", "/response/message", "/response/request_id"],
    }
)

# From May to August, 19 of 207 pages.

_FILTER = "/request/body/rule_spec/{}/rules/[]/filter_set/filters/[]/parameter_filters/[]/operator"
_FOR_ADDRESSES = "`operator` must be one of `CONTAINS`, `DOES_NOT_CONTAIN`, `EQ`{} when `field` is `URL`"
_SCHEDULE = "/request/body/schedule_param"

_MAY_TO_AUGUST: list[Fact] = [
    # A mode is no longer for allowlisted callers.
    _get("advertiser/info", "response-allowlist-partly-removed", "/response/data/list/[]/ads_only_mode"),
    _post("ad/create", "request-allowlist-partly-removed", "/request/body/creatives/[]/dark_post_status"),
    _post("ad/update", "request-allowlist-partly-removed", "/request/body/creatives/[]/dark_post_status"),
    # Lists became single values, and a single value a list.
    *(
        _post(
            "audience/insight/info",
            "request-type-changed",
            f"/request/body/selected_audience/min_{system}_version",
            "array of string",
            "string",
        )
        for system in ("ios", "android")
    ),
    _get(
        "bc/transaction/get",
        "request-type-changed",
        "/request/query/filtering/funds_type",
        "string",
        "array of string",
    ),
    # Names and values were spelled otherwise.
    _post("blockedword/task/create", "request-field-renamed", "/request/body/lang", "language", "lang"),
    # The example had the right spelling before.
    _post(
        "catalog/feed/update",
        "request-field-renamed-in-spelling",
        f"{_SCHEDULE}/timezone",
        "timzeone",
        "timezone",
    ),
    _post("catalog/feed/update", "request-extension-changed", f"{_SCHEDULE}/timezone", None, "TimeZone"),
    _post(
        "catalog/feed/update",
        "request-rule-restated",
        f"{_SCHEDULE}/timezone",
        "`timezone` is required when "
        "((`source.uri` is given or `interval_type` is given) and `timezone` is not given)",
        _NEEDS_TIMEZONE,
    ),
    # The example no longer has it, and no table ever had.
    _post(
        "bc/advertiser/create", "request-field-removed", "/request/body/billing_info/vat", "any type", None
    ),
    # The reply of the example had no data.
    *(
        _post(
            "bc/advertiser/create",
            "response-optional-to-required",
            f"/response/{name}",
            "optional",
            "required",
        )
        for name in ("request_id", "data/advertiser_id")
    ),
    _post(
        "optimizer/rule/update",
        "request-enum-value-respelled",
        "/request/body/rules/[]/actions/[]/subject_type",
        "LIFERIME_BUDGET",
        "LIFETIME_BUDGET",
    ),
    # Two sentences, the same at both dates, name the field by the name that it had not in May.
    _post(
        "catalog/feed/update",
        "request-rule-changed",
        f"{_SCHEDULE}/source/uri",
        "`source.uri` is required when `interval_type` is given",
        "`source.uri` is required when (`interval_type` is given or `timezone` is given)",
    ),
    _post(
        "catalog/feed/update",
        "request-rule-changed",
        f"{_SCHEDULE}/interval_type",
        "`interval_type` is required when `source.uri` is given",
        "`interval_type` is required when (`source.uri` is given or `timezone` is given)",
    ),
    # What must be sent.
    _post(
        "catalog/product/update",
        "request-optional-to-required",
        "/request/body/products",
        "optional",
        "required",
    ),
    _post(
        "dmp/custom_audience/share/cancel",
        "request-optional-to-required",
        "/request/body/shared_advertiser_id",
        "optional",
        "required",
    ),
    # Limits, in six kinds of catalogs.
    *(
        _post(
            f"catalog/product/{name}",
            "request-max-length-removed",
            f"/request/body/products/[]/extra_info/custom_label_{number}",
            100,
        )
        for name in ("update", "upload")
        for number in range(5)
    ),
    *(
        _post(
            f"catalog/set/{name}", "request-max-length-increased", "/request/body/product_set_name", 27, 128
        )
        for name in ("create", "update")
    ),
    # Values. A list that another page leads to, of which only the table's page says something else.
    *(
        _get(
            "catalog/product/get",
            "response-enum-meaning-changed",
            f"/response/data/list/[]/{inside}profession/genres/[]",
            "family bounds",
            "family bonds",
        )
        for inside in ("", "additional_product_list/[]/")
    ),
    _post(
        "catalog/product/update",
        "request-enum-meaning-changed",
        "/request/body/products/[]/product_detail/genres/[]",
        "family bounds",
        "family bonds",
    ),
    *(
        _post("dmp/custom_audience/rule/create", id_, _FILTER.format(rules), old, new)
        for rules in ("inclusion_rule_set", "exclusion_rule_set")
        for id_, old, new in (
            ("request-enum-value-added", None, "NOT_EQUAL"),
            # Before, both spellings were taken for values.
            ("request-enum-value-respelled", "IS_GRETER_THAN_OR_EQUAL_TO", "IS_GREATER_THAN_OR_EQUAL_TO"),
            ("request-rule-loosened", _FOR_ADDRESSES.format(""), _FOR_ADDRESSES.format(", `NOT_EQUAL`")),
        )
    ),
]
# A value that the condition names was spelled otherwise.
_MAY_TO_AUGUST_IN_WORDS = _places(
    {"POST optimizer/rule/update": ["/request/body/rules/[]/actions/[]/frequency_info"]}
)
# The empty pointer is an operation's title or introduction. Besides, links, layout, examples and the order of
# rows changed, and the header for the type of a body.
_MAY_TO_AUGUST_WORDS = _places(
    {
        # Whose callers' notifications reach nobody.
        "POST optimizer/rule/create": [""],
        # The balance is the total now, and who wants its parts calls another operation.
        "GET advertiser/info": ["/response/data/list/[]/balance"],
        # Campaigns of a kind that has an operation of its own for it.
        "POST campaign/copy/task/create": [
            *("", "/request/body/campaign_id", "/response/code", "/response/request_id"),
        ],
        "GET campaign/copy/task/check": [""],
        # How to come by a number.
        "POST bc/oa/create": ["/request/body/qualification_info/qualification_id"],
        "POST catalog/product/update": [
            *("/request/body/feed_id", "/response/code", "/response/message", "/response/request_id"),
        ],
        # The rows every reply begins with.
        "POST catalog/product/upload": ["/response/code", "/response/message", "/response/request_id"],
        "POST ad/create": ["/response/request_id"],
        "POST ad/update": ["/response/request_id", "/response/data"],
    }
)


@frozen
class Step:
    """From one date to the next, and what was found by reading.

    Attributes:
        gateway: The one that the gateway gave; the other is May.
        pages: How many pages both have.
        changed: How many of them say something else.
        operations: How many operations the others have, which are not August's to the byte.
        facts: The changes of facts.
        in_words: The fields with a condition in words that changed.
        words: Where only words changed.
    """

    gateway: str
    pages: int
    changed: int
    operations: int
    facts: list[Fact]
    in_words: set[Place]
    words: set[Place]


_STEPS = (
    Step("2026-04", 68, 4, 12, _APRIL_TO_MAY, set(), _APRIL_TO_MAY_WORDS),
    Step("2026-08", 207, 19, 189, _MAY_TO_AUGUST, _MAY_TO_AUGUST_IN_WORDS, _MAY_TO_AUGUST_WORDS),
)
_each_step = pytest.mark.parametrize("step", _STEPS, ids=["April to May", "May to August"])


def _own(gateway: str) -> set[str]:
    """The pages of a date, without those that August has to the byte, where they are compared."""
    if gateway == "2026-08":
        return {*twins(gateway)}
    folders = PORTAL / gateway, PORTAL / "2026-08"
    return {name for name in twins(gateway) if len({(each / name).read_bytes() for each in folders}) == 2}


@pytest.fixture(scope="module")
def specs(tmp_path_factory: pytest.TempPathFactory) -> Specs:
    """The specs of the pages that two dates have."""

    @cache
    def made(gateway: str) -> tuple[Spec, Spec]:
        here, may = pair(gateway, _own(gateway), tmp_path_factory.mktemp("pair"))
        folders = (here, may) if gateway == "2026-04" else (may, here)
        old, new = (make_spec([folder], prose="full") for folder in folders)
        return old, new

    return made


@needs_portal
@_each_step
def test_every_page_has_a_twin_of_the_same_operations_and_no_two_have_the_same(step: Step) -> None:
    found = twins(step.gateway)
    assert len(found) == step.pages
    assert len(set(found.values())) == step.pages
    assert len(found) - len(same_text(step.gateway)) == step.changed


@needs_portal
def test_a_title_does_not_tell_which_page_it_is() -> None:
    august, may = pages_at("2026-08"), pages_at("2026-05")
    titles = [page.title for page in may.values() if page.endpoints]
    twice = {page.title for page in august.values() if titles.count(page.title) > 1}
    assert twice == {"Upload an image"}
    retitled = {twin for name, twin in twins("2026-08").items() if august[name].title != may[twin].title}
    assert retitled == {
        "campaign/create-an-asynchronous-campaign-copy-task.md",
        "campaign/get-the-results-of-an-asynchronous-campaign-copy-task.md",
    }


@needs_portal
@_each_step
def test_every_change_of_a_fact_is_found_and_no_other(step: Step, specs: Specs) -> None:
    changes = compare(*(_wordless(spec) for spec in specs(step.gateway)))
    plain = [each for each in changes if not each.id.startswith(_IN_WORDS)]
    assert sorted(map(repr, map(_fact, plain))) == sorted(map(repr, step.facts))
    assert {_place(each) for each in changes if each.id.startswith(_IN_WORDS)} == step.in_words


@needs_portal
@_each_step
def test_every_condition_in_words_that_changed_is_found_where_words_are_kept(
    step: Step, specs: Specs
) -> None:
    changes = compare(*(spec.document for spec in specs(step.gateway)))
    plain = [each for each in changes if not each.id.startswith(_IN_WORDS)]
    assert sorted(map(repr, map(_fact, plain))) == sorted(map(repr, step.facts))
    assert {_place(each) for each in changes if each.id.startswith(_IN_WORDS)} == step.in_words


@needs_portal
@_each_step
def test_every_text_that_changed_is_accounted_for(step: Step, specs: Specs) -> None:
    old, new = map(_texts, specs(step.gateway))
    changed = {place for place, text in new.items() if place in old and old[place] != text}
    facts = {(fact[0], fact[1], re.sub(r"/\[\]$", "", fact[3])) for fact in step.facts}
    assert changed - facts - step.in_words == step.words


@needs_portal
@_each_step
def test_the_same_text_states_the_same_in_every_form(step: Step, specs: Specs) -> None:
    old, new = specs(step.gateway)
    same = {Path(name).stem for name in same_text(step.gateway) & _own(step.gateway)}
    stated, states = (
        {
            # Where an example stands is another place in each form, and a list may be another page's, which
            # says something else.
            name: re.sub(r"\(`[^`]*`, line \d+\)| Exception: `[^`]*`, line \d+\.", "", text).replace(
                "family bonds", "family bounds"
            )
            for name, text in facts_files(spec.facts).items()
            if name.partition(".")[0] in same
        }
        for spec in (old, new)
    )
    assert stated == states
    assert len(stated) == step.operations
    may_differ = {
        (operation.method, operation.path)
        for operation in new.facts.operations
        if Path(operation.page).stem not in same
    }
    changes = compare(old.document, new.document, prose=True)
    # An object that operations share has the words that all of them have, and a page of one of them changed.
    shared = {
        ("GET", "/open_api/v1.3/catalog/product/get/"),
        ("POST", "/open_api/v1.3/catalog/feed/create/"),
    }
    assert {(each.method, each.path) for each in changes} <= may_differ | shared


@needs_portal
def test_most_pages_say_the_same_at_every_date() -> None:
    april, august = same_text("2026-04"), same_text("2026-08")
    assert set(twins("2026-04")) <= set(twins("2026-08"))
    always = {name for name in august if name in april or name not in twins("2026-04")}
    assert len(always) == 184
    assert len(set(twins("2026-04")) & august & april) == 52


@needs_portal
def test_words_alone_are_told_of_only_when_they_are_asked_for(specs: Specs) -> None:
    old, new = (spec.document for spec in specs("2026-08"))
    assert not [each for each in compare(old, new) if "words" in each.id]
    reworded = {_place(each) for each in compare(old, new, prose=True) if "words-changed" in each.id}
    assert reworded >= _MAY_TO_AUGUST_WORDS


def _wordless(spec: Spec) -> Mapping[str, Any]:
    """The document as it is without words."""
    return assemble(without_prose(spec.facts), prose="none")[0]


def _fact(change: Change) -> Fact:
    return change.method, change.path, change.id, change.pointer, change.old, change.new


def _place(change: Change) -> Place:
    return change.method, change.path, change.pointer


def _texts(spec: Spec) -> dict[Place, frozenset[str]]:
    """What is said of each operation and field, of all forms it has; where a link leads is no word."""
    found: dict[Place, set[str]] = {}
    for operation in spec.facts.operations:
        sent = "query" if operation.method == "GET" else "body"
        texts = [("", text) for text in (operation.title, operation.description)]
        for root, fields, alternatives in (
            (f"/request/{sent}", operation.parameters, operation.alternatives),
            ("/response", operation.response, ()),
        ):
            texts += _described(root, fields, alternatives)
        for pointer, text in texts:
            plain = " ".join(re.sub(r"\]\([^()\s]*\)", "]", text).split())
            found.setdefault((operation.method, operation.path, pointer), set()).add(plain)
    return {place: frozenset(plain) for place, plain in found.items()}


def _described(
    root: str, fields: tuple[Field, ...], alternatives: tuple[Alternative, ...] = ()
) -> Iterator[tuple[str, str]]:
    for field in fields:
        yield f"{root}/{field.name}", field.description
        inside = f"{root}/{field.name}{'/[]' * field.type.array}"
        yield from _described(inside, field.children, field.alternatives)
    for alternative in alternatives:
        yield from _described(root, alternative.fields)


# One page, of October 2025 as a copy from a browser, and of May 2026.

_NATIVE = "to-be-deprecated-legacy-smart/to-be-deprecated-create-a-legacy-smart-campaign.md"
_CREATE = ("POST", "/open_api/v1.3/campaign/spc/create/")

_OCTOBER_TO_MAY: list[tuple[str, str, Any, Any]] = [
    ("operation-deprecated", "", None, "to-be-deprecated"),
    ("request-field-added", "/request/body/budget_auto_adjust_strategy", None, ...),
    ("request-default-changed", "/request/body/dark_post_status", "OFF", "ON"),
    ("response-field-added", "/response/data/budget_auto_adjust_strategy", None, ...),
    ("response-field-added", "/response/data/current_budget", None, "number"),
]
# Fields of the reply that only the example has, which October's form has lost.
_ONLY_SHOWN_IN_MAY = {
    f"/response/data/{name}"
    for name in ("carousel_image_index", "carousel_image_labels", "shopping_ads_fallback_type")
}
# The example's reply has them, so that they always come.
_ALWAYS_SHOWN_IN_MAY = {
    *(f"/response/{name}" for name in ("code", "message", "request_id", "data")),
    *(
        f"/response/data/{name}"
        for name in (
            *("advertiser_id", "campaign_id", "campaign_name", "objective_type", "promotion_type"),
            *("optimization_goal", "billing_event", "location_ids", "schedule_type", "schedule_start_time"),
            *("media_info_list", "media_info_list/[]/media_info"),
        )
    ),
}
# Where the change is one of conditions, formal or in words: any of the kinds will do, as it depends on how
# much of a sentence can be stated formally. What is said at the type of an identity is said at the id of a
# call to action, too, and is one rule with it.
_OCTOBER_TO_MAY_CONDITIONS = {
    "/request/body/budget_auto_adjust_strategy",
    "/request/body/call_to_action_id",
    "/request/body/call_to_action_list",
    "/request/body/dark_post_status",
}
_CONDITIONS = ("request-rule-", "request-condition-", "request-optional-to-conditional")


@needs_portal
@needs_seed
def test_from_october_to_may_one_page_says_what_was_found_by_hand() -> None:
    old = make_spec([SEED], prose="full").document
    new = make_spec([PORTAL / "2026-05" / _NATIVE], prose="full").document
    changes = compare(old, new)
    assert {(change.method, change.path) for change in changes} == {_CREATE}
    rest = list(changes)
    for id_, pointer, was, now in _OCTOBER_TO_MAY:
        match = next(change for change in rest if (change.id, change.pointer) == (id_, pointer))
        assert match.old == was
        assert now is ... or match.new == now
        rest.remove(match)
    conditions = [each for each in rest if each.id.startswith(_CONDITIONS)]
    assert {each.pointer for each in conditions} == _OCTOBER_TO_MAY_CONDITIONS
    always = [each for each in rest if each.id == "response-optional-to-required"]
    assert {each.pointer for each in always} == _ALWAYS_SHOWN_IN_MAY
    others = {each.pointer for each in rest if each not in always}
    assert others <= _OCTOBER_TO_MAY_CONDITIONS | _ONLY_SHOWN_IN_MAY
    # In October nothing was said of when it has to be sent.
    breaking = [(each.id, each.pointer) for each in changes if each.severity == "breaking"]
    assert breaking == [("request-rule-added", "/request/body/call_to_action_id")]

"""Webhooks: which tables are of an event, what tells events apart, what samples show, and facts pages."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from openapi_spec_validator import validate

from text_cases import literal, text_cases
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.diff import compare
from tiktok_bindgen.facts import webhook_facts
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.event_keys import EventKey, event_keys, matches
from tiktok_bindgen.interpret.model import EnumValue, Field, Operation, Type
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.pipeline import write_facts
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sentences import interpret
from tiktok_bindgen.weigh import weighed

CASES = Path(__file__).parent / "cases" / "webhooks"
PAGES = {
    file.relative_to(CASES).as_posix(): file.read_text(encoding="utf-8")
    for file in sorted(CASES.rglob("*.md"))
}
TABLE = "```xtable\n|Field|Type|Description|\n|---|---|---|\n{}\n```\n"


def document(pages: dict[str, str]) -> tuple[Document, tuple[Problem, ...]]:
    """What pages state, weighed against what they show."""
    read = [read_page(text.encode(), name)[0] for name, text in pages.items()]
    found, odd = interpret(read)
    found, odd_examples = weighed(found, read)
    return found, (*odd, *odd_examples)


def spec(pages: dict[str, str], prose: Any = "none") -> Any:
    found = document(pages)[0]
    return assemble(without_prose(found) if prose == "none" else found, prose=prose)[0]


def payload(document: Any, event: str) -> Any:
    """The schema of an event's payload, with what it refers to in its place."""

    def whole(node: Any) -> Any:
        if isinstance(node, list):
            return [whole(item) for item in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            node = {**document["components"]["schemas"][node["$ref"].rpartition("/")[2]], **node}
            del node["$ref"]
        return {key: whole(value) for key, value in node.items()}

    post = document["webhooks"][event]["post"]
    schema = post["requestBody"]["content"]["application/json"]["schema"]
    return whole(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])["properties"]


def codes(pages: dict[str, str]) -> set[str]:
    return {each.code for each in document(pages)[1]}


def test_each_event_is_called_what_its_payload_or_the_subscription_to_it_says() -> None:
    keys = {name: item["post"].get("x-event-key") for name, item in spec(PAGES)["webhooks"].items()}
    assert keys == {
        "BED": {"path": ["object"], "value": 3},
        "bee_came": {"path": ["event"], "value": "bee_came"},
        "bee_left": {"path": ["event"], "value": "bee_left"},
        "FRUIT": {"path": ["object"], "value": 1},
        "GATE": None,
        "plot.pruned": {"path": ["event"], "value": "plot.pruned"},
        "plot.watered": {"path": ["event"], "value": "plot.watered"},
        "TREE": {"path": ["object"], "value": 2},
    }


def test_an_object_that_is_sent_as_text_stands_where_the_tables_say() -> None:
    assert payload(spec(PAGES), "bee_left") == {
        "event": {"type": "string"},
        "at": {"type": "integer"},
        "content": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {
                "type": "object",
                "properties": {
                    "bee": {
                        "type": "object",
                        "properties": {"name": {"type": "string"}, "stripes": {"type": "integer"}},
                    },
                    "pollen": {"type": "object", "additionalProperties": {"type": "integer"}},
                },
            },
        },
    }


def test_what_is_around_the_fields_of_an_event_may_be_on_another_page() -> None:
    found = payload(spec(PAGES), "plot.watered")
    assert list(found) == ["garden_key", "event", "at", "content"]
    inside = found["content"]["contentSchema"]["properties"]
    assert inside["cause"] == {"type": "string", "enum": ["DRY", "HABIT"]}
    # An id that is sent as a number is one.
    assert inside["plot_id"] == {"type": "integer", "x-documented-type": "number"}


def test_a_field_that_a_sample_alone_has_is_typed_from_it() -> None:
    found = spec(PAGES)
    can = payload(found, "plot.watered")["content"]["contentSchema"]["properties"]["can"]
    assert can["x-undocumented"] is True
    assert can["properties"]["colour"]["type"] == "string"
    assert can["x-contested"] == [{"fact": "unknown", "page": "plots/plot-events.md", "line": 27}]
    fruit = payload(found, "FRUIT")["entry"]["items"]["properties"]
    assert fruit["worm_name"]["x-undocumented"] is True
    # Two samples have text where an object is documented.
    assert fruit["fruit"]["x-documented-type"] == "object"
    assert "type" not in fruit["fruit"]


def test_events_of_one_table_share_their_samples() -> None:
    found = spec(PAGES)
    for name in ("BED", "TREE"):
        assert "nurse" in payload(found, name)["entry"]["items"]["properties"]


def test_a_sample_whose_text_is_not_closed_is_read() -> None:
    # It has a length that is no number, which is kept as what it is: one sample contests no number.
    pages = {**PAGES, "plots/plot-events.md": PAGES["plots/plot-events.md"].replace('"12"', '"12", "old": 1')}
    branches = payload(spec(pages), "plot.pruned")["content"]["contentSchema"]["properties"]["branches"]
    assert branches["items"]["properties"]["old"]["x-undocumented"] is True


@text_cases(sample=str, more=literal)
def test_a_sample_of_an_event_without_a_key_has_at_least_half_of_its_fields(
    sample: str, more: list[str]
) -> None:
    shown = f"```xcodeblock\n(code JSON JSON)\n{sample}\n(/code)\n```\n\n## What else there is"
    text = PAGES["subscriptions.md"].replace("## What else there is", shown)
    found = payload(spec({"subscriptions.md": text}), "GATE")
    assert list(found) == ["garden_id", "gate", "since", *more]


def test_a_sample_that_is_no_json_is_a_problem() -> None:
    for time in ('"time": 1\n}', '"time": 2\n}'):
        text = PAGES["subscriptions.md"].replace(time, '"time": {{{\n')
        assert "example-unreadable" in codes({"subscriptions.md": text})


def test_the_document_is_valid_with_and_without_prose() -> None:
    validate(spec(PAGES))
    full = spec(PAGES, prose="full")
    validate(full)
    assert full["webhooks"]["bee_came"]["post"]["description"] == "A bee comes in."
    assert "description" not in spec(PAGES)["webhooks"]["bee_came"]["post"]


def test_facts_pages_state_the_same(tmp_path: Path) -> None:
    for name, text in PAGES.items():
        file = tmp_path / "pages" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    call = tmp_path / "pages" / "dig.md"
    call.write_text(
        "# Dig\n\n**Endpoint** https://garden.example/open_api/v1.3/dig/\n\n**Method** GET\n\n"
        "**Parameters**\n\n" + TABLE.format("|spade|string|Which.|"),
        encoding="utf-8",
    )
    first, _ = write_facts([tmp_path / "pages"], tmp_path / "facts")
    again, changed = write_facts([tmp_path / "facts"], tmp_path / "again")
    assert again.document == first.document
    assert {path.name for path in changed} == {
        *("dig.md", "plot-events.md", "subscriptions.md", "visitors.md", "_problems.txt")
    }
    for page in ("plots/plot-events.md", "subscriptions.md", "visitors.md"):
        assert (tmp_path / "again" / page).read_text() == (tmp_path / "facts" / page).read_text()


def test_a_facts_page_has_no_prose() -> None:
    found = webhook_facts(without_prose(document(PAGES)[0]).webhooks)["visitors.md"]
    assert found.startswith(
        "# Webhook events\n\n## Webhook event `bee_came`\n\n```xtable\n|Field|Data Type|Description|\n"
        "|---|---|---|\n|event|string|Enum values: `bee_came`.|\n|at|integer||\n|content|JSON text||\n"
        "#|bee|object||\n##|name|string||\n##|stripes|integer||\n#|flower|string|Conditions in words: `"
    )
    assert "awake" not in found


def test_tables_of_no_event_are_problems() -> None:
    found = [(each.page, each.text) for each in document(PAGES)[1] if each.code == "webhook-table-unread"]
    assert found == [
        ("around.md", "these fields are of no event: gate-signature"),
        ("subscriptions.md", "these fields are of no event: spade"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # What tells the two apart is nowhere.
        (
            "## Health\n\nSay `BED` or `TREE` in the `subject` field.\n\n"
            "The webhook response contains the following fields.\n\n" + TABLE.format("|at|integer|When.|"),
            "webhook-event-unclear",
        ),
        (
            "## Health\n\nThe webhook response contains the following fields.\n\n"
            + TABLE.format("|at|integer|When.|"),
            "webhook-event-unnamed",
        ),
        (
            "## hedge.cut\n\n### Event content\n\n" + TABLE.format("|at|integer|When.|"),
            "webhook-envelope-missing",
        ),
        (
            "## Cut\n\n"
            + TABLE.format("|event|string|Event name.<br>Enum value: <ul><li>`cut`</li></ul>|")
            + "\n### `leaves` schema for `cut`\n\n"
            + TABLE.format("|at|integer|When.|"),
            "webhook-content-unplaced",
        ),
    ],
)
def test_what_is_not_said_of_an_event_is_a_problem(text: str, code: str) -> None:
    pages = {"hedge.md": f"# Hedges\n\n{text}"}
    assert codes(pages) == {code}


def test_a_table_of_an_event_that_has_one_is_a_problem() -> None:
    whole = TABLE.format(
        "|event|string|Event name.<br>Enum value: <ul><li>`cut`</li></ul>|\n|leaf|string|Which.|"
    )
    inside = "\n### `leaf` schema for `cut`\n\n" + TABLE.format("|size|integer|Of it.|")
    pages = {"hedge.md": f"# Hedges\n\n{whole}\n{whole}{inside}{inside}"}
    found, problems = document(pages)
    assert [each.code for each in problems] == ["webhook-repeated"] * 2
    assert [one.name for one in found.webhooks[0].response] == ["event", "leaf"]


def _whole(event: str) -> str:
    """A table of all fields of an event that has leaves."""
    rows = f"|event|string|Event name.<br>Enum value: <ul><li>`{event}`</li></ul>|\n|leaf|string|Which.|"
    return f"## {event.title()}\n\n{TABLE.format(rows)}\n"


def test_fields_inside_an_event_are_those_of_the_event_that_is_named() -> None:
    inside = "### `leaf` schema for `cut`\n\n" + TABLE.format("|size|integer|Of it.|")
    found, problems = document({"hedge.md": f"# Hedges\n\n{_whole('cut')}{_whole('grow')}{inside}"})
    fields = {each.title: [child.name for child in each.response[1].children] for each in found.webhooks}
    assert (fields, problems) == ({"cut": ["size"], "grow": []}, ())


def test_fields_inside_of_no_event_are_a_problem() -> None:
    inside = "## Event content\n\n" + TABLE.format("|size|integer|Of it.|")
    found, problems = document({"hedge.md": f"# Hedges\n\n{inside}\n{_whole('cut')}"})
    assert [each.title for each in found.webhooks] == ["cut"]
    assert [(each.line, each.code) for each in problems] == [(8, "webhook-event-unnamed")]


def test_what_is_around_may_be_known_from_another_event() -> None:
    # As where a new copy has one page alone, and facts pages stand for the others.
    facts = webhook_facts(without_prose(document({"visitors.md": PAGES["visitors.md"]})[0]).webhooks)
    hedge = "# Hedges\n\n## hedge.cut\n\n### Event content\n\n" + TABLE.format("|leaf_id|number|Which.|")
    found = spec({**facts, "hedge.md": hedge})
    assert found["webhooks"]["hedge.cut"]["post"]["x-event-key"] == {"path": ["event"], "value": "hedge.cut"}
    schema = payload(found, "hedge.cut")
    assert list(schema) == ["event", "at", "content"]
    assert list(schema["content"]["contentSchema"]["properties"]) == ["leaf_id"]


def test_an_event_of_which_only_a_part_is_known_is_none() -> None:
    pages = {"hedge.md": "# Hedges\n\n## hedge.cut\n\n### Event content\n\n" + TABLE.format("|a|string|A.|")}
    assert document(pages)[0].webhooks == ()


def test_columns_may_stand_in_another_order() -> None:
    head = "|Field|Required|Data Type|Description|\n|---|---|---|---|"
    row = "|event|No|string|Event name.<br>Enum value:<ul><li>`cut`: Cut.</li></ul>|"
    table = f"```xtable\n{head}\n{row}\n```\n"
    (event,) = document({"hedge.md": f"# Hedges\n\n{table}"})[0].webhooks
    assert (event.title, event.response[0].type.kind) == ("cut", "string")


def test_an_event_on_two_pages_counts_once() -> None:
    pages = {**PAGES, "z.md": PAGES["visitors.md"]}
    found, problems = document(pages)
    assert [each.page for each in found.webhooks if each.title == "bee_came"] == ["visitors.md"]
    assert [each.code for each in problems if each.page == "z.md"] == ["webhook-repeated"] * 2


def test_an_event_leads_to_its_page_and_says_of_what_date_that_is() -> None:
    name = "visitors.1700000000000007.md"
    found, _ = document({name: PAGES["visitors.md"], "around.md": PAGES["around.md"]})
    assert found.webhooks
    dated = evolve(found, webhooks=tuple(evolve(each, documented="2030-01") for each in found.webhooks))
    for of, date in ((found, None), (dated, "2030-01")):
        made: Any = assemble(of, prose="none")[0]["webhooks"]
        for item in made.values():
            address = "https://business-api.tiktok.com/portal/docs?id=1700000000000007"
            assert item["post"]["externalDocs"] == {"url": address}
            assert item["post"].get("x-documented") == date


def test_pages_that_speak_of_no_event_have_none_and_no_problems_of_events() -> None:
    pages = {"spades.md": "# Spades\n\n## Event\n\n" + TABLE.format("|spade|string|Which.|")}
    found, problems = document(pages)
    assert found.webhooks == ()
    assert [each.code for each in problems] == ["fields-without-endpoint"]


def _webhook(name: str, *fields: Field) -> Operation:
    return Operation("POST", "", name, response=fields)


def _single(name: str, value: str, *children: Field) -> Field:
    return Field(name, Type("string"), enum=(EnumValue(value),), children=children)


def test_the_field_that_most_events_have_a_value_of_their_own_in_tells_them_apart() -> None:
    found = event_keys(
        [
            _webhook("a", _single("version", "1"), _single("kind", "a")),
            _webhook("b", _single("version", "2"), _single("kind", "b")),
            _webhook("c", _single("version", "2"), _single("kind", "c")),
            _webhook("d", Field("entry", Type("object", 1), children=(_single("kind", "x"),))),
            _webhook("e", Field("entry", Type("object", 1))),
        ]
    )
    assert found == {
        "a": EventKey(("kind",), "a"),
        "b": EventKey(("kind",), "b"),
        "c": EventKey(("kind",), "c"),
        "d": EventKey(("entry", "kind"), "x"),
        "e": None,
    }


def test_a_payload_has_a_key_in_any_item_of_a_list() -> None:
    key = EventKey(("entry", "kind"), "x")
    assert matches(key, {"entry": [{"kind": "y"}, {"kind": "x"}]})
    assert matches(key, {"entry": {"kind": "x"}})
    assert not matches(key, {"entry": "x"})
    assert not matches(EventKey(("object",), 1), {"object": True})


def test_an_event_renames_nothing_that_calls_have() -> None:
    call = (
        "# Count bees\n\n**Endpoint** https://garden.example/open_api/v1.3/bees/\n\n**Method** POST\n\n"
        "**Parameters**\n\n"
        + TABLE.format("|bee|object|Who.|\n#|name|string|Its name.|\n#|stripes|integer|How many.|")
    )
    alone = spec({"bees.md": call})["components"]["schemas"]
    both = spec({"bees.md": call, **PAGES})["components"]["schemas"]
    assert {name: both[name] for name in alone} == alone
    assert {"BeesBee", "EventBee"} <= both.keys()


def test_a_change_of_an_event_is_judged_as_that_of_a_reply() -> None:
    old = spec(PAGES)
    new = copy.deepcopy(old)
    del new["webhooks"]["GATE"]
    bee = new["components"]["schemas"]["EventBee"]["properties"]
    bee["stripes"] = {"type": "string"}
    del bee["name"]
    bee["wings"] = {"type": "integer"}
    found = {
        (each.severity, each.id, each.method, each.path, each.pointer)
        for each in compare(old, new)
        if each.path in {"GATE", "bee_left"}
    }
    assert found == {
        ("breaking", "operation-removed", "WEBHOOK", "GATE", ""),
        ("breaking", "response-field-removed", "WEBHOOK", "bee_left", "/response/content/bee/name"),
        ("breaking", "response-type-changed", "WEBHOOK", "bee_left", "/response/content/bee/stripes"),
        ("safe", "response-field-added", "WEBHOOK", "bee_left", "/response/content/bee/wings"),
    }
    assert {each.id for each in compare(new, old) if each.path == "GATE"} == {"operation-added"}

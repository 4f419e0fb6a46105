"""What the portal states of webhooks: every row is in an event or a problem, every sample is its event."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache

import pytest

from may import may, may_pages
from pages import needs_portal
from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.read.words import is_field_header
from tiktok_business import webhooks

pytestmark = [needs_portal, pytest.mark.slow]

ACCOUNT = (
    "guides/use-cases/webhook-subscription/subscribe-to-ad-account-webhook-events-via-subscription-api.md"
)
ENVELOPE = "guides/organic-api/accounts-api/guides/webhooks/webhooks.md"
# Of samples that are no JSON, even with all places filled in: a quote is missing, and one is not escaped.
BROKEN = {"im_mark_read_msg", "brand.mention.event"}


@cache
def events() -> tuple[Operation, ...]:
    return may().facts.webhooks


def pages() -> Iterator[Page]:
    """The pages that document events, and the one with what is around those of some."""
    wanted = {each.page for each in events()} | {ENVELOPE}
    return (each.page for each in may_pages() if each.page.name in wanted)


def test_the_events() -> None:
    counted = {each.title: len(list(_all(each.response))) for each in events()}
    assert counted == {
        "AD": 14,
        "AD_ACCOUNT_SUSPENSION": 7,
        "AD_GROUP": 14,
        "API_SERVICE_STATUS": 12,
        "CREATIVE_FATIGUE": 10,
        "LEAD": 21,
        "REPORT_DATA_CHANGE": 7,
        "TCM_VIDEOS": 12,
        "brand.mention.event": 15,
        "comment.update": 12,
        "im_auto_message_audit_update": 9,
        "im_auto_message_config_update": 17,
        "im_mark_read_msg": 18,
        "im_receive_high_intent_comment": 18,
        "im_receive_msg": 57,
        "im_receive_msg_eu": 10,
        "im_referral_msg": 30,
        "im_send_msg": 54,
        "post.publish.complete": 7,
        "post.publish.failed": 8,
        "post.publish.no_longer_publicly_available": 8,
        "post.publish.publicly_available": 8,
    }


def _all(fields: tuple[Field, ...]) -> Iterator[Field]:
    for each in fields:
        yield each
        yield from _all(each.children)


def test_every_row_of_their_tables_is_in_an_event_or_a_problem() -> None:
    rows = {
        (page.name, row[0].line)
        for page in pages()
        for table in page.tables
        if is_field_header(table.columns)
        for row in table.rows
    }
    read = {(each.page, one.line) for each in events() for one in _all(each.response)}
    # What is around an event may be on another page.
    read |= {(ENVELOPE, line) for page, line in read if page != ENVELOPE}
    told = {(each.page, each.line) for each in may().problems if each.code == "webhook-table-unread"}
    left = {(page, line) for page, line in rows - read if not any(p == page for p, _ in told)}
    assert len(rows) > 290
    assert left == set()
    assert {page for page, _ in told} == {ENVELOPE}


def _samples() -> Iterator[tuple[str, str]]:
    """The payloads that pages show, as text with a value in each place to fill in, and what names each."""
    for page in pages():
        for code in page.code:
            for piece in re.split(r"(?m)^(?=\{)", code.text):
                named = re.search(r'"event"\s*:\s*"([\w.]+)"|"(object)"\s*:|"(owner_bc_id)"', piece)
                if not named or not piece.startswith("{"):
                    continue
                text = re.sub(r"(?m)^\s*//.*$|//[^\"\n]*$", "", piece.replace("\N{NO-BREAK SPACE}", " "))
                text = re.sub(r'(?<![\\"\w])\{\{\w+\}\}(?![\\"])', "7000000000000000001", text)
                yield named[1] or "", re.sub(r"\{\{\w+\}\}", "x", text)


def test_every_sample_is_its_event_with_nothing_undocumented_and_is_written_as_it_was() -> None:
    broken = set()
    seen: dict[str, int] = {}
    for name, text in _samples():
        try:
            payload, _ = json.JSONDecoder().raw_decode(text)
        except ValueError:
            broken.add(name)
            continue
        event = webhooks.parse(json.dumps(payload))
        assert event.event_name == (name or event.event_name)
        assert (event.undocumented, event.to_json()) == ((), payload)
        seen[event.event_name] = seen.get(event.event_name, 0) + 1
    assert broken == BROKEN
    assert seen.keys() | broken == {each.title for each in events()} - {"AD"}
    assert sum(seen.values()) == 22


def test_the_broken_samples_show_nothing_that_no_table_has() -> None:
    found = {
        each.title: all(one.is_documented for one in _all(each.response))
        for each in events()
        if each.title in BROKEN
    }
    assert found == dict.fromkeys(BROKEN, True)


def test_only_a_plural_is_shown_that_no_table_has() -> None:
    shown = {
        (each.title, one.name) for each in events() for one in _all(each.response) if not one.is_documented
    }
    assert shown == {("AD", "reject_reasons"), ("AD_GROUP", "reject_reasons")}


def test_the_committed_client_knows_them_all() -> None:
    assert set(webhooks.EVENTS) == {each.title for each in events()}
    for name in webhooks.EVENTS:
        delivery = webhooks.sample(name, secret="s")
        event = webhooks.parse(delivery.body, delivery.headers, "s")
        assert (event.event_name, event.undocumented) == (name, ())

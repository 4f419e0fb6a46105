"""Write events that are sent to a callback as pages in the portal's table format, without its prose."""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bindgen.facts.cells import code
from tiktok_bindgen.facts.write import ValueLists, field_table
from tiktok_bindgen.interpret.model import Operation


def webhook_facts(webhooks: Sequence[Operation]) -> dict[str, str]:
    """Write events as pages, by the names of those that they were read from; their prose is left out."""
    pages = {}
    for page in sorted({each.page for each in webhooks}):
        events = [each for each in webhooks if each.page == page]
        lists = ValueLists()
        parts = ["# Webhook events"]
        if events[0].source:
            parts.append(f"**Source** {events[0].source}")
        for event in events:
            parts += [f"## Webhook event {code(event.title)}", field_table(event.response, lists)]
        pages[page] = "\n\n".join((*parts, *lists.written())) + "\n"
    return pages

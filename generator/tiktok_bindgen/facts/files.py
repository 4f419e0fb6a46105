"""The facts pages of a document, as files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiktok_bindgen.facts.appendix import appendix_facts
from tiktok_bindgen.facts.reports import report_facts
from tiktok_bindgen.facts.webhooks import webhook_facts
from tiktok_bindgen.facts.write import facts_page
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.value_names import numbered


def facts_files(document: Document) -> dict[str, str]:
    """Return the facts pages of a document, keyed by relative path: one per operation or page of other facts.

    What an operation's page states about reports, and the lists on it, are in the same file.
    """
    webhooks = webhook_facts(document.webhooks)
    lists, reports = appendix_facts(document.appendix), report_facts(document.reports)

    def beside(page: str) -> Iterator[str]:
        # An operation's page has a title of its own.
        yield from (each.pop(page).partition("\n\n")[2] for each in (lists, reports) if page in each)

    pages = [
        *(
            (each.page, "\n".join((facts_page(each), *beside(each.page))))
            for each in document.operations
            if each.repeats is None
        ),
        *lists.items(),
        *reports.items(),
        *webhooks.items(),
    ]
    files: dict[str, str] = {}
    for page, text in pages:
        files[numbered(re.sub(r"\.(?:md|markdown|txt|json|html?)$", "", page), files, ".")] = text
    return {f"{stem}.md": text for stem, text in files.items()}

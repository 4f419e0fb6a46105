"""Interpret pages completely: what `tiktok_bindgen.interpret` reads, plus the rules between fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import define, field

from tiktok_bindgen.interpret import described_operations
from tiktok_bindgen.interpret.appendix import read_appendix, shared_on, with_linked
from tiktok_bindgen.interpret.cross_page import NO_OTHER_PAGES, Asked, CrossPage, cross_page
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.formerly import with_former
from tiktok_bindgen.interpret.levels import NO_LEVELS, Levels
from tiktok_bindgen.interpret.list_ranges import with_ranges
from tiktok_bindgen.interpret.loose_tables import loose_tables
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.interpret.repeats import preference, without_repeats
from tiktok_bindgen.interpret.report_names import with_report_names
from tiktok_bindgen.interpret.report_pages import report_pages
from tiktok_bindgen.interpret.reports import Read, read_reports
from tiktok_bindgen.interpret.webhooks import read_webhooks
from tiktok_bindgen.memo import Memo
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.sentences.combinations import Tables, unread_tables
from tiktok_bindgen.sentences.formalise import with_rules

__all__ = ["Interpreted", "interpret", "interpret_page"]

Described = tuple[Sequence[Operation], Sequence[Problem]]
Found = tuple[tuple[Operation, ...], tuple[Problem, ...]]


@define
class Interpreted:
    """A cache of what pages stated when last interpreted, for documents that share most of their pages.

    The result for a page is reused if its address is unchanged, and all that it asked about other pages has
    the same answers as before.

    Attributes:
        described: The operations of each page without rules, with what it asked, keyed by the page's identity
            and address. The page is kept so that its identity is not reused for another.
        found: The results with rules, by the same and the identities of the operations above the page's own.
        reports: What was read of reports on each page.
        shared: What pages shared in the last run.
        memo: What later stages made of the operations.
    """

    described: dict[tuple[object, ...], tuple[Page, Asked, Described]] = field(factory=dict)
    found: dict[tuple[object, ...], Found] = field(factory=dict)
    reports: Read = field(factory=dict)
    shared: tuple[object, ...] = ()
    memo: Memo = field(factory=Memo)

    def update(self, others: CrossPage) -> None:
        """Drop the results for pages that would be told something else now."""
        if others.shared == self.shared:
            return
        self.shared = others.shared
        self.described = {key: each for key, each in self.described.items() if each[1].is_so(others)}
        self.found = {key: each for key, each in self.found.items() if key[:2] in self.described}
        self.reports = {key: each for key, each in self.reports.items() if each.context.asked.is_so(others)}


def interpret(
    pages: Iterable[Page], interpreted: Interpreted | None = None
) -> tuple[Document, tuple[Problem, ...]]:
    """Read the facts in pages.

    Args:
        pages: Pages of any form, in any order.
        interpreted: The cache of earlier results, which is updated.

    Returns:
        The operations, sorted by path, method and page, with the appendix, the reports and the webhooks,
        and the problems: what was not understood.
    """
    pages = tuple(pages)
    appendix, found_problems = read_appendix(pages)
    before = Interpreted() if interpreted is None else interpreted
    context = cross_page(pages, appendix.enumerations, before.memo)
    before.update(context)
    operations: list[Operation] = []
    problems = list(found_problems)
    keys = {page.name: (id(page), context.addresses.get(page.name)) for page in pages}
    for page in pages:
        if keys[page.name] not in before.described:
            asked = Asked()
            before.described[keys[page.name]] = (page, asked, described_operations(page, context, asked))
    led_to = [each for page in pages for each in before.described[keys[page.name]][1].lists]
    led_to += [each for page in pages for each in before.memo(shared_on, page)]
    appendix = with_linked(appendix, led_to)
    levels = Levels.of(each for page in pages for each in before.described[keys[page.name]][2][0])
    for page in pages:
        _, asked, described = before.described[keys[page.name]]
        above = (id(maker) for each in described[0] for maker in levels.level(each).above.values())
        key = (*keys[page.name], *above)
        if key not in before.found:
            before.found[key] = interpret_page(page, context, asked, described, levels)
        found, found_problems = before.found[key]
        operations.extend(found)
        problems.extend(found_problems)
    operations, odd_repeats = without_repeats(operations)
    problems.extend(odd_repeats)
    operations.sort(
        key=lambda operation: (operation.path, operation.method, preference(operation), operation.page)
    )
    reports, found_problems = read_reports(pages, context, before.reports)
    operations = with_report_names(operations, pages, reports, before.memo)
    operations = with_ranges(operations, appendix.enumerations, before.memo)
    webhooks, of_events = read_webhooks(pages, context)
    # A page that only repeats events, or tells them in part, has its problems.
    of_others = report_pages(reports) | {each.page for each in webhooks} | {each.page for each in of_events}
    loose = loose_tables(pages, operations, of_others, before.memo)
    document = Document(tuple(operations), appendix, reports, webhooks)
    return document, tuple(sorted([*problems, *found_problems, *of_events, *loose]))


def interpret_page(
    page: Page,
    cross_page: CrossPage = NO_OTHER_PAGES,
    asked: Asked | None = None,
    described: Described | None = None,
    levels: Levels = NO_LEVELS,
) -> Found:
    """Read the facts in one page.

    Args:
        page: The page.
        cross_page: What other pages state that it needs.
        asked: Receives what it asks about other pages.
        described: Its operations without rules, if they were read before.
        levels: The parent requests of each operation.
    """
    asked = asked or Asked()
    operations, more = described_operations(page, cross_page, asked) if described is None else described
    problems = list(more)
    tables = Tables(page, cross_page, asked)
    nested = page.form != "flattened"
    # A sentence may still have a field's name of the version before.
    compared, of_versions = with_former(page, operations)
    found = tuple(with_rules(each, problems, tables, levels, nested=nested) for each in compared)
    problems.extend(unread_tables(page, tables.bound))
    return found, (*problems, *of_versions)

"""Interpret pages completely: what `tiktok_bindgen.interpret` reads, plus the rules between fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import define, evolve, field

from tiktok_bindgen.interpret import described_operations
from tiktok_bindgen.interpret.appendix import read_appendix
from tiktok_bindgen.interpret.cross_page import NO_OTHER_PAGES, CrossPage, cross_page
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.formerly import with_former
from tiktok_bindgen.interpret.levels import NO_LEVELS, Levels
from tiktok_bindgen.interpret.linked_lists import SharedList
from tiktok_bindgen.interpret.list_ranges import with_ranges
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.interpret.repeats import preference, without_repeats
from tiktok_bindgen.interpret.report_names import with_report_names
from tiktok_bindgen.interpret.reports import Read, read_reports
from tiktok_bindgen.interpret.webhooks import read_webhooks
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

    The result for a page is reused if its address and the lists that it needed are unchanged, and the titles
    by which lists are found are the same as before.

    Attributes:
        called: What shared lists are found by; when it changes, the cache is cleared.
        found: The result for each page with the lists it needed, keyed by the page's identity, its address
            and the identities of the operations above its own.
        described: The same without rules, keyed by the page's identity and address.
        shared: The shared lists of the last run.
        reports: What was read of reports on each page.
    """

    called: object = None
    found: dict[tuple[object, ...], tuple[Page, list[SharedList], Found]] = field(factory=dict)
    described: dict[tuple[object, ...], tuple[Page, list[SharedList], Described]] = field(factory=dict)
    shared: tuple[SharedList, ...] = ()
    reports: Read = field(factory=dict)

    def update(self, cross_page: CrossPage) -> None:
        """Drop results that depend on lists that have changed."""
        called = (
            frozenset(evolve(each, values=()) for each in cross_page.enumerations),
            frozenset(evolve(each, values=()) for each in cross_page.lists),
            frozenset((each.title, each.source) for each in cross_page.pages),
        )
        if called != self.called:
            self.called = called
            self.found.clear()
            self.described.clear()
        if cross_page.shared != self.shared:
            self.shared = cross_page.shared
            self.reports.clear()
        said = set(cross_page.shared)
        self.found = {key: each for key, each in self.found.items() if said.issuperset(each[1])}
        self.described = {key: each for key, each in self.described.items() if said.issuperset(each[1])}


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
    appendix, odd = read_appendix(pages)
    context = cross_page(pages, appendix.enumerations)
    before = Interpreted() if interpreted is None else interpreted
    before.update(context)
    operations: list[Operation] = []
    problems = list(odd)
    keys = {page.name: (id(page), context.addresses.get(page.name)) for page in pages}
    for page in pages:
        if keys[page.name] not in before.described:
            # The page is kept so that its id is not reused for another.
            used: list[SharedList] = []
            before.described[keys[page.name]] = (page, used, described_operations(page, context, used))
    levels = Levels.of(each for page in pages for each in before.described[keys[page.name]][2][0])
    for page in pages:
        _, used, described = before.described[keys[page.name]]
        above = (id(maker) for each in described[0] for maker in levels.level(each).above.values())
        key = (*keys[page.name], *above)
        if key not in before.found:
            before.found[key] = (page, used, interpret_page(page, context, used, described, levels))
        found, odd = before.found[key][2]
        operations.extend(found)
        problems.extend(odd)
    operations, odd_repeats = without_repeats(operations)
    problems.extend(odd_repeats)
    operations.sort(
        key=lambda operation: (operation.path, operation.method, preference(operation), operation.page)
    )
    reports, odd = read_reports(pages, context, before.reports)
    operations = with_report_names(operations, pages, reports)
    operations = with_ranges(operations, appendix.enumerations)
    webhooks, odd_events = read_webhooks(pages, context)
    document = Document(tuple(operations), appendix, reports, webhooks)
    return document, tuple(sorted([*problems, *odd, *odd_events]))


def interpret_page(
    page: Page,
    cross_page: CrossPage = NO_OTHER_PAGES,
    used: list[SharedList] | None = None,
    described: Described | None = None,
    levels: Levels = NO_LEVELS,
) -> Found:
    """Read the facts in one page.

    Args:
        page: The page.
        cross_page: What other pages state that it needs.
        used: Receives the lists of other pages that it needed.
        described: Its operations without rules, if they were read before.
        levels: The parent requests of each operation.
    """
    used = [] if used is None else used
    operations, odd = described_operations(page, cross_page, used) if described is None else described
    problems = list(odd)
    tables = Tables(page.tables, cross_page.linked, used)
    nested = page.form != "flattened"
    ruled = [with_rules(each, problems, tables, levels, nested=nested) for each in operations]
    problems.extend(unread_tables(page, tables.bound))
    found, odd = with_former(page, ruled)
    return found, (*problems, *odd)

"""From pages to all that they state: what `tiktok_bindgen.interpret` reads, and the rules between fields."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, evolve, field

from tiktok_bindgen.interpret import described_operations
from tiktok_bindgen.interpret.appendix import read_appendix
from tiktok_bindgen.interpret.cross_page import NOTHING_TOLD, CrossPage, cross_page
from tiktok_bindgen.interpret.formerly import with_former
from tiktok_bindgen.interpret.linked_lists import SharedList
from tiktok_bindgen.interpret.model import Document, Operation
from tiktok_bindgen.interpret.repeats import preference, without_repeats
from tiktok_bindgen.interpret.report_names import with_report_names
from tiktok_bindgen.interpret.reports import Read, read_reports
from tiktok_bindgen.interpret.summary import PageSummary
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.sentences.formalise import with_rules

__all__ = ["Interpreted", "interpret", "interpret_page"]

Found = tuple[tuple[Operation, ...], tuple[Problem, ...]]


@define
class Interpreted:
    """What pages stated when they were last interpreted, for documents that share most of their pages.

    A page states the same as before if its address is the same, the lists that it needed say the same, and no
    list is found by other words than before.

    Attributes:
        called: What the lists that pages share were found by.
        found: What was found on each page, by the page itself and its address, with the lists it needed.
        shared: The lists that pages shared.
        reports: What was found of reports on each page.
    """

    called: object = None
    found: dict[tuple[int, str | None], tuple[Page, list[SharedList], Found]] = field(factory=dict)
    shared: tuple[SharedList, ...] = ()
    reports: Read = field(factory=dict)

    def tell(self, told: CrossPage) -> None:
        """Forget what is no longer so with other lists."""
        called = (
            frozenset(evolve(each, values=()) for each in told.enumerations),
            frozenset(evolve(each, values=()) for each in told.lists),
            frozenset((each.title, each.source) for each in told.pages),
        )
        if called != self.called:
            self.called = called
            self.found.clear()
        if told.shared != self.shared:
            self.shared = told.shared
            self.reports.clear()
        said = set(told.shared)
        self.found = {key: each for key, each in self.found.items() if said.issuperset(each[1])}


def interpret(
    pages: Iterable[Page], interpreted: Interpreted | None = None
) -> tuple[Document, tuple[Problem, ...]]:
    """Read the facts in pages.

    Args:
        pages: Pages of any form, in any order.
        interpreted: What was found before, and gets what is found now.

    Returns:
        The operations, sorted by path, method and page, with the appendix and the reports, and what was
        not understood.
    """
    pages = tuple(pages)
    appendix, odd = read_appendix(pages)
    told = cross_page(map(PageSummary.of, pages), appendix.enumerations)
    before = Interpreted() if interpreted is None else interpreted
    before.tell(told)
    operations: list[Operation] = []
    problems = list(odd)
    for page in pages:
        key = (id(page), told.addresses.get(page.name))
        if key not in before.found:
            # The page is kept, so that no other gets its identity.
            used: list[SharedList] = []
            before.found[key] = (page, used, interpret_page(page, told, used))
        found, odd = before.found[key][2]
        operations.extend(found)
        problems.extend(odd)
    operations, odd_repeats = without_repeats(operations)
    problems.extend(odd_repeats)
    operations.sort(
        key=lambda operation: (operation.path, operation.method, preference(operation), operation.page)
    )
    reports, odd = read_reports(pages, told, before.reports)
    operations = with_report_names(operations, pages, reports)
    return Document(tuple(operations), appendix, reports), tuple(sorted([*problems, *odd]))


def interpret_page(page: Page, told: CrossPage = NOTHING_TOLD, used: list[SharedList] | None = None) -> Found:
    """Read the facts in one page.

    Args:
        page: The page.
        told: What other pages tell of it.
        used: Takes the lists of other pages that it needed.
    """
    described, problems = described_operations(page, told, used)
    ruled = [with_rules(each, problems, nested=page.form != "flattened") for each in described]
    operations, odd = with_former(page, ruled)
    return operations, (*problems, *odd)

"""From pages to all that they state: what `tiktok_bindgen.interpret` reads, and the rules between fields."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

from tiktok_bindgen.interpret import described_operations
from tiktok_bindgen.interpret.appendix import read_appendix
from tiktok_bindgen.interpret.cross_page import NOTHING_TOLD, CrossPage, cross_page
from tiktok_bindgen.interpret.formerly import with_former
from tiktok_bindgen.interpret.model import Document, Operation
from tiktok_bindgen.interpret.summary import PageSummary
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.sentences.formalise import with_rules

__all__ = ["Interpreted", "interpret", "interpret_page"]

Found = tuple[tuple[Operation, ...], tuple[Problem, ...]]


@define
class Interpreted:
    """What pages stated when they were last interpreted, for documents that share most of their pages.

    Attributes:
        told: The lists of values that they were told of.
        found: What was found on each page, by the page itself and its address.
    """

    told: tuple[object, object] = ((), ())
    found: dict[tuple[int, str | None], tuple[Page, Found]] = field(factory=dict)


def interpret(
    pages: Iterable[Page], interpreted: Interpreted | None = None
) -> tuple[Document, tuple[Problem, ...]]:
    """Read the facts in pages.

    Args:
        pages: Pages of any form, in any order.
        interpreted: What was found before, and gets what is found now.

    Returns:
        The operations, sorted by path, method and page, with the appendix, and what was not understood.
    """
    pages = tuple(pages)
    appendix, odd = read_appendix(pages)
    told = cross_page(map(PageSummary.of, pages), appendix.enumerations)
    before = Interpreted() if interpreted is None else interpreted
    if before.told != (told.enumerations, told.lists):
        before.told = (told.enumerations, told.lists)
        before.found.clear()
    operations: list[Operation] = []
    problems = list(odd)
    for page in pages:
        key = (id(page), told.addresses.get(page.name))
        if key not in before.found:
            # The page is kept, so that no other gets its identity.
            before.found[key] = (page, interpret_page(page, told))
        found, odd = before.found[key][1]
        operations.extend(found)
        problems.extend(odd)
    operations.sort(key=lambda operation: (operation.path, operation.method, operation.page))
    return Document(tuple(operations), appendix), tuple(sorted(problems))


def interpret_page(page: Page, told: CrossPage = NOTHING_TOLD) -> Found:
    """Read the facts in one page.

    Args:
        page: The page.
        told: What other pages tell of it.
    """
    described, problems = described_operations(page, told)
    ruled = [with_rules(each.operation, each.rows, problems, nested=each.nested) for each in described]
    operations, odd = with_former(page, ruled)
    return operations, (*problems, *odd)

"""Collect what pages need from other pages: lists of values, and addresses in the portal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from attrs import field, frozen

from tiktok_bindgen.interpret.addresses import addresses
from tiktok_bindgen.interpret.appendix_model import Enumeration, LinkedList
from tiktok_bindgen.interpret.enumerations import Enumerations
from tiktok_bindgen.interpret.linked_lists import LinkedLists, ListPage
from tiktok_bindgen.interpret.reference_lists import reference_names
from tiktok_bindgen.interpret.values import ValueList, shared_lists, shared_tables
from tiktok_bindgen.memo import Memo
from tiktok_bindgen.read.page import Page

_Answer = TypeVar("_Answer")


@frozen
class CrossPage:
    """What interpreting a page needs from other pages.

    Attributes:
        enumerations: The lists of the appendix.
        lists: The lists on other pages.
        addresses: The addresses of pages that do not state their own, keyed by page name.
        pages: The pages that links to lists of values may lead to.
    """

    enumerations: tuple[Enumeration, ...] = ()
    lists: tuple[ValueList, ...] = ()
    addresses: Mapping[str, str] = field(factory=dict[str, str])
    pages: tuple[ListPage, ...] = ()

    @property
    def shared(self) -> tuple[object, ...]:
        """All lists, and the pages that have some: what questions about other pages are answered from."""
        return self.enumerations, self.lists, self.pages

    @cached_property
    def known(self) -> Enumerations:
        """An index of the appendix's lists."""
        return Enumerations(self.enumerations, self.linked)

    @cached_property
    def linked(self) -> LinkedLists:
        """An index of the pages that links to lists of values may lead to."""
        return LinkedLists(self.pages)


#: For a page that is read without any others.
NO_OTHER_PAGES = CrossPage()


@frozen
class Asked:
    """What reading a page asked about other pages: each question with its answer, and the lists linked to."""

    answers: list[tuple[Callable[[CrossPage], object], object]] = field(factory=list)
    lists: list[LinkedList] = field(factory=list)

    def ask(self, question: Callable[[CrossPage], _Answer], others: CrossPage) -> _Answer:
        """Ask a question, and note what the answer is."""
        answer = question(others)
        self.answers.append((question, answer))
        return answer

    def is_so(self, others: CrossPage) -> bool:
        """Whether other pages give the same answers, so that the page would be read as it was."""
        return all(question(others) == answer for question, answer in self.answers)


def cross_page(
    pages: Iterable[Page], enumerations: Sequence[Enumeration], memo: Memo | None = None
) -> CrossPage:
    """Put together what pages, in any order, tell each other.

    Args:
        pages: The pages.
        enumerations: The lists of the appendix.
        memo: What was read of the same pages before.
    """
    memo = memo or Memo()
    pages = sorted(pages, key=lambda page: (page.title, page.name))
    found = addresses(pages)
    lists = (
        ListPage(
            page.name,
            page.title,
            page.source or found.get(page.name),
            " ".join(line.text for line in page.lead),
            page.tables,
            memo(reference_names, page),
        )
        for page in pages
        if page.tables and not page.endpoints
    )
    shared = shared_lists(listed for page in pages for listed in memo(shared_tables, page.tables))
    return CrossPage(tuple(enumerations), shared, found, tuple(lists))

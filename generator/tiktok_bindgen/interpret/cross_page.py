"""What pages tell each other: lists of values, and where a page is in the portal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from attrs import evolve, field, frozen

from tiktok_bindgen.interpret.addresses import addresses
from tiktok_bindgen.interpret.enumerations import Enumerations
from tiktok_bindgen.interpret.linked_lists import LinkedLists, ListPage, SharedList
from tiktok_bindgen.interpret.model import Enumeration
from tiktok_bindgen.interpret.summary import PageSummary
from tiktok_bindgen.interpret.values import ValueList, shared_lists


@frozen
class CrossPage:
    """What interpreting a page takes from others.

    Attributes:
        enumerations: The lists of the appendix.
        lists: The lists on other pages.
        addresses: The addresses of pages that do not tell theirs, by their names.
        pages: The pages that links to lists of values may lead to.
    """

    enumerations: tuple[Enumeration, ...] = ()
    lists: tuple[ValueList, ...] = ()
    addresses: Mapping[str, str] = field(factory=dict[str, str])
    pages: tuple[ListPage, ...] = ()

    @property
    def shared(self) -> tuple[SharedList, ...]:
        """All lists, and the pages that have some."""
        return (*self.enumerations, *self.lists, *self.pages)

    @cached_property
    def known(self) -> Enumerations:
        """The lists of the appendix, to look up."""
        return Enumerations(self.enumerations, LinkedLists(self.pages))


#: What a page is told that is read by itself.
NOTHING_TOLD = CrossPage()


def cross_page(cards: Iterable[PageSummary], enumerations: Sequence[Enumeration]) -> CrossPage:
    """Put together what pages tell each other.

    Args:
        cards: The cards of all pages, in any order.
        enumerations: The lists of the appendix.
    """
    cards = sorted(cards, key=lambda card: (card.title, card.name))
    found = addresses(cards)
    return CrossPage(
        tuple(enumerations),
        shared_lists(listed for card in cards for listed in card.lists),
        found,
        tuple(
            evolve(card.listed, source=card.source or found.get(card.name))
            for card in cards
            if card.listed is not None
        ),
    )

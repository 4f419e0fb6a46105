"""What pages tell each other: lists of values, and where a page is in the portal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from attrs import field, frozen

from tiktok_bindgen.interpret.addresses import addresses
from tiktok_bindgen.interpret.enumerations import Enumerations
from tiktok_bindgen.interpret.model import Enumeration
from tiktok_bindgen.interpret.values import ValueList, shared_lists, shared_tables
from tiktok_bindgen.read.page import Link, Page


@frozen
class Card:
    """What of a page the reading of others may need.

    Attributes:
        name: Its path relative to what was read.
        title: Its title.
        source: Its address in the portal, when it tells it itself.
        paths: The paths of the operations on it.
        links: Where it leads to in the portal.
        lists: Its lists of values that other pages may refer to.
    """

    name: str
    title: str
    source: str | None
    paths: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    lists: tuple[ValueList, ...] = ()

    @classmethod
    def of(cls, page: Page) -> Card:
        """The card of a page."""
        return cls(
            page.name,
            page.title,
            page.source,
            tuple(endpoint.path for endpoint in page.endpoints),
            page.links,
            shared_tables(page.tables),
        )


@frozen
class Common:
    """What interpreting a page takes from others.

    Attributes:
        enumerations: The lists of the appendix.
        lists: The lists on other pages.
        addresses: The addresses of pages that do not tell theirs, by their names.
    """

    enumerations: tuple[Enumeration, ...] = ()
    lists: tuple[ValueList, ...] = ()
    addresses: Mapping[str, str] = field(factory=dict[str, str])

    @cached_property
    def known(self) -> Enumerations:
        """The lists of the appendix, to look up."""
        return Enumerations(self.enumerations)


#: What a page is told that is read by itself.
NOTHING_TOLD = Common()


def common(cards: Iterable[Card], enumerations: Sequence[Enumeration]) -> Common:
    """Put together what pages tell each other.

    Args:
        cards: The cards of all pages, in any order.
        enumerations: The lists of the appendix.
    """
    cards = sorted(cards, key=lambda card: card.name)
    return Common(
        tuple(enumerations), shared_lists(listed for card in cards for listed in card.lists), addresses(cards)
    )

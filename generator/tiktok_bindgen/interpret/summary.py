"""What of a page the reading of others may need."""

from __future__ import annotations

from attrs import frozen

from tiktok_bindgen.interpret.linked_lists import ListPage
from tiktok_bindgen.interpret.values import ValueList, shared_tables
from tiktok_bindgen.read.page import Link, Page


@frozen
class PageSummary:
    """What of a page the reading of others may need.

    Attributes:
        name: Its path relative to what was read.
        title: Its title.
        source: Its address in the portal, when it tells it itself.
        paths: The paths of the operations on it.
        links: Where it leads to in the portal.
        lists: Its lists of values that other pages may refer to.
        listed: What of it links to lists of values may lead to, if it documents no endpoint.
    """

    name: str
    title: str
    source: str | None
    paths: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    lists: tuple[ValueList, ...] = ()
    listed: ListPage | None = None

    @classmethod
    def of(cls, page: Page) -> PageSummary:
        """The card of a page."""
        return cls(
            page.name,
            page.title,
            page.source,
            tuple(endpoint.path for endpoint in page.endpoints),
            page.links,
            shared_tables(page.tables),
            None
            if page.endpoints or not page.tables
            else ListPage(page.title, page.source, " ".join(line.text for line in page.lead), page.tables),
        )

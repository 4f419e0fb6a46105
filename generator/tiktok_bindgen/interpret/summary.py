"""What of a page the reading of others may need."""

from __future__ import annotations

from attrs import frozen

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
    """

    name: str
    title: str
    source: str | None
    paths: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    lists: tuple[ValueList, ...] = ()

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
        )

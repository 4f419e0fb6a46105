"""Links from one page of the portal to another."""

from __future__ import annotations

import re

from tiktok_bindgen.read import inline
from tiktok_bindgen.read.page import Link

#: The address of a portal page, without its number.
PORTAL = "https://business-api.tiktok.com/portal/docs?id="

# Both addresses under which the portal has served its pages; the second is what older pages link to.
_PORTAL = r"(?:https?://(?:business-api|ads)\.tiktok\.com)?/?(?:portal|marketing_api|gateway)/docs/?"
_DOC_ID = re.compile(r"(?:^|[/.])(\d{10,})\.[A-Za-z]+$")
_LINK = re.compile(rf"\[([^\[\]\n]{{1,200}})\]\([ \t]*{_PORTAL}\?[^)\s]{{0,200}}?\bid=(\d{{10,20}})(?!\d)")


def portal_links(text: str) -> tuple[Link, ...]:
    """Return the links of a page of Markdown to pages of the portal, each once, in order.

    >>> portal_links("See [`/plot/get/`](https://business-api.tiktok.com/portal/docs?id=1700000000000001).")
    (Link(label='/plot/get/', document='1700000000000001'),)
    """
    found = ((inline.bare(label), document) for label, document in _LINK.findall(text))
    return tuple(Link(label, document) for label, document in dict.fromkeys(found) if label)


def source_of(name: str) -> str | None:
    """Return a page's address in the portal if its file name is a document's number."""
    match = _DOC_ID.search(name)
    return PORTAL + match[1] if match else None

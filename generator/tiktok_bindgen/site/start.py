"""The first page: topics, and all operations."""

from __future__ import annotations

from tiktok_bindgen.site.frame import Pages, Site, page


def pages(site: Site) -> Pages:
    """Render the first page."""
    yield page(site, "index.html.jinja", title="Operations", href="index.html")

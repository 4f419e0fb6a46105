"""The portal's pages of May 2026 with their prose, read once for all tests that ask."""

from __future__ import annotations

from functools import cache

from pages import half
from tiktok_bindgen.pipeline import Spec, make_spec
from tiktok_bindgen.sources import ReadPage, find_pages, read_pages

FOLDER = half()


@cache
def may() -> Spec:
    """What the pages state, with the spec and the report."""
    return make_spec([FOLDER])


@cache
def may_pages() -> tuple[ReadPage, ...]:
    """The pages as they are read."""
    return read_pages(find_pages([FOLDER]))

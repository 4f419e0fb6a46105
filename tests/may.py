"""The portal's pages with their prose, read once for all tests."""

from __future__ import annotations

import flat_twins
from rules_report import JudgedSentence, cross_page_of, judged_pages

from once import once_a_run
from pages import PORTAL, dated
from readings import MAY, pages_of, read_once, spec_of
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.pipeline import Spec
from tiktok_bindgen.sources import ReadPage

FOLDER = dated(MAY)


def portal_spec(name: str) -> Spec:
    """Return the spec of the pages of a folder of the portal.

    Args:
        name: The folder, such as ``2026-05-flat``.
    """
    spec = read_once()
    return spec if name == MAY else _spec_of(name)


@once_a_run
def _spec_of(name: str) -> Spec:
    return spec_of(name)


def may() -> Spec:
    """Return the spec of the pages of May 2026."""
    return read_once()


def portal_pages(name: str) -> tuple[ReadPage, ...]:
    """Return the pages of a folder of the portal as read; to interpret them takes little time."""
    read_once()
    return pages_of(name)


def may_pages() -> tuple[ReadPage, ...]:
    """Return the pages of May 2026 as read."""
    return portal_pages(MAY)


@once_a_run
def may_judged() -> tuple[list[Operation], list[JudgedSentence]]:
    """Return what the pages of May 2026 document, and their demanding sentences with the rules of each."""
    pages = [read.page for read in may_pages()]
    return judged_pages(pages, cross_page_of(pages))


def flat_copies() -> list[flat_twins.Copy]:
    """Return the browser copies of some of these pages, with their native twins."""
    read = {each.page.name: each for each in portal_pages("2026-05-flat")}
    return [
        flat_twins.Copy(name, native, read[name].page, read[name].problems)
        for name, native, _ in flat_twins.pages(PORTAL)
    ]


@once_a_run
def flat_readings() -> list[flat_twins.Reading]:
    """Return both forms of these pages as read, each page by itself."""
    return list(flat_twins.readings(flat_copies()))

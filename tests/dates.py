"""The pages of the same operations at several dates.

Pages are matched by the methods and paths of their operations: titles change, and different pages share one.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Collection
from functools import cache
from pathlib import Path

from may import portal_pages
from pages import PORTAL
from tiktok_bindgen.read.page import Page

_Operations = frozenset[tuple[str, str]]

#: Dates of which every page documents an operation and has a twin in May.
GATEWAY_DATES = ("2026-04", "2026-08")


@cache
def pages_at(date: str) -> dict[str, Page]:
    """Return all pages of a date, keyed by file name."""
    return {read.page.name: read.page for read in portal_pages(date)}


def operations_of(page: Page) -> _Operations:
    """Return the methods and paths of the endpoints that a page documents."""
    return frozenset((endpoint.method, endpoint.path) for endpoint in page.endpoints)


@cache
def twins(date: str) -> dict[str, str]:
    """Map each page of a date to the page of May 2026 with the same operations, both by file name.

    If May has several, it is the one with the most lines in common.
    """
    by_operations: dict[_Operations, list[str]] = defaultdict(list)
    for name, page in pages_at("2026-05").items():
        by_operations[operations_of(page)].append(name)
    return {
        name: max(
            by_operations[operations_of(page)],
            key=lambda other: (len(_lines(date, name) & _lines("2026-05", other)), other),
        )
        for name, page in pages_at(date).items()
    }


def same_text(date: str) -> set[str]:
    """Return the pages of a date with the same text as their twins of May, ignoring white space."""
    return {name for name, twin in twins(date).items() if _text(date, name) == _text("2026-05", twin)}


def pair(date: str, names: Collection[str], folder: Path) -> tuple[Path, Path]:
    """Copy pages of a date, and their twins of May under the same names but for the suffix, to two folders.

    Both folders get May's appendix, so that values which a page leaves to a list there are known.

    Args:
        date: The date.
        names: The names of the pages.
        folder: The folder in which the two are created.
    """
    here, there = folder / date, folder / "2026-05"
    for each in (here, there):
        shutil.copytree(PORTAL / "2026-05" / "appendix", each / "appendix")
    for name in names:
        shutil.copy(PORTAL / date / name, here)
        shutil.copy(PORTAL / "2026-05" / twins(date)[name], there / f"{Path(name).stem}.md")
    return here, there


@cache
def _content(date: str, name: str) -> str:
    """Return a page's text after its title."""
    text = (PORTAL / date / name).read_text(encoding="utf-8")
    if not name.endswith(".json"):
        return text.partition("\n")[2]
    content = json.loads(text)["content"]
    assert isinstance(content, str)
    return content


def _text(date: str, name: str) -> str:
    return " ".join(_content(date, name).split())


@cache
def _lines(date: str, name: str) -> frozenset[str]:
    return frozenset(_content(date, name).split("\n"))

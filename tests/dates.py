"""The pages of one operation at several dates.

Pages are the same when they document the same operations, by method and path: titles change, and different
pages share one.
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

#: Every page of it is of an operation, and has a twin in May.
GATEWAY_DATES = ("2026-04", "2026-08")


@cache
def pages_at(date: str) -> dict[str, Page]:
    """All pages of a date, by the name of the file."""
    return {read.page.name: read.page for read in portal_pages(date)}


def operations_of(page: Page) -> _Operations:
    """The methods and paths of what a page documents."""
    return frozenset((endpoint.method, endpoint.path) for endpoint in page.endpoints)


@cache
def twins(date: str) -> dict[str, str]:
    """For each page of a date, by the name of its file, the one of May 2026 with the same operations.

    Where May has several, it is the one with the most lines in common.
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
    """The pages of a date that say the same as their twin of May, but for blanks."""
    return {name for name, twin in twins(date).items() if _text(date, name) == _text("2026-05", twin)}


def pair(date: str, names: Collection[str], folder: Path) -> tuple[Path, Path]:
    """Folders of some pages of a date and of their twins of May, by the same names but for the suffix.

    Both have May's appendix, so that values are known which a page leaves to a list there.

    Args:
        date: The date.
        names: The pages.
        folder: Takes the copies.
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
    """What a page says after its title."""
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

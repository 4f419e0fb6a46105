"""Find which pages are about which kind of report, and what each of their tables lists.

Titles, headings and the titles of columns tell it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, cast

from attrs import frozen

from tiktok_bindgen.counting import singular
from tiktok_bindgen.interpret.report_model import Report
from tiktok_bindgen.interpret.report_wordings import CALL_TITLES, COLUMNS, HEADINGS, TITLES
from tiktok_bindgen.language.hedges import fact_of, read
from tiktok_bindgen.read import inline
from tiktok_bindgen.read.page import Page, ValueTable

TableRole = Literal[
    "metrics", "dimensions", "filters", "groupings", "dimension-metrics", "latency", "days", "comparison"
]
_LISTS = frozenset({"metrics", "dimensions", "filters", "groupings", "comparison"})
_AMOUNTS = ("latency", "days")
_WORD = re.compile(r"[a-z0-9]+|\+")


def kind_in(title: str, *, call: bool = False) -> str | None:
    """The kind of report that a title names, without the word "report".

    Args:
        title: The title, or the text of a link.
        call: Whether it is the title of a page that documents an endpoint.

    Examples:
        >>> kind_in("(Deprecated) Supported metrics in Garden reports"), kind_in("Gardens")
        ('Garden', None)
    """
    fact, parts = (read(CALL_TITLES, title) if call else None) or read(TITLES, title) or ("", {})
    return str(parts["KIND"]) if fact else None


def kind_key(kind: str) -> str:
    """A key for the name of a kind, which is the same for other spellings.

    Examples:
        >>> kind_key("Garden Ads"), kind_key("garden ad"), kind_key("Roses+ Bed")
        ('garden_ad', 'garden_ad', 'rose_plus_bed')
    """
    words = _WORD.findall(kind.lower())
    return "_".join("plus" if word == "+" else singular(word) for word in words)


def kinds_below(key: str, keys: Iterable[str]) -> tuple[str, ...]:
    """The kinds that a kind stands for: those whose names continue its own, else itself.

    Examples:
        >>> kinds_below("rose", ["rose", "rose_bed", "rose_tree", "tree"]), kinds_below("tree", ["rose_tree"])
        (('rose_bed', 'rose_tree'), ('tree',))
    """
    return tuple(each for each in keys if each.startswith(f"{key}_")) or (key,)


@frozen
class Kinds:
    """The kinds of reports of pages whose titles name none.

    Attributes:
        by_folder: The kinds of folders, as named by a folder's own page.
        by_document: The kinds of pages that a page with a kind in its title links to.
    """

    by_folder: Mapping[str, str]
    by_document: Mapping[str, str]

    @classmethod
    def of(cls, pages: Iterable[Page]) -> Kinds:
        """Find the kinds of folders and of linked pages."""
        folders: dict[str, str] = {}
        documents: dict[str, set[str]] = {}
        for page in pages:
            kind = None if page.endpoints else kind_in(page.title)
            if kind is None:
                continue
            folder, _, file = page.name.rpartition("/")
            if file.partition(".")[0] == folder.rpartition("/")[2]:
                folders[folder] = kind
            for link in page.links:
                documents.setdefault(link.document, set()).add(kind)
        return cls(folders, {number: kinds.pop() for number, kinds in documents.items() if len(kinds) == 1})

    def kind_of(self, page: Page) -> str | None:
        """The kind that a page is about, if any."""
        if found := kind_in(page.title, call=bool(page.endpoints)):
            return found
        number = (page.source or "").rpartition("=")[2]
        if found := self.by_document.get(number):
            return found
        folder = page.name
        while "/" in folder:
            folder = folder.rpartition("/")[0]
            if found := self.by_folder.get(folder):
                return found
        return None


_INNERMOST = 7
_BOLD_LINE = re.compile(r"\s*(?:\*\*|<strong>)[^*<>]{1,120}(?:\*\*|</strong>)[\s:：]*$")


def heading_level(level: int, text: str) -> int:
    """The level of a heading, from 1; 0 for a paragraph that is none."""
    return level or (_INNERMOST if _BOLD_LINE.match(text) else 0)


def table_role(table: ValueTable, headings: Sequence[str], title: str) -> tuple[TableRole, int, str] | None:
    """What a table lists; ``None`` for a table that is no part of a report.

    Returns:
        The role, the column of the rows' names, and the heading that tells the role, if no column does.
    """
    columns = [fact_of(COLUMNS, inline.bare(column)) for column in table.columns]
    found: tuple[str, int, str] | None = None
    if columns[:1] == ["kind"]:
        found = next(((each, 0, "") for each in _AMOUNTS if each in columns), None)
    found = found or next(((each, at, "") for at, each in enumerate(columns) if each in _LISTS), None)
    if found is None and columns[:1] == ["name"]:
        stated = ((fact_of(HEADINGS, text), 0, text) for text in (*reversed(headings), title))
        found = next((each for each in stated if each[0]), None)
    return cast("tuple[TableRole, int, str] | None", found)


def report_pages(reports: Iterable[Report]) -> frozenset[str]:
    """The names of the pages that reports were read from."""
    return frozenset(
        each.page
        for report in reports
        for part in (report.items, report.dimension_metrics, report.groupings, report.notes)
        for each in part
    )

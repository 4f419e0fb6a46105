"""Measure how well a category of pages is read with only the wordings that other categories need.

A row of a table of wordings is *only of* a category if it matches something on that category's pages and
nothing on any other page. Without these rows, the category is read like one that nobody has seen before.

Tables are those of wordings, others whose rows have a pattern and examples, and dictionaries from spellings
to meanings. A row counts as matched wherever its pattern fits, even if another row is used in the end; a
spelling, wherever it is looked up. So a row that two categories need is kept for both, and this measures the
reach of single rows, not of tables written without knowledge of the category. Facts that pages take from each
other, such as the lists of the appendix, are kept. Types are not counted among all facts, since nearly all of
them are spelled the same everywhere.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from types import ModuleType
from typing import Any
from unittest.mock import patch

from attrs import evolve, frozen
from read_rows import CHECKED, Place, Row, compared, facts_of, rows_of, stated_of
from rules_report import judged_pages

from tiktok_bindgen.interpret.cross_page import CrossPage
from tiktok_bindgen.language import table as wording_table
from tiktok_bindgen.language.patterns import Captures, Pattern, matches
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.read.page import Page

# The packages that have tables.
_PACKAGES = ("tiktok_bindgen.interpret", "tiktok_bindgen.sentences", "tiktok_bindgen.language")
# A row: its table, by the first module and name found for it, and its number or spelling.
RowId = tuple[str, int | str]
Table = tuple[Any, ...] | dict[str, Any]


@frozen
class LeftOut:
    """The counts of facts read of a category with and without the rows that are only of it.

    Attributes:
        category: The category.
        rows: The rows that are only of it.
        checked: The number of facts found by hand.
        found: How many of these are found with all rows.
        found_without: How many of these are found without the rows only of the category.
        facts: The number of facts found with all rows, without types.
        facts_without: How many of these are found without the rows only of the category.
    """

    category: str
    rows: tuple[RowId, ...]
    checked: int
    found: int
    found_without: int
    facts: int
    facts_without: int


def leave_one_out(pages: Sequence[Page], context: CrossPage, rows: Mapping[Place, Row]) -> Iterator[LeftOut]:
    """Read each category without the rows that are only of it.

    Args:
        pages: The pages of all categories.
        context: The facts that pages take from each other.
        rows: The rows of the pages, as read with all tables.
    """
    by_category: dict[str, list[Page]] = defaultdict(list)
    for category in {category_of(place[0]) for place in rows}:
        by_category[category] = [page for page in pages if category_of(page.name) == category]
    matched = {category: _matched(by_category[category], context) for category in sorted(by_category)}
    for category, own in matched.items():
        others = set().union(*(each for name, each in matched.items() if name != category))
        with _without(own - others):
            again = rows_of(*judged_pages(by_category[category], context))
        yield _left_out(category, tuple(sorted(own - others, key=str)), rows, again)


def category_of(name: str) -> str:
    """Return the folder that a page is in, or the page's own name."""
    return name.split("/", 1)[0]


def _left_out(
    category: str, only: tuple[RowId, ...], rows: Mapping[Place, Row], again: Mapping[Place, Row]
) -> LeftOut:
    own = [place for place in rows if category_of(place[0]) == category]
    full = {(place, fact) for place in own for fact in _all_facts(rows[place])}
    less = {(place, fact) for place in again for fact in _all_facts(again[place])}
    by_eye = [each for each in CHECKED if category_of(each["page"]) == category]
    places = [(each["page"], each["line"]) for each in by_eye]
    first = [compared(each, rows.get(place)) for each, place in zip(by_eye, places, strict=True)]
    second = [compared(each, again.get(place)) for each, place in zip(by_eye, places, strict=True)]
    return LeftOut(
        category,
        only,
        checked=sum(len(each.both) + len(each.missed) for each in first),
        found=sum(len(each.both) for each in first),
        found_without=sum(len(each.both) for each in second),
        facts=len(full),
        facts_without=len(full & less),
    )


def _all_facts(row: Row) -> set[tuple[str, str]]:
    facts = {fact for fact in facts_of(stated_of(row.field)) if fact[0] != "type"}
    return facts | {("rules", sentence(rule)) for rule in row.rules}


# -- the tables ----------------------------------------------------------------------------


def _tables() -> Iterator[tuple[ModuleType, str, Table]]:
    """Yield every table, once for each name that a module has for it; only this defines what a table is."""
    for module in _modules():
        for name, value in vars(module).items():
            rows = isinstance(value, tuple) and value and all(hasattr(each, "examples") for each in value)
            spellings = isinstance(value, dict) and name.isupper() and not name.startswith("_")
            if rows or (spellings and all(isinstance(each, str) for each in value.values())):
                yield module, name, value


def _modules() -> list[ModuleType]:
    return [module for name, module in sys.modules.items() if name.startswith(_PACKAGES)]


@contextmanager
def _replaced(other: Callable[[str, Table], Table]) -> Iterator[None]:
    """Replace each table by what ``other`` returns for it, and clear caches before and after."""
    first: dict[int, Table] = {}
    with ExitStack() as stack:
        for module, name, table in list(_tables()):
            if id(table) not in first:
                first[id(table)] = other(f"{module.__name__.removeprefix('tiktok_bindgen.')}.{name}", table)
            stack.enter_context(patch.object(module, name, first[id(table)]))
        _forget()
        yield
    _forget()


def _forget() -> None:
    for module in _modules():
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


@contextmanager
def _without(left_out: set[RowId]) -> Iterator[None]:
    """Read without some rows while the context lasts."""
    patterns = {pattern for pattern, row in _wordings().items() if row in left_out}

    def fewer(pattern: Pattern, *where: Any) -> Iterable[tuple[int, Captures]]:
        return () if id(pattern) in patterns else matches(pattern, *where)

    def shorter(key: str, table: Table) -> Table:
        if isinstance(table, dict):
            return {name: said for name, said in table.items() if (key, name) not in left_out}
        return tuple(row for number, row in enumerate(table) if (key, number) not in left_out)

    with _replaced(shorter), patch.object(wording_table, "matches", fewer):
        yield


def _matched(pages: Sequence[Page], context: CrossPage) -> set[RowId]:
    """Return the rows of tables that match something on some pages."""
    found: set[RowId] = set()
    rows = _wordings()

    def noting(key: str, table: Table) -> Table:
        if isinstance(table, dict):
            return _Spellings(table, lambda name: found.add((key, name)))
        return tuple(
            evolve(row, pattern=_Expression(row.pattern, partial(found.add, (key, number))))
            for number, row in enumerate(table)
        )

    def noted(pattern: Pattern, *where: Any) -> Iterator[tuple[int, Captures]]:
        for match in matches(pattern, *where):
            if id(pattern) in rows:
                found.add(rows[id(pattern)])
            yield match

    with _replaced(noting), patch.object(wording_table, "matches", noted):
        judged_pages(pages, context)
    return found


def _wordings() -> dict[int, RowId]:
    """Map the ids of the patterns of all wordings to their rows."""
    found: dict[int, RowId] = {}
    for module in _modules():
        for name, value in vars(module).items():
            if isinstance(value, wording_table.Table):
                key = f"{module.__name__.removeprefix('tiktok_bindgen.')}.{name}"
                for number, wording in enumerate(value):
                    found.setdefault(id(wording.pattern), (key, number))
    return found


class _Spellings(dict[str, Any]):
    """A dictionary that reports which of its entries are looked up."""

    def __init__(self, entries: dict[str, Any], note: Callable[[str], None]) -> None:
        super().__init__(entries)
        self._note = note

    def __getitem__(self, name: str) -> Any:
        self._note(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the entry of a name, as every dictionary does."""
        if name in self:
            self._note(name)
        return super().get(name, default)


class _Expression:
    """A regular expression that reports when it matches."""

    def __init__(self, expression: re.Pattern[str], note: Callable[[], None]) -> None:
        self._expression = expression
        self._note = note

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._expression, name)
        if not callable(method):
            return method

        def noting(*given: Any) -> Any:
            if (match := method(*given)) is not None:
                self._note()
            return match

        return noting

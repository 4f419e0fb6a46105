"""What the API was at each date.

Copies of the documentation may be partial, the API is not: what a date's own pages do not document is taken
from another date. The first *whole* date holds every page that there was. From it on, what a date's folder
lacks is as at the date before; before it, as at the nearest date that has it.

Pages are the same when they document the same operations, whatever they are called; those without operations
when they have the same name.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from tiktok_bindgen.problem import InputError, Problem

if TYPE_CHECKING:
    # Who asks for no more than what a date is called need not wait for what reads pages.
    from tiktok_bindgen.read.page import Page
    from tiktok_bindgen.sources import ReadPage

#: A date as folders and specs are named for it: a month, or a day.
DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
#: Beside the pages of a date: what its folder as a whole says.
NOTE = "_date.yaml"

#: What a page documents: a method and a path, or itself.
Key = tuple[str, str]

# What stands before a page in place of a method.
_PAGE = "PAGE"
# So much of a title is in the name of a page that was fetched.
_SLUG_LENGTH = 60


@frozen
class Dated:
    """The pages of one date.

    Attributes:
        date: The date.
        pages: Its own pages.
        carried: The problems of the pages that these were made from.
        whole: Whether these are all pages that there were.
        removed: The operations that had a page before, and have none from this date on; likewise the pages
            without operations.
        complete: Whether it was made from all pages that there were, also where it holds few of them: the
            problems of pages without facts that dates before it tell are then told by it, or are no more.
    """

    date: str
    pages: tuple[ReadPage, ...]
    carried: tuple[Problem, ...] = ()
    whole: bool = False
    removed: frozenset[Key] = frozenset()
    complete: bool = False

    @property
    def keys(self) -> frozenset[Key]:
        """What these pages document."""
        return frozenset(key for each in self.pages for key in keys(each.page))


@frozen
class State:
    """The API at one date.

    Attributes:
        date: The date.
        pages: The pages, sorted by name; no two of the same name.
        dates: The date of each page, by its name; of those whose problems are carried, too.
        carried: The problems of the pages that these were made from.
    """

    date: str
    pages: tuple[ReadPage, ...]
    dates: Mapping[str, str]
    carried: tuple[Problem, ...] = ()


def states(dated: Iterable[Dated]) -> dict[str, State]:
    """Put together what the API was at each of some dates.

    Args:
        dated: The pages of each date, in any order.

    Returns:
        The states by their dates, oldest first.
    """
    known = sorted(dated, key=lambda each: order(each.date))
    return {each.date: _state(each, _sources(each, known)) for each in known}


def order(date: str) -> tuple[bool, str]:
    """Sorts dates; what is named for no date counts as newer than all that are."""
    return DATE.fullmatch(date) is None, date


def keys(page: Page) -> frozenset[Key]:
    """What a page documents: its operations, else itself."""
    operations = frozenset((endpoint.method, endpoint.path) for endpoint in page.endpoints)
    return operations or frozenset({("", page.name)})


def read_note(folder: Path) -> tuple[bool, frozenset[Key], bool]:
    """What a date's folder says of itself: whether it is whole, what was removed, whether it is complete.

    Raises:
        InputError: Its note cannot be read, or says something else.
    """
    file = folder / NOTE
    if not file.is_file():
        return False, frozenset(), False
    from tiktok_bindgen.assemble.yaml import load_mapping

    told = load_mapping(file)
    whole, removed, complete = told.get("whole", False), told.get("removed", []), told.get("complete", False)
    pairs = [str(line).split(maxsplit=1) for line in removed] if isinstance(removed, list) else [[]]
    unknown = told.keys() - {"whole", "removed", "complete"}
    if unknown or {type(whole), type(complete)} != {bool} or any(len(pair) != 2 for pair in pairs):
        marks = "'whole: true', 'complete: true'"
        raise InputError(f"{file}: write {marks}, and under 'removed' a list of METHOD PATH or PAGE NAME")
    return whole, frozenset(("" if method == _PAGE else method, path) for method, path in pairs), complete


def note(*, whole: bool = False, removed: Collection[Key] = (), complete: bool = False) -> str:
    """The text of a note; empty if there is nothing to say."""
    lines = ["whole: true"] if whole else []
    lines += ["complete: true"] if complete else []
    if removed:
        lines += ["removed:", *(f"- {method or _PAGE} {path}" for method, path in sorted(removed))]
    return "".join(f"{line}\n" for line in lines)


def _sources(one: Dated, known: Sequence[Dated]) -> list[Dated]:
    """The dates that a date's pages come from, what counts first coming first."""
    place = known.index(one)
    first = next((index for index, each in enumerate(known) if each.whole), None)
    if first is not None and place >= first:
        return list(reversed(known[first : place + 1]))
    # Of two that are as near, the later one: documentation gets better.
    others = list(reversed(known if first is None else known[: first + 1]))
    return sorted(others, key=lambda each: _days(one.date, each.date))


def _state(one: Dated, sources: Sequence[Dated]) -> State:
    taken: dict[str, ReadPage] = {}
    dates: dict[str, str] = {}
    carried: set[Problem] = set()
    had: set[Key] = set()
    complete = False
    for source in sources:
        used: set[str] = set()
        for read in source.pages:
            left = keys(read.page) - had
            if not left:
                continue
            used.add(stem(read.page.name))
            page = _only(read.page, left)
            if page.name in taken:
                page = evolve(page, name=f"{source.date}/{page.name}")
            taken[page.name] = read if page is read.page else evolve(read, page=page)
            dates[page.name] = source.date
        names = {stem(read.page.name) for read in source.pages}
        # A page may have given no facts page, and have problems all the same.
        for problem in source.carried:
            if stem(problem.page) in used or not (complete or stem(problem.page) in names):
                carried.add(problem)
                dates.setdefault(problem.page, source.date)
        had |= source.keys
        if order(source.date) <= order(one.date):
            had |= source.removed
            complete = complete or source.complete
    return State(one.date, tuple(taken[name] for name in sorted(taken)), dates, tuple(sorted(carried)))


def _only(page: Page, wanted: Collection[Key]) -> Page:
    """A page with those of its operations that are wanted; itself if these are all."""
    kept = tuple(each for each in page.endpoints if (each.method, each.path) in wanted)
    return page if len(kept) == len(page.endpoints) else evolve(page, endpoints=kept)


def stem(name: str) -> str:
    """A page's name without what tells its form, or which of several facts pages of one page it is."""
    return re.sub(r"(?:\.\d+)?\.\w+$", "", name)


def slug(name: str) -> str:
    """What a page is called in its folder, as far as every way of naming files keeps it."""
    return stem(name).rpartition("/")[2][:_SLUG_LENGTH]


def _days(one: str, other: str) -> float:
    """How many days lie between two dates; a month counts as its first day."""
    if one == other:
        return 0
    try:
        first, second = (dt.date.fromisoformat(f"{each}-01"[:10]) for each in (one, other))
    except ValueError:
        # What is named for no date is as far from all.
        return math.inf
    return abs((first - second).days)

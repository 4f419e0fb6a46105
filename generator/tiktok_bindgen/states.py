"""The state of the API at each date.

Copies of the documentation may be partial, but the API is not: what a date's own pages do not document is
taken from other dates. The first *whole* date has every page of its time. A date from then on takes what it
lacks from the latest earlier date; a date before it, from the nearest date that has it.

Pages with the same operations are the same, regardless of their names; those without operations, and several
pages of one operation, are the same if their names are.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from tiktok_bindgen.problem import InputError, Problem

if TYPE_CHECKING:
    # Imported on first use: reading dates needs none of it.
    from tiktok_bindgen.read.page import Page
    from tiktok_bindgen.sources import ReadPage

#: A date in the names of folders and specs: a month or a day.
DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
#: The file in a date's folder with facts about the folder as a whole.
NOTE = "_date.yaml"

#: What a page documents: an operation's method and path; or "" and the page's own name.
Key = tuple[str, str]

# Marks a page's name, in place of a method.
_PAGE = "PAGE"
# The characters of a title kept in the file name of a fetched page.
_SLUG_LENGTH = 60


@frozen
class Dated:
    """The pages of one date.

    Attributes:
        date: The date.
        pages: Its own pages.
        carried: The problems of the original pages.
        whole: Whether these are all pages that existed.
        removed: The operations, and the pages without operations, that exist no longer from this date on.
        complete: Whether these were made from all pages that existed, even if few are kept: problems of
            earlier dates about pages without facts are then superseded.
    """

    date: str
    pages: tuple[ReadPage, ...]
    carried: tuple[Problem, ...] = ()
    whole: bool = False
    removed: frozenset[Key] = frozenset()
    complete: bool = False

    @property
    def keys(self) -> frozenset[Key]:
        """The operations and pages documented here."""
        return frozenset(key for each in self.pages for key in keys(each.page))


@frozen
class State:
    """The API at one date.

    Attributes:
        date: The date.
        pages: The pages, sorted by name; no two of the same name.
        dates: The date of each page, by name, including pages that only have problems.
        carried: The problems of the original pages.
    """

    date: str
    pages: tuple[ReadPage, ...]
    dates: Mapping[str, str]
    carried: tuple[Problem, ...] = ()


def states(dated: Iterable[Dated]) -> dict[str, State]:
    """Put together what the API was at each of some dates, oldest first."""
    known = sorted(dated, key=lambda each: order(each.date))
    return {each.date: _state(each, _sources(each, known)) for each in known}


def order(date: str) -> tuple[bool, str]:
    """Return a sort key for dates; a name that is no date counts as newer than all dates."""
    return DATE.fullmatch(date) is None, date


def keys(page: Page) -> frozenset[Key]:
    """Return what a page documents: its operations, or else itself."""
    operations = frozenset((endpoint.method, endpoint.path) for endpoint in page.endpoints)
    return operations or frozenset({("", page.name)})


def read_note(folder: Path) -> tuple[bool, frozenset[Key], bool]:
    """Read a folder's note: whether it is whole, what was removed, whether it is complete.

    Raises:
        InputError: The note cannot be read, or has other content.
    """
    file = folder / NOTE
    if not file.is_file():
        return False, frozenset(), False
    from tiktok_bindgen.assemble.yaml import load_mapping

    data = load_mapping(file)
    whole, removed, complete = data.get("whole", False), data.get("removed", []), data.get("complete", False)
    pairs = [str(line).split(maxsplit=1) for line in removed] if isinstance(removed, list) else [[]]
    unknown = data.keys() - {"whole", "removed", "complete"}
    if unknown or {type(whole), type(complete)} != {bool} or any(len(pair) != 2 for pair in pairs):
        marks = "'whole: true', 'complete: true'"
        raise InputError(f"{file}: expected {marks}, and 'removed', a list of METHOD PATH or PAGE NAME")
    return whole, frozenset(("" if method == _PAGE else method, path) for method, path in pairs), complete


def note(*, whole: bool = False, removed: Collection[Key] = (), complete: bool = False) -> str:
    """Write the text of a note; empty if it would state nothing."""
    lines = ["whole: true"] if whole else []
    lines += ["complete: true"] if complete else []
    if removed:
        lines += ["removed:", *(f"- {method or _PAGE} {path}" for method, path in sorted(removed))]
    return "".join(f"{line}\n" for line in lines)


def _sources(one: Dated, known: Sequence[Dated]) -> list[Dated]:
    """Return the dates from which a date takes its pages, in order of precedence."""
    place = known.index(one)
    first = next((index for index, each in enumerate(known) if each.whole), None)
    if first is not None and place >= first:
        return list(reversed(known[first : place + 1]))
    # Of two equally near dates the later one, since documentation improves.
    others = list(reversed(known if first is None else known[: first + 1]))
    return sorted(others, key=lambda each: _days(one.date, each.date))


def _state(one: Dated, sources: Sequence[Dated]) -> State:
    taken: dict[str, ReadPage] = {}
    dates: dict[str, str] = {}
    carried: set[Problem] = set()
    had: set[Key] = set()
    partly: set[Key] = set()
    complete = False
    for source in sources:
        used: set[str] = set()
        counts = Counter(key for read in source.pages for key in keys(read.page))
        for read in source.pages:
            left = keys(read.page) - had
            # A date that is partial may have just one of an operation's pages: the others are as they were.
            left -= {key for key in left & partly if counts[key] == 1 or read.page.name in taken}
            if not left:
                continue
            used.add(stem(read.page.name))
            page = only(read.page, left)
            if page.name in taken:
                page = evolve(page, name=f"{source.date}/{page.name}")
            taken[page.name] = read if page is read.page else evolve(read, page=page)
            dates[page.name] = source.date
        names = {stem(read.page.name) for read in source.pages}
        # A page without a facts page can still have problems.
        for problem in source.carried:
            if stem(problem.page) in used or not (complete or stem(problem.page) in names):
                carried.add(problem)
                dates.setdefault(problem.page, source.date)
        if source.whole or source.complete:
            had |= source.keys
        partly |= source.keys
        if order(source.date) <= order(one.date):
            had |= source.removed
            complete = complete or source.complete
    return State(one.date, tuple(taken[name] for name in sorted(taken)), dates, tuple(sorted(carried)))


def only(page: Page, wanted: Collection[Key]) -> Page:
    """Return a page with only some of its operations; itself if these are all."""
    kept = tuple(each for each in page.endpoints if (each.method, each.path) in wanted)
    return page if len(kept) == len(page.endpoints) else evolve(page, endpoints=kept)


def stem(name: str) -> str:
    """Return a page's name without the endings for its form and for one of several facts pages."""
    return re.sub(r"(?:\.\d+)?\.\w+$", "", name)


def slug(name: str) -> str:
    """Return the part of a page's file name that all naming schemes preserve."""
    return stem(name).rpartition("/")[2][:_SLUG_LENGTH]


def _days(one: str, other: str) -> float:
    """Return the number of days between two dates; a month counts as its first day."""
    if one == other:
        return 0
    try:
        first, second = (dt.date.fromisoformat(f"{each}-01"[:10]) for each in (one, other))
    except ValueError:
        # A name that is no date is equally far from all.
        return math.inf
    return abs((first - second).days)

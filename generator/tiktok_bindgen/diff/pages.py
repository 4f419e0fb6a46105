"""Read sides of a comparison that are pages, completed so that only what both say is compared.

A page, or a folder that is not known to be whole, tells nothing of what it lacks. That is taken from the
other side or, if that lacks it too, from the pages of the checkout, and so is the same on both sides. A spec
has no pages that could complete others; then only the operations of the pages are compared.

Pages are compared as they are written: corrections of the checkout's overlay are left out on both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.copies import placed, replaced, with_links
from tiktok_bindgen.counting import number_of
from tiktok_bindgen.dates import PAGES, dated_folders, read_dated
from tiktok_bindgen.diff.document import EVENT
from tiktok_bindgen.diff.sides import Sides
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.interpret.report_pages import kind_key
from tiktok_bindgen.pipeline import Making, Stated, stated
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.progress import Progress
from tiktok_bindgen.sentences import Interpreted
from tiktok_bindgen.sources import ReadPage
from tiktok_bindgen.states import DATE, Dated, Key, State, keys, only, states

# How many pages are named.
_NAMED = 3


def sides_of_pages(
    names: tuple[str, str],
    copies: tuple[Dated | None, Dated | None],
    load_spec: Callable[[str], dict[str, Any]],
    root: Path,
    progress: Progress,
) -> Sides:
    """Read two sides of a comparison, of which at least one is of pages.

    Args:
        names: The names of the old side and the new one.
        copies: The pages of each; ``None`` for a side whose name stands for no pages.
        load_spec: Reads the spec that a name stands for.
        root: The folder that contains ``spec/``.
        progress: Receives progress.

    Raises:
        InputError: A side cannot be used.
    """
    checkout = _Checkout(root, progress)
    reader = _Reader(names, checkout, Making("full", progress=progress))
    old, new = (copy or checkout.at(name) for copy, name in zip(copies, names, strict=True))
    if old is None:
        assert new is not None, "one of them has pages"
        return reader.with_spec(new, 1, load_spec(names[0]))
    if new is None:
        return reader.with_spec(old, 0, load_spec(names[1]))
    return reader.pages(old, new)


@frozen
class _Checkout:
    """The pages of a checkout's dates, read when they are needed."""

    root: Path
    progress: Progress

    @cached_property
    def dates(self) -> list[Dated]:
        """Its dates; none if it has no folders of pages."""
        folders: Mapping[str, Path] = {}
        with suppress(InputError):
            folders = dated_folders(self.root)
        return read_dated(folders, self.progress)

    def at(self, date: str) -> Dated | None:
        """Return all pages at one of its dates; ``None`` if it has no such date."""
        return _all_at(date, self.dates) if any(each.date == date for each in self.dates) else None

    def near(self, names: Iterable[str]) -> Dated:
        """Return all pages at the first date that a part of some paths names, else at the newest date."""
        newest = max((each.date for each in self.dates), default="")
        named = (match[0] for name in names for part in Path(name).parts if (match := DATE.search(part)))
        date = next(named, newest) if newest else ""
        return self.at(date) or _all_at(date, [*self.dates, Dated(date, ())])


def _all_at(date: str, dates: Iterable[Dated]) -> Dated:
    state = states(dates)[date]
    return Dated(date, state.pages, state.carried, whole=True)


@frozen
class _Said:
    """What a side's pages say.

    Attributes:
        state: Its pages, and those that complete them.
        found: What they state.
    """

    state: State
    found: Stated


@frozen
class _Reader:
    """Reads the pages of two sides.

    Attributes:
        names: The names of the old side and the new one.
        checkout: Has the pages that both lack.
        making: How their specs are made.
        interpreted: The pages that were interpreted before.
    """

    names: tuple[str, str]
    checkout: _Checkout
    making: Making
    interpreted: Interpreted = field(factory=Interpreted)

    def pages(self, old: Dated, new: Dated) -> Sides:
        """Read two sides of pages."""
        copies = old, new
        wholes = [place for place in (0, 1) if copies[place].whole]
        # Pages without examples state what examples show, also for those that have other examples.
        wholes.sort(key=lambda place: bool(_shown(copies[place])))
        if not wholes:
            return self._partial(old, new)
        said: dict[int, _Said] = {}
        for place in wholes:
            before = [_before(known, copies[place]) for known in said.values()]
            said[place] = self._alone(copies[place], place, *before)
        scope = ""
        if len(wholes) == 1:
            whole, place = wholes[0], 1 - wholes[0]
            said[place], _ = self._completed(copies[place], place, copies[whole], said[whole])
            scope = _scope(copies[place], self.names[whole])
        return _sides(said[0], said[1], scope)

    def with_spec(self, copy: Dated, place: int, spec: dict[str, Any]) -> Sides:
        """Read one side of pages, the old one if ``place`` is 0; the other side is a spec."""
        if copy.whole:
            return _with_spec(self._alone(copy, place), place, spec)
        known = self.checkout.near(self.names)
        said, now = self._completed(copy, place, known, self._read(known))
        names = {read.page.name for read in now.pages}
        events = ((EVENT, event.title) for event in said.found.facts.webhooks if event.page in names)
        only = frozenset((*(key for key in now.keys if key[0]), *events))
        return evolve(_with_spec(said, place, spec), only=only or None, scope=_scope(copy, _label(known)))

    def _partial(self, old: Dated, new: Dated) -> Sides:
        known = self.checkout.near(self.names)
        said = last = self._read(known)
        older = self._placed(old, 0, last, said)
        if not known.pages:
            last = self._read(known, older)
        newer = self._placed(new, 1, last, said)
        # What other pages of the checkout document of the same operations would hide what these do.
        rest = evolve(known, pages=tuple(_without(known.pages, older.keys | newer.keys)))
        # An operation in place of another one is not one that the other side lacks.
        older, newer = (
            evolve(copy, removed=copy.removed | (replaced(counterpart.pages, copy.pages) - copy.keys))
            for copy, counterpart in ((older, newer), (newer, older))
        )
        first = self._read(rest, newer, older, before=_before(said, older))
        second = self._read(rest, older, newer, before=_before(said, newer))
        return _sides(first, second, self._shared_scope(older, newer, known))

    def _placed(self, copy: Dated, place: int, last: _Said, known: _Said) -> Dated:
        """Give the pages of a side the names that they have in the checkout or on the other side."""
        where = self.names[place]
        return placed(copy, last.state, last.found.facts, known.found.facts, where=where)[1]

    def _read(self, *dated: Dated, before: Document | None = None) -> _Said:
        """Read the pages of the last of some dates, which the others complete, the nearest first."""
        named = [evolve(each, date=f"0001-{number:02}") for number, each in enumerate(dated, 1)]
        state = evolve(states(named)[named[-1].date], date=dated[-1].date)
        found = stated(state, self.making, before=before, interpreted=self.interpreted)
        if before is not None and not dated[-1].whole:
            found = with_links(found, before, dated[-1].keys)
        return _Said(state, found)

    def _alone(self, copy: Dated, place: int, before: Document | None = None) -> _Said:
        """Read pages that are all there are."""
        said = self._read(copy, before=before)
        if not said.found.facts.operations:
            pages = len(copy.pages)
            raise InputError(f"{self.names[place]}: {pages} page(s) read, none documents an endpoint")
        return said

    def _completed(self, copy: Dated, place: int, known: Dated, said: _Said) -> tuple[_Said, Dated]:
        """Read pages that known ones complete; return them under the names that they have there, too."""
        now = self._placed(copy, place, said, said)
        return self._read(known, now, before=_before(said, now)), now

    def _shared_scope(self, old: Dated, new: Dated, known: Dated) -> str:
        """Say which pages of two sides are compared."""
        shared = old.keys & new.keys
        parts = [f"compared: {_named(each for each in new.pages if keys(each.page) & shared) or 'no page'}"]
        for name, copy in zip(self.names, (old, new), strict=True):
            if alone := _named(each for each in copy.pages if not keys(each.page) & shared):
                parts.append(f"only in {name}, so taken to be unchanged: {alone}")
        return "; ".join([*parts, *([f"all else is taken from {_label(known)}"] if known.pages else [])])


def _without(pages: Iterable[ReadPage], operations: frozenset[Key]) -> Iterator[ReadPage]:
    """Yield pages without some operations, and not those that document nothing else."""
    for read in pages:
        left = keys(read.page) - operations
        if left or not read.page.endpoints:
            yield evolve(read, page=only(read.page, left))


def _before(said: _Said, copy: Dated) -> Document | None:
    """Return what known pages state of a copy's operations that the copy's examples do not show.

    Facts pages have no examples: they state what was inferred when all examples were available. That still
    holds for a page with examples; but a facts page of the copy says by itself what holds.
    """
    kept = _shown(copy) - _shown(said.state)
    facts = said.found.facts
    operations = tuple(each for each in facts.operations if (each.method, each.path) in kept)
    return evolve(facts, operations=operations) if operations else None


def _shown(source: Dated | State) -> frozenset[Key]:
    """Return the operations of which some pages have examples."""
    pages = (each.page for each in source.pages if any(endpoint.examples for endpoint in each.page.endpoints))
    return frozenset(key for page in pages for key in keys(page))


def _sides(old: _Said, new: _Said, scope: str) -> Sides:
    before, after = ({_page_of(each): each for each in said.found.facts.operations} for said in (old, new))
    same = {place for place, each in after.items() if before.get(place) == each}
    first, second = (_document(said.found, same) for said in (old, new))
    return Sides((first, second), (_files(old), _files(new)), scope=scope)


def _with_spec(said: _Said, place: int, spec: dict[str, Any]) -> Sides:
    """Return pages and a spec; ``place`` is 0 if the pages are the old side, else 1."""
    document, files = _document(said.found), _files(said)
    return Sides((spec, document), ({}, files)) if place else Sides((document, spec), (files, {}))


def _document(found: Stated, same: Collection[tuple[str, ...]] = ()) -> dict[str, Any]:
    """Assemble what pages state; of operations that are the ``same`` elsewhere, only that they exist."""
    every = found.facts.operations
    kept = tuple(each for each in every if _page_of(each) not in same)
    facts = evolve(found.facts, operations=kept)
    document: dict[str, Any] = assemble(facts, prose="full", memo=found.memo)[0]
    for each in every:
        document["paths"].setdefault(each.path, {}).setdefault(each.method.lower(), {})
    return document


def _page_of(operation: Operation) -> tuple[str, ...]:
    return operation.method, operation.path, operation.page


def _files(said: _Said) -> dict[Key, str]:
    """Map operations, events and what is stated of reports to the files of their pages."""
    facts = said.found.facts
    files = {each.page.name: each.path.as_posix() for each in said.state.pages if each.path is not None}
    found = [((each.method, each.path), each.page) for each in facts.operations if each.repeats is None]
    found += [((EVENT, each.title), each.page) for each in facts.webhooks]
    for report in facts.reports:
        kind = f"/x-reports/{kind_key(report.name)}"
        for item in report.items:
            found += [(("", f"{kind}/{item.role}/{item.row.name}"), item.page), (("", kind), item.page)]
    found += [(("", "/x-rate-limits"), each.page) for each in facts.appendix.rate_limits]
    # Of several pages, the first.
    return {place: files[page] for place, page in reversed(found) if page in files}


def _scope(copy: Dated, label: str) -> str:
    """Say which pages are compared, if only those of one side are."""
    rest = f"; all else is taken from {label}" if label else ""
    return f"compared: {_named(copy.pages)}{rest}"


def _label(known: Dated) -> str:
    return f"the pages of {known.date} under {PAGES.as_posix()}" if known.pages else ""


def _named(pages: Iterable[ReadPage]) -> str:
    """Name a few pages, or count many."""
    names = [each.path.name if each.path else each.page.name for each in pages]
    return ", ".join(names) if len(names) <= _NAMED else number_of(len(names), "page")

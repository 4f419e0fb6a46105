"""How much was read of each page, before and now, so that no incomplete page replaces a complete one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Literal

from attrs import evolve, frozen

from tiktok_bindgen.interpret.appendix_model import Enumeration
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Field
from tiktok_bindgen.interpret.report_pages import kind_key
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.sources import ReadPage
from tiktok_bindgen.states import Key, State, keys, only, slug, stem

# A page that loses this fraction (one in so many rows) is held for review to review.
_FALL = 5
# The most pages that may disappear at once, if there are few pages.
_GONE_AT_ONCE = 3


@frozen
class Reading:
    """Counts of what was read of a page.

    Attributes:
        rows: Fields, their values, and the entries of lists.
        fields: The documented fields among the rows.
        rules: The formal rules.
    """

    rows: int = 0
    fields: int = 0
    rules: int = 0

    def __add__(self, other: Reading) -> Reading:
        return Reading(self.rows + other.rows, self.fields + other.fields, self.rules + other.rules)

    def is_less_than(self, other: Reading) -> bool:
        """Whether any count is lower."""
        return self.rows < other.rows or self.fields < other.fields or self.rules < other.rules

    def is_much_less_than(self, other: Reading) -> bool:
        """Whether the number of rows is lower by a fifth or more."""
        return self.rows < other.rows and _FALL * self.rows <= (_FALL - 1) * other.rows


@frozen
class Compared:
    """The counts of a page before and now.

    Attributes:
        page: The name of the page's facts page, without its ending.
        before: The counts before.
        now: The counts now.
    """

    page: str
    before: Reading
    now: Reading


@frozen
class Held:
    """A page that keeps its old facts until a person has reviewed it.

    Attributes:
        compared: The page and its figures.
        why: ``less`` if its rows fell by a fifth, ``nothing`` if the page exists but none of its facts were
            found, ``many`` if it disappeared together with many others.
        failure: Why its file cannot be read; empty if it can.
    """

    compared: Compared
    why: Literal["less", "nothing", "many"]
    failure: str = ""

    def __str__(self) -> str:
        figures = f"{self.compared.before.rows} rows before, {self.compared.now.rows} now"
        return f"{self.compared.page}: {figures}{self.failure and f': {self.failure}'}"


@frozen
class Kept:
    """The verdict on the pages of a copy: which keep their old facts, and which are gone.

    Attributes:
        held: The pages that keep their old facts until a person has accepted them.
        unfetched: The pages that keep their old facts because they could not be fetched.
        gone: The pages that the portal no longer has.
        less: The other pages of which less was read than before, largest loss first.
    """

    held: tuple[Held, ...] = ()
    unfetched: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    less: tuple[Compared, ...] = ()

    @property
    def as_before(self) -> frozenset[str]:
        """The pages that keep their old facts."""
        return frozenset((*self.unfetched, *(each.compared.page for each in self.held)))


@frozen
class Guard:
    """What is known about a copy, to distinguish pages that are gone from incomplete ones.

    Attributes:
        failed: The addresses of pages in the portal that could not be fetched.
        there: The addresses of all other pages in the portal, including those without content.
        accepted: The pages that a person has accepted, in which ``*`` and ``?`` are wildcards.
        places: The recorded address of each page; most facts pages have their own.
    """

    failed: frozenset[str] = frozenset()
    there: frozenset[str] = frozenset()
    accepted: tuple[str, ...] = ()
    places: Mapping[str, str] = {}

    def judge(
        self,
        before: Document,
        now: Document,
        *,
        last: Sequence[ReadPage],
        copy: Sequence[ReadPage],
        whole: bool,
    ) -> Kept:
        """Decide which pages of a copy to accept.

        Args:
            before: The documented API before.
            now: The documented API now, if the whole copy is accepted.
            last: The pages of the previous state.
            copy: The pages of the copy, under their previous names.
            whole: Whether the copy has all pages of the portal except the failed ones.
        """
        there = _Copy(copy, self.there)
        had, have = readings(before, now), readings(_at_home(now, before, there), before)
        held: list[Held] = []
        unfetched: list[str] = []
        gone: list[Compared] = []
        less: list[Compared] = []
        for page, reading in had.items():
            each = Compared(page, reading, have.get(page, Reading()))
            if each.now.rows and each.now.is_much_less_than(reading):
                held.append(Held(each, "less"))
                continue
            each = each if page in there.stems else Compared(page, reading, Reading())
            if each.now.rows:
                if each.now.is_less_than(reading):
                    less.append(each)
                continue
            own = {read.page.source for read in last if stem(read.page.name) == page} - {None}
            addresses = own | ({self.places[page]} if page in self.places else set())
            if page in there.stems or there.has(page, addresses):
                held.append(Held(each, "nothing", there.failures.get(slug(page), "")))
            elif not whole:
                continue
            elif (addresses & self.failed) or (self.failed and not addresses):
                unfetched.append(page)
            else:
                gone.append(each)
        if len(gone) > max(_GONE_AT_ONCE, len(had) // _FALL):
            held += [Held(each, "many") for each in gone if not self._accepts(each.page)]
            gone = [each for each in gone if self._accepts(each.page)]
        held = [each for each in held if not self._accepts(each.compared.page)]
        return Kept(
            tuple(sorted(held, key=lambda each: each.compared.page)),
            tuple(sorted(unfetched)),
            tuple(sorted(each.page for each in gone)),
            tuple(sorted(less, key=lambda each: (each.now.rows - each.before.rows, each.page))),
        )

    def _accepts(self, page: str) -> bool:
        return any(fnmatchcase(page, stem(each) if each.endswith(".md") else each) for each in self.accepted)


def _at_home(now: Document, before: Document, there: _Copy) -> Document:
    """Put operations that are on other pages than before back onto those that the copy lacks."""
    former: dict[Key, list[str]] = {}
    for each in before.operations:
        former.setdefault((each.method, each.path), []).append(each.page)
    operations = []
    for each in now.operations:
        pages = former.get((each.method, each.path), [each.page])
        lost = [page for page in pages if each.page not in pages and stem(page) not in there.stems]
        operations.append(evolve(each, page=lost[0]) if lost else each)
    return evolve(now, operations=tuple(operations))


class _Copy:
    """The pages in a copy."""

    def __init__(self, pages: Sequence[ReadPage], others: Collection[str]) -> None:
        self.stems = {stem(read.page.name) for read in pages}
        self.sources = {*(read.page.source for read in pages), *others} - {None}
        self.slugs = {slug(read.page.name) for read in pages}
        self.failures = {slug(each.page.name): each.problems[0].text for each in pages if each.failure}

    def has(self, page: str, addresses: Collection[str | None]) -> bool:
        """Whether the copy has a page with any content; compared by name if it has no known address."""
        return bool(self.sources.intersection(addresses)) if addresses else slug(page) in self.slugs


def as_before(state: State, last: State, kept: Collection[str]) -> State:
    """A state in which the pages ``kept``, as `Kept` calls them, are as they were in ``last``."""
    old = [read for read in last.pages if stem(read.page.name) in kept]
    addresses = {read.page.source for read in old} - {None}
    known = {(key, read.page.name) for read in last.pages for key in keys(read.page)}
    moved = {key for read in old for key in keys(read.page)}
    new = [
        evolve(read, page=only(read.page, left))
        for read in state.pages
        if stem(read.page.name) not in kept and read.page.source not in addresses
        if (left := {key for key in keys(read.page) if key not in moved or (key, read.page.name) in known})
    ]
    pages = tuple(sorted((*new, *old), key=lambda read: read.page.name))
    carried = {each for each in last.carried if stem(each.page) in kept}
    dates = {name: date for name, date in last.dates.items() if stem(name) in kept}
    return evolve(
        state,
        pages=pages,
        dates={**{name: date for name, date in state.dates.items() if stem(name) not in kept}, **dates},
        carried=tuple(sorted({each for each in state.carried if stem(each.page) not in kept} | carried)),
    )


def readings(document: Document, other: Document | None = None) -> dict[str, Reading]:
    """Count what each page documents.

    The values of a list in either document are counted at the list, not at the fields that share it.
    """
    shared = {
        each.name for known in (document, other) if known is not None for each in known.appendix.enumerations
    }
    found: dict[str, Reading] = {}
    for page, reading in _counted(document, shared):
        found[stem(page)] = found.get(stem(page), Reading()) + reading
    return found


def _counted(document: Document, shared: Collection[str]) -> Iterator[tuple[str, Reading]]:
    for operation in (*document.operations, *document.webhooks):
        fields = (*operation.headers, *operation.parameters, *operation.response_headers, *operation.response)
        counted = _of_fields(fields, shared)
        yield operation.page, evolve(counted, rules=len(operation.rules))
    for enumeration in document.appendix.enumerations:
        yield enumeration.page, Reading(len(enumeration.values))
    for page, entry in entries(document):
        if entry[0] not in {Enumeration, "event"}:
            yield page, Reading(1)


def _of_fields(fields: Iterable[Field], shared: Collection[str]) -> Reading:
    documented = [each for _, each in walk(fields) if each.is_documented]
    values = sum(len(each.enum) for each in documented if each.enum_name not in shared)
    return Reading(len(documented) + values, len(documented))


def entries(document: Document) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Yield each page's documented facts other than operations: every entry of its lists."""
    appendix = document.appendix
    for facts, name in (
        (appendix.enumerations, "name"),
        (appendix.return_codes, "code"),
        (appendix.http_statuses, "status"),
        (appendix.scopes, "id"),
        (appendix.rate_limits, "subject"),
        (appendix.values_by_value, "title"),
        (appendix.linked_lists, "title"),
    ):
        for fact in facts:
            yield fact.page, (type(fact), getattr(fact, name))
    for report in document.reports:
        kind = kind_key(report.name)
        for item in report.items:
            yield item.page, (kind, item.role, item.row.name, item.group)
        for stated in report.dimension_metrics:
            yield stated.page, (kind, stated.dimensions)
        for grouping in report.groupings:
            yield grouping.page, (kind, grouping)
        for note in report.notes:
            yield note.page, (kind, note)
    for webhook in document.webhooks:
        yield webhook.page, ("event", webhook.title)

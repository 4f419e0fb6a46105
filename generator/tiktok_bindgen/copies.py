"""Copies of the documentation: which of their pages are trusted, and what they lack."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from attrs import evolve, frozen

from tiktok_bindgen.facts import facts_files
from tiktok_bindgen.fetch.store import read_manifest
from tiktok_bindgen.fetch.tree import TreeNote
from tiktok_bindgen.interpret import described_operations
from tiktok_bindgen.interpret.appendix import read_appendix
from tiktok_bindgen.interpret.appendix_model import LinkedList
from tiktok_bindgen.interpret.cross_page import NO_OTHER_PAGES
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.interpret.repeats import without_repeats
from tiktok_bindgen.interpret.reports import read_reports
from tiktok_bindgen.interpret.tree import Path as Steps
from tiktok_bindgen.interpret.tree import mapped_operation, walk
from tiktok_bindgen.interpret.webhooks import read_webhooks
from tiktok_bindgen.pipeline import USUAL, Making, Stated, stated
from tiktok_bindgen.problem import InputError, Problem, carried_problems
from tiktok_bindgen.progress import SILENT, Progress
from tiktok_bindgen.read.links import PORTAL
from tiktok_bindgen.read.page import Page, Side
from tiktok_bindgen.readings import Guard, Kept, as_before, entries
from tiktok_bindgen.sentences import Interpreted
from tiktok_bindgen.sources import ReadPage, find_pages, read_pages, require_rows
from tiktok_bindgen.states import Dated, Key, State, keys, read_note, slug, states, stem


@frozen
class Fetched:
    """What ``fetch`` noted of a folder that it filled.

    Attributes:
        whole: Whether the folder has all pages of the portal, but for those that could not be fetched.
        failed: The pages that could not be fetched, and the parts of the portal that could not be read.
        guard: Tells pages that are gone from those that could not be fetched.
    """

    whole: bool = False
    failed: tuple[TreeNote, ...] = ()
    guard: Guard = Guard()


def fetched(folder: Path, failed: Sequence[TreeNote] = ()) -> Fetched:
    """Read what ``fetch`` noted of a folder; of any other folder or page, it is not known to be whole.

    Args:
        folder: The folder, or a page.
        failed: What that fetch could not get, if it has just ended; by default its failed pages.

    Raises:
        InputError: The note cannot be read.
    """
    manifest = read_manifest(folder) if folder.is_dir() else {}
    lacking = {number: each for number, each in manifest.items() if each.status == "failed"}
    failed = failed or [
        TreeNote(number, each.title, "it could not be fetched") for number, each in lacking.items()
    ]
    guard = Guard(
        failed=frozenset(PORTAL + number for number in lacking),
        there=frozenset(PORTAL + each.doc_id for each in manifest.values() if each.status in {"ok", "empty"}),
    )
    # If the tree was read only in part, a missing page may still exist.
    return Fetched(bool(manifest) and all(each.doc_id in lacking for each in failed), tuple(failed), guard)


def read_copy(paths: Sequence[Path], date: str, *, whole: bool = False, progress: Progress = SILENT) -> Dated:
    """Read a copy of the documentation.

    Args:
        paths: Pages, or folders of pages. A folder's note may say that it is whole, and what was removed.
        date: The date of the copy, or its name.
        whole: Whether it is known to be whole.
        progress: Receives progress.

    Raises:
        InputError: Something cannot be read.
        UnreadTableError: A page given by name has a table that cannot be read.
    """
    pages = read_pages(find_pages(paths), progress, f"{date}: reading pages")
    require_rows(paths, pages)
    notes = [read_note(path) for path in paths]
    removed = frozenset[Key]().union(*(each for _, each, _ in notes))
    whole = whole or any(each for each, _, _ in notes)
    complete = any(each for _, _, each in notes)
    return Dated(date, pages, tuple(carried_problems(paths)), whole, removed, complete)


@frozen
class Merged:
    """A copy among the known dates.

    Attributes:
        now: The copy, as one of the dates.
        first: Whether it is the first of them that is whole.
        state: The API at its date. A page that is not trusted, or whose facts are as before, is as before.
        found: What that states.
        before: The API before, without anything of the copy's date.
        known: What that stated.
        last: What was stated last: with the pages that the copy's date already had.
        copied: The pages of the copy, under the names that they had before.
        kept: Which of them are not trusted, and which the copy lacks.
        old: The facts pages of before, without titles.
        new: Those of now, likewise.
        files: The facts pages of now, with titles, that say something else than before.
    """

    now: Dated
    first: bool
    state: State
    found: Stated
    before: State
    known: Stated
    last: Stated
    copied: tuple[ReadPage, ...]
    kept: Kept
    old: Mapping[str, str]
    new: Mapping[str, str]
    files: Mapping[str, str]


def merged(
    copy: Dated,
    dates: Iterable[Dated],
    making: Making = USUAL,
    *,
    guard: Guard | None = None,
    interpreted: Interpreted | None = None,
    where: str = "",
) -> Merged:
    """Put a copy of the documentation among the known dates.

    What a copy that is not whole lacks is as before. A guide in it that repeats part of an operation does not
    stand for that operation's page.

    Args:
        copy: The copy.
        dates: The known dates; the copy adds to what they have of its own date.
        making: How its spec will be made.
        guard: Keeps incomplete pages as they were; by default every page is trusted.
        interpreted: A cache of interpreted pages, which is extended.
        where: What to call the copy in errors; by default its date.

    Raises:
        InputError: None of the copy's pages documents anything of the API.
    """
    date, whole = copy.date, copy.whole
    own, others = ([each for each in dates if (each.date == date) == is_own] for is_own in (True, False))
    # The first complete date holds every page.
    first = any(each.whole for each in own) or (whole and not any(each.whole for each in others))
    before = states([*others, Dated(date, (), whole=first)])[date]
    last = states([*others, *own])[date] if own else before
    # Most pages are the same in all states.
    read = partial(stated, interpreted=Interpreted() if interpreted is None else interpreted)
    plain = evolve(USUAL, progress=making.progress)
    known = read(before, plain)
    stated_last = read(last, plain) if own else known
    copied, now = placed(copy, last, stated_last.facts, known.facts, own, where=where)
    now = evolve(now, whole=whole or first)
    # A complete copy defines the API alone.
    state = states([now] if whole else [*others, now])[date]
    linked = () if whole else frozenset(key for each in copied for key in keys(each.page))
    found = with_links(read(state, making, before=known.facts), known.facts, linked)
    kept = Kept()
    if guard is not None:
        kept = guard.judge(stated_last.facts, found.facts, last=last.pages, copy=copied, whole=whole)
    if kept.as_before:
        state = as_before(state, last, kept.as_before)
        held = {read.page.name for read in state.pages if stem(read.page.name) in kept.as_before}
        # Facts pages have no examples, so what examples of held pages contested is taken from before.
        found = read(state, making, before=stated_last.facts, held=held)
        found = with_links(found, stated_last.facts, linked)
        mine = (each for each in state.pages if now.whole or state.dates[each.page.name] == date)
        now = evolve(now, pages=tuple(mine))
    facts = found.facts if making.prose == "none" else without_prose(found.facts)
    # A changed title alone is no difference.
    old, new = (facts_files(_untitled(each)) for each in (known.facts, facts))
    differing = _differing(known.facts, old, facts, new)
    files = {name: text for name, text in facts_files(facts).items() if name in differing}
    state, found = _as_known(state, found, before, known, _stems_without(new, differing))
    if own:
        # What the date already had counts before what other dates have.
        had = facts_files(_untitled(stated_last.facts))
        differing = _differing(stated_last.facts, had, facts, new)
        state, found = _as_known(state, found, last, stated_last, _stems_without(new, differing))
    return Merged(now, first, state, found, before, known, stated_last, copied, kept, old, new, files)


def with_links(found: Stated, known: Document, shown: Collection[Key]) -> Stated:
    """Keep what links led to, where a copy lacks the pages: lists of values, and kinds of reports.

    Args:
        found: What is stated with the copy.
        known: What was known before.
        shown: The operations that the copy's pages document.
    """
    before = {(each.method, each.path): each for each in known.operations if each.repeats is None}

    def kept(operation: Operation) -> Operation:
        was = before.get((operation.method, operation.path))
        if was is None or (operation.method, operation.path) not in shown:
            return operation
        fields = {"request": dict(walk(was.parameters)), "response": dict(walk(was.response))}

        def linked(side: Side, path: Steps, field: Field) -> Field:
            had = fields[side].get(path, field)
            if field.linked and had.enum:
                field = evolve(field, enum=had.enum, enum_name=had.enum_name, linked=None)
            return evolve(field, reports=had.reports) if had.reports and not field.reports else field

        return mapped_operation(operation, linked)

    operations = tuple(map(kept, found.facts.operations))
    return evolve(found, facts=evolve(found.facts, operations=operations))


def placed(
    copy: Dated,
    last: State,
    stated_last: Document,
    known: Document,
    own: Sequence[Dated] = (),
    *,
    where: str = "",
) -> tuple[tuple[ReadPage, ...], Dated]:
    """Give the pages of a copy the names that they had before.

    Args:
        copy: The copy.
        last: The last known state.
        stated_last: What it states.
        known: What is known without anything of the copy's date.
        own: What there is already of the copy's date.
        where: What to call the copy in errors; by default its date.

    Returns:
        Its pages, and the copy as one of the dates, with the pages of its date that it lacks.

    Raises:
        InputError: None of its pages documents anything of the API.
    """
    if not _is_of_api(copy.pages, last.pages):
        raise InputError(f"{where or copy.date}: {len(copy.pages)} page(s) read, none documents an endpoint")
    guides: list[ReadPage] = []
    documenting: list[ReadPage] = []
    for page in copy.pages:
        (guides if not copy.whole and _repeats(page.page, known) else documenting).append(page)
    pages = [*_named_alike(documenting, last.pages, stated_last), *guides]
    copied = tuple(pages)
    gone = copy.removed
    if not copy.whole:
        have = {key for each in pages for key in keys(each.page)}
        # What a guide repeats is on its own page, if only of another date.
        repeated = {key for each in guides for key in keys(each.page)}
        names = {each.page.name for each in pages}
        pages += [each for each in last.pages if keys(each.page) & repeated and each.page.name not in names]
        pages += [each for one in own for each in one.pages if not keys(each.page) & have]
        # What a complete copy of the same date lacked stays removed, unless this copy has it.
        gone = gone.union(replaced(last.pages, copied) - have, *(one.removed for one in own))
    return copied, evolve(copy, pages=tuple(pages), removed=gone)


def _is_of_api(copy: Sequence[ReadPage], last: Sequence[ReadPage]) -> bool:
    """Whether any page documents an endpoint or is a known one, such as a list of values.

    What other pages list is no evidence: those of any program list codes and values.
    """
    marks, known = (
        {mark for each in some for mark in (slug(each.page.name), each.page.source, each.page.title)}
        for some in (copy, last)
    )
    return any(each.page.endpoints for each in copy) or not marks.isdisjoint(known - {None, ""})


def _as_known(
    state: State, found: Stated, then: State, known: Stated, same: Collection[str]
) -> tuple[State, Stated]:
    """Give the pages that state the ``same`` as before the title, date and problems that they had."""
    had = {stem(name): date for name, date in then.dates.items() if stem(name) in same}
    dates = {name: had.get(stem(name), date) for name, date in state.dates.items()}

    def mixed(now: Iterable[Problem], before: Iterable[Problem]) -> tuple[Problem, ...]:
        news = (each for each in now if stem(each.page) not in same)
        return *news, *(each for each in before if stem(each.page) in same)

    were = {_place(each): each for each in (*known.facts.operations, *known.facts.webhooks)}
    operations, webhooks = (
        tuple(
            _as_it_was(each, were[_place(each)]) if stem(each.page) in same and _place(each) in were else each
            for each in some
        )
        for some in (found.facts.operations, found.facts.webhooks)
    )
    return evolve(state, dates=dates), evolve(
        found,
        facts=evolve(found.facts, operations=operations, webhooks=webhooks),
        problems=mixed(found.problems, known.problems),
        carried=mixed(found.carried, known.carried),
    )


def _place(operation: Operation) -> tuple[str, ...]:
    """Return what identifies an operation on its page, or an event."""
    return stem(operation.page), operation.method, operation.path or operation.title


def _as_it_was(now: Operation, before: Operation) -> Operation:
    """Return an operation with the title, the address and the date that it had."""
    return evolve(now, title=before.title, source=before.source, documented=before.documented)


def _repeats(page: Page, known: Document) -> bool:
    """Whether a page, such as a guide, only repeats part of operations that have pages of their own."""
    own = [op for op in known.operations if op.repeats is None and (op.method, op.path) in keys(page)]
    alike = {page.source, page.title, slug(page.name)} - {None}
    if not own or any(alike & {each.source, each.title, slug(each.page)} for each in own):
        return False
    marked, _ = without_repeats([*own, *described_operations(page)[0]])
    return all(each.repeats is not None for each in marked[len(own) :])


def replaced(last: Sequence[ReadPage], copy: Sequence[ReadPage]) -> frozenset[Key]:
    """Return the operations that only those pages had which have other operations in the copy."""
    had: dict[str, frozenset[Key]] = {each.page.name: keys(each.page) for each in last}
    # A facts page, which has no examples, is one of several if its original has several operations.
    now = [
        page
        for page in (each.page for each in copy)
        if any(endpoint.examples for endpoint in page.endpoints)
        or (page.endpoints and not keys(page) <= had.get(page.name, frozenset()))
    ]
    sources, named = {each.source for each in now} - {None}, {(each.name, each.title) for each in now}
    pages = [each.page for each in last]
    stay = [each for each in pages if each.source not in sources and (each.name, each.title) not in named]
    return frozenset().union(*map(keys, pages)).difference(*map(keys, stay))


def _named_alike(pages: Sequence[ReadPage], before: Sequence[ReadPage], known: Document) -> list[ReadPage]:
    """Give pages the names of the pages that documented the same before.

    A name goes to the page at the same address, whatever its content. Without known addresses it goes to the
    page that has most in common with the last page of that name: its own name, its content, then its title.
    """
    homes = {read.page.source: place for place, read in enumerate(pages) if read.page.source is not None}
    at_home = {read.page.name: homes[read.page.source] for read in before if read.page.source in homes}
    names: dict[object, set[str]] = {}
    titles = {read.page.name: read.page.title for read in before}
    for page, entry in entries(known):
        names.setdefault(entry, set()).add(page)
    for each in before:
        for key in keys(each.page):
            names.setdefault(key, set()).add(each.page.name)
    claims = sorted(
        (
            (
                *(name != read.page.name, slug(name) != slug(read.page.name), -votes),
                *(titles.get(name) != read.page.title, first, place, name),
            )
            for place, (read, stated) in enumerate(zip(pages, _stated(pages), strict=True))
            for name, (votes, first) in _votes(stated, names).items()
            if name not in at_home
        )
    )
    # Of several names of one page, the last in order is the one without a number.
    given = {place: name for name, place in at_home.items()}
    for *_, place, name in claims:
        if place not in given and name not in given.values():
            given[place] = name
    return [_renamed(read, given.get(place, read.page.name)) for place, read in enumerate(pages)]


def _stated(pages: Sequence[ReadPage]) -> list[list[object]]:
    """Return what each page states: its operations, or the entries of its lists."""
    reports, _ = read_reports([each.page for each in pages], NO_OTHER_PAGES, {})
    webhooks, _ = read_webhooks([each.page for each in pages], NO_OTHER_PAGES)
    listed: dict[str, list[object]] = {}
    for page, entry in entries(Document(reports=reports, webhooks=webhooks)):
        listed.setdefault(page, []).append(entry)
    found: list[list[object]] = []
    for read in pages:
        if read.page.endpoints:
            found.append([*sorted(keys(read.page))])
            continue
        appendix, _ = read_appendix([read.page])
        lists = [entry for _, entry in entries(Document(appendix=appendix))]
        # Only other pages' links lead to its lists.
        found.append([*lists, *listed.get(read.page.name, ()), (LinkedList, read.page.title)])
    return found


def _votes(stated: Sequence[object], names: Mapping[object, Collection[str]]) -> dict[str, tuple[int, int]]:
    """Count, for each former name of what is stated, how often it occurs, and where first."""
    votes: dict[str, tuple[int, int]] = {}
    for place, each in enumerate(stated):
        for name in names.get(each, ()):
            count, first = votes.get(name, (0, place))
            votes[name] = (count + 1, first)
    return votes


def _renamed(read: ReadPage, name: str) -> ReadPage:
    if name == read.page.name:
        return read
    problems = tuple(problem._replace(page=name) for problem in read.problems)
    return evolve(read, page=evolve(read.page, name=name), problems=problems)


def _differing(
    before: Document, old: Mapping[str, str], document: Document, new: Mapping[str, str]
) -> set[str]:
    """Return the names of the facts pages whose content changed.

    A date's pages of an operation replace all previous ones, so they are kept together.

    Args:
        before: The previous document.
        old: Its facts pages without titles.
        document: The new document.
        new: Its facts pages without titles.
    """
    operations = _by_file(before, old), _by_file(document, new)
    differing = {name for name in new if new[name] != old.get(name)}
    changed = {found[name] for found in operations for name in found if old.get(name) != new.get(name)}
    return {name for name in new if name in differing or operations[1].get(name) in changed}


def _stems_without(files: Collection[str], differing: Collection[str]) -> set[str]:
    """Return the stems of pages, of which one can have several facts pages, that have none of some."""
    return {stem(name) for name in files} - {stem(name) for name in differing}


def _by_file(document: Document, files: Iterable[str]) -> dict[str, Key]:
    """Map the names of facts pages to their operations."""
    operations = ((each.method, each.path) for each in document.operations if each.repeats is None)
    # Pages of operations come first, in the order of the operations.
    return dict(zip(files, operations, strict=False))


def _untitled(document: Document) -> Document:
    """Return a document without the titles and addresses of its pages."""
    # Where a title tells nothing of an operation's end, a sentence of its facts page does.
    return evolve(
        document,
        operations=tuple(evolve(each, title="Untitled", source=None) for each in document.operations),
        webhooks=tuple(evolve(each, source=None) for each in document.webhooks),
    )

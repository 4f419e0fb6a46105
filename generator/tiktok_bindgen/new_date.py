"""Read a copy of the documentation for a new date, and find the facts pages to keep of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from attrs import evolve, frozen

from tiktok_bindgen.collector import collector_at_rest
from tiktok_bindgen.dates import dated_folders, read_dated
from tiktok_bindgen.facts import facts_files
from tiktok_bindgen.files import write_text_atomic
from tiktok_bindgen.interpret import described_operations
from tiktok_bindgen.interpret.appendix import read_appendix
from tiktok_bindgen.interpret.appendix_model import LinkedList
from tiktok_bindgen.interpret.cross_page import NO_OTHER_PAGES
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.repeats import without_repeats
from tiktok_bindgen.interpret.reports import read_reports
from tiktok_bindgen.interpret.webhooks import read_webhooks
from tiktok_bindgen.pipeline import USUAL, Making, Spec, Stated, assembled, stated
from tiktok_bindgen.problem import CARRIED_PROBLEMS, InputError, Problem, problems_text
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.readings import Guard, Kept, as_before, entries
from tiktok_bindgen.sentences import Interpreted
from tiktok_bindgen.sources import ReadPage, find_pages, read_pages
from tiktok_bindgen.states import NOTE, Dated, Key, State, keys, note, slug, states, stem


@frozen
class NewDate:
    """What a copy of the documentation says at its date.

    Attributes:
        spec: The spec of that date.
        files: The texts of the files to keep in its folder, keyed by name: facts pages that differ from the
            previous state, their problems, and a note of what was removed.
        last: What was stated before: at that date itself if it existed.
        kept: The pages of the copy that are not trusted, and those that it lacks.
        addresses: The address of each page of the copy in the portal, as far as known.
    """

    spec: Spec
    files: Mapping[str, str]
    last: Stated
    kept: Kept = Kept()
    addresses: Mapping[str, str] = {}

    def write(self, folder: Path) -> list[Path]:
        """Make a folder hold these files, and no other facts page.

        Returns:
            The files whose bytes changed.
        """
        changed = [path for name in self.files if write_text_atomic(path := folder / name, self.files[name])]
        for file in sorted(folder.rglob("*.md")):
            if file.relative_to(folder).as_posix() not in self.files:
                file.unlink()
                changed.append(file)
        return changed


@collector_at_rest()
def new_date(
    root: Path,
    date: str,
    copy: Sequence[Path],
    making: Making = USUAL,
    *,
    whole: bool = False,
    guard: Guard | None = None,
) -> NewDate:
    """Read a copy of the documentation, and compare it with the other dates.

    A page is kept if its facts differ from before. A new title alone is no difference.

    Args:
        root: A checkout of the project.
        date: The date of the copy.
        copy: Pages or folders of pages.
        making: How its spec is made.
        whole: Whether it is complete, so that what it lacks was removed.
        guard: Keeps incomplete pages as they were; by default every page is trusted.

    Raises:
        InputError: Something cannot be read, or is in the folder of that date itself.
    """
    folders = dated_folders(root)
    documented = find_pages(copy)
    for each in documented if date in folders else ():
        if each.path.resolve().is_relative_to(folders[date].resolve()):
            raise InputError(f"{each.path}: would be overwritten by its facts: copy it into another folder")
    own = read_dated({date: folders.pop(date)} if date in folders else {})
    others = read_dated(folders)
    # The first complete date holds every page.
    first = any(each.whole for each in own) or (whole and not any(each.whole for each in others))
    before = states([*others, Dated(date, (), whole=first)])[date]
    last = states([*others, *own])[date] if own else before
    # Most pages are the same in all states.
    read = partial(stated, interpreted=Interpreted())
    known = read(before)
    stated_last = read(last) if own else known
    guides: list[ReadPage] = []
    documenting: list[ReadPage] = []
    for page in read_pages(documented):
        (guides if not whole and _repeats(page.page, known.facts) else documenting).append(page)
    pages = [*_named_alike(documenting, last.pages, stated_last.facts), *guides]
    copied = tuple(pages)
    gone: frozenset[Key] = frozenset()
    if not whole:
        have = {key for each in pages for key in keys(each.page)}
        # What a guide repeats is on its own page, if only of another date.
        repeated = {key for each in guides for key in keys(each.page)}
        names = {each.page.name for each in pages}
        pages += [each for each in last.pages if keys(each.page) & repeated and each.page.name not in names]
        pages += [each for one in own for each in one.pages if not keys(each.page) & have]
        # What a complete copy of the same date lacked stays removed, unless this copy has it.
        gone = gone.union(_replaced(last.pages, copied) - have, *(one.removed for one in own))
    # A complete copy defines the API alone.
    now = Dated(date, tuple(pages), whole=whole or first, removed=gone)
    state = states([now] if whole else [*others, now])[date]
    found = read(state, making, before=known.facts)
    kept = Kept()
    if guard is not None:
        kept = guard.judge(stated_last.facts, found.facts, last=last.pages, copy=copied, whole=whole)
    if kept.as_before:
        state = as_before(state, last, kept.as_before)
        held = {read.page.name for read in state.pages if stem(read.page.name) in kept.as_before}
        # Facts pages have no examples, so what examples of held pages contested is taken from before.
        found = read(state, making, before=stated_last.facts, held=held)
    spec = assembled(found, making)
    # A changed title alone is no difference.
    old, new = (facts_files(_untitled(each)) for each in (known.facts, spec.facts))
    files = _differing((known.facts, old), (spec.facts, new))
    # A partial copy may lack the pages that link to a list.
    unlinked = set() if whole else {each.page for each in known.facts.appendix.linked_lists}
    gone_pages = _without_operations(before.pages, old.keys() - new.keys() - unlinked)
    removed = (_operations(known.facts) - _operations(spec.facts)) | gone_pages
    if problems := _problems(spec, files, new, state, date):
        files[CARRIED_PROBLEMS] = problems_text(problems)
    # A page that could not be fetched may be out of date.
    complete = (whole and not (guard and guard.failed)) or any(one.complete for one in own)
    if text := note(whole=first, removed=removed, complete=complete):
        files[NOTE] = text
    addresses = {stem(each.page.name): each.page.source for each in copied if each.page.source is not None}
    return NewDate(spec, files, stated_last, kept, addresses)


def _repeats(page: Page, known: Document) -> bool:
    """Whether a page, such as a guide, only repeats part of operations that have pages of their own."""
    own = [op for op in known.operations if op.repeats is None and (op.method, op.path) in keys(page)]
    alike = {page.source, page.title, slug(page.name)} - {None}
    if not own or any(alike & {each.source, each.title, slug(each.page)} for each in own):
        return False
    marked, _ = without_repeats([*own, *described_operations(page)[0]])
    return all(each.repeats is not None for each in marked[len(own) :])


def _replaced(last: Sequence[ReadPage], copy: Sequence[ReadPage]) -> frozenset[Key]:
    """The operations that are on no page of before but those that have other operations in the copy."""
    now = [each.page for each in copy if each.page.endpoints]
    sources, named = {each.source for each in now} - {None}, {(each.name, each.title) for each in now}
    pages = [each.page for each in last]
    stay = [each for each in pages if each.source not in sources and (each.name, each.title) not in named]
    return frozenset().union(*map(keys, pages)).difference(*map(keys, stay))


def _problems(
    spec: Spec, files: Collection[str], given: Collection[str], state: State, date: str
) -> list[Problem]:
    """Return the problems of the kept pages, and of the date's pages that produce no facts page."""
    kept, given = ({stem(name) for name in names} for names in (files, given))
    return [
        problem
        for problem in spec.problems
        if stem(problem.page) in kept
        or (stem(problem.page) not in given and state.dates.get(problem.page) == date)
    ]


def _differing(
    before: tuple[Document, Mapping[str, str]], after: tuple[Document, Mapping[str, str]]
) -> dict[str, str]:
    """Return the facts pages whose content changed.

    A date's pages of an operation replace all previous ones, so they are kept together.

    Args:
        before: The previous document, and its facts pages without titles.
        after: The new document, and its facts pages without titles.
    """
    (_, old), (document, new) = before, after
    operations = _by_file(*before), _by_file(*after)
    differing = {name for name in new if new[name] != old.get(name)}
    changed = {found[name] for found in operations for name in found if old.get(name) != new.get(name)}
    kept = {name for name in new if name in differing or operations[1].get(name) in changed}
    return {name: text for name, text in facts_files(document).items() if name in kept} if kept else {}


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


def _operations(document: Document) -> frozenset[Key]:
    return frozenset((each.method, each.path) for each in document.operations)


def _without_operations(pages: Sequence[ReadPage], names: Collection[str]) -> frozenset[Key]:
    """Return the keys of what pages without operations document, such as lists."""
    found = (each.page for each in pages if each.page.name in names and not each.page.endpoints)
    return frozenset(key for page in found for key in keys(page))


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

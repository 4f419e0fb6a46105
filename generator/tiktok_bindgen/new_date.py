"""What a copy of the documentation says at a new date, as the facts pages that are to be kept of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import evolve, frozen

from tiktok_bindgen.evidence import Evidence
from tiktok_bindgen.files import write_text_atomic
from tiktok_bindgen.interpret.appendix import read_appendix
from tiktok_bindgen.interpret.cross_page import NO_OTHER_PAGES
from tiktok_bindgen.interpret.model import Document
from tiktok_bindgen.interpret.report_pages import kind_key
from tiktok_bindgen.interpret.reports import read_reports
from tiktok_bindgen.interpret.webhooks import read_webhooks
from tiktok_bindgen.pipeline import (
    CARRIED_PROBLEMS,
    Spec,
    dated_folders,
    facts_files,
    make_specs,
    problems_text,
    read_dated,
)
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.sentences import Interpreted
from tiktok_bindgen.sources import ReadPage, find_pages, read_pages
from tiktok_bindgen.states import NOTE, Dated, Key, State, keys, note, states, stem


@frozen
class NewDate:
    """What a copy says at its date.

    Attributes:
        spec: The spec of that date.
        files: The texts of the files to keep in its folder, by their names: the facts pages that say
            something else than the state without them, their problems, and a note of what was removed.
    """

    spec: Spec
    files: Mapping[str, str]

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


def new_date(
    root: Path,
    date: str,
    copy: Sequence[Path],
    *,
    whole: bool = False,
    overlay: Path | None = None,
    glossary: Path | None = None,
    evidence: Evidence | None = None,
) -> NewDate:
    """Read a copy of the documentation in the light of what is known of other dates.

    A page counts as new when its facts are others than before. Its title alone makes it none: that is how
    pages are called, not what the API is.

    Args:
        root: A checkout of the project.
        date: The date of the copy.
        copy: Pages or folders of pages.
        whole: Whether it has every page that there is, so that what it lacks was removed.
        overlay: Corrections to apply to the spec.
        glossary: A line for each name of the spec.
        evidence: What else its pages are weighed against.

    Raises:
        InputError: Something cannot be read.
    """
    folders = dated_folders(root)
    own = read_dated({date: folders.pop(date)} if date in folders else {})
    others = read_dated(folders)
    # The first date of which everything is known holds all of it.
    first = any(each.whole for each in own) or (whole and not any(each.whole for each in others))
    before = states([*others, Dated(date, (), whole=first)])[date]
    # Most pages are the same in both.
    shared = Interpreted()
    known = make_specs([before], interpreted=shared)[date].facts
    pages = _named_alike(read_pages(find_pages(copy)), before.pages, known)
    gone: frozenset[Key] = frozenset()
    if not whole:
        have = {key for each in pages for key in keys(each.page)}
        pages += [each for one in own for each in one.pages if not keys(each.page) & have]
        # What a whole copy of the same date lacked stays removed, unless this one has it.
        gone = gone.union(*(one.removed for one in own))
    # Of a whole copy, nothing else is left to say what the API is.
    now = Dated(date, tuple(pages), whole=whole or first, removed=gone)
    state = states([now] if whole else [*others, now])[date]
    specs = make_specs(
        [state], overlay=overlay, glossary=glossary, before=known, evidence=evidence, interpreted=shared
    )
    spec = specs[date]
    removed = _operations(known) - _operations(spec.facts)
    files = _differing(known, spec.facts)
    if told := _told(spec, files, state, date):
        files[CARRIED_PROBLEMS] = problems_text(told)
    if text := note(whole=first, removed=removed):
        files[NOTE] = text
    return NewDate(spec, files)


def _told(spec: Spec, files: Collection[str], state: State, date: str) -> list[Problem]:
    """The problems of the pages that are kept, and of those of the date that give no facts page at all."""
    kept, given = ({stem(name) for name in names} for names in (files, facts_files(spec.facts)))
    return [
        problem
        for problem in spec.problems
        if stem(problem.page) in kept
        or (stem(problem.page) not in given and state.dates.get(problem.page) == date)
    ]


def _differing(before: Document, after: Document) -> dict[str, str]:
    """The facts pages of what is stated otherwise after than before."""
    old, new = facts_files(_untitled(before)), facts_files(_untitled(after))
    return {name: text for name, text in facts_files(after).items() if new[name] != old.get(name)}


def _untitled(document: Document) -> Document:
    """A document without how its pages are called and where they are."""
    return evolve(
        document,
        operations=tuple(evolve(each, title="", source=None) for each in document.operations),
        webhooks=tuple(evolve(each, source=None) for each in document.webhooks),
    )


def _operations(document: Document) -> frozenset[Key]:
    return frozenset((each.method, each.path) for each in document.operations)


def _named_alike(pages: Sequence[ReadPage], before: Sequence[ReadPage], known: Document) -> list[ReadPage]:
    """Pages under the names of those that documented the same before."""
    names: dict[object, str] = {fact: page for page, fact in _listed(known)}
    names |= {key: each.page.name for each in reversed(before) for key in keys(each.page)}
    reports, _ = read_reports([each.page for each in pages], NO_OTHER_PAGES, {})
    webhooks, _ = read_webhooks([each.page for each in pages], NO_OTHER_PAGES)
    listed: dict[str, list[object]] = {}
    for page, fact in _listed(Document(reports=reports, webhooks=webhooks)):
        listed.setdefault(page, []).append(fact)
    taken: set[str] = set()
    found = []
    for read in pages:
        told: Iterable[object] = sorted(keys(read.page))
        if not read.page.endpoints:
            appendix, _ = read_appendix([read.page])
            lists = (fact for _, fact in _listed(Document(appendix=appendix)))
            told = (*lists, *listed.get(read.page.name, ()))
        name = next((names[each] for each in told if each in names), read.page.name)
        name = read.page.name if name in taken else name
        taken.add(name)
        found.append(_renamed(read, name))
    return found


def _renamed(read: ReadPage, name: str) -> ReadPage:
    if name == read.page.name:
        return read
    problems = tuple(evolve(problem, page=name) for problem in read.problems)
    return evolve(read, page=evolve(read.page, name=name), problems=problems)


def _listed(document: Document) -> Iterator[tuple[str, object]]:
    """What each page that documents no operation lists, by the page."""
    appendix = document.appendix
    for facts, name in (
        (appendix.enumerations, "name"),
        (appendix.return_codes, "code"),
        (appendix.http_statuses, "status"),
        (appendix.scopes, "id"),
        (appendix.rate_limits, "subject"),
        (appendix.values_by_value, "title"),
    ):
        for fact in facts:
            yield fact.page, (type(fact), getattr(fact, name))
    for report in document.reports:
        kind = kind_key(report.name)
        for item in report.items:
            yield item.page, (kind, item.role, item.row.name, item.group)
        for stated in report.dimension_metrics:
            yield stated.page, (kind, stated.dimensions)
    for webhook in document.webhooks:
        yield webhook.page, (type(webhook), webhook.name)

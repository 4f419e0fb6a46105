"""Read a copy of the documentation for a new date, and find the facts pages to keep of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from attrs import frozen

from tiktok_bindgen.collector import collector_at_rest
from tiktok_bindgen.copies import merged, read_copy
from tiktok_bindgen.dates import dated_folders, read_dated
from tiktok_bindgen.files import write_text_atomic
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.pipeline import USUAL, Making, Spec, Stated, assembled
from tiktok_bindgen.problem import CARRIED_PROBLEMS, InputError, Problem, problems_text
from tiktok_bindgen.readings import Guard, Kept
from tiktok_bindgen.sample_file import SAMPLES, read_samples, samples_text
from tiktok_bindgen.sources import ReadPage, find_pages
from tiktok_bindgen.states import NOTE, Key, State, keys, note, stem
from tiktok_bindgen.weigh.given import Steps, given


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
        samples: What the examples of the copy's pages give, and those of pages that it lacks gave before.
    """

    spec: Spec
    files: Mapping[str, str]
    last: Stated
    kept: Kept = Kept()
    addresses: Mapping[str, str] = {}
    samples: Mapping[str, Steps] = {}

    def write(self, folder: Path) -> list[Path]:
        """Make the date's folder hold these files, and no other facts page; write the samples of a checkout.

        Returns:
            The files whose bytes changed.
        """
        changed = [path for name in self.files if write_text_atomic(path := folder / name, self.files[name])]
        for file in sorted(folder.rglob("*.md")):
            if file.relative_to(folder).as_posix() not in self.files:
                file.unlink()
                changed.append(file)
        samples = folder.parents[1] / SAMPLES.name
        if self.samples and write_text_atomic(samples, samples_text(self.samples)):
            changed.append(samples)
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
    known = read_dated(folders, making.progress)
    now = read_copy(copy, date, whole=whole, progress=making.progress)
    done = merged(now, known, making, guard=guard, where=", ".join(map(str, copy)))
    spec, before, files = assembled(done.found, making), done.known.facts, {**done.files}
    # A partial copy may lack the pages that link to a list.
    unlinked = set() if now.whole else {each.page for each in before.appendix.linked_lists}
    gone_pages = _without_operations(done.before.pages, done.old.keys() - done.new.keys() - unlinked)
    removed = (_operations(before) - _operations(spec.facts)) | gone_pages
    if problems := _problems(spec, files, done.new, done.state, date):
        files[CARRIED_PROBLEMS] = problems_text(problems)
    # A page that could not be fetched may be out of date.
    complete = now.whole and not (guard and guard.failed)
    complete = complete or any(each.complete for each in known if each.date == date)
    if text := note(whole=done.first, removed=removed, complete=complete):
        files[NOTE] = text
    addresses = {each.page.name: each.page.source for each in done.copied}
    known_addresses = {stem(name): source for name, source in addresses.items() if source is not None}
    trusted = (each.page for each in done.copied if stem(each.page.name) not in done.kept.as_before)
    copied = {page.name: page for page in trusted}
    # The examples of pages that are held or could not be fetched stay, as their facts do.
    whole = now.whole and not (guard and guard.failed) and not done.kept.as_before
    had = {} if whole else read_samples(root / SAMPLES)
    samples = {name: steps for name, steps in had.items() if name not in copied}
    samples |= given(spec.facts, copied.values())
    return NewDate(spec, files, done.last, done.kept, known_addresses, samples)


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


def _operations(document: Document) -> frozenset[Key]:
    return frozenset((each.method, each.path) for each in document.operations)


def _without_operations(pages: Sequence[ReadPage], names: Collection[str]) -> frozenset[Key]:
    """Return the keys of what pages without operations document, such as lists."""
    found = (each.page for each in pages if each.page.name in names and not each.page.endpoints)
    return frozenset(key for page in found for key in keys(page))

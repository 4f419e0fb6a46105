"""Update the spec and the client to the current documentation, and report what changed."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from attrs import evolve, frozen

import tiktok_bindgen
from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.build import build
from tiktok_bindgen.copies import Fetched
from tiktok_bindgen.diff.changelog import prepend_entry
from tiktok_bindgen.diff.changes import compare
from tiktok_bindgen.diff.ignore import Sifted, load_ignores, sift
from tiktok_bindgen.diff.model import Change, Severity
from tiktok_bindgen.diff.report import Report
from tiktok_bindgen.fetch.store import read_manifest
from tiktok_bindgen.fetch.tree import TreeNote
from tiktok_bindgen.files import if_file, write_text_atomic
from tiktok_bindgen.listed import INDEX, Differing, compared, index_in, index_text, read_index
from tiktok_bindgen.new_date import new_date
from tiktok_bindgen.pipeline import Making, assembled
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.progress import SILENT, Progress
from tiktok_bindgen.readings import Kept, readings
from tiktok_bindgen.sources import find_pages, read_pages
from tiktok_bindgen.states import DATE
from tiktok_bindgen.update.news import News, news
from tiktok_bindgen.update.portal import (
    PLACES,
    Moves,
    judging,
    moves,
    places,
    places_text,
    read_places,
    with_pages,
)

_VERSION_FILE = Path("generator", "tiktok_bindgen", "__init__.py")
_VERSION = re.compile(r'^(__version__ = ")(\d{1,9}\.\d{1,9}\.\d{1,9})(")$', re.MULTILINE)


@frozen
class Update:
    """The result of an update.

    Attributes:
        report: What changed in the API.
        version: The bindings' version now, and before.
        problems: The number of problems in the documentation.
        kept: The pages that stay as they were, whatever the portal has, and those that are gone or shorter.
        failed: The pages that could not be fetched.
        moves: The pages of the portal that were added, removed or moved.
        news: Which problems and contested facts are new, and which are gone.
        listed: How the portal's own index of paths, if the copy has it, differs from the documented paths.
    """

    report: Report
    version: tuple[str, str]
    problems: int
    kept: Kept
    failed: tuple[TreeNote, ...]
    moves: Moves
    news: News
    listed: Differing = Differing()


def update(
    root: Path,
    date: str,
    *,
    pages: Path | None = None,
    base_url: str | None = None,
    retries: int = 5,
    accepted: Sequence[str] = (),
    progress: Progress = SILENT,
) -> Update:
    """Fetch the documentation, write facts pages, spec, client, changelog and version.

    Only facts pages that differ from those of the date before are written; what a whole copy no longer
    documents is recorded as removed. Nothing is written if no fact changed. Changes that
    ``spec/diff-ignore.yaml`` covers are written, too, but neither reported nor counted for the version.

    A page that cannot be fetched stays as it was, and so does one that has lost a fifth of its facts or
    more, until a person accepts it.

    Args:
        root: A checkout of this project.
        date: The date that names the new facts pages and spec.
        pages: A folder of pages to use instead of fetching. One that ``fetch`` has filled counts as complete;
            pages that another lacks count as unchanged.
        base_url: A host to use instead of the portal's own.
        retries: How often a failed request is tried again.
        accepted: The pages that may state less than before; ``*`` and ``?`` are wildcards.
        progress: Receives progress.

    Raises:
        InputError: The portal or a file cannot be used, or there is no spec to compare with.
    """
    if not DATE.fullmatch(date):
        raise InputError(f"{date}: not a date like 2026-06 or 2026-06-30")
    before = _newest(root / "spec", date)
    with tempfile.TemporaryDirectory() as folder:
        failed: tuple[TreeNote, ...] = ()
        if pages is None:
            pages = Path(folder) / "pages"
            failed = _fetch(pages, base_url, retries, progress)
        copy = judging(root, pages, accepted, failed)
        return _from_pages(root, date, pages, before, copy=copy, progress=progress)


def next_version(version: str, severities: Collection[Severity]) -> str:
    """Return the version after changes of the API.

    Before 1.0.0 a breaking change is a new minor version and any other a new patch; from then on a breaking
    change is a new major version and any other a new minor one.

    Examples:
        >>> next_version("0.3.1", ["safe", "breaking"])
        '0.4.0'
        >>> next_version("1.3.1", ["safe"])
        '1.4.0'
    """
    if not severities:
        return version
    major, minor, patch = map(int, version.split("."))
    if "breaking" in severities:
        return f"{major + 1}.0.0" if major else f"0.{minor + 1}.0"
    return f"{major}.{minor + 1}.0" if major else f"0.{minor}.{patch + 1}"


def _newest(folder: Path, date: str) -> Path:
    """Return the spec to compare with: the one of the date itself, else the newest before it."""
    found = {file.name.removesuffix(".openapi.yaml"): file for file in folder.glob("*.openapi.yaml")}
    earlier = [name for name in found if DATE.fullmatch(name) and name <= date]
    if not earlier:
        raise InputError(f"{folder}: no spec of {date} or earlier to compare with")
    return found[max(earlier)]


def _fetch(folder: Path, base_url: str | None, retries: int, progress: Progress) -> tuple[TreeNote, ...]:
    """Fetch all pages; return those that failed, and the parts of the portal's tree that are unreadable."""
    from tiktok_bindgen.fetch import BASE_URL, fetch

    steps: list[Iterator[int]] = []

    def step(_: int, total: int) -> None:
        if not steps:
            steps.append(iter(progress.each(range(total), "fetching pages")))
        next(steps[0], None)

    url = BASE_URL if base_url is None else base_url
    result = fetch(folder, base_url=url, retries=retries, progress=step)
    if not result.written:
        reason = f"could be fetched; the first: {result.failed[0]}" if result.failed else "has any content"
        raise InputError(f"none of the portal's pages {reason}")
    return result.failed


def _from_pages(
    root: Path,
    date: str,
    pages: Path,
    before: Path,
    *,
    copy: Fetched,
    progress: Progress,
) -> Update:
    spec, index = root / "spec", root / PLACES
    manifest = read_manifest(pages) if pages.is_dir() else {}
    had, there = read_places(index), tuple(places(manifest.values()))
    listed = index_in((each.page for each in read_pages(find_pages([pages]))), date)
    making = Making(
        "none",
        if_file(spec / "overlay.yaml"),
        if_file(spec / "glossary.yaml"),
        None,
        progress,
        listed or read_index(root / INDEX),
    )
    new = new_date(root, date, [pages], making, whole=copy.whole, guard=copy.guard)
    old = before.name.removesuffix(".openapi.yaml")
    progress.stage(f"comparing {old} with {date}")
    changes = compare(load_spec(before), new.spec.document)
    sifted = _sifted(spec / "diff-ignore.yaml", changes)
    report = Report(f"{old} (before)" if old == date else old, date, sifted)
    current = _version(root / _VERSION_FILE)
    done = Update(
        report=report,
        version=(current, current),
        problems=len(new.spec.problems),
        kept=new.kept,
        failed=copy.failed,
        moves=moves(had, there) if there else Moves(),
        news=news(assembled(new.last, making), new.spec),
        listed=compared(listed, new.spec.document["paths"]) if listed else Differing(),
    )
    if not changes:
        return done
    new.write(spec / "pages" / date)
    if listed:
        write_text_atomic(root / INDEX, index_text(listed))
    prepend_entry(spec / "CHANGELOG.md", report)
    version = next_version(current, [change.severity for change in report.changes])
    _set_version(root, version)
    try:
        _build(root, progress=progress)
    except BaseException:
        # The spec was not written, so the next update finds the same changes, and must count from here again.
        _set_version(root, current)
        raise
    if there:
        known = readings(new.spec.facts)
        write_text_atomic(index, places_text(with_pages(there, had, new.addresses, known)))
    return evolve(done, version=(version, current))


def _sifted(ignores: Path, changes: Iterable[Change]) -> Sifted:
    """Separate the changes to report from those that the ignore file, if there is one, covers."""
    if not ignores.is_file():
        return Sifted(tuple(changes))
    sifted = sift(changes, load_ignores(ignores), dt.datetime.now(dt.UTC).date())
    # An entry may be about other dates than these two.
    return evolve(sifted, unused=())


def _version(file: Path) -> str:
    try:
        match = _VERSION.search(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{file}: not UTF-8 text") from None
    if match is None:
        raise InputError(f"{file}: no version such as 1.2.3 found")
    return match[2]


def _set_version(root: Path, version: str) -> None:
    file = root / _VERSION_FILE
    write_text_atomic(file, _VERSION.sub(rf"\g<1>{version}\g<3>", file.read_text(encoding="utf-8")))


def _build(root: Path, progress: Progress = SILENT) -> None:
    """Build the checkout, with the version that the next process will have: this one began with another."""
    try:
        build(root, version=_version(Path(tiktok_bindgen.__file__)), progress=progress)
    except InputError as error:
        raise InputError(f"the build failed: {error}") from None

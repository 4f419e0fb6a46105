"""Bring spec and client to what the documentation says now, and say what changed."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path

from attrs import evolve, frozen

from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.diff.changelog import prepend_entry
from tiktok_bindgen.diff.changes import compare
from tiktok_bindgen.diff.ignore import Sifted, load_ignores, sift
from tiktok_bindgen.diff.model import Change, Names, Severity
from tiktok_bindgen.diff.report import Report
from tiktok_bindgen.files import write_text_atomic
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.states import DATE

_VERSION_FILE = Path("generator", "tiktok_bindgen", "__init__.py")
_VERSION = re.compile(r'^(__version__ = ")(\d{1,9}\.\d{1,9}\.\d{1,9})(")$', re.MULTILINE)


@frozen
class Update:
    """What an update found and did.

    Attributes:
        report: What changed in the API.
        version: The bindings' version now, and before.
        problems: How much of the documentation was not fully understood.
    """

    report: Report
    version: tuple[str, str]
    problems: int


def update(root: Path, date: str, *, pages: Path | None = None, base_url: str | None = None) -> Update:
    """Fetch the documentation, write facts pages, spec, client, changelog and version.

    Only the facts pages are written that say something else than those of the date before; what a whole copy
    no longer documents is noted as removed. Nothing is written when no fact changed. What
    ``spec/diff-ignore.yaml`` leaves out is written like all else, but is not told and sets no version.

    Args:
        root: A checkout of this project.
        date: What the new facts pages and spec are named by.
        pages: A folder of pages to take instead of fetching them; what it lacks is taken to be as it was.
        base_url: Another host than the portal's own.

    Raises:
        InputError: The portal or a file cannot be used, or there is no spec to compare with.
    """
    if not DATE.fullmatch(date):
        raise InputError(f"{date}: not a date like 2026-06 or 2026-06-30")
    before = _newest(root / "spec", date)
    with tempfile.TemporaryDirectory() as folder:
        # A copy may be partial, a fetch is not.
        whole = pages is None
        if pages is None:
            pages = Path(folder) / "pages"
            _fetch(pages, base_url)
        return _from_pages(root, date, pages, before, whole=whole)


def next_version(version: str, severities: Collection[Severity]) -> str:
    """The version after changes of the API.

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
    """The spec to compare with: the one of the date itself, else the newest before it."""
    found = {file.name.removesuffix(".openapi.yaml"): file for file in folder.glob("*.openapi.yaml")}
    earlier = [name for name in found if DATE.fullmatch(name) and name <= date]
    if not earlier:
        raise InputError(f"{folder}: no spec of {date} or earlier to compare with")
    return found[max(earlier)]


def _fetch(folder: Path, base_url: str | None) -> None:
    from tiktok_bindgen.fetch import BASE_URL, fetch

    result = fetch(folder, base_url=BASE_URL if base_url is None else base_url)
    if result.failed:
        # With a page missing, all of its operations would seem to be gone.
        raise InputError(f"{len(result.failed)} pages could not be fetched, the first: {result.failed[0]}")


def _from_pages(root: Path, date: str, pages: Path, before: Path, *, whole: bool) -> Update:
    from tiktok_bindgen.new_date import new_date

    overlay = root / "spec" / "overlay.yaml"
    new = new_date(root, date, [pages], whole=whole, overlay=overlay if overlay.is_file() else None)
    changes = compare(load_spec(before), new.spec.document)
    old = before.name.removesuffix(".openapi.yaml")
    sifted = _sifted(root / "spec" / "diff-ignore.yaml", changes)
    report = Report(Names(f"{old} (before)" if old == date else old, date), sifted)
    current = _version(root)
    done = Update(report, (current, current), len(new.spec.problems))
    if not changes:
        return done
    new.write(root / "spec" / "pages" / date)
    prepend_entry(root / "spec" / "CHANGELOG.md", report)
    version = next_version(current, [change.severity for change in report.changes])
    _set_version(root, version)
    try:
        _build(root)
    except BaseException:
        # The spec is not written, so the next update finds the same changes, and counts them from here again.
        _set_version(root, current)
        raise
    return evolve(done, version=(version, current))


def _sifted(ignores: Path, changes: Iterable[Change]) -> Sifted:
    """The changes to report: those that the ignore file, if there is one, does not cover."""
    if not ignores.is_file():
        return Sifted(tuple(changes))
    sifted = sift(changes, load_ignores(ignores), dt.datetime.now(dt.UTC).date())
    # An entry may be about other dates than these two.
    return evolve(sifted, unused=())


def _version(root: Path) -> str:
    file = root / _VERSION_FILE
    try:
        match = _VERSION.search(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from None
    if match is None:
        raise InputError(f"{file}: states no version like 1.2.3")
    return match[2]


def _set_version(root: Path, version: str) -> None:
    file = root / _VERSION_FILE
    write_text_atomic(file, _VERSION.sub(rf"\g<1>{version}\g<3>", file.read_text(encoding="utf-8")))


def _build(root: Path) -> None:
    """Build in a process of its own, which reads the new version."""
    command = [sys.executable, "-m", "tiktok_bindgen", "build", "--root", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        said = lines[-1].removeprefix("tiktok-bindgen: ") if lines else "it gave no reason"
        raise InputError(f"the build failed: {said}")

"""The folder of pages: its files, the manifest that lists them, and the journal of a fetch that goes on.

The manifest is written last, so it always tells of a complete fetch. Until then the journal tells which pages
an interrupted fetch has got, and every place where a page may be by now.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Literal

from attrs import asdict, define, field, frozen

from tiktok_bindgen.fetch.tree import is_page_file
from tiktok_bindgen.files import write_text_atomic
from tiktok_bindgen.problem import InputError

MANIFEST = "_manifest.json"
JOURNAL = "_fetch.partial.jsonl"
REMOVED = "_removed/"

#: Pages of an interrupted fetch are this long as good as fetched now.
JOURNAL_LIFE = timedelta(hours=24)

_FORMAT = 1
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")

Status = Literal["ok", "heading", "failed", "removed"]


@frozen
class Record:
    """What the manifest says of a page.

    Attributes:
        doc_id: Its number in the portal.
        title: Its title, its own if it was fetched, else that in the tree.
        path: The titles from the top of the tree to it.
        parent: The number of the page it is under, or nothing at the top.
        position: Its place among its siblings, from 0.
        portal_status: The status that the tree gives it.
        status: ``ok`` if it was fetched; ``heading`` if it has no content but pages under it; ``failed`` if
            it was not, or not this time; ``removed`` if it is no longer in the tree.
        file: Its file or last good copy, relative to the folder.
        sha256: Of its content as UTF-8.
        first_seen: The date it was first in the tree.
        last_changed: The date its title or content was first as it is.
        removed: The date it was no longer in the tree.
    """

    doc_id: str
    title: str
    path: tuple[str, ...]
    parent: str
    position: int
    portal_status: str | int | None
    status: Status
    file: str | None
    sha256: str | None
    first_seen: str
    last_changed: str | None
    removed: str | None = None


@frozen
class Manifest:
    """The pages of the last complete fetch, by number.

    Attributes:
        pages: Those in the tree, in its order, then the removed.
        digest: Tells this manifest from others.
    """

    pages: Mapping[str, Record] = field(factory=dict)
    digest: str = ""

    @property
    def live(self) -> frozenset[str]:
        """The numbers of the pages that were in the tree."""
        return frozenset(number for number, record in self.pages.items() if record.status != "removed")


@frozen
class Copy:
    """A page as it is on disk or in the gateway's reply."""

    title: str
    content: str

    @property
    def sha256(self) -> str:
        """The digest of the content."""
        return hashlib.sha256(self.content.encode("utf-8", "surrogatepass")).hexdigest()


@frozen
class Done:
    """A page that the fetch has dealt with; without a digest it is a heading."""

    title: str
    sha256: str | None


@define
class Journal:
    """The fetch that goes on.

    Attributes:
        path: Its file.
        done: The pages that an interrupted fetch of the same tree has got.
        places: Where pages may be, besides where the manifest says; the likeliest last.
    """

    path: Path
    done: dict[str, Done]
    places: dict[str, list[str]]
    _stream: IO[str] | None = None

    def begin(self, run: Mapping[str, str], plan: Iterable[tuple[str, str]]) -> None:
        """Write down what is known before any file is touched.

        Args:
            run: What a later fetch must have in common with this one to go on with it.
            plan: The number and the file of each page.
        """
        for doc_id, file in plan:
            files = self.places.setdefault(doc_id, [])
            if file in files:
                files.remove(file)
            files.append(file)
        lines = [
            dict(run),
            *({"doc_id": number, "files": files} for number, files in self.places.items()),
            *(_done_line(number, done) for number, done in self.done.items()),
        ]
        write_text_atomic(self.path, "".join(_line(line) for line in lines))
        try:
            self._stream = self.path.open("a", encoding="utf-8", newline="\n")
        except OSError as error:
            raise InputError(f"{self.path}: cannot be written: {error.strerror}") from None

    def add(self, doc_id: str, done: Done) -> None:
        """Note that a page has been dealt with."""
        self.done[doc_id] = done
        assert self._stream is not None, "begin() comes first"
        try:
            self._stream.write(_line(_done_line(doc_id, done)))
            self._stream.flush()
        except OSError as error:
            raise InputError(f"{self.path}: cannot be written: {error.strerror}") from None

    def close(self) -> None:
        """Leave it for the next fetch."""
        if self._stream is not None:
            with contextlib.suppress(OSError):
                self._stream.close()
            self._stream = None

    def finish(self) -> None:
        """Remove it; the manifest tells everything now."""
        self.close()
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise InputError(f"{self.path}: cannot be removed: {error.strerror}") from None


def read_manifest(out: Path) -> Manifest:
    """Read what the last complete fetch left.

    Raises:
        InputError: If there is something, but not that.
    """
    path = out / MANIFEST
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Manifest()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    try:
        pages = [_record(raw) for raw in json.loads(data)["pages"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(f"{path}: is no manifest of fetched pages; move it away to start anew") from None
    return Manifest({record.doc_id: record for record in pages}, hashlib.sha256(data).hexdigest())


def write_manifest(out: Path, base_url: str, records: Iterable[Record]) -> None:
    """Write the manifest, if it changes.

    Raises:
        InputError: If it cannot be written.
    """
    value = {"base_url": base_url, "format": _FORMAT, "pages": [asdict(record) for record in records]}
    write_text_atomic(out / MANIFEST, _text(value, indent=2))


def run_of(base_url: str, tree: object, manifest: Manifest, now: datetime) -> dict[str, str]:
    """Describe a fetch, so that a later one can tell whether it goes on with it."""
    digest = hashlib.sha256(_text(tree, indent=None).encode()).hexdigest()
    return {
        "base_url": base_url,
        "manifest": manifest.digest,
        "started": now.astimezone(UTC).isoformat(timespec="seconds"),
        "tree": digest,
    }


def read_journal(out: Path, run: dict[str, str]) -> tuple[Journal, dict[str, str]]:
    """Read what an interrupted fetch left.

    A line that cannot be read was cut off, and is passed over: at worst a page is fetched again.

    Args:
        out: The folder of pages.
        run: This fetch.

    Returns:
        The journal, empty if there is none; and this fetch, with the start of the one it goes on with.

    Raises:
        InputError: If there is a journal that cannot be read.
    """
    path = out / JOURNAL
    journal = Journal(path, {}, {})
    try:
        lines = path.read_bytes().decode("utf-8", "replace").split("\n")
    except FileNotFoundError:
        return journal, run
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    head, *values = [_value(line) for line in lines]
    same = _goes_on(head, run)
    for value in values:
        match value:
            case {"doc_id": str(doc_id), "files": list(files)}:
                journal.places[doc_id] = [
                    file for file in files if isinstance(file, str) and is_page_file(file)
                ]
            case {"doc_id": str(doc_id), "sha256": str() | None as sha256, "title": str(title)} if same:
                journal.done[doc_id] = Done(title, sha256)
    return journal, {**run, "started": head["started"]} if same else run


def find_copy(out: Path, places: Iterable[str]) -> str | None:
    """Find the first of the places where there is a file."""
    return next((place for place in places if (out / place).is_file()), None)


def read_copy(out: Path, file: str) -> Copy | None:
    """Read a page's file, if it is there and sound."""
    try:
        page = json.loads((out / file).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    match page:
        case {"title": str(title), "content": str(content)}:
            return Copy(title, content)
    return None


def write_copy(out: Path, file: str, doc_id: str, copy: Copy) -> bool:
    """Write a page's file, unless it holds the page already.

    Returns:
        Whether it changed.

    Raises:
        InputError: If it cannot be written.
    """
    page = {"doc_id": doc_id, "title": copy.title, "content": copy.content}
    return write_text_atomic(out / file, _text(page, indent=2, sort=False))


def move(out: Path, old: str, new: str) -> None:
    """Move a page's file, and remove the folders that it leaves empty.

    Raises:
        InputError: If it cannot be moved.
    """
    try:
        (out / new).parent.mkdir(parents=True, exist_ok=True)
        (out / old).replace(out / new)
    except OSError as error:
        raise InputError(f"{out / old}: cannot be moved to {new}: {error.strerror}") from None
    for folder in (out / old).parents:
        if folder == out:
            return
        try:
            folder.rmdir()
        except OSError:
            return


def _goes_on(head: Any, run: dict[str, str]) -> bool:
    if not isinstance(head, dict) or any(
        head.get(key) != run[key] for key in ("base_url", "manifest", "tree")
    ):
        return False
    try:
        age = datetime.fromisoformat(run["started"]) - datetime.fromisoformat(head["started"])
    except (KeyError, TypeError, ValueError):
        return False
    return timedelta(0) <= age <= JOURNAL_LIFE


def _record(raw: Any) -> Record:
    values: dict[str, Any] = {**raw, "path": tuple(raw["path"])}
    match values:
        case {
            "doc_id": str(),
            "title": str(),
            "parent": str(),
            "position": int(),
            "status": "ok" | "heading" | "failed" | "removed",
            "file": str() | None as file,
            "sha256": str() | None,
            "first_seen": str(),
            "last_changed": str() | None,
            "removed": str() | None,
        } if all(isinstance(title, str) for title in values["path"]) and (file is None or is_page_file(file)):
            return Record(**values)
    raise TypeError


def _done_line(doc_id: str, done: Done) -> dict[str, Any]:
    return {"doc_id": doc_id, **asdict(done)}


def _line(value: object) -> str:
    return _text(value, indent=None)


def _text(value: object, *, indent: int | None, sort: bool = True) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=indent, sort_keys=sort)
    # JSON can hold half a character, which no file can, so it stays the escape that it came as.
    return _HALF_CHARACTER.sub(lambda half: f"\\u{ord(half[0]):04x}", text) + "\n"


def _value(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None

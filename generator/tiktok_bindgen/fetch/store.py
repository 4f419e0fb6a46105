"""The folder of pages: its files, the manifest that lists them, and the journal of a fetch in progress.

The manifest is written last, so it always describes a complete fetch. Until then the journal lists the pages
fetched. The places of files need not be recorded: their names contain the numbers of their pages.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Literal

from attrs import asdict, define, field, frozen

from tiktok_bindgen.fetch.tree import is_page_file
from tiktok_bindgen.files import bytes_if_there, write_text_atomic
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.runtime.codec import parse_json

MANIFEST = "_manifest.json"
JOURNAL = "_fetch.partial.jsonl"
REMOVED = "_removed/"

#: For this long, the pages of an interrupted fetch are not fetched again.
JOURNAL_LIFE = timedelta(hours=24)

_FORMAT = 1
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
# Characters that JSON can hold but a text file cannot.
_UNFIT = re.compile("[\ud800-\udfff\0]")

#: The pages of the last complete fetch, keyed by number: those in the tree, in its order, then removed ones.
Manifest = Mapping[str, "Record"]
Status = Literal["ok", "empty", "failed", "removed"]


@frozen(kw_only=True)
class Record:
    """A page's entry in the manifest.

    Attributes:
        doc_id: Its number in the portal.
        title: Its own title if it was fetched, else its title in the tree.
        path: The titles of its ancestors, outermost first, and its own.
        parent: The number of its parent page; empty at the top.
        position: Its index among its siblings, from 0.
        portal_status: The status that the tree gives it.
        status: ``ok`` if it was fetched; ``empty`` if it has no content, as headings have none; ``failed`` if
            it was not fetched, or not this time; ``removed`` if it is no longer in the tree.
        file: Its file or last good copy, relative to the folder.
        sha256: The digest of that file.
        first_seen: The date of the fetch that first found it in the tree.
        last_changed: The date of the fetch that first found its current title and content.
        removed: The date of the first fetch that did not find it in the tree.
    """

    doc_id: str
    title: str = ""
    path: tuple[str, ...] = ()
    parent: str = ""
    position: int = 0
    portal_status: str | int | None = None
    status: Status
    file: str | None
    sha256: str | None = None
    first_seen: str
    last_changed: str | None = None
    removed: str | None = None


@frozen
class Done:
    """A page that the fetch has processed; ``sha256`` is ``None`` if the page has no content."""

    title: str
    sha256: str | None


@define
class Journal:
    """The journal of a fetch in progress.

    Attributes:
        path: Its file.
        head: The portal's address and the time at which the fetch began.
        done: The pages processed, before or after an interruption, keyed by number.
        known: The numbers of all pages that an interrupted fetch has processed, however long ago.
    """

    path: Path
    head: dict[str, str]
    done: dict[str, Done] = field(factory=dict[str, Done])
    known: set[str] = field(factory=set[str])
    _stream: IO[str] | None = None

    def begin(self) -> None:
        """Write the journal before any page's file is touched.

        Raises:
            InputError: It cannot be written.
        """
        lines = [self.head, *({"doc_id": number} for number in sorted(self.known - self.done.keys()))]
        lines += [_done_line(number, done) for number, done in self.done.items()]
        write_text_atomic(self.path, "".join(_text(line) for line in lines))
        try:
            self._stream = self.path.open("a", encoding="utf-8", newline="\n")
        except OSError as error:
            raise InputError(f"{self.path}: cannot be written: {error.strerror}") from None

    def add(self, doc_id: str, done: Done) -> None:
        """Record that a page has been processed.

        Raises:
            InputError: The journal cannot be written.
        """
        self.done[doc_id] = done
        assert self._stream is not None, "begin() comes first"
        try:
            self._stream.write(_text(_done_line(doc_id, done)))
            self._stream.flush()
        except OSError as error:
            raise InputError(f"{self.path}: cannot be written: {error.strerror}") from None

    def close(self) -> None:
        """Close the file, and leave it for the next fetch."""
        if self._stream is not None:
            with contextlib.suppress(OSError):
                self._stream.close()
            self._stream = None

    def finish(self) -> None:
        """Remove the file, since the manifest now has everything.

        Raises:
            InputError: It cannot be removed.
        """
        self.close()
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise InputError(f"{self.path}: cannot be removed: {error.strerror}") from None


def native_text(title: str, content: str) -> str:
    """Return a page in the native form that the reader takes: its title as a heading, then its content."""
    heading = " ".join(title.split())
    text = f"# {heading}".rstrip() + f"\n\n{content}"
    return _UNFIT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")) + "\n"


def digest_of(data: bytes) -> str:
    """Return the digest of a page's file from the file's bytes."""
    return hashlib.sha256(data).hexdigest()


def digest_of_file(path: Path) -> str | None:
    """Return the digest of a page's file; ``None`` if it cannot be read."""
    try:
        return digest_of(path.read_bytes())
    except OSError:
        return None


def find_copies(out: Path, known: Collection[str], manifest: Manifest) -> dict[str, str]:
    """Find the files of pages, wherever an interrupted fetch has left them.

    Args:
        out: The folder.
        known: The numbers of the pages; files with other numbers are ignored.
        manifest: Decides which file is the page's if there are several with its number.

    Returns:
        The files' paths relative to the folder, keyed by the numbers of their pages.
    """
    copies: dict[str, str] = {}
    for path in sorted(out.rglob("*.md")):
        file = path.relative_to(out).as_posix()
        if not is_page_file(file) or not path.is_file():
            continue
        doc_id = file.split(".")[-2]
        record = manifest.get(doc_id)
        if doc_id in known and (doc_id not in copies or (record is not None and record.file == file)):
            copies[doc_id] = file
    return copies


def move(out: Path, old: str, new: str) -> None:
    """Move a page's file, and remove the folders that it leaves empty.

    Raises:
        InputError: It cannot be moved.
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


def read_manifest(out: Path) -> Manifest:
    """Read the manifest of the last complete fetch; empty without one.

    Raises:
        InputError: The file is not a manifest, or cannot be read.
    """
    path = out / MANIFEST
    data = bytes_if_there(path)
    if data is None:
        return {}
    try:
        pages = [_record(raw) for raw in parse_json(data)["pages"]]
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{path}: not a manifest of fetched pages; move it away to start over") from None
    return {record.doc_id: record for record in pages}


def write_manifest(out: Path, base_url: str, records: Iterable[Record]) -> None:
    """Write the manifest if it has changed.

    Raises:
        InputError: It cannot be written.
    """
    value = {"base_url": base_url, "format": _FORMAT, "pages": [asdict(record) for record in records]}
    write_text_atomic(out / MANIFEST, _text(value, indent=2))


def read_journal(out: Path, base_url: str, now: datetime) -> Journal:
    """Read the journal of an interrupted fetch; a new one without such a fetch.

    A line that cannot be parsed was cut off and is skipped: at worst a page is fetched again.

    Args:
        out: The folder of pages.
        base_url: The address of the portal's gateway.
        now: The current time.

    Returns:
        The journal. If that fetch was of another portal or too long ago, none of its pages is done.

    Raises:
        InputError: The journal's file cannot be read.
    """
    path = out / JOURNAL
    fresh = Journal(
        path, {"base_url": base_url, "started": now.astimezone(UTC).isoformat(timespec="seconds")}
    )
    data = bytes_if_there(path)
    if data is None:
        return fresh
    head, *values = [_value(line) for line in data.decode("utf-8", "replace").split("\n")]
    journal = Journal(path, head) if _goes_on(head, fresh.head) else fresh
    for value in values:
        match value:
            case {"doc_id": str(doc_id), "title": str(title), "sha256": str() | None as sha256}:
                journal.known.add(doc_id)
                if journal is not fresh:
                    journal.done[doc_id] = Done(title, sha256)
            case {"doc_id": str(doc_id)}:
                journal.known.add(doc_id)
    return journal


def _goes_on(head: Any, fresh: Mapping[str, str]) -> bool:
    if not isinstance(head, dict) or head.keys() != fresh.keys() or head["base_url"] != fresh["base_url"]:
        return False
    try:
        age = datetime.fromisoformat(fresh["started"]) - datetime.fromisoformat(head["started"])
    except (TypeError, ValueError):
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
            "status": "ok" | "empty" | "failed" | "removed",
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


def _text(value: object, indent: int | None = None) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=indent, sort_keys=True)
    # A lone surrogate, which JSON can hold but UTF-8 cannot, stays escaped.
    return _HALF_CHARACTER.sub(lambda half: f"\\u{ord(half[0]):04x}", text) + "\n"


def _value(line: str) -> Any:
    try:
        return parse_json(line)
    except ValueError:
        return None

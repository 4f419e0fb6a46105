"""The folder of pages: its files, the manifest that lists them, and the journal of a fetch that goes on.

The manifest is written last, so it always tells of a complete fetch. Until then the journal tells which pages
have been got. Where a page's file is need not be written down: its name ends in the page's number.
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
from tiktok_bindgen.files import write_text_atomic
from tiktok_bindgen.problem import InputError

MANIFEST = "_manifest.json"
JOURNAL = "_fetch.partial.jsonl"
REMOVED = "_removed/"

#: Pages of an interrupted fetch are this long as good as fetched now.
JOURNAL_LIFE = timedelta(hours=24)

_FORMAT = 1
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
# What JSON can hold and a text file cannot.
_UNFIT = re.compile("[\ud800-\udfff\0]")

#: The pages of the last complete fetch, by number: those in the tree, in its order, then the removed.
Manifest = Mapping[str, "Record"]
Status = Literal["ok", "empty", "failed", "removed"]


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
        status: ``ok`` if it was fetched; ``empty`` if it has no content, as headings have none; ``failed`` if
            it was not fetched, or not this time; ``removed`` if it is no longer in the tree.
        file: Its file or last good copy, relative to the folder.
        sha256: Of that file.
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
class Done:
    """A page that the fetch has dealt with; without a digest of its file it has no content."""

    title: str
    sha256: str | None


@define
class Journal:
    """The fetch that goes on.

    Attributes:
        path: Its file.
        head: Where and when the fetch began.
        done: The pages that it has dealt with, before an interruption or after.
        known: The numbers of all pages that an interrupted fetch has dealt with, however long ago.
    """

    path: Path
    head: dict[str, str]
    done: dict[str, Done] = field(factory=dict[str, Done])
    known: set[str] = field(factory=set[str])
    _stream: IO[str] | None = None

    def begin(self) -> None:
        """Write down what is known before any file is touched.

        Raises:
            InputError: If it cannot be written.
        """
        lines = [self.head, *({"doc_id": number} for number in sorted(self.known - self.done.keys()))]
        lines += [_done_line(number, done) for number, done in self.done.items()]
        write_text_atomic(self.path, "".join(_text(line) for line in lines))
        try:
            self._stream = self.path.open("a", encoding="utf-8", newline="\n")
        except OSError as error:
            raise InputError(f"{self.path}: cannot be written: {error.strerror}") from None

    def add(self, doc_id: str, done: Done) -> None:
        """Note that a page has been dealt with.

        Raises:
            InputError: If it cannot be written.
        """
        self.done[doc_id] = done
        assert self._stream is not None, "begin() comes first"
        try:
            self._stream.write(_text(_done_line(doc_id, done)))
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
        """Remove it; the manifest tells everything now.

        Raises:
            InputError: If it cannot be removed.
        """
        self.close()
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise InputError(f"{self.path}: cannot be removed: {error.strerror}") from None


def native_text(title: str, content: str) -> str:
    """Write a page in its native form, which the reader takes: its title in a heading, then its content."""
    heading = " ".join(title.split())
    text = f"# {heading}".rstrip() + f"\n\n{content}"
    return _UNFIT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")) + "\n"


def digest_of(data: bytes) -> str:
    """Make the digest of a page's file."""
    return hashlib.sha256(data).hexdigest()


def digest_of_file(path: Path) -> str | None:
    """Make the digest of a page's file, if it is there."""
    try:
        return digest_of(path.read_bytes())
    except OSError:
        return None


def find_copies(out: Path, known: Collection[str], manifest: Manifest) -> dict[str, str]:
    """Find where the files of pages are, wherever an interrupted fetch has left them.

    Args:
        out: The folder.
        known: The numbers of the pages; what other files end in numbers is not ours.
        manifest: Which of two files is the page's, when somebody has made a second.

    Returns:
        The files, relative to the folder, by the numbers of their pages.
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


def read_manifest(out: Path) -> Manifest:
    """Read what the last complete fetch left.

    Raises:
        InputError: If there is something, but not that.
    """
    path = out / MANIFEST
    data = _bytes(path)
    if data is None:
        return {}
    try:
        pages = [_record(raw) for raw in json.loads(data)["pages"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(f"{path}: is no manifest of fetched pages; move it away to start anew") from None
    return {record.doc_id: record for record in pages}


def write_manifest(out: Path, base_url: str, records: Iterable[Record]) -> None:
    """Write the manifest, if it changes.

    Raises:
        InputError: If it cannot be written.
    """
    value = {"base_url": base_url, "format": _FORMAT, "pages": [asdict(record) for record in records]}
    write_text_atomic(out / MANIFEST, _text(value, indent=2))


def read_journal(out: Path, base_url: str, now: datetime) -> Journal:
    """Read what an interrupted fetch left.

    A line that cannot be read was cut off, and is passed over: at worst a page is fetched again.

    Args:
        out: The folder of pages.
        base_url: Where the pages come from.
        now: The time.

    Returns:
        The journal. When that fetch was of another portal or too long ago, none of its pages is done.

    Raises:
        InputError: If there is a journal that cannot be read.
    """
    path = out / JOURNAL
    fresh = Journal(
        path, {"base_url": base_url, "started": now.astimezone(UTC).isoformat(timespec="seconds")}
    )
    data = _bytes(path)
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


def _bytes(path: Path) -> bytes | None:
    """Read a file of ours, if there is one."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def _done_line(doc_id: str, done: Done) -> dict[str, Any]:
    return {"doc_id": doc_id, **asdict(done)}


def _text(value: object, indent: int | None = None) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=indent, sort_keys=True)
    # JSON can hold half a character, which no file can, so it stays the escape that it came as.
    return _HALF_CHARACTER.sub(lambda half: f"\\u{ord(half[0]):04x}", text) + "\n"


def _value(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None

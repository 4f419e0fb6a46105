"""From the portal to a folder of pages.

    out/
      <title>/<title of what is under it>/…/<title>.<number>.json    {"doc_id", "title", "content"}
      _manifest.json          the pages in the portal's order, with digests and dates
      _removed/…              the last copies of pages that the portal no longer has
      _fetch.partial.jsonl    only after an interruption: what the next fetch need not get again

A page's file is replaced when its new text is there, whole; whatever goes wrong before, the last good copy
stays.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path

from attrs import define, evolve, field, frozen

from tiktok_bindgen.fetch.gateway import (
    BASE_URL,
    EmptyPageError,
    Gateway,
    GatewayError,
    Pace,
    PageError,
    PageText,
    checked_base_url,
)
from tiktok_bindgen.fetch.store import (
    REMOVED,
    Copy,
    Done,
    Journal,
    Manifest,
    Record,
    find_copy,
    move,
    read_copy,
    read_journal,
    read_manifest,
    run_of,
    write_copy,
    write_manifest,
)
from tiktok_bindgen.fetch.tree import Entry, FailedPage, Tree, read_tree
from tiktok_bindgen.problem import InputError

__all__ = ["BASE_URL", "FailedPage", "FetchResult", "Pace", "fetch"]

#: After so many failures in a row, the tree is asked for to see whether the host still answers.
_FAILURES_IN_A_ROW = 10
#: A portal that has lost a larger part of its pages is one that is broken.
_LOST_PART = 0.5
_MOST_CONCURRENT = 16


@frozen
class FetchResult:
    """How fetching went.

    Attributes:
        pages_total: The pages in the portal's tree, without headings that have no content of their own.
        written: How many are new or changed, counted from the last complete fetch.
        unchanged: How many are as they were; one that only has another place now is one of them.
        removed: How many are no longer in the tree; their last copies are kept in ``_removed``.
        failed: What could not be fetched, or was odd in the tree, in the tree's order.
        moved: How many of the unchanged have another place now.
    """

    pages_total: int
    written: int
    unchanged: int
    removed: int
    failed: tuple[FailedPage, ...]
    moved: int = 0

    @property
    def exit_status(self) -> int:
        """0 when every page was fetched, 1 when some failed, 2 when none could be used."""
        if not self.written + self.unchanged:
            return 2
        return 1 if self.failed else 0


def fetch(
    out: Path,
    *,
    base_url: str = BASE_URL,
    concurrency: int = 4,
    timeout: float = 20,
    retries: int = 5,
    progress: Callable[[int, int], None] | None = None,
    pace: Pace | None = None,
) -> FetchResult:
    """Bring a folder of pages to what the portal has now.

    A fetch that was interrupted less than a day ago, of the same tree, is gone on with.

    Args:
        out: The folder; it is made if it does not exist.
        base_url: Where the portal's gateway is.
        concurrency: How many pages are asked for at the same time.
        timeout: Seconds for a connection, and for each piece of a reply.
        retries: How often a failed request is tried again.
        progress: Is called with the number of pages done and of all.
        pace: How fast and how patient.

    Raises:
        InputError: If the folder or the portal cannot be used at all. Pages that are there stay.
    """
    if not 1 <= concurrency <= _MOST_CONCURRENT:
        raise InputError(f"concurrency: from 1 to {_MOST_CONCURRENT}, not {concurrency}")
    if not timeout > 0 or retries < 0:
        raise InputError("timeout and retries: a number above 0, and one not below 0")
    pace = pace or Pace()
    base_url = checked_base_url(base_url)
    if out.exists() and not out.is_dir():
        raise InputError(f"{out}: not a folder")
    manifest = read_manifest(out)
    gateway = Gateway(base_url, connections=concurrency + 1, timeout=timeout, retries=retries, pace=pace)
    with closing(gateway):
        try:
            tree = read_tree(gateway.tree())
        except GatewayError as error:
            raise InputError(f"{base_url}: the portal's tree cannot be had: {error}") from None
        _check_size(tree, manifest, out)
        now = pace.now()
        order = [(entry.doc_id, entry.title, entry.file) for entry in tree.entries]
        journal, run = read_journal(out, run_of(base_url, order, manifest, now))
        run_through = _Run(out, tree, manifest, journal, now.date().isoformat())
        with closing(journal):
            run_through.prepare(run)
            run_through.get(gateway, concurrency, progress)
            return run_through.finish(base_url)


def _check_size(tree: Tree, manifest: Manifest, out: Path) -> None:
    known = manifest.live
    lost = len(known.difference(entry.doc_id for entry in tree.entries))
    if lost > len(known) * _LOST_PART:
        raise InputError(
            f"the portal's tree cannot be right: {lost} of {len(known)} pages are no longer in it"
            f" (if they are gone indeed, fetch into another folder than {out})"
        )


@define
class _Run:
    """One fetch, in three steps."""

    out: Path
    tree: Tree
    manifest: Manifest
    journal: Journal
    today: str
    copies: dict[str, str] = field(factory=dict[str, str])
    failures: dict[str, str] = field(factory=dict[str, str])
    rewritten: set[str] = field(factory=set[str])
    in_a_row: int = 0

    def prepare(self, run: dict[str, str]) -> None:
        """Bring the copies that there are to where the tree has the pages now."""
        known = {**dict.fromkeys(self.manifest.pages), **dict.fromkeys(self.journal.places)}
        for doc_id in known:
            if copy := find_copy(self.out, self._places(doc_id)):
                self.copies[doc_id] = copy
        self.journal.begin(run, ((entry.doc_id, entry.file) for entry in self.tree.entries))
        for entry in self.tree.entries:
            self._bring(entry.doc_id, entry.file)

    def get(self, gateway: Gateway, concurrency: int, progress: Callable[[int, int], None] | None) -> None:
        """Get every page that an interrupted fetch has not got already."""
        total = len(self.tree.entries)
        wanted = [entry for entry in self.tree.entries if not self._is_done(entry)]
        done = total - len(wanted)
        if progress is not None:
            progress(done, total)
        # Closed by name: after an interruption, the exception's traceback would keep its threads alive.
        with closing(_in_parallel(gateway, wanted, concurrency)) as arriving:
            for entry, future in arriving:
                self._take(entry, future)
                done += 1
                if self.in_a_row >= _FAILURES_IN_A_ROW:
                    self._check_alive(gateway, done, total)
                if progress is not None:
                    progress(done, total)

    def finish(self, base_url: str) -> FetchResult:
        """Put away what the portal no longer has, and write the manifest."""
        records = [self._record(entry) for entry in self.tree.entries]
        present = {record.doc_id for record in records}
        gone = [doc_id for doc_id in self.copies.keys() | self.manifest.pages.keys() if doc_id not in present]
        removed = 0
        for doc_id in sorted(gone, key=lambda number: (len(number), number)):
            before = self.manifest.pages.get(doc_id)
            if before is not None and before.status != "removed" and not self.tree.whole:
                records.append(before)
                continue
            removed += before is None or before.status != "removed"
            records.append(self._removed(doc_id, before))
        write_manifest(self.out, base_url, records)
        self.journal.finish()
        written = moved = unchanged = 0
        for record in records[: len(self.tree.entries)]:
            if record.status != "ok":
                continue
            before = self.manifest.pages.get(record.doc_id)
            if record.doc_id in self.rewritten or not _same(before, record):
                written += 1
            else:
                unchanged += 1
                moved += before is not None and before.file != record.file
        headings = sum(record.status == "heading" for record in records)
        failed = (
            FailedPage(entry.doc_id, entry.title, self.failures[entry.doc_id])
            for entry in self.tree.entries
            if entry.doc_id in self.failures
        )
        return FetchResult(
            pages_total=len(self.tree.entries) - headings,
            written=written,
            unchanged=unchanged,
            removed=removed,
            failed=(*failed, *self.tree.failed),
            moved=moved,
        )

    def _places(self, doc_id: str) -> Iterator[str]:
        yield from reversed(self.journal.places.get(doc_id, []))
        record = self.manifest.pages.get(doc_id)
        if record is not None and record.file is not None:
            yield record.file
            # A fetch may have ended between putting the file away and writing the manifest.
            yield REMOVED + record.file.removeprefix(REMOVED)

    def _bring(self, doc_id: str, file: str) -> None:
        copy = self.copies.get(doc_id)
        if copy is not None and copy != file:
            move(self.out, copy, file)
            self.copies[doc_id] = file

    def _is_done(self, entry: Entry) -> bool:
        done = self.journal.done.get(entry.doc_id)
        if done is None:
            return False
        if done.sha256 is None:
            return entry.has_children
        copy = read_copy(self.out, entry.file)
        return copy is not None and copy.title == done.title and copy.sha256 == done.sha256

    def _take(self, entry: Entry, future: Future[PageText]) -> None:
        doc_id = entry.doc_id
        try:
            copy = Copy(*future.result())
        except GatewayError as error:
            self.in_a_row += 1
            self.failures[doc_id] = str(error)
            return
        except PageError as error:
            self.in_a_row = 0
            if isinstance(error, EmptyPageError) and entry.has_children and doc_id not in self.copies:
                self.journal.add(doc_id, Done(error.title, None))
            else:
                self.failures[doc_id] = str(error)
            return
        self.in_a_row = 0
        if write_copy(self.out, entry.file, doc_id, copy):
            self.rewritten.add(doc_id)
        self.copies[doc_id] = entry.file
        self.journal.add(doc_id, Done(copy.title, copy.sha256))

    def _check_alive(self, gateway: Gateway, done: int, total: int) -> None:
        try:
            gateway.tree()
        except GatewayError as error:
            raise InputError(
                f"the portal no longer answers, after {done - self.in_a_row} of {total} pages: {error};"
                " fetch again later to go on"
            ) from None
        self.in_a_row = 0

    def _record(self, entry: Entry) -> Record:
        before = self.manifest.pages.get(entry.doc_id)
        done = None if entry.doc_id in self.failures else self.journal.done[entry.doc_id]
        record = Record(
            doc_id=entry.doc_id,
            title=entry.title,
            path=entry.path,
            parent=entry.parent,
            position=entry.position,
            portal_status=entry.status,
            status="failed",
            file=None,
            sha256=None,
            first_seen=before.first_seen if before else self.today,
            last_changed=None,
        )
        if done is not None and done.sha256 is None:
            return evolve(record, title=done.title, status="heading")
        if done is not None:
            record = evolve(record, title=done.title, status="ok", file=entry.file, sha256=done.sha256)
            changed = before.last_changed if before and _same(before, record) else None
            return evolve(record, last_changed=changed or self.today)
        if entry.doc_id not in self.copies:
            return record
        if before is not None and before.sha256 is not None:
            kept = evolve(record, title=before.title, sha256=before.sha256, last_changed=before.last_changed)
            return evolve(kept, file=entry.file)
        copy = read_copy(self.out, entry.file)
        if copy is None:
            return record
        return evolve(record, title=copy.title, file=entry.file, sha256=copy.sha256, last_changed=self.today)

    def _removed(self, doc_id: str, before: Record | None) -> Record:
        copy = self.copies.get(doc_id)
        if copy is not None:
            self._bring(doc_id, REMOVED + copy.removeprefix(REMOVED))
        file = self.copies.get(doc_id)
        if before is not None:
            return evolve(before, status="removed", file=file, removed=before.removed or self.today)
        # Got by a fetch that was interrupted, and gone before any was complete.
        page = read_copy(self.out, file) if file is not None else None
        return Record(
            doc_id=doc_id,
            title=page.title if page else "",
            path=(),
            parent="",
            position=0,
            portal_status=None,
            status="removed",
            file=file,
            sha256=page.sha256 if page else None,
            first_seen=self.today,
            last_changed=self.today,
            removed=self.today,
        )


def _same(before: Record | None, record: Record) -> bool:
    return before is not None and (before.title, before.sha256) == (record.title, record.sha256)


def _in_parallel(
    gateway: Gateway, entries: list[Entry], concurrency: int
) -> Generator[tuple[Entry, Future[PageText]], None, None]:
    """Ask for pages, never more at a time than are worked on, so that no more are ever in memory."""
    waiting = iter(entries)
    running: dict[Future[PageText], Entry] = {}
    pool = ThreadPoolExecutor(concurrency, thread_name_prefix="fetch")
    try:
        while True:
            for entry in waiting:
                running[pool.submit(gateway.page, entry.doc_id)] = entry
                if len(running) >= concurrency:
                    break
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future
    finally:
        gateway.stop()
        pool.shutdown(wait=True, cancel_futures=True)

"""Fetch the portal's pages into a folder.

    DIR/
      <title>/<title>/…/<title>.<number>.md    a page in its native form, in folders named by its ancestors
      _manifest.json           the pages in the portal's order: numbers, titles, places, digests, dates
      _removed/…               the last copies of pages that the portal no longer has
      _fetch.partial.jsonl     only after an interruption: what the next fetch need not get again

A page's file is replaced atomically once its new text is complete; if anything fails before, the last good
copy stays. An unchanged page is not written. The number in a file's name identifies the page wherever the
file is, so that a fetch can be resumed after any interruption.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from attrs import define, evolve, field, frozen

from tiktok_bindgen.counting import number_of
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
    Done,
    Journal,
    Manifest,
    Record,
    digest_of,
    digest_of_file,
    find_copies,
    move,
    native_text,
    read_journal,
    read_manifest,
    write_manifest,
)
from tiktok_bindgen.fetch.tree import Entry, Tree, TreeNote, read_tree
from tiktok_bindgen.files import write_text_atomic
from tiktok_bindgen.problem import InputError

__all__ = ["BASE_URL", "FetchResult", "Pace", "TreeNote", "fetch"]

MOST_CONCURRENT = 16
#: The most seconds that a timeout or an interval may have.
MOST_SECONDS = 3600.0

# After so many failures in a row, the tree is requested to check whether the host still answers.
_FAILURES_IN_A_ROW = 10
# A tree that lacks more than this part of the known pages is taken for an error of the portal.
_LOST_PART = 0.5
# How many seconds running requests get to end when fetching is stopped.
_GRACE = 1.0

Progress = Callable[[int, int], None]
Outcome = PageText | BaseException


@frozen
class FetchResult:
    """The result of a fetch.

    Attributes:
        pages_total: The number of pages in the portal's tree, without those that have no content.
        written: How many are new or changed since the last complete fetch.
        unchanged: How many are unchanged, including those that only moved.
        removed: How many are no longer in the tree; their last copies are kept in ``_removed``.
        failed: The pages that could not be fetched, in the tree's order, and unreadable parts of the tree.
        moved: How many of the unchanged pages have moved.
        oddities: What is wrong in the tree without preventing a fetch.
    """

    pages_total: int
    written: int
    unchanged: int
    removed: int
    failed: tuple[TreeNote, ...] = ()
    moved: int = 0
    oddities: tuple[TreeNote, ...] = ()

    @property
    def exit_status(self) -> int:
        """0 if every page was fetched, 1 if some failed, 2 if no page is usable."""
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
    progress: Progress | None = None,
    pace: Pace | None = None,
) -> FetchResult:
    """Update a folder of pages to the portal's current state.

    Pages that a fetch got before it was interrupted less than a day ago are not requested again.

    Args:
        out: The folder; it is created if it does not exist.
        base_url: The address of the portal's gateway.
        concurrency: How many pages are requested at the same time.
        timeout: Seconds for a connection, and for each piece of a reply.
        retries: How often a failed request is tried again.
        progress: Called with the number of pages done and the total.
        pace: The intervals, waits and deadlines of requests.

    Raises:
        InputError: The folder or the portal cannot be used at all. Existing pages are kept.
    """
    pace = pace or Pace()
    base_url = checked_base_url(base_url)
    _check_options(concurrency, timeout, retries, pace)
    if out.exists() and not out.is_dir():
        raise InputError(f"{out}: not a folder")
    manifest = read_manifest(out)
    with closing(Gateway(base_url, concurrency + 1, timeout=timeout, retries=retries, pace=pace)) as gateway:
        try:
            tree = read_tree(gateway.tree())
        except GatewayError as error:
            raise InputError(f"{base_url}: the portal's tree cannot be fetched: {error}") from None
        _check_size(tree, manifest, out)
        now = pace.now()
        with closing(read_journal(out, base_url, now)) as journal:
            run = _Run(out, tree, manifest, journal, now.date().isoformat())
            run.prepare()
            run.get(gateway, concurrency, progress or (lambda _done, _total: None))
            return run.finish(base_url)


def _check_options(concurrency: int, timeout: float, retries: int, pace: Pace) -> None:
    if not 1 <= concurrency <= MOST_CONCURRENT:
        raise InputError(f"concurrency must be from 1 to {MOST_CONCURRENT}, not {concurrency}")
    if not 0 < timeout <= MOST_SECONDS:
        raise InputError(f"timeout must be above 0 and at most {MOST_SECONDS:g} seconds, not {timeout:g}")
    if not 0 <= pace.interval <= MOST_SECONDS:
        raise InputError(f"interval must be from 0 to {MOST_SECONDS:g} seconds, not {pace.interval:g}")
    if retries < 0:
        raise InputError(f"retries must be at least 0, not {retries}")


def _check_size(tree: Tree, manifest: Manifest, out: Path) -> None:
    known = {number for number, record in manifest.items() if record.status != "removed"}
    lost = len(known.difference(entry.doc_id for entry in tree.entries))
    if lost > len(known) * _LOST_PART:
        raise InputError(
            f"the portal's tree is implausible: it no longer has {lost} of {number_of(len(known), 'page')}"
            f" (if they really are gone, fetch into another folder than {out})"
        )


@define
class _Run:
    """One fetch: `prepare`, `get` and `finish`, in this order.

    Attributes:
        today: The date recorded for changes found now.
        copies: The current path of each page's file, keyed by the page's number.
        failures: Why a page was not fetched, keyed by number.
        rewritten: The numbers of the pages whose files changed on disk.
        in_a_row: How many requests have failed since the last success.
    """

    out: Path
    tree: Tree
    manifest: Manifest
    journal: Journal
    today: str
    copies: dict[str, str] = field(factory=dict[str, str])
    failures: dict[str, str] = field(factory=dict[str, str])
    rewritten: set[str] = field(factory=set[str])
    in_a_row: int = 0

    def prepare(self) -> None:
        """Move existing copies to the places that the tree now gives their pages."""
        known = {entry.doc_id for entry in self.tree.entries} | self.manifest.keys() | self.journal.known
        self.copies = find_copies(self.out, known, self.manifest)
        self.journal.begin()
        for entry in self.tree.entries:
            self._bring(entry.doc_id, entry.file)

    def get(self, gateway: Gateway, concurrency: int, progress: Progress) -> None:
        """Fetch every page that an interrupted fetch has not fetched already."""
        total = len(self.tree.entries)
        wanted = [entry for entry in self.tree.entries if not self._is_done(entry)]
        done = total - len(wanted)
        progress(done, total)
        # Closed explicitly: after an interruption, the exception's traceback would keep its threads alive.
        with closing(_in_parallel(gateway, wanted, concurrency)) as arriving:
            for entry, outcome in arriving:
                self._take(entry, outcome)
                done += 1
                if self.in_a_row >= _FAILURES_IN_A_ROW:
                    self._check_alive(gateway, done, total)
                progress(done, total)

    def finish(self, base_url: str) -> FetchResult:
        """Move pages that the portal no longer has to ``_removed``, and write the manifest."""
        present = [self._record(entry) for entry in self.tree.entries]
        absent = [self._absent(doc_id) for doc_id in self._gone()]
        write_manifest(self.out, base_url, [*present, *absent])
        self.journal.finish()
        return self._result(present, absent)

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
            return entry.doc_id not in self.copies
        return digest_of_file(self.out / entry.file) == done.sha256

    def _take(self, entry: Entry, outcome: Outcome) -> None:
        doc_id = entry.doc_id
        match outcome:
            case PageText(title, content):
                self.in_a_row = 0
                text = native_text(title, content)
                if write_text_atomic(self.out / entry.file, text):
                    self.rewritten.add(doc_id)
                self.copies[doc_id] = entry.file
                self.journal.add(doc_id, Done(title, digest_of(text.encode())))
            case EmptyPageError(title=title) if doc_id not in self.copies:
                self.in_a_row = 0
                self.journal.add(doc_id, Done(title, None))
            case PageError():
                self.in_a_row = 0
                self.failures[doc_id] = str(outcome)
            case GatewayError():
                self.in_a_row += 1
                self.failures[doc_id] = str(outcome)
            case _:
                raise outcome

    def _check_alive(self, gateway: Gateway, done: int, total: int) -> None:
        try:
            gateway.tree()
        except GatewayError as error:
            pages = number_of(total, "page")
            raise InputError(
                f"the portal no longer answers, after {done - self.in_a_row} of {pages}: {error};"
                " fetch again later to continue"
            ) from None
        self.in_a_row = 0

    def _record(self, entry: Entry) -> Record:
        """Return the record of a page in the tree, with dates taken over from the manifest."""
        doc_id = entry.doc_id
        before = self.manifest.get(doc_id)
        record = Record(
            doc_id=doc_id,
            title=entry.title,
            path=entry.path,
            parent=entry.parent,
            position=entry.position,
            portal_status=entry.status,
            status="failed",
            file=self.copies.get(doc_id),
            first_seen=before.first_seen if before else self.today,
        )
        if doc_id not in self.failures:
            done = self.journal.done[doc_id]
            record = evolve(
                record, title=done.title, status="ok" if done.sha256 else "empty", sha256=done.sha256
            )
        elif record.file is not None:
            title = before.title if before and before.sha256 else entry.title
            record = evolve(record, title=title, sha256=digest_of_file(self.out / record.file))
        if record.sha256 is None:
            return record
        changed = before.last_changed if before and _same(before, record) else None
        return evolve(record, last_changed=changed or self.today)

    def _gone(self) -> list[str]:
        """Return the numbers of known pages that are not in the tree, in numeric order."""
        known = self.copies.keys() | self.manifest.keys()
        gone = known.difference(entry.doc_id for entry in self.tree.entries)
        return sorted(gone, key=lambda number: (len(number), number))

    def _absent(self, doc_id: str) -> Record:
        """Put away a page missing from the tree; if that was read only in part, leave the page as it was."""
        before = self.manifest.get(doc_id)
        if before is not None and before.status != "removed" and not self.tree.whole:
            return before
        copy = self.copies.get(doc_id)
        if copy is not None:
            self._bring(doc_id, REMOVED + copy.removeprefix(REMOVED))
        file = self.copies.get(doc_id)
        if before is not None:
            return evolve(before, status="removed", file=file, removed=before.removed or self.today)
        # Fetched by an interrupted fetch, and removed from the portal before any fetch was complete.
        return Record(
            doc_id=doc_id,
            status="removed",
            file=file,
            sha256=digest_of_file(self.out / file) if file else None,
            first_seen=self.today,
            last_changed=self.today,
            removed=self.today,
        )

    def _result(self, present: Iterable[Record], absent: Iterable[Record]) -> FetchResult:
        total = written = unchanged = moved = removed = 0
        for record in present:
            total += record.status != "empty"
            if record.status != "ok":
                continue
            before = self.manifest.get(record.doc_id)
            if before is None or record.doc_id in self.rewritten or not _same(before, record):
                written += 1
            else:
                unchanged += 1
                moved += before.file != record.file
        for record in absent:
            before = self.manifest.get(record.doc_id)
            removed += record.status == "removed" and (before is None or before.status != "removed")
        failed = [
            TreeNote(entry.doc_id, entry.title, self.failures[entry.doc_id])
            for entry in self.tree.entries
            if entry.doc_id in self.failures
        ]
        return FetchResult(
            total, written, unchanged, removed, (*failed, *self.tree.unreadable), moved, self.tree.repeated
        )


def _same(before: Record, record: Record) -> bool:
    return (before.title, before.sha256) == (record.title, record.sha256)


def _in_parallel(
    gateway: Gateway, entries: list[Entry], concurrency: int
) -> Generator[tuple[Entry, Outcome], None, None]:
    """Fetch pages in threads and yield them as they arrive, with at most ``concurrency`` of them in memory.

    The threads write nothing and are daemons, so that stopping a fetch need not wait for a slow host.
    """
    wanted: SimpleQueue[Entry | None] = SimpleQueue()
    arrived: SimpleQueue[tuple[Entry, Outcome]] = SimpleQueue()

    def work() -> None:
        while (entry := wanted.get()) is not None:
            try:
                outcome: Outcome = gateway.page(entry.doc_id)
            except BaseException as error:  # noqa: BLE001 - raised again where the outcome is taken
                outcome = error
            arrived.put((entry, outcome))

    waiting = iter(entries)
    threads = [Thread(target=work, daemon=True) for _ in range(min(concurrency, len(entries)))]
    try:
        for thread, entry in zip(threads, waiting, strict=False):
            thread.start()
            wanted.put(entry)
        for _ in entries:
            yield arrived.get()
            for entry in islice(waiting, 1):
                wanted.put(entry)
    finally:
        gateway.stop()
        for _ in threads:
            wanted.put(None)
        until = time.monotonic() + _GRACE
        for thread in threads:
            if thread.is_alive():
                thread.join(max(until - time.monotonic(), 0))

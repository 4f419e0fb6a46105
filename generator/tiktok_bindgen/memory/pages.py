"""What pages state, remembered page by page.

A page that documents endpoints is read and interpreted anew only if its bytes are others than before, or if
other pages tell something else: the lists of values that its fields may refer to, or its address. The pages
without endpoints are what the appendix is made of; they are few and quick, and are read each time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from tiktok_bindgen.interpret import interpret
from tiktok_bindgen.interpret.appendix import read_appendix
from tiktok_bindgen.interpret.common import Card, Common, common
from tiktok_bindgen.interpret.model import Document, Operation
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.memory.packing import UnpackableError, packed, unpacked
from tiktok_bindgen.memory.store import digest, made_by, recall, remember
from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.report import PageCount
from tiktok_bindgen.sources import (
    PageFile,
    Progress,
    ReadPage,
    file_bytes,
    find_pages,
    read_file,
    require_readable,
)

_KIND = "pages"


@frozen
class Learned:
    """What pages state.

    Attributes:
        pages: The pages, in the order of the files.
        document: The operations on them, and the appendix.
        problems: What was not understood in reading and interpreting them, sorted.
    """

    pages: tuple[PageCount, ...]
    document: Document
    problems: tuple[Problem, ...]


@frozen
class _Stated:
    """What one page states.

    Attributes:
        page: The page.
        operations: Its operations, in the document's order.
        problems: What was not understood of it.
        card: What other pages may need of it.
        told: A digest of what other pages told when it was interpreted.
    """

    page: PageCount
    operations: tuple[Operation, ...]
    problems: tuple[Problem, ...]
    card: Card
    told: str


def learn(
    paths: Sequence[Path], *, prose: bool = True, cache: Path | None = None, progress: Progress = iter
) -> Learned:
    """Find, read and interpret pages.

    Args:
        paths: Page files or folders of pages.
        prose: Whether the documentation's sentences are kept.
        cache: A folder that remembers what pages state; without it, all of them are read.
        progress: Wraps the files that are read, to show how far that is.

    Raises:
        InputError: There are no pages, or none of them can be read.
    """
    files = find_pages(paths)
    memory = _Memory(cache, paths, prose=prose)
    held = {file.name: _data(file) for file in files}
    known = memory.known(held)
    new = [file for file in files if file.name not in known]
    read = [read_file(file, held[file.name]) for file in progress(new)]
    if not known:
        require_readable(read)
    appendix, _ = read_appendix(each.page for each in read)
    cards = [*(each.card for each in known.values()), *(Card.of(each.page) for each in read)]
    told = common(cards, appendix.enumerations)
    lists = _digest_of_lists(told)
    stale = [
        file
        for file in files
        if file.name in known and known[file.name].told != _told(lists, told, file.name)
    ]
    read += [read_file(file, held[file.name]) for file in progress(stale)]
    document, odd = interpret((each.page for each in read), told)
    document = document if prose else without_prose(document)
    fresh = {
        name: evolve(stated, told=_told(lists, told, name))
        for name, stated in _by_page(read, document.operations, odd).items()
    }
    memory.keep(held, known, {each.page.name: fresh[each.page.name] for each in read if each.page.endpoints})
    stated = known | fresh
    return Learned(
        tuple(stated[file.name].page for file in files),
        Document(_sorted(each for one in stated.values() for each in one.operations), document.appendix),
        tuple(sorted(problem for one in stated.values() for problem in one.problems)),
    )


def _data(file: PageFile) -> bytes | None:
    try:
        return file_bytes(file.path)
    except InputError:
        # Reading it as a page says so once more, and that is reported.
        return None


def _digest_of_lists(told: Common) -> str:
    return digest(
        *(json.dumps([packed(each) for each in lists]) for lists in (told.enumerations, told.lists))
    )


def _told(lists: str, told: Common, name: str) -> str:
    """A digest of all that interpreting a page takes from others."""
    return digest(lists, told.addresses.get(name, ""))


def _by_page(
    read: Sequence[ReadPage], operations: Sequence[Operation], odd: Sequence[Problem]
) -> dict[str, _Stated]:
    """What was found, by the name of the page that it was found on."""
    found: dict[str, list[Operation]] = {each.page.name: [] for each in read}
    for operation in operations:
        found[operation.page].append(operation)
    problems = {each.page.name: list(each.problems) for each in read}
    for problem in odd:
        problems[problem.page].append(problem)
    return {
        name: _Stated(
            PageCount.of(each.page), tuple(found[name]), tuple(problems[name]), Card.of(each.page), ""
        )
        for each in read
        for name in (each.page.name,)
    }


def _sorted(operations: Iterable[Operation]) -> tuple[Operation, ...]:
    """Operations in the order in which `interpret` gives them."""
    return tuple(sorted(operations, key=lambda each: (each.path, each.method, each.page)))


class _Memory:
    """What is remembered of the pages at some paths, by their names."""

    def __init__(self, folder: Path | None, paths: Sequence[Path], *, prose: bool) -> None:
        self._maker = None if folder is None else made_by()
        self._folder = None if self._maker is None else folder
        self._place = digest(str(prose), *(str(path.absolute()) for path in paths))
        self._packed: Mapping[str, Any] = recall(self._folder, _KIND, self._place)

    def known(self, held: Mapping[str, bytes | None]) -> dict[str, _Stated]:
        """What the pages state that are as they were.

        Args:
            held: What each page's file holds.
        """
        found = {}
        for name, data in held.items():
            entry = self._packed.get(name)
            if entry is not None and data is not None and entry[0] == self._key(name, data):
                try:
                    found[name] = unpacked(_Stated, entry[1])
                except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
                    continue
        return found

    def keep(
        self,
        held: Mapping[str, bytes | None],
        known: Mapping[str, _Stated],
        fresh: Mapping[str, _Stated],
    ) -> None:
        """Remember what pages state, and forget all other pages."""
        if self._folder is None or (not fresh and known.keys() == self._packed.keys()):
            return
        kept = {name: self._packed[name] for name in known}
        for name, stated in fresh.items():
            kept.pop(name, None)
            data = held[name]
            if data is None:
                continue
            try:
                kept[name] = [self._key(name, data), packed(stated)]
            except (UnpackableError, RecursionError):
                # It is read again each time.
                continue
        remember(self._folder, _KIND, self._place, kept)

    def _key(self, name: str, data: bytes) -> str:
        return digest(self._maker or "", name, data)

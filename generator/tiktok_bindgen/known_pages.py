"""What was made of pages in the last builds, so that only changed pages are read and interpreted again."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping
from typing import Any, Self

from attrs import define, field

from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.sentences import Interpreted
from tiktok_bindgen.sources import ReadPage

# Writing all takes longer than reading so many pages again.
_FEW = 8


@define
class KnownPages:
    """Pages that were read, and what they stated.

    Attributes:
        pages: The pages, by digest.
        interpreted: What they stated; checked against the other pages before it is used.
    """

    pages: Mapping[str, ReadPage] = field(factory=dict)
    interpreted: Interpreted = field(factory=Interpreted)
    _data: bytes = b""
    _stored: frozenset[int] = frozenset()

    @classmethod
    def of(cls, data: bytes) -> Self:
        """Return what was stored; nothing if that cannot be used."""
        if not data:
            return cls()
        try:
            pages, *tables = pickle.loads(data)  # noqa: S301 -- the cache is the user's own
            described, found, reports = map(_by_identity, tables)
        except Exception:  # noqa: BLE001 -- whatever is wrong with it
            return cls()
        stored = frozenset(map(id, described.values()))
        return cls(pages, Interpreted(described, found, reports), data, stored)

    def stored(self, read: Iterable[ReadPage]) -> bytes:
        """Return what is to be stored after a build that read some pages."""
        known = self.interpreted
        if len({*map(id, known.described.values())} - self._stored) <= _FEW and self._data:
            return self._data
        pages = {each.digest: each for each in read if each.digest}
        objects: dict[object, object] = {id(each.page): each.page for each in pages.values()}
        objects |= {id(each): each for _, _, (found, _) in known.described.values() for each in found}
        tables: tuple[Mapping[Any, object], ...] = (known.described, known.found, known.reports)
        try:
            return pickle.dumps([pages, *(_by_object(table, objects) for table in tables)], 5)
        except RecursionError:
            return b""


def _by_object(
    table: Mapping[tuple[object, ...], object], objects: Mapping[object, object]
) -> list[tuple[list[object], object]]:
    """Replace the identities in keys by the objects; leave out the keys of other objects."""
    return [
        ([objects.get(part, part) for part in key], value)
        for key, value in table.items()
        if all(part in objects for part in key if isinstance(part, int))
    ]


def _by_identity(rows: Iterable[tuple[list[object], Any]]) -> dict[tuple[Any, ...], Any]:
    return {
        tuple(id(part) if isinstance(part, Page | Operation) else part for part in key): value
        for key, value in rows
    }

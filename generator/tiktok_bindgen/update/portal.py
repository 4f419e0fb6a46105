"""The portal's pages as they were at the last update: which are new, gone, or stand elsewhere now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from attrs import evolve, frozen

from tiktok_bindgen.fetch.lines import one_line
from tiktok_bindgen.fetch.store import Record
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.read.links import PORTAL

_HEAD = "number\tpage\tplace"


@frozen
class Place:
    """Where the portal has a page.

    Attributes:
        number: Its number.
        titles: The titles from the top of the tree to it, in one line.
        page: Its facts page, without what that ends in; empty if it has none.
    """

    number: str
    titles: str
    page: str = ""

    @property
    def address(self) -> str:
        """Its address in the portal."""
        return PORTAL + self.number


@frozen
class Moves:
    """What became of the portal's pages, whatever they say.

    Attributes:
        new: Those that were not there.
        gone: Those that are no longer there.
        moved: Those that are in another place or have another title, as they were and as they are.
    """

    new: tuple[Place, ...] = ()
    gone: tuple[Place, ...] = ()
    moved: tuple[tuple[Place, Place], ...] = ()


def places(records: Iterable[Record]) -> Iterator[Place]:
    """Where pages are by what a fetch has noted of them."""
    for record in records:
        if record.status != "removed":
            yield Place(record.doc_id, " / ".join(one_line(title) for title in record.path))


def moves(before: Iterable[Place], now: Iterable[Place]) -> Moves:
    """Compare where pages were with where they are; without anything from before, none has moved."""
    old, new = ({each.number: each for each in every} for every in (before, now))
    if not old:
        return Moves()
    both = [(old[number], new[number]) for number in new if number in old]
    return Moves(
        tuple(each for number, each in new.items() if number not in old),
        tuple(each for number, each in old.items() if number not in new),
        tuple((was, is_) for was, is_ in both if was.titles != is_.titles),
    )


def with_pages(
    now: Iterable[Place], before: Iterable[Place], addresses: Mapping[str, str], known: Iterable[str]
) -> Iterator[Place]:
    """Places with the facts pages of what is there.

    Args:
        now: The places.
        before: What was known of them.
        addresses: The addresses of pages that have been read.
        known: The facts pages.
    """
    told = {each.address: each.page for each in before if each.page}
    told |= {address: page for page, address in addresses.items()}
    facts = set(known)
    for each in now:
        page = told.get(each.address, "")
        yield evolve(each, page=page if page in facts else "")


def read_places(file: Path) -> tuple[Place, ...]:
    """Read what `places_text` wrote; nothing where there is no such file.

    Raises:
        InputError: The file holds something else.
    """
    try:
        head, *lines = file.read_text(encoding="utf-8").splitlines()
        found = [line.split("\t") for line in lines]
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise InputError(f"{file}: cannot be read: {error}") from None
    if head != _HEAD or any(len(cells) != 3 for cells in found):
        raise InputError(f"{file}: is no list of the portal's pages; remove it to have it made anew")
    return tuple(Place(number, titles, page) for number, page, titles in found)


def places_text(found: Iterable[Place]) -> str:
    """Places as a table, a page a line, in the order of their numbers."""
    ordered = sorted(found, key=lambda each: (len(each.number), each.number))
    lines = [_HEAD, *(f"{each.number}\t{each.page}\t{each.titles}" for each in ordered)]
    return "".join(f"{line}\n" for line in lines)

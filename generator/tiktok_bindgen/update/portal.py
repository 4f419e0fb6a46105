"""The places of the portal's pages, compared with the last update: which are new, gone or moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import evolve, frozen

from tiktok_bindgen.copies import Fetched, fetched
from tiktok_bindgen.fetch.lines import one_line
from tiktok_bindgen.fetch.store import Record
from tiktok_bindgen.fetch.tree import TreeNote
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.read.links import PORTAL

#: The file with the places of the portal's pages at the last update.
PLACES = Path("spec", "portal.tsv")

_HEAD = "number\tpage\tplace"


@frozen
class Place:
    """The place of a page in the portal.

    Attributes:
        number: Its number.
        titles: The titles of its ancestors, outermost first, and its own, in one line.
        page: The name of its facts page, without the suffix; empty if it has none.
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
    """The pages that were added, removed or moved, whatever their content.

    Attributes:
        new: The pages that are new.
        gone: The pages that are gone.
        moved: The pages with another place or title: the old place and the new one of each.
    """

    new: tuple[Place, ...] = ()
    gone: tuple[Place, ...] = ()
    moved: tuple[tuple[Place, Place], ...] = ()


def places(records: Iterable[Record]) -> Iterator[Place]:
    """Yield the places of the pages in a fetch's manifest, without the removed ones."""
    for record in records:
        if record.status != "removed":
            yield Place(record.doc_id, " / ".join(one_line(title) for title in record.path))


def moves(before: Iterable[Place], now: Iterable[Place]) -> Moves:
    """Compare the old places of pages with the current ones; without any old ones, nothing has moved."""
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
    """Fill in the facts page of each place: by the address of a page just read, else as it was before."""
    pages = {each.address: each.page for each in before if each.page}
    pages |= {address: page for page, address in addresses.items()}
    facts = set(known)
    for each in now:
        page = pages.get(each.address, "")
        yield evolve(each, page=page if page in facts else "")


def judging(
    root: Path, folder: Path, accepted: Sequence[str] = (), failed: Sequence[TreeNote] = ()
) -> Fetched:
    """Return what decides which pages of a copy are trusted in a checkout.

    Args:
        root: The checkout.
        folder: The copy, a folder or a page.
        accepted: The pages that may state less than before; ``*`` and ``?`` are wildcards.
        failed: What could not be fetched, if the copy has just been.

    Raises:
        InputError: A note about the copy or the portal cannot be read.
    """
    found = fetched(folder, failed)
    addresses = {each.page: each.address for each in read_places(root / PLACES) if each.page}
    return evolve(found, guard=evolve(found.guard, accepted=tuple(accepted), places=addresses))


def read_places(file: Path) -> tuple[Place, ...]:
    """Read a file written with `places_text`; empty if it does not exist.

    Raises:
        InputError: The file cannot be read, or has other content.
    """
    try:
        head, *lines = file.read_text(encoding="utf-8").splitlines()
        found = [line.split("\t") for line in lines]
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise InputError(f"{file}: cannot be read: {error}") from None
    if head != _HEAD or any(len(cells) != 3 for cells in found):
        raise InputError(f"{file}: not a list of the portal's pages; remove it to have it created again")
    return tuple(Place(number, titles, page) for number, page, titles in found)


def places_text(found: Iterable[Place]) -> str:
    """Return places as a table separated by tabs, a line for each page, in the order of their numbers."""
    ordered = sorted(found, key=lambda each: (len(each.number), each.number))
    lines = [_HEAD, *(f"{each.number}\t{each.page}\t{each.titles}" for each in ordered)]
    return "".join(f"{line}\n" for line in lines)

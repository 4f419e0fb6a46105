"""The portal's tree: from the gateway's nested lists to a flat list of pages, each with its place on disk."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, NamedTuple

from attrs import frozen

from tiktok_bindgen.fetch.lines import one_line
from tiktok_bindgen.problem import InputError

#: Many times what the portal has; each would be a request.
MAX_ENTRIES = 20_000
#: How many titles of a path are kept; ``parent`` tells the rest.
MAX_PATH = 32

_SLUG_LENGTH = 60
_FOLDER_LENGTH = 120
_TITLE_LENGTH = 200
_NUMBER = re.compile(r"[0-9]{1,32}")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
# Names of devices on Windows, with or without an extension.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9])")
_FILE = re.compile(r"(?:_removed/)?(?:[a-z0-9-]{1,60}/)*[a-z0-9-]{1,60}\.[0-9]{1,32}\.json")


class FailedPage(NamedTuple):
    """A page that was not fetched, or an entry of the tree that is no page.

    Attributes:
        doc_id: Its number in the portal, or nothing where it has none.
        title: Its title in the tree.
        reason: Why, in one line.
    """

    doc_id: str
    title: str
    reason: str

    def __str__(self) -> str:
        """Show it in one line."""
        return f"{self.doc_id or 'no number'}: {one_line(self.title) or 'no title'}: {self.reason}"


@frozen
class Entry:
    """A page in the tree.

    Attributes:
        doc_id: Its number in the portal.
        title: Its title in the tree.
        path: The titles from the top of the tree to it, its own the last; in a tree that is nested deeper
            than `MAX_PATH`, the outermost and its own.
        parent: The number of the page it is under, or nothing at the top.
        position: Its place among its siblings, from 0.
        status: The status that the tree gives it, if that is a text or a number.
        has_children: Whether pages are under it.
        file: Its file, relative to the folder of pages, with forward slashes.
    """

    doc_id: str
    title: str
    path: tuple[str, ...]
    parent: str
    position: int
    status: str | int | None
    has_children: bool
    file: str


@frozen
class Tree:
    """The pages, in the portal's order.

    Attributes:
        entries: Each page once.
        failed: What is wrong in the tree.
        whole: Whether no part of the tree was unreadable, so that a page that is not in it is gone.
    """

    entries: tuple[Entry, ...]
    failed: tuple[FailedPage, ...]
    whole: bool


class _Place(NamedTuple):
    """Where in the tree something stands."""

    parent: str = ""
    path: tuple[str, ...] = ()
    folder: str = ""


def read_tree(data: Any) -> Tree:
    """Read the tree as the gateway gives it.

    Nothing is followed but the lists of children, one entry after the other, so that no depth and no
    repetition of numbers can keep it from coming to an end.

    Args:
        data: The ``data`` of the gateway's reply.

    Raises:
        InputError: If there is no page in it, or more than any portal has.
    """
    top = data.get("primary_doc_list") if isinstance(data, dict) else None
    if not isinstance(top, list):
        raise InputError("the portal's tree cannot be read: it has no list of pages")
    entries: dict[str, Entry] = {}
    failed: list[FailedPage] = []
    whole = True
    waiting = [(raw, position, _Place()) for position, raw in reversed(list(enumerate(top)))]
    count = 0
    while waiting:
        raw, position, place = waiting.pop()
        count += 1
        if count > MAX_ENTRIES:
            raise InputError(f"the portal's tree cannot be right: it has more than {MAX_ENTRIES} entries")
        if not isinstance(raw, dict):
            whole = False
            failed.append(
                FailedPage("", "", f"the tree's entry {position} under {_at(place.path)} is no page")
            )
            continue
        given = raw.get("title")
        title = given if isinstance(given, str) else ""
        doc_id = _number(raw.get("doc_id"))
        children = raw.get("child_docs")
        if children is not None and not isinstance(children, list):
            whole = False
            failed.append(FailedPage(doc_id, title, "what the tree has under it is no list of pages"))
            children = None
        path = (*place.path[: MAX_PATH - 1], title[:_TITLE_LENGTH])
        if not doc_id:
            whole = False
            failed.append(
                FailedPage("", title, f"the tree gives it no usable number, under {_at(place.path)}")
            )
        elif doc_id in entries:
            reason = f"it is more than once in the tree; its place is {_at(entries[doc_id].path)}"
            failed.append(FailedPage(doc_id, title, reason))
        else:
            status = raw.get("status")
            entries[doc_id] = Entry(
                doc_id=doc_id,
                title=title,
                path=path,
                parent=place.parent,
                position=position,
                status=status if isinstance(status, str | int) else None,
                has_children=bool(children),
                file=file_of(place.folder, title, doc_id),
            )
        if children:
            inner = _Place(doc_id or place.parent, path, folder_of(place.folder, title))
            waiting += [(child, index, inner) for index, child in reversed(list(enumerate(children)))]
    if not entries:
        raise InputError("the portal's tree cannot be right: it has no pages")
    return Tree(tuple(entries.values()), tuple(failed), whole)


def slug_of(title: str) -> str:
    """Make a title a name that every file system takes: a-z, 0-9 and hyphens, of at most 60 characters."""
    plain = (
        unicodedata.normalize("NFKD", title[: 4 * _SLUG_LENGTH]).encode("ascii", "ignore").decode().lower()
    )
    slug = _NOT_PLAIN.sub("-", plain).strip("-")[:_SLUG_LENGTH].rstrip("-")
    if not slug:
        return "page"
    return f"page-{slug}" if _DEVICE.fullmatch(slug) else slug


def folder_of(folder: str, title: str) -> str:
    """Name the folder of what is under a page; far down, pages share the last one a path has room for."""
    inner = f"{folder}{slug_of(title)}/"
    return inner if len(inner) <= _FOLDER_LENGTH else folder


def file_of(folder: str, title: str, doc_id: str) -> str:
    """Name a page's file; the number in it keeps titles apart that make the same slug."""
    return f"{folder}{slug_of(title)}.{doc_id}.json"


def is_page_file(name: str) -> bool:
    """Tell whether a name is one that this module gives, or such a one among the removed."""
    return _FILE.fullmatch(name) is not None


def _number(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    # An integer of too many digits has no text.
    text = value if isinstance(value, str) else str(value) if 0 <= value < 10**32 else ""
    return text if _NUMBER.fullmatch(text) else ""


def _at(path: tuple[str, ...]) -> str:
    return one_line(" > ".join(one_line(title, 40) for title in path), 200) or "the top"

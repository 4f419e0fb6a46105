"""Flatten the portal's tree of nested lists to a list of pages, each with the path of its file."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, NamedTuple

from attrs import define, field, frozen

from tiktok_bindgen.fetch.lines import one_line
from tiktok_bindgen.problem import InputError

#: The most entries of a tree, many times what the portal has; each costs a request.
MAX_ENTRIES = 20_000
#: How many titles of a path are kept; the rest follows from ``parent``.
MAX_PATH = 32

_SLUG_LENGTH = 60
_FOLDER_LENGTH = 120
_TITLE_LENGTH = 200
_NUMBER = re.compile(r"[0-9]{1,32}")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
# Names of devices on Windows, with or without an extension.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9])")
_FILE = re.compile(r"(?:_removed/)?(?:[a-z0-9-]{1,60}/)*[a-z0-9-]{1,60}\.[0-9]{1,32}\.md")


class TreeNote(NamedTuple):
    """A remark on a page, or on an entry of the tree that is not a page.

    Attributes:
        doc_id: Its number in the portal; empty for none.
        title: Its title in the tree.
        reason: What is wrong, in one line.
    """

    doc_id: str
    title: str
    reason: str

    def __str__(self) -> str:
        """Return the remark as one line."""
        return f"{self.doc_id or 'no number'}: {one_line(self.title) or 'no title'}: {self.reason}"


@frozen
class Entry:
    """A page in the tree.

    Attributes:
        doc_id: Its number in the portal.
        title: Its title in the tree.
        path: The titles of its ancestors, outermost first, and its own; if nested deeper than `MAX_PATH`,
            the outermost ones and its own.
        parent: The number of its parent page; empty at the top.
        position: Its index among its siblings, from 0.
        status: The status that the tree gives it, if that is a text or a number.
        file: The path of its file, relative to the folder of pages, with forward slashes.
    """

    doc_id: str
    title: str
    path: tuple[str, ...]
    parent: str
    position: int
    status: str | int | None
    file: str


@frozen
class Tree:
    """The pages of the tree, in the portal's order.

    Attributes:
        entries: Each page once.
        unreadable: Entries that are not pages or not lists of pages, whose content is therefore unknown.
        repeated: Repeated entries of pages, under themselves or elsewhere.
    """

    entries: tuple[Entry, ...]
    unreadable: tuple[TreeNote, ...] = ()
    repeated: tuple[TreeNote, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the whole tree was readable, so that a page missing from it was removed."""
        return not self.unreadable


def read_tree(data: Any) -> Tree:
    """Read the tree from the gateway's reply.

    Only lists of children are followed, without recursion and up to `MAX_ENTRIES`, so that reading ends for
    any depth and any repetition of numbers.

    Args:
        data: The ``data`` of the gateway's reply.

    Raises:
        InputError: It has no page, or more entries than any portal has.
    """
    top = data.get("primary_doc_list") if isinstance(data, dict) else None
    if not isinstance(top, list):
        raise InputError("the portal's tree cannot be read: it has no list of pages")
    walk = _Walk()
    walk.enter(top, _Place())
    count = 0
    while walk.waiting:
        count += 1
        if count > MAX_ENTRIES:
            raise InputError(f"the portal's tree is implausible: it has more than {MAX_ENTRIES} entries")
        walk.take(*walk.waiting.pop())
    if not walk.entries:
        raise InputError("the portal's tree is implausible: it has no pages")
    return Tree(tuple(walk.entries.values()), tuple(walk.unreadable), tuple(walk.repeated))


class _Place(NamedTuple):
    """A place in the tree: the number of the parent page, the titles above, and the folder."""

    parent: str = ""
    path: tuple[str, ...] = ()
    folder: str = ""


@define
class _Walk:
    """The state of a walk through the tree; ``waiting`` is a stack with the next entry on top."""

    waiting: list[tuple[Any, int, _Place]] = field(factory=list[tuple[Any, int, _Place]])
    entries: dict[str, Entry] = field(factory=dict[str, Entry])
    unreadable: list[TreeNote] = field(factory=list[TreeNote])
    repeated: list[TreeNote] = field(factory=list[TreeNote])

    def enter(self, children: list[Any], place: _Place) -> None:
        self.waiting += [(raw, position, place) for position, raw in reversed(list(enumerate(children)))]

    def take(self, raw: Any, position: int, place: _Place) -> None:
        if not isinstance(raw, dict):
            reason = f"the tree's entry {position} under {_at(place.path)} is not a page"
            self.unreadable.append(TreeNote("", "", reason))
            return
        given = raw.get("title")
        title = given if isinstance(given, str) else ""
        doc_id = _number(raw.get("doc_id"))
        path = (*place.path[: MAX_PATH - 1], title[:_TITLE_LENGTH])
        if not doc_id:
            reason = f"the tree has no valid number for it, under {_at(place.path)}"
            self.unreadable.append(TreeNote("", title, reason))
        elif doc_id in self.entries:
            reason = f"it occurs more than once in the tree; the one kept is {_at(self.entries[doc_id].path)}"
            self.repeated.append(TreeNote(doc_id, title, reason))
        else:
            status = raw.get("status")
            self.entries[doc_id] = Entry(
                doc_id=doc_id,
                title=title,
                path=path,
                parent=place.parent,
                position=position,
                status=status if isinstance(status, str | int) else None,
                # The number keeps pages with the same slug apart.
                file=f"{place.folder}{slug_of(title)}.{doc_id}.md",
            )
        children = raw.get("child_docs")
        if isinstance(children, list):
            self.enter(children, _Place(doc_id or place.parent, path, folder_of(place.folder, title)))
        elif children is not None:
            self.unreadable.append(TreeNote(doc_id, title, "its children in the tree are not a list"))


def slug_of(title: str) -> str:
    """Turn a title into a name valid on every file system: a-z, 0-9 and hyphens, at most 60 characters."""
    plain = (
        unicodedata.normalize("NFKD", title[: 4 * _SLUG_LENGTH]).encode("ascii", "ignore").decode().lower()
    )
    slug = _NOT_PLAIN.sub("-", plain).strip("-")[:_SLUG_LENGTH].rstrip("-")
    if not slug:
        return "page"
    return f"page-{slug}" if _DEVICE.fullmatch(slug) else slug


def folder_of(folder: str, title: str) -> str:
    """Return the folder of a page's children; where it would be too long, that of the page itself."""
    inner = f"{folder}{slug_of(title)}/"
    return inner if len(inner) <= _FOLDER_LENGTH else folder


def is_page_file(name: str) -> bool:
    """Report whether a path is one that this module gives, or such a path below ``_removed/``."""
    return _FILE.fullmatch(name) is not None


def _number(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    # Python refuses to convert an integer with too many digits to text.
    text = value if isinstance(value, str) else str(value) if 0 <= value < 10**32 else ""
    return text if _NUMBER.fullmatch(text) else ""


def _at(path: tuple[str, ...]) -> str:
    return one_line(" > ".join(one_line(title, 40) for title in path), 200) or "the top"

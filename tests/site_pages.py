"""Parse the pages of a site for tests."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urlsplit

from attrs import define, field

# Elements without an end tag.
_VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
# Elements that do not break lines.
_INLINE = {"a", "code", "kbd", "mark", "span", "time"}
# Elements that load something, and the attribute with its address.
_LOADS = {"script": "src", "link": "href", "img": "src"}


@define
class Read(HTMLParser):
    """A parsed page.

    Attributes:
        name: Its name below the site's folder.
        faults: The faults of its tags.
        ids: The ids of its elements, in order.
        links: The targets of its links.
        loads: The addresses of what it loads.
        headings: The levels of its headings, in order.
        unnamed: The controls that have no label.
        texts: All its text, apart from scripts.
    """

    name: str
    faults: list[str] = field(factory=list)
    ids: list[str] = field(factory=list)
    links: list[str] = field(factory=list)
    loads: list[str] = field(factory=list)
    headings: list[int] = field(factory=list)
    labelled: set[str] = field(factory=set)
    controls: list[dict[str, str | None]] = field(factory=list)
    texts: list[str] = field(factory=list)
    tags: list[str] = field(factory=list)
    _open: list[str] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.texts.append("" if tag in _INLINE else " ")
        if len(given) < len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        if (name := given.get("id")) is not None:
            self.ids.append(name)
        if tag == "a" and (target := given.get("href")) is not None:
            self.links.append(target)
        if tag in _LOADS and (source := given.get(_LOADS[tag])) is not None:
            self.loads.append(source)
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(int(tag[1]))
        if tag == "label" and (of := given.get("for")) is not None:
            self.labelled.add(of)
        if tag in {"input", "select", "textarea"}:
            self.controls.append(given | {"inside": "label" if "label" in self._open else None})
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.texts.append("" if tag in _INLINE else " ")
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> ends nothing at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        if self._open[-1:] not in (["script"], ["style"]):
            self.texts.append(data)

    def close(self) -> None:
        super().close()
        self.faults += [f"<{tag}> has no end" for tag in self._open]
        self.faults += [f"two elements are {name}" for name in {*self.ids} if self.ids.count(name) > 1]

    @property
    def unnamed(self) -> list[dict[str, str | None]]:
        """The controls that have no label."""
        return [each for each in self.controls if not (each.get("id") in self.labelled or each.get("inside"))]

    @property
    def text(self) -> str:
        """Its text on one line."""
        return " ".join("".join(self.texts).split())


def read(files: Mapping[str, str]) -> dict[str, Read]:
    """Parse the pages of a site, keyed by name."""
    found = {}
    for name, text in files.items():
        if name.endswith(".html"):
            found[name] = Read(name)
            found[name].feed(text)
            found[name].close()
    return found


def dangling(files: Mapping[str, str], pages: Mapping[str, Read]) -> list[str]:
    """Return the links and loads within a site whose targets do not exist."""
    ids = {name: set(page.ids) for name, page in pages.items()}
    found = []
    for name, page in pages.items():
        for target in {*page.links, *page.loads}:
            if urlsplit(target).scheme:
                continue
            path, anchor = urldefrag(target)
            # Such an anchor is the page's initial choices, not a place on it.
            anchor = "" if anchor.startswith("?") else anchor
            path = urlsplit(path).path
            place = (
                posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path))) if path else name
            )
            if place not in files or (anchor and unquote(anchor) not in ids[place]):
                found.append(f"{name}: {target}")
    return sorted(found)

"""What changed from each date to the next, and from the version before to this one: a page for each two."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from tiktok_bindgen.diff.changes import compare
from tiktok_bindgen.diff.document import EVENT
from tiktok_bindgen.diff.folding import alike, in_many, is_of_value
from tiktok_bindgen.diff.formerly import current_version, former_version
from tiktok_bindgen.diff.model import SEVERITIES, Change, Severity, counted, readable, steps_of
from tiktok_bindgen.openapi import mapping, operations
from tiktok_bindgen.site.frame import Pages, Site, page

_INDEX = "changes/index.html"
_WHOLE = "The API as a whole"


@frozen
class Link:
    """An operation, or an event.

    Attributes:
        name: What it is called.
        href: Its page from the root of the site; empty if it has none.
        documentation: The address of its documentation; empty if that is not known.
    """

    name: str
    href: str = ""
    documentation: str = ""


@frozen
class Told:
    """A change, and those that are like it.

    Attributes:
        change: The change.
        also: The other places, or the other values, of which the same is to be said.
    """

    change: Change
    also: tuple[str, ...] = ()


@frozen
class Group:
    """What changed in an operation, or alike in several.

    Attributes:
        links: The operations.
        told: The changes, the worst first.
    """

    links: tuple[Link, ...]
    told: tuple[Told, ...]

    @property
    def severities(self) -> list[str]:
        """Which severities there are, the worst first."""
        found = {each.change.severity for each in self.told}
        return [severity for severity in SEVERITIES if severity in found]


@frozen
class Pair:
    """Two dates, or two versions, and what changed between them.

    Attributes:
        old: What it was.
        new: What it is.
        changes: All changes.
        common: Those that are alike in several operations.
        groups: The others by operation, those with the worst changes first.
    """

    old: str
    new: str
    changes: tuple[Change, ...]
    common: tuple[Group, ...]
    groups: tuple[Group, ...]

    @property
    def href(self) -> str:
        """Its page, from the root of the site."""
        return f"changes/{self.old}..{self.new}.html"

    @property
    def counts(self) -> dict[Severity, int]:
        """How many changes there are of each severity, the worst first."""
        return counted(self.changes)

    @property
    def operations(self) -> int:
        """In how many operations something changed."""
        return len({(change.method, change.path) for change in self.changes if change.path})


def pages(site: Site) -> Pages:
    """The index of all comparisons, and a page for each."""
    dated = [_pair(site, *each) for each in site.changes]
    versions = [_pair(site, *each) for each in _versions(site)]
    every = [*dated, *versions]
    title = "What changed"
    yield (
        _INDEX,
        page(site, "changes_index.html.jinja", title=title, href=_INDEX, dated=dated, versions=versions),
    )
    for each in every:
        title = f"{each.old} → {each.new}"
        yield each.href, page(site, "changes.html.jinja", title=title, href=each.href, pair=each)


def _versions(site: Site) -> Iterator[tuple[str, str, tuple[Change, ...]]]:
    """What changed from the version before, if operations tell what they were in it."""
    told = (mapping(each.stated.get("x-formerly")).get("version") for each in site.operations)
    versions = Counter(version for version in told if isinstance(version, str))
    version = str(mapping(site.document.get("info")).get("version"))
    for before, _ in versions.most_common(1):
        old, new = former_version(site.document, before), current_version(site.document)
        yield before, version, compare(old, new)


def _pair(site: Site, old: str, new: str, changes: Sequence[Change]) -> Pair:
    links = _links(site, old, new)
    by_operations: dict[tuple[Link, ...], list[Change]] = defaultdict(list)
    many = in_many(changes)
    for same in many:
        by_operations[tuple(dict.fromkeys(map(links, same)))].append(same[0])
    common = {id(each) for same in many for each in same}
    for change in sorted(changes, key=lambda each: (each.path, each.method)):
        if id(change) not in common:
            by_operations[links(change),].append(change)
    groups = [Group(operations, _told(found)) for operations, found in by_operations.items()]
    groups.sort(key=lambda each: SEVERITIES.index(each.told[0].change.severity))
    alike, apart = ([each for each in groups if (len(each.links) > 1) is many] for many in (True, False))
    return Pair(old, new, tuple(changes), tuple(alike), tuple(apart))


class _Links:
    """Where the operations of two documents are."""

    def __init__(self, site: Site, documents: Iterable[Mapping[str, Any]]) -> None:
        self._site = site
        self._documentation = {
            (method.upper(), path): str(mapping(of.get("externalDocs")).get("url", ""))
            for document in documents
            for path, method, of in operations(document)
        }

    def __call__(self, change: Change) -> Link:
        """The operation of a change."""
        key = (change.method, change.path)
        if not change.path:
            return Link(_WHOLE)
        if change.method == EVENT:
            return Link(f"Event {change.path}", "webhooks.html")
        operation = self._site.by_path.get(key)
        name = operation.name if operation else f"{change.method} {change.path}"
        return Link(name, operation.href if operation else "", self._documentation.get(key, ""))


def _links(site: Site, old: str, new: str) -> _Links:
    dated = {**site.earlier, site.date: site.document}
    # The later one counts; of a version all that is known is in the newest.
    return _Links(site, [dated.get(old, site.document), dated.get(new, site.document)])


def _told(changes: Iterable[Change]) -> tuple[Told, ...]:
    """The changes of an operation, those that say the same of several places or values told once."""
    ranked = sorted(changes, key=lambda each: SEVERITIES.index(each.severity))
    return tuple(Told(first, tuple(dict.fromkeys(map(_also, rest)))) for first, *rest in alike(ranked))


def _also(change: Change) -> str:
    """The value of which a change tells, or the place."""
    if is_of_value(change):
        return json.dumps(change.new if change.old is None else change.old, ensure_ascii=False)
    return readable(steps_of(change.pointer)[2:]) or change.pointer

"""A page for the changes between each two consecutive dates, and between the previous and this version."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from tiktok_bindgen.diff.changes import compare
from tiktok_bindgen.diff.document import EVENT
from tiktok_bindgen.diff.folding import alike, in_many, is_of_value
from tiktok_bindgen.diff.formerly import current_version, former_version
from tiktok_bindgen.diff.model import SEVERITIES, Change, Severity, counted, readable
from tiktok_bindgen.openapi import docs_of, mapping, operations
from tiktok_bindgen.runtime.check import steps_of
from tiktok_bindgen.site.frame import Pages, Site, page

_INDEX = "changes/index.html"
_WHOLE = "The API as a whole"


@frozen
class Link:
    """An operation or an event.

    Attributes:
        name: Its name.
        href: Its page, relative to the site's root; empty if it has none.
        documentation: The address of its documentation; empty if unknown.
    """

    name: str
    href: str = ""
    documentation: str = ""


@frozen
class Merged:
    """A change, merged with similar ones.

    Attributes:
        change: The change.
        also: The other places or values to which the same change applies.
    """

    change: Change
    also: tuple[str, ...] = ()


@frozen
class Group:
    """What changed in an operation, or alike in several, the worst first."""

    links: tuple[Link, ...]
    changes: tuple[Merged, ...]

    @property
    def severities(self) -> list[str]:
        """The severities of the changes, most severe first."""
        found = {each.change.severity for each in self.changes}
        return [severity for severity in SEVERITIES if severity in found]


@frozen
class Pair:
    """Two dates, or two versions, and all that changed between them.

    Those alike in several operations are ``common``; groups are of the others by operation, worst first.
    """

    old: str
    new: str
    changes: tuple[Change, ...]
    common: tuple[Group, ...]
    groups: tuple[Group, ...]

    @property
    def href(self) -> str:
        """Its page, relative to the site's root."""
        return f"changes/{self.old}..{self.new}.html"

    @property
    def counts(self) -> dict[Severity, int]:
        """The number of changes of each severity, most severe first."""
        return counted(self.changes)

    @property
    def operations(self) -> int:
        """The number of operations with changes."""
        return len({(change.method, change.path) for change in self.changes if change.path})


def pages(site: Site) -> Pages:
    """Render the index of all comparisons, and a page for each."""
    dated = [_pair(site, *each) for each in site.changes]
    versions = [_pair(site, *each) for each in _versions(site)]
    every = [*dated, *versions]
    title = "What changed"
    yield page(site, "changes_index.html.jinja", title=title, href=_INDEX, dated=dated, versions=versions)
    for each in every:
        title = f"{each.old} → {each.new}"
        yield page(site, "changes.html.jinja", title=title, href=each.href, pair=each)


def _versions(site: Site) -> Iterator[tuple[str, str, tuple[Change, ...]]]:
    """Yield the changes from the previous version, if operations state what they were in it."""
    stated = (mapping(each.stated.get("x-formerly")).get("version") for each in site.operations)
    versions = Counter(version for version in stated if isinstance(version, str))
    version = str(mapping(site.document.get("info")).get("version"))
    for before, _ in versions.most_common(1):
        old, new = former_version(site.document, before), current_version(site.document)
        yield before, version, compare(old, new)


def _pair(site: Site, old: str, new: str, changes: Sequence[Change]) -> Pair:
    links = _Links(site, old, new)
    by_operations: dict[tuple[Link, ...], list[Change]] = defaultdict(list)
    many = in_many(changes)
    for same in many:
        by_operations[tuple(dict.fromkeys(map(links, same)))].append(same[0])
    common = {id(each) for same in many for each in same}
    for change in sorted(changes, key=lambda each: (each.path, each.method)):
        if id(change) not in common:
            by_operations[links(change),].append(change)
    groups = [Group(operations, _merged(found)) for operations, found in by_operations.items()]
    groups.sort(key=lambda each: SEVERITIES.index(each.changes[0].change.severity))
    alike, apart = ([each for each in groups if (len(each.links) > 1) is many] for many in (True, False))
    return Pair(old, new, tuple(changes), tuple(alike), tuple(apart))


class _Links:
    """Links to the operations of two documents."""

    def __init__(self, site: Site, old: str, new: str) -> None:
        self._site = site
        dated = {**site.earlier, site.date: site.document}
        # The later document takes precedence; a comparison of versions uses only the newest one.
        self._documentation = {
            (method.upper(), path): docs_of(of)
            for date in (old, new)
            for path, method, of in operations(dated.get(date, site.document))
        }

    def __call__(self, change: Change) -> Link:
        """Return the link to a change's operation."""
        key = (change.method, change.path)
        if not change.path:
            return Link(_WHOLE)
        if change.method == EVENT:
            return Link(f"Event {change.path}", "webhooks.html")
        operation = self._site.by_path.get(key)
        name = operation.name if operation else f"{change.method} {change.path}"
        return Link(name, operation.href if operation else "", self._documentation.get(key, ""))


def _merged(changes: Iterable[Change]) -> tuple[Merged, ...]:
    """Sort an operation's changes by severity, merging those that differ in place or value only."""
    ranked = sorted(changes, key=lambda each: SEVERITIES.index(each.severity))
    return tuple(Merged(first, tuple(dict.fromkeys(map(_also, rest)))) for first, *rest in alike(ranked))


def _also(change: Change) -> str:
    """Return the value that a change concerns, or else its place."""
    if is_of_value(change):
        return json.dumps(change.new if change.old is None else change.old, ensure_ascii=False)
    return readable(tuple(steps_of(change.pointer)[2:])) or change.pointer

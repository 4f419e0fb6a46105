"""The pages of topics: operations that belong together, and what their requests have in common."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from attrs import frozen

from tiktok_bindgen.explain.operation import ExplainedField
from tiktok_bindgen.site.frame import Operation, Pages, Site, Topic, page
from tiktok_bindgen.site.tree import field_anchor

# In how many operations of a topic a field has to be to count as common, and how many such fields are shown.
_COMMON, _MOST_COMMON = 3, 60


@frozen
class Place:
    """A field of a request: the operation's name, the field, and its address from the site's root."""

    operation: str
    field: ExplainedField
    href: str


@frozen
class Common:
    """A field that several operations have.

    Attributes:
        name: Its name.
        what: Its one-line description; empty if it is not the same in most places.
        places: One of its places for each operation.
    """

    name: str
    what: str
    places: tuple[Place, ...]


def pages(site: Site) -> Pages:
    """Render the page of each topic."""
    for topic in site.topics:
        places = list(_places(site, topic))
        yield page(
            site,
            "topic.html.jinja",
            title=topic.name,
            href=topic.href,
            topic=topic,
            lists=[each for each in places if each.field.type == "object[]" and len(each.field.path) == 1],
            formats=formats(places),
            common=common(places),
        )


def _places(site: Site, topic: Topic) -> Iterator[Place]:
    for operation in topic.operations:
        for field in site.requests[operation.name].fields:
            yield Place(operation.name, field, _href(operation, field))


def _href(operation: Operation, field: ExplainedField) -> str:
    return f"{operation.href}#{field_anchor('request', field.path)}"


def formats(places: list[Place]) -> dict[str, tuple[Place, ...]]:
    """Return the formats in which texts are written, each with one place of each field name that has it."""
    found: defaultdict[str, dict[str, Place]] = defaultdict(dict)
    for each in places:
        written = each.field.schema.get("format")
        # Formats of numbers only choose among a language's types.
        if isinstance(written, str) and not each.field.type.startswith(("integer", "number")):
            found[written].setdefault(each.field.path[-1], each)
    return {written: tuple(found[written].values()) for written in sorted(found)}


def common(places: list[Place]) -> list[Common]:
    """Return the fields that several operations have, the most frequent first."""
    by_name: defaultdict[str, dict[str, Place]] = defaultdict(dict)
    lines: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in places:
        name = each.field.path[-1]
        by_name[name].setdefault(each.operation, each)
        lines[name][each.field.what] += 1
    frequent = sorted(
        (name for name, own in by_name.items() if len(own) >= _COMMON),
        key=lambda name: (-len(by_name[name]), name),
    )
    return [
        Common(name, line if 2 * count > lines[name].total() else "", tuple(by_name[name].values()))
        for name in frequent[:_MOST_COMMON]
        for line, count in lines[name].most_common(1)
    ]

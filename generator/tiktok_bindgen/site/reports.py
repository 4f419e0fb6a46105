"""The pages of reports: the kinds of reports, and what can be requested in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from tiktok_bindgen.explain.names import grouping_text, of_dimension, own_lines
from tiktok_bindgen.openapi import listed, mapping, value_text
from tiktok_bindgen.site.frame import Operation, Pages, Site, anchor, page

_ROLES = (("metrics", "metric"), ("dimensions", "dimension"), ("filters", "filter"))


@frozen
class Use:
    """How a kind of reports is requested: ``report_type`` ``BASIC`` of an operation."""

    operation: Operation
    field: str
    value: str


@frozen
class Name:
    """A metric, dimension or filter.

    Attributes:
        name: The name.
        anchor: The id of its row.
        what: Its one-line description.
        stated: Its object in the document.
        lines: What it can be combined with, in words.
        values: Its documented values.
        without: The dimensions that it cannot be combined with.
    """

    name: str
    anchor: str
    what: str
    stated: Mapping[str, Any]
    lines: tuple[str, ...]
    values: tuple[str, ...]
    without: tuple[str, ...] = ()


@frozen
class Kind:
    """A kind of reports: how it is asked for, its names by what they are, how they may be grouped."""

    key: str
    title: str
    stated: Mapping[str, Any]
    uses: tuple[Use, ...]
    names: Mapping[str, tuple[Name, ...]]
    groupings: tuple[str, ...]

    @property
    def href(self) -> str:
        """Its page, relative to the site's root."""
        return f"reports/{anchor(self.key)}.html"

    @property
    def levels(self) -> tuple[str, ...]:
        """The data levels to which some metrics are limited."""
        limits = (each.stated.get("levels") for each in self.names["metrics"])
        return tuple(dict.fromkeys(level for levels in limits for level in listed(levels)))


def pages(site: Site) -> Pages:
    """Render the index of all kinds of reports, and a page for each."""
    found = kinds(site)
    yield page(site, "reports.html.jinja", title="Reports", href="reports/index.html", kinds=found)
    for each in found:
        yield page(site, "report.html.jinja", title=f"{each.title} reports", href=each.href, kind=each)


def kinds(site: Site) -> list[Kind]:
    """Return the kinds of reports: those that operations can request first, deprecated ones last."""
    uses = list(_uses(site))
    found = []
    for key, kind in mapping(site.document.get("x-reports")).items():
        title = str(kind.get("title") or key)
        names = {
            role: tuple(_name(kind, role, word, name) for name in mapping(kind.get(role)))
            for role, word in _ROLES
        }
        found.append(
            Kind(
                key=str(key),
                title=title[:1].upper() + title[1:],
                stated=kind,
                uses=tuple(use for of, use in uses if of == key),
                names=names,
                groupings=tuple(grouping_text(each) for each in listed(kind.get("groupings"))),
            )
        )
    return sorted(found, key=lambda each: (not each.uses, bool(each.stated.get("deprecated"))))


def _uses(site: Site) -> Iterator[tuple[str, Use]]:
    for operation in site.operations:
        for each in site.requests[operation.name].fields:
            for value, kind in mapping(each.own.get("x-report-kinds")).items():
                yield str(kind), Use(operation, each.path[-1], str(value))


def _name(kind: Mapping[str, Any], role: str, word: str, name: str) -> Name:
    stated = kind[role][name]
    return Name(
        name=str(name),
        anchor=anchor(word, str(name)),
        what=str(stated.get("description") or "").partition("\n")[0],
        stated=stated,
        lines=tuple(_lines(kind, role, name)),
        values=tuple(map(value_text, listed(stated.get("enum")))),
        without=tuple(_without(kind, name, stated)) if role == "metrics" else (),
    )


# The longest line, in characters; a longer list of metrics is shown next to the dimension instead.
_LONGEST = 400


def _lines(kind: Mapping[str, Any], role: str, name: str) -> Iterator[str]:
    """Yield what a name can be combined with, except for groupings, which are shown elsewhere."""
    entry = kind[role][name]
    lines = [*own_lines(entry)]
    if role == "dimensions":
        lines += of_dimension({**kind, "groupings": ()}, name, entry)
    for line in map(str.strip, lines):
        yield line if len(line) <= _LONGEST else line.partition(":")[0]


def _without(kind: Mapping[str, Any], name: str, stated: Mapping[str, Any]) -> Iterator[str]:
    """Yield the dimensions that a metric cannot be combined with; an attribute goes with any."""
    if stated.get("attribute"):
        return
    for dimension, of in mapping(kind.get("dimensions")).items():
        if name not in of.get("metrics", [name]) or name in of.get("without-metrics", ()):
            yield str(dimension)

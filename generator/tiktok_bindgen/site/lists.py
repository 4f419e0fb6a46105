"""The pages of values: return codes, currencies, and each list that the appendix has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from tiktok_bindgen.generate.docs import of_value
from tiktok_bindgen.logic.model import path_text
from tiktok_bindgen.openapi import listed, mapping
from tiktok_bindgen.site.frame import Pages, Site, anchor, page
from tiktok_bindgen.site.tree import field_anchor, list_href, written

# Schemas with fixed names: see docs/openapi-extensions.md.
_CODES, _STATUSES = "ReturnCode", "HttpStatus"


@frozen
class Column:
    """A column of a list: what is told of each value.

    Attributes:
        title: What it is.
        note: In which case that holds; empty for always.
        cells: What is told, in the order of the values.
        is_number: Whether that is amounts.
    """

    title: str
    note: str
    cells: tuple[str, ...]
    is_number: bool


@frozen
class ReferenceList:
    """A list of values.

    Attributes:
        name: What its schema is called.
        values: Its values, each as it is on the wire, with the id of its row.
        columns: What is told of them.
        fields: The fields that it is said to be for.
        partial: Whether it has some of the values only.
    """

    name: str
    values: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    fields: tuple[str, ...]
    partial: bool

    @property
    def href(self) -> str:
        """Its page, from the root of the site."""
        return list_href(self.name)


def pages(site: Site) -> Pages:
    """The pages of return codes, of currencies, of all lists, and of each."""
    found = reference_lists(site)
    yield (
        "return-codes.html",
        page(
            site,
            "codes.html.jinja",
            title="Return codes",
            href="return-codes.html",
            families=return_codes(site),
            statuses=listed(mapping(site.schemas.get(_STATUSES)).get("enum")),
            rates=[
                (level, [shown(mapping(rate).get(unit)) for unit in ("second", "minute", "day")])
                for level, rate in mapping(mapping(site.document.get("x-rate-limits")).get("general")).items()
            ],
        ),
    )
    ranges = list(_ranges(site))
    named = {name for name, *_ in ranges}
    yield (
        "currencies.html",
        page(
            site,
            "currencies.html.jinja",
            title="Currencies",
            href="currencies.html",
            lists=[each for each in found if each.name in named],
            ranges=ranges,
        ),
    )
    yield (
        "lists/index.html",
        page(site, "lists.html.jinja", title="Lists of values", href="lists/index.html", lists=found),
    )
    for each in found:
        yield each.href, page(site, "list.html.jinja", title=each.name, href=each.href, list=each)


def return_codes(site: Site) -> list[tuple[str, list[tuple[str, str]]]]:
    """The families of return codes, each with its codes and their names."""
    schema = mapping(site.schemas.get(_CODES))
    codes = map(written, listed(schema.get("enum")))
    names = dict(zip(codes, map(str, listed(schema.get("x-enum-varnames"))), strict=False))
    families = mapping(schema.get("x-enum-groups")) or ({"": list(names)} if names else {})
    return [
        (str(family), [(code, names.get(code, "")) for code in map(written, listed(codes))])
        for family, codes in families.items()
    ]


def reference_lists(site: Site) -> list[ReferenceList]:
    """The lists that stand for themselves, by their names."""
    found = []
    for name in sorted(site.lists):
        said = site.schemas[name]
        values = tuple(map(written, listed(said["enum"])))
        found.append(
            ReferenceList(
                name,
                tuple((value, anchor("value", value)) for value in values),
                tuple(_columns(said, values)),
                tuple(map(str, listed(said.get("x-enum-fields")))),
                said.get("x-enum-partial") is True,
            )
        )
    return found


def _columns(said: Mapping[str, Any], values: Sequence[str]) -> Iterator[Column]:
    facts = mapping(said.get("x-enum-facts"))
    meanings = tuple(of_value({**said, "x-enum-facts": {}}, value, at) for at, value in enumerate(values))
    if any(meanings):
        yield Column("meaning", "", meanings, is_number=False)
    for name, told in facts.items():
        title = str(name).replace("_", " ")
        cases = [each for each in listed(told) if isinstance(each, Mapping)]
        if not cases:
            yield _column(title, "", listed(told), len(values))
        for case in cases:
            yield _column(title, _case(case), listed(case.get("values")), len(values))


def _column(title: str, note: str, told: Sequence[Any], count: int) -> Column:
    """A column with a cell for each of so many values."""
    numbers = any(isinstance(each, int | float) for each in told)
    cells = [*map(shown, told), *[""] * count]
    return Column(title, note, tuple(cells[:count]), numbers)


def shown(value: object) -> str:
    """A fact as text: a whole number with its thousands apart, nothing for nothing."""
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else written(value)


def _case(case: Mapping[str, Any]) -> str:
    """When a fact holds, in words: at which level, for which values."""
    asked = [
        (f"`{each['field']}` is " if each.get("field") else "for ")
        + " or ".join(f"`{written(value)}`" for value in listed(each.get("values")))
        for each in map(mapping, listed(case.get("when")))
    ]
    level = f"at level `{case['level']}`" if case.get("level") else ""
    return ", ".join(filter(None, [level, *asked]))


def _ranges(site: Site) -> Iterator[tuple[str, str, str, str]]:
    """The amounts with ranges by list: the list, the fact, what to call the field, and where it is."""
    for operation in site.operations:
        for each in site.requests[operation.name].fields:
            if told := mapping(each.own.get("x-list-range")):
                at = field_anchor("request", each.path)
                field = f"{path_text(each.path)} of {operation.name}"
                yield str(told.get("list")), str(told.get("fact")), field, f"{operation.href}#{at}"

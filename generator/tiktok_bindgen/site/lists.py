"""The pages of values: return codes, currencies, and each list of values in the appendix."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from tiktok_bindgen.generate.docs import of_value
from tiktok_bindgen.logic.model import path_text
from tiktok_bindgen.openapi import listed, mapping, meanings, value_text
from tiktok_bindgen.runtime.errors import PARTIAL_SUCCESS, SUCCESS, ApiError, family_of
from tiktok_bindgen.runtime.retry import READING, Retry, may_have_been_done
from tiktok_bindgen.site.frame import Pages, Site, anchor, page
from tiktok_bindgen.site.tree import field_anchor, list_href

#: The times for which rate limits are stated.
UNITS = ("second", "minute", "day")
# Schemas with fixed names: see docs/openapi-extensions.md.
_CODES, _STATUSES = "ReturnCode", "HttpStatus"


@frozen
class Code:
    """A return code.

    Attributes:
        code: The code, as on the wire.
        name: Its name in the client; empty if it has none.
        what: Its meaning; empty if unknown.
        error: The class of the error that the client raises; ``None`` if it means success.
        retried: What is known of calls that failed so, in words.
    """

    code: str
    name: str
    what: str
    error: type[ApiError] | None
    retried: str

    @property
    def line(self) -> str:
        """Its name and meaning, as plain text."""
        return ": ".join(filter(None, (self.name, self.what.replace("`", ""))))


@frozen
class Column:
    """A column of a list: what is told of each value, in their order; its note says in which case."""

    title: str
    note: str
    cells: tuple[str, ...]
    is_number: bool


@frozen
class ReferenceList:
    """A list of values.

    Attributes:
        name: The name of its schema.
        values: Each value as on the wire, with the id of its row.
        columns: The facts about the values.
        fields: The fields that it is documented for.
        partial: Whether it lists only some of the values.
    """

    name: str
    values: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    fields: tuple[str, ...]
    partial: bool

    @property
    def href(self) -> str:
        """Its page, relative to the site's root."""
        return list_href(self.name)


def pages(site: Site) -> Pages:
    """Render the pages of return codes and currencies, the index of lists, and each list."""
    found = reference_lists(site)
    families = return_codes(site)
    yield page(
        site,
        "codes.html.jinja",
        title="Return codes",
        href="return-codes.html",
        families=families,
        errors=_errors(families),
        attempts=_RETRY.attempts,
        statuses=listed(mapping(site.schemas.get(_STATUSES)).get("enum")),
        rates=[
            (level, [shown(mapping(rate).get(unit)) for unit in UNITS])
            for level, rate in mapping(mapping(site.document.get("x-rate-limits")).get("general")).items()
        ],
    )
    ranges = list(_ranges(site))
    named = {name for name, *_ in ranges}
    yield page(
        site,
        "currencies.html.jinja",
        title="Currencies",
        href="currencies.html",
        lists=[each for each in found if each.name in named],
        ranges=ranges,
    )
    yield page(site, "lists.html.jinja", title="Lists of values", href="lists/index.html", lists=found)
    for each in found:
        yield page(site, "list.html.jinja", title=each.name, href=each.href, list=each)


def return_codes(site: Site) -> list[tuple[str, list[Code]]]:
    """Return the families of return codes, each with its codes."""
    schema = mapping(site.schemas.get(_CODES))
    codes = map(value_text, listed(schema.get("enum")))
    names = dict(zip(codes, map(str, listed(schema.get("x-enum-varnames"))), strict=False))
    said = meanings({"enum": [], **schema})
    families = mapping(schema.get("x-enum-groups")) or ({"": list(names)} if names else {})
    return [
        (str(family), [_code(code, names, said) for code in map(value_text, listed(codes))])
        for family, codes in families.items()
    ]


def _code(code: str, names: Mapping[str, str], said: Mapping[str, str]) -> Code:
    number = int(code) if re.fullmatch(r"-?[0-9]{1,9}", code) else None
    if number in {SUCCESS, PARTIAL_SUCCESS}:
        return Code(code, names.get(code, ""), said.get(code, ""), None, "")
    error = (ApiError if number is None else family_of(number))(number or code)
    retried = (
        "any call is retried"
        if _RETRY.allows(error, "POST")
        else f"a call that only reads is retried{_PERHAPS}"
        if _RETRY.allows(error, READING[0])
        else f"not retried{_PERHAPS if may_have_been_done(error) else ''}"
    )
    return Code(code, names.get(code, ""), said.get(code, ""), type(error), retried)


_RETRY = Retry()
_PERHAPS = "; a change may have been made"


def _errors(families: Iterable[tuple[str, Sequence[Code]]]) -> list[tuple[str, str]]:
    """Return the classes of errors of return codes, each with what it says of itself."""
    classes = {each.error: None for _, codes in families for each in codes if each.error}
    return [(each.__name__, (each.__doc__ or "").partition("\n")[0]) for each in classes]


def reference_lists(site: Site) -> list[ReferenceList]:
    """Return the independent lists of values, sorted by name."""
    found = []
    for name in sorted(site.lists):
        schema = site.schemas[name]
        values = tuple(map(value_text, listed(schema["enum"])))
        found.append(
            ReferenceList(
                name,
                tuple((value, anchor("value", value)) for value in values),
                tuple(_columns(schema, values)),
                tuple(map(str, listed(schema.get("x-enum-fields")))),
                schema.get("x-enum-partial") is True,
            )
        )
    return found


def _columns(schema: Mapping[str, Any], values: Sequence[str]) -> Iterator[Column]:
    facts = mapping(schema.get("x-enum-facts"))
    meanings = tuple(of_value({**schema, "x-enum-facts": {}}, value, at) for at, value in enumerate(values))
    if any(meanings):
        yield Column("meaning", "", meanings, is_number=False)
    for name, stated in facts.items():
        title = str(name).replace("_", " ")
        cases = [each for each in listed(stated) if isinstance(each, Mapping)]
        if not cases:
            yield _column(title, "", listed(stated), len(values))
        for case in cases:
            yield _column(title, _case(case), listed(case.get("values")), len(values))


def _column(title: str, note: str, facts: Sequence[Any], count: int) -> Column:
    """Return a column with exactly ``count`` cells."""
    numbers = any(isinstance(each, int | float) for each in facts)
    cells = [*map(shown, facts), *[""] * count]
    return Column(title, note, tuple(cells[:count]), numbers)


def shown(value: object) -> str:
    """Write a fact as text: integers with thousands separators, ``None`` as an empty text."""
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value_text(value)


def _case(case: Mapping[str, Any]) -> str:
    """Describe the case in which a fact holds: the level and the values."""
    asked = [
        (f"`{each['field']}` is " if each.get("field") else "for ")
        + " or ".join(f"`{value_text(value)}`" for value in listed(each.get("values")))
        for each in map(mapping, listed(case.get("when")))
    ]
    level = f"at level `{case['level']}`" if case.get("level") else ""
    return ", ".join(filter(None, [level, *asked]))


def _ranges(site: Site) -> Iterator[tuple[str, str, str, str]]:
    """Yield amounts whose range depends on a list: the list, the fact, the field's label, and its address."""
    for operation in site.operations:
        for each in site.requests[operation.name].fields:
            if range_ := mapping(each.own.get("x-list-range")):
                at = field_anchor("request", each.path)
                field = f"{path_text(each.path)} of {operation.name}"
                yield str(range_.get("list")), str(range_.get("fact")), field, f"{operation.href}#{at}"

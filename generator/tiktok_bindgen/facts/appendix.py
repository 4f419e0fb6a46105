"""Write the appendix as pages in the portal's native table format, without its prose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TypeVar

from tiktok_bindgen.facts.cells import marked, plain, table
from tiktok_bindgen.interpret.appendix import appendix_pages
from tiktok_bindgen.interpret.model import (
    Appendix,
    Currency,
    Enumeration,
    HttpStatus,
    Lifecycle,
    RateLimit,
    ReturnCode,
)

_Fact = TypeVar("_Fact", Enumeration, ReturnCode, HttpStatus, Currency, RateLimit)
_LISTED: dict[Lifecycle | None, str] = {
    None: "",
    "deprecated": " (Deprecated)",
    "to-be-deprecated": " (To be deprecated)",
}
_SPANS = ("QPS", "QPM", "QPD")


def appendix_facts(appendix: Appendix) -> dict[str, str]:
    """Write an appendix.

    Returns:
        The pages' texts, by the names of the pages that the facts were read from.
    """
    return {page: _page(appendix, page) for page in appendix_pages(appendix)}


def _page(appendix: Appendix, page: str) -> str:
    titles: list[str] = []
    parts: list[str] = []

    def add(title: str, tables: Iterable[str]) -> None:
        written = list(tables)
        if written:
            titles.append(title)
            parts.extend(written)

    add("Enumerations", map(_enumeration, _of(page, appendix.enumerations)))
    add("Return codes", _return_codes(_of(page, appendix.return_codes)))
    add("HTTP statuses", _http_statuses(_of(page, appendix.http_statuses)))
    add("Currencies", _currencies(_of(page, appendix.currencies)))
    add("Rate limits", _rate_limits(_of(page, appendix.rate_limits)))
    return "\n\n".join((f"# {' and '.join(titles)}", *parts)) + "\n"


def _of(page: str, facts: Sequence[_Fact]) -> list[_Fact]:
    return [fact for fact in facts if fact.page == page]


def _enumeration(enumeration: Enumeration) -> str:
    fields = " or ".join(f"`{field}`" for field in enumeration.fields)
    heading = f"{plain(enumeration.name)}{f' ({fields})' if fields else ''}{_LISTED[enumeration.lifecycle]}"
    return f"## {heading}\n\n{table(('Value',), (f'|{marked(value)}|' for value in enumeration.values))}"


def _return_codes(codes: Iterable[ReturnCode]) -> Iterable[str]:
    for family, members in groupby(codes, key=lambda code: code.family):
        rows = (f"|{code.code}||" for code in members)
        yield f"## {plain(family)}\n\n{table(('Code', 'Description'), rows)}"


def _http_statuses(statuses: Sequence[HttpStatus]) -> Iterable[str]:
    if statuses:
        yield table(("HTTP status",), (f"|{status.status}|" for status in statuses))


def _currencies(currencies: Sequence[Currency]) -> Iterable[str]:
    if currencies:
        rows = (f"|{currency.code}|{currency.precision}|" for currency in currencies)
        yield table(("Currency code", "Precision"), rows)


def _rate_limits(limits: Sequence[RateLimit]) -> Iterable[str]:
    general = [limit for limit in limits if not limit.subject]
    if general:
        rows = (f"|{plain(limit.level)}|{_counts(limit)}|" for limit in general)
        yield table(("Level", *_SPANS), rows)
    # Subjects with the same levels make up one table: three columns a level.
    subjects = [list(found) for _, found in groupby(limits, key=lambda limit: limit.subject)]
    special = [found for found in subjects if found[0].subject]
    for levels, same in groupby(special, key=lambda found: [limit.level for limit in found]):
        columns = [column for level in levels for column in [plain(level)] * len(_SPANS)]
        lines = [f"|{plain(found[0].subject)}|{'|'.join(map(_counts, found))}|" for found in same]
        kinds = "|".join(_SPANS * len(levels))
        yield table(("Endpoint", *columns), (f"|Limit type|{kinds}|", *lines))


def _counts(limit: RateLimit) -> str:
    return "|".join(f"{count:,}" for count in (limit.second, limit.minute, limit.day))

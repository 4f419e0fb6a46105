"""Write the appendix as pages in the portal's native table format, without its prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby, repeat
from typing import TypeVar

from tiktok_bindgen.facts.cells import life_mark, marked, plain, table
from tiktok_bindgen.interpret.appendix import appendix_pages
from tiktok_bindgen.interpret.appendix_model import (
    Appendix,
    Enumeration,
    HttpStatus,
    LinkedList,
    RateLimit,
    ReturnCode,
    Scope,
    ValuesByValue,
)
from tiktok_bindgen.interpret.reference_lists import OWN_TITLE, fact_title, is_reference_list
from tiktok_bindgen.logic.model import SPOKEN_LEVELS

_Fact = TypeVar("_Fact", Enumeration, LinkedList, ReturnCode, HttpStatus, Scope, RateLimit, ValuesByValue)
_SPANS = ("QPS", "QPM", "QPD")


def appendix_facts(appendix: Appendix) -> dict[str, str]:
    """Write an appendix as pages, by the names of those that its facts were read from."""
    return {page: _page(appendix, page) for page in appendix_pages(appendix)}


def _page(appendix: Appendix, page: str) -> str:
    titles: list[str] = []
    parts: list[str] = []

    def add(title: str, tables: Iterable[str]) -> None:
        written = list(tables)
        if written:
            titles.append(title)
            parts.extend(written)

    enumerations = _of(page, appendix.enumerations)
    add("Enumerations", (_enumeration(each) for each in enumerations if not is_reference_list(each)))
    lists = [each for each in enumerations if is_reference_list(each)]
    add(lists[0].title if lists else "", map(_reference_list, lists))
    add("Return codes", _return_codes(_of(page, appendix.return_codes)))
    add("HTTP statuses", _http_statuses(_of(page, appendix.http_statuses)))
    states = _of(page, appendix.values_by_value)
    add(states[0].title if states else "", map(_values_by_value, states))
    linked = _of(page, appendix.linked_lists)
    add(linked[0].title if linked else "", map(_linked_list, linked))
    add("Permission scopes", _scopes(_of(page, appendix.scopes)))
    add("Rate limits", _rate_limits(_of(page, appendix.rate_limits)))
    return "\n\n".join((f"# {' and '.join(dict.fromkeys(titles))}", *parts)) + "\n"


def _of(page: str, facts: Sequence[_Fact]) -> list[_Fact]:
    return [fact for fact in facts if fact.page == page]


def _heading(enumeration: Enumeration) -> str:
    fields = " or ".join(f"`{field}`" for field in enumeration.fields)
    named = f"{plain(enumeration.name)}{f' ({fields})' if fields else ''}"
    some = " (partial list)" if enumeration.partial else ""
    latest = f" (outdated by line {enumeration.outdated})" if enumeration.outdated else ""
    return f"{named}{life_mark(enumeration.lifecycle, ' ({})')}{some}{latest}"


def _reference_list(listed: Enumeration) -> str:
    titles = (OWN_TITLE, *map(fact_title, listed.facts), "Name")
    facts = zip(*(fact.values for fact in listed.facts), strict=True) if listed.facts else repeat(())
    rows = (
        f"|{'|'.join((marked(value), *(plain(fact or '-') for fact in own), plain(value.label or '-')))}|"
        for value, own in zip(listed.values, facts, strict=False)
    )
    return f"## {_heading(listed)}\n\n{table(titles, rows)}"


def _enumeration(enumeration: Enumeration) -> str:
    rows = (f"|{marked(value)}|" for value in enumeration.values)
    return f"## {_heading(enumeration)}\n\n{table(('Value',), rows)}"


def _linked_list(listed: LinkedList) -> str:
    name = re.sub(r"\w*_\w*", r"`\g<0>`", plain(listed.name))
    of = f" of {' or '.join(f'`{field}`' for field in listed.fields)}" if listed.fields else ""
    called = (plain(listed.called),) if listed.called else ()
    rows = (f"|{marked(each)}|{f'{plain(each.label)}|' if called else ''}" for each in listed.values)
    return f"## {name}\n\n{table((f'Value{of} in a linked list', *called), rows)}"


def _return_codes(codes: Iterable[ReturnCode]) -> Iterable[str]:
    for family, members in groupby(codes, key=lambda code: code.family):
        rows = (f"|{code.code}||" for code in members)
        yield f"## {plain(family)}\n\n{table(('Code', 'Description'), rows)}"


def _http_statuses(statuses: Sequence[HttpStatus]) -> Iterable[str]:
    if statuses:
        yield table(("HTTP status",), (f"|{status.status}|" for status in statuses))


def _values_by_value(states: ValuesByValue) -> str:
    level = f" ({SPOKEN_LEVELS[states.level]} level)" if states.level else ""
    titles = (f"`{states.parent}` value", f"Supported values of `{states.of}`{level}")
    rows = []
    for each in states.rows:
        named = ", ".join(f"`{value}`" for value in each.values)
        every = f"All values{' excluding ' if named else ''}{named}"
        rows.append(f"|`{each.value}`|{every if each.all_but else named}|")
    return table(titles, rows)


def _scopes(scopes: Sequence[Scope]) -> Iterable[str]:
    if scopes:
        rows = (
            f"|{scope.id}|{scope.parent or '/'}|{plain(scope.name)}|{path}|"
            for scope in scopes
            for path in scope.paths or ("/",)
        )
        yield table(("Scope ID", "Parent scope ID", "Permission name", "Corresponding endpoint"), rows)


def _rate_limits(limits: Sequence[RateLimit]) -> Iterable[str]:
    general = [limit for limit in limits if not limit.subject]
    if general:
        rows = (f"|{plain(limit.level)}|{_counts(limit)}|" for limit in general)
        yield table(("Level", *_SPANS), rows)
    # Consecutive subjects with the same levels share one table, with three columns for each level.
    subjects = [list(found) for _, found in groupby(limits, key=lambda limit: limit.subject)]
    special = [found for found in subjects if found[0].subject]
    for levels, same in groupby(special, key=lambda found: [limit.level for limit in found]):
        columns = [column for level in levels for column in [plain(level)] * len(_SPANS)]
        lines = [f"|{plain(found[0].subject)}|{'|'.join(map(_counts, found))}|" for found in same]
        kinds = "|".join(_SPANS * len(levels))
        # On the page of an operation, a list of values may come before.
        written = table(("Endpoint", *columns), (f"|Limit type|{kinds}|", *lines))
        yield f"## Rate limits\n\n{written}"


def _counts(limit: RateLimit) -> str:
    return "|".join(f"{count:,}" for count in (limit.second, limit.minute, limit.day))

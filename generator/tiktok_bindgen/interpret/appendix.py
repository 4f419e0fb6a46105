"""Read pages that document no endpoint but what holds for all: codes, lists, permissions, rate limits.

The titles of a table's columns tell which kind of fact it holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import TypeVar

from attrs import astuple, evolve

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
from tiktok_bindgen.interpret.combinations import values_by_value
from tiktok_bindgen.interpret.linked_lists import key_of
from tiktok_bindgen.interpret.model import EnumValue, Lifecycle
from tiktok_bindgen.interpret.reference_lists import is_reference_list, reference_list, together
from tiktok_bindgen.interpret.table_kinds import kind_of
from tiktok_bindgen.interpret.value_texts import mark_of
from tiktok_bindgen.interpret.values import BRACKETS, NAMES_LIST, NOTHING, marked_value, plain, shared_tables
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.labels import ROOT
from tiktok_bindgen.read.page import Cell, Page, ValueTable

_Fact = Enumeration | ReturnCode | HttpStatus | Scope | ValuesByValue | RateLimit
_One = TypeVar("_One", Enumeration, LinkedList, ReturnCode, HttpStatus, Scope, ValuesByValue, RateLimit)

_CODE = re.compile(r"\d{1,9}")
_STATUS = re.compile(r"[1-5](?:xx|\d\d)", re.IGNORECASE)
_COUNT = re.compile(r"\d{1,3}(?:,\d{3}){0,5}|\d{1,18}")
_FIELD = re.compile(r"`([a-z][a-z0-9_]*)`")
_PATH = re.compile(r"(?<![\w/])(/[\w/{}-]{1,200})")
_METHOD = re.compile(r"\b(GET|POST|PUT|DELETE|PATCH)\b")
_ENUMERATIONS = re.compile(r"\benum(?:eration)?s?\b", re.IGNORECASE)
_SPAN = re.compile(r"\b(?:qp(?P<short>[smd])|per (?P<word>second|minute|day))\b")
_SPANS = {"s": "second", "m": "minute", "d": "day"}
_BROKEN = re.compile(r"[A-Z0-9]+_[A-Z0-9_]* [A-Z0-9_]*_[A-Z0-9_]+")
_RETURN_CODES = re.compile(r"\b(?:return|error|status) codes?\b", re.IGNORECASE)
_SCOPE = re.compile(r"\d{1,20}")
# The fewest columns of a table of permissions; one more has the parent permission.
_SCOPE_COLUMNS = 3


def read_appendix(pages: Iterable[Page]) -> tuple[Appendix, tuple[Problem, ...]]:
    """Read what pages document for the API as a whole.

    Args:
        pages: Pages in any order; of those that document an endpoint, only its rate limits are read.

    Returns:
        The appendix, its lists sorted by name, all else by the titles of pages, of equal ones the fuller
        page first; and what was not understood.
        Where two tables state one thing differently, the first one is kept.
    """
    kept: dict[tuple[type, object], _Fact] = {}
    problems: list[Problem] = []

    def report(page: Page, table: ValueTable, code: str, text: str) -> None:
        problems.append(Problem(page.name, table.line, code, text))

    for page, table in [(each, table) for each in sorted(pages, key=_order) for table in each.tables]:
        kind = kind_of(table)
        if page.endpoints and kind not in OF_CALLS:
            continue
        for found in _TABLE_READERS.get(kind, _lists)(page, table):
            if isinstance(found, str):
                report(page, table, "appendix-unread", found)
                continue
            key, stated = _stated(found)
            before = kept.setdefault((type(found), key), found)
            if before is not found and (merged := _together(before, found)):
                kept[type(found), key], conflicts = merged
                if conflicts:
                    what = f"{conflicts} facts of {key!s:.80} are stated differently in two tables"
                    report(page, table, "appendix-conflict", f"{what}; the first ones are kept")
            elif _stated(before)[1] != stated:
                text = f"{key!s:.80} is stated differently in two tables; the first one is kept"
                report(page, table, "appendix-conflict", text)

    def of(kind: type[_One]) -> tuple[_One, ...]:
        return tuple(fact for fact in kept.values() if type(fact) is kind)

    appendix = Appendix(
        enumerations=tuple(sorted(of(Enumeration), key=lambda each: (each.name, each.lifecycle or ""))),
        return_codes=of(ReturnCode),
        http_statuses=of(HttpStatus),
        scopes=of(Scope),
        values_by_value=of(ValuesByValue),
        rate_limits=of(RateLimit),
        linked_lists=of(LinkedList),
    )
    return appendix, tuple(problems)


_MOST_WORDS = 8


def shared_on(page: Page) -> tuple[LinkedList, ...]:
    """The lists on a page that other pages may refer to by their headings."""
    lists = ((each.key.capitalize(), each) for each in shared_tables(page.tables) if not each.unannounced)
    return tuple(
        LinkedList(
            name, each.values, tuple(sorted(each.fields)), page=page.name, title=page.title, called=each.name
        )
        for name, each in lists
        # A facts page has tables with such headings of its own, and no sentences for headings.
        if not NAMES_LIST.fullmatch(name) and len(name.split()) <= _MOST_WORDS
    )


def with_linked(appendix: Appendix, led_to: Iterable[LinkedList]) -> Appendix:
    """Add the lists that other pages refer to, so that partial copies of the documentation have them, too.

    Where links lead to several columns of one table, none is kept.
    """
    found: dict[tuple[object, ...], set[LinkedList]] = {}
    for each in (*appendix.linked_lists, *led_to):
        found.setdefault((each.page, each.name, each.fields), set()).add(each)
    listed = tuple(next(iter(same)) for _, same in sorted(found.items()) if len(same) == 1)
    return evolve(appendix, linked_lists=listed)


def _linked(page: Page, table: ValueTable) -> Iterator[_Fact | str]:
    if not shared_tables([table]):
        yield LinkedList(plain(table.heading), _values(table), page=page.name, title=page.title)


def _order(page: Page) -> tuple[bool, str, int, str]:
    """A sort key for pages by their content, those of calls last; names count only where that is equal."""
    return bool(page.endpoints), page.title, -sum(len(table.rows) for table in page.tables), page.name


def _stated(fact: _Fact) -> tuple[object, object]:
    """The identity of a fact, and what it states apart from prose."""
    match fact:
        case LinkedList():
            return (fact.page, fact.name), None
        case Enumeration() if is_reference_list(fact):
            return key_of(fact.name), None
        case Enumeration():
            return (fact.name, fact.lifecycle), [(value.value, value.lifecycle) for value in fact.values]
        case ReturnCode():
            return fact.code, None
        case HttpStatus():
            return fact.status, None
        case Scope():
            return fact.id, None
        case ValuesByValue():
            return (fact, fact.page), None
        case RateLimit():
            return (fact.subject, fact.level), fact


def _together(one: _Fact, other: _Fact) -> tuple[_Fact, int] | None:
    """Merge two tables of one fact, and count what they state differently; ``None`` if they do not merge."""
    if isinstance(one, Scope) and isinstance(other, Scope):
        return evolve(one, paths=tuple(dict.fromkeys((*one.paths, *other.paths)))), 0
    if isinstance(one, Enumeration) and isinstance(other, Enumeration) and is_reference_list(one):
        return together(one, other)
    return None


def _no(what: str, text: str) -> str:
    return f"no {what}: {text[:60]!r}"


def _return_codes(page: Page, table: ValueTable) -> Iterator[_Fact | str]:
    if not _RETURN_CODES.search(page.title):
        # These are codes of something else.
        yield from _lists(page, table)
        return
    for cells in table.rows:
        number = plain(cells[0].text)
        if _CODE.fullmatch(number):
            yield ReturnCode(int(number), plain(table.heading), _prose(cells[1:]), page.name)
        else:
            yield _no("return code", number)


def _http_statuses(page: Page, table: ValueTable) -> Iterator[_Fact | str]:
    for cells in table.rows:
        status = plain(cells[0].text).lower()
        usable = _STATUS.fullmatch(status)
        yield HttpStatus(status, _prose(cells[1:]), page.name) if usable else _no("HTTP status", status)


def _scopes(page: Page, table: ValueTable) -> Iterator[_Fact | str]:
    """Read permissions: each row has a permission and one operation that needs it."""
    for cells in table.rows:
        texts = [plain(cell.text) for cell in cells]
        parent = texts[1] if len(texts) > _SCOPE_COLUMNS and texts[1] not in NOTHING else ""
        number, name, path = texts[0], texts[-2], texts[-1]
        if _SCOPE.fullmatch(number) and (path in NOTHING or _PATH.fullmatch(path)):
            yield Scope(number, name, parent, () if path in NOTHING else (path,), page.name)
        else:
            yield _no("permission", f"{number} {path}")


def _lists(page: Page, table: ValueTable) -> Iterator[_Fact | str]:
    """Read values with facts, or values keyed by the value of another field."""
    if states := values_by_value(page, table):
        yield from states
        return
    found, unread = reference_list(page, table)
    if unread:
        yield _no("value or fact of a list", ", ".join(unread))
    if found is not None:
        yield found


def _levels(page: Page, table: ValueTable) -> Iterator[_Fact | str]:
    """Read rate limits of all operations together, or of the page's: one row per level, columns for spans."""
    spans = [_span(title) for title in table.columns[1:4]]
    for cells in table.rows:
        counts = {span: cell for span, cell in zip(spans, cells[1:4], strict=False) if span is not None}
        for subject in [each.path.removeprefix(ROOT) for each in page.endpoints] or [""]:
            yield _limit(page, subject, plain(cells[0].text), counts)


def _endpoint_limits(page: Page, table: ValueTable) -> Iterator[_Fact | str]:
    """Read rate limits of single operations: one row per operation, three columns per level.

    The columns' titles name the levels, and the first row the spans of time.
    """
    spans = [_span(cell.text) for cell in table.rows[0]] if table.rows else []
    if not any(spans):
        yield _no("rate limits", ", ".join(table.columns[:4]))
        return
    for cells in table.rows[1:]:
        levels: dict[str, dict[str, Cell]] = {}
        for title, span, cell in zip(table.columns, spans, cells, strict=False):
            if span is not None:
                levels.setdefault(plain(title), {})[span] = cell
        for level, counts in levels.items():
            yield _limit(page, plain(cells[0].text), level, counts)


def _span(title: str) -> str | None:
    found = _SPAN.search(plain(title).lower())
    return None if found is None else found["word"] or _SPANS[found["short"]]


def _limit(page: Page, subject: str, level: str, counts: Mapping[str, Cell]) -> _Fact | str:
    numbers = {span: plain(cell.text) for span, cell in counts.items()}
    if set(numbers) != set(_SPANS.values()) or not all(map(_COUNT.fullmatch, numbers.values())):
        return _no("rate limits", f"{subject} {level}")
    path, method = _PATH.search(subject), _METHOD.search(subject)
    return RateLimit(
        level=level,
        **{span: int(number.replace(",", "")) for span, number in numbers.items()},
        subject=subject,
        path=path[1] if path else None,
        method=method[1] if method else None,
        page=page.name,
    )


def _enumeration(page: Page, table: ValueTable) -> Iterator[_Fact | str]:
    if _ENUMERATIONS.search(page.title):
        name, fields, lifecycle = _heading(table.heading)
        values = _values(table)
        usable = name and values
        found = Enumeration(name, values, fields, lifecycle, page.name, outdated=_outdated(page, table))
        yield found if usable else _no("enumeration", name)


# Words of a list that grows without its page, there and in the heading of a facts page.
_LATEST = re.compile(r"\bto (?:get|obtain|retrieve) the (?:latest|most recent|up-to-date) (?:list|values)\b")
_LATEST_BY = re.compile(r"\(outdated by line (\d{1,6})\)")


def _outdated(page: Page, table: ValueTable) -> int:
    """The line between a table and its heading that leads to the latest values, or 0."""
    if stated := _LATEST_BY.search(table.heading):
        return int(stated[1])
    before = [each for each in page.passages if each.line < table.line]
    said = takewhile(lambda each: not each.level, reversed(before))
    return next((each.line for each in said if _LATEST.search(each.text)), 0)


def _heading(text: str) -> tuple[str, tuple[str, ...], Lifecycle | None]:
    """Parse the heading of a list: its name, its fields, and whether it is (to be) deprecated."""
    fields: list[str] = []
    lifecycle: Lifecycle | None = None
    for bracket in BRACKETS.finditer(text):
        fields.extend(_FIELD.findall(bracket[1]))
        lifecycle = mark_of(bracket[1]) or lifecycle
    return plain(BRACKETS.sub(" ", text)), tuple(fields), lifecycle


def _values(table: ValueTable) -> tuple[EnumValue, ...]:
    described = any(plain(cells[-1].text) not in NOTHING for cells in table.rows) and len(table.columns) > 1
    found: dict[str, EnumValue] = {}
    for cells in table.rows:
        if described and all(plain(cell.text) in NOTHING for cell in cells[1:]):
            # A row whose other cells are empty is a heading for those that follow.
            continue
        text, lifecycle = marked_value(cells[0].text)
        if text:
            found.setdefault(text, EnumValue(text, _prose(cells[1:]), "", lifecycle))
    # A space inside a constant is only a line break, if no other value of the list has one.
    broken = {text for text in found if _BROKEN.fullmatch(text)}
    if broken and not any(" " in text for text in found if text not in broken):
        return tuple(
            evolve(value, value=text.replace(" ", "")) if text in broken else value
            for text, value in found.items()
        )
    return tuple(found.values())


def _prose(cells: Sequence[Cell]) -> str:
    texts = (" ".join(line.text for line in cell.lines) for cell in cells)
    return "\n\n".join(text for text in texts if text not in NOTHING)


_TABLE_READERS: dict[str, Callable[[Page, ValueTable], Iterator[_Fact | str]]] = {
    "list": _lists,
    "linked": _linked,
    "return-codes": _return_codes,
    "statuses": _http_statuses,
    "scopes": _scopes,
    "levels": _levels,
    "endpoints": _endpoint_limits,
    "enumeration": _enumeration,
}

#: Kinds of tables that tell something of calls as such, on the page of an operation, too.
OF_CALLS = frozenset({"levels", "endpoints"})


def appendix_pages(appendix: Appendix) -> Iterator[str]:
    """The names of the pages that an appendix was read from, each once, sorted."""
    yield from sorted({fact.page for facts in astuple(appendix, recurse=False) for fact in facts})

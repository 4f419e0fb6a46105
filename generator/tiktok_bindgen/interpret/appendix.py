"""The pages that document no endpoint but what holds for all: codes, enumerations, currencies, rate limits.

Which fact a table holds is told by the titles of its columns, as the rows of `TABLES` say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

from attrs import define, evolve, field, frozen

from tiktok_bindgen.interpret.enums import mark_of
from tiktok_bindgen.interpret.model import (
    Appendix,
    Currency,
    Enumeration,
    EnumValue,
    HttpStatus,
    Lifecycle,
    RateLimit,
    ReturnCode,
)
from tiktok_bindgen.interpret.values import marked_value
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Cell, Page, ValueTable

_Key = TypeVar("_Key")
_Fact = TypeVar("_Fact")

_CODE = re.compile(r"\d{1,9}")
_STATUS = re.compile(r"[1-5](?:xx|\d\d)", re.IGNORECASE)
_CURRENCY = re.compile(r"[A-Z]{3}")
_PRECISION = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
_COUNT = re.compile(r"\d{1,3}(?:,\d{3}){0,5}|\d{1,18}")
_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")
_FIELD = re.compile(r"`([a-z][a-z0-9_]*)`")
_PATH = re.compile(r"(?<![\w/])(/[\w/{}-]{1,200})")
_METHOD = re.compile(r"\b(GET|POST|PUT|DELETE|PATCH)\b")
_ENUMERATIONS = re.compile(r"\benum(?:eration)?s?\b", re.IGNORECASE)
_SPANS = ("second", "minute", "day")
_SPAN_TITLES = {"qps": "second", "qpm": "minute", "qpd": "day"}
_BROKEN = re.compile(r"[A-Z0-9]+_[A-Z0-9_]* [A-Z0-9_]*_[A-Z0-9_]+")
_RETURN_CODES = re.compile(r"\b(?:return|error|status) codes?\b", re.IGNORECASE)
_NOTHING = frozenset({"", "-", "–", "—"})


@define
class _Reading:
    """An appendix being read, and what was odd about it."""

    enumerations: dict[tuple[str, Lifecycle | None], Enumeration] = field(factory=dict)
    return_codes: dict[int, ReturnCode] = field(factory=dict)
    http_statuses: dict[str, HttpStatus] = field(factory=dict)
    currencies: dict[str, Currency] = field(factory=dict)
    rate_limits: dict[tuple[str, str], RateLimit] = field(factory=dict)
    problems: list[Problem] = field(factory=list)


@frozen
class _Kind:
    """One kind of table.

    Attributes:
        columns: What the titles of its first columns match, in lower case.
        read: Reads it.
        example: Titles that it has.
    """

    columns: tuple[re.Pattern[str], ...]
    read: Callable[[_Reading, Page, ValueTable], None]
    example: tuple[str, ...]


def read_appendix(pages: Iterable[Page]) -> tuple[Appendix, tuple[Problem, ...]]:
    """Read what pages document for the API as a whole.

    Args:
        pages: Pages in any order; those that document an endpoint are passed over.

    Returns:
        The appendix, in the order of the pages' titles, the fuller page first; and what was not understood.
        Where two tables state one thing differently, the first one is kept.
    """
    reading = _Reading()
    for page in sorted(pages, key=_order):
        if not page.endpoints:
            for table in page.tables:
                _read_table(reading, page, table)
    appendix = Appendix(
        enumerations=tuple(reading.enumerations.values()),
        return_codes=tuple(reading.return_codes.values()),
        http_statuses=tuple(reading.http_statuses.values()),
        currencies=tuple(reading.currencies.values()),
        rate_limits=tuple(reading.rate_limits.values()),
    )
    return appendix, tuple(reading.problems)


def _order(page: Page) -> tuple[str, int, str]:
    """Sorts pages by what is on them; only where that decides nothing, by what they are called."""
    return page.title, -sum(len(table.rows) for table in page.tables), page.name


def _read_table(reading: _Reading, page: Page, table: ValueTable) -> None:
    titles = [_plain(title).lower() for title in table.columns]
    for kind in TABLES:
        if len(titles) >= len(kind.columns) and all(
            pattern.fullmatch(title) for pattern, title in zip(kind.columns, titles, strict=False)
        ):
            kind.read(reading, page, table)
            return


def _return_codes(reading: _Reading, page: Page, table: ValueTable) -> None:
    if not _RETURN_CODES.search(page.title):
        return
    family = _plain(table.heading)
    for cells in table.rows:
        number = _plain(cells[0].text)
        if not _CODE.fullmatch(number):
            _unread(reading, page, table, "return code", number)
            continue
        found = ReturnCode(int(number), family, _prose(cells[1:]), page.name)
        _keep(reading, page, table, reading.return_codes, key=found.code, found=found)


def _http_statuses(reading: _Reading, page: Page, table: ValueTable) -> None:
    for cells in table.rows:
        status = _plain(cells[0].text).lower()
        if not _STATUS.fullmatch(status):
            _unread(reading, page, table, "HTTP status", status)
            continue
        found = HttpStatus(status, _prose(cells[1:]), page.name)
        _keep(reading, page, table, reading.http_statuses, key=status, found=found)


def _currencies(reading: _Reading, page: Page, table: ValueTable) -> None:
    for cells in table.rows:
        code, precision = _plain(cells[0].text), _plain(cells[1].text)
        usable = _CURRENCY.fullmatch(code) and _PRECISION.fullmatch(precision)
        if not usable or not Decimal(precision):
            _unread(reading, page, table, "currency and its precision", f"{code} {precision}")
            continue
        found = Currency(code, precision, page.name)
        _keep(reading, page, table, reading.currencies, key=code, found=found)


def _levels(reading: _Reading, page: Page, table: ValueTable) -> None:
    """Read limits of all operations together: a row a level, a column a span of time."""
    spans = [_SPAN_TITLES[_plain(title).lower()] for title in table.columns[1:4]]
    for cells in table.rows:
        counts = dict(zip(spans, cells[1:4], strict=False))
        _limit(reading, page, table, subject="", level=_plain(cells[0].text), counts=counts)


def _endpoint_limits(reading: _Reading, page: Page, table: ValueTable) -> None:
    """Read limits of single operations: a row an operation, three columns a level.

    The columns' titles name the levels, and the first row the spans of time.
    """
    spans = [_SPAN_TITLES.get(_plain(cell.text).lower()) for cell in table.rows[0]] if table.rows else []
    if not any(spans):
        _unread(reading, page, table, "rate limits", ", ".join(table.columns[:4]))
        return
    for cells in table.rows[1:]:
        levels: dict[str, dict[str, Cell]] = {}
        for title, span, cell in zip(table.columns, spans, cells, strict=False):
            if span is not None:
                levels.setdefault(_plain(title), {})[span] = cell
        for level, counts in levels.items():
            _limit(reading, page, table, subject=_plain(cells[0].text), level=level, counts=counts)


def _limit(
    reading: _Reading,
    page: Page,
    table: ValueTable,
    *,
    subject: str,
    level: str,
    counts: dict[str, Cell],
) -> None:
    numbers = {span: _plain(cell.text) for span, cell in counts.items()}
    if set(numbers) != set(_SPANS) or not all(_COUNT.fullmatch(number) for number in numbers.values()):
        _unread(reading, page, table, "rate limits", f"{subject} {level}")
        return
    path, method = _PATH.search(subject), _METHOD.search(subject)
    found = RateLimit(
        level=level,
        **{span: int(number.replace(",", "")) for span, number in numbers.items()},
        subject=subject,
        path=path[1] if path else None,
        method=method[1] if method else None,
        page=page.name,
    )
    _keep(reading, page, table, reading.rate_limits, key=(subject, level), found=found)


def _enumeration(reading: _Reading, page: Page, table: ValueTable) -> None:
    if not _ENUMERATIONS.search(page.title):
        return
    name, fields, lifecycle = _heading(table.heading)
    values = _values(table)
    if not name or not values:
        _unread(reading, page, table, "enumeration", name)
        return
    found = Enumeration(name, values, fields, lifecycle, page.name)
    _keep(reading, page, table, reading.enumerations, key=(name, lifecycle), found=found)


def _heading(text: str) -> tuple[str, tuple[str, ...], Lifecycle | None]:
    """What a list is called, the fields it is for, and whether it is (to be) deprecated."""
    fields: list[str] = []
    lifecycle: Lifecycle | None = None
    for bracket in _BRACKETS.finditer(text):
        fields.extend(_FIELD.findall(bracket[1]))
        lifecycle = mark_of(bracket[1]) or lifecycle
    return _plain(_BRACKETS.sub(" ", text)), tuple(fields), lifecycle


def _values(table: ValueTable) -> tuple[EnumValue, ...]:
    described = any(_plain(cells[-1].text) not in _NOTHING for cells in table.rows) and len(table.columns) > 1
    found: dict[str, EnumValue] = {}
    for cells in table.rows:
        if described and all(_plain(cell.text) in _NOTHING for cell in cells[1:]):
            # A row without a word beside it heads the rows that follow.
            continue
        text, lifecycle = marked_value(cells[0].text)
        if text:
            found.setdefault(text, EnumValue(text, _prose(cells[1:]), "", lifecycle))
    # A blank inside a constant was put there to break the line, if no other value of the list has one.
    broken = {text for text in found if _BROKEN.fullmatch(text)}
    if broken and not any(" " in text for text in found if text not in broken):
        return tuple(
            evolve(value, value=text.replace(" ", "")) if text in broken else value
            for text, value in found.items()
        )
    return tuple(found.values())


def _keep(
    reading: _Reading,
    page: Page,
    table: ValueTable,
    kept: dict[_Key, _Fact],
    *,
    key: _Key,
    found: _Fact,
) -> None:
    first = kept.setdefault(key, found)
    if _plainly(first) != _plainly(found):
        text = f"{key!s:.80} is stated differently in two tables; the first one is kept"
        reading.problems.append(Problem(page.name, table.line, "appendix-conflict", text))


def _plainly(fact: object) -> object:
    """A fact without its prose."""
    if isinstance(fact, Enumeration):
        return [(value.value, value.lifecycle) for value in fact.values]
    if isinstance(fact, ReturnCode):
        return fact.code
    return fact.status if isinstance(fact, HttpStatus) else fact


def _unread(reading: _Reading, page: Page, table: ValueTable, what: str, text: str) -> None:
    problem = Problem(page.name, table.line, "appendix-unread", f"no {what}: {text[:60]!r}")
    reading.problems.append(problem)


def _prose(cells: Sequence[Cell]) -> str:
    return "\n\n".join(text for cell in cells if (text := _as_text(cell)) not in _NOTHING)


def _as_text(cell: Cell) -> str:
    return " ".join(line.text for line in cell.lines)


def _plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())


def _titles(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


# In the order in which they are tried. To read one more kind, add a row.
TABLES: tuple[_Kind, ...] = (
    _Kind(_titles(r"(?:return |error )?codes?", r".*"), _return_codes, ("Code", "Description")),
    _Kind(_titles(r"http status(?:es| codes?)?"), _http_statuses, ("HTTP status codes", "Description")),
    _Kind(_titles(r"currency(?: code)?", r"precision"), _currencies, ("Currency code", "Precision")),
    _Kind(_titles(r"level", *["qp[smd]"] * 3), _levels, ("Level", "QPS", "QPM", "QPD")),
    _Kind(_titles(r"endpoints?", *[r".+"] * 3), _endpoint_limits, ("Endpoint", "Low", "Low", "Low")),
    _Kind(_titles(r"(?:enum )?values?"), _enumeration, ("Value", "Description")),
    _Kind(_titles(r"name", r"description"), _enumeration, ("Name", "Description")),
)


def appendix_pages(appendix: Appendix) -> Iterator[str]:
    """The names of the pages that an appendix was read from, each once, sorted."""
    facts: tuple[Enumeration | ReturnCode | HttpStatus | Currency | RateLimit, ...] = (
        *appendix.enumerations,
        *appendix.return_codes,
        *appendix.http_statuses,
        *appendix.currencies,
        *appendix.rate_limits,
    )
    yield from sorted({fact.page for fact in facts})

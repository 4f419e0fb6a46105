"""Read what pages state of reports: metrics, dimensions, filters, and their allowed combinations.

The tables and their kinds of reports are found in `report_pages`, their rows are read in `report_rows`, and
groupings of dimensions in `report_groupings`; the wordings of all are in `report_wordings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar, cast

from attrs import define, evolve, field

from tiktok_bindgen.counting import number_of
from tiktok_bindgen.interpret.cross_page import CrossPage
from tiktok_bindgen.interpret.fields import Context
from tiktok_bindgen.interpret.markers import title_lifecycle
from tiktok_bindgen.interpret.model import InWords, Lifecycle
from tiktok_bindgen.interpret.report_groupings import GROUPING_HEADINGS, GROUPINGS, Groupings
from tiktok_bindgen.interpret.report_model import DimensionMetrics, Grouping, Report, ReportItem, ReportNote
from tiktok_bindgen.interpret.report_pages import Kinds, heading_level, kind_key, table_role
from tiktok_bindgen.interpret.report_rows import RowReader
from tiktok_bindgen.interpret.report_wordings import GENERIC, NOTES
from tiktok_bindgen.language.hedges import fact_of, read
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read import inline
from tiktok_bindgen.read.page import Cell, Page, Passage, ValueTable

_Fact = ReportItem | DimensionMetrics | Grouping | ReportNote
_One = TypeVar("_One", ReportItem, DimensionMetrics, Grouping, ReportNote)

_AMOUNT = re.compile(r"(\d{1,4}) (hour|minute|day)s?", re.IGNORECASE)
_CODE = re.compile(r"`([A-Za-z]\w*)`")
_LISTED = re.compile(r"`?([a-z][a-z0-9_]*)`?(?P<more>\s*\(.*\))?\s*$")
# How facts pages record what is kept as text.
_IN_WORDS = re.compile(r"^In words: `([0-9a-f]{8})`\.$")


def read_reports(
    pages: Sequence[Page], cross_page: CrossPage, known: Read
) -> tuple[tuple[Report, ...], tuple[Problem, ...]]:
    """Read what pages state of reports.

    Args:
        pages: All pages, in any order.
        cross_page: What pages need from each other.
        known: The cache of results for the same ``cross_page``, which is updated.

    Returns:
        The kinds of reports, in the order of their keys, and what was not understood.
    """
    kinds = Kinds.of(pages)
    names: dict[str, str] = {}
    facts: dict[str, list[_Fact]] = {}
    lifecycles: dict[str, Lifecycle | None] = {}
    problems: list[Problem] = []
    for page in sorted(pages, key=lambda page: page.name):
        if page.form == "flattened":
            # It has lost which rows are titles of others.
            continue
        name = kinds.kind_of(page)
        reading = known.get((id(page), name))
        if reading is None:
            reading = known[id(page), name] = _Reading(page, Context.of(page, cross_page), name)
            reading.run()
        for kind, fact in reading.found:
            key = kind_key(kind)
            names.setdefault(key, kind)
            facts.setdefault(key, []).append(fact)
            if kind == name:
                lifecycles[key] = lifecycles.get(key) or title_lifecycle(page.title)
        problems += reading.context.problems
    reports = (_report(names[key], facts[key], lifecycles.get(key)) for key in sorted(facts))
    return tuple(reports), tuple(problems)


def _report(name: str, facts: Sequence[_Fact], lifecycle: Lifecycle | None) -> Report:
    def of(kind: type[_One]) -> Iterator[_One]:
        return (each for each in facts if isinstance(each, kind))

    dimensions = [each.row.name for each in of(ReportItem) if each.role == "dimensions"]
    return Report(
        name,
        tuple(_not_divided(each, dimensions) for each in of(ReportItem)),
        tuple(dict.fromkeys(of(DimensionMetrics))),
        tuple(dict.fromkeys(of(Grouping))),
        tuple(sorted(dict.fromkeys(of(ReportNote)), key=lambda note: note.about)),
        lifecycle,
    )


def _not_divided(item: ReportItem, dimensions: Sequence[str]) -> ReportItem:
    """Exclude the dimensions of the periods by which an item's figures cannot be divided."""
    by = [name for name in dimensions if name.rpartition("_")[2] in item.not_by]
    return evolve(item, excludes=(*item.excludes, *(("dimensions", name) for name in by))) if by else item


@define
class _Reading:
    """One page being read.

    Attributes:
        page: The page; it is kept so that its id is not reused for another.
        context: What reading its rows needs; it receives what was not understood.
        name: The kind of report that it is about, if any.
        found: What it states, each with the name of the kind.
    """

    page: Page
    context: Context
    name: str | None
    found: list[tuple[str, _Fact]] = field(factory=list)
    _groupings: Groupings = field(factory=Groupings)
    # The headings around, each with its level.
    _path: list[tuple[int, str]] = field(factory=list)
    # Whether this section is about groupings, and the kind of dimensions that it lists.
    _grouping: bool = False
    _category: str | None = None
    # The kinds of reports that the ranges in this section are of.
    _kinds_before: tuple[str, ...] = ()
    # The only filters for asynchronous reports, if stated.
    _later: tuple[str, ...] | None = None

    def run(self) -> None:
        events: list[Passage | ValueTable] = [*self.page.passages, *self.page.tables]
        for each in sorted(events, key=lambda each: each.line):
            if isinstance(each, Passage):
                self._passage(each)
            else:
                self._table(each)
        self.found = [(kind, self._restricted(fact)) for kind, fact in self.found]

    def _add(self, *facts: _Fact) -> None:
        self.found += ((self.name or "", fact) for fact in facts)

    def _note(self, about: Any, kinds: Sequence[str], **stated: Any) -> None:
        self.found += ((kind, ReportNote(about, page=self.page.name, **stated)) for kind in kinds)

    @property
    def _headings(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._path)

    @property
    def _group(self) -> tuple[str, ...]:
        texts = (inline.bare(text) for text in self._headings)
        return tuple(text for text in texts if text and not fact_of(GENERIC, text))

    # Running text

    def _passage(self, passage: Passage) -> None:
        level = heading_level(passage.level, passage.text)
        if level:
            self._heading(level, inline.flat(passage.text).strip("#: "))
        elif self.name is not None or "days" in passage.text or passage.text.startswith("For "):
            for line in inline.lines(passage.text):
                self._sentence(line.text, passage.line)

    def _heading(self, level: int, text: str) -> None:
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        self._path.append((level, text))
        bare = inline.bare(text)
        fact, parts = (None if fact_of(GENERIC, bare) else read(GROUPING_HEADINGS, bare)) or ("", {})
        self._category = str(parts["KIND"]).lower() if fact == "category" else None
        self._grouping = fact_of(GROUPINGS, bare) != "examples" and (
            self._category is not None
            or any(fact_of(GROUPING_HEADINGS, each) == "groupings" for each in self._headings)
        )
        self._kinds_before = ()

    def _sentence(self, text: str, line: int) -> None:
        fact, parts = read(NOTES, text) or ("", {})
        kinds = _kinds_named(str(parts.get("KINDS", "")))
        if fact == "kinds":
            self._kinds_before = kinds
        if fact.startswith("range"):
            days = {"amount": f"{parts['NUMBER']} days"}
            side = "without" if fact == "range-without" else "dimensions"
            self._note("range", kinds or self._kinds_before, **days, **{side: parts.get("CODE", ())})
        elif self.name is None:
            return
        elif fact == "filters":
            self._later = cast("tuple[str, ...]", parts["NAMES"])
        elif (stated := fact_of(GROUPINGS, text)) in {"introduction", "examples"}:
            self._grouping = stated == "introduction"
        elif self._grouping:
            self._about_groupings(text, line)

    def _about_groupings(self, text: str, line: int) -> None:
        text = text[inline.bullet(text) :]
        listed = _LISTED.match(text)
        if self._category and listed:
            known = self._groupings.categories.get(self._category, ())
            self._groupings.categories[self._category] = tuple(dict.fromkeys((*known, listed[1])))
            if listed["more"]:
                self._in_words(text, line)
        else:
            self._add_groupings(text, line)

    def _add_groupings(self, text: str, line: int) -> None:
        if mark := _IN_WORDS.match(text):
            self._add(ReportNote("grouping", words=InWords(mark[1]), page=self.page.name))
            return
        stated = self._groupings.read(text)
        if stated is None:
            self._in_words(text, line)
        else:
            self._add(*(Grouping(slots, self._group, self.page.name) for slots in stated))

    def _in_words(self, text: str, line: int) -> None:
        if "`" in text or "dimension" in text.lower():
            words = InWords.of(text)
            problem = f"a rule about groupings of dimensions is kept in words: {words.digest}"
            self.context.report(line, "report-grouping-unread", problem)
            self._add(ReportNote("grouping", words=words, page=self.page.name))

    def _restricted(self, fact: _Fact) -> _Fact:
        """Limit a filter to synchronous reports if it is not among those of asynchronous ones."""
        if self._later is None or not isinstance(fact, ReportItem) or fact.role != "filters":
            return fact
        return fact if fact.row.name in self._later else evolve(fact, modes=fact.modes or ("synchronous",))

    # Tables

    def _table(self, table: ValueTable) -> None:
        headings = self._headings if self.page.passages else (table.heading,)
        found = table_role(table, headings, self.page.title)
        if found is None or not table.rows:
            return
        role, at, heading = found
        if role == "latency" or role == "days":  # noqa: PLR1714 - mypy sees what is left
            self._times(table)
        elif self.name is None:
            if role != "comparison":
                text = f"a table of {role.replace('-', ' ')} of no kind of report: {table.heading[:60]!r}"
                self.context.report(table.line, "report-kind-unknown", text)
        elif role == "comparison":
            if not self.page.endpoints and any("metric" in row[0].text.lower() for row in table.rows):
                text = f"{len(table.rows)} row(s) of what was other in the version before are not read"
                self.context.report(table.line, "report-comparison-unread", text)
        elif role == "groupings":
            for row in table.rows:
                self._grouping_cell(row[-1])
        else:
            reader = RowReader(self.context, self._group)
            if role == "dimension-metrics":
                self._add(reader.dimension_metrics(table, heading))
            else:
                self._add(*reader.items(table, role, at))
            self._add(*reader.metrics)
            for cell in reader.groupings:
                self._grouping_cell(cell)

    def _times(self, table: ValueTable) -> None:
        """Read a table of how late data is or, on facts pages, of how many days can be requested."""
        columns = [inline.bare(column).lower() for column in table.columns]
        for row in table.rows:
            cells = {column: cell.text for column, cell in zip(columns, row, strict=False)}
            kinds = _kinds_named(row[0].text)
            if "latency" in cells:
                late = cells.pop("latency")
                words = " ".join([*cells.values()][1:])
                mark = _IN_WORDS.match(words)
                amount = _AMOUNT.search(late)
                if amount is None or not kinds:
                    self.context.report(row[0].line, "report-cell-unread", f"no latency: {late[:20]!r}")
                else:
                    kept = InWords(mark[1]) if mark else InWords.of(words)
                    self._note("latency", kinds, amount=_plural(amount), words=kept)
            elif not cells["days"].isdecimal():
                text = f"no number of days: {cells['days'][:20]!r}"
                self.context.report(row[0].line, "report-cell-unread", text)
            else:
                with_, without = (
                    tuple(_CODE.findall(cells.get(title, "")))
                    for title in ("with dimension", "without dimension")
                )
                days = f"{cells['days']} days"
                self._note("range", kinds, amount=days, dimensions=with_, without=without)

    def _grouping_cell(self, cell: Cell) -> None:
        for line in cell.lines:
            self._add_groupings(line.text, cell.line)


def _kinds_named(text: str) -> tuple[str, ...]:
    """The kinds of reports that a text lists.

    Examples:
        >>> _kinds_named("basic reports, tree ad reports, and Rose")
        ('basic', 'tree ad', 'Rose')
    """
    parts = re.split(r",\s*(?:and\s+)?|\s+and\s+", text.strip(" *"))
    return tuple(
        re.sub(r"\s+reports?$", "", part.strip(), flags=re.IGNORECASE) for part in parts if part.strip()
    )


def _plural(amount: re.Match[str]) -> str:
    return number_of(int(amount[1]), amount[2].lower())


#: What pages state of reports, keyed by the page's id and its kind of report.
Read = dict[tuple[int, str | None], _Reading]

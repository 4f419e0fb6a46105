"""What pages state of reports: metrics, dimensions, filters, and what goes with what.

Which tables tell it, and of which kind of report, is read from titles, headings and columns
(`report_pages`); sentences of where something can be used are `report_words`, those of what may be grouped
by together `report_groupings`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import define, evolve, field

from tiktok_bindgen.interpret.cross_page import CrossPage
from tiktok_bindgen.interpret.fields import Context
from tiktok_bindgen.interpret.markers import title_lifecycle
from tiktok_bindgen.interpret.markup import Vocabulary
from tiktok_bindgen.interpret.model import (
    DimensionMetrics,
    Grouping,
    InWords,
    Lifecycle,
    Report,
    ReportItem,
    ReportNote,
)
from tiktok_bindgen.interpret.report_groupings import (
    CATEGORY_HEADING,
    EXAMPLES,
    HEADING,
    INTRODUCTIONS,
    Groupings,
)
from tiktok_bindgen.interpret.report_pages import GENERIC, LONGEST, Kinds, heading_level, kind_key, table_role
from tiktok_bindgen.interpret.report_rows import RowReader
from tiktok_bindgen.interpret.report_words import FILTER_MODE, RANGE_KINDS, RANGES
from tiktok_bindgen.interpret.values import value_lists
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read import inline
from tiktok_bindgen.read.page import Cell, Page, Passage, ValueTable

_AMOUNT = re.compile(r"(\d{1,4}) (hour|minute|day)s?", re.IGNORECASE)
_CODE = re.compile(r"`([A-Za-z]\w*)`")
_BULLET = re.compile(r"^[-*•]\s+")
_LISTED = re.compile(r"`?([a-z][a-z0-9_]*)`?(?P<more>\s*\(.*\))?\s*$")
_WORDS_MARK = re.compile(r"^In words: `([0-9a-f]{8})`\.$")


@define
class _Kind:
    """A kind of report in the making."""

    name: str
    items: list[ReportItem] = field(factory=list)
    dimension_metrics: list[DimensionMetrics] = field(factory=list)
    groupings: list[Grouping] = field(factory=list)
    notes: list[ReportNote] = field(factory=list)
    lifecycle: Lifecycle | None = None

    def add(self, part: _Kind) -> None:
        """Take what one page states."""
        self.items += part.items
        self.dimension_metrics += part.dimension_metrics
        self.groupings += part.groupings
        self.notes += part.notes
        self.lifecycle = self.lifecycle or part.lifecycle

    def report(self) -> Report:
        return Report(
            self.name,
            tuple(self.items),
            tuple(dict.fromkeys(self.dimension_metrics)),
            tuple(dict.fromkeys(self.groupings)),
            tuple(sorted(dict.fromkeys(self.notes), key=lambda note: note.about)),
            self.lifecycle,
        )


#: What was found on a page, and what was not understood, by the page itself and the kind it belongs to.
Read = dict[tuple[int, str | None], tuple[Page, dict[str, "_Kind"], list[Problem]]]


def read_reports(
    pages: Sequence[Page], told: CrossPage, read: Read
) -> tuple[tuple[Report, ...], tuple[Problem, ...]]:
    """Read what pages state of reports.

    Args:
        pages: All pages, in any order.
        told: What pages tell each other.
        read: What was found before, with the same told, and gets what is found now.

    Returns:
        The kinds of reports, in the order of their keys, and what was not understood.
    """
    kinds = Kinds.of(pages)
    found: dict[str, _Kind] = {}
    problems: list[Problem] = []
    for page in sorted(pages, key=lambda page: page.name):
        if page.form == "flattened":
            # Which rows are titles of which is lost.
            continue
        name = kinds.kind_of(page)
        key = id(page), name
        if key not in read:
            reading = _Reading(page, told, name)
            reading.run()
            # The page is kept, so that no other gets its identity.
            read[key] = page, reading.found, reading.problems
        for kind, part in read[key][1].items():
            found.setdefault(kind, _Kind(part.name)).add(part)
        problems += read[key][2]
    return tuple(found[key].report() for key in sorted(found)), tuple(problems)


@define
class _Reading:
    """One page being read."""

    page: Page
    told: CrossPage
    name: str | None
    found: dict[str, _Kind] = field(factory=dict)
    problems: list[Problem] = field(factory=list)
    _groupings: Groupings = field(factory=Groupings)
    _path: list[tuple[int, str]] = field(factory=list)
    _grouping: bool = False
    _category: str | None = None
    _kinds_before: tuple[str, ...] = ()
    _synchronous_but: set[str] | None = None
    _context: Context | None = None

    def run(self) -> None:
        events: list[Passage | ValueTable] = [*self.page.passages, *self.page.tables]
        for each in sorted(events, key=lambda each: each.line):
            if isinstance(each, Passage):
                self._passage(each)
            else:
                self._table(each)
        if self._synchronous_but is not None:
            self._restrict_filters(self._synchronous_but)

    def _problem(self, line: int, code: str, text: str) -> None:
        self.problems.append(Problem(self.page.name, line, code, text))

    def _kind(self, name: str | None = None) -> _Kind:
        name = name or self.name or ""
        kind = self.found.setdefault(kind_key(name), _Kind(name))
        if name == self.name:
            kind.lifecycle = kind.lifecycle or title_lifecycle(self.page.title)
        return kind

    @property
    def _headings(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._path)

    @property
    def _group(self) -> tuple[str, ...]:
        texts = (inline.bare(text) for text in self._headings)
        return tuple(text for text in texts if text and not GENERIC.pattern.fullmatch(text))

    def _around(self) -> Context:
        if self._context is None:
            self._context = Context(
                page=self.page.name,
                flattened=False,
                words=Vocabulary.of((), ()),
                lists=value_lists(self.page.tables),
                enumerations=self.told.known,
                others=self.told.lists,
            )
        return self._context

    # What running text tells.

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
        generic = GENERIC.pattern.fullmatch(bare)
        category = None if generic else CATEGORY_HEADING.pattern.fullmatch(bare)
        self._category = category["name"].lower() if category else None
        self._grouping = not EXAMPLES.pattern.match(bare) and (
            self._category is not None or any(HEADING.pattern.search(each) for each in self._headings)
        )
        self._kinds_before = ()

    def _sentence(self, text: str, line: int) -> None:
        if len(text) > LONGEST:
            if self._grouping:
                self._in_words(text, line)
            return
        if self._range(text) or self.name is None:
            return
        if match := FILTER_MODE.pattern.match(_BULLET.sub("", text)):
            self._synchronous_but = set(_CODE.findall(match["names"]))
            return
        if any(each.pattern.match(text) for each in INTRODUCTIONS):
            self._grouping = True
        elif EXAMPLES.pattern.match(text):
            self._grouping = False
        elif self._grouping:
            self._about_groupings(text, line)

    def _about_groupings(self, text: str, line: int) -> None:
        text = _BULLET.sub("", text)
        listed = _LISTED.match(text)
        if self._category and listed:
            known = self._groupings.categories.get(self._category, ())
            self._groupings.categories[self._category] = tuple(dict.fromkeys((*known, listed[1])))
            if listed["more"]:
                self._in_words(text, line)
        elif not self._groupings.learn(text):
            self._add_groupings(text, line)

    def _add_groupings(self, text: str, line: int) -> None:
        if mark := _WORDS_MARK.match(text):
            self._kind().notes.append(ReportNote("grouping", words=InWords(mark[1]), page=self.page.name))
            return
        read = self._groupings.read(text)
        if read is None:
            self._in_words(text, line)
            return
        for slots in read:
            self._kind().groupings.append(Grouping(slots, self._group, self.page.name))

    def _in_words(self, text: str, line: int) -> None:
        if "`" in text or "dimension" in text.lower():
            words = InWords.of(text)
            said = f"a rule about groupings of dimensions is kept in words: {words.digest}"
            self._problem(line, "report-grouping-unread", said)
            self._kind().notes.append(ReportNote("grouping", words=words, page=self.page.name))

    def _range(self, text: str) -> bool:
        if match := RANGE_KINDS.pattern.match(text):
            self._kinds_before = _kinds_named(match["kinds"])
            return False
        for each in RANGES:
            if match := each.pattern.match(text):
                said = match.groupdict()
                names = tuple(_CODE.findall(said.get("names") or ""))
                kinds = _kinds_named(said["kinds"]) if said.get("kinds") else self._kinds_before
                for kind in kinds:
                    self._kind(kind).notes.append(
                        ReportNote(
                            "range",
                            f"{match['days']} days",
                            () if said.get("not") else names,
                            names if said.get("not") else (),
                            page=self.page.name,
                        )
                    )
                return bool(kinds)
        return False

    def _restrict_filters(self, names: set[str]) -> None:
        """Say of the page's filters that they are for synchronous reports, but for some."""
        items = self._kind().items
        for index, item in enumerate(items):
            if item.page == self.page.name and item.role == "filters" and item.row.name not in names:
                items[index] = evolve(item, modes=item.modes or ("synchronous",))

    # What tables tell.

    def _table(self, table: ValueTable) -> None:
        headings = self._headings if self.page.passages else (table.heading,)
        found = table_role(table, headings, self.page.title)
        if found is None or not table.rows:
            return
        role, at = found
        if role == "latencies":
            self._latencies(table)
        elif role == "ranges":
            self._ranges(table)
        elif self.name is None:
            if role != "comparison":
                text = f"a table of {role} of no kind of report: {table.heading[:60]!r}"
                self._problem(table.line, "report-kind-unknown", text)
        elif role == "comparison":
            if not self.page.endpoints and any("metric" in row[0].text.lower() for row in table.rows):
                text = f"{len(table.rows)} row(s) of what was other in the version before are not read"
                self._problem(table.line, "report-comparison-unread", text)
        elif role == "groupings":
            for row in table.rows:
                self._grouping_cell(row[-1])
        else:
            reader = RowReader(self._around(), self._group, self.problems)
            if role == "dimension metrics":
                named = (text for text in (*reversed(headings), self.page.title) if "metrics" in text.lower())
                reader.metrics.append(reader.dimension_metrics(table, next(named)))
            else:
                self._kind().items.extend(reader.items(table, role, at))
            self._kind().dimension_metrics.extend(reader.metrics)
            for cell in reader.groupings:
                self._grouping_cell(cell)

    def _latencies(self, table: ValueTable) -> None:
        columns = [inline.bare(column).lower() for column in table.columns]
        at = columns.index("latency")
        for row in table.rows:
            words = " ".join(cell.text for index, cell in enumerate(row) if index not in {0, at})
            mark = _WORDS_MARK.match(words)
            amount = _AMOUNT.search(row[at].text)
            kinds = _kinds_named(row[0].text)
            if amount is None or not kinds:
                self._problem(row[0].line, "report-cell-unread", f"no latency: {row[at].text[:20]!r}")
                continue
            said = InWords(mark[1]) if mark else InWords.of(words)
            for kind in kinds:
                self._kind(kind).notes.append(
                    ReportNote("latency", _plural(amount), words=said, page=self.page.name)
                )

    def _ranges(self, table: ValueTable) -> None:
        """Read the table that facts pages have."""
        columns = [inline.bare(column).lower() for column in table.columns]
        for row in table.rows:
            cells = {column: cell.text for column, cell in zip(columns, row, strict=True)}
            if not cells["days"].isdecimal():
                text = f"no number of days: {cells['days'][:20]!r}"
                self._problem(row[0].line, "report-cell-unread", text)
                continue
            amount = f"{cells['days']} days"
            with_, without = (
                tuple(_CODE.findall(cells.get(title, "")))
                for title in ("with dimension", "without dimension")
            )
            for kind in _kinds_named(row[0].text):
                self._kind(kind).notes.append(
                    ReportNote("range", amount, with_, without, page=self.page.name)
                )

    def _grouping_cell(self, cell: Cell) -> None:
        for line in cell.lines:
            self._add_groupings(line.text, cell.line)


def _kinds_named(text: str) -> tuple[str, ...]:
    """The kinds of reports that a list of them names.

    Examples:
        >>> _kinds_named("basic reports, tree ad reports, and Rose")
        ('basic', 'tree ad', 'Rose')
    """
    parts = re.split(r",\s*(?:and\s+)?|\s+and\s+", text.strip(" *"))
    return tuple(
        re.sub(r"\s+reports?$", "", part.strip(), flags=re.IGNORECASE) for part in parts if part.strip()
    )


def _plural(amount: re.Match[str]) -> str:
    return f"{int(amount[1])} {amount[2].lower()}{'' if int(amount[1]) == 1 else 's'}"

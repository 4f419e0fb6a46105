"""Read the rows of tables of metrics, dimensions, filters, or of the metrics available with a dimension."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from attrs import define, evolve, field, frozen

from tiktok_bindgen.digest import digest_of
from tiktok_bindgen.interpret.fields import Context, as_markdown, read_fields
from tiktok_bindgen.interpret.markers import read_markers, title_lifecycle
from tiktok_bindgen.interpret.model import Field, Lifecycle, ReportRole, Type
from tiktok_bindgen.interpret.report_model import DimensionMetric, DimensionMetrics, ReportItem, ReportMode
from tiktok_bindgen.interpret.report_uses import Uses, framework_in
from tiktok_bindgen.interpret.report_wordings import DETAILS, MODES, USES, levels_in
from tiktok_bindgen.language.hedges import fact_of, read
from tiktok_bindgen.language.statements import Statement, split, statements
from tiktok_bindgen.read import inline
from tiktok_bindgen.read.page import Cell, FieldTable, Line, Row, ValueTable
from tiktok_bindgen.read.words import name_of, presence_of

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]*")
_CODE = re.compile(r"`([A-Za-z]\w*)`")
_ITEM = re.compile(
    r"`(\w+)`\s*(?:[(（].*[)）])?[.。]?$|[\w ()/-]{1,60}[:：]\s*((?:`\w+`[\s,.]*(?:and\s+)?)+)$"
)
_COMPARISON = re.compile(r"[A-Z][A-Z_]*")
_YES, _NO = frozenset({"✅", "✔", "yes"}), frozenset({"❌", "✖", "no"})
_NOTHING = frozenset({"", "-", "n/a", "/"})


@frozen
class _Title:
    """A row that is a title of the rows below it."""

    depth: int
    text: str
    lifecycle: Lifecycle | None
    uses: Uses


@frozen
class _Read:
    """A row with its cells keyed by the roles of their columns, and the titles above it."""

    row: Row
    parts: Mapping[str, Cell]
    under: tuple[str, ...]
    titles: tuple[_Title, ...]
    uses: Uses

    def text(self, part: str) -> str:
        """The text of a cell; empty if there is none."""
        return self.parts[part].text if part in self.parts else ""


@define
class RowReader:
    """Reads the rows of one table.

    Attributes:
        context: The page around it.
        group: The headings above the table.
        metrics: Receives which metrics are available with a dimension, by its description.
        groupings: Receives the cells about groupings.
    """

    context: Context
    group: tuple[str, ...]
    metrics: list[DimensionMetrics] = field(factory=list)
    groupings: list[Cell] = field(factory=list)

    def items(self, table: ValueTable, role: ReportRole, at: int) -> Iterator[ReportItem]:
        """Read metrics, dimensions or filters with names in column ``at``; what is left of it are titles."""
        found = {(each.row.line, each.row.name): each for each in self._rows(table, role, at)}
        rows = tuple(
            evolve(
                each.row,
                description=tuple(each.uses.rest),
                type=each.row.type or _stand_in(each.uses.rest),
            )
            for each in found.values()
        )
        for row in read_fields(FieldTable(table.heading, rows, table.line), self.context):
            yield self._item(row, role, found[row.line, row.name])

    def _rows(self, table: ValueTable, role: ReportRole, at: int) -> Iterator[_Read]:
        columns = _columns(table)
        titles: list[_Title] = []
        whole: int | None = None
        for cells, depth, deeper in _with_depths(table):
            while titles and titles[-1].depth >= depth:
                titles.pop()
            if whole is not None and depth <= whole:
                whole = None
            row = self._row(cells, at, columns)
            uses = Uses(role)
            uses.read(row.description)
            for text in uses.unread:
                problem = f"where `{row.name}` can be used is not understood: {digest_of(text)}"
                self.context.report(row.line, "report-use-unread", problem)
            if deeper and whole is None and not row.type:
                titles.append(_Title(depth, row.name, read_markers(row.markers).lifecycle, uses))
            elif not _NAME.fullmatch(row.name):
                text = f"no name of one of the {role}: {row.name[:60]!r}"
                self.context.report(row.line, "report-row-unread", text)
            else:
                inner = 0 if whole is None else depth - whole
                whole = depth if deeper and whole is None else whole
                before = tuple(inline.bare(cell.text.lstrip("#")) for cell in cells[:at])
                yield _Read(
                    evolve(row, depth=inner),
                    {part: cells[index] for index, part in columns.items()},
                    (*before, *(title.text for title in titles)),
                    tuple(titles),
                    uses,
                )

    def _row(self, cells: Sequence[Cell], at: int, columns: Mapping[int, str]) -> Row:
        name, markers, _ = name_of(cells[at].text.lstrip("#＃ "))
        type_, description = "", list[Line]()
        for index, cell in enumerate(cells[at + 1 :], start=at + 1):
            part = columns.get(index)
            if part == "type":
                type_ = cell.text
            elif part == "presence":
                marker = presence_of(cell.text)
                markers = (*markers, marker) if marker else markers
            elif part == "size" and cell.text.strip().isdecimal():
                description.append(Line(f"Max size: {cell.text.strip()}."))
            elif part == "groupings":
                self.groupings.append(cell)
            elif part in (None, "label"):
                description += [line for line in cell.lines if line.text.lower() not in _NOTHING]
        return Row(name, markers, type_, 0, tuple(description), cells[at].line)

    def _item(self, row: Field, role: ReportRole, read: _Read) -> ReportItem:
        uses = read.uses
        for title in reversed(read.titles):
            uses.inherit(title.uses)
        if levels := read.text("levels"):
            if known := levels_in(levels):
                uses.stated["levels"] = known
            else:
                self.context.report(row.line, "report-cell-unread", f"no data levels: {levels[:20]!r}")
        comparisons = read.text("comparisons")
        if _COMPARISON.sub("", comparisons).strip(" ,/"):
            self.context.report(row.line, "report-cell-unread", f"no filter types: {comparisons[:20]!r}")
        if role == "dimensions":
            self._metrics_of(row, read.row.description)
        marks = [
            *(title.lifecycle for title in reversed(read.titles)),
            *(title_lifecycle(text) for text in reversed(self.group)),
        ]
        stated = evolve(
            row,
            type=row.type if read.row.type else Type("any"),
            description=as_markdown(read.row.description),
            lifecycle=row.lifecycle or next(filter(None, marks), None),
        )
        label = read.text("label") or _framework_line(read.row.description)
        framework = framework_in([label, *reversed(read.under), *reversed(self.group)])
        return ReportItem(
            role,
            stated,
            self.group,
            read.under,
            **uses.stated,
            framework=framework if role == "metrics" else None,
            category=re.sub(r"\s+dimension$", "", read.text("category")) or None,
            comparisons=tuple(_COMPARISON.findall(comparisons)),
            page=self.context.page,
        )

    def _metrics_of(self, row: Field, lines: Sequence[Line]) -> None:
        """Read the lists of metrics in the description of a dimension."""
        for statement in (inner for each in statements(lines, nested=True) for inner in each.walk()):
            fact = fact_of(USES, (split(statement.text) or ("",))[-1])
            if fact not in {"metrics", "without-metrics"}:
                continue
            without = fact == "without-metrics"
            names, unread = _listed_metrics(statement.items)
            for text in unread:
                problem = f"the metrics that go with `{row.name}` are not all read: {digest_of(text)}"
                self.context.report(row.line, "report-metrics-unread", problem)
            # A partial list of available metrics says nothing of others; one of excluded metrics is valid.
            if names and (without or not unread):
                metrics = tuple(map(DimensionMetric, names))
                self.metrics.append(DimensionMetrics((row.name,), metrics, without, self.context.page))

    def dimension_metrics(self, table: ValueTable, heading: str) -> DimensionMetrics:
        """Read the metrics that are, or are not, available with the dimensions that a heading names."""
        columns = _columns(table)
        metrics = []
        for cells, _, deeper in _with_depths(table):
            name = name_of(cells[0].text.lstrip("#＃ "))[0]
            if deeper:
                continue
            if _NAME.fullmatch(name):
                metrics.append(DimensionMetric(name, self._modes(cells, columns)))
            else:
                self.context.report(cells[0].line, "report-row-unread", f"no metric: {name[:60]!r}")
        without = "not supported" in heading.lower()
        return DimensionMetrics(tuple(_CODE.findall(heading)), tuple(metrics), without, self.context.page)

    def _modes(self, cells: Sequence[Cell], columns: Mapping[int, str]) -> tuple[ReportMode, ...]:
        found: dict[ReportMode, bool] = {}
        for index, cell in enumerate(cells[1:], start=1):
            if mode := MODES.get(columns.get(index, "")):
                answer = cell.text.strip().rstrip("\ufe0f").lower()
                if answer not in _YES | _NO:
                    self.context.report(
                        cell.line, "report-cell-unread", f"neither yes nor no: {cell.text[:20]!r}"
                    )
                found[mode] = answer not in _NO
                continue
            for line in cell.lines:
                fact, parts = read(USES, line.text) or ("", {})
                if fact == "not-with":
                    found = {mode: mode != parts["MODE"] for mode in MODES.values()}
        return tuple(mode for mode, good in found.items() if good) if False in found.values() else ()


def _framework_line(lines: Iterable[Line]) -> str:
    """The line of a facts page that names the framework of a metric; empty for none."""
    return next((line.text for line in lines if line.text.startswith("Framework: ")), "")


def _stand_in(lines: Iterable[Line]) -> str:
    """A type with which the facts of a row can be read, if none is documented."""
    return "list" if any("size" in line.text.lower() for line in lines) else "any"


def _columns(table: ValueTable) -> dict[int, str]:
    """The roles of a table's columns, keyed by index."""
    found: dict[int, str] = {}
    for index, column in enumerate(table.columns):
        part = fact_of(DETAILS, inline.bare(column))
        if part and part not in found.values():
            found[index] = part
    return found


def _with_depths(table: ValueTable) -> Iterator[tuple[tuple[Cell, ...], int, bool]]:
    """Yield each row with its depth, and whether the next one is deeper."""
    depths = [len(text) - len(text.lstrip("#＃")) for text in (row[0].text for row in table.rows)]
    for row, (depth, below) in zip(table.rows, pairwise([*depths, 0]), strict=True):
        yield row, depth, below > depth


def _listed_metrics(items: Iterable[Statement]) -> tuple[list[str], list[str]]:
    """The metrics in a list, and its lines that are not understood."""
    names: list[str] = []
    unread: list[str] = []
    for item in items:
        match = _ITEM.match(item.text)
        if match is None:
            # Lines below it may hold only under its condition.
            unread.append(item.text)
            continue
        names += [match[1]] if match[1] else _CODE.findall(match[2])
        unread += [inner.text for inner in item.items]
    return names, unread

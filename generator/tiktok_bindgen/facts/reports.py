"""Write the facts about reports as pages in the portal's native table format, without its prose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

from attrs import evolve

from tiktok_bindgen.facts.cells import code, life_mark, plain, table
from tiktok_bindgen.facts.write import ValueLists, field_facts, marked_name
from tiktok_bindgen.interpret.model import Field, InWords, ReportRole
from tiktok_bindgen.interpret.report_groupings import written_grouping
from tiktok_bindgen.interpret.report_model import DimensionMetrics, Grouping, Report, ReportItem, ReportNote
from tiktok_bindgen.interpret.report_pages import report_pages
from tiktok_bindgen.interpret.report_uses import framework_in, written_uses

_Fact = TypeVar("_Fact", ReportItem, DimensionMetrics, Grouping, ReportNote)
_COLUMNS: dict[ReportRole, tuple[str, ...]] = {
    "metrics": ("Metric", "Type", "Detail"),
    "dimensions": ("Dimension", "Type", "Dimension type", "Detail"),
    "filters": ("Filter field", "Type", "Supported filter types", "Detail"),
}
_YES_OR_NO = ("❌", "✅")


def report_facts(reports: Sequence[Report]) -> dict[str, str]:
    """Write kinds of reports as pages, by the names of those that they were read from; prose is left out."""
    return {page: "\n\n".join(_page(reports, page)) + "\n" for page in sorted(report_pages(reports))}


def _page(reports: Sequence[Report], page: str) -> Iterator[str]:
    about = [
        report
        for report in reports
        if page in report_pages([evolve(report, notes=())])
        or any(note.about == "grouping" for note in _of(page, report.notes))
    ]
    lists = ValueLists()
    yield _title(about)
    for report in about:
        yield from _kind(report, page, lists)
    yield from lists.written()
    yield from _times(reports, page)


def _title(about: Sequence[Report]) -> str:
    if not about:
        return "# Times of reports"
    return f"# {life_mark(about[0].lifecycle, '({}) ')}Lists in {plain(about[0].name)} reports"


def _kind(report: Report, page: str, lists: ValueLists) -> Iterator[str]:
    for (role, group), items in groupby(_of(page, report.items), key=lambda item: (item.role, item.group)):
        yield from _headings(role, group)
        yield table(_COLUMNS[role], _rows(list(items), lists))
    for stated in _of(page, report.dimension_metrics):
        yield from _dimension_metrics(stated)
    for group, groupings in groupby(_of(page, report.groupings), key=lambda each: each.group):
        yield from _headings("dimension groupings", group)
        yield table(("Dimension grouping",), (f"|{written_grouping(each.slots)}|" for each in groupings))
    words = [note.words for note in _of(page, report.notes) if note.about == "grouping" and note.words]
    if words:
        yield from _headings("dimension groupings", ())
        yield table(("Dimension grouping",), (f"|{_in_words(each)}|" for each in words))


def _of(page: str, facts: Iterable[_Fact]) -> list[_Fact]:
    return [fact for fact in facts if fact.page == page]


def _headings(what: str, group: Sequence[str]) -> Iterator[str]:
    """Yield the headings of a table: those of its group, and one that names what the table lists."""
    yield from (f"{'#' * level} {plain(text)}" for level, text in enumerate(group, start=1))
    if len(group) < len("######"):
        yield f"{'#' * (len(group) + 1)} Supported {what}"


def _rows(items: Sequence[ReportItem], lists: ValueLists) -> Iterator[str]:
    above: tuple[str, ...] = ()
    for item in items:
        width = "|" * len(_COLUMNS[item.role])
        same = next(
            (at for at, (old, new) in enumerate(zip(above, item.under, strict=False)) if old != new),
            min(len(above), len(item.under)),
        )
        for level in range(same, len(item.under)):
            yield f"{'#' * level}|{plain(item.under[level])}{width}"
        above = item.under
        depth = "#" * len(item.under)
        cells = [*_name_and_type(item.row), *_middle(item), "<br>".join(_details(item, lists))]
        yield f"{depth}|{'|'.join(cells)}|"
        yield from _children(item.row, depth, item.role, lists)


def _children(row: Field, depth: str, role: ReportRole, lists: ValueLists) -> Iterator[str]:
    between = "|" * (len(_COLUMNS[role]) - 2)
    for child in row.children:
        yield f"{depth}#|{'|'.join(_name_and_type(child))}{between}{'<br>'.join(field_facts(child, lists))}|"
        yield from _children(child, f"{depth}#", role, lists)


def _name_and_type(row: Field) -> tuple[str, str]:
    return marked_name(row), plain(row.type.documented)


def _middle(item: ReportItem) -> Iterator[str]:
    if item.role == "dimensions":
        yield plain(item.category or "")
    elif item.role == "filters":
        yield ", ".join(item.comparisons)


def _details(item: ReportItem, lists: ValueLists) -> Iterator[str]:
    if item.framework != framework_in([*reversed(item.under), *reversed(item.group)]):
        yield f"Framework: {item.framework}."
    yield from written_uses(item)
    yield from field_facts(item.row, lists)


def _dimension_metrics(stated: DimensionMetrics) -> Iterator[str]:
    beginning = "Metrics not supported for" if stated.without else "Supported metrics for"
    yield f"# {beginning} {', '.join(map(code, stated.dimensions))}"
    if any(metric.modes for metric in stated.metrics):
        modes = ("synchronous", "asynchronous")
        columns = ("Field", *(f"Supported in {mode} reports" for mode in modes))
        rows = (
            (each.name, [not each.modes or mode in each.modes for mode in modes]) for each in stated.metrics
        )
        yield table(
            columns, (f"|{name}|{'|'.join(_YES_OR_NO[good] for good in found)}|" for name, found in rows)
        )
    else:
        yield table(("Field",), (f"|{metric.name}|" for metric in stated.metrics))


def _times(reports: Sequence[Report], page: str) -> Iterator[str]:
    stated = [(report, note) for report in reports for note in _of(page, report.notes)]
    late = [(report, note) for report, note in stated if note.about == "latency"]
    if late:
        rows = (
            f"|{plain(report.name)}|{note.amount}|{_in_words(note.words) if note.words else ''}|"
            for report, note in late
        )
        yield table(("Report type", "Latency", "Data"), rows)
    ranges = [(report, note) for report, note in stated if note.about == "range"]
    if ranges:
        rows = (
            f"|{plain(report.name)}|{(note.amount or '').partition(' ')[0]}|{_codes(note.dimensions)}"
            f"|{_codes(note.without)}|"
            for report, note in ranges
        )
        yield table(("Report type", "Days", "With dimension", "Without dimension"), rows)


def _codes(names: Iterable[str]) -> str:
    return ", ".join(map(code, names))


def _in_words(words: InWords) -> str:
    return f"In words: `{words.digest}`."

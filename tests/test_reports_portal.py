"""What the portal states of reports, counted: every row is a metric, a dimension, a filter, or a problem."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import combinations

import pytest

from may import may_pages
from pages import PORTAL, needs_portal
from tiktok_bindgen.facts import report_facts
from tiktok_bindgen.interpret.appendix import read_appendix
from tiktok_bindgen.interpret.cross_page import CrossPage, cross_page
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Field
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.interpret.report_model import Report, Slot
from tiktok_bindgen.interpret.report_pages import Kinds, heading_level, kind_key, table_role
from tiktok_bindgen.interpret.reports import read_reports
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read import read_page
from tiktok_bindgen.read.inline import flat
from tiktok_bindgen.read.page import Page, ValueTable
from tiktok_bindgen.read.words import name_of
from tiktok_bindgen.sentences import interpret

pytestmark = [needs_portal, pytest.mark.slow]


@cache
def _pages() -> tuple[Page, ...]:
    return tuple(each.page for each in may_pages())


@cache
def _told() -> CrossPage:
    return cross_page(_pages(), read_appendix(_pages())[0].enumerations)


@cache
def _read() -> tuple[tuple[Report, ...], tuple[Problem, ...]]:
    return read_reports(_pages(), _told(), {})


def _names(report: Report, role: str) -> set[str]:
    return {item.row.name for item in report.items if item.role == role}


def test_the_kinds_with_their_metrics_dimensions_filters_and_groupings() -> None:
    reports, _ = _read()
    counted = {
        kind_key(each.name): (
            len(_names(each, "metrics")),
            len(_names(each, "dimensions")),
            len(_names(each, "filters")),
            len(each.dimension_metrics),
            len(each.groupings),
        )
        for each in reports
    }
    assert counted == {
        "ad_benchmark": (20, 0, 0, 0, 0),
        "audience": (105, 29, 10, 3, 10),
        "basic": (930, 22, 33, 11, 43),
        "business_center": (59, 6, 8, 3, 6),
        "creative_basic": (358, 0, 0, 0, 0),
        "dsa": (287, 15, 14, 2, 3),
        "gmv_max_ad": (3, 4, 0, 0, 5),
        "gmv_max_campaign": (52, 0, 9, 0, 32),
        "in_second_performance": (14, 0, 0, 0, 0),
        "legacy_smart_plus_campaign": (154, 0, 0, 0, 0),
        "playable_ad": (28, 2, 6, 1, 2),
        "reservation_ad": (44, 7, 15, 1, 5),
        "upgraded_smart_plus_creative": (835, 0, 0, 0, 0),
        "upgraded_smart_plus_creative_breakdown": (0, 8, 0, 0, 37),
        "upgraded_smart_plus_creative_overview": (0, 8, 0, 0, 16),
        "video_insight": (45, 0, 0, 0, 0),
    }
    assert len({name for each in reports for name in _names(each, "metrics")}) == 1157
    assert len({name for each in reports for name in _names(each, "dimensions")}) == 59
    assert len({name for each in reports for name in _names(each, "filters")}) == 69
    assert Counter(note.about for each in reports for note in each.notes) == {
        "latency": 12,
        "range": 11,
        "grouping": 13,
    }


def test_every_row_is_read_or_is_the_title_of_rows_or_a_problem() -> None:
    reports, problems = _read()
    kinds = Kinds.of(_pages())
    rows: Counter[str] = Counter()
    told = {(each.page, each.line) for each in problems}
    stated = {(item.page, row.line) for each in reports for item in each.items for row in _all(item.row)}
    read = stated | told
    with_dimensions: dict[str, set[str]] = {}
    for stated_together in (pair for each in reports for pair in each.dimension_metrics):
        names = {metric.name for metric in stated_together.metrics}
        with_dimensions.setdefault(stated_together.page, set()).update(names)
    for page in _pages():
        for table in page.tables:
            headings = _headings(page, table) if page.passages else [table.heading]
            role = table_role(table, headings, page.title)
            if kinds.kind_of(page) is None or role is None:
                continue
            if role[0] == "comparison" and page.endpoints:
                # What the operation was in the version before.
                continue
            depths = [len(row[0].text) - len(row[0].text.lstrip("#")) for row in table.rows]
            for row, depth, below in zip(table.rows, depths, [*depths[1:], 0], strict=True):
                rows[role[0]] += 1
                place = (page.name, row[0].line)
                if role[0] == "dimension-metrics" and below <= depth:
                    assert name_of(row[0].text)[0] in with_dimensions[page.name], place
                elif role[0] in _LISTS and place not in read:
                    assert below > depth, place
                    rows[f"titles of {role[0]}"] += 1
    assert rows == {
        "metrics": 3600,
        "titles of metrics": 344,
        "dimension-metrics": 531,
        "titles of dimension-metrics": 79,
        "dimensions": 111,
        "filters": 110,
        "groupings": 6,
        "comparison": 21,
    }


def _headings(page: Page, table: ValueTable) -> list[str]:
    """The headings above a table, outermost first."""
    path: list[tuple[int, str]] = []
    for passage in page.passages:
        level = heading_level(passage.level, passage.text)
        if level and passage.line < table.line:
            path = [each for each in path if each[0] < level]
            path.append((level, flat(passage.text)))
    return [text for _, text in path]


_LISTS = frozenset({"metrics", "dimensions", "filters", "dimension-metrics"})


def _all(row: Field) -> list[Field]:
    return [row, *(inner for child in row.children for inner in _all(child))]


def test_what_is_not_read_is_counted() -> None:
    assert Counter(problem.code for problem in _read()[1]) == {
        # Rules of groupings and of use that stay words, each with what it is about.
        "report-grouping-unread": 13,
        "report-use-unread": 9,
        "report-metrics-unread": 9,
        # What metrics were called in the version before.
        "report-comparison-unread": 4,
        # Lists of what one sort of campaign has, of several kinds of reports at once.
        "report-kind-unknown": 3,
    }


def test_the_facts_pages_of_all_kinds_state_the_same() -> None:
    reports = without_prose(Document(reports=_read()[0])).reports
    calls = {page.name for page in _pages() if page.endpoints}
    titles = {page.name: page.title for page in _pages()}
    texts = report_facts(reports)
    for name in texts.keys() & calls:
        _, _, lists = texts[name].partition("\n\n")
        texts[name] = f"# {titles[name]}\n\n**Endpoint** /open_api/v1.3/a/\n\n{lists}"
    pages = [read_page(text.encode(), name)[0] for name, text in texts.items()]
    again, problems = read_reports(pages, _told(), {})
    assert without_prose(Document(reports=again)).reports == reports
    assert problems == ()


_IN_A_QUERY = re.compile(r"\breport_type=(\w+)[^\n]*?\bdimensions=(\[[^\]\n]*\])")
_IN_A_BODY = re.compile(r'"report_type": *"(\w+)"[^}]{0,400}?"dimensions": *(\[[^\]]*\])')


def _allows(slots: Sequence[Slot], names: frozenset[str]) -> bool:
    if not slots:
        return not names
    own = sorted(names.intersection(slots[0].names))
    most = len(own) if slots[0].most is None else slots[0].most
    return any(
        _allows(slots[1:], names - set(chosen))
        for count in range(slots[0].least, most + 1)
        for chosen in combinations(own, count)
    )


def test_every_documented_request_is_allowed_by_the_groupings_of_its_kind() -> None:
    by_key = {kind_key(each.name): each for each in _read()[0]}
    call = next(page for page in _pages() if page.name == "reporting/run-a-synchronous-report.md")
    document, _ = interpret([call, *(page for page in _pages() if not page.endpoints)])
    values = dict(
        pair for field in document.operations[0].parameters if field.reports for pair in field.reports.values
    )
    assert len(values) == 6
    refused: list[tuple[str, str]] = []
    seen: Counter[str] = Counter()
    for page in _pages():
        text = (PORTAL / "2026-05" / page.name).read_text(encoding="utf-8")
        for value, listed in (*_IN_A_QUERY.findall(text), *_IN_A_BODY.findall(text)):
            key = values[value]
            if any(note.about == "grouping" for note in by_key[key].notes):
                # Not all that is stated of its groupings is read.
                continue
            seen[key] += 1
            if not any(_allows(each.slots, frozenset(json.loads(listed))) for each in by_key[key].groupings):
                refused.append((key, listed))
    assert seen == {"basic": 15, "business_center": 3, "gmv_max_ad": 2, "playable_ad": 2}
    assert refused == []

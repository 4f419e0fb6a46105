"""Every documented row is read: page by page against a count that shares no code with the reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import pytest
from attrs import evolve
from documented_fields import walk

from dates import pages_at, same_text, twins
from may import may, may_pages
from pages import PORTAL, dated, needs_portal
from row_counter import CountedTable, counted_tables
from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.read import read_page
from tiktok_bindgen.read.page import FieldTable, Page
from tiktok_bindgen.sources import find_pages, read_pages

MAY = dated("2026-05")
APRIL = PORTAL / "2026-04"
# Of the rows in tables of fields, how many at least must be fields.
SHARE = 0.995


@needs_portal
def test_every_row_of_a_field_table_is_a_row_or_a_problem() -> None:
    documented = read = 0
    for page in may_pages():
        wanted = _documented(page.page)
        lines = [row.line for table in _field_tables(page.page) for row in table.rows]
        odd = {problem.line for problem in page.problems}
        assert wanted - set(lines) - odd == set(), page.page.name
        assert set(lines) <= wanted, page.page.name
        assert len(set(lines)) == len(lines), page.page.name
        documented += len(wanted)
        read += len(lines)
    assert documented == 15998
    assert read >= SHARE * documented


@needs_portal
def test_every_row_of_any_other_table_is_kept() -> None:
    rows = 0
    for page in may_pages():
        wanted = {
            table.line: len(table.rows)
            for table in _counted(page.page.name)
            if not (page.page.endpoints and table.of_fields)
        }
        assert {table.line: len(table.rows) for table in page.page.tables} == wanted, page.page.name
        rows += sum(wanted.values())
    assert rows == 16864


@needs_portal
def test_every_row_read_is_a_field_of_an_operation_or_a_problem() -> None:
    spec = may()
    fields: dict[str, set[int]] = {}
    for operation in spec.facts.operations:
        fields.setdefault(operation.page, set()).update(_lines_of(operation))
    odd: dict[str, set[int]] = {}
    for problem in spec.problems:
        odd.setdefault(problem.page, set()).add(problem.line)
    unbound = {(each.page, each.line) for each in spec.problems if each.code == "supplement-unbound"}
    documented = found = 0
    for page in may_pages():
        wanted = _documented(page.page)
        name = page.page.name
        again = _object_rows_again(page.page)
        # A table of other things than fields, such as the columns of a file, is one problem for all.
        apart = {
            row.line
            for endpoint in page.page.endpoints
            for table in endpoint.supplements
            if (name, table.line) in unbound
            for row in table.rows
        }
        assert wanted - fields.get(name, set()) - odd.get(name, set()) - again - apart == set(), name
        documented += len(wanted)
        found += len(wanted & fields.get(name, set()))
    assert documented == 15998
    assert found >= SHARE * documented


@needs_portal
def test_report_counts_as_many_rows_as_are_documented() -> None:
    report = {page["page"]: page for page in may().report["pages"]}
    lines: dict[str, set[int]] = {}
    # The table of each of a field's alternatives begins with the row of the object again, which is counted.
    again: dict[str, int] = {}
    for operation in may().facts.operations:
        lines.setdefault(operation.page, set()).update(_lines_of(operation))
        again[operation.page] = again.get(operation.page, 0) + sum(
            len(field.alternatives) for field in walk(operation.parameters)
        )
    assert len(may_pages()) == len(report) == 1093
    for page in may_pages():
        counted = report[page.page.name]
        fields = sum(each["request_fields"] + each["response_fields"] for each in counted["operations"])
        headers = sum(
            len(table.rows)
            for endpoint in page.page.endpoints
            for table in (endpoint.header, endpoint.response_header)
            if table is not None
        )
        wanted = _documented(page.page)
        assert counted["rows"] == len(wanted), page.page.name
        # What became no field is accounted for above: an object's row again, or a problem.
        name = page.page.name
        if counted["operations"]:
            assert fields + headers == len(wanted & lines[name]) + again[name], name


@needs_portal
def test_replies_of_the_gateway_in_april_are_read_as_well() -> None:
    pages = read_pages(find_pages([APRIL]))
    problems: dict[str, int] = {}
    for page in pages:
        for problem in page.problems:
            problems[problem.code] = problems.get(problem.code, 0) + 1
    tables = [table for page in pages for table in _field_tables(page.page)]
    assert {page.page.form for page in pages} == {"gateway"}
    assert len(pages) == 68
    assert sum(len(page.page.endpoints) for page in pages) == 69
    assert sum(len(table.rows) for table in tables) == 3672
    assert sum(len(table.rows) for page in pages for table in page.page.tables) == 993
    assert problems == {"row-under-scalar": 5, "too-few-cells": 2}


@needs_portal
@pytest.mark.parametrize(("date", "unchanged"), [("2026-04", 64), ("2026-08", 188)])
def test_page_that_did_not_change_is_read_the_same_in_both_forms(date: str, unchanged: int) -> None:
    same = same_text(date)
    assert len(same) == unchanged
    for name, twin in twins(date).items():
        page, _ = read_page((PORTAL / date / name).read_bytes(), twin)
        native = pages_at("2026-05")[twin]
        assert (evolve(page, form="native") == native) == (name in same), twin


@cache
def _counted(name: str) -> tuple[CountedTable, ...]:
    return tuple(counted_tables((MAY / name).read_text(encoding="utf-8")))


def _documented(page: Page) -> set[int]:
    """The lines of a page's fields; a page without an endpoint has none."""
    if not page.endpoints:
        return set()
    return {line for table in _counted(page.name) if table.of_fields for line in table.rows}


def _field_tables(page: Page) -> Iterator[FieldTable]:
    for endpoint in page.endpoints:
        yield from endpoint.tables


def _object_rows_again(page: Page) -> set[int]:
    """The rows of objects that a further table begins with: they are fields of the first table already."""
    found: set[int] = set()
    for endpoint in page.endpoints:
        for table in endpoint.supplements:
            outermost = [row for row in table.rows if row.depth == 0]
            if len(outermost) == 1 < len(table.rows):
                found.add(outermost[0].line)
    return found


def _lines_of(operation: Operation) -> Iterator[int]:
    yield from _lines_below(operation.headers)
    yield from _lines_below(operation.response_headers)
    yield from _lines_below(operation.parameters)
    yield from _lines_below(operation.response)
    for alternative in operation.alternatives:
        yield from _lines_below(alternative.fields)


def _lines_below(fields: Iterable[Field]) -> Iterator[int]:
    for field in fields:
        yield field.line
        yield from _lines_below(field.children)
        for alternative in field.alternatives:
            yield from _lines_below(alternative.fields)

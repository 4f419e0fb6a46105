"""Report tables of which nothing becomes a fact.

A table of fields on a page that documents no endpoint is about one use of an operation, a call that the
portal makes, or a library. The problem names the operation that alone has most of its fields, and the fields
that this one lacks. On the page of an endpoint, it is any table that compares no versions, lists no field's
values, and does not say which values go with which.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from tiktok_bindgen.counting import number_of
from tiktok_bindgen.interpret.combinations import read_combinations
from tiktok_bindgen.interpret.comparison import paths_of, versions
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.interpret.reference_lists import reference_list
from tiktok_bindgen.interpret.table_kinds import kind_of
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.interpret.values import value_lists
from tiktok_bindgen.interpret.webhooks import field_rows, names_events
from tiktok_bindgen.memo import Memo
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.labels import ROOT
from tiktok_bindgen.read.page import Page, ValueTable
from tiktok_bindgen.read.words import is_field_header


def loose_tables(
    pages: Iterable[Page], operations: Sequence[Operation], read: Collection[str], memo: Memo
) -> Iterator[Problem]:
    """Yield a problem for each table that is not read, except on the pages named in ``read``."""
    pages = tuple(pages)
    for page in (each for each in pages if not each.endpoints and each.name not in read):
        text = " ".join(passage.text for passage in page.passages)
        for table in (each for each in page.tables if is_field_header(each.columns)):
            rows = field_rows(table)
            if not any(map(names_events, rows)):
                what = _text({row.name: None for row in rows}, text, operations, memo)
                yield Problem(page.name, table.line, "fields-without-endpoint", what)
    for page in (each for each in pages if each.endpoints and each.name not in read):
        for table in page.tables:
            # Another page's field may have the values.
            if not memo(_is_read, table, page) and not _is_listed(table, operations, memo):
                columns = ", ".join(table.columns)
                text = f"a table of {number_of(len(table.rows), 'row')} is not read: {columns[:60]!r}"
                yield Problem(page.name, table.line, "table-unread", text)


def _is_read(table: ValueTable, page: Page) -> bool:
    """Whether a table of an operation's page is of a kind that is read."""
    if not table.rows or versions(table) or paths_of(table) or read_combinations(table):
        return True
    if kind_of(table) in _READ_ELSEWHERE:
        return True
    return reference_list(page, table)[0] is not None


# Notes are read as running text. Rate limits are in the appendix. Checks that nothing leads to are told.
_READ_ELSEWHERE = frozenset({"notes", "levels", "endpoints", "checks"})


def _is_listed(table: ValueTable, operations: Sequence[Operation], memo: Memo) -> bool:
    """Whether some field's values are those of a table."""
    lists = value_lists([table])
    listed = [frozenset(str(value.value) for value in each.values) for each in lists]
    listed += [names for each in lists for _, names in each.uses]
    return any(values <= known for values in listed for each in operations for known in memo(_lists, each))


def _lists(operation: Operation) -> frozenset[frozenset[str]]:
    """The values of each of an operation's fields that has a list of them."""
    fields = (field for _, field in walk((*operation.parameters, *operation.response)) if field.enum)
    return frozenset(frozenset(str(value.value) for value in field.enum) for field in fields)


def _text(names: Collection[str], page: str, operations: Sequence[Operation], memo: Memo) -> str:
    # The rows of a flattened table are not told apart from the lines around it.
    fields = f"{number_of(len(names), 'field') if names else 'fields'} on a page without an endpoint"
    # Of operations that have equally many, the one that the page names.
    likeness = [
        (len(memo(_names, each).intersection(names)), each.path.removeprefix(ROOT) in page, each)
        for each in operations
        if each.repeats is None
    ]
    best = max((each[:2] for each in likeness), default=(0, False))
    calls = [each for *like, each in likeness if tuple(like) == best]
    if len(calls) != 1 or not 0 < len(names) <= 2 * best[0]:
        return f"{fields}: of which operation is not clear"
    lacks = ", ".join(f"`{name}`" for name in names if name not in memo(_names, calls[0]))
    return f"{fields}: {calls[0].method} {calls[0].path} has {f'all but {lacks}' if lacks else 'all of them'}"


def _names(operation: Operation) -> set[str]:
    return {path[-1] for path, _ in walk((*operation.parameters, *operation.response))}

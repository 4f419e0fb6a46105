"""From pages to what they state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from tiktok_bindgen.interpret.enums import listed_values
from tiktok_bindgen.interpret.fields import Context, as_markdown, read_fields
from tiktok_bindgen.interpret.markers import title_lifecycle
from tiktok_bindgen.interpret.markup import Vocabulary
from tiktok_bindgen.interpret.model import Document, Field, Operation
from tiktok_bindgen.interpret.statements import statements
from tiktok_bindgen.interpret.values import value_lists
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Endpoint, FieldTable, Page

__all__ = ["interpret", "interpret_page"]


def interpret(pages: Iterable[Page]) -> tuple[Document, tuple[Problem, ...]]:
    """Read the facts in pages.

    Args:
        pages: Pages of any form, in any order.

    Returns:
        The operations, sorted by path, method and page, and what was not understood.
    """
    operations: list[Operation] = []
    problems: list[Problem] = []
    for page in pages:
        found, odd = interpret_page(page)
        operations.extend(found)
        problems.extend(odd)
    operations.sort(key=lambda operation: (operation.path, operation.method, operation.page))
    return Document(tuple(operations)), tuple(sorted(problems))


def interpret_page(page: Page) -> tuple[tuple[Operation, ...], tuple[Problem, ...]]:
    """Read the facts in one page; see :func:`interpret`."""
    problems: list[Problem] = []
    flattened = page.form == "flattened"
    words = _vocabulary(page) if flattened else Vocabulary.of((), ())
    context = Context(page.name, flattened, words, value_lists(page.tables))
    return tuple(_operation(page, endpoint, context, problems) for endpoint in page.endpoints), tuple(
        problems
    )


def _operation(page: Page, endpoint: Endpoint, context: Context, problems: list[Problem]) -> Operation:
    parameters = read_fields(endpoint.parameters, context, problems)
    response = read_fields(endpoint.response, context, problems)
    for table in endpoint.supplements:
        below = read_fields(table, context, problems)
        parameters, done = _supplied(parameters, table, below)
        if not done:
            response, done = _supplied(response, table, below)
        if not done:
            problems.append(
                Problem(
                    page.name,
                    table.line,
                    "supplement-unbound",
                    f"{len(table.rows)} fields under {table.heading[:60]!r} belong to no object found",
                )
            )
    return Operation(
        method=endpoint.method,
        path=endpoint.path,
        title=page.title,
        source=page.source,
        description=as_markdown(page.lead),
        lifecycle=title_lifecycle(page.title),
        headers=read_fields(endpoint.header, context, problems),
        parameters=parameters,
        response=response,
        page=page.name,
    )


def _supplied(
    fields: tuple[Field, ...], table: FieldTable, below: tuple[Field, ...]
) -> tuple[tuple[Field, ...], bool]:
    """Give a supplementary table's fields to the childless object that its heading names."""
    words = set(table.heading.replace("`", " ").replace(",", " ").split())
    done = False
    changed: list[Field] = []
    for field in fields:
        if not done and field.type.kind in {"object", "map"} and not field.children and field.name in words:
            changed.append(evolve(field, children=below))
            done = True
            continue
        if not done and field.children:
            children, done = _supplied(field.children, table, below)
            changed.append(evolve(field, children=children))
            continue
        changed.append(field)
    return tuple(changed), done


def _tables(page: Page) -> Iterator[FieldTable]:
    for endpoint in page.endpoints:
        for table in (endpoint.header, endpoint.parameters, endpoint.response, *endpoint.supplements):
            if table is not None:
                yield table


def _vocabulary(page: Page) -> Vocabulary:
    """The names and the values of a page, to know its code words by."""
    rows = [row for table in _tables(page) for row in table.rows]
    values = {
        value.text
        for row in rows
        for value in listed_values(statements(row.description, nested=False), loose=True).values
    }
    listed = {str(value.value) for values_ in value_lists(page.tables) for value in values_.values}
    return Vocabulary.of((row.name for row in rows), values | listed)

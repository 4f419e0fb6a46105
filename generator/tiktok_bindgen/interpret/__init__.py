"""From pages to what they state, but for the rules between fields (`tiktok_bindgen.sentences`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen

from tiktok_bindgen.interpret.cross_page import NOTHING_TOLD, CrossPage
from tiktok_bindgen.interpret.enums import listed_values
from tiktok_bindgen.interpret.fields import Context, as_markdown, read_fields
from tiktok_bindgen.interpret.markers import lead_lifecycle, title_lifecycle
from tiktok_bindgen.interpret.markup import Vocabulary, mark_up
from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.interpret.operation_notes import reply_files, sent_headers
from tiktok_bindgen.interpret.statements import statements
from tiktok_bindgen.interpret.supplements import Supplement, supplied
from tiktok_bindgen.interpret.values import value_lists
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Endpoint, FieldTable, Line, Page

__all__ = ["Described", "RowKey", "described_operations"]

#: The line and the name of a row.
RowKey = tuple[int, str]


@frozen
class Described:
    """An operation, and the words that its rules are to be read from.

    Attributes:
        operation: The operation, without rules.
        rows: The descriptions of its request's rows, by their lines and names.
        nested: Whether the descriptions' lists have kept their levels and their code its back-ticks.
    """

    operation: Operation
    rows: Mapping[RowKey, Sequence[Line]]
    nested: bool


def described_operations(page: Page, told: CrossPage = NOTHING_TOLD) -> tuple[list[Described], list[Problem]]:
    """Read the operations of one page, but for the rules between fields.

    Args:
        page: The page.
        told: What other pages tell of it.
    """
    problems: list[Problem] = []
    flattened = page.form == "flattened"
    context = Context(
        page=page.name,
        flattened=flattened,
        words=_vocabulary(page) if flattened else Vocabulary.of((), ()),
        lists=value_lists(page.tables),
        enumerations=told.known,
        others=told.lists,
    )
    placed = evolve(page, source=page.source or told.addresses.get(page.name))
    found = [
        Described(
            _operation(placed, endpoint, evolve(context, path=endpoint.path), problems),
            _rows(endpoint, context),
            nested=not flattened,
        )
        for endpoint in page.endpoints
    ]
    return found, problems


def _operation(page: Page, endpoint: Endpoint, context: Context, problems: list[Problem]) -> Operation:
    def table(read: FieldTable) -> Supplement:
        return Supplement(read.heading, read_fields(read, context, problems), read.line)

    sides = supplied(
        None if endpoint.parameters is None else table(endpoint.parameters),
        None if endpoint.response is None else table(endpoint.response),
        [table(supplement) for supplement in endpoint.supplements],
    )
    for unbound in sides.unbound:
        text = f"the fields under {unbound.heading[:60]!r} belong to no object found"
        problems.append(Problem(page.name, unbound.line, "supplement-unbound", text))
    said = [line for note in endpoint.notes if note.side == "response" for line in note.lines]
    return Operation(
        method=endpoint.method,
        path=endpoint.path,
        title=page.title,
        source=page.source,
        description=as_markdown(page.lead),
        lifecycle=title_lifecycle(page.title) or lead_lifecycle(page.lead),
        headers=_headers(page, endpoint, context, problems),
        parameters=sides.parameters,
        alternatives=sides.alternatives,
        response_headers=sides.response_headers,
        response=sides.response,
        files=reply_files([*page.lead, *said]),
        page=page.name,
    )


def _headers(page: Page, endpoint: Endpoint, context: Context, problems: list[Problem]) -> tuple[Field, ...]:
    """The headers of a table and, if there is one, those that running text tells of."""
    listed = read_fields(endpoint.header, context, problems)
    if not listed:
        return ()
    known = {field.name.lower() for field in listed} | _EVERYWHERE
    said = [line for note in endpoint.notes if note.side == "request" for line in note.lines]
    return (
        *listed,
        *(field for field in sent_headers([*page.lead, *said]) if field.name.lower() not in known),
    )


# Headers that say nothing of a call.
_EVERYWHERE = frozenset({"access-token", "authorization", "content-type", "accept", "host"})


def _rows(endpoint: Endpoint, context: Context) -> dict[RowKey, Sequence[Line]]:
    tables = [table for table in (endpoint.parameters, *endpoint.supplements) if table is not None]
    return {
        (row.line, row.name): mark_up(row.description, context.words)
        if context.flattened
        else row.description
        for table in tables
        for row in table.rows
    }


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

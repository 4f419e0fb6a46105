"""From pages to what they state, but for the rules between fields (`tiktok_bindgen.sentences`)."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from tiktok_bindgen.interpret.cross_page import NOTHING_TOLD, CrossPage
from tiktok_bindgen.interpret.enums import listed_values
from tiktok_bindgen.interpret.fields import Context, as_markdown, read_fields
from tiktok_bindgen.interpret.linked_lists import SharedList
from tiktok_bindgen.interpret.markers import lead_lifecycle, title_lifecycle
from tiktok_bindgen.interpret.markup import Vocabulary
from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.interpret.operation_notes import reply_files, sent_headers
from tiktok_bindgen.interpret.statements import statements
from tiktok_bindgen.interpret.supplements import Supplement, supplied
from tiktok_bindgen.interpret.values import value_lists
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Endpoint, FieldTable, Page

__all__ = ["described_operations"]


def described_operations(
    page: Page, told: CrossPage = NOTHING_TOLD, used: list[SharedList] | None = None
) -> tuple[list[Operation], list[Problem]]:
    """Read the operations of one page, but for the rules between fields.

    Args:
        page: The page.
        told: What other pages tell of it.
        used: Takes the lists of other pages that it needed.
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
        used=[] if used is None else used,
    )
    placed = evolve(page, source=page.source or told.addresses.get(page.name))
    return [
        _operation(placed, endpoint, evolve(context, path=endpoint.path), problems)
        for endpoint in page.endpoints
    ], problems


def _operation(page: Page, endpoint: Endpoint, context: Context, problems: list[Problem]) -> Operation:
    def table(read: FieldTable) -> Supplement:
        fields = read_fields(read, context, problems)
        return Supplement(read.heading, fields, read.line, read.side, read.level)

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
        response_headers=read_fields(endpoint.response_header, context, problems),
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


def _tables(page: Page) -> Iterator[FieldTable]:
    for endpoint in page.endpoints:
        for table in (endpoint.header, endpoint.parameters, endpoint.response, *endpoint.supplements):
            if table is not None:
                yield table


def _vocabulary(page: Page) -> Vocabulary:
    """The names and the values of a page, to know its code words by."""
    rows = [row for endpoint in page.endpoints for table in endpoint.tables for row in table.rows]
    values = {
        value.text
        for row in rows
        for value in listed_values(statements(row.description, nested=False), loose=True).values
    }
    listed = {str(value.value) for values_ in value_lists(page.tables) for value in values_.values}
    return Vocabulary.of((row.name for row in rows), values | listed)

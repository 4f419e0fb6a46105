"""From pages to what they state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import define, evolve, field

from tiktok_bindgen.interpret.appendix import read_appendix
from tiktok_bindgen.interpret.asides import reply_files, sent_headers
from tiktok_bindgen.interpret.common import NOTHING_TOLD, Card, Common, common
from tiktok_bindgen.interpret.enums import listed_values
from tiktok_bindgen.interpret.fields import Context, as_markdown, read_fields
from tiktok_bindgen.interpret.formerly import with_former
from tiktok_bindgen.interpret.markers import lead_lifecycle, title_lifecycle
from tiktok_bindgen.interpret.markup import Vocabulary, mark_up
from tiktok_bindgen.interpret.model import Document, Field, Operation
from tiktok_bindgen.interpret.statements import statements
from tiktok_bindgen.interpret.supplements import Supplement, supplied
from tiktok_bindgen.interpret.values import value_lists
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Endpoint, FieldTable, Page

__all__ = ["Interpreted", "interpret", "interpret_page"]


Found = tuple[tuple[Operation, ...], tuple[Problem, ...]]


@define
class Interpreted:
    """What pages stated when they were last interpreted, for documents that share most of their pages.

    Attributes:
        told: The lists of values that they were told of.
        found: What was found on each page, by the page itself and its address.
    """

    told: tuple[object, object] = ((), ())
    found: dict[tuple[int, str | None], tuple[Page, Found]] = field(factory=dict)


def interpret(
    pages: Iterable[Page], interpreted: Interpreted | None = None
) -> tuple[Document, tuple[Problem, ...]]:
    """Read the facts in pages.

    Args:
        pages: Pages of any form, in any order.
        interpreted: What was found before, and gets what is found now.

    Returns:
        The operations, sorted by path, method and page, with the appendix, and what was not understood.
    """
    pages = tuple(pages)
    appendix, odd = read_appendix(pages)
    told = common(map(Card.of, pages), appendix.enumerations)
    before = Interpreted() if interpreted is None else interpreted
    if before.told != (told.enumerations, told.lists):
        before.told = (told.enumerations, told.lists)
        before.found.clear()
    operations: list[Operation] = []
    problems = list(odd)
    for page in pages:
        key = (id(page), told.addresses.get(page.name))
        if key not in before.found:
            # The page is kept, so that no other gets its identity.
            before.found[key] = (page, interpret_page(page, told))
        found, odd = before.found[key][1]
        operations.extend(found)
        problems.extend(odd)
    operations.sort(key=lambda operation: (operation.path, operation.method, operation.page))
    return Document(tuple(operations), appendix), tuple(sorted(problems))


def interpret_page(page: Page, told: Common = NOTHING_TOLD) -> Found:
    """Read the facts in one page.

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
    operations, odd = with_former(
        page,
        [
            _operation(placed, endpoint, evolve(context, path=endpoint.path), problems)
            for endpoint in page.endpoints
        ],
    )
    return operations, (*problems, *odd)


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
    operation = Operation(
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
    return _ruled(operation, endpoint, context, problems)


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


def _ruled(operation: Operation, endpoint: Endpoint, context: Context, problems: list[Problem]) -> Operation:
    from tiktok_bindgen.rules.formalise import with_rules  # rules are made of what this package reads

    tables = [table for table in (endpoint.parameters, *endpoint.supplements) if table is not None]
    described = {
        (row.line, row.name): mark_up(row.description, context.words)
        if context.flattened
        else row.description
        for table in tables
        for row in table.rows
    }
    return with_rules(operation, described, problems, nested=not context.flattened)


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

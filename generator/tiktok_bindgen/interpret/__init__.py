"""Interpret what pages state, except for the rules between fields (`tiktok_bindgen.sentences`)."""

from __future__ import annotations

from functools import partial

from attrs import evolve

from tiktok_bindgen.interpret.cross_page import NO_OTHER_PAGES, Asked, CrossPage
from tiktok_bindgen.interpret.enums import listed_values
from tiktok_bindgen.interpret.fields import Context, as_markdown, read_fields
from tiktok_bindgen.interpret.markers import lead_lifecycle, title_lifecycle
from tiktok_bindgen.interpret.markup import NO_WORDS, Vocabulary
from tiktok_bindgen.interpret.model import Contested, Field, Operation
from tiktok_bindgen.interpret.operation_notes import reply_files, sent_headers
from tiktok_bindgen.interpret.supplements import Supplement, supplied
from tiktok_bindgen.interpret.tree import Path, mapped, walk
from tiktok_bindgen.interpret.unread import unread_beside, worded
from tiktok_bindgen.interpret.values import value_lists
from tiktok_bindgen.interpret.whole_numbers import whole
from tiktok_bindgen.language.fact_wordings import CASES
from tiktok_bindgen.language.hedges import fact_of
from tiktok_bindgen.language.statements import statements
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Endpoint, FieldTable, Page

__all__ = ["described_operations"]


def described_operations(
    page: Page, cross_page: CrossPage = NO_OTHER_PAGES, asked: Asked | None = None
) -> tuple[list[Operation], list[Problem]]:
    """Read the operations of one page, without the rules between fields.

    ``asked`` takes what it asks about other pages.
    """
    context = Context.of(page, cross_page, _vocabulary(page) if page.form == "flattened" else NO_WORDS)
    context = evolve(context, asked=asked or Asked())
    placed = evolve(page, source=page.source or cross_page.addresses.get(page.name))
    found = [_operation(placed, each, evolve(context, path=each.path)) for each in page.endpoints]
    if found or any(each.page == page.name for each in cross_page.enumerations):
        for line, _, text in worded(unread_beside(page)):
            context.report(line, "sentence-unread", f"outside the tables of fields, {text}")
    return found, context.problems


def _operation(page: Page, endpoint: Endpoint, context: Context) -> Operation:
    def table(read: FieldTable) -> Supplement:
        fields = read_fields(read, context)
        return Supplement(read.heading, fields, read.line, read.side, read.level)

    supplements = [table(supplement) for supplement in endpoint.supplements]
    sides = supplied(
        None if endpoint.parameters is None else table(endpoint.parameters),
        None if endpoint.response is None else table(endpoint.response),
        supplements,
    )
    for unbound in sides.unbound:
        text = f"the fields under {unbound.heading[:60]!r} belong to no object found"
        context.report(unbound.line, "supplement-unbound", text)
    # The row of an object counts, not the one that repeats it in a table of its own.
    unmarked = {each.name for _, each in walk(sides.parameters) if each.presence == "optional"}
    for head in (each.fields[0] for each in supplements if len(each.fields) == 1):
        if head.children and head.presence == "required" and head.name in unmarked:
            context.report(head.line, "marker-unused", f"`{head.name}` is not required in its own row")
    notes = [line for note in endpoint.notes if note.side == "response" for line in note.lines]
    sent = partial(_sent, page.name)
    return Operation(
        method=endpoint.method,
        path=endpoint.path,
        title=page.title,
        source=page.source,
        description=as_markdown(page.lead),
        lifecycle=title_lifecycle(page.title) or lead_lifecycle(page.lead),
        headers=_headers(page, endpoint, context),
        parameters=mapped(sides.parameters, sent),
        alternatives=tuple(evolve(each, fields=mapped(each.fields, sent)) for each in sides.alternatives),
        response_headers=read_fields(endpoint.response_header, context),
        response=mapped(sides.response, _whole),
        files=reply_files([*page.lead, *notes]),
        page=page.name,
    )


def _whole(_: Path, field: Field) -> Field:
    return whole(field)


def _sent(page: str, _: Path, field: Field) -> Field:
    """A field of a request; a sentence that gives it another type in one case contests its type."""
    lines = (line for statement in field.described for line in statement.walk())
    facts = {fact_of(CASES, sentence) for line in lines for sentence in line.sentences}
    types = field.type.of(""), field.type.of([])
    own = {"array" if each.array else each.kind.replace("integer", "number") for each in types}
    if "any" not in own and (facts & {"array", "number"}) - own:
        field = evolve(field, contested=(*field.contested, Contested("type", page, field.line)))
    return whole(field)


def _headers(page: Page, endpoint: Endpoint, context: Context) -> tuple[Field, ...]:
    """The headers of a table and, if there is one, those that running text mentions."""
    listed = read_fields(endpoint.header, context)
    if not listed:
        return ()
    known = {field.name.lower() for field in listed} | _EVERYWHERE
    notes = [line for note in endpoint.notes if note.side == "request" for line in note.lines]
    return (
        *listed,
        *(field for field in sent_headers([*page.lead, *notes]) if field.name.lower() not in known),
    )


# Headers that are not particular to a call.
_EVERYWHERE = frozenset({"access-token", "authorization", "content-type", "accept", "host"})


def _vocabulary(page: Page) -> Vocabulary:
    """The names and values on a page, by which its code words are recognised."""
    rows = [row for endpoint in page.endpoints for table in endpoint.tables for row in table.rows]
    values = {
        value.text
        for row in rows
        for value in listed_values(statements(row.description, nested=False), loose=True).values
    }
    listed = {str(value.value) for values_ in value_lists(page.tables) for value in values_.values}
    return Vocabulary.of((row.name for row in rows), values | listed)

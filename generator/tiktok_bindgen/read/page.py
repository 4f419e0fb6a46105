"""The content of a documentation page, independent of its form.

Readers produce these values; they do not interpret descriptions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from attrs import field, frozen

Form = Literal["native", "gateway", "html", "flattened"]
Side = Literal["request", "response"]


@frozen
class Line:
    """One line of a description.

    Attributes:
        text: Inline Markdown: code in back-ticks, links as ``[label](target)``, no HTML, no emphasis marks,
            white space folded. The flattened form has neither back-ticks nor link targets.
        level: 0 for a paragraph line; n for an item of a list nested n deep. In the flattened form, which
            has lost it, always 0.
        gap: Whether an empty line precedes this one. Only the flattened form has it, to tell lists apart.
        number: The line in the page, of text that is in no table.
    """

    text: str
    level: int = 0
    gap: bool = False
    number: int = field(default=0, eq=False)


@frozen
class Row:
    """One row of a field table.

    Attributes:
        name: The field's name as documented, without markers.
        markers: The presence and lifecycle markers as documented, without braces and leading sign:
            ``Required``, ``Conditional``, ``To be deprecated``, …
        type: The data type as documented.
        depth: How deep the field is nested, 0 for the top level.
        description: The description's lines, empty lines left out.
        line: The row's line in the page, from 1.
    """

    name: str
    markers: tuple[str, ...]
    type: str
    depth: int
    description: tuple[Line, ...]
    line: int


@frozen
class FieldTable:
    """A table whose rows are fields.

    Attributes:
        heading: The heading or label the table is under.
        rows: Its rows in order.
        line: The table's header line in the page.
        side: The side of the call that it belongs to, if known.
        level: The level of its heading, 1 for the outermost; 0 if unknown.
    """

    heading: str
    rows: tuple[Row, ...]
    line: int
    side: Side | None = None
    level: int = 0


@frozen
class Cell:
    """One cell of a table that is not of fields; ``line`` is that of its row in the page."""

    lines: tuple[Line, ...]
    line: int = field(default=0, eq=False)

    @property
    def text(self) -> str:
        """The cell's lines as one string."""
        return " ".join([line.text for line in self.lines])


@frozen
class ValueTable:
    """A table whose rows are not fields: values and their meanings, level limits, version comparisons.

    Attributes:
        heading: The heading it is under.
        columns: The header cells' text, without column widths.
        rows: Its rows, each with as many cells as there are columns.
        line: The table's header line in the page.
        sections: The headings around its own, the outermost first, if known.
    """

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    line: int
    sections: tuple[str, ...] = ()


@frozen
class Example:
    """A code block that shows a call or a reply, exactly as documented."""

    side: Side
    language: str
    text: str
    line: int


@frozen
class Note:
    """A paragraph beside an endpoint's tables, and the side that it stands with."""

    side: Side
    lines: tuple[Line, ...]


@frozen
class Endpoint:
    """One documented endpoint.

    Attributes:
        method: ``GET``, ``POST``, … in capitals.
        path: The URL's path, such as ``/open_api/v1.3/campaign/spc/create/``.
        header: The table of HTTP headers, if there is one.
        parameters: The table of request parameters, if there is one.
        response: The table of response fields, if there is one.
        supplements: Further field tables under headings of their own, in order.
        examples: The code blocks of the request and the response.
        line: The line that names the endpoint.
        notes: The paragraphs around its tables, in order.
        response_header: The table of the reply's HTTP headers, if there is one.
    """

    method: str
    path: str
    header: FieldTable | None
    parameters: FieldTable | None
    response: FieldTable | None
    supplements: tuple[FieldTable, ...]
    examples: tuple[Example, ...]
    line: int
    notes: tuple[Note, ...] = ()
    response_header: FieldTable | None = None

    @property
    def tables(self) -> Iterator[FieldTable]:
        """Yield all its field tables."""
        for table in (self.header, self.parameters, self.response_header, self.response, *self.supplements):
            if table is not None:
                yield table


@frozen
class Link:
    """A link to another page of the portal, by that page's number; its text is without marks."""

    label: str
    document: str


@frozen
class Passage:
    """A heading or a paragraph of a page that documents no endpoint.

    Attributes:
        level: The level of a heading; 0 for a paragraph, which is one line.
        text: Its text as written, without blanks around it.
        line: Its line in the page.
    """

    level: int
    text: str
    line: int


@frozen
class Page:
    """One documentation page.

    Attributes:
        name: Its path relative to what was read, with forward slashes.
        form: The form it came in.
        title: Its title.
        source: The page's address in the portal, if the page or its file name states it.
        lead: The paragraphs before the first section.
        endpoints: The endpoints it documents; none for a guide.
        tables: Every table that does not list fields, in order.
        links: Its links to other pages of the portal, each once; empty in the flattened form.
        code: All its code blocks, including those of no endpoint; empty in the flattened form.
        passages: Its paragraphs and its headings except the title, in order, if it documents no endpoint;
            empty in the flattened form.
    """

    name: str
    form: Form
    title: str
    source: str | None
    lead: tuple[Line, ...]
    endpoints: tuple[Endpoint, ...]
    tables: tuple[ValueTable, ...]
    links: tuple[Link, ...] = ()
    code: tuple[Example, ...] = ()
    passages: tuple[Passage, ...] = ()

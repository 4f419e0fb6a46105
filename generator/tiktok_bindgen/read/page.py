"""What a documentation page holds, whatever form it came in.

Readers produce these values; they know nothing of what a description means.
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
        level: 0 for a paragraph line; n for an item of a list nested n deep. The flattened form has lost
            it: there every line is at 0.
        gap: An empty line stands before this one; the flattened form tells lists apart by it.
    """

    text: str
    level: int = 0
    gap: bool = False


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
        heading: The heading or label the table stands under.
        rows: Its rows in order.
        line: The table's header line in the page.
        side: The side of the call that it stands with, where that is known.
        level: How deep its heading is, 1 for the outermost; 0 where that is not known.
    """

    heading: str
    rows: tuple[Row, ...]
    line: int
    side: Side | None = None
    level: int = 0


@frozen
class Cell:
    """One cell of a table that is not of fields.

    Attributes:
        lines: Its lines.
        line: The line of its row in the page.
    """

    lines: tuple[Line, ...]
    line: int = field(default=0, eq=False)

    @property
    def text(self) -> str:
        """The cell's lines as one string."""
        return " ".join(line.text for line in self.lines)


@frozen
class ValueTable:
    """A table whose rows are not fields: values and their meanings, level limits, version comparisons.

    Attributes:
        heading: The heading it stands under.
        columns: The header cells' text, column widths left out.
        rows: Its rows, each with as many cells as there are columns.
        line: The table's header line in the page.
        sections: The headings around its own, the outermost first, where that is known.
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
    """A paragraph beside an endpoint's tables.

    Attributes:
        side: What it stands with.
        lines: Its lines.
    """

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
        notes: The paragraphs beside its tables, in order.
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
        """All its tables of fields."""
        for table in (self.header, self.parameters, self.response_header, self.response, *self.supplements):
            if table is not None:
                yield table


@frozen
class Link:
    """A link to another page of the portal.

    Attributes:
        label: Its text, without marks.
        document: The number of the page that it leads to.
    """

    label: str
    document: str


@frozen
class Passage:
    """A heading or a paragraph of a page that documents no endpoint.

    Attributes:
        level: How many number signs a heading has; 0 for a paragraph, which is one line.
        text: What it says, as written but for blanks around it.
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
        source: The page's address in the portal, when the page itself or its folder tells it.
        lead: The paragraphs before the first section.
        endpoints: The endpoints it documents; none for a guide.
        tables: Every table that is not of fields, in order.
        links: Where it leads to in the portal, each once; the flattened form has lost it.
        code: All of its code blocks, also those that stand with no endpoint; the flattened form has none.
        passages: Its headings but the title and its paragraphs, in order, if it documents no endpoint; the
            flattened form has lost them.
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

"""The blocks of a page of any form: headings, paragraphs, tables and code, as they are written."""

from __future__ import annotations

from attrs import frozen

# Rows are filled up to their table's width, so a table must not be as wide as it is long.
MOST_COLUMNS = 64
# Far deeper than any field is; what reads fields goes down as deep as they are.
MOST_DEPTH = 30


@frozen
class Heading:
    """A heading; ``level`` counts its number signs."""

    level: int
    text: str
    line: int


@frozen
class Paragraph:
    """One line of running text, its quote marks taken off."""

    text: str
    line: int


@frozen
class RawRow:
    """One row of a table, cells as written."""

    depth: int
    cells: tuple[str, ...]
    line: int


@frozen
class RawTable:
    """A table, cells as written.

    Attributes:
        columns: The header's cells, column widths left out.
        rows: The rows that are not empty. Each has as many cells as there are columns, at least.
        line: The header's line.
    """

    columns: tuple[str, ...]
    rows: list[RawRow]
    line: int


@frozen
class Code:
    """A code block, or one of several shown as tabs in one block."""

    language: str
    text: str
    line: int


Block = Heading | Paragraph | RawTable | Code


def shown(text: str, most: int = 60) -> str:
    """Quote text from a page in a message: on one line, and not too long."""
    folded = " ".join(text[: 5 * most].split())
    return repr(folded if len(folded) <= most else folded[: most - 3] + "...")

"""The blocks that a page of any form is cut into: headings, paragraphs, tables and code, text as written."""

from __future__ import annotations

from attrs import frozen

# Rows are padded to their table's width, so unlimited width could grow a table to the square of its text.
MOST_COLUMNS = 64
# Far deeper than any documented field; code that reads fields recurses once for each level.
MOST_DEPTH = 30


@frozen
class Heading:
    """A heading; ``level`` is 1 for the outermost."""

    level: int
    text: str
    line: int


@frozen
class Paragraph:
    """One line of running text, without quote marks."""

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
        columns: The header's cells, without column widths.
        rows: The non-empty rows, each with at least as many cells as there are columns.
        line: The header's line.
    """

    columns: tuple[str, ...]
    rows: list[RawRow]
    line: int


@frozen
class Code:
    """A code block, or one tab of a block with several."""

    language: str
    text: str
    line: int


Block = Heading | Paragraph | RawTable | Code


def shown(text: str, most: int = 60) -> str:
    """Quote text from a page for a message: on one line, shortened to ``most`` characters."""
    folded = " ".join(text[: 5 * most].split())
    return repr(folded if len(folded) <= most else folded[: most - 3] + "...")

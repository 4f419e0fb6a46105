"""Cut the lines of a page copied from a browser into the blocks that a page of Markdown has."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, field, frozen

from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.blocks import Block, Code, Heading, Paragraph, RawTable
from tiktok_bindgen.read.flat_lines import Lines
from tiktok_bindgen.read.flat_values import value_rows
from tiktok_bindgen.read.flat_words import continues, language
from tiktok_bindgen.read.words import kinds


@frozen
class CopiedTable(RawTable):
    """A field table whose rows have not been found yet.

    Its lines are those below its header, of which the first has the number ``body`` in the page.
    """

    lines: list[str]
    body: int


def blocks(text: str, page: str) -> tuple[list[Block], list[Problem]]:
    """Return the blocks of a page and its problems; code is read only below labels of examples."""
    cutter = _Cutter(Lines(text), page)
    cutter.run()
    return cutter.blocks, cutter.problems


@define
class _Cutter:
    """Cuts a page into blocks in one pass over its lines.

    Attributes:
        _labelled: Whether a label says what the next field table describes.
        _below_headers: Whether that label is for headers, whose table the body's may follow without a title.
    """

    lines: Lines
    page: str
    blocks: list[Block] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    _labelled: bool = False
    _below_headers: bool = False

    def run(self) -> None:
        lines = self.lines
        at = lines.title_at
        if at < len(lines):
            self.blocks.append(Heading(1, lines.text(at), at + 1))
        at += 1
        while at < len(lines):
            if lines.is_header(at):
                at = self._table(at)
                continue
            section = lines.section(at)
            if section:
                self.blocks.append(Heading(2, lines.text(at), at + 1))
                self._labelled = section != "example"
                self._below_headers = "header" in section
            elif lines.is_contents_heading(at) or self._is_title(at):
                self.blocks.append(Heading(3, lines.text(at), at + 1))
            elif lines[at]:
                self.blocks.append(Paragraph(lines.text(at), at + 1))
            at = self._examples(at + 1) if section == "example" else at + 1

    def _is_title(self, at: int) -> bool:
        """Report whether a line is a table's own title; the first field table below a label needs none."""
        header = self.lines.headed_table(at)
        return header is not None and not (self._labelled and _of_fields(self.lines.header(header).columns))

    def _table(self, at: int) -> int:
        """Read the table whose header is at a line; return the line after the table."""
        header = self.lines.header(at)
        end = self.lines.table_end(header.body)
        columns, line = tuple(header.columns), header.first + 1
        if not _of_fields(columns):
            rows, after, findings = value_rows(self.lines, header, end)
            self.blocks.append(RawTable(columns, rows, line))
            self.problems += [Problem(self.page, *finding) for finding in findings]
            return after
        if not self._labelled and not isinstance(self.blocks[-1], Heading):
            # A further table has a title, even if that was taken for a line of what precedes it.
            self.blocks.append(Heading(3, self.lines.heading_above(header.first), line))
        self._labelled, self._below_headers = self._below_headers, False
        body = self.lines.lines[header.body : end]
        self.blocks.append(CopiedTable(columns, [], line, body, header.body + 1))
        if len(columns) != 3:
            text = f"a field table has {len(columns)} columns: {', '.join(columns)}"
            self.problems.append(Problem(self.page, line, "table-columns", text))
        return end

    def _examples(self, begin: int) -> int:
        """Read the code below a label for examples; return the line after the code."""
        lines = self.lines
        block, first, at = "", begin, begin
        while at < len(lines):
            line = lines[at]
            if line and (at == begin or not line[0].isspace()):
                if lines.ends_examples(at):
                    break
                new = language(line) if not block or not lines[at - 1] else ""
                if new and not (block and continues(block, new)):
                    self._code(block, first, at)
                    block, first = new, at
            at += 1
        self._code(block, first, at)
        return at

    def _code(self, block: str, first: int, end: int) -> None:
        if block:
            text = "\n".join(self.lines.lines[first:end]).rstrip("\n")
            self.blocks.append(Code(block, text, first + 1))


def _of_fields(columns: Sequence[str]) -> bool:
    return kinds(columns)[:2] == ["name", "type"]

"""Reader of the flattened form: a page copied from a browser, one cell a line, links and nesting lost."""

from __future__ import annotations

from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.flat_endpoint import Draft, Span, finish
from tiktok_bindgen.read.flat_lines import Lines
from tiktok_bindgen.read.flat_rows import fold
from tiktok_bindgen.read.flat_values import Finding, read_values
from tiktok_bindgen.read.flat_words import NAME_COLUMNS, TYPE_COLUMNS, continues, language, whole_path
from tiktok_bindgen.read.page import Example, Line, Page, Side, ValueTable

# What labels mean once the reply has begun, and what a further table below a table of headers is.
_IN_REPLY = {"header": "response header", "parameters": "response"}
_AFTER_HEADER = {"header": "parameters", "response header": "response"}


def read_flattened(text: str, name: str) -> tuple[Page, tuple[Problem, ...]]:
    """Read a page copied from a browser.

    Args:
        text: The page's text.
        name: The page's path, for its value and its problems.

    Returns:
        The page, and what of it was not understood or had to be decided on thin evidence.
    """
    lines = Lines(text)
    if lines.title_at >= len(lines):
        empty = Page(name, "flattened", "", None, (), (), ())
        return empty, (Problem(name, 0, "page-empty", "the page has no text"),)
    walk = _Walk(lines)
    walk.run(lines.title_at + 1)
    endpoints = tuple(each for draft in walk.drafts for each in finish(draft, lines, walk.tables))
    title = fold(lines[lines.title_at])
    page = Page(name, "flattened", title, None, tuple(walk.lead), endpoints, tuple(walk.tables))
    findings = [*walk.findings, *(finding for draft in walk.drafts for finding in draft.findings)]
    return page, tuple(sorted(Problem(name, *finding) for finding in findings))


class _Walk:
    """Goes through a page once, finding where its parts are.

    Attributes:
        lead: The paragraphs before the first part.
        tables: The tables that are not of fields.
        drafts: The endpoints, with where their field tables are.
        findings: What was not understood.
    """

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.lead: list[Line] = []
        self.tables: list[ValueTable] = []
        self.drafts: list[Draft] = []
        self.findings: list[Finding] = []
        self._in_lead = True
        self._section = ""
        self._heading = ""
        self._request_line = 0

    def run(self, at: int) -> None:
        """Go from a line to the end."""
        while at < len(self.lines):
            at = self._line(at) if self.lines[at] else at + 1

    def _line(self, at: int) -> int:
        """Take in what begins at a line; the line after it."""
        lines = self.lines
        kind = lines.section(at)
        after = self._address(at) if kind != "request" else None
        if after is not None:
            return after
        if kind == "example" and self.drafts:
            self._in_lead = False
            return self._examples(at + 1)
        if kind:
            self._in_lead = False
            if kind != "example":
                replied = self._section.startswith("response")
                self._section = _IN_REPLY.get(kind, kind) if replied else kind
                self._heading = lines.text(at)
            if kind == "request":
                self._request_line = at + 1
            return at + 1
        if lines.is_header(at):
            self._in_lead = False
            return self._table(at)
        if lines.is_contents_heading(at) or lines.heads_table(at):
            self._in_lead = False
            self._heading = lines.text(at)
        elif self._in_lead:
            self.lead.append(Line(fold(lines[at])))
        return at + 1

    def _address(self, at: int) -> int | None:
        """Take in an endpoint's address or its method; the line after it, nothing when there is none."""
        endpoint = self.lines.endpoint(at)
        if endpoint is not None:
            path, after = endpoint
            self._in_lead = False
            self._section = "request"
            self.drafts.append(Draft(at + 1, path=whole_path(path) if path else ""))
            return after
        method = None if self._in_lead else self.lines.method(at)
        if method is None:
            return None
        if not self.drafts or self.drafts[-1].method:
            self.drafts.append(Draft(self._request_line or at + 1))
        stated, after = method
        self.drafts[-1].state_method(stated)
        return after

    def _table(self, at: int) -> int:
        """Take in the table whose header is at a line; the line after it."""
        header = self.lines.header(at)
        end = self.lines.table_end(header.body)
        plain = [column.lower() for column in header.columns]
        if len(plain) < 2 or plain[0] not in NAME_COLUMNS or plain[1] not in TYPE_COLUMNS:
            table, after, findings = read_values(self.lines, header, self._heading, end)
            self.tables.append(table)
            self.findings += findings
            return after
        if not self.drafts:
            text = "a field table belongs to no endpoint"
            self.findings.append((header.first + 1, "table-outside-endpoint", text))
            return end
        spans = self.drafts[-1].spans
        section, heading = self._section, self._heading
        if section in _AFTER_HEADER and any(span.section == section for span in spans):
            # A call has one table of headers; what comes after it has lost its own label.
            section, heading = _AFTER_HEADER[section], self.lines.heading_above(header.first)
        spans.append(Span(section, heading, header.first, header.body, end))
        if len(plain) != 3:
            text = f"a field table has {len(plain)} columns: {', '.join(header.columns)}"
            self.findings.append((header.first + 1, "table-columns", text))
        return end

    def _examples(self, begin: int) -> int:
        """Take in the code blocks below an ``Example`` heading; the line after them."""
        lines = self.lines
        side: Side = "response" if self._section.startswith("response") else "request"
        block, first, at = "", begin, begin
        while at < len(lines):
            line = lines[at]
            if line and (at == begin or not line[0].isspace()):
                if lines.ends_examples(at):
                    break
                may_begin = not block or not lines[at - 1]
                new = language(line) if may_begin else ""
                if new and not (block and continues(block, new)):
                    self._add_example(side, block, first, at)
                    block, first = new, at
            at += 1
        self._add_example(side, block, first, at)
        return at

    def _add_example(self, side: Side, block: str, first: int, end: int) -> None:
        if not block:
            return
        while end > first and not self.lines[end - 1]:
            end -= 1
        text = "\n".join(self.lines[at] for at in range(first, end))
        self.drafts[-1].examples.append(Example(side, block, text, first + 1))

"""Cut the text of a native page into blocks: headings, paragraphs, tables and code.

This knows how the portal writes blocks (fences, quotes, rows with ``#`` for depth), not what they document.
Malformed text is reported; every line of a table ends up in a block or in a problem.
"""

from __future__ import annotations

import re
from itertools import pairwise

from attrs import define, field, frozen

from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.blocks import MOST_COLUMNS, Block, Code, Heading, Paragraph, RawTable, shown
from tiktok_bindgen.read.html_table import html_tables
from tiktok_bindgen.read.labels import is_break
from tiktok_bindgen.read.table_rows import ROW, is_delimiter, is_rule, row_body, split_row, table_rows
from tiktok_bindgen.read.words import is_field_header, is_row

_FENCE = re.compile(r"\s*(`{3,}|~{3,})([^`]*)$")
# Longer fences count as this long.
_LONGEST_FENCE = 8
# The info string of a fence that opens a block; other text after a fence is a paragraph.
_INFO = re.compile(r"\S*|.*(?:table|code).*", re.IGNORECASE)
_QUOTE = re.compile(r"\s*(?:>\s?)+")
_HEADING = re.compile(r"\s{0,3}(?:(#{1,6})(?=\s)|(#{2,6})(?=[^\s#|]))(.*)$")
_QUOTED_ROW = re.compile(r"\s*>[>\s]*#*\s*\|")
_TAB_OPEN = re.compile(r"\s*\(code(?:\s([^()]*))?\)\s*$", re.IGNORECASE)
_TAB_CLOSE = re.compile(r"\s*\(/code\)[\s;,.]*$", re.IGNORECASE)
_HTML_TABLE = re.compile(r"<(/?)table(?:\s[^<>]*)?>", re.IGNORECASE)
_WIDTH = re.compile(r"\{[\s0-9.%]*\}")
# A longer line is not taken for a header in the middle of a table.
_LONGEST_HEADER = 300


def blocks(text: str, page: str) -> tuple[list[Block], list[Problem]]:
    r"""Return the blocks of a page, in order, and its problems.

    Args:
        text: The page's text, lines ended by ``\n``.
        page: The page's name, for problems.
    """
    scanner = _Scanner(page=page, lines=text.split("\n"))
    scanner.run()
    return scanner.blocks, scanner.problems


@frozen
class _Fence:
    """A line of back-ticks or tildes: which sign, how many, and the text after them."""

    sign: str
    length: int
    info: str

    @property
    def opens(self) -> bool:
        """Whether it can only open a block, since it has an info string."""
        return bool(self.info) and _INFO.fullmatch(self.info) is not None

    def can_close(self, opening: _Fence) -> bool:
        """Report whether it is of the same kind as the fence that opens a block, and no shorter."""
        return self.sign == opening.sign and self.length >= opening.length


@define
class _Scanner:
    """Cuts a page into blocks in one pass over its lines."""

    page: str
    lines: list[str]
    blocks: list[Block] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    _at: int = 0

    def run(self) -> None:
        while self._at < len(self.lines):
            raw = self.lines[self._at]
            line = _unquoted(raw)
            fence = _fence_of(line)
            if fence is not None:
                if fence.info or self._opens_here():
                    self._fence(fence, quoted=line is not raw)
                else:
                    self._at += 1
            elif _HTML_TABLE.search(line):
                self._html_table()
            elif ROW.match(line):
                self._bare_table(piped=True)
            elif "|" in line and is_delimiter(self._line(self._at + 1)):
                self._bare_table(piped=False)
            else:
                self._prose(line)

    def _problem(self, line: int, code: str, text: str) -> None:
        self.problems.append(Problem(self.page, line, code, text))

    def _opens_here(self) -> bool:
        """Report whether a fence without a language opens a block, and is not a surplus one after a block."""
        index = self._filled(self._at + 1)
        if index == len(self.lines):
            return False
        line = _unquoted(self.lines[index])
        return not is_break(line) and _fence_of(line) is None

    def _line(self, index: int) -> str:
        """Return a line without its quote marks; empty past the end."""
        return _unquoted(self.lines[index]) if index < len(self.lines) else ""

    def _filled(self, index: int) -> int:
        """Return the first line from ``index`` on that is not blank."""
        while index < len(self.lines) and not self.lines[index].strip():
            index += 1
        return index

    def _prose(self, line: str) -> None:
        number = self._at + 1
        self._at += 1
        heading = _HEADING.match(line)
        title = heading[3].strip().rstrip("#").rstrip() if heading is not None else ""
        if heading is not None and title:
            self.blocks.append(Heading(len(heading[1] or heading[2]), title, number))
        elif line.strip("# \t"):
            self.blocks.append(Paragraph(line, number))

    def _fence(self, opening: _Fence, *, quoted: bool) -> None:
        start = self._at
        kind, _, rest = opening.info.partition("|")
        body: list[tuple[int, str]] = [(start + 1, "|" + rest)] if rest else []
        table = "table" in kind.lower()
        end = self._end_of(opening, table=table)
        self._at += 1
        closed = False
        behind = ""
        while self._at < len(self.lines) and not closed:
            raw = self.lines[self._at]
            line = _unquoted(raw) if quoted or (table and _QUOTED_ROW.match(raw)) else raw
            fence = _fence_of(line) if end is None or self._at == end else None
            # A block without a closing fence ends at the next block, or at a line that structures the page.
            if end is None and ((fence is not None and fence.opens) or self._ends_block(line, table=table)):
                break
            self._at += 1
            closed = fence is not None
            if table and fence is None and line.rstrip().endswith("```") and _FENCE.match(line) is None:
                closed = True
                line = line.rstrip().rstrip("`")
            if fence is None:
                body.append((self._at, line))
            else:
                behind = fence.info
        if not closed:
            self._problem(start + 1, "unclosed-fence", "the block that opens here is not closed")
        if table or _looks_like_table(body):
            self._table(body, start + 1)
        else:
            self._code(opening.info, body)
        if behind:
            self.blocks.append(Paragraph(behind, self._at))

    def _end_of(self, opening: _Fence, *, table: bool) -> int | None:
        """Return the line of the fence that closes the one on the current line; ``None`` for none."""
        for index in range(self._at + 1, len(self.lines)):
            line = self.lines[index]
            if "|" in line and "`" not in line and "~" not in line:
                continue
            line = _unquoted(line)
            if table and self._ends_block(line, table=True):
                return None
            fence = _fence_of(line)
            if fence is not None and fence.can_close(opening):
                return None if fence.opens else index
        return None

    def _ends_block(self, line: str, *, table: bool) -> bool:
        """Report whether a line structures the page and so ends a block; in code, ``#`` may be a comment."""
        return is_break(line) or (table and "|" not in line and _HEADING.match(line) is not None)

    def _code(self, info: str, body: list[tuple[int, str]]) -> None:
        # The portal's general name for code blocks is not a language.
        language = "" if info.lower() == "xcodeblock" else info
        tab: list[str] = []
        start = 0
        for number, text in body:
            opening = _TAB_OPEN.match(text)
            if opening is not None or _TAB_CLOSE.match(text):
                self._code_block(language, tab, start)
                tab = []
                if opening is not None:
                    language = " ".join((opening[1] or "").split())
            elif text.strip() or tab:
                start = start if tab else number
                tab.append(text)
        self._code_block(language, tab, start)

    def _code_block(self, language: str, tab: list[str], start: int) -> None:
        if code := "\n".join(tab).rstrip():
            self.blocks.append(Code(language, code, start))

    def _html_table(self) -> None:
        start = self._at
        depth = 0
        body: list[str] = []
        while self._at < len(self.lines):
            line = self._line(self._at)
            if _fence_of(line) is not None or is_break(line):
                break
            depth += sum(-1 if match[1] else 1 for match in _HTML_TABLE.finditer(line))
            body.append(line)
            self._at += 1
            if depth <= 0:
                break
        if depth > 0:
            self._problem(start + 1, "unclosed-fence", "the HTML table that opens here is not closed")
        self.blocks += html_tables("\n".join(body), start + 1)

    def _bare_table(self, *, piped: bool) -> None:
        """Read rows outside any fence, with or without a bar before their first cell."""
        start = self._at
        body: list[tuple[int, str]] = []
        while self._at < len(self.lines):
            line = self._line(self._at)
            if ROW.match(line) if piped else "|" in line and _fence_of(line) is None:
                body.append((self._at + 1, line))
                self._at += 1
                continue
            following = self._filled(self._at)
            # A row below a blank line belongs to the table above it, unless it is the header of another.
            row, below = self._line(following), self._line(following + 1)
            if not piped or following == self._at or not ROW.match(row) or is_delimiter(below):
                break
            self._at = following
        if not piped or _looks_like_table(body) or is_field_header(split_row(row_body(body[0][1]), 0)):
            self._table(body, start + 1)
        elif not self._continue_table(body):
            for number, line in body:
                self.blocks.append(Paragraph(line, number))
                self._problem(number, "row-outside-table", f"a row in no table: {shown(line)}")

    def _continue_table(self, body: list[tuple[int, str]]) -> bool:
        """Add rows without a header to the table directly before them; return whether there is one."""
        if not self.blocks or not isinstance(self.blocks[-1], RawTable):
            return False
        table = self.blocks[-1]
        table.rows.extend(table_rows(body, len(table.columns), self._problem, piped=True))
        return True

    def _table(self, body: list[tuple[int, str]], line: int) -> None:
        filled = [(number, text) for number, text in body if text.strip()]
        first = next((index for index, (_, text) in enumerate(filled) if "|" in text), len(filled))
        for number, text in filled[:first]:
            self._problem(number, "text-in-table", f"text before the table's header: {shown(text)}")
        while first < len(filled) and not filled[first][1].strip("#|:- \t"):
            first += 1
        content = filled[first:]
        if not content:
            self._problem(line, "empty-table", "a table without a header")
            return
        # A header in the middle opens another table; the same header again continues the table.
        starts = [0, *(index for index in range(1, len(content)) if self._reopens(content, index))]
        for begin, end in pairwise([*starts, len(content)]):
            above = self.blocks[-1] if begin else None
            self._one_table(content[begin:end])
            below = self.blocks[-1]
            if isinstance(above, RawTable) and isinstance(below, RawTable) and _alike(above, below):
                above.rows.extend(below.rows)
                self.blocks.pop()

    def _reopens(self, content: list[tuple[int, str]], index: int) -> bool:
        """Report whether a line is a header: one of fields, or one with a line of dashes below it."""
        text = content[index][1]
        if len(text) > _LONGEST_HEADER or ROW.match(text) is None:
            return False
        below = content[index + 1][1] if index + 1 < len(content) else ""
        ruled = is_rule(below)
        if not ruled and "type" not in text.lower():
            return False
        cells = split_row(row_body(text), 0)
        if is_row(cells):
            return False
        if is_field_header(cells):
            return True
        width = len(split_row(row_body(content[0][1]), 0))
        return ruled and len(cells) == len(split_row(row_body(below), 0)) != width

    def _one_table(self, content: list[tuple[int, str]]) -> None:
        number, header = content[0]
        piped = ROW.match(header) is not None
        columns = _titles(header)
        if len(columns) > MOST_COLUMNS:
            self._problem(
                number, "too-many-columns", f"a table of {len(columns)} columns, {MOST_COLUMNS} are read"
            )
            columns = columns[:MOST_COLUMNS]
        rest = content[1:]
        if rest and is_delimiter(rest[0][1]):
            rest = rest[1:]
        rows = table_rows(rest, len(columns), self._problem, piped=piped)
        self.blocks.append(RawTable(columns, rows, number))


def _unquoted(line: str) -> str:
    match = _QUOTE.match(line) if ">" in line else None
    return line[match.end() :] if match else line


def _fence_of(line: str) -> _Fence | None:
    match = _FENCE.match(line) if "```" in line or "~~~" in line else None
    if match is None:
        return None
    rest = match[2].strip()
    # A stray sign after a closing fence is not an info string.
    info = rest if any(sign.isalnum() for sign in rest) else ""
    return _Fence(match[1][0], min(len(match[1]), _LONGEST_FENCE), info)


def _titles(header: str) -> tuple[str, ...]:
    return tuple(_WIDTH.sub("", cell).strip() for cell in split_row(row_body(header), 0))


def _alike(one: RawTable, other: RawTable) -> bool:
    return [title.lower() for title in one.columns] == [title.lower() for title in other.columns]


def _looks_like_table(body: list[tuple[int, str]]) -> bool:
    content = [text for _, text in body if text.strip()][:2]
    return len(content) == 2 and "|" in content[0] and is_delimiter(content[1])

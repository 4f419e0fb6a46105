"""The lines of a page that is copied from a browser, and what each can be, also by what is around it."""

from __future__ import annotations

from attrs import frozen

from tiktok_bindgen.read.flat_rows import fold, is_name, is_row, is_type
from tiktok_bindgen.read.flat_words import (
    CALLED,
    ENDPOINT,
    INTRODUCTION,
    MAX_ADDRESS,
    MAX_HEADING,
    METHOD,
    NAME_COLUMNS,
    URL,
    VERB,
    could_begin_header,
    is_heading,
    language,
    section,
)

_LOOK_AHEAD = 4
_LOOK_FAR_AHEAD = 12
_MAX_INTRODUCTION = 6
_MAX_HEADER = 1000


@frozen
class Header:
    """A table's header line, or lines.

    Attributes:
        columns: Its cells.
        first: Its first line.
        body: The line after it.
    """

    columns: list[str]
    first: int
    body: int


class Lines:
    """The lines of a page, counted from 0, without white space at their ends.

    Attributes:
        lines: The lines.
        headings: The headings of the table of contents, if the page has one.
        title_at: The line of the title; past the end when the page is empty.
    """

    def __init__(self, text: str) -> None:
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        self.lines = [line.rstrip() for line in text.split("\n")]
        self._filled = _next_filled(self.lines)
        self.headings: frozenset[str] = frozenset()
        contents, after = self._contents()
        self.headings = frozenset(contents)
        self.title_at = self.filled(after)

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, at: int) -> str:
        return self.lines[at]

    def filled(self, at: int) -> int:
        """The first line from ``at`` on that is not empty; past the end for none."""
        return self._filled[at]

    def text(self, at: int) -> str:
        """A line without white space around it."""
        return self.lines[at].strip()

    def _contents(self) -> tuple[list[str], int]:
        """The entries of a table of contents, and the line after it.

        Every entry comes again below; the title, which follows, does not.
        """
        start = end = self.filled(0)
        while end < len(self) and self.lines[end]:
            end += 1
        last = {self.text(at): at for at in range(start, len(self)) if len(self.lines[at]) <= MAX_HEADING}
        stop = start
        while stop < end and last.get(self.text(stop), -1) > stop:
            stop += 1
        if stop - start < 2:
            return [], start
        return [self.text(at) for at in range(start, stop)], stop

    def section(self, at: int) -> str:
        """Which part of the page a line opens, if any."""
        text = self.text(at)
        kind = section(text)
        if not kind or not text[0].isupper():
            return ""
        if text in self.headings and kind in {"request", "response", "example"}:
            return kind
        opens = self._opens_example(at) if kind == "example" else self._opens_section(at, kind)
        return kind if opens else ""

    def _opens_example(self, at: int) -> bool:
        """Code begins below, after at most some sentences that introduce it, or the next part does."""
        below = self.filled(at + 1)
        for step in range(_LOOK_FAR_AHEAD):
            if below >= len(self):
                return step < 2
            if language(self.lines[below]):
                return True
            line = self.text(below)
            if section(line) in {"response", "request"}:
                return step < 2
            if self._is_of_row(below) or self.is_header(below):
                return False
            below = self.filled(below + 1)
        return False

    def _opens_section(self, at: int, kind: str) -> bool:
        """A table, code, an address or the next part is near, and no data type just below."""
        below = self.filled(at + 1)
        if below < len(self) and self._is_of_row(below):
            return False
        for _ in range(_LOOK_FAR_AHEAD if kind in {"request", "response"} else _LOOK_AHEAD):
            if below >= len(self):
                return kind == "response"
            line = self.text(below)
            if self.is_header(below) or language(line) or section(line):
                return True
            if kind == "request" and (ENDPOINT.match(line[:MAX_ADDRESS]) or METHOD.match(line[:60])):
                return True
            if self._is_of_row(below):
                return False
            below = self.filled(below + 1)
        return False

    def _is_of_row(self, at: int) -> bool:
        """Whether a line is the data type of a row, or begins a row and has it, too."""
        return is_type(self.text(at)) or ("\t" in self.lines[at] and is_row(self.lines[at]))

    def endpoint(self, at: int) -> tuple[str, int] | None:
        """The address that an ``Endpoint`` line or the one below states, empty for none, and the line after.

        A line is an endpoint's when it has an address, or an address or a method is near below it.
        """
        text = self.text(at)
        match = ENDPOINT.match(text) if len(text) < MAX_ADDRESS else None
        if match is None:
            return None
        if match[1]:
            return self._address(match[1]), at + 1
        below = self.filled(at + 1)
        for step in range(_LOOK_AHEAD - 1):
            if below >= len(self):
                break
            line = self.text(below)[:MAX_ADDRESS]
            if URL.match(line):
                return (self._address(line), below + 1) if step == 0 else ("", at + 1)
            if METHOD.match(line):
                return "", at + 1
            if step == 0 and (told := CALLED.search(line)) is not None:
                return told[1], below + 1
            below = self.filled(below + 1)
        return None

    @staticmethod
    def _address(url: str) -> str:
        match = URL.match(url)
        return match[1] if match is not None else ""

    def method(self, at: int) -> tuple[str, int] | None:
        """What a ``Method`` line or the line below it states, a method or two, and the line after."""
        text = self.text(at)
        match = METHOD.match(text) if len(text) < 60 else None
        if match is None:
            return None
        if match[1]:
            return match[1].upper(), at + 1
        below = self.filled(at + 1)
        verb = VERB.match(self.text(below)[:20]) if below < len(self) else None
        return (verb[1], below + 1) if verb is not None else None

    def is_header(self, at: int) -> bool:
        """Whether a table's header line, or its last part, stands here; a column's title is no sentence."""
        line = self.lines[at]
        if (
            "\t" not in line
            or line[0].isspace()
            or len(line) >= _MAX_HEADER
            or language(line)
            or is_row(line)
        ):
            return False
        return not any(title.rstrip().endswith((".", "。", ";")) for title in line.split("\t"))

    def is_field_header(self, at: int) -> bool:
        """Whether it is one of a table of fields."""
        return self.is_header(at) and fold(self.lines[at].split("\t")[0]).lower() in NAME_COLUMNS

    def header(self, at: int) -> Header:
        """The header whose first line with a tab is ``at``."""
        last = at
        while last + 1 < len(self) and self.is_header(last + 1) and not self._is_like(last + 1, at):
            last += 1
        text = " ".join(self.lines[at : last + 1])
        first = at
        if text[0].islower() and at and could_begin_header(self.lines[at - 1]):
            first = at - 1
            text = f"{self.text(first)} {text}"
        return Header([fold(column) for column in text.split("\t")], first, last + 1)

    def _is_like(self, at: int, header: int) -> bool:
        """Whether a line has as many cells as a header: it is one of its rows."""
        return self.lines[at].count("\t") == self.lines[header].count("\t")

    def heads_table(self, at: int) -> bool:
        """Whether a line is the heading of the table that follows."""
        if not is_heading(self.text(at)):
            return False
        below = self.filled(at + 1)
        for _ in range(2):
            if below >= len(self):
                return False
            if self.is_header(below):
                # A line just above that the header goes on from is its first part.
                return below > at + 1 or not self.lines[below][0].islower()
            if not INTRODUCTION.match(self.text(below)):
                # The first part of a header that is split over lines.
                below = self.filled(below + 1)
                return below < len(self) and self.is_header(below) and self.lines[below][0].islower()
            below = self.filled(below + 1)
        return False

    def heading_above(self, at: int) -> str:
        """The nearest line above that can be a heading, of the two before; empty for none."""
        for _ in range(2):
            at -= 1
            while at > 0 and not self.lines[at]:
                at -= 1
            if at > 0 and is_heading(self.text(at)):
                return self.text(at)
        return ""

    def is_contents_heading(self, at: int) -> bool:
        """Whether the table of contents has this line."""
        return self.text(at) in self.headings

    def table_end(self, body: int) -> int:
        """The first line from ``body`` on that is no cell of the table before."""
        at = body
        while at < len(self) and not self._ends_table(at, body - 1):
            at += 1
        return self._without_heading(body, at)

    def _ends_table(self, at: int, header: int) -> bool:
        return bool(self.lines[at]) and bool(
            self.section(at)
            or (self.is_header(at) and (self.is_field_header(at) or not self._is_row_of(at, header)))
            or self.is_contents_heading(at)
            or self.endpoint(at)
        )

    def _is_row_of(self, at: int, header: int) -> bool:
        """Whether a line that looks like a header is a row. Of fields it is none if it has a title above."""
        if not self._is_like(at, header):
            return False
        return not (self.is_field_header(header) and self.heading_above(at))

    def _without_heading(self, body: int, end: int) -> int:
        """``end`` before the heading and the introduction of a table that follows."""
        if end >= len(self) or not self.is_header(end):
            return end
        at, cut = end - 1, end
        for _ in range(_MAX_INTRODUCTION):
            while at >= body and not self.lines[at]:
                at -= 1
            if at < body:
                break
            text = self.text(at)
            split = self.lines[end][0].islower() and cut == end and could_begin_header(text)
            if split or INTRODUCTION.match(text):
                cut = at
            elif is_heading(text) and not is_name(text) and not is_type(text):
                return at
            else:
                break
            at -= 1
        return cut

    def ends_examples(self, at: int) -> bool:
        """Whether code blocks end before a line."""
        if self.section(at) or self.is_contents_heading(at) or self.endpoint(at) is not None:
            return True
        if not self.is_header(at):
            return False
        above = at - 1
        while above > 0 and not self.lines[above]:
            above -= 1
        return self.is_field_header(at) or self.heads_table(max(above, 0))


def _next_filled(lines: list[str]) -> list[int]:
    result = [len(lines)] * (len(lines) + 2)
    for at in range(len(lines) - 1, -1, -1):
        result[at] = at if lines[at] else result[at + 1]
    return result

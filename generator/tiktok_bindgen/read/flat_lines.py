"""The lines of a page copied from a browser, classified by their text and their surroundings."""

from __future__ import annotations

from attrs import frozen

from tiktok_bindgen.read.flat_rows import is_name, is_row, is_type
from tiktok_bindgen.read.flat_words import (
    INTRODUCTION,
    MAX_HEADING,
    could_begin_header,
    is_heading,
    language,
    section,
)
from tiktok_bindgen.read.inline import fold
from tiktok_bindgen.read.labels import label_of, names_path
from tiktok_bindgen.read.words import kinds

_LOOK_AHEAD = 4
_LOOK_FAR_AHEAD = 12
_MAX_INTRODUCTION = 6
_MAX_HEADER = 1000


@frozen
class Header:
    """A table's header line, or lines: its cells, its first line and the one after it."""

    columns: list[str]
    first: int
    body: int


class Lines:
    """The lines of a page, counted from 0, without trailing white space.

    Attributes:
        lines: The lines.
        headings: The headings that a table of contents lists; empty without one.
        title_at: The line of the title; past the end if the page is empty.
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
        """Return the first non-empty line from ``at`` on; past the end for none."""
        return self._filled[at]

    def text(self, at: int) -> str:
        """Return a line's text without surrounding white space."""
        return self.lines[at].strip()

    def _contents(self) -> tuple[list[str], int]:
        """Return the entries of a table of contents, and the line after it.

        Every entry occurs again below; the title, which follows the table, does not.
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
        """Return which part of the page a line opens; empty for none."""
        text = self.text(at)
        kind = section(text)
        if not kind or not text[0].isupper():
            return ""
        if text in self.headings and kind in {"request", "response", "example"}:
            return kind
        opens = self._opens_example(at) if kind == "example" else self._opens_section(at, kind)
        return kind if opens else ""

    def _below(self, at: int, most: int) -> list[int]:
        """Return the next non-empty lines below one, at most ``most``."""
        found: list[int] = []
        while len(found) < most and (at := self.filled(at + 1)) < len(self):
            found.append(at)
        return found

    def _opens_example(self, at: int) -> bool:
        """Report whether code begins below, after at most a few other lines, or the next part does."""
        near = self._below(at, _LOOK_FAR_AHEAD)
        for step, below in enumerate(near):
            if language(self.lines[below]):
                return True
            if section(self.text(below)) in {"response", "request"}:
                return step < 2
            if self._is_of_row(below) or self.is_header(below):
                return False
        return len(near) < 2

    def _opens_section(self, at: int, kind: str) -> bool:
        """Report whether a table, code, an address or the next part is near, and no row directly below."""
        most = _LOOK_FAR_AHEAD if kind in {"request", "response"} else _LOOK_AHEAD
        near = self._below(at, most)
        for step, below in enumerate(near):
            if step == 0 and self._is_of_row(below):
                return False
            text = self.text(below)
            if self.is_header(below) or language(text) or section(text):
                return True
            if kind == "request" and _opens_call(text):
                return True
            if self._is_of_row(below):
                return False
        return len(near) < most and kind == "response"

    def _is_of_row(self, at: int) -> bool:
        """Report whether a line is a row's data type, or begins a row and includes its data type."""
        return is_type(self.text(at)) or ("\t" in self.lines[at] and is_row(self.lines[at]))

    def announces_endpoint(self, at: int) -> bool:
        """Report whether a line is an endpoint's label, with its address or method on it or near below.

        Two addresses directly below mean that the label is a cell of a table that compares two versions.
        """
        label = label_of(self.text(at), marked=False)
        # A field may be called ``url``; labels begin with a capital letter.
        if label is None or label.role != "endpoint" or label.words[0].islower():
            return False
        if names_path(label.rest):
            return True
        near = [self.text(below) for below in self._below(at, _LOOK_AHEAD - 1)]
        compares = len(near) > 1 and all(map(names_path, near[:2]))
        return not compares and any(names_path(text) or _opens_call(text) for text in near)

    def is_header(self, at: int) -> bool:
        """Report whether a line is a table's header or its last part; titles do not end as sentences do."""
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
        """Report whether a line is the header of a field table."""
        return self.is_header(at) and kinds(self.lines[at].split("\t"))[0] == "name"

    def header(self, at: int) -> Header:
        """Return the header whose first line with a tab is ``at``."""
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
        """Report whether a line has as many cells as a header, and so is one of its rows."""
        return self.lines[at].count("\t") == self.lines[header].count("\t")

    def headed_table(self, at: int) -> int | None:
        """Return the header's line of the table that a line is the heading of; ``None`` for no heading."""
        near = self._below(at, 3) if is_heading(self.text(at)) else []
        if near and not self.is_header(near[0]) and INTRODUCTION.match(self.text(near[0])):
            near = near[1:]
        if near and self.is_header(near[0]):
            # A line directly above a header that begins in lower case is the header's first part.
            return None if self._is_split(near[0]) and near[0] == at + 1 else near[0]
        return near[1] if len(near) > 1 and self._is_split(near[1]) else None

    def _is_split(self, at: int) -> bool:
        """Report whether a line is a header that began on the line above."""
        return self.is_header(at) and self.lines[at][0].islower()

    def heading_above(self, at: int) -> str:
        """Return the nearer of the two lines above that can be a heading; empty for none."""
        for _ in range(2):
            at -= 1
            while at > 0 and not self.lines[at]:
                at -= 1
            if at > 0 and is_heading(self.text(at)):
                return self.text(at)
        return ""

    def is_contents_heading(self, at: int) -> bool:
        """Report whether the table of contents lists this line."""
        return self.text(at) in self.headings

    def table_end(self, body: int) -> int:
        """Return the first line from ``body`` on that belongs to no cell of the table before."""
        at = body
        while at < len(self) and not (
            self.lines[at]
            and (
                self.section(at)
                or (self.is_header(at) and not self._is_row_of(at, body - 1))
                or self.is_contents_heading(at)
                or self.announces_endpoint(at)
            )
        ):
            at += 1
        return self._without_heading(body, at)

    def _is_row_of(self, at: int, header: int) -> bool:
        """Report whether what looks like a header is a row; in a field table, one below a title is not."""
        if self.is_field_header(at) or not self._is_like(at, header):
            return False
        return not (self.is_field_header(header) and self.heading_above(at))

    def _without_heading(self, body: int, end: int) -> int:
        """Return ``end``, moved up before the heading and the introduction of a table that follows."""
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
        """Report whether code blocks end before a line."""
        if self.section(at) or self.is_contents_heading(at) or self.announces_endpoint(at):
            return True
        if not self.is_header(at):
            return False
        above = max(at - 1, 0)
        while above and not self.lines[above]:
            above -= 1
        return self.is_field_header(at) or self.headed_table(above) is not None


def _opens_call(text: str) -> bool:
    label = label_of(text, marked=False)
    return label is not None and label.role in ("endpoint", "method")


def _next_filled(lines: list[str]) -> list[int]:
    result = [len(lines)] * (len(lines) + 2)
    for at in range(len(lines) - 1, -1, -1):
        result[at] = at if lines[at] else result[at + 1]
    return result

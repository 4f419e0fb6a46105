"""Endpoints under construction from the parts of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Literal

from attrs import define, evolve, field, frozen

from tiktok_bindgen.read import inline
from tiktok_bindgen.read.blocks import Heading, RawTable, shown
from tiktok_bindgen.read.field_rows import Report, check_depths, raised
from tiktok_bindgen.read.flat_examples import Shape, request_shape, response_shape
from tiktok_bindgen.read.page import Cell, Endpoint, Example, FieldTable, Note, Row, Side, ValueTable
from tiktok_bindgen.read.words import Role, is_scalar

_VERSION = re.compile(r"/v(\d{1,6})(?:\.(\d{1,6}))?/")
_REQUESTED = re.compile(r"""(?:--request|-X)[\s=]*['"]?(GET|POST|PUT|DELETE|PATCH)\b""")
_WITHOUT_BODY = frozenset({"GET", "DELETE"})
_FILE = re.compile(r"\s*(?:file|binary)(?:\[\])?\s*", re.IGNORECASE)
# Where the first table under a heading or label belongs: an attribute of ``Endpoint``.
Place = Literal["header", "parameters", "response_header", "response"]
PLACES: dict[Role | None, Place] = {
    "header": "header",
    "request": "parameters",
    "parameters": "parameters",
    "response header": "response_header",
    "response": "response",
}
# A further table under a label for headers describes the fields sent with them, unless a name has a hyphen.
_BELOW_HEADER: dict[Place, Place] = {"header": "parameters", "response_header": "response"}
# Captions are cut to this many characters.
_LONGEST_CAPTION = 1000


@define
class Draft:
    """An endpoint under construction.

    Attributes:
        line: The line of its first label.
        paths: The line of each of its paths, by path.
        labelled: Whether a label announced an endpoint, even if no address follows.
        others: Further methods that the same description covers.
        answered: Whether its response has begun.
        tables: Its own tables, by their attribute of ``Endpoint``.
        supplements: Its further field tables.
        examples: Its code blocks.
        notes: The paragraphs around its tables.
        mentioned: The path that the text above it mentions, used if its address is not stated.
    """

    line: int = 0
    paths: dict[str, int] = field(factory=dict)
    method: str = ""
    others: tuple[str, ...] = ()
    labelled: bool = False
    answered: bool = False
    tables: dict[Place, FieldTable] = field(factory=dict)
    supplements: list[FieldTable] = field(factory=list)
    examples: list[Example] = field(factory=list)
    notes: list[Note] = field(factory=list)
    mentioned: str = ""

    def add(self, placed: Placed, rows: Sequence[Row]) -> None:
        """Add a field table: as the first below a label, as a continuation of that, or as a supplement."""
        place = PLACES.get(placed.role)
        if place in _BELOW_HEADER and not placed.first and not any("-" in row.name for row in rows):
            place = _BELOW_HEADER[place]
        heading, line = placed.heading, placed.table.line
        if place is not None:
            caption = placed.caption[:_LONGEST_CAPTION]
            before = self.tables.get(place, FieldTable(heading, (), line, placed.side))
            if not before.rows or _goes_on(before.rows, rows, f"{caption} {heading}"):
                self.tables[place] = evolve(before, rows=(*before.rows, *rows))
                return
            heading = inline.flat(caption) or heading
        level = placed.above[-1].level if placed.above else 0
        self.supplements.append(FieldTable(heading, tuple(rows), line, placed.side, level))

    def endpoints(self, report: Report) -> list[Endpoint]:
        """Return the endpoint, once for each of its paths and methods."""
        paths = _newest(self.paths)
        line = min(paths.values())
        for place, table in self.tables.items():
            examples = partial(self.shape, table.side or "request")
            self.tables[place] = evolve(table, rows=raised(table.rows, examples, report))
        for table in (*self.tables.values(), *self.supplements):
            check_depths(table.rows, report)
        if len(paths) > 1:
            report(line, "several-paths", f"one description for {shown(', '.join(paths), 200)}")
        method = self.method
        if not method:
            method = self._guessed_method()
            report(line, "method-missing", f"no method is stated; taken for {method}")
        if self.others:
            text = f"one description for {shown(', '.join((method, *self.others)))}"
            report(line, "several-methods", text)
        return [
            Endpoint(
                method=self._possible(verb, path, number, report),
                path=path,
                header=self.tables.get("header"),
                parameters=self.tables.get("parameters"),
                response=self.tables.get("response"),
                supplements=tuple(self.supplements),
                examples=tuple(self.examples),
                line=number,
                notes=tuple(self.notes),
                response_header=self.tables.get("response_header"),
            )
            for path, number in paths.items()
            for verb in (method, *self.others)
        ]

    def shape(self, side: Side) -> Shape:
        """Return the nesting of the examples of a side."""
        texts = [example.text for example in self.examples if example.side == side]
        return response_shape(texts) if side == "response" else request_shape(texts)

    def _possible(self, method: str, path: str, line: int, report: Report) -> str:
        """Return the method of the examples if they agree on one and the stated one cannot carry a file.

        If both are possible, the stated one stays: examples have mistakes of their own.
        """
        rows = self.tables["parameters"].rows if "parameters" in self.tables else ()
        if method not in _WITHOUT_BODY or not any(_FILE.fullmatch(row.type) for row in rows):
            return method
        texts = [example.text for example in self.examples if example.side == "request"]
        shown = {
            match[1] for text in texts if path.rstrip("/") in text for match in _REQUESTED.finditer(text)
        }
        if len(shown) != 1 or shown & _WITHOUT_BODY:
            return method
        (other,) = shown
        text = f"{method} cannot carry the file that is taken; its examples are {other}, and so is it"
        report(line, "method-impossible", text)
        return other

    def _guessed_method(self) -> str:
        for example in self.examples:
            match = _REQUESTED.search(example.text)
            if example.side == "request" and match:
                return match[1]
        header = self.tables.get("header")
        typed = header is not None and any(row.name.lower() == "content-type" for row in header.rows)
        return "POST" if typed else "GET"


@frozen
class Placed:
    """A table and its position on the page.

    Attributes:
        table: The table.
        heading: The heading or label above it.
        caption: The line of text between that and the table; empty for none.
        role: What the heading or label announces.
        draft: The endpoint it belongs to.
        side: The side of the call it belongs to.
        above: The headings that it is under, the outermost first.
        first: Whether it is the first table under its heading or label.
    """

    table: RawTable
    heading: str
    caption: str
    role: Role | None
    draft: Draft
    side: Side | None
    above: tuple[Heading, ...]
    first: bool

    def as_values(self) -> ValueTable:
        """Return the table as one that does not list fields."""
        rows = [
            tuple(
                Cell(inline.lines("#" * row.depth + cell if index == 0 else cell), row.line)
                for index, cell in enumerate(row.cells)
            )
            for row in self.table.rows
        ]
        return ValueTable(
            self.heading,
            tuple(inline.flat(column) for column in self.table.columns),
            tuple(rows),
            self.table.line,
            tuple(heading.text for heading in self.above if heading.text != self.heading),
        )


def _goes_on(before: Sequence[Row], rows: Sequence[Row], above: str) -> bool:
    """Report whether rows continue a table.

    They do not if the text above them names an object of the table, or if a top-level field is repeated.
    """
    words = {word.strip("`*_:.") for word in above.replace(",", " ").split()}
    objects = {row.name for row in before if not is_scalar(row.type)}
    names = {row.name for row in before if row.depth == 0}
    return objects.isdisjoint(words) and not any(row.depth == 0 and row.name in names for row in rows)


def _newest(paths: dict[str, int]) -> dict[str, int]:
    """Drop the paths of older API versions than the newest one."""

    def version(path: str) -> tuple[int, int]:
        match = _VERSION.search(path)
        return (int(match[1]), int(match[2] or "0")) if match else (0, 0)

    newest = max(version(path) for path in paths)
    return {path: line for path, line in paths.items() if version(path) == newest}

"""An endpoint of a copied page, put together from the places of its tables and its examples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from tiktok_bindgen.read.depth import MARGIN, Table, place
from tiktok_bindgen.read.depth_clues import Item
from tiktok_bindgen.read.depth_judge import Role
from tiktok_bindgen.read.depth_knowledge import Placing
from tiktok_bindgen.read.flat_examples import Shape, request_shape, response_shape
from tiktok_bindgen.read.flat_rows import FlatRow, read_rows
from tiktok_bindgen.read.flat_words import CALLED, CALLED_METHOD, PATH_CELL, whole_path
from tiktok_bindgen.read.labels import verbs_beside
from tiktok_bindgen.read.page import Endpoint, Example, FieldTable, Row, Side, ValueTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiktok_bindgen.read.flat_lines import Lines
    from tiktok_bindgen.read.flat_values import Finding

_MAX_CALL = 100_000
_LETTERS = re.compile(r"[A-Z]+")


@frozen
class Span:
    """Where a field table stands: the part of the page, its heading, its first row's line and its end."""

    section: str
    heading: str
    header: int
    body: int
    end: int


@define
class Draft:
    """An endpoint while its parts are found.

    Attributes:
        line: The line that names it.
        method: Its method, empty until it is found.
        others: Further methods that it is documented for at once.
        path: Its path, likewise.
        spans: Where its field tables stand.
        examples: Its code blocks.
        findings: What was not understood or had to be decided.
    """

    line: int
    method: str = ""
    others: tuple[str, ...] = ()
    path: str = ""
    spans: list[Span] = field(factory=list)
    examples: list[Example] = field(factory=list)
    findings: list[Finding] = field(factory=list)

    def state_method(self, text: str) -> None:
        """Take in a stated method, or more than one."""
        self.method, *_ = _LETTERS.findall(text.upper())
        self.others = verbs_beside(text.replace("+", "/"))
        if self.others:
            several = ", ".join((self.method, *self.others))
            self.find(self.line, "several-methods", f"one description for {several}")

    def find(self, line: int, code: str, text: str) -> None:
        """Note a problem."""
        self.findings.append((line, code, text))


@frozen
class _Block:
    """A field table before depths are known; ``role`` is its place in an ``Endpoint``."""

    role: str
    side: Side
    heading: str
    rows: tuple[FlatRow, ...]
    line: int


def finish(draft: Draft, lines: Lines, tables: Sequence[ValueTable]) -> tuple[Endpoint, ...]:
    """Read an endpoint's rows, infer their depths, and fill in an address that is not stated.

    Returns:
        The endpoint, once for every method that it is documented for.
    """
    _fill_address(draft, tables)
    request = request_shape(_texts(draft, "request"))
    response = response_shape(_texts(draft, "response"))
    blocks: list[_Block] = []
    for span in draft.spans:
        shown = response if span.section.startswith("response") else request
        names = frozenset(name for _, name in shown.names())
        role = _role(span.section, [block.role for block in blocks])
        blocks.append(_block(draft, lines, span, role, names))
    _guess_method(draft, blocks)
    found = _place(draft, blocks, request, response)
    endpoint = Endpoint(
        draft.method,
        draft.path,
        found.get("header"),
        found.get("parameters"),
        found.get("response"),
        tuple(found[role] for role in found if role.startswith("supplement")),
        tuple(draft.examples),
        draft.line,
        response_header=found.get("response header"),
    )
    return (endpoint, *(evolve(endpoint, method=method) for method in draft.others))


def _fill_address(draft: Draft, tables: Sequence[ValueTable]) -> None:
    calls = [text[:_MAX_CALL] for text in _texts(draft, "request")]
    if not draft.path:
        compared = next((path for table in tables if (path := _compared_path(table))), "")
        called = next((whole_path(match[1]) for text in calls if (match := CALLED.search(text))), "")
        draft.path = compared or called
        source = "version table" if compared else "example"
        if not draft.path:
            draft.find(draft.line, "endpoint-missing", "the page does not say which address the endpoint has")
        elif compared and called and compared.strip("/") != called.strip("/"):
            text = f"the address is not stated; the version table says {compared}, the example {called}"
            draft.find(draft.line, "endpoint-ambiguous", text)
        else:
            text = f"the address is not stated; {draft.path} is from the {source}"
            draft.find(draft.line, "endpoint-inferred", text)
    if not draft.method:
        draft.method = next((match[1] for text in calls if (match := CALLED_METHOD.search(text))), "")
        if draft.method:
            text = f"the method is not stated; {draft.method} is from the example"
            draft.find(draft.line, "method-inferred", text)


def _guess_method(draft: Draft, blocks: Sequence[_Block]) -> None:
    """Take the method that nothing states for what the headers are for: only a body has a type."""
    if draft.method:
        return
    headers = {row.name.lower() for block in blocks if block.role == "header" for row in block.rows}
    draft.method = "POST" if "content-type" in headers else "GET"
    draft.find(draft.line, "method-missing", f"no method is stated; taken for {draft.method}")


def _compared_path(table: ValueTable) -> str:
    """The newest path of a table that compares versions."""
    for row in table.rows:
        if row and row[0].text.lower().startswith("endpoint path"):
            found = PATH_CELL.search(row[-1].text)
            if found is not None:
                return whole_path(found[1])
    return ""


def _texts(draft: Draft, side: Side) -> list[str]:
    return [example.text for example in draft.examples if example.side == side]


def _role(section: str, taken: Sequence[str]) -> str:
    """What a field table is by the part of the page it stands in; a second one of a kind is a supplement."""
    wanted = section if section in {"header", "response", "response header"} else "parameters"
    if wanted not in taken:
        return wanted
    return f"supplement {'header ' if 'header' in section else ''}{len(taken)}"


def _block(draft: Draft, lines: Lines, span: Span, role: str, shown: frozenset[str]) -> _Block:
    rows, lost = read_rows(lines.lines[span.body : span.end], span.body + 1, shown)
    for line, text in lost:
        draft.find(line, "line-outside-row", f"a line of the table is in no row: {text[:200]}")
    for row in rows:
        if row.doubt:
            draft.find(row.line, "row-uncertain", f"{row.name} ({row.type}): {row.doubt}")
        if not row.type:
            draft.find(row.line, "type-missing", f"{row.name} has no data type")
    side: Side = "response" if span.section.startswith("response") else "request"
    return _Block(role, side, span.heading, rows, span.header + 1)


def _place(draft: Draft, blocks: Sequence[_Block], request: Shape, response: Shape) -> dict[str, FieldTable]:
    """The tables with the depths of their rows, by their roles; headers have none."""
    nested = [block for block in blocks if "header" not in block.role]
    tables = [Table(_kind(block.role), tuple(_item(row) for row in block.rows)) for block in nested]
    placed = dict(zip((block.role for block in nested), place(tables, request, response), strict=True))
    result: dict[str, FieldTable] = {}
    for block in blocks:
        placings = placed.get(block.role) or [Placing(0, -1)] * len(block.rows)
        for row, placing in zip(block.rows, placings, strict=True):
            if placing.margin < MARGIN:
                chosen, other = _place_name(block, placing.parent), _place_name(block, placing.other)
                draft.find(row.line, "depth-ambiguous", f"{row.name} was put {chosen}; it could be {other}")
        rows = [
            Row(row.name, row.markers, row.type, placing.depth, row.prose, row.line)
            for row, placing in zip(block.rows, placings, strict=True)
        ]
        result[block.role] = FieldTable(block.heading, tuple(rows), block.line, block.side)
    return result


def _kind(role: str) -> Role:
    if role == "parameters":
        return "request"
    return "response" if role == "response" else "supplement"


def _item(row: FlatRow) -> Item:
    return Item(row.name, row.type, tuple(line.text for line in row.prose), row.markers)


def _place_name(block: _Block, index: int) -> str:
    return (
        f"in {block.rows[index].name} (line {block.rows[index].line})" if index >= 0 else "at the top level"
    )

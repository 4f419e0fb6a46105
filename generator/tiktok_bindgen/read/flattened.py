"""Reader of the flattened form: a page copied from a browser, one cell a line, links and nesting lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from attrs import define, field, frozen

from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.depth import MARGIN, Item, Knowledge, Placing, infer
from tiktok_bindgen.read.flat_examples import Shape, request_shape, response_shape
from tiktok_bindgen.read.flat_rows import FlatRow, fold, is_name, is_type, read_rows
from tiktok_bindgen.read.page import Cell, Endpoint, Example, FieldTable, Line, Page, Row, ValueTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Side = Literal["request", "response"]

SECTIONS: dict[str, str] = {
    "request": "request",
    "response": "response",
    "responses": "response",
    "return": "response",
    "returns": "response",
    "header": "header",
    "headers": "header",
    "request header": "header",
    "request headers": "header",
    "parameter": "parameters",
    "parameters": "parameters",
    "request parameter": "parameters",
    "request parameters": "parameters",
    "query parameters": "parameters",
    "body parameters": "parameters",
    "request body": "parameters",
    "response parameters": "response",
    "response body": "response",
    "response header": "response header",
    "response headers": "response header",
    "example": "example",
    "examples": "example",
    "request example": "example",
    "request examples": "example",
    "response example": "example",
    "response examples": "example",
    "example request": "example",
    "example response": "example",
}
"""Lines that open a part of the page, in small letters and without a closing colon."""

NAME_COLUMNS = frozenset(
    {
        "field",
        "fields",
        "field name",
        "parameter",
        "parameters",
        "parameter name",
        "name",
        "param",
        "property",
    }
)
TYPE_COLUMNS = frozenset({"type", "data type", "datatype", "data types", "field type", "parameter type"})

LANGUAGES: tuple[tuple[str, str, str], ...] = (
    ("curl", r"curl\b", "curl --location --request GET 'https://x'"),
    (
        "java",
        r"(?:import\s+(?:static\s+)?(?:com|java|javax|org|okhttp3|io)\.|package\s+[\w.]+;|public\s+class\b)",
        "import java.net.URI;",
    ),
    ("php", r"(?:<\?php|\$[A-Z_]+\s*=\s*[\"'])", '$PATH = "/x";'),
    (
        "python",
        r"(?:#\s*(?:-\*-\s*)?coding\b|(?:import|from)\s+\w+(?:\s|$|\.\w+\s+import)|def\s+\w+\()",
        "# coding=utf-8",
    ),
    ("go", r"(?:package\s+main$|func\s+main\()", "package main"),
    ("javascript", r"(?:var|let|const)\s+\w+\s*=", "const x = 1;"),
    ("http", r"(?:HTTPS?/\d|(?:GET|POST|PUT|DELETE|PATCH)\s+(?:https?:|/))", "HTTP/1.1 200 OK"),
    ("json", r"[{\[]", "{"),
)
"""How the first line of a code block of a language begins, with an example of each."""

_CODE = tuple((name, re.compile(pattern)) for name, pattern, _ in LANGUAGES)
_ENDPOINT = re.compile(
    r"Endpoints?(?:\s+(?:URL|address))?\s*[:：]?\s*(?:(?:GET|POST|PUT|DELETE|PATCH)\s+)?(<?(?:https?://|/open_api/|/v\d)\S*)?\Z"
)
_METHOD = re.compile(
    r"(?:HTTP\s+|Request\s+)?Method\s*[:：]?\s*(GET|POST|PUT|DELETE|PATCH)?\s*(?:method)?\Z", re.IGNORECASE
)
_VERB = re.compile(r"(GET|POST|PUT|DELETE|PATCH)\Z")
_URL = re.compile(r"<?(?:https?://[^/\s<>?#]+)?(/[^\s<>?#'\"]*)[^\s]*\Z")
_CALLED = re.compile(r"https?://[^/\s'\"?#<>]+(/open_api/[^\s'\"?#<>\\]*)")
_CALLED_METHOD = re.compile(r"(?:--request|-X)\s+['\"]?(GET|POST|PUT|DELETE|PATCH)\b")
_PATH_CELL = re.compile(r"(/(?:open_api/)?v\d+(?:\.\d+)?/[\w\-./{}]*)")
_INTRODUCTION = re.compile(
    r"(?:The|This|See the|In the|Refer to the|Below)\b[^\n]{0,80}\b(?:table|tables|list)\b", re.IGNORECASE
)
_LABEL = re.compile(
    r"(?:Endpoint|Request|Response|New|Other|Enum|Deprecated|Changes?|Method|Rate|Header)\b[^\n.]{0,80}\Z"
)
_MAX_HEADING = 150
_LOOK_AHEAD = 4


def read_flattened(text: str, name: str) -> tuple[Page, tuple[Problem, ...]]:
    """Read a page copied from a browser.

    Args:
        text: The page's text.
        name: The page's path, for its value and its problems.

    Returns:
        The page, and what of it was not understood or had to be decided on thin evidence.
    """
    return _Reader(text, name).read()


@frozen
class _Block:
    """A field table or an example as found, before depths are known."""

    role: str
    heading: str
    rows: tuple[FlatRow, ...]
    line: int


@define
class _Draft:
    """An endpoint while its parts are read."""

    line: int
    method: str = ""
    path: str = ""
    stated: bool = False
    blocks: list[_Block] = field(factory=list)
    spans: list[tuple[str, str, int, int]] = field(factory=list)
    examples: list[Example] = field(factory=list)


class _Reader:
    """Reads one page."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
        if self.lines and self.lines[0].startswith("\ufeff"):
            self.lines[0] = self.lines[0][1:]
        self.problems: list[Problem] = []
        self.headings: frozenset[str] = frozenset()
        self.tables: list[ValueTable] = []
        self.drafts: list[_Draft] = []
        self.filled = _next_filled(self.lines)

    def problem(self, line: int, code: str, text: str) -> None:
        self.problems.append(Problem(self.name, line, code, text))

    def read(self) -> tuple[Page, tuple[Problem, ...]]:
        at = self._contents()
        title_at = self.filled[at]
        if title_at >= len(self.lines):
            self.problem(0, "page-empty", "the page has no text")
            return Page(self.name, "flattened", "", None, (), (), ()), tuple(self.problems)
        title = fold(self.lines[title_at])
        lead = self._sections(title_at + 1)
        endpoints = tuple(self._endpoint(draft) for draft in self.drafts)
        page = Page(self.name, "flattened", title, None, lead, endpoints, tuple(self.tables))
        return page, tuple(sorted(self.problems))

    def _contents(self) -> int:
        """Skip a table of contents; the line after it."""
        start = self.filled[0]
        end = start
        while end < len(self.lines) and self.lines[end].strip():
            end += 1
        places: dict[str, list[int]] = {}
        for at in range(start, len(self.lines)):
            key = self.lines[at].strip()
            if 0 < len(key) <= _MAX_HEADING:
                places.setdefault(key, []).append(at)
        # Every entry of the contents comes again below, in the same order; the title, which follows, does not.
        best = start
        for stop in range(start + 1, end):
            if not self._repeats(start, stop, places):
                break
            best = stop
        if best - start < 2:
            return start
        self.headings = frozenset(self.lines[at].strip() for at in range(start, best))
        return best

    def _repeats(self, start: int, stop: int, places: dict[str, list[int]]) -> bool:
        last = self.lines[stop - 1].strip()
        found = places.get(last, [])
        return bool(found) and found[-1] >= stop

    def _sections(self, start: int) -> tuple[Line, ...]:
        """Walk through the page, collecting tables and examples; the lead is what comes first."""
        lead: list[Line] = []
        in_lead = True
        section = ""
        heading = ""
        at = start
        count = len(self.lines)
        pending_request = 0
        while at < count:
            text = self.lines[at].strip()
            if not text:
                at += 1
                continue
            kind = self._kind(at)
            endpoint = _ENDPOINT.match(text) if len(text) < 400 else None
            method = _METHOD.match(text) if len(text) < 60 else None
            if kind == "request":
                pending_request = at + 1
                section, heading, in_lead = "request", text, False
                at += 1
            elif endpoint is not None and self._is_endpoint(at):
                in_lead = False
                at = self._open_endpoint(at, endpoint[1])
                section = "request"
            elif method is not None and (method[1] or self._verb_below(at)) and not in_lead:
                if not self.drafts or self.drafts[-1].method:
                    self.drafts.append(_Draft(pending_request or at + 1))
                self.drafts[-1].method = (method[1] or self._verb_below(at)).upper()
                at += 1 if method[1] else self.filled[at + 1] - at + 1
            elif kind == "example":
                in_lead = False
                if self.drafts:
                    at = self._examples(at + 1, "response" if section.startswith("response") else "request")
                else:
                    at += 1
            elif kind:
                in_lead = False
                section, heading = kind, text
                at += 1
            elif self._header_at(at):
                in_lead = False
                at = self._table(at, section, heading)
            elif text in self.headings:
                in_lead = False
                heading = text
                at += 1
            else:
                if self._heads_table(at):
                    in_lead = False
                    heading = text
                if in_lead:
                    lead.append(Line(fold(text)))
                at += 1
        return tuple(lead)

    def _kind(self, at: int) -> str:
        """Which part of the page a line opens, if any."""
        text = self.lines[at].strip()
        if len(text) > 30:
            return ""
        kind = SECTIONS.get(text.rstrip(":：").lower(), "")
        if not kind or not text[0].isupper():
            return ""
        if text in self.headings and kind in {"request", "response", "example"}:
            return kind
        below = self.filled[at + 1]
        if kind == "example":
            for _ in range(2):
                if below >= len(self.lines) or _language(self.lines[below]):
                    return kind
                if self._kind_plain(below) in {"response", "request"}:
                    return kind
                below = self.filled[below + 1]
            return ""
        for _ in range(_LOOK_AHEAD):
            if below >= len(self.lines):
                return kind if kind == "response" else ""
            line = self.lines[below].strip()
            if "\t" in line or _language(line) or SECTIONS.get(line.rstrip(":：").lower()):
                return kind
            if kind == "request" and (_ENDPOINT.match(line[:400]) or _METHOD.match(line[:60])):
                return kind
            if below == self.filled[at + 1] and is_type(line):
                return ""
            below = self.filled[below + 1]
        return ""

    def _kind_plain(self, at: int) -> str:
        text = self.lines[at].strip()
        return SECTIONS.get(text.rstrip(":：").lower(), "") if len(text) <= 30 else ""

    def _is_endpoint(self, at: int) -> bool:
        """Whether an ``Endpoint`` line is one: it has a URL, or a URL or a method below."""
        below = at
        for _ in range(_LOOK_AHEAD):
            line = self.lines[below].strip()[:400]
            if below > at and (_METHOD.match(line) or _URL.match(line)):
                return True
            if below == at and (match := _ENDPOINT.match(line)) and match[1]:
                return True
            below = self.filled[below + 1]
            if below >= len(self.lines):
                return False
        return False

    def _verb_below(self, at: int) -> str:
        below = self.filled[at + 1]
        if below < len(self.lines) and (match := _VERB.match(self.lines[below].strip()[:10])):
            return match[1]
        return ""

    def _open_endpoint(self, at: int, url: str | None) -> int:
        """Begin an endpoint; the line after its address."""
        draft = _Draft(at + 1)
        self.drafts.append(draft)
        below = at
        if not url:
            below = self.filled[at + 1]
            url = self.lines[below].strip()[:400] if below < len(self.lines) else ""
        match = _URL.match(url)
        if match is None:
            return at + 1
        draft.path = _whole_path(match[1])
        draft.stated = True
        return below + 1

    def _header_at(self, at: int) -> bool:
        """Whether a table's header line, or its first part, stands here."""
        line = self.lines[at]
        return "\t" in line and not line[0].isspace() and len(line) < 1000 and not _language(line)

    def _heads_table(self, at: int) -> bool:
        """Whether a line is the heading of the table that follows."""
        text = self.lines[at].strip()
        if not _is_heading(text):
            return False
        below = self.filled[at + 1]
        for _ in range(2):
            if below >= len(self.lines):
                return False
            if self._header_at(below):
                return True
            if not _INTRODUCTION.match(self.lines[below].strip()):
                # The first part of a header that is split over lines.
                below = self.filled[below + 1]
                return below < len(self.lines) and self._header_at(below) and self.lines[below][0].islower()
            below = self.filled[below + 1]
        return False

    def _table(self, at: int, section: str, heading: str) -> int:
        """Read the table whose header is at ``at``; the line after it."""
        columns, first, body = self._columns(at)
        end = self._table_end(body)
        plain = [column.lower() for column in columns]
        if len(plain) > 1 and plain[0] in NAME_COLUMNS and plain[1] in TYPE_COLUMNS:
            end = self._trim(body, end)
            if self.drafts:
                self.drafts[-1].spans.append((section, heading, first, end))
                if len(plain) != 3:
                    self.problem(
                        first + 1, "table-columns", f"a field table has {len(plain)} columns: {columns}"
                    )
            else:
                self.problem(first + 1, "table-outside-endpoint", "a field table belongs to no endpoint")
            return end
        return self._value_table(columns, heading, first, body, end)

    def _columns(self, at: int) -> tuple[list[str], int, int]:
        """A header's columns, its first line and the line after it."""
        first, last = at, at
        while last + 1 < len(self.lines) and self._header_at(last + 1):
            last += 1
        text = " ".join(self.lines[at : last + 1])
        if text[:1].islower() and at and _could_begin_header(self.lines[at - 1]):
            first = at - 1
            text = f"{self.lines[first].strip()} {text}"
        return [fold(column) for column in text.split("\t")], first, last + 1

    def _table_end(self, body: int) -> int:
        """The first line after the cells of a table that can be something else."""
        at = body
        while at < len(self.lines):
            if self.lines[at].strip() and (
                self._kind(at)
                or self._header_at(at)
                or self.lines[at].strip() in self.headings
                or (
                    (match := _ENDPOINT.match(self.lines[at].strip()[:400]))
                    and self._is_endpoint(at)
                    and match
                )
            ):
                return at
            at += 1
        return at

    def _trim(self, body: int, end: int) -> int:
        """Give back the heading and the introduction of a table that follows."""
        if end >= len(self.lines) or not self._header_at(end):
            return end
        at = end - 1
        cut = end
        for _ in range(6):
            while at >= body and not self.lines[at].strip():
                at -= 1
            if at < body:
                break
            text = self.lines[at].strip()
            if self.lines[end][0].islower() and cut == end and _could_begin_header(text):
                cut = at
            elif _INTRODUCTION.match(text):
                cut = at
            elif _is_heading(text) and not is_name(text) and not is_type(text):
                return at
            else:
                break
            at -= 1
        return cut

    def _value_table(self, columns: list[str], heading: str, first: int, body: int, end: int) -> int:
        """Read a table of one cell a line that is not of fields; the line after it."""
        width = len(columns)
        end = self._trim(body, end)
        filled = [(at, fold(self.lines[at])) for at in range(body, end) if self.lines[at].strip()]
        labels = [index for index, (_, text) in enumerate(filled) if _LABEL.match(text[:200])]
        rows: list[tuple[Cell, ...]] = []
        stop = end
        compact = self._compact(body, end)
        if width == 3 and labels[:1] == [0] and _is_comparison(columns):
            rows = self._comparison(filled, labels, width)
        elif compact and compact % width == 0:
            cells = [Cell((Line(text),)) for _, text in filled[:compact]]
            rows = [tuple(cells[at : at + width]) for at in range(0, compact, width)]
            stop = filled[compact][0] if compact < len(filled) else end
        elif filled:
            self.problem(
                first + 1,
                "value-table-unreadable",
                f"the cells of a table of {width} columns are not one line each: {', '.join(columns)}",
            )
            whole = Cell(tuple(Line(text) for _, text in filled))
            rows = [(whole, *(Cell(()) for _ in range(width - 1)))]
        self.tables.append(ValueTable(heading, tuple(columns), tuple(rows), first + 1))
        return max(stop, body)

    def _compact(self, body: int, end: int) -> int:
        """How many lines follow each other without an empty one between."""
        at = self.filled[body] if body < len(self.lines) else body
        start = at
        while at < end and self.lines[at].strip():
            at += 1
        return at - start

    def _comparison(
        self, filled: Sequence[tuple[int, str]], labels: Sequence[int], width: int
    ) -> list[tuple[Cell, ...]]:
        """Rows that begin with a label; the lines after it are split between the two versions."""
        rows = []
        for number, begin in enumerate(labels):
            stop = labels[number + 1] if number + 1 < len(labels) else len(filled)
            texts = [text for _, text in filled[begin + 1 : stop]]
            half = 1 if texts[:1] in (["/"], ["-"]) else (len(texts) + 1) // 2
            if len(texts) > 1 and texts[-1] in {"/", "-"}:
                half = len(texts) - 1
            cells = (texts[:half], texts[half:])
            if half != 1 and len(texts) % 2:
                self.problem(
                    filled[begin][0] + 1,
                    "value-table-ambiguous",
                    f"it is unclear which of {len(texts)} lines belong to which version: {filled[begin][1]}",
                )
            row = [Cell((Line(filled[begin][1]),)), *(Cell(tuple(map(Line, cell))) for cell in cells)]
            rows.append(tuple(row[:width]))
        return rows

    def _examples(self, at: int, side: Side) -> int:
        """Read the code blocks below an ``Example`` heading; the line after them."""
        begin = at
        language = ""
        first = at
        end = at
        while at < len(self.lines):
            line = self.lines[at]
            if line.strip() and (at == begin or not line[0].isspace()):
                if self._ends_examples(at):
                    break
                after_gap = at == begin or not self.lines[at - 1].strip()
                new = _language(line) if after_gap or not language else ""
                if new and not (
                    language and new in {"json", "http"} and language not in {"json", "http"} and False
                ):
                    if language and _continues(language, new):
                        new = ""
                    else:
                        self._add_example(side, language, first, at)
                        language, first = new, at
            at += 1
        end = at
        self._add_example(side, language, first, end)
        return end

    def _ends_examples(self, at: int) -> bool:
        text = self.lines[at].strip()
        if self._kind(at) or text in self.headings:
            return True
        if _ENDPOINT.match(text[:400]) and self._is_endpoint(at):
            return True
        if self._header_at(at):
            plain = [fold(cell).lower() for cell in self.lines[at].split("\t")]
            return plain[0] in NAME_COLUMNS or (len(plain) > 1 and self._heads_table(self._heading_above(at)))
        return False

    def _heading_above(self, at: int) -> int:
        at -= 1
        while at > 0 and not self.lines[at].strip():
            at -= 1
        return max(at, 0)

    def _add_example(self, side: Side, language: str, first: int, end: int) -> None:
        if not language:
            return
        while end > first and not self.lines[end - 1].strip():
            end -= 1
        text = "\n".join(self.lines[first:end])
        self.drafts[-1].examples.append(Example(side, language, text, first + 1))

    def _endpoint(self, draft: _Draft) -> Endpoint:
        """Finish an endpoint: its address, its rows, their depths."""
        self._address(draft)
        shapes = {
            "request": request_shape(_texts(draft.examples, "request")),
            "response": response_shape(_texts(draft.examples, "response")),
        }
        blocks = []
        for section, heading, first, end in draft.spans:
            side = "response" if section.startswith("response") else "request"
            shown = {key for _, place in shapes[side].walk() for key in place.children} | set(
                shapes[side].children
            )
            blocks.append(self._block(section, heading, first, end, shown))
        roles = _roles(blocks)
        tables = self._place(blocks, roles, shapes)
        return Endpoint(
            draft.method,
            draft.path,
            tables.get("header"),
            tables.get("parameters"),
            tables.get("response"),
            tuple(tables[role] for role in tables if role.startswith("supplement")),
            tuple(draft.examples),
            draft.line,
        )

    def _address(self, draft: _Draft) -> None:
        """Fill in a method or a path that the page does not state where it should."""
        texts = [example.text for example in draft.examples if example.side == "request"]
        if not draft.path:
            compared = next((path for table in self.tables if (path := _compared_path(table))), "")
            called = next((match[1] for text in texts if (match := _CALLED.search(text[:100_000]))), "")
            called = _whole_path(called) if called else ""
            draft.path = compared or called
            if not draft.path:
                self.problem(
                    draft.line, "endpoint-missing", "the page does not say which address the endpoint has"
                )
            elif compared and called and compared.strip("/") != called.strip("/"):
                self.problem(
                    draft.line,
                    "endpoint-ambiguous",
                    f"the address is not stated; the version table says {compared}, the example {called}",
                )
            else:
                source = "version table" if compared else "example"
                self.problem(
                    draft.line,
                    "endpoint-inferred",
                    f"the address is not stated; {draft.path} is from the {source}",
                )
        if not draft.method:
            called = next(
                (match[1] for text in texts if (match := _CALLED_METHOD.search(text[:100_000]))), ""
            )
            draft.method = called
            text = (
                f"the method is not stated; {called} is from the example"
                if called
                else "the method is not stated"
            )
            self.problem(draft.line, "method-inferred" if called else "method-missing", text)

    def _block(self, section: str, heading: str, first: int, end: int, shown: set[str]) -> _Block:
        _, _, body = self._columns(first if "\t" in self.lines[first] else first + 1)
        rows, lost = read_rows(self.lines[body:end], body + 1, shown)
        for line, text in lost:
            self.problem(line, "line-outside-row", f"a line of the table is in no row: {text[:200]}")
        for row in rows:
            if row.doubt:
                self.problem(row.line, "row-uncertain", f"{row.name} ({row.type}): {row.doubt}")
            if not row.type:
                self.problem(row.line, "type-missing", f"{row.name} has no data type")
        return _Block(section, heading, rows, first + 1)

    def _place(
        self, blocks: Sequence[_Block], roles: Sequence[str], shapes: dict[str, Shape]
    ) -> dict[str, FieldTable]:
        """Infer the depths of every table of an endpoint, each with the help of the others."""
        items = [[Item(row.name, row.type, row.prose, row.markers) for row in block.rows] for block in blocks]
        placings: list[tuple[Placing, ...]] = [tuple(Placing(0, -1) for _ in block.rows) for block in blocks]
        nested = [index for index, role in enumerate(roles) if "header" not in role]
        for _ in range(3):
            for index in nested:
                shape, other = _shapes(roles[index], shapes)
                knowledge = Knowledge()
                if other is not None:
                    knowledge.show(other)
                for known in nested:
                    if placings[known] and (known != index or _ > 0):
                        if _ == 0 and known > index:
                            continue
                        knowledge.learn(known, items[known], placings[known])
                placings[index] = infer(
                    items[index], shape, knowledge, table=index, reply=roles[index] == "response"
                )
        tables = {}
        for index, role in enumerate(roles):
            block = blocks[index]
            rows = []
            for row, placing in zip(block.rows, placings[index], strict=True):
                self._doubt(block, row, placing)
                prose = tuple(Line(line) for line in row.prose)
                rows.append(Row(row.name, row.markers, row.type, placing.depth, prose, row.line))
            tables[role] = FieldTable(block.heading, tuple(rows), block.line)
        return tables

    def _doubt(self, block: _Block, row: FlatRow, placing: Placing) -> None:
        if placing.margin >= MARGIN:
            return
        chosen = _place_name(block, placing.parent)
        other = _place_name(block, placing.other)
        self.problem(row.line, "depth-ambiguous", f"{row.name} was put {chosen}; it could be {other}")


def _place_name(block: _Block, index: int) -> str:
    return (
        f"in {block.rows[index].name} (line {block.rows[index].line})" if index >= 0 else "at the top level"
    )


def _shapes(role: str, shapes: dict[str, Shape]) -> tuple[Shape | None, Shape | None]:
    if role == "parameters":
        return shapes["request"], shapes["response"]
    if role == "response":
        return shapes["response"], shapes["request"]
    return None, None


def _roles(blocks: Sequence[_Block]) -> list[str]:
    """What each field table of an endpoint is."""
    roles: list[str] = []
    for number, block in enumerate(blocks):
        wanted = {"header": "header", "response": "response", "response header": ""}.get(
            block.role, "parameters"
        )
        if not wanted or wanted in roles:
            wanted = f"supplement {'header ' if 'header' in block.role else ''}{number}"
        roles.append(wanted)
    return roles


def _texts(examples: Iterable[Example], side: Side) -> list[str]:
    return [example.text for example in examples if example.side == side]


def _compared_path(table: ValueTable) -> str:
    """The newest path of a table that compares versions."""
    for row in table.rows:
        if row and row[0].text.lower().startswith("endpoint path"):
            found = _PATH_CELL.search(row[-1].text)
            if found is not None:
                return _whole_path(found[1])
    return ""


def _whole_path(path: str) -> str:
    return path if path.startswith("/open_api/") else "/open_api/" + path.lstrip("/")


def _is_comparison(columns: Sequence[str]) -> bool:
    return sum(1 for column in columns if re.match(r"v\d", column)) > 1


def _is_heading(text: str) -> bool:
    return (
        len(text) <= _MAX_HEADING
        and text[:1].isupper()
        and not text.endswith((".", ":", ",", ";", "。", "："))
    )


def _could_begin_header(text: str) -> bool:
    return (
        bool(text.strip())
        and len(text) <= _MAX_HEADING
        and not text.rstrip().endswith((".", ":", "。", "："))
    )


def _language(line: str) -> str:
    """The language of a code block that begins with a line, if it does."""
    if not line or line[0].isspace():
        return ""
    return next((name for name, pattern in _CODE if pattern.match(line[:300])), "")


def _continues(language: str, new: str) -> bool:
    """Whether a line that looks like the beginning of ``new`` is more of the block of ``language``."""
    if language == new:
        return language not in {"curl", "http"}
    if new in {"json", "http"}:
        return language not in {"curl", "json", "http"} or language == "http"
    return language in {"python", "java", "php", "go", "javascript"} and new == "curl"


def _next_filled(lines: Sequence[str]) -> list[int]:
    """For every line, the first line from it on that is not empty; past the end for none."""
    result = [len(lines)] * (len(lines) + 2)
    for at in range(len(lines) - 1, -1, -1):
        result[at] = at if lines[at].strip() else result[at + 1]
    return result

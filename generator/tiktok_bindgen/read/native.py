"""Reader of the native form: the Markdown that the portal keeps, a title on its first line.

``structure`` finds the blocks; here they get their meaning. A page goes through one small state: whose
endpoint, which side of the call, and under which label. What the words of headings, labels and column titles
mean stands in ``words``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from attrs import define, evolve, field, frozen

from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read import inline
from tiktok_bindgen.read.indent import Lead, depths, lead_of, nested_by_path
from tiktok_bindgen.read.labels import (
    ROOT,
    Label,
    is_break,
    is_only_address,
    label_of,
    mentioned_path,
    path_without_root,
    paths_in,
    side_of,
    verb_before_path,
    verb_in,
    verbs_beside,
)
from tiktok_bindgen.read.links import PORTAL, portal_links
from tiktok_bindgen.read.page import (
    Cell,
    Endpoint,
    Example,
    FieldTable,
    Form,
    Line,
    Note,
    Page,
    Passage,
    Row,
    Side,
    ValueTable,
)
from tiktok_bindgen.read.structure import (
    MOST_DEPTH,
    Block,
    Code,
    Heading,
    Paragraph,
    RawRow,
    RawTable,
    blocks,
    shown,
)
from tiktok_bindgen.read.words import (
    CONDITIONAL,
    LABELS,
    NOTHING,
    Kind,
    Role,
    is_field_header,
    is_row,
    is_scalar,
    is_type,
    kinds,
    name_of,
    presence_of,
    type_of,
)

_VERSION = re.compile(r"/v(\d{1,6})(?:\.(\d{1,6}))?/")
_ADDRESS = re.compile(r"""https?://[^\s<>()\[\]`"'|*]+""")
_REQUESTED = re.compile(r"""(?:--request|-X)\s+['"]?(GET|POST|PUT|DELETE|PATCH)\b""")
# Where the first table under a heading or label belongs.
_Place = Literal["header", "parameters", "response header", "response"]
_PLACES: dict[Role, _Place] = {
    "header": "header",
    "request": "parameters",
    "parameters": "parameters",
    "response header": "response header",
    "response": "response",
}
# A further table under a header's label is of what is sent beside it, unless its names are headers' names.
_BELOW_HEADER: dict[_Place, _Place] = {"header": "parameters", "response header": "response"}
# A column's title in lower case → the documentation's own words for it before what a cell says.
_TITLES = {"default": "Default value", "defaults": "Default value"}
# A caption and what it names fit in this many characters.
_LONGEST_CAPTION = 1000
_DOC_ID = re.compile(r"(?:^|[/.])(\d{10,})\.[A-Za-z]+$")


def read_native(text: str, name: str) -> tuple[Page, list[Problem]]:
    """Read a page in its native form.

    Args:
        text: The whole page.
        name: The page's path, for the page and its problems.

    Returns:
        The page, and what is odd about it in the order of its lines.
    """
    return read_markdown(text, name, form="native", source=source_of(name))


def read_markdown(text: str, name: str, *, form: Form, source: str | None) -> tuple[Page, list[Problem]]:
    """Read the portal's Markdown, whatever file it came in."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found, problems = blocks(text, name, is_break=is_break, is_header=is_field_header, is_row=is_row)
    reading = _Reading(page=name, problems=problems, source=source)
    reading.run(found)
    page = evolve(reading.finish(form), links=portal_links(text))
    return page, sorted(reading.problems, key=lambda problem: (problem.line, problem.code, problem.text))


def source_of(name: str) -> str | None:
    """Find a page's address in the portal from its file name, when that is a document's number."""
    match = _DOC_ID.search(name)
    return PORTAL + match[1] if match else None


@define
class _Growing:
    """A table that may go on in further blocks.

    Attributes:
        heading: The heading or label of the first block.
        line: The header line of the first block.
        side: The side of the call that it stands with.
        rows: The rows so far.
    """

    heading: str
    line: int
    side: Side | None
    rows: list[Row] = field(factory=list)
    _outermost: set[str] = field(factory=set)
    _objects: set[str] = field(factory=set)

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.rows.append(row)
            if row.depth == 0:
                self._outermost.add(row.name)
            if not is_scalar(row.type):
                self._objects.add(row.name)

    def goes_on(self, rows: Iterable[Row], above: str) -> bool:
        """Say whether rows go on with the table.

        They do not where the text above them names an object of the table, or where a field comes again.
        """
        words = {word.strip("`*_:.") for word in above[:_LONGEST_CAPTION].replace(",", " ").split()}
        again = (row.depth == 0 and row.name in self._outermost for row in rows)
        return self._objects.isdisjoint(words) and not any(again)

    def table(self) -> FieldTable:
        return FieldTable(self.heading, tuple(self.rows), self.line, self.side)


@define
class _Context:
    """An endpoint in the making.

    Attributes:
        line: The line of its first label.
        paths: The paths that are named, and in which line each.
        labelled: An endpoint was announced, whether or not its address follows.
        others: Further methods that it is documented for at once.
        answered: Its response has begun.
        tables: Its own tables, by what they are of.
        supplements: Its further tables of fields.
        examples: Its code blocks.
        notes: The paragraphs beside its tables.
        mentioned: The path that the text above it mentions, where its address is not stated.
    """

    line: int = 0
    paths: dict[str, int] = field(factory=dict)
    method: str = ""
    others: tuple[str, ...] = ()
    labelled: bool = False
    answered: bool = False
    tables: dict[_Place, _Growing] = field(factory=dict)
    supplements: list[FieldTable] = field(factory=list)
    examples: list[Example] = field(factory=list)
    notes: list[Note] = field(factory=list)
    mentioned: str = ""

    def table(self, place: _Place) -> FieldTable | None:
        return self.tables[place].table() if place in self.tables else None


@frozen
class _Placed:
    """A table with where it stood.

    Attributes:
        table: The table.
        heading: The heading or label above it.
        caption: The line of text between those and it, if there is any.
        role: What the heading or label announces.
        context: The endpoint it stands with.
        side: The side of the call that it stands with.
        above: The headings that it is under, the outermost first.
        first: It is the first table under its heading or label.
    """

    table: RawTable
    heading: str
    caption: str
    role: Role | None
    context: _Context
    side: Side | None
    above: tuple[Heading, ...]
    first: bool


@define
class _Reading:
    """One page being read."""

    page: str
    problems: list[Problem]
    source: str | None
    title: str = ""
    lead: list[Line] = field(factory=list)
    _contexts: list[_Context] = field(factory=lambda: [_Context()])
    _placed: list[_Placed] = field(factory=list)
    _values: list[ValueTable] = field(factory=list)
    _shown: list[Example] = field(factory=list)
    _passages: list[Passage] = field(factory=list)
    _role: Role | None = None
    _side: Side | None = None
    _heading: str = ""
    _above: list[Heading] = field(factory=list)
    _first: bool = True
    _caption: str = ""
    _mentioned: str = ""
    _opening: bool = True
    _awaiting: Literal["path", "method"] | None = None

    def run(self, found: Sequence[Block]) -> None:
        for index, block in enumerate(found):
            if index == 0 and self._is_title(block):
                continue
            if isinstance(block, Paragraph):
                self._passages.append(Passage(0, block.text.strip(), block.line))
                self._paragraph(block)
                continue
            if isinstance(block, Heading):
                self._passages.append(Passage(block.level, block.text, block.line))
                self._under_heading(block)
            elif isinstance(block, RawTable):
                self._table(block)
            else:
                self._code(block)
            self._caption = ""

    def _problem(self, line: int, code: str, text: str) -> None:
        self.problems.append(Problem(self.page, line, code, text))

    @property
    def _context(self) -> _Context:
        return self._contexts[-1]

    def _is_title(self, block: Block) -> bool:
        if isinstance(block, Heading) and (block.level == 1 or label_of(block.text, marked=True) is None):
            self.title = inline.bare(block.text)
            return True
        if isinstance(block, Paragraph) and block.text.lstrip().startswith("#"):
            self.title = inline.bare(block.text.lstrip("# \t"))
            return True
        self._problem(block.line, "no-title", "the page does not begin with a title")
        return False

    def _under_heading(self, block: Heading) -> None:
        heading = inline.flat(block.text)
        if self._opening and block.level == 1 and inline.bare(block.text) == self.title:
            return
        self._opening = False
        while self._above and self._above[-1].level >= block.level:
            self._above.pop()
        self._above.append(evolve(block, text=heading))
        label = label_of(block.text, marked=True)
        if label is not None and label.role != "source":
            self._under_label(label, block.line, heading)
            return
        self._awaiting = None
        self._mentioned = ""
        self._first = True
        self._heading = heading
        side = side_of(heading)
        self._role = side
        self._side = side or self._side

    def _paragraph(self, block: Paragraph) -> None:
        label = label_of(block.text, marked=False)
        if label is not None and label.role == "source":
            if self._opening and not self.lead:
                address = _ADDRESS.search(label.rest)
                self.source = address[0] if address else self.source
                return
        elif label is not None:
            self._opening = False
            self._caption = ""
            self._under_label(label, block.line, label.words)
            return
        self._caption = block.text
        self._mentioned = mentioned_path(block.text) or self._mentioned
        if self._side is not None:
            self._context.notes.append(Note(self._side, tuple(_paragraph_lines(block.text))))
        if self._opening:
            self.lead += _paragraph_lines(block.text)
        elif self._awaiting == "method":
            self._read_method(block.text)
        elif self._awaiting == "path" or (
            self._side == "request" and not self._context.paths and is_only_address(block.text)
        ):
            self._read_paths(block.text, block.line)
            self._context.method = self._context.method or verb_before_path(block.text)

    def _under_label(self, label: Label, line: int, heading: str) -> None:
        role = label.role
        if self._begins_another(role):
            self._contexts.append(_Context(line=line, mentioned=self._mentioned))
        context = self._context
        self._awaiting = None
        self._first = True
        if role == "endpoint":
            context.line = context.line if context.labelled else line
            context.labelled = True
            self._side, self._role, self._awaiting = "request", None, "path"
            self._read_paths(label.rest, line, labelled=True)
            context.method = context.method or verb_in(label.rest)
        elif role == "method":
            self._side, self._role, self._awaiting = "request", None, "method"
            self._read_method(label.rest)
        else:
            self._heading, self._role = heading, role
            if role in ("response", "response header"):
                self._side = "response"
                context.answered = True
            elif role == "example":
                self._side = side_of(heading) or self._side
            elif self._side == "response" and role in ("header", "parameters"):
                self._role = "response header" if role == "header" else "response"
            else:
                self._side = "request"

    def _begins_another(self, role: Role) -> bool:
        """Say whether a label is the first of a further endpoint on the page."""
        context = self._context
        if role == "endpoint":
            if context.mentioned and not context.paths:
                return any(one.context is context for one in self._placed)
            return bool(context.paths) and (bool(context.method) or context.answered)
        if role == "method":
            return bool(context.method) and context.answered
        return role == "request" and bool(context.paths) and context.answered

    def _read_method(self, text: str) -> None:
        verb = verb_in(text)
        if verb:
            self._context.others = () if self._context.method else verbs_beside(text)
            self._context.method = self._context.method or verb
            self._awaiting = None

    def _read_paths(self, text: str, line: int, *, labelled: bool = False) -> None:
        found = paths_in(text)
        if not found and labelled and (path := path_without_root(text)):
            self._problem(line, "path-without-root", f"read as below {ROOT}: {shown(path)}")
            found = [(ROOT + path, False)]
        for path, odd in found:
            if odd:
                self._problem(line, "odd-path", f"no path of an endpoint: {shown(path)}")
            else:
                self._context.paths.setdefault(path, line)

    def _code(self, block: Code) -> None:
        self._opening = False
        if self._awaiting == "path" and not self._context.paths and is_only_address(block.text):
            self._read_paths(block.text, block.line)
            self._context.method = self._context.method or verb_before_path(block.text)
            return
        example = Example(self._side or "request", block.language, block.text, block.line)
        self._shown.append(example)
        if self._side is not None:
            self._context.examples.append(example)

    def _table(self, table: RawTable) -> None:
        self._opening = False
        self._awaiting = None
        if not self._endpoint_table(table):
            self._placed.append(
                _Placed(
                    table,
                    self._heading,
                    self._caption,
                    self._role,
                    self._context,
                    side=self._side,
                    above=tuple(self._above),
                    first=self._first,
                )
            )
            self._first = False

    def _endpoint_table(self, table: RawTable) -> bool:
        """Read a table of two columns that names the endpoint and the method."""
        if len(table.columns) != 2:
            return False
        pairs = [(table.columns, table.line), *((row.cells, row.line) for row in table.rows)]
        known = [
            (LABELS.get(inline.bare(cells[0]).lower().rstrip(": ")), cells, line) for cells, line in pairs
        ]
        if not any(role == "endpoint" and paths_in(cells[1]) for role, cells, _ in known):
            return False
        for role, cells, line in known:
            if role in ("endpoint", "method"):
                self._under_label(Label(role, cells[1], cells[0]), line, "")
            else:
                self._problem(line, "text-in-table", f"not read beside the endpoint: {shown(cells[0])}")
        self._awaiting = None
        return True

    def finish(self, form: Form) -> Page:
        self._address_mentioned()
        self._join_contexts()
        complete = [context for context in self._contexts if context.paths]
        for context in self._contexts:
            if not context.paths and context.labelled:
                text = "an endpoint is announced without its address"
                self._problem(context.line, "endpoint-without-path", text)
        if not complete and not any(context.labelled for context in self._contexts):
            self._report_loose_fields()
        for placed in self._placed:
            if complete and self._is_field_table(placed):
                self._place(placed, complete)
            else:
                self._values.append(_value_table(placed))
        return Page(
            name=self.page,
            form=form,
            title=self.title,
            source=self.source,
            lead=tuple(self.lead),
            endpoints=tuple(endpoint for context in complete for endpoint in self._endpoints(context)),
            tables=tuple(self._values),
            code=tuple(self._shown),
            passages=() if complete else tuple(self._passages),
        )

    def _report_loose_fields(self) -> None:
        """Say that tables of fields belong to no endpoint, as those of a call that the portal makes."""
        lines = [one.table.line for one in self._placed if is_field_header(one.table.columns)]
        if lines:
            text = f"{len(lines)} table(s) of fields on a page without an endpoint"
            self._problem(lines[0], "fields-without-endpoint", text)

    def _address_mentioned(self) -> None:
        """Take a call without an address, which has tables of its own, for the one that the text names."""
        called = {id(one.context) for one in self._placed if one.role in ("header", "parameters")}
        for context in self._contexts[1:]:
            if not context.paths and context.mentioned and id(context) in called:
                text = f"the address is not stated; the text above names {shown(context.mentioned)}"
                self._problem(context.line, "endpoint-inferred", text)
                context.paths[ROOT + context.mentioned] = context.line

    def _join_contexts(self) -> None:
        """Give what stands in a context without an endpoint to the endpoint before it, or the first one."""
        target = next((context for context in self._contexts if context.paths), None)
        if target is None:
            return
        heirs: dict[int, _Context] = {}
        for context in self._contexts:
            if context.paths:
                target = context
            else:
                target.examples += context.examples
                target.notes += context.notes
                heirs[id(context)] = target
        self._placed = [evolve(one, context=heirs.get(id(one.context), one.context)) for one in self._placed]

    def _is_field_table(self, placed: _Placed) -> bool:
        table = placed.table
        if is_field_header(table.columns):
            return True
        if placed.role not in _PLACES or placed.role == "request" or len(table.columns) < 2:
            return False
        found = kinds(table.columns)
        if {"name", "type", "description"}.issubset(found):
            return True
        if _mostly_types(row.cells[1] for row in table.rows):
            title = shown(table.columns[0])
            self._problem(table.line, "unknown-header", f"read as a table of fields: {title}")
            return True
        if found[0] == "name" and "description" in found:
            self._problem(table.line, "no-type-column", "a table of fields without their data types")
            return True
        return False

    def _place(self, placed: _Placed, complete: Sequence[_Context]) -> None:
        context = placed.context if placed.context.paths else complete[0]
        rows = self._field_rows(placed.table)
        role = placed.role
        place = _PLACES.get(role) if role is not None else None
        if place in _BELOW_HEADER and not placed.first and not any("-" in row.name for row in rows):
            place = _BELOW_HEADER[place]
        heading, line = placed.heading, placed.table.line
        if place is not None:
            grown = context.tables.setdefault(place, _Growing(heading, line, placed.side))
            if not grown.rows or grown.goes_on(rows, f"{placed.caption[:_LONGEST_CAPTION]} {heading}"):
                grown.add(rows)
                return
            heading = inline.flat(placed.caption[:_LONGEST_CAPTION]) or heading
        self._check_depths(rows)
        level = placed.above[-1].level if placed.above else 0
        context.supplements.append(FieldTable(heading, tuple(rows), line, placed.side, level))

    def _endpoints(self, context: _Context) -> list[Endpoint]:
        paths = _newest(context.paths)
        line = min(paths.values())
        for table in context.tables.values():
            self._check_depths(table.rows)
        if len(paths) > 1:
            self._problem(line, "several-paths", f"one description for {shown(', '.join(paths), 200)}")
        method = context.method
        if not method:
            method = _guessed_method(context)
            self._problem(line, "method-missing", f"no method is stated; taken for {method}")
        if context.others:
            text = f"one description for {shown(', '.join((method, *context.others)))}"
            self._problem(line, "several-methods", text)
        return [
            Endpoint(
                method=verb,
                path=path,
                header=context.table("header"),
                parameters=context.table("parameters"),
                response=context.table("response"),
                supplements=tuple(context.supplements),
                examples=tuple(context.examples),
                line=number,
                notes=tuple(context.notes),
                response_header=context.table("response header"),
            )
            for path, number in paths.items()
            for verb in (method, *context.others)
        ]

    def _field_rows(self, table: RawTable) -> list[Row]:
        found = kinds(table.columns)
        source = table.rows
        if "name" not in found or "type" not in found:
            typed = _mostly_types(row.cells[1] for row in table.rows)
            if typed and is_type(table.columns[1]):
                # The header is missing: what stands in its place is the first field.
                source = [RawRow(0, table.columns, table.line), *source]
            first: list[Kind | None] = ["name", "type", "description"] if typed else ["name", "description"]
            found = [*first, *[None] * len(table.columns)][: len(table.columns)]
        at = found.index("name")
        leads = [lead_of(raw.cells[at]) for raw in source]
        # Where the portal's own marks tell the depth, blanks in a cell mean nothing.
        marked = any(raw.depth for raw in source)
        below = [0] * len(leads) if marked else depths(leads)
        rows = [
            self._field_row(_without_lead(raw, at, lead, depth), found, table.columns)
            for raw, lead, depth in zip(source, leads, below, strict=True)
        ]
        return nested_by_path([row for row in rows if row is not None])

    def _field_row(self, raw: RawRow, found: Sequence[Kind | None], columns: Sequence[str]) -> Row | None:
        name, markers, depth = name_of(raw.cells[found.index("name")])
        type_, misplaced = type_of(raw.cells[found.index("type")]) if "type" in found else ("", ())
        markers = (*markers, *misplaced)
        description: list[Line] = []
        for kind, column, cell in zip(found, columns, raw.cells, strict=True):
            if inline.has_too_many_tags(cell):
                self._problem(raw.line, "lists-flat", f"too many tags to nest its lists: {shown(cell)}")
            if kind == "description":
                description += inline.lines(cell)
            elif kind == "presence" and cell:
                said = inline.bare(cell)
                marker = presence_of(said)
                markers = (*markers, marker) if marker else markers
                if marker == CONDITIONAL and " " in said:
                    description += inline.lines(cell)
            elif kind is None and cell and inline.bare(cell).lower() not in NOTHING:
                description += _titled(inline.bare(column), inline.lines(cell))
        if self._is_group(raw, name, type_):
            return None
        if not name:
            text = f"a row without a name: {shown(' | '.join(raw.cells))}"
            self._problem(raw.line, "row-without-name", text)
            return None
        if not type_ and "type" in found:
            self._problem(raw.line, "row-without-type", f"no data type is given for {shown(name)}")
        depth += raw.depth
        if depth > MOST_DEPTH:
            self._problem(raw.line, "too-deep", f"{shown(name)} is at depth {depth}, read as at {MOST_DEPTH}")
        return Row(name, markers, type_, min(depth, MOST_DEPTH), tuple(description), raw.line)

    def _is_group(self, raw: RawRow, name: str, type_: str) -> bool:
        """Say whether a row is a title of the rows below it: words, in its first cell alone or in all."""
        if " " not in name:
            return False
        others = {inline.bare(cell) for cell in raw.cells[1:]}
        if not (others <= {""} or (others == {name} and not is_type(type_))):
            return False
        self._problem(raw.line, "text-in-table", f"read as a title within the table: {shown(name)}")
        return True

    def _check_depths(self, rows: Sequence[Row]) -> None:
        parents: list[Row] = []
        blamed: set[int] = set()
        above = -1
        for row in rows:
            if row.depth > above + 1:
                below = f"below a row at depth {above}" if above >= 0 else "and comes first"
                self._problem(row.line, "depth-jump", f"{shown(row.name)} is at depth {row.depth} {below}")
            above = row.depth
            while parents and parents[-1].depth >= row.depth:
                parents.pop()
            if parents and parents[-1].line not in blamed and is_scalar(parents[-1].type):
                parent = parents[-1]
                blamed.add(parent.line)
                text = f"{shown(row.name)} stands under {shown(parent.name)}, a {parent.type[:40]}"
                self._problem(row.line, "row-under-scalar", text)
            parents.append(row)


def _without_lead(raw: RawRow, at: int, lead: Lead, depth: int) -> RawRow:
    """A row whose name's cell says its depth, with that depth and the name alone."""
    if not depth and lead.rest == raw.cells[at]:
        return raw
    return evolve(raw, depth=raw.depth + depth, cells=(*raw.cells[:at], lead.rest, *raw.cells[at + 1 :]))


def _newest(paths: dict[str, int]) -> dict[str, int]:
    """Leave out addresses of older versions than the newest that is named."""

    def version(path: str) -> tuple[int, int]:
        match = _VERSION.search(path)
        return (int(match[1]), int(match[2] or "0")) if match else (0, 0)

    newest = max(version(path) for path in paths)
    return {path: line for path, line in paths.items() if version(path) == newest}


def _guessed_method(context: _Context) -> str:
    for example in context.examples:
        match = _REQUESTED.search(example.text)
        if example.side == "request" and match:
            return match[1]
    header = context.tables["header"].rows if "header" in context.tables else ()
    return "POST" if any(row.name.lower() == "content-type" for row in header) else "GET"


def _paragraph_lines(text: str) -> list[Line]:
    """Read a paragraph outside tables, where blanks before a bullet nest it."""
    cut = inline.bullet(text)
    if not cut:
        return list(inline.lines(text))
    level = 1 + min((len(text) - len(text.lstrip())) // 2, 5)
    return [Line(line.text, line.level + level) for line in inline.lines(text[cut:])]


def _mostly_types(cells: Iterable[str]) -> bool:
    known = [is_type(cell) for cell in cells]
    return sum(known) * 2 > len(known)


def _titled(title: str, found: Sequence[Line]) -> list[Line]:
    """Put a column's title before what its cell says."""
    if not found:
        return []
    first = found[0]
    title = _TITLES.get(title.lower(), title)
    return [Line(f"{title}: {first.text}" if title else first.text, first.level), *found[1:]]


def _value_table(placed: _Placed) -> ValueTable:
    table = placed.table
    rows = [
        tuple(
            Cell(inline.lines("#" * row.depth + cell if index == 0 else cell), row.line)
            for index, cell in enumerate(row.cells)
        )
        for row in table.rows
    ]
    return ValueTable(
        placed.heading,
        tuple(inline.flat(column) for column in table.columns),
        tuple(rows),
        table.line,
        tuple(heading.text for heading in placed.above if heading.text != placed.heading),
    )

"""Turn the blocks of a page into what it documents.

One pass keeps a small state: the endpoint, the side of the call, and the label that the current block belongs
to. The meanings of headings, labels and column titles are in ``words``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from attrs import define, evolve, field

from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read import inline
from tiktok_bindgen.read.blocks import Block, Code, Heading, Paragraph, RawTable, shown
from tiktok_bindgen.read.drafts import PLACES, Draft, Placed
from tiktok_bindgen.read.field_rows import field_rows, is_field_table
from tiktok_bindgen.read.labels import (
    ROOT,
    Label,
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
from tiktok_bindgen.read.page import Example, Form, Line, Note, Page, Passage, Row, Side, ValueTable
from tiktok_bindgen.read.words import LABELS, Role

_ADDRESS = re.compile(r"""https?://[^\s<>()\[\]`"'|*]+""")


@define
class PageReading:
    """One page being read."""

    page: str
    problems: list[Problem]
    source: str | None
    title: str = ""
    lead: list[Line] = field(factory=list)
    _drafts: list[Draft] = field(factory=lambda: [Draft()])
    _placed: list[Placed] = field(factory=list)
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

    def read(self, found: Sequence[Block], form: Form) -> tuple[Page, list[Problem]]:
        """Read a page's blocks; return the page, and its problems in the order of its lines."""
        self._run(found)
        page = self._finish(form)
        return page, sorted(self.problems, key=lambda each: (each.line, each.code, each.text))

    def _run(self, found: Sequence[Block]) -> None:
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
    def _draft(self) -> Draft:
        return self._drafts[-1]

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
        if self._opening:
            self.lead += _paragraph_lines(block)
            return
        self._draft.notes.append(Note(self._side or "request", tuple(_paragraph_lines(block))))
        if self._awaiting == "method":
            self._read_method(block.text)
        elif self._awaiting == "path" or (
            self._side == "request" and not self._draft.paths and is_only_address(block.text)
        ):
            self._read_paths(block.text, block.line)
            self._draft.method = self._draft.method or verb_before_path(block.text)

    def _under_label(self, label: Label, line: int, heading: str) -> None:
        role = label.role
        if self._begins_another(role):
            self._drafts.append(Draft(line=line, mentioned=self._mentioned))
        draft = self._draft
        self._awaiting = None
        self._first = True
        if role == "endpoint":
            draft.line = draft.line if draft.labelled else line
            draft.labelled = True
            self._side, self._role, self._awaiting = "request", None, "path"
            self._read_paths(label.rest, line, labelled=True)
            draft.method = draft.method or verb_in(label.rest)
        elif role == "method":
            self._side, self._role, self._awaiting = "request", None, "method"
            self._read_method(label.rest)
        else:
            self._heading, self._role = heading, role
            draft.line = draft.line or line
            if role in ("response", "response header"):
                self._side = "response"
                draft.answered = True
            elif role == "example":
                self._side = side_of(heading) or self._side
            elif self._side == "response" and role in ("header", "parameters"):
                self._role = "response header" if role == "header" else "response"
            else:
                self._side = "request"

    def _begins_another(self, role: Role) -> bool:
        """Report whether a label is the first of a further endpoint on the page."""
        draft = self._draft
        if role == "endpoint":
            if draft.mentioned and not draft.paths:
                return any(one.draft is draft for one in self._placed)
            return bool(draft.paths) and (bool(draft.method) or draft.answered)
        if role == "method":
            return bool(draft.method) and draft.answered
        return role == "request" and bool(draft.paths) and draft.answered

    def _read_method(self, text: str) -> None:
        verb = verb_in(text)
        if verb:
            self._draft.others = () if self._draft.method else verbs_beside(text)
            self._draft.method = self._draft.method or verb
            self._awaiting = None

    def _read_paths(self, text: str, line: int, *, labelled: bool = False) -> None:
        found = paths_in(text)
        if not found and labelled and (path := path_without_root(text)):
            self._problem(line, "path-without-root", f"read as below {ROOT}: {shown(path)}")
            found = [(ROOT + path, False)]
        for path, unusual in found:
            if unusual:
                self._problem(line, "odd-path", f"no path of an endpoint: {shown(path)}")
            else:
                self._draft.paths.setdefault(path, line)

    def _code(self, block: Code) -> None:
        self._opening = False
        if self._awaiting == "path" and not self._draft.paths and is_only_address(block.text):
            self._read_paths(block.text, block.line)
            self._draft.method = self._draft.method or verb_before_path(block.text)
            return
        example = Example(self._side or "request", block.language, block.text, block.line)
        self._shown.append(example)
        if self._side is not None:
            self._draft.examples.append(example)

    def _table(self, table: RawTable) -> None:
        self._opening = False
        self._awaiting = None
        if not self._endpoint_table(table):
            self._placed.append(
                Placed(
                    table,
                    self._heading,
                    self._caption,
                    self._role,
                    self._draft,
                    side=self._side,
                    above=tuple(self._above),
                    first=self._first,
                )
            )
            self._first = False

    def _endpoint_table(self, table: RawTable) -> bool:
        """Read a table of two columns that names the endpoint and the method; return whether it is one."""
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

    def _finish(self, form: Form) -> Page:
        self._infer_paths()
        self._join_drafts()
        complete = [draft for draft in self._drafts if draft.paths]
        for draft in self._drafts:
            if not draft.paths and draft.labelled:
                text = "an endpoint is announced without its address"
                self._problem(draft.line, "endpoint-without-path", text)
        for placed in self._placed:
            if complete and is_field_table(
                placed.table, self._problem, labelled=placed.role in PLACES and placed.role != "request"
            ):
                placed.draft.add(placed, self._field_rows(placed))
            else:
                self._values.append(placed.as_values())
        for draft in complete:
            self._nest(draft)
        return Page(
            name=self.page,
            form=form,
            title=self.title,
            source=self.source,
            lead=tuple(self.lead),
            endpoints=tuple(endpoint for draft in complete for endpoint in draft.endpoints(self._problem)),
            tables=tuple(self._values),
            code=tuple(self._shown),
            passages=() if complete else tuple(self._passages),
        )

    def _infer_paths(self) -> None:
        """Give a call with tables but without an address the one that the text above it mentions."""
        called = {id(one.draft) for one in self._placed if one.role in ("header", "parameters")}
        for draft in self._drafts[1:]:
            if not draft.paths and draft.mentioned and id(draft) in called:
                text = f"the address is not stated; the text above names {shown(draft.mentioned)}"
                self._problem(draft.line, "endpoint-inferred", text)
                draft.paths[ROOT + draft.mentioned] = draft.line

    def _join_drafts(self) -> None:
        """Move what is in drafts without an endpoint to the endpoint before them, or to the first one."""
        target = next((draft for draft in self._drafts if draft.paths), None)
        if target is None:
            return
        heirs: dict[int, Draft] = {}
        for draft in self._drafts:
            if draft.paths:
                target = draft
            else:
                target.examples += draft.examples
                target.notes += draft.notes
                heirs[id(draft)] = target
        self._placed = [evolve(one, draft=heirs.get(id(one.draft), one.draft)) for one in self._placed]

    def _field_rows(self, placed: Placed) -> list[Row]:
        return field_rows(placed.table, self._problem)

    def _nest(self, draft: Draft) -> None:
        """Set the depths of an endpoint's rows; overridden for the form that does not state them."""


def _paragraph_lines(block: Paragraph) -> list[Line]:
    """Read a paragraph outside tables, where blanks before a bullet nest it in lists."""
    text = block.text
    cut = inline.bullet(text)
    level = 1 + min((len(text) - len(text.lstrip())) // 2, 5) if cut else 0
    return [Line(line.text, line.level + level, number=block.line) for line in inline.lines(text[cut:])]

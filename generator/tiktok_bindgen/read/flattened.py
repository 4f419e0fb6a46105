"""Reader of the flattened form: a page copied from a browser, one cell a line, links and nesting lost.

The copy is cut into the same blocks as a page of Markdown and then read like one. Three things differ: rows
have to be found among lines, an address may occur only in an example, and a row's depth is inferred from
evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from attrs import define, evolve

from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.depth import MARGIN, Table, place
from tiktok_bindgen.read.depth_finder import Role
from tiktok_bindgen.read.depth_knowledge import Placing
from tiktok_bindgen.read.drafts import Draft, Place, Placed
from tiktok_bindgen.read.flat_blocks import CopiedTable, blocks
from tiktok_bindgen.read.flat_rows import read_rows
from tiktok_bindgen.read.labels import paths_in
from tiktok_bindgen.read.page import FieldTable, Page, Row
from tiktok_bindgen.read.reading import PageReading

_LONGEST_CALL = 100_000
_CALLED = re.compile(r"https?://[^/\s'\"?#<>]+(/open_api/[^\s'\"?#<>\\]*)")


def read_flattened(text: str, name: str) -> tuple[Page, list[Problem]]:
    """Read a page copied from a browser; the name is its path, for the page and its problems.

    These are of what was not understood or had to be decided on thin evidence.
    """
    found, problems = blocks(text, name)
    page, problems = _CopyReading(page=name, problems=problems, source=None).read(found, "flattened")
    return evolve(page, code=(), passages=()), problems


@define
class _CopyReading(PageReading):
    """One copied page being read.

    It overrides how rows are found, how addresses that are not stated are inferred, and how rows are nested.
    """

    def _field_rows(self, placed: Placed) -> list[Row]:
        table = placed.table
        if not isinstance(table, CopiedTable):
            return super()._field_rows(placed)
        shape = placed.draft.shape(placed.side or "request")
        rows, doubtful, lost = read_rows(table.lines, table.body, {name for _, name in shape.names()})
        for line, text in lost:
            self._problem(line, "line-outside-row", f"a line of the table is in no row: {text[:200]}")
        for row in rows:
            if row.line in doubtful:
                text = "its name and type may be lines of the description before"
                self._problem(row.line, "row-uncertain", f"{row.name} ({row.type}): {text}")
            if not row.type:
                self._problem(row.line, "row-without-type", f"no data type is given for {row.name}")
        return rows

    def _infer_paths(self) -> None:
        """Take an address that is not stated from a table that compares versions, or from an example."""
        for draft in self._drafts:
            if draft.paths or not (draft.labelled or draft.method):
                continue
            compared = _first_path(
                row.cells[-1]
                for placed in self._placed
                for row in placed.table.rows
                if row.cells[0].lower().startswith("endpoint path")
            )
            called = _first_path(
                match[0]
                for example in draft.examples
                if example.side == "request"
                for match in _CALLED.finditer(example.text[:_LONGEST_CALL])
            )
            if compared and called and compared.strip("/") != called.strip("/"):
                text = f"the address is not stated; the version table says {compared}, the example {called}"
                self._problem(draft.line, "endpoint-ambiguous", text)
            elif compared or called:
                source = "version table" if compared else "example"
                text = f"the address is not stated; {compared or called} is from the {source}"
                self._problem(draft.line, "endpoint-inferred", text)
            if compared or called:
                draft.paths[compared or called] = draft.line

    def _nest(self, draft: Draft) -> None:
        roles: dict[Place, Role] = {"parameters": "request", "response": "response"}
        own = [place for place in roles if place in draft.tables]
        tables = [draft.tables[each] for each in own] + draft.supplements
        kinds = [roles[each] for each in own] + ["supplement"] * len(draft.supplements)
        placings = place(
            [Table(role, table.rows) for role, table in zip(kinds, tables, strict=True)],
            draft.shape("request"),
            draft.shape("response"),
        )
        nested = [self._with_depths(table, placed) for table, placed in zip(tables, placings, strict=True)]
        draft.tables |= zip(own, nested, strict=False)
        draft.supplements = nested[len(own) :]

    def _with_depths(self, table: FieldTable, placings: Sequence[Placing]) -> FieldTable:
        """Return a table with its rows' depths; report rows that could as well be elsewhere."""
        rows = table.rows

        def at(index: int) -> str:
            return f"in {rows[index].name} (line {rows[index].line})" if index >= 0 else "at the top level"

        for row, placing in zip(rows, placings, strict=True):
            if placing.margin < MARGIN:
                text = f"{row.name} was put {at(placing.parent)}; it could be {at(placing.other)}"
                self._problem(row.line, "depth-ambiguous", text)
        deep = (evolve(row, depth=placing.depth) for row, placing in zip(rows, placings, strict=True))
        return evolve(table, rows=tuple(deep))


def _first_path(texts: Iterable[str]) -> str:
    return next((path for text in texts for path, unusual in paths_in(text) if not unusual), "")

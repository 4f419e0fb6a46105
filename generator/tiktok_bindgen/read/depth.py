"""Infer how deep each row of an endpoint's flattened field tables is nested.

A copy from a browser has lost the nesting. A row can only belong to an object that is still open, so the
choices for a row are the levels of a stack; a beam search over stacks finds the reading of the whole table
that the evidence supports best, and the runner-up of every decision shows how certain it is. All tables are
searched once on their own, and once more with what was certain in any of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from tiktok_bindgen.read.depth_evidence import WEIGHTS
from tiktok_bindgen.read.depth_finder import EvidenceFinder, Role
from tiktok_bindgen.read.depth_fuse import fuse_shapes
from tiktok_bindgen.read.depth_knowledge import Knowledge, Placing
from tiktok_bindgen.read.depth_search import Search
from tiktok_bindgen.read.flat_examples import Shape
from tiktok_bindgen.read.page import Row

MARGIN = 2.0
"""A placing whose best alternative scores worse by less than this is reported as ambiguous."""


@frozen
class Table:
    """The rows of a field table, in order, and what the table describes."""

    role: Role
    items: tuple[Row, ...]


def place(
    tables: Sequence[Table], request: Shape, response: Shape, weights: Mapping[str, float] = WEIGHTS
) -> list[tuple[Placing, ...]]:
    """Place every row of an endpoint's tables.

    Args:
        tables: The endpoint's field tables.
        request: The shape of the example calls.
        response: The shape of the example replies.
        weights: The weight of each kind of evidence, by name; by default those of ``EVIDENCE``.

    Returns:
        For each table, the placing of each of its rows.
    """
    finders = find_evidence(tables, request, response)
    alone = [Search(each, weights).run() for each in finders]
    return [Search(each, weights).run() for each in inform(finders, alone)]


def find_evidence(tables: Sequence[Table], request: Shape, response: Shape) -> list[EvidenceFinder]:
    """Return an evidence finder for each table, given its rows and the examples."""
    full_request, full_response = fuse_shapes(request, response)
    finders = []
    for table in tables:
        shape: Shape | None = full_response if table.role == "response" else full_request
        if table.role == "supplement" and not (table.items and table.items[0].name in full_request.children):
            shape = None
        finders.append(EvidenceFinder(table.items, shape, table.role))
    return finders


def inform(finders: Sequence[EvidenceFinder], placings: Sequence[Sequence[Placing]]) -> list[EvidenceFinder]:
    """Return copies of the finders that also know what is certain in ``placings``."""
    knowledge = Knowledge()
    for number, (finder, placed) in enumerate(zip(finders, placings, strict=True)):
        knowledge.learn(number, finder.items, placed)
    return [each.informed(knowledge, number) for number, each in enumerate(finders)]

"""What rows placed with certainty reveal about other rows of the same page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import Literal

from attrs import define, field, frozen

from tiktok_bindgen.read.depth_clues import opens
from tiktok_bindgen.read.page import Row

FIRM = 2.5
"""A row whose placing scores better than any other by at least this counts as known."""

_MAX_SAYERS = 4
_MAX_WHOLE = 60

Kind = Literal["parent", "likely parent", "step", "empty", "whole"]


@frozen
class Placing:
    """Where a row is placed.

    Attributes:
        depth: Its depth, 0 for the top level.
        parent: The index of its parent row; -1 for the top level.
        margin: By how much the best reading that places it elsewhere scores worse; ``inf`` for none.
        other: The index of its parent row in that reading, if the scores are close.
        shown: Whether the examples show it there.
    """

    depth: int
    parent: int
    margin: float = float("inf")
    other: int = -1
    shown: bool = False

    @property
    def known(self) -> bool:
        """Whether other rows may learn from it."""
        return self.shown or self.margin >= FIRM


@define
class Knowledge:
    """What the placed rows of a page reveal.

    There are five kinds of facts: a field's parent; the same from a row that is not known for certain; for
    two names that follow each other, the difference of their depths, and also that with the second's parent;
    an object without fields; and a set of names that are all the fields of an object.

    Attributes:
        containers: The names of everything that has fields.
    """

    containers: set[str] = field(factory=set)
    _sayers: defaultdict[Hashable, defaultdict[Hashable, set[tuple[int, int]]]] = field(
        factory=lambda: defaultdict(lambda: defaultdict(set)), init=False
    )

    def said(self, kind: Kind, of: Hashable, own: tuple[int, int]) -> set[Hashable]:
        """Return the facts of a kind about something that any row but ``own`` supports.

        A row is a table's number and an index in it; none is evidence for itself.
        """
        known = self._sayers.get((kind, of))
        if known is None:
            return set()
        return {what for what, sayers in known.items() if len(sayers) > 1 or own not in sayers}

    def _say(self, kind: Kind, of: Hashable, what: Hashable, own: tuple[int, int]) -> None:
        sayers = self._sayers[kind, of][what]
        if len(sayers) < _MAX_SAYERS:
            sayers.add(own)

    def learn(self, table: int, items: Sequence[Row], placings: Sequence[Placing]) -> None:
        """Take in what is sure of where a table's rows stand; its number tells it apart on its page."""
        for index, (item, placing) in enumerate(zip(items, placings, strict=True)):
            own = (table, index)
            parent = items[placing.parent].name if placing.parent >= 0 else ""
            if not placing.known:
                self._say("likely parent", item.name, parent, own)
                continue
            self._say("parent", item.name, parent, own)
            self.containers.add(parent)
            follower = placings[index + 1] if index + 1 < len(placings) else None
            if opens(item.type) == 2 and (follower is None or follower.depth <= placing.depth):
                self._say("empty", item.name, True, own)
            if index and placings[index - 1].known:
                pair = (items[index - 1].name, item.name)
                step = placing.depth - placings[index - 1].depth
                for what in (step, (step, parent)):
                    self._say("step", pair, what, own)
        self._learn_wholes(table, items, placings)

    def _learn_wholes(self, table: int, items: Sequence[Row], placings: Sequence[Placing]) -> None:
        """Record the objects whose fields and end are all certain."""
        fields: dict[int, list[str]] = {}
        last: dict[int, int] = {}
        unsure: set[int] = set()
        for index, (item, placing) in enumerate(zip(items, placings, strict=True)):
            fields.setdefault(placing.parent, []).append(item.name)
            last[placing.parent] = index
            if not placing.known:
                unsure.add(placing.parent)
        for parent, names in fields.items():
            after = last[parent] + 1
            if parent < 0 or parent in unsure or not 1 < len(names) <= _MAX_WHOLE:
                continue
            if after == len(items) or placings[after].known:
                self._say("whole", frozenset(names), True, (table, parent))

"""What rows placed with certainty reveal about other rows of the same page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from attrs import define, field, frozen

from tiktok_bindgen.read.depth_clues import opens
from tiktok_bindgen.read.page import Row

FIRM = 2.5
"""A row whose placing scores better than any other by at least this counts as known."""

_MAX_SAYERS = 4
_MAX_WHOLE = 60

Sayers = set[tuple[int, int]]
_What = TypeVar("_What")


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

    Each fact is kept with up to four rows that support it, as a table's number and the row's index, so that
    no row is evidence for itself.

    Attributes:
        parents: The names of a field's parents, by the field's name.
        likely: The same, from rows that are not known for certain.
        steps: For two names that follow each other, the difference of their depths and the second's parent.
        containers: The names of everything that has fields.
        empty: The names of objects without fields.
        wholes: The sets of names that are all the fields of an object.
    """

    parents: dict[str, dict[str, Sayers]] = field(factory=dict)
    likely: dict[str, dict[str, Sayers]] = field(factory=dict)
    steps: dict[tuple[str, str], dict[tuple[int, str], Sayers]] = field(factory=dict)
    containers: set[str] = field(factory=set)
    empty: dict[str, Sayers] = field(factory=dict)
    wholes: dict[frozenset[str], Sayers] = field(factory=dict)

    def learn(self, table: int, items: Sequence[Row], placings: Sequence[Placing]) -> None:
        """Take in what is sure of where a table's rows stand; its number tells it apart on its page."""
        for index, (item, placing) in enumerate(zip(items, placings, strict=True)):
            own = (table, index)
            parent = items[placing.parent].name if placing.parent >= 0 else ""
            if not placing.known:
                _say(self.likely.setdefault(item.name, {}), parent, own)
                continue
            _say(self.parents.setdefault(item.name, {}), parent, own)
            self.containers.add(parent)
            follower = placings[index + 1] if index + 1 < len(placings) else None
            if opens(item.type) == 2 and (follower is None or follower.depth <= placing.depth):
                _say(self.empty, item.name, own)
            if index and placings[index - 1].known:
                pair = (items[index - 1].name, item.name)
                step = placing.depth - placings[index - 1].depth
                _say(self.steps.setdefault(pair, {}), (step, parent), own)
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
                _say(self.wholes, frozenset(names), (table, parent))


def others_say(sayers: Sayers | None, own: tuple[int, int]) -> bool:
    """Report whether any row but ``own`` supports a fact."""
    return sayers is not None and (len(sayers) > 1 or own not in sayers)


def _say(pages: dict[_What, Sayers], what: _What, own: tuple[int, int]) -> None:
    sayers = pages.setdefault(what, set())
    if len(sayers) < _MAX_SAYERS:
        sayers.add(own)

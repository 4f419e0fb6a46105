"""Search for the reading of a table that its evidence supports best."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from tiktok_bindgen.read.depth_finder import EvidenceFinder, Frame
from tiktok_bindgen.read.depth_knowledge import FIRM, Placing

_MAX_OPEN = 14
_BEAM = 8
_BEAM_LARGE = 6
_LARGE = 3_000
_MAX_TRACE = 400
_MAX_LOSERS = 3


class Reading:
    """One reading of the rows so far, linked to the reading without the last row."""

    __slots__ = ("back", "depth", "losers", "parent", "score", "stack")

    def __init__(
        self, score: float, stack: tuple[Frame, ...], back: Reading | None, depth: int, parent: int
    ) -> None:
        self.score = score
        self.stack = stack
        self.back = back
        self.depth = depth
        self.parent = parent
        self.losers: list[tuple[float, Reading]] = []


class Search:
    """A beam search over the readings of one table; it takes time linear in the number of rows."""

    def __init__(self, finder: EvidenceFinder, weights: Mapping[str, float]) -> None:
        self.finder = finder
        self.items = finder.items
        self.weights = weights
        self.beam = _BEAM if len(finder.items) <= _LARGE else _BEAM_LARGE

    def run(self) -> tuple[Placing, ...]:
        """Place every row."""
        beam = [self.start()]
        for index in range(len(self.items)):
            beam = self.step(beam, index)
        return self._result(beam)

    def start(self) -> Reading:
        """Return the reading of no rows."""
        top = Frame(-1, "", self.finder.shape, frozenset())
        return Reading(0.0, (top,), None, -1, -1)

    def extend(self, reading: Reading, depth: int, index: int, score: float) -> Reading:
        """Return the reading that continues ``reading`` with row ``index`` at ``depth``."""
        item, clues = self.items[index], self.finder.clues[index]
        parent = reading.stack[depth].with_field(index, item.name, clues)
        stack = (*reading.stack[:depth], parent)
        place = parent.place_of(item.name)
        if (clues.opens or (place is not None and place.children)) and len(stack) < _MAX_OPEN:
            around = parent.around | {parent.name} if parent.name else parent.around
            stack = (*stack, Frame(index, item.name, place, around))
        return Reading(score, stack, reading, depth, parent.index)

    def step(self, beam: list[Reading], index: int) -> list[Reading]:
        """Return the best readings with row ``index`` added, one for each choice of the objects left open."""
        options: dict[tuple[int, ...], list[tuple[float, Reading, int]]] = {}
        finder = self.finder
        place = self._remembered(finder.place, index)
        ended = self._remembered(finder.ended, index)
        for reading in beam:
            stack = reading.stack
            rows = tuple([frame.index for frame in stack])
            lost = reading.score
            for depth in range(len(stack) - 1, -1, -1):
                frame = stack[depth]
                score = lost + place(frame) + self._sum(finder.step(stack, reading.depth, depth, index))
                options.setdefault(rows[: depth + 1], []).append((score, reading, depth))
                if depth:
                    lost += ended(frame)
        for entries in options.values():
            entries.sort(key=lambda entry: -entry[0])
        ranked = sorted(options.values(), key=lambda entries: -entries[0][0])
        result: list[Reading] = []
        for entries in ranked[: self.beam]:
            score, reading, depth = entries[0]
            found = self.extend(reading, depth, index, score)
            for other, loser, _ in entries[1 : 1 + _MAX_LOSERS]:
                if score - other < FIRM:
                    found.losers.append((score - other, loser))
            result.append(found)
        return result

    def _remembered(self, find: Callable[[Frame, int], list[str]], index: int) -> Callable[[Frame], float]:
        """Return ``find`` for one row as a cached score of a frame, since readings share frames."""
        known: dict[int, float] = {}

        def score(frame: Frame) -> float:
            value = known.get(id(frame))
            if value is None:
                value = known[id(frame)] = self._sum(find(frame, index))
            return value

        return score

    def _sum(self, names: Iterable[str]) -> float:
        return sum(map(self.weights.__getitem__, names))

    def _result(self, beam: Sequence[Reading]) -> tuple[Placing, ...]:
        best = max(beam, key=lambda reading: reading.score)
        path = _path(best)
        rivals = _Rivals(path)
        for reading in beam:
            if reading is not best:
                rivals.compare(best.score - reading.score, reading, len(path) - 1)
        for index, reading in enumerate(path):
            for loss, loser in reading.losers:
                rivals.compare(loss, loser, index - 1)
        return tuple(
            Placing(
                reading.depth,
                reading.parent,
                rivals.margins[index],
                rivals.others[index],
                reading.stack[reading.depth].place_of(self.items[index].name) is not None,
            )
            for index, reading in enumerate(path)
        )


class _Rivals:
    """For every row, the best-scoring reading that places it elsewhere."""

    def __init__(self, path: Sequence[Reading]) -> None:
        self.path = path
        self.margins = [float("inf")] * len(path)
        self.others = [-1] * len(path)

    def compare(self, loss: float, loser: Reading | None, index: int) -> None:
        """Follow a reading that is worse by ``loss`` back to where it joins the best one."""
        if loss >= FIRM:
            return
        for _ in range(_MAX_TRACE):
            if loser is None or index < 0 or loser is self.path[index]:
                return
            if loser.parent != self.path[index].parent and loss < self.margins[index]:
                self.margins[index] = loss
                self.others[index] = loser.parent
            loser = loser.back
            index -= 1


def _path(last: Reading) -> list[Reading]:
    path = []
    node = last
    while node.back is not None:
        path.append(node)
        node = node.back
    path.reverse()
    return path

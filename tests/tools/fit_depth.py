"""Fit the weight of each kind of evidence about a row's depth.

    python tests/tools/fit_depth.py PORTAL_DIR [--passes 8] [--rate 0.03] [--warm] [--folds N]

Prints the fitted weights of ``EVIDENCE``, starting from their signs only or, with ``--warm``, from their
current values. The training data are the native pages of ``PORTAL_DIR``, flattened by ``flat_twins.py``, and
the copies from a browser with their native twins.

With ``--folds``, prints only the scores of a cross-validation: the categories of the portal are distributed
to so many folds, and each fold is measured with weights learned on the others.

The method is an averaged structured perceptron. The search itself reads a table, with a cost for each row at
a wrong place; where the score of a wrong reading exceeds that of the true one most, the weights move towards
the evidence of the true one. A weight keeps the sign that its reason implies.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections import Counter
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import flat_twins
from attrs import frozen

from tiktok_bindgen.read import flattened
from tiktok_bindgen.read.depth import Table, find_evidence, inform, place
from tiktok_bindgen.read.depth_evidence import WEIGHTS
from tiktok_bindgen.read.depth_finder import EvidenceFinder, Frame
from tiktok_bindgen.read.depth_knowledge import Placing
from tiktok_bindgen.read.depth_search import Reading, Search
from tiktok_bindgen.read.flat_examples import Shape
from tiktok_bindgen.read.flattened import read_flattened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_COST = 1.0
_IMPOSSIBLE = -8.0
_LONGEST_MOVE = 3.0
_LEAST_ALIKE = 0.6


@frozen
class Lesson:
    """The evidence finders of an endpoint's tables, and the true depths, as far as they are known.

    ``category`` is the folder of the endpoint's page.
    """

    category: str
    finders: tuple[EvidenceFinder, ...]
    truths: tuple[tuple[int, ...], ...]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("portal", type=Path)
    parser.add_argument("--passes", type=int, default=8)
    parser.add_argument("--rate", type=float, default=0.03)
    parser.add_argument("--warm", action="store_true", help="begin at the weights that there are")
    parser.add_argument("--folds", type=int, help="measure on categories that nothing was learned from")
    options = parser.parse_args(arguments)
    lessons = [each for synthetic in (True, False) for each in collect(options.portal, synthetic=synthetic)]
    start = dict(WEIGHTS) if options.warm else cold()

    def learn(some: Sequence[Lesson]) -> dict[str, float]:
        return fit(some, start, options.passes, options.rate)

    if options.folds:
        sys.stdout.writelines(cross_validated(options.portal, lessons, options.folds, learn))
    else:
        sys.stdout.writelines(f"{name} {weight:.2f}\n" for name, weight in learn(lessons).items())
    return 0


def cold() -> dict[str, float]:
    """Return weights with only the sign of each kind of evidence, except for those of impossible readings."""
    return {
        name: weight if weight <= _IMPOSSIBLE else math.copysign(1, weight)
        for name, weight in WEIGHTS.items()
    }


def cross_validated(
    portal: Path,
    lessons: Sequence[Lesson],
    folds: int,
    learn: Callable[[Sequence[Lesson]], Mapping[str, float]],
) -> Iterator[str]:
    """Yield lines with the scores of pages in categories that were left out of training."""
    fold = _dealt(lessons, folds)
    scores: dict[bool, list[flat_twins.Score]] = {False: [], True: []}
    for number in range(folds):
        weights = learn([lesson for lesson in lessons if fold[lesson.category] != number])
        with mock.patch.object(flattened, "place", partial(place, weights=weights)):
            for synthetic in scores:
                for name, native, flat in flat_twins.pages(portal, synthetic=synthetic):
                    if fold.get(name.partition("/")[0]) == number:
                        page, problems = read_flattened(flat, name)
                        twin = flat_twins.read_native(native)
                        scores[synthetic] += flat_twins.compare(name, twin, page, problems)
    yield f"copies from a browser: F1 {flat_twins.f1(scores[False]):.4f}\n"
    yield f"pages flattened here: F1 {flat_twins.f1(scores[True]):.4f}\n"
    yield f"all: F1 {flat_twins.f1(scores[False] + scores[True]):.4f}\n"


def _dealt(lessons: Sequence[Lesson], folds: int) -> dict[str, int]:
    """Map each category to a fold, so that all folds have about as many lessons."""
    sizes = Counter(lesson.category for lesson in lessons)
    loads = [0] * folds
    result = {}
    for category in sorted(sizes, key=lambda category: (-sizes[category], category)):
        result[category] = loads.index(min(loads))
        loads[result[category]] += sizes[category]
    return result


def collect(portal: Path, *, synthetic: bool) -> Iterator[Lesson]:
    """Yield the lessons of every page that has a native form."""
    calls: list[tuple[Sequence[Table], Shape, Shape]] = []

    def watch(tables: Sequence[Table], request: Shape, response: Shape) -> list[tuple[Placing, ...]]:
        calls.append((tables, request, response))
        return place(tables, request, response)

    for name, native, flat in flat_twins.pages(portal, synthetic=synthetic):
        calls.clear()
        with mock.patch.object(flattened, "place", watch):
            read_flattened(flat, name)
        twin = flat_twins.read_native(native)
        for tables, request, response in calls:
            truths = tuple(
                _truth(table, twin.response if table.role == "response" else twin.request) for table in tables
            )
            category = name.partition("/")[0]
            yield Lesson(category, tuple(find_evidence(tables, request, response)), truths)


def _truth(table: Table, natives: Sequence[Sequence[flat_twins.Field]]) -> tuple[int, ...]:
    """Return the depths of the native twin of a table, as far as the first rows of both agree."""
    names = [item.name for item in table.items]
    alike = {
        number: SequenceMatcher(None, names, [row.name for row in native], autojunk=False)
        for number, native in enumerate(natives)
    }
    best = max(alike, key=lambda number: alike[number].ratio(), default=None)
    if best is None or alike[best].ratio() < _LEAST_ALIKE:
        return ()
    first = alike[best].get_matching_blocks()[0]
    if first.a or first.b:
        return ()
    paths = flat_twins.paths([(row.name, row.depth) for row in natives[best]])
    return tuple(len(path) - 1 for path in paths[: first.size])


def fit(lessons: Sequence[Lesson], start: Mapping[str, float], passes: int, rate: float) -> dict[str, float]:
    """Return the mean of the weights over all steps of training."""
    weights = dict(start)
    total: Counter[str] = Counter()
    order = list(lessons)
    dice = random.Random(0)
    for _ in range(passes):
        dice.shuffle(order)
        for lesson in order:
            _learn(lesson, weights, rate)
            for name, weight in weights.items():
                weights[name] = max(weight, 0.0) if start[name] >= 0 else min(weight, 0.0)
            total.update(weights)
    return {name: total[name] / (passes * len(order)) for name in start}


def _learn(lesson: Lesson, weights: dict[str, float], rate: float) -> None:
    """Update the weights with each table of a lesson, read first on its own and then with the others."""
    alone = [Search(each, weights).run() for each in lesson.finders]
    for finders in (lesson.finders, inform(lesson.finders, alone)):
        for each, truth in zip(finders, lesson.truths, strict=True):
            move = _Teacher(each, weights, truth).move()
            length = sum(step * step for step in move.values()) ** 0.5
            for name, step in move.items():
                weights[name] += rate * step / max(1.0, length / _LONGEST_MOVE)


def evidence(search: Search, reading: Reading, depth: int, index: int) -> list[str]:
    """Return the names of all evidence for and against placing row ``index`` at ``depth``."""
    found = search.finder.step(reading.stack, reading.depth, depth, index)
    found += search.finder.place(reading.stack[depth], index)
    for frame in reading.stack[depth + 1 :]:
        found += search.finder.ended(frame, index)
    return found


class _Teacher(Search):
    """A search that adds a cost to each row at a wrong place."""

    def __init__(self, finder: EvidenceFinder, weights: Mapping[str, float], truth: Sequence[int]) -> None:
        super().__init__(finder, weights)
        self.true: list[Reading] = [self.start()]
        for index, depth in enumerate(truth):
            before = self.true[-1]
            if depth >= len(before.stack):
                break
            score = before.score + self._sum(evidence(self, before, depth, index))
            self.true.append(self.extend(before, depth, index, score))

    def _remembered(self, find: Callable[[Frame, int], list[str]], index: int) -> Callable[[Frame], float]:
        score = super()._remembered(find, index)
        if find != self.finder.place:
            return score
        parent = self.true[index + 1].parent
        return lambda frame: score(frame) + (_COST if frame.index != parent else 0.0)

    def move(self) -> dict[str, float]:
        """Return the evidence of the true reading minus that of the worst wrong one, if any beats it."""
        beam, most = [self.start()], 0.0
        wrong = right = self.true[0]
        for index, true in enumerate(self.true[1:]):
            beam = self.step(beam, index)
            best = max(beam, key=lambda reading: reading.score)
            if best.score - true.score > most + 1e-9:
                most, wrong, right = best.score - true.score, best, true
        more = self._counts(right)
        more.subtract(self._counts(wrong))
        return {name: float(count) for name, count in more.items() if count}

    def _counts(self, last: Reading) -> Counter[str]:
        depths: list[int] = []
        node: Reading | None = last
        while node is not None and node.back is not None:
            depths.append(node.depth)
            node = node.back
        counts: Counter[str] = Counter()
        reading = self.start()
        for index, depth in enumerate(reversed(depths)):
            counts.update(evidence(self, reading, depth, index))
            reading = self.extend(reading, depth, index, 0.0)
        return counts


if __name__ == "__main__":
    sys.exit(main())

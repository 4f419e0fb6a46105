"""How deep each row of a flattened field table is nested.

A copy from a browser has lost the nesting, so it is inferred. A row can only stand inside an object that is
still open, so the choices for a row are the levels of a stack; a beam search over stacks finds the reading of
the whole table which the evidence supports best, and the runner-up of every decision tells how sure it is. The
work is linear in the number of rows.

What speaks for or against a reading is the table ``EVIDENCE``.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tiktok_bindgen.read.flat_examples import Shape


@frozen
class Evidence:
    """One kind of evidence.

    Attributes:
        name: Its name.
        weight: What it adds to a reading's score; negative when it speaks against it.
        reason: Why it says something about nesting.
    """

    name: str
    weight: float
    reason: str


EVIDENCE: tuple[Evidence, ...] = (
    Evidence("first-child", 2.5, "an object is followed by its first field"),
    Evidence("first-child-weak", 0.3, "a list or a map may be followed by what is inside it"),
    Evidence("shown-open", 2.0, "the example shows fields inside the object just before"),
    Evidence("stay", 0.8, "a field follows its sibling"),
    Evidence("close", -0.8, "an object ends only once"),
    Evidence("close-single", -0.3, "the object that would end has one field so far"),
    Evidence("close-with-object", 0.3, "an object ends where another begins"),
    Evidence("left-empty", -0.5, "an object would have no fields"),
    Evidence("shown-empty", -2.0, "the example shows the object just before as empty"),
    Evidence("nested-same", -3.0, "an object is not in another of its name"),
    Evidence("alike-parent", -1.5, "objects whose names end alike stand beside each other"),
    Evidence("alike-sibling", 0.8, "objects whose names end alike stand beside each other"),
    Evidence("breaks-stem", -1.0, "all fields of the object so far begin as its name does, this one not"),
    Evidence("parent-mentions", 2.0, "the description of the object speaks of the field"),
    Evidence(
        "closed-mentions", -1.5, "the description of an object that would have ended speaks of the field"
    ),
    Evidence("before-mentions", 0.8, "the description of the sibling just before speaks of the field"),
    Evidence("close-more", -0.6, "objects seldom end together"),
    Evidence("example", 5.0, "the example has the field at this very place"),
    Evidence("example-kind", -1.5, "the example has a plain value where the table has an object"),
    Evidence("not-in-example", -1.2, "the example shows the object without the field"),
    Evidence("not-at-top", -0.5, "the example of a request shows the top level without the field"),
    Evidence("not-in-envelope", -2.0, "the top level of a reply is its envelope, and does not grow"),
    Evidence("elsewhere", -2.0, "the example has the field at other places only"),
    Evidence("example-parent", 2.0, "the example has the field in an object of this name at another place"),
    Evidence("other-example", 1.2, "the example of the other direction has it in an object of this name"),
    Evidence(
        "other-example-differs",
        -1.0,
        "the example of the other direction has it, and such an object without it",
    ),
    Evidence("same-name", -7.0, "an object has no two fields of one name"),
    Evidence("condition-parent", 3.0, "it is needed when the object it is in is given"),
    Evidence("condition-ancestor", 1.0, "it is needed when an object around it is given"),
    Evidence("condition-sibling", 1.0, "it is needed when a sibling is given"),
    Evidence("condition-outside", -0.8, "it is needed when an object is given that it would not be in"),
    Evidence("within", 2.5, "its description says what it is within"),
    Evidence("mention-sibling", 0.8, "its description speaks of a sibling"),
    Evidence("mention-closed", -0.8, "its description speaks of a field whose object would have ended"),
    Evidence("stem", 1.0, "its name begins as the name of the object does"),
    Evidence("stem-closed", -1.0, "its name begins as the name of an object that would have ended"),
    Evidence("speaks-of-parent", 1.0, "its name or description uses the words of the object's name"),
    Evidence("speaks-of-closed", -1.0, "it uses the words of the name of an object that would have ended"),
    Evidence("kin-first", 0.5, "its name begins with the word with which a sibling's begins"),
    Evidence("kin", 1.0, "its name begins with the two words with which a sibling's begins"),
    Evidence("breaks-kin", -1.0, "the names of all its siblings begin with one word, its own does not"),
    Evidence("twin-parent", -2.0, "it and the object differ in the first word of the name only"),
    Evidence("twin-sibling", 1.0, "it and an object beside it differ in the first word of the name only"),
    Evidence("suffix", 0.5, "its name ends as its sibling's just before does"),
    Evidence("envelope", 2.0, "what describes the reply itself is at its top level"),
    Evidence("paging-asked", 1.5, "which page is wanted is said at the top level of a request"),
    Evidence("paging-told", 1.5, "which page came is told in an object about pages"),
    Evidence("paging-ends", -1.0, "an object about pages has fields about pages"),
    Evidence("required-closes", 0.3, "a required field begins after an object"),
    Evidence("conditional-closes", 0.0, "a conditional field begins after an object"),
    Evidence("top-elsewhere", 0.5, "the other table has it at its top level"),
    Evidence("empty-elsewhere", -1.0, "another place of the page has such an object without fields"),
    Evidence("prefix", 0.3, "its name begins as its sibling's just before does"),
    Evidence("parent-shown", 2.0, "another table has it in an object of this name, as its example shows"),
    Evidence("parent-elsewhere", 2.0, "another place of the page has it in an object of this name"),
    Evidence(
        "parent-differs", -1.5, "another place of the page has it, and an object of this name without it"
    ),
    Evidence("sequence", 2.0, "the two fields follow each other elsewhere, with this step between them"),
    Evidence("sequence-differs", -1.0, "the two fields follow each other elsewhere, with another step"),
)

MARGIN = 1.0
"""Readings that differ by less than this are not decided."""

_FIRM = 2.5
_SHARE = 0.0
_MAX_OPEN = 14
_BEAM = 40
_BEAM_LARGE = 6
_LARGE = 3_000
_MAX_SIBLINGS = 500
_MAX_TRACE = 400
_MAX_LOSERS = 3
_MAX_PROSE = 4_000
_MAX_SAID = 200

_STRONG = re.compile(r"obj|struct|dict", re.IGNORECASE)
_WEAK = re.compile(r"\s*(?:list|array|map|json|mapping)\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z_][\w\-]*|[^\sA-Za-z_]")

_GIVEN = frozenset(
    {"specified", "passed", "provided", "given", "used", "present", "included", "returned", "filled"}
)
_GIVE = frozenset(
    {"specify", "pass", "provide", "give", "use", "include", "specified", "passed", "provided", "used"}
)
_WHEN = frozenset({"when", "if", "once"})
_INSIDE = frozenset({"within", "inside", "under"})
_OBJECT = frozenset({"object", "objects", "array", "struct", "dictionary", "list"})
_ELSEWHERE = frozenset(
    {"specified", "passed", "provided", "returned", "set", "see", "and", "or", "use", "obtained"}
)
_ENDINGS = (
    "_list", "_lists", "_infos", "_info", "_details", "_detail", "_items", "_item", "_objects", "_object",
    "_data", "_config", "_configs", "_configuration", "_settings", "_setting", "_params", "_results", "_result",
    "_ids", "_urls", "_group", "_groups", "_set", "_rules", "_rule",
)  # fmt: skip


@frozen
class Item:
    """A row whose depth is wanted.

    Attributes:
        name: The field's name.
        type: Its data type as documented.
        prose: Its description's lines.
        markers: Its markers.
    """

    name: str
    type: str
    prose: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()


@frozen
class Placing:
    """Where a row stands.

    Attributes:
        depth: 0 for the top level.
        parent: The index of the row it is in; -1 for none.
        margin: By how much the best reading which puts it elsewhere is worse; ``inf`` when there is none.
        other: The index of the row it is in there, when the two are close.
        shown: The example shows it there.
    """

    depth: int
    parent: int
    margin: float = float("inf")
    other: int = -1
    shown: bool = False


@define
class Knowledge:
    """What other tables of the page, or other rows of the same, tell about nesting.

    Attributes:
        parents: For a field's name, the names of what it is in, each with the rows that say so.
        shown_parents: The same, of rows which examples show.
        steps: For two names that follow each other, the difference of their depths, likewise.
        containers: The names of everything that has fields.
        empty: The names of objects without fields, with the rows that say so.
        shown: For a field's name, the names of what the other direction's example has it in.
        shown_containers: The names of everything that has fields there.
    """

    parents: dict[str, dict[str, set[tuple[int, int]]]] = field(factory=dict)
    shown_parents: dict[str, dict[str, set[tuple[int, int]]]] = field(factory=dict)
    steps: dict[tuple[str, str], dict[int, set[tuple[int, int]]]] = field(factory=dict)
    containers: set[str] = field(factory=set)
    empty: dict[str, set[tuple[int, int]]] = field(factory=dict)
    shown: dict[str, set[str]] = field(factory=dict)
    shown_containers: set[str] = field(factory=set)

    def learn(self, table: int, items: Sequence[Item], placings: Sequence[Placing]) -> None:
        """Take in what is sure of ``placings``; ``table`` tells the tables of a page apart."""
        for index, (item, placing) in enumerate(zip(items, placings, strict=True)):
            if placing.margin < _FIRM and not placing.shown:
                continue
            parent = items[placing.parent].name if placing.parent >= 0 else ""
            says = self.parents.setdefault(item.name, {}).setdefault(parent, set())
            if len(says) < 4:
                says.add((table, index))
            if placing.shown:
                says = self.shown_parents.setdefault(item.name, {}).setdefault(parent, set())
                if len(says) < 4:
                    says.add((table, index))
            if parent:
                self.containers.add(parent)
            follower = placings[index + 1] if index + 1 < len(placings) else None
            if _opens(item.type) == 2 and (follower is None or follower.depth <= placing.depth):
                says = self.empty.setdefault(item.name, set())
                if len(says) < 4:
                    says.add((table, index))
            if index and (placings[index - 1].margin >= _FIRM or placings[index - 1].shown):
                pair = (items[index - 1].name, item.name)
                step = placing.depth - placings[index - 1].depth
                says = self.steps.setdefault(pair, {}).setdefault(step, set())
                if len(says) < 4:
                    says.add((table, index))

    def show(self, shape: Shape) -> None:
        """Take in the example of the other direction."""
        for key, name in _pairs(shape):
            self.shown.setdefault(key, set()).add(name)
            self.shown_containers.add(name)


def infer(
    items: Sequence[Item],
    shape: Shape | None,
    knowledge: Knowledge | None = None,
    *,
    table: int = 0,
    reply: bool = False,
    weights: dict[str, float] | None = None,
) -> tuple[Placing, ...]:
    """Place every row.

    Args:
        items: The rows of one table, in order.
        shape: What the examples show at the table's top level; ``None`` when it is unknown.
        knowledge: What the rest of the page tells.
        table: The number under which ``knowledge`` knows this table, so that a row is no evidence for itself.
        reply: The table is of a reply, not of a request.
        weights: Weights in place of those of ``EVIDENCE``, for measuring.

    Returns:
        One placing a row.
    """
    if not items:
        return ()
    search = _Search(items, shape, knowledge or Knowledge(), table, weights or _WEIGHTS, reply=reply)
    return search.run()


_WEIGHTS = {evidence.name: evidence.weight for evidence in EVIDENCE}


@frozen
class _Clues:
    """What a row's own words tell, looked up once."""

    opens: int
    conditions: tuple[str, ...]
    within: tuple[str, ...]
    mentions: tuple[str, ...]
    said: frozenset[str]
    required: bool
    conditional: bool
    themes: frozenset[str]
    parts: frozenset[str]
    speech: frozenset[str]


class _Frame:
    """An open object in one reading.

    Attributes:
        index: Its row; -1 for the top level.
        name: Its name.
        shape: Its place in the example, if it is there.
        names: The fields found in it.
        endings: How the names of the objects found in it end.
        stem: Every field found in it begins as its name does.
        kin: The first words, and the first two words, of the names found in it.
        first: The first word of all of them, if it is the same.
    """

    __slots__ = ("endings", "first", "index", "kin", "name", "names", "shape", "stem")

    def __init__(
        self,
        index: int,
        name: str,
        shape: Shape | None,
        names: dict[str, None],
        endings: frozenset[str] = frozenset(),
        kin: frozenset[str] = frozenset(),
        *,
        stem: bool = True,
        first: str | None = None,
    ) -> None:
        self.kin = kin
        self.first = first
        self.index = index
        self.name = name
        self.shape = shape
        self.names = names
        self.endings = endings
        self.stem = stem

    def with_field(self, name: str, *, opens: bool) -> _Frame:
        names = dict(self.names) if len(self.names) < _MAX_SIBLINGS else {}
        names[name] = None
        endings = self.endings
        if opens and len(endings) < _MAX_SIBLINGS:
            endings = endings | {_ending(name), _twin(name)}
        heads = _heads(name)
        kin = self.kin
        if not kin.issuperset(heads) and len(kin) < _MAX_SIBLINGS:
            kin = kin.union(heads)
        first = heads[0] if not self.names or self.first == heads[0] else ""
        stem = self.stem and bool(self.name) and _related(self.name, name)
        return _Frame(self.index, self.name, self.shape, names, endings, kin, stem=stem, first=first)


class _Reading:
    """One reading of the rows so far, linked to the reading of the rows before."""

    __slots__ = ("back", "depth", "losers", "parent", "score", "stack")

    def __init__(
        self, score: float, stack: tuple[_Frame, ...], back: _Reading | None, depth: int, parent: int
    ) -> None:
        self.score = score
        self.stack = stack
        self.back = back
        self.depth = depth
        self.parent = parent
        self.losers: list[tuple[float, _Reading]] = []


class _Search:
    """The beam search over one table."""

    def __init__(
        self,
        items: Sequence[Item],
        shape: Shape | None,
        knowledge: Knowledge,
        table: int,
        weights: dict[str, float],
        *,
        reply: bool = False,
    ) -> None:
        self.items = items
        self.reply = reply
        self.knowledge = knowledge
        self.table = table
        self.weights = weights
        names = {item.name for item in items}
        self.kinds = {item.name for item in items if _opens(item.type)}
        self.clues = [_clues(item, names) for item in items]
        self.shown: dict[str, set[str]] = {}
        if shape is not None:
            for key, name in _pairs(shape):
                self.shown.setdefault(key, set()).add(name)
        self.root = shape
        self.beam = _BEAM if len(items) <= _LARGE else _BEAM_LARGE

    def run(self) -> tuple[Placing, ...]:
        beam = [_Reading(0.0, (_Frame(-1, "", self.root, {}),), None, -1, -1)]
        for index in range(len(self.items)):
            beam = self._step(beam, index)
        return self._result(beam)

    def _step(self, beam: list[_Reading], index: int) -> list[_Reading]:
        item = self.items[index]
        opens = self.clues[index].opens
        options: dict[tuple[int, ...], list[tuple[float, _Reading, int]]] = {}
        for reading in beam:
            stack = reading.stack
            scores = [self._score(reading, depth, index) for depth in range(len(stack))]
            shared = _SHARE * _log_sum(scores)
            for depth, own in enumerate(scores):
                score = reading.score + own - shared
                key = tuple([frame.index for frame in stack[: depth + 1]])
                options.setdefault(key, []).append((score, reading, depth))
        ranked = sorted(options.items(), key=lambda option: -max(entry[0] for entry in option[1]))
        result: list[_Reading] = []
        for _, entries in ranked[: self.beam]:
            entries.sort(key=lambda entry: -entry[0])
            score, reading, depth = entries[0]
            outer = reading.stack[:depth]
            parent = reading.stack[depth].with_field(item.name, opens=opens == 2)
            stack = (*outer, parent)
            place = parent.shape.children.get(item.name) if parent.shape is not None else None
            if (opens or (place is not None and place.children)) and len(stack) < _MAX_OPEN:
                stack = (*stack, _Frame(index, item.name, place, {}))
            found = _Reading(score, stack, reading, depth, parent.index)
            for other, loser, _ in entries[1 : 1 + _MAX_LOSERS]:
                if score - other < _FIRM:
                    found.losers.append((score - other, loser))
            result.append(found)
        return result

    def _score(self, reading: _Reading, depth: int, index: int) -> float:
        return sum(map(self.weights.__getitem__, self.evidence(reading, depth, index)))

    def evidence(self, reading: _Reading, depth: int, index: int) -> list[str]:
        """The names of all evidence, for and against, that row ``index`` stands at ``depth``."""
        item = self.items[index]
        clues = self.clues[index]
        stack = reading.stack
        parent = stack[depth]
        closed = stack[depth + 1 :]
        found: list[str] = []
        self._steps(reading, depth, index, found)
        self._examples(item, clues, parent, found)
        if item.name in parent.names:
            found.append("same-name")
        if any(frame.name == item.name for frame in stack[1 : depth + 1]):
            found.append("nested-same")
        self._words(clues, stack, depth, index, found)
        if parent.name and _related(parent.name, item.name):
            found.append("stem")
        else:
            if any(_related(frame.name, item.name) for frame in closed):
                found.append("stem-closed")
            if parent.names and parent.stem and parent.name:
                found.append("breaks-stem")
        if clues.opens == 2:
            ending, twin = _ending(item.name), _twin(item.name)
            if parent.name and twin and _twin(parent.name) == twin:
                found.append("twin-parent")
            elif parent.name and _ending(parent.name) == ending:
                found.append("alike-parent")
            if twin and twin in parent.endings:
                found.append("twin-sibling")
            elif ending in parent.endings:
                found.append("alike-sibling")
        heads = _heads(item.name)
        if len(heads) > 1 and heads[1] in parent.kin:
            found.append("kin")
        elif heads[0] in parent.kin:
            found.append("kin-first")
        elif parent.first and len(parent.names) > 1:
            found.append("breaks-kin")
        if index and not closed and parent.index != index - 1:
            before = self.items[index - 1].name
            if _same_prefix(before, item.name):
                found.append("prefix")
            if "_" in before and "_" in item.name and _ending(before) == _ending(item.name):
                found.append("suffix")
        self._themes(stack, depth, clues, found)
        self._elsewhere(reading, parent, depth, index, found)
        return found

    def _themes(self, stack: tuple[_Frame, ...], depth: int, clues: _Clues, found: list[str]) -> None:
        parent = stack[depth]
        about = self.clues[parent.index] if parent.index >= 0 else None
        if about is not None and about.parts & clues.speech:
            found.append("speaks-of-parent")
        elif any(
            frame.index >= 0 and self.clues[frame.index].parts & clues.speech for frame in stack[depth + 1 :]
        ):
            found.append("speaks-of-closed")
        if depth == 0 and self.reply:
            if "envelope" in clues.themes:
                found.append("envelope")
            elif len(stack) > 1 and "example" not in found:
                found.append("not-in-envelope")
        paged = about is not None and "paging" in about.themes
        if "paging" in clues.themes:
            if depth == 0 and not self.reply:
                found.append("paging-asked")
            elif paged:
                found.append("paging-told")
        elif paged:
            found.append("paging-ends")

    def _steps(self, reading: _Reading, depth: int, index: int, found: list[str]) -> None:
        top = reading.stack[-1]
        closes = len(reading.stack) - 1 - depth
        if index and top.index == index - 1:
            others = self.knowledge.empty.get(top.name)
            if closes == 0 and others and (len(others) > 1 or (self.table, index - 1) not in others):
                found.append("empty-elsewhere")
            if closes == 0:
                strong = self.clues[index - 1].opens == 2
                found.append("first-child" if strong else "first-child-weak")
                if top.shape is not None and top.shape.children:
                    found.append("shown-open")
                elif top.shape is not None and top.shape.empty:
                    found.append("shown-empty")
                return
            if self.clues[index - 1].opens == 2:
                found.append("left-empty")
            closes -= 1
        if closes == 0:
            found.append("stay")
        else:
            found.append("close")
            found.extend(["close-more"] * (closes - 1))
            if len(reading.stack[depth + 1].names) == 1:
                found.append("close-single")
            clues = self.clues[index]
            if clues.opens == 2:
                found.append("close-with-object")
            if clues.required:
                found.append("required-closes")
            elif clues.conditional:
                found.append("conditional-closes")

    def _examples(self, item: Item, clues: _Clues, parent: _Frame, found: list[str]) -> None:
        shape = parent.shape
        places = self.shown.get(item.name)
        if shape is not None and shape.children:
            place = shape.children.get(item.name)
            if place is not None:
                found.append("example")
                if clues.opens == 2 and place.scalar and not place.children:
                    found.append("example-kind")
                return
            if parent.name:
                found.append("not-in-example")
            elif not self.reply:
                found.append("not-at-top")
        if places:
            found.append("example-parent" if parent.name in places and parent.name else "elsewhere")
        other = self.knowledge.shown.get(item.name)
        if other and parent.name:
            if parent.name in other:
                found.append("other-example")
            elif parent.name in self.knowledge.shown_containers:
                found.append("other-example-differs")

    def _words(
        self, clues: _Clues, stack: tuple[_Frame, ...], depth: int, index: int, found: list[str]
    ) -> None:
        parent = stack[depth]
        name = self.items[index].name
        if parent.index >= 0 and name in self.clues[parent.index].said:
            found.append("parent-mentions")
        elif any(name in self.clues[frame.index].said for frame in stack[depth + 1 :]):
            found.append("closed-mentions")
        if index and name in self.clues[index - 1].said and self.items[index - 1].name in parent.names:
            found.append("before-mentions")
        around = {frame.name for frame in stack[1:depth]}
        closed = stack[depth + 1 :]
        for name in clues.conditions:
            if name == parent.name:
                found.append("condition-parent")
            elif name in around:
                found.append("condition-ancestor")
            elif name in parent.names:
                found.append("condition-sibling")
            elif name in self.kinds:
                found.append("condition-outside")
        if parent.name in clues.within:
            found.append("within")
        for name in clues.mentions:
            if name in parent.names:
                found.append("mention-sibling")
            elif any(name in frame.names for frame in closed):
                found.append("mention-closed")

    def _elsewhere(self, reading: _Reading, parent: _Frame, depth: int, index: int, found: list[str]) -> None:
        own = (self.table, index)
        parents = self.knowledge.parents.get(self.items[index].name)
        if parents:
            others = {name for name, says in parents.items() if len(says) > 1 or own not in says}
            shown = self.knowledge.shown_parents.get(self.items[index].name, {}).get(parent.name, ())
            if parent.name and (len(shown) > 1 or (shown and own not in shown)):
                found.append("parent-shown")
            elif parent.name in others and parent.name:
                found.append("parent-elsewhere")
            elif others and parent.name in self.knowledge.containers:
                found.append("parent-differs")
            elif "" in others and parent.name:
                found.append("top-elsewhere")
        if index:
            steps = self.knowledge.steps.get((self.items[index - 1].name, self.items[index].name))
            if steps:
                known = {step for step, says in steps.items() if len(says) > 1 or own not in says}
                if depth - reading.depth in known:
                    found.append("sequence")
                elif known:
                    found.append("sequence-differs")

    def _is_shown(self, reading: _Reading, index: int) -> bool:
        shape = reading.stack[reading.depth].shape
        return shape is not None and self.items[index].name in shape.children

    def _result(self, beam: list[_Reading]) -> tuple[Placing, ...]:
        best = max(beam, key=lambda reading: reading.score)
        count = len(self.items)
        path: list[_Reading] = []
        node: _Reading | None = best
        while node is not None and node.back is not None:
            path.append(node)
            node = node.back
        path.reverse()
        margins = [float("inf")] * count
        others = [-1] * count

        def compare(loss: float, loser: _Reading | None, index: int) -> None:
            for _ in range(_MAX_TRACE):
                if loser is None or index < 0 or loser is path[index]:
                    return
                if loser.parent != path[index].parent and loss < margins[index]:
                    margins[index] = loss
                    others[index] = loser.parent
                loser = loser.back
                index -= 1

        for reading in beam:
            loss = best.score - reading.score
            if reading is not best and loss < _FIRM:
                compare(loss, reading, count - 1)
        for index, reading in enumerate(path):
            for loss, loser in reading.losers:
                compare(loss, loser, index - 1)
        return tuple(
            Placing(
                reading.depth, reading.parent, margins[index], others[index], self._is_shown(reading, index)
            )
            for index, reading in enumerate(path)
        )


def _pairs(shape: Shape) -> Iterator[tuple[str, str]]:
    """Every name an example shows, with the name of what it is in, the top level being ``""``."""
    todo = [("", shape)]
    while todo:
        name, place = todo.pop()
        for key, inner in place.children.items():
            yield key, name
            todo.append((key, inner))


def _log_sum(scores: Sequence[float]) -> float:
    most = max(scores)
    return most + math.log(sum(math.exp(score - most) for score in scores))


def _opens(text: str) -> int:
    """Whether a data type has fields: 2 for an object, 1 for what may hold objects, 0 for a plain value."""
    if _STRONG.search(text[:80]):
        return 2
    return 1 if _WEAK.match(text[:80]) else 0


def _clues(item: Item, names: set[str]) -> _Clues:
    """Read a row's description for names of the same table."""
    conditions: dict[str, None] = {}
    within: dict[str, None] = {}
    mentions: dict[str, None] = {}
    said: set[str] = set()
    left = _MAX_PROSE
    for line in item.prose:
        if left <= 0:
            break
        words = _WORD.findall(line[:left])
        left -= len(line)
        for at, word in enumerate(words):
            if word not in names or word == item.name:
                continue
            if len(said) < _MAX_SAID:
                said.add(word)
            before = [part.lower() for part in words[max(0, at - 4) : at]]
            after = [part.lower() for part in words[at + 1 : at + 4]]
            if _is_condition(before, after):
                conditions[word] = None
            elif _is_within(before, after):
                within[word] = None
            elif "_" in word or _is_subject(before, after):
                mentions[word] = None
    return _Clues(
        _opens(item.type),
        tuple(conditions)[:3],
        tuple(within)[:3],
        tuple(mentions)[:3],
        frozenset(said),
        any(marker.lower().startswith("req") for marker in item.markers),
        any(marker.lower().startswith("cond") for marker in item.markers),
        _themes(item),
        _parts(item.name),
        _speech(item),
    )


def _is_condition(before: list[str], after: list[str]) -> bool:
    """``when X is specified``, ``if you pass X``."""
    if not _WHEN.intersection(before):
        return False
    if after[:1] in (["is"], ["are"]) and (
        after[1:2] and after[1] in _GIVEN or after[1:3] == ["not", "empty"]
    ):
        return True
    return bool(before) and (before[-1] in _GIVE or before[-2:] == ["pass", "in"])


def _is_within(before: list[str], after: list[str]) -> bool:
    """``within X``, ``in the X object``."""
    if before[-1:] == ["the"]:
        before = before[:-1]
    if len(before) > 1 and before[-2] in _ELSEWHERE:
        return False
    if before and before[-1] in _INSIDE:
        return True
    return bool(before) and before[-1] in {"in", "of"} and bool(after) and after[0] in _OBJECT


def _is_subject(before: list[str], after: list[str]) -> bool:
    """``when type is X``: a name without an underscore counts only where it cannot be a plain word."""
    return bool(before) and before[-1] in _WHEN and after[:1] in (["is"], ["="])


THEMES: tuple[tuple[str, str, str], ...] = (
    ("envelope", r"\blog id\b", "The log ID of a request, by which support finds it."),
    (
        "envelope",
        r"\b(?:identif\w+|unique id|id of) (?:of )?(?:an?|the|each|this) (?:http )?request\b",
        "It identifies the request.",
    ),
    ("envelope", r"\b(?:response|return|error|status) (?:code|message)\b", "Response code."),
    ("envelope", r"\breturn codes\b", "See the list of return codes."),
    ("paging", r"\bpage (?:number|size|count|no)\b", "Current page number."),
    (
        "paging",
        r"\b(?:number|count) of (?:pages|results|records|items|entries)\b",
        "Total number of results.",
    ),
    ("paging", r"\bpagination\b", "Pagination information."),
    ("paging", r"\b(?:per|each|every) page\b", "How many items each page has."),
    ("paging", r"\b(?:next|previous|current) page\b", "Whether there is a next page."),
    ("paging", r"\bcursor\b", "The cursor to go on from."),
    ("paging", r"\bpage info", "Page info."),
)
"""What a field is about by its description, with a sentence each that says so."""

_THEMES = tuple((theme, re.compile(pattern, re.IGNORECASE)) for theme, pattern, _ in THEMES)
_GENERIC = frozenset(
    "list info infos data details detail object objects item items param params config settings setting "
    "result results type name names value values with from that this when field fields".split()
)


def _themes(item: Item) -> frozenset[str]:
    text = " ".join(item.prose[:2])[:300]
    return frozenset(theme for theme, pattern in _THEMES if pattern.search(text))


def _parts(name: str) -> frozenset[str]:
    """The beginnings of the telling words of a name."""
    parts = name.lower().split("_")
    return frozenset(part[:5] for part in parts[:12] if len(part) > 3 and part not in _GENERIC)


def _speech(item: Item) -> frozenset[str]:
    """The beginnings of the telling words of a name and of how its description begins."""
    words = re.findall(r"[a-z]+", " ".join(item.prose[:3])[:300].lower())
    return _parts(item.name) | frozenset(word[:5] for word in words if len(word) > 3 and word not in _GENERIC)


def _stem(name: str) -> str:
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name[: -len(ending)]
    if name.endswith("ies") and len(name) > 4:
        return name[:-3] + "y"
    if name.endswith("s") and not name.endswith("ss") and len(name) > 3:
        return name[:-1]
    return name


def _related(outer: str, inner: str) -> bool:
    """Whether a field's name begins as the name of the object it may be in."""
    stem = _stem(outer)
    return len(stem) > 2 and (inner == stem or inner.startswith(stem + "_") or inner.startswith(outer + "_"))


def _heads(name: str) -> tuple[str, ...]:
    """The first word of a name, and the first two when there are more."""
    first, _, rest = name.partition("_")
    second, more, _ = rest.partition("_")
    return (first, f"{first}_{second}") if more else (first,)


def _twin(name: str) -> str:
    """A name without its first word, when two more are left."""
    rest = name.partition("_")[2]
    return "_" + rest if "_" in rest else ""


def _ending(name: str) -> str:
    return name.rpartition("_")[2]


def _same_prefix(first: str, second: str) -> bool:
    head, mark, _ = first.partition("_")
    return bool(mark) and second.startswith(head + "_")

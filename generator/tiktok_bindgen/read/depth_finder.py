"""Find the evidence for and against placing a row in an open object."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from copy import copy
from typing import Literal

from tiktok_bindgen.read.depth_clues import Clues, read_clues
from tiktok_bindgen.read.depth_knowledge import Kind, Knowledge
from tiktok_bindgen.read.depth_names import ending, heads, is_stem, same_prefix, same_suffix
from tiktok_bindgen.read.flat_examples import Shape
from tiktok_bindgen.read.page import Row

Role = Literal["request", "response", "supplement"]

_MAX_SIBLINGS = 500


class Frame:
    """An open object in one reading of a table.

    Attributes:
        index: The index of its row; -1 for the top level.
        name: Its name; empty for the top level.
        shape: Its place in the examples; ``None`` if they do not show it.
        around: The names of its ancestors.
        names: The names of the fields found in it.
        shown: How many of these fields the examples show in it.
        endings: The last words of the names of the objects found in it.
        kin: The first words, and the first two words, of the names found in it.
        stem: Whether the names of all fields found in it begin with the stem of its own name.
        last: The index of the row found in it last; -1 for none.
    """

    __slots__ = ("around", "endings", "index", "kin", "last", "name", "names", "shape", "shown", "stem")

    def __init__(self, index: int, name: str, shape: Shape | None, around: frozenset[str]) -> None:
        self.index = index
        self.name = name
        self.shape = shape
        self.around = around
        self.names: frozenset[str] = frozenset()
        self.shown = 0
        self.endings: frozenset[str] = frozenset()
        self.kin: frozenset[str] = frozenset()
        self.stem = True
        self.last = -1

    def with_field(self, index: int, name: str, clues: Clues) -> Frame:
        """Return a copy of the frame with one more field."""
        found = Frame(self.index, self.name, self.shape, self.around)
        found.names = (self.names if len(self.names) < _MAX_SIBLINGS else frozenset()) | {name}
        new = self.shape is not None and name in self.shape.children and name not in self.names
        found.shown = self.shown + new
        own = heads(name)
        room = len(self.kin) < _MAX_SIBLINGS
        found.kin = self.kin if self.kin.issuperset(own) or not room else self.kin.union(own)
        found.endings = self.endings
        if clues.opens == 2 and len(self.endings) < _MAX_SIBLINGS:
            found.endings = self.endings | {ending(name)}
        found.stem = self.stem and bool(self.name) and is_stem(self.name, name)
        found.last = index
        return found

    def place_of(self, name: str) -> Shape | None:
        """Return the place of a field of this object in the examples; ``None`` if they do not show it."""
        return self.shape.children.get(name) if self.shape is not None else None

    @property
    def complete(self) -> bool:
        """Whether every field that the examples show in it has been found."""
        return self.shape is not None and self.shown >= len(self.shape.children) > 0


class EvidenceFinder:
    """Finds the evidence for and against placing a row at a level, as names of ``EVIDENCE``.

    There are three kinds, so that what does not depend on the whole reading is computed once: how the level
    follows from the row before, what concerns the row's object, and what concerns each object that would end.
    """

    def __init__(self, items: Sequence[Row], shape: Shape | None, role: Role) -> None:
        """Collect what is known before any row is placed.

        Args:
            items: The rows of one table, in order.
            shape: What the examples show at the table's top level; ``None`` if it is unknown.
            role: Whether the table describes a request, a reply, or an addition to either.
        """
        self.items = items
        self.shape = shape
        self.reply = role == "response"
        self.role = role
        self.number = 0
        self.knowledge = Knowledge()

        self.clues = read_clues(items)
        self.shown = _containers(shape)
        self.envelope = self.reply and shape is not None and len(shape.children) > 1
        self.next_shown = self._next_shown()

    def informed(self, knowledge: Knowledge, number: int) -> EvidenceFinder:
        """Return a copy that also uses ``knowledge`` of the page, in which this table is table ``number``."""
        result = copy(self)
        result.knowledge = knowledge
        result.number = number
        return result

    def _next_shown(self) -> list[set[str]]:
        """Return, for every row, where the examples have the first later row that they show at all."""
        result: list[set[str]] = [set()] * (len(self.items) + 1)
        for index in range(len(self.items) - 2, -1, -1):
            result[index] = self.shown.get(self.items[index + 1].name) or result[index + 1]
        return result

    def step(self, stack: tuple[Frame, ...], before: int, depth: int, index: int) -> list[str]:
        """Return the evidence from how a row at ``depth`` follows the row before it, at depth ``before``."""
        found: list[str] = []
        top = stack[-1]
        closes = len(stack) - 1 - depth
        opened = index > 0 and top.index == index - 1
        if opened:
            strong = self.clues[index - 1].opens == 2
            if closes == 0:
                found.append("first-child" if strong else "first-child-weak")
                if self._said("empty", top.name, index - 1):
                    found.append("empty-elsewhere")
            elif strong and not self.clues[index - 1].refers:
                found.append("left-empty")
            closes -= 1
        if closes == 0:
            found.append("stay-after-empty" if opened else "stay")
            if not opened:
                name = self.items[index - 1].name if index else ""
                if same_prefix(name, self.items[index].name):
                    found.append("prefix")
                same_kind = index > 0 and self.clues[index - 1].opens == self.clues[index].opens
                if same_kind and same_suffix(name, self.items[index].name):
                    found.append("suffix")
        elif closes > 0:
            found.append("close")
            found.extend(["close-more"] * (closes - 1))
            inner = stack[-2 if opened else -1]
            if len(inner.names) < 4:
                found.append("close-one" if len(inner.names) == 1 else "close-few")
            clues = self.clues[index]
            if clues.opens == 2:
                found.append("close-with-object")
            size = len(stack[depth].names)
            if size >= 8:
                found.append("back-to-large")
            elif size == 1:
                found.append("back-to-one" if clues.opens else "back-to-one-plain")
        if self.reply and index == len(self.items) - 1 and depth == 0 and not self.clues[index].opens:
            found.append("last-at-top")
        if index:
            self._sequence(stack[depth].name, depth - before, index, found)
        return found

    def _sequence(self, parent: str, step: int, index: int, found: list[str]) -> None:
        steps = self._said("step", (self.items[index - 1].name, self.items[index].name), index)
        if (step, parent) in steps:
            found.append("sequence-same")
        elif step in steps:
            found.append("sequence")

    def place(self, frame: Frame, index: int) -> list[str]:
        """Return the evidence about the object that the row would be in."""
        item, clues = self.items[index], self.clues[index]
        if item.name in frame.names:
            return ["same-name"]
        found: list[str] = []
        self._example(frame, item.name, found)
        if frame.shape is not None and frame.name in self.next_shown[index]:
            found.append("next-shown-here")
        self._named(frame, index, found)
        self._names(frame, item, clues, found)
        about = self.clues[frame.index] if frame.index >= 0 else None
        if about is not None and about.parts & clues.speech:
            found.append("speaks-of-parent")
        self._themes(frame, about, clues, found)
        if about is not None:
            self._common("words-object", about, clues, found)
        if frame.last >= 0:
            self._common("words-last", self.clues[frame.last], clues, found)
        self._elsewhere(frame, item.name, index, found)
        return found

    def _example(self, frame: Frame, name: str, found: list[str]) -> None:
        if frame.shape is None or not frame.shape.children:
            return
        if name in frame.shape.children:
            found.append("example")
        elif frame.name:
            if frame.complete:
                found.append("not-in-example-complete")
        elif self.role == "request":
            found.append("not-at-top")

    def _named(self, frame: Frame, index: int, found: list[str]) -> None:
        item, clues = self.items[index], self.clues[index]
        if frame.index >= 0 and item.name in self.clues[frame.index].named:
            found.append("parent-mentions")
        if index and item.name in self.clues[index - 1].named and self.items[index - 1].name in frame.names:
            found.append("before-mentions")
        for name in clues.conditions:
            if name == frame.name:
                found.append("condition-parent")
            elif name in frame.around:
                found.append("condition-ancestor")
        found.extend(["mention-sibling" for name in clues.mentions if name in frame.names])

    def _names(self, frame: Frame, item: Row, clues: Clues, found: list[str]) -> None:
        name = item.name
        if frame.name and is_stem(frame.name, name):
            found.append("stem-object" if clues.opens == 2 else "stem")
        elif len(frame.names) == 1 and frame.stem and frame.name:
            found.append("breaks-stem-one")
        if clues.opens == 2:
            if frame.name and ending(frame.name) == ending(name):
                found.append("alike-parent")
            if ending(name) in frame.endings:
                found.append("alike-sibling")
        own = heads(name)
        if len(own) > 1 and own[1] in frame.kin:
            found.append("kin")
        elif own[0] in frame.kin:
            found.append("kin-first")

    def _themes(self, frame: Frame, about: Clues | None, clues: Clues, found: list[str]) -> None:
        top = frame.index < 0
        if top and self.role == "supplement" and frame.names:
            found.append("leaves-supplement")
        if top and self.reply:
            if "envelope" in clues.themes:
                found.append("envelope")
            elif self.envelope and "example" not in found:
                found.append("not-in-envelope-shown")
        paged = about is not None and "paging" in about.themes
        if "paging" in clues.themes:
            if top and self.role == "request":
                found.append("paging-asked")
            elif paged:
                found.append("paging-told")
            elif about is not None and clues.opens and about.list:
                found.append("paging-in-list")

    def _elsewhere(self, frame: Frame, name: str, index: int, found: list[str]) -> None:
        others = self._said("parent", name, index)
        if frame.name in others:
            found.append("parent-elsewhere" if frame.name else "top-elsewhere")
        elif others and frame.name and frame.name in self.knowledge.containers:
            found.append("parent-differs")
        elif not others and frame.name in self._said("likely parent", name, index):
            found.append("parent-likely")

    def ended(self, frame: Frame, index: int) -> list[str]:
        """Return the evidence about an object that would end before the row."""
        item, clues = self.items[index], self.clues[index]
        if item.name in frame.names:
            return []
        found: list[str] = []
        about = self.clues[frame.index]
        if self._said("whole", frame.names, frame.index):
            found.append("closed-whole")
        if frame.place_of(item.name) is not None:
            found.append("closed-example")
        if clues.opens == 2 and is_stem(frame.name, item.name):
            found.append("closed-stem-object")
        if clues.opens == about.opens == 2 and heads(item.name)[0] == heads(frame.name)[0]:
            found.append("closed-kin")
        if frame.name in clues.conditions:
            found.append("closed-condition")
        if about.parts & clues.speech:
            found.append("closed-speaks")
        return found

    def _said(self, kind: Kind, of: Hashable, own: int) -> set[Hashable]:
        """Return the facts about something that rows of the page other than this table's row ``own`` show."""
        return self.knowledge.said(kind, of, (self.number, own))

    def _common(self, name: str, other: Clues, clues: Clues, found: list[str]) -> None:
        common = len(other.telling & clues.telling)
        if common:
            found.append(name if common < 3 else name + "-many")


def _containers(shape: Shape | None) -> dict[str, set[str]]:
    """Map every name that the examples show to the names of its parents."""
    result: dict[str, set[str]] = {}
    if shape is not None:
        for outer, name in shape.names():
            result.setdefault(name, set()).add(outer)
    return result

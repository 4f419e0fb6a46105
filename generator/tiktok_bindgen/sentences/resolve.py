"""Resolve a name in a sentence to a field, and a written value to the value on the wire."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import define, evolve, field, frozen

from tiktok_bindgen.counting import singular
from tiktok_bindgen.interpret.levels import NO_LEVELS, Levels
from tiktok_bindgen.interpret.model import Alternative, Field, Operation
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.interpret.typed_values import as_scalar
from tiktok_bindgen.language.acts import called_so, is_any_field
from tiktok_bindgen.language.slips import one_typo_away
from tiktok_bindgen.language.syntax import Clause, Name, Test
from tiktok_bindgen.logic.model import ITEM, LEVELS, VALUE, Path, Scalar, at_level, level_of
from tiktok_bindgen.logic.paths import STEPS, without_items


@frozen(eq=False)
class Node:
    """A field of the request and where it is.

    Attributes:
        field: The field.
        path: Its path from the top; for a list, without a step for its items.
        parent: The path of the object that holds it.
    """

    field: Field
    path: Path
    parent: Path

    @property
    def inside(self) -> Path:
        """The path of the objects inside it."""
        steps = (ITEM,) * self.field.type.array
        return (*self.path, *steps, VALUE) if self.field.type.kind == "map" else (*self.path, *steps)


@frozen
class Unresolved:
    """Why a name, value or sentence is not understood.

    Attributes:
        code: The problem's code.
        text: The explanation, in our own words.
    """

    code: str
    text: str


@define
class Request:
    """The fields of one operation's request, indexed to resolve names.

    Attributes:
        nodes: Every field, in documented order.
        level: What the operation is about: ``campaign``, ``adgroup``, ``ad``; empty for others.
        partial: The operation is an update, so that a field that is absent may have any value.
        alternatives: The names of the fields of each alternative set, keyed by the path of the object.
        vague: The paths of fields whose default is not one known value: an absent one may count as any value.
        switches: The names of fields of an update that say how to update, not what: an absent one is not set.
        above: The requests that create its parent, grandparent and so on, keyed by level, nearest first.
    """

    nodes: tuple[Node, ...]
    level: str
    partial: bool
    alternatives: Mapping[Path, Sequence[frozenset[str]]]
    vague: frozenset[Path] = frozenset()
    switches: frozenset[str] = frozenset()
    above: Mapping[str, Request] = field(factory=dict)
    _by_name: dict[str, list[Node]] = field(init=False, factory=dict)
    _values: set[Scalar] = field(init=False, factory=set)
    _near: dict[str, str] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        for node in self.nodes:
            self._by_name.setdefault(node.field.name, []).append(node)
            self._values.update(entry.value for entry in node.field.enum)

    @classmethod
    def of(cls, operation: Operation, levels: Levels = NO_LEVELS) -> Request:
        """Index an operation's request, and its parent requests."""
        steps = [step for step in operation.path.split("/") if step]
        level = levels.level(operation)
        # Other operations have a level if their path names one, but no parents.
        name = level.name or next((step for step in reversed(steps) if step in LEVELS.values()), "")
        nodes = tuple(nodes_of(operation.parameters))
        several = {node.inside: _names(node.field.alternatives) for node in nodes if node.field.alternatives}
        if operation.alternatives:
            several[()] = _names(operation.alternatives)
        vague = frozenset(node.path for node in nodes if _is_vague(node.field))
        above = {each: cls.of(maker, levels) for each, maker in level.above.items()}
        partial = bool(steps) and steps[-1] == "update"
        switches = _switches(nodes, operation.response, above.get(name)) if partial else frozenset[str]()
        return cls(nodes, name, partial, several, vague, switches, above)

    def open_at(self, path: Path) -> bool:
        """Whether a field belongs to several but not all of the alternative sets of an object around it.

        What is stated of a field that all sets have is stated in each of them.
        """
        return not level_of(path) and any(
            path[: len(place)] == place
            and len(path) > len(place)
            and sum(path[len(place)] in names for names in sets) not in {1, len(sets)}
            for place, sets in self.alternatives.items()
        )

    @property
    def _at_the_top(self) -> frozenset[str]:
        return frozenset(node.field.name for node in self.nodes if not node.parent)

    def has(self, name: str) -> bool:
        """Whether any field of the request has this name."""
        return name in self._by_name

    def knows(self, word: str) -> bool:
        """Whether any field of the request has this name or value."""
        return word in self._by_name or word in self._values

    def find(self, name: Name, at: Node) -> Node | Unresolved:
        """Resolve a name in a sentence of a field's description.

        The nearest field of that name is taken: in the same object, then in objects around it, then inside
        the field itself, then the only one in the request.
        """
        if not name.text:
            if name.called:
                return self._called(name.called, at)
            own = not name.feature or self._is_used_for(at, name.feature)
            return at if own else Unresolved("rule-prose", "a field by other words")
        if name.level and name.level != self.level:
            above = self.above.get(name.level)
            outside = Unresolved("rule-other-call", f"`{name.text}` is of the {name.level} level")
            of_level = outside if above is None else above.as_above(name, outside)
            # A request of no level, or that neither makes nor changes anything, tells of the campaign that it
            # asks about. Elsewhere a flattened list may apply a level to too many names.
            asks = self.level in self.above and not self.partial
            own = not self.level if above is None else not above.has(name.text)
            if not (own and self.has(name.text)) and not (asks and name.text in self._at_the_top):
                return of_level
        found = [node for node in self._by_name.get(name.text, ()) if _is_within(node, name.within)]
        found = [node for node in found if _is_such(node, name)] or found
        if not found:
            return self._elsewhere(name, at)
        near = _nearest(found, at)
        if near is not None:
            return near
        if len(found) > 1:
            return Unresolved("rule-ambiguous", f"`{name.text}` is {len(found)} fields of the request")
        return found[0]

    def _called(self, words: Sequence[str], at: Node) -> Node | Unresolved:
        """Resolve words for a field: the one whose description has them, or the only one of that name."""
        if _is_called(at, words) or is_any_field(words) or _is_kind(at, words):
            return at
        found = [node for node in self.nodes if called_so(node.field.name, words)]
        found = found or [node for node in self.nodes if _is_described_so(node, words)]
        exact = [node for node in found if _is_called(node, words)] or found
        if len(exact) == 1:
            return exact[0]
        return Unresolved("rule-prose", "a field by other words")

    def _elsewhere(self, name: Name, at: Node) -> Node | Unresolved:
        """Resolve a name that no field has: one of the version before, a parent's, or else a typo."""
        former = {node.field.name for node in self.nodes if node.field.former_name == name.text}
        if len(former) == 1:
            return self.find(evolve(name, text=former.pop()), at)
        unknown = self._unknown(name)
        exact = self._of_a_parent(name, unknown, mended=False)
        if isinstance(exact, Node):
            return exact
        slip = self._slip(name)
        if slip is not None:
            return self.find(evolve(name, text=slip), at)
        return self._of_a_parent(name, unknown, mended=True)

    def _of_a_parent(self, name: Name, unknown: Unresolved, *, mended: bool) -> Node | Unresolved:
        asked = (each.as_above(name, unknown, mended=mended) for each in self.above.values())
        return next((node for node in asked if isinstance(node, Node)), unknown)

    def as_above(self, name: Name, unknown: Unresolved, *, mended: bool = True) -> Node | Unresolved:
        """Resolve a name in a sentence of a request below this one; with ``mended``, also a typo of one."""
        if mended and not self.has(name.text):
            name = evolve(name, text=self._slip(name) or name.text)
        found = [node for node in self._by_name.get(name.text, ()) if _is_within(node, name.within)]
        found = [node for node in found if not node.parent] or found
        # Seen from below, an item of a list could be any of them.
        if len(found) != 1 or not STEPS.isdisjoint(found[0].path):
            return unknown
        (node,) = found
        return Node(node.field, at_level(self.level, node.path), at_level(self.level, node.parent))

    def test_of_kind(self, words: str, at: Node) -> Clause | None:
        """Find the test that words for a kind of thing stand for: a field has a value whose meaning fits.

        ``a climbing rose`` is ``plant`` being ``CLIMBER``, if that is explained as "A climbing rose that …";
        ``dry plots`` is ``plot_kind`` being ``dry``.
        """
        words = _ARTICLE.sub("", words)
        start = re.compile(rf"(?:(?:an?|the) )?{re.escape(words.removesuffix('s'))}s?\b", re.IGNORECASE)
        only = _ONLY_ONE.fullmatch(words)
        value, _, noun = (words if only is None else only[1]).lower().partition(" ")
        noun = noun.removesuffix("s")
        letters = re.sub(r"[\W_]", "", words.lower())
        for length in range(len(at.parent), -1, -1):
            found = [
                (node.field.name, values)
                for node in self.nodes
                if node.parent == at.parent[:length]
                and (
                    values := tuple(
                        str(v.value)
                        for v in node.field.enum
                        if start.match(v.meaning)
                        or _is_named(str(v.value), letters)
                        or (
                            str(v.value).lower() in {value, f"{noun}_{value}"}
                            and {noun, f"{noun}s"} & set(node.field.name.split("_"))
                        )
                    )
                )
            ]
            if found:
                name, values = found[0]
                test: Test = "is" if only is None else "only"
                return Clause((Name(name),), test, values) if len(found) == 1 else None
        return None

    def several(self, name: Name, at: Node) -> Sequence[Node]:
        """The fields that an ambiguous name may mean; empty for a name that is not ambiguous."""
        found = self.find(name, at)
        if not isinstance(found, Unresolved) or found.code != "rule-ambiguous":
            return ()
        return [node for node in self._by_name[name.text] if _is_within(node, name.within)]

    def _is_used_for(self, at: Node, feature: str) -> bool:
        """Whether a field serves a feature by its name, or by that of a sibling with the same first word."""
        begins = at.field.name.split("_")[0]
        beside = (node for node in self.nodes if node.parent == at.parent)
        return any(
            _is_used_for(node, feature) for node in beside if node is at or node.field.name.startswith(begins)
        )

    def _slip(self, name: Name) -> str | None:
        """The one name of the request that a name is a typo of, if there is one."""
        if name.within or len(name.text) < _LONG_ENOUGH:
            return None
        return one_typo_away(name.text, self._by_name)

    def _unknown(self, name: Name) -> Unresolved:
        if name.text in self._by_name:
            outer = ".".join(name.within)
            return Unresolved("rule-unknown-field", f"`{name.text}` is not within `{outer}` in this request")
        if name.text not in self._near:  # cached, as the search is slow
            found = difflib.get_close_matches(name.text, self._by_name, 1, 0.8)
            self._near[name.text] = found[0] if found else ""
        if near := self._near[name.text]:
            return Unresolved(
                "rule-unknown-field", f"`{name.text}` is no field of the request; is `{near}` meant?"
            )
        return Unresolved("rule-other-call", f"`{name.text}` is no field of this request")


_ARTICLE = re.compile(r"^(?:an?|the|your) ", re.IGNORECASE)
# A phrase for a list that holds one value.
_ONLY_ONE = re.compile(r"([\w-]+ (\w+)) is the only \2(?: selected)?(?: in your ad group)?", re.IGNORECASE)
_SPEAKS_OF_DEFAULT = re.compile(r"\bdefault values?\b|\bdefaults? to\b|\bby default\b", re.IGNORECASE)
_SET_IN_A_CASE = re.compile(
    r"^(?:when|if)\b.+\bwill be (?:automatically set|overwritten) to\b", re.IGNORECASE
)


def _is_vague(field_: Field) -> bool:
    """Whether a field has a default that is not one known value: a list, or one that depends on others."""
    lines = [line for statement in field_.described for line in statement.walk()]
    if field_.default is not None:
        known = isinstance(field_.default, str | int | float | bool)
        return not known or any(_SET_IN_A_CASE.search(text) for line in lines for text in line.sentences)
    return any(
        "efault" in line.text and _SPEAKS_OF_DEFAULT.search(_CODE.sub("", line.text)) for line in lines
    )


_CODE = re.compile(r"`[^`]*`")


def _switches(nodes: Sequence[Node], reply: Sequence[Field], maker: Request | None) -> frozenset[str]:
    """The names of an update's fields that what is updated does not have.

    It has what it can be created with, and what a reply tells that repeats most of what was sent.
    """
    sent, shown = {node.field.name for node in nodes}, {item.name for _, item in walk(reply)}
    if maker is None or 2 * len(sent & shown) <= len(sent):
        return frozenset()
    return frozenset(name for name in sent - shown if not maker.has(name))


def _names(alternatives: Sequence[Alternative]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(field.name for field in each.fields) for each in alternatives)


def nodes_of(fields: Sequence[Field], parent: Path = ()) -> Iterator[Node]:
    """Yield every field of a request, in documented order."""
    for item in fields:
        node = Node(item, (*parent, item.name), parent)
        yield node
        yield from nodes_of(item.children, node.inside)


def _is_within(node: Node, outer: Sequence[str]) -> bool:
    steps = iter(without_items(node.parent))
    return all(any(step == name for step in steps) for name in outer)


def _is_called(node: Node, words: Sequence[str]) -> bool:
    """Whether words are a field's name, or the end of it: ``the end time`` of ``garden_end_time``."""
    name = node.field.name.split("_")
    words = words[1:] if len(words) > 1 and words[0] in {"field", "parameter"} else words
    return tuple(name) == tuple(words) or (len(words) != 1 and name[len(name) - len(words) :] == list(words))


# What a field may be called by its type alone.
_KINDS = {
    "string": {"text", "string"},
    "integer": {"number", "figure", "count", "amount", "integer"},
    "number": {"number", "figure", "amount"},
    "datetime": {"date", "time", "moment"},
}


def _is_kind(node: Node, words: Sequence[str]) -> bool:
    """Whether a word calls a field by its type: ``the text``, ``this number``."""
    type_ = node.field.type
    return not type_.array and len(words) == 1 and words[0] in _KINDS.get(type_.kind, ())


def _is_described_so(node: Node, words: Sequence[str]) -> bool:
    """Whether the words for a field are all in its name or the first sentence that describes it.

    A noun in the description of a switch is what it switches, not the switch.
    """
    if node.field.type.kind == "boolean":
        return False
    first = next((text for line in node.field.described for text in line.sentences), "").partition(" to ")[0]
    known = {singular(word) for word in (*node.field.name.split("_"), *_WORD.findall(first.lower()))}
    return known.issuperset(singular(word) for word in words)


_WORD = re.compile(r"[a-z]+")


def _is_named(value: str, letters: str) -> bool:
    """Whether letters begin and end as a value does: those of ``early winter garden`` as `EARLY_GARDEN`."""
    steps = value.lower().split("_")
    first, last = steps[0], steps[-1]
    whole = first != last and len(first) >= _TELLING - 1 and len(last) >= _TELLING
    return whole and letters.startswith(first) and letters.removesuffix("s").endswith(last)


def _is_used_for(node: Node, feature: str) -> bool:
    """Whether a feature's words are a field's name, or contain a long enough word of it."""
    if feature.removesuffix("s") == node.field.name.replace("_", "").removesuffix("s"):
        return True
    return any(len(word) >= _TELLING and word in feature for word in node.field.name.split("_"))


_TELLING = 6


def _is_such(node: Node, name: Name) -> bool:
    """Whether a field has the type that a sentence gives it: ``the object array `a` ``."""
    type_ = node.field.type
    return (not name.array or bool(type_.array)) and (not name.object or type_.kind in {"object", "map"})


def _nearest(found: Sequence[Node], at: Node) -> Node | None:
    """The field in the same object or the nearest one around it, else the only one inside the field."""
    container = at.parent
    while True:
        for node in found:
            if node.parent == container:
                return node
        if not container:
            break
        container = container[:-1]
    below = [node for node in found if node.parent[: len(at.inside)] == at.inside]
    return below[0] if len(below) == 1 else None


def _squeezed(text: str) -> str:
    """Collapse repeated letters of a word."""
    return re.sub(r"(.)\1+", r"\1", text)


# A typo of a shorter word may be another word.
_LONG_ENOUGH = 6


def typed(text: str, node: Node) -> Scalar | Unresolved:
    """Convert a written value to the value on the wire, correcting a typo of a documented one."""
    kind = node.field.type.kind
    value = as_scalar(text, node.field.type)
    if value is None:
        return Unresolved(
            "rule-unknown-value", f"`{text[:60]}` is no value of `{node.field.name}`, which is {kind}"
        )
    known = [entry.value for entry in node.field.enum]
    if known and not any(type(entry) is type(value) and entry == value for entry in known):
        written = {str(entry): entry for entry in known}
        slip = one_typo_away(text, written) if len(text) >= _LONG_ENOUGH else None
        alike = (
            [slip] if slip is not None else [each for each in written if _squeezed(each) == _squeezed(text)]
        )
        if len(alike) == 1:
            return written[alike[0]]
        near = difflib.get_close_matches(text, [str(entry) for entry in known], 1, 0.7)
        hint = f"; is `{near[0]}` meant?" if near else ""
        return Unresolved(
            "rule-unknown-value", f"`{text[:60]}` is no documented value of `{node.field.name}`{hint}"
        )
    return value

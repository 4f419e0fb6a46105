"""Compare pairs of schemas, one from each document, once each, and report the result wherever they are used.

Schemas refer to each other, so the comparison is a graph: a node is a pair of schemas with the differences of
their own keywords, an edge leads to the pair of their schemas for one field, one list's items and so on. A
pair is compared once however often it is used; for each use, the edges that lead to a difference are walked.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from attrs import define, field

from tiktok_bindgen.diff.canonical import Canon
from tiktok_bindgen.diff.families import COMPARERS, enums, fields, keywords, rules
from tiktok_bindgen.diff.model import FORM, SHIFTED, Difference, Schema, Steps, at, changed
from tiktok_bindgen.diff.renames import Trait, matched_fields, places, stated_fields
from tiktok_bindgen.diff.requests import Requests, with_kept_limits
from tiktok_bindgen.language.slips import is_mended
from tiktok_bindgen.logic.data import from_data
from tiktok_bindgen.logic.model import ITEM, VALUE, Path, to_data
from tiktok_bindgen.logic.paths import with_paths
from tiktok_bindgen.openapi import listed, mapping, objects_in, same

# Keywords whose schemas are compared as pairs of their own.
_NESTED = frozenset({"properties", "items", "map", "oneOf", "anyOf"})
# The most visits of one pair in one request or reply: schemas that refer to each other in cycles, or that
# double at each level, occur in more places than anyone can read about.
_MOST_VISITS = 256
_EMPTY: Schema = {}
# The depth to which two fields are compared to decide whether one was renamed to the other.
_DEEPEST = 4
# Keywords of a single value, which are the items' keywords in a list of such values.
_OF_A_VALUE = frozenset(
    {"type", *enums.KEYWORDS, *keywords.OF_FORMATS, *keywords.LIMITS, "multipleOf"} - {"minItems", "maxItems"}
)


@define
class _Node:
    """One pair of schemas.

    Attributes:
        differences: The differences of the schemas' own keywords.
        edges: The pairs of the schemas inside, each with the steps to it.
        users: The pairs with an edge to this one.
        leads: Whether any difference can be reached from here.
    """

    differences: tuple[Difference, ...]
    edges: list[tuple[Steps, _Node]] = field(factory=list)
    users: list[_Node] = field(factory=list)
    leads: bool = False


@define(eq=False)
class Pairs:
    """The schemas of two documents, pair by pair.

    With ``prose``, words are compared, too. Of two ``versions`` of the API, former names stated by one are
    names in the other. What is the same and has only ``unchanged`` references is not compared.
    """

    _old: Canon
    _new: Canon
    _prose: bool = field(default=False, kw_only=True)
    _versions: bool = field(default=False, kw_only=True)
    _unchanged: Collection[str] = field(default=(), kw_only=True)
    _nodes: dict[tuple[int, int], _Node] = field(factory=dict, init=False)
    _waiting: list[tuple[_Node, Schema, Schema]] = field(factory=list, init=False)

    def differences(self, old: object, new: object) -> list[Difference]:
        """Compare two schemas, as they are written, with all that is inside them; the nearest come first."""
        if self._is_unchanged(old, new):
            return []
        root = self._node(old, new)
        self._explore()
        return list(_walk(root)) if root.leads else []

    def _is_unchanged(self, old: object, new: object) -> bool:
        """Whether two schemas are the same, with all that they lead to."""
        return same(old, new) and all(
            reference in self._unchanged
            for part in objects_in(new)
            if isinstance(reference := part.get("$ref"), str)
        )

    def _node(self, old: object, new: object) -> _Node:
        before, after = self._old.schema(old), self._new.schema(new)
        key = id(before), id(after)
        node = self._nodes.get(key)
        if node is None:
            before, after = self._as_lists(before, after)
            before, after = (
                _as_union(before, old, after, self._new),
                _as_union(after, new, before, self._old),
            )
            stated = stated_fields(*map(_fields, (before, after))) if self._versions else {}
            before = _with_names(before, stated)
            guessed = self._guessed_names(before, after)
            if rules_now := self._renamed_rules(before, after):
                before = {**before, **rules_now}
            before = _with_names(before, {was: now for now, (was, _) in guessed.items()})
            # What only examples still have under the old name.
            gone = {was for was, _ in guessed.values()}
            kept = {name: each for name, each in _fields(after).items() if name not in gone}
            after = {**after, "properties": kept} if len(kept) < len(_fields(after)) else after
            kind = "field-renamed-as-documented"
            renamed = [Difference(kind, (now,), was, now) for was, now in stated.items()]
            for now, (was, evidence) in guessed.items():
                kind = "field-renamed-in-spelling" if is_mended(was, now) else "field-renamed"
                renamed.append(Difference(kind, (now,), was, now, evidence))
            node = _Node((*renamed, *self._own(before, after)))
            self._nodes[key] = node
            self._waiting.append((node, before, after))
        return node

    def _guessed_names(self, old: Schema, new: Schema) -> dict[str, tuple[str, str]]:
        """Map the new name of each field that seems renamed to its old name and the evidence."""
        # A field that examples alone have can be the new name of one, or the old.
        before, after = _listed_fields(old), _listed_fields(new)
        if not before.keys() - after.keys() or not after.keys() - before.keys():
            return {}
        went, came = self._traits(old, self._old, new), self._traits(new, self._new, old)
        return matched_fields(went, came)

    def _traits(self, schema: Schema, canon: Canon, other: Schema) -> dict[str, Trait]:
        """Return the traits of an object's fields that another does not have."""
        listed, others = _listed_fields(schema), _listed_fields(other)
        presences = fields.presences(schema)
        # Of two versions, documentation tells what was renamed; where a removed field was, it does not.
        around = {} if self._versions else places(listed, others)
        found = {}
        for name in listed.keys() - others.keys():
            outer = canon.schema(listed[name])
            inner = canon.schema(outer["items"]) if "items" in outer else outer
            telling = "list of values" if len(inner.get("enum", ())) > 1 else ""
            telling = telling or ("fields inside" if len(inner.get("properties", ())) > 1 else "")
            found[name] = Trait(
                presences[name],
                _content(listed[name], canon),
                fields.outline(listed[name]),
                telling,
                around.get(name),
                _rules_about(name, schema) if name in around else "",
                name in _fields(other),
            )
        return found

    def _as_lists(self, old: Schema, new: Schema) -> tuple[Schema, Schema]:
        """If one schema is a list of values of the other's type, move the other's keywords to its items.

        Then only the type differs where a value became a list of such values, or the other way round.
        """
        if _is_list_of(new, old, self._new):
            return _listed(old), new
        if _is_list_of(old, new, self._old):
            return old, _listed(new)
        return old, new

    def _explore(self) -> None:
        """Compare the pairs inside the waiting ones, and mark all those that lead to a difference."""
        fresh: list[_Node] = []
        while self._waiting:
            node, old, new = self._waiting.pop()
            fresh.append(node)
            for steps, before, after in self._inside(old, new):
                if self._is_unchanged(before, after):
                    continue
                inner = self._node(before, after)
                node.edges.append((steps, inner))
                inner.users.append(node)
        leading = [node for node in fresh if node.differences]
        # An edge may lead from a new pair to one that is known already.
        leading += [node for node in fresh if any(inner.leads for _, inner in node.edges)]
        while leading:
            node = leading.pop()
            if not node.leads:
                node.leads = True
                leading.extend(node.users)

    def _own(self, old: Schema, new: Schema) -> Iterator[Difference]:
        """Yield the differences of two schemas' own keywords."""
        if old is new:
            return
        before, after = Requests(old, self._old), Requests(new, self._new)
        asked = before.asked_by(after), after.asked_by(before)
        by_rules = {rule.targets[0] for each in asked for rule in each}
        # The type of a list's items is part of what is told of its type.
        old, new = (
            {**with_kept_limits(*pair), "items": canon.schema(pair[0].get("items", _EMPTY))}
            for pair, canon in (((old, new), self._old), ((new, old), self._new))
        )
        others = [
            key for key in {**old, **new} if key not in _NESTED and not same(old.get(key), new.get(key))
        ]
        if "properties" in old or "properties" in new:
            others.append("properties")
        for compare in dict.fromkeys(COMPARERS[key] for key in others if key in COMPARERS):
            yield from (each for each in compare(old, new) if each.steps not in by_rules)
        if not rules.KEYWORDS.isdisjoint(others):
            yield from rules.differences(before, after, asked)
        if self._prose:
            yield from keywords.prose(old, new)
        known = {*COMPARERS, *keywords.PROSE, *rules.KEYWORDS, *rules.IN_WORDS}
        # If the list of values itself was added or removed, so were the facts about them.
        no_values = ("enum" in old) != ("enum" in new)
        others = [key for key in others if key not in known and not (no_values and key.startswith("x-enum-"))]
        yield from keywords.others(old, new, others)
        yield from self._choices(old, new)
        yield from _shifted("added", old, new, self._new)
        yield from _shifted("removed", new, old, self._old)

    def _renamed_rules(self, old: Schema, new: Schema) -> Schema:
        """Return the rules of the old schema with the new names of fields; empty if they are the same."""
        data = old.get("x-rules")
        if not isinstance(data, list) or same(data, new.get("x-rules")):
            return _EMPTY
        found = []
        for each in data:
            try:
                rule = with_paths(from_data(each), lambda path: self._renamed_path(path, old, new))
            except ValueError:
                found.append(each)
            else:
                found.append(to_data(rule))
        return {"x-rules": found}

    def _renamed_path(self, path: Path, old: Schema, new: Schema) -> Path:
        """Return a path in the old schema with the names that fields have in the new one."""
        steps: list[str] = []
        for step in path:
            if step in {ITEM, VALUE}:
                name, keyword = step, "items" if step == ITEM else "map"
                inner = old.get(keyword, _EMPTY), new.get(keyword, _EMPTY)
            else:
                name = next(
                    (now for now, (was, _) in self._guessed_names(old, new).items() if was == step), step
                )
                inner = _fields(old).get(step, _EMPTY), _fields(new).get(name, _EMPTY)
            steps.append(name)
            old, new = self._old.schema(inner[0]), self._new.schema(inner[1])
        return tuple(steps)

    def _inside(self, old: Schema, new: Schema) -> Iterator[tuple[Steps, object, object]]:
        for name, schema in _fields(new).items():
            if name in _fields(old):
                yield (name,), _fields(old)[name], schema
        stated = "items" in old, "items" in new
        if all(stated) or (any(stated) and _can_be(old, "array") and _can_be(new, "array")):
            yield (ITEM,), old.get("items", _EMPTY), new.get("items", _EMPTY)
        can_be_map = _can_be(old, "object") and _can_be(new, "object")
        if can_be_map and ("map" in old or "map" in new):
            yield (VALUE,), old.get("map", _EMPTY), new.get("map", _EMPTY)
        yield from self._matched(old, new)

    def _choices(self, old: Schema, new: Schema) -> Iterator[Difference]:
        """Yield the alternatives that were added or removed."""
        before, after = _union(old), _union(new)
        if before is None or after is None:
            forms = (
                [_label(choice, i) for i, choice in enumerate(side[1])] if side else None
                for side in (before, after)
            )
            yield from changed("union", *forms)
            return
        if before[0] != after[0]:
            yield Difference("union-kind-changed", (), _SPELLED[before[0]], _SPELLED[after[0]])
        match = self._match(before[1], after[1])
        for index, choice in enumerate(before[1]):
            if index not in match:
                yield Difference("alternative-removed", (), _label(choice, index), None)
        taken = set(match.values())
        for index, choice in enumerate(after[1]):
            if index not in taken:
                yield Difference("alternative-added", (), None, _label(choice, index))

    def _matched(self, old: Schema, new: Schema) -> Iterator[tuple[Steps, object, object]]:
        before, after = _union(old), _union(new)
        if before is None or after is None:
            return
        for index, other in self._match(before[1], after[1]).items():
            # The step is the same in both directions, so that the reverse comparison mirrors this one.
            step = _name(after[1][other]) or str(min(index, other))
            yield (f"{FORM}{step}",), before[1][index], after[1][other]

    def _match(self, old: Sequence[object], new: Sequence[object]) -> dict[int, int]:
        """Map old alternatives to new ones: by name, else by content, else if only one of each is left."""
        match: dict[int, int] = {}
        names = [_name(each) for each in old], [_name(each) for each in new]
        _pair_up(match, *names)
        if len(match) < min(len(old), len(new)):
            contents = (
                [_content(each, self._old) for each in old],
                [_content(each, self._new) for each in new],
            )
            _pair_up(match, *contents)
        left = [index for index in range(len(old)) if index not in match]
        free = [index for index in range(len(new)) if index not in match.values()]
        if len(left) == len(free) == 1:
            match[left[0]] = free[0]
        return match


def _pair_up(match: dict[int, int], old: Sequence[str], new: Sequence[str]) -> None:
    """Match indexes that have the same key, in order; an empty key matches nothing."""
    free: dict[str, list[int]] = {}
    for index, key in enumerate(new):
        if key and index not in match.values():
            free.setdefault(key, []).append(index)
    for index, key in enumerate(old):
        if index not in match and free.get(key):
            match[index] = free[key].pop(0)


def _content(choice: object, canon: Canon) -> str:
    return json.dumps(_facts(choice, canon, _DEEPEST), sort_keys=True, default=sorted)


def _shifted(what: str, there: Schema, here: Schema, canon: Canon) -> Iterator[Difference]:
    """The fields of one object that another has only within an object of its own, which the first has not.

    What comes or goes as a whole is told as that; these say besides where in it a field may be that went, or
    was that came.

    Args:
        what: What they are by that: ``added`` or ``removed``.
        there: The object with the fields.
        here: The one with the object.
        canon: The schemas of its document.
    """
    lacking, whole = (
        _fields(there).keys() - _fields(here).keys(),
        _fields(here).keys() - _fields(there).keys(),
    )
    kinds = fields.presences(there) if lacking else {}
    for name in sorted(whole) if lacking else ():
        inside = _fields(canon.schema(_fields(here)[name]))
        for each in sorted(lacking & inside.keys()):
            shown = fields.outline(inside[each])
            if shown == fields.outline(_fields(there)[each]):
                kind = f"{fields.kind_of(kinds[each])}-{what}"
                old, new = (None, shown) if what == "added" else (shown, None)
                yield Difference(kind, (name, each), old, new, SHIFTED)


_SPELLED = {"oneOf": "just one of the forms", "anyOf": "one or more of the forms"}


def _listed_fields(schema: Schema) -> dict[str, object]:
    """Return the fields of an object but for those that examples alone have."""
    return {name: each for name, each in _fields(schema).items() if "x-undocumented" not in mapping(each)}


def _rules_about(name: str, schema: Schema) -> str:
    """Return a key for the rules of an object about one of its fields, whatever its name is."""
    found = []
    for data in listed(schema.get("x-rules")):
        try:
            rule = from_data(data)
        except ValueError:
            continue
        if any(path[:1] == (name,) for path in rule.paths):
            unnamed = with_paths(rule, lambda path: ("", *path[1:]) if path[:1] == (name,) else path)
            facts = to_data(unnamed)
            found.append(json.dumps({key: facts[key] for key in facts if key != "id"}, sort_keys=True))
    return "\n".join(sorted(found))


def _facts(schema: object, canon: Canon, depth: int) -> object:
    """Return a schema and the schemas inside it, down to a depth, without prose and rules."""
    if not depth:
        return None
    found: dict[str, object] = {}
    for key, value in canon.schema(schema).items():
        if key in keywords.PROSE or key.startswith("x-rules"):
            continue
        if key == "properties":
            found[key] = {name: _facts(inner, canon, depth - 1) for name, inner in value.items()}
        elif key in {"items", "map"}:
            found[key] = _facts(value, canon, depth - 1)
        else:
            found[key] = value
    return found


def _walk(root: _Node) -> Iterator[Difference]:
    """Yield the differences below a pair, with steps; nearest first, so that cycles are cut at once."""
    visits: Counter[int] = Counter()
    waiting: list[tuple[Steps, _Node, frozenset[int]]] = [((), root, frozenset())]
    for steps, node, above in waiting:
        visits[id(node)] += 1
        if id(node) in above or visits[id(node)] > _MOST_VISITS:
            continue
        yield from at(steps, node.differences)
        within = above | {id(node)}
        waiting.extend(((*steps, *step), inner, within) for step, inner in node.edges if inner.leads)


def _fields(schema: Schema) -> Mapping[str, object]:
    found: Mapping[str, object] = schema.get("properties", _EMPTY)
    return found


def _with_names(schema: Schema, names: Mapping[str, str]) -> Schema:
    """Return an object with fields renamed; a field that already has one of the new names is dropped."""
    if not names:
        return schema
    taken = set(names.values())
    kept = {names.get(k, k): each for k, each in _fields(schema).items() if k in names or k not in taken}
    required = sorted(names.get(name, name) for name in schema.get("required", ()))
    return {**schema, "properties": kept, "required": tuple(required)}


def _can_be(schema: Schema, type_: str) -> bool:
    """Report whether a value can have a type; if not, keywords for that type are irrelevant."""
    return type_ in schema.get("type", (type_,))


def _is_list_of(schema: Schema, single: Schema, canon: Canon) -> bool:
    """Report whether a schema is a list of values of another schema's type."""
    type_ = single.get("type")
    if schema.get("type") != {"array"} or not type_ or "array" in type_:
        return False
    return bool(canon.schema(schema.get("items", _EMPTY)).get("type") == type_)


def _listed(single: Schema) -> Schema:
    """Return the schema of a single value with its keywords moved to ``items``; its type is kept in both."""
    items = {k: value for k, value in single.items() if k in _OF_A_VALUE or k.startswith("x-enum-")}
    rest = {key: value for key, value in single.items() if key not in items or key == "type"}
    return {**rest, "items": {**items, "type": sorted(single["type"])}}


def _union(schema: Schema) -> tuple[str, list[object]] | None:
    for keyword in ("oneOf", "anyOf"):
        if isinstance(schema.get(keyword), list):
            return keyword, schema[keyword]
    return None


def _as_union(plain: Schema, written: object, other: Schema, canon: Canon) -> Schema:
    """If a schema is one of the forms that another has, return it as the only form of a union.

    Then only the other forms were added or removed.

    Args:
        plain: The schema.
        written: The same as it is written.
        other: The schema that may have it as a form.
        canon: The schemas of that one's document.
    """
    union, bare = _union(other), _bare(plain)
    if union is None or _union(plain) is not None:
        return plain
    keyword, choices = union
    if not any(same(_bare(canon.schema(choice)), bare) for choice in choices):
        return plain
    around = {key: value for key, value in plain.items() if key in other or key not in bare}
    return {**around, keyword: [_bare(written) if isinstance(written, Mapping) else written]}


def _bare(schema: Schema) -> Schema:
    """Return a schema without prose and default."""
    return {key: each for key, each in schema.items() if key not in keywords.PROSE and key != "default"}


def _name(choice: object) -> str:
    reference, title = mapping(choice).get("$ref"), mapping(choice).get("title")
    if isinstance(reference, str):
        return reference.rpartition("/")[2]
    return title if isinstance(title, str) else ""


def _label(choice: object, index: int) -> str:
    return _name(choice) or f"{index} ({fields.outline(choice)})"

"""Find where a shown request or reply differs from what was read of its operation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from attrs import define, field, frozen

from tiktok_bindgen.interpret.bounds import broken_bounds, is_of_kind
from tiktok_bindgen.interpret.model import Alternative, Field, Operation, Type
from tiktok_bindgen.interpret.tree import replaced
from tiktok_bindgen.logic.evaluate import equal, violations
from tiktok_bindgen.logic.levels import completed
from tiktok_bindgen.logic.model import Path, Present, Rule, at_level, atoms
from tiktok_bindgen.logic.paths import STEPS
from tiktok_bindgen.runtime.codec import parse_json
from tiktok_bindgen.runtime.kinds import equal_items
from tiktok_bindgen.weigh.besides import known_besides
from tiktok_bindgen.weigh.calls import Shown
from tiktok_bindgen.weigh.values import OPEN, Unseen

Names = tuple[str, ...]
_CAPITALS = re.compile(r"[A-Z][A-Z0-9_ ]*")


@frozen
class Conflict:
    """One fact that a shown value contradicts.

    Attributes:
        fact: The keyword of the fact, ``unknown`` for a field that is not documented, or a rule's id.
        names: The path of the field: the names of the objects around it and its own.
        value: The shown value; ``None`` if something is missing.
    """

    fact: str
    names: Names
    value: object = field(default=None, eq=False)


@frozen
class Comparison:
    """The result of comparing one shown value.

    Attributes:
        shown: The value.
        conflicts: The facts that it contradicts, without duplicates.
        agrees: The fields that it shows with a value of the documented type.
    """

    shown: Shown
    conflicts: tuple[Conflict, ...]
    agrees: frozenset[Names] = frozenset()


def compared(
    shown: Shown, operation: Operation, above: Mapping[str, Sequence[Field]] | None = None
) -> Comparison:
    """Compare a shown value with what was read of its operation.

    Args:
        shown: The value.
        operation: Its operation.
        above: The fields of its parent requests, keyed by level.
    """
    if not isinstance(shown.value, dict):
        return Comparison(shown, (Conflict("type", (), shown.value),))
    fields = operation.parameters if shown.side == "request" else operation.response
    comparer = _Comparer(shown)
    value = comparer.whole(shown.value, fields, ())
    if shown.side == "request":
        comparer.one_of(shown.value, operation.alternatives, ())
    conflicts = comparer.conflicts
    if shown.side == "request" and shown.whole:
        conflicts = [
            *conflicts,
            *_broken_under_each(operation.rules, _under_each(shown, value, comparer.open, above or {})),
        ]
    conflicts += (Conflict(fact, names) for names, fact in known_besides(shown, operation))
    # A list whose items have another type does not agree with the documented type.
    agrees = comparer.agrees.difference(each.names for each in conflicts if each.fact == "type")
    return Comparison(shown, tuple(dict.fromkeys(conflicts)), frozenset(agrees))


@frozen
class Filled:
    """A request with its parents, and the names of the fields that are placeholders in it."""

    value: Mapping[str, object]
    open: frozenset[Names]


def filled(
    shown: Shown, operation: Operation, above: Mapping[str, Sequence[Field]] | None = None
) -> tuple[Filled, ...]:
    """Return a shown request under each set of shown requests that may be its parents.

    Args:
        shown: The request, an object.
        operation: Its operation.
        above: The fields of its parent requests, keyed by level.
    """
    comparer = _Comparer(shown)
    assert isinstance(shown.value, dict), "a request is an object"
    value = comparer.whole(shown.value, operation.parameters, ())
    return _under_each(shown, value, comparer.open, above or {})


def breaks(rule: Rule, whole: Filled) -> bool:
    """Whether a request breaks a rule, whatever its placeholders stand for."""
    return any(_broken([rule], whole))


def agrees_with(rule: Rule, whole: Filled) -> bool:
    """Whether a rule's condition holds in a request, whatever its placeholders stand for, and it is kept."""
    wanted = rule.kind in {"forbids", "zero-or-one"}
    opposite = Rule(
        "requires" if wanted else "forbids",
        rule.targets[:1] if wanted else rule.targets,
        rule.scope,
        rule.when,
    )
    if any(_names(rule, path) in whole.open for path in _looks_at(rule)):
        return False
    return breaks(opposite, whole) and not breaks(rule, whole)


def _under_each(
    shown: Shown,
    value: Mapping[str, object],
    filled_in: set[Names],
    above: Mapping[str, Sequence[Field]],
) -> tuple[Filled, ...]:
    levels = [
        [_filled_above(level, parent, fields) for parent in shown.above[level]]
        for level, fields in above.items()
    ]
    found = []
    for parents in product(*levels):
        whole, opened = dict(value), set(filled_in)
        for values, places in parents:
            whole |= values
            opened |= places
        found.append(Filled(whole, frozenset(opened)))
    return tuple(found)


def _broken_under_each(rules: Sequence[Rule], wholes: Sequence[Filled]) -> list[Conflict]:
    """Return the rules that a request breaks whichever of the requests above is its parent."""
    found: list[Conflict] | None = None
    for whole in wholes:
        broken = list(_broken(rules, whole))
        found = broken if found is None else [each for each in found if each in broken]
    return found or []


def _filled_above(level: str, parent: Shown, fields: Sequence[Field]) -> tuple[dict[str, object], set[Names]]:
    """Return what a parent request adds to a request's fields, and to the places of its placeholders."""
    if not isinstance(parent.value, dict):
        return {}, set()
    (key,) = at_level(level)
    comparer = _Comparer(parent)
    values = completed(comparer.whole(parent.value, fields, ()), {each.name: each.default for each in fields})
    return {key: values}, {(key, *names) for names in comparer.open}


@define
class _Comparer:
    """Collects conflicts, agreements and the places of placeholders while walking through one value."""

    shown: Shown
    conflicts: list[Conflict] = field(factory=list)
    agrees: set[Names] = field(factory=set)
    open: set[Names] = field(factory=set)

    def whole(self, value: Mapping[str, object], fields: Sequence[Field], names: Names) -> dict[str, object]:
        """Compare an object; return it with the same sign in place of every placeholder."""
        known = {each.name: each for each in fields}
        any_name = next((each for each in fields if each.name.startswith("{")), None)
        filled = {}
        for name, item in value.items():
            here = (*names, name)
            of = known.get(name, any_name)
            if of is None:
                self._against("unknown", here, item)
                filled[name] = item
            else:
                filled[name] = self._field(item, of, here)
        # An empty object in a reply is only a placeholder.
        if self.shown.whole and (value or self.shown.side == "request"):
            for each in fields:
                if each.presence == "required" and value.get(each.name) is None:
                    self._against("required", (*names, each.name))
        return filled

    def one_of(self, value: Mapping[str, object], sets: Sequence[Alternative], names: Names) -> None:
        """Compare an object with the closest of several alternative sets of fields."""
        found = []
        for each in sets:
            comparer = _Comparer(self.shown)
            comparer.whole(value, each.fields, names)
            # Fields of other sets are no conflict.
            found.append(
                [one for one in comparer.conflicts if one.fact != "unknown" and one not in self.conflicts]
            )
        closest = min(found, key=_distance, default=[])
        if not _distance(closest)[0]:
            self.conflicts += closest

    def _against(self, fact: str, names: Names, value: object = None) -> None:
        self.conflicts.append(Conflict(fact, names, value))

    def _field(self, value: object, of: Field, names: Names) -> object:
        if len(names) == 1 and names[0] in self.shown.texts:
            value = of_text(value, of.type)
        if value is None:
            return None
        of = replaced(of, type=of.type.of(value))
        return self._value(value, of, names, of.type.array)

    def _value(self, value: object, of: Field, names: Names, array: int) -> object:
        if value == OPEN or (isinstance(value, str) and _is_to_fill(value, of)):
            self.open.add(names)
            return OPEN
        if isinstance(value, Unseen) and not array and value.is_of(of.type.kind):
            self.agrees.add(names)
            self.open.add(names)
            return OPEN
        if array:
            if not isinstance(value, list):
                self._against("type", names, value)
                return self._object(value, of, names) if isinstance(value, dict) else value
            self.agrees.add(names)
            low, high = of.limits.min_items, of.limits.max_items
            if array == of.type.array and self.shown.whole:
                if low is not None and len(value) < low:
                    self._against("minItems", names, value)
                if high is not None and len(value) > high:
                    self._against("maxItems", names, value)
            items = [self._value(item, of, names, array - 1) for item in value]
            # The same placeholder may stand for several things.
            if array == of.type.array and of.limits.unique_items and OPEN not in items and equal_items(items):
                self._against("uniqueItems", names, value)
            return items
        if not is_of_kind(value, of.type.kind):
            # If the items of a list have another type, report the list as a whole.
            whole = value
            for _ in range(of.type.array):
                whole = [whole]
            self._against("type", names, whole)
            # The objects inside are compared, even if there is a list instead of one.
            if isinstance(value, list) and all(isinstance(item, dict) for item in value):
                return [self._object(item, of, names) for item in value]
            return value
        self.agrees.add(names)
        if isinstance(value, dict):
            return self._object(value, of, names)
        if of.enum and not any(equal(value, each.value) for each in of.enum):
            self._against("enum", names, value)
        for fact in broken_bounds(value, of):
            self._against(fact, names, value)
        return value

    def _object(self, value: dict[str, object], of: Field, names: Names) -> object:
        if of.type.kind == "map" and of.type.values is not None and of.children:
            return {
                key: self.whole(item, of.children, names) if isinstance(item, dict) else item
                for key, item in value.items()
            }
        if not of.children:
            return value
        if self.shown.side == "request":
            self.one_of(value, of.alternatives, names)
        return self.whole(value, of.children, names)


def _distance(conflicts: Sequence[Conflict]) -> tuple[int, int]:
    """How far a value is from a set of fields; wrong types and enum values count most."""
    return sum(each.fact in {"enum", "type"} for each in conflicts), len(conflicts)


def _is_to_fill(text: str, of: Field) -> bool:
    """Whether a string is a placeholder: the field's own name, or capitals where no such string is valid."""
    word = text.strip("\"' ")
    if any(word == each.value for each in of.enum):
        return False
    names = [of.name, of.former_name or of.name]
    if any(_alike(word, name) for name in names):
        return True
    kind = of.type.kind
    return bool(_CAPITALS.fullmatch(word)) and (kind not in {"string", "file"} or of.format is not None)


_BESIDE_NAME = re.compile(r"[\W_]|\d+$|s$")


def _alike(word: str, name: str) -> bool:
    """Whether a word is a field's name, or the end of it, with or without a number or an ``s``."""
    shown, own = (_BESIDE_NAME.sub("", text.casefold()) for text in (word, name))
    return len(shown) > 2 and (own.endswith(shown) or (word.isupper() and shown.endswith(own)))


def of_text(value: object, type_: Type) -> object:
    """Convert a parameter given as text to its documented type, if possible."""
    if not isinstance(value, str) or value == OPEN:
        return value
    if type_.array:
        # It may be several values separated by commas.
        return value
    if type_.kind in {"integer", "number", "boolean"}:
        try:
            return parse_json(value.lower())
        except ValueError:
            return value
    return value


def _broken(rules: Sequence[Rule], whole: Filled) -> Iterator[Conflict]:
    """Yield the rules that a request breaks, whatever its placeholders stand for."""
    broken = {rule_id for _, rule_id in violations(rules, whole.value)}
    for rule in rules:
        if rule.id not in broken or any(_names(rule, path) in whole.open for path in _looks_at(rule)):
            continue
        target = _names(rule, rule.targets[0])
        # Nothing is missing inside a placeholder.
        if not any(target[:depth] in whole.open for depth in range(1, len(target))):
            yield Conflict(rule.id, target)


def _looks_at(rule: Rule) -> Iterator[Path]:
    """Yield the fields on whose values, not only whose presence, a rule depends."""
    for atom in atoms(rule.when):
        if not isinstance(atom, Present):
            yield atom.path
            if other := getattr(atom, "other", None):
                yield other
    if rule.kind in {"value-in", "value-not-in", "limit", "arithmetic", "relational"}:
        yield from rule.targets


def _names(rule: Rule, path: Path) -> Names:
    return tuple(step for step in (*rule.scope, *path) if step not in STEPS)

"""The model of rules between the fields of one request, independent of how they are worded or checked.

The kinds follow the taxonomy of inter-parameter dependencies (IDL), extended by what this documentation
needs: fields that are not allowed, and values and limits that hold under a condition.

Semantics, wherever rules are used:

* A path is a tuple of wire names; ``"[]"`` stands for each item of the list before it and ``"{}"`` for each
  value of the map before it. All paths of a rule start at its ``scope``; a rule holds for every object found
  there.
* A rule is evaluated once for each *place*: the object that holds its target, or, for a group, the nearest
  object that holds all of them. Where that object is absent, nothing is demanded.
* In a condition, a list step that the place's path has too means the same item; any other means *some* item.
* A field is *present* when it exists and is not null.
* ``In`` and ``Compares`` carry the documented default of their field: where its object is present and the
  field is absent, it counts as having that value.
* A path that begins with ``^`` and a level begins at the parent request of that level, such as the campaign
  of an ad group. When such rules are evaluated, the payload has the parents under these keys beside its own
  fields; a rule about a level that is absent demands nothing. A parent's absent field counts as its default
  only where the whole parent is known: see `tiktok_bindgen.logic.levels`.
* ``^^`` and the request's own level is its siblings under the same parent, such as the other ad groups of the
  campaign, merged: for each field, the first value that one of them has. Without siblings nothing is
  demanded.
* Values are compared by JSON type: neither ``true`` nor ``"1"`` is ``1``; ``1.0`` is ``1``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final, Literal

from attrs import field, frozen

Scalar = str | int | float | bool
Path = tuple[str, ...]
ITEM: Final = "[]"
VALUE: Final = "{}"
#: The prefix of the level that a path begins at, when that is not the request itself: ``^campaign``.
ABOVE: Final = "^"
DataLevel = Literal["advertiser", "campaign", "adgroup", "ad"]
#: The levels of an account, keyed by their names in running text.
LEVELS: dict[str, DataLevel] = {
    "advertiser": "advertiser",
    "campaign": "campaign",
    "ad group": "adgroup",
    "adgroup": "adgroup",
    "ad": "ad",
}
#: The name of each level for people: the first in `LEVELS`.
SPOKEN_LEVELS: dict[str, str] = {level: name for name, level in reversed(LEVELS.items())}

Kind = Literal[
    "requires",  # every target must be present
    "forbids",  # no target may be present
    "value-in",  # a present target (each item of a list) must have one of `values`
    "value-not-in",  # a present target (each item of a list) must have none of `values`
    "limit",  # a present target must keep within `bound`
    "or",  # at least one target must be present
    "only-one",  # exactly one target must be present
    "zero-or-one",  # at most one target may be present
    "all-or-none",  # all targets must be present, or none
    "arithmetic",  # the sum of the targets that are present, their span or product, must keep within `bound`
    "relational",  # the first target must compare by `operator` with the second, where both are present
]
GROUPS: Final[frozenset[str]] = frozenset(
    {"or", "only-one", "zero-or-one", "all-or-none", "arithmetic", "relational"}
)

Operator = Literal["<", "<=", ">", ">=", "==", "!="]
# The value itself; characters of a string; entries of a list; of a string that is a number, that number, or
# how many decimal places it has; and, of several targets together, whole days from the first to the last of
# some dates of one format, or the product of numbers.
Measure = Literal["value", "length", "items", "number", "decimals", "days", "product"]


@frozen
class In:
    """A field has one of some values."""

    path: Path
    values: tuple[Scalar, ...]
    default: Scalar | None = None


@frozen
class Present:
    """A field exists and is not null."""

    path: Path


@frozen
class Contains:
    """A list has at least one of some values among its items."""

    path: Path
    values: tuple[Scalar, ...]


@frozen
class HoldsOnly:
    """A list has items, and each is one of some values."""

    path: Path
    values: tuple[Scalar, ...]


@frozen
class Compares:
    """A field compares in some way with a number, a date or another field; false where either is absent.

    Numbers compare as numbers, strings by order only when both are dates in one format (``2030-01-01``, with
    or without a time); other strings only as equal or different.
    """

    path: Path
    operator: Operator
    bound: Scalar | None = None
    other: Path | None = None
    measure: Measure = "value"
    default: Scalar | None = None


@frozen
class Not:
    """A condition does not hold."""

    condition: Condition


@frozen
class All:
    """Every one of some conditions holds."""

    conditions: tuple[Condition, ...]


@frozen
class Any_:  # noqa: N801 - `Any` is taken by typing
    """At least one of some conditions holds."""

    conditions: tuple[Condition, ...]


Atom = In | Present | Contains | HoldsOnly | Compares
Condition = Atom | Not | All | Any_


@frozen
class Bound:
    """A limit on a value, its length or its number of items: the operator and the number or date."""

    operator: Operator
    number: Scalar
    measure: Measure = "value"


@frozen
class Rule:
    """One rule between the fields of a request.

    Attributes:
        kind: What it demands; see :data:`Kind`.
        targets: The fields it constrains, as paths from ``scope``; at least one, for a group at least two.
        scope: The path, from the top of the request, of the object that all other paths start at.
        when: The condition under which it applies; ``None`` for always.
        values: For ``value-in`` and ``value-not-in``.
        bound: For ``limit`` and ``arithmetic``.
        operator: For ``relational``.
        line: The line of the page it was read from.
        exception: The page and the line of an example for which its condition makes an exception, where only
            this example, and no page's words, shows that exception.
    """

    kind: Kind
    targets: tuple[Path, ...]
    scope: Path = ()
    when: Condition | None = None
    values: tuple[Scalar, ...] = ()
    bound: Bound | None = None
    operator: Operator | None = None
    line: int = field(default=0, eq=False)
    exception: tuple[str, int] | None = field(default=None, eq=False)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The paths of its targets and of all fields in its condition."""
        return (*self.targets, *paths_in(self.when))

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The levels of the parent requests that it depends on; empty for a rule about one request alone."""
        return tuple(sorted({level for path in self.paths if (level := level_of(path))}))

    @cached_property
    def id(self) -> str:
        """An id derived from the rule's content alone, whatever the wording it was read from."""
        data = json.dumps(_data(self), sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(data.encode("utf-8")).hexdigest()[:8]
        return f"{self.kind}:{path_text((*self.scope, *self.targets[0]))}:{digest}"


def level_of(path: Path) -> str:
    """The level that a path begins at, such as ``campaign``; empty for one that begins at the request itself.

    For a path that begins at the request's siblings, ``^`` and its own level.

    Examples:
        >>> level_of(("^garden", "soil"))
        'garden'
    """
    return path[0][len(ABOVE) :] if path and path[0].startswith(ABOVE) else ""


def at_level(level: str, path: Path = ()) -> Path:
    """A path that begins at the parent request of a level."""
    return (f"{ABOVE}{level}", *path)


def beside(level: str, path: Path = ()) -> Path:
    """A path that begins at the siblings of a request of a level."""
    return at_level(f"{ABOVE}{level}", path)


def atoms(condition: Condition | None) -> Iterator[Atom]:
    """Yield every atom of a condition, in order."""
    if isinstance(condition, All | Any_):
        for part in condition.conditions:
            yield from atoms(part)
    elif isinstance(condition, Not):
        yield from atoms(condition.condition)
    elif condition is not None:
        yield condition


def negation(condition: Condition) -> Condition:
    """The negation of a condition; ``Not`` is around atoms alone if it was so before."""
    if isinstance(condition, Not):
        return condition.condition
    if isinstance(condition, All):
        return Any_(tuple(negation(part) for part in condition.conditions))
    if isinstance(condition, Any_):
        return All(tuple(negation(part) for part in condition.conditions))
    return Not(condition)


def paths_in(condition: Condition | None) -> Iterator[Path]:
    """Yield the paths of all fields that a condition tests, in order."""
    for atom in atoms(condition):
        yield atom.path
        if isinstance(atom, Compares) and atom.other is not None:
            yield atom.other


# Escapes for characters in a step's name that separate steps or end code.
_ESCAPES = (("~", "~0"), (".", "~1"), ("[", "~2"), ("{", "~3"), ("`", "~4"))


def path_text(path: Path) -> str:
    """Write a path as a string.

    Examples:
        >>> path_text(("beds", "[]", "soil"))
        'beds[].soil'
    """
    text = ""
    for step in path:
        if step in {ITEM, VALUE}:
            text += step
            continue
        for plain, escaped in _ESCAPES:
            step = step.replace(plain, escaped)  # noqa: PLW2901 - one step, rewritten in place
        text += f".{step}" if text else step
    return text


def path_of(text: str) -> Path:
    """Parse a path that :func:`path_text` wrote.

    Examples:
        >>> path_of("beds[].soil")
        ('beds', '[]', 'soil')
    """
    steps: list[str] = []
    for part in text.split(".") if text else []:
        name = part
        marks: list[str] = []
        while name.endswith((ITEM, VALUE)):
            name, mark = name[:-2], name[-2:]
            marks.insert(0, mark)
        for plain, escaped in reversed(_ESCAPES):
            name = name.replace(escaped, plain)
        steps.extend([name, *marks] if name or not marks else marks)
    return tuple(steps)


def to_data(rule: Rule) -> dict[str, Any]:
    """Convert a rule to JSON data as in the spec's ``x-rules``; `tiktok_bindgen.logic.data` parses it."""
    return {"id": rule.id, **_data(rule)}


def _data(rule: Rule) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": rule.kind}
    if rule.scope:
        data["scope"] = path_text(rule.scope)
    data["targets"] = [path_text(target) for target in rule.targets]
    if rule.when is not None:
        data["when"] = _condition_data(rule.when)
    if rule.values:
        data["values"] = list(rule.values)
    if rule.bound is not None:
        data["bound"] = {
            "operator": rule.bound.operator,
            "number": rule.bound.number,
            "measure": rule.bound.measure,
        }
    if rule.operator is not None:
        data["operator"] = rule.operator
    return data


def _condition_data(condition: Condition) -> dict[str, Any]:
    if isinstance(condition, All):
        return {"all": [_condition_data(part) for part in condition.conditions]}
    if isinstance(condition, Any_):
        return {"any": [_condition_data(part) for part in condition.conditions]}
    if isinstance(condition, Not):
        return {"not": _condition_data(condition.condition)}
    path = path_text(condition.path)
    if isinstance(condition, Present):
        return {"present": path}
    data: dict[str, Any]
    if isinstance(condition, Compares):
        data = {"compares": path, "operator": condition.operator, "measure": condition.measure}
        if condition.other is not None:
            data["other"] = path_text(condition.other)
        else:
            data["bound"] = condition.bound
    else:
        name = {In: "in", Contains: "contains", HoldsOnly: "holds_only"}[type(condition)]
        data = {name: path, "values": list(condition.values)}
    default = getattr(condition, "default", None)
    return data if default is None else {**data, "default": default}

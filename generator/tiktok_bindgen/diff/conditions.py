"""Which of two conditions holds in more cases, found by looking at every case that they tell apart.

A case gives each field that the conditions look at one of the values they name, some value they don't, or
none. What cannot be laid out in cases, such as one field compared with another, is a coin of its own that
falls either way: what holds for every fall is proven, what fails may fail for a fall that cannot be, and is
not told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations, pairwise, product
from math import prod
from typing import Any, Literal

from attrs import frozen

from tiktok_bindgen.logic.model import (
    All,
    Any_,
    Atom,
    Compares,
    Condition,
    Contains,
    HoldsOnly,
    In,
    Not,
    Operator,
    Path,
    Present,
    atoms,
)

Verdict = Literal["same", "wider", "narrower", "apart", "unknown"]

_MOST_CASES = 20_000
_MOST_LISTED = 7
_ABSENT = "absent"
# Stands for every value that no condition names.
_OTHER = ("other",)
_Value = Any


def compared(old: Condition | None, new: Condition | None) -> Verdict:
    """Compare two conditions; ``None`` holds always.

    Returns:
        ``wider`` when the new one holds wherever the old one did and in a case more, ``narrower`` for the
        reverse, ``same`` when they hold in the same cases, ``apart`` when each holds in a case where the
        other does not, ``unknown`` when that cannot be told.
    """
    # By their texts, as 1 and true are equal otherwise.
    if repr(old) == repr(new):
        return "same"
    layout = _layout({repr(atom): atom for atom in chain(atoms(old), atoms(new))}.values())
    if layout is None:
        return "unknown"
    gained = lost = False
    for case in layout.cases():
        before, after = _holds(old, case), _holds(new, case)
        gained = gained or (after and not before)
        lost = lost or (before and not after)
    if not gained and not lost:
        return "same"
    if not layout.exact:
        return "unknown"
    if gained and lost:
        return "apart"
    return "wider" if gained else "narrower"


@frozen
class _Layout:
    """The cases to look at.

    Attributes:
        values: For each field, or each coin, what it can be.
        exact: Every case can be.
    """

    values: Mapping[str, tuple[_Value, ...]]
    exact: bool

    def cases(self) -> Iterator[dict[str, _Value]]:
        for case in product(*self.values.values()):
            yield dict(zip(self.values, case, strict=True))


def _layout(found: Iterable[Atom]) -> _Layout | None:
    values: dict[str, tuple[_Value, ...]] = {}
    exact = True
    by_path: dict[Path, list[Atom]] = {}
    for atom in found:
        if _is_coin(atom):
            values[_coin(atom)] = (False, True)
            exact = False
        else:
            by_path.setdefault(atom.path, []).append(atom)
    for path, group in by_path.items():
        can_be = _values(group)
        if can_be is None:
            return None
        values[_key(path)] = can_be
    # A field is absent where the object that holds it is: cases that deny this cannot be.
    nested = any(a != b and b[: len(a)] == a for a in by_path for b in by_path)
    if prod(map(len, values.values())) > _MOST_CASES:
        return None
    return _Layout(values, exact and not nested)


def _is_coin(atom: Atom) -> bool:
    """Whether an atom is about more than one value at once."""
    return any(step in {"[]", "{}"} for step in atom.path) or (
        isinstance(atom, Compares) and (atom.other is not None or not isinstance(atom.bound, int | float))
    )


def _values(group: list[Atom]) -> tuple[_Value, ...] | None:
    """What a field can be, as far as these atoms tell its values apart."""
    lists = [atom for atom in group if isinstance(atom, Contains | HoldsOnly)]
    compares = [atom for atom in group if isinstance(atom, Compares)]
    plain = [atom for atom in group if isinstance(atom, In)]
    if lists:
        named = _named(value for atom in lists for value in atom.values)
        if plain or compares or len(named) > _MOST_LISTED:
            return None
        every = (*named, _OTHER)
        subsets = chain.from_iterable(combinations(every, size) for size in range(len(every) + 1))
        return (_ABSENT, *(("list", subset) for subset in subsets))
    named = _named(chain((v for a in plain for v in a.values), _defaults(group)))
    if not compares:
        return (_ABSENT, _OTHER, *(("value", value) for value in named))
    if len({atom.measure for atom in compares}) > 1 or (plain and compares[0].measure != "value"):
        return None
    bounds = {float(atom.bound) for atom in compares if isinstance(atom.bound, int | float)}
    numbers = sorted(bounds | {float(v) for v in map(json.loads, named) if _is_number(v)})
    between = [(a + b) / 2 for a, b in pairwise(numbers)]
    points = sorted({*numbers, *between, numbers[0] - 1, numbers[-1] + 1})
    others = [value for value in named if not _is_number(json.loads(value))]
    return (_ABSENT, _OTHER, *(("value", _text(p)) for p in points), *(("value", v) for v in others))


def _defaults(group: Iterable[Atom]) -> Iterator[Any]:
    return (a.default for a in group if isinstance(a, In | Compares) and a.default is not None)


def _named(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_text, values)))


def _text(value: object) -> str:
    """A value as text that tells types apart, and 1 from no 1.0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _key(path: Path) -> str:
    return json.dumps(path)


def _coin(atom: Atom) -> str:
    return repr(atom)


def _holds(condition: Condition | None, case: Mapping[str, _Value]) -> bool:
    if condition is None:
        return True
    if isinstance(condition, All):
        return all(_holds(part, case) for part in condition.conditions)
    if isinstance(condition, Any_):
        return any(_holds(part, case) for part in condition.conditions)
    if isinstance(condition, Not):
        return not _holds(condition.condition, case)
    if _is_coin(condition):
        return bool(case[_coin(condition)])
    return _atom_holds(condition, case[_key(condition.path)])


def _atom_holds(atom: Atom, value: _Value) -> bool:
    if isinstance(atom, Present):
        return bool(value != _ABSENT)
    if isinstance(atom, Contains | HoldsOnly):
        if value == _ABSENT:
            return False
        held = set(value[1])
        named = set(_named(atom.values))
        return bool(held & named) if isinstance(atom, Contains) else bool(held) and held <= named
    if value == _ABSENT:
        if atom.default is None:
            return False
        value = ("value", _text(atom.default))
    if value == _OTHER:
        return False
    if isinstance(atom, In):
        return value[1] in _named(atom.values)
    return _compares(json.loads(value[1]), atom.operator, atom.bound)


def _compares(left: object, operator: Operator, right: object) -> bool:
    if not _is_number(left) or not isinstance(right, int | float) or not isinstance(left, int | float):
        return False
    return {
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
        "==": left == right,
        "!=": left != right,
    }[operator]

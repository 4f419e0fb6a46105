"""Minimal requests that violate a rule between fields, and that satisfy it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice, product
from operator import ne
from typing import Any

from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.model import (
    ITEM,
    VALUE,
    Atom,
    Compares,
    Contains,
    HoldsOnly,
    In,
    Path,
    Rule,
    Scalar,
    atoms,
)

# A text that is in no list of values.
_OTHER = "SOMETHING_ELSE"
_ABSENT = object()
_MOST = 2_000

Payload = dict[str, Any]


def witnesses(rule: Rule) -> tuple[Payload | None, Payload | None]:
    """Return a request that violates a rule and one that satisfies it, differing as little as possible.

    Both are without what the rule does not look at; ``None`` where none was found.
    """
    paths = [*dict.fromkeys((*rule.scope, *path) for path in rule.paths)]
    values = [list(_values(rule, path)) for path in paths]
    broken: dict[Path, object] | None = None
    kept: list[dict[Path, object]] = []
    for chosen in islice(product(*values), _MOST):
        given = dict(zip(paths, chosen, strict=True))
        if not violations([rule], _payload(given)):
            kept.append(given)
        elif broken is None or len(str(_payload(given))) < len(str(_payload(broken))):
            broken = given
    if broken is None:
        return None, _payload(kept[0]) if kept else None

    def distance(given: dict[Path, object]) -> tuple[int, int]:
        """Rank how much a request differs from the broken one; among equals, fuller ones come first."""
        return sum(map(ne, given.values(), broken.values())), -len(str(_payload(given)))

    return _payload(broken), _payload(min(kept, key=distance)) if kept else None


def _values(rule: Rule, path: Path) -> Iterator[object]:
    """Yield the values of a field that a rule distinguishes: those it names, another one, and none."""
    own = path[len(rule.scope) :]
    yield _ABSENT
    found = [*_of_target(rule)] if own in rule.targets else []
    for atom in atoms(rule.when):
        if atom.path == own or (isinstance(atom, Compares) and atom.other == own):
            found += _of_atom(atom)
    # JSON distinguishes true from 1, but Python does not.
    yield from {json.dumps(value): value for value in found}.values()
    if not found:
        yield _OTHER


def _of_target(rule: Rule) -> Iterator[object]:
    yield from rule.values
    if rule.values:
        yield _OTHER
    if rule.kind in {"relational", "arithmetic"}:
        yield from (1, 2)
    if rule.bound is not None:
        yield from _around(rule.bound.number, rule.bound.measure)


def _of_atom(atom: Atom) -> Iterator[object]:
    if isinstance(atom, Contains | HoldsOnly):
        yield from ([value] for value in atom.values)
        yield [_OTHER]
    elif isinstance(atom, In):
        yield from atom.values
        yield not atom.values[0] if isinstance(atom.values[0], bool) else _OTHER
    elif isinstance(atom, Compares):
        yield from (1, 2) if atom.bound is None else _around(atom.bound, atom.measure)


def _around(number: Scalar, measure: str) -> Iterator[object]:
    """Yield values below, at and above a bound."""
    if isinstance(number, str):
        year = number[:4]
        yield from (f"{int(year) + more}{number[4:]}" if year.isdecimal() else number for more in (-1, 0, 1))
        return
    if measure == "days":
        days = (0, *range(int(number) - 1, int(number) + 2))
        yield from (f"{date(2030, 1, 1) + timedelta(each)}" for each in days if 0 <= each < _MOST)
        return
    for each in (number - 1, number, number + 1):
        if measure in {"value", "product"}:
            yield each
        elif measure == "number":
            yield f"{each}"
        elif 0 <= each < _MOST:
            shown = {"decimals": f"0.{'1' * int(each)}" if each else "0", "length": "a" * int(each)}
            yield shown.get(measure, ["a"] * int(each))


def _payload(given: dict[Path, object]) -> Payload:
    """Return the request with some fields, including the objects around missing ones."""
    whole: Any = {}
    for path, value in given.items():
        node = whole
        for step, following in zip(path, (*path[1:], ""), strict=True):
            if following == "" and value is _ABSENT:
                break
            new: Any = value if following == "" else [] if following == ITEM else {}
            if isinstance(node, list):
                node += [] if node else [new]
                node = node[0]
            elif isinstance(node, dict):
                node = node.setdefault("key" if step == VALUE else step, new)
            else:
                break
    made: Payload = whole
    return made

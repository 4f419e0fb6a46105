"""Rules across the requests of a hierarchy: those of a parent request, rewritten for its children.

Of a parent request that is known as a whole, the rules of its children see the documented default of each
field that it leaves out: of those at its top whose default is one value; any other default is unknown. Where
only part of a parent may be known (a reply, some of its fields), nothing is assumed of the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from attrs import evolve

from tiktok_bindgen.logic.model import Atom, Compares, Condition, In, Path, Present, Rule, Scalar, level_of
from tiktok_bindgen.logic.paths import moved, with_atoms

# The steps to a parent's own field: its level and its name.
_OWN = 2


def completed(request: Mapping[str, object], defaults: Mapping[str, object]) -> dict[str, object]:
    """Complete a whole request as its children see it.

    Args:
        request: The request.
        defaults: The documented defaults of its own fields; ``None`` for a field without one.
    """
    assumed = {name: default for name, default in defaults.items() if isinstance(default, Scalar)}
    return assumed | {name: value for name, value in request.items() if value is not None}


def seen_below(rule: Rule, place: Path, defaults: Mapping[Path, object]) -> Rule:
    """Rewrite a rule of a parent request as a rule of a request below it, with whole requests above.

    Conditions take fields that a parent leaves out as `completed` fills them in. The fields that a rule
    compares with each other stay as they are given.

    Args:
        rule: The rule; paths that begin at a level are the same from below.
        place: The parent's path from below, such as ``("^garden",)``; empty for the lowest request itself.
        defaults: The documented defaults of the parents' fields, by their paths from below.
    """
    around = (*place, *rule.scope)

    def seen(path: Path) -> Path:
        return path if level_of(path) else (*around, *path)

    def assumed(atom: Atom) -> Condition:
        default = defaults.get(atom.path) if level_of(atom.path) and len(atom.path) == _OWN else None
        if not isinstance(default, Scalar):
            return atom
        if isinstance(atom, In | Compares):
            return evolve(atom, default=default)
        return Present(atom.path[:1]) if isinstance(atom, Present) else atom

    if not rule.levels:
        return evolve(rule, scope=around)
    when = None if rule.when is None else with_atoms(rule.when, assumed)
    return moved(evolve(rule, when=when), (), seen)


def looked_at(rules: Iterable[Rule], level: str) -> list[Path]:
    """The paths that rules look at in the request of a level above, those that most look at first."""
    found = Counter(
        path[1:]
        for rule in rules
        for path in dict.fromkeys(rule.paths)
        if level_of(path) == level and path[1:]
    )
    return [path for path, _ in sorted(found.items(), key=lambda each: (-each[1], each[0]))]

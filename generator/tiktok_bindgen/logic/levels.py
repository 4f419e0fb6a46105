"""Rules across the requests of a hierarchy: those of a parent request, rewritten for its children."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from attrs import evolve

from tiktok_bindgen.logic.model import Path, Rule, level_of
from tiktok_bindgen.logic.paths import moved


def seen_below(rule: Rule, place: Path) -> Rule:
    """Rewrite a rule of a parent request as a rule of a request below it.

    Args:
        rule: The rule; paths that begin at a level are the same from below.
        place: The parent's path from below, such as ``("^garden",)``; empty for the lowest request itself.
    """
    around = (*place, *rule.scope)

    def seen(path: Path) -> Path:
        return path if level_of(path) else (*around, *path)

    if not rule.levels:
        return evolve(rule, scope=around)
    return moved(rule, (), seen)


def looked_at(rules: Iterable[Rule], level: str) -> list[Path]:
    """The paths that rules look at in the request of a level above, those that most look at first."""
    found = Counter(
        path[1:]
        for rule in rules
        for path in dict.fromkeys(rule.paths)
        if level_of(path) == level and path[1:]
    )
    return [path for path, _ in sorted(found.items(), key=lambda each: (-each[1], each[0]))]

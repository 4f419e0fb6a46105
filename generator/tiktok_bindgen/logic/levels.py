"""The rules of requests one under the other, as those of one that has the others beside its fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from attrs import evolve

from tiktok_bindgen.logic.model import Path, Rule, level_of
from tiktok_bindgen.logic.paths import with_condition_paths


def seen_below(rule: Rule, place: Path) -> Rule:
    """A rule of a request above, as one of what stands below it.

    Args:
        rule: The rule; what it looks at further above stands beside it there, too.
        place: Where the request above stands from there: ``("^garden",)``, or nothing for the lowest itself.
    """
    around = (*place, *rule.scope)

    def seen(path: Path) -> Path:
        return path if level_of(path) else (*around, *path)

    if not rule.levels:
        return evolve(rule, scope=around)
    return evolve(
        rule,
        scope=(),
        targets=tuple(map(seen, rule.targets)),
        when=None if rule.when is None else with_condition_paths(rule.when, seen),
    )


def looked_at(rules: Iterable[Rule], level: str) -> list[Path]:
    """The fields of a request above that rules look at, those that most look at first.

    Args:
        rules: The rules of what stands below.
        level: The level of that request.

    Returns:
        Their paths from the top of that request.
    """
    found = Counter(
        path[1:]
        for rule in rules
        for path in dict.fromkeys(rule.paths)
        if level_of(path) == level and path[1:]
    )
    return [path for path, _ in sorted(found.items(), key=lambda each: (-each[1], each[0]))]

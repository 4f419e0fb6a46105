"""Compare kinds of reports: the names of metrics, dimensions and filters, and the facts about them."""

from __future__ import annotations

from collections.abc import Iterator

from tiktok_bindgen.diff.model import Difference, Schema, Steps, added_and_removed, at
from tiktok_bindgen.openapi import same

#: The document's key that holds the kinds of reports.
KEY = "x-reports"
# The lists of names that a kind has, and the word for one of each.
_ROLES = {"metrics": "metric", "dimensions": "dimension", "filters": "filter"}
_WORDS = frozenset({"title", "description", "x-enum-descriptions"})


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare the kinds of reports of two documents, by their keys, their words left out."""
    yield from _named("report", (KEY,), old, new)
    for kind in new:
        if kind not in old:
            continue
        before, after = old[kind], new[kind]
        facts = ({key: value for key, value in each.items() if key not in _ROLES} for each in (before, after))
        yield from _changed("report", (KEY, kind), *facts)
        for role, one in _ROLES.items():
            names = before.get(role, {}), after.get(role, {})
            yield from _named(one, (KEY, kind, role), *names)
            for name in names[1]:
                if name in names[0]:
                    yield from _changed(one, (KEY, kind, role, name), names[0][name], names[1][name])


def _named(one: str, steps: Steps, old: Schema, new: Schema) -> Iterator[Difference]:
    for each in added_and_removed(one, list(old), list(new)):
        yield from at((*steps, each.new or each.old), [each])


def _changed(one: str, steps: Steps, old: Schema, new: Schema) -> Iterator[Difference]:
    keys = [key for key in sorted({*old, *new} - _WORDS) if not same(old.get(key), new.get(key))]
    if keys:
        before, after = ({key: each[key] for key in keys if key in each} for each in (old, new))
        yield Difference(f"{one}-changed", steps, before, after, ", ".join(keys))

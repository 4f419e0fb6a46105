"""Kinds of reports: the names that a caller asks for and reads, and what goes with what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tiktok_bindgen.diff.model import Difference, same

#: The key of the document.
KEY = "x-reports"
# What a kind lists by name, and what one of each is.
_ROLES = {"metrics": "metric", "dimensions": "dimension", "filters": "filter"}
_WORDS = frozenset({"title", "description", "x-enum-descriptions"})


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    """Compare the kinds of reports of two documents, their words left out.

    Args:
        old: The kinds, by their keys.
        new: The kinds as they are now.
    """
    yield from _names("report", (KEY,), old, new)
    for kind in new:
        if kind not in old:
            continue
        before, after = old[kind], new[kind]
        facts = ({key: value for key, value in each.items() if key not in _ROLES} for each in (before, after))
        yield from _changed("report", (KEY, kind), *facts)
        for role, one in _ROLES.items():
            names = before.get(role, {}), after.get(role, {})
            yield from _names(one, (KEY, kind, role), *names)
            for name in names[1]:
                if name in names[0]:
                    yield from _changed(one, (KEY, kind, role, name), names[0][name], names[1][name])


def _names(
    one: str, steps: tuple[str, ...], old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Difference]:
    for name in new:
        if name not in old:
            yield Difference(f"{one}-added", (*steps, name), None, name)
    for name in old:
        if name not in new:
            yield Difference(f"{one}-removed", (*steps, name), name, None)


def _changed(
    one: str, steps: tuple[str, ...], old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Difference]:
    keys = [key for key in sorted({*old, *new} - _WORDS) if not same(old.get(key), new.get(key))]
    if keys:
        before, after = ({key: each[key] for key in keys if key in each} for each in (old, new))
        yield Difference(f"{one}-changed", steps, before, after, ", ".join(keys))

"""A kind of launch for people and for programs: each level's example, then what rules say of its fields."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from tiktok_bindgen.explain.examples import Addition, Launch
from tiktok_bindgen.explain.launch import Step
from tiktok_bindgen.explain.launches_page import json_text, lacking_text
from tiktok_bindgen.openapi import value_text

_INDENT = " " * 15


def launch_text(levels: Sequence[Step], shown: Launch) -> str:
    """Write a kind of launch as text.

    Args:
        levels: What each level takes.
        shown: The documented example that gives least.

    Returns:
        For each level its example, what other examples also give, and its required and forbidden fields,
        remaining values and defaults; then of which levels no example is documented.
    """
    parts = ["\n".join(_lines(*each)) for each in _by_level(levels, shown)]
    return "\n\n".join((*parts, *filter(None, (lacking_text(shown),))))


def launch_data(levels: Sequence[Step], shown: Launch) -> list[dict[str, object]]:
    """Return the same as JSON-able data; the example of a level is ``None`` if the rules allow none."""
    return [
        {
            "level": level.operation.level,
            "operation": f"{level.operation.method} {level.operation.path}",
            "example": request,
            "documented": index < shown.documented,
            "also_given": [{"field": each.field, "values": list(each.values)} for each in more],
            "fields": [
                {"field": each.field, "state": each.state}
                | ({"others": list(each.others)} if each.others else {})
                | ({"values": list(each.values)} if each.values else {})
                | ({"reason": each.reason} if each.reason else {})
                for each in level.fields
            ],
            "defaults": dict(level.defaults),
        }
        for index, (level, request, more) in enumerate(_by_level(levels, shown))
    ]


def _by_level(levels: Sequence[Step], shown: Launch) -> Iterator[tuple[Step, object, Sequence[Addition]]]:
    for level, request, more in zip_longest(levels, shown.requests, shown.additions):
        yield level, request, more or ()


def _lines(level: Step, request: object, more: Sequence[Addition]) -> Iterator[str]:
    yield f"{level.operation.level}: {level.operation.method} {level.operation.path}"
    example = "none meets all rules" if request is None else json_text(request, _INDENT)
    yield f"  {'example':<11}  {example}"
    if more:
        given = (f"{each.field} {' or '.join(map(value_text, each.values))}".rstrip() for each in more)
        yield f"  {'also given':<11}  " + f",\n{_INDENT}".join(given)
    for each in level.fields:
        values = f" {' or '.join(map(value_text, each.values))}" if each.values else ""
        fields = ", ".join((each.field, *each.others))
        yield f"  {each.state:<11}  {fields}{values}{f': {each.reason}' if each.reason else ''}"
    for name, default in level.defaults.items():
        yield f"  {'by default':<11}  {name} {json.dumps(default, ensure_ascii=False)}"

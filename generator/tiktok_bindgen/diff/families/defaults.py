"""Defaults: what the server takes when a field is left out."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tiktok_bindgen.diff.families._kind import Kind
from tiktok_bindgen.diff.model import Difference, Schema

KEYWORDS = ("default",)
_AREA = "Defaults"
_READS = "What comes back is read, not left out."

KINDS = (
    Kind(
        "default-added",
        _AREA,
        "What a field is taken for when it is left out is stated now.",
        "`{name}` is {new} when left out",
        mirror="default-removed",
        request="risky",
        response="safe",
        why="It may state what was always so, or change what leaving the field out does.",
        why_response=_READS,
    ),
    Kind(
        "default-removed",
        _AREA,
        "What a field is taken for when it is left out is no longer stated.",
        "what `{name}` is when left out is no longer stated, was {old}",
        mirror="default-added",
        request="risky",
        response="safe",
        why="Leaving the field out may do something else.",
        why_response=_READS,
    ),
    Kind(
        "default-changed",
        _AREA,
        "A field is taken for something else when it is left out.",
        "`{name}` is {new} when left out now, was {old}",
        request="risky",
        response="safe",
        why="A call that leaves the field out goes on working, and does something else.",
        why_response=_READS,
    ),
)


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare defaults; one of null is none."""
    before, after = old.get("default"), new.get("default")
    if json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True):
        return
    change = "added" if before is None else "removed" if after is None else "changed"
    yield Difference(f"default-{change}", (), before, after)

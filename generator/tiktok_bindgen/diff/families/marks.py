"""Marks: what our documents say of a field beyond standard keywords."""

from __future__ import annotations

from collections.abc import Iterator

from tiktok_bindgen.diff.families._kind import Kind
from tiktok_bindgen.diff.model import Difference, Schema

KEYWORDS = ("x-immutable", "x-allowlist-only", "x-allowlist-partly", "x-documented-type")
_AREA = "Marks"
_SWITCHES = (
    ("x-immutable", "immutable"),
    ("x-allowlist-only", "allowlist"),
    ("x-allowlist-partly", "allowlist-partly"),
)

KINDS = (
    Kind(
        "immutable-added",
        _AREA,
        "A field cannot be updated once it is set now.",
        "`{name}` cannot be updated once it is set now",
        mirror="immutable-removed",
        request="risky",
        response="safe",
        why="Updates that worked may be refused.",
    ),
    Kind(
        "immutable-removed",
        _AREA,
        "A field is no longer said to be fixed once it is set.",
        "`{name}` is no longer said to be fixed once it is set",
        mirror="immutable-added",
        request="safe",
        response="safe",
    ),
    Kind(
        "allowlist-added",
        _AREA,
        "A field is for callers on a list alone now.",
        "`{name}` is for callers on a list alone now",
        mirror="allowlist-removed",
        request="risky",
        response="risky",
        why="Callers that are not on the list are refused.",
        why_response="Callers that are not on the list may find nothing.",
    ),
    Kind(
        "allowlist-removed",
        _AREA,
        "A field is no longer for callers on a list alone.",
        "`{name}` is for every caller now",
        mirror="allowlist-added",
        request="safe",
        response="safe",
    ),
    Kind(
        "allowlist-partly-added",
        _AREA,
        "Some use of a field is for callers on a list alone now.",
        "some use of `{name}` is for callers on a list alone now",
        mirror="allowlist-partly-removed",
        request="risky",
        response="risky",
        why="Which use is not kept: callers that are not on the list may be refused.",
        why_response="Which use is not kept: callers that are not on the list may find nothing.",
    ),
    Kind(
        "allowlist-partly-removed",
        _AREA,
        "No use of a field is said to be for callers on a list alone any longer.",
        "no use of `{name}` is for callers on a list alone now",
        mirror="allowlist-partly-added",
        request="safe",
        response="safe",
    ),
    Kind(
        "documented-type-changed",
        _AREA,
        "The documentation spells a field's type in another way.",
        "the documented type of `{name}` is {new} now, was {old}",
        request="safe",
        response="safe",
        why="What it stands for on the wire is for the type itself to say.",
        why_response="What it stands for on the wire is for the type itself to say.",
    ),
)


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare the marks of two fields."""
    for keyword, kind in _SWITCHES:
        if bool(old.get(keyword)) != bool(new.get(keyword)):
            yield Difference(f"{kind}-added" if new.get(keyword) else f"{kind}-removed")
    spelled = old.get("x-documented-type"), new.get("x-documented-type")
    if spelled[0] != spelled[1]:
        yield Difference("documented-type-changed", (), spelled[0] or "the usual", spelled[1] or "the usual")

"""Types: which JSON types a value may have."""

from __future__ import annotations

from collections.abc import Iterator

from tiktok_bindgen.diff.model import Difference, Schema

KEYWORDS = ("type",)
_EVERY = frozenset({"array", "boolean", "null", "number", "object", "string"})


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare the types of two schemas; no type is any type."""
    before, after = _types(old), _types(new)
    if before == after:
        return
    plain = before - {"null"}, after - {"null"}
    if ("null" in before) != ("null" in after) and plain[0] and plain[1]:
        yield Difference("nullable-added" if "null" in after else "nullable-removed")
        before, after = plain
    if before == after:
        return
    if _covers(after, before):
        kind = "type-widened"
    elif _covers(before, after):
        kind = "type-narrowed"
    else:
        kind = "type-changed"
    yield Difference(kind, (), type_text(before), type_text(after))


def type_text(types: frozenset[str]) -> str:
    """Types in words: ``integer or string``."""
    if types >= _EVERY:
        return "any type"
    return " or ".join(sorted(types)) or "no type"


def _types(schema: Schema) -> frozenset[str]:
    types: frozenset[str] = schema.get("type", _EVERY)
    return types - {"integer"} if "number" in types else types


def _covers(wide: frozenset[str], narrow: frozenset[str]) -> bool:
    return narrow - {"integer"} <= wide and (
        "integer" not in narrow or not wide.isdisjoint({"integer", "number"})
    )

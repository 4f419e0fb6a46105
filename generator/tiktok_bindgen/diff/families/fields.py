"""Compare fields: which an object has, which of them are required, and whether others are allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tiktok_bindgen.diff.model import Difference, Schema, at, changed
from tiktok_bindgen.openapi import mapping

KEYWORDS = ("properties", "required", "x-presence", "closed")


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare which fields two objects have, and when each is required."""
    before, after = presences(old), presences(new)
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name), after.get(name)
        if was and now and was != now:
            yield Difference(f"{was}-to-{now}", (name,), was, now)
        elif was != now:
            kind = kind_of(was or now or "")
            shown = [
                outline(mapping(schema.get("properties")).get(name)) if presence else None
                for schema, presence in ((old, was), (new, now))
            ]
            yield from at((name,), changed(kind, *shown))
    if old.get("closed") != new.get("closed"):
        yield Difference("object-closed" if new.get("closed") else "object-opened")


def kind_of(presence: str) -> str:
    """What a field is called in a kind of change, by whether it must be there."""
    return "field" if presence == "optional" else f"{presence}-field"


def presences(schema: Schema) -> dict[str, str]:
    """Map each field of an object to its presence; fields that are only listed as required come last."""
    required = set(schema.get("required", ()))
    found = {}
    for name, field in mapping(schema.get("properties")).items():
        is_conditional = mapping(field).get("x-presence") == "conditional"
        found[name] = "required" if name in required else "conditional" if is_conditional else "optional"
    return found | dict.fromkeys(sorted(required - found.keys()), "required")


def outline(schema: object) -> str:
    """Describe a schema in a word or two, without following references: ``list of string``."""
    for prefix in ("", "list of ", "list of lists of "):
        if not isinstance(schema, Mapping):
            return f"{prefix}any type"
        type_ = schema.get("type")
        if type_ == "array":
            schema = schema.get("items")
            continue
        reference = schema.get("$ref")
        if isinstance(reference, str):
            return prefix + reference.rpartition("/")[2]
        words = " or ".join(map(str, type_)) if isinstance(type_, list) else str(type_ or "")
        return prefix + (words or "any type")
    return "list"

"""Fields: which ones an object has, which of them must be there, and what else it may hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from tiktok_bindgen.diff.model import Difference, Schema

KEYWORDS = ("properties", "required", "x-presence", "closed")

Presence = Literal["required", "conditional", "optional"]


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare which fields two objects have, and when each must be there."""
    before, after = _mapping(old), _mapping(new)
    required = set(old.get("required", ())), set(new.get("required", ()))
    names = (*before, *sorted(required[0] - before.keys())), (*after, *sorted(required[1] - after.keys()))
    for name in dict.fromkeys((*names[1], *names[0])):
        presence = (
            presence_of(name, before, required[0]) if name in before or name in required[0] else None,
            presence_of(name, after, required[1]) if name in after or name in required[1] else None,
        )
        if presence[0] is None and presence[1] is not None:
            yield Difference(_named("added", presence[1]), (name,), None, outline(after.get(name)))
        elif presence[1] is None and presence[0] is not None:
            yield Difference(_named("removed", presence[0]), (name,), outline(before.get(name)), None)
        elif presence[0] != presence[1]:
            yield Difference(f"{presence[0]}-to-{presence[1]}", (name,), *presence)
    if old.get("closed") != new.get("closed"):
        yield Difference("object-closed" if new.get("closed") else "object-opened")


def presence_of(name: str, properties: Mapping[str, Any], required: set[str]) -> Presence:
    """Whether a field must be there."""
    if name in required:
        return "required"
    schema = properties.get(name)
    is_conditional = isinstance(schema, Mapping) and schema.get("x-presence") == "conditional"
    return "conditional" if is_conditional else "optional"


def outline(schema: object) -> str:
    """A schema in a word or two, looking no further than its own keywords: ``list of string``."""
    for prefix in ("", "list of ", "list of lists of "):
        if not isinstance(schema, Mapping):
            break
        type_ = schema.get("type")
        if type_ == "array":
            schema = schema.get("items")
            continue
        reference = schema.get("$ref")
        if isinstance(reference, str):
            return prefix + reference.rpartition("/")[2]
        words = " or ".join(map(str, type_)) if isinstance(type_, list) else str(type_ or "")
        return prefix + (words or "any type")
    return "list" if isinstance(schema, Mapping) else "any type"


def _named(change: str, presence: Presence) -> str:
    return f"field-{change}" if presence == "optional" else f"{presence}-field-{change}"


def _mapping(schema: Schema) -> Mapping[str, Any]:
    found = schema.get("properties")
    return found if isinstance(found, Mapping) else {}

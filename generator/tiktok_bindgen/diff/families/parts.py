"""Parts of schemas that are compared as wholes: what must not match, what a list must contain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tiktok_bindgen.diff.families._kind import Kind
from tiktok_bindgen.diff.model import Difference, Schema

_AREA = "Parts of schemas"
_CANNOT_TELL = "Whether more or less is allowed cannot be told."

# keyword of a canonical schema: its name in ids, and what it asks.
_PARTS: dict[str, tuple[str, str]] = {
    "not": ("not", "what a value must not be"),
    "contains": ("contains", "what some item of a list must be"),
    "propertyNames": ("key-names", "what the keys of an object must be"),
    "dependentSchemas": ("dependent-schemas", "what an object must be once a field is there"),
    "unevaluatedItems": ("other-items", "what items of a list that nothing else speaks of must be"),
    "contentSchema": ("content-schema", "what the content that a text holds must be"),
    "allOf": ("all-of", "what a value must be besides"),
}
KEYWORDS = (*_PARTS, "patternProperties")


def _kinds() -> Iterator[Kind]:
    for name, what in _PARTS.values():
        yield Kind(
            f"{name}-added",
            _AREA,
            f"It is stated now {what}.",
            f"it is stated now {what}: `{{name}}`",
            mirror=f"{name}-removed",
            request="breaking",
            response="safe",
        )
        yield Kind(
            f"{name}-removed",
            _AREA,
            f"It is no longer stated {what}.",
            f"it is no longer stated {what}: `{{name}}`",
            mirror=f"{name}-added",
            request="safe",
            response="risky",
            why_response="What comes back may be otherwise.",
        )
        yield Kind(
            f"{name}-changed",
            _AREA,
            f"It is stated in another way {what}.",
            f"it is stated in another way {what}: `{{name}}`",
            why=_CANNOT_TELL,
            why_response=_CANNOT_TELL,
        )


KINDS = (
    *_kinds(),
    Kind(
        "key-pattern-added",
        _AREA,
        "It is stated now what fields must be whose names match a pattern.",
        "it is stated now what fields of `{name}` must be whose names match {new}",
        mirror="key-pattern-removed",
        request="breaking",
        response="safe",
    ),
    Kind(
        "key-pattern-removed",
        _AREA,
        "It is no longer stated what fields must be whose names match a pattern.",
        "it is no longer stated what fields of `{name}` must be whose names match {old}",
        mirror="key-pattern-added",
        request="safe",
        response="risky",
        why_response="What comes back may be otherwise.",
    ),
)


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare parts as they are written."""
    for keyword, (name, _) in _PARTS.items():
        before, after = old.get(keyword), new.get(keyword)
        if before != after:
            change = "added" if before is None else "removed" if after is None else "changed"
            yield Difference(f"{name}-{change}", (), before, after)
    # Those of one pattern are compared as any other field's.
    patterns = [_mapping(schema.get("patternProperties")) for schema in (old, new)]
    yield from (
        Difference("key-pattern-removed", (), each, None) for each in patterns[0] if each not in patterns[1]
    )
    yield from (
        Difference("key-pattern-added", (), None, each) for each in patterns[1] if each not in patterns[0]
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}

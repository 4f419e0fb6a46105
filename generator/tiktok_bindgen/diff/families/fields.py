"""Fields: which ones an object has, which of them must be there, and what else it may hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from tiktok_bindgen.diff.families._kind import Kind
from tiktok_bindgen.diff.model import Difference, Schema, Severity

KEYWORDS = ("properties", "required", "readOnly", "writeOnly", "x-presence", "closed")
_AREA = "Fields"

Presence = Literal["required", "conditional", "optional"]

_UNKNOWN = "Our client has no such argument any longer; a server may ignore it or refuse the call."
_LENIENT = "A caller that reads it finds nothing."

_PRESENCES: tuple[tuple[Presence, Presence, Severity, Severity, str, str], ...] = (
    ("optional", "required", "breaking", "safe", "", ""),
    (
        "conditional",
        "required",
        "breaking",
        "safe",
        "Where its condition does not hold, it could be left out.",
        "",
    ),
    ("optional", "conditional", "risky", "safe", "When it must be there is not stated formally.", ""),
    ("required", "optional", "safe", "breaking", "", "A caller that takes it for granted may find nothing."),
    (
        "required",
        "conditional",
        "safe",
        "breaking",
        "",
        "A caller that takes it for granted may find nothing.",
    ),
    ("conditional", "optional", "safe", "safe", "", ""),
)

KINDS = (
    Kind(
        "field-added",
        _AREA,
        "There is one more field, which may be left out.",
        "`{name}` ({new}) is new",
        mirror="field-removed",
        request="safe",
        response="safe",
    ),
    Kind(
        "field-removed",
        _AREA,
        "A field that could be left out is no longer there.",
        "`{name}` ({old}) is no longer there",
        mirror="field-added",
        request="breaking",
        response="breaking",
        why=_UNKNOWN,
        why_response=_LENIENT,
    ),
    Kind(
        "conditional-field-added",
        _AREA,
        "There is one more field, which must be there under conditions.",
        "`{name}` ({new}) is new, and required under conditions",
        mirror="conditional-field-removed",
        request="risky",
        response="safe",
        why="Calls to which the conditions apply fail without it; which those are is for the rules to say.",
    ),
    Kind(
        "conditional-field-removed",
        _AREA,
        "A field that had to be there under conditions is no longer there.",
        "`{name}` ({old}) is no longer there; it was required under conditions",
        mirror="conditional-field-added",
        request="breaking",
        response="breaking",
        why=_UNKNOWN,
        why_response=_LENIENT,
    ),
    Kind(
        "required-field-added",
        _AREA,
        "There is one more field, which must be there.",
        "`{name}` ({new}) is new, and required",
        mirror="required-field-removed",
        request="breaking",
        response="safe",
        why="A call without it fails.",
    ),
    Kind(
        "required-field-removed",
        _AREA,
        "A field that had to be there is no longer there.",
        "`{name}` ({old}) is no longer there; it was required",
        mirror="required-field-added",
        request="breaking",
        response="breaking",
        why=_UNKNOWN,
        why_response=_LENIENT,
    ),
    Kind(
        "field-renamed",
        _AREA,
        "A field went and another came that is so like it that it may be the same one. A guess.",
        "`{old}` seems to be called `{new}` now ({note})",
        request="breaking",
        response="breaking",
        why=_UNKNOWN,
        why_response=_LENIENT,
    ),
    Kind(
        "field-renamed-as-told",
        _AREA,
        "A field has another name, as the documentation says.",
        "`{old}` is called `{new}` now",
        request="breaking",
        response="breaking",
        why=_UNKNOWN,
        why_response=_LENIENT,
    ),
    Kind(
        "field-moved",
        _AREA,
        "A field went from one object and came to another. A guess.",
        "`{old}` seems to be at `{new}` now ({note})",
        request="breaking",
        response="breaking",
        why="Where it was it is no longer taken.",
        why_response=_LENIENT,
    ),
    *(
        Kind(
            f"{before}-to-{after}",
            _AREA,
            f"A field that was {before} is {after} now.",
            f"`{{name}}` is {after} now, was {before}",
            mirror=f"{after}-to-{before}",
            request=request,
            response=response,
            why=why,
            why_response=why_response,
        )
        for before, after, request, response, why, why_response in _PRESENCES
    ),
    Kind(
        "read-only-added",
        _AREA,
        "A field is set by the server alone now.",
        "`{name}` is set by the server alone now",
        mirror="read-only-removed",
        request="risky",
        response="safe",
        why="What is sent for it may be ignored or refused.",
    ),
    Kind(
        "read-only-removed",
        _AREA,
        "A field is no longer set by the server alone.",
        "`{name}` is no longer set by the server alone",
        mirror="read-only-added",
        request="safe",
        response="safe",
    ),
    Kind(
        "write-only-added",
        _AREA,
        "A field is only sent now and does not come back.",
        "`{name}` is only sent now and does not come back",
        mirror="write-only-removed",
        request="safe",
        response="breaking",
        why_response=_LENIENT,
    ),
    Kind(
        "write-only-removed",
        _AREA,
        "A field that was only sent comes back now.",
        "`{name}` comes back now, was only sent",
        mirror="write-only-added",
        request="safe",
        response="safe",
    ),
    Kind(
        "object-closed",
        _AREA,
        "An object may hold no fields but the ones listed now.",
        "`{name}` may hold no other fields now",
        mirror="object-opened",
        request="breaking",
        response="safe",
    ),
    Kind(
        "object-opened",
        _AREA,
        "An object may hold fields that are not listed now.",
        "`{name}` may hold other fields now",
        mirror="object-closed",
        request="safe",
        response="risky",
        why_response="A strict reader refuses what it does not know; our client keeps it.",
    ),
)


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
    for keyword, kind in (("readOnly", "read-only"), ("writeOnly", "write-only")):
        if bool(old.get(keyword)) != bool(new.get(keyword)):
            yield Difference(f"{kind}-added" if new.get(keyword) else f"{kind}-removed")
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

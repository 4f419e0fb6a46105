"""Formats: the pattern of a text, its named format, and how it is encoded."""

from __future__ import annotations

from collections.abc import Iterator

from tiktok_bindgen.diff.families._kind import Kind
from tiktok_bindgen.diff.model import Difference, Schema

KEYWORDS = ("pattern", "format", "contentMediaType", "contentEncoding")
_AREA = "Formats"
_CANNOT_TELL = "Whether the texts of one are texts of the other cannot be told."

# A format whose every value is one of the other's, too.
_WITHIN = {"int32": "int64", "float": "double"}

KINDS = (
    Kind(
        "pattern-added",
        _AREA,
        "A text must match a pattern now.",
        "`{name}` must match {new} now",
        mirror="pattern-removed",
        request="breaking",
        response="safe",
    ),
    Kind(
        "pattern-removed",
        _AREA,
        "A text need no longer match a pattern.",
        "`{name}` need no longer match {old}",
        mirror="pattern-added",
        request="safe",
        response="risky",
    ),
    Kind(
        "pattern-changed",
        _AREA,
        "A text must match another pattern.",
        "`{name}` must match {new} now, was {old}",
        why=_CANNOT_TELL,
        why_response=_CANNOT_TELL,
    ),
    Kind(
        "format-added",
        _AREA,
        "A value is said to have a format now.",
        "`{name}` has the format {new} now",
        mirror="format-removed",
        request="risky",
        response="risky",
        why="Generated clients turn a format into a type of its own, and a server may refuse others.",
        why_response="Generated clients turn a format into a type of their own.",
    ),
    Kind(
        "format-removed",
        _AREA,
        "A value is no longer said to have a format.",
        "`{name}` no longer has the format {old}",
        mirror="format-added",
        request="safe",
        response="risky",
        why_response="Texts of any other form can come back.",
    ),
    Kind(
        "format-widened",
        _AREA,
        "A value has a format that takes in the old one.",
        "`{name}` has the format {new} now, was {old}",
        mirror="format-narrowed",
        request="safe",
        response="risky",
        why_response="A value may come back that no longer fits.",
    ),
    Kind(
        "format-narrowed",
        _AREA,
        "A value has a format that is a part of the old one.",
        "`{name}` has the format {new} now, was {old}",
        mirror="format-widened",
        request="breaking",
        response="safe",
    ),
    Kind(
        "format-changed",
        _AREA,
        "A value has another format.",
        "`{name}` has the format {new} now, was {old}",
        request="breaking",
        response="breaking",
        why="What was written in the old format is not in the new one.",
        why_response="What was read in the old format is not in the new one.",
    ),
    Kind(
        "encoding-added",
        _AREA,
        "A text is said to hold encoded content now.",
        "`{name}` holds {new} now",
        mirror="encoding-removed",
        request="breaking",
        response="breaking",
    ),
    Kind(
        "encoding-removed",
        _AREA,
        "A text is no longer said to hold encoded content.",
        "`{name}` no longer holds {old}",
        mirror="encoding-added",
        request="breaking",
        response="breaking",
    ),
    Kind(
        "encoding-changed",
        _AREA,
        "A text holds content encoded in another way.",
        "`{name}` holds {new} now, was {old}",
        request="breaking",
        response="breaking",
    ),
)


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare patterns, formats and encodings.

    A pattern that came, went or changed together with the format is the same change twice and not repeated.
    """
    before, after = old.get("format"), new.get("format")
    if before != after:
        yield _format(before, after, old, new)
    else:
        yield from _changed("pattern", old.get("pattern"), new.get("pattern"))
    yield from _changed("encoding", _encoding(old), _encoding(new))


def _format(before: object, after: object, old: Schema, new: Schema) -> Difference:
    shown = _with_pattern(before, old), _with_pattern(after, new)
    if before is None:
        # A pattern that was there already stands for the format.
        return Difference("format-added", (), shown[0] if old.get("pattern") else None, shown[1])
    if after is None:
        return Difference("format-removed", (), shown[0], shown[1] if new.get("pattern") else None)
    if _WITHIN.get(str(before)) == after:
        return Difference("format-widened", (), *shown)
    if _WITHIN.get(str(after)) == before:
        return Difference("format-narrowed", (), *shown)
    return Difference("format-changed", (), *shown)


def _with_pattern(format_: object, schema: Schema) -> str:
    pattern = schema.get("pattern")
    named = str(format_ or "of no name")
    return f"{named} ({pattern})" if pattern else named


def _changed(what: str, old: object, new: object) -> Iterator[Difference]:
    if old != new:
        change = "added" if old is None else "removed" if new is None else "changed"
        yield Difference(f"{what}-{change}", (), old, new)


def _encoding(schema: Schema) -> str | None:
    parts = [schema[key] for key in ("contentMediaType", "contentEncoding") if schema.get(key)]
    return " in ".join(map(str, parts)) or None

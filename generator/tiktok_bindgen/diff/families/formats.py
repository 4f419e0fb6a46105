"""Formats: the pattern of a text, its named format, and how it is encoded."""

from __future__ import annotations

from collections.abc import Iterator

from tiktok_bindgen.diff.model import Difference, Schema, change_of

KEYWORDS = ("pattern", "format", "contentMediaType", "contentEncoding")

# A format whose every value is one of the other's, too.
_WITHIN = {"int32": "int64", "float": "double"}


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
        yield Difference(f"{what}-{change_of(old, new)}", (), old, new)


def _encoding(schema: Schema) -> str | None:
    parts = [schema[key] for key in ("contentMediaType", "contentEncoding") if schema.get(key)]
    return " in ".join(map(str, parts)) or None

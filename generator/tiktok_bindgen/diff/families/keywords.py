"""Compare keywords about one value: types, limits, formats, lifecycle, marks, and prose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isclose
from typing import Any

from tiktok_bindgen.diff.canonical import upper_order
from tiktok_bindgen.diff.families import extensions
from tiktok_bindgen.diff.model import Difference, Schema, changed

# Keyword of a canonical schema: the prefix of its kinds' names, and what is counted, if anything.
LIMITS = {
    "minLength": ("min-length", "character"),
    "maxLength": ("max-length", "character"),
    "minItems": ("min-items", "item"),
    "maxItems": ("max-items", "item"),
    "lower": ("minimum", ""),
    "upper": ("maximum", ""),
    "minProperties": ("min-properties", "key"),
    "maxProperties": ("max-properties", "key"),
}
# Read by people only: compared only on request.
PROSE = ("title", "summary", "description", "example", "examples", "externalDocs", "xml", "$comment")
_NO_EMOJI = "x-no-emoji"
OF_FORMATS = ("pattern", _NO_EMOJI, "format", "contentMediaType", "contentEncoding")
OF_LIFECYCLES = ("deprecated", "x-lifecycle", "x-sunset")
# Keywords that are compared as written, and the names of their kinds.
WHOLE = {"allOf": "all-of", "default": "default", "discriminator": "discriminator", "not": "not"}
# Keywords that are true or absent, and the names of their kinds.
MARKS = {
    "extended": "extended",
    "readOnly": "read-only",
    "uniqueItems": "unique-items",
    "writeOnly": "write-only",
    "x-allowlist-only": "allowlist",
    "x-allowlist-partly": "allowlist-partly",
    "x-idempotency-key": "idempotency",
    "x-immutable": "immutable",
    "x-undocumented": "undocumented",
}

_EVERY_TYPE = frozenset({"array", "boolean", "null", "number", "object", "string"})
# Format → a wider format that includes all its values.
_WITHIN = {"int32": "int64", "float": "double"}


def types(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare which JSON types a value may have; without a type, any is allowed."""
    before, after = _types(old), _types(new)
    plain = before - {"null"}, after - {"null"}
    # That any type includes null needs no mention.
    if ("null" in before) != ("null" in after) and all(plain) and _EVERY_TYPE not in {before, after}:
        yield Difference("nullable-added" if "null" in after else "nullable-removed")
        before, after = plain
    if before != after:
        wider, narrower = _covers(after, before), _covers(before, after)
        kind = "type-widened" if wider else "type-narrowed" if narrower else "type-changed"
        yield Difference(kind, (), _type_text(before, old), _type_text(after, new))


def _types(schema: Schema) -> frozenset[str]:
    found: frozenset[str] = schema.get("type", _EVERY_TYPE)
    return found - {"integer"} if "number" in found else found


def _covers(wide: frozenset[str], narrow: frozenset[str]) -> bool:
    return narrow - {"integer"} <= wide and (
        "integer" not in narrow or not wide.isdisjoint({"integer", "number"})
    )


def _type_text(found: frozenset[str], schema: Schema) -> str:
    """Return types in words: ``string or array of string``."""
    if found >= _EVERY_TYPE:
        return "any type"
    types = schema.get("items", {}).get("type", ())
    names = {"array": f"array of {' or '.join(sorted(types))}"} if types else {}
    ordered = sorted(found, key=lambda name: (name in names, name))
    return " or ".join(names.get(name, name) for name in ordered) or "no type"


def limits(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare how long, how many and how large values may be."""
    for keyword, (name, _) in LIMITS.items():
        before, after = old.get(keyword), new.get(keyword)
        for each in changed(name, before, after):
            kind = each.kind
            if before is not None and after is not None:
                order = upper_order if keyword == "upper" else lambda limit: limit
                kind = f"{name}-{'increased' if order(before) < order(after) else 'decreased'}"
            yield Difference(kind, (), _bound(before), _bound(after))


def _bound(limit: object) -> object:
    """A limit as JSON: its number, or in words when the number itself is not allowed."""
    if not isinstance(limit, tuple):
        return limit
    number, is_beyond = limit
    return f"{number}, and not {number} itself" if is_beyond else number


def multiples(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare what numbers must be multiples of."""
    before, after = old.get("multipleOf"), new.get("multipleOf")
    for each in changed("multiple-of", before, after):
        kind = each.kind
        if isinstance(before, int | float) and isinstance(after, int | float):
            tighter, looser = _divides(before, after), _divides(after, before)
            kind = "multiple-of-tightened" if tighter else "multiple-of-loosened" if looser else kind
        yield each._replace(kind=kind)


def _divides(part: float, whole: float) -> bool:
    return bool(part) and isclose(whole / part, round(whole / part))


def formats(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare patterns, formats and encodings.

    A pattern that changed together with the format is part of the same change and not reported separately.
    """
    before, after = old.get("format"), new.get("format")
    # A pattern is shown with the format, since one may have replaced the other.
    shown = _with_pattern(old), _with_pattern(new)
    if before == after:
        yield from changed("pattern", _pattern(old), _pattern(new))
    elif all(shown) and not (before and after):
        yield Difference("pattern-changed", (), *shown)
    else:
        for each in changed("format", before, after):
            is_wider, is_narrower = (
                _WITHIN.get(str(a)) == str(b) for a, b in ((before, after), (after, before))
            )
            kind = "format-widened" if is_wider else "format-narrowed" if is_narrower else each.kind
            yield Difference(kind, (), *shown)
    yield from changed("encoding", _encoding(old), _encoding(new))


def _with_pattern(schema: Schema) -> str | None:
    name, pattern = schema.get("format"), schema.get("pattern")
    return f"{name} ({pattern})" if name and pattern else name or _pattern(schema)


def _pattern(schema: Schema) -> Any:
    """The pattern of a text; in words, that it has no emoji either."""
    pattern = schema.get("pattern")
    if schema.get(_NO_EMOJI) is not True:
        return pattern
    return f"{pattern} and text without emoji" if pattern else "text without emoji"


def _encoding(schema: Schema) -> str | None:
    parts = [schema[key] for key in ("contentMediaType", "contentEncoding") if schema.get(key)]
    return " in ".join(map(str, parts)) or None


def lifecycles(old: Schema, new: Schema, prefix: str = "") -> Iterator[Difference]:
    """Compare the lifecycles of two fields or, with a prefix for the kinds, of two operations."""
    names = {"lifecycle-added": "deprecated", "lifecycle-removed": "restored"}
    for each in changed("lifecycle", _stage(old), _stage(new)):
        yield each._replace(kind=prefix + names.get(each.kind, each.kind))


def _stage(thing: Schema) -> str | None:
    stage = thing.get("x-lifecycle") or ("deprecated" if thing.get("deprecated") else None)
    sunset = thing.get("x-sunset")
    return f"{stage} until {sunset}" if stage and sunset else stage and str(stage)


def wholes(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare keywords as written; null counts as absent."""
    for keyword, kind in WHOLE.items():
        yield from changed(kind, old.get(keyword), new.get(keyword))


def marks(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare the marks of a field, its documented type, and a parameter's serialization."""
    for keyword, kind in MARKS.items():
        had, has = (bool(each.get(keyword)) for each in (old, new))
        # The marks of a field that only examples have now went with its row, and may still be true.
        if had != has and (has or not new.get("x-undocumented")):
            yield Difference(f"{kind}-added" if has else f"{kind}-removed")
    spelled = [each.get("x-documented-type") or "as usual" for each in (old, new)]
    yield from changed("documented-type", *spelled)
    yield from changed("serialization", old.get("serialization"), new.get("serialization"))


def prose(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare titles, descriptions and other prose."""
    for keyword in PROSE:
        yield from changed("words", old.get(keyword), new.get(keyword), note=keyword)


def others(old: Schema, new: Schema, keywords: Iterable[str]) -> Iterator[Difference]:
    """Compare keywords without a comparison of their own."""
    for keyword in sorted(keywords):
        before, after = old.get(keyword), new.get(keyword)
        if keyword == "unresolved":
            yield Difference("reference-changed", (), before, after)
        elif before != after:
            kind = "extension-changed" if keyword.startswith("x-") else "keyword-changed"
            yield Difference(extensions.KINDS.get(keyword, kind), (), before, after, keyword)

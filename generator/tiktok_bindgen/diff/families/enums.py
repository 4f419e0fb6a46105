"""Values: which ones are allowed, what each means, and which of them are going away."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tiktok_bindgen.diff.model import Difference, Schema, change_of

KEYWORDS = ("enum", "x-enum-descriptions", "x-enum-lifecycle", "x-enum-varnames", "x-enum-missing")
# A meaning of more words than this is a sentence, which is prose.
_LONGEST_NAME = 4

_MISSING = "x-enum-missing"


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare the allowed values of two schemas, and what is said of each."""
    before, after = old.get("enum"), new.get("enum")
    was, now = old.get(_MISSING), new.get(_MISSING)
    if before is None and after is not None:
        yield Difference("enum-found" if was else "enum-added", (), was, after)
    elif before is not None and after is None:
        yield Difference("enum-lost" if now else "enum-removed", (), before, now)
    elif before is None and was != now and old.get("type") == new.get("type"):
        yield Difference("enum-list-changed", (), was, now)
    elif before is not None and after is not None:
        known, listed = _keyed(before), _keyed(after)
        yield from (
            Difference("enum-value-removed", (), v, None) for k, v in known.items() if k not in listed
        )
        yield from (Difference("enum-value-added", (), None, v) for k, v in listed.items() if k not in known)
    gone = _texts(before) ^ _texts(after)
    yield from _lifecycles(_mapping(old, "x-enum-lifecycle"), _mapping(new, "x-enum-lifecycle"), gone)
    yield from _meanings(_mapping(old, "x-enum-descriptions"), _mapping(new, "x-enum-descriptions"), gone)
    yield from _names(old, new)


def is_name(text: str) -> bool:
    """Whether the meaning of a value is a name, which is a fact, and no sentence."""
    return len(text.split()) <= _LONGEST_NAME


def _letters(text: object) -> str:
    """What of a meaning is no matter of spelling: neither case and marks, nor accents, which copies lose."""
    return "".join(c for c in str(text).casefold() if c.isascii() and c.isalnum()) or str(text)


def _names(old: Schema, new: Schema) -> Iterator[Difference]:
    before, after = _named(old), _named(new)
    changed = [value for value in before if value in after and before[value] != after[value]]
    if changed:
        yield Difference(
            "enum-names-changed",
            (),
            [before[value] for value in changed],
            [after[value] for value in changed],
        )


def _named(schema: Schema) -> dict[str, Any]:
    values, names = schema.get("enum"), schema.get("x-enum-varnames")
    if not isinstance(values, list) or not isinstance(names, list):
        return {}
    return dict(zip(_keyed(values), names, strict=False))


def _keyed(values: list[Any]) -> dict[str, Any]:
    return {json.dumps(value, sort_keys=True): value for value in values}


def _texts(values: list[Any] | None) -> set[str]:
    return {value if isinstance(value, str) else json.dumps(value) for value in values or ()}


def _mapping(schema: Schema, keyword: str) -> Mapping[str, Any]:
    found = schema.get(keyword)
    return found if isinstance(found, Mapping) else {}


def _lifecycles(old: Mapping[str, Any], new: Mapping[str, Any], gone: set[str]) -> Iterator[Difference]:
    for value in dict.fromkeys((*old, *new)):
        before, after = old.get(value), new.get(value)
        if before == after or value in gone:
            continue
        if not before:
            yield Difference("enum-value-deprecated", (), None, value, str(after))
        elif not after:
            yield Difference("enum-value-restored", (), value, None, str(before))
        else:
            yield Difference("enum-value-lifecycle-changed", (), f"{value}: {before}", f"{value}: {after}")


def _meanings(old: Mapping[str, Any], new: Mapping[str, Any], gone: set[str]) -> Iterator[Difference]:
    for value in dict.fromkeys((*old, *new)):
        before, after = old.get(value), new.get(value)
        if before == after or value in gone:
            continue
        before, after = before or None, after or None
        if _letters(before or "") != _letters(after or ""):
            yield Difference(f"enum-meaning-{change_of(before, after)}", (), before, after, value)

"""Marks: what is so of a field, or is not."""

from __future__ import annotations

from collections.abc import Iterator

from tiktok_bindgen.diff.model import Difference, Schema

# Keyword: how the names of its kinds begin.
_MARKS = {
    "readOnly": "read-only",
    "uniqueItems": "unique-items",
    "writeOnly": "write-only",
    "x-allowlist-only": "allowlist",
    "x-allowlist-partly": "allowlist-partly",
    "x-immutable": "immutable",
}
KEYWORDS = (*_MARKS, "x-documented-type")


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare the marks of two fields, and how the documentation spells their types."""
    for keyword, kind in _MARKS.items():
        if bool(old.get(keyword)) != bool(new.get(keyword)):
            yield Difference(f"{kind}-added" if new.get(keyword) else f"{kind}-removed")
    spelled = old.get("x-documented-type"), new.get("x-documented-type")
    if spelled[0] != spelled[1]:
        yield Difference("documented-type-changed", (), spelled[0] or "the usual", spelled[1] or "the usual")

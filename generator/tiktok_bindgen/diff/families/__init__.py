"""The kinds of change, a module for each family, and what compares two schemas for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tiktok_bindgen.diff.families import (
    defaults,
    enums,
    fields,
    formats,
    lifecycle,
    limits,
    marks,
    operations,
    parts,
    rules,
    types,
    unions,
    words,
)
from tiktok_bindgen.diff.families._kind import Kind
from tiktok_bindgen.diff.model import Difference, Schema

__all__ = ["COMPARERS", "KINDS", "Kind"]

Comparer = Callable[[Schema, Schema], Iterator[Difference]]

_MODULES = (types, fields, enums, defaults, limits, formats, rules, unions, parts, lifecycle, marks)

KINDS: tuple[Kind, ...] = tuple(kind for module in (operations, *_MODULES, words) for kind in module.KINDS)

# What compares each keyword of a canonical schema.
COMPARERS: dict[str, Comparer] = {
    keyword: module.differences for module in _MODULES for keyword in module.KEYWORDS
}

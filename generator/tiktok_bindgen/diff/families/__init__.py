"""What finds the kinds of change between two schemas, a module for each family of keywords."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tiktok_bindgen.diff.families import (
    enums,
    fields,
    formats,
    lifecycle,
    limits,
    marks,
    rules,
    types,
    wholes,
)
from tiktok_bindgen.diff.model import Difference, Schema

__all__ = ["COMPARERS"]

Comparer = Callable[[Schema, Schema], Iterator[Difference]]

_MODULES = (types, fields, enums, limits, formats, rules, wholes, lifecycle, marks)

# What compares each keyword of a canonical schema.
COMPARERS: dict[str, Comparer] = {
    keyword: module.differences for module in _MODULES for keyword in module.KEYWORDS
}

"""The functions that find the kinds of change between two schemas, by keyword."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tiktok_bindgen.diff.families import enums, fields, keywords
from tiktok_bindgen.diff.model import Difference, Schema

__all__ = ["COMPARERS"]

#: Keyword of a canonical schema → the function that compares it.
COMPARERS: dict[str, Callable[[Schema, Schema], Iterator[Difference]]] = {
    "type": keywords.types,
    "multipleOf": keywords.multiples,
    **dict.fromkeys(fields.KEYWORDS, fields.differences),
    **dict.fromkeys(enums.KEYWORDS, enums.differences),
    **dict.fromkeys(keywords.LIMITS, keywords.limits),
    **dict.fromkeys(keywords.OF_FORMATS, keywords.formats),
    **dict.fromkeys(keywords.OF_LIFECYCLES, keywords.lifecycles),
    **dict.fromkeys(keywords.WHOLE, keywords.wholes),
    **dict.fromkeys((*keywords.MARKS, "x-documented-type", "serialization"), keywords.marks),
}

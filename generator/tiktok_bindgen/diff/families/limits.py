"""Limits: how long, how many, how large."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose

from tiktok_bindgen.diff.model import Difference, Schema, change_of

# Keyword of a canonical schema: how the names of its kinds begin, what is asked of a value, and what to do.
LIMITS = {
    "minLength": (
        "min-length",
        "must have at least {} characters",
        "give {argument} at least {new} characters",
    ),
    "maxLength": ("max-length", "may have at most {} characters", "give {argument} at most {new} characters"),
    "minItems": ("min-items", "must have at least {} items", "give {argument} at least {new} of them"),
    "maxItems": ("max-items", "may have at most {} items", "give {argument} at most {new} of them"),
    "lower": ("minimum", "must be no less than {}", "give no less than {new} for {argument}"),
    "upper": ("maximum", "must be no more than {}", "give no more than {new} for {argument}"),
    "minProperties": (
        "min-properties",
        "must have at least {} keys",
        "give {argument} at least {new} of them",
    ),
    "maxProperties": ("max-properties", "may have at most {} keys", "give {argument} at most {new} of them"),
}
KEYWORDS = (*LIMITS, "multipleOf")
OF_LISTS = frozenset({"minItems", "maxItems"})


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare the limits of two schemas."""
    for keyword, (name, *_) in LIMITS.items():
        before, after = old.get(keyword), new.get(keyword)
        if before == after:
            continue
        change = change_of(before, after)
        if before is not None and after is not None:
            change = "increased" if before < after else "decreased"
        yield Difference(f"{name}-{change}", (), _shown(before), _shown(after))
    yield from _multiples(old.get("multipleOf"), new.get("multipleOf"))


def _shown(limit: object) -> object:
    """A limit as JSON: its number, or in words when the number itself is not allowed."""
    if not isinstance(limit, tuple):
        return limit
    number, beyond = limit
    if not beyond:
        return number
    return f"{number}, and not {number} itself"


def _multiples(old: object, new: object) -> Iterator[Difference]:
    if old == new:
        return
    if not isinstance(old, int | float) or not isinstance(new, int | float):
        yield Difference(f"multiple-of-{change_of(old, new)}", (), old, new)
    elif _divides(old, new):
        yield Difference("multiple-of-tightened", (), old, new)
    elif _divides(new, old):
        yield Difference("multiple-of-loosened", (), old, new)
    else:
        yield Difference("multiple-of-changed", (), old, new)


def _divides(part: float, whole: float) -> bool:
    return bool(part) and isclose(whole / part, round(whole / part))

"""Limits: how long, how many, how large."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose

from tiktok_bindgen.diff.families._kind import Kind
from tiktok_bindgen.diff.model import Difference, Schema, Severity

_AREA = "Limits"

# keyword of a canonical schema: its name in ids, how it is said of a field, and whether more of it allows
# less.
_LIMITS: dict[str, tuple[str, str, bool]] = {
    "minLength": ("min-length", "must have at least {} characters", True),
    "maxLength": ("max-length", "may have at most {} characters", False),
    "minItems": ("min-items", "must have at least {} items", True),
    "maxItems": ("max-items", "may have at most {} items", False),
    "lower": ("minimum", "must be no less than {}", True),
    "upper": ("maximum", "must be no more than {}", False),
    "minProperties": ("min-properties", "must have at least {} keys", True),
    "maxProperties": ("max-properties", "may have at most {} keys", False),
    "minContains": ("min-contains", "must have at least {} items of the kind asked for", True),
    "maxContains": ("max-contains", "may have at most {} items of the kind asked for", False),
}
KEYWORDS = (*_LIMITS, "multipleOf", "uniqueItems")
OF_LISTS = frozenset({"minItems", "maxItems", "minContains", "maxContains", "uniqueItems"})

_SOFT = "A value beyond the old limit can come back, and callers may have relied on it."
_STATED = "The limit is stated where none was: a request beyond it is refused, by our client too."


def _limit_kinds() -> Iterator[Kind]:
    for name, phrase, is_floor in _LIMITS.values():
        tight: tuple[Severity, Severity] = ("breaking", "safe")
        loose: tuple[Severity, Severity] = ("safe", "risky")
        now, before = phrase.format("{new}"), phrase.format("{old}")
        for change, mirror, said, (request, response) in (
            ("added", "removed", f"`{{name}}` {now} now", tight),
            ("removed", "added", f"it is no longer so that `{{name}}` {before}", loose),
            ("increased", "decreased", f"`{{name}}` {now} now, was {{old}}", tight if is_floor else loose),
            ("decreased", "increased", f"`{{name}}` {now} now, was {{old}}", loose if is_floor else tight),
        ):
            yield Kind(
                f"{name}-{change}",
                _AREA,
                f"A value {phrase.format('so many')}: the number was {change}.",
                said,
                mirror=f"{name}-{mirror}",
                request=request,
                response=response,
                why=_STATED if change == "added" else "",
                why_response=_SOFT if response == "risky" else "",
            )


KINDS = (
    *_limit_kinds(),
    Kind(
        "multiple-of-added",
        _AREA,
        "A number must be a multiple of another now.",
        "`{name}` must be a multiple of {new} now",
        mirror="multiple-of-removed",
        request="breaking",
        response="safe",
    ),
    Kind(
        "multiple-of-removed",
        _AREA,
        "A number need no longer be a multiple of another.",
        "`{name}` need no longer be a multiple of {old}",
        mirror="multiple-of-added",
        request="safe",
        response="risky",
        why_response=_SOFT,
    ),
    Kind(
        "multiple-of-tightened",
        _AREA,
        "A number must be a multiple of a multiple of what it had to be a multiple of.",
        "`{name}` must be a multiple of {new} now, was {old}",
        mirror="multiple-of-loosened",
        request="breaking",
        response="safe",
    ),
    Kind(
        "multiple-of-loosened",
        _AREA,
        "A number may be a multiple of a part of what it had to be a multiple of.",
        "`{name}` may be a multiple of {new} now, was {old}",
        mirror="multiple-of-tightened",
        request="safe",
        response="risky",
        why_response=_SOFT,
    ),
    Kind(
        "multiple-of-changed",
        _AREA,
        "A number must be a multiple of something unlike before.",
        "`{name}` must be a multiple of {new} now, was {old}",
        request="breaking",
        response="risky",
        why_response=_SOFT,
    ),
    Kind(
        "unique-items-added",
        _AREA,
        "No two items of a list may be the same now.",
        "no two items of `{name}` may be the same now",
        mirror="unique-items-removed",
        request="breaking",
        response="safe",
    ),
    Kind(
        "unique-items-removed",
        _AREA,
        "Two items of a list may be the same now.",
        "two items of `{name}` may be the same now",
        mirror="unique-items-added",
        request="safe",
        response="risky",
        why_response=_SOFT,
    ),
)


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare the limits of two schemas."""
    for keyword, (name, _, _) in _LIMITS.items():
        before, after = old.get(keyword), new.get(keyword)
        if before == after:
            continue
        if before is None or after is None:
            change = "added" if before is None else "removed"
        else:
            change = "increased" if before < after else "decreased"
        yield Difference(f"{name}-{change}", (), _shown(before), _shown(after))
    yield from _multiples(old.get("multipleOf"), new.get("multipleOf"))
    unique = bool(old.get("uniqueItems")), bool(new.get("uniqueItems"))
    if unique[0] != unique[1]:
        yield Difference("unique-items-added" if unique[1] else "unique-items-removed")


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
        yield Difference("multiple-of-added" if old is None else "multiple-of-removed", (), old, new)
    elif _divides(old, new):
        yield Difference("multiple-of-tightened", (), old, new)
    elif _divides(new, old):
        yield Difference("multiple-of-loosened", (), old, new)
    else:
        yield Difference("multiple-of-changed", (), old, new)


def _divides(part: float, whole: float) -> bool:
    return bool(part) and isclose(whole / part, round(whole / part))

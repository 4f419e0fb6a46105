"""Words that differ by one slip of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Of shorter words, one letter makes another word.
_SHORTEST = 5


def is_slip(one: str, other: str) -> bool:
    """Whether one letter is missing, too much, another or swapped with the next, or only the case differs.

    Examples:
        >>> is_slip("GARDNE", "GARDEN"), is_slip("garden", "GARDEN"), is_slip("GARDEN", "GARDEN")
        (True, True, False)
    """
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    if one.casefold() == other.casefold():
        return True
    start = 0
    while one[start : start + 1] == other[start : start + 1]:
        start += 1
    first, second = one[start:], other[start:]
    return (
        first[1:] == second[1:]
        or first[1:] == second
        or first == second[1:]
        or (first[:2] == second[:2][::-1] and first[2:] == second[2:])
    )


def is_mended(old: str, new: str) -> bool:
    """Whether a name was put right by one letter: not a number, not the end of a word, not its case.

    What differs at the end of a word may be another word: a plural, another tense.

    Examples:
        >>> is_mended("GRETER_THAN", "GREATER_THAN"), is_mended("bed_id", "bed_ids"), is_mended("v1", "v2")
        (True, False, False)
    """
    before, after = (re.split(r"[\W_]+", name.casefold()) for name in (old, new))
    if len(before) != len(after):
        return False
    others = [(was, now) for was, now in zip(before, after, strict=True) if was != now]
    return len(others) == 1 and _is_mended_word(*others[0])


def _is_mended_word(was: str, now: str) -> bool:
    if min(len(was), len(now)) < _SHORTEST or not (was.isalpha() and now.isalpha()):
        return False
    return is_slip(was, now) and not was.startswith(now) and not now.startswith(was)


def meant(word: str, words: Iterable[str]) -> str | None:
    """The one of some words that is a slip away from a word; nothing where there are none or several."""
    near = [each for each in words if is_slip(word, each)]
    return near[0] if len(near) == 1 else None

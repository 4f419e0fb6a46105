"""Detect words that differ by one typo."""

from __future__ import annotations

import re
from collections.abc import Iterable

# In shorter words, another letter makes another word.
_SHORTEST = 5


def is_slip(one: str, other: str) -> bool:
    """Whether words differ by one letter missing, added, replaced or swapped with the next, or only in case.

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
    """Whether a new name only corrects one letter of the old: no digit, no end of a word, no case.

    A difference at the end of a word may make another word: a plural, another tense.

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


def lacks_a_word(one: str, other: str) -> bool:
    """Whether one of two names is the other without one of its words, which are joined by underscores.

    Examples:
        >>> lacks_a_word("plot_owner_id", "plot_second_owner_id"), lacks_a_word("plot_id", "owner_plot")
        (True, False)
    """
    short, long = sorted((one.split("_"), other.split("_")), key=len)
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))


def one_typo_away(word: str, words: Iterable[str]) -> str | None:
    """The only one of some words that is one typo away from a word; ``None`` if there are none or several."""
    near = [each for each in words if is_slip(word, each)]
    return near[0] if len(near) == 1 else None

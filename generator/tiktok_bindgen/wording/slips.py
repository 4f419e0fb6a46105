"""Words that differ by one slip of the pen."""

from __future__ import annotations

from collections.abc import Iterable


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


def meant(word: str, words: Iterable[str]) -> str | None:
    """The one of some words that is a slip away from a word; nothing where there are none or several."""
    near = [each for each in words if is_slip(word, each)]
    return near[0] if len(near) == 1 else None

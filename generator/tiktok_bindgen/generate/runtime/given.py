"""Settings as callers give them."""

from __future__ import annotations

from .errors import one_line


def as_given(value: object, limit: int = 80) -> str:
    """Write a value that is refused, as Python writes it, on one line. It may be anything."""
    try:
        return one_line(repr(value), limit)
    except (ValueError, RecursionError):
        # A number of too many digits; what is nested too deeply.
        return f"{type(value).__name__} too large to show"


def flag(name: str, value: object) -> bool:
    """Take a setting that is true or false.

    Raises:
        TypeError: It is neither: text such as "no" would count as true.
    """
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, not {as_given(value)}")
    return value


def count(name: str, value: object) -> int:
    """Take a setting that is how many of something there are.

    Raises:
        TypeError: It is no whole number.
        ValueError: It is less than 1.
    """
    told = f"{name} must be a whole number from 1, not {as_given(value)}"
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(told)
    if value < 1:
        raise ValueError(told)
    return value

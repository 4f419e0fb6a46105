"""Settings as callers give them."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

from .codec import is_mapping, one_line

T = TypeVar("T")


def as_given(value: object, limit: int = 80) -> str:
    """Write a value that is refused, as Python writes it, on one line. It may be anything."""
    try:
        return one_line(repr(value), limit)
    except (ValueError, RecursionError):
        # A number of too many digits; what is nested too deeply.
        return f"{type(value).__name__} too large to show"


def of_kind(name: str, value: T, what: str, *kinds: Any) -> T:
    """Take an argument of certain types, called ``what``. It is not shown: it may be secret."""
    if not isinstance(value, kinds):
        raise TypeError(f"{name} must be {what}, not {type(value).__name__}")
    return value


def function(name: str, value: T) -> T:
    """Take a function, or ``None``."""
    return of_kind(name, value, "a function", Callable, type(None))


def file_path(name: str, value: str | os.PathLike[str]) -> str:
    """Take the path of a file."""
    found = os.fsdecode(of_kind(name, value, "a path", str, bytes, os.PathLike))
    try:
        why = "" if b"\0" not in os.fsencode(found) else "text with a zero character"
    except UnicodeEncodeError:
        why = "text that is not valid Unicode"
    if why or not found:
        raise ValueError(f"{name} must be the path of a file, not {why or 'an empty text'}")
    return found


def must_have_names(called: str, values: object) -> None:
    """Refuse anything but a mapping whose keys are text."""
    if not (is_mapping(values) and all(isinstance(name, str) for name in values)):
        raise TypeError(f"{called} must be a dictionary whose keys are text")


def flag(name: str, value: object) -> bool:
    """Take a setting that is true or false; text such as "no" would count as true."""
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, not {as_given(value)}")
    return value


def count(name: str, value: object) -> int:
    """Take a setting that is how many of something there are: at least one."""
    message = f"{name} must be a whole number from 1, not {as_given(value)}"
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(message)
    if value < 1:
        raise ValueError(message)
    return value

"""Sample figures of reports: the same for the same row, other for another, and of a plausible size.

Whether one is a share, an average, a number of times or an amount follows from words of its name and its
description. What people do after something else is less often: they see, click, then buy.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple
from zlib import crc32

from .report_rules import report_kind, words

_SHARE = re.compile(r"percent|_rate\b|\brate\b")
_AVERAGE = re.compile(r"\baverage\b|\bper\b|_per_|\bdivided\b|\breturn\b")
_AMOUNT = re.compile(r"\bmoney\b|\bcosts?\b|cost\b|spend\b|\bspent\b|\bvalue\b|revenue")
# How often something happens on a day, roughly: the first of its kind, of which all others are a part.
_STAGES = ((re.compile(r"shown|impression|view|play|\bsaw\b|reach"), 40_000), (re.compile("click"), 1_600))
_LATER = 100
_AMOUNTS = 500


class Scale(NamedTuple):
    """What a figure is."""

    size: float  # roughly what it is on a day
    digits: int  # the number of its digits after the point
    is_summed: bool  # whether that of several days is the sum of theirs

    def figure(self, name: str, row: str, days: Sequence[str]) -> str:
        """Return a figure, given its name, what its row is of, and the days of the row, one or more."""
        if not self.is_summed:
            return f"{self.size * _part(f'{row} {days[0]} {name}'):.{self.digits}f}"
        # With one part for all of a row, no figure outgrows one of which it is a part.
        return f"{sum(round(self.size * _part(f'{row} {day}'), self.digits) for day in days):.{self.digits}f}"


def _part(text: str) -> float:
    """Return a number from 0.5 to 1.5 that another text hardly shares."""
    return 0.5 + crc32(text.encode()) % 10_007 / 10_007


def scale_of(name: str, package: str, key: str) -> Scale:
    """Return what a figure is, given the package with the kinds of reports and the kind; empty if unknown."""
    return (_scales(package, key) if key else {}).get(name) or _scale(name, "", Counter())


@cache
def _scales(package: str, key: str) -> dict[str, Scale]:
    kind, described = report_kind(package, key), words(package)
    seen = Counter[float]()
    figures = (name for name, entry in kind.metrics.items() if "type" not in entry)
    return {name: _scale(name, described.get(name, ""), seen) for name in figures}


def _scale(name: str, description: str, seen: Counter[float]) -> Scale:
    """Return what a figure is, given how many of each size come before it."""
    # What comes after a comma is about something else, such as the time.
    text = f"{name} {description.partition(',')[0]}".lower()
    if _SHARE.search(f"{name} {description}".lower()):
        return Scale(3, 2, is_summed=False)
    if not description.startswith("Number"):
        if _AVERAGE.search(text):
            return Scale(1, 2, is_summed=False)
        if _AMOUNT.search(text):
            seen[_AMOUNTS] += 1
            return Scale(_AMOUNTS / seen[_AMOUNTS], 2, is_summed=True)
    size = next((size for words, size in _STAGES if words.search(text)), _LATER)
    seen[size] += 1
    return Scale(size / seen[size], 0, is_summed=True)

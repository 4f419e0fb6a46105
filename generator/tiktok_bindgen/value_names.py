"""Names for the values of an enum, which can be any text: in our client, and as ``x-enum-varnames``."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from itertools import chain, count

#: The most characters in the name of a value or a field.
LONGEST = 60


def member(value: str) -> str:
    """Return a name for a value of an enum: ``18+`` → ``VALUE_18_PLUS``."""
    spelled = f"minus {value[1:]}" if re.match(r"-\d", value) else value
    for sign, word in _SIGNS:
        spelled = spelled.replace(sign, word)
    name = re.sub(r"[^A-Z0-9]+", "_", spelled.upper()).strip("_")[:LONGEST].rstrip("_")
    # A lone "I" or "O" is easily mistaken for a digit.
    if not name or not name[0].isalpha() or name in {"I", "O"}:
        name = f"VALUE_{name}".rstrip("_")
    return name


# ``-`` separates words far more often than it means minus.
_SIGNS = (("+", " plus "), ("%", " percent "), ("&", " and "), ("<", " under "), (">", " over "))


def members(values: Iterable[str], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return unique member names by value; valid names given in the spec take precedence."""
    every = list(dict.fromkeys(values))
    wanted = {}
    for value in every:
        name = (given or {}).get(value, "")
        usable = name.isascii() and name.isidentifier() and not name.startswith("_")
        wanted[value] = member(name) if usable else member(value)
    return unique(every, wanted)


def unique(texts: Iterable[str], wanted: Mapping[str, str], joint: str = "_") -> dict[str, str]:
    """Give each text the name it wants, numbering later ones of the same name.

    A text that equals its name comes first, so that an unusual spelling never takes the name of a plain one.
    """
    order = list(texts)
    result: dict[str, str] = {}
    used: set[str] = set()
    counters: dict[str, int] = {}
    for text in sorted(order, key=lambda text: wanted[text] != text):
        base = name = wanted[text]
        while name in used:
            counters[base] = counters.get(base, 1) + 1
            name = f"{base.rstrip('_')}{joint}{counters[base]}"
        used.add(name)
        result[text] = name
    return {text: result[text] for text in order}


def numbered(name: str, taken: Container[str], joint: str = "") -> str:
    """A name that is not taken: the name itself, or the first of it with a number, from 2 on."""
    numbers = (f"{name}{joint}{number}" for number in count(2))
    return next(each for each in chain((name,), numbers) if each not in taken)

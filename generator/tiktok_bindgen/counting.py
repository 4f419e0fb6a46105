"""Write numbers with their nouns."""

from __future__ import annotations

import re


def number_of(count: object, one: str, many: str = "") -> str:
    """Write a number with its noun, such as ``1 page`` or ``2 pages``.

    Args:
        count: The number.
        one: The noun in the singular, with whatever agrees with it.
        many: The same in the plural; by default with an ``s`` at its end.
    """
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def singular(noun: str) -> str:
    """Return the singular of a noun, or of words that end in one: ``rose bed`` of ``rose beds``."""
    return _PLURAL.sub(lambda match: _SINGULARS[match[0]], noun)


def in_singular(text: str) -> str:
    """Return a text with each of its words in the singular."""
    return _WORD.sub(lambda word: singular(word[0]), text)


_WORD = re.compile(r"\w+")
# Plural endings and their singulars.
_SINGULARS = {
    "Series": "Series",
    "series": "series",
    "ies": "y",
    "sses": "ss",
    "shes": "sh",
    "ches": "ch",
    "xes": "x",
    "tuses": "tus",
    "ss": "ss",
    "us": "us",
    "is": "is",
    "s": "",
}
# The longest ending is found first.
_PLURAL = re.compile(rf"(?:{'|'.join(_SINGULARS)})\Z")

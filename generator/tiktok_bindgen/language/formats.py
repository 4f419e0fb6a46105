"""Formats of dates as the documentation writes them, and of other texts in words of our own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# The format of which only the standard's name is told; times in it differ in their zones and fractions.
ISO = "ISO 8601"

# The kinds whose values may be in a date format.
HAVE_FORMAT = frozenset({"string", "datetime", "any"})

# A format consists of numbers of four and two digits, and signs; one with anything else gets no pattern.
_FORMAT = re.compile(r"(?:YYYY|MM|DD|HH|SS|mm|dd|hh|ss|[TZ:/ .-])+")
_DIGITS = re.compile(r"YYYY|MM|DD|HH|SS|mm|dd|hh|ss")

# The formats that have a name in JSON Schema.
_STANDARD: Mapping[str, str] = {"YYYY-MM-DD": "date", ISO: "date-time"}

# Formats in words, and what every text in them matches. "Digits of an integer" refuses nothing: ids have it,
# and whatever is unique stands for one in examples and programs. A hash is only told from what was to be
# hashed, an address or a number that begins with "+", since examples have names in its place. For no address
# and no time, programs send an empty text.
_WORDED: Mapping[str, str | None] = {
    "digits of an integer": None,
    "zeros and ones": "^[01]*$",
    "hashed text": "^[^@+]*$",
    "ip address": "^$|[.:]",
    "web address": r"^$|^[Hh][Tt][Tt][Pp][Ss]?:\/\/",
    "text with more than digits": "[^0-9]+",
    # Letters of any language: what is excluded are ASCII's signs and, at first, digits and blanks; and emoji.
    "word characters after a letter": (
        r"""^[^ !"#$%&'()*+,.\/0-9:;<=>?@\[\\\]\^_`{|}~\-][^!"#$%&'()*+,.\/:;<=>?@\[\\\]\^`{|}~]*$"""
    ),
}
# And what every time of the standard matches.
_PATTERNS = {**_WORDED, ISO: r"^$|^\d{4}-[\d:.,+ TtWwZz\-]*$|^\d{8}[Tt][\d:.,+Zz\-]*$|^\d{4,8}$"}
# Those that exclude emoji.
_WITHOUT_EMOJI = "word characters after a letter"
#: The names of these formats.
WORDED = tuple(_WORDED)
#: How the format of a text without some characters begins: ``text without emoji ! ?``.
WITHOUT = "text without "
EMOJI = "emoji"


def format_name(documented: str) -> str:
    """The value of a schema's ``format``: the standard name if there is one, else as documented."""
    return _STANDARD.get(documented, documented)


def excluded(documented: str | None, kind: str) -> list[str]:
    """The characters that the format of a field of some kind excludes; ``emoji`` stands for all of them."""
    written = documented or ""
    if written == _WITHOUT_EMOJI:
        written = f"{WITHOUT}{EMOJI}"
    fits = written.startswith(WITHOUT) and kind in HAVE_FORMAT
    return written.removeprefix(WITHOUT).split() if fits else []


def format_pattern(documented: str | None, kind: str) -> str | None:
    """The regular expression for a format of a field of some kind, if all of it is known; it has no emoji."""
    if not documented or kind not in HAVE_FORMAT:
        return None
    if documented in _PATTERNS:
        return _PATTERNS[documented]
    if without := excluded(documented, kind):
        # Without its flag `u`, ECMAScript takes each half of a character beyond these for one of its own.
        named = [each for each in without if each != EMOJI and max(each) <= "\uffff"]
        escaped = [re.sub(r"[\\\[\]^/-]", r"\\\g<0>", each) for each in named]
        return f"^[^{''.join(escaped)}]*$" if escaped else None
    if not _FORMAT.fullmatch(documented):
        return None
    digits = _DIGITS.sub(lambda match: rf"\d{{{len(match[0])}}}", documented.replace(".", r"\."))
    return f"^{digits}$"

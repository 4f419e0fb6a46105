"""Date formats as the documentation writes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tiktok_bindgen.interpret.model import Field

# The kinds whose values may be in a date format.
HAVE_FORMAT = frozenset({"string", "datetime", "any"})

# What each piece of a documented format stands for; a format with any other piece gets no pattern.
PIECES: Mapping[str, str] = {
    "YYYY": r"\d{4}",
    "MM": r"\d{2}",
    "DD": r"\d{2}",
    "HH": r"\d{2}",
    "SS": r"\d{2}",
    "mm": r"\d{2}",
    "dd": r"\d{2}",
    "hh": r"\d{2}",
    "ss": r"\d{2}",
    "T": "T",
    "Z": "Z",
    "-": "-",
    ":": ":",
    "/": "/",
    " ": " ",
    ".": r"\.",
}
_PIECE = re.compile("|".join(map(re.escape, PIECES)))

# The formats that JSON Schema has a name of its own for.
_STANDARD: Mapping[str, str] = {"YYYY-MM-DD": "date"}


def format_name(documented: str) -> str:
    """The value of a schema's ``format``: the standard name if there is one, else as documented."""
    return _STANDARD.get(documented, documented)


def format_pattern(field: Field) -> str | None:
    """The regular expression for a text field's format, if every piece of the format is known."""
    if not field.format or field.type.kind not in HAVE_FORMAT:
        return None
    pieces = []
    position = 0
    while position < len(field.format):
        found = _PIECE.match(field.format, position)
        if not found:
            return None
        pieces.append(PIECES[found.group()])
        position = found.end()
    return f"^{''.join(pieces)}$"

"""Colour an explanation for a terminal."""

from __future__ import annotations

import re

_STYLES = {
    "title": "1",
    "code": "36",
    "required": "31",
    "missing": "31;1",
    "not allowed": "31;1",
    "wrong": "31;1",
    "depends": "33",
    "ruled out": "2",
}
_CODE = re.compile(r"`[^`]+`")
_TITLE = re.compile(r"^(?:\S.*)$", re.MULTILINE)
# The table's third column, and the state that a partial request gives a field.
_NEEDED = re.compile(r"(?<=  )(required|depends)(?=  )")
_STATE = re.compile(r"^  (missing|not allowed|wrong|ruled out)(?=  )", re.MULTILINE)


def coloured(text: str) -> str:
    """Add terminal colour codes to a text from `report`; the text itself is unchanged."""
    head, _, rest = text.partition("\n")
    rest = _NEEDED.sub(lambda found: _paint(found[1], found[1]), rest)
    rest = _STATE.sub(lambda found: f"  {_paint(found[1], found[1])}", rest)
    rest = _CODE.sub(lambda found: _paint(found[0], "code"), rest)
    titles = {"Rules", "It follows", "Given that", "Example", "Contested, and not enforced"}
    rest = _TITLE.sub(lambda found: _paint(found[0], "title") if found[0] in titles else found[0], rest)
    return f"{_paint(head, 'title')}\n{rest}"


def _paint(text: str, style: str) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"

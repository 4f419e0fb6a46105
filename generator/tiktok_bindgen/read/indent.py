"""Read a row's depth from its name's cell: from marks, blanks, or a path of names.

The portal writes depth before a row's first bar. Other tables write it in the cell: ``> depth``,
``└ depth``, ``-- depth``, blanks that HTML keeps, or a whole path, ``plot.depth`` or ``plots[].depth``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from attrs import evolve, frozen

from tiktok_bindgen.read.page import Row
from tiktok_bindgen.read.words import is_scalar

_BLANK = "\u00a0\u2002\u2003\u3000"
_WIDE = "\u2003\u3000"
_TREE = "│├└┗┣╰"
_COUNTED = "»›↳∟→•◦+"
_LEAD = re.compile(
    rf"(?:[ \t{_BLANK}{_TREE}{_COUNTED}─━>.-]|\*+(?= )"
    r"|&(?:nbsp|ensp|emsp|gt|raquo|#160|#xa0|#8194|#8195);){1,60}",
    re.IGNORECASE,
)
# What a name, or the mark-up around one, begins with.
_NAME = re.compile(r"[A-Za-z_`{<\[&*]")
_PATH = re.compile(r"[A-Za-z_]\w*(?:(?:\[[\w*]{0,10}\])*\.[A-Za-z_]\w*)+")
_INDEX = re.compile(r"\[[\w*]{0,10}\]")


@frozen
class Lead:
    """What stands before a name in its cell: levels by marks, width of blanks; and the cell without it."""

    rest: str
    marks: int = 0
    blanks: int = 0


def lead_of(cell: str) -> Lead:
    """Read what precedes a name in its cell.

    Examples:
        >>> lead_of("&gt;&gt; depth {Required}")
        Lead(rest='depth {Required}', marks=2, blanks=0)
        >>> lead_of("&nbsp;&nbsp;└─ depth")
        Lead(rest='depth', marks=1, blanks=2)
        >>> lead_of("--> depth").marks
        2
        >>> lead_of("**depth**").rest
        '**depth**'
    """
    match = _LEAD.match(cell)
    if match is None or _NAME.match(cell, match.end()) is None:
        return Lead(cell)
    written = html.unescape(match[0])
    blanks = sum(1 + (char in _WIDE) for char in written if char in _BLANK)
    return Lead(cell[match.end() :], _levels(written), blanks)


def _levels(written: str) -> int:
    """Return how many levels marks show; where kinds are combined, one counts and the others decorate."""
    if any(char in _TREE for char in written):
        return sum(char in _TREE for char in written)
    hyphens = written.count("-")
    if ">" in written:
        return hyphens or written.count(">")
    return sum(char in _COUNTED for char in written) or hyphens or written.count(".") or written.count("*")


def depths(leads: Sequence[Lead]) -> list[int]:
    """Return how deep each row of a table is below its first one.

    Examples:
        >>> depths([lead_of(cell) for cell in ("plot", "&emsp;bed", "&emsp;&emsp;row", "season")])
        [0, 1, 2, 0]
        >>> depths([lead_of(cell) for cell in ("- plot", "-- bed", "- season")])
        [0, 1, 0]
    """
    if not any(lead.blanks for lead in leads):
        first = leads[0].marks if leads else 0
        return [max(lead.marks - first, 0) for lead in leads]
    return nested_by_width([lead.blanks + lead.marks for lead in leads])


def nested_by_width(widths: Sequence[float]) -> list[int]:
    """Return each row's depth given its indentation: one more than that of the last row indented less."""
    found: list[int] = []
    open_: list[float] = []
    for width in widths:
        while open_ and open_[-1] >= width:
            open_.pop()
        found.append(len(open_))
        open_.append(width)
    return found


def nested_by_path(rows: Sequence[Row]) -> list[Row]:
    """Nest rows whose names are paths into an object above them, and shorten the names to the last part."""
    if any(row.depth for row in rows) or not any("." in row.name for row in rows):
        return list(rows)
    found: list[Row] = []
    inside: list[str] = []
    for row in rows:
        path = _INDEX.sub("", row.name) if _PATH.fullmatch(row.name) else ""
        parent, _, name = path.rpartition(".")
        if parent in inside:
            del inside[inside.index(parent) + 1 :]
            found.append(evolve(row, name=name, depth=len(inside)))
        else:
            inside.clear()
            found.append(row)
        if not is_scalar(row.type):
            inside.append(path or row.name)
    return found

"""Rows of a flattened field table: one cell a line or several with tabs between, and nothing that ends a row.

A row begins where a cell that looks like a name is followed by a cell that looks like a data type, with
markers between. A description may hold two such lines by chance, so each beginning is scored; what scores
between yes and no is taken and reported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from tiktok_bindgen.read.page import Line

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

MARKERS: dict[str, str] = {
    "required": "Required",
    "conditional": "Conditional",
    "conditonal": "Conditonal",
    "conditionally required": "Conditionally required",
    "mandatory": "Mandatory",
    "optional": "Optional",
    "deprecated": "Deprecated",
    "to be deprecated": "To be deprecated",
    "to-be-deprecated": "to-be-deprecated",
    "not required": "Not required",
    "recommended": "Recommended",
    "read only": "Read only",
    "read-only": "Read-only",
    "allowlist": "Allowlist",
    "allowlist-only": "Allowlist-only",
    "new": "New",
    "beta": "Beta",
}
"""Markers as the documentation spells them, by their spelling in small letters."""

STRONG_TYPES = frozenset(
    {
        "string", "str", "number", "integer", "float", "double", "decimal", "boolean", "bool", "object",
        "datetime", "int32", "int64", "dtring",
    }
)  # fmt: skip
"""Words that are hardly anything but a data type where they stand alone on a line."""

WEAK_TYPES = frozenset(
    {
        "int", "long", "list", "array", "map", "json", "url", "file", "date", "time", "timestamp", "enum",
        "any", "binary",
    }
)  # fmt: skip
"""Words that are data types, and names and plain words as well."""

_TYPO_OF = ("string", "number", "object", "boolean", "integer", "string[]", "number[]", "object[]")

_TYPE = re.compile(r"([A-Za-z][A-Za-z0-9]*)((?:\s*\[\s*\])*)\Z")
_CONTAINER_TYPE = re.compile(
    r"(?:map|list|array|dict|object)\s*[(<\[{][^\n]{0,80}[)>\]}]\s*(?:\[\s*\])*\Z", re.IGNORECASE
)
# Words before and behind a type that say more of it: ``JSON string``, ``object array``, ``string (64)``.
_QUALIFIED = re.compile(
    r"(?:(?:json|enum|unix|nested|positive|unsigned) )?(?P<type>[a-z]+[0-9]*)"
    r"(?: (?:array|list)| ?\([^()]{1,30}\))?\Z"
)
_STARRED = re.compile(r"(?:\* ?)?([A-Za-z_][\w.\-]*[A-Za-z0-9])(?: ?\*)?\Z")
_ARRAY_OF = re.compile(r"(?:array|list|map) of [a-z]+(?:\[\])?\Z", re.IGNORECASE)
_NAME = re.compile(r"\$?[A-Za-z_][\w.\-]*(?:\[\])?\Z")
_TEMPLATE_NAME = re.compile(r"[{<\[][\w ]{1,60}[}>\]]\Z")
_PHRASE = re.compile(r"[A-Za-z_][\w/'&\-]*(?: ?[\w/'&\-]+){0,3}\Z")
_NOTED_NAME = re.compile(r"([A-Za-z_][\w.\-]*)\s*[({（]\s*([^(){}（）]{1,40}?)\s*[)}）]\Z")
_SURE = 3.0
_POSSIBLE = 1.5
_MAX_NAME = 100


@frozen
class FlatRow:
    """A row before its depth is known.

    Attributes:
        name: The field's name.
        markers: Its markers as documented.
        type: Its data type as documented, empty when none was found.
        prose: Its description's lines, white space folded, empty lines left out but noted as gaps.
        line: The line of its name in the page.
        doubt: Why it may be no row, empty when it is one.
    """

    name: str
    markers: tuple[str, ...]
    type: str
    prose: tuple[Line, ...]
    line: int
    doubt: str = ""


@frozen
class _Start:
    """A place where a row may begin."""

    at: int
    body: int
    name: str
    markers: tuple[str, ...]
    type: str
    score: float
    rest: tuple[str, ...] = ()


def read_rows(
    lines: Sequence[str], first_line: int, shown: Collection[str] = ()
) -> tuple[tuple[FlatRow, ...], tuple[tuple[int, str], ...]]:
    """Cut the lines below a table's header into rows.

    Args:
        lines: The lines, up to where the table ends.
        first_line: The number of the first of them in the page.
        shown: Names that the page's examples show, which makes a line more likely to be a name.

    Returns:
        The rows, and the lines before the first row with their numbers, which belong to none.
    """
    starts = _choose(_starts(lines, shown))
    before = lines[: starts[0].at] if starts else lines
    lost = tuple((first_line + at, fold(line)) for at, line in enumerate(before) if line.strip())
    rows = []
    for number, start in enumerate(starts):
        end = starts[number + 1].at if number + 1 < len(starts) else len(lines)
        prose = _prose([*start.rest, *lines[start.body : end]])
        doubt = "" if start.score >= _SURE else "its name and type may be lines of the description before"
        rows.append(FlatRow(start.name, start.markers, start.type, prose, first_line + start.at, doubt))
    return tuple(rows), lost


def _prose(lines: Sequence[str]) -> tuple[Line, ...]:
    """A description's lines; an empty line between two ends a list, which nothing else tells in this form."""
    found: list[Line] = []
    gap = False
    for line in lines:
        text = fold(line)
        if text:
            found.append(Line(text, gap=gap and bool(found)))
        gap = not text
    return tuple(found)


def fold(line: str) -> str:
    """A line with its white space folded."""
    return " ".join(line.split())


def is_type(text: str) -> bool:
    """Whether a line can be a data type."""
    return _type_score(text) > 0


def is_row(line: str) -> bool:
    """Whether a line with tabs begins a row: a name, maybe a marker, and a data type."""
    cells = [cell.strip() for cell in line.split("\t")]
    name, _ = _split_name(cells[0])
    typed = cells[2:3] if cells[1:] and _marker(cells[1]) else cells[1:2]
    return _name_score(name) is not None and any(map(is_type, typed))


def is_name(text: str) -> bool:
    """Whether a line can be the name of a field, a single word without spaces."""
    return len(text) <= _MAX_NAME and _NAME.match(text) is not None


def _starts(lines: Sequence[str], shown: Collection[str]) -> list[_Start]:
    """Every place where a row may begin, in order."""
    found = []
    for at, line in enumerate(lines):
        first = line.partition("\t")[0]
        if len(first) > _MAX_NAME * 2 or not first.strip():
            continue
        cells = _Cells(lines, at)
        name, noted = _split_name(cells.take())
        score = _name_score(name)
        if score is None:
            continue
        markers = list(noted)
        while len(cells.next) <= 40 and _marker(cells.next):
            markers.append(cells.take())
        typed = cells.next if len(cells.next) <= _MAX_NAME else ""
        type_score = _type_score(typed)
        if type_score == 0:
            if len(markers) == len(noted) or score < 2:
                continue
            # A name with a marker below it is a row even if what follows is no known type.
            if not _TYPE.match(typed):
                typed = ""
        if typed:
            cells.take()
        score += type_score
        if markers:
            score += 3
        if name in shown:
            score += 3
        before = lines[at - 1].rstrip() if at else ""
        if before.endswith((":", "：")):
            score -= 1.5
        if not before:
            score += 0.5
        found.append(_Start(at, cells.at, name, tuple(markers), typed, score, tuple(cells.rest)))
    return found


class _Cells:
    """The cells from a line on: a line's parts between tabs, then those of the line below.

    Attributes:
        at: The first line of which no cell was taken.
        rest: The cells of the line before that are left.
    """

    def __init__(self, lines: Sequence[str], at: int) -> None:
        self._lines = lines
        self.at = at
        self.rest: list[str] = []

    @property
    def next(self) -> str:
        """The next cell; empty at the end."""
        return self.rest[0] if self.rest else self._line()[0]

    def take(self) -> str:
        """Go on behind the next cell."""
        if not self.rest:
            self.rest = self._line()
            self.at += 1
        return self.rest.pop(0)

    def _line(self) -> list[str]:
        line = self._lines[self.at] if self.at < len(self._lines) else ""
        return [cell.strip() for cell in line.split("\t")]


def _choose(starts: Sequence[_Start]) -> list[_Start]:
    """Of beginnings that share lines the more likely, and none that is unlikely."""
    chosen: list[_Start] = []
    for start in starts:
        if start.score < _POSSIBLE:
            continue
        if chosen and start.at < chosen[-1].body:
            if start.score <= chosen[-1].score:
                continue
            chosen.pop()
        chosen.append(start)
    return chosen


def _marker(line: str) -> bool:
    return line.strip().strip("{}()+-").strip().lower() in MARKERS


def _split_name(text: str) -> tuple[str, tuple[str, ...]]:
    """A name line without markers that stand on it, and those markers."""
    noted = _NOTED_NAME.match(text) if len(text) <= _MAX_NAME * 2 else None
    if noted is not None and _marker(noted[2]):
        return noted[1], (noted[2],)
    if "*" in text and (starred := _STARRED.match(text)) is not None:
        # A star beside a name marks a required field.
        return starred[1], ("Required",)
    head, _, tail = text.partition(" ")
    if tail and _NAME.match(head) and _marker(tail):
        return head, (tail.strip(),)
    return text, ()


def _name_score(name: str) -> float | None:
    """How much a text looks like a field's name; ``None`` when it cannot be one."""
    if not name or len(name) > _MAX_NAME:
        return None
    if _NAME.match(name):
        if name.lower() in STRONG_TYPES:
            return -2.0
        if name.lower() in WEAK_TYPES:
            return 1.0
        if name.lower() in MARKERS:
            return None
        if name == name.lower():
            return 3.0 if "_" in name else 2.0
        if name == name.upper():
            return 0.0
        return 2.0 if name[0].islower() or "-" in name else 1.0
    if _TEMPLATE_NAME.match(name):
        return 1.0
    if name.count(" ") <= 3 and _PHRASE.match(name):
        return -0.5
    return None


def _type_score(text: str) -> float:
    """How much a text looks like a data type: 0 when it does not."""
    if not text or len(text) > _MAX_NAME:
        return 0
    plain = text.lower()
    single = _TYPE.match(plain)
    if single is not None:
        word, arrays = single[1], single[2]
        if word in STRONG_TYPES:
            return 2.0
        if word in WEAK_TYPES:
            return 2.0 if arrays else 0.5
        return 1.0 if _is_typo(plain) else 0
    if _CONTAINER_TYPE.match(plain) or _ARRAY_OF.match(plain):
        return 2.0
    qualified = _QUALIFIED.match(plain)
    if qualified is not None and qualified["type"] in STRONG_TYPES:
        return 2.0
    parts = re.split(r"\s*(?:/|\||,|\bor\b)\s*", plain)
    if 1 < len(parts) <= 4 and all(_is_plain_type(part) for part in parts):
        return 2.0
    return 0


def _is_plain_type(text: str) -> bool:
    single = _TYPE.match(text)
    return single is not None and single[1] in STRONG_TYPES | WEAK_TYPES


def _is_typo(text: str) -> bool:
    """Whether one wrong, missing, doubled or swapped letter separates a word from a data type."""
    return any(abs(len(text) - len(word)) <= 1 and _is_near(text, word) for word in _TYPO_OF)


def _is_near(text: str, word: str) -> bool:
    at = 0
    while at < min(len(text), len(word)) and text[at] == word[at]:
        at += 1
    rest, other = text[at:], word[at:]
    if rest == other:
        return False
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (rest[:2] == other[:2][::-1] and rest[2:] == other[2:])
    )

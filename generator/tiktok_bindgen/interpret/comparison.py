"""Tables that compare a version with the one before: what their rows are of, and what their cells name.

What a row is of and how a cell names things are wordings, each with examples. What they mean for the fields
of an operation is found in ``formerly``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal
from urllib.parse import quote, unquote

from attrs import evolve, frozen

from tiktok_bindgen.interpret.types import parse_type
from tiktok_bindgen.read.page import Cell, Line, ValueTable

Subject = Literal[
    "path", "method", "parameter", "parameter place", "new parameter", "gone parameter", "value", "new value",
    "gone value", "presence",
]  # fmt: skip
Side = Literal["request", "response"]
Told = Callable[[int, str], None]
"""Takes a line and what was not understood there."""

_VERSION = re.compile(r"v\d+(?:\.\d+)*")


@frozen
class Item:
    """What a cell names: a parameter, or a value of one.

    Attributes:
        name: The parameter's name; a path that begins with a slash is exact, as facts pages have it.
        places: The objects that it is said to be in, the innermost first.
        type: Its data type, if that is told.
        said: What is said of it: ``required``, ``optional``, ``gone``.
        value: The value of it that is meant.
        odd: Its type is told, but not a known one.
    """

    name: str
    places: tuple[str, ...] = ()
    type: str = ""
    said: str = ""
    value: str = ""
    odd: bool = False


@frozen
class Statement:
    """One thing that a comparison tells.

    Attributes:
        subject: What it is of.
        side: Whether of the request or the response; ``None`` where the row leaves that open.
        was: What there was; ``None`` for what is new, and for what is gone.
        now: What there is now or, with what is gone, what there was.
        line: The row's line in the page.
    """

    subject: Subject
    side: Side | None
    was: Item | None
    now: Item
    line: int


@frozen
class Wording:
    """One way to say what a row is of, or to name something in a cell.

    Attributes:
        pattern: Matches all of it, without back-ticks.
        means: What a row is of, or what a line of a cell is.
        examples: Texts that it matches.
    """

    pattern: re.Pattern[str]
    means: str
    examples: tuple[str, ...]


def _wording(pattern: str, means: str, *examples: str) -> Wording:
    return Wording(re.compile(pattern, re.IGNORECASE), means, examples)


_IN_VERSION = r"(?: in v\.?[\d.]+)?"
_SIDE = r"(?P<side>request|response)"

# What stands in a row's first cell. To read one more wording, add a row.
LABELS: tuple[Wording, ...] = (
    _wording(r"(?:endpoint )?path", "path", "Endpoint path"),
    _wording(r"(?:http |request )?method", "method", "Method"),
    _wording(
        rf"{_SIDE} parameters?(?: names?| (?:data )?types?| change| names? and (?:data )?types?"
        r"| (?:data )?types? and names?)?",
        "parameter",
        "Request parameter name",
        "Response parameters data type",
        "Response parameter name and data type",
        "Reqeust parameter",
    ),
    _wording(rf"{_SIDE} parameters? hierarchy", "parameter place", "Request parameter hierarchy"),
    _wording(rf"new {_SIDE} parameters?{_IN_VERSION}", "new parameter", "New request parameters"),
    _wording(
        rf"{_SIDE} parameters? (?:deprecated|removed|deleted){_IN_VERSION}",
        "gone parameter",
        "Request parameters deprecated in v7.3",
        "Respone parameter deprecated in v.7.3",
    ),
    _wording(
        rf"{_SIDE} parameters?(?: enum)? values?(?: names?)?",
        "value",
        "Request parameter value name",
        "Response parameter enum value name",
    ),
    _wording(
        rf"new (?:enum|{_SIDE} parameter) values?{_IN_VERSION}",
        "new value",
        "New enum values in v7.3",
        "New request parameter value",
    ),
    _wording(
        rf"(?:enum|{_SIDE} parameter) values? (?:deprecated|removed|deleted){_IN_VERSION}",
        "gone value",
        "Enum values deprecated in v7.3",
        "Response parameter value deprecated",
    ),
    _wording(rf"other changes in {_SIDE}", "presence", "Other changes in Request"),
)

_WORDS = ("request", "response", "parameter", "parameters", "data", "type", "name", "deprecated", "endpoint")
# How alike a misspelt word must be to one of these.
_ALIKE = 0.75

_NAME = r"[\w./~%{}-]*[\w}]"
_NAMES = rf"(?P<names>{_NAME}(?:(?:,| and|, and) {_NAME})*)"
_OBJECT = r"(?: object)?(?: array)?"
_PLACE = rf"(?P<place>{_NAME}){_OBJECT}(?: (?:of|in|within) (?:the )?(?P<outer>{_NAME}))?{_OBJECT}"
_ALL_OF_IT = rf"including (?:all )?(?:the )?parameters (?:with)?(?:in|inside) the{_OBJECT}"
_ASIDE = rf"\((?:(?:in|within|under) (?:the )?{_PLACE}|{_ALL_OF_IT}(?:, in (?:the )?(?P<inside>{_NAME}))?)\)"
_FIELD = rf"(?:the )?(?P<field>{_NAME}) (?:{_SIDE} )?(?:field|parameter)(?: (?:with)?in (?:the )?{_PLACE})?"

# What a line of a cell can be. To read one more wording, add a row.
LINES: tuple[Wording, ...] = (
    _wording(r"[/—–-]|n/?a|none", "nothing", "/", "-", "N/A"),
    _wording(
        rf"(?P<name>{_NAME}) ?(?:{_ASIDE})? ?(?:[:：] ?(?P<type>.+))?",
        "item",
        "`plot_id`",
        "`plot_id`: number[]",
        "`soil` (in the `bed` object of `garden`) : string",
        "`beds` (including all parameters within the object array)",
        "`/garden/beds/soil`: string",
    ),
    _wording(rf"(?P<name>{_NAME}) ?[:：]", "item", "`plot_id`:"),
    _wording(_ASIDE, "place", "(in the `bed` object)"),
    _wording(rf"in (?:the )?{_PLACE} ?[:：]", "group", "In `bed`:", "in the `bed` object:"),
    _wording(
        rf"in {_FIELD} ?[:：] ?the supported values are(?: renamed to)?",
        "group of values",
        "In the `sort` field: the supported values are renamed to",
    ),
    _wording(rf"\(all are values in (?P<field>{_NAME})\)", "all values", "(all are values in `sort`)"),
    _wording(
        rf"(?P<name>{_NAME}) is (?P<said>optional|required|gone|deleted|removed){_IN_VERSION}\.?",
        "item",
        "`soil` is optional",
        "`soil` is deleted in v7.3",
    ),
    _wording(
        rf"{_NAMES} (?:is|are) (?:now )?(?P<said>required|optional){_IN_VERSION}\.?",
        "items",
        "`soil` and `shade` are now required",
        "`soil`, `sun` and `shade` are required in v7.3.",
    ),
    _wording(
        rf"{_NAMES} (?:deprecated in|removed from|added to) {_FIELD}",
        "values",
        "`WET` deprecated in the `soil` field",
        "`DRY` and `WET` added to the `soil` request parameter within `bed`",
    ),
    _wording(
        rf"(?P<name>{_NAME}) ?\(replaced by the new {_SIDE} parameter {_NAME}\)",
        "item",
        "`soil` (replaced by the new request parameter `ground`)",
    ),
    _wording(
        r"the following parameters are [^:]{1,200}:",
        "nothing",
        "The following parameters are gone since winter:",
    ),
)
_BEFORE = re.compile(r" (?=[,.;:：)])")
_SAID = {"deleted": "gone", "removed": "gone"}


def versions(table: ValueTable) -> tuple[str, str] | None:
    """The versions that a table compares, the older first; ``None`` if it is no such table.

    Examples:
        >>> versions(ValueTable("", ("Changes", "v7.2", "v7.3"), (), 1))
        ('v7.2', 'v7.3')
    """
    named = [column.strip() for column in table.columns[1:]]
    if len(named) != 2 or not all(map(_VERSION.fullmatch, named)):
        return None
    return named[0], named[1]


def paths_of(table: ValueTable) -> tuple[str, str] | None:
    """The paths that a comparison is of, the older first; ``None`` unless it has one row of paths."""
    rows = [row for row in table.rows if row_of(row[0].text) == ("path", None)]
    if len(rows) != 1:
        return None
    was, now = (cell.text.replace("`", "").strip() for cell in rows[0][1:])
    return was, now


def told_by(table: ValueTable, report: Told) -> Iterator[Statement]:
    """What the rows of a comparison tell.

    Args:
        table: The table.
        report: Takes each row, or part of one, that is not understood.
    """
    for label, *cells in table.rows:
        line = label.line or table.line
        found = row_of(label.text)
        if found is None:
            report(line, f"a row of {' '.join(label.text.split()[:4])!r}")
            continue
        subject = found[0]
        if subject == "path":
            continue
        was, now = (_cell(cell, subject, line, report) for cell in cells)
        if was is None or now is None:
            continue
        yield from _statements(found, was, now, line, report)


def row_of(label: str) -> tuple[Subject, Side | None] | None:
    """What a row is of by its first cell; ``None`` if that is not known.

    Examples:
        >>> row_of("New respone parameter")
        ('new parameter', 'response')
    """
    text = " ".join(map(_spelled, label.replace("`", "").rstrip(": ").lower().split()))
    for wording in LABELS:
        if match := wording.pattern.fullmatch(text):
            side = match.groupdict().get("side")
            return wording.means, side  # type: ignore[return-value]  # the patterns know no others
    return None


def without_code(text: str) -> str:
    """A line without the marks of its code, which stays apart from the words around it.

    Examples:
        >>> without_code("`soil`(in the `bed`object), `shade` :number")
        'soil (in the bed object), shade:number'
    """
    return _BEFORE.sub("", " ".join(text.replace("`", " ").split())).replace("( ", "(")


def pointer(names: Iterable[str]) -> str:
    """The exact path of a parameter, as a cell of a facts page has it."""
    return "".join("/" + quote(name, safe="{}") for name in names)


def names_of(path: str) -> tuple[str, ...]:
    """The names on an exact path: see `pointer`."""
    return tuple(map(unquote, path.split("/")[1:]))


def _spelled(word: str) -> str:
    if word in _WORDS or len(word) < 4:
        return word
    best = max(_WORDS, key=lambda known: SequenceMatcher(None, word, known).ratio())
    return best if SequenceMatcher(None, word, best).ratio() >= _ALIKE else word


def _statements(
    row: tuple[Subject, Side | None], was: list[Item], now: list[Item], line: int, report: Told
) -> Iterator[Statement]:
    subject, side = row
    if subject in {"new parameter", "new value", "gone parameter", "gone value", "presence"}:
        # What is gone stands on either side.
        items = [*was, *now] if subject.startswith("gone") else now
        if (was and not subject.startswith("gone")) or not items:
            report(line, f"what is compared in a row of {subject}s")
            return
        for item in items:
            if item.odd:
                report(line, f"the type of `{item.name}`: {item.type[:40]!r}")
            else:
                yield Statement(subject, side, None, item, line)
        return
    pairs = _pairs(was, now)
    if pairs is None:
        report(line, f"which of {len(was)} and {len(now)} items are the same {subject.partition(' ')[0]}")
        return
    for before, after in pairs:
        if before.odd or after.odd:
            odd = before if before.odd else after
            report(line, f"the type of `{odd.name}`: {odd.type[:40]!r}")
        elif after.said == "gone":
            yield Statement("gone parameter", side, None, before, line)
        elif before.value or after.value:
            yield Statement("value", side, before, after, line)
        else:
            yield Statement(subject, side, before, after, line)


def _pairs(was: Sequence[Item], now: Sequence[Item]) -> list[tuple[Item, Item]] | None:
    """Which of two cells' items belong together: those of one name, else those at one position."""
    if not was or len(was) != len(now):
        return None
    names = [[(item.name, item.value) for item in items] for items in (was, now)]
    if sorted(names[0]) == sorted(names[1]) and len(set(names[0])) == len(was):
        return [(item, now[names[1].index((item.name, item.value))]) for item in was]
    return list(zip(was, now, strict=True))


def _cell(cell: Cell, subject: Subject, line: int, report: Told) -> list[Item] | None:
    """What a cell names; ``None`` if something in it is not understood."""
    if subject == "method":
        return [Item(cell.text.replace("`", "").strip())]
    reading = _Reading(values=subject.endswith("value"))
    for each in cell.lines:
        if reading.line(each):
            continue
        report(line, f"in a row of {subject}s: {_outline(each.text)}")
        if not (each.text.startswith("`") and subject.startswith(("new", "gone"))):
            return None
        # One of a list of names, none of which says anything of another.
    return reading.items


def _outline(text: str) -> str:
    """A line without its words: they are the documentation's own."""
    names = ", ".join(re.findall(r"`[^`]{1,60}`", text)[:4])
    return f"{len(text.split())} words{f' about {names}' if names else ''}"


class _Reading:
    """Goes through the lines of a cell."""

    def __init__(self, *, values: bool) -> None:
        self.items: list[Item] = []
        self._values = values
        # The object, or the field, that what follows is in, and how deep in lists that was said.
        self._group: tuple[str, ...] = ()
        self._valued = ""
        self._level = 0
        self._deeper = False
        self._open = False

    def line(self, line: Line) -> bool:
        """Take in a line, unless it is not understood."""
        text = without_code(line.text)
        if self._open and parse_type(text) is not None:
            self.items[-1] = evolve(self.items[-1], type=text)
            self._open = False
            return True
        for wording in LINES:
            if match := wording.pattern.fullmatch(text):
                return self._take(wording.means, match, line.level)
        return False

    def _take(self, means: str, match: re.Match[str], level: int) -> bool:
        found = {key: value for key, value in match.groupdict().items() if value}
        places = tuple(found[key] for key in ("place", "inside", "outer") if key in found)
        if means.startswith("group"):
            self._group = places if means == "group" else ()
            self._valued = found.get("field", "")
            self._level, self._deeper = level, False
        elif means == "place":
            if not self.items or self.items[-1].places:
                return False
            self.items[-1] = evolve(self.items[-1], places=places)
        elif means == "all values":
            self.items = [evolve(item, name=found["field"], value=item.name) for item in self.items]
        elif means == "values":
            names = re.split(r",? and |, ?", found["names"])
            self.items += [Item(found["field"], places, value=name) for name in names]
        elif means == "items":
            self.items += [
                Item(name, said=found["said"]) for name in re.split(r",? and |, ?", found["names"])
            ]
        elif means == "item":
            self._open = match[0].endswith((":", "："))
            return self._item(found, places, level)
        return True

    def _item(self, found: dict[str, str], places: tuple[str, ...], level: int) -> bool:
        if (self._group or self._valued) and level > self._level:
            self._deeper = True
        elif self._deeper:
            self._group, self._valued, self._deeper = (), "", False
        name, type_ = found["name"], found.get("type", "").strip()
        said = _SAID.get(found.get("said", ""), found.get("said", ""))
        if self._values and type_:
            if re.fullmatch(_NAME, type_) is None:
                return False
            self.items.append(Item(name, places, value=type_))
            return True
        if self._valued:
            self.items.append(Item(self._valued, value=name))
        else:
            odd = bool(type_) and parse_type(type_) is None
            self.items.append(Item(name, places or self._group, type_, said, odd=odd))
        return True

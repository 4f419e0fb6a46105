"""Read tables that compare a version with the one before: the subjects of rows, and what cells name.

The subject of a row and the items in a cell are wordings, each with examples. What they mean for the fields
of an operation is worked out in ``formerly``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Literal, cast
from urllib.parse import quote, unquote

from attrs import evolve, frozen

from tiktok_bindgen.interpret.types import parse_type
from tiktok_bindgen.language.hedges import read
from tiktok_bindgen.language.parts import joint, one_token
from tiktok_bindgen.language.patterns import Captures
from tiktok_bindgen.language.table import wordings
from tiktok_bindgen.language.tokens import Token, tokenise
from tiktok_bindgen.read.page import Cell, Line, Side, ValueTable

Subject = Literal[
    "path", "method", "parameter", "parameter-place", "new-parameter", "gone-parameter", "value", "new-value",
    "gone-value", "presence",
]  # fmt: skip
Report = Callable[[int, str], None]
"""Called with a line and what was not understood there."""

_VERSION = re.compile(r"v\d+(?:\.\d+)*")


@frozen
class Item:
    """A parameter, or a value of one, that a cell names.

    Attributes:
        name: The parameter's name; with a leading slash, an exact path as on facts pages.
        places: The objects that it is said to be in, the innermost first.
        type: Its data type, if stated.
        state: What is stated of it: ``required``, ``optional``, ``gone``; empty for nothing.
        value: The value of the parameter that is meant; empty for the parameter itself.
    """

    name: str
    places: tuple[str, ...] = ()
    type: str = ""
    state: str = ""
    value: str = ""


@frozen
class Difference:
    """One difference that a comparison states.

    Attributes:
        subject: What it is about.
        side: Whether it is in the request or the response; ``None`` where the row does not say.
        was: What there was before; ``None`` for what is new, and for what is gone.
        now: What there is now or, for what is gone, what there was.
        line: The row's line on the page.
    """

    subject: Subject
    side: Side | None
    was: Item | None
    now: Item
    line: int


# Parameters as written: names, exact paths, placeholders.
_NAME = re.compile(r"[\w./~%{}-]*[\w}]")


def _name(token: Token) -> str | None:
    written = str(token).strip("`")
    return written if _NAME.fullmatch(written) else None


def _read_names(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    names: list[str] = []
    joined: str | None = ""
    while joined in {"", "and"} and start < len(tokens) and (name := _name(tokens[start])) is not None:
        names.append(name)
        yield start + 1, tuple(names)
        joined, start = joint(tokens, start + 1)


_SAID = {"required": "required", "optional": "optional", "gone": "gone", "deleted": "gone", "removed": "gone"}


def _read_type(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, int]]:
    """Read all that is left; its value is where it begins."""
    if start < len(tokens):
        yield len(tokens), start


_table = partial(
    wordings,
    readers={
        **dict.fromkeys(("FIELD", "INSIDE", "NAME", "OTHER", "OUTER", "PLACE"), one_token(_name)),
        "NAMES": _read_names,
        "SAID": one_token(lambda token: _SAID.get(token.text) if token.kind == "word" else None),
        "TYPE": _read_type,
    },
)

LABELS = _table("version-labels")

LINES = _table("version-lines")


def versions(table: ValueTable) -> tuple[str, str] | None:
    """The two versions that a table compares, the older first; ``None`` if it is no comparison.

    Examples:
        >>> versions(ValueTable("", ("Changes", "v7.2", "v7.3"), (), 1))
        ('v7.2', 'v7.3')
    """
    named = [column.strip() for column in table.columns[1:]]
    if len(named) != 2 or not all(map(_VERSION.fullmatch, named)):
        return None
    return named[0], named[1]


def paths_of(table: ValueTable) -> tuple[str, str] | None:
    """The two paths that a comparison is about, the older first; ``None`` unless one row has paths."""
    rows = [row for row in table.rows if row_of(row[0].text) == ("path", None)]
    if len(rows) != 1:
        return None
    was, now = (cell.text.replace("`", "").strip() for cell in rows[0][1:])
    return was, now


def differences_in(table: ValueTable, report: Report) -> Iterator[Difference]:
    """What the rows of a comparison tell; what of them is not understood is reported."""
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
        yield from _differences(found, was, now, line, report)


def row_of(label: str) -> tuple[Subject, Side | None] | None:
    """The subject of a row and its side, by its first cell; ``None`` if that is not known.

    Examples:
        >>> row_of("New respone parameter")
        ('new-parameter', 'response')
    """
    tokens = LABELS.respelled(tokenise(label.replace("`", "").rstrip(": ")))
    found = next(LABELS.whole(tokens), None)
    side = next((token.text for token in tokens if token.text in {"request", "response"}), None)
    return None if found is None else cast("tuple[Subject, Side | None]", (found[0].fact, side))


def pointer(names: Iterable[str]) -> str:
    """Write the exact path of a parameter, as in a cell of a facts page."""
    return "".join("/" + quote(name, safe="{}") for name in names)


def names_of(path: str) -> tuple[str, ...]:
    """Parse an exact path into its names: see `pointer`."""
    return tuple(map(unquote, path.split("/")[1:]))


def _differences(
    row: tuple[Subject, Side | None], was: list[Item], now: list[Item], line: int, report: Report
) -> Iterator[Difference]:
    subject, side = row
    plain = subject.replace("-", " ")
    if subject.startswith(("new", "gone", "presence")):
        # What is gone may be in either column.
        items = [*was, *now] if subject.startswith("gone") else now
        if (was and not subject.startswith("gone")) or not items:
            report(line, f"what is compared in a row of {plain}s")
            return
        yield from (
            Difference(subject, side, None, item, line) for item in items if _is_read(line, report, item)
        )
        return
    pairs = _pairs(was, now)
    if pairs is None:
        report(line, f"which of {len(was)} and {len(now)} items are the same {plain.partition(' ')[0]}")
        return
    for before, after in pairs:
        if not _is_read(line, report, before, after):
            continue
        if after.state == "gone":
            yield Difference("gone-parameter", side, None, before, line)
        elif before.value or after.value:
            yield Difference("value", side, before, after, line)
        else:
            yield Difference(subject, side, before, after, line)


def _is_read(line: int, report: Report, *items: Item) -> bool:
    """Whether all stated types of items can be parsed; the first that cannot is reported."""
    for item in items:
        if item.type and parse_type(item.type) is None:
            report(line, f"the type of `{item.name}`: {item.type[:40]!r}")
            return False
    return True


def _pairs(was: Sequence[Item], now: Sequence[Item]) -> list[tuple[Item, Item]] | None:
    """Pair the items of two cells by name, else by position; ``None`` if their numbers differ."""
    if not was or len(was) != len(now):
        return None
    names = [[(item.name, item.value) for item in items] for items in (was, now)]
    if sorted(names[0]) == sorted(names[1]) and len(set(names[0])) == len(was):
        return [(item, now[names[1].index((item.name, item.value))]) for item in was]
    return list(zip(was, now, strict=True))


def _cell(cell: Cell, subject: Subject, line: int, report: Report) -> list[Item] | None:
    """Parse the items that a cell names; ``None`` if something in it is not understood."""
    if subject == "method":
        return [Item(cell.text.replace("`", "").strip())]
    reading = _Reading(values=subject.endswith("value"))
    for each in cell.lines:
        if reading.line(each):
            continue
        report(line, f"in a row of {subject.replace('-', ' ')}s: {_outline(each.text)}")
        if not (each.text.startswith("`") and subject.startswith(("new", "gone"))):
            return None
        # The names in such a list are independent of each other, so the rest is used.
    return reading.items


def _outline(text: str) -> str:
    """Describe a line without quoting its words, which are the documentation's own."""
    names = ", ".join(re.findall(r"`[^`]{1,60}`", text)[:4])
    return f"{len(text.split())} words{f' about {names}' if names else ''}"


class _Reading:
    """Collects the items in the lines of a cell."""

    def __init__(self, *, values: bool) -> None:
        self.items: list[Item] = []
        self._values = values
        # The object or field that the following lines are in, and the list level of the line that names it.
        self._group: tuple[str, ...] = ()
        self._valued = ""
        self._level = 0
        self._deeper = False
        self._open = False

    def line(self, line: Line) -> bool:
        """Read a line; return whether it is understood."""
        if self._open and parse_type(line.text) is not None:
            self.items[-1] = evolve(self.items[-1], type=line.text.replace("`", ""))
            self._open = False
            return True
        means, parts = read(LINES, line.text) or ("", {})
        found = {key: value for key, value in parts.items() if isinstance(value, str)}
        places = tuple(found[key] for key in ("PLACE", "INSIDE", "OUTER") if key in found)
        if means.startswith("group"):
            self._group = places if means == "group" else ()
            self._valued = found.get("FIELD", "")
            self._level, self._deeper = line.level, False
        elif means == "place":
            if not self.items or self.items[-1].places:
                return False
            self.items[-1] = evolve(self.items[-1], places=places)
        elif means == "all-values":
            self.items = [evolve(item, name=found["FIELD"], value=item.name) for item in self.items]
        elif means == "values":
            self.items += [Item(found["FIELD"], places, value=name) for name in _names(parts)]
        elif means == "items":
            self.items += [Item(name, state=found["SAID"]) for name in _names(parts)]
            return found["SAID"] != "gone"
        elif means == "item":
            self._open = line.text.endswith((":", "："))
            return self._item(found, places, _type(line.text, parts), line.level)
        return bool(means)

    def _item(self, found: Mapping[str, str], places: tuple[str, ...], type_: str, level: int) -> bool:
        if (self._group or self._valued) and level > self._level:
            self._deeper = True
        elif self._deeper:
            self._group, self._valued, self._deeper = (), "", False
        name = found["NAME"]
        if self._values and type_:
            self.items.append(Item(name, places, value=type_))
            return _NAME.fullmatch(type_) is not None
        if self._valued:
            self.items.append(Item(self._valued, value=name))
        else:
            self.items.append(Item(name, places or self._group, type_, found.get("SAID", "")))
        return True


def _names(parts: Captures) -> tuple[str, ...]:
    return cast("tuple[str, ...]", parts["NAMES"])


def _type(text: str, parts: Captures) -> str:
    """The type that a line states, as written; empty for none."""
    start = cast("int", parts.get("TYPE", 0))
    tokens = tokenise(text)
    written = text[tokens[start - 1].end :] or tokens[-1].text
    return " ".join(written.replace("`", " ").split()) if start else ""

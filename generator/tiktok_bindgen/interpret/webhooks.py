"""Read what pages state of webhooks: the events that the server sends to a callback, and their fields.

Headings, the sentence before a table, and rows that say that their values are names of events tell which
tables describe events; see the wordings below. If an event's page has only what is particular to it, the
envelope around that is on another page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from os.path import commonpath
from typing import cast

from attrs import define, evolve, field, frozen

from tiktok_bindgen.interpret.cross_page import CrossPage
from tiktok_bindgen.interpret.enums import is_id
from tiktok_bindgen.interpret.fields import Context, read_fields
from tiktok_bindgen.interpret.model import EnumValue, Field, Operation, Scalar, Type
from tiktok_bindgen.interpret.tree import Path, mapped
from tiktok_bindgen.interpret.types import parse_type
from tiktok_bindgen.language.hedges import LONGEST
from tiktok_bindgen.language.parts import one_token
from tiktok_bindgen.language.patterns import Captures, Reader
from tiktok_bindgen.language.table import Table, wordings
from tiktok_bindgen.language.tokens import Token, tokenise
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read import inline
from tiktok_bindgen.read.page import FieldTable, Page, Passage, Row, ValueTable
from tiktok_bindgen.read.words import is_field_header, kinds, name_of

#: The type of an object that is sent as text, as spelled on a facts page.
JSON_TEXT = Type("json", documented="JSON text")


def _read_codes(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Read names in code, whatever joins them."""
    codes: list[str] = []
    at = start
    while at < len(tokens) and tokens[at].kind == "code":
        codes.append(tokens[at].text)
        yield at + 1, tuple(codes)
        at += 2 if at + 1 < len(tokens) and tokens[at + 1].text in {"/", ",", "or", "and"} else 1


_CODE = one_token(lambda token: token.text if token.kind == "code" else None)
_READERS: dict[str, Reader] = {"CODE": _CODE, "EVENT": _CODE, "EVENTS": _read_codes}

NAME_ROWS = wordings("name-rows")
EVENT_HEADINGS = wordings("event-headings", readers=_READERS)
CONTENT_HEADINGS = wordings("content-headings", readers=_READERS)
INTRODUCTIONS = wordings("introductions")
SUBSCRIPTIONS = wordings("subscriptions", readers=_READERS)
# A name that is no English word, or is marked as code.
_EVENT_NAME = re.compile(r"`?((?:(?<=`)|(?=[\w:-]*[._:]))[A-Za-z][\w.:-]*)`?")


@define
class _Section:
    """A heading, and the names of events that the text below it gives."""

    level: int
    text: str
    names: tuple[str, ...] = ()


@define
class _Event:
    """An event being read: its fields, if its own page has them, and the fields inside some of them."""

    page: Page
    name: str
    line: int
    fields: tuple[Field, ...] | None = None
    inside: dict[str, tuple[Field, ...]] = field(factory=dict)
    description: str = ""


@frozen
class _Around:
    """An envelope: the fields around what is particular to an event, and the one that names the event."""

    page: str
    fields: tuple[Field, ...]
    names: Field


def read_webhooks(
    pages: Iterable[Page], cross_page: CrossPage
) -> tuple[tuple[Operation, ...], tuple[Problem, ...]]:
    """Read the events that pages, in any order, document, by name; and tell what was not understood."""
    problems: list[Problem] = []
    events: dict[str, _Event] = {}
    around: list[_Around] = []
    for page in sorted(pages, key=lambda page: page.name):
        # The tables of a page with an endpoint describe that, and a flattened page has lost its headings.
        if page.endpoints or page.form == "flattened" or not any(map(_lists_fields, page.tables)):
            continue
        reading = _Reading(page, cross_page, problems)
        reading.run()
        around += reading.around
        for event in reading.events.values():
            if events.setdefault(event.name, event) is not event:
                text = f"the event {event.name} is documented on {events[event.name].page.name}, too"
                problems.append(Problem(page.name, event.line, "webhook-repeated", text))
    around += [each for event in events.values() for each in _around(event)]
    found = (_whole(events[name], around, cross_page, problems) for name in sorted(events))
    return tuple(each for each in found if each is not None), tuple(problems)


def _around(event: _Event) -> Iterator[_Around]:
    """Yield the envelope of an event, for others whose pages have only what is inside."""
    if event.fields is not None:
        names = next((one for one in event.fields if [each.value for each in one.enum] == [event.name]), None)
        if names is not None:
            yield _Around(event.page.name, event.fields, names)


def _whole(
    event: _Event, around: Sequence[_Around], cross_page: CrossPage, problems: list[Problem]
) -> Operation | None:
    """Build an event with all its fields and those inside them; ``None`` if its envelope is not known."""

    def report(code: str, text: str) -> None:
        problems.append(Problem(event.page.name, event.line, code, text))

    fields = event.fields
    if fields is None:
        wanted = [each for each in around if event.inside.keys() <= {one.name for one in each.fields}]
        if not wanted:
            report("webhook-envelope-missing", f"what is around the fields of {event.name} is not documented")
            return None
        # Take the envelope of the nearest page.
        nearest = max(wanted, key=lambda each: len(commonpath([f"/{each.page}", f"/{event.page.name}"])))
        fields = _narrowed(nearest.fields, nearest.names, event.name)
    for name in sorted(event.inside.keys() - {one.name for one in fields}):
        report("webhook-content-unplaced", f"{event.name} has no field {name}, which is said to hold fields")
    filled = tuple(
        evolve(one, type=JSON_TEXT, children=event.inside[one.name]) if one.name in event.inside else one
        for one in fields
    )
    source = event.page.source or cross_page.addresses.get(event.page.name)
    return Operation(
        *("POST", "", event.name, source, event.description),
        response=mapped(filled, _settled),
        page=event.page.name,
    )


def _name_row(fields: Iterable[Field]) -> Field | None:
    """The field whose description says that its values are names of events."""
    return next((one for one in fields if _begins(NAME_ROWS, one.description) is not None), None)


def _narrowed(fields: Iterable[Field], of: Field, value: Scalar) -> tuple[Field, ...]:
    """Restrict one of some fields to a single value."""
    values = tuple(one for one in of.enum if one.value == value)
    return tuple(evolve(one, enum=values or (EnumValue(value),)) if one is of else one for one in fields)


def _settled(_: Path, one: Field) -> Field:
    """Finish a field of an event: an id documented as a number is an integer, and rules are not read."""
    kind = one.type.kind
    if kind == "string" and is_id(one.name) and not any(each.fact == "type" for each in one.contested):
        documented = parse_type(one.type.documented)
        kind = "integer" if documented and documented.kind in {"integer", "number"} else kind
    conditions = tuple(evolve(each, stated=None) for each in one.conditions)
    return evolve(one, type=evolve(one.type, kind=kind), conditions=conditions, described=())


def _begins(table: Table, text: str) -> Captures | None:
    """The parts of the first wording that matches the beginning of a text."""
    tokens = tokenise(text[:LONGEST]) if table.may_fit(text) else ()
    return next((parts for _, _, parts in table.starting(tokens)), None)


def _found(table: Table, text: str) -> Captures | None:
    """The parts of the first wording that matches somewhere in a text."""
    tokens = tokenise(text[:LONGEST]) if table.may_fit(text) else ()
    starts = (start for start, token in enumerate(tokens) if table.may_begin(token))
    return next((parts for start in starts for _, _, parts in table.starting(tokens, start)), None)


def _lists_fields(table: ValueTable) -> bool:
    return is_field_header(table.columns) and bool(table.rows)


@define
class _Reading:
    """One page being read."""

    page: Page
    cross_page: CrossPage
    problems: list[Problem]
    events: dict[str, _Event] = field(factory=dict)
    around: list[_Around] = field(factory=list)
    _sections: list[_Section] = field(factory=list)
    _introduced: bool = False
    _unread: list[Problem] = field(factory=list)
    _last: str | None = None
    _context: Context | None = None

    def run(self) -> None:
        parts: list[Passage | ValueTable] = [*self.page.passages, *self.page.tables]
        for part in sorted(parts, key=lambda part: part.line):
            if isinstance(part, ValueTable):
                if _lists_fields(part):
                    self._table(part)
                self._introduced = False
            elif part.level:
                self._heading(part)
            else:
                for line in inline.lines(part.text[:LONGEST]):
                    self._sentence(line.text)
        if self.events or self.around:
            self.problems += self._unread

    def _problem(self, line: int, code: str, what: str) -> None:
        reason = "are listed before, too" if code == "webhook-repeated" else "is not said"
        self.problems.append(Problem(self.page.name, line, code, f"{what} {reason}"))

    def _heading(self, passage: Passage) -> None:
        while self._sections and self._sections[-1].level >= passage.level:
            self._sections.pop()
        self._sections.append(_Section(passage.level, inline.flat(passage.text).strip("#: ")))
        self._introduced = False

    def _sentence(self, text: str) -> None:
        self._introduced = self._introduced or _found(INTRODUCTIONS, text) is not None
        if self._sections and not self._sections[-1].names:
            parts = _found(SUBSCRIPTIONS, text) or {}
            names = parts.get("EVENTS") or (parts["EVENT"],) if parts else ()
            self._sections[-1].names = tuple(map(str, cast("Iterable[object]", names)))

    def _table(self, table: ValueTable) -> None:
        heading = self._sections[-1].text if self._sections else ""
        line = table.rows[0][0].line
        content = next((parts for _, parts in CONTENT_HEADINGS.whole(tokenise(heading[:LONGEST]))), None)
        if event_parts := _begins(EVENT_HEADINGS, heading):
            self._event(str(event_parts["EVENT"]), line, self._fields(field_rows(table), table))
        elif content:
            inside = str(content.get("CODE") or content.get("WORD"))
            named = content.get("EVENT")
            name = str(named) if named else self._event_around() or self._last
            if name is None:
                text = f"of which event these are the fields is not said: {heading[:60]!r}"
                self._unread.append(Problem(self.page.name, line, "webhook-event-unnamed", text))
                return
            event = self.events.setdefault(name, _Event(self.page, name, line))
            if inside in event.inside:
                self._problem(line, "webhook-repeated", f"the fields inside {inside} of {name}")
            else:
                event.inside[inside] = self._fields(field_rows(table), table)
        else:
            self._whole_payload(table, line)

    def _whole_payload(self, table: ValueTable, line: int) -> None:
        """Read a table of all fields of one or several events, or of an envelope."""
        rows = field_rows(table)
        if not self._introduced and not any(names_events(row) for row in rows):
            text = f"these fields are of no event: {', '.join(row.name for row in rows)[:80]}"
            self._unread.append(Problem(self.page.name, line, "webhook-table-unread", text))
            return
        fields = self._fields(rows, table)
        names = _name_row(fields)
        if names is not None and names.enum:
            for value in names.enum:
                own = _narrowed(fields, names, value.value)
                self._event(str(value.value), line, own, value.meaning)
        elif names is not None:
            self.around.append(_Around(self.page.name, fields, names))
        else:
            self._subscribed(fields, line)

    def _subscribed(self, fields: tuple[Field, ...], line: int) -> None:
        """Assign fields to the events that the section says how to subscribe to."""
        names = next((each.names for each in reversed(self._sections) if each.names), ())
        if not names:
            self._problem(line, "webhook-event-unnamed", "what the event with these fields is called")
        fitting = [one for one in fields if len(one.enum) == len(names)]
        told_apart = next((pair for one in fitting if (pair := _paired(names, one))), None)
        if len(names) > 1 and told_apart is None:
            self._problem(line, "webhook-event-unclear", f"what tells {' and '.join(names)} apart")
        for name in names:
            own = fields
            if len(names) > 1 and told_apart is not None:
                of, values = told_apart
                own = _narrowed(fields, of, values[name])
            self._event(name, line, own)

    def _event(self, name: str, line: int, fields: tuple[Field, ...], description: str = "") -> None:
        event = self.events.setdefault(name, _Event(self.page, name, line))
        self._last = name
        if event.fields is None:
            event.fields, event.description = fields, description
        else:
            self._problem(line, "webhook-repeated", f"the fields of {name}")

    def _event_around(self) -> str | None:
        """The event that the nearest of the headings around names, if one does."""
        texts = (section.text for section in reversed(self._sections[:-1]))
        return next((match[1] for text in texts if (match := _EVENT_NAME.fullmatch(text))), None)

    def _fields(self, rows: tuple[Row, ...], table: ValueTable) -> tuple[Field, ...]:
        if self._context is None:
            context = Context.of(self.page, self.cross_page)
            self._context = evolve(context, problems=self.problems)
        return read_fields(FieldTable(table.heading, rows, table.line), self._context)


def field_rows(table: ValueTable) -> tuple[Row, ...]:
    """The rows of a table of fields that belongs to no endpoint."""
    titles = kinds(table.columns)
    at, type_at = titles.index("name"), titles.index("type")
    apart = {at, type_at, *(index for index, title in enumerate(titles) if title == "presence")}
    rows = []
    for cells in table.rows:
        text = cells[at].text
        name, markers, _ = name_of(text.lstrip("#＃ "))
        # Presence is ignored, since it is not enforced.
        described = tuple(line for i, cell in enumerate(cells) if i not in apart for line in cell.lines)
        depth = len(text) - len(text.lstrip("#＃"))
        rows.append(Row(name, markers, cells[type_at].text, depth, described, cells[at].line))
    return tuple(rows)


def names_events(row: Row) -> bool:
    """Whether a row's values are names of events."""
    return bool(row.description and _begins(NAME_ROWS, row.description[0].text) is not None)


def _paired(names: Sequence[str], of: Field) -> tuple[Field, dict[str, Scalar]] | None:
    """Map each name to the value of a field whose meaning has the words of that name.

    Longer names choose first, so that a name that is part of another is no problem.
    """
    left = {each.value: f" {' '.join(re.findall(r'[a-z0-9]+', each.meaning.lower()))} " for each in of.enum}
    found: dict[str, Scalar] = {}
    for name in sorted(names, key=len, reverse=True):
        words = f" {name.lower().replace('_', ' ')} "
        fitting = [value for value, meaning in left.items() if words in meaning]
        if len(fitting) != 1:
            return None
        found[name] = fitting[0]
        del left[fitting[0]]
    return of, found

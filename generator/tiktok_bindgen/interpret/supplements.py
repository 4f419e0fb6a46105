"""Place field tables that have headings of their own: find their objects, and whether they are alternatives.

A table describes the object that its first row or its heading names, or whose description names its heading:
an object of the table whose section it is in, else of the tables of its side of the call, else of the other
side. It describes the request as a whole if the request has no table of its own or one with the same fields.
Several tables for one object are alternatives: an object has the fields of one of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from attrs import define, evolve, field, frozen

from tiktok_bindgen.counting import in_singular
from tiktok_bindgen.interpret.enums import is_id
from tiktok_bindgen.interpret.merge import merged
from tiktok_bindgen.interpret.model import Alternative, EnumValue, Field, Limits
from tiktok_bindgen.read.page import Side
from tiktok_bindgen.read.words import role_of
from tiktok_bindgen.value_names import numbered

# The value that a field must have in its alternative: ``To plan a rose plot, use `ROSE`.``
_CHOICE = re.compile(r"\b(?:use|to|as|be|is|specify) `([A-Z][A-Z0-9_]*)`(?=[.。]?\s*(?:$|\n))", re.MULTILINE)
# Words in headings around the name of an object.
_AROUND = re.compile(
    r"^(?:(?:the|fields|parameters|of|in|for)\b ?)+|(?: ?\b(?:object|array|list|parameters?|fields?))+$"
)

# The place of a field: its index at each level.
_Place = tuple[int, ...]


@frozen
class Supplement:
    """A table of fields with its context on the page.

    Attributes:
        heading: Its heading.
        fields: Its fields.
        line: The line that it begins on.
        side: The side of the call that it is shown with, if known.
        level: The level of its heading, 1 for the outermost; 0 if unknown.
    """

    heading: str
    fields: tuple[Field, ...]
    line: int
    side: Side | None = None
    level: int = 0


@frozen
class Sides:
    """The fields of both sides of a call, with their supplements in place.

    Those in ``unbound`` describe nothing found.
    """

    parameters: tuple[Field, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    response: tuple[Field, ...] = ()
    unbound: tuple[Supplement, ...] = ()


@define
class _Table:
    """A table, and the tables that describe objects in it.

    Attributes:
        own: The table as documented, with fields that others add at its own levels.
        inner: The tables that describe its objects, keyed by the objects' places.
    """

    own: Supplement
    inner: dict[_Place, list[_Table]] = field(factory=dict)

    def whole(self) -> Supplement:
        """The table with the fields of its objects filled in."""
        fields = self.own.fields
        for place, tables in self.inner.items():
            described = _described(_at(fields, place), [table.whole() for table in tables])
            fields = _replaced(fields, place, described)
        return evolve(self.own, fields=fields)


def supplied(
    parameters: Supplement | None, response: Supplement | None, supplements: Sequence[Supplement]
) -> Sides:
    """Put supplementary tables, in documented order, in their places in the own tables of both sides."""
    requests = [] if parameters is None else [_Table(parameters)]
    reply = None if response is None else _Table(response)
    bound: list[_Table] = []
    unbound: list[Supplement] = []
    for supplement in supplements:
        table = _Table(supplement)
        home = next(_homes(supplement, requests, reply, bound), None)
        own = requests[0] if requests and parameters is not None else None
        if home is not None:
            home[0].inner.setdefault(home[1], []).append(table)
            bound.append(table)
        elif own is not None and _goes_on(supplement, own.own.fields):
            own.own = evolve(own.own, fields=(*own.own.fields, *supplement.fields))
        elif (own is not None and _repeats(supplement, own.own.fields)) or (
            parameters is None and (response is None or supplement.line < response.line)
        ):
            requests.append(table)
        elif response is not None and supplement.line <= response.line:
            unbound.append(supplement)
        elif reply is None and _is_reply(supplement):
            reply = table
        elif reply is not None and (joined := joined_to(reply.own.fields, supplement.fields)) is not None:
            reply.own = evolve(reply.own, fields=joined)
        else:
            unbound.append(supplement)
    # The tables of a request without one of its own are its alternatives; a single one is the request's own.
    wholes = [table.whole() for table in requests]
    sets = _alternatives(wholes) if len(wholes) > 1 else ()
    own_fields = merged(tuple(each.fields for each in sets)) if sets else wholes[0].fields if wholes else ()
    return Sides(own_fields, sets, () if reply is None else reply.whole().fields, tuple(unbound))


def _homes(
    supplement: Supplement, requests: Sequence[_Table], reply: _Table | None, bound: Sequence[_Table]
) -> Iterator[tuple[_Table, _Place]]:
    """Yield the tables that have the object a table describes, and its place, the likeliest first."""
    around: list[_Table] = []
    level = supplement.level
    for table in reversed(bound):
        if 0 < table.own.level < level and table.own.side == supplement.side:
            around.append(table)
            level = table.own.level
    replies = [] if reply is None else [reply]
    sides = [replies, requests[::-1]] if supplement.side == "response" else [requests[::-1], replies]
    rest = [table for table in reversed(bound) if table not in around]
    for table in (*around, *sides[0], *rest, *sides[1]):
        place = _target(supplement, table.own.fields)
        if place is not None:
            yield table, place


# The top-level fields of a reply.
_ENVELOPE = frozenset({"code", "message", "request_id", "data"})


def _is_reply(table: Supplement) -> bool:
    """Whether a table that has no other place is the reply of a call without one."""
    return not _ENVELOPE.isdisjoint(each.name for each in table.fields)


def joined_to(fields: tuple[Field, ...], more: tuple[Field, ...]) -> tuple[Field, ...] | None:
    """Add the fields of a further table to the object that has most of them already.

    Return ``None`` if no object has two or half of them: the table is about something else.
    """
    names = {each.name for each in more}
    best: tuple[int, ...] = ()
    most = len(names.intersection(each.name for each in fields))
    waiting: list[tuple[tuple[int, ...], Field]] = [((index,), each) for index, each in enumerate(fields)]
    for place, each in waiting:
        common = len(names.intersection(child.name for child in each.children))
        if common > most:
            best, most = place, common
        waiting.extend(((*place, index), child) for index, child in enumerate(each.children))
    return _with_more(fields, more, best) if most > 1 or 2 * most >= len(names) > 0 else None


def _with_more(
    fields: tuple[Field, ...], more: tuple[Field, ...], place: tuple[int, ...]
) -> tuple[Field, ...]:
    if place:
        inner = fields[place[0]]
        inner = evolve(inner, children=_with_more(inner.children, more, place[1:]))
        return (*fields[: place[0]], inner, *fields[place[0] + 1 :])
    known = {each.name: index for index, each in enumerate(fields)}
    result = list(fields)
    for each in more:
        if each.name not in known:
            result.append(each)
        elif each.children and result[known[each.name]].type.kind == each.type.kind:
            old = result[known[each.name]]
            result[known[each.name]] = evolve(old, children=_with_more(old.children, each.children, ()))
    return tuple(result)


def _alternatives(tables: Sequence[Supplement]) -> tuple[Alternative, ...]:
    """Turn tables into alternatives, with the value that selects each if they state it."""
    sets = [table.fields for table in tables]
    for name in _required_in_all(sets):
        chosen = [next(each for each in fields if each.name == name) for fields in sets]
        values = [_CHOICE.findall(each.description) for each in chosen]
        if all(len(found) == 1 and not each.enum for found, each in zip(values, chosen, strict=True)):
            enums = [(EnumValue(found[0]),) for found in values]
            if len(set(enums)) == len(enums):
                sets = [_with_enum(fields, name, enum) for fields, enum in zip(sets, enums, strict=True)]
    return tuple(map(Alternative, distinct([table.heading for table in tables]), sets))


def chosen_by(alternatives: Sequence[Alternative], *, absent: bool = False) -> str | None:
    """The name of the discriminator of alternatives: given in each, or by default, with values of its own.

    Args:
        alternatives: The sets of fields.
        absent: Whether one of them may be told by not having the field, which the others then require.
    """
    sets = [{field.name: field for field in each.fields} for each in alternatives]
    for name in dict.fromkeys(name for fields in sets for name in fields):
        found = [fields[name] for fields in sets if name in fields]
        values = [(type(choice.value), choice.value) for field in found for choice in field.enum]
        lacking = len(sets) - len(found)
        if (
            lacking <= absent
            and all(field.enum and _is_told(field) and not field.type.array for field in found)
            and lacking + sum(field.presence != "required" for field in found) <= 1
            and len(set(values)) == len(values)
        ):
            return name
    return None


def _is_told(field: Field) -> bool:
    """Whether each request of a set has a value of the field, by being sent or as its default."""
    return field.presence == "required" or field.default in [choice.value for choice in field.enum]


def distinct(headings: Sequence[str]) -> list[str]:
    """Number headings that repeat."""
    names: list[str] = []
    for heading in headings:
        names.append(numbered(heading, names, " "))
    return names


def _required_in_all(sets: Sequence[tuple[Field, ...]]) -> list[str]:
    first, *others = (
        {
            each.name: None
            for each in fields
            if each.presence == "required"
            and each.type.kind == "string"
            and not each.type.array
            # A value in an id's description is about the thing that it identifies.
            and not is_id(each.name)
        }
        for fields in sets
    )
    return [name for name in first if all(name in other for other in others)]


def _with_enum(fields: tuple[Field, ...], name: str, enum: tuple[EnumValue, ...]) -> tuple[Field, ...]:
    return tuple(evolve(each, enum=enum) if each.name == name else each for each in fields)


def _goes_on(table: Supplement, own: Sequence[Field]) -> bool:
    """Whether a table continues the request's own, by its label: ``Query parameters``, ``Body``."""
    known = {each.name for each in own}
    labelled = role_of(table.heading, fuzzy=False) == "parameters"
    return labelled and known.isdisjoint(each.name for each in table.fields)


def _repeats(table: Supplement, own: Sequence[Field]) -> bool:
    """Whether a table repeats a required field of the request, so that it is another complete request."""
    required = {each.name for each in own if each.presence == "required"}
    return any(each.name in required and each.presence == "required" for each in table.fields)


def _target(table: Supplement, fields: Sequence[Field]) -> _Place | None:
    """The place of the object that a table describes; ``None`` if there is none."""
    head = table.fields[0].name if len(table.fields) == 1 and table.fields[0].children else ""
    if head and (place := _object(fields, lambda each: each.name == head)) is not None:
        return place
    words = set(table.heading.replace("`", " ").replace(",", " ").split())
    plain = _plain(table.heading)
    called = in_singular(_AROUND.sub("", plain))

    def is_described(each: Field) -> bool:
        return " " in plain and plain in _plain(each.description)

    def is_called(each: Field) -> bool:
        name = in_singular(_plain(each.name))
        return called == name or called.endswith(f" {name}")

    for wanted in (lambda each: each.name in words, is_described, is_called):
        place = _object(fields, wanted)
        if place is not None:
            return place
    return None


def _plain(text: str) -> str:
    """Normalise a text: without marks, in lower case, its words separated."""
    return " ".join(text.replace("`", " ").replace("_", " ").casefold().split())


def _object(fields: Sequence[Field], wanted: Callable[[Field], bool]) -> _Place | None:
    """The place of the first object in documented order that has no fields and meets a condition."""
    waiting: list[tuple[_Place, Field]] = [
        ((index,), each) for index, each in reversed(list(enumerate(fields)))
    ]
    while waiting:
        place, found = waiting.pop()
        if found.type.kind in {"object", "map"} and not found.children and wanted(found):
            return place
        waiting.extend(((*place, index), each) for index, each in reversed(list(enumerate(found.children))))
    return None


def _at(fields: Sequence[Field], place: _Place) -> Field:
    found = fields[place[0]]
    return found if len(place) == 1 else _at(found.children, place[1:])


def _replaced(fields: tuple[Field, ...], place: _Place, new: Field) -> tuple[Field, ...]:
    index, *rest = place
    if rest:
        new = evolve(fields[index], children=_replaced(fields[index].children, tuple(rest), new))
    return (*fields[:index], new, *fields[index + 1 :])


def _described(target: Field, tables: Sequence[Supplement]) -> Field:
    """An object with the fields of the tables that describe it."""
    heads = [_head(table, target.name) for table in tables]
    sets = [
        evolve(table, fields=table.fields if head is None else head.children)
        for table, head in zip(tables, heads, strict=True)
    ]
    if len(sets) > 1:
        whole = evolve(
            target, children=merged(tuple(each.fields for each in sets)), alternatives=_alternatives(sets)
        )
    else:
        whole = evolve(target, children=sets[0].fields)
    if target.limits == Limits() and heads[0] is not None and all(head is not None for head in heads):
        # A table may repeat its object with limits that the object's own row lacks.
        stated = {head.limits for head in heads if head is not None}
        whole = evolve(whole, limits=stated.pop() if len(stated) == 1 else Limits())
    return whole


def _head(table: Supplement, name: str) -> Field | None:
    """The row of a table that repeats the object that it describes, if any."""
    alone = len(table.fields) == 1 and table.fields[0].name == name and table.fields[0].children
    return table.fields[0] if alone else None

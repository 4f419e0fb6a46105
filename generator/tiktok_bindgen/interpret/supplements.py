"""Field tables under headings of their own: which object they describe, and whether they are alternatives.

A table describes the object that its first row or its heading names, or the request as a whole where the
request has no table of its own or one with the same fields. Several tables for one object are alternatives:
an object has the fields of one of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from attrs import define, evolve, field, frozen

from tiktok_bindgen.interpret.merge import merged
from tiktok_bindgen.interpret.model import Alternative, EnumValue, Field, Limits
from tiktok_bindgen.read.words import role_of

# The one value that a field must have for its alternative: ``To plan a rose plot, use `ROSE`.``
_CHOICE = re.compile(r"\b(?:use|to|as|be|is|specify) `([A-Z][A-Z0-9_]*)`(?=[.。]?\s*(?:$|\n))", re.MULTILINE)

_RESPONSE_HEADERS = frozenset({"response header", "response headers", "response http header"})


@frozen
class Supplement:
    """A supplementary table: its heading, its fields, and the line it begins on."""

    heading: str
    fields: tuple[Field, ...]
    line: int


@frozen
class Sides:
    """The fields of both sides of a call, with their supplements in their places.

    Attributes:
        parameters: The request's fields.
        alternatives: The sets of fields that the request may have.
        response_headers: The reply's HTTP headers.
        response: The reply's fields.
        unbound: The supplements that describe nothing found.
    """

    parameters: tuple[Field, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    response_headers: tuple[Field, ...] = ()
    response: tuple[Field, ...] = ()
    unbound: tuple[Supplement, ...] = ()


def supplied(
    parameters: Supplement | None, response: Supplement | None, supplements: Sequence[Supplement]
) -> Sides:
    """Put supplementary tables in their places.

    Args:
        parameters: The request's own table, if it has one.
        response: The response's table, if there is one.
        supplements: The other tables, in documented order.
    """
    own = parameters.fields if parameters is not None else ()
    replied = response.fields if response is not None else ()
    objects = _Objects()
    requests: list[Supplement] = []
    headers: tuple[Field, ...] = ()
    unbound: list[Supplement] = []
    for table in supplements:
        if table.heading.strip().lower() in _RESPONSE_HEADERS and not headers:
            headers = table.fields
        elif (target := _target(table, own)) or (target := _target(table, replied)):
            objects.add(target, table)
        elif parameters is not None and _goes_on(table, own):
            own = (*own, *table.fields)
        elif _repeats(table, own) or (
            parameters is None and (response is None or table.line < response.line)
        ):
            requests.append(table)
        elif response is None or table.line > response.line:
            if (joined := joined_to(replied, table.fields)) is None and (replied or not _is_reply(table)):
                unbound.append(table)
            else:
                replied = joined or table.fields
        else:
            unbound.append(table)
    # The tables of a request without one of its own are its alternatives; a single one is the request's own.
    if requests and parameters is not None:
        requests.insert(0, parameters)
    if len(requests) == 1:
        own = requests[0].fields
    sets = _alternatives(requests) if len(requests) > 1 else ()
    if sets:
        own = merged(tuple(each.fields for each in sets))
    return Sides(objects.put(own), sets, headers, objects.put(replied), tuple(unbound))


# What a reply has at its top level.
_ENVELOPE = frozenset({"code", "message", "request_id", "data"})


def _is_reply(table: Supplement) -> bool:
    """Whether a table without a place is the reply of a call that has no other."""
    return not _ENVELOPE.isdisjoint(each.name for each in table.fields)


def joined_to(fields: tuple[Field, ...], more: tuple[Field, ...]) -> tuple[Field, ...] | None:
    """Fields with those of a further table, in the object that has most of them.

    ``None`` when no object has two of them or half of them: the table then is of something else.
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
    """Tables as alternatives, with the value that chooses each where they say one."""
    sets = [table.fields for table in tables]
    for name in _required_in_all(sets):
        chosen = [next(each for each in fields if each.name == name) for fields in sets]
        values = [_CHOICE.findall(each.description) for each in chosen]
        if all(len(found) == 1 and not each.enum for found, each in zip(values, chosen, strict=True)):
            enums = [(EnumValue(found[0]),) for found in values]
            if len(set(enums)) == len(enums):
                sets = [_with_enum(fields, name, enum) for fields, enum in zip(sets, enums, strict=True)]
    return tuple(map(Alternative, _distinct([table.heading for table in tables]), sets))


def _distinct(headings: Sequence[str]) -> list[str]:
    """Headings with a number where they repeat."""
    count: dict[str, int] = {}
    names: dict[str, None] = {}
    for heading in headings:
        name = heading
        while name in names:
            count[heading] = count.get(heading, 1) + 1
            name = f"{heading} {count[heading]}"
        names[name] = None
    return list(names)


def _required_in_all(sets: Sequence[tuple[Field, ...]]) -> list[str]:
    first, *others = (
        {
            each.name: None
            for each in fields
            if each.presence == "required" and each.type.kind == "string" and not each.type.array
        }
        for fields in sets
    )
    return [name for name in first if all(name in other for other in others)]


def _with_enum(fields: tuple[Field, ...], name: str, enum: tuple[EnumValue, ...]) -> tuple[Field, ...]:
    return tuple(evolve(each, enum=enum) if each.name == name else each for each in fields)


def _goes_on(table: Supplement, own: Sequence[Field]) -> bool:
    """Whether a table is more of the request's own, by its label: ``Query parameters``, ``Body``."""
    known = {each.name for each in own}
    labelled = role_of(table.heading, fuzzy=False) == "parameters"
    return labelled and known.isdisjoint(each.name for each in table.fields)


def _repeats(table: Supplement, own: Sequence[Field]) -> bool:
    """Whether a table has a field again that the request requires: it then is another whole request."""
    required = {each.name for each in own if each.presence == "required"}
    return any(each.name in required and each.presence == "required" for each in table.fields)


def _target(table: Supplement, fields: Sequence[Field]) -> str | None:
    """The name of the object that a table describes."""
    first = table.fields[0].name if len(table.fields) == 1 and table.fields[0].children else ""
    if first and _object(fields, lambda name: name == first):
        return first
    words = set(table.heading.replace("`", " ").replace(",", " ").split())
    return _object(fields, words.__contains__)


def _object(fields: Sequence[Field], wanted: Callable[[str], bool]) -> str | None:
    """The first object without fields of its own that is wanted by its name, in documented order."""
    waiting = list(reversed(fields))
    while waiting:
        found = waiting.pop()
        if found.type.kind in {"object", "map"} and not found.children and wanted(found.name):
            return found.name
        waiting.extend(reversed(found.children))
    return None


@define
class _Objects:
    """Supplementary tables by the object they describe."""

    _tables: dict[str, list[Supplement]] = field(factory=dict)
    _put: set[str] = field(factory=set)

    def add(self, target: str, table: Supplement) -> None:
        self._tables.setdefault(target, []).append(table)

    def put(self, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        """Give the objects among fields what describes them, each table to the first object of its name."""
        if len(self._put) == len(self._tables):
            return fields
        changed: list[Field] = []
        for each in fields:
            tables = self._tables.get(each.name)
            if each.children:
                changed.append(evolve(each, children=self.put(each.children)))
            elif tables and each.name not in self._put and each.type.kind in {"object", "map"}:
                self._put.add(each.name)
                changed.append(_described(each, tables))
            else:
                changed.append(each)
        return tuple(changed)


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
        # A table may state anew how many there may be of what it describes.
        stated = {head.limits for head in heads if head is not None}
        whole = evolve(whole, limits=stated.pop() if len(stated) == 1 else Limits())
    return whole


def _head(table: Supplement, name: str) -> Field | None:
    """The row of a table that repeats the object which the table describes."""
    alone = len(table.fields) == 1 and table.fields[0].name == name and table.fields[0].children
    return table.fields[0] if alone else None

"""Measure the cost of weighing: how many requests with one fault a client still refuses.

python tests/tools/power.py FOLDER

The client is generated from all pages, weighed by all their examples. Each documented request that it accepts
gets one fault at a time. Prints, by the kind of fault, how many of these requests are refused. An omitted
optional field, or a value replaced by another documented one, counts as a fault only if that breaks a
documented rule, contested or not.
"""

from __future__ import annotations

import copy
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from attrs import frozen
from weighed import filled, properties, resolved

from clients import generated
from payloads import requests
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.runtime.building import verdict
from tiktok_bindgen.sentences import interpret
from tiktok_bindgen.sources import find_pages, read_pages
from tiktok_bindgen.weigh import weighed
from tiktok_bindgen.weigh.calls import shown

JSON = Any
Schema = Mapping[str, Any]
Check = Callable[[JSON], list[Any]]
# The most faults of one kind that are tried on one request.
_OF_A_KIND = 6


def main(folder: Path) -> None:
    """Print how many faulty requests are refused, by the kind of fault."""
    pages = [each.page for each in read_pages(find_pages([folder]))]
    for kind, (found, made) in sorted(power(interpret(pages)[0], pages).items()):
        sys.stdout.write(f"{kind}: {found} of {made} refused ({found / made:.1%})\n")


def power(document: Document, pages: Iterable[Page]) -> dict[str, tuple[int, int]]:
    """Map each kind of fault to the number of requests with it that are refused, and the number of all."""
    pages = tuple(pages)
    spec = assemble(without_prose(weighed(document, pages)[0]), prose="none")[0]
    known = {(each.method, each.path): each for each in requests(spec)}
    schemas = {key: each.schema for key, each in known.items()}
    names = sorted({name for schema in schemas.values() for name in _names(schema, spec)})
    made: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, generated(spec, Path(folder)) as client:
        for one in (each for page in pages for each in shown(page, known)):
            key = one.method, one.path
            if one.side != "request" or key not in known or not isinstance(one.value, dict):
                continue
            checks = client.checks(known[key].name)
            request = filled(one.value, schemas[key], spec, texts=one.texts)
            if verdict(request, checks.violations).wrong:
                continue
            random = Random(f"{one.page} {one.line}")
            for kind, faulty in _Faults(spec, schemas[key], names, random).of(request, checks.stated):
                wrong = checks.violations(faulty)
                found = verdict(faulty, checks.violations).wrong
                # An id given as a number is sent as text, so this fault never reaches the server.
                made[kind] += bool(found) or not wrong
                kept[kind] += bool(found)
    return {kind: (kept[kind], made[kind]) for kind in made}


@frozen
class _Place:
    """A field of a request.

    Attributes:
        steps: The names and indexes that lead to the object that has the field.
        name: The field's name.
        schema: The field's schema.
        within: The object's schema.
    """

    steps: tuple[str | int, ...]
    name: str
    schema: Schema
    within: Schema

    def object(self, request: JSON) -> dict[str, JSON]:
        """Return the object in a request."""
        for step in self.steps:
            request = request[step]
        found: dict[str, JSON] = request
        return found

    def changed(self, request: JSON, change: Callable[[dict[str, JSON]], None]) -> JSON:
        """Return a copy of a request with a change to the object."""
        made = copy.deepcopy(request)
        change(self.object(made))
        return made


@frozen
class _Faults:
    """Puts faults into requests of one operation."""

    spec: Schema
    schema: Schema
    names: list[str]
    random: Random

    def of(self, request: JSON, stated: Check) -> Iterator[tuple[str, JSON]]:
        """Yield requests with one fault each, after the fault's kind."""
        before = {each.rule for each in stated(request)}
        by_kind: dict[str, list[JSON]] = {}
        for place in _places(request, self.schema, self.spec):
            for kind, faulty, sure in self._at(place, request):
                if sure or not before.issuperset(each.rule for each in stated(faulty)):
                    by_kind.setdefault(kind, []).append(faulty)
        for kind, some in by_kind.items():
            yield from ((kind, each) for each in self.random.sample(some, min(len(some), _OF_A_KIND)))

    def _at(self, place: _Place, request: JSON) -> Iterator[tuple[str, JSON, bool]]:
        """Yield faults at one field: the kind, the faulty request, and whether it is a fault for certain."""
        value = place.object(request)[place.name]

        def put(name: str, new: JSON) -> JSON:
            return place.changed(request, lambda inside: inside.__setitem__(name, new))

        without = place.changed(request, lambda inside: inside.pop(place.name))
        is_required = place.name in place.within.get("required", ())
        yield ("left out, required" if is_required else "left out, required by a rule"), without, is_required
        for kind, new in self._other_types(place, value):
            yield f"of another type, {kind}", put(place.name, new), True
        values = self._values(place.schema)
        if values and isinstance(value, str):
            yield "a value that nobody documents", put(place.name, "NO_SUCH_VALUE"), True
            yield "a value with a slip", put(place.name, _slipped(value, self.random)), True
            for other in values:
                if other != value:
                    yield "another value of the list, against a rule", put(place.name, other), False
        if isinstance(value, int | float) and not isinstance(value, bool) and "maximum" in place.schema:
            yield "beyond a limit", put(place.name, place.schema["maximum"] + 1), True
        yield from self._other_names(place, request, value)

    def _other_names(self, place: _Place, request: JSON, value: JSON) -> Iterator[tuple[str, JSON, bool]]:
        inside = place.object(request)
        documented = {name for name, _ in properties(place.within, self.spec)}
        own = sorted(_names(self.schema, self.spec) - documented)
        foreign = [name for name in self.random.sample(self.names, 3) if name not in own]

        def renamed(new: str) -> JSON:
            def rename(inside: dict[str, JSON]) -> None:
                inside[new] = inside.pop(place.name)

            return place.changed(request, rename)

        def added(new: str) -> JSON:
            return place.changed(request, lambda inside: inside.__setitem__(new, value))

        yield "a name with a slip", renamed(_slipped(place.name, self.random)), True
        yield "a name that nobody documents", added("no_such_field"), True
        if own and (name := self.random.choice(own)) not in inside:
            yield "a name of another object of the request", added(name), True
        for name in foreign:
            if name not in documented:
                yield "a name of another operation", added(name), True

    def _other_types(self, place: _Place, value: JSON) -> Iterator[tuple[str, JSON]]:
        match value:
            case bool():
                yield "text for a truth value", str(value).lower()
            case int() | float():
                yield "text for a number", str(value)
            case str() if place.schema.get("type") == "string":
                yield "a number for a text", 7123456789
            case list():
                yield "one value for a list", value[0] if value else "x"
            case dict():
                yield "a list for an object", [value]

    def _values(self, schema: Schema) -> list[JSON]:
        return list(schema.get("enum", ()))


def _places(request: JSON, schema: Schema, spec: Schema, *steps: str | int) -> Iterator[_Place]:
    """Yield all documented fields that a request has."""
    schema = resolved(schema, spec)
    if isinstance(request, list):
        for number, item in enumerate(request):
            yield from _places(item, schema.get("items", {}), spec, *steps, number)
    elif isinstance(request, dict):
        inner = dict(properties(schema, spec))
        for name, value in request.items():
            if name in inner:
                yield _Place(steps, name, resolved(inner[name], spec), schema)
                yield from _places(value, inner[name], spec, *steps, name)


def _names(schema: Schema, spec: Schema, around: tuple[int, ...] = ()) -> set[str]:
    """Return the names of all fields of an object and of the objects in it."""
    schema = resolved(schema, spec)
    if "items" in schema:
        return _names(schema["items"], spec, around)
    found: set[str] = set()
    for name, inner in properties(schema, spec):
        if id(inner) not in around:
            found |= {name} | _names(inner, spec, (*around, id(inner)))
    return found


def _slipped(text: str, random: Random) -> str:
    """Return a text without one of its letters."""
    at = random.randrange(1, len(text)) if len(text) > 1 else 0
    return text[:at] + text[at + 1 :] + ("_" if len(text) == 1 else "")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

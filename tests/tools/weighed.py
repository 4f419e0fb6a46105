"""Measure how many of the documented requests a client refuses, and which facts are contested.

python tests/tools/weighed.py FOLDER [PARTS]

A client is generated from the pages without weighing, and with weighing by all examples. Then the guides that
show calls are divided into PARTS parts (by default six, at most one for each guide). Each part is held back
in turn: how many of its requests are refused by a client weighed without it shows the effect on unseen
examples. Placeholders of examples are replaced by plausible values. A request may be refused because the
example itself is wrong: it is of the previous version, or has a typing error. Weighing reports these as
problems; how many are refused without such a problem is printed, too.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from attrs import evolve
from documented_fields import walk

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
from tiktok_bindgen.weigh.calls import Shown, shown
from tiktok_bindgen.weigh.values import OPEN

JSON = Any
# How many values of an enum are tried for a placeholder.
_TRIED = 4
Schema = Mapping[str, Any]


def main(folder: Path, parts: int) -> None:
    """Print the figures of a folder of pages."""
    pages = [each.page for each in read_pages(find_pages([folder]))]
    document, _ = interpret(pages)
    after, problems = weighed(document, pages)
    faults = {(each.page, each.line) for each in problems if each.code in _FAULTS}
    _say("without weighing", _judged(document, pages), faults)
    _say("weighed by all", _judged(after, pages), faults, shown=True)
    _print(f"problems: {dict(Counter(each.code for each in problems))}")
    _figures(after)
    _say(f"guides in {parts} parts, each not seen", _held_back(document, pages, parts), faults, shown=True)


# Problems of examples that are at fault themselves.
_FAULTS = frozenset({"example-elsewhere", "example-misplaced", "example-rotten", "example-slip"})
Judged = Iterable[tuple[Shown, list[Any]]]


def _say(what: str, judged: Judged, faults: Collection[tuple[str, int]], *, shown: bool = False) -> None:
    """Print how many requests are refused and, with ``shown``, which."""
    count: Counter[tuple[str, bool]] = Counter()
    silent: Counter[str] = Counter()
    for one, violations in judged:
        part = "guides" if _is_guide(one.page) else "reference"
        count[part, bool(violations)] += 1
        # A typing error is reported at its line, within the request.
        lines = range(one.line, one.line + one.text.count("\n") + 1)
        silent[part] += bool(violations) and not any((one.page, line) in faults for line in lines)
        if violations and shown:
            _print(f"  refused: {one.page}:{one.line} {one.method} {one.path}: {violations[0]}")
    for part in sorted({part for part, _ in count}):
        refused, of = count[part, True], count[part, True] + count[part, False]
        _print(
            f"{what}: {refused} of {of} requests of {part} refused ({refused / of:.1%}), "
            f"{silent[part]} of which are not told as faults of the example ({silent[part] / of:.1%})"
        )


def _held_back(document: Document, pages: Sequence[Page], parts: int) -> Judged:
    """Yield the requests of each guide with their violations, by a client weighed without that guide."""
    known = {(each.method, each.path): each for each in document.operations}
    guides = [page for page in pages if _is_guide(page.name) and any(shown(page, known))]
    Random(0).shuffle(guides)
    for part in range(min(parts, len(guides))):
        asked = guides[part::parts]
        names = {page.name for page in asked}
        after, _ = weighed(document, [page for page in pages if page.name not in names])
        yield from _judged(after, asked)


def _is_guide(page: str) -> bool:
    return page.startswith("guides/")


def _judged(document: Document, pages: Iterable[Page]) -> Judged:
    """Each request on some pages, with what a client of a document says of it.

    A client of the called operations alone refuses more: it lets no name pass since another operation has it.
    So a client of all is made only where that one refuses something.
    """
    documented = {(each.method, each.path): each for each in document.operations}
    asked = [
        one
        for page in pages
        for one in shown(page, documented)
        if one.side == "request" and one.value is not None and (one.method, one.path) in documented
    ]
    called = {(one.method, one.path) for one in asked}
    operations = tuple(each for each in document.operations if (each.method, each.path) in called)
    said = _said(evolve(document, operations=operations, webhooks=()), asked)
    again = [one for one, violations in zip(asked, said, strict=True) if violations]
    said_again = iter(_said(document, again) if again else ())
    for one, violations in zip(asked, said, strict=True):
        yield one, next(said_again) if violations else violations


def _said(document: Document, asked: Iterable[Shown]) -> list[list[Any]]:
    """What a client of a document says of each of some requests."""
    spec = assemble(without_prose(document), prose="none")[0]
    known = {(each.method, each.path): each for each in requests(spec)}
    found = []
    with tempfile.TemporaryDirectory() as folder, generated(spec, Path(folder)) as client:
        for one in asked:
            of = known[one.method, one.path]
            check = client.checks(of.name)
            plausible = _plausible(one, of.schema, spec)
            found.append(min(([*verdict(each, check.violations).wrong] for each in plausible), key=len))
    return found


def _plausible(one: Shown, schema: Schema, spec: Schema) -> Iterator[JSON]:
    """Yield possible meanings of a request, with different values of enums for its placeholders."""
    for number in range(_TRIED):
        yield filled(one.value, schema, spec, texts=one.texts, number=number)


def _figures(document: Document) -> None:
    """Print the number of contested facts, by kind."""
    facts: Counter[str] = Counter()
    rules = sum(len(operation.rules) for operation in document.operations)
    for operation in document.operations:
        for side, fields in (("requests", operation.parameters), ("replies", operation.response)):
            facts.update(f"{side}: {fact.partition(':')[0]}" for fact in _contested(fields))
    _print(f"contested: {dict(sorted(facts.items()))}")
    contested = sum(number for kind, number in facts.items() if kind.partition(": ")[2] in _KINDS)
    _print(f"rules: {contested} of {rules} contested ({contested / rules:.1%})")
    values = sum(bool(field.enum) for each in document.operations for field in walk(each.parameters))
    _print(f"of {values} lists of values of requests {facts['requests: enum']} are open")


_KINDS = frozenset(
    {
        "requires",
        "forbids",
        "value-in",
        "value-not-in",
        "limit",
        "arithmetic",
        "or",
        "only-one",
        "zero-or-one",
    }
)


def _contested(fields: Iterable[Any]) -> Iterator[str]:
    for field in fields:
        yield from (each.fact for each in field.contested)
        yield from _contested(field.children)


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


# -- plausible values ------------------------------------------------------------------------


def filled(
    value: JSON,
    schema: Schema,
    spec: Schema,
    name: str = "",
    *,
    texts: frozenset[str] = frozenset(),
    number: int = 0,
) -> JSON:
    """Return a value with its placeholders filled in; fields named in ``texts`` are parsed from text.

    For a placeholder with an enum, ``number`` selects the value.
    """
    schema = resolved(schema, spec)
    if value == OPEN or (isinstance(value, str) and is_to_fill(name, value, schema)):
        return sample(schema, spec, name, number)
    if isinstance(value, dict):
        inner, below = dict(properties(schema, spec)), schema.get("additionalProperties")
        made = {}
        for key, item in value.items():
            of = resolved(inner.get(key, below if isinstance(below, dict) else {}), spec)
            read = from_text(item, of) if key in texts else item
            made[key] = filled(read, of, spec, key, number=number)
        return made
    if isinstance(value, list):
        # The former name of a list is also that of its items.
        items = {**schema.get("items", {}), **{key: schema[key] for key in ("x-formerly",) if key in schema}}
        return [filled(item, items, spec, name, number=number) for item in value]
    return value


def from_text(value: JSON, schema: Schema) -> JSON:
    """Parse a text as a value of a schema's type; return it unchanged if that fails."""
    if isinstance(value, str) and schema.get("type") in ("integer", "number", "boolean", "array", "object"):
        try:
            return json.loads(value.lower() if schema["type"] == "boolean" else value)
        except ValueError:
            return value
    return value


def is_to_fill(name: str, value: str, schema: Schema) -> bool:
    """Report whether a text is a placeholder: the field's own name, or capitals where text is not allowed."""
    if value in schema.get("enum", ()):
        return False
    names = (value, name, schema.get("x-formerly", {}).get("name", name))
    word, *known = (re.sub(r"[^a-z]|s$", "", text.lower()) for text in names)
    plain = schema.get("type") in ("string", ["string", "array"], None) and not schema.keys() & {
        "enum",
        "pattern",
    }
    if any(own and len(word) > 2 and (own.endswith(word) or word.endswith(own)) for own in known):
        return not plain
    return value.replace("_", "").isupper() and not plain and "enum" not in schema


def sample(schema: Schema, spec: Schema, name: str = "", number: int = 0) -> JSON:
    """Return a plausible value for a field; for an enum, the value that ``number`` selects."""
    if schema.get("enum"):
        return schema["enum"][number % len(schema["enum"])]
    match schema.get("type"):
        case "array":
            item = sample(resolved(schema.get("items", {}), spec), spec, name, number)
            return [item] * max(1, schema.get("minItems", 1))
        case "object":
            needed = schema.get("required", ())
            inner = dict(properties(schema, spec))
            return {each: sample(resolved(inner[each], spec), spec, each) for each in needed if each in inner}
        case "integer" | "number":
            # A budget must be larger than a bid.
            plausible = 1000 if "budget" in name else 1
            least = max(plausible, schema.get("minimum", 0), schema.get("exclusiveMinimum", 0) + 1)
            return least + (-least % schema["multipleOf"] if "multipleOf" in schema else 0)
        case "boolean":
            return True
    if "pattern" in schema and re.search(schema["pattern"], "garden"):
        return "garden"
    if "pattern" in schema or name.endswith(("_time", "_date")):
        between = "T" if "T" in schema.get("pattern", "") else " "
        time = f"{between}10:20:30{'Z' * (between == 'T')}"
        is_date = schema.get("format") == "date" or name.endswith("_date")
        return "2027-05-04" + ("" if is_date else time)
    return "7123456789012345678"[: schema.get("maxLength", 99)].ljust(schema.get("minLength", 0), "x")


def properties(schema: Schema, spec: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield the fields of an object and of its alternatives."""
    for part in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
        yield from properties(resolved(part, spec), spec)
    yield from schema.get("properties", {}).items()


def resolved(schema: Schema, spec: Schema) -> Schema:
    """Return the target of a reference, overridden by sibling keys."""
    while "$ref" in schema:
        target = spec["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    return schema


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 6)

"""Evidence from files: recorded calls, and the facts that they contradict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Field, Operation
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.paths import without_items
from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.runtime.check import bound_text
from tiktok_bindgen.weigh.before import LIMITS
from tiktok_bindgen.weigh.calls import Shown
from tiktok_bindgen.weigh.compare import Names
from tiktok_bindgen.weigh.contradicted import Fact, contradicted, documented
from tiktok_bindgen.weigh.evidence import Side, field_at
from tiktok_bindgen.weigh.recorded import SUFFIXES, recorded

Place = tuple[str, int]


@frozen
class Evidence:
    """What some files hold: recorded calls, and as problems what is none."""

    calls: tuple[Shown, ...] = ()
    problems: tuple[Problem, ...] = ()


@frozen
class Wrong:
    """A fact of a page that recorded calls contradict.

    Attributes:
        method: The operation's method.
        path: The operation's path.
        side: Whether it concerns the request or the reply.
        field: The path of the field, as the names of the objects around it and its own.
        fact: The keyword of the fact, ``unknown`` for an undocumented field, or a rule's id.
        stated: The documented fact, in words.
        page: The page that documents it.
        line: The line on that page; 0 if it documents nothing.
        calls: The calls that contradict it: their files with line numbers, or entry numbers in HAR files.
    """

    method: str
    path: str
    side: str
    field: str
    fact: str
    stated: str
    page: str
    line: int
    calls: tuple[Place, ...]


def read_evidence(paths: Sequence[Path]) -> Evidence:
    """Read the recorded calls in files and folders.

    Raises:
        InputError: There are none, or a file cannot be read.
    """
    files = [
        file
        for path in paths
        for file in (sorted(path.rglob("*")) if path.is_dir() else [path])
        if not path.is_dir() or file.suffix.lower() in SUFFIXES
    ]
    calls = [recorded(file) for file in files]
    shown = tuple(each for file in calls for each in file.shown)
    if paths and not shown:
        raise InputError(f"{', '.join(map(str, paths))}: no recorded calls found")
    return Evidence(shown, tuple(each for file in calls for each in file.problems))


def wrong(read: Document, weighed: Document, evidence: Evidence) -> tuple[Wrong, ...]:
    """Say what pages have wrong by recorded calls, from what they say alone and weighed against these."""
    if not evidence.calls:
        return ()
    found = dict(contradicted(read, evidence.calls))
    files = {each.page for each in evidence.calls}
    for operation in weighed.operations:
        for fact, place in _contested(operation):
            # Facts that these files contested before are no longer enforced, so `contradicted` misses them.
            if place[0] in files:
                found.setdefault(fact, [place])
    operations = {key: each[0] for key, each in documented(read).items()}
    return tuple(
        _wrong(operations[key[:2]], *key[2:], tuple(dict.fromkeys(places)))
        for key, places in sorted(found.items())
    )


def _contested(operation: Operation) -> Iterator[tuple[Fact, Place]]:
    """Yield the contested facts of an operation, each with the first place that contradicts it."""
    sides: tuple[tuple[Side, Sequence[Field]], ...] = (
        ("request", operation.parameters),
        ("response", operation.response),
    )
    for side, fields in sides:
        for names, field in walk(fields):
            for each in field.contested:
                yield (operation.method, operation.path, side, names, each.fact), (each.page, each.line)
    for rule in operation.rules:
        if rule.exception is not None:
            names = without_items((*rule.scope, *rule.targets[0]))
            yield (operation.method, operation.path, "request", names, rule.id), rule.exception


def _wrong(operation: Operation, side: str, names: Names, fact: str, calls: tuple[Place, ...]) -> Wrong:
    fields = operation.parameters if side == "request" else operation.response
    field = field_at(fields, names) if names else None
    return Wrong(
        operation.method,
        operation.path,
        side,
        ".".join(names),
        fact,
        _stated(operation, field, fact),
        operation.page,
        field.line if field is not None and field.is_documented else 0,
        calls,
    )


def _stated(operation: Operation, field: Field | None, fact: str) -> str:
    """Describe a fact in words."""
    rule = next((each for each in operation.rules if each.id == fact), None)
    if rule is not None:
        return sentence(rule)
    if field is None or fact == "unknown":
        return "no table has it"
    if fact in LIMITS:
        return bound_text(fact, getattr(field.limits, LIMITS[fact]))
    if fact == "enum":
        values = [f"`{each.value}`" for each in field.enum]
        more = f" … ({len(values)} values)" if len(values) > _MOST_VALUES else ""
        return f"one of {', '.join(values[:_MOST_VALUES])}{more}, and no others"
    words = {"required": "required", "type": f"a value of type {field.type.documented}"}
    return words.get(fact, f"written as {field.format}" if fact == "pattern" else fact)


_MOST_PLACES = 3
_MOST_VALUES = 8


def as_text(found: Sequence[Wrong]) -> str:
    """Write contradicted facts as text: by operation, each with the places that contradict it."""
    by_operation: dict[tuple[str, str, str], list[Wrong]] = defaultdict(list)
    for each in found:
        by_operation[each.method, each.path, each.page].append(each)
    return "".join(
        f"{method} {path} ({page})\n{''.join(map(_line, facts))}"
        for (method, path, page), facts in by_operation.items()
    )


def _line(each: Wrong) -> str:
    at = f"line {each.line}, " if each.line else ""
    side = "reply's " if each.side == "response" else ""
    files: dict[str, list[int]] = defaultdict(list)
    for file, line in each.calls:
        files[file].append(line)
    return (
        f"  {at}{side}`{each.field}`: {each.stated} (against it: {'; '.join(map(_places, files.items()))})\n"
    )


def _places(file: tuple[str, Sequence[int]]) -> str:
    name, lines = file
    more = f" and {len(lines) - _MOST_PLACES} more" if len(lines) > _MOST_PLACES else ""
    return f"{name}:{', '.join(map(str, lines[:_MOST_PLACES]))}{more}"


def as_json(found: Iterable[Wrong]) -> list[Mapping[str, Any]]:
    """Return contradicted facts as JSON-able data."""
    return [
        {**asdict(each), "calls": [{"file": file, "line": line} for file, line in each.calls]}
        for each in found
    ]

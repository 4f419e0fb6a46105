"""Values: which ones are allowed, what each means, and which of them are going away."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tiktok_bindgen.diff.families._kind import Kind
from tiktok_bindgen.diff.model import Difference, Schema

KEYWORDS = ("enum", "x-enum-descriptions", "x-enum-lifecycle", "x-enum-varnames", "x-enum-missing")
_AREA = "Values"
# A meaning of more words than this is a sentence, which is prose.
_LONGEST_NAME = 4

_MISSING = "x-enum-missing"

KINDS = (
    Kind(
        "enum-value-added",
        _AREA,
        "A list of allowed values has one more.",
        "`{name}` may be {new} now",
        mirror="enum-value-removed",
        request="safe",
        response="risky",
        why_response="A value that no caller has seen so far can come back; our client keeps it as it is.",
    ),
    Kind(
        "enum-value-removed",
        _AREA,
        "A list of allowed values has one less.",
        "`{name}` may no longer be {old}",
        mirror="enum-value-added",
        request="breaking",
        response="safe",
    ),
    Kind(
        "enum-added",
        _AREA,
        "The allowed values are listed now.",
        "`{name}` must be one of {new} now",
        mirror="enum-removed",
        request="breaking",
        response="safe",
        why="Any other value is refused, by our client too.",
    ),
    Kind(
        "enum-removed",
        _AREA,
        "The allowed values are no longer listed.",
        "`{name}` is no longer limited to {old}",
        mirror="enum-added",
        request="safe",
        response="risky",
        why_response="A value that no caller has seen so far can come back.",
    ),
    Kind(
        "enum-found",
        _AREA,
        "The allowed values are known now; before, only the name of their list was.",
        "the values of `{name}`, which were in the list {old}, are known now: {new}",
        mirror="enum-lost",
        request="safe",
        response="safe",
        why="No new list, but one that was not among what was read; our client checks the values now.",
    ),
    Kind(
        "enum-lost",
        _AREA,
        "Only the name of the list of allowed values is known now; before, the values were.",
        "the values of `{name}` are in the list {new} now, which is not known; they were {old}",
        mirror="enum-found",
        request="safe",
        response="safe",
        why="The list is not among what was read; our client no longer checks the values.",
    ),
    Kind(
        "enum-list-changed",
        _AREA,
        "The list of the allowed values, which is not known, is another, or is named for the first time.",
        "the values of `{name}` are in the list {new} now, was {old}; it is not known",
        request="safe",
        response="safe",
    ),
    Kind(
        "enum-value-deprecated",
        _AREA,
        "One of the allowed values is, or is to be, deprecated.",
        "the value {new} of `{name}` is {note}",
        mirror="enum-value-restored",
        request="risky",
        response="safe",
        why="It works today, and no longer one day.",
    ),
    Kind(
        "enum-value-restored",
        _AREA,
        "One of the allowed values is no longer deprecated.",
        "the value {old} of `{name}` is no longer {note}",
        mirror="enum-value-deprecated",
        request="safe",
        response="safe",
    ),
    Kind(
        "enum-value-lifecycle-changed",
        _AREA,
        "What is said of the end of one of the allowed values is another.",
        "a value of `{name}` is {new} now, was {old}",
        request="risky",
        response="safe",
    ),
    Kind(
        "enum-meaning-changed",
        _AREA,
        "One of the allowed values goes by another name or meaning.",
        "{note} of `{name}` stands for {new} now, was {old}",
        request="risky",
        response="risky",
        why="The same value may do something else.",
        why_response="The same value may say something else.",
    ),
    Kind(
        "enum-meaning-added",
        _AREA,
        "The meaning of one of the allowed values is stated now.",
        "{note} of `{name}` stands for {new}",
        mirror="enum-meaning-removed",
        request="safe",
        response="safe",
    ),
    Kind(
        "enum-meaning-removed",
        _AREA,
        "The meaning of one of the allowed values is no longer stated.",
        "the meaning of {note} of `{name}` is no longer stated, was {old}",
        mirror="enum-meaning-added",
        request="safe",
        response="safe",
    ),
    Kind(
        "enum-names-changed",
        _AREA,
        "The names that generated code gives to allowed values are others.",
        "the names of the values of `{name}` in generated code are {new} now, were {old}",
        request="risky",
        response="risky",
        why="Code that names a member by its old name no longer runs, once it is generated anew.",
        why_response="Code that names a member by its old name no longer runs, once it is generated anew.",
    ),
)


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare the allowed values of two schemas, and what is said of each."""
    before, after = old.get("enum"), new.get("enum")
    was, now = old.get(_MISSING), new.get(_MISSING)
    if before is None and after is not None:
        yield Difference("enum-found" if was else "enum-added", (), was, after)
    elif before is not None and after is None:
        yield Difference("enum-lost" if now else "enum-removed", (), before, now)
    elif before is None and was != now and old.get("type") == new.get("type"):
        yield Difference("enum-list-changed", (), was, now)
    elif before is not None and after is not None:
        known, listed = _keyed(before), _keyed(after)
        yield from (
            Difference("enum-value-removed", (), v, None) for k, v in known.items() if k not in listed
        )
        yield from (Difference("enum-value-added", (), None, v) for k, v in listed.items() if k not in known)
    gone = _texts(before) ^ _texts(after)
    yield from _lifecycles(_mapping(old, "x-enum-lifecycle"), _mapping(new, "x-enum-lifecycle"), gone)
    yield from _meanings(_mapping(old, "x-enum-descriptions"), _mapping(new, "x-enum-descriptions"), gone)
    yield from _names(old, new)


def is_name(text: str) -> bool:
    """Whether the meaning of a value is a name, which is a fact, and no sentence."""
    return len(text.split()) <= _LONGEST_NAME


def _letters(text: object) -> str:
    """What of a meaning is no matter of spelling: neither case and marks, nor accents, which copies lose."""
    return "".join(c for c in str(text).casefold() if c.isascii() and c.isalnum()) or str(text)


def _names(old: Schema, new: Schema) -> Iterator[Difference]:
    before, after = _named(old), _named(new)
    changed = [value for value in before if value in after and before[value] != after[value]]
    if changed:
        yield Difference(
            "enum-names-changed",
            (),
            [before[value] for value in changed],
            [after[value] for value in changed],
        )


def _named(schema: Schema) -> dict[str, Any]:
    values, names = schema.get("enum"), schema.get("x-enum-varnames")
    if not isinstance(values, list) or not isinstance(names, list):
        return {}
    return dict(zip(_keyed(values), names, strict=False))


def _keyed(values: list[Any]) -> dict[str, Any]:
    return {json.dumps(value, sort_keys=True): value for value in values}


def _texts(values: list[Any] | None) -> set[str]:
    return {value if isinstance(value, str) else json.dumps(value) for value in values or ()}


def _mapping(schema: Schema, keyword: str) -> Mapping[str, Any]:
    found = schema.get(keyword)
    return found if isinstance(found, Mapping) else {}


def _lifecycles(old: Mapping[str, Any], new: Mapping[str, Any], gone: set[str]) -> Iterator[Difference]:
    for value in dict.fromkeys((*old, *new)):
        before, after = old.get(value), new.get(value)
        if before == after or value in gone:
            continue
        if not before:
            yield Difference("enum-value-deprecated", (), None, value, str(after))
        elif not after:
            yield Difference("enum-value-restored", (), value, None, str(before))
        else:
            yield Difference("enum-value-lifecycle-changed", (), f"{value}: {before}", f"{value}: {after}")


def _meanings(old: Mapping[str, Any], new: Mapping[str, Any], gone: set[str]) -> Iterator[Difference]:
    for value in dict.fromkeys((*old, *new)):
        before, after = old.get(value), new.get(value)
        if before == after or value in gone:
            continue
        if before and after:
            if _letters(before) != _letters(after):
                yield Difference("enum-meaning-changed", (), before, after, value)
        elif after:
            yield Difference("enum-meaning-added", (), None, after, value)
        elif before:
            yield Difference("enum-meaning-removed", (), before, None, value)

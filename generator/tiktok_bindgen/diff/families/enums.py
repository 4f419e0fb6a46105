"""Compare enum values: which are allowed, what each means, and which are being retired."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tiktok_bindgen.diff.model import Difference, Schema, changed
from tiktok_bindgen.language.slips import is_mended
from tiktok_bindgen.openapi import mapping, meanings, value_text

KEYWORDS = (
    "enum",
    "x-enum-descriptions",
    "x-enum-lifecycle",
    "x-enum-varnames",
    "x-enum-missing",
    "x-enum-facts",
)
# A meaning of more words than this counts as a sentence, which is prose.
_LONGEST_NAME = 4


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare the allowed values of two schemas, and the facts about each."""
    before, after = old.get("enum"), new.get("enum")
    was, now = old.get("x-enum-missing"), new.get("x-enum-missing")
    if before is not None and after is not None:
        known, listed = _keyed(before), _keyed(after)
        went = [value for key, value in known.items() if key not in listed]
        came = [value for key, value in listed.items() if key not in known]
        # The correct spelling may have been listed beside the other.
        mended = dict(_mended(went, [*listed.values()]))
        yield from (Difference("enum-value-respelled", (), old, new) for old, new in mended.items())
        respelled = (*mended, *mended.values())
        went, came = ([value for value in values if value not in respelled] for values in (went, came))
        yield from (Difference("enum-value-removed", (), value, None) for value in went)
        yield from (Difference("enum-value-added", (), None, value) for value in came)
    elif _is_of_another_type(old, new):
        # A list of values came or went with its type.
        pass
    elif after is not None:
        yield Difference("enum-found" if was else "enum-added", (), was, after)
    elif before is not None:
        yield Difference("enum-lost" if now else "enum-removed", (), before, now)
    elif was != now and old.get("type") == new.get("type"):
        yield Difference("enum-list-changed", (), was, now)
    yield from _lifecycles(old, new)
    yield from _meanings(old, new)
    yield from _names(old, new)
    yield from _facts(old, new)


def _is_of_another_type(old: Schema, new: Schema) -> bool:
    types = old.get("type"), new.get("type")
    return types[0] is not None and types[1] is not None and types[0].isdisjoint(types[1])


def _mended(went: list[Any], came: list[Any]) -> Iterator[tuple[str, str]]:
    """Yield the values whose spelling was corrected, each with its new spelling."""
    texts = [[value for value in values if isinstance(value, str)] for values in (went, came)]
    for old in texts[0]:
        near = [new for new in texts[1] if is_mended(old, new)]
        if len(near) == 1 and sum(is_mended(other, near[0]) for other in texts[0]) == 1:
            yield old, near[0]


def is_name(text: str) -> bool:
    """Report whether the meaning of a value is a name, which is a fact, and not a sentence."""
    return len(text.split()) <= _LONGEST_NAME


def _lifecycles(old: Schema, new: Schema) -> Iterator[Difference]:
    stages = mapping(old.get("x-enum-lifecycle")), mapping(new.get("x-enum-lifecycle"))
    for value, before, after in _changed(old, new, *stages):
        if not before:
            yield Difference("enum-value-deprecated", (), None, value, str(after))
        elif not after:
            yield Difference("enum-value-restored", (), value, None, str(before))
        else:
            yield Difference("enum-value-lifecycle-changed", (), f"{value}: {before}", f"{value}: {after}")


def _meanings(old: Schema, new: Schema) -> Iterator[Difference]:
    for value, before, after in _changed(old, new, meanings(old), meanings(new)):
        if _letters(before or "") != _letters(after or ""):
            yield from changed("enum-meaning", before, after, note=value)


def _changed(
    old: Schema, new: Schema, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, Any, Any]]:
    """Yield each value, allowed on both sides, whose fact differs, with the old and the new fact."""
    values = ({value_text(value) for value in each.get("enum") or ()} for each in (old, new))
    gone = set.symmetric_difference(*values)
    for value in dict.fromkeys((*before, *after)):
        if value not in gone and before.get(value) != after.get(value):
            yield value, before.get(value) or None, after.get(value) or None


def _names(old: Schema, new: Schema) -> Iterator[Difference]:
    before, after = _named(old), _named(new)
    others = [value for value in before if value in after and before[value] != after[value]]
    if others:
        names = ([side[value] for value in others] for side in (before, after))
        yield from changed("enum-names", *names)


def _facts(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare the facts that tables state about values that both schemas have."""
    before, after = _stated(old), _stated(new)
    for what in before:
        if what in after and before[what] != after[what]:
            yield Difference("enum-fact-changed", (), before[what], after[what], what)


def _stated(schema: Schema) -> dict[str, Any]:
    """Return the facts that tables state, keyed by a text with the fact's name, the value and the case."""
    values = schema.get("enum")
    found = {}
    for fact, stated in mapping(schema.get("x-enum-facts")).items():
        cases = [each for each in stated if isinstance(each, Mapping)] or [{"values": stated}]
        for case in cases:
            where = json.dumps({key: each for key, each in case.items() if key != "values"}, sort_keys=True)
            for value, each in zip(values or (), case["values"], strict=False):
                found[f"{fact} of {value}{'' if where == '{}' else f' ({where})'}"] = each
    return found


def _named(schema: Schema) -> dict[str, Any]:
    values, names = schema.get("enum"), schema.get("x-enum-varnames")
    if not isinstance(values, list) or not isinstance(names, list):
        return {}
    return dict(zip(_keyed(values), names, strict=False))


def _keyed(values: list[Any]) -> dict[str, Any]:
    return {json.dumps(value, sort_keys=True): value for value in values}


def _letters(text: object) -> str:
    """Return a meaning without case, punctuation and accented letters, which copies of the pages lose."""
    return "".join(c for c in str(text).casefold() if c.isascii() and c.isalnum()) or str(text)

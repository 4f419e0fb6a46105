"""Compare kinds of reports: the names of metrics, dimensions and filters, and the facts about them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tiktok_bindgen.diff.model import Difference, Schema, Steps, added_and_removed, at
from tiktok_bindgen.digest import digest_of
from tiktok_bindgen.openapi import same

#: The document's key that holds the kinds of reports.
KEY = "x-reports"
# The lists of names that a kind has, and the word for one of each.
_ROLES = {"metrics": "metric", "dimensions": "dimension", "filters": "filter"}
_WORDS = frozenset({"title", "description", "x-enum-descriptions"})
# The keys of sentences that are facts, which a document keeps in words or as digests.
_SENTENCES = frozenset({"in-words", "groupings-in-words"})
_DIGEST = re.compile(r"[0-9a-f]{8,}")


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare the kinds of reports of two documents, by their keys, their words left out."""
    kept: dict[str, str] = {}
    old, new = ({kind: _facts(each, kept) for kind, each in side.items()} for side in (old, new))
    for each in _differences(old, new):
        yield each._replace(old=_in_words(each.old, kept), new=_in_words(each.new, kept))


def _differences(old: Schema, new: Schema) -> Iterator[Difference]:
    yield from _named("report", (KEY,), old, new)
    for kind in new:
        if kind not in old:
            continue
        before, after = old[kind], new[kind]
        facts = ({key: value for key, value in each.items() if key not in _ROLES} for each in (before, after))
        yield from _changed("report", (KEY, kind), *facts)
        for role, one in _ROLES.items():
            names = before.get(role, {}), after.get(role, {})
            yield from _named(one, (KEY, kind, role), *names)
            for name in names[1]:
                if name in names[0]:
                    yield from _changed(one, (KEY, kind, role, name), names[0][name], names[1][name])


def _facts(fact: Any, kept: dict[str, str], key: str = "") -> Any:
    """Return a fact without words, with digests for sentences, which ``kept`` receives."""
    if isinstance(fact, Mapping):
        # The keys of these are names.
        is_named = key in {"properties", *_ROLES}
        return {each: _facts(fact[each], kept, each) for each in fact if is_named or each not in _WORDS}
    if isinstance(fact, list):
        return [_facts(each, kept, key) for each in fact]
    if key not in _SENTENCES or not isinstance(fact, str) or _DIGEST.fullmatch(fact):
        return fact
    digest = digest_of(fact)
    kept[digest] = fact
    return digest


def _in_words(fact: Any, kept: Mapping[str, str]) -> Any:
    """Return a fact with the sentences that are kept in place of their digests."""
    if isinstance(fact, Mapping):
        return {key: _in_words(each, kept) for key, each in fact.items()}
    if isinstance(fact, list):
        return [_in_words(each, kept) for each in fact]
    return kept.get(fact, fact) if isinstance(fact, str) else fact


def _named(one: str, steps: Steps, old: Schema, new: Schema) -> Iterator[Difference]:
    for each in added_and_removed(one, list(old), list(new)):
        yield from at((*steps, each.new or each.old), [each])


def _changed(one: str, steps: Steps, old: Schema, new: Schema) -> Iterator[Difference]:
    keys = [key for key in sorted({*old, *new}) if not same(old.get(key), new.get(key))]
    if keys:
        before, after = ({key: each[key] for key in keys if key in each} for each in (old, new))
        yield Difference(f"{one}-changed", steps, before, after, ", ".join(keys))

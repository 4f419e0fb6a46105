"""Renames of operations and fields: those that a document states, and guesses with their evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any

from attrs import frozen

from tiktok_bindgen.openapi import mapping

_Key = tuple[str, str]
_Operation = tuple[Mapping[str, Any], frozenset[str]]

# Of the fields of two operations, the part that must be the same.
_ENOUGH_FIELDS = 0.6
_FEWEST_FIELDS = 3
# Of the parts of two paths, more than this must be the same.
_ENOUGH_PARTS = 0.5
# Of the letters of two names.
_ENOUGH_LETTERS = 0.7


def matched_operations(
    went: Mapping[_Key, _Operation], came: Mapping[_Key, _Operation], paths: Iterable[str]
) -> dict[_Key, tuple[_Key, str]]:
    """Match removed operations with added ones.

    Args:
        went: The removed ones, each with what it states and the names of its fields.
        came: The added ones, likewise.
        paths: Those of all operations, of which parts that every path has tell nothing.

    Returns:
        For each added one that has a match: the removed one, and the evidence.
    """
    parts = [set(path.split("/")) for path in paths]
    everywhere = set.intersection(*parts) if parts else set()
    guesses = []
    for new, (stated, names) in came.items():
        for old, (was, had) in went.items():
            guess = _alike((old, was, had), (new, stated, names), everywhere)
            if guess is not None:
                guesses.append((-guess[0], sorted((old, new)), old, new, guess[1]))
    return _best(guesses)


def _alike(
    before: tuple[_Key, Mapping[str, Any], frozenset[str]],
    after: tuple[_Key, Mapping[str, Any], frozenset[str]],
    everywhere: set[str],
) -> tuple[float, str] | None:
    """How alike two operations are, and in what; ``None`` if not enough."""
    (old, was, had), (new, stated, names) = before, after
    every = len(had | names)
    both = len(had & names)
    share = both / every if every else 0.0
    name = was.get("operationId")
    if name is not None and name == stated.get("operationId"):
        return 1 + share, f"the same operation id, {both} of {every} fields the same"
    if old[0] != new[0] or every < _FEWEST_FIELDS or share < _ENOUGH_FIELDS:
        return None
    parts = [[part for part in key[1].split("/") if part not in everywhere] for key in (old, new)]
    shared = (Counter(parts[0]) & Counter(parts[1])).total()
    if shared <= max(map(len, parts)) * _ENOUGH_PARTS:
        return None
    return share, f"{both} of {every} fields the same, {shared} of {max(map(len, parts))} parts of the path"


def stated_operations(
    went: Mapping[_Key, Mapping[str, Any]], came: Mapping[_Key, Mapping[str, Any]]
) -> dict[_Key, _Key]:
    """The operations whose former address a document states: new addresses with the old ones.

    Args:
        went: What each removed operation states.
        came: What each added operation states.
    """
    there = {new: key for new, stated in came.items() if (key := _former(stated)) in went}
    back = {key: old for old, stated in went.items() if (key := _former(stated)) in came}
    return back | there


def _former(stated: Mapping[str, Any]) -> _Key:
    former = mapping(stated.get("x-formerly"))
    return str(former.get("method")), str(former.get("path"))


def stated_fields(old: Mapping[str, object], new: Mapping[str, object]) -> dict[str, str]:
    """The fields of one object whose former name a document states: the old names with the new ones.

    A name that is on both sides is the same field, unless the document states another former name for it.

    Args:
        old: The schemas of the fields as they were, by name.
        new: As they are now.
    """
    there = _stated(old, new)
    back = {was: name for name, was in _stated(new, old).items()}
    return back | there


def _stated(old: Mapping[str, object], new: Mapping[str, object]) -> dict[str, str]:
    formers = {name: former for name in new if (former := mapping(mapping(new[name]).get("x-formerly")))}
    return {
        str(former["name"]): name
        for name, former in formers.items()
        if former.get("name") in old and (former["name"] not in new or former["name"] in formers)
    }


@frozen
class Trait:
    """A field apart from its name.

    Attributes:
        facts: The same for two fields that have everything else in common.
        telling: What of it is so particular that it makes the name unimportant; empty if nothing is.
    """

    facts: str
    telling: str


def matched_fields(went: Mapping[str, Trait], came: Mapping[str, Trait]) -> dict[str, tuple[str, str]]:
    """Match removed fields of one object with added ones.

    Args:
        went: What each removed field is, by its name.
        came: What each added field is, likewise.

    Returns:
        For each added one that has a match: the removed one, and the evidence.
    """
    guesses = []
    for new, trait in came.items():
        for old, was in went.items():
            if was.facts != trait.facts:
                continue
            # Sorted, as the matcher takes its two sides unalike.
            letters = SequenceMatcher(None, min(old, new), max(old, new), autojunk=False).ratio()
            if trait.telling or letters >= _ENOUGH_LETTERS:
                evidence = f"the same {trait.telling or 'type and limits'}, names {letters:.0%} alike"
                guesses.append((not trait.telling, -letters, sorted((old, new)), old, new, evidence))
    return _best(guesses)


def _best(guesses: Iterable[tuple[Any, ...]]) -> dict[Any, tuple[Any, str]]:
    """The best guesses, nothing in two of them; each ends with old, new and the evidence, after its rank."""
    found: dict[Any, tuple[Any, str]] = {}
    taken = set()
    for *_, old, new, evidence in sorted(guesses):
        if old not in taken and new not in found:
            taken.add(old)
            found[new] = old, evidence
    return found

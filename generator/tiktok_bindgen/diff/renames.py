"""Find renamed operations and fields: those that a document states, and guesses with their evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any

from attrs import frozen

from tiktok_bindgen.openapi import mapping

_Key = tuple[str, str]
_Operation = tuple[Mapping[str, Any], frozenset[str]]

# The share of the fields of two operations that must be the same.
_ENOUGH_FIELDS = 0.6
_FEWEST_FIELDS = 3
# More than this share of the parts of two paths must be the same.
_ENOUGH_PARTS = 0.5
# The similarity that two names must have.
_ENOUGH_LETTERS = 0.7


def matched_operations(
    went: Mapping[_Key, _Operation], came: Mapping[_Key, _Operation], paths: Iterable[str]
) -> dict[_Key, tuple[_Key, str]]:
    """Match removed operations with added ones.

    Args:
        went: The removed ones, each as written and with the names of its fields.
        came: The added ones, likewise.
        paths: The paths of all operations; parts that every path has are ignored.

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
                guesses.append((-guess[0], old, new, guess[1]))
    return _best(guesses)


def _alike(
    before: tuple[_Key, Mapping[str, Any], frozenset[str]],
    after: tuple[_Key, Mapping[str, Any], frozenset[str]],
    everywhere: set[str],
) -> tuple[float, str] | None:
    """Score how similar two operations are, with the evidence; ``None`` if not enough."""
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
    """The operations whose former address a document states: new addresses with the old ones."""
    there = {new: key for new, stated in came.items() if (key := _former(stated)) in went}
    back = {key: old for old, stated in went.items() if (key := _former(stated)) in came}
    return back | there


def _former(stated: Mapping[str, Any]) -> _Key:
    former = mapping(stated.get("x-formerly"))
    return str(former.get("method")), str(former.get("path"))


def stated_fields(old: Mapping[str, object], new: Mapping[str, object]) -> dict[str, str]:
    """Map the old to the new names of an object's fields whose former name a document states.

    A name that is on both sides is the same field, unless the document states another former name for it.
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
    """The properties of a field apart from its name.

    Attributes:
        facts: A key that is equal for two fields that differ in their names only.
        telling: Which part of it is so specific that names need not be similar; empty for none.
    """

    facts: str
    telling: str


def matched_fields(went: Mapping[str, Trait], came: Mapping[str, Trait]) -> dict[str, tuple[str, str]]:
    """Match removed fields of one object with added ones: for each of these the other, and the evidence."""
    guesses = []
    for new, trait in came.items():
        for old, was in went.items():
            if was.facts != trait.facts:
                continue
            # Sorted, since the matcher's ratio depends on the order of its two sides.
            letters = SequenceMatcher(None, min(old, new), max(old, new), autojunk=False).ratio()
            if trait.telling or letters >= _ENOUGH_LETTERS:
                evidence = f"the same {trait.telling or 'type and limits'}, names {letters:.0%} alike"
                guesses.append((not trait.telling, -letters, old, new, evidence))
    return _best(guesses)


def _best(guesses: Iterable[tuple[Any, ...]]) -> dict[Any, tuple[Any, str]]:
    """Return the best guesses, using each side once; a guess is its rank, then old, new and the evidence."""
    found: dict[Any, tuple[Any, str]] = {}
    taken = set()
    for *_, old, new, evidence in sorted(guesses):
        if old not in taken and new not in found:
            taken.add(old)
            found[new] = old, evidence
    return found

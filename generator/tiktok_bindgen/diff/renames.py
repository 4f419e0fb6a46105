"""Find renamed operations and fields: those that a document states, and guesses with their evidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any

from attrs import frozen

from tiktok_bindgen.language.slips import is_mended
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
        presence: Whether it must be given.
        facts: A key that is equal for two fields that otherwise differ in their names only.
        kind: Its type in a word or two.
        telling: Which of its facts are so specific that names need not be similar; empty for none.
        place: The fields around it, if it is the only one between them that came or went; else ``None``.
        rules: A key for the rules about it, likewise.
        is_shown: Whether examples on the other side have the name, and no table.
    """

    presence: str
    facts: str
    kind: str
    telling: str = ""
    place: tuple[str, str] | None = None
    rules: str = ""
    is_shown: bool = False


def matched_fields(went: Mapping[str, Trait], came: Mapping[str, Trait]) -> dict[str, tuple[str, str]]:
    """Match removed fields of one object with added ones: for each of these the other, and the evidence."""
    guesses = []
    for new, trait in came.items():
        for old, was in went.items():
            # Sorted, since the matcher's ratio depends on the order of its two sides.
            letters = SequenceMatcher(None, min(old, new), max(old, new), autojunk=False).ratio()
            rank, shared = _shared(old, was, new, trait, letters)
            if shared:
                guesses.append((rank, -letters, old, new, f"the same {shared}, names {letters:.0%} alike"))
    return _best(guesses)


def _shared(old: str, was: Trait, new: str, trait: Trait, letters: float) -> tuple[int, str]:
    """Return how good the evidence is that two fields are the same (0 is best), and what they share."""
    is_same = (was.presence, was.facts) == (trait.presence, trait.facts)
    if is_same and trait.telling:
        return 0, trait.telling
    if is_same and letters >= _ENOUGH_LETTERS:
        return 1, "type and limits"
    if is_mended(old, new) and was.kind == trait.kind:
        return 2, "type"
    # Examples that still have the old name, or had the new one, contest whether a field must be given.
    is_shown = was.is_shown or trait.is_shown
    is_alike = is_same or (is_shown and was.facts == trait.facts)
    if trait.place is None or was.place != trait.place or trait.kind == "any type":
        return 9, ""
    # At the end, where new fields are added, the place alone tells nothing.
    is_there = trait.place[1] != "" or not _words(old).isdisjoint(_words(new))
    return 3, "type, limits and place" if is_alike and was.rules == trait.rules and is_there else ""


def _words(name: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", name.casefold()))


def places(names: Iterable[str], others: Collection[str]) -> dict[str, tuple[str, str]]:
    """Map each of some names that stands alone between two that others have, too, to those two.

    The name before the first one is empty, and so is that after the last.

    Examples:
        >>> places(["bed", "soil", "sun", "rain", "wind"], ["bed", "sun"])
        {'soil': ('bed', 'sun')}
    """
    found: dict[str, tuple[str, str]] = {}
    before, between = "", list[str]()
    for name in (*names, ""):
        if name and name not in others:
            between.append(name)
            continue
        if len(between) == 1:
            found[between[0]] = before, name
        before, between = name, []
    return found


def _best(guesses: Iterable[tuple[Any, ...]]) -> dict[Any, tuple[Any, str]]:
    """Return the best guesses, using each side once; a guess is its rank, then old, new and the evidence."""
    found: dict[Any, tuple[Any, str]] = {}
    taken = set()
    for *_, old, new, evidence in sorted(guesses):
        if old not in taken and new not in found:
            taken.add(old)
            found[new] = old, evidence
    return found

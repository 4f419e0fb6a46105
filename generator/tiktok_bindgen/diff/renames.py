"""What went and what came, when both may be one thing under another name: a guess, with its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from attrs import frozen

_Key = tuple[str, str]
_Operation = tuple[Mapping[str, Any], frozenset[str]]

# Of the fields of two operations, the part that must be the same.
_ENOUGH_FIELDS = 0.6
_FEWEST_FIELDS = 3
# Of the parts of two paths, more than this must be the same.
_ENOUGH_PARTS = 0.5
# Of the letters of two names.
_ENOUGH_LETTERS = 0.7


@frozen
class Moved:
    """One operation under two addresses, and what speaks for it."""

    old: _Key
    new: _Key
    evidence: str


def moved_operations(
    went: Mapping[_Key, _Operation], came: Mapping[_Key, _Operation], paths: Iterable[str]
) -> list[Moved]:
    """Match operations that went with ones that came.

    Args:
        went: Each with what it states and the names of its fields.
        came: Likewise.
        paths: Those of all operations, of which parts that every path has tell nothing.

    Returns:
        Matches, no operation in two of them.
    """
    parts = [set(path.split("/")) for path in paths]
    everywhere = set.intersection(*parts) if parts else set()
    guesses = []
    for new, (stated, names) in came.items():
        for old, (was, had) in went.items():
            guess = _alike((old, was, had), (new, stated, names), everywhere)
            if guess is not None:
                guesses.append((-guess[0], sorted((old, new)), old, new, guess[1]))
    found: list[Moved] = []
    gone: set[_Key] = set()
    there: set[_Key] = set()
    for _, _, old, new, evidence in sorted(guesses):
        if old not in gone and new not in there:
            gone.add(old)
            there.add(new)
            found.append(Moved(old, new, evidence))
    return found


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


def told_operations(
    went: Mapping[_Key, Mapping[str, Any]], came: Mapping[_Key, Mapping[str, Any]]
) -> dict[_Key, _Key]:
    """The operations that a document itself says had another address: new addresses with the old ones.

    Args:
        went: What each that went states.
        came: What each that came states.
    """
    there = {new: key for new, stated in came.items() if (key := _former(stated)) in went}
    back = {key: old for old, stated in went.items() if (key := _former(stated)) in came}
    return back | there


def _former(stated: Mapping[str, Any]) -> _Key:
    former = stated.get("x-formerly", {})
    if not isinstance(former, Mapping):
        return "", ""
    return str(former.get("method")), str(former.get("path"))


def told_fields(old: Mapping[str, object], new: Mapping[str, object]) -> dict[str, str]:
    """The fields of one object that a document itself says had another name: the old names with the new ones.

    A name that stands on both sides is of one field unless the document says of what has it now that it is
    another.

    Args:
        old: The schemas of the fields as they were, by name.
        new: As they are now.
    """
    there = _told(old, new)
    back = {was: name for name, was in _told(new, old).items()}
    return back | there


def _told(old: Mapping[str, object], new: Mapping[str, object]) -> dict[str, str]:
    formers = {name: former for name, schema in new.items() if (former := _former_field(schema))}
    return {
        str(former["name"]): name
        for name, former in formers.items()
        if former.get("name") in old and (former["name"] not in new or former["name"] in formers)
    }


def _former_field(schema: object) -> Mapping[str, Any]:
    former = schema.get("x-formerly") if isinstance(schema, Mapping) else None
    return former if isinstance(former, Mapping) else {}


@frozen
class Renamed:
    """One field under two names, and what speaks for it."""

    old: str
    new: str
    evidence: str


@frozen
class Trait:
    """A field apart from its name.

    Attributes:
        facts: The same for two fields that have everything else in common.
        telling: What of it is so particular that it makes the name unimportant; empty if nothing is.
    """

    facts: str
    telling: str


def renamed_fields(went: Sequence[tuple[str, Trait]], came: Sequence[tuple[str, Trait]]) -> list[Renamed]:
    """Match fields of one object that went with ones that came.

    Args:
        went: Names, each with what the field is.
        came: Likewise.

    Returns:
        Matches, no field in two of them.
    """
    guesses = []
    for new, trait in came:
        for old, was in went:
            if was.facts != trait.facts:
                continue
            # Sorted, as the matcher takes its two sides unalike.
            letters = SequenceMatcher(None, min(old, new), max(old, new), autojunk=False).ratio()
            if trait.telling or letters >= _ENOUGH_LETTERS:
                shared = trait.telling or "type and limits"
                evidence = f"the same {shared}, names {letters:.0%} alike"
                guesses.append((not trait.telling, -letters, sorted((old, new)), old, new, evidence))
    found: list[Renamed] = []
    gone: set[str] = set()
    there: set[str] = set()
    for _, _, _, old, new, evidence in sorted(guesses):
        if old not in gone and new not in there:
            gone.add(old)
            there.add(new)
            found.append(Renamed(old, new, evidence))
    return found

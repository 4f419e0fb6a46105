"""The ignore file: changes that a person decided to leave out, each with a reason and a last day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from attrs import frozen

from tiktok_bindgen.assemble.yaml import load_mapping
from tiktok_bindgen.diff.model import Change
from tiktok_bindgen.problem import InputError

_WHAT = ("fingerprint", "id", "method", "path", "pointer")
_KEYS = {*_WHAT, "reason", "until"}


@frozen
class Ignore:
    """One entry: the changes that fit all of its patterns are left out, until a last day and for a reason."""

    what: tuple[tuple[str, str], ...]
    reason: str
    until: dt.date

    def covers(self, change: Change) -> bool:
        """Report whether a change matches."""
        # The brackets of a pattern, which pointers contain, match themselves.
        patterns = ((getattr(change, name), pattern.replace("[", "[[]")) for name, pattern in self.what)
        return all(fnmatchcase(text, pattern) for text, pattern in patterns)


@frozen
class Sifted:
    """Changes that are left, and those that are not, each with its entry.

    Entries that cover something but no longer count are ``expired``, those that cover nothing ``unused``.
    """

    changes: tuple[Change, ...]
    ignored: tuple[tuple[Change, Ignore], ...] = ()
    expired: tuple[Ignore, ...] = ()
    unused: tuple[Ignore, ...] = ()


def load_ignores(path: Path) -> tuple[Ignore, ...]:
    """Read an ignore file: YAML with a list ``ignore`` of entries.

    Raises:
        InputError: It cannot be read, or an entry lacks a reason, a day or anything to match.
    """
    data = load_mapping(path)
    entries = data.get("ignore")
    if not isinstance(entries, list) or data.keys() != {"ignore"}:
        raise InputError(f"{path}: must contain a list 'ignore' and nothing else")
    return tuple(_entry(path, number, entry) for number, entry in enumerate(entries, 1))


def sift(changes: Iterable[Change], ignores: Iterable[Ignore], today: dt.date) -> Sifted:
    """Separate changes into those reported and those that entries ignore on the day ``today``."""
    ignores = tuple(ignores)
    kept: list[Change] = []
    left_out: list[tuple[Change, Ignore]] = []
    seen: set[int] = set()
    for change in changes:
        covering = [entry for entry in ignores if entry.covers(change)]
        seen.update(map(id, covering))
        counting = next((entry for entry in covering if entry.until >= today), None)
        if counting is None:
            kept.append(change)
        else:
            left_out.append((change, counting))
    return Sifted(
        tuple(kept),
        tuple(left_out),
        tuple(entry for entry in ignores if id(entry) in seen and entry.until < today),
        tuple(entry for entry in ignores if id(entry) not in seen),
    )


def _entry(path: Path, number: int, entry: Any) -> Ignore:
    where = f"{path}: entry {number}"
    if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
        raise InputError(f"{where} must be a mapping of text values")
    if unknown := entry.keys() - _KEYS:
        raise InputError(f"{where}: unknown key: {', '.join(sorted(unknown))}")
    what = tuple((name, entry[name]) for name in _WHAT if name in entry)
    if not what:
        raise InputError(f"{where} requires one or more of {', '.join(_WHAT)}")
    if not entry.get("reason", "").strip():
        raise InputError(f"{where} requires a reason")
    try:
        until = dt.date.fromisoformat(entry.get("until", ""))
    except ValueError:
        raise InputError(f"{where} requires a day 'until', such as 2026-12-31") from None
    return Ignore(what, entry["reason"], until)

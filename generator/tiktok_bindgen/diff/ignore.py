"""Changes that someone has looked at and ignores, each with a reason and a day on which it ends."""

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
    """One entry: the changes that have all of what it names are left out.

    Attributes:
        what: Patterns by what they are matched with; ``*`` stands for anything.
        reason: Why.
        until: The last day on which it counts.
    """

    what: tuple[tuple[str, str], ...]
    reason: str
    until: dt.date

    def covers(self, change: Change) -> bool:
        """Whether a change is one of those."""
        return all(fnmatchcase(str(getattr(change, name)), _literal(pattern)) for name, pattern in self.what)


@frozen
class Sifted:
    """Changes apart from those that are ignored.

    Attributes:
        changes: What is left.
        ignored: What is not, each with its entry.
        expired: Entries that no longer count, but would cover something.
        unused: Entries that cover nothing.
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
        raise InputError(f"{path}: holds no list 'ignore', or something besides")
    return tuple(_entry(path, number, entry) for number, entry in enumerate(entries, 1))


def sift(changes: Iterable[Change], ignores: Iterable[Ignore], today: dt.date) -> Sifted:
    """Leave out changes that are ignored on a day."""
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
        raise InputError(f"{where} is no mapping of texts")
    if unknown := entry.keys() - _KEYS:
        raise InputError(f"{where}: unknown: {', '.join(sorted(unknown))}")
    what = tuple((name, entry[name]) for name in _WHAT if name in entry)
    if not what:
        raise InputError(f"{where} names nothing to ignore: give one or more of {', '.join(_WHAT)}")
    if not entry.get("reason", "").strip():
        raise InputError(f"{where} has no reason")
    try:
        until = dt.date.fromisoformat(entry.get("until", ""))
    except ValueError:
        raise InputError(f"{where} has no day 'until' like 2026-12-31") from None
    return Ignore(what, entry["reason"], until)


def _literal(pattern: str) -> str:
    """A pattern in which brackets, which pointers have, stand for themselves."""
    return pattern.replace("[", "[[]")

"""Unique names for operations and components, independent of the order of pages."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

from attrs import frozen

_PREFIX = re.compile(r"/open_api/(v[0-9]+(?:\.[0-9]+)*)(?=/|$)")
_NOT_WORD = re.compile(r"[^A-Za-z0-9]+")
_HASH_DIGITS = 16


@frozen
class Wanted:
    """One thing that needs a name.

    Attributes:
        key: A unique identifier, the same in every run.
        tier: The lowest tier among competitors for a name keeps it.
        names: The candidate names, best first; on a clash every competitor advances to its next one.
        fallback: Further candidates, used only if even the last of `names` is taken.
        last: Candidates named for one of several uses, used only if all others are taken.
    """

    key: str
    tier: tuple[int, ...]
    names: tuple[str, ...]
    fallback: tuple[str, ...] = ()
    last: tuple[str, ...] = ()


@frozen
class OperationName:
    """An operation's name in both spellings: ``GardenPlotGet`` and ``garden_plot_get``."""

    pascal: str
    snake: str


@frozen
class Place:
    """The position of a field.

    Attributes:
        method: The operation's method.
        path: The operation's path.
        side: Whether it is sent or received, by a call or by an event.
        names: The field names from the top level down to it.
    """

    method: str
    path: str
    side: Literal["header", "request", "response header", "response", "event"]
    names: tuple[str, ...] = ()

    def below(self, name: str) -> Place:
        """Return the place of a nested field."""
        return Place(self.method, self.path, self.side, (*self.names, name))


def assign(things: Iterable[Wanted]) -> dict[str, str]:
    """Give every thing, by its key, a name that no other has, not even in other capitals or another order."""
    wanted = {thing.key: thing for thing in things}
    candidates = {key: _candidates(thing) for key, thing in wanted.items()}
    level = dict.fromkeys(candidates, 0)
    claims: defaultdict[str, set[str]] = defaultdict(set)
    moved = [*candidates]
    while moved:
        for key in moved:
            claims[candidates[key][level[key]].casefold()].add(key)
        crowded = [keys for keys in claims.values() if len(keys) > 1]
        moved = [key for keys in crowded for key in _who_moves([wanted[key] for key in keys], level)]
        for key in moved:
            claims[candidates[key][level[key]].casefold()].discard(key)
            level[key] += 1
    return {key: names[level[key]] for key, names in candidates.items()}


def operation_names(operations: Sequence[tuple[str, str]]) -> dict[tuple[str, str], OperationName]:
    """Name operations, given as path and method; the method is part of it only where one path has several."""
    methods: defaultdict[str, int] = defaultdict(int)
    for path, _ in operations:
        methods[path] += 1
    spellings: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for path, method in operations:
        version, words = _version_and_words(path)
        verb = method.lower()
        spelled = [(*words, verb)] if methods[path] > 1 else [words, (*words, verb)]
        spellings[path, method] = [*spelled, (*version, *words, verb)]
    names = assign(
        Wanted(
            key=f"{path} {method}",
            tier=(0,),
            names=tuple(map(_pascal_words, spelled[:1])),
            fallback=tuple(map(_pascal_words, spelled[1:])),
        )
        for (path, method), spelled in spellings.items()
    )
    found: dict[tuple[str, str], OperationName] = {}
    for (path, method), spelled in spellings.items():
        name = names[f"{path} {method}"]
        words = next((words for words in spelled if _pascal_words(words) == name), ())
        snake = "_".join(words) if words else f"{'_'.join(spelled[-1])}_{name.rpartition('_')[2]}"
        found[path, method] = OperationName(name, snake.lower())
    return found


# Cached because most names are those of many fields.
@lru_cache(maxsize=16384)
def pascal(text: str) -> str:
    """Convert a documented name to a part of a class name: ``page_info`` → ``PageInfo``."""
    return _pascal_words(_words(text)) or f"Unnamed{_digest(text)}"


def constant(text: str) -> str:
    """Convert words to a constant's name: ``Rose related`` → ``ROSE_RELATED``; empty for no words."""
    return "_".join(_words(text)).upper()


def distinct(names: Sequence[str]) -> list[str]:
    """Shorten names by the words that all have, or number them if that leaves an empty or duplicate name."""
    split = [_words(name) for name in names]
    common = set(split[0]).intersection(*split[1:]) if len(split) > 1 else set[str]()
    short = [" ".join(word for word in words if word not in common) for words in split]
    if all(short) and len({_folded(name) for name in short}) == len(short):
        return short
    return [f"{name} {number}" for number, name in enumerate(names, start=1)]


def path_prefix(paths: Sequence[str]) -> str:
    """Name the leading path segments that all paths share; empty if they share none."""
    split = [segments(path) for path in paths]
    common: list[str] = []
    for parts in zip(*split, strict=False):
        if len(set(parts)) > 1:
            break
        common.append(parts[0])
    return _pascal_words(_words("/".join(common)))


def segments(path: str) -> tuple[str, ...]:
    """Return the segments of a path after the API's version."""
    found = _PREFIX.match(path)
    return tuple(part for part in path[found.end() if found else 0 :].split("/") if part)


def version(path: str) -> str | None:
    """Return the version in a path, such as ``v1.3``."""
    found = _PREFIX.match(path)
    return found.group(1) if found else None


def _candidates(thing: Wanted) -> tuple[str, ...]:
    names = (*thing.names, *thing.fallback, *thing.last)
    return (*names, f"{names[-1]}_{_digest(thing.key)}")


def _who_moves(contenders: list[Wanted], level: dict[str, int]) -> list[str]:
    best = min(thing.tier for thing in contenders)
    first = [thing for thing in contenders if thing.tier == best]
    moving = [thing.key for thing in contenders if thing.tier > best]
    if len(first) > 1:
        # One without a better name left may stay as long as all others can give way.
        able = [thing for thing in first if level[thing.key] + 1 < len(thing.names)] or [
            thing for thing in first if level[thing.key] + 1 < len(thing.names) + len(thing.fallback)
        ]
        moving += [thing.key for thing in able or first]
    return moving


def _version_and_words(path: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words = _words("/".join(segments(path))) or ("operation",)
    if words[0][0].isdigit():
        words = ("n", *words)
    return _words(version(path) or "other"), words


def _folded(name: str) -> str:
    return pascal(name).casefold()


def _words(text: str) -> tuple[str, ...]:
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return tuple(word for word in _NOT_WORD.split(text) if word)


def _pascal_words(words: Sequence[str]) -> str:
    name = "".join(word[0].upper() + word[1:] for word in words)
    return f"N{name}" if name[:1].isdigit() else name


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:_HASH_DIGITS]

"""Find an operation by any of its names: a method and a path in any spelling, or a dotted name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import one_line
from .paths import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: An operation: method, path, name, URL of its documentation, whether it is deprecated.
Row = tuple[str, str, str, str, bool]

# Comparing long words takes time, and no name is that long.
_LONGEST = 120


def by_path(method: str, path: str, operations: Sequence[Row]) -> Row:
    """Return the operation with a method and a path, which may be a whole URL, with values as parameters.

    Raises:
        ValueError: There is none; the message suggests similar ones.
    """
    wanted = path_of(path)
    found = {row[0]: row for row in _at(wanted, operations)}
    if method.upper() in found:
        return found[method.upper()]
    if found:
        raise ValueError(f"{path} has no {method.upper()}, only {', '.join(sorted(found))}")
    raise ValueError(f"no such operation: {method.upper()} {path[:200]}{_did_you_mean(wanted, operations)}")


def by_any(called: str, operations: Sequence[Row]) -> Row:
    """Return the operation called ``POST /campaign/create/``, or ``campaign.create`` as in a client.

    A path alone is enough if it has only one method.

    Raises:
        ValueError: There is none, or the path has several methods.
    """
    method, blank, path = called.strip().partition(" ")
    if blank:
        return by_path(method, path.strip(), operations)
    wanted, name = path_of(method), "_".join(step.strip("_") for step in method.split("."))
    rows = _at(wanted, operations) if "/" in method else [row for row in operations if row[2] == name]
    if not rows:
        near = _did_you_mean(wanted, operations)
        raise ValueError(f"no such operation: {one_line(called.strip(), 200)}{near}")
    if len(rows) > 1:
        raise ValueError(f"{method} has {' and '.join(sorted(row[0] for row in rows))}: add the method")
    return rows[0]


def dotted(row: Row, calls: Mapping[str, str]) -> str:
    """Return what an operation is called in a client: ``campaign.create``.

    Args:
        row: The operation.
        calls: Those that are not called as their path is, keyed by the operation's name.
    """
    return calls.get(row[2]) or short(row[1]).strip("/").replace("/", ".")


def nearest(word: str, known: Iterable[str], most: int = 1) -> list[str]:
    """Return the known words most similar to a word; none if no word is similar, or if it is very long."""
    from difflib import get_close_matches

    return get_close_matches(word, [*known], most) if len(word) <= _LONGEST else []


def did_you_mean(word: str, known: Iterable[str], *, most: int = 3) -> str:
    """Suggest similar known words, as the end of a message; empty if no word is similar.

    Args:
        word: The given word.
        known: The known words.
        most: The maximum number of suggestions.
    """
    near = nearest(word, known, most)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _at(wanted: str, operations: Sequence[Row]) -> list[Row]:
    """Return the operations with a path, or else those with parameters where it has values."""
    exact = [row for row in operations if wanted in (short(row[1]), f"/{row[1].strip('/')}/")]
    return exact or [row for row in operations if "{" in row[1] and fits(wanted, short(row[1]))]


def fits(path: str, documented: str) -> bool:
    """Report whether a path matches a documented one, with values in place of its parameters."""
    given, known = path.split("/"), documented.split("/")
    return len(given) == len(known) and all(
        one == other or (bool(one) and "{" in other) for one, other in zip(given, known, strict=True)
    )


def path_of(text: str) -> str:
    """Return a path, which may be given as a whole URL, in its short form."""
    _, scheme, rest = text.partition("://")
    path = rest.partition("/")[2] if scheme else text
    if "?" in path:
        raise ValueError("the path has a query: pass it as --query NAME=VALUE")
    return short(path if "/" in path else path.replace(".", "/"))


def _did_you_mean(wanted: str, operations: Sequence[Row]) -> str:
    """Suggest similar operations, as the end of a message."""
    from difflib import get_close_matches

    rows = {spelled: row for row in operations for spelled in (f"/{row[2]}/", short(row[1]))}
    near = dict.fromkeys(
        f"{row[0]} {short(row[1])}"
        for row in (rows[one] for one in get_close_matches(wanted.lower()[:200], rows, 3))
    )
    return f"; did you mean {' or '.join(near)}?" if near else "; `operations` lists all"

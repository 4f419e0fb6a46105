"""Find an operation by any of its names: a method and a path in any spelling, or a dotted name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from .codec import one_line
from .paths import short

#: An operation: method, path, name, URL of its documentation, whether it is deprecated.
Row = tuple[str, str, str, str, bool]

# Comparing long words takes time, and no name is that long.
_LONGEST = 120


def by_path(method: str, path: str, operations: Sequence[Row], listed: Sequence[str] = ()) -> Row:
    """Return the operation with a method and a path, which may be a whole URL, with values as parameters."""
    wanted = path_of(path)
    found = {row[0]: row for row in _at(wanted, operations)}
    if method.upper() in found:
        return found[method.upper()]
    if found:
        raise ValueError(f"{path} has no {method.upper()}, only {', '.join(sorted(found))}")
    # Without a slash, the method may be the first of several words.
    near = _did_you_mean(path if "/" in path else f"{path} {method}", operations, method.upper(), listed)
    raise ValueError(f"no such operation: {method.upper()} {path[:200]}{near}")


def by_any(called: str, operations: Sequence[Row], listed: Sequence[str] = ()) -> Row:
    """Return the operation called ``POST /campaign/create/``, ``campaign.create``, or by its only path."""
    called = called.strip()
    method, _, path = called.partition(" ")
    if path and (method.upper() in METHODS or "/" in path):
        return by_path(method, path.strip(), operations, listed)
    wanted, name = path_of(called), "_".join(step.strip("_") for step in called.split("."))
    rows = _at(wanted, operations) if "/" in called else [row for row in operations if row[2] == name]
    if not rows:
        near = _did_you_mean(called, operations, listed=listed)
        raise ValueError(f"no such operation: {one_line(called, 200)}{near}")
    if len(rows) > 1:
        raise ValueError(f"{called} has {' and '.join(sorted(row[0] for row in rows))}: add the method")
    return rows[0]


def dotted(row: Row, calls: Mapping[str, str]) -> str:
    """Return what an operation is called in a client, ``campaign.create``, mostly as its path."""
    return calls.get(row[2]) or short(row[1]).strip("/").replace("/", ".")


def nearest(word: str, known: Iterable[str], most: int = 1) -> list[str]:
    """Return the known words most similar to a word; none if no word is similar, or if it is very long."""
    from difflib import get_close_matches

    return get_close_matches(word, [*known], most) if len(word) <= _LONGEST else []


def did_you_mean(word: str, known: Iterable[str], *, most: int = 3) -> str:
    """Suggest similar known words, as the end of a message; empty if no word is similar."""
    near = nearest(word, known, most)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def search_words(text: str) -> list[str]:
    """Return the words of a text, in lower case and in the singular."""
    words = _WORD.findall(text.casefold())
    return [word.removesuffix("s") if len(word) > len("bus") else word for word in words]


def _at(wanted: str, operations: Sequence[Row]) -> list[Row]:
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


#: What is said of a path that is listed and not documented.
LISTED = "listed by the portal, not documented here; `client.request` sends it"


def _did_you_mean(
    called: str, operations: Sequence[Row], method: str = "", listed: Sequence[str] = ()
) -> str:
    """Suggest similar operations, or those that are listed and not documented, as the end of a message."""
    from difflib import SequenceMatcher

    paths = {short(path).strip("/").replace("/", "_"): short(path) for path in listed}
    asked = _BEGINNING.sub("", called[:200]).strip("/").replace("/", "_").replace(".", "_")
    if asked in paths:
        return f": {paths[asked]} is {LISTED}"

    wanted = search_words(_BEGINNING.sub("", called[:200]))
    # What is compared with each of many is the second, for which it is much faster.
    written, in_order = (SequenceMatcher(b="".join(words)) for words in (wanted, sorted(wanted)))
    scored: list[tuple[float, bool, str]] = []
    for row in operations:
        words = search_words(short(row[1]))
        written.set_seq1("".join(words))
        in_order.set_seq1("".join(sorted(words)))
        found = [each.ratio() for each in (written, in_order) if each.quick_ratio() >= _ALIKE]
        # Of two with the same words, that with the same order of them comes first.
        score = sum(found) / 100 + max(found, default=0)
        scored.append((score, row[0] == method, f"{row[0]} {short(row[1])}"))
    scored.sort(reverse=True)
    least = max(_ALIKE, scored[0][0] - _AS_GOOD) if scored else 1
    near = [text for score, _, text in scored[:3] if score >= least]
    if other := nearest(asked, paths):
        near.append(f"{paths[other[0]]} ({LISTED})")
    return f"; did you mean {' or '.join(near)}?" if near else "; `operations` lists all"


# How alike two names are at least that may be confused, and how much less so than the most similar one.
_ALIKE = 0.6
_AS_GOOD = 0.1


_BEGINNING = re.compile(r"^([^/]*://[^/]*)?/*(client\.)?(open_api/)?(v[0-9.]+/)?", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
#: The methods of HTTP, by which a name of two words is told from a method and a path.
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})

"""Operations by what people call them: a method and a path in any spelling, or a dotted name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import one_line
from .paths import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: METHOD, path, name, address of the documentation, whether it is deprecated.
Row = tuple[str, str, str, str, bool]

# Comparing long words takes time, and nobody mistypes that much.
_LONGEST = 120


def by_path(method: str, path: str, operations: Sequence[Row]) -> Row:
    """The operation of a method and a path, which may be a whole address.

    Raises:
        ValueError: There is none; it says which may have been meant.
    """
    wanted = _path(path)
    found = {row[0]: row for row in operations if wanted in (short(row[1]), f"/{row[1].strip('/')}/")}
    if method.upper() in found:
        return found[method.upper()]
    if found:
        raise ValueError(f"{path} has no {method.upper()}, only {', '.join(sorted(found))}")
    raise ValueError(f"no such operation: {method.upper()} {path[:200]}{_meant(wanted, operations)}")


def by_any(called: str, operations: Sequence[Row]) -> Row:
    """The operation called ``POST /campaign/create/``, or ``campaign.create`` as in a client.

    A path alone will do where it has one method.

    Raises:
        ValueError: There is none.
    """
    method, blank, path = called.strip().partition(" ")
    if blank:
        return by_path(method, path.strip(), operations)
    if "/" in method:
        return _by_path_alone(method, operations)
    name = "_".join(step.strip("_") for step in method.split("."))
    found = next((row for row in operations if row[2] == name), None)
    if found is None:
        near = _meant(f"/{method.replace('.', '/')}/", operations)
        raise ValueError(f"no such operation: {one_line(called, 200)}{near}")
    return found


def nearest(word: str, known: Iterable[str], most: int = 1) -> list[str]:
    """The words that one is most like; none where it is like none, or longer than anybody mistypes."""
    from difflib import get_close_matches

    return get_close_matches(word, [*known], most) if len(word) <= _LONGEST else []


def meant(word: str, known: Iterable[str], *, most: int = 3) -> str:
    """What may have been meant by a word, as the end of a sentence; nothing where it is like none.

    Args:
        word: What was written.
        known: What could have been.
        most: How many to name.
    """
    near = nearest(word, known, most)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _by_path_alone(path: str, operations: Sequence[Row]) -> Row:
    wanted = _path(path)
    rows = [row for row in operations if short(row[1]) == wanted]
    if not rows:
        raise ValueError(f"no such operation: {one_line(path, 200)}{_meant(wanted, operations)}")
    if len(rows) > 1:
        raise ValueError(f"{path} has {' and '.join(sorted(row[0] for row in rows))}: say which")
    return rows[0]


def _path(text: str) -> str:
    """A path in its short form; it may be given as a whole address."""
    _, scheme, rest = text.partition("://")
    path = rest.partition("/")[2] if scheme else text
    if "?" in path:
        raise ValueError("the path has a ?: give what comes after it by --query NAME=VALUE")
    return short(path)


def _meant(wanted: str, operations: Sequence[Row]) -> str:
    """What may have been meant, as the end of a sentence."""
    from difflib import get_close_matches

    rows = {spelled: row for row in operations for spelled in (f"/{row[2]}/", short(row[1]))}
    near = dict.fromkeys(
        f"{row[0]} {short(row[1])}"
        for row in (rows[one] for one in get_close_matches(wanted.lower()[:200], rows, 3))
    )
    return f"; is it {' or '.join(near)}?" if near else "; `operations` lists all"

"""What generated checks call when a request has a field that is not documented."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .check import Violation, child
from .errors import one_line
from .kinds import Entries, Fields, Items, Later

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from collections.abc import Set as AbstractSet

_SHOWN = 80


def unknown(
    out: list[Violation],
    at: str,
    o: dict[str, Any],
    known: AbstractSet[str],
    *,
    elsewhere: Container[str] = (),
    formerly: Mapping[str, str] | None = None,
    since: str = "",
) -> None:
    """Report each field of an object that is not documented, with the documented name that may be meant.

    Args:
        out: Takes the violations.
        at: The object's place, a JSON pointer.
        o: The object.
        known: The names of its documented fields.
        elsewhere: Names that are documented elsewhere for the same: these are not reported.
        formerly: Names that fields had in the version before, with what they are called now.
        since: The version that calls them so.
    """
    for name in o:
        if name not in known:
            now = formerly.get(name) if formerly else None
            if now is None and name in elsewhere:
                continue
            if now is not None:
                message = f"`{one_line(name, _SHOWN)}` is `{now}` since {since}"
            else:
                now = _resembling(name, frozenset(known - o.keys()))
                hint = f"; did you mean {now}?" if now else ""
                message = f"{one_line(name, _SHOWN)} is not a documented field{hint}"
            out.append(Violation(child(at, name), "unknown", message, instead=now))


def of_this(found: list[Violation], request: Fields) -> list[Violation]:
    """Leave out each name that is documented for other operations alone.

    Tables leave out fields, and the API does without one that it does not know. A name that a field of the
    table resembles is most likely a mistake, and so is one that the request has in another of its objects.

    Args:
        found: What is not as documented.
        request: What the request has to be.
    """
    doubtful = [each for each in found if each.rule == "unknown" and not each.instead]
    if not doubtful:
        return found
    names: str = import_module(".._names", __package__).NAMES
    others = {*names.split()} - _names(request, set())
    passing = {each.pointer for each in doubtful if each.pointer.rpartition("/")[2] in others}
    return [each for each in found if each.pointer not in passing]


def _names(kind: object, around: set[int]) -> frozenset[str]:
    """The names of the fields of an object, and of all that it has inside."""
    match kind:
        case Later():
            return _names(kind.kind(), around)
        case Items():
            return _names(kind.item, around)
        case Entries():
            return _names(kind.value, around)
        case Fields() if id(kind) not in around:
            around.add(id(kind))
            return frozenset(kind.known).union(*(_names(each, around) for each in kind.known.values()))
        case _:
            return frozenset()


# What is wrong with one object of a list mostly is with the others.
@lru_cache(maxsize=64)
def _resembling(name: str, known: frozenset[str]) -> str:
    from .lookup import nearest

    return next(iter(nearest(name, sorted(known))), "")

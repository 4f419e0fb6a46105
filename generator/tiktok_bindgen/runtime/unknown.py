"""Report the undocumented fields of a request; called by generated checks."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Any

from .check import Violation, child, slip_of
from .errors import one_line
from .kinds import Entries, Fields, Items, Later

_SHOWN = 80


def unknown(out: list[Violation], at: str, o: dict[str, Any], of: Fields) -> None:
    """Report each undocumented field of an object, with the documented name that may be meant.

    Args:
        out: The list to which violations are appended.
        at: The JSON pointer of the object.
        o: The object.
        of: Its kind.
    """
    for name in o:
        if name not in of.known:
            now = of.formerly.get(name) if of.formerly else None
            if now is None and name in of.elsewhere:
                continue
            if now is not None:
                message = f"`{one_line(name, _SHOWN)}` is `{now}` since {of.since}"
            else:
                near = _resembling(name, frozenset(of.known.keys() - o.keys()))
                now = slip_of(name, (near,))
                hint = f"; did you mean {near}?" if near else ""
                message = f"{one_line(name, _SHOWN)} is not a documented field{hint}"
            out.append(Violation(child(at, name), "unknown", message, instead=now))


def of_this(found: list[Violation], request: Fields) -> list[Violation]:
    """Return the violations without undocumented fields that other operations document.

    The documentation's tables omit fields, and the API ignores fields that it does not know. But a name one
    typing error away from a documented one is most likely a mistake, and so is one of another object of this
    request.

    Args:
        found: The violations.
        request: The kind of the request.
    """
    doubtful = [each for each in found if each.rule == "unknown" and not each.instead]
    if not doubtful:
        return found
    names: str = import_module(".._names", __package__).NAMES
    others = {*names.split()} - _names(request, set())
    passing = {each.pointer for each in doubtful if each.pointer.rpartition("/")[2] in others}
    return [each for each in found if each.pointer not in passing]


def _names(kind: object, around: set[int]) -> frozenset[str]:
    """Return the names of an object's fields, including those of all nested objects."""
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


# Cached, since all objects of a list mostly have the same fault.
@lru_cache(maxsize=64)
def _resembling(name: str, known: frozenset[str]) -> str:
    from .lookup import nearest

    return next(iter(nearest(name, sorted(known))), "")

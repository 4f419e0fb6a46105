"""Report the undocumented fields of a request; called by generated checks."""

from __future__ import annotations

from collections.abc import Mapping
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
                message, now = _undocumented(name, frozenset(of.known.keys() - o.keys()))
            out.append(Violation(child(at, name), "unknown", message, instead=now))


def of_this(found: list[Violation], request: Fields) -> list[Violation]:
    """Return the violations without undocumented fields that other operations document.

    The documentation's tables omit fields, and the API ignores fields that it does not know. But a name one
    typing error away from a documented one is most likely a mistake, and so is one of another object of this
    request: that violation says where the field belongs.

    Args:
        found: The violations.
        request: The kind of the request.
    """
    doubtful = [each for each in found if each.rule == "unknown" and not each.instead]
    if not doubtful:
        return found
    names: str = import_module(".._names", __package__).NAMES
    places = dict[str, str]()
    _place(places, request, "", set())
    others = {*names.split()} - places.keys()
    told = {each.pointer: _told(each, places) for each in doubtful}
    passing = {pointer for pointer in told if pointer.rpartition("/")[2] in others}
    return [told.get(each.pointer, each) for each in found if each.pointer not in passing]


def _told(violation: Violation, places: Mapping[str, str]) -> Violation:
    """Say where a field belongs, if it is one of another object of the request."""
    name = violation.pointer.rpartition("/")[2]
    place = places.get(name)
    if place is None:
        return violation
    where = f"in `{place}`" if place else "at the top of the request"
    return violation._replace(message=f"{name} is not a documented field here; it belongs {where}")


def _place(places: dict[str, str], kind: object, at: str, around: set[int]) -> None:
    """Note where each field belongs: the object with the shortest path, as in ``pots[].plant``."""
    match kind:
        case Later():
            _place(places, kind.kind(), at, around)
        case Items():
            _place(places, kind.item, f"{at}[]", around)
        case Entries():
            _place(places, kind.value, f"{at}.*", around)
        case Fields() if id(kind) not in around:
            around.add(id(kind))
            for name, of in kind.known.items():
                if at.count(".") < places.get(name, at + ".").count("."):
                    places[name] = at
                _place(places, of, f"{at}.{name}" if at else name, around)
        case _:
            pass


# Cached, since all objects of a list mostly have the same fault.
@lru_cache(maxsize=64)
def _undocumented(name: str, known: frozenset[str]) -> tuple[str, str]:
    """Return the message about an undocumented field, and the name that it is one typing error away from."""
    from .lookup import nearest

    near = next(iter(nearest(name, sorted(known))), "")
    hint = f"; did you mean {near}?" if near else ""
    return f"{one_line(name, _SHOWN)} is not a documented field{hint}", slip_of(name, (near,))

"""Report the undocumented fields of a request; called by generated checks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any

from .check import Violation, child, slip_of, steps_of, value_at
from .codec import is_object, one_line
from .rules import places as values_at

_SHOWN = 80


def unknown(out: list[Violation], at: str, o: dict[str, Any], kind: Any) -> None:
    """Report each undocumented field of an object, with the documented name that may be meant.

    Where callers may add fields of their own, one that is no slip is reported without a message: what it is
    depends on the rest of the request, see `without_own`.
    """
    for name in o:
        if name not in kind.known:
            now = kind.formerly.get(name) if kind.formerly else None
            if now is None and name in kind.elsewhere:
                continue
            left = frozenset(kind.known.keys() - o.keys())
            if now is not None:
                message = f"`{one_line(name, _SHOWN)}` is `{now}` since {kind.since}"
            else:
                message, now = (_slip if kind.others else _undocumented)(name, left)
            out.append(Violation(child(at, name), "unknown", message, instead=now))


def without_own(found: list[Violation], places: Mapping[str, str], payload: object) -> list[Violation]:
    """Return the violations without fields that callers may add, given where each field belongs.

    Such a field has the name of another object of the request only if that one has the field, too: otherwise
    it is misplaced.
    """
    told = {each.pointer: _told(each, places) for each in found if not each.message}
    passing = {each.pointer for each in told.values() if not each.message or _is_twice(each, places, payload)}
    return [told.get(each.pointer, each) for each in found if each.pointer not in passing]


def of_this(found: list[Violation], places: Mapping[str, str]) -> list[Violation]:
    """Return the violations without undocumented fields that other operations document.

    The documentation's tables omit fields, and the API ignores fields that it does not know. But a name one
    typing error away from a documented one is most likely a mistake, and so is one of another object of this
    request: that violation says where the field belongs.
    """
    doubtful = [each for each in found if each.rule == "unknown" and not each.instead]
    names: str = import_module(".._names", __package__).NAMES
    others = {*names.split()} - places.keys()
    told = {each.pointer: _told(each, places) for each in doubtful}
    passing = {pointer for pointer in told if pointer.rpartition("/")[2] in others}
    return [told.get(each.pointer, each) for each in found if each.pointer not in passing]


def _told(violation: Violation, places: Mapping[str, str]) -> Violation:
    """Say where a field belongs, if it is one of another object of the request."""
    name = steps_of(violation.pointer)[-1]
    place = places.get(name)
    if place is None:
        return violation
    where = f"in `{place}`" if place else "at the top of the request"
    return violation._replace(message=f"{name} is not a documented field here; it belongs {where}")


def _is_twice(violation: Violation, places: Mapping[str, str], payload: object) -> bool:
    """Report whether the object where a field belongs has it, too: that around the same items of lists."""
    *above, name = steps_of(violation.pointer)
    place = places[name]
    steps = place.replace("[]", ".[]").split(".") if place else []
    shared = 0
    for step, way in zip(above, steps, strict=False):
        if way not in {step, "[]", "*"}:
            break
        shared += 1
    around = value_at(payload, above[:shared])
    holders = values_at(around, "", steps[shared:])
    return any(is_object(holder) and holder.get(name) is not None for holder, _ in holders)


# Cached, since all objects of a list mostly have the same names.
@lru_cache(maxsize=256)
def _slip(name: str, known: frozenset[str]) -> tuple[str, str]:
    """Return the same as `_undocumented` of a name that is one typing error away, and else empty texts."""
    near = frozenset(each for each in known if slip_of(name, (each,)))
    message, now = _undocumented(name, near) if near else ("", "")
    return (message, now) if now else ("", "")


@lru_cache(maxsize=64)
def _undocumented(name: str, known: frozenset[str]) -> tuple[str, str]:
    """Return the message about an undocumented field, and the name that it is one typing error away from."""
    from .lookup import nearest

    near = next(iter(nearest(name, sorted(known))), "")
    hint = f"; did you mean {near}?" if near else ""
    return f"{one_line(name, _SHOWN)} is not a documented field{hint}", slip_of(name, (near,))

"""Convert the parents of a call, given in any form, into the form that checks take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, cast

from .check import slip_of
from .codec import is_array, is_object, number_of, one_line
from .encode import plain
from .model import Envelope, Model, PageOf

#: A request, a reply, or part of one.
Parent = Mapping[str, object] | Model | Envelope
#: The parents of a call's object, such as the campaign of an ad group: the nearest one, a sequence of them
#: (the nearest first), or a mapping from the names of their levels.
Under = Parent | Sequence[Parent | None]


def beside(operation: str, under: Under) -> dict[str, Any]:
    """Return the requests of a call's parents, keyed by ``^`` and their level, for the check of the call."""
    level, above = import_module(".._levels", __package__).LEVELS.get(operation, ("", ()))
    try:
        given = _plain(under)
    except RecursionError:
        raise TypeError("under is nested too deeply, or contains itself") from None
    if is_object(given) and given and all(name in above for name in given):
        by_level = {f"^{level}": request for level, request in given.items() if request is not None}
        if not all(map(is_object, by_level.values())):
            raise TypeError("under must map each level to a request or a reply")
        return by_level
    if is_object(given) and all(map(is_object, given.values())):
        for name in given:
            if near := slip_of(name, above):
                raise TypeError(f"under has an unknown level {one_line(name, 40)!r}; did you mean {near}?")
    # The object that a call changes counts as a parent only if named, or if it has no others.
    levels = [each for each in above if each != level] or above
    parents = given if is_array(given) else [given]
    if len(parents) > len(levels):
        above = ", ".join(levels) or "none"
        raise TypeError(f"under has {number_of(len(parents), 'value')}, for these levels: {above}")
    if not all(parent is None or is_object(parent) for parent in parents):
        raise TypeError("under must be a request, a reply, or a list of them, nearest first")
    pairs = zip(levels, parents, strict=False)
    return {f"^{level}": parent for level, parent in pairs if parent is not None}


def _plain(under: object) -> Any:
    if isinstance(under, Envelope):
        return _plain(cast("Any", under).data)
    if isinstance(under, PageOf):
        page = cast("Any", under)
        entries = plain(getattr(page, page.__entries__))
        # Of replies that can have a list, some have the one object that was made instead.
        if entries is None:
            return plain(under)
        if not is_array(entries) or len(entries) != 1:
            raise TypeError("under must be about one object, not a page of a list")
        return entries[0]
    if isinstance(under, list | tuple):
        # Each item may be a reply, of which only the data counts.
        return [_plain(each) for each in cast("Sequence[object]", under)]
    if isinstance(under, Mapping):
        levels = cast("Mapping[str, object]", under)
        if any(isinstance(each, Envelope | PageOf) for each in levels.values()):
            return {name: _plain(each) for name, each in levels.items()}
    return plain(under)

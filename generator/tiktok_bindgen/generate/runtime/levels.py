"""The requests that stand above a call, given in any form, as checks have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, cast

from .check import meant
from .codec import is_array, is_object
from .encode import plain
from .errors import one_line
from .model import Envelope, Model, PageOf

#: A request, a reply, or part of one.
Parent = Mapping[str, object] | Model | Envelope
#: What stands above a call: the nearest, several (the nearest first), or some by the names of their levels.
Under = Parent | Sequence[Parent | None]


def beside(operation: str, under: Under) -> dict[str, Any]:
    """What a request is checked beside: each request above it, as ``^`` and its level.

    Args:
        operation: The name of the operation that is called.
        under: What stands above the call.

    Raises:
        TypeError: It is nothing that can, such as a page of several.
    """
    level, above = import_module(".._levels", __package__).LEVELS.get(operation, ("", ()))
    given = _plain(under)
    if is_object(given) and given and all(name in above for name in given):
        by_level = {f"^{level}": request for level, request in given.items() if request is not None}
        if not all(map(is_object, by_level.values())):
            raise TypeError("under takes a request or a reply for each level")
        return by_level
    if is_object(given) and all(map(is_object, given.values())):
        for name in given:
            if near := meant(name, above):
                raise TypeError(f"under takes no {one_line(name, 40)!r}; did you mean {near}?")
    # What a call changes is meant by its name alone, if it stands in something else.
    levels = [each for each in above if each != level] or above
    parents = given if is_array(given) else [given]
    if len(parents) > len(levels):
        above = " and ".join(levels) or "nothing"
        raise TypeError(
            f"under takes what stands above the call, which is {above}, not {len(parents)} values"
        )
    if not all(parent is None or is_object(parent) for parent in parents):
        raise TypeError("under takes a request or a reply, or several of them, the nearest first")
    pairs = zip(levels, parents, strict=False)
    return {f"^{level}": parent for level, parent in pairs if parent is not None}


def _plain(under: object) -> Any:
    if isinstance(under, Envelope):
        return _plain(cast("Any", under).data)
    if isinstance(under, PageOf):
        page = cast("Any", under)
        entries = plain(getattr(page, page.__entries__))
        if not is_array(entries) or len(entries) != 1:
            raise TypeError("under takes a reply that is about one thing; this is a page of others")
        return entries[0]
    if isinstance(under, list | tuple):
        # Of its items `plain` would leave out those that are not there.
        return [_plain(each) for each in cast("Sequence[object]", under)]
    return plain(under)

"""What a request and its reply repeat of each other, put together before depths are inferred."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from tiktok_bindgen.read.flat_examples import Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiktok_bindgen.read.page import Row

_FEWEST = 3
_MAX_WRAPPED = 3
_MAX_LINES = 30


def fuse_prose(items: Sequence[Row], others: Sequence[Row]) -> tuple[Row, ...]:
    """Give every row the description of the row that stands for it in another table as well.

    Rows stand for each other when they and the rows before or after them have the same names.
    """
    known: dict[tuple[str, str], int] = {}
    for key, index in _neighbours(others):
        known.setdefault(key, index)
    twins: dict[int, int] = {}
    for key, index in _neighbours(items):
        if key in known:
            twins.setdefault(index, known[key])
    return tuple(
        evolve(item, description=item.description + others[twins[index]].description[:_MAX_LINES])
        if index in twins
        else item
        for index, item in enumerate(items)
    )


def _neighbours(items: Sequence[Row]) -> list[tuple[tuple[str, str], int]]:
    names = ["", *(item.name for item in items), ""]
    return [
        (key, at - 1)
        for at in range(1, len(names) - 1)
        for key in ((f"<{names[at - 1]}", names[at]), (names[at], f">{names[at + 1]}"))
    ]


def fuse_shapes(request: Shape, response: Shape) -> tuple[Shape, Shape]:
    """The examples of both directions, each with what the other shows of the part they have in common."""
    place = _repeated(request, response)
    if place is None:
        return request, response
    return _merged(request, place, None), _merged(response, request, place)


def _repeated(request: Shape, response: Shape) -> Shape | None:
    """The place in a reply that has the most of a request's top level, if it has much of it."""
    wanted = set(request.children)
    best: Shape | None = None
    most = 0
    todo = [(response, 0)]
    while todo:
        place, depth = todo.pop(0)
        common = len(wanted.intersection(place.children))
        if common > most:
            best, most = place, common
        if depth < _MAX_WRAPPED:
            todo.extend((inner, depth + 1) for inner in place.children.values())
    return best if most >= _FEWEST and best is not response and 3 * most >= len(wanted) else None


def _merged(base: Shape, more: Shape, at: Shape | None) -> Shape:
    """A copy of ``base`` with ``more`` added to it, or to the place ``at`` below it."""
    result = Shape(scalar=base.scalar, empty=base.empty)
    here = at is None or base is at
    for name, inner in base.children.items():
        if here:
            other = more.children.get(name)
            result.children[name] = _merged(inner, other, None) if other is not None else inner
        else:
            result.children[name] = _merged(inner, more, at)
    if here:
        for name, inner in more.children.items():
            result.children.setdefault(name, inner)
        result.scalar = base.scalar or more.scalar
        result.empty = base.empty or more.empty
    return result

"""Merge the examples of a request and its reply where they repeat each other."""

from __future__ import annotations

from tiktok_bindgen.read.flat_examples import Shape

_FEWEST = 3
_MAX_WRAPPED = 3


def fuse_shapes(request: Shape, response: Shape) -> tuple[Shape, Shape]:
    """Return both shapes, each extended by what the other shows of the part they have in common."""
    place = _repeated(request, response)
    if place is None:
        return request, response
    return _merged(request, place, None), _merged(response, request, place)


def _repeated(request: Shape, response: Shape) -> Shape | None:
    """Return the place in a reply that has most of a request's top level; ``None`` if none has enough."""
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
    """Return a copy of ``base`` with ``more`` merged into it, or into the place ``at`` below it."""
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

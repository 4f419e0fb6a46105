"""Conditions without what they say twice, so that code made of them reads as if written by hand."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from tiktok_bindgen.rules.evaluate import equal
from tiktok_bindgen.rules.model import All, Any_, Condition, In, Not, Path, Present, negation


def simplified(condition: Condition) -> Condition:
    """A condition that holds for the same values, in which no part follows from another beside it.

    Examples:
        ``a is X, and a is present`` → ``a is X`` · ``a is X, or a is Y`` → ``a is X or Y`` ·
        ``a is not X, and a is not Y`` → ``a is neither X nor Y`` · ``p, or (not p, and q)`` → ``p or q``
    """
    if isinstance(condition, Not):
        inner = condition.condition
        return simplified(negation(inner)) if isinstance(inner, All | Any_ | Not) else condition
    if not isinstance(condition, All | Any_):
        return condition
    kind = type(condition)
    parts = list(_flat(kind, (simplified(part) for part in condition.conditions)))
    # Where a part decides, the others of a conjunction hold, and those of a disjunction do not.
    parts = [
        _without(part, {repr(negation(other)) for other in parts if other is not part}) for part in parts
    ]
    parts = _joined(_flat(kind, parts), positive=kind is Any_)
    if kind is All:
        known = {part.path for part in parts if isinstance(part, In) and _needs_presence(part)}
        parts = [part for part in parts if not (isinstance(part, Present) and part.path in known)]
    # A field left out, and what it counts as then: the object of all paths is there, so that it does.
    counted = {Present(path) for path in _counted(parts, positive=kind is Any_)}
    parts = [part for part in parts if (negation(part) if kind is Any_ else part) not in counted]
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def _flat(kind: type[All | Any_], parts: Iterable[Condition]) -> Iterable[Condition]:
    for part in parts:
        if isinstance(part, kind):
            yield from part.conditions
        else:
            yield part


def _without(part: Condition, known: set[str]) -> Condition:
    """A group without those of its parts that are decided; compared as text, since 1 equals true."""
    if not isinstance(part, All | Any_):
        return part
    left = tuple(one for one in part.conditions if repr(one) not in known)
    if not left or left == part.conditions:
        return part
    return left[0] if len(left) == 1 else type(part)(left)


def _joined(parts: Iterable[Condition], *, positive: bool) -> list[Condition]:
    """Each part once, and one part for all that compare the same field with different values."""
    result: list[Condition] = []
    places: dict[object, int] = {}
    for part in parts:
        inner = part if positive else part.condition if isinstance(part, Not) else None
        if not isinstance(inner, In):
            if repr(part) not in map(repr, result):
                result.append(part)
            continue
        key = (inner.path, type(inner.default), inner.default)
        if key not in places:
            places[key] = len(result)
            result.append(part)
            continue
        before = result[places[key]]
        first = before.condition if isinstance(before, Not) else before
        assert isinstance(first, In), "only such are joined"
        seen = {(type(one), one) for one in first.values}
        more = tuple(one for one in inner.values if (type(one), one) not in seen)
        both = evolve(first, values=(*first.values, *more))
        result[places[key]] = both if positive else Not(both)
    return result


def _counted(parts: Iterable[Condition], *, positive: bool) -> Iterable[Path]:
    """The fields beside the rule's own whose default is among the values that a part asks for."""
    for part in parts:
        inner = part if positive else part.condition if isinstance(part, Not) else None
        if isinstance(inner, In) and len(inner.path) == 1 and not _needs_presence(inner):
            yield inner.path


def _needs_presence(part: In) -> bool:
    """Whether it cannot hold of a field that is absent."""
    return not any(equal(value, part.default) for value in part.values)

"""Remove redundancy from conditions, so that code generated from them reads as if written by hand."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from tiktok_bindgen.logic.evaluate import equal
from tiktok_bindgen.logic.model import All, Any_, Condition, In, Not, Path, Present, negation
from tiktok_bindgen.logic.paths import of_any_item


def simplified(condition: Condition, at: Path = ()) -> Condition:
    """Return an equivalent condition in which no part follows from a sibling.

    Args:
        condition: The condition.
        at: The path of the object that it is evaluated at. Where that is an item of a list, paths through
            the list mean this item.

    Examples:
        ``a is X, and a is present`` → ``a is X`` · ``a is X, or a is Y`` → ``a is X or Y`` ·
        ``a is not X, and a is not Y`` → ``a is neither X nor Y`` · ``p, or (not p, and q)`` → ``p or q`` ·
        ``a is X or Y, and a is not Y`` → ``a is X`` · ``p, and (p or q)`` → ``p`` ·
        ``a is X, and (a is not Y, or q)`` → ``a is X``
    """
    if isinstance(condition, Not):
        inner = condition.condition
        return simplified(negation(inner), at) if isinstance(inner, All | Any_ | Not) else condition
    if not isinstance(condition, All | Any_):
        return condition
    kind = type(condition)
    parts = list(_flat(kind, (simplified(part, at) for part in condition.conditions)))
    # A part matters only where its siblings in a conjunction hold, or those in a disjunction do not.
    parts = [_without(part, [other for other in parts if other is not part]) for part in parts]
    parts = _joined(_flat(kind, parts), positive=kind is Any_)
    parts = [part for part in parts if not _follows(part, parts, kind, at)]
    if kind is All:
        parts = [_but(part, parts) for part in parts]
        parts = [part for part in parts if not _is_excluded(part, parts, at)]
        known = {part.path for part in parts if isinstance(part, In) and _needs_presence(part)}
        parts = [part for part in parts if not (isinstance(part, Present) and part.path in known)]
    # A test that the default meets covers the field's absence, too, as the object that holds it is present.
    counted = {Present(path) for path in _counted(parts, positive=kind is Any_)}
    parts = [part for part in parts if (negation(part) if kind is Any_ else part) not in counted]
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def _flat(kind: type[All | Any_], parts: Iterable[Condition]) -> Iterable[Condition]:
    for part in parts:
        if isinstance(part, kind):
            yield from part.conditions
        else:
            yield part


def _without(part: Condition, beside: Iterable[Condition]) -> Condition:
    """A group without parts whose negation is beside it, as text (because 1 == True in Python)."""
    if not isinstance(part, All | Any_):
        return part
    known = {repr(negation(other)) for other in beside}
    left = tuple(one for one in part.conditions if repr(one) not in known)
    if not left or left == part.conditions:
        return part
    return left[0] if len(left) == 1 else type(part)(left)


def _follows(part: Condition, beside: Iterable[Condition], kind: type[All | Any_], at: Path) -> bool:
    """Whether a group is redundant because a sibling implies one of its parts, or is implied by one."""
    if not isinstance(part, Any_ if kind is All else All):
        return False
    plain = [one for one in beside if not isinstance(one, All | Any_)]
    if kind is All:
        return any(exclude(one, negation(inner), at) for inner in part.conditions for one in plain)
    return any(exclude(inner, negation(one), at) for inner in part.conditions for one in plain)


def _but(part: Condition, beside: Iterable[Condition]) -> Condition:
    """An ``In`` without values that a sibling excludes; unchanged if none would be left."""
    if not isinstance(part, In):
        return part
    negated = [one.condition for one in beside if isinstance(one, Not)]
    out = [one for one in negated if isinstance(one, In) and _is_same_field(one, part)]
    left = tuple(v for v in part.values if not any(equal(v, value) for one in out for value in one.values))
    return evolve(part, values=left) if left else part


def _is_excluded(part: Condition, beside: Iterable[Condition], at: Path) -> bool:
    """Whether a part says that a field lacks values, which a sibling about its values already implies."""
    inner = part.condition if isinstance(part, Not) else None
    return isinstance(inner, In) and any(isinstance(one, In) and exclude(one, inner, at) for one in beside)


def exclude(one: Condition, other: Condition, at: Path = ()) -> bool:
    """Whether the form of two conditions shows that they never hold at once, evaluated at a path.

    Examples:
        ``a is X`` and ``a is Y`` · ``a is not given`` and ``a is X`` · ``p or q`` and ``not p, and not q``
    """
    if isinstance(one, In) and isinstance(other, In):
        # Different items of a list may have different values.
        return not of_any_item(one.path, at) and _is_same_field(one, other) and not _share(one, other)
    return _excludes(one, other, at) or _excludes(other, one, at)


def _excludes(one: Condition, other: Condition, at: Path) -> bool:
    """Whether one condition, if it is a group or a negation, excludes another."""
    if isinstance(one, All):
        return any(exclude(part, other, at) for part in one.conditions)
    if isinstance(one, Any_):
        return all(exclude(part, other, at) for part in one.conditions)
    if not isinstance(one, Not):
        return False
    if isinstance(one.condition, In) and isinstance(other, In):
        return _is_same_field(one.condition, other) and _within(other, one.condition)
    if isinstance(one.condition, Present) and isinstance(other, In):
        return one.condition.path == other.path and _needs_presence(other)
    return one.condition == other


def _is_same_field(one: In, other: In) -> bool:
    return (one.path, repr(one.default)) == (other.path, repr(other.default))


def _share(one: In, other: In) -> bool:
    return any(equal(value, wanted) for value in one.values for wanted in other.values)


def _within(one: In, other: In) -> bool:
    """Whether every value of one is among the values of the other."""
    return all(any(equal(value, wanted) for wanted in other.values) for value in one.values)


def _joined(parts: Iterable[Condition], *, positive: bool) -> list[Condition]:
    """Remove duplicate parts, and merge those that compare one field with different values."""
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
        assert isinstance(first, In), "only In is joined"
        seen = {(type(one), one) for one in first.values}
        more = tuple(one for one in inner.values if (type(one), one) not in seen)
        both = evolve(first, values=(*first.values, *more))
        result[places[key]] = both if positive else Not(both)
    return result


def _counted(parts: Iterable[Condition], *, positive: bool) -> Iterable[Path]:
    """Yield fields of the scope's own object whose default is among the values that a part tests for."""
    for part in parts:
        inner = part if positive else part.condition if isinstance(part, Not) else None
        if isinstance(inner, In) and len(inner.path) == 1 and not _needs_presence(inner):
            yield inner.path


def _needs_presence(part: In) -> bool:
    """Whether it is false for an absent field, whose default is none of its values."""
    return not any(equal(value, part.default) for value in part.values)

"""Remove redundancy from conditions, so that code generated from them reads as if written by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve

from tiktok_bindgen.logic.evaluate import equal
from tiktok_bindgen.logic.model import All, Any_, Condition, In, Not, Path, Present, Scalar, negation
from tiktok_bindgen.logic.paths import of_any_item

# The closed lists of values of fields of the scope's own object, each of which has a single value.
Lists = Mapping[Path, Sequence[Scalar]]


def simplified(condition: Condition, at: Path = (), lists: Lists | None = None) -> Condition:
    """Return an equivalent condition in which no part follows from a sibling.

    Args:
        condition: The condition.
        at: The path of the object that it is evaluated at. Where that is an item of a list, paths through
            the list mean this item.
        lists: What is known of values. It matters for fields whose default is listed.

    Examples:
        ``a is X, and a is present`` → ``a is X`` · ``a is X, or a is Y`` → ``a is X or Y`` ·
        ``a is not X, and a is not Y`` → ``a is neither X nor Y`` · ``p, or (not p, and q)`` → ``p or q`` ·
        ``a is X or Y, and a is not Y`` → ``a is X`` · ``p, and (p or q)`` → ``p`` ·
        ``a is X, and (a is not Y, or q)`` → ``a is X``
    """
    if isinstance(condition, Not):
        inner = condition.condition
        return simplified(negation(inner), at, lists) if isinstance(inner, All | Any_ | Not) else condition
    if isinstance(condition, Any_):
        return negation(simplified(negation(condition), at, lists))
    if not isinstance(condition, All):
        return condition
    parts = list(_flat(simplified(part, at, lists) for part in condition.conditions))
    # An alternative matters only where all siblings hold.
    parts = [_without(part, [other for other in parts if other is not part], lists) for part in parts]
    parts = _joined(_flat(parts))
    parts = [_but(part, parts) for part in parts]
    for part in list(parts):
        others = [other for other in parts if other is not part]
        parts = others if _follows(part, others, at) else parts
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _flat(parts: Iterable[Condition]) -> Iterable[Condition]:
    for part in parts:
        if isinstance(part, All):
            yield from part.conditions
        else:
            yield part


def _without(part: Condition, beside: Iterable[Condition], lists: Lists | None) -> Condition:
    """A disjunction without parts that what is beside it rules out, as text (because 1 == True in Python)."""
    if not isinstance(part, Any_):
        return part
    ruled_out = {repr(one) for other in beside for one in (negation(other), _of_others(other, lists))}
    left = tuple(one for one in part.conditions if repr(one) not in ruled_out)
    if not left or left == part.conditions:
        return part
    return left[0] if len(left) == 1 else Any_(left)


def _of_others(condition: Condition, lists: Lists | None) -> Condition:
    """A condition that never holds beside one on some of a field's values: the same on all its others."""
    inner = condition.condition if isinstance(condition, Not) else condition
    listed = lists.get(inner.path, ()) if lists and isinstance(inner, In) else ()
    if not isinstance(inner, In) or not any(equal(value, inner.default) for value in listed):
        return negation(condition)
    others = evolve(inner, values=_less(listed, inner.values))
    return others if inner is condition else Not(others)


def _follows(part: Condition, beside: Iterable[Condition], at: Path) -> bool:
    """Whether a part is redundant because a sibling implies it, or one of its alternatives."""
    alternatives = part.conditions if isinstance(part, Any_) else (part,)
    plain = [one for one in beside if not isinstance(one, Any_)]
    return any(exclude(one, negation(inner), at) for inner in alternatives for one in plain)


def _but(part: Condition, beside: Iterable[Condition]) -> Condition:
    """An ``In`` without values that a sibling excludes; unchanged if none would be left."""
    if not isinstance(part, In):
        return part
    negated = [one.condition for one in beside if isinstance(one, Not)]
    out = [one for one in negated if isinstance(one, In) and _is_same_field(one, part)]
    left = _less(part.values, [value for one in out for value in one.values])
    return evolve(part, values=left) if left else part


def exclude(one: Condition, other: Condition, at: Path = ()) -> bool:
    """Whether the form of two conditions shows that they never hold at once, evaluated at a path.

    Examples:
        ``a is X`` and ``a is Y`` · ``a is not given`` and ``a is X`` · ``p or q`` and ``not p, and not q``
    """
    if isinstance(one, In) and isinstance(other, In):
        # Different items of a list may have different values.
        return (
            not of_any_item(one.path, at)
            and _is_same_field(one, other)
            and _less(one.values, other.values) == one.values
        )
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
        return _is_same_field(one.condition, other) and not _less(other.values, one.condition.values)
    if isinstance(one.condition, In) and other == Not(Present(one.condition.path)):
        # The default counts only where the object that holds the field is present, as the scope's own is.
        return len(one.condition.path) == 1 and not _needs_presence(one.condition)
    if isinstance(one.condition, Present) and isinstance(other, In):
        return one.condition.path == other.path and _needs_presence(other)
    return one.condition == other


def _is_same_field(one: In, other: In) -> bool:
    return (one.path, repr(one.default)) == (other.path, repr(other.default))


def _less(values: Iterable[Scalar], out: Sequence[Scalar]) -> tuple[Scalar, ...]:
    return tuple(value for value in values if not any(equal(value, other) for other in out))


def _joined(parts: Iterable[Condition]) -> list[Condition]:
    """Remove duplicate parts, and merge those that exclude values of one field."""
    result: list[Condition] = []
    places: dict[object, tuple[int, In]] = {}
    for part in parts:
        inner = part.condition if isinstance(part, Not) else None
        if not isinstance(inner, In):
            if repr(part) not in map(repr, result):
                result.append(part)
            continue
        key = (inner.path, type(inner.default), inner.default)
        if key not in places:
            places[key] = len(result), inner
            result.append(part)
            continue
        place, first = places[key]
        seen = {(type(one), one) for one in first.values}
        more = tuple(one for one in inner.values if (type(one), one) not in seen)
        places[key] = place, evolve(first, values=(*first.values, *more))
        result[place] = Not(places[key][1])
    return result


def _needs_presence(part: In) -> bool:
    """Whether it is false for an absent field, whose default is none of its values."""
    return not any(equal(value, part.default) for value in part.values)

"""Merge several sets of fields into one, so that what is valid for any of the sets is valid for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from attrs import evolve

from tiktok_bindgen.interpret.model import EnumValue, Field, Formerly, Limits, Presence, Type


def merged(sets: Sequence[tuple[Field, ...]]) -> tuple[Field, ...]:
    """Merge sets of fields, stating no more of each field than every set allows."""
    occurrences: dict[str, dict[int, Field]] = {}
    for number, fields in enumerate(sets):
        for each in fields:
            occurrences.setdefault(each.name, {}).setdefault(number, each)
    return tuple(
        _merge(tuple(found.values()), everywhere=len(found) == len(sets)) for found in occurrences.values()
    )


def _merge(found: Sequence[Field], *, everywhere: bool) -> Field:
    first = found[0]
    presence = _presence(found, everywhere=everywhere)
    same = [evolve(each, line=0, description="") for each in found]
    if same.count(same[0]) == len(same):
        return evolve(
            first,
            presence=presence,
            conditions=() if not everywhere else first.conditions,
            formerly=_formerly(found),
        )
    type_ = first.type if len({each.type.shape for each in found}) == 1 else Type("any")
    whole = type_.kind != "any"
    children = merged(tuple(each.children for each in found if each.children)) if whole else ()
    return Field(
        name=first.name,
        type=type_,
        presence=presence,
        children=tuple(
            evolve(child, presence="conditional") if child.presence == "required" else child
            for child in children
        )
        if any(not each.children for each in found)
        else children,
        enum=_enum(found) if whole else (),
        enum_name=first.enum_name if len({each.enum for each in found}) == 1 else None,
        default=first.default if all(each.default == first.default for each in found) and whole else None,
        limits=reduce(_wider, (each.limits for each in found)) if whole else Limits(),
        format=first.format if len({each.format for each in found}) == 1 and whole else None,
        zone=first.zone if len({each.zone for each in found}) == 1 and whole else None,
        immutable=all(each.immutable for each in found),
        open=any(each.open for each in found),
        idempotency=first.idempotency if len({each.idempotency for each in found}) == 1 else None,
        allowlist=all(each.allowlist for each in found),
        partly_allowlist=any(each.allowlist or each.partly_allowlist for each in found)
        and not all(each.allowlist for each in found),
        lifecycle=first.lifecycle if len({each.lifecycle for each in found}) == 1 else None,
        conditions=tuple(
            one for one in first.conditions if everywhere and all(one in each.conditions for each in found)
        ),
        description=first.description,
        line=first.line,
        described=first.described,
        formerly=_formerly(found),
        contested=tuple(dict.fromkeys(one for each in found for one in each.contested)),
    )


def _formerly(found: Sequence[Field]) -> Formerly | None:
    """What a field was, if all that state it agree."""
    stated = {each.formerly for each in found if each.formerly}
    return stated.pop() if len(stated) == 1 else None


def _presence(found: Sequence[Field], *, everywhere: bool) -> Presence:
    stated = {each.presence for each in found}
    if stated == {"required"} and everywhere:
        return "required"
    return "optional" if stated == {"optional"} else "conditional"


def _enum(found: Sequence[Field]) -> tuple[EnumValue, ...]:
    if not all(each.enum for each in found):
        return ()
    values = {(type(value.value), value.value): value for each in reversed(found) for value in each.enum}
    order = dict.fromkeys((type(value.value), value.value) for each in found for value in each.enum)
    return tuple(values[key] for key in order)


_WIDER: dict[str, Callable[..., float]] = {
    **dict.fromkeys(("min_length", "min_items", "minimum"), min),
    **dict.fromkeys(("max_length", "max_items", "maximum"), max),
}


def _wider(one: Limits, other: Limits) -> Limits:
    """The limits that allow what either allows: the lower minimum, the higher maximum, or none."""
    pairs: dict[str, Any] = {key: (getattr(one, key), getattr(other, key)) for key in _WIDER}
    bounds: dict[str, Any] = {
        key: None if None in pair else _WIDER[key](*pair) for key, pair in pairs.items()
    }
    return Limits(
        **bounds,
        unique_items=one.unique_items and other.unique_items,
        exclusive_minimum=one.exclusive_minimum and other.exclusive_minimum,
        exclusive_maximum=one.exclusive_maximum and other.exclusive_maximum,
        multiple_of=one.multiple_of if one.multiple_of == other.multiple_of else None,
        wide=min(one.wide, other.wide),
    )

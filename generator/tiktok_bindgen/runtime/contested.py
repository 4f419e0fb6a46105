"""Filter out violations of contested facts, which documented examples contradict, and of waived rules.

A contested fact is a pair: the place of its field, a JSON pointer in which ``*`` matches any item or key, and
the rule of the fact's violations: ``type``, ``enum``, ``required``, ``maxLength``, ``unknown`` (a field of
examples that is in no table), ``enum-elsewhere`` (a value that only another source lists), or the id of a
rule between fields, once for the place of each of its targets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from .check import Violation, child, is_id_as_number, slip_of
from .given import as_given
from .lookup import did_you_mean

Contested = Sequence[tuple[str, str]]

#: The rules whose id is a single word, each with what it says.
OF_VALUES = {
    "required": "A field that every request, or every object of its kind, must have is missing or null.",
    "type": "A value has another type than documented for its field.",
    "enum": "A value is not one of those documented for its field.",
    "enum-elsewhere": "A value is not one of those documented for its field, but another source lists it.",
    "unknown": "A field is not in any table of its operation's documentation.",
    "pattern": "A text does not have the format documented for its field.",
    "format": "A text does not have the format documented for its field.",
    "minLength": "A text has fewer characters than documented for its field.",
    "maxLength": "A text has more characters than documented for its field.",
    "minItems": "A list has fewer items than documented for its field.",
    "maxItems": "A list has more items than documented for its field.",
    "uniqueItems": "A list has an item twice, though its documentation says that it must not.",
    "minimum": "A number is below the documented minimum of its field.",
    "maximum": "A number is above the documented maximum of its field.",
    "exclusiveMinimum": "A number is not above the documented lower bound of its field.",
    "exclusiveMaximum": "A number is not below the documented upper bound of its field.",
    "multipleOf": "A number is not a multiple of the one documented for its field.",
    "report-grouping": "The dimensions of a report are in none of its documented groupings.",
}


def enforced(found: list[Violation], contested: Contested) -> list[Violation]:
    """Return the enforced violations; of a contested list of values, only likely typing errors are."""
    open_ = {rule for _, rule in contested}
    return [
        each
        for each in found
        if each.rule not in open_
        or (each.instead and not is_id_as_number(each))
        or not any(rule == each.rule and _is_at(each.pointer, at) for at, rule in contested)
    ]


def absent(payload: Any, contested: Contested) -> Iterator[Violation]:
    """Yield violations of contested facts about the presence of fields: missing, or in no table."""
    # Not imported for operations without rules, whose checks need none of it.
    from .rules import places

    for at, rule in contested:
        *above, name = at.split("/")[1:] or [""]
        for holder, pointer in places(payload, "", above) if rule in {"required", "unknown"} else ():
            given = holder.__class__ is dict and holder.get(name) is not None
            if rule == "unknown" and given:
                yield Violation(child(pointer, name), rule, f"`{name}` appears only in documented examples")
            elif rule == "required" and holder.__class__ is dict and not given:
                yield Violation(child(pointer, name), rule, "is required")


def waive_of(given: Any) -> tuple[str, ...]:
    """What a caller waives, one or a list of it: rules by their ids, and places as JSON pointers."""
    value: object = given
    if given is None or isinstance(given, str):
        given = [] if given is None else [given]
    if isinstance(given, Iterable) and not isinstance(given, Mapping | bytes):
        waive: tuple[Any, ...] = (*cast("Iterable[object]", given),)
        if all(isinstance(one, str) for one in waive):
            for one in waive:
                if one[:1] != "/" and ":" not in one and one not in OF_VALUES:
                    near = did_you_mean(one, OF_VALUES, most=1) or did_you_mean(one, [f"/{one}"])
                    raise ValueError(f"waive: {as_given(one)} is neither a rule id nor a JSON pointer{near}")
            return waive
    raise TypeError(f"waive must be a list of rule ids and JSON pointers, not {as_given(value)}")


def unwaived(found: Iterable[Violation], waive: Sequence[str]) -> list[Violation]:
    """Return the violations that are not waived; messages of others suggest what was probably meant."""
    left: list[Violation] = []
    used: set[str] = set()
    for each in found:
        by = {one for one in waive if one == each.rule or (one[:1] == "/" and _is_at(each.pointer, one))}
        used |= by
        left += [] if by else [each]
    idle = sorted({*waive} - used - OF_VALUES.keys())
    return [_hinted(each, idle) for each in left] if idle else left


def _hinted(each: Violation, idle: Iterable[str]) -> Violation:
    """Add to a violation's message which of the waived ids and places probably means it, if one does."""
    place = "/".join("*" if step.isdecimal() else step for step in each.pointer.split("/"))
    rule, _, _ = each.rule.rpartition(":")
    for one in idle:
        # The digest at the end of an id changes with what the rule says.
        as_it_was = ":" in rule and rule in {one, one.rpartition(":")[0]}
        if near := each.rule if as_it_was else slip_of(one, {each.rule, each.pointer, place}):
            return each._replace(message=f"{each.message}; waive has {one}: did you mean {near}?")
    return each


def _is_at(pointer: str, place: str) -> bool:
    """Report whether a pointer leads to a place, or to an item of the list there."""
    steps, wanted = pointer.split("/"), place.split("/")
    same = all(known in {"*", step} for step, known in zip(steps, wanted, strict=False))
    return same and len(steps) >= len(wanted) and all(step.isdecimal() for step in steps[len(wanted) :])

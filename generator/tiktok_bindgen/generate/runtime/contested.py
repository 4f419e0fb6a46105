"""Violations that are none to callers: of facts that documented examples speak against, or that they waive.

A contested fact is a pair: the place of its field, a JSON pointer in which ``*`` is any item or key, and the
fact's rule as violations have it: ``type``, ``enum``, ``required``, ``maxLength``, ``unknown`` (a field that
examples have and no table), or the id of a rule between fields, once for the place of each of its targets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from .check import Violation, child, is_id_as_number

Contested = Sequence[tuple[str, str]]


def enforced(found: list[Violation], contested: Contested) -> list[Violation]:
    """The violations that callers are held to.

    Of a list of values that is contested, only what is most likely a slip of the pen is one.
    """
    open_ = {rule for _, rule in contested}
    return [
        each
        for each in found
        if each.rule not in open_
        or (each.instead and not is_id_as_number(each))
        or not any(rule == each.rule and _is_at(each.pointer, at) for at, rule in contested)
    ]


def absent(payload: Any, contested: Contested) -> Iterator[Violation]:
    """Report what is against contested facts about fields being there: missing, or in no table."""
    for at, rule in contested:
        *above, name = at.split("/")[1:] or [""]
        for holder, pointer in places(payload, above) if rule in {"required", "unknown"} else ():
            given = holder.__class__ is dict and holder.get(name) is not None
            if rule == "unknown" and given:
                yield Violation(child(pointer, name), rule, f"`{name}` is in examples, but in no table")
            elif rule == "required" and holder.__class__ is dict and not given:
                yield Violation(child(pointer, name), rule, "is required")


def waived(
    check: Callable[[object], list[Violation]], *given: Sequence[str]
) -> Callable[[object], list[Violation]]:
    """A check that leaves out what a caller waives.

    Args:
        check: The check.
        given: Rules by their ids, and places as JSON pointers in which ``*`` is any item or key. One that
            stands alone is taken for a list of it, since to type checkers it is one.
    """
    waive = [one for some in given for one in ([some] if isinstance(some, str) else some)]

    def enforcing(payload: object) -> list[Violation]:
        return [
            each
            for each in check(payload)
            if not any(one == each.rule or (one[:1] == "/" and _is_at(each.pointer, one)) for one in waive)
        ]

    return enforcing


def _is_at(pointer: str, place: str) -> bool:
    """Whether a pointer is to a place, or to an item of the list there."""
    steps, wanted = pointer.split("/"), place.split("/")
    same = all(known in {"*", step} for step, known in zip(steps, wanted, strict=False))
    return same and len(steps) >= len(wanted) and all(step.isdecimal() for step in steps[len(wanted) :])


def places(value: Any, steps: Sequence[str], pointer: str = "") -> Iterable[tuple[Any, str]]:
    """What is at a place of parsed JSON, each with its pointer.

    Args:
        value: The JSON.
        steps: The names on the way to the place; ``*`` is any item or key.
        pointer: Where the JSON is.
    """
    if not steps:
        return [(value, pointer)]
    step, *rest = steps
    inside: Iterable[tuple[str, Any]] = ()
    if value.__class__ is dict:
        inside = value.items() if step == "*" else [(step, value.get(step))]
    elif value.__class__ is list and step == "*":
        inside = ((str(index), item) for index, item in enumerate(value))
    return (place for key, item in inside for place in places(item, rest, child(pointer, key)))

"""What a recorded call is known to be against though its values are not told."""

from __future__ import annotations

from collections.abc import Iterator

from tiktok_bindgen.interpret.formats import format_pattern
from tiktok_bindgen.interpret.model import Alternative, Field, Operation
from tiktok_bindgen.logic.paths import STEPS
from tiktok_bindgen.weigh.before import LIMITS
from tiktok_bindgen.weigh.calls import Shown

# Checks call it by what is documented, a way of writing or a pattern; it is one fact.
_SAME = {"format": "pattern"}


def known_besides(shown: Shown, operation: Operation) -> Iterator[tuple[tuple[str, ...], str]]:
    """The facts of values that a call is against by who recorded it, as far as they are still stated.

    What it is against by its names and types is seen in itself.

    Returns:
        Each with the names of its field.
    """
    rules = {rule.id: (*rule.scope, *rule.targets[0]) for rule in operation.rules}
    for names, told in shown.against:
        fact = _SAME.get(told, told)
        if fact in rules:
            yield tuple(step for step in rules[fact] if step not in STEPS), fact
        elif names and any(_states(field, fact) for field in _fields(operation, names)):
            yield names, fact


def _fields(operation: Operation, names: tuple[str, ...]) -> Iterator[Field]:
    """The fields of some names: there is one in each of several sets of fields."""
    found = [*operation.parameters, *_of_sets(operation.alternatives)]
    for number, name in enumerate(names, 1):
        found = [each for each in found if each.name == name]
        if number < len(names):
            found = [inner for each in found for inner in (*each.children, *_of_sets(each.alternatives))]
    yield from found


def _of_sets(sets: tuple[Alternative, ...]) -> Iterator[Field]:
    for each in sets:
        yield from each.fields


def _states(field: Field, fact: str) -> bool:
    """Whether a fact of values is stated of a field."""
    if fact == "enum":
        return bool(field.enum)
    if fact == "pattern":
        return format_pattern(field) is not None
    if fact not in LIMITS or getattr(field.limits, LIMITS[fact]) is None:
        return False
    exclusive = {"minimum": field.limits.exclusive_minimum, "maximum": field.limits.exclusive_maximum}
    return exclusive.get(LIMITS[fact], False) == fact.startswith("exclusive")

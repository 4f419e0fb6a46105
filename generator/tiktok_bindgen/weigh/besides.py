"""Facts that a recorded call contradicts by its own report, although its values were not recorded."""

from __future__ import annotations

from collections.abc import Iterator

from tiktok_bindgen.interpret.model import Alternative, Field, Operation
from tiktok_bindgen.language.formats import excluded, format_pattern
from tiktok_bindgen.logic.paths import STEPS
from tiktok_bindgen.weigh.before import LIMITS
from tiktok_bindgen.weigh.calls import Shown

# A check reports a documented format or pattern; both are one fact.
_SAME = {"format": "pattern"}


def known_besides(shown: Shown, operation: Operation) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield facts about values that a call contradicts as reported when recorded, if they are still stated.

    Contradicted names and types are not among them: the call itself shows these.

    Yields:
        The names of the field, and the fact.
    """
    rules = {rule.id: (*rule.scope, *rule.targets[0]) for rule in operation.rules}
    for names, keyword in shown.against:
        fact = _SAME.get(keyword, keyword)
        if fact in rules:
            yield tuple(step for step in rules[fact] if step not in STEPS), fact
        elif names and any(_states(field, fact) for field in _fields(operation, names)):
            yield names, fact


def _fields(operation: Operation, names: tuple[str, ...]) -> Iterator[Field]:
    """Yield the fields at a path of names; each alternative set of fields may have one."""
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
    """Whether a field states a fact about its values."""
    if fact == "enum":
        return bool(field.enum)
    if fact == "pattern":
        kind = field.type.kind
        return format_pattern(field.format, kind) is not None or bool(excluded(field.format, kind))
    if fact not in LIMITS or getattr(field.limits, LIMITS[fact]) is None:
        return False
    exclusive = {"minimum": field.limits.exclusive_minimum, "maximum": field.limits.exclusive_maximum}
    return exclusive.get(LIMITS[fact], False) == fact.startswith("exclusive")

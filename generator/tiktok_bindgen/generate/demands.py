"""What rules demand of each field of an object, as sentences for docstrings in the words of the checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve

from tiktok_bindgen.generate.rules import StatedRule
from tiktok_bindgen.logic.messages import for_people, message
from tiktok_bindgen.logic.model import All, Any_, Condition, Not, Rule, negation, path_text

# How a sentence about one field begins after the field's name, and how it begins without the name.
_STARTS = (("is required", "Required"), ("is not allowed", "Not allowed"), ("must ", "Must "))


def demands(rules: Iterable[StatedRule]) -> dict[str, tuple[str, ...]]:
    """Describe what rules about one object demand of each of its properties.

    Returns:
        The sentences by the first property of the rule's target, in the order of the rules.
    """
    found: dict[str, list[str]] = {}
    for stated in rules:
        for wire, sentence in () if stated.contested else _about(stated.rule):
            if sentence not in found.setdefault(wire, []):
                found[wire].append(sentence)
    return {wire: tuple(_joined(sentences)) for wire, sentences in found.items()}


_REQUIRED, _ONLY = "Required ", "Allowed only "


def _joined(sentences: Sequence[str]) -> Iterator[str]:
    """Yield the sentences, merging "required when" and "allowed only when" of the same condition into one."""
    required = {text.removeprefix(_REQUIRED) for text in sentences if text.startswith(_REQUIRED)}
    both = {when for when in required if f"{_ONLY}{when}" in sentences}
    for text in sentences:
        when = text.removeprefix(_ONLY)
        if text.startswith(_ONLY) and when in both:
            yield f"Required, and allowed only, {when}"
        elif text.removeprefix(_REQUIRED) not in both:
            yield text


def _about(rule: Rule) -> Iterator[tuple[str, str]]:
    if rule.kind == "requires" and rule.when is None and all(len(target) == 1 for target in rule.targets):
        # The field itself is documented as required.
        return
    for target in rule.targets:
        yield target[0], _sentence(rule, target[0])


def _sentence(rule: Rule, wire: str) -> str:
    """Write a rule as a sentence that follows the property's name."""
    rule = for_people(rule)
    alone = rule.targets == ((wire,),)
    if alone and rule.kind == "forbids" and rule.when is not None and _negative(rule.when):
        allowed = _sentence(evolve(rule, kind="requires", when=negation(rule.when)), wire)
        return f"{_ONLY}{allowed.removeprefix(_REQUIRED)}"
    text = message(rule)
    name = f"`{path_text((wire,))}` "
    if (alone or rule.kind == "relational") and text.startswith(name):
        rest = text.removeprefix(name)
        for start, short in _STARTS:
            if rest.startswith(start):
                return f"{short}{rest.removeprefix(start)}."
    return f"{text[:1].upper()}{text[1:]}."


def _negative(condition: Condition) -> bool:
    """Whether a condition is easier to express by its negation."""
    if isinstance(condition, All | Any_):
        return all(_negative(part) for part in condition.conditions)
    return isinstance(condition, Not)

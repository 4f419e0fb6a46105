"""What rules demand of each field of an object, for docstrings: in the words that the checks use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from tiktok_bindgen.generate.rules import stated_rules
from tiktok_bindgen.logic.messages import for_people, message
from tiktok_bindgen.logic.model import All, Any_, Condition, Not, Rule, negation, path_text

# What a sentence about one field begins with there, and what is left of that where the field is named before.
_STARTS = (("is required", "Required"), ("is not allowed", "Not allowed"), ("must ", "Must "))


def demands(*facts: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """The demands on each property.

    Args:
        facts: The keywords of schemas that have rules about one object, ``x-rules`` among them.

    Returns:
        The sentences by the property that they are about, or have in a path, in the order of the rules.
    """
    found: dict[str, list[str]] = {}
    for each in facts:
        enforced = (stated for stated in stated_rules(each.get("x-rules")) if not stated.contested)
        for stated in enforced:
            for wire, sentence in _told(stated.rule):
                if sentence not in found.setdefault(wire, []):
                    found[wire].append(sentence)
    return {wire: tuple(_joined(sentences)) for wire, sentences in found.items()}


_REQUIRED, _ONLY = "Required ", "Allowed only "


def _joined(sentences: Sequence[str]) -> Iterator[str]:
    """The sentences, with one for what is required when it is allowed, and only then."""
    required = {text.removeprefix(_REQUIRED) for text in sentences if text.startswith(_REQUIRED)}
    both = {when for when in required if f"{_ONLY}{when}" in sentences}
    for text in sentences:
        when = text.removeprefix(_ONLY)
        if text.startswith(_ONLY) and when in both:
            yield f"Required, and allowed only, {when}"
        elif text.removeprefix(_REQUIRED) not in both:
            yield text


def _told(rule: Rule) -> Iterator[tuple[str, str]]:
    if rule.kind == "requires" and rule.when is None and all(len(target) == 1 for target in rule.targets):
        # A field says itself that it is always required.
        return
    for target in rule.targets:
        yield target[0], _sentence(rule, target[0])


def _sentence(rule: Rule, wire: str) -> str:
    """A rule as a sentence where a property is named before."""
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
    """Whether a condition is easier to say as what it is not."""
    if isinstance(condition, All | Any_):
        return all(_negative(part) for part in condition.conditions)
    return isinstance(condition, Not)

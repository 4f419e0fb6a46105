"""What the schemas state, as sentences for docstrings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tiktok_bindgen.generate.graph import Field, Limits, ListOf, MapOf, Ref, Scalar, Type
from tiktok_bindgen.generate.layout import prose, sentence

# Formats that only say which of a language's number types will do.
_TYPES = frozenset({"double", "float", "int32", "int64"})
_LIFECYCLES = {"deprecated": "Deprecated.", "to-be-deprecated": "To be deprecated."}


def of_field(field: Field, *, request: bool) -> str:
    """What is known of a field, on one line; never empty.

    Args:
        field: The field.
        request: Whether it is sent, so that it matters when it must be given.
    """
    parts: list[str] = []
    facts = field.facts
    parts.extend(_lifecycle(facts))
    if request:
        if field.required:
            parts.append("Required.")
        elif facts.get("x-presence") == "conditional":
            parts.append("Required or allowed under conditions.")
    described = text_of(facts.get("description"))
    if described:
        parts.append(_stopped(described))
    parts.extend(_limits(field.type))
    written = facts.get("format")
    if isinstance(written, str) and written and written not in _TYPES:
        parts.append(f"Format: {written}.")
    if field.default is not None:
        parts.append(f"Default: {_json(field.default)}.")
    if facts.get("x-immutable") is True:
        parts.append("Cannot be changed once set.")
    if facts.get("x-allowlist-only") is True:
        parts.append("For allowlisted callers only.")
    # A description usually has the conditions in its own words.
    parts.extend(rule for rule in _rules(facts) if rule.rstrip(".") not in described)
    return prose(" ".join(parts)) or _plain(field.type)


def of_operation(facts: Mapping[str, object], fallback: str) -> tuple[str, ...]:
    """The first paragraphs of an operation's docstring: what it does, whether it still should be used."""
    described = text_of(facts.get("description"))
    rules = [rule for rule in _rules(facts) if rule.rstrip(".") not in described]
    notes = [*_lifecycle(facts), *rules]
    return (
        sentence(text_of(facts.get("summary")) or fallback),
        *(prose(line) for line in described.split("\n\n")),
        " ".join(notes),
    )


def of_value(facts: Mapping[str, object], value: str, position: int) -> str:
    """What is known of a value of an enum; empty when that is nothing."""
    meanings = facts.get("x-enum-descriptions")
    parts = []
    if isinstance(meanings, Mapping):
        parts.append(text_of(meanings.get(value)))
    elif isinstance(meanings, list) and position < len(meanings):
        parts.append(text_of(meanings[position]))
    lifecycles = facts.get("x-enum-lifecycle")
    if isinstance(lifecycles, Mapping):
        parts.append(_LIFECYCLES.get(str(lifecycles.get(value)), ""))
    text = " ".join(_stopped(part) for part in parts if part)
    return sentence(text) if text else ""


def link(facts: Mapping[str, object]) -> str:
    """The address of the documentation; empty when it is not known."""
    external = facts.get("externalDocs")
    url = external.get("url") if isinstance(external, Mapping) else None
    # Anything but a plain address could be read as something else where it is shown.
    return url if isinstance(url, str) and url.isascii() and url.isprintable() and " " not in url else ""


def deprecation(facts: Mapping[str, object]) -> str:
    """What to say of something that will go away, after its name; empty for what will not."""
    if facts.get("deprecated") is not True:
        return ""
    return "is to be deprecated" if facts.get("x-lifecycle") == "to-be-deprecated" else "is deprecated"


def text_of(value: object) -> str:
    """A text, or nothing for what is no text."""
    return value.strip() if isinstance(value, str) else ""


def _stopped(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def _lifecycle(facts: Mapping[str, object]) -> Iterator[str]:
    stage = facts.get("x-lifecycle")
    if isinstance(stage, str) and stage in _LIFECYCLES:
        yield _LIFECYCLES[stage]
    elif facts.get("deprecated") is True:
        yield "Deprecated."


def _rules(facts: Mapping[str, object]) -> Iterator[str]:
    rules = facts.get("x-rules-text")
    count = facts.get("x-rules-text-count")
    if isinstance(rules, list):
        yield from (_stopped(text_of(rule)) for rule in rules if text_of(rule))
    if isinstance(count, int) and not isinstance(count, bool) and count > 0:
        yield (
            "The documentation states a condition."
            if count == 1
            else f"The documentation states {count} conditions."
        )


def _limits(of: Type) -> Iterator[str]:
    match of:
        case ListOf(item=item, limits=limits):
            yield from _between(limits.min_items, limits.max_items, "item", "items")
            inner = list(_limits(item))
            if inner:
                yield f"Each: {' '.join(inner)[:1].lower()}{' '.join(inner)[1:]}"
        case MapOf(value=value):
            yield from _limits(value)
        case Scalar(limits=limits, values=values):
            yield from _between(limits.min_length, limits.max_length, "character", "characters")
            yield from _range(limits)
            if values:
                yield f"One of {', '.join(_json(value) for value in values)}."
        case Ref():
            pass


def _between(low: int | None, high: int | None, one: str, many: str) -> Iterator[str]:
    if low is not None and low <= 0:
        low = None
    if low is not None and high is not None:
        yield f"{low} to {high} {many}." if low != high else f"Exactly {low} {one if low == 1 else many}."
    elif high is not None:
        yield f"At most {high} {one if high == 1 else many}."
    elif low is not None:
        yield f"At least {low} {one if low == 1 else many}."


def _range(limits: Limits) -> Iterator[str]:
    if limits.minimum is not None and limits.maximum is not None:
        yield f"{limits.minimum} to {limits.maximum}."
        return
    if limits.minimum is not None:
        yield f"At least {limits.minimum}."
    if limits.exclusive_minimum is not None:
        yield f"More than {limits.exclusive_minimum}."
    if limits.maximum is not None:
        yield f"At most {limits.maximum}."
    if limits.exclusive_maximum is not None:
        yield f"Less than {limits.exclusive_maximum}."


def _json(value: object) -> str:
    if isinstance(value, str):
        return f"`{value}`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`"


_PLAIN = {
    "string": "A text.",
    "integer": "A whole number.",
    "number": "A number.",
    "boolean": "True or false.",
    "file": "A file.",
    "any": "Any JSON value.",
}


_MANY = {
    "string": "texts",
    "integer": "whole numbers",
    "number": "numbers",
    "boolean": "booleans",
    "file": "files",
    "any": "any JSON values",
}


def _plain(of: Type) -> str:
    match of:
        case ListOf(item=item):
            return f"A list of {_many(item)}."
        case MapOf(value=value):
            return f"{_many(value)} by name.".capitalize() if isinstance(value, Scalar) else "Values by name."
        case Ref(name=name):
            return f"See `{name}`."
        case Scalar(kind=kind):
            return _PLAIN[kind]


def _many(of: Type) -> str:
    match of:
        case ListOf(item=item):
            return f"lists of {_many(item)}"
        case MapOf():
            return "objects"
        case Ref(name=name):
            return f"`{name}`"
        case Scalar(kind=kind):
            return _MANY[kind]

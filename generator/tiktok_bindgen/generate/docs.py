"""Sentences for docstrings from what schemas state."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence

from tiktok_bindgen.counting import number_of
from tiktok_bindgen.generate.graph import (
    Class,
    Enum,
    Field,
    Limits,
    ListOf,
    MapOf,
    Ref,
    Scalar,
    Type,
    innermost,
)
from tiktok_bindgen.generate.plan import Use
from tiktok_bindgen.generate.python import prose, sentence
from tiktok_bindgen.openapi import listed, values_elsewhere
from tiktok_bindgen.runtime.check import BOUNDS, bound_text

# Formats that only choose among a language's number types.
_TYPES = frozenset({"double", "float", "int32", "int64"})
_LIFECYCLES = {"deprecated": "Deprecated.", "to-be-deprecated": "To be deprecated."}


# The most characters of a description that only says what something is; a longer one says more.
_LINE = 120

# The most values of an enum that are listed; for more, the enum's own class is the place to look.
_SHOWN = 6


def of_field(
    field: Field,
    *,
    request: bool,
    demanded: Mapping[str, Sequence[str]],
    enums: Mapping[str, Enum],
    default: str = "",
) -> str:
    """Describe a field beyond its name and type, on one line; empty if nothing is known.

    Args:
        field: The field.
        request: Whether the field is sent, in which case its demands and values matter.
        demanded: The sentences about what rules demand of fields, by their wire names.
        enums: The enums by name; the values of a short one are listed.
        default: The value sent if a required field is not given; empty if there is none.
    """
    facts = field.facts
    described = text_of(facts.get("description"))
    # A description longer than a line covers conditions and values in its own words.
    whole = len(described) > _LINE
    parts = [*_lifecycle(facts)]
    if described:
        parts.append(_stopped(described))
    if default:
        parts.append(f"By default {default}.")
    parts.extend(() if whole else demanded.get(field.wire, ()))
    parts.extend(_sentences(facts, described))
    parts.extend(_limits(field.type))
    if request and not whole:
        parts.extend(_choices(field.type, enums))
    if missing := text_of(facts.get("x-enum-missing")):
        parts.append(f"For the values, see the documentation's list {missing}.")
    if table := text_of(facts.get("x-enum-list")):
        parts.append(f"Some values are in `{table}`.")
    if elsewhere := values_elsewhere(facts):
        parts.append(f"{elsewhere}.")
    written = facts.get("format")
    if isinstance(written, str) and written and written not in _TYPES:
        parts.append(f"Format: {'ISO 8601' if written == 'date-time' else written}.")
    zone = text_of(facts.get("x-time-zone"))
    if zone and ("UTC" if zone == "UTC" else "time zone") not in described:
        parts.append(f"Time zone: {zone}.")
    if field.default is not None:
        parts.append(f"Default: {code(field.default)}.")
    if facts.get("x-immutable") is True:
        parts.append("Cannot be changed once set.")
    if facts.get("x-idempotency-key") is True:
        within = facts.get("x-idempotency-within")
        when = f" within {within} seconds" if within else ""
        parts.append(f"A request repeated with the same value{when} has no effect.")
    if facts.get("x-allowlist-only") is True:
        parts.append("For allowlisted callers only.")
    elif facts.get("x-allowlist-partly") is True:
        parts.append("Some use of it is for allowlisted callers only.")
    return prose(" ".join(parts))


def extended(cls: Class) -> str:
    """Return the sentence about fields that callers add to an object; empty for other objects."""
    return "Callers may add fields of their own, here in `extra`." if cls.open else ""


def unread(fields: Mapping[str, Field], facts: Mapping[str, object], demanded: Collection[str]) -> str:
    """Name the fields whose conditions are documented in prose only; empty if there are none.

    Args:
        fields: The fields that are sent, by attribute or argument name.
        facts: The keywords of the fields' schema or operation, which may have such conditions itself.
        demanded: The wire names of the fields that rules demand something of.
    """
    named = [f"`{name}`" for name, item in fields.items() if _is_vague(item, demanded)]
    own = bool(_count(facts))
    if not named:
        return f"Some conditions {_IN_WORDS}" if own else ""
    *most, last = named
    listed = f"{', '.join(most)} and {last}" if most else last
    return f"Some conditions of {listed}{', and others,' if own else ''} {_IN_WORDS}"


_IN_WORDS = "are documented in words only, and not checked."


def _is_vague(field: Field, demanded: Collection[str]) -> bool:
    if len(text_of(field.facts.get("description"))) > _LINE or isinstance(
        field.facts.get("x-rules-text"), list
    ):
        return False
    unclear = not field.required and field.facts.get("x-presence") == "conditional"
    return bool(_count(field.facts)) or (unclear and field.wire not in demanded)


def _count(facts: Mapping[str, object]) -> int:
    """Return the number of conditions whose sentences were left out."""
    count = facts.get("x-rules-text-count")
    return count if isinstance(count, int) and not isinstance(count, bool) and count > 0 else 0


def of_operation(facts: Mapping[str, object], fallback: str) -> tuple[str, ...]:
    """Return the first paragraphs of an operation's docstring: its purpose and its lifecycle."""
    described = text_of(facts.get("description"))
    summary = sentence(text_of(facts.get("summary")) or fallback)
    stage = () if titled_deprecated(facts) else _lifecycle(facts)
    notes = [*stage, *_sentences(facts, described)]
    needed = facts.get("x-permissions")
    if isinstance(needed, Mapping) and needed:
        permissions = " or ".join(f"{prose(str(name))} ({number})" for number, name in needed.items())
        notes.append(f"Permission: {permissions}.")
    return (
        summary,
        *(prose(line) for line in described.split("\n\n")),
        " ".join(notes),
    )


def of_value(facts: Mapping[str, object], value: str, position: int) -> str:
    """Describe one value of an enum; empty if nothing is known."""
    meanings = facts.get("x-enum-descriptions")
    parts = []
    if isinstance(meanings, list):
        parts.append(text_of(meanings[position]) if position < len(meanings) else "")
    elif isinstance(columns := facts.get("x-enum-facts"), Mapping) and isinstance(columns.get("label"), list):
        parts.append(text_of(columns["label"][position]) if position < len(columns["label"]) else "")
    lifecycles = facts.get("x-enum-lifecycle")
    if isinstance(lifecycles, Mapping):
        parts.append(_LIFECYCLES.get(str(lifecycles.get(value)), ""))
    text = " ".join(_stopped(part) for part in parts if part)
    return sentence(text) if text else ""


def of_use(uses: Sequence[Use], *, values: bool) -> str:
    """Where a class is used, or an enum, as a summary; empty when there is too much to say."""
    fields = list(dict.fromkeys(use.wire for use in uses))
    owners = list(dict.fromkeys(use.owner for use in uses))
    if fields == [""]:
        return f"{'Values' if values else 'The reply'} of {owners[0]}." if len(owners) == 1 else ""
    if not fields or "" in fields or len(fields) > _FIELDS:
        return ""
    what = "An item of" if all(use.many for use in uses) else "The object"
    owner = owners[0] if " " in owners[0] else f"`{owners[0]}`"
    where = f" in {owner}" if len(owners) == 1 else ""
    return prose(f"{'Values of' if values else what} {' or '.join(f'`{field}`' for field in fields)}{where}.")


# The most field names in such a summary.
_FIELDS = 3


def titled_deprecated(facts: Mapping[str, object]) -> bool:
    """Whether the summary already says that the operation is deprecated."""
    return "deprecated" in text_of(facts.get("summary")).lower()


def deprecation(facts: Mapping[str, object]) -> str:
    """Return a phrase for something deprecated, to follow its name; empty for anything else."""
    if facts.get("deprecated") is not True:
        return ""
    return "is to be deprecated" if facts.get("x-lifecycle") == "to-be-deprecated" else "is deprecated"


def text_of(value: object) -> str:
    """Return a text without surrounding spaces; empty for a value of another type."""
    return value.strip() if isinstance(value, str) else ""


def _stopped(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


def _lifecycle(facts: Mapping[str, object]) -> Iterator[str]:
    stage = facts.get("x-lifecycle")
    if isinstance(stage, str) and stage in _LIFECYCLES:
        yield _LIFECYCLES[stage]
    elif facts.get("deprecated") is True:
        yield "Deprecated."


def _sentences(facts: Mapping[str, object], described: str) -> Iterator[str]:
    """The conditions that are no rules, but for those that a description has in its own words."""
    texts = map(text_of, listed(facts.get("x-rules-text")))
    yield from (_stopped(text) for text in texts if text and text.rstrip(".") not in described)


def _choices(of: Type, enums: Mapping[str, Enum]) -> Iterator[str]:
    """The values of an enum that has few."""
    several = isinstance(of, ListOf | MapOf)
    of = innermost(of)
    values = enums[of.name].values if isinstance(of, Ref) and of.name in enums else ()
    if 0 < len(values) <= _SHOWN:
        yield f"Each: {_lowered(_one_of(values))}" if several else _one_of(values)


def _lowered(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _one_of(values: Sequence[object]) -> str:
    return f"{'Only' if len(values) == 1 else 'One of'} {', '.join(code(value) for value in values)}."


def _limits(of: Type) -> Iterator[str]:
    match of:
        case MapOf(value=value):
            yield from _limits(value)
        case Scalar(kind="boolean"):
            # A request's type says which, and what a reply has is not the caller's choice.
            pass
        case Scalar(limits=limits, values=values):
            yield from _between(limits, "minLength", "maxLength")
            yield from _between(limits, "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
            if (step := limits.get("multipleOf")) is not None:
                yield sentence(bound_text("multipleOf", step))
            if values:
                yield _one_of(values)
        case Ref():
            pass
        case _:
            # A list, or one value or a list of them.
            yield from _between(of.limits, "minItems", "maxItems")
            if of.limits.get("uniqueItems"):
                yield sentence(bound_text("uniqueItems", limit=True))
            inner = list(_limits(of.item))
            if inner:
                yield f"Each: {_lowered(' '.join(inner))}"


def _between(limits: Limits, low: str, high: str, *others: str) -> Iterator[str]:
    """Describe bounds: the two of a range in one sentence, or each in its own."""
    if low not in limits or high not in limits:
        keys = [key for key in BOUNDS if key in {low, high, *others} and key in limits]
        yield from (sentence(bound_text(key, limits[key])) for key in keys)
        return
    least, most, noun = limits[low], limits[high], BOUNDS[low][1]
    if noun:
        yield f"{least} to {most} {noun}s." if least != most else f"Exactly {number_of(least, noun)}."
    else:
        yield f"From {least} to {most}."


def code(documented: object) -> str:
    """Return a documented value as inline code, spelled as in JSON but a string without its quotes."""
    plain = documented if isinstance(documented, str) else json.dumps(documented, default=str)
    return f"`{plain}`"

"""What the schemas state, as sentences for docstrings."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from tiktok_bindgen.generate.graph import Enum, Field, Limits, ListOf, MapOf, Ref, Scalar, Type
from tiktok_bindgen.generate.plan import Use
from tiktok_bindgen.generate.python import prose, sentence

# Formats that only say which of a language's number types will do.
_TYPES = frozenset({"double", "float", "int32", "int64"})
_LIFECYCLES = {"deprecated": "Deprecated.", "to-be-deprecated": "To be deprecated."}


# What is longer says more than what something is.
_LINE = 120

# Of longer lists of values the enum's own class is the place to look.
_SHOWN = 6


def of_field(
    field: Field,
    *,
    request: bool,
    demands: Sequence[str] = (),
    enums: Mapping[str, Enum] | None = None,
    default: str = "",
) -> str:
    """What is known of a field beside its name and type, on one line; empty when that is nothing.

    Args:
        field: The field.
        request: Whether it is sent, so that it matters when it must be given.
        demands: What rules demand of it.
        enums: The enums by name, for the values of one that has few.
        default: What is sent where it is not given, although it is required.
    """
    facts = field.facts
    described = text_of(facts.get("description"))
    # A description of more than a line has conditions and values in its own words.
    whole = len(described) > _LINE
    parts = [*_lifecycle(facts)]
    if described:
        parts.append(_stopped(described))
    if default:
        parts.append(f"By default {default}.")
    parts.extend(() if whole else demands)
    parts.extend(_sentences(facts, described))
    parts.extend(_limits(field.type))
    if request and not whole:
        parts.extend(_choices(field.type, enums or {}))
    if missing := text_of(facts.get("x-enum-missing")):
        parts.append(f"Values: the documentation's list {missing}.")
    if listed := text_of(facts.get("x-enum-list")):
        parts.append(f"Some values are in `{listed}`.")
    written = facts.get("format")
    if isinstance(written, str) and written and written not in _TYPES:
        parts.append(f"Format: {written}.")
    if field.default is not None:
        parts.append(f"Default: {code(field.default)}.")
    if facts.get("x-immutable") is True:
        parts.append("Cannot be changed once set.")
    if facts.get("x-idempotency-key") is True:
        within = facts.get("x-idempotency-within")
        parts.append(
            f"What comes again with the same one{f' within {within} seconds' if within else ''} is done once."
        )
    if facts.get("x-allowlist-only") is True:
        parts.append("For allowlisted callers only.")
    elif facts.get("x-allowlist-partly") is True:
        parts.append("Some use of it is for allowlisted callers only.")
    return prose(" ".join(parts))


def unread(fields: Mapping[str, Field], facts: Mapping[str, object], demanded: Collection[str]) -> str:
    """A note of the fields that have conditions which are documented in words alone; empty without such.

    Args:
        fields: What is sent, by the names of attributes or arguments.
        facts: The keywords of what has them, which may have such conditions itself.
        demanded: The wire names of those of which rules demand something.
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
    """How many conditions there are whose sentences were left out."""
    count = facts.get("x-rules-text-count")
    return count if isinstance(count, int) and not isinstance(count, bool) and count > 0 else 0


def of_operation(facts: Mapping[str, object], fallback: str) -> tuple[str, ...]:
    """The first paragraphs of an operation's docstring: what it does, whether it still should be used."""
    described = text_of(facts.get("description"))
    summary = sentence(text_of(facts.get("summary")) or fallback)
    stage = () if titled_deprecated(facts) else _lifecycle(facts)
    notes = [*stage, *_sentences(facts, described)]
    needed = facts.get("x-permissions")
    if isinstance(needed, Mapping) and needed:
        said = " or ".join(f"{prose(str(name))} ({number})" for number, name in needed.items())
        notes.append(f"Permission: {said}.")
    return (
        summary,
        *(prose(line) for line in described.split("\n\n")),
        " ".join(notes),
    )


def of_value(facts: Mapping[str, object], value: str, position: int) -> str:
    """What is known of a value of an enum; empty when that is nothing."""
    meanings = facts.get("x-enum-descriptions")
    parts = []
    if isinstance(meanings, list):
        parts.append(text_of(meanings[position]) if position < len(meanings) else "")
    elif isinstance(told := facts.get("x-enum-facts"), Mapping) and isinstance(told.get("label"), list):
        parts.append(text_of(told["label"][position]) if position < len(told["label"]) else "")
    lifecycles = facts.get("x-enum-lifecycle")
    if isinstance(lifecycles, Mapping):
        parts.append(_LIFECYCLES.get(str(lifecycles.get(value)), ""))
    text = " ".join(_stopped(part) for part in parts if part)
    return sentence(text) if text else ""


def of_use(uses: Sequence[Use], *, values: bool) -> str:
    """Where a class or an enum is used, as a summary; empty when there is too much to say.

    Args:
        uses: The places.
        values: Whether it is an enum.
    """
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


# More names of fields tell a reader nothing.
_FIELDS = 3


def link(facts: Mapping[str, object]) -> str:
    """The address of the documentation; empty when it is not known."""
    external = facts.get("externalDocs")
    url = external.get("url") if isinstance(external, Mapping) else None
    # Anything but a plain address could be read as something else where it is shown.
    return url if isinstance(url, str) and url.isascii() and url.isprintable() and " " not in url else ""


def documented(facts: Mapping[str, object]) -> str:
    """The date of the documentation; empty when it is not known."""
    date = facts.get("x-documented")
    return date if isinstance(date, str) and _DATE.fullmatch(date) else ""


# Anything else could be read as something else where it is shown.
_DATE = re.compile(r"[\w.-]{1,40}", re.ASCII)


def titled_deprecated(facts: Mapping[str, object]) -> bool:
    """Whether the title of something says already that it will go away."""
    return "deprecated" in text_of(facts.get("summary")).lower()


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


def _sentences(facts: Mapping[str, object], described: str) -> Iterator[str]:
    """The conditions that are no rules, but for those that a description has in its own words."""
    rules = facts.get("x-rules-text")
    texts = [text_of(rule) for rule in rules] if isinstance(rules, list) else []
    yield from (_stopped(text) for text in texts if text and text.rstrip(".") not in described)


def _choices(of: Type, enums: Mapping[str, Enum]) -> Iterator[str]:
    """The values of an enum that has few."""
    listed = isinstance(of, ListOf | MapOf)
    while isinstance(of, ListOf | MapOf):
        of = of.item if isinstance(of, ListOf) else of.value
    values = enums[of.name].values if isinstance(of, Ref) and of.name in enums else ()
    if 0 < len(values) <= _SHOWN:
        yield f"Each: {_lowered(_one_of(values))}" if listed else _one_of(values)


def _lowered(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _one_of(values: Sequence[object]) -> str:
    return f"{'Only' if len(values) == 1 else 'One of'} {', '.join(code(value) for value in values)}."


def _limits(of: Type) -> Iterator[str]:
    match of:
        case ListOf(item=item, limits=limits):
            yield from _between(limits.min_items, limits.max_items, "item", "items")
            inner = list(_limits(item))
            if inner:
                yield f"Each: {_lowered(' '.join(inner))}"
        case MapOf(value=value):
            yield from _limits(value)
        case Scalar(limits=limits, values=values):
            yield from _between(limits.min_length, limits.max_length, "character", "characters")
            yield from _range(limits)
            if values:
                yield _one_of(values)
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
        yield f"From {limits.minimum} to {limits.maximum}."
        return
    if limits.minimum is not None:
        yield f"At least {limits.minimum}."
    if limits.exclusive_minimum is not None:
        yield f"More than {limits.exclusive_minimum}."
    if limits.maximum is not None:
        yield f"At most {limits.maximum}."
    if limits.exclusive_maximum is not None:
        yield f"Less than {limits.exclusive_maximum}."


def code(documented: object) -> str:
    """A documented value as code, as it is on the wire."""
    plain = documented if isinstance(documented, str) else json.dumps(documented, default=str)
    return f"`{plain}`"

"""Read the default of a field from sentences, or from a mark on a listed value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from attrs import evolve

from tiktok_bindgen.counting import singular
from tiktok_bindgen.interpret.model import EnumValue, Scalar, Type
from tiktok_bindgen.interpret.typed_values import as_scalar
from tiktok_bindgen.interpret.value_texts import Value
from tiktok_bindgen.language import fact_wordings
from tiktok_bindgen.language.acts import ITSELF
from tiktok_bindgen.language.fact_readers import Literal
from tiktok_bindgen.language.patterns import Captures
from tiktok_bindgen.language.stated_facts import Report, is_condition, stated_by
from tiktok_bindgen.runtime.codec import parse_json

DEFAULT_WORDS = re.compile(r"(?:the )?default value\b", re.IGNORECASE)


def stated_default(
    name: str,
    type_: Type,
    alone: Sequence[str],
    listed: Sequence[Value],
    enum: Sequence[EnumValue],
    *,
    report: Report,
) -> object | None:
    """The default of a field, if exactly one value is stated.

    Args:
        name: The field's name.
        type_: Its type.
        alone: The sentences that hold without a condition.
        listed: The values that its description lists, of which one may be marked as the default.
        enum: The same, converted to its type.
        report: Called with what looks like a default and could not be read.
    """
    found: list[object] = []
    for sentence in alone:
        known = [name.replace("_", " "), *(each for each in alone if each != sentence)]
        stated = (captures for _, captures in stated_by(fact_wordings.DEFAULTS, sentence))
        captures = next((each for each in stated if _is_of(known, each)), None)
        if captures is None:
            if DEFAULT_WORDS.match(sentence) and not is_condition(sentence):
                report("default-unread", f"the default of `{name}` is not given as a value")
            continue
        written = _literal(captures)
        value = _as_default(written, type_, enum)
        if value is None:
            report(
                "default-type",
                f"`{name}` is {type_.documented or type_.kind}, but its default is {str(written)[:60]}",
            )
        elif value not in found:
            found.append(value)
    if len(found) > 1:
        report("default-conflict", f"`{name}` has {len(found)} defaults")
        found = []
    if not found and (marked := _marked_default(listed)):
        return _as_default(Literal(marked, marked=True), type_, enum)
    return found[0] if found else None


# Words for what a value says, or that it is one.
_KINDS = frozenset({"type", "kind", "sort", "mode", "answer"})


def _words(*texts: str) -> frozenset[str]:
    return frozenset(singular(word) for text in texts for word in re.findall(r"[a-z]+", text.lower()))


def _is_of(known: Sequence[str], captures: Captures) -> bool:
    """Whether a sentence calls the field by words that its name and its description have."""
    called = (cast("Sequence[str]", part) for key, part in captures.items() if key.startswith("CALLED"))
    return all(_words(*words) <= _words(*known) | ITSELF | _KINDS for words in called)


_MARKED_DEFAULT = re.compile(
    r"^default(?: value| option)?$|^[(（]default(?: value| option)?[)）]"
    r"|[(（]default(?: value| option)?[)）]\.?$",
    re.IGNORECASE,
)


def _marked_default(values: Sequence[Value]) -> str | None:
    """The only listed value that is marked as the default, if there is one."""
    marked = [
        value.text
        for value in values
        if "default" not in value.text.lower() and _MARKED_DEFAULT.search(value.meaning)
    ]
    return marked[0] if len(marked) == 1 else None


def _literal(captures: Captures) -> Literal:
    """The value that a sentence states."""
    found = (captures[key] for key in ("LITERAL", "PLAIN", "CODE", "NUMBER") if key in captures)
    value = next(found)
    return value if isinstance(value, Literal) else Literal(str(value), marked=False)


def _as_default(written: Literal, type_: Type, enum: Sequence[EnumValue]) -> object | None:
    text = written.text.strip()
    if type_.array or (type_.one is not type_ and text.startswith("[")):
        try:
            value = parse_json(text)
        except ValueError:
            value = None
        if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
            return value
        return _only_item(text, evolve(type_, array=0), enum) if type_.array == 1 else None
    text = text.strip("\"“”'")
    scalar = as_scalar(text, type_)
    if isinstance(scalar, str) and not written.marked:
        known = any(value.value == scalar for value in enum)
        if not known and not re.fullmatch(
            r"[A-Z0-9][A-Z0-9_+\-]*|(?!(?:none|null|no|empty|blank|the|today|now)\b)[a-z][a-z0-9_]*", scalar
        ):
            return None
    return scalar


def _only_item(text: str, type_: Type, enum: Sequence[EnumValue]) -> list[Scalar] | None:
    """The default of an array that is stated as its only item: a constant, or one of the listed values."""
    item = as_scalar(text, type_)
    fits = any(value.value == item for value in enum) if enum else re.fullmatch(r"[A-Z][A-Z0-9_]*", text)
    return [item] if item is not None and fits else None

"""Violations of a request, at JSON pointers into it, and their messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from .codec import describe, is_array, is_object, number_of, one_line
from .given import as_given


class Violation(NamedTuple):
    """One place in a request that violates the documentation.

    Attributes:
        pointer: A JSON pointer to the wrong or missing value.
        rule: The violated rule: ``required``, ``type``, ``enum``, ``maxLength`` …, or the id of a rule.
        message: What the value must be.
        fields: JSON pointers to other fields that the rule depends on.
        docs: The URL of the documentation, if known.
        instead: The likely intended name or value: the documented one that is one typing error away or, for
            an id that is given as a number, its text.
    """

    pointer: str
    rule: str
    message: str
    fields: tuple[str, ...] = ()
    docs: str = ""
    instead: str = ""

    def __str__(self) -> str:
        # The caller's names may contain anything.
        return one_line(f"{self.pointer or '/'}: {self.message} ({self.rule})", 10_000)


#: Returns the violations of a payload.
Check = Callable[..., list[Violation]]


def currency_code(text: object) -> str:
    """Return the code of a currency, if it is three capital letters."""
    if not isinstance(text, str) or not re.fullmatch(r"[A-Z]{3}", text):
        raise ValueError(f"currency must be a code such as USD, not {as_given(text, 40)}")
    return text


def missing(out: list[Violation], at: str, name: str) -> None:
    """Report a required field that is missing."""
    out.append(Violation(child(at, name), "required", "is required"))


def wrong_type(out: list[Violation], pointer: str, expected: str, value: object) -> None:
    """Report a value of another type than the documented one."""
    article = "an" if expected[:1] in "aeiou" else "a"
    is_date = expected == "integer" and isinstance(value, str) and PLAIN_DATE.fullmatch(value)
    message = f"must be {article} {expected}, not {_DATE_FOR_TIME if is_date else _kind(value)}"
    instead = _id_text(pointer, value) if expected.startswith("string") else ""
    out.append(Violation(pointer, "type", message, instead=instead))


def without_doubtful(found: Sequence[Violation]) -> list[Violation]:
    """Return the violations without rules that depend on a wrong value, as the right one may meet them."""
    wrong = {_AN_ITEM.sub("", each.pointer) for each in found if each.rule in {"type", "enum"}}
    return [each for each in found if wrong.isdisjoint(each.fields)]


def is_id_as_number(violation: Violation) -> bool:
    """Report whether a violation is only that an id is given as a number; ``instead`` has its text."""
    return violation.rule == "type" and bool(violation.instead)


def not_in_enum(out: list[Violation], pointer: str, value: object, allowed: Collection[object]) -> None:
    """Report a value that is not one of the documented ones."""
    first = [str(item).lower() if isinstance(item, bool) else str(item) for item in islice(allowed, _SHOWN)]
    shown = ", ".join(one_line(item, 80) for item in first)
    more = f", … ({len(allowed)} values)" if len(allowed) > _SHOWN else ""
    instead = slip_of(value, allowed)
    hint = f"; did you mean {instead}?" if instead else ""
    message = f"must be one of {shown}{more}, not {describe(value)}{hint}"
    out.append(Violation(pointer, "enum", message, instead=instead))


def out_of_bounds(
    out: list[Violation],
    pointer: str,
    rule: str,
    limit: float | Decimal,
    actual: float | Decimal,
    *,
    exact: bool = False,
) -> None:
    """Report a value, a length or a number of items beyond a bound, or other than an ``exact`` one."""
    noun = BOUNDS[rule][1]
    bound = f"exactly {number_of(limit, noun)}" if exact else bound_text(rule, limit)
    if rule == "maximum" and limit == _LAST_SECOND:
        bound += ", a Unix time in seconds"
    out.append(Violation(pointer, rule, f"must {'have' if noun else 'be'} {bound}, not {_number(actual)}"))


def bound_text(rule: str, limit: object) -> str:
    """Describe a bound, such as ``at least 3 characters``."""
    words, noun = BOUNDS[rule]
    return words if rule == "uniqueItems" else f"{words} {number_of(limit, noun) if noun else limit}"


def no_match(out: list[Violation], pointer: str, rule: str, expected: str, value: str) -> None:
    """Report text without the documented form: of a ``format`` that is a date, the text is shown, too."""
    word = "be written as" if rule == "format" else "match"
    if rule == "format" and expected == HASHED:
        out.append(Violation(pointer, rule, f"must {word} {HASHED}, {_unhashed(value)}"))
        return
    given = f", not {describe(value)}" if rule == "format" and expected.startswith(("date", "YYYY")) else ""
    message = f"must {word} {one_line(_WRITTEN.get(expected, expected), 200)}{given}"
    out.append(Violation(pointer, rule, message))


def _unhashed(value: str) -> str:
    """Describe a text in place of a hash, with the function of the client that makes one of it."""
    if "@" in value:
        return "not an e-mail address: hashed_email() makes its hash"
    if _TELEPHONE.fullmatch(value):
        return "not a telephone number: hashed_phone() makes its hash"
    return "as hashed_text() makes it"


def child(at: str, key: str) -> str:
    """Return a JSON pointer with a step appended."""
    if "~" in key or "/" in key:
        key = key.replace("~", "~0").replace("/", "~1")
    return f"{at}/{key}"


def steps_of(pointer: str) -> list[str]:
    """Split a JSON pointer into its unescaped steps."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def value_at(payload: object, steps: Sequence[str]) -> Any:
    """Return the value at the steps of a JSON pointer; ``None`` if there is none."""
    found: Any = payload
    for step in steps:
        if is_array(found) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            found = found.get(step) if is_object(found) else None
    return found


_SHOWN = 20
# The greatest Unix time in seconds that is less than those of today in milliseconds, of year 5138.
_LAST_SECOND = 99_999_999_999
#: The format of a text that is to be hashed before it is sent.
HASHED = "hashed text"
_TELEPHONE = re.compile(r"[ (]*\+?[0-9 ().-]+", re.ASCII)
# How messages show the formats of JSON Schema.
_WRITTEN: dict[str, str] = {
    **dict.fromkeys(("date", "YYYY-MM-DD"), "YYYY-MM-DD, a date without a time"),
    "date-time": "ISO 8601, such as 2030-01-31T10:20:30Z",
}
_VERY_LARGE = "a very large number"
#: How a limit is described, and what it counts, if not the value itself.
BOUNDS = {
    "minLength": ("at least", "character"),
    "maxLength": ("at most", "character"),
    "minItems": ("at least", "item"),
    "maxItems": ("at most", "item"),
    "uniqueItems": ("without duplicates", ""),
    "minimum": ("at least", ""),
    "exclusiveMinimum": ("more than", ""),
    "maximum": ("at most", ""),
    "exclusiveMaximum": ("less than", ""),
    "multipleOf": ("a multiple of", ""),
}


def slip_of(value: object, allowed: Collection[object]) -> str:
    """Return the allowed text that is one typing error away from a value; empty if none or several are."""
    if not isinstance(value, str):
        return ""
    near = [each for each in allowed if isinstance(each, str) and _is_slip(value, each)]
    return near[0] if len(near) == 1 else ""


def _is_slip(one: str, other: str) -> bool:
    """Report whether two texts differ in one letter (missing, added, changed, swapped), or only in style."""
    letters = [[each for each in text.casefold() if each.isalnum()] for text in (one, other)]
    if letters[0] == letters[1]:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while one[start : start + 1] == other[start : start + 1]:
        start += 1
    one, other = one[start:], other[start:]
    swapped = one[:2] == other[:2][::-1] and one[2:] == other[2:]
    return swapped or one[1:] in {other, other[1:]} or one == other[1:]


# The end of a pointer to an item of a list.
_AN_ITEM = re.compile(r"/[0-9]+$")
# The last step of a pointer to an id, or to an item of a list of ids.
_OF_IDS = re.compile(r"[/_]ids?(?:/[0-9]+)?$")


def _id_text(pointer: str, value: object) -> str:
    """Return the text of an id that is given as a number; empty if the value cannot be an id."""
    if isinstance(value, int) and value.__class__ is not bool and 0 <= value < 1 << 64:
        return str(value) if _OF_IDS.search(pointer) else ""
    return ""


#: How `encode.plain` writes dates and times.
PLAIN_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2}:[0-9]{2})?", re.ASCII)
_DATE_FOR_TIME = "a date; its Unix time is int(when.timestamp()) in seconds, 1000 times that in milliseconds"


def _kind(value: object) -> str:
    # A value of the wrong type is described, not shown: it can be anything, even a credential.
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = _number(value)
        return number if number == _VERY_LARGE else f"the number {number}"
    return next((name for kind, name in _KINDS.items() if isinstance(value, kind)), type(value).__name__)


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "a boolean",
    str: "a string",
    dict: "an object",
    list: "an array",
}


def _number(value: float | Decimal) -> str:
    if isinstance(value, int) and value.bit_length() > 256:
        return _VERY_LARGE
    return str(value)

"""From one row's description to the facts it states."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from attrs import evolve, frozen

from tiktok_bindgen.interpret import phrases
from tiktok_bindgen.interpret.enums import Value, listed_values
from tiktok_bindgen.interpret.model import EnumValue, InWords, Lifecycle, Limits, Scalar, Type
from tiktok_bindgen.interpret.statements import Statement, sentences

Report = Callable[[str, str], None]


@frozen
class Facts:
    """What a description states about its field; see :class:`~tiktok_bindgen.interpret.model.Field`.

    Attributes:
        type: Its type: the one in the table, unless its values say that this is wrong.
    """

    type: Type
    enum: tuple[EnumValue, ...] = ()
    enum_announced: bool = True
    default: object | None = None
    limits: Limits = Limits()
    format: str | None = None
    immutable: bool = False
    allowlist: bool = False
    partly_allowlist: bool = False
    lifecycle: Lifecycle | None = None
    conditions: tuple[InWords, ...] = ()


def read_facts(
    name: str, type_: Type, described: Sequence[Statement], *, loose: bool, report: Report, leaf: bool = True
) -> Facts:
    """Read the facts in a description.

    Args:
        name: The field's name.
        type_: Its type.
        described: Its description.
        loose: Whether back-ticks may have been lost.
        report: Called with a problem's code and text for what looks like a fact and could not be read.
        leaf: Whether no rows stand below the field; with some it is an object, whatever values it lists.
    """
    plain = [
        (sentence, statement)
        for statement in _unconditional(described)
        for sentence in sentences(statement.text)
    ]
    alone = [
        clause.replace(f"`{name}`", "`{self}`")
        for sentence, statement in plain
        if not _has_cases(sentence, statement)
        for clause in _clauses(sentence)
    ]
    listing = listed_values(described, loose=loose, name=name)
    for text in listing.unread:
        report(
            "enum-value-unread", f"a listed line of `{name}` starts with no value ({len(text)} characters)"
        )
    listed = [EnumValue(value.text, value.meaning, "", value.lifecycle) for value in listing.values]
    if leaf and listing.announced:
        type_ = type_of_values(name, type_, listed, report)
    enum = typed_enum(name, type_, listed, report)
    if not enum:
        enum = _number_list(type_, alone)
    default = _default(name, type_, alone, enum, report)
    if default is None and (marked := _marked_default(listing.values)):
        default = _as_default(f"`{marked}`", type_, enum)
    allowlist = _states(phrases.ALLOWLIST, name, alone)
    return Facts(
        type=type_,
        enum=enum,
        enum_announced=listing.announced,
        default=default,
        limits=_counted(_limits(name, type_, alone, report), described),
        format=_format(described),
        immutable=_states(phrases.IMMUTABLE, name, alone),
        allowlist=allowlist,
        partly_allowlist=not allowlist
        and any(phrases.NAMES_ALLOWLIST.search(line.text) for each in described for line in each.walk()),
        lifecycle=_lifecycle(name, alone, [statement.text for statement in _unconditional(described)]),
        conditions=_conditions(name, described),
    )


# A line that only says that notes follow, so that what is under it holds without a condition.
_NOTES = re.compile(
    r"^(?:important )?notes?\s*[:：]*$|^important\s*[:：]*$"
    r"|^(?:the )?(?:below|following) (?:conditions|requirements|limits) (?:should|must|need to)"
    r"(?: all| both)? be(?: all| both)? met\s*[:：]$",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(
    r"^(?:•\s*)?(?:when|if|for|in case|in (?:any|the|other)|once|unless|otherwise|to)\b", re.IGNORECASE
)


# Where a sentence goes on with a fact of its own: ``Default value: 1, value range: 1-50``.
_NEXT_FACT = re.compile(
    r"[,;，；]\s+(?:and )?(?=(?:the )?(?:default(?: value)?|(?:value )?range|length limit"
    r"|(?:max|min)(?:imum)?(?: value| size| length))\s*(?:is\s+[`\[(\d]|[:：]))",
    re.IGNORECASE,
)


def _clauses(sentence: str) -> Iterator[str]:
    """The facts that a sentence gives one after another; mostly it is one, without its full stop."""
    whole = sentence.rstrip(".。 ").strip()
    if whole.startswith(("(", "（")) and whole.endswith((")", "）")):
        whole = whole[1:-1].rstrip(".。 ")
    parts = _NEXT_FACT.split(whole)
    if len(parts) > 1 and (_CASE.search(whole) or whole[:3].lower() == "in "):
        parts = [whole]
    yield from parts


_CASE = re.compile(r"\b(?:when|if|for|unless|otherwise)\b", re.IGNORECASE)


def _has_cases(sentence: str, statement: Statement) -> bool:
    """Whether a sentence such as ``Value range:`` has a list under it that states a value for each case."""
    return (
        sentence.rstrip().endswith((":", "："))
        and (_LIMIT_WORDS.match(sentence) or _DEFAULT_WORDS.match(sentence)) is not None
        and any(_CASE.search(item.text) for item in statement.items)
    )


def _unconditional(described: Sequence[Statement]) -> Iterator[Statement]:
    """Statements that hold whatever else is sent: not those in a list that another sentence governs."""
    for statement in described:
        yield statement
        text = statement.text.strip()
        if not statement.items:
            continue
        if _NOTES.match(text):
            yield from _unconditional(statement.items)
        elif _is_complete(text) and not any(_CONDITIONAL.match(item.text) for item in statement.items):
            yield from statement.items
        elif _LISTS_VALUES.match(text):
            # A default may stand as the last one of the values.
            yield from (
                item for item in statement.items if _first(phrases.DEFAULTS, item.text.rstrip(".。 "))
            )


_LISTS_VALUES = re.compile(r"(?:enum|supported|allowed) values?\s*[:：]$", re.IGNORECASE)


# A sentence that begins like a condition and is none.
_ADVICE = re.compile(
    r"if you (?:do not|don't|want to|would like to) (?:know|learn|find out)\b(?!.*\b(?:following|below)\b)",
    re.IGNORECASE,
)


def _is_complete(text: str) -> bool:
    """Whether a line ends a sentence that states no condition: the list under it only goes on with others."""
    last = sentences(text)[-1:]
    # A line that begins with code is most likely about that value.
    if not last or text.startswith("`") or not text.endswith((".", "。")):
        return False
    if _ADVICE.match(last[0]):
        return True
    return not (_CONDITIONAL.match(last[0]) or _is_condition(last[0]))


def typed_enum(name: str, type_: Type, values: Iterable[EnumValue], report: Report) -> tuple[EnumValue, ...]:
    """Listed values as values of the field's type; one that cannot be any is reported and left out."""
    typed: list[EnumValue] = []
    for value in values:
        scalar = as_scalar(str(value.value), type_)
        if scalar is None:
            report(
                "enum-type",
                f"`{name}` is {type_.documented or type_.kind}, "
                f"but lists the value {str(value.value)[:60]!r}",
            )
            continue
        typed.append(evolve(value, value=scalar))
    return tuple(typed)


# What can be no number, no truth and no object.
_WORD = re.compile(r"(?!(?:TRUE|FALSE|NULL)$)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")


def type_of_values(name: str, type_: Type, values: Sequence[EnumValue], report: Report) -> Type:
    """The type of a field whose values are listed: text, where every one is a word in capitals."""
    if (
        not values
        or type_.kind not in {"integer", "number", "object"}
        or not all(_WORD.fullmatch(str(value.value)) for value in values)
    ):
        return type_
    report("type-of-values", f"`{name}` is {type_.documented or type_.kind}, but its values are text")
    return evolve(type_, kind="string")


def as_scalar(text: str, type_: Type) -> Scalar | None:
    """A documented value as a value of a type; ``None`` when it is none."""
    if type_.kind == "boolean":
        return {"true": True, "false": False}.get(text.strip().lower())
    if type_.kind in {"integer", "number"}:
        return _number(text) if re.fullmatch(phrases.NUMBER, text.strip()) else None
    if type_.kind in {"object", "map", "file"}:
        return None
    return text


def _number(text: str) -> int | float | None:
    digits = text.strip().replace(",", "").lstrip("+")
    if len(digits) > 40:
        return None
    return float(digits) if "." in digits else int(digits)


def _number_list(type_: Type, alone: Sequence[str]) -> tuple[EnumValue, ...]:
    if type_.kind not in {"integer", "number"}:
        return ()
    for sentence in alone:
        if match := phrases.NUMBER_LIST.match(sentence.replace("`", "")):
            numbers = (
                _number(text) for text in re.findall(phrases.NUMBER, re.sub(r"[,，]\s+", " ; ", match[1]))
            )
            return tuple(EnumValue(number) for number in numbers if number is not None)
    return ()


_DEFAULT_WORDS = re.compile(r"(?:the )?default value\b", re.IGNORECASE)


def _default(
    name: str, type_: Type, alone: Sequence[str], enum: Sequence[EnumValue], report: Report
) -> object | None:
    found: list[object] = []
    for sentence in alone:
        match = _first(phrases.DEFAULTS, sentence)
        if match is None:
            if _DEFAULT_WORDS.match(sentence) and not _is_condition(sentence):
                report("default-unread", f"the default of `{name}` is not given as a value")
            continue
        written = match["value"]
        value = _as_default(written, type_, enum)
        if value is None:
            report(
                "default-type",
                f"`{name}` is {type_.documented or type_.kind}, but its default is {written[:60]}",
            )
        elif value not in found:
            found.append(value)
    if len(found) > 1:
        report("default-conflict", f"`{name}` has {len(found)} defaults")
        return None
    return found[0] if found else None


_MARKED_DEFAULT = re.compile(
    r"^default(?: value| option)?$|^[(（]default(?: value| option)?[)）]"
    r"|[(（]default(?: value| option)?[)）]\.?$",
    re.IGNORECASE,
)


def _marked_default(values: Sequence[Value]) -> str | None:
    """The one listed value beside which it says that it is the default."""
    marked = [
        value.text
        for value in values
        if "default" not in value.text.lower() and _MARKED_DEFAULT.search(value.meaning)
    ]
    return marked[0] if len(marked) == 1 else None


def _as_default(written: str, type_: Type, enum: Sequence[EnumValue]) -> object | None:
    quoted = written.startswith(("`", '"'))
    text = written.strip("`").strip()
    if type_.array:
        try:
            # The flattened form's words within a list are marked as code again.
            value = json.loads(text if quoted else text.replace("`", ""))
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
            return value
        return _only_item(text, evolve(type_, array=0), enum) if type_.array == 1 else None
    text = text.strip("\"“”'")
    scalar = as_scalar(text, type_)
    if isinstance(scalar, str) and not quoted:
        known = any(value.value == scalar for value in enum)
        if not known and not re.fullmatch(
            r"[A-Z0-9][A-Z0-9_+\-]*|(?!(?:none|null|no|empty|blank|the|today|now)\b)[a-z][a-z0-9_]*", scalar
        ):
            return None
    return scalar


def _only_item(text: str, type_: Type, enum: Sequence[EnumValue]) -> list[Scalar] | None:
    """The default of an array that is given as its one item: a constant, or one of the values listed."""
    item = as_scalar(text, type_)
    fits = any(value.value == item for value in enum) if enum else re.fullmatch(r"[A-Z][A-Z0-9_]*", text)
    return [item] if item is not None and fits else None


def _first(table: Sequence[phrases.Phrase], sentence: str) -> re.Match[str] | None:
    for phrase in phrases.likely(table, sentence):
        if match := phrase.pattern.search(sentence):
            return match
    return None


_LIMIT_WORDS = re.compile(
    r"^(?:the )?(?:length limit|max(?:imum)? size|size range|value range|length range)\b(?! of [a-z])",
    re.IGNORECASE,
)


def _limits(name: str, type_: Type, alone: Sequence[str], report: Report) -> Limits:
    found: dict[str, Any] = {}
    conflicts: set[str] = set()
    for sentence in alone:
        stated = _limit(sentence, type_)
        if stated is None:
            if (
                _LIMIT_WORDS.match(sentence)
                and not _is_condition(sentence)
                and not phrases.NUMBER_LIST.match(sentence.replace("`", ""))
            ):
                report("limit-unread", f"a limit of `{name}` is not in a known form")
            continue
        for key, value in stated.items():
            if found.setdefault(key, value) != value:
                conflicts.add(key)
    if conflicts:
        report("limit-conflict", f"`{name}` has several values for {', '.join(sorted(conflicts))}")
    limits = Limits(**{key: value for key, value in found.items() if key not in conflicts})
    return _possible(name, limits, report)


_COUNT_TWICE = re.compile(r"\bcounts? as (?:two|2) characters\b", re.IGNORECASE)


def _counted(limits: Limits, described: Sequence[Statement]) -> Limits:
    """Limits without a least length where some characters count as two: half as many may do."""
    if (limits.min_length or 0) > 1 and any(
        _COUNT_TWICE.search(line.text) for each in described for line in each.walk()
    ):
        return evolve(limits, min_length=None)
    return limits


def _possible(name: str, limits: Limits, report: Report) -> Limits:
    for low, high in (("min_length", "max_length"), ("min_items", "max_items"), ("minimum", "maximum")):
        bottom, top = getattr(limits, low), getattr(limits, high)
        if bottom is not None and top is not None and bottom > top:
            report("limit-impossible", f"`{name}` has a range from {bottom} to {top}")
            unbounded: dict[str, Any] = {low: None, high: None}
            limits = evolve(limits, **unbounded)
    return limits


def _limit(sentence: str, type_: Type) -> dict[str, Any] | None:
    """The bounds that one sentence states, as keyword arguments of :class:`Limits`."""
    for phrase in phrases.likely(phrases.LIMITS, sentence):
        match = phrase.pattern.match(sentence)
        if match is None:
            continue
        numbers = [_number(text) for text in match.groups() if text and re.fullmatch(phrases.NUMBER, text)]
        stated = _bounds(phrase.fact, [number for number in numbers if number is not None], match, type_)
        if stated is not None:
            return stated
    return None


def _bounds(
    fact: str, numbers: Sequence[int | float], match: re.Match[str], type_: Type
) -> dict[str, Any] | None:
    groups = match.groupdict()
    text = type_.kind in {"string", "datetime", "any"}
    whole = all(isinstance(number, int) and number >= 0 for number in numbers)
    if fact == "length-range" and type_.array and not (groups.get("unit") or "").strip():
        fact = "items-range"
    if fact == "max-items" and not type_.array and type_.kind == "map":
        return None
    if fact in {"max-length", "min-length", "below-length", "length-range"}:
        if not text or not whole:
            return None
        if fact == "min-length":
            return {"min_length": numbers[0]}
        if fact == "length-range":
            return {"min_length": numbers[0], "max_length": numbers[1]}
        return {"max_length": numbers[0] - (fact == "below-length")}
    if fact in {"max-items", "below-items", "min-items", "items-range"}:
        if not type_.array or not whole:
            return None
        if fact == "min-items":
            return {"min_items": numbers[0]}
        low = {"min_items": numbers[0]} if fact == "items-range" else {}
        return {"max_items": numbers[-1] - (fact == "below-items")} | low
    if type_.kind not in {"integer", "number"}:
        return None
    if fact == "range":
        stated: dict[str, Any] = {"minimum": numbers[0], "maximum": numbers[1]}
        if groups.get("open") in {"(", "（"}:
            stated["exclusive_minimum"] = True
        if groups.get("close") in {")", "）"}:
            stated["exclusive_maximum"] = True
        return stated
    strict = groups.get("op") in {">", "<", "greater than", "less than"}
    return {fact: numbers[0]} | ({f"exclusive_{fact}": True} if strict else {})


# A sample may have blanks beside its marks: ``2031-05-03 T10: 20: 30Z``.
_SAMPLE_FORMAT = re.compile(
    r"format\s*(?:[:：]|of|is|should be)?\s*[`\"“]*(\d{4})-(\d\d)-(\d\d)"
    r"(?:( ?T ?| )(\d\d): ?(\d\d): ?(\d\d)(Z?))?(?![\w:]| ?T ?\d)",
    re.IGNORECASE,
)


def _format(described: Sequence[Statement]) -> str | None:
    for statement in described:
        for sentence in sentences(statement.text):
            if _CONDITIONAL.match(sentence):
                continue
            if match := _first(phrases.FORMATS, sentence):
                return re.sub(r"\s+", " ", match["format"]).strip()
            if match := _SAMPLE_FORMAT.search(sentence):
                between = match[4] and (match[4].strip() or " ")
                return "YYYY-MM-DD" + (f"{between}HH:MM:SS{match[8]}" if between else "")
    return None


def _states(table: Sequence[phrases.Phrase], name: str, alone: Sequence[str]) -> bool:
    return any(
        _of_self(phrase, sentence, name) for sentence in alone for phrase in phrases.likely(table, sentence)
    )


def _of_self(phrase: phrases.Phrase, sentence: str, name: str) -> bool:
    # A field's name in a pattern would need one compiled pattern a field; naming the field alike needs none.
    return phrase.pattern.search(sentence.replace(f"`{name}`", "`{self}`")) is not None


def _lifecycle(name: str, alone: Sequence[str], first: Sequence[str]) -> Lifecycle | None:
    said = {
        phrase.fact
        for table, those in ((phrases.DEPRECATED, alone), (phrases.MARKED_DEPRECATED, first))
        for sentence in those
        for phrase in phrases.likely(table, sentence)
        if _of_self(phrase, sentence, name)
    }
    if "to-be-deprecated" in said:
        return "to-be-deprecated"
    return "deprecated" if said else None


def _conditions(name: str, described: Sequence[Statement]) -> tuple[InWords, ...]:
    found: list[InWords] = []
    for statement in described:
        parts = sentences(statement.text)
        taken = False
        for number, sentence in enumerate(parts):
            if phrases.DIGESTS.fullmatch(sentence):
                found.extend(map(InWords, phrases.DIGEST.findall(sentence)))
                continue
            last = number == len(parts) - 1
            cases = last and _has_cases(sentence, statement)
            if not cases and (not _is_condition(sentence) or _is_fact(name, sentence)):
                continue
            if last and statement.items:
                found.append(InWords.of(Statement(sentence, statement.items).flat()))
                taken = True
            else:
                found.append(InWords.of(sentence))
        if not taken:
            found.extend(_conditions(name, statement.items))
    return tuple(found)


# Requests and replies repeat each other's descriptions.
@lru_cache(maxsize=4096)
def _is_condition(sentence: str) -> bool:
    text = sentence.strip()
    if phrases.RETURNED.match(text):
        return True
    return any(phrase.pattern.search(text) for phrase in phrases.CONDITIONS)


def _is_fact(name: str, sentence: str) -> bool:
    """Whether a sentence that reads like a condition states a plain fact: ``Once set, …`` may."""
    plain = sentence.rstrip(".。 ").strip()
    return any(
        _states(table, name, [plain]) for table in (phrases.IMMUTABLE, phrases.ALLOWLIST, phrases.DEPRECATED)
    )

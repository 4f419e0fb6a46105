"""From one row's description to the facts it states."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from attrs import evolve, frozen

from tiktok_bindgen.interpret import phrases
from tiktok_bindgen.interpret.enums import Value, announces_values, listed_values
from tiktok_bindgen.interpret.model import (
    EnumValue,
    Field,
    Idempotency,
    InWords,
    Lifecycle,
    Limits,
    Scalar,
    Type,
)
from tiktok_bindgen.interpret.readers import Literal
from tiktok_bindgen.interpret.statements import Sentence, Statement, placed, split
from tiktok_bindgen.wording.hedges import without_asides, without_opening
from tiktok_bindgen.wording.parts import Number, Order, Span, number_of
from tiktok_bindgen.wording.patterns import Captures
from tiktok_bindgen.wording.table import Table
from tiktok_bindgen.wording.tokens import tokenise

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
    idempotency: Idempotency | None = None
    allowlist: bool = False
    partly_allowlist: bool = False
    lifecycle: Lifecycle | None = None
    not_always_required: bool = False
    conditions: tuple[InWords, ...] = ()


def read_facts(
    name: str,
    type_: Type,
    described: tuple[Statement, ...],
    *,
    loose: bool,
    report: Report,
    leaf: bool = True,
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
    facts, odd = _read_facts(name, type_, described, loose, leaf)
    for code, text in odd:
        report(code, text)
    if facts.conditions:
        # Each field has its own, since one that becomes a rule is taken from that field alone.
        return evolve(facts, conditions=tuple(_conditions(name, described)))
    return facts


# Two of five fields are said to be the same as another.
@lru_cache(maxsize=65536)
def _read_facts(
    name: str, type_: Type, described: tuple[Statement, ...], loose: bool, leaf: bool
) -> tuple[Facts, tuple[tuple[str, str], ...]]:
    """The facts in a description, and what `read_facts` reports of it."""
    odd: list[tuple[str, str]] = []

    def report(code: str, text: str) -> None:
        odd.append((code, text))

    plain = [
        (sentence, statement) for statement in _unconditional(described) for sentence in statement.sentences
    ]
    itself = f"`{name}`"
    alone = [
        clause.replace(itself, "`{self}`") if itself in clause else clause
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
        default = _as_default(Literal(marked, marked=True), type_, enum)
    allowlist = _states(phrases.ALLOWLIST, alone)
    facts = Facts(
        type=type_,
        enum=enum,
        enum_announced=listing.announced,
        default=default,
        limits=_counted(_limits(name, type_, alone, report), described),
        format=_format(described),
        immutable=_states(phrases.IMMUTABLE, alone),
        idempotency=_idempotency([each for each, _ in plain if not _CONDITIONAL.match(each)]),
        allowlist=allowlist,
        partly_allowlist=not allowlist
        and any(phrases.NAMES_ALLOWLIST.fits(line.text) for each in described for line in each.walk()),
        lifecycle=_lifecycle(alone, [statement.text for statement in _unconditional(described)]),
        not_always_required=any(phrases.NOT_ALWAYS.fits(sentence) for sentence, _ in plain),
        conditions=tuple(_conditions(name, described)),
    )
    return facts, tuple(odd)


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
        and any(words.match(sentence) for words in (_LIMIT_WORDS, _DEFAULT_WORDS, _VALUES_VARY))
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
            yield from (item for item in statement.items if _read(phrases.DEFAULTS, item.text))


_LISTS_VALUES = re.compile(r"(?:enum|supported|allowed) values?\s*[:：]$", re.IGNORECASE)


# A sentence that begins like a condition and is none.
_ADVICE = re.compile(
    r"if you (?:do not|don't|want to|would like to) (?:know|learn|find out)\b(?!.*\b(?:following|below)\b)",
    re.IGNORECASE,
)


def _is_complete(text: str) -> bool:
    """Whether a line ends a sentence that states no condition: the list under it only goes on with others."""
    last = split(text)[-1:]
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
    if not values or not all(_WORD.fullmatch(str(value.value)) for value in values):
        return type_
    if type_.kind == "any" and type_.array:
        # A list, it does not say of what.
        return evolve(type_, kind="string")
    if type_.kind not in {"integer", "number", "object"}:
        return type_
    report("type-of-values", f"`{name}` is {type_.documented or type_.kind}, but its values are text")
    return evolve(type_, kind="string")


def as_scalar(text: str, type_: Type) -> Scalar | None:
    """A documented value as a value of a type; ``None`` when it is none."""
    if type_.kind == "boolean":
        return {"true": True, "false": False}.get(text.strip().lower())
    if type_.kind in {"integer", "number"}:
        return number_of(text.strip())
    if type_.kind in {"object", "map", "file"}:
        return None
    return text


# Requests and replies repeat each other's descriptions.
@lru_cache(maxsize=65536)
def _stated(sentence: str) -> Mapping[Table, tuple[tuple[str, Captures], ...]]:
    """What a sentence states, by the tables of wordings: facts and their parts."""
    tables = [table for table in phrases.FACTS if table.may_fit(sentence)]
    tokens = without_asides(without_opening(tokenise(sentence))) if tables else ()
    found = (
        (table, tuple((wording.fact, parts) for wording, parts in table.whole(tokens))) for table in tables
    )
    return {table: stated for table, stated in found if stated}


def _read(table: Table, sentence: str) -> tuple[tuple[str, Captures], ...]:
    return _stated(sentence).get(table, ())


def _number_list(type_: Type, alone: Sequence[str]) -> tuple[EnumValue, ...]:
    if type_.kind not in {"integer", "number"}:
        return ()
    for sentence in alone:
        for _, captures in _read(phrases.NUMBERS, sentence):
            return tuple(map(EnumValue, cast("list[Number]", captures["NUMBERS"])))
    return ()


# A line after which the lines under it give the values for one case each.
_VALUES_VARY = re.compile(r"(?:the )?[\w ]*\bvalues? (?:vary|varies|depends?|differs?)\b", re.IGNORECASE)
_DEFAULT_WORDS = re.compile(r"(?:the )?default value\b", re.IGNORECASE)


def _default(
    name: str, type_: Type, alone: Sequence[str], enum: Sequence[EnumValue], report: Report
) -> object | None:
    found: list[object] = []
    for sentence in alone:
        captures = next((captures for _, captures in _read(phrases.DEFAULTS, sentence)), None)
        if captures is None:
            if _DEFAULT_WORDS.match(sentence) and not _is_condition(sentence):
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


def _literal(captures: Captures) -> Literal:
    """The value that a sentence gives."""
    found = (captures[key] for key in ("LITERAL", "PLAIN", "CODE", "NUMBER") if key in captures)
    value = next(found)
    return value if isinstance(value, Literal) else Literal(str(value), marked=False)


def _as_default(written: Literal, type_: Type, enum: Sequence[EnumValue]) -> object | None:
    text = written.text.strip()
    if type_.array:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
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
    """The default of an array that is given as its one item: a constant, or one of the values listed."""
    item = as_scalar(text, type_)
    fits = any(value.value == item for value in enum) if enum else re.fullmatch(r"[A-Z][A-Z0-9_]*", text)
    return [item] if item is not None and fits else None


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
                and not _read(phrases.NUMBERS, sentence)
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
    found = (_bounds(fact, captures, type_) for fact, captures in _read(phrases.LIMITS, sentence))
    return next((stated for stated in found if stated is not None), None)


# By the facts of wordings that have one number, what it bounds and how far it is from that number.
_SINGLE: dict[str, tuple[str, int]] = {
    "max-length": ("max_length", 0),
    "below-length": ("max_length", -1),
    "min-length": ("min_length", 0),
    "max-items": ("max_items", 0),
    "below-items": ("max_items", -1),
    "min-items": ("min_items", 0),
    "maximum": ("maximum", 0),
    "minimum": ("minimum", 0),
}
_BOUNDS: dict[Order, str] = {"<": "maximum", "<=": "maximum", ">": "minimum", ">=": "minimum"}


def _bounds(fact: str, captures: Captures, type_: Type) -> dict[str, Any] | None:
    """What a wording bounds; ``None`` where a field of this type has no such thing."""
    ends = [captures[key] for key in ("NUMBER", "COUNT", "NUMBER2") if key in captures]
    numbers = cast("list[Number]", ends)
    span = cast("Span | None", captures.get("RANGE") or captures.get("DASHED"))
    span = Span(numbers[0], numbers[-1]) if span is None else span
    what = fact.partition("-")[2] if fact in _SINGLE else fact.partition("-")[0]
    if fact == "extent":
        what = "items" if type_.array else "length"
    fits = {"length": type_.kind in {"string", "datetime", "any"}, "items": bool(type_.array)}
    if not fits.get(what, type_.kind in {"integer", "number"}):
        return None
    if what in fits and not all(isinstance(end, int) and end >= 0 for end in (span.low, span.high)):
        return None
    if fact in _SINGLE:
        key, less = _SINGLE[fact]
        return {key: span.low + less}
    if fact == "bound":
        sign = cast("Order", captures["ORDER"])
        return {_BOUNDS[sign]: span.low} | ({f"exclusive_{_BOUNDS[sign]}": True} if len(sign) == 1 else {})
    if what in fits:
        return {f"min_{what}": span.low, f"max_{what}": span.high}
    strict = {"exclusive_minimum": span.above, "exclusive_maximum": span.below}
    return {"minimum": span.low, "maximum": span.high} | {key: True for key, so in strict.items() if so}


# A sample may have blanks beside its marks: ``2031-05-03 T10: 20: 30Z``.
_SAMPLE_FORMAT = re.compile(
    r"format\s*(?:[:：]|of|is|should be)?\s*[`\"“]*(\d{4})-(\d\d)-(\d\d)"
    r"(?:( ?T ?| )(\d\d): ?(\d\d): ?(\d\d)(Z?))?(?![\w:]| ?T ?\d)",
    re.IGNORECASE,
)


def _format(described: Sequence[Statement]) -> str | None:
    for statement in described:
        for sentence in statement.sentences:
            if _CONDITIONAL.match(sentence):
                continue
            for _, captures in _read(phrases.FORMATS, sentence):
                return str(captures.get("FORMAT") or captures["DATES"])
            if match := _SAMPLE_FORMAT.search(sentence):
                between = match[4] and (match[4].strip() or " ")
                return "YYYY-MM-DD" + (f"{between}HH:MM:SS{match[8]}" if between else "")
    return None


def _states(table: Table, alone: Iterable[str]) -> bool:
    return any(_read(table, sentence) for sentence in alone)


def _idempotency(sentences: Sequence[str]) -> Idempotency | None:
    said = [each for sentence in sentences for each in _read(phrases.IDEMPOTENCY, sentence.rstrip(".。 "))]
    if not any(fact == "key" for fact, _ in said):
        return None
    within = [cast("int", parts["DURATION"]) for fact, parts in said if fact == "within"]
    # The shortest is what can be relied on.
    return Idempotency(min(within, default=None))


def _lifecycle(alone: Sequence[str], first: Sequence[str]) -> Lifecycle | None:
    said = {
        fact
        for table, those in ((phrases.DEPRECATED, alone), (phrases.MARKED_DEPRECATED, first))
        for sentence in those
        for fact, _ in _read(table, sentence)
    }
    if "to-be-deprecated" in said:
        return "to-be-deprecated"
    return "deprecated" if said else None


def _conditions(name: str, described: Sequence[Statement], outer: tuple[str, ...] = ()) -> Iterator[InWords]:
    for statement, around in placed(described, outer):
        parts = statement.sentences
        taken = False
        for number, sentence in enumerate(parts):
            if phrases.DIGESTS.fullmatch(sentence):
                yield from map(InWords, phrases.DIGEST.findall(sentence))
                continue
            last = number == len(parts) - 1
            cases = last and _has_cases(sentence, statement)
            if not cases and (not _is_condition(sentence) or _is_fact(name, sentence)):
                continue
            items = statement.items if last else ()
            stated = Sentence(sentence, items, around, parts[:number], parts[number + 1 :])
            yield InWords.of(stated.flat(), stated)
            taken = taken or bool(items)
        if not taken and statement.items:
            yield from _conditions(name, statement.items, (*around, statement.text))


# Requests and replies repeat each other's descriptions.
@lru_cache(maxsize=65536)
def _is_condition(sentence: str) -> bool:
    return phrases.CONDITIONS.may_fit(sentence) and any(
        True for _ in phrases.CONDITIONS.whole(without_opening(tokenise(sentence)))
    )


def _is_fact(name: str, sentence: str) -> bool:
    """Whether a sentence that reads like a condition states a plain fact: ``Once set, …`` may."""
    plain = [sentence.replace(f"`{name}`", "`{self}`")]
    return any(_states(table, plain) for table in (phrases.IMMUTABLE, phrases.ALLOWLIST, phrases.DEPRECATED))


# What a sentence speaks of in words that a wording should have read.
_SPEAKS_OF: dict[str, re.Pattern[str]] = {
    "a default": re.compile(r"\bdefault(?:s|ed)?\b", re.IGNORECASE),
    "a limit": re.compile(
        r"(?:\b(?:characters?|up to|at (?:most|least)|(?:no )?(?:more|less|fewer) than|exceed|max(?:imum)?"
        r"|min(?:imum)?|between|limit|range)\b|[≥≤]).*\d|\d.*\bcharacters?\b",
        re.IGNORECASE,
    ),
    "a demand": re.compile(
        r"\b(?:must|only|cannot|can't|at least|required|mandatory|(?<!not )(?:needs?|has|have) to)\b"
        r"|\bnot (?:be )?(?:supported|allowed)\b",
        re.IGNORECASE,
    ),
    "a value": re.compile(r"`[A-Z][A-Z0-9]*_[A-Z0-9_]+`"),
}
# What a listed value is marked with.
_MARKS_DEFAULT = re.compile(r"[(（]default(?: value| option)?[)）]", re.IGNORECASE)
# Letters of these words: most sentences have none, and to look for them is quicker.
_TRACES = re.compile(
    r"default|char|up to|at most|at least|more|less|fewer|exceed|max|min|between|limit|range|≥|≤|must|only"
    r"|cannot|can't|required|mandatory|need|ha[sv]e? to|not |`[A-Z]",
    re.IGNORECASE,
)
# Sentences that show, or tell where to find out more, or name what only some callers may use.
_SHOWS = re.compile(
    r"(?:•\s*)?(?:for (?:example|instance|enum|more|details)\b|e\.g\.|see\b|learn\b|example\b"
    r"|to (?:learn|know|see|find|get|obtain|check|view|confirm|retrieve)\b)|.*\ballow-?list",
    re.IGNORECASE,
)


def unread(field: Field, taken: str) -> Iterator[str]:
    """What sentences of a field's description speak of that no wording reads.

    Args:
        field: The field.
        taken: The sentences that are read, or kept in words, as conditions.
    """
    values = {f"`{value.value}`" for value in field.enum}
    for statement in field.described:
        for line in statement.walk():
            for sentence in line.sentences if _TRACES.search(line.text) else ():
                found = next((what for what, words in _SPEAKS_OF.items() if words.search(sentence)), None)
                if found == "a value" and not values.isdisjoint(re.findall(r"`[^`]+`", sentence)):
                    continue
                if found == "a default" and field.default is not None and _MARKS_DEFAULT.search(sentence):
                    continue
                if found and sentence.rstrip(".。 ") not in taken and not _is_read(field, sentence):
                    yield found


def _is_read(field: Field, sentence: str) -> bool:
    itself = sentence.replace(f"`{field.name}`", "`{self}`")
    of_a_case = _CASE.search(sentence) or _CONDITIONAL.match(sentence)
    return (
        _SHOWS.match(sentence) is not None
        or (announces_values(sentence) and not of_a_case and bool(field.enum or field.enum_name))
        or phrases.DIGESTS.fullmatch(sentence) is not None
        or any(map(_stated, _clauses(itself)))
    )

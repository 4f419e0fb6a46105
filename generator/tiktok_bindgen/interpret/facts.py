"""Read the facts that a row's description states."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from attrs import evolve

from tiktok_bindgen.counting import number_of
from tiktok_bindgen.interpret.defaults import DEFAULT_WORDS, stated_default
from tiktok_bindgen.interpret.enums import Announced, listed_values, values_alone
from tiktok_bindgen.interpret.limits import LIMIT_WORDS, counted, refused, stated_limits
from tiktok_bindgen.interpret.model import EnumValue, Idempotency, InWords, Lifecycle, Limits, Type
from tiktok_bindgen.interpret.typed_values import type_of_values, typed_enum
from tiktok_bindgen.language import fact_wordings
from tiktok_bindgen.language.acts import own_limits
from tiktok_bindgen.language.formats import EMOJI, ISO, WITHOUT
from tiktok_bindgen.language.hedges import fact_of
from tiktok_bindgen.language.parts import Number
from tiktok_bindgen.language.stated_facts import (
    ADVICE,
    CASE,
    CONDITIONAL,
    Facts,
    Report,
    clauses,
    is_condition,
    stated_by,
    stated_facts,
)
from tiktok_bindgen.language.statements import Sentence, Statement, placed, split
from tiktok_bindgen.language.tokens import STOPS


def read_facts(
    name: str,
    type_: Type,
    described: tuple[Statement, ...],
    *,
    loose: bool,
    report: Report,
    leaf: bool = True,
) -> tuple[dict[str, Any], Announced]:
    """Read the facts in a description.

    Args:
        name: The field's name.
        type_: Its type.
        described: Its description.
        loose: Whether back-ticks may have been lost.
        report: Called with a problem's code and text for what looks like a fact and could not be read.
        leaf: Whether the field has no rows below it; with some it is an object, whatever values it lists.

    Returns:
        The arguments of a `Field`, and how a sentence announces its values as such. Its type is replaced if
        its values contradict it; its presence is conditional if a sentence says so.
    """
    listing = listed_values(described, loose=loose, name=name)
    for text in listing.unread:
        length = number_of(len(text), "character")
        report("enum-value-unread", f"a listed line of `{name}` starts with no value ({length})")
    listed = [EnumValue(value.text, value.meaning, "", value.lifecycle) for value in listing.values]
    if leaf and listing.announced:
        type_ = type_of_values(name, type_, listed, report)
    enum = typed_enum(name, type_, listed, report)

    def stating(statements: Iterable[Statement]) -> Iterator[tuple[str, Statement]]:
        """Yield the sentences that do not just list values, some of which look like limits: `1-20`."""
        for statement in statements:
            for sentence in statement.sentences:
                if not (enum and values_alone(sentence)):
                    yield sentence, statement

    plain = list(stating(unconditional(described)))
    itself = f"`{name}`"
    alone = [
        clause.replace(itself, "`{self}`") if itself in clause else clause
        for sentence, statement in plain
        if not _has_cases(sentence, statement)
        for clause in clauses(sentence)
    ]
    if not enum:
        enum = _number_list(type_, alone)
    # Most sentences state nothing.
    facts = [stated for sentence in alone if (stated := stated_facts(sentence))]
    allowlist = any(fact_wordings.ALLOWLIST in each for each in facts)
    conditional = any(fact_wordings.NOT_ALWAYS.fits(sentence) for sentence, _ in plain)
    written = _format([each for each, _ in stating(described)]) or _characters([each for each, _ in plain])
    field = {
        "name": name,
        "type": type_,
        "presence": "conditional" if conditional else "optional",
        "enum": enum,
        "default": stated_default(name, type_, alone, listing.values, enum, report=report),
        "limits": counted(
            _weighted(
                refused(stated_limits(name, type_, alone, report), facts),
                [sentence for sentence, _ in plain],
            ),
            described,
        ),
        "format": written,
        "zone": _zone(described) if written == ISO or "YYYY" in (written or "") else None,
        "immutable": any(fact_wordings.IMMUTABLE in each for each in facts),
        "open": type_.kind == "object" and any(fact_wordings.OPENNESS in each for each in facts),
        "idempotency": _idempotency([each for each, _ in plain if not CONDITIONAL.match(each)]),
        "allowlist": allowlist,
        "partly_allowlist": not allowlist
        and any(fact_wordings.NAMES_ALLOWLIST.fits(line.text) for each in described for line in each.walk()),
        "lifecycle": _lifecycle(facts, (statement.text for statement in unconditional(described))),
        "conditions": tuple(_conditions(name, described)),
    }
    return field, listing.announced


_WIDTHS = {"two": 2, "three": 3}


def _weighted(limits: Limits, sentences: Iterable[str]) -> Limits:
    """Limits with how much a wide character counts, if they are of characters."""
    if limits.min_length is limits.max_length is None:
        return limits
    found = (fact_of(fact_wordings.WIDTHS, each) for each in sentences)
    return evolve(limits, wide=next((_WIDTHS[each] for each in found if each), 1))


# A line that only introduces notes, so that the lines under it hold without a condition.
_NOTES = re.compile(
    r"^(?:important )?notes?\s*[:：]*$|^important\s*[:：]*$"
    r"|^(?:the )?(?:below|following) (?:conditions|requirements|limits) (?:should|must|need to)"
    r"(?: all| both)? be(?: all| both)? met\s*[:：]$",
    re.IGNORECASE,
)


def _has_cases(sentence: str, statement: Statement) -> bool:
    """Whether a sentence such as ``Value range:`` has a list under it that states a value for each case."""
    return (
        sentence.rstrip().endswith((":", "："))
        and any(words.match(sentence) for words in (LIMIT_WORDS, DEFAULT_WORDS, _VALUES_VARY))
        and any(CASE.search(item.text) for item in statement.items)
    )


def unconditional(described: Sequence[Statement]) -> Iterator[Statement]:
    """Yield the statements that hold whatever else is sent, not those in a list under a condition."""
    for statement in described:
        yield statement
        text = statement.text.strip()
        if not statement.items:
            continue
        if _NOTES.match(text):
            yield from unconditional(statement.items)
        elif _is_complete(text) and not any(CONDITIONAL.match(item.text) for item in statement.items):
            yield from statement.items
        elif _LISTS_VALUES.match(text):
            # A default may be listed after the values.
            yield from (item for item in statement.items if stated_by(fact_wordings.DEFAULTS, item.text))


_LISTS_VALUES = re.compile(r"(?:enum|supported|allowed) values?\s*[:：]$", re.IGNORECASE)


def _is_complete(text: str) -> bool:
    """Whether a line is complete and states no condition, so that the list under it only adds sentences."""
    last = split(text)[-1:]
    # A line that begins with code is most likely about that value.
    if not last or text.startswith("`") or not text.endswith((".", "。")):
        return False
    if ADVICE.match(last[0]):
        return True
    # A limit of each item reads like a condition, and is none.
    return not CONDITIONAL.match(last[0]) and bool(stated_facts(last[0]) or not is_condition(last[0]))


def _number_list(type_: Type, alone: Sequence[str]) -> tuple[EnumValue, ...]:
    if type_.kind not in {"integer", "number"}:
        return ()
    for sentence in alone:
        for _, captures in stated_by(fact_wordings.NUMBERS, sentence):
            return tuple(map(EnumValue, cast("list[Number]", captures["NUMBERS"])))
    return ()


# A line that announces the values case by case in the lines under it.
_VALUES_VARY = re.compile(r"(?:the )?[\w ]*\bvalues? (?:vary|varies|depends?|differs?)\b", re.IGNORECASE)


# A sample may have spaces next to its separators: ``2031-05-03 T10: 20: 30Z``.
_SAMPLE_FORMAT = re.compile(
    r"format\s*(?:[:：]|of|is|should be|such as[:：]?)?\s*[`\"“]*(\d{4})-(\d\d)-(\d\d)"
    r"(?:( ?T ?| )(\d\d): ?(\d\d): ?(\d\d)(Z?))?(?![\w:]| ?T ?\d)",
    re.IGNORECASE,
)


def _format(sentences: Iterable[str]) -> str | None:
    for sentence in sentences:
        if CONDITIONAL.match(sentence):
            continue
        for _, captures in stated_by(fact_wordings.FORMATS, sentence):
            return str(captures.get("FORMAT") or captures.get("DATES") or ISO)
        if match := _SAMPLE_FORMAT.search(sentence):
            between = match[4] and (match[4].strip() or " ")
            return "YYYY-MM-DD" + (f"{between}HH:MM:SS{match[8]}" if between else "")
    return None


_ZONES = {"utc": "UTC", "ad-account": "ad account", "either": "ad account or Business Center"}


def _zone(described: Sequence[Statement]) -> str | None:
    stated = {
        fact_of(fact_wordings.TIME_ZONES, sentence.rstrip(STOPS))
        for statement in described
        for sentence in statement.sentences
        if not CONDITIONAL.match(sentence)
    } - {""}
    return _ZONES[stated.pop()] if len(stated) == 1 else None


# A sign in quotes or as code, or as the example of a sentence.
_SIGN = re.compile(r"(?<=[`'])(?:[^\w\s`|]|_)(?=[`'])|(?<=symbols such as )[^\w\s](?= )")


def _characters(sentences: Sequence[str]) -> str | None:
    """The format in words of a text of which sentences say what characters it has or is without."""
    excluded: set[str] = set()
    for sentence in sentences:
        fact = (
            "" if CONDITIONAL.match(sentence) else fact_of(fact_wordings.CHARACTERS, sentence.rstrip(STOPS))
        )
        if fact == "without":
            excluded |= {*_SIGN.findall(sentence), *re.findall(EMOJI, sentence.lower())}
        elif fact == "only":
            excluded |= _all_but(sentence.lower())
        elif fact:
            return fact.replace("-", " ")
    signs = sorted(excluded, key=lambda each: (-len(each), each))
    return f"{WITHOUT}{' '.join(signs)}" if signs else None


# The signs by their names; a blank is none that a format can exclude.
_SIGNS = {
    "underscores": "_",
    "hyphens": "-",
    "dashes": "-",
    "periods": ".",
    "dots": ".",
    "commas": ",",
    "slashes": "/",
    "colons": ":",
}


def _all_but(sentence: str) -> set[str]:
    """The signs, and emoji, that a text of letters, digits and the signs that a sentence names is without."""
    return {*string.punctuation, EMOJI} - {_SIGNS.get(word, "") for word in re.findall("[a-z]+", sentence)}


def _idempotency(sentences: Sequence[str]) -> Idempotency | None:
    stated = [
        each
        for sentence in sentences
        for each in stated_by(fact_wordings.IDEMPOTENCY, sentence.rstrip(".。 "))
    ]
    if not any(fact == "key" for fact, _ in stated):
        return None
    within = [cast("int", parts["DURATION"]) for fact, parts in stated if fact == "within"]
    # Only the shortest time can be relied on.
    return Idempotency(min(within, default=None))


def _lifecycle(facts: Iterable[Facts], lines: Iterable[str]) -> Lifecycle | None:
    mark = fact_wordings.MARKED_DEPRECATED
    stated = (
        *(each.get(fact_wordings.DEPRECATED, ()) for each in facts),
        *(stated_by(mark, line) for line in lines if mark.may_fit(line)),
    )
    found = {fact for each in stated for fact, _ in each}
    if "to-be-deprecated" in found:
        return "to-be-deprecated"
    return "deprecated" if found else None


def _conditions(name: str, described: Sequence[Statement], outer: tuple[str, ...] = ()) -> Iterator[InWords]:
    for statement, around in placed(described, outer):
        parts = statement.sentences
        taken = False
        for number, sentence in enumerate(parts):
            if fact_wordings.DIGESTS.fullmatch(sentence):
                yield from map(InWords, fact_wordings.DIGEST.findall(sentence))
                continue
            last = number == len(parts) - 1
            cases = last and _has_cases(sentence, statement)
            if not cases and (not is_condition(sentence) or _is_fact(name, sentence, nested=bool(around))):
                continue
            items = statement.items if last else ()
            stated = Sentence(sentence, items, around, parts[:number], parts[number + 1 :])
            yield InWords.of(stated.flat(), stated)
            taken = taken or bool(items)
        if not taken and statement.items:
            yield from _conditions(name, statement.items, (*around, statement.text))


def _is_fact(name: str, sentence: str, *, nested: bool) -> bool:
    """Whether a sentence that reads like a condition states a plain fact: ``Once set, …`` may.

    Limits under another line are no plain facts.
    """
    plain = sentence.replace(f"`{name}`", "`{self}`")
    tables = (fact_wordings.IMMUTABLE, fact_wordings.ALLOWLIST, fact_wordings.DEPRECATED)
    stated = any(stated_by(table, plain) for table in tables)
    return stated or (not nested and bool(own_limits(plain, name)))

"""Find lists of allowed values, in the forms in which the documentation has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal

from attrs import define, field, frozen

from tiktok_bindgen.counting import singular
from tiktok_bindgen.interpret.value_texts import Value, values_ahead, values_in, values_of_line
from tiktok_bindgen.language import fact_wordings
from tiktok_bindgen.language.hedges import read, without_opening
from tiktok_bindgen.language.statements import Statement
from tiktok_bindgen.language.tokens import tokenise

Announced = Literal["", "in a case", "always"]


@frozen
class Listing:
    """Values listed for a field.

    Attributes:
        values: The values in documented order, each once.
        announced: How a sentence says that they are the field's values: always, or in one case alone. If
            none does, they may be only some of them.
        unread: Texts in the place of a value that are none.
    """

    values: tuple[Value, ...] = ()
    announced: Announced = "always"
    unread: tuple[str, ...] = ()


_AFTER_ONLY = re.compile(r"[.。]?$")
_AFTER_SUPPORTED = re.compile(
    r"(?:is|are) (?:currently )?(?:supported|allowed|available|accepted)[.。]?$", re.IGNORECASE
)
# What looks like a value anywhere: a constant or a number.
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*|\d{1,6}")
# A word that may be a value without code, among others.
_BARE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")

_WHEN = re.compile(r"^\s*(?:when|if)\b", re.IGNORECASE)
# A list of at least so many settings, and of no other cases, covers all cases.
_ALL_CASES = 3

_CASE_BEGINS = re.compile(r"(?:•\s*)?(?:when|if|for|in|otherwise|under)\b", re.IGNORECASE)
# A list of values under a condition does not apply to every request.
_CONDITIONAL = re.compile(r"^\s*(?:•\s*)?(?:when|if|for|in case|once|after)\b", re.IGNORECASE)


# The beginning of a sentence with the next value of a list in running text: `` `B`: a meaning``.
_NEXT_VALUE = re.compile(r"`[^`]{1,80}`\s*[:：]")

# The beginning of a sentence about values that lacks a full stop before it; the blank first is found faster.
_GLUED = re.compile(r" (?<=[a-z0-9)] )(?=(?:Enum|Supported|Allowed|Optional|Possible) values?\b)")


@define
class _Gathered:
    """Values gathered from a description.

    Attributes:
        found: The values that sentences announce as the field's, keyed by text.
        cases: The values that sentences announce for one case each.
        listed: Whether the last case has a list of several values below it.
        settings: The values to which sentences set the field in one case each.
        settled: Whether a list of settings covers all cases.
        unread: Texts in the place of a value that are none.
    """

    found: dict[str, Value] = field(factory=dict[str, Value])
    cases: list[Sequence[Value]] = field(factory=list[Sequence[Value]])
    listed: bool = False
    settings: list[Sequence[Value]] = field(factory=list[Sequence[Value]])
    settled: bool = False
    unread: list[str] = field(factory=list[str])

    def add(self, values: Iterable[Value]) -> None:
        for value in values:
            self.found.setdefault(value.text, value)


_ID_NAME = re.compile(r"(?:^|_)ids?$")


def is_id(name: str) -> bool:
    """Whether a field's name says that it holds ids, which exceed 2^53 and are strings on the wire."""
    return _ID_NAME.search(name) is not None


def listed_values(described: Sequence[Statement], *, loose: bool, name: str = "") -> Listing:
    """Find the values that a description allows.

    Args:
        described: The description.
        loose: Whether back-ticks may have been lost, so that the word at the start of a listed line counts.
        name: The field's name, by which a sentence may call its values: ``the allowed plot types are``.

    Returns:
        The values; empty when the description lists none.
    """
    gathered = _Gathered()
    for siblings in _levels(described):
        before = len(gathered.settings)
        for index in range(len(siblings)):
            _gather(gathered, siblings, index, top=siblings is described, loose=loose, name=name)
        settings = len(gathered.settings) - before
        if settings >= _ALL_CASES:
            gathered.settled |= settings >= sum(
                _CASE_BEGINS.match(each.text) is not None for each in siblings
            )
    in_general = gathered.found or len(gathered.cases) > 1
    # A single case has all values only if they are in a list below it.
    if in_general or gathered.listed:
        for values in gathered.cases:
            gathered.add(values)
    in_all_cases = in_general and (not gathered.cases or not _has_other_case(described))
    announced: Announced = "" if not gathered.found else "always" if in_all_cases else "in a case"
    if announced or gathered.settled:
        for values in gathered.settings:
            gathered.add(values)
    if not gathered.found and not gathered.cases:
        gathered.add(_bare_list(described, loose=loose, name=name) or _explained(described))
    return Listing(tuple(gathered.found.values()), announced, tuple(gathered.unread))


def _gather(
    gathered: _Gathered, siblings: Sequence[Statement], index: int, *, top: bool, loose: bool, name: str
) -> None:
    """Gather the values of one statement and of the list that it introduces."""
    statement = siblings[index]
    parts = [part for sentence in statement.sentences for part in _GLUED.split(sentence)]
    goes_on = False
    subject = next(iter(siblings[0].sentences), "")
    for number, sentence in enumerate(parts):
        last = number == len(parts) - 1
        announced = _announced(sentence)
        if not announced and not goes_on:
            continue
        conditional = _CONDITIONAL.match(sentence) is not None
        rest = None if conditional else _introduction(announced, name, subject, loose=loose)
        if rest is not None:
            values, unread = _introduced(rest, siblings, index, last=last, loose=loose)
            gathered.add(values)
            gathered.unread.extend(unread)
            goes_on = bool(values) and not statement.items
            continue
        if goes_on and _NEXT_VALUE.match(sentence):
            gathered.add(values_of_line(Statement(sentence), loose=loose))
            continue
        if announced and top and not conditional and not is_id(name) and not _others_too(siblings):
            gathered.add(_only(announced, loose=loose))
        setting = next((each.rest for each in announced if each.fact == "setting"), None)
        if setting is not None and not is_id(name):
            values, _ = _introduced(setting, siblings, index, last=last, loose=loose)
            if values and all(_CONSTANT.fullmatch(value.text) for value in values):
                gathered.settings.append(values)
        if (case := _case(announced, name)) is not None:
            values, _ = _introduced(case, siblings, index, last=last, loose=loose)
            gathered.cases.append(values)
            gathered.listed = len(values) > 1 and last and bool(statement.items)


def _introduced(
    rest: str, siblings: Sequence[Statement], index: int, *, last: bool, loose: bool
) -> tuple[list[Value], list[str]]:
    """The values after an introduction: those in the rest of its sentence, or else those listed below.

    Also return the listed texts that begin with no value.
    """
    items = siblings[index].items
    values, leftover = values_ahead(rest, loose=loose)
    unread: list[str] = []
    if last and len(values) == 1 and values[0].meaning and not items:
        # The sentence has the first value and its meaning, each line below has another.
        values = [*values, *_items(_following(siblings, index, loose=loose), loose=loose)[0]]
    if not values and not leftover and last:
        values, unread = _items(items or _following(siblings, index, loose=loose), loose=loose)
        if loose and values:
            values = [*values, *_continued(siblings[index + 1 :], values[-1])]
    return values, unread


def _levels(described: Sequence[Statement]) -> Iterator[Sequence[Statement]]:
    """Yield the statements of every list, in documented order; lists are not nested deeply."""
    yield described
    for statement in described:
        if statement.items:
            yield from _levels(statement.items)


@frozen
class _Announced:
    """What a wording announces: how, what follows it, and what it calls the values, if that matters.

    How is as in :data:`tiktok_bindgen.language.fact_wordings.VALUES`.
    """

    fact: str
    rest: str
    noun: str


_STOPS = frozenset({".", "。"})


# Cached because requests and replies repeat each other's descriptions.
@lru_cache(maxsize=65536)
def _announced(sentence: str) -> tuple[_Announced, ...]:
    if not fact_wordings.VALUES.may_fit(sentence):
        return ()
    tokens = without_opening(tokenise(sentence))
    found: list[_Announced] = []
    for wording, end, captures in fact_wordings.VALUES.starting(tokens):
        rest = sentence[tokens[end - 1].end :].strip()
        noun = str(captures.get("NOUN") or captures.get("CASED") or captures.get("CODE", "")).strip("`")
        found.append(_Announced(wording.fact, "" if rest in _STOPS else rest, noun))
    return tuple(found)


def announces_values(sentence: str, *, of_a_case: bool = False) -> bool:
    """Whether a sentence announces values by any wording, or by one for the values of a single case."""
    return any(each.fact == "case" or not of_a_case for each in _announced(sentence))


def values_alone(sentence: str) -> list[Value]:
    """The values of a sentence that only announces them and has each as code, without a meaning.

    Examples:
        >>> [value.text for value in values_alone("Enum values: `A`, `1-20` (deprecated).")]
        ['A', '1-20']
        >>> values_alone("Enum values: `A`: a rose."), values_alone("Allowed values: 1-20")
        ([], [])
    """
    for each in _announced(sentence):
        if each.fact == "values" and each.rest.startswith("`"):
            values, rest = values_ahead(each.rest, loose=False)
            if not rest.rstrip(".。") and not any(value.meaning for value in values):
                return values
    return []


def _introduction(announced: Sequence[_Announced], name: str, subject: str, *, loose: bool) -> str | None:
    """The text after words that announce all values; ``None`` if it has more than values.

    The values may be called like the field, or as the sentence that describes it does: its ``subject``.
    """
    called = {name.replace("_", " "), singular(name.rpartition("_")[2]), *_nouns(subject)}
    for each in announced:
        if each.fact == "values" or (
            each.fact == "noun" and singular(each.noun.lower().rpartition(" ")[2]) in called
        ):
            return each.rest
        # Values in a sentence about an id belong to something else.
        if each.fact == "whole" and not is_id(name) and (not each.rest or _is_whole(each.rest, loose=loose)):
            return each.rest
    return None


def _nouns(subject: str) -> set[str]:
    """What a field may be called by the sentence that describes it: its first words up to an "of"."""
    match = _NOUN.match(subject.lower())
    return set() if match is None else {singular(match[1])}


_NOUN = re.compile(r"(?:the|a|an)? ?(?:\w+ )??(\w+) of\b")


def _is_whole(text: str, *, loose: bool) -> bool:
    """Whether a text has nothing but values."""
    rest = values_ahead(text, loose=loose)[1].rstrip(".。:：")
    return not rest or fact_wordings.TAILS.fits(rest)


def _only(announced: Sequence[_Announced], *, loose: bool) -> list[Value]:
    """The values in a sentence that states nothing else."""
    for each in announced:
        if each.fact in {"only", "supported"}:
            values, rest = values_ahead(each.rest, loose=loose)
            plain = all(_CONSTANT.fullmatch(value.text) for value in values)
            ends = _AFTER_SUPPORTED if each.fact == "supported" else _AFTER_ONLY
            return values if plain and ends.fullmatch(rest) else []
    return []


def _others_too(statements: Sequence[Statement]) -> bool:
    """Whether a sentence says what happens for other values, so that these are allowed."""
    sentences = (sentence for statement in statements for sentence in statement.sentences)
    return any(each.fact == "others" for sentence in sentences for each in _announced(sentence))


def _case(announced: Sequence[_Announced], name: str) -> str | None:
    """The text after words that announce the values for one case."""
    plain = name.replace("_", " ")
    called = {name, plain, f"{plain}s", plain.rstrip("s")}
    found = (each for each in announced if each.fact == "case")
    return next(
        (each.rest for each in found if each.noun.endswith(("value", "values")) or each.noun in called), None
    )


def _has_other_case(described: Sequence[Statement]) -> bool:
    """Whether values are listed for some cases of a field, and described in words for another case of it."""
    sentences = (each for statement in described for line in statement.walk() for each in line.sentences)
    cases = [(each, *found) for each in sentences if (found := read(fact_wordings.CASES, each))]
    listed = [parts["CODE"] for each, _, parts in cases if _announced(each)]
    worded = (parts["CODE"] for each, fact, parts in cases if fact == "words" and not _announced(each))
    return any(field in listed for field in worded)


def _following(siblings: Sequence[Statement], index: int, *, loose: bool) -> Sequence[Statement]:
    """A list set off by line breaks alone: the next statements, as long as each begins with a value."""
    end = index + 1
    while (
        end < len(siblings)
        and (end == index + 1 or not siblings[end].gap)
        and values_of_line(siblings[end], loose=loose)
    ):
        end += 1
    return siblings[index + 1 : end]


# The line of a value further down, after lines that explain the value above.
_CONTINUES = re.compile(
    r"(?!(?i:notes?|tips?|important|examples?)\b)`?(?:[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*|[a-z]+(?:_[a-z0-9]+)*)`?"
    r"(?:\s*\([^()]*\))?\s*[:：]\s"
)


def _continued(siblings: Sequence[Statement], last: Value) -> Iterator[Value]:
    """Yield the values of a list that continues below the explanation of its last one, where nesting is lost.

    Only names in lower case go on with one of such names.
    """
    for statement in siblings:
        if _introduction(_announced(statement.text), "", "", loose=True) is not None:
            return
        if _CONTINUES.match(statement.text):
            found = values_of_line(statement, loose=True)
            yield from (value for value in found if value.text.islower() == last.text.islower())


def _items(items: Sequence[Statement], *, loose: bool) -> tuple[list[Value], list[str]]:
    values: list[Value] = []
    unread: list[str] = []
    for item in items:
        read = values_of_line(item, loose=loose)
        if not read and not loose and not _WHEN.match(item.text) and (label := _LABELLED.match(item.text)):
            # The value follows its meaning.
            read, rest = values_ahead(item.text[label.end() :], loose=False)
            read = read if rest in {"", "."} else []
        elif not read and (case := _CASE_VALUES.match(item.text)):
            # The values follow the case that they are for.
            read, rest = values_ahead(item.text[case.end() :], loose=False)
            read = read if rest in {"", "."} else []
        if read:
            values.extend(read)
        elif item.items and item.text.endswith((":", "：")) and not _WHEN.match(item.text):
            below, below_unread = _items(item.items, loose=loose)
            # Names of fields below constants belong to a remark on the values.
            if not (_are_constants(values) and below and not any(map(_is_constant, below))):
                values.extend(below)
                unread.extend(below_unread)
        elif not loose and not values and not _WHEN.match(item.text):
            unread.append(item.text)
    if len(unread) == len(items) >= _ALL_CASES and all(map(_BARE.fullmatch, unread)):
        # A list of single words, none of which is in code.
        return _items(items, loose=True)
    return values, unread


def _are_constants(values: Sequence[Value]) -> bool:
    return bool(values) and all(map(_is_constant, values))


def _is_constant(value: Value) -> bool:
    return _CONSTANT.fullmatch(value.text) is not None


_CASE_VALUES = re.compile(r"(?:when|if)\b[^:：]*[:：]\s*(?=`)", re.IGNORECASE)
_LABELLED = re.compile(r"[\w ()/&+-]{1,60}[:：]\s*(?=`)")


_LISTED = re.compile(
    r"^\s*(?:`?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*`?\s*[:：(]|`[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*`\s*[.;]?\s*$)"
)


def _bare_list(described: Sequence[Statement], *, loose: bool, name: str) -> list[Value]:
    """Values without an introduction: at least two lines in a row that each have a value and its meaning."""
    for siblings in _own_levels(described, name):
        run: list[Value] = []
        for statement in [*siblings, Statement("")]:
            token = _LISTED.match(statement.text)
            read = values_of_line(statement, loose=loose) if token else []
            if read and not statement.text.lower().startswith(("note", "`note")):
                run.extend(read)
            elif len(run) >= 2:
                return run
            else:
                run = []
    return []


# Words before a list of only some values.
_SOME = re.compile(r"\b(?:recommend|suggest|example|e\.g|common|typical|popular|such as)", re.IGNORECASE)


def _own_levels(described: Sequence[Statement], name: str) -> Iterator[Sequence[Statement]]:
    """Yield the lists that may be of the field: not those below a condition, nor of only some values."""
    yield described
    for statement in described:
        text = statement.text
        if not statement.items or _SOME.search(text) or _CONDITIONAL.match(text):
            continue
        own = {name, *(code for item in statement.items for code in values_in(item.text)[:1])}
        if own.issuperset(values_in(statement.sentences[-1])):
            yield from _own_levels(statement.items, name)


# Two or more values at the end of a sentence, each with its meaning: ``for `A` (once) / `B` (twice)``.
_ALTERNATIVES = re.compile(
    r"(?<!\w)`[A-Z][A-Z0-9_]*`\s?\([^()`]{1,80}\)(?:\s?/\s?`[A-Z][A-Z0-9_]*`\s?\([^()`]{1,80}\))+(?=\.?$)"
)


_TWO_VALUES = len("``" * 2)


def _explained(described: Sequence[Statement]) -> list[Value]:
    """Values without an introduction: constants in a sentence that explains each of them.

    Examples:
        >>> [value.text for value in _explained([Statement("`A` means once, and `B` means twice.")])]
        ['A', 'B']
        >>> [value.text for value in _explained([Statement("Water it `A` (once) / `B` (twice).")])]
        ['A', 'B']
    """
    for statement in described:
        if statement.text.count("`") < _TWO_VALUES:
            continue
        for sentence in statement.sentences:
            if sentence.startswith("`"):
                values, rest = values_ahead(sentence, loose=False)
                whole = rest in {"", "."}
            else:
                match = _ALTERNATIVES.search(sentence)
                values, whole = (values_ahead(match[0], loose=False)[0] if match else []), True
            meant = all(value.meaning and re.fullmatch(r"[A-Z][A-Z0-9_]*", value.text) for value in values)
            if whole and meant and len(values) > 1:
                return values
    return []

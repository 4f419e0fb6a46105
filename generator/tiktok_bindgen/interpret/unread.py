"""Find what sentences mention that no wording reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from tiktok_bindgen.interpret import fact_wordings
from tiktok_bindgen.interpret.enums import announces_values
from tiktok_bindgen.interpret.facts import unconditional
from tiktok_bindgen.interpret.model import Field
from tiktok_bindgen.interpret.stated import CASE, CONDITIONAL, clauses, stated_facts
from tiktok_bindgen.interpret.statements import split

# What a sentence in lower case is about, with words that show that a wording should have read it.
_SPEAKS_OF: dict[str, re.Pattern[str]] = {
    "a default": re.compile(r"\bdefault(?:s|ed)?\b"),
    "a limit": re.compile(
        r"(?:\b(?:characters?|up to|at (?:most|least)|(?:no )?(?:more|less|fewer) than|exceed|max(?:imum)?"
        r"|min(?:imum)?|between|limit|range|ranging|largest|smallest|multiples? of"
        r"|(?:increments|steps) of|divisible)\b|[≥≤]).*\d|^[^\d\n]*\d.*\bcharacters?\b",
        re.MULTILINE,
    ),
    "a demand": re.compile(
        r"\b(?:must|only|cannot|can't|at least|required|mandatory|(?<!not )(?:needs?|has|have) to)\b"
        r"|\bnot (?:be )?(?:supported|allowed)\b"
    ),
}
# Code that is no number: a value called `DEFAULT` is no default.
_NAME = re.compile(r"`[^`\d]*`")
_VALUE = re.compile(r"`[A-Z][A-Z0-9]*_[A-Z0-9_]+`")
# A mark on a listed value.
_MARKS_DEFAULT = re.compile(r"[(（]default(?: value| option)?[)）]", re.IGNORECASE)
# Sentences that give an example, refer to further information, or are about allowlists.
_SHOWS = re.compile(
    r"(?:•\s*)?(?:for (?:example|instance|enum|more|details)\b|e\.g\.|see\b|learn\b|example\b"
    r"|to (?:learn|know|see|find|get|obtain|check|view|confirm|retrieve)\b)|.*\ballow-?list",
    re.IGNORECASE,
)


def unread(field: Field, taken: Mapping[str, str]) -> Iterator[str]:
    """Yield what a field's description speaks of that neither a wording nor a condition has taken.

    Args:
        field: The field.
        taken: Its conditions that tell all that is said there of a default, a limit, …, keyed by that.
    """
    values = {f"`{value.value}`" for value in field.enum}
    whole = {id(statement) for statement in unconditional(field.described)}
    for statement in field.described:
        for line in statement.walk():
            for sentence, found in _spoken_of(line.text):
                named = values.intersection(re.findall(r"`[^`]+`", sentence))
                if found == "a value" and named and not announces_values(sentence, of_a_case=True):
                    continue
                if found == "a default" and field.default is not None and _MARKS_DEFAULT.search(sentence):
                    continue
                if sentence.rstrip(".。 ") in taken[found]:
                    continue
                if not _is_read(field, sentence, always=id(line) in whole):
                    yield found


# Many fields are described alike.
@lru_cache(maxsize=65536)
def _spoken_of(text: str) -> tuple[tuple[str, str], ...]:
    """The sentences of a line that speak of something, each with what it speaks of."""
    return tuple((each, what) for each in split(text) if (what := _subject(each)))


def _subject(sentence: str) -> str:
    lowered = _NAME.sub("``", sentence).lower()
    about = (what for what, words in _SPEAKS_OF.items() if words.search(lowered))
    of_values = _VALUE.search(sentence) or announces_values(sentence, of_a_case=True)
    return next(about, "a value" if of_values else "")


def _is_read(field: Field, sentence: str, *, always: bool) -> bool:
    """Whether a sentence was read; what holds in a case alone is no fact of the field."""
    itself = sentence.replace(f"`{field.name}`", "`{self}`")
    of_a_case = CASE.search(sentence) or CONDITIONAL.match(sentence)
    return (
        _SHOWS.match(sentence) is not None
        or (announces_values(sentence) and not of_a_case and bool(field.enum or field.enum_name))
        or fact_wordings.DIGESTS.fullmatch(sentence) is not None
        or (always and any(map(stated_facts, clauses(itself))))
    )

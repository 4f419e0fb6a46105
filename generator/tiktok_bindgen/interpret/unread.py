"""What sentences speak of that no wording reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiktok_bindgen.interpret import fact_wordings
from tiktok_bindgen.interpret.enums import announces_values
from tiktok_bindgen.interpret.model import Field
from tiktok_bindgen.interpret.stated import CASE, CONDITIONAL, clauses, stated_facts

# What a sentence speaks of in words that a wording should have read.
_SPEAKS_OF: dict[str, re.Pattern[str]] = {
    "a default": re.compile(r"\bdefault(?:s|ed)?\b", re.IGNORECASE),
    "a limit": re.compile(
        r"(?:\b(?:characters?|up to|at (?:most|least)|(?:no )?(?:more|less|fewer) than|exceed|max(?:imum)?"
        r"|min(?:imum)?|between|limit|range)\b|[≥≤]).*\d|^[^\d\n]*\d.*\bcharacters?\b",
        re.IGNORECASE | re.MULTILINE,
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
    of_a_case = CASE.search(sentence) or CONDITIONAL.match(sentence)
    return (
        _SHOWS.match(sentence) is not None
        or (announces_values(sentence) and not of_a_case and bool(field.enum or field.enum_name))
        or fact_wordings.DIGESTS.fullmatch(sentence) is not None
        or any(map(stated_facts, clauses(itself)))
    )

"""Find what sentences mention that no wording reads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from tiktok_bindgen.digest import digest_of
from tiktok_bindgen.interpret.comparison import versions
from tiktok_bindgen.interpret.enums import announces_values
from tiktok_bindgen.interpret.facts import unconditional
from tiktok_bindgen.interpret.limits import limits_of_acts
from tiktok_bindgen.interpret.list_ranges import WRITTEN as WRITTEN_RANGE
from tiktok_bindgen.interpret.model import Field
from tiktok_bindgen.language import fact_wordings
from tiktok_bindgen.language.acts import own_limits
from tiktok_bindgen.language.english import has_force
from tiktok_bindgen.language.stated_facts import CASE, CONDITIONAL, clauses, stated_facts
from tiktok_bindgen.language.statements import split
from tiktok_bindgen.language.tokens import tokenise
from tiktok_bindgen.read.page import Line, Page

# What a sentence in lower case is about, with words that show that a wording should have read it.
_SPEAKS_OF: dict[str, re.Pattern[str]] = {
    "a default": re.compile(r"\bdefault(?:s|ed)?\b"),
    "a limit": re.compile(
        # Most sentences have no number, which is seen at once.
        r"^(?=.*\d)(?:.*?(?:\b(?:characters?|up to|at (?:most|least)|(?:no )?(?:more|less|fewer) than|exceed"
        r"|max(?:imum)?|min(?:imum)?|between|limit|range|ranging|largest|smallest|multiples? of"
        r"|(?:increments|steps) of|divisible)\b|[≥≤]).*\d|[^\d\n]*\d.*\bcharacters?\b)"
        r"|\bdecimal places?\b"
        r"|\b(?:up to|at (?:most|least)|(?:no )?(?:more|less|fewer) than|max(?:imum)?|min(?:imum)?)\b.*"
        r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b",
        re.MULTILINE,
    ),
    "a demand": re.compile(
        r"\b(?:must|shall|should|only|cannot|can't|at least|required|mandatory)\b"
        r"|\b(?<!not )(?:needs?|has|have) to\b"
        r"|\b(?:obligatory|compulsory|needed|never(?= )|may not|invalid|unsupported|forbidden|prohibited"
        r"|rejected|refused|unless"
        r"|leave (?:it|this|out|`)|omit|mutually|reserved for|not applicable|exclusive)\b"
        r"|\bnot (?:be )?(?:supported|allowed|permitted|accepted|possible|valid|to be)\b"
        r"|(?:^|[,;:] |\bplease |\band )(?:do not|don't)\b"
        r"|\b(?:can not|(?:can|may) no longer|neither|nor|or both|nothing else|no other"
        r"|refuse|immutable|banned|causes? an error|an error (?:will|is|occurs)"
        r"|(?:call|request)s? (?:will )?fails?)\b"
        r"|\bleave\b.{1,40}\b(?:out|empty|blank)\b"
    ),
    "a format": re.compile(r"\bin (?:the|a) format of\b|\bstarts? with\b"),
}
# Code that is no number: a value called `DEFAULT` is no default.
_NAME = re.compile(r"`[^`\d]*`")
_FIELD = re.compile(r"`[a-z][a-z0-9]*(?:_[a-z0-9]+)+`")
_VALUE = re.compile(r"`[A-Z][A-Z0-9]*_[A-Z0-9_]+`")
# A mark on a listed value.
_MARKS_DEFAULT = re.compile(r"[(（]default(?: value| option)?[)）]", re.IGNORECASE)
# Sentences that give an example, refer to further information, or are about allowlists.
_SHOWS = re.compile(
    r"(?:•\s*)?(?:for (?:example|instance|enum|more|details)\b|e\.g\.|see\b|learn\b|example\b"
    r"|to (?:learn|know|see|find|get|obtain|check|view|confirm|retrieve)\b)|.*\ballow-?list",
    re.IGNORECASE,
)


# What a sentence outside the tables of fields says of every call, so that it need not name a field.
_OF_CALLS = re.compile(
    r"\b(?:(?:per|in (?:one|a|each)|for each) (?:request|call)|each time you call|QP[SMD]|requests per"
    r"|one request at a time|allow-?list-only feature|[Rr]equired permission scopes?)\b"
)


def unread(field: Field, taken: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
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
                told = sentence.rstrip(".。 ") in taken[found]
                if not told and not _is_read(field, sentence, always=id(line) in whole):
                    yield field.line, found, sentence


def unread_beside(page: Page) -> Iterator[tuple[int, str, str]]:
    """Yield what text outside the tables of fields says of a request's fields, or of every call.

    No wording reads there what binds a request. A page without endpoints may be of the fields of any.
    """
    tables = (table for each in page.endpoints for table in each.tables if table.side != "response")
    names = {f"`{row.name}`" for table in tables for row in table.rows}
    cells = (cell for each in page.tables if not versions(each) for row in each.rows for cell in row)
    lines = [*page.lead, *(line for each in page.endpoints for note in each.notes for line in note.lines)]
    lines += (Line(line.text, number=cell.line) for cell in cells for line in cell.lines)
    for line in lines:
        for sentence, found in _spoken_of(line.text):
            named = names & {*re.findall(r"`[^`]+`", sentence)} or (not names and _FIELD.search(sentence))
            if _OF_CALLS.search(sentence) or (named and not _SHOWS.match(sentence)):
                yield line.number, found, sentence


def worded(found: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str, str]]:
    """Word what nothing reads, once for each line and subject; a digest shows when the words change."""
    sentences = defaultdict[tuple[int, str], list[str]](list)
    for line, what, sentence in found:
        sentences[line, what].append(sentence)
    for (line, what), each in sentences.items():
        yield line, what, f"{what} is in no known wording ({digest_of(' '.join(each))})"


# Many fields are described alike.
@lru_cache(maxsize=65536)
def _spoken_of(text: str) -> tuple[tuple[str, str], ...]:
    """The sentences of a line that speak of something, each with what it speaks of."""
    return tuple((each, what) for each in split(text) if (what := _subject(each)))


def _subject(sentence: str) -> str:
    lowered = _NAME.sub("``", sentence).lower()
    about = (
        what
        for what, words in _SPEAKS_OF.items()
        if words.search(lowered) or (what == "a demand" and has_force(tokenise(sentence)))
    )
    of_values = _VALUE.search(sentence) or announces_values(sentence, of_a_case=True)
    return next(about, "a value" if of_values else "")


def _limits(field: Field, sentence: str) -> bool:
    """Whether a sentence states a limit that the field can have."""
    return limits_of_acts(own_limits(sentence, field.name), field.type) is not None


def _is_read(field: Field, sentence: str, *, always: bool) -> bool:
    """Whether a sentence was read; what holds in a case alone is no fact of the field."""
    itself = sentence.replace(f"`{field.name}`", "`{self}`")
    of_a_case = CASE.search(sentence) or CONDITIONAL.match(sentence)
    return (
        _SHOWS.match(sentence) is not None
        or (announces_values(sentence) and not of_a_case and bool(field.enum or field.enum_name))
        or fact_wordings.DIGESTS.fullmatch(sentence) is not None
        or WRITTEN_RANGE.match(sentence) is not None
        or (always and (any(map(stated_facts, clauses(itself))) or _limits(field, itself)))
    )

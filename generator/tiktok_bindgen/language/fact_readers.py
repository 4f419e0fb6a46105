"""Readers for the parts of fact wordings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import frozen

from tiktok_bindgen.language.formats import ISO, WITHOUT, WORDED
from tiktok_bindgen.language.parts import (
    Number,
    mark_at,
    number_of,
    one_token,
    read_count,
    read_number,
    word_at,
)
from tiktok_bindgen.language.patterns import Reader, compile_pattern
from tiktok_bindgen.language.tokens import Token


@frozen
class Literal:
    """A value as a sentence writes it.

    Attributes:
        text: The value; a list as JSON.
        marked: Whether it is marked as a value: code, or a list in brackets.
    """

    text: str
    marked: bool

    def __str__(self) -> str:
        """The value as written in the sentence."""
        return f"`{self.text}`" if self.marked else self.text


def readers() -> dict[str, Reader]:
    """The readers, keyed by the names that patterns use."""
    return {
        "AHEAD": _read_value_ahead,
        "CALLED": _read_called,
        "CASE": _read_case,
        "CASED": _read_case_noun,
        "CODE": one_token(_code),
        "COUNT": _read_amount,
        "ADDRESS": one_token(_address),
        "DATES": _read_date_format,
        "DURATION": _read_duration,
        "END": _read_end,
        "FOR": _read_for,
        "FORMAT": one_token(_format),
        "LABEL": _read_label,
        "LEAD": _read_lead,
        "LITERAL": _read_literal,
        "MARKED": one_token(_code),
        "NEXT": _read_value_ahead_or_end,
        "NOUN": _read_noun,
        "NUMBERS": _read_numbers,
        "PLAIN": _read_plain,
        "SELF": _read_self,
        "THINGS": read_things,
        "THIS": _read_this,
    }


def _read_amount(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Number]]:
    """Read a number in figures or in words, or a product of two: ``48 x 7``."""
    for end, number in read_count(tokens, start):
        if word_at(tokens, end) == "x":
            yield from ((after, number * other) for after, other in read_number(tokens, end + 1))
        yield end, number


_SECONDS = {"second": 1, "seconds": 1, "minute": 60, "minutes": 60, "hour": 3600, "hours": 3600}


def _read_duration(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, int]]:
    """Read a duration in seconds: ``10 seconds``, ``30-minute``."""
    count, dash, unit = word_at(tokens, start).partition("-")
    end = start + 1
    if not dash:
        unit, end = word_at(tokens, end), end + 1
    if count.isdecimal() and len(count) < _DIGITS and unit in _SECONDS:
        yield end, int(count) * _SECONDS[unit]


_DIGITS = 9


def _read_self(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, None]]:
    """Read the field's own name, which `tiktok_bindgen.interpret.facts` replaces by ``{self}``."""
    if start < len(tokens) and tokens[start].text == "{self}":
        yield start + 1, None


_ARTICLES = frozenset({"the", "a", "an", "each", "every", "this", "your"})
_LONGEST_SUBJECT = 6


def _read_this(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, None]]:
    """Read words for the field itself: ``the name``, ``each keyword``, ``it``."""
    if word_at(tokens, start) == "it":
        yield start + 1, None
    elif word_at(tokens, start) in _ARTICLES:
        for end in range(start + 1, min(start + 1 + _LONGEST_SUBJECT, len(tokens))):
            if tokens[end].kind != "word":
                return
            yield end + 1, None


# Words that restrict a statement, or measure something other than a number of things.
_NO_THINGS = compile_pattern(
    "for|when|if|per|within|of|each|with|in|to|and|or|from|at|by|on|are|is|can"
    "|character|characters|char|chars|letters|words|bytes|kb|mb|gb|pixel|pixels|px"
    "|second|seconds|minute|minutes|hour|hours|day|days|week|weeks|month|months|year|years|time|times"
    "|percent|decimal|decimals"
).words
_MOST_THINGS = 5


def read_things(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, None]]:
    """Read a few words for the things in a list."""
    for end in range(start, min(start + _MOST_THINGS, len(tokens))):
        word = word_at(tokens, end)
        if not word[:1].isalpha() or word in _NO_THINGS:
            return
        yield end + 1, None


_CASES = frozenset({"when", "if", "for", "in", "once"})
_LONGEST_LABEL = 24


def _read_label(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, None]]:
    """Read words at the beginning of a sentence that say what the field is: ``Name of a plot``."""
    if start or word_at(tokens, 0) in _CASES:
        return
    for end in range(min(_LONGEST_LABEL, len(tokens))):
        if tokens[end].kind == "code" or tokens[end].text in {".", ":", ";", "("}:
            return
        yield end + 1, None


def _read_lead(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, None]]:
    """Read nothing, or the words up to a comma, semicolon or colon near the beginning of a sentence."""
    yield start, None
    for end in range(start, min(_LONGEST_LABEL, len(tokens))):
        if tokens[end].kind == "code" or tokens[end].text == ".":
            return
        if mark_at(tokens, end) in {",", ";", ":"}:
            yield end + 1, None


def _read_noun(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Read one to three words for values."""
    words: list[str] = []
    for end in range(start, min(start + 3, len(tokens))):
        word = word_at(tokens, end)
        if not word.isalpha():
            return
        words.append(word)
        yield end + 1, " ".join(words)


def _read_called(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Read one to three words by which a sentence may call the field."""
    yield from ((end, tuple(noun.split())) for end, noun in _read_noun(tokens, start))


# After these words, what is announced is not all values.
_NOT_ALL = frozenset({"default", "recommended", "minimum", "maximum", "returned", "example"})
_ALL_KNOWN = frozenset(
    {"allowed", "supported", "possible", "valid", "available", "accepted", "optional", "enum", "enumeration"}
)


def _read_case_noun(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Read a sentence's words for all values that a field has in one case."""
    before = tokens[start - 1].text if start else ""
    for end, noun in _read_noun(tokens, start):
        if before in _ALL_KNOWN or (noun in {"value", "values"} and before not in _NOT_ALL):
            yield end, noun


_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]+")


def _is_value(token: Token) -> bool:
    return token.kind == "code" or _CONSTANT.fullmatch(token.written) is not None


def _read_value_ahead(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, None]]:
    """Read nothing, if a value follows."""
    if start < len(tokens) and _is_value(tokens[start]):
        yield start, None


def _read_value_ahead_or_end(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, None]]:
    """Read nothing, if a value, a list or the end follows."""
    if start == len(tokens) or mark_at(tokens, start) == "[" or _is_value(tokens[start]):
        yield start, None


def _read_end(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, None]]:
    if start == len(tokens):
        yield start, None


def _read_case(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, None]]:
    """Read all that is left as a case, unless it is about the field itself."""
    itself = word_at(tokens, start) in {"this", "the"} and word_at(tokens, start + 1) == "field"
    if start < len(tokens) and not itself:
        yield len(tokens), None


_LONGEST_FOR = 30


def _read_for(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, None]]:
    """Read what values are for, up to a colon."""
    for end in range(start, min(start + _LONGEST_FOR, len(tokens))):
        if mark_at(tokens, end) == ":":
            if end > start:
                yield end, None
            return
        if tokens[end].kind == "code" and "(" not in {token.text for token in tokens[start:end]}:
            return


def _code(token: Token) -> Literal | None:
    return Literal(token.text, marked=True) if token.kind == "code" and "{" not in token.text else None


_PLAIN = re.compile(r"true|false|[+\-]?\d[\d,]*(?:\.\d+)?|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+", re.IGNORECASE)


def _read_plain(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Literal]]:
    """Read a value that is marked, or that looks like no other word."""
    for end, literal in _read_literal(tokens, start):
        # A text with something to fill in is no value.
        if (literal.marked and "{" not in literal.text) or _PLAIN.fullmatch(literal.text):
            yield end, literal


def _read_literal(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Literal]]:
    """Read a value: code, a word or a number, or a list of these in brackets."""
    if start < len(tokens) and tokens[start].kind == "code" and tokens[start].text != "{self}":
        yield start + 1, Literal(tokens[start].text, marked=True)
    if word_at(tokens, start):
        yield start + 1, Literal(tokens[start].written, marked=False)
    if mark_at(tokens, start) != "[":
        return
    texts: list[str] = []
    for end in range(start + 1, len(tokens)):
        if mark_at(tokens, end) == "]":
            listed = (text if number_of(text) is not None else f'"{text}"' for text in texts)
            yield end + 1, Literal(f"[{', '.join(listed)}]", marked=True)
            return
        if tokens[end].kind != "mark":
            texts.append(tokens[end].written or tokens[end].text)
        elif tokens[end].text != ",":
            return


_FEWEST_NUMBERS = 3


def _read_numbers(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, list[Number]]]:
    """Read a list of at least three numbers."""
    numbers: list[Number] = []
    position = start
    for end, number in read_number(tokens, position):
        numbers.append(number)
        position = end
    while mark_at(tokens, position) == ",":
        after = position + 1 + (word_at(tokens, position + 1) in {"and", "or"})
        found = next(read_number(tokens, after), None)
        if found is None:
            break
        position = found[0]
        numbers.append(found[1])
    if len(numbers) >= _FEWEST_NUMBERS:
        yield position, numbers


def _address(token: Token) -> str | None:
    """The pattern of a web address of which only the beginning is told."""
    return token.text if re.fullmatch(r"https?://(?:x+)?", token.text) else None


_FORMAT = re.compile(
    rf"Y{{4}}[YMDHSTZ:\-/ .]*[YMDHSZ]|{ISO}|{WITHOUT}.+|{'|'.join(WORDED)}",
    re.IGNORECASE,
)


def _format(token: Token) -> str | None:
    """The format in a token; ``None`` if only a part of it is known, as with a time zone after it."""
    return re.sub(r"\s+", " ", token.text) if _FORMAT.fullmatch(token.text) else None


_DATES = re.compile(r"YYYY-MM-DD(?:[ T]HH:MM(?::SS)?Z?)?")


def _read_date_format(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Read a date format that no words announce, unless it is one end of a span."""
    of_span = word_at(tokens, start + 1) in {"to", "and", "or"}
    if start < len(tokens) and not of_span and _DATES.fullmatch(tokens[start].text):
        yield start + 1, tokens[start].text

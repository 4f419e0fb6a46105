"""Readers for parts of wordings: lists of values, numbers, ranges, comparisons, plain words.

Each reader yields every way to read its part, so that a pattern can try them in turn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Literal

from attrs import frozen

from tiktok_bindgen.language.patterns import Clues, Reader, clues, compile_pattern, phrase_reader
from tiktok_bindgen.language.tokens import CODE, COUNTS, FIGURE, Token, tokenise

Order = Literal["<", "<=", ">", ">="]
Number = int | float

# Words and signs for each relation.
_COMPARISONS: dict[Order, str] = {
    ">=": (
        "(greater|larger|higher|later) than or equal to|equal to or greater than|(no|not) (less|earlier) than"
        "|at least (as (late|large|great|high|long|big|wide|tall|deep|much|many) as)?|≥"
        "|(at|on) or after|after or at"
    ),
    "<=": (
        "(less|smaller|lower|earlier) than or equal to|equal to or less than|no (greater|more|later) than"
        "|not later than|at most|≤|(at|on) or before|before or at"
    ),
    ">": "(greater|larger|higher|more|later|bigger|longer) than|after|above|over|beyond|>",
    "<": "(less|lower|smaller|earlier|fewer|shorter) than|before|below|under|<",
}
#: Reads a relation in words or as a sign.
read_comparison = phrase_reader(_COMPARISONS)

#: The clues of readers of all tables.
CLUES: dict[str, Clues] = {
    **dict.fromkeys(("COMPARISON", "ORDER"), clues([*map(compile_pattern, _COMPARISONS.values())])),
    **dict.fromkeys(
        ("BEYOND", "BOUND", "COUNT", "COUNTED", "DASHED", "DATE", "NUMBER", "NUMBERS", "RANGE", "WORDED"),
        (frozenset({FIGURE}), None),
    ),
    **dict.fromkeys(
        ("EXPLAINED", "GLOSSED", "KINDED", "LISTED", "VALUED"),
        (frozenset({CODE}), None),
    ),
}


_ALTERNATIVE = frozenset({"", "or"})


def read_values(
    tokens: Sequence[Token], start: int, joints: Collection[str] = _ALTERNATIVE
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Read values, code or constants: alternatives joined by commas or ``or``, or joined by other words."""
    position = start
    while word_at(tokens, position) in {"the", "value", "values", "either"}:
        position += 1
    yield from _read_bracketed(tokens, position)
    values: list[str] = []
    ends: list[tuple[int, tuple[str, ...]]] = []
    while position < len(tokens) and (found := _value(tokens[position])):
        values.extend(found)
        position = after_gloss(tokens, position + 1)
        ends.append((position, tuple(values)))
        joined, position = joint(tokens, position)
        if joined is None or joined not in joints:
            break
    yield from reversed(ends)


def _read_bracketed(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Read a bracketed list of which each item is code: ``["`a`", "`b`"]``."""
    values: list[str] = []
    position = start
    while position < len(tokens) and tokens[position].text == ("," if values else "["):
        if not (found := _value(tokens[position + 1]) if position + 1 < len(tokens) else ()):
            return
        values.extend(found)
        position += 2
    if values and position < len(tokens) and tokens[position].text == "]":
        yield position + 1, tuple(values)


def _value(token: Token) -> tuple[str, ...]:
    if token.kind == "code":
        return unlisted(token.text)
    if re.fullmatch(r"true|false|\d+(?:\.\d+)?|[A-Z][A-Z0-9_]{2,}", token.written):
        # Words in capitals for emphasis are not values.
        return () if token.written in {"NOT", "AND", "ALL", "BOTH", "ANY", "ONLY"} else (token.written,)
    return (token.text,) if token.text in {"true", "false"} else ()


def unlisted(text: str) -> tuple[str, ...]:
    """The items of a list that is written as JSON; for any other text, the text itself."""
    if text.startswith("[") and text.endswith("]"):
        parts = [part.strip().strip("\"'“”") for part in text[1:-1].split(",")]
        return tuple(part for part in parts if part)
    return (text,)


@frozen
class Span:
    """A range; its lower end is no part of it if it is ``above`` that, its upper end if ``below``."""

    low: int | float
    high: int | float
    above: bool = False
    below: bool = False


_NUMBER = re.compile(r"[+\-]?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,9})?")


def number_of(text: str) -> int | float | None:
    """Parse a written number; return ``None`` for anything else.

    Examples:
        >>> number_of("1,024"), number_of("+0.5"), number_of("18+")
        (1024, 0.5, None)
    """
    if not _NUMBER.fullmatch(text):
        return None
    digits = text.replace(",", "")
    return float(digits) if "." in digits else int(digits)


def read_number(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, int | float]]:
    """Read a number, in code or not."""
    if start < len(tokens) and (number := number_of(tokens[start].text)) is not None:
        yield start + 1, number


def read_count(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, int | float]]:
    """Read a number in figures or in words."""
    if (count := COUNTS.get(word_at(tokens, start))) is not None:
        yield start + 1, count
    elif words_at(tokens, start, ("a", "single")):
        yield start + 2, 1
    else:
        yield from read_number(tokens, start)


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}:\d{2}Z?)?")


_BETWEEN = frozenset({"-", "and", "to"})


def read_range(
    tokens: Sequence[Token], start: int, joints: Collection[str] = _BETWEEN
) -> Iterator[tuple[int, Span]]:
    """Read a range: ``1-20``, ``1 to 20``, ``[1, 20)``, each in code or not."""
    if start >= len(tokens):
        return
    if tokens[start].kind == "code" and number_of(tokens[start].text) is None:
        inner = tokenise(tokens[start].text)
        if inner and inner[0].kind != "code":
            yield from ((start + 1, span) for end, span in read_range(inner, 0, joints) if end == len(inner))
        return
    opened = mark_at(tokens, start) in {"[", "("}
    first = start + opened
    for end, low in read_number(tokens, first):
        between = tokens[end].text if end < len(tokens) else ""
        if between in joints or (opened and between == ","):
            for after, high in read_number(tokens, end + 1):
                closed = mark_at(tokens, after)
                if not opened:
                    yield after, Span(low, high)
                elif closed in {"]", ")"}:
                    yield after + 1, Span(low, high, tokens[start].text == "(", closed == ")")
        elif opened and between in {"]", ")"} and "," in tokens[first].text:
            # `[1,100]` is a range, not a number with a thousands separator.
            ends = [number_of(text) for text in tokens[first].text.split(",", 1)]
            if ends[0] is not None and ends[1] is not None:
                yield end + 1, Span(ends[0], ends[1], tokens[start].text == "(", between == ")")


def read_words(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, None]]:
    """Read up to fourteen words and marks, ending before code, a comma, a colon, a bracket or ``or``."""
    for end in range(start, min(start + 14, len(tokens))):
        if tokens[end].kind == "code" or tokens[end].text in {",", ":", "(", "or"}:
            return
        yield end + 1, None


def read_phrase(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, None]]:
    """Read up to fourteen words."""
    for end in range(start, min(start + 14, len(tokens))):
        if tokens[end].kind != "word":
            return
        yield end + 1, None


def read_rest(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[Token, ...]]]:
    """Read all remaining tokens, at least one."""
    if start < len(tokens):
        yield len(tokens), tuple(tokens[start:])


def read_any(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, None]]:
    """Read any number of tokens, including none, the fewest first."""
    for end in range(start, len(tokens) + 1):
        yield end, None


def one_token(read: Callable[[Token], object]) -> Reader:
    """Make a reader of single tokens from a function that returns a token's value, or ``None``."""

    def reader(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, object]]:
        if start < len(tokens) and (found := read(tokens[start])) is not None:
            yield start + 1, found

    return reader


#: The readers that patterns of all tables may name.
READERS: dict[str, Reader] = {
    "ANY": read_any,
    "ANYTHING": read_rest,
    "CHOICES": partial(read_values, joints={"", "or", "and"}),
    "COUNT": read_count,
    "DASHED": partial(read_range, joints={"-"}),
    "DATE": one_token(lambda token: token.text if _DATE.fullmatch(token.text) else None),
    "NUMBER": read_number,
    "ORDER": read_comparison,
    "PHRASE": read_phrase,
    "RANGE": read_range,
    "VALUES": read_values,
    "WORD": one_token(lambda token: token.text if token.kind == "word" else None),
    "WORDS": read_words,
}


def word_at(tokens: Sequence[Token], position: int) -> str:
    """The word at a position; empty if there is none."""
    if position < len(tokens) and tokens[position].kind == "word":
        return tokens[position].text
    return ""


def mark_at(tokens: Sequence[Token], position: int) -> str:
    """The mark at a position; empty if there is none."""
    if position < len(tokens) and tokens[position].kind == "mark":
        return tokens[position].text
    return ""


def words_at(tokens: Sequence[Token], position: int, words: Sequence[str]) -> bool:
    """Whether a sequence of words is at a position."""
    found = tokens[position : position + len(words)]
    return [token.text for token in found if token.kind == "word"] == list(words)


_LIMITING = frozenset({"(", "only", "except", "not", "excluding", "unless", "without", "no", "if", "when"})


def after_gloss(tokens: Sequence[Token], start: int) -> int:
    """Skip an explanation in brackets that has no code and no limiting word; return the position after it."""
    if mark_at(tokens, start) != "(":
        return start
    for position in range(start + 1, len(tokens)):
        if tokens[position].kind == "code" or tokens[position].text in _LIMITING:
            return start
        if mark_at(tokens, position) == ")":
            return position + 1
    return start


def joint(tokens: Sequence[Token], start: int) -> tuple[str | None, int]:
    """What joins two items of a list, and where the next begins.

    ``and``, ``or``, or an empty string for a comma alone; ``None`` if nothing joins them.
    """
    position = start
    comma = mark_at(tokens, position) in {",", "/", ";"}
    if comma:
        position += 1 + (mark_at(tokens, position + 1) == ",")
    word = word_at(tokens, position)
    if word in {"and", "or", "nor"}:
        return "and" if word == "nor" else word, position + 1
    return ("", position) if comma else (None, start)

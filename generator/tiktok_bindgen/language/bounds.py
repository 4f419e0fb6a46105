"""Read bounds in words and figures: ``between 1 and 20``, ``no more than two``, ``40 or fewer``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tiktok_bindgen.language.fact_readers import read_things
from tiktok_bindgen.language.parts import Number, Order, mark_at, read_count, read_range, word_at
from tiktok_bindgen.language.patterns import phrase_reader
from tiktok_bindgen.language.rule_readers import Names, read_names
from tiktok_bindgen.language.syntax import Name
from tiktok_bindgen.language.table import word_class
from tiktok_bindgen.language.tokens import Token

#: What a value, a length or a number of items must keep to: each relation and its number.
Ends = tuple[tuple[Order, Number], ...]

_BEFORE: Mapping[Order, str] = {
    ">=": (
        "at least|(a)? minimum (of)?|(no|not) (less|fewer|lower|smaller|shorter|under|below) than"
        "|not (under|below)|(equal to or)? (greater|larger|more|higher) than or equal to|≥|min"
        "|starting (at|from)"
    ),
    "<=": (
        "at (the)? most|(a)? maximum (of)?"
        "|(no|not) (more|greater|larger|higher|longer|over|above|bigger) than"
        "|not (over|above|exceeding|more than)|up to|as many as"
        "|(equal to or)? (less|smaller|lower) than or equal to|≤|max|limited to|within|(a)? limit of"
    ),
    ">": "(more|greater|larger|higher|longer|bigger) than|above|over|beyond|past|exceeding|in excess of|>",
    "<": "(less|fewer|lower|smaller|shorter) than|below|under|<",
}
_read_before = phrase_reader(_BEFORE)
_AFTER: Mapping[Order, str] = {
    "<=": "(or|and) (less|fewer|lower|under|below|shorter|smaller)|at (the)? most|max|maximum",
    ">=": (
        "(or|and) (more|greater|higher|over|above|up|longer|larger|upwards)|at (the)? least|min|minimum"
        "|upwards"
    ),
}
#: Reads a relation that comes after its number: ``or less``.
read_after = phrase_reader(_AFTER)
_read_between = phrase_reader(
    {
        None: "between|from|in the range|within the range|in|within|(in|within)? the range (from|between|of)"
        "|ranging from|anywhere (between|from)|of"
    }
)
_JOINTS = frozenset({"-", "and", "to", "through", "until"})
_OPPOSITES: Mapping[Order, Order] = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}


def opposite_ends(ends: Ends) -> Ends:
    """The bounds of what does not keep to a single bound."""
    return tuple((_OPPOSITES[sign], number) for sign, number in ends)


def measure_meant(ends: Sequence[tuple[str, Number]], *, several: bool, text: bool) -> str:
    """What bounds without a unit are of: ``items`` of a list, else the ``value``.

    Args:
        ends: The bounds.
        several: The field is a list.
        text: It is a text, which may be limited in two ways; one that is not empty has a character.
    """
    return "items" if several else "length" if text and tuple(ends) == ((">=", 1),) else "value"


def read_bound(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Ends]]:
    """Read bounds, in words or as a bare range."""
    yield from read_worded(tokens, start)
    for end, span in read_range(tokens, start, _JOINTS):
        yield end, _of_span(span.low, span.high, above=span.above, below=span.below)
    yield from _counted(tokens, start)


def read_worded(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Ends]]:
    """Read bounds that words introduce or follow: of a lower and an upper one, or a single one."""
    for end, first in _single(tokens, start):
        comma = mark_at(tokens, end) == ","
        word = word_at(tokens, end + comma) in {"and", "but"}
        for last, second in _single(tokens, end + comma + word) if comma or word else ():
            yield last, (*first, *second)
        yield end, first
    for begin, _ in _read_between(tokens, start):
        up = word_at(tokens, begin + 1) == "up" and word_at(tokens, begin + 2) == "to"
        including = 2 * (
            up and word_at(tokens, begin + 3) == "and" and word_at(tokens, begin + 4) == "including"
        )
        kept = (
            [*tokens[: begin + 1], *tokens[begin + 2 : begin + 3], *tokens[begin + 3 + including :]]
            if up
            else tokens
        )
        for end, span in read_range(kept, begin, _JOINTS):
            yield end + up + including, _of_span(span.low, span.high, above=span.above, below=span.below)
        yield from _counted(tokens, begin)
    if word_at(tokens, start) in {"exactly", "precisely"}:
        yield from ((end, _of_span(number, number)) for end, number in read_count(tokens, start + 1))


def _counted(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Ends]]:
    """Read a range of numbers in words: ``one to four``."""
    for end, low in read_count(tokens, start):
        if word_at(tokens, end) in _JOINTS:
            yield from ((last, _of_span(low, high)) for last, high in read_count(tokens, end + 1))


def read_beyond(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Ends]]:
    """Read what is beyond a bound: ``more than 5``, ``below 3``."""
    for end, ends in _before(tokens, start):
        if ends[0][0] in {"<", ">"}:
            for joint in (end, end + 1):
                # The unit may be between them: ``below 3 characters or above 40``.
                if word_at(tokens, joint) in {"nor", "or"}:
                    yield from ((last, (*ends, *more)) for last, more in _before(tokens, joint + 1))
            yield end, ends


def _of_span(low: Number, high: Number, *, above: bool = False, below: bool = False) -> Ends:
    return ((">" if above else ">=", low), ("<" if below else "<=", high))


def _single(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Ends]]:
    yield from _before(tokens, start)
    for end, number in read_count(tokens, start):
        # The unit may be between the number and its relation: ``40 characters or less``.
        for gap in (end, end + 1):
            yield from ((after, ((sign, number),)) for after, sign in read_after(tokens, gap))


def _before(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Ends]]:
    for end, sign in _read_before(tokens, start):
        yield from ((after, ((sign, number),)) for after, number in read_count(tokens, end))


#: What any list has.
ITEMS = frozenset({"entry", "entries", "item", "items", "element", "elements"})
_CHARACTERS = frozenset({"character", "characters", "char", "chars", "letters", "bytes", "rune", "runes"})
#: What is no thing that is counted.
UNITS = frozenset(
    {"second", "seconds", "millisecond", "milliseconds", "minute", "minutes", "hour", "hours", "day", "days"}
    | {
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "pixel",
        "pixels",
        "px",
        "percent",
        "kb",
        "mb",
        "gb",
    }
    | {"metre", "metres", "meter", "meters"}
)
_read_places = phrase_reader(
    {"decimals": "decimals|decimal (place|places|digits)?|digits after the decimal point"}
)
_LONG = (
    ("long",),
    ("in", "length"),
    ("in", "total"),
    ("or", "less"),
    ("or", "fewer"),
    ("or", "more"),
)


def read_measure(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Read a unit; its value is what it measures: ``length``, ``items``, ``decimals`` or ``value``."""
    word = word_at(tokens, start)
    if word in _CHARACTERS:
        for more in _LONG:
            if tuple(word_at(tokens, start + 1 + place) for place in range(len(more))) == more:
                yield start + 1 + len(more), "length"
        yield start + 1, "length"
    elif places := [*_read_places(tokens, start)]:
        yield from places
    elif word in UNITS:
        yield start + 1, "value"
    elif word == "long":
        yield start + 1, "length"
    else:
        yield from ((end, "items") for end, _ in read_things(tokens, start))


def read_characters(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Read a unit of the length of a text."""
    yield from ((end, measure) for end, measure in read_measure(tokens, start) if measure == "length")


def read_extent(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[str, Names]]]:
    """Read words for what a limit is of: ``its length``, ``the number of tags``, ``the width``."""
    position = start + (word_at(tokens, start) in {"the", "its", "a", "total", "this", "their"})
    position += word_at(tokens, position) in word_class("valid")
    word = word_at(tokens, position)
    itself = Names((Name(""),))
    if word == "length":
        yield position + 1, ("length", itself)
        if word_at(tokens, position + 1) == "of":
            yield from ((end, ("length", names)) for end, names in _fields(tokens, position + 2))
    elif word in {"number", "count", "quantity"} and word_at(tokens, position + 1) == "of":
        of_characters = word_at(tokens, position + 2) in _CHARACTERS
        for end, _ in read_things(tokens, position + 2):
            yield end, ("items", itself)
            if (noun := word_at(tokens, end - 1)) not in ITEMS:
                # "The number of rows" may be a number that a field has.
                yield end, ("", Names((Name("", called=(noun,)),)))
        if of_characters:
            yield position + 3, ("length", itself)
        yield from ((end, ("items", names)) for end, names in read_names(tokens, position + 2))
    elif word in {"size", "value", "range", "quantity", "limit", "amount", "count"}:
        yield position + 1, ("", itself)
    elif word.isalpha() and position:
        # Alone at the beginning of a sentence, a word may introduce anything: ``Example: 1-2``.
        yield position + 1, ("", Names((Name("", called=(word,)),)))


def _fields(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Names]]:
    yield from read_names(tokens, start)
    if word_at(tokens, start) in {"the", "each", "this"} and word_at(tokens, start + 1).isalpha():
        yield start + 2, Names((Name("", called=(word_at(tokens, start + 1),)),))

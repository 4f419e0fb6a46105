"""Sentences of a description in their context: the lines around a sentence may put a condition on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from attrs import evolve, frozen

from tiktok_bindgen.interpret.model import Scalar
from tiktok_bindgen.language.acts import read_demands
from tiktok_bindgen.language.conditions import EXPLAINS, read_condition
from tiktok_bindgen.language.sentence import read_sentence
from tiktok_bindgen.language.statements import Sentence, Statement, split
from tiktok_bindgen.language.syntax import Expr, opposite, prose_in
from tiktok_bindgen.language.tokens import tokenise
from tiktok_bindgen.sentences.resolve import Node, Request


@frozen
class Stated:
    """A sentence that states a condition.

    Attributes:
        text: The sentence with its list, as documented.
        place: The sentence in its context, without words that refer to the one before.
        leans: The condition that it takes over from the sentence before.
    """

    text: str
    place: Sentence
    leans: Expr | None = None


# A conclusion from the sentence before that has a condition of its own is complete by itself.
_FOLLOWS = re.compile(r"(?:therefore|thus|hence),?\s+(?=.*\b(?:when|if)\b)", re.IGNORECASE)
_SO = re.compile(r"in (?:this|that|such a) (?:case|scenario|situation),\s+", re.IGNORECASE)
_ELSE = re.compile(r"otherwise,\s+", re.IGNORECASE)
_FIRST = frozenset("THIOthio")


def by_itself(text: str, place: Sentence) -> Stated:
    """Remove words that refer to the sentence before, and take over the condition of that one instead.

    Args:
        text: The sentence with its list.
        place: The sentence in its context.
    """
    # The first letter rules out most sentences.
    for pattern in (_FOLLOWS, _SO, _ELSE) if place.text[:1] in _FIRST else ():
        if (match := pattern.match(place.text)) is None:
            continue
        condition = None if pattern is _FOLLOWS else _condition_of(place.before)
        if condition is None and pattern is not _FOLLOWS:
            continue
        rest = place.text[match.end() :]
        condition = opposite(condition) if condition is not None and pattern is _ELSE else condition
        return Stated(text, evolve(place, text=f"{rest[:1].upper()}{rest[1:]}"), condition)
    return Stated(text, place)


def _condition_of(before: Sequence[str]) -> Expr | None:
    """The condition of the last sentence; ``None`` if it has none, has several, or is not understood."""
    demands = read_sentence(before[-1]) if before else ()
    conditions = {demand.when for demand in demands}
    condition = next(iter(conditions)) if len(conditions) == 1 else None
    return None if condition is None or prose_in(condition) else condition


def with_names_marked(stated: Stated, is_name: Callable[[str], bool], *, called_so: bool = False) -> Stated:
    """Put lost back-ticks around each plain word of a sentence that is a known name.

    With ``called_so``, only where the sentence calls it a field: ``the width field``.
    """

    def mark(text: str) -> str:
        def marked(match: re.Match[str]) -> str:
            word = match[0]
            plain = word.startswith("`") or word in _NEVER_NAMES or not is_name(word)
            return word if plain else f"`{word}`"

        return (_CALLED_FIELD if called_so else _PLAIN_WORD).sub(marked, text)

    items = tuple(_mapped(item, mark) for item in stated.place.items)
    return evolve(stated, place=evolve(stated.place, text=mark(stated.place.text), items=items))


_PLAIN_WORD = re.compile(r"`[^`]*`|(?<![\w.\-])[a-z]+(?![\w\-])")
_CALLED_FIELD = re.compile(r"`[^`]*`|(?<=\bthe )[a-z]+(?= field\b)")
# Ordinary words, even where a field has the same name.
_NEVER_NAMES = frozenset(
    {"a", "all", "and", "any", "as", "at", "be", "both", "field", "from", "if", "in", "is"}
) | (
    frozenset({"not", "object", "of", "only", "or", "parameter", "set", "the", "this", "to", "value", "when"})
)


def _mapped(statement: Statement, change: Callable[[str], str]) -> Statement:
    return evolve(
        statement,
        text=change(statement.text),
        items=tuple(_mapped(item, change) for item in statement.items),
    )


def listed_value(stated: Stated, node: Node) -> Scalar | None:
    """The field's value that a sentence is about: its line, or one around it, begins with that value."""
    place = stated.place
    lines = (*place.around, (*place.before, place.text)[0])
    return next((value for line in lines if (value := _value_at_start(line, node)) is not None), None)


_VALUE = re.compile(
    r"\s*(?:`(?P<code>[^`]+)`\s*(?:[:：(（.]|$)|(?P<bare>[A-Z][A-Z0-9_]*|true|false)\s*(?:\([^()]*\)\s*)?[:：])"
)


def _value_at_start(line: str, node: Node) -> Scalar | None:
    match = _VALUE.match(line)
    if match is None:
        return None
    text = (match["code"] or match["bare"]).strip()
    return next((entry.value for entry in node.field.enum if _written(entry.value) == text), None)


def without_value(line: str, node: Node) -> str:
    """Strip the field's value that a line begins with, if any."""
    match = _VALUE.match(line)
    return line if match is None or _value_at_start(line, node) is None else line[match.end() :].strip()


def _written(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def conditions_around(stated: Stated, node: Node, request: Request) -> tuple[Expr, ...] | None:
    """Parse the conditions that the lines around a sentence put on it; ``None`` if one is not understood."""
    found: list[Expr] = [] if stated.leans is None else [stated.leans]
    for line in stated.place.around:
        if is_neutral(line) or _value_at_start(line, node) is not None:
            continue
        if kind := _OF_KIND.fullmatch(line):
            condition: Expr | None = request.test_of_kind(kind["kind"], node)
            if condition is None:
                return None
            found.append(condition)
            continue
        if (condition := condition_of_heading(line)) is None:
            return None
        found.append(condition)
    return tuple(found)


def condition_of_heading(line: str) -> Expr | None:
    """The condition that a line puts on those under it: ``When a is X:``; ``None`` if not understood."""
    tokens = tokenise(line)
    if len(tokens) < 3 or tokens[0].text not in {"when", "if"} or tokens[-1].text != ":":
        return None
    condition = read_condition(tokens[1:-1])
    return None if prose_in(condition) else condition


# A line that says which kind of thing the lines under it are for.
_OF_KIND = re.compile(r"\W*for (?:(?:an?|the) )?(?P<kind>[A-Za-z][\w\- ]{2,60}?)\s*[:：]", re.IGNORECASE)
# Words with which a line may put a condition on the lines under it.
_QUALIFIES = re.compile(
    r"\b(?:when|if|unless|only|except|cases?|scenarios?|limitations?|instead|modes?|once|while)\b|^\W*for\b",
    re.IGNORECASE,
)


def is_neutral(line: str) -> bool:
    """Whether a line puts no condition on the lines under it: it describes, explains, or names values."""
    *before, last = split(line) or ("",)
    # Sentences about when the field is required, or valid at all, concern only that.
    parts = [*(part for part in before if not _PRESENCE.match(part)), last]
    return all(EXPLAINS.match(part) or not _QUALIFIES.search(part) or _names_values(part) for part in parts)


_PRESENCE = re.compile(r"(?:(?:only )?(?:required|mandatory)|valid only)\b[^:：]*\.$", re.IGNORECASE)


_CURRENTLY = re.compile(r"currently,?\s+", re.IGNORECASE)


def _names_values(sentence: str) -> bool:
    """Whether a sentence only lists the allowed values: ``Currently, we only support a and b``."""
    start = _CURRENTLY.match(sentence)
    tokens = tokenise(sentence[start.end() if start else 0 :])
    if tokens and tokens[-1].text == ":":
        tokens = tokens[:-1]
    return [demand.fact for demand in read_demands(tokens)] == ["value"]

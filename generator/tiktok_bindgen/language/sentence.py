"""Parse a sentence into what it demands, of which fields, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from attrs import evolve

from tiktok_bindgen.language.acts import (
    is_advice,
    read_acts,
    read_demands,
    read_partly,
    read_two_cases,
    says_along,
)
from tiktok_bindgen.language.conditions import read_condition
from tiktok_bindgen.language.hedges import without_opening
from tiktok_bindgen.language.parts import word_at
from tiktok_bindgen.language.rule_readers import is_told
from tiktok_bindgen.language.rule_wordings import REMARKS
from tiktok_bindgen.language.statements import Statement
from tiktok_bindgen.language.syntax import (
    Constraint,
    is_prose,
    prose_in,
)
from tiktok_bindgen.language.tokens import Token, tokenise

_MOST = 200


# Cached because many fields share a sentence, and some sentences are classified twice.
@lru_cache(maxsize=1024)
def read_sentence(text: str, items: tuple[Statement, ...] = ()) -> tuple[Constraint, ...]:
    """Parse a sentence that states a condition.

    Args:
        text: The sentence.
        items: The list that it introduces.

    Returns:
        Its demands; empty when its wording is not known.
    """
    tokens = _with_its_test(tuple(without_opening(tokenise(text))))
    if _VALUES_FOLLOW.search(text):
        tokens, items = _with_values(tokens, items)
    if not tokens or len(tokens) > _MOST:
        return ()
    for reader in _READERS:
        demands = reader(tokens, items)
        if demands and not _is_told_of(demands[0]):
            return demands
    return ()


def _is_told_of(demand: Constraint) -> bool:
    """Whether it only says when there is an error, without naming fields."""
    return demand.fact == "never" and demand.when is not None and is_prose(demand.when)


def _with_its_test(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Replace a kind of thing by its test in brackets: ``For a (`b` = `c`), d`` → ``when `b` = `c`, d``."""
    opening = next((at for at, token in enumerate(tokens) if token.text in {"(", ","}), 0)
    closing = next((at for at, token in enumerate(tokens) if token.text == ")"), 0)
    if word_at(tokens, 0) != "for" or not 1 < opening < closing or tokens[opening].text == ",":
        return tokens
    inside, after = tokens[opening + 1 : closing], tokens[closing + 1 :]
    if not after or after[0].text != "," or prose_in(read_condition(inside)):
        return tokens
    return (Token("word", "when", "when"), *inside, *after)


_VALUES_FOLLOW = re.compile(
    r"\bof the following values\s*[:：]$"
    r"|\b(?:allowed|supported|valid|enum) values?(?: (?:for|of) [^:：]{1,40})? (?:is|are)\s*[:：]?$",
    re.IGNORECASE,
)
# Words of a line that says more of its value than what it means.
_RESTRICTS = re.compile(r"\b(?:when|if|unless|only|must|required|supported|needs?|cannot)\b", re.IGNORECASE)


def _with_values(
    tokens: tuple[Token, ...], items: tuple[Statement, ...]
) -> tuple[tuple[Token, ...], tuple[Statement, ...]]:
    """Append the values of a sentence's list to it, if the list has nothing but values."""
    values = [tokenise(item.text)[:1] for item in items]
    restricted = any(_RESTRICTS.search(line.text) for item in items for line in item.walk())
    if restricted or not all(value and value[0].kind == "code" for value in values):
        return tokens, items
    comma = Token("mark", ",", ",")
    return (*tokens, *(token for value in values for token in (*value, comma)))[:-1], ()


def _remark(tokens: Sequence[Token], items: Sequence[Statement]) -> tuple[Constraint, ...]:
    """Parse a sentence that demands nothing, even if it sounds like a demand."""
    found = None if items else next(REMARKS.whole(tokens), None)
    return () if found is None else (Constraint(found[0].fact),)


# Words that begin a sentence about a purpose, and words that begin its advice.
_WISHES = (
    ("to",),
    *(
        (word, "you", *wish)
        for word in ("if", "when")
        for wish in (("want",), ("prefer",), ("would", "like"), ("do", "not", "want"))
    ),
)
# Facts that may be needed for a purpose, and so more than advice.
_NEEDED = frozenset({"required", "either", "alternatives", "value", "contain", "unread"})


def _purpose(tokens: Sequence[Token], items: Sequence[Statement]) -> tuple[Constraint, ...]:
    """Parse what to send for a purpose, which no request shows: ``To plant herbs, set a to b``."""
    words = tuple(token.text for token in tokens[:5])
    if items or not any(words[: len(wish)] == wish for wish in _WISHES):
        return ()
    for position in range(len(tokens) - 2, 2, -1):
        if tokens[position].text == "," and tokens[position].kind == "mark":
            then = word_at(tokens, position + 1) == "then"
            advised = _advised(tokens[position + 1 + then :])
            if advised:
                # A wish together with a test of a field is a condition.
                return advised if is_prose(read_condition(tokens[1:position])) else ()
    return ()


def _advised(tokens: Sequence[Token]) -> tuple[Constraint, ...]:
    """Parse what is advised for a purpose: fields that go together, what is needed for it, or nothing."""
    demands = read_demands(tokens)
    needs = [word_at(tokens, start) for start in range(3)] == ["you", "need", "to"]
    if [each.fact for each in demands] == ["required"] and len(demands[0].names) > 1 and says_along(tokens):
        return (evolve(demands[0], fact="together-own"),)
    if is_advice(tokens):
        return (Constraint("nothing"),) if demands or is_told(tokens) else ()
    if demands and all(each.fact in _NEEDED for each in demands):
        return (Constraint("wish"),)
    return (Constraint("wish"),) if needs and is_advice(tokens[3:]) and is_told(tokens[3:]) else ()


# The first that reads a sentence is right.
_READERS = (_remark, read_two_cases, _purpose, read_acts, read_partly)

"""Parse a sentence into what it demands, of which fields, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import cast

from attrs import evolve

from tiktok_bindgen.language.acts import read_acts, read_two_cases
from tiktok_bindgen.language.conditions import announces, read_condition
from tiktok_bindgen.language.hedges import without_opening
from tiktok_bindgen.language.parts import Order, Span, word_at
from tiktok_bindgen.language.patterns import Captures
from tiktok_bindgen.language.rule_readers import Names, is_told
from tiktok_bindgen.language.rule_wordings import DEMANDS, REMARKS, SENTENCES
from tiktok_bindgen.language.statements import Statement
from tiktok_bindgen.language.syntax import (
    Clause,
    Constraint,
    Every,
    Expr,
    Name,
    Prose,
    Some,
    at_level,
    is_prose,
    is_wish,
    prose_in,
)
from tiktok_bindgen.language.tokens import Token, tokenise

_MOST = 200
_MOST_JOINTS = 8
# Facts that are demands even without a condition: they relate fields to each other.
_ALONE = frozenset(
    {"either", "either-passed", "one", "not-both", "together", "order", "order-not", "same", "same-beside"}
    | {"different", "accompanied", "alone", "not-with", "limit-date", "limit-date-not", "span", "total"}
    | {"product", "limit-max-items", "unread"}
)
# Facts that become demands when given "at the same time" as the sentence's own field.
_ALONG = frozenset({"required", "either", "alternatives", "value"})


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


def _by_sentence(tokens: Sequence[Token], items: Sequence[Statement]) -> tuple[Constraint, ...]:
    for wording, captures in SENTENCES.whole(tokens):
        named = captures.get("SUBJECT") or captures.get("NAMES") or captures.get("FEATURE")
        subject = cast("Names | None", named)
        names = subject.names if subject is not None else ()
        values = cast("tuple[str, ...]", captures.get("CHOICES", ()))
        if "GLOSSED" in captures:
            return (Constraint(wording.fact, names, (), _is_one_of(captures)),)
        condition, more = _with_more(cast("tuple[Token, ...]", captures["COND"]), items)
        when = read_condition(condition, items)
        if word_at(tokens, len(tokens) - len(cast("tuple[Token, ...]", captures["COND"])) - 1) == "for":
            when = _of_each_kind(when)
        if is_wish(when) and (wording.fact == "required-when" or _is_advice(tokens)):
            return (Constraint("wish"),)
        found = Constraint(wording.fact, names, values, when)
        return (found, *(each if each.when is not None else evolve(each, when=when) for each in more))
    return ()


def _is_one_of(captures: Captures) -> Expr:
    """The condition that a field explained in brackets has one of some values."""
    names = cast("Names", captures["GLOSSED"]).names
    clause = Clause(names, "is", cast("tuple[str, ...]", captures["CHOICES"]))
    return at_level(clause, cast("str", captures.get("LEVEL", "")))


def _of_each_kind(condition: Expr) -> Expr:
    """Turn "for one kind and another" into a condition for either kind."""
    kinds = isinstance(condition, Every) and all(isinstance(part, Prose) for part in condition.parts)
    return Some(condition.parts) if isinstance(condition, Every) and kinds else condition


# Words that begin a second demand after the condition: `required when a, and ignored when b`.
_BESIDES = frozenset({"required", "valid", "only", "ignored", "optional", "supported", "not"})


def _with_more(
    condition: tuple[Token, ...], items: Sequence[Statement]
) -> tuple[tuple[Token, ...], tuple[Constraint, ...]]:
    """Split a condition from further demands after it."""
    for position in range(2, len(condition) - 2 if not items else 0):
        if condition[position].text != "and" or condition[position].kind != "word":
            continue
        rest = condition[position + 1 :]
        if rest[0].text in _BESIDES and rest[0].kind == "word":
            more = _by_sentence(rest, ())
        else:
            more = tuple(each for each in read_demands(rest) if each.fact in {"value", "required"})
        if more:
            return condition[:position], more
    return condition, ()


def _condition_first(tokens: Sequence[Token], items: Sequence[Statement]) -> tuple[Constraint, ...]:
    """Parse a condition followed by a demand: ``When a, b``."""
    if tokens[0].text not in {"when", "if", "once"} or tokens[0].kind != "word":
        return ()
    partly: tuple[Constraint, ...] = ()
    for position in range(len(tokens) - 2, 1, -1):
        if tokens[position].kind != "mark" or tokens[position].text != ",":
            continue
        rest = tokens[position + 1 :]
        if items and not announces(tokens[1:position]):
            return ()
        if rest[0].text == "then":
            rest = rest[1:]
        demands = read_demands(rest)
        if not demands:
            continue
        when = read_condition(tokens[1:position], items)
        found = tuple(evolve(demand, when=when) for demand in demands)
        if not prose_in(when):
            return found
        partly = partly or found
    return partly


def _condition_last(tokens: Sequence[Token], items: Sequence[Statement]) -> tuple[Constraint, ...]:
    """Parse a demand followed by its condition: ``b when a``."""
    for position in range(1, len(tokens) - 1):
        if tokens[position].kind != "word" or tokens[position].text not in {"when", "if"}:
            continue
        head = tokens[:position]
        only = head[-1].text == "only"
        demands = read_demands(head[:-1] if only else head)
        if demands and not only:
            when = read_condition(tokens[position + 1 :], items)
            if is_wish(when) and _is_advice(tokens):
                return (Constraint("wish"),)
            return tuple(evolve(demand, when=when) for demand in demands)
    return ()


# Words that begin a sentence about a purpose, and words that begin its advice.
_WISHES = (
    ("to",),
    *(
        (word, "you", *wish)
        for word in ("if", "when")
        for wish in (("want",), ("prefer",), ("would", "like"), ("don't", "want"), ("do", "not", "want"))
    ),
)
_ADVICE = frozenset({"please", "specify", "pass", "set", "use", "provide", "include", "do", "select", "make"})
# Facts that may be needed for a purpose, and so more than advice.
_NEEDED = frozenset({"required", "either", "alternatives", "value", "unread"})


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
    if [each.fact for each in demands] == ["required"] and len(demands[0].names) > 1 and _says_along(tokens):
        return (evolve(demands[0], fact="together-own"),)
    if _is_advice(tokens):
        return (Constraint("nothing"),) if demands or is_told(tokens) else ()
    if demands and all(each.fact in _NEEDED for each in demands):
        return (Constraint("wish"),)
    return (Constraint("wish"),) if needs and _is_advice(tokens[3:]) and is_told(tokens[3:]) else ()


def _is_advice(tokens: Sequence[Token]) -> bool:
    return word_at(tokens, 0) in _ADVICE


def _says_along(tokens: Sequence[Token]) -> bool:
    return not {"simultaneously", "time"}.isdisjoint(token.text for token in tokens if token.kind == "word")


def _alone(tokens: Sequence[Token], items: Sequence[Statement]) -> tuple[Constraint, ...]:
    """Parse a demand without a condition: between fields, or along with the sentence's own field."""
    if items:
        return ()
    demands = read_demands(tokens)
    words = {token.text for token in tokens if token.kind == "word"}
    of_another = all(each.fact == "value" and all(name.text for name in each.names) for each in demands)
    along = (_says_along(tokens) and "necessarily" not in words) or (of_another and words & {"must", "has"})
    if demands and along and all(each.fact in _ALONG for each in demands):
        return tuple(evolve(each, along=True) for each in demands)
    whole = all(each.fact in _ALONE for each in demands)
    return demands if whole and any(each.fact != "unread" for each in demands) else ()


def read_demands(tokens: Sequence[Token]) -> tuple[Constraint, ...]:
    """Parse the demands of a main clause; empty unless all of it is understood."""
    tokens = _without_reason(tokens)
    if (whole := _demand(tokens)) is not None:
        return (whole,)
    joints = [
        position
        for position, token in enumerate(tokens)
        if position and token.kind == "word" and token.text in {"and", "but", "which"}
    ]
    # All combinations of joints are tried, so a clause with too many of them is not parsed.
    for position in joints if len(joints) <= _MOST_JOINTS else ():
        left = tokens[: position - 1] if tokens[position - 1].text == "," else tokens[:position]
        first = read_demands(left)
        rest = read_demands(tokens[position + 1 :]) if first else ()
        if rest:
            if rest[0].fact.endswith("-too"):
                fact = rest[0].fact.removesuffix("-too")
                rest = (evolve(rest[0], fact=fact, names=first[-1].names), *rest[1:])
            return (*first, *rest)
    return ()


def _without_reason(tokens: Sequence[Token]) -> Sequence[Token]:
    """Strip a reason at the end of a clause, if it has no code: ``, as beds are dry``."""
    for position in range(len(tokens) - 2, 1, -1):
        if tokens[position].kind == "code":
            return tokens
        if tokens[position].text in {"as", "because", "since"} and tokens[position - 1].text == ",":
            return tokens[: position - 1]
    return tokens


def _demand(tokens: Sequence[Token]) -> Constraint | None:
    found = next((_made(wording.fact, captures) for wording, captures in DEMANDS.whole(tokens)), None)
    passed = found and found.fact == "either" and any(token.text == "pass" for token in tokens)
    return evolve(found, fact="either-passed") if found and passed else found


def _made(fact: str, captures: Captures) -> Constraint:
    named = [captures[key] for key in ("CALLED", "NAMES", "EXPLAINED", "GLOSSED") if key in captures]
    found = cast("Names", named[0] if named else Names((Name(""),)))
    values = cast("tuple[str, ...]", captures.get("CHOICES") or captures.get("VALUES", ()))
    second = named[1] if len(named) > 1 else None
    other = cast("Names | None", captures.get("NAMES2") or captures.get("BARE") or second)
    single = (captures[key] for key in ("NUMBER", "COUNT", "DATE") if key in captures)
    span = cast("Span | None", captures.get("RANGE") or captures.get("DASHED"))
    numbers = tuple(single) if span is None else (span.low, span.high)
    if fact == "alternatives" and (found.every is False or other is None or other.every is False):
        fact = "unread"
    if fact == "required" and found.every is False and len(found.names) > 1:
        fact = "either"
    return Constraint(
        "value" if fact == "values" else fact,
        found.names,
        values,
        lists=fact == "values",
        sign=cast("Order | None", captures.get("ORDER") or captures.get("COMPARISON")),
        other=other.names[0] if other is not None and len(other.names) == 1 else None,
        others=() if other is None else other.names,
        numbers=cast("tuple[int | float | str, ...]", numbers),
        also=cast("Expr | None", captures.get("ONLY")),
        every=found.every,
        levels=cast("tuple[str, ...]", captures.get("BESIDE", ())),
    )


# The first that reads a sentence is right.
_READERS = (
    _remark,
    read_two_cases,
    _by_sentence,
    _purpose,
    _condition_first,
    _condition_last,
    _alone,
    read_acts,
)

"""Read a sentence as acts: a main clause with force and content, under a condition.

What a main clause says (a field must be given, must not be, need not be …) is a table, ``acts``, and so are
the words for conditions. How force and condition combine is the same for all: "optional unless" demands, and
"only when" turns a permission into a ban of everything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import cast

from tiktok_bindgen.counting import singular
from tiktok_bindgen.language.bounds import (
    Ends,
    opposite_ends,
    read_beyond,
    read_bound,
    read_characters,
    read_extent,
    read_measure,
    read_worded,
)
from tiktok_bindgen.language.conditions import read_condition
from tiktok_bindgen.language.hedges import without_asides, without_opening
from tiktok_bindgen.language.parts import COUNTS, Order, joint, read_comparison, read_values, word_at
from tiktok_bindgen.language.patterns import Captures, Reader
from tiktok_bindgen.language.rule_readers import Names, read_bare_noun, read_names, read_noun
from tiktok_bindgen.language.statements import Statement
from tiktok_bindgen.language.syntax import Clause, Constraint, Expr, Name, opposite, prose_in
from tiktok_bindgen.language.table import wordings
from tiktok_bindgen.language.tokens import Token, tokenise


def read_acts(tokens: Sequence[Token], items: Sequence[Statement] = ()) -> tuple[Constraint, ...]:
    """Parse a sentence of a main clause and a condition, in either order; empty unless all of it is read.

    Args:
        tokens: The sentence, without what it opens with.
        items: The list that its condition introduces.
    """
    return next((act for act in _acts(tokens, items) if not _has_prose(act[0])), ())


def read_partly(tokens: Sequence[Token], items: Sequence[Statement] = ()) -> tuple[Constraint, ...]:
    """Parse such a sentence even if its condition is not wholly read."""
    return next(_acts(tokens, items), ())


def _without_tails(tokens: Sequence[Token]) -> Sequence[Token]:
    """Strip what ends a sentence without changing it."""
    kept = without_asides(tokens)
    for start in range(2, len(kept)):
        if _TAILS.may_begin(kept[start]) and any(True for _ in _TAILS.whole(kept[start:])):
            return kept[:start]
    return kept


def _has_prose(act: Constraint) -> bool:
    return act.when is not None and bool(prose_in(act.when))


def _acts(tokens: Sequence[Token], items: Sequence[Statement]) -> Iterator[tuple[Constraint, ...]]:
    """Every way to read a sentence."""
    if len(tokens) > _LONGEST:
        return
    for main, word, condition, stressed in _split(_without_tails(tokens)):
        only = stressed or any(token.text in _ONLY for token in main if token.kind == "word")
        found = _main(main, alone=word == "always")
        if found is None:
            continue
        when = _condition(word, condition, items)
        combined = _combined(*found, word, when, only=only)
        if combined is not None:
            yield (combined,)


# More words are no sentence; trying every way to cut them would take forever.
_LONGEST = 200


def read_two_cases(tokens: Sequence[Token], items: Sequence[Statement] = ()) -> tuple[Constraint, ...]:
    """Parse what holds in a case and otherwise; empty if it is no such sentence, or not all of it is read."""
    if items:
        return ()
    for position in range(2, len(tokens) - 1):
        if word_at(tokens, position) in _OTHERWISE and tokens[position].kind == "word":
            before = position - (tokens[position - 1].text in {",", ";", "and", "or"})
            first = read_acts(tokens[: before - (tokens[before - 1].text in {",", ";"})])
            rest = tokens[position + 1 + (tokens[position + 1].text == ",") :]
            found = _main(rest, alone=False)
            case = first[0].when if len(first) == 1 else None
            if case is None or found is None:
                return ()
            unless = first[0].fact in _TURNED
            second = _combined(*found, "when" if unless else "unless", case, only=False)
            return (*first, *(() if second is None else (second,)))
    return ()


_OTHERWISE = frozenset({"otherwise", "else"})
# Demands that hold where their condition does not.
_TURNED = frozenset({"required-unless", "valid-when", "value-valid-when"})


# A way to cut a sentence: its main clause, the word for its condition, the condition, whether "only" leads.
_Cut = tuple[Sequence[Token], str, Sequence[Token], bool]


def _split(tokens: Sequence[Token]) -> Iterator[_Cut]:
    """The sentence without a condition, then every way to cut it into a main clause and a condition."""
    yield tokens, "always", (), False
    codes = [position for position, token in enumerate(tokens) if token.kind == "code"]
    if not codes:
        return
    if word_at(tokens, len(tokens) - 1) in _ONLY:
        # "For big plots only": it may as well precede.
        yield from ((*cut[:3], True) for cut in _split(tokens[:-1]) if cut[2])
    for word, start in _conjunctions(tokens, 0):
        if word == "only":
            yield (), word, tokens[start:], False
        for comma in range(len(tokens) - 2, start, -1):
            if tokens[comma].kind == "mark" and tokens[comma].text in {",", ":"} and codes[0] < comma:
                then = word_at(tokens, comma + 1) == "then"
                yield tokens[comma + 1 + then :], word, tokens[start:comma], False
    for end in range(1, codes[-1]):
        for word, start in _conjunctions(tokens, end):
            if start < len(tokens):
                stop = end - (tokens[end - 1].text == ",")
                only = word_at(tokens, stop - 1) in _ONLY
                yield tokens[: stop - only], word, tokens[start:], only


def _conjunctions(tokens: Sequence[Token], start: int) -> Iterator[tuple[str, int]]:
    if start < len(tokens) and tokens[start].kind == "word" and _CONJUNCTIONS.may_begin(tokens[start]):
        found = {end: wording.fact for wording, end, _ in _CONJUNCTIONS.starting(tokens, start)}
        # The longest first: "in case" is more than "in".
        yield from ((found[end], end) for end in sorted(found, reverse=True))


def _condition(word: str, tokens: Sequence[Token], items: Sequence[Statement]) -> Expr | None:
    """Parse a condition behind its word; after "with" and "without", names alone are of what is given."""
    if word == "always":
        return None
    inside = _tested(tokens)
    if inside is not None:
        return inside
    if word in {"with", "without", "having"}:
        for end, names in _read_field(tokens, 0):
            if end == len(tokens):
                return Clause(
                    names.names, "present", every=names.every is not False, negated=word == "without"
                )
    return read_condition(tokens, items)


_COUNTING = frozenset({*COUNTS, "positive", "negative", "non-negative", "nonnegative", "zero"})


def _tested(tokens: Sequence[Token]) -> Expr | None:
    """Parse the test in brackets that ends words for what it tests: ``any sun (`sun` is `FULL`)``."""
    opening = next((at for at, token in enumerate(tokens) if token.kind == "mark" and token.text == "("), 0)
    if not opening or tokens[-1].text != ")" or any(token.kind == "code" for token in tokens[:opening]):
        return None
    inside = read_condition(tokens[opening + 1 : -1])
    return None if prose_in(inside) else inside


def _main(tokens: Sequence[Token], *, alone: bool) -> tuple[str, Captures] | None:
    """What a main clause says; without a condition only limits and relations are demands."""
    if not tokens:
        # "Only when …": the field at hand is valid.
        return "may-give", {}
    counts = any(token.text[0].isdigit() or token.text in _COUNTING for token in tokens)
    tables = (*(() if alone else (_ACTS,)), _GROUPS, *((_BOUNDS,) if counts else ()))
    found = ((wording.fact, captures) for table in tables for wording, captures in table.whole(tokens))
    return next(found, None)


_ONLY = frozenset({"only", "solely", "exclusively", "just"})

# What a force becomes under a condition, by the word for that: the demand, and whether that is turned.
_DEMANDS: dict[str, dict[str, tuple[str, bool]]] = {
    "must-give": {"when": ("required-when", False), "unless": ("required-unless", False)},
    "give": {
        "when": ("required-when", False),
        "only": ("valid-when", False),
        "unless": ("required-unless", False),
    },
    "ban-give": {"when": ("not-valid-when", False), "unless": ("valid-when", False)},
    "may-give": {
        "when": ("valid-open", False),
        "only": ("valid-when", False),
        "unless": ("not-valid-when", False),
    },
    # "This field is …": what follows says it all.
    "is": {"only": ("valid-when", False)},
    "free": {
        "when": ("released-when", False),
        "only": ("required-unless", False),
        "unless": ("required-when", False),
    },
    "ignore": {"when": ("ignored-when", False), "unless": ("ignored-when", True)},
    "must-value": {"when": ("value", False), "unless": ("value", True)},
    "ban-value": {"when": ("not-value", False), "unless": ("value-valid-when", False)},
    "may-value": {
        "when": ("nothing-when", False),
        "only": ("value-valid-when", False),
        "unless": ("not-value", False),
    },
}
# Words before a condition that only say that it holds.
_PREPOSITIONS = frozenset({"with", "without", "having"})
_RELATIONS = frozenset(
    {"one", "either", "not-both", "not-with", "accompanied", "together", "order", "order-not", "same"}
)


def _combined(fact: str, parts: Captures, word: str, when: Expr | None, *, only: bool) -> Constraint | None:
    """The demand of a main clause under a condition; ``None`` if they demand nothing together."""
    word = "only" if only or word == "only" else "when" if word in _PREPOSITIONS else word
    named = cast("Names", parts.get("FIELD") or parts.get("FIELDS") or Names((Name(""),)))
    others = cast("Names", parts.get("OTHERS") or parts.get("OTHER") or Names(()))
    sign = cast("Order | None", parts.get("ORDER"))
    if fact == "order-over":
        fact, sign = "order", "<="
    if fact in _RELATIONS:
        turned = when is not None and word == "unless"
        return Constraint(
            fact,
            named.names,
            when=opposite(when) if turned and when is not None else when,
            sign=sign,
            other=others.names[0] if len(others.names) == 1 else None,
            others=others.names,
            every=named.every,
        )
    if fact == "never":
        return None if when is None or word == "unless" else Constraint("never", when=when)
    if fact in _LIMITS:
        return _limit(fact, parts, opposite(when) if when is not None and word == "unless" else when)
    demands = _DEMANDS[fact]
    demand, turned = demands.get(word) or (demands.get("when") if word == "only" else None) or ("", False)
    if when is None or not demand:
        return None
    if demand == "required-when" and named.every is False and len(named.names) > 1:
        demand = "either"
    values = cast("tuple[str, ...]", parts.get("CHOICES") or parts.get("VALUED", ()))
    return Constraint(demand, named.names, values, opposite(when) if turned else when, every=named.every)


_LIMITS = frozenset({"bound", "least", "most", "unbound", "positive", "natural"})


def _limit(fact: str, parts: Captures, when: Expr | None) -> Constraint:
    """The limit that a main clause states."""
    extent = cast("tuple[str, Names] | None", parts.get("EXTENT"))
    measured, of_extent = extent or ("", Names((Name(""),)))
    named = cast("Names", parts.get("FIELD") or parts.get("KIND1") or of_extent)
    measure = measured or cast("str", parts.get("MEASURE") or parts.get("CHARACTERS", ""))
    ends = cast("Ends", parts.get("BOUND") or parts.get("WORDED") or parts.get("BEYOND") or ())
    if fact in {"positive", "natural"}:
        ends = ((">" if fact == "positive" else ">=", 0),)
    elif (number := parts.get("NUMBER", parts.get("COUNT"))) is not None:
        ends = ((">=" if fact == "least" else "<=", cast("int | float", number)),)
    elif fact == "unbound":
        ends = opposite_ends(ends)
    return Constraint(f"limit-{measure or 'any'}", named.names, when=when, ends=ends)


def itself(demand: Constraint, name: str = "") -> bool:
    """Whether a demand is about the field itself that its sentence describes, in words, or as ``{self}``."""
    return all(
        called_so(name, each.called) if each.called else each.text in {"", "{self}"} for each in demand.names
    )


def own_limit(sentence: str, name: str) -> Constraint | None:
    """The limit that a sentence states of its own field without a condition, if it does.

    Args:
        sentence: The sentence, in which the field's name is ``{self}``.
        name: The field's name, by which the sentence may call it: ``the size``.
    """
    acts = read_acts(without_opening(tokenise(sentence)))
    return acts[0] if len(acts) == 1 and is_limit(acts[0]) and itself(acts[0], name) else None


def is_limit(demand: Constraint) -> bool:
    """Whether it is a limit without a condition."""
    return bool(demand.ends) and demand.when is None


# Words that mean the field at hand, whatever it is called.
_ITSELF = frozenset(
    {"number", "value", "field", "parameter", "text", "string", "setting", "list", "array", "name", "entry"}
)
# Words for what a field is, which its name need not have.
_GENERIC = _ITSELF | {"id", "ids", "date", "time", "object", "entries"}


def called_so(name: str, words: Sequence[str]) -> bool:
    """Whether words call a field of some name: ``the start date`` of ``garden_start_time``.

    Examples:
        >>> called_so("garden_start_time", ("start", "date")), called_so("width", ("height",))
        (True, False)
    """
    parts = {singular(part) for part in name.split("_")}
    plain = [singular(word) for word in words]
    told = [word for word in plain if word not in _GENERIC]
    # "The number" may be any field's, and so that of the field at hand.
    return parts.issuperset(told) if told else set(plain) <= _ITSELF


_IDENTIFIER = re.compile(r"[\w.\[\]-]+")


def _read_field(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Names]]:
    """Read names of fields, or words for a field: ``a width``, ``this``."""
    for end, names in read_names(tokens, start):
        if all(not name.text or _IDENTIFIER.fullmatch(name.text) for name in names.names):
            yield end, names
    if word_at(tokens, start) in {"this", "that"}:
        yield start + 1, Names((Name(""),))
    yield from read_noun(tokens, start)
    word = word_at(tokens, start)
    if word.isalpha() and singular(word) != word:
        yield start + 1, Names((Name("", called=(word,)),))


def _read_fields(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Names]]:
    """Read the names of several fields, after words for how many: ``the two fields `a` and `b` ``."""
    position = start
    while word_at(tokens, position) in _COUNTED:
        position += 1
    for begin in dict.fromkeys((start, position)):
        yield from ((end, names) for end, names in read_names(tokens, begin) if len(names.names) > 1)
    either = word_at(tokens, start) == "either"
    yield from _read_mixed(tokens, start + either)


def _read_mixed(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Names]]:
    """Read two fields of which at least one is in words: ``this or `height` ``, ``a phone or `gate` ``."""
    for end, first in _read_field(tokens, start):
        joined, after = joint(tokens, end)
        if len(first.names) != 1 or joined not in {"and", "or"}:
            continue
        for last, second in _read_field(tokens, after):
            names = (*first.names, *second.names)
            if not all(name.text for name in names):
                yield last, Names(names, every=joined == "and")


_COUNTED = frozenset(
    {"the", "both", "two", "three", "four", "following", "fields", "parameters", "these", "of"}
)


def _read_constants(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Read values that look like no names."""
    for end, values in read_values(tokens, start, joints={"", "or", "and"}):
        if all(not value.islower() or value in {"true", "false"} for value in values):
            yield end, values


_READERS: dict[str, Reader] = {
    "FIELD": _read_field,
    "FIELDS": _read_fields,
    "OTHER": _read_field,
    "OTHERS": read_names,
    "ORDER": read_comparison,
    "KIND1": read_bare_noun,
    "BOUND": read_bound,
    "WORDED": read_worded,
    "BEYOND": read_beyond,
    "MEASURE": read_measure,
    "CHARACTERS": read_characters,
    "EXTENT": read_extent,
    "VALUED": _read_constants,
}
_ACTS = wordings("acts", readers=_READERS)
_GROUPS = wordings("groups", readers=_READERS)
_BOUNDS = wordings("bounds", readers=_READERS)
_TAILS = wordings("tails-of-acts")
_CONJUNCTIONS = wordings("conjunctions")

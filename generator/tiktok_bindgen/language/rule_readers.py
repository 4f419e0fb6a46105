"""Readers for the parts of rule wordings: names of fields, levels, kinds of things.

Each reader yields every way to read its part, so that a pattern can try them in turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

from attrs import evolve, frozen

from tiktok_bindgen.language.levels import LEVEL_PHRASES, read_beside, read_level
from tiktok_bindgen.language.parts import (
    after_gloss,
    joint,
    one_token,
    read_comparison,
    read_values,
    read_words,
    unlisted,
    word_at,
    words_at,
)
from tiktok_bindgen.language.patterns import Reader
from tiktok_bindgen.language.syntax import Clause, Name
from tiktok_bindgen.language.table import wordings
from tiktok_bindgen.language.tokens import Token

# Words around a name that add nothing to it.
# What a field is called, whatever its name.
_SELF_NOUNS = frozenset(
    {"field", "parameter", "object", "array", "filter", "list", "value"}
    | {"property", "attribute", "argument", "element"}
)
_BEFORE = (
    frozenset({"the", "your", "both", "all", "a", "an", "corresponding", "specified", "of", "enum", "key"})
    | {"fields", "parameters", "filters", "values", "objects", "arrays", "properties", "attributes"}
    | {"dimension", "option"}
    | _SELF_NOUNS
)
_AFTER = _SELF_NOUNS | {"fields", "parameters", "property's", "field's", "parameter's"}
_AFTER_MANY = frozenset({"objects", "arrays", "values", "option", "setting", "properties", "attributes"})
_WITHIN = frozenset({"within", "in", "under", "inside", "of", "from"})


@frozen
class Names:
    """Named fields, and whether all or any of them are meant; ``None`` when there is only one."""

    names: tuple[Name, ...]
    every: bool | None = None


def readers() -> dict[str, Reader]:
    """The readers, keyed by the names that patterns use."""
    return {
        "NAMES": read_names,
        "LISTED": one_token(_list_in_code),
        "COMPARISON": read_comparison,
        "LEVEL": read_level,
        "BESIDE": read_beside,
        "BARE": _read_bare,
        "CALLED": _read_called,
        "NOUN": read_noun,
        "KIND1": read_bare_noun,
        "KINDED": _read_kinded,
        "GLOSSED": _read_glossed,
        "EXPLAINED": _read_explained,
        "KIND": _read_kind,
        "FEATURE": _read_feature,
        "THING": _read_thing,
        "ONLY": _read_only,
        "TOLD": _read_told,
        "IS": partial(_read_mark, "is"),
        "DID": partial(_read_mark, "did"),
    }


def read_names(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Names]]:
    """Names of fields: ``the `a` field``, ``both `a` and `b` ``, ``either `a` or `b` within `c` ``."""
    word = word_at(tokens, start)
    of = word in {"one", "any"} and word_at(tokens, start + 1) == "of"
    every = False if of or word == "either" else None
    position = start if every is None else start + 1 + of
    names: list[Name] = []
    ends: list[tuple[int, Names]] = []
    conjunction = ""
    while (item := _read_name(tokens, position)) is not None:
        position, name = item
        names.append(name)
        whole = every if every is not None else {"and": True, "or": False}.get(conjunction)
        ends.append((position, Names(tuple(names), None if len(names) == 1 else whole)))
        if words_at(tokens, position, ("or", "both")):
            yield position + 2, Names(tuple(names), every=False)
        joined, position = joint(tokens, position)
        # After `and` or `or`, neither a bare comma nor the other word continues the same list.
        if joined is None or (conjunction and joined != conjunction):
            break
        conjunction = joined
    yield from reversed(ends)


def _read_name(tokens: Sequence[Token], start: int) -> tuple[int, Name] | None:
    position = start
    level = ""
    nouns: set[str] = set()
    while True:
        word = word_at(tokens, position)
        if not level and (of := next(read_level(tokens, position, owns=("", "'s")), None)) is not None:
            position, level = of
        elif word not in _BEFORE:
            break
        else:
            position += 1
        nouns.add(word)
    if position >= len(tokens) or tokens[position].kind != "code":
        return _itself(tokens, start)
    nouns.update(token.text for token in tokens[position + 1 : position + 3] if token.kind == "word")
    text, within = _steps(tokens[position].text)
    # Built in one step for speed: most readings of names are discarded.
    name = Name(text, within, level, "array" in nouns, "object" in nouns or "objects" in nouns)
    position = after_gloss(tokens, position + 1)
    while True:
        if word_at(tokens, position) in _AFTER or word_at(tokens, position) in _AFTER_MANY:
            position += 1
            continue
        qualified = _qualifier(tokens, position, name)
        if qualified is None:
            return position, name
        position, name = qualified


def _itself(tokens: Sequence[Token], start: int) -> tuple[int, Name] | None:
    """Read words for the sentence's own field: ``this field``."""
    if word_at(tokens, start) == "it":
        return start + 1, Name("")
    if word_at(tokens, start) == "this" and word_at(tokens, start + 1) == "value":
        return start + 2, Name("", value=True)
    if word_at(tokens, start) in {"this", "the"} and word_at(tokens, start + 1) in _SELF_NOUNS:
        return start + 2, Name("")
    return None


def _dotted(text: str) -> Name:
    return Name(*_steps(text))


# Cached because a name occurs in many sentences, and is read several times in each.
@lru_cache(maxsize=4096)
def _steps(text: str) -> tuple[str, tuple[str, ...]]:
    """Split code into a field's name and those of the objects around it: ``bed.soil``."""
    steps = [step for step in re.sub(r"\[\w*\]", "", text).split(".") if step]
    return (steps[-1], tuple(steps[:-1])) if steps else (text, ())


def _qualifier(tokens: Sequence[Token], start: int, name: Name) -> tuple[int, Name] | None:
    if (level := _level_phrase(tokens, start)) is not None:
        return level[0], evolve(name, level=level[1])
    if word_at(tokens, start) not in _WITHIN:
        return None
    position = start + 1
    while word_at(tokens, position) in _BEFORE:
        position += 1
    if position >= len(tokens) or tokens[position].kind != "code":
        return None
    outer = _dotted(tokens[position].text)
    position += 1
    while word_at(tokens, position) in _AFTER:
        position += 1
    return position, evolve(name, within=(*outer.within, outer.text, *name.within))


def _level_phrase(tokens: Sequence[Token], start: int) -> tuple[int, str] | None:
    """Read the level that a name is said to be of: ``at the campaign level``."""
    if start >= len(tokens) or not LEVEL_PHRASES.may_begin(tokens[start]):
        return None
    found = ((end, str(captures["LEVEL"])) for _, end, captures in LEVEL_PHRASES.starting(tokens, start))
    return max(found, default=None)


def _read_bare(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Names]]:
    """Read a field's name without back-ticks, as the last word."""
    if start == len(tokens) - 1 and tokens[start].kind == "word" and tokens[start].written.islower():
        yield start + 1, Names((Name(tokens[start].text),))


def _list_in_code(token: Token) -> tuple[str, ...] | None:
    """The values of a JSON list in one code token; ``None`` for other tokens."""
    return unlisted(token.text) if token.kind == "code" and token.text.startswith("[") else None


def _read_called(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Names]]:
    """Read words for the sentence's own field that resemble its name: ``the end time``."""
    if word_at(tokens, start) != "the":
        return
    for end in range(min(start + 4, len(tokens)), start + 1, -1):
        words = [word_at(tokens, position) for position in range(start + 1, end)]
        if all(words):
            yield end, Names((Name("", called=tuple(words)),))


_DETERMINERS = frozenset({"the", "a", "an", "any", "its", "this", "your", "each", "every", "some"})
_LONGEST_NOUN = 3


# Words before "of" that are not what a field is called.
_MEASURES = frozenset({"number", "value", "kind", "type", "name", "count", "amount", "size"})


def read_noun(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Names]]:
    """Read words for a field after an article: ``a width``, ``the end time``."""
    if word_at(tokens, start) in _DETERMINERS:
        if word_at(tokens, start + 1) in _MEASURES and word_at(tokens, start + 2) == "of":
            start += 2
        for end in range(start + 2, min(start + 2 + _LONGEST_NOUN, len(tokens) + 1)):
            words = [word_at(tokens, position) for position in range(start + 1, end)]
            if not all(word.isalpha() for word in words):
                return
            yield end, Names((Name("", called=tuple(words)),))


def read_bare_noun(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Names]]:
    """Read a single word for a field: ``rows``."""
    if word_at(tokens, start).isalpha():
        yield start + 1, Names((Name("", called=(word_at(tokens, start),)),))


_QUANTIFIERS = frozenset({"a", "an", "the", "any", "all", "every", "each", "your"})
_SORTS = frozenset({"kind", "type", "sort", "value", "category", "class", "mode"})


def _read_kinded(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[Names, tuple[str, ...]]]]:
    """Read a thing with a value of the field called like it: ``a `BIG` plot``, ``pots of size `L` ``."""
    position = start + (word_at(tokens, start) in _QUANTIFIERS)
    coded = position < len(tokens) and tokens[position].kind == "code"
    for end, values in read_values(tokens, position, joints={"", "or", "and"}) if coded else ():
        if word_at(tokens, end).isalpha() and all(not value.islower() for value in values):
            yield end + 1, (Names((Name("", called=(word_at(tokens, end),)),)), values)
    noun = word_at(tokens, position)
    if not noun.isalpha():
        return
    after = position + 1
    if word_at(tokens, after) == "of":
        article = word_at(tokens, after + 1) == "the"
        after += 1 + article
        sort = word_at(tokens, after)
        if sort.isalpha():
            noun = noun if sort in _SORTS else sort
            after += 1
    elif word_at(tokens, after) in {"that", "which"} and word_at(tokens, after + 1) in {"are", "is"}:
        after += 2
    elif word_at(tokens, after) in _SORTS:
        after += 1
    else:
        return
    coded = after < len(tokens) and tokens[after].kind == "code"
    for end, values in read_values(tokens, after, joints={"", "or", "and"}) if coded else ():
        if all(not value.islower() for value in values):
            yield end, (Names((Name("", called=(noun,)),)), values)


def _read_glossed(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Names]]:
    """Read words followed by the name that they stand for: ``a small garden (`garden`)``."""
    for end, _ in read_words(tokens, start):
        inside = tokens[end : end + 3]
        if [token.text for token in inside[::2]] == ["(", ")"] and inside[1].kind == "code":
            name = _dotted(inside[1].text)
            after, level = _level_phrase(tokens, end + 3) or (end + 3, name.level)
            yield after, Names((evolve(name, level=level),))


def _read_explained(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Names]]:
    """Read two names, each after words that it explains: ``plot size (`size`) and plot name (`name`)``."""
    names: list[Name] = []
    position = start
    while position < len(tokens):
        begin = position
        while word_at(tokens, position) not in {"", "and", "or"} and position < begin + 5:
            position += 1
        inside = tokens[position : position + 3]
        if [token.text for token in inside[::2]] != ["(", ")"] or inside[1].kind != "code":
            return
        names.append(_dotted(inside[1].text))
        position += 3
        if len(names) == 2:
            yield position, Names(tuple(names), every=True)
            return
        joined, position = joint(tokens, position)
        if joined not in {"and", "or"}:
            return


_POINTERS = frozenset({"the", "this", "that", "it", "and", "or", "but", "only"})


def _read_feature(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Names]]:
    """Read words for a feature that the sentence's own field serves: ``late watering or early watering``."""
    for end in range(start + 1, min(start + 9, len(tokens) + 1)):
        word = tokens[end - 1]
        if word.kind != "word" or tokens[start].text in _POINTERS or word.text in {"this", "it"}:
            return
        letters = "".join(token.text for token in tokens[start:end]).replace("-", "")
        yield end, Names((Name("", feature=letters),))


_MARKS = wordings("marks")


def _read_mark(mark: str, tokens: Sequence[Token], start: int) -> Iterator[tuple[int, bool]]:
    """Read what is between a field and what is tested of it; yield whether it is so: ``is``, ``isn't``."""
    if start < len(tokens) and _MARKS.may_begin(tokens[start]):
        for wording, end, _ in _MARKS.starting(tokens, start):
            if wording.fact.removesuffix("-not") == mark:
                yield end, wording.fact == mark


def _read_kind(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Read two to five words for a kind of thing."""
    for end in range(start + 1, min(start + 6, len(tokens) + 1)):
        if tokens[end - 1].kind != "word":
            return
        if end > start + 1:
            yield end, " ".join(token.text for token in tokens[start:end])


# Words that do more than name a thing.
_MEASURING = frozenset({"and", "than", "between", "at", "not", "no", "only", "must", "without", "is", "are"})


def _read_thing(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, object]]:
    for end, _ in read_words(tokens, start):
        if tokens[end - 1].text in _MEASURING or tokens[end - 1].text[0].isdigit():
            return
        yield end, None
        # It may go on after an explanation in brackets.
        if (after := after_gloss(tokens, end)) > end:
            yield from ((last, None) for last, _ in read_words(tokens, after))
        inside = tokens[end : end + 3]  # it may have its code in brackets: an empty list (`[]`)
        if [token.text for token in inside[::2]] == ["(", ")"] and inside[1].kind == "code":
            yield end + 3, None


def _read_only(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Clause]]:
    """Read the only values of a list, in words and in brackets: ``roses only (`beds` = `ROSES`)``."""
    for end, _ in read_words(tokens, start):
        if tokens[end - 1].text != "only" or [token.text for token in tokens[end : end + 3 : 2]] != [
            "(",
            "=",
        ]:
            continue
        name = tokens[end + 1]
        for after, values in read_values(tokens, end + 3):
            if name.kind == "code" and after < len(tokens) and tokens[after].text == ")":
                yield after + 1, Clause((_dotted(name.text),), "only", values)


# Words with which a sentence that seems to inform may still demand something.
_DEMANDING = frozenset(
    {"must", "need", "needs", "required", "require", "requires", "cannot", "should", "only"}
) | (frozenset({"error", "errors", "fail", "fails", "rejected", "unless", "invalid", "not"}))


def _read_told(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, object]]:
    """Read the rest of a sentence that informs and demands nothing."""
    if start < len(tokens) and is_told(tokens[start:]):
        yield len(tokens), None


def is_told(tokens: Sequence[Token]) -> bool:
    """Whether none of the words may demand something."""
    return not any(token.kind == "word" and token.text in _DEMANDING for token in tokens)

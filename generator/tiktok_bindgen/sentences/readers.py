"""The parts of wordings that have a shape of their own: names, lists of values, numbers, comparisons.

Each reader yields every way to read its part, the longest first, so that a pattern can try them in turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from attrs import evolve, frozen

from tiktok_bindgen.sentences.patterns import Reader
from tiktok_bindgen.sentences.phrases import COMPARISONS, Order
from tiktok_bindgen.sentences.syntax import Clause, Name
from tiktok_bindgen.sentences.tokens import Token

LEVELS = {
    "campaign": "campaign",
    "ad group": "adgroup",
    "adgroup": "adgroup",
    "ad": "ad",
    "advertiser": "advertiser",
}
# Words around a name that add nothing to it.
_BEFORE = (
    frozenset({"the", "your", "both", "all", "a", "an", "corresponding", "specified"})
    | frozenset({"object", "array", "field", "fields", "parameter", "parameters", "filter", "list", "value"})
    | frozenset({"values", "dimension", "of", "objects", "arrays", "enum"})
)
_AFTER = frozenset(
    {"object", "array", "field", "fields", "parameter", "parameters", "list", "filter", "value"}
)
_AFTER_MANY = frozenset({"objects", "arrays", "values", "option", "setting"})
_SELF_NOUNS = frozenset({"field", "parameter", "object", "array", "filter", "list", "value"})
_WITHIN = frozenset({"within", "in", "under", "inside", "of", "from"})


@frozen
class Names:
    """Named fields, and whether every one is meant or any one; ``None`` when there is only one."""

    names: tuple[Name, ...]
    every: bool | None = None


def readers() -> dict[str, Reader]:
    """The readers by the names that patterns give them."""
    return {
        "NAMES": read_names,
        "SUBJECT": read_names,
        "VALUES": _read_values,
        "CHOICES": _read_choices,
        "NUMBER": _read_number,
        "COUNT": _read_count,
        "DATE": _read_date,
        "RANGE": _read_range,
        "COMPARISON": _read_comparison,
        "ORDER": _read_comparison,
        "LEVEL": _read_level,
        "BARE": _read_bare,
        "CALLED": _read_called,
        "GLOSSED": _read_glossed,
        "EXPLAINED": _read_explained,
        "WORDS": _read_words,
        "THING": _read_thing,
        "PHRASE": _read_phrase,
        "ONLY": _read_only,
        "ANYTHING": _read_rest,
        "TOLD": _read_told,
        "COND": _read_rest,
    }


def read_names(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Names]]:
    """Names of fields: ``the `a` field``, ``both `a` and `b` ``, ``either `a` or `b` within `c` ``."""
    position = start
    every: bool | None = None
    for words, meant in ((("either",), False), (("one", "of"), False), (("any", "of"), False)):
        if _words_at(tokens, position, words):
            position += len(words)
            every = meant
            break
    names: list[Name] = []
    ends: list[tuple[int, Names]] = []
    said = ""
    while (item := _read_name(tokens, position)) is not None:
        position, name = item
        names.append(name)
        whole = every if every is not None else {"and": True, "or": False}.get(said)
        ends.append((position, Names(tuple(names), None if len(names) == 1 else whole)))
        joint, position = _joint(tokens, position)
        # One word joins a whole list: after it no bare comma and no other word goes on with the same list.
        if joint is None or (said and joint != said):
            break
        said = joint
    yield from reversed(ends)


def _read_name(tokens: Sequence[Token], start: int) -> tuple[int, Name] | None:
    position = start
    level = ""
    nouns: set[str] = set()
    while (word := _word(tokens, position)) in _BEFORE or (word in LEVELS and not level):
        level = LEVELS.get(word, level)
        nouns.add(word)
        position += 1
    if position >= len(tokens) or tokens[position].kind != "code":
        return _itself(tokens, start)
    nouns.update(token.text for token in tokens[position + 1 : position + 3] if token.kind == "word")
    text, within = _steps(tokens[position].text)
    # Names are read in very many ways that come to nothing: they are made at once.
    name = Name(text, within, level, "array" in nouns, "object" in nouns or "objects" in nouns)
    position = after_gloss(tokens, position + 1)
    while True:
        if _word(tokens, position) in _AFTER or _word(tokens, position) in _AFTER_MANY:
            position += 1
            continue
        qualified = _qualifier(tokens, position, name)
        if qualified is None:
            return position, name
        position, name = qualified


def _itself(tokens: Sequence[Token], start: int) -> tuple[int, Name] | None:
    """``this field``: the field that the sentence stands at."""
    if _word(tokens, start) == "it":
        return start + 1, Name("")
    if _word(tokens, start) == "this" and _word(tokens, start + 1) == "value":
        return start + 2, Name("", value=True)
    if _word(tokens, start) in {"this", "the"} and _word(tokens, start + 1) in _SELF_NOUNS:
        return start + 2, Name("")
    return None


def _dotted(text: str) -> Name:
    return Name(*_steps(text))


# One name stands in many sentences, and is read in several ways in each.
@lru_cache(maxsize=4096)
def _steps(text: str) -> tuple[str, tuple[str, ...]]:
    """A field's name, and those of the objects around it: ``bed.soil``."""
    steps = [step for step in re.sub(r"\[\w*\]", "", text).split(".") if step]
    return (steps[-1], tuple(steps[:-1])) if steps else (text, ())


def _qualifier(tokens: Sequence[Token], start: int, name: Name) -> tuple[int, Name] | None:
    if (level := _level_phrase(tokens, start)) is not None:
        return level[0], evolve(name, level=level[1])
    if _word(tokens, start) not in _WITHIN:
        return None
    position = start + 1
    while _word(tokens, position) in _BEFORE:
        position += 1
    if position >= len(tokens) or tokens[position].kind != "code":
        return None
    outer = _dotted(tokens[position].text)
    position += 1
    while _word(tokens, position) in _AFTER:
        position += 1
    return position, evolve(name, within=(*outer.within, outer.text, *name.within))


def _level_phrase(tokens: Sequence[Token], start: int) -> tuple[int, str] | None:
    """``at the campaign level``."""
    if not _words_at(tokens, start, ("at", "the")):
        return None
    for end, level in _read_level(tokens, start + 2):
        if _word(tokens, end) == "level":
            return end + 1, str(level)
    return None


_LIMITING = frozenset({"(", "only", "except", "not", "excluding", "unless", "without", "no", "if", "when"})


def after_gloss(tokens: Sequence[Token], start: int) -> int:
    """The position after an explanation in brackets that names no code."""
    if start >= len(tokens) or tokens[start].text != "(" or tokens[start].kind != "mark":
        return start
    for position in range(start + 1, len(tokens)):
        if tokens[position].kind == "code" or tokens[position].text in _LIMITING:
            return start
        if tokens[position].kind == "mark" and tokens[position].text == ")":
            return position + 1
    return start


def _joint(tokens: Sequence[Token], start: int) -> tuple[str | None, int]:
    """What joins two items of a list: ``and``, ``or``, nothing but a comma; ``None`` where nothing does."""
    position = start
    comma = (
        position < len(tokens)
        and tokens[position].kind == "mark"
        and tokens[position].text in {",", "/", ";"}
    )
    if comma:
        position += 1
        if position < len(tokens) and tokens[position].text == "," and tokens[position].kind == "mark":
            position += 1
    word = _word(tokens, position)
    if word in {"and", "or"}:
        return word, position + 1
    return ("", position) if comma else (None, start)


def _read_values(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    yield from _read_list(tokens, start, {"", "or"})


def _read_choices(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    yield from _read_list(tokens, start, {"", "or", "and"})


def _read_list(
    tokens: Sequence[Token], start: int, joints: set[str]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    position = start
    while _word(tokens, position) in {"the", "value", "values", "either"}:
        position += 1
    yield from _read_bracketed(tokens, position)
    values: list[str] = []
    ends: list[tuple[int, tuple[str, ...]]] = []
    while position < len(tokens) and (found := _value(tokens[position])):
        values.extend(found)
        position = after_gloss(tokens, position + 1)
        ends.append((position, tuple(values)))
        joint, position = _joint(tokens, position)
        if joint is None or joint not in joints:
            break
    yield from reversed(ends)


def _read_bracketed(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The values of a list in brackets each of which is code: ``["`a`", "`b`"]``."""
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
        return _unlisted(token.text)
    if re.fullmatch(r"true|false|\d+(?:\.\d+)?|[A-Z][A-Z0-9_]{2,}", token.written):
        # Words that are only stressed are no values.
        return () if token.written in {"NOT", "AND", "ALL", "BOTH", "ANY", "ONLY"} else (token.written,)
    return (token.text,) if token.text in {"true", "false"} else ()


def _unlisted(text: str) -> tuple[str, ...]:
    """The values of a list that is written as JSON; of any other text, that text."""
    if text.startswith("[") and text.endswith("]"):
        parts = [part.strip().strip("\"'“”") for part in text[1:-1].split(",")]
        return tuple(part for part in parts if part)
    return (text,)


_NUMBER = re.compile(r"-?\d{1,15}(?:,\d{3})*(?:\.\d{1,9})?")


def _number(text: str) -> int | float | None:
    if not _NUMBER.fullmatch(text):
        return None
    digits = text.replace(",", "")
    return float(digits) if "." in digits else int(digits)


def _read_number(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, object]]:
    end = start + 1
    while end + 1 < len(tokens) and tokens[end].text == "," and re.fullmatch(r"\d{3}", tokens[end + 1].text):
        end += 2  # 1,024 is three tokens
    for stop in range(end, start, -2):
        text = "".join(token.text for token in tokens[start:stop])
        if (number := _number(text)) is not None:
            yield stop, number


_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}


def _read_count(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, object]]:
    if (count := _COUNTS.get(_word(tokens, start))) is not None:
        yield start + 1, count
    elif _word(tokens, start) == "a" and _word(tokens, start + 1) == "single":
        yield start + 2, 1
    else:
        yield from _read_number(tokens, start)


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}:\d{2}Z?)?")


def _read_date(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, object]]:
    if start < len(tokens) and _DATE.fullmatch(tokens[start].text):
        yield start + 1, tokens[start].text


def _read_range(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, object]]:
    texts = [token.text for token in tokens[start : start + 6]]
    if texts and (match := re.fullmatch(r"(\d[\d.]*)-(\d[\d.]*)", texts[0])):
        low, high = _number(match[1]), _number(match[2])
        if low is not None and high is not None:
            yield start + 1, (low, high)
    for shape in (("[", None, ",", None, "]"), (None, "and", None), (None, "to", None)):
        found = texts[: len(shape)]
        if len(found) < len(shape) or any(
            s is not None and s != f for s, f in zip(shape, found, strict=True)
        ):
            continue
        numbers = [_number(f) for s, f in zip(shape, found, strict=True) if s is None]
        if None not in numbers:
            yield start + len(shape), tuple(numbers)


def _by_first_word() -> dict[str, list[tuple[list[str], Order]]]:
    found: dict[str, list[tuple[list[str], Order]]] = {}
    for words, sign in COMPARISONS.items():
        found.setdefault(words.split()[0], []).append((words.split(), sign))
    return found


_COMPARISONS = _by_first_word()


def _read_comparison(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Order]]:
    if start >= len(tokens) or tokens[start].kind == "code":
        return
    for parts, sign in _COMPARISONS.get(tokens[start].text, ()):
        if [token.text for token in tokens[start : start + len(parts)] if token.kind != "code"] == parts:
            yield start + len(parts), sign


def _read_level(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, object]]:
    for words, level in LEVELS.items():
        if _words_at(tokens, start, words.split()):
            yield start + len(words.split()), level


def _read_bare(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Names]]:
    """A field's name without back-ticks, as the last word."""
    if start == len(tokens) - 1 and tokens[start].kind == "word" and tokens[start].written.islower():
        yield start + 1, Names((Name(tokens[start].text),))


def _read_called(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Names]]:
    """The field itself by the words of its name: ``the end time``."""
    if _word(tokens, start) != "the":
        return
    for end in range(min(start + 4, len(tokens)), start + 1, -1):
        words = [_word(tokens, position) for position in range(start + 1, end)]
        if all(words):
            yield end, Names((Name("", called=tuple(words)),))


def _read_glossed(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Names]]:
    """Words, and the name that they stand for in brackets: ``a small garden (`garden`)``."""
    for end, _ in _read_words(tokens, start):
        inside = tokens[end : end + 3]
        if [token.text for token in inside[::2]] == ["(", ")"] and inside[1].kind == "code":
            yield end + 3, Names((_dotted(inside[1].text),))


def _read_explained(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Names]]:
    """Two names, each after the words that it explains: ``plot size (`size`) and plot name (`name`)``."""
    names: list[Name] = []
    position = start
    while position < len(tokens):
        begin = position
        while _word(tokens, position) not in {"", "and", "or"} and position < begin + 5:
            position += 1
        inside = tokens[position : position + 3]
        if [token.text for token in inside[::2]] != ["(", ")"] or inside[1].kind != "code":
            return
        names.append(_dotted(inside[1].text))
        position += 3
        if len(names) == 2:
            yield position, Names(tuple(names), every=True)
            return
        joint, position = _joint(tokens, position)
        if joint not in {"and", "or"}:
            return


def _read_words(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, object]]:
    for end in range(start, min(start + 14, len(tokens))):
        if tokens[end].kind == "code" or tokens[end].text in {",", ":", "(", "or"}:
            return
        yield end + 1, None


def _read_phrase(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, object]]:
    for end in range(start, min(start + 14, len(tokens))):
        if tokens[end].kind != "word":
            return
        yield end + 1, None


# Words after which a thing is more than named.
_MEASURING = frozenset({"and", "than", "between", "at", "not", "no", "only", "must", "without", "is", "are"})


def _read_thing(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, object]]:
    for end, _ in _read_words(tokens, start):
        if tokens[end - 1].text in _MEASURING or tokens[end - 1].text[0].isdigit():
            return
        yield end, None
        inside = tokens[end : end + 3]  # it may have its code in brackets: an empty list (`[]`)
        if [token.text for token in inside[::2]] == ["(", ")"] and inside[1].kind == "code":
            yield end + 3, None


def _read_only(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, Clause]]:
    """A list's only values, said in words and in brackets: ``roses only (`beds` = `ROSES`)``."""
    for end, _ in _read_words(tokens, start):
        if tokens[end - 1].text != "only" or [token.text for token in tokens[end : end + 3 : 2]] != [
            "(",
            "=",
        ]:
            continue
        name = tokens[end + 1]
        for after, values in _read_values(tokens, end + 3):
            if name.kind == "code" and after < len(tokens) and tokens[after].text == ")":
                yield after + 1, Clause((_dotted(name.text),), "only", values)


def _read_rest(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, object]]:
    if start < len(tokens):
        yield len(tokens), tuple(tokens[start:])


# Words with which a sentence that tells what will be may demand something all the same.
_DEMANDING = frozenset(
    {"must", "need", "needs", "required", "require", "requires", "cannot", "should", "only"}
) | (frozenset({"error", "errors", "fail", "fails", "rejected", "unless", "invalid", "not"}))


def _read_told(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, object]]:
    """The rest of a sentence that tells something and demands nothing."""
    rest = tokens[start:]
    if rest and not any(token.kind == "word" and token.text in _DEMANDING for token in rest):
        yield len(tokens), None


def _word(tokens: Sequence[Token], position: int) -> str:
    if position < len(tokens) and tokens[position].kind == "word":
        return tokens[position].text
    return ""


def _words_at(tokens: Sequence[Token], position: int, words: Sequence[str]) -> bool:
    return [token.text for token in tokens[position : position + len(words)] if token.kind == "word"] == list(
        words
    )

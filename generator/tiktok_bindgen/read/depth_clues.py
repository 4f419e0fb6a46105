"""Hints about a row's nesting in its own words, collected once before any row is placed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from attrs import frozen

from tiktok_bindgen.read.page import Row

_OBJECT = re.compile(r"obj|struct|dict", re.IGNORECASE)
_MAY_HOLD = re.compile(r"\s*(?:list|array|map|json(?! str)|mapping)\b", re.IGNORECASE)
_OF_SCALARS = re.compile(
    r"\s*(?:list|array)s?\s*(?:of\s|[<(\[])\s*(?:str|num|int|float|double|long|bool|date|time)", re.IGNORECASE
)
_WORD = re.compile(r"[A-Za-z_][\w\-]*|[^\sA-Za-z_]")
_PLAIN_WORD = re.compile(r"[a-z]+")
_REFERS = re.compile(r"\b(?:see|refer to)\b", re.IGNORECASE)
_MAX_PROSE = 4_000
_MAX_SAID = 200
_MAX_NAMED = 3
_MAX_TELLING = 40

_GIVEN = frozenset(
    {"specified", "passed", "provided", "given", "used", "present", "included", "returned", "filled"}
)
_GIVE = frozenset(
    {"specify", "pass", "provide", "give", "use", "include", "specified", "passed", "provided", "used"}
)
_WHEN = frozenset({"when", "if", "once"})
_GENERIC = frozenset(
    {
        "config",
        "data",
        "detail",
        "details",
        "field",
        "fields",
        "from",
        "info",
        "infos",
        "item",
        "items",
        "list",
    }
    | {"name", "names", "object", "objects", "param", "params", "result", "results", "setting", "settings"}
    | {"that", "this", "type", "value", "values", "when", "with"}
)

# Topics that a field's description reveals, each with a pattern that finds it.
_THEMES = {
    "envelope": re.compile(
        r"\blog id\b"
        r"|\b(?:identif\w+|unique id|id of) (?:of )?(?:an?|the|each|this) (?:http )?request\b"
        r"|\b(?:response|return|error|status) (?:code|message)\b"
        r"|\breturn codes\b",
        re.IGNORECASE,
    ),
    "paging": re.compile(
        r"\bpage (?:number|size|count|no)\b"
        r"|\b(?:number|count) of (?:pages|results|records|items|entries)\b"
        r"|\bpagination\b"
        r"|\b(?:per|each|every) page\b"
        r"|\b(?:next|previous|current) page\b"
        r"|\bcursor\b"
        r"|\bpage info",
        re.IGNORECASE,
    ),
}


@frozen
class Clues:
    """The hints in a row's own words.

    Attributes:
        opens: 2 when its type is an object, 1 when it may hold objects, 0 for a plain value.
        list: Whether its type is a list.
        conditions: The names of fields that must be given for this one to be needed.
        mentions: The names of other fields in its description that cannot be plain words there.
        named: The names of all other fields that occur in its description.
        themes: Its topics, of those in `_THEMES`.
        parts: The beginnings of the distinctive words of its name.
        speech: ``parts``, and the beginnings of distinctive words early in its description.
        telling: The beginnings of the words of its name and description that few other rows share.
        refers: Whether its description refers to another place.
    """

    opens: int
    list: bool
    conditions: tuple[str, ...]
    mentions: tuple[str, ...]
    named: frozenset[str]
    themes: frozenset[str]
    parts: frozenset[str]
    speech: frozenset[str]
    telling: frozenset[str]
    refers: bool


def read_clues(items: Sequence[Row]) -> tuple[Clues, ...]:
    """Collect the clues of every row of a table."""
    names = {item.name for item in items}
    words = [_words(item) for item in items]
    counts = Counter(word for row in words for word in row)
    few = max(3, len(items) // 6)
    common = {word for word, count in counts.items() if count > few}
    parts = Counter(part for item in items for part in _parts(item.name))
    usual = {part for part, count in parts.items() if count > max(4, len(items) // 10)}
    return tuple(_clues(item, names, row - common, usual) for item, row in zip(items, words, strict=True))


def opens(text: str) -> int:
    """Return 2 for the data type of an object, 1 for one that may hold objects, 0 for one of plain values."""
    if _OBJECT.search(text[:80]):
        return 2
    return 1 if _MAY_HOLD.match(text[:80]) and _OF_SCALARS.match(text[:80]) is None else 0


def _clues(item: Row, names: set[str], telling: frozenset[str], usual: set[str]) -> Clues:
    conditions: dict[str, None] = {}
    mentions: dict[str, None] = {}
    named: set[str] = set()
    left = _MAX_PROSE
    for line in item.description:
        if left <= 0:
            break
        words = _WORD.findall(line.text[:left])
        left -= len(line.text)
        for at, word in enumerate(words):
            if word not in names or word == item.name:
                continue
            if len(named) < _MAX_SAID:
                named.add(word)
            before = [part.lower() for part in words[max(0, at - 4) : at]]
            after = [part.lower() for part in words[at + 1 : at + 4]]
            if _is_condition(before, after):
                conditions[word] = None
            elif "_" in word or (
                # A name without an underscore counts only where it is no plain word: ``when type is X``.
                before and before[-1] in _WHEN and after[:1] in (["is"], ["="])
            ):
                mentions[word] = None
    parts = _parts(item.name) - usual
    return Clues(
        opens(item.type),
        "[" in item.type or "list" in item.type.lower(),
        tuple(conditions)[:_MAX_NAMED],
        tuple(mentions)[:_MAX_NAMED],
        frozenset(named),
        _themes(item),
        parts,
        parts | (_speech(item) - usual),
        telling,
        _REFERS.search(_beginning(item, 6, 1000)) is not None,
    )


def _is_condition(before: list[str], after: list[str]) -> bool:
    """Report whether the words around X make it a condition: ``when X is specified``, ``if you pass X``."""
    if not _WHEN.intersection(before):
        return False
    if after[:1] in (["is"], ["are"]) and (
        after[1:3] == ["not", "empty"] or (len(after) > 1 and after[1] in _GIVEN)
    ):
        return True
    return bool(before) and (before[-1] in _GIVE or before[-2:] == ["pass", "in"])


def _beginning(item: Row, lines: int, characters: int) -> str:
    """Return the first ``lines`` lines of a row's description, cut to ``characters`` characters."""
    return " ".join(line.text for line in item.description[:lines])[:characters]


def _themes(item: Row) -> frozenset[str]:
    text = _beginning(item, 2, 300)
    return frozenset(theme for theme, pattern in _THEMES.items() if pattern.search(text))


def _parts(name: str) -> frozenset[str]:
    parts = name.lower().split("_")
    return frozenset(part[:5] for part in parts[:12] if len(part) > 3 and part not in _GENERIC)


def _speech(item: Row) -> frozenset[str]:
    words = _PLAIN_WORD.findall(_beginning(item, 3, 300).lower())
    return frozenset(word[:5] for word in words if len(word) > 3 and word not in _GENERIC)


def _words(item: Row) -> frozenset[str]:
    """Return the beginnings of the longer words in a row's name and early in its description."""
    text = f"{item.name.replace('_', ' ')} {_beginning(item, 8, 600)}".lower()
    words = [word[:6] for word in _PLAIN_WORD.findall(text) if len(word) > 3 and word not in _GENERIC]
    return frozenset(words[:_MAX_TELLING])

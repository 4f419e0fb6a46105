"""Restore the back-ticks around code in the flattened form.

A copy from a browser has lost which words are code. They are recognised as names or values of the page's
fields, by looking like no English word (``APP_PROMOTION``, ``__AID__``, ``plot_id``), or by being in the
place of a value: ``plot_id is BIG``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from attrs import evolve, frozen

from tiktok_bindgen.read.page import Line

_WORD = re.compile(
    r"""(?<![\w/`.\-])(?:
      \[(?:"[\w\x20]{1,60}"(?:,\x20?"[\w\x20]{1,60}"){0,20})?\](?![\w`])       # ["CLAY", "SAND"]
    | "?(?:application|audio|image|multipart|text|video)/[a-z][a-z0-9+.\-]*[a-z0-9](?![\w`/])"?
    | [a-z][a-z0-9]*(?:_[a-z0-9]+)+/[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w`/.])    # plot_id/plot_ids
    | YYYY-MM-DD(?:[\x20T]HH:MM(?::SS)?)?(?![\w`/])
    | (?:__)?[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*(?:__)?(?![\w`/]|\.\w)
    | \d+\+(?![\w`])                                                         # 18+
    )""",
    re.VERBOSE,
)
_CAPITALS = re.compile(r"^(?:__)?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*(?:__)?$")
# A missing space after a value or before one: ``BIG_ONEand``, ``trueor``, ``toBIG``.
_GLUED = re.compile(
    r"(?<![\w/`])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?=[a-z]{2,})"
    r"|\b([Tt]rue|[Ff]alse)(?=(?:and|is|or)\b)"
    r"|(?<=\bto)([A-Z][A-Z0-9_]+)\b(?=[.,;]|\Z)"
    r"|(?<=\bis)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b"
)
_GLUED_NAME = re.compile(r"(?:and|are|at|in|is|or)\Z")
_GLUED_FORMAT = re.compile(r"(?<=[a-z])(?=YYYY\b|YYYY-)")
_ADDRESS = re.compile(r"https?://\S+|(?<!\w)/\w[\w/{}-]*/?")
# The context of a plain English word that is used as a field's name.
_BEFORE_NAME = re.compile(
    r"(?:^|\b(?:when|if|and|or|unless|where|whether|once|set)|[(,;])\s*$", re.IGNORECASE
)
_NAMED = re.compile(r"\s+(?:field|parameter|object)\b")
_AFTER_NAME = re.compile(r"\s+(?:is|are|was|includes?|contains?|to|can(?:not)?|must|should|will)\b|\s*=")
_BEFORE_TRUTH = re.compile(r"(?:^|\b(?:is|to|as|or|and|than|value|from)|[,:(=])\s*$")
# What may follow a value. Capitals before any other word are an abbreviation that says what kind of thing it
# is: ``a UV lamp``.
_AFTER_VALUE = re.compile(
    r"\s*(?:$|[^\w\s\"'“&]"
    r"|(?:and|are|as|at|by|can|cannot|for|if|in|is|means|must|on|or|should|status|to|unless|value|when|where|will|with)\b)"
)
# Words that say that a value follows, after a name in back-ticks and perhaps where that is set.
_IS_VALUE = re.compile(
    r"`\)?(?: (?:at|of|for|in) (?:the|your|this) (?:[a-z]+ ){0,2}[a-z]+)?\s*"
    r"(?:(?:is|are|was)(?: (?:not|only))*(?: set)?(?: (?:to|as))?|(?:set |changed )?(?:to|as)"
    r"|(?:not )?includes?|contains|[=≠])\s+\Z",
    re.IGNORECASE,
)
_VALUE = re.compile(r"`[^`\n]{1,80}`|\b(?:[A-Z][A-Z0-9]{1,40}|true|false)(?![\w`]|\.\w)")
_BETWEEN_VALUES = re.compile(r"\"?\s*(?:[,/]\s*(?:and |or )?|(?:and|or) )\s*\"?\Z")
_NO_VALUE = frozenset({"AND", "API", "ID", "NOT", "OR", "URL", "UTC"})
# A list of values that are numbers or small abbreviations: ``Supported languages: en, fr, and id.``
_ANNOUNCES = re.compile(
    r"\b(?:(?:languages|options|values?)\s*(?:are\s*)?[:：]|we (?:only )?support)\s*", re.IGNORECASE
)
_SHORT = re.compile(
    r"(?P<value>[a-z]{1,3}|\d{1,9}(?:\.\d{1,9})?)(?:\([^()]{1,20}\))?(?P<next>\s*,\s*(?:(?:and|or)\s+)?|\s*\.?\Z)"
)
_FEWEST_SHORT = 3
_LOOK_BACK = 80
_LONGEST_BETWEEN = 12


@frozen
class Vocabulary:
    """The words that are code on one page.

    Attributes:
        names: The names of the page's fields.
        values: Values that the page lists for its fields.
    """

    names: frozenset[str]
    values: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str], values: Iterable[str]) -> Vocabulary:
        """Make a vocabulary from any iterables."""
        return cls(frozenset(names), frozenset(values))


#: For a page that has its back-ticks.
NO_WORDS = Vocabulary.of((), ())


def mark_up(lines: Iterable[Line], words: Vocabulary) -> tuple[Line, ...]:
    """Put back-ticks around words that are code.

    Examples:
        >>> words = Vocabulary.of({"plot_type"}, {"ON"})
        >>> mark_up([Line("Required when plot_type is BIG_ONE or ON.")], words)[0].text
        'Required when `plot_type` is `BIG_ONE` or `ON`.'
    """
    return tuple(evolve(line, text=_mark(line.text, words)) for line in lines)


# Cached because replies repeat the descriptions of requests.
@lru_cache(maxsize=4096)
def _mark(text: str, words: Vocabulary) -> str:
    if "`" in text:
        return text
    text = _GLUED_FORMAT.sub(" ", _GLUED.sub(lambda match: f"`{match[0]}`", text))
    text = _mark_short(text)
    parts: list[str] = []
    end = 0
    for address in _ADDRESS.finditer(text):
        parts.extend((_mark_words(text[end : address.start()], words), address[0]))
        end = address.end()
    parts.append(_mark_words(text[end:], words))
    return _mark_values("".join(parts))


def _mark_short(text: str) -> str:
    """Mark the values of an announced list of numbers or abbreviations that the text ends with."""
    announced = _ANNOUNCES.search(text)
    if announced is None:
        return text
    at = announced.end()
    found: list[re.Match[str]] = []
    while (value := _SHORT.match(text, at)) is not None and value.end() > at:
        found.append(value)
        at = value.end()
    if len(found) < _FEWEST_SHORT or at < len(text):
        return text
    listed = "".join(f"`{value['value']}`{value[0][len(value['value']) :]}" for value in found)
    return text[: announced.end()] + listed


def _mark_words(text: str, words: Vocabulary) -> str:
    def marked(match: re.Match[str]) -> str:
        word = match[0]
        first, slash, second = word.partition("/")
        if slash and "_" in first:
            return f"`{first}`/`{second}`" if {first, second} <= words.names else word
        glued = _GLUED_NAME.search(word) if "_" in word and word not in words.names else None
        if glued is not None and (name := word[: glued.start()]) in words.names:
            return f"`{name}`{glued[0]}"
        return f"`{word}`" if _is_code(match, words) else word

    return _WORD.sub(marked, text)


def _is_code(match: re.Match[str], words: Vocabulary) -> bool:
    """Whether a word is code, by its form and its immediate context."""
    word, text = match[0], match.string
    if word[0] == "[" or "/" in word or word.startswith("YYYY-"):
        return True
    if "_" in word:
        return word in words.names or word == word.lower() or _CAPITALS.match(word) is not None
    before = text[max(0, match.start() - 10) : match.start()]
    if word in words.names:
        if _BEFORE_NAME.search(before):
            return _AFTER_NAME.match(text, match.end()) is not None
        return before.endswith("the ") and _NAMED.match(text, match.end()) is not None
    if word in {"true", "false"}:
        return _BEFORE_TRUTH.search(before) is not None
    if word.endswith("+") or _CAPITALS.match(word):
        return word in words.values and _stands_as_value(before, text[match.end() : match.end() + 10])
    return False


def _stands_as_value(before: str, after: str) -> bool:
    """Whether a page's value is used as one here, not as an abbreviation: ``an ultraviolet (UV) lamp``."""
    return not (before.endswith("(") and after.startswith(")")) and _AFTER_VALUE.match(after) is not None


def _mark_values(text: str) -> str:
    """Mark every value of a list in which one is marked, or which states the value of a marked name."""
    parts: list[str] = []
    end = 0
    for run in _runs(text):
        marked = any(_CAPITALS.match(value[0].strip("`")) for value in run if value[0][0] == "`")
        before = text[max(0, run[0].start() - _LOOK_BACK) : run[0].start()]
        if not marked and _IS_VALUE.search(before) is None:
            continue
        for value in run:
            if value[0][0] != "`":
                parts.extend((text[end : value.start()], f"`{value[0]}`"))
                end = value.end()
    parts.append(text[end:])
    return "".join(parts)


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Yield possible values, grouped by the list that they are in."""
    run: list[re.Match[str]] = []
    for value in _VALUE.finditer(text):
        if value[0] in _NO_VALUE:
            continue
        if run:
            between = text[run[-1].end() : value.start()]
            if len(between) > _LONGEST_BETWEEN or _BETWEEN_VALUES.match(between) is None:
                yield run
                run = []
        run.append(value)
    if run:
        yield run

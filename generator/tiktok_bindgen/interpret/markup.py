"""Give the flattened form its back-ticks again.

A copy from a browser has lost which words are code. They are recognised by being names of the page's fields,
or by looking like no English word does: ``APP_PROMOTION``, ``__AID__``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import evolve, frozen

from tiktok_bindgen.read.page import Line

_WORD = re.compile(
    r"(?<![\w/`.\-])(?:(?:__)?[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*(?:__)?(?![\w`/]|\.\w)|\d+\+(?![\w`]))"
)
_CAPITALS = re.compile(r"^(?:__)?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*(?:__)?$")
_GLUED = re.compile(r"(?<![\w/`])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?=[a-z]{2,})")
_GLUED_FORMAT = re.compile(r"(?<=[a-z])(?=YYYY\b|YYYY-)")
_ADDRESS = re.compile(r"https?://\S+|(?<!\w)/\w[\w/{}-]*/?")
# What stands around a plain English word that is used as a field's name.
_BEFORE_NAME = re.compile(
    r"(?:^|\b(?:when|if|and|or|unless|where|whether|once|set)|[(,;])\s*$", re.IGNORECASE
)
_NAMED = re.compile(r"\s+(?:field|parameter|object)\b")
_AFTER_NAME = re.compile(r"\s+(?:is|are|was|includes?|to)\b|\s*=")


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


def mark_up(lines: Iterable[Line], words: Vocabulary) -> tuple[Line, ...]:
    """Put the words that are code in back-ticks.

    Examples:
        >>> words = Vocabulary.of({"plot_type"}, {"ON"})
        >>> mark_up([Line("Required when plot_type is BIG_ONE or ON.")], words)[0].text
        'Required when `plot_type` is `BIG_ONE` or `ON`.'
    """
    return tuple(evolve(line, text=_mark(line.text, words)) for line in lines)


def _mark(text: str, words: Vocabulary) -> str:
    if "`" in text:
        return text
    text = _GLUED.sub(r"\1 ", text)
    text = _GLUED_FORMAT.sub(" ", text)
    parts: list[str] = []
    end = 0
    for address in _ADDRESS.finditer(text):
        parts.extend((_mark_words(text[end : address.start()], words), address[0]))
        end = address.end()
    parts.append(_mark_words(text[end:], words))
    return "".join(parts)


def _mark_words(text: str, words: Vocabulary) -> str:
    def code(match: re.Match[str]) -> str:
        word = match[0]
        if word in words.names:
            before = match.string[max(0, match.start() - 10) : match.start()]
            as_name = (_BEFORE_NAME.search(before) and _AFTER_NAME.match(match.string, match.end())) or (
                before.endswith("the ") and _NAMED.match(match.string, match.end())
            )
            return f"`{word}`" if "_" in word or as_name else word
        if word.endswith("+"):
            return f"`{word}`" if word in words.values else word
        if _CAPITALS.match(word) and ("_" in word or word in words.values):
            return f"`{word}`"
        if word in {"true", "false"} and re.search(
            r"(?:is|to|as|or|and|,|:|than|value)\s*$", match.string[max(0, match.start() - 8) : match.start()]
        ):
            return f"`{word}`"
        return word

    return _WORD.sub(code, text)

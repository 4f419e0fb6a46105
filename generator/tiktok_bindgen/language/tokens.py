"""A sentence as tokens: code in back-ticks, words, and punctuation."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

TokenKind = Literal["code", "word", "mark"]


class Token(NamedTuple):
    """One token.

    Attributes:
        kind: What it is.
        text: Code without its back-ticks, a word in lower case, or a mark.
        written: A word as it is written; the same as ``text`` for a mark, empty for code.
        end: The position in the sentence after it.
    """

    kind: TokenKind
    text: str
    written: str = ""
    end: int = 0

    def __str__(self) -> str:
        return f"`{self.text}`" if self.kind == "code" else self.written


_AMOUNT = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
# Excludes numbers that are a part of something else: `18+`, `5MB`, `24/7`.
_NO_MORE = r"(?![\w+'’&/]|[-–—]\w|\.\d)"
_WORD = r"[A-Za-z0-9_+\-'’&/]*(?:\.\d+)?"
# Most tokens are words that begin with a letter: they are tried first, from where blanks end.
_TOKEN = re.compile(
    rf"\s*(?:(?P<word>(?!YYYY)[A-Za-z]{_WORD})"
    r"|`(?P<code>[^`]*)`"
    r"|\[(?P<label>[^\[\]]{1,200})\]\([^()\s]{1,400}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?\)"
    r"|[\"“]?(?P<date>\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}:\d{2})?)(?![\w:\-])[\"”]?"
    r"|[\"“]?(?P<form>YYYY[YMDHSTZ:\-/ .]*[YMDHSZ](?![\w+:/\-]))[\"”]?"
    rf"|(?P<low>[+\-]?{_AMOUNT})\s*[-–—~]\s*(?P<high>[+\-]?{_AMOUNT}){_NO_MORE}"
    rf"|(?P<number>[+\-]?{_AMOUNT}){_NO_MORE}"
    rf"|(?P<other>[A-Za-z0-9]{_WORD})"
    r"|(?P<mark>!=|>=|<=|[≥≤≠=<>,;:()（），：；/.\[\]%✅]|(?<![\w.])[-–—~](?![\w-])))"
)
_SAME = {
    "（": "(",
    "）": ")",
    "，": ",",
    "：": ":",
    "；": ";",
    "–": "-",
    "—": "-",
    "~": "-",
    "<=": "≤",
    ">=": "≥",
}
# Code that holds a whole comparison: `plot_type = BIG`.
_EQUATION = re.compile(
    r"\s*(?:[\"'](?P<key>[a-z][a-z0-9_]*)[\"']|(?P<name>[A-Za-z_][\w.\[\]]*))\s*(?P<sign>==?|!=|:)\s*(?P<value>[\"']?[\w+\-.]+[\"']?)\s*"
)
# A limit that comes before what it is of: ``64-character limit``.
_SIZED = re.compile(r"(\d+)-(character|char|letter|digit|item|entry|element)")
# What has another word in it.
_SHORTENED = {
    "it's": "it is",
    "there's": "there is",
    "that's": "that is",
    "can't": "cannot",
    "won't": "will not",
}
_ENDINGS = {"n't": " not", "'ll": " will", "'ve": " have", "'re": " are"}
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")


def tokenise(text: str) -> tuple[Token, ...]:
    """Split a sentence into tokens, without its final punctuation.

    Examples:
        >>> [str(token) for token in tokenise("Valid when `a` is `B`, or not given.")]
        ['Valid', 'when', '`a`', 'is', '`B`', ',', 'or', 'not', 'given']
    """
    # A sentence is read for several ends, with its stop or without.
    return _tokens(text.rstrip(STOPS))


#: What may end a sentence without being a part of what it states.
STOPS = " .。;,"


@lru_cache(maxsize=32768)
def _tokens(text: str) -> tuple[Token, ...]:
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        end, kind = match.end(), match.lastgroup or ""
        found = match[kind]
        if kind in {"word", "other"}:
            word = found.replace("’", "'").strip("'-/")
            if "_" in word and _NAME.fullmatch(word):
                tokens.append(Token("code", word, "", end))  # the back-ticks were forgotten
            elif sized := _SIZED.fullmatch(word):
                tokens.extend(Token("word", part.lower(), part, end) for part in sized.groups())
            elif "'" in word:
                tokens.extend(Token("word", part.lower(), part, end) for part in unshortened(word))
            elif word:
                tokens.append(Token("word", word.lower(), word, end))
        elif kind == "code":
            tokens.extend(_code(found.strip().rstrip("."), end))
        elif kind in {"date", "form"}:
            tokens.append(Token("code", found, "", end))
        elif kind == "label":
            inner = tokenise(found.replace("[", " ").replace("]", " "))
            tokens.extend(token._replace(end=end) for token in inner)
        elif kind == "high":
            numbers = Token("word", match["low"], match["low"], end), Token("word", found, found, end)
            tokens.extend([numbers[0], Token("mark", "-", "-", end), numbers[1]])
        elif kind == "number":
            tokens.append(Token("word", found, found, end))
        else:
            mark = _SAME.get(found, found)
            tokens.append(Token("mark", mark, mark, end))
    while tokens and tokens[-1].kind == "mark" and tokens[-1].text in _LAST:
        tokens.pop()
    return tuple(tokens)


_LAST = frozenset({".", ";", ","})


def unshortened(word: str) -> tuple[str, ...]:
    """The words that a shortened word stands for.

    Examples:
        >>> unshortened("isn't"), unshortened("You'll"), unshortened("TikTok's")
        (('is', 'not'), ('You', 'will'), ("TikTok's",))
    """
    if known := _SHORTENED.get(word.lower()):
        return tuple((word[0] + known[1:]).split())
    ending = next((ending for ending in _ENDINGS if word.lower().endswith(ending)), "")
    return tuple((word[: len(word) - len(ending)] + _ENDINGS.get(ending, "")).split())


def _code(text: str, end: int) -> list[Token]:
    if not text:
        return []
    if text.isidentifier():
        return [Token("code", text, "", end)]
    if match := _EQUATION.fullmatch(text):
        sign = "!=" if match["sign"] == "!=" else "="
        value = match["value"].strip("\"'")
        return [
            Token("code", match["key"] or match["name"], "", end),
            Token("mark", sign, sign, end),
            Token("code", value, "", end),
        ]
    return [Token("code", text.strip("\"“”'") or text, "", end)]


_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
#: Numbers in words.
COUNTS = {word: number for number, word in enumerate(_NUMBERS, 1)} | {
    "zero": 0,
    "twenty": 20,
    "fifty": 50,
    "hundred": 100,
}
#: Stands for any figure, or number in words, among the words of a sentence.
FIGURE = "0-9"
#: Stands for any code among them.
CODE = "`"


# Cached because every word is looked at for many patterns.
@lru_cache(maxsize=65536)
def has_figure(text: str) -> bool:
    """Whether a token is a number in words, or has a figure."""
    return text in _NUMERALS or any(map(str.isdigit, text))


_NUMERALS = COUNTS.keys() | {"single"}

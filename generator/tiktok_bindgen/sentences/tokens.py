"""A sentence as tokens: code in back-ticks, words, and punctuation."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from attrs import field, frozen

TokenKind = Literal["code", "word", "mark"]


@frozen
class Token:
    """One token.

    Attributes:
        kind: What it is.
        text: A code without its back-ticks, a word in small letters, or a mark.
        written: The word as it is written; the same as ``text`` for others.
    """

    kind: TokenKind
    text: str
    written: str = field(default="", eq=False)

    def __str__(self) -> str:
        return f"`{self.text}`" if self.kind == "code" else self.written


_TOKEN = re.compile(
    r"`(?P<code>[^`]*)`"
    r"|\[(?P<label>[^\[\]]{1,200})\]\([^()\s]{1,400}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?\)"
    r"|[\"“]?(?P<date>\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}:\d{2})?)(?![\w:\-])[\"”]?"
    r"|(?P<word>[A-Za-z0-9][A-Za-z0-9_+\-'’&/]*(?:\.\d+)?)"
    r"|(?P<mark>!=|>=|<=|[≥≤≠=<>,;:()（），：；/.\[\]])"
)
_WIDE = {"（": "(", "）": ")", "，": ",", "：": ":", "；": ";"}
# Code that holds a whole comparison: `plot_type = BIG`.
_EQUATION = re.compile(
    r"\s*(?P<name>[A-Za-z_][\w.\[\]]*)\s*(?P<sign>==?|!=|:)\s*(?P<value>[\"']?[\w+\-.]+[\"']?)\s*"
)
_APOSTROPHE = str.maketrans("’", "'")


# A sentence is read for several ends.
@lru_cache(maxsize=1024)
def tokenise(text: str) -> tuple[Token, ...]:
    """Split a sentence; its final full stop is left out.

    Examples:
        >>> [str(token) for token in tokenise("Valid when `a` is `B`, or not given.")]
        ['Valid', 'when', '`a`', 'is', '`B`', ',', 'or', 'not', 'given']
    """
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        if match["code"] is not None:
            tokens.extend(_code(match["code"].strip().rstrip(".")))
        elif match["date"] is not None:
            tokens.append(Token("code", match["date"], ""))
        elif match["label"] is not None:
            tokens.extend(tokenise(match["label"].replace("[", " ").replace("]", " ")))
        elif match["word"] is not None:
            word = match["word"].translate(_APOSTROPHE).strip("'-/")
            if re.fullmatch(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+", word):
                tokens.append(Token("code", word))  # the back-ticks were forgotten
            elif word:
                tokens.append(Token("word", word.lower(), word))
        else:
            mark = _WIDE.get(match["mark"], match["mark"])
            tokens.append(Token("mark", mark, mark))
    while tokens and tokens[-1] in {Token("mark", "."), Token("mark", ";"), Token("mark", ",")}:
        tokens.pop()
    return tuple(tokens)


def _code(text: str) -> list[Token]:
    if not text:
        return []
    if match := _EQUATION.fullmatch(text):
        sign = "!=" if match["sign"] == "!=" else "="
        value = match["value"].strip("\"'")
        return [Token("code", match["name"], ""), Token("mark", sign, sign), Token("code", value, "")]
    return [Token("code", text.strip("\"“”'") or text, "")]

"""Parse JSON as documentation shows it: with comments, extra or missing commas, and placeholders.

A placeholder becomes :data:`OPEN`, which stands for any value of any type.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, Literal

from attrs import frozen

from tiktok_bindgen.interpret.model import Kind
from tiktok_bindgen.runtime.codec import TooDeepError, refuse_deep

# A character that occurs in no documentation.
OPEN: Final = "\N{WHITE SQUARE}"


@frozen
class Unseen:
    """A value of which only the type was recorded."""

    kind: Literal["string", "integer", "number"]

    def is_of(self, kind: Kind) -> bool:
        """Whether a field of some type can have it."""
        if self.kind == "string":
            return kind in {"any", "string", "datetime", "file"}
        # A number may be whole.
        return kind in {"any", "number", self.kind} or (self.kind == "number" and kind == "integer")


_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/|(?<![^\s,\[{}\]])\#[^\n]*)
      | (?P<text>"(?:[^"\\\n]|\\.)*"|[“”](?:[^"“”\\\n]|\\.)*["“”])
      | (?P<open>\{\{[^{}\n]*\}\}?|<[^<>\n]*>|\$\{?\w+\}?)
      | (?P<dots>\.{2,}|…+)
      | (?P<sign>[{}\[\],:])
      | (?P<word>[^\s{}\[\],:"“”]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_TO_FILL = re.compile(
    r"""\s*(?:
        .*\{\{.*\}\}?.*             # {{advertiser_id}}
      | .*<[^<>]+>.*                # <advertiser id>
      | \$?\{\w+\}|\$\w+             # {advertiser_id}, $ADVERTISER_ID
      | .*(?:[xX*]{3,}|\.{3}|…).*   # xxx, 12***34, ...
      | (?:your|my)[ _-].*          # your advertiser id
      | \[[^\[\]"]*\]
      | (?:string|number|int|integer|boolean|object|float)
    )\s*""",
    re.VERBOSE | re.DOTALL,
)
_LITERALS = {
    "true": "true",
    "false": "false",
    "null": "null",
    "True": "true",
    "False": "false",
    "None": "null",
}


def is_to_fill(text: str) -> bool:
    """Whether a string is a placeholder for a value that the caller has to fill in."""
    return not text.strip() or _TO_FILL.fullmatch(text) is not None


def value_in(text: str) -> tuple[object, bool]:
    """Parse the value that a text begins with.

    Returns:
        The value, and whether it is complete; if not, there may be more fields than those shown.

    Raises:
        ValueError: It is no JSON, even if read leniently.
    """
    if _ESCAPED.match(text):
        text = text.replace('\\"', '"')
    if text.startswith(("{", "[")):
        # Most examples are valid JSON.
        with suppress(ValueError):
            return _decoded(text), True
    parts = list(_cleaned(text))
    return _decoded("".join(parts)), "" not in parts


def _decoded(text: str) -> object:
    try:
        value, _ = _DECODER.raw_decode(text)
    except RecursionError:
        raise TooDeepError from None
    refuse_deep(value)
    return filled_in(value)


_DECODER = json.JSONDecoder(parse_constant=str)


def filled_in(value: object) -> object:
    """Replace every placeholder in a value by :data:`OPEN`."""
    if isinstance(value, dict):
        return {name: filled_in(item) for name, item in value.items()}
    if isinstance(value, list):
        return [filled_in(item) for item in value if item != _ELLIPSIS]
    return OPEN if isinstance(value, str) and is_to_fill(value) else value


# A token for items that an example leaves out.
_ELLIPSIS = f"{OPEN}{OPEN}"


# Quotes escaped for a shell.
_ESCAPED = re.compile(r'[{\[][\s{\[]*\\"')


def _cleaned(text: str) -> Iterator[str]:
    """Yield the first value of a text as pieces of valid JSON; an empty piece marks left-out fields."""
    tokens = [token for token in _TOKEN.finditer(text) if token.lastgroup != "comment"]
    around: list[str] = []
    last = ""  # the piece before: an opening bracket, "value", or a colon
    for token, following in zip(tokens, [*(each[0] for each in tokens[1:]), ""], strict=True):
        kind, found = token.lastgroup, token[0]
        if kind == "sign" and found in "}]":
            # Drop a bracket that closes nothing.
            if around and found == _CLOSING[around[-1]]:
                yield f'"{OPEN}"{found}' if last == ":" else found
                around.pop()
                last = "value"
        elif found == ":" and around[-1:] == ["{"]:
            yield found
            last = found
        elif found in {",", ":"}:
            # A comma is written together with what follows it.
            continue
        elif kind in {"dots", "open", "word"} and last != ":" and around[-1:] == ["{"] and following != ":":
            # It is an ellipsis for further fields.
            yield ""
        else:
            if last == "value":
                yield ","
            last = "value"
            if kind == "sign":
                yield found
                around.append(found)
                last = found
            elif kind == "text":
                yield f'"{found[1:-1]}"'
            elif kind == "dots":
                yield f'"{_ELLIPSIS}"'
            else:
                yield _word(found) if kind == "word" else f'"{OPEN}"'
        if not around:
            return


_CLOSING = {"{": "}", "[": "]"}


def _word(text: str) -> str:
    """Convert a word outside quotes to JSON."""
    if text in _LITERALS or _NUMBER.fullmatch(text):
        return _LITERALS.get(text, text)
    return json.dumps(OPEN if is_to_fill(text) or text.isupper() else text.strip("'"))

"""The scalars of our own YAML layout, and a parser of it, several times as fast as one of YAML in general.

A line is accepted only if the writer would produce it, byte for byte, and at that position. Any other text is
rejected without judging it: the caller then parses it as general YAML.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

# A constant, since every node is tested: `list | tuple` would be created anew each time.
LISTS = (list, tuple)
# Characters that some parser would change or reject if they were not escaped.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_NEEDS_QUOTES = re.compile(r"""[\s,\[\]{}#&*!|>'"%@`]|[-?:](?:\s|$)|---|\.\.\.|=$|<<$|~|$""")
_BREAKS_PLAIN = re.compile(r":(?:\s|$)|\s#|\s$")
_NOT_TEXT = re.compile(
    r"""y|n|yes|no|on|off|true|false|null
    |[-+]?(?:(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:e[-+]?[0-9]+)?|0x[0-9a-f_]+|0o[0-7_]+|0b[01_]+|\.inf)|\.nan
    |[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?
    |[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:t|\s+)[0-9].*)?""",
    re.IGNORECASE | re.VERBOSE,
)
# A quick test for most texts: a letter, then no character with a meaning inside a scalar. All matches of
# `_NOT_TEXT` that begin with a letter are short.
_PLAIN = re.compile(r"""[A-Za-z][ -"$-9;-~]*[!-"$-9;-~]""")
_LONGEST_WORD = 5

#: The deepest nesting accepted; the parser of general YAML has a limit, too.
_DEEPEST = 100
# Before a literal block that was put on the line where it begins, as JSON: a character that no YAML has.
_BLOCK = "\0"
_LITERAL = re.compile(r"\|([-+]?)\n( +)[^ \n].*\n(?:\2.*\n|\n)*")
_MARGIN = re.compile(" *(?:- )*")
_QUOTES = ("'", '"', _BLOCK)
_QUOTED_KEY = re.compile(r"""('(?:[^']|'')*'|"(?:[^"\\]|\\.)*"):(?: (.*))?""")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+(?:e[-+][0-9]+)?")
_WORDS = {"null": None, "true": True, "false": False}
_SURROGATE = re.compile("[\ud800-\udfff]")
_EMPTY: dict[str | None, Callable[[], Any]] = {"{}": dict, "[]": list}


def scalar(value: object) -> str:
    """Write a value that is neither an object nor a list with content."""
    if isinstance(value, str):
        return text_of(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return _float(value)
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, LISTS):
        return "[]"
    raise TypeError(f"not JSON: {ascii(value)[:100]}")


def _float(value: float) -> str:
    # YAML 1.1 requires a point in the mantissa and a sign in the exponent.
    mantissa, exponent, power = repr(value).partition("e")
    if not exponent:
        return mantissa
    point = "" if "." in mantissa else ".0"
    return f"{mantissa}{point}e{power if power[0] in '+-' else f'+{power}'}"


# A document repeats few different texts many times.
@lru_cache(maxsize=1 << 16)
def text_of(text: str) -> str:
    """Write a text on one line."""
    if len(text) > _LONGEST_WORD and _PLAIN.fullmatch(text):
        return text
    if "\n" in text or "\t" in text or _UNPRINTABLE.search(text):
        escaped = json.dumps(text, ensure_ascii=False)
        return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", escaped)
    if _NEEDS_QUOTES.match(text) or _BREAKS_PLAIN.search(text) or _NOT_TEXT.fullmatch(text):
        return "'" + text.replace("'", "''") + "'"
    return text


def literal_block(text: str, indent: str, lead: str) -> list[str]:
    """A text of several lines as a literal block; no lines if it cannot be one."""
    lines = text.split("\n")
    # An indented first line would be taken for the block's indentation.
    if lines[0][:1] in {"", " "} or any(line.endswith(" ") for line in lines):
        return []
    if len(lines) == 1 or "\t" in text or _UNPRINTABLE.search(text):
        return []
    chomp = "-"
    if lines[-1] == "":
        lines.pop()
        # Only "+" keeps more than one line end at the end of a block.
        chomp = "+" if lines[-1] == "" else ""
    inner = indent or "  "
    return [f"{lead}|{chomp}", *(f"{inner}{line}" if line else "" for line in lines)]


class _OtherTextError(ValueError):
    """The text contains something that our writer does not produce."""


# A parsed line: its indentation; how many list items begin on it; the key, if any; whether the value is on
# the lines below; the value; the constructor of an empty object or list. Creating an instance of a class
# would take as long as parsing the rest of the line.
_Line = tuple[int, int, str | None, bool, Any, Callable[[], Any] | None]


# Cached, since a document has few different lines.
@lru_cache(maxsize=1 << 17)
def _line(text: str) -> _Line:
    body = text.lstrip(" ")
    column, items = len(text) - len(body), 0
    while body.startswith("- "):
        items, body = items + 1, body[2:]
    key, rest = _split(body)
    if key is not None and not isinstance(key := _value(key), str):
        raise _OtherTextError
    if rest is None or rest in _EMPTY:
        return column, items, key, rest is None, None, _EMPTY.get(rest)
    return column, items, key, False, _value(rest), None


def _split(body: str) -> tuple[str | None, str | None]:
    """Split a line into its key and its value, either of which may be missing."""
    if body.startswith(_QUOTES):
        found = _QUOTED_KEY.fullmatch(body)
        return (found[1], found[2]) if found else (None, body)
    key, blank, rest = body.partition(": ")
    if blank:
        return key, rest
    return (body[:-1], None) if body.endswith(":") else (None, body)


# Cached, since there are few different keys and values, too.
@lru_cache(maxsize=1 << 17)
def _value(text: str) -> Any:
    value: object = text
    first = text[:1]
    if first == _BLOCK:
        return json.loads(text[1:])
    if first == "'":
        value = text[1:-1].replace("''", "'")
    elif first == '"':
        value = json.loads(text)
        if _SURROGATE.search(str(value)) or literal_block(str(value), "", ""):
            raise _OtherTextError
    elif text in _WORDS:
        value = _WORDS[text]
    elif first == "-" or first.isdecimal():
        if _WHOLE.fullmatch(text):
            value = int(text)
        elif _NUMBER.fullmatch(text):
            value = float(text)
    if scalar(value) != text:
        raise _OtherTextError
    return value


def read_written(text: str) -> dict[str, Any] | None:
    """Parse a document that our writer wrote.

    Args:
        text: The document.

    Returns:
        The document; ``None`` unless the text is certain to be the writer's.
    """
    if not text.endswith("\n") or _BLOCK in text:
        return None
    text = _LITERAL.sub(_on_one_line, text)
    reader = _Reader()
    try:
        reader.read(text[:-1].split("\n"))
    except ValueError:
        return None
    return reader.document if reader.is_whole else None


def _on_one_line(found: re.Match[str]) -> str:
    start = found.string.rfind("\n", 0, found.start()) + 1
    margin = _MARGIN.match(found.string, start, found.start())
    assert margin is not None, "it may be empty"
    # A block is indented further than its key, and is under the text of a list's item.
    indent = " " * (margin.end() - start + (2 if margin.end() < found.start() else 0))
    _, *lines, _ = found[0].split("\n")
    text = "\n".join(line[len(indent) :] for line in lines) + ("" if found[1] == "-" else "\n")
    as_written = found[0] == "".join(f"{line}\n" for line in literal_block(text, indent, ""))
    return f"{_BLOCK}{json.dumps(text)}\n" if as_written else found[0]


class _Reader:
    """The stack of open objects and lists, from the outermost to the innermost."""

    def __init__(self) -> None:
        self.document: dict[str, Any] = {}
        # The open containers, each with its indentation; the key whose value begins on the next line.
        self._open: list[tuple[int, Any]] = [(0, self.document)]
        self._key: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether no key still lacks its value."""
        return self._key is None

    def read(self, texts: Iterable[str]) -> None:
        """Parse lines.

        Raises:
            ValueError: The writer would not have put a line there.
        """
        waiting = self._key
        column, top = self._open[-1]
        in_list = isinstance(top, list)
        for at, items, key, opens, value, empty in map(_line, texts):
            if waiting is not None:
                # An object is indented further than its key, a list is not.
                inner: Any = [] if items else {}
                top[waiting] = inner
                column, top = self._enter(column if items else column + 2, inner)
                in_list, waiting = items > 0, None
                if at != column:
                    raise _OtherTextError
            # Most lines belong to the same object as the line before.
            if at != column or items or in_list:
                while at < column or (at == column and not items and in_list):
                    self._open.pop()
                    column, top = self._open[-1]
                    in_list = isinstance(top, list)
                if at != column or in_list is not (items > 0):
                    raise _OtherTextError
                for _ in range(items - 1):
                    top.append([])
                    column, top = self._enter(column + 2, top[-1])
                if items and key is None:
                    top.append(value if empty is None else empty())
                    continue
                if items:
                    top.append({})
                    column, top = self._enter(column + 2, top[-1])
                    in_list = False
            if key is None or key in top:
                raise _OtherTextError
            top[key] = value if empty is None else empty()
            if opens:
                waiting = key
        self._key = waiting

    def _enter(self, column: int, opened: Any) -> tuple[int, Any]:
        if len(self._open) > _DEEPEST:
            raise _OtherTextError
        self._open.append((column, opened))
        return self._open[-1]

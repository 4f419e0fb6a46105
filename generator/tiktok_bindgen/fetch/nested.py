"""JSON of any depth: the standard parser gives up at the interpreter's recursion limit."""

from __future__ import annotations

import json
import re
from typing import Any

_BLANK = re.compile(r"[ \t\n\r]*")
_CLOSING = {"[": "]", "{": "}"}
_SCALAR = json.JSONDecoder()


def parse_json(data: bytes) -> Any:
    """Parse JSON, however deep it is nested.

    Args:
        data: The text; UTF-8, or UTF-16 or UTF-32 as JSON parsers detect them.

    Raises:
        ValueError: If it is not JSON.
    """
    try:
        return json.loads(data)
    except RecursionError:
        return parse_nested(data.decode(json.detect_encoding(data), "surrogatepass"))


def parse_nested(text: str) -> Any:
    """Parse JSON with a stack of our own in place of the interpreter's.

    Raises:
        ValueError: If it is not JSON.
    """
    around: list[tuple[list[Any] | dict[str, Any], str, str]] = []
    at = _past_blank(text, 0)
    while True:
        opening = text[at : at + 1]
        value: Any
        if opening in _CLOSING:
            value = [] if opening == "[" else {}
            at = _past_blank(text, at + 1)
            if text[at : at + 1] != _CLOSING[opening]:
                key, at = _key(text, at) if opening == "{" else ("", at)
                around.append((value, key, _CLOSING[opening]))
                continue
            at += 1
        else:
            value, at = _SCALAR.raw_decode(text, at)
        at = _past_blank(text, at)
        while around:
            container, key, closing = around.pop()
            if isinstance(container, list):
                container.append(value)
            else:
                container[key] = value
            mark = text[at : at + 1]
            at = _past_blank(text, at + 1)
            if mark == ",":
                key, at = _key(text, at) if closing == "}" else ("", at)
                around.append((container, key, closing))
                break
            if mark != closing:
                raise json.JSONDecodeError(f"Expecting ',' or {closing!r}", text, at)
            value = container
        else:
            if at < len(text):
                raise json.JSONDecodeError("Extra data", text, at)
            return value


def _key(text: str, at: int) -> tuple[str, int]:
    if text[at : at + 1] != '"':
        raise json.JSONDecodeError("Expecting a name in double quotes", text, at)
    key, at = _SCALAR.raw_decode(text, at)
    at = _past_blank(text, at)
    if text[at : at + 1] != ":":
        raise json.JSONDecodeError("Expecting ':'", text, at)
    return str(key), _past_blank(text, at + 1)


def _past_blank(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at

"""A simple, independent reader of documented examples as JSON values, and their differences from a schema.

Nothing here shares code with the generator. An example that is not JSON once its placeholders are filled in
is skipped: about one in twenty is cut short or contains a comment or a stray sign.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote_plus

Schema = Mapping[str, Any]

# Replaces a placeholder of an example, whose value may be of any type.
OPEN = "\N{WHITE SQUARE}"
_PLACEHOLDER = re.compile(r"\{\{[^{}\n]*\}\}?")
_BODY = re.compile(r"(?:--data(?:-raw|-binary)?|-d)\s*=?\s*\$?['\"]?\s*(?=[{\[])")
_URL = re.compile(r"https?://\S[^\n]*?\?([^\n]*?)(?=['\"]?\s*(?:\\+\s*)?$)", re.MULTILINE)
_FORM = re.compile(r"(?:--data-urlencode|--form|-F)\s+['\"]?([A-Za-z_]\w*)=(.*?)['\"]?\s*\\*$", re.MULTILINE)


def reply(text: str) -> Any:
    """Return the value of a reply; ``None`` if it cannot be parsed."""
    start = text.find("{")
    return None if start < 0 else _parsed(text[start:])


def body(text: str) -> Any:
    """Return the body that a call sends; ``None`` if there is none or it cannot be parsed."""
    match = _BODY.search(text)
    return None if match is None else _parsed(text[match.end() :])


def query(text: str) -> dict[str, Any]:
    """Return the query that a call sends: values that look like JSON are parsed, all others are text."""
    found: dict[str, Any] = {}
    match = _URL.search(text)
    pairs = [part.partition("=")[::2] for part in match[1].split("&")] if match else []
    for name, written in [*pairs, *_FORM.findall(text)]:
        if name.strip().isidentifier() and written.strip():
            found[name.strip()] = _value(unquote_plus(written.strip()))
    return found


def _value(written: str) -> Any:
    if written[0] in "[{" and not _PLACEHOLDER.fullmatch(written):
        parsed = _parsed(written)
        return OPEN if parsed is None else parsed
    return OPEN if _PLACEHOLDER.search(written) or re.search(r"[<>{}]|^[A-Z_]*ID$", written) else written


def _parsed(text: str) -> Any:
    try:
        return json.JSONDecoder().raw_decode(_filled(text))[0]
    except ValueError:
        return None


def _filled(text: str) -> str:
    """Return the text with unquoted placeholders put in quotes, and without trailing commas."""
    pieces = re.findall(r'"(?:[^"\\\n]|\\.)*"|\{\{[^{}\n]*\}\}?|[^"{]+|.', text, re.DOTALL)
    parts = [f'"{OPEN}"' if piece.startswith("{{") else piece for piece in pieces]
    return re.sub(r",(?=\s*[}\]])", "", "".join(parts))


def differences(value: Any, schema: Schema, document: Schema, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield what in an example its schema does not allow: its pointer, and ``key`` or the types concerned.

    Items of a list have the same pointer.
    """
    schema = _resolved(schema, document)
    if value is None or _is_open(value) or not (schema.keys() - {"description", "title"}):
        return
    if "x-contested" in schema and {each["fact"] for each in schema["x-contested"]} & {"type", "unknown"}:
        # The spec itself states that examples contradict it.
        return
    kind = schema.get("type")
    given = _type(value)
    kinds = kind if isinstance(kind, list) else [kind]
    if kind is not None and given not in kinds and not (given == "integer" and "number" in kinds):
        yield where, f"{given} for {kind}"
        return
    if isinstance(value, list):
        for item in value:
            yield from differences(item, schema.get("items", {}), document, where)
    elif isinstance(value, dict) and ("properties" in schema or "additionalProperties" in schema):
        for name, inner in value.items():
            below = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
            if below is None:
                yield f"{where}/{name}", "key"
            elif isinstance(below, Mapping):
                yield from differences(inner, below, document, f"{where}/{name}")


def values(value: Any, schema: Schema, document: Schema, where: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the values in an example that its schema's enums do not list, each after its pointer."""
    schema = _resolved(schema, document)
    if isinstance(value, list):
        for item in value:
            yield from values(item, schema.get("items", {}), document, where)
    elif isinstance(value, dict):
        for name, inner in value.items():
            below = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
            if isinstance(below, Mapping):
                yield from values(inner, below, document, f"{where}/{name}")
    elif "enum" in schema and value is not None and not _is_open(value) and value not in schema["enum"]:
        yield where, value


def _resolved(schema: Schema, document: Schema) -> Schema:
    while "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        schema = {
            **document["components"]["schemas"][name],
            **{k: v for k, v in schema.items() if k != "$ref"},
        }
    return schema


def _is_open(value: Any) -> bool:
    return isinstance(value, str) and (OPEN in value or _PLACEHOLDER.search(value) is not None)


def _type(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    names = {str: "string", int: "integer", float: "number", list: "array", dict: "object"}
    return names[type(value)]

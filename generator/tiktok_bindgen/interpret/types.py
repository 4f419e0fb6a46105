"""Documented data types, with the spellings they come in."""

from __future__ import annotations

import re

from tiktok_bindgen.interpret.model import Kind, Type

# Spelling → kind, compared in lower case. To read one more spelling, add a row.
SPELLINGS: dict[str, Kind] = {
    "string": "string",
    "strings": "string",
    "str": "string",
    "text": "string",
    "dtring": "string",
    "sting": "string",
    "strng": "string",
    "srting": "string",
    "stirng": "string",
    "stringt": "string",
    "enum": "string",
    "url": "string",
    "number": "number",
    "numeric": "number",
    "numbers": "number",
    "float": "number",
    "double": "number",
    "decimal": "number",
    "integer": "integer",
    "interger": "integer",
    "int": "integer",
    "int32": "integer",
    "int64": "integer",
    "i64": "integer",
    "i32": "integer",
    "long": "integer",
    "boolean": "boolean",
    "bool": "boolean",
    "booleans": "boolean",
    "object": "object",
    "objects": "object",
    "ojbect": "object",
    "obejct": "object",
    "struct": "object",
    "dict": "object",
    "json": "object",
    "jsonobject": "object",
    "map": "map",
    "file": "file",
    "binary": "file",
    "date": "string",
    "datetime": "datetime",
    "date-time": "datetime",
    "timestamp": "integer",
    "any": "any",
    "null": "any",
}

# Words for an array of something the page does not name.
_BARE_ARRAYS = frozenset({"list", "array", "arrays", "lists"})

_ARRAY_OF = re.compile(
    r"^(?:array|list)\s*(?:of\s+|<\s*|\(\s*|\[\s*)(?P<inner>[^>)\]]+?)\s*[>)\]]?$", re.IGNORECASE
)
_MAP_OF = re.compile(
    r"^(?:map|dict)\s*[(<\[{]\s*(?P<key>[\w-]+)\s*(?:<>|,|:|=>|->|-|;)\s*(?P<value>.+?)\s*[)>\]}]?$",
    re.IGNORECASE,
)


def parse_type(documented: str) -> Type | None:
    """Read a data type cell.

    Args:
        documented: The cell's text.

    Returns:
        The type, or ``None`` when the text names none.

    Examples:
        >>> parse_type("object []").array
        1
        >>> parse_type("map(string<>object[])").values.kind
        'object'
        >>> parse_type("warm") is None
        True
    """
    text = documented.strip().strip("`").strip()
    parsed = _parse(text)
    return None if parsed is None else Type(parsed.kind, parsed.array, parsed.values, text)


def _parse(text: str) -> Type | None:
    if "/" in text:
        return _alternatives(text)
    array = 0
    while (bare := text.rstrip()).endswith("]"):
        opening = bare.rfind("[")
        if opening < 0 or bare[opening + 1 : -1].strip():
            break
        array += 1
        text = bare[:opening]
    text = text.strip()
    word = text.lower()
    if word in _BARE_ARRAYS:
        return Type("any", array + 1)
    kind = SPELLINGS.get(word)
    if kind is not None:
        return Type(kind, array)
    if match := _MAP_OF.match(text):
        return Type("map", array, _parse(match["value"]) or Type("any"))
    if match := _ARRAY_OF.match(text):
        inner = _parse(match["inner"])
        return None if inner is None else Type(inner.kind, inner.array + array + 1, inner.values)
    return None


def _alternatives(text: str) -> Type | None:
    """Several types in one cell (``string/string[]``): any of them, so nothing stricter can be said."""
    parts = [_parse(part) for part in text.split("/")]
    known = [part for part in parts if part is not None]
    if len(known) != len(parts):
        return None
    return known[0] if len({(part.kind, part.array) for part in known}) == 1 else Type("any")

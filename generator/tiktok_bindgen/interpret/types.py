"""Parse documented data types in their various spellings."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import cast

from tiktok_bindgen.interpret.model import Kind, Type
from tiktok_bindgen.language.hedges import fact_of
from tiktok_bindgen.language.table import wordings

TYPES = wordings("types")

# Words before a type that say more than its kind.
_QUALIFIERS = frozenset(
    {"json", "enum", "nested", "unix", "iso", "unsigned", "signed", "positive", "multipart", "image", "video"}
    | {"binary", "plain", "base64", "single", "numeric", "encoded", "serialized"}
)

_ARRAY_OF = re.compile(
    r"(?:array|list)s?\s*(?:of\s+|[:\-]\s*|(?P<open>[<(\[{]))\s*(?P<inner>.+)", re.IGNORECASE
)
_ARRAY_AFTER = re.compile(r"(?P<inner>[a-z0-9 ]{1,40}?)\s?(?:array|list)", re.IGNORECASE)
_ARRAY_BEFORE = re.compile(r"\[\s*\]\s*(?P<inner>\w.*)|\[\s*(?P<within>[^\[\]]+)\]")
_CLOSERS = {"<": ">", "(": ")", "[": "]", "{": "}"}
_MAP_OF = re.compile(
    r"^(?:map|dict)\s*[(<\[{]\s*(?P<key>[\w-]+)\s*(?:<>|,|:|=>|->|-|;)\s*(?P<value>.+?)\s*[)>\]}]?$",
    re.IGNORECASE,
)
# A remark on a type's values after its name: ``string(64)``, ``number (float)``.
_ASIDE = re.compile(r"\s*\([^()]{0,60}\)$")
# A type worded as a demand: ``Must be an array of objects``.
_DEMAND = re.compile(
    r"(?:(?:must|should) be )?an? (?P<type>.+)|(?:must|should) be (?P<plain>.+)", re.IGNORECASE
)
_OR = re.compile(r"\s*(?:/|\||,|\bor\b)\s*")
# Longer or more deeply nested types are not parsed.
_LONGEST = 200
_DEEPEST = 8


@lru_cache(maxsize=512)
def parse_type(documented: str) -> Type | None:
    """Parse the text of a data type cell.

    Args:
        documented: The cell's text.

    Returns:
        The type, or ``None`` when the text names none.

    Examples:
        >>> parse_type("object []").array
        1
        >>> parse_type("map(string<>object[])").values.kind
        'object'
        >>> parse_type("list<list<string>>").array
        2
        >>> parse_type("JSON string").kind, parse_type("number (float)").kind
        ('string', 'number')
        >>> parse_type("object array").array
        1
        >>> parse_type("Must be an array of objects").kind, parse_type("must be string").kind
        ('object', 'string')
        >>> parse_type("string or number").kind
        'any'
        >>> parse_type("warm") is None
        True
    """
    text = documented.strip().strip("`").strip()
    parsed = _parse(text, 0) if len(text) <= _LONGEST else None
    return None if parsed is None else Type(parsed.kind, parsed.array, parsed.values, text)


def _parse(text: str, depth: int) -> Type | None:
    text = text.strip().rstrip("*.;,:").strip()
    if depth < _DEEPEST and (several := _alternatives(text, depth)) is not None:
        return several
    array = 0
    while text.endswith("]"):
        opening = text.rfind("[")
        inside = text[opening + 1 : -1].strip()
        if opening < 1 or (inside and not inside.isdecimal()):
            break
        array += 1
        text = text[:opening].rstrip()
    found = _without_brackets(text, depth) if depth < _DEEPEST else None
    return None if found is None else Type(found.kind, found.array + array, found.values)


def _without_brackets(text: str, depth: int) -> Type | None:
    """Parse a type that has no array brackets after it."""
    word = text.lower()
    called = (fact_of(TYPES, each) for each in (word, word.removesuffix("s")))
    if kind := next(filter(None, called), None):
        return Type("any", 1) if kind == "list" else Type(cast("Kind", kind))
    if match := _MAP_OF.match(text):
        return Type("map", 0, _parse(match["value"], depth + 1) or Type("any"))
    if match := _ARRAY_OF.fullmatch(text):
        return _array_of(match["inner"].removesuffix(_CLOSERS.get(match["open"], "")), depth)
    if match := _ARRAY_BEFORE.fullmatch(text):
        return _array_of(match["inner"] or match["within"], depth)
    if (match := _ARRAY_AFTER.fullmatch(text)) and (found := _array_of(match["inner"], depth)):
        return found
    if demand := _DEMAND.fullmatch(text):
        return _parse(demand["type"] or demand["plain"], depth + 1)
    if aside := _ASIDE.search(text):
        return _parse(text[: aside.start()], depth + 1)
    first, _, rest = word.partition(" ")
    if rest and first in _QUALIFIERS:
        return _parse(rest, depth + 1)
    return None


def _array_of(text: str, depth: int) -> Type | None:
    inner = _parse(text, depth + 1)
    return None if inner is None else Type(inner.kind, inner.array + 1, inner.values)


def _alternatives(text: str, depth: int) -> Type | None:
    """Parse several types in one cell: any type, but for one value or a list of it (``string/string[]``)."""
    texts = _OR.split(text)
    parts = [_parse(part, depth + 1) for part in texts] if len(texts) > 1 else []
    known = [part for part in parts if part is not None]
    if not known or len(known) != len(parts):
        return None
    shapes = {(part.kind, part.array) for part in known}
    if len(shapes) == 1:
        return known[0]
    either = Type("any", 0, Type(known[0].kind))
    fits = not depth and shapes == {(known[0].kind, 0), (known[0].kind, 1)} and either.one is not either
    return either if fits else Type("any")

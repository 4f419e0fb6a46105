"""The words of the documentation's own frame: labels, column titles, markers.

Everything that a native page is recognised by stands in the tables of this module. Misspelt words are found
by likeness, where the place they stand in says that a word of the table must be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from tiktok_bindgen.read import inline

Role = Literal[
    "endpoint",
    "method",
    "request",
    "response",
    "header",
    "response header",
    "parameters",
    "example",
    "source",
]
Side = Literal["request", "response"]
Kind = Literal["name", "type", "description", "presence"]

# Words of a heading or label, in lower case → what stands below it.
LABELS: dict[str, Role] = {
    "endpoint": "endpoint",
    "endpoints": "endpoint",
    "endpoint url": "endpoint",
    "endpoint path": "endpoint",
    "request endpoint": "endpoint",
    "api endpoint": "endpoint",
    "request url": "endpoint",
    "request path": "endpoint",
    "url": "endpoint",
    "path": "endpoint",
    "method": "method",
    "methods": "method",
    "http method": "method",
    "request method": "method",
    "http request method": "method",
    "request": "request",
    "requests": "request",
    "http request": "request",
    "response": "response",
    "responses": "response",
    "http response": "response",
    "response parameter": "response",
    "response parameters": "response",
    "response fields": "response",
    "response body": "response",
    "response data": "response",
    "return parameters": "response",
    "return values": "response",
    "returned parameters": "response",
    "returned data": "response",
    "response header": "response header",
    "response headers": "response header",
    "header": "header",
    "headers": "header",
    "http header": "header",
    "http headers": "header",
    "request header": "header",
    "request headers": "header",
    "header parameters": "header",
    "parameter": "parameters",
    "parameters": "parameters",
    "request parameter": "parameters",
    "request parameters": "parameters",
    "request fields": "parameters",
    "request body": "parameters",
    "request body parameters": "parameters",
    "body": "parameters",
    "body parameters": "parameters",
    "query": "parameters",
    "query parameters": "parameters",
    "request query parameters": "parameters",
    "example": "example",
    "examples": "example",
    "sample": "example",
    "samples": "example",
    "code example": "example",
    "code examples": "example",
    "source": "source",
}

# A column's title in lower case → what its cells are, in a table of fields.
COLUMNS: dict[str, Kind] = {
    "field": "name",
    "fields": "name",
    "field name": "name",
    "parameter": "name",
    "parameters": "name",
    "parameter name": "name",
    "param": "name",
    "params": "name",
    "argument": "name",
    "attribute": "name",
    "property": "name",
    "key": "name",
    "name": "name",
    "header": "name",
    "header name": "name",
    "data type": "type",
    "data types": "type",
    "datatype": "type",
    "date type": "type",
    "type": "type",
    "types": "type",
    "field type": "type",
    "parameter type": "type",
    "description": "description",
    "descriptions": "description",
    "desc": "description",
    "required": "presence",
    "required?": "presence",
    "is required": "presence",
    "mandatory": "presence",
    "presence": "presence",
}

# What a column of presence says, in lower case → the marker that says the same.
PRESENCE: dict[str, str] = {
    "yes": "Required",
    "y": "Required",
    "true": "Required",
    "required": "Required",
    "mandatory": "Required",
    "no": "Optional",
    "n": "Optional",
    "false": "Optional",
    "optional": "Optional",
    "conditional": "Conditional",
    "conditionally required": "Conditional",
}

# The words that mark a field in braces, or in parentheses, beside its name.
MARKERS = frozenset(
    {
        "required",
        "optional",
        "conditional",
        "conditionally required",
        "deprecated",
        "to be deprecated",
        "to-be-deprecated",
        "allowlist",
        "allowlist only",
        "allowlist-only",
        "beta",
        "new",
    }
)

_BRACED = re.compile(r"[{｛]([^{}｛｝|]*)[}｝]")
_PARENTHESISED = re.compile(r"[(（]([^()（）|]*)[)）]")
_SCALAR = re.compile(
    r"(?:string|str|number|num|integer|int|long|float|double|decimal|boolean|bool|datetime|date|timestamp|file)"
    r"\s*(?:\[\s*\]\s*)*",
    re.IGNORECASE,
)
_TYPE = re.compile(rf"{_SCALAR.pattern}|(?:object|json|list|array|map|enum)\b.*", re.IGNORECASE)
# Above this length nothing is a word of the tables.
_LONGEST = 200


@lru_cache(maxsize=1024)
def role_of(words: str, *, fuzzy: bool) -> Role | None:
    """Say what a heading or label announces.

    Args:
        words: Its text.
        fuzzy: It is marked as a label, so it may be a misspelt one.
    """
    wanted = words.strip("?: ").lower()
    found = LABELS.get(wanted)
    if found is None and fuzzy:
        likeness = _like(wanted, LABELS)
        found = LABELS[likeness] if likeness else None
    if found is not None or len(wanted) > 60:
        return found
    if wanted.startswith(("example", "sample")) or wanted.endswith((" example", " examples", " sample")):
        return "example"
    return None


def kinds(columns: Sequence[str]) -> list[Kind | None]:
    """Say what each column of a table is, read from its titles; a kind that comes twice counts once."""
    found: list[Kind | None] = []
    for column in columns:
        kind = _kind_of(column) if len(column) <= _LONGEST else None
        found.append(kind if kind not in found else None)
    return found


def is_field_header(cells: Sequence[str]) -> bool:
    """Say whether a table with these titles is one of fields: a name, and to the right of it a type."""
    found = kinds(cells)
    return "name" in found and "type" in found and found.index("name") < found.index("type")


def is_scalar(type_: str) -> bool:
    """Say whether a type has no fields of its own, or is a list of such."""
    return _SCALAR.fullmatch(type_) is not None


def is_type(cell: str) -> bool:
    """Say whether a cell is written as the types are."""
    return len(cell) <= _LONGEST and _TYPE.fullmatch(inline.bare(cell)) is not None


def name_of(cell: str) -> tuple[str, tuple[str, ...], int]:
    """Take a name cell apart.

    Returns:
        The name, its markers, and how many number signs stand before the name inside the cell.
    """
    text = inline.without_tags(cell.replace("\n", " "))
    markers: list[str] = []

    def braced(match: re.Match[str]) -> str:
        marker = _marker(match[1], before=text[: match.start()], after=text[match.end() : match.end() + 1])
        markers.extend([marker] if marker else [])
        return match[0] if marker is None else " "

    def parenthesised(match: re.Match[str]) -> str:
        words = _words(match[1])
        if words.lower() not in MARKERS:
            return match[0]
        markers.append(words)
        return " "

    if "{" in text or "｛" in text:
        text = _BRACED.sub(braced, text)
    if "(" in text or "（" in text:
        text = _PARENTHESISED.sub(parenthesised, text)
    name = inline.bare(text)
    bare = name.lstrip("# ") if name.startswith("#") else name
    return bare, tuple(markers), name[: len(name) - len(bare)].count("#")


def _marker(content: str, *, before: str, after: str) -> str | None:
    """Read what stands in braces in a name cell; ``None`` when it belongs to the name, as in ``{metric}``."""
    words = _words(content)
    if words.lower() in MARKERS or content.lstrip()[:1] in ("+", "-"):
        return words
    apart = before[-1:].isspace() or words[:1].isupper()
    return words if words and before.strip() and apart and not after.strip(" `*<") else None


def _words(content: str) -> str:
    return inline.bare(content).lstrip("+- ") if len(content) <= _LONGEST else ""


@lru_cache(maxsize=1024)
def _kind_of(column: str) -> Kind | None:
    wanted = _BRACED.sub(" ", inline.bare(column)).strip(": ").lower()
    found = COLUMNS.get(wanted)
    if found is None:
        likeness = _like(wanted, COLUMNS)
        found = COLUMNS[likeness] if likeness else None
    return found


def _like(wanted: str, known: Iterable[str]) -> str | None:
    """Find the known word that one or two slips of the pen turn into this one."""
    best, best_ratio = None, 0.85
    for word in known:
        if len(word) >= 5 and abs(len(word) - len(wanted)) <= 2 and word[:1] == wanted[:1]:
            ratio = SequenceMatcher(None, word, wanted, autojunk=False).ratio()
            if ratio > best_ratio:
                best, best_ratio = word, ratio
    return best

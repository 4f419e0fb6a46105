"""The words by which a page's structure is recognised: labels, column titles, markers.

All of them are in the tables of this module. Misspelt words are matched by similarity where their position
shows that a word of the table must be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal, TypeVar

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
Kind = Literal["name", "type", "description", "presence"]
_Meaning = TypeVar("_Meaning", bound=str)


def _listed(words: str) -> list[str]:
    return words.split(", ")


def _by_words(rows: Mapping[_Meaning, str]) -> dict[str, _Meaning]:
    return {words: meaning for meaning, listed in rows.items() for words in _listed(listed)}


# Words of a heading or label, in lower case → what is below it.
LABELS: dict[str, Role] = _by_words(
    {
        "endpoint": (
            "endpoint, endpoints, endpoint url, endpoint path, request endpoint, api endpoint, request "
            "url, request path, request uri, request address, http url, api url, api path, endpoint "
            "address, endpoint uri, url, path, address"
        ),
        "method": "method, methods, http method, request method, http request method, http verb, api method",
        "request": "request, requests, http request",
        "response": (
            "response, responses, http response, response parameter, response parameters, response "
            "fields, response body, response data, response params, response field, response body "
            "parameters, response body fields, response attributes, response schema, response content, "
            "response result, output parameters, output fields, return fields, return data, return value, "
            "returned fields, returned values, return parameters, return values, returned parameters, "
            "returned data, return, returns"
        ),
        "response header": (
            "response header, response headers, response header parameters, response header fields"
        ),
        "header": (
            "header, headers, http header, http headers, request header, request headers, http request "
            "header, http request headers, header parameters, header fields, request header parameters, "
            "request header fields"
        ),
        "parameters": (
            "parameter, parameters, request parameter, request parameters, params, request params, "
            "request field, request fields, request attributes, request arguments, request body, request "
            "body parameters, request body fields, request payload, request data, body, body params, body "
            "parameters, body fields, query, query params, query parameters, query fields, query string, "
            "query string parameters, request query, request query parameters, path parameters, url "
            "parameters, form parameters, form data, input parameters, input fields"
        ),
        "example": (
            "example, examples, sample, samples, code example, code examples, request example, request "
            "examples, response example, response examples, example request, example response"
        ),
        "source": "source",
    }
)

# A column's title in lower case, words separated by blanks → what its cells hold, in a field table.
COLUMNS: dict[str, Kind] = _by_words(
    {
        "name": (
            "field, fields, parameter, parameters, param, params, argument, arguments, attribute, "
            "attributes, property, properties, variable, element, key, name, header, headers"
        ),
        "type": "data type, data types, datatype, date type, type, types, value type, data format",
        "description": "description, descriptions, desc",
        "presence": (
            "required, required?, is required, is required?, is it required?, required or not, "
            "required/optional, required or optional, mandatory, mandatory?, necessity, requirement, "
            "presence"
        ),
    }
)
# Titles of the description's column in a table where no column is titled so.
DESCRIPTIONS = frozenset(
    _listed(
        "detail, details, explanation, explanations, meaning, definition, note, notes, remark, remarks, "
        "comment, comments, instruction, instructions"
    )
)
# The words for a field in titles such as "Request field", "Parameter name" and "Field type".
_NAMING = ("field", "parameter", "param", "argument", "attribute", "property", "header")

# The text of a cell in a column of presence, in lower case → the marker of the same meaning.
PRESENCE: dict[str, str] = _by_words(
    {
        "Required": "yes, y, true, required, mandatory, r, m, ✓, ✔, √, ☑, ✅, ●, *",
        "Optional": "no, n, false, optional, o, ✗, ✘, ×, ❌, ☐, x",
        "Conditional": (
            "conditional, conditionally, conditionally required, required conditionally, depends, c"
        ),
    }
)
CONDITIONAL = "Conditional"
# The text of cells that state nothing.
NOTHING = frozenset({"", "-", "--", "–", "—", "/", "n/a", "na", "none", "null"})

# The words that mark a field: in braces, in parentheses or, in a browser copy, on a line of their own.
MARKERS = frozenset(
    _listed(
        "required, optional, conditional, conditonal, conditionally required, not required, mandatory, "
        "recommended, deprecated, to be deprecated, to-be-deprecated, allowlist, allowlist only, "
        "allowlist-only, beta, new, read only, read-only"
    )
)

# Data types without fields of their own; below them, types that are also field names or plain words.
_SCALARS = (
    "string, str, number, num, integer, int, long, float, double, decimal, boolean, bool, datetime, date, "
    "timestamp, file"
)
AMBIGUOUS_TYPES = frozenset(
    _listed("int, long, list, array, map, json, url, file, date, time, timestamp, enum, any, binary")
)
TYPES = AMBIGUOUS_TYPES.union(_listed(_SCALARS), ("object", "int32", "int64", "dtring"))

_BRACED = re.compile(r"[{｛]([^{}｛｝|]*)[}｝]")
_DOUBLED = re.compile(r"\{\{([^{}|]*)\}\}")
_BRACKETED = re.compile(r"[(（【]([^()（）【】|]*)[)）】]|\[([^\[\]|]*)\](?!\()")
_SIGN_OF_MARKER = re.compile(r"[{｛(（【]|\[\w")
# A star beside a name marks a required field; one after a separator is part of the name.
_STARRED = re.compile(
    r"(?P<before>\*\s?(?=[A-Za-z]))?(?P<name>[A-Za-z_][\w.\[\]-]*[A-Za-z0-9])(?P<after>\s?\*)?"
)
_BETWEEN_MARKERS = re.compile(r"[,;/&，；、]")
_SCALAR = re.compile(rf"(?:{_SCALARS.replace(', ', '|')})\s*(?:\[\s*\]\s*)*", re.IGNORECASE)
_TYPE = re.compile(rf"{_SCALAR.pattern}|(?:object|json|list|array|map|enum)\b.*", re.IGNORECASE)
# Longer texts are not looked up in the tables; rows with more cells are not headers.
_LONGEST = 200
_MOST_TITLES = 64


@lru_cache(maxsize=1024)
def role_of(words: str, *, fuzzy: bool) -> Role | None:
    """Say what a heading or label announces; one that is ``fuzzy`` is a label that may be misspelt."""
    wanted = words.strip("?: ").lower()
    found = LABELS.get(wanted)
    if found is None and fuzzy:
        likeness = like(wanted, LABELS)
        found = LABELS[likeness] if likeness else None
    if found is not None or len(wanted) > 60:
        return found
    if wanted.startswith(("example", "sample")) or wanted.endswith((" example", " examples", " sample")):
        return "example"
    return None


def kinds(columns: Sequence[str]) -> list[Kind | None]:
    """Return each column's kind by its title; of columns of the same kind, only the first has it."""
    found: list[Kind | None] = []
    for column in columns:
        kind = _kind_of(column) if len(column) <= _LONGEST else None
        found.append(kind if kind not in found else None)
    if "description" not in found:
        titles = [_title(column) if len(column) <= _LONGEST else "" for column in columns]
        instead = next((index for index, title in enumerate(titles) if title in DESCRIPTIONS), None)
        if instead is not None and found[instead] is None:
            found[instead] = "description"
    return found


def is_field_header(cells: Sequence[str]) -> bool:
    """Report whether titles are those of a field table: a name, and to the right of it a type."""
    if len(cells) > _MOST_TITLES:
        return False
    found = kinds(cells)
    return "name" in found and "type" in found and found.index("name") < found.index("type")


def is_scalar(type_: str) -> bool:
    """Report whether a type has no fields of its own, or is a list of such a type."""
    return _SCALAR.fullmatch(type_) is not None


def is_type(cell: str) -> bool:
    """Report whether a cell is written like a data type."""
    return len(cell) <= _LONGEST and _TYPE.fullmatch(inline.bare(cell)) is not None


def presence_of(text: str) -> str:
    """Return the marker for a cell in a column of presence, or its text if unknown; empty if it has none.

    Examples:
        >>> presence_of("✔️"), presence_of("Yes, if the plot is dry"), presence_of("N/A")
        ('Required', 'Conditional', '')
    """
    lowered = text.replace("\ufe0f", "").strip(" .").lower()
    if lowered in PRESENCE or lowered in NOTHING:
        return PRESENCE.get(lowered, "")
    first = lowered.split(maxsplit=1)[0].strip(",;:(")
    return CONDITIONAL if PRESENCE.get(first) in ("Required", CONDITIONAL) and len(first) > 1 else text


def is_row(cells: Sequence[str]) -> bool:
    """Report whether cells look like the first ones of a field table's row."""
    return len(cells) >= 2 and 0 < len(cells[0]) <= _LONGEST and is_type(cells[1])


def name_of(cell: str) -> tuple[str, tuple[str, ...], int]:
    """Split a name cell.

    Returns:
        The name, its markers, and how many number signs precede the name in the cell.
    """
    text, markers = _apart(inline.without_tags(cell.replace("\n", " ")), known=False)
    first, _, rest = text.strip().partition(" ") if len(text) <= _LONGEST else ("", "", "")
    behind = rest.strip("*_+- ")
    if behind.lower() in MARKERS:
        # A marker without its braces.
        text = first
        markers.append(behind)
    name = inline.bare(text)
    if "*" in name and (starred := _STARRED.fullmatch(name)) is not None:
        name = starred["name"]
        markers.append("Required")
    bare = name.lstrip("#＃ ") if name.startswith(("#", "＃")) else name
    marks = name[: len(name) - len(bare)]
    return bare, tuple(markers), marks.count("#") + marks.count("＃")


def type_of(cell: str) -> tuple[str, tuple[str, ...]]:
    """Split a type cell into the type and markers that were put there instead of beside the name."""
    if _SIGN_OF_MARKER.search(cell) is None:
        return inline.bare(cell), ()
    text, markers = _apart(cell, known=True)
    return inline.bare(text), tuple(markers)


def _apart(text: str, *, known: bool) -> tuple[str, list[str]]:
    """Split a text into what is left of it and its markers; with ``known``, only markers of the table."""
    markers: list[str] = []
    start = len(text) - len(text.lstrip())

    def braced(match: re.Match[str]) -> str:
        words = _words(match[1])
        parts = [part.strip(" +-") for part in _BETWEEN_MARKERS.split(words)]
        if all(is_marker(part) for part in parts):
            markers.extend(parts)
            return " "
        if known or not words or match.start() <= start:
            return match[0] if words else " "
        # What is in braces belongs to the name in ``{metric}`` and ``by_{unit}``.
        signed = match[1].lstrip()[:1] in ("+", "-")
        apart = text[match.start() - 1].isspace() or words[:1].isupper()
        within = text[match.end() : match.end() + 1].strip(" `*<")
        if signed or (apart and not within):
            markers.append(words)
            return " "
        return match[0]

    def bracketed(match: re.Match[str]) -> str:
        words = _words(match[1] or match[2] or "")
        if words.lower() not in MARKERS:
            return match[0]
        markers.append(words)
        return " "

    if "{{" in text:
        # Surplus braces are removed from markers only.
        text = _DOUBLED.sub(
            lambda match: f"{{{match[1]}}}" if is_marker(_words(match[1])) else match[0], text
        )
    if "{" in text or "｛" in text:
        text = _BRACED.sub(braced, text)
        head, sign, rest = text.partition("{")
        if sign and "}" not in rest and is_marker(_words(rest)):
            # The marker's closing brace is missing.
            markers.append(_words(rest))
            text = head
    elif text.rstrip().endswith(("}", "｝")):
        text = text.rstrip().rstrip("}｝")
    if any(sign in text for sign in "(（[【"):
        text = _BRACKETED.sub(bracketed, text)
    return text, markers


def is_marker(words: str) -> bool:
    """Report whether words mark a field, spelt correctly or nearly."""
    lowered = words.lower()
    return lowered in MARKERS or like(lowered, MARKERS) is not None


def _words(content: str) -> str:
    return inline.bare(content).lstrip("+- ") if len(content) <= _LONGEST else ""


@lru_cache(maxsize=1024)
def _kind_of(column: str) -> Kind | None:
    title = _title(column)
    found = COLUMNS.get(title)
    if found is not None:
        return found
    words = title.split()
    if len(words) >= 2 and words[-1].removesuffix("s") in _NAMING:
        return "name"
    if len(words) == 2 and words[0] in _NAMING and words[1] in ("name", "names", "type", "types"):
        return "name" if words[1].startswith("name") else "type"
    likeness = like(title, COLUMNS)
    return COLUMNS[likeness] if likeness else None


def _title(column: str) -> str:
    plain = _BRACED.sub(" ", inline.bare(column)).lower().replace("(s)", "s")
    return " ".join(plain.replace("_", " ").replace("-", " ").strip(": *").split())


def like(wanted: str, known: Iterable[str]) -> str | None:
    """Return the known word that this one is a slight misspelling or a permutation of; ``None`` for none."""
    best, best_ratio = None, 0.85
    for word in known:
        if len(word) >= 5 and abs(len(word) - len(wanted)) <= 2 and word[:1] == wanted[:1]:
            if sorted(word) == sorted(wanted):
                return word
            ratio = SequenceMatcher(None, word, wanted, autojunk=False).ratio()
            if ratio > best_ratio:
                best, best_ratio = word, ratio
    return best

"""What is read of the portal's pages of May 2026, in numbers, each against a simple count of its own.

A number that falls is something no longer read; one that rises is something new that is, to be looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from documented_fields import walk

from may import may, may_pages
from pages import needs_portal
from tiktok_bindgen.interpret.model import Field, Limits
from tiktok_bindgen.read.page import FieldTable, Row

# How many of the fields whose values stand only behind a link must have them.
SHARE_LINKED = 0.95
# How many of the descriptions that say a fact in its usual words must have it.
SHARE_USUAL = 0.96

# A list in the description itself, by the words before it.
_OWN_LIST = re.compile(
    r"\b(?:enum values?|(?:supported|allowed|possible) values?|values are)\s*:?\s*`|\bsupports? `"
    r"|\benum values?(?: for [^:]{1,60})?:",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[[^\]]*\bEnumerations?\b[^\]]*\]\(")
_USUAL = {
    "default": re.compile(r"(?:^|[.>] |\n)Default value: ?`[^`]+`\.?(?:$|\n| )", re.MULTILINE),
    "max_length": re.compile(r"^Length limit: [\d,]+ characters\.?$", re.MULTILINE),
    "max_items": re.compile(r"^Max size: [\d,]+\.?$", re.MULTILINE),
    "minimum": re.compile(r"^Value range: ?\[?[\d.]+ ?[-,] ?[\d,.]+\]?\.?$", re.MULTILINE),
    "format": re.compile(r"in the format of `\"?YYYY-MM-DD", re.MULTILINE),
}


@needs_portal
def test_as_much_is_read_as_ever() -> None:
    operations = [operation for page in may().report["pages"] for operation in page["operations"]]
    keys = (
        *("request_fields", "response_fields", "required", "conditional"),
        *("enum_fields", "enum_values", "defaults"),
    )
    total = {key: sum(operation[key] for operation in operations) for key in keys}
    assert len(operations) == 549
    assert total == {
        "request_fields": 5641,
        "response_fields": 9512,
        "required": 1621,
        "conditional": 934,
        "enum_fields": 3023,
        "enum_values": 28294,
        "defaults": 559,
    }


@needs_portal
def test_as_many_limits_marks_and_formats_are_read_as_ever() -> None:
    requests = [field for operation in may().facts.operations for field in walk(operation.parameters)]
    replies = [field for operation in may().facts.operations for field in walk(operation.response)]
    count = Counter(
        {
            "lengths": sum(field.limits.max_length is not None for field in requests),
            "sizes": sum(field.limits.max_items is not None for field in requests),
            "ranges": sum((field.limits.minimum, field.limits.maximum) != (None, None) for field in requests),
            "formats": sum(field.format is not None for field in (*requests, *replies)),
            "zones": sum(field.zone is not None for field in requests),
            "immutable": sum(field.immutable for field in requests),
            "allowlist": sum(field.allowlist or field.partly_allowlist for field in (*requests, *replies)),
            "lifecycle": sum(field.lifecycle is not None for field in (*requests, *replies)),
            "maps": sum(field.type.kind == "map" for field in (*requests, *replies)),
            "files": sum(field.type.kind == "file" for field in requests),
            "alternatives": sum(len(field.alternatives) for field in requests),
        }
    )
    assert count == {
        "lengths": 301,
        "sizes": 356,
        "ranges": 226,
        "formats": 482,
        "zones": 111,
        "immutable": 84,
        "allowlist": 172,
        "lifecycle": 52,
        "maps": 11,
        "files": 14,
        "alternatives": 16,
    }


@needs_portal
def test_values_behind_a_link_are_found() -> None:
    linked = [
        (page, row)
        for page, row in _rows()
        if re.fullmatch(r"(?:string|number)(?:\[\])?", row.type)
        and _LINK.search(_text(row))
        and not _OWN_LIST.search(_text(row))
    ]
    assert len(linked) > 150
    bound = [_fields()[page, row.line].enum for page, row in linked]
    missing = [f"{page}:{row.line}" for (page, row), enum in zip(linked, bound, strict=True) if not enum]
    assert len(missing) <= (1 - SHARE_LINKED) * len(linked), missing


@needs_portal
def test_a_fact_in_its_usual_words_is_read() -> None:
    said: Counter[str] = Counter()
    read: Counter[str] = Counter()
    for page, row in _rows():
        field = _fields().get((page, row.line))
        if field is None or field.children:
            continue
        for fact, words in _USUAL.items():
            if words.search(_text(row)):
                said[fact] += 1
                stated = getattr(field.limits, fact) if hasattr(Limits(), fact) else getattr(field, fact)
                read[fact] += stated is not None
    assert min(said.values()) > 50, said
    assert {fact: read[fact] / said[fact] >= SHARE_USUAL for fact in said} == dict.fromkeys(said, True), (
        said - read
    )


def _text(row: Row) -> str:
    return "\n".join(line.text for line in row.description)


def _rows() -> Iterator[tuple[str, Row]]:
    for page in may_pages():
        for endpoint in page.page.endpoints:
            tables: tuple[FieldTable | None, ...] = (
                endpoint.parameters,
                endpoint.response,
                *endpoint.supplements,
            )
            for table in tables:
                for row in table.rows if table is not None else ():
                    yield page.page.name, row


@cache
def _fields() -> dict[tuple[str, int], Field]:
    """Every field by its page and line; of an object with alternatives, those of each."""
    found: dict[tuple[str, int], Field] = {}
    for operation in may().facts.operations:
        sets = [each.fields for each in operation.alternatives] or [operation.parameters]
        for field in _documented([*(one for fields in sets for one in fields), *operation.response]):
            found[operation.page, field.line] = field
    return found


def _documented(fields: Iterable[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        for alternative in field.alternatives:
            yield from _documented(alternative.fields)
        if not field.alternatives:
            yield from _documented(field.children)

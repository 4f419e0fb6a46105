"""The keys of our own that documents have besides those of OpenAPI, in words."""

from __future__ import annotations

# As docs/openapi-extensions.md has them; what is compared by itself is not among them.
_WORDS = {
    "x-enum-fields": "the fields whose names are values",
    "x-enum-groups": "the groups of values",
    "x-enum-list": "the list that has the values",
    "x-enum-partial": "whether the list of values is a part of them",
    "x-event-key": "what tells the event from others",
    "x-idempotency-within": "the time for which a request is known again",
    "x-list-range": "the range by currency",
    "x-permissions": "the permissions that are needed",
    "x-rate-limits": "how many calls are let through",
    "x-report-filter": "the filter of reports",
    "x-report-kinds": "the kinds of reports",
    "x-report-levels": "the data levels of reports",
    "x-report-mode": "whether reports come at once",
    "x-report-names": "what of reports is named",
    "x-report-preset": "what reports are asked for",
}


def in_words(key: str) -> str:
    """What a key says.

    Examples:
        >>> in_words("x-enum-list"), in_words("x-garden")
        ('the list that has the values', 'the extension `x-garden`')
    """
    return _WORDS.get(key, f"the extension `{key.replace('`', chr(39))}`")

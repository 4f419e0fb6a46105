"""Our own extension keys of documents: what each is called in words, and the kind of its changes."""

from __future__ import annotations

from typing import Any

from tiktok_bindgen.openapi import ELSEWHERE, mapping

# The keys of docs/openapi-extensions.md, except those with a comparison of their own.
_WORDS = {
    ELSEWHERE: "the values that another source lists",
    "x-enum-fields": "the fields whose names are values",
    "x-enum-groups": "the groups of values",
    "x-enum-list": "the reference list of values",
    "x-enum-partial": "whether the list of values is partial",
    "x-permissions": "the required permissions",
    "x-report-filter": "the filter of reports",
    "x-report-kinds": "the kinds of reports",
    "x-report-levels": "the data levels of reports",
    "x-report-mode": "the mode of reports",
    "x-report-names": "the kind of names from reports",
    "x-report-preset": "the preset of reports",
    "x-time-zone": "the time zone",
}

# Keys of fields that decide which names and values a report takes.
_OF_REPORTS = frozenset(
    {"x-report-filter", "x-report-kinds", "x-report-levels", "x-report-names", "x-report-preset"}
)
#: The kinds of changes of the keys that calls depend on.
KINDS = {
    **dict.fromkeys(_OF_REPORTS, "report-use-changed"),
    "x-event-key": "event-key-changed",
    "x-idempotency-within": "idempotency-period-changed",
    "x-list-range": "list-range-changed",
    "x-permissions": "permissions-changed",
    "x-time-zone": "time-zone-changed",
}


def kind_of(key: str, old: Any, new: Any) -> str:
    """Return the kind of a change of an operation's key."""
    was, now = (set(mapping(each)) if key == "x-permissions" else set() for each in (old, new))
    # Any of the permissions is enough.
    if was and was < now:
        return "permissions-added"
    if now and now < was:
        return "permissions-removed"
    # A permission's name is for people, and what reports take is said of fields.
    is_free = key in _OF_REPORTS or (was and was == now)
    return "operation-extension-changed" if is_free else KINDS.get(key, "operation-extension-changed")


def in_words(key: str) -> str:
    """Return what a key is about, in words.

    Examples:
        >>> in_words("x-enum-list"), in_words("x-garden")
        ('the reference list of values', 'the extension `x-garden`')
    """
    return _WORDS.get(key, f"the extension `{key.replace('`', chr(39))}`")

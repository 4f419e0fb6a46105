"""Words and extensions: what no call depends on, as far as can be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tiktok_bindgen.diff.families._kind import Kind
from tiktok_bindgen.diff.model import Difference, Schema

_AREA = "Words and extensions"

# Read by people alone: compared only when that is asked for.
PROSE = ("title", "summary", "description", "example", "examples", "externalDocs", "xml", "$comment")

KINDS = (
    Kind(
        "words-added",
        _AREA,
        "There are words about a thing now. Only with `--prose`.",
        "there is a {note} of `{name}` now",
        mirror="words-removed",
        request="safe",
        response="safe",
    ),
    Kind(
        "words-removed",
        _AREA,
        "There are no words about a thing any longer. Only with `--prose`.",
        "there is no {note} of `{name}` any longer",
        mirror="words-added",
        request="safe",
        response="safe",
    ),
    Kind(
        "words-changed",
        _AREA,
        "The words about a thing are others. Only with `--prose`.",
        "the {note} of `{name}` is worded in another way",
        request="safe",
        response="safe",
    ),
    Kind(
        "operation-words-changed",
        _AREA,
        "The words about an operation are others. Only with `--prose`.",
        "the {note} of the operation is {new} now, was {old}",
        severity="safe",
    ),
    Kind(
        "extension-changed",
        _AREA,
        "A key `x-…` of a schema is another.",
        "{note} of `{name}` is {new} now, was {old}",
        request="safe",
        response="safe",
        why="What it means is for those to say who wrote it.",
        why_response="What it means is for those to say who wrote it.",
    ),
    Kind(
        "operation-extension-changed",
        _AREA,
        "A key `x-…` of an operation is another.",
        "{note} of the operation is {new} now, was {old}",
        severity="safe",
    ),
    Kind(
        "keyword-changed",
        _AREA,
        "A keyword that nothing is known of is another.",
        "{note} of `{name}` is {new} now, was {old}",
        why="What it means cannot be told.",
        why_response="What it means cannot be told.",
    ),
    Kind(
        "reference-changed",
        _AREA,
        "A reference that leads out of the document, or nowhere, is another.",
        "`{name}` refers to {new} now, was {old}",
        why="What it leads to cannot be told.",
        why_response="What it leads to cannot be told.",
    ),
)


def prose_differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare the words about two things."""
    for keyword in PROSE:
        before, after = old.get(keyword), new.get(keyword)
        if before != after:
            change = "added" if before is None else "removed" if after is None else "changed"
            yield Difference(f"words-{change}", (), before, after, keyword)


def other_differences(old: Schema, new: Schema, keywords: Iterable[str]) -> Iterator[Difference]:
    """Compare keywords that no family knows."""
    for keyword in sorted(keywords):
        before, after = old.get(keyword), new.get(keyword)
        if keyword == "unresolved":
            yield Difference("reference-changed", (), before, after)
        elif before != after:
            kind = "extension-changed" if keyword.startswith("x-") else "keyword-changed"
            yield Difference(kind, (), before, after, keyword)

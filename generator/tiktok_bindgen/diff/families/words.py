"""Words and extensions: what no call depends on, as far as can be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tiktok_bindgen.diff.model import Difference, Schema, change_of

# Read by people alone: compared only when that is asked for.
PROSE = ("title", "summary", "description", "example", "examples", "externalDocs", "xml", "$comment")


def prose_differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare the words about two things."""
    for keyword in PROSE:
        before, after = old.get(keyword), new.get(keyword)
        if before != after:
            yield Difference(f"words-{change_of(before, after)}", (), before, after, keyword)


def other_differences(old: Schema, new: Schema, keywords: Iterable[str]) -> Iterator[Difference]:
    """Compare keywords that no family knows."""
    for keyword in sorted(keywords):
        before, after = old.get(keyword), new.get(keyword)
        if keyword == "unresolved":
            yield Difference("reference-changed", (), before, after)
        elif before != after:
            kind = "extension-changed" if keyword.startswith("x-") else "keyword-changed"
            yield Difference(kind, (), before, after, keyword)

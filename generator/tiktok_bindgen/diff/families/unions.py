"""Alternatives: ``oneOf`` and ``anyOf``, and what tells one alternative from another."""

from __future__ import annotations

from collections.abc import Iterator

from tiktok_bindgen.diff.families._kind import Kind
from tiktok_bindgen.diff.model import Difference, Schema

# Alternatives themselves are matched and compared by `pairs`, which needs the documents for it.
KEYWORDS = ("discriminator",)
_AREA = "Alternatives"

KINDS = (
    Kind(
        "alternative-added",
        _AREA,
        "A value may have one more form.",
        "`{name}` may have the form {new} now",
        mirror="alternative-removed",
        request="safe",
        response="risky",
        why_response="A form can come back that no caller has seen so far.",
    ),
    Kind(
        "alternative-removed",
        _AREA,
        "A value may have one form less.",
        "`{name}` may no longer have the form {old}",
        mirror="alternative-added",
        request="breaking",
        response="safe",
    ),
    Kind(
        "union-added",
        _AREA,
        "A value must have one of some forms now.",
        "`{name}` must have one of the forms {new} now",
        mirror="union-removed",
        request="breaking",
        response="risky",
        why_response="What came back may have had one of them already, or not.",
    ),
    Kind(
        "union-removed",
        _AREA,
        "A value need no longer have one of some forms.",
        "`{name}` need no longer have one of the forms {old}",
        mirror="union-added",
        request="safe",
        response="breaking",
        why_response="Anything can come back.",
    ),
    Kind(
        "union-kind-changed",
        _AREA,
        "How many of some forms a value may have at once is another.",
        "`{name}` must have {new} now, was {old}",
    ),
    Kind(
        "discriminator-added",
        _AREA,
        "A field tells the forms apart now.",
        "{new} tells the forms of `{name}` apart now",
        mirror="discriminator-removed",
        request="risky",
        response="safe",
        why="A value without the field may be refused.",
    ),
    Kind(
        "discriminator-removed",
        _AREA,
        "No field tells the forms apart any longer.",
        "{old} no longer tells the forms of `{name}` apart",
        mirror="discriminator-added",
        request="safe",
        response="risky",
        why_response="A reader that chooses by the field may find none.",
    ),
    Kind(
        "discriminator-changed",
        _AREA,
        "The forms are told apart in another way.",
        "the forms of `{name}` are told apart by {new} now, were by {old}",
        request="breaking",
        response="breaking",
    ),
)


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare what tells alternatives apart."""
    before, after = old.get("discriminator"), new.get("discriminator")
    if before != after:
        change = "added" if before is None else "removed" if after is None else "changed"
        yield Difference(f"discriminator-{change}", (), before, after)

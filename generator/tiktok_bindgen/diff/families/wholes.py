"""Keywords compared as wholes, such as what a value is taken for when it is left out."""

from __future__ import annotations

from collections.abc import Iterator

from tiktok_bindgen.diff.model import Difference, Schema, change_of, same

# Keyword of a canonical schema: how the names of its kinds begin.
_WHOLES = {"allOf": "all-of", "default": "default", "discriminator": "discriminator", "not": "not"}
KEYWORDS = (*_WHOLES,)


def differences(old: Schema, new: Schema) -> Iterator[Difference]:
    """Compare keywords as they are written; one of null is none."""
    for keyword, kind in _WHOLES.items():
        before, after = old.get(keyword), new.get(keyword)
        if not same(before, after):
            yield Difference(f"{kind}-{change_of(before, after)}", (), before, after)

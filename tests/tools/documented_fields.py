"""The fields that pages document, for tests and tools that count them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tiktok_bindgen.interpret.model import Field


def walk(fields: Iterable[Field]) -> Iterator[Field]:
    """Every field that a table has, each before those inside it."""
    for field in (field for field in fields if field.is_documented):
        yield field
        yield from walk(field.children)

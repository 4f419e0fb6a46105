"""Every key that our specs have beyond OpenAPI is described, with an example."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from may import may
from newest import DATES, committed_spec
from pages import ROOT, needs_portal
from tiktok_bindgen.assemble.schema import KEY_ORDER

GUIDE = (ROOT / "docs" / "openapi-extensions.md").read_text(encoding="utf-8")
# Keys whose value maps names that the documentation chose.
NAMED = {"properties", "schemas", "headers", "paths", "content"}


def described() -> set[str]:
    """The keys that the guide opens a paragraph with, followed by an indented example of them."""
    paragraphs = re.findall(
        r"^\*\*`(x-[a-zA-Z-]+)`\*\*: .*?\n\n((?: {4}[^\n]*\n)+)", GUIDE, re.MULTILINE | re.DOTALL
    )
    return {key for key, example in paragraphs if key in example}


def keys(node: object, *, named: bool = False) -> Iterator[str]:
    """The extension keys of a document, wherever they are."""
    if isinstance(node, list):
        for item in node:
            yield from keys(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if not named and str(key).startswith("x-"):
                yield str(key)
            else:
                yield from keys(value, named=not named and key in NAMED)


def test_every_key_of_a_field_is_described_with_an_example() -> None:
    assert {key for key in KEY_ORDER if key.startswith("x-")} <= described()


@pytest.mark.parametrize("date", DATES)
def test_every_key_of_a_committed_spec_is_described(date: str) -> None:
    found = set(keys(committed_spec(date)))
    assert found
    assert found <= described()


@needs_portal
@pytest.mark.slow
def test_every_key_of_the_portals_spec_is_described() -> None:
    found = set(keys(may().document))
    assert {"x-rate-limits", "x-enum-facts", "x-rules", "x-rules-text", "x-enum-varnames"} <= found
    assert {"x-reports", "x-report-names"} <= found
    assert found <= described()

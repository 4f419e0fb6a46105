"""The examples in docstrings: each gives what is written below it."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

_GENERATOR = Path(__file__).parents[1] / "generator"
_WITH_EXAMPLES = sorted(
    ".".join(path.relative_to(_GENERATOR).with_suffix("").parts)
    for path in (_GENERATOR / "tiktok_bindgen").rglob("*.py")
    if ">>>" in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", _WITH_EXAMPLES)
def test_the_examples_in_docstrings_are_true(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert (result.failed, result.attempted > 0) == (0, True)

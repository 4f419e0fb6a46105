"""Property tests try the same examples in every run, whatever else runs."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searching import trying


def tried() -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []

    @trying(200)
    @given(st.text(), st.integers())
    def collect(text: str, number: int) -> None:
        found.append((text, number))

    collect()
    return found


def test_examples_are_the_same_whatever_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tried()
    names = [f"trowel {number}" for number in range(40)]
    (tmp_path / "shed_of_constants.py").write_text(f"TOOLS = {names}\nPRICES = {list(range(7000, 7040))}\n")
    monkeypatch.syspath_prepend(tmp_path)
    shed = import_module("shed_of_constants")
    assert tried() == before
    assert names == shed.TOOLS
    monkeypatch.delitem(sys.modules, "shed_of_constants")


def test_a_random_search_tries_more_examples_in_proportion() -> None:
    current = settings.get_current_profile_name()
    try:
        settings.load_profile("ours")
        few = trying(8)
        settings.load_profile("random")
        many = trying(8)
    finally:
        settings.load_profile(current)
    assert (few.max_examples, few.derandomize) == (8, True)
    assert (many.max_examples, many.derandomize) == (8 * 20, False)

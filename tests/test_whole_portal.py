"""What is read of all pages of May 2026, guides and appendix included."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from may import may
from pages import PORTAL, needs_portal
from tiktok_bindgen.pipeline import make_spec

pytestmark = [needs_portal, pytest.mark.slow]
MAY = PORTAL / "2026-05"


def test_every_operation_is_there_once() -> None:
    paths = may().document["paths"]
    assert sum(len(methods) for methods in paths.values()) == 519


def test_lists_and_tables_that_are_not_found_are_few_and_named() -> None:
    codes = Counter(problem.code for problem in may().problems)
    assert codes["enumeration-missing"] <= 20
    # The columns of a file that a field leads to are no fields of the request.
    unbound = [each.page for each in may().problems if each.code == "supplement-unbound"]
    assert unbound == ["catalog-videos/upload-catalog-videos-via-a-file-url.md"]


def test_the_spec_is_the_same_whatever_pages_are_called_and_in_whatever_order_they_are_read(
    tmp_path: Path,
) -> None:
    files = sorted(MAY.rglob("*.md"))
    numbers = random.Random(5).sample(range(10**6), len(files))
    chapters: dict[str, int] = {}
    names: dict[str, str] = {}
    for file, number in zip(files, numbers, strict=True):
        name = file.relative_to(MAY)
        chapter = chapters.setdefault(name.parts[0], number)
        # A folder and its own page tell what kind of report the pages inside are about.
        own = file.stem == file.parent.name
        other = Path(str(chapter), name.parent, file.name if own else f"page{number}.md")
        (tmp_path / other).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / other).symlink_to(file)
        names[name.as_posix()] = other.as_posix()
    # Evidence tells on which page it is.
    assert make_spec([tmp_path]).document == _renamed(may().document, names)


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """A value with other names of pages wherever one is told."""
    if isinstance(value, dict):
        made = {key: _renamed(each, names) for key, each in value.items()}
        return made | {"page": names[value["page"]]} if {"fact", "page"} <= value.keys() else made
    return [_renamed(each, names) for each in value] if isinstance(value, list) else value

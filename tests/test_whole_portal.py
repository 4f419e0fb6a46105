"""What is read of all pages of May 2026, guides and appendix included."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from may import may, may_pages
from pages import needs_portal
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.sentences import interpret
from tiktok_bindgen.weigh import weighed

pytestmark = [needs_portal, pytest.mark.slow]


def test_every_operation_is_there_once() -> None:
    paths = may().document["paths"]
    assert sum(len(methods) for methods in paths.values()) == 519


def test_lists_and_tables_that_are_not_found_are_few_and_named() -> None:
    codes = Counter(problem.code for problem in may().problems)
    assert codes["enumeration-missing"] <= 20
    # The columns of a file that a field leads to are no fields of the request.
    unbound = [each.page for each in may().problems if each.code == "supplement-unbound"]
    assert unbound == ["catalog-videos/upload-catalog-videos-via-a-file-url.md"]


def test_the_spec_is_the_same_whatever_pages_are_called_and_in_whatever_order_they_are_read() -> None:
    # The other way round, guides come before the reference.
    numbers = range(9999, 9999 - len(may_pages()), -1)
    chapters: dict[str, int] = {}
    names: dict[str, str] = {}
    for number, read in zip(numbers, may_pages(), strict=True):
        name = Path(read.page.name)
        chapter = chapters.setdefault(name.parts[0], number)
        # A folder and its own page tell what kind of report the pages inside are about.
        own = name.stem == name.parent.name
        names[read.page.name] = str(Path(f"{chapter}", name.parent, name.name if own else f"page{number}.md"))
    renamed = {names[read.page.name]: read.page for read in may_pages()}
    pages = [evolve(renamed[name], name=name) for name in sorted(renamed)]
    document, problems = interpret(pages)
    facts, more = weighed(document, pages)
    spec, others = assemble(facts, prose="full")
    # Evidence tells on which page it is.
    assert spec == _renamed(may().document, names)
    reading = {problem for read in may_pages() for problem in read.problems}
    told = {(names[each.page], each.line, each.code) for each in may().problems if each not in reading}
    assert {(each.page, each.line, each.code) for each in (*problems, *more, *others)} >= told


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """A value with other names of pages wherever one is told."""
    if isinstance(value, dict):
        made = {key: _renamed(each, names) for key, each in value.items()}
        return made | {"page": names[value["page"]]} if {"page", "line"} <= value.keys() else made
    return [_renamed(each, names) for each in value] if isinstance(value, list) else value

"""Fields of every category, read by eye from their pages and put down as facts, are read the same.

Where the reader is wrong, `misread` says of which kinds of fact; what is mended is struck off there.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from read_rows import CHECKED, KINDS, Row, compared, facts_of, rows_of

from may import may_judged
from pages import needs_portal
from tiktok_bindgen.logic.english import read_rule, sentence


@cache
def rows() -> dict[tuple[str, int], Row]:
    return rows_of(*may_judged())


def test_fields_of_all_categories_with_facts_of_all_kinds_are_checked() -> None:
    kinds = Counter(kind for each in CHECKED for kind, _ in facts_of(each))
    kinds["rules"] = sum(len(each.get("rules", ())) for each in CHECKED)
    assert len(CHECKED) >= 320
    assert len({each["page"].split("/")[0] for each in CHECKED}) >= 69
    assert len({(each["page"], each["line"]) for each in CHECKED}) == len(CHECKED)
    assert {kind: kinds[kind] >= 5 for kind in KINDS} == dict.fromkeys(KINDS, True)


def test_checked_rules_are_in_the_words_of_rules() -> None:
    texts = [text for each in CHECKED for text in each.get("rules", ())]
    said = [None if (rule := read_rule(text)) is None else sentence(rule) for text in texts]
    assert said == texts


@needs_portal
@pytest.mark.slow
def test_fields_are_read_as_by_eye() -> None:
    names = {(each["page"], each["line"]): each["name"] for each in CHECKED}
    assert {place: rows()[place].field.name for place in names if place in rows()} == {
        place: name for place, name in names.items() if place in rows()
    }
    misread = {
        f"{each['page']}:{each['line']}": kinds
        for each in CHECKED
        if (kinds := compared(each, rows().get((each["page"], each["line"]))).kinds)
    }
    assert misread == {
        f"{each['page']}:{each['line']}": each["misread"] for each in CHECKED if "misread" in each
    }

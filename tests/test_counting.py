"""Numbers with their nouns, and nouns in the singular."""

from __future__ import annotations

import pytest

from text_cases import literal, text_cases
from tiktok_bindgen.counting import in_singular, number_of, singular


@pytest.mark.parametrize(
    ("count", "written"), [(0, "0 beds"), (1, "1 bed"), (2, "2 beds"), ("many", "many beds")]
)
def test_a_number_has_its_noun(count: object, written: str) -> None:
    assert number_of(count, "bed") == written


def test_a_noun_may_have_a_plural_of_its_own() -> None:
    assert [number_of(count, "leaf", "leaves") for count in (1, 2)] == ["1 leaf", "2 leaves"]


@text_cases(many=literal, one=literal)
def test_a_noun_has_its_singular(many: str, one: str) -> None:
    assert singular(many) == one


@text_cases(text=str, one=str)
def test_each_word_of_a_text_has_its_singular(text: str, one: str) -> None:
    assert in_singular(text) == one

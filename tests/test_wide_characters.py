"""Limits of characters of which a Chinese or Japanese one counts as several."""

from __future__ import annotations

from typing import Any

import pytest

from test_interpret import _field, _read, _row
from text_cases import literal, text_cases
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.facts.write import ValueLists, field_facts
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Limits
from tiktok_bindgen.runtime.kinds import WideText

FACT = "Chinese and Japanese characters count double."
DOUBLE = "A character in Chinese or Japanese counts as two characters."


@pytest.mark.parametrize(
    ("words", "limits"),
    [
        (f"Length limit: 9 characters. {FACT}", Limits(max_length=9, wide=2)),
        (f"Length limit: 40 characters. {DOUBLE}", Limits(max_length=40, wide=2)),
        (f"Length limit: 2-40 characters. Note: {DOUBLE}", Limits(min_length=2, max_length=40, wide=2)),
        (f"Length limit: 40 characters. {DOUBLE.replace('two', 'three')}", Limits(max_length=40, wide=3)),
        ("Length limit: 40 characters.", Limits(max_length=40)),
        # Without a limit it says nothing.
        (DOUBLE, Limits()),
    ],
)  # fmt: skip
def test_what_a_wide_character_counts_is_read_beside_a_limit(words: str, limits: Limits) -> None:
    field = _field("string", *words.split(". Note: "))
    assert field.limits == limits
    facts = [*field_facts(field, ValueLists())]
    assert _field("string", *facts).limits == limits


@text_cases(text=str, length=literal)
def test_a_wide_character_counts_as_several(text: str, length: int | None) -> None:
    kind = WideText(wide=2, max_length=4)
    found: list[object] = []
    kind.report(found, "/motto", text)  # type: ignore[arg-type]
    assert (text in kind) is (length is None)
    assert len(found) == (length is not None)
    assert str(length or "") in str(found)


def test_a_spec_refuses_no_text_of_wide_characters_that_is_long_enough() -> None:
    operation, _ = _read(_row("motto", "string", f"Length limit: 3-9 characters. {FACT}"))
    spec, _ = assemble(Document((operation,)), prose="none")
    components: Any = spec["components"]
    (schema,) = (each for each in components["schemas"].values() if "motto" in each.get("properties", ()))
    assert schema["properties"]["motto"] == {
        "type": "string", "minLength": 2, "maxLength": 9, "x-wide-characters": 2
    }  # fmt: skip

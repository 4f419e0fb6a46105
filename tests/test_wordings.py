"""Every wording of every table fits its own examples, and is looked for in them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tiktok_bindgen.interpret import phrases as facts
from tiktok_bindgen.sentences import phrases as rules
from tiktok_bindgen.wording import hedges
from tiktok_bindgen.wording.hedges import without_asides, without_opening
from tiktok_bindgen.wording.parts import Span
from tiktok_bindgen.wording.patterns import Captures, compile_pattern, matches
from tiktok_bindgen.wording.table import Table, Wording
from tiktok_bindgen.wording.tokens import tokenise

TABLES = {
    name: table
    for module in (facts, rules, hedges)
    for name, table in vars(module).items()
    if isinstance(table, Table)
}
# Tables of wordings behind which a sentence goes on.
BEGINNINGS = frozenset({"VALUES"})


def examples() -> Iterator[tuple[str, Wording, str]]:
    for name, table in TABLES.items():
        for wording in table:
            for example in wording.examples:
                yield name, wording, example


@pytest.mark.parametrize(("name", "wording", "example"), list(examples()))
def test_a_wording_fits_its_example(name: str, wording: Wording, example: str) -> None:
    sentence, _, read = example.partition(" → ")
    assert TABLES[name].may_fit(sentence)
    tokens = tokenise(sentence)
    if name not in {"OPENINGS", "ASIDES"}:
        tokens = tuple(without_asides(without_opening(tokens)) if name in FACTS else without_opening(tokens))
    found = [
        captures
        for each, end, captures in TABLES[name].starting(tokens)
        if each is wording and (end == len(tokens) or name in BEGINNINGS)
    ]
    assert found
    assert read in {shown(captures) for captures in found} or not read


FACTS = frozenset(name for name, table in TABLES.items() if table in facts.FACTS)


def shown(captures: Captures) -> str:
    """What is read of a sentence: signs, numbers, ranges, values, as an example tells it."""
    parts = [value for value in captures.values() if value is not None and not isinstance(value, tuple)]
    return " ".join(
        f"{part.low}-{part.high}" if isinstance(part, Span) else str(part).strip("`") for part in parts
    )


def test_every_wording_has_an_example() -> None:
    assert len(TABLES) > 15
    assert [(name, each.fact) for name, table in TABLES.items() for each in table if not each.examples] == []


def test_a_malformed_pattern_is_a_bug_that_shows() -> None:
    with pytest.raises(ValueError, match="odd bracket"):
        compile_pattern("a (b")


def test_brackets_and_question_marks_may_be_meant_themselves() -> None:
    pattern = compile_pattern(r"plot \( NUMBER \)?", {})
    tokens = tokenise("plot (NUMBER)")
    assert [
        end for end, _ in matches(pattern, tokens, 0, {"NUMBER": lambda _, start: iter([(start + 1, 9)])})
    ] == [
        4,
        3,
    ]

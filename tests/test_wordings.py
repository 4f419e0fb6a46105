"""Every wording of every table fits its own examples, and is looked for in them."""

from __future__ import annotations

import pytest

from about import about
from text_cases import text_cases
from tiktok_bindgen.interpret import (
    comparison,
    markers,
    operation_notes,
    report_groupings,
    report_wordings,
    returned,
    table_kinds,
    types,
    webhooks,
    whole_numbers,
)
from tiktok_bindgen.language import acts, english, hedges, levels
from tiktok_bindgen.language import fact_wordings as facts
from tiktok_bindgen.language import rule_wordings as rules
from tiktok_bindgen.language.hedges import fact_of, without_asides, without_opening
from tiktok_bindgen.language.parts import Span
from tiktok_bindgen.language.patterns import Captures, Text, compile_pattern, matches
from tiktok_bindgen.language.table import Table, Wording
from tiktok_bindgen.language.tokens import tokenise
from tiktok_bindgen.weigh import named_values

MODULES = (
    acts,
    facts,
    rules,
    levels,
    hedges,
    comparison,
    markers,
    operation_notes,
    report_groupings,
    report_wordings,
    returned,
    table_kinds,
    types,
    webhooks,
    whole_numbers,
    named_values,
)
TABLES = {
    f"{module.__name__.removeprefix('tiktok_bindgen.')}.{name}": table
    for module in MODULES
    for name, table in vars(module).items()
    if isinstance(table, Table)
}
# Tables whose rows name parts of a sentence that are read by tables, too.
PARSED = {table.name: table for table in (*english.TABLES.values(), *acts.MAIN_CLAUSES)}
# Tables of wordings behind which a sentence goes on.
BEGINNINGS = frozenset({"language.fact_wordings.VALUES"})


@pytest.mark.parametrize("name", TABLES)
def test_every_wording_of_a_table_fits_its_examples(name: str) -> None:
    for wording in TABLES[name]:
        for example in wording.examples:
            with about(f"{wording.fact}: {example}"):
                fits(name, wording, example)


@pytest.mark.parametrize("name", PARSED)
def test_every_row_of_english_fits_its_examples(name: str) -> None:
    for wording in PARSED[name]:
        assert wording.examples, wording.fact
        for example in wording.examples:
            with about(f"{wording.fact}: {example}"):
                parse = english.Parse(tokenise(example))
                found = parse.starting(PARSED[name], 0)
                assert (wording.fact, len(parse.tokens)) in {(fact, end) for fact, end, _ in found}


def fits(name: str, wording: Wording, example: str) -> None:
    """A wording fits its example, and what is read of it is what the example says."""
    sentence, _, read = example.partition(" → ")
    assert TABLES[name].may_fit(sentence)
    tokens = tokenise(sentence)
    if not name.startswith("language.hedges."):
        tokens = tuple(without_asides(without_opening(tokens)) if name in FACTS else without_opening(tokens))
    tokens = tuple(TABLES[name].respelled(tokens))
    found = [
        captures
        for each, end, captures in TABLES[name].starting(tokens)
        if each is wording and (end == len(tokens) or name in BEGINNINGS)
    ]
    assert found
    assert read in {shown(captures) for captures in found} or not read


# Tables of facts that are told without asides; what characters a text is without may be told in one.
FACTS = frozenset(name for name, table in TABLES.items() if table in {*facts.FACTS} - {facts.CHARACTERS})


def shown(captures: Captures) -> str:
    """What is read of a sentence: signs, numbers, ranges, values, as an example tells it."""
    parts = [value for value in captures.values() if value is not None and not isinstance(value, tuple)]
    return " ".join(
        f"{part.low}-{part.high}" if isinstance(part, Span) else str(part).strip("`") for part in parts
    )


@text_cases(sentence=str, tokens=str)
def test_a_sentence_is_words_code_and_marks_however_they_are_written(sentence: str, tokens: str) -> None:
    found = tokenise(sentence)
    assert " ".join(map(str, found)) == tokens
    assert all(each.kind == "code" or each.written for each in found)
    assert not any(each.kind == "code" and each.written for each in found)
    assert [each.end for each in found] == sorted(each.end for each in found)


def test_every_wording_has_an_example() -> None:
    assert len(TABLES) > 15
    assert [(name, each.fact) for name, table in TABLES.items() for each in table if not each.examples] == []


def test_a_malformed_pattern_is_a_bug_that_shows() -> None:
    with pytest.raises(ValueError, match="odd bracket"):
        compile_pattern("a (b")


def test_brackets_and_question_marks_may_be_meant_themselves() -> None:
    pattern = compile_pattern(r"plot \( NUMBER \)?", {})
    tokens = tokenise("plot (NUMBER)")
    text = Text(tokens, {"NUMBER": lambda _, start: iter([(start + 1, 9)])})
    assert [end for end, _ in matches(pattern, text, 0, {})] == [4, 3]


FRUITS = Table(
    """
    apple: (apple|apples) (each|every) day
      - apples every
        day
    pear: pear
      - pear
    """,
    slips=True,
)


@pytest.mark.parametrize(
    ("sentence", "fact"),
    [
        ("Aples each day.", "apple"),
        ("appel evrey day", "apple"),
        ("Note: Apple each day.", "apple"),
        ("peer", ""),  # as short a word may be another
        ("apple each day " + "x" * 1000, ""),
        ("apple", ""),
    ],
)
def test_a_table_puts_slips_of_the_pen_right_where_it_is_said_to(sentence: str, fact: str) -> None:
    assert fact_of(FRUITS, sentence) == fact


def test_an_example_may_go_on_for_lines() -> None:
    assert [wording.examples for wording in FRUITS] == [("apples every day",), ("pear",)]

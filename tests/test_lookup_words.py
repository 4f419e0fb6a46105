"""Each word that a table of the generator knows, in a sentence or a name, and what comes of it."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from test_rules_sentences import rules
from text_cases import literal, text_cases
from tiktok_bindgen.generate.python import prose
from tiktok_bindgen.generate.signatures import DATES, WRITTEN
from tiktok_bindgen.interpret.markers import read_markers
from tiktok_bindgen.interpret.model import Type
from tiktok_bindgen.interpret.operation_notes import reply_files
from tiktok_bindgen.interpret.types import parse_type
from tiktok_bindgen.language.formats import format_pattern
from tiktok_bindgen.language.rule_readers import is_told
from tiktok_bindgen.language.sentence import read_sentence
from tiktok_bindgen.language.tokens import tokenise
from tiktok_bindgen.logic.messages import message
from tiktok_bindgen.logic.model import Bound, Rule
from tiktok_bindgen.read.page import Line
from tiktok_bindgen.value_names import member, members

# Rules between fields


@text_cases(relation=str, words=str)
def test_a_relation_has_many_words(relation: str, words: str) -> None:
    for word in words.split("; "):
        assert rules("width", f"Required when `height` is {word} 5.") == [
            f"`width` is required when the value of `height` is {relation} `5`."
        ], word


@text_cases(sentence=str, condition=literal)
def test_a_comma_tells_which_conditions_go_together(sentence: str, condition: str | None) -> None:
    found = rules("width", f"Required when {sentence}.")
    parts = {"A": "`plot` is `BIG`", "B": "`herbs` holds only `DILL`", "C": "`fenced` is `true`"}
    expected = re.sub("[ABC]", lambda match: parts[match[0]], condition or "")
    assert found == ([f"`width` is required when {expected}."] if condition else [])


@pytest.mark.parametrize("value", ["`SMALL`:", "`SMALL` (", "SMALL:", "SMALL (little):"])
def test_a_line_that_begins_with_a_value_is_about_it(value: str) -> None:
    line = f"{value} little). This value is only supported when `sun` is `NONE`."
    assert rules("plot", line) == [
        "`plot` must not be `SMALL` when `sun` (by default `FULL`) is not `NONE`."
    ], line


@pytest.mark.parametrize("written", ["`greater` than", "greater `than`", "`>`"])
def test_code_is_no_word_of_a_relation(written: str) -> None:
    assert rules("width", f"Required when `height` is {written} 5.") == []


@text_cases(word=str, number=literal)
def test_a_number_may_be_a_word(word: str, number: int) -> None:
    assert rules("herbs", f"When `plot` is `BIG`, you can only pass {word} herbs to this field.") == [
        f"the number of items of `herbs` must be at most `{number}` when `plot` is `BIG`."
    ]


@text_cases(sentence=str, known=str, unknown=str)
def test_words_around_a_name_add_nothing_to_it(sentence: str, known: str, unknown: str) -> None:
    for word in known.split("; "):
        assert rules("width", sentence.format(word)) == ["`width` is required when `plot` is `BIG`."], word
    assert rules("width", sentence.format(unknown)) == []


@pytest.mark.parametrize("word", ["within", "in", "under", "inside", "of", "from"])
def test_a_field_may_be_told_with_what_it_is_in(word: str) -> None:
    assert rules("width", f"Required when `soil` {word} `bed` is `CLAY`.") == [
        "`width` is required when `bed.soil` is `CLAY`."
    ]
    assert rules("width", "Required when `soil` beside `bed` is `CLAY`.") == []


@pytest.mark.parametrize("word", ["that", "also", "when", "if"])
def test_a_word_may_begin_the_next_condition(word: str) -> None:
    assert rules("width", f"Required when `plot` is `BIG` and {word} `fenced` is `true`.") == [
        "`width` is required when (`plot` is `BIG` and `fenced` is `true`)."
    ]


@text_cases(sentence=str, harmless=str, turning=str)
def test_a_word_may_turn_the_meaning(sentence: str, harmless: str, turning: str) -> None:
    assert rules("width", sentence.format(harmless)) == ["`width` is required when `plot` is `BIG`."]
    for word in turning.split():
        assert rules("width", sentence.format(word)) == [], word


def test_a_thing_that_is_counted_is_called_by_words_that_do_nothing_else() -> None:
    said = "When `plot` is `BIG`, you can only pass 5 beds {} roses to this field."
    assert rules("herbs", said.format("with")) == [
        "the number of items of `herbs` must be at most `5` when `plot` is `BIG`."
    ]
    for word in ["and", "than", "between", "at", "not", "no", "only", "must", "without", "is", "are", "5"]:
        assert rules("herbs", said.format(word)) == [], word


@pytest.mark.parametrize(
    "word",
    [
        *("must", "need", "needs", "required", "require", "requires", "cannot", "should", "only", "error"),
        *("errors", "fail", "fails", "rejected", "unless", "invalid", "not"),
    ],
)
def test_a_sentence_that_informs_has_no_word_that_may_demand(word: str) -> None:
    assert is_told(tokenise("We will water the beds."))
    assert is_told(tokenise(f"We will water the `{word}` beds."))
    assert not is_told(tokenise(f"We will water {word} beds."))


@pytest.mark.parametrize(
    ("words", "facts"),
    [
        *(
            (f"{word} all beds", ["nothing"])
            for word in ("please", "specify", "pass", "set", "use", "provide", "include", "do", "select")
        ),
        ("make all beds", ["nothing"]),
        ("you need to set all beds", ["wish"]),
        ("try all beds", []),
        ("`width` is required", ["wish"]),
        ("either `width` or `height` is required", ["wish"]),
        ("`plot` must be `BIG`", ["wish"]),
        ("`width` is ignored", []),
    ],
)
def test_what_is_said_of_a_purpose_is_advice_or_a_wish(words: str, facts: list[str]) -> None:
    assert [each.fact for each in read_sentence(f"To plant herbs, {words}.")] == facts


@pytest.mark.parametrize(
    "released",
    [
        "`width` will be ignored",
        *(f"`width` is {words}" for words in ("optional", "not required", "not needed", "not mandatory")),
        *(
            f"you {negation} {verb} to specify `width`"
            for negation in ("don't", "do not", "no longer", "will no longer")
            for verb in ("need", "have")
        ),
    ],
)
def test_what_a_sentence_takes_back_no_other_demands(released: str) -> None:
    lines = ("Required when `plot` is `BIG`.", f"If `fenced` is `true`, {released}.")
    assert rules("width", *lines) == [
        "`width` is required when (`plot` is `BIG` and `fenced` is not `true`)."
    ]


@pytest.mark.parametrize("word", ["If", "When"])
@pytest.mark.parametrize("wish", ["want", "prefer", "would like", "don't want", "do not want"])
def test_a_wish_has_many_words(word: str, wish: str) -> None:
    assert [each.fact for each in read_sentence(f"{word} you {wish} herbs, set `plot` to `BIG`.")] == [
        "nothing"
    ]
    assert [each.fact for each in read_sentence(f"{word} you grow herbs, set `plot` to `BIG`.")] == ["value"]


@text_cases(sentence=str, fact=literal)
def test_what_relates_fields_is_a_demand_without_a_condition(sentence: str, fact: str | None) -> None:
    assert [each.fact for each in read_sentence(sentence)] == ([fact] if fact else [])


@text_cases(demand=str, fact=str)
def test_what_goes_along_with_the_field_is_a_demand_without_a_condition(demand: str, fact: str) -> None:
    assert [(each.fact, each.along) for each in read_sentence(demand)] == [(fact, True)]


# Rows


@text_cases(presence=str, markers=str)
def test_a_marker_of_presence_has_many_spellings(presence: str, markers: str) -> None:
    for marker in markers.split("; "):
        found = read_markers((marker,))
        assert (found.presence, found.lifecycle, found.unknown) == (presence, None, ()), marker


@text_cases(lifecycle=str, markers=str)
def test_a_marker_of_the_end_has_many_spellings(lifecycle: str, markers: str) -> None:
    for marker in markers.split("; "):
        found = read_markers((marker,))
        assert (found.presence, found.lifecycle, found.unknown) == ("optional", lifecycle, ()), marker


@pytest.mark.parametrize("marker", ["Allowlist", "Allowlist only", "Allowlist-only", "Allowlisted"])
def test_a_marker_tells_of_an_allowlist(marker: str) -> None:
    assert (read_markers((marker,)).allowlist, read_markers((marker,)).unknown) == (True, ())


@pytest.mark.parametrize("word", ["list", "array", "arrays", "lists"])
def test_a_list_may_be_of_anything(word: str) -> None:
    assert parse_type(word) == Type("any", 1, documented=word)


@pytest.mark.parametrize(
    "word",
    [
        *("json", "enum", "nested", "unix", "iso", "unsigned", "signed", "positive", "multipart", "image"),
        *("video", "binary", "plain", "base64", "single", "numeric", "encoded", "serialized"),
    ],
)
def test_a_word_before_a_type_says_more_of_it(word: str) -> None:
    assert parse_type(f"{word} string") == Type("string", documented=f"{word} string")


@text_cases(file=str, media_type=str)
def test_a_reply_may_be_a_file_of_each_kind(file: str, media_type: str) -> None:
    assert reply_files([Line(f"A {file} file is returned.")]) == (media_type,)


@text_cases(written=str, fits=literal)
def test_a_format_is_checked_piece_by_piece(written: str, fits: str | None) -> None:
    pattern = format_pattern(written, "string")
    assert (pattern is None) == (fits is None)
    if pattern is not None and fits is not None:
        assert re.search(pattern, fits)
        for at, sign in enumerate(fits):
            other = "x" if sign.isdigit() else "_"
            assert not re.search(pattern, fits[:at] + other + fits[at + 1 :]), at


# Generated code


@text_cases(value=literal, name=str)
def test_a_sign_in_a_value_is_a_word_in_its_name(value: str, name: str) -> None:
    assert member(value) == name


def test_values_of_one_name_are_numbered_and_the_plain_one_is_first() -> None:
    assert members(["a-b", "A_B", "a b", "a-b"]) == {"a-b": "A_B_2", "A_B": "A_B", "a b": "A_B_3"}


@pytest.mark.parametrize(
    ("given", "name"), [("Wet", "WET"), ("", "CLAY"), ("_Wet", "CLAY"), ("We t", "CLAY"), ("Nässe", "CLAY")]
)
def test_a_name_that_the_document_gives_a_value_is_taken_if_it_is_one(given: str, name: str) -> None:
    assert members(["clay"], {"clay": given}) == {"clay": name}


@text_cases(documented=str, type_=str, sent=str)
def test_a_time_is_sent_as_it_is_documented(documented: str, type_: str, sent: str) -> None:
    time = dt.datetime(2026, 5, 1, 10, 20, 30, tzinfo=dt.UTC)
    assert (DATES[documented], time.strftime(WRITTEN[documented])) == (type_, sent)


def test_signs_that_look_alike_are_plain_in_prose() -> None:
    assert prose("‘a’ “b” ‐‑‒–— … × −") == "'a' \"b\" ----- ... x -"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Rule("or", (("a",), ("b",))), "send at least one of `a`, `b`"),
        (Rule("only-one", (("a",), ("b",))), "send exactly one of `a`, `b`"),
        (Rule("zero-or-one", (("a",), ("b",))), "send at most one of `a`, `b`"),
        (Rule("all-or-none", (("a",), ("b",))), "send all or none of `a`, `b`"),
        (
            Rule("arithmetic", (("a",), ("b",)), bound=Bound("<=", 5, "items")),
            "`a` and `b` together must have at most 5 items",
        ),
        (
            Rule("arithmetic", (("a",), ("b",)), bound=Bound("<", 5, "days")),
            "`a` and `b` together must span less than 5 days",
        ),
        (Rule("requires", (("a",),)), "`a` is required"),
        (Rule("forbids", (("a",),)), "`a` is not allowed"),
        (Rule("value-in", (("a",),), values=("X", "Y")), "`a` must be `X` or `Y`"),
        (Rule("value-not-in", (("a",),), values=("X",)), "`a` must not be `X`"),
        *(
            (Rule("relational", (("a",), ("b",)), operator=operator), f"`a` must be {words} `b`")  # type: ignore[arg-type] # each is one
            for operator, words in (
                ("<", "less than"),
                ("<=", "at most"),
                (">", "more than"),
                (">=", "at least"),
                ("==", "the same as"),
                ("!=", "something else than"),
            )
        ),
        *(
            (Rule("limit", (("a",),), bound=Bound(operator, 5)), f"`a` must be {words}5")  # type: ignore[arg-type] # each is one
            for operator, words in (
                ("<", "less than "),
                ("<=", "at most "),
                (">", "more than "),
                (">=", "at least "),
                ("==", ""),
                ("!=", "anything but "),
            )
        ),
    ],
)
def test_a_message_says_what_a_rule_demands(rule: Rule, said: str) -> None:
    assert message(rule) == said

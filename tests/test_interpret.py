"""Descriptions to facts: every wording in the tables, and how they work together."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from text_cases import limits, literal, text_cases
from tiktok_bindgen.interpret.bounds import broken_bounds, is_of_kind
from tiktok_bindgen.interpret.cross_page import Asked, CrossPage
from tiktok_bindgen.interpret.enums import listed_values
from tiktok_bindgen.interpret.fields import as_markdown
from tiktok_bindgen.interpret.levels import NO_LEVEL, Levels
from tiktok_bindgen.interpret.markers import read_markers, title_lifecycle
from tiktok_bindgen.interpret.markup import Vocabulary, mark_up
from tiktok_bindgen.interpret.model import EnumValue, Field, Idempotency, Kind, Limits, Operation, Type
from tiktok_bindgen.interpret.types import parse_type
from tiktok_bindgen.language.fact_wordings import VALUES
from tiktok_bindgen.language.statements import split, statements
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read.page import Cell, Endpoint, FieldTable, Form, Line, Page, Row, ValueTable
from tiktok_bindgen.sentences import interpret_page


def _row(
    name: str, type_: str, *lines: str | Line, depth: int = 0, marks: tuple[str, ...] = (), line: int = 1
) -> Row:
    described = tuple(text if isinstance(text, Line) else Line(text) for text in lines)
    return Row(name, marks, type_, depth, described, line)


def _page(*rows: Row, form: Form = "native", tables: tuple[ValueTable, ...] = ()) -> Page:
    table = FieldTable("Parameters", rows, 1)
    endpoint = Endpoint("POST", "/open_api/v1.3/garden/plot/create/", None, table, None, (), (), 1)
    return Page("plot.md", form, "Create a plot", None, (), (endpoint,), tables)


def _read(
    *rows: Row, form: Form = "native", tables: tuple[ValueTable, ...] = ()
) -> tuple[Operation, list[Problem]]:
    operations, problems = interpret_page(_page(*rows, form=form, tables=tables))
    return operations[0], list(problems)


def _field(type_: str, *lines: str | Line, name: str = "plot", form: Form = "native") -> Field:
    operation, problems = _read(_row(name, type_, *lines), form=form)
    # What becomes of conditions is another test's matter.
    assert [problem for problem in problems if not problem.code.startswith(("rule-", "sentence-"))] == []
    return operation.parameters[0]


def _values(fact: str) -> list[str]:
    """The examples of wordings that announce values in one way."""
    return [example for wording in VALUES if wording.fact == fact for example in wording.examples]


def _announced(sentence: str) -> list[str]:
    """The values of an example; its condition has `X`."""
    return re.findall(r"`([A-W])`", sentence)


@pytest.mark.parametrize(
    "sentence", [*_values("values"), *_values("whole"), *_values("only"), *_values("supported")]
)
def test_every_introduction_announces_the_values_of_its_own_examples(sentence: str) -> None:
    values = listed_values(statements([Line(sentence)], nested=True), loose=False).values
    assert [value.text for value in values] == _announced(sentence)


def test_a_list_of_values_may_end_as_a_chinese_sentence() -> None:
    values = _field("string", "Enum values: `A`, `B`。").enum
    assert [(value.value, value.meaning) for value in values] == [("A", ""), ("B", "")]


def test_a_meaning_behind_a_colon_ends_before_its_full_stop() -> None:
    described = statements([Line("Enum values: `A`: .The first.")], nested=True)
    (one,) = listed_values(described, loose=False).values
    assert one.meaning == ".The first"


@pytest.mark.parametrize("sentence", _values("case"))
def test_what_is_announced_for_several_cases_adds_up(sentence: str) -> None:
    other = "When `b` is given, the enum values are: `Y`, `Z`."
    described = statements([Line(sentence), Line(other)], nested=True)
    listed = [value.text for value in listed_values(described, loose=False).values]
    assert listed == [*_announced(sentence), "Y", "Z"]
    alone = statements([Line(sentence)], nested=True)
    assert listed_values(alone, loose=False).values == ()


@pytest.mark.parametrize("sentence", _values("noun"))
def test_values_may_be_called_by_the_last_word_of_the_fields_name(sentence: str) -> None:
    lines = [Line(sentence), Line("`A`: big.", 1), Line("`B`: small.", 1)]
    described = statements(lines if "`" not in sentence else lines[:1], nested=True)
    values = listed_values(described, loose=False, name="garden_plot").values
    assert [value.text for value in values] == ["A", "B"]
    # Of another field such a list is one of something else; lines of values alone are the field's.
    others = listed_values(statements([Line(sentence)], nested=True), loose=False, name="garden_hose")
    assert others.values == ()


@pytest.mark.parametrize("sentence", _values("setting"))
def test_what_a_field_is_set_to_in_one_case_is_among_its_values(sentence: str) -> None:
    listed = [Line("Enum values: `Y`."), Line(sentence)]
    found = listed_values(statements(listed, nested=True), loose=False).values
    assert [value.text for value in found] == ["Y", *_announced(sentence)]
    # One case alone does not say what there is in others.
    assert listed_values(statements([Line(sentence)], nested=True), loose=False).values == ()


@text_cases(first=str, further=str, values=literal)
def test_where_nesting_is_lost_a_list_goes_on_with_values_like_its_last(
    first: str, further: str, values: list[str]
) -> None:
    lines = ["Enum values:", f"{first}: Red.", "It needs a fence.", f"{further}: Tall.", "ELM: Grey."]
    found = listed_values(statements([*map(Line, lines)], nested=True), loose=True).values
    assert [value.text for value in found] == values


def test_values_that_can_be_used_in_one_case_alone_are_among_all() -> None:
    more = "Enum values: `A`, `B`. Only when `size` is `BIG`, can below `plot` be used:"
    lines = [Line(more), Line("`C`", 1), Line("`D`", 1)]
    assert [value.value for value in _field("string", *lines).enum] == ["A", "B", "C", "D"]
    other = [Line(more.replace("`plot`", "`soil`")), *lines[1:]]
    assert [value.value for value in _field("string", *other).enum] == ["A", "B"]


def test_where_it_is_told_what_comes_of_other_values_these_are_not_all() -> None:
    first, rest = "Set this field to `A` or `B`.", "When you set this field to any other plot, nothing grows."
    assert [value.value for value in _field("string", first).enum] == ["A", "B"]
    assert _field("string", first, rest).enum == ()


def test_a_list_that_sets_a_field_in_every_case_lists_its_values() -> None:
    cases = [("rose", "RED"), ("oak", "TALL"), ("elm", "OLD")]
    lines = [Line(f"For {tree} plots, set this field to `{value}`.", 1) for tree, value in cases]
    assert [value.value for value in _field("string", "Kind.", *lines).enum] == ["RED", "TALL", "OLD"]
    assert _field("string", "Kind.", *lines[:2]).enum == ()
    assert _field("string", "Kind.", *lines, Line("For ash plots, see the gardener.", 1)).enum == ()


def test_cases_call_their_values_by_the_fields_name_or_not_at_all() -> None:
    lines = [
        "When `a` is `X`, the allowed plot types are: `A`, `B`.",
        "When `a` is `Y`, the allowed plot types are: `C`.",
    ]
    assert [value.value for value in _read(_row("plot_type", "string", *lines))[0].parameters[0].enum] == [
        "A",
        "B",
        "C",
    ]
    assert _read(_row("size", "string", *lines))[0].parameters[0].enum == ()


def test_words_without_code_are_no_values_where_a_line_has_several() -> None:
    lines = [Line("Enum values:"), *(Line(value, 1) for value in ("rose", "a tall oak", "other"))]
    found = listed_values(statements(lines, nested=True), loose=False)
    assert (found.values, found.unread) == ((), ("rose", "a tall oak", "other"))


def test_a_default_for_each_case_lists_no_values() -> None:
    lines = ["When `a` is `X`, the default value is `A`.", "When `a` is `Y`, the default value is `B`."]
    assert _read(_row("plot", "string", *lines))[0].parameters[0].enum == ()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Enum values: `ROSE`, `TULIP` and `OAK`."], ["ROSE", "TULIP", "OAK"]),
        (["Enum values: `ROSE`: With thorns.", "`TULIP`: A bulb.", "Water it."], ["ROSE", "TULIP"]),
        (["Enum: `ROSE`, `TULIP`"], ["ROSE", "TULIP"]),
        (["Kinds. Enum values:", Line("`ROSE`: red.", 1), Line("`OAK`: tall.", 1)], ["ROSE", "OAK"]),
        (["Enum values:", "`ROSE`: red.", "`OAK`: tall."], ["ROSE", "OAK"]),
        (["Currently, we only support `ROSE`."], ["ROSE"]),
        (
            [
                "Supported values:",
                Line("For beds:", 1),
                Line("`ROSE`", 2),
                Line("For parks:", 1),
                Line("`OAK`", 2),
            ],
            ["ROSE", "OAK"],
        ),
        (["Enum values: `ROSE` (red, the usual one), `OAK`(tall)."], ["ROSE", "OAK"]),
        (["Enum values: true, false."], []),
        (['Enum values: `["ROSE", "OAK"]`.'], ["ROSE", "OAK"]),
        (
            ["Enum values:", Line("Red one: `ROSE`", 1), Line("Tall ones: `OAK`, `ELM`.", 1)],
            ["ROSE", "OAK", "ELM"],
        ),
        (["Enum values:", Line("When it rains: `ROSE`", 1), Line("If dry: `OAK`.", 1)], ["ROSE", "OAK"]),
        (["Enum values:", Line("some words", 1), Line("`ROSE`", 1), Line("more words", 1)], ["ROSE"]),
        (
            ["Enum values:", Line("For beds:", 1), Line("`ROSE`", 2), Line("For pots", 1), Line("`OAK`", 2)],
            ["ROSE"],
        ),
        (
            ["Enum values:", Line("`ROSE` or `OAK`", 1), Line("`ELM`, `ASH`: trees", 1)],
            ["ROSE", "OAK", "ELM", "ASH"],
        ),
        (["`ROSE_RED`: red.", "`OAK_TALL`: tall."], ["ROSE_RED", "OAK_TALL"]),
        (["Enum value: `A|B`."], ["A|B"]),
        (["Enum values: `ROSE` A red one. It smells. `OAK`: A tall one."], ["ROSE", "OAK"]),
        (["Enum values: `ROSE`: A red one. `OAK`: A tall one. `OAK` is old."], ["ROSE", "OAK"]),
        (["`ROSE` means a red one, and `OAK` means a tall one."], ["ROSE", "OAK"]),
        (["`ROSE` means a red one, and `OAK` means a tall one"], ["ROSE", "OAK"]),
        (["`ROSE` represents a red one; `OAK` represents a tall one."], ["ROSE", "OAK"]),
        (["Planted as `ROSE` (red)/ `OAK` (tall)."], ["ROSE", "OAK"]),
        (
            ["Enum values:", *(Line(value, 1) for value in ("rose", "tall_oak", "other"))],
            ["rose", "tall_oak", "other"],
        ),
    ],
)
def test_values_are_listed_in_many_forms(lines: list[str | Line], expected: list[str]) -> None:
    found = listed_values(
        statements([line if isinstance(line, Line) else Line(line) for line in lines], nested=True),
        loose=False,
    )
    values = [value.text for value in found.values]
    assert values == (expected or ["true", "false"])


@text_cases(line=str, meaning=literal)
def test_a_listed_value_means_what_stands_behind_it(line: str, meaning: str) -> None:
    (value,) = listed_values(
        statements([Line("Enum values:"), Line(line, 1)], nested=True), loose=False
    ).values
    assert (value.text, value.meaning) == ("ROSE", meaning)


@pytest.mark.parametrize(
    "line", ["Red one: `ROSE` and more.", "`ROSE` grows well", "When wet: `ROSE` grows well"]
)
def test_a_listed_line_that_has_more_than_a_value_is_none(line: str) -> None:
    found = listed_values(statements([Line("Enum values:"), Line(line, 1)], nested=True), loose=False)
    assert found.values == ()


@text_cases(line=str)
def test_a_list_that_does_not_hold_for_every_request_is_no_enum(line: str) -> None:
    assert _field("string", line).enum == ()


def test_a_list_for_one_case_alone_may_lack_the_values_of_others() -> None:
    below = Line("`ROSE`: red.", 1), Line("`OAK`: tall.", 1)
    case = "When `size` is `BIG`, the enum values are:"
    alone = _field("string", case, *below)
    assert [value.value for value in alone.enum] == ["ROSE", "OAK"]
    assert [(each.fact, each.page) for each in alone.contested] == [("enum", "plot.md")]
    for more in ("When `size` is `SMALL`, the enum values are: `IVY`.", "Enum value: `IVY`."):
        several = _field("string", case, *below, more)
        assert {value.value for value in several.enum} == {"ROSE", "OAK", "IVY"}
        assert several.contested == ()
    small = "When `size` is `SMALL`, the enum values are: `IVY`.", "When `size` is `TINY`, enter a number."
    assert [each.fact for each in _field("string", case, *below, *small).contested] == ["enum"]


@text_cases(type_=str, line=str, contested=literal)
def test_a_sentence_that_gives_a_field_of_a_request_another_type_in_one_case_contests_its_type(
    type_: str, line: str, contested: list[str]
) -> None:
    field = _field(type_, "What to count.", line)
    assert [each.fact for each in field.contested] == contested
    assert all((each.page, each.line) == ("plot.md", 1) for each in field.contested)


@pytest.mark.parametrize(
    ("line", "limits"),
    [
        ("The number of the plot in 12 to 19 digits.", Limits(min_length=12, max_length=19)),
        ("The telephone number of the owner in 11 digits.", Limits(min_length=11, max_length=11)),
        ("When `kind` is `CARD`, specify the number in 18 digits.", Limits()),
        ("The number of the plot, in two digits or more.", Limits()),
    ],
)
def test_a_number_of_digits_is_the_length_of_a_text(line: str, limits: Limits) -> None:
    assert _field("string", line).limits == limits


@pytest.mark.parametrize(
    "line",
    ["Recommended values:", "Common examples:", "When `size` is any of these:", "Only if `size` is one of:"],
)
def test_a_list_of_some_values_or_of_another_field_is_no_enum(line: str) -> None:
    assert _field("string", line, Line("`ROSE`: red.", 1), Line("`OAK`: tall.", 1)).enum == ()


def test_prose_beside_an_id_announces_no_values() -> None:
    assert _field("string", "We only support `ROSE`.", name="plot_id").enum == ()
    assert _field("string", "It can be `ROSE` or `OAK`.", name="plot_id").enum == ()
    assert _field("string", "Enum values: `ROSE`.", name="plot_id").enum == (EnumValue("ROSE"),)


def test_a_value_carries_its_meaning_and_its_own_mark() -> None:
    field = _field(
        "string",
        "Enum values:",
        Line("`ROSE`: Red. It smells.", 1),
        Line("`OAK`(to-be-deprecated): Tall.", 1),
        Line("`ELM` (deprecated) : Gone.", 1),
        Line("`ASH`to-be-deprecated: Grey.", 1),
    )
    assert field.enum == (
        EnumValue("ROSE", "Red. It smells."),
        EnumValue("OAK", "Tall.", lifecycle="to-be-deprecated"),
        EnumValue("ELM", "Gone.", lifecycle="deprecated"),
        EnumValue("ASH", "Grey.", lifecycle="to-be-deprecated"),
    )


@pytest.mark.parametrize(
    "lines",
    [
        ["Enum values: `ROSE`: red; `OAK`: tall, like `elm`: this."],
        ["Enum values:", Line("`ROSE`: red, `OAK`: tall, like `elm`: this.", 1)],
        ["Enum values:", Line("`ROSE`: red. `OAK`: tall, like `elm`: this.", 1)],
    ],
)
def test_values_that_share_a_line_are_told_apart_by_their_meanings(lines: list[str | Line]) -> None:
    assert _field("string", *lines).enum == (
        EnumValue("ROSE", "red"),
        EnumValue("OAK", "tall, like `elm`: this" + "." * (len(lines) > 1)),
    )


@text_cases(line=str, values=literal)
def test_a_line_may_list_several_values_if_nothing_goes_on_behind_them(line: str, values: list[str]) -> None:
    field = _field("string", "Enum values:", Line("`ELM`: Tall.", 1), Line(line, 1))
    assert [value.value for value in field.enum] == ["ELM", *values]


def test_values_are_of_the_fields_type() -> None:
    assert [value.value for value in _field("boolean", "Enum values: `true`, `false`.").enum] == [True, False]
    assert [value.value for value in _field("integer", "Enum values: `1`, `2`.").enum] == [1, 2]
    assert [value.value for value in _field("number", "Value range: 1, 2, 7, 1,400.").enum] == [1, 2, 7, 1400]


@pytest.mark.parametrize("type_", ["number", "integer", "object"])
def test_a_field_whose_values_are_all_words_is_text_whatever_its_column_says(type_: str) -> None:
    operation, problems = _read(_row("plot", type_, "Enum values: `ROSE`, `OAK`.", line=7))
    plot = operation.parameters[0]
    assert (plot.type.kind, plot.type.documented) == ("string", type_)
    assert [value.value for value in plot.enum] == ["ROSE", "OAK"]
    assert [(problem.code, problem.line) for problem in problems] == [("type-of-values", 7)]


def test_a_list_of_what_it_does_not_say_is_one_of_texts_if_its_values_are_words() -> None:
    plots = _field("list", "Enum values: `ROSE`, `OAK`.")
    assert (plots.type.kind, plots.type.array, plots.type.documented) == ("string", 1, "list")
    assert _field("list", "Enum values: `1`, `2`.").type.kind == "any"


def test_an_object_with_rows_stays_one_whatever_values_it_lists() -> None:
    rows = (_row("plot", "object", "Enum values: `ROSE`, `OAK`."), _row("size", "number", depth=1))
    plot = _read(*rows)[0].parameters[0]
    assert (plot.type.kind, plot.enum, plot.children[0].name) == ("object", (), "size")


def test_a_value_of_another_type_is_a_problem_and_not_a_value() -> None:
    operation, problems = _read(_row("plot", "integer", "Enum values: `1`, `MANY`.", line=7))
    assert [value.value for value in operation.parameters[0].enum] == [1]
    assert [(problem.code, problem.line) for problem in problems] == [("enum-type", 7)]


@text_cases(type_=str, line=str, expected=literal)
def test_a_default_is_of_the_fields_type(type_: str, line: str, expected: object) -> None:
    default = _field(type_, line).default
    assert default == expected
    assert type(default) is type(expected)


@text_cases(type_=str, line=str, code=str)
def test_what_cannot_be_read_is_a_problem_with_its_line(type_: str, line: str, code: str) -> None:
    _, problems = _read(_row("plot", type_, line, line=41))
    assert [(problem.code, problem.line, problem.page) for problem in problems] == [(code, 41, "plot.md")]


@text_cases(line=str, what=str)
def test_a_default_a_limit_or_a_demand_that_nothing_reads_is_a_problem(line: str, what: str) -> None:
    _, problems = _read(_row("plot", "string", line, line=41))
    expected = ("sentence-unread", 41, f"`plot`: {what} is in no known wording")
    # The digest of the sentence follows.
    found = [(problem.code, problem.line, problem.text.rpartition(" ")[0]) for problem in problems]
    assert found == [expected]


def test_another_sentence_that_nothing_reads_is_another_problem() -> None:
    def told(*lines: str) -> list[str]:
        return [problem.text for problem in _read(_row("plot", "string", *lines))[1]]

    one = ["`plot`: a demand is in no known wording (0f5a4cab)"]
    assert told("Gardeners who dig must know `spade`.") == one
    assert told("gardeners who dig must know spade") == one
    assert told("Gardeners who dig must know `rake`.") == [
        "`plot`: a demand is in no known wording (97ae5127)"
    ]
    assert told("Gardeners who dig must know `spade`.", "Nobody must dig.") == [
        "`plot`: a demand is in no known wording (48dea194)"
    ]


@text_cases(name=str, noun=str, values=literal)
def test_values_are_announced_by_the_plural_of_a_name(name: str, noun: str, values: list[str]) -> None:
    operation, _ = _read(_row(name, "string", f"Supported {noun}: `ROSE`, `MINT`."))
    assert [each.value for each in operation.parameters[0].enum] == values


def test_values_that_are_announced_and_not_there_are_a_problem() -> None:
    _, problems = _read(_row("plot", "string", "The value must be one of the following values:", line=41))
    expected = ("sentence-unread", 41, "`plot`: a demand is in no known wording (a5336c74)")
    assert [(problem.code, problem.line, problem.text) for problem in problems] == [expected]


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("The value must be one of the following values:", []),
        ("For roses, the value must be one of the following values:", ["sentence-unread"]),
    ],
)
def test_values_that_are_announced_again_are_known_unless_for_a_case(said: str, codes: list[str]) -> None:
    operation, problems = _read(_row("plot", "string", "Enum values: `ROSE`, `MINT`.", said))
    assert [each.value for each in operation.parameters[0].enum] == ["ROSE", "MINT"]
    assert [problem.code for problem in problems] == codes


@text_cases(head=str, items=literal, codes=literal)
def test_a_list_of_cases_below_a_limit_or_a_default_states_none_for_all(
    head: str, items: tuple[str, ...], codes: list[str]
) -> None:
    operation, problems = _read(_row("a", "number", head, *(Line(item, 1) for item in items)))
    (field,) = operation.parameters
    assert (field.limits, field.default) == (Limits(), None)
    assert [problem.code for problem in problems] == codes


def test_a_limit_of_a_case_is_a_problem_and_none_of_the_field() -> None:
    line = "Beds.<ul><li>For roses, use their numbers. The maximum number of roses is 7.</li></ul>"
    operation, problems = _read(_row("plot", "string[]", line, line=41))
    assert operation.parameters[0].limits == Limits()
    expected = ("sentence-unread", 41, "`plot`: a limit is in no known wording (d38e9ee4)")
    assert [(problem.code, problem.line, problem.text) for problem in problems] == [expected]


@text_cases(line=str)
def test_what_is_read_or_only_shows_something_is_no_such_problem(line: str) -> None:
    _, problems = _read(_row("plot", "string[]", line))
    assert problems == []


@text_cases(type_=str, line=str, limits=limits)
def test_limits_are_read_where_they_hold_always(type_: str, line: str, limits: Limits) -> None:
    operation, _ = _read(_row("plot", type_, line))
    assert operation.parameters[0].limits == limits


@pytest.mark.parametrize(
    ("lines", "limits"),
    [
        (["A motto.", Line("Length limit: 40 characters.", 1), Line("No rhymes.", 1)], Limits(max_length=40)),
        (["If you don't know one, ask.", Line("Length limit: 40 characters.", 1)], Limits(max_length=40)),
        (
            ["Length limit for each bed: 60 characters.", Line("At least 2 characters.", 1)],
            Limits(min_length=2, max_length=60),
        ),
        (["Needs to fit:", Line("Length limit: 40 characters.", 1)], Limits()),
        (["For roses, keep it short.", Line("Length limit: 40 characters.", 1)], Limits()),
        (["`ROSE`: A red one.", Line("Length limit: 40 characters.", 1)], Limits()),
        (
            ["A motto.", Line("For roses, rhyme.", 1), Line("Length limit: 40 characters.", 1)],
            Limits(),
        ),
        (
            ["It must be 12-40 characters long.", "Each glyph counts as two characters."],
            Limits(max_length=40),
        ),
    ],
)
def test_a_limit_in_a_list_holds_where_no_sentence_governs_the_list(
    lines: list[str | Line], limits: Limits
) -> None:
    assert _field("string", *lines).limits == limits


@pytest.mark.parametrize(
    ("type_", "lines", "limits"),
    [
        (
            "string",
            ["Length limit: 1-60 characters.", "If the motto exceeds 60 characters, it will be truncated."],
            Limits(min_length=1),
        ),
        (
            "integer",
            ["Value range: 1-20. If you specify a value greater than 20, this field will be ignored."],
            Limits(minimum=1),
        ),
        (
            "string",
            ["Length limit: 1-60 characters.", "If the motto exceeds 90 characters, it will be truncated."],
            Limits(min_length=1, max_length=60),
        ),
    ],
)
def test_what_is_cut_off_or_ignored_beyond_a_limit_is_not_refused(
    type_: str, lines: list[str | Line], limits: Limits
) -> None:
    assert _field(type_, *lines).limits == limits


def test_a_limit_may_be_one_of_several_requirements_to_be_met() -> None:
    both: list[str | Line] = [
        "The below conditions should be both met:",
        Line("1 <= `plot` <= 90", 1),
        Line("`bed` > 1", 1),
    ]
    assert _field("integer", *both).limits == Limits(minimum=1, maximum=90)


def test_a_default_may_stand_behind_the_values_it_is_one_of() -> None:
    lines = [Line("Supported values:"), Line("`true`: water.", 1), Line("`false`: none.", 1)]
    assert _field("boolean", *lines, Line("Default value: `false`.", 1)).default is False
    assert _field("boolean", *lines, Line("When it rains, the default value is `false`.", 1)).default is None


def test_two_limits_that_differ_are_a_problem_and_no_limit() -> None:
    operation, problems = _read(_row("plot", "string", "Length limit: 5.", "Length limit: 6 characters."))
    assert operation.parameters[0].limits == Limits()
    assert [problem.code for problem in problems] == ["limit-conflict"]


@text_cases(documented=str, line=str, written=literal)
def test_a_type_called_by_a_format_has_it(documented: str, line: str, written: str | None) -> None:
    assert _field(documented, line).format == written


@text_cases(line=str, format_=literal)
def test_date_formats_are_read(line: str, format_: str | None) -> None:
    assert _field("string", line).format == format_


@text_cases(line=str, zone=literal)
def test_the_time_zone_of_a_date_is_read(line: str, zone: str | None) -> None:
    assert _field("string", line).zone == zone


@text_cases(line=str, written=str, fits=literal, breaks=literal)
def test_what_characters_a_text_has_is_a_format(
    line: str, written: str, fits: list[str], breaks: list[str]
) -> None:
    field = evolve(_field("string", line), limits=Limits())
    assert field.format == written
    assert [list(broken_bounds(text, field)) for text in fits] == [[]] * len(fits)
    assert [list(broken_bounds(text, field)) for text in breaks] == [["pattern"]] * len(breaks)


@text_cases(line=str)
def test_what_characters_a_text_may_have_is_no_format(line: str) -> None:
    assert _field("string", line).format is None


@text_cases(most=literal, words=str)
def test_a_number_of_things_is_a_number_of_items_unless_it_measures_something(
    most: int | None, words: str
) -> None:
    for word in words.split("; "):
        assert _field("string[]", f"We support up to 5 {word}.").limits == Limits(max_items=most), word


@text_cases(values=literal, words=str)
def test_what_is_announced_for_a_case_is_all_its_values_unless_words_tell_otherwise(
    values: list[str], words: str
) -> None:
    other = Line("When `b` is given, the enum values are: `Y`, `Z`.")
    for word in words.split("; "):
        described = statements([Line(f"When `a` is `X`, the {word} are: `A`, `B`."), other], nested=True)
        found = listed_values(described, loose=False, name="plot").values
        assert [value.text for value in found] == values, word


@text_cases(text=str, within=literal)
def test_what_comes_again_with_the_same_value_is_done_once(text: str, within: int | None) -> None:
    assert _field("string", text).idempotency == Idempotency(within)


def test_what_only_speaks_of_idempotency_or_of_one_case_is_no_key() -> None:
    assert _field("string", "Digging twice within 10 seconds is no idempotency.").idempotency is None
    assert _field("string", "When the sun shines, it supports idempotency.").idempotency is None


def test_lifecycle_facts_are_about_the_field_itself() -> None:
    assert _field("string", "Once set, this field cannot be updated.").immutable
    assert _field("string", "`plot` cannot be updated after the plot creation.").immutable
    assert _field("string", "`plot` cannot be updated after the rose bed has been created.").immutable
    assert not _field("string", "`bed` cannot be updated.").immutable
    assert not _field("string", "It cannot be updated when the rose bed is set.").immutable
    assert not _field("string", "This field cannot be updated if the sun shines.").immutable
    assert _field("object", "Free-form dictionary of what grows, e.g., roses.").open
    assert _field("object[]", "You can add custom properties here.").open
    assert not _field("object", "If the sun shines, callers may add fields of their own.").open
    assert not _field("string", "Free-form dictionary of what grows.").open
    assert _field("string", "Note: The field is currently an allowlist-only feature.").allowlist
    assert not _field("string", "Watering at night is currently an allowlist-only feature.").allowlist
    assert _field("string", "This field will be deprecated soon.").lifecycle == "to-be-deprecated"


def test_conditions_are_kept_whole_with_their_lists() -> None:
    operation, _ = _read(
        _row(
            "plot",
            "string",
            "Required when all of these are met:",
            Line("`size` is `BIG`.", 1),
            Line("`sun` is `FULL`", 1),
            "The plot.",
            "Not supported when `size` is `NONE`. The fence.",
            "Once set, this field cannot be updated.",
        )
    )
    assert [each.text for each in operation.parameters[0].conditions] == [
        "Required when all of these are met: `size` is `BIG`; `sun` is `FULL`.",
        "Not supported when `size` is `NONE`.",
    ]


@pytest.mark.parametrize(
    ("marker", "presence"),
    [("Required", "required"), (" Conditonal ", "conditional"), ("Optional", "optional")],
)
def test_markers_say_presence(marker: str, presence: str) -> None:
    assert read_markers((marker,)).presence == presence


def test_markers_say_lifecycle_and_unknown_ones_are_problems() -> None:
    operation, problems = _read(
        _row("plot", "string", marks=("Required", "To be deprecated", "Sunny"), line=3)
    )
    field = operation.parameters[0]
    assert (field.presence, field.lifecycle) == ("required", "to-be-deprecated")
    assert [(problem.code, problem.line) for problem in problems] == [("marker-unknown", 3)]
    assert title_lifecycle("(Deprecated) Create a plot") == "deprecated"
    assert title_lifecycle("Create a plot (deprecated later)") is None


@text_cases(written=str, kind=str, array=literal)
def test_types_are_read_in_many_spellings(written: str, kind: str, array: int) -> None:
    type_ = parse_type(written)
    assert type_ is not None
    assert (type_.kind, type_.array) == (kind, array)


@text_cases(written=str, one=literal)
def test_one_value_or_a_list_of_them_is_a_type(written: str, one: Kind | None) -> None:
    assert parse_type(written) == Type("any", values=one and Type(one), documented=written)
    # A list of such values is a list of anything.
    assert parse_type(f"array<{written}>") in (None, Type("any", 1, documented=f"array<{written}>"))


@pytest.mark.parametrize(
    "written",
    ["<string>", "array string", "string or warm", "[string]array", "string[a]", "warm", "", "x" * 201],
)
def test_other_words_are_no_type(written: str) -> None:
    assert parse_type(written) is None


@pytest.mark.parametrize(
    "nested",
    [
        lambda times: "list<" * times + "string" + ">" * times,
        lambda times: "must be a " * times + "string",
        lambda times: "string" + " (a)" * times,
    ],
)
def test_a_type_is_read_seven_levels_deep(nested: Callable[[int], str]) -> None:
    assert parse_type(nested(7)) is not None
    assert parse_type(nested(8)) is None


def test_a_description_keeps_its_lists_and_paragraphs() -> None:
    lines = [
        Line("A."),
        Line("b", 1),
        Line("c", 2),
        Line("D."),
        Line("E."),
        Line("F.", gap=True),
        Line("g", 1),
    ]
    assert as_markdown(lines) == "A.\n- b\n  - c\n\nD.\nE.\n\nF.\n- g"


@text_cases(value=literal, type_=str, limits=limits, broken=literal)
def test_a_value_breaks_the_bounds_of_its_field(
    value: object, type_: Kind, limits: Limits, broken: list[str]
) -> None:
    assert list(broken_bounds(value, Field("width", Type(type_), limits=limits))) == broken


def test_a_text_breaks_the_format_of_its_field() -> None:
    day = Field("day", Type("string"), format="YYYY-MM-DD")
    assert list(broken_bounds("2031-05-03", day)) == []
    assert list(broken_bounds("May 3rd", day)) == ["pattern"]


@text_cases(value=literal, kinds=str)
def test_a_value_is_of_some_kinds(value: object, kinds: str) -> None:
    every: tuple[Kind, ...] = (
        "any", "string", "datetime", "file", "integer", "number", "boolean", "object", "map", "json"
    )  # fmt: skip
    assert sorted(kind for kind in every if is_of_kind(value, kind)) == sorted(kinds.split())


def test_maps_know_their_values() -> None:
    type_ = parse_type("map(string<>object[])")
    assert type_ is not None
    assert type_.values is not None
    assert (type_.kind, type_.values.kind, type_.values.array) == ("map", "object", 1)


@given(st.text(max_size=60))
def test_any_text_is_a_type_or_none(text: str) -> None:
    type_ = parse_type(text)
    assert type_ is None or type_.documented == text.strip().strip("`").strip()


@text_cases(kind=str, spellings=str)
def test_a_type_may_be_spelled_in_each_of_these_ways(kind: str, spellings: str) -> None:
    for spelling in spellings.split():
        for written in (spelling, spelling.upper(), spelling.capitalize()):
            assert parse_type(written) == Type(kind, documented=written)  # type: ignore[arg-type] # one of them


def test_ids_are_strings_whatever_the_type_column_says() -> None:
    operation, _ = _read(_row("plot_id", "number"), _row("plot_ids", "integer[]"), _row("paid", "number"))
    assert [(f.type.kind, f.type.array, f.type.documented) for f in operation.parameters] == [
        ("string", 0, "number"),
        ("string", 1, "integer[]"),
        ("number", 0, "number"),
    ]
    (either,) = _read(_row("plot_id", "number or number[]"))[0].parameters
    assert either.type == Type("any", values=Type("string"), documented="number or number[]")


def test_rows_nest_by_depth_and_a_jump_loses_nothing() -> None:
    rows = [
        ("a", "object", 0),
        ("b", "object[]", 1),
        ("c", "string", 3),
        ("d", "string", 1),
        ("e", "string", 0),
    ]
    operation, _ = _read(*(_row(name, type_, depth=depth) for name, type_, depth in rows))
    a, e = operation.parameters
    b, d = a.children
    assert [a.name, b.name, b.children[0].name, d.name, e.name] == ["a", "b", "c", "d", "e"]


@text_cases(text=str, default=literal, maximum=literal, codes=literal)
def test_a_sentence_in_brackets_and_one_of_two_facts_are_read_as_others(
    text: str, default: int | None, maximum: int | None, codes: list[str]
) -> None:
    operation, problems = _read(_row("a", "number", text))
    (field,) = operation.parameters
    assert (field.default, field.limits.maximum) == (default, maximum)
    assert [problem.code for problem in problems] == codes


@pytest.mark.parametrize("documented", ["list", "array", "Array"])
def test_a_list_with_rows_below_is_one_of_objects(documented: str) -> None:
    operation, problems = _read(_row("a", documented), _row("b", "string", depth=1))
    assert [(each.type.kind, each.children[0].name) for each in operation.parameters] == [("object", "b")]
    assert problems == []


def test_a_scalar_with_rows_below_becomes_an_object_and_a_problem() -> None:
    operation, problems = _read(_row("a", "string", line=5), _row("b", "string", depth=1))
    assert operation.parameters[0].type.kind == "object"
    assert operation.parameters[0].children[0].name == "b"
    assert [(problem.code, problem.line) for problem in problems] == [("scalar-with-rows", 5)]


@pytest.mark.parametrize(
    ("before", "children"),
    [
        # An object without rows has them, although scalars stand between.
        (("a object", "b string"), {"a": ["c"], "b": []}),
        (("a object", "b string", "d number"), {"a": ["c"], "b": [], "d": []}),
        (("a object", "b object"), {"a": [], "b": ["c"]}),
        (("a object[]", "b string"), {"a": [], "b": ["c"]}),
        (("a map", "b string"), {"a": [], "b": ["c"]}),
        (("a object", "b string[]"), {"a": [], "b": ["c"]}),
        (("a object", "#x string", "b string"), {"a": ["x"], "b": ["c"]}),
    ],
)
def test_rows_below_a_scalar_are_those_of_the_empty_object_before_it(
    before: tuple[str, ...], children: dict[str, list[str]]
) -> None:
    rows = [row.partition(" ") for row in (*before, "#c string", "e string")]
    operation, _ = _read(*(_row(name.lstrip("#"), type_, depth=name.count("#")) for name, _, type_ in rows))
    found = {field.name: [child.name for child in field.children] for field in operation.parameters}
    assert found == {**children, "e": []}


@text_cases(joined=str, presence=str)
def test_of_two_fields_in_a_row_neither_is_required_if_one_or_the_other_is_meant(
    joined: str, presence: str
) -> None:
    operation, _ = _read(_row(joined, "string", "An id.", marks=("Required",)))
    assert [(field.name, field.presence) for field in operation.parameters] == [
        ("bed_id", presence),
        ("plot_id", presence),
    ]


def _currencies() -> ValueTable:
    rows = (("`EUR`", "Euro"), ("USD", "US Dollar"))
    cells = tuple(tuple(Cell((Line(text),)) for text in row) for row in rows)
    return ValueTable(
        "List of values for `plot_currency`", ("Value for `plot_currency`", "Currency"), cells, 9
    )


def test_a_pages_own_table_of_values_is_bound_by_its_heading() -> None:
    line = "For enum values, see [List of values for `plot_currency`](#item-link-x)."
    operation, problems = _read(_row("plot_currency", "string", line), tables=(_currencies(),))
    field = operation.parameters[0]
    assert problems == []
    assert field.enum_name == "Currency"
    assert field.enum == (EnumValue("EUR", "", "Euro"), EnumValue("USD", "", "US Dollar"))


def test_a_pages_own_table_of_names_is_bound_where_it_is_told_to_list_values() -> None:
    rows = [("`ROSE`", "Red.", "`TEA_ROSE`", "Mild."), ("`OAK`", "Tall.", "", "")]
    cells = tuple(tuple(Cell((Line(text),)) for text in row) for row in rows)
    columns = ("First name", "About", "Second name", "About")
    table = ValueTable("Plants of the garden", columns, cells, 9)
    told = _row("plant", "string", "To learn about the enum values, see Plants of the garden.")
    field = _read(told, tables=(table,))[0].parameters[0]
    assert [(value.value, value.meaning) for value in field.enum] == [
        ("ROSE", "Red."),
        ("TEA_ROSE", "Mild."),
        ("OAK", "Tall."),
    ]
    other = _row("plant", "string", "To dig, see Plants of the garden.")
    assert _read(other, tables=(table,))[0].parameters[0].enum == ()
    words = evolve(table, rows=(*cells, tuple(Cell((Line(text),)) for text in ("an old oak", "", "", ""))))
    assert _read(told, tables=(words,))[0].parameters[0].enum == ()


def test_a_supplementary_table_belongs_to_the_object_its_heading_names() -> None:
    page = _page(_row("beds", "object[]"), _row("fence", "object"))
    extra = FieldTable("Fields in `beds`", (_row("width", "integer"),), 20)
    lost = FieldTable("Elsewhere", (_row("x", "integer"),), 30)
    endpoint = evolve(page.endpoints[0], supplements=(extra, lost))
    operations, problems = interpret_page(evolve(page, endpoints=(endpoint,)))
    assert operations[0].parameters[0].children[0].name == "width"
    assert [(problem.code, problem.line) for problem in problems] == [("supplement-unbound", 30)]


@pytest.mark.parametrize("word", ["For", "If", "In", "When"])
def test_lines_after_a_gap_that_begin_alike_are_the_cases_of_the_line_before(word: str) -> None:
    lines = [Line("It is so."), Line(f"{word} one, dig.", gap=True), Line(f"{word} two, sow."), Line("Or.")]
    said, end = statements(lines, nested=False)
    assert [each.text for each in said.items] == [f"{word} one, dig.", f"{word} two, sow."]
    assert (said.text, end.text) == ("It is so.", "Or.")
    # A single line is no list of cases, and other words begin none.
    for others in (
        [*lines[:2], lines[3]],
        [evolve(each, text=f"Once {each.text}") for each in lines],
    ):
        assert [each.items for each in statements(others, nested=False)] == [()] * len(others)


class TestFlattened:
    """The form that has lost its back-ticks and its lists."""

    def test_code_words_are_recognised(self) -> None:
        words = Vocabulary.of({"plot_type", "size", "link"}, {"ON", "18+"})
        for text, marked in [
            ("Required when plot_type is BIG_ONE or ON.", "Required when `plot_type` is `BIG_ONE` or `ON`."),
            ("Required when size is ON.", "Required when `size` is `ON`."),
            (
                "The size of the ON switch at /plot_type/ON_OFF/.",
                "The size of the ON switch at /plot_type/ON_OFF/.",
            ),
            ("plot_type is BIG_ONEand the rest", "`plot_type` is `BIG_ONE`and the rest"),
            ("When sun_dial is NOON or LATE", "When `sun_dial` is `NOON` or `LATE`"),
            ('A list such as ["A", "B"]', 'A list such as `["A", "B"]`'),
            ("Required if plot_typeis ON.", "Required if `plot_type`is `ON`."),
            ("Allowed value: application/json.", "Allowed value: `application/json`."),
            ("ON soil is for ON: the ON one.", "ON soil is for `ON`: the ON one."),
            ("Also give the link field.", "Also give the `link` field."),
            ("The value 18+ is older than 18.", "The value `18+` is older than 18."),
            ("Day, in the format ofYYYY-MM-DD.", "Day, in the format of `YYYY-MM-DD`."),
            *(
                (f"When sun_dial is NOON, LATE, {word}", f"When `sun_dial` is `NOON`, `LATE`, {marked}")
                for word, marked in (
                    ("RAIN", "`RAIN`"),
                    *((word, word) for word in ("AND", "API", "ID", "NOT", "OR", "URL", "UTC")),
                )
            ),
        ]:
            assert mark_up([Line(text)], words)[0].text == marked

    def test_a_list_ends_at_an_empty_line_or_a_new_paragraph(self) -> None:
        field = _field(
            "string",
            "Enum values:",
            "ROSE: red.",
            "WEB_AND_TREE: When ROSE is there: nothing.",
            "A remark on the one above.",
            "Default value: ROSE.",
            form="flattened",
        )
        assert [value.value for value in field.enum] == ["ROSE", "WEB_AND_TREE"]
        assert field.default == "ROSE"

    def test_values_without_back_ticks_are_read_in_running_text(self) -> None:
        assert [v.value for v in _field("string", "Enum values: 18+, 25+.", form="flattened").enum] == [
            "18+",
            "25+",
        ]
        assert [v.value for v in _field("string", "Enum value: OAK (tall).", form="flattened").enum] == [
            "OAK"
        ]
        assert _field("string", "Enum values: see the list of trees.", form="flattened").enum == ()

    def test_conditions_with_lists_end_at_an_empty_line(self) -> None:
        operation, _ = _read(
            _row(
                "plot",
                "string",
                "Required when the following conditions are met:",
                "size is BIG_ONE",
                "sun is FULL_SUN",
                Line("The plot.", 0, gap=True),
            ),
            form="flattened",
        )
        assert [each.text for each in operation.parameters[0].conditions] == [
            "Required when the following conditions are met: size is `BIG_ONE`; sun is `FULL_SUN`.",
        ]


@text_cases(text=str)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert split(text) == (text,)
    assert split(f"It is wide and deep. {text}") == ("It is wide and deep.", text)


def test_sentences_do_not_end_inside_code_or_numbers() -> None:
    assert list(split("Range: 0.5-1. Given `A. B`. See e.g. Plots.")) == [
        "Range: 0.5-1.",
        "Given `A. B`.",
        "See e.g. Plots.",
    ]


@given(st.lists(st.tuples(st.text(max_size=40), st.integers(0, 30)), max_size=20), st.booleans())
def test_statements_keep_every_line(lines: list[tuple[str, int]], nested: bool) -> None:
    given_lines = [Line(text, level) for text, level in lines]
    kept = [statement.text for root in statements(given_lines, nested=nested) for statement in root.walk()]
    assert kept == [line.text for line in given_lines]


@given(
    st.lists(st.text(max_size=80), max_size=6), st.sampled_from(["string", "integer", "object[]", "boolean"])
)
def test_no_description_breaks_the_reading(lines: list[str], type_: str) -> None:
    for form in ("native", "flattened"):
        operation, _ = _read(_row("plot", type_, *lines), form=form)
        assert len(operation.parameters) == 1


def test_one_listed_value_may_be_marked_as_the_default() -> None:
    listed = (Line("`ROSE`: with thorns", 1), Line("`OAK`: tall (default)", 1))
    assert _field("string", "Enum values:", *listed).default == "OAK"
    both = (Line("`ROSE`: with thorns (default)", 1), Line("`OAK`: tall (default)", 1))
    assert _field("string", "Enum values:", *both).default is None
    assert _field("string", "Default value: `ROSE`.", "Enum values:", *listed).default == "ROSE"


def test_of_several_defaults_none_counts_but_the_one_that_is_marked_among_the_values() -> None:
    said = ("Default value: `ROSE`. Default value: `OAK`.", "Enum values:")
    plain = (Line("`ROSE`: with thorns", 1), Line("`OAK`: tall", 1))
    marked = (Line("`ROSE`: with thorns", 1), Line("`OAK`: tall (default)", 1))
    for listed, default in ((plain, None), (marked, "OAK")):
        operation, problems = _read(_row("plant", "string", *said, *listed))
        assert [problem.code for problem in problems] == ["default-conflict"]
        assert operation.parameters[0].default == default


def test_values_in_capitals_make_text_of_a_list_of_anything_and_of_nothing_else_that_is_open() -> None:
    values = "Enum values: `ROSE`, `OAK`."
    assert (_field("list", values).type.kind, _field("list", values).type.array) == ("string", 1)
    assert _field("any", values).type.kind == "any"


def test_a_range_of_one_number_is_a_range() -> None:
    limits = _field("number", "Value range: 5-5.").limits
    assert (limits.minimum, limits.maximum) == (5, 5)


def test_facts_one_after_another_are_each_read_unless_they_hold_for_a_case() -> None:
    both = _field("number", "Default value: 5, value range: 1-50.")
    assert (both.default, both.limits.minimum, both.limits.maximum) == (5, 1, 50)
    operation, problems = _read(_row("plot", "number", "Default value: 5, value range: 1-50 for roses."))
    assert (operation.parameters[0].default, operation.parameters[0].limits) == (None, Limits())
    assert "default-unread" in {problem.code for problem in problems}


def test_a_list_of_many_thousand_values_is_read_in_time_that_grows_with_it() -> None:
    names = [f"BED_{number}" for number in range(20_000)]
    (field,) = _read(_row("bed", "string", f"Enum values: {', '.join(f'`{name}`' for name in names)}."))[
        0
    ].parameters
    assert [value.value for value in field.enum] == names


@pytest.mark.parametrize("path", ["/create/", "/", "/open_api/v1.3/create/"])
def test_a_path_that_names_nothing_that_is_made_has_no_level(path: str) -> None:
    operation = Operation("POST", path, "Create")
    assert Levels.of([operation]).level(operation) == NO_LEVEL


@text_cases(path=str, carries=literal, above=literal)
def test_what_carries_the_id_of_nothing_that_was_made_has_no_level(
    path: str, carries: list[str], above: list[str]
) -> None:
    def made(name: str, *needs: str) -> Operation:
        fields = tuple(Field(f"{each}_id", Type("string"), presence="required") for each in needs)
        # What may be given can be made later: it stands above nothing either.
        fields += tuple(Field(each, Type("number")) for each in ("width", "depth", "shed_id"))
        reply = (Field(f"{name}_id", Type("string")),)
        return Operation("POST", f"/open_api/v1.3/{name}/create/", name, parameters=fields, response=reply)

    makers = [made("garden", "owner"), made("bed", "garden", "owner"), made("owner"), made("shed")]
    # Whose it is stands above nothing: gardens are made in no owner's path.
    makers[2] = evolve(makers[2], path="/open_api/v1.3/town/owner/create/")
    operation = Operation(
        "POST",
        f"/open_api/v1.3{path}",
        "It",
        parameters=tuple(Field(each, Type("string")) for each in carries),
    )
    assert list(Levels.of([*makers, operation]).level(operation).above) == above


def test_what_stands_above_is_made_in_the_same_family_if_it_can_be() -> None:
    def made(path: str, *needs: str) -> Operation:
        fields = tuple(Field(f"{each}_id", Type("string"), presence="required") for each in needs)
        reply = (Field(f"{path.partition('/')[0]}_id", Type("string")),)
        return Operation("POST", f"/open_api/v1.3/{path}/create/", path, parameters=fields, response=reply)

    operation = Operation(
        "POST",
        "/open_api/v1.3/bed/raised/update/",
        "It",
        parameters=(Field("bed_id", Type("string")),),
    )
    makers = [made("bed"), made("bed/raised", "garden"), made("garden"), made("garden/raised")]
    for few, garden in ((makers, "garden/raised"), (makers[:3], "garden")):
        above = Levels.of([*few, operation]).level(operation).above
        assert {name: each.path for name, each in above.items()} == {
            "bed": "/open_api/v1.3/bed/raised/create/",
            "garden": f"/open_api/v1.3/{garden}/create/",
        }


def test_a_page_is_read_anew_only_if_an_answer_about_other_pages_changes() -> None:
    asked = Asked()
    now = CrossPage(addresses={"bed.md": "a", "pot.md": "b"})
    assert asked.is_so(now)
    assert asked.ask(lambda others: others.addresses["bed.md"], now) == "a"
    assert asked.ask(lambda others: len(others.addresses), now) == 2
    assert asked.is_so(CrossPage(addresses={"bed.md": "a", "pot.md": "c"}))
    assert not asked.is_so(CrossPage(addresses={"bed.md": "c", "pot.md": "b"}))
    assert not asked.is_so(CrossPage(addresses={"bed.md": "a"}))


def test_values_beside_those_of_the_callers_own_are_no_list() -> None:
    said = "The supported values are: `ROSES`, `HERBS`."
    assert [each.value for each in _field("string", said).enum] == ["ROSES", "HERBS"]
    assert _field("string", "You can specify a custom value or the name of a plant.", said).enum == ()

"""Sentences to rules: wordings, names, values, and what stays text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from clock import taking
from searching import trying
from text_cases import literal, text_cases
from tiktok_bindgen.facts import facts_page
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.language.acts import MAIN_CLAUSES, read_demands
from tiktok_bindgen.language.conditions import read_condition, read_item
from tiktok_bindgen.language.parts import READERS
from tiktok_bindgen.language.patterns import Text, matches
from tiktok_bindgen.language.rule_readers import readers
from tiktok_bindgen.language.rule_wordings import LISTS, REMARKS, TESTS, TRAILERS
from tiktok_bindgen.language.sentence import read_sentence
from tiktok_bindgen.language.statements import Statement, statements
from tiktok_bindgen.language.syntax import Clause, Every, Name, prose_in
from tiktok_bindgen.language.table import Table, Wording
from tiktok_bindgen.language.tokens import tokenise
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read import read_page
from tiktok_bindgen.read.page import Line
from tiktok_bindgen.sentences import interpret
from tiktok_bindgen.sentences.classify import LEANS, TAKES_BACK, is_of_fields, only_informs


def examples(table: Table) -> list[tuple[Wording, str]]:
    return [(wording, example) for wording in table for example in wording.examples]


def test_wordings_state_these_facts_and_no_others() -> None:
    def facts(*tables: Table) -> str:
        return " ".join(sorted({wording.fact for table in tables for wording in table}))

    assert facts(TESTS) == (
        "absent compares compares-field contains enabled is is-not is-or-absent kinded of-a-kind off on "
        "only present present-and-is present-of-a-kind selected-word several single specified "
        "used used-not"
    )
    assert facts(TRAILERS, LISTS) == "all any ignored level"
    assert facts(REMARKS) == "nothing wish"


@pytest.mark.parametrize(("wording", "example"), examples(TESTS))
def test_every_test_of_a_field_is_understood_as_a_condition(wording: Wording, example: str) -> None:
    # Of what kind a thing is, only the values of a field may tell.
    of_a_kind = wording.fact in {"present-of-a-kind", "of-a-kind"}
    assert bool(prose_in(read_condition(tokenise(example)))) == of_a_kind


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("the garden is big (`plot` = `BIG`)", True),
        ("you want to dig, or not (`plot` = `BIG`)", True),
        ("the garden is big, or not (`plot` = `BIG`)", False),
        ("the `sun` there is big (`plot` = `BIG`)", False),
        ("(`plot` = `BIG`", False),
        ("the garden is big (`plot` = `BIG`) there", False),
    ],
)
def test_a_test_in_brackets_explains_the_words_before_it(text: str, is_read: bool) -> None:
    expected = Clause((Name("plot"),), "is", ("BIG",))
    assert (read_condition(tokenise(text)) == expected) == is_read


@pytest.mark.parametrize(
    "turning",
    [
        *("not", "no", "or", "and", "without", ","),
        *("isn't", "aren't", "doesn't", "unless", "except"),
    ],
)
def test_a_test_in_brackets_explains_no_words_that_turn_it(turning: str) -> None:
    read = read_condition(tokenise(f"gardens {turning} big (`plot` = `BIG`)"))
    assert read != Clause((Name("plot"),), "is", ("BIG",))


@pytest.mark.parametrize("heading", ["At the campaign level:", "On the campaign level"])
def test_conditions_under_a_level_are_those_of_that_level(heading: str) -> None:
    item = Statement(heading, (Statement("`plot` is `BIG`."), Statement("`sun` is given.")))
    plot, sun = Name("plot", level="campaign"), Name("sun", level="campaign")
    said = Every((Clause((plot,), "is", ("BIG",)), Clause((sun,), "present")))
    assert read_item(item) == (said, False)


@pytest.mark.parametrize("then", ["", "then "])
@pytest.mark.parametrize("wish", ["To plant herbs", "If you want herbs", "When you don't want herbs"])
def test_what_to_send_for_a_purpose_is_advice(wish: str, then: str) -> None:
    assert [each.fact for each in read_sentence(f"{wish}, {then}set `plot` to `BIG`.")] == ["nothing"]


@pytest.mark.parametrize("sign", [":", ";", " (in beds)", " `,`"])
def test_advice_for_a_purpose_comes_after_a_comma(sign: str) -> None:
    assert read_sentence(f"To plant herbs{sign} set `plot` to `BIG`.") == ()


CONDITIONAL = [
    line.split(" | ")
    for line in Path(__file__).with_name("cases").joinpath("conditional.txt").read_text("utf-8").splitlines()
    if "|" in line
]


@pytest.mark.parametrize(("fact", "sentence"), CONDITIONAL)
def test_every_conditional_sentence_is_understood(fact: str, sentence: str) -> None:
    assert [demand.fact for demand in read_sentence(sentence)] == [fact]


@pytest.mark.parametrize("example", [example for _, example in examples(MAIN_CLAUSES[0])])
def test_every_demand_is_understood_after_a_condition(example: str) -> None:
    assert read_demands(tokenise(example))
    assert read_sentence(f"When `plot` is `BIG`, {example}.")


ROWS = """\
|owner {Required}|string|The owner.|
|plot|string|The plot.<br>Enum values: `BIG`, `SMALL`, `WILD`.|
|sun|string|Enum values: `FULL`, `NONE`.<br>Default value: `FULL`.|
|fenced|boolean|Whether there is a fence.|
|width|number|The width.|
|height|number|The height.|
|herbs|string[]|Enum values: `MINT`, `DILL`, `SAGE`.|
|start_time|string|From when.|
|end_time|string|Until when.|
|bed|object|A bed.|
#|soil|string|Enum values: `CLAY`, `SAND`.|
#|depth|number|How deep.|
|pots|object[]|The pots.|
#|size|string|Enum values: `L`, `S`.|
#|lid|string|The lid.|
#|clay|object|What it is made of.|
##|colour|string|The colour.|
"""

TEXT = (
    "# Plots\n\n## Request\n\n"
    "**Endpoint** https://business-api.tiktok.com/open_api/v1.3/garden/plot/{last}/\n\n"
    "**Method** POST\n\n"
    "**Parameters**\n\n```xtable\n|Field|Data Type|Description|\n|---|---|---|\n{rows}```\n"
)


def page(
    field: str, *lines: str, rows: str = ROWS, last: str = "create"
) -> tuple[Operation, tuple[Problem, ...]]:
    """An operation one of whose fields is described by some lines."""
    name = field.rsplit(".", maxsplit=1)[-1]
    pattern = re.compile(rf"^(#*)\|{name}( \{{\w+\}})?\|([\w\[\]]+)\|(.*)\|$", re.MULTILINE)
    changed, count = pattern.subn(
        lambda m: f"{m[1]}|{name}{m[2] or ''}|{m[3]}|{m[4]}<br>{'<br>'.join(lines)}|", rows
    )
    assert count == 1
    text = TEXT.format(last=last, rows=changed)
    read, odd = read_page(text.encode(), "plot.md")
    document, problems = interpret([read])
    assert odd == ()
    return document.operations[0], problems


def rules(field: str, *lines: str, last: str = "create") -> list[str]:
    """The rules that a field's description gives, in words."""
    return [sentence(rule) for rule in page(field, *lines, last=last)[0].rules]


def conditions(operation: Operation) -> list[str]:
    found: list[str] = []
    pending = list(operation.parameters)
    while pending:
        field = pending.pop(0)
        found.extend(each.text for each in field.conditions)
        pending.extend(field.children)
    return found


@frozen
class Case:
    """A sentence in the description of a field, the rules that it becomes, and why some of it stays text."""

    field: str
    line: str
    expected: list[str]
    codes: list[str]


def cases(name: str) -> list[Case]:
    """The cases of a text file: ``field | sentence``, and below it ``=> rule`` or ``!! code``."""
    found: list[Case] = []
    for line in Path(__file__).with_name("cases").joinpath(name).read_text("utf-8").splitlines():
        if line.startswith("  => "):
            found[-1].expected.append(line[5:])
        elif line.startswith("  !! "):
            found[-1].codes.append(line[5:])
        elif not line.startswith("#"):
            field, said = line.split(" | ", 1)
            found.append(Case(field, said, [], []))
    return found


SENTENCES = cases("sentences.txt")
FORMAL = [case for case in SENTENCES if not case.codes]
PARTIAL = [case for case in SENTENCES if case.codes]


@pytest.mark.parametrize("case", FORMAL, ids=lambda case: case.line)
def test_sentences_become_rules(case: Case) -> None:
    operation, problems = page(case.field, case.line)
    assert [sentence(rule) for rule in operation.rules] == case.expected
    assert problems == ()
    assert conditions(operation) == []
    assert (operation.judged.formal, operation.judged.partial, operation.judged.text) == (1, 0, 0)


@pytest.mark.parametrize("case", FORMAL, ids=lambda case: case.line)
def test_rules_survive_their_facts_page(case: Case) -> None:
    operation = without_prose(Document((page(case.field, case.line)[0],))).operations[0]
    read, _ = read_page(facts_page(operation).encode(), "plot.md")
    again, problems = interpret([read])
    assert without_prose(again).operations[0] == operation
    assert problems == ()


@pytest.mark.parametrize(
    ("line", "when"),
    [
        (
            "You need to specify the field when `plot` is NOT set as `BIG`, or `SMALL`.",
            "`plot` is not one of `BIG`, `SMALL`",
        ),
        ("You must pass this field if `plot` is `BIG`.", "`plot` is `BIG`"),
        ("Required when the garden's size (`plot`) is not `BIG`.", "`plot` is not `BIG`"),
        # This request is of no level, and tells of a campaign.
        ("Required when the size (`plot`) of your campaign is `BIG`.", "`plot` is `BIG`"),
        ("Required when `plot` is `BIG` at the campaign level.", "`plot` is `BIG`"),
    ],
)
def test_a_field_is_required_when_another_has_a_value(line: str, when: str) -> None:
    operation, _ = page("height", line)
    assert [sentence(rule) for rule in operation.rules] == [f"`height` is required when {when}."]


@pytest.mark.parametrize("case", PARTIAL, ids=lambda case: case.line)
def test_what_is_not_understood_stays_text_and_refuses_nothing(case: Case) -> None:
    operation, problems = page(case.field, case.line)
    assert [sentence(rule) for rule in operation.rules] == case.expected
    assert {problem.code for problem in problems}.issuperset(case.codes)
    assert len(conditions(operation)) == 1
    assert (operation.judged.partial, operation.judged.text) == ((1, 0) if case.expected else (0, 1))


@pytest.mark.parametrize(
    ("name", "line", "found"),
    [
        *(
            (
                word,
                "When the plot is set to `BIG`, this field is required.",
                "is required when `plot` is `BIG`.",
            )
            for word in ("the", "is", "set", "to", "this", "field", "when", "garden")
        ),
        ("a", "Required when a plot is `BIG`.", "is required when `plot` is `BIG`."),
        ("all", "Required when all plot is `BIG`.", "is required when `plot` is `BIG`."),
        ("as", "Required when you set plot as `BIG`.", "is required when `plot` is `BIG`."),
        ("if", "Required if plot is `BIG`.", "is required when `plot` is `BIG`."),
        ("not", "Required when plot is not `BIG`.", "is required when `plot` is not `BIG`."),
        ("parameter", "When plot is `BIG`, this parameter is required.", "is required when `plot` is `BIG`."),
        ("only", "Valid only when plot is `BIG`.", "is not allowed when `plot` is not `BIG`."),
        ("object", "Required when the object bed is specified.", "is required when `bed` is given."),
        ("in", "Required when `MINT` is included in herbs.", "is required when `herbs` contains `MINT`."),
        ("of", "Required when soil of bed is `CLAY`.", "is required when `bed.soil` is `CLAY`."),
        (
            "and",
            "Required when plot is `BIG` and fenced is `true`.",
            "is required when (`plot` is `BIG` and `fenced` is `true`).",
        ),
        (
            "or",
            "Required when `plot` is `BIG`, or fenced is `true`.",
            "is required when (`plot` is `BIG` or `fenced` is `true`).",
        ),
        (
            "both",
            "Required when both plot and herbs are specified.",
            "is required when (`plot` is given and `herbs` is given).",
        ),
        ("garden", "Valid only when plot is `BIG` and the soil is dry.", None),
    ],
)
def test_a_name_whose_ticks_are_lost_is_found_unless_it_is_an_ordinary_word(
    name: str, line: str, found: str | None
) -> None:
    rows = ROWS.replace("|The width.|", f"|The width.<br>{line}|")
    text = TEXT.format(last="create", rows=f"{rows}|{name}|string|It.|\n")
    read, _ = read_page(text.encode(), "plot.md")
    document, _ = interpret([evolve(read, form="flattened")])
    operation = document.operations[0]
    assert [sentence(rule) for rule in operation.rules] == ([f"`width` {found}"] if found else [])
    assert conditions(operation) == ([] if found else [line])


def test_what_a_line_goes_along_with_is_lost_with_the_nesting() -> None:
    line = "You need to specify `width` at the same time."
    assert rules("sun", line) == ["`width` is required when `sun` is given."]
    rows = ROWS.replace("|sun|string|", f"|sun|string|{line}<br>")
    read, _ = read_page(TEXT.format(last="create", rows=rows).encode(), "plot.md")
    document, problems = interpret([evolve(read, form="flattened")])
    assert document.operations[0].rules == ()
    assert [problem.code for problem in problems] == ["rule-context"]


def test_what_every_request_has_is_not_required_again() -> None:
    rows = ROWS.replace("#|depth|", "#|depth {Required}|")
    line = "When `bed` is passed, you need to provide at least one `soil` and the corresponding `depth`."
    operation, problems = page("bed", line, rows=rows)
    assert [sentence(rule) for rule in operation.rules] == ["In `bed`: `soil` is required."]
    assert problems == ()


def test_a_near_name_and_a_near_value_are_suggested() -> None:
    _, problems = page(
        "width", "Required when `heightt1` is specified.", "Required when `plot` is `SMALLER`."
    )
    texts = " ".join(problem.text for problem in problems)
    assert "is `height` meant?" in texts
    assert "is `SMALL` meant?" in texts


def test_one_slip_of_the_pen_is_read_as_what_it_is_a_slip_of_and_told() -> None:
    rows = ROWS.replace("`BIG`", "`CLIMBING`")
    operation, problems = page(
        "width", "Required when `heigth` is specified and `plot` is `CLIMMBING`.", rows=rows
    )
    assert [sentence(rule) for rule in operation.rules] == [
        "`width` is required when (`height` is given and `plot` is `CLIMBING`)."
    ]
    assert [(problem.code, problem.text) for problem in problems] == [
        ("rule-slip", "`width`: `heigth` is read as `height`")
    ]
    assert conditions(operation) == []


@pytest.mark.parametrize(
    "line",
    [
        "Required when you want to count the herbs.",
        "Required for counting herbs: ✅",
        "If you want to count the herbs, `width` is required.",
        "If you want to count the herbs, you need to set this field to 5.",
        "Do not pass this field if you want to count the herbs.",
    ],
)
def test_what_is_needed_for_a_purpose_demands_nothing_and_stays_in_words(line: str) -> None:
    operation, problems = page("width", line)
    assert operation.rules == ()
    assert conditions(operation) == [line]
    assert [problem.code for problem in problems] == ["rule-purpose"]
    assert (operation.judged.formal, operation.judged.partial, operation.judged.text) == (0, 0, 0)


def test_a_wish_that_brackets_explain_is_their_condition() -> None:
    line = "If you want a garden of one kind or another (`plot` is `BIG`, or `SMALL`), `width` is required."
    assert rules("width", line) == ["`width` is required when `plot` is one of `BIG`, `SMALL`."]


def test_a_kind_of_thing_in_words_is_a_value_and_a_field_that_is_not_sent_may_have_any() -> None:
    rows = ROWS.replace("`MINT`, `DILL`", "`HERB_MINT`, `DILL`").replace("`WILD`", "`EARLY_GARDEN`")
    operation, _ = page(
        "width",
        "Valid only for Mint herbs.",
        "You can use the field only when your ad is an early winter garden.",
        rows=rows,
    )
    assert [sentence(rule) for rule in operation.rules] == [
        "`width` is not allowed when (`plot` is not `EARLY_GARDEN` and `plot` is given).",
        "`width` is not allowed when (not `herbs` contains `HERB_MINT` and `herbs` is given).",
    ]


@pytest.mark.parametrize(
    ("field", "line", "codes"),
    [
        ("sun", "Must be either `FULL` or `NONE`.", []),
        # Of fewer values than are listed, nothing tells when the others are allowed.
        ("plot", "Must be either `BIG` or `SMALL`.", ["rule-unread"]),
        ("herbs", "Must be either `MINT` or `DILL`.", ["rule-unread"]),
    ],
)
def test_a_sentence_that_lists_all_values_again_says_nothing_new(
    field: str, line: str, codes: list[str]
) -> None:
    operation, problems = page(field, line)
    assert operation.rules == ()
    assert [problem.code for problem in problems] == codes


@pytest.mark.parametrize("words", ["an early winter garden", "early winter gardens"])
def test_one_thing_of_a_kind_and_many_are_the_same_value(words: str) -> None:
    operation, _ = page("width", f"Required for {words}.", rows=ROWS.replace("`WILD`", "`EARLY_GARDEN`"))
    assert [sentence(rule) for rule in operation.rules] == [
        "`width` is required when `plot` is `EARLY_GARDEN`."
    ]


def test_what_is_for_things_of_one_kind_and_of_another_is_for_either() -> None:
    rows = ROWS.replace(
        "`BIG`, `SMALL`, `WILD`",
        "<ul><li>`BIG`: Late gardens.</li><li>`SMALL`: An early garden.</li><li>`WILD`</li></ul>",
    )
    operation, _ = page("width", "Required only for Late Gardens and Early Gardens.", rows=rows)
    assert [sentence(rule) for rule in operation.rules] == [
        "`width` is required when (`plot` is `BIG` or `plot` is `SMALL`)."
    ]


def test_a_value_that_goes_on_with_a_list_after_a_stop_is_not_taken_for_the_whole_list() -> None:
    operation, _ = page("width", "Required when `plot` is `BIG`, or `SMALL`. and you want herbs.")
    assert operation.rules == ()


def test_two_fields_of_which_one_is_ignored_are_not_refused_together() -> None:
    stated = "Do not pass `width` and `height` at the same time."
    assert rules("width", stated) == ["send at most one of `width`, `height`."]
    assert rules("width", stated, "If both fields are passed, `height` will be ignored.") == []


def test_a_later_case_takes_back_what_the_values_of_the_field_demand_before() -> None:
    lines = (
        "If this field is set to `BIG`, you need to pass `width` or `height`.",
        "When `fenced` is `true` and `sun` is `NONE`, specify the beds through `herbs`.",
    )
    (found,) = rules("plot", *lines)
    assert found == (
        "send at least one of `width`, `height` when (`plot` is `BIG` and "
        "(`fenced` is not `true` or `sun` (by default `FULL`) is not `NONE`))."
    )


def test_what_rejects_a_request_with_more_items_limits_the_list() -> None:
    operation, problems = page(
        "herbs", "If a request contains more than 9 herbs, the entire request will be rejected."
    )
    herbs = next(field for field in operation.parameters if field.name == "herbs")
    assert (herbs.limits.max_items, operation.rules, problems) == (9, (), ())


def test_problems_repeat_no_sentence_of_the_page() -> None:
    _, problems = page(
        "width", "Required when `plot` is `BIG` and the soil of the whole garden is dry and poor."
    )
    assert [problem.code for problem in problems] == ["rule-prose"]
    assert "garden" not in problems[0].text


def test_a_list_counts_only_where_it_surely_fits() -> None:
    assert rules("width", "Required when `herbs` is `MINT`.") == [
        "`width` is required when `herbs` holds only `MINT`."
    ]
    assert rules("width", "Valid only when `herbs` is `MINT`.") == [
        "`width` is not allowed when not `herbs` contains `MINT`."
    ]


def test_values_for_one_item_of_a_list_are_not_all_for_several_items() -> None:
    operation, problems = page(
        "plot",
        "When `herbs` includes `MINT`, the allowed values are `BIG` and `SMALL`.",
        "When `herbs` includes `DILL`, the allowed values are `BIG` and `WILD`.",
    )
    assert problems == ()
    broken = [
        (herb, plot)
        for herb in ("MINT", "DILL", "SAGE")
        for plot in ("BIG", "SMALL", "WILD")
        if violations(operation.rules, {"herbs": [herb], "plot": plot})
    ]
    assert broken == [("MINT", "WILD"), ("DILL", "SMALL")]
    for plot in ("BIG", "SMALL", "WILD"):
        assert violations(operation.rules, {"herbs": ["MINT", "DILL"], "plot": plot}) == []
        assert violations(operation.rules, {"herbs": [], "plot": plot}) == []


@pytest.mark.parametrize(
    "line",
    [
        "`BIG`: Supported only where `width` is given.",
        "`BIG`: Wide.<ul><li>Not supported when `width` is given.</li></ul>",
        "`BIG`: Wide. You must pass `width`.",
    ],
)
def test_a_list_of_values_that_says_more_of_one_is_no_rule(line: str) -> None:
    head = "When `fenced` is `true`, the allowed values are:"
    operation, problems = page("plot", f"{head}<ul><li>{line}</li><li>`SMALL`</li></ul>")
    assert operation.rules == ()
    assert len(conditions(operation)) == 1
    assert [problem.code for problem in problems] == ["rule-unread"]


@pytest.mark.parametrize(
    "line",
    [
        "For wild gardens, the allowed values are `BIG` and `SMALL`.",
        "When the garden is wild, this field supports the following values: `BIG`, `SMALL`.",
        "For parks, the enum values are:<ul><li>`BIG`</li><li>`SMALL`</li></ul>",
    ],
)
def test_values_for_a_case_that_no_rule_has_are_a_problem(line: str) -> None:
    operation, problems = page("plot", line)
    assert operation.rules == ()
    text = "`plot`: a value is in no known wording"
    # The digest of the sentence follows.
    found = [(problem.code, problem.text.rpartition(" ")[0]) for problem in problems]
    assert found == [("sentence-unread", text)]


def test_where_an_operation_changes_what_is_there_a_field_not_sent_may_have_any_value() -> None:
    assert rules("width", "Valid only when `plot` is `BIG`.", last="update") == [
        "`width` is not allowed when (`plot` is not `BIG` and `plot` is given)."
    ]
    assert rules("width", "Required when `sun` is `FULL`.", last="update") == [
        "`width` is required when `sun` is `FULL`."
    ]
    assert rules("width", "Required when `plot` is not `BIG`.", last="update") == [
        "`width` is required when (`plot` is not `BIG` and `plot` is given)."
    ]


def test_an_absent_switch_of_a_change_is_not_set() -> None:
    """What neither a creation takes nor the reply shows says how to change: its absence is no kept value."""
    line = "Required only when `{}` is not set to `true`."
    rows = "|plot_id {Required}|string|The plot.|\n|gentle|boolean|Whether to leave the rest.|\n" + ROWS
    shown = "\n**Response**\n\n```xtable\n|Field|Data Type|Description|\n|---|---|---|\n"
    shown += f"|plot_id|string|The plot.|\n{ROWS}```\n"

    def changed(switch: str, reply: str) -> list[str]:
        asked = rows.replace("|The width.|", f"|{line.format(switch)}|")
        texts = [
            TEXT.format(last="update", rows=asked) + reply,
            TEXT.format(last="create", rows=ROWS) + shown,
        ]
        pages = [read_page(text.encode(), f"{number}.md")[0] for number, text in enumerate(texts)]
        document, _ = interpret(pages)
        (change,) = (each for each in document.operations if each.path.endswith("/update/"))
        return [sentence(rule) for rule in change.rules]

    assert changed("gentle", shown) == ["`width` is required when `gentle` is not `true`."]
    # A reply that shows the field, a creation that takes it, or a reply that shows nothing: it may be kept.
    kept = ["`width` is required when (`gentle` is not `true` and `gentle` is given)."]
    assert changed("gentle", shown.replace("```\n", "|gentle|boolean|Gentle.|\n```\n")) == kept
    assert changed("gentle", "") == kept
    assert changed("fenced", shown) == [
        "`width` is required when (`fenced` is not `true` and `fenced` is given)."
    ]


def test_what_an_operation_changes_may_have_what_is_demanded_already() -> None:
    line = "You need to set `height` or `herbs` or both."
    assert rules("width", line) == ["send at least one of `height`, `herbs`."]
    assert rules("width", line, last="update") == []


def test_what_has_a_default_is_not_demanded_of_a_change_either() -> None:
    assert rules("sun", "Required when `plot` is `BIG`.", last="update") == []


def test_what_must_be_passed_is_passed_by_the_change_itself() -> None:
    assert rules("width", "You must pass in either this field or `height`.", last="update") == [
        "send at least one of `width`, `height`."
    ]


def test_a_change_of_nothing_is_none() -> None:
    rows = (
        "|owner {Required}|string|The owner.|\n"
        "|width|number|Either `width` or `height` must be set.|\n|height|number|High.|\n"
    )
    operation, _ = page("height", "How high.", rows=rows, last="update")
    assert [sentence(rule) for rule in operation.rules] == ["send at least one of `width`, `height`."]


def test_what_tells_what_to_change_is_passed_where_nothing_else_must_be() -> None:
    rows = (
        "|plot_id|string|Either `plot_id` or `garden_id` has to be set.|\n"
        "|garden_id|string|The garden.|\n|depth|number|Deep.|\n"
    )
    operation, _ = page("depth", "How deep.", rows=rows, last="update")
    assert [sentence(rule) for rule in operation.rules] == ["send at least one of `plot_id`, `garden_id`."]
    operation, _ = page("depth", "How deep.", rows=f"|owner {{Required}}|string|Who.|\n{rows}", last="update")
    assert operation.rules == ()


def test_a_sentence_under_a_value_is_about_the_value() -> None:
    listed = (
        "Enum values:<ul><li>`CLAY`: Heavy. Supported only when `plot` is `BIG`.</li>"
        "<li>`SAND`: Light. You need to specify `width` at the same time.</li></ul>"
    )
    rows = ROWS.replace("#|soil|string|Enum values: `CLAY`, `SAND`.|", f"#|soil|string|{listed}|")
    operation, problems = page("height", "How high.", rows=rows)
    assert problems == ()
    assert [sentence(rule) for rule in operation.rules] == [
        "`width` is required when `bed.soil` is `SAND`.",
        "`bed.soil` must not be `CLAY` when `plot` is not `BIG`.",
    ]


def test_a_sentence_under_a_value_of_a_list_is_about_the_lists_that_have_it() -> None:
    mint = "<li>`MINT`: Cool. You need to specify `width` at the same time.</li>"
    listed = f"Enum values:<ul>{mint}<li>`DILL`</li></ul>"
    rows = ROWS.replace("Enum values: `MINT`, `DILL`, `SAGE`.", listed)
    operation, problems = page("height", "How high.", rows=rows)
    assert problems == ()
    assert [sentence(rule) for rule in operation.rules] == [
        "`width` is required when `herbs` contains `MINT`."
    ]


@text_cases(said=str, found=literal, codes=literal)
def test_sentences_behind_a_listed_value(said: str, found: list[str], codes: list[str]) -> None:
    listed = f"Enum values:<ul><li>`CLAY`: {said}</li><li>`SAND`: Light.</li></ul>"
    rows = ROWS.replace("#|soil|string|Enum values: `CLAY`, `SAND`.|", f"#|soil|string|{listed}|")
    operation, problems = page("height", "How high.", rows=rows)
    assert [sentence(rule) for rule in operation.rules] == found
    assert [problem.code for problem in problems] == codes


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ("<ul><li>`BARE`: Unset.</li><li>`SAND`: Light.</li></ul>", "`bed.soil` must be `BARE` when {}."),
        ("`UNSET`, `SAND`.", "`bed.soil` must be `UNSET` when {}."),
        # Whatever it is called, it means something else.
        (
            "<ul><li>`UNSET`: Old leaves.</li><li>`SAND`: Light.</li></ul>",
            "`bed.soil` is not allowed when {}.",
        ),
        ("<ul><li>`BARE`: Heavy, unset.</li></ul>", "`bed.soil` is not allowed when {}."),
    ],
)
def test_a_value_that_leaves_a_field_unset_is_allowed_where_the_field_is_not(listed: str, found: str) -> None:
    rows = ROWS.replace(
        "Enum values: `CLAY`, `SAND`.", f"Valid only when `plot` is `BIG`.<br>Enum values: {listed}"
    )
    operation, _ = page("height", "How high.", rows=rows)
    assert [sentence(rule) for rule in operation.rules] == [found.format("`plot` is not `BIG`")]


def test_that_a_field_must_have_a_value_is_said_of_it_whatever_it_has() -> None:
    line = "`BIG`: A field.<ul><li>If `fenced` is `true`, this field must be set to `BIG`.</li></ul>"
    rows = ROWS.replace("`BIG`, `SMALL`, `WILD`.", f"<ul><li>{line}</li><li>`SMALL`</li></ul>")
    operation, _ = page("height", "How high.", rows=rows)
    assert [sentence(rule) for rule in operation.rules] == ["`plot` must be `BIG` when `fenced` is `true`."]


def test_a_sentence_that_stands_at_several_values_is_about_each() -> None:
    listed = "<li>`{}`: Earth.<ul><li>This value is only valid when `plot` is `BIG`.</li></ul></li>"
    values = f"Enum values:<ul>{listed.format('CLAY')}{listed.format('SAND')}</ul>"
    rows = ROWS.replace("#|soil|string|Enum values: `CLAY`, `SAND`.|", f"#|soil|string|{values}|")
    operation, _ = page("height", "How high.", rows=rows)
    assert [sentence(rule) for rule in operation.rules] == [
        "`bed.soil` must not be `CLAY` when `plot` is not `BIG`.",
        "`bed.soil` must not be `SAND` when `plot` is not `BIG`.",
    ]


def test_an_object_that_only_items_of_one_kind_have_says_which_are_meant() -> None:
    rows = ROWS.replace("#|clay|object|", "#|clay {+Conditional}|object|Required when `plot` is `BIG`.<br>")
    operation, _ = page("colour", "Required when `plot` is `BIG`.", rows=rows)
    assert "`pots[].clay.colour` is required when `plot` is `BIG`." in map(sentence, operation.rules)


def test_of_several_fields_of_one_name_none_is_there_or_it_is_not_known_which_is_meant() -> None:
    rows = ROWS.replace("#|depth|number|How deep.|", "#|lid|string|A lid.|")
    operation, _ = page("width", "Required when `lid` is not specified.", rows=rows)
    assert [sentence(rule) for rule in operation.rules] == [
        "`width` is required when (`bed.lid` is not given and `pots[].lid` is not given)."
    ]
    operation, problems = page("width", "Required when `lid` is specified.", rows=rows)
    assert operation.rules == ()
    assert [problem.code for problem in problems] == ["rule-ambiguous"]
    # In the description of an object, it is the one inside.
    operation, _ = page("bed", "If `lid` is specified, `width` is required.", rows=rows)
    assert [sentence(rule) for rule in operation.rules] == ["`width` is required when `bed.lid` is given."]


@text_cases(called=str, meant=str)
def test_of_fields_of_one_name_that_of_the_type_which_a_sentence_gives_is_meant(
    called: str, meant: str
) -> None:
    rows = (
        "|bed|object|A bed.|\n#|depth|number|How deep.|\n#|tools|string|What for.|\n"
        "#|paths|string[]|Ways.|\n#|signs|string|Labels.|\n|tools|object[]|Tools.|\n#|edge|string|Sharp?|\n"
        "|paths|object|Ways.|\n#|gravel|string|Of what.|\n|signs|map(string<>string)|Labels by plot.|\n"
    )
    operation, problems = page("depth", f"Required when {called} is specified.", rows=rows)
    assert [sentence(rule) for rule in operation.rules] == [meant]
    assert problems == ()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        # Of a field with a list of values it can be told that all items have one.
        ("Required when `size` is `L`.", "{all}"),
        ("Required when `size` is `L` or `plot` is `BIG`.", "({all} or `plot` is `BIG`)"),
        ("Required when `size` is `L` and `plot` is `BIG`.", "({all} and `plot` is `BIG`)"),
        ("Required when `size` is `L` or `lid` is `A`.", None),
        ("Required when `size` is `L` and `lid` is given.", None),
    ],
)
def test_a_condition_on_items_of_a_list_is_meant_of_all_of_them(line: str, found: str | None) -> None:
    operation, problems = page("width", line)
    of_all = "(`pots[].size` is `L` and `pots[].size` is not `S`)"
    assert [sentence(rule) for rule in operation.rules] == (
        [f"`width` is required when {found.format(all=of_all)}."] if found else []
    )
    assert [problem.code for problem in problems] == ([] if found else ["rule-any-item"])


@pytest.mark.parametrize(
    "then",
    ["In this case, the herbs grow well.", "You are advised to set `height` if you want to count herbs."],
)
def test_a_sentence_that_only_informs_demands_nothing_and_is_no_problem(then: str) -> None:
    operation, problems = page("width", f"If `plot` is `BIG`, `sun` must be `NONE`. {then}")
    assert [sentence(rule) for rule in operation.rules] == ["`sun` must be `NONE` when `plot` is `BIG`."]
    assert (problems, conditions(operation)) == ((), [])


def test_a_sentence_has_its_condition_from_the_one_that_it_leans_on() -> None:
    first = "When `plot` is `BIG` and `fenced` is `true`, do not pass in `width`."
    forbidden = "`width` is not allowed when (`plot` is `BIG` and `fenced` is `true`)."
    assert rules("sun", f"{first} Otherwise, pass in either `height` or `herbs`.") == [
        forbidden,
        "send at least one of `height`, `herbs` when (`plot` is not `BIG` or `fenced` is not `true`).",
    ]
    assert rules("sun", f"{first} In this case, pass in either `height` or `herbs`.") == [
        forbidden,
        "send at least one of `height`, `herbs` when (`plot` is `BIG` and `fenced` is `true`).",
    ]


def test_a_demand_without_a_subject_is_of_the_field_itself() -> None:
    assert rules("plot", "When `sun` is `NONE`, must be set to `BIG`.") == [
        "`plot` must be `BIG` when `sun` (by default `FULL`) is `NONE`."
    ]
    assert rules("end_time", "When `plot` is `BIG`, cannot be later than `2040-01-01`.") == [
        'the value of `end_time` must be at most `"2040-01-01"` when `plot` is `BIG`.'
    ]


def test_a_sentence_that_leans_on_what_is_not_understood_stays_text() -> None:
    lean = "Otherwise, pass in either `height` or `herbs`."
    for first in ("When `plot` is `BIG` and dry, do not pass in `width`.", "Do not pass in `width`."):
        assert rules("sun", f"{first} {lean}") == []
        assert lean in conditions(page("sun", f"{first} {lean}")[0])


def test_what_a_call_before_may_have_set_is_not_taken_to_be_missing() -> None:
    line = "Required when you are not using a fence (`fenced`)."
    assert rules("width", line) == ["`width` is required when `fenced` is not given."]
    operation, (problem,) = page("width", line, last="update")
    assert operation.rules == ()
    assert problem.text.endswith("a call before may have set what it asks for")


def test_a_line_that_names_the_values_puts_no_condition_on_what_stands_under_it() -> None:
    line = "Currently, we only support `BIG` and `WILD`:"
    item = "<ul><li>When `sun` is `NONE`, set this field to `BIG`.</li></ul>"
    assert rules("plot", line + item) == ["`plot` must be `BIG` when `sun` (by default `FULL`) is `NONE`."]


def test_a_list_that_has_lost_its_indent_goes_on_under_a_heading() -> None:
    lines = [
        Line("Valid only when the following conditions are met:"),
        Line("At the garden level:", gap=True),
        Line("`plot` is `BIG`.", gap=True),
        Line("`sun` is `NONE`."),
        Line("At the bed level:", gap=True),
        Line("`soil` is `CLAY`.", gap=True),
        Line("How deep it is.", gap=True),
    ]
    first, last = statements(lines, nested=False)
    assert [(each.text, len(each.items)) for each in first.items] == [
        ("At the garden level:", 2),
        ("At the bed level:", 1),
    ]
    assert last.text == "How deep it is."


@text_cases(above=str, found=literal)
def test_a_line_with_a_condition_holds_for_what_stands_under_it(above: str, found: str | None) -> None:
    line = f"{above}<ul><li>Required when `fenced` is `true`.</li></ul>"
    assert rules("width", line) == ([f"`width` is required when {found}."] if found else [])


_WHY = {
    "its condition is prose": ["Required when it is dry."],
    "its condition says something of `plot` in prose": ["Required when `plot` is dry."],
    "its condition says something of `plot`, `BIG` in prose": [
        "Required when the garden is big (`plot` = `BIG`, it is dry).",
    ],
    "its condition says something of `plot`, `BIG`, `fenced`, `true` in prose": [
        (
            "Required in any of the following cases:<ul>"
            "<li>It rains<ul><li>`plot` is `BIG`</li><li>`fenced` is `true`</li></ul></li></ul>"
        )
    ],
    "`BIGX1` is no documented value of `plot`; is `BIG` meant?": ["Required when `plot` is `BIGX1`."],
    "`ROUND` is no documented value of `plot`": ["Required when `plot` is `ROUND`."],
    "`maybe` is no value of `fenced`, which is boolean": ["Required when `fenced` is `maybe`."],
    "`depth` is not within `pots` in this request": ["Required when `depth` within `pots` is given."],
    "`foo` is no field of this request": [
        "Required when `height` is greater than `foo`.",
        "`width` and `foo` must be specified together.",
        "When `plot` is `BIG`, you need to pass in `width`, or the fields `height` and `foo`.",
        "When `plot` is `BIG`, you need to pass in `foo`, or the fields `height` and `width`.",
        "This field cannot be used together with `foo`.",
        "`width`, once passed, must be accompanied by `foo`.",
        "This field must be greater than `foo`.",
        "When `plot` is `BIG`, `width` must be the same as `foo`.",
    ],
    "`plot` is no list": [
        "Required when multiple kinds are passed to `plot`.",
    ],
    "`plot` is no number": ["Required when `plot` is greater than 5."],
    "its condition is about the field itself": [
        "When `width` is passed, `width` is required.",
        "When `width` is passed, `width` cannot be specified.",
    ],
    "several fields at once": [
        "If you specify `plot`, `sun` and `fenced`, we will return an error.",
        "`width` and `height`, once passed, must be accompanied by `plot`.",
    ],
    "values of what has no list of them": ["The enum value `BIG` cannot be combined with other values."],
    "what goes together for a purpose, beside other fields": [
        "If you want to choose the size, you need to pass at least `height` and `plot` simultaneously."
    ],
    "a group of one field": [
        "Do not specify `width` at the same time.",
        "`height` and `height` must be specified together.",
    ],
    "an order of one field with itself": ["`height` must be greater than `height`."],
    "two fields that cannot be compared": [
        "When `plot` is `BIG`, `height` must be the same as `height`.",
        "When `plot` is `BIG`, `height` must be the same as `herbs`.",
    ],
    "a limit of what has none": ["When `plot` is `BIG`, the maximum length is 5 characters."],
    "it is of nothing that is made here in something else": [
        "It must be the same across all ads in the ad group."
    ],
    "its wording is not known": [f"Required when {'`plot` is `BIG` or ' * 60}`sun` is `NONE`."],
}


@pytest.mark.parametrize(("text", "line"), [(text, line) for text, lines in _WHY.items() for line in lines])
def test_a_problem_says_why_a_condition_is_not_understood(text: str, line: str) -> None:
    operation, problems = page("width", line)
    assert operation.rules == ()
    assert [problem.text for problem in problems] == [f"`width`: a condition is kept as text: {text}"]


@pytest.mark.parametrize("value", ["BIIIG", "BBIG"])
def test_a_value_whose_letters_are_repeated_is_read_as_the_value(value: str) -> None:
    operation, problems = page("width", f"Required when `plot` is `{value}`.")
    assert [sentence(rule) for rule in operation.rules] == ["`width` is required when `plot` is `BIG`."]
    assert [problem.text for problem in problems] == [f"`width`: `{value}` is read as `BIG`"]


@pytest.mark.parametrize(
    ("called", "known"),
    [
        ("end time", True),
        ("field end time", True),
        ("parameter end time", True),
        ("time", False),
        ("filter end time", False),
        ("field", True),
        ("parameter", True),
    ],
)
def test_a_field_may_be_called_by_the_words_of_its_name(called: str, *, known: bool) -> None:
    line = f"When `plot` is `BIG`, the {called} must be earlier than `2040-01-01`."
    assert rules("end_time", line) == (
        ['the value of `end_time` must be less than `"2040-01-01"` when `plot` is `BIG`.'] if known else []
    )
    # It may be of another field, if that is the only one.
    line = "When `plot` is `BIG`, the start time must be earlier than `2040-01-01`."
    assert rules("end_time", line) == [
        'the value of `start_time` must be less than `"2040-01-01"` when `plot` is `BIG`.'
    ]


WALLED = ROWS.replace(
    "The plot.<br>Enum values: `BIG`, `SMALL`, `WILD`.",
    "The plot.<br>Enum values:<ul><li>`BIG`: A walled garden of roses.</li>"
    "<li>`SMALL`: A pot.</li><li>`WILD`: The walled garden behind it.</li></ul>",
)


def test_a_line_that_names_a_kind_stands_for_the_values_that_are_explained_so() -> None:
    ranges = "How wide it may be:<ul><li>When `sun` is `NONE`, the value range is [1, 5].</li></ul>"
    operation, problems = page("width", f"<ul><li>For a walled garden:<br>{ranges}</li></ul>", rows=WALLED)
    when = "when (`plot` is one of `BIG`, `WILD` and `sun` (by default `FULL`) is `NONE`)"
    assert [sentence(rule) for rule in operation.rules] == [
        f"the value of `width` must be at least `1` {when}.",
        f"the value of `width` must be at most `5` {when}.",
    ]
    assert problems == ()
    operation, problems = page("width", f"<ul><li>For a cold frame:<br>{ranges}</li></ul>", rows=WALLED)
    assert operation.rules == ()
    assert [problem.code for problem in problems] == ["rule-context"]


def test_a_line_that_names_a_kind_holds_up_to_the_end_of_its_list() -> None:
    listed = "<ul><li>For a walled garden:<br>Required when `sun` is `NONE`.</li></ul>"
    operation, _ = page("width", f"How wide.{listed}", "Required when `sun` is `FULL`.", rows=WALLED)
    assert [sentence(rule) for rule in operation.rules] == [
        "`width` is required when (`plot` is one of `BIG`, `WILD` and `sun` (by default `FULL`) is `NONE`).",
        "`width` is required when `sun` (by default `FULL`) is `FULL`.",
    ]


def test_a_kind_that_values_of_two_fields_are_explained_as_is_not_understood() -> None:
    rows = WALLED.replace(
        "|fenced|boolean|Whether there is a fence.|", "|fenced|string|Enum values: `W`: A walled garden.|"
    )
    operation, _ = page("width", "For walled gardens:", "Required when `sun` is `NONE`.", rows=rows)
    assert operation.rules == ()


def test_what_is_demanded_where_a_condition_does_not_hold_needs_all_of_its_condition() -> None:
    line = "When `plot` is `BIG`:<ul><li>Required unless `sun` is `FULL`.</li></ul>"
    operation, problems = page("width", line)
    assert operation.rules == ()
    assert [problem.code for problem in problems] == ["rule-unread"]


@pytest.mark.parametrize(
    "default",
    [
        "Default value when `sun` is `FULL`: `SMALL`.",
        "When `sun` is `FULL`, it defaults to `SMALL`.",
        "By default, the gardener chooses.",
    ],
)
def test_a_field_with_a_default_that_is_not_known_may_count_as_any_value(default: str) -> None:
    rows = ROWS.replace("The plot.", f"The plot.<br>{default}")
    operation, _ = page("width", "Valid only when `plot` is `BIG`.", rows=rows)
    assert [sentence(rule) for rule in operation.rules] == [
        "`width` is not allowed when (`plot` is not `BIG` and `plot` is given)."
    ]


def test_a_deprecated_field_that_is_not_sent_may_count_as_any_value() -> None:
    rows = ROWS.replace("|plot|", "|plot {-To be deprecated}|")
    operation, _ = page("width", "Valid only when `plot` is `BIG`.", rows=rows)
    assert [sentence(rule) for rule in operation.rules] == [
        "`width` is not allowed when (`plot` is not `BIG` and `plot` is given)."
    ]
    operation, _ = page("width", "Required when `plot` is `BIG`.", rows=rows)
    assert [sentence(rule) for rule in operation.rules] == ["`width` is required when `plot` is `BIG`."]
    # Who sends what is deprecated sends all of it.
    rows = rows.replace("|width|", "|width {-Deprecated}|").replace(
        "|The width.|", "|Valid only when `plot` is `BIG`.|"
    )
    operation, _ = page("owner", "Who it is.", rows=rows)
    assert [sentence(rule) for rule in operation.rules] == [
        "`width` is not allowed when `plot` is not `BIG`."
    ]


def test_a_field_that_is_set_by_itself_in_a_case_need_not_have_its_default() -> None:
    rows = ROWS.replace(
        "`FULL`.|", "`FULL`.<br>If `herbs` is given, it will be automatically set to `NONE`.|"
    )
    valid, _ = page("width", "Valid only when `sun` is `NONE`.", rows=rows)
    assert [sentence(rule) for rule in valid.rules] == [
        "`width` is not allowed when (`sun` is not `NONE` and `sun` is given)."
    ]
    required, _ = page("width", "Required when `sun` is `FULL`.", rows=rows)
    assert [sentence(rule) for rule in required.rules] == ["`width` is required when `sun` is `FULL`."]


def test_a_list_with_a_default_may_hold_it() -> None:
    rows = ROWS.replace("`SAGE`.", '`SAGE`.<br>Default value: `["MINT"]`.')
    operation, _ = page("width", "Valid only when `herbs` includes `MINT`.", rows=rows)
    assert [sentence(rule) for rule in operation.rules] == [
        "`width` is not allowed when (not `herbs` contains `MINT` and `herbs` is given)."
    ]


def test_what_is_specified_may_have_been_so_before_a_change_and_what_is_passed_is_passed_by_it() -> None:
    for line in ("Valid only when `plot` is specified.", "Required when `plot` is not specified."):
        assert len(rules("width", line)) == 1
        assert rules("width", line, last="update") == []
    assert rules("width", "Valid only when `plot` is passed.", last="update") == [
        "`width` is not allowed when `plot` is not given."
    ]
    assert rules("width", "Valid only when `plot` is specified at the same time.", last="update") == [
        "`width` is not allowed when `plot` is not given."
    ]


def test_two_fields_that_are_compared_may_have_their_values_before_a_change() -> None:
    line = "Valid only when `width` is greater than `height`."
    assert rules("plot", line, last="update") == [
        (
            "`plot` is not allowed when (not the value of `width` is greater than the value of `height` "
            "and `width` is given and `height` is given)."
        )
    ]


def test_one_of_some_fields_is_asked_for_where_one_of_them_is_allowed() -> None:
    rows = ROWS.replace("|height|number|The height.|", "|height|number|Not supported when `plot` is `WILD`.|")
    lines = ("Not supported when `plot` is `WILD`.", "Either `width` or `height` must be specified.")
    operation, problems = page("width", *lines, rows=rows)
    assert "send at least one of `width`, `height` when `plot` is not `WILD`." in map(
        sentence, operation.rules
    )
    assert [problem.code for problem in problems] == ["rule-contradiction"]


def test_two_fields_that_forbid_each_other_leave_one_to_ask_for() -> None:
    lines = (
        "Either `width` or `height` must be specified.",
        "When `width` is specified, `height` cannot be specified.",
        "When `height` is specified, `width` cannot be specified.",
    )
    operation, problems = page("width", *lines)
    assert "send at least one of `width`, `height`." in map(sentence, operation.rules)
    assert problems == ()


@pytest.mark.parametrize(
    "ignored",
    [
        "Ignored when `plot` is `SMALL`.",
        "When `plot` is `SMALL`, this field is ignored and set to the width of the pot.",
        "If `plot` is `SMALL`, the value of `width` will be ignored.",
        "If `plot` is `SMALL` and the pot is full, `width` will be ignored.",
        "If `plot` is `SMALL` for a balcony or a roof, `width` will be ignored.",
    ],
)
def test_a_field_that_is_ignored_is_refused_for_nothing(ignored: str) -> None:
    assert rules("width", "Valid only when `plot` is `BIG`.", ignored) == [
        "`width` is not allowed when `plot` is not one of `BIG`, `SMALL`."
    ]
    assert rules("width", "When `sun` is `NONE`, the maximum value is 5.", ignored) == [
        (
            "the value of `width` must be at most `5` when "
            "(`sun` (by default `FULL`) is `NONE` and `plot` is not `SMALL`)."
        )
    ]
    assert rules("width", "Not supported when `plot` is `WILD`.", ignored) == [
        "`width` is not allowed when `plot` is `WILD`."
    ]


@text_cases(field=str, line=str, found=str)
def test_where_a_field_is_ignored_no_rule_of_it_holds(field: str, line: str, found: str) -> None:
    *_, last = rules(field, line, "When `fenced` is `true`, this field will be ignored.")
    assert last == found


def test_a_field_that_is_ignored_by_another_s_description_is_refused_for_nothing() -> None:
    rows = ROWS.replace("High.", "").replace(
        "|The height.|", "|The height.<br>When `plot` is `SMALL`, `width` will be ignored.|"
    )
    operation, _ = page("width", "Valid only when `plot` is `BIG`.", rows=rows)
    assert [sentence(rule) for rule in operation.rules] == [
        "`width` is not allowed when `plot` is not one of `BIG`, `SMALL`."
    ]


@pytest.mark.parametrize(
    "released",
    [
        "Optional when `fenced` is `true`.",
        "When `fenced` is `true`, `width` and `height` are optional.",
        "When `fenced` is `true`, you don't need to specify `width`.",
        (
            "Starting May 1st, 2030, when `fenced` is `true`, you no longer need to pass `width` because "
            "it will be ignored."
        ),
        (
            "When `fenced` is `true`, we will measure it. "
            "This means that you don't need to specify all sizes (`width`, `height`)."
        ),
    ],
)
def test_a_field_that_need_not_be_sent_is_not_required(released: str) -> None:
    assert rules("width", "Required when `plot` is `BIG` or `SMALL`.", released) == [
        "`width` is required when (`plot` is one of `BIG`, `SMALL` and `fenced` is not `true`)."
    ]


@pytest.mark.parametrize(
    ("lines", "also"),
    [
        (("To measure it by hand, use `height`.",), " and `height` is not given)"),
        (
            ("- To fence it, use `width`.", "- To plant it, use `height` to say how high."),
            " and `height` is not given)",
        ),
        # What else is passed, or helps to find a value, does not stand in for it.
        (("To measure it by hand, pass in `height`.",), ""),
        (("To find one, use [/plot/get/](https://example.com) and `height`.",), ""),
    ],
)
def test_a_field_that_serves_another_purpose_stands_in_for_one(lines: tuple[str, ...], also: str) -> None:
    condition = f"(`plot` is `BIG`{also}" if also else "`plot` is `BIG`"
    assert rules("width", "Required when `plot` is `BIG`.", *lines) == [
        f"`width` is required when {condition}."
    ]


def test_values_for_which_a_field_need_not_be_sent_are_none_for_which_it_is_required() -> None:
    released = "When `plot` is `SMALL`, you don't need to specify this field."
    assert rules("width", "Required when `plot` is `BIG` or `SMALL`.", released) == [
        "`width` is required when `plot` is `BIG`."
    ]


def test_where_no_error_is_made_of_what_does_not_suit_nothing_is_refused() -> None:
    rows = ROWS.replace(
        "The plot.",
        "The plot.<br>Settings that do not suit `plot` will be ignored, and no errors will occur.",
    )
    operation, problems = page("width", "Valid only when `plot` is `BIG`.", rows=rows)
    assert operation.rules == ()
    assert [problem.code for problem in problems] == ["rule-no-error"]
    assert (operation.judged.formal, operation.judged.text) == (0, 0)


@text_cases(line=str)
def test_sentences_that_tell_or_advise_demand_nothing(line: str) -> None:
    operation, problems = page("width", line)
    # A default for one case is told of, since it is read nowhere.
    odd = [problem for problem in problems if problem.code != "sentence-unread" or "default" not in line]
    assert (operation.rules, odd, conditions(operation)) == ((), [], [])


def test_a_field_that_is_valid_in_one_case_may_be_so_in_others() -> None:
    line = "Valid when `plot` is `BIG`."
    operation, problems = page("width", line)
    assert (operation.rules, conditions(operation)) == ((), [line])
    assert [problem.code for problem in problems] == ["rule-open"]
    judged = operation.judged
    assert (judged.formal, judged.partial, judged.text) == (0, 0, 0)


KINDS = """\
|plot {Required}|string|The kind of plot. Enum values: `BIG`, `SMALL`, `WILD`.|
|width|number|Valid when `plot` is `BIG`.|
|motto|string|Valid when `plot` is `BIG` or `WILD`.|
|rows|integer|Valid when `plot` is `SMALL`.|
|height|number|The height.|
"""


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("", ""),
        # Fields without a value of their own, too few of them, and a field that may be left out or is open.
        ("`plot` is `SMALL`", "`plot` is `BIG`"),
        ("Valid when `plot` is `BIG` or `WILD`.", "The motto."),
        ("plot {Required}", "plot"),
        (" Enum values: `BIG`, `SMALL`, `WILD`.", ""),
    ],
)
def test_fields_that_are_divided_among_the_values_of_another_are_valid_for_these_only(
    was: str, now: str
) -> None:
    operation, _ = page("height", "How high.", rows=KINDS.replace(was, now))
    assert [sentence(rule) for rule in operation.rules] == (
        []
        if was
        else [
            "`width` is not allowed when `plot` is not `BIG`.",
            "`motto` is not allowed when `plot` is not one of `BIG`, `WILD`.",
            "`rows` is not allowed when `plot` is not `SMALL`.",
        ]
    )


def test_what_may_be_changed_is_a_condition_of_the_call_that_changes() -> None:
    line = "If `plot` is `BIG`, you cannot change this field."
    assert conditions(page("width", line)[0]) == []
    assert conditions(page("width", line, last="update")[0]) == [line]


def test_a_part_that_demands_nothing_is_no_condition() -> None:
    operation, problems = page(
        "width", "Optional when `plot` is `BIG`.", "If `plot` is `BIG`, `width` will be ignored."
    )
    assert (operation.rules, problems, conditions(operation)) == ((), (), [])


def test_rules_of_alternatives_of_a_request_are_not_mixed() -> None:
    rows = "|plot|object|The plot.|\n"
    text = (
        "# Plots\n\n## Request\n\n"
        "**Endpoint** https://business-api.tiktok.com/open_api/v1.3/garden/plot/create/\n\n"
        "**Method** POST\n\n"
        f"**Parameters**\n\n```xtable\n|Field|Data Type|Description|\n|---|---|---|\n{rows}```\n\n"
    )
    for kind in ("rose", "herb"):
        text += (
            f"### `plot` for {kind} gardens\n\n```xtable\n|Field|Data Type|Description|\n|---|---|---|\n"
            f"|size|string|Size.|\n|{kind}|string|Required when `size` is `BIG`.|\n```\n\n"
        )
    read, _ = read_page(text.encode(), "plot.md")
    document, _ = interpret([read])
    plot = document.operations[0].parameters[0]
    assert document.operations[0].rules == ()
    assert [len(each.fields[1].conditions) for each in plot.alternatives] == [1, 1]


ALTERNATIVES = """# Plots
## Request
**Endpoint** https://business-api.tiktok.com/open_api/v1.3/garden/plot/preview/

**Method** POST

### Preview a plot to come
```xtable
|Field|Data Type|Description|
|---|---|---|
|kind {Required}|string|What to preview. Enum values: `PLAN`.|
|size|string|Enum values: `BIG`, `SMALL`.|
|owner|string|Required when `size` is `BIG`.|
|fence|string|Required when `note` is given.|
|sun|string|Not supported when `size` is `SMALL`.|
|note|string|A note.|
```
### Preview a plot that is there
```xtable
|Field|Data Type|Description|
|---|---|---|
|kind {Required}|string|What to preview. Enum values: `PLOT`.|
|plot_id|string|The plot.|
|note|string|Required when `plot_id` is given.|
```
"""


def test_a_rule_of_one_alternative_holds_where_something_tells_that_it_is_the_one() -> None:
    read, _ = read_page(ALTERNATIVES.encode(), "plot.md")
    document, problems = interpret([read])
    assert problems == ()
    assert [sentence(rule) for rule in document.operations[0].rules] == [
        # Only plots to come have a size; a note may be of any.
        "`owner` is required when `size` is `BIG`.",
        "`fence` is required when (`kind` is `PLAN` and `note` is given).",
        "`sun` is not allowed when `size` is `SMALL`.",
        "`note` is required when `plot_id` is given.",
    ]


_ROWS_OF_TWO = """|size|string|Enum values: `BIG`, `SMALL`.|
|sun|string|SAID Enum values: `FULL`, `NONE`.|
|rain|string|Rain.|
|width|number|Width.|
|height|number|Height.|
|herbs|string[]|Herbs.|
|roses|string[]|Roses.|
"""


@text_cases(said=str, found=literal)
def test_a_rule_of_some_alternatives_is_one_of_all_where_the_others_cannot_break_it(
    said: str, found: list[str]
) -> None:
    rows = _ROWS_OF_TWO.replace("SAID", said)
    bed = "|size|string|Enum values: `BIG`, `SMALL`.|\n|note|string|It.|\n"
    assert _rules_of_sets({"PLAN": rows, "PLOT": rows, "BED": bed}) == found


def _rules_of_sets(sets: Mapping[str, str]) -> list[str]:
    """The rules of a request with several sets of rows, each for one value of ``kind``."""
    text, _, _ = ALTERNATIVES.partition("###")
    for kind, rows in sets.items():
        text += (
            f"### Preview of {kind}\n```xtable\n|Field|Data Type|Description|\n|---|---|---|\n"
            f"|kind {{Required}}|string|What to preview. Enum values: `{kind}`.|\n{rows}```\n"
        )
    document, _ = interpret([read_page(text.encode(), "plot.md")[0]])
    return [sentence(rule) for rule in document.operations[0].rules]


@pytest.mark.parametrize(
    ("said", "shared", "found"),
    [
        (
            "`sun` and `rain` cannot be specified at the same time.",
            "sun",
            "send at most one of `sun`, `rain`.",
        ),
        (
            "`sun` and `rain` cannot be specified at the same time.",
            "sun rain",
            "send at most one of `sun`, `rain` when `kind` is `PLAN`.",
        ),
        (
            "`sun` and `rain` must be specified at the same time.",
            "rain",
            "send all or none of `sun`, `rain` when `kind` is `PLAN`.",
        ),
        (
            "`width` must be less than `height`.",
            "width",
            "`width` must be less than the value of `height`.",
        ),
        (
            "`width` must be less than `height`.",
            "width height",
            "`width` must be less than the value of `height` when `kind` is `PLAN`.",
        ),
        (
            "You can specify up to 9 plants in total for the fields `herbs` and `roses`.",
            "herbs",
            "the number of items of `herbs`, `roses` together must be at most `9` when `kind` is `PLAN`.",
        ),
        (
            "Exactly one of `sun` and `rain` is required.",
            "height",
            "send exactly one of `sun`, `rain` when `kind` is `PLAN`.",
        ),
    ],
)
def test_a_rule_of_one_alternative_is_limited_to_it_where_another_can_break_it(
    said: str, shared: str, found: str
) -> None:
    rows = _ROWS_OF_TWO.replace("SAID", said)
    others = [row for row in _ROWS_OF_TWO.splitlines(keepends=True) if row.split("|")[1] in shared.split()]
    assert _rules_of_sets({"PLAN": rows, "PLOT": "".join(others).replace("SAID ", "")}) == [found]


@pytest.mark.parametrize(
    ("name", "rows", "at"),
    [
        ("beds", "|beds|object[]|The beds.|\n", "beds[]"),
        ("corner", "|bed|object|A bed.|\n#|corner|object|A corner.|\n", "bed.corner"),
    ],
)
def test_alternatives_of_an_object_are_told_apart_inside_it(name: str, rows: str, at: str) -> None:
    text = TEXT.format(last="create", rows=f"|sun|string|Sun.|\n{rows}|rain|string|Rain.|\n")
    for kind, said in {"ROSE": "Required when `rain` and `sun` are given.", "HERB": "It."}.items():
        text += (
            f"### `{name}` of {kind}\n```xtable\n|Field|Data Type|Description|\n|---|---|---|\n"
            f"|kind {{Required}}|string|Enum values: `{kind}`.|\n|note|string|{said}|\n```\n"
        )
    document, _ = interpret([read_page(text.encode(), "plot.md")[0]])
    assert [sentence(rule) for rule in document.operations[0].rules] == [
        f"`{at}.note` is required when (`{at}.kind` is `ROSE` and `rain` is given and `sun` is given)."
    ]


@pytest.mark.parametrize("mark", ["", " {Required}"])
def test_where_nothing_tells_the_alternatives_apart_what_only_one_demands_stays_text(mark: str) -> None:
    text = ALTERNATIVES.replace(" Enum values: `PLAN`.", "").replace(" Enum values: `PLOT`.", "")
    # An alternative of the whole request may be of an update, for which fields of others may be ignored.
    text = text.replace("|sun|", f"|sun{mark}|")
    read, _ = read_page(text.encode(), "plot.md")
    document, problems = interpret([read])
    assert [sentence(rule) for rule in document.operations[0].rules] == [
        "`owner` is required when `size` is `BIG`.",
        "`sun` is not allowed when `size` is `SMALL`.",
        "`note` is required when `plot_id` is given.",
    ]
    assert [(problem.code, problem.line) for problem in problems] == [("rule-alternative", 14)]


@pytest.mark.parametrize(
    ("rose", "when"),
    [
        ("|rose_id {Required}|string|The rose.|\n", " when `rose_id` is given"),
        ("|rose_id|string|The rose.|\n", None),
        ("|herb_id {Required}|string|A herb.|\n", None),
    ],
)
def test_alternatives_of_an_object_are_told_apart_by_what_only_one_of_them_has_and_requires(
    rose: str, when: str | None
) -> None:
    text = TEXT.format(last="create", rows="|beds|object[]|The beds.|\n")
    herb = "|herb_id {Required}|string|The herb.|\n"
    for kind, rows in {"roses": rose, "herbs": herb}.items():
        must = "`width` must be less than `height`." if kind == "roses" else "How wide."
        text += (
            f"### `beds` of {kind}\n```xtable\n|Field|Data Type|Description|\n|---|---|---|\n"
            f"{rows}|width|number|{must}|\n|height|number|How high.|\n```\n"
        )
    document, problems = interpret([read_page(text.encode(), "plot.md")[0]])
    found = [sentence(rule) for rule in document.operations[0].rules]
    rule = f"In `beds[]`: `width` must be less than the value of `height`{when}."
    assert found == ([] if when is None else [rule])
    assert [problem.code for problem in problems] == ([] if when else ["rule-alternative"])


def test_rules_are_in_the_order_of_their_fields_wherever_they_are_stated() -> None:
    rows = ROWS.replace("|The owner.|", "|The owner.<br>When `plot` is `BIG`, `height` is required.|")
    operation, _ = page("width", "Required when `plot` is `BIG`.", rows=rows)
    assert [rule.targets[0][0] for rule in operation.rules] == ["width", "height"]


@pytest.mark.parametrize(
    ("text", "informs"),
    [
        ("If no plot is given, all of them will be returned.", True),
        ("When `plot` is `BIG`, you don't need to specify `width`.", True),
        ("You can only set this field to `BIG`.", False),
        ("If `plot` is `BIG`, `width` must suit it.", False),
        ("If both are sent, an error will occur.", False),
    ],
)
def test_sentences_that_only_inform_are_told_apart(text: str, informs: bool) -> None:
    assert only_informs(text) is informs


def test_sentences_that_lean_on_others_are_told_apart() -> None:
    assert LEANS.match("In this case, specify `bed`.")
    assert not LEANS.match("When `plot` is `BIG`, specify `bed`.")
    assert TAKES_BACK.match("However, small ones need none.")
    assert not TAKES_BACK.match("Otherwise, an error occurs.")
    assert is_of_fields("Required for big plots.")
    assert not is_of_fields("Roses cannot be planted in winter.")
    assert is_of_fields("To plant more, repeat `beds`.")
    assert not is_of_fields("To plant more, call `/plot/create/` again.")


WORDS = [
    "`plot`",
    "`BIG`",
    "is",
    "or",
    "and",
    ",",
    "not",
    "when",
    "required",
    "either",
    "(",
    ")",
    ":",
    "of",
    "the",
]
MORE_WORDS = [
    "following",
    "conditions",
    "met",
    "are",
    "set",
    "to",
    "this",
    "field",
    "5",
    "only",
    "if",
    "[1",
    "]",
]


@trying(150)
@given(st.lists(st.sampled_from([*WORDS, *MORE_WORDS]), max_size=25))
def test_any_words_are_read_without_an_error_and_in_time(words: list[str]) -> None:
    text = " ".join(words)
    with taking(2):
        for demand in read_sentence(text):
            assert demand.fact
        read_condition(tokenise(text))


@trying(100)
@given(st.lists(st.sampled_from([*WORDS, *MORE_WORDS]), max_size=12))
def test_no_wording_that_fits_is_passed_over(words: list[str]) -> None:
    tokens = tokenise(" ".join(words))
    for table in (TESTS, REMARKS):
        for wording in table:
            if matches(wording.pattern, Text(tokens, READERS | readers()), 0, {}):
                assert wording in {each for each, _, _ in table.starting(tokens)}


def test_a_hostile_sentence_is_read_in_time() -> None:
    for hostile in (
        "Required when " + "`a` is `B` or " * 3000,
        "Required when `a` is " + "`B`, " * 60 + "and `c` is `D`.",
        "specify " + "either `a` or `b` and " * 50,
        "When `a` is `B`, " + "`a` must be `B`, which requires a thing (`c`), which " * 20 + "ends.",
        "Required when `a` is `B`" + ", and ignored when `a` is `B`" * 30 + ".",
    ):
        with taking(5):
            read_sentence(hostile)

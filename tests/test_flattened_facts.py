"""What descriptions say when code marks and lists are lost: words are marked and lists nested again."""

from __future__ import annotations

from text_cases import text_cases
from tiktok_bindgen.interpret.markup import Vocabulary, mark_up
from tiktok_bindgen.language.statements import Statement, statements
from tiktok_bindgen.read.page import Line

_WORDS = Vocabulary.of(
    {"plot_type", "soil_id", "beds", "hedge_id", "hedge_ids"}, {"UV", "ON", "BIG", "true", "CLAY"}
)


@text_cases(text=str, marked=str)
def test_words_that_are_code_are_marked(text: str, marked: str) -> None:
    assert mark_up([Line(text)], _WORDS)[0].text == marked


def _nested(*lines: str) -> list[object]:
    """The texts of statements, those with a list as pairs; an empty line is a gap."""

    def shown(statement: Statement) -> object:
        return (
            (statement.text, [shown(item) for item in statement.items]) if statement.items else statement.text
        )

    read = [Line(text, gap=bool(at) and not lines[at - 1]) for at, text in enumerate(lines) if text]
    return [shown(each) for each in statements(read, nested=False)]


def test_a_list_within_a_list_has_gaps_around_it() -> None:
    assert _nested(
        "Needed for:", "", "Roses, such as:", "", "red.", "white.", "", "Roots.", "", "Colour."
    ) == [
        ("Needed for:", [("Roses, such as:", ["red.", "white."])]),
        "Roots.",
        "Colour.",
    ]


def test_a_list_goes_on_after_one_within_it_with_an_item_that_begins_alike() -> None:
    lines = ["Needed:", "", "When dry, as in:", "", "May.", "June.", "", "When hot.", "", "Water."]
    assert _nested(*lines) == [
        ("Needed:", [("When dry, as in:", ["May.", "June."]), "When hot."]),
        "Water.",
    ]


def test_lists_nest_as_deep_as_their_headings_tell() -> None:
    lines = ["Needed if both hold:", "", "At the plot level: `a` is `B`.", "At the bed level:", ""]
    lines += [
        "When dry:",
        "",
        "`c` is `D`.",
        "`e` is `F`.",
        "",
        "When wet:",
        "",
        "`g` is `H`.",
        "",
        "The bed.",
    ]
    assert _nested(*lines) == [
        (
            "Needed if both hold:",
            [
                "At the plot level: `a` is `B`.",
                (
                    "At the bed level:",
                    [("When dry:", ["`c` is `D`.", "`e` is `F`."]), ("When wet:", ["`g` is `H`."])],
                ),
            ],
        ),
        "The bed.",
    ]


def test_headings_are_alike_by_their_last_word_too() -> None:
    lines = ["Needed for:", "", "Rose scenarios:", "", "At the bed level:", "", "`a` is `B`.", ""]
    lines += ["Other scenarios:", "", "At the bed level:", "", "`c` is `D`.", "", "The bed."]
    assert _nested(*lines) == [
        (
            "Needed for:",
            [
                ("Rose scenarios:", [("At the bed level:", ["`a` is `B`."])]),
                ("Other scenarios:", [("At the bed level:", ["`c` is `D`."])]),
            ],
        ),
        "The bed.",
    ]


def test_a_sentence_may_announce_a_list_without_a_colon() -> None:
    assert _nested(
        "Not in the following scenarios, dig instead.", "", "It rains.", "It snows.", "", "A."
    ) == [
        ("Not in the following scenarios, dig instead.", ["It rains.", "It snows."]),
        "A.",
    ]


def test_a_line_on_where_to_find_out_more_does_not_end_the_list_around_it() -> None:
    assert _nested("Needed for:", "Roses.", "See Roses to learn more.", "Oaks.", "To find herbs, dig.") == [
        ("Needed for:", ["Roses.", "See Roses to learn more.", "Oaks."]),
        "To find herbs, dig.",
    ]


def test_values_after_a_line_that_introduces_them_are_no_explanation_of_the_list_before() -> None:
    lines = [
        "If dry, the values are:",
        "",
        "`A`: one.",
        "`B`: two.",
        "",
        "If wet, the values are:",
        "",
        "`C`: 3.",
    ]
    assert _nested(*lines) == [
        ("If dry, the values are:", ["`A`: one.", "`B`: two."]),
        ("If wet, the values are:", ["`C`: 3."]),
    ]


def test_conditions_without_gaps_end_where_lines_begin_with_no_code() -> None:
    lines = ["Note:", "", "Dig when both hold:", "`a` is `B`.", "`c` is `D`.", "Once dug, it stays."]
    assert _nested(*lines) == [
        ("Note:", [("Dig when both hold:", ["`a` is `B`.", "`c` is `D`."]), "Once dug, it stays."])
    ]


def test_a_demand_ends_a_list_of_another_demand() -> None:
    assert _nested("Required for these:", "Roses.", "Oaks.", "Not supported for herbs.") == [
        ("Required for these:", ["Roses.", "Oaks."]),
        "Not supported for herbs.",
    ]


def test_what_explains_a_listed_value_belongs_to_it() -> None:
    lines = [
        "Enum values:",
        "",
        "`A`: one.",
        "",
        "Only when `x` is `Y`.",
        "",
        "`B`: two.",
        "`C`: three.",
        "",
        "End.",
    ]
    assert _nested(*lines) == [
        ("Enum values:", [("`A`: one.", ["Only when `x` is `Y`."]), "`B`: two.", "`C`: three."]),
        "End.",
    ]


def test_cases_that_a_gap_sets_off_belong_to_the_line_before() -> None:
    assert _nested("The ids.", "", "For roses, give ten.", "For oaks, give two.", "", "For sure.") == [
        ("The ids.", ["For roses, give ten.", "For oaks, give two."]),
        "For sure.",
    ]


def test_deeply_introduced_lines_are_read_in_linear_time() -> None:
    lines = [Line(f"At the {'x' * (at % 7)} level:", gap=True) for at in range(20_000)]
    assert sum(1 for each in statements(lines, nested=False) for _ in each.walk()) == 20_000


def test_lists_are_nested_up_to_twenty_levels_deep() -> None:
    found = statements([Line(str(level), level) for level in (*range(23), 1)], nested=True)
    texts = []
    while found:
        texts.append([each.text for each in found])
        found = found[0].items
    assert texts == [["0"], ["1", "1"], *([str(level)] for level in range(2, 20)), ["20", "21", "22"]]


def test_headings_with_lists_are_of_the_line_that_introduces_them() -> None:
    lines = [Line("Needed if both hold:"), Line("At the plot level:"), Line("`a` is `B`.", level=1)]
    lines += [Line("At the bed level:"), Line("`c` is `D`.", level=1), Line("The bed.", gap=True)]
    found = statements(lines, nested=True)
    assert [each.flat() for each in found] == [
        "Needed if both hold: At the plot level: `a` is `B`; At the bed level: `c` is `D`.",
        "The bed.",
    ]


def test_a_condition_is_told_without_where_to_find_out_more() -> None:
    (statement,) = statements(
        [Line("If dry, water."), Line("To get a can, use /can/get/.", level=1)], nested=True
    )
    assert statement.flat() == "If dry, water."

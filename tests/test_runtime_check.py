"""The helpers of generated checks."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clock import taking
from text_cases import literal, text_cases
from tiktok_bindgen.generate.patterns import compile_pattern
from tiktok_bindgen.runtime.building import verdict
from tiktok_bindgen.runtime.check import (
    Violation,
    child,
    missing,
    no_match,
    not_in_enum,
    out_of_bounds,
    without_doubtful,
    wrong_type,
)
from tiktok_bindgen.runtime.encode import payload
from tiktok_bindgen.runtime.kinds import (
    ANYTHING,
    NUMBER,
    Boolean,
    Entries,
    Fields,
    Integer,
    Items,
    Later,
    Number,
    OneOrMore,
    Ruled,
    Text,
    Values,
    is_int,
    is_number,
)
from tiktok_bindgen.runtime.rules import compares, contains, holds_only, one_of

UNIX_TIME = (
    "/sown: must be an integer, not a date; "
    "its Unix time is int(when.timestamp()) in seconds, 1000 times that in milliseconds (type)"
)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (dt.datetime(2026, 6, 1, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=2))), UNIX_TIME),
        ("2026-06-01 06:30:00", UNIX_TIME),
        (dt.date(2026, 6, 1), UNIX_TIME),
        ("20260601", "/sown: must be an integer, not a string (type)"),
    ],
)
def test_a_date_for_a_unix_time_is_refused_with_how_to_make_it_one(given: object, told: str) -> None:
    for kind in (Fields({"sown": int}), Fields({"sown": Integer(minimum=1)})):
        out: list[Violation] = []
        kind.check(payload({"sown": given}), "", out)
        assert [str(one) for one in out] == [told]


def test_each_violation_has_pointer_rule_and_a_message_to_act_on() -> None:
    out: list[Violation] = []
    missing(out, "/beds/0", "bed_name")
    wrong_type(out, "/a", "string", 1)
    wrong_type(out, "/a", "object", [])
    wrong_type(out, "", "integer", "secret")
    not_in_enum(out, "/a", "FERN", ("ROSE", "TULIP"))
    not_in_enum(out, "/a", "Tea-rose", ("ROSE", "TEA_ROSE"))
    not_in_enum(out, "/a", 3, (1, 2, True))
    out_of_bounds(out, "/a", "maxLength", 10, 11)
    out_of_bounds(out, "/a", "exclusiveMinimum", 0, Decimal("-0.1"))
    no_match(out, "/a", "format", "YYYY-MM-DD", "May 1")
    no_match(out, "/a", "pattern", "^a$", "secret")
    no_match(out, "/a", "format", "hashed text", "somebody@garden.example")
    no_match(out, "/a", "format", "hashed text", "+1 (213) 373-4253")
    no_match(out, "/a", "format", "hashed text", "030 1234567")
    no_match(out, "/a", "format", "hashed text", "ada+lovelace")
    out_of_bounds(out, "/a", "maximum", 99999999999, 1767225600000)
    assert [(one.pointer, one.rule, one.message) for one in out] == [
        ("/beds/0/bed_name", "required", "is required"),
        ("/a", "type", "must be a string, not the number 1"),
        ("/a", "type", "must be an object, not an array"),
        ("", "type", "must be an integer, not a string"),
        ("/a", "enum", "must be one of ROSE, TULIP, not string 'FERN'"),
        ("/a", "enum", "must be one of ROSE, TEA_ROSE, not string 'Tea-rose'; did you mean TEA_ROSE?"),
        ("/a", "enum", "must be one of 1, 2, true, not number 3"),
        ("/a", "maxLength", "must have at most 10 characters, not 11"),
        ("/a", "exclusiveMinimum", "must be more than 0, not -0.1"),
        ("/a", "format", "must be written as YYYY-MM-DD, a date without a time, not string 'May 1'"),
        ("/a", "pattern", "must match ^a$"),
        (
            "/a",
            "format",
            "must be written as hashed text, not an e-mail address: hashed_email() makes its hash",
        ),
        (
            "/a",
            "format",
            "must be written as hashed text, not a telephone number: hashed_phone() makes its hash",
        ),
        (
            "/a",
            "format",
            "must be written as hashed text, not a telephone number: hashed_phone() makes its hash",
        ),
        ("/a", "format", "must be written as hashed text, as hashed_text() makes it"),
        ("/a", "maximum", "must be at most 99999999999, a Unix time in seconds, not 1767225600000"),
    ]
    assert str(out[3]) == "/: must be an integer, not a string (type)"


def test_messages_stay_short_and_on_one_line() -> None:
    out: list[Violation] = []
    not_in_enum(out, "/a", "x\n" * 10_000, tuple(f"VALUE_{number}\n" for number in range(5000)))
    out_of_bounds(out, "/a", "maximum", 1, 10**5000)
    wrong_type(out, "/a", "string", 10**5000)
    assert [one.rule for one in out] == ["enum", "maximum", "type"]
    for one in out:
        assert "\n" not in one.message
        assert len(one.message) < 500


def test_pointers_are_escaped() -> None:
    assert child("/a", "b/c~d") == "/a/b~1c~0d"


@pytest.mark.parametrize(
    ("value", "whole", "number"),
    [
        (1, True, True),
        (1.0, True, True),
        (1.5, False, True),
        (True, False, False),
        ("1", False, False),
        (None, False, False),
        (float("nan"), False, False),
        (float("inf"), False, False),
        (Decimal("1.0"), True, True),
        (Decimal("1.5"), False, True),
        (Decimal("NaN"), False, False),
        (10**400, True, True),
    ],
)
def test_numbers_are_told_as_json_schema_does(value: object, whole: bool, number: bool) -> None:
    assert (is_int(value), is_number(value)) == (whole, number)


SOIL = Values("CLAY", "SAND")
BED: Fields = Fields(
    {
        "name": str,
        "soil": SOIL,
        "rows": int,
        "level": Integer(minimum=1, values=(1, 2)),
        "width": NUMBER,
        "shade": Number(minimum=0, exclusive_maximum=1),
        "fence": Integer(multiple_of=50),
        "slope": Number(minimum=-1, multiple_of=0.1),
        "covered": bool,
        "motto": Text(min_length=2, max_length=4),
        "code": Text(pattern=r"^\d\Z", documented=r"^\d$"),
        "badge": Text(min_length=3, max_length=3),
        "corners": Items(int, min_items=1, max_items=1),
        "tools": Items(ANYTHING, unique_items=True),
        "sown": Text(pattern=r"^\d\d\d\d-\d\d-\d\d\Z", written="YYYY-MM-DD", is_date=True),
        "pot": Fields({"colour": str}, required=("colour",), others=True),
        "grid": Items(Items(int)),
        "labels": Items(str, min_items=1, max_items=2),
        "depths": Items(NUMBER),
        "soils": Items(SOIL),
        "counts": Entries(int),
        "inside": Later(lambda: BED),
        "owner_id": OneOrMore(str, max_items=2),
        "short_id": Text(max_length=3),
        "seeds": OneOrMore(Integer(minimum=1)),
        "mottos": OneOrMore(Text(min_length=2)),
        "watered": Boolean(only=True),
        "anything": ANYTHING,
    },
    required=("name",),
)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("soil", "MUD", "/soil: must be one of CLAY, SAND, not string 'MUD' (enum)"),
        ("soil", ["CLAY"], "/soil: must be a string, not an array (type)"),
        ("rows", 1.0, ""),
        ("rows", Decimal(1), ""),
        ("rows", 1.5, "/rows: must be an integer, not the number 1.5 (type)"),
        ("rows", True, "/rows: must be an integer, not a boolean (type)"),
        ("level", 2.0, ""),
        ("level", 3, "/level: must be one of 1, 2, not number 3 (enum)"),
        ("level", 1.5, "/level: must be an integer, not the number 1.5 (type)"),
        ("level", True, "/level: must be an integer, not a boolean (type)"),
        ("watered", True, ""),
        ("watered", False, "/watered: must be one of true, not false (enum)"),
        ("watered", 1, "/watered: must be a boolean, not the number 1 (type)"),
        ("width", 1, ""),
        ("width", float("inf"), "/width: must be a number, not the number inf (type)"),
        ("width", "wide", "/width: must be a number, not a string (type)"),
        ("shade", 0, ""),
        ("shade", Decimal("0.5"), ""),
        ("shade", -0.5, "/shade: must be at least 0, not -0.5 (minimum)"),
        ("shade", 1, "/shade: must be less than 1, not 1 (exclusiveMaximum)"),
        ("fence", 150, ""),
        ("fence", 0, ""),
        ("fence", -50.0, ""),
        ("fence", 10**400, ""),
        ("fence", 75, "/fence: must be a multiple of 50, not 75 (multipleOf)"),
        pytest.param(
            "fence",
            10**5000 + 1,
            "/fence: must be a multiple of 50, not a very large number (multipleOf)",
            id="of more digits than an integer is written with",
        ),
        # Both are no multiples of the binary number that is nearest to 0.1.
        ("slope", 0.3, ""),
        ("slope", 1.1, ""),
        ("slope", 1e300, ""),
        ("slope", Decimal("0.7"), ""),
        ("slope", Decimal("0.75"), "/slope: must be a multiple of 0.1, not 0.75 (multipleOf)"),
        (
            "slope",
            0.30000000000000004,
            "/slope: must be a multiple of 0.1, not 0.30000000000000004 (multipleOf)",
        ),
        ("slope", "0.3", "/slope: must be a number, not a string (type)"),
        ("covered", 1, "/covered: must be a boolean, not the number 1 (type)"),
        ("motto", "ab", ""),
        ("motto", "a", "/motto: must have at least 2 characters, not 1 (minLength)"),
        ("motto", "abcde", "/motto: must have at most 4 characters, not 5 (maxLength)"),
        ("motto", 12, "/motto: must be a string, not the number 12 (type)"),
        ("badge", "oak", ""),
        ("badge", "oaks", "/badge: must have exactly 3 characters, not 4 (maxLength)"),
        ("badge", "", "/badge: must have exactly 3 characters, not 0 (minLength)"),
        ("corners", [1, 2], "/corners: must have exactly 1 item, not 2 (maxItems)"),
        ("tools", ["fork", "rake", "hoe"], ""),
        ("tools", [1, True, "1", [1], {"a": 1}, {"a": True}, {"b": 1}, [1, 2], [2, 1]], ""),
        (
            "tools",
            ["fork", "rake", "hoe", "rake", "fork"],
            "/tools: must be without duplicates, but items 1 and 3 are equal (uniqueItems)",
        ),
        ("tools", [1, 1.0], "/tools: must be without duplicates, but items 0 and 1 are equal (uniqueItems)"),
        (
            "tools",
            [{"a": [1, 2], "b": 3}, {"b": 3, "a": [1, 2]}],
            "/tools: must be without duplicates, but items 0 and 1 are equal (uniqueItems)",
        ),
        ("code", "1", ""),
        ("code", "a", "/code: must match ^\\d$ (pattern)"),
        ("sown", "2024-02-29", ""),
        (
            "sown",
            "2026-02-29",
            "/sown: must be written as YYYY-MM-DD, a date without a time, not string '2026-02-29' (format)",
        ),
        (
            "sown",
            "29.2.2024",
            "/sown: must be written as YYYY-MM-DD, a date without a time, not string '29.2.2024' (format)",
        ),
        ("pot", [], "/pot: must be an object, not an array (type)"),
        ("pot", {}, "/pot/colour: is required (required)"),
        ("pot", {"colour": "red", "color": 1}, ""),
        ("grid", "x", "/grid: must be an array, not a string (type)"),
        ("grid", [[1], ["x"]], "/grid/1/0: must be an integer, not a string (type)"),
        ("labels", "x", "/labels: must be an array, not a string (type)"),
        ("labels", ["x", None], "/labels/1: must be a string, not null (type)"),
        ("labels", [], "/labels: must have at least 1 item, not 0 (minItems)"),
        ("labels", ["a", "b", "c"], "/labels: must have at most 2 items, not 3 (maxItems)"),
        ("depths", [1, 2.5, "x"], "/depths/2: must be a number, not a string (type)"),
        ("soils", ["SAND", "MUD"], "/soils/1: must be one of CLAY, SAND, not string 'MUD' (enum)"),
        ("soils", ["SAND", ["SAND"]], "/soils/1: must be a string, not an array (type)"),
        ("counts", {"a": 1, "b/c": "2"}, "/counts/b~1c: must be an integer, not a string (type)"),
        ("counts", [1], "/counts: must be an object, not an array (type)"),
        ("inside", {"name": "a", "inside": {"name": "b"}}, ""),
        ("inside", {"name": "a", "inside": {}}, "/inside/inside/name: is required (required)"),
        ("owner_id", "x", ""),
        ("owner_id", ["x", "y"], ""),
        ("owner_id", [], ""),
        ("owner_id", None, ""),
        ("owner_id", ["x"] * 3, "/owner_id: must have at most 2 items, not 3 (maxItems)"),
        ("owner_id", ["x", None], "/owner_id/1: must be a string, not null (type)"),
        ("owner_id", [["x"]], "/owner_id/0: must be a string, not an array (type)"),
        (
            "owner_id",
            7,
            "/owner_id: must be a string or an array of strings, not the number 7 (type)",
        ),
        (
            "owner_id",
            {"x": 1},
            "/owner_id: must be a string or an array of strings, not an object (type)",
        ),
        ("seeds", 1, ""),
        ("seeds", [2.0, Decimal(3)], ""),
        ("seeds", 0, "/seeds: must be at least 1, not 0 (minimum)"),
        ("seeds", [1, 0], "/seeds/1: must be at least 1, not 0 (minimum)"),
        ("seeds", True, "/seeds: must be an integer or an array of integers, not a boolean (type)"),
        ("mottos", "ab", ""),
        ("mottos", "a", "/mottos: must have at least 2 characters, not 1 (minLength)"),
        ("mottos", False, "/mottos: must be a string or an array of strings, not a boolean (type)"),
        ("anything", [None], ""),
        ("anything", "x", ""),
        ("nmae", "x", "/nmae: nmae is not a documented field; did you mean name? (unknown)"),
        # Null is as good as nothing.
        ("name", None, "/name: is required (required)"),
        ("rows", None, ""),
    ],
)
def test_a_table_says_what_the_fields_of_an_object_are(field: str, value: object, told: str) -> None:
    bed: dict[str, object] = {"name": "first", field: value}
    if field == "nmae":
        del bed["name"]
        told = "/name: is required (required)\n" + told
    assert "\n".join(map(str, BED.violations(bed))) == told


def test_what_is_as_documented_is_known_at_a_glance() -> None:
    bed = {
        "name": "first",
        "soil": "CLAY",
        "rows": 3,
        "width": 0.5,
        "covered": True,
        "pot": {"colour": "red"},
        "grid": [[1]],
        "labels": ["a", "b"],
        "depths": [1, 0.5],
        "soils": ["SAND"],
        "seeds": 1,
        "mottos": ["ab"],
        "anything": [None],
    }
    assert bed in BED
    assert {**bed, "nmae": "x"} not in BED
    assert {name: bed[name] for name in bed if name != "name"} not in BED
    assert [] not in BED


def test_rules_are_told_after_the_fields_of_their_object() -> None:
    def needs_soil(o: dict[str, object], at: str, out: list[Violation]) -> None:
        if "soil" not in o:
            out.append(Violation(f"{at}/soil", "rule", "is needed"))

    pot = Ruled({"soil": str, "depth": int}, rules=needs_soil)
    bed = Fields({"pots": Items(pot), "rows": int})
    found = bed.violations({"rows": "x", "pots": [{"depth": "x"}, {"soil": "x"}, {}]})
    assert [(each.pointer, each.rule) for each in found] == [
        ("/pots/0/depth", "type"),
        ("/pots/0/soil", "rule"),
        ("/pots/2/soil", "rule"),
        ("/rows", "type"),
    ]


@text_cases(pattern=str, takes=str, refuses=literal)
def test_patterns_mean_what_they_mean_in_json_schema(pattern: str, takes: str, refuses: str) -> None:
    compiled = compile_pattern(pattern)
    assert compiled is not None
    assert compiled.search(takes)
    assert not compiled.search(refuses)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"^(a|b)$",
        r"a*a*a*b",
        r"b|a*a*",
        r"(?i)a",
        r"[",
        r"a{",
        r"\p{L}",
        r"\1",
        r"^*",
        r"a" * 1001,
        r"[z-a]",
        r"[1--]",
        r"[a&&b]",
        r"a**",
    ],
)
def test_patterns_that_could_take_long_or_mean_something_else_are_not_taken(pattern: str) -> None:
    assert compile_pattern(pattern) is None


@given(st.text(alphabet=r"ab^$.*+?{}[]()\|d1,-", max_size=20))
def test_a_pattern_is_compiled_or_refused_and_never_slow(pattern: str) -> None:
    compiled = compile_pattern(pattern)
    assert compiled is None or isinstance(compiled, re.Pattern)
    if compiled is not None:
        with taking(2):
            compiled.search("ab" * 200 + "!")


def test_a_number_too_large_to_be_shown_is_told_as_one() -> None:
    out: list[Violation] = []
    wrong_type(out, "/plot", "string", 10**5000)
    assert out == [Violation("/plot", "type", "must be a string, not a very large number")]


def test_a_date_is_told_as_it_is_written() -> None:
    out: list[Violation] = []
    no_match(out, "/sown", "format", "date", "May\n" * 100)
    (found,) = out
    assert found.message == (
        "must be written as YYYY-MM-DD, a date without a time, "
        r"not string 'May\nMay\nMay\nMay\nMay\nMay\nMay\nMay\…"
    )


def test_rules_that_depend_on_a_wrong_value_are_told_once_it_is_right() -> None:
    soil = Violation("/soil", "requires:soil:1", "`soil` is required when `plot` is not `BIG`", ("/plot",))
    pots = Violation(
        "/pots", "forbids:pots:1", "`pots` is not allowed when `kinds` contains `FERN`", ("/kinds",)
    )
    slip = Violation("/plot", "enum", "must be one of BIG, SMALL, not string 'BGI'")
    item = Violation("/kinds/0", "type", "must be a string, not the number 1")
    long = Violation("/plot", "maxLength", "must have at most 3 characters, not 4")
    assert without_doubtful([slip, soil, pots]) == [slip, pots]
    assert without_doubtful([item, soil, pots]) == [item, soil]
    assert without_doubtful([long, soil]) == [long, soil]


def test_rules_that_depend_on_an_id_as_a_number_are_told_as_it_is_sent_as_text() -> None:
    rule = Violation("/soil", "requires:soil:1", "`soil` is required when `plot_id` is given", ("/plot_id",))

    def check(values: dict[str, Any]) -> list[Violation]:
        found = [rule]
        if values["plot_id"] == 7:
            wrong_type(found, "/plot_id", "string", 7)
        return found

    said = verdict({"plot_id": 7}, check)
    assert (said.wrong, [each.pointer for each in said.ids]) == ([rule], ["/plot_id"])


def test_an_id_as_a_number_that_is_wrong_as_text_too_is_refused() -> None:
    said = verdict({"name": "first", "short_id": 1234}, BED.violations)
    assert [str(each) for each in said.wrong] == [
        "/short_id: must have at most 3 characters, not 4 (maxLength)"
    ]
    assert [each.instead for each in said.ids] == ["1234"]


def test_an_id_as_a_number_is_sent_as_text_where_a_list_of_ids_may_be_given_too() -> None:
    for ids, text in ((7, "7"), (["x", 7], "7")):
        wrong, (mended,) = verdict({"name": "first", "owner_id": ids}, BED.violations)
        assert (wrong, mended.instead) == ([], text)
    (found,), mended_ids = verdict({"name": "first", "owner_id": 0.5}, BED.violations)
    assert (found.pointer, mended_ids) == ("/owner_id", [])


def test_a_violation_can_be_printed_whatever_its_names_are() -> None:
    text = str(Violation("/\ud800\n", "type", "must be valid Unicode"))
    assert text == "/  : must be valid Unicode (type)"


# Rules


@pytest.mark.parametrize(
    ("value", "allowed", "same"),
    [
        (5, 5, True),
        (5, 5.0, True),
        (5, Decimal("5.0"), True),
        (5, 6, False),
        (5, "5", False),
        ("5", 5, False),
        ("a", "a", True),
        ("a", "b", False),
        (True, True, True),
        (True, 1, False),
        (1, True, False),
        (False, True, False),
        (None, None, True),
        (None, False, False),
        ([1], [1], True),
        ([1], [2], False),
        ([], {}, False),
    ],
)
def test_values_of_different_json_types_are_never_equal(value: object, allowed: object, same: bool) -> None:
    assert one_of(value, ["other", allowed]) == same
    assert contains(["one", value], [allowed]) == same
    assert holds_only([value, value], [allowed]) == same
    assert not contains(value, [allowed])
    assert not holds_only(value, [allowed])
    assert not holds_only([], [allowed])
    assert not holds_only([value, "one"], [allowed])


@pytest.mark.parametrize(
    ("left", "right", "holds"),
    [
        (1, 2, "< <= !="),
        (2.0, 2, "<= >= =="),
        (Decimal(3), 2, "> >= !="),
        ("2030-01-01", "2030-01-02", "< <= !="),
        ("2030-01-02 10:00", "2030-01-02 09:00", "> >= !="),
        # Whether these are before or after each other nothing tells.
        ("2030-01-01", "2030-01-02 10:00", "unknown"),
        ("a", "a", "== unknown"),
        ("a", "b", "!= unknown"),
        ("1", 1, "unknown"),
        (True, 1, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_only_numbers_dates_and_equal_texts_are_compared(left: object, right: object, holds: str) -> None:
    texts = isinstance(left, str) and isinstance(right, str) and not left[0].isdigit()
    for sign in ("<", "<=", ">", ">=", "==", "!="):
        unknown = "unknown" in holds and not (texts and sign in {"==", "!="})
        assert compares(left, sign, right) == (sign in holds.split() and not unknown), sign
        assert compares(left, sign, right, unknown=True) == (sign in holds.split() or unknown), sign

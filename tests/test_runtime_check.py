"""The helpers of generated checks."""

from __future__ import annotations

import re
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_bindgen.generate.runtime.check import (
    ANYTHING,
    Violation,
    child,
    compile_pattern,
    fits,
    is_int,
    is_number,
    misfits,
    missing,
    no_match,
    not_in_enum,
    out_of_bounds,
    wrong_type,
)


def test_each_violation_has_pointer_rule_and_a_message_to_act_on() -> None:
    out: list[Violation] = []
    missing(out, "/beds/0", "bed_name")
    wrong_type(out, "/a", "string", 1)
    wrong_type(out, "/a", "object", [])
    wrong_type(out, "", "integer", "secret")
    not_in_enum(out, "/a", "FERN", ("ROSE", "TULIP"))
    not_in_enum(out, "/a", 3, (1, 2, True))
    out_of_bounds(out, "/a", "maxLength", 10, 11)
    out_of_bounds(out, "/a", "exclusiveMinimum", 0, Decimal("-0.1"))
    no_match(out, "/a", "format", "YYYY-MM-DD")
    no_match(out, "/a", "pattern", "^a$")
    assert [(one.pointer, one.rule, one.message) for one in out] == [
        ("/beds/0/bed_name", "required", "is required"),
        ("/a", "type", "must be a string, not the number 1"),
        ("/a", "type", "must be an object, not an array"),
        ("", "type", "must be an integer, not a string"),
        ("/a", "enum", "must be one of ROSE, TULIP, not string 'FERN'"),
        ("/a", "enum", "must be one of 1, 2, true, not number 3"),
        ("/a", "maxLength", "must have at most 10 characters, not 11"),
        ("/a", "exclusiveMinimum", "must be more than 0, not -0.1"),
        ("/a", "format", "must be written as YYYY-MM-DD"),
        ("/a", "pattern", "must match ^a$"),
    ]
    assert str(out[3]) == "/: must be an integer, not a string (type)"


def test_messages_stay_short_and_on_one_line() -> None:
    out: list[Violation] = []
    not_in_enum(out, "/a", "x\n" * 10_000, tuple(f"VALUE_{number}\n" for number in range(5000)))
    out_of_bounds(out, "/a", "maximum", 1, 10**5000)
    wrong_type(out, "/a", "string", 10**5000)
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


BED = {
    "name": str,
    "soil": dict.fromkeys(("CLAY", "SAND")),
    "rows": int,
    "width": is_number,
    "covered": bool,
    "pot": dict,
    "grid": list,
    "labels": [str],
    "depths": [is_number],
    "soils": [dict.fromkeys(("CLAY", "SAND"))],
    "anything": ANYTHING,
}


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("soil", "MUD", "/soil: must be one of CLAY, SAND, not string 'MUD' (enum)"),
        ("soil", ["CLAY"], "/soil: must be a string, not an array (type)"),
        ("rows", 1.0, ""),
        ("rows", Decimal(1), ""),
        ("rows", 1.5, "/rows: must be an integer, not the number 1.5 (type)"),
        ("rows", True, "/rows: must be an integer, not a boolean (type)"),
        ("width", 1, ""),
        ("width", float("inf"), "/width: must be a number, not the number inf (type)"),
        ("width", "wide", "/width: must be a number, not a string (type)"),
        ("covered", 1, "/covered: must be a boolean, not the number 1 (type)"),
        ("pot", [], "/pot: must be an object, not an array (type)"),
        ("grid", "x", "/grid: must be an array, not a string (type)"),
        ("labels", "x", "/labels: must be an array, not a string (type)"),
        ("labels", ["x", None], "/labels/1: must be a string, not null (type)"),
        ("depths", [1, 2.5, "x"], "/depths/2: must be a number, not a string (type)"),
        ("soils", ["SAND", "MUD"], "/soils/1: must be one of CLAY, SAND, not string 'MUD' (enum)"),
        ("soils", ["SAND", ["SAND"]], "/soils/1: must be a string, not an array (type)"),
        ("anything", [None], ""),
        ("anything", "x", ""),
        # Null is as good as nothing.
        ("name", None, "/name: is required (required)"),
        ("rows", None, ""),
    ],
)
def test_a_table_says_what_the_fields_of_an_object_are(field: str, value: object, told: str) -> None:
    bed: dict[str, object] = {"name": "first", field: value}
    needed = frozenset({"name"})
    out: list[Violation] = []
    misfits(out, bed, "", BED, needed, start=0)
    assert [str(each) for each in out] == ([told] if told else [])
    assert fits(bed, BED, needed) == (not told)


def test_what_a_table_does_not_know_or_misses_does_not_fit() -> None:
    bed = {
        "name": "first",
        "soil": "CLAY",
        "rows": 3,
        "width": 0.5,
        "covered": True,
        "pot": {"x": 1},
        "grid": [[1]],
        "labels": ["a", "b"],
        "depths": [1, 0.5],
        "soils": ["SAND"],
        "anything": [None],
    }
    needed = frozenset({"name", "soil"})
    assert fits(bed, BED, needed)
    assert not fits({**bed, "nmae": "x"}, BED, needed)
    assert not fits({name: bed[name] for name in bed if name != "soil"}, BED, needed)


@pytest.mark.parametrize(
    ("pattern", "takes", "refuses"),
    [
        (r"^\d{4}-\d{2}-\d{2}$", "2026-01-02", "2026-01-02\n"),
        (r"^\d+$", "12", "１２"),
        (r"^[A-Za-z0-9_-]*$", "a-B_9", "a b"),
        (r"a.c", "xabcx", "ac"),
        (r"^[^\]/]{2,3}$", "abc", "a]c"),
        (r"\$\.", "$.", "$a"),
    ],
)
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
        r"(?i)a",
        r"[",
        r"a{",
        r"\p{L}",
        r"\1",
        r"^*",
        r"a" * 1001,
        r"[z-a]",
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
        started = time.process_time()
        compiled.search("ab" * 200 + "!")
        assert time.process_time() - started < 2

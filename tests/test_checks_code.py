"""The generated check of a request finds all that is wrong with it, in the order of the documentation."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import open_objects
from clients import document, generated, getting, objects, posting, query
from searching import trying
from texts_without_emoji import WITHOUT_EMOJI

Check = Callable[[Any], list[Any]]

TEXT = {"type": "string"}
SOIL = {"type": "string", "enum": ["CLAY", "SAND", "PEAT"]}
POT = objects({"colour": TEXT, "depth": {"type": "number", "exclusiveMinimum": 0}}, "colour")
#: A bed of a garden, with every kind of field that there can be.
BED: dict[str, Any] = {
    "name": TEXT,
    "soil": SOIL,
    "rows": {"type": "integer"},
    "width": {"type": "number"},
    "covered": {"type": "boolean"},
    "motto": {"type": "string", "minLength": 2, "maxLength": 4},
    "sown": {"type": "string", "pattern": r"^\d{4}-\d{2}$"},
    "shade": {"type": "number", "minimum": 0, "maximum": 1},
    "level": {"type": "integer", "enum": [1, 2]},
    "pot": POT,
    "pots": {"type": "array", "items": POT},
    "labels": {"type": "array", "items": TEXT, "maxItems": 2},
    "soils": {"type": "array", "items": SOIL},
    "depths": {"type": "array", "items": {"type": "integer"}},
    "mottos": {"type": "array", "items": {"type": "string", "maxLength": 4}},
    "grid": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
    "anything": {},
    "things": {"type": "array", "items": {}},
    "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
    "a/b~c": TEXT,
}
NEEDED = ("name", "soil", "pots")

#: The same with nothing else inside, as JSON Schema says it.
_SCHEMA = Draft202012Validator(
    {
        **objects(
            BED
            | {"pot": POT | {"additionalProperties": False}}
            | {"pots": {"type": "array", "items": POT | {"additionalProperties": False}}},
            *NEEDED,
        ),
        "additionalProperties": False,
    }
)


def _beds(scalars: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, Any]]:
    pots = st.dictionaries(st.sampled_from(["colour", "depth", "color"]), scalars, max_size=2)
    several = st.lists(scalars | pots, max_size=3)
    values = st.one_of(scalars, pots, several, st.just([[1, 2.5], ["x"], 3]))
    return st.dictionaries(st.sampled_from([*BED, "nmae"]), values, max_size=12)


_words = st.sampled_from(["CLAY", "SAND", "MUD", "ab", "abcdef", "2026-05", ""])
_numbers = st.sampled_from([0, 1, 2, 2.0, 0.5, -1, True])
# What JSON Schema judges otherwise, or JSON has not.
_odd = st.sampled_from([None, float("inf"), float("nan")])


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Check]:
    """The check of a bed."""
    spec = document({"/garden/": posting(objects(BED, *NEEDED), operationId="garden_plan")})
    with generated(spec, tmp_path_factory.mktemp("check")) as client:
        yield client.checks("garden_plan").violations


@trying(400)
@given(_beds(_words | _numbers | _odd), st.randoms(use_true_random=False))
def test_the_order_in_which_fields_are_given_changes_nothing(
    check: Check, bed: dict[str, Any], shuffled: Any
) -> None:
    # But for those that are not documented, which stay in it.
    names = [name for name in bed if name in BED]
    shuffled.shuffle(names)
    other = {**{name: bed[name] for name in names}, **bed}
    assert list(map(tuple, check(other))) == list(map(tuple, check(bed)))


@trying(400)
@given(_beds(_words | _numbers))
def test_what_is_found_is_what_a_json_schema_validator_finds(check: Check, bed: dict[str, Any]) -> None:
    assert (not check(bed)) == _SCHEMA.is_valid(bed)


def test_what_does_not_match_is_told_by_its_format_or_its_pattern(tmp_path: Path) -> None:
    fields = {
        "code": {"type": "string", "pattern": "^a"},
        "month": {"type": "string", "format": "YYYY-MM", "pattern": r"^\d{4}-\d{2}$"},
    }
    spec = document({"/garden/": posting(objects(fields), operationId="garden_plan")})
    with generated(spec, tmp_path) as client:
        found = client.checks("garden_plan").violations({"code": "b", "month": "May"})
    assert [(each.pointer, each.rule, each.message) for each in found] == [
        ("/code", "pattern", "must match ^a"),
        ("/month", "format", "must be written as YYYY-MM, not string 'May'"),
    ]


@pytest.mark.parametrize(("schema", "fits", "breaks", "told"), WITHOUT_EMOJI)
def test_a_text_that_is_to_have_no_emoji_has_none(
    tmp_path: Path, schema: dict[str, Any], fits: list[str], breaks: list[str], told: str
) -> None:
    fields = {"motto": schema, "mottos": {"type": "array", "items": schema}}
    spec = document({"/garden/": posting(objects(fields), operationId="garden_plan")})
    with generated(spec, tmp_path) as client:
        check = client.checks("garden_plan").violations
        for text in fits:
            assert check({"motto": text, "mottos": [text]}) == []
        for text in breaks:
            found = [(each.pointer, each.message) for each in check({"motto": text, "mottos": ["a", text]})]
            assert found == [("/motto", told), ("/mottos/1", told)]


def test_emoji_are_found_where_a_pattern_cannot_be_checked(tmp_path: Path) -> None:
    fields = {"motto": {"type": "string", "pattern": "(a|b)", "x-no-emoji": True}}
    spec = document({"/garden/": posting(objects(fields), operationId="garden_plan")})
    with generated(spec, tmp_path) as client:
        check = client.checks("garden_plan").violations
        assert check({"motto": "c"}) == []
        assert [each.message for each in check({"motto": "🌷"})] == ["must match text without emoji"]


def test_nothing_is_asked_of_a_length_that_is_at_least_nothing(tmp_path: Path) -> None:
    fields = {
        "name": {"type": "string", "minLength": 0, "maxLength": 2},
        "pots": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2},
    }
    spec = document({"/garden/": posting(objects(fields), operationId="garden_plan")})
    with generated(spec, tmp_path) as client:
        check = client.checks("garden_plan").violations
        assert check({"name": "", "pots": ["a"]}) == []
        found = [(each.pointer, each.rule) for each in check({"name": "abc", "pots": []})]
        assert found == [("/name", "maxLength"), ("/pots", "minItems")]
        assert [each.rule for each in check({"name": "ab", "pots": ["a", "b", "c"]})] == ["maxItems"]


def test_violations_have_the_order_of_the_fields_the_required_ones_first(check: Check) -> None:
    bed = {
        "nmae": "x",
        "counts": {"a": 1, "b": "2"},
        "a/b~c": 1,
        "grid": [[1], ["x"]],
        "labels": ["a", 2, "c"],
        "pots": [{"depth": 0}],
        "motto": "abcdef",
        "width": "wide",
        "soil": "MUD",
        "anything": None,
    }
    assert [(each.pointer, each.rule) for each in check(bed)] == [
        ("/name", "required"),
        ("/soil", "enum"),
        ("/pots/0/colour", "required"),
        ("/pots/0/depth", "exclusiveMinimum"),
        ("/width", "type"),
        ("/motto", "maxLength"),
        ("/labels", "maxItems"),
        ("/labels/1", "type"),
        ("/grid/1/0", "type"),
        ("/counts/b", "type"),
        ("/a~1b~0c", "type"),
        ("/nmae", "unknown"),
    ]


def test_a_name_that_other_tables_have_for_the_same_object_is_not_refused(tmp_path: Path) -> None:
    pot = objects({"hue": TEXT}) | {"x-documented-elsewhere": ["depth"]}
    plan = objects({"pot": pot}) | {"x-documented-elsewhere": ["plan_id"]}
    spec = document({"/open_api/v7.3/garden/": posting(plan, operationId="garden_plan")})
    with generated(spec, tmp_path) as client:
        found = client.checks("garden_plan").violations
        assert found({"plan_id": 1, "pot": {"depth": 2}}) == []
        assert [each.pointer for each in found({"depth": 2, "pot": {"plan_id": 1, "dept": 3}})] == [
            "/pot/plan_id",
            "/pot/dept",
            "/depth",
        ]


def test_a_name_that_another_operation_has_is_told_where_all_is_asked_for_and_refused_only_as_a_mistake(
    tmp_path: Path,
) -> None:
    pot = objects({"hue": TEXT, "lid": TEXT})
    spec = document(
        {
            "/open_api/v7.3/garden/": posting(objects({"soil": TEXT, "pot": pot}), operationId="garden_plan"),
            "/open_api/v7.3/shed/": getting(
                query("tools"), reply=objects({"soils": TEXT, "roof": TEXT}), operationId="shed_get"
            ),
        }
    )
    with generated(spec, tmp_path) as client:
        checks = client.checks("garden_plan")
        # Another request's parameter, and what another reply has.
        assert checks.violations({"tools": "x", "pot": {"roof": "x"}}) == []
        # What no table has, what is most likely `soil`, and what belongs in the pot.
        request = {"tolos": "x", "soils": "x", "hue": "x", "roof": "x"}
        assert [each.pointer for each in checks.violations(request)] == ["/tolos", "/soils", "/hue"]
        assert [
            each.message for each in checks.violations({"hue": "x", "pot": {"soil": "x", "ldi": "x"}})
        ] == [
            "soil is not a documented field here; it belongs at the top of the request",
            "ldi is not a documented field; did you mean lid?",
            "hue is not a documented field here; it belongs in `pot`",
        ]
        (tmp_path / "plan.json").write_text(json.dumps({"roof": "x"}), encoding="utf-8")
        command = client.module("_runtime.command")
        package = command.Package(client.module("_operations").OPERATIONS, f"{client.package}.checks")
        argv = ["POST", "/garden/", str(tmp_path / "plan.json")]
        told = [command.main(["check", *options, *argv], package) for options in ([], ["--all"])]
    assert told == [0, 1]


def test_what_callers_add_to_an_open_object_is_told_only_where_it_is_a_mistake(tmp_path: Path) -> None:
    schema = open_objects.SCHEMA
    spec = document({"/open_api/v7.3/bed/": posting(schema, operationId="bed_dig")})
    valid = Draft202012Validator(schema).is_valid
    with generated(spec, tmp_path) as client:
        dig = client.checks("bed_dig")
        for notes, gardener, messages in open_objects.CASES:
            request = open_objects.request(notes, gardener)
            for found in (dig.violations(request), dig.stated(request)):
                assert [each.message for each in found] == messages, notes
                assert all(each.pointer.startswith("/beds/1/notes/") for each in found)
                assert valid(request) == all(each.rule == "unknown" for each in found)
        # What is wrong in the first of many is found in all of them.
        many = {"beds": [{"notes": {"mood": "calm", "town": "Kew"}}] * 3}
        assert [each.pointer for each in dig.violations(many)] == [
            f"/beds/{number}/notes/town" for number in range(3)
        ]


def test_a_field_under_the_name_that_it_had_is_told_what_it_is_called_now(tmp_path: Path) -> None:
    former = {name: TEXT | {"x-formerly": {"name": f"old_{name}"}} for name in "abcdefghij"}
    pot = objects({"hue": TEXT | {"x-formerly": {"name": "colour"}}, "depth": TEXT})
    spec = document(
        {
            "/open_api/v7.3/garden/": posting(objects({**former, "pot": pot}), operationId="garden_plan"),
            "/open_api/v7.3/plot/": getting(
                query("soil", TEXT | {"x-formerly": {"name": "ground"}}),
                # Its name of then is another field's now.
                query("sun", TEXT | {"x-formerly": {"name": "soil"}}),
                operationId="plot_get",
            ),
        }
    )
    with generated(spec, tmp_path) as client:
        plan = client.checks("garden_plan").violations
        found = plan({"old_a": "x", "b": "x", "pot": {"colour": "red", "heu": "red"}})
        get = client.checks("plot_get").violations
        asked = get({"ground": "clay", "soil": "clay"})
    assert [(each.pointer, each.rule, each.message) for each in found] == [
        ("/pot/colour", "unknown", "`colour` is `hue` since v7.3"),
        ("/pot/heu", "unknown", "heu is not a documented field; did you mean hue?"),
        ("/old_a", "unknown", "`old_a` is `a` since v7.3"),
    ]
    assert [(each.pointer, each.message) for each in asked] == [("/ground", "`ground` is `soil` since v7.3")]


def test_a_field_of_another_operation_is_refused_only_one_typing_error_away_from_one_of_this(
    tmp_path: Path,
) -> None:
    spec = document(
        {
            "/open_api/v7.3/bed/": posting(objects({"bed_id": TEXT, "hue": TEXT}), operationId="bed_dig"),
            # Both resemble a field of the first, but only one is a likely mistake.
            "/open_api/v7.3/plot/": posting(
                objects({"bed_ids": TEXT, "seed_bed_id": TEXT}), operationId="plot_dig"
            ),
        }
    )
    with generated(spec, tmp_path) as client:
        dig = client.checks("bed_dig")
        asked = {"bed_ids": "1", "seed_bed_id": "2"}
        assert [each.pointer for each in dig.violations(asked)] == ["/bed_ids"]
        assert [each.message for each in dig.stated(asked)] == [
            "bed_ids is not a documented field; did you mean bed_id?",
            "seed_bed_id is not a documented field; did you mean bed_id?",
        ]

"""What two schemas allow is compared however they are written, and told in the words that a reader sees."""

from __future__ import annotations

from typing import Any

import pytest

from diff_cases import document, garden
from text_cases import literal, text_cases
from tiktok_bindgen.diff import compare

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NULL: Schema = {"type": "null"}
BED: Schema = {"type": "object", "properties": {"soil": TEXT}}


def told(old: object, new: object) -> list[str]:
    """The messages of the changes of a field of a request."""
    return [each.message for each in compare(garden(old, {}), garden(new, {}))]


def read(old: object, new: object) -> list[tuple[str, str]]:
    """The severities and messages of the changes of a field of a reply."""
    return [(each.severity, each.message) for each in compare(garden({}, old), garden({}, new))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"type": "string", "nullable": False}, TEXT),
        ({"nullable": True}, {}),
        ({"type": ["string"]}, TEXT),
        ({"oneOf": [TEXT]}, TEXT),
        ({"anyOf": [BED]}, BED),
        ({"oneOf": [NULL, TEXT]}, {"type": ["string", "null"]}),
        ({"anyOf": [{"type": ["string", "null"]}, NULL]}, {"type": ["string", "null"]}),
        ({"allOf": [BED]}, BED),
        ({"allOf": [BED, True]}, BED),
        ({"type": "boolean", "enum": [False, True]}, {"type": "boolean"}),
        ({"type": "array", "minItems": 0}, {"type": "array"}),
        ({"type": "object", "minProperties": 0}, {"type": "object"}),
        ({**BED, "required": []}, BED),
        ({**BED, "required": ["soil", "soil"]}, {**BED, "required": ["soil"]}),
        ({**BED, "unevaluatedProperties": False}, {**BED, "additionalProperties": False}),
        ({**BED, "additionalProperties": {}}, BED),
        ({"type": "number", "minimum": 5, "exclusiveMinimum": False}, {"type": "number", "minimum": 5}),
        ({"type": "number", "minimum": 5, "exclusiveMinimum": 4}, {"type": "number", "minimum": 5}),
        ({"type": "number", "maximum": 5, "exclusiveMaximum": 6}, {"type": "number", "maximum": 5}),
        ({"type": "number", "maximum": 5, "exclusiveMaximum": 5}, {"type": "number", "exclusiveMaximum": 5}),
        ({"type": "number", "minimum": True}, {"type": "number"}),
        ({"if": {"required": ["soil"]}}, {}),
        ({**TEXT, "x-formerly": {"name": "ground"}}, TEXT),
        ({**TEXT, "x-documented-elsewhere": True}, TEXT),
        ({"const": 1}, {"enum": [1]}),
        ({"enum": "CLAY"}, {}),
        ({"enum": [{"b": 1, "a": 2}]}, {"enum": [{"a": 2, "b": 1}]}),
        ({"allOf": [{"type": "number"}, {"type": "integer"}]}, {"type": "integer"}),
        ({"allOf": [{"type": ["number", "string"]}, {"type": ["integer", "null"]}]}, {"type": "integer"}),
        ({"allOf": [{"pattern": "a"}, {"pattern": "a"}]}, {"pattern": "a"}),
        ({"$ref": "#/components/schemas/Bed"}, BED),
        (
            {"$ref": "#/components/schemas/Bed", "deprecated": True, "minProperties": 1},
            {**BED, "deprecated": True, "minProperties": 1},
        ),
        ({"allOf": [{"$ref": "#/components/schemas/Bed"}], "minProperties": 1}, {**BED, "minProperties": 1}),
    ],
)
def test_what_is_written_otherwise_is_the_same(one: Schema, other: Schema) -> None:
    components = {"components": {"schemas": {"Bed": BED}}}
    old, new = ({**garden(each, each), **components} for each in (one, other))
    assert compare(old, new) == compare(new, old) == ()


@pytest.mark.parametrize(
    ("old", "new", "messages"),
    [
        ({"type": "boolean"}, {"type": "boolean", "enum": [True]}, ["`plot` must now be one of [true]."]),
        ({"type": "boolean"}, {"type": "boolean", "enum": [False]}, ["`plot` must now be one of [false]."]),
        (
            {},
            {"enum": [True, False]},
            ["`plot` must now be one of [true, false]."],
        ),
        (TEXT, {"type": "string", "nullable": True}, ["`plot` may now be null."]),
        (TEXT, {"anyOf": [TEXT, NULL]}, ["`plot` may now be null."]),
        ({"type": ["string", "null"]}, TEXT, ["`plot` may no longer be null."]),
        # Any type includes null.
        ({}, TEXT, ["`plot` must now be string, was any type."]),
        ({}, {"type": ["string", "null"]}, ["`plot` must now be null or string, was any type."]),
        (
            {"type": ["string", "null"]},
            {"type": ["boolean", "null"]},
            ["`plot` is now boolean or null, was null or string."],
        ),
        (
            {"type": ["string", "null"]},
            {"type": "boolean"},
            ["`plot` is now boolean, was string.", "`plot` may no longer be null."],
        ),
        ({"type": []}, TEXT, ["`plot` may now be string, was no type."]),
        ({"type": "integer"}, {"type": "number"}, ["`plot` may now be number, was integer."]),
        ({"type": "number"}, {"type": "integer"}, ["`plot` must now be integer, was number."]),
        (TEXT, {"type": "string", "minLength": 1}, ["`plot` must now have at least 1 character."]),
        ({}, {"minItems": 2}, ["`plot` must now have at least 2 items."]),
        ({}, {"minProperties": 1}, ["`plot` must now have at least 1 key."]),
        ({}, {"maxProperties": 4}, ["`plot` may now have at most 4 keys."]),
        ({"maxItems": 4}, {}, ["No longer applies: `plot` may have at most 4 items."]),
        ({"minimum": 4}, {}, ["No longer applies: `plot` must be no less than 4."]),
        (
            {},
            {"exclusiveMaximum": 4},
            ["`plot` must now be no more than 4, and not 4 itself."],
        ),
        (BED, {**BED, "additionalProperties": False}, ["`plot` may no longer contain other fields."]),
        (
            BED,
            {**BED, "additionalProperties": TEXT},
            ["`plot{}` must now be string, was any type."],
        ),
        ({}, {"not": {}}, ["`plot` now excludes some values (`not`)."]),
        (True, False, ["`plot` now excludes some values (`not`)."]),
        (
            {"pattern": "a"},
            {"allOf": [{"pattern": "a"}, {"pattern": "b"}]},
            ["`plot` now has further requirements (`allOf`)."],
        ),
        ({"multipleOf": 2}, {"multipleOf": 4}, ["`plot` must now be a multiple of 4, was 2."]),
        ({"multipleOf": 4}, {"multipleOf": 2}, ["`plot` may now be a multiple of 2, was 4."]),
        ({"multipleOf": 0.3}, {"multipleOf": 0.1}, ["`plot` may now be a multiple of 0.1, was 0.3."]),
        ({"multipleOf": 4}, {"multipleOf": 6}, ["`plot` must now be a multiple of 6, was 4."]),
        ({}, {"multipleOf": 4}, ["`plot` must now be a multiple of 4."]),
        ({}, {"uniqueItems": True}, ["The items of `plot` must now be unique."]),
        (
            {"contentMediaType": "image/png"},
            {"contentMediaType": "image/png", "contentEncoding": "base64"},
            ["`plot` now contains image/png in base64, was image/png."],
        ),
        ({"contentEncoding": "base64"}, {}, ["`plot` no longer contains base64."]),
        (
            {"format": "date", "pattern": "^2"},
            {"format": "date-time"},
            ["`plot` now has the format date-time, was date (^2)."],
        ),
        # One may have replaced the other.
        ({"pattern": "^2"}, {"format": "date"}, ['`plot` must now match "date", was "^2".']),
        ({"format": "date"}, {"pattern": "^2"}, ['`plot` must now match "^2", was "date".']),
        (
            {"pattern": "^2"},
            {"format": "date", "pattern": "^3"},
            ['`plot` must now match "date (^3)", was "^2".'],
        ),
        ({}, {"format": "date", "pattern": "^2"}, ["`plot` now has the format date (^2)."]),
        ({"format": "date", "pattern": "^2"}, {}, ["`plot` no longer has the format date (^2)."]),
        ({"format": "date"}, {"format": "date", "pattern": "^2"}, ['`plot` must now match "^2".']),
        ({}, {"pattern": "^2"}, ['`plot` must now match "^2".']),
        ({}, {"x-no-emoji": True}, ['`plot` must now match "text without emoji".']),
        (
            {"pattern": "^2", "x-no-emoji": True},
            {"pattern": "^2"},
            ['`plot` must now match "^2", was "^2 and text without emoji".'],
        ),
        (
            {"format": "text without #", "pattern": "^[^#]*$"},
            {"format": "text without emoji", "x-no-emoji": True},
            ["`plot` now has the format text without emoji, was text without # (^[^#]*$)."],
        ),
        (
            {"deprecated": True},
            {"deprecated": True, "x-sunset": "2031-01-01"},
            ["`plot` is now deprecated until 2031-01-01, was deprecated."],
        ),
        ({"x-lifecycle": "to-be-deprecated"}, {}, ["`plot` is no longer to-be-deprecated."]),
        (
            {"x-documented-type": "long"},
            {},
            ["The type of `plot` is now spelled as usual on its page, was long."],
        ),
        ({}, {"x-shed": 1}, ["The extension `x-shed` of `plot`: now 1, was none."]),
        ({}, {"contains": {}}, ["Contains of `plot` is now {}, was none."]),
        (
            {"type": "array", "items": {"type": "array", "items": TEXT}},
            {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
            ["`plot[][]` is now number, was string."],
        ),
    ],
)
def test_each_fact_of_a_value_is_told_in_words(old: Schema, new: Schema, messages: list[str]) -> None:
    assert sorted(told(old, new)) == sorted(messages)


@text_cases(keyword=str, old=literal, new=literal)
def test_words_of_a_value_are_told_only_to_who_asks_for_them(keyword: str, old: object, new: object) -> None:
    plain, one, other = (garden({**TEXT, **each}, {}) for each in ({}, {keyword: old}, {keyword: new}))
    for pair in ((plain, one), (one, other), (other, plain)):
        assert compare(*pair) == ()
    found = [compare(*pair, prose=True) for pair in ((plain, one), (one, other), (other, plain))]
    assert [[each.message for each in changes] for changes in found] == [
        [f"`plot` now has a {keyword}."],
        [f"The {keyword} of `plot` is worded differently."],
        [f"`plot` no longer has a {keyword}."],
    ]
    # Nor do they tell a renamed field from another.
    names = (
        {"soil": {**TEXT, "maxLength": 7, keyword: old}},
        {"soils": {**TEXT, "maxLength": 7, keyword: new}},
    )
    objects = [garden({"type": "object", "properties": each}, {}) for each in names]
    assert [each.id for each in compare(*objects)] == ["request-field-renamed"]


@pytest.mark.parametrize(
    ("stated", "kinds_of_change"),
    [
        ({"pattern": "^a"}, ["pattern-added"]),
        ({"x-no-emoji": True}, ["pattern-added"]),
        ({"format": "date"}, ["format-added"]),
        ({"contentMediaType": "image/png"}, ["encoding-added"]),
        ({"contentEncoding": "base64"}, ["encoding-added"]),
        ({"deprecated": True}, ["deprecated"]),
        ({"x-lifecycle": "deprecated"}, ["deprecated"]),
        ({"x-sunset": "2031-01-01"}, []),
        ({"default": "a"}, ["default-added"]),
        ({"discriminator": {"propertyName": "a"}}, ["discriminator-added"]),
        ({"not": {"enum": ["a"]}}, ["not-added"]),
        ({"readOnly": True}, ["read-only-added"]),
        ({"writeOnly": True}, ["write-only-added"]),
        ({"uniqueItems": True}, ["unique-items-added"]),
        ({"x-allowlist-only": True}, ["allowlist-added"]),
        ({"x-allowlist-partly": True}, ["allowlist-partly-added"]),
        ({"x-idempotency-key": True}, ["idempotency-added"]),
        ({"x-immutable": True}, ["immutable-added"]),
        ({"x-undocumented": True}, ["undocumented-added"]),
        ({"x-documented-type": "text"}, ["documented-type-changed"]),
        ({"x-idempotency-within": 9}, ["idempotency-period-changed"]),
        ({"x-list-range": {"list": "Coin"}}, ["list-range-changed"]),
        ({"minLength": 2}, ["min-length-added"]),
        ({"maxLength": 2}, ["max-length-added"]),
        ({"minItems": 2}, ["min-items-added"]),
        ({"maxItems": 2}, ["max-items-added"]),
        ({"minProperties": 2}, ["min-properties-added"]),
        ({"maxProperties": 2}, ["max-properties-added"]),
        ({"minimum": 2}, ["minimum-added"]),
        ({"maximum": 2}, ["maximum-added"]),
        ({"exclusiveMinimum": 2}, ["minimum-added"]),
        ({"exclusiveMaximum": 2}, ["maximum-added"]),
        ({"multipleOf": 2}, ["multiple-of-added"]),
        ({"enum": ["a"]}, ["enum-added"]),
        ({"const": "a"}, ["enum-added"]),
        ({"x-enum-missing": "Soils"}, ["enum-list-changed"]),
        ({"x-presence": "conditional"}, ["optional-to-conditional"]),
        ({"x-rules": [{"kind": "forbids", "targets": ["soil"]}]}, ["rule-added"]),
        ({"dependentRequired": {"a": ["b"]}}, ["rule-added"]),
        ({"if": {"required": ["a"]}, "else": {"required": ["b"]}}, ["rule-added"]),
        ({"properties": {"soil": {}}}, ["field-added"]),
        ({"required": ["soil"]}, ["required-field-added"]),
        ({"additionalProperties": False}, ["object-closed"]),
        ({"unevaluatedProperties": False}, ["object-closed"]),
        ({"anyOf": [{}, {"type": "string"}, {"type": "object"}]}, ["alternative-added", "alternative-added"]),
        ({"contains": {"type": "string"}}, ["keyword-changed"]),
        ({"shape": "round"}, ["keyword-changed"]),
        ({"x-shape": "round"}, ["extension-changed"]),
    ],
)
def test_each_keyword_that_comes_alone_is_told_as_what_it_is(
    stated: Schema, kinds_of_change: list[str]
) -> None:
    changes = compare(garden({}, {}), garden(stated, {}))
    assert [each.id for each in changes] == [f"request-{kind}" for kind in kinds_of_change]


@pytest.mark.parametrize("part", ["path", "query", "header", "cookie", "querystring"])
def test_parameters_of_each_part_are_compared(part: str) -> None:
    sent = {"name": "bed", "in": part, "schema": TEXT}
    (change,) = compare(document({}), document({"parameters": [sent]}))
    assert (change.pointer, change.message) == (f"/request/{part}/bed", "`bed` (string) is new.")
    assert compare(document({}), document({"parameters": [{**sent, "in": "elsewhere"}]})) == ()
    assert compare(document({}), document({"parameters": [{"in": part, "schema": TEXT}]})) == ()


@pytest.mark.parametrize("kind", ["array", "boolean", "null", "number", "object", "string", "integer"])
def test_any_type_includes_each_type(kind: str) -> None:
    assert told({}, {"type": kind}) == [f"`plot` must now be {kind}, was any type."]
    assert told({"type": kind}, {}) == [f"`plot` may now be any type, was {kind}."]


@text_cases(old=literal, new=literal, told_as=str)
def test_a_type_is_wider_than_another_if_it_has_all_of_its_values(
    old: list[str], new: list[str], told_as: str
) -> None:
    pair = [garden({"type": each}, {}) for each in (old, new)]
    assert [each.id for each in compare(*pair)] == [f"request-type-{told_as}"]
    back = {"widened": "narrowed", "narrowed": "widened"}.get(told_as, told_as)
    assert [each.id for each in compare(*reversed(pair))] == [f"request-type-{back}"]


def test_every_number_includes_the_whole_ones() -> None:
    assert told({"type": "number"}, {"type": ["integer", "number"]}) == []
    every = ["array", "boolean", "integer", "null", "number", "object", "string"]
    assert told({}, {"type": every}) == told({"type": every}, {}) == []


def test_all_types_together_are_any_type() -> None:
    every = ["array", "boolean", "null", "number", "object", "string"]
    assert told({"type": every}, {}) == []
    assert told({"type": every}, {"type": every[:5]}) == [
        "`plot` must now be array or boolean or null or number or object, was any type."
    ]


@text_cases(key=str, message=str)
def test_what_a_field_decides_about_a_report_may_refuse_a_call(key: str, message: str) -> None:
    old, new = ({**TEXT, key: number} for number in (1, 2))
    (change,) = compare(garden(old, {}), garden(new, {}))
    assert (change.id, change.severity, change.message) == ("request-report-use-changed", "risky", message)
    assert read(old, new) == [("safe", message)]


@pytest.mark.parametrize(
    ("field", "outline"),
    [
        (TEXT, "string"),
        ({"type": ["string", "null"]}, "string or null"),
        ({}, "any type"),
        (True, "any type"),
        ({"type": "array"}, "list of any type"),
        ({"type": "array", "items": TEXT}, "list of string"),
        ({"type": "array", "items": {"type": "array", "items": TEXT}}, "list of lists of string"),
        ({"type": "array", "items": {"type": "array", "items": {"type": "array", "items": TEXT}}}, "list"),
        ({"$ref": "#/components/schemas/Bed"}, "Bed"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Bed"}}, "list of Bed"),
    ],
)
def test_a_new_field_is_told_with_its_type(field: Schema, outline: str) -> None:
    bare: Schema = {"type": "object", "properties": {}}
    assert told(bare, {"type": "object", "properties": {"bed": field}}) == [f"`plot.bed` ({outline}) is new."]
    assert told({"type": "object", "properties": {"bed": field}}, bare) == [
        f"`plot.bed` ({outline}) was removed."
    ]


@pytest.mark.parametrize(
    ("field", "required", "there", "back"),
    [
        (TEXT, False, "`plot.bed` (string) is new.", "`plot.bed` (string) was removed."),
        (
            TEXT,
            True,
            "`plot.bed` (string) is new, and required.",
            "`plot.bed` (string) was removed; it was required.",
        ),
        (
            {**TEXT, "x-presence": "conditional"},
            False,
            "`plot.bed` (string) is new, and conditionally required.",
            "`plot.bed` (string) was removed; it was conditionally required.",
        ),
        (
            {**TEXT, "x-presence": "conditional"},
            True,
            "`plot.bed` (string) is new, and required.",
            "`plot.bed` (string) was removed; it was required.",
        ),
        (
            {**TEXT, "x-presence": "other"},
            False,
            "`plot.bed` (string) is new.",
            "`plot.bed` (string) was removed.",
        ),
    ],
)
def test_a_field_is_told_with_whether_it_must_be_given(
    field: Schema, required: bool, there: str, back: str
) -> None:
    bare: Schema = {"type": "object", "properties": {}}
    full = {"type": "object", "properties": {"bed": field}, "required": ["bed"] if required else []}
    assert told(bare, full) == [there]
    assert told(full, bare) == [back]


def test_a_field_that_is_only_said_to_be_required_is_one_of_any_type() -> None:
    assert told({"type": "object"}, {"type": "object", "required": ["bed"]}) == [
        "`plot.bed` (any type) is new, and required."
    ]


# Values of a list


def kinds(*values: object, **facts: Any) -> Schema:
    return {"enum": [*values], **facts}


@pytest.mark.parametrize(
    ("old", "new", "messages"),
    [
        (
            kinds("A", "B", **{"x-enum-lifecycle": {"A": "deprecated"}}),
            kinds("A", "B", **{"x-enum-lifecycle": {"B": "deprecated"}}),
            [
                'The value "A" of `plot` is no longer deprecated.',
                'The value "B" of `plot` is deprecated.',
            ],
        ),
        (
            kinds("A", **{"x-enum-lifecycle": {"A": "to-be-deprecated"}}),
            kinds("A", **{"x-enum-lifecycle": {"A": "deprecated"}}),
            ['A value of `plot` is now "A: deprecated", was "A: to-be-deprecated".'],
        ),
        # What is said of a value comes and goes with it.
        (
            kinds("A"),
            kinds("A", "B", **{"x-enum-lifecycle": {"B": "deprecated"}}),
            ['`plot` may now be "B".'],
        ),
        (
            kinds(1, 2, **{"x-enum-varnames": ["ONE", "TWO"]}),
            kinds(1, 2, **{"x-enum-varnames": ["ONE", "PAIR"]}),
            [
                'The names of the values of `plot` in generated code are now ["PAIR"], were ["TWO"].',
            ],
        ),
        (
            kinds(1, 2, **{"x-enum-varnames": ["ONE", "TWO"]}),
            kinds(2, 3, **{"x-enum-varnames": ["TWO", "THREE"]}),
            ["`plot` may no longer be 1.", "`plot` may now be 3."],
        ),
        (kinds(1, 2, **{"x-enum-varnames": ["ONE", "TWO"]}), kinds(1, 2), []),
        (
            kinds("A", "B", **{"x-enum-facts": {"width": [1, 2]}}),
            kinds("A", "B", **{"x-enum-facts": {"width": [1, 3]}}),
            ["The width of B of `plot` is now 3, was 2."],
        ),
        (
            kinds("A", "B", **{"x-enum-facts": {"width": [1, 2]}}),
            kinds("B", **{"x-enum-facts": {"width": [2]}}),
            ['`plot` may no longer be "A".'],
        ),
        (
            kinds("A", **{"x-enum-facts": {"least": [{"mode": "WET", "values": [1]}]}}),
            kinds("A", **{"x-enum-facts": {"least": [{"mode": "WET", "values": [2]}]}}),
            ['The least of A ({"mode": "WET"}) of `plot` is now 2, was 1.'],
        ),
        (
            kinds("A", **{"x-enum-facts": {"least": [{"mode": "WET", "values": [1]}]}}),
            kinds("A", **{"x-enum-facts": {"least": [{"mode": "DRY", "values": [2]}]}}),
            [],
        ),
        (
            kinds("A", **{"x-enum-descriptions": ["Clay"]}),
            kinds("A", **{"x-enum-descriptions": ["Sand"]}),
            ['A of `plot` now stands for "Sand", was "Clay".'],
        ),
        # Case, signs and accents of a meaning do not count.
        (
            kinds("A", **{"x-enum-descriptions": ["Crème, wet"]}),
            kinds("A", **{"x-enum-descriptions": ["CRME WET"]}),
            [],
        ),
        (
            kinds("A", **{"x-enum-descriptions": ["粘土"]}),
            kinds("A", **{"x-enum-descriptions": ["砂"]}),
            ['A of `plot` now stands for "砂", was "粘土".'],
        ),
        (
            {**TEXT, "x-enum-missing": "Soils"},
            kinds("A", type="string"),
            ['The values of `plot`, which were in the list "Soils", are now known: ["A"].'],
        ),
        (
            {**TEXT, "x-enum-missing": "Soils"},
            {**TEXT, "x-enum-missing": "Earths"},
            ['The values of `plot` are now in the list "Earths", was "Soils"; it is not known.'],
        ),
        ({**TEXT, "x-enum-missing": "Soils"}, {"type": "number"}, ["`plot` is now number, was string."]),
        (kinds("A", 1), kinds(1, "A"), []),
        (kinds("1"), kinds(1), ['`plot` may no longer be "1".', "`plot` may now be 1."]),
        (kinds(1), kinds(True), ["`plot` may no longer be 1.", "`plot` may now be true."]),
        (
            kinds("MULCHING_BEDS"),
            kinds("MULCHNG_BEDS"),
            ['The value "MULCHNG_BEDS" of `plot` was spelled "MULCHING_BEDS".'],
        ),
    ],
)
def test_each_fact_of_a_value_in_a_list_is_told(old: Schema, new: Schema, messages: list[str]) -> None:
    assert sorted(told(old, new)) == sorted(messages)


# Alternatives

TREE: Schema = {"type": "object", "properties": {"height": {"type": "number"}}}


@pytest.mark.parametrize(
    ("old", "new", "messages"),
    [
        (
            {"oneOf": [BED, TREE]},
            {"oneOf": [BED, TREE, TEXT]},
            ["`plot` may now have the form 2 (string)."],
        ),
        (
            {"oneOf": [BED, TREE, TEXT]},
            {"oneOf": [TEXT, BED]},
            ["`plot` may no longer have the form 1 (object)."],
        ),
        (
            {"oneOf": [{**BED, "title": "Bed"}, TREE]},
            {"oneOf": [TREE, {**BED, "title": "Bed"}, TEXT]},
            ["`plot` may now have the form 2 (string)."],
        ),
        # What is left of each is the same form.
        (
            {"oneOf": [BED, TREE]},
            {"oneOf": [BED, {"type": "object", "properties": {"height": TEXT}}]},
            ["`plot.height` is now string, was number in the form 1."],
        ),
        (
            {"oneOf": [{**BED, "title": "Bed"}, {**TREE, "title": "Tree"}]},
            {"oneOf": [{**TREE, "title": "Tree", "minProperties": 1}, {**BED, "title": "Bed"}]},
            ["`plot` must now have at least 1 key in the form Tree."],
        ),
        (
            {"oneOf": [BED, TREE]},
            {"anyOf": [BED, TREE]},
            ["`plot` must now have one or more of the forms, was just one of the forms."],
        ),
        (BED, {"oneOf": [BED, TREE]}, ["`plot` may now have the form 1 (object)."]),
        ({"anyOf": [BED, TREE]}, TREE, ["`plot` may no longer have the form 0 (object)."]),
        (
            {**BED, "description": "A bed.", "default": {}},
            {"oneOf": [TREE, BED], "default": {}},
            ["`plot` may now have the form 0 (object)."],
        ),
        (
            {},
            {"anyOf": [{"oneOf": [BED, TREE]}, TEXT]},
            ["`plot` must now have one of the forms 0 (any type) or 1 (string)."],
        ),
        (
            {},
            {"anyOf": [BED, TEXT]},
            ["`plot` must now have one of the forms 0 (object) or 1 (string)."],
        ),
        (
            {"anyOf": [BED, TEXT]},
            {},
            ["`plot` no longer has to have one of the forms 0 (object) or 1 (string)."],
        ),
        # What all forms share is told once.
        (
            {"oneOf": [{**BED, "title": "Bed"}, {**BED, "title": "Pot"}]},
            {
                "oneOf": [
                    {"type": "object", "properties": {"soil": {**TEXT, "maxLength": 3}}, "title": title}
                    for title in ("Bed", "Pot")
                ]
            },
            ["`plot.soil` may now have at most 3 characters in the forms Bed, Pot."],
        ),
    ],
)
def test_forms_are_told_by_their_names_or_what_they_are(
    old: Schema, new: Schema, messages: list[str]
) -> None:
    assert sorted(told(old, new)) == sorted(messages)


def test_schemas_that_lead_to_one_another_in_too_many_ways_are_refused() -> None:
    from tiktok_bindgen.problem import InputError

    deep: Schema = {"type": "object"}
    for _ in range(6000):
        deep = {"allOf": [{"$ref": "#/components/schemas/Bed"}, {"properties": {"bed": deep}}]}
    old = {**document({}), "components": {"schemas": {"Bed": BED}}}
    body = {"requestBody": {"content": {"application/json": {"schema": deep}}}}
    with pytest.raises(InputError, match=r"too many|nested"):
        compare({**document(body), "components": old["components"]}, old)

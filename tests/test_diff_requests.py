"""A rule that is new in a document breaks a call only if a call that was allowed does not keep it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import jsonschema_rs
import pytest

from diff_cases import document, garden
from tiktok_bindgen.diff import compare
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.model import (
    All,
    Any_,
    Bound,
    Compares,
    Condition,
    Contains,
    In,
    Not,
    Operator,
    Present,
    Rule,
    to_data,
)

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
KIND: Schema = {"type": "string", "enum": ["BED", "POT"]}
MORE_KINDS: Schema = {"type": "string", "enum": ["BED", "POT", "TUB"]}
BED, TUB = In(("kind",), ("BED",)), In(("kind",), ("TUB",))
BED_OR_TUB = In(("kind",), ("BED", "TUB"))


def body(*rules: Rule, required: tuple[str, ...] = (), **fields: Schema) -> dict[str, Any]:
    """A document whose one call has a body with some fields and rules."""
    schema: Schema = {"type": "object", "properties": fields, "required": list(required)}
    schema["x-rules"] = [to_data(rule) for rule in rules]
    return document({"requestBody": {"content": {"application/json": {"schema": schema}}}})


def needs(name: str, when: Condition | None = BED) -> Rule:
    """The rule that a field must be given in some case."""
    return Rule("requires", ((name,),), when=when)


def of_rules(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str]]:
    """The severities and messages of the changes of rules."""
    changes = compare(old, new)
    return [(each.severity, each.message) for each in changes if each.id.startswith("request-rule-")]


SOIL_FOR_BED = "`soil` is required when `kind` is `BED`."
SOIL_FOR_TUB = "`soil` is required when `kind` is `TUB`."


@pytest.mark.parametrize(
    ("old", "new", "there", "back"),
    [
        # What had to be given always need now be given in one case.
        (
            body(kind=KIND, soil=TEXT, required=("soil",)),
            body(needs("soil"), kind=KIND, soil=TEXT),
            [("safe", SOIL_FOR_BED)],
            [("safe", "No longer stated: `soil` is required when `kind` is `BED`.")],
        ),
        (
            body(kind=KIND, soil=TEXT),
            body(needs("soil"), kind=KIND, soil=TEXT),
            [("breaking", SOIL_FOR_BED)],
            [("safe", "No longer applies: `soil` is required when `kind` is `BED`.")],
        ),
        # What may be null may be missing, too.
        (
            body(kind=KIND, soil={"type": ["string", "null"]}, required=("soil",)),
            body(needs("soil"), kind=KIND, soil={"type": ["string", "null"]}),
            [("breaking", SOIL_FOR_BED)],
            [("safe", "No longer applies: `soil` is required when `kind` is `BED`.")],
        ),
        # Nobody has sent a value that is new.
        (
            body(kind=KIND, soil=TEXT),
            body(needs("soil", TUB), kind=MORE_KINDS, soil=TEXT),
            [("safe", SOIL_FOR_TUB)],
            [("safe", "No longer stated: `soil` is required when `kind` is `TUB`.")],
        ),
        (
            body(kind=TEXT, soil=TEXT),
            body(needs("soil", TUB), kind=MORE_KINDS, soil=TEXT),
            [("breaking", SOIL_FOR_TUB)],
            [("safe", "No longer applies: `soil` is required when `kind` is `TUB`.")],
        ),
        (
            body(needs("soil"), kind=KIND, soil=TEXT),
            body(needs("soil", BED_OR_TUB), kind=MORE_KINDS, soil=TEXT),
            [("safe", f"`soil` is required when `kind` is one of `BED`, `TUB` (was: {SOIL_FOR_BED[:-1]}).")],
            [("safe", f"{SOIL_FOR_BED[:-1]} (was: `soil` is required when `kind` is one of `BED`, `TUB`).")],
        ),
        (
            body(needs("soil"), kind=KIND, soil=TEXT),
            body(needs("soil", TUB), kind=MORE_KINDS, soil=TEXT),
            [("safe", f"{SOIL_FOR_TUB[:-1]} (was: {SOIL_FOR_BED[:-1]}).")],
            [("breaking", f"{SOIL_FOR_BED[:-1]} (was: {SOIL_FOR_TUB[:-1]}).")],
        ),
        # Nobody has sent a field that is new.
        (
            body(soil=TEXT),
            body(needs("soil"), kind=KIND, soil=TEXT),
            [("safe", SOIL_FOR_BED)],
            [("safe", "No longer stated: `soil` is required when `kind` is `BED`.")],
        ),
        (
            body(soil=TEXT),
            body(needs("soil", Not(BED)), kind=KIND, soil=TEXT),
            [("breaking", "`soil` is required when `kind` is not `BED`.")],
            [("safe", "No longer applies: `soil` is required when `kind` is not `BED`.")],
        ),
        # A default counts where the field is not given.
        (
            body(soil=TEXT),
            body(needs("soil", In(("kind",), ("BED",), "BED")), kind=KIND, soil=TEXT),
            [("breaking", "`soil` is required when `kind` (by default `BED`) is `BED`.")],
            [("safe", "No longer applies: `soil` is required when `kind` (by default `BED`) is `BED`.")],
        ),
        # A new field among several of which one must be given does not help who gave none.
        (
            body(soil=TEXT),
            body(Rule("or", (("soil",), ("wet",))), soil=TEXT, wet=TEXT),
            [("breaking", "Send at least one of `soil`, `wet`.")],
            [("safe", "No longer applies: send at least one of `soil`, `wet`.")],
        ),
        (
            body(soil=TEXT, required=("soil",)),
            body(Rule("or", (("soil",), ("wet",))), soil=TEXT, wet=TEXT),
            [("safe", "Send at least one of `soil`, `wet`.")],
            [("safe", "No longer stated: send at least one of `soil`, `wet`.")],
        ),
        (
            body(soil=TEXT),
            body(Rule("all-or-none", (("soil",), ("wet",))), soil=TEXT, wet=TEXT),
            [("breaking", "Send all or none of `soil`, `wet`.")],
            [("safe", "No longer applies: send all or none of `soil`, `wet`.")],
        ),
        (
            body(soil=TEXT),
            body(Rule("zero-or-one", (("soil",), ("wet",))), soil=TEXT, wet=TEXT),
            [("safe", "Send at most one of `soil`, `wet`.")],
            [("safe", "No longer stated: send at most one of `soil`, `wet`.")],
        ),
        (
            body(soil=TEXT, dry=TEXT),
            body(Rule("zero-or-one", (("dry",), ("soil",), ("wet",))), soil=TEXT, dry=TEXT, wet=TEXT),
            [("breaking", "Send at most one of `dry`, `soil`, `wet`.")],
            [("safe", "No longer applies: send at most one of `dry`, `soil`, `wet`.")],
        ),
        (
            body(soil={"type": "number"}),
            body(
                Rule("relational", (("soil",), ("wet",)), operator="<"),
                soil={"type": "number"},
                wet={"type": "number"},
            ),
            [("safe", "`soil` must be less than the value of `wet`.")],
            [("safe", "No longer stated: `soil` must be less than the value of `wet`.")],
        ),
        # Rules follow from others.
        (
            body(needs("soil", None), kind=KIND, soil=TEXT),
            body(needs("soil", None), Rule("or", (("kind",), ("soil",))), kind=KIND, soil=TEXT),
            [("safe", "Send at least one of `kind`, `soil`.")],
            [("safe", "No longer stated: send at least one of `kind`, `soil`.")],
        ),
    ],
)
def test_a_rule_breaks_a_call_only_if_one_that_was_allowed_does_not_keep_it(
    old: dict[str, Any], new: dict[str, Any], there: list[tuple[str, str]], back: list[tuple[str, str]]
) -> None:
    assert of_rules(old, new) == there
    assert of_rules(new, old) == back


def limited(operator: Any, number: float, measure: Any = "value") -> Rule:
    """The rule that a field keeps a limit in one case."""
    return Rule("limit", (("size",),), bound=Bound(operator, number, measure), when=BED)


@pytest.mark.parametrize(
    ("size", "rule", "severity"),
    [
        ({"type": "number", "maximum": 5}, limited("<=", 5), "safe"),
        ({"type": "number", "maximum": 5}, limited("<", 5), "breaking"),
        ({"type": "number", "exclusiveMaximum": 5}, limited("<", 5), "safe"),
        ({"type": "number", "maximum": 6}, limited("<=", 5), "breaking"),
        ({"type": "number", "minimum": 5}, limited(">=", 5), "safe"),
        ({"type": "number", "minimum": 5}, limited(">", 5), "breaking"),
        ({"type": "number", "exclusiveMinimum": 5}, limited(">", 5), "safe"),
        ({"type": "number", "minimum": 4}, limited(">=", 5), "breaking"),
        ({"type": "string", "maxLength": 5}, limited("<=", 5, "length"), "safe"),
        ({"type": "string", "maxLength": 6}, limited("<=", 5, "length"), "breaking"),
        ({"type": "string", "minLength": 5}, limited(">=", 5, "length"), "safe"),
        ({"type": "string", "minLength": 4}, limited(">=", 5, "length"), "breaking"),
        ({"type": "array", "items": TEXT, "maxItems": 5}, limited("<=", 5, "items"), "safe"),
        ({"type": "array", "items": TEXT, "maxItems": 6}, limited("<=", 5, "items"), "breaking"),
        ({"type": "array", "items": TEXT, "minItems": 5}, limited(">=", 5, "items"), "safe"),
        ({"type": "array", "items": TEXT, "minItems": 4}, limited(">=", 5, "items"), "breaking"),
    ],
)
def test_a_limit_that_was_for_all_breaks_nothing_where_it_is_for_one_case(
    size: Schema, rule: Rule, severity: str
) -> None:
    free: Schema = {key: size[key] for key in ("type", "items") if key in size}
    old, new = body(kind=KIND, size=size), body(rule, kind=KIND, size=free)
    assert [each for each, _ in of_rules(old, new)] == [severity]


@pytest.mark.parametrize(
    ("old", "new", "severity"),
    [
        (KIND, MORE_KINDS, "safe"),
        ({"type": ["string", "null"], "enum": ["BED", None]}, MORE_KINDS, "safe"),
        (TEXT, MORE_KINDS, "breaking"),
        (MORE_KINDS, MORE_KINDS, "breaking"),
    ],
)
def test_of_a_list_those_items_count_that_it_could_have(old: Schema, new: Schema, severity: str) -> None:
    rule = needs("soil", Contains(("kinds",), ("TUB",)))
    lists = [{"type": "array", "items": each} for each in (old, new)]
    documents = body(kinds=lists[0], soil=TEXT), body(rule, kinds=lists[1], soil=TEXT)
    assert [each for each, _ in of_rules(*documents)] == [severity]


def test_within_objects_and_lists_what_is_new_is_in_no_call_of_before() -> None:
    def beds(*rules: Rule, **fields: Schema) -> dict[str, Any]:
        inner = {"type": "object", "properties": {"soil": TEXT, **fields}}
        return body(*rules, beds={"type": "array", "items": inner}, bed=inner)

    deep = Present(("kind",))
    for scope in (("bed",), ("beds", "[]")):
        rule = Rule("requires", (("soil",),), scope=scope, when=deep)
        assert [each for each, _ in of_rules(beds(), beds(rule, kind=KIND))] == ["safe"]
        assert [each for each, _ in of_rules(beds(kind=KIND), beds(rule, kind=KIND))] == ["breaking"]


SOIL_ALONE: Schema = {"type": "object", "properties": {"soil": TEXT}}


@pytest.mark.parametrize(
    ("old", "severity"),
    [
        (SOIL_ALONE, "safe"),
        ({"type": "object"}, "breaking"),
        ({**SOIL_ALONE, "additionalProperties": TEXT}, "breaking"),
        (
            {**SOIL_ALONE, "anyOf": [{"properties": {"kind": KIND}}, {"properties": {"size": TEXT}}]},
            "breaking",
        ),
        (
            {**SOIL_ALONE, "oneOf": [{"properties": {"kind": KIND}}, {"properties": {"size": TEXT}}]},
            "breaking",
        ),
        ({**SOIL_ALONE, "allOf": [{"pattern": "a"}, {"pattern": "b"}]}, "breaking"),
        ({**SOIL_ALONE, "$ref": "#/nowhere"}, "breaking"),
    ],
)
def test_a_field_that_an_object_may_have_had_without_being_listed_may_have_been_sent(
    old: Schema, severity: str
) -> None:
    fields = {"kind": KIND, "soil": TEXT}
    rule = Rule("requires", (("bed", "soil"),), when=In(("bed", "kind"), ("BED",)))
    new = body(rule, bed={"type": "object", "properties": fields})
    assert [each for each, _ in of_rules(body(bed=old), new)] == [severity]


@pytest.mark.parametrize(
    ("kind", "values"), [("boolean", (True, False)), ("integer", (1, 2)), ("number", (1.5, 2.5))]
)
def test_values_of_each_type_that_are_new_are_in_no_call_of_before(
    kind: str, values: tuple[Any, Any]
) -> None:
    first, second = values
    rule = needs("soil", In(("kind",), (second,)))
    for items in (False, True):
        old, new = (
            {"type": "array", "items": each} if items else each
            for each in ({"type": kind, "enum": [first]}, {"type": kind, "enum": [first, second]})
        )
        asked = Rule("value-in", (("kind",),), values=(first,)) if items else rule
        assert [
            each for each, _ in of_rules(body(kind=old, soil=TEXT), body(asked, kind=new, soil=TEXT))
        ] == ["safe"]
        assert [
            each for each, _ in of_rules(body(kind=new, soil=TEXT), body(asked, kind=new, soil=TEXT))
        ] == ["breaking"]


@pytest.mark.parametrize(
    ("rule", "is_told"),
    [
        (Rule("forbids", (("wet",),)), "safe"),
        (Rule("value-in", (("wet",),), values=("CLAY",)), "safe"),
        (Rule("value-not-in", (("wet",),), values=("CLAY",)), "safe"),
        (Rule("limit", (("wet",),), bound=Bound("<=", 3, "length")), "safe"),
        (Rule("zero-or-one", (("wet",), ("dry",))), "safe"),
        (Rule("relational", (("wet",), ("dry",)), operator="<"), "safe"),
        (Rule("arithmetic", (("wet",), ("dry",)), bound=Bound("<=", 3)), "safe"),
        (Rule("arithmetic", (("wet",), ("soil",)), bound=Bound("<=", 3)), "breaking"),
        (Rule("requires", (("wet",),)), "breaking"),
        (Rule("or", (("wet",), ("dry",))), "breaking"),
        (Rule("only-one", (("wet",), ("dry",))), "breaking"),
        (Rule("all-or-none", (("wet",), ("dry",))), "safe"),
    ],
)
def test_of_rules_about_new_fields_alone_those_break_that_ask_for_one(rule: Rule, is_told: str) -> None:
    new: dict[str, Any] = {"wet": {"enum": ["CLAY", "LOAM"]}, "dry": {}}
    assert [each for each, _ in of_rules(body(soil=TEXT), body(rule, soil=TEXT, **new))] == [is_told]


def test_of_a_parameter_that_is_not_in_the_query_nothing_is_known() -> None:
    sent = [
        {"name": "soil", "in": "query", "schema": TEXT},
        {"name": "kind", "in": "header", "schema": KIND},
    ]
    old = document({"parameters": sent})
    new = document({"parameters": sent, "x-rules": [to_data(needs("soil"))]})
    assert of_rules(old, new) == [("breaking", SOIL_FOR_BED)]


def test_of_what_is_in_another_request_nothing_is_known() -> None:
    rule = needs("soil", In(("^campaign", "kind"), ("BED",)))
    ((severity, _),) = of_rules(body(soil=TEXT), body(rule, soil=TEXT))
    assert severity == "breaking"


@pytest.mark.parametrize(
    ("kind", "severity"),
    [
        (KIND, "safe"),
        ({"type": ["string", "null"], "enum": ["BED", None]}, "safe"),
        ({}, "breaking"),
        ({"type": "array"}, "breaking"),
        ({"type": "array", "items": {"enum": ["BED"]}}, "breaking"),
        ({"type": "string", "enum": ["BED", {"of": "TUB"}]}, "breaking"),
    ],
)
def test_values_count_where_all_that_a_field_may_have_are_known(kind: Schema, severity: str) -> None:
    old, new = body(kind=kind, soil=TEXT), body(needs("soil", TUB), kind=MORE_KINDS, soil=TEXT)
    assert [each for each, _ in of_rules(old, new)] == [severity]


def test_what_allowed_nothing_at_all_says_nothing() -> None:
    never = Rule("forbids", (("soil",),))
    old = body(never, soil=TEXT, kind=KIND, required=("soil",))
    new = body(needs("kind", None), soil=TEXT, kind=KIND, required=("soil",))
    assert [each for each, _ in of_rules(old, new)] == ["breaking", "safe"]


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ([needs("soil", None)], []),
        (
            [needs("soil", In(("kind",), ("BED", "POT")))],
            [("safe", "`soil` is required (was: `soil` is required when `kind` is one of `BED`, `POT`).")],
        ),
        ([needs("soil"), needs("soil", Not(BED))], []),
        (
            [Rule("or", (("soil",), ("wet",))), Rule("forbids", (("wet",),))],
            [
                ("safe", "No longer applies: `wet` is not allowed."),
                ("safe", "No longer stated: send at least one of `soil`, `wet`."),
                ("safe", "`soil` is required."),
            ],
        ),
    ],
)
@pytest.mark.parametrize("presence", [{}, {"x-presence": "conditional"}])
def test_what_rules_ask_for_in_every_call_was_required(
    rules: list[Rule], told: list[tuple[str, str]], presence: dict[str, Any]
) -> None:
    fields: dict[str, Schema] = {"kind": KIND, "wet": TEXT}
    old = body(*rules, required=("kind",), soil={**TEXT, **presence}, **fields)
    new = body(required=("kind", "soil"), soil=TEXT, **fields)
    changes = compare(old, new)
    assert sorted((each.severity, each.message) for each in changes) == told
    assert not [each for each in compare(new, old) if "soil" in each.pointer and each.severity != "safe"]


@pytest.mark.parametrize(
    ("rule", "kind", "soil"),
    [
        # The kind may be another, or missing; the soil may be null.
        (needs("soil", In(("kind",), ("BED",))), KIND, TEXT),
        (needs("soil", In(("kind",), ("BED", "POT"))), TEXT, TEXT),
        (
            needs("soil", In(("kind",), ("BED", "POT"))),
            {"type": ["string", "null"], "enum": [*KIND["enum"], None]},
            TEXT,
        ),
    ],
)
def test_what_rules_ask_for_in_some_calls_was_not_required(rule: Rule, kind: Schema, soil: Schema) -> None:
    old = body(rule, required=("kind",), kind=kind, soil=soil)
    new = body(required=("kind", "soil"), kind=kind, soil=soil)
    assert [each.id for each in compare(old, new)] == [
        "request-optional-to-required",
        "request-rule-went-with-field",
    ]


def test_what_may_be_null_is_asked_for_by_a_rule_alone() -> None:
    soil = {"type": ["string", "null"]}
    ruled, listed = body(needs("soil", None), soil=soil), body(soil=soil, required=("soil",))
    assert "breaking" in [each.severity for each in compare(listed, ruled)]


def test_a_reply_is_judged_the_same_way() -> None:
    plot = {"type": "object", "properties": {"kind": KIND, "soil": TEXT}}
    ruled = {**plot, "x-rules": [to_data(needs("soil"))]}
    assert [each.id for each in compare(garden({}, plot), garden({}, ruled))] == ["response-rule-added"]
    always = {**plot, "required": ["soil"]}
    changes = compare(garden({}, ruled), garden({}, always))
    assert [each.id for each in changes] == ["response-optional-to-required", "response-rule-went-with-field"]


# Of each field, whether it is there, must be there, and its values; then the rules among them.

_FIELDS: Mapping[str, list[Schema | None]] = {
    "kind": [None, TEXT, KIND, MORE_KINDS, {"type": "string", "pattern": "^[A-Z]+$"}],
    "soil": [None, TEXT, {"type": "string", "enum": ["CLAY", "SAND"]}, {"type": "string", "maxLength": 4}],
    "size": [None, {"type": "number"}, {"type": "number", "maximum": 5}, {"type": "number", "enum": [4, 5]}],
    "day": [None, TEXT],
}
_SENT: Mapping[str, list[Any]] = {
    "kind": [None, "BED", "POT", "TUB"],
    "soil": [None, "CLAY", "SAND", "SILTY"],
    "size": [None, 4, 5, 6],
    "day": [None, "2031-05-01", "2031-06-01"],
}
_WHEN: list[Condition | None] = [
    None,
    BED,
    TUB,
    BED_OR_TUB,
    Not(BED),
    Present(("soil",)),
    Compares(("size",), ">", 4),
]
_WHEN += [All((BED, Present(("size",)))), Any_((TUB, Compares(("size",), ">", 5)))]


_LIMITS: list[Operator] = ["<", "<=", ">", ">="]
_DAYS = ["2031-05-01", "2031-06-01"]


def _rule(chance: random.Random) -> Rule:
    pair = tuple((name,) for name in sorted(chance.sample(list(_FIELDS), 2)))
    single: tuple[tuple[str, ...], ...] = (chance.choice(pair),)
    when = chance.choice(_WHEN)
    return chance.choice(
        [
            Rule("requires", single, when=when),
            Rule("forbids", single, when=when),
            Rule("or", pair, when=when),
            Rule("zero-or-one", pair, when=when),
            Rule("all-or-none", pair, when=when),
            Rule("value-in", (("soil",),), values=("CLAY",), when=when),
            Rule("value-not-in", (("soil",),), values=("SAND",), when=when),
            Rule("limit", (("size",),), bound=Bound("<=", chance.choice([4, 5])), when=when),
            Rule("limit", (("day",),), bound=Bound(chance.choice(_LIMITS), chance.choice(_DAYS)), when=when),
        ]
    )


def _random(chance: random.Random) -> tuple[dict[str, Schema], list[str], list[Rule]]:
    fields = {name: each for name, known in _FIELDS.items() if (each := chance.choice(known)) is not None}
    required = [name for name in fields if chance.random() < 0.3]
    return fields, required, _about([_rule(chance), _rule(chance)], fields)


def _about(rules: list[Rule], fields: Mapping[str, Schema]) -> list[Rule]:
    """The rules that are about some fields alone."""
    return [rule for rule in rules if {name for name, *_ in rule.paths} <= fields.keys()]


def _allowed(state: tuple[dict[str, Schema], list[str], list[Rule]]) -> Iterator[Mapping[str, Any]]:
    fields, required, rules = state
    schema = {"properties": fields, "required": required, "additionalProperties": False}
    valid = jsonschema_rs.Draft202012Validator(schema)
    for values in product(*_SENT.values()):
        sent = {name: value for name, value in zip(_SENT, values, strict=True) if value is not None}
        if valid.is_valid(sent) and not violations(rules, sent):
            yield sent


def test_of_two_random_documents_a_safe_change_refuses_nothing_that_was_allowed() -> None:
    chance = random.Random(11)
    told: Counter[tuple[bool, bool]] = Counter()
    for _ in range(1000):
        old, new = _random(chance), _random(chance)
        if chance.random() < 0.6:
            # Only rules differ, and perhaps the facts about one field.
            fields, required, rules = {**old[0]}, [*old[1]], [*new[2]]
            name = chance.choice(list(_FIELDS))
            if name in fields and name in new[0]:
                fields[name] = new[0][name]
            if required and chance.random() < 0.3:
                rules.append(needs(required.pop(), chance.choice([None, Any_((BED, Not(BED)))])))
            new = fields, required, _about(rules, fields)
        documents = [body(*rules, required=(*must,), **fields) for fields, must, rules in (old, new)]
        changes = compare(*documents)
        allowed = {*map(str, _allowed(new))}
        refused = [sent for sent in _allowed(old) if str(sent) not in allowed]
        severities = {each.severity for each in changes}
        if severities <= {"safe"}:
            assert refused == [], f"{old} → {new}: {[each.message for each in changes]}"
        if changes and all("-rule-" in each.id for each in changes):
            told["breaking" in severities, bool(refused)] += 1
    # Where rules alone differ, what is called breaking nearly always refuses something.
    assert told[True, True] > 20 * told[True, False]
    assert told[True, True] > 60
    assert told[False, False] > 100

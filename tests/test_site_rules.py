"""What the scripts of the site's pages say of a request is what Python says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from weighed import filled

import open_objects
from may import may_pages
from newest import newest_requests, newest_spec, strict_check_of
from pages import needs_portal
from payloads import Payloads, Request
from rules_of_any_shape import RULES, SCALARS
from rules_of_one_request import LISTS, NUMBERS, TEXTS, payloads, rules
from searching import trying
from site_scripts import Scripts, needs_node
from text_cases import literal, text_cases
from texts_without_emoji import WITHOUT_EMOJI
from tiktok_bindgen.explain.operation import Explained, explained
from tiktok_bindgen.explain.reason import known
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.model import Path, Rule, atoms, level_of, path_text, to_data
from tiktok_bindgen.logic.reason import Reasoner
from tiktok_bindgen.runtime.check import without_doubtful
from tiktok_bindgen.site.rule_data import checked, operation_data
from tiktok_bindgen.weigh.calls import shown

JSON = Any
pytestmark = needs_node


# -- rules -----------------------------------------------------------------------------------


def _broken(scripts: Scripts, several: Sequence[Rule], payload: object) -> set[tuple[str, str]]:
    found = scripts.call("violations", [to_data(rule) for rule in several], payload)
    assert len({json.dumps(each, sort_keys=True) for each in found}) == len(found)
    return {(each["pointer"], each["rule"]["id"]) for each in found}


@trying(200)
@given(several=st.lists(rules(), min_size=1, max_size=3), payload=payloads())
def test_rules_are_broken_by_the_same_requests(
    scripts: Scripts, several: list[Rule], payload: dict[str, JSON]
) -> None:
    assert _broken(scripts, several, payload) == set(violations(several, payload))


@st.composite
def _about(draw: st.DrawFn, rule: Rule) -> dict[str, JSON]:
    """A request that has some of the fields that a rule is about."""
    made: dict[str, JSON] = {}
    named = [*rule.values, *(each for atom in atoms(rule.when) for each in getattr(atom, "values", ()))]
    values = SCALARS | st.none() | st.sampled_from(named or [0]) | st.lists(SCALARS, max_size=2)
    for path in rule.paths:
        if draw(st.integers(0, 3)):
            _put(made, (*rule.scope, *path), draw(values))
    return made


def _put(holder: JSON, path: Path, value: JSON) -> None:
    """Set a field; whatever else stands on the way there is left as it is."""
    step, *rest = path
    is_list = isinstance(holder, list)
    if (not is_list and not isinstance(holder, dict)) or is_list != (step == "[]"):
        return
    key: JSON = 0 if is_list else "a/b" if step == "{}" else step
    inner: JSON = value if not rest else [] if rest[0] == "[]" else {}
    if not is_list:
        held = holder.setdefault(key, inner) if rest else inner
        holder[key] = held
    elif not holder:
        holder.append(inner)
    if rest:
        _put(holder[key], tuple(rest), value)


@trying(200)
@given(st.data())
def test_so_are_rules_of_any_shape(scripts: Scripts, data: st.DataObject) -> None:
    rule = data.draw(RULES)
    payload = data.draw(_about(rule))
    assert _broken(scripts, [rule], payload) == set(violations([rule], payload))


# -- whole requests --------------------------------------------------------------------------


@cache
def _explained(method: str, path: str) -> Explained:
    return explained(newest_spec(), method, path)


@cache
def _page(method: str, path: str) -> dict[str, object]:
    return operation_data(newest_spec(), _explained(method, path), name=path, base="../")


def _data(request: Request) -> dict[str, object]:
    """What the page of an operation holds."""
    return _page(request.method, request.path)


Told = list[tuple[str, str, str]]


def _by_scripts(scripts: Scripts, request: Request, several: Sequence[JSON]) -> list[Told]:
    found = scripts.about("check", request.name, _data(request), several)
    return [sorted((each["pointer"], each["rule"], each["message"]) for each in one) for one in found]


def _by_client(request: Request, payload: JSON) -> Told:
    # A page knows the names of its own operation alone.
    found = without_doubtful(strict_check_of(request)(payload))
    # What of a report goes with what is not looked at on an operation's page.
    kept = (each for each in found if not each.rule.startswith("report-") and not _is_report_name(each))
    return sorted((each.pointer, each.rule, each.message) for each in kept)


def _is_report_name(violation: Any) -> bool:
    return violation.rule == "enum" and "is not a documented" in violation.message


def _random_payloads(request: Request) -> Iterator[JSON]:
    """Requests of an operation, and others that differ from one in one thing."""
    random = Random(request.title)
    maker = Payloads(newest_spec(), random)
    made: list[JSON] = []
    for number in range(12):
        maker.given = random.choice([0.0, 0.05, 0.3, 0.8])
        anew = number % 3 == 0
        value = maker.value(request.schema) if anew else maker.changed(request.schema, random.choice(made))
        made.append(value)
        yield _signed(request, _as_json(value))


def _as_json(value: JSON) -> JSON:
    """A value as scripts have it: to them 1.0 is 1, and of a longer number than 15 digits some are lost."""
    if isinstance(value, dict):
        return {name: _as_json(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_as_json(each) for each in value]
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        return value
    return int(value) % 10**15


def _signed(request: Request, payload: JSON) -> JSON:
    """A request with the signatures of files, which the client adds by itself."""
    inside = Payloads(newest_spec(), Random(0)).properties(request.schema)
    files = any("contentMediaType" in inner for inner in inside.values())
    signs = [name for name in inside if name.endswith("signature")] if files else []
    return {**dict.fromkeys(signs, "f" * 32), **payload} if isinstance(payload, dict) else payload


@pytest.mark.slow
def test_of_every_operation_scripts_and_client_find_the_same_wrong_in_the_same_words(
    scripts: Scripts,
) -> None:
    kinds: Counter[str] = Counter()
    requests = newest_requests()
    for request in requests:
        several = list(_random_payloads(request))
        by_client = [_by_client(request, payload) for payload in several]
        assert _by_scripts(scripts, request, several) == by_client, request.title
        kinds.update(rule.partition(":")[0] for told in by_client for _, rule, _ in told)
        kinds["nothing"] += sum(not told for told in by_client)
    assert len(requests) > 500
    # Each kind of mistake is among them, and so are requests without any.
    seldom = {kind: number for kind, number in kinds.items() if number < 10}
    assert kinds.keys() >= {
        *("nothing", "type", "enum", "required", "unknown", "format", "maxLength", "maxItems", "minimum"),
        *("maximum", "requires", "forbids", "value-in", "value-not-in", "limit", "or", "zero-or-one"),
    }
    assert len(seldom) < 8, seldom


@needs_portal
@pytest.mark.portal
@pytest.mark.slow
def test_of_documented_requests_and_of_such_with_a_change_they_find_the_same(scripts: Scripts) -> None:
    known_ = {(each.method, each.path): each for each in newest_requests()}
    found: dict[str, list[JSON]] = {}
    for page in may_pages():
        for one in shown(page.page, known_):
            of = known_.get((one.method, one.path))
            if one.side == "request" and of is not None and isinstance(one.value, dict):
                payload = filled(one.value, of.schema, newest_spec(), texts=one.texts)
                found.setdefault(of.name, []).append(_as_json(payload))
    compared = 0
    for request in newest_requests():
        several = found.get(request.name, [])
        random = Random(request.title)
        changed = [Payloads(newest_spec(), random).changed(request.schema, each) for each in several[:2]]
        every = [*several, *map(_as_json, changed)]
        expected = [_by_client(request, payload) for payload in every]
        assert _by_scripts(scripts, request, every) == expected, request.title
        compared += len(every)
    assert compared > 1000


GARDEN: dict[str, Any] = {
    "method": "POST",
    "path": "/open_api/v1.3/garden/create/",
    "name": "garden.create",
    "base": "",
    "schema": checked(
        {
            "type": "object",
            "properties": {
                "plot": {"type": "string", "enum": ["BIG", "SMALL"]},
                "soil": {"type": "string", "maxLength": 5, "x-presence": "conditional"},
                "opened": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
                "colours": {
                    "type": "array",
                    "items": {"type": "string", "enum": ["RED", "BLUE"]},
                    "x-contested": [{"fact": "enum", "page": "roses.md", "line": 7}],
                },
                "tools": {"type": "array", "items": {}, "uniqueItems": True},
                "width": {"type": "number", "x-formerly": {"name": "breadth"}},
                "depth": {"type": "number", "multipleOf": 0.1},
                "badge": {"type": "string", "minLength": 3, "maxLength": 3},
                "watered": {"type": "boolean", "enum": [True]},
                "seeds": {"type": ["array", "integer"], "items": {"type": "integer"}},
                "motto": {"type": ["string", "integer"]},
                "gardener": {"type": "string", "format": "hashed text", "pattern": "^[^@+]*$"},
                "porter": {
                    "type": "string",
                    "format": "hashed text",
                    "pattern": "^[0-9 ]*[a-z]",
                },
                "sown": {"type": "integer", "maximum": 99999999999},
                "marks": {
                    "type": ["string", "array"],
                    "maxLength": 5,
                    "maxItems": 2,
                    "items": {"type": "string", "maxLength": 5},
                },
            },
            "required": ["plot"],
            "x-documented-elsewhere": ["weather"],
            "x-rules": [
                {
                    "id": "requires:soil:1",
                    "kind": "requires",
                    "targets": ["soil"],
                    "when": {"in": "plot", "values": ["BIG"]},
                },
                {
                    "id": "forbids:width:2",
                    "kind": "forbids",
                    "targets": ["width"],
                    "when": {"in": "^park.kind", "values": ["FRENCH"]},
                },
            ],
        }
    ),
    "parameters": [],
    "rules": [],
    "components": {},
    "above": {"^park.kind": ["FRENCH", "ENGLISH"]},
}


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        ({"plot": "SMALL"}, []),
        ({"plot": "SMALL", "soil": None, "weather": "FINE"}, []),
        ({}, ["/plot is required"]),
        ([], [" must be an object, not an array"]),
        ({"plot": "BIG"}, ["/soil `soil` is required when `plot` is `BIG`"]),
        ({"plot": "BGI", "soil": 1}, [
            "/plot must be one of BIG, SMALL, not string 'BGI'; did you mean BIG?",
            "/soil must be a string, not the number 1",
        ]),
        ({"plot": "SMALL", "soil": "gravel"}, ["/soil must have at most 5 characters, not 6"]),
        ({"plot": "SMALL", "badge": "oaks"}, ["/badge must have exactly 3 characters, not 4"]),
        ({"plot": "SMALL", "opened": "2027-02-29"}, [
            "/opened must be written as date, not string '2027-02-29'"
        ]),
        ({"plot": "SMALL", "opened": "2028-02-29"}, []),
        # The list is contested, so that only a slip of the pen is told.
        ({"plot": "SMALL", "colours": ["GREEN"]}, []),
        ({"plot": "SMALL", "colours": ["RDE"]}, [
            "/colours/0 must be one of RED, BLUE, not string 'RDE'; did you mean RED?"
        ]),
        ({"plot": "SMALL", "tools": ["fork", True, 1, "true", {"a": 1}, {"b": 1}]}, []),
        ({"plot": "SMALL", "tools": ["hoe", "fork", "rake", "fork"]}, [
            "/tools must be without duplicates, but items 1 and 3 are equal"
        ]),
        ({"plot": "SMALL", "tools": [{"a": {"c": 1, "d": 2}, "b": 3}, {"b": 3, "a": {"d": 2, "c": 1}}]}, [
            "/tools must be without duplicates, but items 0 and 1 are equal"
        ]),
        ({"plot": "SMALL", "breadth": 1}, ["/breadth `breadth` is `width` since v1.3"]),
        ({"plot": "SMALL", "coulors": []}, [
            "/coulors coulors is not a documented field; did you mean colours?"
        ]),
        ({"plot": "SMALL", "gardener": "ada@garden.example"}, [
            "/gardener must be written as hashed text, not an e-mail address: hashed_email() makes its hash"
        ]),
        ({"plot": "SMALL", "gardener": "+1 (213) 373-4253"}, [
            "/gardener must be written as hashed text, not a telephone number: hashed_phone() makes its hash"
        ]),
        ({"plot": "SMALL", "porter": "030 1234567"}, [
            "/porter must be written as hashed text, not a telephone number: hashed_phone() makes its hash"
        ]),
        ({"plot": "SMALL", "sown": 1767225600000}, [
            "/sown must be at most 99999999999, a Unix time in seconds, not 1767225600000"
        ]),
        ({"plot": "SMALL", "gardener": "ada+"}, [
            "/gardener must be written as hashed text, as hashed_text() makes it"
        ]),
        ({"plot": "SMALL", "depth": 0.3}, []),
        ({"plot": "SMALL", "depth": -1.1}, []),
        ({"plot": "SMALL", "depth": 0}, []),
        ({"plot": "SMALL", "depth": 1e300}, []),
        ({"plot": "SMALL", "depth": 1e-7}, ["/depth must be a multiple of 0.1, not 1e-7"]),
        ({"plot": "SMALL", "depth": 0.25}, ["/depth must be a multiple of 0.1, not 0.25"]),
        ({"plot": "SMALL", "marks": "tall"}, []),
        ({"plot": "SMALL", "marks": ["tall", "red"]}, []),
        ({"plot": "SMALL", "marks": "taller"}, ["/marks must have at most 5 characters, not 6"]),
        ({"plot": "SMALL", "marks": ["a", "b", "c"]}, ["/marks must have at most 2 items, not 3"]),
        ({"plot": "SMALL", "marks": ["a", 7]}, ["/marks/1 must be a string, not the number 7"]),
        ({"plot": "SMALL", "marks": 7, "soil": 7}, [
            "/soil must be a string, not the number 7",
            "/marks must be a string or an array of strings, not the number 7",
        ]),
        ({"plot": "SMALL", "watered": False}, ["/watered must be one of true, not false"]),
        ({"plot": "SMALL", "watered": 1}, ["/watered must be a boolean, not the number 1"]),
        ({"plot": "SMALL", "seeds": [3, "4"]}, ["/seeds/1 must be an integer, not a string"]),
        ({"plot": "SMALL", "seeds": "4"}, [
            "/seeds must be an integer or an array of integers, not a string"
        ]),
        ({"plot": "SMALL", "seeds": 4, "motto": 4}, []),
        # The park is not at hand.
        ({"plot": "SMALL", "width": 1}, []),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(scripts: Scripts, payload: JSON, told: list[str]) -> None:
    found = scripts.call("check", GARDEN, payload)
    assert [f"{each['pointer']} {each['message']}" for each in found] == told


@pytest.mark.parametrize(("notes", "gardener", "messages"), open_objects.CASES)
def test_what_callers_add_to_an_open_object_is_told_only_where_it_is_a_mistake(
    scripts: Scripts, notes: JSON, gardener: JSON, messages: list[str]
) -> None:
    data = {**GARDEN, "schema": checked(open_objects.SCHEMA)}
    found = scripts.call("check", data, open_objects.request(notes, gardener))
    assert [each["message"] for each in found] == messages
    assert all(each["pointer"].startswith("/beds/1/notes/") for each in found)


@text_cases(pattern=str, fits=str, breaks=literal)
def test_a_pattern_is_read_as_javascript_can(
    scripts: Scripts, pattern: str, fits: str, breaks: str | None
) -> None:
    schema: dict[str, Any] = {"type": "object", "properties": {"tag": {"type": "string", "pattern": pattern}}}
    garden = {**GARDEN, "schema": schema}
    assert scripts.call("check", garden, {"tag": fits}) == []
    if breaks is not None:
        (found,) = scripts.call("check", garden, {"tag": breaks})
        assert (found["pointer"], found["message"]) == ("/tag", f"must match {pattern}")


@pytest.mark.parametrize(("schema", "fits", "breaks", "told"), WITHOUT_EMOJI)
def test_a_text_that_is_to_have_no_emoji_has_none(
    scripts: Scripts, schema: JSON, fits: list[str], breaks: list[str], told: str
) -> None:
    garden = {**GARDEN, "schema": checked({"type": "object", "properties": {"motto": schema}})}
    for text in fits:
        assert scripts.call("check", garden, {"motto": text}) == []
    for text in breaks:
        (found,) = scripts.call("check", garden, {"motto": text})
        assert (found["pointer"], found["message"]) == ("/motto", told)


def test_a_contested_format_is_not_asked_for(scripts: Scripts) -> None:
    day = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
    doubt = {"x-contested": [{"fact": "pattern", "page": "roses.md", "line": 7}]}
    fields: JSON = {"day": {**day, **doubt}, "days": {"type": "array", "items": day, **doubt}}
    garden = {**GARDEN, "schema": checked({"type": "object", "properties": fields})}
    assert scripts.call("check", garden, {"day": "soon", "days": ["May"]}) == []


def test_a_value_that_another_source_lists_is_taken(scripts: Scripts) -> None:
    kind = {"type": "string", "enum": ["ROSE"]}
    elsewhere = {"x-enum-elsewhere": {"source": "the gardener", "values": ["FERN"]}}
    fields: JSON = {"kind": {**kind, **elsewhere}, "kinds": {"type": "array", "items": kind, **elsewhere}}
    garden = {**GARDEN, "schema": checked({"type": "object", "properties": fields})}
    assert scripts.call("check", garden, {"kind": "FERN", "kinds": ["ROSE", "FERN"]}) == []
    wrong = scripts.call("check", garden, {"kind": "MOSS", "kinds": ["ROSE", "MOSS"]})
    assert [each["pointer"] for each in wrong] == ["/kind", "/kinds/1"]


def test_what_is_contested_does_not_tell_of_which_kind_an_object_is(scripts: Scripts) -> None:
    gates: JSON = {
        "type": "array",
        "items": {"type": "string", "enum": ["RED"]},
        "x-contested": [{"fact": "enum"}],
    }
    walled: dict[str, Any] = {
        "type": "object",
        "properties": {"wall": {"type": "string"}, "gates": gates},
        "required": ["wall"],
    }
    hedged: dict[str, Any] = {
        "type": "object",
        "properties": {"hedge": {"type": "string"}},
        "required": ["hedge"],
    }
    either = {
        "type": "object",
        "properties": walled["properties"] | hedged["properties"],
        "anyOf": [{"$ref": "#/components/schemas/Hedged"}, {"$ref": "#/components/schemas/Walled"}],
    }
    components = {"Hedged": checked(hedged), "Walled": checked(walled)}
    data = {**GARDEN, "schema": checked(either), "components": components}
    assert scripts.call("check", data, {"wall": "old", "gates": ["GREEN"]}) == []
    (found,) = scripts.call("check", data, {"gates": ["GREEN"]})
    assert (found["pointer"], found["rule"]) == ("/hedge", "required")


# -- what follows ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "field", "state"),
    [
        ({}, "plot", {"state": "required", "because": []}),
        ({}, "soil", {"state": "open", "because": ["`soil` is required when `plot` is `BIG`."]}),
        (
            {"plot": "BIG"},
            "soil",
            {"state": "required", "because": ["`soil` is required when `plot` is `BIG`."]},
        ),
        ({"plot": "SMALL"}, "soil", {"state": "allowed", "because": []}),
        # What a rule leaves to the field that it looks at.
        (
            {"soil": None},
            "plot",
            {"state": "required", "because": [], "values": ["SMALL"]},
        ),
        (
            {"soil": None, "plot": "BIG"},
            "soil",
            {"state": "required", "because": ["`soil` is required when `plot` is `BIG`."]},
        ),
        # A request above is not known, and then is.
        (
            {},
            "width",
            {"state": "open", "because": ["`width` is not allowed when `kind` of the park is `FRENCH`."]},
        ),
        (
            {"^park.kind": "FRENCH"},
            "width",
            {
                "state": "forbidden",
                "because": ["`width` is not allowed when `kind` of the park is `FRENCH`."],
            },
        ),
        ({"^park.kind": "ENGLISH"}, "width", {"state": "allowed", "because": []}),
        (
            {"^park.kind": "FRENCH", "width": 3},
            "width",
            {"state": "wrong", "because": ["`width` is not allowed when `kind` of the park is `FRENCH`."]},
        ),
    ],
)
def test_a_choice_tells_what_is_required_and_what_is_not_allowed(
    scripts: Scripts, chosen: dict[str, JSON], field: str, state: dict[str, JSON]
) -> None:
    assert scripts.call("states", GARDEN, chosen)[field] == state


def _ruled(*rules: dict[str, JSON]) -> dict[str, JSON]:
    """The page of a request with other rules, each of which says its own kind."""
    stated = [
        {"id": f"{rule['kind']}:{number}", "text": rule["kind"], **rule} for number, rule in enumerate(rules)
    ]
    return {**GARDEN, "schema": {**GARDEN["schema"], "x-rules": stated}}


IF_RED = {"contains": "colours", "values": ["RED"]}
IF_BIG = {"in": "plot", "values": ["BIG"]}


@pytest.mark.parametrize(
    ("when", "payload", "places"),
    [
        ({"not": {"in": "plot", "values": ["SMALL"]}}, {"plot": "BIG"}, ["/soil"]),
        ({"not": {"in": "plot", "values": ["SMALL"]}}, {"plot": "SMAL"}, ["/plot"]),
        ({"all": [IF_RED, {"present": "plot"}]}, {"plot": 1, "colours": ["RED"]}, ["/plot"]),
        ({"not": IF_RED}, {"plot": "BIG", "colours": ["RDE"]}, ["/colours/0"]),
        # A value of a contested list is not wrong.
        ({"not": IF_RED}, {"plot": "BIG", "colours": ["GREEN"]}, ["/soil"]),
    ],
)
def test_a_rule_that_depends_on_a_wrong_value_is_not_told_beside_it(
    scripts: Scripts, when: dict[str, JSON], payload: JSON, places: list[str]
) -> None:
    page = _ruled({"kind": "requires", "targets": ["soil"], "when": when})
    assert [each["pointer"] for each in scripts.call("check", page, payload)] == places


@pytest.mark.parametrize(
    ("rules_", "chosen", "field", "state"),
    [
        (
            [{"kind": "or", "targets": ["soil", "opened"]}],
            {},
            "soil",
            {"state": "choice", "because": ["or"], "others": ["opened"]},
        ),
        (
            [{"kind": "or", "targets": ["soil", "opened"]}],
            {"soil": None},
            "opened",
            {"state": "required", "because": ["or"]},
        ),
        (
            [{"kind": "zero-or-one", "targets": ["soil", "opened"]}],
            {"soil": {"given": True}},
            "opened",
            {"state": "forbidden", "because": ["zero-or-one"]},
        ),
        (
            [{"kind": "requires", "targets": ["soil"], "when": IF_RED}],
            {"colours": ["RED"]},
            "soil",
            {"state": "required", "because": ["requires"]},
        ),
        (
            [{"kind": "requires", "targets": ["soil"], "when": IF_RED}],
            {"colours": ["BLUE"]},
            "soil",
            {"state": "allowed", "because": []},
        ),
        (
            [
                {"kind": "requires", "targets": ["soil"], "when": IF_BIG},
                {"kind": "forbids", "targets": ["soil"], "when": IF_BIG},
            ],
            {"plot": "BIG"},
            "soil",
            {"state": "clash", "because": ["forbids"]},
        ),
        # What no value of a field leaves room for is found by trying each.
        (
            [
                {"kind": "requires", "targets": ["soil"], "when": IF_BIG},
                {"kind": "requires", "targets": ["soil"], "when": {"in": "plot", "values": ["SMALL"]}},
            ],
            {},
            "soil",
            {"state": "required", "because": ["requires"]},
        ),
    ],
)  # fmt: skip
def test_what_rules_say_together_follows(
    scripts: Scripts,
    rules_: list[dict[str, JSON]],
    chosen: dict[str, JSON],
    field: str,
    state: dict[str, JSON],
) -> None:
    assert scripts.call("states", _ruled(*rules_), chosen)[field] == state


def test_the_fields_that_are_asked_for_are_those_that_conditions_look_at(scripts: Scripts) -> None:
    assert [(each["path"], each["values"]) for each in scripts.call("questions", GARDEN)] == [
        ("plot", ["BIG", "SMALL"]),
        ("^park.kind", ["FRENCH", "ENGLISH"]),
    ]


def _schema_of_one_request() -> dict[str, JSON]:
    """The schema of the request that random rules are about: nothing but what is in it."""
    whole: dict[str, JSON] = {"type": "object", "properties": {}}
    for path in (*TEXTS, *NUMBERS, *LISTS):
        holder = whole
        for step in path[:-1]:
            if step == "[]":
                holder = holder.setdefault("items", {"type": "object", "properties": {}})
            elif step == "{}":
                holder = holder.setdefault("additionalProperties", {"type": "object", "properties": {}})
            else:
                holder = holder["properties"].setdefault(step, {"type": "object", "properties": {}})
        texts = {"type": "string"}
        kind = texts if path in TEXTS else {"type": "array", "items": texts} if path in LISTS else {}
        holder["properties"][path[-1]] = kind
    for name, around in (("plants", "array"), ("notes", "object")):
        inner = whole["properties"][name]
        whole["properties"][name] = {
            "type": around,
            **{key: inner[key] for key in inner if key not in {"type", "properties"}},
        }
    return whole


@trying(300)
@given(data=st.data(), several=st.lists(rules(), min_size=1, max_size=4), payload=payloads())
def test_nothing_is_said_that_a_valid_request_does_otherwise(
    scripts: Scripts, data: st.DataObject, several: list[Rule], payload: dict[str, JSON]
) -> None:
    # Of a list, one item stands for any.
    payload = {**payload, **{name: payload[name][:1] for name in ("plants",) if name in payload}}
    if "notes" in payload:
        payload["notes"] = dict(list(payload["notes"].items())[:1])
    kept = [rule for rule in several if not violations([rule], payload)]
    there = dict(_leaves(payload, ()))
    fields = {path: there.get(path) for path in (*TEXTS, *NUMBERS, *LISTS) if path in there or len(path) == 1}
    chosen = data.draw(st.lists(st.sampled_from(sorted(fields)), max_size=3, unique=True)) if fields else []
    page = {
        **GARDEN,
        "schema": _schema_of_one_request(),
        "rules": [to_data(rule) for rule in kept],
        "above": {},
    }
    said = scripts.call("states", page, {path_text(path): fields[path] for path in chosen})
    for name, each in said.items():
        path = next(path for path in _paths() if path_text(path) == name)
        state, values = each["state"], each.get("values")
        given_ = there.get(path, there.get((*path, "[]"))) is not None or any(
            other[: len(path)] == path for other in there
        )
        held = _is_held(payload, path[:-1])
        assert state not in {"wrong", "clash"}, (name, each)
        assert not (state == "forbidden" and given_), (name, each)
        assert not (state in {"required", "given"} and held and not given_), (name, each)
        if values is not None and path in there and path not in LISTS:
            assert there[path] in values


@cache
def _paths() -> tuple[Path, ...]:
    """Every field of the request, and what holds it."""
    whole = [*TEXTS, *NUMBERS, *LISTS]
    return tuple(
        dict.fromkeys(
            path[:end]
            for path in whole
            for end in range(1, len(path) + 1)
            if path[end - 1] not in {"[]", "{}"}
        )
    )


def _leaves(value: JSON, path: Path) -> Iterator[tuple[Path, JSON]]:
    """What a request has, objects that are there and empty as well."""
    if isinstance(value, dict) and path == ("notes",):
        yield path, value
        for inner in value.values():
            yield from _leaves(inner, (*path, "{}"))
    elif isinstance(value, dict):
        if path:
            yield path, value
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, list) and path == ("plants",):
        yield path, value
        for inner in value:
            yield from _leaves(inner, (*path, "[]"))
    else:
        yield path, value


def _is_held(payload: JSON, holder: Path) -> bool:
    """Whether the object that a field stands in is there."""
    return not holder or any(path == holder for path, _ in _leaves(payload, ()))


def _questions(request: Request) -> Iterator[tuple[Path, tuple[JSON, ...]]]:
    """The fields with a list of values that conditions of an operation look at."""
    of = _explained(request.method, request.path)
    fields = {each.path: each for each in of.fields if "[]" not in each.type}
    named: dict[Path, dict[str, JSON]] = {}
    for rule, _ in of.rules:
        for atom in atoms(rule.when):
            known_ = named.setdefault((*rule.scope, *atom.path), {})
            known_.update((json.dumps(each), each) for each in getattr(atom, "values", ()))
    for path in sorted(named):
        values = tuple(named[path].values())
        if path in fields and not {"[]", "{}"}.intersection(path) and fields[path].values:
            yield path, fields[path].values
        elif level_of(path) and not level_of(path).startswith("^") and values:
            yield path, values


@pytest.mark.slow
def test_all_that_the_solver_finds_is_found_by_the_scripts(scripts: Scripts) -> None:
    said: Counter[tuple[str, str]] = Counter()
    values: Counter[str] = Counter()
    ruled = [each for each in newest_requests() if _explained(each.method, each.path).rules]
    for request in ruled:
        of = _explained(request.method, request.path)
        asked = dict(_questions(request))
        reasoner = Reasoner(map(known, of.fields), (rule for rule, _ in of.rules))
        random = Random(request.path)
        for number in range(4):
            chosen = {
                path: random.choice(asked[path])
                for path in random.sample(sorted(asked), min(number, len(asked)))
            }
            literals = [reasoner.equals(path, value) for path, value in chosen.items()]
            if not reasoner.possible(literals):
                continue
            texts = {path_text(path): value for path, value in chosen.items()}
            (found,) = scripts.about("states", request.name, _data(request), [texts])
            for field in of.fields:
                if field.path not in chosen:
                    mine = found[path_text(field.path)]
                    state = mine["state"] if mine["state"] in {"required", "forbidden"} else "open"
                    said[_by_solver(reasoner, field.path, literals), state] += 1
                    values.update(_values_by_both(reasoner, field, literals, mine))
        reasoner.close()
    assert said["required", "required"] > 2000
    assert said["forbidden", "forbidden"] > 100
    # The scripts know of every truth value that there are but two, and so find a little more.
    missed = {pair: number for pair, number in said.items() if pair[0] not in {pair[1], "open"}}
    assert missed == {}
    assert values["ruled out by both"] > 200
    assert values["by the solver alone"] == values["by scripts alone"] == 0
    assert sum(n for (by_solver, mine), n in said.items() if by_solver == "open" != mine) < 30


def _by_solver(reasoner: Reasoner, path: Path, literals: Sequence[int]) -> str:
    held, present = [*literals, *reasoner.holder(path)], reasoner.present(path)
    if not reasoner.possible([*held, present]):
        return "forbidden"
    return "open" if reasoner.possible([*held, -present]) else "required"


def _values_by_both(
    reasoner: Reasoner, field: Any, literals: Sequence[int], mine: Mapping[str, JSON]
) -> Counter[str]:
    """How many values of a field are ruled out by the solver, by the scripts, and by both."""
    found: Counter[str] = Counter()
    held = [*literals, *reasoner.holder(field.path)]
    if mine["state"] == "forbidden" or not reasoner.possible([*held, reasoner.present(field.path)]):
        return found
    is_so = reasoner.holds if field.type.endswith("[]") else reasoner.equals
    for value in field.values:
        by_solver = not reasoner.possible([*held, is_so(field.path, value)])
        by_scripts = value not in mine.get("values", field.values)
        names = {(True, True): "ruled out by both", (True, False): "by the solver alone"}
        found[names.get((by_solver, by_scripts), "by scripts alone" if by_scripts else "left")] += 1
    return found

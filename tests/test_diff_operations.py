"""What is told of an operation and of a document as a whole, in the words that a reader sees."""

from __future__ import annotations

import json
from typing import Any

import pytest

from diff_cases import document, garden
from text_cases import literal, text_cases
from tiktok_bindgen.cli import main
from tiktok_bindgen.diff import compare
from tiktok_bindgen.diff.folding import in_many

TEXT = {"type": "string"}


def told(old: dict[str, Any], new: dict[str, Any], **options: Any) -> list[tuple[str, str]]:
    """The place and the message of each change."""
    return [(each.pointer, each.message) for each in compare(old, new, **options)]


@pytest.mark.parametrize(
    ("place", "old", "new", "was", "now"),
    [
        ("query", {}, {"explode": False}, "form exploded", "form joined"),
        ("query", {}, {"style": "pipeDelimited"}, "form exploded", "pipeDelimited joined"),
        ("query", {}, {"style": "pipeDelimited", "explode": True}, "form exploded", "pipeDelimited exploded"),
        ("query", {}, {"allowReserved": True}, "form exploded", "form exploded allowReserved"),
        (
            "query",
            {"allowEmptyValue": True},
            {"allowReserved": True, "allowEmptyValue": True},
            "form exploded allowEmptyValue",
            "form exploded allowReserved allowEmptyValue",
        ),
        ("header", {}, {"explode": True}, "simple joined", "simple exploded"),
        ("path", {}, {"style": "label"}, "simple joined", "label joined"),
        ("cookie", {}, {"explode": False}, "form exploded", "form joined"),
    ],
)
def test_how_a_parameter_is_written_is_told_in_the_terms_of_openapi(
    place: str, old: dict[str, Any], new: dict[str, Any], was: str, now: str
) -> None:
    kinds = {"name": "kinds", "in": place, "schema": {"type": "array", "items": TEXT}}
    documents = [document({"parameters": [{**kinds, **each}]}) for each in (old, new)]
    where = f"/request/{place}/kinds"
    assert told(*documents) == [(where, f"`kinds` is now serialized as {now}, was {was}.")]
    assert told(*reversed(documents)) == [(where, f"`kinds` is now serialized as {was}, was {now}.")]


def test_a_parameter_that_is_sent_as_json_says_so() -> None:
    fields = {"type": "object", "properties": {"soil": TEXT}}
    plain = {"name": "bed", "in": "query", "schema": fields}
    as_json = {"name": "bed", "in": "query", "content": {"application/json": {"schema": fields}}}
    assert told(document({"parameters": [plain]}), document({"parameters": [as_json]})) == [
        ("/request/query/bed", "`bed` is now serialized as application/json, was form exploded.")
    ]


@text_cases(key=str, value=literal, message=str)
def test_what_is_said_of_a_parameter_is_said_of_its_value(key: str, value: object, message: str) -> None:
    bed = {"name": "bed", "in": "query", "schema": TEXT}
    plain, stated = document({"parameters": [bed]}), document({"parameters": [{**bed, key: value}]})
    assert told(plain, stated) == [("/request/query/bed", message)]
    if key != "required":
        within = document({"parameters": [{**bed, "schema": {**TEXT, key: value}}]})
        assert told(stated, within) == []
        # What the schema says counts.
        both = document({"parameters": [{**bed, key: "other", "schema": {**TEXT, key: value}}]})
        assert told(within, both) == []


def test_a_key_of_an_operation_that_came_or_went_is_told() -> None:
    plain, coloured = document({}), document({"x-colour": "red"})
    assert told(plain, coloured) == [("", "The extension `x-colour` of the operation: now red, was none.")]
    assert told(coloured, plain) == [("", "The extension `x-colour` of the operation: now none, was red.")]


def test_words_of_a_parameter_are_those_of_its_value() -> None:
    bed = {"name": "bed", "in": "query", "schema": TEXT}
    plain, stated = (
        document({"parameters": [bed]}),
        document({"parameters": [{**bed, "description": "A bed."}]}),
    )
    assert told(plain, stated) == []
    assert told(plain, stated, prose=True) == [("/request/query/bed", "`bed` now has a description.")]
    other = document({"parameters": [{**bed, "allowReserved": False, "style": "form"}]})
    assert told(plain, other) == []


@pytest.mark.parametrize("key", ["type", "contentMediaType"])
def test_a_text_that_holds_a_value_is_compared_as_that_value(key: str) -> None:
    def bed(soil: str) -> dict[str, Any]:
        return {"type": "object", "properties": {"soil": {"type": soil}}}

    held = {"type": "string", "contentMediaType": "application/json", "contentSchema": bed("string")}
    assert key in held
    assert told(garden(held, {}), garden(bed("string"), {})) == []
    other = {**held, "contentSchema": bed("integer")}
    assert told(garden(held, {}), garden(other, {})) == [
        ("/request/body/plot/soil", "`plot.soil` is now integer, was string.")
    ]
    # What else is said of the text counts, too.
    assert told(garden(held, {}), garden({**held, "deprecated": True}, {})) == [
        ("/request/body/plot", "`plot` is now deprecated.")
    ]


def _described(words: str) -> dict[str, Any]:
    body = {"description": words, "content": {"application/json": {"schema": {"type": "object"}}}}
    reply = {**body, "headers": {"X-Bed": {"description": words, "schema": TEXT}}}
    asked = {"name": "bed", "in": "query", "description": words, "schema": TEXT}
    return document(
        {
            "summary": words,
            "description": words,
            "parameters": [asked],
            "requestBody": body,
            "responses": {"200": reply, "404": {"description": words}},
        }
    )


def test_words_are_told_only_to_who_asks_for_them() -> None:
    old, new = _described("Wet."), _described("Dry.")
    assert told(old, new) == []
    assert told(old, new, prose=True) == [
        ("", "The description of the operation: now Dry., was Wet.."),
        ("", "The summary of the operation: now Dry., was Wet.."),
        ("/request/body", "The description of `body` is worded differently."),
        ("/request/query/bed", "The description of `bed` is worded differently."),
        ("/response", "The description of `response` is worded differently."),
        ("/responses/200/headers/x-bed", "The description of `200.headers.x-bed` is worded differently."),
        ("/responses/404", "The description of `404` is worded differently."),
    ]


def test_words_of_a_body_that_is_new_are_no_change_of_their_own() -> None:
    body = {"description": "Wet.", "content": {"application/json": {"schema": {"type": "object"}}}}
    assert told(document({}), document({"requestBody": body}), prose=True) == []
    text = {"description": "Wet.", "content": {"text/plain": {"schema": TEXT}}}
    assert told(document({}), document({"requestBody": text}), prose=True) == [
        ("/request/body", "The request may now have a body: text/plain.")
    ]


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("x-formerly", {"version": "v1", "path": "/a/", "method": "GET"}, {}),
        ("callbacks", {"grown": {}}, {}),
        ("x-dependencies", ["a"], ["b"]),
        ("x-documented", "2030-01", "2030-02"),
        ("x-level", "bed", "plot"),
        ("description", "Wet.", "Dry."),
        ("summary", "Wet.", "Dry."),
        ("externalDocs", {"url": "https://a.test"}, {"url": "https://b.test"}),
    ],
)
def test_what_no_call_depends_on_is_no_change(key: str, old: object, new: object) -> None:
    assert told(document({key: old}), document({key: new})) == []
    assert told(document({}), document({key: new})) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ([], [{"Key": []}], "Authentication is now required: Key."),
        ([{}], [{"Key": []}], "Authentication is now required: Key."),
        ([{"Key": []}], [{}], "Authentication is no longer required, was: Key."),
        ([{"Key": []}], [{"Key": []}, {}], "Way to authenticate added: nothing."),
        ([{"Key": [], "Id": []}], [{"Key": []}, {"Key": [], "Id": []}], "Way to authenticate added: Key."),
        (
            [{"Key": []}],
            [{"Key": []}, {"Token": [], "Id": ["dig", "weed"]}],
            "Way to authenticate added: Id (dig, weed) and Token.",
        ),
        (
            [],
            [{"Key": []}, {"Token": []}],
            "Authentication is now required: Key or Token.",
        ),
    ],
)
def test_ways_to_authenticate_are_told_wherever_they_are_stated(
    old: list[Any], new: list[Any], message: str
) -> None:
    own = document({"security": old}), document({"security": new})
    whole = {**document({}), "security": old}, {**document({}), "security": new}
    assert told(*own) == told(*whole) == [("/security", message)]
    # An operation that states none has those of the document.
    stated = {**document({"security": new}), "security": old}
    assert told({**document({}), "security": old}, stated) == [("/security", message)]
    assert told({**document({"security": new}), "security": new}, {**document({}), "security": new}) == []


def test_of_a_security_scheme_all_counts_that_a_caller_needs() -> None:
    flow = {"tokenUrl": "https://a.test", "refreshUrl": "https://b.test", "scopes": {"dig": "Dig."}}
    scheme = {"type": "oauth2", "description": "Ask.", "flows": {"password": flow}}

    def of(**more: Any) -> dict[str, Any]:
        return {**document({}), "components": {"securitySchemes": {"Key": {**scheme, **more}}}}

    assert told(of(), of(description="Beg.")) == []
    assert told(of(), of(flows={"password": {**flow, "scopes": {}}})) == []
    assert told(of(), of(flows={"password": {**flow, "tokenUrl": "https://c.test"}})) == [
        (
            "/components/securitySchemes/Key/password/tokenUrl",
            "`Key.tokenUrl` of the ways to authenticate is now https://c.test, was https://a.test.",
        )
    ]
    assert told(of(), of(type="http")) == [
        (
            "/components/securitySchemes/Key/type",
            "`Key.type` of the ways to authenticate is now http, was oauth2.",
        )
    ]


def test_an_address_is_told_where_it_is_stated() -> None:
    near, far = {"url": "https://near.test"}, {"url": "https://far.test"}
    gone = ("/servers", "Server removed: https://near.test.")
    came = ("/servers", "Server added: https://far.test.")
    plain = document({"servers": [near]}), document({"servers": [far]})
    whole = {**document({}), "servers": [near]}, {**document({}), "servers": [far]}
    assert told(*plain) == told(*whole) == [gone, came]

    def of_path(server: object, operation: object) -> dict[str, Any]:
        return {**document({}), "paths": {"/plot/water/": {"servers": [server], "post": operation}}}

    assert told(of_path(near, {}), of_path(far, {})) == [gone, came]
    # What the operation states counts before what its path does.
    own = {"servers": [near]}
    assert told(of_path(near, own), of_path(far, own)) == []


def test_parameters_of_a_path_are_those_of_each_of_its_operations() -> None:
    bed = {"name": "bed", "in": "query", "schema": TEXT}
    item: dict[str, Any] = {"get": {}, "query": {}, "trace": {}}
    old = {**document({}), "paths": {"/plot/": item}}
    new = {**document({}), "paths": {"/plot/": {**item, "parameters": [bed]}}}
    assert [(each.method, each.message) for each in compare(old, new)] == [
        ("GET", "`bed` (string) is new."),
        ("QUERY", "`bed` (string) is new."),
        ("TRACE", "`bed` (string) is new."),
    ]
    # An operation's own parameter takes the place of its path's.
    own = {**item, "parameters": [bed], "get": {"parameters": [{**bed, "required": True}]}}
    (change,) = compare(new, {**document({}), "paths": {"/plot/": own}})
    assert (change.method, change.message) == ("GET", "`bed` is now required, was optional.")


@pytest.mark.parametrize(
    ("old", "new", "messages"),
    [
        ({}, {"text/plain": {}}, ["The request may now have a body: text/plain."]),
        ({}, {"text/plain": {}, "text/csv": {}}, ["The request may now have a body: text/plain, text/csv."]),
        (
            {"text/plain": {}},
            {"text/csv": {}},
            [
                "The media type text/plain was removed from `body`.",
                "The media type text/csv was added to `body`.",
            ],
        ),
    ],
)
def test_media_types_are_told_by_name(old: Any, new: Any, messages: list[str]) -> None:
    documents = [document({"requestBody": {"content": each}} if each else {}) for each in (old, new)]
    assert [message for _, message in told(*documents)] == messages


def test_a_body_of_which_nothing_is_said_may_be_anything() -> None:
    assert told(document({}), document({"requestBody": {"required": True}})) == [
        ("/request/body", "The request now requires a body: anything.")
    ]


def test_a_body_is_required_as_soon_as_one_of_its_fields_is() -> None:
    def of(*, required: bool, fields: list[str]) -> dict[str, Any]:
        schema = {"type": "object", "properties": {"soil": TEXT}, "required": fields}
        return document({"requestBody": {"required": required, "content": {"a/b": {"schema": schema}}}})

    both = of(required=True, fields=["soil"])
    assert told(of(required=False, fields=[]), both) == [
        ("/request/body/soil", "`soil` is now required, was optional.")
    ]
    assert told(of(required=False, fields=[]), of(required=True, fields=[])) == [
        ("/request/body", "`body` is now required, was optional.")
    ]
    assert told(of(required=True, fields=[]), of(required=False, fields=[])) == [
        ("/request/body", "`body` is now optional, was required.")
    ]


@text_cases(before=literal, after=literal, place=str, name=str)
def test_the_main_reply_is_the_first_that_tells_of_success(
    before: tuple[str, str], after: tuple[str, str], place: str, name: str
) -> None:
    def reply(type_: str) -> dict[str, Any]:
        fields = {"type": "object", "properties": {"soil": {"type": type_}}}
        return {"content": {"application/json": {"schema": fields}}}

    changed = next(status for status in after if status in before)
    old = document({"responses": {status: reply("string") for status in before}})
    new = {status: reply("integer" if status == changed else "string") for status in after}
    assert (place, f"`{name}` is now integer, was string.") in told(old, document({"responses": new}))


def test_headers_of_replies_are_alike_however_they_are_written() -> None:
    def of(name: str) -> dict[str, Any]:
        return document({"responses": {"200": {"headers": {name: {"schema": TEXT, "required": True}}}}})

    assert told(of("X-Bed"), of("x-bed")) == []
    assert told(of("X-Bed"), of("Spade")) == [
        ("/responses/200/headers/x-bed", "`200.headers.x-bed` (string) was removed; it was required."),
        ("/responses/200/headers/spade", "`200.headers.spade` (string) is new, and required."),
    ]


def test_headers_of_requests_are_alike_however_they_are_written() -> None:
    def of(name: str, place: str = "header") -> dict[str, Any]:
        return document({"parameters": [{"name": name, "in": place, "schema": TEXT}]})

    assert told(of("X-Bed"), of("x-bed")) == []
    assert told(of("X-Bed", "query"), of("x-bed", "query")) != []


def test_a_change_is_of_many_operations_from_three_on() -> None:
    def calls(size: int, names: str) -> dict[str, Any]:
        body = {"type": "object", "properties": {"soil": {"type": "string", "maxLength": size}}}
        call = {"post": {"requestBody": {"content": {"application/json": {"schema": body}}}}}
        return {**document({}), "paths": {f"/{name}/": call for name in names}}

    assert in_many(compare(calls(5, "ab"), calls(4, "ab"))) == []
    (group,) = in_many(compare(calls(5, "abc"), calls(4, "abc")))
    assert [(each.path, each.pointer) for each in group] == [
        (f"/{name}/", "/request/body/soil") for name in "abc"
    ]
    # Whole operations are told apart; what has the most operations comes first.
    assert in_many(compare(calls(5, "abc"), calls(5, "xyz"))) == []
    old, new = calls(5, "abc"), calls(4, "abc")
    for number, each in enumerate((old, new)):
        asked = {"name": "bed", "in": "query", "schema": {"type": "string", "maxLength": 3 - number}}
        for name in "defg":
            each["paths"][f"/{name}/"] = {"get": {"parameters": [asked]}}
    assert [len(group) for group in in_many(compare(old, new))] == [4, 3]


def test_one_change_at_several_places_of_few_operations_is_not_of_many() -> None:
    def calls(size: int) -> dict[str, Any]:
        short = {"type": "string", "maxLength": size}
        body = {"type": "object", "properties": {"a": {"properties": {"soil": short}}, "b": short}}
        call = {"post": {"requestBody": {"content": {"application/json": {"schema": body}}}}}
        return {**document({}), "paths": {"/a/": call, "/b/": call}}

    assert in_many(compare(calls(5), calls(4))) == []


def test_a_rule_is_explained_with_its_area_and_what_is_the_other_way(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["rules", "request-max-length-added"]) == 0
    assert capsys.readouterr().out == (
        "request-max-length-added (breaking)\n"
        "\n"
        "`field` may now have at most NEW characters.\n"
        "No limit was stated before: a request beyond this one is rejected, by our client too.\n"
        "\n"
        "about             limits\n"
        "the other way     request-max-length-removed (safe)\n"
    )


def test_rules_are_in_areas(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--format", "json"]) == 0
    rules = json.loads(capsys.readouterr().out)
    assert list(dict.fromkeys(rule["area"] for rule in rules)) == [
        "Operations",
        "Parameters and bodies",
        "Replies",
        "Reports",
        "Servers and security",
        "Types",
        "Fields",
        "Values",
        "Defaults",
        "Limits",
        "Formats",
        "Rules between fields",
        "Alternatives",
        "Parts of schemas",
        "Lifecycle",
        "Marks",
        "Words and extensions",
    ]
    limits = [rule for rule in rules if rule["area"] == "Limits" and "-length-" in rule["id"]]
    assert [(rule["id"], rule["severity"], rule["sentence"]) for rule in limits if "max" in rule["id"]] == [
        ("request-max-length-added", "breaking", "`field` may now have at most NEW characters."),
        ("response-max-length-added", "safe", "`field` may now have at most NEW characters."),
        (
            "request-max-length-removed",
            "safe",
            "No longer applies: `field` may have at most OLD characters.",
        ),
        (
            "response-max-length-removed",
            "risky",
            "No longer applies: `field` may have at most OLD characters.",
        ),
        ("request-max-length-decreased", "breaking", "`field` may now have at most NEW characters, was OLD."),
        ("response-max-length-decreased", "safe", "`field` may now have at most NEW characters, was OLD."),
        ("request-max-length-increased", "safe", "`field` may now have at most NEW characters, was OLD."),
        ("response-max-length-increased", "risky", "`field` may now have at most NEW characters, was OLD."),
    ]


NUMBER = {"type": "number"}
CALL = "`Client.plot.water(bed_id=…)`: "


def of_body(schema: object, kind: str = "application/json") -> dict[str, Any]:
    return document({"requestBody": {"content": {kind: {"schema": schema}}}})


def of_reply(schema: object, status: str = "200") -> dict[str, Any]:
    replies = {"200": {}, status: {"content": {"application/json": {"schema": schema}}}}
    return document({"responses": replies})


def of_header(schema: object) -> dict[str, Any]:
    return document({"responses": {"200": {"headers": {"X-Bed": {"schema": schema}}}}})


def of_query(schema: object) -> dict[str, Any]:
    return document({"parameters": [{"name": "bed-id", "in": "query", "schema": schema}]})


def fields(schema: object, name: str = "bed-id") -> dict[str, Any]:
    return {"type": "object", "properties": {name: schema}}


def items(schema: object) -> dict[str, Any]:
    return {"type": "array", "items": schema}


def values(schema: object) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": schema}


@pytest.mark.parametrize(
    ("made", "name", "hint"),
    [
        (of_body, "body", "`Client.plot.water(…)`: pass number for the body"),
        (lambda each: of_body(items(each)), "body[]", "`Client.plot.water(…)`: pass number for the body"),
        (lambda each: of_body(values(each)), "body{}", "`Client.plot.water(…)`: pass number for the body"),
        (lambda each: of_body(fields(each)), "bed-id", f"{CALL}pass number for `bed-id`"),
        (lambda each: of_body(fields(items(each))), "bed-id[]", f"{CALL}pass number for `bed-id[]`"),
        (lambda each: of_body(fields(values(each))), "bed-id{}", f"{CALL}pass number for `bed-id{{}}`"),
        (lambda each: of_body(fields(fields(each, "a"))), "bed-id.a", f"{CALL}pass number for `bed-id.a`"),
        (
            lambda each: of_body(fields(each, "class")),
            "class",
            "`Client.plot.water(class_=…)`: pass number for `class`",
        ),
        (
            lambda each: of_body(fields(each, "a`b")),
            "a'b",
            "`Client.plot.water(a_b=…)`: pass number for `a'b`",
        ),
        (of_query, "bed-id", f"{CALL}pass number for `bed-id`"),
        (of_reply, "response", "`Client.plot.water(…)` is now number"),
        (lambda each: of_reply(items(each)), "response[]", "`Client.plot.water(…)[…]` is now number"),
        (lambda each: of_reply(fields(each)), "bed-id", "`Client.plot.water(…).bed_id` is now number"),
        (
            lambda each: of_reply(fields(items(fields(each, "in")))),
            "bed-id[].in",
            "`Client.plot.water(…).bed_id[…].in_` is now number",
        ),
        (
            lambda each: of_reply(fields(values(each))),
            "bed-id{}",
            "`Client.plot.water(…).bed_id[…]` is now number",
        ),
        (
            lambda each: of_reply(fields(each), "404"),
            "404.bed-id",
            "`404.bed-id of Client.plot.water(…)` is now number",
        ),
        (of_header, "200.headers.x-bed", "`200.headers.x-bed of Client.plot.water(…)` is now number"),
    ],
)
def test_a_place_is_named_and_called_as_our_client_has_it(made: Any, name: str, hint: str) -> None:
    (change,) = compare(made(TEXT), made(NUMBER))
    assert (change.message, change.hint) == (f"`{name}` is now number, was string.", hint)


@text_cases(path=str, call=str)
def test_an_operation_is_called_by_the_parts_of_its_path(path: str, call: str) -> None:
    old, new = (
        {**document({}), "paths": {path: of_body(fields(each, "a"))["paths"]["/plot/water/"]}}
        for each in (TEXT, NUMBER)
    )
    (change,) = compare(old, new)
    assert change.hint == f"`{call}`: pass number for `a`"


def test_of_a_long_fact_a_sentence_and_a_hint_show_the_beginning() -> None:
    many = [f"ROSE_{number:02}" for number in range(50)]
    old, new = (of_body(fields({**TEXT, **facts}, "a")) for facts in ({}, {"enum": many}))
    (change,) = compare(old, new)
    listed = ", ".join(f'"ROSE_{number:02}"' for number in range(14))
    assert change.message == f"`a` must now be one of [{listed}, …."
    more = ", ".join(f'"ROSE_{number:02}"' for number in range(18))
    assert change.hint == f"`Client.plot.water(a=…)`: send one of [{more}, … for `a`"
    assert change.new == many

"""What a reply always has is required of it, by what pages show, say, and let requests leave out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from may import may
from pages import needs_portal
from text_cases import literal, text_cases
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.enforced import enforced
from tiktok_bindgen.facts import facts_page
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Contested, Field, InWords, Operation, Type
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sentences import interpret
from tiktok_bindgen.weigh import weighed
from tiktok_bindgen.weigh.always import with_always
from tiktok_bindgen.weigh.calls import Shown
from tiktok_bindgen.weigh.recorded import recorded

ENVELOPE = ("code", "message", "data", "request_id")


def page(reply: Sequence[str], shown: str, *, path: str = "plot/create", request: Sequence[str] = ()) -> str:
    """A page of an operation: rows of its reply, what its example shows as data, rows of its request."""
    method = "GET" if path.endswith("get") else "POST"
    head = "|Field|Data Type|Description|\n|---|---|---|"
    asked = "\n".join(("|garden_id {Required}|string|Garden.|", *request))
    rows = "\n".join(reply)
    data = shown and f', "data": {shown}'
    return f"""# Page of {path}
## Request
**Endpoint** https://business-api.tiktok.com/open_api/v1.3/{path}/

**Method** {method}

**Parameters**
```xtable
{head}
{asked}
```
## Response
```xtable
{head}
|code|number|Return code.|
|message|string|Return message.|
|data|object|Returned data.|
{rows}
|request_id|string|Log ID.|
```
### Example
```xcodeblock
(code Success http)
{{"code": 0, "message": "OK"{data}, "request_id": "2"}}
(/code)
```
"""


def guide(data: str, path: str = "plot/create", code: int = 0) -> str:
    """A page that shows a call of an operation and what comes of it."""
    body = json.dumps({"garden_id": "1"})
    return f"""# A guide
```xcodeblock
(code curl http)
curl --request POST 'https://business-api.tiktok.com/open_api/v1.3/{path}/' --data '{body}'
(/code)
```
```xcodeblock
(code)
{{"code": {code}, "message": "OK", "data": {data}, "request_id": "2"}}
(/code)
```
"""


def judged(*texts: str) -> tuple[list[Operation], tuple[Problem, ...]]:
    """The operations of pages, weighed by all of them."""
    pages = [
        read_page(text.encode(), f"plots/{number}.md" if "## Response" in text else f"guides/{number}.md")[0]
        for number, text in enumerate(texts, 1)
    ]
    document, _ = interpret(pages)
    found, odd = weighed(document, pages)
    return list(found.operations), odd


def required(operation: Operation) -> list[str]:
    """The fields that replies are required to have, but for those around the data."""
    return [
        ".".join(path)
        for path, each in walk(operation.response)
        if each.presence == "required" and path[0] == "data" and len(path) > 1
    ]


def of_rows(*rows: str, shown: str, **others: object) -> list[str]:
    (operation, *_), _ = judged(page(rows, shown, **others))  # type: ignore[arg-type] # passed on
    return required(operation)


def test_what_is_around_the_data_is_required_where_it_is_shown() -> None:
    (operation,), _ = judged(page(["#|plot_id|string|Plot.|"], '{"plot_id": "1"}'))
    assert [each.name for each in operation.response if each.presence == "required"] == list(ENVELOPE)
    (other,), _ = judged(page(["#|plot_id|string|Plot.|"], ""))
    assert [each.name for each in other.response if each.presence == "required"] == [
        "code",
        "message",
        "request_id",
    ]


def test_a_field_is_required_that_every_shown_object_has() -> None:
    rows = ["#|plot_id|string|Plot.|", "#|state|string|State.|"]
    assert of_rows(*rows, shown='{"plot_id": "1", "state": "WET"}') == ["data.plot_id", "data.state"]
    assert of_rows(*rows, shown='{"plot_id": "1"}') == ["data.plot_id"]
    assert of_rows(*rows, shown='{"plot_id": "1", "state": null}') == ["data.plot_id"]
    assert of_rows(*rows, shown="{}") == []


@text_cases(sentence=str)
def test_a_field_is_not_required_of_which_a_sentence_says_when_it_is_there(sentence: str) -> None:
    rows = ["#|plot_id|string|Plot.|", f"#|state|string|{sentence}|"]
    assert of_rows(*rows, shown='{"plot_id": "1", "state": "WET"}') == ["data.plot_id"]


@text_cases(sentence=str)
def test_a_sentence_that_only_sounds_like_it_says_nothing_of_when_a_field_is_there(sentence: str) -> None:
    rows = ["#|plot_id|string|Plot.|", f"#|state|string|{sentence}|"]
    assert of_rows(*rows, shown='{"plot_id": "1", "state": "WET"}') == ["data.plot_id", "data.state"]


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, True),
        ({"presence": "conditional"}, False),
        ({"conditions": (InWords("0" * 8),)}, False),
        # No table has it.
        ({"contested": (Contested("unknown", "guide.md", 7),)}, False),
        ({"contested": (Contested("type", "guide.md", 7),)}, True),
        ({"lifecycle": "deprecated"}, False),
        ({"description": "Returned when the plot is wet."}, False),
        ({"description": "How wet the plot is."}, True),
    ],
)
def test_a_field_is_required_unless_something_known_of_it_speaks_against_it(
    facts: dict[str, Any], *, found: bool
) -> None:
    data = Field("data", Type("object"), children=(Field("wet", Type("string"), **facts),))
    operation = Operation("GET", "/plot/get/", "Get plots", page="plot.md", response=(data,))
    reply = {"code": 0, "data": {"wet": "very"}}
    shown = Shown("GET", "/plot/get/", "response", reply, frozenset(), True, "plot.md", 1, "")
    (after,) = with_always(Document((operation,)), [shown]).document.operations
    assert required(after) == (["data.wet"] if found else [])


def test_what_requests_may_leave_out_is_not_required_of_their_replies() -> None:
    rows = ["#|plot_id|string|Plot.|", "#|label|string|Label.|", "#|garden_id|string|Garden.|"]
    shown = '{"plot_id": "1", "label": "x", "garden_id": "2"}'
    assert of_rows(*rows, shown=shown, request=["|label|string|Label.|"]) == [
        "data.plot_id",
        "data.garden_id",
    ]
    assert of_rows(*rows, shown=shown, request=["|label {Required}|string|Label.|"]) == [
        "data.plot_id",
        "data.label",
        "data.garden_id",
    ]


def test_what_a_reply_repeats_of_requests_tells_that_the_rest_may_depend_on_them() -> None:
    rows = ["#|plot_id|string|Plot.|", "#|label|string|Label.|", "#|colour|string|Colour.|"]
    shown = '{"plot_id": "1", "label": "x", "colour": "RED"}'
    assert of_rows(*rows, shown=shown, request=["|label|string|Label.|"]) == ["data.plot_id"]


def test_what_narrows_a_search_says_nothing_of_what_is_found() -> None:
    rows = ["#|plot_id|string|Plot.|", "#|label|string|Label.|"]
    shown = '{"plot_id": "1", "label": "x"}'
    always = ["data.plot_id", "data.label"]
    assert of_rows(*rows, shown=shown, path="plot/get", request=["|label|string|Label.|"]) == always


def items(number: int, *names: str) -> str:
    return json.dumps({"list": [dict.fromkeys(names, "1")] * number})


LIST = ("#|list|object[]|Plots.|", "##|plot_id|string|Plot.|", "##|soil|string|Soil.|")


def test_of_a_list_only_ids_and_what_its_requests_require_are_required_until_many_are_shown() -> None:
    assert of_rows(*LIST, shown=items(9, "plot_id", "soil"), path="plot/get") == [
        "data.list",
        "data.list.plot_id",
    ]
    assert of_rows(*LIST, shown=items(10, "plot_id", "soil"), path="plot/get") == [
        "data.list",
        "data.list.plot_id",
        "data.list.soil",
    ]
    create = page(["#|plot_id|string|Plot.|"], '{"plot_id": "1"}', request=["|soil {Required}|string|Soil.|"])
    operations, _ = judged(page(LIST, items(1, "plot_id", "soil"), path="plot/get"), create)
    found = {each.path.split("/")[-2]: required(each) for each in operations}
    assert found["get"] == ["data.list", "data.list.plot_id", "data.list.soil"]


@text_cases(path=str, ids=literal)
def test_the_id_of_an_object_in_a_list_is_that_of_what_is_asked_for(path: str, ids: list[str]) -> None:
    rows = ("#|list|object[]|What is there.|", "##|plot_id|string|Plot.|", "##|bed_id|string|Bed.|")
    found = of_rows(*rows, shown=items(1, "plot_id", "bed_id"), path=path)
    assert found == ["data.list", *(f"data.list.{name}" for name in ids)]


@text_cases(name=str, ids=literal)
def test_the_id_of_an_object_in_a_list_is_that_of_what_the_list_is_called(name: str, ids: list[str]) -> None:
    rows = (f"#|{name}|object[]|What is there.|", "##|plot_id|string|Plot.|", "##|soil|string|Soil.|")
    shown = json.dumps({name: [{"plot_id": "1", "soil": "DRY"}]})
    found = of_rows(*rows, shown=shown, path="garden/get")
    assert found == [f"data.{name}", *(f"data.{name}.{each}" for each in ids)]


def test_fields_that_the_caller_chooses_are_not_required() -> None:
    named = ["|parts|string[]|Enum values: `plot_id`, `depth`.|"]
    shown = items(10, "plot_id", "soil")
    assert of_rows(*LIST, shown=shown, path="plot/get", request=named) == ["data.list", "data.list.soil"]
    any_of_them = ["|parts|string[]|Fields that you want to get.|"]
    assert of_rows(*LIST, shown=shown, path="plot/get", request=any_of_them) == ["data.list"]


PAGED = ("#|pager|object|Pages.|", "##|page|number|Page number.|", "##|total|number|Number of plots.|")


def test_objects_that_are_documented_alike_are_one_kind() -> None:
    with_all, other, silent = (
        page(PAGED, shown, path=f"{name}/get")
        for name, shown in (
            ("plot", '{"pager": {"page": 1, "total": 2}}'),
            ("bed", '{"pager": {"page": 1}}'),
            ("tree", ""),
        )
    )
    operations, _ = judged(with_all, silent)
    assert [required(each)[-2:] for each in operations] == [["data.pager.page", "data.pager.total"]] * 2
    operations, _ = judged(with_all, other, silent)
    assert [required(each)[-1:] for each in operations] == [["data.pager.page"]] * 3


def test_the_data_of_each_operation_is_of_a_kind_of_its_own() -> None:
    rows = ["#|plot_id|string|Plot.|", "#|label|string|Label.|"]
    whole = page(rows, '{"plot_id": "1", "label": "x"}')
    operations, _ = judged(whole, page(rows, '{"plot_id": "1"}', path="bed/create"))
    found = {each.path.split("/")[-3]: required(each) for each in operations}
    assert found == {"plot": ["data.plot_id", "data.label"], "bed": ["data.plot_id"]}


def test_one_odd_page_among_many_is_odd_alone() -> None:
    many = [page(PAGED, '{"pager": {"page": 1, "total": 2}}', path=f"plot{n}/get") for n in range(10)]
    operations, _ = judged(*many, page(PAGED, '{"pager": {"page": 1}}', path="odd/get"))
    assert {each.path.split("/")[-3]: required(each)[-1] for each in operations} == {
        **{f"plot{number}": "data.pager.total" for number in range(10)},
        "odd": "data.pager.page",
    }


ROWS = ["#|plot_id|string|Plot.|", "#|a|string|A.|", "#|b|string|B.|", "#|c|string|C.|"]
ALL = '{"plot_id": "1", "a": "1", "b": "1", "c": "1"}'


def test_what_another_page_leaves_out_is_contested_and_nobody_is_held_to_it() -> None:
    (operation, *_), odd = judged(page(ROWS, ALL), guide('{"plot_id": "1", "a": "1", "b": "1"}'))
    assert odd == ()
    (field,) = (each for path, each in walk(operation.response) if path == ("data", "c"))
    assert [(each.fact, each.page) for each in field.contested] == [("required", "guides/2.md")]
    spec, _ = assemble(Document((operation,)), prose="none")
    schemas = spec["components"]["schemas"]  # type: ignore[index] # a document is a plain dictionary
    data = schemas["PlotCreateResponseData"]
    assert data["required"] == ["plot_id", "a", "b", "c"]
    assert enforced(data)["required"] == ["plot_id", "a", "b"]


@pytest.mark.parametrize(
    "data",
    ['{"plot_id": "1"}', '{"other": "1"}', "{}"],
    ids=["most of it is left out", "nothing of it is documented", "it is empty"],
)
def test_another_page_that_leaves_out_most_contests_nothing(data: str) -> None:
    (operation, *_), odd = judged(page(ROWS, ALL), guide(data))
    assert not any(each.contested for path, each in walk(operation.response) if path[-1] in {"a", "b", "c"})
    assert [each.code for each in odd if each.code == "example-abridged"] == (
        ["example-abridged"] if data != "{}" else []
    )


def test_another_page_may_have_an_object_inside_the_data_of_which_nothing_is_documented() -> None:
    rows = [*ROWS, "#|bed|object|Bed.|", "##|soil|string|Soil.|"]
    whole = json.dumps({**json.loads(ALL), "bed": {"soil": "CLAY"}})
    (operation, *_), odd = judged(
        page(rows, whole), guide('{"plot_id": "1", "a": "1", "b": "1", "bed": {"other": 1}}')
    )
    assert [each.code for each in odd] == []
    assert {path[-1] for path, each in walk(operation.response) if each.contested} == {"c", "soil", "other"}


def test_a_request_that_the_page_shows_is_no_reply() -> None:
    sent = guide("{}").partition("```xcodeblock")[2].partition("```xcodeblock")[0]
    shown = page(ROWS, ALL).replace("### Example\n", f"### Example\n```xcodeblock{sent}", 1)
    (operation,), _ = judged(shown)
    assert [each.name for each in operation.response if each.presence == "required"] == list(ENVELOPE)
    assert required(operation) == ["data.plot_id", "data.a", "data.b", "data.c"]


@pytest.mark.parametrize(("code", "some"), [(0, True), (20001, True), (1, False), (40002, False)])
def test_only_a_reply_that_tells_of_a_success_shows_what_is_always_there(code: int, some: bool) -> None:
    shown = page(ROWS, ALL).replace('{"code": 0', f'{{"code": {code}')
    (operation,), _ = judged(shown)
    assert required(operation) == (["data.plot_id", "data.a", "data.b", "data.c"] if some else [])


@pytest.mark.parametrize(("left", "told"), [(("a",), True), ((), False)])
def test_a_page_that_has_half_of_what_is_always_there_is_heeded(left: tuple[str, ...], told: bool) -> None:
    (operation, *_), _ = judged(page(ROWS, ALL), guide(json.dumps(dict.fromkeys(("plot_id", *left), "1"))))
    contested = {path[-1] for path, each in walk(operation.response) if each.contested}
    assert contested == ({"b", "c"} if told else set())


def test_an_object_of_two_fields_is_too_small_to_say_what_is_left_out() -> None:
    (operation, *_), _ = judged(page(ROWS[:3], '{"plot_id": "1", "a": "1"}'), guide('{"b": "1"}'))
    assert {path[-1] for path, each in walk(operation.response) if each.contested} == {"plot_id", "a"}


def test_a_reply_that_tells_of_a_failure_contests_nothing() -> None:
    (operation, *_), odd = judged(page(ROWS, ALL), guide('{"plot_id": "1", "a": "1", "b": "1"}', code=40002))
    assert not any(each.contested for _, each in walk(operation.response))
    assert odd == ()


def test_a_facts_page_says_what_is_required_and_means_the_same() -> None:
    (operation, *_), _ = judged(page(ROWS, ALL), guide('{"plot_id": "1", "a": "1", "b": "1"}'))
    facts = without_prose(Document((operation,))).operations[0]
    text = facts_page(facts)
    assert "#|plot_id {Required}|string||" in text
    assert "#|c {Required}|string|Contested: `required` (`guides/2.md`, line 9).|" in text
    read, _ = read_page(text.encode(), "plots/1.md")
    document, _ = interpret([read])
    again, _ = weighed(document, [read])
    assert assemble(again, prose="none")[0] == assemble(Document((facts,)), prose="none")[0]


def test_a_recorded_call_contests_what_its_reply_lacks(tmp_path: Path) -> None:
    (operation, *_), _ = judged(page(ROWS, ALL))
    text = facts_page(without_prose(Document((operation,))).operations[0])
    calls = tmp_path / "calls.jsonl"
    reply = {"code": 0, "message": "OK", "request_id": "1", "data": {"plot_id": "1", "a": "1"}}
    call = {"method": "POST", "path": "/open_api/v1.3/plot/create/", "request": {"garden_id": "1"}}
    calls.write_text(json.dumps({**call, "reply": reply}))
    read, _ = read_page(text.encode(), "plots/1.md")
    document, _ = interpret([read])
    found, _ = weighed(document, [read], calls=recorded(calls).shown)
    told = {
        ".".join(path): [one.fact for one in each.contested]
        for path, each in walk(found.operations[0].response)
        if each.contested
    }
    assert told == {"data.b": ["required"], "data.c": ["required"]}


@needs_portal
def test_a_third_of_the_fields_of_all_replies_is_required() -> None:
    document = may().facts
    fields = [each for of in document.operations if of.repeats is None for _, each in walk(of.response)]
    needed = [each for each in fields if each.presence == "required"]
    against = [each for each in needed if any(one.fact == "required" for one in each.contested)]
    assert (len(needed), len(against)) == (REQUIRED, CONTESTED)


# Of 9,685 fields of replies.
REQUIRED, CONTESTED = 3346, 3

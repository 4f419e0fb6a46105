"""What is read is weighed against documented examples: what they speak against is contested, nothing more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from text_cases import literal, text_cases
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.facts import facts_page
from tiktok_bindgen.facts.appendix import appendix_facts
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Contested, EnumValue, Field, Limits, Operation, Type
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.language.slips import is_slip
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.model import Compares, In, Not, Present, Rule
from tiktok_bindgen.pipeline import make_spec
from tiktok_bindgen.problem import InputError, Problem
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sentences import interpret
from tiktok_bindgen.weigh import weighed
from tiktok_bindgen.weigh.before import as_before
from tiktok_bindgen.weigh.calls import Shown, parameter
from tiktok_bindgen.weigh.compare import compared
from tiktok_bindgen.weigh.recorded import recorded
from tiktok_bindgen.weigh.satisfy import prevented
from tiktok_bindgen.weigh.slips import Vocabulary
from tiktok_bindgen.weigh.values import OPEN, value_in

PLOT = """# Create a plot
## Request
**Endpoint** https://business-api.tiktok.com/open_api/v1.3/plot/create/

**Method** POST

**Parameters**
```xtable
|Field|Data Type|Description|
|---|---|---|
|garden_id {Required}|string|Garden.|
|kind {Required}|string|Enum values: `FLOWERS`, `HERBS`.|
|label|string|Length limit: 4 characters.|
|depth|number|Value range: [1, 9].|
|fence {+Conditional}|string|Required when `kind` is `FLOWERS`.|
|beds|object[]|Beds.|
#|soil {Required}|string|Soil.|
#|season|string|Enum values: `SPRRING_TIME`, `AUTUMN_TIME`.|
|spring_time|string|When it begins.|
```
"""
REPLY = """## Response
```xtable
|Field|Data Type|Description|
|---|---|---|
|code|number|Code.|
|data|object|Data.|
#|plot_id|string|Plot.|
#|marks|string[]|Marks.|
```
"""
WHOLE = '"garden_id": "7", "kind": "FLOWERS", "fence": "x"'


def call(body: str, path: str = "/open_api/v1.3/plot/create/") -> str:
    """A code block that shows a request."""
    return (
        "```xcodeblock\n(code curl http)\n"
        f"curl --request POST 'https://business-api.tiktok.com{path}' \\\n"
        f"--header 'Access-Token: {{{{Access-Token}}}}' \\\n--data '{body}'\n(/code)\n```\n"
    )


def answer(body: str) -> str:
    """A code block that shows a reply."""
    return f"```xcodeblock\n(code Success-Response http)\nHTTPS/1.1 200 OK\n{body}\n(/code)\n```\n"


def pages(*guides: str, plot: str = PLOT + REPLY) -> list[Any]:
    """The page of the operation and guides that have no tables."""
    texts = {"plot.md": plot} | {
        f"guides/{number}.md": f"# How to plant\n\nDo so:\n\n{text}" for number, text in enumerate(guides, 1)
    }
    return [read_page(text.encode(), name)[0] for name, text in texts.items()]


def judged(*guides: str, plot: str = PLOT + REPLY) -> tuple[Operation, list[Problem]]:
    """The one operation after weighing, and what is odd about the examples."""
    read = pages(*guides, plot=plot)
    document, odd = weighed(interpret(read)[0], read)
    return document.operations[0], list(odd)


def contested(fields: tuple[Field, ...], above: str = "") -> dict[str, list[str]]:
    """The contested facts by the names of their fields."""
    found = {}
    for each in fields:
        if each.contested:
            found[f"{above}{each.name}"] = [one.fact.rpartition(":")[0] or one.fact for one in each.contested]
        found |= contested(each.children, f"{above}{each.name}.")
    return found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (WHOLE, {}),
        ('"garden_id": "7", "kind": "SHRUBS"', {"kind": ["enum"]}),
        *(
            (f'"garden_id": "7", "kind": "{shown}"', {"kind": ["enum"]})
            for shown in ("nd", "the kind", "KINDNESS")
        ),
        (f'{WHOLE}, "label": "roses"', {"label": ["maxLength"]}),
        (f'{WHOLE}, "depth": 10', {"depth": ["maximum"]}),
        (f'{WHOLE}, "depth": "3"', {"depth": ["type"]}),
        ('"kind": "HERBS"', {"garden_id": ["required"]}),
        ('"garden_id": "7", "kind": "FLOWERS"', {"fence": ["requires:fence"]}),
        (f'{WHOLE}, "gate": true', {"gate": ["unknown"]}),
        (f'{WHOLE}, "beds": [{{"soil": "loam", "worms": 4}}]', {"beds.worms": ["unknown"]}),
        (f'{WHOLE}, "beds": [{{}}]', {"beds.soil": ["required"]}),
    ],
)
def test_one_conflict_blames_one_fact(body: str, found: Mapping[str, list[str]]) -> None:
    operation, odd = judged(call(f"{{{body}}}"))
    assert contested(operation.parameters) == found
    assert odd == []


def test_a_contested_fact_tells_the_page_and_the_line_of_the_field_in_it() -> None:
    operation, _ = judged(call(f'{{\n{WHOLE},\n"label": "roses"\n}}'))
    (label,) = (each for each in operation.parameters if each.name == "label")
    ((fact, page, line),) = ((each.fact, each.page, each.line) for each in label.contested)
    assert (fact, page, line) == ("maxLength", "guides/1.md", 11)


def test_a_value_that_examples_show_joins_the_list() -> None:
    operation, _ = judged(call('{"garden_id": "7", "kind": "SHRUBS"}'))
    assert [value.value for value in operation.parameters[1].enum] == ["FLOWERS", "HERBS", "SHRUBS"]


@pytest.mark.parametrize("shown", [" SHRUBS", "SHRUBS ", "two  blanks", "two\\nlines", "a `tick`"])
def test_a_value_that_no_page_could_list_is_in_no_list(shown: str) -> None:
    operation, _ = judged(call(f'{{"garden_id": "7", "kind": "{shown}"}}'))
    assert [value.value for value in operation.parameters[1].enum] == ["FLOWERS", "HERBS"]
    assert contested(operation.parameters)["kind"] == ["enum"]


def test_a_field_that_no_table_has_is_typed_from_its_values_and_its_namesakes() -> None:
    gate = '{"height": 2.5, "open": true, "bars": ["a"]}'
    body = f'{{{WHOLE}, "gate": {gate}, "spring": 3, "garden": {{{{x}}}}}}'
    operation, _ = judged(call(body))
    fence, spring, garden = operation.parameters[-3:]
    assert [(each.name, each.type.kind, each.type.array) for each in fence.children] == [
        ("height", "number", 0),
        ("open", "boolean", 0),
        ("bars", "string", 1),
    ]
    assert (spring.type.kind, garden.type.kind) == ("number", "any")


@text_cases(shown=str, type_=literal)
def test_a_field_that_no_table_has_is_of_the_type_of_its_namesake_if_that_fits_all_its_values(
    shown: str, type_: tuple[str, int]
) -> None:
    namesakes = "#|counts|integer[]|Counts.|\n#|weight|number|Weight.|\n#|width|string|Width.|\n"
    plot = PLOT.replace("#|season|", f"{namesakes}#|season|")
    operation, _ = judged(call(f'{{{WHOLE}, "gate": {{{shown}}}}}'), plot=plot)
    (found,) = operation.parameters[-1].children
    assert (found.type.kind, found.type.array) == type_


@text_cases(shown=str, type_=literal)
def test_an_id_that_no_table_has_and_that_is_shown_as_a_number_is_whole(
    shown: str, type_: tuple[str, int]
) -> None:
    operation, _ = judged(call(f'{{{WHOLE}, "gate": {{{shown}}}}}'))
    (found,) = operation.parameters[-1].children
    assert (found.type.kind, found.type.array) == type_


@text_cases(gate=str, type_=literal, inside=literal)
def test_a_field_that_no_table_has_is_of_the_type_that_examples_show(
    gate: str, type_: tuple[str, int], inside: list[str]
) -> None:
    found = judged(call(f'{{{WHOLE}, "gate": {gate}}}'))[0].parameters[-1]
    assert (found.name, found.type.kind, found.type.array) == ("gate", *type_)
    assert [each.name for each in found.children] == inside


@pytest.mark.parametrize(
    "body",
    [
        '"garden_id": "{{garden_id}}", "kind": "{{kind}}", "fence": {{fence}}, "depth": {{depth}}',
        '"garden_id": GARDEN_ID, "kind": "KIND", "fence": "<fence>", "depth": "DEPTH"',
        '"garden_id": "xxx", "kind": "FLOWERS", "fence": "...", "depth": <depth>',
        '"garden_id": "7", "kind": "FLOWERS", {{more}}',
        # The field's own name, with or without a number, an ``s`` or something before it.
        *(
            f'"garden_id": "7", "kind": "{shown}", "fence": "f"'
            for shown in ("kind", "Kinds", "KIND_2", "kind 10", "THE_KIND", "ind", "'kind'")
        ),
    ],
)
def test_what_is_to_be_filled_in_is_against_nothing(body: str) -> None:
    operation, odd = judged(call(f"{{{body}}}"))
    assert contested(operation.parameters) == {}
    assert odd == []


THEN_AND_NOW = """## Then and now
```xtable
|Changes|v1.2|v1.3|
|---|---|---|
|Endpoint path|/v1.2/plot/create/|/v1.3/plot/create/|
|Request parameter|`/sort`|`/kind`|
```
## Request
"""


@pytest.mark.parametrize(
    ("shown", "found"), [("kind", {}), ("sort", {}), ("SORT_2", {}), ("size", {"kind": ["enum"]})]
)
def test_the_name_that_a_field_had_is_to_be_filled_in_as_well(
    shown: str, found: dict[str, list[str]]
) -> None:
    plot = PLOT.replace("## Request\n", THEN_AND_NOW)
    operation, _ = judged(call(f'{{"garden_id": "7", "kind": "{shown}"}}'), plot=plot)
    assert contested(operation.parameters) == found


@pytest.mark.parametrize(
    ("shown", "found", "told"),
    [
        ('"sort": "HERBS"', {}, ["the request shown here is of the version before: `sort` is `kind`"]),
        # With the name of now it is not.
        ('"sort": "HERBS", "kind": "HERBS"', {"sort": ["unknown"]}, []),
        ('"sort": "HERBS", "kind": "SHRUBS"', {"kind": ["enum"], "sort": ["unknown"]}, []),
    ],
)
def test_a_request_with_a_former_name_in_place_of_the_name_of_now_is_of_the_version_before(
    shown: str, found: dict[str, list[str]], told: list[str]
) -> None:
    plot = PLOT.replace("## Request\n", THEN_AND_NOW)
    operation, odd = judged(call(f'{{"garden_id": "7", {shown}}}'), plot=plot)
    assert contested(operation.parameters) == found
    assert [each.text for each in odd] == told


def test_examples_with_comments_and_commas_too_many_or_too_few_are_read() -> None:
    text = '{"a": 1, // one\n "b": [1, 2, ], /* two */ "c": "x//y" "d": {"e": null,},\n}'
    assert value_in(text) == ({"a": 1, "b": [1, 2], "c": "x//y", "d": {"e": None}}, True)
    assert value_in('{"a": {{a}}, {{more}} }') == ({"a": OPEN}, False)
    assert value_in("{a: 1, b: [x, 'y'], c: {}}") == ({"a": 1, "b": ["x", "y"], "c": {}}, True)
    assert value_in('{a: 1, more, "b": 2, ...}') == ({"a": 1, "b": 2}, False)
    assert value_in('{"a": [1, ...], "b": }') == ({"a": [1], "b": OPEN}, True)
    assert value_in('{"a": {"b": 1, ...}}') == ({"a": {"b": 1}}, False)
    # A bracket that closes nothing is none.
    assert value_in('{"a": 1], "b": 2}') == ({"a": 1, "b": 2}, True)
    assert value_in('{"a": [1}, 2], "b": 2}') == ({"a": [1, 2], "b": 2}, True)
    assert value_in('{\\"a\\": \\"b\\"}') == ({"a": "b"}, True)


@text_cases(word=str, value=literal)
def test_a_word_without_quotes_is_a_value_of_json_or_of_a_program(word: str, value: object) -> None:
    # With a comma too many it is no JSON as it stands.
    assert value_in(f'{{"a": {word}, "b": [{word}],}}')[0] == {"a": value, "b": [value]}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('[1, "a"]', [1, "a"]),
        ("'[1]'", [1]),
        ('{"a": 1}', {"a": 1}),
        ("[", OPEN),
        ("{{garden_id}}", OPEN),
        ("{garden_id}", OPEN),
        ("<garden>", OPEN),
        ("", OPEN),
        ('"rose"', "rose"),
        ("5", "5"),
    ],
)
def test_a_parameter_of_a_query_is_text_or_json(written: str, value: object) -> None:
    assert parameter(written) == value


QUERY = """# Get plots
## Request
**Endpoint** https://business-api.tiktok.com/open_api/v1.3/plot/get/

**Method** GET

**Parameters**
```xtable
|Field|Data Type|Description|
|---|---|---|
|garden_id {{Required}}|string|Garden.|
|kinds|string[]|Enum values: `ROSE`, `OAK`.|
|size|integer|Value range: [1, 9].|
|fenced|boolean|Fenced.|
|sieve|object|What is left out.|
#|soil {{Required}}|string|Soil.|
```
### Example
```xcodeblock
(code curl http)
curl {before} 'https://business-api.tiktok.com/open_api/v1.3/plot/get/?{query}' {after}
(/code)
```
"""


@text_cases(query=str, found=literal)
def test_the_query_of_a_command_is_a_request(query: str, found: dict[str, list[str]]) -> None:
    for before, after in (("-X GET", ""), ("", "--header 'Access-Token: x'"), ("--request GET \\\n", "")):
        operation, _ = judged(plot=QUERY.format(before=before, query=query, after=after))
        assert contested(operation.parameters) == found, before


ALTERNATIVES = """# Preview a plot
## Request
**Endpoint** https://business-api.tiktok.com/open_api/v1.3/plot/create/

**Method** POST

### Preview a plot to come
```xtable
|Field|Data Type|Description|
|---|---|---|
|kind {Required}|string|What to preview. Enum values: `PLAN`.|
|owner {Required}|string|Who.|
|size|string|Enum values: `BIG`, `SMALL`.|
```
### Preview a plot that is there
```xtable
|Field|Data Type|Description|
|---|---|---|
|kind {Required}|string|What to preview. Enum values: `PLOT`.|
|plot_id {Required}|string|The plot.|
```
"""


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('"kind": "PLAN", "owner": "x"', [{}, {}]),
        ('"kind": "PLAN"', [{"owner": ["required"]}, {}]),
        ('"kind": "PLOT"', [{}, {"plot_id": ["required"]}]),
        ('"kind": "PLAN", "owner": "x", "size": "HUGE"', [{"size": ["enum"]}, {}]),
        ('"kind": "PLOT", "plot_id": "1", "new": 1', [{"new": ["unknown"]}, {"new": ["unknown"]}]),
    ],
)
def test_of_several_alternatives_an_example_is_of_the_one_it_is_closest_to(
    body: str, found: list[dict[str, list[str]]]
) -> None:
    operation, odd = judged(call(f"{{{body}}}"), plot=ALTERNATIVES)
    assert [contested(each.fields) for each in operation.alternatives] == found
    assert odd == []


@pytest.mark.parametrize(
    "body", ['"kind": "PLOT", "plot_id": "1", "size": "BIG"', '"kind": "PLAN", "owner": "x", "size": 3']
)
def test_where_each_alternative_has_a_value_of_another_type_an_example_is_of_none(body: str) -> None:
    field = "|plot_id {Required}|string|The plot.|\n"
    operation, odd = judged(
        call(f"{{{body}}}"), plot=ALTERNATIVES.replace(field, f"{field}|size|integer|Size.|\n")
    )
    assert [contested(each.fields) for each in operation.alternatives] == [{}, {}]
    assert odd == []


@pytest.mark.parametrize(
    ("values", "shown", "found"),
    [
        (True, {"a": {"soil": "loam"}, "b": {"soil": "clay"}}, []),
        (True, {"a": {"soil": 1}}, [("type", ("plots", "soil"))]),
        (
            True,
            {"a": {}, "b": {"hedge": 1}},
            [("required", ("plots", "soil")), ("unknown", ("plots", "hedge"))],
        ),
        # Of what else it holds nothing is known.
        (True, {"a": "loam"}, []),
        (False, {"a": {"hedge": 1}}, []),
        (False, {"a": "loam"}, []),
        (False, ["loam"], [("type", ("plots",))]),
    ],
)
def test_the_objects_of_a_map_are_compared_whatever_their_keys_are(
    values: bool, shown: object, found: list[tuple[str, tuple[str, ...]]]
) -> None:
    soil = Field("soil", Type("string"), presence="required")
    type_ = Type("map", values=Type("object") if values else None)
    plots = Field("plots", type_, children=(soil,) if values else ())
    operation = Operation("POST", "/plot/", "Plot", parameters=(plots,))
    request = Shown("POST", "/plot/", "request", {"plots": shown}, frozenset(), True, "plot.md", 1, "")
    conflicts = compared(request, operation).conflicts
    assert sorted((each.fact, each.names) for each in conflicts) == found


def test_what_one_of_several_alternatives_says_of_a_field_counts_for_all_of_them() -> None:
    said = "`PLOT`. To preview a plan, set `kind` to `PLAN` or leave `kind` unspecified."
    operation, _ = judged(plot=ALTERNATIVES.replace("`PLOT`.", said))
    assert [contested(each.fields) for each in operation.alternatives] == [{"kind": ["required"]}] * 2


def test_a_slip_in_one_example_blames_nothing() -> None:
    operation, odd = judged(call('{"garden_id": "7", "kind": "FLOWRES", "fense": "x"}'))
    assert contested(operation.parameters) == {}
    assert [(each.code, each.text) for each in odd] == [
        ("example-slip", "`FLOWRES` is most likely meant as `FLOWERS`"),
        ("example-slip", "`fense` is most likely meant as `fence`"),
    ]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('"lable": "x"', {}),
        ('"lable": "x", "label": "y"', {"lable": ["unknown"]}),
        ('"beds": [{"soli": "x"}]', {}),
        ('"beds": [{"soil": "x", "soli": "y"}]', {"beds.soli": ["unknown"]}),
        ('"beds": [{"soil": "x"}, {"soil": "x", "soli": "y"}]', {"beds.soli": ["unknown"]}),
    ],
)
def test_a_name_is_not_meant_for_a_field_that_is_there_too(body: str, found: dict[str, list[str]]) -> None:
    operation, odd = judged(call(f'{{"garden_id": "7", "kind": "HERBS", {body}}}'))
    assert contested(operation.parameters) == found
    assert [each.code for each in odd] == ([] if found else ["example-slip"])


@text_cases(rule=str, fact=str, others=literal)
def test_a_field_whose_name_is_misspelled_is_not_missing(rule: str, fact: str, others: str) -> None:
    plot = PLOT.replace("|spring_time|", f"|gate|string|Rule: {rule}|\n|spring_time|")
    shown = '{"garden_id": "7", "kind": "HERBS"%s}'
    operation, odd = judged(call(shown % f', "lable": "x"{others}'), plot=plot)
    assert contested(operation.parameters) == {}
    assert [each.text for each in odd] == ["`lable` is most likely meant as `label`"]
    operation, odd = judged(call(shown % others), plot=plot)
    assert contested(operation.parameters) == {"label": [fact]}
    assert odd == []


def test_a_field_in_another_object_than_it_is_documented_in_is_told_and_taken() -> None:
    operation, odd = judged(call('{"garden_id": "7", "kind": "HERBS", "season": "AUTUMN_TIME", "height": 1}'))
    assert contested(operation.parameters) == {"season": ["unknown"], "height": ["unknown"]}
    assert [(each.line, each.code, each.text) for each in odd] == [
        (
            9,
            "example-misplaced",
            "`season` stands at the top here, and is documented in `beds`; both are taken",
        )
    ]
    plot = PLOT.replace("#|soil {R", "#|pot|object|Pot.|\n##|lid|string|Lid.|\n#|soil {R")
    body = '{"garden_id": "7", "kind": "HERBS", "beds": [{"soil": "x", "lid": "x"}]}'
    assert [each.text for each in judged(call(body), plot=plot)[1]] == [
        "`lid` stands in `beds` here, and is documented in `beds.pot`; both are taken"
    ]


@text_cases(soil=str, found=literal)
def test_a_marker_that_its_own_page_speaks_against_requires_nothing(soil: str, found: list[str]) -> None:
    operation, _ = judged(plot=PLOT.replace("Soil.", soil))
    assert contested(operation.parameters).get("beds.soil", []) == found


def test_a_name_of_any_signs_is_looked_for_as_it_is_written() -> None:
    plot = PLOT.replace("soil", "soil(").replace(
        "When it begins.", "You do not need to pass `soil(` in winter."
    )
    assert contested(judged(plot=plot)[0].parameters) == {}
    plot = PLOT.replace("soil", "soil(").replace("Soil.", "`soil(` can be omitted.")
    assert contested(judged(plot=plot)[0].parameters) == {"beds.soil(": ["required"]}


def test_what_is_said_of_a_field_beside_another_counts_only_where_it_is_named() -> None:
    said = "Seasons. You don't need to pass `soil` in winter."
    plot = PLOT.replace("Enum values: `SPRRING_TIME`, `AUTUMN_TIME`.", said)
    assert contested(judged(plot=plot)[0].parameters) == {"beds.soil": ["required"]}
    for own in ("this field", "this parameter"):
        plot = PLOT.replace(
            "Enum values: `SPRRING_TIME`, `AUTUMN_TIME`.", f"Do not pass {own} if `soil` is dry."
        )
        assert contested(judged(plot=plot)[0].parameters) == {}
    plot = PLOT.replace("When it begins.", said)
    assert contested(judged(plot=plot)[0].parameters) == {}


@text_cases(said=str, found=literal)
def test_a_field_that_is_ignored_where_another_is_given_is_not_always_required(
    said: str, found: list[str]
) -> None:
    plot = PLOT.replace("When it begins.", f"When it begins. {said}")
    assert contested(judged(plot=plot)[0].parameters) == {name: ["required"] for name in found}


@pytest.mark.parametrize(
    ("either", "found"),
    [
        (
            "You need to pass either `label` or `spring_time` if `kind` is `HERBS`.",
            "(`label` is `A` or (`label` is not given and `spring_time` is not given))",
        ),
        (
            "You need to pass either `depth` or `spring_time` if `kind` is `HERBS`.",
            "(`label` is `A` or `label` is not given)",
        ),
    ],
)
def test_what_a_default_demands_is_not_demanded_where_something_else_may_be_sent_in_its_place(
    either: str, found: str
) -> None:
    plot = PLOT.replace("Length limit: 4 characters.", "Enum values: `A`, `B`.")
    plot = plot.replace("Required when `kind` is `FLOWERS`.", "Required when `label` is `A` or not passed.")
    plot = plot.replace("When it begins.", f"When it begins. {either}")
    operation, _ = judged(plot=plot)
    assert contested(operation.parameters) == {}
    assert f"`fence` is required when {found}." in map(sentence, operation.rules)


def test_what_is_ignored_in_one_form_of_a_request_is_not_required_there() -> None:
    head, table = PLOT.split("**Parameters**\n")
    first = table.replace("When it begins.", "If it is set, all the other fields except `kind` are ignored.")
    plot = f"{head}### For gardens\n{first}### For balconies\n{table.replace('garden_id', 'balcony_id')}"
    operation = judged(plot=plot)[0]
    assert [contested(each.fields) for each in operation.alternatives] == [{"garden_id": ["required"]}, {}]


@text_cases(rule=str)
def test_a_rule_on_a_value_that_is_to_be_filled_in_is_against_nothing(rule: str) -> None:
    more = f"|width|number|Width.|\n|gate|string|Rule: {rule}|\n"
    plot = PLOT.replace("|spring_time|", f"{more}|spring_time|")
    for values, against in (('"{{label}}", "depth": {{depth}}', 0), ('"1", "depth": 1', 1)):
        body = f'{{"garden_id": "7", "kind": "HERBS", "width": 2, "label": {values}}}'
        operation, _ = judged(call(body), plot=plot)
        found = [one.fact for each in operation.parameters for one in each.contested]
        assert (len(operation.rules), len(found)) == (2, against), found


@pytest.mark.parametrize(
    ("depth", "width", "broken"),
    [
        ("LOW", "HIGH", True),
        ("LOW", "LOW", False),
        (OPEN, "LOW", False),
        ("LOW", OPEN, False),
        ("LOW", "{{width}}", False),
    ],
)
def test_a_condition_on_a_value_that_is_to_be_filled_in_may_not_hold(
    depth: str, width: str, *, broken: bool
) -> None:
    fields = tuple(Field(name, Type("string")) for name in ("gate", "depth", "width"))
    rule = Rule("requires", (("gate",),), when=Compares(("depth",), "!=", other=("width",)))
    operation = Operation("POST", "/plot/", "Plot", parameters=fields, rules=(rule,))
    shown = {"depth": depth, "width": width}
    request = Shown("POST", "/plot/", "request", shown, frozenset(), True, "plot.md", 1, "")
    assert [each.fact for each in compared(request, operation).conflicts] == ([rule.id] if broken else [])


@text_cases(said=str, replied=str, added=literal)
def test_a_list_lacks_a_value_that_its_page_speaks_of_and_its_reply_lists(
    said: str, replied: str, added: list[str]
) -> None:
    reply = REPLY.replace("#|marks|string[]|Marks.|", f"#|kind|string|Enum values: {replied}.|")
    # A value that is also shown is added once.
    shown = [call('{"garden_id": "7", "kind": "UNSET"}')] if added else []
    operation, _ = judged(*shown, plot=PLOT.replace("When it begins.", said) + reply)
    assert contested(operation.parameters) == ({"kind": ["enum"]} if added else {})
    assert [each.value for each in operation.parameters[1].enum] == ["FLOWERS", "HERBS", *added]
    assert not added or operation.parameters[1].contested == (Contested("enum", "plot.md", 19),)


def test_where_two_fields_have_a_name_neither_list_gets_a_value() -> None:
    reply = REPLY.replace("#|marks|string[]|Marks.|", "#|kind|string|Enum values: `UNSET`.|")
    plot = PLOT.replace("When it begins.", "When `kind` is `UNSET`, this is the width.")
    plot = plot.replace("#|soil {Required}|string|Soil.|", "#|kind|string|Enum values: `LOAM`.|")
    assert contested(judged(plot=plot + reply)[0].parameters) == {}


def test_what_several_pages_show_is_no_slip() -> None:
    body = '{"garden_id": "7", "kind": "HERB"}'
    operation, odd = judged(call(body), call(body))
    assert contested(operation.parameters) == {"kind": ["enum"]}
    assert odd == []


def test_a_documented_value_may_be_the_slip() -> None:
    body = f'{{{WHOLE}, "beds": [{{"soil": "loam", "season": "SPRING_TIME"}}]}}'
    operation, odd = judged(call(body))
    assert contested(operation.parameters) == {"beds.season": ["enum"]}
    assert [(each.page, each.line, each.code) for each in odd] == [("plot.md", 18, "value-slip")]


def test_a_value_whose_meaning_spells_it_right_is_a_slip_without_any_example() -> None:
    plot = PLOT.replace(
        "Enum values: `SPRRING_TIME`, `AUTUMN_TIME`.",
        "Enum values:<ul><li>`SPRRING_TIME`: spring time.</li><li>`AUTUMN_TIME`: autumn time.</li></ul>",
    )
    operation, odd = judged(plot=plot)
    (season,) = (each for each in operation.parameters[5].children if each.name == "season")
    assert [value.value for value in season.enum] == ["SPRRING_TIME", "SPRING_TIME", "AUTUMN_TIME"]
    assert [(each.line, each.code) for each in odd] == [(18, "value-slip")]


def test_a_value_that_is_spelt_right_elsewhere_is_a_slip_without_any_example() -> None:
    mow = "|tasks|object[]|Tasks.|\n#|kind|string|Enum values: `LIFETIME_WATER`, `LIFETIME_LIGHT`.|\n"
    plot = PLOT.replace(
        "|spring_time|",
        f"{mow}|task|string|Enum values: `LIFERIME_WATER`, `LIFETIME_LIGHTS`.|\n|spring_time|",
    )
    operation, odd = judged(plot=plot)
    (task,) = (each for each in operation.parameters if each.name == "task")
    # A plural is no slip.
    assert [value.value for value in task.enum] == ["LIFERIME_WATER", "LIFETIME_WATER", "LIFETIME_LIGHTS"]
    assert [each.code for each in odd] == ["value-slip"]


def test_a_slip_in_a_reference_list_is_beside_its_correction_and_told_with_its_line() -> None:
    lists = """# Enumerations
## Season Name
```xtable
|Value|Description|
|---|---|
|SPRRING_TIME|Spring time.|
|AUTUMN_TIME|Autumn time.|
```
## Soil Name
```xtable
|Value|Description|
|---|---|
|WET_LOAM|Wet loam.|
```
"""
    read = [*pages(), read_page(lists.encode(), "lists.md")[0]]
    document, odd = weighed(interpret(read)[0], read)
    assert {each.name: [one.value for one in each.values] for each in document.appendix.enumerations} == {
        "Season Name": ["SPRRING_TIME", "SPRING_TIME", "AUTUMN_TIME"],
        "Soil Name": ["WET_LOAM"],
    }
    assert [(each.page, each.line, each.code) for each in odd] == [("lists.md", 6, "value-slip")]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            '"garden_id": 7, "kind": "X", "label": "roses", "depth": 10, "gate": 1',
            "the request shown here is against 5 facts: of `garden_id`, `kind`, `label`, `depth` and others",
        ),
        (
            '"hedge_id": "7", "hedge_name": "x", "kind": "HERBS"',
            "most of the 3 fields of the request shown here are in no table",
        ),
    ],
)
def test_an_example_that_is_against_much_blames_nothing(body: str, text: str) -> None:
    operation, odd = judged(call(f"{{{body}}}"))
    assert contested(operation.parameters) == {}
    assert [(each.code, each.text) for each in odd] == [("example-rotten", text)]


def test_what_another_example_is_against_too_does_not_spoil_an_example() -> None:
    many = '"garden_id": 7, "kind": "X", "label": "roses", "depth": 10, "gate": 1'
    other = '"garden_id": "7", "kind": "HERBS", "label": "roses"'
    operation, odd = judged(call(f"{{{many}}}"), call(f"{{{other}}}"))
    assert "example-rotten" not in {each.code for each in odd}
    assert contested(operation.parameters)["label"] == ["maxLength"]
    assert "depth" in contested(operation.parameters)


@text_cases(known=literal, unknown=literal, told=literal)
def test_a_reply_with_more_unknown_fields_than_known_ones_blames_nothing(
    known: int, unknown: int, told: str
) -> None:
    rows = "".join(f"#|known_{number}|string|Known.|\n" for number in range(known))
    reply = REPLY.replace("#|marks|string[]|Marks.|\n", "").replace("#|plot_id|string|Plot.|\n", rows)
    data = {f"known_{number}": "1" for number in range(known)} | {
        f"new_{number}": 1 for number in range(unknown)
    }
    shown = answer(json.dumps({"code": 0, "data": data}))
    operation, odd = judged(call(f"{{{WHOLE}}}") + shown, plot=PLOT + reply)
    assert len(contested(operation.response)) == (0 if told else unknown)
    assert [each.text for each in odd] == ([told] if told else [])


def test_a_call_that_nobody_documents_and_one_that_is_no_json_are_problems() -> None:
    _, odd = judged(call("{}", "/open_api/v1.3/plot/dig/"), call("{]"))
    assert [(each.page, each.code) for each in odd] == [
        ("guides/1.md", "example-elsewhere"),
        ("guides/2.md", "example-unreadable"),
    ]


@pytest.mark.parametrize("body", ["[1]", '["a"]', '[{"garden_id": "7"}]', "[]"])
def test_a_list_in_the_place_of_a_request_is_a_problem(body: str) -> None:
    operation, odd = judged(call(body))
    assert contested(operation.parameters) == {}
    text = "the request shown here is a list, not an object"
    assert [(each.line, each.code, each.text) for each in odd] == [(7, "example-unreadable", text)]


def test_a_command_without_an_address_is_passed_over_and_one_without_a_method_is_of_the_documented_one() -> (
    None
):
    plain = call("{}").replace("--data '{}'", "").replace("--request POST ", "")
    assert (
        judged(call("{}").replace("https://business-api.tiktok.com/open_api/v1.3/plot/create/", ""))[1] == []
    )
    assert judged(plain)[1] == []
    operation, odd = judged(call(f'{{{WHOLE}, "depth": 10}}').replace("--request POST ", ""))
    assert (contested(operation.parameters), odd) == ({"depth": ["maximum"]}, [])
    searching = PLOT.replace("**Method** POST", "**Method** GET") + REPLY
    operation, odd = judged(call(f'{{{WHOLE}, "depth": 10}}').replace("--request POST ", ""), plot=searching)
    assert (contested(operation.parameters), odd) == ({"depth": ["maximum"]}, [])


@text_cases(marks=str, found=literal)
def test_a_list_of_another_length_contests_its_bound(marks: str, found: list[str]) -> None:
    plot = PLOT.replace("|label|", "|marks|string[]|Size range: 2-3.|\n|label|")
    operation, _ = judged(call(f'{{{WHOLE}, "marks": {marks}}}'), plot=plot)
    assert contested(operation.parameters).get("marks", []) == found


@text_cases(marks=str, found=literal)
def test_a_value_that_is_listed_twice_contests_that_it_must_not_be(marks: str, found: list[str]) -> None:
    row = "|marks|string[]|Duplicate marks are not supported.|\n|label|"
    operation, _ = judged(call(f'{{{WHOLE}, "marks": {marks}}}'), plot=PLOT.replace("|label|", row))
    assert contested(operation.parameters).get("marks", []) == found


@text_cases(marks=str, found=literal)
def test_one_value_or_a_list_of_them_is_weighed_as_what_is_given(marks: str, found: list[str]) -> None:
    row = "|marks|string or string[]|Length limit: 5 characters. Max size: 2.|\n|label|"
    operation, _ = judged(
        call(f'{{{WHOLE}, "marks": {marks}}}'),
        call(f'{{{WHOLE}, "marks": {marks}}}'),
        plot=PLOT.replace("|label|", row),
    )
    assert contested(operation.parameters).get("marks", []) == found
    (of,) = (each for each in operation.parameters if each.name == "marks")
    # Its type is kept, if only as that which the page states.
    assert of.type == Type("any", values=Type("string"), documented="string or string[]")


def test_a_field_with_fields_in_it_stays_an_object_whatever_is_shown_in_its_place() -> None:
    for beds in ('["x"]', '"x"', "[[1]]"):
        operation, _ = judged(*[call(f'{{{WHOLE}, "beds": {beds}}}')] * 3)
        type_ = operation.parameters[5].type
        assert contested(operation.parameters) == {"beds": ["type"]}
        assert (type_.kind, type_.array) == ("object", 1)


def test_an_example_of_another_method_is_a_problem_and_evidence_all_the_same() -> None:
    shown = call(f'{{{WHOLE}, "label": "roses"}}').replace("--request POST", "--request GET")
    operation, odd = judged(shown)
    assert contested(operation.parameters) == {"label": ["maxLength"]}
    assert [(each.page, each.line, each.code, each.text) for each in odd] == [
        (
            "guides/1.md",
            7,
            "example-method",
            "/open_api/v1.3/plot/create/ is called by GET here, and documented as POST",
        )
    ]


FILE = PLOT.replace("**Method** POST", "**Method** GET") + "### Example\n"


@pytest.mark.parametrize(
    ("plot", "method", "codes"),
    [
        (
            FILE.replace("|label|string|", "|label|file|") + call(f"{{{WHOLE}}}"),
            "POST",
            ["method-impossible"],
        ),
        # A GET may have each of these.
        (FILE + call(f"{{{WHOLE}}}"), "GET", []),
        (FILE.replace("|label|string|", "|label|file|"), "GET", []),
        (
            FILE.replace("|label|string|", "|label|file|")
            + call(f"{{{WHOLE}}}")
            + call(f"{{{WHOLE}}}").replace("--request POST", "--request GET"),
            "GET",
            [],
        ),
    ],
)
def test_a_method_that_cannot_carry_a_file_gives_way_to_that_of_the_examples(
    plot: str, method: str, codes: list[str]
) -> None:
    page, odd = read_page((plot + REPLY).encode(), "plot.md")
    assert [each.method for each in page.endpoints] == [method]
    assert [each.code for each in odd] == codes


def test_a_list_of_objects_that_is_documented_as_one_becomes_a_list() -> None:
    plot = PLOT.replace("|beds|object[]|", "|beds|object|")
    operation, _ = judged(call(f'{{{WHOLE}, "beds": [{{"soil": "loam"}}]}}'), plot=plot)
    beds = operation.parameters[5]
    assert (beds.type.kind, beds.type.array, beds.type.documented) == ("object", 1, "object")
    assert [child.name for child in beds.children] == ["soil", "season"]


def test_a_number_in_one_guide_is_no_reason_to_take_numbers_for_a_text() -> None:
    operation, odd = judged(call('{"garden_id": 7, "kind": "SHRUBS"}'))
    assert contested(operation.parameters) == {"kind": ["enum"]}
    assert [(each.page, each.code) for each in odd] == [("guides/1.md", "example-slip")]
    operation, _ = judged(
        call('{"garden_id": 7, "kind": "SHRUBS"}'), call('{"garden_id": 8, "kind": "ROSES"}')
    )
    assert contested(operation.parameters)["garden_id"] == ["type"]


def test_replies_are_weighed_by_all_that_are_shown() -> None:
    shown = answer('{"code": 0, "data": {"plot_id": "7", "marks": "M", "hedge": {"height": 2}}}')
    operation, _ = judged(call(f"{{{WHOLE}}}") + shown)
    data = operation.response[1]
    assert contested(operation.response) == {
        "data.marks": ["type"],
        "data.hedge": ["unknown"],
        "data.hedge.height": ["unknown"],
    }
    assert (data.children[1].type.kind, data.children[1].type.array) == ("string", 0)
    both = shown + call(f"{{{WHOLE}}}") + answer('{"code": 0, "data": {"marks": ["M"]}}')
    operation, _ = judged(call(f"{{{WHOLE}}}") + both)
    assert "data.marks" not in contested(operation.response)


def test_a_rule_that_is_contested_is_so_wherever_it_is_stated() -> None:
    other = (PLOT + REPLY).replace("plot/create", "plot/update").replace("Create", "Update")
    read = [*pages(call('{"garden_id": "7", "kind": "FLOWERS"}')), read_page(other.encode(), "update.md")[0]]
    document, _ = weighed(interpret(read)[0], read)
    assert [contested(each.parameters) for each in document.operations] == [{"fence": ["requires:fence"]}] * 2


def test_a_list_whose_page_leads_to_the_latest_values_is_contested_in_requests() -> None:
    plot = PLOT.replace("|label|", "|tool|string|For enum values, see [Enumeration - Tool](#).|\n|label|")
    assert plot != PLOT
    lists = "# Enumerations\n\n## Tool (`tool`)\n\n{}\n\n|Value|Description|\n|---|---|\n|`SPADE`|Digs.|\n"
    for said, expected in (
        ("Call the shed to get the latest list of tools.", {"tool": ["enum"]}),
        ("Tools are in the shed.", {}),
    ):
        read = [*pages(plot=plot + REPLY), read_page(lists.format(said).encode(), "lists.md")[0]]
        document, _ = weighed(interpret(read)[0], read)
        (operation,) = document.operations
        (tool,) = (each for each in operation.parameters if each.name == "tool")
        assert [each.value for each in tool.enum] == ["SPADE"]
        assert contested(operation.parameters) == expected
        # A facts page has no paragraphs, and tells it all the same.
        facts = read_page(appendix_facts(document.appendix)["lists.md"].encode(), "lists.md")[0]
        document, _ = weighed(interpret([read[0], facts])[0], [read[0], facts])
        assert contested(document.operations[0].parameters) == expected


def test_a_wrong_list_is_wrong_in_both_halves_of_what_it_decides() -> None:
    fence = "Required when `kind` is `FLOWERS`. Not supported when `kind` is not `FLOWERS`."
    plot = PLOT.replace("Required when `kind` is `FLOWERS`.", fence)
    assert plot != PLOT
    without, _ = judged(call('{"garden_id": "7", "kind": "FLOWERS"}'), plot=plot)
    assert contested(without.parameters) == {"fence": ["requires:fence", "forbids:fence"]}
    with_it, _ = judged(call('{"garden_id": "7", "kind": "HERBS", "fence": "low"}'), plot=plot)
    assert contested(with_it.parameters) == {"fence": ["forbids:fence", "requires:fence"]}
    as_documented, _ = judged(call(f"{{{WHOLE}}}"), plot=plot)
    assert contested(as_documented.parameters) == {}


def spec_of(document: Document) -> dict[str, Any]:
    """The OpenAPI document."""
    return assemble(without_prose(document), prose="none")[0]


def test_the_spec_has_what_is_contested_beside_what_is_against_it() -> None:
    read = pages(call('{"garden_id": "7", "kind": "FLOWERS", "label": "roses", "gate": true}'))
    spec = spec_of(weighed(interpret(read)[0], read)[0])
    body = spec["components"]["schemas"]["PlotCreateRequest"]
    told = {"page": "guides/1.md", "line": 9}
    assert body["properties"]["label"] == {
        "type": "string",
        "maxLength": 4,
        "x-contested": [{"fact": "maxLength", **told}],
    }
    assert body["properties"]["gate"] == {
        "type": "boolean",
        "x-undocumented": True,
        "x-contested": [{"fact": "unknown", **told}],
    }
    (rule,) = body["x-rules"]
    assert rule["x-contested"] == [{"fact": rule["id"], "page": "guides/1.md", "line": 7}]
    assert "allOf" not in body


def test_facts_pages_give_the_same_without_the_examples() -> None:
    plot = PLOT.replace("|beds|object[]|", "|beds|object|") + REPLY
    shown = answer('{"code": 0, "data": {"marks": "M", "hedge": {"hedge_id": 2}}}')
    bodies = (
        '{"garden_id": "7", "kind": "FLOWERS", "label": "roses", "gate": {"bar_id": 7}}',
        '{"kind": "SHRUBS", "beds": [{"season": "SPRING_TIME"}]}',
    )
    read = pages(*(call(body) + shown for body in bodies), plot=plot)
    document, _ = weighed(interpret(read)[0], read)
    (operation,) = without_prose(document).operations
    again = read_page(facts_page(operation).encode(), "plot.md")[0]
    document_again, odd = weighed(interpret([again])[0], [again])
    assert spec_of(document_again) == spec_of(document)
    assert odd == ()


@text_cases(one=literal, other=literal, found=literal)
def test_a_slip_is_one_letter_or_the_case(one: str, other: str, *, found: bool) -> None:
    assert is_slip(one, other) == found


@text_cases(documented=str, other=str, found=literal)
def test_a_documented_name_is_a_slip_for_one_whose_words_other_names_have(
    documented: str, other: str, *, found: bool
) -> None:
    names = ("spring_rain", "spring_time", documented, "time", "rose", "garden", "gardens")
    operation = Operation(
        "GET", "/plot/", "Plot", response=tuple(Field(each, Type("string")) for each in names)
    )
    assert Vocabulary.of(Document((operation,))).is_slip_for(documented, other) == found


@pytest.mark.parametrize(
    ("rules", "gone", "texts"),
    [
        ([Rule("forbids", (("soil",),))], ["soil"], ["`soil` can never be given"]),
        (
            [Rule("requires", (("soil",),)), Rule("forbids", (("soil",),))],
            ["soil"],
            ["no request at all is valid"],
        ),
        (
            [Rule("value-in", (("kind",),), values=("HERBS",))],
            ["kind"],
            ["`kind` can never be `FLOWERS`"],
        ),
        (
            [Rule("value-not-in", (("marks",),), values=("OLD",))],
            ["marks"],
            ["`marks` can never be `OLD`"],
        ),
        ([Rule("forbids", (("soil",),), when=In(("kind",), ("HERBS",)))], [], []),
        # Either would do; what is about the field itself goes.
        (
            [
                Rule("forbids", (("soil",),), when=In(("kind",), ("FLOWERS", "HERBS"))),
                Rule("requires", (("kind",),)),
            ],
            ["soil"],
            ["`soil` can never be given"],
        ),
        # Of several that forbid it, each has to go.
        (
            [
                Rule("forbids", (("soil",),)),
                Rule("forbids", (("soil",),), when=In(("kind",), ("FLOWERS", "HERBS"))),
                Rule("requires", (("kind",),)),
            ],
            ["soil", "soil"],
            ["`soil` can never be given"] * 2,
        ),
    ],
)
def test_a_rule_under_which_something_documented_could_never_be_has_to_go(
    rules: list[Rule], gone: list[str], texts: list[str]
) -> None:
    listed = tuple(map(EnumValue, ("FLOWERS", "HERBS")))
    fields = (
        Field("kind", Type("string"), enum=listed),
        Field("soil", Type("string")),
        Field("marks", Type("string", 1), enum=tuple(map(EnumValue, ("NEW", "OLD")))),
    )
    found = prevented(Operation("POST", "/plot/", "Plot", parameters=fields, rules=tuple(rules)))
    assert [each.rule.targets[0][0] for each in found] == gone
    assert [each.text for each in found] == texts


def test_rules_that_a_contested_one_kept_apart_are_contested_where_they_contradict_each_other() -> None:
    flowers = In(("kind",), ("FLOWERS",))
    apart = Rule("requires", (("label",),), when=flowers)
    rules = (
        Rule("requires", (("soil",),), when=flowers),
        Rule("forbids", (("soil",),), when=Not(Present(("label",)))),
        apart,
    )
    listed = tuple(map(EnumValue, ("FLOWERS", "HERBS")))
    label = Field("label", Type("string"))
    fields = (Field("kind", Type("string"), enum=listed), Field("soil", Type("string"), line=7), label)
    operation = Operation("POST", "/plot/", "Plot", parameters=fields, rules=rules)
    assert prevented(operation) == ()
    against = evolve(label, contested=(Contested(apart.id, "guide.md", 3),))
    found = prevented(evolve(operation, parameters=(*fields[:2], against)))
    assert [(each.rule, each.line) for each in found] == [(rules[0], 7), (rules[1], 7)]
    assert {each.text for each in found} == {"`soil` is both required and forbidden in some requests"}


def test_what_reasoning_contests_is_told_with_its_line() -> None:
    plot = PLOT.replace(
        "|label|string|Length limit: 4 characters.|", "|label|string|Rule: `label` is not allowed.|"
    )
    operation, odd = judged(plot=plot)
    assert contested(operation.parameters) == {"label": ["forbids:label"]}
    assert [(each.page, each.line, each.code) for each in odd] == [("plot.md", 13, "rule-unsatisfiable")]


def test_what_reasoning_contested_before_is_told_as_long_as_it_is_stated() -> None:
    stated, mended = (
        pages(plot=PLOT.replace("|label|string|Length limit: 4 characters.|", f"|label|string|{says}|"))
        for says in ("Rule: `label` is not allowed.", "Length limit: 4 characters.")
    )
    before, odd = weighed(interpret(stated)[0], stated)
    assert [each.code for each in odd] == ["rule-unsatisfiable"]
    assert weighed(interpret(stated)[0], stated, before=before) == (before, odd)
    assert weighed(interpret(mended)[0], mended, before=before)[1] == ()


def test_what_was_contested_stays_so_while_the_same_is_stated() -> None:
    body = '{"garden_id": "7", "kind": "FLOWERS", "label": "roses", "gate": true}'
    shown = pages(call(body))
    before, _ = weighed(interpret(shown)[0], shown)
    read = pages()
    after, _ = weighed(interpret(read)[0], read, before=before)
    assert without_prose(after) == without_prose(before)
    other = pages(
        plot=PLOT.replace("Length limit: 4", "Length limit: 3").replace(
            "Required when `kind` is `FLOWERS`.", ""
        )
        + REPLY
    )
    after, _ = weighed(interpret(other)[0], other, before=before)
    assert contested(after.operations[0].parameters) == {"gate": ["unknown"]}


@pytest.mark.parametrize(
    ("fact", "stated", "otherwise"),
    [
        ("minLength", {"limits": Limits(min_length=2)}, {"limits": Limits(min_length=3)}),
        ("maxLength", {"limits": Limits(max_length=2)}, {"limits": Limits(max_length=3)}),
        ("minItems", {"limits": Limits(min_items=2)}, {"limits": Limits(min_items=3)}),
        ("maxItems", {"limits": Limits(max_items=2)}, {"limits": Limits(max_items=3)}),
        ("uniqueItems", {"limits": Limits(unique_items=True)}, {}),
        ("minimum", {"limits": Limits(minimum=2)}, {"limits": Limits(minimum=3)}),
        ("maximum", {"limits": Limits(maximum=2)}, {"limits": Limits(maximum=3)}),
        (
            "exclusiveMinimum",
            {"limits": Limits(minimum=2, exclusive_minimum=True)},
            {"limits": Limits(minimum=3)},
        ),
        (
            "exclusiveMaximum",
            {"limits": Limits(maximum=2, exclusive_maximum=True)},
            {"limits": Limits(maximum=3)},
        ),
        ("multipleOf", {"limits": Limits(multiple_of=2)}, {"limits": Limits(multiple_of=3)}),
        ("pattern", {"format": "YYYY-MM-DD"}, {"format": "YYYY-MM"}),
        ("required", {"presence": "required"}, {"presence": "conditional"}),
        ("enum", {"enum": (EnumValue("CLAY"),)}, {}),
        (
            "type",
            {"type": Type("string", documented="string")},
            {"type": Type("number", documented="number")},
        ),
    ],
)
def test_a_fact_stays_contested_while_it_is_stated_as_it_was(
    fact: str, stated: dict[str, Any], otherwise: dict[str, Any]
) -> None:
    def of(facts: dict[str, Any], **more: Any) -> Document:
        each = Field("soil", **{"type": Type("string", documented="string"), **facts}, **more)
        bed = Field("bed", Type("object"), children=(each,))
        return Document((Operation("POST", "/dig/", "Dig", parameters=(bed,), response=(bed,)),))

    def after(now: Document, before: Document) -> list[tuple[Contested, ...]]:
        (made,) = as_before(now, before).operations
        return [side[0].children[0].contested for side in (made.parameters, made.response)]

    doubt = (Contested(fact, "guide.md", 7),)
    other = (Contested("minLength" if fact == "maxLength" else "maxLength", "guide.md", 9),)
    assert after(of(stated), of(stated, contested=doubt)) == [doubt, doubt]
    assert after(of(otherwise), of(stated, contested=doubt)) == [(), ()]
    # What is found now is told as well, and of what is found again the former place.
    again = (Contested(fact, "another.md", 3),)
    assert after(of(stated, contested=again), of(stated, contested=doubt)) == [doubt, doubt]
    assert after(of(stated, contested=other), of(stated, contested=doubt)) == [doubt + other, doubt + other]
    elsewhere = Document((Operation("POST", "/mow/", "Mow"),))
    assert after(of(stated), elsewhere) == [(), ()]


def test_a_type_that_was_contested_stays_as_it_is_shown_while_the_same_is_documented() -> None:
    def depth(document: Document) -> tuple[str, int, list[str]]:
        (found,) = (each for each in document.operations[0].parameters if each.name == "depth")
        return found.type.kind, found.type.array, [each.fact for each in found.contested]

    def read(*guides: str, type_: str = "number", before: Document | None = None) -> Document:
        found = pages(*guides, plot=PLOT.replace("|depth|number|", f"|depth|{type_}|") + REPLY)
        return weighed(interpret(found)[0], found, before=before)[0]

    before = read(*[call(f'{{{WHOLE}, "depth": [3, 4]}}')] * 3)
    plain, shown = depth(read()), depth(before)
    assert shown == ("integer", 1, ["type"])
    assert depth(read(before=before)) == shown
    assert depth(read(before=read())) == plain == ("number", 0, [])
    assert depth(read(type_="boolean", before=before)) == ("boolean", 0, [])


def test_a_value_that_was_shown_stays_in_the_list() -> None:
    def kinds(listed: str, *guides: str, before: Document | None = None) -> tuple[list[object], list[str]]:
        found = pages(*guides, plot=PLOT.replace("`FLOWERS`, `HERBS`.", listed) + REPLY)
        document = weighed(interpret(found)[0], found, before=before)[0]
        kind = document.operations[0].parameters[1]
        return [each.value for each in kind.enum], [each.fact for each in kind.contested]

    found = pages(call('{"garden_id": "7", "kind": "SHRUBS"}'))
    before, _ = weighed(interpret(found)[0], found)
    assert kinds("`FLOWERS`, `HERBS`.", before=before) == (["FLOWERS", "HERBS", "SHRUBS"], ["enum"])
    assert kinds("`FLOWERS`, `HERBS`, `SHRUBS`.", before=before)[0] == ["FLOWERS", "HERBS", "SHRUBS"]
    ferns = call('{"garden_id": "7", "kind": "FERNS"}')
    both = ["FLOWERS", "HERBS", "FERNS", "SHRUBS"]
    assert kinds("`FLOWERS`, `HERBS`.", ferns, before=before) == (both, ["enum"])


def test_a_list_is_the_one_it_is_named_for_while_it_has_no_value_from_examples() -> None:
    def after(*shown: str) -> tuple[list[object], str | None]:
        soils = tuple(map(EnumValue, ("CLAY", "LOAM")))
        now = Field("soil", Type("string"), enum=soils, enum_name="Soils")
        doubt = (Contested("enum", "guide.md", 7),) if shown else ()
        was = evolve(now, enum=(*soils, *map(EnumValue, shown)), contested=doubt)
        documents = (
            Document((Operation("POST", "/dig/", "Dig", parameters=(each,)),)) for each in (now, was)
        )
        (soil,) = as_before(*documents).operations[0].parameters
        return [each.value for each in soil.enum], soil.enum_name

    assert after() == (["CLAY", "LOAM"], "Soils")
    assert after("PEAT") == (["CLAY", "LOAM", "PEAT"], None)


def test_recorded_calls_are_evidence(tmp_path: Path) -> None:
    address = "https://business-api.tiktok.com/open_api/v1.3/plot/create/"
    sent = {"garden_id": "7", "kind": "SHRUBS"}
    entry = {
        "request": {"method": "POST", "url": address, "postData": {"text": json.dumps(sent)}},
        "response": {"content": {"text": '{"code": 0, "data": {"hedge": 1}}'}},
    }
    elsewhere = {"request": {"method": "GET", "url": "https://garden.example/"}, "response": {}}
    har = tmp_path / "calls.har"
    har.write_text(json.dumps({"log": {"entries": [elsewhere, entry]}}), encoding="utf-8")
    lines = tmp_path / "calls.jsonl"
    told = {"method": "POST", "path": "/open_api/v1.3/plot/create/", "request": {**sent, "label": "roses"}}
    lines.write_text(f"\n{json.dumps(told)}\n", encoding="utf-8")
    (tmp_path / "plot.md").write_text(PLOT + REPLY, encoding="utf-8")
    (operation,) = make_spec([tmp_path / "plot.md"], evidence=[har, lines]).facts.operations
    assert contested(operation.parameters) == {"kind": ["enum"], "label": ["maxLength"]}
    assert contested(operation.response) == {"data.hedge": ["unknown"]}
    places = [(each.page, each.line) for field in operation.parameters for each in field.contested]
    assert places == [("calls.har", 2), ("calls.jsonl", 2)]


@pytest.mark.parametrize("text", ["", "[]", '{"log": 1}', "no"])
def test_a_file_without_recorded_calls_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "calls.har"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="contains no recorded calls"):
        recorded(file)

"""Field tables under headings of their own, and one operation on several pages."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from attrs import evolve

from openapi_judge import openapi_errors
from text_cases import literal, text_cases
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.facts import facts_page
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.merge import merged
from tiktok_bindgen.interpret.model import EnumValue, Field, InWords, Limits, Operation, Type
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.interpret.repeats import without_repeats
from tiktok_bindgen.interpret.supplements import joined_to
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sentences import interpret

HEAD = """# Plant beds
## Request
**Endpoint** https://business-api.tiktok.com/open_api/v1.3/bed/plant/

**Method** POST
"""
TABLE = "```xtable\n|Field|Data Type|Description|\n|---|---|---|\n{}\n```\n"
REPLY = "## Response\n" + TABLE.format("|code|integer|Code.|\n|data|object|Data.|")
BEDS = (
    "#### `beds` object array parameters for rose gardens\n"
    + TABLE.format(
        "|beds {Required}|object[]|Beds. Max size: 50.|\n"
        "#|name {Required}|string|Length limit: 40 characters.|\n"
        "#|kind {Required}|string|Enum values: `ROSE`.|\n"
        "#|thorns|boolean|Has thorns.|\n"
        "#|page|string|The page.|"
    )
    + "#### `beds` object array parameters for herb gardens\n"
    + TABLE.format(
        "|beds {Required}|object[]|Beds. Max size: 50.|\n"
        "#|name {Required}|string|Length limit: 60 characters.|\n"
        "#|kind|string|Enum values: `MINT`, `SAGE`.|\n"
        "#|scent {Required}|string|Scent.|\n"
        "#|page|object|The page.|\n"
        "##|url|string|Its address.|"
    )
)
PREVIEW = (
    "### Preview a bed to come\n"
    + TABLE.format(
        "|garden_id {Required}|string|Garden.|\n"
        "|preview_kind {Required}|string|What to preview. To see a bed to come, use `PLAN`.|\n"
        "|size|number|Size.|"
    )
    + "### Preview a bed that is there\n"
    + TABLE.format(
        "|garden_id {Required}|string|Garden.|\n"
        "|preview_kind {Required}|string|For a bed that is there, use `BED`.|\n"
        "|bed_id {Required}|string|Bed.|"
    )
)


def read(*parts: str) -> tuple[Operation, tuple[Problem, ...]]:
    page, problems = read_page("\n".join((HEAD, *parts, REPLY)).encode(), "plant.md")
    assert problems == ()
    document, odd = interpret([page])
    return document.operations[0], odd


def parameters(rows: str) -> str:
    return "**Parameters**\n" + TABLE.format(rows)


def spec(*operations: Operation) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    document, problems = assemble(Document(operations), prose="none")
    assert openapi_errors(document) == []
    return document, problems


def accepts(document: dict[str, Any], name: str, value: object) -> bool:
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return jsonschema.Draft202012Validator(schema).is_valid(value)


def test_one_table_for_an_object_gives_it_its_fields() -> None:
    operation, problems = read(
        parameters("|beds|object[]|See below.|"),
        "### Fields of `beds`\n",
        TABLE.format("|name|string|A name.|\n|size|number|Size.|"),
    )
    assert problems == ()
    assert [field.name for field in operation.parameters[0].children] == ["name", "size"]
    assert operation.parameters[0].alternatives == ()


def test_several_tables_for_an_object_are_alternatives_without_the_row_that_repeats_it() -> None:
    operation, problems = read(parameters("|beds {Required}|object[]|See below.|"), BEDS)
    assert problems == ()
    beds = operation.parameters[0]
    assert [each.name for each in beds.alternatives] == [
        "`beds` object array parameters for rose gardens",
        "`beds` object array parameters for herb gardens",
    ]
    assert [[field.name for field in each.fields] for each in beds.alternatives] == [
        ["name", "kind", "thorns", "page"],
        ["name", "kind", "scent", "page"],
    ]
    assert beds.limits == Limits(max_items=50)


@text_cases(row=str, presence=str, codes=literal)
def test_a_marker_that_only_the_tables_of_an_object_have_is_reported(
    row: str, presence: str, codes: list[str]
) -> None:
    operation, problems = read(parameters(row), BEDS)
    assert operation.parameters[0].presence == presence
    assert [each.code for each in problems] == codes


def test_what_alternatives_add_up_to_refuses_nothing_that_one_of_them_allows() -> None:
    operation, _ = read(parameters("|beds {Required}|object[]|See below.|"), BEDS)
    fields = {field.name: field for field in operation.parameters[0].children}
    assert fields["name"].presence == "required"
    assert fields["name"].limits == Limits(max_length=60)
    assert fields["kind"].presence == "conditional"
    assert [value.value for value in fields["kind"].enum] == ["ROSE", "MINT", "SAGE"]
    assert fields["scent"].presence == "conditional"
    assert fields["thorns"].presence == "optional"
    assert fields["page"].type.kind == "any"


def test_what_all_alternatives_say_of_a_field_is_kept_and_what_they_differ_in_is_not() -> None:
    clay, sand = EnumValue("CLAY"), EnumValue("SAND")
    one = Field(
        "soil",
        Type("string"),
        "required",
        enum=(clay,),
        enum_name="Soil",
        default="CLAY",
        lifecycle="deprecated",
        immutable=True,
        allowlist=True,
    )
    (same,) = merged(((one,), (one,)))
    assert same == one
    other = Field("soil", Type("string"), enum=(sand,), enum_name="Soil", default="SAND")
    (both,) = merged(((one,), (other,)))
    assert both == Field("soil", Type("string"), "conditional", enum=(clay, sand), partly_allowlist=True)
    (unlike,) = merged(((one,), (evolve(one, type=Type("string", 1)),)))
    assert (unlike.type, unlike.enum, unlike.default) == (Type("any"), (), None)


def test_alternatives_are_whole_schemas_beside_what_they_add_up_to() -> None:
    document, problems = spec(read(parameters("|beds {Required}|object[]|See below.|"), BEDS)[0])
    assert problems == ()
    beds = document["components"]["schemas"]["BedPlantBed"]
    assert [part["title"] for part in beds["anyOf"]] == [
        "`beds` object array parameters for rose gardens",
        "`beds` object array parameters for herb gardens",
    ]
    assert [part["$ref"].rsplit("/", 1)[-1] for part in beds["anyOf"]] == ["BedPlantRose", "BedPlantHerb"]
    assert document["components"]["schemas"]["BedPlantHerb"]["required"] == ["name", "scent"]
    assert set(beds["properties"]) == {"name", "kind", "thorns", "scent", "page"}
    rose = {"name": "By the fence", "kind": "ROSE", "thorns": True, "page": "a"}
    herb = {"name": "Kitchen", "scent": "fresh", "page": {"url": "b"}}
    assert accepts(document, "BedPlantBed", rose)
    assert accepts(document, "BedPlantBed", herb)
    assert not accepts(document, "BedPlantBed", {"name": "No scent", "page": {"url": "b"}})


def test_tables_of_a_request_without_one_of_its_own_are_alternatives_chosen_by_a_value() -> None:
    operation, problems = read(PREVIEW)
    assert problems == ()
    assert [[value.value for value in each.fields[1].enum] for each in operation.alternatives] == [
        ["PLAN"],
        ["BED"],
    ]
    document, _ = spec(operation)
    request = document["components"]["schemas"]["BedPlantRequest"]
    assert request["required"] == ["garden_id", "preview_kind"]
    assert [each["description"] for each in request["oneOf"]] == [
        "`preview_kind` is `PLAN`.",
        "`preview_kind` is `BED`. Needs `bed_id`.",
    ]
    assert accepts(document, "BedPlantRequest", {"garden_id": "1", "preview_kind": "PLAN"})
    assert not accepts(document, "BedPlantRequest", {"garden_id": "1", "preview_kind": "BED"})
    assert accepts(document, "BedPlantRequest", {"garden_id": "1", "preview_kind": "BED", "bed_id": "2"})


def test_one_of_the_values_that_choose_an_alternative_may_be_a_default() -> None:
    kinds = (
        "|kind{0}|string|Enum value: `{1}`.{2}|\n"
        "|soil|string|Either `soil` or `{3}` is required.|\n|{3}|string|{3}.|"
    )
    tables = (
        "### By the fence\n",
        TABLE.format(kinds.format("", "FENCE", "<br>Default value: `FENCE`.", "thorns")),
        "### In the kitchen\n",
        TABLE.format(kinds.format(" {Required}", "KITCHEN", "", "scent")),
    )
    operation, problems = read(*tables)
    assert problems == ()
    assert [sentence(rule) for rule in operation.rules] == [
        "send at least one of `soil`, `scent` when `kind` is `KITCHEN`.",
        "send at least one of `soil`, `thorns` when `kind` (by default `FENCE`) is `FENCE`.",
    ]
    document, _ = spec(operation)
    assert len(document["components"]["schemas"]["BedPlantRequest"]["oneOf"]) == 2
    assert accepts(document, "BedPlantRequest", {"thorns": "many"})
    assert not accepts(document, "BedPlantRequest", {"scent": "fresh"})
    assert accepts(document, "BedPlantRequest", {"kind": "KITCHEN", "scent": "fresh"})
    both, _ = read(
        *(
            each.replace(
                " {Required}|string|Enum value: `KITCHEN`.",
                "|string|Enum value: `KITCHEN`.<br>Default value: `KITCHEN`.",
            )
            for each in tables
        )
    )
    assert both.rules == ()


def test_a_value_said_beside_an_id_chooses_no_alternative() -> None:
    operation, problems = read(
        "### Parameters for roses\n",
        TABLE.format("|bed_id {Required}|string|Find beds with `kind` as `ROSE`.|\n|thorns|boolean|T.|"),
        "### Parameters for herbs\n",
        TABLE.format("|bed_id {Required}|string|Find beds with `kind` as `HERB`.|\n|scent|string|S.|"),
    )
    assert problems == ()
    assert [[field.name for field in each.fields] for each in operation.alternatives] == [
        ["bed_id", "thorns"],
        ["bed_id", "scent"],
    ]
    assert [each.fields[0].enum for each in operation.alternatives] == [(), ()]


def test_a_table_with_the_requests_own_required_fields_is_another_whole_request() -> None:
    operation, problems = read(
        parameters("|garden_id {Required}|string|Garden.|\n|size|number|Size.|"),
        "### By number\n",
        TABLE.format("|garden_id {Required}|string|Garden.|\n|number {Required}|number|Number.|"),
    )
    assert problems == ()
    assert [each.name for each in operation.alternatives] == ["Parameters", "By number"]
    assert [field.name for field in operation.parameters] == ["garden_id", "size", "number"]


def test_a_single_table_before_the_response_is_the_requests_own() -> None:
    operation, problems = read("### What to send\n", TABLE.format("|garden_id {Required}|string|Garden.|"))
    assert problems == ()
    assert [field.name for field in operation.parameters] == ["garden_id"]
    assert operation.alternatives == ()


def test_response_headers_are_headers_of_the_reply() -> None:
    text = HEAD + parameters("|a|string|A.|") + REPLY
    text += "**Response Header**\n" + TABLE.format("|X-Water-Left|string|Litres.|")
    page, _ = read_page(text.encode(), "plant.md")
    operation = interpret([page])[0].operations[0]
    document, _ = spec(operation)
    reply = document["paths"][operation.path]["post"]["responses"]["200"]
    assert reply["headers"] == {"X-Water-Left": {"schema": {"type": "string"}}}


def test_a_table_that_belongs_to_nothing_is_a_problem() -> None:
    _, problems = read(parameters("|a|string|A.|"), "### Clouds\n", TABLE.format("|shape|string|Shape.|"))
    assert [problem.code for problem in problems] == ["supplement-unbound"]


def test_facts_pages_keep_alternatives() -> None:
    for operation in (
        read(parameters("|beds {Required}|object[]|See below.|"), BEDS)[0],
        read(PREVIEW)[0],
    ):
        bare = without_prose(Document((operation,)))
        page, problems = read_page(facts_page(bare.operations[0]).encode(), "plant.md")
        assert problems == ()
        assert without_prose(interpret([page])[0]) == bare


def test_merged_fields_have_the_bounds_that_allow_what_either_allows() -> None:
    one, other = (
        Field(
            "x",
            Type("string", 1),
            limits=Limits(
                min_length=low,
                max_length=low + 10,
                min_items=low + 1,
                max_items=low + 20,
                minimum=low + 2,
                maximum=low + 30,
                exclusive_minimum=True,
                exclusive_maximum=strict,
                multiple_of=low,
            ),
        )
        for low, strict in ((1, True), (4, False))
    )
    expected = Limits(
        min_length=1,
        max_length=14,
        min_items=2,
        max_items=24,
        minimum=3,
        maximum=34,
        exclusive_minimum=True,
        exclusive_maximum=False,
    )
    for pair in ((one, other), (other, one)):
        assert merged([(each,) for each in pair])[0].limits == expected
    alike = [(evolve(each, limits=Limits(multiple_of=5)),) for each in (one, other)]
    assert merged(alike)[0].limits == Limits(multiple_of=5)
    (free,) = merged([(one,), (evolve(other, limits=Limits()),)])
    assert free.limits == Limits()


def test_what_one_of_several_objects_requires_is_conditional() -> None:
    inner = (Field("soil", Type("string"), "required"), Field("sun", Type("string")))
    bed, bare = (
        Field("bed", Type("object"), children=inner),
        Field("bed", Type("object"), description="Bare."),
    )
    (both,) = merged([(bed,), (bare,)])
    assert [(each.name, each.presence) for each in both.children] == [
        ("soil", "conditional"),
        ("sun", "optional"),
    ]


def test_conditions_in_words_are_kept_where_all_state_them() -> None:
    rain, frost = InWords.of("Only in rain."), InWords.of("Only in frost.")
    one, other = Field("soil", Type("string"), conditions=(rain, frost)), Field("soil", Type("any"))
    for conditions, kept in (((rain,), (rain,)), ((frost, rain), (rain, frost)), ((), ())):
        (both,) = merged([(one,), (evolve(other, conditions=conditions),)])
        assert both.conditions == kept
    assert merged([(one,), (one,), ()])[0].conditions == ()


def test_equal_fields_stay_whole_when_merged() -> None:
    field = Field("a", Type("string"), "required", enum=(EnumValue("X"),), limits=Limits(max_length=3))
    assert merged([(field,), (field,)]) == (field,)
    assert merged([(field,), ()])[0].presence == "conditional"


def bed(page: str, title: str, *fields: Field, lifecycle: Any = None) -> Operation:
    return Operation("POST", "/bed/", title, parameters=fields, lifecycle=lifecycle, page=page)


def test_one_operation_on_two_pages_has_the_fields_of_both_and_says_where_they_differ() -> None:
    shared = Field("garden_id", Type("string"), "required")
    roses = bed("a.md", "Roses", shared, Field("thorns", Type("boolean"), "required"), lifecycle="deprecated")
    herbs = bed("b.md", "Herbs", shared, Field("scent", Type("string"), "required"), Field("b", Type("any")))
    for order in ((roses, herbs), (herbs, roses)):
        document, problems = spec(*order)
        request = document["components"]["schemas"]["BedRequest"]
        assert request["required"] == ["garden_id"]
        assert set(request["properties"]) == {"garden_id", "thorns", "scent", "b"}
        assert [part["title"] for part in request["anyOf"]] == ["Herbs", "Roses"]
        assert "deprecated" not in document["paths"]["/bed/"]["post"]
        assert [(problem.page, problem.code, problem.text) for problem in problems] == [
            (
                "a.md",
                "operation-repeated",
                "POST /bed/ is also on b.md; they differ in 3 fields: b, scent, thorns",
            )
        ]


@pytest.mark.parametrize(
    ("count", "told"), [(8, "8 fields: a, b, c, d, e, f, g, h"), (9, "9 fields: a, b, c, d, e, f, g, h …")]
)
def test_of_many_fields_that_differ_the_first_are_named(count: int, told: str) -> None:
    fields = [Field(name, Type("string")) for name in "abcdefghi"[:count]]
    _, problems = spec(bed("a.md", "Roses", *fields), bed("b.md", "Herbs"))
    assert [problem.text for problem in problems] == [f"POST /bed/ is also on a.md; they differ in {told}"]


def test_the_same_operation_on_two_pages_is_one_without_alternatives() -> None:
    field = Field("a", Type("string"), "required")
    document, problems = spec(bed("a.md", "A", field), bed("b.md", "B", field))
    assert document["components"]["schemas"]["BedRequest"]["required"] == ["a"]
    assert "anyOf" not in document["components"]["schemas"]["BedRequest"]
    assert [problem.text for problem in problems] == ["POST /bed/ is also on a.md; they state the same"]


def test_a_table_is_bound_by_the_folded_name_of_its_object_and_inside_another_table() -> None:
    operation, problems = read(
        parameters(
            "|bed|object|See below.|\n|soil_mix|object|For its fields, see the 'What soil has' section.|"
        ),
        "### Bed object parameters\n",
        TABLE.format("|name|string|A name.|\n|plants|object[]|The plants.|"),
        "#### `plants` parameters\n",
        TABLE.format("|kind|string|A kind.|"),
        "### What soil has\n",
        TABLE.format("|sand|number|Sand.|"),
    )
    assert problems == ()
    bed, soil = operation.parameters
    assert [(field.name, [child.name for child in field.children]) for field in bed.children] == [
        ("name", []),
        ("plants", ["kind"]),
    ]
    assert [field.name for field in soil.children] == ["sand"]


def test_a_table_is_of_the_object_in_its_only_row_or_else_of_that_in_its_heading() -> None:
    rows = "|bed|object|See below.|\n|soil_mix|object|See below.|"
    inner = "|bed|object|A bed.|\n#|name|string|A name.|"
    for more, found in (
        ("", {"bed": ["name"], "soil_mix": []}),
        ("\n|depth|number|How deep.|", {"bed": [], "soil_mix": ["bed", "depth"]}),
    ):
        operation, _ = read(parameters(rows), "### `soil_mix` parameters\n", TABLE.format(inner + more))
        assert {each.name: [child.name for child in each.children] for each in operation.parameters} == found


def test_without_a_table_of_its_own_a_request_has_objects_that_further_tables_describe() -> None:
    operation, problems = read(
        "### Top-level parameters\n",
        TABLE.format("|garden_id {Required}|string|Garden.|\n|bed|object|The bed.|"),
        "### `bed` parameters\n",
        TABLE.format("|name|string|A name.|"),
    )
    assert (problems, operation.alternatives) == ((), ())
    assert [field.name for field in operation.parameters[1].children] == ["name"]


@pytest.mark.parametrize(
    ("name", "is_reply"),
    [("code", True), ("message", True), ("request_id", True), ("data", True), ("weed", False)],
)
def test_a_further_table_with_a_field_of_every_reply_is_the_reply_of_a_call_without_one(
    name: str, *, is_reply: bool
) -> None:
    further = "### What comes back\n" + TABLE.format(f"|{name}|string|What.|")
    text = HEAD + parameters("|bed {Required}|string|A bed.|") + further
    document, problems = interpret([read_page(text.encode(), "plant.md")[0]])
    assert [field.name for field in document.operations[0].response] == ([name] if is_reply else [])
    assert [problem.code for problem in problems] == ([] if is_reply else ["supplement-unbound"])


def guide(title: str, rows: str, *, reply: str = REPLY) -> str:
    return HEAD.replace("Plant beds", title) + parameters(rows) + reply


def test_the_reference_outranks_what_repeats_it_whatever_the_pages_are_called() -> None:
    reference = guide("Plant beds", "|garden_id {Required}|string|Garden.|\n|size|number|Size.|")
    guides = [
        # Without the reply; with nothing that the reference lacks.
        guide("Get started", "|garden_id|string|Garden.|\n|weed|string|Weed.|", reply=""),
        guide("A walk", "|garden_id {Required}|string|The garden.|"),
    ]
    documents = []
    for names in (("a.md", "b.md", "c.md"), ("c.md", "a.md", "b.md"), ("b.md", "c.md", "a.md")):
        texts = zip(names, (reference, *guides), strict=True)
        document, problems = interpret([read_page(text.encode(), name)[0] for name, text in texts])
        assert [(each.page, each.code) for each in problems] == [
            (name, "operation-repeated") for name in sorted(names[1:])
        ]
        documents.append(assemble(document, prose="full")[0])
    assert documents[0] == documents[1] == documents[2]
    request = documents[0]["components"]["schemas"]["BedPlantRequest"]  # type: ignore[index]
    assert (list(request["properties"]), request["required"]) == (["garden_id", "size"], ["garden_id"])
    assert "anyOf" not in request


@pytest.mark.parametrize(
    ("fields", "replied", "repeats"),
    [
        ((Field("soil", Type("string"), enum=(EnumValue("CLAY"),)),), ("bed_id",), True),
        ((Field("soil", Type("string"), enum=(EnumValue("CLAY"), EnumValue("LOAM"))),), ("bed_id",), False),
        ((Field("soil", Type("string")), Field("weed", Type("string"))), ("bed_id",), False),
        # Where no values are listed, any may be meant.
        ((Field("size", Type("integer"), enum=(EnumValue(3),)),), ("bed_id",), True),
        ((Field("soil", Type("string")),), ("bed_id", "plot_id"), False),
    ],
)
def test_a_page_repeats_another_unless_it_has_a_field_or_a_value_more(
    fields: tuple[Field, ...], replied: tuple[str, ...], *, repeats: bool
) -> None:
    soil = Field("soil", Type("string"), enum=(EnumValue("CLAY"), EnumValue("SAND")))
    others = tuple(Field(name, Type("integer")) for name in ("size", "depth", "width"))
    best = evolve(bed("a.md", "A", soil, *others), response=(Field("bed_id", Type("string")),))
    reply = tuple(Field(name, Type("string")) for name in replied)
    found, _ = without_repeats([best, evolve(bed("b.md", "B", *fields), response=reply)])
    assert [each.repeats for each in found] == [None, "a.md" if repeats else None]


def test_of_two_pages_the_one_of_the_operation_alone_is_best_even_if_it_says_less() -> None:
    plot = Field("plot", Type("string"))
    alone, among = bed("z.md", "Z", plot), bed("a.md", "A", plot, Field("soil", Type("string")))
    other = evolve(among, path="/pond/")
    for order in ((alone, among, other), (other, among, alone)):
        found, problems = without_repeats(order)
        assert {(each.page, each.path): each.repeats for each in found} == {
            ("z.md", "/bed/"): None,
            ("a.md", "/bed/"): "z.md",
            ("a.md", "/pond/"): None,
        }
        assert [problem.text for problem in problems] == [
            "POST /bed/ is also on z.md; they differ in 1 field: soil"
        ]


def test_of_two_pages_that_say_the_same_the_one_of_the_earlier_date_is_best() -> None:
    old, new = (
        evolve(bed(f"{date}.md", "Roses", Field("plot", Type("string"))), documented=date)
        for date in ("2031-01", "2031-02")
    )
    bare = evolve(old, documented=None, page="bare.md")
    for order, best in (((old, new), "2031-01.md"), ((new, old), "2031-01.md"), ((new, bare), "bare.md")):
        assert [each.repeats for each in without_repeats(order)[0] if each.repeats] == [best]


def test_a_shared_component_has_no_words_of_one_page_alone() -> None:
    shared = "#|page_info|object|Page.|\n##|page|number|{}|\n##|size|number|How many.|"
    texts = [
        HEAD.replace("/bed/plant/", f"/{name}/plant/").replace("Plant beds", name)
        + parameters("|a|string|A.|")
        + "## Response\n"
        + TABLE.format("|data|object|Data.|\n" + shared.format(words))
        for name, words in (("bed", "Of beds."), ("pot", "Of pots."))
    ]
    pages = [read_page(text.encode(), f"{number}.md")[0] for number, text in enumerate(texts)]
    schemas = assemble(interpret(pages)[0], prose="full")[0]["components"]["schemas"]  # type: ignore[index]
    page_info = schemas["PageInfo"]["properties"]
    assert page_info["size"]["description"] == "How many."
    assert "description" not in page_info["page"]


def _fields(text: str) -> tuple[Field, ...]:
    """Fields by their names, each with those in it: ``plot bed:soil,sun``."""
    parts = [part.partition(":") for part in text.split()]
    return tuple(
        Field(
            name, Type("any"), children=tuple(Field(each, Type("any")) for each in inner.split(",") if each)
        )
        for name, _, inner in parts
    )


@text_cases(fields=str, more=literal, joined=literal)
def test_a_further_table_joins_the_object_that_has_most_of_its_fields(
    fields: str, more: str, joined: str | None
) -> None:
    assert joined_to(_fields(fields), _fields(more)) == (None if joined is None else _fields(joined))

"""Tables that compare a version with the one before: read, undone for the fields, and written as facts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from may import may, may_pages
from pages import needs_portal
from text_cases import literal, text_cases
from tiktok_bindgen.facts import facts_page
from tiktok_bindgen.interpret.comparison import versions
from tiktok_bindgen.interpret.model import (
    Field,
    Formerly,
    FormerOperation,
    FormerValue,
    Operation,
    Removed,
    Type,
)
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sentences import interpret_page

REQUEST = """
|plot_id {Required}|string|The plot.|
|soil|string|Its soil. Enum values: `CLAY`, `SAND`.|
|fence|object|What is around it.|
#|height|number|How high.|
#|colour|string|Which colour.|
|gate|object|How one comes in.|
#|colour|string|Which colour.|
"""
RESPONSE = """
|code|integer|A number.|
|data|object|What is returned.|
#|plots|object[]|The plots.|
##|plot_id|string|Its number.|
##|owner|object|Whose it is.|
###|name|string|A name.|
"""


def page(*rows: str, request: str = REQUEST, response: str = RESPONSE, path: str = "plot/water") -> str:
    """A page that compares an operation with its version before."""
    comparison = [
        "|Changes{30%}|v7.2{35%}|v7.3{35%}|",
        "|---|---|---|",
        f"|Endpoint path|/v7.2/{path}/|/v7.3/plot/water/|",
        *rows,
    ]
    head = "|Field|Data Type|Description|\n|---|---|---|"
    return "\n".join(
        [
            "# Water a plot",
            "## Then and now",
            *("```xtable", *comparison, "```"),
            "## Request",
            "**Endpoint** https://garden.example/open_api/v7.3/plot/water/",
            "**Method** POST",
            *("**Parameters**", "```xtable", head + request.rstrip(), "```"),
            "## Response",
            *("```xtable", head + response.rstrip(), "```"),
        ]
    )


def read(text: str) -> tuple[Operation, list[Problem]]:
    """The page's operation, and what of its comparison is a problem."""
    found, odd_page = read_page(text.encode(), "water.md")
    (operation,), problems = interpret_page(found)
    return operation, [each for each in (*odd_page, *problems) if each.code.startswith("comparison")]


def test_a_sentence_that_has_the_name_of_the_version_before_is_about_the_field() -> None:
    request = REQUEST.replace("Which colour.", "Required when `wall_on` is `true`.", 1)
    request = request.replace("#|height|number|How high.|", "#|walled|boolean|Whether it is a wall.|")
    operation, _ = read(page("|Request parameter name|`wall_on`|`walled`|", request=request))
    assert [*map(sentence, operation.rules)] == ["In `fence`: `colour` is required when `walled` is `true`."]


def former(operation: Operation) -> dict[str, Formerly]:
    """What the fields were, by their paths."""

    def walk(fields: tuple[Field, ...], above: str) -> Iterator[tuple[str, Formerly]]:
        for each in fields:
            if each.formerly is not None:
                yield f"{above}{each.name}", each.formerly
            yield from walk(each.children, f"{above}{each.name}.")

    return dict([*walk(operation.parameters, ""), *walk(operation.response, "")])


def undone(*rows: str) -> dict[str, Formerly]:
    """What the fields were, of rows that are understood wholly."""
    operation, problems = read(page(*rows))
    assert problems == []
    return former(operation)


def told(*rows: str) -> list[str]:
    """The problems of rows, without the page."""
    return [re.sub(r"^water\.md:(\d+): ", r"\1 ", str(each)) for each in read(page(*rows))[1]]


STRING, NUMBER = Type("string", documented="string"), Type("number", documented="number")
NUMBERS = Type("number", 1, documented="number[]")


def test_an_operation_tells_its_path_and_method_then() -> None:
    text = page("|Method|GET|POST|", path="plots/soak")
    for each in (
        text,
        text.replace("|GET|POST|", "|`GET`|`POST`|").replace("|/v7.2/plots/soak/|", "|`/v7.2/plots/soak/`|"),
    ):
        operation, problems = read(each)
        assert problems == []
        assert operation.formerly == FormerOperation("v7.2", "GET", "/open_api/v7.2/plots/soak/")


def test_a_page_without_a_comparison_tells_nothing() -> None:
    text = page()
    operation, problems = read(text.replace("v7.2{", "before{"))
    assert (operation.formerly, problems) == (None, [])


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("|Request parameter name|`ground`|`soil`|", {"soil": Formerly(name="ground")}),
        ("|Request parameter data type|`soil`: number|`soil`: string|", {"soil": Formerly(type=NUMBER)}),
        (
            "|Request parameter name and data type|`ground`: number[]|`soil`: string|",
            {"soil": Formerly(name="ground", type=NUMBERS)},
        ),
        (
            "|Response parameter name|`beds`|`plots`|",
            {"data.plots": Formerly(name="beds")},
        ),
        (
            "|New request parameters|/|`soil`<br>`gate`|",
            dict.fromkeys(("soil", "gate"), Formerly(absent=True)),
        ),
        (
            "|Request parameter name|`hue` (in the `fence` object)|`colour`(in `fence`)|",
            {"fence.colour": Formerly(name="hue")},
        ),
        (
            "|Request parameter name|`hue`|`colour`|",
            {"fence.colour": Formerly(name="hue"), "gate.colour": Formerly(name="hue")},
        ),
        (
            "|New request parameters|/|In `fence`:<br>`colour`|",
            {"fence.colour": Formerly(absent=True)},
        ),
        (
            "|Request parameter hierarchy|`height`|`height` (in `fence`)|",
            {"fence.height": Formerly(within=())},
        ),
        (
            "|Request parameter name|`height` (in `gate`)|`height` (in `fence`)|",
            {"fence.height": Formerly(within=("gate",))},
        ),
        (
            "|Other changes in Request|/|`plot_id` is now required|",
            {"plot_id": Formerly(presence="optional")},
        ),
        (
            "|Request parameter change|`number` is optional|`plot_id` is required|",
            {"plot_id": Formerly(name="number", presence="optional")},
        ),
        (
            "|Request parameter value name|`soil`: `LOAM`|`soil`: `CLAY`|",
            {"soil": Formerly(values=(FormerValue("LOAM", "CLAY"),))},
        ),
        (
            "|New enum values in v7.3|/|`SAND` added to the `soil` field|",
            {"soil": Formerly(values=(FormerValue(None, "SAND"),))},
        ),
        (
            "|Enum values deprecated in v7.3|/|`PEAT` deprecated in the `soil` request parameter|",
            {"soil": Formerly(values=(FormerValue("PEAT", None),))},
        ),
        *(
            (f"|Request parameter name|{was}|{now}|", {"soil": Formerly(name="ground", type=NUMBER)})
            for was, now in (
                ("`ground`:<br>number", "`soil`:<br>string"),
                ("`ground`:<br>`number`", "`soil`:<br>`string`"),
                ("`ground` = number", "`soil` = string"),
            )
        ),
        (
            "|Request parameter name|`hue`<br>(in `gate`)|`colour`<br>(in `fence`)|",
            {"fence.colour": Formerly(name="hue", within=("gate",))},
        ),
        *(
            (
                f"|Request parameter value name|{was}|{now}|",
                {"soil": Formerly(values=(FormerValue("LOAM", "CLAY"),))},
            )
            for was, now in (
                ("`LOAM`<br>(all are values in `soil`)", "`CLAY`<br>(all are values in `soil`)"),
                (
                    "In the `soil` field: the supported values are<ul><li>`LOAM`</li></ul>",
                    "In the `soil` field: the supported values are renamed to<ul><li>`CLAY`</li></ul>",
                ),
            )
        ),
        (
            "|New enum values in v7.3|/|`SAND` and `CLAY` added to the `soil` field|",
            {"soil": Formerly(values=(FormerValue(None, "SAND"), FormerValue(None, "CLAY")))},
        ),
        # Of a list below an object, what follows on its own level is in no object.
        (
            "|New request parameter|/|<ul><li>In `fence`:<ul><li>`height`</li></ul><li>`soil`</li></ul>|",
            dict.fromkeys(("soil", "fence.height"), Formerly(absent=True)),
        ),
        # Cells of the same names go together by these, others by their order.
        (
            "|Request parameter type|`soil`: number<br>`height`: number|`height`: number<br>`soil`: string|",
            {"soil": Formerly(type=NUMBER)},
        ),
        (
            "|Request parameter name|`a`<br>`b`|`height`<br>`soil`|",
            {"soil": Formerly(name="b"), "fence.height": Formerly(name="a")},
        ),
        (
            "|Request parameter name|`owner` (replaced by the new request parameter `soil`)|`soil`|",
            {"soil": Formerly(name="owner")},
        ),
    ],
)
def test_a_row_tells_what_fields_were(row: str, found: dict[str, Formerly]) -> None:
    assert undone(row) == found


def test_a_field_is_told_of_in_several_rows() -> None:
    rows = (
        "|Response parameter name|`id`|`plot_id`|",
        "|Response parameter data type|`plot_id`: number|`plot_id`: string|",
    )
    assert undone(*rows) == {"data.plots.plot_id": Formerly(name="id", type=NUMBER)}


def test_a_place_may_have_the_name_that_its_object_had() -> None:
    rows = (
        "|Response parameter name|`title` (in `keeper`)|`name`|",
        "|Response parameter name|`keeper`|`owner`|",
    )
    assert undone(*rows) == {
        "data.plots.owner": Formerly(name="keeper"),
        "data.plots.owner.name": Formerly(name="title"),
    }


def test_fields_in_a_new_object_are_not_meant_where_there_are_others() -> None:
    rows = (
        "|New request parameters|/|`gate`|",
        "|Request parameter name|`hue`|`colour`|",
    )
    assert undone(*rows) == {"gate": Formerly(absent=True), "fence.colour": Formerly(name="hue")}


def test_a_new_field_of_identical_objects_is_new_in_each() -> None:
    alike = "\n|plot_id|string|The plot.|" + "".join(
        f"\n|{name}|object|A side.|\n#|width|number|How wide.|\n#|colour|string|Which colour.|"
        for name in ("north", "south")
    )
    operation, problems = read(page("|New request parameters|/|`colour`|", request=alike))
    assert problems == []
    new = Formerly(absent=True)
    assert former(operation) == {"north.colour": new, "south.colour": new}


@pytest.mark.parametrize(
    ("row", "removed"),
    [
        (
            "|Request parameters deprecated in v7.3|/|`depth` (in `fence`): number|",
            Removed("request", ("fence", "depth"), type=NUMBER),
        ),
        (
            "|Request parameters deprecated in v7.3|/|`/fence/depth`: number|",
            Removed("request", ("fence", "depth"), type=NUMBER),
        ),
        (
            "|Request parameters deprecated in v7.3|`depth` (in `fence`)|/|",
            Removed("request", ("fence", "depth")),
        ),
        (
            "|Response parameter deprecated in v7.3|/|`weeds` (in `plots`)|",
            Removed("response", ("data", "plots", "weeds")),
        ),
        *(
            (
                f"|Response parameter data type|`weeds` (in `plots`): string|`weeds` is {gone} in v7.3|",
                Removed("response", ("data", "plots", "weeds"), type=STRING),
            )
            for gone in ("deleted", "removed", "gone")
        ),
    ],
)
def test_a_field_that_is_gone_is_told_with_its_place(row: str, removed: Removed) -> None:
    operation, problems = read(page(row))
    assert problems == []
    assert operation.formerly is not None
    assert operation.formerly.removed == (removed,)


def test_a_field_that_is_gone_from_a_flat_request_was_beside_the_others() -> None:
    row = "|Request parameters deprecated in v7.3|/|`depth`|"
    operation, problems = read(page(row, request="\n|plot_id|string|The plot.|"))
    assert problems == []
    assert operation.formerly is not None
    assert operation.formerly.removed == (Removed("request", ("depth",)),)


def test_a_field_that_is_gone_from_a_reply_was_in_its_only_object() -> None:
    only = "\n|code|integer|A number.|\n|data|object|What is returned.|\n#|plot_id|string|The plot.|"
    operation, problems = read(page("|Response parameters deprecated in v7.3|/|`weeds`|", response=only))
    assert problems == []
    assert operation.formerly is not None
    assert operation.formerly.removed == (Removed("response", ("data", "weeds")),)


def test_of_a_request_it_is_not_known_whether_it_was_in_the_only_object() -> None:
    only = "\n|plot_id|string|The plot.|\n|fence|object|Around it.|\n#|height|number|How high.|"
    row = "|Request parameters deprecated in v7.3|/|`depth`|"
    operation, problems = read(page(row, request=only))
    assert [f"{each.line} {each.code}: {each.text}" for each in problems] == [
        "7 comparison-place: where `depth` was in the request"
    ]
    assert operation.formerly is not None
    assert operation.formerly.removed == (Removed("request", ("depth",), placed=False),)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("|Weather|rain|sun|", "7 comparison-unread: a row of 'Weather'"),
        (
            "|Request parameter name|`a`<br>`b`|`soil`|",
            "7 comparison-unread: which of 2 and 1 items are the same parameter",
        ),
        (
            "|New request parameters|/|Some more, all of them green|",
            "7 comparison-unread: in a row of new parameters: 6 words",
        ),
        (
            "|Request parameter data type|`soil`: wet|`soil`: string|",
            "7 comparison-unread: the type of `soil`: 'wet'",
        ),
        (
            "|Request parameter name|`a`|`weather`|",
            "7 comparison-field: `weather` is no field of the request",
        ),
        (
            "|Request parameter data type|`soil`: string|`soil`: number|",
            "7 comparison-contradicted: parameter `soil`: `soil` is string",
        ),
        (
            "|Request parameter name|`soil`|`plot_id`|",
            "7 comparison-contradicted: `plot_id` and `soil` would both have been `soil`",
        ),
        (
            "|Other changes in Request|/|`colour` is now required|",
            "7 comparison-several: which `colour` is meant: fence.colour, gate.colour",
        ),
        (
            "|New request parameters|/|`colour`|",
            "7 comparison-several: which `colour` is meant: fence.colour, gate.colour",
        ),
        (
            "|Request parameters deprecated in v7.3|/|`depth`|",
            "7 comparison-place: where `depth` was in the request",
        ),
        (
            "|Request parameter name|`size` (in `hedge`)|`height`|",
            "7 comparison-place: where `size` in `hedge` was in the request",
        ),
        (
            "|New enum values in v7.3|/|`LOAM` added to the `soil` field|",
            "7 comparison-contradicted: new value `soil`: `LOAM` is not among the values of `soil`",
        ),
        *(
            (
                f"|New request parameters|{cells}|",
                "7 comparison-unread: what is compared in a row of new parameters",
            )
            for cells in ("`soil`|`gate`", "/|/")
        ),
        *(
            (
                f"|Request parameter name|{was}|`soil`|",
                f"7 comparison-unread: in a row of parameters: 2 words about `{name}`",
            )
            for was, name in (("(in `gate`)", "gate"), ("`a` (in `gate`)<br>(in `fence`)", "fence"))
        ),
        (
            "|Other changes in Request|/|`plot_id` and `soil` are now required|",
            "7 comparison-contradicted: presence `soil`: `soil` is optional",
        ),
        (
            "|Request parameters deprecated in v7.3|/|`soil`|",
            "7 comparison-contradicted: gone parameter `soil`: `soil` is still there",
        ),
        (
            "|Enum values deprecated in v7.3|/|`CLAY` deprecated in the `soil` request parameter|",
            "7 comparison-contradicted: gone value `soil`: `CLAY` is among the values of `soil`",
        ),
        (
            "|New request parameters|/|`soil` (in `hedge`)|",
            "7 comparison-field: `soil` in `hedge` is no field of the request",
        ),
        ("|Method|GET|PUT|", "7 comparison-contradicted: method `PUT`: the method is POST"),
    ],
)
def test_what_cannot_be_undone_is_a_problem_with_its_line(row: str, problem: str) -> None:
    assert told(row) == [problem]


def test_of_contradictory_rows_neither_counts() -> None:
    rows = ("|Request parameter name|`ground`|`soil`|", "|Request parameter name|`earth`|`soil`|")
    operation, problems = read(page(*rows))
    assert [str(each) for each in problems] == [
        "water.md:8: comparison-contradicted: parameter `soil`: conflicting statements about `soil`"
    ]
    assert former(operation) == {}


def test_a_comparison_of_an_endpoint_that_the_page_does_not_document_is_a_problem() -> None:
    operation, problems = read(page().replace("/v7.3/plot/water/|", "/v7.3/plot/weed/|"))
    assert [str(each) for each in problems] == [
        "water.md:4: comparison-unbound: the page documents no /open_api/v7.3/plot/weed"
    ]
    assert operation.formerly is None


@text_cases(rows=literal)
def test_a_facts_page_tells_the_same(rows: tuple[str, ...]) -> None:
    operation, _ = read(page(*rows, path="plots/soak"))
    again, _ = read(facts_page(operation))
    assert again.formerly == operation.formerly is not None
    assert former(again) == former(operation)


def test_a_copy_from_a_browser_tells_the_same() -> None:
    text = """Water a plot

Then and now
Changes\tv7.2\tv7.3
Endpoint path
/v7.2/plots/soak/
/v7.3/plot/water/
Request parameters deprecated in v7.3
/
depth
Request parameter name and data type
ground: number
soil: string
Request
Endpoint https://garden.example/open_api/v7.3/plot/water/
Method POST
Parameters
Field\tData Type\tDescription
plot_id
Required
string
The plot.
soil
string
Its soil.
"""
    found, _ = read_page(text.encode(), "water.txt")
    (operation,), _ = interpret_page(found)
    assert former(operation) == {"soil": Formerly(name="ground", type=NUMBER)}
    assert operation.formerly is not None
    assert operation.formerly.removed == (Removed("request", ("depth",)),)


@needs_portal
@pytest.mark.slow
def test_nearly_all_rows_of_the_portal_are_read_and_each_other_is_a_problem() -> None:
    documented = {read.page.name: read.page for read in may_pages() if read.page.endpoints}
    rows = sum(len(table.rows) for page in documented.values() for table in page.tables if versions(table))
    odd = [each for each in may().problems if each.code.startswith("comparison") and each.page in documented]
    assert sum(operation.formerly is not None for operation in may().facts.operations) >= 258
    assert rows >= 999
    # Rows with something that no wording reads, and those of which not all can be undone.
    assert len({each[:2] for each in odd if each.code == "comparison-unread"}) <= 20
    assert len({each[:2] for each in odd}) <= 81


@needs_portal
@pytest.mark.slow
def test_the_portals_operations_that_tell_what_they_were_have_it_in_the_spec() -> None:
    document = may().document
    telling = [
        operation["x-formerly"]["version"]
        for item in document["paths"].values()
        for operation in item.values()
        if "x-formerly" in operation
    ]
    assert len(telling) > 100
    assert set(telling) == {"v1.2"}

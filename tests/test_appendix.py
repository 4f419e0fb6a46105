"""What is documented for the API as a whole: read, written as facts pages, and shared in the spec."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from may import may, portal_spec
from openapi_judge import openapi_errors
from pages import needs_portal
from return_codes import FAMILIES
from text_cases import literal, text_cases
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.assemble.return_codes import NAMES, constants
from tiktok_bindgen.assemble.yaml import dump_yaml
from tiktok_bindgen.facts import appendix_facts, facts_files
from tiktok_bindgen.files import write_text_atomic
from tiktok_bindgen.interpret.appendix import read_appendix
from tiktok_bindgen.interpret.appendix_model import (
    Appendix,
    Enumeration,
    HttpStatus,
    ListFact,
    RateLimit,
    ReturnCode,
)
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.enumerations import ALIASES, Enumerations, references
from tiktok_bindgen.interpret.model import EnumValue
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.openapi import objects_in
from tiktok_bindgen.pipeline import make_spec
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read import read_page
from tiktok_bindgen.read.page import Line, Page
from tiktok_bindgen.sentences import interpret

ENUMERATIONS = """# Enumerations
# Plants
## Flower Kind (`flower_kind` or `flower_kinds`)
```xtable
|Value{50%}|Description{50%}|
|---|---|
|Spring| |
#|TULIP|A bulb.|
#|SNOW_DROP {-To be deprecated}|Early.|
|Summer|-|
#|ROSE (allowlisted)|With thorns.|
#|OLD_ROSE   Deprecated|No longer grown.|
```
## Flower Kind (Deprecated)
```xtable
|Value|Description|
|---|---|
|WEED|Not wanted.|
```
## Bed status - secondary status
```xtable
|Value|Description|
|---|---|
|BED_STATUS_DUG|Dug.|
|BED_STATUS_OVER GROWN_WILD|Full of weeds.|
```
## Plot Status - Secondary Status
```xtable
|Value|
|---|
|`PLOT_STATUS_SOLD`|
```
## Days to Bloom
```xtable
|Value|Description|
|---|---|
|7|A week.|
|30|A month.|
```
"""
CODES = """# Return codes
## Codes of success
```xtable
|Code|Description|
|---|---|
|0|All went well.|
```
### Watering related
```xtable
|Code{30%}|Description{70%}|
|---|---|
| 47001 |The can is empty. <br><strong>What to do</strong>: Fill it.|
|soon|A code to come.|
```
"""
STATUSES = """# HTTP status codes
```xtable
|HTTP status codes|Description|What to do|
|---|---|---|
|2xx|It arrived.|Look at the code.|
|503|The garden is closed.|Wait.|
```
"""
CURRENCIES = """# Precision
|Currency code|Precision|
|---|---|
|VND|1|
|EUR|0.01|
|a shell|1|
"""
LIMITS = """# Rate limits
|Level|QPS|QPM|QPD|
|---|---|---|---|
|Spade|10|600|86,400|
|Digger|20|1,200|172,800|

# Limits of single endpoints
<table>
<tr><th>Endpoint</th><th colspan="3">Spade</th><th colspan="3">Digger</th></tr>
<tr><td>Kind of limit</td><td>QPD</td><td>QPM</td><td>QPS</td><td>QPD</td><td>QPM</td><td>QPS</td></tr>
<tr><td>/garden/dig/</td><td>5,100</td><td>31</td><td>1</td><td>10,000</td><td>60</td><td>2</td></tr>
    <td>Weeding (/garden/weed/ with POST method)</td>
    <td>1</td><td>1</td><td>1</td><td>2</td><td>2</td><td>2</td></tr>
<tr><td>Rain</td><td>many</td><td>1</td><td>1</td><td>2</td><td>2</td><td>2</td></tr>
</table>
"""
OPERATION = """# Get beds
## Request
**Endpoint** https://business-api.tiktok.com/open_api/v1.3/bed/get/

**Method** POST

**Parameters**
```xtable
|Field|Data Type|Description|
|---|---|---|
"""


@cache
def appendix() -> tuple[Appendix, tuple[Problem, ...]]:
    texts = {
        "enumerations.md": ENUMERATIONS,
        "codes.md": CODES,
        "statuses.md": STATUSES,
        "currencies.md": CURRENCIES,
        "limits.md": LIMITS,
    }
    return read_appendix([page_of(text, name) for name, text in texts.items()])


def page_of(text: str, name: str) -> Page:
    page, problems = read_page(text.encode(), name)
    assert problems == ()
    return page


def by_name(name: str) -> Enumeration:
    return next(each for each in appendix()[0].enumerations if each.name == name)


def bed(*rows: str) -> tuple[Any, tuple[Problem, ...]]:
    """An operation with these fields, beside the enumerations."""
    text = OPERATION + "\n".join(rows) + "\n```\n"
    document, problems = interpret([page_of(text, "bed.md"), page_of(ENUMERATIONS, "enumerations.md")])
    return document.operations[0], problems


def test_an_enumeration_has_its_values_without_headings_depths_and_marks() -> None:
    flowers = by_name("Flower Kind")
    assert flowers.fields == ("flower_kind", "flower_kinds")
    assert [(value.value, value.lifecycle) for value in flowers.values] == [
        ("TULIP", None),
        ("SNOW_DROP", "to-be-deprecated"),
        ("ROSE", None),
        ("OLD_ROSE", "deprecated"),
    ]
    assert flowers.values[0].meaning == "A bulb."


def test_what_a_list_says_of_the_fields_of_requests_is_a_problem_with_its_line() -> None:
    rows = {
        "A bulb.": "A bulb. Valid only when `bed_kind` is `WET`.",
        "Early.": "Early. Only one bulb fits.",
        "With thorns.": "Once you set `flower_kind` to this, `bed_kind` defaults to `DRY`.",
    }
    text = ENUMERATIONS
    for said, more in rows.items():
        assert said in text
        text = text.replace(said, more)
    _, problems = interpret([page_of(text, "enumerations.md")])
    found = [(each.code, each.line, each.text.rpartition(" ")[0]) for each in problems]
    assert found == [
        ("sentence-unread", 8, "outside the tables of fields, a demand is in no known wording"),
        ("sentence-unread", 11, "outside the tables of fields, a default is in no known wording"),
    ]


def test_a_list_that_is_deprecated_as_a_whole_is_a_list_of_its_own() -> None:
    marks = [each.lifecycle for each in appendix()[0].enumerations if each.name == "Flower Kind"]
    assert marks == [None, "deprecated"]


def test_a_blank_that_breaks_a_constant_is_taken_out() -> None:
    assert [value.value for value in by_name("Bed status - secondary status").values] == [
        "BED_STATUS_DUG",
        "BED_STATUS_OVERGROWN_WILD",
    ]


def test_codes_statuses_currencies_and_limits_are_read() -> None:
    read = appendix()[0]
    assert read.return_codes == (
        ReturnCode(0, "Codes of success", "All went well."),
        ReturnCode(47001, "Watering related", "The can is empty. What to do: Fill it."),
    )
    assert [status.status for status in read.http_statuses] == ["2xx", "503"]
    currency = by_name("Currency")
    assert [value.value for value in currency.values] == ["VND", "EUR"]
    assert currency.facts == (ListFact("precision", ("1", "0.01")),)
    assert read.rate_limits[:2] == (
        RateLimit("Spade", 10, 600, 86400),
        RateLimit("Digger", 20, 1200, 172800),
    )


def test_a_limit_knows_the_path_and_the_method_that_its_subject_names() -> None:
    special = [limit for limit in appendix()[0].rate_limits if limit.subject and limit.level == "Digger"]
    assert special == [
        RateLimit("Digger", 2, 60, 10000, "/garden/dig/", "/garden/dig/"),
        RateLimit("Digger", 2, 2, 2, "Weeding (/garden/weed/ with POST method)", "/garden/weed/", "POST"),
        RateLimit("Digger", 2, 2, 2, "Rain"),
    ]


def test_a_limit_on_the_page_of_an_operation_is_that_operation_s() -> None:
    call = """# Dig
**Endpoint** /open_api/v1.3/garden/dig/

**Method** POST

```xtable
|Rate limit level|Queries per second|Queries per minute (QPM)|QPD|
|---|---|---|---|
|Spade|1|30|{day}|
```
"""
    read, problems = read_appendix([page_of(call.format(day="5,000"), "dig.md")])
    assert read.rate_limits == (RateLimit("Spade", 1, 30, 5000, "/garden/dig/", "/garden/dig/"),)
    assert problems == ()
    # A table for all operations counts more.
    limits = page_of(LIMITS.replace("many", "1"), "limits.md")
    pages = [page_of(call.format(day="7"), "dig.md"), limits]
    assert read_appendix(pages)[0].rate_limits == read_appendix([limits])[0].rate_limits


def test_what_is_no_code_no_currency_and_no_limit_is_reported() -> None:
    problems = appendix()[1]
    assert {problem.code for problem in problems} == {"appendix-unread"}
    assert sorted((problem.page, problem.text) for problem in problems) == [
        ("codes.md", "no return code: 'soon'"),
        ("currencies.md", "no value or fact of a list: 'a shell'"),
        ("limits.md", "no rate limits: 'Rain Spade'"),
    ]


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ([STATUSES.replace("|503|", "|soon|")], "3 no HTTP status: 'soon'"),
        (
            [LIMITS.replace("Kind of limit", "/garden/mow/").replace("QP", "")],
            "9 no rate limits: 'Endpoint, Spade, Spade, Spade'",
        ),
        (
            [LIMITS, LIMITS.replace("|Spade|10|", "|Spade|11|")],
            "2 ('', 'Spade') is stated differently in two tables; the first one is kept",
        ),
    ],
)
def test_what_is_of_no_form_or_stated_twice_is_reported_with_its_line(texts: list[str], problem: str) -> None:
    texts = [text.replace("|many|", "|1|").replace("<td>many</td>", "<td>1</td>") for text in texts]
    pages = [page_of(text, f"{number}.md") for number, text in enumerate(texts)]
    assert [f"{each.line} {each.text}" for each in read_appendix(pages)[1]] == [problem]


def test_a_blank_in_a_constant_stays_if_another_value_of_the_list_has_one() -> None:
    rows = "|BED_STATUS_OVER GROWN|Wild.|\n|VERY DRY|Dry.|\n"
    text = f"# Enumerations\n## Bed\n```xtable\n|Value|Description|\n|---|---|\n{rows}```\n"
    (listed,) = read_appendix([page_of(text, "enumerations.md")])[0].enumerations
    assert [value.value for value in listed.values] == ["BED_STATUS_OVER GROWN", "VERY DRY"]


def test_two_tables_that_state_one_thing_differently_are_reported_and_the_first_is_kept() -> None:
    second = CURRENCIES.replace("|VND|1|", "|VND|0.1|").replace("|a shell|1|\n", "")
    first = CURRENCIES.replace("|a shell|1|\n", "")
    read, problems = read_appendix([page_of(second, "b.md"), page_of(first, "a.md")])
    assert read.enumerations[0].facts == (ListFact("precision", ("1", "0.01")),)
    assert [(problem.page, problem.code) for problem in problems] == [("b.md", "appendix-conflict")]


def test_facts_pages_of_the_appendix_read_back_the_same() -> None:
    written = without_prose(Document((), appendix()[0])).appendix
    files = appendix_facts(written)
    again, problems = read_appendix([page_of(text, name) for name, text in files.items()])
    assert problems == ()
    assert again == written
    assert "thorns" not in "".join(files.values())


@text_cases(said=str, name=str)
def test_the_list_that_a_description_refers_to_is_found(said: str, name: str) -> None:
    found = Enumerations(appendix()[0].enumerations).find(
        references([Line(said)]), "kind", "/open_api/v1.3/bed/get/"
    )
    assert found is not None
    assert found.name.startswith(name)
    assert found.lifecycle is None


@text_cases(alias=str, name=str)
def test_a_list_may_be_called_otherwise(alias: str, name: str) -> None:
    lists = Enumerations([Enumeration(name, (EnumValue("ROSE"),)), Enumeration("Tree", ())])
    said = references([Line(f"See [Enumeration - {alias}](https://a.example/).")])
    found = lists.find(said, "kind", "/open_api/v1.3/bed/get/")
    assert found is not None
    assert found.name == name


@text_cases(said=str, found=literal)
def test_a_description_refers_to_a_list_by_a_link_or_its_name(
    said: str, found: list[tuple[str, str, bool]]
) -> None:
    assert [(each.anchor, each.label, each.called) for each in references([Line(said)])] == found


def test_a_list_not_called_by_its_name_is_found_by_the_fields_name() -> None:
    operation, problems = bed("|flower_kind|string|See [Enumeration - Blooms](https://a.example/).|")
    assert problems == ()
    assert operation.parameters[0].enum_name == "Flower Kind"


@text_cases(said=str)
def test_a_list_mentioned_for_something_else_does_not_bind(said: str) -> None:
    operation, problems = bed(f"|scent|string|{said}|")
    assert (operation.parameters[0].enum, problems) == ((), ())


def test_a_list_that_is_not_there_is_a_problem() -> None:
    operation, problems = bed(
        "|scent|string|For enum values, see [Enumeration - Scents](https://a.example/).|"
    )
    assert operation.parameters[0].enum == ()
    assert [problem.code for problem in problems] == ["enumeration-missing"]


def test_a_list_that_is_only_linked_to_and_not_there_is_named_all_the_same() -> None:
    operation, problems = bed(
        "|scent|string|For enum values, see [Smells of all kinds](https://a.example/).|"
    )
    assert [problem.code for problem in problems] == ["enumeration-missing"]
    (scent,) = operation.parameters
    assert (scent.enum, scent.enum_name, scent.linked) == ((), None, "Smells of all kinds")
    document, _ = assemble(Document((operation,), appendix()[0]), prose="none")
    found = [each["x-enum-missing"] for each in objects_in(document) if "x-enum-missing" in each]
    assert found == ["Smells of all kinds"]


def test_listed_values_are_of_the_fields_type() -> None:
    operation, problems = bed(
        "|days|number|For enum values, see [Enumeration - Days to Bloom](https://a.example/).|",
        "|hours|integer|For enum values, see [Enumeration - Days to Bloom](https://a.example/).|",
        "|weeks|string|For enum values, see [Enumeration - Days to Bloom](https://a.example/).|",
        "|bloom|object|For enum values, see [Enumeration - Days to Bloom](https://a.example/).|",
        "|open|boolean|For enum values, see [Enumeration - Days to Bloom](https://a.example/).|",
    )
    assert problems == ()
    assert [[value.value for value in field.enum] for field in operation.parameters] == [
        [7, 30],
        [7, 30],
        ["7", "30"],
        [],
        [],
    ]


def test_a_range_is_not_all_values_where_a_list_that_is_not_there_has_them() -> None:
    said = "Value range: 1, 2, 7."
    operation, problems = bed(
        f"|days|number|{said} For enum values, see [Enumeration - Scents](https://a.example/).|",
        f"|hours|number|{said}|",
    )
    days, hours = operation.parameters
    assert ([value.value for value in days.enum], days.enum_name) == ([], "Scents")
    assert [value.value for value in hours.enum] == [1, 2, 7]
    assert [problem.code for problem in problems] == ["enumeration-missing"]


def test_values_in_the_fields_own_words_come_first() -> None:
    operation, _ = bed(
        "|kind|string|Enum values: `ROSE`. For others, see [Enumeration - Flower Kind](https://a.example/).|"
    )
    assert [value.value for value in operation.parameters[0].enum] == ["ROSE"]


def spec(*rows: str) -> dict[str, Any]:
    operation, _ = bed(*rows)
    document, problems = assemble(Document((operation,), appendix()[0]), prose="none")
    assert problems == ()
    assert openapi_errors(document) == []
    return document


def test_the_spec_has_the_appendix_as_shared_schemas() -> None:
    document = spec("|flower_kind|string|See [Enumeration - Flower Kind](https://a.example/).|")
    schemas = document["components"]["schemas"]
    assert schemas["Currency"] == {
        "type": "string",
        "enum": ["VND", "EUR"],
        "x-enum-facts": {"precision": [1, 0.01]},
    }
    assert schemas["ReturnCode"] == {
        "type": "integer",
        "enum": [0, 47001],
        "x-enum-varnames": ["OK", "WATERING_RELATED_47001"],
        "x-enum-groups": {"Codes of success": [0], "Watering related": [47001]},
    }
    assert schemas["HttpStatus"]["enum"] == ["2xx", "503"]
    assert schemas["FlowerKind"]["x-enum-fields"] == ["flower_kind", "flower_kinds"]
    assert schemas["FlowerKindDeprecated"] == {
        "type": "string",
        "enum": ["WEED"],
        "deprecated": True,
        "x-lifecycle": "deprecated",
    }
    request = schemas["BedGetRequest"]["properties"]["flower_kind"]
    assert request == {"$ref": "#/components/schemas/FlowerKind"}


@pytest.mark.parametrize("nothing", ["", "-", "–", "—", "/"])
def test_a_row_of_values_whose_other_cells_say_nothing_is_a_heading(nothing: str) -> None:
    rows = f"|Spring|{nothing}|{nothing}|\n|TULIP|{nothing}|Bulb.|\n|ROSE|Red.|{nothing}|\n"
    text = f"# Enumerations\n## Flower Kind\n```xtable\n|Value|Colour|Notes|\n|---|---|---|\n{rows}```\n"
    (listed,) = read_appendix([page_of(text, "enumerations.md")])[0].enumerations
    assert [(each.value, each.meaning) for each in listed.values] == [("TULIP", "Bulb."), ("ROSE", "Red.")]


def test_the_spec_has_rate_limits_by_level_and_by_subject() -> None:
    limits = spec("|a|string|A bed.|")["x-rate-limits"]
    assert limits["general"]["Digger"] == {"second": 20, "minute": 1200, "day": 172800}
    assert limits["special"][1] == {
        "subject": "Weeding (/garden/weed/ with POST method)",
        "path": "/garden/weed/",
        "method": "POST",
        "levels": {
            "Spade": {"second": 1, "minute": 1, "day": 1},
            "Digger": {"second": 2, "minute": 2, "day": 2},
        },
    }


def test_return_codes_have_one_constant_each() -> None:
    # Those of errors that are nobody's fault, or of no family, and those of a success.
    others = {0, 20001, 40064, 40200, 50000, 50002, 51065, 51305}
    assert set(NAMES) == others.union(*FAMILIES.values())
    assert len(set(NAMES.values())) == len(NAMES)
    assert all(re.fullmatch(r"[A-Z][A-Z0-9_]*", name) for name in NAMES.values())
    named = constants([ReturnCode(0, "a"), ReturnCode(9, "The moon"), ReturnCode(10, "…")])
    assert named == ["OK", "THE_MOON_9", "CODE_10"]


def test_meanings_are_kept_only_with_prose() -> None:
    read = Appendix(
        return_codes=(ReturnCode(0, "a", "All is well."),),
        http_statuses=(HttpStatus("2xx", "It arrived."),),
        enumerations=(Enumeration("Kind", (EnumValue("A", "The first."),)),),
    )
    full, _ = assemble(Document((), read), prose="full")
    none, _ = assemble(Document((), read), prose="none")
    assert all(text in dump_yaml(full) for text in ("All is well.", "It arrived.", "The first."))
    assert not any(text in dump_yaml(none) for text in ("All is well.", "It arrived.", "The first."))


@needs_portal
@pytest.mark.slow
def test_the_portals_appendix_is_read_whole() -> None:
    read = may().facts.appendix
    # Those of the appendix, and two that only the guide to business messaging has.
    assert Counter(code.page for code in read.return_codes) == {
        "appendix/return-codes.md": 74,
        "guides/business-messaging-api/return-codes.md": 2,
    }
    assert {code.code for code in read.return_codes} <= set(NAMES)
    # Two of the 59 lists stand there twice, word for word.
    assert Counter(each.page.split("/")[0] for each in read.enumerations) == {"appendix": 63, "guides": 3}
    assert [status.status for status in read.http_statuses] == ["2xx", "4xx", "5xx"]
    assert len({limit.subject for limit in read.rate_limits if limit.subject}) == 27
    assert len({limit.level for limit in read.rate_limits}) == 4
    values = (value.value for each in read.enumerations for value in each.values)
    assert not [value for value in values if "_" in str(value) and " " in str(value)]


@needs_portal
@pytest.mark.slow
def test_every_alias_names_a_list_of_the_portal() -> None:
    lists = Enumerations(may().facts.appendix.enumerations)
    missing = [name for name in ALIASES.values() if not lists.find(references([_see(name)]), "", "")]
    assert missing == []


def _see(name: str) -> Line:
    return Line(f"See [Enumeration - {name}](https://a.example/).")


@needs_portal
@pytest.mark.slow
# Those of 2026-05 are committed, and built.
@pytest.mark.parametrize("folder", ["2026-04", "2026-05-flat"])
def test_facts_pages_of_a_whole_portal_give_the_same_spec(folder: str, tmp_path: Path) -> None:
    original = without_prose(portal_spec(folder).facts)
    for name, text in facts_files(original).items():
        write_text_atomic(tmp_path / name, text)
    again = make_spec([tmp_path], prose="none")
    assert dump_yaml(again.document) == dump_yaml(assemble(original, prose="none")[0])


BY_STATUS = """# Details of a plot's status
## Ad groups
```xtable
|`plot_status` value|Supported values of `plot_detail` (ad group level)|
|---|---|
|`OPEN`|`WET`|
|`SHUT`, `SOLD`|All values excluding `WET`|
|`OPEN`|`DRY`, `MOIST`<br>Others follow in spring.|
|`GONE`|Whatever still grows there|
|`OPEN`|`WET`|
```
"""


def test_values_by_the_value_of_another_field_are_facts_row_by_row_in_their_order() -> None:
    appendix, problems = read_appendix([read_page(BY_STATUS.encode(), "details.md")[0]])
    (stated,) = appendix.values_by_value
    assert (stated.parent, stated.of, stated.level) == ("plot_status", "plot_detail", "adgroup")
    assert [(row.value, row.values, row.all_but) for row in stated.rows] == [
        ("OPEN", ("WET",), False),
        ("SHUT", ("WET",), True),
        ("SOLD", ("WET",), True),
        ("OPEN", ("DRY", "MOIST"), False),
        # What is not understood admits any value.
        ("GONE", (), True),
    ]
    assert problems == ()


def test_a_table_of_values_by_each_other_that_names_no_parent_is_no_fact_of_its_page() -> None:
    page = BY_STATUS.replace("`plot_status` value", "With `plot_status`")
    assert read_appendix([read_page(page.encode(), "details.md")[0]])[0].values_by_value == ()

"""Values behind a link whose text does not call them an enumeration, and marks in tables of values."""

from __future__ import annotations

import pytest

from text_cases import literal, text_cases
from tiktok_bindgen.interpret.model import EnumValue, Field
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sentences import interpret

ENUMERATIONS = """# Enumerations
## Flower Kind (`flower_kind`)
```xtable
|Value|Description|
|---|---|
|ROSE|With thorns.|
|TULIPDeprecated|A bulb.|
```
## Bed Operator (`operator`)
```xtable
|Value|Description|
|---|---|
|DIG|With a spade.|
```
## Soil (`soil` for beds)
```xtable
|Value|Description|
|---|---|
|CLAY|Heavy.|
```
## Potting Soil (`soil` for pots)
```xtable
|Value|Description|
|---|---|
|PEAT|Light.|
```
"""
CALL = """# Dig
**Endpoint** https://garden.example/open_api/v1.3/bed/dig/

**Method** POST

**Parameters**
```xtable
|Field|Data Type|Description|
|---|---|---|
"""


def _field(name: str, said: str, type_: str = "string") -> tuple[Field, tuple[Problem, ...]]:
    text = f"{CALL}|{name}|{type_}|{said}|\n```\n"
    pages = [("dig.md", text), ("enumerations.md", ENUMERATIONS)]
    document, problems = interpret([read_page(page.encode(), name)[0] for name, page in pages])
    return document.operations[0].parameters[0], problems


def _values(field: Field) -> list[object]:
    return [value.value for value in field.enum]


@text_cases(name=str, said=str)
def test_a_link_to_values_binds_by_its_name_or_the_fields_own_list(name: str, said: str) -> None:
    field, problems = _field(name, said)
    assert (_values(field), field.enum_name, problems) == (["ROSE", "TULIP"], "Flower Kind", ())


@text_cases(name=str, said=str)
def test_a_link_to_values_that_are_not_here_is_a_problem_and_never_another_list(name: str, said: str) -> None:
    field, problems = _field(name, said)
    assert field.enum == ()
    assert [problem.code for problem in problems] == ["enumeration-missing"]


@text_cases(said=str)
def test_a_link_to_something_else_binds_nothing(said: str) -> None:
    field, problems = _field("kind", said)
    assert (field.enum, problems) == ((), ())


def test_an_object_that_leads_to_words_is_text() -> None:
    field, problems = _field("kind", "See [Enumeration - Flower Kind](https://a.example/).", "object")
    assert (field.type.kind, _values(field)) == ("string", ["ROSE", "TULIP"])
    assert [problem.code for problem in problems] == ["type-of-values"]


def test_a_mark_glued_to_a_value_is_a_mark() -> None:
    field, _ = _field("kind", "See [Enumeration - Flower Kind](https://a.example/).")
    assert field.enum[1] == EnumValue("TULIP", "A bulb.", lifecycle="deprecated")


BEDS = """# Soils for beds

## Light ones
```xtable
|Soil|`soil_kind` value|
|---|---|
|Of the sea|`SAND`|
|Any other|`LOAM_(1~2)`|
```
## Heavy ones
```xtable
|Code|Meaning|
|---|---|
|CLAY|It sticks.|
```
"""
LIGHT = ["SAND", "LOAM_1", "LOAM_2"]
_NUMBER = "1700000000000007"


@pytest.mark.parametrize(
    ("name", "said", "values"),
    [
        # By the number of the page, and by what the link's text says after its title.
        (
            "soil_kind",
            f"For enum values, see [What there is - Light ones](/portal/docs?id={_NUMBER}).",
            LIGHT,
        ),
        (
            "soil_kind",
            f"For enum values, see [Here](/portal/docs?id={_NUMBER}#item-link-Light%20ones).",
            LIGHT,
        ),
        ("soil_code", f"For enum values, see [Soils for beds](/portal/docs?id={_NUMBER}).", ["CLAY"]),
        (
            "soil_code",
            "For enum values, see [Appendix - Soils for bed - Heavy ones](/portal/docs?id=1).",
            ["CLAY"],
        ),
        ("soil_code", f"For enum values, see [Soils - Stones](/portal/docs?id={_NUMBER}).", []),
        # By a column that the sentence names, and by all that say that they have values.
        (
            "soil_kind",
            f"For enum values, see the Code column of [Soils for beds](/portal/docs?id={_NUMBER}).",
            ["CLAY"],
        ),
        ("plant", f"For enum values, see [Soils for beds](/portal/docs?id={_NUMBER}).", [*LIGHT, "CLAY"]),
    ],
)
def test_a_list_is_found_by_its_pages_number_its_section_and_its_column(
    name: str, said: str, values: list[str]
) -> None:
    call = f"{CALL}|{name}|string|{said.replace('/portal', 'https://business-api.tiktok.com/portal')}|\n```\n"
    pages = [("dig.md", call), (f"soils.{_NUMBER}.md", BEDS)]
    document, _ = interpret([read_page(page.encode(), name)[0] for name, page in pages])
    assert _values(document.operations[0].parameters[0]) == values


@text_cases(header=str, row=str, meaning=literal)
def test_a_value_means_what_stands_behind_it_or_else_before_it(header: str, row: str, meaning: str) -> None:
    rule = "|---" * (header.count("|") - 1)
    beds = f"# Soils for beds\n\n```xtable\n{header}\n{rule}|\n{row}\n```\n"
    call = f"{CALL}|soil_code|string|For enum values, see [Soils for beds](https://a.example/).|\n```\n"
    pages = [read_page(text.encode(), name)[0] for name, text in (("dig.md", call), ("soils.md", beds))]
    document, _ = interpret(pages)
    assert document.operations[0].parameters[0].enum == (EnumValue("CLAY", meaning),)


def test_a_list_that_its_page_calls_partial_is_none() -> None:
    partial = BEDS.replace("# Soils for beds\n", "# Soils for beds\n\nThis is a partial list.\n")
    call = f"{CALL}|soil_kind|string|For enum values, see [Soils for beds - Light ones](https://a.example/).|\n```\n"
    pages = [read_page(text.encode(), name)[0] for name, text in (("dig.md", call), ("soils.md", partial))]
    document, problems = interpret(pages)
    assert document.operations[0].parameters[0].enum == ()
    assert [problem.code for problem in problems] == ["enumeration-missing"]


@text_cases(codes=literal, values=literal)
def test_a_column_may_hold_a_sentence_but_not_many(codes: list[str], values: list[str]) -> None:
    cells = "\n".join(f"|{code}|" for code in (*codes, "It may be of any kind that a gardener likes"))
    beds = f"# Soils for beds\n\n```xtable\n|Code|\n|---|\n{cells}\n```\n"
    call = f"{CALL}|soil_code|string|For enum values, see [Soils for beds](https://a.example/).|\n```\n"
    pages = [read_page(text.encode(), name)[0] for name, text in (("dig.md", call), ("soils.md", beds))]
    document, _ = interpret(pages)
    assert _values(document.operations[0].parameters[0]) == values


DIG = """# Dig
**Endpoint** /open_api/v1.3/plot/dig/

**Method** POST

**Parameters**
```xtable
|Field|Type|Description|
|---|---|---|
|field|string|{said}|
```
"""
OFFERED = """
### Supported fields
#### For beds
```xtable
|Data field|Supports ordering-by?|Can be a field under filters?|
|---|---|---|
|depth|Yes|No|
|`width`|No|Yes|
```
#### For pots
```xtable
|Data field|Can be a field under filters?|
|---|---|
|rim|✅|
```
"""


@text_cases(said=str, found=literal)
def test_a_section_offers_the_names_in_its_tables_that_are_fit_for_the_field(
    said: str, found: list[str]
) -> None:
    document, problems = interpret([read_page(f"{DIG.format(said=said)}{OFFERED}".encode(), "dig.md")[0]])
    assert _values(document.operations[0].parameters[0]) == found
    told = [each.code for each in problems if each.code == "table-unread"]
    assert bool(told) == (not found)


@text_cases(row=literal, whole=literal)
def test_names_that_are_offered_by_case_are_all_where_a_field_has_a_value_for_each_case(
    row: str, *, whole: bool
) -> None:
    page = DIG.format(said="For the supported fields, see Supported fields below.").replace(
        "```\n", f"{row}```\n"
    )
    document, _ = interpret([read_page(f"{page}{OFFERED}".encode(), "dig.md")[0]])
    field = document.operations[0].parameters[0]
    assert _values(field) == ["width", "rim"]
    # Names for other cases may be missing here, so that none is refused.
    assert [each.fact for each in field.contested] == ([] if whole else ["enum"])


def test_names_in_a_section_without_cases_are_all() -> None:
    said = "For the supported fields, see Supported fields below."
    section = "\n### Supported fields\n```xtable\n|Field|Description|\n|---|---|\n|rim|The rim.|\n```\n"
    document, _ = interpret([read_page(f"{DIG.format(said=said)}{section}".encode(), "dig.md")[0]])
    field = document.operations[0].parameters[0]
    assert (_values(field), field.contested) == (["rim"], ())


def test_a_table_under_a_field_s_name_has_its_values_where_the_description_chooses_from_it() -> None:
    said = "It can be chosen from the [Plots to dig](#a) below."
    table = "### Plots to dig\n```xtable\n|`field`|Description|\n|---|---|\n|`11`|Dry.|\n|`12`|Wet.|\n```\n"
    document, _ = interpret([read_page(f"{DIG.format(said=said)}{table}".encode(), "dig.md")[0]])
    assert _values(document.operations[0].parameters[0]) == ["11", "12"]
    # Otherwise it may explain some of them.
    other = DIG.format(said="To learn more about gardens, see [Plots to dig](#a).")
    document, _ = interpret([read_page(f"{other}{table}".encode(), "dig.md")[0]])
    assert _values(document.operations[0].parameters[0]) == []

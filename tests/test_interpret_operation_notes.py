"""Headers and file replies that running text tells of: read, written as facts, and expressed in the spec."""

from __future__ import annotations

import pytest

from text_cases import literal, text_cases
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.facts import facts_page
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.interpret.operation_notes import reply_files, sent_headers
from tiktok_bindgen.read import read_page
from tiktok_bindgen.read.page import Line
from tiktok_bindgen.sentences import interpret

PAGE = """# Download plots

Use this endpoint to download the plots of a garden.

## Request

**Endpoint**

- **North**: `https://garden.example/open_api/v1.3/plot/download/` and the header `x-soil: clay`
- **South**: `https://garden.example/open_api/v1.3/plot/download/` with the header `x-soil: sand`.

**Method** GET

**Header**

```xtable
|Field|Data Type|Description|
|---|---|---|
|Access-Token {Required}|string|A token.|
```

## Response

A CSV file is returned. If that fails, these are:

```xtable
|Field|Data Type|Description|
|---|---|---|
|code|number|What failed.|
```
"""


def _operation(text: str) -> Operation:
    page, problems = read_page(text.encode(), "plots.md")
    assert problems == ()
    document, odd = interpret([page])
    assert odd == ()
    return document.operations[0]


@text_cases(sentence=str, kinds=literal)
def test_a_sentence_tells_the_media_types_of_a_reply(sentence: str, kinds: tuple[str, ...]) -> None:
    assert reply_files([Line(sentence)]) == kinds


@text_cases(sentence=str)
def test_a_file_that_is_not_the_reply_is_none(sentence: str) -> None:
    assert reply_files([Line(sentence)]) == ()


def test_a_header_whose_value_is_ones_own_has_no_values() -> None:
    fields = list(sent_headers([Line("Send the header `x-plot: {plot}` and the header `x-key: MY_KEY`.")]))
    assert [(field.name, field.enum) for field in fields] == [("x-plot", ()), ("x-key", ())]


def test_headers_and_files_beside_the_tables_are_read() -> None:
    operation = _operation(PAGE)
    assert operation.files == ("text/csv",)
    header = operation.headers[1]
    assert (header.name, header.presence) == ("x-soil", "optional")
    assert [value.value for value in header.enum] == ["clay", "sand"]


def test_a_header_that_the_table_has_is_not_told_twice() -> None:
    listed = PAGE.replace("|Access-Token", "|X-Soil|string|The soil.|\n|Access-Token")
    assert [field.name for field in _operation(listed).headers] == ["X-Soil", "Access-Token"]


@pytest.mark.parametrize("name", ["access-token", "Authorization", "Content-Type", "accept", "Host"])
def test_a_header_of_every_call_is_none_of_its_own(name: str) -> None:
    said = PAGE.replace("`x-soil: sand`", f"`x-soil: sand` and the header `{name}: x`")
    assert [field.name for field in _operation(said).headers] == ["Access-Token", "x-soil"]


def test_a_header_may_stand_above_all_sections() -> None:
    said = PAGE.replace("of a garden.", "of a garden, and the header `x-tool: spade`.")
    assert [field.name for field in _operation(said).headers] == ["Access-Token", "x-tool", "x-soil"]


def test_a_facts_page_tells_of_them_as_well() -> None:
    read = _operation(PAGE)
    again = _operation(facts_page(read))
    assert again.files == read.files
    assert [field.name for field in again.headers] == ["Access-Token", "x-soil"]


def test_a_facts_page_of_a_call_that_replies_with_a_file_alone_says_so() -> None:
    read = _operation(PAGE[: PAGE.index("If that fails")])
    assert (read.response, read.files) == ((), ("text/csv",))
    assert _operation(facts_page(read)).files == ("text/csv",)


def test_the_spec_has_the_header_as_a_parameter_and_the_file_as_a_media_type() -> None:
    page, _ = read_page(PAGE.encode(), "plots.md")
    spec, problems = assemble(interpret([page])[0], prose="none")
    assert problems == ()
    paths = spec["paths"]
    assert isinstance(paths, dict)
    call = paths["/open_api/v1.3/plot/download/"]["get"]
    (header,) = call["parameters"]
    assert (header["name"], header["in"], header.get("required")) == ("x-soil", "header", None)
    assert list(call["responses"]["200"]["content"]) == ["application/json", "text/csv"]


BESIDE = """# Water plots

Use this endpoint to water the plots of a garden.
{lead}

## Before you water
{before}

## Request

**Endpoint** https://garden.example/open_api/v1.3/plot/water/

**Method** POST

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
|plot_ids|string[]|The plots.|
|litres|number|How much.|
```

{after}

|Type|Details|
|---|---|
|Water|{cell}|

## Response

```xtable
|Field|Data Type|Description|
|---|---|---|
|dry|string[]|The plots that stayed dry.|
```
"""


def _beside(**told: str) -> list[tuple[str, int, str]]:
    words = dict.fromkeys(("lead", "before", "after", "cell"), "Words.")
    page, problems = read_page(BESIDE.format(**(words | told)).encode(), "plots.md")
    assert problems == ()
    odd = [each for each in interpret([page])[1] if each.code != "table-unread"]
    return [(each.code, each.line, each.text.rpartition(" ")[0]) for each in odd]


@pytest.mark.parametrize(("place", "line"), [("lead", 4), ("before", 7), ("after", 24), ("cell", 28)])
def test_what_is_said_of_a_parameter_outside_the_tables_of_fields_is_a_problem(place: str, line: int) -> None:
    text = "outside the tables of fields, a demand is in no known wording"
    told = _beside(**{place: "Roses are red. You must pass either `plot_ids` or `litres`."})
    assert told == [("sentence-unread", line, text)]


@text_cases(sentence=str, what=literal)
def test_text_beside_tables_is_told_if_it_binds_a_request(sentence: str, what: list[str]) -> None:
    words = [f"outside the tables of fields, {each} is in no known wording" for each in what]
    assert [text for _, _, text in _beside(lead=sentence)] == words

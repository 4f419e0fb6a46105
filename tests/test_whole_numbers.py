"""Which numbers are whole: by what is said of them, unless an example has a fraction."""

from __future__ import annotations

import pytest

from may import may
from pages import needs_portal
from text_cases import literal, text_cases
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.facts import facts_page
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.interpret.tree import walk
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sentences import interpret
from tiktok_bindgen.weigh import weighed


def page(rows: str, shown: str = "{}", path: str = "plot/get") -> str:
    return f"""# Page of {path}
## Request
**Endpoint** https://business-api.tiktok.com/open_api/v1.3/{path}/

**Method** POST

**Parameters**
```xtable
|Field|Data Type|Description|
|---|---|---|
{rows}
```
### Example
```xcodeblock
(code curl http)
curl --request POST 'https://business-api.tiktok.com/open_api/v1.3/{path}/' --data '{shown}'
(/code)
```
"""


def judged(*texts: str) -> list[Operation]:
    pages = [read_page(text.encode(), f"plots/{number}.md")[0] for number, text in enumerate(texts)]
    document, _ = weighed(interpret(pages)[0], pages)
    return list(document.operations)


def kinds(*texts: str) -> list[dict[str, str]]:
    """What each page's fields are."""
    return [{each.name: each.type.kind for _, each in walk(of.parameters)} for of in judged(*texts)]


def kind_of(description: str, name: str = "size", type_: str = "number") -> str:
    ((_, kind),) = kinds(page(f"|{name}|{type_}|{description}|"))[0].items()
    return kind


@text_cases(description=str)
def test_a_number_is_whole_by_what_is_said_of_it(description: str) -> None:
    assert kind_of(description) == "integer"


@text_cases(description=literal)
def test_in_doubt_a_number_may_have_a_fraction(description: str) -> None:
    assert kind_of(description) == "number"


@text_cases(description=str, words=str)
def test_each_word_for_a_whole_number_is_known(description: str, words: str) -> None:
    assert {word: kind_of(description.format(word)) for word in words.split()} == dict.fromkeys(
        words.split(), "integer"
    )


@text_cases(words=str)
def test_each_word_for_a_number_that_may_have_a_fraction_is_known(words: str) -> None:
    description = "The number of plots. It is no {} of it."
    assert kind_of(description.format("plum")) == "integer"
    assert {word: kind_of(description.format(word)) for word in words.split()} == dict.fromkeys(
        words.split(), "number"
    )


@pytest.mark.parametrize("word", ["frequency", "conversion", "conversions"])
def test_what_is_estimated_may_have_a_fraction(word: str) -> None:
    assert kind_of(f"The number of plots, an estimated {word}.") == "number"
    assert kind_of(f"The number of plots, a {word}.") == "integer"


def test_a_name_may_speak_against_what_is_said() -> None:
    assert kind_of("The number of plots.", name="plot_rate") == "number"


def test_a_multiple_of_a_fraction_may_have_one() -> None:
    assert kinds(page("|size|number|Page size. Multiple of 0.5.|"))[-1] == {"size": "number"}
    assert kinds(page("|size|number|Page size. Multiple of 5.|"))[-1] == {"size": "integer"}


def test_a_documented_float_stays_one() -> None:
    assert kind_of("The number of plots.", type_="float") == "number"
    assert kind_of("The numbers of plots.", type_="number[]") == "integer"


def test_an_example_with_a_fraction_speaks_for_all_fields_of_the_name() -> None:
    rows = "|size|number|How long it takes in seconds.|"
    fraction, other = page(rows, '{"size": 1.5}'), page(rows, '{"size": 2}', "bed/get")
    assert kinds(fraction, other) == [{"size": "number"}, {"size": "number"}]
    assert [each.contested for of in judged(fraction) for each in of.parameters] == [()]
    assert kinds(page(rows, '{"size": 2.0}')) == [{"size": "integer"}]
    # Other names, and what is a list of whole numbers or is documented as one, stay what they are.
    others = f"{rows}\n|count|number|The number of plots.|"
    assert kinds(page(others, '{"size": 1.5, "count": 3}')) == [{"size": "number", "count": "integer"}]
    stated = page("|size|integer|How long.|", '{"size": 2}', "stated/get")
    listed = page("|size|number|How long it takes in seconds. Enum values: `1`, `2`.|", "", "listed/get")
    found = {of.path.split("/")[3]: of.parameters[0].type.kind for of in judged(fraction, stated, listed)}
    assert found == {"plot": "number", "stated": "integer", "listed": "integer"}


def test_fields_of_which_nothing_is_said_are_what_nearly_all_of_their_name_are() -> None:
    many = [page("|size|number|Page size.|", path=f"plot{number}/get") for number in range(10)]
    assert kinds(*many, page("|size|number||", path="silent/get"))[-1] == {"size": "integer"}
    assert kinds(*many[:9], page("|size|number||", path="silent/get"))[-1] == {"size": "number"}


def test_facts_pages_and_specs_say_that_it_is_whole_and_no_more() -> None:
    (operation,) = judged(page("|size|number|Page size.|"))
    facts = without_prose(Document((operation,)))
    text = facts_page(facts.operations[0])
    assert "|size|integer||" in text
    spec, _ = assemble(facts, prose="none")
    read, _ = read_page(text.encode(), "plots/0.md")
    again, _ = weighed(interpret([read])[0], [read])
    assert without_prose(again) == facts
    assert assemble(again, prose="none")[0] == spec
    schemas = spec["components"]["schemas"]  # type: ignore[index] # a document is a plain dictionary
    assert schemas["PlotGetRequest"]["properties"] == {"size": {"type": "integer"}}


@needs_portal
def test_as_many_numbers_of_the_portal_are_whole_as_ever() -> None:
    found = [
        (each.name, each.type.kind)
        for of in may().facts.operations
        for fields in (of.parameters, of.response)
        for _, each in walk(fields)
        if each.type.documented.lower().startswith("number") and each.type.kind in {"integer", "number"}
    ]
    assert {kind for name, kind in found if name in {"code", "page", "page_size", "total_page"}} == {
        "integer"
    }
    assert {kind for name, kind in found if name in {"amount", "duration", "price", "budget"}} == {"number"}
    assert sum(kind == "integer" for _, kind in found) == WHOLE


# 511 of them and more are `code`.
WHOLE = 1300

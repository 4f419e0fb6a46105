"""Examples in descriptions, in programs and alone in guides are evidence where it is clear of what."""

from __future__ import annotations

import pytest

from test_weigh import contested
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sentences import interpret
from tiktok_bindgen.weigh import weighed

PLOT = """# Create a plot
{before}## Request
**Endpoint** https://business-api.tiktok.com/open_api/v1.3/plot/create/

**Method** POST

**Parameters**
```xtable
|Field|Data Type|Description|
|---|---|---|
|garden_id {{Required}}|string|Garden.|
|kinds|string[]|{kinds}|
|marks|string|{marks}|
|note|string|{note}|
|code|integer|Code of the lock.|
|beds|object[]|Beds.|
#|soils|string[]|{soils}|
|gate|object|{gate}|
#|height|number|Height.|
```
{example}
"""


def judged(
    *guides: str, example: str = "", before: str = "", **described: str
) -> tuple[Operation, list[tuple[int, str]]]:
    """The operation after weighing, and the lines and codes of what is odd."""
    told = {name: described.get(name, "What it is.") for name in ("kinds", "marks", "note", "soils", "gate")}
    texts = {"plot.md": PLOT.format(example=example, before=before, **told)}
    texts |= {f"guides/{number}.md": text for number, text in enumerate(guides)}
    read = [read_page(text.encode(), name)[0] for name, text in texts.items()]
    document, odd = weighed(interpret(read)[0], read)
    return document.operations[0], [(each.line, each.code) for each in odd]


# In descriptions


@pytest.mark.parametrize(
    ("described", "found"),
    [
        ({"kinds": 'Example: `["ROSE"]`.'}, {}),
        ({"kinds": 'Enum values: `ROSE`, `TULIP`.<br>Example: `["ROSE", "DAISY"]`.'}, {"kinds": ["enum"]}),
        ({"marks": 'Example: `["old", "new"]`.'}, {"marks": ["type"]}),
        ({"marks": 'Examples: ["old", "new"]'}, {"marks": ["type"]}),
        ({"marks": 'For example, `["old"]`.'}, {"marks": ["type"]}),
        ({"soils": 'Enum values: `LOAM`.<br>Example: `["CLAY"]`'}, {"beds.soils": ["enum"]}),
        ({"gate": 'Example: `{"height": "2 metres"}`.'}, {"gate.height": ["type"]}),
        ({"gate": 'Example: `{"height": 2, "width": 3, ...}`.'}, {"gate.width": ["unknown"]}),
        ({"gate": 'Example: `gate={"height": "high"}`'}, {"gate.height": ["type"]}),
        # Of another field, of several fields, in a sentence, of what is not allowed, or told by words.
        ({"marks": 'Example: `kinds=["ROSE"]`.'}, {}),
        ({"marks": 'Required when `kinds` is `["ROSE"]`.'}, {}),
        ({"marks": 'For example, if `kinds` is `["ROSE"]`, it has to be given.'}, {}),
        ({"marks": "Example: `[1, 9]` are the bounds."}, {}),
        # A text may be JSON, and an identifier may have been a number.
        ({"note": 'Example: `{"old": 1}`.'}, {}),
        ({"kinds": "Example: `[201, 202]`."}, {}),
        ({"kinds": "Example: `[2.5]`."}, {}),
        ({"kinds": "Example: `[true]`."}, {"kinds": ["type"]}),
        ({"kinds": 'Example: `["{{kind}}", ...]`.'}, {}),
    ],
)
def test_an_example_in_a_description_is_of_its_field(
    described: dict[str, str], found: dict[str, list[str]]
) -> None:
    operation, odd = judged(**described)
    assert contested(operation.parameters) == found
    assert odd == []


def test_what_is_said_is_there_with_its_line() -> None:
    operation, _ = judged(marks='Example: `["old"]`.')
    (told,) = operation.parameters[2].contested
    assert (told.page, told.line) == ("plot.md", 13)
    assert (operation.parameters[2].type.kind, operation.parameters[2].type.array) == ("string", 1)


def test_an_example_in_a_description_that_cannot_be_read_is_a_problem() -> None:
    operation, odd = judged(kinds='Example: `[{"ROSE" "TULIP"}]`.')
    assert contested(operation.parameters) == {}
    assert odd == [(12, "example-unreadable")]


# In programs

PYTHON = """```xcodeblock
(code python python)
PATH = "/open_api/v1.3/plot/create/"
my_args = "{{{args}}}" % (garden_id)
print(post(my_args))
(/code)
```
"""
JAVA = """```xcodeblock
(code java java)
String path = "/open_api/v1.3/plot/create/";
String args = String.format("{{{args}}}", garden_id);
(/code)
```
"""
PHP = """```xcodeblock
(code php php)
$path = '/open_api/v1.3/plot/create/';
$args = '{{{args}}}';
(/code)
```
"""
CURL = """```xcodeblock
(code curl http)
curl -X POST 'https://business-api.tiktok.com/open_api/v1.3/plot/create/' -d '{{{args}}}'
(/code)
```
"""


def program(template: str, args: str, *, escaped: bool = True) -> str:
    """A section with a program that sends something."""
    return "### Example\n" + template.format(args=args.replace('"', '\\"') if escaped else args)


@pytest.mark.parametrize(
    ("example", "found"),
    [
        (program(PYTHON, '"garden_id": "%s", "marks": [%s]'), {"marks": ["type"]}),
        (program(JAVA, '"garden_id": "%s", "hedge": true'), {"hedge": ["unknown"]}),
        (program(JAVA, '"marks": "%s"'), {"garden_id": ["required"]}),
        (program(PHP, '"garden_id": "7", "kinds": "ROSE"', escaped=False), {"kinds": ["type"]}),
        (program(PYTHON, '"garden_id": %s, "kinds": %s, "gate": %s'), {}),
        # It does not tell what it sends: there is no text, or there are two.
        (program(PYTHON, '"garden_id": "%s", "hedge": 1').replace("{", ""), {}),
        (program(PYTHON, '"hedge": 1').replace("my_args", 'other = "{}"\nmy_args'), {}),
        (program(PYTHON, '"hedge": 1').replace("PATH =", 'OTHER = "/open_api/v1.3/plot/dig/"\nPATH ='), {}),
        (program(PYTHON, '"hedge": 1').replace("plot/create", "plot/dig"), {}),
    ],
)
def test_what_a_program_sends_is_evidence(example: str, found: dict[str, list[str]]) -> None:
    operation, odd = judged(example=example)
    assert contested(operation.parameters) == found
    assert odd == []


def test_a_program_of_the_version_before_is_no_evidence() -> None:
    before = """## Then and now
```xtable
|Changes|v1.2|v1.3|
|---|---|---|
|Endpoint path|/v1.2/plot/create/|/v1.3/plot/create/|
|Request parameter|`/gate/width`|`/gate/height`|
```
"""
    sent = '"garden_id": "%s", "gate": {"width": 1}, "hedge": 2'
    operation, odd = judged(example=program(JAVA, sent), before=before)
    assert operation.parameters[-1].children[0].formerly is not None
    assert contested(operation.parameters) == {}
    assert odd == []


def test_a_program_that_sends_what_a_command_does_adds_nothing() -> None:
    args = '"garden_id": "7", "hedge": 1'
    example = program(CURL, args, escaped=False) + program(PYTHON, args)
    operation, _ = judged(example=example)
    ((*_, told),) = (each.contested for each in operation.parameters if each.contested)
    assert told.line == 24


def test_a_program_whose_text_cannot_be_read_is_a_problem() -> None:
    operation, odd = judged(example=program(PYTHON, '"garden_id": "%s", "hedge" "x" : '))
    assert contested(operation.parameters) == {}
    assert [code for _, code in odd] == ["example-unreadable"]


@pytest.mark.parametrize("indent", ["", "  ", "\t"])
def test_a_body_alone_on_the_page_of_its_operation_is_a_request(indent: str) -> None:
    body = f'{indent}{{"garden_id": "7", "marks": ["old"]}}'
    shown = f"```xcodeblock\n(code Request-Body json)\n{body}\n(/code)\n```\n"
    operation, odd = judged(example=f"### Request example\n{shown}")
    assert contested(operation.parameters) == {"marks": ["type"]}
    assert odd == []


# Alone in guides

GUIDE = """# How to plant

## {heading}

{text}

```xcodeblock
(code json JSON)
{body}
(/code)
```

## Later

Use `/plot/dig/`.
"""


@pytest.mark.parametrize(
    ("text", "body", "found"),
    [
        ("Use [/plot/create/](https://garden.example/1).", '{"marks": ["old"]}', {"marks": ["type"]}),
        ("Use `/plot/dig/`, then `/plot/create/`.", '{"marks": ["old"]}', {"marks": ["type"]}),
        ("Use `/plot/create/`.", '   {"marks": ["old"]}', {"marks": ["type"]}),
        # What is left out may be required all the same.
        ("Use `/plot/create/`.", '{"kinds": ["ROSE"]}', {}),
        # It is of something else, or may be: what has a code may be a reply, though requests have one, too.
        ("Use `/plot/create/`.", '{"marks": ["old"], "hedge": 1}', {}),
        ("Use `/plot/create/`.", '{"code": 0, "marks": ["old"]}', {}),
        ("Use `/plot/dig/`.", '{"marks": ["old"]}', {}),
        ("Use `/plot/create/`.\n\n## Next\n\nDo so.", '{"marks": ["old"]}', {}),
        ("Use it.", '{"marks": ["old"]}', {}),
        ("Use `/plot/create/`.", '{"marks": ["old" "new" : }', {}),
    ],
)
def test_a_body_alone_is_of_the_operation_that_its_section_names_last(
    text: str, body: str, found: dict[str, list[str]]
) -> None:
    operation, odd = judged(GUIDE.format(heading="First", text=text, body=body))
    assert contested(operation.parameters) == found
    assert odd == []

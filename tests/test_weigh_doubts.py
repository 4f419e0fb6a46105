"""What the documentation itself makes doubtful refuses nothing, even if no example is against it."""

from __future__ import annotations

import pytest

from test_weigh import call, contested
from text_cases import literal, text_cases
from tiktok_bindgen.facts import facts_page
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sentences import interpret
from tiktok_bindgen.weigh import weighed

BED = """# {title}
## Request
**Endpoint** https://business-api.tiktok.com/open_api/v1.3/{path}/

**Method** POST

**Parameters**
```xtable
|Field|Data Type|Description|
|---|---|---|
|name {{Required}}|string|Name.|
{rows}```
"""
LISTED = "For enum values, see [Enumeration - Plant Kind](#)."
LISTS = """# Enumerations

## Plant Kind

|Value|Description|
|---|---|
|`ROSE`|A rose.|
|`CLIMBING_ROSE`|A rose that climbs.|
|`PRIMROSE`|No rose at all.|
"""


def document(rows: str, *others: str, path: str = "bed/create") -> Document:
    texts = (BED.format(title="Create a bed", path=path, rows=rows), *others)
    pages = [read_page(text.encode(), f"beds/{number}.md")[0] for number, text in enumerate(texts)]
    return weighed(interpret(pages)[0], pages)[0]


def rules(found: Document) -> list[str]:
    (operation, *_) = found.operations
    return [sentence(rule).removesuffix(".") for rule in operation.rules]


@pytest.mark.parametrize(
    ("kind", "said", "found"),
    [
        (
            LISTED,
            "Not supported when `kind` is not `ROSE`.",
            "`stem` is not allowed when `kind` is not one of `ROSE`, `CLIMBING_ROSE`",
        ),
        # The page lists the values itself, so it knows them all.
        (
            "Enum values: `ROSE`, `CLIMBING_ROSE`.",
            "Not supported when `kind` is not `ROSE`.",
            "`stem` is not allowed when `kind` is not `ROSE`",
        ),
        (
            LISTED,
            "Not supported when `kind` is `ROSE`.",
            "`stem` is not allowed when `kind` is `ROSE`",
        ),
    ],
)
def test_a_value_named_after_another_may_be_of_its_kind_where_the_list_is_elsewhere(
    kind: str, said: str, found: str
) -> None:
    made = document(f"|kind|string|{kind}|\n|stem|string|{said}|\n", LISTS)
    assert rules(made) == [found]
    assert contested(made.operations[0].parameters) == {}


ROSES = "|form|string|Enum values: `ONE_ROSE`, `HEDGE`.|\n|{field}|string|Enum values: {values}.|\n"
DEMAND = "|rose_id {+Conditional}|string|Required when `form` is `ONE_ROSE`.|\n"


@text_cases(field=str, values=str, found=literal)
def test_a_field_that_tells_another_kind_of_what_is_demanded_makes_it_doubtful(
    field: str, values: str, found: str
) -> None:
    (rule,) = rules(document(ROSES.format(field=field, values=values) + DEMAND))
    when = f"`form` is `ONE_ROSE`{found}"
    assert rule == f"`rose_id` is required when {f'({when})' if found else when}"


def test_a_rule_that_was_doubtful_is_the_same_when_its_facts_page_is_weighed() -> None:
    made = document(ROSES.format(field="rose_kind", values="`ONE_ROSE`, `ANY_ROSE`") + DEMAND)
    text = facts_page(without_prose(made).operations[0])
    page = read_page(text.encode(), "beds/0.md")[0]
    again = weighed(interpret([page])[0], [page])[0]
    assert rules(again) == rules(made)


@pytest.mark.parametrize(
    ("path", "listed", "found"),
    [
        ("bed/pot/get", "`true`, `false`", {"watered": ["enum"]}),
        ("bed/pot/get", "`true`", {}),
        ("tree/get", "`true`, `false`", {}),
    ],
)
def test_a_switch_that_can_be_off_elsewhere_at_its_level_can_be_off(
    path: str, listed: str, found: dict[str, list[str]]
) -> None:
    row = "|watered|boolean|Whether it is watered. Enum values: {}.|\n"
    other = BED.format(title="Other", path=path, rows=row.format(listed))
    made = document(row.format("`true`"), other)
    assert contested(made.operations[0].parameters) == found
    assert [each.value for each in made.operations[0].parameters[-1].enum] == [
        True,
        *([False] if found else []),
    ]


def test_of_a_doubtful_rule_examples_know_better() -> None:
    rows = f"|kind|string|{LISTED}|\n|stem|string|Not supported when `kind` is not `ROSE`.|\n"
    body = '{"name": "x", "kind": "PRIMROSE", "stem": "long"}'
    guide = f"# How to plant\n\nDo so:\n\n{call(body, '/open_api/v1.3/bed/create/')}"
    made = document(rows, LISTS, guide)
    assert [*contested(made.operations[0].parameters)] == ["stem"]
    assert rules(made) == ["`stem` is not allowed when `kind` is not `ROSE`"]

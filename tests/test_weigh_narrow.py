"""A rule that an example breaks has an exception where something in the example explains it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from test_weigh import call, contested
from text_cases import literal, text_cases
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.explain.operation import explained
from tiktok_bindgen.facts import facts_page
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.interpret.model import Operation
from tiktok_bindgen.interpret.prose import without_prose
from tiktok_bindgen.logic.english import read_rule, sentence, written_rule
from tiktok_bindgen.problem import Problem
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sentences import interpret
from tiktok_bindgen.weigh import weighed
from tiktok_bindgen.weigh.before import as_before

BED = """# Create a bed
## Request
**Endpoint** https://business-api.tiktok.com/open_api/v1.3/bed/{action}/

**Method** POST

**Parameters**
```xtable
|Field|Data Type|Description|
|---|---|---|
|name {{Required}}|string|Name.|
|kind|string|Enum values: `ROSES`, `HERBS`, `MOSS`.|
|ground|string|Enum values: `LAWN`, `MEADOW`, `ROOF`, `POT`.|
|hedge|string|{hedge}|
|hedge_plan|string|A plan.|
|watered|boolean|Whether it is watered.|
|depth|number|Depth.|
|main_hose_length|number|Length.|
|rows|object[]|Rows.|
#|seed {{Required}}|string|{seed}|
#|pot|string|Pot.|
#|lid|string|Lid.|
```
"""
DEMAND = "Required when `kind` is `ROSES`."
BAN = "Not supported when `kind` is `ROSES`."


def bed(hedge: str = DEMAND, seed: str = "Seed.", action: str = "create") -> str:
    return BED.format(hedge=hedge, seed=seed, action=action)


def judged(
    requests: Sequence[dict[str, Any]], *texts: str, before: Document | None = None
) -> tuple[tuple[Operation, ...], list[Problem]]:
    """The operations after weighing by requests to create a bed, each on its own page, and the problems."""
    names = {f"beds/{number}.md": text for number, text in enumerate(texts or (bed(),))}
    path = "/open_api/v1.3/bed/create/"
    names |= {
        f"guides/{number:02}.md": f"# How to plant\n\nDo so:\n\n{call(body, path)}"
        for number, body in enumerate(json.dumps({"name": "x", **each}) for each in requests)
    }
    pages = [read_page(text.encode(), name)[0] for name, text in names.items()]
    document, problems = weighed(interpret(pages)[0], pages, before=before)
    return document.operations, list(problems)


def rules(operation: Operation) -> list[str]:
    return [sentence(rule).removesuffix(".") for rule in operation.rules]


ROSES = {"kind": "ROSES"}
HEDGED = {**ROSES, "hedge": "low"}


@pytest.mark.parametrize(
    ("hedge", "requests", "found"),
    [
        (
            DEMAND,
            [{**ROSES, "ground": "ROOF"}, {**HEDGED, "ground": "LAWN"}, {**HEDGED, "ground": "MEADOW"}],
            "`hedge` is required when (`kind` is `ROSES` and `ground` is not `ROOF`)",
        ),
        # Two kinds of ground break it and one keeps it, so nobody knows of the fourth.
        (
            DEMAND,
            [{**ROSES, "ground": "POT"}, {**ROSES, "ground": "ROOF"}, {**HEDGED, "ground": "LAWN"}],
            "`hedge` is required when (`kind` is `ROSES` and `ground` is `LAWN`)",
        ),
        (
            DEMAND,
            [{**ROSES, "hedge_plan": "later"}, HEDGED],
            "`hedge` is required when (`kind` is `ROSES` and `hedge_plan` is not given)",
        ),
        (
            "Required when `kind` is `ROSES` or `MOSS`.",
            [{"kind": "MOSS"}, HEDGED],
            "`hedge` is required when `kind` is `ROSES`",
        ),
    ],
)
def test_what_an_example_has_and_others_have_not_makes_an_exception(
    hedge: str, requests: list[dict[str, Any]], found: str
) -> None:
    ((operation,), problems) = judged(requests, bed(hedge))
    assert rules(operation) == [found]
    assert operation.rules[0].exception == ("guides/00.md", 7)
    assert contested(operation.parameters) == {}
    assert problems == []


def test_sending_that_something_forbidden_is_off_is_an_exception() -> None:
    text = (
        bed().replace("Whether it is watered.", "Not supported when `kind` is `ROSES`.").replace(DEMAND, "")
    )
    ((operation,), _) = judged([{**ROSES, "watered": False}, ROSES], text)
    assert rules(operation) == [
        "`watered` is not allowed when (`kind` is `ROSES` and `watered` is not `false`)"
    ]


@pytest.mark.parametrize(
    "requests",
    [
        # No example keeps the rule.
        [{**ROSES, "ground": "ROOF"}],
        # No field tells them apart.
        [{**ROSES, "ground": "LAWN"}, {**HEDGED, "ground": "LAWN"}],
        # A field that has nothing to do with it, and that others happen not to have, explains nothing.
        [{**ROSES, "depth": 3}, HEDGED],
        [{**ROSES, "ground": "ROOF"}, HEDGED],
    ],
)
def test_a_rule_is_contested_if_nothing_explains_what_breaks_it(requests: list[dict[str, Any]]) -> None:
    ((operation,), _) = judged(requests)
    assert contested(operation.parameters) == {"hedge": ["requires:hedge"]}
    assert rules(operation) == ["`hedge` is required when `kind` is `ROSES`"]


def test_one_example_does_not_outvote_many() -> None:
    many = [{**HEDGED, "ground": "LAWN", "depth": number} for number in range(10)]
    ((operation,), problems) = judged([{**ROSES, "ground": "LAWN"}, *many])
    assert contested(operation.parameters) == {}
    assert [each.code for each in problems] == ["example-slip"]
    ((operation,), problems) = judged([{**ROSES, "ground": "LAWN"}, {"ground": "LAWN", **ROSES}, *many])
    assert contested(operation.parameters) == {"hedge": ["requires:hedge"]}


def test_examples_without_a_field_do_not_support_that_it_is_forbidden() -> None:
    requests = [{**HEDGED, "ground": "ROOF"}, {**ROSES, "ground": "LAWN"}, {**ROSES, "ground": "POT"}]
    ((operation,), _) = judged(requests, bed(BAN))
    assert contested(operation.parameters) == {"hedge": ["forbids:hedge"]}


BROKEN = [{**ROSES, "ground": "ROOF"}, {**HEDGED, "ground": "LAWN"}, {**HEDGED, "ground": "MEADOW"}]
NARROWED = "`hedge` is required when (`kind` is `ROSES` and `ground` is not `ROOF`)"
STATED = "`hedge` is required when `kind` is `ROSES`"


def test_an_exception_holds_for_the_operations_of_the_resource_alone() -> None:
    texts = [
        bed(),
        bed(action="update"),
        bed(action="vase/create"),
        bed(action="copy").replace("|ground|", "|floor|"),
    ]
    operations, _ = judged(BROKEN, *texts)
    found = {
        each.path.removeprefix("/open_api/v1.3/bed/"): (rules(each), contested(each.parameters))
        for each in operations
    }
    assert found == {
        "create/": ([NARROWED], {}),
        "update/": ([NARROWED], {}),
        "vase/create/": ([STATED], {}),
        # It has nothing to look at.
        "copy/": ([STATED], {"hedge": ["requires:hedge"]}),
    }


def test_an_exception_of_a_rule_for_several_cases_is_known_as_one() -> None:
    texts = [
        bed("Required when `kind` is `ROSES` or `depth` is 3.", action=each) for each in ("create", "update")
    ]
    operations, _ = judged(BROKEN, *texts)
    found = "`hedge` is required when ((`kind` is `ROSES` or `depth` is `3`) and `ground` is not `ROOF`)"
    assert [rules(each) for each in operations] == [[found], [found]]


def test_an_exception_stays_while_the_rule_is_stated_although_the_example_is_gone() -> None:
    before = Document(judged(BROKEN)[0])
    assert rules(as_before(Document(judged([])[0]), before).operations[0]) == [NARROWED]
    ((other,), _) = judged([], bed("Required when `kind` is `HERBS`."))
    assert rules(as_before(Document((other,)), before).operations[0]) == rules(other)
    assert as_before(before, before) == before


def row(**fields: str) -> dict[str, Any]:
    return {"rows": [fields]}


SOWN = [row(seed="x")] * 9


@pytest.mark.parametrize(
    ("seed", "requests", "presence", "found"),
    [
        ("Required for the following rows.", [*SOWN, row(seed="x")], "required", ["required"]),
        ("Required for the following rows.", SOWN, "required", ["required"]),
        ("Seed.", [*SOWN, row(seed="x", pot="y", lid="z"), row(pot="y")], "conditional", []),
        ("Required for the following rows.", [*SOWN, row(seed="x"), row(pot="y")], "conditional", []),
        ("Seed.", [*SOWN, row(seed="x", pot="y"), row(pot="y")], "required", ["required"]),
        ("Seed.", [*SOWN, row(pot="y")], "required", ["required"]),
    ],
)
def test_a_marker_that_many_examples_agree_with_counts_except_in_the_case_that_one_shows(
    seed: str, requests: list[dict[str, Any]], presence: str, found: list[str]
) -> None:
    ((operation,), _) = judged(requests, bed("Hedge.", seed))
    (of,) = (each for rows in operation.parameters for each in rows.children if each.name == "seed")
    assert (of.presence, [each.fact for each in of.contested]) == (presence, found)
    needed = ["In `rows[]`: `seed` is required when (`pot` is not given or `lid` is given)"]
    assert rules(operation) == (needed if presence == "conditional" else [])
    again = as_before(Document(judged([], bed("Hedge.", seed))[0]), Document((operation,))).operations[0]
    assert rules(again) == rules(operation)
    assert presence == "required" or contested(again.parameters) == {}


def test_what_reasoning_is_against_is_so_except_for_what_it_prevents() -> None:
    text = bed("If you want to change it, you need to specify `hedge`, `ground`, and `depth` simultaneously.")
    text = text.replace("Depth.", "Valid only when `ground` is `LAWN` or `MEADOW` or `POT`.")
    ((operation,), problems) = judged([], text)
    assert contested(operation.parameters) == {}
    assert [each.code for each in problems] == ["rule-unsatisfiable"]
    (group,) = (rule for rule in operation.rules if rule.exception)
    assert sentence(group).endswith("when `ground` is not `ROOF`.")


@text_cases(shown=literal, others=literal, slips=literal, unknown=literal)
def test_a_rare_name_that_lacks_a_word_of_a_common_one_is_a_slip(
    shown: dict[str, Any], others: int, slips: int, unknown: list[str]
) -> None:
    text = bed("").replace("Length.", "Required when `kind` is `ROSES`.")
    requests = [{**ROSES, **shown}, *[{**ROSES, "main_hose_length": 2}] * others]
    ((operation,), problems) = judged(requests, text)
    assert sum("most likely meant as" in each.text for each in problems) == slips
    assert [each.name for each in operation.parameters if not each.is_documented] == unknown
    if slips:
        assert contested(operation.parameters) == {}


def test_a_misspelt_documented_name_is_not_needed_beside_its_correction() -> None:
    text = bed().replace("|hedge|string", "|hegde|string").replace("hedge_plan", "hedge_plans")
    ((operation,), _) = judged([{**ROSES, "hedge": "low"}], text.replace("|depth|", "|garden_hedge|"))
    assert rules(operation) == ["`hegde` is required when (`kind` is `ROSES` and `hedge` is not given)"]


def test_facts_pages_keep_an_exception_and_its_example() -> None:
    operations, _ = judged([*BROKEN])
    document = without_prose(Document(operations))
    text = facts_page(document.operations[0])
    assert f"{NARROWED}. Exception: `guides/00.md`, line 7." in text
    pages = [read_page(text.encode(), "beds/0.md")[0]]
    again, _ = weighed(interpret(pages)[0], pages)
    assert assemble(without_prose(again), prose="none")[0] == assemble(document, prose="none")[0]


def test_the_spec_and_what_explains_it_tell_the_example() -> None:
    operations, _ = judged(BROKEN)
    spec, _ = assemble(without_prose(Document(operations)), prose="none")
    components: Any = spec["components"]
    (schema,) = (each for each in components["schemas"].values() if "x-rules" in each)
    (rule,) = schema["x-rules"]
    assert rule["x-exception"] == {"page": "guides/00.md", "line": 7}
    ((_, text),) = explained(spec, "POST", "bed/create").rules
    assert text == f"{NARROWED}. (exception by example: guides/00.md, line 7)"


def test_a_rule_is_read_with_its_exception_or_not_at_all() -> None:
    line = f"Rule: {NARROWED}. Exception: `guides/00.md`, line 7."
    rule = written_rule(line)
    assert rule == read_rule(f"{NARROWED}.")
    assert rule is not None
    assert rule.exception == ("guides/00.md", 7)
    assert written_rule(f"{line} More.") is None

"""Sentences about requests above: what an ad group must say beside its campaign, an ad beside both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from clients import Generated, generated
from tiktok_bindgen.assemble import assemble
from tiktok_bindgen.interpret.levels import NO_LEVEL, Levels
from tiktok_bindgen.interpret.model import Document, Operation
from tiktok_bindgen.logic.english import message
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sentences import interpret

Json = dict[str, Any]

FIELDS = {
    "campaign": {
        "plot": "|string|Enum values: `BIG`, `SMALL`, `ROOF`.|",
        "fenced": "|boolean|Fenced?|",
        "tools": "|string[]|Enum values: `SPADE`, `RAKE`.|",
        "seed_id": "|string|Seed.|",
        "depth": "|number|Depth.|",
    },
    "adgroup": {
        "campaign_id {Required}": "|string|Campaign.|",
        "soil": "|string|Enum values: `CLAY`, `SAND`, `PEAT`.|",
        "width": "|number|Width.|",
        "herbs": "|string[]|Enum values: `MINT`, `SAGE`.|",
        "pot": "|string|Pot.|",
        "lid": "|string|Lid.|",
        "well_id": "|string|Well.|",
    },
    "ad": {
        "adgroup_id {Required}": "|string|Ad group.|",
        "colour": "|string|Enum values: `RED`, `BLUE`.|",
        "vase": "|string|Vase.|",
        "ribbon": "|string|Ribbon.|",
        "spout_id": "|string|Spout.|",
        "leaves": "|number|Leaves.|",
    },
}
#: Each with the field that it stands `at`, what it `says`, what it demands (`so`), and a request beside those
#: above it that `breaks` it, and one that `keeps` it.
CASES: list[Json] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "levels" / "sentences.yaml").read_text(encoding="utf-8")
)


def _page(title: str, path: str, rows: Mapping[str, str], makes: str = "") -> Any:
    head = "```xtable\n|Field|Data Type|Description|\n|---|---|---|\n"
    table = "".join(f"|{name}{text}\n" for name, text in rows.items())
    text = (
        f"# {title}\n## Request\n**Endpoint** https://business-api.tiktok.com/open_api/v1.3/{path}/\n\n"
        f"**Method** POST\n\n**Parameters**\n{head}{table}```\n"
        f"## Response\n{head}|code|number|Code.|\n|data|object|Data.|\n#|{makes or 'note'}|string|It.|\n```\n"
    )
    return read_page(text.encode(), f"{path}.md")[0]


def _case_page(number: int, case: Json) -> Any:
    kind, _, field = case["at"].partition(".")
    level, _, step = kind.partition("/")
    fields = dict(FIELDS[level])
    if step:
        fields = {"adgroup_id {Required}": "|string|Ad group.|", "lid": fields["lid"]}
    said = fields[field].removesuffix("|") + f"<br>{case['says']}|"
    rows = {f"{name} {{+Conditional}}" if name == field else name: text for name, text in fields.items()}
    rows[f"{field} {{+Conditional}}"] = said
    return _page(f"Case {number}", f"case{number}/{level}/{step or 'create'}", rows)


@pytest.fixture(scope="module")
def document() -> Document:
    makers = [_page(f"Create {of}s", f"{of}/create", rows, f"{of}_id") for of, rows in FIELDS.items()]
    return interpret([*makers, *(_case_page(number, case) for number, case in enumerate(CASES))])[0]


@pytest.fixture(scope="module")
def client(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    with generated(assemble(document, prose="none")[0], tmp_path_factory.mktemp("levels")) as made:
        yield made


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)), ids=[case["says"] for case in CASES])
def test_a_sentence_about_another_level_is_judged_with_its_request(
    document: Document, client: Generated, number: int, case: Json
) -> None:
    operation = next(each for each in document.operations if f"/case{number}/" in each.path)
    assert sorted(map(message, operation.rules)) == sorted(case["so"])
    kind = case["at"].partition(".")[0]
    level, _, step = kind.partition("/")
    check = client.module(f"checks.case{number}_{level}_{step or 'create'}")
    ids = {"campaign_id": "1"} if kind == "adgroup" else {"adgroup_id": "1"}
    broken, kept = {**ids, **case["breaks"]}, {**ids, **case["keeps"]}
    alone = {name: value for name, value in broken.items() if not name.startswith("^")}
    assert violations(operation.rules, broken)
    assert violations(operation.rules, kept) == []
    of_levels = [rule for rule in operation.rules if rule.levels]
    for payload in (broken, kept, alone):
        found = [(each.pointer, each.rule) for each in check.above(payload)]
        assert found == violations(of_levels, payload)
    # Of a level that is not at hand nothing is demanded.
    assert check.above(alone) == check.violations(alone) == []


def test_there_are_at_least_sixty() -> None:
    assert len({case["says"] for case in CASES}) >= 60


def test_the_spec_and_the_client_tell_what_stands_above_an_operation(
    document: Document, client: Generated
) -> None:
    paths: Any = assemble(document, prose="none")[0]["paths"]
    level = paths["/open_api/v1.3/ad/create/"]["post"]["x-level"]
    makers = {name: f"/open_api/v1.3/{name}/create/" for name in ("adgroup", "campaign")}
    assert (level["name"], list(level["above"].items())) == ("ad", list(makers.items()))
    assert paths["/open_api/v1.3/campaign/create/"]["post"]["x-level"] == {"name": "campaign"}
    levels = client.module("_levels").LEVELS
    assert levels["ad_create"] == ("ad", ("adgroup", "campaign"))
    assert levels["adgroup_create"] == ("adgroup", ("campaign",))
    assert levels["campaign_create"] == ("campaign", ())
    # What changes an ad group stands under what made it.
    updates = [above for name, above in levels.items() if name.endswith("adgroup_update")]
    assert set(updates) == {("adgroup", ("adgroup", "campaign"))}
    assert not hasattr(client.module("checks.campaign_create"), "above")


@pytest.mark.parametrize("path", ["/create/", "/", "/open_api/v1.3/create/"])
def test_a_path_that_names_nothing_that_is_made_has_no_level(path: str) -> None:
    operation = Operation("POST", path, "Create")
    assert Levels.of([operation]).level(operation) == NO_LEVEL


def test_no_json_schema_says_what_only_two_requests_together_tell(document: Document) -> None:
    components: Any = assemble(document, prose="none")[0]["components"]
    stated = [each for each in components["schemas"].values() if "x-rules" in each]
    assert len(stated) >= len(CASES)
    rules = {rule.id for operation in document.operations for rule in operation.rules if rule.levels}
    said = {part["$comment"] for each in stated for part in each.get("allOf", ()) if "$comment" in part}
    assert rules
    assert not rules & said

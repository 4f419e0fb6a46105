"""Sentences about requests above: what an ad group must say beside its campaign, an ad beside both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from clients import Generated, generated
from newest import newest_spec
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.explain.operation import explained
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.messages import message
from tiktok_bindgen.logic.model import All, Any_, In, Present, Rule, level_of
from tiktok_bindgen.openapi import operations
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sentences import interpret
from tiktok_bindgen.sentences.outcomes import by_levels

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
    check = client.checks(f"case{number}_{level}_{step or 'create'}")
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
    assert client.checks("campaign_create").levels is None


def test_of_what_an_update_may_change_its_own_value_counts() -> None:
    makers = [_page(f"Create {of}s", f"{of}/create", rows, f"{of}_id") for of, rows in FIELDS.items()]
    rows = {
        "adgroup_id {Required}": "|string|Ad group.|",
        "soil": FIELDS["adgroup"]["soil"],
        "lid": "|string|Lid.<br>Valid only when `soil` is `CLAY`.|",
    }
    document = interpret([*makers, _page("Update", "adgroup/update", rows)])[0]
    (update,) = (each for each in document.operations if each.path.endswith("/adgroup/update/"))
    made = {"^adgroup": {"soil": "SAND"}}
    assert violations(update.rules, {"adgroup_id": "1", "lid": "x", "soil": "CLAY", **made}) == []
    # What it does not say stays as it is, which nobody knows for sure: others may have changed it.
    assert violations(update.rules, {"adgroup_id": "1", "lid": "x", **made}) == []
    ((pointer, _),) = violations(update.rules, {"adgroup_id": "1", "lid": "x", "soil": "PEAT", **made})
    assert pointer == "/lid"


@pytest.mark.parametrize(("step", "demanded"), [("plant", ["/lid", "/rim"]), ("update", ["/rim"])])
def test_an_update_need_not_repeat_what_was_demanded_for_what_stands_above(
    step: str, demanded: list[str]
) -> None:
    makers = [_page(f"Create {of}s", f"{of}/create", rows, f"{of}_id") for of, rows in FIELDS.items()]
    rows = {
        "adgroup_id {Required}": "|string|Ad group.|",
        "width": "|number|Width.|",
        "lid {Conditional}": "|string|Lid.<br>Required when `plot` at the campaign level is `BIG`.|",
        "rim {Conditional}": "|string|Rim.<br>"
        "Required when `plot` at the campaign level is `BIG` and `width` is specified.|",
    }
    document = interpret([*makers, _page("Work", f"adgroup/{step}", rows)])[0]
    (operation,) = (each for each in document.operations if each.path.endswith(f"/adgroup/{step}/"))
    request = {"adgroup_id": "1", "width": 2, "^campaign": {"plot": "BIG"}}
    assert [pointer for pointer, _ in violations(operation.rules, request)] == demanded


def test_no_rule_of_the_client_looks_above_an_update_for_what_that_itself_may_change() -> None:
    spec, looked_at = newest_spec(), 0
    for path, method, operation in operations(spec):
        level = operation.get("x-level", {})
        if level.get("name") not in level.get("above", {}):
            continue
        update = explained(spec, method, path)
        own = {field.path for field in update.fields}
        for rule, _ in update.rules:
            paths = {each[1:] for each in rule.paths if level_of(each) == level["name"]} - {()}
            assert not paths & own
            looked_at += bool(paths)
    assert looked_at >= 10


def test_no_json_schema_says_what_only_two_requests_together_tell(document: Document) -> None:
    components: Any = assemble(document, prose="none")[0]["components"]
    stated = [each for each in components["schemas"].values() if "x-rules" in each]
    assert len(stated) >= len(CASES)
    rules = {rule.id for operation in document.operations for rule in operation.rules if rule.levels}
    said = {part["$comment"] for each in stated for part in each.get("allOf", ()) if "$comment" in part}
    assert rules
    assert not rules & said


def test_of_a_condition_that_may_hold_by_the_request_alone_that_part_needs_nothing_above_it() -> None:
    clay, big = In(("soil",), ("CLAY",)), In(("^campaign", "plot"), ("BIG",))
    pot = Present(("pot",))
    when = All((Any_((clay, big)), pot))
    assert by_levels(when, Rule("requires", (("width",),))) == [
        All((clay, pot)),
        All((Present(("^campaign",)), big, pot)),
    ]

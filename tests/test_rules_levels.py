"""Sentences about requests above: what an ad group must say beside its campaign, an ad beside both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from clients import Generated, generated
from newest import newest_spec
from tiktok_bindgen.assemble.document import assemble
from tiktok_bindgen.explain.operation import explained
from tiktok_bindgen.interpret.document import Document
from tiktok_bindgen.logic.english import sentence
from tiktok_bindgen.logic.evaluate import violations
from tiktok_bindgen.logic.levels import completed, seen_below
from tiktok_bindgen.logic.messages import message
from tiktok_bindgen.logic.model import (
    All,
    Any_,
    Compares,
    Condition,
    Contains,
    In,
    Not,
    Present,
    Rule,
    level_of,
)
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
    # A row inside another begins with its depth.
    table = "".join(f"{'' if name[0] == '#' else '|'}{name}{text}\n" for name, text in rows.items())
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


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("plot", "`lid` is required when `plot` is `BIG`."),
        # What is inside an object is another field.
        ("#|plot", "`^campaign.plot` is `BIG`"),
    ],
)
def test_a_request_that_only_asks_tells_itself_what_a_level_above_has(row: str, found: str) -> None:
    makers = [_page(f"Create {of}s", f"{of}/create", rows, f"{of}_id") for of, rows in FIELDS.items()]
    said = "|string|Required when `plot` is `BIG` at the campaign level.|"
    rows = {
        **FIELDS["adgroup"],
        "adgroup_id": "|string|It.|",
        "lid {+Conditional}": said,
        "all": "|object|All.|",
    }
    rows = {name: text for name, text in rows.items() if name != "lid"} | {row: "|string|Plot.|"}
    (of,) = (
        each
        for each in interpret([*makers, _page("Ask", "adgroup/preview", rows)])[0].operations
        if each.path.endswith("/preview/")
    )
    (rule,) = of.rules
    assert found in sentence(rule)


@pytest.mark.parametrize(
    ("written", "own", "read"),
    [
        ("fecned", "gate", "`lid` is required when `fenced` of the campaign is `true`"),
        # What is a typo of one of its own fields is no typo of the campaign's.
        ("fencee", "fences", "`lid` is required when `fences` is `true`"),
        # The campaign's own name is no typo.
        ("fenced", "fences", "`lid` is required when `fenced` of the campaign is `true`"),
    ],
)
def test_a_typo_of_a_name_of_a_level_above_is_read_as_that_and_told(
    written: str, own: str, read: str
) -> None:
    makers = [_page(f"Create {of}s", f"{of}/create", rows, f"{of}_id") for of, rows in FIELDS.items()]
    rows = {
        "campaign_id {Required}": "|string|Campaign.|",
        own: "|boolean|Is it so?|",
        "lid {+Conditional}": f"|string|Lid.<br>Required when `{written}` is `true`.|",
    }
    document, problems = interpret([*makers, _page("Create roses", "rose/adgroup/create", rows)])
    (operation,) = (each for each in document.operations if "/rose/" in each.path)
    assert [message(rule) for rule in operation.rules] == [read]
    told = [each.text for each in problems if each.code == "rule-slip"]
    assert told == ([] if written == "fenced" else [f"`lid`: `{written}` is read as `{read.split('`')[3]}`"])


@pytest.mark.parametrize(
    ("inside", "said", "read"),
    [
        # The campaign's own field comes before one of the same name inside another.
        (
            {"gates": "object[]", "#|fenced": "boolean"},
            "`fenced` is `true`",
            ["`fenced` of the campaign is `true`"],
        ),
        (
            {"gate": "object", "#|lock": "boolean"},
            "`lock` is `true`",
            ["`gate.lock` of the campaign is `true`"],
        ),
        # Of the items of a list nobody knows which is meant.
        ({"gates": "object[]", "#|lock": "boolean"}, "`lock` is not specified", []),
        (
            {"gate": "object", "#|lock": "boolean", "shed": "object", "#|lock ": "boolean"},
            "`lock` is not specified",
            [],
        ),
        # A field here is not what is said of the campaign, if that has one of the name, whichever it is.
        ({"gates": "object[]", "#|here": "boolean"}, "`here` at the campaign level is `true`", []),
        (
            {"gate": "object", "#|lock": "boolean"},
            "`here` at the campaign level is `true`",
            ["`here` is `true`"],
        ),
    ],
)
def test_a_name_of_a_level_above_is_the_one_that_it_can_only_mean(
    inside: Mapping[str, str], said: str, read: list[str]
) -> None:
    gates = {name: f"|{type_}|It.|" for name, type_ in inside.items()}
    fields = {**FIELDS, "campaign": {**FIELDS["campaign"], **gates}}
    makers = [_page(f"Create {of}s", f"{of}/create", rows, f"{of}_id") for of, rows in fields.items()]
    rows = {
        "campaign_id {Required}": "|string|Campaign.|",
        "here": "|boolean|Is it so?|",
        "lid {+Conditional}": f"|string|Lid.<br>Required when {said}.|",
    }
    document, _ = interpret([*makers, _page("Create roses", "rose/adgroup/create", rows)])
    (operation,) = (each for each in document.operations if "/rose/" in each.path)
    assert [message(rule) for rule in operation.rules] == [f"`lid` is required when {when}" for when in read]


@pytest.mark.parametrize("there", ["is specified", "is not specified"])
def test_whether_a_field_above_that_has_a_default_is_given_decides_nothing(there: str) -> None:
    gate = {"gate": "|string|Enum values: `OPEN`, `SHUT`.<br>Default value: `OPEN`.|"}
    of_gate = "Required when `gate` at the campaign level"
    lid = {"lid {+Conditional}": f"|string|Lid.<br>{of_gate} {there}.<br>{of_gate} is `SHUT`.|"}
    rows = {"campaign": gate, "adgroup": {"campaign_id {Required}": "|string|Campaign.|", **lid}}
    pages = [_page(f"Create {of}s", f"{of}/create", of_it, f"{of}_id") for of, of_it in rows.items()]
    document, problems = interpret(pages)
    (operation,) = (each for each in document.operations if "/adgroup/" in each.path)
    assert [message(rule) for rule in operation.rules] == [
        "`lid` is required when `gate` of the campaign is `SHUT`"
    ]
    assert [(each.code, each.text) for each in problems if each.code.startswith("rule")] == [
        (
            "rule-default",
            "`lid`: a condition is kept as text: `gate` counts as its default where it is left out",
        )
    ]


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


_SOIL, _SIZE = ("^garden", "soil"), ("^garden", "size")
_OF_GARDEN = st.one_of(
    st.builds(In, st.sampled_from((_SOIL, _SIZE)), st.sampled_from((("CLAY",), ("SAND", 1), (True,)))),
    st.builds(Compares, st.just(_SIZE), st.sampled_from(("<", ">=")), st.sampled_from((1, 2))),
    st.builds(Present, st.sampled_from((("^garden",), _SOIL, _SIZE, (*_SOIL, "depth"), ("path",)))),
    st.builds(Contains, st.just(_SOIL), st.just(("CLAY",))),
)
_CONDITIONS = st.recursive(
    _OF_GARDEN, lambda each: st.builds(Not, each) | st.builds(All, st.tuples(each, each)), max_leaves=4
)
_VALUES = st.sampled_from((None, "CLAY", "SAND", 0, 1, 2, False, True))


@given(
    when=_CONDITIONS,
    garden=st.none() | st.fixed_dictionaries({}, optional={"soil": _VALUES, "size": _VALUES}),
    defaults=st.fixed_dictionaries({}, optional={"soil": _VALUES | st.just(["CLAY"]), "size": _VALUES}),
)
def test_a_rule_of_whole_requests_above_means_what_it_means_of_requests_with_their_defaults(
    when: Condition, garden: Json | None, defaults: Json
) -> None:
    rule = Rule("requires", (("lid",),), when=when)
    above = {} if garden is None else {"^garden": garden}
    whole = {} if garden is None else {"^garden": completed(garden, defaults)}
    rewritten = seen_below(rule, (), {("^garden", name): default for name, default in defaults.items()})
    assert bool(violations([rewritten], above)) == bool(violations([rule], whole))


def test_of_a_whole_request_a_null_counts_as_left_out_and_false_as_given() -> None:
    defaults = {"soil": "CLAY", "fenced": True, "tools": ["RAKE"], "name": None, "rim": "UNSET"}
    garden = {"soil": None, "fenced": False, "rim": "UNSET"}
    assert completed(garden, defaults) == {"soil": "CLAY", "fenced": False, "rim": "UNSET"}
    assert completed({}, defaults) == {"soil": "CLAY", "fenced": True, "rim": "UNSET"}

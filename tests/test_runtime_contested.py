"""What is contested is not enforced; `check --all` and `explain` tell of it, `diff` takes it for not said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from clients import Generated, Recorder, document, generated, getting, objects, posting, query
from text_cases import literal, text_cases
from tiktok_bindgen.diff import compare
from tiktok_bindgen.enforced import enforced
from tiktok_bindgen.explain.operation import explained
from tiktok_bindgen.explain.reason import findings
from tiktok_bindgen.explain.report import report
from tiktok_bindgen.runtime.command import Package, main

AGAINST = {"page": "guides/roses.md", "line": 7}


def doubt(*facts: str) -> dict[str, Any]:
    """What stands beside a fact that an example is against."""
    return {"x-contested": [{"fact": fact, **AGAINST} for fact in facts]}


RULE = {
    "id": "requires:fence:e0c70198",
    "kind": "requires",
    "targets": ["fence"],
    "when": {"in": "kind", "values": ["ROSE"]},
    "text": "`fence` is required when `kind` is `ROSE`.",
}
# A rule about each item of a list, and about what is deep in it.
INNER: dict[str, Any] = {
    "id": "requires:edge.height:f2a71b20",
    "kind": "requires",
    "targets": ["edge.height"],
    "when": {"present": "depth"},
    "text": "`height` is required when `depth` is given.",
}
BODY = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "enum": ["ROSE", "TULIP"], **doubt("enum")},
        "garden_id": {"type": "string", **doubt("required", "type")},
        "names": {"type": "array", "items": {"type": "string", "maxLength": 4}, **doubt("maxLength")},
        "fence": {"type": "string"},
        "beds": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "depth": {"type": "number", "maximum": 9, **doubt("maximum")},
                    "edge": {"type": "object", "properties": {"height": {"type": "number"}}},
                },
                "x-rules": [{**INNER, **doubt(INNER["id"])}],
            },
        },
        "gate": {"type": "boolean", "x-undocumented": True, **doubt("unknown")},
        "label": {"type": "string", "maxLength": 4},
    },
    "required": ["garden_id"],
    "x-rules": [{**RULE, **doubt("requires:fence:e0c70198")}],
}
PATH = "/open_api/v1.3/plot/create/"
SPEC = document({PATH: posting(BODY)})
# A garden of one kind or another; only the first has gates, whose list of colours is contested.
_GATES = {"gates": {"type": "array", "items": {"type": "string", "enum": ["RED", "BLUE"]}, **doubt("enum")}}
_WALLED = {"type": "object", "properties": {**_GATES, "wall": {"type": "string"}}, "required": ["wall"]}
_OPEN = {"type": "object", "properties": {"hedge": {"type": "string"}}, "required": ["hedge"]}
ONE_OF = document(
    {
        PATH: posting(
            {
                "type": "object",
                "properties": {"garden": {"$ref": "#/components/schemas/Garden"}},
                "required": ["garden"],
            }
        )
    },
    Garden={
        "type": "object",
        "properties": {**_GATES, "wall": {"type": "string"}, "hedge": {"type": "string"}},
        "anyOf": [{"$ref": "#/components/schemas/Open"}, {"$ref": "#/components/schemas/Walled"}],
    },
    Walled=_WALLED,
    Open=_OPEN,
)
# All of it is against the contested facts, and nothing else.
ODD = {"kind": "FERN", "names": ["lavender"], "beds": [{"depth": 10}], "gate": True}
ALL = [
    ("/kind", "enum"),
    ("/names/0", "maxLength"),
    ("/beds/0/depth", "maximum"),
    ("/garden_id", "required"),
    ("/gate", "unknown"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    with generated(SPEC, tmp_path_factory.mktemp("contested")) as client:
        yield client


def checks(made: Generated) -> Any:
    return made.checks("plot_create")


def told(found: list[Any]) -> list[tuple[str, str]]:
    return [(each.pointer, each.rule) for each in found]


def test_nobody_is_held_to_what_is_contested(made: Generated) -> None:
    assert checks(made).violations(ODD) == []
    assert checks(made).violations({"kind": "ROSE", "garden_id": 7}) == []
    assert checks(made).violations({"garden_id": "7", "beds": [{"depth": 1, "edge": {}}]}) == []


def test_all_that_is_documented_can_be_asked_for(made: Generated) -> None:
    assert sorted(told(checks(made).stated(ODD))) == sorted(ALL)
    found = told(checks(made).stated({"kind": "ROSE", "garden_id": 7}))
    assert found == [("/garden_id", "type"), ("/fence", "requires:fence:e0c70198")]
    found = told(checks(made).stated({"garden_id": "7", "beds": [{"depth": 1, "edge": {}}]}))
    assert found == [("/beds/0/edge/height", "requires:edge.height:f2a71b20")]


def test_everything_else_is_checked_as_ever(made: Generated) -> None:
    found = checks(made).violations({**ODD, "label": "roses", "hedge": 1})
    assert told(found) == [("/label", "maxLength"), ("/hedge", "unknown")]


def test_what_is_contested_does_not_tell_of_which_kind_an_object_is(tmp_path: Path) -> None:
    with generated(ONE_OF, tmp_path) as made:
        assert told(checks(made).violations({"garden": {"wall": "old", "gates": ["GREEN"]}})) == []
        all_ = told(checks(made).stated({"garden": {"wall": "old", "gates": ["GREEN"]}}))
        assert ("/garden/gates/0", "enum") in all_
        assert ("/garden/hedge", "required") not in all_
        found = told(checks(made).violations({"garden": {"wall": 7, "gates": ["GREEN"]}}))
        assert found == [("/garden/wall", "type"), ("/garden/hedge", "required")]


def test_of_an_open_list_only_a_slip_is_refused(made: Generated) -> None:
    (slip,) = checks(made).violations({"kind": "TULLIP", "garden_id": "7"})
    assert (slip.pointer, slip.rule, slip.instead) == ("/kind", "enum", "TULIP")
    assert slip.message.endswith("; did you mean TULIP?")


def test_what_is_contested_can_be_left_out_and_given_in_calls(made: Generated) -> None:
    transport = Recorder()
    client = made.client(transport)
    client.plot.create(kind="FERN", names=["lavender"], gate=True)
    client.plot.create(garden_id="7", kind="ROSE")
    assert [each.json() for each in transport.sent] == [
        {"kind": "FERN", "names": ["lavender"], "gate": True},
        {"garden_id": "7", "kind": "ROSE"},
    ]


def test_a_contested_format_is_not_asked_for(tmp_path: Path) -> None:
    day = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
    motto = {"type": "string", "format": "text without emoji", "x-no-emoji": True}
    fields = {
        "day": {**day, **doubt("pattern")},
        "days": {"type": "array", "items": day, **doubt("pattern")},
        "motto": {**motto, **doubt("pattern")},
        "month": day,
    }
    spec = document({PATH: posting(objects(fields))})
    odd = {"day": "soon", "days": ["May"], "motto": "🌷", "month": "May"}
    with generated(spec, tmp_path) as made:
        assert told(checks(made).violations(odd)) == [("/month", "format")]
        all_ = [(f"/{each}", "format") for each in ("day", "days/0", "motto", "month")]
        assert told(checks(made).stated(odd)) == all_
    kept = enforced(BODY | {"properties": fields})["properties"]
    assert [sorted(kept[name]) for name in ("day", "motto")] == [["format", "type"]] * 2
    assert sorted(kept["days"]["items"]) == ["format", "type"]


def test_the_command_tells_of_it_with_all(
    made: Generated, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    payload = tmp_path / "payload.json"
    payload.write_text(json.dumps(ODD), encoding="utf-8")
    rows = made.module("_operations").OPERATIONS
    for options, status, found in ((), 0, []), (("--all",), 1, ALL):
        argv = ["check", *options, "POST", PATH, str(payload)]
        assert main(argv, Package(rows, f"{made.package}.checks")) == status
        shown = json.loads(capsys.readouterr().out)
        assert sorted((each["pointer"], each["rule"]) for each in shown) == sorted(found)


def test_explain_tells_what_is_contested_and_by_what() -> None:
    operation = explained(SPEC, "POST", PATH)
    text = report(operation, findings(operation))
    _, _, section = text.partition("Contested, and not enforced\n")
    against = "(against it: guides/roses.md, line 7)"
    assert section.splitlines() == [
        f"  `fence`: {RULE['text']} {against}",
        f"  `kind`: one of ROSE, TULIP, and no others {against}",
        f"  `garden_id`: required {against}",
        f"  `garden_id`: a value of type string {against}",
        f"  `names`: at most 4 characters {against}",
        f"  `beds[].edge.height`: {INNER['text']} {against}",
        f"  `beds[].depth`: at most 9 {against}",
        f"  `gate`: not documented {against}",
    ]
    assert operation.rules == ()


def test_a_fact_that_becomes_contested_is_loosened() -> None:
    before = document({PATH: posting(without(BODY))})
    found = {(change.id, change.pointer, change.severity) for change in compare(before, SPEC)}
    body = "/request/body"
    assert found == {
        ("request-enum-removed", f"{body}/kind", "safe"),
        ("request-required-to-optional", f"{body}/garden_id", "safe"),
        ("request-type-widened", f"{body}/garden_id", "safe"),
        ("request-max-length-removed", f"{body}/names/[]", "safe"),
        ("request-maximum-removed", f"{body}/beds/[]/depth", "safe"),
        ("request-rule-removed", f"{body}/fence", "safe"),
        ("request-rule-removed", f"{body}/beds/[]/edge/height", "safe"),
        # It is told that no table has the field.
        ("request-undocumented-added", f"{body}/gate", "safe"),
    }


def test_a_value_that_another_source_lists_is_taken_and_told(tmp_path: Path) -> None:
    kind = {"type": "string", "enum": ["ROSE", "TULIP"]}
    elsewhere = {"x-enum-elsewhere": {"source": "the gardener", "values": ["FERN"]}}
    named = {"$ref": "#/components/schemas/Kind", **elsewhere}
    body = objects({"kind": named, "kinds": {"type": "array", "items": kind, **elsewhere}, "strict": kind})
    with generated(document({PATH: posting(body)}, Kind=kind), tmp_path) as made:
        assert checks(made).violations({"kind": "FERN", "kinds": ["ROSE", "FERN"]}) == []
        found = checks(made).violations({"kind": "FERM", "strict": "FERN"})
        assert told(found) == [("/kind", "enum"), ("/strict", "enum")]
        (elsewhere_listed,) = checks(made).stated({"kinds": ["ROSE", "FERN"]})
        assert elsewhere_listed.message == "FERN is not documented, but listed in the gardener"
        assert "the gardener also lists `FERN`" in made.files["api/plot.py"]


def without(node: Any) -> Any:
    """A document without what it says of evidence."""
    if isinstance(node, Mapping):
        return {
            key: without(value) for key, value in node.items() if key not in {"x-contested", "x-undocumented"}
        }
    return [without(each) for each in node] if isinstance(node, list) else node


def test_what_has_nothing_contested_is_the_same_document() -> None:
    plain = without(SPEC)
    assert enforced(plain) == plain
    page = query("page", {"type": "integer", **doubt("required")}, required=True)
    assert enforced({"parameters": [page]})["parameters"][0]["required"] is False


def test_a_caller_waives_rules_by_id_and_places_by_pointer(made: Generated) -> None:
    transport = Recorder()
    odd = {"label": "roses", "beds": [{"depth": 1, "hedge": 2}]}
    client = made.client(transport, waive=["maxLength"])
    with pytest.raises(made.module("_runtime.errors").InvalidRequest) as refused:
        client.plot.create(**odd)
    assert told(refused.value.violations) == [("/beds/0/hedge", "unknown")]
    client.plot.create(**odd, waive=["/beds/*/hedge"])
    made.client(transport).plot.create(**odd, waive=["/beds/0/hedge", "/label"])
    assert [each.json() for each in transport.sent] == [odd, odd]


def test_what_is_waived_by_pointer_is_that_place_alone(made: Generated) -> None:
    client = made.client(Recorder())
    with pytest.raises(made.module("_runtime.errors").InvalidRequest):
        client.plot.create(beds=[{"depth": 1, "hedge": 2}], waive=["/beds"])


# The rule as no example speaks against it, and a list, whose pages are asked for one by one.
STRICT = document(
    {
        PATH: posting(
            {
                "type": "object",
                "properties": {
                    "kind": {"type": "string", "enum": ["ROSE"]},
                    "fence": {"type": "string"},
                    "beds": {"type": "array", "items": objects({"depth": {"type": "number", "maximum": 9}})},
                },
                "x-rules": [RULE],
            }
        ),
        "/open_api/v1.3/plot/get/": getting(query("page", {"type": "integer", "maximum": 9})),
    }
)
# Against three facts, with the places and the ids by which each is waived.
REQUEST = {"kind": "ROSE", "beds": [{"depth": 10}, {"depth": 2, "hedge": 1}]}
FOUND = [
    ("/beds/0/depth", "maximum"),
    ("/beds/1/hedge", "unknown"),
    ("/fence", "requires:fence:e0c70198"),
]
WAIVED = [
    ([], FOUND),
    (["requires:fence:e0c70198"], FOUND[:2]),
    (["/fence"], FOUND[:2]),
    (["/beds/*/depth", "unknown"], FOUND[2:]),
    (["maximum", "/beds/1/hedge", "/fence"], []),
    ("requires:fence:e0c70198", FOUND[:2]),
    (["requires:fence", "/beds", "/"], FOUND),
]


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    with generated(STRICT, tmp_path_factory.mktemp("waived")) as client:
        yield client


@pytest.mark.parametrize(("waive", "found"), WAIVED)
@pytest.mark.parametrize("of", ["client", "call"])
def test_what_a_caller_waives_is_left_out(
    strict: Generated, of: str, waive: Any, found: list[tuple[str, str]]
) -> None:
    refused = strict.module("_runtime.errors").InvalidRequest
    transport = Recorder()
    client = strict.client(transport, waive=waive if of == "client" else ())
    options = {"waive": waive} if of == "call" else {}
    if found:
        with pytest.raises(refused) as error:
            client.plot.create(**REQUEST, **options)
        assert told(error.value.violations) == found
        # Each says by what it is waived.
        assert all(f"({rule})" in str(error.value) for _, rule in found)
    else:
        client.plot.create(**REQUEST, **options)
    assert len(transport.sent) == (0 if found else 1)


@pytest.mark.parametrize(("waive", "found"), [each for each in WAIVED if isinstance(each[0], list)])
def test_the_command_leaves_out_what_is_waived(
    strict: Generated,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    waive: list[str],
    found: list[tuple[str, str]],
) -> None:
    payload = tmp_path / "payload.json"
    payload.write_text(json.dumps(REQUEST), encoding="utf-8")
    rows, checks_in = strict.module("_operations").OPERATIONS, f"{strict.package}.checks"
    options = [word for one in waive for word in ("--waive", one)]
    for argv in (
        ["check", *options, "POST", PATH, str(payload)],
        ["check", *(f"--waive={one}" for one in waive), "--all", "POST", PATH, str(payload)],
        ["call", "POST", PATH, "--data", f"@{payload}", "--dry-run", *options],
    ):
        assert main(argv, Package(rows, checks_in)) == (1 if found else 0)
        out = capsys.readouterr().out
        if found or argv[0] == "check":
            assert [(each["pointer"], each["rule"]) for each in json.loads(out)] == found
        else:
            assert out.startswith("curl ")


@pytest.mark.parametrize(
    ("word", "refused", "why"),
    [
        (
            "requires:fence:e0c7198",
            "/fence",
            "waive has requires:fence:e0c7198: did you mean requires:fence:e0c70198?",
        ),
        # The rule of another version of the documentation.
        (
            "requires:fence:0123abcd",
            "/fence",
            "waive has requires:fence:0123abcd: did you mean requires:fence:e0c70198?",
        ),
        (
            "requires:fence",
            "/fence",
            "waive has requires:fence: did you mean requires:fence:e0c70198?",
        ),
        ("/beds/1/hegde", "/beds/1/hedge", "waive has /beds/1/hegde: did you mean /beds/1/hedge?"),
        ("/beds/*/dept", "/beds/0/depth", "waive has /beds/*/dept: did you mean /beds/*/depth?"),
    ],
)
@pytest.mark.parametrize("of", ["client", "call"])
def test_what_is_left_over_says_which_waived_word_probably_means_it(
    strict: Generated, of: str, word: str, refused: str, why: str
) -> None:
    client = strict.client(Recorder(), waive=[word] if of == "client" else ())
    with pytest.raises(strict.module("_runtime.errors").InvalidRequest) as error:
        client.plot.create(**REQUEST, waive=[word] if of == "call" else ())
    hinted = {each.pointer: each.message for each in error.value.violations if "waive has" in each.message}
    assert hinted.keys() == {refused}
    assert hinted[refused].endswith(f"; {why}")


def test_a_word_that_waives_something_else_or_nothing_is_not_told(strict: Generated) -> None:
    waive = ["maximum", "minimum", "forbids:fence:e0c70198", "/kind", "/beds/7/depth", "/gate/width"]
    with pytest.raises(strict.module("_runtime.errors").InvalidRequest) as error:
        strict.client(Recorder()).plot.create(**REQUEST, waive=waive)
    assert told(error.value.violations) == FOUND[1:]
    assert "waive has" not in str(error.value)


@text_cases(word=literal, hint=literal)
def test_a_word_that_can_be_no_rule_and_no_place_is_a_wrong_setting(
    strict: Generated, capsys: pytest.CaptureFixture[str], word: str, hint: str
) -> None:
    message = f"waive: {word!r} is neither a rule id nor a JSON pointer{hint}"
    client = strict.client(Recorder())
    takers: tuple[Callable[[], Any], ...] = (
        lambda: strict.client(Recorder(), waive=[word]),
        lambda: client.with_options(waive=[word]),
        lambda: client.plot.create(waive=[word]),
    )
    for take in takers:
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            take()
    argv = ["check", f"--waive={word}", "POST", PATH, "-"]
    assert main(argv, Package(strict.module("_operations").OPERATIONS, "none")) == 2
    assert capsys.readouterr().err.startswith(f"tiktok_business: check: argument --waive: {message}")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--wave", "enum"], "check takes no --wave; did you mean --waive"),
        (["--all=1"], "check: argument --all: ignored explicit argument '1'"),
    ],
)
def test_an_option_of_check_that_is_none_is_misuse(
    strict: Generated, capsys: pytest.CaptureFixture[str], options: list[str], told: str
) -> None:
    rows = strict.module("_operations").OPERATIONS
    assert main(["check", *options, "POST", PATH, "-"], Package(rows, "none")) == 2
    assert capsys.readouterr().err.startswith(f"tiktok_business: {told}")


def test_what_is_waived_is_so_for_each_page_of_a_list(strict: Generated) -> None:
    transport = Recorder()
    paging = strict.module("_runtime.paging")
    client = strict.client(transport)
    with pytest.raises(strict.module("_runtime.errors").InvalidRequest):
        next(paging.pages(client.plot.get, page=10))
    assert len([*paging.pages(client.plot.get, page=10, waive=["maximum"])]) == 1


def test_a_call_of_what_this_package_does_not_have_is_not_checked(strict: Generated) -> None:
    transport = Recorder()
    strict.client(transport).call("POST", PATH, body=REQUEST)
    assert transport.sent[0].json() == REQUEST

"""The command line of the generated package."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from text_cases import literal, text_cases
from tiktok_bindgen.runtime.check import Violation
from tiktok_bindgen.runtime.checks import Checks
from tiktok_bindgen.runtime.command import main
from tiktok_bindgen.runtime.command.package import Package
from tiktok_bindgen.runtime.kinds import Fields, Items, Ruled
from tiktok_bindgen.runtime.lookup import by_any, did_you_mean, nearest
from tiktok_bindgen.runtime.rules import Rule, broken

if TYPE_CHECKING:
    from pathlib import Path

OPERATIONS = (
    ("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get", "", False),
    ("POST", "/open_api/v1.3/garden/plot/create/", "garden_plot_create", "", False),
    ("POST", "/open_api/v1.3/garden/vide/", "garden_vide", "", True),
)


@pytest.fixture(autouse=True)
def checks(monkeypatch: pytest.MonkeyPatch) -> dict[str, Checks]:
    """The checks of two operations: the third takes nothing, and has none."""
    named = Fields({"name": str, "page": int}, required=("name",))
    of = {"garden_plot_create": Checks(named), "garden_plot_get": Checks(named)}
    package = ModuleType("garden_checks")
    monkeypatch.setattr(package, "of", of.get, raising=False)
    monkeypatch.setitem(sys.modules, "garden_checks", package)
    return of


def run(*argv: str) -> int:
    return main(argv, Package(OPERATIONS, "garden_checks"))


def payload(folder: Path, content: str | bytes) -> str:
    file = folder / "payload.json"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(file)


def test_operations_are_listed_one_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("operations") == 0
    assert capsys.readouterr().out == (
        "GET /open_api/v1.3/garden/plot/get/ garden.plot.get\n"
        "POST /open_api/v1.3/garden/plot/create/ garden.plot.create\n"
        "POST /open_api/v1.3/garden/vide/ garden.vide  (deprecated)\n"
    )


def test_operations_are_found_by_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("operations", "Create", "PLOTS") == 0
    assert capsys.readouterr().out == "POST /open_api/v1.3/garden/plot/create/ garden.plot.create\n"
    assert run("operations", "plot") == 0
    assert capsys.readouterr().out.count("\n") == 2
    assert run("operations", "creat", "plto") == 1
    assert capsys.readouterr().err == (
        "tiktok_business: no operation matches creat plto; did you mean create plot?\n"
    )
    assert run("operations", "turnip", "--json") == 1
    assert capsys.readouterr().err == "tiktok_business: no operation matches turnip\n"


def test_without_arguments_there_is_help_and_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    text = capsys.readouterr().out
    assert run("--help") == 0
    assert capsys.readouterr().out == text
    assert main(["--version"], Package(OPERATIONS, "garden_checks", version="7.8")) == 0
    assert capsys.readouterr().out == "tiktok_business 7.8\n"


@text_cases(path=str)
def test_a_path_is_known_in_every_spelling(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    assert run("check", "post", path, payload(tmp_path, "{}")) == 1
    assert json.loads(capsys.readouterr().out) == [
        {"pointer": "/name", "rule": "required", "message": "is required"}
    ]


def test_a_valid_payload_gives_an_empty_array(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "POST", "garden/plot/create", payload(tmp_path, '{"name": "a"}')) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_payload_comes_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"[]")))
    assert run("check", "POST", "garden/plot/create", "-") == 1
    assert json.loads(capsys.readouterr().out)[0]["pointer"] == ""


def test_an_operation_without_checks_takes_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", "POST", "garden/vide", payload(tmp_path, "{}")) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    "content",
    ["", "{", "[NaN]", b"\xff", "[" * 100_000, "9" * 5000],
    ids=["empty", "cut", "NaN", "not UTF-8", "deep", "huge"],
)
def test_a_payload_that_is_not_json_is_misuse(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: Any
) -> None:
    assert run("check", "POST", "garden/plot/create", payload(tmp_path, content)) == 2
    _one_line(capsys)


@pytest.mark.parametrize(
    "argv",
    [
        ("no-such-command",),
        ("check",),
        ("check", "POST", "garden/plot/create"),
        ("check", "POST", "garden/none", "-"),
        ("check", "DELETE", "garden/plot/create", "-"),
        ("check", "POST", "", "-"),
        ("check", "POST", "garden/plot/create", "no/such/file"),
        ("check", "POST", "garden/plot/create", "."),
        ("check", "POST", "garden/plot/create", "a\0b"),
        ("check", "POST\n", "garden\nplot", "-"),
        ("check", "POST", "garden/" * 100_000, "-"),
        ("check", "GET", "garden/plot/get?page=2", "-"),
        ("call",),
        ("call", "GET"),
        ("call", "garden_plot_got", "--dry-run"),
        ("check", "POST", "-"),
        ("rules",),
        ("rules", "requires:soil:0123abcd"),
        ("completion", "elvish"),
        ("plan",),
        ("plan", "sow", "-"),
    ],
    ids=lambda argv: " ".join(argv)[:60],
)
def test_misuse_is_one_line_on_standard_error(
    capsys: pytest.CaptureFixture[str], argv: tuple[str, ...]
) -> None:
    assert run(*argv) == 2
    _one_line(capsys)


@pytest.mark.parametrize("method", ["GET", "post", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
def test_a_method_alone_names_no_operation(capsys: pytest.CaptureFixture[str], method: str) -> None:
    assert run("check", method, "-") == 2
    assert ": expected OPERATION" in capsys.readouterr().err


@pytest.mark.parametrize("argv", ["--help", "-h", "check --help", "operations -h", "plan check -h"])
def test_help_tells_how_to_use_it(capsys: pytest.CaptureFixture[str], argv: str) -> None:
    assert run(*argv.split()) == 0
    assert "usage:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "fine"), [("7", True), ("[1]", False), ('"7"', False), ("seven", False), ("", False)]
)
def test_a_value_of_a_query_is_text_that_is_read_as_what_is_documented(text: str, *, fine: bool) -> None:
    package = Package(OPERATIONS, "garden_checks", {}, {})
    values = package.typed(OPERATIONS[0], {}, {"name": "7", "page": text})
    found = package.judge(OPERATIONS[0], values).violations
    assert [violation.pointer for violation in found] == ([] if fine else ["/page"])


def test_several_violations_are_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    argv = ("call", "POST", "garden/plot/create", "--file", "a=none.png", "--file", "b=no\nne.png")
    files = {"garden_plot_create": {"a": "", "b": ""}}
    assert main(argv, Package(OPERATIONS, "garden_checks", files)) == 2
    first, second, third = capsys.readouterr().err.splitlines()
    assert first == "tiktok_business: the request is not valid"
    assert second.startswith("  /a: ")
    assert third.startswith("  /b: ")
    assert main(argv[:-2], Package(OPERATIONS, "garden_checks", files)) == 2
    assert capsys.readouterr().err.startswith("tiktok_business: the request is not valid: /a: ")


@text_cases(method=str, path=str, meant=str)
def test_an_operation_that_is_not_there_is_answered_by_what_may_have_been_meant(
    capsys: pytest.CaptureFixture[str], method: str, path: str, meant: str
) -> None:
    assert run("check", method, path, "-") == 2
    assert meant in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("POST", "/garden/plot/create/"),
        ("post", "garden/plot/create"),
        ("POST /garden/plot/create/",),
        ("/garden/plot/create/",),
        ("garden/plot/create",),
        ("garden.plot.create",),
        ("garden_plot_create",),
    ],
    ids=" ".join,
)
def test_an_operation_is_known_however_it_is_called(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert run("check", *words, payload(tmp_path, "{}")) == 1
    assert json.loads(capsys.readouterr().out)[0]["pointer"] == "/name"
    assert run("call", *words, "--data", "{}") == 1
    assert json.loads(capsys.readouterr().out)[0]["pointer"] == "/name"
    assert run("rules", *words) == 0
    assert (
        capsys.readouterr().out == "POST /open_api/v1.3/garden/plot/create/ has no rules between its fields\n"
    )


def test_options_may_stand_anywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = payload(tmp_path, "{}")
    for words in (
        ("--waive", "required", "POST", "garden/plot/create", file),
        ("POST", "garden/plot/create", "--waive=required", file),
        ("garden.plot.create", file, "--waive", "required"),
    ):
        assert run("check", *words) == 0
        assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("chek",), "no such command: chek; did you mean check?"),
        (("sow",), "no such command: sow; expected one of operations, check, rules, metrics, call, plan, "),
        (("plan", "chekc", "-"), "plan: no such command: chekc; did you mean check?"),
        (("plan",), "plan: the following arguments are required: check | create; see --help"),
        (("check", "--replay", "garden.vide", "-"), "check takes no --replay; did you mean --reply?"),
        (("completion", "bsh"), "completion: argument SHELL: unknown value bsh; did you mean bash"),
        (("check", "garden.plot.creat", "-"), "did you mean POST /garden/plot/create/"),
        (("check", "garden.plot.create"), "expected OPERATION PAYLOAD: OPERATION is campaign.create, "),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, tuple) else "",
)
def test_what_was_misspelt_is_answered_by_what_may_have_been_meant(
    capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], told: str
) -> None:
    assert run(*argv) == 2
    assert told in capsys.readouterr().err


def test_a_path_of_several_methods_needs_one(capsys: pytest.CaptureFixture[str]) -> None:
    twins = (*OPERATIONS, ("POST", OPERATIONS[0][1], "garden_plot_get_by_post", "", False))
    argv = ("check", "/garden/plot/get/", "-")
    assert main(argv, Package(twins, "garden_checks")) == 2
    assert "/garden/plot/get/ has GET and POST: add the method" in capsys.readouterr().err


def test_operations_are_told_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("operations", "--json") == 0
    assert json.loads(capsys.readouterr().out)[2] == {
        "method": "POST",
        "path": "/open_api/v1.3/garden/vide/",
        "name": "garden_vide",
        "docs": "",
        "deprecated": True,
        "call": "garden.vide",
        "what": "",
    }


# Rules


SOIL = "requires:soil:0123abcd"
_SOIL_REQUIRES = Rule(SOIL, "`soil` is required when `depth` is given", ("/depth",))


def plot(o: Any, at: str, out: list[Violation]) -> None:
    if o.get("depth") is not None and o.get("soil") is None:
        broken(out, _SOIL_REQUIRES, at, f"{at}/soil")


class _Used:
    """What a function of this module reports, as the tables of generated checks tell it."""

    def used_by(self, function: CodeType) -> Iterator[Rule]:
        if function is plot.__code__:
            yield _SOIL_REQUIRES


CHECKS = _Used()


@pytest.fixture
def ruled(checks: dict[str, Checks]) -> None:
    """Two operations that have a rule; one, which has it of the plots in a list, is not held to it."""
    ruled = Ruled({"depth": int, "soil": str}, rules=plot)
    checks["garden_plot_create"] = Checks(ruled)
    checks["garden_plot_get"] = Checks(Fields({"plots": Items(ruled)}), contested=(("/plots/*/soil", SOIL),))


@pytest.mark.usefixtures("ruled")
def test_a_rule_is_explained_by_its_id(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rules", SOIL) == 0
    assert capsys.readouterr().out == (
        "requires:soil:0123abcd\n"
        "\n"
        "`soil` is required when `depth` is given.\n"
        "\n"
        "field       soil\n"
        "depends on  /depth\n"
        "operation   GET /open_api/v1.3/garden/plot/get/"
        " (not enforced: documented examples contradict it)\n"
        "operation   POST /open_api/v1.3/garden/plot/create/\n"
        "skip it     check --waive requires:soil:0123abcd, or waive=['requires:soil:0123abcd'] of a call\n"
    )


@pytest.mark.usefixtures("ruled")
def test_the_rules_of_an_operation_are_listed_as_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rules", "garden.plot.get") == 0
    assert capsys.readouterr().out == (
        "requires:soil:0123abcd\n  `soil` is required when `depth` is given (not enforced)\n"
    )
    path = "/open_api/v1.3/garden/plot/get/"
    expected = {
        "id": SOIL,
        "sentence": "`soil` is required when `depth` is given",
        "kind": "requires",
        "field": "soil",
        "depends_on": ["/depth"],
        "operations": [{"method": "GET", "path": path, "docs": "", "enforced": False}],
    }
    assert run("rules", "garden.plot.get", "--json") == 0
    assert json.loads(capsys.readouterr().out) == [expected]


@text_cases(name=str, said=str)
def test_what_a_check_says_of_one_value_is_explained(
    capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    assert run("rules", name) == 0
    assert said in capsys.readouterr().out
    assert run("rules", name, "--json") == 0
    assert said in json.loads(capsys.readouterr().out)["sentence"]


# Completion


@text_cases(shell=str, command=str)
def test_a_shell_is_told_all_verbs_and_their_options(
    capsys: pytest.CaptureFixture[str], shell: str, command: str
) -> None:
    assert run("completion", shell) == 0
    script = capsys.readouterr().out
    assert script.partition("\n")[0] == command
    for word in ("operations", "webhook", "plan", "create", "waive", "throttle"):
        assert word in script


def _one_line(capsys: pytest.CaptureFixture[str]) -> None:
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("tiktok_business: ")
    assert captured.err.count("\n") == 1


PLOTS = "; did you mean GET /garden/plot/get/ or POST /garden/plot/create/?"
BEDS = (
    *OPERATIONS,
    ("GET", "/open_api/v1.3/bed/", "bed", "", False),
    ("POST", "/open_api/v1.3/bed/", "bed_post", "", False),
    ("GET", "/other/shed/", "other_shed", "", False),
    ("GET", "/shed/{shed_id}/", "shed_by_id", "", False),
    ("GET", "/shed/all/", "shed_all", "", False),
)


@text_cases(called=literal, name=str)
def test_an_operation_is_known_by_whatever_it_is_called(called: str, name: str) -> None:
    assert by_any(called, BEDS)[2] == name


@pytest.mark.parametrize(
    ("called", "said"),
    [
        ("/bed/", "/bed/ has GET and POST: add the method"),
        ("PUT /bed/", "/bed/ has no PUT, only GET, POST"),
        ("garden/plot/gte", f"no such operation: garden/plot/gte{PLOTS}"),
        ("get garden/plot/gte", f"no such operation: GET garden/plot/gte{PLOTS}"),
        ("garden.plot.gte", f"no such operation: garden.plot.gte{PLOTS}"),
        ("moon", "no such operation: moon; `operations` lists all"),
        ("/moon/", "no such operation: /moon/; `operations` lists all"),
        ("/bed/?a=1", "the path has a query: pass it as --query NAME=VALUE"),
        ("GET /bed/?a=1", "the path has a query: pass it as --query NAME=VALUE"),
    ],
)
def test_what_is_called_amiss_is_told_with_what_there_is(called: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(said)}$"):
        by_any(called, BEDS)


def test_a_word_is_answered_by_those_like_it_the_likest_first() -> None:
    known = ["soil", "soils", "shade"]
    assert did_you_mean("soill", known) == "; did you mean soil or soils?"
    assert did_you_mean("soill", known, most=1) == "; did you mean soil?"
    assert did_you_mean("bed1", ["bed2", "bed3", "bed4", "bed5"]) == "; did you mean bed5 or bed4 or bed3?"
    assert did_you_mean("moon", known) == ""
    assert nearest("soill", known) == ["soil"]
    # Nobody mistypes that much.
    assert nearest("x" * 120, ["x" * 119]) == ["x" * 119]
    assert nearest("x" * 121, ["x" * 120]) == []

"""The command line of the generated package."""

from __future__ import annotations

import io
import json
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from tiktok_bindgen.generate.runtime import command
from tiktok_bindgen.generate.runtime.check import Violation, missing, wrong_type
from tiktok_bindgen.generate.runtime.command import main

if TYPE_CHECKING:
    from pathlib import Path

OPERATIONS = (
    ("GET", "/open_api/v1.3/garden/plot/get/", "garden_plot_get", "", False),
    ("POST", "/open_api/v1.3/garden/plot/create/", "garden_plot_create", "", False),
    ("POST", "/open_api/v1.3/garden/vide/", "garden_vide", "", True),
)


@pytest.fixture(autouse=True)
def checks(monkeypatch: pytest.MonkeyPatch) -> None:
    def violations(payload: object) -> list[Violation]:
        out: list[Violation] = []
        if not isinstance(payload, dict):
            wrong_type(out, "", "object", payload)
        elif payload.get("name") is None:
            missing(out, "", "name")
        return out

    package = ModuleType("garden_checks")
    package.__path__ = []
    monkeypatch.setitem(sys.modules, "garden_checks", package)
    for name in ("garden_plot_create", "garden_plot_get"):
        module = ModuleType(f"garden_checks.{name}")
        module.violations = violations  # type: ignore[attr-defined] # a module made on the spot
        monkeypatch.setitem(sys.modules, f"garden_checks.{name}", module)


def run(*argv: str) -> int:
    return main(argv, operations=OPERATIONS, checks="garden_checks")


def payload(folder: Path, content: str | bytes) -> str:
    file = folder / "payload.json"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(file)


def test_operations_are_listed_one_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("operations") == 0
    assert capsys.readouterr().out == (
        "GET /open_api/v1.3/garden/plot/get/ garden_plot_get\n"
        "POST /open_api/v1.3/garden/plot/create/ garden_plot_create\n"
        "POST /open_api/v1.3/garden/vide/ garden_vide\n"
    )


@pytest.mark.parametrize(
    "path",
    [
        "/open_api/v1.3/garden/plot/create/",
        "open_api/v1.3/garden/plot/create",
        "/garden/plot/create/",
        "garden/plot/create",
        "https://garden.example/open_api/v1.3/garden/plot/create/",
    ],
)
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
        (),
        ("no-such-command",),
        ("operations", "more"),
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
        ("call", "garden_plot_get", "--dry-run"),
    ],
    ids=lambda argv: " ".join(argv)[:60] or "nothing",
)
def test_misuse_is_one_line_on_standard_error(
    capsys: pytest.CaptureFixture[str], argv: tuple[str, ...]
) -> None:
    assert run(*argv) == 2
    _one_line(capsys)


@pytest.mark.parametrize("argv", [("--help",), ("-h",), ("check", "--help"), ("operations", "-h")])
def test_help_tells_how_to_use_it(capsys: pytest.CaptureFixture[str], argv: tuple[str, ...]) -> None:
    assert run(*argv) == 0
    assert "usage:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "fine"), [("7", True), ("[1]", False), ('"7"', False), ("seven", False), ("", False)]
)
def test_a_value_of_a_query_is_text_that_is_read_as_what_is_documented(
    monkeypatch: pytest.MonkeyPatch, text: str, *, fine: bool
) -> None:
    def violations(payload: object) -> list[Violation]:
        out: list[Violation] = []
        assert isinstance(payload, dict)
        if not isinstance(payload["name"], str):
            wrong_type(out, "/name", "string", payload["name"])
        if not isinstance(payload["page"], int):
            wrong_type(out, "/page", "integer", payload["page"])
        return out

    monkeypatch.setattr(sys.modules["garden_checks.garden_plot_get"], "violations", violations)
    package = command._Package(OPERATIONS, "garden_checks", {}, {})
    found = command._check_call(package, "garden_plot_get", {"name": "7", "page": text}, {})
    assert [violation.pointer for violation in found] == ([] if fine else ["/page"])


def test_several_violations_are_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    argv = ("call", "POST", "garden/plot/create", "--file", "a=none.png", "--file", "b=no\nne.png")
    files = {"garden_plot_create": {"a": "", "b": ""}}
    assert main(argv, operations=OPERATIONS, checks="garden_checks", uploads=files) == 2
    first, second, third = capsys.readouterr().err.splitlines()
    assert first == "tiktok_business: the request is not valid"
    assert second.startswith("  /a: ")
    assert third.startswith("  /b: ")
    assert main(argv[:-2], operations=OPERATIONS, checks="garden_checks", uploads=files) == 2
    assert capsys.readouterr().err.startswith("tiktok_business: the request is not valid: /a: ")


@pytest.mark.parametrize(
    ("method", "path", "meant"),
    [
        ("GET", "garden/plot/gte", "is it GET /garden/plot/get/"),
        ("GET", "Garden/Plots/Get", "is it GET /garden/plot/get/"),
        ("POST", "garden_plot_create", "is it POST /garden/plot/create/"),
        ("GET", "ship/sail", "`operations` lists all"),
        ("GET", "garden/plot/create", "has no GET, only POST"),
    ],
)
def test_an_operation_that_is_not_there_is_answered_by_what_may_have_been_meant(
    capsys: pytest.CaptureFixture[str], method: str, path: str, meant: str
) -> None:
    assert run("check", method, path, "-") == 2
    assert meant in capsys.readouterr().err


def _one_line(capsys: pytest.CaptureFixture[str]) -> None:
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("tiktok_business: ")
    assert captured.err.count("\n") == 1

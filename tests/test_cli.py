"""The command line: what is said, which status it ends with, and what is on disk afterwards."""

from __future__ import annotations

import argparse
import builtins
import errno
import io
import itertools
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import Mock, call

import pytest

from pages import contents
from text_cases import literal, text_cases
from tiktok_bindgen import __version__
from tiktok_bindgen.assemble.yaml import load_spec
from tiktok_bindgen.cli import _parser, main
from tiktok_bindgen.command.stages import stages
from tiktok_bindgen.dates import date_of
from tiktok_bindgen.fetch.store import Record, write_manifest

PAGE = """# Water a bed

## Request

**Endpoint** https://garden.tiktok.com/open_api/v1.3/bed/water/

**Method** POST

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
|bed_id {Required}|string|Which one.|
|litres|number|Value range: 1-40.<br>Default value: `5`.|
```

## Response

```xtable
|Field|Data Type|Description|
|---|---|---|
|code|number|How it went.|
|data|object|What came of it.|
#|wet|boolean|Whether it is wet now.|
```
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "2031-05" / "water.md"
    path.parent.mkdir(parents=True)
    path.write_text(PAGE, encoding="utf-8")
    return path


def _failed(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Run what must fail for its input; the one line that it says."""
    status = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    assert status == 2
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert line.startswith("tiktok-bindgen: ")
    return line


def test_what_an_overlay_gets_wrong_is_printed_and_in_the_report(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong, report = tmp_path / "wrong.json", tmp_path / "report.json"
    act = {"target": "$.paths['/open_api/v1.3/bed/pour/']", "remove": True, "x-reason": "It is gone."}
    document = {"overlay": "1.0.0", "info": {"title": "Wrong", "version": "1"}, "actions": [act]}
    wrong.write_text(json.dumps(document), encoding="utf-8")
    words = ["-o", str(tmp_path / "out.json"), "--overlay", str(wrong), "--report", str(report)]
    assert main(["spec", str(page), *words]) == 0
    text = (
        "action 1, target \"$.paths['/open_api/v1.3/bed/pour/']\": matches nothing; the spec has no "
        "'/open_api/v1.3/bed/pour/'; did you mean /open_api/v1.3/bed/water/?"
    )
    assert capsys.readouterr().err == f"wrong.json:0: overlay-unused: {text}\n"
    assert json.loads(report.read_text(encoding="utf-8"))["problems"] == [
        {"page": "wrong.json", "line": 0, "code": "overlay-unused", "text": text}
    ]


def test_a_page_becomes_a_spec_and_a_report(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, report = tmp_path / "out.json", tmp_path / "report.json"
    assert main(["spec", str(page), "-o", str(out), "--report", str(report)]) == 0
    assert (
        capsys.readouterr().out
        == f"{out}: 1 page, 1 operation, 5 fields, 0 conditions in words, 0 problems\n"
    )
    assert "/open_api/v1.3/bed/water/" in json.loads(out.read_text(encoding="utf-8"))["paths"]
    (counted,) = json.loads(report.read_text(encoding="utf-8"))["pages"]
    assert counted["page"] == "water.md"
    assert counted["form"] == "native"
    assert counted["problems"] == []
    (operation,) = counted["operations"]
    assert operation == {
        "method": "POST",
        "path": "/open_api/v1.3/bed/water/",
        "request_fields": 2,
        "response_fields": 3,
        "required": 1,
        "conditional": 0,
        "enum_fields": 0,
        "enum_values": 0,
        "defaults": 1,
        "rules": {"formal": 0, "partial": 0, "text": 0},
    }


_ODD = """# Sow
## Request
**Endpoint** https://garden.tiktok.com/open_api/v1.3/bed/sow/

**Method** POST

**Parameters**
```xtable
|Field|Data Type|Description|
|---|---|---|
|bed / plot {Required}|string|One of them.|
|soil {+Conditional}|string|Enum values: `CLAY`, `SAND`.|
|seed {+Conditional}|object|Its seed.|
#|size|odd thing|Enum values: `BIG`.|
```
## Response
```xtable
|Field|Data Type|Description|
|---|---|---|
|state|string|Enum values: `WET`, `DRY`, `ICY`.|
```
"""


def test_a_report_counts_rows_values_and_problems_of_each_page(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.json"
    page.with_name("sow.md").write_text(_ODD, encoding="utf-8")
    assert main(["spec", str(page.parent), "-o", str(tmp_path / "o.yaml"), "--report", str(report)]) == 0
    sow, water = json.loads(report.read_text(encoding="utf-8"))["pages"]
    assert (water["page"], water["rows"], len(water["operations"])) == ("water.md", 5, 1)
    assert (sow["page"], sow["form"], sow["rows"]) == ("sow.md", "native", 5)
    (operation,) = sow["operations"]
    assert {name: count for name, count in operation.items() if name != "rules"} == {
        "method": "POST",
        "path": "/open_api/v1.3/bed/sow/",
        # A row of two fields is one.
        "request_fields": 4,
        "response_fields": 1,
        "required": 0,
        "conditional": 3,
        "enum_fields": 3,
        "enum_values": 6,
        "defaults": 0,
    }
    assert [(each["code"], each["line"]) for each in sow["problems"]] == [("type-unknown", 14)]
    assert all("size" in each["text"] for each in sow["problems"])
    said = capsys.readouterr().out
    assert said.startswith(f"{tmp_path / 'o.yaml'}: 2 pages, 2 operations, 10 fields, ")
    assert said.endswith(", 1 problem\n")


def test_pages_are_named_in_the_report_relative_to_the_folder_given(page: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert main(["spec", str(tmp_path / "in"), "-o", str(tmp_path / "o.yaml"), "--report", str(report)]) == 0
    assert [one["page"] for one in json.loads(report.read_text(encoding="utf-8"))["pages"]] == [
        "2031-05/water.md"
    ]
    assert page.is_file()


def test_building_makes_everything_and_building_again_changes_nothing(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    command = ["build", "--root", str(root), "--pages", str(page.parent)]
    assert main([*command, "--check"]) == 1
    assert contents(root) == {}
    assert main(command) == 0
    made = contents(root)
    assert {"spec/2031-05.openapi.yaml", "spec/problems.txt", "generated/tiktok_business/client.py"} <= set(
        made
    )
    capsys.readouterr()
    assert main(command) == 0
    assert "wrote 0 files" in capsys.readouterr().out
    assert main([*command, "--check"]) == 0
    assert contents(root) == made


def test_a_fetched_folder_is_named_for_its_newest_change(page: Path, tmp_path: Path) -> None:
    folder = tmp_path / "fetched"
    folder.mkdir()
    page.rename(folder / "water.7000000001.md")
    record = Record(
        doc_id="7000000001",
        title="Water a bed",
        path=(),
        parent="0",
        position=0,
        portal_status=1,
        status="ok",
        file="water.7000000001.md",
        sha256=None,
        first_seen="2031-01-05",
        last_changed="2031-06-07",
    )
    write_manifest(folder, "https://garden.tiktok.com", [record])
    assert date_of(folder) == "2031-06-07"
    # What is said of it counts before what its files are called; its own name before that.
    (folder / "soil.2032-01.md").write_text(PAGE, encoding="utf-8")
    assert date_of(folder) == "2031-06-07"
    (folder / "_manifest.json").unlink()
    assert date_of(folder) == "2032-01"
    assert date_of(folder.rename(tmp_path / "of 2031-02")) == "2031-02"


@text_cases(name=str, date=str)
def test_a_page_or_a_folder_without_a_date_has_a_name_of_its_own(
    name: str, date: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(PAGE, encoding="utf-8")
    assert date_of(tmp_path / name) == date
    folder = tmp_path / Path(name).stem
    folder.mkdir()
    (folder / "water.md").write_text(PAGE, encoding="utf-8")
    assert date_of(folder) == date


def test_a_stale_file_is_named_and_ends_a_check_with_1(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    command = ["build", "--root", str(root), "--pages", str(page.parent)]
    assert main(command) == 0
    made = contents(root)
    changed = root / "generated" / "tiktok_business" / "client.py"
    changed.write_text("", encoding="utf-8")
    capsys.readouterr()
    assert main([*command, "--check"]) == 1
    assert "stale: generated/tiktok_business/client.py" in capsys.readouterr().out
    assert changed.read_bytes() == b""
    assert main(command) == 0
    assert contents(root) == made


def test_a_client_is_made_from_a_spec_file(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "spec.yaml"
    assert main(["spec", str(page), "-o", str(spec)]) == 0
    assert main(["client", str(spec), "-o", str(tmp_path / "out")]) == 0
    capsys.readouterr()
    assert main(["client", str(spec), "-o", str(tmp_path / "out"), "--check"]) == 0
    assert capsys.readouterr().out.startswith("0 of ")
    assert (tmp_path / "out" / "tiktok_business" / "py.typed").is_file()
    stale = tmp_path / "out" / "tiktok_business" / "client.py"
    stale.write_text("", encoding="utf-8")
    assert main(["client", str(spec), "-o", str(tmp_path / "out"), "--check"]) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first == f"stale: {stale}"
    assert re.fullmatch(r"1 of \d+ files would change", last)
    assert stale.read_bytes() == b""
    assert main(["client", str(spec), "-o", str(tmp_path / "out")]) == 0
    assert re.fullmatch(rf"{tmp_path / 'out'}: wrote 1 file, \d+ unchanged\n", capsys.readouterr().out)


def test_models_are_shown_or_written(page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec, out = tmp_path / "spec.yaml", tmp_path / "models.py"
    assert main(["spec", str(page), "-o", str(spec)]) == 0
    capsys.readouterr()
    command = ["models", str(spec), "bed", "--style", "dataclass"]
    assert main(command) == 0
    shown = capsys.readouterr().out
    assert "class BedWaterRequest" in shown
    assert main([*command, "-o", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == shown
    assert capsys.readouterr().out == f"{out}: {len(shown.splitlines())} lines\n"


@pytest.mark.parametrize("name", ["out.yaml", "out.yml", "out.json"])
def test_a_spec_is_written_as_its_name_says_also_from_one_that_there_is(
    name: str, page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for known in ("known.yaml", "known.yml"):
        assert main(["spec", str(page), "-o", str(tmp_path / known)]) == 0
        capsys.readouterr()
        assert main(["spec", str(tmp_path / known), "--compat", "-o", str(tmp_path / name)]) == 0
        told = f"{tmp_path / name}: {tmp_path / known} for tools without full OpenAPI 3.1 support\n"
        assert capsys.readouterr().out == told
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert text.startswith("{") is (name == "out.json")
    assert "/open_api/v1.3/bed/water/" in load_spec(tmp_path / name)["paths"]
    assert main(["spec", str(page), "-o", str(tmp_path / name)]) == 0
    whole = (tmp_path / name).read_text(encoding="utf-8")
    assert whole.startswith("{") is (name == "out.json")
    assert main(["spec", str(page), "--compat", "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / name).read_text(encoding="utf-8") == text


def test_without_a_spec_it_is_the_newest_or_all_of_those_in_spec(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = "no spec/*.openapi.yaml here; give one with --spec FILE"
    assert said in _failed(capsys, "glossary")
    assert said in _failed(capsys, "explain", "/bed/water/")
    assert said in _failed(capsys, "rules", "nothing")
    assert "no spec/*.openapi.yaml here; give a SPEC" in _failed(capsys, "site", "-o", "out")
    for date, name in (("2031-05", "litres"), ("2031-06", "buckets")):
        page.write_text(PAGE.replace("litres", name), encoding="utf-8")
        assert main(["spec", str(page), "--prose", "none", "-o", f"spec/{date}.openapi.yaml"]) == 0
    capsys.readouterr()
    assert main(["explain", "/bed/water/"]) == 0
    assert capsys.readouterr().out.endswith(
        "buckets  number            5 if not given; at least 1; at most 40\n"
    )
    assert main(["glossary"]) == 1
    assert capsys.readouterr().out == (
        "bed_id  POST /bed/water/ bed_id  (1 of 1)\n"
        "buckets  POST /bed/water/ buckets  (1 of 1)\n"
        "code  POST /bed/water/ code  (1 of 1)\n"
        "data  POST /bed/water/ data  (1 of 1)\n"
        "wet  POST /bed/water/ data.wet  (1 of 1)\n"
        "0 of 5 names are described everywhere\n"
    )
    assert main(["glossary", "--spec", "spec/2031-05.openapi.yaml"]) == 1
    assert "litres  POST" in capsys.readouterr().out
    assert main(["site", "-o", "out"]) == 0
    assert re.fullmatch(r"out: wrote \d+ files, 0 unchanged\n", capsys.readouterr().out)
    assert (tmp_path / "out" / "changes" / "2031-05..2031-06.html").is_file()


def test_names_that_are_described_are_no_finding(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page.write_text(PAGE.replace("Value range", "How much. Value range"), encoding="utf-8")
    spec = tmp_path / "spec.yaml"
    assert main(["spec", str(page), "-o", str(spec)]) == 0
    capsys.readouterr()
    assert main(["glossary", "--spec", str(spec)]) == 0
    assert capsys.readouterr().out == "5 of 5 names are described everywhere\n"


def test_who_no_longer_reads_ends_a_command_without_a_word(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(sys.stdout, "write", closed)
    assert main(["rules"]) == 0
    assert capsys.readouterr().err == ""


def test_facts_pages_have_none_of_the_pages_sentences(page: Path, tmp_path: Path) -> None:
    assert main(["facts", str(page.parent), "-o", str(tmp_path / "facts")]) == 0
    text = (tmp_path / "facts" / "water.md").read_text(encoding="utf-8")
    assert "Which one" not in text
    assert "Value range: [1, 40]" in text


def test_a_page_is_never_overwritten_by_its_facts(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, facts = page.read_bytes(), tmp_path / "facts"
    dated = tmp_path / "spec" / "pages" / "2026-05" / page.name
    dated.parent.mkdir(parents=True)
    dated.write_bytes(text)
    for command, file, told in (
        (["facts", str(page), "-o", str(page.parent)], page, "write them into another folder"),
        (
            ["facts", str(dated.parent), "--date", "2026-05", "--root", str(tmp_path)],
            dated,
            "copy it into another folder",
        ),
    ):
        assert main(command) == 2
        assert capsys.readouterr().err == (
            f"tiktok-bindgen: {file}: would be overwritten by its facts: {told}\n"
        )
        assert file.read_bytes() == text
        assert [*file.parent.rglob("_problems.txt")] == []
    # Of a facts page the facts are itself.
    for paths in ([page], [facts], [facts / page.name]):
        assert main(["facts", *map(str, paths), "-o", str(facts)]) == 0


def test_more_problems_than_allowed_end_with_1(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page.write_text(PAGE.replace("|number|Value", "|soil|Value"), encoding="utf-8")
    command = ["spec", str(page), "-o", str(tmp_path / "o.yaml"), "--max-problems"]
    assert main([*command, "5"]) == 0
    capsys.readouterr()
    assert main([*command, "0"]) == 1
    assert capsys.readouterr().err.startswith("more problems than --max-problems 0: ")


def test_a_build_says_where_its_problems_are_listed(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    command = ["build", "--root", str(root), "--pages", str(page.parent)]
    assert main(command) == 0
    assert "problems are listed" not in capsys.readouterr().out
    page.write_text(PAGE.replace("|number|Value", "|soil|Value"), encoding="utf-8")
    assert main(command) == 0
    assert f"problems are listed in {root / 'spec' / 'problems.txt'}\n" in capsys.readouterr().out
    assert "soil" in (root / "spec" / "problems.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["../spring", "/spring", ".spring", "C:spring", ""])
def test_a_date_that_leads_out_of_the_folder_of_specs_is_refused(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    assert main(["build", "--root", str(root), "--pages", str(page.parent), f"--date={name}"]) == 2
    assert f"{name!r} is not a valid file name" in capsys.readouterr().err
    assert contents(root) == {}


def test_without_the_generators_extra_a_command_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "spec.yaml").write_text("# written by hand\nopenapi: 3.1.0\n", encoding="utf-8")
    real = builtins.__import__

    def bare(name: str, *arguments: Any, **options: Any) -> Any:
        if name.partition(".")[0] == "yaml":
            raise ModuleNotFoundError("No module named 'yaml'", name="yaml")
        return real(name, *arguments, **options)

    monkeypatch.delitem(sys.modules, "tiktok_bindgen.assemble.any_yaml", raising=False)
    monkeypatch.setattr(builtins, "__import__", bare)
    said = _failed(capsys, "client", tmp_path / "spec.yaml", "-o", tmp_path / "out")
    assert "yaml is not installed; pip install 'tiktok-business-bindings[generator]'" in said
    assert not (tmp_path / "out").exists()


def test_a_bug_of_ours_is_not_taken_for_a_missing_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tiktok_bindgen.diff.rules_page", None)
    with pytest.raises(ModuleNotFoundError):
        main(["rules"])


def test_an_interruption_is_one_line_and_ends_with_2(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tiktok_bindgen.pipeline.make_spec", interrupted)
    assert "interrupted" in _failed(capsys, "spec", page, "-o", tmp_path / "o.yaml")
    assert not (tmp_path / "o.yaml").exists()


@text_cases(package=str, module=str, status=literal, said=literal)
def test_an_interruption_while_modules_load_is_one_line(
    package: str, module: str, status: int, said: str
) -> None:
    code = f"""
import runpy, sys
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
runpy.run_module({package!r}, run_name="__main__", alter_sys=True)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (status, "", said)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"# Only a title\n\nAnd a line.\n", "none documents an endpoint"),
        (b"\xff\xfe\x00\x01\xd8", "water.md"),
        (b'{"content": ', "water.md"),
    ],
    ids=["empty", "no endpoint", "not text", "half of a file"],
)
def test_a_broken_page_is_one_line_and_nothing_is_written(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    page.write_bytes(content)
    out = tmp_path / "out.yaml"
    assert said in _failed(capsys, "spec", page, "-o", out)
    assert not out.exists()
    root = tmp_path / "root"
    root.mkdir()
    assert said in _failed(capsys, "build", "--root", root, "--pages", page.parent)
    assert contents(root) == {}
    assert said in _failed(capsys, "facts", page, "-o", tmp_path / "facts")
    assert not (tmp_path / "facts").exists()


def test_an_empty_folder_a_missing_file_and_a_missing_folder_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    out = tmp_path / "o.yaml"
    assert "empty" in _failed(capsys, "spec", tmp_path / "empty", "-o", out)
    assert "missing.md" in _failed(capsys, "spec", tmp_path / "missing.md", "-o", out)
    assert "nowhere" in _failed(capsys, "build", "--root", tmp_path, "--pages", tmp_path / "nowhere")
    assert "spec/pages" in _failed(capsys, "build", "--root", tmp_path)
    assert not out.exists()


@text_cases(name=str, content=literal)
def test_a_spec_of_another_kind_is_one_line_and_no_client(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str | None
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert name in _failed(capsys, "client", path, "-o", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_name_that_says_no_format_is_refused(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ".yaml or .json" in _failed(capsys, "spec", page, "-o", tmp_path / "spec.txt")


def test_a_place_that_cannot_be_written_is_named(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # A file where a folder should be: not even the superuser can write below it.
    blocked = tmp_path / "blocked"
    blocked.write_text("", encoding="utf-8")
    assert "blocked" in _failed(capsys, "spec", page, "-o", blocked / "o.yaml")
    assert "blocked" in _failed(capsys, "facts", page, "-o", blocked)
    spec = tmp_path / "spec.yaml"
    assert main(["spec", str(page), "-o", str(spec)]) == 0
    capsys.readouterr()
    assert "blocked" in _failed(capsys, "client", spec, "-o", blocked)
    assert blocked.read_bytes() == b""


def test_a_disk_that_fills_up_leaves_the_last_good_file(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "o.yaml"
    assert main(["spec", str(page), "-o", str(out)]) == 0
    before = out.read_bytes()
    page.write_text(PAGE.replace("litres", "buckets"), encoding="utf-8")
    capsys.readouterr()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert "No space left" in _failed(capsys, "spec", page, "-o", out)
    assert out.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["o.yaml"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("build --report x.json", "--report requires --evidence"),
        ("build --site x --check", "--check and --site cannot be combined: --site writes files"),
        ("explain", "explain requires an OPERATION, or --objective with a value"),
        *(
            (f"explain {verb}", f"explain requires a path after {verb}")
            for verb in ("GET", "put", "POST", "Delete")
        ),
        *(
            (
                f"explain {words}",
                f"explain {words.split()[0]} takes one name and only the option --spec",
            )
            for words in ("metric", "dimension a b", "filter a --json", "metric a --given b=c")
        ),
        (
            "explain metric spend --objective A",
            "explain metric takes one name and only the option --spec",
        ),
        ("explain /bed/water/ a b", "unexpected argument b: explain takes an OPERATION and a FIELD"),
        (
            "explain /bed/water/ a --objective A",
            "--objective cannot be combined with a FIELD or --given",
        ),
        (
            "explain --objective A --given a=b",
            "--objective cannot be combined with a FIELD or --given",
        ),
        (
            "rules request-enum-value-removed --format markdown",
            "--format markdown cannot be used with an ID; use text or json",
        ),
        (
            "rules request-enum-value-remove",
            "unknown rule request-enum-value-remove; did you mean request-enum-value-",
        ),
    ],
)
def test_words_that_do_not_go_together_are_refused(
    words: str, said: str, page: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(page.parent)
    assert main(["spec", str(page), "-o", "spec/2031-05.openapi.yaml"]) == 0
    capsys.readouterr()
    assert _failed(capsys, *words.split()).startswith(f"tiktok-bindgen: {said}")


# Renaming one of these breaks somebody's script.
OPTIONS = {
    "build": "--pages --date --remove --accept --root --prose --evidence --report --check --site -q --quiet",
    "spec": "-o --output --prose --compat --report --overlay --glossary --evidence --max-problems -q --quiet",
    "client": "-o --output --check",
    "models": "--style -o --output",
    "site": "-o --output",
    "explain": "--given --objective --json --spec",
    "facts": "-o --output --date --root --evidence -q --quiet",
    "glossary": "--spec",
    "diff": "--format -o --output --prepend --as --fail-on --ignore --prose --color --root -q --quiet",
    "rules": "--format --json -o --output --spec",
    "update": "--date --pages --base-url --retries --accept --report --diff --root -q --quiet",
    "fetch": "--base-url --concurrency --interval --timeout --retries",
    "completion": "",
}


COMMANDS = (
    *("build", "spec", "client", "models", "site", "explain", "facts", "glossary"),
    *("diff", "rules", "update", "fetch", "completion"),
)


def _help(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, text = _help(capsys).partition("COMMAND\n")
    listed = (line.split()[0] for line in text.splitlines() if re.match(r"    \w", line))
    assert tuple(listed) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_the_options_that_scripts_use(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, _, told = _help(capsys, command).partition("\noptions:\n")
    listed = re.findall(r"^  (-.*?)(?:  |$)", told, re.MULTILINE)
    found = [part.split()[0] for each in listed for part in each.split(", ")]
    assert " ".join(found) == " ".join(["-h --help", OPTIONS[command]]).strip()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_tells_of_each_of_its_options(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _help(capsys, command).startswith(f"usage: tiktok-bindgen {command} ")
    (commands,) = (each for each in _parser()._actions if isinstance(each, argparse._SubParsersAction))
    silent = [action.dest for action in commands.choices[command]._actions if not action.help]
    assert silent == []


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"tiktok-bindgen {__version__}\n"


@text_cases(arguments=literal, told=literal)
def test_misuse_is_one_line_with_what_may_have_been_meant_and_ends_with_2(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("tiktok-bindgen: ")
    assert told in line


def test_options_may_stand_between_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert "nowhere.yaml" in _failed(capsys, "explain", "metric", "--spec", "nowhere.yaml", "spend")


def test_a_date_that_there_is_not_is_answered_by_those_that_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "spec" / "pages" / "2031-05").mkdir(parents=True)
    (tmp_path / "spec" / "2031-06.openapi.yaml").write_text("", encoding="utf-8")
    root = ("--root", tmp_path)
    assert "no such file or folder; did you mean 2031-06 or" in _failed(capsys, "diff", "2031-6", "x", *root)
    assert "did you mean 2031-06 or 2031-05?" in _failed(capsys, "diff", "2031-04", "x", *root)


@pytest.mark.parametrize("paths", ["", "paths: {}\n", "paths: {/bed/: {}}\n"])
def test_a_file_without_operations_makes_no_client(
    paths: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text(f"openapi: 3.0.3\ninfo: {{title: Beds, version: '1'}}\n{paths}", encoding="utf-8")
    assert "spec.yaml: no operation" in _failed(capsys, "client", spec, "-o", tmp_path / "out")
    assert not (tmp_path / "out").exists()


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("pages", "much"), [(49, False), (50, True)])
def test_much_work_is_told_stage_by_stage(
    pages: int, *, much: bool, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(pages - 1):
        text = page.read_text(encoding="utf-8").replace("/bed/water/", f"/bed/water{number}/")
        page.with_name(f"water{number}.md").write_text(text, encoding="utf-8")
    monkeypatch.setenv("TERM", "xterm")
    command = ["spec", str(page.parent), "-o", str(tmp_path / "out.yaml")]
    for stream, quiet in itertools.product((_Terminal(), io.StringIO()), ([], ["--quiet"])):
        stream.truncate(0)
        stream.seek(0)
        monkeypatch.setattr(sys, "stderr", stream)
        assert main([*command, *quiet]) == 0
        told = stream.getvalue()
        if not much or quiet:
            assert told == ""
        elif isinstance(stream, _Terminal):
            assert "Reading pages (50)" in told
            assert "Assembling 50 operations" in told
        else:
            assert told == (
                "reading pages (50) …\n"
                "interpreting 50 pages …\n"
                "weighing 50 operations …\n"
                "assembling 50 operations …\n"
            )
    assert len((tmp_path / "out.yaml").read_text(encoding="utf-8").split("operationId")) == pages + 1


@text_cases(text=literal)
def test_a_file_that_looks_like_a_table_and_gives_no_row_is_a_finding(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "sow.md"
    page.write_text(text, encoding="utf-8")
    assert main(["spec", str(page), "-o", str(tmp_path / "spec.yaml")]) == 1
    assert "sow.md:3: lines look like a table, but none could be read as a row" in capsys.readouterr().err
    assert not (tmp_path / "spec.yaml").exists()


def test_one_page_can_be_built_and_says_how_to_name_its_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIKTOK_BINDGEN_CACHE", "")
    page = tmp_path / "water a bed.md"
    page.write_text(
        "# Water\n**Endpoint** https://a.example/open_api/v1.3/bed/water/\n\n**Method** GET\n\n"
        "**Parameters**\n"
        "```xtable\n|Field|Type|Description|\n|---|---|---|\n|bed_id|string|The bed.|\n```\n",
        encoding="utf-8",
    )
    assert main(["build", "--pages", str(page), "--root", str(tmp_path)]) == 0
    assert "to set one, use --date" in capsys.readouterr().out
    assert (tmp_path / "spec" / "water-a-bed.openapi.yaml").is_file()
    assert main(["build", "--pages", str(page), "--root", str(tmp_path), "--date", "2026-05"]) == 0
    assert "--date" not in capsys.readouterr().out
    assert (tmp_path / "spec" / "2026-05.openapi.yaml").is_file()
    # Nothing can be launched with this page.
    assert not (tmp_path / "docs").exists()


def test_a_build_tells_its_stages_to_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIKTOK_BINDGEN_CACHE", "")
    folder = tmp_path / "spec" / "pages" / "2031-05"
    folder.mkdir(parents=True)
    for number in range(50):
        text = PAGE.replace("/bed/water/", f"/bed/water{number}/")
        (folder / f"water{number}.md").write_text(text, encoding="utf-8")
    assert main(["build", "--root", str(tmp_path)]) == 0
    assert capsys.readouterr().err.splitlines() == [
        "2031-05: reading pages (50) …",
        "2031-05: interpreting 50 pages …",
        "2031-05: weighing 50 operations …",
        "2031-05: assembling 50 operations …",
        "generating the client of 50 operations …",
        "writing out specifications (1) …",
        "writing the client …",
    ]


def test_a_bar_moves_with_each_thing_that_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    display = Mock(**{"add_task.side_effect": ["first", "second", "third"]})
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("tiktok_bindgen.command.stages._display", lambda *_: display)
    with stages() as progress:
        progress.stage("looking around")
        assert [*progress.each(range(49), "weeding")] == [*range(49)]
        assert display.mock_calls == []
        assert [*progress.each(range(50), "sowing")] == [*range(50)]
        progress.stage("watering")
        # Once there is a bar, what is done soon has one, too.
        assert [*progress.each("ab", "raking")] == ["a", "b"]
    assert display.mock_calls == [
        call.start(),
        call.add_task("Sowing (50)", total=50),
        *[call.advance("first")] * 50,
        call.remove_task("first"),
        call.add_task("Watering", total=None),
        call.remove_task("second"),
        call.add_task("Raking (2)", total=2),
        *[call.advance("third")] * 2,
        call.stop(),
    ]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_all_verbs_and_their_options(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert all(word in script for word in (*COMMANDS, "fail-on", "given"))


@pytest.mark.skipif(os.name == "nt", reason="there is no such shell here")
def test_a_closed_standard_output_is_one_clear_line() -> None:
    script = f"{shlex.quote(sys.executable)} -m tiktok_bindgen rules >&-"
    done = subprocess.run(["sh", "-c", script], stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (2, "tiktok-bindgen: standard output is closed\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device here that is always full")
def test_a_full_disk_behind_standard_output_is_one_clear_line() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "tiktok_bindgen", "rules"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 2
    assert done.stderr == "tiktok-bindgen: standard output: cannot be written: No space left on device\n"


@text_cases(command=str)
def test_a_spec_that_blows_up_is_refused_by_every_command(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    schemas: dict[str, Any] = {"L8": {"type": "string"}}
    for level in range(8):
        inner = {"$ref": f"#/components/schemas/L{level + 1}"}
        schemas[f"L{level}"] = {"type": "object", "properties": dict.fromkeys("abcdefghij", inner)}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/L0"}}}
    water = {"operationId": "bed_water", "requestBody": {"content": content}, "responses": {}}
    spec = {"openapi": "3.1.0", "paths": {"/bed/water/": {"post": water}}, "components": {"schemas": schemas}}
    Path("2031-05.openapi.yaml").write_text(json.dumps(spec, separators=(",", ":")), encoding="utf-8")
    assert Path("2031-05.openapi.yaml").stat().st_size < 4096
    line = _failed(capsys, *command.replace("{}", "2031-05.openapi.yaml").split())
    assert line.endswith("too large once references are followed: more than 250000 objects")
    assert [path.name for path in Path().iterdir()] == ["2031-05.openapi.yaml"]

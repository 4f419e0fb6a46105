"""What a text cites by a page of the portal and a line is told by what a reader of a checkout can open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from clients import document, objects, posting
from tiktok_bindgen.cli import main
from tiktok_bindgen.command.tracing import Tracer

SOWING = """# Sow herbs

**Source** https://garden.example/docs?id=1

|soil {+Conditional}|string|Contested: `type` (`beds/dig.md`, line 45).|
|sun|string|Contested: `enum` (`guides/sun.md`, line 7).|
"""
DIGGING = SOWING.replace("id=1", "id=2").replace("# Sow herbs\n", "# Dig\n\nTwo lines\nmore.\n")
TOLD = "https://garden.example/docs?id=1\n`soil`: text (against it: beds/dig.md, line 45)\n"


def checkout(folder: Path) -> Path:
    for date, name, text in (
        ("2031-04", "beds/dig.md", "# Dig\n"),
        ("2031-05", "beds/dig.md", DIGGING),
        ("2031-05", "beds/sow.md", SOWING),
    ):
        file = folder / "spec" / "pages" / date / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def traced(text: str, root: Path) -> str:
    return Tracer(root).text(text, text)


def test_a_page_is_told_by_its_address_and_the_line_of_the_facts_of_what_it_is_about(tmp_path: Path) -> None:
    place = "https://garden.example/docs?id=2, spec/pages/2031-05/beds/sow.md:5"
    assert traced(TOLD, checkout(tmp_path)) == TOLD.replace("beds/dig.md, line 45", place)
    of_the_other = TOLD.replace("id=1", "id=2")
    place = "https://garden.example/docs?id=2, spec/pages/2031-05/beds/dig.md:8"
    assert traced(of_the_other, tmp_path) == of_the_other.replace("beds/dig.md, line 45", place)


def test_a_page_without_facts_is_told_by_its_name(tmp_path: Path) -> None:
    text = "https://garden.example/docs?id=1 contradicts it: guides/sun.md, line 7; guides/moon.md, line 8"
    assert traced(text, checkout(tmp_path)) == text.replace(
        "guides/sun.md, line 7", "guides/sun.md, spec/pages/2031-05/beds/sow.md:6"
    )


def test_without_a_checkout_a_text_stays_as_it_is(tmp_path: Path) -> None:
    assert traced(TOLD, tmp_path) == TOLD


def test_text_json_and_site_say_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(checkout(tmp_path))
    against = [{"fact": "type", "page": "beds/dig.md", "line": 45}]
    soil = {"type": "string", "x-contested": against}
    docs = {"url": "https://garden.example/docs?id=1"}
    spec = document(
        {"/bed/sow/": posting(objects({"soil": soil}), reply=objects({"soil": soil}), externalDocs=docs)}
    )
    Path("spec/2031-05.openapi.yaml").write_text(json.dumps(spec), encoding="utf-8")
    told = "(against it: https://garden.example/docs?id=2, spec/pages/2031-05/beds/sow.md:5)"
    for more in ((), ("--json",)):
        assert main(["explain", "bed.sow", "--spec", "spec/2031-05.openapi.yaml", *more]) == 0
        assert told in capsys.readouterr().out
    assert main(["site", "-o", "site"]) == 0
    page = BeautifulSoup(Path("site/operations/bed.sow.html").read_text(encoding="utf-8"), "html.parser")
    # Of the request, and of the reply.
    told_there = [each.get_text() for each in page.select(".contested li")]
    assert told_there == [f"a value of type string {told}"] * 2
    assert {each["href"] for each in page.select(".contested a")} == {"https://garden.example/docs?id=2"}

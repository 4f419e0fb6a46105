"""A comparison with pages is about what both sides say: what one lacks is taken from the other."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from fetch_server import serving
from pages import ROOT, dated, needs_portal
from tiktok_bindgen.cli import main
from update_garden import GARDEN, WATER, WEED, page, serve, soils

_SOIL = "|soil|string|Values: [Enumeration - Soil](#).|"
_LESS = "|depth|string|How deep. Length limit: 5 characters.|"
_MORE = _LESS.replace("5", "9")


def put(folder: Path, **pages: str) -> Path:
    """Write pages of operations; one without rows of its own has ten parameters."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def plot(path: str, *rows: str, title: str = "") -> str:
    return f"# {title or f'{path} a plot'.capitalize()}\n\n{page(path, *rows)}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of three operations and a list, all of one month, to be copied."""
    root = tmp_path_factory.mktemp("garden") / "root"
    pages = {"water": plot("water", _LESS), "weed": plot("weed"), "sow": plot("sow", _SOIL)}
    folder = put(root / "spec" / "pages" / "2031-01", **pages)
    put(folder, enumerations=f"# Enumerations\n\n{soils('SAND', 'CLAY')}\n")
    (folder / "_date.yaml").write_text("whole: true\n", encoding="utf-8")
    assert main(["build", "--root", str(root)]) == 0
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "root")


def diff(root: Path, old: object, new: object, capsys: pytest.CaptureFixture[str]) -> tuple[list[Any], str]:
    """Compare two sides: the changes, and what is said to be compared."""
    capsys.readouterr()
    assert main(["diff", str(old), str(new), "--root", str(root), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    return found["changes"], "".join(found["remarks"])


def ids(changes: Sequence[Any]) -> list[str]:
    return sorted(each["id"] for each in changes)


def facts(changes: Sequence[Any]) -> list[tuple[str, str]]:
    return [(each["id"], each["path"].rpartition("v1.3")[2] + each["pointer"]) for each in changes]


_INCREASED = [("request-max-length-increased", "/plot/water//request/body/depth")]
_DECREASED = [("request-max-length-decreased", "/plot/water//request/body/depth")]


def test_a_page_beside_a_date_is_all_that_is_compared(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = put(tmp_path / "copy", water=plot("water", _MORE))
    for side in (copy, copy / "water.md"):
        changes, scope = diff(root, "2031-01", side, capsys)
        assert facts(changes) == _INCREASED
        assert changes[0]["page"] == str(copy / "water.md")
        assert scope == "compared: water.md; all else is taken from 2031-01"
        changes, scope = diff(root, side, "2031-01", capsys)
        assert facts(changes) == _DECREASED
        assert changes[0]["page"] == str(root / "spec" / "pages" / "2031-01" / "water.md")
        assert scope == "compared: water.md; all else is taken from 2031-01"


def test_what_a_page_names_on_other_pages_is_known(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = put(tmp_path / "copy", sow=plot("sow", _SOIL))
    assert diff(root, "2031-01", copy, capsys)[0] == []
    lists = put(tmp_path / "lists", enumerations=f"# Enumerations\n\n{soils('SAND', 'PEAT')}\n")
    changes, scope = diff(root, "2031-01", lists, capsys)
    assert [each["new"] or each["old"] for each in changes] == ["CLAY", "PEAT"]
    assert scope == "compared: enumerations.md; all else is taken from 2031-01"


def test_an_operation_that_a_date_lacks_is_new(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = put(tmp_path / "copy", rake=plot("rake"), weed=plot("hoe", title="Weed a plot"))
    changes, _ = diff(root, "2031-01", copy, capsys)
    assert facts(changes) == [
        ("operation-added", "/plot/hoe/"),
        ("operation-added", "/plot/rake/"),
        ("operation-removed", "/plot/weed/"),
    ]


def test_of_two_partial_folders_what_both_have_is_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = put(tmp_path / "old", water=plot("water", _LESS), weed=plot("weed"))
    new = put(tmp_path / "new", x1=plot("water", _MORE), x2=plot("rake"))
    changes, scope = diff(tmp_path, old, new, capsys)
    assert facts(changes) == _INCREASED
    assert scope == (
        f"compared: x1.md; only in {old}, so taken to be unchanged: weed.md; "
        f"only in {new}, so taken to be unchanged: x2.md"
    )
    # A page whose path is another one now has both, the old and the new.
    new = put(tmp_path / "other", weed=plot("hoe", title="Weed a plot"))
    changes, _ = diff(tmp_path, old, new, capsys)
    assert facts(changes) == [("operation-added", "/plot/hoe/"), ("operation-removed", "/plot/weed/")]


def test_what_two_partial_folders_lack_is_the_checkouts(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = "|soil|string|Values: `SAND`, `CLAY`, `PEAT`.|"
    old, new = (put(tmp_path / name, sow=plot("sow", row)) for name, row in (("1", _SOIL), ("2", other)))
    changes, scope = diff(root, old, new, capsys)
    assert facts(changes) == [("request-enum-value-added", "/plot/sow//request/body/soil")]
    assert scope == "compared: sow.md; all else is taken from the pages of 2031-01 under spec/pages"


def test_of_a_whole_folder_what_it_lacks_was_removed(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = put(tmp_path / "whole", water=plot("water", _MORE), sow=plot("sow"))
    (whole / "_date.yaml").write_text("whole: true\n", encoding="utf-8")
    changes, scope = diff(root, "2031-01", whole, capsys)
    assert ("operation-removed", "/plot/weed/") in facts(changes)
    assert scope == ""
    # It completes a page as a date does.
    page = put(tmp_path / "copy", water=plot("water", _LESS)) / "water.md"
    changes, scope = diff(root, page, whole, capsys)
    assert facts(changes) == _INCREASED
    assert scope == f"compared: water.md; all else is taken from {whole}"


def test_a_fetched_folder_is_whole(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving() as portal:
        serve(portal, {number: GARDEN[number] for number in (WATER, WEED)})
        fetched = tmp_path / "fetched"
        assert main(["fetch", str(fetched), "--base-url", portal.url, "--interval", "0"]) == 0
    changes, scope = diff(root, "2031-01", fetched, capsys)
    assert ("operation-removed", "/plot/sow/") in facts(changes)
    assert scope == ""


def test_a_dates_folder_with_some_of_its_pages_is_completed(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dates = root / "spec" / "pages"
    later = put(dates / "2031-02", water=plot("water", _MORE))
    (later / "_date.yaml").write_text("removed:\n- POST /open_api/v1.3/plot/weed/\n", encoding="utf-8")
    changes, scope = diff(root, dates / "2031-01", later, capsys)
    assert facts(changes) == [*_INCREASED, ("operation-removed", "/plot/weed/")]
    assert scope == f"compared: water.md; all else is taken from {dates / '2031-01'}"


def test_beside_a_spec_only_the_operations_of_pages_are_compared(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = root / "spec" / "2031-01.openapi.yaml"
    other = tmp_path / "other.yaml"
    text = spec.read_text(encoding="utf-8").replace("x-documented: 2031-01", "x-documented: 2030-01")
    other.write_text(text.replace("/plot/weed/", "/plot/hoe/"), encoding="utf-8")
    copy = put(tmp_path / "copy", water=plot("water", _MORE))
    changes, scope = diff(root, other, copy, capsys)
    assert facts(changes) == _INCREASED
    assert scope == "compared: water.md; all else is taken from the pages of 2031-01 under spec/pages"
    changes, _ = diff(root, copy, other, capsys)
    assert facts(changes) == _DECREASED


def test_a_page_of_a_revision_is_named_as_that(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root / "copy", water=plot("water", _MORE))
    who = ["-c", "user.name=Gardener", "-c", "user.email=gardener@garden.test", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "Garden"]):
        subprocess.run(["git", *words], cwd=root, check=True)
    changes, scope = diff(root, "2031-01", "git:HEAD:copy", capsys)
    assert [each["page"] for each in changes] == ["git:HEAD:copy/water.md"]
    assert scope == "compared: water.md; all else is taken from 2031-01"


def test_pages_that_document_nothing_are_refused(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = put(tmp_path / "copy", readme="# To do\n\nRake.\n")
    for words in (["2031-01", str(copy)], [str(copy), "2031-01"], [str(copy), str(copy)]):
        capsys.readouterr()
        assert main(["diff", *words, "--root", str(root)]) == 2
        said = f"tiktok-bindgen: {copy}: 1 page(s) read, none documents an endpoint\n"
        assert capsys.readouterr().err == said


def test_every_format_says_what_is_compared(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = put(tmp_path / "copy", water=plot("water", _MORE))
    for format_ in ("text", "markdown", "html"):
        capsys.readouterr()
        assert main(["diff", "2031-01", str(copy), "--root", str(root), "--format", format_]) == 0
        assert "compared: water.md; all else is taken from 2031-01" in capsys.readouterr().out


def test_changes_between_dates_name_the_pages_of_the_checkout(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = put(root / "spec" / "pages" / "2031-02", water=plot("water", _MORE))
    (later / "_date.yaml").write_text("removed:\n- POST /open_api/v1.3/plot/weed/\n", encoding="utf-8")
    assert main(["build", "--root", str(root)]) == 0
    changes, _ = diff(root, "2031-01", "2031-02", capsys)
    earlier = root / "spec" / "pages" / "2031-01"
    assert [each["page"] for each in changes] == [str(later / "water.md"), str(earlier / "weed.md")]


def test_a_change_of_a_kind_of_report_names_its_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = "# {}\n\n## Metrics\n\n|Field|Type|Description|\n|---|---|---|\n{}"
    old, new = (
        put(tmp_path / name, dig=plot("dig"), metrics=report.format("Metrics in Garden Reports", rows))
        for name, rows in (("1", "|rain|number|Rain.|\n"), ("2", "|rain|number|Rain.|\n|sun|number|Sun.|\n"))
    )
    changes, _ = diff(tmp_path, old, new, capsys)
    assert [(each["id"], each["page"]) for each in changes] == [
        ("metric-added", str(tmp_path / "2" / "metrics.md"))
    ]


# A facts page and the page of the portal that it is made from. Each edit is of facts.

_CAMPAIGN = "campaign/create-a-campaign.md"


@pytest.fixture(scope="module")
def facts_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with few of the committed facts pages, so that it is read quickly."""
    root = tmp_path_factory.mktemp("facts")
    for folder in ("appendix", "campaign", "guides"):
        place = Path("spec", "pages", "2026-05", folder)
        shutil.copytree(ROOT / place, root / place)
    (root / "spec" / "pages" / "2026-05" / "_date.yaml").write_text("whole: true\n", encoding="utf-8")
    return root


# Edits of different fields are made in one page at once.
_EDITS = {
    "of several fields": [
        ("`STANDARD`, `PULSE`", "`STANDARD`", "enum-value-added", "enum-value-removed"),
        ("|po_number|string|", "|po_number|boolean|", "type-changed", "type-changed"),
        ("|special_industries|string[]|", "|special_industries|string|", "type-changed", "type-changed"),
        ("|objective_type {Required}|", "|objective_type|", "optional-to-required", "required-to-optional"),
        ("limit: 512", "limit: 500", "max-length-increased", "max-length-decreased"),
        (
            "<br>Rule: `rf_campaign_type` is not allowed when `objective_type` is not `RF_REACH`.",
            "",
            "rule-added",
            "rule-removed",
        ),
        ("`OFF`.<br>Default value: `OFF`.", "`OFF`.", "default-added", "default-removed"),
    ],
    "of a type with a limit": [
        (
            "|campaign_name {Required}|string|",
            "|campaign_name {Required}|boolean|",
            "type-changed",
            "type-changed",
        ),
    ],
    "of a name": [
        ("|campaign_name {Required}|", "|name {Required}|", "field-renamed", "field-renamed"),
    ],
}


@needs_portal
@pytest.mark.portal
@pytest.mark.parametrize("edits", _EDITS)
def test_an_edited_facts_page_differs_from_its_original_in_the_edits_alone(
    edits: str, facts_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = dated("2026-05") / _CAMPAIGN
    page = (facts_root / "spec" / "pages" / "2026-05" / _CAMPAIGN).read_text(encoding="utf-8")
    for text, edited, _, _ in _EDITS[edits]:
        assert text in page
        page = page.replace(text, edited, 1)
    file = put(tmp_path / "2026-05", **{"create-a-campaign": page})
    changes, _ = diff(facts_root, file, original, capsys)
    assert ids(changes) == sorted(f"request-{forth}" for _, _, forth, _ in _EDITS[edits])
    changes, _ = diff(facts_root, original, file, capsys)
    assert ids(changes) == sorted(f"request-{back}" for *_, back in _EDITS[edits])


@needs_portal
@pytest.mark.portal
def test_an_edited_original_differs_from_its_facts_page_in_the_edits_alone(
    facts_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (dated("2026-05") / _CAMPAIGN).read_text(encoding="utf-8")
    edits = {
        "max-length-decreased": (r"(?<=limit: )512\b", "400"),
        "required-to-optional": (r"^(\|campaign_name) \{Required\}", r"\1"),
        "type-changed": (r"^\|po_number\|string\|", "|po_number|boolean|"),
        "enum-value-added": (
            r"(?<=`REGULAR_CAMPAIGN`,` )IOS14_CAMPAIGN`",
            "IOS14_CAMPAIGN`, `EVERY_DEVICE`",
        ),
    }
    for text, edited in edits.values():
        page, count = re.subn(text, edited, page, count=1, flags=re.MULTILINE)
        assert count == 1
    file = put(tmp_path / "2026-05", **{"create-a-campaign": page})
    for old in (facts_root / "spec" / "pages" / "2026-05" / _CAMPAIGN, "2026-05"):
        changes, _ = diff(facts_root, old, file, capsys)
        assert ids(changes) == sorted(f"request-{found}" for found in edits)

"""A copy of the documentation is judged alike, whoever reads it: an update, a build."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from fetch_server import serving
from tiktok_bindgen.cli import main
from update_garden import GARDEN, LIST, SOW, WATER, checkout, page, serve

_HELD = "held: plots/water-a-plot: 14 rows before, 2 now\n"
_WATER = f"# Water a plot\n\n{page('water')}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of the garden's pages of one month, to be copied."""
    folder = tmp_path_factory.mktemp("garden")
    with serving() as portal:
        checkout(folder / "root", portal, GARDEN, date="2030-01")
    return folder / "root"


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "root")


def copy(root: Path, **pages: str) -> Path:
    folder = root.parent / "copy"
    folder.mkdir()
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def files(root: Path) -> dict[str, bytes]:
    return {each.relative_to(root).as_posix(): each.read_bytes() for each in root.rglob("*.*")}


def words(verb: str, root: Path, pages: Path, *more: str) -> list[str]:
    return [verb, "--root", str(root), "--pages", str(pages), "--date", "2030-02", *more]


@pytest.mark.parametrize("verb", ["update", "build"])
def test_a_truncated_page_is_held_until_somebody_accepts_it(
    verb: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = copy(root, water=_WATER.partition("|bed_0")[0] + "```\n")
    client = files(root / "generated")
    assert main(words(verb, root, pages)) == 1
    assert capsys.readouterr().err == _HELD
    assert files(root / "generated") == client
    # Whoever asks again is told again.
    assert main(words(verb, root, pages)) == 1
    assert capsys.readouterr().err == _HELD
    assert main(words(verb, root, pages, "--accept", "plots/water-*")) == 0
    assert capsys.readouterr().err == ""
    assert files(root / "generated") != client


@pytest.mark.parametrize("verb", ["update", "build"])
def test_a_page_that_could_not_be_fetched_stays_and_is_named(
    verb: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving() as portal:
        serve(portal, GARDEN)
        del portal.pages[str(WATER)]
        fetched = root.parent / "fetched"
        assert (
            main(["fetch", str(fetched), "--base-url", portal.url, "--interval", "0", "--retries", "0"]) == 1
        )
    capsys.readouterr()
    client = files(root / "generated")
    assert main(words(verb, root, fetched)) == 1
    assert capsys.readouterr().err == f"failed: {WATER}: Water a plot: it could not be fetched\n"
    assert files(root / "generated") == client


@pytest.mark.parametrize("verb", ["update", "build"])
def test_a_fetched_folder_is_whole_and_what_it_lacks_is_gone(verb: str, root: Path) -> None:
    fewer = {number: each for number, each in GARDEN.items() if number != WATER}
    with serving() as portal:
        serve(portal, fewer)
        fetched = root.parent / "fetched"
        assert main(["fetch", str(fetched), "--base-url", portal.url, "--interval", "0"]) == 0
    more = ["--remove"] if verb == "build" else []
    assert main(words(verb, root, fetched, *more)) == 0
    spec = (root / "spec" / "2030-02.openapi.yaml").read_text(encoding="utf-8")
    assert "/plot/water/" not in spec
    assert "/plot/weed/" in spec


@pytest.mark.parametrize("verb", ["update", "build"])
@pytest.mark.parametrize("text", ["# To do\n\nRake.\n", f"# To do\n\n{GARDEN[LIST].content}\n"])
def test_a_folder_without_a_page_of_the_api_is_refused(
    verb: str, text: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages, before = copy(root, readme=text), files(root)
    assert main(words(verb, root, pages)) == 2
    said = f"tiktok-bindgen: {pages}: 1 page(s) read, none documents an endpoint\n"
    assert capsys.readouterr().err == said
    assert files(root) == before


@pytest.mark.parametrize("verb", ["update", "build"])
def test_a_folder_with_a_list_alone_is_used(verb: str, root: Path) -> None:
    lists = f"# Enumerations\n\n{GARDEN[LIST].content}\n"
    assert main(words(verb, root, copy(root, lists=lists))) == 0


def test_a_build_of_a_copy_makes_the_spec_that_an_update_makes(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = page("sow", "|soil|string|Values: [Enumeration - Soil](#).|", "|depth|fathom|How deep.|")
    pages = copy(root, water=_WATER, **{f"sow.{SOW}": f"# Sow a plot\n\n{odd}"})
    other = shutil.copytree(root, root.parent / "other")
    told = []
    for verb, place in (("update", root), ("build", other)):
        assert main(words(verb, place, pages)) == 0
        told += re.findall(r"^2030-02: .* (\d+) problem", capsys.readouterr().out, re.MULTILINE)
    assert main(["build", "--check", "--root", str(root)]) == 0
    told += re.findall(r"^2030-02: .* (\d+) problem", capsys.readouterr().out, re.MULTILINE)
    assert len(told) == 3
    assert len({*told}) == 1
    for name in ("spec/2030-02.openapi.yaml", "spec/problems.txt"):
        assert (other / name).read_bytes() == (root / name).read_bytes()
    # The page that states the same as before is the one of before.
    spec = (root / "spec" / "2030-02.openapi.yaml").read_text(encoding="utf-8")
    assert spec.count("x-documented: 2030-02") == 1


def test_an_update_tells_its_stages_to_the_end(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    many = {f"rake{number}": f"# Rake {number}\n\n{page(f'rake{number}')}" for number in range(50)}
    pages = copy(root, **many)
    assert main(words("update", root, pages)) == 0
    assert capsys.readouterr().err.splitlines() == [
        "2030-02: reading pages (50) …",
        "2030-02: interpreting 8 pages …",
        "2030-02: weighing 7 operations …",
        "2030-02: interpreting 58 pages …",
        "2030-02: weighing 57 operations …",
        "assembling 57 operations …",
        "comparing 2030-01 with 2030-02 …",
        "assembling 7 operations …",
        "2030-01: reading pages (8) …",
        "2030-02: reading pages (50) …",
        "2030-02: interpreting 58 pages …",
        "2030-02: weighing 57 operations …",
        "2030-02: assembling 57 operations …",
        "generating the client of 57 operations …",
        "2030-01: interpreting 8 pages …",
        "2030-01: weighing 7 operations …",
        "2030-01: assembling 7 operations …",
        "writing out specifications (2) …",
        "writing the client …",
    ]
    assert main(words("update", root, pages, "--quiet")) == 0
    assert capsys.readouterr().err == ""

"""An update of a checkout: facts pages, spec, client, changelog and version together, or nothing at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from diff_cases import garden
from fetch_server import Portal, serving
from pages import ROOT
from text_cases import literal, text_cases
from tiktok_bindgen.build import build
from tiktok_bindgen.cli import main
from tiktok_bindgen.diff import compare
from tiktok_bindgen.diff.changelog import prepend_entry, with_entry
from tiktok_bindgen.diff.ignore import Sifted
from tiktok_bindgen.diff.model import Severity
from tiktok_bindgen.diff.report import Report
from tiktok_bindgen.progress import Progress
from tiktok_bindgen.sample_file import SAMPLES
from tiktok_bindgen.update import next_version
from tiktok_bindgen.update import run as update_module
from update_garden import page

MINI = ROOT / "tests" / "cases" / "mini" / "openapi.yaml"
_FIELD = "|operation_status|"
_NAME = "dig.md"
_PAGE = f"# Dig a plot\n\n{page('dig', f'{_FIELD}string|Values: `ENABLE`, `DISABLE`.|')}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with the pages, the spec and the client of one date, to be copied."""
    root = tmp_path_factory.mktemp("built")
    pages = root / "spec" / "pages" / "2030-01"
    pages.mkdir(parents=True)
    (pages / _NAME).write_text(_PAGE, encoding="utf-8")
    package = root / "generator" / "tiktok_bindgen"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""Ours."""\n\n__version__ = "0.4.2"\n', encoding="utf-8")
    assert main(["build", "--root", str(root)]) == 0
    return root


@pytest.fixture
def separate(built: Path, tmp_path: Path) -> Path:
    """Such a checkout, which an update builds in a process of its own, as always."""
    return shutil.copytree(built, tmp_path, dirs_exist_ok=True)


@pytest.fixture
def checkout(separate: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Such a checkout, which an update builds in this process, since another one takes longer to start."""
    monkeypatch.setattr(update_module, "_build", build)
    return separate


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Pages in which one field is no longer there."""
    lines = _PAGE.splitlines(keepends=True)
    changed = [line for line in lines if not line.startswith(_FIELD)]
    assert len(changed) == len(lines) - 1
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / _NAME).write_text("".join(changed), encoding="utf-8")
    return folder


def _files(root: Path) -> dict[str, bytes]:
    return {
        file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*") if file.is_file()
    }


@pytest.mark.slow
def test_an_update_writes_everything_that_follows_from_the_new_pages(separate: Path, news: Path) -> None:
    report = separate / "body.md"
    words = [
        "update",
        "--root",
        str(separate),
        "--pages",
        str(news),
        "--date",
        "2030-02",
        "--report",
        str(report),
    ]
    assert main(words) == 0
    files = _files(separate)
    assert "spec/2030-02.openapi.yaml" in files
    assert b"\n" + _FIELD.encode() not in files["spec/pages/2030-02/" + _NAME]
    changelog = files["spec/CHANGELOG.md"].decode()
    assert "\n## 2030-01 → 2030-02\n" in changelog
    assert "`operation_status`" in changelog
    assert b"operation_status:" not in files["generated/tiktok_business/api/plot.py"]
    assert b'__version__ = "0.5.0"' in files["generator/tiktok_bindgen/__init__.py"]
    assert report.read_text(encoding="utf-8").startswith(
        "### What changed for callers: 1 breaking change\n\n2030-01 → 2030-02, version 0.4.2 → 0.5.0.\n"
    )
    assert main(["build", "--check", "--root", str(separate)]) == 0
    # Once more, with the same pages: there is nothing left to do.
    assert main(words) == 0
    again = _files(separate)
    assert again.pop("body.md") != files.pop("body.md")
    assert again == files


def test_an_update_leaves_out_what_the_ignore_file_does(checkout: Path, news: Path) -> None:
    entry = "{id: '*', reason: it was read otherwise, until: '2999-12-31'}"
    (checkout / "spec" / "diff-ignore.yaml").write_text(f"ignore:\n- {entry}\n", encoding="utf-8")
    assert main(["update", "--root", str(checkout), "--pages", str(news), "--date", "2030-02"]) == 0
    files = _files(checkout)
    assert b"\n" + _FIELD.encode() not in files["spec/pages/2030-02/" + _NAME]
    assert "ignored by the ignore file" in files["spec/CHANGELOG.md"].decode()
    assert "operation_status" not in files["spec/CHANGELOG.md"].decode()
    assert b'__version__ = "0.4.2"' in files["generator/tiktok_bindgen/__init__.py"]


@pytest.mark.slow
def test_an_update_that_stops_in_the_build_counts_its_changes_once(
    separate: Path, news: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["update", "--root", str(separate), "--pages", str(news), "--date", "2030-02"]
    blocked = separate / "spec" / "overlay.yaml"
    real = update_module._build

    def stopped(root: Path, **options: Progress) -> None:
        blocked.write_text("not an overlay", encoding="utf-8")
        real(root, **options)

    monkeypatch.setattr(update_module, "_build", stopped)
    assert main(words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("tiktok-bindgen: the build failed: ")
    assert line.count("tiktok-bindgen") == 1
    blocked.unlink()
    monkeypatch.undo()
    assert main(words) == 0
    assert b'__version__ = "0.5.0"' in _files(separate)["generator/tiktok_bindgen/__init__.py"]
    assert (separate / "spec" / "CHANGELOG.md").read_text(encoding="utf-8").count("## 2030-01 → 2030-02") == 1


def test_an_update_without_news_writes_nothing(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = _files(checkout)
    pages = checkout / "spec" / "pages" / "2030-01"
    assert main(["update", "--root", str(checkout), "--pages", str(pages), "--date", "2030-02"]) == 0
    assert _files(checkout) == before
    assert capsys.readouterr().out.splitlines()[-1] == "version 0.4.2"


def _serve(portal: Portal, page: Path) -> None:
    title, _, content = page.read_text(encoding="utf-8").partition("\n")
    portal.add(1, title.removeprefix("# "), content=content)


@pytest.mark.slow
def test_an_update_writes_what_examples_give(checkout: Path, news: Path) -> None:
    guide = news / "guide.md"
    address = "https://business-api.tiktok.com/open_api/v1.3/plot/dig/"
    block = (
        f"```xcodeblock\n(code curl http)\ncurl -X POST '{address}' -d '{{\"plot_id\": \"7\"}}'\n(/code)\n```"
    )
    guide.write_text(f"# How to dig\n\nDo so:\n\n{block}\n", encoding="utf-8")
    words = ["update", "--root", str(checkout), "--date", "2030-02", "--pages", str(news)]
    assert main(words) == 0
    assert "guide.md:\n- POST /plot/dig/: {plot_id}\n" in (checkout / SAMPLES).read_text(encoding="utf-8")


def test_an_update_fetches_the_pages_itself(checkout: Path, news: Path) -> None:
    with serving() as portal:
        _serve(portal, news / _NAME)
        words = ["update", "--root", str(checkout), "--date", "2030-02", "--base-url", portal.url]
        assert main(words) == 0
    assert "`operation_status`" in (checkout / "spec" / "CHANGELOG.md").read_text(encoding="utf-8")
    # Where the pages are is there for the next update.
    head, line = (checkout / "spec" / "portal.tsv").read_text(encoding="utf-8").splitlines()
    assert (head, line.split("\t")[0]) == ("number\tpage\tplace", "1")


@pytest.mark.slow
def test_what_the_portal_no_longer_has_is_noted_as_removed(checkout: Path, news: Path) -> None:
    pages = checkout / "spec" / "pages"
    other = (news / _NAME).read_text(encoding="utf-8").replace("/plot/dig/", "/plot/mow/")
    (pages / "2030-01" / "mow.md").write_text(other, encoding="utf-8")
    (pages / "2030-01" / "_date.yaml").write_text("whole: true\n", encoding="utf-8")
    assert main(["build", "--root", str(checkout)]) == 0
    with serving() as portal:
        _serve(portal, pages / "2030-01" / _NAME)
        words = ["update", "--root", str(checkout), "--date", "2030-02", "--base-url", portal.url]
        assert main(words) == 0
    assert {file.name: file.read_text(encoding="utf-8") for file in (pages / "2030-02").iterdir()} == {
        "_date.yaml": "complete: true\nremoved:\n- POST /open_api/v1.3/plot/mow/\n"
    }
    assert "plot/mow/" not in (checkout / "spec" / "2030-02.openapi.yaml").read_text(encoding="utf-8")
    assert "plot/mow/" in (checkout / "spec" / "2030-01.openapi.yaml").read_text(encoding="utf-8")
    assert "1 operation removed" in (checkout / "spec" / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_page_that_the_portal_has_without_any_text_or_whose_file_got_lost_is_held(
    checkout: Path, news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = checkout / "spec" / "pages" / "2030-01"
    parts = (pages / _NAME).read_text(encoding="utf-8").split("\n\n")
    head, *rest = (each for each in parts if not each.startswith("**Source**"))
    for name, number in (("mow", 1700000000000002), ("hoe", 1700000000000003)):
        source = f"**Source** https://business-api.tiktok.com/portal/docs?id={number}"
        text = "\n\n".join((head, source, *rest)).replace("/plot/dig/", f"/plot/{name}/")
        (pages / f"{name}.md").write_text(text, encoding="utf-8")
    (pages / "_date.yaml").write_text("whole: true\n", encoding="utf-8")
    assert main(["build", "--root", str(checkout)]) == 0
    with serving() as portal:
        _serve(portal, news / _NAME)
        portal.add(1700000000000002, "Mow", content="")
        portal.add(1700000000000003, "Hoe a plot", content="# Hoe a plot")
        assert main(["fetch", str(tmp_path / "fetched"), "--base-url", portal.url]) == 0
    (tmp_path / "fetched" / "hoe-a-plot.1700000000000003.md").unlink()
    capsys.readouterr()
    words = ["--root", str(checkout), "--date", "2030-02", "--pages", str(tmp_path / "fetched")]
    assert main(["update", *words]) == 1
    held = [line.split(": ")[:2] for line in capsys.readouterr().err.splitlines()]
    assert held == [["held", "hoe"], ["held", "mow"]]
    spec = (checkout / "spec" / "2030-02.openapi.yaml").read_text(encoding="utf-8")
    assert "plot/hoe/" in spec
    assert "plot/mow/" in spec


@pytest.mark.slow
def test_a_page_that_a_partial_copy_lacks_stays(checkout: Path, news: Path) -> None:
    pages = checkout / "spec" / "pages"
    other = (news / _NAME).read_text(encoding="utf-8").replace("/plot/dig/", "/plot/mow/")
    (pages / "2030-01" / "mow.md").write_text(other, encoding="utf-8")
    assert main(["build", "--root", str(checkout)]) == 0
    assert main(["update", "--root", str(checkout), "--pages", str(news), "--date", "2030-02"]) == 0
    assert [file.name for file in (pages / "2030-02").rglob("[!_]*")] == [_NAME]
    assert "plot/mow/" in (checkout / "spec" / "2030-02.openapi.yaml").read_text(encoding="utf-8")


@pytest.mark.slow
def test_an_update_that_lacks_a_page_says_so_and_takes_the_others(
    checkout: Path, news: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving() as portal:
        _serve(portal, news / _NAME)
        portal.add(2, "Weed a plot")
        del portal.pages["2"]
        words = ["--date", "2030-02", "--base-url", portal.url, "--retries", "0"]
        assert main(["update", "--root", str(checkout), *words]) == 1
    said = "failed: 2: Weed a plot: the gateway answers with code 40400: no such page (1 try)\n"
    assert capsys.readouterr().err == said
    assert "spec/2030-02.openapi.yaml" in _files(checkout)


@pytest.mark.slow
def test_what_a_tree_has_where_it_cannot_be_read_is_not_taken_to_be_gone(checkout: Path, news: Path) -> None:
    pages = checkout / "spec" / "pages" / "2030-01"
    mow = (pages / _NAME).read_text(encoding="utf-8").replace("/plot/dig/", "/plot/mow/")
    (pages / "mow.md").write_text(mow, encoding="utf-8")
    (pages / "_date.yaml").write_text("whole: true\n", encoding="utf-8")
    assert main(["build", "--root", str(checkout)]) == 0
    with serving() as portal:
        _serve(portal, news / _NAME)
        portal.tree[0]["child_docs"] = "no list"
        words = ["--root", str(checkout), "--date", "2030-02", "--base-url", portal.url]
        assert main(["update", *words]) == 1
    assert "plot/mow/" in (checkout / "spec" / "2030-02.openapi.yaml").read_text(encoding="utf-8")


def test_an_update_that_gets_no_page_writes_nothing(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _files(checkout)
    with serving() as portal:
        portal.add(2, "Weed a plot")
        del portal.pages["2"]
        words = ["--date", "2030-02", "--base-url", portal.url, "--retries", "0"]
        assert main(["update", "--root", str(checkout), *words]) == 2
    assert "none of the portal's pages could be fetched; the first: 2: Weed" in capsys.readouterr().err
    with serving() as portal:
        portal.add(2, "Weed a plot", content="")
        words = ["--date", "2030-02", "--base-url", portal.url, "--retries", "0"]
        assert main(["update", "--root", str(checkout), *words]) == 2
    assert "none of the portal's pages has any content" in capsys.readouterr().err
    assert _files(checkout) == before


def test_pages_that_were_fetched_before_are_all_that_there_are(checkout: Path, tmp_path: Path) -> None:
    pages = checkout / "spec" / "pages" / "2030-01"
    mow = (pages / _NAME).read_text(encoding="utf-8").replace("/plot/dig/", "/plot/mow/")
    (pages / "mow.md").write_text(mow, encoding="utf-8")
    assert main(["build", "--root", str(checkout)]) == 0
    fetched = tmp_path / "fetched"
    with serving() as portal:
        _serve(portal, pages / _NAME)
        assert main(["fetch", str(fetched), "--base-url", portal.url]) == 0
    words = ["--root", str(checkout), "--date", "2030-02", "--pages", str(fetched)]
    assert main(["update", *words]) == 0
    assert "plot/mow/" not in (checkout / "spec" / "2030-02.openapi.yaml").read_text(encoding="utf-8")


@text_cases(words=literal, said=str)
def test_an_update_that_cannot_be_is_one_clear_line(
    checkout: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    before = _files(checkout)
    assert main(["update", "--root", str(checkout), *words]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]
    assert _files(checkout) == before


@text_cases(version=str, severities=literal, following=str)
def test_the_version_follows_the_worst_change(
    version: str, severities: list[Severity], following: str
) -> None:
    assert next_version(version, severities) == following


def _report(old: str, new: str) -> Report:
    changes = compare(garden({"type": "string"}, {}), garden({"type": "boolean"}, {}))
    return Report(old, new, Sifted(changes))


def test_the_newest_entry_of_a_changelog_comes_first(tmp_path: Path) -> None:
    file = tmp_path / "CHANGELOG.md"
    for old, new in (("2030-01", "2030-02"), ("2030-02", "2030-03")):
        assert prepend_entry(file, _report(old, new))
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("## ")] == [
        "## 2030-02 → 2030-03",
        "## 2030-01 → 2030-02",
    ]
    assert lines[0] == "# What changed in the API"
    assert not prepend_entry(file, _report("2030-02", "2030-03"))


def test_a_changelog_that_is_empty_gets_its_head_and_one_that_is_no_text_is_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty, odd = tmp_path / "EMPTY.md", tmp_path / "ODD.md"
    empty.write_bytes(b"")
    odd.write_bytes(b"\xff\xfe")
    assert prepend_entry(empty, _report("2030-01", "2030-02"))
    assert empty.read_text(encoding="utf-8").startswith("# What changed in the API\n")
    for file, said in ((odd, "not UTF-8 text"), (tmp_path, "cannot be read: Is a directory")):
        assert main(["diff", str(MINI), str(MINI), "--prepend", str(file)]) == 2
        assert capsys.readouterr().err.splitlines()[-1] == f"tiktok-bindgen: {file}: {said}"
    assert odd.read_bytes() == b"\xff\xfe"


def test_an_entry_is_replaced_in_a_changelog_with_line_ends_of_another_system(tmp_path: Path) -> None:
    file = tmp_path / "CHANGELOG.md"
    file.write_bytes(b"# Head\r\n\r\n## 2030-01 \xe2\x86\x92 2030-02\r\n\r\nold\r\n")
    assert prepend_entry(file, _report("2030-01", "2030-02"))
    text = file.read_bytes().decode()
    assert text.startswith("# Head\n\n## 2030-01 → 2030-02\n\n")
    assert text.count("## 2030-01") == 1
    assert "old" not in text
    assert "\r" not in text


def test_an_entry_of_the_same_dates_is_replaced() -> None:
    text = with_entry("# Head\n", "## a → b\n\nold\n\n### inside\n")
    assert with_entry(text, "## a → b\n\nnew\n") == "# Head\n\n## a → b\n\nnew\n"
    assert (
        with_entry(text, "## b → c\n\nnew\n")
        == "# Head\n\n## b → c\n\nnew\n\n## a → b\n\nold\n\n### inside\n"
    )


def test_an_entry_of_two_versions_comes_after_those_of_dates() -> None:
    text = with_entry("# Head\n", "## 2030-01 → 2030-02\n")
    assert with_entry(text, "## v1 → v2\n") == "# Head\n\n## 2030-01 → 2030-02\n\n## v1 → v2\n"


def test_the_command_puts_a_report_into_a_changelog_under_other_names(tmp_path: Path) -> None:
    file = tmp_path / "CHANGELOG.md"
    assert main(["diff", str(MINI), str(MINI), "--prepend", str(file), "--as", "one", "other"]) == 0
    assert "\n## one → other\n\nno changes.\n" in file.read_text(encoding="utf-8")

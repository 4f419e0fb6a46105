"""``tiktok-bindgen fetch`` as it is typed, and what its pages are good for."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from fetch_server import Portal, Reply, serving
from may import may_pages, portal_spec
from pages import PORTAL, ROOT, dated, needs_portal
from text_cases import literal, text_cases
from tiktok_bindgen import fetch as fetching
from tiktok_bindgen.cli import main
from tiktok_bindgen.fetch import FetchResult
from tiktok_bindgen.interpret.cross_page import cross_page
from tiktok_bindgen.pipeline import make_spec
from tiktok_bindgen.read.page import Page
from tiktok_bindgen.sources import ReadPage, find_pages, read_pages


@pytest.fixture
def garden() -> Iterator[Portal]:
    """A portal of three pages."""
    with serving() as portal:
        plots = portal.add(100, "Plots")
        portal.add(110, "Beds", under=plots)
        portal.add(200, "Tools")
        yield portal


def command(portal: Portal, out: Path, *more: str) -> list[str]:
    return ["fetch", str(out), "--base-url", portal.url, "--interval", "0", *more]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_fetch_says_what_it_did(garden: Portal, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command(garden, tmp_path)) == 0
    garden.pages["200"]["content"] = "Tools have handles."
    garden.tree[0]["child_docs"] = []
    assert main(command(garden, tmp_path)) == 0
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        f"{tmp_path}: 3 pages, 3 new or changed, 0 unchanged (0 moved), 0 removed, 0 failed",
        f"{tmp_path}: 2 pages, 1 new or changed, 1 unchanged (0 moved), 1 removed, 0 failed",
    ]
    assert told.err == ""


def test_a_page_that_fails_is_told_and_is_a_finding(
    garden: Portal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    garden.always["200"] = Reply(status=500)
    garden.tree.append({"doc_id": 100, "title": "Plots"})
    assert main(command(garden, tmp_path, "--retries", "0")) == 1
    assert capsys.readouterr().err.splitlines() == [
        "note: 100: Plots: it occurs more than once in the tree; the one kept is Plots",
        "failed: 200: Tools: HTTP 500 (1 try)",
    ]


@text_cases(options=literal, message=str)
def test_misuse_is_one_line_and_asks_nobody(
    options: list[str], message: str, garden: Portal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command(garden, tmp_path / "out", *options)) == 2
    assert capsys.readouterr().err == f"tiktok-bindgen: {message}\n"
    assert not garden.asked
    assert not (tmp_path / "out").exists()


def test_a_portal_that_answers_nonsense_is_one_line(
    garden: Portal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    garden.always["tree"] = Reply(b"<html>")
    assert main(command(garden, tmp_path, "--retries", "0")) == 2
    assert capsys.readouterr().err == (
        f"tiktok-bindgen: {garden.url}: the portal's tree cannot be fetched: the reply is HTML (1 try)\n"
    )


def test_without_an_address_it_is_the_portals_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Mapping[str, Any]] = []

    def fetch(out: Path, **options: Any) -> FetchResult:
        asked.append({"out": out, **options})
        return FetchResult(1, 1, 0, 0)

    monkeypatch.setattr(fetching, "fetch", fetch)
    assert main(["fetch", str(tmp_path)]) == 0
    assert (asked[0]["out"], asked[0]["base_url"]) == (tmp_path, "https://business-api.tiktok.com")
    assert asked[0]["pace"].interval == 0.1
    assert [asked[0][name] for name in ("concurrency", "timeout", "retries")] == [4, 20, 5]
    words = "--base-url http://garden.example --concurrency 2 --interval 0.5 --timeout 7.5 --retries 1"
    assert main(["fetch", str(tmp_path), *words.split()]) == 0
    assert asked[1]["base_url"] == "http://garden.example"
    assert asked[1]["pace"].interval == 0.5
    assert [asked[1][name] for name in ("concurrency", "timeout", "retries")] == [2, 7.5, 1]


def test_help_tells_options_and_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["fetch", "--help"])
    assert ended.value.code == 0
    told = " ".join(capsys.readouterr().out.split())
    for text in ("--base-url", "--concurrency", "--interval", "--timeout", "--retries", "Exit status: 0"):
        assert text in told


def test_a_bar_is_shown_on_a_terminal_alone(
    garden: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        monkeypatch.setattr(sys, "stderr", stream)
        assert main(command(garden, tmp_path)) == 0
    assert "Fetching pages" in terminal.getvalue()
    assert "3/3" in terminal.getvalue()
    assert file.getvalue() == ""


# A shell's background jobs, and all they start, ignore interrupts.
_INTERRUPTIBLE = """
import signal, sys
from tiktok_bindgen.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(main())
"""


@pytest.mark.skipif(os.name == "nt", reason="left out: no SIGINT to a process of one's own there")
def test_interrupting_ends_at_once_and_the_next_fetch_asks_for_the_rest(
    garden: Portal, tmp_path: Path
) -> None:
    silent = threading.Event()
    garden.always["200"] = Reply(until=silent)
    process = subprocess.Popen(
        [sys.executable, "-c", _INTERRUPTIBLE, *command(garden, tmp_path, "--timeout", "3000")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator")},
    )
    try:
        journal = tmp_path / "_fetch.partial.jsonl"
        while process.poll() is None and not (
            "200" in garden.asked and journal.is_file() and journal.read_bytes().count(b"\n") == 3
        ):
            threading.Event().wait(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
        silent.set()
    assert (process.returncode, out) == (2, "")
    assert err == "tiktok-bindgen: interrupted; files already written are complete\n"
    assert sorted(path.name for path in tmp_path.rglob("*.md")) == ["beds.110.md", "plots.100.md"]

    garden.always.clear()
    garden.asked.clear()
    assert main(command(garden, tmp_path)) == 0
    assert garden.asked == ["tree", "200"]


@needs_portal
def test_fetched_pages_say_what_the_originals_say(tmp_path: Path) -> None:
    folder = dated("2026-05")
    files = sorted(folder.rglob("*.md"))
    served = {*files[::3], *(folder / "ad-groups").rglob("*.md")}
    with serving() as portal:
        numbers = _serve_native(portal, folder, sorted(served))
        assert main(command(portal, tmp_path, "--concurrency", "8")) == 0
    # What follows from the pages is the same whatever they are called.
    fetched = read_pages(find_pages([tmp_path]))
    assert _unnamed_pages(fetched) == _unnamed_pages(
        each for each in may_pages() if folder / each.page.name in served
    )
    # A fetched page's name tells its number; the originals' numbers are other ones, told by links.
    operations = _operations(make_spec([tmp_path / "ad-groups"]).document)
    links = [operation["externalDocs"]["url"].rpartition("=")[2] for operation in operations]
    assert set(links) <= numbers
    assert len(links) > 5


@needs_portal
def test_fetched_pages_say_what_the_gateways_replies_say(tmp_path: Path) -> None:
    with serving() as portal:
        for path in sorted((PORTAL / "2026-04").glob("*.json")):
            page = json.loads(path.read_bytes())
            portal.add(int(path.stem), page["title"], content=page["content"])
        assert main(command(portal, tmp_path)) == 0
    fetched, original = make_spec([tmp_path]).document, portal_spec("2026-04").document
    assert all("externalDocs" in entry for methods in fetched["paths"].values() for entry in methods.values())
    assert _unnamed(fetched["paths"]) == _unnamed(original["paths"])


def _unnamed_pages(read: Iterable[ReadPage]) -> Counter[Page]:
    """Pages without their names and addresses, and how often there is each."""
    return Counter(evolve(each.page, name="", source=None) for each in read)


def _unnamed(value: Any) -> Any:
    """A value without what the pages are called that show something else than is documented."""
    if isinstance(value, dict):
        evidence = {"fact", "page"} <= value.keys()
        return {key: _unnamed(each) for key, each in value.items() if not (evidence and key == "page")}
    return [_unnamed(each) for each in value] if isinstance(value, list) else value


def _serve_native(portal: Portal, folder: Path, files: Iterable[Path]) -> set[str]:
    """Serve native pages of a folder, its folders as headings; give the numbers of the pages.

    A page that others lead to has the number by which they do.
    """
    read = [each.page for each in may_pages()]
    known = cross_page(read, ()).addresses
    numbers = count(1_000_000_000_000_000)
    headings: dict[Path, Any] = {}
    pages: set[str] = set()
    for path in files:
        if path.parent not in headings:
            headings[path.parent] = portal.add(next(numbers), path.parent.name, content="")
        title, content = path.read_text("utf-8").removeprefix("# ").split("\n\n", 1)
        address = known.get(path.relative_to(folder).as_posix())
        number = next(numbers) if address is None else int(address.rpartition("=")[2])
        entry = portal.add(number, title, content=content, under=headings[path.parent])
        pages.add(str(entry["doc_id"]))
    return pages


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for methods in document["paths"].values() for operation in methods.values()]

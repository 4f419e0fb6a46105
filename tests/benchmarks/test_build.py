"""What making specs and the client costs: CPU seconds, plain work on the same bytes, growth."""

from __future__ import annotations

import atexit
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from attrs import frozen

from pages import ROOT, dated, needs_portal
from tiktok_bindgen.pipeline import write_facts

from .conftest import Report

MAY = dated("2026-05")
# A field without a description.
FREE = "|string||"
# What any reader of these pages has to do at least, with the parser that this one uses for their HTML.
_PARSE = (
    "import sys, pathlib, bs4\n"
    "for path in pathlib.Path(sys.argv[1]).rglob('*.md'):\n"
    "    bs4.BeautifulSoup(path.read_text(), 'html.parser')\n"
)
# What anything that tells whether a file is as it was has to do at least.
_HASH = (
    "import sys, pathlib, hashlib\n"
    "for path in pathlib.Path(sys.argv[1]).rglob('*'):\n"
    "    path.is_file() and hashlib.sha256(path.read_bytes()).digest()\n"
)
# The emitter that comes with PyYAML, for a spec of this size.
_DUMP = (
    "import sys, yaml\n"
    "spec = yaml.load(open(sys.argv[1]), Loader=yaml.CSafeLoader)\n"
    "yaml.dump(spec, sort_keys=False)\n"
)


@frozen
class Bench:
    """A root with the pages of every date, which has been built, and the memory of that."""

    root: Path
    memory: Path

    def build(self, *words: str) -> float:
        return cpu("-m", "tiktok_bindgen", "build", "--root", str(self.root), *words, memory=self.memory)

    def edit(self, page: Path, number: int) -> None:
        """Give the first field without a description a limit."""
        before = page.with_suffix(".before")
        if not before.exists():
            shutil.copy(page, before)
        text = before.read_text(encoding="utf-8")
        page.write_text(text.replace(FREE, f"|string|Length limit: {number} characters.|", 1))


def cpu(*words: str, memory: Path | None = None) -> float:
    """Run a Python of its own; the seconds of CPU that it took from start to end.

    It keeps what it compiles, as an installed program does, whether Python may elsewhere or not.
    """
    variables = {
        "PYTHONPATH": str(ROOT / "generator"),
        "PYTHONPYCACHEPREFIX": _compiled(),
        "PYTHONDONTWRITEBYTECODE": "",
        "TIKTOK_BINDGEN_CACHE": str(memory or ""),
    }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *words], check=False, capture_output=True, text=True, env={**os.environ, **variables}
    )
    assert done.returncode == 0, done.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@cache
def _compiled() -> str:
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    return folder


def least(*words: str, memory: Path | None = None) -> float:
    return min(cpu(*words, memory=memory) for _ in range(3))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    root = tmp_path_factory.mktemp("root")
    shutil.copytree(ROOT / "spec", root / "spec")
    pages = root / "spec" / "pages" / MAY.name
    if not pages.is_dir():
        if not MAY.is_dir():
            pytest.skip("left out: no pages of the whole API")
        write_facts([MAY], pages)
    made = Bench(root, tmp_path_factory.mktemp("cache"))
    made.build()
    yield made
    shutil.rmtree(root)


@needs_portal
def test_all_pages_become_a_spec_in_a_few_seconds(report: Report, tmp_path: Path) -> None:
    spec = least("-m", "tiktok_bindgen", "spec", str(MAY), "-o", str(tmp_path / "spec.yaml"))
    report("all pages to a spec", spec, 12, "s")
    parse = least("-c", _PARSE, str(MAY))
    report("the same / BeautifulSoup parses the pages", spec / parse, 7)


@needs_portal
def test_the_cost_of_a_spec_grows_with_its_pages_and_no_faster(report: Report, tmp_path: Path) -> None:
    files = sorted(path for path in MAY.rglob("*.md") if not path.name.startswith("_"))
    cost: dict[int, float] = {}
    for part in (4, 2, 1):
        folder = tmp_path / str(part)
        size = 0
        for file in files[::part]:
            target = folder / file.relative_to(MAY)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
            size += file.stat().st_size
        idle = least("-c", "import tiktok_bindgen.pipeline, tiktok_bindgen.assemble")
        whole = least("-m", "tiktok_bindgen", "spec", str(folder), "-o", str(tmp_path / "spec.yaml"))
        cost[part] = (whole - idle) / size * 1e6
        report(f"a megabyte of pages, with 1/{part} of them", cost[part], 2, "s")
    report("a page among all / a page among a quarter", cost[1] / cost[4], 1.35)
    report("a page among all / a page among a half", cost[1] / cost[2], 1.25)


def test_a_spec_becomes_a_client_in_less_than_four_seconds(
    bench: Bench, report: Report, tmp_path: Path
) -> None:
    spec = str(max((bench.root / "spec").glob("*.openapi.yaml")))
    command = ("-m", "tiktok_bindgen", "client", spec, "-o", str(tmp_path / "client"))
    client = least(*command)
    report("a whole client", client, 4, "s")
    dump = least("-c", _DUMP, spec)
    report("a whole client / PyYAML loads and dumps the spec", client / dump, 1)


def test_a_build_after_a_change_is_one_from_nothing_and_takes_less_than_ten_seconds(
    bench: Bench, report: Report
) -> None:
    """Of every date: pages are remembered, and what they state; the rest is made anew."""
    pages = (bench.root / "spec" / "pages").rglob("*.md")
    page = max((page for page in pages if FREE in page.read_text()), key=lambda page: page.stat().st_size)
    costs = []
    for number in range(1, 4):
        bench.edit(page, number)
        costs.append(bench.build())
    report("build after a change of a large page", min(costs), 10, "s")


def test_an_unchanged_build_takes_less_than_a_second(bench: Bench, report: Report) -> None:
    bench.build()
    for name, words in (("build", ()), ("build --check", ("--check",))):
        seconds = min(bench.build(*words) for _ in range(5))
        report(f"unchanged {name}", seconds, 1, "s")
        hashing = least("-c", _HASH, str(bench.root))
        report(f"unchanged {name} / read and hash all its files", seconds / hashing, 4)

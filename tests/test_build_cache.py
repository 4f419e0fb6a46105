"""What a build remembers saves time and never changes what comes out."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pages import ROOT, contents
from tiktok_bindgen import build_cache, known_pages, sample_file, sources
from tiktok_bindgen.build import build
from tiktok_bindgen.cli import main
from tiktok_bindgen.files import digest
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.read import read_page
from tiktok_bindgen.sample_file import read_samples

Change = Callable[[Path], object]

PACKAGE = Path("generated", "tiktok_business")
PAGE = """# {title}

## Request

**Endpoint** https://garden.tiktok.com/open_api/v1.3/{path}/

**Method** POST

**Parameters**

```xtable
|Field|Data Type|Description|
|---|---|---|
|bed_id {{Required}}|string|Which one.|
|soil|string|What it is of. For enum values, see [Enumeration - Soil](#item-link-Soil).|
|litres|number|{words}|
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
LISTS = """# Enumerations

## Soil

|Value|Description|
|---|---|
|`{value}`|Light.|
|`CLAY`|Heavy.|
"""
LEADS = "[Water a bed](https://business-api.tiktok.com/portal/docs?id=1700000000000001)"
CANS = "## List of values for `litres`\n\n|Value|Description|\n|---|---|\n|`5`|Small.|\n|`9`|Large.|\n"
OVERLAY = """overlay: 1.0.0
info: {title: Corrections, version: "1"}
actions:
- target: $.info
  update: {description: %s}
  x-reason: Somebody has to say it.
"""


def page(title: str, path: str, words: str = "How much. Value range: 1-40.") -> str:
    return PAGE.format(title=title, path=path, words=words)


def _write_pages(root: Path) -> None:
    for date, titles in {"2031-04": ["water"], "2031-05": ["water", "weed", "dig"]}.items():
        folder = root / "spec" / "pages" / date
        folder.mkdir(parents=True)
        for title in titles:
            (folder / f"{title}.md").write_text(page(f"{title} a bed".capitalize(), f"bed/{title}"))
        (folder / "enumerations.md").write_text(LISTS.format(value="SAND"))
        (folder / "_problems.txt").write_text(f"{titles[0]}.md:1: odd-page: something is odd\n")
    (root / "spec" / "overlay.yaml").write_text(OVERLAY % "Mind the gap.")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the root and the cache of each test, beside copies of both after a build."""
    folder = tmp_path_factory.mktemp("place")
    _write_pages(folder / "root")
    build(folder / "root", cache=folder / "cache")
    for name in ("root", "cache"):
        (folder / name).rename(folder / f"{name} then")
    return folder


def _as_then(place: Path, name: str) -> Path:
    # A build is remembered by its place, so each test has the same one.
    shutil.rmtree(place / name, ignore_errors=True)
    return shutil.copytree(place / f"{name} then", place / name)


@pytest.fixture
def cache(place: Path) -> Path:
    return _as_then(place, "cache")


@pytest.fixture
def root(place: Path, cache: Path) -> Path:
    """A root that was built, with a memory of that."""
    return _as_then(place, "root")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the pages that are read."""
    names: list[str] = []

    def spied(data: bytes, name: str) -> Any:
        names.append(name)
        return read_page(data, name)

    monkeypatch.setattr(sources, "read_page", spied)
    return names


def test_an_unchanged_build_reads_no_page_and_says_the_same(root: Path, cache: Path, read: list[str]) -> None:
    before = contents(root)
    again = build(root, cache=cache)
    assert (read, again.changed, contents(root)) == ([], (), before)
    without = build(root)
    assert read
    assert (again.counts, again.kept) == (without.counts, without.kept)
    assert build(root, cache=cache, check=True) == again


def test_an_unchanged_build_loads_none_of_the_stages(root: Path, cache: Path) -> None:
    code = "import sys, tiktok_bindgen.cli as c; c.main(sys.argv[1:]); print(*sys.modules)"
    done = _python("-c", code, "build", "--root", root, "--check", cache=cache)
    *said, loaded = done.splitlines()
    assert said[-1].startswith("0 of ")
    stages = {"assemble", "interpret", "rules", "read.native", "generate.render", "generate.classes"}
    others = {"bs4", "yaml", "jinja2", "jsonpath", "datamodel_code_generator", "urllib3"}
    assert not ({f"tiktok_bindgen.{name}" for name in stages} | others) & set(loaded.split())


def _python(*arguments: object, cache: Path, generator: Path = ROOT / "generator") -> str:
    environment = {**os.environ, "PYTHONPATH": str(generator), "TIKTOK_BINDGEN_CACHE": str(cache)}
    done = subprocess.run(
        [sys.executable, *map(str, arguments)], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout


def _spec(root: Path, date: str = "2031-05") -> Path:
    return root / "spec" / f"{date}.openapi.yaml"


def _newest(root: Path, name: str) -> Path:
    return root / "spec" / "pages" / "2031-05" / name


# What somebody does to a root that was built. Each must be noticed: the build after it writes something.
CHANGES: dict[str, Change] = {
    "an output was edited": lambda root: _append(root / PACKAGE / "client.py"),
    "an output is gone": lambda root: (root / PACKAGE / "py.typed").unlink(),
    "a spec was edited": lambda root: _append(_spec(root)),
    "an older spec is gone": lambda root: _spec(root, "2031-04").unlink(),
    "the problems are gone": lambda root: (root / "spec" / "problems.txt").unlink(),
    "a generated file is left over": lambda root: _copy(root / PACKAGE / "client.py", "api/old.py"),
    "a page was edited": lambda root: _newest(root, "dig.md").write_text(
        page("Dig", "bed/dig", "Length: 4.")
    ),
    "a page leads to another": lambda root: _append(_newest(root, "dig.md"), f"\n{LEADS}\n"),
    "a page is new": lambda root: _newest(root, "mow.md").write_text(page("Mow", "lawn/mow")),
    "a page is gone": lambda root: _newest(root, "dig.md").unlink(),
    "a list of values was edited": lambda root: _newest(root, "enumerations.md").write_text(
        LISTS.format(value="PEAT")
    ),
    "carried problems were edited": lambda root: _append(
        _newest(root, "_problems.txt"), "a.md:1: odd: odd\n"
    ),
    "a date tells that it is whole": lambda root: _newest(root, "../2031-04/_date.yaml").write_text(
        "whole: true\n"
    ),
    "the overlay was edited": lambda root: (root / "spec" / "overlay.yaml").write_text(OVERLAY % "Jump."),
    "the overlay is gone": lambda root: (root / "spec" / "overlay.yaml").unlink(),
    "a glossary is new": lambda root: (root / "spec" / "glossary.yaml").write_text(
        "fields: {litres: Amount of water.}\n"
    ),
    "a date is new": lambda root: _copy(_newest(root, "dig.md"), "../2031-06/dig.md"),
}


def _append(path: Path, text: str = "\n# edited\n") -> None:
    path.write_text(path.read_text() + text)


def _copy(path: Path, name: str) -> None:
    target = path.parent / name
    target.parent.mkdir(exist_ok=True)
    shutil.copy(path, target)


@pytest.mark.parametrize("name", CHANGES)
def test_what_changed_is_seen_and_comes_out_as_without_a_memory(
    name: str, root: Path, cache: Path, tmp_path: Path
) -> None:
    CHANGES[name](root)
    shutil.copytree(root, tmp_path / "other")
    stale = build(root, cache=cache, check=True)
    assert stale.changed
    assert build(root, cache=cache).changed == stale.changed == build(tmp_path / "other").changed
    assert contents(root) == contents(tmp_path / "other")
    assert build(root, cache=cache).changed == ()


def test_only_changed_pages_are_read(
    root: Path, cache: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for few in (8, 0):
        monkeypatch.setattr(known_pages, "_FEW", few)
        for words in ("Length: 4.", "Length: 5."):
            read.clear()
            _newest(root, "dig.md").write_text(page("Dig", "bed/dig", f"{words} {few}"))
            build(root, cache=cache)
            assert read == ["dig.md"]
    (root / "spec" / "problems.txt").unlink()
    read.clear()
    assert build(root, cache=cache).changed == ("spec/problems.txt",)
    assert read == []


def test_changes_one_after_another_come_out_as_without_a_memory(
    root: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether what was made of the pages is stored again after each, or the first of it stays."""
    stored, plain = (shutil.copytree(root, tmp_path / name) for name in ("stored", "plain"))
    build(stored, cache=cache)
    for name in sorted(CHANGES, key="a page is gone".__eq__):
        for place in (root, stored, plain):
            CHANGES[name](place)
        build(plain)
        for few, place in ((8, root), (0, stored)):
            monkeypatch.setattr(known_pages, "_FEW", few)
            build(place, cache=cache)
            assert contents(place) == contents(plain)


def test_the_same_page_of_two_dates_is_two_pages(root: Path, cache: Path) -> None:
    """An operation is dated by its page."""
    earlier, later = (_newest(root, f"../{date}/water.md") for date in ("2031-04", "2031-05"))
    for words in ("Length: 4.", "Length: 5."):
        later.write_text(page("Water a bed", "bed/water", words))
        build(root, cache=cache)
    earlier.write_bytes(later.read_bytes())
    build(root, cache=cache)
    assert "x-documented: 2031-05" in _spec(root).read_text()
    assert "x-documented: 2031-04" in _spec(root, "2031-04").read_text()


def test_an_interrupted_build_leaves_the_memory_as_it_was(
    root: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(cache)
    _newest(root, "dig.md").write_text(page("Dig", "bed/dig", "Length: 4."))

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(build_cache, "replace_file", interrupted)
        with pytest.raises(KeyboardInterrupt):
            build(root, cache=cache)
    assert contents(cache) == before
    assert build(root, cache=cache).changed == ()


def test_two_builds_at_once_leave_a_whole_memory(root: Path, cache: Path, read: list[str]) -> None:
    _newest(root, "dig.md").write_text(page("Dig", "bed/dig", "Length: 4."))
    with ThreadPoolExecutor() as pool:
        command = ("-m", "tiktok_bindgen", "build", "--root", root)
        done = [pool.submit(_python, *command, cache=cache) for _ in range(2)]
    assert all("wrote" in each.result() for each in done)
    assert [*cache.glob("*.part"), *cache.glob(".*")] == []
    assert build(root, cache=cache).changed == ()
    assert read == []


def test_a_file_that_nobody_generated_is_left_alone(root: Path, cache: Path) -> None:
    own = root / PACKAGE / "notes.py"
    own.write_text("# mine\n")
    assert build(root, cache=cache).changed == ()
    assert own.read_text() == "# mine\n"


def test_a_file_of_ones_own_in_the_way_of_an_output_is_not_overwritten(root: Path, cache: Path) -> None:
    (root / PACKAGE / "client.py").write_text("# mine\n")
    with pytest.raises(InputError, match="exists and was not generated; move it away"):
        build(root, cache=cache)


def test_what_examples_give_is_read_when_it_changed(
    root: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "spec" / "samples.yaml").write_text("a.md:\n- POST /plot/dig/: {depth}\n")
    seen: list[Path] = []

    def spied(file: Path) -> Any:
        seen.append(file)
        return read_samples(file)

    with monkeypatch.context() as patch:
        patch.setattr(sample_file, "read_samples", spied)
        assert build(root, cache=cache).changed == ()
    assert seen == [root / "spec" / "samples.yaml"]
    (root / "spec" / "samples.yaml").write_text("a.md: {}\n")
    with pytest.raises(InputError, match=r"samples\.yaml: a\.md: expected a list of requests"):
        build(root, cache=cache)


def test_a_page_of_another_name_is_another_page(root: Path, cache: Path, read: list[str]) -> None:
    _newest(root, "dig.md").rename(_newest(root, "delve.md"))
    assert build(root, cache=cache).changed == ()
    assert "delve.md" in read


def test_another_choice_is_another_build(root: Path, cache: Path, read: list[str]) -> None:
    assert build(root, cache=cache, prose="full").changed
    assert build(root, cache=cache).changed
    assert build(root, cache=cache).changed == ()
    read.clear()
    assert build(root, cache=cache, pages=root / "spec" / "pages" / "2031-05", date="2032-01").changed
    assert read


def test_a_build_of_the_client_of_an_earlier_date_is_another_build(root: Path, cache: Path) -> None:
    earlier = root / "spec" / "pages" / "2031-04"
    changed = build(root, cache=cache, pages=earlier, date="2031-04", remove=True).changed
    assert {str(each).partition("/")[0] for each in changed} == {"generated"}
    assert build(root, cache=cache).changed == changed


def test_a_page_that_changes_while_it_is_built_is_built_again(
    root: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = _newest(root, "dig.md")
    target.write_text(page("Dig", "bed/dig", "First."))

    def overtaken(data: bytes, name: str) -> Any:
        # Somebody saves it right after it was read.
        if name == target.name:
            target.write_text(page("Dig", "bed/dig", "Second. Value range: 2-3."))
        return read_page(data, name)

    with monkeypatch.context() as patch:
        patch.setattr(sources, "read_page", overtaken)
        build(root, cache=cache)
    assert build(root, cache=cache).changed
    assert "maximum: 3" in _spec(root).read_text()


def test_another_generator_remembers_nothing_of_this_one(cache: Path, tmp_path: Path) -> None:
    root, generator = tmp_path / "root", tmp_path / "generator"
    _write_pages(root)
    shutil.copytree(ROOT / "generator", generator)
    command = ("-m", "tiktok_bindgen", "build", "--root", root)
    _python(*command, cache=cache, generator=generator)
    assert "wrote 0 files" in _python(*command, cache=cache, generator=generator)
    template = generator / "tiktok_bindgen" / "generate" / "templates" / "empty.py.jinja"
    _append(template, "\n# by another\n")
    assert "wrote 0 files" not in _python(*command, cache=cache, generator=generator)
    assert "# by another" in (root / PACKAGE / "api" / "__init__.py").read_text()


def test_everything_that_has_a_say_in_the_result_is_known_by_its_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    needed = tomllib.loads((ROOT / "generator" / "pyproject.toml").read_text())["project"]["dependencies"]
    named = {name.partition("=")[0].rstrip("<>~ ").lower() for name in needed}
    # No result of a build are a bar on the terminal, how pages are fetched, models of other styles, and the
    # colours of code on the site.
    assert named - {"rich", "urllib3", "datamodel-code-generator", "pygments"} == set(build_cache.LIBRARIES)
    before = build_cache.generator_digest.__wrapped__()
    assert before is not None
    monkeypatch.setattr(build_cache, "version", lambda _: "999")
    assert build_cache.generator_digest.__wrapped__() != before
    monkeypatch.setattr(build_cache, "_PACKAGE", Path("no such folder"))
    assert build_cache.generator_digest.__wrapped__() is None


def _sealed(text: str) -> bytes:
    return f"{digest(text)}\n{text}".encode()


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda data: data[: len(data) // 2],
    "one bit": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "not text": lambda _: b"\xff\xfe\n{}",
    "not JSON": lambda _: _sealed("{"),
    "another thing": lambda _: _sealed("[1]"),
    "a part of it": lambda _: _sealed("{}"),
    "too deep": lambda _: _sealed("[" * 100_000),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_memory_only_costs_time(name: str, root: Path, cache: Path, read: list[str]) -> None:
    before = contents(root)
    for file in cache.iterdir():
        file.write_bytes(SPOILT[name](file.read_bytes()))
    assert build(root, cache=cache).changed == ()
    assert set(read) == {"dig.md", "enumerations.md", "water.md", "weed.md"}
    assert contents(root) == before
    read.clear()
    assert build(root, cache=cache).changed == ()
    assert read == [], "what was spoilt is right again"


def test_a_memory_that_others_may_write_is_not_used(
    root: Path, cache: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = cache.iterdir()
    file.chmod(0o664)
    build(root, cache=cache)
    assert read
    (file,) = cache.iterdir()
    file.chmod(0o600)
    monkeypatch.setattr(os, "getuid", lambda: file.stat().st_uid + 1)
    read.clear()
    build(root, cache=cache)
    assert read, "it is another user's"


def test_what_was_made_of_pages_is_not_used_if_it_is_something_else(
    root: Path, cache: Path, read: list[str]
) -> None:
    (file,) = cache.iterdir()
    record = file.read_bytes().split(b"\n")[1]
    for made in (b"", b"no pickle", pickle.dumps([{}, [], []]), pickle.dumps([{}, [1], [], []])):
        data = record + b"\n" + made
        file.write_bytes(digest(data).encode() + b"\n" + data)
        (root / "spec" / "problems.txt").unlink()
        read.clear()
        assert build(root, cache=cache).changed == ("spec/problems.txt",)
        assert "dig.md" in read


def test_a_folder_that_cannot_be_had_only_costs_time(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    before = contents(root)
    for folder in (tmp_path / "file", tmp_path / "file" / "folder"):
        assert build(root, cache=folder).changed == ()
        assert contents(root) == before


def test_the_memory_is_for_its_owner_alone(root: Path, tmp_path: Path) -> None:
    build(root, cache=tmp_path / "new" / "cache")
    assert (tmp_path / "new" / "cache").stat().st_mode & 0o777 == 0o700


def test_nothing_is_remembered_when_it_is_turned_off(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    monkeypatch.setenv("TIKTOK_BINDGEN_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    assert main(["build", "--root", str(root), "--check"]) == 0
    assert read
    assert main(["spec", str(_newest(root, "dig.md")), "-o", str(tmp_path / "dig.yaml")]) == 0
    assert not (tmp_path / "home").exists()


def test_the_few_builds_used_last_are_kept_and_strangers_left_alone(root: Path, cache: Path) -> None:
    (own,) = cache.iterdir()
    stranger = cache / "pages-of-mine.cache"
    stranger.write_text("mine")
    for number in range(9):
        other = cache / f"build-{number:016x}.cache"
        other.write_text("another")
        os.utime(other, (number, number))
    os.utime(own, (0, 0))
    # What is used is not removed.
    assert build(root, cache=cache).changed == ()
    assert build(root, cache=cache, prose="full").changed
    kept = sorted(path.name for path in cache.iterdir())
    assert len(kept) == 1 + 8
    assert {own.name, stranger.name} <= set(kept)
    assert "build-0000000000000002.cache" not in kept
    assert "build-0000000000000003.cache" in kept
    assert stranger.read_text() == "mine"


def test_digests_tell_where_a_text_ends() -> None:
    assert digest("ab", "c") != digest("a", "bc") != digest("abc")
    assert digest("a") == digest(b"a")
    assert digest("\ud800") != digest("\ud801")

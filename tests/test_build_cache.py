"""What a build remembers saves time and never changes what comes out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages import PORTAL, ROOT, needs_portal
from tiktok_bindgen import sources
from tiktok_bindgen.cli import main
from tiktok_bindgen.interpret.model import (
    Alternative,
    EnumValue,
    Field,
    InWords,
    Limits,
    Operation,
    RuleCounts,
    Type,
)
from tiktok_bindgen.memory import store
from tiktok_bindgen.memory.packing import UnpackableError, packed, unpacked
from tiktok_bindgen.memory.pages import learn
from tiktok_bindgen.pipeline import build, make_spec
from tiktok_bindgen.problem import InputError
from tiktok_bindgen.read import read_page
from tiktok_bindgen.rules.model import All, Any_, Bound, Compares, Contains, HoldsOnly, In, Not, Present, Rule

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


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A memory that knows the structures of the pages here, so that no test has to wait for them."""
    root, cache = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("cache")
    _write_pages(root)
    build(root, cache=cache)
    return cache


def _write_pages(root: Path) -> None:
    for date, titles in {"2031-04": ["water"], "2031-05": ["water", "weed", "dig"]}.items():
        folder = root / "spec" / "pages" / date
        folder.mkdir(parents=True)
        for title in titles:
            (folder / f"{title}.md").write_text(page(f"{title} a bed".capitalize(), f"bed/{title}"))
        (folder / "enumerations.md").write_text(LISTS.format(value="SAND"))
        (folder / "_problems.txt").write_text(f"{titles[0]}.md:1: odd-page: something is odd\n")
    (root / "spec" / "overlay.yaml").write_text(OVERLAY % "Mind the gap.")


@pytest.fixture
def cache(shapes: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "cache"
    folder.mkdir()
    for file in shapes.glob("shapes-*"):
        shutil.copy(file, folder)
    return folder


@pytest.fixture
def root(tmp_path: Path, cache: Path) -> Path:
    """A root that was built, with a memory of that."""
    folder = tmp_path / "root"
    _write_pages(folder)
    build(folder, cache=cache)
    return folder


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
    before = files(root)
    again = build(root, cache=cache)
    assert (read, again.changed, files(root)) == ([], (), before)
    without = build(root)
    assert read
    assert (again.counts, again.kept) == (without.counts, without.kept)
    assert build(root, cache=cache, check=True) == again


def test_an_unchanged_build_loads_none_of_the_stages(root: Path, cache: Path) -> None:
    code = "import sys, tiktok_bindgen.cli as c; c.main(sys.argv[1:]); print(*sys.modules)"
    done = _python("-c", code, "build", "--root", root, "--check", cache=cache)
    *said, loaded = done.splitlines()
    assert said[-1].startswith("0 of ")
    stages = {"assemble", "interpret", "rules", "read.native", "generate.render", "generate.resolver"}
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


def _june(root: Path, name: str) -> Path:
    return root / "spec" / "pages" / "2031-05" / name


# What somebody does to a root that was built. Each must be noticed: the build after it writes something.
CHANGES: dict[str, Change] = {
    "an output was edited": lambda root: _append(root / PACKAGE / "client.py"),
    "an output is gone": lambda root: (root / PACKAGE / "py.typed").unlink(),
    "a spec was edited": lambda root: _append(_spec(root)),
    "an older spec is gone": lambda root: _spec(root, "2031-04").unlink(),
    "the problems are gone": lambda root: (root / "spec" / "problems.txt").unlink(),
    "a generated file is left over": lambda root: _copy(root / PACKAGE / "client.py", "api/old.py"),
    "a page was edited": lambda root: _june(root, "dig.md").write_text(page("Dig", "bed/dig", "Length: 4.")),
    "a page leads to another": lambda root: _append(_june(root, "dig.md"), f"\n{LEADS}\n"),
    "a page is new": lambda root: _june(root, "mow.md").write_text(page("Mow", "lawn/mow")),
    "a page is gone": lambda root: _june(root, "dig.md").unlink(),
    "a list of values was edited": lambda root: _june(root, "enumerations.md").write_text(
        LISTS.format(value="PEAT")
    ),
    "carried problems were edited": lambda root: _append(_june(root, "_problems.txt"), "a.md:1: odd: odd\n"),
    "the overlay was edited": lambda root: (root / "spec" / "overlay.yaml").write_text(OVERLAY % "Jump."),
    "the overlay is gone": lambda root: (root / "spec" / "overlay.yaml").unlink(),
    "a date is new": lambda root: _copy(_june(root, "dig.md"), "../2031-06/dig.md"),
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
    assert files(root) == files(tmp_path / "other")
    assert build(root, cache=cache).changed == ()


def test_a_file_that_nobody_generated_is_left_alone(root: Path, cache: Path) -> None:
    own = root / PACKAGE / "notes.py"
    own.write_text("# mine\n")
    assert build(root, cache=cache).changed == ()
    assert own.read_text() == "# mine\n"


def test_a_file_of_ones_own_in_the_way_of_an_output_is_not_overwritten(root: Path, cache: Path) -> None:
    (root / PACKAGE / "client.py").write_text("# mine\n")
    with pytest.raises(InputError, match="in the way"):
        build(root, cache=cache)


def test_a_page_of_another_name_is_another_page(root: Path, cache: Path, read: list[str]) -> None:
    _june(root, "dig.md").rename(_june(root, "delve.md"))
    assert build(root, cache=cache).changed == ()
    assert sorted(set(read)) == ["delve.md", "enumerations.md"]


def test_another_choice_is_another_build(root: Path, cache: Path, read: list[str]) -> None:
    assert build(root, cache=cache, prose="full").changed
    assert build(root, cache=cache).changed
    assert build(root, cache=cache).changed == ()
    read.clear()
    assert build(root, cache=cache, pages=root / "spec" / "pages" / "2031-05", date="2032-01").changed
    assert read


def test_a_page_that_changes_while_it_is_built_is_built_again(
    root: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = _june(root, "dig.md")
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
    shutil.copytree(ROOT / "generator", generator, ignore=shutil.ignore_patterns("__pycache__"))
    command = ("-m", "tiktok_bindgen", "build", "--root", root)
    _python(*command, cache=cache, generator=generator)
    assert "wrote 0 files" in _python(*command, cache=cache, generator=generator)
    template = generator / "tiktok_bindgen" / "generate" / "templates" / "empty.py.jinja"
    _append(template, "\n# by another\n")
    assert "wrote 0 files" not in _python(*command, cache=cache, generator=generator)
    assert "# by another" in (root / PACKAGE / "checks" / "__init__.py").read_text()


def test_everything_that_has_a_say_in_the_result_is_known_by_its_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    named = {name.partition("=")[0].rstrip("<>~ ").lower() for name in extras["generator"]}
    # A bar on the terminal is no result.
    assert {*named, "attrs"} - {"rich"} == set(store.LIBRARIES)
    before = store.made_by.__wrapped__()
    assert before is not None
    monkeypatch.setattr(store, "version", lambda _: "999")
    assert store.made_by.__wrapped__() != before
    monkeypatch.setattr(store, "_PACKAGE", Path("no such folder"))
    assert store.made_by.__wrapped__() is None


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda data: data[: len(data) // 2],
    "one bit": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "not text": lambda _: b"\xff\xfe\n{}",
    "not JSON": lambda _: store._seal(b"{") + b"\n{",
    "another thing": lambda _: store._seal(b"[1]") + b"\n[1]",
    "too deep": lambda _: store._seal(b"[" * 100_000) + b"\n" + b"[" * 100_000,
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_memory_only_costs_time(name: str, root: Path, cache: Path, read: list[str]) -> None:
    before = files(root)
    for file in cache.iterdir():
        file.write_bytes(SPOILT[name](file.read_bytes()))
    assert build(root, cache=cache).changed == ()
    assert set(read) == {"dig.md", "enumerations.md", "water.md", "weed.md"}
    assert files(root) == before
    read.clear()
    assert build(root, cache=cache).changed == ()
    assert read == [], "what was spoilt is right again"


def test_a_folder_that_cannot_be_had_only_costs_time(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    before = files(root)
    for folder in (tmp_path / "file", tmp_path / "file" / "folder"):
        assert build(root, cache=folder).changed == ()
        assert files(root) == before


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
    assert main(["spec", str(_june(root, "dig.md")), "-o", str(tmp_path / "dig.yaml")]) == 0
    assert not (tmp_path / "home").exists()


def test_of_each_kind_the_few_used_last_are_kept_and_strangers_left_alone(tmp_path: Path) -> None:
    stranger = tmp_path / "pages-of-mine.cache"
    stranger.write_text("mine")
    names = [f"{number:016x}" for number in range(12)]
    for number, name in enumerate(names):
        store.remember(tmp_path, "pages", name, {"number": number})
        os.utime(tmp_path / f"pages-{name}.cache", (number, number))
        if number < 11:
            # Whoever is asked for is not forgotten.
            assert store.recall(tmp_path, "pages", names[0]) == {"number": 0}
    store.remember(tmp_path, "shapes", names[0], {"shape": 1})
    kept = [name for name in names if store.recall(tmp_path, "pages", name)]
    assert len(kept) == 8
    assert kept[0] == names[0]
    assert kept[-1] == names[-1]
    assert stranger.read_text() == "mine"
    assert store.recall(tmp_path, "shapes", names[0]) == {"shape": 1}


def test_what_json_cannot_hold_is_not_remembered(tmp_path: Path) -> None:
    store.remember(tmp_path, "pages", "0" * 16, {"half a character": "\ud800"})
    store.remember(tmp_path, "pages", "1" * 16, {"long": 10**5000})
    assert store.recall(tmp_path, "pages", "0" * 16) == store.recall(tmp_path, "pages", "1" * 16) == {}


def test_digests_tell_where_a_text_ends() -> None:
    assert store.digest("ab", "c") != store.digest("a", "bc") != store.digest("abc")
    assert store.digest("a") == store.digest(b"a")
    assert store.digest("\ud800") != store.digest("\ud801")


def test_only_the_changed_page_is_read_and_what_its_lists_come_from(
    root: Path, cache: Path, read: list[str]
) -> None:
    folder = root / "spec" / "pages" / "2031-05"
    _june(root, "dig.md").write_text(page("Dig", "bed/dig", "Deep."))
    assert make_spec([folder], prose="none", cache=cache) == make_spec([folder], prose="none")
    del read[-4:]
    assert sorted(read) == ["dig.md", "enumerations.md"]
    read.clear()
    _june(root, "enumerations.md").write_text(LISTS.format(value="PEAT"))
    changed = make_spec([folder], prose="none", cache=cache)
    assert sorted(read) == ["dig.md", "enumerations.md", "water.md", "weed.md"]
    assert json.dumps(changed.document).count('"PEAT"') == 1
    assert changed == make_spec([folder], prose="none")


def test_a_page_that_cannot_be_read_is_told_of_each_time(root: Path, cache: Path) -> None:
    folder = root / "spec" / "pages" / "2031-05"
    _june(root, "broken.md").write_bytes(b"\xff")
    first, second = (make_spec([folder], cache=cache) for _ in range(2))
    assert first == second == make_spec([folder])
    assert [each.page for each in second.problems if each.code == "page-unreadable"] == ["broken.md"]
    for file in folder.glob("[a-z]*.md"):
        file.write_bytes(b"\xff")
    with pytest.raises(InputError, match="and 4 more"):
        make_spec([folder], cache=cache)


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["water.md", "weed.md", "dig.md", "enumerations.md"]),
        st.sampled_from(
            [
                None,
                "",
                page("Bed", "bed/one"),
                page("Bed", "bed/two", "Default value: `4`. Required when `soil` is `CLAY`."),
                page("Bed", "bed/two", "Enum values: `A`, `B`. It is odd unless it is not."),
                LISTS.format(value="SAND"),
                LISTS.format(value="PEAT"),
                "# A guide\n\nOnly words.\n",
                page("Bed", "bed/two", "For enum values, see [List of values for `litres`](#a)."),
                f"# A guide\n\nBegin with {LEADS.replace('Water', 'Rake')}.\n\n{CANS}",
                f"# A guide\n\nBegin with {LEADS}.\n\n{CANS.replace('5', '6')}",
            ]
        ),
    ),
    min_size=1,
    max_size=6,
)


@given(st.booleans(), EDITS)
@settings(deadline=None, max_examples=60)
def test_whatever_is_edited_a_memory_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, prose: bool, edits: list[tuple[str, str | None]]
) -> None:
    folder, cache = tmp_path_factory.mktemp("pages"), tmp_path_factory.mktemp("cache")
    (folder / "always.md").write_text(page("Rake a bed", "bed/rake"))
    for name, text in edits:
        if text is None:
            (folder / name).unlink(missing_ok=True)
        else:
            (folder / name).write_text(text)
        # `repr` tells what equality passes over: lines, pages, 1 from 1.0.
        assert repr(learn([folder], prose=prose, cache=cache)) == repr(learn([folder], prose=prose))


@needs_portal
def test_of_real_pages_nothing_is_lost_in_memory(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    shutil.copytree(PORTAL / "2026-04", folder)
    learned = repr(learn([folder], cache=tmp_path / "cache"))
    assert repr(learn([folder], cache=tmp_path / "cache")) == learned


TEXT = st.text(max_size=4)
SCALAR = TEXT | st.integers() | st.floats(allow_nan=False) | st.booleans()
PATH = st.lists(TEXT, min_size=1, max_size=3).map(tuple)
SCALARS = st.lists(SCALAR, max_size=2).map(tuple)
ATOM = (
    st.builds(In, PATH, SCALARS, st.none() | SCALAR)
    | st.builds(Present, PATH)
    | st.builds(Contains, PATH, SCALARS)
    | st.builds(HoldsOnly, PATH, SCALARS)
    | st.builds(Compares, PATH, st.sampled_from(["<", "=="]), st.none() | SCALAR, st.none() | PATH)
)
CONDITION: st.SearchStrategy[Any] = st.recursive(
    ATOM,
    lambda inner: (
        st.builds(Not, inner)
        | st.lists(inner, max_size=2).map(tuple).map(All)
        | st.lists(inner, max_size=2).map(tuple).map(Any_)
    ),
    max_leaves=4,
)
RULE = st.builds(
    Rule,
    kind=st.sampled_from(["requires", "limit"]),
    targets=st.lists(PATH, min_size=1, max_size=2).map(tuple),
    when=st.none() | CONDITION,
    values=SCALARS,
    bound=st.none() | st.builds(Bound, st.just("<"), SCALAR),
    line=st.integers(0, 9),
)
JSON = st.recursive(st.none() | SCALAR, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner))
KIND: st.SearchStrategy[Any] = st.sampled_from(["string", "integer", "map"])
TYPE = st.builds(Type, KIND, st.integers(0, 2), st.none() | st.builds(Type, KIND), TEXT)


def fields(inner: st.SearchStrategy[Field]) -> st.SearchStrategy[Field]:
    several = st.lists(inner, max_size=2).map(tuple)
    return st.builds(
        Field,
        name=TEXT,
        type=TYPE,
        children=several,
        alternatives=st.lists(st.builds(Alternative, TEXT, several), max_size=2).map(tuple),
        enum=st.lists(st.builds(EnumValue, SCALAR, TEXT), max_size=2).map(tuple),
        default=JSON,
        limits=st.builds(Limits, st.none() | st.integers(), minimum=st.none() | st.floats(allow_nan=False)),
        conditions=st.lists(TEXT.map(InWords.of), max_size=2).map(tuple),
        immutable=st.booleans(),
        line=st.integers(0, 9),
    )


FIELDS = st.lists(
    st.recursive(st.builds(Field, TEXT, TYPE), fields, max_leaves=3), min_size=1, max_size=2
).map(tuple)
OPERATION = st.builds(
    Operation,
    TEXT,
    TEXT,
    TEXT,
    source=st.none() | TEXT,
    lifecycle=st.sampled_from([None, "deprecated"]),
    parameters=FIELDS,
    rules=st.lists(RULE, max_size=2).map(tuple),
    judged=st.builds(RuleCounts, st.integers(0, 3)),
    page=TEXT,
)


@given(OPERATION)
@settings(deadline=None)
def test_an_operation_comes_back_as_it_was(operation: Operation) -> None:
    text = json.dumps(packed(operation))
    back = unpacked(Operation, json.loads(text))
    assert repr(back) == repr(operation)
    assert back == operation


@pytest.mark.parametrize("value", [(1,), {1: 2}, {"a": {1}}, [object()], b"a"])
def test_a_value_that_json_would_change_is_refused(value: object) -> None:
    with pytest.raises(UnpackableError):
        packed(Field("a", Type("any"), default=value))


@pytest.mark.parametrize("data", [[], [1 << 40], [1], [1, "a", "b"], ["a"], None, [3, "a", 5], {"a": 1}])
def test_what_is_no_value_is_told_by_an_error_that_is_caught(data: Any) -> None:
    with pytest.raises((ValueError, TypeError, LookupError, AttributeError)):
        unpacked(Field, data)


def test_progress_shows_only_the_pages_that_are_read(root: Path, cache: Path) -> None:
    shown: list[str] = []

    def progress(listed: Any) -> Iterator[Any]:
        for file in listed:
            shown.append(file.name)
            yield file

    folder = root / "spec" / "pages" / "2031-05"
    make_spec([folder], prose="none", cache=cache, progress=progress)
    assert shown == ["enumerations.md"]

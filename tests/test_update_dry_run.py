"""Weeks of a garden's portal through the weekly workflow's own commands, and the pull requests of each."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from attrs import define, evolve, field

from fetch_server import Portal, Reply, serving
from pages import ROOT
from tiktok_bindgen.cli import main
from update_garden import (
    DIG,
    GARDEN,
    HOE,
    LIST,
    MOW,
    PRUNE,
    RAKE,
    SOW,
    WATER,
    WEED,
    Page,
    checkout,
    page,
    serve,
    soils,
)

pytestmark = pytest.mark.slow

WORKFLOW = ROOT / ".github" / "workflows" / "update.yml"
TOLD = ROOT / "tests" / "cases" / "update" / "week.md"


@define
class Repository:
    """A repository on this machine, and the workflow's runs in clones of it.

    Attributes:
        folder: Where everything is.
        portal: What is fetched.
        week: How many runs there have been.
        previews: Whether the preview of the site is made; it is the same step each week.
    """

    folder: Path
    portal: Portal
    week: int = 0
    previews: bool = False
    log: str = field(default="", init=False)

    @property
    def origin(self) -> Path:
        return self.folder / "origin.git"

    @property
    def clone(self) -> Path:
        return self.folder / f"week-{self.week}"

    @property
    def body(self) -> str:
        """The text of the pull request, or of the run if there is none."""
        return (self.folder / f"temp-{self.week}" / "body.md").read_text(encoding="utf-8")

    @property
    def asked(self) -> list[str]:
        """What GitHub was asked for in the last run."""
        file = self.folder / f"temp-{self.week}" / "gh.log"
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []

    def artifact(self, name: str) -> str:
        """What the last run left for a browser."""
        return (self.folder / f"temp-{self.week}" / "artifacts" / name).read_text(encoding="utf-8")

    def files(self, branch: str) -> dict[str, str]:
        """What a branch has."""
        names = git(self.origin, "ls-tree", "-r", "--name-only", branch).splitlines()
        return {name: git(self.origin, "show", f"{branch}:{name}") for name in names if "spec/" in name}

    def run(self, date: str, *, accept: str = "") -> int:
        """Run the workflow in a fresh clone.

        Returns:
            The exit status of its first step that fails; 0 if none does.
        """
        self.week += 1
        temp = self.folder / f"temp-{self.week}"
        temp.mkdir()
        git(self.folder, "clone", "-q", str(self.origin), str(self.clone))
        environment = {
            "PATH": f"{self._programs(temp, date)}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "RUNNER_TEMP": str(temp),
            "GITHUB_STEP_SUMMARY": str(temp / "summary.md"),
            "TIKTOK_BINDGEN_CACHE": "",
            "GIT_CONFIG_GLOBAL": "/dev/null",
        }
        told = {"inputs.accept": accept, "runner.temp": str(temp), "github.token": "none"}
        told |= {"github.server_url": "https://git.example", "github.repository": "garden/bindings"}
        told |= {"github.run_id": "7"}
        (job,) = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"].values()
        self.log = ""
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/upload-artifact"):
                assert any(Path(filled(step["with"]["path"], told)).iterdir())
            if "run" not in step:
                continue
            own = {**job["env"], **step.get("env", {})}
            done = subprocess.run(
                ["bash", "-e", "-c", step["run"]],
                cwd=self.clone,
                env={**os.environ, **environment, **{name: filled(text, told) for name, text in own.items()}},
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
            )
            self.log += done.stdout + done.stderr
            if done.returncode:
                return done.returncode
        return 0

    def merge(self) -> None:
        """Merge the pull request."""
        git(self.clone, "push", "-q", "origin", "documentation-update:main")

    def _programs(self, temp: Path, date: str) -> Path:
        """What the workflow calls: ours, told of another portal and month, and nothing of GitHub's."""
        ours = f'exec "{sys.executable}" -m tiktok_bindgen "$@"'
        update = f"--base-url {self.portal.url} --date {date} --retries 0"
        preview = "" if self.previews else '[ "$1" = site ] && exit 0\n'
        programs = {
            "pip": "exit 0",
            "gh": f'echo "$1 $2" >> "{temp}/gh.log"',
            "tiktok-bindgen": f'{preview}[ "$1" = update ] && set -- "$@" {update}\n{ours}',
        }
        folder = temp / "programs"
        folder.mkdir()
        for name, text in programs.items():
            (folder / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
            (folder / name).chmod(0o755)
        return folder


def filled(text: str, told: Mapping[str, str]) -> str:
    """A text with what GitHub puts into it."""
    return re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda match: told[match[1]], text)


def git(folder: Path, *words: str) -> str:
    options = ("-c", "user.name=gardener", "-c", "user.email=gardener@garden.example")
    done = subprocess.run(
        ["git", *options, *words], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, portal: Portal) -> Repository:
    """A repository that has seen its first week: it knew all pages but one, and now where each of them is."""
    folder = tmp_path_factory.mktemp("first")
    root = folder / "root"
    checkout(
        root, portal, {number: each for number, each in GARDEN.items() if number != RAKE}, date="2030-01"
    )
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "The garden")
    git(folder, "clone", "-q", "--bare", str(root), "origin.git")
    repository = Repository(folder, portal, previews=True)
    serve(portal, GARDEN)
    assert repository.run("2030-02") == 0, repository.log
    repository.merge()
    return repository


@pytest.fixture
def repository(first: Repository, tmp_path: Path) -> Repository:
    git(tmp_path, "clone", "-q", "--bare", str(first.origin), "origin.git")
    return Repository(tmp_path, first.portal)


def test_a_new_page_becomes_a_pull_request_that_tells_of_its_operation(first: Repository) -> None:
    assert first.asked == ["pr list", "pr create"]
    assert (
        first.body
        == """\
### What changed for callers: 1 safe change

2030-01 → 2030-02, version 0.4.2 → 0.4.3.

|operation|breaking|risky|safe|call to change|
|---|--:|--:|--:|---|
|1 new operation|||1||

### Every change

#### ✅ 1 operation added

- `POST /open_api/v1.3/plot/rake/`

[All changes to browse, and a preview of the site](https://git.example/garden/bindings/actions/runs/7#artifacts)
"""
    )
    summary = first.folder / "temp-1" / "summary.md"
    assert summary.read_text(encoding="utf-8") == first.body
    assert "<title>2030-01 → 2030-02</title>" in first.artifact("diff.html")
    assert "plot.rake" in first.artifact("site/changes/2030-01..2030-02.html")


def test_a_week_without_news_asks_for_nothing(repository: Repository) -> None:
    serve(repository.portal, GARDEN)
    assert repository.run("2030-03") == 0, repository.log
    assert repository.log.endswith("Nothing changed.\n")
    assert repository.asked == []
    assert "No fact relevant to callers changed." in repository.body


_BED = "|bed_8|string|What is done to bed 8.|\n"
_EXAMPLE = """
### Example

```xcodeblock
(code curl http)
curl -X POST https://business-api.tiktok.com/open_api/v1.3/plot/water/ \\
-H "Content-Type: application/json" \\
-d '{"plot_id": "17", "bed_7": 7}'
(/code)
```
"""
_CHANGED = (
    page("water", "|litres|number|You need to say so if the weather is fine.|")
    .replace(_BED, "")
    .replace("\n## Response", f"{_EXAMPLE}\n## Response")
)
_ODD_WEEK = {
    WATER: evolve(GARDEN[WATER], content=_CHANGED),
    WEED: GARDEN[WEED],
    DIG: evolve(GARDEN[DIG], content=page("dig").partition("|bed_4|")[0]),
    MOW: evolve(GARDEN[MOW], content="<html><head><title>502</title></head><body>Bad gateway</body></html>"),
    PRUNE: GARDEN[PRUNE],
    SOW: evolve(GARDEN[SOW], folder="Seeds"),
    LIST: evolve(GARDEN[LIST], content=soils("SAND", "CLAY")),
    HOE: Page("Hoe a plot", page("hoe")),
}
_BROKEN = {"page02": Reply(status=500), "page05": Reply(b'{"code": 0, "data": {"title": "Prune a pl')}


def test_a_week_in_which_pages_change_go_move_fail_and_come_half(repository: Repository) -> None:
    serve(repository.portal, _ODD_WEEK, **_BROKEN)
    before = repository.files("main")
    assert repository.run("2030-03") == 1
    assert repository.asked == ["pr list", "pr create"]
    told, every, _ = repository.body.partition("### Every change\n")
    assert told == TOLD.read_text(encoding="utf-8")
    assert every
    after = repository.files("documentation-update")
    # No facts page but that of the page that is gone has gone, and none that was there is another.
    pages = {name for name in before if name.startswith("spec/pages/")}
    assert {name for name in pages if after[name] != before[name]} == set()
    assert sorted(name for name in after.keys() - before.keys() if "/pages/" in name) == [
        "spec/pages/2030-03/_date.yaml",
        "spec/pages/2030-03/_problems.txt",
        "spec/pages/2030-03/plots/hoe-a-plot.1700000000000009.md",
        "spec/pages/2030-03/plots/water-a-plot.1700000000000001.md",
    ]
    assert after["spec/pages/2030-03/_date.yaml"] == "removed:\n- POST /open_api/v1.3/plot/rake/\n"


def test_what_was_held_is_taken_when_a_person_accepts_it(repository: Repository) -> None:
    shorter = {**GARDEN, DIG: _ODD_WEEK[DIG], LIST: _ODD_WEEK[LIST]}
    serve(repository.portal, shorter)
    assert repository.run("2030-03", accept="plots/d* appendix/other") == 1
    assert "1 page held for review" in repository.body
    assert "`plots/dig-a-plot`" not in repository.body.partition("### What changed")[0]
    left_out = "`Client.plot.dig(bed_4=…)`: omit each of `bed_4` … `bed_8`, which is no longer accepted"
    assert left_out in repository.body
    repository.merge()
    # The list that was not accepted is held as long as it is so.
    assert repository.run("2030-03") == 1
    assert repository.log.endswith("Nothing changed.\n")
    assert repository.run("2030-03", accept="appendix/enumerations") == 0
    assert '`soil` may no longer be "LOAM".' in repository.body
    repository.merge()
    assert repository.run("2030-04") == 0
    assert repository.log.endswith("Nothing changed.\n")


def test_a_page_that_comes_half_later_in_the_month_stays_as_it_was_that_month(repository: Repository) -> None:
    changed = {**GARDEN, WATER: _ODD_WEEK[WATER]}
    serve(repository.portal, changed)
    assert repository.run("2030-03") == 0
    repository.merge()
    name = "spec/pages/2030-03/plots/water-a-plot.1700000000000001.md"
    good = repository.files("main")[name]
    half = page("water").partition("|bed_4|")[0]
    serve(repository.portal, {**changed, WATER: evolve(GARDEN[WATER], content=half), HOE: _ODD_WEEK[HOE]})
    assert repository.run("2030-03") == 1
    assert "|`plots/water-a-plot`|14 → 6|14 → 6|0|" in repository.body
    assert repository.files("documentation-update")[name] == good


def test_a_list_that_the_portal_no_longer_has_goes_for_good(repository: Repository) -> None:
    serve(repository.portal, {number: each for number, each in GARDEN.items() if number != LIST})
    assert repository.run("2030-03") == 0
    assert "Appendix / Enumerations" in repository.body
    repository.merge()
    assert repository.run("2030-03") == 0
    assert repository.log.endswith("Nothing changed.\n")


def test_a_portal_that_has_lost_most_of_its_pages_loses_no_operation(repository: Repository) -> None:
    serve(repository.portal, {number: GARDEN[number] for number in (WATER, SOW, LIST)})
    assert repository.run("2030-03") == 1
    assert repository.log.endswith("Nothing changed.\n")
    assert "### ⏸ 5 pages held for review" in repository.body
    assert "|`plots/rake-a-plot`|14 → 0|14 → 0|0|it was removed together with many others|" in repository.body


def test_a_portal_that_is_down_is_one_clear_line_and_changes_nothing(repository: Repository) -> None:
    serve(repository.portal, GARDEN)
    repository.portal.always["tree"] = Reply(status=500)
    assert repository.run("2030-03") == 2
    (line,) = repository.log.splitlines()
    assert line.startswith("tiktok-bindgen: ")
    assert git(repository.clone, "status", "--porcelain") == ""
    assert repository.asked == []


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html>Bad gateway</html>"),
        Reply(b'{"code": 0, "data": {"primary_doc_list": [{"doc_id": 1600'),
        Reply(b'{"code": 0, "data": {"primary_doc_list": []}}'),
    ],
)
def test_so_is_one_that_answers_but_has_no_tree(
    first: Repository, capsys: pytest.CaptureFixture[str], reply: Reply
) -> None:
    serve(first.portal, GARDEN)
    first.portal.always["tree"] = reply
    words = ["--root", str(first.clone), "--date", "2030-03", "--base-url", first.portal.url]
    assert main(["update", "--retries", "0", *words]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("tiktok-bindgen: ")
    assert git(first.clone, "status", "--porcelain") == ""

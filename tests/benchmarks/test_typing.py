"""What the client costs whoever writes a program with it: type checkers, editors, and a disk."""

from __future__ import annotations

import io
import os
import resource
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import time
import venv
from pathlib import Path

import pytest

from pages import ROOT

from .conftest import Report

PROGRAM = """
from tiktok_business import Client, items

client = Client(advertiser_id="1")
made = client.campaign.create(objective_type="TRAFFIC", campaign_name="Spring", budget_mode="BUDGET_MODE_DAY")
print(made.data.campaign_id)
for campaign in items(client.campaign.get, page_size=100):
    print(campaign.campaign_name)
for group in items(client.adgroup.get, page_size=100):
    print(group.adgroup_name)
for ad in items(client.ad.get, page_size=100):
    print(ad.ad_name)
print(client.file.video.ad.upload(upload_type="UPLOAD_BY_FILE", video_file="spring.mp4").data)
print(client.campaign.status.update(campaign_ids=["7"], operation_status="DISABLE").data)
print(client.report.integrated.get(report_type="BASIC", dimensions=["ad_id"], metrics=["spend"]).data)
print(client.identity.get().data)
print(client.bc.get().data)
print(client.advertiser.info(advertiser_ids=["1"]).data)
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment in which the client is installed, beside what is in this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    shutil.copytree(
        ROOT / "generated", site, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
    )
    (site / "beside.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    (folder / "program.py").write_text(PROGRAM, encoding="utf-8")
    return folder


def test_mypy_is_quick_with_a_program_of_ten_operations(report: Report, environment: Path) -> None:
    pytest.importorskip("mypy", reason="left out: there is no mypy")
    first = _mypy(environment)
    report("mypy --strict of ten operations, without a cache, CPU", min(first, _mypy(environment)), 5, "s")


def _mypy(environment: Path) -> float:
    """The seconds of CPU that it takes where nothing is known from before."""
    shutil.rmtree(environment / "cache", ignore_errors=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull, "--cache-dir", "cache"),
            *("--python-executable", str(environment / "bin" / "python"), "program.py"),
        ],
        cwd=environment,
        env={name: value for name, value in os.environ.items() if name not in {"MYPYPATH", "PYTHONPATH"}},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("Success"), done.stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a resource's methods", "client.campaign."),
        ("a reply's fields", "client.campaign.get().data."),
        ("an item's fields", "campaign."),
    ],
)
def test_completion_is_quick_once_it_is_warm(report: Report, what: str, line: str) -> None:
    jedi = pytest.importorskip("jedi", reason="left out: there is no jedi")
    code = f"{PROGRAM}\nfor campaign in items(client.campaign.get):\n    {line}"
    project = jedi.Project(ROOT, added_sys_path=[str(ROOT / "generated")])
    jedi.Script(code, project=project).complete()
    taken: list[float] = []
    found: list[object] = []
    for _ in range(5):
        started = time.process_time()
        found = jedi.Script(code, project=project).complete()
        taken.append(time.process_time() - started)
    assert found
    report(f"jedi completes {what} ({len(found)}), warm, CPU", min(taken), 0.3, "s")


def test_the_package_is_small(report: Report) -> None:
    """What a wheel takes, with all its names and hashes, ``nox -s wheel`` says."""
    files = [path for path in (ROOT / "generated").rglob("*") if path.suffix in {".py", ".typed"}]
    report("the package without bytecode", sum(path.stat().st_size for path in files) / 1e6, 8, "MB")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path in sorted(files):
            archive.add(path, path.relative_to(ROOT))
    report("the package in one compressed stream", len(packed.getvalue()) / 1e6, 1.5, "MB")
